/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-catalog-dirs.h"

#include "catalog/bb-catalog-entry.h"

#include <string.h>

/* Tests bb-catalog.c, bb-catalog-entry.c and bb-catalog-words.c. */

static BbCatalog *
open_shipped (void)
{
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = bb_catalog_open (BUILD_DATADIR "/catalog", NULL, &error);

    g_assert_no_error (error);
    return catalog;
}

static void
assert_one_model (GPtrArray *models, const char *key)
{
    g_assert_cmpuint (models->len, ==, 1);
    g_assert_cmpstr (bb_model_get_key (g_ptr_array_index (models, 0)), ==, key);
}

static gboolean
has_oem_model (GPtrArray *names, const char *oem_model)
{
    for (guint i = 0; i < names->len; i++) {
        if (g_str_equal (bb_name_get_oem_model (g_ptr_array_index (names, i)), oem_model))
            return TRUE;
    }
    return FALSE;
}

static gboolean
has_model_key (GPtrArray *names, const char *key)
{
    for (guint i = 0; i < names->len; i++) {
        if (g_str_equal (bb_name_get_model_key (g_ptr_array_index (names, i)), key))
            return TRUE;
    }
    return FALSE;
}

static void
test_rebadge_is_found_by_inquiry_texts (void)
{
    const char *const vendors[] = {"TDK     ", "tdk", " TDK ", "_TDK_", "TDK"};
    g_autoptr (BbCatalog) catalog = open_shipped ();

    for (guint i = 0; i < G_N_ELEMENTS (vendors); i++) {
        g_autoptr (GPtrArray) names = bb_catalog_match_name (catalog, vendors[i], "DVDRW420N       ");
        BbName *name = NULL;

        g_assert_cmpuint (names->len, ==, 1);
        name = g_ptr_array_index (names, 0);
        g_assert_cmpstr (bb_name_get_oem_vendor (name), ==, "NEC");
        g_assert_cmpstr (bb_name_get_oem_model (name), ==, "ND-1100A");
        g_assert_cmpstr (bb_name_get_family (name), ==, "nec-optiarc");
        g_assert_cmpstr (bb_name_get_model_key (name), ==, "K110");
        g_assert_cmpint (bb_name_get_confidence (name), ==, BB_CONFIDENCE_HIGH);
        g_assert_false (bb_name_is_users (name));
        g_assert_cmpstr (bb_catalog_entry_text (name, "Seen"), ==, "");
    }
}

static void
test_inquiry_texts_are_normalised (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (GPtrArray) cut = bb_catalog_match_name (catalog, "TDK     garbage", "DVDRW420N       1.05");
    g_autoptr (GPtrArray) squeezed = bb_catalog_match_name (catalog, "ATAPI", "iHAS124   Y     ");

    g_assert_cmpuint (cut->len, ==, 1);
    g_assert_cmpuint (squeezed->len, ==, 1);
    g_assert_cmpstr (bb_name_get_product (g_ptr_array_index (squeezed, 0)), ==, "iHAS124 Y");
}

static void
test_name_may_match_several_drives (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (GPtrArray) sony = bb_catalog_match_name (catalog, "SONY", "DVD RW DRU-810A");
    g_autoptr (GPtrArray) nec = bb_catalog_match_name (catalog, "_NEC    ", "DVD_RW ND-3550A ");
    g_autoptr (GPtrArray) optiarc = bb_catalog_match_name (catalog, "Optiarc", "DVD RW AD-7280S");
    g_autoptr (GPtrArray) asus = bb_catalog_match_name (catalog, "ASUS", "BW-16D1X-U");

    g_assert_cmpuint (sony->len, ==, 2);
    g_assert_true (has_oem_model (sony, "DW1640"));
    g_assert_false (g_str_equal (bb_name_get_oem_model (g_ptr_array_index (sony, 0)),
                                 bb_name_get_oem_model (g_ptr_array_index (sony, 1))));
    g_assert_cmpuint (nec->len, ==, 2);
    g_assert_true (has_model_key (nec, "K355"));
    g_assert_true (has_model_key (nec, "D355"));
    g_assert_cmpuint (optiarc->len, ==, 2);
    g_assert_true (has_model_key (optiarc, "G285"));
    g_assert_true (has_model_key (optiarc, "G305"));
    g_assert_cmpuint (asus->len, ==, 2);
    g_assert_true (has_model_key (asus, "BW-16D1HT"));
    g_assert_true (has_model_key (asus, ""));
}

