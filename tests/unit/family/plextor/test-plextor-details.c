/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../../scsi/fake-transport.h"
#include "fact-checks.h"
#include "plan-text.h"
#include "plextor-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* The Plextor family (docs/protocols/plextor.md) in detail: whole plans and sentences.
 * Tests bb-plextor-image.c and bb-plextor-plan.c. */

/* --- plans --- */

static const char in_blocks_plan[] =
    "plan 0 plextor candidate (null) note (null) id (null) (null) consent 0\n"
    "capture eeprom other 0+400\n"
    "section 0 back-up 0+4 restart 0 tries 3 sums 0 before 1\n"
    "section 1 back-up 4+4 restart 1 tries 3 sums 0 before 1 collect\n"
    "0 read f10100000000000001000000 direction 1 length 256 timeout 10000 accepts 21 use 1 "
    "repeats 1 capture “eeprom” blob “”\n"
    "3 read f10100000000000301000000 direction 1 length 256 timeout 10000 accepts 21 use 1 "
    "capture-offset 768 repeats 1 capture “eeprom” blob “”\n"
    "4 read f10100000000000001000000 direction 1 length 256 timeout 10000 accepts 21 use 3 "
    "repeats 1 capture “eeprom” blob “”\n"
    "7 read f10100000000000301000000 direction 1 length 256 timeout 10000 accepts 21 use 3 "
    "capture-offset 768 repeats 1 capture “eeprom” blob “”\n";

static const char at_once_plan[] =
    "plan 0 plextor candidate (null) note (null) id (null) (null) consent 0\n"
    "capture eeprom other 0+100\n"
    "section 0 back-up 0+1 restart 0 tries 3 sums 0 before 1\n"
    "section 1 back-up 1+1 restart 1 tries 3 sums 0 before 1 collect\n"
    "0 read f10000000000000001000000 direction 1 length 256 timeout 10000 accepts 21 use 1 "
    "repeats 1 capture “eeprom” blob “”\n"
    "1 read f10000000000000001000000 direction 1 length 256 timeout 10000 accepts 21 use 3 "
    "repeats 1 capture “eeprom” blob “”\n";

static const char flash_plan[] =
    "plan 1 plextor candidate (null) note (null) id (null) (null) consent 0\n"
    "region firmware firmware 0+f0000\n"
    "section 0 prepare 0+1 restart 0 tries 1 sums 0 before 0\n"
    "section 1 program 1+120 restart 1 tries 1 sums 0 before 0\n"
    "section 2 program 121+1 restart 2 tries 1 sums 0 before 0 heals\n"
    "section 3 verify 122+1 restart 3 tries 3 sums 0 before 0\n"
    "0 wait  verb 1 quiet 10000 interval 1000 limit 10000 n-ready 1 may-vanish 1 capture “” "
    "blob “”\n"
    "1 status 000000000000 timeout 20000 accepts 63 capture “” blob “”\n"
    "2 upload 3b040000000000400000 direction 2 length 16384 timeout 60000 accepts 1 "
    "blob-length 16384 region 16384 capture “” blob “851a737d”\n"
    "118 upload 3b04000e800000400000 direction 2 length 16384 timeout 60000 accepts 1 "
    "blob-offset 950272 blob-length 16384 address 950272 region 16384 capture “” blob "
    "“851a737d”\n"
    "119 status 000000000000 timeout 20000 accepts 63 capture “” blob “”\n"
    "120 program 3b05000ec00000400000 direction 2 length 16384 timeout 180000 accepts 63 "
    "blob-offset 966656 blob-length 16384 address 966656 region 16384 endangers 1 quiet "
    "180000 capture “” blob “851a737d”\n"
    "121 wait  verb 1 quiet 60000 first 2000 interval 1000 limit 60000 n-ready 1 may-vanish "
    "1 programmed 983040 capture “” blob “”\n"
    "122 identify  verb 2 capture “” blob “”\n";

static const char again_plan[] =
    "plan 1 plextor candidate (null) note (null) id (null) (null) consent 0\n"
    "region firmware firmware 0+f0000\n"
    "section 0 prepare 0+3 restart 0 tries 1 sums 0 before 0\n"
    "section 1 program 3+120 restart 1 tries 1 sums 0 before 0\n"
    "section 2 program 123+1 restart 2 tries 1 sums 0 before 0 heals\n"
    "section 3 verify 124+1 restart 3 tries 3 sums 0 before 0\n"
    "0 wait  verb 1 quiet 60000 interval 1000 limit 60000 n-ready 1 may-vanish 1 capture “” "
    "blob “”\n"
    "1 status ee000000000000000000 timeout 15000 accepts 127 capture “” blob “”\n"
    "2 wait  verb 1 quiet 60000 first 3000 interval 1000 limit 60000 n-ready 1 may-vanish 1 "
    "capture “” blob “”\n"
    "3 status 000000000000 timeout 20000 accepts 63 capture “” blob “”\n"
    "4 upload 3b040000000000400000 direction 2 length 16384 timeout 60000 accepts 1 "
    "blob-length 16384 region 16384 capture “” blob “851a737d”\n"
    "120 upload 3b04000e800000400000 direction 2 length 16384 timeout 60000 accepts 1 "
    "blob-offset 950272 blob-length 16384 address 950272 region 16384 capture “” blob "
    "“851a737d”\n"
    "121 status 000000000000 timeout 20000 accepts 63 capture “” blob “”\n"
    "122 program 3b05000ec00000400000 direction 2 length 16384 timeout 180000 accepts 63 "
    "blob-offset 966656 blob-length 16384 address 966656 region 16384 endangers 1 quiet "
    "180000 capture “” blob “851a737d”\n"
    "123 wait  verb 1 quiet 60000 first 2000 interval 1000 limit 60000 n-ready 1 may-vanish "
    "1 programmed 983040 capture “” blob “”\n"
    "124 identify  verb 2 capture “” blob “”\n";

