/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "nec-stream.h"

#include "family/nec/bb-nec.h"
#include "sim/bb-sim-drive.h"
#include "sim/nec/bb-sim-nec-image.h"

#include <string.h>

/* Compares synthetic images with the published test vectors (docs/protocols/test-vectors.md).
 * Tests bb-sim-nec-image.c. */

typedef struct {
    const char *model;
    guint32 seed;
    guint8 fw_id;
    const char *boot_version;
    const char *sha256;
} Vector;

static const Vector vectors[] = {
    {"K110", 0x11, 0x70, NULL, "7d2711108263786061b5247660a27461d0cf74b3b07f8d2aabe5301685719428"},
    {"L210", 0x12, 0x84, NULL, "b9f2eaae7b211bb4dd1b4fc6a5e8fd8f8f80fd8d87121d6fc61519c78b30c7cc"},
    {"K352", 0x13, 0x88, "02", "764dfd219d766cb8414f05460892c31dfc9a365cd8ab730e1372b671ab7b37d4"},
    {"K210", 0x14, 0x79, NULL, "e1481949e25b60318d642ece1c2e9778511eea686166f6ca245cdc37ba16927a"},
    {"K355", 0x15, 0x93, "05", "f9945c36703de1d630f87b31d090a3e3adbd5d444e321f665412c4f8bf7d05f8"},
    {"K370", 0x16, 0xA2, "05", "cf96e081486501c57495f7706a6f0d2e48a6a3b178dab0ebedd6618a970154f8"},
    {"D770", 0x17, 0xB4, "04", "6589ab35b2256d4f94fe9766238a456a39dbb21177c00741e23dcad761486e5c"},
    {"G200", 0x18, 0xE5, NULL, "39a9f6a806650d71638ab1fc0c5bfce2c2807e7e1e4098e8f43b4b1107dc1a17"},
    {"G265", 0x19, 0x41, "08", "717e31d2567db64a7ba349fa3d3b1c858b94d1af8b7dda5c93d350af71226d81"},
    {"G285", 0x1A, 0x5C, "03", "c0a428d0579eeb941207e02061ae320ae8022ddccc77d5e28f32b8e6cfff687d"},
    {"C500", 0x1B, 0x00, NULL, "4e353f5cd1d68d4206a6ca9df5fc455fcb71d42d718391f607194acc1c296535"},
};

static BbModel *
get_model (const char *key)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = bb_catalog_open (NULL, NULL, &error);
    BbModel *model;

    g_assert_no_error (error);
    model = bb_catalog_get_model (catalog, "nec-optiarc", key);
    g_assert_nonnull (model);
    return model;
}

/* Sets @facts to the properties of the drive type @key in the simulator. */
static void
get_facts (const char *key, BbSimNecFacts *facts)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbModel) model = get_model (key);

    g_assert_true (bb_sim_nec_facts_load (model, NULL, NULL, facts, &error));
    g_assert_no_error (error);
}

/* Returns (transfer full) the image of a vector, made by the simulator. */
static GBytes *
make_vector_image (const Vector *vector)
{
    BbSimNecFacts facts;
    BbSimNecImage image = {
        .facts = &facts,
        .seed = vector->seed,
        .fw_id = vector->fw_id,
        .vendor = "_NEC",
        .product = "DVD_RW TEST",
        .revision = "1.23",
        .vendor_specific = "SYNTHETIC",
        .boot_version = vector->boot_version,
    };
    g_autoptr (GBytes) boot = NULL;

    get_facts (vector->model, &facts);
    boot = bb_sim_nec_make_boot_code (
        facts.layout, facts.code, vector->boot_version != NULL ? vector->boot_version : "05", BB_SIM_NEC_BOOT_SEED);
    image.boot_sum = bb_sim_nec_boot_sum (g_bytes_get_data (boot, NULL), g_bytes_get_size (boot));
    return bb_sim_nec_make_firmware (&image);
}

static void
test_image_is_the_published_one (gconstpointer data)
{
    const Vector *vector = data;
    g_autoptr (GBytes) image = make_vector_image (vector);
    g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, image);

    g_assert_cmpstr (sha256, ==, vector->sha256);
}

static void
test_published_image_is_accepted_by_the_drive (gconstpointer data)
{
    const Vector *vector = data;
    const NecFlash *flash = nec_flash_find (vector->model);
    g_autofree char *line =
        g_strdup_printf ("BootVersion=%s\n", vector->boot_version != NULL ? vector->boot_version : "05");
    g_autoptr (NecBench) bench = nec_bench_new (vector->model, line);
    g_autoptr (GBytes) image = make_vector_image (vector);

    g_assert_cmphex (nec_flash_run (bench, flash, image), ==, GOOD);
    g_assert_cmpstr (nec_bench_revision (bench), ==, "1.23");
    g_assert_cmpmem (bench->in + 8, 24, "_NEC    DVD_RW TEST     ", 24);
    g_assert_cmpmem (bench->in + 36, 20, "SYNTHETIC           ", 20);
}

static void
test_boot_code_is_the_published_one (void)
{
    static const struct {
        const char *model;
        const char *code;
        const char *version;
        guint32 seed;
        guint16 sum;
    } boots[] = {
        {"K355", "K451", "05", 0x21, 0x05C6},
        {"D570", "D770", "04", 0x22, 0xD184},
        {"G245", "G246", "08", 0x23, 0x0C65},
        {"G285", "G285", "03", 0x2A, 0xA0A5},
    };

    for (guint i = 0; i < G_N_ELEMENTS (boots); i++) {
        BbSimNecFacts facts;
        g_autoptr (GBytes) boot = NULL;
        const guint8 *data;
        gsize length_bytes = 0;

        get_facts (boots[i].model, &facts);
        boot = bb_sim_nec_make_boot_code (facts.layout, boots[i].code, boots[i].version, boots[i].seed);
        data = g_bytes_get_data (boot, &length_bytes);
        g_assert_cmphex (bb_sim_nec_boot_sum (data, length_bytes), ==, boots[i].sum);
        g_assert_cmphex (data[length_bytes - 2] << 8 | data[length_bytes - 1], ==, boots[i].sum);
    }
}

