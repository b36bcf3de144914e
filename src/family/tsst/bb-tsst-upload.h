/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

G_BEGIN_DECLS

/* Functions that add the upload to a plan. Drives of TSST with different chips have the same upload:
 * docs/protocols/samsung-tsst.md, section 3, and docs/protocols/tsst-mt1939.md, section 3. */

/** BB_TSST_OPCODE: the vendor command; its second and third byte are the sub-command. */
#define BB_TSST_OPCODE 0xFF
#define BB_TSST_BOOT_REVISION "BOOT"

/** BbTsstAdjust: sets those members of @step, which sends @piece, that differ from chip to chip. */
typedef void (*BbTsstAdjust) (BbStep *step, const BbPieces *piece);

/** bb_tsst_add_blocks: Adds to the current section of @builder the steps that send the blob @image of @size bytes, in
 * blocks of the length that the catalog has for @model. Calls @adjust for each step. Returns the last step, a
 * %BB_STEP_PROGRAM. */
BbStep *bb_tsst_add_blocks (BbPlanBuilder *builder, BbModel *model, guint image, guint32 size, BbTsstAdjust adjust);
/** bb_tsst_can_transfer: TRUE if the connection of the drive transfers a whole block at once, which is necessary
 * because a block cannot be split. TRUE also if the limit of the connection (%BB_SETTING_MAX_TRANSFER) is unknown.
 * The model of the drive must be known. @block_bytes: (out): length of a block. @limit_bytes: (out): length of the
 * longest transfer; G_MAXUINT32 if it is unknown */
gboolean bb_tsst_can_transfer (const BbFlashInput *input, guint32 *block_bytes, guint32 *limit_bytes);

G_END_DECLS
