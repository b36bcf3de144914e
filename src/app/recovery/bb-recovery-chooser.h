/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbRecoveryChooser: "Recover a Drive": asks which of the listed drives it is, or what to do with a drive that is not
 * listed. Its buttons have the action "win.rescue-drive".
 */
#define BB_TYPE_RECOVERY_CHOOSER (bb_recovery_chooser_get_type ())
G_DECLARE_FINAL_TYPE (BbRecoveryChooser, bb_recovery_chooser, BB, RECOVERY_CHOOSER, GtkStack)

GtkWidget *bb_recovery_chooser_new (BbEngine *engine);
void bb_recovery_chooser_focus (BbRecoveryChooser *self);

G_END_DECLS
