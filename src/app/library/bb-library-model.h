/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"
#include "job/library/bb-library.h"

G_BEGIN_DECLS

/**
 * BbLibraryModel: The firmware library while the window is open. It is scanned in the background, and again when
 * files in its folders change. Only the added folders, and folders in which files were found, are monitored. A change
 * in any other folder is found by the next scan, for example at the next start. Main thread only.
 *
 * Signals:
 * "changed": the index, the message, or whether a scan runs has changed
 * "progress": the progress of the scan has changed
 */
#define BB_TYPE_LIBRARY_MODEL (bb_library_model_get_type ())
G_DECLARE_FINAL_TYPE (BbLibraryModel, bb_library_model, BB, LIBRARY_MODEL, GObject)

/** bb_library_model_get: Returns (transfer none) the model of @engine, which owns it. */
BbLibraryModel *bb_library_model_get (BbEngine *engine);

/** bb_library_model_get_index: Returns (transfer none) (nullable) the result of the last scan that succeeded; %NULL
 * before the first such scan has finished. */
BbLibraryIndex *bb_library_model_get_index (BbLibraryModel *self);
/** bb_library_model_get_paths: Returns (transfer none) the %NULL-terminated paths that the user added, including
 * those that were not scanned yet. */
const char *const *bb_library_model_get_paths (BbLibraryModel *self);
/** bb_library_model_is_scanning: Returns TRUE while a scan of the added paths runs. */
gboolean bb_library_model_is_scanning (BbLibraryModel *self);
/** bb_library_model_get_percent: Returns the progress of the running scan, 0 to 100. */
int bb_library_model_get_percent (BbLibraryModel *self);
/** bb_library_model_get_message: Returns (nullable) a sentence: that the last scan was stopped, or why the last scan
 * or the last bb_library_model_change() failed. %NULL if there is nothing to report, or after another scan has
 * begun. */
const char *bb_library_model_get_message (BbLibraryModel *self);

/** bb_library_model_scan: Begins to scan new and changed files, removes the message, and emits "changed". If a scan
 * runs already, only requests another scan after it. */
void bb_library_model_scan (BbLibraryModel *self);
/** bb_library_model_stop: Cancels the running scan and the one that would follow it. The next scan does not read the
 * files again that the cancelled one has read. */
void bb_library_model_stop (BbLibraryModel *self);
/** bb_library_model_change: Adds or removes @path, a folder or a file, then scans. If the list of paths cannot be
 * saved, it stays unchanged, and the message says why. */
void bb_library_model_change (BbLibraryModel *self, const char *path, gboolean adds);

/** bb_library_model_find_async: Searches for firmware for @drive, which must be identified. @index: (nullable): the
 * files to search; %NULL: the library, which must have been scanned, and the backups. Finish with
 * bb_library_find_finish(). */
void bb_library_model_find_async (BbLibraryModel *self, BbLibraryIndex *index, BbEngineDrive *drive,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
