/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-vectors.h"
#include "family/bb-family-check.h"

/* Returns (transfer full) the verdict of the family on @image, and logs the reasons. */
static BbVerdict *
check (BbCatalog *catalog, BbFacts *facts, BbImage *image)
{
    BbVerdict *verdict = bb_verdict_new ();

    bb_family_nec_optiarc.check (facts, image, catalog, verdict);
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++)
        g_test_message ("%s: %s", bb_verdict_get_reason (verdict, i)->code, bb_verdict_get_reason (verdict, i)->text);
    return verdict;
}

/* Returns the weight of the reason @code, which must exist. */
static BbWeight
weight_of (BbVerdict *verdict, const char *code)
{
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++)
        if (g_str_equal (bb_verdict_get_reason (verdict, i)->code, code))
            return bb_verdict_get_reason (verdict, i)->weight;
    g_error ("no reason %s", code);
}

/* Returns the text of the reason @code, which must exist. */
static const char *
text_of (BbVerdict *verdict, const char *code)
{
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++)
        if (g_str_equal (bb_verdict_get_reason (verdict, i)->code, code))
            return bb_verdict_get_reason (verdict, i)->text;
    g_error ("no reason %s", code);
}

/* Returns (transfer full) the verdict on the image of @vector, changed by @recipe, for a drive of type @code. */
static BbVerdict *
check_vector (const char *vector, const NecRecipe *recipe, const char *code, int firmware_id, const char *boot)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector (vector), recipe);
    g_autoptr (BbFacts) facts = nec_facts (catalog, code, firmware_id, boot);

    return check (catalog, facts, image);
}

static void
test_each_vector_fits_its_own_drive (void)
{
    static const NecRecipe with_boot = {.boot = "05"};

    for (guint i = 0; i < n_nec_vectors; i++) {
        const NecVector *vector = &nec_vectors[i];
        gboolean bd = g_str_equal (vector->flash_type, "OptiBD");
        gboolean laptop = g_str_equal (vector->code, "L210");
        g_autoptr (BbVerdict) verdict =
            check_vector (vector->name, bd ? NULL : &with_boot, vector->code, vector->firmware_id,
                          bd       ? "none"
                          : laptop ? "00"
                                   : "05");

        g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_FITS);
        g_assert_true (bb_verdict_has (verdict, "no-readback") == bd);
    }
}

/* bb_nec_list_file_endings() must list the boot versions that may follow the image in a file: the version of the
 * drive or, if it is not known, 00 to 99. The list must be empty in two cases: images of the type have no boot
 * version (C500), or a dump of the drive ends with the version already (K355 with 05). */
static void
test_files_end_in_any_boot_version (void)
{
    static const struct {
        const char *code;
        const char *boot;
        guint n;
    } rows[] = {{"K355", NULL, 100}, {"K355", BB_NEC_BOOT_UNKNOWN, 100},
                {"K355", "05", 0},   {"K110", "02", 1},
                {"K110", NULL, 100}, {"C500", NULL, 0},
                {"C500", "05", 0}};
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = nec_facts (catalog, rows[i].code, -1, rows[i].boot);
        g_auto (GStrv) all = bb_nec_list_file_endings (facts);

        g_assert_cmpuint (g_strv_length (all), ==, rows[i].n);
        if (rows[i].n == 1)
            g_assert_cmpstr (all[0], ==, rows[i].boot);
        for (guint version = 0; rows[i].n == 100 && version < 100; version++) {
            g_autofree char *wanted = g_strdup_printf ("%02u", version);

            g_assert_cmpstr (all[version], ==, wanted);
        }
    }
}

static void
test_an_unknown_drive_is_refused (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k355"), NULL);
    g_autoptr (BbFacts) facts = nec_facts (catalog, "K355", 0x93, "05");
    g_autoptr (BbVerdict) verdict = NULL;

    g_clear_pointer (&facts->model, bb_model_unref);
    verdict = check (catalog, facts, image);
    g_assert_cmpint (weight_of (verdict, "unknown-drive"), ==, BB_WEIGHT_REFUSAL);
}

/* An image of another type is refused. If the other type has the same hardware, the reason must mention the
 * different boot code. */
static void
test_another_type_is_refused (void)
{
    static const struct {
        const char *drive;
        const char *hint;
    } cases[] = {{"K356", "different boot code"},
                 {"K451", "different boot code"},
                 {"K470", "The image would not run on this drive."},
                 {"D355", "different boot code"},
                 {"K110", "The image would not run on this drive."}};

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbVerdict) verdict = check_vector ("nec-2m-k355", NULL, cases[i].drive, 0x94, "05");

        g_assert_cmpint (weight_of (verdict, "other-type"), ==, BB_WEIGHT_REFUSAL);
        g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, 1);
        g_assert_nonnull (strstr (bb_verdict_get_reason (verdict, 0)->text, cases[i].hint));
    }
}

