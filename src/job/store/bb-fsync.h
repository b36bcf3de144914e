/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Functions for the files of src/job. What they write is on disk (fsync) when they return. Errors are %G_IO_ERROR
 * with the code of errno and the path in the message. All functions block; worker threads only.
 */

/** bb_fsync_make_folder: creates @path and missing parents, readable only by the owner, and syncs the parent folder
 * of each new folder. Returns TRUE and changes nothing if @path is already a folder. Errors:
 * %G_IO_ERROR_NOT_DIRECTORY if @path is a file; other %G_IO_ERROR. */
gboolean bb_fsync_make_folder (const char *path, GError **error);

/** bb_fsync_sync_folder: syncs the directory entries of a folder, not its files. TRUE also if the file system cannot
 * sync folders. Errors: %G_IO_ERROR. */
gboolean bb_fsync_sync_folder (const char *path, GError **error);

/**
 * bb_fsync_write: creates a file and syncs it, but not its folder. On failure no file is left. Errors:
 * %G_IO_ERROR_EXISTS if @path exists, other %G_IO_ERROR.
 */
gboolean bb_fsync_write (const char *path, const void *data, gsize length_bytes, GError **error);

/** bb_fsync_replace: writes a temporary file, renames it to @path and syncs the folder, so that @path always has
 * either all old or all new bytes. Errors: those of bb_fsync_write() and bb_fsync_rename(). If only the sync failed,
 * @path already has the new bytes. */
gboolean bb_fsync_replace (const char *path, const void *data, gsize length_bytes, GError **error);

/** bb_fsync_append: appends @line to the open file @fd and syncs it. Errors: %G_IO_ERROR, whose message names no
 * path; a part of @line may then be in the file. */
gboolean bb_fsync_append (int fd, const char *line, GError **error);

/**
 * bb_fsync_rename: renames @from to @to, replacing a file @to, and syncs both parent folders. Errors:
 * %G_IO_ERROR_EXISTS or %G_IO_ERROR_NOT_EMPTY if a folder @to is not empty; other %G_IO_ERROR, also if only the sync
 * after the rename failed.
 */
gboolean bb_fsync_rename (const char *from, const char *to, GError **error);

/** bb_fsync_remove_tree: deletes the files in the folder @path, then the folder; ignores errors. Does not delete
 * subfolders, so a folder with one stays. */
void bb_fsync_remove_tree (const char *path);

/**
 * bb_fsync_read: (transfer full): the bytes of a regular file. Refuses links, devices and
 * files larger than 64 MiB. Errors: those of bb_regular_file_read().
 */
GBytes *bb_fsync_read (const char *path, GError **error);
/**
 * bb_fsync_seal:
 * @text: (transfer full): lines, each with its newline
 *
 * Returns: (transfer full): @text and a last line with its SHA-256, for bb_fsync_read_key_file()
 */
char *bb_fsync_seal (char *text);
/**
 * bb_fsync_read_key_file:
 * @follow: %TRUE: @path may be a link to a regular file
 * @sealed: (out) (optional): %TRUE if the file ends with the line of bb_fsync_seal()
 *
 * Errors: those of bb_fsync_read(), also for a file larger than 4 MiB; %G_KEY_FILE_ERROR; %G_IO_ERROR_INVALID_DATA
 * for an empty file and a wrong checksum. Returns: (transfer full): the key file at @path
 */
GKeyFile *bb_fsync_read_key_file (const char *path, gboolean follow, gboolean *sealed, GError **error);
/**
 * bb_fsync_open_folder:
 * @unread: (nullable) (element-type GError): gets an error if the folder exists and cannot be read
 *
 * Returns: (transfer full) (nullable): the opened folder; %NULL if it does not exist or cannot be read
 */
GDir *bb_fsync_open_folder (const char *path, GPtrArray *unread);

G_END_DECLS
