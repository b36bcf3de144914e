/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_background_begin:
 *
 * Hides @window while jobs run. A notification, or starting the program again, presents it. If all jobs end while the
 * window is hidden, it is destroyed and the program ends.
 */
void bb_background_begin (GtkWindow *window, BbEngine *engine);

G_END_DECLS
