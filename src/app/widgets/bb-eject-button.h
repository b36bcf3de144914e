/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbEjectButton: A button that ejects the disc of one drive; hidden if the drive has none. Signal "said" (char
 * *nullable*): a sentence about the ejection to show beside the button; %NULL: show none.
 */
#define BB_TYPE_EJECT_BUTTON (bb_eject_button_get_type ())
G_DECLARE_FINAL_TYPE (BbEjectButton, bb_eject_button, BB, EJECT_BUTTON, GtkButton)

/** bb_eject_button_show: Sets the drive, and shows the button if the drive has a disc that can be ejected. @drive:
 * (nullable) */
void bb_eject_button_show (BbEjectButton *self, BbEngineDrive *drive);
/** bb_eject_button_can: Returns TRUE if @drive has a disc that can be ejected. @drive: (nullable) */
gboolean bb_eject_button_can (BbEngineDrive *drive);

G_END_DECLS
