/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-parse.h"

#include "bb-sim.h"
#include "scsi/bb-bytes.h"

char *
bb_sim_dup_unknown (const char *word, const char *const *possible)
{
    g_autofree char *list = g_strjoinv (", ", (char **) possible);

    return g_strdup_printf ("“%s” is not known; possible: %s", word, *list != '\0' ? list : "nothing");
}

gboolean
bb_sim_scenario_error (GError **error, const char *place, const char *group, const char *key, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start (arguments, format);
    text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "%s: [%s]%s%s: %s", place, group, key != NULL ? " " : "",
                 key != NULL ? key : "", text);
    return FALSE;
}

gboolean
bb_sim_scenario_unknown (GError **error, const char *place, const char *group, const char *key, const char *word,
                         const char *const *possible)
{
    g_autofree char *text = bb_sim_dup_unknown (word, possible);

    return bb_sim_scenario_error (error, place, group, key, "%s", text);
}

gboolean
bb_sim_check_keys (GKeyFile *file, const char *group, const char *place, const char *const *known, GError **error)
{
    g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

    for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
        if (!g_strv_contains (known, keys[i]))
            return bb_sim_scenario_unknown (error, place, group, keys[i], keys[i], known);
    }
    return TRUE;
}

gboolean
bb_sim_parse_number (const char *text, guint64 maximum, guint64 *value)
{
    gboolean hex = g_str_has_prefix (text, "0x");

    return g_ascii_string_to_unsigned (hex ? text + 2 : text, hex ? 16 : 10, 0, maximum, value, NULL);
}

const BbSimChoice *
bb_sim_choice_find (const BbSimChoice *choices, const char *name)
{
    for (; choices != NULL && choices->name != NULL; choices++) {
        if (g_str_equal (choices->name, name))
            return choices;
    }
    return NULL;
}

char *
bb_sim_choices_dup_unknown (const BbSimChoice *choices, const char *first, const char *name)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new ();

    if (first != NULL)
        g_ptr_array_add (names, (gpointer) first);
    for (; choices != NULL && choices->name != NULL; choices++)
        if (g_strcmp0 (choices->name, first) != 0)
            g_ptr_array_add (names, (gpointer) choices->name);
    g_ptr_array_add (names, NULL);
    return bb_sim_dup_unknown (name, (const char *const *) names->pdata);
}

/* TRUE if @value is a number in the range @form, "FIRST..LAST"; FALSE also if @form is no range. */
static gboolean
bb_sim_choice_value_is_in (const char *form, const char *value)
{
    const char *dots = strstr (form, "..");
    g_autofree char *begin = dots != NULL ? g_strndup (form, (gsize) (dots - form)) : NULL;
    guint64 first = 0, last = 0, number = 0;

    return dots != NULL && bb_sim_parse_number (begin, G_MAXUINT32, &first) &&
           bb_sim_parse_number (dots + strlen (".."), G_MAXUINT32, &last) &&
           bb_sim_parse_number (value, last, &number) && number >= first;
}

/* TRUE if @value (NULL: none was given) has the form @form, which is written as in BbSimChoice.values. If @form is
 * NULL, TRUE if @value is NULL or empty. */
static gboolean
bb_sim_choice_value_fits (const char *form, const char *value)
{
    g_auto (GStrv) words = NULL;
    g_autoptr (GBytes) bytes = NULL;
    guint64 number = 0;

    if (form == NULL)
        return value == NULL || *value == '\0';
    if (value == NULL)
        return FALSE;
    if (g_str_equal (form, "*"))
        return TRUE;
    if (g_str_equal (form, "N"))
        return bb_sim_parse_number (value, G_MAXUINT32, &number);
    if (g_str_equal (form, "hex")) {
        bytes = bb_hex_parse (value, NULL);
        return bytes != NULL && g_bytes_get_size (bytes) > 0;
    }
    if (strstr (form, "..") != NULL)
        return bb_sim_choice_value_is_in (form, value);
    words = g_strsplit (form, "|", -1);
    return g_strv_contains ((const char *const *) words, value);
}

gboolean
bb_sim_choices_check (const BbSimChoice *choices, const BbSimFamily *family, const char *what, const char *name,
                      const char *value, GError **error)
{
    const BbSimChoice *choice = bb_sim_choice_find (choices, name);

    if (choice != NULL && bb_sim_choice_value_fits (choice->values, value))
        return TRUE;
    if (choice == NULL) {
        g_autofree char *text = bb_sim_choices_dup_unknown (choices, NULL, name);

        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "%s of family %s: %s", what, family->id, text);
    } else {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "%s %s takes %s, not “%s”", what, name,
                     choice->values == NULL ? "no value" : choice->values, value != NULL ? value : "");
    }
    return FALSE;
}
