/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "drive-bed.h"

#include "drive/bb-drive-monitor.h"

#include <string.h>

/* Tests bb-drive-details.c, bb-drive-monitor.c, bb-power.c, bb-udev-details.c and bb-udev-monitor.c. */

#define PCI "/devices/pci0000:00/0000:00:1f.2"

static const BedDrive sata = {PCI "/ata1",
                              0,
                              0,
                              1,
                              "ACME",
                              "DVDRW AC-1",
                              "1.00",
                              "E: ID_BUS=ata\nE: ID_ATA_SATA=1\n"
                              "E: ID_SERIAL_SHORT=SATA0001\nE: ID_PATH=pci-0000:00:1f.2-ata-1\n"};
static const BedDrive pata = {PCI "/ata2", 1, 1, 0, "ACME", "CD-RW OLD", "2.5", "E: ID_BUS=ata\n"};
static const BedDrive serial_link = {PCI "/ata3", 2, 2, 2, "ACME", "BD-RE", "3.00", NULL};
static const BedDrive usb = {"/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0", 3, 3, 3, "ACME", "SLIM", "4.00",
                             "E: ID_BUS=usb\nE: ID_USB_SERIAL_SHORT=BRIDGE7\n"};
static const BedDrive firewire = {"/devices/pci0000:00/0000:04:00.0/fw1/fw1.0", 4, 4, 4, "ACME", "FW", "5.00", NULL};
static const BedDrive scsi = {
    "/devices/pci0000:00/0000:05:00.0", 5, 5, 5, "ACME", "SCSI CD", "6.00", "E: ID_BUS=scsi\n"};

typedef struct {
    UMockdevTestbed *bed;
    BbDriveMonitor *monitor;
    guint n_added;
    guint n_removed;
    guint n_changed;
} Fixture;

static void
count_cb (BbDriveMonitor *monitor, BbDrive *drive, gpointer data)
{
    g_assert_true (BB_IS_DRIVE (drive));
    (*(guint *) data)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
    fixture->bed = umockdev_testbed_new ();
}

/* Makes the monitor of @fixture, and counts its signals. */
static void
watch (Fixture *fixture)
{
    g_autoptr (GError) error = NULL;

    fixture->monitor = bb_udev_monitor_new (&error);
    g_assert_no_error (error);
    g_signal_connect (fixture->monitor, "drive-added", G_CALLBACK (count_cb), &fixture->n_added);
    g_signal_connect (fixture->monitor, "drive-removed", G_CALLBACK (count_cb), &fixture->n_removed);
    g_signal_connect (fixture->monitor, "drive-changed", G_CALLBACK (count_cb), &fixture->n_changed);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_object (&fixture->monitor);
    g_clear_object (&fixture->bed);
}

static guint
n_drives (Fixture *fixture)
{
    return g_list_model_get_n_items (G_LIST_MODEL (fixture->monitor));
}

static BbDriveDetails *
details_of (Fixture *fixture, const char *name)
{
    g_autoptr (BbDrive) drive = bb_drive_monitor_find (fixture->monitor, name);

    g_assert_nonnull (drive);
    return bb_drive_ref_details (drive);
}

static void
test_both_nodes_of_a_drive_are_one_drive (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbDriveDetails) first = NULL, second = NULL;

    bed_plug (fixture->bed, &sata);
    bed_plug (fixture->bed, &pata);
    watch (fixture);
    g_assert_cmpuint (n_drives (fixture), ==, 2);
    first = details_of (fixture, "/dev/sg1");
    g_assert_cmpstr (first->name, ==, "sr0");
    g_assert_cmpstr (first->sr_node, ==, "/dev/sr0");
    g_assert_cmpstr (first->sg_node, ==, "/dev/sg1");
    g_assert_cmpstr (first->vendor, ==, "ACME");
    g_assert_cmpstr (first->product, ==, "DVDRW AC-1");
    g_assert_cmpstr (first->revision, ==, "1.00");
    g_assert_cmpstr (first->serial, ==, "SATA0001");
    g_assert_cmpstr (first->bus_path, ==, "pci-0000:00:1f.2-ata-1");
    g_assert_false (first->simulated);
    second = details_of (fixture, "/dev/sg0");
    g_assert_cmpstr (second->name, ==, "sr1");
    g_assert_null (second->serial);
    g_assert_cmpstr (second->bus_path, ==, "pci0000:00/0000:00:1f.2/ata2/0:0:0");
}

