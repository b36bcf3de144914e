/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <handy.h>

G_BEGIN_DECLS

/**
 * BbStoreGroup: in which folder backups are kept, and choosing another one.
 *
 * Where there is no engine because the chosen folder is not there, another one can be chosen, too; then nothing is
 * copied, and the drives are looked for once more.
 */
#define BB_TYPE_STORE_GROUP (bb_store_group_get_type ())
G_DECLARE_FINAL_TYPE (BbStoreGroup, bb_store_group, BB, STORE_GROUP, HdyPreferencesGroup)

/** bb_store_group_set_engine: (nullable) */
void bb_store_group_set_engine (BbStoreGroup *self, BbEngine *engine);

G_END_DECLS