static void
test_slash_matches_dash (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (GPtrArray) dashed = bb_catalog_match_name (catalog, "FREECOM_", "DVD+/-RW8B9     ");
    g_autoptr (GPtrArray) slashed = bb_catalog_match_name (catalog, "FREECOM", "DVD+/-RW8B");

    g_assert_true (has_oem_model (dashed, "ND-2510A"));
    g_assert_true (has_oem_model (slashed, "ND-2500A"));
}

static void
test_unknown_names_match_nothing (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (GPtrArray) vendor_only = bb_catalog_match_name (catalog, "PLEXTOR", "");
    g_autoptr (GPtrArray) nothing = bb_catalog_match_name (catalog, "", "");
    g_autoptr (GPtrArray) other = bb_catalog_match_name (catalog, "ACME", "DVDRW420N");
    g_autoptr (GPtrArray) none_of = bb_catalog_names_of_model (catalog, "nec-optiarc", "");
    g_autoptr (GPtrArray) search = bb_catalog_search_names (catalog, "");

    g_assert_cmpuint (vendor_only->len, ==, 0);
    g_assert_cmpuint (nothing->len, ==, 0);
    g_assert_cmpuint (other->len, ==, 0);
    g_assert_cmpuint (none_of->len, ==, 0);
    g_assert_cmpuint (search->len, ==, 0);
    g_assert_null (bb_catalog_get_model (catalog, "nec-optiarc", "X000"));
    g_assert_null (bb_catalog_get_model (catalog, "acme", "K355"));
    g_assert_null (bb_catalog_known_image (catalog, "00"));
}

static void
test_models_are_found_by_indexed_values (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (GPtrArray) by_id = bb_catalog_find_models (catalog, "nec-optiarc", "AcceptedIds", "K315");
    g_autoptr (GPtrArray) by_hw = bb_catalog_find_models (catalog, "nec-optiarc", "HardwareIds", "0x68");
    g_autoptr (GPtrArray) by_decimal = bb_catalog_find_models (catalog, "nec-optiarc", "HardwareIds", "104");
    g_autoptr (GPtrArray) by_name = bb_catalog_find_models (catalog, "nec-optiarc", "Names", "ND-1100A");
    g_autoptr (GPtrArray) by_rid = bb_catalog_find_models (catalog, "nec-optiarc", "RidText", "ND02");
    g_autoptr (GPtrArray) by_boot = bb_catalog_find_models (catalog, "mediatek-board", "BootIdHex",
                                                            "4D 54 31 39 35 39 20 42 6F 6F 74 20 42 55 35 20");
    g_autoptr (GPtrArray) by_product =
        bb_catalog_find_models (catalog, "mediatek-mt1959", "Product", "BD-RE  WH16NS60 ");
    g_autoptr (GPtrArray) wrong_case = bb_catalog_find_models (catalog, "nec-optiarc", "AcceptedIds", "k315");
    g_autoptr (GPtrArray) traps = bb_catalog_find_models (catalog, "mediatek-trap", "Names", "BP60NB10");
    g_autoptr (GPtrArray) by_generation = bb_catalog_find_models (catalog, "pioneer", "Generation", "9");

    assert_one_model (by_id, "K355");
    assert_one_model (by_hw, "K110");
    assert_one_model (by_decimal, "K110");
    assert_one_model (by_name, "K110");
    assert_one_model (by_rid, "K110");
    assert_one_model (by_boot, "BU5");
    assert_one_model (by_product, "BD-RE WH16NS60");
    assert_one_model (traps, "BP60NB10");
    assert_one_model (by_generation, "9");
    g_assert_cmpuint (wrong_case->len, ==, 0);
}

