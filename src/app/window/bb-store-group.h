/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <handy.h>

G_BEGIN_DECLS

/**
 * BbStoreGroup: The setting of the backup folder. Another folder is chosen by copying all backups to it.
 *
 * If there is no engine because the chosen folder is missing or unknown, another folder can be chosen without
 * copying; the drives are then listed again.
 */
#define BB_TYPE_STORE_GROUP (bb_store_group_get_type ())
G_DECLARE_FINAL_TYPE (BbStoreGroup, bb_store_group, BB, STORE_GROUP, HdyPreferencesGroup)

/** bb_store_group_set_engine: Shows the backup folder of @engine. @engine: (nullable): %NULL if the drives could not
 * be listed; the group then shows the folder of the settings. */
void bb_store_group_set_engine (BbStoreGroup *self, BbEngine *engine);

G_END_DECLS
