/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-udev-details.h"

#include <string.h>

#include "scsi/bb-scsi.h"

typedef struct udev_device BbUdevDevice;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbUdevDevice, udev_device_unref)

/* Returns (transfer full) (nullable) @text (nullable) without blanks at its end and with '?' for all that is not
 * printable ASCII; %NULL if nothing is left. */
static char *
bb_udev_dup_clean (const char *text)
{
    char *clean;

    if (text == NULL)
        return NULL;
    clean = g_strdup (text);
    for (char *c = clean; *c != '\0'; c++) {
        if (!g_ascii_isprint (*c))
            *c = '?';
    }
    g_strchomp (clean);
    if (*clean == '\0')
        g_clear_pointer (&clean, g_free);
    return clean;
}

/* Returns (transfer full) (nullable) the udev property @name of @device (nullable); NULL if it is missing or empty.
 * Each "_" becomes a blank, because udev stores blanks as "_". */
static char *
bb_udev_dup_property (BbUdevDevice *device, const char *name)
{
    g_autofree char *text = NULL;

    if (device == NULL)
        return NULL;
    text = g_strdup (udev_device_get_property_value (device, name));
    if (text == NULL)
        return NULL;
    return bb_udev_dup_clean (g_strdelimit (text, "_", ' '));
}

static gboolean
bb_udev_property_is (BbUdevDevice *device, const char *name, const char *wanted)
{
    return device != NULL && g_strcmp0 (udev_device_get_property_value (device, name), wanted) == 0;
}

/* Returns (transfer full) a text of the INQUIRY data: the sysfs attribute @attribute of @scsi or, if it is missing or
 * blank, the udev property @property of @sr (nullable); "" if both are missing. */
static char *
bb_udev_dup_inquiry (BbUdevDevice *scsi, const char *attribute, BbUdevDevice *sr, const char *property)
{
    char *text = bb_udev_dup_clean (udev_device_get_sysattr_value (scsi, attribute));

    if (text == NULL)
        text = bb_udev_dup_property (sr, property);
    return text != NULL ? text : g_strdup ("");
}

/* Returns (transfer full) (nullable) the part of the serial number @text (nullable) before the first control
 * character; NULL if this part is empty. Some drives send bytes of their memory after the serial number. */
static char *
bb_udev_dup_number (const char *text)
{
    gsize length_bytes = 0;
    g_autofree char *number = NULL;

    while (text != NULL && text[length_bytes] != '\0' && !g_ascii_iscntrl (text[length_bytes]))
        length_bytes++;
    number = text != NULL ? g_strndup (text, length_bytes) : NULL;
    return bb_udev_dup_clean (number);
}

/* Returns (transfer full) (nullable) the serial number in VPD page 80h; NULL if the kernel could not read this page,
 * or the number is empty. */
static char *
bb_udev_dup_vpd_serial (const char *scsi_path)
{
    g_autofree char *path = g_build_filename (scsi_path, "vpd_pg80", NULL);
    g_autofree char *page = NULL;
    g_autofree char *text = NULL;
    gsize length_bytes = 0;

    if (!g_file_get_contents (path, &page, &length_bytes, NULL) || length_bytes <= BB_VPD_HEADER_BYTES)
        return NULL;
    text = g_strndup (page + BB_VPD_HEADER_BYTES, length_bytes - BB_VPD_HEADER_BYTES);
    return bb_udev_dup_number (g_strstrip (text));
}

/* Returns (transfer full) (nullable) the serial number, from VPD page 80h or else from the udev properties of the
 * block device @sr (nullable). */
static char *
bb_udev_dup_serial (const char *scsi_path, BbUdevDevice *sr)
{
    /* ID_SCSI_SERIAL comes first: for a drive behind USB, ID_SERIAL_SHORT is the serial number of the bridge. */
    static const char *const properties[] = {"ID_SCSI_SERIAL", "ID_SERIAL_SHORT", "ID_USB_SERIAL_SHORT"};
    char *serial = bb_udev_dup_vpd_serial (scsi_path);

    for (guint i = 0; serial == NULL && sr != NULL && i < G_N_ELEMENTS (properties); i++)
        serial = bb_udev_dup_number (udev_device_get_property_value (sr, properties[i]));
    return serial;
}

