/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-family.h"

G_BEGIN_DECLS

/* Members of #BbFamily for families whose drives are never flashed, and for families whose firmware cannot be read.
 * Members with an @error always fail. */

/** bb_read_only_plan_flash: plan_flash() and plan_recover() of a family with get_no_flash(). Always returns %NULL
 * with %BB_FAMILY_ERROR_CANNOT; the message is bb_family_dup_no_flash(). */
BbPlan *bb_read_only_plan_flash (const BbFlashInput *input, GError **error);

/** bb_unreadable_add_regions: add_regions() of a family whose flash memory has no known layout; adds nothing. */
void bb_unreadable_add_regions (BbFacts *facts, BbCatalog *catalog, BbPlanBuilder *builder);
/** bb_unreadable_plan_backup: plan_backup() if backup_kind() is %BB_BACKUP_NONE. Always returns %NULL with
 * %BB_FAMILY_ERROR_CANNOT; the message is the reason that backup_kind() gives. */
BbPlan *bb_unreadable_plan_backup (BbFacts *facts, BbCatalog *catalog, GError **error);
/** bb_unreadable_make_image: make_image() if backup_kind() is %BB_BACKUP_NONE. Always fails. Errors: those of
 * bb_unreadable_plan_backup(). */
GBytes *bb_unreadable_make_image (BbFacts *facts, BbCaptures *captures, BbCatalog *catalog, GError **error);
/** bb_unreadable_plan_verify: plan_verify() if backup_kind() is %BB_BACKUP_NONE. Always fails. Errors: those of
 * bb_unreadable_plan_backup(). */
BbPlan *bb_unreadable_plan_verify (const BbFlashInput *input, GError **error);
/** bb_unreadable_judge: judge() if backup_kind() is %BB_BACKUP_NONE and the drive is never flashed. Always returns
 * %BB_PROOF_UNPROVEN, and sets @why to a sentence that the firmware cannot be read. */
BbProof bb_unreadable_judge (const BbJudgeInput *input, char **why);

G_END_DECLS
