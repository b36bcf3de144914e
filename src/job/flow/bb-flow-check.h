/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/**
 * bb_flow_review: (transfer full): the review that a user reads before a flash.
 * @past: (nullable): of a recovery
 * @backup: (nullable): the backup, if it was made already
 */
BbReview *bb_flow_review (BbFlow *flow, const BbPast *past, BbBackup *backup);

/** bb_flow_review_backup: adds to @review the reasons against restoring the requested backup, if a backup was
 * requested. Errors: those of bb_backup_store_get(). */
gboolean bb_flow_review_backup (BbFlow *flow, BbReview *review, GError **error);

/** bb_flow_flash_image: flashes an identified drive: backup, plan, writing, verification. */
BbResult *bb_flow_flash_image (BbFlow *flow, const BbIdentified *identified, BbImage *image);

G_END_DECLS
