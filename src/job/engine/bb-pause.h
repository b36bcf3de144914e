/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Ctrl+Z: a drive that has no complete firmware must not wait until somebody remembers a program that was stopped.
 * SIGSTOP cannot be kept off and does no harm to a command, but that waiting it does.
 */

/** BbPauseFunc: somebody wants the program to pause; it calls bb_pause_now(), or says why not. */
typedef void (*BbPauseFunc) (gpointer data);

/**
 * bb_pause_begin:
 * @asked: called in the thread-default main context instead of the process being stopped by SIGTSTP
 *
 * One at a time in a process. Until bb_pause_end() a program in the background that writes to its terminal, or reads
 * from it, is not stopped for that either. Does nothing where SIGTSTP is ignored, as it is without job control.
 */
void bb_pause_begin (BbPauseFunc asked, gpointer data);
/** bb_pause_end: from now on all is as before bb_pause_begin(). */
void bb_pause_end (void);
/** bb_pause_now: stops the process as SIGTSTP does, and returns when it goes on. @unused: as callbacks want it. */
void bb_pause_now (gpointer unused);

G_END_DECLS
