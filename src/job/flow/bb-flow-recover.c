/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-recover.h"

#include "bb-flow-hold.h"
#include "bb-flow-inspect.h"
#include "bb-flow-repair.h"

#include <glib/gi18n-lib.h>

/* --- what is known --- */

/* Copies of the journal, or the newest backup: images that could be written. */
typedef struct {
    BbImage *finish; /* (nullable): the image of the flash that was interrupted, or the given one */
    BbImage *back;   /* (nullable): the old one */
    gboolean given;  /* @finish was asked for by name, so there is no question which of them */
} BbWays;

static void
bb_ways_clear (BbWays *ways)
{
    g_clear_object (&ways->finish);
    g_clear_object (&ways->back);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbWays, bb_ways_clear)

static BbImage *
bb_recover_load_copy (BbFlow *flow, const char *path)
{
    g_autoptr (GError) error = NULL;
    BbImage *image;

    if (path == NULL)
        return NULL;
    image = bb_flow_load_image (flow, path, &error);
    if (image == NULL)
        bb_flow_note (flow, "%s", error->message);
    return image;
}

static void
bb_recover_find_backup (BbFlow *flow)
{
    if (flow->backup != NULL)
        return;
    if (flow->record != NULL && flow->record->backup_id != NULL)
        flow->backup = bb_backup_store_get (flow->env->store, flow->record->backup_id, NULL);
    if (flow->backup == NULL)
        flow->backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
}

static void
bb_recover_find_ways (BbFlow *flow, BbImage *given, BbWays *ways)
{
    bb_recover_find_backup (flow);
    if (flow->record != NULL) {
        ways->finish = bb_recover_load_copy (flow, flow->record->new_image);
        ways->back = bb_recover_load_copy (flow, flow->record->old_image);
    }
    if (given != NULL)
        g_set_object (&ways->finish, given);
    ways->given = given != NULL;
    if (ways->back == NULL && flow->backup != NULL) {
        g_autoptr (GError) error = NULL;

        ways->back = bb_backup_store_load_image (flow->env->store, flow->backup, flow->env->catalog, &error);
        if (ways->back == NULL)
            bb_flow_note (flow, "%s", error->message);
    }
}

/* The drive as it was when it was well: the journal knows, else a backup. */
void
bb_flow_find_board (BbFlow *flow)
{
    /* A conversion that failed has one already. */
    g_clear_pointer (&flow->board, bb_facts_unref);
    if (flow->record != NULL)
        flow->board = bb_journal_record_dup_healthy_facts (flow->record, flow->env->catalog);
    bb_recover_find_backup (flow);
    if (flow->board == NULL && flow->backup != NULL)
        flow->board = bb_backup_dup_healthy_facts (flow->backup, flow->env->catalog);
}

/* --- a drive that runs --- */

/* @found: (nullable): the image that was found in the drive */
static void
bb_recover_close_journal (BbFlow *flow, BbImage *found, BbOutcome outcome)
{
    if (flow->record == NULL)
        return;
    flow->journal = bb_journal_resume (flow->record, NULL);
    if (flow->journal != NULL && found != NULL && flow->record->target_image != NULL)
        bb_flow_set_target (flow, found, NULL);
    bb_flow_close_journal (flow, outcome);
    g_clear_pointer (&flow->record, bb_journal_record_unref);
}

/* What is known of @image in the drive; without one nothing is. */
static BbProof
bb_recover_prove (BbFlow *flow, BbImage *image)
{
    g_autoptr (GError) error = NULL;
    BbProof proof;

    if (image == NULL)
        return BB_PROOF_UNPROVEN;
    proof = bb_flow_prove (flow, NULL, image, TRUE, &error);
    if (error != NULL)
        bb_flow_note (flow, "%s", error->message);
    return proof;
}

/* A drive that ended its flash with an error, was without power since, and says that it runs what it ran. */
static gboolean
bb_recover_did_not_happen (BbFlow *flow, BbProof finish)
{
    return finish == BB_PROOF_UNCHANGED && flow->record->state == BB_JOURNAL_FAILED && bb_flow_had_power_cycle (flow);
}

/* A program that was killed could not unlock the tray; a unit attention would be all that came of the first try. */
static void
bb_recover_unlock_tray (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;

    if (flow->record == NULL || flow->facts->condition != BB_CONDITION_NORMAL)
        return;
    (void) bb_scsi_prevent (BB_TRANSPORT (flow->link), FALSE, &error);
    if (g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION))
        (void) bb_scsi_prevent (BB_TRANSPORT (flow->link), FALSE, NULL);
}

