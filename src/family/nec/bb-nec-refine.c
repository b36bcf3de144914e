/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec.h"

#include "scsi/bb-bytes.h"

/* Name of the catalog group with the rules that distinguish types with the same stored ID; data/catalog/README.md
 * describes its keys. */
#define NEC_SIBLINGS "nec-siblings"

#define NEC_RID_MAKER 0x20

/* Offsets in the model block of the characters of a pattern: first and last model digit ("3" and "0" of ND-3550A),
 * the letter after the digits, and the letter that marks versions for disc duplicators. */
static const gsize nec_pattern_offsets[] = {0x43, 0x46, 0x47, 0x57};

/* How the maker's name in the model block begins, and the class of that maker. */
static const struct {
    const char *prefix;
    BbNecMakerClass maker;
} nec_makers[] = {
    {"NEC", BB_NEC_MAKER_NEC},     {"Sony", BB_NEC_MAKER_NEC},  {"SONY", BB_NEC_MAKER_NEC},
    {"ATAPI", BB_NEC_MAKER_ATAPI}, {"PLDS", BB_NEC_MAKER_PLDS},
};

/* The words of the catalog key Maker, in the order of #BbNecMakerClass. */
static const char *const nec_maker_words[] = {
    [BB_NEC_MAKER_OTHER] = "other",
    [BB_NEC_MAKER_NEC] = "nec",
    [BB_NEC_MAKER_ATAPI] = "atapi",
    [BB_NEC_MAKER_PLDS] = "plds",
};

BbNecMakerClass
bb_nec_rid_maker (GBytes *rid)
{
    for (guint i = 0; i < G_N_ELEMENTS (nec_makers); i++)
        if (bb_bytes_equal_at (rid, NEC_RID_MAKER, nec_makers[i].prefix, strlen (nec_makers[i].prefix)))
            return nec_makers[i].maker;
    return BB_NEC_MAKER_OTHER;
}

/* TRUE if the model block @rid has, at nec_pattern_offsets, the characters of @pattern. A '*' in @pattern matches any
 * character. A shorter @pattern leaves the other offsets uncompared. An offset behind the end of @rid counts as byte
 * 0. @low_nibble: TRUE to compare only the lower four bits of the first digit, so that '7', 'G' and 'W' are equal. */
static gboolean
nec_matches_pattern (GBytes *rid, const char *pattern, gboolean low_nibble)
{
    for (guint i = 0; i < G_N_ELEMENTS (nec_pattern_offsets) && pattern[i] != '\0'; i++) {
        guint8 value = 0;

        (void) bb_bytes_get_u8 (rid, nec_pattern_offsets[i], &value, NULL);
        if (i == 0 && low_nibble)
            value = '0' + (value & 0x0F);
        if (pattern[i] != '*' && (guint8) pattern[i] != value)
            return FALSE;
    }
    return TRUE;
}

/* Returns (transfer full) (nullable) the key of the first type in @rule whose pattern the model block @rid matches;
 * NULL if it matches none. */
static char *
nec_apply_rule (BbModel *rule, GBytes *rid)
{
    g_auto (GStrv) siblings = bb_model_get_strv (rule, "Siblings");
    gboolean low_nibble = g_strcmp0 (bb_model_get_string (rule, "FirstDigit"), "low-nibble") == 0;

    for (guint i = 0; siblings[i] != NULL; i++) {
        const char *colon = strchr (siblings[i], ':');

        if (colon != NULL && nec_matches_pattern (rid, colon + 1, low_nibble))
            return g_strndup (siblings[i], (gsize) (colon - siblings[i]));
    }
    return NULL;
}

char *
bb_nec_refine (BbCatalog *catalog, const char *key, GBytes *rid)
{
    g_autoptr (GPtrArray) rules = bb_catalog_find_models (catalog, NEC_SIBLINGS, "Types", key);
    const char *maker = nec_maker_words[bb_nec_rid_maker (rid)];

    for (guint i = 0; i < rules->len; i++) {
        BbModel *rule = g_ptr_array_index (rules, i);
        char *result = NULL;

        if (g_strcmp0 (bb_model_get_maker (rule), maker) == 0)
            result = nec_apply_rule (rule, rid);
        if (result != NULL)
            return result;
    }
    return g_strdup (key);
}
