/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-fsync.h"

#include "scsi/bb-regular-file.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BB_FSYNC_FOLDER_MODE 0700
#define BB_FSYNC_FILE_MODE 0600
/* Size limit of bb_fsync_read(): many times the size of the largest flash memory. */
#define BB_FSYNC_MAX_BYTES (64 * 1024 * 1024)
/* Size limit of bb_fsync_read_key_file(): larger than a manifest with very many files. */
#define BB_FSYNC_MAX_KEY_FILE_BYTES (4 * 1024 * 1024)
#define BB_FSYNC_SEAL "# sha256 "

/* Sets a %G_IO_ERROR with the code of @saved_errno; returns FALSE. @what: the failed operation, for the message */
static gboolean
bb_fsync_fail (GError **error, int saved_errno, const char *what, const char *path)
{
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "%s %s: %s", what, path,
                 g_strerror (saved_errno));
    return FALSE;
}

gboolean
bb_fsync_sync_folder (const char *path, GError **error)
{
    int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int saved = errno;
    gboolean synced;

    if (fd < 0)
        return bb_fsync_fail (error, saved, "opening folder", path);
    synced = fsync (fd) == 0;
    saved = errno;
    close (fd);
    /* Some file systems cannot sync a folder and return EINVAL. */
    if (!synced && saved != EINVAL)
        return bb_fsync_fail (error, saved, "syncing folder", path);
    return TRUE;
}

gboolean
bb_fsync_make_folder (const char *path, GError **error)
{
    g_autofree char *parent = NULL;

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
        return TRUE;
    parent = g_path_get_dirname (path);
    if (!g_str_equal (parent, path) && !bb_fsync_make_folder (parent, error))
        return FALSE;
    if (g_mkdir (path, BB_FSYNC_FOLDER_MODE) != 0) {
        int saved = errno;

        /* Another program may have created the folder meanwhile. */
        if (saved != EEXIST || !g_file_test (path, G_FILE_TEST_IS_DIR))
            return bb_fsync_fail (error, saved == EEXIST ? ENOTDIR : saved, "making folder", path);
    }
    return bb_fsync_sync_folder (parent, error);
}

/* Writes all of @data to @fd, with several calls of write() if needed. FALSE with errno set if a call fails. */
static gboolean
bb_fsync_write_all (int fd, const char *data, gsize length_bytes)
{
    while (length_bytes > 0) {
        gssize written = write (fd, data, length_bytes);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return FALSE;
        data += written;
        length_bytes -= (gsize) written;
    }
    return TRUE;
}

gboolean
bb_fsync_write (const char *path, const void *data, gsize length_bytes, GError **error)
{
    int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, BB_FSYNC_FILE_MODE);
    gboolean good;
    int saved = errno;

    if (fd < 0)
        return bb_fsync_fail (error, saved, "creating", path);
    good = bb_fsync_write_all (fd, data, length_bytes) && fsync (fd) == 0;
    saved = errno;
    if (close (fd) != 0 && good) {
        good = FALSE;
        saved = errno;
    }
    if (good)
        return TRUE;
    g_unlink (path);
    return bb_fsync_fail (error, saved, "writing", path);
}

gboolean
bb_fsync_rename (const char *from, const char *to, GError **error)
{
    g_autofree char *from_folder = g_path_get_dirname (from);
    g_autofree char *to_folder = g_path_get_dirname (to);

    if (g_rename (from, to) != 0)
        return bb_fsync_fail (error, errno, "renaming to", to);
    if (!bb_fsync_sync_folder (to_folder, error))
        return FALSE;
    return g_str_equal (from_folder, to_folder) || bb_fsync_sync_folder (from_folder, error);
}

gboolean
bb_fsync_replace (const char *path, const void *data, gsize length_bytes, GError **error)
{
    g_autofree char *temporary = g_strdup_printf ("%s.new-%08x", path, g_random_int ());

    if (!bb_fsync_write (temporary, data, length_bytes, error))
        return FALSE;
    if (bb_fsync_rename (temporary, path, error))
        return TRUE;
    g_unlink (temporary);
    return FALSE;
}

gboolean
bb_fsync_append (int fd, const char *line, GError **error)
{
    if (bb_fsync_write_all (fd, line, strlen (line)) && fdatasync (fd) == 0)
        return TRUE;
    return bb_fsync_fail (error, errno, "writing to", "the journal");
}

void
bb_fsync_remove_tree (const char *path)
{
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *file = g_build_filename (path, name, NULL);

        g_unlink (file);
    }
    g_rmdir (path);
}

GBytes *
bb_fsync_read (const char *path, GError **error)
{
    return bb_regular_file_read (path, BB_FSYNC_MAX_BYTES, FALSE, error);
}

char *
bb_fsync_seal (char *text)
{
    g_autofree char *unsealed = text;
    g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

    return g_strconcat (text, BB_FSYNC_SEAL, sha256, "\n", NULL);
}

/* Sets *sealed to TRUE if the last line is a checksum, else to FALSE. Returns FALSE with an error if that checksum is
 * wrong. */
static gboolean
bb_fsync_check_seal (const char *path, GBytes *bytes, gboolean *sealed, GError **error)
{
    gsize length_bytes;
    const char *text = g_bytes_get_data (bytes, &length_bytes);
    const char *seal = g_strrstr_len (text, (gssize) length_bytes, BB_FSYNC_SEAL);
    gsize rest_bytes = seal != NULL ? length_bytes - (gsize) (seal - text) : 0;
    g_autofree char *sha256 = NULL;

    *sealed = seal != NULL && (seal == text || seal[-1] == '\n');
    if (!*sealed)
        return TRUE;
    sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guint8 *) text, (gsize) (seal - text));
    seal += strlen (BB_FSYNC_SEAL);
    if (rest_bytes == strlen (BB_FSYNC_SEAL) + strlen (sha256) + 1 && text[length_bytes - 1] == '\n' &&
        strncmp (seal, sha256, strlen (sha256)) == 0)
        return TRUE;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: it is not as it was written", path);
    return FALSE;
}

GKeyFile *
bb_fsync_read_key_file (const char *path, gboolean follow, gboolean *sealed, GError **error)
{
    g_autoptr (GBytes) bytes = bb_regular_file_read (path, BB_FSYNC_MAX_KEY_FILE_BYTES, follow, error);
    g_autoptr (GKeyFile) file = g_key_file_new ();
    gboolean is_sealed = FALSE;

    if (bytes == NULL)
        return NULL;
    if (g_bytes_get_size (bytes) == 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: it is empty", path);
        return NULL;
    }
    if (!bb_fsync_check_seal (path, bytes, &is_sealed, error))
        return NULL;
    if (sealed != NULL)
        *sealed = is_sealed;
    if (g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, error))
        return g_steal_pointer (&file);
    g_prefix_error (error, "%s: ", path);
    return NULL;
}

GDir *
bb_fsync_open_folder (const char *path, GPtrArray *unread)
{
    g_autoptr (GError) error = NULL;
    GDir *dir = g_dir_open (path, 0, &error);
    int fd, saved;

    /* A missing folder adds no error to @unread, because it has no entries that the caller could miss. */
    if (dir != NULL || unread == NULL || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return dir;
    /* The folder is opened once more to get errno, because the message of g_dir_open() is not for users. */
    fd = open (path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    saved = fd < 0 ? errno : EIO;
    if (fd >= 0)
        close (fd);
    if (saved != ENOENT)
        g_ptr_array_add (unread,
                         g_error_new (G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", path, g_strerror (saved)));
    return NULL;
}
