/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-monitor.h"

#include "bb-real-drive.h"
#include "bb-udev-details.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>

/* How long to wait for the second node of a drive. udev announces the sr and the sg node separately; a drive with
 * only one of them is added to the monitor after this time. */
#define BB_SETTLE_MS 1500

/* Peripheral device type of an optical drive (SPC-4), as sysfs writes it. */
#define BB_TYPE_OPTICAL "5"

/* One SCSI device that has at least one node. */
typedef struct {
    BbUdevMonitor *monitor; /* not owned */
    char *scsi_path;
    char *sr_path;
    char *sg_path;
    BbDrive *drive;  /* NULL until the drive was added to the monitor */
    guint settle_id; /* timeout that waits for the second node; 0: none */
} BbUdevSlot;

struct _BbUdevMonitor {
    BbDriveMonitor parent_instance;

    struct udev *udev;
    struct udev_monitor *events;
    guint source_id;
    GPtrArray *slots;  /* BbUdevSlot */
    GHashTable *known; /* bus path -> BbDrive, includes disconnected drives */
};

G_DEFINE_TYPE (BbUdevMonitor, bb_udev_monitor, BB_TYPE_DRIVE_MONITOR)

static void
bb_udev_slot_free (gpointer data)
{
    BbUdevSlot *slot = data;

    g_clear_handle_id (&slot->settle_id, g_source_remove);
    g_free (slot->scsi_path);
    g_free (slot->sr_path);
    g_free (slot->sg_path);
    g_clear_object (&slot->drive);
    g_free (slot);
}

static void
bb_udev_monitor_finalize (GObject *object)
{
    BbUdevMonitor *self = BB_UDEV_MONITOR (object);

    g_clear_handle_id (&self->source_id, g_source_remove);
    g_ptr_array_unref (self->slots);
    g_hash_table_unref (self->known);
    g_clear_pointer (&self->events, udev_monitor_unref);
    g_clear_pointer (&self->udev, udev_unref);
    G_OBJECT_CLASS (bb_udev_monitor_parent_class)->finalize (object);
}

static void
bb_udev_monitor_class_init (BbUdevMonitorClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_udev_monitor_finalize;
}

