/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/store/bb-backup-store.h"

G_BEGIN_DECLS

/** BbBackupCheck: what is known of the files of a backup
 * @BB_BACKUP_CHECK_NONE: this process has not verified them
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

#define BB_TYPE_BACKUP_CHECKS (bb_backup_checks_get_type ())
G_DECLARE_FINAL_TYPE (BbBackupChecks, bb_backup_checks, BB, BACKUP_CHECKS, GObject)

/**
 * BbBackupChecks: verifies backups, and keeps what was found until the process ends or the store is replaced, so that
 * every page can show it. Main context only.
 *
 * Signal "changed" (id: utf8, nullable): the verification of the backup @id has begun or ended; %NULL: what was found
 * is no longer kept for any backup.
 */

BbBackupChecks *bb_backup_checks_new (void); /* (transfer full) */
/** bb_backup_checks_set_store: From now on verifies backups of @store, and keeps nothing of what was found in an
 * earlier store, where verifications may still run. */
void bb_backup_checks_set_store (BbBackupChecks *self, BbBackupStore *store);
/** bb_backup_checks_begin: Begins bb_store_check_async() for @backup, unless its verification runs already. */
void bb_backup_checks_begin (BbBackupChecks *self, BbBackup *backup);
BbBackupCheck bb_backup_checks_get (BbBackupChecks *self, const char *id);
/** bb_backup_checks_get_error: Returns (transfer none) (nullable) the error of the last verification of the backup
 * @id that has ended; %NULL if it found no damage. */
const GError *bb_backup_checks_get_error (BbBackupChecks *self, const char *id);
/** bb_backup_checks_is_damaged: Returns %TRUE if the last verification of the backup @id that has ended found damage,
 * also while the next one runs. */
gboolean bb_backup_checks_is_damaged (BbBackupChecks *self, const char *id);

G_END_DECLS
