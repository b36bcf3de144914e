/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-journal-private.h"
#include "job/words/bb-words.h"

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

/* Tests bb-journal-record.c: reads each key and each line of a journal back, and tests the functions that draw a
 * conclusion from several lines. */

#define NEW "images/new.bin"
#define OLD "images/old.bin"

/* Returns (transfer full) a record that had the target %NEW and then read @lines, which are separated by newlines. */
static BbJournalRecord *
read_lines (const char *lines)
{
    BbJournalRecord *record = job_rig_record ("SIM0001", "0123abcd");
    g_auto (GStrv) each = g_strsplit (lines, "\n", -1);

    record->target_image = g_strdup (record->new_image);
    record->target_revision = g_strdup (record->new_revision);
    for (guint i = 0; each[i] != NULL; i++)
        bb_journal_record_read_line (record, each[i]);
    return record;
}

/* --- the key file --- */

/* Returns (transfer full) the only open journal in @folder. */
static BbJournalRecord *
read_only_one (const char *folder)
{
    g_autoptr (GPtrArray) all = bb_journal_list (folder);

    g_assert_cmpuint (all->len, ==, 1);
    return bb_journal_record_ref (all->pdata[0]);
}

static void
test_each_key_is_read_back (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    gint64 before_us = g_get_real_time ();
    g_autoptr (BbJournal) journal = NULL;
    g_autoptr (BbJournalRecord) read = NULL;

    record->vendor = g_strdup ("_NEC");
    record->product = g_strdup ("DVD_RW ND-3550A");
    record->key_file = g_strdup ("file:///key");
    record->inquiry = g_strdup ("0580");
    record->agreed = g_strdup ("twin checksum-uncertain");
    record->simulated = TRUE;
    record->healthy_values = g_variant_ref_sink (g_variant_new_parsed ("{'boot-version': <'05'>, 'n': <byte 7>}"));
    journal = job_rig_begin_journal (folder, record);
    read = read_only_one (folder);
    g_assert_cmpstr (read->id, ==, record->id);
    g_assert_cmpstr (read->path, ==, record->path);
    g_assert_cmpstr (read->drive_name, ==, "sr0");
    g_assert_cmpstr (read->bus_path, ==, "port-1");
    g_assert_cmpstr (read->serial, ==, "SIM0001");
    g_assert_cmpstr (read->fingerprint, ==, "0123abcd");
    g_assert_cmpstr (read->vendor, ==, "_NEC");
    g_assert_cmpstr (read->product, ==, "DVD_RW ND-3550A");
    g_assert_cmpstr (read->revision, ==, "1.05");
    g_assert_cmpstr (read->family, ==, "nec-optiarc");
    g_assert_cmpstr (read->model_key, ==, "K355");
    g_assert_cmpstr (read->action, ==, "flash");
    g_assert_cmpstr (read->new_image, ==, NEW);
    g_assert_cmpstr (read->new_revision, ==, "1.07");
    g_assert_cmpstr (read->key_file, ==, "file:///key");
    g_assert_cmpstr (read->old_image, ==, OLD);
    g_assert_cmpstr (read->backup_id, ==, "kept");
    g_assert_cmpstr (read->inquiry, ==, "0580");
    g_assert_cmpstr (read->agreed, ==, "twin checksum-uncertain");
    g_assert_cmpstr (read->target_image, ==, NEW);
    g_assert_cmpstr (read->target_revision, ==, "1.07");
    g_assert_cmpuint (read->n_steps, ==, 40);
    g_assert_cmpint (read->started, ==, record->started);
    g_assert_cmpint (read->started_us, ==, record->started_us);
    g_assert_cmpint (read->started_us, <, G_USEC_PER_SEC);
    g_assert_cmpint (read->started * G_USEC_PER_SEC + read->started_us, >=, before_us);
    g_assert_cmpint (read->started * G_USEC_PER_SEC + read->started_us, <=, g_get_real_time ());
    g_assert_cmpuint (read->sequence, ==, 1);
    g_assert_true (read->simulated);
    g_assert_true (read->is_sealed);
    g_assert_true (record->is_sealed);
    g_assert_true (read->is_locked);
    g_assert_true (record->is_locked);
    g_assert_false (read->is_closed);
    g_assert_false (read->endangered);
    g_assert_false (read->was_endangered);
    g_assert_null (read->problem);
    g_assert_cmpint (read->state, ==, BB_JOURNAL_RUNNING);
    g_assert_true (g_variant_equal (read->healthy_values, record->healthy_values));
    job_rig_remove_folder (folder);
}

