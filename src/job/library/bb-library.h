/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-advice.h"
#include "job/store/bb-backup-store.h"

G_BEGIN_DECLS

/*
 * The firmware files of the user: folders and files that were added, searched by content, and the backups. Nothing
 * is downloaded or flashed from here. $XDG_CACHE_HOME/burnback/library.index stores the contents of each file; it
 * may be deleted. $XDG_CONFIG_HOME/burnback/library lists the added paths.
 */

/** BB_LIBRARY_MAX_BYTES: larger files in folders are not searched; a file that was added itself may have up to
 * %BB_IMAGE_MAX_BYTES. */
#define BB_LIBRARY_MAX_BYTES (16 * 1024 * 1024)

/**
 * bb_library_list_paths:
 *
 * Errors: those of bb_fsync_read_key_file(); no list is an empty one.
 * Returns: (transfer full): the absolute paths that were added, in that order
 */
char **bb_library_list_paths (GError **error);
/** bb_library_add_path: adds @path to the list, unless it is there. Errors: %G_IO_ERROR_NOT_FOUND,
 * %G_IO_ERROR_NOT_REGULAR_FILE if it is neither a file nor a folder; those of bb_library_list_paths() and of
 * writing. */
gboolean bb_library_add_path (const char *path, GError **error);
/** bb_library_remove_path: removes @path from the list; no file is deleted. Errors: %G_IO_ERROR_NOT_FOUND if it is
 * not in the list; those of bb_library_list_paths() and of writing. */
gboolean bb_library_remove_path (const char *path, GError **error);

/** bb_library_change_async: bb_library_add_path() in a thread of its own, or bb_library_remove_path() if @adds is
 * %FALSE. */
void bb_library_change_async (const char *path, gboolean adds, GAsyncReadyCallback callback, gpointer data);
/** bb_library_change_finish: Errors: those of the function that was called. */
gboolean bb_library_change_finish (GAsyncResult *result, GError **error);

/**
 * BbLibraryIndex: the files that a scan found, and the images in them. Reference counted, immutable; any thread.
 */
typedef struct _BbLibraryIndex BbLibraryIndex;
BbLibraryIndex *bb_library_index_ref (BbLibraryIndex *index);
void bb_library_index_unref (BbLibraryIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbLibraryIndex, bb_library_index_unref)

/** bb_library_index_get_paths: (transfer none): the scanned paths, absolute. */
const char *const *bb_library_index_get_paths (BbLibraryIndex *index);
/** bb_library_index_list_folders: (transfer full): the scanned paths and the folders in which files were found, for
 * file monitors. At most @n_max. */
char **bb_library_index_list_folders (BbLibraryIndex *index, guint n_max);

/**
 * BbLibraryEntry: an image, or a file without one.
 * @sha256: (nullable): of the image; %NULL if none was found
 * @inside: (nullable): path of the image within the first of @paths
 * @identity: (nullable): of the image
 * @wants_key: the image is wrapped and no key file was chosen when it was scanned, so its model is unknown
 * @paths: (element-type filename): the files that contain it, sorted; more than one are duplicates
 * @unread: the file is too large to be searched, or reading failed
 */
typedef struct {
    char *sha256;
    char *inside;
    BbImageIdentity *identity;
    GPtrArray *paths;
    gboolean wants_key;
    gboolean unread;
} BbLibraryEntry;
/** bb_library_index_list: (transfer full) (element-type BbLibraryEntry): each image once, by model and newest
 * first; then the files without an image, by path. */
GPtrArray *bb_library_index_list (BbLibraryIndex *index);

/**
 * BbLibraryCount: of one scanned path.
 * @n_files: regular files that are not empty
 * @n_images: different usable firmware images in them
 * @n_wrapped: different wrapped images that were scanned without a key file; not part of @n_images
 * @n_unread: files that are too large or could not be read
 * @scanned: seconds since the epoch; 0 before the first scan
 */
typedef struct {
    guint n_files;
    guint n_images;
    guint n_wrapped;
    guint n_unread;
    gint64 scanned;
} BbLibraryCount;
/** bb_library_index_count: counts the files at or below @path (nullable: all). */
BbLibraryCount bb_library_index_count (BbLibraryIndex *index, const char *path);

/** bb_library_index_load: (transfer full): the result of the last scan; empty if there is none, or if it was made
 * with another catalog than @catalog. Reads a file. */
BbLibraryIndex *bb_library_index_load (BbCatalog *catalog);

