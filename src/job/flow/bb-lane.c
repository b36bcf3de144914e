/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-lane.h"

/* Adds @bytes of @step to the total of @lane; if @step is before the current step of @progress, also to the done
 * bytes. */
static void
bb_lane_add (BbLane *lane, const BbProgress *progress, const BbStep *step, guint64 bytes)
{
    lane->total += bytes;
    if (step->number < progress->step)
        lane->done += bytes;
}

/* Adds the reads of the current phase of @progress: to @second those that compare data with an earlier read, to
 * @first all others whose data is stored or compared. */
static void
bb_lanes_count_reads (const BbProgress *progress, BbLane *first, BbLane *second)
{
    for (guint i = 0; i < bb_plan_get_n_sections (progress->plan); i++) {
        const BbSection *section = bb_plan_get_section (progress->plan, i);

        for (guint n = 0; section->phase == progress->phase && n < section->n_steps; n++) {
            const BbStep *step = bb_plan_get_step (progress->plan, section->first_step + n);

            if (step->kind != BB_STEP_READ)
                continue;
            if (step->use == BB_USE_COMPARE_CAPTURE)
                bb_lane_add (second, progress, step, step->length_bytes);
            else if (step->use == BB_USE_STORE || step->use == BB_USE_COMPARE)
                bb_lane_add (first, progress, step, step->length_bytes);
        }
    }
}

/* Sets @lane to the bytes that the plan programs. In some plans one step programs all data that was sent before, and
 * names fewer bytes than were sent. For such a plan, sets @lane to the bytes that are sent. */
static void
bb_lanes_count_writes (const BbProgress *progress, BbLane *lane)
{
    BbLane sent = {.work = BB_LANE_SEND}, programmed = {.work = BB_LANE_WRITE};

    for (guint i = 0; i < bb_plan_get_n_steps (progress->plan); i++) {
        const BbStep *step = bb_plan_get_step (progress->plan, i);

        if (step->kind == BB_STEP_UPLOAD)
            bb_lane_add (&sent, progress, step, step->region_bytes);
        else if (step->kind == BB_STEP_PROGRAM)
            bb_lane_add (&programmed, progress, step, step->region_bytes);
    }
    *lane = programmed.total >= sent.total ? programmed : sent;
}

guint
bb_progress_get_lanes (const BbProgress *progress, BbLane lanes[BB_MAX_LANES])
{
    g_return_val_if_fail (progress != NULL && lanes != NULL, 0);

    lanes[0] = lanes[1] = (BbLane){0};
    if (progress->plan == NULL)
        return 0;
    if (progress->phase == BB_PHASE_VERIFY)
        lanes[0].work = lanes[1].work = BB_LANE_COMPARE;
    if (progress->phase == BB_PHASE_BACK_UP || progress->phase == BB_PHASE_VERIFY)
        bb_lanes_count_reads (progress, &lanes[0], &lanes[1]);
    else
        bb_lanes_count_writes (progress, &lanes[0]);
    return lanes[1].total > 0 ? 2 : lanes[0].total > 0 ? 1 : 0;
}
