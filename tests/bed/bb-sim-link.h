/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/* Shared by `burnback-sim exec` and `burnback-sim attach`: the connection to a simulated drive, the control pipe, and
 * running a child program. */

/**
 * BbSimLink: connection to one drive of a bus; any thread.
 * @lock: held during a command; guards the fields below
 * @transport: (nullable): %NULL until the drive appears for the first time
 * @seen_real_us, @seen_drive_us: clocks of the computer and of the drive after the last command
 */
typedef struct {
    BbSimBus *bus;
    char *name;
    GMutex lock;
    BbTransport *transport;
    gint64 seen_real_us;
    gint64 seen_drive_us;
} BbSimLink;

void bb_sim_link_init (BbSimLink *link, BbSimBus *bus, const char *name);
void bb_sim_link_clear (BbSimLink *link);
/** bb_sim_link_open: opens a new transport. Called each time the drive has appeared. On failure, the former transport
 * stays. */
gboolean bb_sim_link_open (BbSimLink *link, GError **error);
/**
 * bb_sim_link_execute: advances the clock of the drive for the pause after the last command, then executes @command.
 * Errors: those of bb_transport_execute(); %BB_TRANSPORT_ERROR_GONE if the drive was never opened.
 */
gboolean bb_sim_link_execute (BbSimLink *link, const BbCommand *command, BbReply *reply, GError **error);

/** BbSimControl: the reading end of the pipe of bb_sim_control_send(). */
typedef struct _BbSimControl BbSimControl;

/**
 * bb_sim_control_new: makes the pipe at @path, sets $BURNBACK_SIM_CONTROL to @path, and from then on executes each
 * line that is written to the pipe, in the main context.
 */
BbSimControl *bb_sim_control_new (BbSimBus *bus, const char *path, GError **error);
void bb_sim_control_free (BbSimControl *self);

/* Exit codes for a child program that could not be started or was ended by a signal; as in a shell. */
#define BB_EXIT_NO_BED 1
#define BB_EXIT_NOT_STARTED 127
#define BB_EXIT_SIGNAL_BASE 128

/**
 * bb_sim_child_run:
 * @command: (nullable): program and arguments
 *
 * Runs the default main context until @command has ended; without @command, until this process gets SIGTERM, SIGHUP
 * or SIGINT. Sends SIGTERM to the program if this process gets SIGTERM or SIGHUP.
 *
 * Returns: the program's exit code; 128 + n if signal n ended it, 127 if it could not be started (reported on
 *   standard error), 0 without @command
 */
int bb_sim_child_run (char **command);

G_END_DECLS
