/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbPane: one side of the window. Its natural width is "natural-width" whatever is in it, so that the window
 * folds at the same width on every page.
 */
#define BB_TYPE_PANE (bb_pane_get_type ())
G_DECLARE_FINAL_TYPE (BbPane, bb_pane, BB, PANE, GtkBin)

G_END_DECLS
