/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbPane: One side of the window. Property "natural-width" (write-only): its natural width. The content increases it
 * only if the minimum width of the content is larger, so the leaflet folds at the same width on every page. */
#define BB_TYPE_PANE (bb_pane_get_type ())
G_DECLARE_FINAL_TYPE (BbPane, bb_pane, BB, PANE, GtkBin)

G_END_DECLS
