/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-gradual-rows.h"

#include "app/bb-idle-queue.h"

typedef struct {
    GtkListBox *list;
    GListModel *items;
    GHashTable *rows; /* (element-type GObject GtkListBoxRow): the rows that exist, by item */
    guint removal;    /* idle handler that destroys rows */
    const BbGradualRowsFuncs *funcs;
    gpointer data;
} BbGradualRows;

static void
bb_gradual_rows_free (gpointer data)
{
    BbGradualRows *self = data;

    bb_idle_queue_forget (self);
    g_clear_handle_id (&self->removal, g_source_remove);
    g_signal_handlers_disconnect_by_data (self->items, self);
    g_object_unref (self->items);
    g_hash_table_unref (self->rows);
    g_free (self);
}

/* Returns TRUE if @item is no longer in the list. */
static gboolean
bb_gradual_rows_is_gone (BbGradualRows *self, gpointer item)
{
    for (guint i = 0; i < g_list_model_get_n_items (self->items); i++) {
        g_autoptr (GObject) other = g_list_model_get_item (self->items, i);

        if (other == item)
            return FALSE;
    }
    return TRUE;
}

/* Adds the row of the first item that has no row, calls `changed` of @funcs, and queues itself for the next item.
 * Does nothing if every item has a row. */
static void
bb_gradual_rows_add_next (gpointer data)
{
    BbGradualRows *self = data;

    for (guint i = 0; i < g_list_model_get_n_items (self->items); i++) {
        g_autoptr (GObject) item = g_list_model_get_item (self->items, i);
        GtkWidget *row;

        if (g_hash_table_contains (self->rows, item))
            continue;
        bb_idle_queue_add (self, bb_gradual_rows_add_next);
        row = self->funcs->create (item, self->data);
        g_hash_table_insert (self->rows, g_steal_pointer (&item), row);
        gtk_list_box_insert (self->list, row, (int) i);
        self->funcs->changed (self->data);
        return;
    }
}

/* Destroys all rows whose items are gone, in one iteration of the main loop, and calls `changed` of @funcs. */
static gboolean
bb_gradual_rows_remove_cb (gpointer data)
{
    BbGradualRows *self = data;
    GHashTableIter iter;
    gpointer item, row;

    self->removal = 0;
    g_hash_table_iter_init (&iter, self->rows);
    while (g_hash_table_iter_next (&iter, &item, &row)) {
        if (!bb_gradual_rows_is_gone (self, item))
            continue;
        g_hash_table_iter_remove (&iter);
        gtk_widget_destroy (row);
    }
    self->funcs->changed (self->data);
    return G_SOURCE_REMOVE;
}

/* Queues the rows of new items. Calls `leave` of @funcs for rows whose items are gone, and queues the removal of
 * these rows.
 *
 * The removal has a low priority, because GTK tells screen readers in an idle handler where the focus went. If the
 * row that had the focus were hidden or destroyed before that, GTK would not tell them. */
static void
bb_gradual_rows_changed_cb (GListModel *items, guint position, guint removed, guint added, gpointer data)
{
    BbGradualRows *self = data;
    GHashTableIter iter;
    gpointer item, row;

    bb_idle_queue_add (self, bb_gradual_rows_add_next);
    if (removed == 0)
        return;
    g_hash_table_iter_init (&iter, self->rows);
    while (g_hash_table_iter_next (&iter, &item, &row))
        if (self->funcs->leave != NULL && bb_gradual_rows_is_gone (self, item))
            self->funcs->leave (row, self->data);
    if (self->removal == 0)
        self->removal = g_idle_add_full (G_PRIORITY_LOW, bb_gradual_rows_remove_cb, self, NULL);
}

void
bb_gradual_rows_bind (GtkListBox *list, GListModel *items, const BbGradualRowsFuncs *funcs, gpointer data)
{
    BbGradualRows *self;

    g_return_if_fail (GTK_IS_LIST_BOX (list) && G_IS_LIST_MODEL (items) && funcs != NULL);

    self = g_new0 (BbGradualRows, 1);
    self->list = list;
    self->items = g_object_ref (items);
    self->rows = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
    self->funcs = funcs;
    self->data = data;
    g_object_set_data_full (G_OBJECT (list), "bb-gradual-rows", self, bb_gradual_rows_free);
    g_signal_connect (items, "items-changed", G_CALLBACK (bb_gradual_rows_changed_cb), self);
    bb_idle_queue_add (self, bb_gradual_rows_add_next);
}
