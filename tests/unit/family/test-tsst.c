/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"
#include "plan-steps.h"
#include "shipped-catalog.h"
#include "tsst-files.h"

#include "family/bb-family.h"

#include <string.h>

/* The family samsung-tsst (docs/protocols/samsung-tsst.md): the drives that it identifies, verdicts on images, and
 * the commands that it sends. Also tests bb-tsst-model.c, bb-tsst-plan.c and bb-tsst-upload.c. */

#define TSST "samsung-tsst"
#define IMAGE_BYTES TSST_IMAGE_BYTES
#define KREON "KREON V1.00"

static const BbFamily *
tsst (void)
{
    return &bb_family_samsung_tsst;
}

/* Returns (transfer full) the facts of a drive with these INQUIRY texts. Asserts that only INQUIRY was sent.
 * @specific: (nullable): bytes 36 to 55 */
static BbFacts *
probe (const char *vendor, const char *product, const char *revision, const char *specific)
{
    g_autoptr (FakeDrive) drive = tsst_drive_new (vendor, product, revision, specific);
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);

    g_assert_no_error (error);
    if (facts->family != NULL && g_str_equal (facts->family, TSST))
        g_assert_cmpuint (fake_drive_count (drive, "12"), ==, drive->log->len);
    g_assert_cmpuint (fake_drive_count (drive, "FF"), ==, 0);
    return facts;
}

/* Returns (transfer full) facts of the usual drive of these tests. */
static BbFacts *
probe_usual (const char *revision)
{
    return probe ("TSSTcorp", "DVD-ROM TS-H353C", revision, NULL);
}

/* --- drives --- */

static const char *const products[] = {"SH-D163A", "SH-D163B", "SH-D162C", "SH-D163C", "SH-D162D", "TS-H353A",
                                       "TS-H353B", "TS-H353C", "TS-H352C", "TS-H352D", "SH-116AB", "SH-118CB"};

static void
test_every_listed_drive_is_identified_by_inquiry_alone (void)
{
    static const char *const vendors[] = {"TSSTcorp", "hp"};

    for (guint i = 0; i < G_N_ELEMENTS (products); i++) {
        for (guint j = 0; j < G_N_ELEMENTS (vendors); j++) {
            g_autofree char *product = g_strdup_printf ("DVD-ROM %s", products[i]);
            g_autoptr (BbFacts) facts = probe (vendors[j], product, "BA02", NULL);
            g_autofree char *why = NULL;

            g_assert_cmpstr (facts->family, ==, TSST);
            g_assert_cmpstr (facts->model_name, ==, products[i]);
            g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
            g_assert_cmpint (facts->confidence, ==, j == 0 ? BB_CONFIDENCE_MEDIUM : BB_CONFIDENCE_LOW);
            g_assert_cmpint (tsst ()->can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_FLASH);
            g_assert_cmpint (tsst ()->backup_kind (facts, &why), ==, BB_BACKUP_NONE);
            g_assert_nonnull (why);
        }
    }
}

static void
test_drives_with_an_uncertain_update_are_only_identified (void)
{
    static const char *const rows[][2] = {
        {"SAMSUNG", "DVD-ROM SD-616F"},
        {"SAMSUNG", "DVD-ROM SD-616T"},
        {"ASUS", "DVD-ROM SH-118CB"},
    };
    g_autoptr (BbImage) image = tsst_make_image ("SH-118CB", NULL);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = probe (rows[i][0], rows[i][1], "1.00", NULL);
        BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
        g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());
        g_autoptr (BbPlan) memory = bb_family_lay_out (facts, shipped_catalog ());
        g_autoptr (GError) error = NULL;

        g_assert_cmpstr (facts->family, ==, TSST);
        g_assert_cmpint (tsst ()->can (facts), ==, BB_CAN_IDENTIFY);
        g_assert_null (memory);
        g_assert_true (bb_verdict_has (verdict, "no-flash"));
        g_assert_nonnull (bb_family_get_no_flash (facts));
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
        g_assert_null (tsst ()->plan_flash (&input, &error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    }
}

