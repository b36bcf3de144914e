/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbMenuButton: A #GtkMenuButton that creates the widgets of its menu when the user opens it for the first time. Its
 * property "menu" (#GMenuModel, write only) replaces "menu-model", because "menu-model" creates the widgets when it
 * is set. The widgets of a menu with a few items take about 70 KiB, those of the main menu twice as much.
 */
#define BB_TYPE_MENU_BUTTON (bb_menu_button_get_type ())
G_DECLARE_FINAL_TYPE (BbMenuButton, bb_menu_button, BB, MENU_BUTTON, GtkMenuButton)

G_END_DECLS
