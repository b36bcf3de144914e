/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-vectors.h"

#include <glib/gstdio.h>

/* Returns (transfer full) a model block with these texts; @letter_57: the byte at 0x57, 0: a blank. */
static GBytes *
model_block (const char *maker, const char *model, char letter_57)
{
    g_autoptr (GByteArray) block = g_byte_array_new ();

    g_byte_array_set_size (block, 0x80);
    nec_put_text (block, 0, "", 0x80);
    nec_put_text (block, 0x20, maker, 32);
    nec_put_text (block, 0x40, model, 16);
    if (letter_57 != 0)
        block->data[0x57] = (guint8) letter_57;
    return g_bytes_new (block->data, block->len);
}

/* Asserts that a drive of type @key whose model block has these texts is refined to the type @wanted. */
static void
assert_refined (const char *key, const char *maker, const char *model, const char *wanted)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GBytes) block = model_block (maker, model, 0);
    g_autofree char *result = bb_nec_refine (catalog, key, block);

    g_test_message ("%s %s %s", key, maker, model);
    g_assert_cmpstr (result, ==, wanted);
}

/* The fourth and the seventh character of the model text (3 and 0 in ND-3550A) determine the type. It must make no
 * difference which type of the row (@found) the stored ID gave. */
static void
test_nd_models_by_their_digits (void)
{
    static const struct {
        const char *found;
        const char *model;
        const char *wanted;
    } rows[] = {
        {"K355 K356 K450 K451", "ND-3550A", "K355"}, {"K355 K356 K450 K451", "ND-3551A", "K356"},
        {"K355 K356 K450 K451", "ND-4550A", "K450"}, {"K355 K356 K450 K451", "ND-4551A", "K451"},
        {"K365 K366 K460 K461", "ND-3650A", "K365"}, {"K365 K366 K460 K461", "ND-3651A", "K366"},
        {"K365 K366 K460 K461", "ND-4650A", "K460"}, {"K365 K366 K460 K461", "ND-4651A", "K461"},
        {"K370 K371 K470 K471", "ND-3570A", "K370"}, {"K370 K371 K470 K471", "ND-3571A", "K371"},
        {"K370 K371 K470 K471", "ND-4570A", "K470"}, {"K370 K371 K470 K471", "ND-4571A", "K471"},
        {"L252 L350 L351", "ND-6750A", "L252"},      {"L252 L350 L351", "ND-6751A", "L253"},
        {"L252 L350 L351", "ND-7550A", "L350"},      {"L252 L350 L351", "ND-7551A", "L351"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_auto (GStrv) found = g_strsplit (rows[i].found, " ", -1);

        for (guint k = 0; found[k] != NULL; k++) {
            assert_refined (found[k], "NEC Corporation", rows[i].model, rows[i].wanted);
            assert_refined (found[k], "PLDS", rows[i].model, found[k]);
            assert_refined (found[k], "ATAPI", rows[i].model, found[k]);
            assert_refined (found[k], "Unknown", rows[i].model, found[k]);
            /* The digits belong to none of these types, so the type must stay. */
            assert_refined (found[k], "NEC", "ND-9559A", found[k]);
        }
    }
    /* These rules compare the first digit exactly: 'C' is not 3. */
    assert_refined ("K355", "NEC", "ND-C550A", "K355");
    assert_refined ("K451", "NEC", "ND-C550A", "K451");
}

/* Series: types that share a stored ID. In the series with Q200 and G203, the model text "AD-5200A" names the type
 * Q200, and "AD-7203A" the type G203.
 * @series: second and third character of each type
 * @last: last character of the types whose model texts end in 0, 1 and 3; a blank: there is no such type
 * @interface: letter after the digits of the model text; 0: 'A' */
typedef struct {
    const char *letters; /* first letters of the types for the model texts AD-5xxx and AD-7xxx */
    const char *series;
    const char *last;
    char interface;
} Series;

static const Series all_series[] = {
    {"QG", "17", "5 8", 0},   {"QG", "63", "0 3", 0}, {"QG", "67", "0 3", 0}, {"QG", "67", "5 8", 0},
    {"QG", "91", "0 3", 0},   {"QG", "91", "5 8", 0}, {"QG", "96", "0 3", 0}, {"QG", "96", "5 8", 0},
    {"QG", "20", "013", 0},   {"QG", "20", "568", 0}, {"QG", "23", "013", 0}, {"QG", "23", "568", 0},
    {"QG", "24", "013", 0},   {"QG", "24", "568", 0}, {"QG", "26", "013", 0}, {"QG", "26", "568", 0},
    {"QG", "59", "013", 0},   {"QG", "59", "568", 0}, {"QG", "70", "013", 0}, {"QG", "70", "568", 'S'},
    {"QG", "70", "ABD", 'H'},
};

/* For each pair of types of a series: the drive was found as the first type, but has the model text of the second
 * type. It must be refined to the second type or, if that type does not exist, stay the first type. */
static void
check_series (const Series *series)
{
    static const char ends[] = {'0', '1', '3'};
    static const char firsts[2][3] = {{'5', 'E', 'U'}, {'7', 'G', 'W'}};

    for (guint from = 0; from < 6; from++) {
        g_autofree char *found = NULL;

        if (series->last[from % 3] == ' ')
            continue;
        found = g_strdup_printf ("%c%s%c", series->letters[from / 3], series->series, series->last[from % 3]);
        for (guint to = 0; to < 6; to++) {
            for (guint fold = 0; fold < 3; fold++) {
                g_autofree char *model =
                    g_strdup_printf ("AD-%c%s%c%c", firsts[to / 3][fold], series->series, ends[to % 3],
                                     series->interface != 0 ? series->interface : 'A');
                g_autofree char *wanted = g_strdup (found);

                if (series->last[to % 3] != ' ') {
                    g_free (wanted);
                    wanted =
                        g_strdup_printf ("%c%s%c", series->letters[to / 3], series->series, series->last[to % 3]);
                }
                assert_refined (found, fold == 0 ? "Sony NEC Optiarc" : "SONY", model, wanted);
            }
        }
        assert_refined (found, "NEC", "AD-9999A", found);
    }
}

static void
test_ad_models_by_their_folded_digits (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (all_series); i++)
        check_series (&all_series[i]);
}