static void
test_related_hardware_has_its_own_sentence (void)
{
    NecRecipe recipe = {.tag = "K353", .firmware_id = 0x89};
    g_autoptr (BbVerdict) verdict = check_vector ("nec-1m-k352", &recipe, "K354", 0x8B, "02");

    g_assert_cmpint (weight_of (verdict, "other-type"), ==, BB_WEIGHT_REFUSAL);
    g_assert_nonnull (strstr (bb_verdict_get_reason (verdict, 0)->text,
                              "No successful conversion between these two types is known"));
}

static void
test_boot_versions_must_match (void)
{
    static const struct {
        const char *image;
        const char *drive;
        const char *code; /* reason about the boot version; NULL: there is none */
        BbWeight weight;
    } cases[] = {
        {"05", "05", NULL, 0},
        {"05", "06", "boot-version", BB_WEIGHT_REFUSAL},
        {"05", NULL, "boot-version-later", BB_WEIGHT_INFO},
        {"05", "unknown", "boot-version-unreadable", BB_WEIGHT_REFUSAL},
        {"", "05", "boot-version-not-in-image", BB_WEIGHT_CAUTION},
        {"", NULL, "boot-version-not-in-image", BB_WEIGHT_CAUTION},
        {"", "unknown", "boot-version-not-in-image", BB_WEIGHT_CAUTION},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        NecRecipe recipe = {.boot = cases[i].image};
        g_autoptr (BbVerdict) verdict = check_vector ("nec-2m-k355", &recipe, "K355", 0x93, cases[i].drive);

        /* Every 2M drive has a block that a flash erases and does not program, so this reason is always there. */
        g_assert_cmpint (weight_of (verdict, "left-block"), ==, BB_WEIGHT_INFO);
        g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, cases[i].code == NULL ? 1 : 2);
        if (cases[i].code != NULL)
            g_assert_cmpint (weight_of (verdict, cases[i].code), ==, cases[i].weight);
    }
}

/* Checks an image for a drive whose boot version is not known. With incomplete firmware, the check must say that the
 * plan compares the versions in safe mode. An image for a rebranded drive must get a caution, because its boot code
 * reports no version. Row 4: a known version of the drive must be compared at once. */
static void
test_boot_code_is_asked_later_if_the_firmware_is_incomplete (void)
{
    static const struct {
        const char *image;
        const char *drive;
        gboolean runs;
        const char *code;
        BbWeight weight;
        const char *says;
    } rows[] = {
        {"05", NULL, FALSE, "boot-version-later", BB_WEIGHT_INFO,
         "If the drive has a different version, Burnback will stop before anything is erased."},
        {"05", NULL, TRUE, "boot-version-later", BB_WEIGHT_INFO,
         "If the drive has a different version, Burnback will stop after the backup, without flashing."},
        {BB_NEC_OEM_BOOT, NULL, FALSE, "boot-version-unasked", BB_WEIGHT_CAUTION, "cannot be read while"},
        {"05", "06", FALSE, "boot-version", BB_WEIGHT_REFUSAL, "but the drive has version 06"},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        NecRecipe recipe = {.boot = rows[i].image};
        g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k355"), &recipe);
        g_autoptr (BbFacts) facts = nec_facts (catalog, "K355", 0x93, rows[i].drive);
        g_autoptr (BbVerdict) verdict = NULL;

        if (!rows[i].runs)
            facts->condition = BB_CONDITION_HALF_ALIVE;
        verdict = check (catalog, facts, image);
        g_assert_cmpint (weight_of (verdict, rows[i].code), ==, rows[i].weight);
        g_assert_nonnull (strstr (text_of (verdict, rows[i].code), rows[i].says));
    }
}

/* Images for the K110 rarely contain a boot version. An image without one is a caution, even for the same product.
 * Laptop drives (L210) are checked by their wiring only. */
static void
test_old_images_without_boot_version_are_asked_about (void)
{
    NecRecipe silent = {.boot = "", .firmware_id = 0x68};
    NecRecipe telling = {.boot = "05", .firmware_id = 0x68};
    NecRecipe laptop = {.boot = "", .firmware_id = 0x84};
    g_autoptr (BbVerdict) asked = check_vector ("nec-640k-k110", &silent, "K110", 0x68, "05");
    g_autoptr (BbVerdict) fits = check_vector ("nec-640k-k110", &telling, "K110", 0x68, "05");
    g_autoptr (BbVerdict) wired = check_vector ("nec-768k-l210", &laptop, "L210", 0x84, "05");

    g_assert_cmpint (weight_of (asked, "boot-version-not-in-image"), ==, BB_WEIGHT_CAUTION);
    g_assert_cmpint (bb_verdict_get_level (asked), ==, BB_VERDICT_CAUTION);
    g_assert_false (bb_verdict_has (fits, "boot-version-not-in-image"));
    g_assert_false (bb_verdict_has (fits, "boot-version"));
    g_assert_cmpint (bb_verdict_get_level (wired), ==, BB_VERDICT_FITS);
}

