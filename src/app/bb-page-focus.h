/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_page_focus_move:
 * @page: a page, or the part of a page, that has just appeared or changed
 * @focus: gives a widget in @page the focus; called with @page and %NULL
 *
 * Calls @focus. If a popover, menu or dialog of the window is open, waits until it is closed, because GTK closes a
 * popover that loses the focus. Then calls @focus only if @page is still visible and this function was not called for
 * another page meanwhile. If no widget has the focus after that, gives it to the first widget in @page.
 */
void bb_page_focus_move (GtkWidget *page, GtkCallback focus);
/** bb_page_focus_grab: Calls bb_page_focus_move() to give @widget, which is part of a page, the focus. */
void bb_page_focus_grab (GtkWidget *widget);
/** bb_page_focus_grab_lost: Calls bb_page_focus_move() to give @widget the focus if no widget of the window has the
 * focus. */
void bb_page_focus_grab_lost (GtkWidget *widget);
/** bb_page_focus_enter: Calls bb_page_focus_move() to give the first widget in @page the focus. */
void bb_page_focus_enter (GtkWidget *page);
/** bb_page_focus_must_wait: Returns TRUE if bb_page_focus_move() would wait, because a popover, menu or dialog of the
 * window of @page is open. */
gboolean bb_page_focus_must_wait (GtkWidget *page);

G_END_DECLS
