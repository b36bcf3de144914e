/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbDriveAbout: The middle part of a drive's page: names under which it was sold, advice on firmware, known
 * conversions, and details. */
#define BB_TYPE_DRIVE_ABOUT (bb_drive_about_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveAbout, bb_drive_about, BB, DRIVE_ABOUT, GtkBox)

GtkWidget *bb_drive_about_new (void);
/** bb_drive_about_show: Shows what the catalog and the facts say about @drive. Sends no command. */
void bb_drive_about_show (BbDriveAbout *self, BbEngine *engine, BbEngineDrive *drive);
/** bb_drive_about_take_details: Shows region and book types of @result; hides a row that @result has no value for. */
void bb_drive_about_take_details (BbDriveAbout *self, BbResult *result);

G_END_DECLS
