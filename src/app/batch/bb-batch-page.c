/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-batch-page.h"

#include "app/bb-app-words.h"
#include "app/bb-file-chooser.h"
#include "app/bb-page-focus.h"
#include "bb-batch-facts.h"
#include "bb-batch-files.h"
#include "bb-batch-report.h"
#include "bb-batch-row.h"
#include "bb-batch-start.h"
#include "bb-batch-sum.h"
#include "bb-batch-words.h"
#include "app/widgets/bb-click-guard.h"
#include "app/widgets/bb-gradual-rows.h"
#include "app/bb-report-saver.h"
#include "app/bb-idle-queue.h"
#include "job/engine/bb-store-tasks.h"

#include <glib/gi18n-lib.h>

struct _BbBatchPage {
    GtkBox parent;
    BbEngine *engine;
    GPtrArray *images;         /* (nullable) (element-type BbImage): images in the chosen files; %NULL: no file */
    GPtrArray *backups;        /* (nullable) (element-type BbBackup): all backups if the user chose to restore */
    GCancellable *cancellable; /* cancels the reading of files or of the backups */
    gboolean is_reading;
    char *reading;       /* (nullable): names of the files that are being read, for messages */
    char *message;       /* (nullable): message above the page, until the user closes it */
    gboolean is_refused; /* @message says that drives are being flashed, and is removed when they have finished */
    char *flashed;       /* (nullable): text of the label @file at the last start of a flash, for the report */
    GPtrArray *started;  /* (element-type utf8): short names of the drives whose flash the user has started */
    GHashTable *results; /* BbEngineDrive → BbResult: the last result in its row, also of an earlier file */
    GtkFileChooserNative *chooser;

    GtkLabel *heading;
    GtkLabel *file;
    GtkWidget *choose;
    GtkWidget *each;
    GtkButton *select;
    GtkStack *acts; /* the buttons for a choice, or the progress of all drives in their place */
    GtkWidget *choices;
    BbBatchFacts *facts;
    GtkSizeGroup *places;                 /* see bb_batch_row_new() */
    GtkListBox *lists[BB_BATCH_N_GROUPS]; /* the three lists below */
    GtkListBox *together;
    GtkWidget *review_box;
    GtkLabel *review_text;
    GtkListBox *review;
    GtkWidget *left_out_box;
    GtkListBox *left_out;
    GtkWidget *all_box;
    GtkProgressBar *all;
    GtkLabel *all_text;
    GtkWidget *asking;
    GtkLabel *asking_text;
    GtkButton *asking_open;
    GtkWidget *danger;
    GtkImage *danger_icon;
    GtkLabel *danger_text;
    GtkLabel *risks;
    GtkLabel *why_not;
    GtkWidget *ends; /* the three buttons below; hidden while drives are being flashed */
    GtkButton *report;
    GtkButton *done;
    GtkButton *flash;
};

G_DEFINE_TYPE (BbBatchPage, bb_batch_page, GTK_TYPE_BOX)

static guint signal_changed;
static guint signal_done;

/* --- rows --- */

/* Compares two rows by the positions of their drives in the list of all drives. */
static int
bb_batch_page_compare_cb (gconstpointer one, gconstpointer other, gpointer data)
{
    GListStore *drives = G_LIST_STORE (bb_engine_get_drives (BB_BATCH_PAGE (data)->engine));
    guint first = 0, second = 0;

    g_list_store_find (drives, bb_batch_row_get_drive ((gpointer) one), &first);
    g_list_store_find (drives, bb_batch_row_get_drive ((gpointer) other), &second);
    return (int) first - (int) second;
}

/* Compares two rows of a list by bb_batch_row_get_rank(), rows of the same rank by bb_batch_page_compare_cb(). */
static int
bb_batch_page_sort_cb (gconstpointer one, gconstpointer other, gpointer data)
{
    int first = (int) bb_batch_row_get_rank ((gpointer) one);
    int second = (int) bb_batch_row_get_rank ((gpointer) other);

    return first != second ? first - second : bb_batch_page_compare_cb (one, other, data);
}

