/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"
#include "bb-sim-fault.h"

G_BEGIN_DECLS

/**
 * BbSimScenario: a parsed scenario file.
 * @configs: (element-type BbSimConfig): in the order of the file
 * @faults: (element-type BbSimFault)
 */
typedef struct {
    GPtrArray *configs;
    GPtrArray *faults;
} BbSimScenario;

/**
 * bb_sim_scenario_load: (transfer full): returns the scenario in a file. @scenario is a path, or the name of an
 * installed scenario. Relative file names in the scenario are relative to the folder of the scenario file.
 *
 * Errors: %BB_SIM_ERROR_SCENARIO, also if the file does not exist.
 */
BbSimScenario *bb_sim_scenario_load (const char *scenario, BbCatalog *catalog, GError **error);
/**
 * bb_sim_scenario_parse: (transfer full): returns the scenario that @text describes.
 * @place: name of the text in messages
 * @folder: (nullable): folder that contains the files with relative names in the scenario; %NULL: the current folder
 *
 * Errors: %BB_SIM_ERROR_SCENARIO, also if @text describes no drive.
 */
BbSimScenario *bb_sim_scenario_parse (const char *text, const char *place, const char *folder, BbCatalog *catalog,
                                      GError **error);
void bb_sim_scenario_free (BbSimScenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSimScenario, bb_sim_scenario_free)

void bb_sim_config_free (BbSimConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbSimConfig, bb_sim_config_free)

G_END_DECLS
