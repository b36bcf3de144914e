/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <handy.h>

G_BEGIN_DECLS

/**
 * BbConvertDialog: Asks for the model that the drive is to be converted to, and for the file with the boot code of
 * that model. Sends nothing to the drive. Signal "accepted" (GFile, GVariant): the boot code file and the settings of
 * %BB_ACTION_CONVERT.
 */
#define BB_TYPE_CONVERT_DIALOG (bb_convert_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BbConvertDialog, bb_convert_dialog, BB, CONVERT_DIALOG, HdyWindow)

/** bb_convert_dialog_new: Returns a dialog for a conversion of @drive, whose model must be known. @models:
 * (element-type BbModel): the models that @drive can be converted to. */
GtkWidget *bb_convert_dialog_new (GtkWindow *parent, BbEngineDrive *drive, GPtrArray *models);

G_END_DECLS
