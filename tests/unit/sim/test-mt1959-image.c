/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim-rig.h"

#include "sim/mt1959/bb-sim-mt1959.h"

#include <string.h>

/* Tests that synthetic images have the structure of docs/protocols/mediatek-mt1959.md, section 9, and tests the image
 * of the test vector mt1959-jb8. Tests bb-sim-mt1959-image.c. */

static guint32
le32 (const guint8 *from)
{
    return (guint32) from[3] << 24 | (guint32) from[2] << 16 | (guint32) from[1] << 8 | from[0];
}

static void
test_image_has_the_structure_of_the_page (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BW-16D1HT", "3.02");
    gsize length_bytes = 0;
    const guint8 *bytes = g_bytes_get_data (image, &length_bytes);
    const guint8 *descriptor = bytes + 0x1EC000;
    const guint8 *record = bytes + 0x10400;

    g_assert_cmpuint (length_bytes, ==, 0x200000);
    g_assert_cmpmem (bytes + 0x3000, 16, "MT1959 Boot JB8 ", 16);
    g_assert_cmpmem (descriptor, 8, "ASUS    ", 8);
    g_assert_cmpmem (descriptor + 0x08, 16, "BW-16D1HT       ", 16);
    g_assert_cmpmem (descriptor + 0x18, 4, "3.02", 4);
    g_assert_cmpmem (descriptor + 0x24, 6, "UNIQUE", 6);
    g_assert_cmpmem (descriptor + 0x34, 28, "MTEKMT1939                  ", 28);
    g_assert_cmpmem (descriptor + 0x50, 8, "\x18\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8);
    /* Only an image that was read from a drive has the same bytes at 0 and 0x10000. */
    g_assert_cmpint (memcmp (bytes, bytes + 0x10000, 0x400), !=, 0);
    g_assert_cmpuint (le32 (record), ==, 1);
    g_assert_cmpuint (le32 (record + 4), ==, 0x10000);
    g_assert_cmpuint (le32 (record + 8), ==, 0x1E1FFF);
    g_assert_cmpuint (le32 (record + 28), ==, 0xFFFFFFFF);
    for (gsize i = 0x1F0000; i < 0x200000; i++)
        g_assert_cmpuint (bytes[i], ==, 0xFF);
}

static void
test_hardware_record_names_the_platform (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (GBytes) image = sim_rig_image (rig, "BD-RE WH16NS60", "1.00");
    g_autoptr (BbModel) model = bb_catalog_get_model (rig->catalog, "mediatek-mt1959", "BD-RE WH16NS60");
    const guint8 *bytes = g_bytes_get_data (image, NULL);
    const char *platform = bb_model_get_string (model, "Platform");
    guint n = 0;

    for (gsize i = 0x1000; i < 0x1D8000; i++) {
        if (memcmp (bytes + i, "\x55\xAAUNIQUE", 8) != 0)
            continue;
        n++;
        g_assert_cmpmem (bytes + i + 18, 10, "MTEKMT1939", 10);
        g_assert_cmpmem (bytes + i + 28, 8, "      \0\0", 8);
        g_assert_cmpmem (bytes + i + 36, strlen (platform), platform, strlen (platform));
    }
    g_assert_cmpuint (n, ==, 1);
}

/* Makes images for a board of each group with each combination of settings, and checks the bytes that the settings
 * determine. */
static void
test_settings_set_the_documented_bytes (void)
{
    static const struct {
        const char *model;
        const char *id;
        const char *tag;
        guint8 marker;
        guint8 tray;
    } boards[] = {
        {"BW-16D1HT", "MT1959 Boot JB8 ", "MTEKMT1939", 0x18, 0x39},
        {"BC-12D2HT", "MT1959 Boot JBC6", "MTEKMT1939", 0x18, 0x39},
        {"BD-RE BU40N", "MT1959 Boot BU5 ", "MTEKMT1959", 0x78, 0x2B},
        {"BD-RE BP60NB10/NB12", "MT1959 Boot BP52", "MTEKMT1959", 0x78, 0x2B},
        {"BD-RE BH16NS40/NS40", "MT1939 Boot Code", "MTEKMT1939", 0x58, 0x39},
    };
    static const struct {
        const char *settings;
        const char *sales;
        guint8 downgrade;
        const char *mark;
    } kinds[] = {
        {"service-code=AB12", "N000000 ", 0xFF, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"},
        {"service-code=AB12;sales-code=NM00100", "NM00100 ", 0xFF, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"},
        {"service-code=AB12;downgrade-enabled", "N000000 ", 0xDE, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"},
        {"service-code=AB12;age-mark", "N000000 ", 0xFF, "BB-MARK1"},
    };
    static const char *const stamps[] = {"1601011200", "1812312359", "2006151234"};
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);

    for (guint i = 0; i < G_N_ELEMENTS (boards) * G_N_ELEMENTS (kinds) * G_N_ELEMENTS (stamps); i++) {
        guint board = i % G_N_ELEMENTS (boards);
        guint kind = i / G_N_ELEMENTS (boards) % G_N_ELEMENTS (kinds);
        const char *stamp = stamps[i / G_N_ELEMENTS (boards) / G_N_ELEMENTS (kinds)];
        g_autofree char *settings = g_strdup_printf ("build-stamp=%s;%s", stamp, kinds[kind].settings);
        g_autoptr (GBytes) image = sim_rig_image_with (rig, boards[board].model, "1.00", settings);
        guint8 *bytes = (guint8 *) g_bytes_get_data (image, NULL);
        const guint8 *descriptor = bytes + 0x1EC000;

        g_test_message ("%s %s", boards[board].model, settings);
        g_assert_cmpmem (bytes + 0x3000, 16, boards[board].id, 16);
        g_assert_cmpmem (descriptor + 0x1C, 8, kinds[kind].sales, 8);
        g_assert_cmpmem (descriptor + 0x2A, 10, stamp, 10);
        g_assert_cmpmem (descriptor + 0x34, 10, boards[board].tag, 10);
        g_assert_cmpmem (descriptor + 0x4C, 4, "AB12", 4);
        g_assert_cmphex (descriptor[0x50], ==, boards[board].marker);
        g_assert_cmphex (descriptor[0x56], ==, kinds[kind].downgrade);
        g_assert_cmphex (*bb_sim_mt_find_tray (bytes), ==, boards[board].tray);
        g_assert_cmpmem (bytes + 0x105C8, 8, kinds[kind].mark, 8);
        g_assert_true (bb_sim_mt_integrity_good (bytes));
    }
}

static void
test_wrapped_raw_and_contradictory_images (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (GBytes) plain = sim_rig_image (rig, "BD-RE WH16NS60", "1.00");
    g_autoptr (GBytes) wrapped = sim_rig_image_with (rig, "BD-RE WH16NS60", "1.00", "wrapped");
    g_autoptr (GBytes) raw = sim_rig_image_with (rig, "BD-RE WH16NS60", "1.00", "raw-read-out");
    g_autoptr (GBytes) odd = sim_rig_image_with (rig, "BD-RE WH16NS60", "1.00",
                                                 "marker=0x58;tray=0x2b;platform=JB7;app-id=JBP6;omnidrive=1.0.4");
    g_autofree guint8 *unwrapped = g_memdup2 (g_bytes_get_data (wrapped, NULL), BB_SIM_MT_FLASH_BYTES);
    guint8 *bytes = (guint8 *) g_bytes_get_data (odd, NULL);
    const guint8 *read = g_bytes_get_data (raw, NULL);

    g_assert_false (g_bytes_equal (plain, wrapped));
    bb_sim_mt_unwrap (unwrapped, BB_SIM_MT_FLASH_BYTES);
    g_assert_cmpmem (unwrapped, BB_SIM_MT_FLASH_BYTES, g_bytes_get_data (plain, NULL), BB_SIM_MT_FLASH_BYTES);
    g_assert_cmpmem (read, 0x400, read + 0x10000, 0x400);
    g_assert_cmphex (bytes[0x1EC050], ==, 0x58);
    g_assert_cmphex (*bb_sim_mt_find_tray (bytes), ==, 0x2B);
    g_assert_cmpmem (bytes + 0x3000, 16, "MT1959 Boot JBP6", 16);
    g_assert_cmpmem (bytes + 0x150000, 12, "OmniDrive\1\0\4", 12);
    /* The platform text, "JB7   ", is behind the tray feature and the chip tag. */
    g_assert_cmpmem (bb_sim_mt_find_tray (bytes) + 4 + 28, 14, "      \0\0JB7   ", 14);
}

/* The catalog and the simulator each have a table of models and groups, made from the protocol page. Both tables must
 * assign each model to the same group. */
static void
test_catalog_and_simulator_agree_about_groups (void)
{
    static const char *const groups[] = {"unknown", "half-height", "slim", "old-slim", "mt1939"};
    g_autoptr (BbCatalog) catalog = sim_rig_catalog ();
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, "mediatek-mt1959");
    guint8 id[BB_SIM_MT_ID_BYTES];

    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);

        bb_sim_mt_model_id (model, id);
        g_assert_cmpstr (groups[bb_sim_mt_group_of_id (id)], ==, bb_model_get_string (model, "Group"));
    }
    g_assert_true (bb_sim_mt_parse_id ("BUP1", id));
    g_assert_cmpint (bb_sim_mt_group_of_id (id), ==, BB_SIM_MT_GROUP_OLD_SLIM);
    g_assert_false (bb_sim_mt_parse_id ("BUP11", id));
}

