/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-library-private.h"

#include "family/bb-key-file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Limits that no collection of firmware reaches. They only end a scan that would take too long, because "/" was added
 * or mounts form a loop. */
#define BB_LIBRARY_MAX_FILES 100000
#define BB_LIBRARY_MAX_DEPTH 40
/* Number of bytes that are read between two reports of progress. Reporting each small file would take longer than
 * reading it. */
#define BB_LIBRARY_PROGRESS_BYTES (1024 * 1024)

typedef struct {
    BbCatalog *catalog;
    GCancellable *cancellable;
    GPtrArray *files;     /* BbLibraryFile: all files that were found */
    GHashTable *paths;    /* set of the paths of @files */
    GPtrArray *to_read;   /* BbLibraryFile: those of @files that must be read */
    GHashTable *by_path;  /* path to BbLibraryFile of the earlier index */
    GHashTable *by_inode; /* set of BbLibraryFile of the earlier index, compared by device, inode, mtime and size */
    GHashTable *by_sum;   /* SHA-256 of a file to the images in it, if these are known */
    gboolean is_other_language; /* the earlier index has sentences in another language */
} BbLibraryScan;

/* Returns a hash of inode and mtime of the #BbLibraryFile @data, for bb_library_inode_equal(). */
static guint
bb_library_inode_hash (gconstpointer data)
{
    const BbLibraryFile *file = data;

    return g_int64_hash (&file->inode) ^ g_int64_hash (&file->mtime_ns);
}

/* TRUE if both entries are of the same unchanged file, perhaps under another path: inode, device, mtime and size are
 * equal. */
static gboolean
bb_library_inode_equal (gconstpointer a, gconstpointer b)
{
    const BbLibraryFile *one = a, *other = b;

    return one->inode == other->inode && one->device == other->device && one->mtime_ns == other->mtime_ns &&
           one->size_bytes == other->size_bytes;
}

/* Adds the images of @file to scan->by_sum, so that a file with the same bytes is not searched again. */
static void
bb_library_scan_remember_images (BbLibraryScan *scan, BbLibraryFile *file)
{
    if (file->sha256 != NULL)
        g_hash_table_replace (scan->by_sum, file->sha256, file->images);
}

/*
 * TRUE if @file of the earlier index must be read again, although it has not changed, because it contains one of
 * these:
 * - an encrypted (wrapped) image that was scanned without a usable key file, and there is a key file now
 * - an image with a problem, whose sentence is in another language
 */
static gboolean
bb_library_scan_reads_again (BbLibraryScan *scan, const BbLibraryFile *file)
{
    return (bb_key_file_is_set () && bb_library_file_wants_key (file)) ||
           (scan->is_other_language && bb_library_file_has_problem (file));
}

/* Adds the files of the earlier index @known (nullable) to by_path and by_inode. Adds the images of each file to
 * by_sum, unless bb_library_scan_reads_again() is TRUE for the file. Sets is_other_language. @known must outlive
 * @scan. */
static void
bb_library_scan_add_known (BbLibraryScan *scan, BbLibraryIndex *known)
{
    scan->is_other_language = known != NULL && !g_str_equal (known->language, bb_library_get_language ());
    for (guint i = 0; known != NULL && i < known->files->len; i++) {
        BbLibraryFile *file = g_ptr_array_index (known->files, i);

        g_hash_table_insert (scan->by_path, file->path, file);
        g_hash_table_add (scan->by_inode, file);
        if (!bb_library_scan_reads_again (scan, file))
            bb_library_scan_remember_images (scan, file);
    }
}

/* Returns (nullable) the entry that the earlier index has for @file, which may have been moved since; NULL if @file
 * is new or was changed. */
static BbLibraryFile *
bb_library_scan_find_known (BbLibraryScan *scan, const BbLibraryFile *file)
{
    BbLibraryFile *known = g_hash_table_lookup (scan->by_path, file->path);
    BbLibraryFile *moved = g_hash_table_lookup (scan->by_inode, file);

    if (known != NULL && known->size_bytes == file->size_bytes && known->mtime_ns == file->mtime_ns &&
        known->ctime_ns == file->ctime_ns && known->inode == file->inode)
        return known;
    /* If @moved is @known, only the ctime differs: the file may have been changed and its mtime set back, so it is
     * read again. */
    return moved != known ? moved : NULL;
}

/* Sets checksum and images of @file; @images are shared with the file that they were found in. */
static void
bb_library_file_set_images (BbLibraryFile *file, const char *sha256, GPtrArray *images)
{
    g_free (file->sha256);
    file->sha256 = g_strdup (sha256);
    g_clear_pointer (&file->images, g_ptr_array_unref);
    file->images = g_ptr_array_ref (images);
}

