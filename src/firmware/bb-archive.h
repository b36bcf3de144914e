/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-image.h"

G_BEGIN_DECLS

/* What a hostile archive may cost at most: bytes unpacked in all, files, and archives within archives. */
#define BB_ARCHIVE_MAX_BYTES (128 * 1024 * 1024)
#define BB_ARCHIVE_MAX_FILES 2000
#define BB_ARCHIVE_MAX_DEPTH 3

/**
 * BbArchiveError:
 * @BB_ARCHIVE_ERROR_NOT_ARCHIVE: none of the known kinds
 * @BB_ARCHIVE_ERROR_ENCRYPTED: needs a password
 * @BB_ARCHIVE_ERROR_DAMAGED: begins like an archive and cannot be read to its end
 * @BB_ARCHIVE_ERROR_LIMIT: holds more than firmware ever does; it was not unpacked further
 * @BB_ARCHIVE_ERROR_TOO_DEEP: private to firmware/: an archive within too many others
 */
typedef enum {
    BB_ARCHIVE_ERROR_NOT_ARCHIVE,
    BB_ARCHIVE_ERROR_ENCRYPTED,
    BB_ARCHIVE_ERROR_DAMAGED,
    BB_ARCHIVE_ERROR_LIMIT,
    BB_ARCHIVE_ERROR_TOO_DEEP,
} BbArchiveError;

#define BB_ARCHIVE_ERROR (bb_archive_error_quark ())
GQuark bb_archive_error_quark (void);

/**
 * bb_archive_unpack:
 * @file: a file that was loaded
 * @error: return location for an error
 *
 * Returns the plain files inside a zip, 7z, rar, iso, cab or tar archive (self-unpacking programs included) or a
 * file compressed with gzip, bzip2 or xz, by its content, in memory. Archives within it are unpacked too; one that is
 * damaged or nested too deeply is returned as the file it is, with bb_image_get_damage(). Each file has the path
 * inside as its `inside`. Nothing is written to disk, so names and links in it are harmless. Bounded by the limits
 * above.
 *
 * Errors: %BB_ARCHIVE_ERROR; %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (element-type BbImage): in the archive's order
 */
GPtrArray *bb_archive_unpack (BbImage *file, GCancellable *cancellable, GError **error);

/** BbArchiveKeepFunc: whether @file, which was just unpacked, stays; else its bytes are freed at once. A file that
 * stayed is still removed if the archive that it is in turns out to be damaged. */
typedef gboolean (*BbArchiveKeepFunc) (BbImage *file, gpointer data);

/**
 * bb_archive_search:
 * @keep: called for each file as it is unpacked
 *
 * As bb_archive_unpack(), with what @keep lets stay. Errors: the same.
 *
 * Returns: (transfer full) (element-type BbImage)
 */
GPtrArray *bb_archive_search (BbImage *file, BbArchiveKeepFunc keep, gpointer data, GCancellable *cancellable,
                              GError **error);

/** BbArchiveLimits: see above. */
typedef struct {
    gsize max_bytes;
    guint max_files;
    guint max_depth;
} BbArchiveLimits;

/** bb_archive_unpack_within: as bb_archive_unpack(), with other limits, for tests. Errors: the same. */
GPtrArray *bb_archive_unpack_within (BbImage *file, const BbArchiveLimits *limits, GCancellable *cancellable,
                                     GError **error);

G_END_DECLS
