/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-hold.h"
#include "bb-flow-store.h"

#include "bb-stage.h"

#include <glib/gi18n-lib.h>

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
    g_clear_pointer (&flow->backup, bb_backup_unref);
    g_clear_pointer (&flow->identified, bb_identified_unref);
    g_clear_pointer (&flow->verified, bb_verified_unref);
    g_clear_pointer (&flow->review, bb_review_unref);
    g_clear_pointer (&flow->notes, g_ptr_array_unref);
    g_clear_pointer (&flow->revision_before, g_free);
    g_clear_pointer (&flow->region, g_free);
    g_clear_pointer (&flow->books, g_free);
    g_clear_pointer (&flow->making, g_strfreev);
    g_clear_pointer (&flow->report, bb_report_free);
    bb_result_parameters_clear (&flow->about);
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
    flow.notes = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_note_free);
    /* Locked from the first read until the last record is on disk. */
    if (bb_flow_lock_store (&flow, &lock, &busy))
        result = flows[flow.request->action](&flow);
    else
        result = bb_flow_end_early (&flow, busy);
    if (flow.request->action == BB_ACTION_RECOVER)
        bb_flow_doubt_none (&flow, result);
    bb_flow_doubt_backup (&flow, result);
    /* Other programs get the drive back in any case. */
    bb_flow_release (&flow);
    g_clear_pointer (&flow.journal, bb_journal_free);
    result->journal =
        bb_journal_find (flow.env->state_folder, flow.details, flow.facts, flow.env->others, &ambiguous);
    bb_result_conclude (result);
    bb_flow_clear (&flow);
    return result;
}

/* --- ends --- */

char *
bb_flow_dup_revision (BbFacts *facts)
{
    if (facts == NULL || facts->condition == BB_CONDITION_SPECIAL)
        return NULL;
    return bb_text_normalise (facts->inquiry.revision, FALSE);
}

/* TRUE if the firmware ran before, nothing was written, and the drive did not leave recovery mode. */
static gboolean
bb_flow_stays_special (BbFlow *flow, BbOutcome outcome)
{
    BbFacts *met = flow->identified != NULL ? bb_identified_get_seen (flow->identified) : NULL;

    return flow->reason == BB_RESULT_REASON_NONE && met != NULL && met->condition == BB_CONDITION_NORMAL &&
           flow->facts->condition == BB_CONDITION_SPECIAL &&
           (outcome == BB_OUTCOME_UNCHANGED || outcome == BB_OUTCOME_REFUSED);
}

/* TRUE if the boot code was lost, which is the cause of every later failure. */
static gboolean
bb_flow_has_lost_boot_code (BbFlow *flow, BbOutcome outcome)
{
    return flow->boot_code_lost && flow->reason != BB_RESULT_REASON_BOOT_CODE_PENDING && outcome != BB_OUTCOME_DONE &&
           outcome != BB_OUTCOME_WRITTEN && outcome != BB_OUTCOME_ROLLED_BACK;
}

BbResult *
bb_flow_end (BbFlow *flow, BbOutcome outcome, const GError *error)
{
    BbResult *result = bb_result_new (flow->request->action);
    GArray *differences;

    if (bb_flow_stays_special (flow, outcome))
        flow->reason = BB_RESULT_REASON_STAYS_IN_MODE;
    if (bb_flow_has_lost_boot_code (flow, outcome))
        flow->reason = BB_RESULT_REASON_BOOT_CODE_LOST;
    result->outcome = outcome;
    result->reason = flow->reason;
    result->next_step = flow->next_step;
    bb_result_parameters_copy (&flow->about, &result->about);
    result->drive = g_strdup (bb_drive_get_name (flow->drive));
    result->proof = bb_flow_get_proof (flow);
    result->has_sent = flow->has_sent;
    result->error = error != NULL ? g_error_copy (error) : NULL;
    result->facts = flow->facts != NULL ? bb_facts_ref (flow->facts) : NULL;
    result->review = flow->review != NULL ? bb_review_ref (flow->review) : NULL;
    result->backup = flow->backup != NULL ? bb_backup_ref (flow->backup) : NULL;
    differences = flow->verified != NULL ? bb_verified_get_differences (flow->verified) : NULL;
    result->differences = differences != NULL ? g_array_ref (differences) : NULL;
    result->medium = flow->medium;
    result->users = g_steal_pointer (&flow->users);
    result->revision_before = g_strdup (flow->revision_before);
    /* The revision from before the firmware was written is outdated. */
    if (flow->n_endangered_commands == 0 || (outcome != BB_OUTCOME_NEEDS_RECOVERY && !flow->sent_since_identified))
        result->revision_after = bb_flow_dup_revision (flow->facts);
    result->consents = g_steal_pointer (&flow->consents);
    result->n_endangered_commands = flow->n_endangered_commands;
    if (flow->link != NULL) {
        result->n_commands = bb_reopenable_transport_get_n_commands (flow->link);
        result->n_bytes = bb_reopenable_transport_get_n_bytes (flow->link);
    }
    result->seconds = (double) (g_get_monotonic_time () - flow->began_us) / G_USEC_PER_SEC;
    if (error != NULL && error->domain != BB_JOB_ERROR)
        (void) bb_flow_note_error (flow, error);
    result->noted = g_ptr_array_ref (flow->notes);
    result->region = g_steal_pointer (&flow->region);
    result->books = g_steal_pointer (&flow->books);
    result->report = g_steal_pointer (&flow->report);
    return result;
}

