/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive.h"

const char *
bb_bus_to_string (BbBus bus)
{
    static const char *const words[] = {
        [BB_BUS_UNKNOWN] = "unknown", [BB_BUS_PATA] = "pata",         [BB_BUS_SATA] = "sata",
        [BB_BUS_USB] = "usb",         [BB_BUS_FIREWIRE] = "firewire", [BB_BUS_SCSI] = "scsi",
    };

    return bus < G_N_ELEMENTS (words) ? words[bus] : "unknown";
}

BbDriveDetails *
bb_drive_details_new (void)
{
    return g_atomic_rc_box_new0 (BbDriveDetails);
}

BbDriveDetails *
bb_drive_details_ref (BbDriveDetails *details)
{
    return g_atomic_rc_box_acquire (details);
}

static void
bb_drive_details_clear (gpointer data)
{
    BbDriveDetails *details = data;

    g_free (details->name);
    g_free (details->sr_node);
    g_free (details->sg_node);
    g_free (details->vendor);
    g_free (details->product);
    g_free (details->revision);
    g_free (details->serial);
    g_free (details->bridge);
    g_free (details->bus_path);
}

void
bb_drive_details_unref (BbDriveDetails *details)
{
    g_atomic_rc_box_release_full (details, bb_drive_details_clear);
}

gboolean
bb_drive_details_equal (const BbDriveDetails *a, const BbDriveDetails *b)
{
    if (a == b)
        return TRUE;
    if (a == NULL || b == NULL)
        return FALSE;
    return g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->sr_node, b->sr_node) == 0 &&
           g_strcmp0 (a->sg_node, b->sg_node) == 0 && g_strcmp0 (a->vendor, b->vendor) == 0 &&
           g_strcmp0 (a->product, b->product) == 0 && g_strcmp0 (a->revision, b->revision) == 0 &&
           g_strcmp0 (a->serial, b->serial) == 0 && g_strcmp0 (a->bridge, b->bridge) == 0 &&
           g_strcmp0 (a->bus_path, b->bus_path) == 0 && a->bus == b->bus && a->simulated == b->simulated;
}
