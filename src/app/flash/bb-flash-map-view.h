/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/flow/bb-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbFlashMapView: The flash memory of a drive, drawn as one cell for each block. Each #BbCellState has a color and
 * a sign.
 * The arrow keys move the cursor; each cell is an accessible object. Signal "cell-focused": the cursor moved to
 * another cell.
 */
#define BB_TYPE_FLASH_MAP_VIEW (bb_flash_map_view_get_type ())
G_DECLARE_FINAL_TYPE (BbFlashMapView, bb_flash_map_view, BB, FLASH_MAP_VIEW, GtkDrawingArea)

/** bb_flash_map_view_set_cells: Shows a snapshot of the cells; if their number changed, the cursor returns to the
 * first cell. Does nothing if the cells are equal to those that are shown. @cells: (nullable) (element-type BbCell):
 * referenced, not copied. */
void bb_flash_map_view_set_cells (BbFlashMapView *self, GArray *cells);
/** bb_flash_map_view_dup_cell_text: Returns (transfer full) a description of the cell @index: "Block 9 of 20,
 * firmware at 0x048000: written"; "" if there is no such cell. */
char *bb_flash_map_view_dup_cell_text (BbFlashMapView *self, guint index);
/** bb_flash_map_view_dup_summary: Returns (transfer full) the number of cells in each state that occurs: "12 written
 * · 8 to do"; "" without cells. */
char *bb_flash_map_view_dup_summary (BbFlashMapView *self);
/** bb_flash_map_view_get_cursor: Returns the index of the cell that has the cursor. */
guint bb_flash_map_view_get_cursor (BbFlashMapView *self);

/** bb_flash_map_view_get_class: Returns the CSS class of the cells with @state. */
const char *bb_flash_map_view_get_class (BbCellState state);
/** bb_cell_failed_before: TRUE if the block of @cell failed in an earlier attempt, and its state does not
 * say so. Such cells have a mark. */
gboolean bb_cell_failed_before (const BbCell *cell);

G_END_DECLS
