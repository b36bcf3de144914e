/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-naming.h"

#include "bb-catalog-entry.h"
#include "bb-catalog-schema.h"
#include "scsi/bb-scsi.h"

#include <string.h>

#define BB_NAMING_RULES "drive-naming"
#define BB_NAMING_VENDOR_CHARACTERS 8
#define BB_NAMING_PRODUCT_CHARACTERS 16

/* A part of the product text. */
typedef struct {
    gsize start;
    gsize length;
} BbNamingSpan;

/* TRUE if the pattern character @pattern matches the character @text: `#` matches a digit, `@` a letter, and `?`
 * anything but a blank. Any other character matches itself, ignoring case. @pattern must not be `*` or `|`. */
static gboolean
bb_naming_character_matches (char pattern, char text)
{
    if (text == '\0')
        return FALSE;
    if (pattern == '#')
        return g_ascii_isdigit (text);
    if (pattern == '@')
        return g_ascii_isalpha (text);
    if (pattern == '?')
        return text != ' ';
    return g_ascii_toupper (pattern) == g_ascii_toupper (text);
}

/* TRUE if @pattern matches @text up to the end of a word; `*` stands for any characters of a word. @model_end: (out):
 * the position in @text that the `|` in @pattern stands for; the end of the match if @pattern has no `|`. */
static gboolean
bb_naming_matches_here (const char *pattern, const char *text, const char **model_end)
{
    gsize run = 0;

    for (; *pattern != '\0' && *pattern != '*' && *pattern != '|'; pattern++, text++)
        if (!bb_naming_character_matches (*pattern, *text))
            return FALSE;
    if (*pattern == '\0') {
        *model_end = text;
        return *text == '\0' || *text == ' ';
    }
    if (*pattern == '|') {
        if (!bb_naming_matches_here (pattern + 1, text, model_end))
            return FALSE;
        *model_end = text;
        return TRUE;
    }
    while (text[run] != '\0' && text[run] != ' ')
        run++;
    for (gsize i = run + 1; i > 0; i--)
        if (bb_naming_matches_here (pattern + 1, text + i - 1, model_end))
            return TRUE;
    return FALSE;
}

/* TRUE if @pattern matches one or several whole words of @text. @span: (out): position of these words in @text; it
 * ends at the position that `|` stands for, if @pattern has `|`. */
static gboolean
bb_naming_find (const char *pattern, const char *text, BbNamingSpan *span)
{
    for (const char *p = text; *p != '\0'; p++) {
        const char *end = NULL;

        if ((p == text || p[-1] == ' ') && bb_naming_matches_here (pattern, p, &end)) {
            span->start = (gsize) (p - text);
            span->length = (gsize) (end - p);
            return TRUE;
        }
    }
    return FALSE;
}

/* As bb_naming_find(), for the first pattern of the `;` list @patterns that matches. */
static gboolean
bb_naming_find_any (const char *patterns, const char *text, BbNamingSpan *span)
{
    g_auto (GStrv) all = bb_catalog_value_split (patterns);

    for (guint i = 0; all[i] != NULL; i++)
        if (bb_naming_find (all[i], text, span))
            return TRUE;
    return FALSE;
}

/* Takes the first @max_characters bytes of @text, replaces each `_` by a blank, and returns (transfer full) the
 * result in the normal form of bb_text_normalise(), which may be shorter. */
static char *
bb_naming_dup_text (const char *text, gsize max_characters)
{
    g_autofree char *cut = g_strndup (text, max_characters);

    return bb_text_normalise (g_strdelimit (cut, "_", ' '), FALSE);
}

/* TRUE if @rule is for drives with this @vendor and this @product: one of its Vendors matches the whole of @vendor,
 * and one of its Words matches words in @product. A rule without the key Vendors matches every vendor; a rule without
 * Words matches every product. @span: (out): position of the words in @product; not set for a rule without Words. */
static gboolean
bb_naming_rule_applies (BbModel *rule, const char *vendor, const char *product, BbNamingSpan *span)
{
    const char *vendors = bb_model_get_string (rule, "Vendors");
    const char *words = bb_model_get_string (rule, "Words");
    BbNamingSpan whole = {0};

    if (vendors != NULL &&
        (!bb_naming_find_any (vendors, vendor, &whole) || whole.start > 0 || whole.length < strlen (vendor)))
        return FALSE;
    return words == NULL || bb_naming_find_any (words, product, span);
}

/* If *@to is NULL and @rule has @key, sets *@to to a copy of the value of this key. */
static void
bb_naming_take (char **to, BbModel *rule, const char *key)
{
    if (*to == NULL)
        *to = g_strdup (bb_model_get_string (rule, key));
}

/* Returns (transfer full) (nullable) the value that all @names (element-type BbName) have for @key. NULL if the
 * values differ, if a name has no value or the value "unknown", or if @names is empty. */
