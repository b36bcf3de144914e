/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"
#include "shipped-catalog.h"

#include "family/matshita/bb-matshita.h"
#include "sim/bb-sim.h"

#include <string.h>

/* Tests the family of Matshita drives, which are identified by INQUIRY and are neither read nor flashed. */

#define SHA256 "7bad67a1ec0daf7d17fea8c51b2b6d5e747d4ef0a84918662408e62c3559b462"

static BbFacts *
probe (FakeDrive *drive)
{
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);

    g_assert_no_error (error);
    return facts;
}

/* Each model is identified with INQUIRY alone and cannot be flashed; a sentence says why. */
static void
test_every_model_is_only_identified (void)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (shipped_catalog (), BB_MATSHITA_ID);

    g_assert_cmpuint (models->len, >, 200);
    for (guint i = 0; i < models->len; i++) {
        g_autoptr (FakeDrive) drive =
            fake_drive_new ("MATSHITA", bb_model_get_string (models->pdata[i], "Product"), "1.00");
        g_autoptr (BbFacts) facts = probe (drive);
        BbFlashInput input = {.facts = facts, .catalog = shipped_catalog ()};
        g_autofree char *text = bb_family_dup_no_flash (facts);
        g_autoptr (GError) error = NULL;

        g_test_message ("%s", bb_model_get_key (models->pdata[i]));
        g_assert_cmpstr (facts->family, ==, BB_MATSHITA_ID);
        g_assert_cmpstr (bb_facts_get_model_key (facts), ==, bb_model_get_key (models->pdata[i]));
        g_assert_cmpuint (drive->log->len, ==, 1);
        g_assert_cmpint (bb_family_matshita.can (facts), ==, BB_CAN_IDENTIFY);
        g_assert_nonnull (strstr (text, "manufacturer’s update program"));
        g_assert_null (bb_family_matshita.plan_flash (&input, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    }
}

static void
test_boot_code_is_recognised_by_its_revision (void)
{
    static const struct {
        const char *product;
        const char *revision;
        BbCondition condition;
    } rows[] = {
        {"DVD-R   UJ-857D", "0009", BB_CONDITION_SPECIAL},
        {"DVD-R   UJ-857D", "KCV9", BB_CONDITION_NORMAL},
        {"DVD-RAM UJ870BJ", "0009", BB_CONDITION_NORMAL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new ("MATSHITA", rows[i].product, rows[i].revision);
        g_autoptr (BbFacts) facts = probe (drive);

        g_assert_cmpint (facts->condition, ==, rows[i].condition);
        g_assert_cmpint (bb_facts_get_boolean (facts, BB_FACTS_IS_LOST), ==,
                         rows[i].condition == BB_CONDITION_SPECIAL);
        g_assert_cmpint (bb_facts_get_string (facts, BB_FACTS_WANTS) != NULL, ==,
                         rows[i].condition == BB_CONDITION_SPECIAL);
    }
}

static void
test_file_is_named_and_refused (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("MATSHITA", "DVD-RAM UJ870BJ", "1.02");
    g_autoptr (BbFacts) facts = probe (drive);
    GVariantBuilder options;
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GBytes) cut = NULL;
    g_autofree char *sum = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "product", "DVD-RAM SIM-0001");
    g_variant_builder_add (&options, "{ss}", "revision", "ST01");
    g_variant_builder_add (&options, "{ss}", "seed", "0x51");
    bytes = bb_sim_make_image (shipped_catalog (), BB_MATSHITA_ID, "DVD-RAM UJ870BJ",
                               g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
    g_assert_cmpstr (sum, ==, SHA256);
    cut = g_bytes_new_from_bytes (bytes, 0, 0x4000);
    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbImage) file = bb_image_new_from_bytes (i == 0 ? bytes : cut, "test.bin");
        g_autoptr (GPtrArray) images = bb_family_identify_file (file, shipped_catalog ());
        BbImageIdentity *identity = bb_image_get_identity (images->pdata[0]);
        g_autoptr (BbVerdict) verdict = bb_family_check (facts, images->pdata[0], shipped_catalog ());

        g_assert_cmpstr (identity->family, ==, BB_MATSHITA_ID);
        g_assert_cmpstr (identity->product, ==, "DVD-RAM SIM-0001");
        g_assert_cmpstr (identity->revision, ==, "ST01");
        g_assert_cmpint (identity->problem != NULL, ==, i == 1);
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
        g_assert_true (bb_verdict_has (verdict, "no-flash"));
    }
}

