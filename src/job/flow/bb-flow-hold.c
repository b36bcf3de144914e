/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-hold.h"

#include "bb-flow-known.h"
#include "family/bb-key-file.h"
#include "scsi/bb-bytes.h"

#include <errno.h>

/* --- the journal --- */

/* Describes the drive in @record: name, port, serial number, INQUIRY data, model, the values of its facts, and the ID
 * of the backup in @recorded. Uses the facts @healthy of @recorded, which are from the time when the firmware ran; if
 * they are NULL, the current facts.
 * - The revision stays unset if these facts are from recovery mode.
 * - The values include those that follow from the image that was written last, see bb_flow_dup_board(). */
static void
bb_record_describe (BbJournalRecord *record, BbFlow *flow, const BbRecorded *recorded)
{
    BbFacts *facts = recorded->healthy != NULL ? recorded->healthy : flow->facts;
    g_autoptr (BbFacts) board = bb_flow_dup_board (flow, facts);

    record->drive_name = g_strdup (bb_drive_get_name (flow->drive));
    record->bus_path = g_strdup (flow->details->bus_path);
    record->simulated = flow->details->simulated;
    record->serial = g_strdup (flow->details->serial);
    record->fingerprint = g_strdup (facts->fingerprint);
    record->vendor = bb_text_normalise (facts->inquiry.vendor, FALSE);
    record->product = bb_text_normalise (facts->inquiry.product, FALSE);
    /* In recovery mode the drive does not report the revision of its firmware. */
    if (facts->condition != BB_CONDITION_SPECIAL)
        record->revision = bb_text_normalise (facts->inquiry.revision, FALSE);
    record->is_remembered = recorded->is_remembered;
    record->family = g_strdup (facts->family);
    record->model_key = g_strdup (bb_facts_get_model_key (facts));
    record->inquiry = bb_hex_dup (facts->inquiry.raw, facts->inquiry.raw_length_bytes, "");
    record->healthy_values = board->values != NULL ? g_variant_ref (board->values) : NULL;
    record->backup_id = recorded->backup != NULL ? g_strdup (recorded->backup->id) : NULL;
}

/* Records in @record what the verdict on @image says: the codes of all reasons against @image, separated by blanks,
 * and the name of its model if that is another model than the drive. Reasons of weight INFO do not count. Does not
 * check whether the user has agreed to these reasons: the consents were checked before. */
static void
bb_record_describe_verdict (BbJournalRecord *record, BbFlow *flow, BbImage *image)
{
    g_autoptr (BbVerdict) verdict = bb_family_check (flow->facts, image, flow->env->catalog);
    g_autoptr (GString) codes = g_string_new (NULL);
    BbImageIdentity *identity = bb_image_get_identity (image);

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        if (reason->weight != BB_WEIGHT_INFO)
            g_string_append_printf (codes, "%s%s", codes->len > 0 ? " " : "", reason->code);
    }
    if (codes->len > 0)
        record->agreed = g_strdup (codes->str);
    if (bb_verdict_get_level (verdict) == BB_VERDICT_CROSS_FLASH && identity != NULL)
        record->other_model = g_strdup (identity->model_name);
}

/* TRUE if @old may not be the firmware that the drive had before, because it is a file of the user or an earlier
 * backup. */
static gboolean
bb_record_may_have_other_old (BbFlow *flow, const BbRecorded *recorded, BbImage *old)
{
    gboolean is_earlier = recorded->is_remembered;

    for (guint i = 0; i < flow->draft.notes->len; i++)
        is_earlier |= ((BbNote *) g_ptr_array_index (flow->draft.notes, i))->code == BB_NOTE_EARLIER_BACKUP;
    return is_earlier || old == flow->request->fallback;
}

/* Copies the new image and, if there is one, the old image into the state folder, and sets their paths in @record.
 * Also records the revision of the new image, what is known of the old image if the drive may have had other
 * firmware, and the key file if it decrypts the new image. For a FLASH, also records what the verdict says against
 * the image. FALSE with an error if a copy fails. */
