/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/** bb_flow_flash_image: (transfer full): flashes @image to an identified drive, with backup and verification, and
 * returns the result. A dry run only makes the review. Refuses if an earlier flash was interrupted, drive or image
 * are not those of the review, a consent is missing, or there is an obstacle. If an earlier operation left an open
 * journal but complete firmware in the drive, closes that journal as superseded before writing. */
BbResult *bb_flow_flash_image (BbFlow *flow, const BbIdentified *identified, BbImage *image);

G_END_DECLS