/* Returns (transfer container) (element-type BbBatchRow) the rows of all three lists, in the order of the drives. */
static GList *
bb_batch_page_list_rows (BbBatchPage *self)
{
    GList *rows = NULL;

    for (guint i = 0; i < BB_BATCH_N_GROUPS; i++)
        rows = g_list_concat (rows, gtk_container_get_children (GTK_CONTAINER (self->lists[i])));
    return g_list_sort_with_data (rows, bb_batch_page_compare_cb, self);
}

/* Counts the rows of all three lists by their states. */
static BbBatchSum
bb_batch_page_sum (BbBatchPage *self)
{
    g_autoptr (GList) rows = bb_batch_page_list_rows (self);

    return bb_batch_sum_of (rows);
}

/* Moves each row to the list of its group, sorts the lists again, and hides empty lists. */
static void
bb_batch_page_sort_groups (BbBatchPage *self)
{
    g_autoptr (GList) rows = bb_batch_page_list_rows (self);

    for (GList *row = rows; row != NULL; row = row->next) {
        GtkContainer *list = GTK_CONTAINER (self->lists[bb_batch_row_get_group (row->data)]);
        GtkWidget *before = gtk_widget_get_parent (row->data);

        if (before == GTK_WIDGET (list))
            continue;
        g_object_ref (row->data);
        gtk_container_remove (GTK_CONTAINER (before), row->data);
        gtk_container_add (list, row->data);
        g_object_unref (row->data);
    }
    /* gtk_list_box_row_changed() would leave the first row without its round corners. */
    for (guint i = 0; i < BB_BATCH_N_GROUPS; i++)
        gtk_list_box_invalidate_sort (self->lists[i]);
    gtk_widget_set_visible (GTK_WIDGET (self->together), gtk_list_box_get_row_at_index (self->together, 0) != NULL);
    gtk_widget_set_visible (self->review_box, gtk_list_box_get_row_at_index (self->review, 0) != NULL);
    gtk_widget_set_visible (self->left_out_box, gtk_list_box_get_row_at_index (self->left_out, 0) != NULL);
}

/* Sets the text above the list @review: how the user can confirm the warnings. The text mentions confirming in a row
 * only if a row of the list has a check box for this. */
static void
bb_batch_page_show_confirm (BbBatchPage *self)
{
    g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->review));
    GList *row = rows;

    while (row != NULL && !bb_batch_row_can_confirm (row->data))
        row = row->next;
    bb_app_set_text (self->review_text,
                     row != NULL ? _ ("Confirm here that you have read the warnings about a drive, or open the "
                                      "drive’s review page.")
                                 : _ ("To confirm the operation, open the drive’s review page."));
}

/* While drives are being flashed, shows how many have finished, and the progress of all drives together. Both are in
 * the place of the buttons for a choice, so that the rows do not move. */
static void
bb_batch_page_show_total (BbBatchPage *self, const BbBatchSum *sum)
{
    guint n_flashed = bb_batch_sum_get_n_flashed (sum);
    g_autofree char *text = NULL;

    gtk_widget_set_visible (self->all_box, sum->n_flashing > 0);
    gtk_stack_set_visible_child (self->acts, sum->n_flashing > 0 ? self->all_box : self->choices);
    if (n_flashed == 0)
        return;
    text = g_strdup_printf (ngettext ("%u of %u drive finished", "%u of %u drives finished", n_flashed), sum->n_ended,
                            n_flashed);
    bb_app_set_text (self->all_text, text);
    gtk_progress_bar_set_fraction (self->all, sum->percent / 100.0 / n_flashed);
}

/* Shows a sentence about the safety of the drives while a drive is being flashed. Until the first drive is erased or
 * has finished, the sentence says that the firmware was not changed. Afterwards it says that power must stay
 * connected. */
static void
bb_batch_page_show_safety (BbBatchPage *self, const BbBatchSum *sum)
{
    gboolean is_running = sum->n_written > 0 || sum->n_ended > 0;
    BbSafety safety = is_running ? BB_SAFETY_RUNNING : BB_SAFETY_UNWRITTEN;

    gtk_widget_set_visible (self->danger, sum->n_flashing > 0);
    bb_app_set_text (self->danger_text,
                     sum->n_flashing > 1 ? bb_words_safety_of_several (safety) : bb_words_safety (safety));
    bb_app_set_icon (self->danger_icon, is_running ? "dialog-warning-symbolic" : "object-select-symbolic");
    bb_app_set_class (self->danger, "good caution bad", is_running ? "caution" : "good");
}

