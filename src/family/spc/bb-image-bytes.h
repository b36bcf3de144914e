/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Search and replacement in the bytes of an image. For reading single fields, see scsi/bb-bytes.h. */

/** bb_image_bytes_find: Returns the offset of the first @text at or after @first, -1 if there is none. */
gssize bb_image_bytes_find (GBytes *bytes, gsize first, const char *text);

/** bb_image_bytes_longest_run: Returns the length of the longest run of equal bytes; 0 if @bytes are empty. */
gsize bb_image_bytes_longest_run (GBytes *bytes);

/** bb_image_bytes_count_repeats: Returns how often the most frequent block of @block_bytes occurs; blocks begin at
 * multiples of @block_bytes, and an incomplete block at the end does not count. 0 if there is no complete block. */
gsize bb_image_bytes_count_repeats (GBytes *bytes, gsize block_bytes);

/** bb_image_bytes_are_within: TRUE if all bytes of a field have values from @first to @last; %FALSE if the field is
 * outside @bytes. */
gboolean bb_image_bytes_are_within (GBytes *bytes, gsize offset, gsize length_bytes, guint8 first, guint8 last);

/**
 * bb_image_bytes_replace:
 * @bytes: (transfer full)
 *
 * Returns: (transfer full): @bytes, in which @piece replaces the bytes at @offset; @piece must not go beyond the end
 *   of @bytes
 */
GBytes *bb_image_bytes_replace (GBytes *bytes, gsize offset, GBytes *piece);

G_END_DECLS
