/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Handling of Ctrl+Z. A stopped program would leave a drive without complete firmware waiting for an unlimited
 * time, so the front end may refuse to pause. SIGSTOP cannot be caught; it damages no command, but the drive
 * waits.
 */

/** BbPauseFunc: the user pressed Ctrl+Z; the function calls bb_pause_now() or says why it does not. */
typedef void (*BbPauseFunc) (gpointer data);

/**
 * bb_pause_begin:
 * @asked: called in the thread-default main context on SIGTSTP, which does not stop the process any more
 *
 * Only one at a time in a process. Until bb_pause_end(), the process is also not stopped for terminal input or
 * output in the background. Does nothing if SIGTSTP is ignored, as it is without job control.
 */
void bb_pause_begin (BbPauseFunc asked, gpointer data);
/** bb_pause_end: restores the signal handlers from before bb_pause_begin(). */
void bb_pause_end (void);
/** bb_pause_now: stops the process as SIGTSTP does, and returns when it continues. @unused: makes it a callback. */
void bb_pause_now (gpointer unused);

G_END_DECLS
