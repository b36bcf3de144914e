/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"

G_BEGIN_DECLS

/**
 * bb_name_save_async:
 * @name: (nullable): as bb_own_name_dup_valid() returns it; %NULL removes the name
 *
 * Saves the user's name for @drive in the state folder, in a thread. Only bb_name_save_finish() sets the name in
 * @drive and emits "changed".
 */
void bb_name_save_async (BbEngine *engine, BbEngineDrive *drive, const char *name, GAsyncReadyCallback callback,
                         gpointer data);
/**
 * bb_name_save_finish: must be called after bb_name_save_async(): if the name was saved, sets it in the
 * #BbEngineDrive and emits "changed" of the drive. Returns: %TRUE if the name was saved. Errors: those of
 * bb_own_name_set().
 */
gboolean bb_name_save_finish (BbEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
