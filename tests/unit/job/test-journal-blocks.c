/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/operation/bb-rescue.h"
#include "job/store/bb-journal-private.h"
#include "job/words/bb-words.h"

#include <stdio.h>
#include <string.h>

/*
 * A flash is interrupted at a block. Tests which block the journal records, and what users read about this block.
 * Each block is recorded twice: when it is erased, and when it is written. Tests bb-runner.c, bb-journal-record.c,
 * bb-words-history.c.
 */

#define CHOICE \
    "Keep the drive powered and recover it. You can write the firmware again or restore the previous firmware."
#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP)
#define PIONEER "[drive sr0]\nFamily=pioneer\nModel=10\nRevision=1.05\nSerial=SIM0001\n"

/* Returns (transfer full) the only open journal. */
static BbJournalRecord *
read_journal (JobRig *rig)
{
    g_autoptr (GPtrArray) all = bb_journal_list (rig->state);

    g_assert_cmpuint (all->len, ==, 1);
    return bb_journal_record_ref (all->pdata[0]);
}

/* Returns (transfer full) a rig with a flash from 1.05 to 1.07 that was interrupted by @fault. */
static JobRig *
interrupt (const char *scenario, const char *family, const char *model, const char *fault)
{
    JobRig *rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = job_rig_image (family, model, "1.07", NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, fault);
    result = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    return rig;
}

/* Returns (transfer full) the state text of the drive after a power cycle and a new start of Burnback. */
static char *
dup_state_text (JobRig *rig)
{
    g_autoptr (BbEngineDrive) drive = NULL;

    job_rig_restart (rig);
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    return bb_engine_drive_dup_state_text (drive);
}

/* Returns the number of blocks that a flash of the drive erases. */
static guint
count_erases (void)
{
    g_autoptr (JobRig) rig =
        interrupt (JOB_RIG_NEC, "nec-optiarc", "K355", "At=step:program:1;Kind=power-cut;During=before");
    g_autoptr (BbJournalRecord) record = read_journal (rig);
    g_autofree char *path = bb_journal_dup_progress_path (record->path);
    g_autofree char *text = NULL;
    g_auto (GStrv) lines = NULL;
    guint n_erases = 0;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    lines = g_strsplit (text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        n_erases += strstr (lines[i], " erase #") != NULL ? 1 : 0;
    g_assert_cmpuint (n_erases, >, 10);
    return n_erases;
}

/* --- what users read --- */

static void
test_a_cut_while_the_last_block_is_erased (void)
{
    g_autofree char *fault = g_strdup_printf ("At=step:erase:%u;Kind=power-cut;During=middle", count_erases ());
    g_autoptr (JobRig) rig = interrupt (JOB_RIG_NEC, "nec-optiarc", "K355", fault);
    g_autoptr (BbJournalRecord) record = read_journal (rig);
    g_autofree char *wanted = g_strdup_printf ("Flashing was interrupted. Erasing reached block %u of %u. " CHOICE,
                                               record->block, record->n_blocks);
    g_autofree char *text = dup_state_text (rig);

    g_assert_cmpint (record->work, ==, BB_JOURNAL_WORK_ERASE);
    g_assert_cmpuint (record->block, ==, record->n_blocks);
    g_assert_cmpstr (text, ==, wanted);
}

/* All blocks are erased before the first one is written. If the power fails during writing, the journal must name the
 * block that is being written, and not the last block, which was only erased. */
static void
test_a_cut_while_a_block_is_written (void)
{
    static const guint numbers[] = {1, 2, 9};
    guint block = 0;

    for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
        g_autofree char *fault = g_strdup_printf ("At=step:program:%u;Kind=power-cut;During=middle", numbers[i]);
        g_autoptr (JobRig) rig = interrupt (JOB_RIG_NEC, "nec-optiarc", "K355", fault);
        g_autoptr (BbJournalRecord) record = read_journal (rig);
        g_autofree char *wanted = g_strdup_printf (
            "Flashing was interrupted. Writing reached block %u of %u. " CHOICE, record->block, record->n_blocks);
        g_autofree char *where = bb_words_dup_history_where (record);
        g_autofree char *reached = bb_words_dup_reached (record, FALSE);
        g_autofree char *text = dup_state_text (rig);

        g_assert_cmpint (record->work, ==, BB_JOURNAL_WORK_WRITE);
        if (i == 0)
            block = record->block;
        g_assert_cmpuint (record->block, ==, block + numbers[i] - 1);
        g_assert_cmpuint (record->block, <, record->n_blocks);
        g_assert_cmpstr (text, ==, wanted);
        g_assert_nonnull (strstr (wanted, reached));
        g_assert_cmpstr (where, ==, reached);
    }
}

/* Asserts that state, history, recovery and question all say @failed, and none says "interrupted". @choices: what the
 * question adds */
