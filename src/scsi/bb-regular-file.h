/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Files that anybody may have put in their place: in the folder of backups, or among the catalogs. A FIFO there would
 * hang the program, a device would be touched by opening it, and a file of any size would fill the memory.
 */

/**
 * bb_regular_file_open:
 * @path: the file; a symbolic link at its end is not followed
 * @flags: those of open(2): access mode, O_APPEND, O_CREAT, O_EXCL; a new file can be read by its owner alone
 *
 * Opens a regular file and nothing else, without blocking.
 *
 * Errors: %G_IO_ERROR with the path in the message: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_PERMISSION_DENIED,
 * %G_IO_ERROR_NOT_REGULAR_FILE for everything that is no regular file, others as errno says.
 *
 * Returns: a file descriptor that is closed on exec; -1 on failure
 */
int bb_regular_file_open (const char *path, int flags, GError **error);

/**
 * bb_regular_file_read:
 * @path: the file
 * @max_bytes: a larger one is not read
 * @follow: whether @path may be a symbolic link to a regular file
 *
 * Reads a whole file anew. Errors: those of bb_regular_file_open(); %G_IO_ERROR_MESSAGE_TOO_LARGE.
 *
 * Returns: (transfer full): its bytes
 */
GBytes *bb_regular_file_read (const char *path, gsize max_bytes, gboolean follow, GError **error);

G_END_DECLS
