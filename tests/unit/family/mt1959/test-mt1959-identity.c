/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../fact-checks.h"
#include "mt1959-rig.h"

#include <glib/gstdio.h>
#include <string.h>

/* Tests which facts of drives and which identities of images are found (mediatek-mt1959.md, sections 4 and 5). */

/* Returns (transfer full) a drive that reports 104 bytes of INQUIRY data, with @sales at offset 36, and that has the
 * boot ID and the @descriptor (nullable) of a test vector in its memory. */
static FakeDrive *
vector_drive (const char *boot_id, const char *product, const char *revision, const char *sales,
              const char *descriptor, int tray)
{
    FakeDrive *drive = fake_drive_new ("HL-DT-ST", product, revision);

    drive->memory = g_malloc0 (MT_FLASH_BYTES);
    drive->readable = "windows";
    drive->tray_byte = tray;
    drive->inquiry[4] = 0x63;
    drive->inquiry_bytes = 104;
    mt_put_text (drive->inquiry + 36, 20, sales);
    mt_put_text (drive->memory + MT_CONFIG, 16, boot_id);
    memset (drive->memory + MT_CONFIG + 16, 0xFF, 16);
    if (descriptor != NULL)
        memcpy (drive->memory + MT_DESCRIPTOR, descriptor, 0x58);
    return drive;
}

static const char slim_page[] = "HL-DT-STBD-RE  BP60NB10 1.00NM00100 UNIQUE1711211010MTEKMT1959"
                                "              NB10x\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
static const char half_page[] = "HL-DT-STBD-RE  WH16NS60 1.03N000700 UNIQUE2005081010MTEKMT1939"
                                "              NS60\x18\xFF\xFF\xFF\xFF\xFF\xFF\xFF";

static void
test_reads_follow_section_4 (void)
{
    static const char *const wanted[] = {"120000006800", "3C060000300000002000", "3C06001EC00000010000",
                                         "4602010C000000002000", "46020003000000001000"};
    g_autoptr (FakeDrive) drive =
        vector_drive ("MT1959 Boot BUP3", "BD-RE  BP60NB10", "1.00", "NM00100", slim_page, 0x2B);
    g_autoptr (BbFacts) facts = NULL;

    drive->date = "211711211010";
    facts = mt_probe (drive);
    g_assert_cmpstr (facts->family, ==, BB_MT1959_ID);
    /* The first INQUIRY must request only 36 (0x24) bytes, because some bridges hang if more is requested than the
     * drive sends. */
    g_assert_cmpstr (g_ptr_array_index (drive->log, 0), ==, "120000002400");
    for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
        g_assert_cmpstr (g_ptr_array_index (drive->log, i + 1), ==, wanted[i]);
}

static void
test_facts_of_slim_vector (void)
{
    g_autoptr (FakeDrive) drive =
        vector_drive ("MT1959 Boot BUP3", "BD-RE  BP60NB10", "1.00", "NM00100", slim_page, 0x2B);
    g_autoptr (BbFacts) facts = mt_probe (drive);

    g_assert_cmpstr (bb_facts_get_string (facts, "boot-id"), ==, "MT1959 Boot BUP3");
    g_assert_cmpstr (bb_facts_get_string (facts, "group"), ==, "slim");
    g_assert_cmpstr (bb_facts_get_string (facts, "product"), ==, "BD-RE BP60NB10");
    g_assert_cmpstr (bb_facts_get_string (facts, "revision"), ==, "1.00");
    g_assert_cmpstr (bb_facts_get_string (facts, "sales-code"), ==, "NM00100");
    g_assert_cmpstr (bb_facts_get_string (facts, "build-stamp"), ==, "1711211010");
    g_assert_cmpstr (bb_facts_get_string (facts, "build-date"), ==, "2017-11-21");
    g_assert_cmpstr (bb_facts_get_string (facts, "service-code"), ==, "NB10");
    g_assert_cmpstr (bb_facts_get_string (facts, "modified"), ==, "mk");
    g_assert_false (bb_facts_get_boolean (facts, "downgrade-enabled"));
    g_assert_cmpstr (bb_facts_get_string (facts, "tray"), ==, "0x2B");
    g_assert_cmpstr (bb_facts_get_string (facts, "transfer"), ==, "plain");
    g_assert_cmpstr (bb_facts_get_string (facts, "lock"), ==, "open");
    /* The board is that of another model, so the confidence is low. */
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "BD-RE BP60NB10");
    g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_LOW);
    g_assert_true (facts_have_evidence (facts, "firmware for a different model"));
}