/* Replaces the files of @record by the files of another version. @progress: (nullable): text of the progress file;
 * %NULL: deletes it */
static void
write_version (BbJournalRecord *record, const char *header, const char *progress)
{
    g_autofree char *stem = g_strndup (record->path, strlen (record->path) - strlen (BB_JOURNAL_ENDING));
    g_autofree char *path = g_strconcat (stem, ".progress", NULL);

    g_assert_true (g_file_set_contents (record->path, header, -1, NULL));
    if (progress != NULL)
        g_assert_true (g_file_set_contents (path, progress, -1, NULL));
    else
        g_assert_cmpint (g_unlink (path), ==, 0);
}

/* Journals of older versions have no checksums. All their lines must be read, except lines that a kill left
 * incomplete: a last line without newline, and a line to which another program added "~" when it resumed the journal.
 */
static void
test_older_journals_are_read (void)
{
    static const struct {
        const char *header;
        const char *progress; /* (nullable) */
        gboolean is_read;
        guint n_steps;
        guint step;
        gboolean endangered;
        guint attempt;
    } rows[] = {
        {"format=1\nsteps=40\n", "step 3 1\n", TRUE, 40, 3, TRUE, 0},
        {"format=1\nsteps=40\n", "step 3 1\nstep 4 0", TRUE, 40, 3, TRUE, 0},
        {"format=1\nsteps=40\n", "step 3 0~\nattempt 2 1\n", TRUE, 40, 0, FALSE, 2},
        {"format=1\nsteps=-1\n", "", TRUE, 0, 0, FALSE, 0},
        {"format=1\n", NULL, TRUE, 0, 0, FALSE, 0},
        {"format=2\nsteps=40\n", "step 3 1\n", FALSE, 0, 0, FALSE, 0},
        {"format=0\n", "", FALSE, 0, 0, FALSE, 0},
        {"steps=40\n", "", FALSE, 0, 0, FALSE, 0},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *folder = job_rig_make_folder ();
        g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", NULL);
        g_autofree char *header = g_strconcat ("[journal]\n", rows[i].header, NULL);
        g_autoptr (BbJournalRecord) read = NULL;
        g_autoptr (GError) error = NULL;

        bb_journal_free (job_rig_begin_journal (folder, record));
        write_version (record, header, rows[i].progress);
        read = bb_journal_record_load (record->path, &error);
        g_test_message ("row %u", i);
        g_assert_cmpint (read != NULL, ==, rows[i].is_read);
        g_assert_cmpint (error == NULL, ==, rows[i].is_read);
        if (read != NULL) {
            g_assert_false (read->is_sealed);
            g_assert_null (read->problem);
            g_assert_cmpuint (read->n_steps, ==, rows[i].n_steps);
            g_assert_cmpuint (read->step, ==, rows[i].step);
            g_assert_cmpint (read->endangered, ==, rows[i].endangered);
            g_assert_cmpuint (read->attempt, ==, rows[i].attempt);
        }
        job_rig_remove_folder (folder);
    }
}

/* Returns (transfer full) the journal of @record with the progress file @progress. */
static BbJournalRecord *
read_progress (BbJournalRecord *record, const char *progress)
{
    g_autofree char *path = bb_journal_dup_progress_path (record->path);
    g_autoptr (GError) error = NULL;
    BbJournalRecord *read;

    g_assert_true (g_file_set_contents (path, progress, -1, NULL));
    read = bb_journal_record_load (record->path, &error);
    g_assert_no_error (error);
    return read;
}

/**
 * Last: how the second of two lines ends, and how the file must be read. The first line has step 3, the second step
 * 4.
 * @n_cut: number of characters that are removed from the end of the second line
 * @end: text that is added in place of the removed characters
 * @is_changed: TRUE if the file must count as changed
 * @step: expected number of the step
 */
typedef struct {
    guint n_cut;
    const char *end;
    gboolean is_changed;
    guint step;
} Last;

static const Last last_lines[] = {
    {0, "", FALSE, 4}, {0, "\n", FALSE, 4}, {0, "~\n", FALSE, 4}, {1, "", FALSE, 3},
    {9, "", FALSE, 3}, {16, "", FALSE, 3},  {1, "~\n", FALSE, 3}, {1, "\n", TRUE, 3},
    {1, "0", TRUE, 3}, {1, "0\n", TRUE, 3}, {1, "0~\n", TRUE, 3}, {1, "00", TRUE, 3},
};

