/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-page-keys.h"

/* The keys and how they scroll. The numeric keypad has keys of its own. */
static const struct {
    guint key;
    guint keypad_key;
    GtkScrollType scroll;
} BB_PAGE_KEYS[] = {
    {GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, GTK_SCROLL_PAGE_UP},
    {GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, GTK_SCROLL_PAGE_DOWN},
    {GDK_KEY_Home, GDK_KEY_KP_Home, GTK_SCROLL_START},
    {GDK_KEY_End, GDK_KEY_KP_End, GTK_SCROLL_END},
};

/* Returns TRUE if @widget is a scrolled window that is shown and higher inside than outside. */
static gboolean
bb_page_keys_can_scroll (GtkWidget *widget)
{
    GtkAdjustment *adjustment;

    if (!GTK_IS_SCROLLED_WINDOW (widget) || !gtk_widget_get_mapped (widget))
        return FALSE;
    adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
    return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_lower (adjustment) >
           gtk_adjustment_get_page_size (adjustment);
}

/* A #GtkCallback. Stores the first widget below @widget that bb_page_keys_can_scroll() in @data, unless one is stored
 * already. */
static void
bb_page_keys_find_cb (GtkWidget *widget, gpointer data)
{
    GtkWidget **found = data;

    if (*found != NULL)
        return;
    if (bb_page_keys_can_scroll (widget))
        *found = widget;
    else if (GTK_IS_CONTAINER (widget))
        gtk_container_forall (GTK_CONTAINER (widget), bb_page_keys_find_cb, found);
}

/* Returns (nullable) the scrolled window of the page in @root; @focus: (nullable): the widget with the focus */
static GtkWidget *
bb_page_keys_find (GtkWidget *root, GtkWidget *focus)
{
    GtkWidget *found = NULL;

    for (GtkWidget *widget = focus; widget != NULL && widget != root; widget = gtk_widget_get_parent (widget))
        if (gtk_widget_is_ancestor (widget, root) && bb_page_keys_can_scroll (widget))
            return widget;
    bb_page_keys_find_cb (root, &found);
    return found;
}

/* Scrolls the page in @root. Returns FALSE if @event is another key, or the page cannot be scrolled. */
static gboolean
bb_page_keys_scroll (GtkWidget *window, GdkEventKey *event, GtkWidget *root)
{
    gboolean is_scrolled = FALSE;
    GtkWidget *page;

    if ((event->state & gtk_accelerator_get_default_mod_mask ()) != 0)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (BB_PAGE_KEYS); i++) {
        if (event->keyval != BB_PAGE_KEYS[i].key && event->keyval != BB_PAGE_KEYS[i].keypad_key)
            continue;
        page = bb_page_keys_find (root, gtk_window_get_focus (GTK_WINDOW (window)));
        if (page != NULL)
            g_signal_emit_by_name (page, "scroll-child", BB_PAGE_KEYS[i].scroll, FALSE, &is_scrolled);
    }
    return is_scrolled;
}

/* Before the widgets get @event: scrolls if a button, a switch or an expander has the focus, because a list around it
 * would move its cursor. The button of a combo box or of a menu keeps its keys. */
static gboolean
bb_page_keys_before_cb (GtkWidget *window, GdkEventKey *event, gpointer data)
{
    GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

    if (focus == NULL || !(GTK_IS_BUTTON (focus) || GTK_IS_SWITCH (focus) || GTK_IS_EXPANDER (focus)) ||
        gtk_widget_get_ancestor (focus, GTK_TYPE_COMBO_BOX) != NULL ||
        gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL)
        return GDK_EVENT_PROPAGATE;
    return bb_page_keys_scroll (window, event, data);
}

/* After the widgets got @event and none has used it. */
static gboolean
bb_page_keys_after_cb (GtkWidget *window, GdkEventKey *event, gpointer data)
{
    return bb_page_keys_scroll (window, event, data);
}

void
bb_page_keys_add (GtkWidget *window, GtkWidget *root)
{
    g_return_if_fail (GTK_IS_WINDOW (window) && GTK_IS_WIDGET (root));

    g_signal_connect_object (window, "key-press-event", G_CALLBACK (bb_page_keys_before_cb), root, 0);
    g_signal_connect_object (window, "key-press-event", G_CALLBACK (bb_page_keys_after_cb), root, G_CONNECT_AFTER);
}