/* Some drives send bytes of their memory after the serial number. The serial number must end before these bytes,
 * which begin with a control character. */
static void
test_serial_number_ends_at_a_control_character (Fixture *fixture, gconstpointer data)
{
    static const BedDrive runs_on = {
        PCI "/ata4", 2, 2, 2, "ACME", "BD-RE", "3.00", "E: ID_BUS=usb\nE: ID_SERIAL_SHORT=USB0001\x01memory\n"};
    static const BedDrive empty = {PCI "/ata5", 3,       3,      3,
                                   "ACME",      "BD-RE", "3.00", "E: ID_BUS=usb\nE: ID_SERIAL_SHORT=\x02memory\n"};
    g_autoptr (BbDriveDetails) first = NULL, second = NULL;

    bed_plug (fixture->bed, &runs_on);
    bed_plug (fixture->bed, &empty);
    watch (fixture);
    first = details_of (fixture, "/dev/sg2");
    second = details_of (fixture, "/dev/sg3");
    g_assert_cmpstr (first->serial, ==, "USB0001");
    g_assert_null (second->serial);
}

static void
test_only_optical_drives_are_listed (Fixture *fixture, gconstpointer data)
{
    bed_plug_scsi (fixture->bed, &sata, "0");
    bed_plug_generic (fixture->bed, &sata);
    watch (fixture);
    g_assert_cmpuint (n_drives (fixture), ==, 0);
}

static void
check_bus (Fixture *fixture, const BedDrive *drive, const char *bus, const char *bridge)
{
    g_autofree char *name = g_strdup_printf ("sr%u", drive->sr);
    g_autoptr (BbDriveDetails) details = details_of (fixture, name);

    g_assert_cmpstr (bb_bus_to_string (details->bus), ==, bus);
    g_assert_cmpstr (details->bridge, ==, bridge);
}

static void
test_bus_and_bridge_are_detected (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    umockdev_testbed_add_from_string (
        fixture->bed,
        "P: /devices/pci0000:00/0000:00:14.0/usb1/1-1\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
        "A: idVendor=152d\\n\nA: idProduct=2338\\n\nA: manufacturer=JMicron\\n\n"
        "A: product=USB to ATA/ATAPI Bridge\\n\n\n"
        "P: /devices/pci0000:00/0000:04:00.0/fw1\nE: SUBSYSTEM=firewire\n"
        "A: vendor_name=Oxford\\n\nA: model_name=OXUF922\\n\n\n"
        "P: " PCI "/ata3/link3/ata_link/link3\nE: SUBSYSTEM=ata_link\nA: sata_spd=1.5 Gbps\\n\n\n"
        "P: " PCI "/ata2/link2/ata_link/link2\nE: SUBSYSTEM=ata_link\nA: sata_spd=<unknown>\\n\n\n",
        &error);
    g_assert_no_error (error);
    bed_plug (fixture->bed, &sata);
    bed_plug (fixture->bed, &pata);
    bed_plug (fixture->bed, &serial_link);
    bed_plug (fixture->bed, &usb);
    bed_plug (fixture->bed, &firewire);
    bed_plug (fixture->bed, &scsi);
    watch (fixture);
    check_bus (fixture, &sata, "sata", NULL);
    check_bus (fixture, &pata, "pata", NULL);
    check_bus (fixture, &serial_link, "sata", NULL);
    check_bus (fixture, &usb, "usb", "JMicron USB to ATA/ATAPI Bridge (152d:2338)");
    check_bus (fixture, &firewire, "firewire", "Oxford OXUF922");
    check_bus (fixture, &scsi, "scsi", NULL);
}

