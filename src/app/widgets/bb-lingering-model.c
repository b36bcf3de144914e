/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-lingering-model.h"

typedef struct {
    GObject *item;
    gboolean is_gone;
} BbEntry;

struct _BbLingeringModel {
    GObject parent;
    GListModel *whole;
    GPtrArray *entries; /* (element-type BbEntry) */
};

static void bb_lingering_model_list_init (GListModelInterface *interface);

G_DEFINE_TYPE_WITH_CODE (BbLingeringModel, bb_lingering_model, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bb_lingering_model_list_init))

static guint signal_leaving;

static void
bb_entry_free (gpointer data)
{
    g_object_unref (((BbEntry *) data)->item);
    g_free (data);
}

static BbEntry *
bb_lingering_model_get_entry (BbLingeringModel *self, guint position)
{
    return g_ptr_array_index (self->entries, position);
}

/* --- list --- */

static GType
bb_lingering_model_get_item_type (GListModel *model)
{
    return g_list_model_get_item_type (BB_LINGERING_MODEL (model)->whole);
}

static guint
bb_lingering_model_get_n_items (GListModel *model)
{
    return BB_LINGERING_MODEL (model)->entries->len;
}

static gpointer
bb_lingering_model_get_item (GListModel *model, guint position)
{
    BbLingeringModel *self = BB_LINGERING_MODEL (model);

    return position < self->entries->len ? g_object_ref (bb_lingering_model_get_entry (self, position)->item) : NULL;
}

static void
bb_lingering_model_list_init (GListModelInterface *interface)
{
    interface->get_item_type = bb_lingering_model_get_item_type;
    interface->get_n_items = bb_lingering_model_get_n_items;
    interface->get_item = bb_lingering_model_get_item;
}

/* --- coming and going --- */

/* Where that item of the whole stands here; behind all where the whole has no such item. */
static guint
bb_lingering_model_find (BbLingeringModel *self, guint position_in_whole)
{
    guint n_before = 0;

    for (guint i = 0; i < self->entries->len; i++) {
        if (bb_lingering_model_get_entry (self, i)->is_gone)
            continue;
        if (n_before == position_in_whole)
            return i;
        n_before++;
    }
    return self->entries->len;
}

static void
bb_lingering_model_insert (BbLingeringModel *self, guint position_in_whole, guint added)
{
    guint from = position_in_whole > 0 ? bb_lingering_model_find (self, position_in_whole - 1) + 1 : 0;
    guint n_lingering = bb_lingering_model_find (self, position_in_whole) - from;

    if (n_lingering > 0)
        g_ptr_array_remove_range (self->entries, from, n_lingering);
    for (guint i = 0; i < added; i++) {
        BbEntry *entry = g_new0 (BbEntry, 1);

        entry->item = g_list_model_get_item (self->whole, position_in_whole + i);
        g_ptr_array_insert (self->entries, (int) (from + i), entry);
    }
    g_list_model_items_changed (G_LIST_MODEL (self), from, n_lingering, added);
}

static void
bb_lingering_model_changed_cb (GListModel *whole, guint position, guint removed, guint added, gpointer data)
{
    BbLingeringModel *self = BB_LINGERING_MODEL (data);
    g_autoptr (GArray) leaving = g_array_new (FALSE, FALSE, sizeof (guint));

    for (guint i = 0; i < removed; i++) {
        guint at = bb_lingering_model_find (self, position);

        bb_lingering_model_get_entry (self, at)->is_gone = TRUE;
        g_array_append_val (leaving, at);
    }
    if (added > 0) {
        bb_lingering_model_insert (self, position, added);
        return;
    }
    /* From below: what is dropped meanwhile moves none that is still to be told. */
    for (guint i = leaving->len; i > 0; i--)
        g_signal_emit (self, signal_leaving, 0, g_array_index (leaving, guint, i - 1));
}

void
bb_lingering_model_drop (BbLingeringModel *self, guint position)
{
    g_return_if_fail (BB_IS_LINGERING_MODEL (self) && position < self->entries->len);
    g_return_if_fail (bb_lingering_model_get_entry (self, position)->is_gone);

    g_ptr_array_remove_index (self->entries, position);
    g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* --- object --- */

static void
bb_lingering_model_finalize (GObject *object)
{
    BbLingeringModel *self = BB_LINGERING_MODEL (object);

    g_signal_handlers_disconnect_by_data (self->whole, self);
    g_object_unref (self->whole);
    g_ptr_array_unref (self->entries);
    G_OBJECT_CLASS (bb_lingering_model_parent_class)->finalize (object);
}

static void
bb_lingering_model_class_init (BbLingeringModelClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_lingering_model_finalize;
    signal_leaving = g_signal_new ("leaving", BB_TYPE_LINGERING_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
bb_lingering_model_init (BbLingeringModel *self)
{
    self->entries = g_ptr_array_new_with_free_func (bb_entry_free);
}

BbLingeringModel *
bb_lingering_model_new (GListModel *whole)
{
    BbLingeringModel *self;

    g_return_val_if_fail (G_IS_LIST_MODEL (whole), NULL);

    self = g_object_new (BB_TYPE_LINGERING_MODEL, NULL);
    self->whole = g_object_ref (whole);
    g_signal_connect (whole, "items-changed", G_CALLBACK (bb_lingering_model_changed_cb), self);
    if (g_list_model_get_n_items (whole) > 0)
        bb_lingering_model_insert (self, 0, g_list_model_get_n_items (whole));
    return self;
}
