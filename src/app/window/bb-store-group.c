/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-store-group.h"

#include "app/bb-app-words.h"
#include "app/bb-file-chooser.h"
#include "app/widgets/bb-line-row.h"
#include "job/store/bb-state-folder.h"

#include <glib/gi18n-lib.h>

struct _BbStoreGroup {
    HdyPreferencesGroup parent;
    BbEngine *engine;              /* (nullable) */
    GCancellable *cancellable;     /* (nullable): cancels the copying that runs */
    GtkFileChooserNative *chooser; /* (nullable) */

    HdyActionRow *row;
    GtkWidget *spinner;
    GtkWidget *choose;
    HdyActionRow *usual_row; /* offers the usual folder, if another one is chosen */
    GtkWidget *usual;
    BbLineRow *message;
};

G_DEFINE_TYPE (BbStoreGroup, bb_store_group, HDY_TYPE_PREFERENCES_GROUP)

/* --- contents --- */

/* Returns TRUE if another backup folder can be chosen now. Always FALSE while backups are being copied. With an
 * engine, also FALSE if the folder was set for this process only (by the command line, or for simulated drives).
 * Without an engine, TRUE only if the chosen folder is missing. */
static gboolean
bb_store_group_may_choose (BbStoreGroup *self)
{
    g_autofree char *there = NULL;

    if (self->cancellable != NULL)
        return FALSE;
    if (self->engine != NULL)
        return bb_engine_is_chosen (self->engine);
    /* Without an engine nothing can be copied; another folder can be chosen only if the chosen one is missing. */
    there = bb_state_folder_find (NULL);
    return there == NULL;
}

/* Returns (transfer full) the path of the backup folder, followed by the reason if the folder cannot be changed
 * now. If it is unknown which folder was chosen, returns only a sentence that says so. */
static char *
bb_store_group_dup_place (BbStoreGroup *self)
{
    g_autofree char *folder =
        self->engine != NULL ? g_strdup (bb_engine_get_state_folder (self->engine)) : bb_state_folder_dup ();
    g_autofree char *path = bb_app_dup_path (folder);
    g_autofree char *isolated = bb_app_dup_isolated (path);
    g_autofree char *there = NULL;
    g_autoptr (GError) error = NULL;

    there = self->engine == NULL ? bb_state_folder_find (&error) : NULL;
    if (g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED))
        return g_strdup (_ ("Burnback cannot find out which folder you chose for backups."));
    if (self->cancellable != NULL)
        return g_strdup_printf (_ ("%s. Copying…"), isolated);
    if (self->engine != NULL && !bb_engine_is_chosen (self->engine) && bb_state_folder_is_simulated (folder))
        return g_strdup_printf (
            _ ("%s. Backups of simulated drives are stored separately from backups of real drives."), isolated);
    if (self->engine != NULL && !bb_engine_is_chosen (self->engine))
        return g_strdup_printf (_ ("%s. The folder is set on the command line and cannot be changed here."),
                                isolated);
    return g_steal_pointer (&isolated);
}

/* Updates the texts of both rows, whether the row of the usual folder is shown, and whether the buttons can be used.
 */
static void
bb_store_group_update (BbStoreGroup *self)
{
    g_autofree char *place = bb_store_group_dup_place (self);
    g_autofree char *chosen = bb_state_folder_dup_chosen ();
    g_autofree char *usual = bb_state_folder_dup_usual ();
    g_autofree char *usual_path = bb_app_dup_path (usual);
    g_autofree char *isolated = bb_app_dup_isolated (usual_path);
    gboolean may_choose = bb_store_group_may_choose (self);

    hdy_action_row_set_subtitle (self->row, place);
    bb_app_set_description (GTK_WIDGET (self->row), place);
    bb_app_set_description (self->choose, place);
    gtk_widget_set_visible (self->spinner, self->cancellable != NULL);
    gtk_widget_set_sensitive (self->choose, may_choose);
    hdy_action_row_set_subtitle (self->usual_row, isolated);
    bb_app_set_description (self->usual, isolated);
    gtk_widget_set_visible (GTK_WIDGET (self->usual_row), self->engine == NULL
                                                              ? chosen != NULL || may_choose
                                                              : chosen != NULL && bb_engine_is_chosen (self->engine));
    gtk_widget_set_sensitive (self->usual, may_choose);
}

/* Shows the sentence @text, and @more below it, with the icon of a success (@good) or of a failure. */
static void
bb_store_group_show_message (BbStoreGroup *self, gboolean good, const char *text, const char *more)
{
    bb_line_row_set (self->message, good ? "object-select-symbolic" : "dialog-error-symbolic", good ? "good" : "bad",
                     good ? _ ("Finished") : _ ("Failed"), text, more);
    gtk_widget_show (GTK_WIDGET (self->message));
}

/* --- choosing a folder --- */

/* Shows whether the backups were copied to the new folder, which is then in use. Shows nothing if the settings were
 * closed. */
