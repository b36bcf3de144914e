/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/**
 * bb_flow_recover_with:
 * @image: (nullable): the image to write; %NULL: the image of the journal or a backup
 *
 * Recovers a drive that was identified, and repairs its stored identity if that is wrong. Writes no firmware if
 * - the drive runs complete firmware, at once or after it was made to leave recovery mode
 * - the drive must be power cycled first
 * - there is no suitable image
 *
 * Refuses if neither probing nor the journal shows the family of the drive, or if a consent to write @image is
 * missing.
 *
 * Returns: (transfer full): the result
 */
BbResult *bb_flow_recover_with (BbFlow *flow, const BbIdentified *identified, BbImage *image);

G_END_DECLS
