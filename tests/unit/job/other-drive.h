/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-host.h"
#include "job/engine/bb-engine-private.h"
#include "sim/bb-sim.h"

G_BEGIN_DECLS

/**
 * OtherDrive: a simulated drive that the engine takes for a real one.
 * @mode, @mode_text, @force_id, @max_transfer_bytes: how it is connected
 * @inquiry_text: (nullable): text at byte 40 of its INQUIRY data
 * @stop_after: (nullable): two bytes: bb_job_stop() is called after a command that begins with them
 * @executed: (nullable): called after each command, in the thread of the job, with @executed_data
 * @refuse: (nullable): six bytes: a command that begins with them is rejected with 5/24/00
 * @about_to_write: (nullable): for bb_engine_set_about_to_write(), with @about_to_write_data
 * @engine: the engine of other_drive_run(), while it runs
 * @gone_when_held: it is disconnected when the job takes exclusive access
 * @n_holds: how often exclusive access was taken; @is_held: whether it is now
 * @n_let_go_in_danger: how often it was released while a journal of @state said that the firmware is incomplete
 * @tray_locked: state of the last PREVENT ALLOW MEDIUM REMOVAL; @n_prevents: number of these commands
 * @tray_on_disk: the tray in the journals of @state when PREVENT came
 * @state: (nullable): when exclusive access is taken, @undo_on_disk is set to the undo line of the journals there
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

/** other_drive_new: (transfer full): @serial, @bus_path: (nullable): replace those of the simulated drive. */
OtherDrive *other_drive_new (BbSimBus *bus, const char *name, const char *serial, const char *bus_path);

/** other_drive_exchange: drive @name answers all further commands to this one. */
void other_drive_exchange (OtherDrive *drive, BbSimBus *bus, const char *name);

/** other_drive_run: (transfer full): result of a request on @drive, in an engine of its own. */
BbResult *other_drive_run (OtherDrive *drive, BbCatalog *catalog, const char *state, const BbJobRequest *request);

G_END_DECLS
