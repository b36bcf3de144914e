/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-store.h"

#include "bb-flow-inspect.h"

#include <glib/gi18n-lib.h>

#define BB_INQUIRY_SHORT_BYTES 36

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
    g_clear_pointer (&flow->host, bb_host_path_free);
    g_clear_pointer (&flow->settings, g_variant_unref);
    g_clear_pointer (&flow->details, bb_drive_details_unref);
    g_clear_pointer (&flow->facts, bb_facts_unref);
    g_clear_pointer (&flow->seen, bb_facts_unref);
    g_clear_pointer (&flow->board, bb_facts_unref);
    g_clear_pointer (&flow->captures, bb_captures_unref);
    g_clear_pointer (&flow->backup, bb_backup_unref);
    g_clear_pointer (&flow->record, bb_journal_record_unref);
    g_clear_pointer (&flow->review, bb_review_unref);
    g_clear_pointer (&flow->differences, g_array_unref);
    g_clear_pointer (&flow->notes, g_ptr_array_unref);
    g_clear_pointer (&flow->revision_before, g_free);
    g_clear_pointer (&flow->region, g_free);
    g_clear_pointer (&flow->books, g_free);
    g_clear_pointer (&flow->making, g_strfreev);
    g_clear_pointer (&flow->report, g_free);
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
        .proof = BB_PROOF_UNPROVEN,
        .began_us = g_get_monotonic_time (),
    };
    gboolean ambiguous = FALSE;
    g_autoptr (BbStoreLock) lock = NULL;
    g_autoptr (GError) busy = NULL;
    BbResult *result;

    flow.details = bb_drive_ref_details (flow.drive);
    flow.notes = g_ptr_array_new_with_free_func (g_free);
    /* Before the first read, and until the last record is on disk. */
    if (bb_flow_lock_store (&flow, &lock, &busy))
        result = flows[flow.request->action](&flow);
    else
        result = bb_flow_end_early (&flow, busy);
    if (flow.request->action == BB_ACTION_RECOVER)
        bb_flow_doubt_none (&flow, result);
    g_clear_pointer (&flow.journal, bb_journal_free);
    bb_result_conclude (result);
    result->journal =
        bb_journal_find (flow.env->state_folder, flow.details, flow.facts, flow.env->others, &ambiguous);
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

static void
bb_result_take_notes (BbResult *result, GPtrArray *notes)
{
    g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

    for (guint i = 0; i < notes->len; i++)
        g_strv_builder_add (builder, g_ptr_array_index (notes, i));
    result->notes = g_strv_builder_end (builder);
}

/* It ran its firmware, nothing was written, and it could not be brought out of the special mode it was brought into.
 */
static gboolean
bb_flow_stays_special (BbFlow *flow, BbOutcome outcome)
{
    return flow->reason == BB_RESULT_REASON_NONE && flow->was_normal &&
           flow->facts->condition == BB_CONDITION_SPECIAL &&
           (outcome == BB_OUTCOME_UNCHANGED || outcome == BB_OUTCOME_REFUSED);
}

