/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/* The test bed of `burnback-sim exec`: any program can use simulated drives as /dev/sgN and /dev/srN. The program is
 * not changed and needs no privileges. Preload libraries of umockdev redirect what it opens below /dev and /sys. They
 * forward its ioctls to this process, which executes them with the drives of a #BbSimBus. */

/** BB_SIM_CONTROL_ENV: environment variable with the path of the control pipe, see bb_sim_control_send(). */
#define BB_SIM_CONTROL_ENV "BURNBACK_SIM_CONTROL"

/**
 * bb_sim_host_enter:
 *
 * umockdev works only in a process that was started with its preload library. If this process was not, the call
 * starts the program again with the same arguments and does not return. Call it first in main().
 *
 * Errors: %G_IO_ERROR, %G_FILE_ERROR if a library is missing.
 *
 * Returns: %TRUE in a process that was started with the preload library
 */
gboolean bb_sim_host_enter (GError **error);

/**
 * bb_sim_exec_main:
 * @bus: the drives; a drive that is off or unplugged appears when it is switched on or plugged in
 * @command: program and arguments, %NULL terminated
 *
 * Starts @command, which finds the drives of @bus below /dev, and runs the default main context until @command has
 * ended. $BURNBACK_SIM_CONTROL is the path of a pipe for the lines of bb_sim_control_send(). For signals, see
 * bb_sim_child_run(). Each ioctl that is not supported is reported once for each node, on standard error.
 *
 * Returns: the program's exit code; 128 + n if signal n ended it, 127 if it could not be started, 1 if the test bed
 *   could not be made
 */
int bb_sim_exec_main (BbSimBus *bus, char **command);

/**
 * bb_sim_control_send:
 * @line: "unplug NAME" or "plug NAME" (data cable), "power NAME off" or "power NAME on"; NAME as in the scenario
 *
 * Changes the cable or the power of a drive. Call it in a process started by bb_sim_exec_main(); the drive
 * disappears or appears soon after, with udev events. A shell can do the same: `echo "unplug sr0" >
 * $BURNBACK_SIM_CONTROL`.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no control pipe, other %G_IO_ERROR.
 */
gboolean bb_sim_control_send (const char *line, GError **error);

G_END_DECLS