static void
assert_says_failed (JobRig *rig, const char *failed, const char *choices)
{
    g_autoptr (BbJournalRecord) record = read_journal (rig);
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    g_autofree char *where = bb_words_dup_history_where (record);
    g_autofree char *how = bb_words_dup_history_how (record);
    g_autofree char *wanted_how = g_strdup_printf ("%s Recover the drive.", failed);
    g_autofree char *wanted_state = g_strdup_printf ("%s " CHOICE, failed);
    g_autofree char *wanted_question =
        g_strdup_printf ("%s %s|%s", failed, choices, bb_words_safety (BB_SAFETY_POWERED));
    g_autofree char *text = dup_state_text (rig);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbRescue) rescue = bb_rescue_new (drive, backups, NULL, NULL);
    g_autoptr (BbResult) left = NULL;

    g_assert_true (bb_history_failed_at_block (record));
    g_assert_cmpstr (where, ==, failed);
    g_assert_cmpstr (how, ==, wanted_how);
    g_assert_cmpstr (text, ==, wanted_state);
    g_assert_null (strstr (rescue->believes, "interrupted"));
    g_assert_nonnull (strstr (rescue->believes, "failed"));
    rig->answer = BB_CHOICE_LEAVE;
    left = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (left, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpstr (rig->last_question, ==, wanted_question);
}

/* A write that the drive refused is not called interrupted, because nothing interrupted it. A later write that is cut
 * off is called interrupted again. */
static void
test_a_write_that_failed_is_not_called_interrupted (void)
{
    static const char new_choices[] =
        "You can write the new firmware from the beginning, or restore the previous firmware.";
    g_autoptr (JobRig) rig =
        interrupt (JOB_RIG_NEC, "nec-optiarc", "K355", "At=step:program:9;Kind=stuck-block;Times=0");
    g_autoptr (BbJournalRecord) flashed = read_journal (rig);
    g_autoptr (BbJournalRecord) cut = NULL;
    g_autofree char *failed =
        g_strdup_printf ("Flashing this drive failed at block %u of %u.", flashed->block, flashed->n_blocks);
    g_autofree char *text = NULL;
    g_autoptr (BbResult) broken = NULL;

    g_assert_cmpuint (flashed->failed_block, ==, flashed->block);
    assert_says_failed (rig, failed, new_choices);
    job_rig_fault (rig, "At=step:program:3;Kind=power-cut;During=middle");
    broken = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (broken, BB_OUTCOME_NEEDS_RECOVERY);
    cut = read_journal (rig);
    g_assert_false (bb_history_failed_at_block (cut));
    text = dup_state_text (rig);
    g_assert_true (g_str_has_prefix (text, "The last recovery was not finished. Writing reached block "));
}

