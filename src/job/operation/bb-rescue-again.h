/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-rescue-context.h"

G_BEGIN_DECLS

/* Private to src/job/operation: the step BB_RESCUE_AGAIN of a drive whose memory is not worn. */

/** bb_rescue_again_title: the title of the step. */
const char *bb_rescue_again_title (const BbRescueContext *context);
/** bb_rescue_dup_again_text: (transfer full): says what RECOVER does in the step. */
char *bb_rescue_dup_again_text (const BbRescueContext *context);
/** bb_rescue_find_act: what RECOVER does without a file of the user, also if the memory is worn. Sets @revision (out)
 * (nullable) to the revision that it writes, if that is known; @context owns the text. */
BbRescueAct bb_rescue_find_act (const BbRescueContext *context, const char **revision);

G_END_DECLS