/* Shows how many drives wait for an answer, with a button that opens the first of them. */
static void
bb_batch_page_show_asking (BbBatchPage *self, const BbBatchSum *sum)
{
    g_autoptr (GList) rows = bb_batch_page_list_rows (self);
    g_autofree char *text = NULL;
    g_autofree char *part = NULL;
    g_autofree char *act = NULL;
    GList *row = rows;
    const char *name;

    gtk_widget_set_visible (self->asking, sum->n_asking > 0);
    while (row != NULL && !bb_batch_row_is_asking (row->data))
        row = row->next;
    if (row == NULL)
        return;
    name = bb_engine_drive_get_name (bb_batch_row_get_drive (row->data));
    text = bb_batch_words_dup_asking (sum->n_asking);
    part = bb_app_dup_mnemonic (name);
    /* TRANSLATORS: short name of a drive: "Show sr3" */
    act = g_strdup_printf (_ ("_Show %s"), part);
    bb_app_set_text (self->asking_text, text);
    if (g_strcmp0 (gtk_button_get_label (self->asking_open), act) == 0)
        return;
    bb_app_set_button_label (self->asking_open, act);
    bb_app_set_action (GTK_WIDGET (self->asking_open), "win.show-drive", g_variant_new_string (name));
}

char *
bb_batch_page_dup_title (BbBatchPage *self)
{
    BbBatchSum sum;

    g_return_val_if_fail (BB_IS_BATCH_PAGE (self), NULL);

    sum = bb_batch_page_sum (self);
    return bb_batch_sum_dup_title (&sum);
}

char *
bb_batch_page_dup_short_title (BbBatchPage *self)
{
    BbBatchSum sum;

    g_return_val_if_fail (BB_IS_BATCH_PAGE (self), NULL);

    sum = bb_batch_page_sum (self);
    sum.n_rows = g_list_model_get_n_items (bb_engine_get_drives (self->engine));
    return bb_batch_sum_dup_short_title (&sum);
}

/* Returns TRUE if the chosen file or the backups were read. */
static gboolean
bb_batch_page_has_choice (BbBatchPage *self)
{
    return self->images != NULL || self->backups != NULL;
}

/* Shows "Done" if all drives that were flashed have finished and no file is being read. The heading of the page then
 * sums up the results. The button to flash is then hidden until another drive is selected. When "Done" appears, it
 * gets the focus if the button to flash has it, or no widget: the button loses the focus when it is hidden. */
static void
bb_batch_page_show_end (BbBatchPage *self, const BbBatchSum *sum)
{
    gboolean is_done = sum->n_ended > 0 && sum->n_busy == 0 && !self->is_reading;
    gboolean begins = is_done && !gtk_widget_get_visible (GTK_WIDGET (self->done));
    gboolean can_flash = !is_done || sum->n_chosen > 0;
    g_autoptr (GList) rows = bb_batch_page_list_rows (self);
    g_autofree char *heading =
        is_done ? bb_batch_report_dup_summary (rows, self->started) : g_strdup (_ ("Flash Several Drives"));
    GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
    GtkWidget *focused = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;

    bb_app_set_text (self->heading, heading);
    gtk_widget_set_visible (GTK_WIDGET (self->done), is_done);
    bb_app_set_class (GTK_WIDGET (self->done), "suggested-action", can_flash ? "" : "suggested-action");
    gtk_widget_set_visible (GTK_WIDGET (self->flash), can_flash);
    if (begins && gtk_widget_get_mapped (GTK_WIDGET (self)) && focused == GTK_WIDGET (self->flash))
        gtk_widget_grab_focus (GTK_WIDGET (self->done));
    else if (begins && gtk_widget_get_mapped (GTK_WIDGET (self)))
        bb_page_focus_grab_lost (GTK_WIDGET (self->done));
}

