/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flash-page.h"

#include "app/bb-app-words.h"
#include "bb-flash-map-view.h"
#include "bb-phase-path.h"
#include "app/bb-idle-queue.h"
#include "app/widgets/bb-fold-box.h"
#include "job/flow/bb-lane.h"

#include <glib/gi18n-lib.h>

/* In a step in which the drive can be unresponsive, the page says after this time that the drive is busy. */
#define BB_FLASH_PAGE_QUIET_SECONDS 3
#define BB_FLASH_PAGE_N_STATES (BB_CELL_FAILED + 1)

/* Widgets that show the progress of one of the two passes while the firmware is read twice. */
typedef struct {
    GtkWidget *box;
    GtkProgressBar *bar;
    GtkLabel *size;
} BbFlashPageRead;

struct _BbFlashPage {
    GtkBox parent;
    BbOperation *operation;
    char *drive_name; /* full name when the drive was last connected */
    guint clock;

    GtkLabel *title;
    GtkLabel *sentence;
    GtkContainer *lanes; /* one progress bar for each failed attempt */
    guint n_failed_bars; /* number of progress bars in @lanes */
    GtkLabel *failed;
    GtkContainer *reads_box;
    BbFlashPageRead reads[BB_MAX_LANES]; /* shown instead of @bar while the firmware is read twice */
    GtkProgressBar *bar;
    GtkLabel *percent;
    GtkLabel *bytes;
    GtkLabel *left;
    BbPhasePath *path;
    GtkWidget *map_box;
    BbFlashMapView *map;
    GtkLabel *cell;
    GtkBox *legend;
    GtkLabel *legend_words[BB_FLASH_PAGE_N_STATES]; /* for each state: its name and the number of blocks in it */
    GtkLabel *legend_failures;                      /* the number of blocks that failed in an earlier attempt */
    GtkLabel *quiet;
    GtkWidget *danger;
    GtkImage *danger_icon;
    GtkLabel *danger_text;
    GtkButton *stop;
};

G_DEFINE_TYPE (BbFlashPage, bb_flash_page, GTK_TYPE_BOX)

/* --- the parts --- */

/* Returns (transfer full) how much of the firmware was read in the pass @lane: "267 KiB of 620 KiB"; "" if the total
 * of @lane is unknown. */
static char *
bb_flash_page_dup_size (const BbLane *lane)
{
    g_autofree char *done = bb_app_dup_size (lane->done);
    g_autofree char *total = bb_app_dup_size (lane->total);

    /* TRANSLATORS: "267 KiB of 620 KiB" */
    return lane->total > 0 ? g_strdup_printf (_ ("%s of %s"), done, total) : g_strdup ("");
}

/* Returns (transfer full) the size of @lane with the work that it counts: "Written: 267 KiB of 620 KiB". The
 * percentage beside it is of the whole operation, so that the two numbers would contradict each other without these
 * words. */
static char *
bb_flash_page_dup_named_size (const BbLane *lane)
{
    g_autofree char *size = bb_flash_page_dup_size (lane);

    if (*size == '\0')
        return g_steal_pointer (&size);
    switch (lane->work) {
    case BB_LANE_READ:
        /* TRANSLATORS: how much of the firmware was read from the drive: "Read: 267 KiB of 620 KiB" */
        return g_strdup_printf (_ ("Read: %s"), size);
    case BB_LANE_COMPARE:
        /* TRANSLATORS: how much of the firmware in the drive was compared with the image */
        return g_strdup_printf (_ ("Compared: %s"), size);
    case BB_LANE_SEND:
        /* TRANSLATORS: how much of the firmware was sent to the drive, which has not written it yet */
        return g_strdup_printf (_ ("Sent: %s"), size);
    case BB_LANE_WRITE:
        break;
    }
    /* TRANSLATORS: how much of the firmware the drive has written: "Written: 267 KiB of 620 KiB" */
    return g_strdup_printf (_ ("Written: %s"), size);
}

/* If the firmware is read twice, @progress has one #BbLane for each read: shows one bar for each. Otherwise shows the
 * bar of the whole job, and how much of the firmware was read or written. */