static void
bb_store_group_moved_cb (GObject *engine, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbStoreGroup) self = BB_STORE_GROUP (data);
    g_autoptr (GError) error = NULL;
    g_autofree char *why = NULL;
    gboolean moved = bb_engine_move_store_finish (BB_ENGINE (engine), result, &error);

    g_clear_object (&self->cancellable);
    /* The settings were closed meanwhile, so nothing can be shown. */
    if (self->engine == NULL)
        return;
    if (moved) {
        bb_store_group_show_message (
            self, TRUE, _ ("The backups were copied to the new folder."),
            _ ("All files were copied and verified. Burnback no longer uses the old folder, so you can delete it."));
    } else {
        why = bb_words_dup_error (error);
        bb_store_group_show_message (self, FALSE,
                                     _ ("Nothing was changed. The backups remain in the current folder."), why);
    }
    bb_store_group_update (self);
}

/* Chooses @folder and lists the drives, or shows why that failed. The old folder is missing, so there is nothing to
 * copy. */
static void
bb_store_group_choose_without_copy (BbStoreGroup *self, const char *folder)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *why = NULL;

    if (bb_state_folder_choose (folder, &error)) {
        bb_store_group_show_message (self, TRUE, _ ("Burnback will use this folder from now on."),
                                     _ ("The previous folder does not exist, so nothing was copied."));
        g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "find-drives", NULL);
    } else {
        why = bb_words_dup_error (error);
        bb_store_group_show_message (self, FALSE, _ ("Nothing was changed."), why);
    }
    bb_store_group_update (self);
}

/* Copies the backups to @folder and then uses @folder. Without an engine, uses @folder without copying. */
static void
bb_store_group_use_folder (BbStoreGroup *self, const char *folder)
{
    gtk_widget_hide (GTK_WIDGET (self->message));
    if (self->engine == NULL) {
        bb_store_group_choose_without_copy (self, folder);
        return;
    }
    self->cancellable = g_cancellable_new ();
    bb_engine_move_store_async (self->engine, folder, self->cancellable, bb_store_group_moved_cb,
                                g_object_ref (self));
    bb_store_group_update (self);
}

/* Uses the folder that the user picked, or the folder in it that bb_state_folder_dup_in() returns. */
static void
bb_store_group_response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
    BbStoreGroup *self = BB_STORE_GROUP (data);
    g_autofree char *picked =
        response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (dialog)) : NULL;

    if (picked != NULL) {
        g_autofree char *folder = bb_state_folder_dup_in (picked);

        bb_store_group_use_folder (self, folder);
    }
    gtk_native_dialog_hide (dialog);
}

static void
bb_store_group_choose_cb (GtkButton *button, gpointer data)
{
    BbStoreGroup *self = BB_STORE_GROUP (data);

    g_clear_object (&self->chooser);
    self->chooser = bb_file_chooser_new (BB_FILE_CHOOSER_STORE, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                         _ ("Backup Folder"), GTK_WIDGET (self), _ ("_Choose"));
    g_signal_connect (self->chooser, "response", G_CALLBACK (bb_store_group_response_cb), self);
    bb_file_chooser_show (self->chooser);
}

static void
bb_store_group_usual_cb (GtkButton *button, gpointer data)
{
    g_autofree char *usual = bb_state_folder_dup_usual ();

    bb_store_group_use_folder (BB_STORE_GROUP (data), usual);
}

void
bb_store_group_set_engine (BbStoreGroup *self, BbEngine *engine)
{
    g_return_if_fail (BB_IS_STORE_GROUP (self));

    g_set_object (&self->engine, engine);
    bb_store_group_update (self);
}

/* --- object --- */

static void
bb_store_group_dispose (GObject *object)
{
    BbStoreGroup *self = BB_STORE_GROUP (object);

    if (self->chooser != NULL)
        g_signal_handlers_disconnect_by_data (self->chooser, self);
    g_clear_object (&self->chooser);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_store_group_parent_class)->dispose (object);
}

/* Called when the settings are closed: cancels copying. No backup is lost, because the old folder stays in use. The
 * next attempt continues with the files that were copied. */
static void
bb_store_group_unrealize (GtkWidget *widget)
{
    if (BB_STORE_GROUP (widget)->cancellable != NULL)
        g_cancellable_cancel (BB_STORE_GROUP (widget)->cancellable);
    GTK_WIDGET_CLASS (bb_store_group_parent_class)->unrealize (widget);
}

static void
bb_store_group_class_init (BbStoreGroupClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_store_group_dispose;
    widget_class->unrealize = bb_store_group_unrealize;
    g_type_ensure (BB_TYPE_LINE_ROW);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-store-group.ui");
    gtk_widget_class_bind_template_child (widget_class, BbStoreGroup, row);
    gtk_widget_class_bind_template_child (widget_class, BbStoreGroup, spinner);
    gtk_widget_class_bind_template_child (widget_class, BbStoreGroup, choose);
    gtk_widget_class_bind_template_child (widget_class, BbStoreGroup, usual_row);
    gtk_widget_class_bind_template_child (widget_class, BbStoreGroup, usual);
    gtk_widget_class_bind_template_child (widget_class, BbStoreGroup, message);
    gtk_widget_class_bind_template_callback (widget_class, bb_store_group_choose_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_store_group_usual_cb);
}

static void
bb_store_group_init (BbStoreGroup *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
}