/* Emits "done", so that the window leaves the page. */
static void
bb_batch_page_done_cb (GtkButton *button, gpointer data)
{
    g_signal_emit (data, signal_done, 0);
}

gboolean
bb_batch_page_has_result (BbBatchPage *self, BbEngineDrive *drive, BbResult *result)
{
    g_return_val_if_fail (BB_IS_BATCH_PAGE (self) && result != NULL, FALSE);

    return g_hash_table_lookup (self->results, drive) == result;
}

/* Keeps the results that rows show now in @results. */
static void
bb_batch_page_note_results (BbBatchPage *self)
{
    g_autoptr (GList) rows = bb_batch_page_list_rows (self);

    for (GList *row = rows; row != NULL; row = row->next) {
        BbResult *result = bb_batch_row_get_result (row->data);

        if (result != NULL)
            g_hash_table_replace (self->results, g_object_ref (bb_batch_row_get_drive (row->data)),
                                  bb_result_ref (result));
    }
}

/* Returns (nullable) why the button to flash cannot be used; "" if it is not shown. */
static const char *
bb_batch_page_get_why_not (BbBatchPage *self, const BbBatchSum *sum)
{
    gboolean is_growing = sum->n_rows < g_list_model_get_n_items (bb_engine_get_drives (self->engine));

    if (self->reading != NULL)
        return _ ("Wait until Burnback has read the file.");
    if (self->is_reading)
        return _ ("Wait until Burnback has finished reading the backups.");
    if (!bb_batch_page_has_choice (self))
        return _ ("Choose firmware files or the latest backups first.");
    return is_growing ? _ ("Wait until no drive is busy.") : bb_batch_sum_get_why_not (sum, self->backups != NULL);
}

/* Shows the button that selects all drives, or deselects them if no other can be selected. */
static void
bb_batch_page_show_select (BbBatchPage *self, const BbBatchSum *sum)
{
    gboolean can_select = sum->n_open > 0;
    const char *label = can_select || sum->n_chosen == 0 ? _ ("Select _All") : _ ("Select _None");

    gtk_widget_set_visible (GTK_WIDGET (self->select),
                            bb_batch_page_has_choice (self) && (sum->n_ended == 0 || sum->n_ready > 0));
    gtk_widget_set_sensitive (GTK_WIDGET (self->select), can_select || sum->n_chosen > 0);
    if (g_strcmp0 (gtk_button_get_label (self->select), label) != 0)
        bb_app_set_button_label (self->select, label);
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->select),
                                 can_select ? _ ("Select all drives that do not need confirmation") : NULL);
}

/* Tells the rows whether drives are being flashed, and which facts are said once for several drives. While a drive is
 * checked or flashed, these facts stay; only the notices are hidden, which matter before the start. */
static void
bb_batch_page_update_rows (BbBatchPage *self, const BbBatchSum *sum)
{
    g_autoptr (GList) rows = bb_batch_page_list_rows (self);

    for (GList *row = rows; row != NULL; row = row->next)
        bb_batch_row_lock (row->data, sum->n_flashing > 0);
    if (!bb_batch_page_has_choice (self) && sum->n_ended == 0)
        bb_batch_facts_clear (self->facts);
    else if (sum->n_flashing > 0)
        bb_batch_facts_hide_notices (self->facts);
    else if (sum->n_checked == 0)
        bb_batch_facts_show (self->facts, rows);
}

/* Sorts the rows, and updates the buttons, the total progress and the reason why flashing cannot start. If no drive
 * is being flashed any more, closes the message that a file must wait until flashing has finished. Emits "changed".
 */
