/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BB_CONTENT_UNUSUAL_BYTES: a run of zeros or of noise of this length is unusual in firmware. */
#define BB_CONTENT_UNUSUAL_BYTES 0x80000u

/** bb_content_longest_zeros: returns the length of the longest run of zero bytes. */
gsize bb_content_longest_zeros (GBytes *bytes);

/**
 * bb_content_longest_noise:
 *
 * Finds the longest run of noise: blocks of 4 KiB in which all byte values are about equally frequent, as in
 * encrypted, compressed or random data.
 *
 * Returns: the length of the run in bytes. 0 if less than 256 KiB of the file remain without its noise and its blocks
 *   filled with one value: such a file may be an encrypted or compressed image, in which noise is normal
 */
gsize bb_content_longest_noise (GBytes *bytes);

G_END_DECLS