/* Returns (transfer full) a synthetic image for BD-RE WH16NS60 with revision 1.00 and @seed. */
static GBytes *
make_image_with_seed (BbSimRig *rig, const char *seed)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) options =
        g_variant_ref_sink (g_variant_new_parsed ("{'revision': '1.00', 'seed': %s}", seed));
    GBytes *image = bb_sim_make_image (rig->catalog, "mediatek-mt1959", "BD-RE WH16NS60", options, &error);

    g_assert_no_error (error);
    return image;
}

static void
test_seed_and_revision_change_the_bytes (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (GBytes) a = sim_rig_image (rig, "BD-RE WH16NS60", "1.00");
    g_autoptr (GBytes) b = sim_rig_image (rig, "BD-RE WH16NS60", "1.01");
    g_autoptr (GBytes) again = sim_rig_image (rig, "BD-RE WH16NS60", "1.00");
    /* sim_rig_image() uses the seed 77. */
    g_autoptr (GBytes) same_seed = make_image_with_seed (rig, "77");
    g_autoptr (GBytes) other_seed = make_image_with_seed (rig, "78");

    g_assert_true (g_bytes_equal (a, again));
    g_assert_false (g_bytes_equal (a, b));
    g_assert_true (g_bytes_equal (a, same_seed));
    g_assert_false (g_bytes_equal (a, other_seed));
}

