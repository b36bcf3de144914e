/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-rescue.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbRescueRow: one step of the way back. The step to take has its buttons: actions of the drive's view. Signals
 * "next": go on without it; "by-hand": hands have done theirs, also if nobody saw it.
 */
#define BB_TYPE_RESCUE_ROW (bb_rescue_row_get_type ())
G_DECLARE_FINAL_TYPE (BbRescueRow, bb_rescue_row, BB, RESCUE_ROW, GtkBox)

/** bb_rescue_row_new: @number, @n_steps: "Step 2 of 6"; @told: (nullable): what became of it; @away: (nullable): why
 * the drive is not there now. */
GtkWidget *bb_rescue_row_new (const BbRescueStep *step, guint number, guint n_steps, const char *away,
                              const char *told);
/** bb_rescue_row_add: @child comes below the buttons. */
void bb_rescue_row_add (BbRescueRow *self, GtkWidget *child);
/** bb_rescue_row_focus: of the step to take: its first button. */
void bb_rescue_row_focus (BbRescueRow *self);

G_END_DECLS