/* A power cut may truncate the last line, which is then ignored. Any other wrong checksum shows that the file was
 * changed. */
static void
test_a_last_line_is_incomplete_or_changed (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", NULL);
    g_autofree char *first = bb_journal_line_seal ("step 3 0");
    g_autofree char *last = bb_journal_line_seal ("step 4 0");
    g_autofree char *path = NULL;

    bb_journal_free (job_rig_begin_journal (folder, record));
    path = bb_journal_dup_progress_path (record->path);
    /* Some rows replace the last character of @last by "0", so @last must not end with "0". */
    g_assert_false (g_str_has_suffix (last, "0"));
    for (guint i = 0; i < G_N_ELEMENTS (last_lines); i++) {
        const Last *row = &last_lines[i];
        g_autofree char *text =
            g_strdup_printf ("%s\n%.*s%s", first, (int) (strlen (last) - row->n_cut), last, row->end);
        g_autofree char *problem = g_strdup_printf ("%s: it is not as it was written", path);
        g_autoptr (BbJournalRecord) read = read_progress (record, text);

        g_test_message ("row %u: %s", i, text);
        g_assert_cmpstr (read->problem, ==, row->is_changed ? problem : NULL);
        g_assert_cmpuint (read->step, ==, row->step);
        g_assert_cmpint (read->endangered, ==, row->is_changed);
        g_assert_cmpint (read->wants_power_cycle, ==, row->is_changed);
        g_assert_cmpuint (read->attempt, ==, row->is_changed ? BB_JOURNAL_ALL_ATTEMPTS : 0);
    }
    job_rig_remove_folder (folder);
}

/* --- single lines --- */

static void
test_a_step_tells_block_and_danger (void)
{
    static const struct {
        const char *lines;
        guint step, block, n_blocks;
        gboolean endangered, was_endangered;
        BbJournalWork work;
    } rows[] = {
        {"step 3 0", 3, 0, 0, FALSE, FALSE, BB_JOURNAL_WORK_UNKNOWN},
        {"step 3 1", 3, 0, 0, TRUE, TRUE, BB_JOURNAL_WORK_UNKNOWN},
        {"step 3 1 5 9", 3, 5, 9, TRUE, TRUE, BB_JOURNAL_WORK_UNKNOWN}, /* an older version wrote this line */
        {"step 3 1 1 1 erase", 3, 1, 1, TRUE, TRUE, BB_JOURNAL_WORK_ERASE},
        {"step 3 1 5 9 erase", 3, 5, 9, TRUE, TRUE, BB_JOURNAL_WORK_ERASE},
        {"step 3 1 5 9 write", 3, 5, 9, TRUE, TRUE, BB_JOURNAL_WORK_WRITE},
        {"step 3 1 5 9 send", 3, 5, 9, TRUE, TRUE, BB_JOURNAL_WORK_SEND},
        {"step 3 1 5 9 readlong", 3, 5, 9, TRUE, TRUE, BB_JOURNAL_WORK_UNKNOWN}, /* a word of a newer version */
        {"step 3 1 5 9 erase\nstep 4 1", 4, 5, 9, TRUE, TRUE, BB_JOURNAL_WORK_ERASE},
        {"step 3 1 5 9 erase\nstep 4 1 0 0", 4, 5, 9, TRUE, TRUE, BB_JOURNAL_WORK_ERASE},
        {"step 3 1 5 9 erase\nstep 4 0", 4, 5, 9, FALSE, TRUE, BB_JOURNAL_WORK_ERASE},
        {"step 3 1 9 9 erase\nstep 4 1 1 9 write", 4, 1, 9, TRUE, TRUE, BB_JOURNAL_WORK_WRITE},
        {"step 3 1 9 9 erase\nstep 4 1 1 9", 4, 1, 9, TRUE, TRUE, BB_JOURNAL_WORK_UNKNOWN},
        {"step 3 1 5 9 erase\ntarget images/old.bin 12 1.05", 0, 0, 0, TRUE, TRUE, BB_JOURNAL_WORK_UNKNOWN},
        {"step 3", 0, 0, 0, FALSE, FALSE, BB_JOURNAL_WORK_UNKNOWN},
        {"step", 0, 0, 0, FALSE, FALSE, BB_JOURNAL_WORK_UNKNOWN},
        {"stop 3 1", 0, 0, 0, FALSE, FALSE, BB_JOURNAL_WORK_UNKNOWN},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = read_lines (rows[i].lines);

        g_test_message ("%s", rows[i].lines);
        g_assert_cmpuint (record->step, ==, rows[i].step);
        g_assert_cmpuint (record->block, ==, rows[i].block);
        g_assert_cmpuint (record->n_blocks, ==, rows[i].n_blocks);
        g_assert_cmpint (record->endangered, ==, rows[i].endangered);
        g_assert_cmpint (record->was_endangered, ==, rows[i].was_endangered);
        g_assert_cmpint (record->work, ==, rows[i].work);
    }
}

