/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "drive/bb-host.h"
#include "job/engine/bb-engine-private.h"
#include "sim/bb-sim.h"

G_BEGIN_DECLS

/**
 * OtherDrive: a simulated drive that the engine treats as a real one.
 * @mode, @mode_text, @force_id, @max_transfer_bytes: members of the BbHostPath that the drive reports
 * @inquiry_text: (nullable): text at byte 40 of the INQUIRY data of the drive
 * @stop_after: (nullable): two bytes: bb_job_stop() is called after a command that begins with them
 * @executed: (nullable): function that is called, with @executed_data, after each command that the drive answered and
 *   @refuse did not reject. It is called in the thread of the job, and not before bb_engine_start() has returned the
 *   job
 * @refuse: (nullable): six bytes: a command that begins with them is rejected with 5/24/00
 * @about_to_write: (nullable): for bb_engine_set_about_to_write(), with @about_to_write_data
 * @engine: the engine of other_drive_run(), while other_drive_run() runs
 * @gone_when_held: TRUE to disconnect the drive when the job takes exclusive access
 * @n_holds, @n_releases: how often exclusive access was taken and released; @is_held: TRUE while it is taken
 * @n_let_go_in_danger: how often exclusive access was released while a journal in @state said that the firmware is
 *   incomplete
 * @tray_locked: state of the last PREVENT ALLOW MEDIUM REMOVAL; @n_prevents: number of these commands
 * @tray_on_disk: TRUE if the journals in @state recorded the tray as locked when the drive received PREVENT
 * @state: (nullable): a state folder
 * @undo_on_disk: (nullable): the undo line (how to release the drive) that the journals in @state had when exclusive
 *   access was taken
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
    guint n_releases;
    gboolean is_held;
    guint n_let_go_in_danger;
    gboolean tray_locked;
    guint n_prevents;
    gboolean tray_on_disk;
    const char *state;
    char *undo_on_disk;
};

/**
 * other_drive_new:
 * @name: name of a simulated drive of @bus
 * @serial: (nullable): serial number of the new drive; %NULL: none
 * @bus_path: (nullable): bus path of the new drive; %NULL: that of the simulated drive
 *
 * Returns: (transfer full): a drive that sends its commands to the simulated drive, and has its other details
 */
OtherDrive *other_drive_new (BbSimBus *bus, const char *name, const char *serial, const char *bus_path);

/** other_drive_exchange: from now on the simulated drive @name answers the commands that are sent to @drive. */
void other_drive_exchange (OtherDrive *drive, BbSimBus *bus, const char *name);

/** other_drive_run: (transfer full): runs @request on @drive in a new engine, and returns its result. */
BbResult *other_drive_run (OtherDrive *drive, BbCatalog *catalog, const char *state, const BbJobRequest *request);

G_END_DECLS
