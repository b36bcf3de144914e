/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Remembers the SHA-256 of large contents that bb_sha256_bytes() computes often, because a test hashes the same
 * images and backups hundreds of times. A program that links this file needs the linker option
 * --wrap=bb_sha256_bytes. */

/* Largest number of remembered contents. They are numbered from 0. */
#define BB_KNOWN_CONTENTS_MAX 32

/** bb_known_contents_prepare: allocates the memory for the contents; without it, nothing is remembered. Forked
 * processes share this memory. Call it before forking and before starting threads. */
void bb_known_contents_prepare (void);

/** bb_known_contents_find: returns the number of the remembered content that equals these bytes, -1 if there is none.
 */
int bb_known_contents_find (const guint8 *data, gsize length_bytes);

/** bb_known_contents_get: (transfer full) (nullable): returns remembered content @number, %NULL if there is none yet.
 */
GBytes *bb_known_contents_get (guint number);

G_END_DECLS