/* Asserts that bb_words_dup_reached() returns @interrupted and @running (both nullable) after @lines. */
static void
assert_reached (const char *lines, const char *interrupted, const char *running)
{
    g_autoptr (BbJournalRecord) record = read_lines (lines);
    g_autofree char *stopped = bb_words_dup_reached (record, FALSE);
    g_autofree char *runs = bb_words_dup_reached (record, TRUE);

    g_test_message ("%s", lines);
    g_assert_cmpstr (stopped, ==, interrupted);
    g_assert_cmpstr (runs, ==, running);
}

/* The sentence must name the kind of work (erasing, writing or sending), because the last block is erased before the
 * first block is written. */
static void
test_the_block_that_was_reached_is_told_with_the_work (void)
{
    g_autofree char *send_line =
        g_strdup_printf ("step 3 1 5 9 %s", bb_journal_work_to_string (BB_JOURNAL_WORK_SEND));

    assert_reached ("step 3 1 9 9 erase", "Erasing reached block 9 of 9.", "Erasing has reached block 9 of 9.");
    assert_reached ("step 3 1 9 9 erase\nstep 4 1 1 9 write", "Writing reached block 1 of 9.",
                    "Writing has reached block 1 of 9.");
    assert_reached (send_line, "The firmware was sent up to block 5 of 9.",
                    "The firmware has been sent up to block 5 of 9.");
    /* No sentence, because the work or the block is unknown, or because the drive is not endangered. */
    assert_reached ("step 3 1 5 9", NULL, NULL);
    assert_reached ("step 3 1", NULL, NULL);
    assert_reached ("step 3 0 5 9 write", NULL, NULL);
    assert_reached ("step 3 1 5 9 write\nstep 4 0", NULL, NULL);
    assert_reached ("step 3 1 5 9 write\ntarget images/old.bin 12 1.05", NULL, NULL);
}

