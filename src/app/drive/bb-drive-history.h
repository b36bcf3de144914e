/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/backups/bb-backup-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbDriveHistory: The part of a drive's page with the backups of the drive and a list of past operations that wrote
 * to it, newest first. Hidden until the drive is identified. Stays hidden if the drive can neither be flashed nor
 * backed up. */
#define BB_TYPE_DRIVE_HISTORY (bb_drive_history_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveHistory, bb_drive_history, BB, DRIVE_HISTORY, GtkBox)

GtkWidget *bb_drive_history_new (void);
/** bb_drive_history_show: Reads the backups and the journals of @drive in the background and shows them. Rows stay
 * if no entry has changed. Hides the widget if @drive is not identified, or can neither be flashed nor backed up. */
void bb_drive_history_show (BbDriveHistory *self, BbEngine *engine, BbEngineDrive *drive);
/** bb_drive_history_get_backups: Returns (transfer none) the widget that lists the backups of the drive. */
BbBackupList *bb_drive_history_get_backups (BbDriveHistory *self);

G_END_DECLS
