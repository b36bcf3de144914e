/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-app-source.h"

#include <handy.h>

G_BEGIN_DECLS

/** BbWindow: the list of drives, and the view of the chosen one. */
#define BB_TYPE_WINDOW (bb_window_get_type ())
G_DECLARE_FINAL_TYPE (BbWindow, bb_window, BB, WINDOW, HdyApplicationWindow)

GtkWidget *bb_window_new (GtkApplication *app);
/** bb_window_set_source: fills the list; the drives are asked what they are after the first picture. */
void bb_window_set_source (BbWindow *self, BbAppSource *source);
/** bb_window_show_failure: no drives at all can be shown, and why. */
void bb_window_show_failure (BbWindow *self, const char *message);
/** bb_window_open_file: reviews a firmware file for the chosen drive, or asks which drive it is for. */
void bb_window_open_file (BbWindow *self, GFile *file);

G_END_DECLS