static void
test_values_have_their_types (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, "nec-optiarc", "L110");
    g_autoptr (BbModel) bu40n = bb_catalog_get_model (catalog, "mediatek-mt1959", "BD-RE BU40N");
    g_autoptr (BbModel) plextor = bb_catalog_get_model (catalog, "plextor", "CD-R PREMIUM");
    g_auto (GStrv) ids = bb_model_get_strv (model, "AcceptedIds");
    g_auto (GStrv) unknown = bb_model_get_strv (model, "NoSuchKey");
    g_auto (GStrv) wiring = bb_model_get_strv (model, "Wiring");

    g_assert_cmpuint (g_strv_length (ids), ==, 4);
    g_assert_cmpstr (ids[3], ==, "L13R");
    g_assert_cmpuint (g_strv_length (unknown), ==, 0);
    g_assert_cmpstr (wiring[0], ==, "0x6F:master:05");
    g_assert_cmpuint (bb_model_get_uint (plextor, "ImageSize", 0), ==, 524288);
    g_assert_cmpuint (bb_model_get_uint (model, "IdAddress", 0), ==, 0x4500);
    g_assert_cmpuint (bb_model_get_uint (model, "NoSuchKey", 7), ==, 7);
    g_assert_cmpuint (bb_model_get_uint (model, "Name", 7), ==, 7);
    g_assert_true (bb_model_get_boolean (model, "Laptop"));
    g_assert_false (bb_model_get_boolean (model, "NoSuchKey"));
    g_assert_cmpstr (bb_model_get_maker (model), ==, "NEC");
    g_assert_cmpstr (bb_model_get_name (bu40n), ==, "BU40N");
    g_assert_cmpstr (bb_model_get_tested (bu40n), ==, "simulated");
    g_assert_cmpint (bb_model_get_confidence (bu40n), ==, BB_CONFIDENCE_HIGH);
    g_assert_cmpstr (bb_model_get_string (bu40n, "FormFactor"), ==, "slim");
    g_assert_cmpuint (strlen (bb_model_get_string (plextor, "ProductField")), ==, 16);
}

static void
test_a_model_outlives_the_catalog (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, "nec-optiarc", "K355");
    g_autoptr (BbModel) other = bb_model_ref (model);

    g_clear_object (&catalog);
    g_clear_pointer (&model, bb_model_unref);
    g_assert_cmpstr (bb_model_get_name (other), ==, "ND-3550A");
}

static void
test_names_in_safe_mode_are_marked (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (GPtrArray) names = bb_catalog_match_name (catalog, "PLDS    ", "DVD A  DH24AYS  ");

    g_assert_cmpuint (names->len, ==, 1);
    g_assert_cmpstr (bb_catalog_entry_text (g_ptr_array_index (names, 0), "Seen"), ==, "safe-mode");
    g_assert_cmpstr (bb_catalog_entry_text (g_ptr_array_index (names, 0), "RevisionInSafeMode"), ==, "0100");
    g_assert_cmpstr (bb_catalog_entry_text (g_ptr_array_index (names, 0), "BootVersion"), ==, "08");
}

static void
test_search_and_names_of_a_model (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (GPtrArray) search = bb_catalog_search_names (catalog, "dvdrw420");
    g_autoptr (GPtrArray) as_reported = bb_catalog_search_names (catalog, "tdk dvdrw420n");
    g_autoptr (GPtrArray) k110 = bb_catalog_names_of_model (catalog, "nec-optiarc", "K110");

    g_assert_cmpuint (search->len, >=, 1);
    for (guint i = 0; i < search->len; i++)
        g_assert_true (g_str_has_prefix (bb_name_get_product (g_ptr_array_index (search, i)), "DVDRW420"));
    g_assert_cmpuint (as_reported->len, ==, 1);
    /* names may be added to the catalog, so this is a minimum */
    g_assert_cmpuint (k110->len, >=, 15);
    for (guint i = 0; i < k110->len; i++)
        g_assert_cmpstr (bb_name_get_model_key (g_ptr_array_index (k110, i)), ==, "K110");
}