/* The firmware id byte shows whether the drive is wired as master or slave. If the firmware is not valid, the boot
 * code version shows the wiring instead. */
static void
test_laptop_wiring_must_match (void)
{
    static const struct {
        int image_id;
        int drive_id;
        const char *drive_boot;
        const char *code;
        BbWeight weight;
        const char *says;
    } cases[] = {
        {0x84, 0x84, "00", NULL, 0, NULL},
        {0x84, 0x84, "77", NULL, 0, NULL}, /* same wiring: the boot code version does not matter */
        {0x84, 0x85, "00", "wiring", BB_WEIGHT_REFUSAL, "for master wiring, but the drive is wired as slave."},
        {0x85, 0x84, "01", "wiring", BB_WEIGHT_REFUSAL, "for slave wiring, but the drive is wired as master."},
        {0x84, 0x33, "00", "wiring", BB_WEIGHT_REFUSAL, "but the drive’s wiring is unknown (ID byte 0x33)."},
        {0x44, 0x84, "00", "wiring-unknown", BB_WEIGHT_REFUSAL, "for master or slave wiring"},
        {0x44, 0x44, "00", "wiring-unknown", BB_WEIGHT_REFUSAL, "for master or slave wiring"},
        {0x84, 0xFF, "00", "wiring-assumed", BB_WEIGHT_CAUTION, "(version 00) indicates master wiring"},
        {0x85, 0xFF, "01", "wiring-assumed", BB_WEIGHT_CAUTION, "(version 01) indicates slave wiring"},
        {0x85, 0xFF, "00", "wiring-boot", BB_WEIGHT_REFUSAL,
         "slave wiring and boot code version 01. This drive has boot code version 00, which may mean "
         "different wiring."},
        {0x85, 0xFF, "unknown", "wiring-boot", BB_WEIGHT_REFUSAL, "slave wiring and boot code version 01"},
        {0x85, 0xFF, NULL, "boot-version-later", BB_WEIGHT_INFO,
         "Without valid firmware, the drive does not report whether"},
        {0x85, -1, "01", "wiring-assumed", BB_WEIGHT_CAUTION, "(version 01) indicates slave wiring"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        NecRecipe recipe = {.firmware_id = cases[i].image_id};
        g_autoptr (BbVerdict) verdict =
            check_vector ("nec-768k-l210", &recipe, "L210", cases[i].drive_id, cases[i].drive_boot);

        g_assert_false (bb_verdict_has (verdict, "boot-version-not-in-image"));
        if (cases[i].code == NULL)
            g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_FITS);
        else
            g_assert_cmpint (weight_of (verdict, cases[i].code), ==, cases[i].weight);
        if (cases[i].code != NULL)
            g_assert_nonnull (strstr (text_of (verdict, cases[i].code), cases[i].says));
    }
}

/* If the firmware is incomplete, the id byte can have any value, also a known one, so the boot code decides. While
 * the firmware runs, an unknown byte is refused. */
static void
test_incomplete_firmware_does_not_show_the_wiring (void)
{
    static const struct {
        int image_id;
        int drive_id;
        const char *drive_boot;
        const char *code;
        BbWeight weight;
    } cases[] = {
        {0x84, 0x33, "00", "wiring-assumed", BB_WEIGHT_CAUTION},
        {0x85, 0x33, "01", "wiring-assumed", BB_WEIGHT_CAUTION},
        {0x85, 0x33, "00", "wiring-boot", BB_WEIGHT_REFUSAL},
        {0x85, 0x33, NULL, "boot-version-later", BB_WEIGHT_INFO},
        {0x85, 0x84, "01", "wiring-assumed", BB_WEIGHT_CAUTION},
        {0x84, 0x85, "00", "wiring-assumed", BB_WEIGHT_CAUTION},
        {0x85, 0x84, "00", "wiring-boot", BB_WEIGHT_REFUSAL},
        {0x84, 0x85, "01", "wiring-boot", BB_WEIGHT_REFUSAL},
        {0x85, 0x84, "unknown", "wiring-boot", BB_WEIGHT_REFUSAL},
        /* the byte equals that of the image by chance; the boot code is that of the other wiring */
        {0x84, 0x84, "01", "wiring-boot", BB_WEIGHT_REFUSAL},
        {0x85, 0x85, "00", "wiring-boot", BB_WEIGHT_REFUSAL},
        {0x84, 0x84, "00", NULL, 0},
        {0x84, 0x84, "unknown", NULL, 0},
        {0x44, 0x33, "00", "wiring-unknown", BB_WEIGHT_REFUSAL},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        NecRecipe recipe = {.firmware_id = cases[i].image_id};
        g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-768k-l210"), &recipe);
        g_autoptr (BbFacts) facts = nec_facts (catalog, "L210", cases[i].drive_id, cases[i].drive_boot);
        g_autoptr (BbVerdict) verdict = NULL;

        facts->condition = BB_CONDITION_SPECIAL;
        verdict = check (catalog, facts, image);
        if (cases[i].code == NULL)
            g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_FITS);
        else
            g_assert_cmpint (weight_of (verdict, cases[i].code), ==, cases[i].weight);
    }
}

