/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-replay-monitor.h"

#include "scsi/bb-transport-trace.h"

#define BB_TYPE_REPLAY_DRIVE (bb_replay_drive_get_type ())
G_DECLARE_FINAL_TYPE (BbReplayDrive, bb_replay_drive, BB, REPLAY_DRIVE, BbDrive)

/* Every bb_drive_open() returns the same transport, so that the trace continues where the last caller stopped. */
struct _BbReplayDrive {
    BbDrive parent_instance;

    BbTransport *transport;
};

G_DEFINE_TYPE (BbReplayDrive, bb_replay_drive, BB_TYPE_DRIVE)

/* Returns (transfer full) the only transport of the drive. @exclusive has no effect. */
static BbTransport *
bb_replay_drive_open (BbDrive *drive, gboolean exclusive, GError **error)
{
    return g_object_ref (BB_REPLAY_DRIVE (drive)->transport);
}

static void
bb_replay_drive_finalize (GObject *object)
{
    g_clear_object (&BB_REPLAY_DRIVE (object)->transport);
    G_OBJECT_CLASS (bb_replay_drive_parent_class)->finalize (object);
}

static void
bb_replay_drive_class_init (BbReplayDriveClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = bb_replay_drive_finalize;
    BB_DRIVE_CLASS (klass)->open = bb_replay_drive_open;
}

static void
bb_replay_drive_init (BbReplayDrive *self)
{
}

struct _BbReplayMonitor {
    BbDriveMonitor parent_instance;
};

G_DEFINE_TYPE (BbReplayMonitor, bb_replay_monitor, BB_TYPE_DRIVE_MONITOR)

static void
bb_replay_monitor_class_init (BbReplayMonitorClass *klass)
{
    BB_DRIVE_MONITOR_CLASS (klass)->simulated = TRUE;
}

static void
bb_replay_monitor_init (BbReplayMonitor *self)
{
}

/* Returns (transfer full) the drive @name of the trace @path. The drive is connected and has the texts of its first
 * INQUIRY in the trace. NULL with an error if the trace cannot be read or has no INQUIRY of that drive. */
static BbDrive *
bb_replay_monitor_make_drive (const char *path, const char *name, GError **error)
{
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();
    g_autoptr (BbReplayDrive) drive = NULL;
    BbInquiry inquiry;

    if (!bb_trace_find_inquiry (path, name, &inquiry, error))
        return NULL;
    g_free (details->name);
    details->name = g_strdup (name);
    details->vendor = bb_text_normalise (inquiry.vendor, FALSE);
    details->product = bb_text_normalise (inquiry.product, FALSE);
    details->revision = bb_text_normalise (inquiry.revision, FALSE);
    details->bus_path = g_strdup_printf ("trace-%s", name);
    details->simulated = TRUE;
    drive = g_object_new (BB_TYPE_REPLAY_DRIVE, NULL);
    drive->transport = bb_transport_replay_new (path, name, error);
    if (drive->transport == NULL)
        return NULL;
    bb_drive_set_details (BB_DRIVE (drive), details);
    bb_drive_set_present (BB_DRIVE (drive), TRUE);
    return BB_DRIVE (g_steal_pointer (&drive));
}

BbDriveMonitor *
bb_replay_monitor_new (const char *path, GError **error)
{
    g_autoptr (BbReplayMonitor) self = g_object_new (BB_TYPE_REPLAY_MONITOR, NULL);
    g_auto (GStrv) names = bb_trace_list_drives (path, error);

    if (names == NULL)
        return NULL;
    for (char **name = names; *name != NULL; name++) {
        g_autoptr (BbDrive) drive = bb_replay_monitor_make_drive (path, *name, error);

        if (drive == NULL)
            return NULL;
        bb_drive_monitor_add (BB_DRIVE_MONITOR (self), drive);
    }
    return BB_DRIVE_MONITOR (g_steal_pointer (&self));
}
