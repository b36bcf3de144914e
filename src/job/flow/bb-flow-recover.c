/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-recover.h"

#include "bb-flow-hold.h"
#include "bb-flow-inspect.h"
#include "bb-flow-known.h"
#include "bb-flow-repair.h"
#include "bb-flow-review.h"
#include "bb-flow-unknown.h"
#include "bb-recover-save.h"

#include "family/bb-family-check.h"

#include <glib/gi18n-lib.h>

/* --- a drive whose firmware runs --- */

/* Closes the journal @record (nullable) with @outcome. @found: (nullable): the image that was found in the drive; if
 * the journal has a target image, @found is first recorded as the new target image */
static void
bb_recover_close_journal (BbFlow *flow, BbJournalRecord *record, BbImage *found, BbOutcome outcome)
{
    if (record == NULL)
        return;
    flow->journal = bb_journal_resume (record, NULL);
    if (flow->journal != NULL && found != NULL && record->target_image != NULL)
        bb_flow_set_target (flow, found, NULL);
    bb_flow_close_journal (flow, outcome);
}

/* TRUE if @verified shows only that the drive reports the identity of @image, and this proves nothing, because the
 * drive reported an error while it was written. Exception: after a power cycle, the drive reports the identity of the
 * new image, so it has started that image. */
static gboolean
bb_recover_is_doubtful_identity (BbFlow *flow, const BbRecoveryImages *images, BbImage *image,
                                 const BbVerified *verified)
{
    BbJournalRecord *record = images->recorded.record;

    return record != NULL && record->finish == BB_FINISH_FAULT &&
           bb_verified_get_proof (verified) == BB_PROOF_IDENTITY &&
           (images->given || image != images->finish || !bb_flow_had_power_cycle (flow, record));
}

/* Verifies whether @image (nullable) is in the drive, and returns (transfer full) the result. The result is
 * "unproven" if there is no image or if verifying fails. A failure adds a note with the error. */
static BbVerified *
bb_recover_verify (BbFlow *flow, const BbRecoveryImages *images, BbImage *image)
{
    g_autoptr (GError) error = NULL;
    BbVerified *verified;

    if (image == NULL)
        return bb_verified_new_open (FALSE);
    verified = bb_verified_new (flow, &images->recorded, NULL, image, TRUE, &error);
    if (verified == NULL)
        (void) bb_flow_note_error (flow, error);
    else if (!bb_recover_is_doubtful_identity (flow, images, image, verified))
        return verified;
    g_clear_pointer (&verified, bb_verified_unref);
    return bb_verified_new_open (FALSE);
}

/* Unlocks the tray, which a killed program may have locked. Ignores errors. */
static void
bb_recover_unlock_tray (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;

    (void) bb_scsi_prevent (BB_TRANSPORT (flow->link), FALSE, &error);
    /* A pending unit attention makes the first command fail without effect, so the command is sent again. */
    if (g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION))
        (void) bb_scsi_prevent (BB_TRANSPORT (flow->link), FALSE, NULL);
}

/*
 * Ends the flow as DONE because the drive runs complete firmware. Returns (transfer full) the result. If there is a
 * journal, closes it; before that, unlocks the tray of a drive in its normal condition.
 * @record: (nullable): the journal of the interrupted flash
 * @reason: the reason of the result
 * @found: (nullable): see bb_recover_close_journal()
 * @outcome: the outcome of the interrupted flash, recorded in the journal
 */
static BbResult *
bb_recover_end_running (BbFlow *flow, BbJournalRecord *record, BbResultReason reason, BbImage *found,
                        BbOutcome outcome)
{
    flow->draft.reason = reason;
    if (record != NULL && flow->facts->condition == BB_CONDITION_NORMAL)
        bb_recover_unlock_tray (flow);
    bb_recover_close_journal (flow, record, found, outcome);
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}

/* Ends the flow as DONE because another program wrote @image, which is complete, after the flash of @record was
 * interrupted. Unlocks the tray and closes the journal. Returns (transfer full) the result. */
static BbResult *
bb_recover_end_replaced (BbFlow *flow, BbJournalRecord *record, BbImage *image)
{
    flow->draft.reason = BB_RESULT_REASON_REPLACED;
    bb_recover_unlock_tray (flow);
    bb_flow_close_replaced (flow, record, image);
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}

/* Compares the running firmware with the backups, the journals and the catalog. If one of them has this firmware, the
 * firmware is complete: ends the flow and returns (transfer full) the result, which names the backup or the known
 * image. Returns %NULL if the firmware is not known, the flash of the journal did not endanger the drive, or the user
 * gave a file. @images must have a journal. */
