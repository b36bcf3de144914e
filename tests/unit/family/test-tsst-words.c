/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"
#include "row-tests.h"
#include "shipped-catalog.h"
#include "tsst-files.h"

#include "family/bb-family.h"

#include <string.h>

/* The sentences about drives of the family samsung-tsst and about images for them (docs/protocols/samsung-tsst.md).
 * Also tests bb-tsst-image.c and bb-tsst-model.c. */

#define PRODUCT "DVD-ROM TS-H353C"
#define SIZE TSST_IMAGE_BYTES

static const BbFamily *
tsst (void)
{
    return &bb_family_samsung_tsst;
}

/* Returns (transfer full) the facts of a drive with these texts. @specific: (nullable): bytes 36 to 55 */
static BbFacts *
probe (const char *vendor, const char *product, const char *revision, const char *specific)
{
    g_autoptr (FakeDrive) drive = tsst_drive_new (vendor, product, revision, specific);
    g_autoptr (GError) error = NULL;
    BbFacts *facts = bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (facts->family, ==, "samsung-tsst");
    return facts;
}

static BbFacts *
probe_usual (void)
{
    return probe ("TSSTcorp", PRODUCT, "BA02", NULL);
}

/* --- drives --- */

#define NAMED "Only the reported name (DVD-ROM TS-H353C) indicates which chip the drive has.\n"

typedef struct {
    const char *vendor;
    const char *product;
    const char *revision;
    const char *specific; /* nullable */
    const char *mode;
    BbConfidence confidence;
    const char *evidence;
} Described;

static const Described described[] = {
    {"TSSTcorp", PRODUCT, "BA02", NULL, "normal", BB_CONFIDENCE_MEDIUM, NAMED},
    {"TSSTcorp", PRODUCT, "BOOT", NULL, "boot", BB_CONFIDENCE_MEDIUM,
     NAMED "The drive reports “BOOT” as its firmware revision, which means that its boot code is waiting for "
           "firmware.\n"},
    {"TSSTcorp", PRODUCT, "BOOT", "KREON V1.00", "boot", BB_CONFIDENCE_MEDIUM,
     NAMED "The drive reports “BOOT” as its firmware revision, which means that its boot code is waiting for "
           "firmware.\n"},
    {"TSSTcorp", PRODUCT, "BOO_", NULL, "normal", BB_CONFIDENCE_MEDIUM, NAMED},
    {"TSSTcorp", PRODUCT, "ZZ00", NULL, "normal", BB_CONFIDENCE_MEDIUM,
     NAMED "According to the catalog, firmware revision ZZ00 for this drive model is modified (MoriGM).\n"},
    {"TSSTcorp", PRODUCT, "ZZ01", "KREON V1.00", "normal", BB_CONFIDENCE_MEDIUM,
     NAMED "The drive is running modified firmware: Kreon.\n"},
    {"hp", PRODUCT, "BA02", NULL, "normal", BB_CONFIDENCE_LOW, NAMED},
    {"ASUS", "DVD-ROM SH-118CB", "1.00", NULL, "normal", BB_CONFIDENCE_LOW,
     "Only the reported name (DVD-ROM SH-118CB) indicates which chip the drive has.\n"},
};

static void
test_drive_is_described_as_it_reports_itself (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (described); i++) {
        const Described *row = &described[i];
        g_autoptr (BbFacts) facts = probe (row->vendor, row->product, row->revision, row->specific);
        g_autoptr (GString) evidence = g_string_new (NULL);

        for (guint j = 0; j < facts->evidence->len; j++)
            g_string_append_printf (evidence, "%s\n", (const char *) facts->evidence->pdata[j]);
        g_test_message ("row %u", i);
        g_assert_cmpstr (facts->mode, ==, row->mode);
        g_assert_cmpint (facts->condition, ==,
                         g_str_equal (row->mode, "boot") ? BB_CONDITION_SPECIAL : BB_CONDITION_NORMAL);
        g_assert_cmpint (facts->confidence, ==, row->confidence);
        g_assert_cmpstr (evidence->str, ==, row->evidence);
    }
}

static void
test_nothing_can_be_read (void)
{
    static const char unreadable[] = "There is no known command for reading the firmware of this drive.";
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GError) no_backup = NULL;
    g_autoptr (GError) no_image = NULL;
    g_autofree char *why = NULL;

    g_assert_cmpint (tsst ()->backup_kind (facts, NULL), ==, BB_BACKUP_NONE);
    g_assert_cmpint (tsst ()->backup_kind (facts, &why), ==, BB_BACKUP_NONE);
    g_assert_cmpstr (why, ==, unreadable);
    g_assert_null (tsst ()->plan_backup (facts, shipped_catalog (), &no_backup));
    g_assert_cmpstr (no_backup->message, ==, unreadable);
    g_assert_null (tsst ()->make_image (facts, captures, shipped_catalog (), &no_image));
    g_assert_cmpstr (no_image->message, ==, unreadable);
}