/* Whatever was tried since then has failed for that reason. */
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

    if (bb_flow_stays_special (flow, outcome))
        flow->reason = BB_RESULT_REASON_STAYS_IN_MODE;
    if (bb_flow_has_lost_boot_code (flow, outcome))
        flow->reason = BB_RESULT_REASON_BOOT_CODE_LOST;
    result->outcome = outcome;
    result->reason = flow->reason;
    result->next_step = flow->next_step;
    bb_result_parameters_copy (&flow->about, &result->about);
    result->drive = g_strdup (bb_drive_get_name (flow->drive));
    result->proof = flow->proof;
    result->error = error != NULL ? g_error_copy (error) : NULL;
    result->facts = flow->facts != NULL ? bb_facts_ref (flow->facts) : NULL;
    result->review = flow->review != NULL ? bb_review_ref (flow->review) : NULL;
    result->backup = flow->backup != NULL ? bb_backup_ref (flow->backup) : NULL;
    result->differences = flow->differences != NULL ? g_array_ref (flow->differences) : NULL;
    result->medium = flow->medium;
    result->revision_before = g_strdup (flow->revision_before);
    result->revision_after = bb_flow_dup_revision (flow->facts);
    result->consents = g_steal_pointer (&flow->consents);
    result->n_endangered_commands = flow->n_endangered_commands;
    if (flow->link != NULL) {
        result->n_commands = bb_link_get_n_commands (flow->link);
        result->n_bytes = bb_link_get_n_bytes (flow->link);
    }
    result->seconds = (double) (g_get_monotonic_time () - flow->began_us) / G_USEC_PER_SEC;
    if (error != NULL && error->domain != BB_JOB_ERROR)
        bb_flow_note (flow, "%s", error->message);
    bb_result_take_notes (result, flow->notes);
    result->region = g_steal_pointer (&flow->region);
    result->books = g_steal_pointer (&flow->books);
    result->report = g_steal_pointer (&flow->report);
    return result;
}

/* Whether the drive had no complete firmware before this began, also if it did not get as far as to ask. */
static gboolean
bb_flow_was_ill (BbFlow *flow)
{
    gboolean ambiguous = FALSE;

    if (flow->record == NULL)
        flow->record =
            bb_journal_find (flow->env->state_folder, flow->details, flow->facts, flow->env->others, &ambiguous);
    return flow->record != NULL && flow->record->endangered && !flow->record->is_alive;
}

BbResult *
bb_flow_end_early (BbFlow *flow, const GError *error)
{
    BbOutcome outcome = BB_OUTCOME_UNCHANGED;

    /* A store that cannot be written to is a failure of this computer and no refusal. */
    if (g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED) ||
        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT) ||
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
    /* Of a drive that another program works on the journal is that one's. */
    if (!bb_error_is_busy (error) && flow->request->action != BB_ACTION_LOOK && bb_flow_was_ill (flow)) {
        if (outcome == BB_OUTCOME_UNCHANGED)
            outcome = BB_OUTCOME_NEEDS_RECOVERY;
        if (flow->reason == BB_RESULT_REASON_NONE)
            flow->reason = BB_RESULT_REASON_INTERRUPTED;
    }
    return bb_flow_end (flow, outcome, error);
}

gboolean
bb_flow_refuse (GError **error, BbJobProblem problem, const char *first, const char *second)
{
    return bb_job_error_set (error, BB_JOB_ERROR_REFUSED, problem, first, second);
}

void
bb_flow_note (BbFlow *flow, const char *format, ...)
{
    va_list arguments;

    va_start (arguments, format);
    g_ptr_array_add (flow->notes, g_strdup_vprintf (format, arguments));
    va_end (arguments);
}

/* --- steps that change nothing --- */

gboolean
bb_flow_open (BbFlow *flow, gboolean exclusive, GError **error)
{
    g_autofree char *why = NULL;
    BbAccess access = bb_drive_check_access (flow->drive, &why);

    if (access == BB_ACCESS_DENIED || access == BB_ACCESS_NO_SG_NODE) {
        return bb_job_error_set (error, BB_JOB_ERROR_NOT_PERMITTED,
                                 access == BB_ACCESS_DENIED ? BB_JOB_PROBLEM_NO_ACCESS : BB_JOB_PROBLEM_NO_SG_NODE,
                                 why, NULL);
    }
    bb_flow_read_host (flow);
    flow->link = bb_link_open (flow->drive, exclusive, flow->env->trace, error);
    return flow->link != NULL;
}

/* What was learnt by a round trip through a special mode is not in a plain probe. It may have learnt, too, that the
 * drive did not come back at once, or that its firmware was not whole; then that is not so any more. */