static void
test_d570_and_l260 (void)
{
    static const char *const d570[] = {"D570", "D57D", "D573", "D770", "D773"};
    static const char *const l260[] = {"L260", "L261", "L450", "L451"};
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (d570); i++) {
        g_autoptr (GBytes) duplicator = model_block ("Sony", "AD-5170A", 'L');
        g_autoptr (GBytes) other = model_block ("Sony", "AD-7170A", 'L');
        g_autofree char *one = bb_nec_refine (catalog, d570[i], duplicator);
        g_autofree char *two = bb_nec_refine (catalog, d570[i], other);

        g_assert_cmpstr (one, ==, "D57D");
        g_assert_cmpstr (two, ==, "D770");
        assert_refined (d570[i], "Sony", "AD-5170A", "D570");
        assert_refined (d570[i], "Sony", "AD-5173A", "D573");
        assert_refined (d570[i], "Sony", "AD-7170A", "D770");
        assert_refined (d570[i], "Sony", "AD-7173A", "D773");
        assert_refined (d570[i], "Sony", "AD-7171A", d570[i]);
    }
    for (guint i = 0; i < G_N_ELEMENTS (l260); i++) {
        assert_refined (l260[i], "NEC", "AD-5540A", "L260");
        assert_refined (l260[i], "NEC", "AD-5543A", "L261");
        assert_refined (l260[i], "NEC", "AD-7540A", "L450");
        assert_refined (l260[i], "NEC", "AD-7543A", "L451");
        assert_refined (l260[i], "NEC", "AD-7541A", l260[i]);
    }
}

/* The letter at the end of the model text, S or H, selects between the 70x types. With any other letter the type
 * must stay. */
static void
test_70x_by_interface_letter (void)
{
    assert_refined ("Q705", "Sony", "AD-7700H", "G70A");
    assert_refined ("G70D", "Sony", "AD-5701S", "Q706");
    assert_refined ("G70D", "Sony", "AD-5701A", "G70D");
}

