/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-list.h"

#include "app/bb-app-words.h"
#include "app/bb-page-focus.h"
#include "bb-backup-row.h"
#include "job/engine/bb-store-tasks.h"

#include <glib/gi18n-lib.h>

/* Number of backups that are shown on the page of a drive; the others are on the page of all backups. */
#define BB_BACKUP_LIST_SHORT 3
/* How long deleting a backup can be undone: enough time for a screen reader to read the message. */
#define BB_BACKUP_LIST_UNDO_SECONDS 20

struct _BbBackupList {
    GtkBox parent;
    BbEngine *engine;
    BbEngineDrive *drive; /* (nullable): %NULL: backups of all drives */
    GCancellable *cancellable;
    GPtrArray *backups; /* (element-type BbBackup): as last read from the store, including @deleted */
    BbBackup *asked;  /* (nullable): backup to delete; NULL after the store has answered whether it may be deleted */
    guint n_deleting; /* number of running deletions */
    gboolean is_waiting; /* bb_backup_list_ask() for @asked waits for the end of deletions and readings */
    BbBackup *deleted;   /* (nullable): hidden; deleted from the store when the time to undo is over */
    gboolean is_only;    /* @deleted was the only backup of its drive, and @undo_text says so */
    guint undo_clock;
    gboolean is_reading;
    BbBackupSummary *summary; /* (nullable): says what all verifications found */
    gboolean is_summed;       /* bb_backup_list_check_all() was called: show @summary */
    gboolean is_check_asked;  /* bb_backup_list_check_all() was called during a reading: verify new rows, too */

    GtkRevealer *undo;
    GtkWidget *undo_button;
    GtkLabel *undo_text;
    GtkListBox *list;
    GtkWidget *more;
    GtkLabel *empty;
    GtkLabel *message;  /* why a backup was not deleted */
    GtkLabel *warnings; /* backups that could not be read */
};

G_DEFINE_TYPE (BbBackupList, bb_backup_list, GTK_TYPE_BOX)

static guint signal_listed;

static void bb_backup_list_read (BbBackupList *self);
static void bb_backup_list_delete_asked_cb (BbBackupRow *row, gpointer data);

/* Shows @text in @label, or hides @label if @text is NULL. */
static void
bb_backup_list_show_message (GtkLabel *label, const char *text)
{
    gtk_label_set_text (label, text != NULL ? text : "");
    gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

/* --- rows --- */

/* Returns TRUE if @backup is hidden because its deletion can still be undone. */
static gboolean
bb_backup_list_is_deleted (BbBackupList *self, BbBackup *backup)
{
    return self->deleted != NULL && strcmp (backup->id, self->deleted->id) == 0;
}

/* Returns TRUE if the last verification of @backup has found damage. */
static gboolean
bb_backup_list_is_damaged (BbBackupList *self, BbBackup *backup)
{
    return bb_backup_checks_is_damaged (bb_engine_get_checks (self->engine), backup->id);
}

/* Returns TRUE if @backups contains the backup of @row. */
static gboolean
bb_backup_list_is_row_in (GtkListBoxRow *row, GPtrArray *backups)
{
    BbBackup *shown = bb_backup_row_get_backup (BB_BACKUP_ROW (row));

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);

        if (strcmp (backup->id, shown->id) == 0)
            return TRUE;
    }
    return FALSE;
}

/* --- the outcome of all verifications --- */

void
bb_backup_list_set_summary (BbBackupList *self, BbBackupSummary *summary)
{
    g_return_if_fail (BB_IS_BACKUP_LIST (self) && BB_IS_BACKUP_SUMMARY (summary));

    g_set_object (&self->summary, summary);
}

/* If bb_backup_list_check_all() was called, says that it runs, and what it has found after the last verification has
 * ended. Hides this sentence when a backup was added to the list later. */
static void
bb_backup_list_update_summary (BbBackupList *self)
{
    g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->list));

    if (self->summary == NULL)
        return;
    if (self->is_summed)
        bb_backup_summary_show (self->summary, rows, bb_engine_get_checks (self->engine), self->is_check_asked,
                                !gtk_widget_get_visible (GTK_WIDGET (self->warnings)));
    else
        gtk_widget_hide (GTK_WIDGET (self->summary));
}

