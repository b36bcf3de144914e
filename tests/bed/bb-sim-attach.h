/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/**
 * bb_sim_attach_main:
 * @bus: the drives; a drive that is off or unplugged is attached when it is switched on or plugged in
 * @command: (nullable): program and arguments, %NULL terminated
 *
 * Attaches each drive to the running kernel as a USB drive of its own, and writes "NAME: port N" to standard output
 * for each. Detaches a drive when it is switched off or its cable is disconnected. Runs @command with
 * bb_sim_child_run(), and detaches all drives before it returns.
 *
 * The control pipe (see bb_sim_control_send()) is made at the path in $BURNBACK_SIM_CONTROL. If this variable is not
 * set, the pipe is made at a new path, and the variable is set to this path.
 *
 * Returns: the result of bb_sim_child_run(), but 1 in place of 0 if a drive could not be attached. If the control
 *   pipe could not be made, or a drive could not be attached at the start, returns 1 and does not run @command
 */
int bb_sim_attach_main (BbSimBus *bus, char **command);

G_END_DECLS
