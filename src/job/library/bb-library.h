/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-advice.h"
#include "job/store/bb-backup-store.h"

G_BEGIN_DECLS

/*
 * The library: the firmware files of the user. It consists of the folders and files that the user added, which are
 * searched for images, and of the backups. This code downloads nothing and flashes nothing.
 *
 * $XDG_CONFIG_HOME/burnback/library lists the added paths. $XDG_CACHE_HOME/burnback/library.index stores which images
 * each file contains; it is only a cache and may be deleted.
 */

/** BB_LIBRARY_MAX_BYTES: a file in an added folder is not searched if it has more bytes. For a file that was added
 * itself the limit is %BB_IMAGE_MAX_BYTES. */
#define BB_LIBRARY_MAX_BYTES (16 * 1024 * 1024)

/**
 * bb_library_list_paths:
 *
 * Returns: (transfer full): the absolute paths that were added, in the order in which they were added; %NULL with an
 *   error. Entries that are no valid file URI are left out. Without a list, no paths. Errors: those of
 *   bb_fsync_read_key_file(), except for a missing list.
 */
char **bb_library_list_paths (GError **error);
/**
 * bb_library_add_path: adds the absolute form of @path to the list; %TRUE also if the list has it already. Errors:
 * %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_NOT_REGULAR_FILE if @path is neither a file nor a folder; those of
 * bb_library_list_paths(), bb_store_lock_wait() and bb_fsync_replace().
 */
gboolean bb_library_add_path (const char *path, GError **error);
/** bb_library_remove_path: removes @path from the list; no file is deleted. Errors: %G_IO_ERROR_NOT_FOUND if @path is
 * not in the list; those of bb_library_list_paths(), bb_store_lock_wait() and bb_fsync_replace(). */
gboolean bb_library_remove_path (const char *path, GError **error);

/** bb_library_change_async: runs bb_library_add_path() in a thread, or bb_library_remove_path() if @adds is %FALSE.
 */
void bb_library_change_async (const char *path, gboolean adds, GAsyncReadyCallback callback, gpointer data);
/** bb_library_change_finish: TRUE if the path is now in the list, or, if @adds was %FALSE, was removed from the list.
 * Errors: those of the function that ran in the thread. */
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
/** bb_library_index_list_folders: (transfer full): the paths on which a caller can set file monitors: first the
 * scanned paths, then the folders in which files were found, each once. Returns at most @n_max of them. */
char **bb_library_index_list_folders (BbLibraryIndex *index, guint n_max);

/**
 * BbLibraryEntry: an image of the library, or a file that contains none.
 * @sha256: (nullable): checksum of the image; %NULL for a file without an image
 * @problem: (nullable): sentence that says why the image cannot be used with any drive, as
 *   bb_family_get_image_problem()
 * @inside: (nullable): path of the image within the first of @paths, if that is an archive
 * @identity: (nullable): identity of the image
 * @wants_key: the image is encrypted (wrapped) and there was no usable key file when it was scanned, so its model is
 *   unknown
 * @paths: (element-type filename): the files that contain the image, sorted; more than one if there are duplicates
 * @unread: the file is too large to be searched, reading failed, or the scan was cancelled before the file was read
 * @is_empty: the file has no bytes
 * @has_twin: another image of the library names the same firmware but has other bytes, so that one of them may be
 *   damaged or modified
 */
typedef struct {
    char *sha256;
    char *problem;
    char *inside;
    BbImageIdentity *identity;
    GPtrArray *paths;
    gboolean wants_key;
    gboolean unread;
    gboolean is_empty;
    gboolean has_twin;
} BbLibraryEntry;
/** bb_library_index_list: (transfer full) (element-type BbLibraryEntry): each image without a problem once, sorted by
 * model, newest revision first; then each image with a problem once and the files without an image, sorted by path.
 */
GPtrArray *bb_library_index_list (BbLibraryIndex *index);

/** bb_library_index_load_images: Returns (transfer full) (element-type BbImage) the usable images of @family that
 * name
 * @code as one of their boards, read from their files. Leaves out files that cannot be read, and images that are no
 * longer in their file. Blocks. */
GPtrArray *bb_library_index_load_images (BbLibraryIndex *index, const char *family, const char *code,
                                         BbCatalog *catalog);

