/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

/*
 * Record of the steps that the programs of this test have sent. The programs are forked, and share the record with
 * the test. Two plans count as equal if their kinds, sections and steps are equal. The data of the steps is not
 * compared, so all images of a drive have the same plan.
 */

/** bb_steps_begin: makes an empty record. Call it before the first program; without a record, nothing is recorded. */
void bb_steps_begin (void);
/** bb_steps_count_plans: returns how many different plans were started. */
guint bb_steps_count_plans (void);
/** bb_steps_count: returns the number of steps of all plans that bb_steps_count_plans() counts. */
guint bb_steps_count (void);
/** bb_steps_has_plan: TRUE if a plan of this kind was started. */
gboolean bb_steps_has_plan (BbPlanKind kind);
/** bb_steps_report_missing: returns how many of the steps that bb_steps_count() counts were never sent to a drive,
 * and prints the first 20 of these. */
guint bb_steps_report_missing (void);

G_END_DECLS
