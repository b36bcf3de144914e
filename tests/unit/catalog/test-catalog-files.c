/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-catalog-dirs.h"

#include "catalog/bb-catalog-entry.h"

#include <string.h>

/* Tests bb-catalog-index.c. */

#define TEXT_FOLDER SOURCE_DATADIR "/catalog"
#define INDEX_FOLDER BUILD_DATADIR "/catalog"

/* Returns (transfer full) (element-type utf8) the paths of the text files of the shipped catalog that end in @suffix.
 */
static GPtrArray *
shipped_files (const char *suffix)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GError) error = NULL;
    g_autoptr (GDir) dir = g_dir_open (TEXT_FOLDER, 0, &error);
    const char *name = NULL;

    g_assert_no_error (error);
    while ((name = g_dir_read_name (dir)) != NULL) {
        if (g_str_has_suffix (name, suffix))
            g_ptr_array_add (paths, g_build_filename (TEXT_FOLDER, name, NULL));
    }
    g_assert_cmpuint (paths->len, >, 5);
    return paths;
}

/* Returns (transfer full) the content of the file @path as GKeyFile parses it. The tests compare the catalog with
 * this content. */
static GKeyFile *
key_file_of (const char *path)
{
    GKeyFile *file = g_key_file_new ();
    g_autoptr (GError) error = NULL;

    g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
    g_assert_no_error (error);
    return file;
}

static BbCatalog *
open_folder (const char *folder)
{
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = bb_catalog_open (folder, NULL, &error);

    g_assert_no_error (error);
    return catalog;
}

/* Returns (transfer full) the family of the models file @path: the name of the file without ".models". */
static char *
family_of (const char *path)
{
    g_autofree char *name = g_path_get_basename (path);

    return g_strndup (name, strlen (name) - strlen (".models"));
}

static void
test_shipped_files_have_no_problems (void)
{
    g_autoptr (GPtrArray) paths = shipped_files (".models");
    g_autoptr (GPtrArray) names = shipped_files (".names");
    g_autoptr (GPtrArray) problems = NULL;

    g_ptr_array_extend_and_steal (paths, g_ptr_array_ref (names));
    g_ptr_array_add (paths, NULL);
    problems = bb_catalog_lint ((const char *const *) paths->pdata);
    for (guint i = 0; i < problems->len; i++)
        g_test_message ("%s", (const char *) g_ptr_array_index (problems, i));
    g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_every_fact_has_a_source (void)
{
    const char *const suffixes[] = {".models", ".names"};
    const char *const keys[] = {"Source", "Confidence"};

    for (guint s = 0; s < G_N_ELEMENTS (suffixes); s++) {
        g_autoptr (GPtrArray) paths = shipped_files (suffixes[s]);

        for (guint i = 0; i < paths->len; i++) {
            g_autoptr (GKeyFile) file = key_file_of (g_ptr_array_index (paths, i));
            g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

            /* The first group of a models file defines the keys of the other groups and is no entry, so it is
             * skipped. */
            for (guint g = s == 0 ? 1 : 0; groups[g] != NULL; g++) {
                for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
                    g_assert_true (g_key_file_has_key (file, groups[g], keys[k], NULL));
            }
        }
    }
}

/* Keys of the catalog whose texts are sentences. The front ends show these texts without adding a full stop. */
static const char *const sentence_keys[] = {"Gains", "BuildGains", "Losses", "Requires", "Risk", "Trap", "Notes"};

/* Asserts that the texts of @group are sentences, and adds the number of texts of each key to @n_found. The level at
 * the beginning of a text of the key Risk, such as "high: ", is ignored. */
static void
assert_sentences (GKeyFile *file, const char *group, guint *n_found)
{
    for (guint k = 0; k < G_N_ELEMENTS (sentence_keys); k++) {
        g_autofree char *value = g_key_file_get_value (file, group, sentence_keys[k], NULL);
        gboolean is_risk = g_str_equal (sentence_keys[k], "Risk");
        const char *remark = value != NULL && is_risk ? strstr (value, ": ") : NULL;
        const char *text = remark != NULL ? remark + strlen (": ") : value;

        if (text == NULL || (is_risk && remark == NULL))
            continue;
        n_found[k]++;
        g_test_message ("%s, %s: %s", group, sentence_keys[k], text);
        g_assert_true (g_str_has_suffix (text, ".") && !g_str_has_suffix (text, ".."));
        g_assert_false (g_ascii_islower (text[0]));
        /* Two facts must be two sentences, not parts that a semicolon joins. A risk may have a semicolon. */
        g_assert_true (strstr (text, "; ") == NULL || is_risk);
    }
}

static void
test_texts_for_users_are_sentences (void)
{
    g_autoptr (GPtrArray) paths = shipped_files ("s");
    guint n_found[G_N_ELEMENTS (sentence_keys)] = {0};

    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index (paths, i);
        gboolean is_names = g_str_has_suffix (path, ".names");
        g_autoptr (GKeyFile) file = NULL;
        g_auto (GStrv) groups = NULL;

        if (!is_names && !g_str_has_suffix (path, "-advice.models") && !g_str_has_suffix (path, "-trap.models"))
            continue;
        file = key_file_of (path);
        groups = g_key_file_get_groups (file, NULL);
        /* The first group of a models file defines the keys of the other groups and has no texts. */
        for (guint g = is_names ? 0 : 1; groups[g] != NULL; g++)
            assert_sentences (file, groups[g], n_found);
    }
    for (guint k = 0; k < G_N_ELEMENTS (sentence_keys); k++)
        g_assert_cmpuint (n_found[k], >=, 4);
}

