/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-result.h"

#include "bb-consent.h"
#include "bb-job-worker.h"
#include "bb-runner.h"
#include "firmware/bb-archive.h"

const char *
bb_outcome_to_string (BbOutcome outcome)
{
    static const char *const names[] = {"done",        "written",        "unchanged",     "refused",
                                        "rolled-back", "needs-recovery", "not-permitted", "not-found"};

    return outcome < G_N_ELEMENTS (names) ? names[outcome] : "needs-recovery";
}

int
bb_outcome_get_exit (BbOutcome outcome)
{
    switch (outcome) {
    case BB_OUTCOME_DONE:
        return 0;
    case BB_OUTCOME_UNCHANGED:
        return 1;
    case BB_OUTCOME_REFUSED:
        return 3;
    case BB_OUTCOME_NOT_FOUND:
        return 4;
    case BB_OUTCOME_ROLLED_BACK:
        return 5;
    case BB_OUTCOME_NEEDS_RECOVERY:
        return 6;
    case BB_OUTCOME_NOT_PERMITTED:
        return 7;
    case BB_OUTCOME_WRITTEN:
        return 8;
    }
    return 6;
}

BbResult *
bb_result_new (BbAction action)
{
    BbResult *result = g_atomic_rc_box_new0 (BbResult);

    result->action = action;
    result->proof = BB_PROOF_UNPROVEN;
    return result;
}

BbResult *
bb_result_ref (BbResult *result)
{
    return g_atomic_rc_box_acquire (result);
}

static void
bb_result_clear (BbResult *result)
{
    bb_result_parameters_clear (&result->about);
    g_free (result->message);
    g_free (result->next);
    g_free (result->drive);
    g_clear_error (&result->error);
    g_clear_pointer (&result->facts, bb_facts_unref);
    g_clear_pointer (&result->review, bb_review_unref);
    g_clear_pointer (&result->backup, bb_backup_unref);
    g_clear_pointer (&result->restored, bb_backup_unref);
    g_clear_pointer (&result->differences, g_array_unref);
    g_clear_pointer (&result->journal, bb_journal_record_unref);
    g_free (result->region);
    g_free (result->books);
    g_clear_pointer (&result->report, bb_report_free);
    g_free (result->compared_with);
    g_free (result->compared_name);
    g_free (result->compared_revision);
    g_clear_pointer (&result->consents, g_ptr_array_unref);
    g_clear_pointer (&result->users, bb_drive_users_free);
    g_clear_pointer (&result->noted, g_ptr_array_unref);
    g_strfreev (result->notes);
    g_free (result->revision_before);
    g_free (result->revision_after);
    g_free (result->own_name);
}

void
bb_result_unref (BbResult *result)
{
    g_atomic_rc_box_release_full (result, (GDestroyNotify) bb_result_clear);
}

/* --- the safety of the drive, as it follows from the result --- */

gboolean
bb_error_is_busy (const GError *error)
{
    return g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY) ||
           g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE);
}

/* TRUE if another program uses the drive, so its state is unknown. */
static gboolean
bb_result_is_busy (const BbResult *result)
{
    return result->outcome == BB_OUTCOME_NOT_PERMITTED && bb_error_is_busy (result->error);
}

/* TRUE if @error (nullable) says that another process of Burnback works on the drive, and does not name an action
 * that only reads. */
static gboolean
bb_busy_may_write (const GError *error)
{
    static const BbAction reads[] = {BB_ACTION_LOOK, BB_ACTION_CHECK, BB_ACTION_BACKUP, BB_ACTION_VERIFY,
                                     BB_ACTION_REPORT};
    const char *action;

    if (bb_job_error_get_problem (error) != BB_JOB_PROBLEM_IN_WORK)
        return FALSE;
    action = bb_job_error_get_parameters (error)[1];
    for (guint i = 0; i < G_N_ELEMENTS (reads); i++) {
        if (g_strcmp0 (action, bb_action_to_string (reads[i])) == 0)
            return FALSE;
    }
    return TRUE;
}

BbSafety
bb_busy_find_safety (const GError *error, const BbJournalRecord *journal)
{
    if ((journal != NULL && journal->is_locked) || bb_busy_may_write (error))
        return BB_SAFETY_RUNNING;
    return journal != NULL && journal->endangered ? BB_SAFETY_LEFT : BB_SAFETY_NONE;
}

