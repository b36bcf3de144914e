/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/engine/bb-history.h"
#include "job/store/bb-journal-private.h"
#include "job/words/bb-words.h"

#include <string.h>

/* The recoveries of an interrupted operation: what the journal records of them, and what the history says.
 * Tests bb-journal-recovery.c and bb-words-recovery.c. */

static const BbJobFlags allow = BB_JOB_FLAG_ALLOW_CROSS_FLASH;

/* --- the lines of a journal --- */

/* Returns (transfer full) a record with the image "new" that has read @lines, which are separated by newlines. */
static BbJournalRecord *
read_lines (const char *lines)
{
    g_auto (GStrv) all = g_strsplit (lines, "\n", -1);
    BbJournalRecord *record = job_rig_record ("SIM0001", "0123abcd");

    g_free (record->new_image);
    record->new_image = g_strdup ("new");
    g_free (record->old_image);
    record->old_image = g_strdup ("old");
    for (char **line = all; *line != NULL; line++)
        bb_journal_record_read_line (record, *line);
    return record;
}

static void
test_lines_of_a_recovery (void)
{
    static const struct {
        const char *lines;
        gboolean is_closed;
        gboolean is_locked;
        const char *what; /* of the newest unfinished recovery; NULL: there is none */
        const char *how;
        guint n;
    } rows[] = {
        {"target new 9 1.07\nstep 3 1 4 9 write", FALSE, FALSE, NULL, NULL, 0},
        /* The recovery was refused before its first step. */
        {"recovery 100\ntarget old 9 1.05", FALSE, FALSE, NULL, NULL, 0},
        {"recovery 100\ntarget old 9 1.05\nstep 3 1 4 9 write", FALSE, FALSE, "Tried to restore 1.05",
         "The recovery was not finished. Writing reached block 4 of 9.", 1},
        {"recovery 100\ntarget new 9 1.07\nstep 2 1 3 9 erase", FALSE, FALSE, "Tried to flash 1.07 again",
         "The recovery was not finished. Erasing reached block 3 of 9.", 1},
        {"recovery 100\ntarget file 9 1.08\nstep 2 1", FALSE, FALSE, "Tried to recover with 1.08",
         "The recovery was not finished.", 1},
        {"recovery 100\ntarget file 9 \nstep 2 1", FALSE, FALSE, "Tried to recover the drive",
         "The recovery was not finished.", 1},
        {"recovery 100\ntarget old 9 1.05\nstep 3 1 4 9 write\nfailed 0x010000 abcd\nstate failed", FALSE, FALSE,
         "Tried to restore 1.05", "The recovery failed at block 4 of 9.", 1},
        /* One recovery wrote two images; the last one counts. */
        {"recovery 100\ntarget new 9 1.07\nstep 3 1 4 9 write\nfailed 0x010000 abcd\ntarget old 9 1.05\nstep 1 1 2 9 "
         "write",
         FALSE, FALSE, "Tried to restore 1.05", "The recovery was not finished. Writing reached block 2 of 9.", 1},
        /* It runs, or waits for its verification, or succeeded. */
        {"recovery 100\ntarget old 9 1.05\nstep 3 1 4 9 write", FALSE, TRUE, NULL, NULL, 0},
        {"recovery 100\ntarget old 9 1.05\nstep 8 0\nstate await-power-cycle", FALSE, FALSE, NULL, NULL, 0},
        {"recovery 100\ntarget old 9 1.05\nstep 8 0\nresult rolled-back", TRUE, FALSE, NULL, NULL, 0},
        /* It failed, and a later one succeeded. */
        {"recovery 100\ntarget old 9 1.05\nstep 3 1 4 9 write\nstate failed\nrecovery 200\ntarget new 9 1.07\nstep 8 "
         "0\nresult done",
         TRUE, FALSE, "Tried to restore 1.05", "The recovery was not finished. Writing reached block 4 of 9.", 1},
        /* The program was killed, and a later recovery succeeded. */
        {"recovery 100\ntarget old 9 1.05\nstep 3 1 4 9 write\nrecovery 200\ntarget new 9 1.07\nstep 8 0\nresult "
         "done",
         TRUE, FALSE, "Tried to restore 1.05", "The recovery was not finished. Writing reached block 4 of 9.", 1},
        /* It failed, and the drive was found to be running another image. */
        {"recovery 100\ntarget old 9 1.05\nstep 3 1 4 9 write\nstate failed\ntarget new 9 1.07\nresult done", TRUE,
         FALSE, "Tried to restore 1.05", "The recovery was not finished. Writing reached block 4 of 9.", 1},
        {"recovery 100\ntarget old 9 1.05\nstep 3 1 4 9 write\nstate failed\nrecovery 200\ntarget new 9 1.07\nstep 1 "
         "1 2 9 write",
         FALSE, FALSE, "Tried to flash 1.07 again", "The recovery was not finished. Writing reached block 2 of 9.",
         2},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = read_lines (rows[i].lines);
        g_autoptr (GPtrArray) unfinished = NULL;
        g_autofree char *what = NULL;
        g_autofree char *how = NULL;

        record->is_closed = rows[i].is_closed;
        record->is_locked = rows[i].is_locked;
        unfinished = bb_journal_recovery_list_unfinished (record);
        g_test_message ("row %u: %u", i, unfinished->len);
        g_assert_cmpuint (unfinished->len, ==, rows[i].n);
        if (rows[i].what == NULL)
            continue;
        what = bb_words_dup_recovery_what (record, g_ptr_array_index (unfinished, 0));
        how = bb_words_dup_recovery_how (g_ptr_array_index (unfinished, 0));
        g_assert_cmpstr (what, ==, rows[i].what);
        g_assert_cmpstr (how, ==, rows[i].how);
    }
}