static void
test_types_without_a_rule_are_kept (void)
{
    static const char *const keys[] = {"Q250", "G275", "Q285", "G285", "G305", "G325", "G685",
                                       "G69A", "G71A", "G72A", "G74A", "G76A", "G98A", "Q80A",
                                       "G93A", "G97A", "C500", "K110", "L210", "K352"};

    for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
        assert_refined (keys[i], "Sony NEC Optiarc", "AD-7280S", keys[i]);
        assert_refined (keys[i], "NEC", "ND-3550A", keys[i]);
    }
}

static void
test_lite_on_names_by_their_letter (void)
{
    assert_refined ("G245", "ATAPI", "iHAS324L", "G246");
    assert_refined ("G246", "ATAPI", "iHAS324S", "G245");
    assert_refined ("G246", "ATAPI", "iHAS324Y", "G246");
    assert_refined ("G240", "ATAPI", "iHAS324L", "G240");
    assert_refined ("G245", "PLDS", "iHAS324L", "G245");
}

/* Returns (transfer full) a copy of the shipped catalog without @group of nec-siblings.models; NULL: without this
 * file. */
static BbCatalog *
catalog_without (const char *group)
{
    g_autofree char *folder = g_dir_make_tmp ("nec-refine-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "nec-siblings.models", NULL);
    g_autofree char *types_path = g_build_filename (folder, "nec-optiarc.models", NULL);
    g_autofree char *types = NULL;
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = NULL;
    gsize types_bytes = 0;

    g_assert_true (g_file_get_contents (SOURCE_DATADIR "/catalog/nec-optiarc.models", &types, &types_bytes, NULL));
    g_assert_true (g_file_set_contents (types_path, types, (gssize) types_bytes, NULL));
    g_assert_true (
        g_key_file_load_from_file (file, SOURCE_DATADIR "/catalog/nec-siblings.models", G_KEY_FILE_NONE, NULL));
    if (group != NULL) {
        g_assert_true (g_key_file_remove_group (file, group, NULL));
        g_assert_true (g_key_file_save_to_file (file, path, NULL));
    }
    catalog = bb_catalog_open (folder, "/nonexistent", &error);
    g_assert_no_error (error);
    (void) g_unlink (path);
    (void) g_unlink (types_path);
    (void) g_rmdir (folder);
    return catalog;
}

static void
test_rules_come_from_the_catalog (void)
{
    static const char *const lacking[] = {"K355", NULL};
    g_autoptr (GBytes) block = model_block ("NEC", "ND-4551A", 0);
    g_autoptr (GBytes) other = model_block ("NEC", "ND-4651A", 0);

    for (guint i = 0; i < G_N_ELEMENTS (lacking); i++) {
        g_autoptr (BbCatalog) catalog = catalog_without (lacking[i]);
        g_autofree char *key = bb_nec_refine (catalog, "K355", block);
        g_autofree char *other_key = bb_nec_refine (catalog, "K365", other);

        g_assert_cmpstr (key, ==, "K355");
        g_assert_cmpstr (other_key, ==, lacking[i] != NULL ? "K461" : "K365");
    }
}

/* A model block that is cut before the model digits matches no pattern, so the type K355 stays. */
static void
test_short_model_block_keeps_the_type (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GBytes) block = model_block ("NEC", "ND-4551A", 0);
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (block, 0, 0x43);
    g_autofree char *key = bb_nec_refine (catalog, "K355", cut);

    g_assert_cmpstr (key, ==, "K355");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/refine/nd", test_nd_models_by_their_digits);
    g_test_add_func ("/nec/refine/ad", test_ad_models_by_their_folded_digits);
    g_test_add_func ("/nec/refine/d570-l260", test_d570_and_l260);
    g_test_add_func ("/nec/refine/70x", test_70x_by_interface_letter);
    g_test_add_func ("/nec/refine/kept", test_types_without_a_rule_are_kept);
    g_test_add_func ("/nec/refine/atapi", test_lite_on_names_by_their_letter);
    g_test_add_func ("/nec/refine/catalog", test_rules_come_from_the_catalog);
    g_test_add_func ("/nec/refine/short-block", test_short_model_block_keeps_the_type);
    return g_test_run ();
}
