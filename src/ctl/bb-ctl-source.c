/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-source.h"

#include "drive/bb-replay-monitor.h"
#include "sim/bb-sim.h"

#include <glib/gi18n.h>

/* Returns (transfer full) (nullable) the simulated drives of --simulate; see bb_ctl_source_new() for the errors. */
static BbDriveMonitor *
bb_ctl_source_simulated (BbCtl *ctl, GError **error)
{
    g_autoptr (BbSimStore) store = bb_sim_store_new_default (error);
    g_autoptr (BbSimBus) bus = NULL;

    if (store == NULL)
        return NULL;
    bus = bb_sim_bus_new (ctl->simulate, store, ctl->catalog, error);
    if (bus == NULL)
        return NULL;
    if (bb_sim_bus_needs_state (bus) && g_getenv ("BURNBACK_SIM_STATE") == NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_STORE,
                     _ ("To simulate a power failure, Burnback must save the state of the drives. Set the "
                        "environment variable BURNBACK_SIM_STATE to a folder."));
        return NULL;
    }
    return BB_DRIVE_MONITOR (g_steal_pointer (&bus));
}

char *
bb_ctl_source_dup_simulated (BbCtl *ctl)
{
    if (ctl->simulate != NULL)
        return bb_sim_dup_source (ctl->simulate);
    return ctl->replay != NULL ? g_canonicalize_filename (ctl->replay, NULL) : NULL;
}

BbDriveMonitor *
bb_ctl_source_new (BbCtl *ctl, int *exit_code, GError **error)
{
    BbExit failed = BB_EXIT_FAILED;
    BbDriveMonitor *monitor;

    if (ctl->simulate != NULL) {
        failed = BB_EXIT_USAGE;
        monitor = bb_ctl_source_simulated (ctl, error);
    } else if (ctl->replay != NULL) {
        failed = g_file_test (ctl->replay, G_FILE_TEST_EXISTS) ? BB_EXIT_USAGE : BB_EXIT_NOT_FOUND;
        monitor = bb_replay_monitor_new (ctl->replay, error);
    } else {
        monitor = bb_udev_monitor_new (error);
    }
    if (monitor == NULL)
        *exit_code = (int) failed;
    return monitor;
}
