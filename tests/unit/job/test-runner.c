/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "runner-script.h"

#include "job/store/bb-journal-private.h"

/* Tests bb-reopenable-transport.c, bb-runner.c, bb-runner-step.c and bb-runner-wait.c. */

static void
test_a_plan_runs_in_its_order (void)
{
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_auto (Run) run = {0};

    run_plan (&run, plan, NULL, 0);
    g_assert_no_error (run.error);
    g_assert_cmpstr (run.script.order->str, ==, "C1 C2 C3 C3 C4 C4 C6 C5 C5 ");
    g_assert_true (run.report->touched);
    g_assert_true (run.report->healed);
    g_assert_false (run.report->endangered);
    g_assert_cmpuint (run.report->n_endangered_commands, ==, 5);
    g_assert_cmpuint (run.report->differences->len, ==, 0);
    g_assert_cmpuint (bb_reopenable_transport_get_n_bytes (run.link), ==, 36);
}

static void
test_a_section_restarts_at_restart_at (void)
{
    static const Trouble troubles[] = {SENSE (OP_PROGRAM, 2, 1, 3, 0x03, 0)};
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_auto (Run) run = {0};

    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_no_error (run.error);
    g_assert_cmpstr (run.script.order->str, ==, "C1 C2 C3 C3 C4 C4 C2 C3 C3 C4 C4 C6 C5 C5 ");
    g_assert_cmpuint (run.report->n_restarts, ==, 1);
}

static void
test_no_more_tries_than_allowed (void)
{
    static const Trouble troubles[] = {SENSE (OP_PROGRAM, 1, 0, 3, 0x03, 0)};
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_auto (Run) run = {0};

    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_error (run.error, BB_SCSI_ERROR, BB_SCSI_ERROR_MEDIUM);
    g_assert_cmpstr (run.script.order->str, ==, "C1 C2 C3 C3 C4 C2 C3 C3 C4 ");
    g_assert_true (run.report->endangered);
    g_assert_nonnull (run.report->failed_step);
    g_assert_cmpuint (run.report->failed_step->address, ==, 0x1000);
    /* failed_number counts from 0, the number in the message from 1. */
    g_assert_cmpuint (run.report->failed_number, ==, 4);
    g_assert_nonnull (strstr (run.error->message, "step 5 (program) at 0x001000: "));
}

static void
test_before_the_first_erase_nothing_is_endangered (void)
{
    static const Trouble troubles[] = {SENSE (OP_UPLOAD, 1, 0, 5, 0x26, 0)};
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_auto (Run) run = {0};

    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_error (run.error, BB_SCSI_ERROR, BB_SCSI_ERROR_INVALID_FIELD);
    g_assert_false (run.report->touched);
    g_assert_false (run.report->endangered);
    g_assert_cmpuint (run.script.n_seen[OP_UPLOAD], ==, 3);
    g_assert_cmpuint (run.script.n_seen[OP_ERASE], ==, 0);
}

static void
test_a_power_cycle_is_asked_for (void)
{
    static const Trouble troubles[] = {SENSE (OP_ERASE, 1, 0, 4, 0x44, 0)};
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_POWER_CYCLE);
    g_auto (Run) run = {0};

    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_error (run.error, BB_SCSI_ERROR, BB_SCSI_ERROR_HARDWARE);
    g_assert_true (run.report->power_cycle);
    g_assert_cmpuint (run.script.n_seen[OP_ERASE], ==, 1);
}

static void
test_a_section_may_wait_before_it_is_repeated (void)
{
    static const Trouble troubles[] = {SENSE (OP_ERASE, 1, 1, 4, 0x44, 0), SENSE (0x00, 2, 3, 2, 0x04, 1)};
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_WAIT);
    g_auto (Run) run = {0};

    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_no_error (run.error);
    g_assert_cmpuint (run.drive->waited_ms, >=, RETRY_WAIT_MS + 3000);
}

