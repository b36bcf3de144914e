/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-rescue-effect.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbRescueRow: One step of the recovery. The current step has buttons. The button that starts the step is an action
 * of the drive's view. While the drive is connected, the step that needs a firmware file has this button in every
 * state.
 *
 * Signals:
 * "next": the user continues without this step
 * "by-hand": the user says that the step was done, because the program cannot detect that
 * "back": the user returns to this step, which was skipped; parameter: the #BbRescueKind as a guint
 */
#define BB_TYPE_RESCUE_ROW (bb_rescue_row_get_type ())
G_DECLARE_FINAL_TYPE (BbRescueRow, bb_rescue_row, BB, RESCUE_ROW, GtkBox)

/**
 * bb_rescue_row_new:
 * @effect: (nullable): what the step writes, needs and can damage; %NULL for a drive that is not detected
 * @number: number of the step, from 1
 * @n_steps: number of all steps
 * @away: (nullable): a sentence that says that the drive is disconnected; %NULL while it is connected
 * @outcome: (nullable): why the step did not help
 */
GtkWidget *bb_rescue_row_new (const BbRescueStep *step, const BbRescueEffect *effect, guint number, guint n_steps,
                              const char *away, const char *outcome);
/** bb_rescue_row_add: Adds @child below the buttons. */
void bb_rescue_row_add (BbRescueRow *self, GtkWidget *child);
/** bb_rescue_row_focus: Gives the focus to the button that starts the step; does nothing if it is hidden. */
void bb_rescue_row_focus (BbRescueRow *self);

G_END_DECLS
