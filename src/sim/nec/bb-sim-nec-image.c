/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bb-sim-nec-image.h"

#include "sim/bb-sim-drive.h"

#include <string.h>

/* Signature before the identity block (nec-optiarc.md, section 5), and its offset in the payload. VENDOR_AT to
 * SPECIFIC_AT: offsets of the INQUIRY texts from the signature; IDENTITY_BYTES: length of signature and block. */
static const guint8 signature[] = {0x07, 0x00, 0x03, 0x00, 0x78, 0x00, 0x78, 0x00, 0x78, 0x00};
#define SIGNATURE_AT 0x20000
#define VENDOR_AT 0x18A
#define PRODUCT_AT 0x192
#define REVISION_AT 0x1A2
#define SPECIFIC_AT 0x1A6
#define IDENTITY_BYTES 0x1BA

/* Offsets in the payload. OPTI4_BOOT_SUM_AT: Sum16 of the boot code. OPTIBD_CODE_AT: drive type. K210_FIRST_SUM_AT:
 * first of two checksums. TAG_BYTES: length of the drive type that follows the payload of all types but OptiBD. */
#define OPTI4_BOOT_SUM_AT 0x0E
#define OPTIBD_CODE_AT 0x42
#define K210_FIRST_SUM_AT 0x29FFE
#define TAG_BYTES 4

/* Writes a 16-bit number, most significant byte first. */
static void
bb_sim_nec_put_word (guint8 *at, guint16 value)
{
    at[0] = (guint8) (value >> 8);
    at[1] = (guint8) value;
}

/* Writes the signature and the INQUIRY texts of the identity block: vendor, product, revision, and the
 * vendor-specific text. */
static void
bb_sim_nec_put_identity (guint8 *payload, const BbSimNecImage *image)
{
    guint8 *at = payload + SIGNATURE_AT;

    memcpy (at, signature, sizeof signature);
    bb_sim_put_text (at + VENDOR_AT, 8, image->vendor);
    bb_sim_put_text (at + PRODUCT_AT, 16, image->product);
    bb_sim_put_text (at + REVISION_AT, 4, image->revision);
    bb_sim_put_text (at + SPECIFIC_AT, 20, image->vendor_specific);
}

/* Stores the checksum in the last word of the payload. For type K210, first stores the checksum of the first part
 * (nec-optiarc.md, section 5). Not called for types with an appended checksum, nor for HD DVD, because no checksum of
 * HD DVD is known. */
static void
bb_sim_nec_put_inner_sums (guint8 *payload, const BbSimNecFacts *facts)
{
    gsize last = facts->layout->payload_bytes - 2;

    if (g_str_equal (facts->code, "K210"))
        bb_sim_nec_put_word (payload + K210_FIRST_SUM_AT, bb_sim_nec_sum16 (payload, K210_FIRST_SUM_AT));
    bb_sim_nec_put_word (payload + last, bb_sim_nec_sum16 (payload, last));
}

/* Returns (transfer full) the first part of an image file: header (OptiBD) and main firmware of bank 0. */
static GByteArray *
bb_sim_nec_make_payload (const BbSimNecImage *image)
{
    const BbSimNecFacts *facts = image->facts;
    const BbSimNecLayout *layout = facts->layout;
    GByteArray *file = g_byte_array_new ();
    guint8 *payload;

    g_byte_array_set_size (file, layout->payload_bytes);
    payload = file->data;
    bb_sim_fill (payload, layout->payload_bytes, image->seed);
    if (image->fw_id != 0)
        payload[facts->fw_id_address - layout->main[0].address] = image->fw_id;
    bb_sim_nec_put_identity (payload, image);
    if (layout->type == BB_SIM_NEC_OPTI4)
        bb_sim_nec_put_word (payload + OPTI4_BOOT_SUM_AT, image->boot_sum);
    if (layout->header_bytes != 0)
        memcpy (payload + OPTIBD_CODE_AT, facts->code, TAG_BYTES);
    if (!layout->appended_sum && layout->type != BB_SIM_NEC_HDDVD)
        bb_sim_nec_put_inner_sums (payload, facts);
    return file;
}

