/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Files that the user names for output: exports, reports, traces. No existing file is destroyed by accident:
 * - A symbolic link is followed and stays.
 * - Data is written into a pipe, a terminal, /dev/null and /dev/full.
 * - A folder, a socket and any other device are refused.
 * - A regular file is replaced only with %BB_OUTPUT_OVERWRITE.
 * All functions block; any thread.
 */

/**
 * BbOutputFlags:
 * @BB_OUTPUT_OVERWRITE: an existing regular file may be replaced; its mode stays, and its owner if this user may set
 *   it
 * @BB_OUTPUT_PRIVATE: a new file can be read by its owner only
 */
typedef enum {
    BB_OUTPUT_NONE = 0,
    BB_OUTPUT_OVERWRITE = 1 << 0,
    BB_OUTPUT_PRIVATE = 1 << 1,
} BbOutputFlags;

/**
 * bb_output_check:
 * @path: in the encoding of file names
 *
 * Checks whether @path may be written to, so that a command can fail before it does its work. Opens and changes
 * nothing; a missing folder or missing permissions are found only when the file is written.
 *
 * Errors: %G_FILE_ERROR_EXIST for a regular file without %BB_OUTPUT_OVERWRITE, %G_FILE_ERROR_ISDIR for a folder,
 * %G_FILE_ERROR_INVAL for a socket and for a device other than a terminal, /dev/null and /dev/full; other
 * %G_FILE_ERROR codes if @path or a link in it cannot be followed.
 *
 * Returns: %TRUE if @path may be written to
 */
gboolean bb_output_check (const char *path, BbOutputFlags flags, GError **error);

/**
 * bb_output_open:
 *
 * Opens @path for writing, and creates a file that does not exist. An existing regular file, which needs
 * %BB_OUTPUT_OVERWRITE, is truncated.
 *
 * Errors: as bb_output_check(), %G_FILE_ERROR_NXIO for a pipe that no program reads, other %G_FILE_ERROR.
 *
 * Returns: a file descriptor that the caller closes, or -1
 */
int bb_output_open (const char *path, BbOutputFlags flags, GError **error);

/**
 * bb_output_write:
 * @data: (array length=length_bytes): the whole content of the file
 *
 * Writes a whole file. A regular file is on disk when the call returns. An existing file keeps its permissions and,
 * if this user may set it, its owner.
 *
 * After a failure, a new file is removed, and an existing file has its old content. A pipe or device may have
 * received a part of @data.
 *
 * Errors: as bb_output_open().
 */
gboolean bb_output_write (const char *path, BbOutputFlags flags, const void *data, gsize length_bytes,
                          GError **error);

G_END_DECLS