/* Handler for "changed" of the verifications. Updates the summary. If the backup @id (nullable: any backup) is in the
 * list, also emits "listed", because bb_backup_list_get_to_restore() skips damaged backups. */
static void
bb_backup_list_checks_changed_cb (BbBackupChecks *checks, const char *id, gpointer data)
{
    BbBackupList *self = BB_BACKUP_LIST (data);

    bb_backup_list_update_summary (self);
    if (id == NULL || bb_backup_list_find (self, id) != NULL)
        g_signal_emit (self, signal_listed, 0);
}

/* --- filling the list --- */

/* Makes the row at @position show @backup:
 * - First removes rows from @position on, until the backup of the row at @position is in @backups.
 * - If the row at @position shows @backup already, updates this row.
 * - If it shows another backup, or there is no row, inserts a new row for @backup at @position. Verifies @backup if
 *   @is_check_asked of @self is set. */
static void
bb_backup_list_set_row (BbBackupList *self, int position, BbBackup *backup, GPtrArray *backups)
{
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, position);
    GtkWidget *new_row;

    while (row != NULL && !bb_backup_list_is_row_in (row, backups)) {
        gtk_widget_destroy (GTK_WIDGET (row));
        row = gtk_list_box_get_row_at_index (self->list, position);
    }
    if (row != NULL && strcmp (bb_backup_row_get_backup (BB_BACKUP_ROW (row))->id, backup->id) == 0) {
        bb_backup_row_set_backup (BB_BACKUP_ROW (row), backup);
        return;
    }
    new_row = bb_backup_row_new (self->engine, backup, self->drive == NULL);
    g_signal_connect (new_row, "delete-asked", G_CALLBACK (bb_backup_list_delete_asked_cb), self);
    gtk_list_box_insert (self->list, new_row, position);
    if (self->is_check_asked)
        bb_backup_checks_begin (bb_engine_get_checks (self->engine), backup);
}

/* Shows a row for each backup except the deleted one; the list of one drive has at most three rows. Shows or hides
 * the button for more backups, and emits "listed".
 *
 * Keeps the row of a backup that still exists, because its menu may be open, a click may be in progress, or the row
 * shows the result of a verification. The row of the deleted backup is hidden, so that undoing the deletion brings
 * back the same row. */
static void
bb_backup_list_fill (BbBackupList *self)
{
    g_autoptr (GPtrArray) kept = g_ptr_array_new ();
    guint n_max = self->drive != NULL ? BB_BACKUP_LIST_SHORT : G_MAXUINT;
    guint n_shown = 0;
    GtkListBoxRow *rest;

    for (guint i = 0; i < self->backups->len && n_shown < n_max; i++) {
        g_ptr_array_add (kept, g_ptr_array_index (self->backups, i));
        n_shown += bb_backup_list_is_deleted (self, g_ptr_array_index (self->backups, i)) ? 0 : 1;
    }
    for (guint i = 0; i < kept->len; i++) {
        BbBackup *backup = g_ptr_array_index (kept, i);

        bb_backup_list_set_row (self, (int) i, backup, kept);
        gtk_widget_set_visible (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) i)),
                                !bb_backup_list_is_deleted (self, backup));
    }
    while ((rest = gtk_list_box_get_row_at_index (self->list, (int) kept->len)) != NULL)
        gtk_widget_destroy (GTK_WIDGET (rest));
    gtk_widget_set_visible (GTK_WIDGET (self->list), n_shown > 0);
    gtk_widget_set_visible (self->more, self->backups->len > kept->len);
    bb_backup_list_update_summary (self);
    g_signal_emit (self, signal_listed, 0);
}

gboolean
bb_backup_list_is_empty (BbBackupList *self)
{
    g_return_val_if_fail (BB_IS_BACKUP_LIST (self), TRUE);

    return self->backups->len == 0 && !gtk_widget_get_visible (GTK_WIDGET (self->warnings));
}