static gboolean
bb_record_keep_images (BbJournalRecord *record, BbFlow *flow, const BbConfirmed *confirmed, GError **error)
{
    const char *folder = flow->env->state_folder;
    BbImage *image = bb_confirmed_get_image (confirmed);
    BbImage *old = bb_confirmed_get_old (confirmed);

    record->new_image = bb_journal_keep_image (folder, bb_image_get_file_bytes (image), error);
    if (record->new_image == NULL)
        return FALSE;
    record->new_revision = g_strdup (bb_image_get_revision (image));
    if (flow->request->action == BB_ACTION_FLASH)
        bb_record_describe_verdict (record, flow, image);
    if (bb_image_is_deciphered (image))
        record->key_file = bb_key_file_dup_uri ();
    if (old == NULL)
        return TRUE;
    if (old == flow->request->fallback)
        record->old_file = g_strdup (bb_image_get_name (old));
    if (bb_record_may_have_other_old (flow, bb_confirmed_get_recorded (confirmed), old))
        record->old_revision = g_strdup (bb_image_get_revision (old));
    record->old_image = bb_journal_keep_image (folder, bb_image_get_file_bytes (old), error);
    return record->old_image != NULL;
}

/* Opens the journal of the job. If @recorded has a journal, resumes it, and adds a note if it is damaged. Otherwise
 * begins a new journal and copies the images of @confirmed into the state folder. Returns (transfer full) the
 * journal; %NULL with an error.
 * @confirmed: (nullable): %NULL if no image is written; a new journal then has the action RECOVER
 * @plan: the plan of the job, whose number of steps a new journal records */
static BbJournal *
bb_begun_open_journal (BbFlow *flow, const BbConfirmed *confirmed, const BbRecorded *recorded, BbPlan *plan,
                       GError **error)
{
    g_autoptr (BbJournalRecord) record = NULL;

    if (recorded->record != NULL) {
        BbJournal *journal = bb_journal_resume (recorded->record, error);

        if (journal != NULL && recorded->record->problem != NULL)
            bb_flow_note_code (flow, BB_NOTE_JOURNAL_DAMAGED, recorded->record->problem);
        /* An error is ignored, because this line is only for the history and for texts. */
        if (journal != NULL && confirmed != NULL)
            (void) bb_journal_add_recovery (journal, NULL);
        return journal;
    }
    record = bb_journal_record_new ();
    bb_record_describe (record, flow, recorded);
    record->n_steps = bb_plan_get_n_steps (plan);
    /* The repair of a stored identity after a conversion or restore is recorded as a recovery. */
    record->action = g_strdup (bb_action_to_string (confirmed != NULL ? flow->request->action : BB_ACTION_RECOVER));
    if (confirmed != NULL && !bb_record_keep_images (record, flow, confirmed, error))
        return NULL;
    return bb_journal_begin (flow->env->state_folder, record, error);
}

/* Sets the error for a journal that cannot be written because of @reason: %BB_JOB_ERROR_BUSY if another process has
 * it, %BB_JOB_ERROR_NOT_PERMITTED if a permission is missing, else %BB_RUN_ERROR_JOURNAL. Returns FALSE. */
static gboolean
bb_flow_fail_journal (GError **error, const GError *reason)
{
    if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_BUSY))
        (void) bb_job_error_set (error, BB_JOB_ERROR_BUSY, BB_JOB_PROBLEM_IN_WORK, NULL, NULL);
    else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        (void) bb_job_error_set (error, BB_JOB_ERROR_NOT_PERMITTED, BB_JOB_PROBLEM_JOURNAL_UNWRITABLE,
                                 reason->message, NULL);
    else
        g_set_error_literal (error, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL, reason->message);
    return FALSE;
}

