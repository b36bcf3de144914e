/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbDriveIdentity: The first part of a drive's page: reported name, identity, and evidence. */
#define BB_TYPE_DRIVE_IDENTITY (bb_drive_identity_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveIdentity, bb_drive_identity, BB, DRIVE_IDENTITY, GtkBox)

GtkWidget *bb_drive_identity_new (void);
/** bb_drive_identity_show: Shows what is known of @drive now; hides the rows that have no value. */
void bb_drive_identity_show (BbDriveIdentity *self, BbEngineDrive *drive);

G_END_DECLS
