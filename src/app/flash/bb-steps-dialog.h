/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

#include <handy.h>

G_BEGIN_DECLS

/** BbStepsDialog: All steps of a plan; successive steps of the same kind share one row. */
#define BB_TYPE_STEPS_DIALOG (bb_steps_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BbStepsDialog, bb_steps_dialog, BB, STEPS_DIALOG, HdyWindow)

GtkWidget *bb_steps_dialog_new (GtkWindow *parent, BbPlan *plan);

G_END_DECLS