/* In a marketed name, words that distinguish drives of the same name must be in parentheses, and not in a clause:
 * "ASUS BW-16D1HT (units before about 2015)". */
static void
test_marketed_names_are_no_clauses (void)
{
    static const char *const no_name[] = {" whose ", " which ", " that ", " sold ",
                                          " seen ",  " units",  " with ", ", "};
    g_autoptr (GPtrArray) paths = shipped_files (".names");
    guint n_names = 0;

    for (guint i = 0; i < paths->len; i++) {
        g_autoptr (GKeyFile) file = key_file_of (g_ptr_array_index (paths, i));
        g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

        for (guint g = 0; groups[g] != NULL; g++) {
            g_autofree char *name = g_key_file_get_string (file, groups[g], "MarketedAs", NULL);
            g_auto (GStrv) parts = name != NULL ? g_strsplit (name, " (", 2) : NULL;

            for (guint k = 0; name != NULL && k < G_N_ELEMENTS (no_name); k++)
                if (strstr (parts[0], no_name[k]) != NULL)
                    g_error ("“%s” is no name", name);
            n_names += name != NULL;
        }
    }
    g_assert_cmpuint (n_names, >, 300);
}

static void
assert_model_equals_group (BbModel *model, GKeyFile *file, const char *group)
{
    g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

    g_assert_nonnull (model);
    g_assert_cmpstr (bb_model_get_key (model), ==, group);
    for (guint k = 0; keys[k] != NULL; k++) {
        g_autofree char *value = g_key_file_get_string (file, group, keys[k], NULL);

        g_assert_cmpstr (bb_model_get_string (model, keys[k]), ==, value);
    }
    g_assert_null (bb_model_get_string (model, "NoSuchKey"));
}

/* Asserts that the catalog has exactly the models of the file @path, with the same values and in the same order. */
static void
assert_models_equal_text (BbCatalog *catalog, const char *path)
{
    g_autofree char *family = family_of (path);
    g_autoptr (GKeyFile) file = key_file_of (path);
    g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, family);
    guint n_models = 0;

    /* The first group defines the keys of the other groups and is no model. */
    g_assert_cmpstr (groups[0], ==, "keys");
    for (guint g = 1; groups[g] != NULL; g++) {
        g_autoptr (BbModel) model = NULL;

        if (g_str_has_prefix (groups[g], "image "))
            continue;
        model = bb_catalog_get_model (catalog, family, groups[g]);
        assert_model_equals_group (model, file, groups[g]);
        g_assert_cmpstr (bb_model_get_family (model), ==, family);
        g_assert_cmpuint (n_models, <, models->len);
        g_assert_cmpstr (bb_model_get_key (g_ptr_array_index (models, n_models)), ==, groups[g]);
        n_models++;
    }
    g_assert_cmpuint (n_models, ==, models->len);
}

static gboolean
name_equals_group (BbName *name, GKeyFile *file, const char *group)
{
    g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

    for (guint k = 0; keys[k] != NULL; k++) {
        g_autofree char *value = g_key_file_get_string (file, group, keys[k], NULL);

        if (g_strcmp0 (bb_catalog_entry_text (name, keys[k]), value) != 0)
            return FALSE;
    }
    return TRUE;
}

static guint
count_equal_names (GPtrArray *names, GKeyFile *file, const char *group)
{
    guint n_equal = 0;

    for (guint i = 0; i < names->len; i++)
        n_equal += name_equals_group (g_ptr_array_index (names, i), file, group);
    return n_equal;
}

/* Asserts for each name in the names file @path that a search for its marketed name finds exactly one entry, and that
 * a search for its INQUIRY texts, if it has them, finds exactly one entry. Returns the number of names. */