/*
 * Adds the file at @path to scan->files. If the earlier index has the same unchanged file and
 * bb_library_scan_reads_again() is FALSE, takes its images from that index. Otherwise, also adds the file to
 * scan->to_read, unless it is larger than @max_bytes. Skips paths that were added before, and all files after the
 * first BB_LIBRARY_MAX_FILES.
 */
static void
bb_library_scan_add (BbLibraryScan *scan, const char *path, const struct stat *info, goffset max_bytes)
{
    BbLibraryFile *file = NULL;
    const BbLibraryFile *known = NULL;

    if (scan->files->len >= BB_LIBRARY_MAX_FILES || g_hash_table_contains (scan->paths, path))
        return;
    file = g_new0 (BbLibraryFile, 1);
    file->path = g_strdup (path);
    file->size_bytes = (guint64) info->st_size;
    file->mtime_ns = info->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info->st_mtim.tv_nsec;
    file->ctime_ns = info->st_ctim.tv_sec * G_GINT64_CONSTANT (1000000000) + info->st_ctim.tv_nsec;
    file->device = info->st_dev;
    file->inode = info->st_ino;
    file->images = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_image_free);
    g_ptr_array_add (scan->files, file);
    g_hash_table_add (scan->paths, file->path);
    /* An empty file gets the checksum of no bytes here, because loading it would fail. */
    if (file->size_bytes == 0) {
        file->sha256 = bb_sha256_data ((const guint8 *) "", 0);
        return;
    }
    known = bb_library_scan_find_known (scan, file);
    if (known != NULL && known->sha256 != NULL && !bb_library_scan_reads_again (scan, known))
        bb_library_file_set_images (file, known->sha256, known->images);
    else if (info->st_size <= max_bytes)
        g_ptr_array_add (scan->to_read, file);
}

static void bb_library_scan_folder (BbLibraryScan *scan, int fd, const char *path, guint depth);

/* If @name in @folder is a regular file, adds it; if it is a folder less than BB_LIBRARY_MAX_DEPTH levels deep, scans
 * it. Ignores everything else, such as links. */
