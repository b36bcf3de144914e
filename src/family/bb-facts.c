/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-facts.h"

BbClaim *
bb_claim_new (const char *source, const char *model_key, const char *says)
{
    BbClaim *claim = g_new0 (BbClaim, 1);

    claim->source = g_strdup (source);
    claim->model_key = g_strdup (model_key);
    claim->says = g_strdup (says);
    return claim;
}

void
bb_claim_free (BbClaim *claim)
{
    g_free (claim->source);
    g_free (claim->model_key);
    g_free (claim->says);
    g_free (claim);
}

BbFacts *
bb_facts_new (const BbInquiry *inquiry)
{
    BbFacts *facts = g_new0 (BbFacts, 1);

    g_atomic_ref_count_init (&facts->ref_count);
    facts->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_model_unref);
    facts->names = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_name_unref);
    facts->evidence = g_ptr_array_new_with_free_func (g_free);
    facts->conflict = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_claim_free);
    if (inquiry != NULL)
        facts->inquiry = *inquiry;
    return facts;
}

BbFacts *
bb_facts_ref (BbFacts *facts)
{
    g_return_val_if_fail (facts != NULL, NULL);

    g_atomic_ref_count_inc (&facts->ref_count);
    return facts;
}

void
bb_facts_unref (BbFacts *facts)
{
    g_return_if_fail (facts != NULL);

    if (!g_atomic_ref_count_dec (&facts->ref_count))
        return;
    g_free (facts->family);
    g_clear_pointer (&facts->model, bb_model_unref);
    g_free (facts->maker);
    g_free (facts->model_name);
    g_ptr_array_unref (facts->candidates);
    g_ptr_array_unref (facts->names);
    g_clear_pointer (&facts->naming, bb_naming_free);
    g_free (facts->mode);
    g_ptr_array_unref (facts->evidence);
    g_ptr_array_unref (facts->conflict);
    g_free (facts->own_vendor);
    g_free (facts->own_product);
    g_free (facts->fingerprint);
    g_clear_pointer (&facts->values, g_variant_unref);
    g_free (facts);
}

BbFacts *
bb_facts_copy (BbFacts *facts)
{
    BbFacts *copy = NULL;

    g_return_val_if_fail (facts != NULL, NULL);

    copy = bb_facts_new (&facts->inquiry);
    copy->family = g_strdup (facts->family);
    if (facts->model != NULL)
        copy->model = bb_model_ref (facts->model);
    copy->maker = g_strdup (facts->maker);
    copy->model_name = g_strdup (facts->model_name);
    for (guint i = 0; i < facts->candidates->len; i++)
        g_ptr_array_add (copy->candidates, bb_model_ref (g_ptr_array_index (facts->candidates, i)));
    for (guint i = 0; i < facts->names->len; i++)
        g_ptr_array_add (copy->names, bb_name_ref (g_ptr_array_index (facts->names, i)));
    copy->naming = bb_naming_copy (facts->naming);
    copy->condition = facts->condition;
    copy->mode = g_strdup (facts->mode);
    copy->confidence = facts->confidence;
    for (guint i = 0; i < facts->evidence->len; i++)
        g_ptr_array_add (copy->evidence, g_strdup (g_ptr_array_index (facts->evidence, i)));
    for (guint i = 0; i < facts->conflict->len; i++) {
        const BbClaim *claim = g_ptr_array_index (facts->conflict, i);

        g_ptr_array_add (copy->conflict, bb_claim_new (claim->source, claim->model_key, claim->says));
    }
    copy->wants_repair = facts->wants_repair;
    bb_facts_set_own_name (copy, facts->own_vendor, facts->own_product);
    copy->fingerprint = g_strdup (facts->fingerprint);
    if (facts->values != NULL)
        copy->values = g_variant_ref (facts->values);
    return copy;
}

void
bb_facts_take_names_of_model (BbFacts *facts)
{
    g_return_if_fail (facts != NULL && facts->model != NULL);

    g_free (facts->family);
    facts->family = g_strdup (bb_model_get_family (facts->model));
    g_free (facts->maker);
    facts->maker = g_strdup (bb_model_get_maker (facts->model));
    g_free (facts->model_name);
    facts->model_name = g_strdup (bb_model_get_name (facts->model));
}

void
bb_facts_set_own_name (BbFacts *facts, const char *vendor, const char *product)
{
    g_return_if_fail (facts != NULL);

    g_free (facts->own_vendor);
    facts->own_vendor = g_strdup (vendor);
    g_free (facts->own_product);
    facts->own_product = g_strdup (product);
}

