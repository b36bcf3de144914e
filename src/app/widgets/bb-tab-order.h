/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_tab_order_move:
 * @container: contains all @stops
 * @stops: widgets in the order in which Tab visits them
 *
 * Moves the focus for a handler of the signal "focus" of @container: within the stop that has the focus, or to the
 * next stop that takes the focus. GTK itself orders widgets by their positions, and puts a widget without a position
 * first. For another @direction than Tab, does nothing, and GTK moves the focus.
 *
 * Returns: the return value of the handler: %TRUE if a stop has the focus now; %FALSE if no further stop takes the
 *   focus, or for another @direction than Tab. For Tab, the emission is stopped in both cases
 */
gboolean bb_tab_order_move (GtkWidget *container, GtkWidget *const *stops, guint n_stops, GtkDirectionType direction);

G_END_DECLS
