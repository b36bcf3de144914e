/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-catalog-dirs.h"

#include "catalog/bb-catalog.h"

#include <string.h>
#include <utime.h>

/* Tests bb-catalog-index.c and bb-catalog-open.c. */

#define SHIPPED SOURCE_DATADIR "/catalog"
#define BUILT BUILD_DATADIR "/catalog"
#define N_MANY 60000

typedef struct {
    char *folder;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    fixture->folder = g_dir_make_tmp ("catalog-XXXXXX", &error);
    g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
    test_dirs_remove (fixture->folder);
    g_free (fixture->folder);
}

static void
write_file (Fixture *fixture, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
    g_autoptr (GError) error = NULL;

    g_file_set_contents (path, text, -1, &error);
    g_assert_no_error (error);
}

static BbCatalog *
open_with (const char *shipped, Fixture *fixture)
{
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = bb_catalog_open (shipped, fixture->folder, &error);

    g_assert_no_error (error);
    return catalog;
}

static char *
name_text (const char *marketed_as, const char *product, const char *model_key)
{
    return g_strdup_printf ("[%s]\nVendor=ACME\nProduct=%s\nMarketedAs=%s\nFamily=nec-optiarc\nModel=%s\n"
                            "Confidence=low\nSource=a test\n",
                            marketed_as, product, marketed_as, model_key);
}

static void
test_users_names_come_first (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (GPtrArray) names = NULL;
    g_autoptr (GPtrArray) dashed = NULL;

    write_file (fixture, "mine.names",
                "[mine]\nVendor=TDK\nProduct=DVDRW420N\nMarketedAs=mine\nFamily=nec-optiarc\nModel=K355\n"
                "Confidence=low\nSource=a test\n"
                "[mine too]\nVendor=FREECOM\nProduct=DVD+--RW8B9\nMarketedAs=mine too\nNotes=x\n"
                "Confidence=low\nSource=a test\n");
    catalog = open_with (BUILT, fixture);
    g_assert_cmpuint (g_strv_length ((char **) bb_catalog_get_warnings (catalog)), ==, 0);
    names = bb_catalog_match_name (catalog, "TDK", "DVDRW420N");
    g_assert_cmpuint (names->len, ==, 2);
    g_assert_true (bb_name_is_users (g_ptr_array_index (names, 0)));
    g_assert_cmpstr (bb_name_get_model_key (g_ptr_array_index (names, 0)), ==, "K355");
    g_assert_false (bb_name_is_users (g_ptr_array_index (names, 1)));
    dashed = bb_catalog_match_name (catalog, "FREECOM", "DVD+/-RW8B9");
    g_assert_cmpuint (dashed->len, ==, 2);
    g_assert_true (bb_name_is_users (g_ptr_array_index (dashed, 0)));
}

static void
test_changed_file_is_used_at_once (Fixture *fixture, gconstpointer data)
{
    const char *const keys[] = {"K355", "K356", "K450"};

    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        g_autofree char *text = name_text ("Acme", "DVD ONE", keys[i]);

        write_file (fixture, "mine.names", text);
        /* The second time, the cached index is opened. */
        for (guint again = 0; again < 2; again++) {
            g_autoptr (BbCatalog) catalog = open_with (BUILT, fixture);
            g_autoptr (GPtrArray) names = bb_catalog_match_name (catalog, "ACME", "DVD ONE");

            g_assert_cmpuint (names->len, ==, 1);
            g_assert_cmpstr (bb_name_get_model_key (g_ptr_array_index (names, 0)), ==, keys[i]);
        }
    }
}

static void
test_invalid_file_is_left_out_with_warning (Fixture *fixture, gconstpointer data)
{
    g_autofree char *good = name_text ("Acme", "DVD ONE", "K355");
    g_autofree char *bad = name_text ("Acme", "DVD TWO", "X999");

    write_file (fixture, "good.names", good);
    write_file (fixture, "bad.names", bad);
    write_file (fixture, "nec-optiarc.models", "");
    write_file (fixture, "notes.txt", "not ours");
    /* The second time, the cached index is opened. */
    for (guint again = 0; again < 2; again++) {
        g_autoptr (BbCatalog) catalog = open_with (BUILT, fixture);
        g_autoptr (GPtrArray) one = bb_catalog_match_name (catalog, "ACME", "DVD ONE");
        g_autoptr (GPtrArray) two = bb_catalog_match_name (catalog, "ACME", "DVD TWO");
        const char *const *warnings = bb_catalog_get_warnings (catalog);

        g_assert_cmpuint (one->len, ==, 1);
        g_assert_cmpuint (two->len, ==, 0);
        g_assert_cmpuint (g_strv_length ((char **) warnings), ==, 2);
        g_assert_nonnull (strstr (warnings[0], "bad.names:6: Model: there is no model X999"));
        g_assert_nonnull (strstr (warnings[1], "nec-optiarc.models"));
    }
}

