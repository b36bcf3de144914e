/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/backups/bb-backup-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbDriveHistory: what was written to a drive, newest first, as a part of its page. Hidden while there is nothing.
 */
#define BB_TYPE_DRIVE_HISTORY (bb_drive_history_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveHistory, bb_drive_history, BB, DRIVE_HISTORY, GtkBox)

GtkWidget *bb_drive_history_new (void);
/** bb_drive_history_show: reads the journals; rows that are still right stay as they are. */
void bb_drive_history_show (BbDriveHistory *self, BbEngine *engine, BbEngineDrive *drive);
/** bb_drive_history_get_backups: (transfer none): the list in it. */
BbBackupList *bb_drive_history_get_backups (BbDriveHistory *self);

G_END_DECLS