static void
test_a_drive_without_sg_node_is_listed_and_says_why (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbDrive) drive = NULL;
    g_autofree char *why = NULL, *later = NULL;

    bed_plug_scsi (fixture->bed, &sata, "5");
    bed_plug_block (fixture->bed, &sata);
    watch (fixture);
    drive = bb_drive_monitor_find (fixture->monitor, "sr0");
    g_assert_nonnull (drive);
    g_assert_cmpint (bb_drive_check_access (drive, &why), ==, BB_ACCESS_NO_SG_NODE);
    g_assert_nonnull (strstr (why, "module “sg”"));
    /* Simulates that the kernel module sg is loaded: the drive gets its sg node. */
    bed_plug_generic (fixture->bed, &sata);
    bed_wait_until (&fixture->n_changed, 1);
    g_assert_cmpint (bb_drive_check_access (drive, &later), ==, BB_ACCESS_OK);
    g_assert_null (later);
}

static void
test_a_drive_without_block_node_is_named_after_its_sg_node (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbDriveDetails) details = NULL;

    bed_plug_scsi (fixture->bed, &sata, "5");
    bed_plug_generic (fixture->bed, &sata);
    watch (fixture);
    details = details_of (fixture, "/dev/sg1");
    g_assert_cmpstr (details->name, ==, "sg1");
    g_assert_null (details->sr_node);
}

static void
test_a_plugged_drive_appears_once_with_both_nodes (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbDriveDetails) details = NULL;

    watch (fixture);
    g_assert_cmpuint (n_drives (fixture), ==, 0);
    bed_plug (fixture->bed, &usb);
    bed_wait_until (&fixture->n_added, 1);
    details = details_of (fixture, "sr3");
    g_assert_cmpstr (details->sg_node, ==, "/dev/sg3");
    g_assert_cmpuint (fixture->n_changed, ==, 0);
    g_assert_cmpuint (n_drives (fixture), ==, 1);
}

/* TRUE if waits end after a tenth of their time. */
static gboolean waits_briefly;

guint __real_g_timeout_add (guint interval, GSourceFunc function, gpointer data);
guint __wrap_g_timeout_add (guint interval, GSourceFunc function, gpointer data);

/* Replaces g_timeout_add() (--wrap of the linker). */
guint
__wrap_g_timeout_add (guint interval, GSourceFunc function, gpointer data)
{
    return __real_g_timeout_add (waits_briefly ? interval / 10 : interval, function, data);
}

static void
test_a_plugged_drive_without_its_other_node_appears_after_a_while (Fixture *fixture, gconstpointer data)
{
    g_autoptr (BbDriveDetails) details = NULL;

    waits_briefly = TRUE;
    watch (fixture);
    bed_plug_scsi (fixture->bed, &usb, "5");
    bed_plug_block (fixture->bed, &usb);
    bed_wait_until (&fixture->n_added, 1);
    waits_briefly = FALSE;
    details = details_of (fixture, "sr3");
    g_assert_null (details->sg_node);
}

static void
test_a_returning_drive_is_the_same_object (Fixture *fixture, gconstpointer data)
{
    BedDrive again = usb;
    g_autoptr (BbDrive) drive = NULL, returned = NULL;
    g_autoptr (BbDriveDetails) details = NULL;

    bed_plug (fixture->bed, &usb);
    watch (fixture);
    drive = bb_drive_monitor_find (fixture->monitor, "sr3");
    bed_unplug (fixture->bed, &usb);
    bed_wait_until (&fixture->n_removed, 1);
    g_assert_false (bb_drive_is_present (drive));
    g_assert_cmpuint (n_drives (fixture), ==, 0);
    /* Host number, node numbers and firmware revision differ, but the port is the same, so the same object must
     * appear. */
    again.host = 8;
    again.sr = 6;
    again.sg = 7;
    again.revision = "4.01";
    bed_plug (fixture->bed, &again);
    bed_wait_until (&fixture->n_added, 1);
    returned = bb_drive_monitor_find (fixture->monitor, "/dev/sr6");
    g_assert_true (returned == drive);
    g_assert_true (bb_drive_is_present (drive));
    g_assert_cmpstr (bb_drive_get_name (drive), ==, "sr3");
    details = bb_drive_ref_details (drive);
    g_assert_cmpstr (details->sg_node, ==, "/dev/sg7");
    g_assert_cmpstr (details->revision, ==, "4.01");
}