static void
test_crossflash_reports_are_found (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (GPtrArray) tdk = bb_catalog_crossflashes (catalog, "tdk dvdrw420n");
    g_autoptr (GPtrArray) part_of_name = bb_catalog_crossflashes (catalog, "DVR-10");
    g_autoptr (GPtrArray) short_form = bb_catalog_crossflashes (catalog, "BH16NS55");
    g_autoptr (GPtrArray) nothing = bb_catalog_crossflashes (catalog, "");
    g_autoptr (GPtrArray) sony = bb_catalog_crossflashes (catalog, "WH16NS60");
    BbCrossflash *first = NULL;

    g_assert_cmpuint (tdk->len, ==, 1);
    first = g_ptr_array_index (tdk, 0);
    g_assert_cmpstr (bb_crossflash_get_to (first), ==, "NEC ND-1100A");
    g_assert_cmpstr (bb_crossflash_get_kind (first), ==, "same-hardware");
    g_assert_true (g_str_has_prefix (bb_crossflash_get_risk (first),
                                     "medium: The drive and the firmware must have the same servo version"));
    g_assert_cmpuint (part_of_name->len, ==, 0);
    g_assert_cmpuint (nothing->len, ==, 0);
    g_assert_cmpuint (short_form->len, >=, 2);
    for (guint i = 0; i < sony->len; i++) {
        g_autofree char *gains = bb_crossflash_dup_gains (g_ptr_array_index (sony, i), NULL, NULL);

        g_assert_null (strstr (gains, "OmniDrive"));
    }
    g_assert_cmpuint (sony->len, >=, 2);
}

/* A report on a cross-flash is for one running firmware and one board. A search with another running firmware or
 * another board must not find it. */
static void
test_report_is_about_its_board_and_firmware (void)
{
    static const struct {
        const char *running, *board, *to, *about;
        const char *from; /* (nullable): `From` of the report that is found */
    } rows[] = {
        {"WH16NS60", "MT1959 Boot JB8", "BU40N", "NS60", "LG WH16NS60 (half-height)"},
        {"WH16NS60", "MT1959 Boot BU5", "BU40N", "NS60", NULL},
        {"BU40N", "MT1959 Boot BU5", "WH16NS60", "BU40", "LG BU40N (slim)"},
        {"BU40N", "MT1959 Boot JB8", "WH16NS60", "BU40", NULL},
        {"BP60NB10", "MT1959 Boot BUP3", "BU40N", "NB10", "LG BP50NB40 running BP60NB10 firmware"},
        {"BP60NB10", "MT1959 Boot BUP5", "BU40N", "NB10", "LG BP60NB10 with the service code NB10"},
        {"BP50NB40", "MT1959 Boot BUP3", "BU40N", "NB50", "LG BP50NB40, WP50NB40, BP55EB40"},
        {"BU50N", "MT1959 Boot BU51", "BU40N", NULL, "LG BU50N"},
        {"BU50N", NULL, "BU40N", NULL, "LG BU50N"},
    };
    g_autoptr (BbCatalog) catalog = open_shipped ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbCrossflash) report =
            bb_catalog_find_crossflash (catalog, rows[i].running, rows[i].to, rows[i].about, rows[i].board);

        g_test_message ("%s on %s", rows[i].running, rows[i].board);
        g_assert_cmpstr (report != NULL ? bb_crossflash_get_from (report) : NULL, ==, rows[i].from);
    }
}

#define BASE "With modified versions of this firmware, the drive will be able to read raw disc sectors."

static void
test_gains_of_a_build_are_for_this_build_only (void)
{
    static const struct {
        const char *from, *to, *revision, *gains;
    } rows[] = {
        {"WH16NS60", "BW-16D1HT", "3.02", BASE},
        {"WH16NS60", "BW-16D1HT", "3.10", ""},
        {"WH16NS60", "BW-16D1HT", NULL, ""},
        {"WH16NS40", "BW-16D1HT", "3.02",
         "The drive will be able to run firmware made for a different model. With modified versions of BW-16D1HT "
         "firmware 3.02, the drive will be able to read raw disc sectors."},
        {"WH16NS40", "BW-16D1HT", "3.10", "The drive will be able to run firmware made for a different model."},
        {"BU50N", "BU40N", "1.00", BASE},
        {"BU50N", "BU40N", "1.03", ""},
    };
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (GPtrArray) all = bb_catalog_crossflashes (catalog, "BU50N");

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbCrossflash) report =
            bb_catalog_find_crossflash (catalog, rows[i].from, rows[i].to, "NS50", NULL);
        g_autofree char *gains = bb_crossflash_dup_gains (report, rows[i].to, rows[i].revision);

        g_test_message ("%s to %s %s", rows[i].from, rows[i].to, rows[i].revision);
        g_assert_cmpstr (gains, ==, rows[i].gains);
    }
    /* Without a model, bb_crossflash_dup_gains() must return all gains of a report. */
    g_assert_cmpuint (all->len, >, 0);
    for (guint i = 0; i < all->len; i++) {
        g_autofree char *gains = bb_crossflash_dup_gains (g_ptr_array_index (all, i), NULL, NULL);

        if (g_str_equal (bb_crossflash_get_from (g_ptr_array_index (all, i)), "LG BU50N"))
            g_assert_cmpstr (gains, ==, BASE);
    }
}

