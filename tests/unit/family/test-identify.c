/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"

#include "../catalog/test-catalog-dirs.h"
#include "../firmware/archive-kinds.h"
#include "family/bb-family.h"
#include "sim/bb-sim.h"

#include <archive.h>
#include <string.h>

/* Images in a file, their offsets, and the message about a file without a usable image. Tests bb-identify.c. */

/* Returns (transfer full) a file that the simulator makes. @settings: GVariant text of type a{ss} */
static GBytes *
make_bytes (const char *family, const char *model, const char *settings)
{
    g_autoptr (GError) error = NULL;
    GBytes *bytes = bb_sim_make_image (shipped_catalog (), family, model, g_variant_new_parsed (settings), &error);

    g_assert_no_error (error);
    return bytes;
}

/* Returns (transfer full) @before, followed by @bytes @n times and by @after. */
static GBytes *
wrap (const char *before, GBytes *bytes, guint n, const char *after)
{
    GByteArray *all = g_byte_array_new ();

    g_byte_array_append (all, (const guint8 *) before, (guint) strlen (before));
    for (guint i = 0; i < n; i++)
        g_byte_array_append (all, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
    g_byte_array_append (all, (const guint8 *) after, (guint) strlen (after));
    return g_byte_array_free_to_bytes (all);
}

/* Returns (transfer full) the images in @images, a line "FAMILY OFFSET+LENGTH (PLACE) PROBLEM" each. */
static char *
dup_images (GPtrArray *images)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < images->len; i++) {
        BbImageIdentity *identity = bb_image_get_identity (images->pdata[i]);
        const char *inside = bb_image_get_inside (images->pdata[i]);

        g_string_append_printf (text, "%s %zx+%zx (%s) %s\n", identity->family != NULL ? identity->family : "-",
                                identity->offset, identity->length_bytes, inside != NULL ? inside : "",
                                identity->problem != NULL ? identity->problem : "good");
    }
    return g_string_free (text, FALSE);
}

/* A BbFamilyFoundFunc. @data: (element-type BbImage): the images found */
static void
keep_found (BbImage *image, gpointer data)
{
    g_ptr_array_add (data, g_object_ref (image));
}

/* Asserts that bb_family_identify_file() finds the images @wanted in @bytes, and that bb_family_search_file() finds
 * the same images. Exception: if @bytes have no known firmware and are no damaged archive, bb_family_search_file()
 * must find nothing. @bytes: (transfer full). @is_plain: TRUE if the values of the first image must contain
 * BB_IMAGE_VALUE_IS_PLAIN */
