/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flash-map.h"

/* Largest number of cells. If there are more blocks, several blocks share a cell. */
#define BB_MAP_MAX_CELLS 256
#define BB_MAP_DEFAULT_CELL_BYTES 0x10000

struct _BbFlashMap {
    GArray *cells;
    GArray *before;    /* (element-type BbCellState): for each cell, its state before the running step */
    gboolean programs; /* the plan has steps that program; if not, a cell counts as written when its data was sent */
    gboolean writes;   /* the plan writes; if not, the map shows the regions that the plan compares */
    gboolean at_once;  /* one step programs all data that was sent before */
    const BbStep *end; /* (nullable): the step that ends the programming, if the drive programs all data itself after
                        * the data was sent; no data counts as written before this step */
};

/* TRUE if @step erases, programs or uploads a range, or writes stored identity or calibration. */
static gboolean
bb_step_writes (const BbStep *step)
{
    return step->verb == BB_VERB_COMMAND && step->region_bytes > 0 &&
           (step->kind == BB_STEP_ERASE || step->kind == BB_STEP_PROGRAM || step->kind == BB_STEP_UPLOAD ||
            step->kind == BB_STEP_CALIBRATION);
}

/* TRUE if the range of @length bytes from @first on and the range of @other_length bytes from @other on have a byte
 * in common. Neither range may be empty. */
static gboolean
bb_ranges_overlap (guint64 first, guint64 length, guint64 other, guint64 other_length)
{
    return first < other + other_length && other < first + length;
}

/* Returns the size of the smallest block that @plan erases or programs in @region. If @plan only uploads to @region,
 * returns the size of the smallest uploaded piece; if it does not write to @region, 0. */
static guint32
bb_map_find_block (BbPlan *plan, const BbRegion *region)
{
    guint32 smallest_bytes = 0, smallest_sent_bytes = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        guint32 *best = step->kind == BB_STEP_UPLOAD ? &smallest_sent_bytes : &smallest_bytes;

        if (bb_step_writes (step) &&
            bb_ranges_overlap (step->address, step->region_bytes, region->address, region->length_bytes))
            *best = *best == 0 ? step->region_bytes : MIN (*best, step->region_bytes);
    }
    return smallest_bytes != 0 ? smallest_bytes : smallest_sent_bytes;
}

/* TRUE if a step of @plan erases or writes a part of the range. */
static gboolean
bb_map_is_written (BbPlan *plan, guint32 address, guint32 length_bytes)
{
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (bb_step_writes (step) && bb_ranges_overlap (step->address, step->region_bytes, address, length_bytes))
            return TRUE;
    }
    return FALSE;
}

gboolean
bb_plan_writes_region (BbPlan *plan, const BbRegion *region)
{
    g_return_val_if_fail (BB_IS_PLAN (plan) && region != NULL, FALSE);

    return !region->kept && bb_map_is_written (plan, region->address, region->length_bytes);
}

/* Searches the steps after step @after for the first that reads @address and stores or compares the data. Returns
 * the end of the range of that step; @address if there is no such step. */
static guint64
bb_map_find_read_end (BbPlan *plan, guint after, guint64 address)
{
    for (guint i = after + 1; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (step->kind == BB_STEP_READ && step->use > BB_USE_NONE && step->use < BB_USE_EXPECT &&
            address >= step->address && address - step->address < step->length_bytes)
            return (guint64) step->address + step->length_bytes;
    }
    return address;
}

/*
 * Counts how much of a range is written and then read back. Does nothing if @plan does not write to the range.
 * @n_written: (inout): increased by the length of the range
 * @n_read: (inout): increased by the number of bytes that are read after the last step that writes to the range. The
 *   count begins at the start of the range and ends before the first byte that is not read
 */
static void
bb_map_count_read_back (BbPlan *plan, guint64 address, guint64 length_bytes, guint64 *n_written, guint64 *n_read)
{
    guint last = G_MAXUINT;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (bb_step_writes (step) && bb_ranges_overlap (step->address, step->region_bytes, address, length_bytes))
            last = i;
    }
    if (last == G_MAXUINT)
        return;
    *n_written += length_bytes;
    for (guint64 at = address; at < address + length_bytes;) {
        guint64 end = MIN (bb_map_find_read_end (plan, last, at), address + length_bytes);

        if (end == at)
            break;
        *n_read += end - at;
        at = end;
    }
}