static const char recovery_plan[] =
    "plan 1 plextor candidate (null) note (null) id (null) (null) consent 0\n"
    "region firmware firmware 0+f0000\n"
    "section 0 program 0+120 restart 0 tries 1 sums 0 before 0\n"
    "section 1 program 120+1 restart 1 tries 1 sums 0 before 0 heals\n"
    "section 2 verify 121+1 restart 2 tries 3 sums 0 before 0\n"
    "0 status 000000000000 timeout 20000 accepts 63 capture “” blob “”\n"
    "1 upload 3b040000000000400000 direction 2 length 16384 timeout 60000 accepts 1 "
    "blob-length 16384 region 16384 capture “” blob “851a737d”\n"
    "117 upload 3b04000e800000400000 direction 2 length 16384 timeout 60000 accepts 1 "
    "blob-offset 950272 blob-length 16384 address 950272 region 16384 capture “” blob "
    "“851a737d”\n"
    "118 status 000000000000 timeout 20000 accepts 63 capture “” blob “”\n"
    "119 program 3b05000ec00000400000 direction 2 length 16384 timeout 180000 accepts 63 "
    "blob-offset 966656 blob-length 16384 address 966656 region 16384 endangers 1 quiet "
    "180000 capture “” blob “851a737d”\n"
    "120 wait  verb 1 quiet 60000 first 2000 interval 1000 limit 60000 n-ready 1 may-vanish "
    "1 programmed 983040 capture “” blob “”\n"
    "121 identify  verb 2 capture “” blob “”\n";

static void
test_backups_are_as_described (void)
{
    g_autoptr (BbFacts) indexed = plextor_facts_new ("DVDR PX-716A", "1.09", BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) whole = plextor_facts_new ("CD-R PREMIUM", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbPlan) in_blocks = bb_plextor_plan_backup (indexed, shipped_catalog (), NULL);
    g_autoptr (BbPlan) at_once = bb_plextor_plan_backup (whole, shipped_catalog (), NULL);

    plan_text_assert (in_blocks, in_blocks_plan);
    plan_text_assert (at_once, at_once_plan);
}

static void
test_flashes_are_as_described (void)
{
    g_autoptr (BbImage) image = plextor_make_image ("DVDR PX-716AL", NULL);
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) incomplete = plextor_facts_new ("DVDR PX-716AL", "0.00", BB_CONDITION_SPECIAL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) flash = bb_plextor_plan_flash (&input, NULL);
    g_autoptr (BbPlan) again = NULL;
    g_autoptr (BbPlan) recovery = NULL;

    input.attempt = 1;
    again = bb_plextor_plan_recover (&input, NULL);
    input.facts = incomplete;
    recovery = bb_plextor_plan_recover (&input, NULL);
    plan_text_assert (flash, flash_plan);
    plan_text_assert (again, again_plan);
    plan_text_assert (recovery, recovery_plan);
}

static void
test_refused_plans_have_their_reasons (void)
{
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) old = plextor_facts_new ("DVDR PX-704A", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) nameless = bb_facts_new (NULL);
    g_autoptr (GBytes) good = plextor_make_bytes ("DVDR PX-716AL", NULL);
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (good, 0, g_bytes_get_size (good) - 1);
    g_autoptr (BbImage) image = plextor_image_identify (good);
    g_autoptr (BbImage) shorter = plextor_image_identify (cut);
    BbFlashInput input = {.facts = facts, .image = shorter, .catalog = shipped_catalog ()};
    g_autoptr (GError) size = NULL;
    g_autoptr (GError) verify = NULL;
    g_autoptr (GError) missing = NULL;
    g_autoptr (GError) no_more = NULL;
    g_autoptr (GError) no_backup = NULL;
    g_autoptr (GError) no_image = NULL;
    g_autoptr (GError) no_model = NULL;
    g_autoptr (GError) no_board = NULL;

    g_assert_null (bb_plextor_plan_flash (&input, &size));
    assert_family_error (
        size, BB_FAMILY_ERROR_CANNOT,
        "An image for this drive must be exactly 983040 bytes long, but this file is 983039 bytes long. Download "
        "the file again.");
    g_assert_null (bb_plextor_plan_verify (&input, &verify));
    assert_family_error (
        verify, BB_FAMILY_ERROR_CANNOT,
        "The firmware of this drive cannot be read, so Burnback cannot compare the firmware with an image.");
    input.image = NULL;
    g_assert_null (bb_plextor_plan_recover (&input, &missing));
    assert_family_error (missing, BB_FAMILY_ERROR_CANNOT, "To recover this drive, you need an image for its model.");
    input.image = image;
    input.attempt = 3;
    g_assert_null (bb_plextor_plan_recover (&input, &no_more));
    assert_family_error (
        no_more, BB_FAMILY_ERROR_NO_MORE,
        "All attempts to flash this image failed. There is no other known way to recover this drive.");
    g_assert_null (bb_plextor_plan_backup (old, shipped_catalog (), &no_backup));
    assert_family_error (no_backup, BB_FAMILY_ERROR_CANNOT, "This drive has no data that Burnback can back up.");
    g_assert_null (bb_family_plextor.make_image (facts, NULL, shipped_catalog (), &no_image));
    assert_family_error (no_image, BB_FAMILY_ERROR_CANNOT,
                         "The firmware of this drive cannot be read, so the backup does not contain the firmware.");
    input.facts = nameless;
    g_assert_null (bb_plextor_plan_flash (&input, &no_model));
    assert_family_error (no_model, BB_FAMILY_ERROR_CANNOT,
                         "The drive does not report its model, and Burnback has no record of the drive. The "
                         "correct image is therefore unknown.");
    input.board = nameless;
    g_assert_null (bb_plextor_find_board (&input, &no_board));
    g_assert_cmpstr (no_board->message, ==, no_model->message);
}