static void
test_a_journal_without_work_names_no_block (void)
{
    static const struct {
        const char *lines;
        const char *said;
    } rows[] = {
        {"step 3 1 9 9", "Flashing was interrupted. Keep the drive powered and recover it. You can write the "
                         "firmware again or restore "
                         "the previous firmware."},
        {"step 3 1 9 9 erase", "Flashing was interrupted. Erasing reached block 9 of 9. Keep the drive powered "
                               "and recover it. You can write the firmware again or restore the previous firmware."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = read_lines (rows[i].lines);
        g_autofree char *said = bb_words_dup_interrupted (record, BB_SAFETY_WORN);

        g_assert_cmpstr (said, ==, rows[i].said);
    }
}

static void
test_a_target_has_steps_and_revision (void)
{
    static const struct {
        const char *line;
        const char *image;
        guint n_steps;
        const char *revision;
    } rows[] = {
        {"target images/x.bin 12 1.05%20beta", "images/x.bin", 12, "1.05 beta"},
        {"target images/x.bin 12 ", "images/x.bin", 12, NULL},
        {"target images/x.bin 12 1.05 beta", "images/x.bin", 12, "1.05 beta"},
        {"target - 7 1.05", NULL, 7, "1.05"},
        {"target images/x.bin 12", NEW, 40, "1.07"},
        {"target", NEW, 40, "1.07"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = read_lines (rows[i].line);

        g_test_message ("%s", rows[i].line);
        g_assert_cmpstr (record->target_image, ==, rows[i].image);
        g_assert_cmpuint (record->n_steps, ==, rows[i].n_steps);
        g_assert_cmpstr (record->target_revision, ==, rows[i].revision);
        g_assert_cmpstr (record->new_image, ==, NEW);
    }
}

static void
test_the_last_line_of_a_kind_counts (void)
{
    g_autoptr (BbJournalRecord) record = read_lines (
        "attempt 1 0\nattempt 2 1\nstate failed\nstate await-power-cycle\nstate unknown\nfailed 1000 aa\n"
        "failed 70000 bb\nattempts a b\nattempts c d e\nrecovery-failed aa refused\nrecovery-failed bb silent\n"
        "power one\npower two\nresult done\nresult rolled-back\nproof pending\nproof proven\n"
        "undo {'block': <'sr1'>}\nundo {'block': <'sr2'>}\ntray locked\nreported 1.08\nreported 1.09 beta\n"
        "nothing known");
    g_autoptr (BbJournalRecord) undone = read_lines ("undo {'block': <'sr1'>}\nundone\ntray locked\ntray unlocked");
    g_autoptr (BbJournalRecord) spoiled =
        read_lines ("attempt 1\nfailed 1000\nundo {\ntrayed locked\nundone more\ntray");
    const char *block = NULL;

    g_assert_cmpuint (record->attempt, ==, 2);
    g_assert_true (record->wants_power_cycle);
    g_assert_cmpint (record->state, ==, BB_JOURNAL_AWAIT_POWER_CYCLE);
    g_assert_cmpuint (record->failed_address, ==, 0x70000);
    g_assert_cmpstr (record->failed_image, ==, "bb");
    g_assert_cmpuint (g_strv_length (record->attempts), ==, 3);
    g_assert_cmpstr (record->attempts[0], ==, "c");
    g_assert_cmpuint (record->failures->len, ==, 2);
    g_assert_cmpstr (record->failures->pdata[0], ==, "aa refused");
    g_assert_cmpstr (record->failures->pdata[1], ==, "bb silent");
    g_assert_cmpstr (record->power_mark, ==, "two");
    g_assert_cmpstr (record->result, ==, "rolled-back");
    g_assert_cmpstr (record->proof, ==, "proven");
    g_assert_cmpstr (record->target_revision, ==, "1.09 beta");
    g_assert_true (g_variant_lookup (record->undo, "block", "&s", &block));
    g_assert_cmpstr (block, ==, "sr2");
    g_assert_true (record->tray_locked);
    g_assert_null (undone->undo);
    g_assert_false (undone->tray_locked);
    g_assert_cmpuint (spoiled->attempt, ==, 0);
    g_assert_null (spoiled->failed_image);
    g_assert_null (spoiled->undo);
    g_assert_false (spoiled->tray_locked);
}

/* @n_attempts counts the attempts with all images. A second "attempt" line with the same number is a new attempt only
 * if there is a "step" line between the two. */
static void
test_attempts_of_all_images_are_counted (void)
{
    g_autofree char *all = g_strdup_printf ("step 3 1\nattempt %u 1", BB_JOURNAL_ALL_ATTEMPTS);
    const struct {
        const char *lines;
        guint n_attempts;
    } rows[] = {
        {"attempt 0 0", 0},
        {"attempt 1 0", 1},
        {"attempt 3 0", 3},
        {"attempt 1 0\nattempt 2 0", 2},
        {"attempt 1 0\nattempt 1 1", 1},
        {"step 3 1\nattempt 1 0\nattempt 1 1", 1},
        {"step 3 1\nattempt 1 0\nstep 3 1\nattempt 1 0", 2},
        {"attempt 2 0\nattempt 0 0\nattempt 1 0", 3},
        {"attempt 2 0\nstep 3 1\nattempt 0 0", 2},
        {"attempt 2 0\nstep 3 1\nattempt 0 0\nattempt 1 0", 3},
        {all, 0},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = read_lines (rows[i].lines);

        g_test_message ("row %u", i);
        g_assert_cmpuint (record->n_attempts, ==, rows[i].n_attempts);
    }
}

/* All words of a line must match: "cycles" must not be read as "cycle", "undone more" not as "undone", and "tray
 * lock" not as "tray locked". If there are several "cycle" lines, the last one must count. */
static void
test_only_whole_words_of_a_line_count (void)
{
    g_autoptr (BbJournalRecord) read = read_lines ("cycle one\ncycle two\nleft-area");
    g_autoptr (BbJournalRecord) other =
        read_lines ("cycles one\nleft-areas\nundo {'block': <'sr1'>}\nundone more\ntray locked\ntray lock");

    g_assert_cmpstr (read->cycle_mark, ==, "two");
    g_assert_true (read->leaves_area);
    g_assert_null (other->cycle_mark);
    g_assert_false (other->leaves_area);
    g_assert_nonnull (other->undo);
    g_assert_false (other->tray_locked);
}

/* Asserts that bb_journal_record_dup_healthy_facts() returns facts with @revision, or no facts if @revision is %NULL.
 */
static void
assert_healthy (BbJournalRecord *record, const char *revision)
{
    g_autoptr (BbFacts) facts = bb_journal_record_dup_healthy_facts (record, job_rig_catalog ());

    g_assert_cmpstr (facts != NULL ? facts->inquiry.revision : NULL, ==, revision);
}

/* A newer version may write a journal for a family that this version does not know. There must then be no facts. If
 * only the INQUIRY data cannot be read, there must be facts without a revision. */
static void
test_a_journal_of_an_unknown_family_has_no_facts (void)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autoptr (BbFacts) facts = NULL;

    facts = bb_journal_record_dup_healthy_facts (record, job_rig_catalog ());
    g_assert_cmpstr (facts->family, ==, record->family);
    g_assert_cmpstr (facts->fingerprint, ==, record->fingerprint);
    g_assert_cmpint (facts->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpstr (facts->model_name, ==, bb_model_get_name (facts->model));
    g_assert_cmpstr (facts->maker, ==, bb_model_get_maker (facts->model));
    record->inquiry = g_strdup ("0580");
    assert_healthy (record, "");
    g_free (record->inquiry);
    record->inquiry = g_strdup ("no hex");
    assert_healthy (record, "");
    g_free (record->family);
    record->family = g_strdup ("family-of-a-newer-version");
    assert_healthy (record, NULL);
    g_clear_pointer (&record->family, g_free);
    assert_healthy (record, NULL);
}

static void
test_words_of_states_are_stable (void)
{
    static const char *const words[] = {"running", "await-power-cycle", "failed"};

    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        g_autofree char *line = g_strconcat ("state ", words[(i + 1) % 3], "\nstate ", words[i], NULL);
        g_autoptr (BbJournalRecord) record = read_lines (line);

        g_assert_cmpstr (bb_journal_state_to_string (i), ==, words[i]);
        g_assert_cmpint (record->state, ==, i);
    }
    g_assert_cmpstr (bb_journal_state_to_string ((BbJournalState) 3), ==, "failed");
    g_assert_cmpstr (bb_journal_work_to_string ((BbJournalWork) (BB_JOURNAL_WORK_SEND + 1)), ==, "");
}

/* --- candidates --- */

/**
 * Sent: lines of a journal about candidates (forms of an image), and what must be read from them.
 * @tried: expected candidates of the target that were sent, separated by blanks
 * @next: (nullable): expected candidate to send next
 * @finish: expected answer of the drive to the last candidate
 * @n_answered: expected number of candidates, of any image, that the drive received completely or rejected
 * @is_dropped: expected result of bb_journal_record_was_dropped() for a record in the state FAILED
 */
typedef struct {
    const char *lines;
    const char *tried;
    const char *next;
    BbFinish finish;
    guint n_answered;
    gboolean is_dropped;
} Sent;

static const Sent sent[] = {
    {"", "", NULL, BB_FINISH_UNKNOWN, 0, FALSE},
    {"attempts a b", "", "a", BB_FINISH_UNKNOWN, 0, FALSE},
    {"attempts a b\ntried new.bin a", "a", "a", BB_FINISH_UNKNOWN, 0, FALSE},
    {"attempts a b\ntried new.bin a\nfinish refused", "a", "b", BB_FINISH_REFUSED, 1, TRUE},
    {"attempts a b\ntried new.bin a\nfinish unknown", "a", "a", BB_FINISH_UNKNOWN, 0, FALSE},
    {"attempts a b\ntried new.bin a\nfinish busy\ntried new.bin b", "a b", "b", BB_FINISH_UNKNOWN, 1, FALSE},
    {"attempts a b\ntried new.bin a\nfinish busy\ntried new.bin b\nfinish quiet", "a b", NULL, BB_FINISH_QUIET, 2,
     TRUE},
    {"attempts a b\ntried old.bin a\nfinish refused", "", "a", BB_FINISH_REFUSED, 1, FALSE},
    {"attempts a b\ntried new.binary a\nfinish refused", "", "a", BB_FINISH_REFUSED, 1, FALSE},
    {"attempts a b\ntried new.bin aa\nfinish refused", "aa", "a", BB_FINISH_REFUSED, 1, TRUE},
    {"attempts a b\ntried new.bin a\nfinish refused\ntarget images/old.bin 4 1.05", "", NULL, BB_FINISH_REFUSED, 1,
     FALSE},
    {"attempts a b\nfinish refused", "", "a", BB_FINISH_REFUSED, 0, FALSE},
};

static void
test_a_candidate_is_used_up_by_an_answer (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (sent); i++) {
        g_autoptr (BbJournalRecord) record = read_lines (sent[i].lines);
        g_auto (GStrv) tried = bb_journal_record_list_tried (record);
        g_autofree char *words = g_strjoinv (" ", tried);
        g_autofree char *next = bb_journal_record_dup_next_attempt (record);

        g_test_message ("row %u", i);
        g_assert_cmpstr (words, ==, sent[i].tried);
        g_assert_cmpstr (next, ==, sent[i].next);
        g_assert_cmpint (record->finish, ==, sent[i].finish);
        g_assert_cmpuint (record->answered != NULL ? record->answered->len : 0, ==, sent[i].n_answered);
        g_assert_false (bb_journal_record_was_dropped (record));
        record->state = BB_JOURNAL_FAILED;
        g_assert_cmpint (bb_journal_record_was_dropped (record), ==, sent[i].is_dropped);
    }
}