static void
test_a_gone_drive_is_not_tried_again (void)
{
    static const Trouble troubles[] = {{OP_PROGRAM, 2, 0, 0, 0, 0, BB_TRANSPORT_ERROR_GONE, 0}};
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_auto (Run) run = {0};

    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_error (run.error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    g_assert_cmpuint (run.script.n_seen[OP_PROGRAM], ==, 2);
    g_assert_true (run.report->endangered);
}

static void
test_differences_are_collected (void)
{
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_auto (Run) run = {0};
    const BbDifference *difference;

    run.script.odd_read = 2;
    run_plan (&run, plan, NULL, 0);
    g_assert_no_error (run.error);
    g_assert_cmpuint (run.report->differences->len, ==, 1);
    difference = &g_array_index (run.report->differences, BbDifference, 0);
    g_assert_cmpuint (difference->address, ==, 0x1008);
    g_assert_cmpuint (difference->length_bytes, ==, 8);
}

static void
test_two_reads_must_agree (void)
{
    g_autoptr (BbPlan) plan = make_backup_plan (BB_ANSWER_GOOD);
    g_auto (Run) run = {0};
    g_autoptr (GBytes) firmware = NULL;

    /* Each block is read twice: 0, 1, 0, 1. The third read differs, so all are read again and then agree. */
    run.script.odd_read = 3;
    run_plan (&run, plan, NULL, 0);
    g_assert_no_error (run.error);
    g_assert_cmpuint (run.script.n_seen[OP_READ], ==, 7);
    firmware = bb_captures_get (run.report->captures, "firmware");
    g_assert_nonnull (firmware);
}

static void
test_reads_that_never_agree_fail (void)
{
    static const Trouble troubles[] = {SENSE (OP_READ, 3, 0, 5, 0x24, 0)};
    g_autoptr (BbPlan) plan = make_backup_plan (BB_ANSWER_GOOD | BB_ANSWER_REFUSED);
    g_auto (Run) run = {0};

    /* The first read is accepted, and the second one of the same block is rejected. That counts as a difference. */
    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_error (run.error, BB_RUN_ERROR, BB_RUN_ERROR_DIFFERENT);
}

static void
test_an_optional_hole_is_one_in_both_reads (void)
{
    static const Trouble troubles[] = {SENSE (OP_READ, 2, 1, 5, 0x24, 0), SENSE (OP_READ, 4, 1, 5, 0x24, 0)};
    g_autoptr (BbPlan) plan = make_backup_plan (BB_ANSWER_GOOD | BB_ANSWER_REFUSED);
    g_auto (Run) run = {0};
    g_autoptr (GBytes) whole = NULL;
    g_autoptr (GBytes) holes = NULL;
    guint32 n_missing = 0;

    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_no_error (run.error);
    whole = bb_captures_get (run.report->captures, "firmware");
    g_assert_null (whole);
    holes = bb_captures_get_with_holes (run.report->captures, "firmware", &n_missing);
    g_assert_cmpuint (n_missing, ==, 8);
}

static void
test_an_optional_read_may_not_fail_otherwise (void)
{
    static const Trouble troubles[] = {SENSE (OP_READ, 1, 0, 4, 0x44, 0)};
    g_autoptr (BbPlan) plan = make_backup_plan (BB_ANSWER_GOOD | BB_ANSWER_REFUSED);
    g_auto (Run) run = {0};

    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_error (run.error, BB_SCSI_ERROR, BB_SCSI_ERROR_HARDWARE);
}

static void
test_a_short_read_fails (void)
{
    static const Trouble troubles[] = {{OP_READ, 1, 0, 0, 0, 0, -1, 3}};
    g_autoptr (BbPlan) plan = make_backup_plan (BB_ANSWER_GOOD);
    g_auto (Run) run = {0};

    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_error (run.error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
}

/* A read that was rejected with a unit attention was not executed: it is sent again, which is not a new try. */
static void
test_a_unit_attention_costs_no_try (void)
{
    static const Trouble troubles[] = {SENSE (OP_READ, 2, 1, 6, 0x29, 0)};
    g_autoptr (BbPlan) plan = make_backup_plan (BB_ANSWER_GOOD);
    g_auto (Run) run = {0};

    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_no_error (run.error);
    g_assert_cmpuint (run.report->n_restarts, ==, 0);
    g_assert_cmpuint (run.script.n_seen[OP_READ], ==, 5);
}

/* --- single answers --- */

/* @accepts: set of #BbAnswer that the step accepts; @good: the run succeeds with this trouble */
typedef struct {
    const char *name;
    guint accepts;
    Trouble trouble;
    gboolean good;
} Answer;

static const Answer answers[] = {
    {"a-wanted-refusal", BB_ANSWER_REFUSED, SENSE (OP_ENTER, 1, 0, 5, 0x26, 0), TRUE},
    {"a-refusal-that-does-not-come", BB_ANSWER_REFUSED, SENSE (0xFF, 1, 0, 5, 0, 0), FALSE},
    {"another-error-than-a-refusal", BB_ANSWER_REFUSED, SENSE (OP_ENTER, 1, 0, 4, 0x44, 0), FALSE},
    {"a-late-refusal-of-something-else", BB_ANSWER_REFUSED, LATE_SENSE (OP_ENTER, 1, 0, 5, 0x26, 0), FALSE},
    {"new-microcode", BB_ANSWER_GOOD | BB_ANSWER_CHANGED, SENSE (OP_ENTER, 1, 0, 6, 0x3F, 1), TRUE},
    {"a-late-word-of-new-microcode", BB_ANSWER_GOOD | BB_ANSWER_CHANGED, LATE_SENSE (OP_ENTER, 1, 0, 6, 0x3F, 1),
     FALSE},
    {"aborted", BB_ANSWER_GOOD | BB_ANSWER_ABORTED, SENSE (OP_ENTER, 1, 0, 0xB, 0, 0), TRUE},
    {"a-refusal-that-is-not-accepted", BB_ANSWER_GOOD | BB_ANSWER_ABORTED, SENSE (OP_ENTER, 1, 0, 5, 0x24, 0), FALSE},
    {"anything", BB_ANSWER_ANY, SENSE (OP_ENTER, 1, 0, 4, 0x44, 0), TRUE},
    {"not-even-an-answer", BB_ANSWER_ANY, {OP_ENTER, 1, 0, 0, 0, 0, BB_TRANSPORT_ERROR_TIMED_OUT, 0}, TRUE},
    {"good", BB_ANSWER_GOOD, SENSE (0xFF, 1, 0, 5, 0, 0), TRUE},
    {"done-with-a-note", BB_ANSWER_GOOD, SENSE (OP_ENTER, 1, 0, 1, 0x5D, 0), TRUE},
    {"a-time-out", BB_ANSWER_GOOD, {OP_ENTER, 1, 0, 0, 0, 0, BB_TRANSPORT_ERROR_TIMED_OUT, 0}, FALSE},
};

static void
test_answer (gconstpointer data)
{
    const Answer *wanted = data;
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    g_autoptr (BbPlan) plan = NULL;
    g_auto (Run) run = {0};

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    add (builder, BB_STEP_ENTER, OP_ENTER)->accepts = wanted->accepts;
    plan = bb_plan_builder_end (builder);
    run_plan (&run, plan, &wanted->trouble, 1);
    g_assert_cmpint (run.good, ==, wanted->good);
}

/* A step that was left out has no answer, so a step that depends on it is left out, too. */
static void
test_a_step_depends_on_an_earlier_answer (void)
{
    static const struct {
        Trouble trouble;
        const char *order;
        gboolean good;
    } cases[] = {
        {SENSE (OP_ENTER, 1, 0, 5, 0x24, 0), "C1 C3 C4 C6 ", TRUE},
        {SENSE (OP_ENTER, 1, 0, 0xB, 0, 0), "C1 C3 C4 C6 ", TRUE},
        {SENSE (0xFF, 1, 0, 5, 0, 0), "C1 C6 ", TRUE},
        {SENSE (OP_ENTER, 1, 0, 4, 0x44, 0), "C1 ", FALSE},
        {LATE_SENSE (OP_ENTER, 1, 0, 5, 0x24, 0), "C1 ", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbPlan) plan = make_alternative_plan ();
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
        g_autoptr (ScriptDrive) drive = script_drive_new (script_answer, NULL);
        g_autoptr (BbJob) job = bb_job_new (BB_DRIVE (drive), request);
        g_auto (Run) run = {.job = job, .script = {.watch = assert_work_is_done_cb, .watch_data = job}};

        run_plan (&run, plan, &cases[i].trouble, 1);
        g_assert_cmpint (run.good, ==, cases[i].good);
        g_assert_cmpstr (run.script.order->str, ==, cases[i].order);
    }
}

static void
test_a_dropped_command_ends_the_run_at_once (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    g_autoptr (BbPlan) plan = NULL;
    g_auto (Run) run = {0};

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 3);
    add (builder, BB_STEP_CHECKSUM, OP_ENTER)->accepts = BB_ANSWER_REFUSED;
    plan = bb_plan_builder_end (builder);
    run_plan (&run, plan, NULL, 0);
    g_assert_error (run.error, BB_RUN_ERROR, BB_RUN_ERROR_NOT_REFUSED);
    g_assert_cmpuint (run.script.n_seen[OP_ENTER], ==, 1);
}

static void
test_a_byte_must_be_as_expected (void)
{
    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
        g_autoptr (BbPlan) plan = NULL;
        g_auto (Run) run = {0};
        BbStep *step;

        (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
        step = add (builder, BB_STEP_STATUS, OP_LOOK);
        step->direction = BB_DIRECTION_IN;
        step->length_bytes = 36;
        step->use = BB_USE_EXPECT;
        step->expect_offset = 32;
        step->expect_byte = i == 0 ? 'A' : '0';
        plan = bb_plan_builder_end (builder);
        run_plan (&run, plan, NULL, 0);
        if (i == 0)
            g_assert_no_error (run.error);
        else
            g_assert_error (run.error, BB_RUN_ERROR, BB_RUN_ERROR_UNEXPECTED);
    }
}

/* --- waiting --- */

/* @any_other_ends, @may_vanish, @n_ready: of #BbStep; @good: the wait succeeds; @n_polls: polls until it ends */
typedef struct {
    const char *name;
    Trouble trouble;
    gboolean any_other_ends;
    gboolean may_vanish;
    guint n_ready;
    gboolean good;
    guint n_polls;
    guint poll_ms;
} Wait;

static const Wait waits[] = {
    {"ready-at-once", SENSE (0xFF, 1, 0, 2, 0, 0), FALSE, FALSE, 1, TRUE, 1},
    /* These rows set any_other_ends, because otherwise the wait goes on after any error, not only "not ready yet". */
    {"becoming-ready", SENSE (0x00, 1, 4, 2, 0x04, 1), TRUE, FALSE, 1, TRUE, 5},
    {"operation-in-progress", SENSE (0x00, 1, 4, 2, 0x04, 7), TRUE, FALSE, 1, TRUE, 5},
    {"operation-never-ends", SENSE (0x00, 1, 0, 2, 0x04, 7), TRUE, FALSE, 1, FALSE, 21},
    {"no-disc-is-ready", SENSE (0x00, 1, 0, 2, 0x3A, 1), FALSE, FALSE, 1, TRUE, 1},
    {"two-in-a-row", SENSE (0x00, 2, 1, 6, 0x29, 0), FALSE, FALSE, 2, TRUE, 4},
    {"attentions-are-taken", SENSE (0x00, 1, 2, 6, 0x28, 0), FALSE, FALSE, 1, TRUE, 3},
    {"not-configured-yet", SENSE (0x00, 1, 4, 2, 0x3E, 0), TRUE, FALSE, 1, TRUE, 5},
    {"broken-inside", SENSE (0x00, 1, 0, 2, 0x3E, 1), TRUE, FALSE, 1, TRUE, 1},
    {"not-ready-for-another-reason", SENSE (0x00, 1, 0, 2, 0x30, 0), FALSE, FALSE, 1, FALSE, 21},
    {"no-disc-under-another-key", SENSE (0x00, 1, 0, 5, 0x3A, 0), FALSE, FALSE, 1, FALSE, 21},
    {"polls-take-time-too", SENSE (0x00, 1, 0, 2, 0x04, 1), FALSE, FALSE, 1, FALSE, 6, 750},
    {"a-few-polls-always", SENSE (0x00, 1, 2, 2, 0x04, 1), FALSE, FALSE, 1, TRUE, 3, 60000},
    {"never", SENSE (0x00, 1, 0, 2, 0x04, 1), FALSE, FALSE, 1, FALSE, 21},
    {"another-answer-ends-it", SENSE (0x00, 1, 0, 4, 0x44, 0), TRUE, FALSE, 1, TRUE, 1},
    {"another-answer-does-not", SENSE (0x00, 1, 0, 4, 0x44, 0), FALSE, FALSE, 1, FALSE, 21},
    {"it-comes-back", {0x00, 1, 3, 0, 0, 0, BB_TRANSPORT_ERROR_GONE, 0}, FALSE, TRUE, 1, TRUE, 4},
    {"it-may-not-vanish", {0x00, 1, 3, 0, 0, 0, BB_TRANSPORT_ERROR_GONE, 0}, FALSE, FALSE, 1, FALSE, 1},
};

static void
test_wait (gconstpointer data)
{
    const Wait *wanted = data;
    Script script = {.troubles = &wanted->trouble, .n_troubles = 1, .value = 'A'};
    g_autoptr (ScriptDrive) drive = NULL;
    g_autoptr (BbReopenableTransport) link = NULL;
    g_autoptr (GError) error = NULL;
    BbStep step = {.verb = BB_VERB_WAIT_READY};
    gboolean good;

    script.order = g_string_new (NULL);
    drive = script_drive_new (script_answer, &script);
    link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    drive->poll_ms = wanted->poll_ms;
    step.wait.interval_ms = 250;
    step.wait.limit_ms = 5000;
    step.wait.n_ready = wanted->n_ready;
    step.wait.any_other_ends = wanted->any_other_ends;
    step.wait.may_vanish = wanted->may_vanish;
    good = bb_runner_wait_ready (link, &step, &error);
    g_assert_cmpint (good, ==, wanted->good);
    g_assert_cmpuint (drive->n_polls, ==, wanted->n_polls);
    if (!good)
        g_assert_error (error, BB_RUN_ERROR, BB_RUN_ERROR_NEVER_READY);
    if (wanted->may_vanish)
        g_assert_cmpuint (drive->n_opens, >, 1);
    g_string_free (script.order, TRUE);
}

/* --- stopping, and the journal --- */

static void
test_a_stopped_job_does_not_enter_danger (void)
{
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    Script script = {.value = 'A'};
    g_autoptr (ScriptDrive) drive = NULL;
    g_autoptr (BbReopenableTransport) link = NULL;
    g_autoptr (BbJob) job = NULL;
    g_autoptr (BbRunner) runner = NULL;
    g_autoptr (GError) error = NULL;

    script.order = g_string_new (NULL);
    drive = script_drive_new (script_answer, &script);
    link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    job = bb_job_new (BB_DRIVE (drive), request);
    bb_job_stop (job);
    runner = bb_runner_new (link, plan, NULL, job, NULL, FALSE);
    g_assert_false (bb_runner_run (runner, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpuint (drive->n_commands, ==, 0);
    g_string_free (script.order, TRUE);
}

static void
stop_in_danger (BbJob *job)
{
    g_assert_true (bb_job_enter_danger (job));
    bb_job_stop (job);
}

static void
test_in_danger_a_stop_ends_after_the_section (void)
{
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    Script script = {.value = 'A'};
    g_autoptr (ScriptDrive) drive = NULL;
    g_autoptr (BbReopenableTransport) link = NULL;
    g_autoptr (BbJob) job = NULL;
    g_autoptr (BbRunner) runner = NULL;
    g_autoptr (GError) error = NULL;

    script.order = g_string_new (NULL);
    drive = script_drive_new (script_answer, &script);
    link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    job = bb_job_new (BB_DRIVE (drive), request);
    stop_in_danger (job);
    runner = bb_runner_new (link, plan, NULL, job, NULL, TRUE);
    g_assert_false (bb_runner_run (runner, &error));
    g_assert_error (error, BB_RUN_ERROR, BB_RUN_ERROR_STOPPED);
    /* The first section was completed, and no other was begun. */
    g_assert_cmpstr (script.order->str, ==, "C1 ");
    g_assert_true (bb_job_is_endangered (job));
    g_string_free (script.order, TRUE);
}

static void
test_the_journal_is_written_before_each_erase (void)
{
    static const Trouble troubles[] = {{OP_ERASE, 2, 0, 0, 0, 0, BB_TRANSPORT_ERROR_GONE, 0}};
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
    g_autoptr (BbJournal) journal = bb_journal_begin (folder, record, NULL);
    Script script = {.troubles = troubles, .n_troubles = 1, .value = 'A'};
    g_autoptr (ScriptDrive) drive = NULL;
    g_autoptr (BbReopenableTransport) link = NULL;
    g_autoptr (BbRunner) runner = NULL;
    g_autoptr (BbJournalRecord) read = NULL;
    g_autoptr (GError) error = NULL;

    script.order = g_string_new (NULL);
    drive = script_drive_new (script_answer, &script);
    link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    runner = bb_runner_new (link, plan, NULL, NULL, journal, FALSE);
    g_assert_false (bb_runner_run (runner, &error));
    read = bb_journal_record_load (record->path, NULL);
    g_assert_true (read->endangered);
    g_assert_cmpuint (read->step, ==, 3);
    g_string_free (script.order, TRUE);
    job_rig_remove_folder (folder);
}

/* --- commands that are not sent --- */

/* Returns (transfer full) a plan of one section with one command. */
static BbPlan *
make_single_command_plan (BbStepKind kind, guint8 opcode, BbDirection direction)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    g_autoptr (GBytes) blob = g_bytes_new_static ("AAAAAAAAAAAAAAAA", 16);
    guint blob_number = bb_plan_builder_add_blob (builder, blob);
    BbStep *step;

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    step = add (builder, kind, opcode);
    step->direction = direction;
    step->length_bytes = direction == BB_DIRECTION_NONE ? 0 : 16;
    step->blob = blob_number;
    step->blob_length_bytes = direction == BB_DIRECTION_OUT ? 16 : 0;
    return bb_plan_builder_end (builder);
}

typedef struct {
    const char *name;
    BbStepKind kind;
    guint8 opcode;
    BbDirection direction;
    gboolean endangered;
    guint n_sent;
    gboolean fails_again, inquiry_only;
} Resend;

static const Resend resends[] = {
    {"a-read-is-sent-again", BB_STEP_READ, OP_READ, BB_DIRECTION_IN, FALSE, 2},
    {"a-question-is-sent-again", BB_STEP_STATUS, OP_LOOK, BB_DIRECTION_IN, FALSE, 2},
    {"error-of-the-second-try", BB_STEP_READ, OP_READ, BB_DIRECTION_IN, FALSE, 2, TRUE},
    {"not-in-danger", BB_STEP_READ, OP_READ, BB_DIRECTION_IN, TRUE, 1},
    {"not-a-question-in-danger", BB_STEP_STATUS, OP_LOOK, BB_DIRECTION_IN, TRUE, 1},
    {"not-with-data-for-the-drive", BB_STEP_READ, OP_READ, BB_DIRECTION_OUT, FALSE, 1},
    {"not-an-upload", BB_STEP_UPLOAD, OP_UPLOAD, BB_DIRECTION_OUT, FALSE, 1},
    {"not-a-checksum", BB_STEP_CHECKSUM, OP_PROGRAM, BB_DIRECTION_IN, FALSE, 1},
    {"not-what-enters", BB_STEP_ENTER, OP_ENTER, BB_DIRECTION_NONE, FALSE, 1},
    {"not-what-leaves", BB_STEP_LEAVE, OP_LEAVE, BB_DIRECTION_NONE, FALSE, 1},
    {"first-of-an-inquiry-only-run", BB_STEP_ENTER, OP_ENTER, BB_DIRECTION_NONE, TRUE, 2, FALSE, TRUE},
};

/* After a unit attention, only commands that change nothing, or the first after INQUIRY, are sent again. */
static void
test_resend (gconstpointer data)
{
    const Resend *wanted = data;
    const Trouble trouble = SENSE (wanted->opcode, 1, wanted->fails_again ? 2 : 1, 6, 0x29, 0);
    g_autoptr (BbPlan) plan = make_single_command_plan (wanted->kind, wanted->opcode, wanted->direction);
    g_auto (Run) run = {.endangered = wanted->endangered, .inquiry_only = wanted->inquiry_only};

    run_plan (&run, plan, &trouble, 1);
    g_assert_cmpuint (run.script.n_seen[wanted->opcode], ==, wanted->n_sent);
    if (wanted->n_sent == 1 || wanted->fails_again)
        g_assert_error (run.error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION);
    else
        g_assert_no_error (run.error);
}

/* With bb_runner_set_inquiry_only(), for a drive that may hang, only the commands of the plan are sent. Without it,
 * TEST UNIT READY is sent, too. */
static void
test_an_inquiry_only_run_asks_nothing_else (gconstpointer data)
{
    static const Trouble trouble = SENSE (OP_UPLOAD, 1, 1, 5, 0x26, 0);
    gboolean inquiry_only = GPOINTER_TO_INT (data);
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    g_autoptr (BbPlan) plan = NULL;
    g_auto (Run) run = {0};

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 2);
    (void) add (builder, BB_STEP_ENTER, OP_UPLOAD);
    plan = bb_plan_builder_end (builder);
    run.inquiry_only = inquiry_only;
    run_plan (&run, plan, &trouble, 1);
    g_assert_no_error (run.error);
    g_assert_cmpuint (run.script.n_seen[OP_UPLOAD], ==, 2);
    if (inquiry_only)
        g_assert_cmpuint (run.drive->n_polls, ==, 0);
    else
        g_assert_cmpuint (run.drive->n_polls, >, 0);
}

/* A read-back finds a difference and then fails. When it runs again, this difference must not count. */
static void
test_differences_of_a_failed_try_are_dropped (void)
{
    static const Trouble trouble = SENSE (OP_READ, 2, 1, 3, 0x11, 0);
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, "test");
    g_autoptr (GBytes) blob = g_bytes_new_static ("AAAAAAAAAAAAAAAA", 16);
    guint blob_number = bb_plan_builder_add_blob (builder, blob);
    g_autoptr (BbPlan) plan = NULL;
    g_auto (Run) run = {0};

    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 2)->collect = TRUE;
    for (guint block = 0; block < 2; block++) {
        BbStep *step = add_read (builder, BB_CAPTURE_NONE, block * 8, 8, BB_USE_COMPARE);

        step->blob = blob_number;
        step->blob_offset = block * 8;
        step->blob_length_bytes = 8;
    }
    plan = bb_plan_builder_end (builder);
    run.script.odd_read = 1;
    run_plan (&run, plan, &trouble, 1);
    g_assert_no_error (run.error);
    g_assert_cmpuint (run.script.n_seen[OP_READ], ==, 4);
    g_assert_cmpuint (run.report->n_restarts, ==, 1);
    g_assert_cmpuint (run.report->differences->len, ==, 0);
}

