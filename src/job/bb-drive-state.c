/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-state.h"

const char *
bb_drive_state_to_string (BbDriveState state)
{
    static const char *const names[] = {"unknown", "ready", "medium", "busy", "needs-recovery", "no-permission"};

    return state < G_N_ELEMENTS (names) ? names[state] : "unknown";
}