BbBackup *
bb_backup_list_find (BbBackupList *self, const char *id)
{
    g_return_val_if_fail (BB_IS_BACKUP_LIST (self) && id != NULL, NULL);

    for (guint i = 0; i < self->backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (self->backups, i);

        if (g_str_equal (backup->id, id))
            return bb_backup_list_is_deleted (self, backup) ? NULL : backup;
    }
    return NULL;
}

gboolean
bb_backup_list_focus (BbBackupList *self, const char *id)
{
    GtkListBoxRow *row;

    g_return_val_if_fail (BB_IS_BACKUP_LIST (self) && id != NULL, FALSE);

    for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++) {
        if (gtk_widget_get_visible (GTK_WIDGET (row)) &&
            g_str_equal (bb_backup_row_get_backup (BB_BACKUP_ROW (row))->id, id)) {
            bb_backup_row_focus (BB_BACKUP_ROW (row));
            return TRUE;
        }
    }
    return FALSE;
}

BbBackup *
bb_backup_list_get_newest (BbBackupList *self)
{
    g_return_val_if_fail (BB_IS_BACKUP_LIST (self), NULL);

    for (guint i = 0; i < self->backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (self->backups, i);

        if (bb_backup_is_trusted (backup) && !bb_backup_list_is_deleted (self, backup))
            return backup;
    }
    return NULL;
}

BbBackup *
bb_backup_list_get_to_restore (BbBackupList *self)
{
    g_autoptr (GPtrArray) left = NULL;
    g_autoptr (BbDriveDetails) details = NULL;

    g_return_val_if_fail (BB_IS_BACKUP_LIST (self), NULL);

    if (self->drive == NULL)
        return NULL;
    left = g_ptr_array_new ();
    for (guint i = 0; i < self->backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (self->backups, i);

        if (!bb_backup_list_is_deleted (self, backup) && !bb_backup_list_is_damaged (self, backup))
            g_ptr_array_add (left, backup);
    }
    details = bb_drive_ref_details (bb_engine_drive_get_drive (self->drive));
    return bb_backup_find_to_restore (left, details, bb_engine_drive_get_facts (self->drive));
}

gboolean
bb_backup_list_has_damaged (BbBackupList *self)
{
    g_return_val_if_fail (BB_IS_BACKUP_LIST (self), FALSE);

    for (guint i = 0; i < self->backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (self->backups, i);

        if (bb_backup_is_trusted (backup) && !bb_backup_list_is_deleted (self, backup) &&
            bb_backup_list_is_damaged (self, backup))
            return TRUE;
    }
    return FALSE;
}

/* --- deleting --- */

/* Adds @text, the reason why a backup was not deleted, to the message as a new line. The earlier lines stay, because
 * the user may not have read them yet. */
static void
bb_backup_list_add_message (BbBackupList *self, const char *text)
{
    const char *shown = gtk_label_get_text (self->message);
    g_autofree char *both = *shown != '\0' ? g_strjoin ("\n", shown, text, NULL) : g_strdup (text);

    bb_backup_list_show_message (self->message, both);
}

/* Reads the store again after a deletion; if the deletion failed, shows why. */
static void
bb_backup_list_deleted_cb (GObject *store, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbBackupList) self = BB_BACKUP_LIST (data);
    g_autoptr (GError) error = NULL;
    gboolean is_gone = bb_store_task_finish (BB_BACKUP_STORE (store), result, &error);

    self->n_deleting--;
    if (self->engine == NULL)
        return;
    if (!is_gone)
        bb_backup_list_add_message (self, error->message);
    bb_backup_list_read (self);
}

/* Removes the hidden backup from the list, begins to delete the backup from the store, and hides the offer to undo
 * the deletion. Does nothing if no backup is hidden. */
static void
bb_backup_list_finish_deletion (BbBackupList *self)
{
    g_clear_handle_id (&self->undo_clock, g_source_remove);
    if (self->deleted == NULL)
        return;
    for (guint i = self->backups->len; i > 0; i--) {
        if (bb_backup_list_is_deleted (self, g_ptr_array_index (self->backups, i - 1)))
            g_ptr_array_remove_index (self->backups, i - 1);
    }
    bb_store_delete_async (bb_engine_get_store (self->engine), self->deleted, self->is_only, NULL,
                           bb_backup_list_deleted_cb, g_object_ref (self));
    self->n_deleting++;
    g_clear_pointer (&self->deleted, bb_backup_unref);
    gtk_revealer_set_reveal_child (self->undo, FALSE);
}

