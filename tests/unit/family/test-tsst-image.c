/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"
#include "tsst-files.h"

#include <string.h>

/* The images that the family samsung-tsst finds in files (docs/protocols/samsung-tsst.md, section 4). Also tests
 * bb-tsst-model.c. */

#define TSST "samsung-tsst"
#define IMAGE_BYTES TSST_IMAGE_BYTES
#define KREON "KREON V1.00"

static const BbFamily *
tsst (void)
{
    return &bb_family_samsung_tsst;
}

static void
test_image_is_known_by_its_label (void)
{
    g_autoptr (BbImage) image = tsst_make_image ("TS-H353C", "{'revision': 'BA03'}");
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_assert_cmpstr (identity->family, ==, TSST);
    g_assert_cmpstr (identity->codes[0], ==, "DVD-ROM TS-H353C");
    g_assert_null (identity->codes[1]);
    g_assert_cmpstr (identity->model_name, ==, "TS-H353C");
    g_assert_cmpstr (identity->vendor, ==, "TSSTcorp");
    g_assert_cmpstr (identity->product, ==, "DVD-ROM TS-H353C");
    g_assert_cmpstr (identity->revision, ==, "BA03");
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_cmpint (identity->kind, ==, BB_IMAGE_KIND_UNKNOWN);
    g_assert_null (identity->problem);
}

/* Which files must be taken for files of this family:
 * - A file of the size of an image: if it contains a label, the name of a drive, the name of the maker or the kind of
 *   drive, and names no other maker. It need not name a model.
 * - A file of another size: only if it contains a label. The file must have a problem. */
static void
test_files_are_taken_for_what_they_show (void)
{
    static const struct {
        const char *about;
        gsize size;
        guint8 value;
        const char *text;
        gboolean is_ours;
        const char *model;
        gboolean has_problem;
    } rows[] = {
        {"zeros", IMAGE_BYTES, 0, "", FALSE},
        {"erased", IMAGE_BYTES, 0xFF, "", FALSE},
        {"a label", IMAGE_BYTES, 0x11, "TSSTcorpDVD-ROM TS-H353CBA02", TRUE, "TS-H353C"},
        {"a label of hp", IMAGE_BYTES, 0x11, "hp      DVD-ROM TS-H353C0700", TRUE, "TS-H353C"},
        {"only a name", IMAGE_BYTES, 0x11, "SH-D162D", TRUE, "SH-D162D"},
        {"only the maker", IMAGE_BYTES, 0x11, "TSST", TRUE},
        {"two names", IMAGE_BYTES, 0x11, "SH-D162D TS-H352D", TRUE},
        {"another drive of the maker", IMAGE_BYTES, 0x11, "TSSTcorpDVD-ROM SH-116BBSB00", TRUE, "DVD-ROM SH-116BB"},
        {"only the kind of drive", IMAGE_BYTES, 0x11, "DVD-ROM", TRUE},
        {"a drive of another maker", IMAGE_BYTES, 0x11, "HL-DT-STDVD-ROM GDR8163B0L23", FALSE},
        {"a drive of another maker and TSST", IMAGE_BYTES, 0x11, "TSST HL-DT-STDVD-ROM GDR8163B0L23", FALSE},
        {"none of these texts", IMAGE_BYTES, 0x11, "DVD", FALSE},
        {"truncated after the label", IMAGE_BYTES - 1, 0x11, "TSSTcorpDVD-ROM TS-H353CBA02", TRUE, "TS-H353C", TRUE},
        {"too long", IMAGE_BYTES + 1, 0x11, "TSSTcorpDVD-ROM TS-H353CBA02", TRUE, "TS-H353C", TRUE},
        {"truncated before the label", IMAGE_BYTES - 1, 0x11, "TSST", FALSE},
        {"a list of drives", 0x1000, ' ', "TSSTcorp DVD-ROM TS-H353C", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImage) image = tsst_make_file (rows[i].size, rows[i].value, rows[i].text);
        BbImageIdentity *identity = bb_image_get_identity (image);

        g_test_message ("%s", rows[i].about);
        g_assert_cmpint (g_strcmp0 (identity->family, TSST) == 0, ==, rows[i].is_ours);
        if (!rows[i].is_ours)
            continue;
        g_assert_cmpstr (identity->model_name, ==, rows[i].model);
        g_assert_cmpint (identity->problem != NULL, ==, rows[i].has_problem);
        g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_NONE);
    }
}

/* A file of the right size without any known text is taken as an image only if the user chose it for a drive of this
 * family. */
