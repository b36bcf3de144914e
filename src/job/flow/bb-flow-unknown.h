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

/**
 * bb_flow_is_foreign_firmware:
 * @inside: the firmware in the drive
 * @one, @other: the images of the interrupted flash
 *
 * Whether @inside has data that no interrupted flash of the two images leaves: bytes of several blocks that are in
 * neither image and are not erased.
 */
gboolean bb_flow_is_foreign_firmware (BbImage *inside, BbImage *one, BbImage *other);

G_END_DECLS
