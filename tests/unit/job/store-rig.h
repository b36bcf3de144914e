/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job-rig.h"

#include "job/store/bb-backup-private.h"

G_BEGIN_DECLS

/* What the tests of backups share. */
#define STORE_RIG_BYTES 0x3000

/** StoreRig: a store in a folder of its own, a drive, and what a backup of it read. */
typedef struct {
    char *folder;
    BbBackupStore *store;
    BbDriveDetails *details;
    BbFacts *facts;
    BbCaptures *captures;
    GBytes *image;
} StoreRig;

/** store_rig_bytes: (transfer full): bytes that are all different from their neighbours. */
GBytes *store_rig_bytes (gsize length_bytes, guint8 first);
/** store_rig_plan: (transfer full): reads firmware, calibration and, if it can, boot code. */
BbPlan *store_rig_plan (void);
/** store_rig_capture: what was read of the capture @index. */
void store_rig_capture (BbCaptures *captures, guint index, gsize length_bytes, guint8 first);
void store_rig_set_up (StoreRig *f, gconstpointer data);
void store_rig_tear_down (StoreRig *f, gconstpointer data);
/** store_rig_keep: (transfer full): @image, @reason: (nullable) */
BbBackup *store_rig_keep (StoreRig *f, GBytes *image, const char *reason);
/** store_rig_file: (transfer full): the path of a file of @backup. */
char *store_rig_file (BbBackup *backup, const char *name);

G_END_DECLS
