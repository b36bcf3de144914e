/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbBackupRow: One backup. The row itself can verify and export the backup. Signal "delete-asked": the user wants to
 * delete the backup; the list that contains the row then deletes it. The button that restores the backup has the
 * action "win.restore-backup" with two parameters: the device name of the drive and the ID of the backup. */
#define BB_TYPE_BACKUP_ROW (bb_backup_row_get_type ())
G_DECLARE_FINAL_TYPE (BbBackupRow, bb_backup_row, BB, BACKUP_ROW, GtkListBoxRow)

/** bb_backup_row_new: Returns (transfer floating) a row for @backup. The row updates itself when drives are
 * connected, disconnected or identified. @names_drive: whether the row names the drive of the backup, because the
 * list contains backups of several drives. */
GtkWidget *bb_backup_row_new (BbEngine *engine, BbBackup *backup, gboolean names_drive);
BbBackup *bb_backup_row_get_backup (BbBackupRow *self); /* (transfer none) */
/** bb_backup_row_set_backup: Updates the row from @backup, the backup of this row, which was read from the store
 * again. */
void bb_backup_row_set_backup (BbBackupRow *self, BbBackup *backup);
/** bb_backup_row_dup_name: Returns (transfer full) the title of the row, when the backup was made and, if the
 * row names the drive, its serial number. */
char *bb_backup_row_dup_name (BbBackupRow *self);
/** bb_backup_row_focus: Moves the focus to the first button of the row that can have it. */
void bb_backup_row_focus (BbBackupRow *self);

G_END_DECLS
