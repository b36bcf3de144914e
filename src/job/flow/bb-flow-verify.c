/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-hold.h"
#include "bb-flow-inspect.h"
#include "bb-flow-known.h"
#include "bb-flow-store.h"
#include "bb-flow-unknown.h"
#include "family/bb-key-file.h"

/* The firmware that the drive is compared with: @compared_with, @compared_name and @compared_time of #BbResult. */
typedef struct {
    const char *kind;
    char *name;
    gint64 time;
} BbComparison;

static void
bb_comparison_clear (BbComparison *comparison)
{
    g_free (comparison->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbComparison, bb_comparison_clear)

/* Replaces the members of @comparison. @kind: a constant string, which is not copied; @name: copied; @time: seconds
 * since the epoch, or 0 */
static void
bb_comparison_set (BbComparison *comparison, const char *kind, const char *name, gint64 time)
{
    g_free (comparison->name);
    *comparison = (BbComparison){kind, g_strdup (name), time};
}

/*
 * TRUE if the image of @record was written after @backup was made, so that the drive should contain this image. TRUE
 * also if @backup is %NULL, or was made for the flash of @record. The sequence numbers decide; if they are equal, the
 * times. Journals and backups of old versions of Burnback have the number 0, so they count as older than all others.
 */
static gboolean
bb_verify_is_later (BbJournalRecord *record, BbBackup *backup)
{
    if (backup == NULL || g_strcmp0 (record->backup_id, backup->id) == 0)
        return TRUE;
    if (record->sequence != backup->sequence)
        return record->sequence > backup->sequence;
    return record->started >= backup->created;
}

/* Returns (transfer full) the target image of the closed journal @record; %NULL with an error if it cannot be loaded.
 * Sets @comparison in both cases. */
static BbImage *
bb_verify_load_installed (BbFlow *flow, BbJournalRecord *record, BbComparison *comparison, GError **error)
{
    g_autoptr (GError) reason = NULL;
    BbImage *image;

    /* The image may be encrypted; the record names the key file that decrypts it. */
    bb_key_file_use (record->key_file);
    image = bb_flow_load_image (flow, NULL, record->target_image, &reason);
    bb_comparison_set (comparison, g_strcmp0 (record->result, BB_JOURNAL_REPLACED) == 0 ? "replaced" : "flash",
                       record->id, record->started);
    if (image == NULL)
        (void) bb_job_error_set (error, BB_JOB_ERROR_NOT_FOUND, BB_JOB_PROBLEM_LAST_IMAGE_UNREADABLE, reason->message,
                                 NULL);
    return image;
}

/* Sets the error of a VERIFY that has no image to compare with: the reason of the family if the drive cannot be read
 * at all, so that naming a file would not help; else NO_BACKUP_TO_COMPARE. Returns %FALSE. */
static gboolean
bb_verify_refuse_without_image (BbFlow *flow, GError **error)
{
    gboolean can_verify =
        (flow->family->can (flow->facts) & BB_CAN_VERIFY) != 0 || bb_family_get_no_flash (flow->facts) == NULL;
    g_autofree char *why = NULL;

    if (!can_verify)
        (void) flow->family->backup_kind (flow->facts, &why);
    if (why == NULL)
        return bb_job_error_set (error, BB_JOB_ERROR_NOT_FOUND, BB_JOB_PROBLEM_NO_BACKUP_TO_COMPARE, NULL, NULL);
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT, why);
    return FALSE;
}

/*
 * Returns (transfer full) the image to compare the drive with, and sets @comparison; %NULL with an error if there is
 * none. Uses the first of these that exists:
 * - the file or the backup of the request
 * - the target of the open journal @record (nullable)
 * - the image that was written last, or the newest trusted backup, whichever is newer
 */
