/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-host-private.h"
#include "bb-umockdev.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Major numbers of sg and sr (devices.txt of the kernel). */
#define BB_MAJOR_SG 21
#define BB_MAJOR_SR 11

/* Usual sysfs paths of controllers of each bus type. */
#define BB_PCI_PATA "/devices/pci0000:00/0000:00:1f.1"
#define BB_PCI_SATA "/devices/pci0000:00/0000:00:1f.2"
#define BB_PCI_USB "/devices/pci0000:00/0000:00:14.0"
#define BB_PCI_FIREWIRE "/devices/pci0000:00/0000:04:00.0"
#define BB_PCI_SCSI "/devices/pci0000:00/0000:05:00.0"

/* Returns (transfer full) the sysfs path, without "/sys", of the parent of the SCSI host. */
static char *
bb_host_tree_dup_port (const BbHostDrive *drive, BbBus bus)
{
    guint port = drive->host + 1;

    switch (bus) {
    case BB_BUS_PATA:
        return g_strdup_printf (BB_PCI_PATA "/ata%u", port);
    case BB_BUS_USB:
        return g_strdup_printf (BB_PCI_USB "/usb1/1-%u/1-%u:1.0", port, port);
    case BB_BUS_FIREWIRE:
        return g_strdup_printf (BB_PCI_FIREWIRE "/fw%u/fw%u.0", port, port);
    case BB_BUS_SCSI:
        return g_strdup (BB_PCI_SCSI);
    case BB_BUS_SATA:
    case BB_BUS_UNKNOWN:
        break;
    }
    return g_strdup_printf (BB_PCI_SATA "/ata%u", port);
}

/* Returns (transfer full) the sysfs path, without "/sys", of the SCSI device. */
static char *
bb_host_tree_dup_scsi (const BbHostDrive *drive, BbBus bus)
{
    g_autofree char *port = bb_host_tree_dup_port (drive, bus);

    return g_strdup_printf ("%s/host%u/target%u:0:0/%u:0:0:0", port, drive->host, drive->host, drive->host);
}

/* Returns (transfer full) @text with "_" for blanks and special characters, as udev writes properties. */
static char *
bb_host_tree_dup_word (const char *text)
{
    char *word = g_strstrip (g_strdup (text != NULL ? text : ""));

    for (char *c = word; *c != '\0'; c++) {
        if (!g_ascii_isalnum (*c) && strchr ("#+-.:=@_/", *c) == NULL)
            *c = '_';
    }
    return word;
}

/* Returns (transfer full) (nullable) the sysfs path of the USB or FireWire device above the drive, which appears and
 * disappears with the drive; %NULL for other buses. */
static char *
bb_host_tree_dup_above (const BbHostDrive *drive, BbBus bus)
{
    if (bus == BB_BUS_USB)
        return g_strdup_printf ("/sys" BB_PCI_USB "/usb1/1-%u", drive->host + 1);
    if (bus == BB_BUS_FIREWIRE)
        return g_strdup_printf ("/sys" BB_PCI_FIREWIRE "/fw%u", drive->host + 1);
    return NULL;
}

/* Describes the USB or FireWire device above the drive, with the attributes that programs read. */
static void
bb_host_tree_add_port (GString *text, const BbHostDrive *drive, const BbDriveDetails *details)
{
    guint port = drive->host + 1;

    if (details->bus == BB_BUS_USB)
        g_string_append_printf (text,
                                "P: " BB_PCI_USB "/usb1/1-%u\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
                                "A: idVendor=1d6b\\n\nA: idProduct=0104\\n\nA: product=%s\\n\n\n",
                                port, details->bridge != NULL ? details->bridge : "Mass Storage Bridge");
    else if (details->bus == BB_BUS_FIREWIRE)
        g_string_append_printf (text, "P: " BB_PCI_FIREWIRE "/fw%u\nE: SUBSYSTEM=firewire\nA: model_name=%s\\n\n\n",
                                port, details->bridge != NULL ? details->bridge : "SBP-2 Bridge");
}

