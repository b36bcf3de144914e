/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_page_keys_add: Makes the keys Page Up, Page Down, Home and End scroll the page in @root, wherever the focus in
 * @window is. A widget that uses a key itself keeps the key, for example an entry, a spin button or a row of a list.
 * @root: @window, or a widget in it that contains the pages. The page is the scrolled window around the focus; if the
 * focus is in none, it is the first one in @root that is shown and can be scrolled.
 */
void bb_page_keys_add (GtkWidget *window, GtkWidget *root);

G_END_DECLS
