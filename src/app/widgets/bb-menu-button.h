/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbMenuButton: A #GtkMenuButton that creates the widgets of its menu when the user opens it the first time. Its
 * property "menu" (#GMenuModel, write only) replaces "menu-model", which creates the widgets when it is set. They
 * take about 70 KiB for a menu with a few items, and twice as much for the main menu.
 */
#define BB_TYPE_MENU_BUTTON (bb_menu_button_get_type ())
G_DECLARE_FINAL_TYPE (BbMenuButton, bb_menu_button, BB, MENU_BUTTON, GtkMenuButton)

G_END_DECLS
