/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-recover-images.h"

G_BEGIN_DECLS

/* Private to the recovery flow: the firmware in the drive is read and saved before it is overwritten. */

/** bb_recover_read: (transfer none) (nullable): the firmware of a drive in recovery mode; read by the first call. */
BbCaptures *bb_recover_read (BbFlow *flow, BbRecoveryImages *images);

/** bb_recover_save_inside: saves the firmware of a drive in recovery mode if no backup has it, and finds out whether
 * the user may keep it. Returns: %FALSE: it could not be saved, and the user did not agree to that. Errors: of
 * bb_backup_store_keep_unproven(). */
gboolean bb_recover_save_inside (BbFlow *flow, BbRecoveryImages *images, GError **error);

/** bb_recover_save_running: saves the firmware that the drive runs as an unproven backup. The backup to restore stays
 * the same. @why: label of the backup */
void bb_recover_save_running (BbFlow *flow, BbRecoveryImages *images, const char *why);

/** bb_recover_save_unknown: saves the firmware that the drive runs where neither image of the journal is equal to it,
 * and finds out whether another program wrote it. Returns: %FALSE: it was read but could not be saved, and the user
 * did not agree to that. Errors: of bb_backup_store_keep_unproven(). */
gboolean bb_recover_save_unknown (BbFlow *flow, BbRecoveryImages *images, GError **error);

G_END_DECLS
