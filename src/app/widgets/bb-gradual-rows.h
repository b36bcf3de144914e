/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbGradualRowsFuncs:
 * @create: returns (transfer floating) a new row for @item
 * @leave: (nullable): called when the item of @row was removed, maybe more than once; an idle handler destroys the
 *   row later
 * @changed: called after a row was added, and after the rows of removed items were destroyed
 */
typedef struct {
    GtkWidget *(*create) (gpointer item, gpointer data);
    void (*leave) (GtkWidget *row, gpointer data);
    void (*changed) (gpointer data);
} BbGradualRowsFuncs;

/**
 * bb_gradual_rows_bind:
 * @list: must be empty; gets a row for each item
 * @funcs: must be static
 * @data: passed to the functions of @funcs
 *
 * Like gtk_list_box_bind_model(), but creates one row in each iteration of the main loop, so that many drives do not
 * block the window. @list may have a sort function and hidden rows.
 */
void bb_gradual_rows_bind (GtkListBox *list, GListModel *items, const BbGradualRowsFuncs *funcs, gpointer data);

G_END_DECLS
