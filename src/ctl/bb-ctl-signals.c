/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"

#include "job/engine/bb-pause.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

typedef struct {
    BbCtl *ctl;
    BbJob *job;
    guint sources[3];
    gboolean told; /* what a wish to stop leads to */
} BbCtlSignals;

/* On a line of its own, also where a bar is. */
static void
bb_ctl_signals_tell (BbCtlSignals *self, const char *text)
{
    if (self->ctl->quiet)
        return;
    if (isatty (STDERR_FILENO)) {
        if (g_strcmp0 (g_getenv ("TERM"), "dumb") != 0)
            bb_ctl_clear_line ();
        else
            bb_ctl_say ("\n");
    }
    bb_ctl_say ("%s\n", text);
}

static gboolean
bb_ctl_signals_stop_cb (gpointer data)
{
    BbCtlSignals *self = data;

    if (bb_job_is_endangered (self->job) && !self->told)
        bb_ctl_signals_tell (self, _ ("The firmware of the drive is incomplete. Burnback finishes this section, then "
                                      "does what --on-failure specifies. Do not disconnect power or data."));
    self->told = self->told || bb_job_is_endangered (self->job);
    bb_job_stop (self->job);
    return G_SOURCE_CONTINUE;
}

/* The terminal is closed: whoever could be asked has gone. */
static gboolean
bb_ctl_signals_hang_up_cb (gpointer data)
{
    BbCtlSignals *self = data;

    bb_job_leave_alone (self->job);
    return G_SOURCE_CONTINUE;
}

static void
bb_ctl_signals_pause (gpointer data)
{
    BbCtlSignals *self = data;

    if (!bb_job_call_unless_endangered (self->job, bb_pause_now, NULL))
        bb_ctl_signals_tell (
            self, _ ("Not paused: the firmware of the drive is incomplete. Do not disconnect power or data."));
}

/* Started by nohup or the like: whoever did meant it. */
static gboolean
bb_ctl_signals_is_ignored (int number)
{
    struct sigaction action;

    return sigaction (number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

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
