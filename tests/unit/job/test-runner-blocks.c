/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "runner-script.h"

#include "job/store/bb-journal-private.h"

#include <stdio.h>

/* Tests what is recorded after a plan failed. The journal has the blocks that were erased and written, and the form
 * of the image that was sent. The transport knows whether the drive may be in recovery mode. Tests bb-runner.c. */

#define N_BLOCKS 2
#define N_PIECES 2

/* Returns (transfer full) a plan that erases one block and writes it in two pieces, then does the same with the next
 * block. Only the first erase endangers the drive, so the plan does not demand that other steps are recorded. */
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

/* A block that is written directly after it was erased has one line for the erase and one for the write, because
 * after a power cut users read what was done last. */
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

/* The record shows which form was sent, once, so that a recovery continues with the next one. An image that has only
 * one form is not recorded, because it may be sent again. */
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

/* Only a refusal of the command that enters recovery mode shows that the drive is not in that mode. If the answer was
 * lost, the drive must count as in recovery mode, so that the job makes it leave that mode. */
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
    return g_test_run ();
}