/* A recovery may write an image on which check() was not called, so plan_flash() itself must refuse each image that
 * check() refuses. */
static void
test_images_for_other_drives_get_no_plan (void)
{
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) rebadged = plextor_facts_new ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) nameless = bb_facts_new (NULL);
    g_autoptr (BbImage) own = plextor_make_image ("DVDR PX-716AL", NULL);
    g_autoptr (BbImage) other = plextor_make_image ("DVDR PX-708A", NULL);
    const struct {
        BbFacts *facts;
        BbFacts *board;
        BbImage *image;
        const char *text;
    } rows[] = {
        {facts, NULL, other, "The image is for another model ("},
        {nameless, facts, other, "The image is for another model ("},
        {rebadged, NULL, own, "under another company’s name."},
    };

    bb_facts_set_value (rebadged, BB_PLEXTOR_KEY_IS_REBADGED, g_variant_new_boolean (TRUE));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbFlashInput input = {
            .facts = rows[i].facts, .board = rows[i].board, .image = rows[i].image, .catalog = shipped_catalog ()};
        g_autoptr (GError) flash = NULL;
        g_autoptr (GError) recover = NULL;

        g_assert_null (bb_plextor_plan_flash (&input, &flash));
        g_assert_error (flash, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_assert_nonnull (strstr (flash->message, rows[i].text));
        g_assert_null (bb_plextor_plan_recover (&input, &recover));
        g_assert_cmpstr (recover->message, ==, flash->message);
    }
}

/* bb_plextor_find_board() must use the model that the drive reports. Only if the drive reports none, it must use the
 * recorded facts. */
static void
test_record_replaces_an_unknown_model_only (void)
{
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) record = plextor_facts_new ("DVDR PX-708A", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) nameless = bb_facts_new (NULL);
    BbFlashInput known = {.facts = facts, .board = record, .catalog = shipped_catalog ()};
    BbFlashInput unknown = {.facts = nameless, .board = record, .catalog = shipped_catalog ()};
    g_autoptr (BbFacts) own = bb_plextor_find_board (&known, NULL);
    g_autoptr (BbFacts) recorded = bb_plextor_find_board (&unknown, NULL);

    g_assert_true (own == facts);
    g_assert_true (recorded == record);
}

static const struct {
    const char *model; /* NULL: unknown */
    guint32 size;
} firmware_sizes[] = {{"DVDR PX-716AL", 0xF0000}, {"CD-R PREMIUM", 0x80000}, {"DVDR PX-704A", 0}, {NULL, 0}};

static void
test_firmware_is_the_only_region (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (firmware_sizes); i++) {
        g_autoptr (BbFacts) facts = firmware_sizes[i].model != NULL
                                        ? plextor_facts_new (firmware_sizes[i].model, "1.00", BB_CONDITION_NORMAL)
                                        : bb_facts_new (NULL);
        g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, BB_PLEXTOR_ID);
        g_autoptr (BbPlan) plan = NULL;

        bb_plan_builder_begin_section (builder, BB_PHASE_CHECK, 1);
        bb_family_plextor.add_regions (facts, shipped_catalog (), builder);
        bb_plan_builder_add_identify (builder);
        plan = bb_plan_builder_end (builder);
        g_test_message ("row %u", i);
        g_assert_cmpuint (bb_plan_get_n_regions (plan), ==, firmware_sizes[i].size > 0 ? 1 : 0);
        if (firmware_sizes[i].size == 0)
            continue;
        g_assert_cmpstr (bb_plan_get_region (plan, 0)->name, ==, "firmware");
        g_assert_cmpuint (bb_plan_get_region (plan, 0)->address, ==, 0);
        g_assert_cmpuint (bb_plan_get_region (plan, 0)->length_bytes, ==, firmware_sizes[i].size);
        g_assert_cmpint (bb_plan_get_region (plan, 0)->kind, ==, BB_REGION_FIRMWARE);
    }
}

/* --- images --- */