static guint
assert_names_equal_text (BbCatalog *catalog, const char *path)
{
    g_autoptr (GKeyFile) file = key_file_of (path);
    g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
    guint n_names = 0;

    for (guint g = 0; groups[g] != NULL; g++) {
        g_autofree char *marketed_as = g_key_file_get_string (file, groups[g], "MarketedAs", NULL);
        g_autofree char *vendor = g_key_file_get_string (file, groups[g], "Vendor", NULL);
        g_autofree char *product = g_key_file_get_string (file, groups[g], "Product", NULL);
        g_autoptr (GPtrArray) searched = NULL;
        g_autoptr (GPtrArray) matched = NULL;

        if (g_str_has_prefix (groups[g], "crossflash "))
            continue;
        n_names++;
        searched = bb_catalog_search_names (catalog, marketed_as);
        g_assert_cmpuint (count_equal_names (searched, file, groups[g]), ==, 1);
        if (product == NULL)
            continue;
        matched = bb_catalog_match_name (catalog, vendor != NULL ? vendor : "", product);
        g_assert_cmpuint (count_equal_names (matched, file, groups[g]), ==, 1);
    }
    return n_names;
}

/* A catalog that is opened from @folder must have the same entries as the text files. @folder: the folder with the
 * index of the build, or the folder with the text files */
static void
test_entries_equal_the_text_files (gconstpointer folder)
{
    g_autoptr (BbCatalog) catalog = open_folder (folder);
    g_autoptr (GPtrArray) models = shipped_files (".models");
    g_autoptr (GPtrArray) names = shipped_files (".names");
    guint n_names = 0;

    for (guint i = 0; i < models->len; i++)
        assert_models_equal_text (catalog, g_ptr_array_index (models, i));
    for (guint i = 0; i < names->len; i++)
        n_names += assert_names_equal_text (catalog, g_ptr_array_index (names, i));
    /* names may be added to the catalog, so this is a minimum */
    g_assert_cmpuint (n_names, >=, 590);
}

/* The losses of a conversion must not name abilities that the drive keeps, and must say "probably" if the text of the
 * key Source contains the word "guess". */
static void
test_reported_losses_are_losses (void)
{
    g_autoptr (GPtrArray) names = shipped_files (".names");
    guint n_losses = 0;

    for (guint i = 0; i < names->len; i++) {
        g_autoptr (GKeyFile) file = key_file_of (g_ptr_array_index (names, i));
        g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

        for (guint g = 0; groups[g] != NULL; g++) {
            g_autofree char *losses = g_key_file_get_string (file, groups[g], "Losses", NULL);
            g_autofree char *source = g_key_file_get_string (file, groups[g], "Source", NULL);

            if (losses == NULL)
                continue;
            n_losses++;
            if (strstr (losses, " keeps ") != NULL || strstr (losses, " remains ") != NULL)
                g_error ("%s: what remains is no loss: %s", groups[g], losses);
            if (strstr (source, "guess") != NULL && strstr (losses, "probably") == NULL)
                g_error ("%s: the source guesses: %s", groups[g], losses);
        }
    }
    g_assert_cmpuint (n_losses, >=, 50);
}

/* The families must have at least these numbers of models; models may be added. */
static const struct {
    const char *family;
    guint n_models;
} expected_models[] = {
    {"nec-optiarc", 262}, {"mediatek-mt1959", 59}, {"samsung-tsst", 14},   {"tsst-mt1939", 1},
    {"plextor", 16},      {"pioneer", 27},         {"pioneer-kernel", 12}, {"pioneer-bd", 62},
    {"lg-renesas", 285},  {"lg-gdr", 7},           {"lite-on", 34},
};

static void
test_families_have_all_models (void)
{
    g_autoptr (BbCatalog) catalog = open_folder (TEXT_FOLDER);
    g_autoptr (GPtrArray) tsst = bb_catalog_list_models (catalog, "samsung-tsst");
    guint n_pairs = 0;

    for (guint i = 0; i < G_N_ELEMENTS (expected_models); i++) {
        g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, expected_models[i].family);

        g_assert_cmpuint (models->len, >=, expected_models[i].n_models);
    }
    for (guint i = 0; i < tsst->len; i++) {
        g_auto (GStrv) vendors = bb_model_get_strv (g_ptr_array_index (tsst, i), "Vendors");

        n_pairs += g_strv_length (vendors);
    }
    g_assert_cmpuint (n_pairs, >=, 26);
}

