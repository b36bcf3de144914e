/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "archive-kinds.h"

#include "firmware/bb-archive.h"

#include <archive.h>
#include <string.h>

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

static GPtrArray *
unpack (GBytes *bytes, GError **error)
{
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "update.bin");

    return bb_archive_unpack (file, NULL, error);
}

static void
test_every_kind_gives_its_file (gconstpointer data)
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
test_kinds_of_other_systems_give_their_file (gconstpointer data)
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
test_a_program_that_unpacks_itself_is_an_archive (void)
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
test_an_archive_in_an_archive_is_unpacked (void)
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
test_nesting_ends (void)
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
    /* What lies deeper is given as the archive it is. */
    g_assert_cmpmem (g_bytes_get_data (bb_image_get_bytes (g_ptr_array_index (images, 0)), NULL), 2, "PK", 2);
}

static void
test_a_bomb_costs_little (void)
{
    g_autofree guint8 *zeros = g_malloc0 (48 * 1024 * 1024);
    g_autoptr (GBytes) large = g_bytes_new_static (zeros, 48 * 1024 * 1024);
    g_autoptr (GBytes) archive = pack (archive_write_set_format_zip, "zero", large, 4);
    g_autoptr (GError) error = NULL;

    g_assert_null (unpack (archive, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_LIMIT);
}

/* A file that compresses to nothing, in an entry that is no plain file: skipping it would unpack it all. */
static void
test_what_is_no_plain_file_counts_too (gconstpointer data)
{
    const char *typeflag = data;
    static const BbArchiveLimits limits = {.max_bytes = 1024 * 1024, .max_files = 20, .max_depth = 1};
    g_autoptr (GBytes) bomb = pack_skipped_bomb (*typeflag, 512 * 1024, 4);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bomb, "bomb.tgz");
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_archive_unpack_within (file, &limits, NULL, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_LIMIT);
}

/* What a file leaves out is zeros, and counts as if it were there. */
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
test_holes_are_zeros_and_count (void)
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

/* To libarchive a file of zeros is an archive that has no files. */
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
test_a_cut_archive_is_named_damaged (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) archive = pack (archive_write_set_format_ustar, "image.bin", wanted, 1);
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (archive, 0, g_bytes_get_size (archive) / 2);
    g_autoptr (GError) error = NULL;

    g_assert_null (unpack (cut, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_DAMAGED);
}

/* The offset of the @n-th place where @what stands in @bytes. */
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

/* What came before the damage must not pass for all that is inside. */
static void
test_damage_behind_the_first_file_is_damage (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) tar = pack (archive_write_set_format_ustar, "image.bin", wanted, 2);
    g_autoptr (GBytes) zip = pack (archive_write_set_format_zip, "image.bin", wanted, 2);
    /* the second header of the tar; the second file's bytes in the zip */
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

/* A folder with bytes behind it is no file that was packed. */
static void
test_what_is_no_plain_file_is_not_given (void)
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
test_a_password_is_told (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) archive = pack (set_encrypted_zip, "image.bin", wanted, 1);
    g_autoptr (GError) error = NULL;

    g_assert_null (unpack (archive, &error));
    g_assert_error (error, BB_ARCHIVE_ERROR, BB_ARCHIVE_ERROR_ENCRYPTED);
}

static void
test_cancelling_ends_it (void)
{
    g_autoptr (GBytes) wanted = firmware ();
    g_autoptr (GBytes) archive = pack (archive_write_set_format_zip, "image.bin", wanted, 1);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (archive, "x.zip");
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;

    g_cancellable_cancel (cancellable);
    g_assert_null (bb_archive_unpack (file, cancellable, &error));
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
    g_test_add_data_func ("/archive/kind/zip", &zip, test_every_kind_gives_its_file);
    g_test_add_data_func ("/archive/kind/7z", &seven_zip, test_every_kind_gives_its_file);
    g_test_add_data_func ("/archive/kind/iso", &iso, test_every_kind_gives_its_file);
    g_test_add_data_func ("/archive/kind/tar", &tar, test_every_kind_gives_its_file);
    g_test_add_data_func ("/archive/kind/cab", &cab, test_kinds_of_other_systems_give_their_file);
    g_test_add_data_func ("/archive/kind/rar", &rar, test_kinds_of_other_systems_give_their_file);
    g_test_add_data_func ("/archive/kind/rar5", &rar5, test_kinds_of_other_systems_give_their_file);
    g_test_add_func ("/archive/a-program-that-unpacks-itself-is-an-archive",
                     test_a_program_that_unpacks_itself_is_an_archive);
    g_test_add_func ("/archive/an-archive-in-an-archive-is-unpacked", test_an_archive_in_an_archive_is_unpacked);
    g_test_add_func ("/archive/nesting-ends", test_nesting_ends);
    g_test_add_func ("/archive/a-bomb-costs-little", test_a_bomb_costs_little);
    g_test_add_data_func ("/archive/what-is-no-plain-file-counts-too/directory", "D",
                          test_what_is_no_plain_file_counts_too);
    g_test_add_data_func ("/archive/what-is-no-plain-file-counts-too/continued", "M",
                          test_what_is_no_plain_file_counts_too);
    g_test_add_func ("/archive/what-is-no-plain-file-is-not-given", test_what_is_no_plain_file_is_not_given);
    g_test_add_func ("/archive/holes-are-zeros-and-count", test_holes_are_zeros_and_count);
    g_test_add_func ("/archive/too-many-files-are-refused", test_too_many_files_are_refused);
    g_test_add_func ("/archive/plain-firmware-is-not-an-archive", test_plain_firmware_is_not_an_archive);
    g_test_add_func ("/archive/zeros-are-not-an-archive", test_zeros_are_not_an_archive);
    g_test_add_func ("/archive/a-cut-archive-is-named-damaged", test_a_cut_archive_is_named_damaged);
    g_test_add_func ("/archive/damage-behind-the-first-file-is-damage", test_damage_behind_the_first_file_is_damage);
    g_test_add_func ("/archive/a-password-is-told", test_a_password_is_told);
    g_test_add_func ("/archive/cancelling-ends-it", test_cancelling_ends_it);
    return g_test_run ();
}