/* A file that ends with the name in its header is of this family; without the last two characters it is not. */
static void
test_header_may_end_the_file (void)
{
    static const char header[] = "PLEXTOR DVDR   PX-716AL";
    g_autoptr (GBytes) bytes = g_bytes_new_static (header, strlen (header));
    g_autoptr (GBytes) cut = g_bytes_new_static (header, strlen (header) - 2);
    g_autoptr (GPtrArray) found = bb_plextor_identify_image (bytes, shipped_catalog ());
    g_autoptr (GPtrArray) none = bb_plextor_identify_image (cut, shipped_catalog ());

    g_assert_cmpuint (found->len, ==, 1);
    g_assert_cmpstr (((BbImageIdentity *) found->pdata[0])->codes[0], ==, "DVDR PX-716AL");
    g_assert_cmpuint (none->len, ==, 0);
}

/* If the place of the checksum in an image is uncertain, a wrong checksum is noted in the values of the image. The
 * image then counts as an image without a checksum. */
static void
test_uncertain_sum_is_noted (void)
{
    static const struct {
        const char *model;
        const char *setting;
        BbChecksum checksum; /* of an image with a wrong sum */
        gboolean is_noted;
    } rows[] = {
        {"DVDR PX-712A", NULL, BB_CHECKSUM_NONE, TRUE},
        {"DVDR PX-714A", "own-header", BB_CHECKSUM_NONE, TRUE},
        {"DVDR PX-716A", NULL, BB_CHECKSUM_BAD, FALSE},
        {"DVDR PX-716AL", NULL, BB_CHECKSUM_BAD, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) good = plextor_make_bytes (rows[i].model, rows[i].setting);
        gsize size = g_bytes_get_size (good);
        guint8 *data = g_memdup2 (g_bytes_get_data (good, NULL), size);
        g_autoptr (GBytes) wrong = g_bytes_new_take (data, size);
        g_autoptr (GPtrArray) right = bb_plextor_identify_image (good, shipped_catalog ());
        g_autoptr (GPtrArray) found = NULL;
        BbImageIdentity *identity = right->pdata[0];
        gboolean differs = FALSE;

        g_test_message ("%s", rows[i].model);
        g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
        g_assert_null (identity->values);
        data[0x2000] ^= 1;
        found = bb_plextor_identify_image (wrong, shipped_catalog ());
        identity = found->pdata[0];
        g_assert_cmpint (identity->checksum, ==, rows[i].checksum);
        g_assert_cmpint (identity->values != NULL, ==, rows[i].is_noted);
        if (!rows[i].is_noted)
            continue;
        g_assert_true (g_variant_lookup (identity->values, BB_PLEXTOR_KEY_SUM_DIFFERS, "b", &differs));
        g_assert_true (differs);
    }
}

/* --- verdicts --- */

/* Asserts weight and text of the reason @code in the verdict on a drive and an image. */
static void
assert_checked (BbFacts *facts, BbImage *image, const char *code, BbWeight weight, const char *text)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();
    const BbReason *reason = NULL;

    bb_plextor_check (facts, image, shipped_catalog (), verdict);
    reason = bb_verdict_find (verdict, code);
    g_test_message ("%s", code);
    g_assert_nonnull (reason);
    g_assert_cmpint (reason->weight, ==, weight);
    g_assert_cmpstr (reason->text, ==, text);
}

/* Returns (transfer full) an image of @model, cut or filled with zeros to @size_bytes. */
static BbImage *
make_sized (const char *model, gsize size_bytes)
{
    g_autoptr (GBytes) good = plextor_make_bytes (model, NULL);
    guint8 *data = g_malloc0 (size_bytes);
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, size_bytes);

    memcpy (data, g_bytes_get_data (good, NULL), MIN (g_bytes_get_size (good), size_bytes));
    return plextor_image_identify (bytes);
}

static void
test_reasons_about_the_file (void)
{
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) old = plextor_facts_new ("DVDR PX-704A", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) nameless = bb_facts_new (NULL);
    g_autoptr (BbFacts) rebadged = plextor_facts_new ("DVDR PX-716AL", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbImage) own = plextor_make_image ("DVDR PX-716AL", NULL);
    g_autoptr (BbImage) other = plextor_make_image ("CD-R PREMIUM", NULL);
    g_autoptr (BbImage) cut = make_sized ("DVDR PX-716AL", 0xF0000 - 1);
    g_autoptr (BbImage) odd = make_sized ("DVDR PX-704A", 0x1001);
    g_autoptr (BbImage) large = make_sized ("DVDR PX-704A", 0x1001000);
    g_autoptr (BbImage) of_old = plextor_make_image ("DVDR PX-704A", NULL);
    g_autoptr (BbVerdict) fits = bb_verdict_new ();

    bb_facts_set_value (rebadged, BB_PLEXTOR_KEY_IS_REBADGED, g_variant_new_boolean (TRUE));
    bb_plextor_check (facts, own, shipped_catalog (), fits);
    g_assert_cmpuint (bb_verdict_get_n_reasons (fits), ==, 0);
    assert_checked (facts, other, "model", BB_WEIGHT_REFUSAL,
                    "The image is for another model (Premium). Choose an image for the PX-716AL.");
    assert_checked (
        facts, cut, "size", BB_WEIGHT_REFUSAL,
        "An image for this drive must be exactly 983040 bytes long, but this file is 983039 bytes long. Download "
        "the file again.");
    assert_checked (old, odd, "size", BB_WEIGHT_REFUSAL,
                    "The size of this file is not a multiple of 4096 bytes, so the file is not a complete image. "
                    "Download the file again.");
    assert_checked (old, large, "size", BB_WEIGHT_REFUSAL,
                    "The file is too large for an image. Choose a file that contains only the image.");
    assert_checked (old, of_old, "unchecked", BB_WEIGHT_CAUTION,
                    "The size and checksum of images for this model are unknown, so Burnback cannot tell whether the "
                    "file is complete.");
    assert_checked (nameless, own, "board-unknown", BB_WEIGHT_REFUSAL, bb_plextor_get_modelless ());
    assert_checked (rebadged, own, "rebadged", BB_WEIGHT_REFUSAL,
                    "This drive is the PX-716AL, sold under another company’s name. Burnback does not flash this "
                    "drive, because no compatible images are known.");
}

