/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-backup-store.h"

G_BEGIN_DECLS

/* Inside the room: how a backup is filled, and its manifest. */

#define BB_BACKUP_MANIFEST "manifest"
/** BB_BACKUP_RAW: entry of the firmware as it was read, where the image is not the same bytes. */
#define BB_BACKUP_RAW "firmware-raw"

/** bb_backup_new: (transfer full): empty; filled before it is shared. */
BbBackup *bb_backup_new (void);
/** bb_backup_new_described: (transfer full): says which drive it is of, and is made now for @reason; it has no files
 * and no folder yet. */
BbBackup *bb_backup_new_described (const BbDriveDetails *details, BbFacts *facts, const char *reason);
/** bb_backup_add_file: (transfer none): a file whose length and checksum are those of @bytes, which are not kept. */
BbBackupFile *bb_backup_add_file (BbBackup *backup, const char *name, const char *file, BbRegionKind kind,
                                  guint32 address, GBytes *bytes);
/** bb_backup_find_file: (transfer none) (nullable): the file of region @name. */
const BbBackupFile *bb_backup_find_file (BbBackup *backup, const char *name);
/** bb_backup_dup_manifest: (transfer full): its text, sealed. */
char *bb_backup_dup_manifest (BbBackup *backup);
/** bb_backup_new_from_manifest: (transfer full): the backup in @folder, of whose files none is read. Errors: those of
 * bb_fsync_read_key_file(); %BB_STORE_ERROR_DAMAGED for an unknown format and entries that cannot be right. */
BbBackup *bb_backup_new_from_manifest (const char *folder, GError **error);

/**
 * bb_store_next_sequence:
 * @state_folder: with backups and journals
 *
 * Larger than the number of each of them that can be read: what is made later is known by it for newer whatever the
 * clock says. Reads them all.
 */
guint64 bb_store_next_sequence (const char *state_folder);
/**
 * bb_backup_store_read:
 * @unread: (element-type GError): gets what of the backups cannot be read, each with its path
 * @unread_journals: (nullable) (element-type GError): the same of the open journals
 *
 * Returns: (transfer full) (element-type BbBackup): newest first
 */
GPtrArray *bb_backup_store_read (BbBackupStore *self, GPtrArray *unread, GPtrArray *unread_journals);
/** bb_backup_store_drop: as bb_backup_store_delete(), for the job itself: one that it made and that another replaces.
 * Errors: those of bb_backup_store_may_delete(); %BB_STORE_ERROR_UNWRITABLE, %BB_STORE_ERROR_NOT_PERMITTED. */
gboolean bb_backup_store_drop (BbBackupStore *self, BbBackup *backup, GError **error);
/** bb_backup_refuse_mixed: sets %BB_STORE_ERROR_INCOMPLETE, a sentence: @backup mixes two revisions. Returns: %FALSE
 */
gboolean bb_backup_refuse_mixed (BbBackup *backup, GError **error);
/** bb_backup_take_contradiction: marks @backup, a new one, if one of @backups (element-type BbBackup) that has a
 * contradiction holds the same firmware: that one may be older than the knowledge. */
void bb_backup_take_contradiction (BbBackup *backup, GPtrArray *backups);
/** bb_backup_dup_healthy_facts: (transfer full) (nullable): the drive as it was when it was backed up. */
BbFacts *bb_backup_dup_healthy_facts (BbBackup *backup, BbCatalog *catalog);

/** bb_backup_store_load_captures: (transfer full): what was read then, to compare a calibration with; no regions with
 * holes. Errors: those of bb_backup_store_check(). */
BbCaptures *bb_backup_store_load_captures (BbBackupStore *self, BbBackup *backup, GError **error);

G_END_DECLS