void
bb_flow_set_target (BbFlow *flow, BbImage *image, BbPlan *plan)
{
    const BbJournalRecord *record = bb_journal_get_record (flow->journal);
    guint n_steps = plan != NULL ? bb_plan_get_n_steps (plan) : record->n_steps;
    g_autoptr (GError) error = NULL;
    g_autofree char *path = bb_journal_keep_image (flow->env->state_folder, bb_image_get_file_bytes (image), &error);

    /* Nothing will be written and the journal names the same target, so the recorded progress stays valid. */
    if (plan == NULL && path != NULL && g_strcmp0 (path, record->target_image) == 0)
        return;
    /* The first file of the journal (ID.journal), which never changes, names the new and the old image. The line
     * "target" in ID.progress names the image that is written. */
    if (path == NULL || !bb_journal_add_target (flow->journal, path, bb_image_get_revision (image), n_steps, &error))
        (void) bb_flow_note_error (flow, error);
    else if (plan != NULL && bb_plan_get_attempts (plan) != NULL &&
             !bb_journal_add_attempts (flow->journal, bb_plan_get_attempts (plan), &error))
        (void) bb_flow_note_error (flow, error);
}

void
bb_flow_note_power (BbFlow *flow)
{
    g_autofree char *mark = bb_drive_dup_power_mark (flow->drive);

    /* The journal keeps the error, and bb_flow_drop_journal() adds a note about it. */
    if (mark != NULL)
        (void) bb_journal_add_power (flow->journal, mark, NULL);
}

void
bb_flow_note_cycle (BbFlow *flow)
{
    g_autofree char *mark = bb_drive_dup_power_mark (flow->drive);

    if (flow->journal != NULL && mark != NULL)
        (void) bb_journal_add_cycle (flow->journal, mark, NULL);
}

/*
 * Frees @journal of @flow (must not be %NULL) without closing it on disk, and sets it to %NULL. Adds a note if
 * - bb_journal_close() was called, but the journal is still open on disk
 * - lines of the journal could not be written
 * @is_closed: TRUE if bb_journal_close() was called
 * @close_error: (nullable): the error of bb_journal_close()
 * @is_written: TRUE if the target image is in the drive
 */
static void
bb_flow_drop_journal (BbFlow *flow, gboolean is_closed, const GError *close_error, gboolean is_written)
{
    const GError *failure = bb_journal_get_failure (flow->journal);
    const BbJournalRecord *record = bb_journal_get_record (flow->journal);
    gboolean is_open = g_file_test (record->path, G_FILE_TEST_EXISTS);
    BbNote *note = NULL;

    if (is_closed && is_open)
        note = bb_flow_note_code (flow, BB_NOTE_JOURNAL_OPEN,
                                  close_error != NULL ? close_error->message
                                  : failure != NULL   ? failure->message
                                                      : g_strerror (EIO));
    else if (failure != NULL || close_error != NULL)
        note = bb_flow_note_code (flow, is_closed ? BB_NOTE_JOURNAL_CUT : BB_NOTE_JOURNAL_GAP,
                                  failure != NULL ? failure->message : close_error->message);
    /*
     * numbers[0] is 1 if the note may advise what to do: recover the drive (the journal is still open), or verify the
     * drive with a file (the journal is closed). The journal on disk may lack the line "target". RECOVER, and VERIFY
     * without a file, then assume that @new_image is in the drive. So the advice is given only if this is true.
     */
    if (note != NULL && is_written && flow->has_sent && g_strcmp0 (record->target_image, record->new_image) == 0)
        note->numbers[0] = (is_closed && is_open) || bb_flow_get_proof (flow) == BB_PROOF_PROVEN ? 1 : 0;
    g_clear_pointer (&flow->journal, bb_journal_free);
}

/* Records in @journal of @flow (must not be %NULL) how the target image was verified. Also records whether a part of
 * the memory was not compared because the drive manages it itself. If the image file names no revision, also records
 * the revision that the drive reports now. Errors are ignored: the journal must be closed in any case, and these
 * lines only serve the history and the verifications of other jobs. */
