/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbEjectButton: A button that ejects the disc of one drive; hidden if bb_eject_button_can() returns FALSE for the
 * drive. For a simulated drive the button opens the tray. Signal "said" (char *, nullable): the handler must show
 * this sentence about the ejection beside the button; %NULL if it must hide the sentence.
 */
#define BB_TYPE_EJECT_BUTTON (bb_eject_button_get_type ())
G_DECLARE_FINAL_TYPE (BbEjectButton, bb_eject_button, BB, EJECT_BUTTON, GtkButton)

/** bb_eject_button_show: Sets the drive, and shows the button if bb_eject_button_can() returns TRUE. Otherwise hides
 * the button, and, if the button was visible, emits "said" with %NULL. @drive: (nullable) */
void bb_eject_button_show (BbEjectButton *self, BbEngineDrive *drive);
/** bb_eject_button_can: Returns TRUE if a disc is in @drive and can be ejected: the drive is simulated or has a
 * device node "/dev/sr0". FALSE if @drive is %NULL. */
gboolean bb_eject_button_can (BbEngineDrive *drive);

G_END_DECLS
