/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "drive-bed.h"

#include "bed/bb-umockdev.h"

#include <glib/gstdio.h>

/* Returns (transfer full) the sysfs path, without "/sys", of the SCSI device of @drive, followed by @below. */
static char *
bed_path (const BedDrive *drive, const char *below)
{
    return g_strdup_printf ("%s/host%u/target%u:0:0/%u:0:0:0%s", drive->above, drive->host, drive->host, drive->host,
                            below);
}

static void
bed_add (UMockdevTestbed *bed, const char *text)
{
    g_autoptr (GError) error = NULL;

    umockdev_testbed_add_from_string (bed, text, &error);
    g_assert_no_error (error);
}

void
bed_plug_scsi (UMockdevTestbed *bed, const BedDrive *drive, const char *type)
{
    g_autofree char *path = bed_path (drive, ""), *text = NULL;

    text = g_strdup_printf ("P: %s\nE: SUBSYSTEM=scsi\nE: DEVTYPE=scsi_device\nE: DRIVER=sr\nA: type=%s\\n\n"
                            "A: vendor=%-8s\\n\nA: model=%-16s\\n\nA: rev=%-4s\\n\n\n",
                            path, type, drive->vendor, drive->product, drive->revision);
    bed_add (bed, text);
}

void
bed_plug_block (UMockdevTestbed *bed, const BedDrive *drive)
{
    g_autofree char *path = bed_path (drive, ""), *text = NULL;

    text = g_strdup_printf ("P: %s/block/sr%u\nN: sr%u\nE: DEVNAME=/dev/sr%u\nE: SUBSYSTEM=block\nE: DEVTYPE=disk\n"
                            "E: MAJOR=11\nE: MINOR=%u\nE: ID_CDROM=1\n%sA: dev=11:%u\\n\nA: events_poll_msecs=-1\\n\n"
                            "L: device=../..\n\n",
                            path, drive->sr, drive->sr, drive->sr, drive->sr,
                            drive->properties != NULL ? drive->properties : "", drive->sr);
    bed_add (bed, text);
}

void
bed_plug_generic (UMockdevTestbed *bed, const BedDrive *drive)
{
    g_autofree char *path = bed_path (drive, ""), *text = NULL;

    text = g_strdup_printf ("P: %s/scsi_generic/sg%u\nN: sg%u=00\nE: DEVNAME=/dev/sg%u\nE: SUBSYSTEM=scsi_generic\n"
                            "E: MAJOR=21\nE: MINOR=%u\nA: dev=21:%u\\n\nL: device=../..\n\n",
                            path, drive->sg, drive->sg, drive->sg, drive->sg, drive->sg);
    bed_add (bed, text);
}

void
bed_plug (UMockdevTestbed *bed, const BedDrive *drive)
{
    bed_plug_scsi (bed, drive, "5");
    bed_plug_generic (bed, drive);
    bed_plug_block (bed, drive);
}

/* Removes the device @path, and the link @block (nullable), such as "sr0", in /sys/block. umockdev does not remove
 * this link. */
static void
bed_remove (UMockdevTestbed *bed, const char *path, const char *block)
{
    g_autofree char *syspath = g_strconcat ("/sys", path, NULL);

    bb_umockdev_remove (bed, syspath);
    if (block != NULL) {
        g_autofree char *root = umockdev_testbed_get_root_dir (bed);
        g_autofree char *link = g_build_filename (root, "sys", "block", block, NULL);

        g_remove (link);
    }
}

void
bed_unplug_block (UMockdevTestbed *bed, const BedDrive *drive)
{
    g_autofree char *name = g_strdup_printf ("sr%u", drive->sr), *below = g_strconcat ("/block/", name, NULL);
    g_autofree char *path = bed_path (drive, below);

    bed_remove (bed, path, name);
}

void
bed_unplug_generic (UMockdevTestbed *bed, const BedDrive *drive)
{
    g_autofree char *below = g_strdup_printf ("/scsi_generic/sg%u", drive->sg), *path = bed_path (drive, below);

    bed_remove (bed, path, NULL);
}

void
bed_unplug (UMockdevTestbed *bed, const BedDrive *drive)
{
    g_autofree char *path = bed_path (drive, "");

    bed_unplug_generic (bed, drive);
    bed_unplug_block (bed, drive);
    bed_remove (bed, path, NULL);
}

/* Fails the test. Sets the gboolean to which @data points to TRUE, so that the wait ends. */
static gboolean
bed_too_long_cb (gpointer data)
{
    g_test_fail_printf ("waited too long");
    *(gboolean *) data = TRUE;
    return G_SOURCE_CONTINUE;
}

void
bed_wait_until (const guint *value, guint wanted)
{
    gboolean too_long = FALSE;
    guint id = g_timeout_add_seconds (20, bed_too_long_cb, &too_long);

    while (*value != wanted && !too_long)
        g_main_context_iteration (NULL, TRUE);
    g_source_remove (id);
    g_assert_cmpuint (*value, ==, wanted);
}
