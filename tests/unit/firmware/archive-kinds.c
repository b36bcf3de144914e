/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "archive-kinds.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

GBytes *
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

/* Appends @value as a little-endian number of @n_bytes. */
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
    static guint32 of_byte[256];
    guint32 crc = 0xFFFFFFFF;

    for (guint i = 0; of_byte[255] == 0 && i < G_N_ELEMENTS (of_byte); i++) {
        of_byte[i] = i;
        for (guint bit = 0; bit < 8; bit++)
            of_byte[i] = (of_byte[i] >> 1) ^ ((of_byte[i] & 1) != 0 ? 0xEDB88320 : 0);
    }
    for (gsize i = 0; i < length_bytes; i++)
        crc = (crc >> 8) ^ of_byte[(crc ^ data[i]) & 0xFF];
    return ~crc;
}

/* Returns a CAB archive with one folder that is not compressed. */
GBytes *
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

/* Appends the 16-bit checksum of @header, and then @header itself, to a RAR 4 archive. Empties @header. */
static void
put_rar_header (GByteArray *rar, GByteArray *header)
{
    put (rar, crc32 (header->data, header->len) & 0xFFFF, 2);
    g_byte_array_append (rar, header->data, header->len);
    g_byte_array_set_size (header, 0);
}

/* Returns a RAR 4 archive with one file that is not compressed. */
GBytes *
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

/* Appends @value as RAR 5 stores numbers: seven bits in each byte, the lowest first. */
static void
put_number (GByteArray *bytes, guint64 value)
{
    for (; value >= 0x80; value >>= 7)
        put (bytes, 0x80 | (value & 0x7F), 1);
    put (bytes, value, 1);
}

/* Appends the 32-bit checksum of @header, its length, and then @header itself, to a RAR 5 archive. Empties @header.
 */
static void
put_rar5_header (GByteArray *rar, GByteArray *header)
{
    g_autoptr (GByteArray) whole = g_byte_array_new ();

    put_number (whole, header->len);
    g_byte_array_append (whole, header->data, header->len);
    put (rar, crc32 (whole->data, whole->len), 4);
    g_byte_array_append (rar, whole->data, whole->len);
    g_byte_array_set_size (header, 0);
}

GBytes *
pack_rar5 (GBytes *wanted)
{
    g_autoptr (GByteArray) rar = g_byte_array_new ();
    g_autoptr (GByteArray) header = g_byte_array_new ();
    gsize size = g_bytes_get_size (wanted);
    const guint8 *data = g_bytes_get_data (wanted, NULL);

    g_byte_array_append (rar, (const guint8 *) "Rar!\x1a\x07\x01\x00", 8);
    put_number (header, 1);
    put_number (header, 0);
    put_number (header, 0);
    put_rar5_header (rar, header);
    put_number (header, 2);
    put_number (header, 2);
    put_number (header, size);
    put_number (header, 4);
    put_number (header, size);
    put_number (header, 0x20);
    put (header, crc32 (data, size), 4);
    put_number (header, 0);
    put_number (header, 0);
    put_number (header, 9);
    g_byte_array_append (header, (const guint8 *) "image.bin", 9);
    put_rar5_header (rar, header);
    g_byte_array_append (rar, data, (guint) size);
    put_number (header, 5);
    put_number (header, 0);
    put_number (header, 0);
    put_rar5_header (rar, header);
    return g_byte_array_free_to_bytes (g_steal_pointer (&rar));
}

static int
set_gzip (struct archive *writer)
{
    archive_write_add_filter_gzip (writer);
    return archive_write_set_format_raw (writer);
}

GBytes *
pack_skipped_bomb (char typeflag, gsize size_bytes, guint n_copies)
{
    g_autoptr (GByteArray) raw = g_byte_array_new ();
    guint8 block[512] = "zero";
    guint sum = 0;

    memcpy (block + 100, "0000644", 7);
    g_snprintf ((char *) block + 124, 12, "%011o", (guint) size_bytes);
    memcpy (block + 136, "00000000000", 11);
    memset (block + 148, ' ', 8);
    block[156] = (guint8) typeflag;
    memcpy (block + 257, "ustar\00000", 8);
    for (guint i = 0; i < sizeof block; i++)
        sum += block[i];
    g_snprintf ((char *) block + 148, 8, "%06o", sum);
    for (guint i = 0; i < n_copies; i++) {
        g_byte_array_append (raw, block, sizeof block);
        g_byte_array_set_size (raw, raw->len + (guint) size_bytes);
        memset (raw->data + raw->len - size_bytes, 0, size_bytes);
    }
    g_byte_array_set_size (raw, raw->len + 1024);
    memset (raw->data + raw->len - 1024, 0, 1024);
    {
        g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&raw));

        return pack (set_gzip, "bomb.tar", bytes, 1);
    }
}

/* Returns (transfer full) a tar archive of a sparse file in which the given quarter (from 0) of @wanted is a hole. */
static GBytes *
pack_without_quarter (GBytes *wanted, guint quarter)
{
    gsize size = g_bytes_get_size (wanted);
    struct archive *writer = archive_write_new ();
    struct archive_entry *entry = archive_entry_new ();
    guint8 *buffer = g_malloc (size + 65536);
    size_t used = 0;

    archive_write_set_format_pax (writer);
    g_assert_cmpint (archive_write_open_memory (writer, buffer, size + 65536, &used), ==, ARCHIVE_OK);
    archive_entry_set_pathname (entry, "image.bin");
    archive_entry_set_size (entry, (la_int64_t) size);
    archive_entry_set_filetype (entry, AE_IFREG);
    archive_entry_set_perm (entry, 0644);
    archive_entry_sparse_add_entry (entry, 0, (la_int64_t) (size / 4 * quarter));
    if (quarter < 3)
        archive_entry_sparse_add_entry (entry, (la_int64_t) (size / 4 * (quarter + 1)),
                                        (la_int64_t) (size - size / 4 * (quarter + 1)));
    g_assert_cmpint (archive_write_header (writer, entry), ==, ARCHIVE_OK);
    g_assert_cmpint (archive_write_data (writer, g_bytes_get_data (wanted, NULL), size), >, 0);
    archive_entry_free (entry);
    g_assert_cmpint (archive_write_close (writer), ==, ARCHIVE_OK);
    archive_write_free (writer);
    return g_bytes_new_take (buffer, used);
}

GBytes *
pack_sparse (GBytes *wanted)
{
    return pack_without_quarter (wanted, 1);
}

GBytes *
pack_sparse_end (GBytes *wanted)
{
    return pack_without_quarter (wanted, 3);
}

int
set_stored_zip (struct archive *writer)
{
    archive_write_set_format_zip (writer);
    return archive_write_zip_set_compression_store (writer);
}

int
set_tar_gz (struct archive *writer)
{
    archive_write_add_filter_gzip (writer);
    return archive_write_set_format_ustar (writer);
}

int
set_bz2 (struct archive *writer)
{
    archive_write_add_filter_bzip2 (writer);
    return archive_write_set_format_raw (writer);
}

int
set_xz (struct archive *writer)
{
    archive_write_add_filter_xz (writer);
    return archive_write_set_format_raw (writer);
}
