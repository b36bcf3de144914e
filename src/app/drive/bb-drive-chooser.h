/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbDriveChooser: Asks to which of several connected drives a firmware file should be written. Each row has a drive
 * and the verdict on it; drives that the file fits come first. A row opens the review of its drive. Signal "several"
 * (GFile): the user wants to flash several drives.
 */
#define BB_TYPE_DRIVE_CHOOSER (bb_drive_chooser_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveChooser, bb_drive_chooser, BB, DRIVE_CHOOSER, GtkBox)

GtkWidget *bb_drive_chooser_new (BbEngine *engine);
/** bb_drive_chooser_open: Reads @file and lists the drives with their verdicts; cancels the reading of an earlier
 * file. @sha256: (nullable): the image of @file for which the drives are listed; %NULL: for each drive the image that
 * fits it best */
void bb_drive_chooser_open (BbDriveChooser *self, GFile *file, const char *sha256);

G_END_DECLS
