/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-boot.h"
#include "bb-nec-evidence.h"

/* TRUE if the two types are equal, or if one is the bb_nec_opposite_key() of the other, so that only the boot code
 * distinguishes them. */
static gboolean
nec_is_same_or_opposite (BbModel *one, BbModel *other)
{
    return bb_nec_may_be_type (bb_model_get_key (one), bb_model_get_key (other)) ||
           bb_nec_may_be_type (bb_model_get_key (other), bb_model_get_key (one));
}

/* TRUE if @id (nullable) is a stored ID of drives of @model. */
static gboolean
nec_accepts_id (BbModel *model, const char *id)
{
    g_auto (GStrv) ids = bb_model_get_strv (model, "AcceptedIds");

    return id != NULL && g_strv_contains ((const char *const *) ids, id);
}

/* Returns (nullable) the type in @group whose firmware has the id byte @firmware_id. NULL if the byte is unknown, or
 * if @model or its opposite type (see bb_nec_opposite_key()) has it. */
static BbModel *
nec_owner_of_firmware (BbModel *model, int firmware_id, GPtrArray *group)
{
    if (firmware_id < 0 || firmware_id == 0xFF || bb_nec_model_knows_id (model, firmware_id, NULL))
        return NULL;
    for (guint i = 0; i < group->len; i++) {
        BbModel *other = g_ptr_array_index (group, i);

        if (bb_nec_model_knows_id (other, firmware_id, NULL) && !nec_is_same_or_opposite (model, other))
            return other;
    }
    return NULL;
}

/* Returns (nullable) the type in @group that the INQUIRY product @product names, if that is another type than @model
 * and its opposite type (see bb_nec_opposite_key()). Each word of @product is compared with the names of the types;
 * words that name @model are skipped. A special version (name with a remark in parentheses) is returned only if no
 * other type has the name. */
static BbModel *
nec_owner_of_name (BbModel *model, const char *product, GPtrArray *group)
{
    g_auto (GStrv) words = g_strsplit_set (product, " _", -1);
    BbModel *special = NULL;

    for (guint i = 0; words[i] != NULL; i++) {
        if (*words[i] == '\0' || bb_nec_model_has_name (model, words[i]))
            continue;
        for (guint j = 0; j < group->len; j++) {
            BbModel *other = g_ptr_array_index (group, j);

            if (!bb_nec_model_has_name (other, words[i]) || nec_is_same_or_opposite (model, other))
                continue;
            if (strchr (bb_model_get_name (other), '(') == NULL)
                return other;
            special = other;
        }
    }
    return special;
}

BbModel *
bb_nec_find_boot_code_model (BbFacts *facts, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) group = NULL;
    BbModel *named;

    if (facts->model == NULL || !bb_nec_facts_in_safe_mode (facts) || bb_nec_facts_is_type_proved (facts))
        return NULL;
    group = bb_nec_list_conversions (facts, catalog);
    named = nec_owner_of_name (facts->model, facts->inquiry.product, group);
    return named != NULL ? bb_model_ref (named) : NULL;
}

/* Returns (nullable) the type in @group to which the stored ID belongs, if this ID contradicts both the firmware and
 * the model block. @model: the type that the model block names. The stored ID contradicts both if three conditions
 * hold:
 * - @model has no such ID, and the type in @group has.
 * - This type is not the opposite type of @model (nec_is_same_or_opposite()).
 * - @model has the firmware id byte of the drive, and this type has not. */
static BbModel *
nec_owner_of_contradicting_id (BbFacts *facts, BbModel *model, GPtrArray *group)
{
    const char *id = bb_facts_get_string (facts, BB_NEC_VALUE_STORED_ID);
    int firmware_id = bb_nec_facts_firmware_id (facts);

    if (id == NULL || nec_accepts_id (model, id) || !bb_nec_model_knows_id (model, firmware_id, NULL))
        return NULL;
    for (guint i = 0; i < group->len; i++) {
        BbModel *other = g_ptr_array_index (group, i);

        if (nec_accepts_id (other, id) && !nec_is_same_or_opposite (model, other) &&
            !bb_nec_model_knows_id (other, firmware_id, NULL))
            return other;
    }
    return NULL;
}

/* --- damage of the identity, as a sentence --- */

/* Returns (transfer full) (nullable) a sentence if the firmware or the stored ID belongs to a type in @group and not
 * to the model of @facts; NULL if neither does. */
