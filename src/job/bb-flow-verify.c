/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-hold.h"
#include "bb-flow-store.h"

#include <glib/gi18n-lib.h>

/* What must be in the drive: the file, the backup, what an unproven flash wrote, or the newest backup. */
static BbImage *
bb_verify_find_image (BbFlow *flow, GError **error)
{
    g_autoptr (BbBackup) backup = NULL;

    if (flow->request->image != NULL)
        return g_object_ref (flow->request->image);
    if (flow->request->backup_id == NULL && flow->record != NULL && flow->record->target_image != NULL)
        return bb_flow_load_image (flow, flow->record->target_image, error);
    if (flow->request->backup_id != NULL)
        backup = bb_backup_store_get (flow->env->store, flow->request->backup_id, error);
    else
        backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    if (backup == NULL) {
        if (flow->request->backup_id == NULL && bb_flow_knows_newest (flow, error))
            g_set_error_literal (error, BB_JOB_ERROR, BB_JOB_ERROR_NOT_FOUND,
                                 _ ("There is no complete backup of this drive to compare with. Give a file."));
        return NULL;
    }
    return bb_backup_store_load_image (flow->env->store, backup, flow->env->catalog, error);
}

static gboolean
bb_verify_may_begin (BbFlow *flow, GError **error)
{
    if (!bb_flow_open (flow, TRUE, error) || !bb_flow_identify (flow, error) || !bb_flow_find_journal (flow, error))
        return FALSE;
    if (flow->family == NULL)
        return bb_flow_refuse (error, _ ("Burnback does not know this drive and cannot read its firmware."));
    if (flow->facts->condition == BB_CONDITION_SPECIAL || (flow->record != NULL && flow->record->endangered))
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
    BbFacts *before;
    BbOutcome outcome;

    if (!bb_verify_may_begin (flow, &error))
        return bb_flow_end_early (flow, error);
    image = bb_verify_find_image (flow, &error);
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
    return bb_flow_end (flow, outcome, NULL);
}
