/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scsi/bb-harmless.h"

#include <json-glib/json-glib.h>

static char *format (const char *format, ...) G_GNUC_PRINTF (1, 2);

static char *
format (const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start (arguments, format);
    text = bb_harmless_vprintf (format, arguments);
    va_end (arguments);
    return text;
}

static void
test_control_and_format_characters_are_escaped (void)
{
    static const struct {
        const char *text;
        const char *shown;
    } cases[] = {
        {"plain", "plain"},
        {"", ""},
        {"ünïcödé “x” … 日本", "ünïcödé “x” … 日本"},
        {"a\x1b[2Jb", "a\\x1b[2Jb"},
        {"a\nb\tc\rd\x07\x7f", "a\\x0ab\\x09c\\x0dd\\x07\\x7f"},
        {"c1 \xc2\x9b"
         "2J \xc2\x85",
         "c1 \\u009b2J \\u0085"},
        {"c1 \xc2\x80", "c1 \\u0080"},
        {"bidi \xe2\x80\xae \xe2\x81\xa6 \xd8\x9c", "bidi \\u202e \\u2066 \\u061c"},
        {"lines \xe2\x80\xa8 \xe2\x80\xa9", "lines \\u2028 \\u2029"},
        {"hidden \xe2\x80\x8b \xef\xbb\xbf \xf3\xa0\x81\x81", "hidden \\u200b \\ufeff \\U000e0041"},
        {"bytes \x9b\xff\xc2", "bytes \\x9b\\xff\\xc2"},
        {"cut \xe2\x80", "cut \\xe2\\x80"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *shown = bb_harmless_dup (cases[i].text);

        g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

static void
test_line_ends_of_the_format_stay (void)
{
    g_autofree char *text = format ("%1$s\n%2$s%1$s %3$u\n", "a\nb", "\n", 7U);
    g_autofree char *padded = format ("  %-5s|\n", "x");

    g_assert_cmpstr (padded, ==, "  x    |\n");
    g_assert_nonnull (text);
    g_assert_cmpstr (text, ==, "a\\x0ab\n\\x0aa\\x0ab 7\n");
}

static void
test_json_strings_keep_their_value (void)
{
    static const char *const strings[] = {"a\"b\\c", "a\nb\x1f\x1b", "\xc2\x9b\xe2\x80\xae", "\xf3\xa0\x81\x81", "ü"};

    for (guint i = 0; i < G_N_ELEMENTS (strings); i++) {
        g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
        g_autoptr (JsonNode) again = NULL;
        g_autoptr (GError) error = NULL;
        g_autofree char *raw = NULL;
        g_autofree char *json = NULL;

        json_node_set_string (node, strings[i]);
        raw = json_to_string (node, TRUE);
        json = bb_harmless_json (raw);
        g_assert_true (g_utf8_validate (json, -1, NULL));
        g_assert_null (g_utf8_strchr (json, -1, 0x9b));
        g_assert_null (g_utf8_strchr (json, -1, 0x202e));
        g_assert_null (g_utf8_strchr (json, -1, 0xe0041));
        again = json_from_string (json, &error);
        g_assert_no_error (error);
        g_assert_cmpstr (json_node_get_string (again), ==, strings[i]);
    }
}

static void
test_json_with_invalid_bytes_becomes_utf_8 (void)
{
    g_autofree char *json = bb_harmless_json ("{\"a\":\"\xff\x9b\",\"b\":\"\xe2\"}\n");

    g_assert_cmpstr (json, ==, "{\"a\":\"\xef\xbf\xbd\xef\xbf\xbd\",\"b\":\"\xef\xbf\xbd\"}\n");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/harmless/control-and-format-characters-are-escaped",
                     test_control_and_format_characters_are_escaped);
    g_test_add_func ("/harmless/format", test_line_ends_of_the_format_stay);
    g_test_add_func ("/harmless/json-strings-keep-their-value", test_json_strings_keep_their_value);
    g_test_add_func ("/harmless/json-with-invalid-bytes-becomes-utf-8", test_json_with_invalid_bytes_becomes_utf_8);
    return g_test_run ();
}
