/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-image.h"

#include "bb-digest.h"
#include "bb-image-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

/* Size of the blocks in which a file is read. Each block is hashed right after it was read, so it should fit into the
 * cache of the processor. */
#define BB_IMAGE_READ_BYTES (256 * 1024)

/* Sets @size_bytes to the size of the opened file. FALSE with an error if it is no regular file, empty or too
 * large. */
static gboolean
bb_image_check_size (int fd, const char *name, gsize *size_bytes, GError **error)
{
    struct stat info;

    if (fstat (fd, &info) != 0) {
        g_set_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_UNREADABLE, "%s: %s", name, g_strerror (errno));
        return FALSE;
    }
    if (!S_ISREG (info.st_mode)) {
        g_set_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_UNREADABLE, _ ("%s: not a plain file"), name);
        return FALSE;
    }
    if (info.st_size > BB_IMAGE_MAX_BYTES) {
        g_set_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_TOO_LARGE,
                     _ ("%s is too large to be firmware (%" PRIi64 " bytes)"), name, (gint64) info.st_size);
        return FALSE;
    }
    if (info.st_size == 0) {
        g_set_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_EMPTY, _ ("%s: the file is empty"), name);
        return FALSE;
    }
    *size_bytes = info.st_size;
    return TRUE;
}

/* As pread(), but repeated after EINTR: returns the number of bytes read, which may be less than @length_bytes; -1
 * with %BB_IMAGE_ERROR_UNREADABLE after a failure. @name: name of the file, for the message */
static gssize
bb_image_read_some (int fd, const char *name, guint8 *to, gsize length_bytes, gsize offset, GError **error)
{
    gssize n = 0;

    do
        n = pread (fd, to, length_bytes, offset);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        g_set_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_UNREADABLE, _ ("%s cannot be read: %s"), name,
                     g_strerror (errno));
    return n;
}

/* Reads the whole file, which has @size_bytes bytes, into @data, and sets @sha256 (transfer full) to its digest.
 * FALSE after an error, which is %BB_IMAGE_ERROR_CHANGED if the size of the file has changed meanwhile. */
static gboolean
bb_image_read (int fd, const char *name, guint8 *data, gsize size_bytes, char **sha256, GCancellable *cancellable,
               GError **error)
{
    struct sha256_ctx context;
    guint8 beyond = 0;
    gssize n = 0;

    sha256_init (&context);
    for (gsize done = 0; done < size_bytes; done += n) {
        if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
        n = bb_image_read_some (fd, name, data + done, MIN (size_bytes - done, BB_IMAGE_READ_BYTES), done, error);
        if (n < 0)
            return FALSE;
        if (n == 0) {
            g_set_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_CHANGED,
                         _ ("%s became smaller while it was being read"), name);
            return FALSE;
        }
        sha256_update (&context, n, data + done);
    }
    n = bb_image_read_some (fd, name, &beyond, 1, size_bytes, error);
    if (n < 0)
        return FALSE;
    if (n > 0) {
        g_set_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_CHANGED, _ ("%s became larger while it was being read"),
                     name);
        return FALSE;
    }
    *sha256 = bb_digest_finish (&context);
    return TRUE;
}

/* Returns (transfer full) (nullable) the image in the opened file @fd, which the caller closes; NULL with an error as
 * of bb_image_load(). */
static BbImage *
bb_image_load_open (int fd, const char *name, const char *path, GCancellable *cancellable, GError **error)
{
    g_autoptr (GBytes) bytes = NULL;
    g_autofree guint8 *data = NULL;
    g_autofree char *sha256 = NULL;
    gsize size_bytes = 0;

    if (!bb_image_check_size (fd, name, &size_bytes, error))
        return NULL;
    data = g_malloc (size_bytes);
    if (!bb_image_read (fd, name, data, size_bytes, &sha256, cancellable, error))
        return NULL;
    bytes = g_bytes_new_take (g_steal_pointer (&data), size_bytes);
    return bb_image_new_loaded (bytes, name, path, g_steal_pointer (&sha256));
}

BbImage *
bb_image_load (GFile *file, GCancellable *cancellable, GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *name = NULL;
    BbImage *image = NULL;
    int fd = -1;

    g_return_val_if_fail (G_IS_FILE (file), NULL);

    path = g_file_get_path (file);
    if (path == NULL) {
        g_autofree char *uri = g_file_get_uri (file);

        g_set_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_UNREADABLE, _ ("%s is not a file on this computer"), uri);
        return NULL;
    }
    name = g_filename_display_basename (path);
    /* O_NONBLOCK: opening a pipe without it would wait for a writer. */
    fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
    if (fd < 0) {
        int saved = errno;

        if (saved == ENOENT || saved == ENOTDIR || saved == ELOOP || saved == ENAMETOOLONG)
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: %s", path, g_strerror (saved));
        else if (saved == EACCES || saved == EPERM)
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s: %s", path, g_strerror (saved));
        else
            g_set_error (error, BB_IMAGE_ERROR, BB_IMAGE_ERROR_UNREADABLE, "%s: %s", path, g_strerror (saved));
        return NULL;
    }
    image = bb_image_load_open (fd, name, path, cancellable, error);
    g_close (fd, NULL);
    return image;
}
