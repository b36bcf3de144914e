/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive.h"

#include <sys/types.h>

G_BEGIN_DECLS

#define BB_TYPE_REAL_DRIVE (bb_real_drive_get_type ())
G_DECLARE_FINAL_TYPE (BbRealDrive, bb_real_drive, BB, REAL_DRIVE, BbDrive)

/** bb_real_drive_new: (transfer full): a drive of this machine, commands go to @details' sg node. */
BbDrive *bb_real_drive_new (BbDriveDetails *details);

/**
 * bb_access_dup_denied:
 * @node: the device node
 * @mode: its rights
 * @owner: (nullable): name of its owner
 * @group: (nullable): name of its group
 *
 * Why a person may not use @node, and what to do, in words.
 */
char *bb_access_dup_denied (const char *node, mode_t mode, const char *owner, const char *group);

G_END_DECLS