static BbImage *
bb_verify_find_image (BbFlow *flow, BbJournalRecord *record, BbComparison *comparison, GError **error)
{
    g_autoptr (BbBackup) backup = NULL;
    g_autoptr (BbJournalRecord) installed = NULL;

    if (flow->request->image != NULL) {
        bb_comparison_set (comparison, "file", bb_image_get_name (flow->request->image), 0);
        return bb_flow_is_image_open (flow->request->image, error) ? g_object_ref (flow->request->image) : NULL;
    }
    if (flow->request->backup_id == NULL && record != NULL && record->target_image != NULL) {
        bb_comparison_set (comparison, "flash", record->id, record->started);
        return bb_flow_load_image (flow, record->family, record->target_image, error);
    }
    if (flow->request->backup_id != NULL) {
        backup = bb_backup_store_get (flow->env->store, flow->request->backup_id, error);
    } else {
        backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
        installed = bb_journal_find_installed (flow->env->state_folder, flow->details, flow->facts);
    }
    if (installed != NULL && bb_verify_is_later (installed, backup))
        return bb_verify_load_installed (flow, installed, comparison, error);
    if (backup == NULL) {
        if (flow->request->backup_id == NULL && bb_flow_knows_newest (flow, error))
            (void) bb_verify_refuse_without_image (flow, error);
        return NULL;
    }
    bb_comparison_set (comparison, "backup", backup->id, 0);
    return bb_backup_store_load_image (flow->env->store, backup, flow->env->catalog, error);
}

/* Calls bb_flow_note_stay() and ends the flow. Returns (transfer full) the result with @outcome and the firmware that
 * the drive was compared with. */
static BbResult *
bb_verify_end (BbFlow *flow, BbOutcome outcome, const BbComparison *comparison, BbImage *image)
{
    BbResult *result = NULL;

    bb_flow_note_stay (flow);
    result = bb_flow_end (flow, outcome, NULL);

    result->compared_with = g_strdup (comparison->kind);
    result->compared_name = g_strdup (comparison->name);
    result->compared_time = comparison->time;
    result->compared_revision = g_strdup (bb_image_get_revision (image));
    return result;
}

/*
 * TRUE if the drive can be verified: its firmware runs and its family is known. After an interrupted flash, the user
 * must name the image, because another program may have written the firmware.
 */
static gboolean
bb_verify_is_possible (BbFlow *flow, const BbIdentified *identified)
{
    if (flow->family == NULL || bb_flow_has_no_firmware (flow))
        return FALSE;
    return !bb_identified_is_interrupted (identified) || flow->request->image != NULL ||
           flow->request->backup_id != NULL;
}

/* Opens and identifies the drive. Returns (transfer full) a #BbIdentified; %NULL with an error, also if
 * bb_verify_is_possible() is FALSE. */
static BbIdentified *
bb_verify_identify (BbFlow *flow, GError **error)
{
    g_autoptr (BbIdentified) identified = NULL;

    if (bb_flow_open (flow, TRUE, error))
        identified = bb_identified_new (flow, BB_IDENTIFY_PLAIN, error);
    if (identified == NULL)
        return NULL;
    if (bb_verify_is_possible (flow, identified))
        return g_steal_pointer (&identified);
    if (flow->family == NULL)
        (void) bb_flow_refuse_unknown (flow, error);
    else if (bb_flow_has_no_firmware (flow))
        (void) bb_flow_refuse_without_firmware (flow, bb_identified_get_record (identified), error);
    else
        (void) bb_flow_refuse (error, BB_JOB_PROBLEM_FLASH_INTERRUPTED, NULL, NULL);
    return NULL;
}

/*
 * Learns missing facts of the drive from its newest backup, and sets @recorded. The caller compares the calibration
 * of the drive with the backup in @recorded, which the result of the flow also names.
 * - If the journal @record (nullable) of the flash names a backup: @recorded gets this journal, its backup and its
 *   facts.
 * - Otherwise: @recorded gets only the backup from which facts were learnt, if any.
 */
static void
bb_verify_find_recorded (BbFlow *flow, BbJournalRecord *record, BbRecorded *recorded)
{
    (void) bb_flow_learn_from_backup (flow, &recorded->backup);
    if (record != NULL && record->backup_id != NULL) {
        recorded->record = bb_journal_record_ref (record);
        g_clear_pointer (&recorded->backup, bb_backup_unref);
        recorded->backup = bb_backup_store_get (flow->env->store, record->backup_id, NULL);
        recorded->healthy = bb_journal_record_dup_healthy_facts (record, flow->env->catalog);
    }
    flow->draft.backup = recorded->backup != NULL ? bb_backup_ref (recorded->backup) : NULL;
}

