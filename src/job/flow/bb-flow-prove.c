/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow.h"

gboolean
bb_proof_is_good (BbProof proof)
{
    return proof == BB_PROOF_PROVEN || proof == BB_PROOF_IDENTITY;
}

BbImage *
bb_flow_load_image (BbFlow *flow, const char *path, GError **error)
{
    g_autoptr (GBytes) bytes = bb_journal_load_image (flow->env->state_folder, path, error);
    g_autoptr (BbImage) file = NULL;
    g_autoptr (GPtrArray) images = NULL;
    g_autofree char *name = NULL;

    if (bytes == NULL)
        return NULL;
    name = g_path_get_basename (path);
    file = bb_image_new_from_bytes (bytes, name);
    images = bb_family_identify_file (file, flow->env->catalog);
    for (guint i = 0; i < images->len; i++) {
        BbImage *image = g_ptr_array_index (images, i);
        BbImageIdentity *identity = bb_image_get_identity (image);

        if (identity != NULL && identity->family != NULL &&
            (flow->record == NULL || g_strcmp0 (identity->family, flow->record->family) == 0))
            return g_object_ref (image);
    }
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is not recognised as firmware", path);
    return NULL;
}

/* What the backup read, for a calibration that must not have changed. */
static BbCaptures *
bb_flow_ref_old_captures (BbFlow *flow, BbPlan *plan)
{
    if (flow->captures != NULL)
        return bb_captures_ref (flow->captures);
    if (flow->backup == NULL)
        return NULL;
    return bb_backup_store_load_captures (flow->env->store, flow->backup, plan, NULL);
}

/* Between the first step that endangers the drive and the one that heals it. */
static gboolean
bb_flow_is_cut_off (BbFlow *flow)
{
    if (flow->journal != NULL)
        return bb_journal_get_record (flow->journal)->endangered;
    return flow->record != NULL && flow->record->endangered;
}

static BbProof
bb_flow_judge_since (BbFlow *flow, BbFacts *before, BbImage *image, BbPlan *plan, const BbRunReport *report,
                     gboolean power_cycled)
{
    g_autoptr (BbCaptures) old = bb_flow_ref_old_captures (flow, plan);
    g_autofree char *why = NULL;
    BbJudgeInput input = {
        .before = before,
        .after = flow->facts,
        .image = image,
        .plan = plan,
        .captures = report->captures,
        .old = old,
        .differences = report->differences,
        .catalog = flow->env->catalog,
        .power_cycled = power_cycled,
        .cut_off = bb_flow_is_cut_off (flow),
    };
    BbProof proof;

    if (flow->family == NULL)
        return BB_PROOF_UNPROVEN;
    proof = flow->family->judge (&input, &why);
    if (why != NULL)
        bb_flow_note (flow, "%s", why);
    g_clear_pointer (&flow->differences, g_array_unref);
    flow->differences = g_array_ref (report->differences);
    /* Where reads after a flash can be odd, a difference is believed only after the power was off and a second read.
     */
    if (proof == BB_PROOF_DIFFERENT && !power_cycled &&
        (flow->family->inspect == NULL || !flow->family->inspect->is_read_back_sure (before)))
        return BB_PROOF_PENDING;
    return proof;
}

/* Which firmware it is now, whatever it was before: without what it was, what it says of itself counts. */
static BbProof
bb_flow_judge_now (BbFlow *flow, BbImage *image, BbPlan *plan, const BbRunReport *report, gboolean power_cycled)
{
    BbFacts *board = flow->board != NULL ? flow->board : flow->facts;
    g_autoptr (BbFacts) blank = NULL;
    BbProof proof = bb_flow_judge_since (flow, board, image, plan, report, power_cycled);

    if (proof != BB_PROOF_UNPROVEN)
        return proof;
    blank = bb_facts_new (NULL);
    blank->family = g_strdup (flow->facts->family);
    blank->model = flow->facts->model != NULL ? bb_model_ref (flow->facts->model) : NULL;
    return bb_flow_judge_since (flow, blank, image, plan, report, power_cycled);
}

BbProof
bb_flow_judge (BbFlow *flow, BbFacts *before, BbImage *image, BbPlan *plan, const BbRunReport *report,
               gboolean power_cycled)
{
    if (before == NULL)
        return bb_flow_judge_now (flow, image, plan, report, power_cycled);
    return bb_flow_judge_since (flow, before, image, plan, report, power_cycled);
}

gboolean
bb_flow_can_read_back (BbFlow *flow)
{
    return (flow->family->can (flow->facts) & BB_CAN_VERIFY) != 0;
}

/* A chip that cannot be read leaves only what the drive says of itself; the image must be for it, then. */
static gboolean
bb_flow_has_only_its_word (BbFlow *flow, BbImage *image)
{
    g_autoptr (BbVerdict) verdict = NULL;

    if (bb_flow_can_read_back (flow))
        return FALSE;
    verdict = bb_family_check (flow->facts, image, flow->env->catalog);
    return bb_verdict_get_level (verdict) != BB_VERDICT_REFUSED;
}

static BbProof
bb_flow_take_its_word (BbFlow *flow, BbFacts *before, BbImage *image, gboolean power_cycled)
{
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    BbRunReport report = {.captures = captures, .differences = differences};

    return bb_flow_judge (flow, before != NULL ? before : flow->facts, image, NULL, &report, power_cycled);
}

BbProof
bb_flow_prove (BbFlow *flow, BbFacts *before, BbImage *image, gboolean power_cycled, GError **error)
{
    BbFlashInput input = {
        .facts = flow->facts,
        .image = image,
        .catalog = flow->env->catalog,
        .settings = flow->request->settings,
        .board = flow->board,
    };
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbRunner) runner = NULL;
    g_autoptr (GError) local_error = NULL;

    if (flow->family == NULL)
        return BB_PROOF_UNPROVEN;
    plan = flow->family->plan_verify (&input, &local_error);
    if (plan == NULL && bb_flow_has_only_its_word (flow, image))
        return bb_flow_take_its_word (flow, before, image, power_cycled);
    if (plan == NULL) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return BB_PROOF_UNPROVEN;
    }
    runner = bb_flow_run_plan (flow, plan, error);
    if (runner == NULL) {
        bb_flow_settle (flow);
        return BB_PROOF_UNPROVEN;
    }
    return bb_flow_judge (flow, before, image, plan, bb_runner_get_report (runner), power_cycled);
}
