/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-terminal.h"

#include "bb-ctl-output.h"

#include "job/engine/bb-pause.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

typedef struct {
    BbCtl *ctl;
    BbJob *job;
    guint sources[3];
    gboolean warned; /* a message was printed because a signal came while the drive was endangered */
} BbCtlSignals;

/* Prints @text on a line of its own, which replaces the progress bar; does nothing with --quiet. */
static void
bb_ctl_signals_printerr (BbCtlSignals *self, const char *text)
{
    if (self->ctl->quiet)
        return;
    if (isatty (STDERR_FILENO)) {
        if (g_strcmp0 (g_getenv ("TERM"), "dumb") != 0)
            bb_ctl_clear_line ();
        else
            bb_ctl_printerr ("\n");
    }
    bb_ctl_printerr ("%s\n", text);
}

/* Asks the job to stop. If the drive is endangered, prints once that this takes a while. */
static gboolean
bb_ctl_signals_stop_cb (gpointer data)
{
    BbCtlSignals *self = data;

    if (bb_job_is_endangered (self->job) && !self->warned)
        bb_ctl_signals_printerr (
            self, _ ("The drive’s firmware is incomplete, so do not disconnect power or data. Burnback will finish "
                     "the current part of the operation, then do what the option --on-failure specifies."));
    self->warned = self->warned || bb_job_is_endangered (self->job);
    bb_job_stop (self->job);
    return G_SOURCE_CONTINUE;
}

/* Stops the job without further questions, because nobody can answer them after the terminal was closed. */
static gboolean
bb_ctl_signals_hang_up_cb (gpointer data)
{
    BbCtlSignals *self = data;

    bb_job_leave_alone (self->job);
    return G_SOURCE_CONTINUE;
}

/* Stops this process like SIGTSTP does. If the drive is endangered, only prints that the process is not stopped. */
static void
bb_ctl_signals_pause (gpointer data)
{
    BbCtlSignals *self = data;

    if (!bb_job_call_unless_endangered (self->job, bb_pause_now, NULL))
        bb_ctl_signals_printerr (self, _ ("The drive’s firmware is incomplete, so Burnback cannot be paused. Do "
                                          "not disconnect power or data."));
}

/* Returns %TRUE if this process ignores the signal @number, as it ignores SIGHUP after nohup. Such a signal must not
 * stop the job. */
static gboolean
bb_ctl_signals_is_ignored (int number)
{
    struct sigaction action;

    return sigaction (number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* Removes the signal handlers that bb_ctl_signals_attach() installed, and frees @data. */
static void
bb_ctl_signals_free_cb (gpointer data)
{
    BbCtlSignals *self = data;

    bb_pause_end ();
    for (guint i = 0; i < G_N_ELEMENTS (self->sources); i++)
        g_clear_handle_id (&self->sources[i], g_source_remove);
    g_free (self);
}

void
bb_ctl_signals_attach (BbCtl *ctl, BbJob *job)
{
    BbCtlSignals *self = g_new0 (BbCtlSignals, 1);

    self->ctl = ctl;
    self->job = job;
    self->sources[0] = g_unix_signal_add (SIGINT, bb_ctl_signals_stop_cb, self);
    self->sources[1] = g_unix_signal_add (SIGTERM, bb_ctl_signals_stop_cb, self);
    if (!bb_ctl_signals_is_ignored (SIGHUP))
        self->sources[2] = g_unix_signal_add (SIGHUP, bb_ctl_signals_hang_up_cb, self);
    bb_pause_begin (bb_ctl_signals_pause, self);
    g_object_set_data_full (G_OBJECT (job), "burnback-signals", self, bb_ctl_signals_free_cb);
}

void
bb_ctl_signals_detach (BbJob *job)
{
    g_object_set_data (G_OBJECT (job), "burnback-signals", NULL);
}