static BbResult *
bb_recover_end_if_known (BbFlow *flow, const BbRecoveryImages *images)
{
    BbJournalRecord *record = images->recorded.record;
    g_autoptr (BbImage) known = NULL;
    g_autoptr (BbKnownImage) entry = NULL;

    if (!record->endangered || images->given)
        return NULL;
    known = bb_flow_find_known_firmware (flow, &images->recorded, &flow->draft.about.backup);
    if (known == NULL)
        return NULL;
    if (flow->draft.about.backup == NULL)
        entry = bb_family_find_known_image (known, flow->env->catalog);
    if (entry != NULL)
        flow->draft.about.model =
            g_strdup_printf ("%s %s", bb_known_image_get_name (entry), bb_known_image_get_revision (entry));
    return bb_recover_end_replaced (flow, record, known);
}

/* TRUE if the verification of @flow shows that the old image is in the drive. After an interrupted flash, what the
 * drive reports is sufficient only if the new image would report something else. @finish: (nullable): verification of
 * the new image of the flash; %NULL if the user gave another file */
static gboolean
bb_recover_is_back (BbFlow *flow, const BbRecoveryImages *images, const BbVerified *finish)
{
    gboolean is_ambiguous = images->recorded.record->endangered && images->finish != NULL && finish != NULL &&
                            bb_verified_get_proof (finish) == BB_PROOF_UNPROVEN;

    return bb_verified_is_good (flow->verified) && (bb_flow_get_proof (flow) == BB_PROOF_PROVEN || !is_ambiguous);
}

/* Ends the flow as DONE, and returns (transfer full) the result, if the drive is in its normal condition and no
 * firmware need be written:
 * - there is no journal
 * - the drive runs an image of the recovery, or other known firmware (closes the journal)
 * - the interrupted flash changed nothing (closes the journal)
 * Returns NULL in all other cases. If the drive is in its normal condition and has a journal, also sets the newest
 * verification, even if NULL is returned.
 * @reason: the reason of the result. Exceptions: REPLACED if another program wrote the firmware, NOT_TAKEN if the
 *   drive did not take the image, and OLD_UNPROVEN if the drive runs the old firmware after an error while writing
 */
static BbResult *
bb_recover_end_if_running (BbFlow *flow, const BbRecoveryImages *images, BbResultReason reason)
{
    BbJournalRecord *record = images->recorded.record;
    gboolean is_faulty = record != NULL && record->finish == BB_FINISH_FAULT;
    g_autoptr (BbVerified) finish = NULL;
    BbResult *result;
    gboolean is_third;

    if (flow->facts->condition != BB_CONDITION_NORMAL)
        return NULL;
    if (record == NULL)
        return bb_recover_end_running (flow, NULL, reason, NULL, BB_OUTCOME_DONE);
    finish = bb_recover_verify (flow, images, images->finish);
    is_third = record->endangered && images->finish != NULL && bb_flow_is_third_image (record, images->finish);
    /* Burnback did not write a third image, so only equal content shows that this image is in the drive. */
    if (bb_verified_is_good (finish) && (!is_third || bb_verified_get_proof (finish) == BB_PROOF_PROVEN)) {
        bb_flow_take_verified (flow, g_steal_pointer (&finish));
        return is_third ? bb_recover_end_replaced (flow, record, images->finish)
                        : bb_recover_end_running (flow, record, reason, images->finish, BB_OUTCOME_DONE);
    }
    bb_flow_take_verified (flow, bb_recover_verify (flow, images, images->back));
    if (bb_recover_is_back (flow, images, is_third ? NULL : finish))
        return bb_recover_end_running (flow, record, reason, images->back, BB_OUTCOME_ROLLED_BACK);
    result = bb_recover_end_if_known (flow, images);
    if (result != NULL)
        return result;
    /* The flash ended with an error, a power cycle followed, and the drive reports the old revision, so the flash has
     * changed nothing. If the error came while the drive was writing, the old firmware may have been changed although
     * it runs, so a file of the user is still written. */
    if (bb_verified_get_proof (finish) == BB_PROOF_UNCHANGED && record->state == BB_JOURNAL_FAILED &&
        bb_flow_had_power_cycle (flow, record) && !(is_faulty && images->given)) {
        bb_flow_take_verified (flow, bb_verified_new_open (FALSE));
        if (is_faulty)
            return bb_recover_end_running (flow, record, BB_RESULT_REASON_OLD_UNPROVEN, NULL, BB_OUTCOME_WRITTEN);
        return bb_recover_end_running (flow, record, BB_RESULT_REASON_NOT_TAKEN, NULL, BB_OUTCOME_UNCHANGED);
    }
    /* No step endangered the drive, so the old firmware is still there. */
    if (!record->endangered && record->state != BB_JOURNAL_AWAIT_POWER_CYCLE) {
        bb_flow_take_verified (flow, bb_verified_new_open (FALSE));
        return bb_recover_end_running (flow, record, reason, NULL,
                                       record->target_image != NULL ? BB_OUTCOME_UNCHANGED : BB_OUTCOME_DONE);
    }
    return NULL;
}