static void
bb_library_scan_entry (BbLibraryScan *scan, int folder_fd, const char *folder, const char *name, guint depth)
{
    g_autofree char *path = NULL;
    struct stat info;

    if (g_str_equal (name, ".") || g_str_equal (name, "..") ||
        fstatat (folder_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return;
    path = g_build_filename (folder, name, NULL);
    if (S_ISREG (info.st_mode))
        bb_library_scan_add (scan, path, &info, BB_LIBRARY_MAX_BYTES);
    else if (S_ISDIR (info.st_mode) && depth < BB_LIBRARY_MAX_DEPTH)
        bb_library_scan_folder (scan, openat (folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), path,
                                depth + 1);
}

/* Scans all entries of the folder @path. @fd: the open folder (transfer full); -1 does nothing */
static void
bb_library_scan_folder (BbLibraryScan *scan, int fd, const char *path, guint depth)
{
    DIR *folder = fd >= 0 ? fdopendir (fd) : NULL;
    const struct dirent *entry = NULL;

    if (folder == NULL) {
        if (fd >= 0)
            close (fd);
        return;
    }
    while (!g_cancellable_is_cancelled (scan->cancellable) && (entry = readdir (folder)) != NULL)
        bb_library_scan_entry (scan, fd, path, entry->d_name, depth);
    closedir (folder);
}

/* Scans one added path, a file or a folder. A path that does not exist is ignored. */
static void
bb_library_scan_path (BbLibraryScan *scan, const char *path)
{
    struct stat info;

    /* The path may be on a disk that is not mounted now; bb_library_scan_keeps() then keeps its files in the
     * index. */
    if (stat (path, &info) != 0)
        return;
    if (S_ISREG (info.st_mode))
        bb_library_scan_add (scan, path, &info, BB_IMAGE_MAX_BYTES);
    else if (S_ISDIR (info.st_mode))
        bb_library_scan_folder (scan, open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), path, 0);
}

/* Adds @image to the #BbLibraryFile @data, also if the image has a problem. */
static void
bb_library_found_cb (BbImage *image, gpointer data)
{
    BbLibraryFile *file = data;
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_ptr_array_add (file->images, bb_library_image_new (bb_image_get_inside (image), bb_image_get_sha256 (image),
                                                         bb_image_identity_ref (identity)));
}

/* Reads @file and sets its images. An unreadable file, or a cancelled search, leaves the file without images and
 * checksum. */
static void
bb_library_scan_read (BbLibraryScan *scan, BbLibraryFile *file)
{
    g_autoptr (GFile) location = g_file_new_for_path (file->path);
    g_autoptr (BbImage) image = bb_image_load (location, scan->cancellable, NULL);
    GPtrArray *images = NULL;

    if (image == NULL)
        return;
    images = g_hash_table_lookup (scan->by_sum, bb_image_get_sha256 (image));
    if (images != NULL) {
        bb_library_file_set_images (file, bb_image_get_sha256 (image), images);
        return;
    }
    bb_family_search_file (image, scan->catalog, bb_library_found_cb, file, scan->cancellable);
    /* If searching an archive was cancelled, some of its images are missing, so the list is dropped. */
    if (g_cancellable_is_cancelled (scan->cancellable)) {
        g_ptr_array_set_size (file->images, 0);
        return;
    }
    file->sha256 = g_strdup (bb_image_get_sha256 (image));
    bb_library_scan_remember_images (scan, file);
}

/* Reads the files of scan->to_read until the scan is cancelled. Calls @progress (nullable) each time that another
 * BB_LIBRARY_PROGRESS_BYTES were read; not always at the end. */
static void
bb_library_scan_read_all (BbLibraryScan *scan, BbLibraryProgressFunc progress, gpointer data)
{
    BbLibraryProgress state = {.n_files = scan->files->len};
    guint64 shown = 0;

    for (guint i = 0; i < scan->to_read->len; i++)
        state.total_bytes += ((BbLibraryFile *) g_ptr_array_index (scan->to_read, i))->size_bytes;
    for (guint i = 0; i < scan->to_read->len && !g_cancellable_is_cancelled (scan->cancellable); i++) {
        BbLibraryFile *file = g_ptr_array_index (scan->to_read, i);

        bb_library_scan_read (scan, file);
        state.done_bytes += file->size_bytes;
        if (progress == NULL || state.done_bytes - shown < BB_LIBRARY_PROGRESS_BYTES)
            continue;
        shown = state.done_bytes;
        progress (&state, data);
    }
}

/* TRUE if @file of the earlier index, which was not found, stays in the index: the scan was cancelled, or the scanned
 * path above the file does not exist now. */
static gboolean
bb_library_scan_keeps (BbLibraryScan *scan, const BbLibraryFile *file, const char *const *paths)
{
    for (; *paths != NULL; paths++) {
        if (bb_library_is_below (file->path, *paths) &&
            (g_cancellable_is_cancelled (scan->cancellable) || !g_file_test (*paths, G_FILE_TEST_EXISTS)))
            return TRUE;
    }
    return FALSE;
}

/* Returns (transfer full) a copy of @file, which shares the list of images with @file. */
static BbLibraryFile *
bb_library_file_copy (const BbLibraryFile *file)
{
    BbLibraryFile *copy = g_memdup2 (file, sizeof *file);

    copy->path = g_strdup (file->path);
    copy->sha256 = g_strdup (file->sha256);
    g_ptr_array_ref (copy->images);
    return copy;
}

BbLibraryIndex *
bb_library_scan (const char *const *paths, BbLibraryIndex *known, BbCatalog *catalog, BbLibraryProgressFunc progress,
                 gpointer data, GCancellable *cancellable)
{
    g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GHashTable) by_path = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GHashTable) by_inode = g_hash_table_new (bb_library_inode_hash, bb_library_inode_equal);
    g_autoptr (GHashTable) by_sum = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GPtrArray) to_read = g_ptr_array_new ();
    BbLibraryScan scan = {catalog, cancellable, NULL, names, to_read, by_path, by_inode, by_sum, FALSE};

    scan.files = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_library_file_free);
    bb_library_scan_add_known (&scan, known);
    for (guint i = 0; paths[i] != NULL; i++)
        bb_library_scan_path (&scan, paths[i]);
    bb_library_scan_read_all (&scan, progress, data);
    for (guint i = 0; known != NULL && i < known->files->len; i++) {
        BbLibraryFile *file = g_ptr_array_index (known->files, i);

        if (!g_hash_table_contains (names, file->path) && bb_library_scan_keeps (&scan, file, paths))
            g_ptr_array_add (scan.files, bb_library_file_copy (file));
    }
    return bb_library_index_new (scan.files, paths, g_get_real_time () / G_USEC_PER_SEC);
}
