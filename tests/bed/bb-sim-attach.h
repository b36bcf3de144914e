/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/bb-sim.h"

G_BEGIN_DECLS

/**
 * bb_sim_attach_main:
 * @bus: the drives; those that are off or unplugged are plugged in when they come
 * @command: (nullable): program and arguments, %NULL terminated
 *
 * Gives each drive to the running kernel as a USB drive of its own, and takes it away when it is switched off or
 * its cable is pulled. Tells "NAME: port N" on standard output for each that is plugged in. Ends with @command, or,
 * without one, when this process is asked to end; then nothing is left in the kernel. $BURNBACK_SIM_CONTROL names
 * the pipe for plugs; set before, it says where the pipe is to be.
 *
 * Returns: the exit code of @command, 0 without one; 1 if a drive could not be given to the kernel
 */
int bb_sim_attach_main (BbSimBus *bus, char **command);

G_END_DECLS
