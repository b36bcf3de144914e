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
 * @is_overwritten to whether the user may keep this firmware. If the backup to restore turns out to mix two
 * revisions, replaces that backup and @back.
 *
 * Nothing is saved if the drive is in another mode, its firmware cannot be read, or an interrupted flash with the
 * images of the recovery can have left that firmware.
 *
 * Returns: %FALSE if saving failed and the user did not agree to overwrite firmware that is not saved; else %TRUE. If
 *   the user agreed, a failure only adds a note. Errors: those of bb_saved_new_inside()
 */
gboolean bb_recover_save_inside (BbFlow *flow, BbRecoveryImages *images, GError **error);

/** bb_recover_save_running: saves the firmware that the drive runs as an unproven backup with the reason @why. Sets
 * @saved and the captures in @recorded of @images, and sets @backup of the result to the backup to restore. If that
 * backup turns out to mix two revisions, first replaces it and @back. A failure only adds a note. */
void bb_recover_save_running (BbFlow *flow, BbRecoveryImages *images, const char *why);

/**
 * bb_recover_save_unknown: saves the firmware of a drive in its normal condition, if a full backup is possible. Sets
 * the same members as bb_recover_save_running(), and @inside. Sets @is_overwritten if another program wrote this
 * firmware and it does not mix two revisions.
 *
 * A drive of unknown condition is first probed again (bb_flow_restore_normal_mode()). If the drive is then not in its
 * normal condition, nothing is read, and only @is_overwritten is set, from the facts of the first identification in
 * this job.
 *
 * Returns: %FALSE if the firmware was read but could not be saved, the interrupted flash cannot have left it, and the
 *   user did not agree to overwrite it; else %TRUE. All other failures only add a note. Errors: those of
 *   bb_saved_new_unproven()
 */
gboolean bb_recover_save_unknown (BbFlow *flow, BbRecoveryImages *images, GError **error);

G_END_DECLS
