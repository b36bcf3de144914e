/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive.h"

G_BEGIN_DECLS

#define BB_TYPE_DRIVE_MONITOR (bb_drive_monitor_get_type ())
G_DECLARE_DERIVABLE_TYPE (BbDriveMonitor, bb_drive_monitor, BB, DRIVE_MONITOR, GObject)

/**
 * BbDriveMonitorClass:
 * @simulated: TRUE in classes whose drives are not real
 *
 * A #GListModel of #BbDrive, sorted by name. Emits "drive-added" (BbDrive), "drive-removed" (BbDrive) and
 * "drive-changed" (BbDrive) in the main context in which the monitor was made.
 */
struct _BbDriveMonitorClass {
    GObjectClass parent_class;
    gboolean simulated;
    gpointer padding[3];
};

/** bb_drive_monitor_is_simulated: TRUE if the drives of @self are simulated or replayed from a trace. */
gboolean bb_drive_monitor_is_simulated (BbDriveMonitor *self);

/**
 * bb_drive_monitor_list_called: (transfer full) (element-type BbDrive): returns the drives that @text names; an empty
 * list if there is none. Searches for these drives in this order, and stops as soon as one is found:
 * - the drive with the node or short name @text
 * - all drives with the serial number @text
 * - if @text is the absolute path of a symbolic link: the drive with the node that the link leads to
 */
GPtrArray *bb_drive_monitor_list_called (BbDriveMonitor *self, const char *text);
/**
 * bb_drive_monitor_find: (transfer full) (nullable): returns the only drive that bb_drive_monitor_list_called()
 * finds; %NULL if there is none, or if there are several.
 */
BbDrive *bb_drive_monitor_find (BbDriveMonitor *self, const char *text);

/** bb_drive_monitor_add: marks @drive as present; the drive emits "changed" if it was not present. Then inserts
 * @drive at its place in the order and emits "items-changed" and "drive-added". @drive must not be in the list yet.
 * Only for subclasses. */
void bb_drive_monitor_add (BbDriveMonitor *self, BbDrive *drive);
/** bb_drive_monitor_remove: removes @drive from the list, marks it as not present and emits "items-changed" and
 * "drive-removed"; does nothing if @drive is not in the list. Only for subclasses. */
void bb_drive_monitor_remove (BbDriveMonitor *self, BbDrive *drive);
/** bb_drive_monitor_changed: moves @drive, whose details have changed, to its place in the order. Emits
 * "items-changed" if the position changed, then always "drive-changed". Does nothing if @drive is not in the list.
 * Only for subclasses. */
void bb_drive_monitor_changed (BbDriveMonitor *self, BbDrive *drive);

#define BB_TYPE_UDEV_MONITOR (bb_udev_monitor_get_type ())
G_DECLARE_FINAL_TYPE (BbUdevMonitor, bb_udev_monitor, BB, UDEV_MONITOR, BbDriveMonitor)

/**
 * bb_udev_monitor_new:
 *
 * Lists all optical drives of this computer with libudev, and follows their connection and disconnection (a #GSource
 * on the default context). The sr and the sg node of one drive are one #BbDrive; a drive that is connected again on
 * the same bus path is the same object.
 *
 * Errors: %G_IO_ERROR_FAILED if udev does not respond.
 *
 * Returns: (transfer full): the monitor
 */
BbDriveMonitor *bb_udev_monitor_new (GError **error);

G_END_DECLS
