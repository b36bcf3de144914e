/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Private to src/job/store: files that are on disk when the function returns. Errors are %G_IO_ERROR with the code
 * of errno and the path in the message. Blocks; worker threads only.
 */

/**
 * bb_fsync_make_folder: creates @path and missing parents, readable only by the owner. Errors:
 * %G_IO_ERROR_NOT_DIRECTORY if a file has that name, other %G_IO_ERROR.
 */
gboolean bb_fsync_make_folder (const char *path, GError **error);

/** bb_fsync_sync_folder: syncs the entries of a folder. Errors: %G_IO_ERROR. */
gboolean bb_fsync_sync_folder (const char *path, GError **error);

/**
 * bb_fsync_write: creates a file and syncs it, but not its folder. On failure no file is left. Errors:
 * %G_IO_ERROR_EXISTS if @path exists, other %G_IO_ERROR.
 */
gboolean bb_fsync_write (const char *path, const void *data, gsize length_bytes, GError **error);

/**
 * bb_fsync_replace: writes a temporary file, renames it to @path, syncs the folder, so that @path is never
 * incomplete. Errors: those of bb_fsync_write() and bb_fsync_rename().
 */
gboolean bb_fsync_replace (const char *path, const void *data, gsize length_bytes, GError **error);

/**
 * bb_fsync_append: appends @line to an open file and syncs it. Errors: %G_IO_ERROR without a path; then a part of
 * @line may be in the file.
 */
gboolean bb_fsync_append (int fd, const char *line, GError **error);

/**
 * bb_fsync_rename: renames and syncs both folders. Errors: %G_IO_ERROR_EXISTS or %G_IO_ERROR_NOT_EMPTY if @to is a
 * folder that is not empty; other %G_IO_ERROR, also after the rename.
 */
gboolean bb_fsync_rename (const char *from, const char *to, GError **error);

/** bb_fsync_remove_tree: deletes a folder and its files, but no subfolders; ignores errors. */
void bb_fsync_remove_tree (const char *path);

/**
 * bb_fsync_read: (transfer full): the bytes of a regular file. Refuses links, devices and
 * files larger than 64 MiB. Errors: those of bb_regular_file_read().
 */
GBytes *bb_fsync_read (const char *path, GError **error);
/**
 * bb_fsync_seal:
 * @text: (transfer full): lines
 *
 * Adds a last line with the SHA-256 of all others. Returns: (transfer full)
 */
char *bb_fsync_seal (char *text);
/**
 * bb_fsync_read_key_file:
 * @follow: %TRUE: @path may be a link to a regular file
 * @sealed: (out) (optional): %TRUE if the file ends with the line of bb_fsync_seal()
 *
 * Errors: those of bb_fsync_read(), %G_KEY_FILE_ERROR, %G_IO_ERROR_INVALID_DATA for an empty file and a wrong
 * checksum.
 * Returns: (transfer full): a key file of up to 4 MiB
 */
GKeyFile *bb_fsync_read_key_file (const char *path, gboolean follow, gboolean *sealed, GError **error);
/**
 * bb_fsync_open_folder:
 * @unread: (nullable) (element-type GError): gets an error if the folder exists and cannot be read
 *
 * Returns: (transfer full) (nullable)
 */
GDir *bb_fsync_open_folder (const char *path, GPtrArray *unread);

G_END_DECLS