/* --- conclusions --- */

/* Changes @record or @facts so that nothing shows any more that another program has written firmware. */
typedef void (*Spoil) (BbJournalRecord *record, BbFacts *facts);

static void
be_safe (BbJournalRecord *record, BbFacts *facts)
{
    record->endangered = FALSE;
}

static void
be_locked (BbJournalRecord *record, BbFacts *facts)
{
    record->is_locked = TRUE;
}

static void
be_closed (BbJournalRecord *record, BbFacts *facts)
{
    record->is_closed = TRUE;
}

static void
be_in_recovery_mode (BbJournalRecord *record, BbFacts *facts)
{
    facts->condition = BB_CONDITION_SPECIAL;
}

static void
be_without_image (BbJournalRecord *record, BbFacts *facts)
{
    g_clear_pointer (&record->new_image, g_free);
}

static void
be_a_conversion (BbJournalRecord *record, BbFacts *facts)
{
    g_free (record->action);
    record->action = g_strdup ("convert");
}

static void
run_the_old_one (BbJournalRecord *record, BbFacts *facts)
{
    g_strlcpy (facts->inquiry.revision, "1.05", sizeof facts->inquiry.revision);
}

static void
run_the_new_one (BbJournalRecord *record, BbFacts *facts)
{
    g_strlcpy (facts->inquiry.revision, "1.07", sizeof facts->inquiry.revision);
}

