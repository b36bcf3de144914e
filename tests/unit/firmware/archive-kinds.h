/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

struct archive;

/* Archives of every kind that Burnback looks into, made in memory. */

/** SetFormat: chooses the kind of a libarchive writer. */
typedef int (*SetFormat) (struct archive *writer);

/** pack: (transfer full): @n_copies files of @bytes, written by libarchive itself. */
GBytes *pack (SetFormat set_format, const char *name, GBytes *bytes, guint n_copies);

/* Kinds that libarchive reads and does not write; the one file in them is "image.bin", not compressed. */
typedef GBytes *(*Pack) (GBytes *wanted);
GBytes *pack_cab (GBytes *wanted);
GBytes *pack_rar (GBytes *wanted); /* of version 4 */
GBytes *pack_rar5 (GBytes *wanted);

/** pack_sparse: a tar that leaves out the second quarter of @wanted. */
GBytes *pack_sparse (GBytes *wanted);

/** pack_sparse_end: a tar that leaves out the last quarter of @wanted, whose length is a multiple of four. */
GBytes *pack_sparse_end (GBytes *wanted);
/** pack_skipped_bomb: a compressed tar of @n_copies entries with zeros in them, which @typeflag says are no files. */
GBytes *pack_skipped_bomb (char typeflag, gsize size_bytes, guint n_copies);

G_END_DECLS