static void
bb_host_tree_add_scsi (GString *text, const char *scsi, const BbHostDrive *drive, const BbDriveDetails *details)
{
    g_autofree char *generic = drive->sg >= 0 ? g_strdup_printf ("L: generic=scsi_generic/sg%d\n", drive->sg) : NULL;

    g_string_append_printf (text,
                            "P: %s\nE: SUBSYSTEM=scsi\nE: DEVTYPE=scsi_device\nE: DRIVER=sr\nA: type=5\\n\n"
                            "A: scsi_level=6\\n\n%sA: vendor=%-8s\\n\nA: model=%-16s\\n\nA: rev=%-4s\\n\n\n",
                            scsi, generic != NULL ? generic : "", details->vendor, details->product,
                            details->revision);
}

static void
bb_host_tree_add_generic (GString *text, const char *scsi, const BbHostDrive *drive)
{
    g_string_append_printf (text,
                            "P: %s/scsi_generic/sg%d\nN: sg%d=00\nE: DEVNAME=/dev/sg%d\nE: SUBSYSTEM=scsi_generic\n"
                            "E: MAJOR=%u\nE: MINOR=%d\nA: dev=%u:%d\\n\nL: device=../..\n\n",
                            scsi, drive->sg, drive->sg, drive->sg, BB_MAJOR_SG, drive->sg, BB_MAJOR_SG, drive->sg);
}

/* Adds the properties that the rules of udev set; no udevd runs in a test bed. */
static void
bb_host_tree_add_properties (GString *text, const BbHostDrive *drive, const BbDriveDetails *details)
{
    g_auto (GStrv) found = bb_sim_bus_list_properties (drive->link.bus, drive->link.name);
    g_autofree char *vendor = bb_host_tree_dup_word (details->vendor);
    g_autofree char *model = bb_host_tree_dup_word (details->product);
    g_autofree char *revision = bb_host_tree_dup_word (details->revision);
    g_autofree char *serial = bb_host_tree_dup_word (details->serial);
    guint port = drive->host + 1;

    for (guint i = 0; found[i] != NULL; i++)
        g_string_append_printf (text, "E: %s\n", found[i]);
    g_string_append_printf (text, "E: ID_TYPE=cd\nE: ID_VENDOR=%s\nE: ID_MODEL=%s\nE: ID_REVISION=%s\n", vendor,
                            model, revision);
    if (*serial != '\0')
        g_string_append_printf (text, "E: ID_SERIAL=%s_%s_%s\nE: ID_SERIAL_SHORT=%s\n", vendor, model, serial,
                                serial);
    switch (details->bus) {
    case BB_BUS_USB:
        g_string_append_printf (text, "E: ID_BUS=usb\nE: ID_PATH=pci-0000:00:14.0-usb-0:%u:1.0-scsi-0:0:0:0\n", port);
        return;
    case BB_BUS_FIREWIRE:
        g_string_append (text, "E: ID_BUS=ieee1394\n");
        return;
    case BB_BUS_SCSI:
        g_string_append_printf (text, "E: ID_BUS=scsi\nE: ID_PATH=pci-0000:05:00.0-scsi-0:%u:0:0\n", drive->host);
        return;
    case BB_BUS_PATA:
        g_string_append_printf (text, "E: ID_ATA=1\nE: ID_BUS=ata\nE: ID_PATH=pci-0000:00:1f.1-ata-%u\n", port);
        return;
    case BB_BUS_SATA:
    case BB_BUS_UNKNOWN:
        break;
    }
    g_string_append_printf (
        text, "E: ID_ATA=1\nE: ID_ATA_SATA=1\nE: ID_BUS=ata\nE: ID_PATH=pci-0000:00:1f.2-ata-%u\n", port);
}

