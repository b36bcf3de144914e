/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_signals_survive: keeps signals from ending the program that are not meant to end it.
 *
 * SIGUSR1 asks many programs for their progress; a timer, a limit of processor time or file size, or a closed pipe
 * must not leave a drive without firmware. SIGQUIT (Ctrl+\) becomes SIGINT, which ends the program when the drive
 * allows it. Started programs get every signal but SIGPIPE and SIGXFSZ as usual. Call it once, before threads are
 * started.
 */
void bb_signals_survive (void);

G_END_DECLS
