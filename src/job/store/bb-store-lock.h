/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-backup-store.h"
#include "drive/bb-drive.h"
#include "job/bb-job-error.h"

G_BEGIN_DECLS

/*
 * Inside the room: which program works with a folder of backups, and on which drive. The locks are on files in
 * <state folder>/locks and belong to the open file, so a kill ends them. A job holds one of its drive alone and one
 * of the store with others, from its first read to its last record; who moves or deletes backups holds that of the
 * store alone.
 */

typedef struct _BbStoreLock BbStoreLock;

/**
 * bb_store_lock_drive:
 * @drive: which drive is meant: by its place, or else its name
 *
 * Errors: %BB_JOB_ERROR_BUSY with a sentence that tells who works and what can be done meanwhile,
 * %BB_STORE_ERROR_UNWRITABLE or %BB_STORE_ERROR_NOT_PERMITTED where no lock can be made. Returns: (transfer full)
 */
BbStoreLock *bb_store_lock_drive (const char *state_folder, const BbDriveDetails *drive, GError **error);

/**
 * bb_store_lock_alone:
 *
 * For moving and deleting. Errors: those of bb_store_lock_drive(). Returns: (transfer full)
 */
BbStoreLock *bb_store_lock_alone (const char *state_folder, GError **error);

/**
 * bb_store_lock_wait:
 * @path: of the lock; its folder exists
 *
 * For what is read, changed and written again at once. Waits until no other program holds it, which is not long.
 * Errors: %BB_STORE_ERROR_UNWRITABLE, %BB_STORE_ERROR_NOT_PERMITTED. Returns: (transfer full)
 */
BbStoreLock *bb_store_lock_wait (const char *path, GError **error);

/**
 * bb_store_lock_file:
 * @fd: open for writing
 * @type: F_RDLCK or F_WRLCK
 *
 * Takes the lock of an open file without waiting. It belongs to the open file, not to the process: a kill ends it,
 * and it can be asked for without taking it. Returns: 0; %EAGAIN where another one has it; else another errno
 */
int bb_store_lock_file (int fd, short type);

/** bb_store_lock_tell_action: what is done with the drive of @lock, for those who ask: the word of a #BbAction. */
void bb_store_lock_tell_action (BbStoreLock *lock, const BbDriveDetails *drive, const char *action);

/** bb_store_dup_worker: (transfer full) (nullable): "NAME (process NUMBER)": who works on @drive. @action: (out)
 * (optional) (nullable): what it does, as it was told by bb_store_lock_tell_action(). */
char *bb_store_dup_worker (const char *state_folder, const BbDriveDetails *drive, char **action);

/** bb_store_lock_free: @lock: (nullable) */
void bb_store_lock_free (BbStoreLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbStoreLock, bb_store_lock_free)

G_END_DECLS