/* Returns the size of the disc (nullable) in sectors of 512 bytes, as the block device reports it. */
static guint
bb_host_tree_sectors (GBytes *disc)
{
    return disc != NULL ? (guint) (g_bytes_get_size (disc) / 512) : 0;
}

static void
bb_host_tree_add_block (GString *text, const char *scsi, const BbHostDrive *drive, const BbDriveDetails *details,
                        GBytes *disc)
{
    g_string_append_printf (text,
                            "P: %s/block/sr%d\nN: sr%d\nE: DEVNAME=/dev/sr%d\nE: SUBSYSTEM=block\nE: DEVTYPE=disk\n"
                            "E: MAJOR=%u\nE: MINOR=%d\n",
                            scsi, drive->sr, drive->sr, drive->sr, BB_MAJOR_SR, drive->sr);
    bb_host_tree_add_properties (text, drive, details);
    g_string_append_printf (
        text,
        "A: dev=%u:%d\\n\nA: removable=1\\n\nA: size=%u\\n\nA: ro=0\\n\nA: events_poll_msecs=-1\\n\n"
        "L: device=../..\n\n",
        BB_MAJOR_SR, drive->sr, bb_host_tree_sectors (disc));
}

/* Writes the entry of a node to the database of udev, or removes it if @seen is %FALSE. Programs conclude from such
 * an entry that udev has processed the device. The entry has no properties, because umockdev has them in sysfs. */
static void
bb_host_tree_set_processed (BbSimHost *host, char kind, guint major_number, int minor_number, gboolean seen)
{
    g_autofree char *root = umockdev_testbed_get_root_dir (host->bed);
    g_autofree char *path = g_strdup_printf ("%s/run/udev/data/%c%u:%d", root, kind, major_number, minor_number);
    g_autofree char *folder = g_path_get_dirname (path);
    g_autoptr (GError) error = NULL;

    if (!seen) {
        g_remove (path);
        return;
    }
    if (g_mkdir_with_parents (folder, 0755) != 0 || !g_file_set_contents (path, "I:1\nV:1\n", -1, &error))
        g_printerr ("burnback-sim: %s: %s\n", path, error != NULL ? error->message : g_strerror (errno));
}

/* Returns (transfer full) the properties of drive and disc as one text, for drive->shown. */
static char *
bb_host_tree_dup_shown (const BbHostDrive *drive)
{
    g_auto (GStrv) found = bb_sim_bus_list_properties (drive->link.bus, drive->link.name);

    return g_strjoinv ("\n", found);
}

/* Writes the content of the disc (nullable) into the block node, which is a file. */
static void
bb_host_tree_fill_node (BbSimHost *host, const BbHostDrive *drive, GBytes *disc)
{
    g_autofree char *root = umockdev_testbed_get_root_dir (host->bed);
    g_autofree char *path = g_strdup_printf ("%s/dev/sr%d", root, drive->sr);
    gsize length_bytes = 0;
    const void *data = disc != NULL ? g_bytes_get_data (disc, &length_bytes) : NULL;
    FILE *file = g_fopen (path, "wb"); /* reuses the file that umockdev marked as a block device */

    if (file == NULL || (length_bytes > 0 && fwrite (data, length_bytes, 1, file) != 1))
        g_printerr ("burnback-sim: %s: %s\n", path, g_strerror (errno));
    if (file != NULL)
        fclose (file);
}

/* Older udev gave the block node sr0 a second name, the link "scd0", and wodim looks for no other name. Makes this
 * link to @target in @folder if the block node of @drive is sr0; removes the link if @target is %NULL. */
