/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-app-source.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbSimulatorBand: A menu button in the title bar, with an icon and a label that say that the drives are simulated.
 * In its menu the user can disconnect the drives or turn them off. */
#define BB_TYPE_SIMULATOR_BAND (bb_simulator_band_get_type ())
G_DECLARE_FINAL_TYPE (BbSimulatorBand, bb_simulator_band, BB, SIMULATOR_BAND, GtkBox)

/** bb_simulator_band_set_source: Shows the widget only if the drives of @source are simulated. Removes the old
 * switches in the menu. The switches for the drives of @source are created when the menu opens. */
void bb_simulator_band_set_source (BbSimulatorBand *self, BbAppSource *source);
/** bb_simulator_band_set_narrow: Hides the label if @is_narrow, so that only the icon is shown. */
void bb_simulator_band_set_narrow (BbSimulatorBand *self, gboolean is_narrow);

G_END_DECLS
