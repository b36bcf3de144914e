/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/**
 * bb_flow_review: (transfer full): the review that a user reads before a flash.
 * @recorded: (nullable): of a recovery
 * @backup: (nullable): the backup, if it was made already
 */
BbReview *bb_flow_review (BbFlow *flow, const BbRecorded *recorded, BbBackup *backup);

/** bb_flow_review_backup: adds to @review the reasons against restoring the requested backup, if a backup was
 * requested. Errors: those of bb_backup_store_get(). */
gboolean bb_flow_review_backup (BbFlow *flow, BbReview *review, GError **error);

/** bb_flow_get_reviewed_action: the action that a CHECK with @request is for; else its own action. */
BbAction bb_flow_get_reviewed_action (const BbJobRequest *request);
/** bb_flow_is_backup_foreign: TRUE if @backup is of a simulated drive, and the drive is real. */
gboolean bb_flow_is_backup_foreign (BbFlow *flow, BbBackup *backup);
/**
 * bb_flow_judge_given:
 * @begun: (out): @image is the image of the interrupted flash
 *
 * Judges whether @image may be written to a drive that may not be able to report its model.
 *
 * Returns: (transfer full)
 */
BbVerdict *bb_flow_judge_given (BbFlow *flow, const BbRecorded *recorded, BbImage *image, gboolean *begun);
/** bb_flow_has_label: whether the request names a label. */
gboolean bb_flow_has_label (BbFlow *flow);
/** bb_flow_add_wants_label: adds the reason that only the label tells which board the drive has. @error:
 * (nullable): for a wrong label, %BB_FAMILY_ERROR_LABEL of bb_flow_find_board() */
void bb_flow_add_wants_label (BbVerdict *verdict, const GError *error);

G_END_DECLS