static char *
nec_find_contradiction (BbFacts *facts, GPtrArray *group)
{
    int firmware_id = bb_nec_facts_firmware_id (facts);
    BbModel *other = nec_owner_of_firmware (facts->model, firmware_id, group);

    if (other != NULL)
        return g_strdup_printf (_ ("The identity stored in the drive is %s, but the drive is running firmware for "
                                   "the %s (ID byte 0x%02x). An identity change was probably interrupted."),
                                bb_model_get_name (facts->model), bb_model_get_name (other), firmware_id);
    other = nec_owner_of_name (facts->model, facts->inquiry.product, group);
    if (other != NULL)
        return g_strdup_printf (_ ("The identity stored in the drive is %s, but the firmware reports %s. An "
                                   "identity change was probably interrupted."),
                                bb_model_get_name (facts->model), bb_model_get_name (other));
    other = nec_owner_of_contradicting_id (facts, facts->model, group);
    if (other != NULL)
        return g_strdup_printf (_ ("The stored drive ID is %s (%s), but the firmware and the other stored data are "
                                   "for the %s. An identity change was probably interrupted."),
                                bb_facts_get_string (facts, BB_NEC_VALUE_STORED_ID), bb_model_get_name (other),
                                bb_model_get_name (facts->model));
    return NULL;
}

char *
bb_nec_find_damage (BbFacts *facts, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) group = NULL;

    if (facts->model == NULL || facts->condition == BB_CONDITION_SPECIAL)
        return NULL;
    if (g_str_equal (facts->mode, BB_NEC_MODE_DAMAGED_ID))
        return g_strdup_printf (_ ("The stored drive ID is invalid. However, the firmware works, and all other "
                                   "evidence identifies the drive as %s."),
                                facts->model_name);
    if (g_str_equal (facts->mode, BB_NEC_MODE_ID_MISMATCH))
        return g_strdup_printf (
            _ ("The drive has the boot code of the %s, but the identity stored in the drive is for a different "
               "model. An identity change was probably interrupted."),
            facts->model_name);
    group = bb_nec_list_conversions (facts, catalog);
    return nec_find_contradiction (facts, group);
}

/* --- comparison of all sources --- */

/* The claims of all sources about one drive, compared with each other. */
typedef struct {
    BbFacts *facts;
    BbModel *stored;       /* the type with which all claims are compared */
    gboolean by_boot_code; /* @stored is the type of the boot code, not that of the stored ID */
    GPtrArray *group;      /* other types with the same or related hardware */
    GPtrArray *claims;     /* BbClaim */
    gboolean agrees;       /* all claims so far name @stored or its opposite type */
} NecComparison;

/* Adds the claim of @source that the drive is of type @model. Sets @agrees to FALSE if @model is neither @stored nor
 * its opposite type (see bb_nec_opposite_key()). */
static void
nec_add_claim (NecComparison *comparison, const char *source, BbModel *model)
{
    g_ptr_array_add (comparison->claims, bb_claim_new (source, bb_model_get_key (model), bb_model_get_name (model)));
    if (!nec_is_same_or_opposite (comparison->stored, model))
        comparison->agrees = FALSE;
}

/* Returns (nullable) the type that the model block names: @stored or, if @by_boot_code is set, another type of the
 * group; NULL if it names none of them. */
static BbModel *
nec_owner_of_block (NecComparison *comparison, const char *rid_model)
{
    if (bb_nec_model_has_name (comparison->stored, rid_model))
        return comparison->stored;
    return comparison->by_boot_code ? nec_owner_of_name (comparison->stored, rid_model, comparison->group) : NULL;
}

/* Adds the claim of the stored ID and that of the model block. A source that names neither @stored nor a type of
 * @group adds no claim. */
static void
nec_collect_stored (NecComparison *comparison)
{
    BbFacts *facts = comparison->facts;
    BbModel *odd = facts->condition != BB_CONDITION_SPECIAL
                       ? nec_owner_of_contradicting_id (facts, comparison->stored, comparison->group)
                       : NULL;
    const char *rid_model = bb_facts_get_string (facts, BB_NEC_VALUE_RID_MODEL);
    BbModel *block = NULL;

    if (odd != NULL)
        nec_add_claim (comparison, "stored-id", odd);
    else if (nec_accepts_id (comparison->stored, bb_facts_get_string (facts, BB_NEC_VALUE_STORED_ID)))
        nec_add_claim (comparison, "stored-id", comparison->stored);
    /* Usually @stored is the type of stored ID and model block. If @odd is not NULL then, the model block names
     * @stored, so its text need not be compared. With @by_boot_code, @stored is the type of the boot code, so the
     * text of the model block is always compared. */
    if (odd != NULL && !comparison->by_boot_code)
        block = comparison->stored;
    else if (rid_model != NULL)
        block = nec_owner_of_block (comparison, rid_model);
    if (block != NULL)
        nec_add_claim (comparison, "model-block", block);
}

/* Adds the claims of the running firmware: one by its id byte and one by its INQUIRY product. A source that names
 * neither @stored nor a type of @group adds no claim. Must not be called in safe mode, because the boot code then
 * answers INQUIRY, and the id byte may be half programmed. */
