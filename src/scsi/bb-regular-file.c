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

/* Opens a regular file. @follow: @path may be a symbolic link to one. Checks the type before open(), because opening
 * a device can trigger an action in it, and again after open(), because the file may have been replaced in between.
 * Returns the file descriptor; -1 with @error set on failure. */
static int
bb_regular_file_open_any (const char *path, int flags, gboolean follow, GError **error)
{
    struct stat status;
    int fd;

    if (fstatat (AT_FDCWD, path, &status, follow ? 0 : AT_SYMLINK_NOFOLLOW) == 0) {
        if (!bb_regular_file_is_one (path, status.st_mode, error))
            return -1;
    } else if (errno != ENOENT || (flags & O_CREAT) == 0) {
        bb_regular_file_fail (error, path, errno);
        return -1;
    }
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

GBytes *
bb_regular_file_read (const char *path, gsize max_bytes, gboolean follow, GError **error)
{
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_autofree guint8 *chunk = g_malloc (BB_REGULAR_FILE_CHUNK_BYTES);
    gssize length_bytes = 1;
    int fd;

    g_return_val_if_fail (path != NULL, NULL);

    fd = bb_regular_file_open_any (path, O_RDONLY, follow, error);
    if (fd < 0)
        return NULL;
    while (length_bytes > 0 && bytes->len <= max_bytes) {
        length_bytes = read (fd, chunk, BB_REGULAR_FILE_CHUNK_BYTES);
        if (length_bytes > 0)
            g_byte_array_append (bytes, chunk, (guint) length_bytes);
        else if (length_bytes < 0 && errno == EINTR)
            length_bytes = 1;
    }
    if (length_bytes < 0)
        bb_regular_file_fail (error, path, errno);
    else if (bytes->len > max_bytes)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "%s: larger than %" G_GSIZE_FORMAT " bytes",
                     path, max_bytes);
    close (fd);
    if (length_bytes < 0 || bytes->len > max_bytes)
        return NULL;
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