static void
test_every_byte_of_a_page_is_compared (gconstpointer data)
{
    guint odd_byte = GPOINTER_TO_UINT (data);
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_autoptr (BbPlan) twice = make_backup_plan (BB_ANSWER_GOOD);
    g_auto (Run) run = {0};
    g_auto (Run) again = {0};
    const BbDifference *difference;

    run.script.odd_read = 2;
    run.script.odd_byte = odd_byte;
    run_plan (&run, plan, NULL, 0);
    g_assert_no_error (run.error);
    g_assert_cmpuint (run.report->differences->len, ==, 1);
    difference = &g_array_index (run.report->differences, BbDifference, 0);
    g_assert_cmpuint (difference->address, ==, 0x1008 + odd_byte - 1);
    g_assert_cmpuint (difference->length_bytes, ==, 1);
    /* The same for the two reads of a backup: the second read of block 1 differs, and all are repeated. */
    again.script.odd_read = 4;
    again.script.odd_byte = odd_byte;
    run_plan (&again, twice, NULL, 0);
    g_assert_no_error (again.error);
    g_assert_cmpuint (again.script.n_seen[OP_READ], ==, 8);
}

/* Data whose first read was rejected leaves a hole, which is filled with FF. If the second read succeeds, the reads
 * differ, even if the data is FF. */