/* TRUE if the job failed because the drive was disconnected. */
static gboolean
bb_result_is_gone (const BbResult *result)
{
    return g_error_matches (result->error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
}

/* TRUE if @result has one of three reasons. INTERRUPTED: an earlier flash was interrupted. OVERWRITTEN: after such an
 * interruption, another program wrote firmware, which may be incomplete. BOOT_CODE_LOST: the drive does not respond
 * after its boot code was sent. */
static gboolean
bb_result_was_interrupted (const BbResult *result)
{
    return result->reason == BB_RESULT_REASON_INTERRUPTED || result->reason == BB_RESULT_REASON_OVERWRITTEN ||
           result->reason == BB_RESULT_REASON_BOOT_CODE_LOST;
}

/* TRUE if the drive runs firmware for other hardware. FALSE if the job ended because the drive was disconnected. */
static gboolean
bb_result_runs_wrong_firmware (const BbResult *result)
{
    return result->facts != NULL && result->facts->condition == BB_CONDITION_WRONG_FIRMWARE &&
           !bb_result_is_gone (result);
}

/* TRUE if the open journal says that the firmware may be incomplete. FALSE if another process locked the journal. */
static gboolean
bb_result_has_interrupted_flash (const BbResult *result)
{
    return result->journal != NULL && result->journal->endangered && !result->journal->is_locked;
}

/* TRUE if an earlier flash was interrupted, and another program may have written the running firmware since. */
static gboolean
bb_result_was_overwritten (const BbResult *result)
{
    return result->journal != NULL && bb_journal_record_runs_other (result->journal, result->facts);
}

/* Returns the situation of a drive that runs firmware which another program wrote or, for UNKNOWN_WRITER, may have
 * written.
 */
static BbSafety
bb_result_find_unproven (const BbResult *result)
{
    return bb_result_was_overwritten (result) && !bb_journal_record_was_overwritten (result->journal, result->facts)
               ? BB_SAFETY_UNKNOWN_WRITER
               : BB_SAFETY_UNPROVEN;
}

/* TRUE if @result has the reason OVERWRITTEN, and the drive runs the firmware of the other program. FALSE if the
 * drive is in recovery mode or could not be identified any more. */
static gboolean
bb_result_runs_overwritten (const BbResult *result)
{
    return result->reason == BB_RESULT_REASON_OVERWRITTEN && result->facts != NULL &&
           result->facts->condition == BB_CONDITION_NORMAL;
}

/* TRUE if the job was a backup, and the drive needs recovery because of an earlier flash. */
static gboolean
bb_result_was_only_read (const BbResult *result)
{
    return result->action == BB_ACTION_BACKUP && bb_result_has_interrupted_flash (result);
}

const BbNote *
bb_result_find_note (const BbResult *result, BbNoteCode code)
{
    g_return_val_if_fail (result != NULL, NULL);

    for (guint i = result->noted != NULL ? result->noted->len : 0; i > 0; i--) {
        const BbNote *note = g_ptr_array_index (result->noted, i - 1);

        if (note->code == code)
            return note;
    }
    return NULL;
}

gboolean
bb_result_has_conflict (const BbResult *result)
{
    g_return_val_if_fail (result != NULL, FALSE);

    return result->action == BB_ACTION_BACKUP && result->outcome == BB_OUTCOME_DONE && result->facts != NULL &&
           result->facts->conflict->len > 0 && bb_facts_needs_repair (result->facts);
}

gboolean
bb_result_lacks_repair (const BbResult *result)
{
    g_return_val_if_fail (result != NULL, FALSE);

    return result->action == BB_ACTION_RECOVER && result->reason != BB_RESULT_REASON_DRY_RUN &&
           (result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_ROLLED_BACK) &&
           result->facts != NULL && bb_facts_needs_repair (result->facts);
}

gboolean
bb_result_ends_recovery (const BbResult *result)
{
    g_return_val_if_fail (result != NULL, FALSE);

    return result->action == BB_ACTION_RECOVER && result->outcome == BB_OUTCOME_DONE &&
           !bb_result_lacks_repair (result);
}

gboolean
bb_result_is_worn (const BbResult *result)
{
    g_return_val_if_fail (result != NULL, FALSE);

    return result->reason == BB_RESULT_REASON_WORN ||
           ((result->reason == BB_RESULT_REASON_NONE || result->reason == BB_RESULT_REASON_INTERRUPTED) &&
            (result->outcome == BB_OUTCOME_NEEDS_RECOVERY || bb_result_was_interrupted (result) ||
             bb_result_was_only_read (result)) &&
            bb_journal_record_is_worn (result->journal, result->facts));
}

/* TRUE if the drive reported an error while it was written, and runs firmware in spite of that. */
static gboolean
bb_result_runs_faulty (const BbResult *result)
{
    return result->journal != NULL && result->journal->endangered && result->journal->finish == BB_FINISH_FAULT &&
           result->facts != NULL && result->facts->condition == BB_CONDITION_NORMAL;
}

/* Returns the safety of a drive whose firmware is incomplete or wrong. HAZARD if the drive runs firmware for other
 * hardware; else by the reason of @result. If that reason decides nothing: UNPLUGGED if the drive was disconnected,
 * FAULTY if it runs in spite of an error, POWER_CYCLE if the job ended with it, bb_safety_of_worn(), else POWERED. */
static BbSafety
bb_result_find_unsafety (const BbResult *result)
{
    if (bb_result_runs_wrong_firmware (result))
        return BB_SAFETY_HAZARD;
    switch (result->reason) {
    case BB_RESULT_REASON_IDENTITY_UNDECIDED:
    case BB_RESULT_REASON_IDENTITY_FAILED:
    case BB_RESULT_REASON_BOOT_CODE_PENDING:
        return BB_SAFETY_NONE;
    case BB_RESULT_REASON_PARTS_DIFFER:
        return BB_SAFETY_UNTOUCHED;
    case BB_RESULT_REASON_OVERWRITTEN:
        return bb_result_runs_overwritten (result) ? bb_result_find_unproven (result) : BB_SAFETY_UNSTARTED;
    case BB_RESULT_REASON_NOT_STARTED:
        return bb_result_is_gone (result) ? BB_SAFETY_UNPLUGGED : BB_SAFETY_LEFT;
    case BB_RESULT_REASON_NO_MORE:
    case BB_RESULT_REASON_BOOT_CODE_CUT:
    case BB_RESULT_REASON_BOOT_CODE_LOST:
        return BB_SAFETY_UNKNOWN;
    default:
        if (bb_result_is_gone (result))
            return BB_SAFETY_UNPLUGGED;
        if (bb_result_runs_faulty (result))
            return BB_SAFETY_FAULTY;
        if (result->reason == BB_RESULT_REASON_POWER_CYCLE)
            return BB_SAFETY_POWER_CYCLE;
        return bb_result_is_worn (result)
                   ? bb_safety_of_worn (result->facts, result->journal, result->was_reconnected)
                   : BB_SAFETY_POWERED;
    }
}

/* TRUE if the drive runs firmware for other hardware, and the job has only read the drive. */
static gboolean
bb_result_has_read_wrong_firmware (const BbResult *result)
{
    return (result->action == BB_ACTION_VERIFY || result->action == BB_ACTION_BACKUP) &&
           bb_result_runs_wrong_firmware (result);
}

/*
 * Returns the situation for the sentence about safety:
 * - if the firmware is incomplete or wrong: that of bb_result_find_unsafety()
 * - if another program uses the drive: that of bb_busy_find_safety()
 * - if the drive runs firmware for other hardware, and nothing was written, or not verified yet: HAZARD
 * - if nothing was written: UNTOUCHED, or UNWRITTEN if the drive stays in recovery mode
 * - after a BACKUP of firmware that another program may have written: that of bb_result_find_unproven()
 * - if the message of the result already says whether the drive is safe: NONE
 */
static BbSafety
bb_result_find_safety (const BbResult *result)
{
    if (bb_result_was_interrupted (result))
        return bb_result_find_unsafety (result);
    switch (result->outcome) {
    case BB_OUTCOME_NEEDS_RECOVERY:
        return bb_result_find_unsafety (result);
    case BB_OUTCOME_WRITTEN:
        return bb_result_runs_wrong_firmware (result) ? BB_SAFETY_HAZARD : BB_SAFETY_NONE;
    case BB_OUTCOME_DONE:
        if (bb_result_has_read_wrong_firmware (result))
            return BB_SAFETY_HAZARD;
        if (bb_result_was_only_read (result))
            return bb_result_was_overwritten (result) ? bb_result_find_unproven (result)
                                                      : bb_result_find_unsafety (result);
        return result->reason == BB_RESULT_REASON_DRY_RUN ? BB_SAFETY_UNTOUCHED : BB_SAFETY_NONE;
    case BB_OUTCOME_ROLLED_BACK:
        return BB_SAFETY_NONE;
    case BB_OUTCOME_UNCHANGED:
    case BB_OUTCOME_REFUSED:
    case BB_OUTCOME_NOT_PERMITTED:
    case BB_OUTCOME_NOT_FOUND:
        break;
    }
    if (bb_result_is_busy (result))
        return bb_busy_find_safety (result->error, result->journal);
    if (bb_result_runs_wrong_firmware (result))
        return BB_SAFETY_HAZARD;
    if (result->reason == BB_RESULT_REASON_BOOK_UNDECIDED)
        return BB_SAFETY_NONE;
    return result->reason == BB_RESULT_REASON_STAYS_IN_MODE || result->reason == BB_RESULT_REASON_LEFT_IN_MODE
               ? BB_SAFETY_UNWRITTEN
               : BB_SAFETY_UNTOUCHED;
}

/*
 * Returns (nullable) the open journal that decides whether the firmware is complete. %NULL if this job wrote and
 * verified firmware, new or old: the journal is then open only because it could not be closed. Exception: a journal
 * that another process has locked is always returned.
 */
static BbJournalRecord *
bb_result_get_judged_journal (const BbResult *result)
{
    gboolean is_verified = (result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_ROLLED_BACK) &&
                           (result->proof == BB_PROOF_PROVEN || result->proof == BB_PROOF_IDENTITY);

    if (result->has_sent && is_verified && result->journal != NULL && !result->journal->is_locked)
        return NULL;
    return result->journal;
}

/*
 * Returns whether the drive may lose power. The first of these that applies decides:
 * - NO: bb_result_was_interrupted(), unless the drive runs the firmware of another program
 * - UNKNOWN: another program uses the drive
 * - NO: the drive runs firmware for other hardware
 * - UNKNOWN: another program wrote the firmware, or the firmware was written and not verified, or the drive runs its
 *   old firmware after an error while it was written
 * - NO: the drive needs recovery
 * - UNKNOWN: a VERIFY found other firmware than expected, and bb_drive_get_safe() is YES
 * - YES: the drive stays in recovery mode, but its firmware is unchanged
 * - bb_drive_get_safe() for facts and journal
 */
static BbSafe
bb_result_find_safe (const BbResult *result)
{
    gboolean is_doubtful = bb_result_runs_overwritten (result) || result->reason == BB_RESULT_REASON_KEPT ||
                           result->reason == BB_RESULT_REASON_OLD_UNPROVEN;
    BbSafe safe;

    if (bb_result_was_interrupted (result) && !is_doubtful)
        return BB_SAFE_NO;
    if (bb_result_is_busy (result))
        return BB_SAFE_UNKNOWN;
    if (bb_result_runs_wrong_firmware (result))
        return BB_SAFE_NO;
    if (is_doubtful || result->outcome == BB_OUTCOME_WRITTEN ||
        (bb_result_was_only_read (result) && bb_result_was_overwritten (result)))
        return BB_SAFE_UNKNOWN;
    if (result->outcome == BB_OUTCOME_NEEDS_RECOVERY)
        return BB_SAFE_NO;
    safe = bb_drive_get_safe (result->facts, bb_result_get_judged_journal (result));
    /* Firmware that differs from the expected image may be incomplete. */
    if (safe == BB_SAFE_YES && result->action == BB_ACTION_VERIFY && result->outcome == BB_OUTCOME_UNCHANGED)
        return BB_SAFE_UNKNOWN;
    /* The drive stays in recovery mode, but its firmware is unchanged. */
    if (result->reason == BB_RESULT_REASON_STAYS_IN_MODE && !bb_result_has_interrupted_flash (result))
        return BB_SAFE_YES;
    return safe;
}

/* --- the next step, as it follows from the result --- */

/* TRUE if the firmware does not run, and Burnback cannot recover the drive. */
static gboolean
bb_result_is_lost (const BbResult *result)
{
    return result->facts != NULL && bb_facts_get_boolean (result->facts, BB_FACTS_IS_LOST);
}

/* TRUE if an identified drive must be recovered, even if no operation was interrupted. */
static gboolean
bb_result_is_unhealthy (const BbResult *result)
{
    return result->facts != NULL &&
           (result->facts->condition != BB_CONDITION_NORMAL || bb_facts_needs_repair (result->facts));
}

BbCan
bb_can_with_journal (BbCan can, BbFacts *facts, const BbJournalRecord *journal)
{
    if (journal != NULL && journal->state != BB_JOURNAL_AWAIT_POWER_CYCLE)
        can |= BB_CAN_RECOVER;
    return facts != NULL && bb_facts_get_boolean (facts, BB_FACTS_IS_LOST) ? can & ~BB_CAN_RECOVER : can;
}

/* Returns the operations that the drive supports in its present state. */
static BbCan
bb_result_get_can (const BbResult *result)
{
    const BbFamily *family =
        result->facts != NULL && result->facts->family != NULL ? bb_family_lookup (result->facts->family) : NULL;

    return bb_can_with_journal (family != NULL ? family->can (result->facts) : BB_CAN_IDENTIFY, result->facts,
                                result->journal);
}

/* TRUE if the job failed because the journal or a backup could not be written, also for lack of permission. */
static gboolean
bb_result_is_disk_unwritable (const BbResult *result)
{
    return g_error_matches (result->error, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL) ||
           g_error_matches (result->error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE) ||
           g_error_matches (result->error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
}

/* Returns the next step for a drive that runs firmware which another program may have written: RECOVER_OR_KEEP if the
 * firmware can be read and compared with a file; else RECOVER_TO_KEEP. */
static BbNextStep
bb_result_find_step_overwritten (const BbResult *result)
{
    return bb_family_reads_all (result->facts) ? BB_NEXT_STEP_RECOVER_OR_KEEP : BB_NEXT_STEP_RECOVER_TO_KEEP;
}

/* TRUE if the drive rejected all forms in which the image of the open journal can be sent, so that a recovery cannot
 * finish the interrupted operation. */
static gboolean
bb_result_has_no_attempt_left (const BbResult *result)
{
    g_autofree char *next = result->journal != NULL && bb_journal_record_was_dropped (result->journal)
                                ? bb_journal_record_dup_next_attempt (result->journal)
                                : NULL;

    return result->journal != NULL && bb_journal_record_was_dropped (result->journal) && next == NULL;
}

gboolean
bb_result_blames_file (const BbResult *result)
{
    return result->about.n_same_failures > 1 && !bb_result_is_worn (result);
}

/* Returns the next step for a drive that needs recovery, mainly by the reason of @result; never NONE. If the reason
 * has no step of its own, the first of these that applies: FIX_AND_RECOVER if the disk cannot be written,
 * RECONNECT_AND_RECOVER if the drive was disconnected, RECOVER_WORN if its flash memory is worn, RECOVER. */
static BbNextStep
bb_result_find_step_of_recovery (const BbResult *result)
{
    static const BbNextStep steps[BB_N_RESULT_REASONS] = {
        [BB_RESULT_REASON_WORN] = BB_NEXT_STEP_RECOVER_WORN,
        [BB_RESULT_REASON_NO_IMAGE] = BB_NEXT_STEP_RECOVER_WITH_NEW_FILE,
        [BB_RESULT_REASON_POWER_CYCLE] = BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE,
        [BB_RESULT_REASON_NO_MORE] = BB_NEXT_STEP_RECOVER_ELSEWHERE,
        [BB_RESULT_REASON_PARTS_DIFFER] = BB_NEXT_STEP_RECOVER_PARTS,
        [BB_RESULT_REASON_OTHER_BOOT_CODE] = BB_NEXT_STEP_RECOVER_AS_MODEL,
        [BB_RESULT_REASON_BOOT_CODE_PENDING] = BB_NEXT_STEP_POWER_CYCLE_FOR_BOOT,
        [BB_RESULT_REASON_BOOT_CODE_CUT] = BB_NEXT_STEP_POWER_ON_AND_RECOVER,
        [BB_RESULT_REASON_BOOT_CODE_LOST] = BB_NEXT_STEP_POWER_ON_OR_PROGRAMMER,
        [BB_RESULT_REASON_IDENTITY_UNDECIDED] = BB_NEXT_STEP_RECOVER_IDENTITY,
        [BB_RESULT_REASON_ERASED] = BB_NEXT_STEP_RECOVER_BOTH,
        [BB_RESULT_REASON_IDENTITY_FAILED] = BB_NEXT_STEP_RECOVER_IDENTITY_AGAIN,
    };
    BbNextStep step = steps[result->reason];

    /* The steps of bb_result_find_step_overwritten() are possible only if the firmware runs. */
    if (result->reason == BB_RESULT_REASON_OVERWRITTEN)
        step = bb_result_runs_overwritten (result) ? bb_result_find_step_overwritten (result) : BB_NEXT_STEP_NONE;
    if (result->reason == BB_RESULT_REASON_OTHER_BOOT_CODE && result->about.path != NULL)
        return BB_NEXT_STEP_RECOVER_OR_CONVERT_BACK;
    if (result->reason == BB_RESULT_REASON_PARTS_DIFFER && result->backup == NULL)
        return BB_NEXT_STEP_RECOVER_WITH_NEW_FILE;
    if (bb_result_runs_wrong_firmware (result) &&
        (result->reason == BB_RESULT_REASON_NO_IMAGE ||
         (step == BB_NEXT_STEP_NONE && bb_result_has_no_attempt_left (result))))
        return BB_NEXT_STEP_RECOVER_WITH_OWN_FILE;
    if (step == BB_NEXT_STEP_NONE && bb_result_blames_file (result))
        return result->backup != NULL && bb_backup_is_trusted (result->backup) ? BB_NEXT_STEP_RECOVER_PARTS
                                                                               : BB_NEXT_STEP_RECOVER_WITH_NEW_FILE;
    /* Until the disk can be written, each recovery fails in the same way. Another folder would not have the journal
     * that must be resumed, so the user must make this folder writable. */
    if (bb_result_is_disk_unwritable (result) &&
        (step == BB_NEXT_STEP_NONE || step == BB_NEXT_STEP_RECOVER_OR_KEEP || step == BB_NEXT_STEP_RECOVER_TO_KEEP))
        return BB_NEXT_STEP_FIX_AND_RECOVER;
    if (!bb_result_is_gone (result) && step == BB_NEXT_STEP_NONE && bb_result_is_worn (result))
        return BB_NEXT_STEP_RECOVER_WORN;
    if (!bb_result_is_gone (result))
        return step != BB_NEXT_STEP_NONE ? step : BB_NEXT_STEP_RECOVER;
    if (step == BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE)
        return BB_NEXT_STEP_RECOVER_AFTER_RECONNECTION;
    return step != BB_NEXT_STEP_NONE ? step : BB_NEXT_STEP_RECONNECT_AND_RECOVER;
}

/* Returns the next step for @error of the domain BB_TRANSPORT_ERROR; NONE if the error suggests no step. */
static BbNextStep
bb_result_find_step_of_transport (const GError *error)
{
    switch (error->code) {
    case BB_TRANSPORT_ERROR_GONE:
        return BB_NEXT_STEP_RECONNECT;
    case BB_TRANSPORT_ERROR_IN_USE:
        return BB_NEXT_STEP_WAIT_FOR_PROGRAM;
    case BB_TRANSPORT_ERROR_NO_NODE:
        return BB_NEXT_STEP_LOAD_MODULE;
    case BB_TRANSPORT_ERROR_NOT_PERMITTED:
        return BB_NEXT_STEP_GET_PERMISSION;
    default:
        return BB_NEXT_STEP_NONE;
    }
}

/* Returns the next step that follows from @error (nullable) alone; NONE if it suggests no step. */
static BbNextStep
bb_result_find_step_of_error (const GError *error)
{
    if (error == NULL)
        return BB_NEXT_STEP_NONE;
    if (error->domain == BB_TRANSPORT_ERROR)
        return bb_result_find_step_of_transport (error);
    if (bb_job_error_get_problem (error) == BB_JOB_PROBLEM_NO_SG_NODE)
        return BB_NEXT_STEP_LOAD_MODULE;
    if (error->domain == BB_RUN_ERROR &&
        (error->code == BB_RUN_ERROR_NOT_REFUSED || error->code == BB_RUN_ERROR_UNEXPECTED))
        return BB_NEXT_STEP_REMOVE_BRIDGE;
    if (g_error_matches (error, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE))
        return BB_NEXT_STEP_MAKE_ROOM;
    if (g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        return BB_NEXT_STEP_OTHER_FOLDER;
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY))
        return BB_NEXT_STEP_WAIT_FOR_PROGRAM;
    if (error->domain == BB_STORE_ERROR)
        return BB_NEXT_STEP_OTHER_BACKUP;
    if (error->domain == BB_IMAGE_ERROR || error->domain == BB_ARCHIVE_ERROR)
        return BB_NEXT_STEP_OTHER_FILE;
    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
        g_error_matches (error, BB_RUN_ERROR, BB_RUN_ERROR_STOPPED))
        return BB_NEXT_STEP_START_AGAIN;
    return BB_NEXT_STEP_NONE;
}

