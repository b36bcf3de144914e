/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbRebadgeMap: A diagram of the names under which one piece of hardware was sold: lines lead from the model to each
 * name. The names of the shown drive are marked. */
#define BB_TYPE_REBADGE_MAP (bb_rebadge_map_get_type ())
G_DECLARE_FINAL_TYPE (BbRebadgeMap, bb_rebadge_map, BB, REBADGE_MAP, GtkBox)

/** bb_rebadge_map_show: Shows the names under which the model of @facts (nullable) was sold. Does nothing if they are
 * shown already. Returns FALSE and changes nothing if the model is unknown or the catalog has no names for it; the
 * caller must then hide the diagram. */
gboolean bb_rebadge_map_show (BbRebadgeMap *self, BbCatalog *catalog, BbFacts *facts);

G_END_DECLS