static void
test_facts_of_half_height_vector (void)
{
    g_autoptr (FakeDrive) drive = vector_drive (MT_JB8, "BD-RE  WH16NS60", "1.03", "N000700", half_page, 0x39);
    g_autoptr (BbFacts) facts = mt_probe (drive);

    g_assert_cmpstr (bb_facts_get_string (facts, "group"), ==, "half-height");
    g_assert_cmpstr (bb_facts_get_string (facts, "sales-code"), ==, "N000700");
    g_assert_cmpstr (bb_facts_get_string (facts, "build-date"), ==, "2020-05-08");
    g_assert_cmpstr (bb_facts_get_string (facts, "service-code"), ==, "NS60");
    g_assert_null (bb_facts_get_string (facts, "modified"));
    g_assert_cmpstr (bb_facts_get_string (facts, "transfer"), ==, "wrapped");
    g_assert_cmpstr (bb_facts_get_string (facts, "lock"), ==, "needs-wrapped");
    g_assert_cmpstr (bb_facts_get_string (facts, "lock-confidence"), ==, "medium");
}

/* The descriptor of the OmniDrive vector cannot be read, so only INQUIRY and the features give facts. */
static void
test_facts_of_omnidrive_vector (void)
{
    g_autoptr (FakeDrive) drive = vector_drive (MT_JB8, "BD-RE  WH16NS60", "3.02", "W000000", NULL, 0x39);
    g_autoptr (FakeDrive) dated = vector_drive (MT_JB8, "BD-RE  WH16NS60", "3.02", "W000000", NULL, 0x39);
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (BbFacts) dated_facts = NULL;

    drive->readable = "config";
    dated->readable = "config";
    dated->date = "21171124101059"; /* with seconds, which the fact build-stamp leaves out */
    memcpy (drive->inquiry + 74, "OmniDrive\x01\x00\x04", 12);
    facts = mt_probe (drive);
    g_assert_cmpstr (bb_facts_get_string (facts, "modified"), ==, "omnidrive");
    g_assert_cmpstr (bb_facts_get_string (facts, "modified-version"), ==, "1.0.4");
    g_assert_null (bb_facts_get_string (facts, "service-code"));
    g_assert_null (bb_facts_get_string (facts, "build-date"));
    g_assert_cmpstr (bb_facts_get_string (facts, "transfer"), ==, "unknown");
    g_assert_cmpstr (bb_facts_get_string (facts, "lock"), ==, "unknown");
    dated_facts = mt_probe (dated);
    g_assert_cmpstr (bb_facts_get_string (dated_facts, "build-stamp"), ==, "1711241010");
    g_assert_cmpstr (bb_facts_get_string (dated_facts, "build-date"), ==, "2017-11-24");
    g_assert_cmpstr (bb_facts_get_string (dated_facts, "lock"), ==, "open");
}

/* The drive reports a date with a century that no firmware has (19 and 22), too few digits, letters, or month 13.
 * The build date must then be unknown. */
static void
test_invalid_build_date_is_unknown (void)
{
    static const char *const dates[] = {"191711241010", "221711241010", "2117112410", "21171124xx10", "211713241010"};

    for (guint i = 0; i < G_N_ELEMENTS (dates); i++) {
        g_autoptr (FakeDrive) drive = vector_drive (MT_JB8, "BD-RE  WH16NS60", "3.02", "W000000", NULL, 0x39);
        g_autoptr (BbFacts) facts = NULL;

        drive->readable = "config";
        drive->date = dates[i];
        facts = mt_probe (drive);
        g_test_message ("%s", dates[i]);
        g_assert_null (bb_facts_get_string (facts, "build-date"));
        g_assert_cmpstr (bb_facts_get_string (facts, "lock"), ==, "unknown");
    }
}

