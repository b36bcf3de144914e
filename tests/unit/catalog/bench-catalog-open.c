/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "catalog/bb-catalog.h"

#include <glib/gstdio.h>

#define N_ENTRIES 60000
#define N_ROUNDS 2000
#define N_BLOCKS 9

/* Without an argument, there are N_BLOCKS measurements of N_ROUNDS each. With "quick", there is one measurement of
 * N_QUICK_ROUNDS. */
#define N_QUICK_ROUNDS 100
static guint n_blocks = N_BLOCKS;
static guint n_rounds = N_ROUNDS;

/* Returns the time for opening and closing a catalog, in microseconds: the mean of n_rounds; 0 if it cannot be
 * opened. */
static double
bench_open (const char *shipped, const char *user)
{
    gint64 start_us = g_get_monotonic_time ();

    for (guint i = 0; i < n_rounds; i++) {
        g_autoptr (BbCatalog) catalog = bb_catalog_open (shipped, user, NULL);

        if (catalog == NULL)
            return 0;
    }
    return (double) (g_get_monotonic_time () - start_us) / n_rounds;
}

/* Writes a names file with N_ENTRIES entries. FALSE if that fails. */
static gboolean
bench_write_many (const char *path)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < N_ENTRIES; i++)
        g_string_append_printf (text,
                                "[drive %u]\nVendor=ACME\nProduct=DVD %u\nMarketedAs=Acme %u\nOemModel=ND-%u\n"
                                "Confidence=low\nSource=made up for measuring\n",
                                i, i, i, i);
    return g_file_set_contents (path, text->str, (gssize) text->len, NULL);
}

/* Opens a catalog with few entries and a catalog with N_ENTRIES again and again. The two alternate, so that other
 * programs slow down both alike. Prints the shortest time of each catalog and the ratio of these times. */
static void
bench_print (const char *what, const char *few_shipped, const char *few_user, const char *many_shipped,
             const char *many_user)
{
    double few_us = G_MAXDOUBLE;
    double many_us = G_MAXDOUBLE;

    for (guint i = 0; i < n_blocks; i++) {
        few_us = MIN (few_us, bench_open (few_shipped, few_user));
        many_us = MIN (many_us, bench_open (many_shipped, many_user));
    }
    g_print ("%s: few %.1f us, %d entries %.1f us, ratio %.2f\n", what, few_us, N_ENTRIES, many_us, many_us / few_us);
}

/* Creates @folder with an index of the text files in @text_folder, but without the text files, as in the build tree.
 * Returns FALSE if an error occurs; @error is set only if the compilation of the index failed. */
static gboolean
bench_make (const char *folder, const char *text_folder, GError **error)
{
    g_autofree char *index_path = g_build_filename (folder, "catalog.index", NULL);

    return g_mkdir_with_parents (folder, 0700) == 0 && bb_catalog_compile (text_folder, index_path, error);
}

int
main (int argc, char **argv)
{
    static const char nobody[] = "/nonexistent/catalog";
    g_autofree char *folder = g_dir_make_tmp ("catalog-bench-XXXXXX", NULL);
    g_autofree char *few_text = g_build_filename (folder, "few-text", NULL);
    g_autofree char *few_names = g_build_filename (few_text, "few.names", NULL);
    g_autofree char *many_text = g_build_filename (folder, "many-text", NULL);
    g_autofree char *many_names = g_build_filename (many_text, "many.names", NULL);
    g_autofree char *shipped = g_build_filename (folder, "shipped", NULL);
    g_autofree char *many = g_build_filename (folder, "many", NULL);
    g_autofree char *cache = g_build_filename (folder, "cache", NULL);
    g_autofree char *remove = g_strdup_printf ("rm -r '%s'", folder);
    g_autoptr (GError) error = NULL;

    if (argc == 2 && g_str_equal (argv[1], "quick")) {
        n_blocks = 1;
        n_rounds = N_QUICK_ROUNDS;
    }
    g_setenv ("XDG_CACHE_HOME", cache, TRUE);
    if (g_mkdir (few_text, 0700) != 0 || g_mkdir (many_text, 0700) != 0 || !bench_write_many (many_names) ||
        !g_file_set_contents (few_names, "[a]\nMarketedAs=a\nNotes=a\nConfidence=low\nSource=a\n", -1, NULL) ||
        !bench_make (shipped, SOURCE_DATADIR "/catalog", &error) || !bench_make (many, many_text, &error)) {
        g_printerr ("cannot make the catalogs to measure with: %s\n", error != NULL ? error->message : folder);
        return 1;
    }
    bench_print ("shipped index", shipped, nobody, many, nobody);
    bench_print ("user's cache", shipped, few_text, shipped, many_text);
    return g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL) ? 0 : 1;
}