/* The drive is well. @outcome: what became of the flash that its journal is about */
static BbResult *
bb_recover_end_well (BbFlow *flow, BbResultReason reason, BbImage *found, BbOutcome outcome)
{
    flow->reason = reason;
    bb_recover_unlock_tray (flow);
    bb_recover_close_journal (flow, found, outcome);
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}

/* %NULL: it runs, but not one firmware from beginning to end; it has to be written. */
static BbResult *
bb_recover_running (BbFlow *flow, BbWays *ways, BbResultReason reason)
{
    BbProof finish;

    if (flow->facts->condition != BB_CONDITION_NORMAL)
        return NULL;
    if (flow->record == NULL)
        return bb_recover_end_well (flow, reason, NULL, BB_OUTCOME_DONE);
    finish = bb_recover_prove (flow, ways->finish);
    if (bb_proof_is_good (finish)) {
        flow->proof = finish;
        return bb_recover_end_well (flow, reason, ways->finish, BB_OUTCOME_DONE);
    }
    flow->proof = bb_recover_prove (flow, ways->back);
    if (bb_proof_is_good (flow->proof))
        return bb_recover_end_well (flow, reason, ways->back, BB_OUTCOME_ROLLED_BACK);
    if (bb_recover_did_not_happen (flow, finish)) {
        flow->proof = BB_PROOF_UNPROVEN;
        return bb_recover_end_well (flow, BB_RESULT_REASON_NOT_TAKEN, NULL, BB_OUTCOME_UNCHANGED);
    }
    /* Nothing had been endangered, so it still has what it had. */
    if (!flow->record->endangered && flow->record->state != BB_JOURNAL_AWAIT_POWER_CYCLE) {
        flow->proof = BB_PROOF_UNPROVEN;
        return bb_recover_end_well (flow, reason, NULL,
                                    flow->record->target_image != NULL ? BB_OUTCOME_UNCHANGED : BB_OUTCOME_DONE);
    }
    return NULL;
}

/* --- a drive that does not --- */

BbVerdict *
bb_flow_judge_given (BbFlow *flow, BbImage *image, gboolean *begun)
{
    BbFacts *facts = flow->board != NULL && flow->facts->model == NULL ? flow->board : flow->facts;

    *begun = flow->record != NULL && flow->record->new_image != NULL &&
             strstr (flow->record->new_image, bb_image_get_sha256 (image)) != NULL;
    return bb_family_check (facts, image, flow->env->catalog);
}

static gboolean
bb_recover_check_given (BbFlow *flow, BbImage *image, GError **error)
{
    BbConsentCase it = {
        .act = flow->request->action,
        .condition = BB_CONDITION_SPECIAL,
        .other_drive = flow->other_drive,
        .drive = flow->details->name,
    };
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autoptr (BbVerdict) verdict = bb_flow_judge_given (flow, image, &it.begun);

    it.verdict = verdict;
    it.becomes = identity != NULL && identity->model_name != NULL ? identity->model_name : flow->details->name;
    return bb_flow_check_consents (flow, &it, error);
}

/* Finish or go back: what the policy says, or a person. */
static gboolean
bb_recover_wants_back (BbFlow *flow, BbWays *ways)
{
    const BbJobRequest *request = flow->request;
    BbQuestion *question;

    if (ways->back == NULL || ways->finish == NULL || ways->given)
        return ways->finish == NULL;
    if (request->on_failure == BB_ON_FAILURE_ROLLBACK)
        return TRUE;
    if (request->on_failure != BB_ON_FAILURE_ASK)
        return FALSE;
    question = bb_question_new ();
    question->kind = BB_QUESTION_INTERRUPTED;
    question->choices = BB_CHOICE_RETRY | BB_CHOICE_ROLLBACK | BB_CHOICE_LEAVE;
    question->preset = BB_CHOICE_ROLLBACK;
    question->safety = BB_SAFETY_POWERED;
    if (request->question_seconds > 0)
        question->deadline_us = g_get_monotonic_time () + (gint64) request->question_seconds * G_USEC_PER_SEC;
    switch (bb_job_ask (flow->job, question)) {
    case BB_CHOICE_RETRY:
        return FALSE;
    case BB_CHOICE_LEAVE:
        g_cancellable_cancel (bb_job_get_cancellable (flow->job));
        return FALSE;
    case BB_CHOICE_ROLLBACK:
        break;
    }
    return TRUE;
}

static BbResult *
bb_recover_end_helpless (BbFlow *flow, BbResultReason reason, const GError *error)
{
    flow->reason = reason;
    return bb_flow_end (flow, BB_OUTCOME_NEEDS_RECOVERY, error);
}

