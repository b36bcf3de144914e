/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-gradual-model.h"

#include "app/bb-idle-queue.h"

struct _BbGradualModel {
    GObject parent;
    GListModel *whole;
    guint n_shown;
};

static void bb_gradual_model_list_init (GListModelInterface *interface);

G_DEFINE_TYPE_WITH_CODE (BbGradualModel, bb_gradual_model, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bb_gradual_model_list_init))

/* --- list --- */

static GType
bb_gradual_model_get_item_type (GListModel *model)
{
    return g_list_model_get_item_type (BB_GRADUAL_MODEL (model)->whole);
}

static guint
bb_gradual_model_get_n_items (GListModel *model)
{
    return BB_GRADUAL_MODEL (model)->n_shown;
}

static gpointer
bb_gradual_model_get_item (GListModel *model, guint position)
{
    BbGradualModel *self = BB_GRADUAL_MODEL (model);

    return position < self->n_shown ? g_list_model_get_item (self->whole, position) : NULL;
}

static void
bb_gradual_model_list_init (GListModelInterface *interface)
{
    interface->get_item_type = bb_gradual_model_get_item_type;
    interface->get_n_items = bb_gradual_model_get_n_items;
    interface->get_item = bb_gradual_model_get_item;
}

/* --- growing --- */

static void
bb_gradual_model_grow (gpointer data)
{
    BbGradualModel *self = BB_GRADUAL_MODEL (data);

    if (self->n_shown >= g_list_model_get_n_items (self->whole))
        return;
    self->n_shown++;
    bb_idle_queue_add (self, bb_gradual_model_grow);
    g_list_model_items_changed (G_LIST_MODEL (self), self->n_shown - 1, 0, 1);
}

static void
bb_gradual_model_changed_cb (GListModel *whole, guint position, guint removed, guint added, gpointer data)
{
    BbGradualModel *self = BB_GRADUAL_MODEL (data);

    bb_idle_queue_add (self, bb_gradual_model_grow);
    if (position >= self->n_shown)
        return;
    removed = MIN (removed, self->n_shown - position);
    /* Behind what is gone nothing may be left out, so what is new there comes at once. */
    if (position + removed == self->n_shown)
        added = 0;
    self->n_shown = self->n_shown - removed + added;
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* --- object --- */

static void
bb_gradual_model_dispose (GObject *object)
{
    BbGradualModel *self = BB_GRADUAL_MODEL (object);

    bb_idle_queue_forget (self);
    if (self->whole != NULL)
        g_signal_handlers_disconnect_by_data (self->whole, self);
    G_OBJECT_CLASS (bb_gradual_model_parent_class)->dispose (object);
}

static void
bb_gradual_model_finalize (GObject *object)
{
    g_clear_object (&BB_GRADUAL_MODEL (object)->whole);
    G_OBJECT_CLASS (bb_gradual_model_parent_class)->finalize (object);
}

static void
bb_gradual_model_class_init (BbGradualModelClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = bb_gradual_model_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_gradual_model_finalize;
}

static void
bb_gradual_model_init (BbGradualModel *self)
{
}

BbGradualModel *
bb_gradual_model_new (GListModel *whole)
{
    BbGradualModel *self;

    g_return_val_if_fail (G_IS_LIST_MODEL (whole), NULL);

    self = g_object_new (BB_TYPE_GRADUAL_MODEL, NULL);
    self->whole = g_object_ref (whole);
    g_signal_connect (whole, "items-changed", G_CALLBACK (bb_gradual_model_changed_cb), self);
    bb_idle_queue_add (self, bb_gradual_model_grow);
    return self;
}
