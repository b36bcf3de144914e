/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "runner-script.h"

#include "job/flow/bb-lane.h"
#include "job/flow/bb-time-estimator.h"

/* The progress that the job shows while a plan runs. Also tests bb-lane.c. */

static gint64 clock_us; /* the time that the runner reads; 0: the real time */

gint64 __real_g_get_monotonic_time (void);
gint64 __wrap_g_get_monotonic_time (void);

gint64
__wrap_g_get_monotonic_time (void)
{
    return clock_us != 0 ? clock_us : __real_g_get_monotonic_time ();
}

/**
 * Watched: the job whose progress is checked at each command, and the failed attempts that were seen in it.
 * @n_failed: number of failed attempts in the progress at the last command
 */
typedef struct {
    BbJob *job;
    BbPlan *plan;
    gboolean restores;
    guint n_commands;
    guint n_failed;
    BbFailedAttempt failed[4];
} Watched;

/* Returns the work of all steps before step @end of @plan. */
static guint64
count_work (BbPlan *plan, guint end)
{
    guint64 work = 0;

    for (guint i = 0; i < end; i++)
        work += bb_step_get_work (bb_plan_get_step (plan, i));
    return work;
}

/* Returns the phase of the section that step @number belongs to. */
static BbPhase
find_phase (BbPlan *plan, guint number)
{
    guint i = 0;

    while (bb_plan_get_section (plan, i)->first_step + bb_plan_get_section (plan, i)->n_steps <= number)
        i++;
    return bb_plan_get_section (plan, i)->phase;
}

/* Called when the drive receives a command. TEST UNIT READY (opcode 0) is a poll and no step of the plan. */
static void
watch_cb (guint8 opcode, guint nth, gpointer data)
{
    Watched *watched = data;
    g_autoptr (BbProgress) progress = NULL;

    while (g_main_context_iteration (NULL, FALSE))
        ;
    if (opcode == 0)
        return;
    watched->n_commands++;
    progress = bb_job_ref_progress (watched->job);
    g_assert_cmphex (bb_plan_get_step (watched->plan, progress->step)->cdb.bytes[0], ==, opcode);
    g_assert_cmpuint (progress->n_steps, ==, bb_plan_get_n_steps (watched->plan));
    g_assert_cmpuint (progress->total, ==, count_work (watched->plan, progress->n_steps));
    g_assert_cmpuint (progress->done, ==, count_work (watched->plan, progress->step));
    g_assert_cmpint (bb_progress_get_percent (progress), ==, (int) (100 * progress->done / progress->total));
    g_assert_cmpint (progress->phase, ==, find_phase (watched->plan, progress->step));
    g_assert_cmpint (progress->restores, ==, watched->restores);
    g_assert_cmpuint (progress->quiet_ms, ==, bb_plan_get_step (watched->plan, progress->step)->quiet_ms);
    g_assert_false (progress->is_late);
    g_assert_true (progress->plan == watched->plan);
    watched->n_failed = progress->failed != NULL ? progress->failed->len : 0;
    g_assert_cmpuint (watched->n_failed, <=, G_N_ELEMENTS (watched->failed));
    for (guint i = 0; i < watched->n_failed; i++) {
        watched->failed[i] = *(const BbFailedAttempt *) g_ptr_array_index (progress->failed, i);
        watched->failed[i].error = NULL;
        g_assert_cmpint (bb_progress_get_failed_percent (progress, i), ==,
                         (int) (100 * watched->failed[i].done / progress->total));
        g_assert_error (((const BbFailedAttempt *) g_ptr_array_index (progress->failed, i))->error, BB_SCSI_ERROR,
                        BB_SCSI_ERROR_MEDIUM);
    }
}

