/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbBackupList: the backups of one drive, or all; deleting can be undone for some seconds. */
#define BB_TYPE_BACKUP_LIST (bb_backup_list_get_type ())
G_DECLARE_FINAL_TYPE (BbBackupList, bb_backup_list, BB, BACKUP_LIST, GtkBox)

/** bb_backup_list_show: reads the store again; @drive (nullable): only the backups of this one. */
void bb_backup_list_show (BbBackupList *self, BbEngine *engine, BbEngineDrive *drive);
/** bb_backup_list_check_all: re-reads every file of every backup that is shown, and of those that are being read now.
 */
void bb_backup_list_check_all (BbBackupList *self);
/** bb_backup_list_is_empty: there is none, and nothing that could not be read. */
gboolean bb_backup_list_is_empty (BbBackupList *self);
/** bb_backup_list_get_newest: (transfer none) (nullable): the newest that can be restored. Signal "listed": it may be
 * another. */
BbBackup *bb_backup_list_get_newest (BbBackupList *self);

G_END_DECLS