static void
test_a_hole_that_fills_is_a_difference (gconstpointer data)
{
    static const Trouble troubles[] = {SENSE (OP_READ, 1, 1, 5, 0x24, 0), SENSE (OP_READ, 4, 1, 5, 0x24, 0)};
    g_autoptr (BbPlan) plan = make_backup_plan (BB_ANSWER_GOOD | BB_ANSWER_REFUSED);
    g_auto (Run) run = {0};

    run.script.value = (guint8) GPOINTER_TO_UINT (data);
    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_error (run.error, BB_RUN_ERROR, BB_RUN_ERROR_DIFFERENT);
    g_assert_nonnull (run.report->failed_step);
}

typedef struct {
    BbJob *job;
    const char *journal_path;
    guint n_erases;
    guint n_harmless;
} Watched;

/* Called when the drive receives a command: checks the journal on disk and the progress at this moment. */
static void
watch_cb (guint8 opcode, guint nth, gpointer data)
{
    Watched *watched = data;
    g_autoptr (BbProgress) progress = NULL;

    while (g_main_context_iteration (NULL, FALSE))
        ;
    progress = bb_job_ref_progress (watched->job);
    if (opcode == OP_UPLOAD) {
        g_assert_true (progress->can_cancel);
        g_assert_false (progress->endangered);
        watched->n_harmless++;
    }
    if (opcode == OP_ERASE) {
        g_autoptr (GError) error = NULL;
        g_autoptr (BbJournalRecord) record = bb_journal_record_load (watched->journal_path, &error);

        g_assert_no_error (error);
        g_assert_true (record->endangered);
        g_assert_cmpuint (record->step, ==, 1 + nth);
    }
    if (opcode == OP_ERASE || opcode == OP_PROGRAM) {
        g_assert_true (progress->endangered);
        g_assert_false (progress->can_cancel);
        watched->n_erases++;
    }
    /* The firmware is complete, so the drive is not endangered, but the job cannot be cancelled any more. */
    if (opcode == OP_READ) {
        g_assert_false (progress->endangered);
        g_assert_false (progress->can_cancel);
        watched->n_harmless++;
    }
}