static void
test_file_without_names_is_an_image_for_a_chosen_drive_only (void)
{
    static const struct {
        const char *about;
        gsize size;
        guint8 value;
        const char *text;
        const char *product;
        gboolean is_taken;
    } rows[] = {
        {"nothing known", IMAGE_BYTES, 0x11, "", "DVD-ROM TS-H353C", TRUE},
        {"one byte that is not zero", IMAGE_BYTES, 0, "x", "DVD-ROM TS-H353C", TRUE},
        {"zeros", IMAGE_BYTES, 0, "", "DVD-ROM TS-H353C", FALSE},
        {"erased", IMAGE_BYTES, 0xFF, "", "DVD-ROM TS-H353C", FALSE},
        {"a drive of another maker", IMAGE_BYTES, 0x11, "HL-DT-STDVD-ROM GDR8163B0L23", "DVD-ROM TS-H353C", FALSE},
        {"too short", IMAGE_BYTES - 1, 0x11, "", "DVD-ROM TS-H353C", FALSE},
        {"too long", IMAGE_BYTES + 1, 0x11, "", "DVD-ROM TS-H353C", FALSE},
        {"a drive that is never flashed", IMAGE_BYTES / 2, 0x11, "", "DVD-ROM SD-616F", FALSE},
        {"a program", IMAGE_BYTES, 0x11, "MZ", "DVD-ROM TS-H353C", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        gboolean is_program = g_str_equal (rows[i].text, "MZ");
        g_autoptr (BbImage) file =
            tsst_make_file_with (rows[i].size, rows[i].value, is_program ? 0 : 0x100, rows[i].text);
        g_autoptr (GPtrArray) images = g_ptr_array_new ();
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        g_autoptr (BbImage) chosen = NULL;
        g_autoptr (BbImage) for_other = NULL;
        BbImageIdentity *identity = NULL;

        g_test_message ("%s", rows[i].about);
        g_ptr_array_add (images, file);
        facts->family = g_strdup (TSST);
        facts->model = bb_catalog_get_model (shipped_catalog (), TSST, rows[i].product);
        g_strlcpy (facts->inquiry.vendor, "TSSTcorp", sizeof facts->inquiry.vendor);
        g_assert_null (bb_image_get_identity (file)->family);
        chosen = bb_family_choose_image (images, facts);
        identity = bb_image_get_identity (chosen);
        g_assert_cmpint (g_strcmp0 (identity->family, TSST) == 0, ==, rows[i].is_taken);
        g_assert_cmpint (identity->problem == NULL, ==, rows[i].is_taken);
        g_assert_null (identity->codes[0]);
        g_free (facts->family);
        facts->family = g_strdup ("plextor");
        for_other = bb_family_choose_image (images, facts);
        g_assert_true (for_other == file);
    }
}

/* The offset of the names in the firmware is not known, so they are found from the first to the last byte. */
static void
test_text_counts_at_both_ends_of_the_image (void)
{
    static const struct {
        const char *text;
        const char *model;
        BbImageKind kind;
    } rows[] = {
        {"TSSTcorpDVD-ROM TS-H353CBA02", "TS-H353C", BB_IMAGE_KIND_UNKNOWN},
        {"hp      DVD-ROM TS-H353C0700", "TS-H353C", BB_IMAGE_KIND_UNKNOWN},
        {"SH-D162D", "SH-D162D", BB_IMAGE_KIND_UNKNOWN},
        {"TSST", NULL, BB_IMAGE_KIND_UNKNOWN},
        {KREON, NULL, BB_IMAGE_KIND_MODIFIED},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        gsize offsets[] = {0, IMAGE_BYTES - strlen (rows[i].text)};

        for (guint j = 0; j < G_N_ELEMENTS (offsets); j++) {
            g_autoptr (BbImage) image = tsst_make_file_with (IMAGE_BYTES, 0x11, offsets[j], rows[i].text);
            BbImageIdentity *identity = bb_image_get_identity (image);

            g_test_message ("%s at 0x%zx", rows[i].text, offsets[j]);
            g_assert_cmpstr (identity->family, ==, TSST);
            g_assert_cmpstr (identity->model_name, ==, rows[i].model);
            g_assert_cmpint (identity->kind, ==, rows[i].kind);
        }
    }
}

static void
test_modified_firmware_is_recognised_in_a_file (void)
{
    static const struct {
        gsize offset;
        const char *text;
        const char *version;
    } rows[] = {
        {0x100, "KREON V1.00", "1.00"},
        {0x100, "KREON V1.1 \x11", "1.1"},
        {IMAGE_BYTES - 11, "KREON V0.80", "0.80"},
        {IMAGE_BYTES - 10, "KREON V0.8", ""}, /* the file ends within the version */
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImage) image = tsst_make_file_with (IMAGE_BYTES, 0x11, rows[i].offset, rows[i].text);
        BbImageIdentity *identity = bb_image_get_identity (image);
        const char *modified = NULL;
        const char *version = NULL;
        const char *change = NULL;

        g_assert_cmpint (identity->kind, ==, BB_IMAGE_KIND_MODIFIED);
        g_assert_true (g_variant_lookup (identity->values, "modified", "&s", &modified));
        g_assert_cmpstr (modified, ==, "kreon");
        g_assert_true (g_variant_lookup (identity->values, "modified-version", "&s", &version));
        g_assert_cmpstr (version, ==, rows[i].version);
        g_assert_true (g_variant_lookup (identity->values, BB_IMAGE_VALUE_CHANGE, "&s", &change));
        g_assert_cmpstr (change, ==, "Kreon");
    }
}

