/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_layout_call: Calls @function once, with @widget and %NULL, after the next layout of the window, in which new
 * children of @widget get their size and position. Not called if @widget is destroyed before.
 */
void bb_layout_call (GtkWidget *widget, GtkCallback function);

G_END_DECLS
