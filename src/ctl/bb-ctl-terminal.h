/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/* These functions show progress (bb-ctl-progress.c) and questions (bb-ctl-question.c) of a running job, and handle
 * signals (bb-ctl-signals.c) while it runs. */

/** bb_ctl_progress_attach: shows the progress of @job on standard error until it is done; shows nothing for an
 * identification, and nothing with --progress=none, which is the default with --quiet. */
void bb_ctl_progress_attach (BbCtl *ctl, BbJob *job);
/** bb_ctl_progress_printerr_json: prints progress as one line of JSON. @seconds_left: negative if unknown. */
void bb_ctl_progress_printerr_json (const char *phase, guint64 done_bytes, guint64 total_bytes, int seconds_left,
                                    gboolean endangered);

/** bb_ctl_has_terminal: returns %TRUE if a user can be asked: standard input and standard error are terminals. */
gboolean bb_ctl_has_terminal (void);
/** bb_ctl_read_line: reads a line from standard input to @line, without spaces at both ends and without the newline.
 * A line that is too long for @size bytes (with the NUL) is truncated. The rest of the line is skipped, so that it is
 * not read as the answer to a later question. Returns %FALSE at the end of the input. */
gboolean bb_ctl_read_line (char *line, gsize size);
/** bb_ctl_confirm: asks a yes-or-no question. Returns %TRUE if the answer is yes; %FALSE without a terminal. */
gboolean bb_ctl_confirm (BbCtl *ctl, const char *question);
/** bb_ctl_question_attach: shows each question of @job with its choices and reads the answer from standard input. */
void bb_ctl_question_attach (BbCtl *ctl, BbJob *job);

/**
 * bb_ctl_signals_attach: from now on until bb_ctl_signals_detach(), signals affect @job:
 * - SIGINT, SIGTERM and SIGHUP stop @job between two commands. While the drive is endangered, they stop it only after
 *   the section of the firmware that is being written.
 * - SIGHUP also prevents further questions. It has no effect if it is ignored, as after nohup.
 * - SIGTSTP (Ctrl+Z) does not stop the process while the drive is endangered.
 */
void bb_ctl_signals_attach (BbCtl *ctl, BbJob *job);
/** bb_ctl_signals_detach: ends bb_ctl_signals_attach(): signals no longer affect @job. */
void bb_ctl_signals_detach (BbJob *job);

G_END_DECLS
