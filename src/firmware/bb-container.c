/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-container.h"

#include "bb-archive.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Signature of RAR; offsets in the header of a block of RAR 4; values of RAR 4 and RAR 5. The field at
 * BB_RAR_BLOCK_BYTES is the size of the header (16 bits). If BB_RAR_FLAG_MORE is set, the field at BB_RAR_MORE_BYTES
 * is the size of the data after the header (32 bits). */
#define BB_RAR_SIGNATURE "Rar!\x1A\x07"
#define BB_RAR_SIGNATURE_BYTES 6 /* bytes that RAR 4 and RAR 5 have in common; more bytes follow */
#define BB_RAR_TYPE 2
#define BB_RAR_FLAGS 3
#define BB_RAR_BLOCK_BYTES 5
#define BB_RAR_MORE_BYTES 7
#define BB_RAR_FILE_CRC 16
#define BB_RAR_TYPE_FILE 0x74
#define BB_RAR_FLAG_MORE 0x80 /* bit in the second byte of the flags */
#define BB_RAR5_TYPE_FILE 2
#define BB_RAR5_HAS_EXTRA 1
#define BB_RAR5_HAS_DATA 2
#define BB_RAR5_FILE_HAS_TIME 2
#define BB_RAR5_FILE_HAS_CRC 4
#define BB_CRC32_POLYNOMIAL 0xEDB88320u

#define BB_GZIP_SIGNATURE "\x1F\x8B"
#define BB_GZIP_SIGNATURE_BYTES 2
#define BB_GZIP_BLOCK_BYTES 0x10000

gboolean
bb_container_begins (GBytes *bytes)
{
    static const struct {
        gsize offset;
        const char *signature;
        gsize length_bytes;
    } kinds[] = {
        {0, "PK\3\4", 4},
        {0, "PK\5\6", 4},
        {0, "7z\xBC\xAF\x27\x1C", 6},
        {0, "Rar!\x1A\x07", 6},
        {0, "MSCF\0\0\0\0", 8},
        {0, BB_GZIP_SIGNATURE "\x08", 3},
        {0, "BZh", 3},
        {0,
         "\xFD"
         "7zXZ",
         6},
        {257, "ustar", 5},
        {0x8001, "CD001", 5},
    };

    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
        if (bb_bytes_equal_at (bytes, kinds[i].offset, kinds[i].signature, kinds[i].length_bytes))
            return TRUE;
    }
    return FALSE;
}

/* Sets @error to @code. @reason: for the debug output; (nullable) for %BB_ARCHIVE_ERROR_LIMIT. Returns FALSE. */
static gboolean
bb_container_fail (BbArchiveError code, const char *reason, GError **error)
{
    g_debug ("archive: %s", reason != NULL ? reason : "limit");
    if (code == BB_ARCHIVE_ERROR_LIMIT)
        g_set_error_literal (error, BB_ARCHIVE_ERROR, code,
                             _ ("This archive is too large or contains too many files, so it was not extracted."));
    else
        g_set_error_literal (error, BB_ARCHIVE_ERROR, code, _ ("This archive is damaged. Download it again."));
    return FALSE;
}

/* Decompresses one member of a gzip file; the decompressor verifies the checksum of the member. @used_bytes: (out):
 * compressed size of the member. @left_bytes: (inout): number of bytes that may still be decompressed; decreased by
 * the size of the content. FALSE with an error if the member is damaged or too large, or if cancelled. */
static gboolean
bb_gzip_check_member (const guint8 *data, gsize size, gsize *used_bytes, gsize *left_bytes, GCancellable *cancellable,
                      GError **error)
{
    g_autoptr (GZlibDecompressor) inflater = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
    g_autofree guint8 *block = g_malloc (BB_GZIP_BLOCK_BYTES);
    GConverterResult result = G_CONVERTER_CONVERTED;

    *used_bytes = 0;
    while (result == G_CONVERTER_CONVERTED) {
        g_autoptr (GError) reason = NULL;
        gsize n_read = 0, n_written = 0;

        if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
        result = g_converter_convert (G_CONVERTER (inflater), data + *used_bytes, size - *used_bytes, block,
                                      BB_GZIP_BLOCK_BYTES, G_CONVERTER_INPUT_AT_END, &n_read, &n_written, &reason);
        if (result == G_CONVERTER_ERROR)
            return bb_container_fail (BB_ARCHIVE_ERROR_DAMAGED, reason->message, error);
        if (n_written > *left_bytes)
            return bb_container_fail (BB_ARCHIVE_ERROR_LIMIT, NULL, error);
        *left_bytes -= n_written;
        *used_bytes += n_read;
    }
    return TRUE;
}

gboolean
bb_container_check_gzip (GBytes *bytes, gsize max_bytes, GCancellable *cancellable, GError **error)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    gsize at = 0;

    /* The members of a gzip file follow each other. Other data after the last member is not part of the archive. */
    while (bb_bytes_equal_at (bytes, at, BB_GZIP_SIGNATURE, BB_GZIP_SIGNATURE_BYTES)) {
        gsize used_bytes = 0;

        if (!bb_gzip_check_member (data + at, size - at, &used_bytes, &max_bytes, cancellable, error))
            return FALSE;
        at += used_bytes;
    }
    return TRUE;
}

BB_BYTE_LOOP static guint32
bb_container_crc32 (GBytes *bytes)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    guint32 table[256];
    guint32 crc = G_MAXUINT32;

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        table[i] = i;
        for (guint bit = 0; bit < 8; bit++)
            table[i] = (table[i] >> 1) ^ ((table[i] & 1) != 0 ? BB_CRC32_POLYNOMIAL : 0);
    }
    for (gsize i = 0; i < size; i++)
        crc = (crc >> 8) ^ table[(crc ^ data[i]) & 0xFF];
    return ~crc;
}

