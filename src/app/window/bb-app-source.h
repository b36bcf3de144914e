/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

G_BEGIN_DECLS

/**
 * BbAppSourceOptions: where the drives come from, as the command line says.
 * @simulate: (nullable): a scenario: its drives, and none of this computer
 * @replay: (nullable): a recorded trace is the drive
 * @state_dir: (nullable): where backups and journals are
 */
typedef struct {
    char *simulate;
    char *replay;
    char *state_dir;
} BbAppSourceOptions;

#define BB_TYPE_APP_SOURCE (bb_app_source_get_type ())
G_DECLARE_FINAL_TYPE (BbAppSource, bb_app_source, BB, APP_SOURCE, GObject)

/**
 * bb_app_source_new:
 *
 * The engine and its drives: real, recorded or simulated ones. The only class of the window that knows the
 * simulator. Opens catalog and state folder; costs some ms.
 *
 * Errors: those of bb_catalog_open(); without @state_dir those of bb_state_folder_find(); with @simulate those of
 * bb_sim_bus_new(), and %BB_SIM_ERROR_STORE where the scenario needs $BURNBACK_SIM_STATE; with @replay those of
 * bb_replay_monitor_new(); else those of bb_udev_monitor_new().
 *
 * Returns: (transfer full)
 */
BbAppSource *bb_app_source_new (const BbAppSourceOptions *options, GError **error);

BbEngine *bb_app_source_get_engine (BbAppSource *self); /* (transfer none) */

/** bb_app_source_is_simulated: no real drive is touched. */
gboolean bb_app_source_is_simulated (BbAppSource *self);
/** bb_app_source_list_simulated: (transfer full): names of the simulated drives, plugged in or not. */
char **bb_app_source_list_simulated (BbAppSource *self);
/** BbAppSwitch: what a user can do to a simulated drive by hand: its data cable, and its own power. */
typedef enum {
    BB_APP_SWITCH_CABLE,
    BB_APP_SWITCH_POWER,
} BbAppSwitch;
/** bb_app_source_get_switch: whether the cable of simulated drive @name is connected, or its power on. */
gboolean bb_app_source_get_switch (BbAppSource *self, const char *name, BbAppSwitch which);
/** bb_app_source_set_switch: at once, whatever the drive does. Nothing where no drive is simulated. */
void bb_app_source_set_switch (BbAppSource *self, const char *name, BbAppSwitch which, gboolean on);

G_END_DECLS
