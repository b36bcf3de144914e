/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-simulator-band.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

struct _BbSimulatorBand {
    GtkBox parent;
    BbAppSource *source;

    GtkMenuButton *menu;
    GtkWidget *label;
    GtkGrid *switches;
};

G_DEFINE_TYPE (BbSimulatorBand, bb_simulator_band, GTK_TYPE_BOX)

/* Returns the switch, for cable or power, that the check box @check stands for. */
static BbAppSwitch
bb_simulator_band_get_switch (gpointer check)
{
    return (BbAppSwitch) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (check), "switch"));
}

/* Switches the cable or the power of the simulated drive as the check box says. */
static void
bb_simulator_band_toggled_cb (GtkToggleButton *check, gpointer data)
{
    bb_app_source_set_switch (BB_SIMULATOR_BAND (data)->source, gtk_widget_get_name (GTK_WIDGET (check)),
                              bb_simulator_band_get_switch (check), gtk_toggle_button_get_active (check));
}

/* Adds the check box of the switch @which of the drive @name. */
static void
bb_simulator_band_add (BbSimulatorBand *self, BbAppSwitch which, int row, const char *name, const char *label)
{
    GtkWidget *check = gtk_check_button_new_with_label (label);

    gtk_widget_set_name (check, name);
    g_object_set_data (G_OBJECT (check), "switch", GINT_TO_POINTER (which));
    g_signal_connect (check, "toggled", G_CALLBACK (bb_simulator_band_toggled_cb), self);
    gtk_widget_show (check);
    gtk_grid_attach (self->switches, check, which, row, 1, 1);
}

/* Sets the check box @check to the state of its drive: cable connected, or power on. */
static void
bb_simulator_band_update_check (GtkWidget *check, gpointer data)
{
    /* Updating the check box from the state of the drive must not switch the drive. */
    g_signal_handlers_block_by_func (check, bb_simulator_band_toggled_cb, data);
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (check),
                                  bb_app_source_get_switch (BB_SIMULATOR_BAND (data)->source,
                                                            gtk_widget_get_name (check),
                                                            bb_simulator_band_get_switch (check)));
    g_signal_handlers_unblock_by_func (check, bb_simulator_band_toggled_cb, data);
}

/* Adds two check boxes for each simulated drive. */
static void
bb_simulator_band_add_all (BbSimulatorBand *self)
{
    g_auto (GStrv) names = bb_app_source_list_simulated (self->source);

    for (int i = 0; names[i] != NULL; i++) {
        /* TRANSLATORS: the cable of drive sr0 is connected */
        g_autofree char *connected = g_strdup_printf (_ ("%s connected"), names[i]);
        /* TRANSLATORS: the power of drive sr0 is on */
        g_autofree char *powered = g_strdup_printf (_ ("%s powered"), names[i]);

        bb_simulator_band_add (self, BB_APP_SWITCH_CABLE, i, names[i], connected);
        bb_simulator_band_add (self, BB_APP_SWITCH_POWER, i, names[i], powered);
    }
}

/* Called when the menu opens. Creates the check boxes only at the first opening, because most users never open the
 * menu. Then updates the check boxes, because a scenario or another program can switch the drives, too. */
static void
bb_simulator_band_shown_cb (GtkWidget *popover, gpointer data)
{
    BbSimulatorBand *self = BB_SIMULATOR_BAND (data);
    GtkContainer *switches = GTK_CONTAINER (self->switches);

    if (gtk_grid_get_child_at (self->switches, 0, 0) == NULL) {
        bb_simulator_band_add_all (self);
        gtk_widget_child_focus (popover, GTK_DIR_TAB_FORWARD);
    }
    gtk_container_foreach (switches, bb_simulator_band_update_check, self);
}

void
bb_simulator_band_set_source (BbSimulatorBand *self, BbAppSource *source)
{
    g_return_if_fail (BB_IS_SIMULATOR_BAND (self));

    g_set_object (&self->source, source);
    gtk_widget_set_visible (GTK_WIDGET (self), bb_app_source_is_simulated (source));
    bb_app_clear (GTK_CONTAINER (self->switches));
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
    gtk_widget_class_bind_template_child (widget_class, BbSimulatorBand, menu);
    gtk_widget_class_bind_template_callback (widget_class, bb_simulator_band_shown_cb);
    gtk_widget_class_bind_template_child (widget_class, BbSimulatorBand, label);
    gtk_widget_class_bind_template_child (widget_class, BbSimulatorBand, switches);
}

static void
bb_simulator_band_init (BbSimulatorBand *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    /* The tooltip would cover the open menu. */
    g_object_bind_property (self->menu, "active", self->menu, "has-tooltip",
                            G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
}
