/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job.h"

G_BEGIN_DECLS

/** BbFlashMap: the flash memory of a drive as cells, one for each block, with the progress of each. */
typedef struct _BbFlashMap BbFlashMap;

BbFlashMap *bb_flash_map_new (BbPlan *plan);
void bb_flash_map_free (BbFlashMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbFlashMap, bb_flash_map_free)

/** BbReadBackExtent: how much of the data that a plan writes it reads back to compare. */
typedef enum {
    BB_READ_BACK_NONE,
    BB_READ_BACK_PART,
    BB_READ_BACK_ALL,
} BbReadBackExtent;

/**
 * bb_plan_get_read_back:
 *
 * Considers the firmware and single bytes of the stored identity. Other data that is sent with it does not count.
 * Pure.
 */
BbReadBackExtent bb_plan_get_read_back (BbPlan *plan);
/** bb_plan_writes_region: TRUE if @plan erases or writes a part of @region that the drive does not keep for itself.
 */
gboolean bb_plan_writes_region (BbPlan *plan, const BbRegion *region);

/** bb_flash_map_begin: called before @step is sent. */
void bb_flash_map_begin (BbFlashMap *map, const BbStep *step);
/** bb_flash_map_end: called after @step; @differs: read back and not equal. */
void bb_flash_map_end (BbFlashMap *map, const BbStep *step, gboolean good, gboolean differs);
/** bb_flash_map_restart: called when a section runs again; its cells are to do again. */
void bb_flash_map_restart (BbFlashMap *map);
/** bb_flash_map_find_block: number of the cell that @step writes, from 1, of @n_blocks (out); 0 if it writes none.
 */
guint bb_flash_map_find_block (BbFlashMap *map, const BbStep *step, guint *n_blocks);
/** bb_flash_map_dup_cells: (transfer full) (nullable): a copy of the cells; %NULL if the plan touches no flash. */
GArray *bb_flash_map_dup_cells (BbFlashMap *map);

G_END_DECLS
