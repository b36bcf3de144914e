/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive.h"

G_BEGIN_DECLS

/** BbTransferMode: how this computer and an ATA drive hand data over, as far as the kernel tells. */
typedef enum {
    BB_TRANSFER_UNKNOWN,
    BB_TRANSFER_PIO,
    BB_TRANSFER_DMA,
    BB_TRANSFER_ULTRA_DMA,
} BbTransferMode;

/**
 * BbHostPath:
 * @mode: of an ATA drive on a port of this computer; unknown behind a bridge
 * @mode_text: (nullable): the same as people write it, "UDMA 2"
 * @force_id: (nullable): how the kernel's parameter `libata.force` names the drive, "3.00"
 * @max_transfer_bytes: the largest data phase that the kernel lets through; 0: not told
 *
 * What lies between the programs of this computer and a drive.
 */
typedef struct _BbHostPath {
    BbTransferMode mode;
    char *mode_text;
    char *force_id;
    guint32 max_transfer_bytes;
} BbHostPath;

/** bb_host_path_new: (transfer full): nothing known. */
BbHostPath *bb_host_path_new (void);
void bb_host_path_free (BbHostPath *path);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbHostPath, bb_host_path_free)

/**
 * bb_host_path_read:
 * @sysfs: where sysfs is mounted, "/sys"
 *
 * Reads a few small files of the kernel; sends nothing to the drive. What is not told there stays unknown.
 *
 * Returns: (transfer full): never %NULL
 */
BbHostPath *bb_host_path_read (const char *sysfs, const BbDriveDetails *details);

G_END_DECLS
