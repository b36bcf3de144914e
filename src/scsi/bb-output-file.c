/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-output-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define BB_OUTPUT_MAX_LINKS 40
#define BB_OUTPUT_MODE 0666
#define BB_OUTPUT_PRIVATE_MODE 0600

/* Device numbers, from Documentation/admin-guide/devices.txt of the kernel. */
#define BB_MAJOR_MEMORY 1
#define BB_MINOR_NULL 3
#define BB_MINOR_FULL 7
#define BB_MAJOR_TTY 4
#define BB_MAJOR_CONSOLE 5
#define BB_MAJOR_PTS_FIRST 136
#define BB_MAJOR_PTS_LAST 143

typedef enum {
    BB_OUTPUT_NEW,
    BB_OUTPUT_REGULAR,
    BB_OUTPUT_STREAM, /* a pipe, a terminal, /dev/null or /dev/full */
} BbOutputKind;

/* The file or device to which a path leads through all symbolic links. */
typedef struct {
    BbOutputKind kind;
    char *path; /* target of the last link; for a stream, the path that the caller gave */
    struct stat status;
} BbOutputPlace;

static void
bb_output_place_clear (BbOutputPlace *place)
{
    g_clear_pointer (&place->path, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbOutputPlace, bb_output_place_clear)

/* Sets @error to the %G_FILE_ERROR of the errno value @number. Returns %FALSE. */
static gboolean
bb_output_fail (GError **error, int number, const char *path)
{
    g_autofree char *name = g_filename_display_name (path);

    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), _ ("Could not write “%s”: %s"), name,
                 g_strerror (number));
    return FALSE;
}

/* Sets @error to the %G_FILE_ERROR @code; the message is @path and the sentence @why. Returns %FALSE. */
static gboolean
bb_output_refuse (GError **error, GFileError code, const char *why, const char *path)
{
    g_autofree char *name = g_filename_display_name (path);

    g_set_error (error, G_FILE_ERROR, code, "“%s”: %s", name, why);
    return FALSE;
}

/* Returns (transfer full) (nullable) the target of the chain of symbolic links at @path; @path itself if it is no
 * link. The target need not exist. %NULL with @error set if a link cannot be read or there are too many. */
static char *
bb_output_follow (const char *path, GError **error)
{
    g_autofree char *here = g_strdup (path);

    for (guint i = 0; i < BB_OUTPUT_MAX_LINKS; i++) {
        g_autofree char *folder = NULL;
        g_autofree char *target = NULL;
        struct stat status;

        if (lstat (here, &status) != 0 || !S_ISLNK (status.st_mode))
            return g_steal_pointer (&here);
        target = g_file_read_link (here, error);
        if (target == NULL)
            return NULL;
        folder = g_path_get_dirname (here);
        g_free (here);
        here = g_path_is_absolute (target) ? g_steal_pointer (&target) : g_build_filename (folder, target, NULL);
    }
    bb_output_fail (error, ELOOP, path);
    return NULL;
}

/* TRUE for a pipe, a terminal, /dev/null and /dev/full. Other character devices are no streams: writing to one may
 * start an action or destroy data. */
static gboolean
bb_output_is_stream (const struct stat *status)
{
    guint number = major (status->st_rdev);

    if (S_ISFIFO (status->st_mode))
        return TRUE;
    if (!S_ISCHR (status->st_mode))
        return FALSE;
    if (number == BB_MAJOR_MEMORY)
        return minor (status->st_rdev) == BB_MINOR_NULL || minor (status->st_rdev) == BB_MINOR_FULL;
    return number == BB_MAJOR_TTY || number == BB_MAJOR_CONSOLE ||
           (number >= BB_MAJOR_PTS_FIRST && number <= BB_MAJOR_PTS_LAST);
}

/* Sets @place to the file to which @path leads, which may not exist yet, or to the stream (pipe, terminal, /dev/null)
 * at @path. %FALSE with @error set if nothing may be written to @path. An existing regular file may be written to
 * only with %BB_OUTPUT_OVERWRITE. */
