/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-history.h"

#include "app/bb-app-words.h"
#include "app/widgets/bb-line-row.h"
#include "app/bb-idle-queue.h"
#include "job/engine/bb-history.h"
#include "job/words/bb-words.h"

#include <glib/gi18n-lib.h>
#include <handy.h>

/* Number of entries that are shown before the user asks for all. */
#define BB_DRIVE_HISTORY_SHORT 3
/* Number of rows that are created in one iteration of the main loop. */
#define BB_DRIVE_HISTORY_AT_ONCE 4

struct _BbDriveHistory {
    GtkBox parent;
    BbEngineDrive *drive;
    GCancellable *cancellable;
    GPtrArray *entries; /* (element-type BbHistoryEntry): newest first */
    GPtrArray *rows;    /* (element-type BbLineRow): owned by the group */
    gboolean shows_all;

    GSimpleActionGroup *actions;

    BbBackupList *backups;
    HdyPreferencesGroup *group;
    GtkWidget *show_all;
    GtkWidget *verify;
    GtkLabel *verify_note; /* why the firmware cannot be compared */
};

G_DEFINE_TYPE (BbDriveHistory, bb_drive_history, GTK_TYPE_BOX)

/* Returns the name of the icon that shows how an operation ended. */
static const char *
bb_drive_history_icon (BbHistoryEnd end)
{
    switch (end) {
    case BB_HISTORY_PROVED:
        return "object-select-symbolic";
    case BB_HISTORY_UNPROVED:
        return "burnback-question-symbolic";
    case BB_HISTORY_PUT_BACK:
        return "edit-undo-symbolic";
    case BB_HISTORY_REPLACED:
        return "edit-delete-symbolic";
    case BB_HISTORY_OPEN:
        return "dialog-warning-symbolic";
    case BB_HISTORY_RUNNING:
        return "content-loading-symbolic";
    case BB_HISTORY_UNCHANGED:
    case BB_HISTORY_STOPPED:
        return "window-close-symbolic";
    case BB_HISTORY_UNKNOWN:
        break;
    }
    return "burnback-question-symbolic";
}

/* Returns the CSS class for how an operation ended:
 * - "good": success was verified
 * - "caution": success was not verified, or the operation failed and old or other firmware was written afterwards
 * - "bad": the operation was interrupted
 * - "": any other end */
static const char *
bb_drive_history_class (BbHistoryEnd end)
{
    switch (end) {
    case BB_HISTORY_PROVED:
        return "good";
    case BB_HISTORY_UNPROVED:
    case BB_HISTORY_PUT_BACK:
    case BB_HISTORY_REPLACED:
        return "caution";
    case BB_HISTORY_OPEN:
        return "bad";
    default:
        return "";
    }
}

/* Returns (transfer full) the label of the button that leads to @backup. The label names the revision, because the
 * button of an entry "Restored 1.05" leads to the backup of the firmware that was replaced, not to that of 1.05. */
static char *
bb_drive_history_dup_link (const BbBackup *backup)
{
    const char *revision = bb_backup_get_revision (backup);

    /* TRANSLATORS: %s is the revision of the firmware in the backup */
    return revision != NULL ? g_strdup_printf (_ ("Show Backup of %s"), revision) : g_strdup (_ ("Show Backup"));
}

/* Shows in @row what was done and its result; below, how the operation ended and when it was started. A button leads
 * to the backup that was made or used, unless that backup was deleted. */
static void
bb_drive_history_show_entry (BbDriveHistory *self, BbLineRow *row, const BbHistoryEntry *entry)
{
    g_autofree char *time = bb_app_dup_time (entry->started);
    const char *end = bb_words_history_end (entry->end);
    g_autofree char *small = bb_app_dup_decapitalised (end);
    /* TRANSLATORS: what was done, its result: "Recovered with 1.08 — verified" */
    g_autofree char *title = g_strdup_printf (_ ("%s — %s"), entry->what, small);
    g_autofree char *more = g_strdup_printf ("%s\n%s", entry->how, time);
    g_autofree char *name = g_strdup_printf ("%s: %s", end, entry->what);
    BbBackup *backup = entry->backup_id != NULL ? bb_backup_list_find (self->backups, entry->backup_id) : NULL;
    g_autofree char *link = backup != NULL ? bb_drive_history_dup_link (backup) : NULL;

    bb_line_row_set (row, bb_drive_history_icon (entry->end), bb_drive_history_class (entry->end), end, title, more);
    bb_app_set_name (GTK_WIDGET (row), name);
    bb_line_row_set_link (row, link, "history.show-backup", link != NULL ? g_variant_new_string (backup->id) : NULL);
}