/** BbLibraryProgress: of a scan; counts only files that must be read. */
typedef struct {
    guint64 done_bytes;
    guint64 total_bytes;
    guint n_files;
} BbLibraryProgress;
typedef void (*BbLibraryProgressFunc) (const BbLibraryProgress *progress, gpointer data);

/**
 * bb_library_scan_async:
 * @paths: (nullable): what to search; %NULL: the list of added paths, and the index is saved
 * @progress: (nullable): called in the main context of the caller
 * @cancellable: (nullable): checked between files and between the files of an archive
 *
 * Reads new and changed files in a thread of its own. Moved and copied files are recognised. Links are followed
 * only if they are in @paths. Unreadable files are counted and skipped. A cancelled scan saves what it has.
 */
void bb_library_scan_async (const char *const *paths, BbCatalog *catalog, BbLibraryProgressFunc progress,
                            gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data);
/** bb_library_scan_finish: (transfer full). Errors: %G_IO_ERROR_CANCELLED; those of bb_library_list_paths(). */
BbLibraryIndex *bb_library_scan_finish (GAsyncResult *result, GError **error);

/**
 * BbLibraryOffer: an image that may fit a drive.
 * @path: the file; in the encoding of file names
 * @inside: (nullable): path of the image within the file
 * @identity: of the image
 * @verdict: never %BB_VERDICT_REFUSED
 * @installed: the drive runs this revision
 * @runs: as @installed, and its bytes are those that Burnback wrote to this drive or read from it last
 * @newer: its revision is newer than the one that runs
 * @open: the drive must be asked in recovery mode before it is certain that the image fits; a check does that
 * @advice: (element-type BbAdvice): reported uses of the image in this drive; empty if none is known
 * @report: (nullable): report on changing a drive of this model into that of the image
 * @gains: (nullable): with @report: what is reported of this very image, may be ""
 * @backup_id: (nullable): the backup with the same bytes
 * @ran: time of the newest backup of this drive with the same bytes, seconds since the epoch; 0 if there is none
 */
typedef struct {
    char *path;
    char *inside;
    char *sha256;
    BbImageIdentity *identity;
    BbVerdict *verdict;
    gboolean installed;
    gboolean runs;
    gboolean newer;
    gboolean open;
    GPtrArray *advice;
    BbCrossflash *report;
    char *gains;
    char *backup_id;
    gint64 ran;
} BbLibraryOffer;
void bb_library_offer_free (BbLibraryOffer *offer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbLibraryOffer, bb_library_offer_free)

/**
 * bb_library_offer_new:
 * @image: identified
 *
 * Returns: (transfer full) (nullable): %NULL if the verdict is REFUSED, or the image is for another model that the
 * drive may turn out to be. Pure.
 */
BbLibraryOffer *bb_library_offer_new (BbFacts *facts, BbImage *image, BbCatalog *catalog);
/** bb_library_offer_compare: better first: by verdict, certainty, newer revision, then by kind, an original first.
 * Pure. */
int bb_library_offer_compare (const BbLibraryOffer *a, const BbLibraryOffer *b);

/**
 * BbLibraryLeftOut: images of the drive's family that are not offered.
 * @n_refused: images that do not fit the drive
 * @n_wrapped: wrapped images that the key file does not open, or for which no key file was chosen
 */
typedef struct {
    guint n_refused;
    guint n_wrapped;
} BbLibraryLeftOut;

/**
 * bb_library_find:
 * @index: where to look
 * @store: (nullable): its backups show what the drive runs
 * @lists_backups: offer the backups, too
 * @details: of the drive: backups of simulated drives are only offered to simulated drives
 * @left_out: (out) (optional): images that are not offered
 *
 * Loads every image that may be for the drive with @facts from disk, and lets its family check it. Equal images are
 * listed once. Blocks. Errors: %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full) (element-type BbLibraryOffer): best first
 */
GPtrArray *bb_library_find (BbLibraryIndex *index, BbBackupStore *store, gboolean lists_backups,
                            const BbDriveDetails *details, BbFacts *facts, BbCatalog *catalog,
                            BbLibraryLeftOut *left_out, GCancellable *cancellable, GError **error);
/** bb_library_find_async: bb_library_find() in a thread of its own, with the backups. */
void bb_library_find_async (BbLibraryIndex *index, BbBackupStore *store, const BbDriveDetails *details,
                            BbFacts *facts, BbCatalog *catalog, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
/** bb_library_find_finish: (transfer full) (element-type BbLibraryOffer). Errors: %G_IO_ERROR_CANCELLED. */
GPtrArray *bb_library_find_finish (GAsyncResult *result, BbLibraryLeftOut *left_out, GError **error);

G_END_DECLS
