/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-terminal.h"

#include "bb-ctl-output.h"
#include "bb-ctl-wrap.h"

#include "job/words/bb-words.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

/* Least width of a bar, in terminal columns. */
#define BB_CTL_LEAST_BAR 8
/* Width of "59 min left". */
#define BB_CTL_LEFT_COLUMNS 11

/**
 * BbCtlProgressView: the progress of one job as it was printed last.
 * @how: never %BB_CTL_PROGRESS_AUTO
 * @by_percent: JSON is printed for each percent, not for each change (--json without --progress=json)
 * @plan: (nullable): the plan whose progress the bar on the terminal shows
 * @n_failed: number of failed attempts in the progress that was printed last. If a later progress has more, a
 *   sentence is printed
 */
typedef struct {
    BbCtlProgress how;
    BbAction action;
    BbPhase phase;
    gboolean started;
    gboolean endangered;
    gboolean by_percent;
    int percent;
    BbPlan *plan;
    guint n_failed;
    gboolean bar_shown;
} BbCtlProgressView;

/* Returns (transfer full) the remaining time, "" if it is unknown. */
static char *
bb_ctl_progress_dup_left (const BbProgress *progress)
{
    if (progress->seconds_left < 0)
        return g_strdup ("");
    if (progress->seconds_left < 60)
        return g_strdup_printf (_ ("%d s left"), progress->seconds_left);
    return g_strdup_printf (_ ("%d min left"), (progress->seconds_left + 59) / 60);
}

/* Returns the width of the longest label of a job with @action, so that all its bars begin in the same column. */
static guint
bb_ctl_progress_label_columns (BbAction action)
{
    guint columns = 0;

    for (BbPhase phase = 0; phase <= BB_PHASE_VERIFY; phase++)
        columns = MAX (columns, bb_ctl_text_columns (bb_words_phase_label (phase, action)));
    return columns;
}

/* Draws "Erase [#######..........] 45 % 3 min left" as wide as the terminal, in place of the current line. If the
 * terminal is too narrow for all of this, leaves out @left, the label of @phase or both. @left: "" if the time is
 * unknown */
static void
bb_ctl_progress_draw (BbAction action, BbPhase phase, int percent, const char *left)
{
    /* The last column stays free: some terminals move to the next line after a character in it. */
    guint room = bb_ctl_terminal_columns (STDERR_FILENO) - 1;
    guint label_columns = bb_ctl_progress_label_columns (action);
    g_autofree char *padded = bb_ctl_dup_padded (bb_words_phase_label (phase, action), label_columns);
    g_autofree char *left_padded = bb_ctl_dup_padded (left, BB_CTL_LEFT_COLUMNS);
    guint taken = strlen ("[] 100 %");
    gboolean has_label = taken + BB_CTL_LEAST_BAR + label_columns + 1 <= room;
    gboolean has_left;
    g_autoptr (GString) bar = g_string_new (NULL);

    taken += has_label ? label_columns + 1 : 0;
    has_left = taken + BB_CTL_LEAST_BAR + 1 + bb_ctl_text_columns (left_padded) <= room;
    taken += has_left ? 1 + bb_ctl_text_columns (left_padded) : 0;
    for (guint i = taken; i < room; i++)
        g_string_append_c (bar, (i - taken) * 100 < (guint) percent * (room - taken) ? '#' : '.');
    bb_ctl_clear_line ();
    bb_ctl_printerr ("%s%s[%s] %3d %%%s%s", has_label ? padded : "", has_label ? " " : "", bar->str, percent,
                     has_left ? " " : "", has_left ? left_padded : "");
}

/* If an attempt to read or write has failed since the last call, prints a sentence about the failure below the bar of
 * that attempt, and resets the percentage. */
static void
bb_ctl_progress_print_failed_attempt (BbCtlProgressView *view, const BbProgress *progress)
{
    guint n_failed = progress->failed != NULL ? progress->failed->len : 0;
    g_autofree char *sentence = n_failed > view->n_failed ? bb_words_dup_failed_attempt (progress) : NULL;

    if (sentence != NULL) {
        if (view->bar_shown)
            bb_ctl_printerr ("\n");
        bb_ctl_printerr ("%s\n", sentence);
        view->percent = 0;
    }
    view->n_failed = n_failed;
}

/* Draws the bar. If @progress has another plan than @view, first draws the old bar at 100 %; after a failed attempt,
 * also prints a sentence about it. Stores the plan and the percentage in @view; the caller stores the phase. */
static void
bb_ctl_progress_bar (BbCtlProgressView *view, const BbProgress *progress)
{
    int percent = bb_progress_get_percent (progress);
    g_autofree char *left = bb_ctl_progress_dup_left (progress);

    if (view->bar_shown && view->plan != progress->plan)
        bb_ctl_progress_draw (view->action, view->phase, 100, "");
    bb_ctl_progress_print_failed_attempt (view, progress);
    g_set_object (&view->plan, progress->plan);
    view->percent = percent;
    bb_ctl_progress_draw (view->action, progress->phase, percent, left);
    view->bar_shown = TRUE;
}