static const struct {
    int image_id;
    int drive_id;
    gboolean cross;
} crossflash_cases[] = {
    {0x70, 0x68, TRUE}, {0x68, 0x70, TRUE}, {0x68, 0x6D, TRUE}, {0x68, 0x68, FALSE}, {0x68, 0xFF, FALSE}};

/* Firmware of another product of the same type is a cross-flash: not refused, and the reports of the catalog are
 * added. */
static void
test_another_model_of_the_type_is_a_crossflash (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (crossflash_cases); i++) {
        NecRecipe recipe = {.firmware_id = crossflash_cases[i].image_id, .boot = "05"};
        g_autoptr (BbVerdict) verdict =
            check_vector ("nec-640k-k110", &recipe, "K110", crossflash_cases[i].drive_id, "05");

        g_assert_true (bb_verdict_has (verdict, "hardware-id") == crossflash_cases[i].cross);
        g_assert_cmpint (bb_verdict_get_level (verdict), ==,
                         crossflash_cases[i].cross ? BB_VERDICT_CROSS_FLASH : BB_VERDICT_FITS);
        if (crossflash_cases[i].image_id == 0x70) {
            g_assert_cmpint (weight_of (verdict, "crossflash-gains"), ==, BB_WEIGHT_INFO);
            g_assert_cmpint (weight_of (verdict, "crossflash-losses"), ==, BB_WEIGHT_INFO);
        }
    }
}

/**
 * ProductCase: a drive of type K110 without running firmware, and an image for the product with @image_id.
 * @drive: name of the product that the drive was identified as
 * @rid_model: (nullable): model in the model block of the drive
 * @cross: expected result: TRUE if the image is for another product
 */
typedef struct {
    const char *drive;
    const char *rid_model;
    int image_id;
    gboolean cross;
} ProductCase;

/* The catalog has the model block text of each product of the K110. Of the products of the K210 it has only that of
 * the ND-2500A. */
static const ProductCase product_cases[] = {
    {"ND-1100A", NULL, 0x70, TRUE},       {"ND-1100A", NULL, 0x6D, TRUE},
    {"ND-1300A", NULL, 0x68, TRUE},       {"ND-1100A", NULL, 0x68, FALSE},
    {"ND-1100A", "ND-1100A", 0x70, TRUE}, {"ND-1100A", "ND-1100A", 0x68, FALSE},
    {"ND-1100A", "ND-1300A", 0x70, TRUE}, {"ND-1000A / ND-1100A / ND-1300A", NULL, 0x70, FALSE},
    {"ACME-1", NULL, 0x70, FALSE},
};

/* While the firmware does not run, the firmware id byte may be half programmed, so the model block distinguishes the
 * products. */
static void
test_model_block_tells_products_apart_without_firmware (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (product_cases); i++) {
        NecRecipe recipe = {.firmware_id = product_cases[i].image_id, .boot = "05"};
        g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-640k-k110"), &recipe);

        /* firmware id byte of the drive: that of the image, by chance; that of another product; that of no product */
        for (guint j = 0; j < 3; j++) {
            const int drive_ids[] = {product_cases[i].image_id, 0x6D, 0xFF};
            g_autoptr (BbFacts) facts = nec_facts (catalog, "K110", drive_ids[j], "05");
            g_autoptr (BbVerdict) verdict = NULL;

            facts->condition = BB_CONDITION_SPECIAL;
            g_free (facts->model_name);
            facts->model_name = g_strdup (product_cases[i].drive);
            if (product_cases[i].rid_model != NULL)
                bb_facts_set_string (facts, BB_NEC_VALUE_RID_MODEL, product_cases[i].rid_model);
            verdict = check (catalog, facts, image);
            g_test_message ("case %u, byte %02x", i, (guint) drive_ids[j]);
            g_assert_cmpint (bb_verdict_has (verdict, "hardware-id"), ==, product_cases[i].cross);
            g_assert_cmpint (bb_verdict_get_level (verdict), ==,
                             product_cases[i].cross ? BB_VERDICT_CROSS_FLASH : BB_VERDICT_FITS);
        }
    }
}

/* The drive was identified as ND-6100A, and the image is for the ND-6450A, whose RID text is not in the catalog. The
 * check must report a cross-flash only if the model block names the ND-6100A. */
