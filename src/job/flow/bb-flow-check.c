/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-inspect.h"
#include "bb-flow-known.h"
#include "bb-flow-review.h"

#include <glib/gi18n-lib.h>

/*
 * If the verdict depends on a round trip through recovery mode, makes the backup first, because the round trip can
 * corrupt later reads. @backup: (out): the new or an earlier backup
 */
static gboolean
bb_check_learn (BbFlow *flow, const BbIdentified *identified, BbBackup **backup, GError **error)
{
    BbImage *image = flow->request->image;
    g_autoptr (BbVerdict) verdict = NULL;
    g_autoptr (BbSaved) saved = NULL;
    g_autofree char *reason = NULL;

    if (image == NULL || flow->facts->condition != BB_CONDITION_NORMAL || !bb_flow_needs_learning (flow))
        return TRUE;
    verdict = bb_family_check (flow->facts, image, flow->env->catalog);
    if (bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED || bb_flow_learn_from_backup (flow, backup))
        return TRUE;
    reason = bb_saved_dup_reason (image);
    saved = bb_saved_new (flow, identified, reason, error);
    if (saved != NULL)
        *backup = bb_backup_ref (bb_saved_get_backup (saved));
    return saved != NULL;
}

/* Compares the whole firmware: a boot code that checks each part on its own starts a mix of two revisions, too. */
static void
bb_check_compare (BbFlow *flow, char **shared)
{
    g_autofree char *why = NULL;
    BbInside inside;

    if (flow->request->image == NULL || !bb_flow_runs_firmware (flow) || flow->family == NULL ||
        flow->family->inspect == NULL || !flow->family->inspect->may_be_mixed (flow->facts))
        return;
    inside = bb_flow_inspect (flow, flow->request->image, NULL, &why);
    if (inside == BB_INSIDE_MIXED || inside == BB_INSIDE_BROKEN)
        bb_flow_note_inside (flow, inside, why);
    if (inside == BB_INSIDE_SHARED)
        *shared = g_steal_pointer (&why);
    if (inside == BB_INSIDE_OTHER)
        (void) bb_flow_read_contradiction (flow);
}

/* Adds the evidence that the firmware is incomplete; the last item is the reason. */
static void
bb_check_add_incomplete (BbFlow *flow, BbReview *review)
{
    GPtrArray *evidence = flow->facts->evidence;

    if (flow->facts->condition == BB_CONDITION_HALF_ALIVE && evidence->len > 0)
        bb_verdict_add (review->verdict, "not-whole", BB_WEIGHT_CAUTION, _ ("%s Recover the drive first."),
                        (const char *) g_ptr_array_index (evidence, evidence->len - 1));
}

/* TRUE if the action will be a recovery, which relies on journal and backups. */
static gboolean
bb_check_is_of_recovery (BbFlow *flow)
{
    BbAction act = bb_flow_get_reviewed_action (flow->request);

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
        bb_check_compare (flow, &shared);
        if (!bb_check_learn (flow, identified, &backup, &error))
            return bb_flow_end_early (flow, error);
    }
    if (bb_check_is_of_recovery (flow)) {
        bb_flow_find_recorded (flow, bb_identified_get_record (identified), &recorded);
        if (backup == NULL && recorded.backup != NULL)
            backup = bb_backup_ref (recorded.backup);
        flow->draft.review = bb_flow_review (flow, &recorded, backup);
    } else {
        flow->draft.review = bb_flow_review (flow, NULL, backup);
    }
    g_clear_pointer (&flow->draft.backup, bb_backup_unref);
    flow->draft.backup = g_steal_pointer (&backup);
    if (!recovering)
        bb_check_add_incomplete (flow, flow->draft.review);
    if (shared != NULL)
        bb_verdict_add (flow->draft.review->verdict, "part-shared", BB_WEIGHT_INFO,
                        _ ("%s If flashing was interrupted, recover the drive with this file."), shared);
    if (!bb_flow_review_backup (flow, flow->draft.review, &error))
        return bb_flow_end_early (flow, error);
    return bb_flow_end (flow, BB_OUTCOME_DONE, NULL);
}
