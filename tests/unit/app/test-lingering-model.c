/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widgets/bb-lingering-model.h"

typedef struct {
    GListStore *whole; /* of items with one letter as their name */
    BbLingeringModel *model;
    GString *told;    /* what it has told, in order */
    GString *copy;    /* the names, as somebody has them who only heard "items-changed" */
    gboolean at_once; /* what leaves is dropped from the handler */
} Rig;

static char
name_of (GListModel *model, guint position)
{
    g_autoptr (GObject) item = g_list_model_get_item (model, position);

    return *(const char *) g_object_get_data (item, "name");
}

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
    Rig *rig = data;

    g_string_append_printf (rig->told, "%u-%u+%u ", position, removed, added);
    g_string_erase (rig->copy, position, removed);
    for (guint i = position; i < position + added; i++)
        g_string_insert_c (rig->copy, i, name_of (model, i));
}

static void
leaving_cb (BbLingeringModel *model, guint position, gpointer data)
{
    Rig *rig = data;

    g_string_append_printf (rig->told, "%c leaves ", name_of (G_LIST_MODEL (model), position));
    if (rig->at_once)
        bb_lingering_model_drop (model, position);
}

static GObject *
item_new (const char *name)
{
    GObject *item = g_object_new (G_TYPE_OBJECT, NULL);

    g_object_set_data (item, "name", (gpointer) name);
    return item;
}

static void
insert (Rig *rig, guint position, const char *name)
{
    g_autoptr (GObject) item = item_new (name);

    g_list_store_insert (rig->whole, position, item);
}

static void
set_up (Rig *rig, gconstpointer data)
{
    rig->whole = g_list_store_new (G_TYPE_OBJECT);
    insert (rig, 0, "a");
    insert (rig, 1, "b");
    insert (rig, 2, "c");
    insert (rig, 3, "d");
    rig->model = bb_lingering_model_new (G_LIST_MODEL (rig->whole));
    rig->told = g_string_new (NULL);
    rig->copy = g_string_new ("abcd");
    g_signal_connect (rig->model, "items-changed", G_CALLBACK (changed_cb), rig);
    g_signal_connect (rig->model, "leaving", G_CALLBACK (leaving_cb), rig);
}

static void
tear_down (Rig *rig, gconstpointer data)
{
    g_object_add_weak_pointer (G_OBJECT (rig->model), (gpointer *) &rig->model);
    g_object_unref (rig->model);
    g_assert_null (rig->model);
    g_assert_finalize_object (rig->whole);
    g_string_free (rig->told, TRUE);
    g_string_free (rig->copy, TRUE);
}

/* What it has told since, and which names there are now; somebody who only listens knows the same. */
static void
check (Rig *rig, const char *told, const char *names)
{
    g_autoptr (GString) now = g_string_new (NULL);

    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (rig->model)); i++)
        g_string_append_c (now, name_of (G_LIST_MODEL (rig->model), i));
    g_assert_cmpstr (g_strchomp (rig->told->str), ==, told);
    g_string_truncate (rig->told, 0);
    g_assert_cmpstr (now->str, ==, names);
    g_assert_cmpstr (rig->copy->str, ==, names);
    g_assert_null (g_list_model_get_item (G_LIST_MODEL (rig->model), now->len));
}

static void
test_what_goes_stays_until_it_is_dropped (Rig *rig, gconstpointer data)
{
    check (rig, "", "abcd");
    g_list_store_remove (rig->whole, 1);
    check (rig, "b leaves", "abcd");
    g_list_store_remove (rig->whole, 2);
    check (rig, "d leaves", "abcd");
    bb_lingering_model_drop (rig->model, 1);
    check (rig, "1-1+0", "acd");
    bb_lingering_model_drop (rig->model, 2);
    check (rig, "2-1+0", "ac");
}

static void
test_positions_are_those_of_the_whole (Rig *rig, gconstpointer data)
{
    g_list_store_remove (rig->whole, 1);
    check (rig, "b leaves", "abcd");
    /* Behind c, which has the place of b in the whole. */
    insert (rig, 2, "x");
    check (rig, "3-0+1", "abcxd");
    g_list_store_remove (rig->whole, 1);
    check (rig, "c leaves", "abcxd");
    g_list_store_remove (rig->whole, 0);
    check (rig, "a leaves", "abcxd");
    insert (rig, 2, "y");
    check (rig, "5-0+1", "abcxdy");
}

static void
test_what_comes_takes_the_place_of_what_lingers (Rig *rig, gconstpointer data)
{
    g_autoptr (GObject) b = g_list_model_get_item (G_LIST_MODEL (rig->whole), 1);

    /* Another one, */
    g_list_store_remove (rig->whole, 1);
    insert (rig, 1, "x");
    check (rig, "b leaves 1-1+1", "axcd");
    /* the same, */
    g_list_store_remove (rig->whole, 1);
    g_list_store_insert (rig->whole, 1, b);
    check (rig, "x leaves 1-1+1", "abcd");
    g_list_store_remove (rig->whole, 1);
    g_list_store_insert (rig->whole, 1, b);
    check (rig, "b leaves 1-1+1", "abcd");
    /* and one in the place of two at the end. */
    g_list_store_remove (rig->whole, 3);
    g_list_store_remove (rig->whole, 2);
    insert (rig, 2, "z");
    check (rig, "d leaves c leaves 2-2+1", "abz");
    /* The same at another place is one that comes and one that goes. */
    g_list_store_remove (rig->whole, 1);
    g_list_store_insert (rig->whole, 0, b);
    check (rig, "b leaves 0-0+1", "babz");
    bb_lingering_model_drop (rig->model, 2);
    check (rig, "2-1+0", "baz");
}

static void
test_all_go_and_come (Rig *rig, gconstpointer data)
{
    g_list_store_remove_all (rig->whole);
    check (rig, "d leaves c leaves b leaves a leaves", "abcd");
    insert (rig, 0, "x");
    check (rig, "0-4+1", "x");
    rig->at_once = TRUE;
    insert (rig, 1, "y");
    insert (rig, 2, "z");
    check (rig, "1-0+1 2-0+1", "xyz");
    g_list_store_remove_all (rig->whole);
    check (rig, "z leaves 2-1+0 y leaves 1-1+0 x leaves 0-1+0", "");
}

static void
test_what_is_exchanged_goes_at_once (Rig *rig, gconstpointer data)
{
    g_autoptr (GObject) x = item_new ("x");
    g_autoptr (GObject) y = item_new ("y");
    gpointer added[] = {x, y};

    g_list_store_splice (rig->whole, 1, 1, added, 2);
    check (rig, "1-1+2", "axycd");
}

static void
add (const char *path, void (*func) (Rig *rig, gconstpointer data))
{
    g_test_add (path, Rig, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    add ("/lingering-model/what-goes-stays-until-it-is-dropped", test_what_goes_stays_until_it_is_dropped);
    add ("/lingering-model/positions-are-those-of-the-whole", test_positions_are_those_of_the_whole);
    add ("/lingering-model/what-comes-takes-the-place-of-what-lingers",
         test_what_comes_takes_the_place_of_what_lingers);
    add ("/lingering-model/all-go-and-come", test_all_go_and_come);
    add ("/lingering-model/what-is-exchanged-goes-at-once", test_what_is_exchanged_goes_at_once);
    return g_test_run ();
}
