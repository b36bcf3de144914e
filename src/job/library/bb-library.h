/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-advice.h"
#include "job/store/bb-backup-store.h"

G_BEGIN_DECLS

/*
 * Firmware files that the user has: folders and files that were added, searched by content, and the backups. Only
 * reads: nothing is fetched, and nothing is flashed from here. What is known of each file is remembered in
 * $XDG_CACHE_HOME/burnback/library.index and can be lost without harm; which folders they are is noted in
 * $XDG_CONFIG_HOME/burnback/library.
 */

/** BB_LIBRARY_MAX_BYTES: a larger file is searched only where it was added itself, not as one of a folder; it is then
 * bounded by %BB_IMAGE_MAX_BYTES. */
#define BB_LIBRARY_MAX_BYTES (16 * 1024 * 1024)

/**
 * bb_library_list_paths:
 *
 * Errors: those of bb_fsync_read_key_file(), but for a note that was never made.
 * Returns: (transfer full): absolute paths of what was added, in that order
 */
char **bb_library_list_paths (GError **error);
/** bb_library_add_path: notes @path; once is enough. Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_NOT_REGULAR_FILE for
 * what is neither a file nor a folder; those of bb_library_list_paths() and of writing. */
gboolean bb_library_add_path (const char *path, GError **error);
/** bb_library_remove_path: the files stay. Errors: %G_IO_ERROR_NOT_FOUND for one that was not added; those of
 * bb_library_list_paths() and of writing. */
gboolean bb_library_remove_path (const char *path, GError **error);

/** bb_library_change_async: bb_library_add_path() or, without @adds, bb_library_remove_path(), in a thread of its
 * own. */
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

/** bb_library_index_get_paths: (transfer none): what was searched, absolute. */
const char *const *bb_library_index_get_paths (BbLibraryIndex *index);
/** bb_library_index_list_folders: (transfer full): the folders in which files were found, and what was searched; for
 * a monitor. At most @n_max. */
char **bb_library_index_list_folders (BbLibraryIndex *index, guint n_max);

/**
 * BbLibraryEntry: an image, or a file in which none was found.
 * @sha256: (nullable): of the image; %NULL: no firmware was found
 * @inside: (nullable): where in the first of @paths
 * @identity: (nullable): what the image is
 * @paths: (element-type filename): the files that have it, in order; more than one: duplicates
 * @unread: the file is too large to be searched, or reading failed
 */
typedef struct {
    char *sha256;
    char *inside;
    BbImageIdentity *identity;
    GPtrArray *paths;
    gboolean unread;
} BbLibraryEntry;
/** bb_library_index_list: (transfer full) (element-type BbLibraryEntry): each image once, by model and the newest
 * first, then files without one, in the order of paths. */
GPtrArray *bb_library_index_list (BbLibraryIndex *index);

/**
 * BbLibraryCount: of one path that was scanned.
 * @n_files: regular files that are not empty
 * @n_images: usable firmware images in them, each counted once however often it is there
 * @n_unread: of the files: too large to be searched, or reading failed
 * @scanned: seconds since the epoch; 0: not yet
 */
typedef struct {
    guint n_files;
    guint n_images;
    guint n_unread;
    gint64 scanned;
} BbLibraryCount;
/** bb_library_index_count: of what lies at or below @path (nullable: of all). */
BbLibraryCount bb_library_index_count (BbLibraryIndex *index, const char *path);

/** bb_library_index_load: (transfer full): what the last scan found; empty where that is unknown. @catalog: what was
 * identified with another one counts for nothing. Reads a file. */
BbLibraryIndex *bb_library_index_load (BbCatalog *catalog);

/** BbLibraryProgress: of a scan; only what is read anew counts. */
typedef struct {
    guint64 done_bytes;
    guint64 total_bytes;
    guint n_files;
} BbLibraryProgress;
typedef void (*BbLibraryProgressFunc) (const BbLibraryProgress *progress, gpointer data);

/**
 * bb_library_scan_async:
 * @paths: (nullable): what to search; %NULL: what was added, and the result is remembered
 * @progress: (nullable): called in the main context that started it
 * @cancellable: (nullable): looked at between files and between the files of an archive
 *
 * Reads what is new or changed since the last scan, in a thread of its own. A file that was only moved or copied is
 * known again. Links are not followed, but for one that was given itself. What cannot be read is skipped and counted.
 * A cancelled scan remembers what it has.
 */
void bb_library_scan_async (const char *const *paths, BbCatalog *catalog, BbLibraryProgressFunc progress,
                            gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data);
/** bb_library_scan_finish: (transfer full). Errors: %G_IO_ERROR_CANCELLED; those of bb_library_list_paths(). */
BbLibraryIndex *bb_library_scan_finish (GAsyncResult *result, GError **error);

/**
 * BbLibraryOffer: an image that may go on a drive.
 * @path: the file; in the encoding of file names
 * @inside: (nullable): where in it
 * @identity: what it is
 * @verdict: never %BB_VERDICT_REFUSED
 * @installed: its revision is the one that runs
 * @runs: the same, and its bytes are those that Burnback wrote to this drive or read from it last
 * @newer: its revision is newer than the one that runs
 * @open: the drive must be asked in its recovery mode before it is certain that the image fits, as a check does
 * @advice: (element-type BbAdvice): what it is reported to be good for in this drive; empty: nothing is known
 * @report: (nullable): what others report who made that model of this one
 * @gains: (nullable): with @report: what is reported of this very image, may be ""
 * @backup_id: (nullable): the backup that has the same bytes
 * @ran: when the newest backup with the same bytes was made of this very drive, seconds since the epoch; 0: none was
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
 * Returns: (transfer full) (nullable): %NULL: it is refused, or for another model that the drive may turn out to be.
 * Pure.
 */
BbLibraryOffer *bb_library_offer_new (BbFacts *facts, BbImage *image, BbCatalog *catalog);
/** bb_library_offer_compare: the better first: by verdict, then what is certain, then the newer revision, then an
 * original. Pure. */
int bb_library_offer_compare (const BbLibraryOffer *a, const BbLibraryOffer *b);

/**
 * bb_library_find:
 * @index: where to look
 * @store: (nullable): its backups tell what the drive runs
 * @lists_backups: offer the backups, too
 * @details: of the drive: backups of simulated drives are for these alone
 * @n_refused: (out) (optional): images of the drive's family that do not fit
 *
 * Loads every image that could be for the drive with @facts, as it is on disk now, and lets its family check it. The
 * same image is there once. Blocks.
 * Errors: %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full) (element-type BbLibraryOffer): best first
 */
GPtrArray *bb_library_find (BbLibraryIndex *index, BbBackupStore *store, gboolean lists_backups,
                            const BbDriveDetails *details, BbFacts *facts, BbCatalog *catalog, guint *n_refused,
                            GCancellable *cancellable, GError **error);
/** bb_library_find_async: the same in a thread of its own, with the backups. */
void bb_library_find_async (BbLibraryIndex *index, BbBackupStore *store, const BbDriveDetails *details,
                            BbFacts *facts, BbCatalog *catalog, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
/** bb_library_find_finish: (transfer full) (element-type BbLibraryOffer). Errors: %G_IO_ERROR_CANCELLED. */
GPtrArray *bb_library_find_finish (GAsyncResult *result, guint *n_refused, GError **error);

G_END_DECLS