/* TRUE if the job was refused because the drive must be recovered first. */
static gboolean
bb_result_wants_recovery_first (const BbResult *result)
{
    GPtrArray *consents = result->error != NULL && result->error->domain == BB_JOB_ERROR
                              ? bb_job_error_get_consents (result->error)
                              : NULL;

    switch (bb_job_error_get_problem (result->error)) {
    case BB_JOB_PROBLEM_NO_FIRMWARE:
    case BB_JOB_PROBLEM_FIRMWARE_INCOMPLETE:
    case BB_JOB_PROBLEM_IDENTITY_DAMAGED:
        return TRUE;
    default:
        return consents != NULL && bb_consents_have (consents, BB_CONSENT_KIND_NEEDS_RECOVERY);
    }
}

/* Returns the recovery that must come before the refused job; NONE if the drive cannot be recovered. */
static BbNextStep
bb_result_find_step_before (const BbResult *result)
{
    if ((bb_result_get_can (result) & BB_CAN_RECOVER) == 0)
        return BB_NEXT_STEP_NONE;
    if (result->facts != NULL && !bb_result_has_interrupted_flash (result) && bb_facts_needs_repair (result->facts))
        return BB_NEXT_STEP_RECOVER_CONFLICT;
    return bb_result_find_step_of_recovery (result);
}