/* (transfer full) (nullable): the journal of an earlier flash that left the drive without complete firmware; also
 * if the drive was not identified. */
static BbJournalRecord *
bb_flow_find_interrupted (BbFlow *flow)
{
    BbJournalRecord *met = flow->identified != NULL ? bb_identified_get_record (flow->identified) : NULL;
    gboolean ambiguous = FALSE;
    g_autoptr (BbJournalRecord) record = met != NULL ? bb_journal_record_ref (met)
                                                     : bb_journal_find (flow->env->state_folder, flow->details,
                                                                        flow->facts, flow->env->others, &ambiguous);

    return record != NULL && record->endangered && !record->is_alive ? g_steal_pointer (&record) : NULL;
}

BbResultReason
bb_flow_get_interrupted_reason (BbFlow *flow, BbJournalRecord *record)
{
    return bb_journal_record_was_overwritten (record, flow->facts) ? BB_RESULT_REASON_OVERWRITTEN
                                                                   : BB_RESULT_REASON_INTERRUPTED;
}

BbOutcome
bb_flow_get_early_outcome (const GError *error)
{
    BbOutcome outcome = BB_OUTCOME_UNCHANGED;

    /* A store that cannot be written is a failure, not a refusal. */
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_LABEL) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE) ||
        (error->domain == BB_STORE_ERROR && error->code != BB_STORE_ERROR_UNWRITABLE))
        outcome = BB_OUTCOME_REFUSED;
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_NOT_PERMITTED) || bb_error_is_busy (error) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED) ||
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
        g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NOT_PERMITTED))
        outcome = BB_OUTCOME_NOT_PERMITTED;
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_NOT_FOUND) ||
        g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND))
        outcome = BB_OUTCOME_NOT_FOUND;
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_NEEDS_RECOVERY))
        outcome = BB_OUTCOME_NEEDS_RECOVERY;
    return outcome;
}

BbResult *
bb_flow_end_early (BbFlow *flow, const GError *error)
{
    BbOutcome outcome = bb_flow_get_early_outcome (error);
    g_autoptr (BbJournalRecord) record = NULL;

    /* While another program works on the drive, the open journal is of that program. */
    if (!bb_error_is_busy (error) && flow->request->action != BB_ACTION_LOOK)
        record = bb_flow_find_interrupted (flow);
    if (record != NULL) {
        if (outcome == BB_OUTCOME_UNCHANGED)
            outcome = BB_OUTCOME_NEEDS_RECOVERY;
        if (flow->reason == BB_RESULT_REASON_NONE)
            flow->reason = bb_flow_get_interrupted_reason (flow, record);
    }
    return bb_flow_end (flow, outcome, error);
}

BbChoice
bb_flow_ask (BbFlow *flow, BbQuestion *question, BbImage *again, BbImage *back)
{
    guint seconds = flow->request->question_seconds;

    question->revision = again != NULL ? g_strdup (bb_image_get_revision (again)) : NULL;
    question->old_revision = back != NULL ? g_strdup (bb_image_get_revision (back)) : NULL;
    question->restores |= again != NULL && (again == back || flow->request->action == BB_ACTION_ROLLBACK);
    question->old_is_file = back != NULL && back == flow->request->fallback;
    question->is_in_mode = flow->facts != NULL && flow->facts->condition == BB_CONDITION_SPECIAL;
    if (seconds > 0)
        question->deadline_us = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
    return bb_job_ask (flow->job, question);
}

gboolean
bb_flow_refuse (GError **error, BbJobProblem problem, const char *first, const char *second)
{
    return bb_job_error_set (error, BB_JOB_ERROR_REFUSED, problem, first, second);
}

