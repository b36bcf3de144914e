/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbNotices: tells what happens while nobody looks: a notification when a job ends or asks, and progress at
 * the launcher. A notification goes as soon as the window is looked at.
 */
#define BB_TYPE_NOTICES (bb_notices_get_type ())
G_DECLARE_FINAL_TYPE (BbNotices, bb_notices, BB, NOTICES, GObject)

/** bb_notices_new: @window: whose being in front counts; not kept alive. */
BbNotices *bb_notices_new (GtkApplication *app, GtkWindow *window, BbEngine *engine);

G_END_DECLS
