/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive.h"

#include <sys/types.h>

G_BEGIN_DECLS

#define BB_TYPE_REAL_DRIVE (bb_real_drive_get_type ())
G_DECLARE_FINAL_TYPE (BbRealDrive, bb_real_drive, BB, REAL_DRIVE, BbDrive)

/**
 * bb_real_drive_new: (transfer full): returns a drive of this computer that sends commands to the sg node of
 * @details.
 */
BbDrive *bb_real_drive_new (BbDriveDetails *details);

/**
 * bb_access_dup_denied:
 * @node: the device node
 * @mode: permissions of the node
 * @owner: (nullable): name of the owner of the node
 * @group: (nullable): name of the group of the node
 *
 * Returns: (transfer full): sentences that say why this user may not use @node, and what to do
 */
char *bb_access_dup_denied (const char *node, mode_t mode, const char *owner, const char *group);

G_END_DECLS