static void
bb_flash_page_show_lanes (BbFlashPage *self, BbProgress *progress)
{
    BbLane lanes[BB_MAX_LANES];
    guint n_lanes = bb_progress_get_lanes (progress, lanes);
    g_autofree char *bytes = n_lanes == 1 ? bb_flash_page_dup_named_size (&lanes[0]) : g_strdup ("");

    for (guint i = 0; n_lanes > 1 && i < n_lanes; i++) {
        g_autofree char *size = bb_flash_page_dup_size (&lanes[i]);

        gtk_progress_bar_set_fraction (self->reads[i].bar, (double) lanes[i].done / (double) MAX (lanes[i].total, 1));
        gtk_label_set_text (self->reads[i].size, size);
    }
    gtk_widget_set_visible (GTK_WIDGET (self->reads_box), n_lanes > 1);
    gtk_widget_set_visible (GTK_WIDGET (self->bar), n_lanes <= 1);
    gtk_label_set_text (self->bytes, bytes);
}

/* Shows @percent of the whole operation in the bar and as text. */
static void
bb_flash_page_show_percent (BbFlashPage *self, int percent)
{
    /* TRANSLATORS: progress of all phases together: backup, writing, verification */
    g_autofree char *text = g_strdup_printf (_ ("%d %% of the operation"), percent);

    gtk_progress_bar_set_fraction (self->bar, percent / 100.0);
    gtk_label_set_text (self->percent, text);
}

/* Shows percentage and remaining time, and the progress bars. */
static void
bb_flash_page_show_numbers (BbFlashPage *self, BbProgress *progress)
{
    g_autofree char *left = bb_app_dup_left (progress->seconds_left);

    bb_flash_page_show_percent (self, bb_app_percent (progress));
    gtk_label_set_text (self->left, left);
    bb_flash_page_show_lanes (self, progress);
}

/* Adds a bar that stays where the failed attempt @index of @progress ended, so that the user can still see it after
 * the next attempt has started at 0. */
static void
bb_flash_page_add_failed_bar (BbFlashPage *self, const BbProgress *progress, guint index)
{
    int percent = bb_progress_get_failed_percent (progress, index);
    g_autofree char *text = bb_words_dup_attempt_end (progress, index);
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
    GtkWidget *label = gtk_label_new (text);
    GtkWidget *bar = gtk_progress_bar_new ();

    bb_app_wrap_label (label);
    gtk_style_context_add_class (gtk_widget_get_style_context (label), "caption");
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), percent / 100.0);
    gtk_style_context_add_class (gtk_widget_get_style_context (bar), "failed");
    bb_app_set_name (bar, text);
    gtk_container_add (GTK_CONTAINER (box), label);
    gtk_container_add (GTK_CONTAINER (box), bar);
    gtk_widget_show_all (box);
    gtk_container_add (self->lanes, box);
    self->n_failed_bars++;
}

static void
bb_flash_page_clear_failed_bars (BbFlashPage *self)
{
    gtk_container_foreach (self->lanes, (GtkCallback) gtk_widget_destroy, NULL);
    self->n_failed_bars = 0;
}

/* Shows one progress bar for each failed attempt, and why the last of them failed. Does nothing if the number of
 * failed attempts has not changed. */
static void
bb_flash_page_show_attempts (BbFlashPage *self, BbProgress *progress)
{
    guint n_failed = progress->failed != NULL ? progress->failed->len : 0;
    g_autofree char *failed = bb_words_dup_failed_attempt (progress);
    g_autofree char *name = NULL;

    if (n_failed == self->n_failed_bars)
        return;
    /* Fewer failed attempts than bars: another plan runs, so the bars of the previous plan are removed. */
    if (n_failed < self->n_failed_bars)
        bb_flash_page_clear_failed_bars (self);
    while (self->n_failed_bars < n_failed)
        bb_flash_page_add_failed_bar (self, progress, self->n_failed_bars);
    gtk_widget_set_visible (GTK_WIDGET (self->lanes), n_failed > 0);
    gtk_label_set_text (self->failed, failed != NULL ? failed : "");
    gtk_widget_set_visible (GTK_WIDGET (self->failed), failed != NULL);
    name = n_failed > 0 ? g_strdup_printf (_ ("Progress of attempt %u"), n_failed + 1) : g_strdup (_ ("Progress"));
    bb_app_set_name (GTK_WIDGET (self->bar), name);
}

