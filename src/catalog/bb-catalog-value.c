/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-catalog-schema.h"

#include <stdio.h>
#include <string.h>

/* The regular expressions that values must match, for the types that have one. */
static const char *const bb_value_forms[] = {
    [BB_VALUE_BOOLEAN] = "^(true|false)$",
    [BB_VALUE_HEX] = "^[0-9A-F]{2}( [0-9A-F]{2})*$",
    [BB_VALUE_DATE] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
};

/* Returns (transfer full) the normal form of the first @max_characters bytes of the INQUIRY text @text. Several
 * blanks in a row become one blank, and blanks at both ends are removed. If @strip_underscores is TRUE, underscores
 * at both ends are removed, too. */
static char *
bb_catalog_normalise (const char *text, gsize max_characters, gboolean strip_underscores)
{
    GString *out = g_string_new (NULL);
    gsize length_bytes = strnlen (text, max_characters);
    gsize start = 0;

    for (gsize i = 0; i < length_bytes; i++) {
        if (text[i] != ' ')
            g_string_append_c (out, text[i]);
        else if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c (out, ' ');
    }
    while (out->len > 0 && (out->str[out->len - 1] == ' ' || (strip_underscores && out->str[out->len - 1] == '_')))
        g_string_truncate (out, out->len - 1);
    while (strip_underscores && (out->str[start] == '_' || out->str[start] == ' '))
        start++;
    g_string_erase (out, 0, (gssize) start);
    return g_string_free (out, FALSE);
}

char *
bb_catalog_name_term (const char *vendor, const char *product)
{
    g_autofree char *normal_vendor = bb_catalog_normalise (vendor, 8, TRUE);
    g_autofree char *normal_product = bb_catalog_normalise (product, 16, FALSE);
    g_autofree char *both = g_strconcat (normal_vendor, "\x1f", normal_product, NULL);

    return g_ascii_strdown (both, -1);
}

char **
bb_catalog_value_split (const char *value)
{
    char **items = g_strsplit (value, ";", -1);
    guint n_items = g_strv_length (items);

    for (guint i = 0; i < n_items; i++)
        g_strstrip (items[i]);
    if (n_items > 0 && items[n_items - 1][0] == '\0')
        g_clear_pointer (&items[n_items - 1], g_free);
    return items;
}

gboolean
bb_catalog_value_number (const char *text, guint64 *number)
{
    if (g_str_has_prefix (text, "0x"))
        return g_ascii_isxdigit (text[2]) && g_ascii_string_to_unsigned (text + 2, 16, 0, G_MAXUINT64, number, NULL);
    return g_ascii_isdigit (text[0]) && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, number, NULL);
}

/* TRUE if @text is one of @choices, which are separated by `|`. */
static gboolean
bb_catalog_is_choice (const char *choices, const char *text)
{
    g_auto (GStrv) allowed = g_strsplit (choices, "|", -1);

    return g_strv_contains ((const char *const *) allowed, text);
}

/* TRUE if @text is an item of %BB_VALUE_WIRING_LIST, ID:master:VERSION or ID:slave:VERSION. The hardware ID is at
 * most 0xff, and the boot code version has two characters. */
static gboolean
bb_catalog_is_wiring (const char *text)
{
    g_auto (GStrv) parts = g_strsplit (text, ":", -1);
    guint64 number = 0;

    return g_strv_length (parts) == 3 && bb_catalog_value_number (parts[0], &number) && number <= 0xff &&
           (g_str_equal (parts[1], "master") || g_str_equal (parts[1], "slave")) && strlen (parts[2]) == 2;
}

/* TRUE if @text is an item of %BB_VALUE_PATTERN_LIST, MODEL:CHARACTERS, with two to four characters. */
static gboolean
bb_catalog_is_pattern (const char *text)
{
    g_auto (GStrv) parts = g_strsplit (text, ":", -1);

    return g_strv_length (parts) == 2 && *parts[0] != '\0' && strlen (parts[1]) >= 2 && strlen (parts[1]) <= 4;
}

/* Returns (transfer full) the part of a list item before the colon, without the remark after the colon; the whole
 * item if it has no colon. */
static char *
bb_catalog_item_head (const char *item)
{
    const char *colon = strchr (item, ':');

    return colon != NULL ? g_strstrip (g_strndup (item, (gsize) (colon - item))) : g_strdup (item);
}

/* TRUE if @item is valid in a list of the type of @key. */
static gboolean
bb_catalog_list_item_is_good (const BbSchemaKey *key, const char *item)
{
    g_autofree char *head = bb_catalog_item_head (item);
    guint64 number = 0;

    if (key->type == BB_VALUE_LIST)
        return item[0] != '\0';
    if (key->type == BB_VALUE_ENUM_LIST)
        return bb_catalog_is_choice (key->choices, item);
    if (key->type == BB_VALUE_WIRING_LIST)
        return bb_catalog_is_wiring (item);
    if (key->type == BB_VALUE_PATTERN_LIST)
        return bb_catalog_is_pattern (item);
    if (key->type == BB_VALUE_NUMBER_LIST)
        return bb_catalog_value_number (head, &number) && !g_str_has_suffix (item, ":");
    return head[0] != '\0' && !g_str_has_suffix (item, ":");
}