/* Returns the next step after a VERIFY that found other firmware. If Burnback never wrote to the drive, NONE: the
 * drive has other firmware than the image, and that is no fault. Else VERIFY_AGAIN if a backup can be restored,
 * VERIFY_OR_FLASH_AGAIN if not, and POWER_CYCLE_AND_VERIFY if the drive cannot be flashed either. */
static BbNextStep
bb_result_find_step_different (const BbResult *result)
{
    BbCan can = bb_result_get_can (result);

    if (!result->was_flashed)
        return BB_NEXT_STEP_NONE;
    if ((can & BB_CAN_FLASH) == 0)
        return BB_NEXT_STEP_POWER_CYCLE_AND_VERIFY;
    return result->has_backup && (can & BB_CAN_ROLLBACK) != 0 ? BB_NEXT_STEP_VERIFY_AGAIN
                                                              : BB_NEXT_STEP_VERIFY_OR_FLASH_AGAIN;
}

/* Returns the next step of a ROLLBACK of an identified drive without a backup: to flash a file if the drive accepts
 * one; else to recover the drive. NONE if the drive can neither be flashed nor recovered. */
static BbNextStep
bb_result_find_step_without_backup (const BbResult *result)
{
    BbCan can = bb_result_get_can (result);

    if (!bb_result_is_unhealthy (result))
        return (can & BB_CAN_FLASH) != 0 ? BB_NEXT_STEP_FLASH_OLD_FILE : BB_NEXT_STEP_NONE;
    if ((can & BB_CAN_RECOVER) == 0)
        return BB_NEXT_STEP_NONE;
    if (bb_family_get_no_flash (result->facts) != NULL)
        return BB_NEXT_STEP_RECOVER;
    return bb_facts_needs_repair (result->facts) ? BB_NEXT_STEP_RECOVER_CONFLICT : BB_NEXT_STEP_RECOVER_WITH_NEW_FILE;
}

