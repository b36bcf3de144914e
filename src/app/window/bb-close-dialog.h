/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_close_dialog_ask:
 *
 * Asks before @window is closed while a drive is worked on: go on without a window, stop, or keep it open. Stopping
 * is not offered while a drive would stay without valid firmware.
 * Returns: whether somebody has to be asked; then @window must stay for now
 */
gboolean bb_close_dialog_ask (GtkWindow *window, BbEngine *engine);

G_END_DECLS