/* --- a drive without firmware --- */

/* FALSE with an error if the user, who gave @image, has not granted all consents to write it, or if @image is
 * encrypted and the key file is missing or wrong. */
static gboolean
bb_recover_check_given (BbFlow *flow, const BbRecorded *recorded, BbImage *image, GError **error)
{
    BbConsentCase it = {
        .act = flow->request->action,
        .condition = BB_CONDITION_SPECIAL,
        .other_drive = flow->other_drive,
        .drive = flow->details->name,
    };
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autoptr (BbVerdict) verdict = bb_flow_judge_given (flow, recorded, image, &it.begun);
    g_autoptr (BbFacts) board = NULL;
    g_autoptr (GError) wanted = NULL;

    it.verdict = verdict;
    board = bb_flow_find_board (flow, recorded, &wanted);
    if (board == NULL && g_error_matches (wanted, BB_FAMILY_ERROR, BB_FAMILY_ERROR_LABEL))
        bb_flow_add_wants_label (verdict, bb_flow_has_label (flow) ? wanted : NULL);
    it.becomes = identity != NULL && identity->model_name != NULL ? identity->model_name : flow->details->name;
    return bb_flow_is_image_open (image, error) && bb_flow_check_consents (flow, &it, error);
}

/* Returns the answer that the question recommends, and that a job uses if it asks no question: that of
 * bb_choice_of_interrupted(). Exception: LEAVE if another program wrote, or may have written, firmware of which there
 * is no backup, and the policy is not RETRY. If the flash memory is worn and the user is asked, bb_flow_ask()
 * recommends LEAVE instead. */
static BbChoice
bb_recover_get_preset (const BbJobRequest *request, const BbRecoveryImages *images)
{
    /* The firmware that another program wrote may be complete, and writing would destroy the only copy. */
    if (images->is_overwritten && images->saved == NULL && request->on_failure != BB_ON_FAILURE_RETRY)
        return BB_CHOICE_LEAVE;
    return bb_choice_of_interrupted (images->finish != NULL, images->back != NULL, request->on_failure);
}

/* Sets what @question says about the flash memory, which @record shows to be worn. */
static void
bb_recover_ask_about_worn (BbFlow *flow, BbJournalRecord *record, BbQuestion *question)
{
    question->is_worn = TRUE;
    question->is_reconnected = bb_flow_was_reconnected (flow, record);
    question->block = record->worn_block;
    question->n_blocks = record->n_worn_blocks;
    question->safety = bb_safety_of_worn (flow->facts, record, TRUE);
}

/* Sets what @question says about the last write of @record: that it failed at a block, or nothing if it was
 * interrupted. */
static void
bb_recover_ask_about_failure (BbJournalRecord *record, BbQuestion *question)
{
    question->has_failed = bb_history_failed_at_block (record);
    question->last_write = bb_history_get_last_write (record);
    question->failed_block = record->failed_block;
    question->n_failed_blocks = record->n_failed_blocks;
}

/* TRUE if the window has promised a question, because the journal and a backup have both images, but one of the
 * images cannot be used (a note says why). The question then offers the other image, which must not be written
 * without it. */
static gboolean
bb_recover_lacks_image (BbFlow *flow, const BbRecoveryImages *images)
{
    const BbJournalRecord *record = images->recorded.record;

    return record != NULL && flow->facts->condition != BB_CONDITION_WRONG_FIRMWARE &&
           bb_journal_record_can_finish (record) && (record->old_image != NULL || images->recorded.backup != NULL) &&
           (images->finish == NULL) != (images->back == NULL);
}

/*
 * Returns what to do:
 * - RETRY: finish the flash
 * - ROLLBACK: restore the old firmware
 * - LEAVE: write nothing
 * - KEEP: keep the firmware that another program wrote
 *
 * If the user gave a file, returns RETRY. If the user is asked, returns the answer, else the choice of
 * bb_recover_get_preset(). The user is asked only with the policy ASK, and only if there is a choice between two
 * different images, or between an image and the firmware of another program, or if the flash memory is worn, or with
 * bb_recover_lacks_image(). In recovery mode, KEEP is offered only if that firmware was saved.
 */
