/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbRescueBar: on top of all: which drives need recovery, where the flash of a single one stopped, and the way
 * there ("win.rescue"). Hidden while a drive is written to. */
#define BB_TYPE_RESCUE_BAR (bb_rescue_bar_get_type ())
G_DECLARE_FINAL_TYPE (BbRescueBar, bb_rescue_bar, BB, RESCUE_BAR, GtkRevealer)

void bb_rescue_bar_set_engine (BbRescueBar *self, BbEngine *engine);
/** bb_rescue_bar_set_attended: @selected (nullable) is the drive that the user selected. With @is_shown its page is
 * seen and has the act itself: the bar is for the other drives. */
void bb_rescue_bar_set_attended (BbRescueBar *self, BbEngineDrive *selected, gboolean is_shown);
/** bb_rescue_bar_set_narrow: there is room for the name of a drive alone; its page says the rest, too. */
void bb_rescue_bar_set_narrow (BbRescueBar *self, gboolean narrow);
/** bb_rescue_bar_ref_drive: (transfer full) (nullable): the drive that its button recovers: the one
 * it names; of several the selected one, or else the first. */
BbEngineDrive *bb_rescue_bar_ref_drive (BbRescueBar *self);

G_END_DECLS
