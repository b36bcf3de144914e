/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/words/bb-words.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbPhasePath: the way of a job: what is done, what is going on, what comes. */
#define BB_TYPE_PHASE_PATH (bb_phase_path_get_type ())
G_DECLARE_FINAL_TYPE (BbPhasePath, bb_phase_path, BB, PHASE_PATH, GtkFlowBox)

/** bb_phase_path_set_way: which phases there are; @plan (nullable): only those that it has, and the backup. */
void bb_phase_path_set_way (BbPhasePath *self, BbAction action, BbPlan *plan);
/** bb_phase_path_set_phase: where it is now. A phase that is not on the way is shown as the one before it. */
void bb_phase_path_set_phase (BbPhasePath *self, BbPhase phase);

G_END_DECLS
