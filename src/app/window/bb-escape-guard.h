/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_escape_guard_add: Makes @window ignore Escape for a moment after a popover, menu or dialog was closed by the
 * program, for example because a page appeared that replaced the button of the popover. The user then presses Escape
 * for the popover, and the key must not leave the page.
 */
void bb_escape_guard_add (GtkWidget *window);

G_END_DECLS
