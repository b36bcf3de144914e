/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"
#include "image-checks.h"
#include "liteon-memory.h"
#include "shipped-catalog.h"

#include "../../catalog/test-catalog-dirs.h"
#include "family/liteon/bb-liteon.h"
#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* Compares the family of Lite-On drives with the vectors of docs/protocols/lite-on.md, section 9.
 * Also tests bb-liteon-image.c, bb-liteon-revision.c, bb-liteon-updater.c and bb-read-only.c. */

#define SEED "112"
#define IMAGE_BYTES 0x100000u
#define IMAGE_SHA256 "8000f3aefba68351e82cfb4961dc545ce6d954b9d0d2cf14ddb04daa08fd288a"

/* Returns (transfer full) the synthetic image of docs/protocols/lite-on.md, section 9. @method: (nullable): such as
 * "3"; if set, returns an updater that stores the image with this method */
static GBytes *
make_bytes (const char *method)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    GBytes *bytes = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", "CS0Z");
    g_variant_builder_add (&options, "{ss}", "product", "DVDRW SIM-0001S");
    g_variant_builder_add (&options, "{ss}", "seed", SEED);
    if (method != NULL)
        g_variant_builder_add (&options, "{ss}", "updater", method);
    bytes =
        bb_sim_make_image (shipped_catalog (), BB_LITEON_ID, "SOHW-1653S", g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return bytes;
}

/* Returns (transfer full) @bytes with @text at @offset, cut to @length_bytes; 0: not cut. */
static GBytes *
change (GBytes *bytes, gsize offset, const void *text, gsize text_bytes, gsize length_bytes)
{
    gsize size = g_bytes_get_size (bytes);
    guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);

    memcpy (data + offset, text, text_bytes);
    return g_bytes_new_take (data, length_bytes > 0 ? length_bytes : size);
}

static void
test_image_is_recognized_by_what_is_in_it (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    BbImageIdentity *identity = bb_image_get_identity (image);

    assert_sha256 (bytes, IMAGE_SHA256);
    g_assert_cmpstr (identity->family, ==, BB_LITEON_ID);
    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpstr (identity->vendor, ==, "LITE-ON");
    g_assert_cmpstr (identity->product, ==, "DVDRW SIM-0001S");
    g_assert_cmpstr (identity->revision, ==, "CS0Z");
    g_assert_cmpstr (identity->model_name, ==, "SOHW-1653S");
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_NONE);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_KIND), ==, "writer");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_LETTER), ==, "C");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_INTERNAL), ==, "CS0Z-SIM01");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_DATE), ==, "2019-01-02");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_ORDER), ==, "plain");
}

static void
test_updaters_are_opened (void)
{
    static const struct {
        const char *method;
        const char *shown;
        gsize size;
        const char *sha256;
    } rows[] = {
        {"x", "0", 1053981, NULL},
        {"xs", "3", 1053997, NULL},
        {"0", "0", 1049862, "81d33a3054ffdb0896d75d630b5090f25711ac71eb2ee4013fde8c8ac8eb938d"},
        {"1a", "1", 1049862, "897e4620f55cbc1b151d1a63cd7a1c9abdca66113e26914fc2dcd310bdb36723"},
        {"1b", "1", 1053958, "5ada906ecb396f15fa3d38fd3a27ba439d82258d715881d126d09448624e6af2"},
        {"2", "2", 1054005, "caacd987aa0145a8fed983f1c4ff4c9761cdb2859820b2df9576f2298c06fcab"},
        {"3", "3", 1053974, "c0f15469112cb9025627b5f1cd54081ec8b80f06288b51901260bc721980631a"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) bytes = make_bytes (rows[i].method);
        g_autoptr (BbImage) image = identify_only_image (bytes);
        BbImageIdentity *identity = bb_image_get_identity (image);

        g_test_message ("method %s", rows[i].method);
        g_assert_cmpuint (g_bytes_get_size (bytes), ==, rows[i].size);
        if (rows[i].sha256 != NULL)
            assert_sha256 (bytes, rows[i].sha256);
        assert_sha256 (bb_image_get_bytes (image), IMAGE_SHA256);
        g_assert_cmpstr (identity->problem, ==, NULL);
        g_assert_cmpstr (identity->revision, ==, "CS0Z");
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_METHOD), ==, rows[i].shown);
    }
}

