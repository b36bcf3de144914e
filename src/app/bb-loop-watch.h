/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bb_loop_watch_start:
 * @path: a line a turn of the main loop that took long is appended to this file
 *
 * Watches how long the main loop is held up: a window must answer within a picture, 16 ms. What is measured is
 * the processor time of one turn, so that other programs do not count. The first line tells what a fixed piece of
 * work takes on this machine. For tests and for reports: begun by the environment variable BURNBACK_LOOP_WATCH.
 */
void bb_loop_watch_start (const char *path);

/** bb_loop_watch_note: what the turn that runs now is for; @what stays, and is written behind its time. */
void bb_loop_watch_note (const char *what);

G_END_DECLS