/* Returns the next step for the outcome NOT_FOUND. */
static BbNextStep
bb_result_find_step_not_found (const BbResult *result)
{
    gboolean can_save = (bb_result_get_can (result) & BB_CAN_BACKUP) != 0 && bb_family_reads_all (result->facts);

    if (result->action == BB_ACTION_ROLLBACK && result->facts != NULL)
        return bb_result_find_step_without_backup (result);
    if (result->action == BB_ACTION_VERIFY)
        return can_save ? BB_NEXT_STEP_NAME_FILE : BB_NEXT_STEP_NAME_FILE_ONLY;
    return BB_NEXT_STEP_CHECK_DRIVE;
}

/* Returns the next step for the outcome REFUSED. If the drive does not support the operation: RECOVER if a recovery
 * changes that, else NONE, because the user can do nothing about it. */
static BbNextStep
bb_result_find_step_refused (const BbResult *result)
{
    BbCan can = bb_result_get_can (result);
    BbJobProblem problem = bb_job_error_get_problem (result->error);
    /* A recovery of a lost drive may still be possible with a record of the drive, so the user can fix that. */
    gboolean never_writes = bb_family_get_no_flash (result->facts) != NULL ||
                            (bb_result_is_lost (result) && result->action != BB_ACTION_RECOVER);
    gboolean reads = result->action == BB_ACTION_BACKUP || result->action == BB_ACTION_VERIFY;
    gboolean writes = !reads && result->action != BB_ACTION_LOOK && result->action != BB_ACTION_REPORT &&
                      result->action != BB_ACTION_BOOK_TYPE;

    if (problem == BB_JOB_PROBLEM_UNKNOWN_DRIVE || problem == BB_JOB_PROBLEM_CANNOT_CONVERT ||
        problem == BB_JOB_PROBLEM_BOOKS_UNKNOWN)
        return BB_NEXT_STEP_NONE;
    if (reads && result->facts != NULL && g_error_matches (result->error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT) &&
        (can & (result->action == BB_ACTION_BACKUP ? BB_CAN_BACKUP : BB_CAN_VERIFY)) == 0)
        return bb_result_is_unhealthy (result) && (can & BB_CAN_RECOVER) != 0 ? BB_NEXT_STEP_RECOVER
                                                                              : BB_NEXT_STEP_NONE;
    if (writes && never_writes)
        return BB_NEXT_STEP_NONE;
    return result->action == BB_ACTION_CHECK || result->action == BB_ACTION_FLASH ? BB_NEXT_STEP_FIX_OR_OTHER_FILE
                                                                                  : BB_NEXT_STEP_FIX;
}

