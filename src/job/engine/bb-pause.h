/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Handling of Ctrl+Z. If the process stopped while the firmware is incomplete, the drive would wait without firmware
 * for an unlimited time, so the front end may refuse to stop. SIGSTOP cannot be caught; after a SIGSTOP the drive
 * completes its current command and waits.
 */

/** BbPauseFunc: called when the user pressed Ctrl+Z; the function calls bb_pause_now(), or tells the user why the
 * program does not stop now. */
typedef void (*BbPauseFunc) (gpointer data);

/**
 * bb_pause_begin:
 * @asked: called in the thread-default main context
 *
 * From now on until bb_pause_end(), SIGTSTP calls @asked and does not stop the process. SIGTTIN and SIGTTOU, the
 * stops for terminal input and output in the background, are ignored meanwhile. Must not be called again before
 * bb_pause_end(). Does nothing if SIGTSTP is ignored (as in a shell without job control), or if no pipe can be
 * created.
 */
void bb_pause_begin (BbPauseFunc asked, gpointer data);
/** bb_pause_end: restores the signal handlers from before bb_pause_begin(). Does nothing if bb_pause_begin() did
 * nothing or was not called. */
void bb_pause_end (void);
/** bb_pause_now: stops the process as SIGTSTP does, and returns when the process continues. Between bb_pause_begin()
 * and bb_pause_end(), SIGTSTP is caught again afterwards; else it has its default action from now on. @unused: makes
 * the function a #BbPauseFunc. */
void bb_pause_now (gpointer unused);

G_END_DECLS
