/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flash-map.h"
#include "bb-flow-hold.h"

#include <glib/gi18n-lib.h>

/**
 * BbWriting: the tries of one flash. A try runs one plan; after a failed try another plan may follow.
 * @image: the image that is written now
 * @old: (nullable): the previous firmware, which can be restored
 * @is_restoring: TRUE while @image is @old
 * @began_restoring: TRUE if @image was @old from the first try on
 * @attempt: number of the recovery attempt that runs; %BB_ATTEMPT_PLAIN in the first try of a flash
 * @n_failures: failed tries of @image; decides whether the policy allows another try
 * @n_attempts: tries of @image and restarts of its sections; only for the text of the question to the user
 * @endangered: TRUE if the drive may have no complete firmware now
 * @inquiry_only: TRUE if only INQUIRY was sent to the drive so far, see bb_runner_set_inquiry_only()
 * @wants_power_cycle: TRUE if no other try is possible before a power cycle
 * @error: (nullable): the error of the last try
 * @restored_after: (nullable): the error after which the old image was restored
 */
typedef struct {
    BbFlow *flow;
    const BbBegun *begun;
    BbImage *image;
    BbImage *old;
    gboolean is_restoring;
    gboolean began_restoring;
    guint attempt;
    guint n_failures;
    guint n_attempts;
    gboolean endangered;
    gboolean inquiry_only;
    gboolean wants_power_cycle;
    GError *error;
    GError *restored_after;
} BbWriting;

/* The state of the drive after a try. */
typedef enum {
    BB_WRITE_DONE,      /* the image was written; bb_flow_get_proof() says whether this was verified */
    BB_WRITE_AS_BEFORE, /* the drive is unchanged */
    BB_WRITE_BROKEN,    /* no complete firmware; another try is possible */
    BB_WRITE_GONE,      /* no complete firmware, and the drive does not respond */
} BbWriteState;

/* --- the state of the drive after a try --- */

static gboolean
bb_writing_is_gone (const GError *error)
{
    return g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
}

/* Called if the plan was completed, but the drive stays in recovery mode. Sets @error and @endangered, marks the
 * firmware as not verified, and records in the journal that step number @step endangered the drive again. Returns
 * BROKEN. */
static BbWriteState
bb_writing_stays_in_mode (BbWriting *self, guint step)
{
    g_clear_error (&self->error);
    g_set_error_literal (&self->error, BB_RUN_ERROR, BB_RUN_ERROR_NEVER_READY,
                         "everything was written, but the drive stays in recovery mode");
    self->endangered = TRUE;
    bb_flow_take_verified (self->flow, bb_verified_new_open (FALSE));
    (void) bb_journal_add_step (self->flow->journal, step, TRUE, NULL);
    return BB_WRITE_BROKEN;
}

/* TRUE if the request asks for a flash without verification. Always FALSE if the firmware can be read back, or if the
 * old firmware is restored. */
static gboolean
bb_writing_is_without_proof (BbWriting *self)
{
    BbFlow *flow = self->flow;

    return flow->request->action == BB_ACTION_FLASH && (flow->request->flags & BB_JOB_FLAG_WITHOUT_PROOF) != 0 &&
           !self->is_restoring && !bb_flow_can_read_back (flow);
}

/* Called if all was written, but the verification ended with an error. Marks the verification as pending, because it
 * is possible after a power cycle. If the drive is in recovery mode, makes it leave that mode. Returns
 * - BROKEN if the drive accepts the command to leave recovery mode, but stays there
 * - DONE in all other cases. If that command fails, adds a note. */
static BbWriteState
bb_writing_after_lost_proof (BbWriting *self, guint step)
{
    BbFlow *flow = self->flow;
    g_autoptr (GError) error = NULL;

    bb_flow_take_verified (flow, bb_verified_new_open (TRUE));
    if (!bb_flow_identify (flow, &error) || flow->facts->condition != BB_CONDITION_SPECIAL)
        return BB_WRITE_DONE;
    if (bb_flow_leave_recovery_mode (flow, &error))
        return BB_WRITE_DONE;
    if (error == NULL)
        return bb_writing_stays_in_mode (self, step);
    (void) bb_flow_note_error (flow, error);
    return BB_WRITE_DONE;
}

/* Called if the firmware reads back differently. Reads all of it again, because the difference may be a read error.
 * The second comparison becomes the newest verification.
 * - It shows no difference: returns DONE.
 * - It shows a difference: sets @error, marks the drive as endangered (in the journal, too) even if the firmware
 *   runs, and returns BROKEN.
 * - Reading fails: adds a note, and returns the state of bb_writing_after_lost_proof(). */
