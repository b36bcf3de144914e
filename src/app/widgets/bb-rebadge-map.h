/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbRebadgeMap: a picture of one piece of hardware and the names under which it was sold, the shown drive's
 * own among them. The names hang on a line that begins at the model.
 */
#define BB_TYPE_REBADGE_MAP (bb_rebadge_map_get_type ())
G_DECLARE_FINAL_TYPE (BbRebadgeMap, bb_rebadge_map, BB, REBADGE_MAP, GtkBox)

/** bb_rebadge_map_show: FALSE, and nothing to see, when the catalog knows no names of this drive's model. */
gboolean bb_rebadge_map_show (BbRebadgeMap *self, BbCatalog *catalog, BbFacts *facts);

G_END_DECLS