static char *
bb_naming_dup_common (GPtrArray *names, const char *key)
{
    const char *common = NULL;

    for (guint i = 0; i < names->len; i++) {
        const char *value = bb_name_get_string (g_ptr_array_index (names, i), key);

        if (value == NULL || g_str_equal (value, "unknown") || (common != NULL && !g_str_equal (common, value)))
            return NULL;
        common = value;
    }
    return g_strdup (common);
}

/* Takes maker, model and family from the names that the catalog has for @vendor and @product. A fact is taken only if
 * all names agree on it. If the names do not agree on the maker, nothing is taken. If they agree on it, also sets
 * is_listed and takes the confidence of the first name. */
static void
bb_naming_take_names (BbNaming *self, BbCatalog *catalog, const char *vendor, const char *product)
{
    g_autoptr (GPtrArray) names = bb_catalog_match_name (catalog, vendor, product);

    self->maker = bb_naming_dup_common (names, "OemVendor");
    if (self->maker == NULL)
        return;
    self->model = bb_naming_dup_common (names, "OemModel");
    self->family = bb_naming_dup_common (names, "Family");
    self->is_listed = TRUE;
    self->confidence = bb_name_get_confidence (g_ptr_array_index (names, 0));
}

/* Takes maker, kind, form and interface from @rule, and also the family unless the catalog lists the name. Takes only
 * the facts that @self does not have yet. If the maker is taken, also takes the confidence of @rule. */
static void
bb_naming_take_rule (BbNaming *self, BbModel *rule)
{
    if (self->maker == NULL && bb_model_get_string (rule, "Maker") != NULL)
        self->confidence = bb_model_get_confidence (rule);
    bb_naming_take (&self->maker, rule, "Maker");
    bb_naming_take (&self->kind, rule, "Kind");
    bb_naming_take (&self->form, rule, "Form");
    bb_naming_take (&self->interface, rule, "Interface");
    /* If the catalog lists the name, the family of @rule is not taken: a rule assumes the maker that the name
     * suggests, but the catalog may name another maker. */
    if (!self->is_listed)
        bb_naming_take (&self->family, rule, "Family");
}

/* Returns (transfer full) (nullable) @product without the words @class, which only say what class of drive it is
 * ("DVDRAM"), in normal form; NULL if the rest has no digit and so can be no model name. */
static char *
bb_naming_dup_rest (const char *product, const BbNamingSpan *class)
{
    g_autoptr (GString) rest = g_string_new (product);

    g_string_erase (rest, (gssize) class->start, (gssize) class->length);
    return strpbrk (rest->str, "0123456789") != NULL ? bb_text_normalise (rest->str, FALSE) : NULL;
}

BbNaming *
bb_naming_new (BbCatalog *catalog, const char *vendor, const char *product)
{
    BbNaming *self = g_new0 (BbNaming, 1);
    g_autofree char *normal_vendor = NULL;
    g_autofree char *normal_product = NULL;
    g_autoptr (GPtrArray) rules = NULL;
    BbNamingSpan class = {0};
    gboolean has_line = FALSE;

    g_return_val_if_fail (BB_IS_CATALOG (catalog) && vendor != NULL && product != NULL, self);

    bb_naming_take_names (self, catalog, vendor, product);
    normal_vendor = bb_naming_dup_text (vendor, BB_NAMING_VENDOR_CHARACTERS);
    normal_product = bb_naming_dup_text (product, BB_NAMING_PRODUCT_CHARACTERS);
    rules = bb_catalog_list_models (catalog, BB_NAMING_RULES);
    for (guint i = 0; i < rules->len; i++) {
        BbModel *rule = g_ptr_array_index (rules, i);
        const char *says = bb_model_get_string (rule, "Says");
        gboolean is_line = g_strcmp0 (says, "model") == 0;
        BbNamingSpan span = {0};

        if ((is_line && has_line) || !bb_naming_rule_applies (rule, normal_vendor, normal_product, &span))
            continue;
        has_line = has_line || is_line;
        if (is_line && self->model == NULL)
            self->model = g_strndup (normal_product + span.start, span.length);
        if (class.length == 0 && g_strcmp0 (says, "class") == 0)
            class = span;
        bb_naming_take_rule (self, rule);
    }
    if (self->model == NULL)
        self->model = bb_naming_dup_rest (normal_product, &class);
    return self;
}

BbNaming *
bb_naming_copy (const BbNaming *naming)
{
    BbNaming *copy;

    if (naming == NULL)
        return NULL;
    copy = g_memdup2 (naming, sizeof *naming);
    copy->maker = g_strdup (naming->maker);
    copy->model = g_strdup (naming->model);
    copy->kind = g_strdup (naming->kind);
    copy->form = g_strdup (naming->form);
    copy->interface = g_strdup (naming->interface);
    copy->family = g_strdup (naming->family);
    return copy;
}

void
bb_naming_free (BbNaming *naming)
{
    g_free (naming->maker);
    g_free (naming->model);
    g_free (naming->kind);
    g_free (naming->form);
    g_free (naming->interface);
    g_free (naming->family);
    g_free (naming);
}

gboolean
bb_naming_is_complete (const BbNaming *naming)
{
    return naming != NULL && naming->maker != NULL && naming->model != NULL;
}
