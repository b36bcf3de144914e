/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-inspect.h"
#include "bb-flow.h"

#include <glib/gi18n-lib.h>

#include <string.h>

gboolean
bb_flow_is_same (BbFacts *a, BbFacts *b)
{
    return g_strcmp0 (a->family, b->family) == 0 && a->condition == b->condition &&
           g_strcmp0 (bb_facts_get_model_key (a), bb_facts_get_model_key (b)) == 0 &&
           g_str_equal (a->inquiry.vendor, b->inquiry.vendor) &&
           g_str_equal (a->inquiry.product, b->inquiry.product) &&
           g_str_equal (a->inquiry.revision, b->inquiry.revision) && g_strcmp0 (a->fingerprint, b->fingerprint) == 0;
}

/* Returns (transfer full) (nullable) the known values of the facts of this drive, if they are of @family. Takes them
 * from the flow, else from the open journal, else from the newest trusted backup. @data: the #BbFlow */
static GVariant *
bb_identify_recall (const BbFamily *family, gpointer data)
{
    BbFlow *flow = data;
    gboolean ambiguous = FALSE;
    g_autoptr (BbJournalRecord) record = NULL;
    g_autoptr (BbBackup) backup = NULL;

    if (flow->facts != NULL && g_strcmp0 (flow->facts->family, family->id) == 0 && flow->facts->values != NULL)
        return g_variant_ref (flow->facts->values);
    record = bb_journal_find (flow->env->state_folder, flow->details, NULL, flow->env->others, &ambiguous);
    if (record != NULL && record->healthy_values != NULL && g_strcmp0 (record->family, family->id) == 0)
        return g_variant_ref (record->healthy_values);
    backup = bb_backup_store_newest (flow->env->store, flow->details, NULL);
    return backup != NULL && backup->facts_values != NULL && g_strcmp0 (backup->family, family->id) == 0
               ? g_variant_ref (backup->facts_values)
               : NULL;
}

/* Returns (transfer full) the facts of a new probe, which uses recorded values and the settings of the request; %NULL
 * with an error. Changes nothing in @flow. Errors: those of bb_family_probe(). */
static BbFacts *
bb_identify_probe (BbFlow *flow, gboolean look_closer, GCancellable *cancellable, GError **error)
{
    const BbProbeInput input = {.known = flow->family,
                                .look_closer = look_closer,
                                .settings = flow->request->settings,
                                .recall = bb_identify_recall,
                                .recall_data = flow};

    return bb_family_probe_with (BB_TRANSPORT (flow->link), &input, flow->env->catalog, cancellable, error);
}

/*
 * Returns (transfer full) the new facts of the drive after a probe with the result @probed.
 * - There was no earlier probe, or the earlier probe found another drive or another state: @probed.
 * - The earlier probe found the same drive in the same state: the present facts, because they may contain learnt
 *   values.
 * - Exception to the second case: the present facts say "recovery mode", "incomplete firmware" or "unknown", and
 *   @probed does not say "recovery mode". The result is then a copy of the present facts with condition, INQUIRY
 *   data, mode and evidence of @probed.
 */
static BbFacts *
bb_identify_merge_facts (BbFlow *flow, BbFacts *probed)
{
    BbFacts *facts;

    if (flow->facts == NULL || flow->seen == NULL || !bb_flow_is_same (flow->seen, probed))
        return bb_facts_ref (probed);
    if ((flow->facts->condition != BB_CONDITION_SPECIAL && flow->facts->condition != BB_CONDITION_HALF_ALIVE &&
         flow->facts->condition != BB_CONDITION_UNKNOWN) ||
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

/* Calls bb_flow_set_half_alive() if the condition is %BB_CONDITION_NORMAL, but the sense data @sense, which the drive
 * returned repeatedly, says that its firmware fails. Does nothing for a family that cannot compare firmware. */
static void
bb_identify_check_sense (BbFlow *flow, const BbSense *sense)
{
    g_autofree char *code = NULL;
    g_autofree char *why = NULL;

    if (flow->facts->condition != BB_CONDITION_NORMAL || flow->family == NULL || flow->family->inspect == NULL ||
        !flow->family->inspect->is_incomplete (sense))
        return;
    code = bb_sense_dup_code (sense);
    /* TRANSLATORS: the number of an error, as 4/44/00 */
    why =
        g_strdup_printf (_ ("The firmware started but reports error %s. Part of the firmware may be missing."), code);
    bb_flow_set_half_alive (flow, why);
}

gboolean
bb_flow_identify (BbFlow *flow, GError **error)
{
    gboolean look_closer = (flow->request->flags & BB_JOB_FLAG_LOOK_CLOSER) != 0;
    GCancellable *cancellable = flow->journal == NULL ? bb_job_get_cancellable (flow->job) : NULL;
    g_autoptr (BbFacts) probed = NULL;
    BbSense sense = {0};
    BbFacts *facts;

    bb_runner_wait_settled (flow->link, &sense);
    probed = bb_identify_probe (flow, look_closer, cancellable, error);
    if (probed == NULL)
        return FALSE;
    facts = bb_identify_merge_facts (flow, probed);
    bb_flow_take_facts (flow, facts);
    g_clear_pointer (&flow->seen, bb_facts_unref);
    flow->seen = g_steal_pointer (&probed);
    if (facts->family != NULL)
        flow->family = bb_family_lookup (facts->family);
    /* After recovery mode, the firmware may differ from that before the job, so its revision is not taken. */
    if (flow->draft.revision_before == NULL && !flow->was_in_recovery_mode)
        flow->draft.revision_before = bb_flow_dup_revision (facts);
    if (facts->condition == BB_CONDITION_SPECIAL)
        flow->was_in_recovery_mode = TRUE;
    bb_identify_check_sense (flow, &sense);
    return TRUE;
}

/* --- leaving recovery mode --- */

gboolean
bb_flow_leave_recovery_mode (BbFlow *flow, GError **error)
{
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbRunner) runner = NULL;

    if (flow->family == NULL || flow->family->plan_wake == NULL) {
        g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT,
                             _ ("To leave recovery mode, this drive must be flashed."));
        return FALSE;
    }
    plan = flow->family->plan_wake (flow->facts, error);
    if (plan == NULL)
        return FALSE;
    /* The runner gets no job, so that the run cannot be cancelled: the drive should not stay in recovery mode. */
    runner = bb_runner_new (flow->link, plan, flow->env->catalog, NULL, NULL, FALSE);
    if (!bb_runner_run (runner, error) || !bb_flow_identify (flow, error))
        return FALSE;
    return flow->facts->condition != BB_CONDITION_SPECIAL;
}

