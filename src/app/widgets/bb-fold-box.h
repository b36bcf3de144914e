/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bb-fold-box.h: a horizontal GtkBox that places its children below each other if its width is too small to place
 * them side by side. Its minimum width is that of its widest child, so that a narrow window with large text needs no
 * horizontal scrolling. With enough room it behaves like GtkBox.
 *
 * Property "keeps-lines": FALSE (default): children are side by side as long as their minimum widths fit, so their
 * texts may wrap; TRUE: only if their natural widths fit, so that no text wraps while it could be below another; a
 * child with the "halign" END then is at the start of a line of its own */
#pragma once

#include <gtk/gtk.h>

#define BB_TYPE_FOLD_BOX (bb_fold_box_get_type ())
G_DECLARE_FINAL_TYPE (BbFoldBox, bb_fold_box, BB, FOLD_BOX, GtkBox)

/* Returns (transfer floating) a new box that places its children below each other if they do not fit side by side,
 * with @spacing pixels between them. */
GtkWidget *bb_fold_box_new (int spacing);
