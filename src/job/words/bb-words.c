/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words.h"

#include <glib/gi18n-lib.h>

const char *
bb_words_action (BbAction action)
{
    switch (action) {
    case BB_ACTION_LOOK:
        return _ ("Looking");
    case BB_ACTION_CHECK:
        return _ ("Checking");
    case BB_ACTION_BACKUP:
        return _ ("Backing up");
    case BB_ACTION_FLASH:
        return _ ("Flashing");
    case BB_ACTION_VERIFY:
        return _ ("Verifying");
    case BB_ACTION_ROLLBACK:
        return _ ("Putting the backup back");
    case BB_ACTION_RECOVER:
        return _ ("Recovering");
    case BB_ACTION_BOOK_TYPE:
        return _ ("Asking for book types");
    case BB_ACTION_REPORT:
        return _ ("Making a report");
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
        return _ ("The drive is being looked at.");
    case BB_PHASE_BACK_UP:
        return _ ("The old firmware is being read and kept.");
    case BB_PHASE_PREPARE:
        return _ ("The drive is being prepared; it still has its old firmware.");
    case BB_PHASE_ERASE:
        return _ ("The old firmware is being erased. Do not switch off the drive.");
    case BB_PHASE_PROGRAM:
        return _ ("The new firmware is being written. Do not switch off the drive.");
    case BB_PHASE_RESTART:
        return _ ("The drive is starting with its firmware.");
    case BB_PHASE_VERIFY:
        return _ ("What is in the drive now is being read back and compared.");
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

/* Which of its kind a step is, and how many there are in the sections of this phase. */
static guint
bb_words_count (BbPlan *plan, guint number, guint *n_all)
{
    const BbStep *wanted = bb_plan_get_step (plan, number);
    guint nth = 0;

    *n_all = 0;
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        if (bb_plan_get_step (plan, i)->kind != wanted->kind)
            continue;
        (*n_all)++;
        if (i <= number)
            nth++;
    }
    return nth;
}

static BbPhase
bb_words_find_phase (BbPlan *plan, guint number)
{
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        if (number >= section->first_step && number < section->first_step + section->n_steps)
            return section->phase;
    }
    return BB_PHASE_CHECK;
}

/* (nullable): the block that @step erases and nothing writes. */
static const BbRegion *
bb_words_find_left (BbPlan *plan, const BbStep *step)
{
    for (guint i = 0; step->kind == BB_STEP_ERASE && i < bb_plan_get_n_regions (plan); i++) {
        const BbRegion *region = bb_plan_get_region (plan, i);

        if (region->kind == BB_REGION_LEFT && step->address >= region->address &&
            step->address - region->address < region->length_bytes)
            return region;
    }
    return NULL;
}

char *
bb_words_dup_left (BbPlan *plan)
{
    const BbRegion *region = NULL;

    g_return_val_if_fail (plan != NULL, NULL);

    for (guint i = 0; region == NULL && i < bb_plan_get_n_steps (plan); i++)
        region = bb_words_find_left (plan, bb_plan_get_step (plan, i));
    if (region == NULL)
        return NULL;
    return g_strdup_printf (_ ("The block at 0x%06x (%u KiB) is erased and left to the drive."), region->address,
                            region->length_bytes / 1024);
}

static char *
bb_words_dup_counted (BbPlan *plan, const BbStep *step, guint nth, guint n_all)
{
    BbStepKind kind = step->kind;

    if (bb_words_find_left (plan, step) != NULL)
        return g_strdup_printf (_ ("Erasing block %u of %u, which is left to the drive."), nth, n_all);
    if (kind == BB_STEP_UPLOAD)
        /* TRANSLATORS: pieces of firmware that are sent to the drive's memory, not yet to its flash */
        return g_strdup_printf (_ ("Sending piece %u of %u to the drive."), nth, n_all);
    if (kind == BB_STEP_ERASE)
        return g_strdup_printf (_ ("Erasing block %u of %u."), nth, n_all);
    return g_strdup_printf (_ ("Writing block %u of %u."), nth, n_all);
}

