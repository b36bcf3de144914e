/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

#define BB_TIME_ESTIMATOR_N_KINDS (BB_STEP_IDENTIFY + 1)

/**
 * BbTimeEstimator: how long a plan will still take. Begins with what steps usually take and learns, kind by kind, how
 * much slower or quicker this drive is. Times are monotonic microseconds and come from the caller.
 */
typedef struct {
    gint64 usual_us[BB_TIME_ESTIMATOR_N_KINDS]; /* of the steps that were done: what they should have taken */
    gint64 measured_us[BB_TIME_ESTIMATOR_N_KINDS];
    gint64 left_us[BB_TIME_ESTIMATOR_N_KINDS]; /* of the steps to come */
    gint64 phase_began_us;
    int shown_seconds; /* never grows within a phase */
} BbTimeEstimator;

void bb_time_estimator_init (BbTimeEstimator *pace, BbPlan *plan, gint64 now_us);
/** bb_time_estimator_begin_phase: what was said before is dropped. */
void bb_time_estimator_begin_phase (BbTimeEstimator *pace, gint64 now_us);
/** bb_time_estimator_again: @step will run once more. */
void bb_time_estimator_again (BbTimeEstimator *pace, const BbStep *step);
void bb_time_estimator_done (BbTimeEstimator *pace, const BbStep *step, gint64 duration_us);
/** bb_time_estimator_get_seconds_left: -1 in the first seconds of a phase. */
int bb_time_estimator_get_seconds_left (BbTimeEstimator *pace, gint64 now_us);

/** bb_time_estimator_estimate: seconds for a whole plan before anything is known of the drive. */
guint bb_time_estimator_estimate (BbPlan *plan);

/** bb_step_get_work: bytes that a step moves or works on. */
guint64 bb_step_get_work (const BbStep *step);

G_END_DECLS