static void
test_risk_is_shown_as_level_and_sentences (void)
{
    static const struct {
        const char *risk, *shown;
    } rows[] = {
        {NULL, NULL},
        {"", NULL},
        {"low to medium", "low to medium."},
        {"high: One drive rejected it.", "high. One drive rejected it."},
        {"low: It stopped: see below. It runs.", "low. It stopped: see below. It runs."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *shown = bb_catalog_dup_risk (rows[i].risk);

        g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

static void
test_image_is_known_by_its_checksum (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (BbKnownImage) image =
        bb_catalog_known_image (catalog, "83EA24BB07B8A7A451BBA1856D1DB18B7F54B1823B9D148E213F25DAF2E0A1D2");
    g_autoptr (BbKnownImage) by_sha1 = bb_catalog_known_image (catalog, "87829de12171a96a311d449a9b3a1efececbd83f");

    g_assert_nonnull (image);
    g_assert_cmpstr (bb_known_image_get_family (image), ==, "mediatek-mt1959");
    g_assert_cmpstr (bb_known_image_get_model_key (image), ==, "BW-16D1HT");
    g_assert_cmpstr (bb_known_image_get_revision (image), ==, "3.02");
    g_assert_nonnull (by_sha1);
    g_assert_cmpstr (bb_known_image_get_family (by_sha1), ==, "tsst-mt1939");
}

static void
test_a_family_has_known_images_or_none (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();

    g_assert_true (bb_catalog_has_known_images (catalog, "mediatek-mt1959"));
    g_assert_true (bb_catalog_has_known_images (catalog, "tsst-mt1939"));
    g_assert_false (bb_catalog_has_known_images (catalog, "nec-optiarc"));
}

static void
test_each_confidence_is_read (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, "nec-optiarc");
    guint n_seen[BB_CONFIDENCE_CONFLICTING + 1] = {0};

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        BbConfidence confidence = bb_model_get_confidence (model);

        g_assert_cmpstr (bb_confidence_to_string (confidence), ==, bb_model_get_string (model, "Confidence"));
        n_seen[confidence]++;
    }
    for (guint i = BB_CONFIDENCE_LOW; i <= BB_CONFIDENCE_HIGH; i++)
        g_assert_cmpuint (n_seen[i], >, 0);
}

/* Returns the resident memory of the mapped index, in KiB. */
static guint64
resident_kib (void)
{
    g_autofree char *maps = NULL;
    g_auto (GStrv) lines = NULL;
    gboolean is_index = FALSE;
    guint64 kib = 0;

    g_assert_true (g_file_get_contents ("/proc/self/smaps", &maps, NULL, NULL));
    lines = g_strsplit (maps, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        /* Each mapping has a line that begins with its addresses, "START-END", and then lines with its sizes. */
        if (g_ascii_isxdigit (**line) && strcspn (*line, "-") < strcspn (*line, " :"))
            is_index = g_str_has_suffix (*line, "/catalog.index");
        if (is_index && g_str_has_prefix (*line, "Rss:"))
            kib += g_ascii_strtoull (*line + strlen ("Rss:"), NULL, 10);
    }
    return kib;
}

static void
test_released_catalog_takes_no_memory_and_still_answers (void)
{
    g_autoptr (BbCatalog) catalog = open_shipped ();
    g_autofree char *sum = NULL;

    g_assert_cmpuint (resident_kib (), ==, 0);
    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbModel) model = bb_catalog_get_model (catalog, "nec-optiarc", "K355");
        g_autofree char *again = NULL;

        g_assert_cmpstr (bb_model_get_key (model), ==, "K355");
        g_assert_cmpuint (resident_kib (), >, 0);
        bb_catalog_release_pages (catalog);
        g_assert_cmpuint (resident_kib (), ==, 0);
        again = bb_catalog_dup_sum (catalog);
        g_assert_cmpuint (resident_kib (), ==, 0);
        if (sum != NULL)
            g_assert_cmpstr (again, ==, sum);
        else
            sum = g_steal_pointer (&again);
    }
}

