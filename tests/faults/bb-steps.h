/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

/*
 * The steps that the programs of this test have sent. Plans are equal if their sections and their steps are, without
 * regard to the data of the steps: so all images of a drive have the same plan. The programs are forked: they share
 * the record with the test.
 */

/** bb_steps_begin: makes the record, empty. Without it nothing is recorded. Call it before the first program. */
void bb_steps_begin (void);
/** bb_steps_count_plans: returns how many different plans were started. */
guint bb_steps_count_plans (void);
/** bb_steps_count: returns how many steps they have, all together. */
guint bb_steps_count (void);
/** bb_steps_has_plan: TRUE if a plan of this kind was started. */
gboolean bb_steps_has_plan (BbPlanKind kind);
/** bb_steps_report_missing: returns how many steps no program has sent, and prints the first ones. */
guint bb_steps_report_missing (void);

G_END_DECLS