/* TRUE if @image is the firmware that Burnback wrote to the drive last. */
static gboolean
bb_verify_was_written (BbFlow *flow, BbImage *image)
{
    g_autofree char *path = bb_journal_dup_installed (flow->env->state_folder, flow->details, flow->facts);

    return path != NULL && strstr (path, bb_image_get_sha256 (image)) != NULL;
}

/* TRUE if the drive cannot be read, @image was written to it last, the drive still reports the revision with which
 * that flash was verified, and nothing else that the drive reports contradicts @image. */
static gboolean
bb_verify_reports_as_written (BbFlow *flow, BbImage *image)
{
    g_autoptr (BbJournalRecord) installed = NULL;
    g_autofree char *reported = NULL;
    g_autofree char *contradiction = bb_flow_dup_image_contradiction (flow, image);

    if (contradiction != NULL || bb_flow_can_read_back (flow) || !bb_verify_was_written (flow, image))
        return FALSE;
    installed = bb_journal_find_installed (flow->env->state_folder, flow->details, flow->facts);
    reported = bb_flow_dup_revision (flow->facts);
    return installed != NULL && reported != NULL && g_strcmp0 (installed->target_revision, reported) == 0 &&
           g_strcmp0 (installed->proof, bb_proof_to_string (BB_PROOF_IDENTITY)) == 0;
}

/* TRUE if @image is the old image of @record, which was in the drive before its flash. */
static gboolean
bb_verify_is_old (BbJournalRecord *record, BbImage *image)
{
    return record->old_image != NULL && strstr (record->old_image, bb_image_get_sha256 (image)) != NULL;
}

/*
 * If only the revision was compared and Burnback did not write @image, other firmware may have the same revision. In
 * this case returns (transfer full) a new unproven verification, and sets the reason NOT_COMPARED. Otherwise returns
 * @verified.
 * @verified: (transfer full)
 * @awaited: TRUE if the open journal waits for this verification; @verified is then returned in any case
 */
static BbVerified *
bb_verify_drop_identity_proof (BbFlow *flow, BbVerified *verified, BbImage *image, gboolean awaited)
{
    if (bb_verified_get_proof (verified) != BB_PROOF_IDENTITY || awaited || bb_verify_was_written (flow, image))
        return verified;
    bb_verified_unref (verified);
    flow->draft.reason = BB_RESULT_REASON_NOT_COMPARED;
    return bb_verified_new_open (FALSE);
}

/* Returns DONE if @verified says that the drive runs the image, UNCHANGED if it runs other firmware, WRITTEN if this
 * is unknown. */
static BbOutcome
bb_verify_find_outcome (const BbVerified *verified)
{
    BbProof proof = bb_verified_get_proof (verified);

    if (bb_verified_is_good (verified))
        return BB_OUTCOME_DONE;
    if (proof == BB_PROOF_DIFFERENT || proof == BB_PROOF_UNCHANGED)
        return BB_OUTCOME_UNCHANGED;
    return BB_OUTCOME_WRITTEN;
}

/* Returns the outcome of verifying a drive whose flash was interrupted.
 * - The drive certainly runs @image: DONE. Closes the journal @record: as ROLLED_BACK if @image is the old image of
 *   the flash, as DONE if it is the new one, and as replaced if it is neither.
 * - The drive runs other firmware: UNCHANGED.
 * - It is not certain which firmware the drive runs: WRITTEN.
 * In the last two cases the journal stays open, and the reason is that of bb_flow_get_interrupted_reason(). */
static BbOutcome
bb_verify_conclude_interrupted (BbFlow *flow, BbJournalRecord *record, BbImage *image)
{
    BbOutcome outcome = bb_verify_find_outcome (flow->verified);

    if (bb_flow_get_proof (flow) != BB_PROOF_PROVEN) {
        flow->draft.reason = bb_flow_get_interrupted_reason (flow, record);
        return outcome == BB_OUTCOME_DONE ? BB_OUTCOME_WRITTEN : outcome;
    }
    if (bb_flow_is_third_image (record, image)) {
        flow->draft.reason = BB_RESULT_REASON_REPLACED;
        bb_flow_close_replaced (flow, record, image);
        return outcome;
    }
    flow->journal = bb_journal_resume (record, NULL);
    if (flow->journal != NULL)
        bb_flow_set_target (flow, image, NULL);
    bb_flow_close_journal (flow, bb_verify_is_old (record, image) ? BB_OUTCOME_ROLLED_BACK : BB_OUTCOME_DONE);
    return outcome;
}

