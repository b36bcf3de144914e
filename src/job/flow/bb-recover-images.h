/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-stage.h"

G_BEGIN_DECLS

/* Private to the recovery flow: the firmware images that can be written to the drive. */

/**
 * BbRecoveryImages: the firmware images for the recovery of an identified drive.
 * @recorded: from bb_flow_find_recorded()
 * @finish: (nullable): the image that the user gave, else the new image of the interrupted flash
 * @back: (nullable): the old image of the interrupted flash, else the firmware of the newest backup
 * @given: @finish is a file of the user, so the job does not ask which image to write
 * @inside: (nullable): the firmware in the drive, loaded from the backup @saved
 * @saved: (nullable): the backup of the firmware in the drive that the recovery made or found
 * @is_read: bb_recover_read() was called
 * @read: (nullable): the firmware that bb_recover_read() read in recovery mode
 * @is_stable: two successive reads returned the same data, which is @read
 * @stays_in_mode: the command to leave recovery mode was sent, and the drive did not start its firmware
 * @is_overwritten: another program wrote to the drive after the flash was interrupted, or may have done so, and the
 *   user may keep the firmware in the drive
 * @is_writer_unknown: with @is_overwritten: that firmware may also be the image of the interrupted flash
 * @unread: (element-type utf8) (array zero-terminated=1): messages for images that exist but cannot be read
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
    gboolean is_writer_unknown;
    GPtrArray *unread;
} BbRecoveryImages;
void bb_recovery_images_clear (BbRecoveryImages *images);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbRecoveryImages, bb_recovery_images_clear)

/**
 * bb_recover_find_images: sets these members of @images, whose @recorded is set:
 * @given: TRUE if the parameter @given (nullable), the image of the user, is not %NULL
 * @finish: the image of the user; without it, the new image of the journal. %NULL, with a note, if an image of the
 *   journal is refused for the model that the drive reports now
 * @back: the old image of the journal; if the journal has none, that of the backup. %NULL, with a note, if that image
 *   mixes two revisions, is for other hardware, or is refused for the model that the drive reports now
 * @unread: a message for each image that cannot be loaded; a note is added, too
 */
void bb_recover_find_images (BbFlow *flow, BbImage *given, BbRecoveryImages *images);
/**
 * bb_recover_load_backup: if @back of @images is %NULL, sets it to the firmware of the backup in @recorded.
 * - If loading fails, adds a note, and the message to @unread.
 * - If that firmware mixes two revisions, leaves @back %NULL and adds a note. If the drive has no open journal, also
 *   clears @backup of the result (@draft of @flow).
 */
void bb_recover_load_backup (BbFlow *flow, BbRecoveryImages *images);

G_END_DECLS
