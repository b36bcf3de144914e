/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-durable.h"

#include "scsi/bb-regular-file.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BB_DURABLE_FOLDER_MODE 0700
#define BB_DURABLE_FILE_MODE 0600
/* Many times the largest flash memory; and a manifest with many files. */
#define BB_DURABLE_MAX_BYTES (64 * 1024 * 1024)
#define BB_DURABLE_MAX_KEY_FILE_BYTES (4 * 1024 * 1024)

static gboolean
bb_durable_fail (GError **error, int saved_errno, const char *what, const char *path)
{
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "%s %s: %s", what, path,
                 g_strerror (saved_errno));
    return FALSE;
}

gboolean
bb_durable_sync_folder (const char *path, GError **error)
{
    int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int saved = errno;
    gboolean synced;

    if (fd < 0)
        return bb_durable_fail (error, saved, "opening folder", path);
    synced = fsync (fd) == 0;
    saved = errno;
    close (fd);
    /* Some file systems have nothing to sync for a folder and say so with EINVAL. */
    if (!synced && saved != EINVAL)
        return bb_durable_fail (error, saved, "syncing folder", path);
    return TRUE;
}

gboolean
bb_durable_make_folder (const char *path, GError **error)
{
    g_autofree char *parent = NULL;

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
        return TRUE;
    parent = g_path_get_dirname (path);
    if (!g_str_equal (parent, path) && !bb_durable_make_folder (parent, error))
        return FALSE;
    if (g_mkdir (path, BB_DURABLE_FOLDER_MODE) != 0) {
        int saved = errno;

        /* Another program may have been quicker. */
        if (saved != EEXIST || !g_file_test (path, G_FILE_TEST_IS_DIR))
            return bb_durable_fail (error, saved, "making folder", path);
    }
    return bb_durable_sync_folder (parent, error);
}

static gboolean
bb_durable_write_all (int fd, const char *data, gsize length_bytes)
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
bb_durable_write (const char *path, const void *data, gsize length_bytes, GError **error)
{
    int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, BB_DURABLE_FILE_MODE);
    gboolean good;
    int saved = errno;

    if (fd < 0)
        return bb_durable_fail (error, saved, "creating", path);
    good = bb_durable_write_all (fd, data, length_bytes) && fsync (fd) == 0;
    saved = errno;
    if (close (fd) != 0 && good) {
        good = FALSE;
        saved = errno;
    }
    if (good)
        return TRUE;
    g_unlink (path);
    return bb_durable_fail (error, saved, "writing", path);
}

gboolean
bb_durable_rename (const char *from, const char *to, GError **error)
{
    g_autofree char *from_folder = g_path_get_dirname (from);
    g_autofree char *to_folder = g_path_get_dirname (to);

    if (g_rename (from, to) != 0)
        return bb_durable_fail (error, errno, "renaming to", to);
    if (!bb_durable_sync_folder (to_folder, error))
        return FALSE;
    return g_str_equal (from_folder, to_folder) || bb_durable_sync_folder (from_folder, error);
}

gboolean
bb_durable_replace (const char *path, const void *data, gsize length_bytes, GError **error)
{
    g_autofree char *temporary = g_strdup_printf ("%s.new-%08x", path, g_random_int ());

    if (!bb_durable_write (temporary, data, length_bytes, error))
        return FALSE;
    if (bb_durable_rename (temporary, path, error))
        return TRUE;
    g_unlink (temporary);
    return FALSE;
}

gboolean
bb_durable_append (int fd, const char *line, GError **error)
{
    if (bb_durable_write_all (fd, line, strlen (line)) && fdatasync (fd) == 0)
        return TRUE;
    return bb_durable_fail (error, errno, "writing to", "the journal");
}

void
bb_durable_remove_tree (const char *path)
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
bb_durable_read (const char *path, GError **error)
{
    return bb_regular_file_read (path, BB_DURABLE_MAX_BYTES, FALSE, error);
}

GKeyFile *
bb_durable_read_key_file (const char *path, gboolean follow, GError **error)
{
    g_autoptr (GBytes) bytes = bb_regular_file_read (path, BB_DURABLE_MAX_KEY_FILE_BYTES, follow, error);
    g_autoptr (GKeyFile) file = g_key_file_new ();

    if (bytes == NULL)
        return NULL;
    if (g_bytes_get_size (bytes) == 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: it is empty", path);
        return NULL;
    }
    if (g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, error))
        return g_steal_pointer (&file);
    g_prefix_error (error, "%s: ", path);
    return NULL;
}