/* Returns the next step for the outcome UNCHANGED, if bb_result_find_step_of_error() suggests none: that of
 * bb_result_find_step_different() after a VERIFY without error, REMOVE_BRIDGE_SILENT for the reason SILENT,
 * START_AGAIN without error, CHECK_CABLE for a rejected checksum, else TRY_AGAIN. */
static BbNextStep
bb_result_find_step_unchanged (const BbResult *result)
{
    if (result->action == BB_ACTION_VERIFY && result->error == NULL)
        return bb_result_find_step_different (result);
    if (result->reason == BB_RESULT_REASON_SILENT)
        return BB_NEXT_STEP_REMOVE_BRIDGE_SILENT;
    if (result->error == NULL)
        return BB_NEXT_STEP_START_AGAIN;
    if (g_error_matches (result->error, BB_RUN_ERROR, BB_RUN_ERROR_SUM_REFUSED))
        return BB_NEXT_STEP_CHECK_CABLE;
    return BB_NEXT_STEP_TRY_AGAIN;
}

/* TRUE if the job failed or the verdict refuses because the key file is missing or wrong. */
static gboolean
bb_result_wants_key (const BbResult *result)
{
    return g_error_matches (result->error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY) ||
           (result->review != NULL && bb_verdict_has (result->review->verdict, BB_REASON_WRONG_KEY));
}