/* Prints a line at the start, when the phase changes, and at every 10 %; after a failed attempt, also a sentence
 * about it. Stores the printed percentage in @view; the caller stores the phase. */
static void
bb_ctl_progress_line (BbCtlProgressView *view, const BbProgress *progress)
{
    int percent = bb_progress_get_percent (progress);
    g_autofree char *sentence = NULL;

    bb_ctl_progress_print_failed_attempt (view, progress);
    if (view->started && view->phase == progress->phase && percent / 10 <= view->percent / 10)
        return;
    sentence = bb_words_dup_progress (progress);
    bb_ctl_printerr ("%3d %%  %s\n", percent, sentence);
    view->percent = percent;
}

void
bb_ctl_progress_printerr_json (const char *phase, guint64 done_bytes, guint64 total_bytes, int seconds_left,
                               gboolean endangered)
{
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "phase", phase);
    json_object_set_int_member (object, "done", (gint64) done_bytes);
    json_object_set_int_member (object, "total", (gint64) total_bytes);
    json_object_set_string_member (object, "unit", "bytes");
    if (seconds_left >= 0)
        json_object_set_int_member (object, "seconds-left", seconds_left);
    else
        json_object_set_null_member (object, "seconds-left");
    json_object_set_boolean_member (object, "endangered", endangered);
    bb_ctl_printerr_json_line (object);
}

/* Returns %TRUE if @progress must be printed as JSON, and leaves @view unchanged. Always %TRUE with --progress=json,
 * and for the first progress of a job. Otherwise %TRUE if phase, percentage or danger to the drive differ from the
 * values that @view has from the last printed progress. */
static gboolean
bb_ctl_progress_has_changed (BbCtlProgressView *view, const BbProgress *progress)
{
    return !view->by_percent || !view->started || view->phase != progress->phase ||
           view->endangered != progress->endangered || view->percent != bb_progress_get_percent (progress);
}

/* Shows the progress of @job, and stores in the view what was shown. Does nothing if @job has no progress yet. */
static void
bb_ctl_progress_cb (BbJob *job, gpointer data)
{
    BbCtlProgressView *view = data;
    g_autoptr (BbProgress) progress = bb_job_ref_progress (job);

    if (progress == NULL)
        return;
    if (view->how == BB_CTL_PROGRESS_BAR)
        bb_ctl_progress_bar (view, progress);
    else if (view->how == BB_CTL_PROGRESS_LINES)
        bb_ctl_progress_line (view, progress);
    else if (bb_ctl_progress_has_changed (view, progress))
        bb_ctl_progress_printerr_json (bb_phase_to_string (progress->phase), progress->done, progress->total,
                                       progress->seconds_left, progress->endangered);
    if (view->how == BB_CTL_PROGRESS_JSON)
        view->percent = bb_progress_get_percent (progress);
    view->phase = progress->phase;
    view->endangered = progress->endangered;
    view->started = TRUE;
}

/* Shows 100 % for a job that succeeded, then removes the bar from the terminal; does nothing if no bar was drawn. */
static void
bb_ctl_progress_done_cb (BbJob *job, gpointer data)
{
    BbCtlProgressView *view = data;
    g_autoptr (BbResult) result = bb_job_ref_result (job);

    if (!view->bar_shown)
        return;
    if (result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_WRITTEN)
        bb_ctl_progress_draw (view->action, view->phase, 100, "");
    bb_ctl_clear_line ();
}

static void
bb_ctl_progress_free_cb (gpointer data, GClosure *closure)
{
    BbCtlProgressView *view = data;

    g_clear_object (&view->plan);
    g_free (view);
}

void
bb_ctl_progress_attach (BbCtl *ctl, BbJob *job)
{
    BbCtlProgress how = ctl->progress;
    BbCtlProgressView *view;

    if (how == BB_CTL_PROGRESS_AUTO)
        how = ctl->quiet                                                             ? BB_CTL_PROGRESS_NONE
              : ctl->json                                                            ? BB_CTL_PROGRESS_JSON
              : isatty (STDERR_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0 ? BB_CTL_PROGRESS_BAR
                                                                                     : BB_CTL_PROGRESS_LINES;
    if (how == BB_CTL_PROGRESS_NONE || bb_job_get_action (job) == BB_ACTION_LOOK)
        return;
    view = g_new0 (BbCtlProgressView, 1);
    view->how = how;
    view->action = bb_job_get_action (job);
    view->by_percent = ctl->progress == BB_CTL_PROGRESS_AUTO;
    g_signal_connect (job, "done", G_CALLBACK (bb_ctl_progress_done_cb), view);
    g_signal_connect_data (job, "progress", G_CALLBACK (bb_ctl_progress_cb), view, bb_ctl_progress_free_cb, 0);
}
