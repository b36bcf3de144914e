/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-image-loader.h"

G_BEGIN_DECLS

/** bb_batch_files_dup_names: Returns (transfer full) (nullable) the names of @files (element-type GFile) in one line;
 * %NULL if there are none. */
char *bb_batch_files_dup_names (GSList *files);

/**
 * bb_batch_files_load_async:
 * @files: (element-type GFile): one or more local files
 * @catalog: models for the identification
 * @cancellable: checked while a file is read
 *
 * Reads the firmware files for several drives, one after the other.
 */
void bb_batch_files_load_async (GSList *files, BbCatalog *catalog, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);

/**
 * bb_batch_files_load_finish:
 * @text: (out) (transfer full): a line for each file, which names the firmware in the file; if the files cannot be
 *   used, a text that says why, and what to do. %NULL if reading was cancelled
 *
 * None of several files can be used if one of them cannot be read or contains no known firmware, or if two may be for
 * the same drive: it is then unknown which of the two the user wants to flash.
 *
 * Returns: (transfer full) (nullable) (element-type BbImage): the images in all files, without copies; %NULL if the
 * files cannot be used or reading was cancelled
 */
GPtrArray *bb_batch_files_load_finish (GAsyncResult *result, char **text);

G_END_DECLS