/* Says how long the drive can be busy, if the current step has run for BB_FLASH_PAGE_QUIET_SECONDS and is one in
 * which the drive can be unresponsive (@quiet_ms is not 0). Otherwise hides this sentence. */
static void
bb_flash_page_show_quiet (BbFlashPage *self, BbProgress *progress)
{
    int passed_seconds = (int) ((g_get_monotonic_time () - progress->step_started_us) / G_USEC_PER_SEC);
    int limit_seconds = (int) (progress->quiet_ms / 1000);
    g_autofree char *text = NULL;

    if (progress->quiet_ms == 0 || passed_seconds < BB_FLASH_PAGE_QUIET_SECONDS) {
        gtk_widget_hide (GTK_WIDGET (self->quiet));
        return;
    }
    text = g_strdup_printf (_ ("The drive is busy and is not responding. This can take up to %d s (%d s elapsed)."),
                            limit_seconds, passed_seconds);
    gtk_label_set_text (self->quiet, text);
    gtk_widget_show (GTK_WIDGET (self->quiet));
}

/* Returns TRUE if the job recovers a drive that is not identified, whose firmware does not run, or whose firmware
 * was partly erased before. */
static gboolean
bb_flash_page_recovers_firmware (BbFlashPage *self)
{
    BbJob *job = bb_operation_get_job (self->operation);
    BbEngineDrive *drive = bb_operation_get_drive (self->operation);
    BbFacts *facts = drive != NULL ? bb_engine_drive_get_facts (drive) : NULL;
    BbJournalRecord *journal = drive != NULL ? bb_engine_drive_get_journal (drive) : NULL;

    return job != NULL && bb_job_get_action (job) == BB_ACTION_RECOVER &&
           (facts == NULL || facts->condition != BB_CONDITION_NORMAL || (journal != NULL && journal->endangered));
}

/* Shows a sentence about safety. As long as the job can be cancelled, because nothing was written, the sentence says
 * that the firmware was not changed, and the button to stop is visible. In a recovery
 * (bb_flash_page_recovers_firmware()) this sentence is hidden, because the firmware may be incomplete already. */
static void
bb_flash_page_show_danger (BbFlashPage *self, BbProgress *progress)
{
    gboolean untouched = progress->can_cancel;

    gtk_widget_set_visible (self->danger, !untouched || !bb_flash_page_recovers_firmware (self));
    /* The sentence must not say that the drive is unchanged, because a backup brings some drives into recovery
     * mode. */
    bb_app_set_text (self->danger_text, bb_words_safety (untouched ? BB_SAFETY_UNWRITTEN : BB_SAFETY_RUNNING));
    bb_app_set_icon (self->danger_icon, untouched ? "object-select-symbolic" : "dialog-warning-symbolic");
    bb_app_set_class (self->danger, "good caution bad", untouched ? "good" : "caution");
    gtk_widget_set_visible (GTK_WIDGET (self->stop), untouched);
}

/* Shows @text in the entry of the legend that has the label @words; hides the entry unless @is_visible. */
static void
bb_flash_page_set_legend (GtkLabel *words, const char *text, gboolean is_visible)
{
    GtkWidget *entry = gtk_widget_get_parent (GTK_WIDGET (words));

    /* Sets only a name that has changed, because each call of bb_app_set_name() is reported to screen readers. */
    if (g_strcmp0 (gtk_label_get_text (words), text) != 0) {
        gtk_label_set_text (words, text);
        bb_app_set_name (entry, text);
    }
    gtk_widget_set_visible (entry, is_visible);
}

/* Shows in the legend which states the blocks are in, how many are in each, and how many are marked as failed before.
 */