static BbChoice
bb_recover_choose (BbFlow *flow, const BbRecoveryImages *images)
{
    const BbJobRequest *request = flow->request;
    gboolean is_running = flow->facts->condition == BB_CONDITION_NORMAL;
    /* A drive in recovery mode keeps its firmware by leaving that mode and starting the firmware. If the firmware
     * fails, the drive may never respond again, so KEEP is offered only if that firmware was saved. */
    gboolean may_keep = images->is_overwritten && (is_running || (images->inside != NULL && images->saved != NULL));
    gboolean has_both = images->finish != NULL && images->back != NULL;
    /* If both images are the same file, the user has nothing to choose. */
    gboolean is_same =
        has_both && g_str_equal (bb_image_get_sha256 (images->finish), bb_image_get_sha256 (images->back));
    /* If no user can answer, the recovery makes one more attempt even on a worn memory, because it was started
     * explicitly. */
    gboolean is_worn = bb_journal_record_is_worn (images->recorded.record, NULL) && !images->is_overwritten &&
                       !bb_job_is_alone (flow->job);
    gboolean lacks_image = bb_recover_lacks_image (flow, images);
    gboolean is_open = images->is_overwritten || lacks_image || (has_both && (is_worn || !is_same));
    BbQuestion *question;

    if (images->given)
        return BB_CHOICE_RETRY;
    if (request->on_failure != BB_ON_FAILURE_ASK || !is_open)
        return bb_recover_get_preset (request, images);
    question = bb_question_new ();
    question->kind = BB_QUESTION_INTERRUPTED;
    question->choices = BB_CHOICE_LEAVE | (images->finish != NULL && !is_same ? BB_CHOICE_RETRY : 0) |
                        (images->back != NULL ? BB_CHOICE_ROLLBACK : 0) | (may_keep ? BB_CHOICE_KEEP : 0);
    question->preset = bb_recover_get_preset (request, images);
    question->is_overwritten = images->is_overwritten;
    question->is_writer_unknown = images->is_overwritten && images->is_writer_unknown;
    if (images->is_overwritten && is_running)
        question->current_revision = bb_flow_dup_revision (flow->facts);
    else if (images->is_overwritten && images->inside != NULL)
        question->current_revision = g_strdup (bb_image_get_revision (images->inside));
    question->is_saved = images->saved != NULL;
    question->lacks_image = lacks_image;
    question->restores = images->recorded.record != NULL &&
                         g_strcmp0 (images->recorded.record->action, bb_action_to_string (BB_ACTION_ROLLBACK)) == 0;
    question->was_restoring =
        images->recorded.record != NULL && images->recorded.record->old_image != NULL &&
        g_strcmp0 (images->recorded.record->target_image, images->recorded.record->old_image) == 0;
    if (images->recorded.record != NULL && !images->is_overwritten)
        bb_recover_ask_about_failure (images->recorded.record, question);
    question->safety = flow->facts->condition == BB_CONDITION_WRONG_FIRMWARE ? BB_SAFETY_HAZARD : BB_SAFETY_POWERED;
    if (is_worn)
        bb_recover_ask_about_worn (flow, images->recorded.record, question);
    if (images->is_overwritten)
        question->safety = !is_running                 ? BB_SAFETY_LEFT
                           : images->is_writer_unknown ? BB_SAFETY_UNKNOWN_WRITER
                                                       : BB_SAFETY_UNPROVEN;
    return bb_flow_ask (flow, question, images->finish, images->back);
}

/* Ends the flow with NEEDS_RECOVERY, @reason and @error (nullable), and returns (transfer full) the result. An open
 * journal stays open. */
static BbResult *
bb_recover_end_unrecovered (BbFlow *flow, BbResultReason reason, const GError *error)
{
    flow->draft.reason = reason;
    return bb_flow_end (flow, BB_OUTCOME_NEEDS_RECOVERY, error);
}

/*
 * Ends the flow because the user keeps the firmware that another program wrote. Makes a drive in recovery mode start
 * this firmware. Returns (transfer full) the result.
 *
 * If the firmware runs, unlocks the tray and closes the journal as replaced; the outcome is DONE with the reason
 * KEPT. If it does not start, the outcome is NEEDS_RECOVERY with the reason NOT_STARTED.
 */
static BbResult *
bb_recover_end_kept (BbFlow *flow, const BbRecoveryImages *images)
{
    g_autoptr (GError) error = NULL;

    if (flow->facts->condition == BB_CONDITION_SPECIAL) {
        bb_flow_note_code (flow, BB_NOTE_LEAVES_MODE, NULL);
        if (!bb_flow_leave_recovery_mode (flow, &error) || flow->facts->condition != BB_CONDITION_NORMAL)
            return bb_recover_end_unrecovered (flow, BB_RESULT_REASON_NOT_STARTED, error);
    }
    flow->draft.reason = BB_RESULT_REASON_KEPT;
    flow->draft.about.is_writer_unknown = images->is_writer_unknown;
    flow->draft.about.backup = images->saved != NULL ? g_strdup (images->saved->id) : NULL;
    bb_flow_take_verified (flow, bb_verified_new_open (FALSE));
    bb_recover_unlock_tray (flow);
    bb_flow_close_replaced (flow, images->recorded.record, images->inside);
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}

