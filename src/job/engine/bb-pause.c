/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-pause.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

/* Signals with which a terminal stops processes. SIGTSTP calls the #BbPauseFunc; the other two are ignored. */
static const int BB_PAUSE_SIGNALS[] = {SIGTSTP, SIGTTIN, SIGTTOU};

static struct {
    struct sigaction before[G_N_ELEMENTS (BB_PAUSE_SIGNALS)];
    int pipe[2]; /* written by the signal handler, read in the main context */
    GSource *source;
    BbPauseFunc asked;
    gpointer data;
} bb_pause;

/* Signal handler: makes the main context run bb_pause_asked_cb(), by writing to the pipe. Only async-signal-safe
 * functions may be called. */
static void
bb_pause_handler (int number)
{
    int kept = errno;
    ssize_t done = write (bb_pause.pipe[1], "", 1);

    (void) done; /* ignored: if the pipe is full, the main context will run anyway */
    errno = kept;
}

/* Main context: empties the pipe, so that several SIGTSTP count once, and calls the #BbPauseFunc. */
static gboolean
bb_pause_asked_cb (int fd, GIOCondition condition, gpointer data)
{
    char bytes[64];

    while (read (fd, bytes, sizeof bytes) > 0)
        continue;
    bb_pause.asked (bb_pause.data);
    return G_SOURCE_CONTINUE;
}

/* Sets the handler of signal @number to @handler. */
static void
bb_pause_set_handler (int number, void (*handler) (int number))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

    sigemptyset (&action.sa_mask);
    sigaction (number, &action, NULL);
}

static void
bb_pause_close_pipe (void)
{
    close (bb_pause.pipe[0]);
    close (bb_pause.pipe[1]);
}

void
bb_pause_begin (BbPauseFunc asked, gpointer data)
{
    struct sigaction action;

    g_return_if_fail (asked != NULL && bb_pause.source == NULL);

    if (sigaction (SIGTSTP, NULL, &action) != 0 || action.sa_handler == SIG_IGN ||
        !g_unix_open_pipe (bb_pause.pipe, FD_CLOEXEC, NULL))
        return;
    if (!g_unix_set_fd_nonblocking (bb_pause.pipe[0], TRUE, NULL) ||
        !g_unix_set_fd_nonblocking (bb_pause.pipe[1], TRUE, NULL)) {
        bb_pause_close_pipe ();
        return;
    }
    bb_pause.asked = asked;
    bb_pause.data = data;
    bb_pause.source = g_unix_fd_source_new (bb_pause.pipe[0], G_IO_IN);
    g_source_set_callback (bb_pause.source, G_SOURCE_FUNC (bb_pause_asked_cb), NULL, NULL);
    g_source_attach (bb_pause.source, g_main_context_get_thread_default ());
    for (guint i = 0; i < G_N_ELEMENTS (BB_PAUSE_SIGNALS); i++)
        sigaction (BB_PAUSE_SIGNALS[i], NULL, &bb_pause.before[i]);
    bb_pause_set_handler (SIGTSTP, bb_pause_handler);
    bb_pause_set_handler (SIGTTIN, SIG_IGN);
    bb_pause_set_handler (SIGTTOU, SIG_IGN);
}

void
bb_pause_end (void)
{
    if (bb_pause.source == NULL)
        return;
    for (guint i = 0; i < G_N_ELEMENTS (BB_PAUSE_SIGNALS); i++)
        sigaction (BB_PAUSE_SIGNALS[i], &bb_pause.before[i], NULL);
    g_source_destroy (bb_pause.source);
    g_clear_pointer (&bb_pause.source, g_source_unref);
    bb_pause_close_pipe ();
}

void
bb_pause_now (gpointer unused)
{
    /* The process is stopped by the default action of SIGTSTP, not by SIGSTOP, because the shell must see SIGTSTP in
     * the wait status. */
    bb_pause_set_handler (SIGTSTP, SIG_DFL);
    raise (SIGTSTP);
    if (bb_pause.source != NULL)
        bb_pause_set_handler (SIGTSTP, bb_pause_handler);
}
