/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/* The next step for the user, as a sentence with a command or an option of burnbackctl. */

/** BB_CTL_ALLOWS_CROSS_FLASH: consents that --allow-crossflash grants. */
#define BB_CTL_ALLOWS_CROSS_FLASH \
    (BB_CONSENT_CAUTION | BB_CONSENT_CROSS_FLASH | BB_CONSENT_FALLBACK | BB_CONSENT_OTHER_DRIVE)

/** bb_ctl_dup_consent_options: (transfer full) (nullable): returns the options that grant those @consents that are
 * not granted yet; %NULL if all are granted, or if at least one missing consent cannot be granted by an option. */
char *bb_ctl_dup_consent_options (BbAction act, GPtrArray *consents);
/** bb_ctl_set_command_line: builds the sentence of bb_ctl_get_key_file_step() from the command line @argv. The
 * sentence tells the user to run this command line again with --key-file. */
void bb_ctl_set_command_line (char **argv);
/** bb_ctl_get_key_file_step: (transfer none): returns the sentence that tells the user what to do if the key file is
 * missing or wrong. */
const char *bb_ctl_get_key_file_step (void);
/** bb_ctl_dup_with_key_file_step: (transfer full): @text, then a sentence with the command that recovers @drive with
 * a key file. */
char *bb_ctl_dup_with_key_file_step (const char *text, const char *drive);
/** bb_ctl_dup_job_next_step: (transfer full) (nullable): returns the next step of @result, with the command that the
 * user must run for it, or the option that a recovery must have for it; %NULL if there is none. */
char *bb_ctl_dup_job_next_step (const BbResult *result);
/**
 * bb_ctl_dup_next_step: (transfer full) (nullable): returns a sentence about the next step after @result:
 * - After a conversion that succeeded: the command to recover.
 * - If the text on the label of the drive is missing: the option --label.
 * - If consents are missing, and options can grant all of them: these options.
 * - In all other cases: the step of bb_ctl_dup_job_next_step().
 */
char *bb_ctl_dup_next_step (BbEngineDrive *drive, const BbResult *result);

G_END_DECLS