static void
test_reasons_about_the_drive (void)
{
    static const struct {
        const char *drive;
        const char *image;
        const char *code;
        BbWeight weight;
        const char *text;
    } rows[] = {
        {"1.11", "1.59", "downgrade", BB_WEIGHT_CAUTION,
         "Revision 1.59 of the image is older than revision 1.11 in the drive. Continue only if you want to "
         "downgrade. Some drives reject older firmware and stay unchanged."},
        {"1.59", "1.11", BB_REASON_REVISION_ORDER, BB_WEIGHT_INFO,
         "The image (revision 1.11) is newer than the firmware in the drive (revision 1.59)."},
        {"1.11", "1.08", BB_REASON_REVISION_ORDER, BB_WEIGHT_INFO,
         "Burnback cannot tell which of the firmware revisions 1.08 and 1.11 is older."},
        {"1.59", "1.5A", "tla", BB_WEIGHT_CAUTION,
         "This drive has hardware revision TLA#0305. Drives with this revision reportedly reject old firmware, so "
         "the drive may reject this file and stay unchanged."},
        {"1.59", "1.5A", "twin", BB_WEIGHT_CAUTION,
         "The file may be for any of these models: PX-716A, PX-714A. Continue only if you know that the file is for "
         "the "
         "PX-716A."},
    };
    g_autoptr (GBytes) bytes = plextor_make_bytes ("DVDR PX-712A", NULL);
    guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    g_autoptr (GBytes) changed = g_bytes_new_take (data, g_bytes_get_size (bytes));
    g_autoptr (BbFacts) uncertain = plextor_facts_new ("DVDR PX-712A", "1.00", BB_CONDITION_NORMAL);
    g_autoptr (BbImage) wrong = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716A", rows[i].drive, BB_CONDITION_NORMAL);
        g_autoptr (BbImage) image = plextor_make_image ("DVDR PX-716A", NULL);

        bb_facts_set_string (facts, BB_PLEXTOR_KEY_TLA, "0305");
        bb_image_get_identity (image)->revision = g_strdup (rows[i].image);
        assert_checked (facts, image, rows[i].code, rows[i].weight, rows[i].text);
    }
    data[0x2000] ^= 1;
    wrong = plextor_image_identify (changed);
    assert_checked (uncertain, wrong, "checksum-uncertain", BB_WEIGHT_CAUTION,
                    "The image checksum does not match. However, the file may still be intact, because it is not "
                    "certain where images for this model store their checksum.");
}

/* Returns (transfer full) the PX-716A of the catalog without its list of revisions. */
static BbModel *
model_without_revisions (void)
{
    g_autofree char *folder = g_dir_make_tmp ("plextor-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "plextor.models", NULL);
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (g_key_file_load_from_file (file, SOURCE_DATADIR "/catalog/plextor.models", G_KEY_FILE_NONE, NULL));
    g_assert_true (g_key_file_remove_key (file, "DVDR PX-716A", "Revisions", NULL));
    g_assert_true (g_key_file_save_to_file (file, path, NULL));
    catalog = bb_catalog_open (folder, "/nonexistent", &error);
    g_assert_no_error (error);
    g_assert_cmpint (g_remove (path), ==, 0);
    g_assert_cmpint (g_rmdir (folder), ==, 0);
    return bb_catalog_get_model (catalog, BB_PLEXTOR_ID, "DVDR PX-716A");
}

/* Only the latest firmware is certain to be accepted by a drive with a late hardware revision (TLA). Without a list
 * of revisions, no firmware is known to be the latest, so the verdict must have the reason "tla". */
static void
test_late_hardware_accepts_the_latest_firmware (void)
{
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716A", "1.59", BB_CONDITION_NORMAL);
    g_autoptr (BbImage) image = plextor_make_image ("DVDR PX-716A", NULL);
    g_autoptr (BbVerdict) listed = NULL;
    g_autoptr (BbVerdict) unlisted = NULL;

    bb_facts_set_string (facts, BB_PLEXTOR_KEY_TLA, "0305");
    bb_image_get_identity (image)->revision = g_strdup ("1.11");
    listed = bb_family_check (facts, image, shipped_catalog ());
    g_clear_pointer (&facts->model, bb_model_unref);
    facts->model = model_without_revisions ();
    unlisted = bb_family_check (facts, image, shipped_catalog ());
    g_assert_false (bb_verdict_has (listed, "tla"));
    g_assert_true (bb_verdict_has (unlisted, "tla"));
}

/* The check of the family adds the reason "downgrade", so the check that all families share must not add this reason
 * again. */
static void
test_downgrade_is_said_once (void)
{
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716A", "1.11", BB_CONDITION_NORMAL);
    g_autoptr (BbImage) image = plextor_make_image ("DVDR PX-716A", NULL);
    g_autoptr (BbVerdict) verdict = NULL;
    guint n_said = 0;

    bb_image_get_identity (image)->revision = g_strdup ("1.59");
    verdict = bb_family_check (facts, image, shipped_catalog ());
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++)
        n_said += g_str_equal (bb_verdict_get_reason (verdict, i)->code, "downgrade") ? 1 : 0;
    g_assert_cmpuint (n_said, ==, 1);
}

