/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-catalog-dirs.h"

#include "catalog/bb-catalog.h"

#include <sys/resource.h>

/* Measures the processor time for compiling a large catalog of the user, and compares it with the processor time in
 * which GKeyFile parses the same text. Other programs that use the same cache slow down both, so each time is the
 * shortest of up to N_ROUNDS measurements. */

#define SHIPPED BUILD_DATADIR "/catalog"
#define N_FEW 10000
#define N_MANY 100000
/* N_MANY is ten times N_FEW; an algorithm with quadratic time would need a hundred times as long. */
#define MAX_RATIO 20
/* Limit for loading a catalog, as a multiple of the time in which GKeyFile parses the same text on this computer. */
#define MAX_OF_KEY_FILE 4
#define N_ROUNDS 5
#define MAX_RSS_BYTES (256 * 1024 * 1024)

/* A sanitizer slows down this program but not GLib, and needs additional memory. So with a sanitizer, the tests do
 * not check the ratio to GKeyFile, the limit of memory, and the time for a long list. */
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) || \
    __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define IS_SANITIZED TRUE
#else
#define IS_SANITIZED FALSE
#endif

/* With the address sanitizer, each search of GLib in a text takes time in proportion to the whole rest of the text,
 * so the lists are shorter. */
#define N_FEW_ITEMS (IS_SANITIZED ? 1000 : 50000)
#define N_MANY_ITEMS (IS_SANITIZED ? 10000 : 500000)

/* Returns the processor time that this process has used. */
static gint64
cpu_us (void)
{
    struct rusage usage;

    g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec +
           usage.ru_stime.tv_usec;
}

static gsize
max_rss_bytes (void)
{
    struct rusage usage;

    g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
    return (gsize) usage.ru_maxrss * 1024;
}

/* Returns (transfer full) the text of a names file with @n_names entries. */
static GString *
names_text (guint n_names)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < n_names; i++)
        g_string_append_printf (text,
                                "[name %06u]\nVendor=ACME\nProduct=DVD RW %06u\nMarketedAs=Acme %06u\nOemVendor=NEC\n"
                                "OemModel=ND-3550A\nFamily=nec-optiarc\nModel=K355\nConfidence=low\n"
                                "Source=a list of mine\n\n",
                                i, i, i);
    return text;
}

/* Returns the processor time of opening a catalog with @text as the file of the user and without a cached index.
 * Asserts that @text adds @n_names entries and that there are @n_warnings warnings. */
