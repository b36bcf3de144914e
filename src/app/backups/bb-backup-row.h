/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbBackupRow: One backup. The row itself can verify and export the backup. Signal "delete-asked": the user wants to
 * delete the backup; the list that contains the row then deletes it. The button that restores the backup has the
 * action "win.restore-backup" with two parameters: the device name of the drive and the ID of the backup. Signal
 * "checked": bb_backup_row_get_check() has changed because a verification has ended. */
#define BB_TYPE_BACKUP_ROW (bb_backup_row_get_type ())
G_DECLARE_FINAL_TYPE (BbBackupRow, bb_backup_row, BB, BACKUP_ROW, GtkListBoxRow)

/** BbBackupCheck: what is known of the files of a backup
 * @BB_BACKUP_CHECK_NONE: they were not verified
 * @BB_BACKUP_CHECK_RUNNING: a verification runs
 * @BB_BACKUP_CHECK_INTACT: the last verification found no damage
 * @BB_BACKUP_CHECK_DAMAGED: the last verification found damage
 * @BB_BACKUP_CHECK_UNVERIFIED: the last verification failed, for example because a file could not be read */
typedef enum {
    BB_BACKUP_CHECK_NONE,
    BB_BACKUP_CHECK_RUNNING,
    BB_BACKUP_CHECK_INTACT,
    BB_BACKUP_CHECK_DAMAGED,
    BB_BACKUP_CHECK_UNVERIFIED,
} BbBackupCheck;

/** bb_backup_row_new: Returns (transfer floating) a row for @backup. The row updates itself when drives are
 * connected, disconnected or identified. @names_drive: whether the row names the drive of the backup, because the
 * list contains backups of several drives. */
GtkWidget *bb_backup_row_new (BbEngine *engine, BbBackup *backup, gboolean names_drive);
BbBackup *bb_backup_row_get_backup (BbBackupRow *self); /* (transfer none) */
/** bb_backup_row_set_backup: Updates the row from @backup, the backup of this row, which was read from the store
 * again. The result of a verification stays visible only if the backup was trusted before (bb_backup_is_trusted())
 * and still is. */
void bb_backup_row_set_backup (BbBackupRow *self, BbBackup *backup);
/** bb_backup_row_check: Begins to verify the files of the backup; the row shows the result later. If the backup
 * turns out to be damaged, the row no longer offers to restore or compare it. */
void bb_backup_row_check (BbBackupRow *self);
/** bb_backup_row_get_check: Returns what the verifications of this row have found. */
BbBackupCheck bb_backup_row_get_check (BbBackupRow *self);
/** bb_backup_row_dup_name: Returns (transfer full) the title of the row, when the backup was made and, if the
 * row names the drive, its serial number. */
char *bb_backup_row_dup_name (BbBackupRow *self);
/** bb_backup_row_focus: Moves the focus to the first button of the row that can have it. */
void bb_backup_row_focus (BbBackupRow *self);

G_END_DECLS
