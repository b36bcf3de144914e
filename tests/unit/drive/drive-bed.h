/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <umockdev.h>

/**
 * BedDrive: describes an optical drive for a umockdev test bed.
 * @above: sysfs path of the port or bridge to which the drive is connected, without "/sys"
 * @host: SCSI host number
 * @sr, @sg: numbers of the nodes /dev/srN and /dev/sgN
 * @properties: (nullable): udev properties of the block device, as lines "E: …\n"
 */
typedef struct {
    const char *above;
    guint host;
    guint sr;
    guint sg;
    const char *vendor;
    const char *product;
    const char *revision;
    const char *properties;
} BedDrive;

/** bed_plug_block, bed_plug_generic: add the sr node or the sg node, with its "add" event. */
void bed_plug_block (UMockdevTestbed *bed, const BedDrive *drive);
void bed_plug_generic (UMockdevTestbed *bed, const BedDrive *drive);
/** bed_plug: adds the SCSI device and both nodes. */
void bed_plug (UMockdevTestbed *bed, const BedDrive *drive);
/** bed_plug_scsi: adds only the SCSI device. @type: peripheral device type; "5" is an optical drive. */
void bed_plug_scsi (UMockdevTestbed *bed, const BedDrive *drive, const char *type);
/** bed_unplug_block, bed_unplug_generic: remove the sr node or the sg node, with its "remove" event. */
void bed_unplug_block (UMockdevTestbed *bed, const BedDrive *drive);
void bed_unplug_generic (UMockdevTestbed *bed, const BedDrive *drive);
/** bed_unplug: removes both nodes and the SCSI device. */
void bed_unplug (UMockdevTestbed *bed, const BedDrive *drive);

/** bed_wait_until: runs the main loop until *@value is @wanted; fails the test after 20 s. */
void bed_wait_until (const guint *value, guint wanted);
