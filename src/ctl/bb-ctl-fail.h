/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/* The end of a command that has no answer: a message for people, or {"error": …} with --json, and the exit code. The
 * message says whether the drive is safe and what to do @next (nullable). `drive-safe` in JSON is always that of
 * bb_engine_find_safe(). */

/** bb_ctl_fail: @safe chooses the sentence on the drive; wrong usage has none. Returns @exit_code. */
int bb_ctl_fail (BbCtl *ctl, BbExit exit_code, const char *code, BbSafe safe, const char *next, const char *message);
/** bb_ctl_fail_with_error: fails with the message of @error. No command that changes the drive may have been sent
 * before. Returns @exit_code. */
int bb_ctl_fail_with_error (BbCtl *ctl, BbExit exit_code, const char *code, const char *next, const GError *error);
/** bb_ctl_fail_with_result: fails because the job ended with @result, which lacks the answer. Returns the exit code
 * of its outcome, or %BB_EXIT_FAILED if the outcome is a success. */
int bb_ctl_fail_with_result (BbCtl *ctl, const BbResult *result);
/** bb_ctl_fail_cancelled: fails because the user did not agree. Returns %BB_EXIT_REFUSED. */
int bb_ctl_fail_cancelled (BbCtl *ctl, BbSafe safe);

/** bb_ctl_exit_of_error: Returns the exit code for an @error that did not come with a #BbResult. */
BbExit bb_ctl_exit_of_error (const GError *error);
/** bb_ctl_exit_of_output: Returns the exit code for an output file that could not be written. %BB_EXIT_NOT_FOUND
 * would say that an input is missing, so %BB_EXIT_FAILED stands for it. */
BbExit bb_ctl_exit_of_output (const GError *error);

G_END_DECLS
