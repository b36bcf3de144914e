/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/* Functions for a command that fails. They print a message for users, or {"error": …} with --json, and return the
 * exit code. The message for users also says whether the drive was changed. @next (nullable) says what to do next.
 * `drive-safe` in JSON is the result of bb_engine_find_safe(), or null if the command names no drive. */

/** bb_ctl_fail: prints @message, a sentence for @safe, and @next, as bb_ctl_print_failure() does. Returns @exit_code.
 * The sentence for @safe is left out in two cases: @exit_code is %BB_EXIT_USAGE; or the drive does not exist (@code
 * is "no-such-drive") and @safe is %BB_SAFE_YES. JSON contains @code as `code`, but not @safe: `drive-safe` is
 * determined from the drive of @ctl. */
int bb_ctl_fail (BbCtl *ctl, BbExit exit_code, const char *code, BbSafe safe, const char *next, const char *message);
/** bb_ctl_fail_with_error: fails with the message of @error. Call this function only if the command has not changed
 * the drive, because the text also says that nothing on the drive was changed. If another program uses the drive, the
 * text says that its state is unknown. Returns @exit_code. */
int bb_ctl_fail_with_error (BbCtl *ctl, BbExit exit_code, const char *code, const char *next, const GError *error);
/** bb_ctl_fail_with_result: fails with the message and the outcome of @result. Returns the exit code of the outcome,
 * or %BB_EXIT_FAILED if the outcome is a success, but @result lacks what the command must print. */
int bb_ctl_fail_with_result (BbCtl *ctl, const BbResult *result);
/** bb_ctl_fail_cancelled: fails because the user did not agree. @drive: (nullable): a drive that may need recovery;
 * the message ends with the sentences of bb_ctl_dup_unrecovered_text(). Returns %BB_EXIT_REFUSED. */
int bb_ctl_fail_cancelled (BbCtl *ctl, BbEngineDrive *drive);

/** bb_ctl_exit_of_error: returns the exit code for an @error that came without a #BbResult:
 * - %BB_EXIT_NOT_FOUND: a file, folder, backup or drive does not exist.
 * - %BB_EXIT_NOT_PERMITTED: a permission is missing, or another program uses the drive.
 * - %BB_EXIT_REFUSED: Burnback refuses the operation, or a file is empty or too large for firmware.
 * - %BB_EXIT_FAILED: any other error. */
BbExit bb_ctl_exit_of_error (const GError *error);
/** bb_ctl_exit_of_output: returns the exit code for an output file that could not be written. This is
 * bb_ctl_exit_of_error() of @error, with %BB_EXIT_FAILED in place of %BB_EXIT_NOT_FOUND, because NOT_FOUND means that
 * an input is missing. */
BbExit bb_ctl_exit_of_output (const GError *error);

G_END_DECLS
