/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/spc/bb-image-bytes.h"

#include "scsi/bb-bytes.h"
#include "scsi/bb-scsi.h"

gssize
bb_image_bytes_find (GBytes *bytes, gsize first, const char *text)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    const guint8 *hit = first < size ? memmem (data + first, size - first, text, strlen (text)) : NULL;

    return hit != NULL ? hit - data : -1;
}

gsize
bb_image_bytes_longest_run (GBytes *bytes)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    gsize longest = MIN (size, 1);
    gsize run = longest;

    for (gsize i = 1; i < size; i++) {
        run = data[i] == data[i - 1] ? run + 1 : 1;
        longest = MAX (longest, run);
    }
    return longest;
}

/* #GCompareDataFunc for pointers to blocks. @data: length of a block, from GSIZE_TO_POINTER() */
static int
bb_image_bytes_compare_blocks (gconstpointer a, gconstpointer b, gpointer data)
{
    const guint8 *const *left = a;
    const guint8 *const *right = b;

    return memcmp (*left, *right, GPOINTER_TO_SIZE (data));
}

gsize
bb_image_bytes_count_repeats (GBytes *bytes, gsize block_bytes)
{
    gsize n_blocks = g_bytes_get_size (bytes) / block_bytes;
    const guint8 *data = g_bytes_get_data (bytes, NULL);
    g_autofree const guint8 **blocks = g_new (const guint8 *, n_blocks);
    gsize most = MIN (n_blocks, 1);
    gsize run = most;

    for (gsize i = 0; i < n_blocks; i++)
        blocks[i] = data + i * block_bytes;
    g_qsort_with_data (blocks, (int) n_blocks, sizeof *blocks, bb_image_bytes_compare_blocks,
                       GSIZE_TO_POINTER (block_bytes));
    for (gsize i = 1; i < n_blocks; i++) {
        run = memcmp (blocks[i], blocks[i - 1], block_bytes) == 0 ? run + 1 : 1;
        most = MAX (most, run);
    }
    return most;
}

gboolean
bb_image_bytes_are_within (GBytes *bytes, gsize offset, gsize length_bytes, guint8 first, guint8 last)
{
    for (gsize i = 0; i < length_bytes; i++) {
        guint8 byte = 0;

        if (!bb_bytes_get_u8 (bytes, offset + i, &byte, NULL) || byte < first || byte > last)
            return FALSE;
    }
    return TRUE;
}

GBytes *
bb_image_bytes_replace (GBytes *bytes, gsize offset, GBytes *piece)
{
    gsize size = 0;
    gsize piece_bytes = 0;
    const guint8 *from = g_bytes_get_data (piece, &piece_bytes);
    guint8 *data = NULL;

    g_return_val_if_fail (offset <= g_bytes_get_size (bytes) && piece_bytes <= g_bytes_get_size (bytes) - offset,
                          bytes);

    data = g_bytes_unref_to_data (bytes, &size);
    for (gsize i = 0; i < piece_bytes; i++)
        data[offset + i] = from[i];
    return g_bytes_new_take (data, size);
}