static void
bb_flow_record_proof (BbFlow *flow)
{
    BbProof proof = bb_flow_get_proof (flow);
    gboolean leaves_area = proof == BB_PROOF_PROVEN && bb_family_leaves_area (flow->facts);
    g_autofree char *reported = bb_flow_dup_revision (flow->facts);

    if (bb_journal_get_record (flow->journal)->target_revision == NULL && reported != NULL)
        (void) bb_journal_add_reported (flow->journal, reported, NULL);
    (void) bb_journal_add_proof (flow->journal, bb_proof_to_string (proof), leaves_area, NULL);
}

/* Closes @journal of @flow (must not be %NULL) with @result and frees it; a failure adds a note. Before closing,
 * records in the journal
 * - how the target image was verified, if @is_written and the verification succeeded
 * - the power mark of the drive, if the action writes and a candidate (one of the forms of an image) was sent
 * @is_written: TRUE if the target image is in the drive */
static void
bb_flow_end_journal (BbFlow *flow, gboolean is_written, const char *result)
{
    g_autoptr (GError) error = NULL;

    if (is_written && bb_journal_get_record (flow->journal)->target_image != NULL &&
        bb_verified_is_good (flow->verified))
        bb_flow_record_proof (flow);
    /* After a candidate was sent, the power mark shows whether another candidate may be sent. Only actions that write
     * may update the power mark. */
    if (bb_journal_get_record (flow->journal)->tried != NULL && bb_action_writes (flow->request->action))
        bb_flow_note_power (flow);
    (void) bb_journal_close (flow->journal, result, &error);
    bb_flow_drop_journal (flow, TRUE, error, is_written);
}

void
bb_flow_close_journal (BbFlow *flow, BbOutcome outcome)
{
    if (flow->journal != NULL)
        bb_flow_end_journal (flow, outcome == BB_OUTCOME_DONE || outcome == BB_OUTCOME_ROLLED_BACK,
                             bb_outcome_to_string (outcome));
}

void
bb_flow_close_replaced (BbFlow *flow, BbJournalRecord *record, BbImage *image)
{
    g_autofree char *revision = bb_flow_dup_revision (flow->facts);
    g_autoptr (GError) error = NULL;

    flow->journal = bb_journal_resume (record, &error);
    if (flow->journal != NULL && image != NULL)
        bb_flow_set_target (flow, image, NULL);
    else if (flow->journal != NULL)
        (void) bb_journal_add_target (flow->journal, NULL, revision, record->n_steps, &error);
    if (error != NULL)
        (void) bb_flow_note_error (flow, error);
    if (flow->journal != NULL)
        bb_flow_end_journal (flow, TRUE, BB_JOURNAL_REPLACED);
}

void
bb_flow_supersede_journal (BbJournalRecord *record)
{
    g_autoptr (BbJournal) journal = record != NULL ? bb_journal_resume (record, NULL) : NULL;

    if (journal != NULL)
        (void) bb_journal_close (journal, "superseded", NULL);
}

void
bb_flow_leave_journal (BbFlow *flow, BbJournalState state)
{
    if (flow->journal == NULL)
        return;
    bb_flow_note_power (flow);
    (void) bb_journal_add_state (flow->journal, state, NULL);
    bb_flow_drop_journal (flow, FALSE, NULL, FALSE);
}

/* --- exclusive access --- */

/* Locks the tray, and records the lock in @journal of @flow (must not be %NULL). Sets @prevented of @flow to TRUE if
 * the tray was locked, else to FALSE and adds a note. Does nothing
 * - if the drive is not in its normal condition
 * - if a power cycle must follow the last command of @plan, because no command could then unlock the tray */