/* Tests the facts of a drive whose firmware runs, and of a drive of which only the boot code runs. */
static void
test_facts_of_a_drive (void)
{
    g_autoptr (FakeDrive) working = fake_drive_new ("MATSHITA", "DVD-R   UJ-857D", "KCV9");
    g_autoptr (FakeDrive) lost = fake_drive_new ("MATSHITA", "DVD-R   UJ-857D", "0009");
    g_autoptr (BbFacts) facts = probe (working);
    g_autoptr (BbFacts) of_lost = probe (lost);

    g_assert_cmpstr (facts->maker, ==, "Panasonic");
    g_assert_cmpstr (facts->model_name, ==, "UJ-857D");
    g_assert_cmpstr (facts->mode, ==, "normal");
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_HIGH);
    g_assert_cmpuint (facts->evidence->len, ==, 1);
    g_assert_cmpstr (facts->evidence->pdata[0], ==, "The drive reports the name DVD-R UJ-857D.");
    g_assert_cmpstr (of_lost->mode, ==, "boot");
    g_assert_cmpint (of_lost->confidence, ==, BB_CONFIDENCE_HIGH);
    g_assert_cmpuint (of_lost->evidence->len, ==, 2);
    g_assert_cmpstr (of_lost->evidence->pdata[0], ==, "The drive reports the name DVD-R UJ-857D.");
    g_assert_cmpstr (of_lost->evidence->pdata[1], ==,
                     "The drive reports firmware revision 0009, which means that only its boot code is running.");
    g_assert_cmpstr (bb_facts_get_string (of_lost, BB_FACTS_WANTS), ==,
                     "The firmware of the drive is missing, and Burnback cannot write it. Use the manufacturer’s "
                     "update program for this exact model.");
}

/* The chip of each drive is taken from the catalog, and is unknown if the catalog has none. */
static void
test_chip_is_that_of_the_catalog (void)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (shipped_catalog (), BB_MATSHITA_ID);
    guint n_unknown = 0;

    for (guint i = 0; i < models->len; i++) {
        const char *chip = bb_model_get_string (models->pdata[i], "Chip");
        BbInquiry inquiry = {.device_type = 5, .vendor = "MATSHITA", .revision = "1.00"};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (GPtrArray) details = NULL;

        g_strlcpy (inquiry.product, bb_model_get_string (models->pdata[i], "Product"), sizeof inquiry.product);
        facts = bb_family_matshita.probe (NULL, &inquiry, NULL, shipped_catalog (), NULL, NULL);
        details = bb_family_describe (BB_MATSHITA_ID, facts->values);
        n_unknown += chip == NULL ? 1 : 0;
        g_assert_cmpstr (bb_facts_get_string (facts, BB_MATSHITA_KEY_CHIP), ==, chip);
        g_assert_cmpuint (details->len, ==, chip != NULL ? 1 : 0);
        if (chip == NULL)
            continue;
        g_assert_cmpstr (((BbDetail *) details->pdata[0])->label, ==,
                         "Likely chip (based on the model’s audio read offset)");
        g_assert_cmpstr (((BbDetail *) details->pdata[0])->text, ==, chip);
        g_assert_true (((BbDetail *) details->pdata[0])->is_hardware);
    }
    g_assert_cmpuint (n_unknown, <, models->len);
}

static void
test_other_names_are_not_of_this_family (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        gboolean is_listed;
    } rows[] = {
        {"MATSHITA", "DVD-RAM UJ870BJ", TRUE},   {"MATSHITA", "DVD-RAM  UJ870BJ", TRUE},
        {"MATSHITA", "DVD-RAM UJ870BJ_", FALSE}, {"MATSHITX", "DVD-RAM UJ870BJ", FALSE},
        {"MATSHITA", "DVD-RAM UJ870B", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbInquiry inquiry = {.device_type = 5, .revision = "1.00"};
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts = NULL;

        g_strlcpy (inquiry.vendor, rows[i].vendor, sizeof inquiry.vendor);
        g_strlcpy (inquiry.product, rows[i].product, sizeof inquiry.product);
        facts = bb_family_matshita.probe (NULL, &inquiry, NULL, shipped_catalog (), NULL, &error);
        g_test_message ("row %u", i);
        g_assert_cmpint (facts != NULL, ==, rows[i].is_listed);
        g_assert_cmpint (bb_family_matshita.suggests (&inquiry, shipped_catalog ()), ==, rows[i].is_listed);
        if (facts == NULL)
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
    }
}

