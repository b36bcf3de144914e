/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-hold.h"
#include "bb-flow-model.h"
#include "bb-flow-store.h"
#include "bb-history-end.h"
#include "bb-stage.h"

void
bb_flow_env_free (BbFlowEnv *env)
{
    g_clear_object (&env->catalog);
    g_clear_object (&env->store);
    g_clear_object (&env->trace);
    g_clear_pointer (&env->others, g_ptr_array_unref);
    g_free (env->state_folder);
    g_free (env);
}

static void
bb_result_draft_clear (BbResultDraft *draft)
{
    g_clear_pointer (&draft->backup, bb_backup_unref);
    g_clear_pointer (&draft->restored, bb_backup_unref);
    g_clear_pointer (&draft->review, bb_review_unref);
    g_clear_pointer (&draft->consents, g_ptr_array_unref);
    g_clear_pointer (&draft->notes, g_ptr_array_unref);
    g_clear_pointer (&draft->revision_before, g_free);
    g_clear_pointer (&draft->region, g_free);
    g_clear_pointer (&draft->books, g_free);
    g_clear_pointer (&draft->build_info, g_strfreev);
    g_clear_pointer (&draft->standard, g_strfreev);
    g_clear_pointer (&draft->report, bb_report_free);
    bb_result_parameters_clear (&draft->about);
}

static void
bb_flow_clear (BbFlow *flow)
{
    g_clear_pointer (&flow->journal, bb_journal_free);
    g_clear_object (&flow->link);
    g_clear_pointer (&flow->users, bb_drive_users_free);
    g_clear_pointer (&flow->host, bb_host_path_free);
    g_clear_pointer (&flow->settings, g_variant_unref);
    g_clear_pointer (&flow->details, bb_drive_details_unref);
    g_clear_pointer (&flow->facts, bb_facts_unref);
    g_clear_pointer (&flow->seen, bb_facts_unref);
    g_clear_pointer (&flow->ran_as, bb_facts_unref);
    g_clear_pointer (&flow->identified, bb_identified_unref);
    g_clear_pointer (&flow->verified, bb_verified_unref);
    bb_result_draft_clear (&flow->draft);
}

/* TRUE if the flash memory seems to be worn, as the journal @record (nullable) says, and the drive has no backup. A
 * backup without firmware counts, too. */
static gboolean
bb_flow_lacks_backup (BbFlow *flow, BbJournalRecord *record)
{
    g_autoptr (GPtrArray) backups = NULL;

    if (!bb_journal_record_is_worn (record, flow->facts) || record->backup_id != NULL)
        return FALSE;
    backups = bb_backup_store_list (flow->env->store, NULL);
    for (guint i = 0; i < backups->len; i++)
        if (bb_backup_is_of (g_ptr_array_index (backups, i), flow->details, flow->facts))
            return FALSE;
    return TRUE;
}

/* If the job was refused or found nothing, and the drive is in recovery mode, adds to the facts of @result why the
 * drive cannot be recovered, if that is so. */
static void
bb_flow_report_lost (BbFlow *flow, BbResult *result)
{
    if ((result->outcome != BB_OUTCOME_REFUSED && result->outcome != BB_OUTCOME_NOT_FOUND) || flow->facts == NULL ||
        result->facts != flow->facts)
        return;
    bb_flow_set_recovery_facts (flow, result->journal);
    bb_facts_unref (result->facts);
    result->facts = bb_facts_ref (flow->facts);
}

/* Sets @stopped of the parameters of @result: if the newest operation on the drive failed at a block of the flash
 * memory, its journal. Not if an operation is open, or if the drive runs another revision than that operation left.
 */
