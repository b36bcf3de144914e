/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-time-estimator.h"

/* Usual durations of steps, used until those of this drive were measured. Long steps have a duration of their own,
 * @typical_ms of #BbStep. */
#define BB_TIME_ESTIMATOR_COMMAND_US 2000
#define BB_TIME_ESTIMATOR_DATA_US_PER_KIB 300
#define BB_TIME_ESTIMATOR_IDENTIFY_US 50000
/* No estimate is shown until a phase has lasted for this time. */
#define BB_TIME_ESTIMATOR_SILENT_US 5000000

guint64
bb_step_get_work (const BbStep *step)
{
    if (step->verb == BB_VERB_WAIT_READY)
        return step->wait.programmed_bytes;
    return MAX (step->length_bytes, step->region_bytes);
}

/* Returns the usual duration of @step. */
static gint64
bb_time_estimator_usual_us (const BbStep *step)
{
    gint64 usual_us = ((gint64) step->typical_ms + step->pause_ms) * 1000;

    if (step->verb == BB_VERB_WAIT_READY)
        return usual_us + (gint64) step->wait.first_ms * 1000;
    if (step->verb == BB_VERB_IDENTIFY)
        return usual_us + BB_TIME_ESTIMATOR_IDENTIFY_US;
    return usual_us + BB_TIME_ESTIMATOR_COMMAND_US +
           (gint64) step->length_bytes * BB_TIME_ESTIMATOR_DATA_US_PER_KIB / 1024;
}

/* TRUE if @step is sent unless something unusual happens: it does not depend on a refusal, and neither does the step
 * that it depends on. */
static gboolean
bb_time_estimator_expects (BbPlan *plan, const BbStep *step)
{
    if (step->only_if == 0)
        return TRUE;
    return (step->only_if & BB_ANSWER_GOOD) != 0 &&
           bb_time_estimator_expects (plan, bb_plan_get_step (plan, step->only_if_step));
}

void
bb_time_estimator_init (BbTimeEstimator *pace, BbPlan *plan, gint64 now_us)
{
    *pace = (BbTimeEstimator){.phase_began_us = now_us, .shown_seconds = -1};
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++)
        if (bb_time_estimator_expects (plan, bb_plan_get_step (plan, i)))
            bb_time_estimator_again (pace, bb_plan_get_step (plan, i));
}

void
bb_time_estimator_begin_phase (BbTimeEstimator *pace, gint64 now_us)
{
    pace->phase_began_us = now_us;
    pace->shown_seconds = -1;
}

void
bb_time_estimator_again (BbTimeEstimator *pace, const BbStep *step)
{
    pace->left_us[step->kind] += bb_time_estimator_usual_us (step);
}

void
bb_time_estimator_done (BbTimeEstimator *pace, const BbStep *step, gint64 duration_us)
{
    gint64 usual_us = bb_time_estimator_usual_us (step);

    pace->usual_us[step->kind] += usual_us;
    pace->measured_us[step->kind] += duration_us;
    pace->left_us[step->kind] = MAX (pace->left_us[step->kind] - usual_us, 0);
}

int
bb_time_estimator_get_seconds_left (BbTimeEstimator *pace, gint64 now_us)
{
    double left_us = 0;
    int seconds;

    if (now_us - pace->phase_began_us < BB_TIME_ESTIMATOR_SILENT_US)
        return -1;
    for (guint i = 0; i < BB_TIME_ESTIMATOR_N_KINDS; i++) {
        double factor = 1;

        if (pace->usual_us[i] > 0)
            factor = (double) pace->measured_us[i] / (double) pace->usual_us[i];
        left_us += (double) pace->left_us[i] * factor;
    }
    seconds = (int) MIN (left_us / G_USEC_PER_SEC + 0.5, G_MAXINT / 2);
    if (pace->shown_seconds < 0 || seconds < pace->shown_seconds)
        pace->shown_seconds = seconds;
    return pace->shown_seconds;
}

guint
bb_time_estimator_estimate (BbPlan *plan)
{
    gint64 sum_us = 0;

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++)
        if (bb_time_estimator_expects (plan, bb_plan_get_step (plan, i)))
            sum_us += bb_time_estimator_usual_us (bb_plan_get_step (plan, i));
    return (guint) ((sum_us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC);
}
