/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

/* Comparison of an image with data that was read from a drive. Some drives allow only a part of their memory to be
 * read. */

/**
 * BbReadBack:
 * @n_wanted: bytes that should be compared
 * @n_compared: bytes that were read and compared
 * @n_different: compared bytes that differ from the image
 */
typedef struct {
    guint64 n_wanted;
    guint64 n_compared;
    guint64 n_different;
} BbReadBack;

/**
 * bb_read_back_compare:
 * @self: results; the counts are added to the present values
 * @name: name of the capture, whose first byte is at offset 0 of @image. If there is no such capture, nothing is
 *   compared, but the bytes are counted as wanted
 * @first, @end: range that should be equal; must be inside @image and the capture, and may be empty
 * @differences: (nullable) (element-type BbDifference): ranges that differ are added
 *
 * Compares a range of @image with the same range of the capture. Bytes of the capture that were not read are not
 * compared.
 */
void bb_read_back_compare (BbReadBack *self, BbCaptures *captures, const char *name, GBytes *image, guint32 first,
                           guint32 end, GArray *differences);

G_END_DECLS
