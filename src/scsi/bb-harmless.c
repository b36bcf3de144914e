/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-harmless.h"

#include <string.h>

/* TRUE if @c is no control or format character and no line or paragraph separator, so that it cannot change how other
 * text is shown. */
static gboolean
bb_harmless_is (gunichar c)
{
    switch (g_unichar_type (c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return FALSE;
    default:
        return TRUE;
    }
}

/* Appends @c as an escape: "\x1b", "\u202e" or "\U000e0001". */
static void
bb_harmless_escape (GString *to, gunichar c)
{
    if (c < 0x80)
        g_string_append_printf (to, "\\x%02x", c);
    else if (c < 0x10000)
        g_string_append_printf (to, "\\u%04x", c);
    else
        g_string_append_printf (to, "\\U%08x", c);
}

char *
bb_harmless_dup (const char *text)
{
    GString *harmless;

    g_return_val_if_fail (text != NULL, NULL);

    harmless = g_string_new (NULL);
    while (*text != '\0') {
        gunichar c = g_utf8_get_char_validated (text, -1);

        if (c == (gunichar) -1 || c == (gunichar) -2) {
            g_string_append_printf (harmless, "\\x%02x", (guchar) *text++);
            continue;
        }
        if (bb_harmless_is (c))
            g_string_append_unichar (harmless, c);
        else
            bb_harmless_escape (harmless, c);
        text = g_utf8_next_char (text);
    }
    return g_string_free (harmless, FALSE);
}

/* Returns (transfer full) a random text that stands for the line ends of a format. Each call returns another text, so
 * no argument can contain it. */
static char *
bb_harmless_dup_mark (void)
{
    return g_strdup_printf ("<%08x%08x%08x>", g_random_int (), g_random_int (), g_random_int ());
}

/* Returns (transfer full) @text with @with in place of each @what. */
static char *
bb_harmless_dup_replaced (const char *text, const char *what, const char *with)
{
    g_auto (GStrv) parts = g_strsplit (text, what, -1);

    return g_strjoinv (with, parts);
}

char *
bb_harmless_vprintf (const char *format, va_list arguments)
{
    g_autofree char *mark = NULL;
    g_autofree char *marked = NULL;
    g_autofree char *text = NULL;
    g_autofree char *harmless = NULL;

    g_return_val_if_fail (format != NULL, NULL);

    mark = bb_harmless_dup_mark ();
    marked = bb_harmless_dup_replaced (format, "\n", mark);
    /* The warning is off because @marked is no literal, so the compiler cannot check the arguments against it. This
     * is safe: @marked has the same conversions as @format, which the compiler has checked in the callers. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    text = g_strdup_vprintf (marked, arguments);
#pragma GCC diagnostic pop
    harmless = bb_harmless_dup (text);
    return bb_harmless_dup_replaced (harmless, mark, "\n");
}

/* Appends @c as a JSON escape, which is a surrogate pair for characters above U+FFFF. */
static void
bb_harmless_escape_json (GString *to, gunichar c)
{
    if (c < 0x10000)
        g_string_append_printf (to, "\\u%04x", c);
    else
        g_string_append_printf (to, "\\u%04x\\u%04x", 0xD800 + ((c - 0x10000) >> 10),
                                0xDC00 + ((c - 0x10000) & 0x3FF));
}

char *
bb_harmless_json (const char *json)
{
    g_autofree char *valid = NULL;
    GString *harmless;

    g_return_val_if_fail (json != NULL, NULL);

    valid = g_utf8_make_valid (json, -1);
    harmless = g_string_new (NULL);
    for (const char *here = valid; *here != '\0'; here = g_utf8_next_char (here)) {
        gunichar c = g_utf8_get_char (here);

        /* A line end here is white space between JSON tokens, because JSON strings have line ends only as escapes. */
        if (c == '\n' || bb_harmless_is (c))
            g_string_append_unichar (harmless, c);
        else
            bb_harmless_escape_json (harmless, c);
    }
    return g_string_free (harmless, FALSE);
}