/* The sentence names what was written last, which is not always the firmware that the operation is about. */
static void
test_the_failed_write_is_named (void)
{
    static const struct {
        const char *action;
        const char *target;
        const char *says;
    } rows[] = {
        {"flash", "new", "Flashing this drive failed at block 7 of 33."},
        {"rollback", "new", "Restoring a backup to this drive failed at block 7 of 33."},
        {"flash", "old", "Restoring the previous firmware failed at block 7 of 33."},
        {"rollback", "old", "Restoring the previous firmware failed at block 7 of 33."},
        {"flash", "third", "The last operation on this drive failed at block 7 of 33."},
        {"recover", "new", "The last operation on this drive failed at block 7 of 33."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
        g_autofree char *text = NULL;

        record->action = g_strdup (rows[i].action);
        record->new_image = g_strdup ("new");
        record->old_image = g_strdup ("old");
        record->target_image = g_strdup (rows[i].target);
        bb_journal_record_read_line (record, "step 3 1 7 33 erase");
        bb_journal_record_read_line (record, "failed 7000 aa");
        text = bb_words_dup_history_where (record);
        g_assert_cmpstr (text, ==, rows[i].says);
        /* The next step shows that the write went on. */
        bb_journal_record_read_line (record, "step 3 1 7 33 erase");
        g_assert_false (bb_history_failed_at_block (record));
        bb_journal_record_read_line (record, "failed 7000 -");
        g_assert_false (bb_history_failed_at_block (record));
    }
}

/* It is not known when this drive writes the pieces that it receives, so the journal says that they were sent. */
static void
test_a_cut_while_pieces_are_sent (void)
{
    g_autoptr (JobRig) rig = interrupt (PIONEER, "pioneer", "10", "At=step:upload:30;Kind=power-cut;During=middle");
    g_autoptr (BbJournalRecord) record = read_journal (rig);
    g_autofree char *reached = bb_words_dup_reached (record, FALSE);
    g_autofree char *wanted =
        g_strdup_printf ("The firmware was sent up to block %u of %u.", record->block, record->n_blocks);

    g_assert_cmpint (record->work, ==, BB_JOURNAL_WORK_SEND);
    g_assert_cmpuint (record->block, >, 1);
    g_assert_cmpuint (record->block, <, record->n_blocks);
    g_assert_cmpstr (reached, ==, wanted);
}

/* --- the lines of the journal --- */

/* Returns (transfer full) the lines of the journal of a complete flash. */
static char **
list_lines_of_a_flash (const char *scenario, const char *family, const char *model)
{
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = job_rig_image (family, model, "1.07", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    g_autofree char *done = g_build_filename (rig->state, "journal", "done", NULL);
    g_autoptr (GDir) dir = g_dir_open (done, 0, NULL);
    g_autofree char *text = NULL;
    const char *name;

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    while ((name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (done, name, NULL);

        if (g_str_has_suffix (name, ".progress"))
            g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    }
    return g_strsplit (text, "\n", -1);
}

/* Asserts that no block has two lines with the same work, and returns the number of lines with @work. */
static guint
count_blocks (char **lines, const char *work)
{
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    guint n_lines = 0;

    for (guint i = 0; lines[i] != NULL; i++) {
        guint step = 0, endangered = 0, block = 0, n_blocks = 0;
        char word[8] = "";

        if (sscanf (lines[i], "step %u %u %u %u %7s", &step, &endangered, &block, &n_blocks, word) < 5 ||
            !g_str_equal (word, work))
            continue;
        g_assert_cmpuint (endangered, ==, 1);
        g_assert_cmpuint (block, <=, n_blocks);
        g_assert_true (g_hash_table_add (seen, g_strdup_printf ("%u", block)));
        n_lines++;
    }
    return n_lines;
}

/* Each line costs a sync of the disk, so there must be one line for each block, not for each command or piece. */
static void
test_each_block_has_one_line (void)
{
    g_auto (GStrv) nec = list_lines_of_a_flash (JOB_RIG_NEC, "nec-optiarc", "K355");
    g_auto (GStrv) banks = list_lines_of_a_flash (JOB_RIG_NEC_BANKS, "nec-optiarc", "K110");
    g_auto (GStrv) pioneer = list_lines_of_a_flash (PIONEER, "pioneer", "10");

    g_assert_cmpuint (count_blocks (nec, "erase"), ==, count_erases ());
    g_assert_cmpuint (count_blocks (nec, "write"), >, 10);
    /* The pieces are sent before the first erase, so they endanger nothing. */
    g_assert_cmpuint (count_blocks (nec, "send"), ==, 0);
    g_assert_cmpuint (count_blocks (banks, "write"), >, 10);
    /* The second bank (part) of the firmware is sent to the RAM of the drive, and not to a block of the flash memory,
     * so the journal has no line for it. */
    g_assert_cmpuint (count_blocks (banks, "send"), ==, 0);
    g_assert_cmpuint (count_blocks (pioneer, "send"), >, 10);
    g_assert_cmpuint (g_strv_length (nec), <, 100);
    g_assert_cmpuint (g_strv_length (banks), <, 150);
    g_assert_cmpuint (g_strv_length (pioneer), <, 150);
}

/* A power cut of the computer may end the file at any byte. All complete lines must be read, and the journal must not
 * count as damaged. */
static void
test_no_cut_tears_the_journal (void)
{
    g_autoptr (JobRig) rig =
        interrupt (JOB_RIG_NEC, "nec-optiarc", "K355", "At=step:program:3;Kind=power-cut;During=middle");
    g_autoptr (BbJournalRecord) record = read_journal (rig);
    g_autofree char *path = bb_journal_dup_progress_path (record->path);
    g_autofree char *text = NULL;
    gsize length_bytes = 0;
    guint step = 0;

    g_assert_true (g_file_get_contents (path, &text, &length_bytes, NULL));
    /* bb_journal_begin() writes the first line to disk before the key file. So a journal always has the first line,
     * and the cuts begin after it. */
    for (gsize length = strchr (text, '\n') + 1 - text; length <= length_bytes; length++) {
        g_autoptr (BbJournalRecord) read = NULL;

        g_assert_true (g_file_set_contents (path, text, (gssize) length, NULL));
        read = bb_journal_record_load (record->path, NULL);
        g_assert_nonnull (read);
        g_assert_null (read->problem);
        g_assert_cmpuint (read->step, >=, step);
        step = read->step;
    }
    g_assert_cmpuint (step, ==, record->step);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/journal-blocks/" name, function)
    ADD ("a-write-that-failed-is-not-called-interrupted", test_a_write_that_failed_is_not_called_interrupted);
    ADD ("the-failed-write-is-named", test_the_failed_write_is_named);
    ADD ("a-cut-while-the-last-block-is-erased", test_a_cut_while_the_last_block_is_erased);
    ADD ("a-cut-while-a-block-is-written", test_a_cut_while_a_block_is_written);
    ADD ("a-cut-while-pieces-are-sent", test_a_cut_while_pieces_are_sent);
    ADD ("each-block-has-one-line", test_each_block_has_one_line);
    ADD ("no-cut-tears-the-journal", test_no_cut_tears_the_journal);
#undef ADD
    return g_test_run ();
}