/* Returns the next step if nothing was written: usually to remove the cause of the failure; after an interrupted
 * flash, to recover the drive. NONE if the user can do nothing. */
static BbNextStep
bb_result_find_step_unwritten (const BbResult *result)
{
    BbNextStep helps = bb_result_find_step_of_error (result->error);
    BbJobProblem problem = bb_job_error_get_problem (result->error);

    if (result->reason == BB_RESULT_REASON_INTERRUPTED && bb_result_wants_key (result))
        return BB_NEXT_STEP_RECOVER_WITH_KEY_FILE;
    if (bb_result_was_interrupted (result) || problem == BB_JOB_PROBLEM_FLASH_INTERRUPTED)
        return bb_result_find_step_of_recovery (result);
    if (bb_result_wants_key (result))
        return BB_NEXT_STEP_KEY_FILE;
    /* Only firmware for its own hardware can help such a drive; no backup and no other operation can. */
    if (bb_result_runs_wrong_firmware (result) &&
        (helps == BB_NEXT_STEP_NONE || helps == BB_NEXT_STEP_OTHER_BACKUP || helps == BB_NEXT_STEP_OTHER_FILE))
        return BB_NEXT_STEP_RECOVER_WITH_OWN_FILE;
    if (bb_result_wants_recovery_first (result))
        return bb_result_find_step_before (result);
    if (helps != BB_NEXT_STEP_NONE)
        return helps;
    if (result->about.unread != NULL)
        return BB_NEXT_STEP_FIX;
    switch (result->outcome) {
    case BB_OUTCOME_UNCHANGED:
        return bb_result_find_step_unchanged (result);
    case BB_OUTCOME_NOT_PERMITTED:
        return BB_NEXT_STEP_GET_PERMISSION;
    case BB_OUTCOME_NOT_FOUND:
        return bb_result_find_step_not_found (result);
    default:
        return bb_result_find_step_refused (result);
    }
}

