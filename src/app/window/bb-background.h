/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_background_begin:
 *
 * Hides @window while jobs run, and sends a notification. A click on the notification, or another start of the
 * program, shows the window again. If all jobs end while the window is hidden, destroys it, which ends the program.
 * Does nothing if @window is in the background already.
 */
void bb_background_begin (GtkWindow *window, BbEngine *engine);

G_END_DECLS