/* Compares the facts `lock` and `transfer` with the table at the end of mediatek-mt1959.md, section 4. */
static void
test_lock_follows_build_date_and_sales_code (void)
{
    static const struct {
        const char *stamp;
        const char *sales;
        const char *lock;
        const char *transfer;
    } rows[] = {
        {"1712312359", "N000700", "open", "plain"},
        {"1801010000", "N000700", "needs-de", "plain"},
        {"1912312359", "N000700", "needs-de", "plain"},
        {"2001010000", "N000700", "needs-wrapped", "wrapped"},
        {"2005081010", "NM00100", "open", "plain"},
        {"1905081010", "WM01601", "open", "plain"},
        {"2005081010", "M000700", "needs-wrapped", "wrapped"},
        {"2013011010", "N000700", "unknown", "unknown"}, /* no month 13 */
        {"20050810xx", "N000700", "unknown", "unknown"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *page = g_memdup2 (half_page, sizeof half_page);
        g_autoptr (FakeDrive) drive = NULL;
        g_autoptr (BbFacts) facts = NULL;

        memcpy (page + 0x1C, rows[i].sales, 7);
        memcpy (page + 0x2A, rows[i].stamp, 10);
        drive = vector_drive (MT_JB8, "BD-RE  WH16NS60", "1.03", i % 2 == 0 ? "" : rows[i].sales, page, 0x39);
        facts = mt_probe (drive);
        g_test_message ("%s %s", rows[i].stamp, rows[i].sales);
        g_assert_cmpstr (bb_facts_get_string (facts, "lock"), ==, rows[i].lock);
        g_assert_cmpstr (bb_facts_get_string (facts, "transfer"), ==, rows[i].transfer);
        g_assert_cmpstr (bb_facts_get_string (facts, "lock-confidence"), ==,
                         g_str_equal (rows[i].lock, "unknown") ? "low" : "medium");
    }
}

/* The sales code in INQUIRY is used, also with leading blanks. Behind an enclosure that rewrites INQUIRY it is
 * ignored. */
static void
test_sales_code_of_enclosure_is_ignored (void)
{
    g_autoptr (FakeDrive) plain = vector_drive (MT_JB8, "BD-RE  WH16NS60", "1.03", "   WM01601", half_page, 0x39);
    g_autoptr (FakeDrive) boxed = vector_drive (MT_JB8, "USB 3.0 box", "1.03", "WM01601", half_page, 0x39);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbFacts) plain_facts = mt_probe (plain);
    g_autoptr (BbFacts) boxed_facts = NULL;

    g_assert_cmpstr (bb_facts_get_string (plain_facts, "modified"), ==, "mk");
    g_assert_true (facts_have_evidence (plain_facts, "The drive is running modified firmware: MK."));
    boxed_facts = bb_family_probe (BB_TRANSPORT (boxed), NULL, mt_catalog (), TRUE, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (bb_facts_get_string (boxed_facts, "bridge"), ==, "rewrites-inquiry");
    g_assert_null (bb_facts_get_string (boxed_facts, "modified"));
    g_assert_cmpstr (bb_facts_get_string (boxed_facts, "lock"), ==, "needs-wrapped");
}

/* Several boards may run the same firmware, so the model is certain only if its board belongs to no other model. */
static void
test_model_is_certain_only_if_board_has_one_model (void)
{
    static const struct {
        const char *boot_id;
        const char *product;
        guint8 tray;
        BbConfidence confidence;
    } rows[] = {
        {MT_BU5, "BD-RE  BU40N", 0x2B, BB_CONFIDENCE_HIGH},
        {MT_BU51, "BD-RE  BU50N", 0x2B, BB_CONFIDENCE_MEDIUM},
        {"MT1959 Boot BP52", "BD-RE  BP60NB10", 0x2B, BB_CONFIDENCE_HIGH},
        {MT_JB8, "BW-16D1HT", 0x39, BB_CONFIDENCE_MEDIUM},
        {MT_JB8, "BD-RE  WH16NS60", 0x39, BB_CONFIDENCE_MEDIUM},
        {"MT1959 Boot BUP3", "BD-RE  BU40N", 0x2B, BB_CONFIDENCE_LOW},
        {"MT1959 Boot JBC6", "BW-16D1HT", 0x39, BB_CONFIDENCE_LOW},
        {MT_CODE, "BW-16D1HT", 0x39, BB_CONFIDENCE_LOW},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        MtLook look = mt_wh16ns60 ();
        g_autoptr (BbFacts) facts = NULL;

        look.boot_id = rows[i].boot_id;
        look.product = rows[i].product;
        facts = mt_facts (&look, "windows", rows[i].tray);
        g_test_message ("%s on %s", rows[i].product, rows[i].boot_id);
        g_assert_cmpint (facts->confidence, ==, rows[i].confidence);
    }
}

/* In boot mode INQUIRY contains the name of the board. The descriptor contains the name of the firmware that was
 * flashed last, so the two names may differ. */
static void
test_boot_mode_reports_name_of_the_board (void)
{
    MtLook look = mt_wh16ns60 ();
    g_autoptr (FakeDrive) drive = mt_drive (&look, "windows", -1);
    g_autoptr (BbFacts) facts = NULL;

    mt_put_text (drive->inquiry + 16, 16, "BD-RE  BH16NS55");
    mt_put_text (drive->inquiry + 32, 4, "BOOT");
    facts = mt_probe (drive);
    g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "BD-RE BH16NS55");
    g_assert_cmpstr (bb_facts_get_string (facts, "product"), ==, "BD-RE WH16NS60");
    g_assert_null (bb_facts_get_string (facts, "bridge"));
    g_assert_cmpstr (bb_facts_get_string (facts, "transfer"), ==, "unknown");
}