/* --- results --- */

static void
test_results_have_their_sentences (void)
{
    static const char silent[] = "The drive does not report its firmware revision.";
    static const struct {
        const char *before;
        const char *image; /* nullable: the image has no revision */
        const char *after;
        const char *product; /* nullable: as before */
        const char *date;    /* nullable: as before */
        BbFinish finish;
        BbProof proof;
        const char *why;
    } rows[] = {
        {"1.09", "1.11", "1.11", NULL, NULL, BB_FINISH_BUSY, BB_PROOF_IDENTITY,
         "The drive reports firmware revision 1.11. Its firmware cannot be read back, so nothing else can be "
         "verified."},
        {"1.09", "1.11", "1.11", "DVDR   PX-714A", NULL, BB_FINISH_BUSY, BB_PROOF_IDENTITY,
         "The drive now identifies itself as “DVDR PX-714A” with firmware revision 1.11. Its firmware cannot be "
         "read back, so nothing else can be verified."},
        {"1.09", "1.11", "1.11", "DVDR  PX-714A_", NULL, BB_FINISH_BUSY, BB_PROOF_IDENTITY,
         "The drive now identifies itself as “DVDR PX-714A_” with firmware revision 1.11. Its firmware cannot be "
         "read back, so nothing else can be verified."},
        {"1.09", "1.11", "1.09", NULL, NULL, BB_FINISH_BUSY, BB_PROOF_UNCHANGED,
         "The drive reports firmware revision 1.09, but the image contains revision 1.11."},
        {"1.09", "1.11", "1.09", NULL, "11/11/11", BB_FINISH_BUSY, BB_PROOF_UNPROVEN,
         "The drive reports firmware revision 1.09, but the image contains revision 1.11."},
        {"1.09", "1.11", "1.09", "DVDR   PX-714A", NULL, BB_FINISH_BUSY, BB_PROOF_UNPROVEN,
         "The drive reports firmware revision 1.09, but the image contains revision 1.11."},
        {"1.09", NULL, "1.09", NULL, "11/11/11", BB_FINISH_REFUSED, BB_PROOF_IDENTITY,
         "The drive reports firmware revision 1.09. Its firmware cannot be read back, so nothing else can be "
         "verified."},
        {"1.09", NULL, "1.09", NULL, NULL, BB_FINISH_REFUSED, BB_PROOF_UNCHANGED,
         "The drive was ready again immediately and still reports firmware revision 1.09, so the image was not "
         "written."},
        {"1.09", NULL, "1.09", NULL, NULL, BB_FINISH_BUSY, BB_PROOF_UNPROVEN,
         "The drive reports firmware revision 1.09. The result cannot be verified, because the firmware revision "
         "of the file is unknown."},
        {"", NULL, "1.09", NULL, NULL, BB_FINISH_BUSY, BB_PROOF_UNPROVEN,
         "The drive reports firmware revision 1.09. The result cannot be verified, because the firmware revision "
         "of the file is unknown."},
        {"1.09", "1.11", NULL, NULL, NULL, BB_FINISH_BUSY, BB_PROOF_PENDING, silent},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImage) image = plextor_make_image ("DVDR PX-716A", NULL);
        g_autoptr (BbFacts) before = plextor_facts_new ("DVDR PX-716A", rows[i].before, BB_CONDITION_NORMAL);
        g_autoptr (BbFacts) after =
            rows[i].after != NULL ? plextor_facts_new ("DVDR PX-716A", rows[i].after, BB_CONDITION_NORMAL) : NULL;
        BbJudgeInput input = {.before = before,
                              .after = after,
                              .image = image,
                              .finish = rows[i].finish,
                              .catalog = shipped_catalog ()};
        g_autofree char *why = NULL;

        bb_image_get_identity (image)->revision = g_strdup (rows[i].image);
        if (rows[i].product != NULL)
            g_strlcpy (after->inquiry.product, rows[i].product, sizeof after->inquiry.product);
        if (rows[i].date != NULL)
            g_strlcpy (after->inquiry.vendor_specific, rows[i].date, sizeof after->inquiry.vendor_specific);
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_family_plextor.judge (&input, &why), ==, rows[i].proof);
        g_assert_cmpstr (why, ==, rows[i].why);
    }
}

#define REJECTED \
    "The image may be too old or for another model. Use the manufacturer’s latest image for exactly this model."
#define BLOCKED                                                                                                   \
    "The drive did not execute the update command. An adapter or the drive’s state may prevent updates. Power " \
    "cycle the drive, connect it directly to a SATA or IDE port, and try again."

