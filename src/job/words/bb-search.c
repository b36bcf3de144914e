/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-search.h"

#include <string.h>

char *
bb_search_dup_folded (const char *text)
{
    g_autofree char *valid = NULL;
    g_autofree char *lower = NULL;
    g_autofree char *apart = NULL;
    GString *folded;

    g_return_val_if_fail (text != NULL, NULL);

    valid = g_utf8_make_valid (text, -1);
    lower = g_utf8_casefold (valid, -1);
    /* This normalization splits each accented letter into the letter and a mark, which the loop below skips. */
    apart = g_utf8_normalize (lower, -1, G_NORMALIZE_ALL);
    folded = g_string_new (NULL);
    for (const char *c = apart; *c != '\0'; c = g_utf8_next_char (c)) {
        gunichar letter = g_utf8_get_char (c);

        if (!g_unichar_ismark (letter))
            g_string_append_unichar (folded, letter);
    }
    return g_string_free (folded, FALSE);
}

char **
bb_search_dup_words (const char *text)
{
    g_autoptr (GPtrArray) words = g_ptr_array_new ();
    g_autofree char *folded = NULL;
    g_auto (GStrv) pieces = NULL;

    g_return_val_if_fail (text != NULL, NULL);

    folded = bb_search_dup_folded (text);
    for (char *c = folded; *c != '\0'; c++) {
        if (g_ascii_isspace (*c))
            *c = ' ';
    }
    pieces = g_strsplit (folded, " ", -1);
    for (char **piece = pieces; *piece != NULL; piece++) {
        if (**piece != '\0')
            g_ptr_array_add (words, g_strdup (*piece));
    }
    g_ptr_array_add (words, NULL);
    return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

/* TRUE if @nodes contains @word (not empty), but not as a part of a longer number: "1" does not match "10". */
static gboolean
bb_search_has_whole (const char *nodes, const char *word)
{
    gsize length = strlen (word);

    for (const char *at = strstr (nodes, word); at != NULL; at = strstr (at + 1, word)) {
        gboolean goes_before = at > nodes && g_ascii_isdigit (at[-1]) && g_ascii_isdigit (at[0]);
        gboolean goes_on = g_ascii_isdigit (at[length - 1]) && g_ascii_isdigit (at[length]);

        if (!goes_before && !goes_on)
            return TRUE;
    }
    return FALSE;
}

/* Returns (transfer full) @text without blanks, hyphens and underscores, which users leave out or replace in names of
 * models. Keeps line breaks, so that no match spans two lines of @text. */
static char *
bb_search_dup_squeezed (const char *text)
{
    GString *squeezed = g_string_new (NULL);

    for (const char *c = text; *c != '\0'; c++) {
        if (*c != ' ' && *c != '-' && *c != '_')
            g_string_append_c (squeezed, *c);
    }
    return g_string_free (squeezed, FALSE);
}

/* TRUE if @text contains @word, with or without its blanks, hyphens and underscores. @squeezed: @text without them */
static gboolean
bb_search_has (const char *text, const char *squeezed, const char *word)
{
    g_autofree char *short_word = NULL;

    if (strstr (text, word) != NULL)
        return TRUE;
    short_word = bb_search_dup_squeezed (word);
    return *short_word != '\0' && strstr (squeezed, short_word) != NULL;
}

gboolean
bb_search_matches (const char *text, const char *name, const char *nodes, const char *const *words)
{
    g_autofree char *short_text = NULL;
    g_autofree char *short_name = NULL;

    g_return_val_if_fail (text != NULL && name != NULL && nodes != NULL && words != NULL, FALSE);

    short_text = bb_search_dup_squeezed (text);
    short_name = bb_search_dup_squeezed (name);
    for (; *words != NULL; words++) {
        if (!bb_search_has (text, short_text, *words) && !bb_search_has (name, short_name, *words) &&
            !bb_search_has_whole (nodes, *words))
            return FALSE;
    }
    return TRUE;
}
