/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-name-dialog.h"

#include "app/bb-app-words.h"
#include "job/engine/bb-name-task.h"
#include "job/store/bb-own-name.h"

#include <glib/gi18n-lib.h>

#define BB_NAME_DIALOG_WIDTH_PX 420

struct _BbNameDialog {
    HdyWindow parent_instance;
    BbEngine *engine;
    BbEngineDrive *drive;
    HdyHeaderBar *bar;
    GtkEntry *entry;
    GtkLabel *error;
    GtkWidget *save;
};

G_DEFINE_TYPE (BbNameDialog, bb_name_dialog, HDY_TYPE_WINDOW)

/* Makes the button to save sensitive if the typed name is valid or empty (an empty name removes the name). Else makes
 * the button insensitive. */
static void
bb_name_dialog_changed_cb (BbNameDialog *self)
{
    g_autofree char *stripped = g_strstrip (g_strdup (gtk_entry_get_text (self->entry)));
    g_autofree char *name = bb_own_name_dup_valid (stripped);

    gtk_widget_set_sensitive (self->save, name != NULL || *stripped == '\0');
}

static void
bb_name_dialog_cancel_cb (BbNameDialog *self)
{
    gtk_window_close (GTK_WINDOW (self));
}

/* Closes the dialog; or shows why the name could not be saved, and enables the button to save again. */
static void
bb_name_dialog_saved_cb (GObject *engine, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbNameDialog) self = data;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;

    if (bb_name_save_finish (BB_ENGINE (engine), result, &error)) {
        gtk_window_close (GTK_WINDOW (self));
        return;
    }
    /* TRANSLATORS: why a file cannot be written */
    text = g_strdup_printf (_ ("The drive name could not be saved: %s"), error->message);
    gtk_label_set_text (self->error, text);
    gtk_widget_show (GTK_WIDGET (self->error));
    gtk_widget_set_sensitive (self->save, TRUE);
}

/* Saves the typed name; an empty text or blanks remove the saved name. While the name is being saved, the button that
 * saves is insensitive. Does nothing while this button is insensitive: the name is invalid or is being saved. */
static void
bb_name_dialog_save_cb (BbNameDialog *self)
{
    g_autofree char *name = bb_own_name_dup_valid (gtk_entry_get_text (self->entry));

    if (!gtk_widget_get_sensitive (self->save))
        return;
    gtk_widget_set_sensitive (self->save, FALSE);
    bb_name_save_async (self->engine, self->drive, name, bb_name_dialog_saved_cb, g_object_ref (self));
}

static void
bb_name_dialog_dispose (GObject *object)
{
    BbNameDialog *self = BB_NAME_DIALOG (object);

    g_clear_object (&self->engine);
    g_clear_object (&self->drive);
    G_OBJECT_CLASS (bb_name_dialog_parent_class)->dispose (object);
}

static void
bb_name_dialog_class_init (BbNameDialogClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    GtkBindingSet *bindings = gtk_binding_set_by_class (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_name_dialog_dispose;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-name-dialog.ui");
    gtk_widget_class_bind_template_child (widget_class, BbNameDialog, bar);
    gtk_widget_class_bind_template_child (widget_class, BbNameDialog, entry);
    gtk_widget_class_bind_template_child (widget_class, BbNameDialog, error);
    gtk_widget_class_bind_template_child (widget_class, BbNameDialog, save);
    gtk_widget_class_bind_template_callback (widget_class, bb_name_dialog_changed_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_name_dialog_cancel_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_name_dialog_save_cb);
    g_signal_new_class_handler ("close-asked", BB_TYPE_NAME_DIALOG, G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION,
                                G_CALLBACK (gtk_window_close), NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_binding_entry_add_signal (bindings, GDK_KEY_Escape, 0, "close-asked", 0);
}

static void
bb_name_dialog_init (BbNameDialog *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bb_name_dialog_new (GtkWindow *parent, BbEngine *engine, BbEngineDrive *drive)
{
    BbNameDialog *self =
        g_object_new (BB_TYPE_NAME_DIALOG, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
    const char *name = bb_engine_drive_get_own_name (drive);
    g_autofree char *subtitle = bb_app_dup_full_name (drive);
    int width = 0;

    self->engine = g_object_ref (engine);
    self->drive = g_object_ref (drive);
    /* The dialog must not be wider than its parent. */
    gtk_window_get_size (parent, &width, NULL);
    gtk_window_set_default_size (GTK_WINDOW (self), MIN (width, BB_NAME_DIALOG_WIDTH_PX), -1);
    hdy_header_bar_set_subtitle (self->bar, subtitle);
    gtk_entry_set_max_length (self->entry, BB_OWN_NAME_MAX_CHARS);
    gtk_entry_set_text (self->entry, name != NULL ? name : "");
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
    return GTK_WIDGET (self);
}