static void
test_sentences_of_the_family (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("MATSHITA", "DVD-RAM UJ870BJ", "1.02");
    g_autoptr (BbFacts) facts = probe (drive);
    g_autofree char *text = bb_family_dup_no_flash (facts);
    g_autofree char *why = NULL;

    g_assert_cmpstr (text, ==,
                     "There is no published command for reading the firmware of Matshita drives, and no confirmed "
                     "command for writing it. Use the manufacturer’s update program for this exact model.");
    g_assert_cmpint (bb_family_matshita.backup_kind (facts, &why), ==, BB_BACKUP_NONE);
    g_assert_cmpstr (why, ==, "There is no known command for reading the firmware of this drive.");
    g_assert_cmpint (bb_family_matshita.backup_kind (facts, NULL), ==, BB_BACKUP_NONE);
    g_assert_cmpstr (bb_family_matshita.get_unchecked (), ==,
                     "There is no known way to check images for Matshita drives, so Burnback cannot tell whether the "
                     "file is complete.");
}

/* The header of an image contains vendor, product, revision, and the length of the rest of the file. */
static void
test_header_is_read (void)
{
    static const char wrong[] = "The file has 49 bytes, but its header specifies %u bytes. Download the file again.";
    static const struct {
        gsize size_bytes;
        guint8 length_byte; /* last byte of the length in the header */
        const char *vendor;
        gboolean is_found;
        guint wanted_bytes; /* file length that the expected problem quotes from the header; 0: no problem */
    } rows[] = {
        {0x31, 1, "MATSHITA", TRUE, 0},  {0x31, 0, "MATSHITA", TRUE, 48}, {0x31, 2, "MATSHITA", TRUE, 50},
        {0x30, 0, "MATSHITA", FALSE, 0}, {0x31, 1, "MATSHITX", FALSE, 0}, {0x31, 1, "XATSHITA", FALSE, 0},
        {0x27, 0, "MATSHITA", FALSE, 0}, {0, 0, "MATSHITA", FALSE, 0},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint8 *data = g_malloc0 (0x40);
        g_autoptr (GBytes) bytes = g_bytes_new_take (data, rows[i].size_bytes);
        g_autoptr (GPtrArray) found = NULL;
        g_autofree char *problem = g_strdup_printf (wrong, rows[i].wanted_bytes);
        BbImageIdentity *identity = NULL;

        memcpy (data, rows[i].vendor, 8);
        memcpy (data + 8, "DVD-RAM  X_     ", 16);
        memcpy (data + 0x18, "1.02", 4);
        data[0x27] = rows[i].length_byte;
        found = bb_family_matshita.identify_image (bytes, shipped_catalog ());
        g_test_message ("row %u", i);
        g_assert_cmpuint (found->len, ==, rows[i].is_found ? 1 : 0);
        if (!rows[i].is_found)
            continue;
        identity = found->pdata[0];
        g_assert_cmpstr (identity->problem, ==, rows[i].wanted_bytes > 0 ? problem : NULL);
        g_assert_cmpstr (identity->vendor, ==, "MATSHITA");
        g_assert_cmpstr (identity->product, ==, "DVD-RAM X_");
        g_assert_cmpstr (identity->model_name, ==, "DVD-RAM X_");
        g_assert_cmpstr (identity->revision, ==, "1.02");
        g_assert_cmpuint (identity->offset, ==, 0);
        g_assert_cmpuint (identity->length_bytes, ==, rows[i].size_bytes);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/matshita/every_model_is_only_identified", test_every_model_is_only_identified);
    g_test_add_func ("/matshita/boot_code_is_recognised_by_its_revision",
                     test_boot_code_is_recognised_by_its_revision);
    g_test_add_func ("/matshita/file_is_named_and_refused", test_file_is_named_and_refused);
#define ADD(name) g_test_add_func ("/matshita/" #name, test_##name)
    ADD (facts_of_a_drive);
    ADD (chip_is_that_of_the_catalog);
    ADD (other_names_are_not_of_this_family);
    ADD (sentences_of_the_family);
    ADD (header_is_read);
    return g_test_run ();
}
