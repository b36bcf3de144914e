/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "runner-script.h"

#include "job/store/bb-journal-private.h"

#include <stdio.h>

/* A plan fails, and the test looks at what was recorded: the journal must have the blocks that were erased and
 * written, and the form of the image that was sent; the transport must know whether the drive may be in recovery
 * mode. Also tests when a run ends and what comes before another try. Tests bb-runner.c. */

#define N_BLOCKS 2
#define N_PIECES 2

/* Returns (transfer full) a plan that erases one block and writes it in two pieces, then does the same with the next
 * block. Only the first erase has @endangers. So the runner records a later step only if it reaches another block or
 * does other work. */
static BbPlan *
make_plan_of_blocks (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");

    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0x1000, N_BLOCKS * 8);
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    for (guint block = 0; block < N_BLOCKS; block++) {
        BbStep *step = add (builder, BB_STEP_ERASE, OP_ERASE);

        bb_step_touch (step, 0x1000 + block * 8, 8);
        step->endangers = block == 0;
        for (guint piece = 0; piece < N_PIECES; piece++)
            bb_step_touch (add (builder, BB_STEP_PROGRAM, OP_PROGRAM), 0x1000 + block * 8, 8);
    }
    bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 1)->heals = TRUE;
    (void) add (builder, BB_STEP_LEAVE, OP_LEAVE);
    return bb_plan_builder_end (builder);
}

/* Returns (transfer full) the blocks in the journal @record, as "1 erase, 1 write, ". */
static char *
dup_blocks (BbJournalRecord *record)
{
    g_autofree char *path = bb_journal_dup_progress_path (record->path);
    g_autofree char *text = NULL;
    g_auto (GStrv) lines = NULL;
    GString *blocks = g_string_new (NULL);

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    lines = g_strsplit (text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        guint step = 0, endangered = 0, block = 0, n_blocks = 0;
        char work[8] = "";

        if (sscanf (lines[i], "step %u %u %u %u %7s", &step, &endangered, &block, &n_blocks, work) < 5)
            continue;
        g_assert_cmpuint (endangered, ==, 1);
        g_assert_cmpuint (n_blocks, ==, N_BLOCKS);
        g_string_append_printf (blocks, "%u %s, ", block, work);
    }
    return g_string_free (blocks, FALSE);
}

/* Each block is erased and written directly afterwards. The journal must have one line for the erase and one for the
 * write, because after a power cut users read what was done last. */
static void
test_erasing_and_writing_a_block_are_both_recorded (void)
{
    g_autoptr (BbPlan) plan = make_plan_of_blocks ();
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
    g_autoptr (BbJournal) journal = bb_journal_begin (folder, record, NULL);
    g_autofree char *blocks = NULL;
    g_auto (Run) run = {.journal = journal};

    run_plan (&run, plan, NULL, 0);
    g_assert_no_error (run.error);
    g_assert_cmpstr (run.script.order->str, ==, "C3 C4 C4 C3 C4 C4 C6 ");
    blocks = dup_blocks (record);
    g_assert_cmpstr (blocks, ==, "1 erase, 1 write, 2 erase, 2 write, ");
    job_rig_remove_folder (folder);
}

/* Returns (transfer full) a plan with one upload in two pieces. @attempts: (nullable): the forms of its image */
static BbPlan *
make_plan_of_upload (const char *const *attempts)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");

    if (attempts != NULL)
        bb_plan_builder_set_attempts (builder, attempts);
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    (void) add (builder, BB_STEP_ENTER, OP_ENTER);
    for (guint piece = 0; piece < N_PIECES; piece++)
        (void) add (builder, BB_STEP_UPLOAD, OP_UPLOAD);
    return bb_plan_builder_end (builder);
}

/* An image with two forms is sent. The journal must show once which form was sent, so that a recovery continues with
 * the next one. An image with only one form must not be recorded, because it may be sent again. */
