/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbToolCode: asks for the error code that another program showed when it left a drive without firmware, says what it
 * means, and has the drive looked at again with it. Hidden where
 * the board of the drive is known in another way.
 */
#define BB_TYPE_TOOL_CODE (bb_tool_code_get_type ())
G_DECLARE_FINAL_TYPE (BbToolCode, bb_tool_code, BB, TOOL_CODE, GtkBox)

/** bb_tool_code_show: for @drive (nullable), as it is now. Returns: whether its board just became known */
gboolean bb_tool_code_show (BbToolCode *self, BbEngine *engine, BbEngineDrive *drive);

G_END_DECLS
