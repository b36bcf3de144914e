/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/words/bb-words.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbPhasePath: The phases of a job in a row: which are done, which is running, and which follow. */
#define BB_TYPE_PHASE_PATH (bb_phase_path_get_type ())
G_DECLARE_FINAL_TYPE (BbPhasePath, bb_phase_path, BB, PHASE_PATH, GtkFlowBox)

/** bb_phase_path_set_phases: Shows the phases of a job with @action, all of them pending. @plan: (nullable): if
 * @action writes, only the backup and the phases that occur in this plan are shown; %NULL: all phases that @action
 * can have. */
void bb_phase_path_set_phases (BbPhasePath *self, BbAction action, BbPlan *plan);
/** bb_phase_path_set_phase: Shows @phase as running, the phases before it as done, and those after it as pending. */
void bb_phase_path_set_phase (BbPhasePath *self, BbPhase phase);

G_END_DECLS
