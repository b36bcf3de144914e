/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-private.h"
#include "bb-fsync.h"
#include "scsi/bb-output-file.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

/* Writes all files of @backup and the manifest to the folder @path. Adds each file to @written after writing it.
 * FALSE with an error if a file cannot be read or written; @written then has the files that were written before. */
static gboolean
bb_store_export_files (BbBackup *backup, const char *path, GPtrArray *written, GError **error)
{
    g_autofree char *manifest = bb_backup_dup_manifest (backup);
    g_autofree char *manifest_path = g_build_filename (path, BB_BACKUP_MANIFEST, NULL);
    g_autoptr (GError) local_error = NULL;

    for (guint i = 0; i < backup->files->len; i++) {
        BbBackupFile *file = g_ptr_array_index (backup->files, i);
        g_autoptr (GBytes) bytes = bb_store_read_file (backup, file, error);

        if (bytes == NULL)
            return FALSE;
        if (!bb_store_write_file (path, file, bytes, &local_error))
            return bb_store_set_unwritable (error, g_steal_pointer (&local_error));
        g_ptr_array_add (written, g_build_filename (path, file->file, NULL));
    }
    if (!bb_fsync_write (manifest_path, manifest, strlen (manifest), &local_error))
        return bb_store_set_unwritable (error, g_steal_pointer (&local_error));
    g_ptr_array_add (written, g_steal_pointer (&manifest_path));
    return bb_fsync_sync_folder (path, &local_error) ||
           bb_store_set_unwritable (error, g_steal_pointer (&local_error));
}

/* Writes @backup to the new folder @path. On failure deletes the written files and returns FALSE with an error. */
static gboolean
bb_store_export_folder (BbBackup *backup, const char *path, GError **error)
{
    g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func (g_free);

    if (g_mkdir (path, 0700) != 0) {
        int saved = errno;

        return bb_store_set_unwritable (error, g_error_new (G_IO_ERROR, g_io_error_from_errno (saved),
                                                            "making folder %s: %s", path, g_strerror (saved)));
    }
    if (bb_store_export_files (backup, path, written, error))
        return TRUE;
    /* The files are deleted, so that the user can export to the same @path again. The folder stays if another program
     * has put files into it. */
    for (guint i = 0; i < written->len; i++)
        g_unlink (g_ptr_array_index (written, i));
    g_rmdir (path);
    return FALSE;
}

gboolean
bb_backup_store_export (BbBackupStore *self, BbBackup *backup, const char *path, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    g_autoptr (GBytes) bytes = NULL;

    g_return_val_if_fail (BB_IS_BACKUP_STORE (self), FALSE);
    g_return_val_if_fail (backup != NULL && path != NULL, FALSE);

    if (bb_backup_find_file (backup, BB_BACKUP_IMAGE) == NULL)
        return bb_store_export_folder (backup, path, error);
    bytes = bb_backup_store_load (self, backup, BB_BACKUP_IMAGE, error);
    if (bytes == NULL)
        return FALSE;
    if (bb_output_write (path, BB_OUTPUT_OVERWRITE | BB_OUTPUT_PRIVATE, g_bytes_get_data (bytes, NULL),
                         g_bytes_get_size (bytes), &local_error))
        return TRUE;
    return bb_store_set_unwritable (error, g_steal_pointer (&local_error));
}