static BbPlan *
bb_recover_make_plan (BbFlow *flow, BbImage *image, GError **error)
{
    guint attempt = flow->record != NULL ? flow->record->attempt : 0;
    g_autoptr (GError) local_error = NULL;
    BbPlan *plan = bb_flow_make_plan (flow, image, attempt, &local_error);

    /* All was tried before, and the power was off since: from the beginning. */
    if (plan == NULL && attempt > 0 && g_error_matches (local_error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE)) {
        flow->record->attempt = 0;
        return bb_flow_make_plan (flow, image, 0, error);
    }
    if (plan == NULL)
        g_propagate_error (error, g_steal_pointer (&local_error));
    return plan;
}

static BbResult *
bb_recover_write (BbFlow *flow, BbWays *ways)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbPlan) plan = NULL;
    BbConfirmed confirmed;
    BbImage *image;
    gboolean back;

    if (ways->finish == NULL && ways->back == NULL)
        return bb_recover_end_helpless (flow, BB_RESULT_REASON_NO_IMAGE, NULL);
    /* One try for each time that it is switched on, where the family says so. */
    if (flow->record != NULL && flow->record->wants_power_cycle && !bb_flow_had_power_cycle (flow))
        return bb_recover_end_helpless (flow, BB_RESULT_REASON_POWER_CYCLE, NULL);
    back = bb_recover_wants_back (flow, ways);
    if (g_cancellable_is_cancelled (bb_job_get_cancellable (flow->job)))
        return bb_recover_end_helpless (flow, BB_RESULT_REASON_NONE, NULL);
    image = back ? ways->back : ways->finish;
    plan = bb_recover_make_plan (flow, image, &error);
    if (plan == NULL)
        return bb_recover_end_helpless (flow,
                                        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE)
                                            ? BB_RESULT_REASON_NO_MORE
                                            : BB_RESULT_REASON_NONE,
                                        error);
    confirmed = (BbConfirmed){.image = image, .old = ways->back, .plan = plan, .is_old = back};
    return bb_flow_write (flow, &confirmed);
}

/* The special mode is left without writing only where no step was sent that leaves the firmware incomplete. */
static gboolean
bb_recover_may_wake (BbFlow *flow)
{
    return flow->facts->condition == BB_CONDITION_SPECIAL && flow->family->plan_wake != NULL &&
           (flow->record == NULL || !flow->record->endangered);
}

/*
 * Who brings a file has it written, and between two attempts the special mode is not left; nor is it where a part of
 * the firmware is seen to be gone. Else the drive is let out of it, and shows itself whether it has firmware.
 */
static BbResultReason
bb_recover_wake (BbFlow *flow, BbWays *ways)
{
    BbInside inside = BB_INSIDE_UNKNOWN;

    if (flow->gentle || !bb_recover_may_wake (flow))
        return BB_RESULT_REASON_HEALTHY;
    if (ways->given) {
        bb_flow_note (flow, "%s", "the drive stays in recovery mode: the file is written at once");
        return BB_RESULT_REASON_HEALTHY;
    }
    if (bb_flow_is_lost (flow, ways->back != NULL ? ways->back : ways->finish, &inside))
        return BB_RESULT_REASON_HEALTHY;
    bb_flow_note (flow, "%s", "the drive leaves recovery mode, to see whether its firmware runs");
    if (!bb_flow_wake (flow, NULL) || flow->facts->condition != BB_CONDITION_NORMAL)
        return BB_RESULT_REASON_HEALTHY;
    if (inside == BB_INSIDE_EQUAL)
        flow->proof = BB_PROOF_PROVEN;
    return BB_RESULT_REASON_RESTARTED;
}

/* It runs, and is not whole all the same. Without a file that was named for it nothing is written over it. */
static BbResult *
bb_recover_end_doubtful (BbFlow *flow, const char *why)
{
    flow->reason = BB_RESULT_REASON_PARTS_DIFFER;
    flow->about.evidence = g_strdup (why);
    return bb_flow_end (flow, BB_OUTCOME_NEEDS_RECOVERY, NULL);
}

/* Of two revisions or not, it runs: what is there is kept before it is written over. */
static void
bb_recover_keep_doubtful (BbFlow *flow, BbInside inside)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbBackup) back = flow->backup != NULL ? bb_backup_ref (flow->backup) : NULL;

    if (inside == BB_INSIDE_BROKEN)
        return;
    /* TRANSLATORS: why a backup was made */
    if (!bb_flow_keep (flow, _ ("Before recovery; may mix two revisions"), &error))
        bb_flow_note (flow, "%s", error->message);
    /* the way back stays what it was */
    g_clear_pointer (&flow->backup, bb_backup_unref);
    flow->backup = g_steal_pointer (&back);
}

