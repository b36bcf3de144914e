/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-review.h"

#include "bb-flow-inspect.h"
#include "bb-flow-judge.h"
#include "bb-flow-known.h"
#include "bb-time-estimator.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* Adds a caution to @verdict if the journal @record (nullable) says that the flash memory of the drive is worn. Adds
 * no caution if another program wrote firmware after that, because that program may have written the worn block
 * without a failure. */
static void
bb_flow_add_worn (BbFlow *flow, BbJournalRecord *record, BbVerdict *verdict)
{
    g_autofree char *block = NULL;

    if (!bb_journal_record_is_worn (record, flow->facts))
        return;
    /* TRANSLATORS: numbers of blocks of the flash memory */
    block = record->worn_block > 0
                ? g_strdup_printf (_ ("Memory block %u of %u in the drive failed again, so the memory chip seems "
                                      "to be worn."),
                                   record->worn_block, record->n_worn_blocks)
                : g_strdup (
                      _ ("The same block of the drive’s memory failed again, so the memory chip seems to be worn."));
    bb_verdict_add (
        verdict, BB_REASON_WORN_MEMORY, BB_WEIGHT_CAUTION, "%s %s", block,
        _ ("A memory block that the drive needs has failed repeatedly, so writing firmware is unlikely to help."));
}

BbVerdict *
bb_flow_judge_given (BbFlow *flow, const BbRecorded *recorded, BbImage *image, gboolean *begun)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) board = NULL;
    BbVerdict *verdict;

    bb_flow_recall_own_name (flow, recorded->record, recorded->backup);
    board = bb_flow_find_board (flow, recorded, &error);
    *begun = recorded->record != NULL && recorded->record->new_image != NULL &&
             strstr (recorded->record->new_image, bb_image_get_sha256 (image)) != NULL;
    /* If the board is unknown only because the label is missing, the image is judged by the other facts, and the user
     * is asked for the label. */
    if (board == NULL && !g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_LABEL)) {
        verdict = bb_verdict_new ();
        bb_verdict_add (verdict, "board-unknown", BB_WEIGHT_REFUSAL, "%s", error->message);
        return verdict;
    }
    verdict = bb_family_check (board != NULL ? board : flow->facts, image, flow->env->catalog);
    bb_flow_add_worn (flow, recorded->record, verdict);
    return verdict;
}

gboolean
bb_flow_has_label (BbFlow *flow)
{
    const char *label = NULL;

    return flow->settings != NULL && g_variant_lookup (flow->settings, BB_SETTING_LABEL, "&s", &label) &&
           *label != '\0';
}

void
bb_flow_add_wants_label (BbVerdict *verdict, const GError *error)
{
    bb_verdict_add (verdict, BB_REASON_WANTS_LABEL, BB_WEIGHT_CAUTION, "%s",
                    error != NULL
                        ? error->message
                        : _ ("The drive does not report its circuit board type, and Burnback knows of no backup of "
                             "it. Therefore, only the drive’s label shows which firmware is compatible."));
}

/*
 * TRUE if the user must enter the label, because only the label shows which board the drive has.
 * - The label is needed and the user has not entered it: returns TRUE, sets @labels of @review, and adds the caution
 *   of bb_flow_add_wants_label() to the verdict of @review.
 * - The label is needed and the user has entered it: returns FALSE, and adds the label to the verdict as information.
 * - The label is not needed: returns FALSE.
 */
static gboolean
bb_review_needs_label (BbFlow *flow, const BbRecorded *recorded, BbReview *review)
{
    const char *label = NULL;
    g_auto (GStrv) labels = bb_flow_list_labels (flow, recorded);

    if (labels == NULL || labels[0] == NULL)
        return FALSE;
    if (!bb_flow_has_label (flow)) {
        review->labels = g_steal_pointer (&labels);
        bb_flow_add_wants_label (review->verdict, NULL);
        return TRUE;
    }
    (void) g_variant_lookup (flow->settings, BB_SETTING_LABEL, "&s", &label);
    bb_verdict_add (review->verdict, "label", BB_WEIGHT_INFO, _ ("The label identifies the drive as %s."), label);
    return FALSE;
}

/* Returns (transfer full) the plan of a flash if the firmware of the drive runs, else the plan of the next recovery
 * attempt; %NULL with an error. */
static BbPlan *
bb_review_make_plan (BbFlow *flow, const BbRecorded *recorded, BbReview *review, GError **error)
{
    guint attempt;

    if (flow->facts->condition == BB_CONDITION_NORMAL)
        return bb_flow_make_plan (flow, recorded != NULL ? recorded->healthy : NULL, review->image, BB_ATTEMPT_PLAIN,
                                  error);
    return bb_flow_plan_recovery (flow, recorded, review->image, &attempt, error);
}

/*
 * Makes the plan, and sets plan and duration of @review. If this fails because a power cycle is missing, adds that to
 * the readiness. If it fails for another reason, adds the reason to the verdict as a refusal.
 *
 * Makes no plan if
 * - there is no image, or the verdict refuses it
 * - the drive is neither in its normal condition nor to be recovered
 * - bb_review_needs_label() is TRUE for a drive to be recovered
 */
