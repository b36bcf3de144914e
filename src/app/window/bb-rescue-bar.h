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
/** bb_rescue_bar_set_attended: the page of this drive (nullable) is shown, and has the act: the bar is for the
 * others.
 */
void bb_rescue_bar_set_attended (BbRescueBar *self, BbEngineDrive *drive);
/** bb_rescue_bar_set_narrow: there is room for the name of a drive alone; its page says the rest, too. */
void bb_rescue_bar_set_narrow (BbRescueBar *self, gboolean narrow);
/** bb_rescue_bar_ref_drive: (transfer full) (nullable): the first drive that the bar is for. */
BbEngineDrive *bb_rescue_bar_ref_drive (BbRescueBar *self);

G_END_DECLS