/**
 * BbLibraryCount: numbers of files and images at or below a path.
 * @n_files: regular files
 * @n_images: different usable firmware images in these files
 * @n_copies: further files and archives that contain one of these @n_images images again
 * @n_wrapped: different encrypted (wrapped) images that were scanned without a usable key file; not in @n_images
 * @n_unusable: different images that cannot be used with any drive, such as truncated files; not in @n_images
 * @n_unread: files that are too large, could not be read, or were not read before the scan was cancelled
 * @n_unknown: files that were read, and in which no image was found
 * @scanned: end of the scan, seconds since the epoch; 0 if the path is not one of the scanned paths
 */
typedef struct {
    guint n_files;
    guint n_images;
    guint n_copies;
    guint n_wrapped;
    guint n_unusable;
    guint n_unread;
    guint n_unknown;
    gint64 scanned;
} BbLibraryCount;
/** bb_library_index_count: Returns the numbers of files and images at or below @path (nullable); without @path, of
 * the whole index. */
BbLibraryCount bb_library_index_count (BbLibraryIndex *index, const char *path);

/** bb_library_is_below: TRUE if @path is @folder or below it. */
gboolean bb_library_is_below (const char *path, const char *folder);

/** bb_library_index_load: (transfer full): the result of the last scan, from its file; empty if the file is missing
 * or damaged, or if another version of the program or another catalog than @catalog made it. */
BbLibraryIndex *bb_library_index_load (BbCatalog *catalog);

/** BbLibraryProgress: the progress of a scan. @n_files counts all files that were found, @total_bytes and @done_bytes
 * only the new and changed ones, which must be read. */
typedef struct {
    guint64 done_bytes;
    guint64 total_bytes;
    guint n_files;
} BbLibraryProgress;
typedef void (*BbLibraryProgressFunc) (const BbLibraryProgress *progress, gpointer data);

/**
 * bb_library_scan_async:
 * @paths: (nullable): files and folders to search; %NULL: the list of added paths, whose index is saved at the end
 * @progress: (nullable): called in the main context of the caller
 * @cancellable: (nullable): checked between files and between the files of an archive
 *
 * Reads new and changed files in a thread. Files that were only moved or copied are not searched again. Symbolic
 * links are followed only if they are in @paths. Unreadable files are counted and skipped. A cancelled scan with
 * @paths %NULL also saves its index, which is then incomplete.
 */
void bb_library_scan_async (const char *const *paths, BbCatalog *catalog, BbLibraryProgressFunc progress,
                            gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data);
/** bb_library_scan_finish: (transfer full): the new index. Errors: %G_IO_ERROR_CANCELLED; those of
 * bb_library_list_paths(). */
BbLibraryIndex *bb_library_scan_finish (GAsyncResult *result, GError **error);

/**
 * BbLibraryOffer: an image that may fit a drive.
 * @path: the file, or the file of the backup; in the encoding of file names
 * @inside: (nullable): path of the image within the file, if that is an archive
 * @identity: identity of the image
 * @verdict: whether the image fits the drive; never %BB_VERDICT_REFUSED
 * @installed: the drive runs this revision, and image and running firmware have the same modification, or both have
 *   none; %FALSE for a cross-flash
 * @runs: %TRUE if @installed, if Burnback last wrote these bytes to this drive or read them from it, and if nothing
 *   that the drive reports contradicts the image (bb_family_dup_contradiction())
 * @change: how the revision of the image differs from @drive_revision; bb_family_compare_image()
 * @drive_revision: the revision that the drive reports, without blanks at its ends; may be ""
 * @open: the verdict may change in a CHECK, which queries the drive in recovery mode
 * @advice: (element-type BbAdvice): reported uses of the image in this drive; empty if none is known
 * @report: (nullable): report on flashing this drive with firmware of the model of the image (a cross-flash)
 * @gains: (nullable): what the drive gains with this image according to @report, as sentences; "" if @report names no
 *   gains; %NULL without @report
 * @backup_id: (nullable): a backup with the same bytes, of this drive if there is one
 * @is_in_file: a file contains the image, not only a backup
 * @ran: time of the newest backup of this drive with the same bytes, seconds since the epoch; 0 if there is none
 * @has_twin: another file that is offered for the drive names the same firmware but has other bytes, as in
 *   #BbLibraryEntry
 */
