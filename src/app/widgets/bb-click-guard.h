/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_click_guard_add: Makes @button ignore the pointer for a moment each time it appears, because a click then is
 * meant for what was in its place before, for example the second click of a double click on a row. Meanwhile @button
 * has the style class "guarded", which dims @button. Keys and accessible actions work at once.
 */
void bb_click_guard_add (GtkWidget *button);
/** bb_click_guard_restart: Makes @button, which bb_click_guard_add() was called for, ignore the pointer for a moment,
 * because its label has changed. A click then is meant for the label before. */
void bb_click_guard_restart (GtkWidget *button);
/**
 * bb_click_guard_widen: Makes @button at least as wide as a button with @label (with a mnemonic). If such a button
 * was in the place of @button before, a late click on that place hits @button, and not the button beside @button.
 */
void bb_click_guard_widen (GtkWidget *button, const char *label);

G_END_DECLS
