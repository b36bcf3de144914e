/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BB_CONTENT_UNUSUAL_BYTES: so much of one kind in one piece is unusual inside a firmware. */
#define BB_CONTENT_UNUSUAL_BYTES 0x80000u

/**
 * bb_content_longest_zeros:
 *
 * Returns: how many bytes the longest run of zeros in @bytes has
 */
gsize bb_content_longest_zeros (GBytes *bytes);

/**
 * bb_content_longest_noise:
 *
 * Looks for bytes whose values are spread as evenly as dice would, in the middle of others that are not. An image
 * that is noise from beginning to end says nothing: makers scramble and pack whole images.
 *
 * Returns: how many bytes the longest run of noise in @bytes has, to 4 KiB; 0 when nearly all of it is noise
 */
gsize bb_content_longest_noise (GBytes *bytes);

G_END_DECLS
