/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_escape_guard_add: Makes @window ignore Escape for a moment after an open popover has disappeared together with
 * the button that opened it, for example because another page appeared. The user then presses Escape for the popover,
 * and the key must not leave the page.
 */
void bb_escape_guard_add (GtkWidget *window);

G_END_DECLS
