/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words.h"

#include <glib/gi18n-lib.h>

const char *
bb_words_action (BbAction action)
{
    switch (action) {
    case BB_ACTION_LOOK:
        return _ ("Identifying");
    case BB_ACTION_CHECK:
        return _ ("Checking");
    case BB_ACTION_BACKUP:
        return _ ("Backing up");
    case BB_ACTION_FLASH:
        return _ ("Flashing");
    case BB_ACTION_VERIFY:
        return _ ("Verifying");
    case BB_ACTION_ROLLBACK:
        return _ ("Restoring the backup");
    case BB_ACTION_RECOVER:
        return _ ("Recovering");
    case BB_ACTION_BOOK_TYPE:
        return _ ("Reading book types");
    case BB_ACTION_REPORT:
        return _ ("Creating a report");
    case BB_ACTION_CONVERT:
        return _ ("Changing the boot code");
    }
    return "";
}

const char *
bb_words_phase (BbPhase phase)
{
    switch (phase) {
    case BB_PHASE_CHECK:
        return _ ("The drive is being identified.");
    case BB_PHASE_BACK_UP:
        return _ ("The current firmware is being read and saved.");
    case BB_PHASE_PREPARE:
        return _ ("The drive is being prepared; it still has its current firmware.");
    case BB_PHASE_ERASE:
        return _ ("The current firmware is being erased. Do not disconnect power or data.");
    case BB_PHASE_PROGRAM:
        return _ ("The new firmware is being written. Do not disconnect power or data.");
    case BB_PHASE_RESTART:
        return _ ("The drive is starting its firmware.");
    case BB_PHASE_VERIFY:
        return _ ("The data in the drive is being read back and compared.");
    }
    return "";
}

const char *
bb_words_phase_label (BbPhase phase)
{
    switch (phase) {
    case BB_PHASE_CHECK:
        return _ ("Check");
    case BB_PHASE_BACK_UP:
        return _ ("Back up");
    case BB_PHASE_PREPARE:
        return _ ("Prepare");
    case BB_PHASE_ERASE:
        return _ ("Erase");
    case BB_PHASE_PROGRAM:
        return _ ("Write");
    case BB_PHASE_RESTART:
        return _ ("Restart");
    case BB_PHASE_VERIFY:
        return _ ("Verify");
    }
    return "";
}

const char *
bb_words_verdict (BbVerdictLevel level)
{
    switch (level) {
    case BB_VERDICT_FITS:
        return _ ("compatible");
    case BB_VERDICT_CAUTION:
        return _ ("compatible with warnings");
    case BB_VERDICT_CROSS_FLASH:
        return _ ("other model (cross-flash)");
    case BB_VERDICT_REFUSED:
        return _ ("incompatible");
    }
    return "";
}

const char *
bb_words_verdict_sentence (BbVerdictLevel level)
{
    switch (level) {
    case BB_VERDICT_FITS:
        return _ ("This firmware is for this drive.");
    case BB_VERDICT_CAUTION:
        return _ ("This firmware is compatible with this drive. Read the warnings first.");
    case BB_VERDICT_CROSS_FLASH:
        return _ ("This firmware is for another model of the same hardware. It can be flashed, but read first what "
                  "changes.");
    case BB_VERDICT_REFUSED:
        return _ ("This firmware is incompatible with this drive. This cannot be overridden.");
    }
    return "";
}

const char *
bb_words_conversion_sentence (BbVerdictLevel level)
{
    if (level == BB_VERDICT_REFUSED)
        return _ ("The boot code of this drive cannot be changed as requested. This cannot be overridden.");
    return _ ("The boot code of this drive can be changed, but read the reasons first.");
}

const char *
bb_words_cell (BbCellState state)
{
    switch (state) {
    case BB_CELL_KEPT:
        return _ ("unchanged");
    case BB_CELL_TO_DO:
        return _ ("pending");
    case BB_CELL_NOW:
        return _ ("in progress");
    case BB_CELL_ERASED:
        return _ ("erased");
    case BB_CELL_WRITTEN:
        return _ ("written");
    case BB_CELL_VERIFIED:
        return _ ("written and verified");
    case BB_CELL_LEFT:
        return _ ("erased, left to the drive");
    case BB_CELL_FAILED:
        return _ ("failed");
    }
    return "";
}

const char *
bb_words_proof (BbProof proof)
{
    switch (proof) {
    case BB_PROOF_PROVEN:
        return _ ("All of the firmware was read back and verified.");
    case BB_PROOF_IDENTITY:
        return _ ("The drive reports this revision; its firmware cannot be read back.");
    case BB_PROOF_PENDING:
        return _ ("The result can only be verified after a power cycle.");
    case BB_PROOF_UNPROVEN:
        return _ (
            "The result cannot be verified: the firmware cannot be read back, and the drive does not report it.");
    case BB_PROOF_DIFFERENT:
        return _ ("The firmware differs from the image, even after a power cycle.");
    case BB_PROOF_UNCHANGED:
        return _ ("The drive accepted all data but still has its previous firmware.");
    }
    return "";
}

const char *
bb_words_state (BbDriveState state)
{
    switch (state) {
    case BB_DRIVE_STATE_UNKNOWN:
        return _ ("not identified");
    case BB_DRIVE_STATE_READY:
        return _ ("ready");
    case BB_DRIVE_STATE_MEDIUM:
        return _ ("disc inserted");
    case BB_DRIVE_STATE_BUSY:
        return _ ("busy");
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return _ ("needs recovery");
    case BB_DRIVE_STATE_NO_PERMISSION:
        return _ ("not permitted");
    }
    return "";
}

const char *
bb_words_verify_result (const BbResult *result)
{
    switch (result->proof) {
    case BB_PROOF_PROVEN:
        return "equal";
    case BB_PROOF_DIFFERENT:
    case BB_PROOF_UNCHANGED:
        return "different";
    case BB_PROOF_PENDING:
        return result->differences != NULL && result->differences->len > 0 ? "different" : "cannot";
    case BB_PROOF_IDENTITY:
    case BB_PROOF_UNPROVEN:
        break;
    }
    return "cannot";
}