static void
test_other_names_are_not_of_this_family (void)
{
    static const char *const rows[][2] = {
        {"TSSTcorp", "DVD-ROM SD-M2012C"},
        {"TSSTcorp", "CDDVDW SH-S203B"},
        {"ACME", "DVD-ROM TS-H353C"},
        {"PIONEER", "DVD-ROM DVD-121"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = probe (rows[i][0], rows[i][1], "1.00", NULL);

        g_assert_null (facts->family);
    }
}

static void
test_modified_firmware_is_recognised_by_inquiry (void)
{
    static const struct {
        const char *specific;
        const char *modified;
        const char *version;
    } rows[] = {
        {"KREON V1.00", "kreon", "1.00"}, {"KREON V1.1 ", "kreon", "1.1"}, {"kreon V1.00", NULL, NULL},
        {"  KREON V1.00", NULL, NULL},    {"2007/01/01", NULL, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = probe ("TSSTcorp", "DVD-ROM SH-D163B", "ZZ01", rows[i].specific);

        g_assert_cmpstr (bb_facts_get_string (facts, "modified"), ==, rows[i].modified);
        g_assert_cmpstr (bb_facts_get_string (facts, "modified-version"), ==, rows[i].version);
        g_assert_cmpint (tsst ()->can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_FLASH);
    }
}

/* The modified firmware of MoriGM is recognized by vendor, product and revision together. */
static void
test_modified_firmware_is_recognised_by_its_revision (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        const char *revision;
        const char *modified;
        BbVerdictLevel level;
        const char *reason;
    } rows[] = {
        {"TSSTcorp", "TS-H353C", "ZZ00", "morigm", BB_VERDICT_CAUTION, "modified-image"},
        {"TSSTcorp", "TS-H353C", "ZZ01", NULL, BB_VERDICT_CAUTION, "modified-image"},
        {"hp", "TS-H353C", "ZZ00", NULL, BB_VERDICT_CROSS_FLASH, "vendor"},
        {"TSSTcorp", "SH-D163C", "ZZ00", NULL, BB_VERDICT_CROSS_FLASH, "same-hardware"},
        {"TSSTcorp", "SH-D163B", "ZZ00", NULL, BB_VERDICT_REFUSED, "model"},
    };
    g_autoptr (BbImage) of_hp = tsst_make_image ("TS-H353C", "{'revision': 'ZZ00', 'vendor': 'hp'}");
    g_autoptr (BbImage) image = tsst_make_image ("TS-H353C", "{'revision': 'ZZ00'}");
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_assert_cmpint (identity->kind, ==, BB_IMAGE_KIND_MODIFIED);
    g_assert_cmpstr (bb_image_identity_get_change (identity), ==, "MoriGM");
    g_assert_cmpint (bb_image_get_identity (of_hp)->kind, ==, BB_IMAGE_KIND_UNKNOWN);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *product = g_strdup_printf ("DVD-ROM %s", rows[i].product);
        g_autoptr (BbFacts) facts = probe (rows[i].vendor, product, rows[i].revision, NULL);
        g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());

        g_test_message ("%s %s %s", rows[i].vendor, rows[i].product, rows[i].revision);
        g_assert_cmpstr (bb_facts_get_string (facts, "modified"), ==, rows[i].modified);
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, rows[i].level);
        g_assert_true (bb_verdict_has (verdict, rows[i].reason));
    }
}

static void
test_boot_code_waits_for_recovery (void)
{
    g_autoptr (BbFacts) facts = probe_usual ("BOOT");

    g_assert_cmpint (facts->condition, ==, BB_CONDITION_SPECIAL);
    g_assert_cmpint (tsst ()->can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_RECOVER);
}

static void
test_only_one_set_has_a_remark_on_usb (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (products); i++) {
        g_autofree char *product = g_strdup_printf ("DVD-ROM %s", products[i]);
        g_autoptr (BbFacts) facts = probe ("TSSTcorp", product, "BA02", NULL);
        gboolean is_wanted = strstr (product, "163B") != NULL || strstr (product, "353B") != NULL;

        g_assert_cmpint (tsst ()->explain_usb (facts) != NULL, ==, is_wanted);
    }
}

/* --- verdicts --- */

/* The checksum of an image is recognized only if it is right. So an image with a wrong byte must count as an image
 * without a checksum, and not as damaged. */
