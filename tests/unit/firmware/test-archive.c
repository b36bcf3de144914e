/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "archive-kinds.h"

#include "firmware/bb-archive.h"

#include <archive.h>
#include <string.h>

/* Tests bb-archive.c and bb-container.c. */

/* Returns (transfer full) 192 KiB of pseudo-random bytes, always the same. */
static GBytes *
firmware (void)
{
    guint8 *data = g_malloc (0x30000);
    guint32 x = 7;

    for (guint i = 0; i < 0x30000; i++) {
        x = x * 1664525 + 1013904223;
        data[i] = (guint8) (x >> 24);
    }
    return g_bytes_new_take (data, 0x30000);
}

/* A BbArchiveKeepFunc that keeps all files. */
static gboolean
keep_all (BbImage *file, gpointer data)
{
    return TRUE;
}

/* Returns (transfer full) (nullable) all files of the archive @bytes. */
static GPtrArray *
unpack (GBytes *bytes, GError **error)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "update.bin");

    return bb_archive_search (file, keep_all, NULL, NULL, error);
}

static void
test_file_in_archive_is_unpacked (gconstpointer data)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) archive = pack (*(SetFormat const *) data, "fw/image.bin", wanted, 1);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) images = unpack (archive, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (images->len, ==, 1);
    g_assert_true (g_bytes_equal (bb_image_get_bytes (g_ptr_array_index (images, 0)), wanted));
    g_assert_nonnull (g_strstr_len (bb_image_get_inside (g_ptr_array_index (images, 0)), -1, "bin"));
    g_assert_cmpstr (bb_image_get_name (g_ptr_array_index (images, 0)), ==, "update.bin");
}

static void
test_file_in_stored_archive_is_unpacked (gconstpointer data)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) archive = (*(Pack const *) data) (wanted);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) images = unpack (archive, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (images->len, ==, 1);
    g_assert_true (g_bytes_equal (bb_image_get_bytes (g_ptr_array_index (images, 0)), wanted));
    g_assert_cmpstr (bb_image_get_inside (g_ptr_array_index (images, 0)), ==, "image.bin");
}

static void
test_self_extracting_program_is_an_archive (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) zip = pack (archive_write_set_format_zip, "image.bin", wanted, 1);
    g_autoptr (GByteArray) program = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GPtrArray) images = NULL;
    g_autoptr (GError) error = NULL;
    guint8 stub[3000] = "MZ";

    g_byte_array_append (program, stub, sizeof stub);
    g_byte_array_append (program, g_bytes_get_data (zip, NULL), (guint) g_bytes_get_size (zip));
    bytes = g_byte_array_free_to_bytes (g_steal_pointer (&program));
    images = unpack (bytes, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (images->len, ==, 1);
    g_assert_true (g_bytes_equal (bb_image_get_bytes (g_ptr_array_index (images, 0)), wanted));
}

static void
test_nested_archive_is_unpacked (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) inner = pack (archive_write_set_format_7zip, "image.bin", wanted, 1);
    g_autoptr (GBytes) outer = pack (archive_write_set_format_zip, "inner.7z", inner, 1);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) images = unpack (outer, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (images->len, ==, 1);
    g_assert_cmpstr (bb_image_get_inside (g_ptr_array_index (images, 0)), ==, "inner.7z: image.bin");
    g_assert_true (g_bytes_equal (bb_image_get_bytes (g_ptr_array_index (images, 0)), wanted));
}

static void
test_nesting_is_limited (void)
{
    g_autoptr (GBytes) bytes = firmware ();
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) images = NULL;

    for (guint i = 0; i < BB_ARCHIVE_MAX_DEPTH + 3; i++) {
        GBytes *outer = pack (archive_write_set_format_zip, "next.zip", bytes, 1);

        g_bytes_unref (bytes);
        bytes = outer;
    }
    images = unpack (bytes, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (images->len, ==, 1);
    /* An archive nested more deeply than BB_ARCHIVE_MAX_DEPTH must be returned as a file, not unpacked. */
    g_assert_cmpmem (g_bytes_get_data (bb_image_get_bytes (g_ptr_array_index (images, 0)), NULL), 2, "PK", 2);
}

