/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

G_BEGIN_DECLS

/**
 * BbAppSourceOptions: The options of the command line that choose the drives and the folder of their backups.
 * @simulate: (nullable): scenario whose drives replace those of this computer
 * @replay: (nullable): recorded trace that replaces the drives of this computer
 * @state_dir: (nullable): folder for backups and journals
 */
typedef struct {
    char *simulate;
    char *replay;
    char *state_dir;
} BbAppSourceOptions;

/** BbAppSource: The engine of the window, with drives that are real, recorded or simulated. Signal "switched": cable
 * or power of a simulated drive was switched with bb_app_source_set_switch(). */
#define BB_TYPE_APP_SOURCE (bb_app_source_get_type ())
G_DECLARE_FINAL_TYPE (BbAppSource, bb_app_source, BB, APP_SOURCE, GObject)

/**
 * bb_app_source_new:
 *
 * Creates the engine with real, recorded or simulated drives. No other class of the window includes the simulator.
 * Opens catalog and state folder; takes a few milliseconds.
 *
 * Errors: those of bb_catalog_open(); without @state_dir, also those of bb_state_folder_find(). The drives add these:
 * - simulated (@simulate): those of bb_sim_bus_new(), and %BB_SIM_ERROR_STORE if the scenario needs
 *   $BURNBACK_SIM_STATE
 * - recorded (@replay): those of bb_replay_monitor_new()
 * - real: those of bb_udev_monitor_new()
 *
 * Returns: (transfer full) (nullable): %NULL with @error on failure
 */
BbAppSource *bb_app_source_new (const BbAppSourceOptions *options, GError **error);

BbEngine *bb_app_source_get_engine (BbAppSource *self); /* (transfer none) */

/** bb_app_source_is_simulated: Returns TRUE if the drives are simulated; FALSE if they are real or recorded. */
gboolean bb_app_source_is_simulated (BbAppSource *self);
/** bb_app_source_list_simulated: Returns (transfer full) the names of the simulated drives, including disconnected
 * ones; an empty list if the drives are not simulated. */
char **bb_app_source_list_simulated (BbAppSource *self);
/** BbAppSwitch: A switch of a simulated drive, for its data cable or for its power. */
typedef enum {
    BB_APP_SWITCH_CABLE,
    BB_APP_SWITCH_POWER,
} BbAppSwitch;
/** bb_app_source_get_switch: Returns the state of the data cable (TRUE: connected) or of the power (TRUE: on) of the
 * simulated drive @name, as @which says; FALSE if the drives are not simulated. */
gboolean bb_app_source_get_switch (BbAppSource *self, const char *name, BbAppSwitch which);
/** bb_app_source_why_no_simulated: Returns a text that says why no simulated drive is shown, and what the user can
 * do. The reason is that drives are disconnected, powered off, or both. In all other cases the text says that no
 * drive was detected yet. */
const char *bb_app_source_why_no_simulated (BbAppSource *self);
/** bb_app_source_set_switch: Connects or disconnects the data cable of the simulated drive @name, or turns its power
 * on or off. @which: cable or power; @on: the new state. Takes effect immediately, even during a flash. Then emits
 * "switched". Does nothing if the drives are not simulated. */
void bb_app_source_set_switch (BbAppSource *self, const char *name, BbAppSwitch which, gboolean on);
/** bb_app_source_open_tray: Opens the tray of the simulated drive @name. Does nothing if the drives are not
 * simulated. */
void bb_app_source_open_tray (BbAppSource *self, const char *name);

G_END_DECLS