static void
test_refused_read_leaves_chip_unknown (void)
{
    static const char *const products[] = {"BD-RE  WH16NS60", "BD-RE  XX1"};

    for (guint i = 0; i < G_N_ELEMENTS (products); i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new ("HL-DT-ST", products[i], "1.02");
        g_autoptr (BbFacts) facts = mt_probe (drive);

        g_assert_null (facts->family);
        g_assert_true (facts_have_evidence (
            facts,
            "Connect the drive without an adapter. If the problem remains, the drive may have a different chip "
            "than Burnback expects."));
        g_assert_false (facts_have_evidence (facts, "Not a MediaTek"));
    }
}

static void
test_image_has_all_fields (void)
{
    MtLook look = mt_wh16ns60 ();
    guint8 *data = mt_image_data (&look);
    g_autoptr (BbImage) image = NULL;

    mt_put_text (data + 0x1EC04C, 4, "NS60");
    data[0x1EC050] = 0x18;
    mt_put_text (data + 0x9000, 28, "HL-DT-STBD-RE  BH16NS40 BOOT");
    image = mt_identify (data, MT_FLASH_BYTES);
    g_assert_cmpstr (mt_image_string (image, "group"), ==, "half-height");
    g_assert_cmpstr (mt_image_string (image, "service-code"), ==, "NS60");
    g_assert_cmpstr (mt_image_string (image, "sales-code"), ==, "N000000");
    g_assert_cmpstr (mt_image_string (image, "build-date"), ==, "2017-11-24");
    g_assert_cmpstr (mt_image_string (image, "chip-tag"), ==, "MTEKMT1959");
    g_assert_cmpstr (mt_image_string (image, "platform"), ==, "JB8");
    g_assert_cmpstr (mt_image_string (image, "tray"), ==, "0x39");
    g_assert_cmpstr (mt_image_string (image, "factory-name"), ==, "HL-DT-ST BD-RE  BH16NS40");
    g_assert_null (mt_image_string (image, "modified"));
    g_assert_false (mt_image_flag (image, "downgrade-enabled"));
    g_assert_false (mt_image_flag (image, "age-mark"));
    g_assert_cmpint (bb_image_get_identity (image)->kind, ==, BB_IMAGE_KIND_UNKNOWN);
    g_assert_null (bb_image_get_identity (image)->known);
}