static void
bb_host_tree_link_alias (BbSimHost *host, const BbHostDrive *drive, const char *folder, const char *target)
{
    g_autofree char *root = umockdev_testbed_get_root_dir (host->bed);
    g_autofree char *name = g_strdup_printf ("scd%d", drive->sr);
    g_autofree char *path = g_build_filename (root, folder, name, NULL);

    if (target == NULL && g_remove (path) != 0)
        g_printerr ("burnback-sim: %s: %s\n", path, g_strerror (errno));
    else if (target != NULL && symlink (target, path) != 0)
        g_printerr ("burnback-sim: %s: %s\n", path, g_strerror (errno));
}

gboolean
bb_host_tree_attach (BbSimHost *host, BbHostDrive *drive, GError **error)
{
    g_autofree char *name = g_strdup_printf ("sr%d", drive->sr);
    g_autofree char *sg = g_strdup_printf ("/dev/sg%d", drive->sg), *sr = g_strdup_printf ("/dev/sr%d", drive->sr);

    if (!(drive->sg < 0 || umockdev_testbed_attach_ioctl (host->bed, sg, host->base, error)) ||
        !umockdev_testbed_attach_ioctl (host->bed, sr, host->base, error))
        return FALSE;
    bb_host_tree_link_alias (host, drive, "ioctl/dev", name);
    return TRUE;
}

gboolean
bb_host_tree_plug (BbSimHost *host, BbHostDrive *drive, GError **error)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive->drive);
    g_autofree char *scsi = bb_host_tree_dup_scsi (drive, details->bus);
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GBytes) disc = NULL;
    g_autofree char *name = NULL, *number = NULL;
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&drive->shown_lock);

    g_free (drive->shown);
    drive->shown = bb_host_tree_dup_shown (drive);
    disc = bb_sim_bus_dup_disc (drive->link.bus, drive->link.name);
    bb_host_tree_add_port (text, drive, details);
    bb_host_tree_add_scsi (text, scsi, drive, details);
    if (drive->sg >= 0)
        bb_host_tree_add_generic (text, scsi, drive);
    bb_host_tree_add_block (text, scsi, drive, details, disc);
    /* Written before the events are sent, because the receivers read the database at once. */
    bb_host_tree_set_processed (host, 'b', BB_MAJOR_SR, drive->sr, TRUE);
    if (drive->sg >= 0)
        bb_host_tree_set_processed (host, 'c', BB_MAJOR_SG, drive->sg, TRUE);
    if (!umockdev_testbed_add_from_string (host->bed, text->str, error))
        return FALSE;
    bb_host_tree_fill_node (host, drive, disc);
    name = g_strdup_printf ("sr%d", drive->sr);
    number = g_strdup_printf ("%u:%d", BB_MAJOR_SR, drive->sr);
    bb_host_tree_link_alias (host, drive, "dev", name);
    bb_host_tree_link_alias (host, drive, "dev/.node", number); /* umockdev keeps the numbers of nodes here */
    return TRUE;
}

/* Writes properties and size of the block device to the files in sysfs. @text: description for umockdev. */
static void
bb_host_tree_write (BbSimHost *host, const char *syspath, const char *text, GBytes *disc)
{
    g_autofree char *sys = umockdev_testbed_get_sys_dir (host->bed);
    g_autofree char *uevent = g_build_filename (sys, syspath, "uevent", NULL);
    g_autofree char *size = g_build_filename (sys, syspath, "size", NULL);
    g_autofree char *sectors = g_strdup_printf ("%u\n", bb_host_tree_sectors (disc));
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    g_autoptr (GString) properties = g_string_new (NULL);
    g_autoptr (GError) error = NULL;

    for (guint i = 0; lines[i] != NULL; i++) {
        /* In the kernel's `uevent` file, DEVNAME has no "/dev/". */
        if (g_str_has_prefix (lines[i], "E: DEVNAME=/dev/"))
            g_string_append_printf (properties, "DEVNAME=%s\n", lines[i] + strlen ("E: DEVNAME=/dev/"));
        else if (g_str_has_prefix (lines[i], "E: "))
            g_string_append_printf (properties, "%s\n", lines[i] + strlen ("E: "));
    }
    if (!g_file_set_contents (uevent, properties->str, -1, &error) ||
        !g_file_set_contents (size, sectors, -1, &error))
        g_printerr ("burnback-sim: %s\n", error->message);
}