static gboolean
bb_output_find_place (const char *path, BbOutputFlags flags, BbOutputPlace *place, GError **error)
{
    if (stat (path, &place->status) != 0) {
        if (errno != ENOENT)
            return bb_output_fail (error, errno, path);
        place->kind = BB_OUTPUT_NEW;
        place->path = bb_output_follow (path, error);
        return place->path != NULL;
    }
    if (S_ISDIR (place->status.st_mode))
        return bb_output_refuse (error, G_FILE_ERROR_ISDIR, _ ("this is a folder"), path);
    if (S_ISREG (place->status.st_mode)) {
        if ((flags & BB_OUTPUT_OVERWRITE) == 0)
            return bb_output_refuse (error, G_FILE_ERROR_EXIST, _ ("this file already exists"), path);
        place->kind = BB_OUTPUT_REGULAR;
        place->path = bb_output_follow (path, error);
        return place->path != NULL;
    }
    if (!bb_output_is_stream (&place->status))
        return bb_output_refuse (error, G_FILE_ERROR_INVAL, _ ("writing to this device or socket is not supported"),
                                 path);
    place->kind = BB_OUTPUT_STREAM;
    place->path = g_strdup (path);
    return TRUE;
}

gboolean
bb_output_check (const char *path, BbOutputFlags flags, GError **error)
{
    g_auto (BbOutputPlace) place = {0};

    g_return_val_if_fail (path != NULL, FALSE);

    return bb_output_find_place (path, flags, &place, error);
}

/* Opens @place->path for writing. Returns the file descriptor, or -1 with @error set. It is also an error if no
 * program reads from a pipe, or if the path now leads to another file than bb_output_find_place() found. */
static int
bb_output_open_same (const BbOutputPlace *place, int open_flags, GError **error)
{
    int fd = open (place->path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | open_flags);
    struct stat status;
    int saved = errno;

    if (fd >= 0 && fstat (fd, &status) == 0 && status.st_ino == place->status.st_ino &&
        status.st_dev == place->status.st_dev && fcntl (fd, F_SETFL, 0) == 0)
        return fd;
    if (fd >= 0) {
        close (fd);
        saved = EEXIST;
    }
    if (saved == ENXIO && S_ISFIFO (place->status.st_mode))
        bb_output_refuse (error, G_FILE_ERROR_NXIO, _ ("no program is reading from this pipe"), place->path);
    else
        bb_output_fail (error, saved, place->path);
    return -1;
}

/* Creates the file @path and opens it for writing. Returns the file descriptor; -1 with @error set on failure, also
 * if another program has created @path since bb_output_find_place(). */
static int
bb_output_open_new (const char *path, BbOutputFlags flags, GError **error)
{
    mode_t mode = (flags & BB_OUTPUT_PRIVATE) != 0 ? BB_OUTPUT_PRIVATE_MODE : BB_OUTPUT_MODE;
    int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOCTTY | O_CLOEXEC, mode);

    if (fd < 0)
        bb_output_fail (error, errno, path);
    return fd;
}

int
bb_output_open (const char *path, BbOutputFlags flags, GError **error)
{
    g_auto (BbOutputPlace) place = {0};
    int fd;

    g_return_val_if_fail (path != NULL, -1);

    if (!bb_output_find_place (path, flags, &place, error))
        return -1;
    if (place.kind == BB_OUTPUT_NEW)
        return bb_output_open_new (place.path, flags, error);
    fd = bb_output_open_same (&place, place.kind == BB_OUTPUT_REGULAR ? O_NOFOLLOW : 0, error);
    if (fd >= 0 && place.kind == BB_OUTPUT_REGULAR && ftruncate (fd, 0) != 0) {
        bb_output_fail (error, errno, path);
        close (fd);
        return -1;
    }
    return fd;
}

/* Writes all of @data to @fd and, if @synced, waits until @data is on disk. Closes @fd. %FALSE with @error set if
 * writing, syncing or closing failed. */