static void
test_one_wrong_byte_takes_the_checksum_away (void)
{
    g_autoptr (GBytes) bytes = tsst_make_bytes ("TS-H353C", NULL);
    guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), IMAGE_BYTES);
    g_autoptr (BbFacts) facts = probe_usual ("BA02");
    g_autoptr (GBytes) damaged = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbVerdict) verdict = NULL;

    data[0x12345] ^= 0x01;
    damaged = g_bytes_new_take (data, IMAGE_BYTES);
    image = tsst_identify (damaged);
    verdict = bb_family_check (facts, image, shipped_catalog ());
    g_assert_cmpint (bb_image_get_identity (image)->checksum, ==, BB_CHECKSUM_NONE);
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_CAUTION);
    g_assert_nonnull (strstr (bb_verdict_find (verdict, "unchecked")->text, "so it cannot detect damage"));
}

typedef struct {
    const char *vendor;
    const char *drive;
    const char *image;
    const char *options;
    BbVerdictLevel level;
    const char *code;
} Check;

static const Check checks[] = {
    {"TSSTcorp", "TS-H353C", "TS-H353C", NULL, BB_VERDICT_CAUTION, "unchecked"},
    {"TSSTcorp", "SH-D163A", "TS-H353A", NULL, BB_VERDICT_CAUTION, "same-hardware"},
    {"TSSTcorp", "TS-H353B", "SH-D163B", NULL, BB_VERDICT_CAUTION, "same-hardware"},
    {"TSSTcorp", "SH-D162C", "TS-H352C", NULL, BB_VERDICT_CAUTION, "same-hardware"},
    {"TSSTcorp", "TS-H352D", "SH-D162D", NULL, BB_VERDICT_CAUTION, "same-hardware"},
    {"TSSTcorp", "SH-D163C", "TS-H353C", NULL, BB_VERDICT_CROSS_FLASH, "same-hardware"},
    {"TSSTcorp", "SH-D163B", "SH-D163A", NULL, BB_VERDICT_REFUSED, "model"}, /* the last letter differs */
    {"TSSTcorp", "SH-D162C", "SH-D163C", NULL, BB_VERDICT_REFUSED, "model"}, /* SATA firmware for a PATA drive */
    {"TSSTcorp", "SH-116AB", "SH-118CB", NULL, BB_VERDICT_REFUSED, "model"},
    {"TSSTcorp", "TS-H353C", "SD-616F", NULL, BB_VERDICT_REFUSED, "size"},
    {"hp", "TS-H353C", "TS-H353C", NULL, BB_VERDICT_CROSS_FLASH, "vendor"},
    {"hp", "TS-H353C", "TS-H353C", "{'vendor': 'hp'}", BB_VERDICT_CAUTION, "unchecked"},
    {"TSSTcorp", "TS-H353A", "SH-D163A", "{'kreon': ''}", BB_VERDICT_CAUTION, "modified-image"},
    {"TSSTcorp", "TS-H353C", "TS-H353C", "{'kreon': ''}", BB_VERDICT_REFUSED, "modified-hardware"},
    {"TSSTcorp", "SH-116AB", "SH-116AB", "{'kreon': ''}", BB_VERDICT_REFUSED, "modified-hardware"},
};

static void
test_verdict_follows_hardware_and_names (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
        g_autofree char *product = g_strdup_printf ("DVD-ROM %s", checks[i].drive);
        g_autoptr (BbFacts) facts = probe (checks[i].vendor, product, "AA00", NULL);
        g_autoptr (BbImage) image = tsst_make_image (checks[i].image, checks[i].options);
        g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());

        g_test_message ("%s %s: %s", checks[i].vendor, checks[i].drive, checks[i].image);
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, checks[i].level);
        g_assert_true (bb_verdict_has (verdict, checks[i].code));
    }
}

static void
test_image_without_a_name_is_a_caution_in_these_words (void)
{
    g_autoptr (BbFacts) facts = probe_usual ("BA02");
    g_autoptr (BbImage) nameless = tsst_make_file (IMAGE_BYTES, 0x11, "TSST");
    g_autoptr (BbImage) several = tsst_make_file (IMAGE_BYTES, 0x11, "SH-D162D TS-H353C");
    g_autoptr (BbImage) unlisted = tsst_make_file (IMAGE_BYTES, 0x11, "TSSTcorpDVD-ROM SH-116BBSB00");
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, nameless, shipped_catalog ());
    g_autoptr (BbVerdict) of_several = bb_family_check (facts, several, shipped_catalog ());
    g_autoptr (BbVerdict) of_unlisted = bb_family_check (facts, unlisted, shipped_catalog ());

    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_CAUTION);
    g_assert_cmpint (bb_verdict_find (verdict, "image-anonymous")->weight, ==, BB_WEIGHT_CAUTION);
    g_assert_cmpint (bb_verdict_get_level (of_several), ==, BB_VERDICT_CAUTION);
    g_assert_false (bb_verdict_has (of_several, "same-hardware"));
    g_assert_cmpint (bb_verdict_get_level (of_unlisted), ==, BB_VERDICT_REFUSED);
    g_assert_true (bb_verdict_has (of_unlisted, "model"));
}

