/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/*
 * What `burnback-sim exec` and `burnback-sim attach` share: the way from a shell around a simulated drive to
 * that drive, the pipe by which its plugs are pulled, and the program that runs meanwhile.
 */

/**
 * BbSimWay: to one drive of a bus; for any thread.
 * @lock: a drive does one command at a time; guards what follows
 * @transport: (nullable): there while the drive is plugged in
 * @seen_real_us, @seen_drive_us: what this computer's and the drive's clock said after the last command
 */
typedef struct {
    BbSimBus *bus;
    char *name;
    GMutex lock;
    BbTransport *transport;
    gint64 seen_real_us;
    gint64 seen_drive_us;
} BbSimWay;

void bb_sim_way_init (BbSimWay *way, BbSimBus *bus, const char *name);
void bb_sim_way_clear (BbSimWay *way);
/** bb_sim_way_open: once the drive is there; again each time it has come back. */
gboolean bb_sim_way_open (BbSimWay *way, GError **error);
/** bb_sim_way_execute: one command. The pause since the last one passes on the drive's clock first. */
gboolean bb_sim_way_execute (BbSimWay *way, const BbCommand *command, BbReply *reply, GError **error);

/** BbSimControl: the pipe of bb_sim_control_send(). */
typedef struct _BbSimControl BbSimControl;

/** bb_sim_control_new: makes the pipe at @path, names it in $BURNBACK_SIM_CONTROL, and obeys in the main context. */
BbSimControl *bb_sim_control_new (BbSimBus *bus, const char *path, GError **error);
void bb_sim_control_free (BbSimControl *self);

/* Exit codes of a shell, for what is not the program's own. */
#define BB_EXIT_NO_BED 1
#define BB_EXIT_NOT_STARTED 127
#define BB_EXIT_SIGNAL_BASE 128

/**
 * bb_sim_child_run:
 * @command: (nullable): program and arguments
 *
 * Runs the default main context until @command has ended; without one, until this process is asked to end.
 * Signals that ask for it are passed on to the program.
 *
 * Returns: the program's exit code; 128 + n if signal n ended it, 127 if it could not be started (which is told)
 */
int bb_sim_child_run (char **command);

G_END_DECLS
