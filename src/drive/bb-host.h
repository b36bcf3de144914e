/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive.h"

G_BEGIN_DECLS

/** BbTransferMode: transfer mode between this computer and an ATA drive, as the kernel reports it. */
typedef enum {
    BB_TRANSFER_UNKNOWN,
    BB_TRANSFER_PIO,
    BB_TRANSFER_DMA,
    BB_TRANSFER_ULTRA_DMA,
} BbTransferMode;

/**
 * BbHostPath:
 * @mode: transfer mode of an ATA drive at a port of this computer; unknown for a drive behind a bridge
 * @mode_text: (nullable): display name of the mode, "UDMA 2"
 * @force_id: (nullable): the drive in the notation of the kernel parameter `libata.force`, "3.00"
 * @max_transfer_bytes: the largest data phase that the kernel permits; 0 if unknown
 *
 * Properties of the connection between this computer and a drive.
 */
typedef struct _BbHostPath {
    BbTransferMode mode;
    char *mode_text;
    char *force_id;
    guint32 max_transfer_bytes;
} BbHostPath;

/** bb_host_path_new: (transfer full): returns a path whose properties are all unknown. */
BbHostPath *bb_host_path_new (void);
void bb_host_path_free (BbHostPath *path);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbHostPath, bb_host_path_free)

/**
 * bb_host_path_read:
 * @sysfs: where sysfs is mounted, "/sys"
 *
 * Reads a few files in sysfs; sends nothing to the drive. Properties that are missing there, and all those of a
 * simulated drive, stay unknown.
 *
 * Returns: (transfer full): never %NULL
 */
BbHostPath *bb_host_path_read (const char *sysfs, const BbDriveDetails *details);

G_END_DECLS
