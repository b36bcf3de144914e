/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-program.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Offsets in the PE format, the format of Windows programs: from the start of the file, of the PE header, or of a row
 * of the section table. */
#define BB_PE_POINTER 0x3C
#define BB_PE_N_SECTIONS 0x06
#define BB_PE_OPTIONAL_BYTES 0x14
#define BB_PE_OPTIONAL 0x18
#define BB_PE_CHECKSUM (BB_PE_OPTIONAL + 0x40)
#define BB_PE_SECTION_BYTES 40
#define BB_PE_SECTION_ADDRESS 12
#define BB_PE_SECTION_RAW_BYTES 16
#define BB_PE_SECTION_RAW_OFFSET 20
/* Offsets in the entry of a resource: its address, its length, and a field that is always 0. */
#define BB_PE_RESOURCE_BYTES 4
#define BB_PE_RESOURCE_ZERO 12
/* Windows does not load programs with more sections. */
#define BB_PE_MAX_SECTIONS 96

/* Offsets in the header of a file in a ZIP archive, and the largest plausible values. */
#define BB_ZIP_VERSION 4
#define BB_ZIP_METHOD 8
#define BB_ZIP_NAME_BYTES 26
#define BB_ZIP_NAME 30
#define BB_ZIP_MAX_VERSION 63
#define BB_ZIP_MAX_METHOD 99
#define BB_ZIP_MAX_NAME_BYTES 512

G_DEFINE_QUARK (bb_program_error_quark, bb_program_error)

gboolean
bb_program_is (GBytes *bytes)
{
    return g_bytes_get_size (bytes) > 2 && bb_bytes_equal_at (bytes, 0, "MZ", 2);
}

/* Sets @value to the little-endian 16-bit number at @offset. FALSE if it is not inside @bytes. */
static gboolean
bb_program_get_le16 (GBytes *bytes, gsize offset, guint16 *value)
{
    guint8 low = 0, high = 0;

    if (!bb_bytes_get_u8 (bytes, offset, &low, NULL) || !bb_bytes_get_u8 (bytes, offset + 1, &high, NULL))
        return FALSE;
    *value = (guint16) (low | high << 8);
    return TRUE;
}

/* Returns the checksum of the PE header: the sum of all 16-bit words except the checksum itself, with the carry
 * added, plus the size of the file. */
BB_BYTE_LOOP static guint32
bb_program_sum (GBytes *bytes, gsize checksum_offset)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    guint64 sum = 0;

    for (gsize i = 0; i + 1 < size; i += 2) {
        if (i < checksum_offset || i >= checksum_offset + 4)
            sum += (guint) (data[i] | data[i + 1] << 8);
    }
    if (size % 2 != 0)
        sum += data[size - 1];
    while (sum > G_MAXUINT16)
        sum = (sum & G_MAXUINT16) + (sum >> 16);
    return (guint32) (sum + size);
}

/* Finds the section table of the program whose PE header is at @header, and the number of its rows. FALSE if the
 * header is incomplete or has more sections than Windows loads. */
static gboolean
bb_program_get_sections (GBytes *bytes, gsize header, gsize *table, guint16 *n_sections)
{
    guint16 optional_bytes = 0;

    if (!bb_program_get_le16 (bytes, header + BB_PE_N_SECTIONS, n_sections) ||
        !bb_program_get_le16 (bytes, header + BB_PE_OPTIONAL_BYTES, &optional_bytes) ||
        *n_sections > BB_PE_MAX_SECTIONS)
        return FALSE;
    *table = header + BB_PE_OPTIONAL + optional_bytes;
    return TRUE;
}

/* Reads the row at offset @row, which describes one section. @address (out): where Windows loads the section in
 * memory, relative to the program; @raw_offset, @raw_bytes (out): its place in the file. FALSE if the row is outside
 * of the file. */
static gboolean
bb_program_get_section (GBytes *bytes, gsize row, guint32 *address, guint32 *raw_offset, guint32 *raw_bytes)
{
    return bb_bytes_get_le32 (bytes, row + BB_PE_SECTION_ADDRESS, address, NULL) &&
           bb_bytes_get_le32 (bytes, row + BB_PE_SECTION_RAW_BYTES, raw_bytes, NULL) &&
           bb_bytes_get_le32 (bytes, row + BB_PE_SECTION_RAW_OFFSET, raw_offset, NULL);
}

/* TRUE if all sections are inside the file. FALSE also if there is no valid section table. */
static gboolean
bb_program_has_all_sections (GBytes *bytes, gsize header)
{
    gsize size = g_bytes_get_size (bytes);
    gsize table = 0;
    guint16 n_sections = 0;

    if (!bb_program_get_sections (bytes, header, &table, &n_sections))
        return FALSE;
    for (guint i = 0; i < n_sections; i++) {
        guint32 address = 0, raw_bytes = 0, raw_offset = 0;

        if (!bb_program_get_section (bytes, table + (gsize) i * BB_PE_SECTION_BYTES, &address, &raw_offset,
                                     &raw_bytes) ||
            (raw_bytes > 0 && (guint64) raw_offset + raw_bytes > size))
            return FALSE;
    }
    return TRUE;
}

