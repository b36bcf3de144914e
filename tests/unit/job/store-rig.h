/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job-rig.h"

#include "job/store/bb-backup-private.h"

G_BEGIN_DECLS

/* Fixture of the tests of backups. */
#define STORE_RIG_BYTES 0x3000

/** StoreRig: a store in a folder of its own, a drive, and the data of a backup. */
typedef struct {
    char *folder;
    BbBackupStore *store;
    BbDriveDetails *details;
    BbFacts *facts;
    BbCaptures *captures;
    GBytes *image;
} StoreRig;

/** store_rig_bytes: (transfer full): bytes that differ from their neighbours. */
GBytes *store_rig_bytes (gsize length_bytes, guint8 first);
/** store_rig_plan: (transfer full): reads firmware, calibration and, optionally, boot code. */
BbPlan *store_rig_plan (void);
/** store_rig_capture: stores data for the capture @index. */
void store_rig_capture (BbCaptures *captures, guint index, gsize length_bytes, guint8 first);
void store_rig_set_up (StoreRig *f, gconstpointer data);
void store_rig_tear_down (StoreRig *f, gconstpointer data);
/** store_rig_keep: (transfer full): @image, @reason: (nullable) */
BbBackup *store_rig_keep (StoreRig *f, GBytes *image, const char *reason);
/** store_rig_file: (transfer full): the path of file @name of @backup. */
char *store_rig_file (BbBackup *backup, const char *name);

G_END_DECLS
