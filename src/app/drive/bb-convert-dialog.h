/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <handy.h>

G_BEGIN_DECLS

/**
 * BbConvertDialog: Asks for the target of a conversion and for its boot code file. Sends nothing to the drive. Signal
 * "accepted" (GFile, GVariant): boot code and settings for %BB_ACTION_CONVERT.
 */
#define BB_TYPE_CONVERT_DIALOG (bb_convert_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BbConvertDialog, bb_convert_dialog, BB, CONVERT_DIALOG, HdyWindow)

/** bb_convert_dialog_new: @drive: its model must be known. @models: (element-type BbModel): the possible targets. */
GtkWidget *bb_convert_dialog_new (GtkWindow *parent, BbEngineDrive *drive, GPtrArray *models);

G_END_DECLS
