/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-ctl.h"

G_BEGIN_DECLS

/* Creates the monitor of the drives. Only bb-ctl-source.c includes the simulator; no other file of burnbackctl
 * does. */

/**
 * bb_ctl_source_new:
 * @ctl: the run, whose catalog must be open
 * @exit_code: (inout): unchanged on success. After a failure: %BB_EXIT_NOT_FOUND if the trace of --replay does not
 *   exist; %BB_EXIT_USAGE if another error came with --simulate or --replay; %BB_EXIT_FAILED without these options
 *
 * Creates a monitor for the drives of this computer, or for those of --simulate or --replay. Prints nothing.
 *
 * Errors:
 * - with --simulate: those of bb_sim_store_new_default() and bb_sim_bus_new(), and %BB_SIM_ERROR_STORE if the
 *   scenario needs $BURNBACK_SIM_STATE
 * - with --replay: those of bb_replay_monitor_new()
 * - without both: those of bb_udev_monitor_new()
 *
 * Returns: (transfer full) (nullable): the monitor; %NULL on error
 */
BbDriveMonitor *bb_ctl_source_new (BbCtl *ctl, int *exit_code, GError **error);
/** bb_ctl_source_dup_simulated: (transfer full) (nullable): returns the name of the scenario or trace, as
 * bb_state_folder_dup_simulated() takes it; %NULL for real drives. */
char *bb_ctl_source_dup_simulated (BbCtl *ctl);

G_END_DECLS