static BbFacts *
bb_flow_carry (BbFlow *flow, BbFacts *probed)
{
    BbFacts *facts;

    if (flow->facts == NULL || flow->seen == NULL || !bb_flow_is_same (flow->seen, probed))
        return bb_facts_ref (probed);
    if ((flow->facts->condition != BB_CONDITION_SPECIAL && flow->facts->condition != BB_CONDITION_HALF_ALIVE) ||
        probed->condition == BB_CONDITION_SPECIAL)
        return bb_facts_ref (flow->facts);
    facts = bb_facts_copy (flow->facts);
    facts->condition = probed->condition;
    facts->inquiry = probed->inquiry;
    g_free (facts->mode);
    facts->mode = g_strdup (probed->mode);
    g_ptr_array_unref (facts->evidence);
    facts->evidence = g_ptr_array_ref (probed->evidence);
    return facts;
}

/* It shows its usual name, but what it says of its readiness, more than once, is that its firmware fails. */
static void
bb_flow_doubt (BbFlow *flow, const BbSense *sense)
{
    g_autofree char *code = NULL;
    g_autofree char *why = NULL;

    if (flow->facts->condition != BB_CONDITION_NORMAL || flow->family == NULL || flow->family->inspect == NULL ||
        !flow->family->inspect->is_incomplete (sense))
        return;
    code = bb_sense_dup_code (sense);
    /* TRANSLATORS: the number of an error, as 4/44/00 */
    why = g_strdup_printf (_ ("The firmware started but reports a failure (%s): a part of it may be missing."), code);
    bb_flow_note_half_alive (flow, why);
}

gboolean
bb_flow_identify (BbFlow *flow, GError **error)
{
    gboolean look_closer = (flow->request->flags & BB_JOB_FLAG_LOOK_CLOSER) != 0;
    GCancellable *cancellable = flow->journal == NULL ? bb_job_get_cancellable (flow->job) : NULL;
    g_autoptr (BbFacts) probed = NULL;
    BbSense sense = {0};
    BbFacts *facts;

    bb_runner_wait_calm (flow->link, &sense);
    probed = bb_family_probe_again (BB_TRANSPORT (flow->link), flow->family, flow->env->catalog, look_closer,
                                    cancellable, error);
    if (probed == NULL)
        return FALSE;
    if (flow->seen == NULL)
        flow->was_normal = probed->condition == BB_CONDITION_NORMAL;
    facts = bb_flow_carry (flow, probed);
    g_clear_pointer (&flow->facts, bb_facts_unref);
    flow->facts = facts;
    g_clear_pointer (&flow->seen, bb_facts_unref);
    flow->seen = g_steal_pointer (&probed);
    if (facts->family != NULL)
        flow->family = bb_family_lookup (facts->family);
    if (flow->revision_before == NULL)
        flow->revision_before = bb_flow_dup_revision (facts);
    if (facts->condition == BB_CONDITION_SPECIAL)
        flow->was_special = TRUE;
    bb_flow_doubt (flow, &sense);
    return TRUE;
}

gboolean
bb_flow_has_no_firmware (BbFlow *flow)
{
    return flow->facts->condition == BB_CONDITION_SPECIAL || flow->facts->condition == BB_CONDITION_HALF_ALIVE;
}

gboolean
bb_flow_is_same (BbFacts *a, BbFacts *b)
{
    return g_strcmp0 (a->family, b->family) == 0 && a->condition == b->condition &&
           g_strcmp0 (bb_facts_get_model_key (a), bb_facts_get_model_key (b)) == 0 &&
           g_str_equal (a->inquiry.vendor, b->inquiry.vendor) &&
           g_str_equal (a->inquiry.product, b->inquiry.product) &&
           g_str_equal (a->inquiry.revision, b->inquiry.revision) && g_strcmp0 (a->fingerprint, b->fingerprint) == 0;
}

gboolean
bb_flow_is_in_its_place (BbFlow *flow)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (flow->drive);

    return g_strcmp0 (details->bus_path, flow->details->bus_path) == 0;
}

