/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbDriveConflict: A diagram of conflicting evidence. It has one row for each source of evidence and one column for
 * each claimed model; a sign in each cell shows whether the source supports or contradicts the model. Hidden if the
 * evidence does not conflict.
 */
#define BB_TYPE_DRIVE_CONFLICT (bb_drive_conflict_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveConflict, bb_drive_conflict, BB, DRIVE_CONFLICT, GtkBox)

GtkWidget *bb_drive_conflict_new (void);
/** bb_drive_conflict_show: Shows the evidence about @drive and how to resolve the conflict. Hides the widget if
 * there is no conflict. */
void bb_drive_conflict_show (BbDriveConflict *self, BbEngineDrive *drive);

G_END_DECLS
