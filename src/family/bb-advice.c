/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-advice.h"

#include "bb-family.h"

#include <string.h>

/* Name of the catalog entries with advice for all drives, also those without a family. */
#define ADVICE_ANY_FAMILY "dumping-advice"

const char *
bb_purpose_to_string (BbPurpose purpose)
{
    static const char *const words[BB_N_PURPOSES] = {"latest", "uhd", "omnidrive", "archive", "way-back"};

    return words[purpose];
}

static void
bb_advice_free (BbAdvice *advice)
{
    g_free (advice->image);
    g_strfreev (advice->builds);
    g_free (advice->needs);
    g_free (advice->transfer);
    g_free (advice->gains);
    g_free (advice->losses);
    g_free (advice->risk);
    g_free (advice->source);
    g_free (advice);
}

/* Returns (nullable) the value that @facts have for @key, the part of a condition before the colon. Five keys stand
 * for the mode, the model key and the INQUIRY texts; any other @key is looked up in the values of @facts. NULL if
 * @facts do not have the value. */
static const char *
bb_advice_get_reported (const char *key, BbFacts *facts)
{
    if (g_str_equal (key, "mode"))
        return facts->mode;
    if (g_str_equal (key, "code"))
        return bb_facts_get_model_key (facts);
    if (g_str_equal (key, "inquiry-revision"))
        return facts->inquiry.revision;
    if (g_str_equal (key, "inquiry-vendor"))
        return facts->inquiry.vendor;
    if (g_str_equal (key, "inquiry-product"))
        return facts->inquiry.product;
    return bb_facts_get_string (facts, key);
}

/* TRUE if @facts meet @condition: "KEY:VALUE|VALUE" (one of the values) or "KEY:!VALUE|VALUE" (none of them). If the
 * drive does not report the value of KEY, or reports an empty one, that value is the word "none". A condition without
 * a colon is never met. */
static gboolean
bb_advice_holds (const char *condition, BbFacts *facts)
{
    g_auto (GStrv) parts = g_strsplit (condition, ":", 2);
    gboolean wanted = parts[1] == NULL || parts[1][0] != '!';
    g_auto (GStrv) values = parts[1] != NULL ? g_strsplit (parts[1] + (wanted ? 0 : 1), "|", -1) : NULL;
    const char *said = bb_advice_get_reported (parts[0], facts);
    g_autofree char *text = bb_text_normalise (said != NULL && *said != '\0' ? said : "none", FALSE);

    return values != NULL && g_strv_contains ((const char *const *) values, text) == wanted;
}

/* TRUE if @facts meet all conditions in the catalog key "When" of @entry. */
static gboolean
bb_advice_is_for (BbModel *entry, BbFacts *facts)
{
    g_auto (GStrv) conditions = bb_model_get_strv (entry, "When");

    for (guint i = 0; conditions[i] != NULL; i++) {
        if (!bb_advice_holds (conditions[i], facts))
            return FALSE;
    }
    return TRUE;
}

/* Returns (transfer full) the advice in the catalog entry @entry; only its transfer comes from @facts. */
static BbAdvice *
bb_advice_new (BbPurpose purpose, BbModel *entry, BbFacts *facts)
{
    BbAdvice *advice = g_new0 (BbAdvice, 1);

    advice->purpose = purpose;
    advice->image = g_strdup (bb_model_get_string (entry, "Image"));
    advice->builds = bb_model_get_strv (entry, "Builds");
    advice->needs = g_strdup (bb_model_get_string (entry, "Requires"));
    advice->transfer = g_strdup (bb_facts_get_string (facts, "transfer"));
    advice->gains = g_strdup (bb_model_get_string (entry, "Gains"));
    advice->losses = g_strdup (bb_model_get_string (entry, "Losses"));
    advice->risk = g_strdup (bb_model_get_string (entry, "Risk"));
    advice->source = g_strdup (bb_model_get_source (entry));
    advice->confidence = bb_model_get_confidence (entry);
    return advice;
}

/* Adds to @list a #BbAdvice for each catalog entry called @name that is about @purpose and whose conditions @facts
 * meet. */
static void
bb_advice_add (GPtrArray *list, BbPurpose purpose, const char *name, BbFacts *facts, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) entries = bb_catalog_list_models (catalog, name);

    for (guint i = 0; i < entries->len; i++) {
        BbModel *entry = g_ptr_array_index (entries, i);

        if (g_strcmp0 (bb_model_get_string (entry, "Purpose"), bb_purpose_to_string (purpose)) == 0 &&
            bb_advice_is_for (entry, facts))
            g_ptr_array_add (list, bb_advice_new (purpose, entry, facts));
    }
}

GPtrArray *
bb_advice_list (BbFacts *facts, BbCatalog *catalog)
{
    GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_advice_free);
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;

    for (BbPurpose purpose = BB_PURPOSE_LATEST; purpose < BB_N_PURPOSES && facts != NULL; purpose++) {
        if (family != NULL && family->advice != NULL)
            bb_advice_add (list, purpose, family->advice, facts, catalog);
        bb_advice_add (list, purpose, ADVICE_ANY_FAMILY, facts, catalog);
    }
    return list;
}