/* Asserts that @bytes have an image of this family with a problem. */
static void
assert_problem (GBytes *bytes)
{
    g_autoptr (BbImage) image = identify_only_image (bytes);

    g_assert_cmpstr (bb_image_get_identity (image)->family, ==, BB_LITEON_ID);
    g_assert_nonnull (bb_image_get_identity (image)->problem);
}

/* Returns the offset of @text in @bytes. */
static gsize
find (GBytes *bytes, const char *text)
{
    gsize size = 0;
    const char *data = g_bytes_get_data (bytes, &size);

    for (gsize i = 0; i + strlen (text) <= size; i++)
        if (memcmp (data + i, text, strlen (text)) == 0)
            return i;
    g_assert_not_reached ();
}

static void
test_damaged_updaters_are_refused (void)
{
    g_autoptr (GBytes) third = make_bytes ("3");
    g_autoptr (GBytes) plain = make_bytes ("0");
    gsize size = g_bytes_get_size (plain);
    g_autoptr (GBytes) code = change (third, find (third, "\x0F\xB6"), "\x0E", 1, 0);
    g_autoptr (GBytes) length = change (plain, find (plain, "0001048576"), "0001048577", 10, 0);
    g_autoptr (GBytes) cut = change (plain, 0, "MZ", 2, size - 1);
    g_autoptr (GBytes) other = change (plain, size - 100, "XFB-", 4, 0);
    g_autoptr (GBytes) twice = change (plain, size - 100, "BIN_START1=", 11, 0);

    g_autoptr (GBytes) kind = make_bytes ("x");
    g_autoptr (GBytes) typeless = change (kind, find (kind, "[01U-"), "[01T-", 5, 0);
    g_autoptr (GBytes) unnumbered = change (kind, find (kind, "2.1.5]"), "2.1.x]", 6, 0);

    assert_problem (typeless);
    assert_problem (unnumbered);
    assert_problem (code);
    assert_problem (length);
    assert_problem (cut);
    assert_problem (other);
    assert_problem (twice);
}

static void
test_other_8051_images_are_not_lite_on (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (GBytes) vendor = change (bytes, 0x4108, "ACME    ", 8, 0);
    g_autoptr (GBytes) header = change (bytes, 0x4100, "\x06", 1, 0);
    g_autoptr (GBytes) jump = change (bytes, 0, "\x03", 1, 0);
    g_autoptr (GBytes) banks = change (bytes, 0x4200, "\xE6", 1, 0);
    GBytes *const others[] = {vendor, header, jump};

    for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
        g_autoptr (BbImage) image = identify_only_image (others[i]);

        g_assert_cmpstr (bb_image_get_identity (image)->family, ==, NULL);
    }
    assert_problem (banks);
}

static void
test_internal_revision_needs_sixteen_characters (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (GBytes) shorter = change (bytes, 0x4300 + 22 * 15, "\x7C", 1, 0);
    g_autofree char *whole = bb_liteon_dup_internal_revision (bytes);
    g_autofree char *none = bb_liteon_dup_internal_revision (shorter);

    g_assert_cmpstr (whole, ==, "CS0Z-SIM01      ");
    g_assert_cmpstr (none, ==, NULL);
}

/* Code in an image loads the characters of its internal revision. In this image, all bytes look like such code: the
 * search for the internal revision must still end soon, and must find none. */
static void
test_hostile_image_is_searched_in_bounded_time (void)
{
    guint8 *data = g_malloc (IMAGE_BYTES);
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, IMAGE_BYTES);
    g_autofree char *found = NULL;

    memset (data, 0x7D, IMAGE_BYTES);
    for (gsize i = 2; i < IMAGE_BYTES; i += 97)
        data[i] = 0x90;
    found = bb_liteon_dup_internal_revision (bytes);
    g_assert_cmpstr (found, ==, NULL);
}