/* Only "flashed" and "recovered" say that a real drive of the model was flashed. */
static void
test_flashed_and_recovered_models_were_flashed (void)
{
    static const char *const values[] = {"none", "simulated", "identified", "backed-up", "flashed", "recovered"};
    g_autofree char *folder = g_dir_make_tmp ("catalog-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "pioneer.models", NULL);
    g_autofree char *shipped = NULL;
    g_autoptr (GString) text = NULL;
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_get_contents (SOURCE_DATADIR "/catalog/pioneer.models", &shipped, NULL, NULL));
    text = g_string_new (shipped);
    for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        g_string_append_printf (text,
                                "\n[%s]\nName=T1\nMaker=Pioneer\nGeneration=9%u\nKeyRule=none\nSupported=true\n"
                                "Tested=%s\nConfidence=low\nSource=a test\n",
                                values[i], i, values[i]);
    g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
    catalog = bb_catalog_open (folder, "/nonexistent", &error);
    g_assert_no_error (error);
    for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
        g_autoptr (BbModel) model = bb_catalog_get_model (catalog, "pioneer", values[i]);

        g_assert_cmpint (bb_model_was_flashed (model), ==, i >= 4);
    }
    test_dirs_remove (folder);
}

int
main (int argc, char **argv)
{
    g_autofree char *home = test_dirs_enter ();

    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/catalog/lookup/rebadge_is_found_by_inquiry_texts", test_rebadge_is_found_by_inquiry_texts);
    g_test_add_func ("/catalog/lookup/inquiry_texts_are_normalised", test_inquiry_texts_are_normalised);
    g_test_add_func ("/catalog/lookup/name_may_match_several_drives", test_name_may_match_several_drives);
    g_test_add_func ("/catalog/lookup/slash_matches_dash", test_slash_matches_dash);
    g_test_add_func ("/catalog/lookup/unknown_names_match_nothing", test_unknown_names_match_nothing);
    g_test_add_func ("/catalog/lookup/models_are_found_by_indexed_values", test_models_are_found_by_indexed_values);
    g_test_add_func ("/catalog/lookup/values_have_their_types", test_values_have_their_types);
    g_test_add_func ("/catalog/lookup/a_model_outlives_the_catalog", test_a_model_outlives_the_catalog);
    g_test_add_func ("/catalog/lookup/names_in_safe_mode_are_marked", test_names_in_safe_mode_are_marked);
    g_test_add_func ("/catalog/lookup/search_and_names_of_a_model", test_search_and_names_of_a_model);
    g_test_add_func ("/catalog/lookup/crossflash_reports_are_found", test_crossflash_reports_are_found);
    g_test_add_func ("/catalog/lookup/report_is_about_its_board_and_firmware",
                     test_report_is_about_its_board_and_firmware);
    g_test_add_func ("/catalog/lookup/gains_of_a_build_are_for_this_build_only",
                     test_gains_of_a_build_are_for_this_build_only);
    g_test_add_func ("/catalog/lookup/risk_is_shown_as_level_and_sentences",
                     test_risk_is_shown_as_level_and_sentences);
    g_test_add_func ("/catalog/lookup/image_is_known_by_its_checksum", test_image_is_known_by_its_checksum);
    g_test_add_func ("/catalog/lookup/a_family_has_known_images_or_none", test_a_family_has_known_images_or_none);
    g_test_add_func ("/catalog/lookup/released_catalog_takes_no_memory_and_still_answers",
                     test_released_catalog_takes_no_memory_and_still_answers);
    g_test_add_func ("/catalog/lookup/each_confidence_is_read", test_each_confidence_is_read);
    g_test_add_func ("/catalog/lookup/flashed_and_recovered_models_were_flashed",
                     test_flashed_and_recovered_models_were_flashed);
    return test_dirs_run (home);
}