static void
bb_flash_page_show_legend (BbFlashPage *self, GArray *cells)
{
    guint n_of[BB_FLASH_PAGE_N_STATES] = {0};
    guint n_failed_before = 0;
    g_autofree char *failures = NULL;

    for (guint i = 0; i < cells->len; i++) {
        const BbCell *cell = &g_array_index (cells, BbCell, i);

        n_of[MIN (cell->state, BB_CELL_FAILED)]++;
        n_failed_before += bb_cell_failed_before (cell);
    }
    for (guint state = 0; state < BB_FLASH_PAGE_N_STATES; state++) {
        /* TRANSLATORS: number of blocks, state of these blocks: "12 written" */
        g_autofree char *text = g_strdup_printf (_ ("%u %s"), n_of[state], bb_words_cell ((BbCellState) state));

        bb_flash_page_set_legend (self->legend_words[state], text, n_of[state] > 0);
    }
    /* TRANSLATORS: number of blocks that failed in an earlier attempt */
    failures = g_strdup_printf (_ ("%u failed before"), n_failed_before);
    bb_flash_page_set_legend (self->legend_failures, failures, n_failed_before > 0);
}

/* Shows the blocks of the flash memory and their legend, and sets the summary as the accessible description of the
 * map; hides all of this if @progress has no blocks. */
static void
bb_flash_page_show_map (BbFlashPage *self, BbProgress *progress)
{
    g_autofree char *summary = NULL;

    gtk_widget_set_visible (self->map_box, progress->cells != NULL);
    if (progress->cells == NULL)
        return;
    bb_flash_map_view_set_cells (self->map, progress->cells);
    bb_flash_page_show_legend (self, progress->cells);
    summary = bb_flash_map_view_dup_summary (self->map);
    bb_app_set_description (GTK_WIDGET (self->map), summary);
}

/* Shows the description of the cell that has the cursor. */
static void
bb_flash_page_cell_cb (BbFlashMapView *map, gpointer data)
{
    BbFlashPage *self = BB_FLASH_PAGE (data);
    g_autofree char *text = bb_flash_map_view_dup_cell_text (map, bb_flash_map_view_get_cursor (map));

    gtk_label_set_text (self->cell, text);
    gtk_widget_show (GTK_WIDGET (self->cell));
}

/* Updates the parts of the page that change without a new progress: the title, and how long the drive is busy. Does
 * nothing without a job. */
static void
bb_flash_page_update (gpointer data)
{
    BbFlashPage *self = BB_FLASH_PAGE (data);
    BbJob *job = bb_operation_get_job (self->operation);
    g_autoptr (BbProgress) progress = job != NULL ? bb_app_ref_progress (job) : NULL;
    g_autofree char *title = NULL;

    if (job == NULL)
        return;
    title = bb_app_dup_action_title (bb_job_get_current_action (job), self->drive_name);
    gtk_label_set_text (self->title, title);
    if (progress != NULL)
        bb_flash_page_show_quiet (self, progress);
}

/* The shown progress has changed. Updates the sentence, the numbers, the phase and the map before it returns.
 * Otherwise a frame could combine the sentence of one step with the map of the step before. The title of the page and
 * the time for which the drive is busy are updated later, in the idle queue. */
static void
bb_flash_page_progress_cb (BbFlashPage *self)
{
    BbJob *job = bb_operation_get_job (self->operation);
    g_autoptr (BbProgress) progress = job != NULL ? bb_app_ref_progress (job) : NULL;
    g_autofree char *sentence = progress != NULL ? bb_words_dup_progress (progress) : NULL;

    if (progress == NULL)
        return;
    gtk_label_set_text (self->sentence, sentence != NULL ? sentence : "");
    bb_flash_page_show_numbers (self, progress);
    bb_phase_path_set_phase (self->path, progress->phase);
    bb_flash_page_show_attempts (self, progress);
    bb_flash_page_show_danger (self, progress);
    bb_flash_page_show_map (self, progress);
    if (gtk_widget_has_focus (GTK_WIDGET (self->map)))
        bb_flash_page_cell_cb (self->map, self);
    bb_idle_queue_add (self, bb_flash_page_update);
}

/* Updates the elapsed time while the job reports no progress. A hidden page is not updated, because screen readers
 * would be told of each update. */
