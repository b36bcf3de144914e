/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-flash.h"
#include "bb-flow-judge.h"
#include "bb-flow-review.h"
#include "bb-flow-hold.h"
#include "bb-flow-store.h"
#include "job/store/bb-unit.h"

/* FALSE with an error if image or drive differ from those in the review. TRUE without a review. */
static gboolean
bb_flash_is_as_reviewed (BbFlow *flow, BbImage *image, GError **error)
{
    BbReview *review = flow->request->review;
    const char *serial = bb_family_get_serial (flow->facts, flow->details->serial);

    if (review == NULL)
        return TRUE;
    if (review->image == NULL || !g_str_equal (bb_image_get_sha256 (review->image), bb_image_get_sha256 (image)))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_OTHER_IMAGE, NULL, NULL);
    if (g_strcmp0 (review->facts->family, flow->facts->family) != 0 ||
        !g_str_equal (review->facts->inquiry.vendor, flow->facts->inquiry.vendor) ||
        !g_str_equal (review->facts->inquiry.product, flow->facts->inquiry.product) ||
        !g_str_equal (review->facts->inquiry.revision, flow->facts->inquiry.revision) ||
        g_strcmp0 (review->facts->fingerprint, flow->facts->fingerprint) != 0 ||
        bb_unit_serials_differ (review->serial, serial))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_DRIVE_CHANGED, NULL, NULL);
    return TRUE;
}

/* TRUE if the drive ran its firmware before the review, the review brought it into recovery mode to read it, and it
 * is still in that mode. Always FALSE if the family does not have @flashes_in_mode set. */
static gboolean
bb_flash_stays_since_review (BbFlow *flow)
{
    BbReview *review = flow->request->review;

    return review != NULL && review->facts->condition == BB_CONDITION_NORMAL && review->backup != NULL &&
           flow->facts->condition == BB_CONDITION_SPECIAL && flow->family != NULL && flow->family->flashes_in_mode &&
           g_strcmp0 (review->facts->family, flow->facts->family) == 0;
}

/* Takes the facts of the review, and its backup if that is complete and of this drive, so that they need not be read
 * again. Does nothing if the request has no review or its facts have no fingerprint. */
static void
bb_flash_use_review (BbFlow *flow)
{
    BbReview *review = flow->request->review;

    if (review == NULL || review->facts->fingerprint == NULL)
        return;
    bb_flow_take_facts (flow, bb_facts_ref (review->facts));
    if (review->backup != NULL && review->backup->complete &&
        bb_backup_is_of (review->backup, flow->details, flow->facts)) {
        g_clear_pointer (&flow->draft.backup, bb_backup_unref);
        flow->draft.backup = bb_backup_ref (review->backup);
    }
}

/* TRUE if the stored identity is or may be wrong, and it is of another model than @image, so that the flash cannot be
 * planned. Only a recovery, which asks the boot code, finds out which model is right. */
static gboolean
bb_flash_needs_identity (BbFlow *flow, BbImage *image)
{
    g_autoptr (BbPlan) plan = NULL;

    if (flow->facts->condition != BB_CONDITION_NORMAL || !bb_facts_needs_repair (flow->facts))
        return FALSE;
    plan = bb_flow_make_plan (flow, NULL, image, BB_ATTEMPT_PLAIN, NULL);
    return plan == NULL;
}

/* TRUE if the flash may begin:
 * - the journals can be read, and no earlier flash was interrupted
 * - drive and image are those of the review
 * - all consents are granted, and there is no obstacle
 * FALSE with an error otherwise. If the drive is still in the recovery mode into which the review brought it, also
 * sets the reason STAYS_IN_MODE. Takes over facts and backup of the review before it checks the consents. */
static gboolean
bb_flash_may_begin (BbFlow *flow, const BbIdentified *identified, BbImage *image, GError **error)
{
    g_autofree char *why = NULL;
    BbCondition condition = flow->facts->condition;

    if (!bb_flow_knows_journals (flow, identified, error))
        return FALSE;
    if (bb_identified_is_interrupted (identified))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_FLASH_INTERRUPTED, NULL, NULL);
    if (bb_flash_stays_since_review (flow)) {
        flow->draft.reason = BB_RESULT_REASON_STAYS_IN_MODE;
        return bb_flow_refuse (error, BB_JOB_PROBLEM_STAYS_IN_MODE, NULL, NULL);
    }
    if (!bb_flash_is_as_reviewed (flow, image, error))
        return FALSE;
    bb_flash_use_review (flow);
    /* The facts are now those of the review, whose CHECK compared the whole firmware. So they may say that the
     * firmware is incomplete even if probing did not show that. */
    if (flow->facts->condition == BB_CONDITION_HALF_ALIVE)
        condition = BB_CONDITION_HALF_ALIVE;
    if (bb_flash_needs_identity (flow, image))
        condition = BB_CONDITION_DAMAGED;
    return bb_flow_is_flash_agreed (flow, image, condition, bb_flow_get_backup_kind (flow, &why), error) &&
           bb_flow_is_ready (flow, error);
}

