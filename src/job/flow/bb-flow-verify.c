/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-hold.h"
#include "bb-flow-store.h"

#include <glib/gi18n-lib.h>

/* With what the drive is compared. */
typedef struct {
    const char *kind; /* as BbResult has it */
    char *name;
    char *text; /* a sentence */
} BbComparison;

static void
bb_comparison_clear (BbComparison *comparison)
{
    g_free (comparison->name);
    g_free (comparison->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbComparison, bb_comparison_clear)

static void
bb_verify_tell_flash (BbComparison *comparison, BbJournalRecord *record)
{
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (record->started);
    g_autofree char *when = time != NULL ? g_date_time_format (time, "%F %R") : g_strdup ("?");

    comparison->kind = "flash";
    comparison->name = g_strdup (record->id);
    /* TRANSLATORS: %s is a date and a time */
    comparison->text = g_strdup_printf (_ ("Compared with the firmware that Burnback wrote on %s."), when);
}

static void
bb_verify_tell_backup (BbComparison *comparison, BbBackup *backup)
{
    comparison->kind = "backup";
    comparison->name = g_strdup (backup->id);
    comparison->text = g_strdup_printf (_ ("Compared with the backup %s."), backup->id);
}

static void
bb_verify_tell_file (BbComparison *comparison, BbImage *image)
{
    comparison->kind = "file";
    comparison->name = g_strdup (bb_image_get_name (image));
    comparison->text = g_strdup_printf (_ ("Compared with the file “%s”."), bb_image_get_name (image));
}

/* Whether that was written after @backup was made: only then it must be in the drive, and not what the backup holds.
 */
static gboolean
bb_verify_is_later (BbJournalRecord *record, BbBackup *backup)
{
    if (backup == NULL || g_strcmp0 (record->backup_id, backup->id) == 0)
        return TRUE;
    if (record->sequence > 0 && backup->sequence > 0)
        return record->sequence > backup->sequence;
    return record->started >= backup->created;
}

static BbImage *
bb_verify_load_installed (BbFlow *flow, BbJournalRecord *record, BbComparison *comparison, GError **error)
{
    g_autoptr (GError) reason = NULL;
    BbImage *image = bb_flow_load_image (flow, record->target_image, &reason);

    bb_verify_tell_flash (comparison, record);
    if (image == NULL)
        g_set_error (
            error, BB_JOB_ERROR, BB_JOB_ERROR_NOT_FOUND,
            _ ("The firmware that was written to this drive last cannot be read any more (%s). Give a file."),
            reason->message);
    return image;
}

/* What must be in the drive: the file, the backup, what was written last, or what was read last. */
static BbImage *
bb_verify_find_image (BbFlow *flow, BbComparison *comparison, GError **error)
{
    g_autoptr (BbBackup) backup = NULL;
    g_autoptr (BbJournalRecord) installed = NULL;

    if (flow->request->image != NULL) {
        bb_verify_tell_file (comparison, flow->request->image);
        return g_object_ref (flow->request->image);
    }
    if (flow->request->backup_id == NULL && flow->record != NULL && flow->record->target_image != NULL) {
        bb_verify_tell_flash (comparison, flow->record);
        return bb_flow_load_image (flow, flow->record->target_image, error);
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
            g_set_error_literal (error, BB_JOB_ERROR, BB_JOB_ERROR_NOT_FOUND,
                                 _ ("There is no complete backup of this drive to compare with. Give a file."));
        return NULL;
    }
    bb_verify_tell_backup (comparison, backup);
    return bb_backup_store_load_image (flow->env->store, backup, flow->env->catalog, error);
}

static BbResult *
bb_verify_end (BbFlow *flow, BbOutcome outcome, const BbComparison *comparison, BbImage *image)
{
    BbResult *result = bb_flow_end (flow, outcome, NULL);
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autofree char *message = g_steal_pointer (&result->message);

    result->message = g_strdup_printf ("%s %s", message, comparison->text);
    result->compared_with = g_strdup (comparison->kind);
    result->compared_name = g_strdup (comparison->name);
    result->compared_revision = identity != NULL ? g_strdup (identity->revision) : NULL;
    return result;
}

static gboolean
bb_verify_may_begin (BbFlow *flow, GError **error)
{
    if (!bb_flow_open (flow, TRUE, error) || !bb_flow_identify (flow, error) || !bb_flow_find_journal (flow, error))
        return FALSE;
    if (flow->family == NULL)
        return bb_flow_refuse (error, _ ("Burnback does not know this drive and cannot read its firmware."));
    if (bb_flow_has_no_firmware (flow) || (flow->record != NULL && flow->record->endangered))
        return bb_flow_refuse (error, _ ("The drive does not run its firmware. Recover it first."));
    return TRUE;
}

/* The backup that was made before the flash, for the calibration. */
static void
bb_verify_take_backup (BbFlow *flow)
{
    if (flow->record == NULL || flow->record->backup_id == NULL)
        return;
    flow->backup = bb_backup_store_get (flow->env->store, flow->record->backup_id, NULL);
    flow->board = bb_journal_record_dup_board (flow->record, flow->env->catalog);
}

/* Whether @image is what the open journal waits for. */
static gboolean
bb_verify_is_awaited (BbFlow *flow, BbImage *image)
{
    return flow->record != NULL && flow->record->target_image != NULL &&
           strstr (flow->record->target_image, bb_image_get_sha256 (image)) != NULL;
}

static void
bb_verify_close (BbFlow *flow, BbOutcome outcome)
{
    flow->journal = bb_journal_resume (flow->record, NULL);
    bb_flow_close_journal (flow, outcome);
}

static BbOutcome
bb_verify_find_outcome (BbProof proof)
{
    if (bb_proof_is_good (proof))
        return BB_OUTCOME_DONE;
    if (proof == BB_PROOF_DIFFERENT || proof == BB_PROOF_UNCHANGED)
        return BB_OUTCOME_UNCHANGED;
    return BB_OUTCOME_WRITTEN;
}

BbResult *
bb_flow_verify (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbImage) image = NULL;
    gboolean awaited, cycled;
    g_auto (BbComparison) comparison = {0};
    BbFacts *before;
    BbOutcome outcome;

    if (!bb_verify_may_begin (flow, &error))
        return bb_flow_end_early (flow, error);
    image = bb_verify_find_image (flow, &comparison, &error);
    if (image == NULL)
        return bb_flow_end_early (flow, error);
    (void) bb_flow_recall (flow);
    bb_verify_take_backup (flow);
    awaited = bb_verify_is_awaited (flow, image);
    /* Without a flash that is not proven yet nothing is in doubt: what is read is what is there. */
    cycled = bb_flow_had_power_cycle (flow) || !awaited;
    before = awaited ? flow->board : NULL;
    flow->proof = bb_flow_prove (flow, before, image, cycled, &error);
    if (error != NULL)
        return bb_flow_end_early (flow, error);
    outcome = bb_verify_find_outcome (flow->proof);
    /* A difference leaves it open: perhaps the power was not off after all. */
    if (awaited && (outcome == BB_OUTCOME_DONE || flow->proof == BB_PROOF_UNPROVEN))
        bb_verify_close (flow, outcome);
    return bb_verify_end (flow, outcome, &comparison, image);
}
