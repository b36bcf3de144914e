/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/spc/bb-read-back.h"

#include "family/bb-difference.h"

void
bb_read_back_compare (BbReadBack *self, BbCaptures *captures, const char *name, GBytes *image, guint32 first,
                      guint32 end, GArray *differences)
{
    g_autoptr (GBytes) read = bb_captures_get_with_holes (captures, name, NULL);
    const guint8 *now = read != NULL ? g_bytes_get_data (read, NULL) : NULL;
    const guint8 *wanted = g_bytes_get_data (image, NULL);
    guint capture = bb_captures_find (captures, name);
    guint32 stored_end = first;

    g_return_if_fail (first >= end || end <= g_bytes_get_size (image));
    g_return_if_fail (first >= end || read == NULL || end <= g_bytes_get_size (read));

    for (guint32 address = first; address < end; address++) {
        self->n_wanted++;
        if (now == NULL)
            continue;
        if (address >= stored_end)
            stored_end = bb_captures_get_stored_end (captures, capture, address);
        if (address >= stored_end)
            continue;
        self->n_compared++;
        if (now[address] == wanted[address])
            continue;
        self->n_different++;
        if (differences != NULL)
            bb_differences_add (differences, address, 1);
    }
}
