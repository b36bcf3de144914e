/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_signals_survive: signals that would end the program, and that nobody sends in order to end it, do not.
 *
 * SIGUSR1 asks other programs for their progress; a timer, a limit of processor time or file size, or a pipe that
 * nobody reads any more is no reason to leave a drive without firmware. SIGQUIT (Ctrl+\) becomes SIGINT, which asks
 * the program to stop when the drive allows it. Programs that this one starts get every signal but SIGPIPE and
 * SIGXFSZ as usual. Call it once, before there are threads.
 */
void bb_signals_survive (void);

G_END_DECLS
