/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-inspect.h"
#include "bb-flow-known.h"
#include "bb-flow-repair.h"
#include "bb-flow-review.h"

#include "family/bb-family-check.h"

#include <glib/gi18n-lib.h>

/*
 * Learns the missing facts that the verdict on the image needs. Takes the facts from an earlier backup, if one has
 * them. Otherwise makes a backup and then asks the drive, which reports these facts only in recovery mode. The
 * backup comes first, because after recovery mode the drive may return wrong data.
 *
 * Does nothing if the request has no image, the drive is not in its normal condition, no facts are missing, or the
 * image is refused anyway.
 * @backup: (inout): set to the backup that was made or used; unchanged if there is none
 * @is_new: (out): TRUE if @backup was made now, FALSE if it is from an earlier job
 *
 * Returns: FALSE with an error if the backup or asking the drive failed; TRUE in all other cases
 */
static gboolean
bb_check_learn (BbFlow *flow, const BbIdentified *identified, BbBackup **backup, gboolean *is_new, GError **error)
{
    BbImage *image = flow->request->image;
    g_autoptr (BbBackup) newest = NULL;
    g_autoptr (BbVerdict) verdict = NULL;
    g_autoptr (BbSaved) saved = NULL;

    *is_new = FALSE;
    if (image == NULL || flow->facts->condition != BB_CONDITION_NORMAL || !bb_flow_needs_learning (flow))
        return TRUE;
    verdict = bb_family_check (flow->facts, image, flow->env->catalog);
    if (bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED || bb_flow_learn_from_backup (flow, backup))
        return TRUE;
    newest = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    saved = bb_saved_new (flow, identified, NULL, error);
    if (saved == NULL)
        return FALSE;
    *backup = bb_backup_ref (bb_saved_get_backup (saved));
    /* If the newest backup already contains what was read, bb_saved_new() makes no other one. */
    *is_new = newest == NULL || !g_str_equal (newest->id, (*backup)->id);
    return TRUE;
}

/* If the firmware is incomplete or the stored identity is damaged, adds the caution that the drive must be recovered
 * first, because FLASH refuses such a drive. The caution begins with the newest sentence in @evidence of the facts,
 * or with the reason that the verdict already has for a damaged identity. */
static void
bb_check_add_recovery (BbFlow *flow, BbReview *review)
{
    GPtrArray *evidence = flow->facts->evidence;
    const BbReason *damaged = bb_verdict_find (review->verdict, BB_REASON_DAMAGED);
    gboolean is_half_alive = flow->facts->condition == BB_CONDITION_HALF_ALIVE;
    g_autofree char *why = NULL;

    if (!bb_family_recovers (flow->facts))
        return;
    if (is_half_alive && evidence->len > 0)
        why = g_strdup (g_ptr_array_index (evidence, evidence->len - 1));
    if (flow->facts->condition == BB_CONDITION_DAMAGED && damaged != NULL)
        why = g_strdup (damaged->text);
    if (why != NULL)
        bb_verdict_add (review->verdict, is_half_alive ? "not-whole" : "recover-first", BB_WEIGHT_CAUTION,
                        _ ("%s Recover the drive first."), why);
}

/* TRUE if the verdict on the image must use the journal and the backups of the drive, as a recovery does:
 * - in a review for RECOVER
 * - in a review for ROLLBACK, if the drive is in recovery mode
 * FALSE without an image. */
static gboolean
bb_check_is_of_recovery (BbFlow *flow)
{
    BbAction act = bb_job_request_get_reviewed_action (flow->request);

    return flow->request->image != NULL && act != BB_ACTION_FLASH &&
           (act == BB_ACTION_RECOVER || flow->facts->condition == BB_CONDITION_SPECIAL);
}

BbResult *
bb_flow_check (BbFlow *flow)
{
    gboolean recovering = (flow->request->flags & BB_JOB_FLAG_RECOVERING) != 0;
    g_autoptr (BbIdentified) identified = NULL;
    g_autoptr (BbBackup) backup = NULL;
    g_auto (BbRecorded) recorded = {0};
    g_autofree char *shared = NULL;
    gboolean is_backup_new = FALSE;
    g_autoptr (GError) error = NULL;

    if (bb_flow_open (flow, TRUE, &error))
        identified = bb_identified_new (flow, recovering ? BB_IDENTIFY_CAREFUL : BB_IDENTIFY_PLAIN, &error);
    if (identified == NULL)
        return bb_flow_end_early (flow, error);
    if (bb_identified_is_interrupted (identified) && !recovering) {
        (void) bb_flow_refuse (&error, BB_JOB_PROBLEM_FLASH_INTERRUPTED, NULL, NULL);
        return bb_flow_end_early (flow, error);
    }
    if (!bb_identified_is_interrupted (identified)) {
        if (flow->request->image != NULL)
            bb_flow_compare_parts (flow, flow->request->image, &shared);
        if (!bb_check_learn (flow, identified, &backup, &is_backup_new, &error))
            return bb_flow_end_early (flow, error);
    }
    if (flow->request->image != NULL)
        bb_flow_learn_boot_code (flow, bb_identified_get_record (identified));
    if (bb_check_is_of_recovery (flow)) {
        bb_flow_find_recorded (flow, bb_identified_get_record (identified), &recorded);
        if (backup == NULL && recorded.backup != NULL)
            backup = bb_backup_ref (recorded.backup);
        flow->draft.review = bb_flow_review (flow, &recorded, backup);
    } else {
        flow->draft.review = bb_flow_review (flow, NULL, backup);
    }
    flow->draft.review->is_backup_new = is_backup_new;
    g_clear_pointer (&flow->draft.backup, bb_backup_unref);
    flow->draft.backup = g_steal_pointer (&backup);
    if (!recovering)
        bb_check_add_recovery (flow, flow->draft.review);
    if (shared != NULL)
        bb_verdict_add (flow->draft.review->verdict, "part-shared", BB_WEIGHT_INFO,
                        _ ("%s If flashing was interrupted, recover the drive with this file."), shared);
    if (!bb_flow_review_backup (flow, flow->draft.review, &error))
        return bb_flow_end_early (flow, error);
    bb_flow_set_recovery_facts (flow, bb_identified_get_record (identified));
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}
