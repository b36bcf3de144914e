/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-backup-summary.h"
#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbBackupList: The backups of one drive or of all drives. Deleting can be undone for some seconds. Signal "listed":
 * the store was read, a backup was hidden or shown again, or the verification of a backup has begun or ended, so
 * the return values of the functions below may have changed. */
#define BB_TYPE_BACKUP_LIST (bb_backup_list_get_type ())
G_DECLARE_FINAL_TYPE (BbBackupList, bb_backup_list, BB, BACKUP_LIST, GtkBox)

/** bb_backup_list_show: Reads the store in the background, even if the list is shown already, and then lists its
 * backups.
 * @drive: (nullable): shows only the backups of this drive; %NULL: those of all drives
 *
 * If @engine or @drive differs from the previous call, first hides the message and cancels three things:
 * - a deletion that can still be undone
 * - a request to delete a backup
 * - bb_backup_list_check_all() for the backups that are still being read */
void bb_backup_list_show (BbBackupList *self, BbEngine *engine, BbEngineDrive *drive);
/** bb_backup_list_check_all: Verifies every file of all backups that are shown. While the store is still being read,
 * also verifies the backups that this reading adds to the list. The summary, if one is set, says what was found until
 * backups are verified again or one is added to the list. */
void bb_backup_list_check_all (BbBackupList *self);
/** bb_backup_list_set_summary: Sets the widget that says what bb_backup_list_check_all() has found. It is not part of
 * the list, because a sentence above the rows would move them. */
void bb_backup_list_set_summary (BbBackupList *self, BbBackupSummary *summary);
/** bb_backup_list_is_empty: Returns TRUE if the store has no backup for this list, or was not read yet. FALSE also if
 * all its backups are unreadable, or are hidden because their deletion can still be undone. */
gboolean bb_backup_list_is_empty (BbBackupList *self);
/** bb_backup_list_get_newest: Returns (transfer none) (nullable) the newest backup of the list that is trusted
 * (bb_backup_is_trusted()) and not hidden by a deletion, even if its row is not shown. %NULL if there is none. */
BbBackup *bb_backup_list_get_newest (BbBackupList *self);
/** bb_backup_list_get_to_restore: Returns (transfer none) (nullable) the backup of bb_backup_find_to_restore() for
 * the drive of the list, among the backups that are not hidden by a deletion and not known to be damaged. %NULL if
 * there is none, or the list shows all drives. */
BbBackup *bb_backup_list_get_to_restore (BbBackupList *self);
/** bb_backup_list_has_damaged: Returns TRUE if the list has a trusted backup (bb_backup_is_trusted()) that is known
 * to be damaged (bb_backup_checks_is_damaged()) and not hidden by a deletion. */
gboolean bb_backup_list_has_damaged (BbBackupList *self);
/** bb_backup_list_focus: Moves the focus to the row of the backup @id. Returns FALSE if the list has no such row. */
gboolean bb_backup_list_focus (BbBackupList *self, const char *id);
/** bb_backup_list_find: Returns (transfer none) (nullable) the backup @id of the list, even if its row is not shown.
 * %NULL if the backup is unknown, or hidden by a deletion that can still be undone. */
BbBackup *bb_backup_list_find (BbBackupList *self, const char *id);

G_END_DECLS
