/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-boot-file.h"

#include "family/nec/bb-nec-boot.h"

#define IDENTITY_OFFSET 0x8000u

GByteArray *
nec_boot_code (gsize length_bytes, guint32 seed, const char *code, const char *version)
{
    GByteArray *bytes = nec_fill (length_bytes, seed);

    nec_put_text (bytes, 0x100, code, 4);
    nec_put_text (bytes, 0x104, version, 2);
    nec_put_be16 (bytes, length_bytes - 2, nec_sum16 (bytes, 0, length_bytes - 2));
    return bytes;
}

/* Appends four characters; @text NULL: four zero bytes. */
static void
append (GByteArray *file, const char *text)
{
    static const guint8 zeros[4];

    g_byte_array_append (file, text != NULL ? (const guint8 *) text : zeros, 4);
}

GByteArray *
nec_boot_file (GByteArray *boot_code, const char *id, const char *digits, const char *rid)
{
    GByteArray *file = g_byte_array_new ();
    guint32 sum = 0;
    guint8 stored[4];

    g_byte_array_append (file, boot_code->data, boot_code->len);
    while (file->len < IDENTITY_OFFSET)
        append (file, NULL);
    append (file, id);
    append (file, digits);
    append (file, rid);
    for (guint i = 0; i < file->len; i += 4)
        sum += (guint32) file->data[i] << 24 | (guint32) file->data[i + 1] << 16 | (guint32) file->data[i + 2] << 8 |
               file->data[i + 3];
    for (guint i = 0; i < 4; i++)
        stored[i] = (guint8) (sum >> (8 * i));
    g_byte_array_append (file, stored, sizeof stored);
    return file;
}

BbImage *
nec_boot_image (BbCatalog *catalog, GByteArray *bytes, const char *target)
{
    g_autoptr (GBytes) data = g_bytes_new (bytes->data, bytes->len);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (data, "boot.bin");
    g_autoptr (BbImageIdentity) identity = bb_nec_identify_boot_code (data, target, catalog);

    return bb_image_new_part (whole, identity, NULL);
}
