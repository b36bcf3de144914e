/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_loop_watch_start:
 * @path: file to which one line for each long iteration of the main loop is appended
 *
 * Records iterations of the main loop that use 8 ms or more of processor time, because they block the window. Tests
 * fail if an iteration takes more than 16 ms, which is one frame. Only the time of this thread counts, not that of
 * other programs. Each line also has the time of a fixed amount of work on this machine, which shows how fast the
 * machine was. For tests and reports; the environment variable BURNBACK_LOOP_WATCH turns it on. Does nothing if @path
 * cannot be opened or the recording runs already.
 */
void bb_loop_watch_start (const char *path);

/** bb_loop_watch_note: Names the purpose of the current iteration of the main loop. If the iteration is recorded, its
 * line ends with @what. @what must be static. */
void bb_loop_watch_note (const char *what);

G_END_DECLS
