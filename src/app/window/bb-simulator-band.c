/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-simulator-band.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

struct _BbSimulatorBand {
    GtkBox parent;
    BbAppSource *source;

    GtkMenuButton *cables;
    GtkWidget *label;
    GtkBox *cable_box;
};

G_DEFINE_TYPE (BbSimulatorBand, bb_simulator_band, GTK_TYPE_BOX)

static void
bb_simulator_band_toggled_cb (GtkToggleButton *check, gpointer data)
{
    BbSimulatorBand *self = BB_SIMULATOR_BAND (data);
    const char *name = gtk_widget_get_name (GTK_WIDGET (check));
    g_autoptr (GError) error = NULL;

    if (!bb_app_source_set_plugged (self->source, name, gtk_toggle_button_get_active (check), &error))
        gtk_widget_set_tooltip_text (GTK_WIDGET (check), error->message);
}

void
bb_simulator_band_set_source (BbSimulatorBand *self, BbAppSource *source)
{
    g_auto (GStrv) names = NULL;

    g_return_if_fail (BB_IS_SIMULATOR_BAND (self));

    g_set_object (&self->source, source);
    gtk_widget_set_visible (GTK_WIDGET (self), bb_app_source_is_simulated (source));
    bb_app_clear (GTK_CONTAINER (self->cable_box));
    names = bb_app_source_list_simulated (source);
    for (char **name = names; *name != NULL; name++) {
        /* TRANSLATORS: the cable of drive sr0 is plugged in */
        g_autofree char *label = g_strdup_printf (_ ("%s connected"), *name);
        GtkWidget *check = gtk_check_button_new_with_label (label);

        gtk_widget_set_name (check, *name);
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (check), bb_app_source_is_plugged (source, *name));
        g_signal_connect (check, "toggled", G_CALLBACK (bb_simulator_band_toggled_cb), self);
        gtk_widget_show (check);
        gtk_container_add (GTK_CONTAINER (self->cable_box), check);
    }
}

void
bb_simulator_band_set_narrow (BbSimulatorBand *self, gboolean is_narrow)
{
    g_return_if_fail (BB_IS_SIMULATOR_BAND (self));

    gtk_widget_set_visible (self->label, !is_narrow);
}

static void
bb_simulator_band_dispose (GObject *object)
{
    g_clear_object (&BB_SIMULATOR_BAND (object)->source);
    G_OBJECT_CLASS (bb_simulator_band_parent_class)->dispose (object);
}

static void
bb_simulator_band_class_init (BbSimulatorBandClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_simulator_band_dispose;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-simulator-band.ui");
    gtk_widget_class_bind_template_child (widget_class, BbSimulatorBand, cables);
    gtk_widget_class_bind_template_child (widget_class, BbSimulatorBand, label);
    gtk_widget_class_bind_template_child (widget_class, BbSimulatorBand, cable_box);
}

static void
bb_simulator_band_init (BbSimulatorBand *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}
