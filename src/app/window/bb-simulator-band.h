/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-app-source.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbSimulatorBand: A mark in the title bar that the drives are simulated, with a menu to disconnect them or turn
 * them off. */
#define BB_TYPE_SIMULATOR_BAND (bb_simulator_band_get_type ())
G_DECLARE_FINAL_TYPE (BbSimulatorBand, bb_simulator_band, BB, SIMULATOR_BAND, GtkBox)

/** bb_simulator_band_set_source: Shows the mark only if the drives of @source are simulated. Removes the switches in
 * the menu; for the drives of @source they are created when the menu opens. */
void bb_simulator_band_set_source (BbSimulatorBand *self, BbAppSource *source);
/** bb_simulator_band_set_narrow: Hides the label if @is_narrow, so that only the icon is shown. */
void bb_simulator_band_set_narrow (BbSimulatorBand *self, gboolean is_narrow);

G_END_DECLS
