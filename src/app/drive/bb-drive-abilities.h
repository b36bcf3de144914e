/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbDriveAbilities: the end of a drive's page: what can be done with it, and its backups. */
#define BB_TYPE_DRIVE_ABILITIES (bb_drive_abilities_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveAbilities, bb_drive_abilities, BB, DRIVE_ABILITIES, GtkBox)

GtkWidget *bb_drive_abilities_new (void);
/** bb_drive_abilities_show: shows @drive as it is now, and reads its backups. */
void bb_drive_abilities_show (BbDriveAbilities *self, BbEngineDrive *drive);

G_END_DECLS