static void
run_the_target (BbJournalRecord *record, BbFacts *facts)
{
    g_free (record->target_revision);
    record->target_revision = g_strdup (" 8.8a");
    g_strlcpy (facts->inquiry.revision, "8.8A", sizeof facts->inquiry.revision);
}

static void
not_know_the_old_one (BbJournalRecord *record, BbFacts *facts)
{
    g_clear_pointer (&record->revision, g_free);
}

static void
not_know_the_new_one (BbJournalRecord *record, BbFacts *facts)
{
    g_clear_pointer (&record->new_revision, g_free);
}

static void
not_know_the_target (BbJournalRecord *record, BbFacts *facts)
{
    g_clear_pointer (&record->target_revision, g_free);
}

/* @may_be: TRUE if the drive may still run firmware of another program. */
static void
test_another_revision_shows_another_program (void)
{
    static const struct {
        Spoil spoil;
        gboolean may_be;
    } rows[] = {
        {be_safe, FALSE},
        {be_locked, FALSE},
        {be_closed, FALSE},
        {be_in_recovery_mode, FALSE},
        {be_without_image, FALSE},
        {be_a_conversion, FALSE},
        {run_the_old_one, FALSE},
        {run_the_new_one, FALSE},
        {run_the_target, FALSE},
        {not_know_the_old_one, FALSE},
        {not_know_the_new_one, TRUE},
        {not_know_the_target, TRUE},
        {NULL, TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = read_lines ("step 3 1");
        g_autoptr (BbFacts) facts = job_rig_facts (NULL);

        g_strlcpy (facts->inquiry.revision, "8.88", sizeof facts->inquiry.revision);
        if (rows[i].spoil != NULL)
            rows[i].spoil (record, facts);
        g_test_message ("%u", i);
        g_assert_cmpint (bb_journal_record_was_overwritten (record, facts), ==, rows[i].spoil == NULL);
        g_assert_false (bb_journal_record_was_overwritten (record, NULL));
        g_assert_cmpint (bb_journal_record_runs_other (record, facts), ==, rows[i].may_be);
        g_assert_false (bb_journal_record_runs_other (record, NULL));
    }
}

/* Blanks around a revision do not count, but underscores are part of it. */
static void
test_an_underscore_makes_another_revision (void)
{
    g_autoptr (BbJournalRecord) record = read_lines ("step 3 1");
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);

    g_free (record->target_revision);
    record->target_revision = g_strdup ("8.8");
    g_strlcpy (facts->inquiry.revision, "8.8_", sizeof facts->inquiry.revision);
    g_assert_true (bb_journal_record_was_overwritten (record, facts));
    g_strlcpy (facts->inquiry.revision, "8.8 ", sizeof facts->inquiry.revision);
    g_assert_false (bb_journal_record_was_overwritten (record, facts));
    g_free (record->target_revision);
    record->target_revision = g_strdup ("8.8_");
    g_assert_true (bb_journal_record_was_overwritten (record, facts));
}

