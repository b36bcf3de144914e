/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-window.h"

G_BEGIN_DECLS

/** bb_window_add_actions: Adds the actions "win.*" to @self. Those that need the engine are disabled until
 * bb_window_set_source(). Called once, directly after bb_window_new(). */
void bb_window_add_actions (BbWindow *self);

G_END_DECLS
