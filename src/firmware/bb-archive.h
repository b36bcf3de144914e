/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-image.h"

G_BEGIN_DECLS

/* Limits for unpacking one file: bytes and files in total, and depth of archives within archives. They bound the
 * memory that a hostile archive can use. */
#define BB_ARCHIVE_MAX_BYTES (128 * 1024 * 1024)
#define BB_ARCHIVE_MAX_FILES 2000
#define BB_ARCHIVE_MAX_DEPTH 3

/**
 * BbArchiveError:
 * @BB_ARCHIVE_ERROR_NOT_ARCHIVE: the file has none of the supported formats
 * @BB_ARCHIVE_ERROR_ENCRYPTED: the archive, or an archive within it, needs a password
 * @BB_ARCHIVE_ERROR_DAMAGED: the file begins like an archive, but its end is missing, a checksum is wrong, or its
 * data cannot be decompressed
 * @BB_ARCHIVE_ERROR_UNREADABLE: the file begins like an archive, but libarchive cannot read it: it is damaged or has
 * a form that libarchive does not support
 * @BB_ARCHIVE_ERROR_LIMIT: the archive exceeds the limits above, or a file in it exceeds %BB_IMAGE_MAX_BYTES;
 *   unpacking was stopped
 * @BB_ARCHIVE_ERROR_NO_LIBRARY: the file begins like an archive, but libarchive cannot be loaded
 * @BB_ARCHIVE_ERROR_TOO_DEEP: private to firmware/: too many archives within archives
 */
typedef enum {
    BB_ARCHIVE_ERROR_NOT_ARCHIVE,
    BB_ARCHIVE_ERROR_ENCRYPTED,
    BB_ARCHIVE_ERROR_DAMAGED,
    BB_ARCHIVE_ERROR_UNREADABLE,
    BB_ARCHIVE_ERROR_LIMIT,
    BB_ARCHIVE_ERROR_NO_LIBRARY,
    BB_ARCHIVE_ERROR_TOO_DEEP,
} BbArchiveError;

#define BB_ARCHIVE_ERROR (bb_archive_error_quark ())
GQuark bb_archive_error_quark (void);

/** BbArchiveKeepFunc: Returns whether to keep @file, which was just unpacked; if not, its bytes are freed at once. A
 * kept file is removed later if the archive that contains it turns out to be damaged. */
typedef gboolean (*BbArchiveKeepFunc) (BbImage *file, gpointer data);

/**
 * bb_archive_search:
 * @file: a loaded file
 * @keep: called for each file as soon as it is unpacked
 *
 * Unpacks an archive in memory: zip, 7z, rar, iso, cab or tar, also inside a self-extracting program; or a file
 * compressed with gzip, bzip2 or xz. The format is recognized by content. Archives within the archive are unpacked,
 * too. A nested archive that is damaged or too deep is returned as a file for which bb_image_get_damage() gives the
 * reason. Nothing is written to disk, so names and links in the archive are harmless.
 *
 * Errors: %BB_ARCHIVE_ERROR; %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (element-type BbImage): the regular files for which @keep returned TRUE, in the order of
 *   the archive; empty files are left out. bb_image_get_inside() of each returns its path. %NULL after an error
 */
GPtrArray *bb_archive_search (BbImage *file, BbArchiveKeepFunc keep, gpointer data, GCancellable *cancellable,
                              GError **error);

/** BbArchiveLimits: limits for unpacking one file. They have the meaning of BB_ARCHIVE_MAX_…; tests use lower values.
 */
typedef struct {
    gsize max_bytes;
    guint max_files;
    guint max_depth;
} BbArchiveLimits;

/** bb_archive_unpack_within: as bb_archive_search(), but with @limits, and returns all regular files; for tests.
 * Errors: those of bb_archive_search(). */
GPtrArray *bb_archive_unpack_within (BbImage *file, const BbArchiveLimits *limits, GCancellable *cancellable,
                                     GError **error);

G_END_DECLS