/* Continuing a restore that was interrupted restores again. */
static void
test_a_restore_is_restored_again (void)
{
    g_autoptr (BbJournalRecord) record = read_lines ("recovery 100\ntarget new 9 1.05\nstep 2 1");
    g_autofree char *what = NULL;

    g_free (record->action);
    record->action = g_strdup ("rollback");
    what = bb_words_dup_recovery_what (record, bb_journal_recovery_get_latest (record));
    g_assert_cmpstr (what, ==, "Tried to restore 1.05");
}

/* --- the history of a drive --- */

/* Returns (transfer full) the history of sr0. */
static GPtrArray *
list (JobRig *rig)
{
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbDriveDetails) details = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    return bb_history_list (rig->state, details, bb_engine_drive_get_facts (drive),
                            bb_engine_drive_get_journal (drive));
}

/* Asserts that entry number @i of @entries has these values, and a time of its own. */
static void
assert_entry (GPtrArray *entries, guint i, const char *what, BbHistoryEnd end, const char *how)
{
    const BbHistoryEntry *entry;

    g_assert_cmpuint (i, <, entries->len);
    entry = g_ptr_array_index (entries, i);
    g_test_message ("%s: %s", entry->what, entry->how);
    g_assert_cmpstr (entry->what, ==, what);
    g_assert_cmpint (entry->end, ==, end);
    g_assert_nonnull (strstr (entry->how, how));
    g_assert_cmpint (entry->started, >, 0);
}

/* Loses power while a recovery writes, then restarts the drive. */
static void
interrupt_recovery (JobRig *rig, BbOnFailure on_failure)
{
    g_autoptr (BbResult) cut = NULL;

    job_rig_fault (rig, "At=step:program:3;Kind=power-cut;During=middle");
    cut = job_rig_do (rig, BB_ACTION_RECOVER, NULL, allow, on_failure);
    job_rig_assert_outcome (cut, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpstr (bb_words_outcome (cut), ==, "Recovery was interrupted.");
    job_rig_restart (rig);
}

/* Asserts that the texts for the drive speak of the newest recovery. */
static void
assert_texts (JobRig *rig)
{
    g_autoptr (GPtrArray) open = bb_journal_list (rig->state);
    BbJournalRecord *record = g_ptr_array_index (open, 0);
    g_autofree char *told = bb_words_dup_recoveries (record);
    g_autofree char *interrupted = bb_words_dup_interrupted (record, BB_SAFETY_WORN);
    g_autofree char *ended = bb_words_dup_ended (record, "sr0", BB_SAFETY_WORN);
    g_autofree char *where = bb_words_dup_history_where (record);

    g_assert_true (g_str_has_prefix (told, "Burnback tried to recover the drive 2 times. The latest attempt, with "
                                           "firmware 1.07, started on "));
    g_assert_true (g_str_has_suffix (told, where));
    g_assert_true (g_str_has_prefix (interrupted, "The last recovery was not finished. Writing reached block "));
    g_assert_true (g_str_has_prefix (ended, "sr0: Tried to flash 1.07 again while the window was closed. "));
}

/* Each recovery that is interrupted has an entry of its own. A recovery that succeeds has none: the entry of the
 * operation says how it ended. */
static void
test_each_interrupted_recovery_has_an_entry (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) cut = NULL;
    g_autoptr (BbResult) recovered = NULL;
    g_autoptr (GPtrArray) before = NULL;
    g_autoptr (GPtrArray) open = NULL;
    g_autoptr (GPtrArray) closed = NULL;

    job_rig_fault (rig, "At=step:program:9;Kind=power-cut;During=middle");
    cut = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_STOP);
    g_assert_cmpstr (bb_words_outcome (cut), ==, "Recovery needed.");
    job_rig_restart (rig);
    before = list (rig);
    g_assert_cmpuint (before->len, ==, 1);
    interrupt_recovery (rig, BB_ON_FAILURE_ROLLBACK);
    interrupt_recovery (rig, BB_ON_FAILURE_RETRY);
    open = list (rig);
    g_assert_cmpuint (open->len, ==, 3);
    assert_entry (open, 0, "Tried to flash 1.07 again", BB_HISTORY_STOPPED, "not finished. Writing reached block");
    assert_entry (open, 1, "Tried to restore 1.05", BB_HISTORY_STOPPED, "not finished. Writing reached block");
    assert_entry (open, 2, "Tried to flash 1.07 over 1.05", BB_HISTORY_OPEN, "The operation was not finished");
    assert_texts (rig);
    recovered = job_rig_do (rig, BB_ACTION_RECOVER, NULL, allow, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    closed = list (rig);
    g_assert_cmpuint (closed->len, ==, 3);
    assert_entry (closed, 1, "Tried to restore 1.05", BB_HISTORY_STOPPED, "not finished. Writing reached block");
    assert_entry (closed, 2, "Tried to flash 1.07 over 1.05", BB_HISTORY_PUT_BACK, "previous firmware");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/history-recovery/lines-of-a-recovery", test_lines_of_a_recovery);
    g_test_add_func ("/history-recovery/a-restore-is-restored-again", test_a_restore_is_restored_again);
    g_test_add_func ("/history-recovery/each-interrupted-recovery-has-an-entry",
                     test_each_interrupted_recovery_has_an_entry);
    return g_test_run ();
}
