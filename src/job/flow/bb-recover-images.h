/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/* Private to the recovery flow: the firmware images that are available for it. */

/**
 * BbRecoveryImages: what an identified drive can be recovered with.
 * @recorded: its journal, or its newest backup
 * @finish: (nullable): the given image, else that of the interrupted flash
 * @back: (nullable): the firmware before the interrupted flash, or that of the newest backup
 * @given: the user named @finish, so the user is not asked which image to write
 * @inside: (nullable): the firmware in the drive, where it is neither @finish nor @back; it is in the backup @saved
 * @saved: (nullable): the backup of the firmware in the drive
 * @is_read: a drive in recovery mode was read
 * @read: (nullable): the firmware that was read then
 * @is_stable: two reads of it were equal
 * @stays_in_mode: the drive did not leave recovery mode with the firmware that it has
 * @is_overwritten: another program has written to the drive since the flash was interrupted, and the user may keep
 * that firmware
 * @unread: (element-type utf8): images that exist but cannot be read, each with the reason
 */
typedef struct {
    const BbIdentified *identified;
    BbRecorded recorded;
    BbImage *finish;
    BbImage *back;
    gboolean given;
    BbImage *inside;
    BbBackup *saved;
    gboolean is_read;
    BbCaptures *read;
    gboolean is_stable;
    gboolean stays_in_mode;
    gboolean is_overwritten;
    GPtrArray *unread;
} BbRecoveryImages;
void bb_recovery_images_clear (BbRecoveryImages *images);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbRecoveryImages, bb_recovery_images_clear)

/** bb_recover_find_images: loads the images of the journal and of the backup. @given: (nullable): the image that the
 * user named. */
void bb_recover_find_images (BbFlow *flow, BbImage *given, BbRecoveryImages *images);
/** bb_recover_load_backup: loads the firmware of the backup as the previous firmware, unless the journal has that, or
 * the backup mixes two revisions. */
void bb_recover_load_backup (BbFlow *flow, BbRecoveryImages *images);

G_END_DECLS