static void
test_the_first_erase_finds_the_danger_on_disk_and_on_screen (void)
{
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
    g_autoptr (BbJournal) journal = bb_journal_begin (folder, record, NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (ScriptDrive) drive = script_drive_new (script_answer, NULL);
    g_autoptr (BbJob) job = bb_job_new (BB_DRIVE (drive), request);
    Watched watched = {.job = job, .journal_path = record->path};
    g_auto (Run) run = {0};

    run.job = job;
    run.journal = journal;
    run.script.watch = watch_cb;
    run.script.watch_data = &watched;
    run_plan (&run, plan, NULL, 0);
    g_assert_no_error (run.error);
    g_assert_cmpuint (watched.n_erases, ==, 4);
    g_assert_cmpuint (watched.n_harmless, ==, 3);
    job_rig_remove_folder (folder);
}

/* --- the flash map --- */

/* Returns the state of the cell that contains @address. */
static BbCellState
cell_at (BbFlashMap *map, guint32 address)
{
    g_autoptr (GArray) cells = bb_flash_map_dup_cells (map);

    for (guint i = 0; i < cells->len; i++) {
        const BbCell *cell = &g_array_index (cells, BbCell, i);

        if (address >= cell->address && address < cell->address + cell->length_bytes)
            return cell->state;
    }
    g_assert_not_reached ();
}

static void
test_the_map_shows_every_block (void)
{
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_autoptr (BbFlashMap) map = bb_flash_map_new (plan);
    const BbStep *erase = bb_plan_get_step (plan, 2);
    const BbStep *program = bb_plan_get_step (plan, 4);
    const BbStep *read = bb_plan_get_step (plan, 8);

    g_assert_cmpint (cell_at (map, 0), ==, BB_CELL_KEPT);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_TO_DO);
    bb_flash_map_begin (map, erase);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_NOW);
    bb_flash_map_end (map, erase, TRUE, FALSE);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_ERASED);
    g_assert_cmpint (cell_at (map, 0x1008), ==, BB_CELL_TO_DO);
    bb_flash_map_begin (map, program);
    bb_flash_map_end (map, program, FALSE, FALSE);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_FAILED);
    bb_flash_map_restart (map, plan, 4);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_TO_DO);
    bb_flash_map_begin (map, program);
    bb_flash_map_end (map, program, TRUE, FALSE);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_WRITTEN);
    bb_flash_map_begin (map, read);
    bb_flash_map_end (map, read, TRUE, FALSE);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_VERIFIED);
    bb_flash_map_begin (map, read);
    bb_flash_map_end (map, read, TRUE, TRUE);
    g_assert_cmpint (cell_at (map, 0x1000), ==, BB_CELL_FAILED);
}

