/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_signals_survive: makes the program survive signals that do not ask it to end, because an ended program could
 * leave a drive without firmware. Call it once, before threads are started.
 *
 * These signals get no effect: SIGUSR1 (which asks many programs for their progress), SIGUSR2, SIGPIPE, SIGIO,
 * SIGPWR, and the signals of timers and limits (processor time, file size). SIGQUIT (Ctrl+\) becomes SIGINT, which
 * ends the program when the drive allows it. Child processes inherit SIGPIPE and SIGXFSZ as ignored. All other
 * signals have their defaults in child processes.
 */
void bb_signals_survive (void);

G_END_DECLS
