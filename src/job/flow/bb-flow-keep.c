/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow.h"

#include <glib/gi18n-lib.h>

/* A half-alive drive is asked nothing more: it may take its key once, and whoever has it then must not let it go. */
static gboolean
bb_flow_is_missing_something (BbFlow *flow)
{
    return flow->facts->condition != BB_CONDITION_HALF_ALIVE && flow->family != NULL && flow->family->learn != NULL &&
           flow->family->learn->is_needed (flow->facts);
}

/* Fresh values over those of the backup. */
static GVariant *
bb_values_merge (GVariant *old, GVariant *fresh)
{
    GVariantDict dict;
    GVariantIter iter;
    const char *key;
    GVariant *value;

    g_variant_dict_init (&dict, old);
    if (fresh != NULL) {
        g_variant_iter_init (&iter, fresh);
        while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
            g_variant_dict_insert_value (&dict, key, value);
    }
    return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static BbFacts *
bb_flow_merge_backup (BbFlow *flow, BbBackup *backup)
{
    BbFacts *facts = bb_facts_copy (flow->facts);
    BbModel *model = NULL;

    g_clear_pointer (&facts->values, g_variant_unref);
    facts->values = bb_values_merge (backup->facts_values, flow->facts->values);
    if (backup->model_key != NULL && g_strcmp0 (backup->model_key, bb_facts_get_model_key (facts)) != 0)
        model = bb_catalog_get_model (flow->env->catalog, backup->family, backup->model_key);
    if (model != NULL) {
        g_clear_pointer (&facts->model, bb_model_unref);
        facts->model = model;
        g_free (facts->maker);
        facts->maker = g_strdup (bb_model_get_maker (model));
        g_free (facts->model_name);
        facts->model_name = g_strdup (bb_model_get_name (model));
    }
    /* the same evidence as right after it was learnt, so the same word */
    if (flow->family->identity != NULL)
        flow->family->identity->assess (facts, flow->env->catalog);
    return facts;
}

/* All that it says of itself without being asked closer it said then, too; or it was made another since. */
static gboolean
bb_values_agree (GVariant *old, GVariant *fresh)
{
    GVariantIter iter;
    const char *key;
    GVariant *value;
    gboolean agree = TRUE;

    if (fresh == NULL)
        return TRUE;
    g_variant_iter_init (&iter, fresh);
    while (g_variant_iter_loop (&iter, "{&sv}", &key, &value)) {
        g_autoptr (GVariant) then = g_variant_lookup_value (old, key, NULL);

        agree = agree && (then == NULL || g_variant_equal (then, value));
    }
    return agree;
}

gboolean
bb_flow_recall (BbFlow *flow)
{
    g_autoptr (BbBackup) backup = NULL;
    g_autofree char *revision = bb_flow_dup_revision (flow->facts);
    g_autoptr (BbFacts) facts = NULL;

    if (!bb_flow_is_missing_something (flow) || flow->facts->fingerprint == NULL)
        return FALSE;
    backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    if (backup == NULL || backup->facts_values == NULL || g_strcmp0 (backup->revision, revision) != 0 ||
        !bb_values_agree (backup->facts_values, flow->facts->values) ||
        bb_journal_was_converted_since (flow->env->state_folder, flow->details, flow->facts, backup->sequence,
                                        backup->created))
        return FALSE;
    facts = bb_flow_merge_backup (flow, backup);
    if (flow->family->learn->is_needed (facts) || !bb_backup_store_check (flow->env->store, backup, NULL))
        return FALSE;
    g_clear_pointer (&flow->facts, bb_facts_unref);
    flow->facts = g_steal_pointer (&facts);
    g_clear_pointer (&flow->backup, bb_backup_unref);
    flow->backup = g_steal_pointer (&backup);
    return TRUE;
}

gboolean
bb_flow_learn (BbFlow *flow, GError **error)
{
    BbFacts *facts;

    if (!bb_flow_is_missing_something (flow))
        return TRUE;
    facts = flow->family->learn->learn (BB_TRANSPORT (flow->link), flow->facts, flow->captures, flow->env->catalog,
                                        bb_job_get_cancellable (flow->job), error);
    if (facts == NULL) {
        bb_flow_settle (flow);
        return FALSE;
    }
    bb_facts_unref (flow->facts);
    flow->facts = facts;
    return TRUE;
}

/* Whether it was the way into the special mode that failed: then nothing of the firmware was read. */
static gboolean
bb_keep_was_locked_out (BbPlan *plan, const BbRunReport *report)
{
    for (guint i = 0; report->failed_step != NULL && i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        if (report->failed_number < section->first_step ||
            report->failed_number >= section->first_step + section->n_steps)
            continue;
        for (guint j = 0; j < section->n_steps; j++)
            if (bb_plan_get_step (plan, section->first_step + j)->kind == BB_STEP_ENTER)
                return TRUE;
    }
    return FALSE;
}

/* @partial (out) (nullable): what came before the way into the special mode, which the drive did not take; the key
 * was that of what it is taken for. */
static gboolean
bb_keep_read_once (BbFlow *flow, BbCaptures **partial, GError **error)
{
    g_autoptr (BbPlan) plan = flow->family->plan_backup (flow->facts, flow->env->catalog, error);
    g_autoptr (BbRunner) runner = NULL;
    const BbRunReport *report;

    if (plan == NULL)
        return FALSE;
    runner = bb_runner_new (flow->link, plan, flow->env->catalog, flow->job, NULL, FALSE);
    report = bb_runner_get_report (runner);
    if (!bb_runner_run (runner, error)) {
        if (partial != NULL && bb_keep_was_locked_out (plan, report))
            *partial = bb_captures_ref (report->captures);
        bb_flow_settle (flow);
        return FALSE;
    }
    if (report->differences->len > 0) {
        const BbDifference *first = &g_array_index (report->differences, BbDifference, 0);

        bb_flow_note (flow, "what is at 0x%06x changed between two reads; the backup has the first", first->address);
    }
    g_clear_pointer (&flow->captures, bb_captures_unref);
    flow->captures = bb_captures_ref (report->captures);
    return TRUE;
}

/* On disk and read again from there; then @kept is replaced, and a backup of a moment ago that was in it goes. */
static gboolean
bb_keep_save (BbFlow *flow, BbCaptures *captures, GBytes *image, const char *reason, BbBackup **kept, GError **error)
{
    BbBackupStore *store = flow->env->store;
    g_autoptr (GError) local_error = NULL;
    g_autoptr (BbBackup) old = *kept != NULL ? bb_backup_ref (*kept) : NULL;
    g_autoptr (BbBackup) backup =
        bb_backup_store_keep (store, flow->details, flow->facts, image, captures, reason, error);

    if (backup == NULL || !bb_backup_store_check (store, backup, error))
        return FALSE;
    if (old != NULL && !bb_backup_store_drop (store, old, &local_error))
        bb_flow_note (flow, "%s", local_error->message);
    g_clear_pointer (kept, bb_backup_unref);
    *kept = g_steal_pointer (&backup);
    return TRUE;
}

/* What a drive need not show. */
static void
bb_keep_note_holes (BbFlow *flow)
{
    for (guint i = 0; i < bb_captures_get_n (flow->captures); i++) {
        const BbRegion *region = &bb_captures_get_info (flow->captures, i)->region;
        guint32 n_missing = 0;
        g_autoptr (GBytes) bytes = bb_captures_get_with_holes (flow->captures, region->name, &n_missing);

        if (n_missing > 0)
            bb_flow_note (flow, "%u of %u bytes at 0x%06x (%s) could not be read", n_missing, region->length_bytes,
                          region->address, region->name);
    }
}

static gboolean
bb_keep_save_captures (BbFlow *flow, gboolean with_image, const char *reason, BbBackup **kept, GError **error)
{
    g_autoptr (GBytes) image = NULL;
    g_autoptr (GError) local_error = NULL;

    if (with_image)
        image = flow->family->make_image (flow->facts, flow->captures, flow->env->catalog, &local_error);
    if (local_error != NULL)
        bb_flow_note (flow, "%s", local_error->message);
    return bb_keep_save (flow, flow->captures, image, reason, kept, error);
}

gboolean
bb_flow_save_then_learn (BbFlow *flow, gboolean with_image, const char *reason, BbBackup **kept, GError **error)
{
    if (!bb_keep_save_captures (flow, with_image, reason, kept, error))
        return FALSE;
    if (!bb_flow_is_missing_something (flow))
        return TRUE;
    /* The boot code's version and type belong into manifest and image, the boot code itself beside them: a second
     * backup takes the place of the first when it is as safe on disk. */
    return bb_flow_learn (flow, error) && bb_keep_save_captures (flow, with_image, reason, kept, error);
}

static gboolean
bb_flow_read_all (BbFlow *flow, const char *reason, BbBackup **kept, GError **error)
{
    g_autoptr (BbCaptures) partial = NULL;
    g_autoptr (GError) local_error = NULL;

    if (bb_keep_read_once (flow, &partial, &local_error))
        return TRUE;
    /* What can be read in the special mode alone is not spoilt by having been there: so who it is is asked first. */
    if (partial == NULL || !bb_flow_is_missing_something (flow) ||
        g_cancellable_is_cancelled (bb_job_get_cancellable (flow->job)) ||
        g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE)) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    bb_flow_note (flow, "%s", local_error->message);
    return bb_keep_save (flow, partial, NULL, reason, kept, error) && bb_flow_learn (flow, error) &&
           bb_keep_read_once (flow, NULL, error);
}

gboolean
bb_flow_keep (BbFlow *flow, const char *reason, GError **error)
{
    g_autoptr (BbBackup) partial = NULL;

    g_clear_pointer (&flow->backup, bb_backup_unref);
    if (!bb_flow_read_all (flow, reason, &partial, error)) {
        if (partial != NULL)
            bb_flow_note (flow, "what could be read before is in %s", partial->folder);
        return FALSE;
    }
    bb_keep_note_holes (flow);
    flow->backup = g_steal_pointer (&partial);
    return bb_flow_save_then_learn (flow, TRUE, reason, &flow->backup, error);
}