/* Returns the offset of the first RAR block after the signature, or @position if that is greater. The signature may
 * be anywhere in @bytes, because a self-extracting program may precede it. Without a signature, returns an offset
 * behind the end of @bytes. @is_5: (out): TRUE if the archive is of RAR 5. */
static gsize
bb_rar_skip_signature (GBytes *bytes, gsize position, gboolean *is_5)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    const guint8 *signature = memmem (data, size, BB_RAR_SIGNATURE, BB_RAR_SIGNATURE_BYTES);
    gsize first = signature != NULL ? (gsize) (signature - data) + BB_RAR_SIGNATURE_BYTES : size;

    *is_5 = bb_bytes_equal_at (bytes, first, "\1", 1);
    return MAX (position, first + (*is_5 ? 2 : 1));
}

/* Reads the CRC in the first file header at or after @at (RAR 4). FALSE if there is none. */
static gboolean
bb_rar4_find_crc (GBytes *bytes, gsize at, guint32 *crc)
{
    for (;;) {
        guint8 type = 0, flags = 0, low = 0, high = 0;
        guint32 more_bytes = 0;

        if (!bb_bytes_get_u8 (bytes, at + BB_RAR_TYPE, &type, NULL) ||
            !bb_bytes_get_u8 (bytes, at + BB_RAR_FLAGS + 1, &flags, NULL) ||
            !bb_bytes_get_u8 (bytes, at + BB_RAR_BLOCK_BYTES, &low, NULL) ||
            !bb_bytes_get_u8 (bytes, at + BB_RAR_BLOCK_BYTES + 1, &high, NULL))
            return FALSE;
        if (type == BB_RAR_TYPE_FILE)
            return bb_bytes_get_le32 (bytes, at + BB_RAR_FILE_CRC, crc, NULL);
        if (((flags & BB_RAR_FLAG_MORE) != 0 &&
             !bb_bytes_get_le32 (bytes, at + BB_RAR_MORE_BYTES, &more_bytes, NULL)) ||
            (low | high << 8) < BB_RAR_MORE_BYTES)
            return FALSE;
        at += (gsize) (low | high << 8) + more_bytes;
    }
}

/* Reads a number of RAR 5, with seven bits in each byte and the lowest first, and moves @at to the byte after the
 * number. FALSE if the number is incomplete or longer than nine bytes. */
static gboolean
bb_rar5_read (GBytes *bytes, gsize *at, guint64 *value)
{
    guint8 byte = 0x80;

    *value = 0;
    for (guint shift = 0; (byte & 0x80) != 0; shift += 7) {
        if (shift > 56 || !bb_bytes_get_u8 (bytes, (*at)++, &byte, NULL))
            return FALSE;
        *value |= (guint64) (byte & 0x7F) << shift;
    }
    return TRUE;
}

/* Reads the CRC of a packed file from its RAR 5 file header, whose file flags are at @at. FALSE if the header has no
 * CRC of the file. */
static gboolean
bb_rar5_read_crc (GBytes *bytes, gsize at, guint32 *crc)
{
    guint64 flags = 0, skipped = 0;

    if (!bb_rar5_read (bytes, &at, &flags) || !bb_rar5_read (bytes, &at, &skipped) ||
        !bb_rar5_read (bytes, &at, &skipped) || (flags & BB_RAR5_FILE_HAS_CRC) == 0)
        return FALSE;
    return bb_bytes_get_le32 (bytes, at + ((flags & BB_RAR5_FILE_HAS_TIME) != 0 ? 4 : 0), crc, NULL);
}

/* Reads the CRC in the first file header at or after @at (RAR 5). FALSE if there is none. */
static gboolean
bb_rar5_find_crc (GBytes *bytes, gsize at, guint32 *crc)
{
    for (;;) {
        guint64 header_bytes = 0, type = 0, flags = 0, extra_bytes = 0, data_bytes = 0;
        gsize first = 0;

        at += 4; /* the header's own CRC */
        if (!bb_rar5_read (bytes, &at, &header_bytes))
            return FALSE;
        first = at;
        if (!bb_rar5_read (bytes, &at, &type) || !bb_rar5_read (bytes, &at, &flags) ||
            ((flags & BB_RAR5_HAS_EXTRA) != 0 && !bb_rar5_read (bytes, &at, &extra_bytes)) ||
            ((flags & BB_RAR5_HAS_DATA) != 0 && !bb_rar5_read (bytes, &at, &data_bytes)))
            return FALSE;
        if (type == BB_RAR5_TYPE_FILE)
            return bb_rar5_read_crc (bytes, at, crc);
        if (header_bytes > g_bytes_get_size (bytes) || data_bytes > g_bytes_get_size (bytes))
            return FALSE;
        at = first + header_bytes + data_bytes;
    }
}

gboolean
bb_container_check_rar (GBytes *bytes, gsize position, GBytes *content, GError **error)
{
    gboolean is_5 = FALSE;
    gsize at = bb_rar_skip_signature (bytes, position, &is_5);
    guint32 crc = 0;

    if ((is_5 ? bb_rar5_find_crc (bytes, at, &crc) : bb_rar4_find_crc (bytes, at, &crc)) &&
        crc == bb_container_crc32 (content))
        return TRUE;
    return bb_container_fail (BB_ARCHIVE_ERROR_DAMAGED, "RAR: CRC", error);
}
