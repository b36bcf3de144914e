/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/store/bb-backup-store.h"

G_BEGIN_DECLS

/**
 * bb_backups_find_uses:
 * @backups: (element-type BbBackup): backups of one store, which no other thread may use yet
 *
 * Sets members of all @backups from the journals in the state folder of the store:
 * - @used_action and @used_revision, for backups without a @reason: from the first journal that names the backup.
 *   Journals of operations that were refused before they began do not count. So a backup that was made for a review
 *   and then not needed has no use, and both members are %NULL.
 * - @is_overwritten: %TRUE if firmware was written to the drive after the backup was made, and the image that was
 *   written last is not the image of the backup
 */
void bb_backups_find_uses (GPtrArray *backups);
/**
 * bb_backups_find_mixed:
 * @backups: (element-type BbBackup): backups of @store, which no other thread may use yet
 *
 * Calls bb_backup_set_mixed() for those of @backups whose firmware may mix two revisions, by the same function as a
 * ROLLBACK (bb_flow_is_image_mixed()). Compares with firmware from the store, the journals and the library. Blocks.
 */
void bb_backups_find_mixed (GPtrArray *backups, BbBackupStore *store, BbCatalog *catalog);

G_END_DECLS