static BbWriteState
bb_writing_read_again (BbWriting *self, BbFacts *before, BbPlan *plan)
{
    BbFlow *flow = self->flow;
    g_autoptr (GError) error = NULL;
    BbVerified *verified = bb_verified_new_after (flow, bb_begun_get_recorded (self->begun), before, self->image,
                                                  FALSE, flow->verified, &error);

    if (verified == NULL) {
        (void) bb_flow_note_error (flow, error);
        return bb_writing_after_lost_proof (self, bb_plan_get_n_steps (plan));
    }
    bb_flow_take_verified (flow, verified);
    if (bb_verified_get_proof (verified) != BB_PROOF_DIFFERENT)
        return BB_WRITE_DONE;
    g_set_error_literal (&self->error, BB_RUN_ERROR, BB_RUN_ERROR_NOT_WRITTEN,
                         "everything was written, but it reads back otherwise, twice");
    self->endangered = TRUE;
    (void) bb_journal_add_step (flow->journal, bb_plan_get_n_steps (plan), TRUE, NULL);
    return BB_WRITE_BROKEN;
}

/* TRUE if Burnback ended the try (cancelled, stopped by the user, journal error) and the drive reported no error. */
static gboolean
bb_writing_is_ended_by_host (const BbWriting *self)
{
    return g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
           g_error_matches (self->error, BB_RUN_ERROR, BB_RUN_ERROR_STOPPED) ||
           g_error_matches (self->error, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL);
}

/* Sets the advice of the result to a sentence from explain_refusal() of the family. It says why the drive rejected
 * @step; if @step is %NULL, why the drive rejected the whole image. Does nothing if Burnback itself ended the try, or
 * if @step is a checksum step that failed although the drive reported no error. */
static void
bb_writing_explain_refusal (BbWriting *self, BbFacts *before, const BbStep *step)
{
    const BbFamily *family = self->flow->family;
    BbRefusedPlan refusal = {.image = self->image, .step = step, .error = self->error, .before = before};
    g_autofree char *next = NULL;

    if (family->explain_refusal == NULL || bb_writing_is_ended_by_host (self) ||
        (step != NULL && step->kind == BB_STEP_CHECKSUM && self->error->domain != BB_SCSI_ERROR &&
         !g_error_matches (self->error, BB_RUN_ERROR, BB_RUN_ERROR_SUM_REFUSED)))
        return;
    next = bb_journal_record_dup_next_attempt (bb_journal_get_record (self->flow->journal));
    refusal.next = next;
    g_free (self->flow->draft.about.advice);
    self->flow->draft.about.advice = family->explain_refusal (&refusal);
}

/* Called if the plan was completed although the drive reported an error while it was endangered, and nothing shows
 * that the drive has the image. Sets @error and @endangered, the latter in the journal, too. Returns BROKEN. */
static BbWriteState
bb_writing_after_fault (BbWriting *self, BbPlan *plan, const BbRunReport *report)
{
    self->error = g_error_copy (report->fault);
    self->endangered = TRUE;
    (void) bb_journal_add_step (self->flow->journal, bb_plan_get_n_steps (plan), TRUE, NULL);
    return BB_WRITE_BROKEN;
}

/* Identifies and verifies the drive after @plan was completed. Sets verification, @endangered and, if the image was
 * not taken or not verified, the reason of the result. Returns
 * - DONE normally, also if the verification is impossible or must wait for a power cycle
 * - AS_BEFORE if the drive did not take the image, and its firmware ran before the try
 * - BROKEN if the drive did not take the image and its firmware did not run before, if the drive stays in recovery
 *   mode, if the firmware reads back differently, or if the drive reported an error while writing and nothing shows
 *   that it has the image
 * @before: facts of the drive before the try */
static BbWriteState
bb_writing_after_success (BbWriting *self, BbFacts *before, BbPlan *plan, const BbRunReport *report)
{
    BbFlow *flow = self->flow;
    BbProof proof;

    /* If a power cycle must follow the plan, no command is sent before that power cycle, so the drive is not
     * identified here. */
    if (bb_plan_needs_power_cycle (plan)) {
        self->endangered = FALSE;
        bb_flow_take_verified (flow, bb_verified_new_open (TRUE));
        return BB_WRITE_DONE;
    }
    if (!bb_flow_identify (flow, &self->error)) {
        bb_flow_take_verified (flow, bb_verified_new_open (TRUE));
        return BB_WRITE_DONE;
    }
    if (flow->facts->condition == BB_CONDITION_SPECIAL) {
        self->wants_power_cycle = bb_plan_repeats_after_power_cycle (plan);
        return bb_writing_stays_in_mode (self, bb_plan_get_n_steps (plan));
    }
    self->endangered = FALSE;
    if (report->fault == NULL && bb_writing_is_without_proof (self)) {
        flow->draft.reason = BB_RESULT_REASON_NOT_VERIFIED;
        bb_flow_take_verified (flow, bb_verified_new_open (FALSE));
        return BB_WRITE_DONE;
    }
    /* After the old image was restored, the drive reports the same revision as in @before. This does not mean that it
     * rejected the image, so %NULL is passed instead of @before. */
    bb_flow_take_verified (flow,
                           bb_verified_new_written (flow, bb_begun_get_recorded (self->begun),
                                                    self->is_restoring && !self->began_restoring ? NULL : before,
                                                    self->image, plan, report));
    proof = bb_flow_get_proof (flow);
    if (proof == BB_PROOF_DIFFERENT)
        return bb_writing_read_again (self, before, plan);
    if (report->fault != NULL && (proof == BB_PROOF_UNCHANGED || proof == BB_PROOF_UNPROVEN))
        return bb_writing_after_fault (self, plan, report);
    if (proof == BB_PROOF_PENDING || proof == BB_PROOF_UNPROVEN)
        bb_flow_note_other_name (flow, before);
    if (proof != BB_PROOF_UNCHANGED)
        return BB_WRITE_DONE;
    flow->draft.reason = report->finish == BB_FINISH_REFUSED ? BB_RESULT_REASON_NOT_TAKEN : BB_RESULT_REASON_SILENT;
    self->wants_power_cycle = bb_plan_repeats_after_power_cycle (plan);
    bb_writing_explain_refusal (self, before, NULL);
    return before->condition == BB_CONDITION_NORMAL ? BB_WRITE_AS_BEFORE : BB_WRITE_BROKEN;
}