/* Returns the next step for firmware that was written and is not verified: TRY_A_DISC for %BB_PROOF_UNPROVEN, else
 * POWER_CYCLE_AND_VERIFY. After a boot code or a repaired identity, returns the recovery that must follow. */
static BbNextStep
bb_result_find_step_written (const BbResult *result)
{
    if (result->reason == BB_RESULT_REASON_BOOT_CODE_SENT)
        return BB_NEXT_STEP_POWER_CYCLE_AND_RECOVER;
    if (result->reason == BB_RESULT_REASON_IDENTITY_REPAIRED)
        return BB_NEXT_STEP_RECOVER_FIRMWARE_AS_WELL;
    return result->proof == BB_PROOF_UNPROVEN ? BB_NEXT_STEP_TRY_A_DISC : BB_NEXT_STEP_POWER_CYCLE_AND_VERIFY;
}

/* Returns the next step that follows from the result; NONE if nothing is to be done. */
static BbNextStep
bb_result_find_next_step (const BbResult *result)
{
    if (result->about.advice != NULL)
        return BB_NEXT_STEP_ADVICE;
    if (result->reason == BB_RESULT_REASON_STAYS_IN_MODE)
        return BB_NEXT_STEP_POWER_CYCLE;
    if (result->reason == BB_RESULT_REASON_LEFT_IN_MODE)
        return BB_NEXT_STEP_RECONNECT_AND_POWER_CYCLE;
    if (bb_result_has_read_wrong_firmware (result) && !bb_result_has_interrupted_flash (result) &&
        (result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_WRITTEN))
        return BB_NEXT_STEP_RECOVER_WITH_OWN_FILE;
    switch (result->outcome) {
    case BB_OUTCOME_NEEDS_RECOVERY:
        return bb_result_find_step_of_recovery (result);
    case BB_OUTCOME_WRITTEN:
        return bb_result_was_interrupted (result) ? bb_result_find_step_of_recovery (result)
                                                  : bb_result_find_step_written (result);
    case BB_OUTCOME_ROLLED_BACK:
        return bb_result_lacks_repair (result) ? BB_NEXT_STEP_RECOVER_CONFLICT : BB_NEXT_STEP_READ_DETAILS;
    case BB_OUTCOME_DONE:
        if (result->reason == BB_RESULT_REASON_KEPT || result->reason == BB_RESULT_REASON_OLD_UNPROVEN)
            return BB_NEXT_STEP_TRY_A_DISC;
        if (bb_result_was_only_read (result))
            return bb_result_was_overwritten (result) ? bb_result_find_step_overwritten (result)
                                                      : bb_result_find_step_of_recovery (result);
        if (bb_result_has_conflict (result) || bb_result_lacks_repair (result))
            return BB_NEXT_STEP_RECOVER_CONFLICT;
        return result->reason == BB_RESULT_REASON_IDENTITY_REPAIRED ? BB_NEXT_STEP_POWER_CYCLE_ONCE
                                                                    : BB_NEXT_STEP_NONE;
    default:
        return bb_result_find_step_unwritten (result);
    }
}

void
bb_result_conclude (BbResult *result)
{
    g_return_if_fail (result != NULL);

    if (result->next_step == BB_NEXT_STEP_NONE)
        result->next_step = bb_result_find_next_step (result);
    result->safety = bb_result_find_safety (result);
    result->safe = bb_result_find_safe (result);
}
