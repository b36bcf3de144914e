/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/**
 * bb_flow_review: (transfer full): makes the review, with verdict and plan, that a user reads before the requested
 * action. Asks the drive for the readiness items, as bb_flow_add_readiness() does.
 * @recorded: (nullable): from bb_flow_find_recorded() if the action is a recovery; else %NULL
 * @backup: (nullable): the backup, if it was made already
 */
BbReview *bb_flow_review (BbFlow *flow, const BbRecorded *recorded, BbBackup *backup);

/**
 * bb_flow_review_backup: if the request names a backup, sets @restored and @other_drive of @review. Also makes the
 * verdict a refusal if that backup is of a simulated drive and this drive is real, or if its firmware may mix two
 * revisions (bb_flow_is_image_mixed()). Returns TRUE also if the request names no backup; @review is unchanged then.
 * Errors: those of bb_backup_store_get().
 */
gboolean bb_flow_review_backup (BbFlow *flow, BbReview *review, GError **error);

/** bb_flow_is_backup_foreign: TRUE if @backup is of a simulated drive, and the drive is real. */
gboolean bb_flow_is_backup_foreign (BbFlow *flow, BbBackup *backup);
/**
 * bb_flow_judge_given: (transfer full): the verdict on writing @image in a recovery. The verdict uses the facts of
 * bb_flow_find_board(), because some drives do not report their model in recovery mode. If that function fails only
 * because the label is missing or wrong, the verdict uses the current facts. If it fails for another reason, the
 * verdict is a refusal. A caution is added if the flash memory is worn.
 * @begun: (out): TRUE if @image is the new image of the interrupted flash in @recorded
 *
 * For a drive in recovery mode, also calls bb_flow_recall_own_name(), which replaces the facts of the drive.
 */
BbVerdict *bb_flow_judge_given (BbFlow *flow, const BbRecorded *recorded, BbImage *image, gboolean *begun);
/** bb_flow_has_label: TRUE if the user has entered the label of the drive (%BB_SETTING_LABEL). */
gboolean bb_flow_has_label (BbFlow *flow);
/**
 * bb_flow_add_wants_label: adds to @verdict the caution that only the label shows which board the drive has. @error:
 * (nullable): the error of bb_flow_find_board() for a wrong label that the user entered; its message is then the
 * caution
 */
void bb_flow_add_wants_label (BbVerdict *verdict, const GError *error);

G_END_DECLS
