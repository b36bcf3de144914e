/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <handy.h>

G_BEGIN_DECLS

/**
 * BbStoreGroup: The setting of the backup folder. If the user chooses another folder, copies all backups to it.
 *
 * Exception: if there is no engine because the chosen folder is missing or unknown, the user can choose another
 * folder without copying. Then the drives are listed again.
 */
#define BB_TYPE_STORE_GROUP (bb_store_group_get_type ())
G_DECLARE_FINAL_TYPE (BbStoreGroup, bb_store_group, BB, STORE_GROUP, HdyPreferencesGroup)

/** bb_store_group_set_engine: Shows the backup folder of @engine. @engine: (nullable): %NULL if the drives could not
 * be listed; the group then shows the folder of the settings. */
void bb_store_group_set_engine (BbStoreGroup *self, BbEngine *engine);

G_END_DECLS