/* Cancels a deletion that can still be undone, and hides the offer to undo the deletion. The backup stays in the
 * store; the caller must show its row again. */
static void
bb_backup_list_cancel_deletion (BbBackupList *self)
{
    g_clear_handle_id (&self->undo_clock, g_source_remove);
    g_clear_pointer (&self->deleted, bb_backup_unref);
    gtk_revealer_set_reveal_child (self->undo, FALSE);
}

/* Deletes the hidden backup from the store when the time to undo its deletion is over. */
static gboolean
bb_backup_list_undo_over_cb (gpointer data)
{
    BbBackupList *self = BB_BACKUP_LIST (data);

    self->undo_clock = 0;
    bb_backup_list_finish_deletion (self);
    return G_SOURCE_REMOVE;
}

/* Data of a request that asks the store whether @backup may be deleted. */
typedef struct {
    BbBackupList *list;
    BbBackup *backup;
} BbBackupListRequest;

static void
bb_backup_list_request_free (BbBackupListRequest *request)
{
    g_object_unref (request->list);
    bb_backup_unref (request->backup);
    g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbBackupListRequest, bb_backup_list_request_free)

/* The store has answered whether the backup may be deleted:
 * - If it may, hides the backup and offers for some seconds to undo the deletion. Moves the focus to the undo button
 *   if the list is mapped.
 * - If not, shows the reason.
 *
 * Ignores the answer if the list was destroyed or has shown another drive since the request. @asked of the list is
 * then NULL or another backup. */
static void
bb_backup_list_may_delete_cb (GObject *store, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbBackupListRequest) request = data;
    BbBackupList *self = request->list;
    g_autoptr (BbBackup) backup = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *time = NULL;
    g_autofree char *text = NULL;
    gboolean may = bb_store_task_finish (BB_BACKUP_STORE (store), result, &error);

    if (self->engine == NULL || self->asked != request->backup)
        return;
    backup = g_steal_pointer (&self->asked);
    if (!may) {
        bb_backup_list_add_message (self, error->message);
        return;
    }
    self->is_only = bb_backup_is_only (backup, self->backups);
    time = bb_app_dup_time (backup->created);
    /* TRANSLATORS: name of a drive, then date and time of the backup */
    text =
        g_strdup_printf (self->is_only ? _ ("The backup of %s from %s was deleted. It was the drive’s only backup.")
                                       : _ ("The backup of %s from %s was deleted."),
                         bb_backup_get_drive_name (backup), time);
    self->deleted = g_steal_pointer (&backup);
    gtk_label_set_text (self->undo_text, text);
    gtk_revealer_set_reveal_child (self->undo, TRUE);
    bb_backup_list_fill (self);
    if (gtk_widget_get_mapped (GTK_WIDGET (self)))
        bb_page_focus_grab (self->undo_button);
    self->undo_clock = g_timeout_add_seconds (BB_BACKUP_LIST_UNDO_SECONDS, bb_backup_list_undo_over_cb, self);
}

/* Asks the store whether the backup @asked of @self may be deleted, and clears @is_waiting. */
static void
bb_backup_list_ask (BbBackupList *self)
{
    BbBackupListRequest *request = g_new0 (BbBackupListRequest, 1);

    self->is_waiting = FALSE;
    request->list = g_object_ref (self);
    request->backup = bb_backup_ref (self->asked);
    bb_store_may_delete_async (bb_engine_get_store (self->engine), self->asked, NULL, bb_backup_list_may_delete_cb,
                               request);
}

/* Hides the message, carries out a deletion that could still be undone, and asks the store whether the backup of @row
 * may be deleted. Does nothing if an earlier request of this kind is not answered yet.
 *
 * The request waits while a deletion or a reading of the store runs, because only the list that is read afterwards
 * shows whether the backup is the only one of its drive. */
