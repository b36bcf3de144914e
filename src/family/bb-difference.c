/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-difference.h"

#define BB_DIFFERENCE_GAP_BYTES 16

void
bb_differences_add (GArray *differences, guint32 address, guint32 length_bytes)
{
    BbDifference difference = {.address = address, .length_bytes = length_bytes};

    if (differences->len > 0) {
        BbDifference *last = &g_array_index (differences, BbDifference, differences->len - 1);

        if (address >= last->address &&
            address <= (guint64) last->address + last->length_bytes + BB_DIFFERENCE_GAP_BYTES) {
            last->length_bytes = MAX (last->length_bytes, address + length_bytes - last->address);
            return;
        }
    }
    g_array_append_val (differences, difference);
}
