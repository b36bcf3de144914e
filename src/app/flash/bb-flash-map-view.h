/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/flow/bb-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbFlashMapView: the flash of a drive as a picture, one cell a block. Each state has a colour and a sign; the
 * arrow keys go from cell to cell, and each cell is an object of its own for screen readers. Signal
 * "cell-focused": another cell has the cursor.
 */
#define BB_TYPE_FLASH_MAP_VIEW (bb_flash_map_view_get_type ())
G_DECLARE_FINAL_TYPE (BbFlashMapView, bb_flash_map_view, BB, FLASH_MAP_VIEW, GtkDrawingArea)

/** bb_flash_map_view_set_cells: (nullable) (element-type BbCell): the newest snapshot; referenced, not copied. */
void bb_flash_map_view_set_cells (BbFlashMapView *self, GArray *cells);
guint bb_flash_map_view_get_n_cells (BbFlashMapView *self);
/** bb_flash_map_view_dup_cell_text: (transfer full): "Block 9 of 20, firmware at 0x048000: written". */
char *bb_flash_map_view_dup_cell_text (BbFlashMapView *self, guint index);
/** bb_flash_map_view_dup_summary: (transfer full): the map in a sentence. */
char *bb_flash_map_view_dup_summary (BbFlashMapView *self);
guint bb_flash_map_view_get_cursor (BbFlashMapView *self);
void bb_flash_map_view_set_cursor (BbFlashMapView *self, guint index);
/** bb_flash_map_view_get_cell_area: where a cell is drawn, in the widget. */
void bb_flash_map_view_get_cell_area (BbFlashMapView *self, guint index, GdkRectangle *area);

G_END_DECLS