/* Moves the focus to the row of the backup whose ID is @parameter. If the list on this page has no such row, opens
 * the page with the backups of all drives. */
static void
bb_drive_history_show_backup_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
    BbDriveHistory *self = BB_DRIVE_HISTORY (data);
    GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));

    if (!bb_backup_list_focus (self->backups, g_variant_get_string (parameter, NULL)) && G_IS_ACTION_GROUP (window))
        g_action_group_activate_action (G_ACTION_GROUP (window), "backups", NULL);
}

/* Shows the first BB_DRIVE_HISTORY_SHORT entries, or all entries after the user asked for all; hides the group if
 * there are no entries. Only a few new rows are created in each iteration of the main loop, because creating all
 * rows of a long history at once would block the window. */
static void
bb_drive_history_fill (gpointer data)
{
    BbDriveHistory *self = BB_DRIVE_HISTORY (data);
    guint n_wanted = self->shows_all ? self->entries->len : MIN (self->entries->len, BB_DRIVE_HISTORY_SHORT);
    guint n_made = 0;

    while (self->rows->len > n_wanted) {
        gtk_widget_destroy (g_ptr_array_index (self->rows, self->rows->len - 1));
        g_ptr_array_remove_index (self->rows, self->rows->len - 1);
    }
    for (guint i = 0; i < self->rows->len; i++)
        bb_drive_history_show_entry (self, g_ptr_array_index (self->rows, i), g_ptr_array_index (self->entries, i));
    while (self->rows->len < n_wanted && n_made++ < BB_DRIVE_HISTORY_AT_ONCE) {
        GtkWidget *row = bb_line_row_new ();

        bb_drive_history_show_entry (self, BB_LINE_ROW (row), g_ptr_array_index (self->entries, self->rows->len));
        gtk_container_add (GTK_CONTAINER (self->group), row);
        g_ptr_array_add (self->rows, row);
    }
    if (self->rows->len < n_wanted)
        bb_idle_queue_add (self, bb_drive_history_fill);
    gtk_widget_set_visible (self->show_all, self->entries->len > n_wanted);
    gtk_widget_set_visible (GTK_WIDGET (self->group), n_wanted > 0);
}

/* Handler for "listed" of the backups. Enables the button that compares the firmware of the drive with its newest
 * trusted backup (bb_backup_is_trusted()), if there is such a backup. If the button cannot be used, a note says why;
 * the note is hidden if there are no backups at all. Queues an update of the rows of the history. */
static void
bb_drive_history_backups_cb (BbBackupList *list, gpointer data)
{
    BbDriveHistory *self = BB_DRIVE_HISTORY (data);
    gboolean can = bb_backup_list_get_newest (list) != NULL;
    gboolean is_possible = (bb_engine_drive_get_can (self->drive) & BB_CAN_VERIFY) != 0;
    const char *never = bb_words_no_full_backup (bb_engine_drive_get_facts (self->drive));

    /* A row of the history has a button only if its backup exists, so the rows are updated, too. */
    bb_idle_queue_add (self, bb_drive_history_fill);
    bb_app_set_action (self->verify, can ? "drive.verify" : NULL, NULL);
    gtk_widget_set_tooltip_text (self->verify, can ? _ ("Compare the drive’s data with its latest backup") : NULL);
    gtk_label_set_text (self->verify_note,
                        can ? _ ("In the drive’s current state, its firmware cannot be compared with a backup.")
                        : never != NULL ? never
                                        : _ ("There is no complete backup to compare with yet."));
    /* The note is hidden if there are no backups, because the list below says so. */
    gtk_widget_set_visible (GTK_WIDGET (self->verify_note),
                            !bb_backup_list_is_empty (list) && (!can || !is_possible));
    bb_app_set_description (self->verify, can && is_possible ? NULL : gtk_label_get_text (self->verify_note));
}

/* Shows all entries. Moves the focus from @button to the last row that was shown, because @button is then hidden. */
static void
bb_drive_history_show_all_cb (GtkButton *button, gpointer data)
{
    BbDriveHistory *self = BB_DRIVE_HISTORY (data);
    GtkWidget *last = g_ptr_array_index (self->rows, self->rows->len - 1);

    self->shows_all = TRUE;
    if (gtk_widget_get_can_focus (last))
        gtk_widget_grab_focus (last);
    else
        gtk_widget_child_focus (last, GTK_DIR_TAB_FORWARD);
    bb_idle_queue_add (self, bb_drive_history_fill);
}