/* Searches the file offsets [@first, @end) for the entry of the resource with the memory address @address (see
 * bb_program_get_section()). Returns the length of the resource, which is in this entry; 0 if there is no entry. */
static guint32
bb_program_find_resource (GBytes *bytes, gsize first, gsize end, guint32 address)
{
    for (gsize at = first; address > 0 && at + BB_PE_RESOURCE_ZERO + 4 <= end; at += 4) {
        guint32 value = 0, length_bytes = 0, zero = 1;

        if (bb_bytes_get_le32 (bytes, at, &value, NULL) && value == address &&
            bb_bytes_get_le32 (bytes, at + BB_PE_RESOURCE_BYTES, &length_bytes, NULL) && length_bytes > 0 &&
            bb_bytes_get_le32 (bytes, at + BB_PE_RESOURCE_ZERO, &zero, NULL) && zero == 0)
            return length_bytes;
    }
    return 0;
}

gboolean
bb_program_find_end (GBytes *bytes, gsize offset, gsize *end)
{
    guint32 header = 0;
    gsize table = 0;
    guint16 n_sections = 0;

    if (!bb_program_is (bytes) || !bb_bytes_get_le32 (bytes, BB_PE_POINTER, &header, NULL) ||
        !bb_bytes_equal_at (bytes, header, "PE\0\0", 4) ||
        !bb_program_get_sections (bytes, header, &table, &n_sections))
        return FALSE;
    for (guint i = 0; i < n_sections; i++) {
        guint32 address = 0, raw_bytes = 0, raw_offset = 0, length_bytes = 0;
        gsize section_end = 0;

        if (!bb_program_get_section (bytes, table + (gsize) i * BB_PE_SECTION_BYTES, &address, &raw_offset,
                                     &raw_bytes))
            return FALSE;
        section_end = (gsize) raw_offset + raw_bytes;
        if (offset < raw_offset || offset >= section_end || section_end > g_bytes_get_size (bytes))
            continue;
        length_bytes =
            bb_program_find_resource (bytes, raw_offset, section_end, (guint32) (offset - raw_offset) + address);
        if (length_bytes > section_end - offset || (length_bytes == 0 && offset != raw_offset))
            return FALSE;
        *end = length_bytes > 0 ? offset + length_bytes : section_end;
        return TRUE;
    }
    return FALSE;
}

/* TRUE if a complete ZIP file header with plausible values is at offset @at. The caller has found the signature
 * there, so this function does not check it. The signature alone is not enough evidence, because every program that
 * unpacks ZIP archives contains it. */
static gboolean
bb_program_is_zip_header (GBytes *bytes, gsize at)
{
    guint16 version = 0, method = 0, name_bytes = 0;

    if (!bb_program_get_le16 (bytes, at + BB_ZIP_VERSION, &version) ||
        !bb_program_get_le16 (bytes, at + BB_ZIP_METHOD, &method) ||
        !bb_program_get_le16 (bytes, at + BB_ZIP_NAME_BYTES, &name_bytes) || version == 0 ||
        version > BB_ZIP_MAX_VERSION || method > BB_ZIP_MAX_METHOD || name_bytes == 0 ||
        name_bytes > BB_ZIP_MAX_NAME_BYTES)
        return FALSE;
    for (guint i = 0; i < name_bytes; i++) {
        guint8 byte = 0;

        if (!bb_bytes_get_u8 (bytes, at + BB_ZIP_NAME + i, &byte, NULL) || byte < ' ')
            return FALSE;
    }
    return TRUE;
}

gboolean
bb_program_has_archive (GBytes *bytes)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    const guint8 *zip = memmem (data, size, "PK\3\4", 4);

    while (zip != NULL && !bb_program_is_zip_header (bytes, (gsize) (zip - data)))
        zip = memmem (zip + 1, size - (gsize) (zip + 1 - data), "PK\3\4", 4);
    return zip != NULL || memmem (data, size, "7z\xBC\xAF\x27\x1C", 6) != NULL ||
           memmem (data, size, "Rar!\x1A\x07", 6) != NULL || memmem (data, size, "MSCF\0\0\0\0", 8) != NULL;
}

/* Sets @error to %BB_PROGRAM_ERROR_DAMAGED with the message @text. Returns FALSE. */
static gboolean
bb_program_fail (const char *text, GError **error)
{
    g_set_error_literal (error, BB_PROGRAM_ERROR, BB_PROGRAM_ERROR_DAMAGED, text);
    return FALSE;
}

gboolean
bb_program_check (GBytes *bytes, GError **error)
{
    guint32 header = 0, stored = 0;

    if (!bb_bytes_get_le32 (bytes, BB_PE_POINTER, &header, NULL) || !bb_bytes_equal_at (bytes, header, "PE\0\0", 4))
        return TRUE;
    if (!bb_program_has_all_sections (bytes, header))
        return bb_program_fail (_ ("This program file is incomplete. Download the file again."), error);
    if (bb_bytes_get_le32 (bytes, header + BB_PE_CHECKSUM, &stored, NULL) && stored != 0 &&
        stored != bb_program_sum (bytes, header + BB_PE_CHECKSUM))
        return bb_program_fail (_ ("The checksum of this program file is wrong, so the firmware in it may be "
                                   "damaged. Download the file again."),
                                error);
    return TRUE;
}