static void
test_the_form_that_is_sent_is_recorded_once (void)
{
    static const char *const forms[] = {"plain", "wrapped", NULL};

    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbPlan) plan = make_plan_of_upload (i == 0 ? NULL : forms);
        g_autofree char *folder = job_rig_make_folder ();
        g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
        g_autoptr (BbJournal) journal = bb_journal_begin (folder, record, NULL);
        g_auto (Run) run = {.journal = journal};

        run_plan (&run, plan, NULL, 0);
        g_assert_no_error (run.error);
        g_assert_cmpuint (run.script.n_seen[OP_UPLOAD], ==, N_PIECES);
        if (i == 0) {
            g_assert_null (record->tried);
        } else {
            g_assert_cmpuint (record->tried->len, ==, 1);
            g_assert_cmpstr (g_ptr_array_index (record->tried, 0), ==, "- plain");
        }
        job_rig_remove_folder (folder);
    }
}

/* The command that enters recovery mode fails. Only if the drive refused it, the drive must count as not in that
 * mode. If the answer was lost, the drive must count as in recovery mode, so that the job makes it leave that mode.
 */
static void
test_only_a_refusal_shows_that_the_mode_was_not_entered (void)
{
    static const struct {
        Trouble trouble;
        gboolean in_mode;
    } rows[] = {
        {SENSE (OP_READ, 1, 0, 5, 0x20, 0), TRUE}, /* another command */
        {SENSE (OP_ENTER, 1, 0, 5, 0x20, 0), FALSE},
        {{OP_ENTER, 1, 0, 0, 0, 0, BB_TRANSPORT_ERROR_GONE, 0, FALSE}, TRUE},
        {{OP_ENTER, 1, 0, 0, 0, 0, BB_TRANSPORT_ERROR_TIMED_OUT, 0, FALSE}, TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
        g_autoptr (BbPlan) plan = NULL;
        g_auto (Run) run = {0};

        (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
        (void) add (builder, BB_STEP_ENTER, OP_ENTER);
        plan = bb_plan_builder_end (builder);
        run_plan (&run, plan, &rows[i].trouble, 1);
        g_assert_cmpint (run.good, ==, i == 0);
        g_assert_cmpint (bb_reopenable_transport_is_in_mode (run.link), ==, rows[i].in_mode);
    }
}

/* A drive that did not accept the command that leaves recovery mode may still be in that mode. */
static void
test_only_an_accepted_command_leaves_the_mode (void)
{
    static const Trouble troubles[] = {SENSE (OP_READ, 1, 0, 5, 0x20, 0), SENSE (OP_LEAVE, 1, 0, 5, 0x20, 0)};

    for (guint i = 0; i < G_N_ELEMENTS (troubles); i++) {
        g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
        g_autoptr (BbPlan) plan = NULL;
        g_auto (Run) run = {0};

        (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
        (void) add (builder, BB_STEP_ENTER, OP_ENTER);
        (void) add (builder, BB_STEP_LEAVE, OP_LEAVE);
        plan = bb_plan_builder_end (builder);
        run_plan (&run, plan, &troubles[i], 1);
        g_assert_cmpint (run.good, ==, i == 0);
        g_assert_cmpint (bb_reopenable_transport_is_in_mode (run.link), ==, i == 1);
    }
}

/* --- complete firmware --- */

/* A plan has written everything. Report, job and journal must say that the drive is safe, and the journal must have
 * the number of the next step. If the drive is disconnected while it is verified, it must stay safe. */
static void
test_complete_firmware_is_recorded (void)
{
    static const Trouble rows[] = {
        SENSE (0xFF, 1, 0, 5, 0, 0),
        {OP_READ, 1, 0, 0, 0, 0, BB_TRANSPORT_ERROR_GONE, 0, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
        const BbSection *verify = bb_plan_get_section (plan, bb_plan_get_n_sections (plan) - 1);
        g_autofree char *folder = job_rig_make_folder ();
        g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
        g_autoptr (BbJournal) journal = bb_journal_begin (folder, record, NULL);
        g_autoptr (BbJournalRecord) read = NULL;
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
        g_autoptr (ScriptDrive) drive = script_drive_new (script_answer, NULL);
        g_autoptr (BbJob) job = bb_job_new (BB_DRIVE (drive), request);
        g_auto (Run) run = {.journal = journal, .job = job};

        run_plan (&run, plan, &rows[i], 1);
        g_assert_cmpint (run.good, ==, i == 0);
        g_assert_true (run.report->touched);
        g_assert_true (run.report->healed);
        g_assert_false (run.report->endangered);
        g_assert_false (bb_job_is_endangered (job));
        read = bb_journal_record_load (record->path, NULL);
        g_assert_false (read->endangered);
        g_assert_cmpuint (read->step, ==, verify->first_step);
        job_rig_remove_folder (folder);
    }
}

/* If the firmware is erased again after it was complete, it is not complete any more. */
static void
test_firmware_that_is_erased_again_is_incomplete (void)
{
    static const Trouble trouble = SENSE (OP_PROGRAM, 1, 0, 4, 0x44, 0);
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    g_autoptr (BbPlan) plan = NULL;
    g_auto (Run) run = {0};

    bb_plan_builder_begin_section (builder, BB_PHASE_ERASE, 1)->heals = TRUE;
    add (builder, BB_STEP_ERASE, OP_ERASE)->endangers = TRUE;
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    add (builder, BB_STEP_PROGRAM, OP_PROGRAM)->endangers = TRUE;
    plan = bb_plan_builder_end (builder);
    run_plan (&run, plan, &trouble, 1);
    g_assert_error (run.error, BB_SCSI_ERROR, BB_SCSI_ERROR_HARDWARE);
    g_assert_true (run.report->endangered);
    g_assert_false (run.report->healed);
}

/* After a plan of the kind CONVERT the firmware is still erased, so the drive must stay endangered. After a plan of
 * another kind the firmware must count as complete. */
static void
test_a_conversion_leaves_the_drive_endangered (void)
{
    static const BbPlanKind kinds[] = {BB_PLAN_FLASH, BB_PLAN_CONVERT};

    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
        g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (kinds[i], "test");
        g_autoptr (BbPlan) plan = NULL;
        g_auto (Run) run = {0};

        (void) bb_plan_builder_begin_section (builder, BB_PHASE_ERASE, 1);
        add (builder, BB_STEP_ERASE, OP_ERASE)->endangers = TRUE;
        plan = bb_plan_builder_end (builder);
        run_plan (&run, plan, NULL, 0);
        g_assert_no_error (run.error);
        g_assert_cmpint (run.report->endangered, ==, kinds[i] == BB_PLAN_CONVERT);
        g_assert_cmpint (run.report->healed, ==, kinds[i] == BB_PLAN_FLASH);
    }
}

/* --- the end of a run --- */

/* Returns (transfer full) a plan of one command that is sent three times at most. */
static BbPlan *
make_plan_of_tries (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 3);
    (void) add (builder, BB_STEP_PROGRAM, OP_PROGRAM);
    return bb_plan_builder_end (builder);
}

/* Another try can help after a lost answer, but not if the drive was disconnected or the trace has no answer. */
static void
test_some_errors_of_the_transport_end_the_run (void)
{
    static const struct {
        BbTransportError code;
        guint n_sent;
    } rows[] = {
        {BB_TRANSPORT_ERROR_TIMED_OUT, 3},
        {BB_TRANSPORT_ERROR_IO, 3},
        {BB_TRANSPORT_ERROR_GONE, 1},
        {BB_TRANSPORT_ERROR_NOT_RECORDED, 1},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const Trouble trouble = {OP_PROGRAM, 1, 0, 0, 0, 0, (int) rows[i].code, 0, FALSE};
        g_autoptr (BbPlan) plan = make_plan_of_tries ();
        g_auto (Run) run = {0};

        run_plan (&run, plan, &trouble, 1);
        g_assert_error (run.error, BB_TRANSPORT_ERROR, (int) rows[i].code);
        g_assert_cmpuint (run.script.n_seen[OP_PROGRAM], ==, rows[i].n_sent);
        g_assert_cmpuint (run.report->n_restarts, ==, rows[i].n_sent - 1);
    }
}

/* Before another try, the runner sends TEST UNIT READY to clear a pending unit attention. If the failed command
 * itself got a unit attention, this is not needed, because the drive reports it only once. */
static void
test_attentions_are_cleared_before_another_try (void)
{
    static const Trouble rows[] = {SENSE (OP_PROGRAM, 1, 1, 6, 0x29, 0), SENSE (OP_PROGRAM, 1, 1, 4, 0x44, 0)};
    guint n_polls[G_N_ELEMENTS (rows)];

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbPlan) plan = make_plan_of_tries ();
        g_auto (Run) run = {0};

        run_plan (&run, plan, &rows[i], 1);
        g_assert_no_error (run.error);
        g_assert_cmpuint (run.report->n_restarts, ==, 1);
        g_assert_null (run.report->failed_step);
        n_polls[i] = run.drive->n_polls;
    }
    g_assert_cmpuint (n_polls[1], ==, n_polls[0] + 1);
}

