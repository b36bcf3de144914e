/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-state.h"

const char *
bb_drive_state_to_string (BbDriveState state)
{
    static const char *const names[] = {
        [BB_DRIVE_STATE_UNKNOWN] = "unknown",
        [BB_DRIVE_STATE_READY] = "ready",
        [BB_DRIVE_STATE_MEDIUM] = "medium",
        [BB_DRIVE_STATE_BUSY] = "busy",
        [BB_DRIVE_STATE_NEEDS_RECOVERY] = "needs-recovery",
        [BB_DRIVE_STATE_POWER_CYCLE] = "unknown",
        [BB_DRIVE_STATE_NO_PERMISSION] = "no-permission",
    };

    return state < G_N_ELEMENTS (names) ? names[state] : "unknown";
}
