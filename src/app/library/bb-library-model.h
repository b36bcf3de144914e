/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"
#include "job/library/bb-library.h"

G_BEGIN_DECLS

/**
 * BbLibraryModel: the firmware library while the window is open. It is searched in the background, and again when
 * files in its folders come, go or change; new folders in folders without files are found at the next start. Signals
 * "changed": the index, whether a scan runs, or the message is another; "progress": of the scan. Main thread.
 */
#define BB_TYPE_LIBRARY_MODEL (bb_library_model_get_type ())
G_DECLARE_FINAL_TYPE (BbLibraryModel, bb_library_model, BB, LIBRARY_MODEL, GObject)

/** bb_library_model_get: (transfer none): that of @engine, which lives as long. */
BbLibraryModel *bb_library_model_get (BbEngine *engine);

/** bb_library_model_get_index: (transfer none) (nullable): what the last scan found; %NULL: none has ended yet. */
BbLibraryIndex *bb_library_model_get_index (BbLibraryModel *self);
/** bb_library_model_get_paths: (transfer none): what was added, %NULL-terminated; also what was not searched yet. */
const char *const *bb_library_model_get_paths (BbLibraryModel *self);
gboolean bb_library_model_is_scanning (BbLibraryModel *self);
/** bb_library_model_get_percent: of the scan that runs, 0 to 100. */
int bb_library_model_get_percent (BbLibraryModel *self);
/** bb_library_model_get_message: (nullable): why the last scan or change came to nothing, a sentence. */
const char *bb_library_model_get_message (BbLibraryModel *self);

/** bb_library_model_scan: searches again what changed; a scan that runs is followed by another. */
void bb_library_model_scan (BbLibraryModel *self);
/** bb_library_model_stop: ends the scan that runs; what it found so far is read by the next. */
void bb_library_model_stop (BbLibraryModel *self);
/** bb_library_model_change: adds @path (a folder or a file), or removes it; then searches. */
void bb_library_model_change (BbLibraryModel *self, const char *path, gboolean adds);

/** bb_library_model_find_async: what of @index (nullable: the library and the backups) fits @drive, which is
 * identified; bb_library_find_finish() takes the answer. */
void bb_library_model_find_async (BbLibraryModel *self, BbLibraryIndex *index, BbEngineDrive *drive,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