/* A command that reads nothing is sent again after a unit attention only if its step has `repeats`. */
static void
test_a_command_with_repeats_is_sent_again (void)
{
    for (guint repeats = 0; repeats < 2; repeats++) {
        static const Trouble trouble = SENSE (OP_ENTER, 1, 1, 6, 0x29, 0);
        g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
        g_autoptr (BbPlan) plan = NULL;
        g_auto (Run) run = {0};

        (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
        add (builder, BB_STEP_ENTER, OP_ENTER)->repeats = repeats != 0;
        plan = bb_plan_builder_end (builder);
        run_plan (&run, plan, &trouble, 1);
        g_assert_cmpint (run.good, ==, repeats != 0);
        g_assert_cmpuint (run.script.n_seen[OP_ENTER], ==, 1 + repeats);
        g_assert_cmpuint (run.report->n_restarts, ==, 0);
    }
}

/* A step that identifies the drive fails if the drive does not respond. */
static void
test_a_drive_that_is_not_identified_ends_the_run (void)
{
    static const Trouble trouble = {OP_LOOK, 1, 0, 0, 0, 0, BB_TRANSPORT_ERROR_GONE, 0, FALSE};
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "nec-optiarc");
    g_autoptr (BbPlan) plan = NULL;
    g_auto (Run) run = {0};

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    (void) bb_plan_builder_add_step (builder, BB_VERB_IDENTIFY, BB_STEP_IDENTIFY);
    (void) add (builder, BB_STEP_ENTER, OP_ENTER);
    plan = bb_plan_builder_end (builder);
    run_plan (&run, plan, &trouble, 1);
    g_assert_error (run.error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
    g_assert_cmpuint (run.script.n_seen[OP_ENTER], ==, 0);
    g_assert_null (run.report->identified);
    g_assert_nonnull (run.report->failed_step);
}

/* An earlier job has left the drive endangered, and its recovery is cancelled. The recovery must end after a section,
 * and count as cancelled and not as stopped, because it has not changed the drive itself. */
static void
test_a_cancelled_recovery_ends_after_the_section (void)
{
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_NOTHING);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_RECOVER);
    g_autoptr (ScriptDrive) drive = script_drive_new (script_answer, NULL);
    g_autoptr (BbJob) job = bb_job_new (BB_DRIVE (drive), request);
    g_auto (Run) run = {.job = job, .endangered = TRUE};

    bb_job_stop (job);
    run_plan (&run, plan, NULL, 0);
    g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpstr (run.script.order->str, ==, "C1 ");
    g_assert_false (run.report->touched);
}

