/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-app-words.h"

#include <glib/gi18n-lib.h>

const char *
bb_app_identity_word (BbConfidence confidence)
{
    switch (confidence) {
    case BB_CONFIDENCE_CONFLICTING:
        return _ ("Identity conflicting");
    case BB_CONFIDENCE_HIGH:
        return _ ("Drive type confirmed");
    case BB_CONFIDENCE_MEDIUM:
        return _ ("Drive type likely");
    case BB_CONFIDENCE_LOW:
    default:
        return _ ("Drive type uncertain");
    }
}

const char *
bb_app_can_word (BbCan can)
{
    switch (can) {
    case BB_CAN_IDENTIFY:
        return _ ("Identify");
    case BB_CAN_BACKUP:
        return _ ("Back up the firmware");
    case BB_CAN_FLASH:
        return _ ("Flash different firmware");
    case BB_CAN_VERIFY:
        return _ ("Verify the firmware");
    case BB_CAN_ROLLBACK:
        return _ ("Restore a backup");
    case BB_CAN_RECOVER:
    default:
        return _ ("Recover after a failure");
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

/* Returns a title for a running operation with one %s, the name of the drive. */
static const char *
bb_app_action_pattern (BbAction action)
{
    switch (action) {
    case BB_ACTION_LOOK:
        /* TRANSLATORS: here and below: name of a drive, or a firmware revision */
        return _ ("Identifying %s");
    case BB_ACTION_CHECK:
        return _ ("Checking %s");
    case BB_ACTION_BACKUP:
        return _ ("Backing up %s");
    case BB_ACTION_FLASH:
        return _ ("Flashing %s");
    case BB_ACTION_VERIFY:
        return _ ("Verifying %s");
    case BB_ACTION_ROLLBACK:
        return _ ("Restoring the backup of %s");
    case BB_ACTION_RECOVER:
        return _ ("Recovering %s");
    case BB_ACTION_BOOK_TYPE:
        return _ ("Reading the book types of %s");
    case BB_ACTION_REPORT:
        return _ ("Creating a report on %s");
    case BB_ACTION_CONVERT:
        return _ ("Changing the boot code of %s");
    }
    return "%s";
}

char *
bb_app_dup_action_title (BbAction action, const char *drive)
{
    return bb_words_dup_filled (bb_app_action_pattern (action), drive);
}

BbBus
bb_app_get_bus (BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));

    return details->bus;
}

const char *
bb_app_gone_sentences (BbBus bus)
{
    return bus == BB_BUS_PATA
               ? _ ("The drive is no longer detected. Shut down the computer, then check the drive’s data cable "
                    "and power.")
               : _ ("The drive is no longer detected. Check its data cable and power. When you reconnect the drive, "
                    "it will appear here again.");
}

const char *
bb_app_busy_sentence (BbAction action)
{
    switch (action) {
    case BB_ACTION_FLASH:
        return _ ("Flashing is in progress.");
    case BB_ACTION_BACKUP:
        return _ ("A backup is in progress.");
    case BB_ACTION_VERIFY:
        return _ ("Verification is in progress.");
    case BB_ACTION_ROLLBACK:
        return _ ("A backup is being restored.");
    case BB_ACTION_RECOVER:
        return _ ("Recovery is in progress.");
    case BB_ACTION_CONVERT:
        return _ ("A boot code conversion is in progress.");
    case BB_ACTION_LOOK:
    case BB_ACTION_CHECK:
    case BB_ACTION_BOOK_TYPE:
    case BB_ACTION_REPORT:
    default:
        return _ ("Another operation is in progress.");
    }
}

const char *
bb_app_overtaken_pattern (BbAction action)
{
    switch (action) {
    case BB_ACTION_FLASH:
        /* TRANSLATORS: here and below: name of a file */
        return _ ("“%s” was not opened, because flashing has started.");
    case BB_ACTION_BACKUP:
        return _ ("“%s” was not opened, because a backup has started.");
    case BB_ACTION_VERIFY:
        return _ ("“%s” was not opened, because a verification has started.");
    case BB_ACTION_ROLLBACK:
        return _ ("“%s” was not opened, because a restore has started.");
    case BB_ACTION_RECOVER:
        return _ ("“%s” was not opened, because a recovery has started.");
    case BB_ACTION_CONVERT:
        return _ ("“%s” was not opened, because a boot code conversion has started.");
    case BB_ACTION_LOOK:
    case BB_ACTION_CHECK:
    case BB_ACTION_BOOK_TYPE:
    case BB_ACTION_REPORT:
    default:
        return _ ("“%s” was not opened because another operation has started.");
    }
}
