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

/** BbReadBackExtent: how much of what a plan writes it reads again afterwards, to compare it. */
typedef enum {
    BB_READ_BACK_NONE,
    BB_READ_BACK_PART,
    BB_READ_BACK_ALL,
} BbReadBackExtent;

/**
 * bb_plan_get_read_back:
 *
 * Looks at the firmware that @plan writes, and at single bytes of the stored identity. What is not firmware but is
 * sent with it does not count. Pure.
 */
BbReadBackExtent bb_plan_get_read_back (BbPlan *plan);
/** bb_plan_writes_region: a step of @plan erases or writes a part of @region, and the drive does not keep its own. */
gboolean bb_plan_writes_region (BbPlan *plan, const BbRegion *region);

/** bb_flash_map_begin: @step is about to be sent. */
void bb_flash_map_begin (BbFlashMap *map, const BbStep *step);
/** bb_flash_map_end: and this came of it; @differs: read back and not equal. */
void bb_flash_map_end (BbFlashMap *map, const BbStep *step, gboolean good, gboolean differs);
/** bb_flash_map_restart: a section runs again: what it worked on is to do once more. */
void bb_flash_map_restart (BbFlashMap *map);
/** bb_flash_map_find_block: number of the cell that @step writes, from 1, of @n_blocks (out); 0: it writes none. */
guint bb_flash_map_find_block (BbFlashMap *map, const BbStep *step, guint *n_blocks);
/** bb_flash_map_dup_cells: (transfer full) (nullable): a snapshot; %NULL when the plan touches no flash. */
GArray *bb_flash_map_dup_cells (BbFlashMap *map);

G_END_DECLS
