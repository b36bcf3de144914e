/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Opens and reads files in folders that other users or programs may write to, such as the folder of backups. Opening
 * a FIFO there would hang the program, opening a device could trigger an action in it, and reading a huge file would
 * fill the memory. */

/**
 * bb_regular_file_open:
 * @path: the file; must not be a symbolic link
 * @flags: flags of open(2): access mode, O_APPEND, O_CREAT, O_EXCL. A new file can be read by its owner only
 *
 * Opens a regular file, without blocking; fails for any other type of file.
 *
 * Errors: %G_IO_ERROR with the path in the message: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_PERMISSION_DENIED,
 * %G_IO_ERROR_NOT_REGULAR_FILE for any other type of file (also a symbolic link), others by errno.
 *
 * Returns: a file descriptor that is closed on exec; -1 on failure
 */
int bb_regular_file_open (const char *path, int flags, GError **error);

/**
 * bb_regular_file_read:
 * @path: the file
 * @max_bytes: the largest accepted size
 * @follow: %TRUE if @path may be a symbolic link to a regular file
 *
 * Reads a whole file. Errors: those of bb_regular_file_open(); %G_IO_ERROR_MESSAGE_TOO_LARGE.
 *
 * Returns: (transfer full): the bytes of the file
 */
GBytes *bb_regular_file_read (const char *path, gsize max_bytes, gboolean follow, GError **error);

G_END_DECLS