/* TRUE if the verification @verified (nullable) shows that the drive has the image with which it was compared. If the
 * drive reported an error while it was endangered (@report), only the content shows this: the drive may report its
 * identity from a part of the memory that is intact. */
static gboolean
bb_writing_has_image (const BbVerified *verified, const BbRunReport *report)
{
    return bb_verified_is_good (verified) &&
           (report->fault == NULL || bb_verified_get_proof (verified) == BB_PROOF_PROVEN);
}

/* TRUE if the verification @verified (nullable) shows that the drive still has its previous firmware. Always FALSE if
 * the drive reported an error while it was endangered, because families also conclude this from the identity. */
static gboolean
bb_writing_is_unchanged (const BbVerified *verified, const BbRunReport *report)
{
    return verified != NULL && report->fault == NULL && bb_verified_get_proof (verified) == BB_PROOF_UNCHANGED;
}

/* Returns the state of a drive that runs firmware although a step failed that endangered it:
 * - DONE: it is the new firmware. Clears error and advice of the try.
 * - AS_BEFORE: it is the old firmware, which also ran before the try.
 * - BROKEN: all other cases.
 * If the drive itself reported an error, only its content counts, not what it reports of its identity.
 * For DONE and AS_BEFORE, clears @endangered and takes the verification for the result. */
static BbWriteState
bb_writing_find_running (BbWriting *self, BbFacts *before, const BbRunReport *report)
{
    BbFlow *flow = self->flow;
    /* TRUE if the drive rejected the step. bb_verified_new() gets this value as @power_cycled: a difference then
     * counts, although there was no power cycle. */
    gboolean refused =
        report->fault == NULL && (self->error->domain == BB_SCSI_ERROR ||
                                  g_error_matches (self->error, BB_RUN_ERROR, BB_RUN_ERROR_SUM_REFUSED));
    const BbRecorded *recorded = bb_begun_get_recorded (self->begun);
    g_autoptr (BbVerified) verified = bb_verified_new (flow, recorded, before, self->image, refused, NULL);

    if (bb_writing_has_image (verified, report)) {
        bb_flow_take_verified (flow, g_steal_pointer (&verified));
        self->endangered = FALSE;
        g_clear_error (&self->error);
        g_clear_pointer (&flow->draft.about.advice, g_free);
        return BB_WRITE_DONE;
    }
    if (before->condition != BB_CONDITION_NORMAL)
        return BB_WRITE_BROKEN;
    if (!bb_writing_is_unchanged (verified, report) && self->old != NULL && !self->is_restoring) {
        g_clear_pointer (&verified, bb_verified_unref);
        verified = bb_verified_new (flow, recorded, before, self->old, FALSE, NULL);
    }
    if (!bb_writing_is_unchanged (verified, report) && !bb_writing_has_image (verified, report))
        return BB_WRITE_BROKEN;
    self->endangered = FALSE;
    bb_flow_take_verified (flow, g_steal_pointer (&verified));
    return BB_WRITE_AS_BEFORE;
}

/* TRUE if an upload failed and the drive, which ran its firmware before the try, is in recovery mode now. Such a
 * drive may have erased its firmware before all data arrived, so marks it as endangered, in the journal, too. */
static gboolean
bb_writing_lost_firmware (BbWriting *self, BbFacts *before, const BbRunReport *report)
{
    BbFlow *flow = self->flow;

    if (report->failed_step == NULL || report->failed_step->kind != BB_STEP_UPLOAD ||
        before->condition != BB_CONDITION_NORMAL || flow->facts == NULL ||
        flow->facts->condition != BB_CONDITION_SPECIAL)
        return FALSE;
    self->endangered = TRUE;
    (void) bb_journal_add_step (flow->journal, report->failed_number, TRUE, NULL);
    (void) bb_journal_add_failure (flow->journal, report->failed_step->address, NULL, NULL);
    return TRUE;
}

