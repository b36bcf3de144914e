/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Inside the room: files that are on disk when the call returns. Errors are %G_IO_ERROR, with the code that errno
 * says and the path in the message. Blocks; worker threads only.
 */

/** bb_fsync_make_folder: @path and what is missing above it, readable by its owner alone; fine if it is there.
 * Errors: %G_IO_ERROR_NOT_DIRECTORY where a file is in the way, other %G_IO_ERROR. */
gboolean bb_fsync_make_folder (const char *path, GError **error);

/** bb_fsync_sync_folder: the names in a folder are on disk. Errors: %G_IO_ERROR. */
gboolean bb_fsync_sync_folder (const char *path, GError **error);

/** bb_fsync_write: a new file, its bytes on disk; its folder still has to be synced. Nothing is left on failure.
 * Errors: %G_IO_ERROR_EXISTS where something is at @path, other %G_IO_ERROR. */
gboolean bb_fsync_write (const char *path, const void *data, gsize length_bytes, GError **error);

/** bb_fsync_replace: writes under another name, renames, syncs the folder: there is never half a file. Errors: those
 * of bb_fsync_write() and bb_fsync_rename(). */
gboolean bb_fsync_replace (const char *path, const void *data, gsize length_bytes, GError **error);

/** bb_fsync_append: to an open file, on disk when it returns. Errors: %G_IO_ERROR without a path, as it is not known
 * here; a part of @line may be there then. */
gboolean bb_fsync_append (int fd, const char *line, GError **error);

/** bb_fsync_rename: and both folders on disk. Errors: %G_IO_ERROR_EXISTS or %G_IO_ERROR_NOT_EMPTY where a folder
 * would take the place of one with something in it; other %G_IO_ERROR, also after it has got its new name. */
gboolean bb_fsync_rename (const char *from, const char *to, GError **error);

/** bb_fsync_remove_tree: a folder of files (no deeper); what cannot be removed stays. */
void bb_fsync_remove_tree (const char *path);

/** bb_fsync_read: (transfer full): the bytes of a regular file, read anew; links, devices and what is larger than
 * 64 MiB are refused. Errors: those of bb_regular_file_read(). */
GBytes *bb_fsync_read (const char *path, GError **error);
/**
 * bb_fsync_seal:
 * @text: (transfer full): lines
 *
 * Adds a last line that tells a changed bit anywhere above it. Returns: (transfer full)
 */
char *bb_fsync_seal (char *text);
/**
 * bb_fsync_read_key_file:
 * @follow: whether @path may be a link to a regular file
 * @sealed: (out) (optional): whether it ends with the line of bb_fsync_seal()
 *
 * Errors: those of bb_fsync_read(), %G_KEY_FILE_ERROR, %G_IO_ERROR_INVALID_DATA for an empty file and where the
 * seal does not fit. Returns: (transfer full): a key file of up to 4 MiB
 */
GKeyFile *bb_fsync_read_key_file (const char *path, gboolean follow, gboolean *sealed, GError **error);
/**
 * bb_fsync_open_folder:
 * @unread: (nullable) (element-type GError): gets why it cannot be read; one that is not there is none
 *
 * Returns: (transfer full) (nullable)
 */
GDir *bb_fsync_open_folder (const char *path, GPtrArray *unread);

G_END_DECLS