BbReadBackExtent
bb_plan_get_read_back (BbPlan *plan)
{
    guint64 n_written = 0, n_read = 0;

    g_return_val_if_fail (BB_IS_PLAN (plan), BB_READ_BACK_NONE);

    for (guint i = 0; i < bb_plan_get_n_regions (plan); i++) {
        const BbRegion *region = bb_plan_get_region (plan, i);

        if (region->kind == BB_REGION_FIRMWARE && !region->kept)
            bb_map_count_read_back (plan, region->address, region->length_bytes, &n_written, &n_read);
    }
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (step->kind == BB_STEP_CALIBRATION && step->region_bytes > 0)
            bb_map_count_read_back (plan, step->address, step->region_bytes, &n_written, &n_read);
    }
    if (n_read == 0)
        return BB_READ_BACK_NONE;
    return n_read < n_written ? BB_READ_BACK_PART : BB_READ_BACK_ALL;
}

gboolean
bb_plan_step_reads_firmware (BbPlan *plan, const BbStep *step)
{
    g_return_val_if_fail (BB_IS_PLAN (plan) && step != NULL, FALSE);

    if (step->kind != BB_STEP_READ)
        return FALSE;
    for (guint i = 0; i < bb_plan_get_n_regions (plan); i++) {
        const BbRegion *region = bb_plan_get_region (plan, i);

        if (region->kind == BB_REGION_FIRMWARE && !region->kept &&
            bb_ranges_overlap (region->address, region->length_bytes, step->address, step->length_bytes))
            return TRUE;
    }
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *written = bb_plan_get_step (plan, i);

        if (written->kind == BB_STEP_CALIBRATION &&
            bb_ranges_overlap (written->address, written->region_bytes, step->address, step->length_bytes))
            return TRUE;
    }
    return FALSE;
}

/* Adds the cells of @region to @map. A cell that @plan writes gets the state TO_DO and @written, and sets @writes of
 * @map; all other cells get KEPT. The size of a cell is that of the smallest block that @plan writes in @region,
 * doubled until @region has at most about BB_MAP_MAX_CELLS cells. */
static void
bb_map_add_region (BbFlashMap *map, BbPlan *plan, const BbRegion *region)
{
    guint32 block_bytes = bb_map_find_block (plan, region);
    guint64 end = (guint64) region->address + region->length_bytes;

    if (block_bytes == 0)
        block_bytes = BB_MAP_DEFAULT_CELL_BYTES;
    while (region->length_bytes / block_bytes > BB_MAP_MAX_CELLS)
        block_bytes *= 2;
    for (guint64 at = region->address; at < end;) {
        guint64 next = MIN ((at / block_bytes + 1) * block_bytes, end);
        BbCell cell = {(guint32) at, (guint32) (next - at), region->kind, BB_CELL_KEPT};

        if (!region->kept && bb_map_is_written (plan, cell.address, cell.length_bytes)) {
            cell.state = BB_CELL_TO_DO;
            cell.written = TRUE;
            map->writes = TRUE;
        }
        g_array_append_val (map->cells, cell);
        g_array_append_val (map->before, cell.state);
        at = next;
    }
}

/* Returns the number of steps of @plan that program. @programs_blocks (out): the result of bb_plan_programs_blocks():
 * TRUE if there are such steps, and together they program at least as many bytes as are uploaded. */
static guint
bb_map_count_programs (BbPlan *plan, gboolean *programs_blocks)
{
    guint64 sent_bytes = 0, programmed_bytes = 0;
    guint n_programs = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (step->kind == BB_STEP_UPLOAD)
            sent_bytes += step->region_bytes;
        if (step->kind != BB_STEP_PROGRAM)
            continue;
        programmed_bytes += step->region_bytes;
        n_programs++;
    }
    *programs_blocks = n_programs > 0 && programmed_bytes >= sent_bytes;
    return n_programs;
}

gboolean
bb_plan_programs_blocks (BbPlan *plan)
{
    gboolean programs_blocks;

    g_return_val_if_fail (BB_IS_PLAN (plan), FALSE);

    (void) bb_map_count_programs (plan, &programs_blocks);
    return programs_blocks;
}

/* Returns (nullable) the last step of @plan that ends the transfer or waits for the drive in a section with the phase
 * PROGRAM; NULL if data is sent or programmed after that step. @last: (out) (nullable): the last step of @plan that
 * sends or programs data */
