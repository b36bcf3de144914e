/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"

#include "job/words/bb-words.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

typedef struct {
    BbCtlProgress how;
    BbPhase phase;
    gboolean started;
    gboolean endangered;
    gboolean thin; /* JSON that nobody asked for by name: a line a percent is enough */
    int percent;   /* last one printed */
    gboolean bar_shown;
} BbCtlProgressView;

static int
bb_ctl_progress_percent (const BbProgress *progress)
{
    if (progress->total == 0)
        return 0;
    return (int) (MIN (progress->done, progress->total) * 100 / progress->total);
}

static guint
bb_ctl_progress_columns (void)
{
    struct winsize size;

    if (ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return size.ws_col;
    return 80;
}

static char *
bb_ctl_progress_dup_left (const BbProgress *progress)
{
    if (progress->seconds_left < 0)
        return g_strdup ("");
    if (progress->seconds_left < 60)
        return g_strdup_printf (_ ("%d s left"), progress->seconds_left);
    return g_strdup_printf (_ ("%d min left"), (progress->seconds_left + 59) / 60);
}

static void
bb_ctl_progress_bar (BbCtlProgressView *view, const BbProgress *progress)
{
    const guint width = 24;
    guint filled = (guint) bb_ctl_progress_percent (progress) * width / 100;
    g_autofree char *left = bb_ctl_progress_dup_left (progress);
    g_autofree char *sentence = bb_words_dup_progress (progress);
    g_autoptr (GString) line = g_string_new ("[");

    for (guint i = 0; i < width; i++)
        g_string_append_c (line, i < filled ? '#' : '.');
    g_string_append_printf (line, "] %3d %%  %s  %s", bb_ctl_progress_percent (progress), sentence, left);
    if (g_utf8_strlen (line->str, -1) >= (glong) bb_ctl_progress_columns ())
        *g_utf8_offset_to_pointer (line->str, bb_ctl_progress_columns () - 1) = '\0';
    bb_ctl_clear_line ();
    bb_ctl_say ("%s", line->str);
    view->bar_shown = TRUE;
}

/* A line when the phase changes, and at every tenth of the work. */
static void
bb_ctl_progress_line (BbCtlProgressView *view, const BbProgress *progress)
{
    int percent = bb_ctl_progress_percent (progress) / 10 * 10;
    g_autofree char *sentence = NULL;

    if (view->started && view->phase == progress->phase && percent <= view->percent)
        return;
    sentence = bb_words_dup_progress (progress);
    bb_ctl_say ("%3d %%  %s\n", percent, sentence);
    view->percent = percent;
}

static void
bb_ctl_progress_json (const BbProgress *progress)
{
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "phase", bb_phase_to_string (progress->phase));
    json_object_set_int_member (object, "done", (gint64) progress->done);
    json_object_set_int_member (object, "total", (gint64) progress->total);
    json_object_set_string_member (object, "unit", "bytes");
    if (progress->seconds_left >= 0)
        json_object_set_int_member (object, "seconds-left", progress->seconds_left);
    else
        json_object_set_null_member (object, "seconds-left");
    json_object_set_boolean_member (object, "endangered", progress->endangered);
    bb_ctl_say_json_line (object);
}

static gboolean
bb_ctl_progress_is_news (BbCtlProgressView *view, const BbProgress *progress)
{
    return !view->thin || !view->started || view->phase != progress->phase ||
           view->endangered != progress->endangered || view->percent != bb_ctl_progress_percent (progress);
}

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
    else if (bb_ctl_progress_is_news (view, progress))
        bb_ctl_progress_json (progress);
    if (view->how == BB_CTL_PROGRESS_JSON)
        view->percent = bb_ctl_progress_percent (progress);
    view->phase = progress->phase;
    view->endangered = progress->endangered;
    view->started = TRUE;
}

static void
bb_ctl_progress_done_cb (BbJob *job, gpointer data)
{
    BbCtlProgressView *view = data;

    if (view->bar_shown)
        bb_ctl_clear_line ();
}

static void
bb_ctl_progress_free_cb (gpointer data, GClosure *closure)
{
    g_free (data);
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
    view->thin = ctl->progress == BB_CTL_PROGRESS_AUTO;
    g_signal_connect (job, "done", G_CALLBACK (bb_ctl_progress_done_cb), view);
    g_signal_connect_data (job, "progress", G_CALLBACK (bb_ctl_progress_cb), view, bb_ctl_progress_free_cb, 0);
}