static gboolean
bb_flash_page_clock_cb (gpointer data)
{
    if (gtk_widget_get_mapped (GTK_WIDGET (data)))
        bb_idle_queue_add (data, bb_flash_page_update);
    return G_SOURCE_CONTINUE;
}

static void
bb_flash_page_stop_cb (GtkButton *button, gpointer data)
{
    bb_operation_stop (BB_FLASH_PAGE (data)->operation);
}

/* --- object --- */

/* Resets the page for the new job of the operation; without a job only stops the clock. */
static void
bb_flash_page_job_cb (BbFlashPage *self)
{
    BbJob *job = bb_operation_get_job (self->operation);
    BbEngineDrive *drive = bb_operation_get_drive (self->operation);
    BbReview *review = bb_operation_is_running (self->operation) ? bb_operation_get_review (self->operation) : NULL;

    g_clear_handle_id (&self->clock, g_source_remove);
    if (job == NULL)
        return;
    if (drive != NULL) {
        g_free (self->drive_name);
        self->drive_name = bb_app_dup_full_name (drive);
    }
    bb_app_set_button_label (self->stop,
                             bb_action_writes (bb_job_get_action (job)) ? _ ("_Stop Before Writing") : _ ("_Stop"));
    gtk_label_set_text (self->sentence, "");
    gtk_widget_hide (GTK_WIDGET (self->cell));
    gtk_widget_hide (GTK_WIDGET (self->quiet));
    bb_flash_page_show_percent (self, 0);
    gtk_label_set_text (self->bytes, "");
    gtk_label_set_text (self->left, "");
    gtk_widget_hide (GTK_WIDGET (self->reads_box));
    gtk_widget_show (GTK_WIDGET (self->bar));
    bb_flash_page_clear_failed_bars (self);
    gtk_widget_hide (GTK_WIDGET (self->lanes));
    gtk_widget_hide (GTK_WIDGET (self->failed));
    bb_flash_map_view_set_cells (self->map, NULL);
    gtk_widget_set_visible (self->map_box, FALSE);
    bb_phase_path_set_phases (self->path, bb_job_get_action (job), review != NULL ? review->plan : NULL);
    self->clock = g_timeout_add_seconds (1, bb_flash_page_clock_cb, self);
    g_signal_handlers_disconnect_by_data (bb_shown_progress_of (job), self);
    g_signal_connect_object (bb_shown_progress_of (job), "changed", G_CALLBACK (bb_flash_page_progress_cb), self,
                             G_CONNECT_SWAPPED);
    bb_flash_page_progress_cb (self);
    bb_flash_page_update (self);
}

static void
bb_flash_page_dispose (GObject *object)
{
    BbFlashPage *self = BB_FLASH_PAGE (object);

    g_clear_handle_id (&self->clock, g_source_remove);
    bb_idle_queue_forget (self);
    g_clear_pointer (&self->drive_name, g_free);
    g_clear_object (&self->operation);
    G_OBJECT_CLASS (bb_flash_page_parent_class)->dispose (object);
}

/* Places the entries of the legend below each other while the window is narrow (bb_app_follow_leaflet()). */
static void
bb_flash_page_hierarchy_changed (GtkWidget *widget, GtkWidget *before)
{
    bb_app_follow_leaflet (widget, BB_FLASH_PAGE (widget)->legend);
}

static void
bb_flash_page_class_init (BbFlashPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_flash_page_dispose;
    widget_class->hierarchy_changed = bb_flash_page_hierarchy_changed;
    g_type_ensure (BB_TYPE_FLASH_MAP_VIEW);
    g_type_ensure (BB_TYPE_PHASE_PATH);
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-flash-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, title);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, sentence);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, lanes);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, failed);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, reads_box);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, bar);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, percent);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, bytes);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, left);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, path);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, map_box);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, map);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, cell);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, legend);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, quiet);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, danger);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, danger_icon);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, danger_text);
    gtk_widget_class_bind_template_child (widget_class, BbFlashPage, stop);
    gtk_widget_class_bind_template_callback (widget_class, bb_flash_page_stop_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_flash_page_cell_cb);
}