static void
bb_flow_lock_tray (BbFlow *flow, BbPlan *plan)
{
    g_autoptr (GError) error = NULL;

    if (flow->facts->condition != BB_CONDITION_NORMAL || bb_plan_needs_power_cycle (plan))
        return;
    /* Recorded before the tray is locked. If this program is killed, a later job reads this and unlocks the tray. */
    if (!bb_journal_add_tray (flow->journal, TRUE, &error))
        (void) bb_flow_note_error (flow, error);
    g_clear_error (&error);
    flow->prevented = bb_scsi_prevent (BB_TRANSPORT (flow->link), TRUE, &error);
    /* A pending unit attention makes the first command fail without effect, so the command is sent again. */
    if (g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION)) {
        g_clear_error (&error);
        flow->prevented = bb_scsi_prevent (BB_TRANSPORT (flow->link), TRUE, &error);
    }
    if (flow->prevented)
        return;
    (void) bb_journal_add_tray (flow->journal, FALSE, NULL);
    if (error != NULL)
        bb_flow_note_code (flow, BB_NOTE_TRAY_OPEN, error->message);
}

/* Unlocks the tray and clears @prevented, if that is set and the drive is still connected. Records the unlocking in
 * the journal, if there is one. A failure adds a note, unless the drive was in recovery mode. */
static void
bb_flow_allow_removal (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;

    if (!flow->prevented || !bb_drive_is_present (flow->drive))
        return;
    flow->prevented = FALSE;
    if (bb_scsi_prevent (BB_TRANSPORT (flow->link), FALSE, &error)) {
        if (flow->journal != NULL)
            (void) bb_journal_add_tray (flow->journal, FALSE, NULL);
        return;
    }
    /* A drive that was in recovery mode has forgotten the lock and may reject the command. */
    if (!flow->was_in_recovery_mode)
        (void) bb_flow_note_error (flow, error);
}

void
bb_flow_unlock_tray (BbFlow *flow, BbJournalRecord *record)
{
    /* A drive with incomplete firmware gets as few commands as possible, so the tray stays locked until the recovery
     * unlocks it. */
    if (flow->facts->condition != BB_CONDITION_NORMAL || record == NULL || !record->tray_locked || record->endangered)
        return;
    flow->journal = bb_journal_resume (record, NULL);
    flow->prevented = flow->journal != NULL;
    bb_flow_allow_removal (flow);
    g_clear_pointer (&flow->journal, bb_journal_free);
}

/* Takes exclusive access to the drive, and locks the tray for @plan. Sets @held of @flow, and records in @journal of
 * @flow (must not be %NULL) how to undo the settings that taking the access changed. If the job has the access
 * already, only locks the tray.
 *
 * Returns: TRUE if the job has the access; a journal that cannot be written or a tray that cannot be locked only adds
 * a note. FALSE with an error if the access was not granted: %BB_JOB_ERROR_REFUSED if other programs use the drive,
 * else the error of bb_drive_hold(). */
static gboolean
bb_flow_hold (BbFlow *flow, BbPlan *plan, GError **error)
{
    g_autoptr (GVariant) foreseen = bb_drive_foresee_hold (flow->drive);
    g_autoptr (GVariant) undo = NULL;
    g_auto (GStrv) notes = NULL;
    g_autoptr (GError) local_error = NULL;

    /* After a failed attempt the job still has exclusive access, because a drive without firmware must not be
     * released before the next attempt. */
    if (flow->held) {
        bb_flow_lock_tray (flow, plan);
        return TRUE;
    }
    /* Recorded before the access is taken, because that takes time and the program can be killed meanwhile. */
    if (!bb_journal_add_undo (flow->journal, foreseen, &local_error))
        (void) bb_flow_note_error (flow, local_error);
    g_clear_error (&local_error);
    if (!bb_drive_hold (flow->drive, &undo, &notes, &local_error)) {
        (void) bb_journal_add_undone (flow->journal, NULL);
        if (g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE))
            return bb_flow_refuse (error, BB_JOB_PROBLEM_NOT_ALONE, local_error->message, NULL);
        /* The only other error is GONE: the drive was disconnected, so the user is not asked to close programs. */
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    flow->held = TRUE;
    for (guint i = 0; notes[i] != NULL; i++)
        bb_flow_note (flow, notes[i]);
    if (!bb_journal_add_undo (flow->journal, undo, &local_error))
        (void) bb_flow_note_error (flow, local_error);
    bb_flow_lock_tray (flow, plan);
    return TRUE;
}

