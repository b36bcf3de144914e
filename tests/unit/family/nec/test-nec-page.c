/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-vectors.h"

/* Compares the table of flash types in nec-optiarc.md, section 4, with the types that the code reads from the
 * catalog. */

/* Appends the block numbers as the table writes them. */
static void
add_runs (GString *text, const BbNecBlocks *runs)
{
    const char *between = "";

    for (guint i = 0; i < 2; i++) {
        if (runs[i].last < runs[i].first)
            continue;
        g_string_append_printf (text, "%s%u-%u", between, runs[i].first, runs[i].last);
        between = ", ";
    }
}

/* Returns (transfer full) the cell with the payload in the row of @type, as nec-optiarc.md writes it. The next
 * functions return other cells. */
static char *
dup_payload (const BbNecType *type)
{
    g_autoptr (GString) text = g_string_new (NULL);

    if (type->n_parts == 0)
        return g_strdup ("not known: identified only");
    if (type->staged)
        return g_strdup_printf ("0x%X, staged at 0", type->parts[0].length_bytes);
    for (guint i = 0; i < type->n_parts; i++)
        g_string_append_printf (text, "%s0x%X from 0x%X%s", i > 0 ? "; " : "", type->parts[i].length_bytes,
                                type->parts[i].address, i > 0 ? " (bank 1)" : "");
    if (!type->flashable)
        g_string_append (text, " (read only)");
    return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_upload (const BbNecType *type)
{
    static const char *const words[] = {[BB_NEC_UPLOAD_NONE] = "",
                                        [BB_NEC_UPLOAD_UNITS] = "units",
                                        [BB_NEC_UPLOAD_PADDED] = "padded units",
                                        [BB_NEC_UPLOAD_BYTES] = "bytes"};

    return g_strconcat (words[type->upload], type->erase_first ? ", own sums" : "", NULL);
}

static char *
dup_writing (const BbNecType *type)
{
    static const char *const words[] = {[BB_NEC_WRITE_NONE] = "",
                                        [BB_NEC_WRITE_MASK] = "masks",
                                        [BB_NEC_WRITE_BLOCK] = "numbers",
                                        [BB_NEC_WRITE_REGION] = "regions"};
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < type->n_parts && type->write != BB_NEC_WRITE_NONE; i++) {
        g_autoptr (GString) erase = g_string_new (NULL);
        g_autoptr (GString) program = g_string_new (NULL);

        add_runs (erase, type->parts[i].erase);
        add_runs (program, type->parts[i].program);
        g_string_append (text, i > 0 ? "; " : "");
        if (type->parts[i].erase_bank)
            g_string_append_printf (text, "bank erase, %s %s", words[type->write], program->str);
        else if (g_str_equal (erase->str, program->str))
            g_string_append_printf (text, "%s %s", words[type->write], erase->str);
        else
            g_string_append_printf (text, "%s %s, %s", words[type->write], erase->str, program->str);
    }
    if (type->erase_first)
        g_string_append (text, ", bank bit");
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns whether a model of the flash type has a second checksum in its images. */
static gboolean
has_two_sums (BbCatalog *catalog, const BbNecType *type)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_NEC_FAMILY);

    for (guint i = 0; i < models->len; i++)
        if (bb_nec_type_of_model (g_ptr_array_index (models, i)) == type &&
            bb_nec_model_first_sum_offset (g_ptr_array_index (models, i)) > 0)
            return TRUE;
    return FALSE;
}

static char *
dup_sum (BbCatalog *catalog, const BbNecType *type)
{
    if (!type->flashable)
        return g_strdup ("");
    if (type->zero_sum)
        return g_strdup ("0000, and again with bd = 1");
    if (type->erase_first)
        return g_strdup ("areas 5, then 4");
    return g_strdup_printf ("idx %u%s%s", type->checksum_index, type->n_parts > 1 ? ", once a bank" : "",
                            has_two_sums (catalog, type) ? "; ND-2x00: idx 1, then 2" : "");
}

/* Returns (transfer full) the row that the table must have for @type. */
static char *
dup_row (BbCatalog *catalog, const BbNecType *type)
{
    g_autofree char *payload = dup_payload (type);
    g_autofree char *file = type->image_bytes > 0 ? g_strdup_printf ("%u", type->image_bytes) : g_strdup ("");
    g_autofree char *upload = dup_upload (type);
    g_autofree char *writing = dup_writing (type);
    g_autofree char *sum = dup_sum (catalog, type);
    g_autofree char *boot = g_strdup_printf ("0x%X", type->boot_bytes);
    const char *const cells[] = {type->name, payload, file, boot, upload, writing, sum, NULL};
    g_autoptr (GString) row = g_string_new ("|");

    for (guint i = 0; cells[i] != NULL; i++)
        g_string_append_printf (row, *cells[i] != '\0' ? " %s |" : " |", cells[i]);
    return g_string_free (g_steal_pointer (&row), FALSE);
}

/* Returns the line of the table that begins with the type @name. */
static const char *
find_row (char **lines, const char *name)
{
    g_autofree char *start = g_strdup_printf ("| %s |", name);

    for (guint i = 0; lines[i] != NULL; i++)
        if (g_str_has_prefix (lines[i], start))
            return lines[i];
    g_error ("the page has no row of %s", name);
}

static void
test_table_equals_types_of_catalog (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autofree char *page = NULL;
    g_auto (GStrv) lines = NULL;
    g_autoptr (GPtrArray) types = bb_nec_list_types (catalog);

    g_assert_nonnull (g_getenv ("BURNBACK_NEC_PAGE"));
    g_assert_true (g_file_get_contents (g_getenv ("BURNBACK_NEC_PAGE"), &page, NULL, &error));
    g_assert_no_error (error);
    lines = g_strsplit (page, "\n", -1);
    g_assert_cmpuint (types->len, ==, 11);
    for (guint i = 0; i < types->len; i++) {
        const BbNecType *type = g_ptr_array_index (types, i);
        g_autofree char *row = dup_row (catalog, type);

        g_assert_cmpstr (find_row (lines, type->name), ==, row);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/page/table-equals-types-of-catalog", test_table_equals_types_of_catalog);
    return g_test_run ();
}