/* --- the wait before another try --- */

/* A command fails, and its section waits before another try. The drive is polled once a second for a minute. If it
 * does not become ready, the run must end with the error of the command. */
static void
test_the_wait_before_another_try_has_a_limit (void)
{
    static const Trouble troubles[] = {SENSE (OP_ERASE, 1, 0, 4, 0x44, 0), SENSE (0x00, 2, 0, 2, 0x04, 1)};
    g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_WAIT);
    g_auto (Run) run = {0};

    run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
    g_assert_error (run.error, BB_SCSI_ERROR, BB_SCSI_ERROR_HARDWARE);
    g_assert_cmpuint (run.script.n_seen[OP_ERASE], ==, 1);
    g_assert_cmpuint (run.drive->waited_ms, ==, 60000);
    /* One poll before the first step, one directly after the first wait, and one after each second. */
    g_assert_cmpuint (run.drive->n_polls, ==, 2 + (60000 - RETRY_WAIT_MS) / 1000);
    g_assert_cmpuint (run.report->n_restarts, ==, 0);
}

/* The wait before another try must end when the drive is back after it restarted itself, or when it reports another
 * error. Then the next try begins. */
static void
test_the_wait_before_another_try_ends_with_any_answer (void)
{
    static const Trouble rows[] = {
        {0x00, 2, 2, 0, 0, 0, BB_TRANSPORT_ERROR_GONE, 0, FALSE},
        SENSE (0x00, 2, 1, 4, 0x44, 0),
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const Trouble troubles[] = {SENSE (OP_ERASE, 1, 1, 4, 0x44, 0), rows[i]};
        g_autoptr (BbPlan) plan = make_flash_plan (BB_BEFORE_RETRY_WAIT);
        g_auto (Run) run = {0};

        run_plan (&run, plan, troubles, G_N_ELEMENTS (troubles));
        g_assert_no_error (run.error);
        g_assert_cmpuint (run.report->n_restarts, ==, 1);
        g_assert_cmpuint (run.drive->waited_ms, ==, RETRY_WAIT_MS + (i == 0 ? 2000 : 0));
    }
}

