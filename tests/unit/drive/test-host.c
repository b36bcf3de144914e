/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "drive/bb-host.h"

#include <glib/gstdio.h>

#include <unistd.h>

/* Paths of a SCSI device on libata port 3 and of a SCSI device on a USB bridge, relative to the mount point of sysfs.
 */
#define PATA_DEVICE "devices/pci0000:00/0000:00:1f.1/ata3/host2/target2:0:%u/2:0:%u:0"
#define USB_DEVICE "devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host6/target6:0:%u/6:0:%u:0"

typedef struct {
    char *sysfs;
} Bed;

static void
bed_up (Bed *bed, gconstpointer data)
{
    g_autofree char *made = g_dir_make_tmp ("burnback-XXXXXX", NULL);

    g_assert_nonnull (made);
    bed->sysfs = g_steal_pointer (&made);
}

static void
bed_remove (const char *path)
{
    g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *below = g_build_filename (path, name, NULL);

        bed_remove (below);
    }
    g_assert_cmpint (g_remove (path), ==, 0);
}

static void
bed_down (Bed *bed, gconstpointer data)
{
    bed_remove (bed->sysfs);
    g_free (bed->sysfs);
}

static void
bed_file (Bed *bed, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename (bed->sysfs, name, NULL);
    g_autofree char *folder = g_path_get_dirname (path);

    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Makes sr0 as the block device of a SCSI device. @format: path of the SCSI device, such as PATA_DEVICE; @number:
 * target number for @format; @max_kib: (nullable): content of max_hw_sectors_kb of sr0 */
static void
bed_drive (Bed *bed, const char *format, guint number, const char *max_kib)
{
    g_autofree char *inside = NULL;
    g_autofree char *device = NULL;
    g_autofree char *class_folder = g_build_filename (bed->sysfs, "class", "block", "sr0", NULL);
    g_autofree char *link = g_build_filename (class_folder, "device", NULL);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    inside = g_strdup_printf (format, number, number);
#pragma GCC diagnostic pop
    device = g_build_filename (bed->sysfs, inside, NULL);
    g_assert_cmpint (g_mkdir_with_parents (device, 0700), ==, 0);
    g_assert_cmpint (g_mkdir_with_parents (class_folder, 0700), ==, 0);
    g_assert_cmpint (symlink (device, link), ==, 0);
    if (max_kib != NULL)
        bed_file (bed, "class/block/sr0/queue/max_hw_sectors_kb", max_kib);
}

static BbHostPath *
bed_read (Bed *bed, gboolean simulated)
{
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();

    details->name = g_strdup ("sr0");
    details->sr_node = g_strdup ("/dev/sr0");
    details->sg_node = g_strdup ("/dev/sg0");
    details->simulated = simulated;
    return bb_host_path_read (bed->sysfs, details);
}

static void
test_each_transfer_mode_is_parsed (Bed *bed, gconstpointer data)
{
    static const struct {
        const char *file;
        BbTransferMode mode;
        const char *text;
    } rows[] = {
        {"XFER_UDMA_2\n", BB_TRANSFER_ULTRA_DMA, "UDMA 2"}, {"XFER_UDMA_6\n", BB_TRANSFER_ULTRA_DMA, "UDMA 6"},
        {"XFER_MW_DMA_2\n", BB_TRANSFER_DMA, "MWDMA 2"},    {"XFER_SW_DMA_0\n", BB_TRANSFER_DMA, "SWDMA 0"},
        {"XFER_PIO_4\n", BB_TRANSFER_PIO, "PIO 4"},         {"XFER_PIO_SLOW\n", BB_TRANSFER_PIO, "PIO SLOW"},
        {"UDMA/33\n", BB_TRANSFER_ULTRA_DMA, "UDMA 33"},    {"\n", BB_TRANSFER_UNKNOWN, NULL},
        {"something new\n", BB_TRANSFER_UNKNOWN, NULL},
    };

    bed_drive (bed, PATA_DEVICE, 0, "128\n");
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbHostPath) path = NULL;

        bed_file (bed, "class/ata_device/dev3.0/xfer_mode", rows[i].file);
        path = bed_read (bed, FALSE);
        g_assert_cmpint (path->mode, ==, rows[i].mode);
        g_assert_cmpstr (path->mode_text, ==, rows[i].text);
        g_assert_cmpstr (path->force_id, ==, "3.00");
        g_assert_cmpuint (path->max_transfer_bytes, ==, 128 * 1024);
    }
}

