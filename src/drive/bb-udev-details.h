/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive.h"

#include <libudev.h>

G_BEGIN_DECLS

/**
 * bb_udev_details_new:
 * @udev: context
 * @scsi_path: sysfs path of the SCSI device, "/sys/devices/…/0:0:0:0"
 * @sr_path: (nullable): sysfs path of the block device of the drive
 * @sg_path: (nullable): sysfs path of the generic device of the drive
 *
 * Reads the details of a drive from sysfs and udev's database. Sends nothing to the drive. At least one of @sr_path
 * and @sg_path must be given.
 *
 * Returns: (transfer full) (nullable): %NULL if the SCSI device or both nodes have been removed
 */
BbDriveDetails *bb_udev_details_new (struct udev *udev, const char *scsi_path, const char *sr_path,
                                     const char *sg_path);

/**
 * bb_udev_dup_stable_path: (transfer full): returns the sysfs path of a device without "/sys/devices/" and without
 * the parts that change when the device is connected again to the same port. The result is for comparisons only; it
 * is no valid path.
 */
char *bb_udev_dup_stable_path (const char *scsi_path);

G_END_DECLS
