/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-app-words.h"

#include <glib/gi18n-lib.h>

const char *
bb_app_bus_word (BbBus bus)
{
    switch (bus) {
    case BB_BUS_PATA:
        return "PATA";
    case BB_BUS_SATA:
        return "SATA";
    case BB_BUS_USB:
        return "USB";
    case BB_BUS_FIREWIRE:
        return "FireWire";
    case BB_BUS_SCSI:
        return "SCSI";
    case BB_BUS_UNKNOWN:
    default:
        return _ ("unknown bus");
    }
}

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
bb_app_medium_word (BbMedium medium)
{
    switch (medium) {
    case BB_MEDIUM_NONE:
        return _ ("None, the tray is closed");
    case BB_MEDIUM_TRAY_OPEN:
        return _ ("None, the tray is open");
    case BB_MEDIUM_PRESENT:
        return _ ("There is a disc inside");
    case BB_MEDIUM_UNKNOWN:
    default:
        return _ ("Not read");
    }
}

const char *
bb_app_confidence_word (BbConfidence confidence)
{
    switch (confidence) {
    case BB_CONFIDENCE_HIGH:
        return _ ("Sure");
    case BB_CONFIDENCE_MEDIUM:
        return _ ("Likely");
    case BB_CONFIDENCE_LOW:
    default:
        return _ ("A guess");
    }
}

const char *
bb_app_tested_sentence (const char *tested)
{
    if (g_strcmp0 (tested, "simulated") == 0)
        return _ ("On the simulator only. Nobody has reported a real drive of this model yet.");
    if (g_strcmp0 (tested, "identified") == 0)
        return _ ("A real drive of this model was identified. Flashing was tried on the simulator only.");
    if (g_strcmp0 (tested, "backed-up") == 0)
        return _ ("A real drive of this model was backed up. Flashing was tried on the simulator only.");
    if (g_strcmp0 (tested, "flashed") == 0)
        return _ ("A real drive of this model was flashed.");
    if (g_strcmp0 (tested, "recovered") == 0)
        return _ ("A real drive of this model was flashed, and recovered after a failure.");
    return _ ("Never, not even on the simulator.");
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
    case BB_REGION_OTHER:
    default:
        return _ ("other data");
    }
}
