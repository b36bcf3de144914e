/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbNotices: Sends a notification when a job ends or asks a question while the window is not active. The setting
 * "notify" turns this off. Withdraws the notifications when the window becomes active. Also shows the progress at the
 * launcher, and returns free memory to the system after the last job.
 */
#define BB_TYPE_NOTICES (bb_notices_get_type ())
G_DECLARE_FINAL_TYPE (BbNotices, bb_notices, BB, NOTICES, GObject)

/** bb_notices_new: Returns (transfer full) a new object that follows the jobs of all drives of @engine, also of
 * drives that are connected later. @window: weak reference: no notification is sent while it is active. */
BbNotices *bb_notices_new (GtkApplication *app, GtkWindow *window, BbEngine *engine);
/** bb_notices_are_sent: Returns TRUE if @app sends notifications: the setting "notify" is on, and @app is connected
 * to the session bus. FALSE if @app would send none, whatever ends. */
gboolean bb_notices_are_sent (GtkApplication *app);

G_END_DECLS