/* Returns TRUE if @entries are equal to the entries that are shown. */
static gboolean
bb_drive_history_is_shown (BbDriveHistory *self, GPtrArray *entries)
{
    if (entries->len != self->entries->len)
        return FALSE;
    for (guint i = 0; i < entries->len; i++) {
        if (!bb_history_entry_equal (g_ptr_array_index (entries, i), g_ptr_array_index (self->entries, i)))
            return FALSE;
    }
    return TRUE;
}

/* Shows the entries that were read, if they differ from those that are shown. */
static void
bb_drive_history_listed_cb (GObject *engine, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbDriveHistory) self = BB_DRIVE_HISTORY (data);
    g_autoptr (GPtrArray) entries = bb_history_list_finish (BB_ENGINE (engine), result, NULL);

    if (entries == NULL || self->drive == NULL || bb_drive_history_is_shown (self, entries))
        return;
    g_ptr_array_unref (self->entries);
    self->entries = g_steal_pointer (&entries);
    bb_idle_queue_add (self, bb_drive_history_fill);
}

void
bb_drive_history_show (BbDriveHistory *self, BbEngine *engine, BbEngineDrive *drive)
{
    BbFacts *facts = bb_engine_drive_get_facts (drive);
    BbCan can = bb_engine_drive_get_can (drive);
    /* TRUE if Burnback can flash or recover this drive. A drive without a family can only be recovered, and only if a
     * journal says that it was flashed. */
    gboolean is_flashed = bb_family_get_no_flash (facts) == NULL &&
                          ((facts != NULL && facts->family != NULL) || (can & BB_CAN_RECOVER) != 0);

    g_return_if_fail (BB_IS_DRIVE_HISTORY (self));

    if (self->drive != drive)
        self->shows_all = FALSE;
    /* The history is hidden if the drive can neither be flashed nor backed up. */
    gtk_widget_set_visible (GTK_WIDGET (self), facts != NULL && (is_flashed || (can & BB_CAN_BACKUP) != 0));
    gtk_widget_set_visible (self->verify, is_flashed || (can & BB_CAN_VERIFY) != 0);
    if (facts != NULL)
        bb_backup_list_show (self->backups, engine, drive);
    g_set_object (&self->drive, drive);
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    self->cancellable = g_cancellable_new ();
    bb_history_list_async (engine, drive, self->cancellable, bb_drive_history_listed_cb, g_object_ref (self));
}

BbBackupList *
bb_drive_history_get_backups (BbDriveHistory *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_HISTORY (self), NULL);

    return self->backups;
}

/* --- object --- */

static void
bb_drive_history_dispose (GObject *object)
{
    BbDriveHistory *self = BB_DRIVE_HISTORY (object);

    bb_idle_queue_forget (self);
    g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->drive);
    g_clear_object (&self->actions);
    G_OBJECT_CLASS (bb_drive_history_parent_class)->dispose (object);
}

static void
bb_drive_history_finalize (GObject *object)
{
    BbDriveHistory *self = BB_DRIVE_HISTORY (object);

    g_clear_object (&self->cancellable);
    g_ptr_array_unref (self->entries);
    g_ptr_array_unref (self->rows);
    G_OBJECT_CLASS (bb_drive_history_parent_class)->finalize (object);
}

static void
bb_drive_history_class_init (BbDriveHistoryClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_drive_history_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_drive_history_finalize;
    g_type_ensure (BB_TYPE_BACKUP_LIST);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-drive-history.ui");
    gtk_widget_class_bind_template_child (widget_class, BbDriveHistory, backups);
    gtk_widget_class_bind_template_child (widget_class, BbDriveHistory, group);
    gtk_widget_class_bind_template_child (widget_class, BbDriveHistory, show_all);
    gtk_widget_class_bind_template_child (widget_class, BbDriveHistory, verify);
    gtk_widget_class_bind_template_child (widget_class, BbDriveHistory, verify_note);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_history_backups_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_drive_history_show_all_cb);
}

static void
bb_drive_history_init (BbDriveHistory *self)
{
    static const GActionEntry entries[] = {{"show-backup", bb_drive_history_show_backup_cb, "s", NULL, NULL, {0}}};

    self->actions = g_simple_action_group_new ();
    g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
    gtk_widget_insert_action_group (GTK_WIDGET (self), "history", G_ACTION_GROUP (self->actions));
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
    self->cancellable = g_cancellable_new ();
    self->entries = g_ptr_array_new ();
    self->rows = g_ptr_array_new ();
}

GtkWidget *
bb_drive_history_new (void)
{
    return g_object_new (BB_TYPE_DRIVE_HISTORY, NULL);
}