static void
assert_images (GBytes *bytes, gboolean is_plain, const char *wanted)
{
    g_autoptr (GBytes) owned = bytes;
    g_autoptr (BbImage) file = bb_image_new_from_bytes (owned, "file.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, shipped_catalog ());
    g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
    g_autofree char *text = dup_images (images);
    g_autofree char *of_search = NULL;
    GVariant *values = bb_image_get_identity (images->pdata[0])->values;
    gboolean is_none =
        g_str_has_prefix (wanted, "- ") && strstr (wanted, " () ") != NULL && strstr (wanted, "damaged") == NULL;

    g_assert_cmpstr (text, ==, wanted);
    g_assert_cmpint (values != NULL && g_variant_lookup (values, BB_IMAGE_VALUE_IS_PLAIN, "b", NULL), ==, is_plain);
    bb_family_search_file (file, shipped_catalog (), keep_found, found, NULL);
    of_search = dup_images (found);
    g_assert_cmpstr (of_search, ==, is_none ? "" : wanted);
}

#define UNKNOWN                                                                                               \
    "This file contains no known firmware. Get a firmware file from the manufacturer of the drive, or use a " \
    "backup.\n"

/* bb_image_get_inside() names the offset of an image in a larger file and, if there are several images, its number;
 * the function returns NULL if the image is the whole file. */
static void
test_place_of_an_image_is_named (void)
{
    g_autoptr (GBytes) bd = make_bytes ("pioneer-bd", "8A10", "{'revision': '1.14'}");
    g_autoptr (GBytes) tsst = make_bytes ("samsung-tsst", "DVD-ROM TS-H353C", "@a{ss} {}");

    assert_images (wrap ("", bd, 1, ""), FALSE, "pioneer-bd 0+8200 () good\n");
    assert_images (wrap ("MZ", bd, 1, ""), FALSE, "pioneer-bd 2+8200 (image at 0x2) good\n");
    assert_images (wrap ("MZ", bd, 2, ""), FALSE,
                   "pioneer-bd 2+8200 (image 1 of 2, at 0x2) good\n"
                   "pioneer-bd 8202+8200 (image 2 of 2, at 0x8202) good\n");
    assert_images (wrap ("", tsst, 2, ""), FALSE,
                   "samsung-tsst 0+40000 (image 1 of 2, at 0x0) good\n"
                   "samsung-tsst 40000+40000 (image 2 of 2, at 0x40000) good\n");
}

static void
test_place_in_an_archive_begins_with_its_file (void)
{
    g_autoptr (GBytes) bd = make_bytes ("pioneer-bd", "8A10", "{'revision': '1.14'}");
    g_autoptr (GBytes) program = make_bytes ("pioneer-bd", "8A10", "{'program': ''}");
    g_autoptr (GBytes) zip = pack (set_stored_zip, "image.bin", bd, 1);

    assert_images (pack (set_stored_zip, "image.bin", bd, 2), FALSE,
                   "pioneer-bd 0+8200 (image.bin.0) good\npioneer-bd 0+8200 (image.bin.1) good\n");
    assert_images (pack (set_stored_zip, "inner.zip", zip, 1), FALSE,
                   "pioneer-bd 0+8200 (inner.zip: image.bin) good\n");
    assert_images (wrap ("MZ", zip, 1, ""), FALSE, "pioneer-bd 0+8200 (image.bin) good\n");
    assert_images (pack (set_stored_zip, "update.exe", program, 1), FALSE,
                   "pioneer-bd 200+8200 (update.exe, image 1 of 2, at 0x200) good\n"
                   "pioneer-bd 8400+8200 (update.exe, image 2 of 2, at 0x8400) good\n");
}

static void
test_file_without_firmware_says_so (void)
{
    g_autoptr (GBytes) text = g_bytes_new_static ("hello", 5);

    assert_images (g_bytes_ref (text), TRUE, "- 0+5 () " UNKNOWN);
    assert_images (wrap ("MZ", text, 1, ""), FALSE,
                   "- 0+7 () Burnback found no readable firmware image in this program file. Use a file with only "
                   "the image, or a backup of a drive with this firmware.\n");
    assert_images (pack (set_stored_zip, "readme.txt", text, 1), FALSE,
                   "- 0+b3 () This archive contains 1 file but no known firmware.\n");
    assert_images (pack (set_stored_zip, "readme.txt", text, 3), FALSE,
                   "- 0+1f9 () This archive contains 3 files but no known firmware.\n");
}

/* An image without a checksum must have a problem if other data is around it, because the image may be damaged. An
 * image with a right checksum must have no problem. */
static void
test_image_that_may_be_damaged_has_a_problem (void)
{
    g_autoptr (GBytes) bd = make_bytes ("pioneer-bd", "8A10", "{'revision': '1.14'}");
    g_autoptr (GBytes) tsst = make_bytes ("samsung-tsst", "DVD-ROM TS-H353C", "@a{ss} {}");
    g_autoptr (GBytes) zip = pack (set_stored_zip, "image.bin", bd, 1);
    g_autoptr (GBytes) program = wrap ("MZ", zip, 1, "");
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (zip, 0, g_bytes_get_size (zip) - 0x1000);
    g_autoptr (GBytes) text = g_bytes_new_static ("hello", 5);
    g_autoptr (GBytes) zip_text = pack (set_stored_zip, "readme.txt", text, 1);
    g_autoptr (GByteArray) joined = g_byte_array_new ();
    g_autoptr (GBytes) both = NULL;

    g_byte_array_append (joined, g_bytes_get_data (bd, NULL), (guint) g_bytes_get_size (bd));
    g_byte_array_append (joined, g_bytes_get_data (zip_text, NULL), (guint) g_bytes_get_size (zip_text));
    both = g_bytes_new (joined->data, joined->len);

    assert_images (wrap ("X", tsst, 1, ""), FALSE, "samsung-tsst 1+40000 (image at 0x1) good\n");
    assert_images (wrap ("", tsst, 1, "X"), FALSE, "samsung-tsst 0+40000 (image at 0x0) good\n");
    assert_images (g_bytes_new_from_bytes (program, 0, g_bytes_get_size (program) - 30), FALSE,
                   "pioneer-bd 3d+8253 (image at 0x3d) This program file contains an archive that cannot be opened. "
                   "Download the file again.\n");
    assert_images (pack (set_stored_zip, "inner.zip", cut, 1), FALSE,
                   "- 0+72ac (inner.zip) This archive is damaged. Download it again.\n");
    assert_images (wrap ("MZ", both, 1, ""), FALSE, "pioneer-bd 2+82b3 (image at 0x2) good\n");
    assert_images (g_bytes_new_from_bytes (zip, 0, g_bytes_get_size (zip) - 0x1000), FALSE,
                   "- 0+72ac () This archive is damaged. Download it again.\n");
}

/* A program contains an image and an archive with a damaged file: only the damage is reported. */
static void
test_damaged_file_in_a_program_is_not_hidden (void)
{
    g_autoptr (GBytes) bd = make_bytes ("pioneer-bd", "8A10", "{'revision': '1.14'}");
    g_autoptr (GBytes) zip = pack (set_stored_zip, "image.bin", bd, 1);
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (zip, 0, g_bytes_get_size (zip) - 0x1000);
    g_autoptr (GBytes) outer = pack (set_stored_zip, "inner.zip", cut, 1);
    g_autoptr (GByteArray) joined = g_byte_array_new ();
    g_autoptr (GBytes) both = NULL;

    g_byte_array_append (joined, g_bytes_get_data (bd, NULL), (guint) g_bytes_get_size (bd));
    g_byte_array_append (joined, g_bytes_get_data (outer, NULL), (guint) g_bytes_get_size (outer));
    both = g_bytes_new (joined->data, joined->len);
    assert_images (wrap ("MZ", both, 1, ""), FALSE,
                   "- 0+72ac (inner.zip) This archive is damaged. Download it again.\n");
}

/* Two files that belong together must give one image, whichever file is the first. Two other files must give a
 * problem that says that they do not belong together. */
static void
test_two_files_are_joined_in_any_order (void)
{
    g_autoptr (GBytes) kernel = make_bytes ("pioneer", "10", "{'kernel': ''}");
    g_autoptr (GBytes) normal = make_bytes ("pioneer", "10", "{'revision': '1.39'}");
    g_autoptr (GBytes) text = g_bytes_new_static ("hello", 5);
    GBytes *const first_bytes[] = {kernel, normal, kernel, normal, text};
    GBytes *const second_bytes[] = {normal, kernel, kernel, normal, kernel};

    for (guint i = 0; i < G_N_ELEMENTS (first_bytes); i++) {
        g_autoptr (BbImage) first = bb_image_new_from_bytes (first_bytes[i], "first.bin");
        g_autoptr (BbImage) second = bb_image_new_from_bytes (second_bytes[i], "second.bin");
        g_autoptr (GPtrArray) images = bb_family_identify_pair (first, second, shipped_catalog ());
        BbImageIdentity *identity = bb_image_get_identity (images->pdata[0]);

        g_test_message ("pair %u", i);
        g_assert_cmpuint (images->len, ==, 1);
        g_assert_cmpstr (identity->family, ==, i < 2 ? "pioneer" : NULL);
        g_assert_cmpstr (identity->problem, ==,
                         i < 2 ? NULL
                               : "The two files do not belong together. Choose a single file, or choose the loader "
                                 "(kernel) and the firmware for the same drive.");
        if (i < 2)
            g_assert_cmpuint (identity->length_bytes, ==, g_bytes_get_size (kernel) + g_bytes_get_size (normal));
    }
}

/* TRUE if bb_family_search_file() finds an image in the first @size bytes of @whole. */
static gboolean
is_searched (GBytes *whole, gsize size)
{
    g_autoptr (GBytes) bytes = g_bytes_new_from_bytes (whole, 0, size);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "file.bin");
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

    bb_family_search_file (file, shipped_catalog (), keep_found, found, cancellable);
    return found->len > 0;
}