static void
test_drives_are_identified_by_their_names (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        const char *revision;
        const char *model;
        BbConfidence confidence;
    } rows[] = {
        {"LITE-ON", "DVDRW SOHW-1653S", "CS0T", "SOHW-1653S", BB_CONFIDENCE_MEDIUM},
        {"LITE-ON", "DVDRW SOHW-1653S", "XS0T", "SOHW-1653S", BB_CONFIDENCE_LOW},
        {"Slimtype", "DVDRW SOSW-852S", "6S01", "SOSW-852S", BB_CONFIDENCE_MEDIUM},
        {"JLMS", "XJ-HD163", "GH5P", "LTD-163(D)/SHD-16P1S", BB_CONFIDENCE_MEDIUM},
        {"AOPEN", "DVD1648/LKY", "D101", "LTD-166S", BB_CONFIDENCE_MEDIUM},
        {"PLDS", "DVD+-RW DS-8ABSH", "LD5M", "DS-8ABSH", BB_CONFIDENCE_MEDIUM},
        {"ACME", "DVDRW SOHW-1653S", "CS0T", NULL, BB_CONFIDENCE_LOW},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new (rows[i].vendor, rows[i].product, rows[i].revision);
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts =
            bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);
        g_autofree char *why = NULL;

        g_test_message ("%s %s", rows[i].vendor, rows[i].product);
        g_assert_no_error (error);
        g_assert_cmpstr (facts->model_name, ==, rows[i].model);
        if (rows[i].model == NULL)
            continue;
        g_assert_cmpint (facts->confidence, ==, rows[i].confidence);
        g_assert_cmpuint (drive->log->len, ==, 1);
        g_assert_cmpint (bb_family_lite_on.can (facts), ==, BB_CAN_IDENTIFY);
        g_assert_cmpint (bb_family_lite_on.backup_kind (facts, &why), ==, BB_BACKUP_NONE);
        g_assert_nonnull (bb_family_get_no_flash (facts));
        g_assert_null (bb_family_lite_on.plan_backup (facts, shipped_catalog (), NULL));
    }
}

/* Returns (transfer full) the facts of a drive that reports these names. */
static BbFacts *
probe (const char *vendor, const char *product, const char *revision, BbCatalog *catalog)
{
    g_autoptr (FakeDrive) drive = fake_drive_new (vendor, product, revision);
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (BB_TRANSPORT (drive), NULL, catalog, FALSE, NULL, &error);

    g_assert_no_error (error);
    return facts;
}

/* Asserts that the evidence of @facts is @first and, unless it is NULL, @second. */
static void
assert_evidence (BbFacts *facts, const char *first, const char *second)
{
    g_assert_cmpuint (facts->evidence->len, ==, second != NULL ? 2 : 1);
    g_assert_cmpstr (facts->evidence->pdata[0], ==, first);
    if (second != NULL)
        g_assert_cmpstr (facts->evidence->pdata[1], ==, second);
}

#define LISTED \
    "The reported name is in the catalog, but Burnback did not read the drive’s memory to confirm the model."
#define EXPECTED "The reported firmware revision starts with %s, as expected for drives with this hardware design."
#define UNEXPECTED                                                                                                  \
    "Firmware revisions for this hardware start with %s. The reported revision does not, but other brands may use " \
    "different revisions."

/* If the revision does not begin with the letter of the design (C), the evidence says so and the confidence is low.
 */