static void
test_damaged_cache_is_compiled_again (Fixture *fixture, gconstpointer data)
{
    g_autofree char *text = name_text ("Acme", "DVD ONE", "K355");
    g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "burnback", NULL);
    g_autoptr (BbCatalog) first = NULL;
    g_autoptr (GDir) dir = NULL;
    const char *name = NULL;
    guint n_damaged = 0;

    write_file (fixture, "mine.names", text);
    first = open_with (BUILT, fixture);
    g_clear_object (&first);
    dir = g_dir_open (cache, 0, NULL);
    g_assert_nonnull (dir);
    while ((name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (cache, name, NULL);

        g_assert_true (g_file_set_contents (path, "nonsense", -1, NULL));
        n_damaged++;
    }
    g_assert_cmpuint (n_damaged, >=, 1);
    for (guint again = 0; again < 2; again++) {
        g_autoptr (BbCatalog) catalog = open_with (BUILT, fixture);
        g_autoptr (GPtrArray) names = bb_catalog_match_name (catalog, "ACME", "DVD ONE");

        g_assert_cmpuint (names->len, ==, 1);
    }
}

static void
test_no_folder_is_no_problem (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = bb_catalog_open (SHIPPED, "/nonexistent/catalog", &error);
    g_autoptr (BbCatalog) nothing = NULL;

    g_assert_no_error (error);
    g_assert_cmpuint (g_strv_length ((char **) bb_catalog_get_warnings (catalog)), ==, 0);
    nothing = bb_catalog_open ("/nonexistent/catalog", NULL, &error);
    g_assert_null (nothing);
    g_assert_error (error, BB_CATALOG_ERROR, BB_CATALOG_ERROR_NOT_FOUND);
}

static void
test_default_folder_is_the_build_tree (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = bb_catalog_open (NULL, NULL, &error);
    g_autoptr (BbModel) model = NULL;

    g_assert_no_error (error);
    model = bb_catalog_get_model (catalog, "nec-optiarc", "K355");
    g_assert_nonnull (model);
}

/* Returns the number of names in @catalog that contain @text. */
static guint
count_names (BbCatalog *catalog, const char *text)
{
    g_autoptr (GPtrArray) names = bb_catalog_search_names (catalog, text);

    return names->len;
}

static void
test_environment_variable_sets_folder (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = NULL;

    write_file (fixture, "mine.names", "[a]\nMarketedAs=a\nNotes=a\nConfidence=low\nSource=a\n");
    g_setenv ("BURNBACK_CATALOG", fixture->folder, TRUE);
    catalog = bb_catalog_open (NULL, "/nonexistent/catalog", &error);
    g_unsetenv ("BURNBACK_CATALOG");
    g_assert_no_error (error);
    g_assert_cmpuint (count_names (catalog, "a"), ==, 1);
}

static void
test_text_newer_than_the_index_is_used (Fixture *fixture, gconstpointer data)
{
    static const char one[] = "[a]\nMarketedAs=a\nNotes=a\nConfidence=low\nSource=a\n";
    static const char two[] = "[a]\nMarketedAs=a\nNotes=a\nConfidence=low\nSource=a\n"
                              "[b]\nMarketedAs=b\nNotes=b\nConfidence=low\nSource=b\n";
    g_autofree char *text_path = g_build_filename (fixture->folder, "mine.names", NULL);
    g_autofree char *index_path = g_build_filename (fixture->folder, "catalog.index", NULL);
    const struct utimbuf old = {1000, 1000};
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) stale = NULL;
    g_autoptr (BbCatalog) fresh = NULL;

    write_file (fixture, "mine.names", one);
    g_assert_true (bb_catalog_compile (fixture->folder, index_path, &error));
    write_file (fixture, "mine.names", two);
    g_assert_cmpint (utime (index_path, &old), ==, 0);
    stale = bb_catalog_open (fixture->folder, "/nonexistent/catalog", &error);
    g_assert_no_error (error);
    g_assert_cmpuint (count_names (stale, "a"), ==, 1);
    g_assert_cmpuint (count_names (stale, "b"), ==, 1);
    /* The text is older than the index now, so the index is used. */
    g_assert_cmpint (utime (text_path, &old), ==, 0);
    fresh = bb_catalog_open (fixture->folder, "/nonexistent/catalog", &error);
    g_assert_no_error (error);
    g_assert_cmpuint (count_names (fresh, "a"), ==, 1);
    g_assert_cmpuint (count_names (fresh, "b"), ==, 0);
}