/* Underscores at the end of the vendor are ignored. */
static void
test_vendor_of_the_list_may_have_underscores (void)
{
    BbInquiry inquiry = {.vendor = "TSSTcorp", .product = PRODUCT};

    g_assert_true (tsst ()->suggests (&inquiry, shipped_catalog ()));
    g_strlcpy (inquiry.vendor, "hp______", sizeof inquiry.vendor);
    g_assert_true (tsst ()->suggests (&inquiry, shipped_catalog ()));
    g_strlcpy (inquiry.vendor, "ACME", sizeof inquiry.vendor);
    g_assert_false (tsst ()->suggests (&inquiry, shipped_catalog ()));
}

/* --- verdict --- */

/* Asserts that the member check() of the family adds the reasons @wanted, a line "CODE WEIGHT TEXT" each. */
static void
assert_reasons (BbFacts *facts, BbImage *image, const char *wanted)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();
    g_autoptr (GString) text = g_string_new (NULL);

    tsst ()->check (facts, image, shipped_catalog (), verdict);
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        g_string_append_printf (text, "%s %s %s\n", reason->code, bb_weight_to_string (reason->weight), reason->text);
    }
    g_assert_cmpstr (text->str, ==, wanted);
}

#define NAMES_ONLY                                                                                                 \
    "unchecked caution Burnback can check only the checksum and size of the image and the names in it. The drive " \
    "probably checks neither size nor names, so make sure you know where the image comes from.\n"
#define NO_CHECKSUM                                                                                             \
    "unchecked caution Burnback can check only the size of the image and the names in it, so it cannot detect " \
    "damage. "                                                                                                  \
    "Make sure you know where the image comes from.\n"

typedef struct {
    const char *what;
    const char *vendor;
    const char *product;
    const char *specific; /* of the drive; nullable */
    const char *model;    /* of the image; NULL: a file with @options as its text */
    const char *options;
    const char *reasons;
} Checked;

static const Checked checked[] = {
    {"own", "TSSTcorp", PRODUCT, NULL, "TS-H353C", NULL, NAMES_ONLY},
    {"own without a checksum", "TSSTcorp", PRODUCT, NULL, NULL, "TSSTcorpDVD-ROM TS-H353CBA02", NO_CHECKSUM},
    {"without a name", "TSSTcorp", PRODUCT, NULL, NULL, "TSST", NO_CHECKSUM},
    {"other hardware", "TSSTcorp", "DVD-ROM SH-D163B", NULL, "SH-D163A", NULL,
     "model refusal The image is for another model, the SH-D163A. Choose an image for the SH-D163B.\n" NAMES_ONLY},
    {"model that is not listed", "TSSTcorp", PRODUCT, NULL, NULL, "TSSTcorpDVD-ROM SH-116BBSB00",
     "model refusal The image is for another model, the DVD-ROM SH-116BB. Choose an image for the "
     "TS-H353C.\n" NO_CHECKSUM},
    {"same hardware", "TSSTcorp", "DVD-ROM SH-D163A", NULL, "TS-H353A", NULL,
     "same-hardware caution The image is for the TS-H353A, which probably has the same hardware as the "
     "SH-D163A.\n" NAMES_ONLY},
    {"another vendor", "hp", PRODUCT, NULL, "TS-H353C", NULL,
     "vendor cross-flash The image is for drives with the vendor name “TSSTcorp”, but this drive reports “hp”. It "
     "is unknown whether the drive accepts the image.\n" NAMES_ONLY},
    {"own vendor", "hp", PRODUCT, NULL, "TS-H353C", "{'vendor': 'hp'}", NAMES_ONLY},
    {"own vendor with underscores", "hp______", PRODUCT, NULL, "TS-H353C", "{'vendor': 'hp'}", NAMES_ONLY},
    {"another size", "TSSTcorp", PRODUCT, NULL, "SD-616F", NULL, NULL},
    {"Kreon for its hardware", "TSSTcorp", "DVD-ROM TS-H353A", NULL, "TS-H353A", "{'kreon': ''}", NAMES_ONLY},
    {"Kreon for other hardware", "TSSTcorp", PRODUCT, NULL, "TS-H353C", "{'kreon': ''}",
     "modified-hardware refusal This modified firmware was not made for the TS-H353C. Choose the manufacturer’s "
     "image.\n" NAMES_ONLY},
    {"back from Kreon", "TSSTcorp", "DVD-ROM SH-D163B", "KREON V1.00", "SH-D163B", NULL,
     NAMES_ONLY
     "replaces-modified info The drive is running modified firmware (Kreon). This image will replace the modified "
     "firmware.\n"},
    {"Kreon over Kreon", "TSSTcorp", "DVD-ROM SH-D163B", "KREON V1.00", "SH-D163B", "{'kreon': ''}", NAMES_ONLY},
};

