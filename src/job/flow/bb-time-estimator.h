/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-plan.h"

G_BEGIN_DECLS

#define BB_TIME_ESTIMATOR_N_KINDS (BB_STEP_IDENTIFY + 1)

/**
 * BbTimeEstimator: estimates the remaining time of a plan. The first estimate uses usual durations; later ones
 * measure, for each kind of step, how much slower or faster this drive is. The caller passes the current time, in
 * monotonic microseconds.
 */
typedef struct {
    gint64 usual_us[BB_TIME_ESTIMATOR_N_KINDS];    /* usual duration of the finished steps */
    gint64 measured_us[BB_TIME_ESTIMATOR_N_KINDS]; /* real duration of the finished steps */
    gint64 left_us[BB_TIME_ESTIMATOR_N_KINDS];     /* usual duration of the remaining steps */
    gint64 phase_began_us;
    int shown_seconds; /* remaining time that was returned last; never grows within a phase; -1: none yet */
} BbTimeEstimator;

/** bb_time_estimator_init: begins the estimate for all steps of @plan. */
void bb_time_estimator_init (BbTimeEstimator *pace, BbPlan *plan, gint64 now_us);
/** bb_time_estimator_begin_phase: begins a new phase: for a few seconds bb_time_estimator_get_seconds_left() returns
 * -1, and its next value may be larger than the last value of the phase before. */
void bb_time_estimator_begin_phase (BbTimeEstimator *pace, gint64 now_us);
/** bb_time_estimator_again: adds the usual duration of @step to the remaining time, because it will be run again. */
void bb_time_estimator_again (BbTimeEstimator *pace, const BbStep *step);
/** bb_time_estimator_done: counts @step as finished; it took @duration_us. */
void bb_time_estimator_done (BbTimeEstimator *pace, const BbStep *step, gint64 duration_us);
/** bb_time_estimator_get_seconds_left: the remaining time in seconds, never more than the last value in the same
 * phase; -1 in the first seconds of a phase. */
int bb_time_estimator_get_seconds_left (BbTimeEstimator *pace, gint64 now_us);

/** bb_time_estimator_estimate: the usual duration of @plan in seconds, rounded. Steps that are sent only after a
 * refusal do not count. */
guint bb_time_estimator_estimate (BbPlan *plan);

/** bb_step_get_work: number of bytes that @step transfers, erases or programs, or for whose programming it waits. */
guint64 bb_step_get_work (const BbStep *step);

G_END_DECLS
