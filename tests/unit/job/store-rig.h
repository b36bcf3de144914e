/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job-rig.h"

#include "job/store/bb-backup-private.h"

G_BEGIN_DECLS

/* Fixture of the tests of backups. */

/* Length of the firmware in a backup. */
#define STORE_RIG_BYTES 0x3000

/** StoreRig: an empty store in a new folder, a drive, and the data for a backup. */
typedef struct {
    char *folder;
    BbBackupStore *store;
    BbDriveDetails *details;
    BbFacts *facts;
    BbCaptures *captures;
    GBytes *image;
} StoreRig;

/** store_rig_bytes: (transfer full): bytes of which each differs from the next; the first one is @first. */
GBytes *store_rig_bytes (gsize length_bytes, guint8 first);
/** store_rig_plan: (transfer full): a plan with required captures of firmware and calibration, and an optional
 * capture of boot code. */
BbPlan *store_rig_plan (void);
/** store_rig_capture: sets the data of the capture @index to store_rig_bytes(). */
void store_rig_capture (BbCaptures *captures, guint index, gsize length_bytes, guint8 first);
void store_rig_set_up (StoreRig *f, gconstpointer data);
void store_rig_tear_down (StoreRig *f, gconstpointer data);
/** store_rig_keep: (transfer full): makes a backup of the data of @f. @image, @reason: (nullable): arguments of
 * bb_backup_store_keep() */
BbBackup *store_rig_keep (StoreRig *f, GBytes *image, const char *reason);
/** store_rig_file: (transfer full): the path of the file @name in the folder of @backup. */
char *store_rig_file (BbBackup *backup, const char *name);

G_END_DECLS
