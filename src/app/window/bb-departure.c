/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-departure.h"

#include "job/engine/bb-pause.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <unistd.h>
#ifdef BB_APP_HAS_X11
#include <X11/Xlib.h>
#include <gdk/gdkx.h>
#endif

/* Interval of the check whether a job still runs. */
#define BB_DEPARTURE_LOOK_MS 200

static struct {
    GtkApplication *app; /* (unowned): lives until the program ends */
    BbEngine *engine;    /* (nullable) */
    guint look;
} bb_departure;

/* Returns (transfer full) (element-type BbJob) all running jobs. */
static GPtrArray *
bb_departure_list_jobs (void)
{
    GPtrArray *jobs = g_ptr_array_new_with_free_func (g_object_unref);
    GListModel *drives = bb_departure.engine != NULL ? bb_engine_get_drives (bb_departure.engine) : NULL;

    for (guint i = 0; drives != NULL && i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        BbJob *job = bb_engine_drive_get_job (drive);

        if (job != NULL)
            g_ptr_array_add (jobs, g_object_ref (job));
    }
    return jobs;
}

/* Ends the program when no job runs any more. */
static gboolean
bb_departure_look_cb (gpointer data)
{
    if (bb_departure.engine != NULL && bb_engine_is_working (bb_departure.engine))
        return G_SOURCE_CONTINUE;
    bb_departure.look = 0;
    g_application_quit (G_APPLICATION (bb_departure.app));
    return G_SOURCE_REMOVE;
}

/* Makes every job stop waiting for answers, and ends the program when all jobs have ended; immediately if no job
 * runs. Stays connected to the signal. */
static gboolean
bb_departure_signal_cb (gpointer data)
{
    g_autoptr (GPtrArray) jobs = bb_departure_list_jobs ();

    for (guint i = 0; i < jobs->len; i++)
        bb_job_leave_alone (g_ptr_array_index (jobs, i));
    if (bb_departure.look == 0 && bb_departure_look_cb (NULL) == G_SOURCE_CONTINUE)
        bb_departure.look = g_timeout_add (BB_DEPARTURE_LOOK_MS, bb_departure_look_cb, NULL);
    return G_SOURCE_CONTINUE;
}

/* Ctrl+Z was pressed: stops the process. If a drive must not lose power now (bb_engine_is_endangered()), does not
 * stop the process and prints the reason instead. */
static void
bb_departure_pause (gpointer data)
{
    if (bb_departure.engine == NULL || !bb_engine_is_endangered (bb_departure.engine))
        bb_pause_now (NULL);
    else
        g_printerr ("burnback: %s\n", _ ("The drive’s firmware is incomplete, so Burnback cannot be paused. Do not "
                                         "disconnect power or data."));
}

#ifdef BB_APP_HAS_X11
/* Called when the connection to the X server is lost, where GDK would exit immediately. Makes the jobs, which have
 * threads of their own, stop waiting for answers. Waits until they have ended, and then exits with the code 1. Never
 * returns. */
static int
bb_departure_display_gone_cb (Display *display)
{
    g_autoptr (GPtrArray) jobs = bb_departure_list_jobs ();

    for (guint i = 0; i < jobs->len; i++)
        bb_job_leave_alone (g_ptr_array_index (jobs, i));
    for (guint i = 0; i < jobs->len; i++) {
        g_autoptr (BbResult) result = NULL;

        while ((result = bb_job_ref_result (g_ptr_array_index (jobs, i))) == NULL)
            g_usleep (BB_DEPARTURE_LOOK_MS * 1000);
    }
    _exit (1);
}
#endif

/* Returns TRUE if the process ignores the signal @number. A process that nohup started ignores SIGHUP. Then this
 * program must not handle SIGHUP, because it must continue after its terminal was closed. */
static gboolean
bb_departure_is_ignored (int number)
{
    struct sigaction action;

    return sigaction (number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

void
bb_departure_begin (GtkApplication *app)
{
    g_return_if_fail (bb_departure.app == NULL);

    bb_departure.app = app;
    g_unix_signal_add (SIGTERM, bb_departure_signal_cb, NULL);
    g_unix_signal_add (SIGINT, bb_departure_signal_cb, NULL);
    if (!bb_departure_is_ignored (SIGHUP))
        g_unix_signal_add (SIGHUP, bb_departure_signal_cb, NULL);
    bb_pause_begin (bb_departure_pause, NULL);
#ifdef BB_APP_HAS_X11
    if (GDK_IS_X11_DISPLAY (gdk_display_get_default ()))
        XSetIOErrorHandler (bb_departure_display_gone_cb);
#endif
}

void
bb_departure_set_engine (BbEngine *engine)
{
    g_set_object (&bb_departure.engine, engine);
}