/* Returns the state of the drive after a step failed:
 * - The firmware was already complete: the state from bb_writing_after_lost_proof().
 * - No step endangered the drive: first makes a connected drive leave recovery mode. AS_BEFORE if the firmware ran
 *   before the try and is not lost, else BROKEN.
 * - A step endangered the drive: GONE if the drive does not respond. If the drive runs firmware, the state from
 *   bb_writing_find_running(); else BROKEN.
 * @before: facts of the drive before the try */
static BbWriteState
bb_writing_after_failure (BbWriting *self, BbFacts *before, const BbRunReport *report)
{
    BbFlow *flow = self->flow;
    g_autoptr (GError) error = NULL;

    if (report->healed)
        return bb_writing_after_lost_proof (self, report->failed_number);
    if (report->failed_step != NULL)
        bb_writing_explain_refusal (self, before, report->failed_step);
    if (!self->endangered) {
        if (!bb_writing_is_gone (self->error))
            bb_flow_restore_normal_mode (flow);
        if (bb_writing_lost_firmware (self, before, report))
            return BB_WRITE_BROKEN;
        return before->condition == BB_CONDITION_NORMAL ? BB_WRITE_AS_BEFORE : BB_WRITE_BROKEN;
    }
    if (bb_writing_is_gone (self->error))
        return BB_WRITE_GONE;
    if (!bb_flow_identify (flow, &error)) {
        (void) bb_flow_note_error (flow, error);
        if (!bb_writing_is_gone (error))
            return BB_WRITE_BROKEN;
        /* The drive was disconnected while a step waited for it. The error of the result must say so, because the
         * user must reconnect the drive first. */
        g_clear_error (&self->error);
        self->error = g_steal_pointer (&error);
        return BB_WRITE_GONE;
    }
    if (flow->facts->condition == BB_CONDITION_NORMAL)
        return bb_writing_find_running (self, before, report);
    return BB_WRITE_BROKEN;
}

/* TRUE if @error, of the domain BB_SCSI_ERROR, may come from the flash memory; TRUE also without sense data. FALSE
 * for illegal request, not ready and unit attention, which a bridge or a cable can cause, too. */
static gboolean
bb_writing_is_flash_failure (const GError *error)
{
    const BbSense *sense = bb_scsi_error_get_sense (error);

    return sense == NULL || !sense->valid ||
           (sense->key != BB_SENSE_KEY_NOT_READY && sense->key != BB_SENSE_KEY_ILLEGAL_REQUEST &&
            sense->key != BB_SENSE_KEY_UNIT_ATTENTION);
}

/* Sets the reason of the result to WORN, with the number of the worn block from the journal. The worn block is not
 * always the block that failed in this try. */
static void
bb_writing_set_worn (BbWriting *self)
{
    BbJournalRecord *record = bb_journal_get_record (self->flow->journal);

    self->flow->draft.reason = BB_RESULT_REASON_WORN;
    self->flow->draft.about.worn_block = record->worn_block;
    self->flow->draft.about.n_worn_blocks = record->n_worn_blocks;
}

/* If the drive failed to erase or program a block, records that in the journal. If the journal then shows that the
 * flash memory is worn, this becomes the reason of the result. Records nothing for a step that programs all data at
 * once, because such a step does not show which block failed. */
static void
bb_writing_record_block (BbWriting *self, BbPlan *plan, const BbRunReport *report)
{
    BbJournal *journal = self->flow->journal;
    BbJournalRecord *record = bb_journal_get_record (journal);
    const BbStep *step = report->failed_step;
    const char *sha256 = bb_image_get_sha256 (self->image);

    if (step == NULL || (step->kind != BB_STEP_ERASE && step->kind != BB_STEP_PROGRAM) ||
        (step->kind == BB_STEP_PROGRAM && !bb_plan_programs_blocks (plan)) || self->error->domain != BB_SCSI_ERROR ||
        !bb_writing_is_flash_failure (self->error))
        return;
    (void) bb_journal_add_failure (journal, step->address, sha256, NULL);
    if (bb_journal_record_is_worn (record, NULL))
        bb_writing_set_worn (self);
}

/* For an image that was sent as a candidate, one of several forms of the image. If the drive received all of it and
 * stays in recovery mode, the same candidate would fail again. Then records in the journal that the drive has
 * answered this candidate, and sets the advice of the result. */