static void
test_damaged_index_does_not_crash (Fixture *fixture, gconstpointer data)
{
    g_autofree char *index_path = g_build_filename (BUILT, "catalog.index", NULL);
    g_autofree char *copy_path = g_build_filename (fixture->folder, "catalog.index", NULL);
    g_autoptr (GRand) rand = g_rand_new_with_seed (1);
    g_autofree char *bytes = NULL;
    gsize length_bytes = 0;

    g_assert_true (g_file_get_contents (index_path, &bytes, &length_bytes, NULL));
    for (guint round = 0; round < 40; round++) {
        gsize cut = round % 4 == 0 ? (gsize) g_rand_int_range (rand, 0, (gint32) length_bytes) : length_bytes;
        g_autofree char *copy = g_memdup2 (bytes, length_bytes);
        g_autoptr (BbCatalog) catalog = NULL;
        g_autoptr (GPtrArray) names = NULL;
        g_autoptr (GPtrArray) matched = NULL;
        g_autoptr (GPtrArray) models = NULL;

        for (guint i = 0; i < 200; i++) {
            /* The first 16 bytes, which mark the file as an index, stay intact. Every second change is within
             * the last 30000 bytes, which contain the offset tables. */
            gint32 from = i % 2 == 0 ? 16 : (gint32) length_bytes - 30000;

            copy[g_rand_int_range (rand, from, (gint32) length_bytes)] = (char) g_rand_int (rand);
        }
        g_assert_true (g_file_set_contents (copy_path, copy, (gssize) cut, NULL));
        catalog = bb_catalog_open (fixture->folder, "/nonexistent/catalog", NULL);
        if (catalog == NULL)
            continue;
        names = bb_catalog_search_names (catalog, "zzz no such name");
        matched = bb_catalog_match_name (catalog, "TDK", "DVDRW420N");
        models = bb_catalog_list_models (catalog, "nec-optiarc");
        g_assert_cmpuint (matched->len, <=, 590);
        g_assert_cmpuint (models->len, <=, 693);
    }
}

static void
test_sixty_thousand_entries (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (BbCatalog) cached = NULL;

    for (guint i = 0; i < N_MANY; i++)
        g_string_append_printf (text,
                                "[drive %u]\nVendor=ACME\nProduct=DVD %u\nMarketedAs=Acme %u\nFamily=nec-optiarc\n"
                                "Model=K355\nConfidence=low\nSource=a test\n",
                                i, i, i);
    write_file (fixture, "many.names", text->str);
    catalog = open_with (BUILT, fixture);
    g_assert_cmpuint (g_strv_length ((char **) bb_catalog_get_warnings (catalog)), ==, 0);
    g_assert_cmpuint (count_names (catalog, "Acme"), ==, N_MANY);
    cached = open_with (BUILT, fixture);
    for (guint i = 0; i < N_MANY; i += 997) {
        g_autofree char *product = g_strdup_printf ("dvd %u", i);
        g_autofree char *marketed_as = g_strdup_printf ("Acme %u", i);
        g_autoptr (GPtrArray) names = bb_catalog_match_name (cached, "acme", product);

        g_assert_cmpuint (names->len, ==, 1);
        g_assert_cmpstr (bb_name_get_marketed_as (g_ptr_array_index (names, 0)), ==, marketed_as);
    }
}

/* Two reports match a cross-flash. A search must return report B, whose result is "not-possible", although report A
 * is for the same hardware, has a low risk, and comes first in the file. */
static void
test_not_possible_comes_before_other_reports (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (BbCrossflash) report = NULL;

    write_file (fixture, "mine.names",
                "[crossflash A]\nFrom=ACME QX1 NS77\nTo=ACME QX2\nKind=same-hardware\nBootCode=no\nRisk=low\n"
                "Confidence=low\nSource=a test\n"
                "[crossflash B]\nFrom=ACME QX1 NS77\nTo=ACME QX2\nKind=not-possible\nBootCode=no\nRisk=very high\n"
                "Confidence=low\nSource=a test\n");
    catalog = open_with (BUILT, fixture);
    g_assert_cmpuint (g_strv_length ((char **) bb_catalog_get_warnings (catalog)), ==, 0);
    report = bb_catalog_find_crossflash (catalog, "QX1", "QX2", "NS77", NULL);
    g_assert_nonnull (report);
    g_assert_cmpstr (bb_crossflash_get_kind (report), ==, "not-possible");
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
    g_autofree char *home = test_dirs_enter ();

    g_unsetenv ("BURNBACK_CATALOG");
    g_test_init (&argc, &argv, NULL);
    ADD ("/catalog/user/first", test_users_names_come_first);
    ADD ("/catalog/user/changed", test_changed_file_is_used_at_once);
    ADD ("/catalog/user/broken", test_invalid_file_is_left_out_with_warning);
    ADD ("/catalog/user/not-possible-first", test_not_possible_comes_before_other_reports);
    ADD ("/catalog/user/damaged-cache", test_damaged_cache_is_compiled_again);
    g_test_add_func ("/catalog/user/no_folder_is_no_problem", test_no_folder_is_no_problem);
    g_test_add_func ("/catalog/open/default_folder_is_the_build_tree", test_default_folder_is_the_build_tree);
    ADD ("/catalog/open/environment", test_environment_variable_sets_folder);
    ADD ("/catalog/open/newer-text", test_text_newer_than_the_index_is_used);
    ADD ("/catalog/open/damaged-index", test_damaged_index_does_not_crash);
    ADD ("/catalog/open/sixty-thousand", test_sixty_thousand_entries);
    return test_dirs_run (home);
}