static void
test_unknown_option_is_refused (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (SIM_RIG_MT1959, NULL);
    g_autoptr (GVariant) options = g_variant_ref_sink (g_variant_new_parsed ("{'colour': 'red'}"));
    g_autoptr (GVariant) boot = g_variant_ref_sink (g_variant_new_parsed ("{'kind': 'boot-code'}"));
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_sim_make_image (rig->catalog, "mediatek-mt1959", "BW-16D1HT", options, &error));
    g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO);
    g_clear_error (&error);
    g_assert_null (bb_sim_make_image (rig->catalog, "mediatek-mt1959", "BW-16D1HT", boot, &error));
    g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO);
}

static char *
sha256 (const guint8 *bytes, gsize length_bytes)
{
    return g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, length_bytes);
}

/* Sends the image of the test vector. The image contains a boot ID but no integrity records, so the drive has the
 * quirk on-bad-integrity=ignore. After the upload, the memory behind the boot area must equal the image. */
static void
test_vector_image_is_programmed_as_sent (void)
{
    g_autoptr (BbSimRig) rig = sim_rig_new (
        SIM_RIG_MT1959
        "Quirks=config-bytes=A0A1A2A3A4A5A6A7A8A9AAABACADAEAF;on-bad-integrity=ignore;takes-calibration\n",
        NULL);
    g_autofree guint8 *image = g_malloc (0x200000);
    g_autofree guint8 *transfer = NULL;
    g_autofree char *image_sum = NULL;
    g_autofree char *transfer_sum = NULL;
    g_autoptr (GBytes) config = NULL;
    g_autoptr (GBytes) file = NULL;
    g_autoptr (GBytes) flash = NULL;

    bb_sim_fill (image, 0x200000, 0x31);
    memcpy (image + 0x3000, "MT1959 Boot JB8 ", 16);
    image_sum = sha256 (image, 0x200000);
    g_assert_cmpstr (image_sum, ==, "a4f5308bd98131d7643352043da6aab78b6a2c653ba3c25856de52ee168b5a1f");
    sim_rig_settle (rig);
    g_assert_cmpstr (sim_rig_in (rig, "3C 06 00 00 30 00 00 00 20 00", 0x20), ==, "GOOD");
    config = g_bytes_new (rig->data, 0x20);
    file = g_bytes_new (image, 0x200000);
    transfer = sim_rig_transfer_image (file, g_bytes_get_data (config, NULL));
    transfer_sum = sha256 (transfer, 0x200000);
    g_assert_cmpstr (transfer_sum, ==, "43e2062c590c2c0b98f39cca2e88040a38db1ad8dad6acc3e2d197bdd6f7b8e8");
    g_assert_cmpstr (sim_rig_upload (rig, transfer, NULL), ==, "GOOD");
    flash = bb_sim_bus_dump (rig->bus, "sr0", NULL, NULL);
    g_assert_cmpmem ((const guint8 *) g_bytes_get_data (flash, NULL) + 0x10000, 0x1F0000, image + 0x10000, 0x1F0000);
    g_assert_cmpmem ((const guint8 *) g_bytes_get_data (flash, NULL) + 0x3000, 0x20, g_bytes_get_data (config, NULL),
                     0x20);
    g_assert_cmpuint (sim_rig_n_violations (rig), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/sim/mt1959-image/structure", test_image_has_the_structure_of_the_page);
    g_test_add_func ("/sim/mt1959-image/hardware-record", test_hardware_record_names_the_platform);
    g_test_add_func ("/sim/mt1959-image/settings", test_settings_set_the_documented_bytes);
    g_test_add_func ("/sim/mt1959-image/odd", test_wrapped_raw_and_contradictory_images);
    g_test_add_func ("/sim/mt1959-image/groups", test_catalog_and_simulator_agree_about_groups);
    g_test_add_func ("/sim/mt1959-image/seed", test_seed_and_revision_change_the_bytes);
    g_test_add_func ("/sim/mt1959-image/options", test_unknown_option_is_refused);
    g_test_add_func ("/sim/mt1959-image/vector", test_vector_image_is_programmed_as_sent);
    return g_test_run ();
}