static void
test_unpacked_size_is_limited (void)
{
    g_autofree guint8 *zeros = g_malloc0 (48 * 1024 * 1024);
    g_autoptr (GBytes) large = g_bytes_new_static (zeros, 48 * 1024 * 1024);
    g_autoptr (GBytes) archive = pack (archive_write_set_format_zip, "zero", large, 4);
    g_autoptr (GError) error = NULL;

    g_assert_null (unpack (archive, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_LIMIT);
}

/* An archive contains highly compressed data in entries that are no regular files. These data must count towards the
 * limit of bytes, because libarchive decompresses them to skip them. @data: the type of the entries */
static void
test_entries_that_are_no_files_count (gconstpointer data)
{
    const char *typeflag = data;
    static const BbArchiveLimits limits = {.max_bytes = 1024 * 1024, .max_files = 20, .max_depth = 1};
    g_autoptr (GBytes) bomb = pack_skipped_bomb (*typeflag, 512 * 1024, 4);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bomb, "bomb.tgz");
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_archive_unpack_within (file, &limits, NULL, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_LIMIT);
}

/* Asserts that the hole of a sparse file is unpacked as zeros, and that these zeros count towards the limit of
 * unpacked bytes. @hole: number of the quarter of @wanted that is the hole, from 0 */
static void
assert_hole_is_zeros_and_counts (GBytes *wanted, GBytes *archive, guint hole)
{
    gsize size = g_bytes_get_size (wanted);
    BbArchiveLimits limits = {.max_bytes = size, .max_files = 1, .max_depth = 0};
    g_autoptr (BbImage) file = bb_image_new_from_bytes (archive, "holes.tar");
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) images = bb_archive_unpack_within (file, &limits, NULL, &error);
    const guint8 *source = g_bytes_get_data (wanted, NULL);
    const guint8 *data = NULL;
    gsize length_bytes = 0;

    g_assert_no_error (error);
    g_assert_cmpuint (images->len, ==, 1);
    data = g_bytes_get_data (bb_image_get_bytes (g_ptr_array_index (images, 0)), &length_bytes);
    g_assert_cmpuint (length_bytes, ==, size);
    for (gsize i = 0; i < size; i++)
        g_assert_cmpuint (data[i], ==, i / (size / 4) != hole ? source[i] : 0);
    limits.max_bytes = size - 1;
    g_assert_null (bb_archive_unpack_within (file, &limits, NULL, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_LIMIT);
}

static void
test_holes_of_sparse_files_are_zeros_and_count (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) middle = pack_sparse (wanted);
    g_autoptr (GBytes) end = pack_sparse_end (wanted);

    assert_hole_is_zeros_and_counts (wanted, middle, 1);
    assert_hole_is_zeros_and_counts (wanted, end, 3);
}