static const struct {
    guint step, n_steps, reached;
} reached_rows[] = {{0, 40, 1}, {7, 40, 8}, {38, 40, 39}, {39, 40, 40}, {40, 40, 40}, {0, 0, 0}};

static void
test_reached_steps_are_counted_from_one (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (reached_rows); i++) {
        BbJournalRecord record = {.step = reached_rows[i].step, .n_steps = reached_rows[i].n_steps};

        g_assert_cmpuint (bb_journal_get_reached (&record), ==, reached_rows[i].reached);
    }
}

/* The boot code counts as sent if a conversion to the new image has reached its last step and endangers the drive. */
static void
test_boot_code_was_sent_by_the_last_step_only (void)
{
    static const struct {
        const char *action;
        const char *lines;
        gboolean was_sent;
    } rows[] = {
        {"convert", "step 39 1", TRUE},
        {"convert", "step 40 1", TRUE},
        {"convert", "step 38 1", FALSE},
        {"convert", "step 39 0", FALSE},
        {"flash", "step 39 1", FALSE},
        {"convert", "target images/old.bin 5 1.05\nstep 4 1", FALSE},
        {"convert", "target images/new.bin 5 1.07\nstep 4 1", TRUE},
        {"convert", "target images/new.bin 0 1.07\nstep 0 1", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = read_lines (rows[i].lines);

        g_free (record->action);
        record->action = g_strdup (rows[i].action);
        g_test_message ("row %u", i);
        g_assert_cmpint (bb_journal_was_boot_code_sent (record), ==, rows[i].was_sent);
    }
    g_assert_false (bb_journal_was_boot_code_sent (NULL));
}

#define ADD(name, function) g_test_add_func ("/journal-text/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("each-key-is-read-back", test_each_key_is_read_back);
    ADD ("older-journals-are-read", test_older_journals_are_read);
    ADD ("a-last-line-is-incomplete-or-changed", test_a_last_line_is_incomplete_or_changed);
    ADD ("a-step-tells-block-and-danger", test_a_step_tells_block_and_danger);
    ADD ("the-block-that-was-reached-is-told-with-the-work", test_the_block_that_was_reached_is_told_with_the_work);
    ADD ("a-journal-without-work-names-no-block", test_a_journal_without_work_names_no_block);
    ADD ("a-target-has-steps-and-revision", test_a_target_has_steps_and_revision);
    ADD ("the-last-line-of-a-kind-counts", test_the_last_line_of_a_kind_counts);
    ADD ("attempts-of-all-images-are-counted", test_attempts_of_all_images_are_counted);
    ADD ("only-whole-words-of-a-line-count", test_only_whole_words_of_a_line_count);
    ADD ("a-journal-of-an-unknown-family-has-no-facts", test_a_journal_of_an_unknown_family_has_no_facts);
    ADD ("words-of-states-are-stable", test_words_of_states_are_stable);
    ADD ("a-candidate-is-used-up-by-an-answer", test_a_candidate_is_used_up_by_an_answer);
    ADD ("another-revision-shows-another-program", test_another_revision_shows_another_program);
    ADD ("an-underscore-makes-another-revision", test_an_underscore_makes_another_revision);
    ADD ("reached-steps-are-counted-from-one", test_reached_steps_are_counted_from_one);
    ADD ("boot-code-was-sent-by-the-last-step-only", test_boot_code_was_sent_by_the_last_step_only);
    return g_test_run ();
}
