/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-settings-dialog.h"

#include "app/bb-app-words.h"
#include "app/bb-page-keys.h"
#include "app/bb-file-chooser.h"
#include "app/bb-layout-call.h"
#include "app/bb-settings.h"
#include "app/widgets/bb-line-row.h"
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
    GtkWidget *key_row;
    GtkLabel *key_text;
    GtkWidget *key_choose;
    GtkWidget *key_clear;
    BbLineRow *key_message;
    GtkScrolledWindow *scroller;
    BbStoreGroup *store;
    GtkFileChooserNative *chooser; /* (nullable) */
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

/* Binds the integer @property (0 or 1) of @settings to the state of the switch, in both directions. */
static void
bb_settings_dialog_bind_switch (BbSettings *settings, const char *property, GtkSwitch *widget)
{
    g_object_bind_property_full (settings, property, widget, "active",
                                 G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, bb_settings_to_boolean,
                                 bb_settings_from_boolean, NULL, NULL);
}

/* --- the key file --- */

/* Shows the path of the key file and the button that clears this setting. If no key file is set, shows what a key
 * file is for. */
static void
bb_settings_dialog_show_key (BbSettingsDialog *self)
{
    g_autofree char *file = bb_settings_dup_key_file (bb_settings_get ());
    g_autofree char *path = file != NULL ? bb_app_dup_path (file) : NULL;
    g_autofree char *isolated = path != NULL ? bb_app_dup_isolated (path) : NULL;
    g_autofree char *text = isolated != NULL
                                /* TRANSLATORS: path of a file */
                                ? g_strdup_printf (_ ("%s. Burnback reads this file only when a drive needs the key, "
                                                      "and never stores or shows the key."),
                                                   isolated)
                                : g_strdup (_ ("Some drives accept only encrypted (wrapped) updates and require a "
                                               "key file. Burnback does not include this file."));

    gtk_label_set_text (self->key_text, text);
    bb_app_set_description (self->key_row, text);
    bb_app_set_description (self->key_choose, text);
    gtk_widget_set_visible (self->key_clear, file != NULL);
}

/* A #GtkCallback. Scrolls to the end, where the row of the key file and its message are. */
static void
bb_settings_dialog_scroll (GtkWidget *dialog, gpointer data)
{
    GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (BB_SETTINGS_DIALOG (dialog)->scroller);

    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

/* A #GtkCallback. Scrolls to the row of the setting “Expert operations” and gives its switch the focus. */
static void
bb_settings_dialog_scroll_to_expert (GtkWidget *dialog, gpointer data)
{
    BbSettingsDialog *self = BB_SETTINGS_DIALOG (dialog);
    GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (self->expert), HDY_TYPE_ACTION_ROW);
    GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
    double top = gtk_adjustment_get_value (adjustment);
    int y;

    if (gtk_widget_translate_coordinates (row, GTK_WIDGET (self->scroller), 0, 0, NULL, &y))
        gtk_adjustment_clamp_page (adjustment, top + y, top + y + gtk_widget_get_allocated_height (row));
    gtk_widget_grab_focus (GTK_WIDGET (self->expert));
}

void
bb_settings_dialog_focus_expert (BbSettingsDialog *self)
{
    g_return_if_fail (BB_IS_SETTINGS_DIALOG (self));

    bb_layout_call (GTK_WIDGET (self), bb_settings_dialog_scroll_to_expert);
}

void
bb_settings_dialog_focus_key (BbSettingsDialog *self)
{
    g_return_if_fail (BB_IS_SETTINGS_DIALOG (self));

    gtk_widget_grab_focus (self->key_choose);
    bb_layout_call (GTK_WIDGET (self), bb_settings_dialog_scroll);
}

/* Sets the key file @uri and shows a message that says whether the file was accepted. If @uri is %NULL, clears the
 * setting and hides the message. Moves the focus to the button that chooses the key file. */
