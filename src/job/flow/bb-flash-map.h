/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job.h"

G_BEGIN_DECLS

/** BbFlashMap: the flash memory of a drive as cells for drawing. A cell is one block, or several blocks if there are
 * many, and has the state of its erasing, writing and verifying. */
typedef struct _BbFlashMap BbFlashMap;

/** bb_flash_map_new: (transfer full): the cells of all regions of @plan, in their state before the first step. A map
 * without cells if @plan only makes a backup. */
BbFlashMap *bb_flash_map_new (BbPlan *plan);
void bb_flash_map_free (BbFlashMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbFlashMap, bb_flash_map_free)

/** BbReadBackExtent: how much of the written data a plan reads back afterwards. */
typedef enum {
    BB_READ_BACK_NONE,
    BB_READ_BACK_PART,
    BB_READ_BACK_ALL,
} BbReadBackExtent;

/**
 * bb_plan_get_read_back:
 *
 * Returns how much of the firmware and stored identity @plan reads back after the last step that writes them.
 * %BB_READ_BACK_NONE also if @plan writes neither firmware nor stored identity. Other data that is sent with the
 * firmware is ignored.
 */
BbReadBackExtent bb_plan_get_read_back (BbPlan *plan);
/** bb_plan_step_reads_firmware: TRUE if @step of @plan reads a part of the firmware, or of the stored identity that
 * the plan writes. FALSE if it reads only other data, for example what identifies the drive. */
gboolean bb_plan_step_reads_firmware (BbPlan *plan, const BbStep *step);
/** bb_plan_writes_region: TRUE if @plan erases or writes a part of @region; always FALSE if @region is marked as
 * @kept. */
gboolean bb_plan_writes_region (BbPlan *plan, const BbRegion *region);

/** bb_plan_programs_blocks: TRUE if @plan has steps that program, and each of them programs only its own range. FALSE
 * if @plan has no such step, or if one step programs the data that several steps before it sent. */
gboolean bb_plan_programs_blocks (BbPlan *plan);

/** bb_flash_map_begin: marks the cells that @step writes or verifies, or that the drive programs during @step, as
 * being processed. Called before @step is sent. */
void bb_flash_map_begin (BbFlashMap *map, const BbStep *step);
/**
 * bb_flash_map_end:
 * @good: the step succeeded
 * @differs: the data that the step read back differs
 *
 * Call it after @step was sent. Sets the state of the cells that @step writes or verifies:
 * - FAILED if the step failed or data differs; the failure is also counted
 * - VERIFIED, ERASED or WRITTEN after a comparison, an erase, or a step that writes
 * - the state from before bb_flash_map_begin() if the data was only uploaded and a later step programs it
 *
 * A drive may program all data after the last upload. Then the cells stay NOW until that programming has ended.
 */
void bb_flash_map_end (BbFlashMap *map, const BbStep *step, gboolean good, gboolean differs);
/** bb_flash_map_restart: called before @plan is repeated from step @from. Resets failed cells, unfinished cells, and
 * cells that @plan writes from step @from on, to their state before the first step: TO_DO or KEPT. So the map never
 * shows more as written than bb_progress_get_lanes() counts. The failures of the cells stay counted. */
void bb_flash_map_restart (BbFlashMap *map, BbPlan *plan, guint from);
/** bb_flash_map_find_block: number of the cell that contains the address of @step, from 1; 0 if @step does not write
 * or no cell contains the address.
 * @n_blocks: (out): number of all cells */
guint bb_flash_map_find_block (BbFlashMap *map, const BbStep *step, guint *n_blocks);
/** bb_flash_map_dup_cells: (transfer full) (nullable): a copy of the cells; %NULL if there are none, because the plan
 * touches no flash or only makes a backup. */
GArray *bb_flash_map_dup_cells (BbFlashMap *map);

G_END_DECLS
