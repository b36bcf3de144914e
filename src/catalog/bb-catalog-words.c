/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog-schema.h"

#include "bb-catalog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Separates the level of a risk from the remark. */
#define BB_RISK_SEPARATOR ": "

/* The levels of a risk. They are translated like the texts of the catalog. */
static const char *const bb_risk_levels[] = {
    /* TRANSLATORS: catalog: here and below: how great a risk is: "Reported risk: high. One drive rejected it." */
    NC_ ("catalog", "unknown"),
    NC_ ("catalog", "low"),
    NC_ ("catalog", "low to medium"),
    NC_ ("catalog", "medium"),
    NC_ ("catalog", "medium to high"),
    NC_ ("catalog", "high"),
    NC_ ("catalog", "very high"),
    NC_ ("catalog", "extreme"),
    NULL,
};

const char *
bb_catalog_translate (const char *text)
{
    return text != NULL && *text != '\0' ? g_dpgettext2 (GETTEXT_PACKAGE, "catalog", text) : text;
}

/* Returns (transfer full) the level of @risk, which ends at the separator. Sets @remark (nullable) to the sentences
 * after the separator; %NULL if there is none. */
static char *
bb_catalog_risk_split (const char *risk, const char **remark)
{
    const char *separator = strstr (risk, BB_RISK_SEPARATOR);

    *remark = separator != NULL ? separator + strlen (BB_RISK_SEPARATOR) : NULL;
    return separator != NULL ? g_strndup (risk, (gsize) (separator - risk)) : g_strdup (risk);
}

gboolean
bb_catalog_risk_is_valid (const char *value)
{
    const char *remark = NULL;
    g_autofree char *level = bb_catalog_risk_split (value, &remark);

    return g_strv_contains (bb_risk_levels, level) &&
           (remark == NULL || (remark[0] != ' ' && strlen (remark) > 1 && g_str_has_suffix (remark, ".")));
}

char *
bb_catalog_dup_risk (const char *risk)
{
    const char *remark = NULL;
    g_autofree char *level = NULL;

    if (risk == NULL || *risk == '\0')
        return NULL;
    level = bb_catalog_risk_split (risk, &remark);
    if (remark == NULL)
        /* TRANSLATORS: how great a risk is, as a short sentence: "high." */
        return g_strdup_printf (_ ("%s."), bb_catalog_translate (level));
    /* TRANSLATORS: how great a risk is, then a sentence that says why: "high. One drive rejected it." */
    return g_strdup_printf (_ ("%s. %s"), bb_catalog_translate (level), bb_catalog_translate (remark));
}
