/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbGradualRowsFuncs:
 * @create: (transfer floating): the row of @item
 * @leave: (nullable): the item of @row has gone; the row is removed in a moment
 * @changed: a row was added or removed
 */
typedef struct {
    GtkWidget *(*create) (gpointer item, gpointer data);
    void (*leave) (GtkWidget *row, gpointer data);
    void (*changed) (gpointer data);
} BbGradualRowsFuncs;

/**
 * bb_gradual_rows_bind:
 * @list: empty; gets a row for each item
 * @funcs: stays
 *
 * As gtk_list_box_bind_model(), but builds one row in each turn of the main loop, so that many drives do not hold up
 * the window, and lets @list have a sort function and hidden rows.
 */
void bb_gradual_rows_bind (GtkListBox *list, GListModel *items, const BbGradualRowsFuncs *funcs, gpointer data);

G_END_DECLS
