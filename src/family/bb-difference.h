/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BbDifference: a range of the flash that differs from the expected content. */
typedef struct {
    guint32 address;
    guint32 length_bytes;
} BbDifference;

/**
 * bb_differences_add:
 * @differences: (element-type BbDifference)
 * @address, @length_bytes: a range that differs; @address is not below the address of the last difference
 *
 * Adds a range. If it begins at most 16 bytes after the end of the last difference, extends the last difference to
 * contain the range instead, so that scattered differences make a short list.
 */
void bb_differences_add (GArray *differences, guint32 address, guint32 length_bytes);

G_END_DECLS