void
bb_flow_note_stay (BbFlow *flow)
{
    if (flow->family == NULL || !flow->family->flashes_in_mode || flow->facts->condition != BB_CONDITION_NORMAL)
        return;
    if (bb_flow_identify (flow, NULL) && flow->facts->condition == BB_CONDITION_SPECIAL)
        flow->draft.reason = BB_RESULT_REASON_STAYS_IN_MODE;
}

/* Sets the condition of the drive to UNKNOWN. The new facts are a copy of @before, the facts from when the firmware
 * ran. The copy keeps model and learnt values, because they belong to the hardware. Sets @ran_as to @before.
 * @now: (nullable): facts of the probe that did not identify the drive; the copy gets their INQUIRY data. If the
 *   drive could not be probed, @now is %NULL, and the copy has no revision */
static void
bb_identify_set_unknown (BbFlow *flow, BbFacts *before, BbFacts *now)
{
    BbFacts *facts = bb_facts_copy (before);

    facts->condition = BB_CONDITION_UNKNOWN;
    g_free (facts->mode);
    facts->mode = g_strdup ("unknown");
    if (now != NULL)
        facts->inquiry = now->inquiry;
    else
        memset (facts->inquiry.revision, 0, sizeof facts->inquiry.revision);
    bb_flow_take_facts (flow, facts);
    flow->ran_as = bb_facts_ref (before);
}

/* Returns (transfer full) (nullable) the facts of the drive while its firmware ran; %NULL if the drive was in another
 * state when it was identified last, or was not identified. */
static BbFacts *
bb_identify_ref_running (BbFlow *flow)
{
    if (flow->facts == NULL)
        return NULL;
    if (flow->facts->condition == BB_CONDITION_UNKNOWN && flow->ran_as != NULL)
        return bb_facts_ref (flow->ran_as);
    return flow->facts->condition == BB_CONDITION_NORMAL ? bb_facts_ref (flow->facts) : NULL;
}

void
bb_flow_restore_normal_mode (BbFlow *flow)
{
    g_autoptr (BbFacts) before = bb_identify_ref_running (flow);
    gboolean has_entered = bb_reopenable_transport_is_in_mode (flow->link);
    gboolean has_left;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) now = NULL;
    g_autoptr (BbFacts) seen = NULL;

    if (before == NULL)
        return;
    now = bb_identify_probe (flow, FALSE, NULL, &error);
    /* If the job brought the drive into a mode that its family does not recognize (condition UNKNOWN), the drive
     * must leave that mode, too. */
    has_entered = has_entered && now != NULL && now->condition == BB_CONDITION_UNKNOWN;
    if (now != NULL)
        bb_reopenable_transport_set_in_mode (flow->link, now->condition == BB_CONDITION_SPECIAL || has_entered);
    if (now == NULL || (now->condition != BB_CONDITION_SPECIAL && !has_entered)) {
        if (error != NULL)
            (void) bb_flow_note_error (flow, error);
        if (now == NULL || now->condition == BB_CONDITION_UNKNOWN)
            bb_identify_set_unknown (flow, before, now);
        else if (flow->facts != before)
            bb_flow_take_facts (flow, bb_facts_ref (bb_flow_is_same (before, now) ? before : now));
        return;
    }
    seen = bb_facts_ref (now);
    /* To leave a mode that the family does not know, the plan needs @before, the facts from when the firmware ran. */
    bb_flow_take_facts (flow, has_entered ? bb_facts_ref (before) : bb_facts_ref (now));
    has_left = bb_flow_leave_recovery_mode (flow, &error);
    if (!has_left)
        bb_flow_note_code (flow, error != NULL ? BB_NOTE_TEXT : BB_NOTE_STAYS_IN_MODE,
                           error != NULL ? error->message : NULL);
    /* @facts of @flow is @before in two cases: the drive could not be identified after the attempt to leave the mode,
     * or it left the mode and gave the same answers as before the job. */
    if (!has_left && flow->facts == before)
        bb_identify_set_unknown (flow, before, seen);
    else if (flow->facts->condition == BB_CONDITION_UNKNOWN)
        bb_identify_set_unknown (flow, before, flow->facts);
}

gboolean
bb_flow_require_normal_mode (BbFlow *flow, GError **error)
{
    g_autoptr (GError) local_error = NULL;

    if (flow->facts->condition != BB_CONDITION_SPECIAL || bb_flow_leave_recovery_mode (flow, &local_error))
        return TRUE;
    if (local_error != NULL)
        (void) bb_flow_note_error (flow, local_error);
    flow->draft.reason = BB_RESULT_REASON_STAYS_IN_MODE;
    return bb_flow_refuse (error, BB_JOB_PROBLEM_STAYS_IN_MODE, NULL, NULL);
}
