/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/* Functions for a drive whose flash was interrupted and that may contain firmware of another program. */

/** bb_flow_is_third_image: TRUE if @image is neither the new, the old nor the target image of the journal @record. */
gboolean bb_flow_is_third_image (BbJournalRecord *record, BbImage *image);

/**
 * bb_flow_find_known_firmware:
 * @backup_id: (out) (transfer full) (nullable): ID of the backup that contains the image
 *
 * Compares the firmware in the drive with
 * - the trusted backups of this drive (complete, and not marked as unproven)
 * - the images that Burnback wrote to drives of this model
 * - the checksums of the catalog
 *
 * Compares a backup or an image only if the drive reports its revision. The first match becomes the newest
 * verification (bb_flow_take_verified()).
 *
 * Returns: (transfer full) (nullable): the image that equals the firmware; %NULL if there is none, or if the firmware
 * cannot be read back
 */
BbImage *bb_flow_find_known_firmware (BbFlow *flow, const BbRecorded *recorded, char **backup_id);

/**
 * bb_flow_find_known_inside: (transfer full) (nullable): the known image that is equal to the firmware in @captures,
 * which bb_flow_read_inside() has read. Searches where bb_flow_find_known_firmware() does, but compares images of
 * every revision. Does not call bb_flow_take_verified(), because it is unknown whether the boot code starts the
 * firmware.
 */
BbImage *bb_flow_find_known_inside (BbFlow *flow, BbCaptures *captures);

/**
 * bb_flow_is_foreign_firmware:
 * @inside: the firmware in the drive
 * @one, @other: the images of the interrupted flash
 *
 * Returns: %TRUE if at least two blocks (64 KiB each) of @inside have bytes that are not erased and differ from the
 * bytes of both images. An interrupted flash leaves at most one such block. Bytes behind the end of the shortest of
 * the three images are not compared.
 */
gboolean bb_flow_is_foreign_firmware (BbImage *inside, BbImage *one, BbImage *other);

/**
 * bb_flow_has_other_data:
 * @captures: from bb_flow_read_inside() or bb_saved_read(); only regions of firmware are compared
 * @inside: the image that make_image() of #BbFamily makes from @captures
 * @images: (element-type BbImage): known images for the same model
 *
 * Returns: %TRUE if at least two blocks (64 KiB each) have bytes that are not erased and not those of any of @images.
 * An interrupted flash leaves at most one such block. %TRUE also
 * - if there is one such block and all others are of a single image, because another program may have patched that
 *   image
 * - if @captures has no firmware, or a region of it is not in @inside
 */
gboolean bb_flow_has_other_data (BbCaptures *captures, GBytes *inside, GPtrArray *images);

G_END_DECLS