/* A search opens an archive or a program of any size. It ignores any other file of less than 32 KiB. */
static void
test_small_files_are_searched_if_they_are_archives (void)
{
    g_autoptr (GBytes) bd = make_bytes ("pioneer-bd", "8A10", "{'revision': '1.14'}");
    g_autoptr (GBytes) small = g_bytes_new_from_bytes (bd, 0, 0x1000);
    const SetFormat formats[] = {set_stored_zip, archive_write_set_format_7zip, set_tar_gz, set_bz2,
                                 set_xz,         archive_write_set_format_ustar};

    g_assert_true (is_searched (bd, 0x8000));
    g_assert_false (is_searched (bd, 0x7FFF));
    for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
        g_autoptr (GBytes) packed = pack (formats[i], "image.bin", small, 1);

        g_test_message ("format %u", i);
        g_assert_cmpuint (g_bytes_get_size (packed), <, 0x8000);
        g_assert_true (is_searched (packed, g_bytes_get_size (packed)));
    }
    {
        g_autoptr (GBytes) program = wrap ("MZ", small, 1, "");
        g_autoptr (GBytes) rar = pack_rar (small);
        g_autoptr (GBytes) cab = pack_cab (small);

        g_assert_true (is_searched (program, g_bytes_get_size (program)));
        g_assert_true (is_searched (rar, g_bytes_get_size (rar)));
        g_assert_true (is_searched (cab, g_bytes_get_size (cab)));
    }
}

