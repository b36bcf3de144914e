/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/*
 * A flash of the drive was interrupted, and the drive runs firmware that is neither of the two images of that flash.
 */

/** bb_flow_is_third_image: whether the flash of @record neither wrote nor replaced @image. */
gboolean bb_flow_is_third_image (BbJournalRecord *record, BbImage *image);

/**
 * bb_flow_find_known_firmware:
 * @backup_id: (out) (transfer full) (nullable): of the backup that the image is from
 *
 * Compares the firmware in the drive with the trusted backups of this drive and with the images that Burnback wrote
 * to drives of this type. Only those of the revision that the drive reports are read for. If one is equal, its
 * comparison is taken by bb_flow_take_verified().
 *
 * Returns: (transfer full) (nullable): the image that is equal
 */
BbImage *bb_flow_find_known_firmware (BbFlow *flow, const BbPast *past, char **backup_id);

/** bb_flow_find_known_inside: (transfer full) (nullable): the same by @captures of bb_flow_read_inside(), whatever
 * revision the drive reports. The comparison is not taken: its boot code may not start that firmware. */
BbImage *bb_flow_find_known_inside (BbFlow *flow, BbCaptures *captures);

/**
 * bb_flow_is_foreign_firmware:
 * @inside: the firmware in the drive
 * @one, @other: the images of the interrupted flash
 *
 * Whether @inside has data that no interrupted flash of the two images leaves: bytes of several blocks that are in
 * neither image and are not erased.
 */
gboolean bb_flow_is_foreign_firmware (BbImage *inside, BbImage *one, BbImage *other);

/**
 * bb_flow_has_other_data:
 * @captures: of bb_flow_read_inside()
 * @inside: the image that these make
 * @images: (element-type BbImage): that are known, for the same drive type
 *
 * Whether the firmware in @captures is more than an interrupted flash of one of @images over another leaves: bytes of
 * these, erased ones, and one block with anything. Where all but that block is one image, it is more: another program
 * may have written that image with changes.
 */
gboolean bb_flow_has_other_data (BbCaptures *captures, GBytes *inside, GPtrArray *images);

G_END_DECLS
