/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"

G_BEGIN_DECLS

/**
 * bb_flow_judge: (transfer full): the verdict on writing @image while the firmware of the drive runs.
 *
 * A file of a FLASH that may mix two revisions (bb_flow_is_file_mixed()) gets a caution for experts, but a ROLLBACK
 * to a backup with the same bytes is refused: the drive from which that backup was made may have been flashed by
 * half, while a file may come from anywhere, and then the known firmware may be the one that was modified.
 */
BbVerdict *bb_flow_judge (BbFlow *flow, BbImage *image);
/**
 * bb_flow_is_flash_agreed:
 * @condition: the condition of the drive that the consents depend on: the present one, or that when the job began
 * @kind: how much of the firmware that is in the drive now can be restored after the flash
 *
 * Checks the key file of @image (bb_flow_is_image_open()), and then the consents for the action of the request
 * (bb_flow_check_consents()). The consents depend on the verdicts on @image and on the fallback image of the
 * request. If ROLLBACK restores a backup of this drive, the reason %BB_REASON_OWN_ONLY does not refuse the image.
 *
 * Returns: %TRUE if both checks succeed. Errors: those of both functions
 */
gboolean bb_flow_is_flash_agreed (BbFlow *flow, BbImage *image, BbCondition condition, BbBackupKind kind,
                                  GError **error);

G_END_DECLS
