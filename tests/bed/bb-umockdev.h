/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <umockdev.h>

/* Removes the device at @syspath ("/sys/devices/…"), with exactly one "remove" event, which newer umockdev sends
 * itself. Remove the child devices first, because umockdev before 0.18.4 leaves them. */
static inline void
bb_umockdev_remove (UMockdevTestbed *bed, const char *syspath)
{
#if !UMOCKDEV_SENDS_REMOVE
    umockdev_testbed_uevent (bed, syspath, "remove");
#endif
    umockdev_testbed_remove_device (bed, syspath);
}