static const BbStep *
bb_map_find_end (BbPlan *plan, const BbStep **last)
{
    const BbStep *end = NULL;

    *last = NULL;
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        for (guint n = 0; n < section->n_steps; n++) {
            const BbStep *step = bb_plan_get_step (plan, section->first_step + n);
            gboolean may_end = section->phase == BB_PHASE_PROGRAM &&
                               (step->kind == BB_STEP_FINISH || step->verb == BB_VERB_WAIT_READY);

            if (step->kind == BB_STEP_UPLOAD || step->kind == BB_STEP_PROGRAM) {
                *last = step;
                end = NULL;
            } else if (may_end) {
                end = step;
            }
        }
    }
    return end;
}

/*
 * Sets these members of @map:
 * @programs: TRUE if @plan has steps that program uploaded data
 * @at_once: TRUE if one single step programs all uploaded data, after all steps that send data
 * @end: the step that ends the programming; NULL if each step programs only its own range
 */
static void
bb_map_learn_method (BbFlashMap *map, BbPlan *plan)
{
    gboolean programs_blocks;
    guint n_programs = bb_map_count_programs (plan, &programs_blocks);
    const BbStep *last = NULL;
    const BbStep *end = bb_map_find_end (plan, &last);

    map->programs = n_programs > 0;
    map->at_once = n_programs == 1 && !programs_blocks && last->kind == BB_STEP_PROGRAM;
    map->end = map->programs && !programs_blocks ? end : NULL;
}

BbFlashMap *
bb_flash_map_new (BbPlan *plan)
{
    BbFlashMap *map = g_new0 (BbFlashMap, 1);

    map->cells = g_array_new (FALSE, FALSE, sizeof (BbCell));
    map->before = g_array_new (FALSE, FALSE, sizeof (BbCellState));
    /* A backup changes no block, so its map would be empty. */
    if (bb_plan_get_kind (plan) == BB_PLAN_BACKUP)
        return map;
    bb_map_learn_method (map, plan);
    for (guint i = 0; i < bb_plan_get_n_regions (plan); i++)
        bb_map_add_region (map, plan, bb_plan_get_region (plan, i));
    return map;
}

void
bb_flash_map_free (BbFlashMap *map)
{
    if (map == NULL)
        return;
    g_array_unref (map->cells);
    g_array_unref (map->before);
    g_free (map);
}

/* TRUE if the drive programs all data during @step: @step is @end of @map. If @end is of the kind FINISH, TRUE for
 * every step of that kind, because a plan may send several until the drive accepts one. */
static gboolean
bb_map_is_end (BbFlashMap *map, const BbStep *step)
{
    return map->end != NULL &&
           (step == map->end || (step->kind == BB_STEP_FINISH && map->end->kind == BB_STEP_FINISH));
}

/* TRUE if @step writes or reads a part of @cell, or programs all cells at once. A step that writes does not affect a
 * cell that the plan does not write. */
static gboolean
bb_map_affects (BbFlashMap *map, const BbStep *step, const BbCell *cell)
{
    if ((bb_step_writes (step) || bb_map_is_end (map, step)) && !cell->written)
        return FALSE;
    if ((map->at_once && step->kind == BB_STEP_PROGRAM) || bb_map_is_end (map, step))
        return TRUE;
    return bb_ranges_overlap (step->address, step->region_bytes, cell->address, cell->length_bytes);
}

/* TRUE if @step compares @cell only to check whether the plan may begin or to identify the drive, and not to verify
 * firmware. A comparison counts as such a check
 * - in a plan that writes, if the cell is not written yet
 * - in a plan that only reads, if the cell is in a region without firmware */
static gboolean
bb_map_reads_without_verifying (BbFlashMap *map, const BbStep *step, const BbCell *cell)
{
    return step->use == BB_USE_COMPARE && !bb_step_writes (step) &&
           (map->writes || cell->kind != BB_REGION_FIRMWARE) &&
           (cell->state == BB_CELL_KEPT || cell->state == BB_CELL_TO_DO);
}

/*
 * Sets the cells that @step writes or verifies to @state. Saves the previous state of each changed cell in @before of
 * @map, unless that was NOW. If @state is FAILED, also counts a failure of each cell. Exceptions:
 * - VERIFIED does not replace FAILED, because another part of the cell failed.
 * - ERASED becomes LEFT in a region that the drive uses itself.
 * - A read that verifies nothing (bb_map_reads_without_verifying()) sets only FAILED.
 */
