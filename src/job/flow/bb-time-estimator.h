/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

#define BB_TIME_ESTIMATOR_N_KINDS (BB_STEP_IDENTIFY + 1)

/**
 * BbTimeEstimator: remaining time of a plan. Starts with usual durations and learns for each kind of step how much
 * slower or faster this drive is. Times are monotonic microseconds, passed by the caller.
 */
typedef struct {
    gint64 usual_us[BB_TIME_ESTIMATOR_N_KINDS]; /* usual duration of the finished steps */
    gint64 measured_us[BB_TIME_ESTIMATOR_N_KINDS];
    gint64 left_us[BB_TIME_ESTIMATOR_N_KINDS]; /* usual duration of the remaining steps */
    gint64 phase_began_us;
    int shown_seconds; /* never grows within a phase */
} BbTimeEstimator;

void bb_time_estimator_init (BbTimeEstimator *pace, BbPlan *plan, gint64 now_us);
/** bb_time_estimator_begin_phase: forgets the last estimate. */
void bb_time_estimator_begin_phase (BbTimeEstimator *pace, gint64 now_us);
/** bb_time_estimator_again: @step will be run once more. */
void bb_time_estimator_again (BbTimeEstimator *pace, const BbStep *step);
void bb_time_estimator_done (BbTimeEstimator *pace, const BbStep *step, gint64 duration_us);
/** bb_time_estimator_get_seconds_left: -1 in the first seconds of a phase. */
int bb_time_estimator_get_seconds_left (BbTimeEstimator *pace, gint64 now_us);

/** bb_time_estimator_estimate: seconds for a whole plan, by usual durations. */
guint bb_time_estimator_estimate (BbPlan *plan);

/** bb_step_get_work: number of bytes that a step transfers or processes. */
guint64 bb_step_get_work (const BbStep *step);

G_END_DECLS
