/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/* Examines firmware that is neither of the two images of an interrupted flash. */

/** bb_flow_is_third_image: TRUE if @image is neither the new nor the old image of the flash of @record. */
gboolean bb_flow_is_third_image (BbJournalRecord *record, BbImage *image);

/**
 * bb_flow_find_known_firmware:
 * @backup_id: (out) (transfer full) (nullable): ID of the backup that contains the image
 *
 * Compares the firmware in the drive with the trusted backups of this drive, with the images that Burnback wrote to
 * drives of this type, and with the checksums of the catalog. Backups and images are read only if their revision is
 * the one that the drive reports. If one is equal, the comparison is taken by bb_flow_take_verified().
 *
 * Returns: (transfer full) (nullable): the image that is equal
 */
BbImage *bb_flow_find_known_firmware (BbFlow *flow, const BbRecorded *recorded, char **backup_id);

/** bb_flow_find_known_inside: (transfer full) (nullable): the image that is equal to @captures of
 * bb_flow_read_inside(), of any revision. Does not call bb_flow_take_verified(), because the boot code may not
 * start that firmware. */
BbImage *bb_flow_find_known_inside (BbFlow *flow, BbCaptures *captures);

/**
 * bb_flow_is_foreign_firmware:
 * @inside: the firmware in the drive
 * @one, @other: the images of the interrupted flash
 *
 * Returns: %TRUE if several blocks of @inside have bytes that are in neither image and not erased, which an
 * interrupted flash cannot leave
 */
gboolean bb_flow_is_foreign_firmware (BbImage *inside, BbImage *one, BbImage *other);

/**
 * bb_flow_has_other_data:
 * @captures: of bb_flow_read_inside() or bb_saved_read(); only the firmware in it is compared
 * @inside: the image that they make
 * @images: (element-type BbImage): known images for the same model
 *
 * An interrupted flash leaves bytes of two images, erased bytes, and one block with any data.
 * Returns: %TRUE if the firmware has other data; also if all but one block is of a single image, because another
 * program may have patched that image
 */
gboolean bb_flow_has_other_data (BbCaptures *captures, GBytes *inside, GPtrArray *images);

G_END_DECLS