static void
test_model_block_without_text_of_the_image_needs_the_own_name (void)
{
    static const char *const rid_models[] = {NULL, "ND-6500A", "ND-6100A"};
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    NecRecipe recipe = {.firmware_id = 0x86};
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-768k-l210"), &recipe);

    g_assert_cmpstr (bb_image_get_identity (image)->model_name, ==, "ND-6450A");
    for (guint i = 0; i < G_N_ELEMENTS (rid_models); i++) {
        g_autoptr (BbFacts) facts = nec_facts (catalog, "L210", 0x78, "00");
        g_autoptr (BbVerdict) verdict = NULL;

        facts->condition = BB_CONDITION_SPECIAL;
        g_free (facts->model_name);
        facts->model_name = g_strdup ("ND-6100A");
        if (rid_models[i] != NULL)
            bb_facts_set_string (facts, BB_NEC_VALUE_RID_MODEL, rid_models[i]);
        verdict = check (catalog, facts, image);
        g_assert_cmpint (bb_verdict_has (verdict, "hardware-id"), ==, i == 2);
    }
}

/* An unknown firmware id byte, also 0x00, is a caution only for a type whose bytes the catalog lists: K355, not
 * K366. */
static void
test_unknown_firmware_id_byte_is_a_caution (void)
{
    static const struct {
        const char *code;
        int id; /* 0x100: the byte is 0x00, because 0 would leave the byte of the vector */
        gboolean is_listed;
    } rows[] = {
        {"K355", 0x42, TRUE},
        {"K355", 0x100, TRUE},
        {"K366", 0x42, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        NecRecipe recipe = {.tag = rows[i].code, .firmware_id = rows[i].id};
        g_autoptr (BbVerdict) verdict = check_vector ("nec-2m-k355", &recipe, rows[i].code, 0x93, "05");

        g_assert_true (bb_verdict_has (verdict, "firmware-id-unknown") == rows[i].is_listed);
        g_assert_cmpint (bb_verdict_get_level (verdict), ==,
                         rows[i].is_listed ? BB_VERDICT_CAUTION : BB_VERDICT_FITS);
    }
}

static const struct {
    const char *vendor;
    const char *product;
    const char *becomes; /* text in the reason "name-changes"; NULL: the name stays the same */
} brand_cases[] = {{"TDK", "DVDRW420N", "“TDK DVDRW420N” instead of “_NEC DVD_RW TEST”."},
                   {"_NEC", "DVD_RW OTHER", "“_NEC DVD_RW OTHER” instead of “_NEC DVD_RW TEST”."},
                   {"NEC", "dvd_rw test", NULL}};

static void
test_a_change_of_brand_is_a_caution (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (brand_cases); i++) {
        NecRecipe recipe = {.vendor = brand_cases[i].vendor, .product = brand_cases[i].product};
        g_autoptr (BbVerdict) verdict = check_vector ("nec-2m-k355", &recipe, "K355", 0x93, "05");

        g_assert_true (bb_verdict_has (verdict, "name-changes") == (brand_cases[i].becomes != NULL));
        g_assert_cmpint (bb_verdict_get_level (verdict), ==,
                         brand_cases[i].becomes != NULL ? BB_VERDICT_CAUTION : BB_VERDICT_FITS);
        if (brand_cases[i].becomes != NULL)
            g_assert_nonnull (strstr (text_of (verdict, "name-changes"), brand_cases[i].becomes));
    }
}

/* Checks an image for a drive in safe mode. If the name that the drive had before is known and differs from the name
 * in the image, there must be the caution "name-changes"; if it is unknown, the new name as information. The rest of
 * the verdict must not depend on the name. */
static void
test_in_safe_mode_the_former_brand_counts (void)
{
    static const struct {
        const char *vendor, *product, *model;
        gboolean warns;
        BbVerdictLevel level;
    } rows[] = {
        {NULL, NULL, "K355", FALSE, BB_VERDICT_FITS},
        {"TDK", "DVDRW420N", "K355", TRUE, BB_VERDICT_CAUTION},
        {"NEC", "DVD_RW OTHER", "K355", FALSE, BB_VERDICT_FITS},
        {"NEC", "DVD_RW OTHER", "K356", FALSE, BB_VERDICT_REFUSED},
        {"TDK", "DVDRW420N", "K356", FALSE, BB_VERDICT_REFUSED},
    };
    static const NecRecipe recipe = {.vendor = "_NEC", .product = "DVD_RW OTHER"};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbCatalog) catalog = nec_catalog ();
        g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k355"), &recipe);
        g_autoptr (BbFacts) facts = nec_facts (catalog, rows[i].model, 0x93, "05");
        g_autoptr (BbVerdict) verdict = NULL;

        facts->condition = BB_CONDITION_SPECIAL;
        bb_facts_set_own_name (facts, rows[i].vendor, rows[i].product);
        verdict = check (catalog, facts, image);
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, rows[i].level);
        g_assert_true (bb_verdict_has (verdict, "name-changes") == rows[i].warns);
        if (rows[i].warns)
            g_assert_nonnull (strstr (text_of (verdict, "name-changes"), "instead of “TDK DVDRW420N”."));
        g_assert_true (bb_verdict_has (verdict, "name-unknown") == (rows[i].vendor == NULL));
        if (rows[i].vendor == NULL)
            g_assert_nonnull (strstr (text_of (verdict, "name-unknown"), "the name “_NEC DVD_RW OTHER”."));
    }
}