static void
test_revision_begins_with_the_letter_of_the_design (void)
{
    static const struct {
        const char *product;
        const char *revision;
        const char *letter;
        gboolean is_expected;
    } rows[] = {
        {"DVDRW SOHW-1653S", "CS0T", "C", TRUE},  {"DVDRW SOHW-1653S", "XS0T", "C", FALSE},
        {"DVDRW SOHW-1653S", "6S0T", "C", FALSE}, {"DVDRW SOHW-1653S", "", "C", FALSE},
        {"DVDRW SOHW-1653S", "_CS0", "C", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = probe ("LITE-ON", rows[i].product, rows[i].revision, shipped_catalog ());
        g_autofree char *expected = g_strdup_printf (EXPECTED, rows[i].letter);
        g_autofree char *unexpected = g_strdup_printf (UNEXPECTED, rows[i].letter);

        g_test_message ("row %u", i);
        assert_evidence (facts, LISTED, rows[i].is_expected ? expected : unexpected);
        g_assert_cmpint (facts->confidence, ==, rows[i].is_expected ? BB_CONFIDENCE_MEDIUM : BB_CONFIDENCE_LOW);
        g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
        g_assert_cmpstr (facts->mode, ==, "normal");
        g_assert_cmpstr (facts->family, ==, BB_LITEON_ID);
        g_assert_cmpstr (facts->maker, ==, "Lite-On");
    }
}

static void
test_designs_without_a_letter_and_with_two (void)
{
    g_autoptr (BbFacts) none = probe ("PLDS", "DVD-ROM DH-16D5S", "VD12", shipped_catalog ());
    g_autoptr (BbFacts) letter = probe ("Slimtype", "DVDRW SOSW-852S", "PS01", shipped_catalog ());
    g_autoptr (BbFacts) digit = probe ("Slimtype", "DVDRW SOSW-852S", "6S01", shipped_catalog ());

    assert_evidence (none, LISTED, NULL);
    g_assert_cmpint (none->confidence, ==, BB_CONFIDENCE_MEDIUM);
    assert_evidence (
        letter, LISTED,
        "The reported firmware revision starts with P, as expected for drives with this hardware design.");
    g_assert_cmpstr (digit->evidence->pdata[1], ==, letter->evidence->pdata[1]);
}

/* Underscores at both ends of the vendor text are ignored; underscores of the product text count. The name of another
 * brand identifies a drive if the catalog has this name for exactly one design. */
static void
test_name_is_compared_with_those_of_the_catalog (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        const char *model;
    } rows[] = {
        {"_LITE-ON", "DVDRW SOHW-1653S", "SOHW-1653S"},
        {"LITE-ON_", "DVD   SOHD-167T", "SOHD-167T"},
        {"LITE-ON", "DVD SOHD-167T_", NULL},
        {"LITE-ON", "DVDRW SOHW-1653", NULL},
        {"AOPEN", "DVD1648/LKY", "LTD-166S"},
        {"AOPEN", "DVD1648/LK", NULL},
        {"TDK", "DVDRW420N", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbInquiry inquiry = {.device_type = 5, .revision = "CS01"};

        g_strlcpy (inquiry.vendor, rows[i].vendor, sizeof inquiry.vendor);
        g_strlcpy (inquiry.product, rows[i].product, sizeof inquiry.product);
        g_test_message ("%s %s", rows[i].vendor, rows[i].product);
        g_assert_cmpint (bb_family_lite_on.suggests (&inquiry, shipped_catalog ()), ==, rows[i].model != NULL);
        {
            g_autoptr (GError) error = NULL;
            g_autoptr (BbFacts) facts =
                bb_family_lite_on.probe (NULL, &inquiry, NULL, shipped_catalog (), NULL, &error);

            g_assert_cmpstr (facts != NULL ? bb_facts_get_model_key (facts) : NULL, ==, rows[i].model);
            if (rows[i].model == NULL)
                g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_MINE);
        }
    }
}