/* Learns the missing facts. Then refuses if these facts show that the stored identity is damaged, and checks the
 * consents again, because the verdict may change with these facts. Returns (transfer full) a #BbSecured; %NULL with
 * an error. */
static BbSecured *
bb_flash_secure (BbFlow *flow, BbImage *image, const BbSaved *saved, GError **error)
{
    g_autoptr (BbSecured) secured = bb_secured_new (flow, saved, error);

    if (secured == NULL)
        return NULL;
    if (flow->facts->condition == BB_CONDITION_DAMAGED) {
        (void) bb_flow_refuse (error, BB_JOB_PROBLEM_IDENTITY_DAMAGED, flow->facts->model_name, NULL);
        return NULL;
    }
    if (!bb_flow_is_flash_agreed (flow, image, BB_CONDITION_NORMAL, bb_saved_get_kind (saved), error))
        return NULL;
    return g_steal_pointer (&secured);
}

/* Ends the flow with @error before anything was written, and returns (transfer full) the result. First makes the
 * drive leave recovery mode if reading or learning left it there. Does not try that if the reason STAYS_IN_MODE says
 * that leaving failed before. */
static BbResult *
bb_flash_end_before_writing (BbFlow *flow, const GError *error)
{
    if (flow->facts->condition != BB_CONDITION_SPECIAL)
        bb_flow_restore_normal_mode (flow);
    else if (flow->draft.reason != BB_RESULT_REASON_STAYS_IN_MODE)
        (void) bb_flow_require_normal_mode (flow, NULL);
    return bb_flow_end_early (flow, error);
}

/* Ends a dry run and returns (transfer full) the result. Its review has the plan. If no plan is possible, the result
 * is a refusal that says why, because then there are no steps to show. */
static BbResult *
bb_flash_end_dry_run (BbFlow *flow, BbImage *image, BbBackup *reviewed)
{
    g_autoptr (BbReview) review = bb_flow_review (flow, NULL, reviewed);
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GError) error = NULL;

    if (review->plan == NULL)
        plan = bb_flow_make_plan (flow, NULL, image, BB_ATTEMPT_PLAIN, &error);
    /* While the flash itself may succeed, because it first asks the boot code for the type, the steps are unknown. */
    if (error != NULL && bb_verdict_find (review->verdict, "type-later") != NULL) {
        g_free (error->message);
        error->message = g_strdup (bb_verdict_find (review->verdict, "type-later")->text);
    }
    if (error != NULL)
        return bb_flow_end_early (flow, error);
    flow->draft.review = g_steal_pointer (&review);
    flow->draft.reason = BB_RESULT_REASON_DRY_RUN;
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}

BbResult *
bb_flow_flash_image (BbFlow *flow, const BbIdentified *identified, BbImage *image)
{
    g_autoptr (BbBackup) reviewed = NULL;
    g_autoptr (BbSaved) saved = NULL;
    g_autoptr (BbSecured) secured = NULL;
    g_autoptr (BbPlanned) planned = NULL;
    g_autoptr (BbConfirmed) confirmed = NULL;
    g_autoptr (GError) error = NULL;

    if (!bb_flash_may_begin (flow, identified, image, &error))
        return bb_flow_end_early (flow, error);
    reviewed = flow->draft.backup != NULL ? bb_backup_ref (flow->draft.backup) : NULL;
    if ((flow->request->flags & BB_JOB_FLAG_DRY_RUN) != 0)
        return bb_flash_end_dry_run (flow, image, reviewed);
    saved = bb_saved_new_for_flash (flow, identified, image, reviewed, &error);
    if (saved != NULL)
        secured = bb_flash_secure (flow, image, saved, &error);
    if (secured != NULL)
        planned = bb_planned_new (flow, secured, image, &error);
    if (planned == NULL)
        return bb_flash_end_before_writing (flow, error);
    confirmed = bb_confirmed_new (flow, planned, &error);
    if (confirmed == NULL)
        return bb_flow_end_early (flow, error);
    bb_flow_supersede_journal (bb_identified_get_record (identified));
    return bb_flow_write (flow, confirmed);
}

BbResult *
bb_flow_flash (BbFlow *flow)
{
    BbImage *image = flow->request->image;
    g_autoptr (BbIdentified) identified = NULL;
    g_autoptr (GError) error = NULL;

    if (image == NULL)
        (void) bb_flow_refuse (&error, BB_JOB_PROBLEM_NO_IMAGE, NULL, NULL);
    else if (bb_flow_is_image_whole (image, &error) && bb_flow_open (flow, TRUE, &error))
        identified = bb_identified_new (flow, BB_IDENTIFY_PLAIN, &error);
    if (identified == NULL)
        return bb_flow_end_early (flow, error);
    return bb_flow_flash_image (flow, identified, image);
}