static gboolean
bb_output_finish (int fd, const char *path, const char *data, gsize length_bytes, gboolean synced, GError **error)
{
    gboolean good = TRUE;
    int saved = 0;

    while (good && length_bytes > 0) {
        gssize written = write (fd, data, length_bytes);

        if (written < 0 && errno == EINTR)
            continue;
        good = written > 0;
        data += MAX (written, 0);
        length_bytes -= (gsize) MAX (written, 0);
    }
    if (good && synced)
        good = fsync (fd) == 0;
    saved = errno;
    if (close (fd) != 0 && good) {
        good = FALSE;
        saved = errno;
    }
    return good || bb_output_fail (error, saved, path);
}

/* Syncs the folder of @path, so that a new name survives a power loss. Failures are ignored, because some file
 * systems cannot sync folders. */
static void
bb_output_sync_folder (const char *path)
{
    g_autofree char *folder = g_path_get_dirname (path);
    int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    if (fsync (fd) != 0)
        g_debug ("%s: %s", folder, g_strerror (errno));
    close (fd);
}

/* Creates the file, writes it and syncs it. If writing or syncing fails, removes it. %FALSE with @error set after
 * each failure. */
static gboolean
bb_output_write_new (const BbOutputPlace *place, BbOutputFlags flags, const void *data, gsize length_bytes,
                     GError **error)
{
    int fd = bb_output_open_new (place->path, flags, error);

    if (fd < 0)
        return FALSE;
    if (!bb_output_finish (fd, place->path, data, length_bytes, TRUE, error)) {
        g_unlink (place->path);
        return FALSE;
    }
    bb_output_sync_folder (place->path);
    return TRUE;
}

/* Writes a temporary file in the same folder and renames it to @place->path, so that the old file survives a full
 * disk. After a failure removes the temporary file and returns %FALSE with @error set. */
static gboolean
bb_output_replace (const BbOutputPlace *place, const void *data, gsize length_bytes, GError **error)
{
    g_autofree char *folder = g_path_get_dirname (place->path);
    g_autofree char *beside = g_build_filename (folder, ".burnback-XXXXXX", NULL);
    int fd = g_mkstemp_full (beside, O_WRONLY | O_CLOEXEC, BB_OUTPUT_PRIVATE_MODE);

    if (fd < 0)
        return bb_output_fail (error, errno, place->path);
    /* Keep the owner of the old file, if this user is permitted to. */
    if (fchown (fd, place->status.st_uid, place->status.st_gid) != 0)
        g_debug ("%s: %s", beside, g_strerror (errno));
    if (fchmod (fd, place->status.st_mode & 0777) != 0) {
        bb_output_fail (error, errno, place->path);
        close (fd);
        g_unlink (beside);
        return FALSE;
    }
    if (!bb_output_finish (fd, place->path, data, length_bytes, TRUE, error)) {
        g_unlink (beside);
        return FALSE;
    }
    if (g_rename (beside, place->path) != 0) {
        bb_output_fail (error, errno, place->path);
        g_unlink (beside);
        return FALSE;
    }
    bb_output_sync_folder (place->path);
    return TRUE;
}

gboolean
bb_output_write (const char *path, BbOutputFlags flags, const void *data, gsize length_bytes, GError **error)
{
    g_auto (BbOutputPlace) place = {0};
    int fd;

    g_return_val_if_fail (path != NULL, FALSE);
    g_return_val_if_fail (data != NULL || length_bytes == 0, FALSE);

    if (!bb_output_find_place (path, flags, &place, error))
        return FALSE;
    if (place.kind == BB_OUTPUT_NEW)
        return bb_output_write_new (&place, flags, data, length_bytes, error);
    if (place.kind == BB_OUTPUT_REGULAR)
        return bb_output_replace (&place, data, length_bytes, error);
    fd = bb_output_open_same (&place, 0, error);
    return fd >= 0 && bb_output_finish (fd, path, data, length_bytes, FALSE, error);
}