static void
test_an_uncertain_sum_is_a_caution_and_no_refusal (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GByteArray) bytes = nec_vector_bytes (nec_vector ("nec-1m-k352"), NULL);
    g_autoptr (BbFacts) facts = nec_facts (catalog, "K352", 0x88, "02");
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbVerdict) verdict = NULL;

    bytes->data[0x4000] ^= 1;
    image = nec_identify (catalog, bytes);
    verdict = check (catalog, facts, image);
    g_assert_cmpint (weight_of (verdict, "inner-sum"), ==, BB_WEIGHT_CAUTION);
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_CAUTION);
}

/* TRUE if a flash of @image erases a block before the drive checks the checksum of @bank. */
static gboolean
erases_before_sum (BbCatalog *catalog, BbFacts *facts, BbImage *image, guint bank)
{
    BbFlashInput input = {.facts = facts, .image = image, .catalog = catalog};
    g_autoptr (BbPlan) plan = bb_family_nec_optiarc.plan_flash (&input, NULL);
    gboolean erased = FALSE;
    guint n_sums = 0;

    g_assert_nonnull (plan);
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        erased = erased || bb_plan_get_step (plan, i)->kind == BB_STEP_ERASE;
        if (bb_plan_get_step (plan, i)->kind == BB_STEP_CHECKSUM && n_sums++ == bank)
            return erased;
    }
    g_error ("no sum of part %u", bank);
}

/* The checksum inside one part of the image is wrong. The reason "inner-sum" must say whether the drive checks this
 * part before or after the first erase. This must agree with the order of the steps in the plan. */
static void
test_wrong_checksum_text_agrees_with_plan (void)
{
    static const struct {
        const char *vector;
        gsize flipped;
        guint bank;
    } cases[] = {{"nec-640k-k110", 0x4000, 0},
                 {"nec-640k-k110", 0x80000, 1},
                 {"nec-1m-k352", 0x4000, 0},
                 {"nec-1m-k210", 0x4000, 0}};

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbCatalog) catalog = nec_catalog ();
        const NecVector *vector = nec_vector (cases[i].vector);
        g_autoptr (GByteArray) bytes = nec_vector_bytes (vector, NULL);
        g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, "02");
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbVerdict) verdict = NULL;
        const char *text = NULL;
        gboolean late;

        bytes->data[cases[i].flipped] ^= 1;
        image = nec_identify (catalog, bytes);
        verdict = check (catalog, facts, image);
        text = text_of (verdict, "inner-sum");
        late = erases_before_sum (catalog, facts, image, cases[i].bank);
        g_assert_cmpint (late, ==, cases[i].bank > 0);
        g_assert_cmpint (strstr (text, "before it erases anything") == NULL, ==, late);
        g_assert_cmpint (strstr (text, "If the drive rejects this part, the firmware will be incomplete") != NULL, ==,
                         late);
    }
}

static void
test_a_damaged_id_is_a_caution (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k355"), NULL);
    g_autoptr (BbFacts) facts = nec_facts (catalog, "K355", 0x93, "05");
    g_autoptr (BbVerdict) verdict = NULL;

    facts->condition = BB_CONDITION_DAMAGED;
    verdict = check (catalog, facts, image);
    g_assert_cmpint (weight_of (verdict, "damaged-id"), ==, BB_WEIGHT_CAUTION);
}

/* Before bb_nec_learn() it is unknown whether an ND-3550A has the boot code of a K355 or of a D355, so images for
 * both types are allowed. Afterwards only images for the type of the boot code are allowed. */
static void
test_the_type_may_be_open_until_the_key_is_known (void)
{
    NecRecipe recipe = {.tag = "D355", .firmware_id = 0x9F};
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k355"), &recipe);
    g_autoptr (BbFacts) open = nec_facts (catalog, "K355", 0x9F, NULL);
    g_autoptr (BbFacts) closed = nec_facts (catalog, "K355", 0x9F, "05");
    g_autoptr (BbVerdict) before = NULL;
    g_autoptr (BbVerdict) after = NULL;

    g_ptr_array_add (open->candidates, bb_catalog_get_model (catalog, BB_NEC_FAMILY, "D355"));
    g_ptr_array_add (closed->candidates, bb_catalog_get_model (catalog, BB_NEC_FAMILY, "D355"));
    before = check (catalog, open, image);
    after = check (catalog, closed, image);
    g_assert_cmpint (weight_of (before, "type-later"), ==, BB_WEIGHT_INFO);
    /* The other rules apply as for a D355. */
    g_assert_true (bb_verdict_has (before, "left-block"));
    g_assert_cmpint (bb_verdict_get_level (before), ==, BB_VERDICT_FITS);
    g_assert_cmpint (weight_of (after, "other-type"), ==, BB_WEIGHT_REFUSAL);
}