static void
test_master_and_slave_are_distinguished (Bed *bed, gconstpointer data)
{
    g_autoptr (BbHostPath) path = NULL;

    bed_drive (bed, PATA_DEVICE, 1, NULL);
    bed_file (bed, "class/ata_device/dev3.0/xfer_mode", "XFER_PIO_4\n");
    bed_file (bed, "class/ata_device/dev3.1/xfer_mode", "XFER_UDMA_4\n");
    path = bed_read (bed, FALSE);
    g_assert_cmpint (path->mode, ==, BB_TRANSFER_ULTRA_DMA);
    g_assert_cmpstr (path->force_id, ==, "3.01");
    g_assert_cmpuint (path->max_transfer_bytes, ==, 0);
}

static void
test_usb_drive_has_only_the_transfer_limit (Bed *bed, gconstpointer data)
{
    g_autoptr (BbHostPath) path = NULL;

    bed_drive (bed, USB_DEVICE, 0, "32\n");
    bed_file (bed, "class/ata_device/dev3.0/xfer_mode", "XFER_UDMA_4\n");
    path = bed_read (bed, FALSE);
    g_assert_cmpint (path->mode, ==, BB_TRANSFER_UNKNOWN);
    g_assert_null (path->force_id);
    g_assert_cmpuint (path->max_transfer_bytes, ==, 32 * 1024);
}

static void
test_invalid_and_missing_values_stay_unknown (Bed *bed, gconstpointer data)
{
    static const char *const sizes[] = {"", "0", "-5", "999999999999", "many"};
    g_autoptr (BbHostPath) nothing = bed_read (bed, FALSE);

    g_assert_cmpint (nothing->mode, ==, BB_TRANSFER_UNKNOWN);
    g_assert_cmpuint (nothing->max_transfer_bytes, ==, 0);
    bed_drive (bed, PATA_DEVICE, 0, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autoptr (BbHostPath) path = NULL;

        bed_file (bed, "class/block/sr0/queue/max_hw_sectors_kb", sizes[i]);
        path = bed_read (bed, FALSE);
        g_assert_cmpuint (path->max_transfer_bytes, ==, 0);
        g_assert_cmpint (path->mode, ==, BB_TRANSFER_UNKNOWN);
    }
}

/* A simulated sr0 must not get the properties of this computer's sr0. */
static void
test_a_simulated_drive_has_no_host_path (Bed *bed, gconstpointer data)
{
    g_autoptr (BbHostPath) path = NULL;

    bed_drive (bed, PATA_DEVICE, 0, "32\n");
    bed_file (bed, "class/ata_device/dev3.0/xfer_mode", "XFER_UDMA_4\n");
    path = bed_read (bed, TRUE);
    g_assert_cmpint (path->mode, ==, BB_TRANSFER_UNKNOWN);
    g_assert_cmpuint (path->max_transfer_bytes, ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add ("/host/each-transfer-mode-is-parsed", Bed, NULL, bed_up, test_each_transfer_mode_is_parsed, bed_down);
    g_test_add ("/host/master-and-slave-are-distinguished", Bed, NULL, bed_up,
                test_master_and_slave_are_distinguished, bed_down);
    g_test_add ("/host/usb-drive-has-only-the-transfer-limit", Bed, NULL, bed_up,
                test_usb_drive_has_only_the_transfer_limit, bed_down);
    g_test_add ("/host/invalid-and-missing-values-stay-unknown", Bed, NULL, bed_up,
                test_invalid_and_missing_values_stay_unknown, bed_down);
    g_test_add ("/host/simulated", Bed, NULL, bed_up, test_a_simulated_drive_has_no_host_path, bed_down);
    return g_test_run ();
}