static void
add_case (const char *group, const char *name, gconstpointer data, GTestDataFunc func)
{
    g_autofree char *path = g_strdup_printf ("/runner/%s/%s", group, name);

    g_test_add_data_func (path, data, func);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/runner/a-plan-runs-in-its-order", test_a_plan_runs_in_its_order);
    g_test_add_func ("/runner/a-section-restarts-at-restart-at", test_a_section_restarts_at_restart_at);
    g_test_add_func ("/runner/no-more-tries-than-allowed", test_no_more_tries_than_allowed);
    g_test_add_func ("/runner/before-the-first-erase-nothing-is-endangered",
                     test_before_the_first_erase_nothing_is_endangered);
    g_test_add_func ("/runner/a-power-cycle-is-asked-for", test_a_power_cycle_is_asked_for);
    g_test_add_func ("/runner/a-section-may-wait-before-it-is-repeated",
                     test_a_section_may_wait_before_it_is_repeated);
    g_test_add_func ("/runner/a-gone-drive-is-not-tried-again", test_a_gone_drive_is_not_tried_again);
    g_test_add_func ("/runner/differences-are-collected", test_differences_are_collected);
    g_test_add_func ("/runner/two-reads-must-agree", test_two_reads_must_agree);
    g_test_add_func ("/runner/reads-that-never-agree-fail", test_reads_that_never_agree_fail);
    g_test_add_func ("/runner/an-optional-hole-is-one-in-both-reads", test_an_optional_hole_is_one_in_both_reads);
    g_test_add_func ("/runner/an-optional-read-may-not-fail-otherwise", test_an_optional_read_may_not_fail_otherwise);
    g_test_add_func ("/runner/a-short-read-fails", test_a_short_read_fails);
    g_test_add_func ("/runner/a-unit-attention-costs-no-try", test_a_unit_attention_costs_no_try);
    g_test_add_func ("/runner/a-step-depends-on-an-earlier-answer", test_a_step_depends_on_an_earlier_answer);
    g_test_add_func ("/runner/a-dropped-command-ends-the-run-at-once", test_a_dropped_command_ends_the_run_at_once);
    g_test_add_func ("/runner/a-byte-must-be-as-expected", test_a_byte_must_be_as_expected);
    g_test_add_func ("/runner/a-stopped-job-does-not-enter-danger", test_a_stopped_job_does_not_enter_danger);
    g_test_add_func ("/runner/in-danger-a-stop-ends-after-the-section", test_in_danger_a_stop_ends_after_the_section);
    g_test_add_func ("/runner/the-journal-is-written-before-each-erase",
                     test_the_journal_is_written_before_each_erase);
    g_test_add_func ("/runner/differences-of-a-failed-try-are-dropped", test_differences_of_a_failed_try_are_dropped);
    add_case ("a-hole-that-fills-is-a-difference", "with-data", GUINT_TO_POINTER ('A'),
              test_a_hole_that_fills_is_a_difference);
    add_case ("a-hole-that-fills-is-a-difference", "with-what-stands-for-a-hole", GUINT_TO_POINTER (0xFF),
              test_a_hole_that_fills_is_a_difference);
    g_test_add_func ("/runner/the-first-erase-finds-the-danger-on-disk-and-on-screen",
                     test_the_first_erase_finds_the_danger_on_disk_and_on_screen);
    add_case ("every-byte-of-a-page-is-compared", "first", GUINT_TO_POINTER (1),
              test_every_byte_of_a_page_is_compared);
    add_case ("every-byte-of-a-page-is-compared", "last", GUINT_TO_POINTER (8),
              test_every_byte_of_a_page_is_compared);
    add_case ("an-inquiry-only-run-asks-nothing-else", "it", GINT_TO_POINTER (TRUE),
              test_an_inquiry_only_run_asks_nothing_else);
    add_case ("an-inquiry-only-run-asks-nothing-else", "another-does", GINT_TO_POINTER (FALSE),
              test_an_inquiry_only_run_asks_nothing_else);
    for (guint i = 0; i < G_N_ELEMENTS (resends); i++)
        add_case ("resend", resends[i].name, &resends[i], test_resend);
    g_test_add_func ("/runner/the-map-shows-every-block", test_the_map_shows_every_block);
    for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
        add_case ("answer", answers[i].name, &answers[i], test_answer);
    for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
        add_case ("wait", waits[i].name, &waits[i], test_wait);
    return g_test_run ();
}
