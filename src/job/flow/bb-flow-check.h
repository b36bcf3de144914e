/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/** bb_flow_has_refusal: whether the verdict on @image is "refused" already with what is known now. */
gboolean bb_flow_has_refusal (BbFlow *flow, BbImage *image);

/** bb_flow_review: (transfer full): everything that a person reads before a flash, from what is known now. */
BbReview *bb_flow_review (BbFlow *flow);

/** bb_flow_review_backup: what speaks against putting back the backup that was asked for, if it was one. */
gboolean bb_flow_review_backup (BbFlow *flow, BbReview *review, GError **error);

/** bb_flow_interrupted: sets and returns the error for a drive that must be recovered first. */
const GError *bb_flow_interrupted (GError **error);

/** bb_flow_flash_image: the whole way of one flash, from the first look to the proof. */
BbResult *bb_flow_flash_image (BbFlow *flow, BbImage *image);

G_END_DECLS
