/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/*
 * The host of `burnback-sim exec`: simulated drives as /dev/sgN and /dev/srN of any program, by umockdev's
 * test bed. Nothing of the program is changed and no right is needed: its opens below /dev and /sys are
 * redirected by preload libraries, its ioctls come here and go to the drives of a #BbSimBus.
 */

/** BB_SIM_CONTROL_ENV: where the program finds the control pipe, see bb_sim_control_send(). */
#define BB_SIM_CONTROL_ENV "BURNBACK_SIM_CONTROL"

/**
 * bb_sim_host_enter:
 *
 * umockdev works only in a process that was started with its preload library. If this one was not, it is
 * started anew, with the same arguments, and this call does not return. Call it first in main.
 *
 * Errors: %G_IO_ERROR, %G_FILE_ERROR when a library is missing.
 * Returns: %TRUE in a process that was started so
 */
gboolean bb_sim_host_enter (GError **error);

/**
 * bb_sim_exec_main:
 * @bus: the drives; those that are off or unplugged appear when they are switched on
 * @command: program and arguments, %NULL terminated
 *
 * Runs @command with the drives of @bus as its own and waits for its end. Runs the default main context
 * meanwhile. While it runs, $BURNBACK_SIM_CONTROL names a pipe that takes the lines of
 * bb_sim_control_send(). Signals that ask this process to end are passed on to the program. An ioctl
 * that no drive would answer is told on standard error, once.
 *
 * Returns: the program's exit code; 128 + n if signal n ended it, 127 if it could not be started, 1 if the
 *   test bed could not be made
 */
int bb_sim_exec_main (BbSimBus *bus, char **command);

/**
 * bb_sim_control_send:
 * @line: "unplug NAME" or "plug NAME" (the data cable), "power NAME off" or "power NAME on" (the mains
 *   plug); NAME as in the scenario
 *
 * To be called in a process below bb_sim_exec_main(): asks the host to pull or push a plug. The drive goes
 * or comes as udev tells, soon after. A shell can do the same: `echo "unplug sr0" > $BURNBACK_SIM_CONTROL`.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no host, %G_IO_ERROR.
 */
gboolean bb_sim_control_send (const char *line, GError **error);

G_END_DECLS