static void
bb_batch_page_update (gpointer data)
{
    BbBatchPage *self = BB_BATCH_PAGE (data);
    g_autoptr (GList) rows = bb_batch_page_list_rows (self);
    BbBatchSum sum = bb_batch_sum_of (rows);
    g_autofree char *label = bb_batch_words_dup_act (self->backups != NULL, sum.n_chosen, sum.n_fit);

    bb_batch_page_note_results (self);
    bb_batch_page_sort_groups (self);
    bb_batch_page_update_rows (self, &sum);
    bb_batch_page_show_confirm (self);
    bb_batch_page_show_total (self, &sum);
    bb_batch_page_show_asking (self, &sum);
    bb_batch_page_show_safety (self, &sum);
    if (g_strcmp0 (gtk_button_get_label (self->flash), label) != 0)
        bb_app_set_button_label (self->flash, label);
    bb_batch_start_show (self->flash, self->risks, self->why_not, rows, bb_batch_page_get_why_not (self, &sum),
                         self->backups != NULL);
    gtk_widget_set_visible (self->ends, sum.n_flashing == 0);
    bb_batch_page_show_end (self, &sum);
    gtk_widget_set_sensitive (GTK_WIDGET (self->report),
                              (bb_batch_page_has_choice (self) || sum.n_ended > 0) && sum.n_busy == 0);
    bb_batch_page_show_select (self, &sum);
    gtk_widget_set_sensitive (self->choose, sum.n_flashing == 0);
    gtk_widget_set_visible (self->each, sum.n_flashing == 0 && sum.n_ended == 0);
    if (sum.n_flashing == 0 && self->is_refused)
        bb_batch_page_close_message (self);
    g_signal_emit (self, signal_changed, 0);
}

/* Handler for "deselected" of a row: drives that become ready later are no longer selected automatically. */
static void
bb_batch_page_deselected_cb (BbBatchRow *row, gpointer data)
{
    g_autoptr (GList) rows = bb_batch_page_list_rows (BB_BATCH_PAGE (data));

    g_list_foreach (rows, (GFunc) bb_batch_row_stop_selecting, NULL);
}

/* A row has changed: updates the page from the idle queue. */
static void
bb_batch_page_changed_cb (BbBatchRow *row, gpointer data)
{
    bb_idle_queue_add (data, bb_batch_page_update);
}

/* --- message --- */

/* Replaces the message by @message (transfer full) (nullable), and emits "changed". @is_refused: TRUE if @message
 * says that a file cannot be opened because drives are being flashed */
static void
bb_batch_page_set_message (BbBatchPage *self, char *message, gboolean is_refused)
{
    g_free (self->message);
    self->message = message;
    self->is_refused = is_refused;
    g_signal_emit (self, signal_changed, 0);
}

gboolean
bb_batch_page_can_open (BbBatchPage *self)
{
    g_return_val_if_fail (BB_IS_BATCH_PAGE (self), FALSE);

    if (bb_batch_page_sum (self).n_flashing == 0)
        return TRUE;
    bb_batch_page_set_message (
        self, g_strdup (_ ("Flashing is in progress. Open the file when flashing has finished.")), TRUE);
    return FALSE;
}

const char *
bb_batch_page_get_message (BbBatchPage *self)
{
    g_return_val_if_fail (BB_IS_BATCH_PAGE (self), NULL);

    return self->message;
}

void
bb_batch_page_close_message (BbBatchPage *self)
{
    g_return_if_fail (BB_IS_BATCH_PAGE (self));

    if (self->message != NULL)
        bb_batch_page_set_message (self, NULL, FALSE);
}

/* Called when another choice ends the reading of a file. Shows the message @pattern, which says that this file was
 * not opened and has one %s for the name of the file. If no file is being read, closes the message. */
static void
bb_batch_page_show_overtaken (BbBatchPage *self, const char *pattern)
{
    g_autofree char *isolated = self->reading != NULL ? bb_app_dup_isolated (self->reading) : NULL;

    if (isolated != NULL)
        bb_batch_page_set_message (self, bb_words_dup_filled (pattern, isolated), FALSE);
    else
        bb_batch_page_close_message (self);
}

/* --- drives --- */

/* Checks the drive of @row with the chosen images or backups; clears the row if nothing is chosen. */
static void
bb_batch_page_check_row (BbBatchPage *self, BbBatchRow *row)
{
    if (bb_batch_page_has_choice (self))
        bb_batch_row_check (row, self->images, self->backups);
    else
        bb_batch_row_clear (row);
}