/* While stored ID and firmware name two types, images for both are allowed with a caution. After the boot code has
 * decided, only images for its type are allowed. */
static void
test_contradicting_sources_are_a_caution (void)
{
    static const struct {
        const char *tag;
        const char *boot; /* boot version of the drive; NULL: the boot code was not asked */
        gboolean wants_repair;
        const char *code; /* reason of the verdict; NULL: neither of the two reasons */
    } rows[] = {
        {"K355", NULL, TRUE, "identity-conflict"},
        {"K451", NULL, TRUE, "identity-conflict"},
        {"K450", NULL, TRUE, "other-type"},
        {"K355", NULL, FALSE, NULL},
        {"K355", "05", TRUE, NULL},
        {"K451", "05", TRUE, "other-type"},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        NecRecipe recipe = {.tag = rows[i].tag, .firmware_id = g_str_equal (rows[i].tag, "K451") ? 0x92 : 0x93};
        g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k355"), &recipe);
        g_autoptr (BbFacts) facts = nec_facts (catalog, "K355", 0x93, rows[i].boot);
        g_autoptr (BbVerdict) verdict = NULL;

        facts->wants_repair = rows[i].wants_repair;
        g_ptr_array_add (facts->conflict, bb_claim_new ("stored-id", "K451", "ND-4551A"));
        g_ptr_array_add (facts->conflict, bb_claim_new ("firmware", "K355", "ND-3550A"));
        verdict = check (catalog, facts, image);
        g_test_message ("row %u", i);
        g_assert_true (bb_verdict_has (verdict, "other-type") == (g_strcmp0 (rows[i].code, "other-type") == 0));
        g_assert_true (bb_verdict_has (verdict, "identity-conflict") ==
                       (g_strcmp0 (rows[i].code, "identity-conflict") == 0));
        if (g_strcmp0 (rows[i].code, "identity-conflict") != 0)
            continue;
        g_assert_cmpint (weight_of (verdict, rows[i].code), ==, BB_WEIGHT_CAUTION);
        g_assert_nonnull (strstr (text_of (verdict, rows[i].code),
                                  "The evidence conflicts: this drive may be the ND-3550A or the ND-4551A, and"));
    }
}

/* explain_refusal() explains a refused checksum if the image is the cause. */
static void
test_refused_checksums_are_explained (void)
{
    static const struct {
        guint8 cdb[12];
        BbStepKind kind;
        gboolean differs; /* the checksum inside the image is wrong */
        const char *says; /* beginning of the explanation; NULL: there is none */
    } rows[] = {
        {{0xCC, 0x06, [9] = 5}, BB_STEP_CHECKSUM, FALSE, "This firmware does not match the boot code of this drive."},
        {{0xCC, 0x06, [9] = 4}, BB_STEP_CHECKSUM, FALSE, NULL},
        {{0xCC, 0x04, [9] = 5}, BB_STEP_CHECKSUM, FALSE, NULL},
        {{0xCC, 0x06, [9] = 5}, BB_STEP_UPLOAD, FALSE, NULL},
        {{0xCC, 0x04}, BB_STEP_CHECKSUM, TRUE, "The checksum of this firmware file is wrong,"},
        {{0xCC, 0x04}, BB_STEP_ERASE, TRUE, NULL},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GByteArray) bytes = nec_vector_bytes (nec_vector ("nec-1m-k352"), NULL);
        BbStep step = {.kind = rows[i].kind};
        BbRefusedPlan refusal = {.step = &step};
        g_autoptr (BbImage) image = NULL;
        g_autofree char *why = NULL;

        bytes->data[0x4000] ^= rows[i].differs ? 1 : 0;
        refusal.image = image = nec_identify (catalog, bytes);
        bb_cdb_init (&step.cdb, rows[i].cdb, 12);
        why = bb_family_nec_optiarc.explain_refusal (&refusal);
        g_test_message ("row %u: %s", i, why);
        g_assert_cmpint (why != NULL, ==, rows[i].says != NULL);
        if (why != NULL)
            g_assert_true (g_str_has_prefix (why, rows[i].says));
    }
}