static void
bb_settings_dialog_set_key (BbSettingsDialog *self, const char *uri)
{
    g_autoptr (GError) error = NULL;
    gboolean good = bb_settings_set_key_file (bb_settings_get (), uri, &error);
    g_autofree char *why = good ? NULL : bb_words_dup_error (error);

    bb_settings_dialog_show_key (self);
    bb_line_row_set (self->key_message, good ? "object-select-symbolic" : "dialog-error-symbolic",
                     good ? "good" : "bad", good ? _ ("Finished") : _ ("Failed"),
                     good ? _ ("This file contains the key for drives that accept only encrypted updates.") : why,
                     good ? NULL : _ ("Nothing was changed."));
    gtk_widget_set_visible (GTK_WIDGET (self->key_message), uri != NULL);
    bb_settings_dialog_focus_key (self);
}

static void
bb_settings_dialog_key_chosen_cb (GtkNativeDialog *chooser, int response, gpointer data)
{
    g_autofree char *uri =
        response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_uri (GTK_FILE_CHOOSER (chooser)) : NULL;

    if (uri != NULL)
        bb_settings_dialog_set_key (BB_SETTINGS_DIALOG (data), uri);
    gtk_native_dialog_hide (chooser);
}

static void
bb_settings_dialog_choose_key_cb (GtkButton *button, gpointer data)
{
    BbSettingsDialog *self = BB_SETTINGS_DIALOG (data);

    g_clear_object (&self->chooser);
    self->chooser = bb_file_chooser_new (BB_FILE_CHOOSER_KEY, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Key File"),
                                         GTK_WIDGET (self), _ ("_Choose"));
    g_signal_connect_object (self->chooser, "response", G_CALLBACK (bb_settings_dialog_key_chosen_cb), self, 0);
    bb_file_chooser_show (self->chooser);
}

static void
bb_settings_dialog_clear_key_cb (GtkButton *button, gpointer data)
{
    bb_settings_dialog_set_key (BB_SETTINGS_DIALOG (data), NULL);
}

static void
bb_settings_dialog_dispose (GObject *object)
{
    BbSettingsDialog *self = BB_SETTINGS_DIALOG (object);

    g_clear_object (&self->chooser);
    G_OBJECT_CLASS (bb_settings_dialog_parent_class)->dispose (object);
}

static void
bb_settings_dialog_class_init (BbSettingsDialogClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    GtkBindingSet *bindings = gtk_binding_set_by_class (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_settings_dialog_dispose;
    g_type_ensure (BB_TYPE_STORE_GROUP);
    g_type_ensure (BB_TYPE_LINE_ROW);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-settings-dialog.ui");
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, appearance);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, answer_minutes);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, notify);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, expert);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, prove);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, key_row);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, key_text);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, key_choose);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, key_clear);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, key_message);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, scroller);
    gtk_widget_class_bind_template_child (widget_class, BbSettingsDialog, store);
    gtk_widget_class_bind_template_callback (widget_class, bb_settings_dialog_choose_key_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_settings_dialog_clear_key_cb);
    g_signal_new_class_handler ("close-asked", BB_TYPE_SETTINGS_DIALOG, G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
                                G_CALLBACK (gtk_window_close), NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_binding_entry_add_signal (bindings, GDK_KEY_Escape, 0, "close-asked", 0);
}

static void
bb_settings_dialog_init (BbSettingsDialog *self)
{
    BbSettings *settings = bb_settings_get ();

    gtk_widget_init_template (GTK_WIDGET (self));
    bb_page_keys_add (GTK_WIDGET (self), GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
    g_object_bind_property (settings, "appearance", self->appearance, "active",
                            G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
    bb_settings_dialog_bind_switch (settings, "notify", self->notify);
    bb_settings_dialog_bind_switch (settings, "expert", self->expert);
    bb_settings_dialog_bind_switch (settings, "prove", self->prove);
    g_object_bind_property (settings, "answer-minutes", self->answer_minutes, "value",
                            G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
    bb_settings_dialog_show_key (self);
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