/* A boot code that starts its firmware has not compared it; who has something to compare it with does that. */
static BbResult *
bb_recover_compare (BbFlow *flow, BbWays *ways)
{
    g_autofree char *why = NULL;
    BbInside inside;

    if (flow->facts->condition != BB_CONDITION_NORMAL || flow->record != NULL ||
        (ways->finish == NULL && ways->back == NULL))
        return NULL;
    inside = bb_flow_inspect (flow, ways->finish, ways->back, &why);
    switch (inside) {
    case BB_INSIDE_EQUAL:
        flow->proof = BB_PROOF_PROVEN;
        break;
    case BB_INSIDE_SHARED:
    case BB_INSIDE_MIXED:
    case BB_INSIDE_BROKEN:
        if (ways->given)
            bb_recover_keep_doubtful (flow, inside);
        bb_flow_note_half_alive (flow, why);
        if (!ways->given)
            return bb_recover_end_doubtful (flow, why);
        bb_flow_note (flow, "%s", why);
        break;
    case BB_INSIDE_OTHER:
    case BB_INSIDE_UNKNOWN:
        break;
    }
    return NULL;
}

/*
 * In its special mode a drive is known by its place alone. Now that it runs, the unit is known as well, and what is
 * on record of it at another place is over.
 */
static BbResult *
bb_recover_close_elsewhere (BbFlow *flow, BbResult *result)
{
    gboolean ambiguous = FALSE;

    if ((result->outcome != BB_OUTCOME_DONE && result->outcome != BB_OUTCOME_ROLLED_BACK) ||
        flow->facts->condition != BB_CONDITION_NORMAL)
        return result;
    g_clear_pointer (&flow->record, bb_journal_record_unref);
    flow->record =
        bb_journal_find (flow->env->state_folder, flow->details, flow->facts, flow->env->others, &ambiguous);
    if (flow->record != NULL && !flow->record->is_alive && flow->record->endangered &&
        bb_proof_is_good (result->proof))
        bb_flow_supersede_journal (flow);
    return result;
}

BbResult *
bb_flow_recover_with (BbFlow *flow, BbImage *image)
{
    g_autoptr (GError) error = NULL;
    g_auto (BbWays) ways = {0};
    BbResultReason reason;
    BbResult *result;

    if (!bb_flow_find_journal (flow, &error))
        return bb_flow_end_early (flow, error);
    if (flow->family == NULL && flow->record != NULL)
        flow->family = bb_family_lookup (flow->record->family);
    if (flow->family == NULL) {
        (void) bb_flow_refuse (&error, BB_JOB_PROBLEM_UNKNOWN_IN_RECOVERY, NULL, NULL);
        return bb_flow_end_early (flow, error);
    }
    bb_flow_find_board (flow);
    bb_recover_find_ways (flow, image, &ways);
    bb_flow_find_relapse (flow);
    result = bb_flow_fit (flow, image, &ways.finish, &ways.back);
    if (result != NULL)
        return result;
    reason = bb_recover_wake (flow, &ways);
    result = bb_flow_repair (flow);
    if (result == NULL && reason != BB_RESULT_REASON_RESTARTED)
        result = bb_recover_compare (flow, &ways);
    if (result == NULL)
        result = bb_recover_running (flow, &ways, reason);
    if (result != NULL)
        return result;
    if (image != NULL && !bb_recover_check_given (flow, image, &error))
        return bb_flow_end_early (flow, error);
    return bb_recover_close_elsewhere (flow, bb_flow_repair_after (flow, bb_recover_write (flow, &ways)));
}

BbResult *
bb_flow_recover (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;

    if (!bb_flow_open (flow, TRUE, &error))
        return bb_flow_end_early (flow, error);
    if (!bb_flow_is_half_alive (flow) && !bb_flow_identify (flow, &error)) {
        flow->boot_code_lost = bb_journal_was_boot_code_sent (flow->record);
        /* Half-alive firmware may choke on being asked; the journal knows who it is. */
        if (flow->record == NULL || g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE))
            return bb_flow_end_early (flow, error);
        bb_flow_note (flow, "%s", error->message);
        flow->facts = bb_journal_record_dup_healthy_facts (flow->record, flow->env->catalog);
        if (flow->facts == NULL)
            return bb_flow_end_early (flow, error);
        flow->facts->condition = BB_CONDITION_SPECIAL;
    }
    return bb_flow_recover_with (flow, flow->request->image);
}