/* In safe mode the stored ID may be wrong, so an image for another type of the same hardware is a caution. */
static void
test_in_safe_mode_a_sibling_is_a_caution (void)
{
    static const struct {
        const char *code;
        const char *reason;
        BbWeight weight;
    } cases[] = {
        {"K451", "type-by-key", BB_WEIGHT_CAUTION},
        {"K470", "other-type", BB_WEIGHT_REFUSAL},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k355"), NULL);

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbFacts) facts = nec_facts (catalog, cases[i].code, -1, NULL);
        g_autoptr (BbVerdict) verdict = NULL;

        facts->condition = BB_CONDITION_SPECIAL;
        bb_facts_set_string (facts, "boot-version", "05");
        verdict = check (catalog, facts, image);
        g_assert_cmpint (weight_of (verdict, cases[i].reason), ==, cases[i].weight);
        g_assert_cmpint (bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED, ==,
                         cases[i].weight == BB_WEIGHT_REFUSAL);
    }
}

static void
test_operations_follow_flash_type (void)
{
    static const BbCan all =
        BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_FLASH | BB_CAN_VERIFY | BB_CAN_ROLLBACK | BB_CAN_RECOVER;
    static const struct {
        const char *code;
        int id;
        BbCan can;
        BbBackupKind kind;
    } cases[] = {
        {"K110", 0x68, all, BB_BACKUP_FULL},
        {"K355", 0xFF, all, BB_BACKUP_FULL},
        {"K370", 0xA2, all, BB_BACKUP_FULL},
        {"K370", 0xFF, all, BB_BACKUP_PARTIAL},
        {"G285", -1, all, BB_BACKUP_PARTIAL},
        {"C500", -1, BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_FLASH | BB_CAN_RECOVER, BB_BACKUP_PARTIAL},
        {"M110", 0x8A, BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_VERIFY, BB_BACKUP_FULL},
        {"B535", -1, BB_CAN_IDENTIFY, BB_BACKUP_NONE},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbFacts) facts = nec_facts (catalog, cases[i].code, cases[i].id, NULL);
        g_autofree char *why = NULL;

        g_assert_cmpint (bb_family_nec_optiarc.can (facts), ==, cases[i].can);
        g_assert_cmpint (bb_family_nec_optiarc.backup_kind (facts, &why), ==, cases[i].kind);
        g_assert_true ((why == NULL) == (cases[i].kind == BB_BACKUP_FULL));
        g_assert_true ((bb_family_get_no_flash (facts) == NULL) == ((cases[i].can & BB_CAN_FLASH) != 0));
        g_assert_true (bb_family_recovers (facts) == ((cases[i].can & BB_CAN_RECOVER) != 0));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/check/fits", test_each_vector_fits_its_own_drive);
    g_test_add_func ("/nec/check/file-endings", test_files_end_in_any_boot_version);
    g_test_add_func ("/nec/check/boot-code-is-asked-later",
                     test_boot_code_is_asked_later_if_the_firmware_is_incomplete);
    g_test_add_func ("/nec/check/unknown-drive", test_an_unknown_drive_is_refused);
    g_test_add_func ("/nec/check/other-type", test_another_type_is_refused);
    g_test_add_func ("/nec/check/related", test_related_hardware_has_its_own_sentence);
    g_test_add_func ("/nec/check/boot-version", test_boot_versions_must_match);
    g_test_add_func ("/nec/check/boot-version-of-old-images", test_old_images_without_boot_version_are_asked_about);
    g_test_add_func ("/nec/check/wiring", test_laptop_wiring_must_match);
    g_test_add_func ("/nec/check/torn-wiring", test_incomplete_firmware_does_not_show_the_wiring);
    g_test_add_func ("/nec/check/crossflash", test_another_model_of_the_type_is_a_crossflash);
    g_test_add_func ("/nec/check/products-without-firmware", test_model_block_tells_products_apart_without_firmware);
    g_test_add_func ("/nec/check/products-without-text",
                     test_model_block_without_text_of_the_image_needs_the_own_name);
    g_test_add_func ("/nec/check/firmware-id", test_unknown_firmware_id_byte_is_a_caution);
    g_test_add_func ("/nec/check/brand", test_a_change_of_brand_is_a_caution);
    g_test_add_func ("/nec/check/in-safe-mode-the-former-brand-counts", test_in_safe_mode_the_former_brand_counts);
    g_test_add_func ("/nec/check/inner-sum-of-each-part", test_wrong_checksum_text_agrees_with_plan);
    g_test_add_func ("/nec/check/inner-sum", test_an_uncertain_sum_is_a_caution_and_no_refusal);
    g_test_add_func ("/nec/check/damaged-id", test_a_damaged_id_is_a_caution);
    g_test_add_func ("/nec/check/type-later", test_the_type_may_be_open_until_the_key_is_known);
    g_test_add_func ("/nec/check/contradicting-sources", test_contradicting_sources_are_a_caution);
    g_test_add_func ("/nec/check/refused-checksums", test_refused_checksums_are_explained);
    g_test_add_func ("/nec/check/type-by-key", test_in_safe_mode_a_sibling_is_a_caution);
    g_test_add_func ("/nec/check/can", test_operations_follow_flash_type);
    return g_test_run ();
}