GBytes *
bb_sim_nec_make_firmware (const BbSimNecImage *image)
{
    const BbSimNecLayout *layout = image->facts->layout;
    const guint8 *tag = (const guint8 *) image->facts->code;
    GByteArray *file = bb_sim_nec_make_payload (image);

    if (layout->appended_sum) {
        guint8 sum[2];

        bb_sim_nec_put_word (sum, bb_sim_nec_sum16 (file->data, file->len));
        g_byte_array_append (file, sum, sizeof sum);
    }
    if (layout->header_bytes == 0)
        g_byte_array_append (file, tag, TAG_BYTES);
    if (layout->type == BB_SIM_NEC_640K) {
        guint32 length_bytes = layout->main[1].length_bytes;
        guint start = file->len;

        g_byte_array_set_size (file, start + length_bytes);
        bb_sim_fill (file->data + start, length_bytes, image->seed + 1);
        bb_sim_nec_put_word (file->data + start + length_bytes - 2,
                             bb_sim_nec_sum16 (file->data + start, length_bytes - 2));
        g_byte_array_append (file, tag, TAG_BYTES);
    }
    if (image->boot_version != NULL && layout->header_bytes == 0)
        g_byte_array_append (file, (const guint8 *) image->boot_version, (guint) strlen (image->boot_version));
    return g_byte_array_free_to_bytes (file);
}

GBytes *
bb_sim_nec_make_boot_code (const BbSimNecLayout *layout, const char *code, const char *version, guint32 seed)
{
    g_autofree guint8 *boot = g_malloc (layout->boot_bytes);
    gsize last = layout->boot_bytes - 2;

    bb_sim_fill (boot, layout->boot_bytes, seed);
    bb_sim_put_text (boot + BB_SIM_NEC_BOOT_CODE_AT, 4, code);
    bb_sim_put_text (boot + BB_SIM_NEC_BOOT_VERSION_AT, 2, version);
    bb_sim_nec_put_word (boot + last, bb_sim_nec_sum16 (boot, last));
    return g_bytes_new_take (g_steal_pointer (&boot), layout->boot_bytes);
}

guint16
bb_sim_nec_boot_sum (const guint8 *boot, gsize length_bytes)
{
    return bb_sim_nec_sum16 (boot, length_bytes - 2);
}

/* Copies a text field of @length_bytes, with a blank for each byte that is not printable. @to gets a final zero, so
 * it needs one byte more. */
static void
bb_sim_nec_get_text (char *to, const guint8 *from, gsize length_bytes)
{
    for (gsize i = 0; i < length_bytes; i++)
        to[i] = g_ascii_isprint ((char) from[i]) ? (char) from[i] : ' ';
    to[length_bytes] = '\0';
}

/* Returns the address of the first signature that has room for an identity block after it, NULL if there is none. */
static const guint8 *
bb_sim_nec_find_signature (const guint8 *data, gsize length_bytes)
{
    const guint8 *end = data + length_bytes;

    while ((gsize) (end - data) >= IDENTITY_BYTES) {
        const guint8 *at = memchr (data, signature[0], (gsize) (end - data) - IDENTITY_BYTES + 1);

        if (at == NULL || memcmp (at, signature, sizeof signature) == 0)
            return at;
        data = at + 1;
    }
    return NULL;
}

gboolean
bb_sim_nec_find_identity (const guint8 *data, gsize length_bytes, BbSimNecIdentity *identity)
{
    const guint8 *at;

    at = bb_sim_nec_find_signature (data, length_bytes);
    if (at == NULL)
        return FALSE;
    bb_sim_nec_get_text (identity->vendor, at + VENDOR_AT, 8);
    bb_sim_nec_get_text (identity->product, at + PRODUCT_AT, 16);
    bb_sim_nec_get_text (identity->revision, at + REVISION_AT, 4);
    bb_sim_nec_get_text (identity->vendor_specific, at + SPECIFIC_AT, 20);
    return TRUE;
}

guint
bb_sim_nec_image_pieces (const BbSimNecLayout *layout, BbSimNecPiece pieces[2])
{
    pieces[0].offset = layout->header_bytes;
    pieces[0].address = layout->main[0].address;
    pieces[0].length_bytes = layout->main[0].length_bytes;
    if (layout->main[1].length_bytes == 0)
        return 1;
    pieces[1].offset = layout->payload_bytes + TAG_BYTES;
    pieces[1].address = layout->main[1].address;
    pieces[1].length_bytes = layout->main[1].length_bytes;
    return 2;
}

gsize
bb_sim_nec_image_bytes (const BbSimNecLayout *layout)
{
    gsize length_bytes = layout->payload_bytes;

    if (layout->appended_sum)
        length_bytes += 2;
    if (layout->header_bytes == 0)
        length_bytes += TAG_BYTES;
    if (layout->main[1].length_bytes != 0)
        length_bytes += layout->main[1].length_bytes + TAG_BYTES;
    return length_bytes;
}