static void
bb_writing_record_kept_boot_code (BbWriting *self, BbFacts *before, BbPlan *plan, const BbRunReport *report)
{
    if (bb_plan_get_candidate (plan) == NULL || report->failed_step == NULL ||
        report->failed_step->kind != BB_STEP_WAIT || bb_writing_is_ended_by_host (self) ||
        self->flow->facts->condition != BB_CONDITION_SPECIAL)
        return;
    (void) bb_journal_add_finish (self->flow->journal,
                                  report->finish != BB_FINISH_UNKNOWN ? report->finish : BB_FINISH_BUSY, NULL);
    bb_writing_explain_refusal (self, before, NULL);
}

/* Returns (transfer full) the failure of a try as one word for the journal: the kind of the step, and its sense data
 * or error code; "kept-old-firmware" if @error is NULL. */
static char *
bb_writing_dup_failure (const GError *error, const BbRunReport *report)
{
    const BbSense *sense = bb_scsi_error_get_sense (error);
    const char *step = report->failed_step != NULL ? bb_step_kind_to_string (report->failed_step->kind) : "end";

    if (error == NULL)
        return g_strdup ("kept-old-firmware");
    if (sense != NULL && sense->valid)
        return g_strdup_printf ("%s:%X/%02X/%02X", step, sense->key, sense->asc, sense->ascq);
    return g_strdup_printf ("%s:%s:%d", step, g_quark_to_string (error->domain), error->code);
}

/* Records in the journal how a recovery with @image failed. Sets @n_same_failures of the result to the number of
 * recoveries with this image that failed in the same way; from 2 on, the file may be the cause. Does not count tries
 * that restore the old firmware or that the host ended. */
static void
bb_writing_record_recovery_failure (BbWriting *self, const BbRunReport *report)
{
    const char *sha256 = bb_image_get_sha256 (self->image);
    g_autofree char *how = NULL;

    if (self->is_restoring || self->flow->request->action != BB_ACTION_RECOVER ||
        (self->error != NULL && bb_writing_is_ended_by_host (self)))
        return;
    how = bb_writing_dup_failure (self->error, report);
    (void) bb_journal_add_recovery_failure (self->flow->journal, sha256, how, NULL);
    self->flow->draft.about.n_same_failures =
        bb_journal_record_count_same_failures (bb_journal_get_record (self->flow->journal), sha256);
}

/* TRUE if a drive with incomplete firmware did not enter recovery mode. Such firmware may accept only the first key
 * for recovery mode after power-on, so a power cycle must come before the next try. */
static gboolean
bb_writing_was_key_refused (BbWriting *self, BbFacts *before, const BbRunReport *report)
{
    return before->condition == BB_CONDITION_HALF_ALIVE && !report->touched &&
           self->flow->facts->condition != BB_CONDITION_SPECIAL;
}

/* TRUE if the drive rejected a piece of the candidate that was sent, which means that the drive rejects the whole
 * candidate. */
static gboolean
bb_writing_was_candidate_rejected (BbWriting *self, BbPlan *plan, const BbRunReport *report)
{
    const BbSense *sense = bb_scsi_error_get_sense (self->error);

    return bb_plan_get_candidate (plan) != NULL && report->failed_step != NULL && sense != NULL && sense->valid &&
           sense->key == BB_SENSE_KEY_ILLEGAL_REQUEST &&
           (report->failed_step->kind == BB_STEP_UPLOAD || report->failed_step->kind == BB_STEP_PROGRAM);
}

/* Adds a note with the error of the try, and sets the number of the failed block in the result. */
static void
bb_writing_note_failure (BbWriting *self, const BbRunReport *report)
{
    BbResultParameters *about = &self->flow->draft.about;
    BbNote *note = bb_flow_note_error (self->flow, self->error);

    about->block = report->failed_step != NULL ? report->failed_block : 0;
    about->n_blocks = report->n_blocks;
    note->numbers[0] = about->block;
    note->numbers[1] = about->n_blocks;
}

/* Runs @plan and returns the state of the drive after it. Sets @error, @endangered and @wants_power_cycle, and
 * records a failure in the journal and in the result. Clears the reason of the result before the try. */
