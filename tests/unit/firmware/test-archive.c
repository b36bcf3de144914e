/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "firmware/bb-archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

/* Packs (name, bytes) pairs with libarchive itself; @set_format chooses the kind. */
typedef int (*SetFormat) (struct archive *writer);

static GBytes *
pack (SetFormat set_format, const char *name, GBytes *bytes, guint n_copies)
{
    gsize room = g_bytes_get_size (bytes) * n_copies + n_copies * 1024 + 4 * 1024 * 1024;
    g_autofree guint8 *buffer = g_malloc (room);
    struct archive *writer = archive_write_new ();
    size_t used = 0;

    g_assert_cmpint (set_format (writer), ==, ARCHIVE_OK);
    g_assert_cmpint (archive_write_open_memory (writer, buffer, room, &used), ==, ARCHIVE_OK);
    for (guint i = 0; i < n_copies; i++) {
        struct archive_entry *entry = archive_entry_new ();
        g_autofree char *path = n_copies == 1 ? g_strdup (name) : g_strdup_printf ("%s.%u", name, i);

        archive_entry_set_pathname (entry, path);
        archive_entry_set_size (entry, (la_int64_t) g_bytes_get_size (bytes));
        archive_entry_set_filetype (entry, AE_IFREG);
        archive_entry_set_perm (entry, 0644);
        g_assert_cmpint (archive_write_header (writer, entry), ==, ARCHIVE_OK);
        g_assert_cmpint (archive_write_data (writer, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)), ==,
                         (la_ssize_t) g_bytes_get_size (bytes));
        archive_entry_free (entry);
    }
    g_assert_cmpint (archive_write_close (writer), ==, ARCHIVE_OK);
    archive_write_free (writer);
    return g_bytes_new (buffer, used);
}

/* Little-endian numbers of archive headers that libarchive reads and does not write. */
static void
put (GByteArray *bytes, guint64 value, guint n_bytes)
{
    for (guint i = 0; i < n_bytes; i++) {
        guint8 byte = (guint8) (value >> (8 * i));

        g_byte_array_append (bytes, &byte, 1);
    }
}

static guint32
crc32 (const guint8 *data, gsize length_bytes)
{
    guint32 crc = 0xFFFFFFFF;

    for (gsize i = 0; i < length_bytes; i++) {
        crc ^= data[i];
        for (guint bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
    }
    return ~crc;
}

/* A cabinet whose one folder is not compressed. */
static GBytes *
pack_cab (GBytes *wanted)
{
    g_autoptr (GByteArray) cab = g_byte_array_new ();
    gsize size = g_bytes_get_size (wanted);
    const guint8 *data = g_bytes_get_data (wanted, NULL);
    guint n_blocks = (guint) ((size + 0x7FFF) / 0x8000);
    guint first_data = 36 + 8 + 16 + sizeof "image.bin";

    g_byte_array_append (cab, (const guint8 *) "MSCF", 4);
    put (cab, 0, 4);
    put (cab, first_data + n_blocks * 8 + size, 4);
    put (cab, 0, 4);
    put (cab, 36 + 8, 4);
    put (cab, 0, 4);
    put (cab, 0x0103, 2);
    put (cab, 1, 2);
    put (cab, 1, 2);
    put (cab, 0, 6);
    put (cab, first_data, 4);
    put (cab, n_blocks, 2);
    put (cab, 0, 2);
    put (cab, size, 4);
    put (cab, 0, 4);
    put (cab, 0, 2);
    put (cab, 0x5A21, 2);
    put (cab, 0, 2);
    put (cab, 0x20, 2);
    g_byte_array_append (cab, (const guint8 *) "image.bin", sizeof "image.bin");
    for (gsize i = 0; i < size; i += 0x8000) {
        guint length = (guint) MIN (0x8000, size - i);

        put (cab, 0, 4);
        put (cab, length, 2);
        put (cab, length, 2);
        g_byte_array_append (cab, data + i, length);
    }
    return g_byte_array_free_to_bytes (g_steal_pointer (&cab));
}

/* Prefixes a RAR header with its 16-bit sum. */
static void
put_rar_header (GByteArray *rar, GByteArray *header)
{
    put (rar, crc32 (header->data, header->len) & 0xFFFF, 2);
    g_byte_array_append (rar, header->data, header->len);
    g_byte_array_set_size (header, 0);
}

/* A RAR (version 4 form) whose one file is stored. */
static GBytes *
pack_rar (GBytes *wanted)
{
    g_autoptr (GByteArray) rar = g_byte_array_new ();
    g_autoptr (GByteArray) header = g_byte_array_new ();
    gsize size = g_bytes_get_size (wanted);
    const guint8 *data = g_bytes_get_data (wanted, NULL);

    g_byte_array_append (rar, (const guint8 *) "Rar!\x1a\x07\x00", 7);
    put (header, 0x73, 1);
    put (header, 0, 2);
    put (header, 13, 2);
    put (header, 0, 6);
    put_rar_header (rar, header);
    put (header, 0x74, 1);
    put (header, 0x8000, 2);
    put (header, 32 + 9, 2);
    put (header, size, 4);
    put (header, size, 4);
    put (header, 2, 1);
    put (header, crc32 (data, size), 4);
    put (header, 0x5A210000, 4);
    put (header, 20, 1);
    put (header, 0x30, 1);
    put (header, 9, 2);
    put (header, 0x20, 4);
    g_byte_array_append (header, (const guint8 *) "image.bin", 9);
    put_rar_header (rar, header);
    g_byte_array_append (rar, data, (guint) size);
    put (header, 0x7B, 1);
    put (header, 0x4000, 2);
    put (header, 7, 2);
    put_rar_header (rar, header);
    return g_byte_array_free_to_bytes (g_steal_pointer (&rar));
}

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

typedef GBytes *(*Pack) (GBytes *wanted);

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

    g_test_init (&argc, &argv, NULL);
    g_test_add_data_func ("/archive/kind/zip", &zip, test_every_kind_gives_its_file);
    g_test_add_data_func ("/archive/kind/7z", &seven_zip, test_every_kind_gives_its_file);
    g_test_add_data_func ("/archive/kind/iso", &iso, test_every_kind_gives_its_file);
    g_test_add_data_func ("/archive/kind/tar", &tar, test_every_kind_gives_its_file);
    g_test_add_data_func ("/archive/kind/cab", &cab, test_kinds_of_other_systems_give_their_file);
    g_test_add_data_func ("/archive/kind/rar", &rar, test_kinds_of_other_systems_give_their_file);
    g_test_add_func ("/archive/a-program-that-unpacks-itself-is-an-archive",
                     test_a_program_that_unpacks_itself_is_an_archive);
    g_test_add_func ("/archive/an-archive-in-an-archive-is-unpacked", test_an_archive_in_an_archive_is_unpacked);
    g_test_add_func ("/archive/nesting-ends", test_nesting_ends);
    g_test_add_func ("/archive/a-bomb-costs-little", test_a_bomb_costs_little);
    g_test_add_func ("/archive/too-many-files-are-refused", test_too_many_files_are_refused);
    g_test_add_func ("/archive/plain-firmware-is-not-an-archive", test_plain_firmware_is_not_an_archive);
    g_test_add_func ("/archive/a-cut-archive-is-named-damaged", test_a_cut_archive_is_named_damaged);
    g_test_add_func ("/archive/a-password-is-told", test_a_password_is_told);
    g_test_add_func ("/archive/cancelling-ends-it", test_cancelling_ends_it);
    return g_test_run ();
}
