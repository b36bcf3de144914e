/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbRecoveryChooser: The page "Recover a Drive". It lists the drives that need recovery, with what is known of each
 * drive. It lists the other drives only when the user asks for them. The rows have the action "win.rescue-drive".
 *
 * The page also contains the recovery assistant for a drive that is not listed. At its top the assistant lists the
 * drives that need recovery, because the missing drive may be one of them under another name.
 */
#define BB_TYPE_RECOVERY_CHOOSER (bb_recovery_chooser_get_type ())
G_DECLARE_FINAL_TYPE (BbRecoveryChooser, bb_recovery_chooser, BB, RECOVERY_CHOOSER, GtkStack)

GtkWidget *bb_recovery_chooser_new (BbEngine *engine);
/** bb_recovery_chooser_set_first: Lists @drive (nullable) first if it needs recovery. Also hides the drives that do
 * not need recovery, even if the user asked for them before. Exception: if no drive needs recovery, all stay visible.
 */
void bb_recovery_chooser_set_first (BbRecoveryChooser *self, BbEngineDrive *drive);
/** bb_recovery_chooser_go_back: If the assistant for a drive that is not listed is shown, shows the lists of drives
 * instead. Else does nothing and returns FALSE. */
gboolean bb_recovery_chooser_go_back (BbRecoveryChooser *self);
/** bb_recovery_chooser_focus: Shows the lists of drives and gives the focus to the first row, or to the button for a
 * drive that is not listed if there is no row. */
void bb_recovery_chooser_focus (BbRecoveryChooser *self);

G_END_DECLS