void
bb_flow_release (BbFlow *flow)
{
    bb_flow_allow_removal (flow);
    flow->prevented = FALSE;
    if (!flow->held)
        return;
    bb_drive_release (flow->drive, flow->was_in_recovery_mode);
    flow->held = FALSE;
    if (flow->journal != NULL)
        (void) bb_journal_add_undone (flow->journal, NULL);
}

/* --- begun --- */

struct _BbBegun {
    BbRecorded recorded;
};

static void
bb_begun_clear (BbBegun *self)
{
    bb_recorded_clear (&self->recorded);
}

void
bb_begun_unref (BbBegun *begun)
{
    g_atomic_rc_box_release_full (begun, (GDestroyNotify) bb_begun_clear);
}

/* Opens the journal, records in it which image is written, and takes exclusive access to the drive. Returns (transfer
 * full) a #BbBegun. On failure returns %NULL with an error; a journal that was opened stays in @flow.
 *
 * With @confirmed, also sets @prevented of @flow if the journal says that a killed program locked the tray.
 * bb_flow_release() then unlocks the tray.
 * @confirmed: (nullable): %NULL if no image is written */
static BbBegun *
bb_begun_make (BbFlow *flow, const BbConfirmed *confirmed, const BbRecorded *recorded, BbPlan *plan, GError **error)
{
    g_autoptr (BbBegun) self = g_atomic_rc_box_new0 (BbBegun);
    g_autoptr (GError) local_error = NULL;

    flow->journal = bb_begun_open_journal (flow, confirmed, recorded, plan, &local_error);
    if (flow->journal == NULL) {
        (void) bb_flow_fail_journal (error, local_error);
        return NULL;
    }
    if (confirmed != NULL) {
        /* If the resumed journal says that a killed program locked the tray, bb_flow_release() must unlock it. */
        flow->prevented = bb_journal_get_record (flow->journal)->tray_locked;
        bb_flow_set_target (flow, bb_confirmed_get_image (confirmed), plan);
    }
    bb_recorded_copy (recorded, &self->recorded);
    return bb_flow_hold (flow, plan, error) ? g_steal_pointer (&self) : NULL;
}

BbBegun *
bb_begun_new (BbFlow *flow, const BbConfirmed *confirmed, GError **error)
{
    g_autoptr (BbPlan) plan = bb_confirmed_ref_plan (confirmed);

    return bb_begun_make (flow, confirmed, bb_confirmed_get_recorded (confirmed), plan, error);
}

BbBegun *
bb_begun_new_identity (BbFlow *flow, const BbRecorded *recorded, BbPlan *plan, GError **error)
{
    BbRecorded alone = {.healthy = recorded->healthy, .backup = recorded->backup, .captures = recorded->captures};

    return bb_begun_make (flow, NULL, &alone, plan, error);
}

const BbRecorded *
bb_begun_get_recorded (const BbBegun *begun)
{
    return &begun->recorded;
}

BbRunner *
bb_begun_new_runner (BbFlow *flow, const BbBegun *begun, BbPlan *plan, BbJob *job, gboolean endangered)
{
    BbRunner *runner;

    g_return_val_if_fail (begun != NULL && flow->journal != NULL, NULL);

    flow->has_sent = TRUE;
    flow->sent_since_identified = TRUE;
    runner = bb_runner_new (flow->link, plan, flow->env->catalog, job, flow->journal, endangered);
    bb_runner_set_known (runner, flow->facts != NULL ? flow->facts->values : NULL);
    return runner;
}
