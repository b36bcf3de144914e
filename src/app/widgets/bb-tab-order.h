/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_tab_order_move:
 * @container: contains all @stops
 * @stops: widgets in the order in which Tab visits them
 *
 * For a handler of the signal "focus" of @container: moves the focus within the stop that has it, or to the next stop
 * that takes it, and stops the emission. GTK itself orders widgets by their positions, and puts a widget without a
 * position first. If @direction is not that of Tab or Shift+Tab, does nothing, so that GTK moves the focus.
 *
 * Returns: the value that the handler must return: %TRUE if a stop has the focus now, else %FALSE
 */
gboolean bb_tab_order_move (GtkWidget *container, GtkWidget *const *stops, guint n_stops, GtkDirectionType direction);

G_END_DECLS