/* Names that the user added must not identify a drive, and must not hide names of the shipped catalog. */
static void
test_names_of_the_user_do_not_count (void)
{
    g_autofree char *folder = g_dir_make_tmp ("names-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "mine.names", NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCatalog) catalog = NULL;
    g_autoptr (BbFacts) unknown = NULL;
    g_autoptr (BbFacts) known = NULL;

    g_assert_true (g_file_set_contents (path,
                                        "[one]\nVendor=ACME\nProduct=DVD MYSTERY\nMarketedAs=one\n"
                                        "OemModel=LTD-165H\nChipset=mediatek-lite-on\nConfidence=high\nSource=me\n"
                                        "[two]\nVendor=AOPEN\nProduct=DVD1648/LKY\nMarketedAs=two\n"
                                        "OemModel=LTD-165H\nChipset=mediatek-lite-on\nConfidence=high\nSource=me\n",
                                        -1, NULL));
    catalog = bb_catalog_open (BUILD_DATADIR "/catalog", folder, &error);
    g_assert_no_error (error);
    unknown = probe ("ACME", "DVD MYSTERY", "CS01", catalog);
    known = probe ("AOPEN", "DVD1648/LKY", "D101", catalog);
    g_assert_cmpstr (unknown->family, ==, NULL);
    g_assert_cmpstr (known->family, ==, BB_LITEON_ID);
    g_assert_cmpstr (known->model_name, ==, "LTD-166S");
    test_dirs_remove (folder);
}

static void
test_drive_is_not_flashed_for_a_reason (void)
{
    g_autoptr (BbFacts) facts = probe ("LITE-ON", "DVDRW SOHW-1653S", "CS0T", shipped_catalog ());
    g_autoptr (BbFacts) readable = probe ("PLDS", "DVD+-RW DS-8ABSH", "LD5M", shipped_catalog ());
    g_autofree char *text = bb_family_dup_no_flash (facts);
    g_autofree char *of_readable = bb_family_dup_no_flash (readable);

    g_assert_cmpstr (text, ==,
                     "There is no public documentation on how to write the firmware of this drive, so Burnback only "
                     "identifies the drive. Update the drive with the manufacturer’s program. Burnback can show what "
                     "an update file contains.");
    g_assert_cmpstr (of_readable, ==,
                     "Only the manufacturer’s program can write the firmware of this drive, so Burnback does not "
                     "flash the drive. Update the drive with the manufacturer’s program. Experts can also back up "
                     "the drive on the command line with the setting “read-ds-8absh”.");
    g_assert_cmpstr (bb_family_lite_on.get_unchecked (), ==,
                     "Images for Lite-On drives have no known checksum, so Burnback cannot tell whether an image is "
                     "damaged.");
}

static void
test_details_are_revision_and_date (void)
{
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (GPtrArray) details = bb_family_describe (BB_LITEON_ID, bb_image_get_identity (image)->values);
    g_autoptr (GVariant) empty = g_variant_ref_sink (g_variant_new_parsed ("@a{sv} {}"));
    g_autoptr (GPtrArray) none = bb_family_describe (BB_LITEON_ID, empty);
    const BbDetail *detail = NULL;

    g_assert_cmpuint (none->len, ==, 0);
    g_assert_cmpuint (details->len, ==, 2);
    detail = details->pdata[0];
    g_assert_cmpstr (detail->label, ==, "Revision inside");
    g_assert_cmpstr (detail->text, ==, "CS0Z-SIM01");
    g_assert_false (detail->is_hardware);
    detail = details->pdata[1];
    g_assert_cmpstr (detail->label, ==, "Build date");
    g_assert_cmpstr (detail->text, ==, "2019-01-02");
    g_assert_false (detail->is_hardware);
}

/* An image for another model must be refused. The reason must name the model of the image, or the product in the
 * image if the model is unknown. If the image has a problem, the verdict must not give a reason of its own. */
static void
test_image_for_another_model_is_refused (void)
{
    g_autoptr (BbFacts) own = probe ("LITE-ON", "DVDRW SOHW-1653S", "CS0T", shipped_catalog ());
    g_autoptr (BbFacts) other = probe ("LITE-ON", "DVDRW SOHW-1673S", "JS0T", shipped_catalog ());
    g_autoptr (BbFacts) unknown = bb_facts_new (NULL);
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (GBytes) banks = change (bytes, 0x4200, "\xE6", 1, 0);
    g_autoptr (GBytes) letter = change (bytes, 0x4301, "Z", 1, 0);
    const struct {
        BbFacts *facts;
        GBytes *bytes;
        const char *text;
    } rows[] = {
        {own, bytes, NULL},
        {other, bytes, "The image is for another model: SOHW-1653S."},
        {unknown, bytes, "The image is for another model: SOHW-1653S."},
        {own, letter, "The image is for another model: DVDRW SIM-0001S."},
        {other, banks, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImage) image = identify_only_image (rows[i].bytes);
        g_autoptr (BbVerdict) verdict = bb_verdict_new ();

        bb_family_lite_on.check (rows[i].facts, image, shipped_catalog (), verdict);
        g_test_message ("row %u", i);
        g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, rows[i].text != NULL ? 1 : 0);
        if (rows[i].text == NULL)
            continue;
        g_assert_cmpstr (bb_verdict_get_reason (verdict, 0)->code, ==, "model");
        g_assert_cmpint (bb_verdict_get_reason (verdict, 0)->weight, ==, BB_WEIGHT_REFUSAL);
        g_assert_cmpstr (bb_verdict_get_reason (verdict, 0)->text, ==, rows[i].text);
    }
}