char *
bb_words_dup_step (BbPlan *plan, guint number)
{
    const BbStep *step = bb_plan_get_step (plan, number);
    BbPhase phase = bb_words_find_phase (plan, number);
    guint n_all;
    guint nth = bb_words_count (plan, number, &n_all);

    if (step->deadly)
        return g_strdup (_ ("Writing the boot code. The power must not go now; it takes a moment."));
    switch (step->kind) {
    case BB_STEP_STATUS:
        return g_strdup (_ ("Asking the drive how it is."));
    case BB_STEP_ENTER:
        return g_strdup (_ ("Bringing the drive into the mode in which its firmware can be reached."));
    case BB_STEP_UPLOAD:
    case BB_STEP_ERASE:
    case BB_STEP_PROGRAM:
        return bb_words_dup_counted (plan, step, nth, n_all);
    case BB_STEP_CHECKSUM:
        return g_strdup (_ ("The drive checks what it received."));
    case BB_STEP_READ:
        if (phase == BB_PHASE_VERIFY)
            return g_strdup_printf (_ ("Reading back piece %u of %u."), nth, n_all);
        return g_strdup_printf (_ ("Reading piece %u of %u."), nth, n_all);
    case BB_STEP_LEAVE:
        return g_strdup (_ ("Starting the drive with its firmware."));
    case BB_STEP_FINISH:
        return g_strdup (_ ("Telling the drive that everything was sent."));
    case BB_STEP_UNLOCK:
        return g_strdup (_ ("Opening a protected part of the drive."));
    case BB_STEP_CALIBRATION:
        return g_strdup (_ ("Writing what the drive stores about itself."));
    case BB_STEP_WAIT:
        return g_strdup (_ ("Waiting for the drive."));
    case BB_STEP_IDENTIFY:
        return g_strdup (_ ("Asking the drive who it is."));
    }
    return g_strdup (bb_words_phase (phase));
}

char *
bb_words_dup_length (BbPlan *plan)
{
    g_return_val_if_fail (plan != NULL, NULL);

    return g_strdup_printf (_ ("The plan has %u steps."), bb_plan_get_n_steps (plan));
}

char *
bb_words_dup_deadly (BbPlan *plan)
{
    guint deadly;

    g_return_val_if_fail (plan != NULL, NULL);

    deadly = bb_plan_find_deadly (plan);
    if (deadly == G_MAXUINT)
        return NULL;
    return g_strdup_printf (_ ("A power cut in step %u cannot be survived."), deadly + 1);
}

const char *
bb_words_verdict (BbVerdictLevel level)
{
    switch (level) {
    case BB_VERDICT_FITS:
        return _ ("fits");
    case BB_VERDICT_CAUTION:
        return _ ("caution");
    case BB_VERDICT_CROSS_FLASH:
        return _ ("cross-flash");
    case BB_VERDICT_REFUSED:
        return _ ("refused");
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
        return _ ("This firmware can go on this drive, but read the reasons first.");
    case BB_VERDICT_CROSS_FLASH:
        return _ ("This firmware is for another model of the same hardware. It can go on this drive; read first "
                  "what changes.");
    case BB_VERDICT_REFUSED:
        return _ ("This firmware cannot go on this drive. Nothing can override that.");
    }
    return "";
}

const char *
bb_words_conversion_sentence (BbVerdictLevel level)
{
    if (level == BB_VERDICT_REFUSED)
        return _ ("The boot code of this drive cannot be changed like this. Nothing can override that.");
    return _ ("The boot code of this drive can be changed, but read the reasons first.");
}

