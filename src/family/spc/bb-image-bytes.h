/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Images are looked through and changed as a whole; single fields are read with scsi/bb-bytes.h. */

/** bb_image_bytes_find: offset of the next @text (without its end) from @first on, or -1. */
gssize bb_image_bytes_find (GBytes *bytes, gsize first, const char *text);

/** bb_image_bytes_longest_run: most equal bytes in a row. */
gsize bb_image_bytes_longest_run (GBytes *bytes);

/** bb_image_bytes_count_repeats: how often the commonest of its blocks is in it; a rest that is no block is left out.
 */
gsize bb_image_bytes_count_repeats (GBytes *bytes, gsize block_bytes);

/** bb_image_bytes_are_within: whether all bytes of a field are from @first to @last; FALSE if it is outside. */
gboolean bb_image_bytes_are_within (GBytes *bytes, gsize offset, gsize length_bytes, guint8 first, guint8 last);

/**
 * bb_image_bytes_replace:
 * @bytes: (transfer full)
 *
 * Returns: (transfer full): @bytes with @piece over what is at @offset, which must lie inside
 */
GBytes *bb_image_bytes_replace (GBytes *bytes, gsize offset, GBytes *piece);

G_END_DECLS
