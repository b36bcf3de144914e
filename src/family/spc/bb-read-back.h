/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

/* What was read back next to the image that should be there, where only a part of the memory can be read. */

/**
 * BbReadBack: how much of what should be equal was compared, and with what result, bytes.
 * @n_wanted: of these it is asked
 * @n_compared: of these it was read
 * @n_different: of these it was something else
 */
typedef struct {
    guint64 n_wanted;
    guint64 n_compared;
    guint64 n_different;
} BbReadBack;

/**
 * bb_read_back_compare:
 * @self: is added to
 * @name: capture whose first byte is that of @image; without it nothing was read
 * @first, @end: the part that should be equal; must lie inside @image and the capture, and may be empty
 * @differences: (nullable) (element-type BbDifference): is added to; small gaps are told as one with what is around
 */
void bb_read_back_compare (BbReadBack *self, BbCaptures *captures, const char *name, GBytes *image, guint32 first,
                           guint32 end, GArray *differences);

G_END_DECLS
