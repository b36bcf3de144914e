/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbDriveAbilities: The last part of a drive's page: the supported operations. */
#define BB_TYPE_DRIVE_ABILITIES (bb_drive_abilities_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveAbilities, bb_drive_abilities, BB, DRIVE_ABILITIES, GtkBox)

GtkWidget *bb_drive_abilities_new (void);
/** bb_drive_abilities_show: Shows which operations @drive supports in its current state. @catalog: the catalog of the
 * engine */
void bb_drive_abilities_show (BbDriveAbilities *self, BbCatalog *catalog, BbEngineDrive *drive);

G_END_DECLS