void
bb_facts_add_evidence (BbFacts *facts, const char *format, ...)
{
    va_list arguments;

    g_return_if_fail (facts != NULL && format != NULL);

    va_start (arguments, format);
    g_ptr_array_add (facts->evidence, g_strdup_vprintf (format, arguments));
    va_end (arguments);
}

/* #GEqualFunc: TRUE if family and key of the models @a and @b are equal. */
static gboolean
bb_facts_is_same_model (gconstpointer a, gconstpointer b)
{
    BbModel *one = (BbModel *) a;
    BbModel *other = (BbModel *) b;

    return g_str_equal (bb_model_get_family (one), bb_model_get_family (other)) &&
           g_str_equal (bb_model_get_key (one), bb_model_get_key (other));
}

void
bb_facts_add_candidate (BbFacts *facts, BbModel *model)
{
    g_return_if_fail (facts != NULL && model != NULL);

    if (!g_ptr_array_find_with_equal_func (facts->candidates, model, bb_facts_is_same_model, NULL))
        g_ptr_array_add (facts->candidates, bb_model_ref (model));
}

void
bb_facts_add_candidates (BbFacts *facts, GPtrArray *names, const char *family, BbCatalog *catalog)
{
    g_return_if_fail (facts != NULL && names != NULL);

    for (guint i = 0; i < names->len; i++) {
        BbName *name = g_ptr_array_index (names, i);
        g_autoptr (BbModel) model = NULL;

        if (*bb_name_get_family (name) == '\0' || *bb_name_get_model_key (name) == '\0' ||
            (family != NULL && !g_str_equal (bb_name_get_family (name), family)))
            continue;
        model = bb_catalog_get_model (catalog, bb_name_get_family (name), bb_name_get_model_key (name));
        if (model != NULL)
            bb_facts_add_candidate (facts, model);
    }
}

void
bb_facts_set_value (BbFacts *facts, const char *key, GVariant *value)
{
    GVariantDict dict;

    g_return_if_fail (facts != NULL && key != NULL && value != NULL);

    g_variant_dict_init (&dict, facts->values);
    g_variant_dict_insert_value (&dict, key, value);
    g_clear_pointer (&facts->values, g_variant_unref);
    facts->values = g_variant_ref_sink (g_variant_dict_end (&dict));
}

void
bb_facts_remove_value (BbFacts *facts, const char *key)
{
    GVariantDict dict;

    g_return_if_fail (facts != NULL && key != NULL);

    g_variant_dict_init (&dict, facts->values);
    (void) g_variant_dict_remove (&dict, key);
    g_clear_pointer (&facts->values, g_variant_unref);
    facts->values = g_variant_ref_sink (g_variant_dict_end (&dict));
}

void
bb_facts_set_string (BbFacts *facts, const char *key, const char *value)
{
    g_return_if_fail (facts != NULL && key != NULL && value != NULL);

    bb_facts_set_value (facts, key, g_variant_new_string (value));
}

void
bb_facts_set_bytes (BbFacts *facts, const char *key, const guint8 *data, gsize length_bytes)
{
    g_return_if_fail (facts != NULL && key != NULL && (data != NULL || length_bytes == 0));

    bb_facts_set_value (facts, key, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, length_bytes, 1));
}

const char *
bb_facts_get_string (BbFacts *facts, const char *key)
{
    const char *value = NULL;

    g_return_val_if_fail (facts != NULL && key != NULL, NULL);

    if (facts->values == NULL || !g_variant_lookup (facts->values, key, "&s", &value))
        return NULL;
    return value;
}

gboolean
bb_facts_get_boolean (BbFacts *facts, const char *key)
{
    gboolean value = FALSE;

    g_return_val_if_fail (facts != NULL && key != NULL, FALSE);

    return facts->values != NULL && g_variant_lookup (facts->values, key, "b", &value) && value;
}

GBytes *
bb_facts_get_bytes (BbFacts *facts, const char *key)
{
    g_autoptr (GVariant) value = NULL;
    gconstpointer data = NULL;
    gsize length_bytes = 0;

    g_return_val_if_fail (facts != NULL && key != NULL, NULL);

    if (facts->values == NULL)
        return NULL;
    value = g_variant_lookup_value (facts->values, key, G_VARIANT_TYPE_BYTESTRING);
    if (value == NULL)
        return NULL;
    data = g_variant_get_fixed_array (value, &length_bytes, 1);
    return g_bytes_new (data, length_bytes);
}

