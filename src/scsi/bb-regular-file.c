/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-regular-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define BB_REGULAR_FILE_MODE 0600
#define BB_REGULAR_FILE_CHUNK_BYTES (64 * 1024)

static void
bb_regular_file_fail (GError **error, const char *path, int saved_errno)
{
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "%s: %s", path, g_strerror (saved_errno));
}

/* TRUE if @mode is that of a regular file. If not, sets @error to %G_IO_ERROR_NOT_REGULAR_FILE. */
static gboolean
bb_regular_file_is_one (const char *path, mode_t mode, GError **error)
{
    if (S_ISREG (mode))
        return TRUE;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "%s: this is not a regular file", path);
    return FALSE;
}

/* Opens a regular file. Returns the file descriptor; -1 with @error set on failure. @follow: TRUE if @path may be a
 * symbolic link to a regular file. The type is checked before open(), because opening a device can trigger an action
 * in it. It is checked again after open(), because the file may have been replaced in between. */
static int
bb_regular_file_open_any (const char *path, int flags, gboolean follow, GError **error)
{
    struct stat status;
    int fd;

    /* If @path cannot be examined, open() fails for the same reason, or creates the file. */
    if (fstatat (AT_FDCWD, path, &status, follow ? 0 : AT_SYMLINK_NOFOLLOW) == 0 &&
        !bb_regular_file_is_one (path, status.st_mode, error))
        return -1;
    fd = open (path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW), BB_REGULAR_FILE_MODE);
    if (fd < 0) {
        bb_regular_file_fail (error, path, errno);
        return -1;
    }
    if (fstat (fd, &status) != 0)
        bb_regular_file_fail (error, path, errno);
    else if (bb_regular_file_is_one (path, status.st_mode, error))
        return fd;
    close (fd);
    return -1;
}

int
bb_regular_file_open (const char *path, int flags, GError **error)
{
    g_return_val_if_fail (path != NULL, -1);

    return bb_regular_file_open_any (path, flags, FALSE, error);
}

/* Returns the size of the file, or @max_bytes if it is larger, or 0 if it is unknown. */
static gsize
bb_regular_file_get_size (int fd, gsize max_bytes)
{
    struct stat status;

    return fstat (fd, &status) == 0 && status.st_size > 0 ? MIN ((gsize) status.st_size, max_bytes) : 0;
}

GBytes *
bb_regular_file_read (const char *path, gsize max_bytes, gboolean follow, GError **error)
{
    g_autoptr (GByteArray) bytes = NULL;
    gssize length_bytes = 1;
    guint n_read = 0;
    int fd;

    g_return_val_if_fail (path != NULL, NULL);

    fd = bb_regular_file_open_any (path, O_RDONLY, follow, error);
    if (fd < 0)
        return NULL;
    /* The file may grow while it is read, so the size is only used to allocate memory, not to end the loop. */
    bytes = g_byte_array_sized_new ((guint) bb_regular_file_get_size (fd, max_bytes) + BB_REGULAR_FILE_CHUNK_BYTES);
    while (length_bytes > 0 && n_read <= max_bytes) {
        g_byte_array_set_size (bytes, n_read + BB_REGULAR_FILE_CHUNK_BYTES);
        length_bytes = read (fd, bytes->data + n_read, BB_REGULAR_FILE_CHUNK_BYTES);
        if (length_bytes > 0)
            n_read += (guint) length_bytes;
        else if (length_bytes < 0 && errno == EINTR)
            length_bytes = 1;
    }
    g_byte_array_set_size (bytes, n_read);
    if (length_bytes < 0)
        bb_regular_file_fail (error, path, errno);
    else if (n_read > max_bytes)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "%s: larger than %" G_GSIZE_FORMAT " bytes",
                     path, max_bytes);
    close (fd);
    if (length_bytes < 0 || n_read > max_bytes)
        return NULL;
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
