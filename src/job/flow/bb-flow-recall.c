/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-stage.h"

gboolean
bb_flow_needs_learning (BbFlow *flow)
{
    /* A drive with incomplete firmware may enter recovery mode only once, and must then be recovered. So it does not
     * enter that mode to learn facts. */
    return flow->facts->condition != BB_CONDITION_HALF_ALIVE && flow->family != NULL && flow->family->learn != NULL &&
           flow->family->learn->is_needed (flow->facts);
}

/* Returns (transfer full) the values of @old and @fresh (nullable); for keys in both, the value of @fresh. */
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

/* Returns (transfer full) a copy of the facts of the drive. The copy also has those values of @backup that the drive
 * did not report, and the model of @backup. The stored identity is judged again. */
static BbFacts *
bb_recall_merge (BbFlow *flow, BbBackup *backup)
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
    /* The stored identity is judged again, because the facts now contain the learnt evidence. */
    if (flow->family->identity != NULL)
        flow->family->identity->assess (facts, flow->env->catalog);
    return facts;
}

/* TRUE if each key that is in both @old and @fresh (nullable) has equal values. A difference means that the drive was
 * changed after @old was read. */
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
bb_flow_learn_from_backup (BbFlow *flow, BbBackup **found)
{
    g_autoptr (BbBackup) backup = NULL;
    g_autofree char *revision = bb_flow_dup_revision (flow->facts);
    g_autoptr (BbFacts) facts = NULL;

    if (!bb_flow_needs_learning (flow))
        return FALSE;
    /* Without a fingerprint, the backup may be of another drive with the same name, so it is not used. Exception: a
     * CHECK of a drive that may stay in recovery mode after it was read. Reading the drive in the CHECK could prevent
     * the flash, and the flash reads the drive itself anyway. */
    if (flow->facts->fingerprint == NULL &&
        (!flow->family->flashes_in_mode || flow->request->action != BB_ACTION_CHECK))
        return FALSE;
    backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    if (backup == NULL || backup->facts_values == NULL || g_strcmp0 (backup->revision, revision) != 0 ||
        !bb_values_agree (backup->facts_values, flow->facts->values) ||
        bb_journal_was_converted_since (flow->env->state_folder, flow->details, flow->facts, backup->sequence,
                                        backup->created))
        return FALSE;
    facts = bb_recall_merge (flow, backup);
    if (flow->family->learn->is_needed (facts) || !bb_backup_store_check (flow->env->store, backup, NULL))
        return FALSE;
    bb_flow_take_facts (flow, g_steal_pointer (&facts));
    if (found != NULL)
        *found = g_steal_pointer (&backup);
    return TRUE;
}
