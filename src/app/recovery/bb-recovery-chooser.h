/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbDeadPage: "my drive is dead": which of those that are seen it is, or what to do with one that is not seen. Its
 * buttons are the window's action "win.rescue-drive".
 */
#define BB_TYPE_DEAD_PAGE (bb_dead_page_get_type ())
G_DECLARE_FINAL_TYPE (BbDeadPage, bb_dead_page, BB, DEAD_PAGE, GtkStack)

GtkWidget *bb_dead_page_new (BbEngine *engine);
void bb_dead_page_focus (BbDeadPage *self);

G_END_DECLS