/* Returns (transfer floating) a new row for the drive @item, and checks the drive with the present choice. */
static GtkWidget *
bb_batch_page_new_row_cb (gpointer item, gpointer data)
{
    BbBatchPage *self = BB_BATCH_PAGE (data);
    GtkWidget *row = bb_batch_row_new (self->engine, BB_ENGINE_DRIVE (item), self->places);

    g_signal_connect_object (row, "changed", G_CALLBACK (bb_batch_page_changed_cb), self, 0);
    g_signal_connect_object (row, "deselected", G_CALLBACK (bb_batch_page_deselected_cb), self, 0);
    bb_batch_page_check_row (self, BB_BATCH_ROW (row));
    return row;
}

/* Updates the page from the idle queue after rows were added or removed. */
static void
bb_batch_page_rows_changed (gpointer data)
{
    bb_idle_queue_add (data, bb_batch_page_update);
}

static const BbGradualRowsFuncs BB_BATCH_PAGE_FUNCS = {
    .create = bb_batch_page_new_row_cb,
    .changed = bb_batch_page_rows_changed,
};

/* Sets the images or backups that every drive is checked with, shows @text about them, and checks every drive. If
 * both are NULL, clears the rows instead. */
static void
bb_batch_page_set_choice (BbBatchPage *self, GPtrArray *images, GPtrArray *backups, const char *text)
{
    g_autoptr (GList) rows = bb_batch_page_list_rows (self);

    g_clear_pointer (&self->images, g_ptr_array_unref);
    g_clear_pointer (&self->backups, g_ptr_array_unref);
    self->images = images != NULL ? g_ptr_array_ref (images) : NULL;
    self->backups = backups != NULL ? g_ptr_array_ref (backups) : NULL;
    gtk_label_set_text (self->file, text);
    if (bb_batch_page_has_choice (self))
        g_ptr_array_set_size (self->started, 0); /* the new checks replace the results in the rows */
    for (GList *row = rows; row != NULL; row = row->next)
        bb_batch_page_check_row (self, row->data);
    bb_batch_page_update (self);
}

/* Prepares the page for reading @files (element-type GFile), or the backups if there are none:
 * - Cancels an earlier reading. If that was the reading of files, shows that these were not opened.
 * - Clears the images or backups that were read before. Otherwise the earlier firmware could be flashed under the
 *   name of a new file that turns out to be unusable.
 * If drives are being flashed, only shows a message and returns FALSE. */
static gboolean
bb_batch_page_begin_reading (BbBatchPage *self, GSList *files)
{
    if (!bb_batch_page_can_open (self))
        return FALSE;
    bb_batch_page_show_overtaken (
        self, files != NULL ? _ ("“%s” was not opened, because another file was chosen.")
                            : _ ("“%s” was not opened, because you chose to restore the latest backups."));
    g_free (self->reading);
    self->reading = bb_batch_files_dup_names (files);
    g_cancellable_cancel (self->cancellable);
    g_object_unref (self->cancellable);
    self->cancellable = g_cancellable_new ();
    self->is_reading = TRUE;
    bb_batch_page_set_choice (self, NULL, NULL, _ ("Reading…"));
    return TRUE;
}

/* Checks every drive with the images or backups that were read, and shows @text. If reading failed, both are NULL and
 * the rows are cleared. */
static void
bb_batch_page_end_reading (BbBatchPage *self, GPtrArray *images, GPtrArray *backups, const char *text)
{
    self->is_reading = FALSE;
    g_clear_pointer (&self->reading, g_free);
    bb_batch_page_set_choice (self, images, backups, text);
}

/* --- restoring backups --- */

/* The backups were read: checks every drive with its newest backup, and shows which backups could not be read. Does
 * nothing if the reading was cancelled. */
static void
bb_batch_page_listed_cb (GObject *store, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbBatchPage) self = BB_BATCH_PAGE (data);
    g_auto (GStrv) warnings = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) backups = bb_store_list_finish (BB_BACKUP_STORE (store), result, &warnings, &error);
    g_autofree char *trouble = NULL;
    g_autofree char *text = NULL;

    if (backups == NULL)
        return;
    trouble = bb_backup_dup_unread ((const char *const *) warnings);
    text = trouble == NULL ? g_strdup (_ ("Each drive will be restored from its latest backup."))
                           : g_strdup_printf ("%s\n%s %s", _ ("Each drive will be restored from its latest backup."),
                                              trouble, bb_words_fix ());
    bb_batch_page_end_reading (self, NULL, backups, text);
}

