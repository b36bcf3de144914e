/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk-a11y.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbFlashMapAccessible: the flash map for screen readers: a list with an item a cell. */
#define BB_TYPE_FLASH_MAP_ACCESSIBLE (bb_flash_map_accessible_get_type ())
G_DECLARE_FINAL_TYPE (BbFlashMapAccessible, bb_flash_map_accessible, BB, FLASH_MAP_ACCESSIBLE, GtkWidgetAccessible)

/** bb_flash_map_accessible_update: tells that cells changed; @old, @new: (nullable) (element-type BbCell). */
void bb_flash_map_accessible_update (AtkObject *accessible, GArray *old, GArray *new);
/** bb_flash_map_accessible_cursor_moved: tells which cell has the cursor now. */
void bb_flash_map_accessible_cursor_moved (AtkObject *accessible, guint index);

G_END_DECLS
