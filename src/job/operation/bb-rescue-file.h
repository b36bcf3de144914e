/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-rescue-context.h"

G_BEGIN_DECLS

/* Private to src/job/operation: the step BB_RESCUE_FILE of a drive that needs recovery. */

/** bb_rescue_file_dup_text: (transfer full): says which file the drive needs, whether an earlier file may have been
 * the cause of the failures, and how the file will be checked and sent. */
char *bb_rescue_file_dup_text (const BbRescueContext *context);

G_END_DECLS