static void
test_names_refer_to_existing_models (void)
{
    g_autoptr (BbCatalog) catalog = open_folder (TEXT_FOLDER);
    g_autoptr (GPtrArray) names = bb_catalog_search_names (catalog, "a");
    guint n_linked = 0;

    for (guint i = 0; i < names->len; i++) {
        BbName *name = g_ptr_array_index (names, i);
        g_autoptr (BbModel) model = NULL;
        g_autoptr (GPtrArray) of_model = NULL;
        guint n_found = 0;

        if (bb_name_get_model_key (name)[0] == '\0')
            continue;
        n_linked++;
        model = bb_catalog_get_model (catalog, bb_name_get_family (name), bb_name_get_model_key (name));
        g_assert_nonnull (model);
        of_model = bb_catalog_names_of_model (catalog, bb_name_get_family (name), bb_name_get_model_key (name));
        for (guint j = 0; j < of_model->len; j++)
            n_found += g_str_equal (bb_name_get_marketed_as (g_ptr_array_index (of_model, j)),
                                    bb_name_get_marketed_as (name));
        g_assert_cmpuint (n_found, >=, 1);
    }
    g_assert_cmpuint (n_linked, >, 100);
}

/* A seller is the words at the start of the marketed name. Every entry whose marketed name begins with these words
 * has the seller, too, unless its drives report a vendor: else the first word would be taken for the whole seller. */
static void
test_sellers_begin_the_marketed_names (void)
{
    g_autoptr (BbCatalog) catalog = open_folder (INDEX_FOLDER);
    g_autoptr (GPtrArray) paths = shipped_files (".names");
    guint n_sellers = 0;

    for (guint i = 0; i < paths->len; i++) {
        g_autoptr (GKeyFile) file = key_file_of (g_ptr_array_index (paths, i));
        g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

        for (guint g = 0; groups[g] != NULL; g++) {
            g_autofree char *seller = g_key_file_get_string (file, groups[g], "Seller", NULL);
            g_autofree char *start = g_strconcat (seller != NULL ? seller : "", " ", NULL);
            g_autofree char *marketed = g_key_file_get_string (file, groups[g], "MarketedAs", NULL);
            g_autoptr (GPtrArray) names = seller != NULL ? bb_catalog_search_names (catalog, seller) : NULL;

            if (seller == NULL)
                continue;
            n_sellers++;
            g_assert_true (g_str_has_prefix (marketed, start) && strchr (seller, ' ') != NULL);
            for (guint n = 0; n < names->len; n++) {
                BbName *name = g_ptr_array_index (names, n);

                if (g_str_has_prefix (bb_name_get_marketed_as (name), start) && *bb_name_get_vendor (name) == '\0')
                    g_assert_cmpstr (bb_name_get_seller (name), ==, seller);
            }
        }
    }
    g_assert_cmpuint (n_sellers, >=, 5);
}

static void
test_only_simulated_families_claim_to_be_simulated (void)
{
    const char *const families[] = {"nec-optiarc", "mediatek-mt1959", "samsung-tsst", "plextor",
                                    "pioneer",     "pioneer-bd",      "lg-renesas",   "tsst-mt1939"};
    g_autoptr (BbCatalog) catalog = open_folder (TEXT_FOLDER);

    for (guint f = 0; f < G_N_ELEMENTS (families); f++) {
        g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, families[f]);

        for (guint i = 0; i < models->len; i++) {
            const char *tested = bb_model_get_tested (g_ptr_array_index (models, i));

            g_assert_true (g_str_equal (tested, "none") || g_str_equal (tested, "simulated"));
        }
    }
}

int
main (int argc, char **argv)
{
    g_autofree char *home = test_dirs_enter ();

    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/catalog/files/shipped_files_have_no_problems", test_shipped_files_have_no_problems);
    g_test_add_func ("/catalog/files/texts_for_users_are_sentences", test_texts_for_users_are_sentences);
    g_test_add_func ("/catalog/files/every_fact_has_a_source", test_every_fact_has_a_source);
    g_test_add_data_func ("/catalog/files/entries-from-text-equal-text", TEXT_FOLDER,
                          test_entries_equal_the_text_files);
    g_test_add_data_func ("/catalog/files/entries-from-index-equal-text", INDEX_FOLDER,
                          test_entries_equal_the_text_files);
    g_test_add_func ("/catalog/files/reported-losses-are-losses", test_reported_losses_are_losses);
    g_test_add_func ("/catalog/files/families_have_all_models", test_families_have_all_models);
    g_test_add_func ("/catalog/files/names_refer_to_existing_models", test_names_refer_to_existing_models);
    g_test_add_func ("/catalog/files/marketed_names_are_no_clauses", test_marketed_names_are_no_clauses);
    g_test_add_func ("/catalog/files/sellers_begin_the_marketed_names", test_sellers_begin_the_marketed_names);
    g_test_add_func ("/catalog/files/only_simulated_families_claim_to_be_simulated",
                     test_only_simulated_families_claim_to_be_simulated);
    return test_dirs_run (home);
}
