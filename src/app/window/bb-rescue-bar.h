/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbRescueBar: A bar above the page for the drives that need recovery and can be flashed. It names a single drive,
 * the other makers of such drives, and the block at which its flash stopped; for several drives it shows their
 * number. Its button has the action "win.rescue". Hidden while a drive is being written to.
 */
#define BB_TYPE_RESCUE_BAR (bb_rescue_bar_get_type ())
G_DECLARE_FINAL_TYPE (BbRescueBar, bb_rescue_bar, BB, RESCUE_BAR, GtkRevealer)

/** bb_rescue_bar_set_engine: Follows the drives of @engine. Call it once; until then the bar is hidden. */
void bb_rescue_bar_set_engine (BbRescueBar *self, BbEngine *engine);
/** bb_rescue_bar_set_attended: Sets the drive whose page is shown. The bar is hidden if this drive needs recovery,
 * because the page shows the same warning. @drive: (nullable) */
void bb_rescue_bar_set_attended (BbRescueBar *self, BbEngineDrive *drive);
/** bb_rescue_bar_set_narrow: If @narrow, the text leaves out the makers and the block at which a flash stopped. */
void bb_rescue_bar_set_narrow (BbRescueBar *self, gboolean narrow);
/** bb_rescue_bar_is_shown: Returns TRUE unless the bar is hidden. The property "reveal-child" changes with it. */
gboolean bb_rescue_bar_is_shown (BbRescueBar *self);
/** bb_rescue_bar_set_suggested: Highlights the button, or not. Only one button of a window is highlighted. */
void bb_rescue_bar_set_suggested (BbRescueBar *self, gboolean is_suggested);
/** bb_rescue_bar_list: Returns the number of drives that need recovery, can be flashed, and have no job. The engine
 * must be set. @first: (out) (transfer full) (optional): the first of them; unchanged if there is none */
guint bb_rescue_bar_list (BbRescueBar *self, BbEngineDrive **first);

G_END_DECLS
