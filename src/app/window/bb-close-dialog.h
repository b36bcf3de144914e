/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_close_dialog_ask:
 *
 * Asks before @window is closed while jobs run: continue without a window, stop the jobs, or keep the window open.
 * Says what still runs, and whether the drive is safe meanwhile. Stopping is not offered after a job has begun to
 * write, because it could leave a drive without valid or without verified firmware.
 *
 * Returns: %TRUE if a dialog was opened; @window must then stay open. %FALSE if no job runs
 */
gboolean bb_close_dialog_ask (GtkWindow *window, BbEngine *engine);

G_END_DECLS