/* Ends the flow with NEEDS_RECOVERY and nothing written, because of @error or, if @error is NULL, because the user
 * chose so. The reason is OVERWRITTEN if another program wrote firmware after the interrupted flash, else NONE. */
static BbResult *
bb_recover_end_left (BbFlow *flow, const BbRecoveryImages *images, const GError *error)
{
    return bb_recover_end_unrecovered (
        flow, images->is_overwritten ? BB_RESULT_REASON_OVERWRITTEN : BB_RESULT_REASON_NONE, error);
}

/* Returns (nullable) (transfer full) an error that names an open journal of an interrupted flash of the same family.
 * Called if no journal is of the drive. A drive without firmware is identified by its port and, if it reports one,
 * its serial number. So the journal may be of this drive, which the user moved to another port, or which reports
 * another serial number in recovery mode. */
static GError *
bb_recover_find_elsewhere (BbFlow *flow)
{
    g_autoptr (GPtrArray) records = bb_journal_list (flow->env->state_folder);

    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);
        g_autofree char *called = NULL;
        GError *error = NULL;

        if (record->is_locked || !record->endangered || record->simulated != flow->details->simulated ||
            record->vendor == NULL || record->product == NULL || record->drive_name == NULL ||
            g_strcmp0 (record->family, flow->family->id) != 0)
            continue;
        called = g_strdup_printf ("%s %s", record->vendor, record->product);
        /* At the same port, only another serial number keeps bb_journal_find() from taking the record. */
        if (record->serial != NULL && g_strcmp0 (record->bus_path, flow->details->bus_path) == 0)
            (void) bb_job_error_set (&error, BB_JOB_ERROR_REFUSED, BB_JOB_PROBLEM_JOURNAL_OF_OTHER_SERIAL, called,
                                     record->serial);
        else
            (void) bb_job_error_set (&error, BB_JOB_ERROR_REFUSED, BB_JOB_PROBLEM_JOURNAL_ELSEWHERE, called,
                                     record->drive_name);
        return error;
    }
    return NULL;
}

/*
 * Ends the flow with NEEDS_RECOVERY because there is no image to write. Returns (transfer full) the result, which
 * names images, backups and journals that cannot be read. If all can be read and the drive has no journal, the result
 * names an open journal from another port instead, because that journal may be of this drive.
 */
static BbResult *
bb_recover_end_without_image (BbFlow *flow, const BbRecoveryImages *images)
{
    g_auto (GStrv) unread = NULL;
    g_autoptr (GPtrArray) backups = bb_backup_store_list (flow->env->store, &unread);
    g_autofree char *text = NULL;

    for (char **one = unread; *one != NULL; one++) {
        if (!g_ptr_array_find_with_equal_func (images->unread, *one, g_str_equal, NULL))
            g_ptr_array_add (images->unread, g_strdup (*one));
    }
    text = bb_backup_dup_unread ((const char *const *) images->unread->pdata);
    if (text == NULL && images->recorded.record == NULL)
        flow->draft.about.unread = bb_recover_find_elsewhere (flow);
    if (text != NULL)
        flow->draft.about.unread = g_error_new_literal (BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED, text);
    bb_flow_set_recovery_facts (flow, images->recorded.record);
    return bb_recover_end_unrecovered (flow, BB_RESULT_REASON_NO_IMAGE, NULL);
}

/* Ends the flow with NEEDS_RECOVERY because the firmware of the drive did not start, and Burnback never flashes the
 * drive. Returns (transfer full) the result; its error says why. */
static BbResult *
bb_recover_end_never_flashed (BbFlow *flow)
{
    g_autofree char *why = bb_family_dup_no_flash (flow->facts);
    g_autoptr (GError) error = g_error_new_literal (BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE, why);

    flow->draft.next_step = BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE;
    return bb_recover_end_unrecovered (flow, BB_RESULT_REASON_NO_MORE, error);
}

/* Chooses an image and writes it. Before that, saves the firmware in the drive if it is unknown. Returns (transfer
 * full) the result. Writes nothing if Burnback never flashes the drive, there is no image, a power cycle must come
 * first, saving or planning failed, or the user chose so. The choice LEAVE also cancels the job. */
