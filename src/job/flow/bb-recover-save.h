/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-recover-images.h"

G_BEGIN_DECLS

/* Private to the recovery flow: the firmware in the drive is read and saved before it is overwritten. */

/** bb_recover_read: Returns (transfer none) (nullable) the firmware of a drive in recovery mode; %NULL if it cannot
 * be read. The first call reads it into the member read of @images. */
BbCaptures *bb_recover_read (BbFlow *flow, BbRecoveryImages *images);

/**
 * bb_recover_save_inside: for a drive in recovery mode: saves its firmware, unless the interrupted flash with the
 * images of the recovery can have left it, and sets @is_overwritten if the user may keep that firmware. Returns:
 * %FALSE if saving failed and the user did not agree to overwrite firmware that is not saved; %TRUE with nothing
 * saved if the drive is in another mode or its firmware cannot be read. Errors: those of bb_saved_new_inside().
 */
gboolean bb_recover_save_inside (BbFlow *flow, BbRecoveryImages *images, GError **error);

/** bb_recover_save_running: saves the firmware that the drive runs as an unproven backup, with the reason @why. A
 * failure only adds a note. */
void bb_recover_save_running (BbFlow *flow, BbRecoveryImages *images, const char *why);

/**
 * bb_recover_save_unknown: for a drive that runs firmware: saves that firmware, and sets @is_overwritten if another
 * program wrote it and it does not mix two revisions. Returns: %FALSE if the firmware was read but could not be
 * saved, the interrupted flash cannot have left it, and the user did not agree to overwrite it. Failures that are not
 * returned add a note. Errors: those of bb_saved_new_unproven().
 */
gboolean bb_recover_save_unknown (BbFlow *flow, BbRecoveryImages *images, GError **error);

G_END_DECLS
