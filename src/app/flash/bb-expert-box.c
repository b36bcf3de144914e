/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-expert-box.h"

#include "app/bb-app-words.h"
#include "app/bb-settings.h"

#include <glib/gi18n-lib.h>

struct _BbExpertBox {
    GtkBox parent;

    GtkLabel *text;
    GtkWidget *settings;
    GtkWidget *turn_off;
};

G_DEFINE_TYPE (BbExpertBox, bb_expert_box, GTK_TYPE_BOX)

gboolean
bb_expert_box_show (BbExpertBox *self, const BbConsent *consent)
{
    gboolean is_on = bb_settings_get_int (bb_settings_get (), "expert") != 0;
    gboolean is_for_experts = consent != NULL && consent->how == BB_CONSENT_HOW_EXPERT;

    g_return_val_if_fail (BB_IS_EXPERT_BOX (self), FALSE);

    gtk_widget_set_visible (GTK_WIDGET (self), is_for_experts);
    if (!is_for_experts)
        return FALSE;
    gtk_label_set_text (self->text,
                        is_on ? _ ("Expert operations are turned on until you close Burnback.")
                        : consent->code == BB_CONSENT_EXPERTS
                            ? _ ("This operation is intended for experts and can be enabled in the "
                                 "settings.")
                            : _ ("Flashing this firmware would turn the drive into another model. This "
                                 "operation is intended for experts and can be enabled in the settings."));
    gtk_widget_set_visible (self->settings, !is_on);
    gtk_widget_set_visible (self->turn_off, is_on);
    return !is_on;
}

static void
bb_expert_box_turn_off_cb (GtkButton *button, gpointer data)
{
    bb_settings_set_int (bb_settings_get (), "expert", 0);
    gtk_widget_grab_focus (BB_EXPERT_BOX (data)->settings);
}

static void
bb_expert_box_class_init (BbExpertBoxClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-expert-box.ui");
    gtk_widget_class_bind_template_child (widget_class, BbExpertBox, text);
    gtk_widget_class_bind_template_child (widget_class, BbExpertBox, settings);
    gtk_widget_class_bind_template_child (widget_class, BbExpertBox, turn_off);
    gtk_widget_class_bind_template_callback (widget_class, bb_expert_box_turn_off_cb);
}

static void
bb_expert_box_init (BbExpertBox *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_button (GTK_BUTTON (self->settings));
    bb_app_wrap_button (GTK_BUTTON (self->turn_off));
}