static void
test_no_image_is_accepted (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("LITE-ON", "DVDRW SOHW-1653S", "CS0T");
    g_autoptr (FakeDrive) other = fake_drive_new ("LITE-ON", "DVDRW SOHW-1673S", "JS0T");
    g_autoptr (BbFacts) facts = bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, NULL);
    g_autoptr (BbFacts) foreign = bb_family_probe (BB_TRANSPORT (other), NULL, shipped_catalog (), FALSE, NULL, NULL);
    g_autoptr (GBytes) bytes = make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbVerdict) own = bb_family_check (facts, image, shipped_catalog ());
    g_autoptr (BbVerdict) wrong = bb_family_check (foreign, image, shipped_catalog ());
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};

    g_assert_true (bb_verdict_has (own, "no-flash"));
    g_assert_false (bb_verdict_has (own, "model"));
    g_assert_true (bb_verdict_has (wrong, "model"));
    g_assert_null (bb_family_lite_on.plan_flash (&input, NULL));
    g_assert_null (bb_family_lite_on.plan_verify (&input, NULL));
    g_assert_null (bb_family_lite_on.plan_recover (&input, NULL));
}

/* The version of an updater is found after the text "Ver " and also after "rr", a byte, a zero byte and "v". In both
 * places it decides about the image: version 2.1.5 means method 3, version 2.0.4 a plain image. */
static void
test_version_is_found_behind_either_text (void)
{
    g_autoptr (GBytes) third = make_bytes ("3");
    gsize at = find (third, "Ver ");
    g_autoptr (GBytes) other = change (third, at - 1, "rr\x05\0v", 5, 0);
    g_autoptr (GBytes) wrong = change (third, at - 1, "rr\x05\1v", 5, 0);
    g_autoptr (BbImage) image = identify_only_image (other);

    assert_sha256 (bb_image_get_bytes (image), IMAGE_SHA256);
    assert_problem (wrong);
}

/* An updater has a name of seven characters for each image. Only the first four characters affect how the bytes of
 * the image are decoded. */
static void
test_four_characters_of_the_name_count (void)
{
    g_autoptr (GBytes) bytes = make_bytes ("2");
    gsize at = find (bytes, "NEW_FW1=") + strlen ("NEW_FW1=");
    g_autoptr (GBytes) longer = change (bytes, at + 4, "xyz", 3, 0);
    g_autoptr (GBytes) other = change (bytes, at + 3, "x", 1, 0);
    g_autoptr (BbImage) image = identify_only_image (longer);
    g_autoptr (BbImage) wrong = identify_only_image (other);
    g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bb_image_get_bytes (wrong));

    assert_sha256 (bb_image_get_bytes (image), IMAGE_SHA256);
    g_assert_cmpstr (sum, !=, IMAGE_SHA256);
}

/* --- the memory of a DS-8ABSH, and the updater that contains it --- */

static void
assert_slice (GBytes *bytes, gsize offset, gsize length_bytes, const char *wanted)
{
    g_autoptr (GBytes) slice = g_bytes_new_from_bytes (bytes, offset, length_bytes);

    assert_sha256 (slice, wanted);
}

static void
assert_hex (GBytes *bytes, gsize offset, const char *wanted)
{
    g_autofree char *hex =
        bb_hex_dup ((const guint8 *) g_bytes_get_data (bytes, NULL) + offset, strlen (wanted) / 2, "");

    g_assert_cmpint (g_ascii_strcasecmp (hex, wanted), ==, 0);
}