/* Four blanks are the service code of firmware for other vendors, so they must not be removed. */
static void
test_blank_service_code_is_kept (void)
{
    MtLook look = mt_wh16ns60 ();
    guint8 *data = mt_image_data (&look);
    g_autoptr (BbImage) image = NULL;

    look.boot_id = MT_BU5;
    look.product = "BD-RE  BU40N";
    look.tray_byte = 0x2B;
    g_free (data);
    data = mt_image_data (&look);
    mt_put_text (data + 0x1EC04C, 4, "");
    image = mt_identify (data, MT_FLASH_BYTES);
    g_assert_cmpstr (mt_image_string (image, "service-code"), ==, "    ");
    g_assert_cmpstr (bb_image_get_identity (image)->codes[0], ==, "BD-RE BU40N/blank");
}

static void
test_modified_images_are_recognized (void)
{
    static const struct {
        gsize offset;
        const char *bytes;
        gsize length_bytes;
        const char *modified;
        const char *version;
        const char *change;
        BbImageKind kind;
    } rows[] = {
        {0x1EC01D, "M", 1, "mk", NULL, "MK", BB_IMAGE_KIND_MODIFIED},
        {0x150000, "OmniDrive\x01\x00\x04", 12, "omnidrive", "1.0.4", "OmniDrive 1.0.4", BB_IMAGE_KIND_MODIFIED},
        /* no sign of a modification: the version is 0 (first row), the text is in the boot area (second row) */
        {0x150000, "OmniDrive\x00\x00\x04", 12, NULL, NULL, NULL, BB_IMAGE_KIND_UNKNOWN},
        {0x008000, "OmniDrive\x01\x00\x04", 12, NULL, NULL, NULL, BB_IMAGE_KIND_UNKNOWN},
        /* no sign of a modification, because manufacturers also set the byte DE, which allows older images */
        {0x1EC056, "\xDE", 1, NULL, NULL, NULL, BB_IMAGE_KIND_UNKNOWN},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        MtLook look = mt_wh16ns60 ();
        guint8 *data = mt_image_data (&look);
        g_autoptr (BbImage) image = NULL;

        memcpy (data + rows[i].offset, rows[i].bytes, rows[i].length_bytes);
        image = mt_identify (data, MT_FLASH_BYTES);
        g_test_message ("%u", i);
        g_assert_cmpstr (mt_image_string (image, "modified"), ==, rows[i].modified);
        g_assert_cmpstr (mt_image_string (image, "modified-version"), ==, rows[i].version);
        g_assert_cmpstr (bb_image_identity_get_change (bb_image_get_identity (image)), ==, rows[i].change);
        g_assert_cmpint (bb_image_get_identity (image)->kind, ==, rows[i].kind);
    }
}

/* TRUE if bb_mt1959_identify_image() finds an age mark in @bytes with the catalog in @folder. Asserts that the image
 * counts as modified only if it has the mark. @simulated: TRUE to use the catalog for simulated drives */
static gboolean
has_age_mark (GBytes *bytes, const char *folder, gboolean simulated)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = bb_catalog_open (folder, "/nonexistent", &error);
    g_autoptr (GPtrArray) found = NULL;
    BbImageIdentity *identity;
    gboolean marked = FALSE;

    g_assert_no_error (error);
    bb_catalog_set_simulated (catalog, simulated);
    found = bb_mt1959_identify_image (bytes, catalog);
    identity = g_ptr_array_index (found, 0);
    g_variant_lookup (identity->values, "age-mark", "b", &marked);
    g_assert_cmpint (identity->kind, ==, marked ? BB_IMAGE_KIND_MODIFIED : BB_IMAGE_KIND_UNKNOWN);
    return marked;
}

/* An age mark, which lets an image replace firmware of any age, is recognized by the SHA-256 of its bytes. A
 * checksum in the catalog key AgeMarkSha256 counts for all drives. A checksum that is only in SimulatedAgeMarkSha256
 * counts for simulated drives only. */