static BbWriteState
bb_writing_try (BbWriting *self, BbPlan *plan)
{
    BbFlow *flow = self->flow;
    g_autoptr (BbFacts) before = bb_facts_ref (flow->facts);
    g_autoptr (BbRunner) runner = bb_begun_new_runner (flow, self->begun, plan, flow->job, self->endangered);
    const BbRunReport *report = bb_runner_get_report (runner);
    BbWriteState state;
    gboolean good;

    if (self->is_restoring)
        bb_runner_set_restores (runner);
    g_clear_error (&self->error);
    flow->draft.reason = BB_RESULT_REASON_NONE;
    /* The power mark is recorded before a candidate is sent, because a killed program could not record it later. */
    if (bb_plan_get_candidate (plan) != NULL)
        bb_flow_note_power (flow);
    if (self->inquiry_only)
        bb_runner_set_inquiry_only (runner);
    self->inquiry_only = FALSE;
    good = bb_runner_run (runner, &self->error);
    flow->draft.n_endangered_commands += report->n_endangered_commands;
    self->n_attempts += report->n_restarts;
    if (report->touched)
        flow->was_in_recovery_mode = TRUE;
    self->endangered = report->endangered;
    self->wants_power_cycle = report->power_cycle;
    if (report->fault != NULL)
        (void) bb_journal_add_finish (flow->journal, BB_FINISH_FAULT, NULL);
    if (good) {
        state = bb_writing_after_success (self, before, plan, report);
        if (state == BB_WRITE_BROKEN)
            bb_writing_record_recovery_failure (self, report);
        return state;
    }
    bb_writing_note_failure (self, report);
    if (bb_writing_was_candidate_rejected (self, plan, report))
        (void) bb_journal_add_finish (flow->journal, BB_FINISH_REFUSED, NULL);
    bb_writing_record_block (self, plan, report);
    state = bb_writing_after_failure (self, before, report);
    if (bb_writing_was_key_refused (self, before, report))
        self->wants_power_cycle = TRUE;
    if (state != BB_WRITE_BROKEN)
        return state;
    bb_writing_record_kept_boot_code (self, before, plan, report);
    bb_writing_record_recovery_failure (self, report);
    return state;
}

/* --- the choice after a failed try --- */

/* Returns the possible answers as a set of bits. Only LEAVE if a power cycle must come first. Otherwise
 * - LEAVE: always
 * - RETRY: if a plan is left
 * - ROLLBACK: if there is an old image that is not being restored already */
static BbChoice
bb_writing_list_choices (BbWriting *self)
{
    BbChoice choices = BB_CHOICE_LEAVE;

    if (self->wants_power_cycle)
        return choices;
    if (self->flow->draft.reason != BB_RESULT_REASON_NO_MORE)
        choices |= BB_CHOICE_RETRY;
    if (!self->is_restoring && self->old != NULL)
        choices |= BB_CHOICE_ROLLBACK;
    return choices;
}

/* TRUE if the try ended because the user stopped it; the running section of its plan was completed. */
static gboolean
bb_writing_was_stopped (BbWriting *self)
{
    return g_error_matches (self->error, BB_RUN_ERROR, BB_RUN_ERROR_STOPPED);
}

/* TRUE if the flash memory is worn, so that no answer of the user is likely to help. Exception: FALSE if the action
 * is not RECOVER and @choices has ROLLBACK. The manual promises that such an action restores the old firmware if the
 * user does not answer. */
static gboolean
bb_writing_is_hopeless (BbWriting *self, BbChoice choices)
{
    return bb_journal_record_is_worn (bb_journal_get_record (self->flow->journal), NULL) &&
           ((choices & BB_CHOICE_ROLLBACK) == 0 || self->flow->request->action == BB_ACTION_RECOVER);
}

/* Asks the user what to do after the failed try, and returns the answer, one of @choices. Without an answer, returns
 * the preset: LEAVE if bb_writing_is_hopeless(), as bb_flow_ask() decides; else ROLLBACK if it is possible; else
 * RETRY if the user stopped the try; else LEAVE. If the preset is LEAVE, the question does not tell the user to
 * recover the drive now. */
static BbChoice
bb_writing_ask (BbWriting *self, BbChoice choices)
{
    BbJournalRecord *record = bb_journal_get_record (self->flow->journal);
    BbQuestion *question = bb_question_new ();

    question->choices = choices;
    question->is_worn = bb_writing_is_hopeless (self, choices);
    /* If the user stopped the try and there is no old firmware, the preset is to continue, because otherwise the
     * drive would be without firmware. */
    question->preset = (choices & BB_CHOICE_ROLLBACK) != 0                                 ? BB_CHOICE_ROLLBACK
                       : (choices & BB_CHOICE_RETRY) != 0 && bb_writing_was_stopped (self) ? BB_CHOICE_RETRY
                                                                                           : BB_CHOICE_LEAVE;
    question->error = self->error != NULL ? g_error_copy (self->error) : NULL;
    question->proof = bb_flow_get_proof (self->flow);
    question->n_attempts = self->n_attempts;
    question->block = question->is_worn ? record->worn_block : self->flow->draft.about.block;
    question->n_blocks = question->is_worn ? record->n_worn_blocks : self->flow->draft.about.n_blocks;
    question->safety = question->is_worn                     ? bb_safety_of_worn (self->flow->facts, record, TRUE)
                       : question->preset == BB_CHOICE_LEAVE ? BB_SAFETY_INCOMPLETE
                                                             : BB_SAFETY_POWERED;
    return bb_flow_ask (self->flow, question, self->image, self->old);
}

/* Returns LEAVE if nothing else is possible or the job was cancelled. Otherwise the policy of the request decides:
 * - ASK: the answer of the user; if no user can answer, as the policy ROLLBACK
 * - RETRY: RETRY, else ROLLBACK, else LEAVE, whichever is possible first
 * - ROLLBACK: ROLLBACK, else RETRY, else LEAVE, whichever is possible first
 * - STOP: LEAVE
 * Without asking, an image gets only one RETRY, and none after a rejected checksum or if the flash memory is worn. */