static void
bb_review_add_plan (BbFlow *flow, const BbRecorded *recorded, BbReview *review)
{
    gboolean recovers = recorded != NULL && flow->family != NULL && flow->facts->condition == BB_CONDITION_SPECIAL;
    g_autoptr (GError) error = NULL;

    if (review->image == NULL || bb_verdict_get_level (review->verdict) == BB_VERDICT_REFUSED ||
        (!recovers && flow->facts->condition != BB_CONDITION_NORMAL) ||
        (recovers && bb_review_needs_label (flow, recorded, review)))
        return;
    review->plan = bb_review_make_plan (flow, recorded, review, &error);
    if (review->plan != NULL)
        review->seconds = bb_time_estimator_estimate (review->plan);
    else if (bb_job_error_get_problem (error) == BB_JOB_PROBLEM_POWER_CYCLE_FIRST)
        g_ptr_array_add (review->readiness, bb_readiness_new (BB_READINESS_UPDATE_SENT, NULL));
    else
        bb_verdict_add (review->verdict,
                        g_error_matches (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY) ? BB_REASON_WRONG_KEY
                                                                                      : "no-plan",
                        BB_WEIGHT_REFUSAL, "%s", error->message);
}

/*
 * Returns (transfer full) the verdict on the image, the same as the reviewed action will use; an empty verdict
 * without an image. Sets @fallback and @begun of @review.
 * @recorded: (nullable): from bb_flow_find_recorded() if the action is a recovery
 */
static BbVerdict *
bb_review_judge (BbFlow *flow, const BbRecorded *recorded, BbReview *review)
{
    BbImage *fallback = flow->request->fallback;

    if (fallback != NULL)
        review->fallback = bb_family_check (flow->facts, fallback, flow->env->catalog);
    if (review->image == NULL)
        return bb_verdict_new ();
    return recorded == NULL ? bb_flow_judge (flow, review->image)
                            : bb_flow_judge_given (flow, recorded, review->image, &review->begun);
}

/* Puts a missing power cycle first in the readiness, so that the window shows this requirement without scrolling.
 * Does nothing in a recovery, where bb_review_add_plan() adds the requirement. */
static void
bb_review_add_power_cycle (BbFlow *flow, const BbRecorded *recorded, BbReview *review)
{
    g_autoptr (BbJournalRecord) record = NULL;
    gboolean ambiguous = FALSE;

    if (recorded != NULL)
        return;
    record = bb_journal_find (flow->env->state_folder, flow->details, flow->facts, flow->env->others, &ambiguous);
    if (bb_flow_awaits_power_cycle (flow, record))
        g_ptr_array_insert (review->readiness, 0, bb_readiness_new (BB_READINESS_POWER_CYCLE, NULL));
}

BbReview *
bb_flow_review (BbFlow *flow, const BbRecorded *recorded, BbBackup *backup)
{
    BbReview *review = bb_review_new ();

    review->act = bb_job_request_get_reviewed_action (flow->request);
    review->drive = g_strdup (flow->details->name);
    review->serial = g_strdup (bb_family_get_serial (flow->facts, flow->details->serial));
    review->has_sent = flow->has_sent;
    review->facts = bb_facts_ref (flow->facts);
    g_set_object (&review->image, flow->request->image);
    review->verdict = bb_review_judge (flow, recorded, review);
    review->backup_kind = bb_flow_get_backup_kind (flow, &review->backup_why);
    review->backup = backup != NULL ? bb_backup_ref (backup) : NULL;
    bb_flow_add_readiness (flow, review->readiness);
    bb_review_add_power_cycle (flow, recorded, review);
    bb_review_add_plan (flow, recorded, review);
    return review;
}

gboolean
bb_flow_is_backup_foreign (BbFlow *flow, BbBackup *backup)
{
    return backup->simulated && !flow->details->simulated;
}

/* If @review restores the own @backup of the drive with @facts, and the drive ran that firmware when the backup was
 * made, replaces the caution about older firmware: the doubt whether a drive accepts it is about firmware that the
 * drive never ran. */
static void
bb_review_add_ran_before (BbReview *review, BbFacts *facts, BbBackup *backup)
{
    BbImageIdentity *identity = review->image != NULL ? bb_image_get_identity (review->image) : NULL;
    const char *revision = bb_backup_get_revision (backup);
    g_autofree char *now = bb_text_normalise (facts->inquiry.revision, FALSE);

    if (review->other_drive || !bb_verdict_has (review->verdict, "downgrade") ||
        bb_verdict_expects_rejection (review->verdict) || !bb_backup_is_trusted (backup) || revision == NULL ||
        identity == NULL || g_strcmp0 (identity->revision, revision) != 0)
        return;
    bb_verdict_remove (review->verdict, "downgrade");
    /* TRANSLATORS: firmware revisions */
    bb_verdict_add (review->verdict, "downgrade", BB_WEIGHT_CAUTION,
                    _ ("The backup contains revision %s, which is older than revision %s in the drive. When the "
                       "backup was made, this drive was running revision %s."),
                    revision, now, revision);
}

gboolean
bb_flow_review_backup (BbFlow *flow, BbReview *review, GError **error)
{
    g_autoptr (BbBackup) backup = NULL;

    if (flow->request->backup_id == NULL)
        return TRUE;
    backup = bb_backup_store_get (flow->env->store, flow->request->backup_id, error);
    if (backup == NULL)
        return FALSE;
    review->other_drive = !bb_backup_is_of (backup, flow->details, flow->facts);
    if (bb_flow_is_backup_foreign (flow, backup))
        bb_verdict_add (review->verdict, "simulated-backup", BB_WEIGHT_REFUSAL,
                        _ ("This backup was made from a simulated drive. The firmware in the backup would not run on "
                           "a real drive."));
    if (review->image != NULL &&
        bb_flow_is_image_mixed (flow, review->image, bb_identified_is_interrupted (flow->identified))) {
        g_autoptr (GError) mixed = NULL;

        (void) bb_backup_refuse_mixed (backup, &mixed);
        bb_verdict_add (review->verdict, "mixed-backup", BB_WEIGHT_REFUSAL, "%s", mixed->message);
    }
    bb_review_add_ran_before (review, flow->facts, backup);
    g_clear_pointer (&review->restored, bb_backup_unref);
    review->restored = g_steal_pointer (&backup);
    return TRUE;
}
