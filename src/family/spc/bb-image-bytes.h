/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Images are looked through and changed as a whole; single fields are read with scsi/bb-bytes.h. */

/** bb_image_bytes_find: offset of the next @text (without its end) from @first on, or -1. */
gssize bb_image_bytes_find (GBytes *bytes, gsize first, const char *text);

/**
 * bb_image_bytes_replace:
 * @bytes: (transfer full)
 *
 * Returns: (transfer full): @bytes with @piece over what is at @offset, which must lie inside
 */
GBytes *bb_image_bytes_replace (GBytes *bytes, gsize offset, GBytes *piece);

G_END_DECLS