const char *
bb_words_cell (BbCellState state)
{
    switch (state) {
    case BB_CELL_KEPT:
        return _ ("kept as it is");
    case BB_CELL_TO_DO:
        return _ ("to do");
    case BB_CELL_NOW:
        return _ ("being worked on");
    case BB_CELL_ERASED:
        return _ ("erased");
    case BB_CELL_WRITTEN:
        return _ ("written");
    case BB_CELL_VERIFIED:
        return _ ("written and read back equal");
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
        return _ ("All of the firmware was read back and is equal.");
    case BB_PROOF_IDENTITY:
        return _ ("The drive says that it runs this revision; its firmware cannot be read back.");
    case BB_PROOF_PENDING:
        return _ ("It cannot be believed before the drive was switched off and on.");
    case BB_PROOF_UNPROVEN:
        return _ ("It cannot be proved: this drive cannot be read back and does not tell.");
    case BB_PROOF_DIFFERENT:
        return _ ("What was read back is different, also after the power was off.");
    case BB_PROOF_UNCHANGED:
        return _ ("The drive took everything and still has its old firmware.");
    }
    return "";
}

const char *
bb_words_choice (BbChoice choice)
{
    switch (choice) {
    case BB_CHOICE_RETRY:
        return _ ("Try again");
    case BB_CHOICE_ROLLBACK:
        return _ ("Put the old firmware back");
    case BB_CHOICE_LEAVE:
        return _ ("Leave it as it is");
    }
    return "";
}

const char *
bb_words_question_choice (BbQuestionKind kind, BbChoice choice)
{
    if (kind == BB_QUESTION_CONSENT && choice == BB_CHOICE_RETRY)
        return _ ("Write it");
    if (kind == BB_QUESTION_INTERRUPTED && choice == BB_CHOICE_RETRY)
        return _ ("Write the new firmware");
    return bb_words_choice (choice);
}

const char *
bb_words_question_effect (BbQuestionKind kind, BbChoice choice)
{
    switch (choice) {
    case BB_CHOICE_RETRY:
        if (kind == BB_QUESTION_CONSENT)
            return _ ("What is said above is written and read back.");
        if (kind == BB_QUESTION_INTERRUPTED)
            return _ ("The flash that was interrupted is done again, from the start.");
        return _ ("The same firmware once more, from the start. Likely to help if it failed once.");
    case BB_CHOICE_ROLLBACK:
        return _ ("The firmware from the backup that was made before. The drive then is as it was.");
    case BB_CHOICE_LEAVE:
        if (kind == BB_QUESTION_CONSENT)
            return _ ("Nothing is written. It can be done at any time.");
        return _ ("The drive stays in its special mode with its power on. Burnback offers both again at the next "
                  "start.");
    }
    return "";
}

char *
bb_words_dup_question (BbQuestionKind kind, const char *drive_name)
{
    switch (kind) {
    case BB_QUESTION_FAILED:
        /* TRANSLATORS: the name of a drive */
        return g_strdup_printf (_ ("%s: writing failed. What now?"), drive_name);
    case BB_QUESTION_INTERRUPTED:
        /* TRANSLATORS: the name of a drive */
        return g_strdup_printf (_ ("%s: a flash was interrupted. What now?"), drive_name);
    case BB_QUESTION_CONSENT:
        /* TRANSLATORS: the name of a drive */
        return g_strdup_printf (_ ("%s: shall this be written?"), drive_name);
    }
    return g_strdup (drive_name);
}

const char *
bb_words_safe (BbSafe safe)
{
    switch (safe) {
    case BB_SAFE_YES:
        return _ ("The drive is safe.");
    case BB_SAFE_NO:
        return _ ("The drive cannot be used now. Keep its power on.");
    case BB_SAFE_UNKNOWN:
        return _ ("Whether the drive is well is not known yet.");
    }
    return "";
}

const char *
bb_words_state (BbDriveState state)
{
    switch (state) {
    case BB_DRIVE_STATE_UNKNOWN:
        return _ ("not known");
    case BB_DRIVE_STATE_READY:
        return _ ("ready");
    case BB_DRIVE_STATE_MEDIUM:
        return _ ("disc inside");
    case BB_DRIVE_STATE_BUSY:
        return _ ("busy");
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return _ ("needs help");
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
