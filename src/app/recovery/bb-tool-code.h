/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbToolCode: Asks for the error code that another flash program showed when it left a drive without firmware.
 * Explains the code, and identifies the drive again with it. Shown while the circuit board of the drive is unknown
 * and an error code can determine the board. Also shown after a code was used.
 */
#define BB_TYPE_TOOL_CODE (bb_tool_code_get_type ())
G_DECLARE_FINAL_TYPE (BbToolCode, bb_tool_code, BB, TOOL_CODE, GtkBox)

/** bb_tool_code_show: Updates the widget for @drive (nullable), and clears the entry if @drive is another drive than
 * before. Shows the widget if an error code can determine the unknown circuit board of @drive, or if an error code
 * was used for @drive. Otherwise hides it. Returns TRUE if the board has just become known. */
gboolean bb_tool_code_show (BbToolCode *self, BbEngine *engine, BbEngineDrive *drive);

G_END_DECLS
