/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-lg.h"

#include "family/spc/bb-image-bytes.h"
#include "firmware/bb-program.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* This file decodes the images in the maker's updater programs (lg-renesas.md, section 4.4). */

#define TAIL_MOST_BYTES 256u
#define TAIL_LEAST_BYTES 29u
#define TAIL_TEXT "Update Data for HLDS's Drive"
#define N_GENERATORS 3u
#define KEY_BYTES 2u
#define N_GAPS 64u
#define GAP_POSITIONS_OFFSET 4u
#define GAP_LENGTHS_OFFSET 0x104u
#define BODY_DATA_OFFSET 0x204u
#define GAP_POSITION_MASK 0xFFFFFFu
/* Limit of decoded data: more than twice the memory of any drive. */
#define MOST_BYTES (16u * 1024 * 1024)
#define MOST_IMAGES 8u

void
bb_lg_generate (guint number, guint16 key, guint8 *out, gsize length_bytes)
{
    guint32 k = key != 0 ? key : 1;

    for (gsize i = 0; i < length_bytes; i++) {
        guint32 word = k & 0xFFFF;
        guint32 turn = (number == 2 ? word : (word >> 8) + word) % 15 + 1;

        if (number == 1) {
            k *= 0x6C078965u;
            out[i] = (guint8) (k >> 24);
        } else {
            k = word + (word << turn | word >> (16 - turn));
            out[i] = (guint8) k;
        }
    }
}

/* Returns (transfer full) @length_bytes of the file from @offset on, decoded with the bytes of @generator for @key.
 * The caller has checked that this range is inside the file. */
static GBytes *
bb_lg_decode (GBytes *file, gsize offset, gsize length_bytes, guint generator, guint16 key)
{
    const guint8 *data = (const guint8 *) g_bytes_get_data (file, NULL) + offset;
    guint8 *out = g_malloc (length_bytes);

    bb_lg_generate (generator, key, out, length_bytes);
    for (gsize i = 0; i < length_bytes; i++)
        out[i] ^= data[i];
    return g_bytes_new_take (out, length_bytes);
}

/**
 * BbLgTail: the end of an updater program.
 * @generator: number of the pseudo-random generator with whose bytes the program is encoded (bb_lg_generate())
 * @body_start, @body_end: range of the file with the encoded images
 */
typedef struct {
    guint generator;
    gsize body_start;
    gsize body_end;
} BbLgTail;

/* Finds the encoded tail at the end of @file, and sets @tail to its generator and to the range of the body. FALSE
 * if there is no tail, or if that range is outside of the file. */
static gboolean
bb_lg_find_tail (GBytes *file, BbLgTail *tail)
{
    gsize size = g_bytes_get_size (file);

    for (gsize length_bytes = MIN (TAIL_MOST_BYTES, size); length_bytes >= TAIL_LEAST_BYTES; length_bytes--) {
        gsize at = size - length_bytes;
        guint16 key = 0;

        (void) bb_bytes_get_be16 (file, at, &key, NULL);
        for (guint generator = 1; generator <= N_GENERATORS; generator++) {
            g_autoptr (GBytes) text = bb_lg_decode (file, at + KEY_BYTES, length_bytes - KEY_BYTES, generator, key);
            guint32 start = 0;
            guint32 body_bytes = 0;

            if (bb_image_bytes_find (text, 0, TAIL_TEXT) < 0)
                continue;
            if (!bb_bytes_get_be32 (text, 0, &start, NULL) || !bb_bytes_get_be32 (text, 4, &body_bytes, NULL))
                return FALSE;
            tail->generator = generator;
            tail->body_start = start;
            tail->body_end = (gsize) start + body_bytes - length_bytes;
            return body_bytes >= length_bytes && tail->body_end <= size &&
                   tail->body_end >= tail->body_start + KEY_BYTES + BODY_DATA_OFFSET;
        }
    }
    return FALSE;
}

/*
 * Returns (transfer full) (nullable) the data of the decoded @body. The updater has left out runs of zero bytes
 * ("gaps"), which are inserted again. NULL if the result would be longer than MOST_BYTES. @body has the positions of
 * the gaps as offsets in the file, where @body begins at @tail->body_start + KEY_BYTES. The first invalid gap ends
 * the list of gaps.
 */
static GBytes *
bb_lg_expand (GBytes *body, const BbLgTail *tail)
{
    const guint8 *data = g_bytes_get_data (body, NULL);
    gsize size = g_bytes_get_size (body);
    g_autoptr (GByteArray) all = g_byte_array_new ();
    gsize from = BODY_DATA_OFFSET;

    for (guint gap = 0; gap < N_GAPS; gap++) {
        guint32 position = 0;
        guint32 length_bytes = 0;
        gsize at = 0;
        guint old_bytes = all->len;

        (void) bb_bytes_get_be32 (body, GAP_POSITIONS_OFFSET + 4 * gap, &position, NULL);
        (void) bb_bytes_get_be32 (body, GAP_LENGTHS_OFFSET + 4 * gap, &length_bytes, NULL);
        position &= GAP_POSITION_MASK;
        if (length_bytes == 0 || position < tail->body_start + KEY_BYTES)
            break;
        at = position - (tail->body_start + KEY_BYTES);
        if (at < from || at > size)
            break;
        if (length_bytes > MOST_BYTES || old_bytes + (at - from) + length_bytes > MOST_BYTES)
            return NULL;
        g_byte_array_append (all, data + from, (guint) (at - from));
        old_bytes = all->len;
        g_byte_array_set_size (all, old_bytes + length_bytes);
        memset (all->data + old_bytes, 0, length_bytes);
        from = at;
    }
    if (all->len + (size - from) > MOST_BYTES)
        return NULL;
    g_byte_array_append (all, data + from, (guint) (size - from));
    return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

/* Adds to @images the images in @row, which follow each other, until @images has MOST_IMAGES or a header has the
 * length 0 or more than MOST_BYTES. Zeros that are missing at the end of the last image are appended. */
static void
bb_lg_split (GBytes *row, GPtrArray *images)
{
    gsize size = g_bytes_get_size (row);
    guint32 payload_bytes = 0;

    for (gsize at = 0; images->len < MOST_IMAGES &&
                       bb_bytes_get_be32 (row, at + BB_LG_SIZE_OFFSET, &payload_bytes, NULL) && payload_bytes > 0 &&
                       payload_bytes <= MOST_BYTES;) {
        gsize length_bytes = BB_LG_FILE_HEADER_BYTES + (gsize) payload_bytes;
        gsize there = MIN (length_bytes, size - at);
        guint8 *image = g_malloc0 (length_bytes);

        memcpy (image, (const guint8 *) g_bytes_get_data (row, NULL) + at, there);
        g_ptr_array_add (images, g_bytes_new_take (image, length_bytes));
        at += there;
    }
}

GPtrArray *
bb_lg_demangle (GBytes *file)
{
    GPtrArray *images = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
    BbLgTail tail = {0};
    guint16 key = 0;
    g_autoptr (GBytes) body = NULL;
    g_autoptr (GBytes) row = NULL;

    if (!bb_program_is (file) || !bb_lg_find_tail (file, &tail) ||
        !bb_bytes_get_be16 (file, tail.body_start, &key, NULL))
        return images;
    body = bb_lg_decode (file, tail.body_start + KEY_BYTES, tail.body_end - tail.body_start - KEY_BYTES,
                         tail.generator, key);
    row = bb_lg_expand (body, &tail);
    if (row != NULL)
        bb_lg_split (row, images);
    return images;
}