/* Adds an entry to the legend: a square of @size_px with @text (nullable) in the color of @state, and a label, which
 * is returned (transfer none). bb_flash_page_set_legend() shows the entry. */
static GtkLabel *
bb_flash_page_add_legend (BbFlashPage *self, BbCellState state, const char *text, int size_px)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
    GtkWidget *sign = gtk_label_new (text);
    GtkWidget *word = gtk_label_new (NULL);

    gtk_style_context_add_class (gtk_widget_get_style_context (sign), "cell");
    gtk_style_context_add_class (gtk_widget_get_style_context (sign), bb_flash_map_view_get_class (state));
    gtk_widget_set_size_request (sign, size_px, size_px);
    gtk_widget_set_valign (sign, GTK_ALIGN_CENTER);
    /* Side by side, the entries need a gap; below each other, they must not push each other out of a low window. */
    gtk_widget_set_margin_end (box, 10);
    gtk_style_context_add_class (gtk_widget_get_style_context (word), "caption");
    gtk_container_add (GTK_CONTAINER (box), sign);
    gtk_container_add (GTK_CONTAINER (box), word);
    gtk_label_set_line_wrap (GTK_LABEL (word), TRUE);
    gtk_label_set_xalign (GTK_LABEL (word), 0);
    gtk_widget_show (sign);
    gtk_widget_show (word);
    gtk_container_add (GTK_CONTAINER (self->legend), box);
    return GTK_LABEL (word);
}

/* Adds the bar of one pass over the firmware, with @label above it. */
static void
bb_flash_page_add_read (BbFlashPage *self, guint number, const char *label)
{
    BbFlashPageRead *read = &self->reads[number];
    GtkWidget *title = gtk_label_new (label);
    GtkWidget *line = bb_fold_box_new (12);

    read->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
    read->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
    read->size = GTK_LABEL (gtk_label_new (NULL));
    bb_app_wrap_label (title);
    bb_app_wrap_label (GTK_WIDGET (read->size));
    gtk_label_set_xalign (read->size, 1);
    gtk_widget_set_hexpand (GTK_WIDGET (read->size), TRUE);
    gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (read->size)), "numeric");
    gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (read->bar)), "flash-bar");
    bb_app_set_name (GTK_WIDGET (read->bar), label);
    gtk_container_add (GTK_CONTAINER (line), title);
    gtk_container_add (GTK_CONTAINER (line), GTK_WIDGET (read->size));
    gtk_container_add (GTK_CONTAINER (read->box), line);
    gtk_container_add (GTK_CONTAINER (read->box), GTK_WIDGET (read->bar));
    gtk_widget_show_all (read->box);
    gtk_container_add (self->reads_box, read->box);
}

static void
bb_flash_page_init (BbFlashPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_set_name (GTK_WIDGET (self->map), _ ("Memory Map"));
    bb_app_set_name (GTK_WIDGET (self->bar), _ ("Progress"));
    bb_app_set_name (GTK_WIDGET (self->legend), _ ("Legend"));
    bb_flash_page_add_read (self, 0, _ ("First read"));
    bb_flash_page_add_read (self, 1, _ ("Second read"));
    for (guint state = 0; state < BB_FLASH_PAGE_N_STATES; state++)
        self->legend_words[state] =
            bb_flash_page_add_legend (self, (BbCellState) state, bb_app_cell_sign ((BbCellState) state), 18);
    self->legend_failures = bb_flash_page_add_legend (self, BB_CELL_FAILED, NULL, 9);
}

GtkWidget *
bb_flash_page_new (BbOperation *operation, const char *drive_name)
{
    BbFlashPage *self;

    g_return_val_if_fail (BB_IS_OPERATION (operation), NULL);

    self = g_object_new (BB_TYPE_FLASH_PAGE, "visible", TRUE, NULL);
    self->operation = g_object_ref (operation);
    self->drive_name = g_strdup (drive_name);
    g_signal_connect_object (operation, "notify::job", G_CALLBACK (bb_flash_page_job_cb), self, G_CONNECT_SWAPPED);
    bb_flash_page_job_cb (self);
    return GTK_WIDGET (self);
}