static void
test_verdict_has_these_reasons (gconstpointer data)
{
    const Checked *row = data;
    g_autoptr (BbFacts) facts = probe (row->vendor, row->product, "AA00", row->specific);
    g_autoptr (BbImage) image =
        row->model != NULL ? tsst_make_image (row->model, row->options) : tsst_make_file (SIZE, 0x11, row->options);
    g_autofree char *size = g_strdup_printf (
        "size refusal Images for this drive have exactly 262144 bytes, but this file has %zu bytes.\n"
        "model refusal The image is for another model, the SD-616F. Choose an image for the TS-H353C.\n"
        "vendor cross-flash The image is for drives with the vendor name “SAMSUNG”, but this drive reports "
        "“TSSTcorp”. It is unknown whether the drive accepts the image.\n" NAMES_ONLY,
        bb_image_get_size (image));

    assert_reasons (facts, image, row->reasons != NULL ? row->reasons : size);
}

/* A file without any known text is assumed to be firmware only if it has the right size and its bytes are not all
 * equal. */
static void
test_assumed_image_has_a_caution_of_its_own (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autofree guint8 *data = g_malloc0 (SIZE + 1);

    for (guint i = 0; i < 6; i++) {
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (BbImageIdentity) identity = NULL;
        g_autoptr (BbImage) whole = NULL;
        g_autoptr (BbImage) image = NULL;

        memset (data, i == 1 ? 0xFF : 0, SIZE);
        data[5] = i >= 2 ? 0x21 : data[5];
        if (i == 5)
            memcpy (data + 0x100, "HL-DT-STDVD-ROM", 15);
        bytes = g_bytes_new (data, i == 3 ? SIZE - 1 : i == 4 ? SIZE + 1 : SIZE);
        identity = tsst ()->assume_image (facts, bytes);
        g_test_message ("file %u", i);
        g_assert_cmpint (identity != NULL, ==, i == 2);
        if (identity == NULL)
            continue;
        g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_NONE);
        g_assert_cmpuint (identity->length_bytes, ==, SIZE);
        whole = bb_image_new_from_bytes (bytes, "file.bin");
        image = bb_image_new_part (whole, identity, NULL);
        assert_reasons (facts, image,
                        "nameless caution Only its size suggests that the file is for this drive. Use the file "
                        "only if you know for certain that it is for this drive.\n");
    }
}

/* If the last bytes of a file are the sum of all others, they count as a checksum. */
static void
test_assumed_image_may_have_a_checksum (void)
{
    g_autoptr (BbFacts) facts = probe_usual ();
    guint8 *data = g_malloc0 (SIZE);
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, SIZE);
    g_autoptr (BbImageIdentity) identity = NULL;

    data[0] = data[SIZE - 3] = 0xFE;
    data[SIZE - 2] = 0x01;
    data[SIZE - 1] = 0xFC;
    identity = tsst ()->assume_image (facts, bytes);
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
}

/* --- files --- */

static void
test_file_of_a_wrong_size_says_so (void)
{
    g_autoptr (BbImage) image = tsst_make_file (SIZE - 1, 0x11, "TSSTcorpDVD-ROM TS-H353CBA02");

    g_assert_cmpstr (bb_image_get_identity (image)->model_name, ==, "TS-H353C");
    g_assert_cmpstr (
        bb_image_get_identity (image)->problem, ==,
        "The file contains the name of the TS-H353C, but the file size is 262143 bytes instead of 262144 bytes. "
        "The file may be incomplete, or it may be a program that contains the image.");
}

/* A file of a wrong size with the name of a drive is incomplete, but a program may have any size. */
static void
test_only_a_program_may_have_another_size (void)
{
    g_autoptr (BbImage) file = tsst_make_file (SIZE - 1, 0x11, "TSSTcorpDVD-ROM TS-H353CBA02");
    g_autoptr (GBytes) program = NULL;
    g_autoptr (GPtrArray) found = NULL;
    guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (file), NULL), SIZE - 1);
    BbImageIdentity *identity = NULL;

    memcpy (data, "MZ", 2);
    program = g_bytes_new_take (data, SIZE - 1);
    found = tsst ()->identify_image (program, shipped_catalog ());
    g_assert_cmpuint (found->len, ==, 1);
    identity = found->pdata[0];
    g_assert_true (bb_image_get_identity (file)->is_damaged);
    g_assert_nonnull (identity->problem);
    g_assert_false (identity->is_damaged);
}