/* The verdict on an image that names several models is that on the model closest to the drive, wherever the image
 * names it. */
static void
test_closest_of_several_models_decides (void)
{
    static const struct {
        const char *drive;
        const char *text;
        const char *code; /* nullable: nothing is said of the model */
        const char *other;
    } rows[] = {
        {"SH-D163A", "SH-D162D TS-H353A TS-H353C", "same-hardware", "TS-H353A"},
        {"TS-H353A", "SH-D163A TS-H353A", NULL, NULL},
        {"SH-D163A", "SH-D163A TS-H353A", NULL, NULL},
        {"SH-D163C", "SH-D162D SH-D163A TS-H353C", "same-hardware", "TS-H353C"},
        {"TS-H353C", "SH-D162C SH-D162D SH-118CB", "model", "SH-118CB"},
        {"TS-H353C", "SH-D162C SH-D162D", "model", "SH-D162C"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *product = g_strdup_printf ("DVD-ROM %s", rows[i].drive);
        g_autoptr (BbFacts) facts = probe ("TSSTcorp", product, "AA00", NULL);
        g_autoptr (BbImage) image = tsst_make_file (IMAGE_BYTES, 0x11, rows[i].text);
        g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());

        g_test_message ("%s: %s", rows[i].drive, rows[i].text);
        g_assert_cmpint (bb_verdict_has (verdict, "model") || bb_verdict_has (verdict, "same-hardware"), ==,
                         rows[i].code != NULL);
        if (rows[i].code == NULL)
            continue;
        g_assert_true (bb_verdict_has (verdict, rows[i].code));
        g_assert_nonnull (strstr (bb_verdict_find (verdict, rows[i].code)->text, rows[i].other));
    }
}

static void
test_going_back_to_the_maker_is_an_ordinary_flash (void)
{
    g_autoptr (BbFacts) facts = probe ("TSSTcorp", "DVD-ROM SH-D163B", "ZZ01", KREON);
    g_autoptr (BbImage) image = tsst_make_image ("SH-D163B", NULL);
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());

    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_CAUTION);
    g_assert_cmpint (bb_verdict_find (verdict, "replaces-modified")->weight, ==, BB_WEIGHT_INFO);
}

/* --- plans --- */

#define STREAM                           \
    "FF0001000000000000000000 o 64512\n" \
    "FF00010000FF000000000000 o 64512\n" \
    "FF00010000FF000000000000 o 64512\n" \
    "FF00010000FF000000000000 o 64512\n" \
    "FF0001000004000000000000 o 4096\n"

/* The first command of a plan, which shows whether the connection forwards commands of twelve bytes. */
#define TEST_OF_CONNECTION "BD0000000000000000080000 i 8\n"

/* From the test vector tsst-h353c. */
static const char *const block_sums[] = {
    "9e43ef0c071e5ca648c4942a729c21bbf0b97080f21c43ac9274fd9f63a56432",
    "a8391c4cf4e7b09a3057c3dbab6ae8b329d281f3bfd41d15aa75020fb4756928",
    "f12cc8cc6a58266b9de4724307b6f44baf6ea41390c8e3b4795628023a52483f",
    "32086134f647df4680c0490c468afabcd4df76bd7d0133eef3027327911a560d",
    "cf36d5948d346c71efe9a64c34ce3d64de383e6e89f5d234c75ccd55ab8642d0",
};

