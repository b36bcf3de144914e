/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

struct archive;

/* Archives of all supported formats, made in memory. */

/** SetFormat: sets the format of a libarchive writer. */
typedef int (*SetFormat) (struct archive *writer);

/* Functions of the type SetFormat. set_stored_zip(): a zip archive without compression; set_tar_gz(): a compressed
 * tar archive; set_bz2(), set_xz(): a single compressed file. */
int set_stored_zip (struct archive *writer);
int set_tar_gz (struct archive *writer);
int set_bz2 (struct archive *writer);
int set_xz (struct archive *writer);

/** pack: Returns (transfer full) an archive with @n_copies files of @bytes, written by libarchive. One copy is called
 * @name, several are called "@name.0", "@name.1", …. */
GBytes *pack (SetFormat set_format, const char *name, GBytes *bytes, guint n_copies);

/* Functions that return (transfer full) an archive with one uncompressed file "image.bin", whose content is @wanted,
 * in a format that libarchive can read, but not write. */
typedef GBytes *(*Pack) (GBytes *wanted);
GBytes *pack_cab (GBytes *wanted);
GBytes *pack_rar (GBytes *wanted); /* version 4 */
GBytes *pack_rar5 (GBytes *wanted);

/** pack_sparse: Returns a tar archive of @wanted as a sparse file whose second quarter is a hole. */
GBytes *pack_sparse (GBytes *wanted);

/** pack_sparse_end: Returns a tar archive of @wanted as a sparse file whose last quarter is a hole; the length of
 * @wanted must be a multiple of four. */
GBytes *pack_sparse_end (GBytes *wanted);
/** pack_skipped_bomb: Returns a compressed tar archive with @n_copies entries of @size_bytes zeros each. @typeflag:
 * tar type of the entries, other than that of a regular file */
GBytes *pack_skipped_bomb (char typeflag, gsize size_bytes, guint n_copies);

G_END_DECLS
