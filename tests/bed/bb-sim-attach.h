/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/**
 * bb_sim_attach_main:
 * @bus: the drives; a drive that is off or unplugged is attached when it appears
 * @command: (nullable): program and arguments, %NULL terminated
 *
 * Attaches each drive to the running kernel as a USB drive of its own, and detaches it when it is switched off or
 * its cable is pulled. Writes "NAME: port N" to standard output for each attached drive. Returns when @command has
 * ended or, without one, when this process gets a signal to terminate; all drives are detached then.
 * The control pipe (bb_sim_control_send()) is at $BURNBACK_SIM_CONTROL, or at a new path, to which the variable is
 * set.
 *
 * Returns: the exit code of @command, 0 without one; 1 if a drive could not be attached
 */
int bb_sim_attach_main (BbSimBus *bus, char **command);

G_END_DECLS
