/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-recover-images.h"

G_BEGIN_DECLS

/* Private to the recovery flow: the firmware in the drive is read and saved before it is overwritten. */

/** bb_recover_read: Returns (transfer none) (nullable) the firmware of a drive in recovery mode; %NULL if it cannot
 * be read. The first call reads it into the member read of @images. */
BbCaptures *bb_recover_read (BbFlow *flow, BbRecoveryImages *images);

/**
 * bb_recover_save_inside: saves the firmware of a drive in recovery mode, sets @saved and @inside, and sets
 * @is_overwritten to whether the user may keep this firmware. Replaces the backup to restore and @back if that backup
 * turns out to mix two revisions. Returns: %FALSE if saving failed and the user did not agree to overwrite firmware
 * that is not saved. With that agreement, a failure only adds a note. %TRUE also if there is nothing to save: the
 * drive is in another mode, its firmware cannot be read, or an interrupted flash with the images of the recovery can
 * have left that firmware. Errors: those of bb_saved_new_inside().
 */
gboolean bb_recover_save_inside (BbFlow *flow, BbRecoveryImages *images, GError **error);

/** bb_recover_save_running: saves the firmware that the drive runs as an unproven backup, with the reason @why, and
 * sets @saved of @images and the captures of its @recorded. Replaces the backup to restore and @back as
 * bb_recover_save_inside() does, and sets the backup of the draft to the backup to restore. A failure only adds a
 * note. */
void bb_recover_save_running (BbFlow *flow, BbRecoveryImages *images, const char *why);

/**
 * bb_recover_save_unknown: saves the firmware of a drive in its normal condition, if a full backup is possible, and
 * sets the same members as bb_recover_save_running(), and @inside. Sets @is_overwritten if another program wrote this
 * firmware and it does not mix two revisions. Returns: %FALSE if all of these apply: the firmware was read but could
 * not be saved, the interrupted flash cannot have left it, and the user did not agree to overwrite it. All other
 * failures only add a note. %TRUE also if the drive is in another condition; then nothing is read, but
 * @is_overwritten is set by the facts from the first identification in this job. A drive of unknown condition is
 * probed again first (bb_flow_restore_normal_mode()). Errors: those of bb_saved_new_unproven().
 */
gboolean bb_recover_save_unknown (BbFlow *flow, BbRecoveryImages *images, GError **error);

G_END_DECLS