static BbResult *
bb_recover_write (BbFlow *flow, BbRecoveryImages *images)
{
    BbJournalRecord *record = images->recorded.record;
    g_autoptr (BbPlanned) planned = NULL;
    g_autoptr (BbConfirmed) confirmed = NULL;
    g_autoptr (GError) error = NULL;
    BbChoice choice;

    if (bb_family_get_no_flash (flow->facts) != NULL)
        return bb_recover_end_never_flashed (flow);
    if (!bb_recover_save_unknown (flow, images, &error))
        return bb_recover_end_left (flow, images, error);
    if (images->finish == NULL && images->back == NULL && !images->is_overwritten)
        return bb_recover_end_without_image (flow, images);
    /* A power cycle must come first in two cases: the family allows only one attempt for each power cycle
     * (@wants_power_cycle), or the firmware is complete but starts only after a power cycle. */
    if (record != NULL && !images->is_overwritten &&
        (record->wants_power_cycle ||
         (record->state == BB_JOURNAL_AWAIT_POWER_CYCLE && !record->endangered && bb_flow_has_no_firmware (flow))) &&
        !bb_flow_had_power_cycle (flow, record))
        return bb_recover_end_unrecovered (flow, BB_RESULT_REASON_POWER_CYCLE, NULL);
    if (!bb_recover_save_inside (flow, images, &error))
        return bb_recover_end_left (flow, images, error);
    choice = bb_recover_choose (flow, images);
    if (choice == BB_CHOICE_KEEP)
        return bb_recover_end_kept (flow, images);
    if (choice == BB_CHOICE_LEAVE)
        g_cancellable_cancel (bb_job_get_cancellable (flow->job));
    if (g_cancellable_is_cancelled (bb_job_get_cancellable (flow->job)))
        return bb_recover_end_left (flow, images, NULL);
    planned =
        bb_planned_new_recovery (flow, images->identified, &images->recorded,
                                 choice == BB_CHOICE_ROLLBACK ? images->back : images->finish, images->back, &error);
    /* The drive is unchanged and the user can correct the key file, so the recovery is refused and has not failed. */
    if (g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY))
        return bb_flow_end_early (flow, error);
    if (planned == NULL)
        return bb_recover_end_unrecovered (flow,
                                           g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE)
                                               ? BB_RESULT_REASON_NO_MORE
                                               : BB_RESULT_REASON_NONE,
                                           error);
    confirmed = bb_confirmed_new (flow, planned, &error);
    return bb_flow_write (flow, confirmed);
}

/*
 * After an interrupted flash: makes the drive leave recovery mode if it contains complete firmware that another
 * program wrote. If this firmware does not start, sets @stays_in_mode of @images. Does nothing if the user gave a
 * file.
 *
 * Returns: the reason for the result, as bb_recover_leave_mode() does: RESTARTED if the firmware of the other program
 * runs now, else HEALTHY
 */
static BbResultReason
bb_recover_leave_mode_if_known (BbFlow *flow, BbRecoveryImages *images)
{
    g_autoptr (BbImage) known = NULL;

    if (images->given || bb_recover_read (flow, images) == NULL)
        return BB_RESULT_REASON_HEALTHY;
    known = bb_flow_find_known_inside (flow, images->read);
    if (known == NULL || !bb_flow_is_third_image (images->recorded.record, known))
        return BB_RESULT_REASON_HEALTHY;
    bb_flow_note_code (flow, BB_NOTE_LEAVES_MODE, NULL);
    images->stays_in_mode =
        !bb_flow_leave_recovery_mode (flow, NULL) || flow->facts->condition != BB_CONDITION_NORMAL;
    return images->stays_in_mode ? BB_RESULT_REASON_HEALTHY : BB_RESULT_REASON_RESTARTED;
}

/*
 * Makes the drive leave recovery mode, which shows whether its firmware is complete. Notes say what was done.
 * Firmware that runs now and equals an image of the recovery counts as verified. Exceptions:
 * - After an interrupted flash, calls bb_recover_leave_mode_if_known() instead.
 * - If the user gave a file, or a part of the firmware is missing or of another revision, the drive stays in recovery
 *   mode.
 *
 * Returns: the reason for a result without written firmware: RESTARTED if the drive left the mode and runs its
 * firmware, else HEALTHY
 */
static BbResultReason
bb_recover_leave_mode (BbFlow *flow, BbRecoveryImages *images)
{
    BbInside inside = BB_INSIDE_UNKNOWN;

    if (flow->facts->condition != BB_CONDITION_SPECIAL || flow->family->plan_wake == NULL)
        return BB_RESULT_REASON_HEALTHY;
    if (bb_identified_is_interrupted (images->identified))
        return bb_recover_leave_mode_if_known (flow, images);
    if (images->given) {
        bb_flow_note_code (flow, BB_NOTE_STAYS_FOR_FILE, NULL);
        return BB_RESULT_REASON_HEALTHY;
    }
    if (bb_flow_is_lost (flow, images->back != NULL ? images->back : images->finish, &inside))
        return BB_RESULT_REASON_HEALTHY;
    bb_flow_note_code (flow, BB_NOTE_LEAVES_MODE, NULL);
    if (!bb_flow_leave_recovery_mode (flow, NULL) || flow->facts->condition != BB_CONDITION_NORMAL)
        return BB_RESULT_REASON_HEALTHY;
    if (inside == BB_INSIDE_EQUAL)
        bb_flow_take_verified (flow, bb_verified_new_inside ());
    return BB_RESULT_REASON_RESTARTED;
}