static void
test_too_many_files_are_refused (void)
{
    g_autoptr (GBytes) small = g_bytes_new_static ("x", 1);
    g_autoptr (GBytes) archive = pack (archive_write_set_format_zip, "f", small, BB_ARCHIVE_MAX_FILES + 1);
    g_autoptr (GError) error = NULL;

    g_assert_null (unpack (archive, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_LIMIT);
}

static void
test_plain_firmware_is_not_an_archive (void)
{
    g_autoptr (GBytes) bytes = firmware ();
    g_autoptr (GError) error = NULL;

    g_assert_null (unpack (bytes, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_NOT_ARCHIVE);
}

/* A file of zeros must not count as an archive, although libarchive reads it as an archive without files. */
static void
test_zeros_are_not_an_archive (void)
{
    g_autofree char *zeros = g_malloc0 (64 * 1024);
    g_autoptr (GBytes) bytes = g_bytes_new_static (zeros, 64 * 1024);
    g_autoptr (GError) error = NULL;

    g_assert_null (unpack (bytes, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_NOT_ARCHIVE);
}

static void
test_truncated_archive_is_damaged (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) archive = pack (archive_write_set_format_ustar, "image.bin", wanted, 1);
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (archive, 0, g_bytes_get_size (archive) / 2);
    g_autoptr (GError) error = NULL;

    g_assert_null (unpack (cut, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_DAMAGED);
}

/* Returns the offset in @bytes of occurrence @n (from 0) of @what, which must exist. */
static gsize
find_nth (GBytes *bytes, const char *what, guint n)
{
    gsize size = 0;
    const char *data = g_bytes_get_data (bytes, &size);

    for (gsize i = 0; i + strlen (what) <= size; i++)
        if (memcmp (data + i, what, strlen (what)) == 0 && n-- == 0)
            return i;
    g_assert_not_reached ();
}

static GBytes *
with_damage_at (GBytes *bytes, gsize offset)
{
    g_autoptr (GByteArray) damaged = g_byte_array_new ();

    g_byte_array_append (damaged, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
    damaged->data[offset] ^= 0x55;
    return g_byte_array_free_to_bytes (g_steal_pointer (&damaged));
}

/* Unpacking an archive with damage in its second file must fail, and must not return the first file. */
static void
test_damage_after_first_file_is_found (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) tar = pack (archive_write_set_format_ustar, "image.bin", wanted, 2);
    g_autoptr (GBytes) zip = pack (archive_write_set_format_zip, "image.bin", wanted, 2);
    /* In the tar archive, the header of the second file is damaged; in the zip archive, the data of the second file.
     */
    g_autoptr (GBytes) bad_header = with_damage_at (tar, find_nth (tar, "image.bin", 1));
    g_autoptr (GBytes) bad_bytes = with_damage_at (zip, find_nth (zip, "image.bin", 1) + 4096);
    g_autoptr (GPtrArray) whole = NULL;
    g_autoptr (GError) error = NULL;

    whole = unpack (tar, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (whole->len, ==, 2);
    g_assert_null (unpack (bad_header, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_DAMAGED);
    g_clear_error (&error);
    g_assert_null (unpack (bad_bytes, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_DAMAGED);
}

/* An archive with an unknown compression method may be undamaged, so its message must name damage only as one of two
 * possible causes. The message about a truncated archive must name damage as the only cause. */
static void
test_unsupported_archive_is_not_called_damaged (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) zip = pack (archive_write_set_format_zip, "image.bin", wanted, 1);
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (zip, 0, g_bytes_get_size (zip) / 2);
    g_autoptr (GByteArray) other = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;

    g_byte_array_append (other, g_bytes_get_data (zip, NULL), (guint) g_bytes_get_size (zip));
    /* The compression method is at offset 8 of the local header, and at offset 10 of the header in the directory. */
    other->data[8] = 18;
    other->data[find_nth (zip, "PK\001\002", 0) + 10] = 18;
    bytes = g_byte_array_free_to_bytes (g_steal_pointer (&other));
    g_assert_null (unpack (bytes, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_UNREADABLE);
    g_assert_cmpstr (error->message, ==,
                     "This archive is damaged or its format is not supported. Download it again or extract it "
                     "manually.");
    g_clear_error (&error);
    g_assert_null (unpack (cut, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_DAMAGED);
    g_assert_cmpstr (error->message, ==, "This archive is damaged. Download it again.");
}

/* A directory entry with data must not be returned as a file. */
static void
test_entries_that_are_no_files_are_not_returned (void)
{
    g_autoptr (GBytes) archive = pack_skipped_bomb ('D', 4096, 2);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) images = unpack (archive, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (images->len, ==, 0);
}

static int
set_encrypted_zip (struct archive *writer)
{
    archive_write_set_format_zip (writer);
    archive_write_set_options (writer, "zip:encryption=zipcrypt");
    return archive_write_set_passphrase (writer, "secret");
}

static void
test_password_protected_archive_is_refused (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) archive = pack (set_encrypted_zip, "image.bin", wanted, 1);
    g_autoptr (GError) error = NULL;

    g_assert_null (unpack (archive, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_ENCRYPTED);
}

static void
test_unpacking_can_be_cancelled (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) archive = pack (archive_write_set_format_zip, "image.bin", wanted, 1);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (archive, "x.zip");
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;

    g_cancellable_cancel (cancellable);
    g_assert_null (bb_archive_search (file, keep_all, NULL, cancellable, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
    static const SetFormat zip = archive_write_set_format_zip;
    static const SetFormat seven_zip = archive_write_set_format_7zip;
    static const SetFormat iso = archive_write_set_format_iso9660;
    static const SetFormat tar = archive_write_set_format_ustar;
    static const Pack cab = pack_cab;
    static const Pack rar = pack_rar;
    static const Pack rar5 = pack_rar5;

    g_test_init (&argc, &argv, NULL);
    g_test_add_data_func ("/archive/kind/zip", &zip, test_file_in_archive_is_unpacked);
    g_test_add_data_func ("/archive/kind/7z", &seven_zip, test_file_in_archive_is_unpacked);
    g_test_add_data_func ("/archive/kind/iso", &iso, test_file_in_archive_is_unpacked);
    g_test_add_data_func ("/archive/kind/tar", &tar, test_file_in_archive_is_unpacked);
    g_test_add_data_func ("/archive/kind/cab", &cab, test_file_in_stored_archive_is_unpacked);
    g_test_add_data_func ("/archive/kind/rar", &rar, test_file_in_stored_archive_is_unpacked);
    g_test_add_data_func ("/archive/kind/rar5", &rar5, test_file_in_stored_archive_is_unpacked);
    g_test_add_func ("/archive/self_extracting_program_is_an_archive", test_self_extracting_program_is_an_archive);
    g_test_add_func ("/archive/nested_archive_is_unpacked", test_nested_archive_is_unpacked);
    g_test_add_func ("/archive/nesting_is_limited", test_nesting_is_limited);
    g_test_add_func ("/archive/unpacked_size_is_limited", test_unpacked_size_is_limited);
    g_test_add_data_func ("/archive/entries-that-are-no-files-count/directory", "D",
                          test_entries_that_are_no_files_count);
    g_test_add_data_func ("/archive/entries-that-are-no-files-count/continued", "M",
                          test_entries_that_are_no_files_count);
    g_test_add_func ("/archive/entries_that_are_no_files_are_not_returned",
                     test_entries_that_are_no_files_are_not_returned);
    g_test_add_func ("/archive/holes_of_sparse_files_are_zeros_and_count",
                     test_holes_of_sparse_files_are_zeros_and_count);
    g_test_add_func ("/archive/too_many_files_are_refused", test_too_many_files_are_refused);
    g_test_add_func ("/archive/plain_firmware_is_not_an_archive", test_plain_firmware_is_not_an_archive);
    g_test_add_func ("/archive/zeros_are_not_an_archive", test_zeros_are_not_an_archive);
    g_test_add_func ("/archive/truncated_archive_is_damaged", test_truncated_archive_is_damaged);
    g_test_add_func ("/archive/unsupported_archive_is_not_called_damaged",
                     test_unsupported_archive_is_not_called_damaged);
    g_test_add_func ("/archive/damage_after_first_file_is_found", test_damage_after_first_file_is_found);
    g_test_add_func ("/archive/password_protected_archive_is_refused", test_password_protected_archive_is_refused);
    g_test_add_func ("/archive/unpacking_can_be_cancelled", test_unpacking_can_be_cancelled);
    return g_test_run ();
}