static void
bb_backup_list_delete_asked_cb (BbBackupRow *row, gpointer data)
{
    BbBackupList *self = BB_BACKUP_LIST (data);

    if (self->asked != NULL)
        return;
    self->asked = bb_backup_ref (bb_backup_row_get_backup (row));
    bb_backup_list_show_message (self->message, NULL);
    bb_backup_list_finish_deletion (self);
    self->is_waiting = self->n_deleting > 0 || self->is_reading;
    if (!self->is_waiting)
        bb_backup_list_ask (self);
}

/* Shows the hidden backup again; it was not deleted from the store yet. */
static void
bb_backup_list_undo_cb (GtkButton *button, gpointer data)
{
    BbBackupList *self = BB_BACKUP_LIST (data);

    bb_backup_list_cancel_deletion (self);
    bb_backup_list_fill (self);
}

/* --- reading the store --- */

/* Returns TRUE if @backup belongs to the drive of the list; always TRUE if the list is for all drives. */
static gboolean
bb_backup_list_is_of_drive (BbBackupList *self, BbBackup *backup)
{
    g_autoptr (BbDriveDetails) details = NULL;
    BbFacts *facts;

    if (self->drive == NULL)
        return TRUE;
    facts = bb_engine_drive_get_facts (self->drive);
    details = bb_drive_ref_details (bb_engine_drive_get_drive (self->drive));
    return facts != NULL && bb_backup_is_of (backup, details, facts);
}

/* The store was read. Shows the backups of the drive, or that there are none, and a warning about backups that could
 * not be read. Starts the request to delete a backup if it waited for this reading. Emits "listed". Does nothing if
 * the reading was cancelled or failed. */
static void
bb_backup_list_listed_cb (GObject *store, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbBackupList) self = BB_BACKUP_LIST (data);
    g_auto (GStrv) warnings = NULL;
    g_autofree char *trouble = NULL;
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) backups = bb_store_list_finish (BB_BACKUP_STORE (store), result, &warnings, &error);

    if (backups == NULL || self->engine == NULL)
        return;
    for (guint i = backups->len; i > 0; i--) {
        if (!bb_backup_list_is_of_drive (self, g_ptr_array_index (backups, i - 1)))
            g_ptr_array_remove_index (backups, i - 1);
    }
    g_ptr_array_unref (self->backups);
    self->backups = g_steal_pointer (&backups);
    bb_backup_list_fill (self);
    self->is_reading = FALSE;
    self->is_check_asked = FALSE;
    trouble = bb_backup_dup_unread ((const char *const *) warnings);
    text = trouble != NULL ? g_strjoin (" ", trouble, bb_words_fix (), NULL) : NULL;
    bb_backup_list_show_message (self->warnings, text);
    bb_backup_list_update_summary (self);
    gtk_label_set_text (self->empty,
                        bb_words_no_backups (self->drive != NULL ? bb_engine_drive_get_facts (self->drive) : NULL));
    gtk_widget_set_visible (GTK_WIDGET (self->empty), self->backups->len == 0 && text == NULL);
    if (self->is_waiting && self->n_deleting == 0)
        bb_backup_list_ask (self);
    g_signal_emit (self, signal_listed, 0);
}

/* Begins to read the store, and cancels a reading that runs. */
static void
bb_backup_list_read (BbBackupList *self)
{
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    self->cancellable = g_cancellable_new ();
    self->is_reading = TRUE;
    bb_store_list_async (bb_engine_get_store (self->engine), bb_engine_get_catalog (self->engine), self->cancellable,
                         bb_backup_list_listed_cb, g_object_ref (self));
}

/* Reads the store again after the backups were copied to another folder. The new folder also has the backup whose
 * deletion could still be undone. This deletion is cancelled. */
static void
bb_backup_list_moved_cb (BbEngine *engine, gpointer data)
{
    BbBackupList *self = BB_BACKUP_LIST (data);

    bb_backup_list_cancel_deletion (self);
    bb_backup_list_read (self);
}

