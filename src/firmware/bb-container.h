/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Functions that verify checksums in archives where libarchive does not. Private to firmware/. */

/** bb_container_begins: TRUE if @bytes begin with the signature of a format that bb_archive_search() supports. */
gboolean bb_container_begins (GBytes *bytes);

/**
 * bb_container_check_gzip:
 * @bytes: any file; a file without the signature of gzip counts as right
 * @max_bytes: maximum size of the decompressed content
 *
 * Decompresses every member of a gzip file and discards the content, because libarchive 3.6 does not compare the
 * checksum in the trailer.
 *
 * Errors: %BB_ARCHIVE_ERROR_DAMAGED: a checksum or the length is wrong, or the end is missing;
 * %BB_ARCHIVE_ERROR_LIMIT: more than @max_bytes; %G_IO_ERROR_CANCELLED.
 */
gboolean bb_container_check_gzip (GBytes *bytes, gsize max_bytes, GCancellable *cancellable, GError **error);

/**
 * bb_container_check_rar:
 * @bytes: a RAR archive
 * @position: offset at which libarchive began to search for the header of the packed file
 * @content: the file that libarchive unpacked
 *
 * Compares @content with the CRC in the header of the file, because libarchive 3.6 returns the whole file before it
 * compares the CRC itself.
 *
 * Errors: %BB_ARCHIVE_ERROR_DAMAGED: the CRC is wrong or missing.
 */
gboolean bb_container_check_rar (GBytes *bytes, gsize position, GBytes *content, GError **error);

G_END_DECLS