/* Returns (transfer full) (nullable) a phrase that says what is wrong with a list; NULL if it is valid. A list must
 * not be empty, and no item may occur twice. */
static char *
bb_catalog_list_check (const BbSchemaKey *key, const char *value)
{
    g_auto (GStrv) items = bb_catalog_value_split (value);
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

    if (items[0] == NULL)
        return g_strdup ("an empty list");
    for (guint i = 0; items[i] != NULL; i++) {
        if (!bb_catalog_list_item_is_good (key, items[i]))
            return g_strdup_printf ("'%s' cannot stand in this list", items[i]);
        if (!g_hash_table_add (seen, items[i]))
            return g_strdup_printf ("'%s' stands twice", items[i]);
    }
    return NULL;
}

/* Returns (transfer full) (nullable) a problem if @value is not in the normal form of an INQUIRY text. */
static char *
bb_catalog_inquiry_check (const BbSchemaKey *key, const char *value)
{
    gboolean is_vendor = key->type == BB_VALUE_VENDOR;
    g_autofree char *normal = bb_catalog_normalise (value, is_vendor ? 8 : 16, is_vendor);

    if (g_str_equal (normal, value))
        return NULL;
    return g_strdup_printf ("'%s' is not in normal form, which would be '%s'", value, normal);
}

char *
bb_catalog_value_check (const BbSchemaKey *key, const char *value)
{
    guint64 number = 0;
    guint year = 0;
    guint month = 0;
    guint day = 0;
    gboolean good = TRUE;

    switch (key->type) {
    case BB_VALUE_TEXT:
        return NULL;
    case BB_VALUE_LIST:
    case BB_VALUE_TAGGED_LIST:
    case BB_VALUE_NUMBER_LIST:
    case BB_VALUE_WIRING_LIST:
    case BB_VALUE_PATTERN_LIST:
    case BB_VALUE_ENUM_LIST:
        return bb_catalog_list_check (key, value);
    case BB_VALUE_VENDOR:
    case BB_VALUE_PRODUCT:
        return bb_catalog_inquiry_check (key, value);
    case BB_VALUE_NUMBER:
        good = bb_catalog_value_number (value, &number);
        break;
    case BB_VALUE_ENUM:
        good = bb_catalog_is_choice (key->choices, value);
        break;
    case BB_VALUE_SUM:
        /* For the key of a checksum, `choices` is the number of its digits. */
        good = strspn (value, "0123456789abcdef") == strlen (value) &&
               strlen (value) == g_ascii_strtoull (key->choices, NULL, 10);
        break;
    case BB_VALUE_DATE:
        good = g_regex_match_simple (bb_value_forms[key->type], value, 0, 0) &&
               sscanf (value, "%4u-%2u-%2u", &year, &month, &day) == 3 &&
               g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
        break;
    case BB_VALUE_BOOLEAN:
    case BB_VALUE_HEX:
        good = g_regex_match_simple (bb_value_forms[key->type], value, 0, 0);
        break;
    case BB_VALUE_RISK:
        good = bb_catalog_risk_is_valid (value);
        break;
    }
    return good ? NULL : g_strdup_printf ("'%s' is not a value it can have", value);
}

char *
bb_catalog_value_term (const BbSchemaKey *key, const char *text)
{
    g_autofree char *normal = NULL;
    guint64 number = 0;

    switch (key->type) {
    case BB_VALUE_NUMBER:
    case BB_VALUE_NUMBER_LIST:
    case BB_VALUE_WIRING_LIST:
        return bb_catalog_value_number (text, &number) ? g_strdup_printf ("%" G_GUINT64_FORMAT, number)
                                                       : g_strdup (text);
    case BB_VALUE_VENDOR:
    case BB_VALUE_PRODUCT:
        normal = key->type == BB_VALUE_VENDOR ? bb_catalog_normalise (text, 8, TRUE)
                                              : bb_catalog_normalise (text, 16, FALSE);
        return g_ascii_strdown (normal, -1);
    case BB_VALUE_SUM:
        return g_ascii_strdown (text, -1);
    case BB_VALUE_HEX:
        return g_ascii_strup (text, -1);
    default:
        return g_strdup (text);
    }
}

static gboolean
bb_catalog_type_is_list (BbValueType type)
{
    return type == BB_VALUE_LIST || type == BB_VALUE_TAGGED_LIST || type == BB_VALUE_NUMBER_LIST ||
           type == BB_VALUE_WIRING_LIST || type == BB_VALUE_PATTERN_LIST || type == BB_VALUE_ENUM_LIST;
}

char **
bb_catalog_value_terms (const BbSchemaKey *key, const char *value)
{
    g_autoptr (GStrvBuilder) terms = g_strv_builder_new ();
    g_auto (GStrv) items = NULL;

    if (bb_catalog_type_is_list (key->type)) {
        items = bb_catalog_value_split (value);
    } else {
        items = g_new0 (char *, 2);
        items[0] = g_strdup (value);
    }
    for (guint i = 0; items[i] != NULL; i++) {
        gboolean has_remark = bb_catalog_type_is_list (key->type) && key->type != BB_VALUE_LIST;
        g_autofree char *head = has_remark ? bb_catalog_item_head (items[i]) : g_strdup (items[i]);
        g_autofree char *term = bb_catalog_value_term (key, head);

        g_strv_builder_add (terms, term);
    }
    return g_strv_builder_end (terms);
}