static const struct {
    gboolean is_valid;
    guint8 key;
    guint8 asc;
    const char *text;
} refusals[] = {
    {TRUE, 4, 0x40, REJECTED}, {TRUE, 5, 0x26, REJECTED}, {TRUE, 5, 0x20, BLOCKED}, {TRUE, 4, 0x20, NULL},
    {TRUE, 5, 0x24, NULL},     {FALSE, 4, 0x40, NULL},    {FALSE, 5, 0x20, NULL},
};

static void
test_refusals_have_their_sentences (void)
{
    g_autoptr (GError) lost = g_error_new_literal (BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE, "gone");
    BbRefusedPlan kept = {0};
    BbRefusedPlan of_lost = {.error = lost};
    g_autofree char *silent = bb_family_plextor.explain_refusal (&kept);

    g_assert_cmpstr (silent, ==,
                     "The image may be too old or for another model, or an adapter may be blocking the transfer. "
                     "Use the manufacturer’s latest image for exactly this model. Connect the drive directly to a "
                     "SATA or IDE port.");
    g_assert_null (bb_family_plextor.explain_refusal (&of_lost));
    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
        BbSense sense = {.valid = refusals[i].is_valid, .key = refusals[i].key, .asc = refusals[i].asc};
        g_autoptr (GError) error = bb_scsi_error_new (BB_STATUS_CHECK_CONDITION, &sense);
        BbRefusedPlan refusal = {.error = error};
        g_autofree char *text = bb_family_plextor.explain_refusal (&refusal);

        g_test_message ("row %u", i);
        g_assert_cmpstr (text, ==, refusals[i].text);
    }
}

static void
test_backup_kind_has_its_reason (void)
{
    g_autoptr (BbFacts) facts = plextor_facts_new ("DVDR PX-716A", "1.09", BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) old = plextor_facts_new ("DVDR PX-704A", "1.09", BB_CONDITION_NORMAL);
    g_autofree char *partial = NULL;
    g_autofree char *none = NULL;

    g_assert_cmpint (bb_family_plextor.backup_kind (facts, &partial), ==, BB_BACKUP_PARTIAL);
    g_assert_cmpstr (
        partial, ==,
        "The firmware of this drive cannot be read, so only its settings memory (EEPROM) will be saved. To return "
        "to the current firmware later, you will need its image from the manufacturer.");
    g_assert_cmpint (bb_family_plextor.backup_kind (old, &none), ==, BB_BACKUP_NONE);
    g_assert_cmpstr (none, ==,
                     "The firmware of this drive cannot be read. To return to the current firmware later, you "
                     "will need its image from the manufacturer.");
    g_assert_cmpint (bb_family_plextor.backup_kind (old, NULL), ==, BB_BACKUP_NONE);
    g_assert_cmpint (bb_family_plextor.can (old), ==, BB_CAN_IDENTIFY | BB_CAN_FLASH);
}

/* --- drives --- */

/* Returns (transfer full) (nullable) the facts of a drive with this INQUIRY text. */
static BbFacts *
probe (FakeTransport *transport, const char *vendor, const char *product, const char *date, GPtrArray *names)
{
    BbInquiry inquiry = {.device_type = 5, .revision = "1.09"};

    g_strlcpy (inquiry.vendor, vendor, sizeof inquiry.vendor);
    g_strlcpy (inquiry.product, product, sizeof inquiry.product);
    g_strlcpy (inquiry.vendor_specific, date, sizeof inquiry.vendor_specific);
    g_assert_cmpint (bb_family_plextor.suggests (&inquiry, shipped_catalog ()), ==, g_str_equal (vendor, "PLEXTOR"));
    return bb_family_plextor.probe (BB_TRANSPORT (transport), &inquiry, names, shipped_catalog (), NULL, NULL);
}

/* Asserts that the evidence in @facts is @sentences, in this order; the list ends with NULL. */
static void
assert_evidence (BbFacts *facts, const char *const *sentences)
{
    for (guint i = 0; i < facts->evidence->len && sentences[i] != NULL; i++)
        g_assert_cmpstr (facts->evidence->pdata[i], ==, sentences[i]);
    g_assert_cmpuint (facts->evidence->len, ==, g_strv_length ((char **) sentences));
}

static void
test_evidence_of_a_working_drive (void)
{
    static const char *const sentences[] = {
        "The drive identifies itself as a Plextor PX-716A.", "The drive reports the firmware date 10/10/05.",
        "According to its settings memory (EEPROM), the drive has hardware revision TLA#0304.", NULL};
    static const char *const blocked[] = {
        "The drive identifies itself as a Plextor PX-716A.",
        "The drive’s connection does not forward the command for reading the settings memory (EEPROM), so this "
        "memory cannot be read.",
        NULL};
    g_autofree char *hex = g_strnfill (512, '0');
    g_autoptr (FakeTransport) transport = fake_transport_new ();
    g_autoptr (FakeTransport) bridge = fake_transport_new ();
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) of_bridge = NULL;
    g_autoptr (GPtrArray) details = NULL;

    memcpy (hex + 2 * 0x29, "30333034", 8);
    fake_add_good (transport, "");
    fake_add_good (transport, "");
    fake_add_good (transport, hex);
    facts = probe (transport, "PLEXTOR", "DVDR   PX-716A", "10/10/05", NULL);
    assert_evidence (facts, sentences);
    g_assert_cmpstr (facts->maker, ==, "Plextor");
    g_assert_cmpstr (facts->mode, ==, "normal");
    g_assert_false (bb_facts_get_boolean (facts, BB_PLEXTOR_KEY_IS_REBADGED));
    details = bb_family_describe (BB_PLEXTOR_ID, facts->values);
    g_assert_cmpuint (details->len, ==, 1);
    g_assert_cmpstr (((BbDetail *) details->pdata[0])->label, ==, "Hardware revision (TLA)");
    g_assert_cmpstr (((BbDetail *) details->pdata[0])->text, ==, "0304");
    g_assert_true (((BbDetail *) details->pdata[0])->is_hardware);
    fake_add_good (bridge, "");
    fake_add_good (bridge, "");
    fake_add_failure (bridge, BB_TRANSPORT_ERROR_IO);
    of_bridge = probe (bridge, "PLEXTOR", "DVDR   PX-716A", "", NULL);
    assert_evidence (of_bridge, blocked);
}

