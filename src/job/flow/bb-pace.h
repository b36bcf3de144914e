/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

#define BB_PACE_N_KINDS (BB_STEP_IDENTIFY + 1)

/**
 * BbPace: how long a plan will still take. Begins with what steps usually take and learns, kind by kind, how
 * much slower or quicker this drive is. Times are monotonic microseconds and come from the caller.
 */
typedef struct {
    gint64 usual_us[BB_PACE_N_KINDS]; /* of the steps that were done: what they should have taken */
    gint64 measured_us[BB_PACE_N_KINDS];
    gint64 left_us[BB_PACE_N_KINDS]; /* of the steps to come */
    gint64 phase_began_us;
    int shown_seconds; /* never grows within a phase */
} BbPace;

void bb_pace_init (BbPace *pace, BbPlan *plan, gint64 now_us);
/** bb_pace_begin_phase: what was said before is dropped. */
void bb_pace_begin_phase (BbPace *pace, gint64 now_us);
/** bb_pace_again: @step will run once more. */
void bb_pace_again (BbPace *pace, const BbStep *step);
void bb_pace_done (BbPace *pace, const BbStep *step, gint64 duration_us);
/** bb_pace_get_seconds_left: -1 in the first seconds of a phase. */
int bb_pace_get_seconds_left (BbPace *pace, gint64 now_us);

/** bb_pace_estimate: seconds for a whole plan before anything is known of the drive. */
guint bb_pace_estimate (BbPlan *plan);

/** bb_step_get_work: bytes that a step moves or works on. */
guint64 bb_step_get_work (const BbStep *step);

G_END_DECLS
