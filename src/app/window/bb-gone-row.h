/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bb_gone_row_new: Returns (transfer floating) a hidden list for the row of a disconnected drive whose page is open.
 * The row keeps the drive in view beside the list of connected drives, so that the user does not take the drive for
 * lost. Activating the row runs the action "win.show-page". */
GtkWidget *bb_gone_row_new (void);
/** bb_gone_row_show: Shows @drive in the row of @list, which must be from bb_gone_row_new(). @drive is the name of
 * the drive, such as "TDK DVDRW420N (sr0)"; %NULL hides the list. */
void bb_gone_row_show (GtkWidget *list, const char *drive);

G_END_DECLS