/*
 * Ends the flow with NEEDS_RECOVERY and the reason PARTS_DIFFER, because the running firmware is incomplete or mixed,
 * and the user has not chosen a file that may overwrite it. Returns (transfer full) the result.
 * @why: a sentence
 */
static BbResult *
bb_recover_end_doubtful (BbFlow *flow, const char *why)
{
    flow->draft.reason = BB_RESULT_REASON_PARTS_DIFFER;
    flow->draft.about.evidence = g_strdup (why);
    return bb_flow_end (flow, BB_OUTCOME_NEEDS_RECOVERY, NULL);
}

/* Called if the drive contains an image of the recovery. Makes a backup if the user gave a file, and the firmware
 * would look like a mix of two known revisions without that file. The backup tells later jobs that the firmware is
 * complete. */
static void
bb_recover_note_given_found (BbFlow *flow, const BbRecoveryImages *images)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbSaved) saved = NULL;

    if (!images->given || !bb_flow_is_mixed_without_given (flow))
        return;
    saved = bb_saved_new (flow, images->identified, bb_backup_equals_file, &error);
    if (saved == NULL)
        (void) bb_flow_note_error (flow, error);
}

/*
 * Compares the firmware in the drive with the images of the recovery, and returns the result.
 *
 * Exception: if the result is UNKNOWN or OTHER, also reads all of the firmware and compares it with all known
 * firmware. If that shows a mix of two revisions, sets the condition of the drive and returns MIXED.
 * @why: (out) (transfer full) (nullable): a sentence about the result
 */
static BbInside
bb_recover_inspect (BbFlow *flow, const BbRecoveryImages *images, char **why)
{
    BbInside inside = BB_INSIDE_UNKNOWN;

    *why = NULL;
    if (images->finish != NULL || images->back != NULL)
        inside = bb_flow_inspect (flow, images->finish, images->back, why);
    if ((inside != BB_INSIDE_UNKNOWN && inside != BB_INSIDE_OTHER) || !bb_flow_read_contradiction (flow))
        return inside;
    *why = g_strdup (bb_facts_get_string (flow->facts, BB_FACTS_CONTRADICTION));
    return BB_INSIDE_MIXED;
}

/*
 * For a drive without open journal: compares the running firmware with the images, because some boot codes start
 * incomplete firmware.
 * - The firmware equals an image: it counts as verified. Returns %NULL.
 * - The firmware is incomplete or mixes two revisions: changes the condition of the drive. If the user gave no file,
 *   returns a result. If the user gave a file, saves mixed firmware before the file overwrites it, and returns %NULL.
 * - Otherwise: returns %NULL.
 */
static BbResult *
bb_recover_compare (BbFlow *flow, BbRecoveryImages *images)
{
    g_autofree char *why = NULL;
    BbInside inside;

    if (!bb_flow_runs_firmware (flow) || images->recorded.record != NULL)
        return NULL;
    inside = bb_recover_inspect (flow, images, &why);
    switch (inside) {
    case BB_INSIDE_EQUAL:
        bb_flow_take_verified (flow, bb_verified_new_inside ());
        bb_recover_note_given_found (flow, images);
        break;
    case BB_INSIDE_SHARED:
    case BB_INSIDE_MIXED:
    case BB_INSIDE_BROKEN:
        bb_flow_set_condition_of (flow, inside, why);
        if (images->given && inside != BB_INSIDE_BROKEN)
            /* TRANSLATORS: why a backup was made */
            bb_recover_save_running (flow, images, N_ ("Before recovery (firmware may be a mix of two revisions)"));
        if (!images->given)
            return bb_recover_end_doubtful (flow, why);
        bb_flow_note (flow, why);
        break;
    case BB_INSIDE_OTHER:
    case BB_INSIDE_UNKNOWN:
        break;
    }
    return NULL;
}

/*
 * If the recovery with @result succeeded, closes an open journal of this drive from another port as superseded.
 * Returns @result. Such a journal exists if the drive was at another port when a flash was interrupted. The recovery
 * could not find it, because only the port identifies a drive in recovery mode. Now the firmware runs, so serial
 * number and fingerprint show that the journal is of this drive.
 */
static BbResult *
bb_recover_close_elsewhere (BbFlow *flow, BbResult *result)
{
    gboolean ambiguous = FALSE;
    g_autoptr (BbJournalRecord) record = NULL;

    if ((result->outcome != BB_OUTCOME_DONE && result->outcome != BB_OUTCOME_ROLLED_BACK) ||
        flow->facts->condition != BB_CONDITION_NORMAL)
        return result;
    record = bb_journal_find (flow->env->state_folder, flow->details, flow->facts, flow->env->others, &ambiguous);
    if (record != NULL && !record->is_locked && record->endangered &&
        (result->proof == BB_PROOF_PROVEN || result->proof == BB_PROOF_IDENTITY))
        bb_flow_supersede_journal (record);
    return result;
}

