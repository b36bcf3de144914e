/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-tab-order.h"

/* Returns the index of the widget of @stops that contains the focus. If none does, returns the index of the widget
 * from which Tab starts in @direction: the first one, or the last one for Shift+Tab. */
static int
bb_tab_order_find (GtkWidget *container, GtkWidget *const *stops, guint n_stops, GtkDirectionType direction)
{
    GtkWidget *window = gtk_widget_get_toplevel (container);
    GtkWidget *focused = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;

    for (guint i = 0; focused != NULL && i < n_stops; i++)
        if (focused == stops[i] || gtk_widget_is_ancestor (focused, stops[i]))
            return (int) i;
    return direction == GTK_DIR_TAB_FORWARD ? 0 : (int) n_stops - 1;
}

gboolean
bb_tab_order_move (GtkWidget *container, GtkWidget *const *stops, guint n_stops, GtkDirectionType direction)
{
    int step = direction == GTK_DIR_TAB_FORWARD ? 1 : -1;
    gboolean is_moved = FALSE;

    g_return_val_if_fail (GTK_IS_CONTAINER (container), GDK_EVENT_PROPAGATE);

    if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
        return GDK_EVENT_PROPAGATE;
    for (int at = bb_tab_order_find (container, stops, n_stops, direction);
         !is_moved && at >= 0 && at < (int) n_stops; at += step)
        is_moved = gtk_widget_get_mapped (stops[at]) && gtk_widget_child_focus (stops[at], direction);
    g_signal_stop_emission_by_name (container, "focus");
    return is_moved;
}