/* Runs @plan; stores in @watched what was seen during the run. */
static void
run_watched (Watched *watched, BbPlan *plan, gboolean restores, const Trouble *troubles, guint n_troubles)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (ScriptDrive) drive = script_drive_new (script_answer, NULL);
    g_autoptr (BbJob) job = bb_job_new (BB_DRIVE (drive), request);
    g_auto (Run) run = {.job = job, .restores = restores};

    *watched = (Watched){.job = job, .plan = plan, .restores = restores};
    run.script.watch = watch_cb;
    run.script.watch_data = watched;
    run_plan (&run, plan, troubles, n_troubles);
    g_assert_no_error (run.error);
}

static void
test_progress_counts_the_work_of_the_steps (void)
{
    for (guint restores = 0; restores < 2; restores++) {
        g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
        Watched watched;

        run_watched (&watched, plan, restores != 0, NULL, 0);
        g_assert_cmpuint (watched.n_commands, ==, 9);
        g_assert_cmpuint (watched.n_failed, ==, 0);
    }
}

/* If a section runs again, the work that it had done is subtracted from the progress, and the failed attempt stays on
 * screen. */
static void
test_a_failed_attempt_gives_its_work_back (void)
{
    static const Trouble troubles[] = {SENSE (OP_PROGRAM, 2, 1, 3, 0x03, 0)};
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    Watched watched;

    run_watched (&watched, plan, FALSE, troubles, G_N_ELEMENTS (troubles));
    g_assert_cmpuint (watched.n_commands, ==, 14);
    g_assert_cmpuint (watched.n_failed, ==, 1);
    g_assert_cmphex (watched.failed[0].address, ==, 0x1008);
    g_assert_cmpuint (watched.failed[0].length_bytes, ==, 8);
    g_assert_cmpuint (watched.failed[0].next, ==, 2);
    g_assert_cmpuint (watched.failed[0].n_all, ==, 2);
    g_assert_cmpuint (watched.failed[0].done, >, 0);
}

/* A section has three writes and runs again after the first, second or third one failed. The writes after the failed
 * one were not sent, so they must not reduce the progress, which watch_cb() asserts at each command. The section
 * before must not run again. */
static void
test_steps_after_the_failed_one_give_nothing_back (void)
{
    for (guint failed = 1; failed <= 3; failed++) {
        const Trouble troubles[] = {SENSE (OP_PROGRAM, failed, 1, 3, 0x03, 0)};
        g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
        g_autoptr (BbPlan) plan = NULL;
        Watched watched;

        bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0x1000, 24);
        for (guint i = 0; i < 2; i++) {
            bb_plan_builder_begin_section (builder, i == 0 ? BB_PHASE_ERASE : BB_PHASE_PROGRAM, 2)->restart_at = i;
            for (guint block = 0; block < 3; block++) {
                BbStep *step =
                    add (builder, i == 0 ? BB_STEP_ERASE : BB_STEP_PROGRAM, i == 0 ? OP_ERASE : OP_PROGRAM);

                step->address = 0x1000 + block * 8;
                step->region_bytes = 8;
            }
        }
        plan = bb_plan_builder_end (builder);
        run_watched (&watched, plan, FALSE, troubles, G_N_ELEMENTS (troubles));
        g_assert_cmpuint (watched.n_failed, ==, 1);
        g_assert_cmpuint (watched.n_commands, ==, 6 + failed);
    }
}

static void
test_all_failed_attempts_are_listed_in_order (void)
{
    static const Trouble troubles[] = {SENSE (OP_UPLOAD, 1, 2, 3, 0x03, 0), SENSE (OP_ERASE, 1, 1, 3, 0x03, 0)};
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    Watched watched;

    run_watched (&watched, plan, FALSE, troubles, G_N_ELEMENTS (troubles));
    g_assert_cmpuint (watched.n_failed, ==, 3);
    for (guint i = 0; i < 2; i++) {
        g_assert_cmpuint (watched.failed[i].next, ==, i + 2);
        g_assert_cmpuint (watched.failed[i].n_all, ==, 3);
        g_assert_cmpuint (watched.failed[i].length_bytes, ==, 0);
        g_assert_cmpuint (watched.failed[i].done, ==, 0);
    }
    g_assert_cmphex (watched.failed[2].address, ==, 0x1000);
    g_assert_cmpuint (watched.failed[2].length_bytes, ==, 8);
    g_assert_cmpuint (watched.failed[2].next, ==, 2);
    g_assert_cmpuint (watched.failed[2].n_all, ==, 2);
}