static gint64
load_us (GString *text, guint n_names, guint n_warnings)
{
    g_autofree char *folder = g_dir_make_tmp ("catalog-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "mine.names", NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (GPtrArray) names = NULL;
    gint64 start_us = 0;
    gint64 spent_us = 0;

    g_file_set_contents (path, text->str, (gssize) text->len, &error);
    g_assert_no_error (error);
    start_us = cpu_us ();
    catalog = bb_catalog_open (SHIPPED, folder, &error);
    spent_us = cpu_us () - start_us;
    g_assert_no_error (error);
    names = bb_catalog_search_names (catalog, "Acme");
    g_assert_cmpuint (names->len, ==, n_names);
    g_assert_cmpuint (g_strv_length ((char **) bb_catalog_get_warnings (catalog)), ==, n_warnings);
    test_dirs_remove (folder);
    return MAX (spent_us, 1);
}

/* Returns the processor time in which GKeyFile parses @text. */
static gint64
key_file_us (GString *text)
{
    g_autoptr (GKeyFile) key_file = g_key_file_new ();
    gint64 start_us = cpu_us ();

    g_assert_true (g_key_file_load_from_data (key_file, text->str, text->len, G_KEY_FILE_NONE, NULL));
    return cpu_us () - start_us;
}

static void
test_time_to_load_100000_names (void)
{
    g_autoptr (GString) few = names_text (N_FEW);
    g_autoptr (GString) many = names_text (N_MANY);
    gint64 few_us = load_us (few, N_FEW, 0);
    gint64 many_us = load_us (many, N_MANY, 0);
    gsize rss_bytes = max_rss_bytes ();
    gint64 measure_us = key_file_us (many);

    /* Loading and parsing alternate, so that a busy moment of the computer slows down both. */
    for (guint round = 1;
         round < N_ROUNDS && (many_us >= MAX_RATIO * few_us || many_us >= MAX_OF_KEY_FILE * measure_us); round++) {
        few_us = MIN (few_us, load_us (few, N_FEW, 0));
        many_us = MIN (many_us, load_us (many, N_MANY, 0));
        measure_us = MIN (measure_us, key_file_us (many));
    }
    g_test_message ("%d names: %.3f s, %d names: %.3f s, %zu MiB, key file: %.3f s", N_FEW, (double) few_us / 1e6,
                    N_MANY, (double) many_us / 1e6, rss_bytes / 1024 / 1024, (double) measure_us / 1e6);
    g_assert_cmpint (many_us, <, MAX_RATIO * few_us);
    if (!IS_SANITIZED) {
        g_assert_cmpint (many_us, <, MAX_OF_KEY_FILE * measure_us);
        g_assert_cmpuint (rss_bytes, <, MAX_RSS_BYTES);
    }
}

/* The user has added N_MANY names to a catalog. The test looks up every fifth of these names in this catalog and in
 * the shipped catalog, which does not have the names. The lookups in the larger catalog may take at most MAX_RATIO
 * times as long as those in the shipped one. */
static void
test_lookup_time_does_not_depend_on_size (void)
{
    g_autofree char *folder = g_dir_make_tmp ("catalog-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "mine.names", NULL);
    g_autoptr (GString) text = names_text (N_MANY);
    g_autoptr (BbCatalog) none = bb_catalog_open (SHIPPED, "/nonexistent/catalog", NULL);
    g_autoptr (BbCatalog) catalog = NULL;
    gint64 none_us = 0;
    gint64 many_us = 0;

    g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
    catalog = bb_catalog_open (SHIPPED, folder, NULL);
    for (guint round = 0; round < 2; round++) {
        gint64 start_us = cpu_us ();

        for (guint i = 0; i < N_MANY; i += 5) {
            g_autofree char *product = g_strdup_printf ("DVD RW %06u", i);
            g_autoptr (GPtrArray) names = bb_catalog_match_name (round == 0 ? none : catalog, "ACME", product);

            g_assert_cmpuint (names->len, ==, round);
            if (round == 1)
                g_assert_true (
                    g_str_has_suffix (bb_name_get_marketed_as (g_ptr_array_index (names, 0)), product + 7));
        }
        *(round == 0 ? &none_us : &many_us) = cpu_us () - start_us;
    }
    g_test_message ("looking up: %.3f s, among many %.3f s", (double) none_us / 1e6, (double) many_us / 1e6);
    g_assert_cmpint (many_us, <, MAX_RATIO * none_us);
    test_dirs_remove (folder);
}

/* Returns the processor time of opening a catalog with one group. The group has a list of @n_items, and is refused
 * with one warning. */
static gint64
long_list_us (guint n_items)
{
    g_autoptr (GString) text = g_string_new ("[crossflash a]\nFromModels=");

    for (guint i = 0; i < n_items; i++)
        g_string_append_printf (text, "ND-%u;", i);
    g_string_append (text, "ND-0\n");
    return load_us (text, 0, 1);
}

static void
test_time_for_a_long_list_is_linear (void)
{
    gint64 few_us = long_list_us (N_FEW_ITEMS);
    gint64 many_us = long_list_us (N_MANY_ITEMS);

    g_test_message ("a list of %d: %.3f s, of %d: %.3f s", N_FEW_ITEMS, (double) few_us / 1e6, N_MANY_ITEMS,
                    (double) many_us / 1e6);
    if (!IS_SANITIZED)
        g_assert_cmpint (many_us, <, 3 * MAX_RATIO * few_us);
}

static void
test_group_with_too_many_keys_is_refused (void)
{
    g_autofree char *folder = g_dir_make_tmp ("catalog-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "mine.names", NULL);
    const char *const paths[] = {path, NULL};
    g_autoptr (GString) text = g_string_new ("[a]\n");
    g_autoptr (GPtrArray) problems = NULL;
    g_autofree char *expected = g_strdup_printf ("%s:258: [a] has more than 256 keys", path);

    for (guint i = 0; i < 257; i++)
        g_string_append_printf (text, "Key%u=x\n", i);
    g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
    problems = bb_catalog_lint (paths);
    g_assert_cmpstr (g_ptr_array_index (problems, 0), ==, expected);
    test_dirs_remove (folder);
}

int
main (int argc, char **argv)
{
    g_autofree char *home = test_dirs_enter ();

    g_unsetenv ("BURNBACK_CATALOG");
    g_test_init (&argc, &argv, NULL);
    /* This test is the first, because it measures peak memory, which never decreases. */
    g_test_add_func ("/catalog/time/time_to_load_100000_names", test_time_to_load_100000_names);
    g_test_add_func ("/catalog/time/lookup_time_does_not_depend_on_size", test_lookup_time_does_not_depend_on_size);
    g_test_add_func ("/catalog/time/time_for_a_long_list_is_linear", test_time_for_a_long_list_is_linear);
    g_test_add_func ("/catalog/time/group_with_too_many_keys_is_refused", test_group_with_too_many_keys_is_refused);
    return test_dirs_run (home);
}