/* A file with the names of two vendors is for the drive of TSSTcorp. */
static void
test_name_of_the_maker_counts_first (void)
{
    g_autoptr (BbImage) image =
        tsst_make_file (SIZE, 0x11, "hp      DVD-ROM SH-D163BSB01    TSSTcorpDVD-ROM TS-H353CBA02");

    g_assert_cmpstr (bb_image_get_identity (image)->vendor, ==, "TSSTcorp");
    g_assert_cmpstr (bb_image_get_identity (image)->product, ==, "DVD-ROM TS-H353C");
    g_assert_cmpstr (bb_image_get_identity (image)->revision, ==, "BA02");
}

/* --- plans --- */

static void
test_plan_that_is_not_made_says_why (void)
{
    static const char uncertain[] = "The update procedure for this drive is not known for certain, so Burnback can "
                                    "only identify the drive. Update the drive with the manufacturer’s program.";
    g_autoptr (BbFacts) facts = probe_usual ();
    g_autoptr (BbFacts) other = probe ("SAMSUNG", "DVD-ROM SD-616F", "1.00", NULL);
    g_autoptr (BbImage) image = tsst_make_image ("TS-H353C", NULL);
    g_autoptr (BbImage) shorter = tsst_make_file (SIZE - 1, 0x11, "TSSTcorpDVD-ROM TS-H353CBA02");
    g_autoptr (GVariant) settings =
        g_variant_ref_sink (g_variant_new_parsed ("{%s: <%u>}", BB_SETTING_MAX_TRANSFER, 0x8000));
    const struct {
        BbFlashInput input;
        gboolean recovers;
        BbFamilyError code;
        const char *text;
    } rows[] = {
        {{.facts = other, .image = image}, FALSE, BB_FAMILY_ERROR_CANNOT, uncertain},
        {{.facts = facts, .image = shorter},
         FALSE,
         BB_FAMILY_ERROR_CANNOT,
         "The size of the image does not match the flash memory of this drive."},
        {{.facts = facts, .image = image, .settings = settings},
         FALSE,
         BB_FAMILY_ERROR_CANNOT,
         "The update must be sent in blocks of 64512 bytes, but the connection allows only 32768 bytes at once. "
         "Connect the drive directly to a SATA or IDE port."},
        {{.facts = facts}, TRUE, BB_FAMILY_ERROR_CANNOT, "To recover this drive, you need an image for its model."},
        {{.facts = facts, .image = image, .attempt = 2},
         TRUE,
         BB_FAMILY_ERROR_NO_MORE,
         "All attempts to flash this image failed. Power cycle the drive. If the drive does not respond after "
         "that, there is no known way to recover it over its data cable."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbFlashInput input = rows[i].input;
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = NULL;

        input.catalog = shipped_catalog ();
        plan = rows[i].recovers ? tsst ()->plan_recover (&input, &error) : tsst ()->plan_flash (&input, &error);
        g_assert_null (plan);
        g_assert_error (error, BB_FAMILY_ERROR, (gint) rows[i].code);
        g_assert_cmpstr (error->message, ==, rows[i].text);
    }
}

#define ADD(name, function) g_test_add_func ("/tsst-words/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("drive-is-described-as-it-reports-itself", test_drive_is_described_as_it_reports_itself);
    ADD ("nothing-can-be-read", test_nothing_can_be_read);
    ADD ("vendor-of-the-list-may-have-underscores", test_vendor_of_the_list_may_have_underscores);
    for (guint i = 0; i < G_N_ELEMENTS (checked); i++)
        add_row_test ("/tsst-words/verdict", checked[i].what, &checked[i], test_verdict_has_these_reasons);
    ADD ("assumed-image-has-a-caution-of-its-own", test_assumed_image_has_a_caution_of_its_own);
    ADD ("assumed-image-may-have-a-checksum", test_assumed_image_may_have_a_checksum);
    ADD ("file-of-a-wrong-size-says-so", test_file_of_a_wrong_size_says_so);
    ADD ("only-a-program-may-have-another-size", test_only_a_program_may_have_another_size);
    ADD ("name-of-the-maker-counts-first", test_name_of_the_maker_counts_first);
    ADD ("plan-that-is-not-made-says-why", test_plan_that_is_not_made_says_why);
    return g_test_run ();
}