const char *
bb_facts_get_model_key (BbFacts *facts)
{
    g_return_val_if_fail (facts != NULL, NULL);
    return facts->model != NULL ? bb_model_get_key (facts->model) : NULL;
}

gboolean
bb_facts_wants_label (BbFacts *facts)
{
    g_return_val_if_fail (facts != NULL, FALSE);

    return bb_facts_get_string (facts, BB_FACTS_WANTS) != NULL && !bb_facts_get_boolean (facts, BB_FACTS_IS_LOST);
}

gboolean
bb_facts_needs_repair (BbFacts *facts)
{
    g_return_val_if_fail (facts != NULL, FALSE);
    return facts->condition == BB_CONDITION_DAMAGED || facts->wants_repair;
}

/* Returns (transfer full) (nullable) the boot ID without trailing blanks, the form in which cross-flash reports of
 * the catalog name a board; NULL if @facts have no boot ID. */
static char *
bb_facts_dup_board (BbFacts *facts)
{
    const char *boot_id = bb_facts_get_string (facts, BB_FACTS_BOOT_ID);

    return boot_id != NULL ? g_strchomp (g_strdup (boot_id)) : NULL;
}

BbCrossflash *
bb_facts_find_crossflash (BbFacts *facts, const char *to, BbCatalog *catalog)
{
    g_autofree char *board = NULL;

    g_return_val_if_fail (facts != NULL && BB_IS_CATALOG (catalog), NULL);

    /* Reports are searched by the model of the running firmware. With %BB_CONDITION_WRONG_FIRMWARE, @model_name is
     * that of the board instead, so no report is returned. */
    if (facts->condition == BB_CONDITION_WRONG_FIRMWARE || facts->model_name == NULL || to == NULL ||
        g_str_equal (facts->model_name, to))
        return NULL;
    board = bb_facts_dup_board (facts);
    return bb_catalog_find_crossflash (catalog, facts->model_name, to,
                                       bb_facts_get_string (facts, BB_FACTS_SERVICE_CODE), board);
}

GPtrArray *
bb_facts_list_crossflashes (BbFacts *facts, BbCatalog *catalog)
{
    GPtrArray *reports;
    g_autofree char *board = NULL;

    g_return_val_if_fail (facts != NULL && BB_IS_CATALOG (catalog), NULL);

    if (facts->condition == BB_CONDITION_WRONG_FIRMWARE || facts->model_name == NULL)
        return g_ptr_array_new_with_free_func ((GDestroyNotify) bb_crossflash_unref);
    board = bb_facts_dup_board (facts);
    reports = bb_catalog_crossflashes (catalog, facts->model_name);
    for (guint i = reports->len; i > 0; i--)
        if (!bb_crossflash_is_from (g_ptr_array_index (reports, i - 1), facts->model_name, board))
            g_ptr_array_remove_index (reports, i - 1);
    return reports;
}

gboolean
bb_facts_is_only_named (BbFacts *facts)
{
    g_return_val_if_fail (facts != NULL, FALSE);

    return facts->family == NULL && facts->candidates->len == 0 && bb_naming_is_complete (facts->naming) &&
           facts->naming->family == NULL;
}

gboolean
bb_facts_is_unlike_name (BbFacts *facts)
{
    g_return_val_if_fail (facts != NULL, FALSE);

    return facts->family == NULL && facts->candidates->len > 0;
}

const char *
bb_facts_get_sold_as (BbFacts *facts)
{
    const char *only = NULL;

    g_return_val_if_fail (facts != NULL, NULL);

    for (guint i = 0; i < facts->names->len; i++) {
        const char *name = bb_name_get_marketed_as (g_ptr_array_index (facts->names, i));

        if (only != NULL && !g_str_equal (name, only))
            return NULL;
        only = name;
    }
    return only != NULL && *only != '\0' && strchr (only, '(') == NULL ? only : NULL;
}

char *
bb_facts_dup_other_name (BbFacts *facts)
{
    g_return_val_if_fail (facts != NULL, NULL);

    for (guint i = 0; i < facts->conflict->len; i++) {
        const BbClaim *claim = g_ptr_array_index (facts->conflict, i);

        if (g_strcmp0 (claim->model_key, bb_facts_get_model_key (facts)) != 0)
            return g_strdup (claim->says);
    }
    return NULL;
}