/* Returns (transfer full) (nullable) the folder "…/ataN" above a libata device; %NULL for other devices. */
static char *
bb_udev_dup_ata_port (const char *scsi_path)
{
    for (const char *at = strstr (scsi_path, "/ata"); at != NULL; at = strstr (at + 1, "/ata")) {
        gsize n_digits = strspn (at + 4, "0123456789");

        if (n_digits > 0 && at[4 + n_digits] == '/')
            return g_strndup (scsi_path, (gsize) (at - scsi_path) + 4 + n_digits);
    }
    return NULL;
}

/* TRUE if @port is a SATA port, which is recognized by the speed of its link in sysfs; PATA has none. */
static gboolean
bb_udev_ata_port_is_serial (const char *port)
{
    g_autoptr (GDir) links = g_dir_open (port, 0, NULL);
    const char *name;

    while (links != NULL && (name = g_dir_read_name (links)) != NULL) {
        g_autofree char *path = NULL, *speed = NULL;

        if (!g_str_has_prefix (name, "link"))
            continue;
        path = g_build_filename (port, name, "ata_link", name, "sata_spd", NULL);
        if (g_file_get_contents (path, &speed, NULL, NULL) && strstr (speed, "Gbps") != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Returns (transfer none) (nullable) the USB device to which the drive belongs; NULL if it is not connected by USB.
 */
static BbUdevDevice *
bb_udev_peek_usb (BbUdevDevice *scsi)
{
    return udev_device_get_parent_with_subsystem_devtype (scsi, "usb", "usb_device");
}

/* Returns (transfer none) (nullable) the FireWire device to which the drive belongs; NULL if it is not connected by
 * FireWire. */
static BbUdevDevice *
bb_udev_peek_firewire (BbUdevDevice *scsi)
{
    return udev_device_get_parent_with_subsystem_devtype (scsi, "firewire", NULL);
}

/* Returns the bus by which the drive or its USB or FireWire bridge is connected. An ATA port that is not recognized
 * as SATA counts as PATA. */
static BbBus
bb_udev_find_bus (BbUdevDevice *scsi, BbUdevDevice *sr)
{
    const char *path = udev_device_get_syspath (scsi);
    g_autofree char *ata_port = bb_udev_dup_ata_port (path);

    if (bb_udev_peek_usb (scsi) != NULL || bb_udev_property_is (sr, "ID_BUS", "usb"))
        return BB_BUS_USB;
    if (bb_udev_peek_firewire (scsi) != NULL || bb_udev_property_is (sr, "ID_BUS", "ieee1394"))
        return BB_BUS_FIREWIRE;
    if (bb_udev_property_is (sr, "ID_ATA_SATA", "1"))
        return BB_BUS_SATA;
    if (ata_port != NULL)
        return bb_udev_ata_port_is_serial (ata_port) ? BB_BUS_SATA : BB_BUS_PATA;
    if (bb_udev_property_is (sr, "ID_BUS", "ata"))
        return BB_BUS_PATA;
    return strstr (path, "/host") != NULL ? BB_BUS_SCSI : BB_BUS_UNKNOWN;
}

/* Returns (transfer full) (nullable) the name of the USB bridge, "Maker Product (152d:2338)". Unknown parts are left
 * out; NULL if all are unknown. */
static char *
bb_udev_dup_usb_bridge (BbUdevDevice *usb, BbUdevDevice *sr)
{
    const char *vendor_id = udev_device_get_sysattr_value (usb, "idVendor");
    const char *product_id = udev_device_get_sysattr_value (usb, "idProduct");
    g_autofree char *vendor = bb_udev_dup_clean (udev_device_get_property_value (usb, "ID_VENDOR_FROM_DATABASE"));
    g_autofree char *product = bb_udev_dup_clean (udev_device_get_property_value (usb, "ID_MODEL_FROM_DATABASE"));
    g_autoptr (GString) name = g_string_new (NULL);

    if (vendor == NULL)
        vendor = bb_udev_dup_clean (udev_device_get_sysattr_value (usb, "manufacturer"));
    if (vendor == NULL)
        vendor = bb_udev_dup_property (sr, "ID_USB_VENDOR");
    if (product == NULL)
        product = bb_udev_dup_clean (udev_device_get_sysattr_value (usb, "product"));
    if (product == NULL)
        product = bb_udev_dup_property (sr, "ID_USB_MODEL");
    if (vendor != NULL)
        g_string_append (name, vendor);
    if (product != NULL)
        g_string_append_printf (name, "%s%s", name->len > 0 ? " " : "", product);
    if (vendor_id != NULL && product_id != NULL)
        g_string_append_printf (name, name->len > 0 ? " (%s:%s)" : "%s:%s", vendor_id, product_id);
    return name->len > 0 ? g_string_free (g_steal_pointer (&name), FALSE) : NULL;
}

/* Returns (transfer full) (nullable) maker and model of the FireWire bridge; only one of them if the other is
 * unknown, and NULL if both are. */
static char *
bb_udev_dup_firewire_bridge (BbUdevDevice *firewire)
{
    g_autofree char *vendor = bb_udev_dup_clean (udev_device_get_sysattr_value (firewire, "vendor_name"));
    g_autofree char *model = bb_udev_dup_clean (udev_device_get_sysattr_value (firewire, "model_name"));

    if (vendor != NULL && model != NULL)
        return g_strdup_printf ("%s %s", vendor, model);
    return vendor != NULL ? g_steal_pointer (&vendor) : g_steal_pointer (&model);
}

/* Returns (transfer full) (nullable) the display name of the USB or FireWire bridge in front of the drive; NULL if
 * there is none, or its name is not known. */
static char *
bb_udev_dup_bridge (BbUdevDevice *scsi, BbUdevDevice *sr)
{
    BbUdevDevice *usb = bb_udev_peek_usb (scsi), *firewire = bb_udev_peek_firewire (scsi);

    if (usb != NULL)
        return bb_udev_dup_usb_bridge (usb, sr);
    return firewire != NULL ? bb_udev_dup_firewire_bridge (firewire) : NULL;
}

char *
bb_udev_dup_stable_path (const char *scsi_path)
{
    g_auto (GStrv) parts = g_strsplit (scsi_path, "/", -1);
    g_autoptr (GString) path = g_string_new (NULL);

    for (guint i = 0; parts[i] != NULL; i++) {
        const char *part = parts[i];

        /* Parts like "host2" are left out, because the number changes with each connection. Parts like "target2:0:0"
         * are left out, because the last part of the path contains the target, too. */
        if (*part == '\0' || g_str_equal (part, "sys") || g_str_equal (part, "devices") ||
            (g_str_has_prefix (part, "host") && g_ascii_isdigit (part[4])) || g_str_has_prefix (part, "target"))
            continue;
        if (parts[i + 1] == NULL && strchr (part, ':') != NULL)
            part = strchr (part, ':') + 1;
        g_string_append_printf (path, "%s%s", path->len > 0 ? "/" : "", part);
    }
    return g_string_free (g_steal_pointer (&path), FALSE);
}

/* Returns (transfer full) (nullable) the path of the node of @device (nullable), such as "/dev/sr0". */
static char *
bb_udev_dup_node (BbUdevDevice *device)
{
    return device != NULL ? g_strdup (udev_device_get_devnode (device)) : NULL;
}

BbDriveDetails *
bb_udev_details_new (struct udev *udev, const char *scsi_path, const char *sr_path, const char *sg_path)
{
    g_autoptr (BbUdevDevice) scsi = udev_device_new_from_syspath (udev, scsi_path);
    g_autoptr (BbUdevDevice) sr = sr_path != NULL ? udev_device_new_from_syspath (udev, sr_path) : NULL;
    g_autoptr (BbUdevDevice) sg = sg_path != NULL ? udev_device_new_from_syspath (udev, sg_path) : NULL;
    g_autoptr (BbDriveDetails) details = NULL;

    if (scsi == NULL || (sr == NULL && sg == NULL))
        return NULL;
    details = bb_drive_details_new ();
    details->name = g_strdup (udev_device_get_sysname (sr != NULL ? sr : sg));
    details->sr_node = bb_udev_dup_node (sr);
    details->sg_node = bb_udev_dup_node (sg);
    details->vendor = bb_udev_dup_inquiry (scsi, "vendor", sr, "ID_VENDOR");
    details->product = bb_udev_dup_inquiry (scsi, "model", sr, "ID_MODEL");
    details->revision = bb_udev_dup_inquiry (scsi, "rev", sr, "ID_REVISION");
    details->serial = bb_udev_dup_serial (scsi_path, sr);
    details->bus = bb_udev_find_bus (scsi, sr);
    details->bridge = bb_udev_dup_bridge (scsi, sr);
    if (sr != NULL)
        details->bus_path = g_strdup (udev_device_get_property_value (sr, "ID_PATH"));
    if (details->bus_path == NULL)
        details->bus_path = bb_udev_dup_stable_path (scsi_path);
    return g_steal_pointer (&details);
}