gboolean
bb_flow_find_journal (BbFlow *flow, GError **error)
{
    gboolean ambiguous = FALSE;

    g_clear_pointer (&flow->record, bb_journal_record_unref);
    flow->record =
        bb_journal_find (flow->env->state_folder, flow->details, flow->facts, flow->env->others, &ambiguous);
    flow->had_record = flow->had_record || flow->record != NULL;
    if (ambiguous)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_AMBIGUOUS_JOURNAL, NULL, NULL);
    if (flow->record != NULL && flow->record->is_alive) {
        return bb_job_error_set (error, BB_JOB_ERROR_BUSY,
                                 flow->record->endangered ? BB_JOB_PROBLEM_IN_WRITING : BB_JOB_PROBLEM_IN_WORK, NULL,
                                 NULL);
    }
    return TRUE;
}

static gboolean
bb_flow_looks_like_record (BbFlow *flow, BbInquiry *inquiry)
{
    g_autofree char *vendor = NULL, *product = NULL, *revision = NULL;

    if (!bb_scsi_inquiry (BB_TRANSPORT (flow->link), BB_INQUIRY_SHORT_BYTES, inquiry, NULL))
        return FALSE;
    vendor = bb_text_normalise (inquiry->vendor, FALSE);
    product = bb_text_normalise (inquiry->product, FALSE);
    revision = bb_text_normalise (inquiry->revision, FALSE);
    return g_strcmp0 (vendor, flow->record->vendor) == 0 && g_strcmp0 (product, flow->record->product) == 0 &&
           g_strcmp0 (revision, flow->record->revision) == 0;
}

gboolean
bb_flow_is_half_alive (BbFlow *flow)
{
    gboolean ambiguous = FALSE;
    BbInquiry inquiry;

    g_clear_pointer (&flow->record, bb_journal_record_unref);
    flow->record = bb_journal_find (flow->env->state_folder, flow->details, NULL, flow->env->others, &ambiguous);
    if (flow->record == NULL || flow->record->is_alive || !flow->record->endangered || flow->record->attempt == 0 ||
        !bb_flow_looks_like_record (flow, &inquiry))
        return FALSE;
    flow->facts = bb_journal_record_dup_healthy_facts (flow->record, flow->env->catalog);
    if (flow->facts == NULL)
        return FALSE;
    flow->facts->condition = BB_CONDITION_HALF_ALIVE;
    flow->family = bb_family_lookup (flow->facts->family);
    flow->gentle = TRUE;
    return TRUE;
}

BbRunner *
bb_flow_run_plan (BbFlow *flow, BbPlan *plan, GError **error)
{
    gboolean was_cancelled = g_cancellable_is_cancelled (bb_job_get_cancellable (flow->job));
    /* With a journal open it serves to put things right again, also after the user wanted it to end. */
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
    /* Not to be cancelled: it ends what must not last. */
    runner = bb_runner_new (flow->link, plan, flow->env->catalog, NULL, NULL, FALSE);
    if (!bb_runner_run (runner, error) || !bb_flow_identify (flow, error))
        return FALSE;
    return flow->facts->condition != BB_CONDITION_SPECIAL;
}

void
bb_flow_settle (BbFlow *flow)
{
    g_autoptr (BbFacts) before = flow->facts != NULL ? bb_facts_ref (flow->facts) : NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) now = NULL;

    if (before == NULL || before->condition != BB_CONDITION_NORMAL)
        return;
    now = bb_family_probe_again (BB_TRANSPORT (flow->link), flow->family, flow->env->catalog, FALSE, NULL, &error);
    if (now == NULL || now->condition != BB_CONDITION_SPECIAL) {
        if (error != NULL)
            bb_flow_note (flow, "%s", error->message);
        return;
    }
    g_clear_pointer (&flow->facts, bb_facts_unref);
    flow->facts = g_steal_pointer (&now);
    if (!bb_flow_wake (flow, &error))
        bb_flow_note (flow, "%s", error != NULL ? error->message : "it stays in its special mode");
}