static void
test_age_mark_is_recognized_by_sha256 (void)
{
    MtLook look = mt_wh16ns60 ();
    guint8 *data = mt_image_data (&look);
    g_autofree char *folder = g_dir_make_tmp ("mark-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "mediatek-layout.models", NULL);
    g_autofree char *text = NULL;
    g_autoptr (GString) changed = NULL;
    g_autoptr (GBytes) marked = NULL;
    g_autoptr (GBytes) other = NULL;

    memcpy (data + 0x105C8, "BB-MARK2", 8);
    other = g_bytes_new (data, MT_FLASH_BYTES);
    memcpy (data + 0x105C8, "BB-MARK1", 8);
    marked = g_bytes_new_take (data, MT_FLASH_BYTES);
    g_assert_true (g_file_get_contents (SOURCE_DATADIR "/catalog/mediatek-layout.models", &text, NULL, NULL));
    changed = g_string_new (text);
    g_string_replace (changed, "\nAgeMarkSha256=0",
                      "\nAgeMarkSha256=2a98efe377a13e0dc8cd2f7f53295874d367579e08582b027b2ccde2d840555b;0", 1);
    g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));
    g_assert_true (has_age_mark (marked, SOURCE_DATADIR "/catalog", TRUE));
    g_assert_false (has_age_mark (marked, SOURCE_DATADIR "/catalog", FALSE));
    g_assert_true (has_age_mark (marked, folder, FALSE));
    for (guint simulated = 0; simulated < 2; simulated++)
        g_assert_false (has_age_mark (other, SOURCE_DATADIR "/catalog", simulated != 0));
    g_assert_cmpint (g_remove (path), ==, 0);
    g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* In this test an XOR with 16 bytes replaces the cipher. Like every block cipher in ECB mode, it turns equal blocks
 * into equal blocks. */
static void
test_wrapped_file_differs_from_noise (void)
{
    MtLook look = mt_wh16ns60 ();
    guint8 *wrapped = mt_image_data (&look);
    guint8 *noise = g_malloc (MT_FLASH_BYTES);
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbImage) other = NULL;

    for (gsize i = 0; i < MT_FLASH_BYTES; i++)
        wrapped[i] ^= "\x11\x72\x33\x94\x55\xB6\x77\xD8\x99\xFA\x1B\xBC\x3D\xDE\x5F\xE0"[i % 16];
    image = mt_identify (wrapped, MT_FLASH_BYTES);
    g_assert_true (mt_image_flag (image, "wrapped"));
    g_assert_nonnull (strstr (bb_image_get_identity (image)->problem, "MediaTek image is encrypted"));
    mt_fill (noise, MT_FLASH_BYTES, 0x41);
    other = mt_identify (noise, MT_FLASH_BYTES);
    g_assert_null (strstr (bb_image_get_identity (other)->problem, "MediaTek image is encrypted"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/identity/reads_follow_section_4", test_reads_follow_section_4);
    g_test_add_func ("/mt1959/identity/facts_of_slim_vector", test_facts_of_slim_vector);
    g_test_add_func ("/mt1959/identity/facts_of_half_height_vector", test_facts_of_half_height_vector);
    g_test_add_func ("/mt1959/identity/facts_of_omnidrive_vector", test_facts_of_omnidrive_vector);
    g_test_add_func ("/mt1959/identity/invalid_build_date_is_unknown", test_invalid_build_date_is_unknown);
    g_test_add_func ("/mt1959/identity/lock_follows_build_date_and_sales_code",
                     test_lock_follows_build_date_and_sales_code);
    g_test_add_func ("/mt1959/identity/sales_code_of_enclosure_is_ignored", test_sales_code_of_enclosure_is_ignored);
    g_test_add_func ("/mt1959/identity/model_is_certain_only_if_board_has_one_model",
                     test_model_is_certain_only_if_board_has_one_model);
    g_test_add_func ("/mt1959/identity/boot_mode_reports_name_of_the_board",
                     test_boot_mode_reports_name_of_the_board);
    g_test_add_func ("/mt1959/identity/refused_read_leaves_chip_unknown", test_refused_read_leaves_chip_unknown);
    g_test_add_func ("/mt1959/identity/image_has_all_fields", test_image_has_all_fields);
    g_test_add_func ("/mt1959/identity/blank_service_code_is_kept", test_blank_service_code_is_kept);
    g_test_add_func ("/mt1959/identity/modified_images_are_recognized", test_modified_images_are_recognized);
    g_test_add_func ("/mt1959/identity/age_mark_is_recognized_by_sha256", test_age_mark_is_recognized_by_sha256);
    g_test_add_func ("/mt1959/identity/wrapped_file_differs_from_noise", test_wrapped_file_differs_from_noise);
    return g_test_run ();
}
