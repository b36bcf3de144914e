/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/spc/bb-image-bytes.h"

gssize
bb_image_bytes_find (GBytes *bytes, gsize first, const char *text)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    const guint8 *hit = first < size ? memmem (data + first, size - first, text, strlen (text)) : NULL;

    return hit != NULL ? hit - data : -1;
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
