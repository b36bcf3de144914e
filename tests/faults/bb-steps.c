/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-steps.h"

#include "job/flow/bb-time-estimator.h"

#include <sys/mman.h>

#define MAX_PLANS 256
#define MAX_STEPS 131072
#define MAX_PRINTED 20

typedef struct {
    guint64 hash;
    guint kind;
    guint first; /* index of the plan's first step in the record */
    guint n_steps;
} BbStepsPlan;

typedef struct {
    guint section;
    guint kind;
    guint only_if;
    guint8 cdb[3];
    guint8 is_sent;
} BbStepsStep;

/* The record is in memory that the programs share. It has no lock, because only one program runs at a time, and only
 * one thread of this program runs a plan. */
typedef struct {
    guint n_plans;
    guint n_steps;
    guint current; /* index of the plan that runs */
    BbStepsPlan plans[MAX_PLANS];
    BbStepsStep steps[MAX_STEPS];
} BbStepsRecord;

static BbStepsRecord *record;

void
bb_steps_begin (void)
{
    record = mmap (NULL, sizeof *record, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    g_assert_true (record != MAP_FAILED);
}

/* Adds bytes to a hash (FNV-1a). */
static guint64
bb_steps_hash (guint64 hash, const void *data, gsize length_bytes)
{
    const guint8 *bytes = data;

    for (gsize i = 0; i < length_bytes; i++)
        hash = (hash ^ bytes[i]) * 0x100000001B3u;
    return hash;
}

/* Returns a hash of the kind, the sections and the steps of the plan. */
static guint64
bb_steps_hash_plan (BbPlan *plan)
{
    guint head[] = {bb_plan_get_kind (plan), bb_plan_get_n_sections (plan), bb_plan_get_n_steps (plan)};
    guint64 hash = bb_steps_hash (0xCBF29CE484222325u, head, sizeof head);

    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);
        guint numbers[] = {section->phase, section->restart_at, section->first_step, section->n_steps};

        hash = bb_steps_hash (hash, numbers, sizeof numbers);
    }
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        guint numbers[] = {step->verb, step->kind, step->only_if, step->only_if_step};

        hash = bb_steps_hash (hash, numbers, sizeof numbers);
        hash = bb_steps_hash (hash, step->cdb.bytes, step->cdb.length_bytes);
    }
    return hash;
}

/* Adds the plan to the record, with no step sent yet. */
static void
bb_steps_add_plan (BbPlan *plan, guint64 hash)
{
    BbStepsPlan *row = &record->plans[record->n_plans++];

    g_assert_cmpuint (record->n_plans, <=, MAX_PLANS);
    g_assert_cmpuint (record->n_steps + bb_plan_get_n_steps (plan), <=, MAX_STEPS);
    *row = (BbStepsPlan){hash, bb_plan_get_kind (plan), record->n_steps, bb_plan_get_n_steps (plan)};
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        for (guint j = section->first_step; j < section->first_step + section->n_steps; j++) {
            const BbStep *step = bb_plan_get_step (plan, j);
            const guint8 *cdb = step->cdb.bytes;

            record->steps[row->first + j] =
                (BbStepsStep){i, step->kind, step->only_if, {cdb[0], cdb[1], cdb[2]}, FALSE};
        }
    }
    record->n_steps += row->n_steps;
}

/* --- Called by the runner: when it starts a plan, and after each step, whatever the answer of the drive --- */

void __real_bb_time_estimator_init (BbTimeEstimator *pace, BbPlan *plan, gint64 now_us);
void __wrap_bb_time_estimator_init (BbTimeEstimator *pace, BbPlan *plan, gint64 now_us);
void __real_bb_time_estimator_done (BbTimeEstimator *pace, const BbStep *step, gint64 duration_us);
void __wrap_bb_time_estimator_done (BbTimeEstimator *pace, const BbStep *step, gint64 duration_us);

void
__wrap_bb_time_estimator_init (BbTimeEstimator *pace, BbPlan *plan, gint64 now_us)
{
    guint64 hash = record != NULL ? bb_steps_hash_plan (plan) : 0;

    __real_bb_time_estimator_init (pace, plan, now_us);
    if (record == NULL)
        return;
    for (record->current = 0; record->current < record->n_plans; record->current++)
        if (record->plans[record->current].hash == hash)
            return;
    bb_steps_add_plan (plan, hash);
}

void
__wrap_bb_time_estimator_done (BbTimeEstimator *pace, const BbStep *step, gint64 duration_us)
{
    if (record != NULL) {
        g_assert_cmpuint (step->number, <, record->plans[record->current].n_steps);
        record->steps[record->plans[record->current].first + step->number].is_sent = TRUE;
    }
    __real_bb_time_estimator_done (pace, step, duration_us);
}

/* --- results --- */

guint
bb_steps_count_plans (void)
{
    return record->n_plans;
}

guint
bb_steps_count (void)
{
    return record->n_steps;
}

gboolean
bb_steps_has_plan (BbPlanKind kind)
{
    for (guint i = 0; i < record->n_plans; i++)
        if (record->plans[i].kind == kind)
            return TRUE;
    return FALSE;
}

guint
bb_steps_report_missing (void)
{
    guint n_missing = 0;

    for (guint i = 0; i < record->n_plans; i++) {
        const BbStepsPlan *plan = &record->plans[i];

        for (guint j = 0; j < plan->n_steps; j++) {
            const BbStepsStep *step = &record->steps[plan->first + j];

            if (step->is_sent || n_missing++ >= MAX_PRINTED)
                continue;
            g_test_message ("never sent: plan %u (kind %u), section %u, step %u: %s %02X %02X %02X%s", i, plan->kind,
                            step->section, j, bb_step_kind_to_string ((BbStepKind) step->kind), step->cdb[0],
                            step->cdb[1], step->cdb[2], step->only_if != 0 ? ", depends on an answer" : "");
        }
    }
    return n_missing;
}