/* If the firmware is incomplete or mixes two revisions, sets the condition of the drive, the reason PARTS_DIFFER and
 * the next step, which is a recovery. If the firmware shares a part with @image, adds a note.
 * @kind: what @image comes from, see #BbComparison */
static void
bb_verify_compare_parts (BbFlow *flow, BbImage *image, const char *kind)
{
    g_autofree char *shared = NULL;

    bb_flow_compare_parts (flow, image, &shared);
    if (shared != NULL)
        bb_flow_note (flow, shared);
    if (flow->facts->condition != BB_CONDITION_HALF_ALIVE)
        return;
    flow->draft.reason = BB_RESULT_REASON_PARTS_DIFFER;
    flow->draft.next_step =
        g_strcmp0 (kind, "file") == 0 ? BB_NEXT_STEP_RECOVER_WITH_NEW_FILE : BB_NEXT_STEP_RECOVER_PARTS;
    flow->draft.about.evidence = g_strdup (g_ptr_array_index (flow->facts->evidence, flow->facts->evidence->len - 1));
}

BbResult *
bb_flow_verify (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbIdentified) identified = bb_verify_identify (flow, &error);
    g_autoptr (BbImage) image = NULL;
    g_auto (BbComparison) comparison = {0};
    g_auto (BbRecorded) recorded = {0};
    BbJournalRecord *record;
    BbVerified *verified;
    BbOutcome outcome;
    gboolean awaited, cycled;

    if (identified == NULL)
        return bb_flow_end_early (flow, error);
    record = bb_identified_get_record (identified);
    image = bb_verify_find_image (flow, record, &comparison, &error);
    if (image == NULL)
        return bb_flow_end_early (flow, error);
    bb_verify_find_recorded (flow, record, &recorded);
    /* TRUE if @image is the target of the open journal, so that this verification may close the journal. */
    awaited = record != NULL && record->target_image != NULL &&
              strstr (record->target_image, bb_image_get_sha256 (image)) != NULL;
    /* After a flash, a drive may return wrong data until a power cycle. This matters only for a flash that is not
     * verified yet. */
    cycled = bb_flow_had_power_cycle (flow, record) || !awaited;
    verified = bb_verify_reports_as_written (flow, image)
                   ? bb_verified_new_reported ()
                   : bb_verified_new (flow, &recorded, awaited ? recorded.healthy : NULL, image, cycled, &error);
    if (verified == NULL)
        return bb_flow_end_early (flow, error);
    bb_flow_take_verified (flow, bb_verify_drop_identity_proof (flow, verified, image, awaited));
    if (bb_identified_is_interrupted (identified))
        return bb_verify_end (flow, bb_verify_conclude_interrupted (flow, record, image), &comparison, image);
    outcome = bb_verify_find_outcome (flow->verified);
    /* If the firmware differs, the journal normally stays open, because the power cycle may not have happened.
     * Exception: the image was sent as a candidate (one of several forms), and the drive still has its old firmware
     * after a power cycle. Then the drive rejected the candidate, so the flash has ended. */
    if (awaited && (outcome == BB_OUTCOME_DONE || bb_flow_get_proof (flow) == BB_PROOF_UNPROVEN ||
                    (cycled && record->tried != NULL && bb_flow_get_proof (flow) == BB_PROOF_UNCHANGED))) {
        flow->journal = bb_journal_resume (record, NULL);
        bb_flow_close_journal (flow, outcome);
    }
    /* A drive with an open journal may return wrong data until a power cycle. */
    if (record == NULL && outcome == BB_OUTCOME_UNCHANGED)
        bb_verify_compare_parts (flow, image, comparison.kind);
    return bb_verify_end (flow, outcome, &comparison, image);
}