void
bb_backup_list_show (BbBackupList *self, BbEngine *engine, BbEngineDrive *drive)
{
    g_return_if_fail (BB_IS_BACKUP_LIST (self));

    /* If @engine or @drive changes, a backup whose deletion could still be undone stays in the store. @drive also
     * changes if the drive was reconnected, because it then has a new object. */
    if (self->engine != NULL && (self->engine != engine || self->drive != drive)) {
        bb_backup_list_cancel_deletion (self);
        g_clear_pointer (&self->asked, bb_backup_unref);
        self->is_waiting = FALSE;
        bb_backup_list_show_message (self->message, NULL);
        self->is_check_asked = FALSE;
        self->is_summed = FALSE;
    }
    if (g_set_object (&self->engine, engine)) {
        g_signal_connect_object (engine, "store-changed", G_CALLBACK (bb_backup_list_moved_cb), self, 0);
        g_signal_connect_object (bb_engine_get_checks (engine), "changed",
                                 G_CALLBACK (bb_backup_list_checks_changed_cb), self, 0);
    }
    g_set_object (&self->drive, drive);
    bb_backup_list_read (self);
}

void
bb_backup_list_check_all (BbBackupList *self)
{
    g_autoptr (GList) rows = NULL;

    g_return_if_fail (BB_IS_BACKUP_LIST (self));

    rows = gtk_container_get_children (GTK_CONTAINER (self->list));
    for (GList *row = rows; row != NULL; row = row->next)
        if (gtk_widget_get_visible (row->data)) /* not the deleted backup */
            bb_backup_checks_begin (bb_engine_get_checks (self->engine), bb_backup_row_get_backup (row->data));
    self->is_check_asked = self->is_reading;
    self->is_summed = TRUE;
    bb_backup_list_update_summary (self);
}

/* --- object --- */

static void
bb_backup_list_dispose (GObject *object)
{
    BbBackupList *self = BB_BACKUP_LIST (object);

    g_clear_handle_id (&self->undo_clock, g_source_remove);
    if (self->cancellable != NULL)
        g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    /* A backup whose deletion could still be undone stays in the store when the list is destroyed. */
    g_clear_pointer (&self->deleted, bb_backup_unref);
    g_clear_pointer (&self->asked, bb_backup_unref);
    g_clear_pointer (&self->backups, g_ptr_array_unref);
    g_clear_object (&self->summary);
    g_clear_object (&self->drive);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_backup_list_parent_class)->dispose (object);
}

/* Hides the message when the user leaves the page. Reading the store does not hide the message: the store is read
 * after each deletion, so the reason why a deletion failed would disappear at once. */
static void
bb_backup_list_unmap (GtkWidget *widget)
{
    bb_backup_list_show_message (BB_BACKUP_LIST (widget)->message, NULL);
    GTK_WIDGET_CLASS (bb_backup_list_parent_class)->unmap (widget);
}

static void
bb_backup_list_class_init (BbBackupListClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_backup_list_dispose;
    widget_class->unmap = bb_backup_list_unmap;
    signal_listed =
        g_signal_new ("listed", BB_TYPE_BACKUP_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-backup-list.ui");
    gtk_widget_class_bind_template_child (widget_class, BbBackupList, undo);
    gtk_widget_class_bind_template_child (widget_class, BbBackupList, undo_button);
    gtk_widget_class_bind_template_child (widget_class, BbBackupList, undo_text);
    gtk_widget_class_bind_template_child (widget_class, BbBackupList, list);
    gtk_widget_class_bind_template_child (widget_class, BbBackupList, more);
    gtk_widget_class_bind_template_child (widget_class, BbBackupList, empty);
    gtk_widget_class_bind_template_child (widget_class, BbBackupList, message);
    gtk_widget_class_bind_template_child (widget_class, BbBackupList, warnings);
    gtk_widget_class_bind_template_callback (widget_class, bb_backup_list_undo_cb);
}

static void
bb_backup_list_init (BbBackupList *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
    self->cancellable = g_cancellable_new ();
    self->backups = g_ptr_array_new ();
    bb_app_set_name (GTK_WIDGET (self->list), _ ("Backups"));
}
