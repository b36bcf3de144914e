/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/**
 * bb_sim_attach_main:
 * @bus: the drives; a drive that is off or unplugged is attached when it appears
 * @command: (nullable): program and arguments, %NULL terminated
 *
 * Attaches each drive to the running kernel as a USB drive of its own, and detaches it when it is switched off or its
 * cable is disconnected. Writes "NAME: port N" to standard output for each attached drive. Returns when
 * bb_sim_child_run() returns, after all drives were detached. The control pipe (bb_sim_control_send()) is made at the
 * path in $BURNBACK_SIM_CONTROL. If this variable is not set, the pipe is made at a new path, and the variable is set
 * to that path.
 *
 * Returns: as bb_sim_child_run(), but 1 instead of 0 if a drive could not be attached; also 1, without running
 *   @command, if the control pipe could not be made, or a drive could not be attached at the start
 */
int bb_sim_attach_main (BbSimBus *bus, char **command);

G_END_DECLS
