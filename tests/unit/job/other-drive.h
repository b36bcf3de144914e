/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-host.h"
#include "job/engine/bb-engine-private.h"
#include "sim/bb-sim.h"

G_BEGIN_DECLS

/**
 * OtherDrive: a simulated drive that looks to the engine as if it were a real one of this computer.
 * @mode, @mode_text, @force_id, @max_transfer_bytes: how it is connected
 * @inquiry_text: (nullable): what stands at byte 40 of its INQUIRY answer
 * @stop_after: (nullable): two bytes: the job is asked to stop when a command that begins with them was executed
 * @executed: (nullable): called after each command, in the job's thread, with @executed_data
 * @refuse: (nullable): six bytes: a command that begins with them is refused with 5/24/00
 * @about_to_write: (nullable): as bb_engine_set_about_to_write() takes it, with @about_to_write_data
 * @engine: the one of other_drive_run(), while it runs
 * @gone_when_held: it is disconnected at the moment in which it is to be held
 * @n_holds: how often it was taken; @is_held: whether it is now
 * @n_let_go_in_danger: how often it was let go while a journal of @state said that its firmware is incomplete
 * @tray_locked: PREVENT ALLOW MEDIUM REMOVAL said so last; @n_prevents: how many of them came
 * @tray_on_disk: what the journals of @state said when PREVENT came
 * @state: (nullable): when the drive is held, @undo_on_disk becomes what the journals there say is to be undone
 */
#define OTHER_TYPE_DRIVE (other_drive_get_type ())
G_DECLARE_FINAL_TYPE (OtherDrive, other_drive, OTHER, DRIVE, BbDrive)
struct _OtherDrive {
    BbDrive parent;
    BbDrive *inner;
    BbTransferMode mode;
    char *mode_text;
    char *force_id;
    guint32 max_transfer_bytes;
    char *inquiry_text;
    const guint8 *stop_after;
    void (*executed) (BbJob *job, gpointer data);
    gpointer executed_data;
    const guint8 *refuse;
    BbJob *job;
    void (*about_to_write) (BbJob *job, gpointer data);
    gpointer about_to_write_data;
    BbEngine *engine;
    BbTransport *instead;
    gboolean gone_when_held;
    guint n_holds;
    gboolean is_held;
    guint n_let_go_in_danger;
    gboolean tray_locked;
    guint n_prevents;
    gboolean tray_on_disk;
    const char *state;
    char *undo_on_disk;
};

/** other_drive_new: (transfer full): @serial, @bus_path (nullable): other than the simulated drive's. */
OtherDrive *other_drive_new (BbSimBus *bus, const char *name, const char *serial, const char *bus_path);

/** other_drive_exchange: from now on drive @name answers to what is sent to this one. */
void other_drive_exchange (OtherDrive *drive, BbSimBus *bus, const char *name);

/** other_drive_run: (transfer full): what became of a request on @drive, in an engine of its own. */
BbResult *other_drive_run (OtherDrive *drive, BbCatalog *catalog, const char *state, const BbJobRequest *request);

G_END_DECLS