static void
bb_map_set (BbFlashMap *map, const BbStep *step, BbCellState state)
{
    gboolean differs = state == BB_CELL_FAILED;

    for (guint i = 0; (step->region_bytes > 0 || bb_map_is_end (map, step)) && i < map->cells->len; i++) {
        BbCell *cell = &g_array_index (map->cells, BbCell, i);
        BbCellState *before = &g_array_index (map->before, BbCellState, i);

        if (!bb_map_affects (map, step, cell) || (!differs && bb_map_reads_without_verifying (map, step, cell)))
            continue;
        if (cell->state != BB_CELL_NOW)
            *before = cell->state;
        if (state == BB_CELL_FAILED)
            cell->n_failures++;
        /* The drive uses this region itself, so no later step writes this cell. */
        if (state == BB_CELL_ERASED && cell->kind == BB_REGION_LEFT)
            cell->state = BB_CELL_LEFT;
        /* A cell with a failed part stays failed, even if another part succeeds. */
        else if (state == BB_CELL_VERIFIED && *before == BB_CELL_FAILED)
            cell->state = BB_CELL_FAILED;
        else
            cell->state = state;
    }
}

/* Sets each cell that @step writes and that is NOW to its state before @step. */
static void
bb_map_restore (BbFlashMap *map, const BbStep *step)
{
    for (guint i = 0; i < map->cells->len; i++) {
        BbCell *cell = &g_array_index (map->cells, BbCell, i);

        if (cell->state == BB_CELL_NOW && bb_map_affects (map, step, cell))
            cell->state = g_array_index (map->before, BbCellState, i);
    }
}

void
bb_flash_map_begin (BbFlashMap *map, const BbStep *step)
{
    if (bb_step_writes (step) || bb_map_is_end (map, step) || step->use == BB_USE_COMPARE)
        bb_map_set (map, step, BB_CELL_NOW);
}

void
bb_flash_map_end (BbFlashMap *map, const BbStep *step, gboolean good, gboolean differs)
{
    gboolean is_end = bb_map_is_end (map, step);

    if (!bb_step_writes (step) && !is_end && step->use != BB_USE_COMPARE)
        return;
    /* The step that ends the programming failed, so it is not known which cells the drive has written. All cells get
     * the states that they had before this step. */
    if (is_end && !good)
        bb_map_restore (map, step);
    else if (!good || differs)
        bb_map_set (map, step, BB_CELL_FAILED);
    else if (step->use == BB_USE_COMPARE)
        bb_map_set (map, step, BB_CELL_VERIFIED);
    else if (step->kind == BB_STEP_ERASE)
        bb_map_set (map, step, BB_CELL_ERASED);
    else if (step->kind == BB_STEP_UPLOAD && map->programs)
        bb_map_restore (map, step);
    else if (step->kind == BB_STEP_PROGRAM && map->end != NULL && !map->at_once)
        bb_map_restore (map, step);
    /* If @end is set, the data counts as written only after the step @end. */
    else if (step->kind != BB_STEP_PROGRAM || map->end == NULL)
        bb_map_set (map, step, BB_CELL_WRITTEN);
}

/* TRUE if a step of @plan, from step @from on, writes to a part of @cell again. If the state of @cell is ERASED,
 * only steps that erase count. Steps that send data count only if the plan has no steps that program. */
static gboolean
bb_map_is_written_again (BbFlashMap *map, BbPlan *plan, guint from, const BbCell *cell)
{
    for (guint i = from; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        if (bb_step_writes (step) && (cell->state != BB_CELL_ERASED || step->kind == BB_STEP_ERASE) &&
            (step->kind != BB_STEP_UPLOAD || !map->programs) && bb_map_affects (map, step, cell))
            return TRUE;
    }
    return FALSE;
}

void
bb_flash_map_restart (BbFlashMap *map, BbPlan *plan, guint from)
{
    for (guint i = 0; i < map->cells->len; i++) {
        BbCell *cell = &g_array_index (map->cells, BbCell, i);

        if (cell->state == BB_CELL_FAILED || cell->state == BB_CELL_NOW ||
            bb_map_is_written_again (map, plan, from, cell))
            cell->state = cell->written ? BB_CELL_TO_DO : BB_CELL_KEPT;
    }
}

guint
bb_flash_map_find_block (BbFlashMap *map, const BbStep *step, guint *n_blocks)
{
    *n_blocks = map->cells->len;
    for (guint i = 0; bb_step_writes (step) && i < map->cells->len; i++) {
        const BbCell *cell = &g_array_index (map->cells, BbCell, i);

        if (step->address >= cell->address && step->address - cell->address < cell->length_bytes)
            return i + 1;
    }
    return 0;
}

GArray *
bb_flash_map_dup_cells (BbFlashMap *map)
{
    return map->cells->len > 0 ? g_array_copy (map->cells) : NULL;
}