/* Reads all backups, and checks each drive with its newest backup. While drives are being flashed, only shows a
 * message. */
static void
bb_batch_page_backups_cb (GtkButton *button, gpointer data)
{
    BbBatchPage *self = BB_BATCH_PAGE (data);

    if (!bb_batch_page_begin_reading (self, NULL))
        return;
    bb_store_list_async (bb_engine_get_store (self->engine), bb_engine_get_catalog (self->engine), self->cancellable,
                         bb_batch_page_listed_cb, g_object_ref (self));
}

/* --- files --- */

/* The files were read: checks every drive with the images in them, or shows why the files cannot be used. Does
 * nothing if the reading was cancelled. */
static void
bb_batch_page_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbBatchPage) self = BB_BATCH_PAGE (data);
    g_autofree char *text = NULL;
    g_autoptr (GPtrArray) images = bb_batch_files_load_finish (result, &text);

    if (text != NULL)
        bb_batch_page_end_reading (self, images, NULL, text);
}

void
bb_batch_page_open_files (BbBatchPage *self, GSList *files)
{
    g_return_if_fail (BB_IS_BATCH_PAGE (self) && files != NULL);

    if (bb_batch_page_begin_reading (self, files))
        bb_batch_files_load_async (files, bb_engine_get_catalog (self->engine), self->cancellable,
                                   bb_batch_page_loaded_cb, g_object_ref (self));
}

/* Checks every drive with the chosen files. */
static void
bb_batch_page_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
    GSList *files = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog)) : NULL;

    if (files != NULL)
        bb_batch_page_open_files (BB_BATCH_PAGE (data), files);
    g_slist_free_full (files, g_object_unref);
}

static void
bb_batch_page_choose_cb (GtkButton *button, gpointer data)
{
    BbBatchPage *self = BB_BATCH_PAGE (data);

    g_clear_object (&self->chooser);
    self->chooser = bb_file_chooser_new (BB_FILE_CHOOSER_FIRMWARE, GTK_FILE_CHOOSER_ACTION_OPEN,
                                         _ ("Choose Firmware Files"), GTK_WIDGET (self), _ ("_Check"));
    gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
    g_signal_connect_object (self->chooser, "response", G_CALLBACK (bb_batch_page_chosen_cb), self, 0);
    bb_file_chooser_show (self->chooser);
}

/* --- flash --- */

/* Starts the flash of every selected drive. Drives that become ready after that are not selected, and no row moves
 * until another file is chosen. Copies the text of the label @file to @flashed: if the user chooses another file
 * later and it cannot be read, the report still says what was flashed. */
static void
bb_batch_page_flash_cb (GtkButton *button, gpointer data)
{
    BbBatchPage *self = BB_BATCH_PAGE (data);
    g_autoptr (GList) rows = bb_batch_page_list_rows (self);

    g_free (self->flashed);
    self->flashed = g_strdup (gtk_label_get_text (self->file));
    for (GList *row = rows; row != NULL; row = row->next) {
        const char *name = bb_engine_drive_get_name (bb_batch_row_get_drive (row->data));

        if (bb_batch_row_is_chosen (row->data) &&
            !g_ptr_array_find_with_equal_func (self->started, name, g_str_equal, NULL))
            g_ptr_array_add (self->started, g_strdup (name));
        bb_batch_row_stop_selecting (row->data);
        bb_batch_row_keep_place (row->data);
        bb_batch_row_flash (row->data);
    }
    bb_batch_page_update (self);
}

/* Selects every drive that can be selected, and later every drive that becomes ready, until the user deselects a
 * drive, chooses another file or starts the flash. If no drive can be selected, deselects all. */
static void
bb_batch_page_select_cb (GtkButton *button, gpointer data)
{
    g_autoptr (GList) rows = bb_batch_page_list_rows (BB_BATCH_PAGE (data));
    BbBatchSum sum = bb_batch_sum_of (rows);

    g_list_foreach (rows, sum.n_open > 0 ? (GFunc) bb_batch_row_select : (GFunc) bb_batch_row_deselect, NULL);
}

