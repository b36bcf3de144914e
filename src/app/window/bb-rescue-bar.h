/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbRescueBar: A bar above all pages with the drives that need recovery, the block at which the flash of a single
 * drive stopped, and a button ("win.rescue"). Hidden while a drive is being written to.
 */
#define BB_TYPE_RESCUE_BAR (bb_rescue_bar_get_type ())
G_DECLARE_FINAL_TYPE (BbRescueBar, bb_rescue_bar, BB, RESCUE_BAR, GtkRevealer)

void bb_rescue_bar_set_engine (BbRescueBar *self, BbEngine *engine);
/** bb_rescue_bar_set_attended: Sets the selected drive. If @is_shown, its page is shown and has a button for
 * recovery, so the bar is only for the other drives. @selected: (nullable) */
void bb_rescue_bar_set_attended (BbRescueBar *self, BbEngineDrive *selected, gboolean is_shown);
/** bb_rescue_bar_set_narrow: Shows only the name of a drive if @narrow; its page has the other facts. */
void bb_rescue_bar_set_narrow (BbRescueBar *self, gboolean narrow);
/** bb_rescue_bar_ref_drive: Returns (transfer full) (nullable) the drive that the button recovers: the named one; of
 * several the selected one, else the first. */
BbEngineDrive *bb_rescue_bar_ref_drive (BbRescueBar *self);

G_END_DECLS
