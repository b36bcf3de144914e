/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-library.h"

G_BEGIN_DECLS

/** BbLibraryImage: an image that was found in a file. The struct owns its members. */
typedef struct {
    char *inside; /* (nullable): path of the image in an archive */
    char *sha256;
    BbImageIdentity *identity;
} BbLibraryImage;
/** bb_library_image_new: (transfer full): an image; takes @identity: (transfer full), copies the strings. */
BbLibraryImage *bb_library_image_new (const char *inside, const char *sha256, BbImageIdentity *identity);
void bb_library_image_free (BbLibraryImage *image);

/**
 * BbLibraryFile: the state of a file when it was searched.
 * @path: absolute, in the encoding of file names
 * @mtime_ns, @ctime_ns: nanoseconds since the epoch
 * @sha256: (nullable): %NULL if the file is too large, could not be read, or was not read before the scan was
 *   cancelled
 * @images: (element-type BbLibraryImage): also images with a problem; shared by files with the same bytes
 */
typedef struct {
    char *path;
    guint64 size_bytes;
    gint64 mtime_ns;
    gint64 ctime_ns;
    guint64 device;
    guint64 inode;
    char *sha256;
    GPtrArray *images;
} BbLibraryFile;
void bb_library_file_free (BbLibraryFile *file);

/**
 * BbLibraryIndex:
 * @language: the language of the sentences in @files, such as "de_DE"
 * @files: (element-type BbLibraryFile): the files, sorted by path
 * @paths: the scanned paths
 * @scanned: end of the scan, seconds since the epoch
 */
struct _BbLibraryIndex {
    gatomicrefcount ref_count;
    char *language;
    GPtrArray *files;
    char **paths;
    gint64 scanned;
};
/** bb_library_file_wants_key: TRUE if @file has an encrypted image that was scanned without a usable key file. */
gboolean bb_library_file_wants_key (const BbLibraryFile *file);

/** bb_library_file_has_problem: TRUE if @file has an image that cannot be used with any drive. */
gboolean bb_library_file_has_problem (const BbLibraryFile *file);

/** bb_library_get_language: Returns (transfer none) the language of messages in this process, which may include a
 * character set ("de", "de_DE.UTF-8"). An index contains translated sentences. If they are in another language, the
 * files with these sentences must be scanned again. */
const char *bb_library_get_language (void);

/**
 * bb_library_index_new: (transfer full): makes an index in the language of this process.
 * @files: (transfer full) (element-type BbLibraryFile): the files, in any order
 * @paths: the scanned paths, which are copied
 * @scanned: end of the scan, seconds since the epoch; 0 if there was no scan
 */
BbLibraryIndex *bb_library_index_new (GPtrArray *files, const char *const *paths, gint64 scanned);
/** bb_library_index_save: writes the file that bb_library_index_load() reads, and syncs it. Errors: those of
 * bb_fsync_make_folder() and bb_fsync_replace(). */
gboolean bb_library_index_save (BbLibraryIndex *index, BbCatalog *catalog, GError **error);

/**
 * bb_library_scan: does the work of bb_library_scan_async() in this thread; does not save the index.
 * @known: (nullable): an earlier index; files that have not changed since then are not read again
 * @progress: (nullable): called in this thread
 *
 * Returns: (transfer full): the new index, never %NULL. A file of @known that was not found stays in the index if the
 *   scan was cancelled, or if the scanned path above the file does not exist now.
 */
BbLibraryIndex *bb_library_scan (const char *const *paths, BbLibraryIndex *known, BbCatalog *catalog,
                                 BbLibraryProgressFunc progress, gpointer data, GCancellable *cancellable);

/** bb_library_is_same_firmware: TRUE if images with the identities @a and @b name the same firmware: model, revision,
 * boards and length are equal, and so are values such as the version of the boot code or the name of a modification.
 * FALSE if an image names no revision, or if it is encrypted, because its firmware is then unknown. */
gboolean bb_library_is_same_firmware (BbImageIdentity *a, BbImageIdentity *b);
/** bb_library_compare_revisions: compares for sorting: newer revisions first, images without a revision last. */
int bb_library_compare_revisions (const BbImageIdentity *a, const BbImageIdentity *b);

G_END_DECLS