/* A label consists of a vendor, a product with "DVD" in its first half, and a revision if four suitable characters
 * follow. */
static void
test_label_is_told_from_other_text (void)
{
    static const struct {
        gsize offset;
        const char *text;
        const char *product;
        const char *revision;
    } rows[] = {
        {0x100, "TSSTcorpDVD-ROM TS-H353CBA02", "DVD-ROM TS-H353C", "BA02"},
        {0x100, "TSSTcorpDVD-ROM TS-H353C1.0a", "DVD-ROM TS-H353C", "1.0a"},
        {0x100, "TSSTcorpDVD-ROM TS-H353C-A02", "DVD-ROM TS-H353C", NULL},
        {0x100, "TSSTcorpDVD-ROM TS-H353CBA0-", "DVD-ROM TS-H353C", NULL},
        {0x100, "TSSTcorpDVD-ROM TS-H353CB 02", "DVD-ROM TS-H353C", NULL},
        {IMAGE_BYTES - 27, "TSSTcorpDVD-ROM TS-H353CBA0", "DVD-ROM TS-H353C", NULL},
        {IMAGE_BYTES - 24, "TSSTcorpDVD-ROM TS-H353C", "DVD-ROM TS-H353C", NULL},
        {IMAGE_BYTES - 23, "TSSTcorpDVD-ROM SH-116BB", NULL, NULL},
        {0x100, "TSSTcorp1234567DVD-ROM XBA02", "1234567DVD-ROM X", "BA02"},
        {0x100, "TSSTcorp12345678DVD-ROM BA02", NULL, NULL},
        {0x100, "TSSTcorpDVD-ROM SH-11?BBBA02", NULL, NULL},
        {0x100, "TSSTcorp SH-116DVD-ROM BSB00", "SH-116DVD-ROM B", "SB00"},
        /* the second vendor begins a label, the first one does not */
        {0x100, "TSSTcorpTSSTcorpDVD-ROM SH-116BBSB00", "DVD-ROM SH-116BB", "SB00"},
        /* a label with a drive of the catalog is preferred to one with another drive */
        {0x100, "TSSTcorpDVD-ROM SH-116BBSB00hp      DVD-ROM TS-H353C0700", "DVD-ROM TS-H353C", "0700"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        gsize length = MIN (strlen (rows[i].text), IMAGE_BYTES - rows[i].offset);
        g_autofree char *text = g_strndup (rows[i].text, length);
        g_autoptr (BbImage) image = tsst_make_file_with (IMAGE_BYTES, 0x11, rows[i].offset, text);
        BbImageIdentity *identity = bb_image_get_identity (image);

        g_test_message ("%s", text);
        g_assert_cmpstr (identity->family, ==, TSST);
        g_assert_cmpstr (identity->product, ==, rows[i].product);
        g_assert_cmpstr (identity->revision, ==, rows[i].revision);
        g_assert_cmpint (identity->vendor != NULL, ==, rows[i].product != NULL);
    }
}

static void
test_image_inside_a_program_is_found_by_its_sum (void)
{
    g_autoptr (GBytes) bytes = tsst_make_bytes ("TS-H353C", NULL);
    g_autoptr (GByteArray) program = g_byte_array_new ();
    g_autoptr (GPtrArray) found = NULL;
    g_autoptr (GPtrArray) damaged = NULL;
    g_autoptr (GBytes) whole = NULL;
    g_autoptr (GBytes) wrong = NULL;
    const BbImageIdentity *identity = NULL;

    g_byte_array_set_size (program, 0x1000);
    memset (program->data, 0x90, program->len);
    g_byte_array_append (program, g_bytes_get_data (bytes, NULL), IMAGE_BYTES);
    whole = g_bytes_new (program->data, program->len);
    found = tsst ()->identify_image (whole, shipped_catalog ());
    g_assert_cmpuint (found->len, ==, 1);
    identity = found->pdata[0];
    g_assert_cmpuint (identity->offset, ==, 0x1000);
    g_assert_cmpuint (identity->length_bytes, ==, IMAGE_BYTES);
    g_assert_null (identity->problem);
    program->data[0x2000] ^= 0x01;
    wrong = g_bytes_new (program->data, program->len);
    damaged = tsst ()->identify_image (wrong, shipped_catalog ());
    g_assert_cmpuint (damaged->len, ==, 1);
    g_assert_nonnull (((BbImageIdentity *) damaged->pdata[0])->problem);
}

/**
 * Place: data before and after an image in a file.
 * @n_before: number of labels before the image that belong to no image; only 32 labels of a file are examined
 */
typedef struct {
    guint n_before;
    gsize after_bytes;
    gboolean is_found;
} Place;

static const Place places[] = {
    {0, 1, TRUE}, {1, 0, TRUE}, {2, 0x1000, TRUE}, {31, 0, TRUE}, {32, 0, FALSE},
};

/* An image is found if other data follow it, or if labels that are in no image precede it. */
static void
test_image_is_found_between_other_data (void)
{
    static const char label[] = "TSSTcorpDVD-ROM TS-H353CBA02....";
    g_autoptr (GBytes) bytes = tsst_make_bytes ("TS-H353C", NULL);

    for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
        g_autoptr (GByteArray) program = g_byte_array_new ();
        g_autoptr (GPtrArray) found = NULL;
        g_autoptr (GBytes) whole = NULL;
        const BbImageIdentity *identity = NULL;

        for (guint j = 0; j < places[i].n_before; j++)
            g_byte_array_append (program, (const guint8 *) label, sizeof label - 1);
        g_byte_array_append (program, g_bytes_get_data (bytes, NULL), IMAGE_BYTES);
        for (gsize j = 0; j < places[i].after_bytes; j++)
            g_byte_array_append (program, (const guint8 *) "\x90", 1);
        whole = g_bytes_new (program->data, program->len);
        found = tsst ()->identify_image (whole, shipped_catalog ());
        g_test_message ("row %u", i);
        g_assert_cmpuint (found->len, ==, 1);
        identity = found->pdata[0];
        g_assert_cmpint (identity->problem == NULL, ==, places[i].is_found);
        g_assert_cmpuint (identity->offset, ==, places[i].is_found ? places[i].n_before * (sizeof label - 1) : 0);
        g_assert_cmpuint (identity->length_bytes, ==, places[i].is_found ? IMAGE_BYTES : program->len);
        g_assert_cmpstr (identity->model_name, ==, "TS-H353C");
    }
}