/* If the recovery with @result left the drive with the firmware that it ran before the interrupted flash of @record
 * (nullable), sets @unflashed_revision of @result. Not if the drive rejected the new firmware or failed to write it,
 * because another attempt would probably end in the same way. */
static void
bb_recover_report_unflashed (BbFlow *flow, const BbJournalRecord *record, BbResult *result)
{
    const char *before = record != NULL && record->old_revision != NULL ? record->old_revision
                         : record != NULL                               ? record->revision
                                                                        : NULL;

    if (record == NULL || result->outcome != BB_OUTCOME_DONE || flow->facts->condition != BB_CONDITION_NORMAL ||
        (!record->endangered && !record->was_endangered) || record->finish != BB_FINISH_UNKNOWN ||
        record->new_revision == NULL || g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_FLASH)) != 0 ||
        bb_result_lacks_repair (result) || g_strcmp0 (result->revision_after, before) != 0 ||
        g_strcmp0 (result->revision_after, record->new_revision) == 0)
        return;
    result->about.unflashed_revision = g_strdup (record->new_revision);
}

/* Recovers the drive as bb_flow_recover_with() says. */
static BbResult *
bb_recover_run (BbFlow *flow, const BbIdentified *identified, BbImage *image)
{
    BbJournalRecord *record = bb_identified_get_record (identified);
    g_autoptr (GError) error = NULL;
    g_auto (BbRecoveryImages) images = {.identified = identified};
    BbResultReason reason;
    BbResult *result;

    if (flow->family == NULL && record != NULL)
        flow->family = bb_family_lookup (record->family);
    if (flow->family == NULL) {
        (void) bb_flow_refuse (&error, BB_JOB_PROBLEM_UNKNOWN_IN_RECOVERY, NULL, NULL);
        return bb_flow_end_early (flow, error);
    }
    bb_flow_find_recorded (flow, record, &images.recorded);
    g_clear_pointer (&flow->draft.backup, bb_backup_unref);
    flow->draft.backup = images.recorded.backup != NULL ? bb_backup_ref (images.recorded.backup) : NULL;
    bb_recover_find_images (flow, image, &images);
    bb_flow_find_relapse (flow, record);
    result = bb_flow_match_boot_code (flow, record, image, &images.finish, &images.back);
    if (result != NULL)
        return result;
    reason = bb_recover_leave_mode (flow, &images);
    result = bb_flow_repair (flow, identified, &images.recorded);
    if (result == NULL && reason != BB_RESULT_REASON_RESTARTED)
        result = bb_recover_compare (flow, &images);
    if (result == NULL)
        result = bb_recover_end_if_running (flow, &images, reason);
    if (result != NULL)
        return result;
    if (image != NULL && !bb_recover_check_given (flow, &images.recorded, image, &error))
        return bb_flow_end_early (flow, error);
    /* A backup of firmware for other hardware is useful, because it also contains the calibration of this drive. */
    if (flow->facts->condition == BB_CONDITION_WRONG_FIRMWARE && images.finish != NULL)
        /* TRANSLATORS: why a backup was made */
        bb_recover_save_running (flow, &images, N_ ("Before recovery (drive had firmware for other hardware)"));
    result = bb_recover_write (flow, &images);
    return bb_recover_close_elsewhere (flow, bb_flow_repair_after (flow, identified, &images.recorded, result));
}

BbResult *
bb_flow_recover_with (BbFlow *flow, const BbIdentified *identified, BbImage *image)
{
    BbResult *result = bb_recover_run (flow, identified, image);

    bb_recover_report_unflashed (flow, bb_identified_get_record (identified), result);
    return result;
}

BbResult *
bb_flow_recover (BbFlow *flow)
{
    g_autoptr (BbIdentified) identified = NULL;
    g_autofree char *no_flash = NULL;
    g_autoptr (GError) error = NULL;

    if (bb_flow_open (flow, TRUE, &error))
        identified = bb_identified_new (flow, BB_IDENTIFY_CAREFUL | BB_IDENTIFY_BY_JOURNAL, &error);
    if (identified == NULL)
        return bb_flow_end_early (flow, error);
    if (flow->facts->condition != BB_CONDITION_NORMAL && !bb_family_recovers (flow->facts)) {
        no_flash = bb_family_dup_no_flash (flow->facts);
        g_set_error_literal (&error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, no_flash);
        return bb_flow_end_early (flow, error);
    }
    return bb_flow_recover_with (flow, identified, flow->request->image);
}
