/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"
#include "shipped-catalog.h"

#include "family/matshita/bb-matshita.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The family of Matshita drives: identified by INQUIRY, and nothing else. */

#define SHA256 "7bad67a1ec0daf7d17fea8c51b2b6d5e747d4ef0a84918662408e62c3559b462"

static BbFacts *
probe (FakeDrive *drive)
{
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);

    g_assert_no_error (error);
    return facts;
}

/* Each model is identified with INQUIRY alone, is not flashed, and says why. */
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
        g_assert_nonnull (strstr (text, "manufacturer's update program"));
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

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/matshita/every_model_is_only_identified", test_every_model_is_only_identified);
    g_test_add_func ("/matshita/boot_code_is_recognised_by_its_revision",
                     test_boot_code_is_recognised_by_its_revision);
    g_test_add_func ("/matshita/file_is_named_and_refused", test_file_is_named_and_refused);
    return g_test_run ();
}
