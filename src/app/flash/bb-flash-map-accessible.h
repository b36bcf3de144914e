/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk-a11y.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BB_TYPE_FLASH_CELLS (bb_flash_cells_get_type ())
G_DECLARE_INTERFACE (BbFlashCells, bb_flash_cells, BB, FLASH_CELLS, GtkWidget)

/**
 * BbFlashCellsInterface: functions that #BbFlashMapAccessible calls on the widget that draws the cells.
 * @dup_text: (transfer full): description of a cell for screen readers
 * @get_cursor: index of the cell that has the cursor
 * @get_area: where a cell is drawn, in coordinates of the widget
 */
struct _BbFlashCellsInterface {
    GTypeInterface parent;
    guint (*get_n_cells) (BbFlashCells *self);
    char *(*dup_text) (BbFlashCells *self, guint index);
    guint (*get_cursor) (BbFlashCells *self);
    void (*set_cursor) (BbFlashCells *self, guint index);
    void (*get_area) (BbFlashCells *self, guint index, GdkRectangle *area);
};

/** BbFlashMapAccessible: accessible object of a #BbFlashCells: a list with one item for each cell. */
#define BB_TYPE_FLASH_MAP_ACCESSIBLE (bb_flash_map_accessible_get_type ())
G_DECLARE_FINAL_TYPE (BbFlashMapAccessible, bb_flash_map_accessible, BB, FLASH_MAP_ACCESSIBLE, GtkWidgetAccessible)

/** bb_flash_map_accessible_update: Notifies screen readers of cells whose state differs between @old and @new, and of
 * cells of @old that @new does not have. Does nothing if accessibility is off, because @accessible is then not a
 * #BbFlashMapAccessible. @old, @new: (nullable) (element-type BbCell) */
void bb_flash_map_accessible_update (AtkObject *accessible, GArray *old, GArray *new);
/** bb_flash_map_accessible_cursor_moved: Notifies screen readers that the cell @index has the cursor. Does nothing if
 * there is no such cell or accessibility is off. */
void bb_flash_map_accessible_cursor_moved (AtkObject *accessible, guint index);

G_END_DECLS