/* --- known images --- */

/* Returns (transfer full) a catalog with one Pioneer BD drive and these two known images, one by its SHA-256
 * and one by its SHA-1. @folder: an empty folder */
static BbCatalog *
make_catalog (const char *folder, GBytes *by_sha256, GBytes *by_sha1)
{
    g_autofree char *path = g_build_filename (folder, "pioneer-bd.models", NULL);
    g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, by_sha256);
    g_autofree char *sha1 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, by_sha1);
    g_autofree char *all = NULL;
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = NULL;

    all = g_strdup_printf ("[keys]\nEntries=drives\nHardwareId=text indexed unique\n\n"
                           "[8A10]\nName=BDR-207M\nMaker=Pioneer\nHardwareId=8A10\nTested=none\nConfidence=high\n"
                           "Source=test\n\n"
                           "[image First 1.00]\nName=First\nRevision=1.00\nKind=original\nSha256=%s\n"
                           "Confidence=high\nSource=test\n\n"
                           "[image Second 2.00]\nName=Second\nRevision=2.00\nKind=original\nSha1=%s\n"
                           "Confidence=high\nSource=test\n",
                           sha256, sha1);
    g_assert_true (g_file_set_contents (path, all, -1, NULL));
    catalog = bb_catalog_open (folder, NULL, &error);
    g_assert_no_error (error);
    return catalog;
}

/* The catalog lists checksums of known images. A file with a listed checksum must be known, whether a family
 * recognizes its content as firmware or not. */
static void
test_listed_file_is_known (void)
{
    g_autofree char *folder = test_dirs_enter ();
    g_autofree char *shipped = g_build_filename (folder, "shipped", NULL);
    g_autoptr (GBytes) bd = make_bytes ("pioneer-bd", "8A10", "{'revision': '1.14'}");
    g_autoptr (GBytes) text = g_bytes_new_static ("hello", 5);
    g_autoptr (GBytes) other = g_bytes_new_static ("hallo", 5);
    g_autoptr (BbCatalog) catalog = NULL;
    GBytes *const files[] = {bd, text, other};
    static const char *const names[] = {"First", "Second", NULL};

    g_assert_cmpint (g_mkdir (shipped, 0700), ==, 0);
    catalog = make_catalog (shipped, bd, text);
    for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autoptr (BbImage) file = bb_image_new_from_bytes (files[i], "file.bin");
        g_autoptr (GPtrArray) images = bb_family_identify_file (file, catalog);
        BbKnownImage *known = bb_image_get_identity (images->pdata[0])->known;

        g_assert_cmpuint (images->len, ==, 1);
        g_assert_cmpstr (known != NULL ? bb_known_image_get_name (known) : NULL, ==, names[i]);
    }
    test_dirs_remove (folder);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/identify/place-of-an-image-is-named", test_place_of_an_image_is_named);
    g_test_add_func ("/identify/place-in-an-archive-begins-with-its-file",
                     test_place_in_an_archive_begins_with_its_file);
    g_test_add_func ("/identify/file-without-firmware-says-so", test_file_without_firmware_says_so);
    g_test_add_func ("/identify/image-that-may-be-damaged-has-a-problem",
                     test_image_that_may_be_damaged_has_a_problem);
    g_test_add_func ("/identify/damaged-file-in-a-program-is-not-hidden",
                     test_damaged_file_in_a_program_is_not_hidden);
    g_test_add_func ("/identify/two-files-are-joined-in-any-order", test_two_files_are_joined_in_any_order);
    g_test_add_func ("/identify/small-files-are-searched-if-they-are-archives",
                     test_small_files_are_searched_if_they_are_archives);
    g_test_add_func ("/identify/listed-file-is-known", test_listed_file_is_known);
    return g_test_run ();
}
