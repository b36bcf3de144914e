/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbBackupRow: one backup. Checks and exports by itself; "delete-asked" is for the list, and putting back is
 * "win.restore-backup" with the names of drive and backup.
 */
#define BB_TYPE_BACKUP_ROW (bb_backup_row_get_type ())
G_DECLARE_FINAL_TYPE (BbBackupRow, bb_backup_row, BB, BACKUP_ROW, GtkListBoxRow)

GtkWidget *bb_backup_row_new (BbEngine *engine, BbBackup *backup);
BbBackup *bb_backup_row_get_backup (BbBackupRow *self); /* (transfer none) */
/** bb_backup_row_set_backup: the same backup as it is in the store now; what a check said of it stays. */
void bb_backup_row_set_backup (BbBackupRow *self, BbBackup *backup);
/** bb_backup_row_check: re-reads its files; the row shows what came of it. */
void bb_backup_row_check (BbBackupRow *self);

G_END_DECLS