static void
test_sizes_are_those_that_the_family_flashes (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = bb_catalog_open (NULL, NULL, &error);
    g_autoptr (GPtrArray) models = NULL;
    guint n_checked = 0;

    g_assert_no_error (error);
    models = bb_catalog_list_models (catalog, "nec-optiarc");
    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        const BbNecType *type = bb_nec_type_of_model (model);
        BbSimNecFacts facts;

        g_assert_true (bb_sim_nec_facts_load (model, NULL, NULL, &facts, &error));
        g_assert_no_error (error);
        g_assert_nonnull (type);
        g_assert_cmpuint (facts.layout->boot_bytes, ==, type->boot_bytes);
        if (type->image_bytes == 0)
            continue;
        g_assert_cmpuint (bb_sim_nec_image_bytes (facts.layout), ==, type->image_bytes);
        n_checked++;
    }
    g_assert_cmpuint (n_checked, ==, 258);
}

static void
test_options_of_make_image_are_followed (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");
    g_autoptr (GBytes) plain = nec_bench_image (bench, "K355", "9", "1.07", "");
    g_autoptr (GBytes) suffixed = nec_bench_image (bench, "K355", "9", "1.07", "06");
    g_autoptr (GBytes) standard = nec_bench_image (bench, "K355", "9", "1.07", NULL);
    g_autoptr (GBytes) other = nec_bench_image (bench, "K355", "10", "1.07", NULL);

    g_assert_cmpuint (g_bytes_get_size (plain), ==, 1966086);
    g_assert_cmpuint (g_bytes_get_size (suffixed), ==, 1966088);
    g_assert_cmpmem ((const char *) g_bytes_get_data (suffixed, NULL) + 1966082, 6, "K35506", 6);
    g_assert_cmpmem ((const char *) g_bytes_get_data (standard, NULL) + 1966082, 6, "K35505", 6);
    g_assert_cmpmem ((const char *) g_bytes_get_data (plain, NULL) + 0x20000 + 0x1A2, 4, "1.07", 4);
    g_assert_false (g_bytes_equal (standard, other));
}

/* The field `settings` of BbSimImageOptions is nullable: an image must be made without settings. */
static void
test_image_is_made_without_settings (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");
    g_autoptr (BbModel) model = bb_catalog_get_model (bench->catalog, "nec-optiarc", "K355");
    const BbSimImageOptions options = {.revision = "1.07", .seed = 9};
    g_autoptr (GBytes) usual = nec_bench_image (bench, "K355", "9", "1.07", NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) image = bb_sim_family_nec_optiarc.make_image (model, &options, &error);

    g_assert_no_error (error);
    g_assert_true (g_bytes_equal (image, usual));
}

static void
test_unknown_image_layout_is_an_error (void)
{
    g_autoptr (NecBench) bench = nec_bench_new ("K355", "");
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_assert_null (
        bb_sim_make_image (bench->catalog, "nec-optiarc", "B530", g_variant_builder_end (&options), &error));
    g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO);
    g_clear_error (&error);
    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "boot-version", "123");
    g_assert_null (
        bb_sim_make_image (bench->catalog, "nec-optiarc", "K355", g_variant_builder_end (&options), &error));
    g_assert_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO);
}

/* The firmware ID byte of K366 is unknown, so the simulator invents one. This byte must not be that of a drive type
 * with known hardware IDs. */
static void
test_invented_id_byte_belongs_to_no_type (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = bb_catalog_open (NULL, NULL, &error);
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, "nec-optiarc");
    BbSimNecFacts made_up;

    g_assert_no_error (error);
    get_facts ("K366", &made_up);
    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        BbSimNecFacts facts;

        g_assert_true (bb_sim_nec_facts_load (model, NULL, NULL, &facts, NULL));
        if (bb_model_get_string (model, "HardwareIds") != NULL)
            g_assert_cmphex (facts.fw_id, !=, made_up.fw_id);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
        g_autofree char *made = g_strdup_printf ("/nec/image/is-the-published-one/%s", vectors[i].model);
        g_autofree char *taken = g_strdup_printf ("/nec/image/is-accepted-by-the-drive/%s", vectors[i].model);

        g_test_add_data_func (made, &vectors[i], test_image_is_the_published_one);
        g_test_add_data_func (taken, &vectors[i], test_published_image_is_accepted_by_the_drive);
    }
    g_test_add_func ("/nec/image/boot-code-is-the-published-one", test_boot_code_is_the_published_one);
    g_test_add_func ("/nec/image/sizes-are-those-of-the-models-file", test_sizes_are_those_that_the_family_flashes);
    g_test_add_func ("/nec/image/made-without-settings", test_image_is_made_without_settings);
    g_test_add_func ("/nec/image/options-of-make-image-are-followed", test_options_of_make_image_are_followed);
    g_test_add_func ("/nec/image/unknown-layout-is-an-error", test_unknown_image_layout_is_an_error);
    g_test_add_func ("/nec/image/invented-id-byte-belongs-to-no-type", test_invented_id_byte_belongs_to_no_type);
    return g_test_run ();
}
