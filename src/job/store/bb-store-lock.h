/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-backup-store.h"
#include "drive/bb-drive.h"
#include "job/bb-job-error.h"

G_BEGIN_DECLS

/*
 * Locks of the store and of single drives. A job holds an exclusive lock of its drive and a shared lock of the store,
 * from its first read to its last record. Moving and deleting backups takes an exclusive lock of the store. The locks
 * are on files in <state folder>/locks. They belong to the open file, so the kernel releases them when a process is
 * killed.
 */

typedef struct _BbStoreLock BbStoreLock;

/**
 * bb_store_lock_drive:
 *
 * Locks a drive exclusively and the store in shared mode, without waiting. The lock file of a drive is named by its
 * bus path, or, if that is unknown, by its device name. Creates missing lock files. Writes this process and the
 * device name to the lock file of the drive.
 *
 * Errors: %BB_JOB_ERROR_BUSY with a sentence that names the program that has the lock; %BB_STORE_ERROR_UNWRITABLE or
 * %BB_STORE_ERROR_NOT_PERMITTED if a lock file cannot be opened or locked. Returns: (transfer full): both locks
 */
BbStoreLock *bb_store_lock_drive (const char *state_folder, const BbDriveDetails *drive, GError **error);

/**
 * bb_store_lock_alone:
 *
 * Locks the store exclusively, without waiting, for moving and deleting. Errors: those of bb_store_lock_drive().
 * Returns: (transfer full): the lock
 */
BbStoreLock *bb_store_lock_alone (const char *state_folder, GError **error);

/**
 * bb_store_lock_wait:
 * @path: path of the lock file, whose folder must exist
 *
 * Waits for an exclusive lock on @path. For locks that are held only briefly, while a program reads, changes and
 * writes the file that @path protects. Errors: %BB_STORE_ERROR_UNWRITABLE, %BB_STORE_ERROR_NOT_PERMITTED.
 * Returns: (transfer full): the lock
 */
BbStoreLock *bb_store_lock_wait (const char *path, GError **error);

/**
 * bb_store_lock_file:
 * @fd: open for writing
 * @type: F_RDLCK or F_WRLCK
 *
 * Locks an open file without waiting. The lock belongs to the open file description, not to the process
 * (F_OFD_SETLK); closing the file or a kill releases it. Returns: 0, or an errno: %EAGAIN if another open file has
 * the lock
 */
int bb_store_lock_file (int fd, short type);

/** bb_store_lock_set_action: writes @action, a word of bb_action_to_string(), to the lock file of the drive, where
 * other processes read it. @lock must be from bb_store_lock_drive(). */
void bb_store_lock_set_action (BbStoreLock *lock, const BbDriveDetails *drive, const char *action);

/**
 * bb_store_dup_worker: (transfer full) (nullable): names the process that holds the lock of @drive: "NAME (process
 * NUMBER)", or "Another program" if its name is not known. %NULL if no process holds the lock, or if the lock file
 * cannot be opened.
 * @action: (out) (optional) (nullable): the word that this process gave to bb_store_lock_set_action()
 */
char *bb_store_dup_worker (const char *state_folder, const BbDriveDetails *drive, char **action);

/** bb_store_lock_free: releases the locks of @lock (nullable), and the memory. */
void bb_store_lock_free (BbStoreLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbStoreLock, bb_store_lock_free)

G_END_DECLS
