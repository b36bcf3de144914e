/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-app-words.h"

#include <glib/gi18n-lib.h>

const char *
bb_app_state_icon (BbDriveState state)
{
    switch (state) {
    case BB_DRIVE_STATE_READY:
        return "object-select-symbolic";
    case BB_DRIVE_STATE_MEDIUM:
        return "media-optical-symbolic";
    case BB_DRIVE_STATE_BUSY:
        return "media-playback-start-symbolic";
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return "dialog-warning-symbolic";
    case BB_DRIVE_STATE_NO_PERMISSION:
        return "changes-prevent-symbolic";
    case BB_DRIVE_STATE_UNKNOWN:
    default:
        return "dialog-question-symbolic";
    }
}

const char *
bb_app_state_class (BbDriveState state)
{
    switch (state) {
    case BB_DRIVE_STATE_READY:
        return "good";
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return "bad";
    case BB_DRIVE_STATE_NO_PERMISSION:
        return "caution";
    case BB_DRIVE_STATE_MEDIUM:
    case BB_DRIVE_STATE_BUSY:
    case BB_DRIVE_STATE_UNKNOWN:
    default:
        return "";
    }
}

const char *
bb_app_can_word (BbCan can)
{
    switch (can) {
    case BB_CAN_IDENTIFY:
        return _ ("Say what it is");
    case BB_CAN_BACKUP:
        return _ ("Back up its firmware");
    case BB_CAN_FLASH:
        return _ ("Write another firmware");
    case BB_CAN_VERIFY:
        return _ ("Prove what is inside");
    case BB_CAN_ROLLBACK:
        return _ ("Put a backup back");
    case BB_CAN_RECOVER:
    default:
        return _ ("Recover it after a failure");
    }
}

const char *
bb_app_cell_sign (BbCellState state)
{
    switch (state) {
    case BB_CELL_KEPT:
        return "○";
    case BB_CELL_TO_DO:
        return "·";
    case BB_CELL_NOW:
        return "▶";
    case BB_CELL_ERASED:
        return "□";
    case BB_CELL_WRITTEN:
        return "■";
    case BB_CELL_VERIFIED:
        return "✓";
    case BB_CELL_LEFT:
        return "◇";
    case BB_CELL_FAILED:
    default:
        return "✗";
    }
}

const char *
bb_app_region_word (BbRegionKind kind)
{
    switch (kind) {
    case BB_REGION_FIRMWARE:
        return _ ("firmware");
    case BB_REGION_BOOT_CODE:
        return _ ("boot code");
    case BB_REGION_CALIBRATION:
        return _ ("calibration");
    case BB_REGION_IDENTITY:
        return _ ("identity");
    case BB_REGION_LEFT:
        /* TRANSLATORS: a block of the flash memory that no firmware image covers */
        return _ ("outside the firmware");
    case BB_REGION_OTHER:
    default:
        return _ ("other data");
    }
}

const char *
bb_app_backup_class (BbBackupKind kind)
{
    switch (kind) {
    case BB_BACKUP_FULL:
        return "good";
    case BB_BACKUP_PARTIAL:
        return "caution";
    case BB_BACKUP_NONE:
    default:
        return "bad";
    }
}