static BbChoice
bb_writing_choose (BbWriting *self)
{
    BbChoice choices = bb_writing_list_choices (self);
    BbOnFailure policy = self->flow->request->on_failure;
    gboolean may_retry = (choices & BB_CHOICE_RETRY) != 0 && self->flow->draft.reason != BB_RESULT_REASON_WORN &&
                         !g_error_matches (self->error, BB_RUN_ERROR, BB_RUN_ERROR_SUM_REFUSED);
    gboolean may_roll_back = (choices & BB_CHOICE_ROLLBACK) != 0;

    if (choices == BB_CHOICE_LEAVE || g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return BB_CHOICE_LEAVE;
    if (policy == BB_ON_FAILURE_ASK && bb_job_is_alone (self->flow->job))
        policy = BB_ON_FAILURE_ROLLBACK;
    switch (policy) {
    case BB_ON_FAILURE_ASK:
        return bb_writing_ask (self, choices);
    case BB_ON_FAILURE_RETRY:
        if (may_retry && self->n_failures <= 1)
            return BB_CHOICE_RETRY;
        return may_roll_back ? BB_CHOICE_ROLLBACK : BB_CHOICE_LEAVE;
    case BB_ON_FAILURE_ROLLBACK:
        if (may_roll_back)
            return BB_CHOICE_ROLLBACK;
        return may_retry && self->n_failures <= 1 ? BB_CHOICE_RETRY : BB_CHOICE_LEAVE;
    case BB_ON_FAILURE_STOP:
        break;
    }
    return BB_CHOICE_LEAVE;
}

/* Sets the old image as the image of the next try, and resets the counters of tries. Keeps the error in
 * @restored_after. Requests to stop are ignored from now on. */
static void
bb_writing_begin_restoring (BbWriting *self)
{
    /* An earlier request of the user to stop must not stop the restoring. */
    bb_job_go_on (self->flow->job);
    self->image = self->old;
    self->is_restoring = TRUE;
    self->attempt = 0;
    self->n_failures = 0;
    self->n_attempts = 0;
    g_clear_error (&self->restored_after);
    self->restored_after = g_steal_pointer (&self->error);
}

/* Counts the failed try. Then bb_writing_choose() decides what follows. Returns (transfer full) the plan of the next
 * try, and records the number of its attempt in the journal; %NULL to leave the drive without another try. If no plan
 * can be made for the choice, sets the reason NO_MORE, adds a note (not if the memory is worn), and decides again.
 */
static BbPlan *
bb_writing_plan_next (BbWriting *self)
{
    BbFlow *flow = self->flow;
    gboolean stopped = bb_writing_was_stopped (self);
    gboolean is_worn = bb_journal_record_is_worn (bb_journal_get_record (flow->journal), NULL);

    if (!stopped) {
        self->n_failures++;
        self->n_attempts++;
    }
    self->attempt = self->attempt == BB_ATTEMPT_PLAIN ? 0 : self->attempt + (stopped ? 0 : 1);
    (void) bb_journal_add_attempt (flow->journal, self->attempt, self->wants_power_cycle, NULL);
    for (;;) {
        BbChoice choice = bb_writing_choose (self);
        g_autoptr (GError) error = NULL;
        BbPlan *plan;

        if (choice == BB_CHOICE_LEAVE) {
            if (flow->draft.reason == BB_RESULT_REASON_NO_MORE && is_worn)
                bb_writing_set_worn (self);
            return NULL;
        }
        if (choice == BB_CHOICE_ROLLBACK)
            bb_writing_begin_restoring (self);
        plan = bb_flow_make_plan (flow, bb_begun_get_recorded (self->begun)->healthy, self->image, self->attempt,
                                  &error);
        if (plan != NULL) {
            bb_flow_set_target (flow, self->image, plan);
            (void) bb_journal_add_attempt (flow->journal, self->attempt, FALSE, NULL);
            return plan;
        }
        /* The error names the unlock keys that were tried. If the memory is worn, the keys are not the cause, so the
         * error is left out. */
        if (!is_worn)
            (void) bb_flow_note_error (flow, error);
        flow->draft.reason = BB_RESULT_REASON_NO_MORE;
    }
}

/* --- the result --- */

/* Ends the flow after an image was written, and returns (transfer full) the result: WRITTEN if the image is not
 * verified, else ROLLED_BACK if the old image was restored, else DONE. The journal stays open if the verification
 * needs a power cycle, and is closed otherwise. */
static BbResult *
bb_writing_end_written (BbWriting *self)
{
    BbFlow *flow = self->flow;
    BbOutcome outcome = BB_OUTCOME_DONE;
    const GError *error = self->error;

    if (self->is_restoring && !self->began_restoring) {
        outcome = BB_OUTCOME_ROLLED_BACK;
        flow->draft.reason = BB_RESULT_REASON_RESTORED;
        flow->draft.about.other = g_strdup (bb_flow_get_other (flow, self->old));
        error = self->restored_after != NULL ? self->restored_after : self->error;
    }
    if (!bb_verified_is_good (flow->verified))
        outcome = BB_OUTCOME_WRITTEN;
    if (bb_flow_get_proof (flow) == BB_PROOF_PENDING)
        bb_flow_leave_journal (flow, BB_JOURNAL_AWAIT_POWER_CYCLE);
    else
        bb_flow_close_journal (flow, outcome);
    return bb_flow_end (flow, outcome, outcome == BB_OUTCOME_DONE ? NULL : error);
}

/* Releases the drive, ends the flow, and returns (transfer full) the result for @state:
 * - DONE: that of bb_writing_end_written()
 * - AS_BEFORE: UNCHANGED. Closes the journal.
 * - BROKEN, GONE: NEEDS_RECOVERY; the reason is POWER_CYCLE if no other try was possible before a power cycle, unless
 *   the drive did not accept the image. The journal stays open, so that a recovery can continue it. */
static BbResult *
bb_writing_end (BbWriting *self, BbWriteState state)
{
    BbFlow *flow = self->flow;

    bb_flow_release (flow);
    switch (state) {
    case BB_WRITE_DONE:
        return bb_writing_end_written (self);
    case BB_WRITE_AS_BEFORE:
        bb_flow_close_journal (flow, BB_OUTCOME_UNCHANGED);
        return bb_flow_end (flow, BB_OUTCOME_UNCHANGED, self->error);
    case BB_WRITE_BROKEN:
    case BB_WRITE_GONE:
        break;
    }
    if (self->wants_power_cycle && flow->draft.reason != BB_RESULT_REASON_NOT_TAKEN &&
        flow->draft.reason != BB_RESULT_REASON_SILENT)
        flow->draft.reason = BB_RESULT_REASON_POWER_CYCLE;
    bb_flow_leave_journal (flow, BB_JOURNAL_FAILED);
    return bb_flow_end (flow, BB_OUTCOME_NEEDS_RECOVERY, self->error);
}

/* Ends the flow with @error because the flash could not begin, and returns (transfer full) the result. If this is a
 * recovery and the drive is in recovery mode, the outcome is NEEDS_RECOVERY instead of UNCHANGED.
 * @had_journal: TRUE if the journal belongs to an earlier operation, so that it stays open */
static BbResult *
bb_writing_end_not_begun (BbFlow *flow, gboolean is_recovery, gboolean had_journal, const GError *error)
{
    BbResult *result;

    bb_flow_release (flow);
    if (had_journal)
        g_clear_pointer (&flow->journal, bb_journal_free);
    else
        bb_flow_close_journal (flow, bb_flow_get_early_outcome (error));
    result = bb_flow_end_early (flow, error);
    if (is_recovery && result->outcome == BB_OUTCOME_UNCHANGED && flow->facts->condition == BB_CONDITION_SPECIAL)
        result->outcome = BB_OUTCOME_NEEDS_RECOVERY;
    return result;
}

BbResult *
bb_flow_write (BbFlow *flow, const BbConfirmed *confirmed)
{
    gboolean is_recovery = bb_confirmed_get_attempt (confirmed) != BB_ATTEMPT_PLAIN;
    BbJournalRecord *record = bb_confirmed_get_recorded (confirmed)->record;
    BbImage *image = bb_confirmed_get_image (confirmed);
    BbImage *old = bb_confirmed_get_old (confirmed);
    g_autoptr (BbPlan) current = bb_confirmed_ref_plan (confirmed);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbBegun) begun = bb_begun_new (flow, confirmed, &error);
    BbWriting self = {
        .flow = flow,
        .begun = begun,
        .image = image,
        .old = old,
        .is_restoring = image == old,
        .began_restoring = image == old,
        .attempt = bb_confirmed_get_attempt (confirmed),
        .endangered = is_recovery && (record == NULL || record->endangered),
        .inquiry_only = bb_confirmed_is_inquiry_only (confirmed),
    };
    BbWriteState state;
    BbResult *result;

    if (begun == NULL)
        return bb_writing_end_not_begun (flow, is_recovery, record != NULL, error);
    if (self.endangered)
        (void) bb_journal_add_step (flow->journal, 0, TRUE, NULL);
    for (;;) {
        g_autoptr (BbPlan) next = NULL;

        state = bb_writing_try (&self, current);
        if (state != BB_WRITE_BROKEN)
            break;
        next = bb_writing_plan_next (&self);
        if (next == NULL)
            break;
        g_set_object (&current, next);
    }
    result = bb_writing_end (&self, state);
    g_clear_error (&self.error);
    g_clear_error (&self.restored_after);
    return result;
}