static void
bb_udev_monitor_init (BbUdevMonitor *self)
{
    self->slots = g_ptr_array_new_with_free_func (bb_udev_slot_free);
    self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/* Returns (nullable) the drive that was connected at @bus_path before; NULL if there was none, or if another slot
 * contains that drive now. */
static BbDrive *
bb_udev_monitor_peek_returning (BbUdevMonitor *self, const char *bus_path)
{
    BbDrive *drive = g_hash_table_lookup (self->known, bus_path);

    for (guint i = 0; drive != NULL && i < self->slots->len; i++) {
        BbUdevSlot *slot = g_ptr_array_index (self->slots, i);

        if (slot->drive == drive)
            return NULL;
    }
    return drive;
}

/* Adds the drive of @slot to the monitor: the known drive of its bus path, or a new one. */
static void
bb_udev_slot_add_drive (BbUdevSlot *slot, BbDriveDetails *details)
{
    BbUdevMonitor *self = slot->monitor;
    BbDrive *returning = bb_udev_monitor_peek_returning (self, details->bus_path);

    if (returning != NULL) {
        slot->drive = g_object_ref (returning);
        bb_drive_set_details (slot->drive, details);
    } else {
        slot->drive = bb_real_drive_new (details);
        g_hash_table_replace (self->known, g_strdup (details->bus_path), g_object_ref (slot->drive));
    }
    bb_drive_monitor_add (BB_DRIVE_MONITOR (self), slot->drive);
}

/* Adds the drive of @slot to the monitor, or updates its details if it was added before. Also ends the wait for the
 * second node of the drive. If the device has been removed by now, only ends the wait. @always: emit "drive-changed"
 * even if the details did not change. */
static void
bb_udev_slot_publish (BbUdevSlot *slot, gboolean always)
{
    g_autoptr (BbDriveDetails) details = NULL, old = NULL;

    g_clear_handle_id (&slot->settle_id, g_source_remove);
    details = bb_udev_details_new (slot->monitor->udev, slot->scsi_path, slot->sr_path, slot->sg_path);
    if (details == NULL)
        return;
    if (slot->drive == NULL) {
        bb_udev_slot_add_drive (slot, details);
        return;
    }
    old = bb_drive_ref_details (slot->drive);
    if (!always && bb_drive_details_equal (old, details))
        return;
    bb_drive_set_details (slot->drive, details);
    bb_drive_monitor_changed (BB_DRIVE_MONITOR (slot->monitor), slot->drive);
}

/* If *@path is %NULL, sets it to the path of the node in the sysfs folder @subsystem of a SCSI device. The name of
 * the node is @prefix and a number. Sysfs has this node immediately. Udev may announce /dev/srN late, because it
 * first sends commands to a drive with a disc. */
static void
bb_udev_slot_find_node (const char *scsi_path, const char *subsystem, const char *prefix, char **path)
{
    g_autofree char *folder = g_build_filename (scsi_path, subsystem, NULL);
    g_autoptr (GDir) children = *path == NULL ? g_dir_open (folder, 0, NULL) : NULL;
    const char *name;

    while (children != NULL && *path == NULL && (name = g_dir_read_name (children)) != NULL) {
        if (g_str_has_prefix (name, prefix))
            *path = g_build_filename (folder, name, NULL);
    }
}

/* Time-out at the end of the wait for the device nodes: adds or updates the drive with the nodes that it has now. */
static gboolean
bb_udev_slot_settled_cb (gpointer data)
{
    BbUdevSlot *slot = data;

    slot->settle_id = 0;
    bb_udev_slot_find_node (slot->scsi_path, "block", "sr", &slot->sr_path);
    bb_udev_slot_find_node (slot->scsi_path, "scsi_generic", "sg", &slot->sg_path);
    bb_udev_slot_publish (slot, FALSE);
    return G_SOURCE_REMOVE;
}

/* Returns the slot of the SCSI device @scsi_path; adds one if there is none. */
static BbUdevSlot *
bb_udev_monitor_ensure_slot (BbUdevMonitor *self, const char *scsi_path)
{
    BbUdevSlot *slot;

    for (guint i = 0; i < self->slots->len; i++) {
        slot = g_ptr_array_index (self->slots, i);
        if (g_str_equal (slot->scsi_path, scsi_path))
            return slot;
    }
    slot = g_new0 (BbUdevSlot, 1);
    slot->monitor = self;
    slot->scsi_path = g_strdup (scsi_path);
    g_ptr_array_add (self->slots, slot);
    return slot;
}

/* Sets the sr or sg path of the slot of a drive to @device; adds a slot if the drive has none. Returns (nullable) the
 * slot; %NULL if @device is no node of an optical drive. */
static BbUdevSlot *
bb_udev_monitor_set_node (BbUdevMonitor *self, struct udev_device *device)
{
    struct udev_device *scsi = udev_device_get_parent_with_subsystem_devtype (device, "scsi", "scsi_device");
    gboolean is_generic = g_strcmp0 (udev_device_get_subsystem (device), "scsi_generic") == 0;
    BbUdevSlot *slot;
    char **path;

    if (scsi == NULL || g_strcmp0 (udev_device_get_sysattr_value (scsi, "type"), BB_TYPE_OPTICAL) != 0)
        return NULL;
    if (!is_generic && !g_str_has_prefix (udev_device_get_sysname (device), "sr"))
        return NULL;
    slot = bb_udev_monitor_ensure_slot (self, udev_device_get_syspath (scsi));
    path = is_generic ? &slot->sg_path : &slot->sr_path;
    g_free (*path);
    *path = g_strdup (udev_device_get_syspath (device));
    return slot;
}

/* Called for each event except "remove". Adds or updates the drive of @device, or starts to wait for its second node.
 * If the event says that the disc was changed, emits "drive-changed" for a known drive even if its details did not
 * change. Does nothing if @device is no node of an optical drive. */
static void
bb_udev_monitor_node_added (BbUdevMonitor *self, struct udev_device *device)
{
    BbUdevSlot *slot = bb_udev_monitor_set_node (self, device);
    gboolean medium_changed;

    if (slot == NULL)
        return;
    medium_changed = udev_device_get_property_value (device, "DISK_MEDIA_CHANGE") != NULL ||
                     udev_device_get_property_value (device, "DISK_EJECT_REQUEST") != NULL;
    if (slot->drive != NULL || (slot->sr_path != NULL && slot->sg_path != NULL))
        bb_udev_slot_publish (slot, medium_changed);
    else if (slot->settle_id == 0)
        slot->settle_id = g_timeout_add (BB_SETTLE_MS, bb_udev_slot_settled_cb, slot);
}

/* Removes @slot, and its drive from the monitor. */
static void
bb_udev_monitor_drop (BbUdevMonitor *self, BbUdevSlot *slot)
{
    g_autoptr (BbDrive) drive = g_steal_pointer (&slot->drive);

    g_ptr_array_remove (self->slots, slot);
    if (drive != NULL)
        bb_drive_monitor_remove (BB_DRIVE_MONITOR (self), drive);
}

/* Removes the node @device from its slot. Removes the drive if that was its last node; otherwise updates its details
 * after BB_SETTLE_MS. */
static void
bb_udev_monitor_node_removed (BbUdevMonitor *self, struct udev_device *device)
{
    /* Only the path is used, because a removed device has no attributes and no parents in sysfs. */
    const char *path = udev_device_get_syspath (device);

    for (guint i = 0; i < self->slots->len; i++) {
        BbUdevSlot *slot = g_ptr_array_index (self->slots, i);

        if (g_strcmp0 (slot->sr_path, path) == 0)
            g_clear_pointer (&slot->sr_path, g_free);
        else if (g_strcmp0 (slot->sg_path, path) == 0)
            g_clear_pointer (&slot->sg_path, g_free);
        else
            continue;
        if (slot->sr_path == NULL && slot->sg_path == NULL)
            bb_udev_monitor_drop (self, slot);
        else if (slot->settle_id == 0)
            slot->settle_id = g_timeout_add (BB_SETTLE_MS, bb_udev_slot_settled_cb, slot);
        return;
    }
}

/* Searches sysfs for the device nodes of all optical drives, and stores each node in the slot of its drive. Returns
 * (transfer full) the set of the sysfs paths of these nodes. */
static GHashTable *
bb_udev_monitor_scan (BbUdevMonitor *self)
{
    g_autoptr (GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    struct udev_enumerate *all = udev_enumerate_new (self->udev);
    struct udev_list_entry *entry;

    udev_enumerate_add_match_subsystem (all, "block");
    udev_enumerate_add_match_subsystem (all, "scsi_generic");
    udev_enumerate_scan_devices (all);
    udev_list_entry_foreach (entry, udev_enumerate_get_list_entry (all))
    {
        struct udev_device *device = udev_device_new_from_syspath (self->udev, udev_list_entry_get_name (entry));

        if (device == NULL)
            continue;
        if (bb_udev_monitor_set_node (self, device) != NULL)
            g_hash_table_add (paths, g_strdup (udev_device_get_syspath (device)));
        udev_device_unref (device);
    }
    udev_enumerate_unref (all);
    return g_steal_pointer (&paths);
}

/* Frees *@path and sets it to %NULL if @there, the set of the existing paths, does not contain it. */
static void
bb_udev_slot_forget_missing (char **path, GHashTable *there)
{
    if (*path != NULL && !g_hash_table_contains (there, *path))
        g_clear_pointer (path, g_free);
}

/* Makes the list of drives agree with sysfs: adds, updates and removes drives. Called at the start, and after events
 * were lost. */
static void
bb_udev_monitor_rescan (BbUdevMonitor *self)
{
    g_autoptr (GHashTable) there = bb_udev_monitor_scan (self);

    for (guint i = self->slots->len; i > 0; i--) {
        BbUdevSlot *slot = g_ptr_array_index (self->slots, i - 1);

        bb_udev_slot_forget_missing (&slot->sr_path, there);
        bb_udev_slot_forget_missing (&slot->sg_path, there);
        if (slot->sr_path == NULL && slot->sg_path == NULL)
            bb_udev_monitor_drop (self, slot);
        else
            bb_udev_slot_publish (slot, FALSE);
    }
}

/* Handles one event of udev. If the kernel dropped events, compares all drives with sysfs again. */
static gboolean
bb_udev_monitor_event_cb (gint fd, GIOCondition condition, gpointer data)
{
    g_autoptr (BbUdevMonitor) self = g_object_ref (data);
    struct udev_device *device;

    errno = 0;
    device = udev_monitor_receive_device (self->events);
    if (device == NULL) {
        /* The kernel dropped events, because the buffer of the socket was full. */
        if (errno == ENOBUFS)
            bb_udev_monitor_rescan (self);
        return G_SOURCE_CONTINUE;
    }
    if (g_strcmp0 (udev_device_get_action (device), "remove") == 0)
        bb_udev_monitor_node_removed (self, device);
    else
        bb_udev_monitor_node_added (self, device);
    udev_device_unref (device);
    return G_SOURCE_CONTINUE;
}

/* Opens the socket for udev events, and reads them in the default main context. FALSE with @error set if udev does
 * not respond. */
static gboolean
bb_udev_monitor_listen (BbUdevMonitor *self, GError **error)
{
    self->udev = udev_new ();
    self->events = self->udev != NULL ? udev_monitor_new_from_netlink (self->udev, "udev") : NULL;
    if (self->events == NULL || udev_monitor_filter_add_match_subsystem_devtype (self->events, "block", NULL) < 0 ||
        udev_monitor_filter_add_match_subsystem_devtype (self->events, "scsi_generic", NULL) < 0 ||
        udev_monitor_enable_receiving (self->events) < 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "listening to udev: %s", g_strerror (errno));
        return FALSE;
    }
    self->source_id = g_unix_fd_add (udev_monitor_get_fd (self->events), G_IO_IN, bb_udev_monitor_event_cb, self);
    return TRUE;
}

BbDriveMonitor *
bb_udev_monitor_new (GError **error)
{
    g_autoptr (BbUdevMonitor) self = g_object_new (BB_TYPE_UDEV_MONITOR, NULL);

    if (!bb_udev_monitor_listen (self, error))
        return NULL;
    /* The udev socket is open before this scan, so a drive that is connected during the scan is not missed. */
    bb_udev_monitor_rescan (self);
    return BB_DRIVE_MONITOR (g_steal_pointer (&self));
}