/* A "change" event. It is sent in the main context, because drives are unplugged there, too: so the drive cannot be
 * unplugged while the event is sent. */
typedef struct {
    BbSimHost *host;
    BbHostDrive *drive;
    char *syspath;
} BbHostChange;

static void
bb_host_change_free (gpointer data)
{
    BbHostChange *change = data;

    g_free (change->syspath);
    g_free (change);
}

static gboolean
bb_host_change_cb (gpointer data)
{
    BbHostChange *change = data;

    if (g_atomic_int_get (&change->drive->plugged))
        umockdev_testbed_uevent (change->host->bed, change->syspath, "change");
    return G_SOURCE_REMOVE;
}

void
bb_host_tree_refresh (BbSimHost *host, BbHostDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive->drive);
    g_autofree char *scsi = bb_host_tree_dup_scsi (drive, details->bus);
    g_autofree char *block = g_strdup_printf ("%s/block/sr%d", scsi, drive->sr);
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GBytes) disc = NULL;
    g_autofree char *shown = NULL;
    BbHostChange *change = NULL;
    G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&drive->shown_lock);

    shown = bb_host_tree_dup_shown (drive);
    if (!g_atomic_int_get (&drive->plugged) || g_strcmp0 (shown, drive->shown) == 0)
        return;
    g_free (drive->shown);
    drive->shown = g_steal_pointer (&shown);
    disc = bb_sim_bus_dup_disc (drive->link.bus, drive->link.name);
    bb_host_tree_add_block (text, scsi, drive, details, disc);
    bb_host_tree_write (host, block + strlen ("/"), text->str, disc);
    bb_host_tree_fill_node (host, drive, disc);
    change = g_new0 (BbHostChange, 1);
    change->host = host;
    change->drive = drive;
    change->syspath = g_strconcat ("/sys", block, NULL);
    g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, bb_host_change_cb, change, bb_host_change_free);
}

void
bb_host_tree_unplug (BbSimHost *host, BbHostDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive->drive);
    g_autofree char *scsi = bb_host_tree_dup_scsi (drive, details->bus);
    g_autofree char *scsi_path = g_strconcat ("/sys", scsi, NULL);
    g_autofree char *block = g_strdup_printf ("%s/block/sr%d", scsi_path, drive->sr);
    g_autofree char *generic = g_strdup_printf ("%s/scsi_generic/sg%d", scsi_path, drive->sg);
    g_autofree char *above = bb_host_tree_dup_above (drive, details->bus);
    g_autofree char *sys = umockdev_testbed_get_sys_dir (host->bed), *name = g_strdup_printf ("sr%d", drive->sr);
    g_autofree char *link = g_build_filename (sys, "block", name, NULL);

    /* umockdev does not remove this link, but receivers of the "remove" events must not find it. */
    if (g_remove (link) != 0 && errno != ENOENT)
        g_printerr ("burnback-sim: %s: %s\n", link, g_strerror (errno));
    bb_host_tree_set_processed (host, 'b', BB_MAJOR_SR, drive->sr, FALSE);
    if (drive->sg >= 0)
        bb_host_tree_set_processed (host, 'c', BB_MAJOR_SG, drive->sg, FALSE);
    bb_host_tree_link_alias (host, drive, "dev", NULL);
    bb_host_tree_link_alias (host, drive, "dev/.node", NULL);
    /* Children are removed before their parents. */
    bb_umockdev_remove (host->bed, block);
    if (drive->sg >= 0)
        bb_umockdev_remove (host->bed, generic);
    bb_umockdev_remove (host->bed, scsi_path);
    if (above != NULL)
        bb_umockdev_remove (host->bed, above);
}
