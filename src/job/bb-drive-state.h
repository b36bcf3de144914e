/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BbDriveState: state of a drive, as the window shows it and as JSON `state` names it.
 * @BB_DRIVE_STATE_UNKNOWN: the drive was not identified
 * @BB_DRIVE_STATE_READY: the drive was identified and needs no recovery
 * @BB_DRIVE_STATE_MEDIUM: as READY, but a disc is inserted
 * @BB_DRIVE_STATE_POWER_CYCLE: an operation is complete, but the drive must be power cycled before it is used or
 *   verified
 */
typedef enum {
    BB_DRIVE_STATE_UNKNOWN,
    BB_DRIVE_STATE_READY,
    BB_DRIVE_STATE_MEDIUM,
    BB_DRIVE_STATE_BUSY,
    BB_DRIVE_STATE_NEEDS_RECOVERY,
    BB_DRIVE_STATE_POWER_CYCLE,
    BB_DRIVE_STATE_NO_PERMISSION,
} BbDriveState;
/** bb_drive_state_to_string: Returns the word of @state in JSON: "ready", "medium", "busy", "needs-recovery",
 * "no-permission" or "unknown". POWER_CYCLE also gives "unknown", so that scripts do not use the drive. */
const char *bb_drive_state_to_string (BbDriveState state);

G_END_DECLS
