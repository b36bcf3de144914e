/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job.h"

G_BEGIN_DECLS

/**
 * BbFlashMap: the flash of a drive as cells, one a block, and how far each is.
 */
typedef struct _BbFlashMap BbFlashMap;

BbFlashMap *bb_flash_map_new (BbPlan *plan);
void bb_flash_map_free (BbFlashMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbFlashMap, bb_flash_map_free)

/** bb_flash_map_begin: @step is about to be sent. */
void bb_flash_map_begin (BbFlashMap *map, const BbStep *step);
/** bb_flash_map_end: and this came of it; @differs: read back and not equal. */
void bb_flash_map_end (BbFlashMap *map, const BbStep *step, gboolean good, gboolean differs);
/** bb_flash_map_restart: a section runs again: what it worked on is to do once more. */
void bb_flash_map_restart (BbFlashMap *map);
/** bb_flash_map_dup_cells: (transfer full) (nullable): a snapshot; %NULL when the plan touches no flash. */
GArray *bb_flash_map_dup_cells (BbFlashMap *map);

G_END_DECLS