/* --- report --- */

/* Says in the line below the buttons whether the report was saved. */
static void
bb_batch_page_saved_cb (const char *path, const GError *error, gpointer data)
{
    BbBatchPage *self = BB_BATCH_PAGE (data);
    g_autofree char *text =
        path != NULL ? g_strdup_printf (_ ("Report saved to %s."), path) : g_strdup (error->message);

    gtk_label_set_text (self->why_not, text);
    gtk_widget_show (GTK_WIDGET (self->why_not));
}

/* Asks for a file and saves the table of bb_batch_report_dup(). */
static void
bb_batch_page_report_cb (GtkButton *button, gpointer data)
{
    BbBatchPage *self = BB_BATCH_PAGE (data);
    g_autoptr (GList) rows = bb_batch_page_list_rows (self);
    g_autofree char *table =
        bb_batch_report_dup (rows, bb_batch_page_has_choice (self) ? gtk_label_get_text (self->file) : self->flashed);

    bb_report_saver_run_table (GTK_WIDGET (self), "several-drives", table, bb_batch_page_saved_cb);
}

/* --- object --- */

static void
bb_batch_page_dispose (GObject *object)
{
    BbBatchPage *self = BB_BATCH_PAGE (object);

    bb_idle_queue_forget (self);
    if (self->cancellable != NULL)
        g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    g_clear_object (&self->chooser);
    g_clear_pointer (&self->flashed, g_free);
    g_clear_pointer (&self->reading, g_free);
    g_clear_pointer (&self->message, g_free);
    g_clear_pointer (&self->images, g_ptr_array_unref);
    g_clear_pointer (&self->backups, g_ptr_array_unref);
    g_clear_pointer (&self->started, g_ptr_array_unref);
    g_clear_pointer (&self->results, g_hash_table_unref);
    g_clear_object (&self->places);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_batch_page_parent_class)->dispose (object);
}

static void
bb_batch_page_class_init (BbBatchPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_batch_page_dispose;
    g_type_ensure (BB_TYPE_BATCH_FACTS);
    signal_changed =
        g_signal_new ("changed", BB_TYPE_BATCH_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signal_done = g_signal_new ("done", BB_TYPE_BATCH_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-batch-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, heading);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, file);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, choose);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, each);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, select);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, acts);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, choices);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, facts);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, together);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, review_box);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, review_text);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, review);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, left_out_box);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, left_out);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, all_box);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, all);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, all_text);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, risks);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, why_not);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, asking);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, asking_text);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, asking_open);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, danger);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, danger_icon);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, danger_text);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, ends);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, report);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, done);
    gtk_widget_class_bind_template_child (widget_class, BbBatchPage, flash);
    gtk_widget_class_bind_template_callback (widget_class, bb_batch_page_choose_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_batch_page_backups_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_batch_page_done_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_batch_page_flash_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_batch_page_select_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_batch_page_report_cb);
}

static void
bb_batch_page_init (BbBatchPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_click_guard_add (GTK_WIDGET (self->flash));
    bb_app_wrap_texts (GTK_WIDGET (self));
    self->places = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
    self->cancellable = g_cancellable_new ();
    self->started = g_ptr_array_new_with_free_func (g_free);
    self->results = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) bb_result_unref);
    self->lists[BB_BATCH_TOGETHER] = self->together;
    self->lists[BB_BATCH_REVIEW] = self->review;
    self->lists[BB_BATCH_LEFT_OUT] = self->left_out;
    for (guint i = 0; i < BB_BATCH_N_GROUPS; i++)
        gtk_list_box_set_sort_func (self->lists[i], (GtkListBoxSortFunc) bb_batch_page_sort_cb, self, NULL);
}

GtkWidget *
bb_batch_page_new (BbEngine *engine)
{
    BbBatchPage *self = g_object_new (BB_TYPE_BATCH_PAGE, "visible", TRUE, NULL);

    self->engine = g_object_ref (engine);
    bb_gradual_rows_bind (self->together, bb_engine_get_drives (engine), &BB_BATCH_PAGE_FUNCS, self);
    bb_batch_page_update (self);
    return GTK_WIDGET (self);
}