static void
test_memory_is_recognized_by_its_names (void)
{
    static const gsize offsets[] = {0, 0xD8FF0, 0xE7FF5, 0xE7FFC};
    g_autoptr (GBytes) bytes = liteon_make_memory (FALSE, "LD5M", NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_assert_cmpstr (identity->family, ==, BB_LITEON_ID);
    g_assert_cmpstr (identity->vendor, ==, "PLDS");
    g_assert_cmpstr (identity->product, ==, "DVD+-RW DS-8ABSH");
    g_assert_cmpstr (identity->revision, ==, "LD5M");
    g_assert_cmpuint (g_strv_length (identity->codes), ==, 1);
    g_assert_cmpstr (identity->codes[0], ==, "DS-8ABSH");
    g_assert_cmpstr (identity->model_name, ==, "DS-8ABSH");
    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpuint (identity->offset, ==, 0);
    g_assert_cmpuint (identity->length_bytes, ==, BB_LITEON_MEMORY_BYTES);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_KIND), ==, "writer");
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_LITEON_KEY_TAG), ==, "DU8A6S");
    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
        guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
        g_autoptr (GBytes) changed = NULL;
        g_autoptr (BbImage) other = NULL;

        data[offsets[i]] = 0x01;
        changed = g_bytes_new_take (data, g_bytes_get_size (bytes));
        other = identify_only_image (changed);
        g_assert_cmpstr (bb_image_get_identity (other)->family, ==, NULL);
    }
}

/* An updater of method 4 contains an enciphered payload, which must equal the payload of the test vector. If the
 * deciphered image begins like firmware, it must be recognized; otherwise the file must have a problem. */
static void
test_newer_updater_is_opened (void)
{
    g_autoptr (GBytes) page = liteon_make_memory (TRUE, "SM01", "4");
    g_autoptr (GBytes) file = liteon_make_memory (FALSE, "LD5M", "4");
    g_autoptr (GBytes) inside = liteon_make_memory (FALSE, "LD5M", NULL);
    g_autoptr (BbImage) image = identify_only_image (file);
    g_autoptr (BbImage) unknown = identify_only_image (page);
    gsize payload = g_bytes_get_size (page) - BB_LITEON_MEMORY_BYTES;
    g_autoptr (GBytes) enciphered = g_bytes_new_from_bytes (page, payload, BB_LITEON_MEMORY_BYTES);
    const guint8 *table = (const guint8 *) g_bytes_get_data (page, NULL) + payload - 0x1000 - 256;
    g_autoptr (GBytes) scrambled = bb_liteon_decipher_table (enciphered, table);
    g_autoptr (GBytes) odd = g_bytes_new_from_bytes (page, payload, 17);

    assert_slice (page, payload, BB_LITEON_MEMORY_BYTES,
                  "a071350b81fe4fd7731d5d2adc59934ec3d56073a728baa33fe0f1cf26419686");
    assert_hex (enciphered, 0, "3e44044448d2383716f8bda18df3654f");
    assert_sha256 (scrambled, "fb4190d04f3ef3bf3418b5febec0a0b68b6b95158f705e570f9ef2a83c8da399");
    g_assert_null (bb_liteon_decipher_table (odd, table));
    g_assert_true (g_bytes_equal (bb_image_get_bytes (image), inside));
    g_assert_cmpstr (bb_image_get_identity (image)->problem, ==, NULL);
    g_assert_cmpstr (bb_image_identity_lookup_string (bb_image_get_identity (image), BB_LITEON_KEY_METHOD), ==, "4");
    /* The synthetic memory of the vector does not begin like firmware, so nothing shows that it was deciphered
     * correctly. */
    g_assert_nonnull (bb_image_get_identity (unknown)->problem);
}

#define UNKNOWN_FORMAT "This Lite-On updater contains firmware in an unknown format."
#define UNKNOWN_FIRMWARE "The Lite-On updater is incomplete, or it contains firmware of an unknown type."

