/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_background_begin:
 *
 * Hides @window while drives are worked on, and says so with a notification that brings it back, as starting the
 * program again does. When all is done while it is hidden, it is destroyed, and the program ends.
 */
void bb_background_begin (GtkWindow *window, BbEngine *engine);

G_END_DECLS
