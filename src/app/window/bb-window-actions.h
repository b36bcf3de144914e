/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-window.h"

G_BEGIN_DECLS

/** bb_window_add_actions: Adds the actions "win.*" to @self. The actions that need the engine stay disabled until
 * bb_window_set_source() is called. Call this function once, directly after bb_window_new(). */
void bb_window_add_actions (BbWindow *self);

G_END_DECLS