typedef struct {
    char *path;
    char *inside;
    char *sha256;
    BbImageIdentity *identity;
    BbVerdict *verdict;
    gboolean installed;
    gboolean runs;
    BbRevisionChange change;
    char *drive_revision;
    gboolean open;
    GPtrArray *advice;
    BbCrossflash *report;
    char *gains;
    char *backup_id;
    gboolean is_in_file;
    gint64 ran;
    gboolean has_twin;
} BbLibraryOffer;
void bb_library_offer_free (BbLibraryOffer *offer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbLibraryOffer, bb_library_offer_free)

/**
 * bb_library_offer_new:
 * @image: identified
 * @refused: (out) (optional) (transfer full): the verdict if there is no offer, else unchanged
 *
 * Returns: (transfer full) (nullable): the offer of @image for a drive with @facts. %NULL if the verdict is REFUSED,
 *   if only a CHECK can tell whether @image is for the model of the drive, or if @image would have to be rewritten
 *   for this drive. Reads no file.
 */
BbLibraryOffer *bb_library_offer_new (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict **refused);
/** bb_library_find_obstacle: Returns (transfer none) (nullable) the reason in @verdict why bb_library_offer_new()
 * makes no offer; %NULL if it makes one. The image may be compatible in spite of this reason, if the level of
 * @verdict is not REFUSED. */
const BbReason *bb_library_find_obstacle (BbVerdict *verdict);
/** bb_library_offer_compare: compares for sorting, better offers first. The order of the criteria: the verdict;
 * offers that keep the reported name; offers that are not @open; newer revisions; original before modified images;
 * path in the archive and checksum. */
int bb_library_offer_compare (const BbLibraryOffer *a, const BbLibraryOffer *b);

/**
 * BbLibraryLeftOut: images and files that are not offered.
 * @n_refused: images of the drive's family in the searched files for which bb_library_offer_new() returned %NULL;
 *   images that only backups contain are not counted
 * @n_wrapped: encrypted (wrapped) images of the drive's family for which no usable key file is chosen
 * @n_foreign: usable images of other families, which are for drives with another chipset
 * @n_unusable: images that cannot be used with any drive, and files that were not read
 */
typedef struct {
    guint n_refused;
    guint n_wrapped;
    guint n_foreign;
    guint n_unusable;
} BbLibraryLeftOut;

/**
 * bb_library_find:
 * @index: the files to search
 * @store: (nullable): the store whose backups and journals show which image the drive runs
 * @lists_backups: the images in the backups are offered, too
 * @details: details of the drive; backups of simulated drives are only offered to simulated drives
 * @left_out: (out) (optional): images that are not offered; not set after an error
 * @refused: (nullable): a table of SHA-256 to #BbVerdict, which owns both. Gets the verdicts on the images of the
 *   drive's family that are not offered, including images in backups
 *
 * Loads from disk every image that may be for the drive with @facts, and lets the family of the drive check it. Equal
 * images are listed once; files and backups that cannot be read are skipped. Blocks. Errors: %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full) (element-type BbLibraryOffer): best first; empty if the family of the drive is unknown;
 *   %NULL if cancelled
 */
GPtrArray *bb_library_find (BbLibraryIndex *index, BbBackupStore *store, gboolean lists_backups,
                            const BbDriveDetails *details, BbFacts *facts, BbCatalog *catalog,
                            BbLibraryLeftOut *left_out, GHashTable *refused, GCancellable *cancellable,
                            GError **error);
/** bb_library_find_async: runs bb_library_find() in a thread, with @lists_backups %TRUE. */
void bb_library_find_async (BbLibraryIndex *index, BbBackupStore *store, const BbDriveDetails *details,
                            BbFacts *facts, BbCatalog *catalog, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
/** bb_library_find_finish: (transfer full) (element-type BbLibraryOffer): the offers, best first. @left_out: (out)
 * (optional): as in bb_library_find(); zeros if the search failed. @refused: (out) (transfer full) (optional):
 * SHA-256 to #BbVerdict, as in bb_library_find(); also set if the search failed. Errors: %G_IO_ERROR_CANCELLED. */
GPtrArray *bb_library_find_finish (GAsyncResult *result, BbLibraryLeftOut *left_out, GHashTable **refused,
                                   GError **error);

G_END_DECLS
