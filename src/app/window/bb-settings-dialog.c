/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-settings-dialog.h"

#include "app/bb-settings.h"
#include "bb-store-group.h"

#include <glib/gi18n-lib.h>

#define BB_SETTINGS_DIALOG_WIDTH_PX 480
#define BB_SETTINGS_DIALOG_HEIGHT_PX 560

struct _BbSettingsDialog {
    HdyWindow parent;

    GtkComboBox *appearance;
    GtkSpinButton *answer_minutes;
    GtkSwitch *notify;
    GtkSwitch *expert;
    GtkSwitch *prove;
    BbStoreGroup *store;
};

G_DEFINE_TYPE (BbSettingsDialog, bb_settings_dialog, HDY_TYPE_WINDOW)

static gboolean
bb_settings_to_boolean (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
    g_value_set_boolean (to, g_value_get_int (from) != 0);
    return TRUE;
}

static gboolean
bb_settings_from_boolean (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
    g_value_set_int (to, g_value_get_boolean (from) ? 1 : 0);
    return TRUE;
}

static void
bb_settings_dialog_bind_switch (BbSettings *settings, const char *property, GtkSwitch *widget)
{
    g_object_bind_property_full (settings, property, widget, "active",
                                 G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, bb_settings_to_boolean,
                                 bb_settings_from_boolean, NULL, NULL);
}

static void
bb_settings_dialog_class_init (BbSettingsDialogClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    GtkBindingSet *bindings = gtk_binding_set_by_class (klass);

    g_type_ensure (BB_TYPE_STORE_GROUP);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-settings-dialog.ui");
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, appearance);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, answer_minutes);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, notify);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, expert);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, prove);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, store);
    g_signal_new_class_handler ("close-asked", BB_TYPE_SETTINGS_DIALOG, G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
                                G_CALLBACK (gtk_window_close), NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_binding_entry_add_signal (bindings, GDK_KEY_Escape, 0, "close-asked", 0);
}

static void
bb_settings_dialog_init (BbSettingsDialog *self)
{
    BbSettings *settings = bb_settings_get ();

    gtk_widget_init_template (GTK_WIDGET (self));
    g_object_bind_property (settings, "appearance", self->appearance, "active",
                            G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
    bb_settings_dialog_bind_switch (settings, "notify", self->notify);
    bb_settings_dialog_bind_switch (settings, "expert", self->expert);
    bb_settings_dialog_bind_switch (settings, "prove", self->prove);
    g_object_bind_property (settings, "answer-minutes", self->answer_minutes, "value",
                            G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

GtkWidget *
bb_settings_dialog_new (GtkWindow *parent, BbEngine *engine)
{
    BbSettingsDialog *self;
    int width, height;

    g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

    gtk_window_get_size (parent, &width, &height);
    self = g_object_new (BB_TYPE_SETTINGS_DIALOG, "transient-for", parent, "destroy-with-parent", TRUE,
                         "default-width", MIN (width, BB_SETTINGS_DIALOG_WIDTH_PX), "default-height",
                         MIN (height, BB_SETTINGS_DIALOG_HEIGHT_PX), NULL);
    bb_store_group_set_engine (self->store, engine);
    return GTK_WIDGET (self);
}