static void
bb_flow_report_stopped (BbFlow *flow, BbResult *result)
{
    g_autoptr (BbJournalRecord) newest = NULL;

    if (flow->facts == NULL || result->journal != NULL || flow->facts->condition != BB_CONDITION_NORMAL)
        return;
    newest = bb_journal_find_newest (flow->env->state_folder, flow->details, flow->facts);
    if (newest != NULL && bb_history_stopped_at_block (newest) &&
        (newest->target_revision == NULL || bb_history_end_of (newest) == BB_HISTORY_UNCHANGED ||
         g_strcmp0 (newest->target_revision, flow->facts->inquiry.revision) == 0))
        result->about.stopped = g_steal_pointer (&newest);
}

/* Sets @was_flashed and @has_backup of @result, for the next step of a VERIFY and the advice for a broken drive. */
static void
bb_flow_report_past (BbFlow *flow, BbResult *result)
{
    gboolean is_verify = flow->request->action == BB_ACTION_VERIFY;
    g_autoptr (BbJournalRecord) installed = NULL;
    g_autoptr (BbBackup) backup = NULL;

    if (flow->facts == NULL)
        return;
    if (is_verify) {
        installed = bb_journal_find_installed (flow->env->state_folder, flow->details, flow->facts);
        result->was_flashed = result->journal != NULL || installed != NULL;
    }
    if (is_verify || flow->facts->condition == BB_CONDITION_SPECIAL ||
        flow->facts->condition == BB_CONDITION_HALF_ALIVE) {
        backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
        result->has_backup = backup != NULL && bb_backup_find_file (backup, BB_BACKUP_IMAGE) != NULL;
    }
}

BbResult *
bb_flow_run (BbJob *job, gpointer data)
{
    static BbResult *(*const flows[]) (BbFlow * flow) = {
        [BB_ACTION_LOOK] = bb_flow_look,           [BB_ACTION_CHECK] = bb_flow_check,
        [BB_ACTION_BACKUP] = bb_flow_backup,       [BB_ACTION_FLASH] = bb_flow_flash,
        [BB_ACTION_VERIFY] = bb_flow_verify,       [BB_ACTION_ROLLBACK] = bb_flow_rollback,
        [BB_ACTION_RECOVER] = bb_flow_recover,     [BB_ACTION_CONVERT] = bb_flow_convert,
        [BB_ACTION_BOOK_TYPE] = bb_flow_book_type, [BB_ACTION_REPORT] = bb_flow_report,
    };
    BbFlow flow = {
        .job = job,
        .request = bb_job_get_request (job),
        .env = data,
        .drive = bb_job_get_drive (job),
        .began_us = g_get_monotonic_time (),
    };
    gboolean ambiguous = FALSE;
    g_autoptr (BbStoreLock) lock = NULL;
    g_autoptr (GError) busy = NULL;
    BbResult *result;

    bb_job_identify_image (job, flow.env->catalog);
    flow.details = bb_drive_ref_details (flow.drive);
    flow.draft.notes = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_note_free);
    /* The store is locked from the first read until the journal is closed. */
    if (bb_flow_lock_store (&flow, &lock, &busy))
        result = flows[flow.request->action](&flow);
    else
        result = bb_flow_end_early (&flow, busy);
    if (flow.request->action == BB_ACTION_RECOVER)
        bb_flow_report_unread (&flow, result);
    bb_flow_report_lost_backup (&flow, result);
    bb_flow_report_other_model (&flow, result);
    /* The exclusive access must end whatever the result is. */
    bb_flow_release (&flow);
    g_clear_pointer (&flow.journal, bb_journal_free);
    result->journal =
        bb_journal_find (flow.env->state_folder, flow.details, flow.facts, flow.env->others, &ambiguous);
    result->awaits_power_cycle = bb_flow_awaits_power_cycle (&flow, result->journal);
    result->was_reconnected = result->journal != NULL && bb_flow_was_reconnected (&flow, result->journal);
    result->lacks_backup = bb_flow_lacks_backup (&flow, result->journal);
    bb_flow_report_lost (&flow, result);
    bb_flow_report_past (&flow, result);
    bb_flow_report_stopped (&flow, result);
    bb_flow_report_backup_use (&flow, result);
    bb_result_conclude (result);
    bb_flow_clear (&flow);
    return result;
}