static void
test_flash_sends_the_blocks_of_the_vector (void)
{
    g_autoptr (BbImage) image = tsst_make_image ("TS-H353C", "{'revision': 'BA02', 'seed': '0x41'}");
    g_autoptr (BbFacts) facts = probe_usual ("BA01");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = tsst ()->plan_flash (&input, NULL);
    g_autofree char *stream = plan_dup_stream (plan);

    g_assert_cmpstr (bb_image_get_sha256 (image), ==,
                     "ff40074d7eab21ae7e68993d005026791c442e1160d8a3fb8de79d23ee664bff");
    g_assert_cmpstr (stream, ==, TEST_OF_CONNECTION STREAM);
    for (guint i = 0; i < G_N_ELEMENTS (block_sums); i++) {
        const BbStep *step = bb_plan_get_step (plan, i + 1);
        g_autoptr (GBytes) slice =
            g_bytes_new_from_bytes (bb_plan_get_blob (plan, step->blob), step->blob_offset, step->blob_length_bytes);
        g_autofree char *sum = bb_sha256_bytes (slice);
        gboolean is_last = i + 1 == G_N_ELEMENTS (block_sums);

        g_assert_cmpstr (sum, ==, block_sums[i]);
        g_assert_cmpuint (step->address, ==, i * 0xFC00);
        g_assert_cmpuint (step->blob_length_bytes, ==, step->length_bytes);
        g_assert_cmpuint (step->accepts, ==, is_last ? BB_ANSWER_GOOD | BB_ANSWER_SHORT : BB_ANSWER_GOOD);
        g_assert_cmpint (step->is_spared_if_refused, ==, i == 0);
        /* The drive writes its flash memory while it receives the last block. */
        g_assert_cmpint (step->typical_ms > bb_plan_get_step (plan, 1)->typical_ms, ==, is_last);
        g_assert_false (step->repeats);
    }
    g_assert_false (bb_plan_get_step (plan, 0)->endangers);
    g_assert_cmpuint (bb_plan_get_step (plan, 0)->accepts, ==, BB_ANSWER_ANY & ~BB_ANSWER_LOST);
    g_assert_true (bb_plan_get_step (plan, 1)->endangers);
    g_assert_cmpuint (bb_plan_get_section (plan, 1)->n_steps, ==, G_N_ELEMENTS (block_sums));
    g_assert_cmpuint (bb_plan_get_section (plan, 1)->max_tries, ==, 2);
}

/* The plans name the range of the firmware, which is as long as an image. */
static void
test_plans_name_the_range_of_the_firmware (void)
{
    g_autoptr (BbImage) image = tsst_make_image ("TS-H353C", NULL);
    g_autoptr (BbFacts) facts = probe_usual ("BA01");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) flash = tsst ()->plan_flash (&input, NULL);
    g_autoptr (BbPlan) verify = tsst ()->plan_verify (&input, NULL);
    BbPlan *const plans[] = {flash, verify};

    for (guint i = 0; i < G_N_ELEMENTS (plans); i++) {
        const BbRegion *region = NULL;

        g_assert_cmpuint (bb_plan_get_n_regions (plans[i]), ==, 1);
        region = bb_plan_get_region (plans[i], 0);
        g_assert_cmpint (region->kind, ==, BB_REGION_FIRMWARE);
        g_assert_cmphex (region->address, ==, 0);
        g_assert_cmphex (region->length_bytes, ==, bb_image_get_size (image));
    }
}

/* While the drive may be programming, nothing is sent. An upload is repeated only after a pause. */
static void
test_drive_gets_time_to_program (void)
{
    g_autoptr (BbImage) image = tsst_make_image ("TS-H353C", NULL);
    g_autoptr (BbFacts) facts = probe_usual ("BA01");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = tsst ()->plan_flash (&input, NULL);
    const BbSection *upload = bb_plan_get_section (plan, 1);
    const BbSection *restart = bb_plan_get_section (plan, 2);

    g_assert_cmpint (upload->before_retry, ==, BB_BEFORE_RETRY_WAIT);
    g_assert_cmpuint (upload->retry_wait_ms, ==, 5000);
    g_assert_false (upload->heals);
    for (guint i = 0; i < upload->n_steps; i++) {
        const BbStep *step = bb_plan_get_step (plan, upload->first_step + i);
        gboolean is_last = i + 1 == upload->n_steps;

        g_assert_cmpint (step->kind, ==, is_last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD);
        g_assert_cmpuint (step->timeout_ms, ==, is_last ? 180000 : 60000);
        g_assert_cmpuint (step->quiet_ms, ==, step->timeout_ms);
        g_assert_cmpint (step->endangers, ==, i == 0 || is_last);
    }
    g_assert_cmpint (restart->phase, ==, BB_PHASE_RESTART);
    g_assert_cmpint (restart->before_retry, ==, BB_BEFORE_RETRY_POWER_CYCLE);
    g_assert_true (restart->heals);
    g_assert_cmpuint (restart->max_tries, ==, 1);
    g_assert_cmpint (bb_plan_get_section (plan, 3)->phase, ==, BB_PHASE_VERIFY);
}

