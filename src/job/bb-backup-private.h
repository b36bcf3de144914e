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
BbBackupFile *bb_backup_add_file (BbBackup *backup, const char *name, const char *file, BbRegionKind kind,
                                  guint32 address, GBytes *bytes);
const BbBackupFile *bb_backup_find_file (BbBackup *backup, const char *name);
char *bb_backup_dup_manifest (BbBackup *backup);
BbBackup *bb_backup_new_from_manifest (const char *folder, GError **error);

/** bb_backup_dup_board: (transfer full) (nullable): the drive as it was when it was backed up. */
BbFacts *bb_backup_dup_board (BbBackup *backup, BbCatalog *catalog);

/** bb_backup_store_load_captures: (transfer full): what was read then, to compare a calibration with. */
BbCaptures *bb_backup_store_load_captures (BbBackupStore *self, BbBackup *backup, BbPlan *plan, GError **error);

G_END_DECLS