/* An updater of method 4 must contain exactly one table of its cipher, with the key "COPYF2K8_SIZE=", a number and a
 * zero byte before it. Table and payload must be complete. */
static void
test_damaged_newer_updater_is_refused (void)
{
    g_autoptr (GBytes) file = liteon_make_memory (FALSE, "LD5M", "4");
    gsize size = g_bytes_get_size (file);
    gsize payload = size - BB_LITEON_MEMORY_BYTES;
    gsize key = find (file, "COPYF2K8_SIZE=");
    gsize table = payload - 0x1000 - 256;
    const struct {
        gsize offset;
        const char *text;
        gsize size;
        const char *problem;
    } rows[] = {
        {table + 0x58, "\x01", size, UNKNOWN_FIRMWARE},
        {table - 8, "X", size, UNKNOWN_FORMAT},
        {table - 1, "X", size, UNKNOWN_FORMAT},
        {key, "COPYF2K9_SIZE=", size, UNKNOWN_FORMAT},
        {size - 14, "COPYF2K8_SIZE=", size, UNKNOWN_FORMAT}, /* a second key */
        {0, "MZ", table + 255, UNKNOWN_FORMAT},
        {0, "MZ", size - 1, UNKNOWN_FIRMWARE},
        {0, "MZ", size, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) bytes = change (file, rows[i].offset, rows[i].text, strlen (rows[i].text), rows[i].size);
        g_autoptr (BbImage) image = identify_only_image (bytes);

        g_test_message ("row %u", i);
        g_assert_cmpstr (bb_image_get_identity (image)->family, ==, BB_LITEON_ID);
        g_assert_cmpstr (bb_image_get_identity (image)->problem, ==, rows[i].problem);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/liteon/image_is_recognized_by_what_is_in_it", test_image_is_recognized_by_what_is_in_it);
    g_test_add_func ("/liteon/updaters_are_opened", test_updaters_are_opened);
    g_test_add_func ("/liteon/damaged_updaters_are_refused", test_damaged_updaters_are_refused);
    g_test_add_func ("/liteon/version_is_found_behind_either_text", test_version_is_found_behind_either_text);
    g_test_add_func ("/liteon/other_8051_images_are_not_lite_on", test_other_8051_images_are_not_lite_on);
    g_test_add_func ("/liteon/internal_revision_needs_sixteen_characters",
                     test_internal_revision_needs_sixteen_characters);
    g_test_add_func ("/liteon/hostile_image_is_searched_in_bounded_time",
                     test_hostile_image_is_searched_in_bounded_time);
    g_test_add_func ("/liteon/drives_are_identified_by_their_names", test_drives_are_identified_by_their_names);
    g_test_add_func ("/liteon/revision_begins_with_the_letter_of_the_design",
                     test_revision_begins_with_the_letter_of_the_design);
    g_test_add_func ("/liteon/designs_without_a_letter_and_with_two", test_designs_without_a_letter_and_with_two);
    g_test_add_func ("/liteon/name_is_compared_with_those_of_the_catalog",
                     test_name_is_compared_with_those_of_the_catalog);
    g_test_add_func ("/liteon/names_of_the_user_do_not_count", test_names_of_the_user_do_not_count);
    g_test_add_func ("/liteon/drive_is_not_flashed_for_a_reason", test_drive_is_not_flashed_for_a_reason);
    g_test_add_func ("/liteon/details_are_revision_and_date", test_details_are_revision_and_date);
    g_test_add_func ("/liteon/image_for_another_model_is_refused", test_image_for_another_model_is_refused);
    g_test_add_func ("/liteon/no_image_is_accepted", test_no_image_is_accepted);
    g_test_add_func ("/liteon/four_characters_of_the_name_count", test_four_characters_of_the_name_count);
    g_test_add_func ("/liteon/memory_is_recognized_by_its_names", test_memory_is_recognized_by_its_names);
    g_test_add_func ("/liteon/newer_updater_is_opened", test_newer_updater_is_opened);
    g_test_add_func ("/liteon/damaged_newer_updater_is_refused", test_damaged_newer_updater_is_refused);
    return g_test_run ();
}