static void
test_evidence_of_other_drives (void)
{
    static const char *const incomplete[] = {
        "The drive identifies itself as a Plextor PX-716A.",
        "The drive reports that it needs service, as drives with incomplete firmware do.", NULL};
    static const char *const nameless[] = {
        "The drive reports that it needs service, as drives with incomplete firmware do.",
        "The drive reports PLEXTOR as its vendor, but the model name is unknown.", NULL};
    static const char *const rebadged[] = {
        "According to the catalog, the reported name belongs to the Plextor PX-708A.", NULL};
    g_autoptr (GPtrArray) names = bb_catalog_match_name (shipped_catalog (), "TDK", "DVDRW420N");
    g_autoptr (GPtrArray) own = bb_catalog_match_name (shipped_catalog (), "TDK", "DVDRW840G");
    g_autoptr (FakeTransport) transport = fake_transport_new ();
    g_autoptr (BbFacts) of_incomplete = NULL;
    g_autoptr (BbFacts) of_nameless = NULL;
    g_autoptr (BbFacts) of_rebadged = NULL;

    for (guint i = 0; i < 4; i++)
        fake_add_sense (transport, 2, 0x04, 0x03);
    for (guint i = 0; i < 2; i++)
        fake_add_good (transport, "");
    g_ptr_array_extend (names, own, (GCopyFunc) bb_name_ref, NULL);
    of_incomplete = probe (transport, "PLEXTOR", "DVDR   PX-716A", "", NULL);
    assert_evidence (of_incomplete, incomplete);
    of_nameless = probe (transport, "PLEXTOR", "DV      X-716A", "", NULL);
    assert_evidence (of_nameless, nameless);
    g_assert_cmpstr (of_nameless->maker, ==, "Plextor");
    g_assert_cmpint (of_nameless->confidence, ==, BB_CONFIDENCE_LOW);
    of_rebadged = probe (transport, "TDK", "DVDRW840G", "", names);
    assert_evidence (of_rebadged, rebadged);
    g_assert_cmpint (of_rebadged->confidence, ==, BB_CONFIDENCE_MEDIUM);
    g_assert_true (bb_facts_get_boolean (of_rebadged, BB_PLEXTOR_KEY_IS_REBADGED));
    g_assert_cmpint (bb_family_plextor.can (of_rebadged), ==, BB_CAN_IDENTIFY);
    g_assert_false (bb_plextor_has_eeprom (of_rebadged));
}

/* A drive is of this family only if it has the vendor PLEXTOR and a product of the catalog, compared with all
 * characters. */
static void
test_names_that_resemble_a_model (void)
{
    static const char *const vendors[] = {"PLEXTOR_", "_PLEXTOR", "PLEXTOX", "plextor"};
    static const char *const ready[] = {"00 00 00 00 00 00", "00 00 00 00 00 00", NULL};
    g_autoptr (FakeTransport) silent = fake_transport_new ();
    g_autoptr (FakeTransport) transport = fake_transport_new ();

    for (guint i = 0; i < G_N_ELEMENTS (vendors); i++)
        g_assert_null (probe (silent, vendors[i], "DVDR   PX-716A", "", NULL));
    fake_add_good (transport, "");
    fake_add_good (transport, "");
    g_assert_null (probe (transport, "PLEXTOR", "DVDR   PX-716A_", "", NULL));
    fake_assert_cdbs (transport, ready);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add_func ("/plextor/details/" #name, test_##name)
    ADD (backups_are_as_described);
    ADD (flashes_are_as_described);
    ADD (refused_plans_have_their_reasons);
    ADD (images_for_other_drives_get_no_plan);
    ADD (record_replaces_an_unknown_model_only);
    ADD (firmware_is_the_only_region);
    ADD (header_may_end_the_file);
    ADD (uncertain_sum_is_noted);
    ADD (reasons_about_the_file);
    ADD (reasons_about_the_drive);
    ADD (late_hardware_accepts_the_latest_firmware);
    ADD (downgrade_is_said_once);
    ADD (results_have_their_sentences);
    ADD (refusals_have_their_sentences);
    ADD (backup_kind_has_its_reason);
    ADD (evidence_of_a_working_drive);
    ADD (evidence_of_other_drives);
    ADD (names_that_resemble_a_model);
    return g_test_run ();
}
