/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-page-focus.h"

/* Key under which a window has its PageFocus. */
#define BB_PAGE_FOCUS_KEY "burnback-page-focus"

/* The page that gets the focus when the popover, menu or dialog of its window is closed. */
typedef struct {
    GtkWidget *window;
    GtkWidget *page; /* (nullable) (weak): %NULL if no page waits */
    GtkCallback focus;
    guint idle_id;
} PageFocus;

static void
bb_page_focus_free (gpointer data)
{
    PageFocus *self = data;

    g_clear_weak_pointer (&self->page);
    g_clear_handle_id (&self->idle_id, g_source_remove);
    g_free (self);
}

gboolean
bb_page_focus_must_wait (GtkWidget *page)
{
    GtkWidget *window = gtk_widget_get_toplevel (page);
    GtkWidget *grab;

    if (!GTK_IS_WINDOW (window))
        return FALSE;
    grab = gtk_window_group_get_current_grab (gtk_window_get_group (GTK_WINDOW (window)));
    return grab != NULL && grab != window;
}

/* Gives the focus to the page that waits for it, unless another popover, menu or dialog was opened meanwhile. */
static gboolean
bb_page_focus_idle_cb (gpointer data)
{
    PageFocus *self = data;
    g_autoptr (GtkWidget) page = self->page != NULL ? g_object_ref (self->page) : NULL;

    self->idle_id = 0;
    if (page == NULL || bb_page_focus_must_wait (page))
        return G_SOURCE_REMOVE;
    g_clear_weak_pointer (&self->page);
    if (!gtk_widget_get_mapped (page))
        return G_SOURCE_REMOVE;
    self->focus (page, NULL);
    if (gtk_window_get_focus (GTK_WINDOW (self->window)) == NULL)
        (void) gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
    return G_SOURCE_REMOVE;
}

/* A popover, menu or dialog was opened or closed. When it is closed, GTK gives the focus back to the widget that had
 * the focus before. The page gets the focus after that, but before the next key. */
static void
bb_page_focus_grab_notify_cb (GtkWidget *window, gboolean was_grabbed, gpointer data)
{
    PageFocus *self = data;

    if (was_grabbed && self->page != NULL && self->idle_id == 0)
        self->idle_id = g_idle_add_full (G_PRIORITY_HIGH, bb_page_focus_idle_cb, self, NULL);
}

/* Returns (transfer none) the PageFocus of @window. */
static PageFocus *
bb_page_focus_ensure (GtkWidget *window)
{
    PageFocus *self = g_object_get_data (G_OBJECT (window), BB_PAGE_FOCUS_KEY);

    if (self != NULL)
        return self;
    self = g_new0 (PageFocus, 1);
    self->window = window;
    g_object_set_data_full (G_OBJECT (window), BB_PAGE_FOCUS_KEY, self, bb_page_focus_free);
    g_signal_connect (window, "grab-notify", G_CALLBACK (bb_page_focus_grab_notify_cb), self);
    return self;
}

void
bb_page_focus_move (GtkWidget *page, GtkCallback focus)
{
    PageFocus *self;

    g_return_if_fail (GTK_IS_WIDGET (page) && focus != NULL);

    self = bb_page_focus_ensure (gtk_widget_get_toplevel (page));
    g_clear_weak_pointer (&self->page);
    if (!bb_page_focus_must_wait (page)) {
        focus (page, NULL);
        return;
    }
    g_set_weak_pointer (&self->page, page);
    self->focus = focus;
}

/* A #GtkCallback. */
static void
bb_page_focus_grab_cb (GtkWidget *widget, gpointer data)
{
    gtk_widget_grab_focus (widget);
}

void
bb_page_focus_grab (GtkWidget *widget)
{
    bb_page_focus_move (widget, bb_page_focus_grab_cb);
}

/* A #GtkCallback. */
static void
bb_page_focus_grab_lost_cb (GtkWidget *widget, gpointer data)
{
    GtkWidget *window = gtk_widget_get_toplevel (widget);

    if (GTK_IS_WINDOW (window) && gtk_window_get_focus (GTK_WINDOW (window)) == NULL)
        gtk_widget_grab_focus (widget);
}

void
bb_page_focus_grab_lost (GtkWidget *widget)
{
    bb_page_focus_move (widget, bb_page_focus_grab_lost_cb);
}

/* A #GtkCallback. */
static void
bb_page_focus_enter_cb (GtkWidget *page, gpointer data)
{
    (void) gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

void
bb_page_focus_enter (GtkWidget *page)
{
    bb_page_focus_move (page, bb_page_focus_enter_cb);
}