static void
test_blocks_are_never_split (void)
{
    static const guint32 limits[] = {0x8000, 0xFBFF, 0xFC00};
    g_autoptr (BbFacts) facts = probe_usual ("BA01");
    g_autoptr (BbImage) image = tsst_make_image ("TS-H353C", NULL);

    for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
        g_autoptr (GVariant) settings =
            g_variant_ref_sink (g_variant_new_parsed ("{%s: <%u>}", BB_SETTING_MAX_TRANSFER, limits[i]));
        BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog (), .settings = settings};
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = tsst ()->plan_flash (&input, &error);

        g_assert_cmpint (plan != NULL, ==, limits[i] >= 0xFC00);
        if (plan == NULL)
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    }
}

static void
test_image_of_another_size_is_never_sent (void)
{
    g_autoptr (BbFacts) facts = probe_usual ("BA01");
    g_autoptr (BbImage) image = tsst_make_file (IMAGE_BYTES - 1, 0x11, "TSSTcorpDVD-ROM TS-H353CBA02");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (GError) error = NULL;

    g_assert_null (tsst ()->plan_flash (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

static void
test_recovery_sends_the_same_upload_twice_at_most (void)
{
    g_autoptr (BbFacts) facts = probe_usual ("BOOT");
    g_autoptr (BbImage) image = tsst_make_image ("TS-H353C", NULL);
    BbFlashInput input = {.facts = facts, .catalog = shipped_catalog (), .recovering = TRUE};
    g_autoptr (GError) missing = NULL;
    g_autoptr (GError) enough = NULL;

    g_assert_null (tsst ()->plan_recover (&input, &missing));
    g_assert_error (missing, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    input.image = image;
    for (input.attempt = 0; input.attempt < 2; input.attempt++) {
        g_autoptr (BbPlan) plan = tsst ()->plan_recover (&input, NULL);
        g_autofree char *stream = plan_dup_stream (plan);

        g_assert_cmpstr (stream, ==, STREAM);
    }
    g_assert_null (tsst ()->plan_recover (&input, &enough));
    g_assert_error (enough, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE);
}

static void
test_nothing_is_read_from_the_drive (void)
{
    g_autoptr (BbFacts) facts = probe_usual ("BA01");
    g_autoptr (BbImage) image = tsst_make_image ("TS-H353C", NULL);
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) verify = tsst ()->plan_verify (&input, NULL);
    g_autofree char *stream = plan_dup_stream (verify);
    g_autoptr (GError) no_backup = NULL;
    g_autoptr (GError) no_image = NULL;

    g_assert_cmpstr (stream, ==, "");
    g_assert_null (tsst ()->plan_backup (facts, shipped_catalog (), &no_backup));
    g_assert_error (no_backup, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_null (tsst ()->make_image (facts, captures, shipped_catalog (), &no_image));
    g_assert_error (no_image, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* --- what is known after a flash --- */

static void
test_proof_is_what_the_drive_reports (void)
{
    g_autoptr (BbFacts) old = probe_usual ("BA01");
    g_autoptr (BbFacts) new = probe_usual ("BA02");
    g_autoptr (BbFacts) third = probe_usual ("XX99");
    g_autoptr (BbFacts) boot = probe_usual ("BOOT");
    g_autoptr (BbFacts) kreon = probe ("TSSTcorp", "DVD-ROM TS-H353C", "BA02", KREON);
    g_autoptr (BbImage) image = tsst_make_image ("TS-H353C", "{'revision': 'BA02'}");
    g_autoptr (BbImage) nameless = tsst_make_file (IMAGE_BYTES, 0x11, "TSST");
    const struct {
        BbImage *image;
        BbFacts *before;
        BbFacts *after;
        gboolean cycled;
        gboolean cut_off;
        BbProof proof;
    } rows[] = {
        {image, old, new, FALSE, FALSE, BB_PROOF_IDENTITY},
        {image, old, new, TRUE, TRUE, BB_PROOF_UNPROVEN}, /* incomplete firmware may report a revision, too */
        {image, new, new, TRUE, FALSE, BB_PROOF_IDENTITY},
        {image, kreon, new, FALSE, FALSE, BB_PROOF_IDENTITY},
        {image, old, kreon, TRUE, FALSE, BB_PROOF_UNPROVEN},
        {image, old, old, FALSE, FALSE, BB_PROOF_PENDING},
        {image, old, old, TRUE, FALSE, BB_PROOF_UNCHANGED},
        {image, old, third, FALSE, FALSE, BB_PROOF_PENDING},
        {image, old, third, TRUE, FALSE, BB_PROOF_UNPROVEN},
        {image, old, boot, TRUE, FALSE, BB_PROOF_DIFFERENT},
        {image, old, NULL, FALSE, FALSE, BB_PROOF_PENDING},
        {image, old, NULL, TRUE, FALSE, BB_PROOF_UNPROVEN},
        {nameless, old, new, TRUE, FALSE, BB_PROOF_UNPROVEN},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbJudgeInput input = {.before = rows[i].before,
                              .after = rows[i].after,
                              .image = rows[i].image,
                              .catalog = shipped_catalog (),
                              .power_cycled = rows[i].cycled,
                              .cut_off = rows[i].cut_off};
        g_autofree char *why = NULL;

        g_test_message ("row %u", i);
        g_assert_cmpint (tsst ()->judge (&input, &why), ==, rows[i].proof);
        g_assert_true (g_str_has_suffix (why, "."));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tsst/every_listed_drive_is_identified_by_inquiry_alone",
                     test_every_listed_drive_is_identified_by_inquiry_alone);
    g_test_add_func ("/tsst/drives_with_an_uncertain_update_are_only_identified",
                     test_drives_with_an_uncertain_update_are_only_identified);
    g_test_add_func ("/tsst/other_names_are_not_of_this_family", test_other_names_are_not_of_this_family);
    g_test_add_func ("/tsst/modified_firmware_is_recognised_by_inquiry",
                     test_modified_firmware_is_recognised_by_inquiry);
    g_test_add_func ("/tsst/modified_firmware_is_recognised_by_its_revision",
                     test_modified_firmware_is_recognised_by_its_revision);
    g_test_add_func ("/tsst/boot_code_waits_for_recovery", test_boot_code_waits_for_recovery);
    g_test_add_func ("/tsst/only_one_set_has_a_remark_on_usb", test_only_one_set_has_a_remark_on_usb);
    g_test_add_func ("/tsst/one_wrong_byte_takes_the_checksum_away", test_one_wrong_byte_takes_the_checksum_away);
    g_test_add_func ("/tsst/verdict_follows_hardware_and_names", test_verdict_follows_hardware_and_names);
    g_test_add_func ("/tsst/image_without_a_name_is_a_caution_in_these_words",
                     test_image_without_a_name_is_a_caution_in_these_words);
    g_test_add_func ("/tsst/closest_of_several_models_decides", test_closest_of_several_models_decides);
    g_test_add_func ("/tsst/going_back_to_the_maker_is_an_ordinary_flash",
                     test_going_back_to_the_maker_is_an_ordinary_flash);
    g_test_add_func ("/tsst/flash_sends_the_blocks_of_the_vector", test_flash_sends_the_blocks_of_the_vector);
    g_test_add_func ("/tsst/plans_name_the_range_of_the_firmware", test_plans_name_the_range_of_the_firmware);
    g_test_add_func ("/tsst/drive_gets_time_to_program", test_drive_gets_time_to_program);
    g_test_add_func ("/tsst/blocks_are_never_split", test_blocks_are_never_split);
    g_test_add_func ("/tsst/image_of_another_size_is_never_sent", test_image_of_another_size_is_never_sent);
    g_test_add_func ("/tsst/recovery_sends_the_same_upload_twice_at_most",
                     test_recovery_sends_the_same_upload_twice_at_most);
    g_test_add_func ("/tsst/nothing_is_read_from_the_drive", test_nothing_is_read_from_the_drive);
    g_test_add_func ("/tsst/proof_is_what_the_drive_reports", test_proof_is_what_the_drive_reports);
    return g_test_run ();
}