#define ADD(name, function) g_test_add_func ("/runner-blocks/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/runner-blocks/erasing-and-writing-a-block-are-both-recorded",
                     test_erasing_and_writing_a_block_are_both_recorded);
    g_test_add_func ("/runner-blocks/the-form-that-is-sent-is-recorded-once",
                     test_the_form_that_is_sent_is_recorded_once);
    g_test_add_func ("/runner-blocks/only-a-refusal-shows-that-the-mode-was-not-entered",
                     test_only_a_refusal_shows_that_the_mode_was_not_entered);
    ADD ("only-an-accepted-command-leaves-the-mode", test_only_an_accepted_command_leaves_the_mode);
    ADD ("complete-firmware-is-recorded", test_complete_firmware_is_recorded);
    ADD ("firmware-that-is-erased-again-is-incomplete", test_firmware_that_is_erased_again_is_incomplete);
    ADD ("a-conversion-leaves-the-drive-endangered", test_a_conversion_leaves_the_drive_endangered);
    ADD ("some-errors-of-the-transport-end-the-run", test_some_errors_of_the_transport_end_the_run);
    ADD ("attentions-are-cleared-before-another-try", test_attentions_are_cleared_before_another_try);
    ADD ("a-command-with-repeats-is-sent-again", test_a_command_with_repeats_is_sent_again);
    ADD ("a-drive-that-is-not-identified-ends-the-run", test_a_drive_that_is_not_identified_ends_the_run);
    ADD ("a-cancelled-recovery-ends-after-the-section", test_a_cancelled_recovery_ends_after_the_section);
    ADD ("the-wait-before-another-try-has-a-limit", test_the_wait_before_another_try_has_a_limit);
    ADD ("the-wait-before-another-try-ends-with-any-answer", test_the_wait_before_another_try_ends_with_any_answer);
    return g_test_run ();
}
