/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-backup-store.h"

G_BEGIN_DECLS

/* Private to src/job/store: functions that fill a backup, and that write and read its manifest and files. */

#define BB_BACKUP_MANIFEST "manifest"

/** bb_backup_new_described: (transfer full): a backup of the drive with @details and @facts, with the current time.
 * It has no files, ID, folder and sequence number yet, and is not @complete. Writes nothing to disk. */
BbBackup *bb_backup_new_described (const BbDriveDetails *details, BbFacts *facts, const char *reason);
/** bb_backup_add_file: (transfer none): adds an entry with length and checksum of @bytes to @backup and returns it;
 * writes nothing to disk. */
BbBackupFile *bb_backup_add_file (BbBackup *backup, const char *name, const char *file, BbRegionKind kind,
                                  guint32 address, GBytes *bytes);
/** bb_backup_dup_manifest: (transfer full): text of the manifest, with its SHA-256. */
char *bb_backup_dup_manifest (BbBackup *backup);
/** bb_backup_new_from_manifest: (transfer full): reads the manifest in @folder, but none of the other files.
 * @complete is always %FALSE for a backup with a @contradiction (a mix of two firmware revisions). Errors: those of
 * bb_fsync_read_key_file(); %BB_STORE_ERROR_DAMAGED for an unknown format, an invalid entry, or a complete backup
 * without an entry of its firmware. */
BbBackup *bb_backup_new_from_manifest (const char *folder, GError **error);

/**
 * bb_store_next_sequence:
 *
 * Returns: a number that is larger than the sequence numbers of all readable backups and journals of @state_folder.
 * Reads all of them. Sequence numbers order backups and journals by age even if the clock was set back.
 */
guint64 bb_store_next_sequence (const char *state_folder);
/** bb_backup_compare_newest_first: a #GCompareFunc for arrays of backups, by sequence number, then time, then ID. */
int bb_backup_compare_newest_first (gconstpointer a, gconstpointer b);
/** bb_backup_drop_others: removes from @backups (element-type BbBackup) all but the trusted backups of the drive with
 * @details and @facts (nullable). */
void bb_backup_drop_others (GPtrArray *backups, const BbDriveDetails *details, BbFacts *facts);
/**
 * bb_backup_copy_contradiction: if one of @backups (element-type BbBackup) has the same firmware image as @backup and
 * a @contradiction (the firmware mixes two revisions), copies the contradiction to @backup and clears its @complete.
 * Needed because @backup may have been saved before the contradiction could be detected. Does nothing if @backup has
 * a contradiction already, or the reason bb_backup_equals_file.
 */
void bb_backup_copy_contradiction (BbBackup *backup, GPtrArray *backups);
/** bb_store_set_unwritable: sets %BB_STORE_ERROR_NOT_PERMITTED if @reason (transfer full) is a missing permission,
 * else %BB_STORE_ERROR_UNWRITABLE, with the message of @reason. Returns %FALSE. */
gboolean bb_store_set_unwritable (GError **error, GError *reason);
/** bb_store_write_file: writes @bytes to @folder under the name of @file. Errors: those of bb_fsync_write(). */
gboolean bb_store_write_file (const char *folder, BbBackupFile *file, GBytes *bytes, GError **error);
/** bb_store_read_file: (transfer full): the bytes of @file in the folder of @backup. Errors:
 * %BB_STORE_ERROR_DAMAGED, also for another length or checksum than in the manifest, or
 * %BB_STORE_ERROR_NOT_PERMITTED. */
GBytes *bb_store_read_file (BbBackup *backup, const BbBackupFile *file, GError **error);

G_END_DECLS
