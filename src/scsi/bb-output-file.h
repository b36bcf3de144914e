/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Files that the user names for output: exports, reports, traces. Nothing that stands at such a path is lost by
 * accident: a symbolic link is followed and stays; a pipe, a terminal, and the null and the full device are
 * written into; a folder and any other device or socket are refused; a regular file is replaced only with
 * %BB_OUTPUT_OVERWRITE. All functions block; any thread.
 */

/**
 * BbOutputFlags:
 * @BB_OUTPUT_OVERWRITE: a regular file that is there may be replaced; its mode and owner stay
 * @BB_OUTPUT_PRIVATE: a new file can be read by its owner alone
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
 * Whether what stands at @path may be written to, before there is anything to write. Opens and changes nothing;
 * a missing folder or missing rights are found only when the file is written.
 *
 * Errors: %G_FILE_ERROR_EXIST for a regular file without %BB_OUTPUT_OVERWRITE, %G_FILE_ERROR_ISDIR for a folder,
 * %G_FILE_ERROR_INVAL for what must not be written to.
 */
gboolean bb_output_check (const char *path, BbOutputFlags flags, GError **error);

/**
 * bb_output_open:
 *
 * Opens @path to be written from its start, piece by piece. With %BB_OUTPUT_OVERWRITE a regular file is emptied.
 *
 * Errors: as bb_output_check(), %G_FILE_ERROR_NXIO for a pipe that no program reads, other %G_FILE_ERROR.
 *
 * Returns: a file descriptor that the caller closes, or -1
 */
int bb_output_open (const char *path, BbOutputFlags flags, GError **error);

/**
 * bb_output_write:
 * @data: (array length=length_bytes): all that the file shall hold
 *
 * Writes a whole file; it is on disk when the call returns. Half a file is never left: a new one is removed when it
 * cannot be finished, and one that is replaced keeps its old bytes until the new ones are on disk.
 *
 * Errors: as bb_output_open().
 */
gboolean bb_output_write (const char *path, BbOutputFlags flags, const void *data, gsize length_bytes,
                          GError **error);

G_END_DECLS