static void
test_disc_change_emits_drive_changed (Fixture *fixture, gconstpointer data)
{
    static const char *const path = "/sys" PCI "/ata1/host0/target0:0:0/0:0:0:0/block/sr0";

    bed_plug (fixture->bed, &sata);
    watch (fixture);
    umockdev_testbed_set_property (fixture->bed, path, "DISK_MEDIA_CHANGE", "1");
    umockdev_testbed_uevent (fixture->bed, path, "change");
    bed_wait_until (&fixture->n_changed, 1);
    g_assert_cmpuint (fixture->n_added + fixture->n_removed, ==, 0);
}

static void
add_supply (Fixture *fixture, const char *name, const char *attributes)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *text =
        g_strdup_printf ("P: /devices/power/power_supply/%s\nE: SUBSYSTEM=power_supply\n%s\n", name, attributes);

    umockdev_testbed_add_from_string (fixture->bed, text, &error);
    g_assert_no_error (error);
}

static void
test_power_supply_is_detected (Fixture *fixture, gconstpointer data)
{
    g_assert_cmpint (bb_power_now (), ==, BB_POWER_UNKNOWN);
    add_supply (fixture, "mouse", "A: type=Battery\\n\nA: scope=Device\\n\nA: status=Discharging\\n\n");
    g_assert_cmpint (bb_power_now (), ==, BB_POWER_MAINS);
    add_supply (fixture, "BAT0", "A: type=Battery\\n\nA: status=Discharging\\n\n");
    g_assert_cmpint (bb_power_now (), ==, BB_POWER_BATTERY);
    add_supply (fixture, "AC", "A: type=Mains\\n\nA: online=1\\n\n");
    g_assert_cmpint (bb_power_now (), ==, BB_POWER_MAINS);
    umockdev_testbed_set_attribute (fixture->bed, "/sys/devices/power/power_supply/AC", "online", "0");
    g_assert_cmpint (bb_power_now (), ==, BB_POWER_BATTERY);
    umockdev_testbed_set_attribute (fixture->bed, "/sys/devices/power/power_supply/BAT0", "status", "Unknown");
    g_assert_cmpint (bb_power_now (), ==, BB_POWER_UNKNOWN);
}

#define ADD(path, test) g_test_add ("/udev/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("both-nodes-are-one-drive", test_both_nodes_of_a_drive_are_one_drive);
    ADD ("serial-number-ends-at-a-control-character", test_serial_number_ends_at_a_control_character);
    ADD ("only-optical-drives", test_only_optical_drives_are_listed);
    ADD ("bus-and-bridge-are-detected", test_bus_and_bridge_are_detected);
    ADD ("no-sg-node-says-why", test_a_drive_without_sg_node_is_listed_and_says_why);
    ADD ("no-block-node-named-after-sg", test_a_drive_without_block_node_is_named_after_its_sg_node);
    ADD ("plugged-appears-once", test_a_plugged_drive_appears_once_with_both_nodes);
    ADD ("plugged-without-other-node", test_a_plugged_drive_without_its_other_node_appears_after_a_while);
    ADD ("returning-is-the-same-object", test_a_returning_drive_is_the_same_object);
    ADD ("disc-change-emits-drive-changed", test_disc_change_emits_drive_changed);
    ADD ("power-supply-is-detected", test_power_supply_is_detected);
    return g_test_run ();
}
