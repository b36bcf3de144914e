/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-families.h"

#include <string.h>

/* Columns of families.txt, in this order. */
enum {
    FAMILY,
    MODEL,
    BOOT,
    CHANGED,
    FIRST,
    HALF,
    PROOF,
    MARKS,
    QUIRKS,
    N_COLUMNS
};

/* Returns (transfer full) the words of @text; none for "-". */
static char **
split (const char *text)
{
    return g_strsplit (g_str_equal (text, "-") ? "" : text, " ", -1);
}

/* Sets @spans from @text, for example "10000+1E0000 1F0000+10000"; "-" for none. */
static void
parse_spans (TestSpan *spans, const char *text)
{
    g_auto (GStrv) words = split (text);

    for (guint i = 0; words[i] != NULL; i++) {
        g_auto (GStrv) numbers = g_strsplit (words[i], "+", 2);

        if (i >= TEST_FAMILY_MAX_SPANS || g_strv_length (numbers) != 2)
            g_error ("families.txt: “%s” is no list of ranges", text);
        spans[i].address = (guint32) g_ascii_strtoull (numbers[0], NULL, 16);
        spans[i].length_bytes = (guint32) g_ascii_strtoull (numbers[1], NULL, 16);
        g_assert_cmpuint (spans[i].length_bytes, >, 0);
    }
}

/* Returns (transfer full) the row that @line contains; ends the program if @line is not a valid row. */
static TestFamily *
parse_row (const char *line)
{
    static const char *const proofs[] = {"identity", "proven", "never", NULL};
    g_auto (GStrv) columns = g_strsplit (line, "|", -1);
    g_auto (GStrv) marks = NULL;
    TestFamily *row = g_new0 (TestFamily, 1);

    if (g_strv_length (columns) != N_COLUMNS)
        g_error ("families.txt: not %d columns: %s", N_COLUMNS, line);
    for (guint i = 0; i < N_COLUMNS; i++)
        g_strstrip (columns[i]);
    if (!g_strv_contains (proofs, columns[PROOF]))
        g_error ("families.txt: “%s” is no proof", columns[PROOF]);
    marks = split (columns[MARKS]);
    row->family = g_strdup (columns[FAMILY]);
    row->model = g_strdup (columns[MODEL]);
    row->boot_version = g_str_equal (columns[BOOT], "-") ? NULL : g_strdup (columns[BOOT]);
    parse_spans (row->changed, columns[CHANGED]);
    row->first = g_strdup (columns[FIRST]);
    row->half = g_strdup (columns[HALF]);
    row->is_flashed = !g_str_equal (columns[PROOF], "never");
    row->is_readable = g_str_equal (columns[PROOF], "proven");
    row->is_checked = g_strv_contains ((const char *const *) marks, "checked");
    row->is_saved = g_strv_contains ((const char *const *) marks, "saved");
    row->has_caution = g_strv_contains ((const char *const *) marks, "caution");
    row->is_for_experts = g_strv_contains ((const char *const *) marks, "expert");
    row->is_cycled = g_strv_contains ((const char *const *) marks, "cycle");
    row->is_plain = g_strv_contains ((const char *const *) marks, "plain");
    row->is_alike = g_strv_contains ((const char *const *) marks, "alike");
    row->quirks = split (columns[QUIRKS]);
    return row;
}

GPtrArray *
test_families_list_all (void)
{
    static GPtrArray *rows;
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) lines = NULL;

    if (rows != NULL)
        return rows;
    g_file_get_contents (TEST_FAMILIES, &text, NULL, &error);
    g_assert_no_error (error);
    rows = g_ptr_array_new ();
    lines = g_strsplit (text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        if (*lines[i] != '#' && *lines[i] != '\0')
            g_ptr_array_add (rows, parse_row (lines[i]));
    return rows;
}

GPtrArray *
test_families_list (void)
{
    static GPtrArray *flashed;
    GPtrArray *rows = test_families_list_all ();

    if (flashed != NULL)
        return flashed;
    flashed = g_ptr_array_new ();
    for (guint i = 0; i < rows->len; i++)
        if (((const TestFamily *) g_ptr_array_index (rows, i))->is_flashed)
            g_ptr_array_add (flashed, g_ptr_array_index (rows, i));
    return flashed;
}

const TestFamily *
test_families_find (const char *id)
{
    GPtrArray *rows = test_families_list_all ();

    for (guint i = 0; i < rows->len; i++) {
        const TestFamily *row = g_ptr_array_index (rows, i);

        if (g_str_equal (row->family, id))
            return row;
    }
    return NULL;
}

char *
test_family_dup_group (const TestFamily *family)
{
    return g_strdup_printf ("Family=%s\nModel=%s\n%s%s%s", family->family, family->model,
                            family->boot_version != NULL ? "BootVersion=" : "",
                            family->boot_version != NULL ? family->boot_version : "",
                            family->boot_version != NULL ? "\n" : "");
}
