/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-signals.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

static const int BB_STRAY_SIGNALS[] = {SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGXCPU};

static void
bb_signals_do_nothing (int number)
{
}

/* Sends SIGINT to this process instead of the signal @number. */
static void
bb_signals_send_sigint (int number)
{
    int kept = errno;

    kill (getpid (), SIGINT);
    errno = kept;
}

/* Sets the handler of signal @number if the signal still has its default action. A signal that was ignored when the
 * program was started stays ignored. */
static void
bb_signals_set_handler (int number, void (*handler) (int number))
{
    struct sigaction before;
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

    sigemptyset (&action.sa_mask);
    if (sigaction (number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
        sigaction (number, &action, NULL);
}

void
bb_signals_survive (void)
{
    /* With these signals ignored, writing fails with EPIPE or EFBIG, which the caller of write() handles. */
    signal (SIGPIPE, SIG_IGN);
    signal (SIGXFSZ, SIG_IGN);
    /* These signals get an empty handler and are not ignored, because child processes inherit ignored signals. */
    for (guint i = 0; i < G_N_ELEMENTS (BB_STRAY_SIGNALS); i++)
        bb_signals_set_handler (BB_STRAY_SIGNALS[i], bb_signals_do_nothing);
    bb_signals_set_handler (SIGQUIT, bb_signals_send_sigint);
}