/* A file that is full of labels is examined in bounded time. */
static void
test_a_file_full_of_labels_takes_no_time (void)
{
    static const char label[] = "TSSTcorpDVD-ROM TS-H353CBA02";
    g_autoptr (GByteArray) file = g_byte_array_new ();
    g_autoptr (GPtrArray) found = NULL;
    g_autoptr (GBytes) bytes = NULL;
    gint64 began_us = g_get_monotonic_time ();

    while (file->len < 16 * 1024 * 1024)
        g_byte_array_append (file, (const guint8 *) label, sizeof label - 1);
    bytes = g_bytes_new (file->data, file->len);
    found = tsst ()->identify_image (bytes, shipped_catalog ());
    g_assert_cmpuint (found->len, ==, 1);
    g_assert_cmpint (g_get_monotonic_time () - began_us, <, 20 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tsst/image_is_known_by_its_label", test_image_is_known_by_its_label);
    g_test_add_func ("/tsst/files_are_taken_for_what_they_show", test_files_are_taken_for_what_they_show);
    g_test_add_func ("/tsst/file_without_names_is_an_image_for_a_chosen_drive_only",
                     test_file_without_names_is_an_image_for_a_chosen_drive_only);
    g_test_add_func ("/tsst/text_counts_at_both_ends_of_the_image", test_text_counts_at_both_ends_of_the_image);
    g_test_add_func ("/tsst/modified_firmware_is_recognised_in_a_file",
                     test_modified_firmware_is_recognised_in_a_file);
    g_test_add_func ("/tsst/label_is_told_from_other_text", test_label_is_told_from_other_text);
    g_test_add_func ("/tsst/image_inside_a_program_is_found_by_its_sum",
                     test_image_inside_a_program_is_found_by_its_sum);
    g_test_add_func ("/tsst/image_is_found_between_other_data", test_image_is_found_between_other_data);
    g_test_add_func ("/tsst/a_file_full_of_labels_takes_no_time", test_a_file_full_of_labels_takes_no_time);
    return g_test_run ();
}
