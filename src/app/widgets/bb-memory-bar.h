/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-family.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbMemoryBar: The regions of the flash memory of a drive, as a bar to scale and a legend, and what a plan does with
 * each region. */
#define BB_TYPE_MEMORY_BAR (bb_memory_bar_get_type ())
G_DECLARE_FINAL_TYPE (BbMemoryBar, bb_memory_bar, BB, MEMORY_BAR, GtkBox)

/**
 * bb_memory_bar_show:
 * @layout: (nullable): the result of bb_family_lay_out(), or a plan with steps; %NULL: no regions
 *
 * Shows the regions of @layout; the legend of a plan with steps also says which regions are erased and written.
 *
 * Returns: %TRUE if @layout has regions
 */
gboolean bb_memory_bar_show (BbMemoryBar *self, BbPlan *layout);

G_END_DECLS
