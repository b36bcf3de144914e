/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <handy.h>

G_BEGIN_DECLS

/**
 * BbConvertDialog: asks what a drive shall become, and for the boot code of that. Nothing is read or written here.
 * Signal "accepted" (GFile, GVariant: settings of a CONVERT).
 */
#define BB_TYPE_CONVERT_DIALOG (bb_convert_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BbConvertDialog, bb_convert_dialog, BB, CONVERT_DIALOG, HdyWindow)

/** bb_convert_dialog_new: @models: (element-type BbModel): what the drive could be made. */
GtkWidget *bb_convert_dialog_new (GtkWindow *parent, BbEngineDrive *drive, GPtrArray *models);

G_END_DECLS
