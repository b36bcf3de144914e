/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/* What to do next, as a sentence with the command or the option for it. */

/** BB_CTL_ALLOWS_CROSS_FLASH: consents that --allow-crossflash grants. */
#define BB_CTL_ALLOWS_CROSS_FLASH \
    (BB_CONSENT_CAUTION | BB_CONSENT_CROSS_FLASH | BB_CONSENT_FALLBACK | BB_CONSENT_OTHER_DRIVE)

/** bb_ctl_dup_consent_options: (transfer full) (nullable): the options that grant the open consents among @consents;
 * %NULL if no consent is open, or one cannot be granted by an option. */
char *bb_ctl_dup_consent_options (BbAction act, GPtrArray *consents);
/** bb_ctl_set_command_line: keeps the command line, which bb_ctl_get_key_file_step() repeats. */
void bb_ctl_set_command_line (char **argv);
/** bb_ctl_get_key_file_step: (transfer none): the sentence for a missing or wrong key file, with the whole command.
 */
const char *bb_ctl_get_key_file_step (void);
/** bb_ctl_dup_job_next_step: (transfer full) (nullable): the next step that @result names, with its command. */
char *bb_ctl_dup_job_next_step (const BbResult *result);
/** bb_ctl_dup_next_step: (transfer full) (nullable): the options to add if @result lacks consents, else as
 * bb_ctl_dup_job_next_step(). */
char *bb_ctl_dup_next_step (BbEngineDrive *drive, const BbResult *result);

G_END_DECLS