BbNote *
bb_flow_note_code (BbFlow *flow, BbNoteCode code, const char *text)
{
    BbNote *note = bb_note_new (code, text);

    g_ptr_array_add (flow->notes, note);
    return note;
}

void
bb_flow_note (BbFlow *flow, const char *text)
{
    (void) bb_flow_note_code (flow, BB_NOTE_TEXT, text);
}

BbNote *
bb_flow_note_error (BbFlow *flow, const GError *error)
{
    BbNote *note = bb_flow_note_code (flow, BB_NOTE_ERROR, NULL);

    note->error = g_error_copy (error);
    return note;
}

/* --- steps that change nothing --- */

gboolean
bb_flow_open (BbFlow *flow, gboolean exclusive, GError **error)
{
    g_autofree char *why = NULL;
    g_autoptr (GError) local_error = NULL;
    BbAccess access = bb_drive_check_access (flow->drive, &why);

    if (access == BB_ACCESS_DENIED || access == BB_ACCESS_NO_SG_NODE) {
        return bb_job_error_set (error, BB_JOB_ERROR_NOT_PERMITTED,
                                 access == BB_ACCESS_DENIED ? BB_JOB_PROBLEM_NO_ACCESS : BB_JOB_PROBLEM_NO_SG_NODE,
                                 why, NULL);
    }
    if (!bb_flow_is_alone (flow, error))
        return FALSE;
    bb_flow_read_host (flow);
    /* Programs of other users may be invisible; opening exclusively detects them. */
    flow->link = bb_reopenable_transport_open (flow->drive, exclusive || !flow->users->is_complete, flow->env->trace,
                                               &local_error);
    if (g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IN_USE))
        return bb_flow_fail_in_use (NULL, error);
    if (flow->link == NULL)
        g_propagate_error (error, g_steal_pointer (&local_error));
    return flow->link != NULL;
}

gboolean
bb_flow_has_no_firmware (BbFlow *flow)
{
    return flow->facts->condition == BB_CONDITION_SPECIAL || flow->facts->condition == BB_CONDITION_HALF_ALIVE;
}

void
bb_flow_take_facts (BbFlow *flow, BbFacts *facts)
{
    g_clear_pointer (&flow->facts, bb_facts_unref);
    flow->facts = facts;
    flow->sent_since_identified = FALSE;
}

BbRunner *
bb_flow_run_plan (BbFlow *flow, BbPlan *plan, GError **error)
{
    gboolean was_cancelled = g_cancellable_is_cancelled (bb_job_get_cancellable (flow->job));
    /* With an open journal the plan repairs the drive, so a cancelled job runs it to its end. */
    BbJob *job = flow->journal != NULL && was_cancelled ? NULL : flow->job;
    g_autoptr (BbRunner) runner = bb_runner_new (flow->link, plan, flow->env->catalog, job, NULL, FALSE);

    if (!bb_runner_run (runner, error))
        return NULL;
    return g_steal_pointer (&runner);
}

gboolean
bb_flow_wake (BbFlow *flow, GError **error)
{
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbRunner) runner = NULL;

    if (flow->family == NULL || flow->family->plan_wake == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("This drive cannot leave recovery mode without being flashed."));
        return FALSE;
    }
    plan = flow->family->plan_wake (flow->facts, error);
    if (plan == NULL)
        return FALSE;
    /* Without a job, so that it cannot be cancelled: it ends a state that must not last. */
    runner = bb_runner_new (flow->link, plan, flow->env->catalog, NULL, NULL, FALSE);
    if (!bb_runner_run (runner, error) || !bb_flow_identify (flow, error))
        return FALSE;
    return flow->facts->condition != BB_CONDITION_SPECIAL;
}

void
bb_flow_restore_normal_mode (BbFlow *flow)
{
    g_autoptr (BbFacts) before = flow->facts != NULL ? bb_facts_ref (flow->facts) : NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) now = NULL;

    if (before == NULL || before->condition != BB_CONDITION_NORMAL)
        return;
    now = bb_family_probe_again (BB_TRANSPORT (flow->link), flow->family, flow->env->catalog, FALSE, NULL, &error);
    if (now == NULL || now->condition != BB_CONDITION_SPECIAL) {
        if (error != NULL)
            (void) bb_flow_note_error (flow, error);
        return;
    }
    bb_flow_take_facts (flow, g_steal_pointer (&now));
    if (!bb_flow_wake (flow, &error))
        bb_flow_note_code (flow, error != NULL ? BB_NOTE_TEXT : BB_NOTE_STAYS_IN_MODE,
                           error != NULL ? error->message : NULL);
}
