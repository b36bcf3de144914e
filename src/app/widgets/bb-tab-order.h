/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_tab_order_move:
 * @container: contains all @stops
 * @stops: widgets in the order in which Tab visits them
 *
 * For a handler of the signal "focus" of @container. Moves the focus within the widget of @stops that contains it. If
 * that widget has no further place for the focus, moves the focus to the next widget of @stops that accepts it. Then
 * stops the emission of the signal. If @direction is not that of Tab or Shift+Tab, does nothing, so that GTK moves
 * the focus.
 *
 * This function is needed because GTK orders widgets by their positions, and puts a widget without a position first.
 *
 * Returns: the value that the handler must return: %TRUE if a stop has the focus now, else %FALSE
 */
gboolean bb_tab_order_move (GtkWidget *container, GtkWidget *const *stops, guint n_stops, GtkDirectionType direction);

G_END_DECLS