static void
nec_collect_firmware (NecComparison *comparison)
{
    BbFacts *facts = comparison->facts;
    int firmware_id = bb_nec_facts_firmware_id (facts);
    g_auto (GStrv) words = g_strsplit_set (facts->inquiry.product, " _", -1);
    BbModel *other = nec_owner_of_firmware (comparison->stored, firmware_id, comparison->group);

    if (other != NULL)
        nec_add_claim (comparison, "firmware", other);
    else if (bb_nec_model_knows_id (comparison->stored, firmware_id, NULL))
        nec_add_claim (comparison, "firmware", comparison->stored);
    other = nec_owner_of_name (comparison->stored, facts->inquiry.product, comparison->group);
    for (guint i = 0; other == NULL && words[i] != NULL; i++)
        if (bb_nec_model_has_name (comparison->stored, words[i]))
            other = comparison->stored;
    if (other != NULL)
        nec_add_claim (comparison, "name", other);
}

/* Adds the claims of all sources that can be trusted. The claims of the firmware cannot be trusted in safe mode. The
 * claim of the boot code can be trusted only if the boot code accepted a safe mode key. */
static void
nec_collect (NecComparison *comparison)
{
    nec_collect_stored (comparison);
    if (comparison->facts->condition != BB_CONDITION_SPECIAL)
        nec_collect_firmware (comparison);
    if (bb_nec_facts_is_type_proved (comparison->facts))
        nec_add_claim (comparison, "boot-code", comparison->facts->model);
}

/* Returns (transfer full) (nullable) the type that stored ID and model block give; NULL if the probe found none.
 * @group: (out) (transfer full): bb_nec_list_conversions() for this type; unchanged if NULL is returned. */
static BbModel *
nec_get_stored (BbFacts *facts, BbCatalog *catalog, GPtrArray **group)
{
    g_autoptr (BbFacts) as_stored = bb_facts_copy (facts);
    const char *key = bb_facts_get_string (facts, BB_NEC_VALUE_STORED_TYPE);
    BbModel *stored = key != NULL ? bb_catalog_get_model (catalog, BB_NEC_FAMILY, key) : NULL;

    if (stored == NULL)
        return NULL;
    g_clear_pointer (&as_stored->model, bb_model_unref);
    as_stored->model = bb_model_ref (stored);
    *group = bb_nec_list_conversions (as_stored, catalog);
    return stored;
}

/* If the drive is in normal mode, sets its condition and mode to say that the stored ID does not fit the boot
 * code. */
static void
nec_set_mismatch (BbFacts *facts)
{
    if (facts->condition != BB_CONDITION_NORMAL)
        return;
    bb_nec_facts_set_mode (facts, BB_CONDITION_DAMAGED, BB_NEC_MODE_ID_MISMATCH);
}

/* TRUE if the stored identity is wrong and should be repaired. The model of the facts must be the type of the boot
 * code. The stored identity is wrong in two cases:
 * - The stored type is neither the type of the boot code nor its opposite type.
 * - The stored ID contradicts firmware and model block. */
static gboolean
nec_is_stored_wrong (NecComparison *comparison)
{
    return !nec_is_same_or_opposite (comparison->stored, comparison->facts->model) ||
           nec_owner_of_contradicting_id (comparison->facts, comparison->stored, comparison->group) != NULL;
}

GPtrArray *
bb_nec_list_claims (BbFacts *facts, BbCatalog *catalog)
{
    GPtrArray *claims = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_claim_free);
    g_autoptr (GPtrArray) group = bb_nec_list_conversions (facts, catalog);
    NecComparison comparison = {.facts = facts,
                                .stored = facts->model,
                                .by_boot_code = TRUE,
                                .group = group,
                                .claims = claims,
                                .agrees = TRUE};

    nec_collect (&comparison);
    return claims;
}

void
bb_nec_assess_identity (BbFacts *facts, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) group = NULL;
    g_autoptr (BbModel) stored = NULL;
    NecComparison comparison = {.facts = facts, .agrees = TRUE};
    gboolean sure = bb_nec_facts_is_type_proved (facts);

    if (facts->model == NULL)
        return;
    stored = nec_get_stored (facts, catalog, &group);
    if (stored == NULL)
        return;
    comparison.stored = stored;
    comparison.group = group;
    comparison.claims = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_claim_free);
    nec_collect (&comparison);
    g_ptr_array_set_size (facts->conflict, 0);
    if (comparison.agrees) {
        g_ptr_array_unref (comparison.claims);
        return;
    }
    g_ptr_array_unref (facts->conflict);
    facts->conflict = comparison.claims;
    facts->confidence = BB_CONFIDENCE_CONFLICTING;
    facts->wants_repair = facts->condition != BB_CONDITION_SPECIAL && (!sure || nec_is_stored_wrong (&comparison));
    if (sure && !nec_is_same_or_opposite (stored, facts->model))
        nec_set_mismatch (facts);
}
