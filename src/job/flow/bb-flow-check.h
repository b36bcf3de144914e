/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/**
 * bb_flow_review: (transfer full): everything that a person reads before a flash, from what is known now.
 * @past: (nullable): of a recovery
 * @backup: (nullable): made already
 */
BbReview *bb_flow_review (BbFlow *flow, const BbPast *past, BbBackup *backup);

/** bb_flow_review_backup: adds to @review what speaks against restoring the backup that was asked for, if it was one.
 * Errors: those of bb_backup_store_get(). */
gboolean bb_flow_review_backup (BbFlow *flow, BbReview *review, GError **error);

/** bb_flow_flash_image: the whole way of one flash, of a drive that was identified, to the proof. */
BbResult *bb_flow_flash_image (BbFlow *flow, const BbIdentified *identified, BbImage *image);

G_END_DECLS