/* --- lanes --- */

/* Asserts the lanes (BbLane) while step @step of @plan runs in @phase. @first, @second: "WORK DONE of TOTAL" in
 * bytes;
 * "" if there must be no such lane */
static void
assert_lanes (BbPlan *plan, BbPhase phase, guint step, const char *first, const char *second)
{
    g_autoptr (BbProgress) progress = bb_progress_new ();
    BbLane lanes[BB_MAX_LANES];
    static const char *const works[] = {
        [BB_LANE_READ] = "read", [BB_LANE_COMPARE] = "compare", [BB_LANE_SEND] = "send", [BB_LANE_WRITE] = "write"};
    const char *const wanted[] = {first, second};
    guint n_lanes;

    progress->plan = g_object_ref (plan);
    progress->phase = phase;
    progress->step = step;
    n_lanes = bb_progress_get_lanes (progress, lanes);
    g_assert_cmpuint (n_lanes, ==, *second != '\0' ? 2 : *first != '\0' ? 1 : 0);
    for (guint i = 0; i < n_lanes; i++) {
        g_autofree char *text = g_strdup_printf ("%s %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT,
                                                 works[lanes[i].work], lanes[i].done, lanes[i].total);

        g_assert_cmpstr (text, ==, wanted[i]);
    }
}

/* A backup reads the firmware twice, and each of the two passes has a lane (BbLane). The step that runs does not
 * count as done. */
static void
test_each_read_of_a_backup_has_a_lane (void)
{
    g_autoptr (BbPlan) backup = make_backup_plan (BB_ANSWER_GOOD);
    g_autoptr (BbPlan) flash = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_autoptr (BbProgress) without_plan = bb_progress_new ();
    BbLane lanes[BB_MAX_LANES];

    assert_lanes (backup, BB_PHASE_BACK_UP, 0, "read 0 of 16", "read 0 of 16");
    assert_lanes (backup, BB_PHASE_BACK_UP, 1, "read 8 of 16", "read 0 of 16");
    assert_lanes (backup, BB_PHASE_BACK_UP, 3, "read 16 of 16", "read 8 of 16");
    assert_lanes (backup, BB_PHASE_BACK_UP, 4, "read 16 of 16", "read 16 of 16");
    /* The plan has no reads in this phase, and it writes nothing. */
    assert_lanes (backup, BB_PHASE_VERIFY, 0, "", "");
    assert_lanes (backup, BB_PHASE_PROGRAM, 0, "", "");
    assert_lanes (flash, BB_PHASE_VERIFY, 9, "compare 8 of 16", "");
    g_assert_cmpuint (bb_progress_get_lanes (without_plan, lanes), ==, 0);
}

/* Returns (transfer full) a plan that sends two blocks of 8 bytes, and after each programs @programmed bytes. */
static BbPlan *
make_send_plan (guint programmed)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    for (guint block = 0; block < 2; block++) {
        add (builder, BB_STEP_UPLOAD, OP_UPLOAD)->region_bytes = 8;
        add (builder, BB_STEP_PROGRAM, OP_PROGRAM)->region_bytes = programmed;
    }
    return bb_plan_builder_end (builder);
}

/* The lane must count the bytes that are programmed. But if the steps name fewer programmed bytes than are sent, one
 * step programs several pieces, so the lane must count the bytes that are sent. */
static void
test_bytes_that_are_programmed_count (void)
{
    g_autoptr (BbPlan) blocks = make_send_plan (8);
    g_autoptr (BbPlan) at_once = make_send_plan (7);

    assert_lanes (blocks, BB_PHASE_PROGRAM, 1, "write 0 of 16", "");
    assert_lanes (blocks, BB_PHASE_PROGRAM, 2, "write 8 of 16", "");
    assert_lanes (at_once, BB_PHASE_PROGRAM, 1, "send 8 of 16", "");
    assert_lanes (at_once, BB_PHASE_PROGRAM, 2, "send 8 of 16", "");
    assert_lanes (at_once, BB_PHASE_PROGRAM, 3, "send 16 of 16", "");
}

/* --- remaining time --- */

#define N_SLOW 40
#define N_SILENT 5 /* number of commands, one second each, before the remaining time is shown */
#define STARTED_US (100 * G_USEC_PER_SEC)

/* Called when the drive receives a command. Lets each OP_PROGRAM take one second, which is twice its usual duration,
 * and checks the remaining time. */
static void
watch_time_cb (guint8 opcode, guint nth, gpointer job)
{
    g_autoptr (BbProgress) progress = NULL;

    while (g_main_context_iteration (NULL, FALSE))
        ;
    progress = bb_job_ref_progress (job);
    if (opcode != OP_PROGRAM)
        return;
    if (nth <= N_SILENT)
        g_assert_cmpint (progress->seconds_left, ==, -1);
    else
        g_assert_cmpint (ABS (progress->seconds_left - (int) (N_SLOW + 1 - nth)), <=, 1);
    clock_us += G_USEC_PER_SEC;
}

/* The remaining time follows the speed of the drive, not the usual speed. */
static void
test_a_slow_drive_makes_the_remaining_time_longer (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (ScriptDrive) drive = script_drive_new (script_answer, NULL);
    g_autoptr (BbJob) job = bb_job_new (BB_DRIVE (drive), request);
    g_autoptr (BbPlan) plan = NULL;
    g_auto (Run) run = {.job = job};

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    for (guint i = 0; i < N_SLOW; i++)
        add (builder, BB_STEP_PROGRAM, OP_PROGRAM)->typical_ms = 500;
    plan = bb_plan_builder_end (builder);
    run.script.watch = watch_time_cb;
    run.script.watch_data = job;
    clock_us = STARTED_US;
    run_plan (&run, plan, NULL, 0);
    clock_us = 0;
    g_assert_no_error (run.error);
    g_assert_cmpuint (run.script.n_seen[OP_PROGRAM], ==, N_SLOW);
}

/* A plan without sections has no first phase. Running it sends nothing and succeeds. */
static void
test_a_plan_without_sections_succeeds (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, "test");
    g_autoptr (BbPlan) plan = bb_plan_builder_end (builder);
    Watched watched;

    run_watched (&watched, plan, FALSE, NULL, 0);
    g_assert_cmpuint (watched.n_commands, ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/runner-progress/progress-counts-the-work-of-the-steps",
                     test_progress_counts_the_work_of_the_steps);
    g_test_add_func ("/runner-progress/a-failed-attempt-gives-its-work-back",
                     test_a_failed_attempt_gives_its_work_back);
    g_test_add_func ("/runner-progress/steps-after-the-failed-one-give-nothing-back",
                     test_steps_after_the_failed_one_give_nothing_back);
    g_test_add_func ("/runner-progress/all-failed-attempts-are-listed-in-order",
                     test_all_failed_attempts_are_listed_in_order);
    g_test_add_func ("/runner-progress/a-slow-drive-makes-the-remaining-time-longer",
                     test_a_slow_drive_makes_the_remaining_time_longer);
    g_test_add_func ("/runner-progress/each-read-of-a-backup-has-a-lane", test_each_read_of_a_backup_has_a_lane);
    g_test_add_func ("/runner-progress/bytes-that-are-programmed-count", test_bytes_that_are_programmed_count);
    g_test_add_func ("/runner-progress/a-plan-without-sections-succeeds", test_a_plan_without_sections_succeeds);
    return g_test_run ();
}
