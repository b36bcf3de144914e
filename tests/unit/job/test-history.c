/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"

#include "job/engine/bb-history.h"
#include "job/store/bb-journal-private.h"
#include "job/words/bb-words.h"

#include <glib/gstdio.h>

#include <string.h>

/* The history of a drive has exactly the journals of this unit, and says how each operation ended.
 * Also tests bb-words-history.c. */

static const BbJobFlags allow = BB_JOB_FLAG_ALLOW_CROSS_FLASH;

/* --- matching: journals that the tests write --- */

typedef struct {
    char *folder;
    BbDriveDetails *details;
    BbFacts *facts;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
    f->folder = job_rig_make_folder ();
    f->details = job_rig_details (NULL);
    f->facts = job_rig_facts (NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
    job_rig_remove_folder (f->folder);
    g_free (f->folder);
    bb_drive_details_unref (f->details);
    bb_facts_unref (f->facts);
}

/* Writes @record (transfer full) as a journal. @result: (nullable): the journal is closed with it; NULL: it stays
 * open */
static void
keep (Fixture *f, BbJournalRecord *record, const char *result)
{
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, record);

    if (result != NULL)
        g_assert_true (bb_journal_close (journal, result, NULL));
    bb_journal_record_unref (record);
}

static GPtrArray *
list (Fixture *f)
{
    return bb_history_list (f->folder, f->details, f->facts, NULL);
}

/* Asserts that the history of the drive has @n entries. */
static void
assert_n (Fixture *f, guint n)
{
    g_autoptr (GPtrArray) entries = list (f);

    g_assert_cmpuint (entries->len, ==, n);
}

static void
test_only_of_this_very_unit (Fixture *f, gconstpointer data)
{
    f->details->serial = g_strdup ("ONE");
    f->facts->fingerprint = g_strdup ("aa");
    keep (f, job_rig_record ("ONE", "aa"), "done");
    assert_n (f, 1);
    /* Not of this unit: journals with another serial number, another fingerprint, or both. */
    keep (f, job_rig_record ("TWO", "aa"), "done");
    keep (f, job_rig_record ("ONE", "bb"), "done");
    keep (f, job_rig_record ("TWO", "bb"), NULL);
    assert_n (f, 1);
    /* Of this unit: journals with an equal serial number or fingerprint, if the other one is unknown. */
    keep (f, job_rig_record (NULL, "aa"), "done");
    keep (f, job_rig_record ("ONE", NULL), "done");
    assert_n (f, 3);
    /* If serial number and fingerprint are unknown, port and model decide. */
    keep (f, job_rig_record (NULL, NULL), "done");
    assert_n (f, 4);
}

static void
test_without_an_identity_port_and_model_decide (Fixture *f, gconstpointer data)
{
    BbJournalRecord *elsewhere = job_rig_record ("ONE", "aa");
    BbJournalRecord *other = job_rig_record ("ONE", "aa");

    g_free (elsewhere->bus_path);
    elsewhere->bus_path = g_strdup ("port-2");
    g_free (other->model_key);
    other->model_key = g_strdup ("K370");
    keep (f, elsewhere, "done");
    keep (f, other, "done");
    assert_n (f, 0);
    keep (f, job_rig_record ("ONE", "aa"), "done");
    assert_n (f, 1);
    /* an unknown model does not match */
    g_clear_pointer (&f->facts->model, bb_model_unref);
    assert_n (f, 0);
}

/* In recovery mode a drive may report another serial number. */
static void
test_in_recovery_mode_the_serial_number_does_not_count (Fixture *f, gconstpointer data)
{
    g_autoptr (GPtrArray) own = NULL;
    g_autoptr (GPtrArray) open = NULL;

    f->details->serial = g_strdup ("ONE");
    f->facts->condition = BB_CONDITION_SPECIAL;
    keep (f, job_rig_record ("TWO", "aa"), NULL);
    assert_n (f, 1);
    g_clear_pointer (&f->facts->model, bb_model_unref);
    keep (f, job_rig_record ("ONE", "aa"), "done");
    assert_n (f, 0);
    /* The open journal of the drive is always listed, even if nothing else matches. */
    open = bb_journal_list (f->folder);
    own = bb_history_list (f->folder, f->details, f->facts, g_ptr_array_index (open, 0));
    g_assert_cmpuint (own->len, ==, 1);
}

/* Another serial number shows another drive, unless drives of the family report a serial number that changes. */
static void
test_a_serial_number_that_changes_does_not_count (Fixture *f, gconstpointer data)
{
    static const struct {
        const char *family;
        guint n;
    } rows[] = {{"nec-optiarc", 0}, {"tsst-mt1939", 1}};

    f->details->serial = g_strdup ("ONE");
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbJournalRecord *record = job_rig_record ("TWO", NULL);

        g_free (record->family);
        record->family = g_strdup (rows[i].family);
        g_free (f->facts->family);
        f->facts->family = g_strdup (rows[i].family);
        keep (f, record, "done");
        assert_n (f, rows[i].n);
    }
}

static void
test_a_simulated_drive_is_not_a_real_one (Fixture *f, gconstpointer data)
{
    BbJournalRecord *simulated = job_rig_record ("ONE", "aa");

    f->details->serial = g_strdup ("ONE");
    f->facts->fingerprint = g_strdup ("aa");
    simulated->simulated = TRUE;
    keep (f, simulated, "done");
    assert_n (f, 0);
    f->details->simulated = TRUE;
    assert_n (f, 1);
    keep (f, job_rig_record ("ONE", "aa"), "done");
    assert_n (f, 1);
}

/* --- how an operation ended --- */

/* Asserts that the history has one entry, about a flash with this end, whose sentence contains @how. */
static void
assert_only (Fixture *f, BbHistoryEnd end, const char *how)
{
    g_autoptr (GPtrArray) entries = list (f);
    const BbHistoryEntry *entry;

    g_assert_cmpuint (entries->len, ==, 1);
    entry = g_ptr_array_index (entries, 0);
    g_assert_cmpstr (entry->what, ==,
                     end == BB_HISTORY_RUNNING ? "Flashing 1.07 over 1.05"
                     : end == BB_HISTORY_PROVED || end == BB_HISTORY_UNPROVED || end == BB_HISTORY_REPLACED
                         ? "Flashed 1.07 over 1.05"
                         : "Tried to flash 1.07 over 1.05");
    g_assert_cmpint (entry->end, ==, end);
    g_assert_nonnull (strstr (entry->how, how));
    g_assert_null (strstr (entry->how, "memory area"));
    g_assert_cmpstr (entry->backup_id, ==, "kept");
}

static void
test_every_end_has_its_sentence (Fixture *f, gconstpointer data)
{
    static const struct {
        const char *result;
        BbHistoryEnd end;
        const char *how;
    } ends[] = {
        {"done", BB_HISTORY_PROVED, "the drive ran this firmware afterwards"},
        {"written", BB_HISTORY_UNPROVED, "but not verified"},
        {"rolled-back", BB_HISTORY_PUT_BACK, "previous firmware was restored"},
        {"unchanged", BB_HISTORY_UNCHANGED, "The firmware of the drive was not changed"},
        {"refused", BB_HISTORY_UNCHANGED, "Nothing was written"},
        {"not-permitted", BB_HISTORY_UNCHANGED, "Nothing was written"},
        {"not-found", BB_HISTORY_UNCHANGED, "Nothing was written"},
        {"superseded", BB_HISTORY_UNKNOWN, "Another operation wrote"},
        {"what nobody knows", BB_HISTORY_UNKNOWN, "is unknown, because no result was recorded"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
        Fixture own = {0};

        set_up (&own, NULL);
        keep (&own, job_rig_record ("ONE", "aa"), ends[i].result);
        assert_only (&own, ends[i].end, ends[i].how);
        tear_down (&own, NULL);
    }
}

static void
test_an_open_one_is_not_finished (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, record);

    g_assert_true (bb_journal_add_step (journal, 20, TRUE, NULL));
    assert_only (f, BB_HISTORY_RUNNING, "In progress");
    g_clear_pointer (&journal, bb_journal_free);
    assert_only (f, BB_HISTORY_OPEN, "Recover the drive.");
    journal = bb_journal_resume (record, NULL);
    g_assert_true (bb_journal_add_state (journal, BB_JOURNAL_AWAIT_POWER_CYCLE, NULL));
    g_clear_pointer (&journal, bb_journal_free);
    assert_only (f, BB_HISTORY_UNPROVED, "Power cycle the drive");
    journal = bb_journal_resume (record, NULL);
    g_assert_true (bb_journal_add_proof (journal, "proven", FALSE, NULL));
    g_assert_true (bb_journal_close (journal, "done", NULL));
    assert_only (f, BB_HISTORY_PROVED, "read back and verified.");
}

/* After a flash of 1.07, other firmware was written, of revision 1.09 or of an unknown one. The history must show the
 * revision of the other firmware, and no revision if it is unknown. */
static void
test_the_revision_afterwards_is_that_of_the_last_firmware (Fixture *f, gconstpointer data)
{
    static const char *const revisions[] = {"1.09", NULL};

    for (guint i = 0; i < G_N_ELEMENTS (revisions); i++) {
        Fixture own = {0};
        g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");
        g_autoptr (BbJournal) journal = NULL;
        g_autoptr (GPtrArray) entries = NULL;
        const BbHistoryEntry *entry;

        set_up (&own, NULL);
        g_assert_cmpstr (record->new_revision, ==, "1.07");
        journal = job_rig_begin_journal (own.folder, record);
        g_assert_true (bb_journal_add_target (journal, NULL, revisions[i], 10, NULL));
        g_assert_true (bb_journal_close (journal, BB_JOURNAL_REPLACED, NULL));
        entries = list (&own);
        g_assert_cmpuint (entries->len, ==, 1);
        entry = g_ptr_array_index (entries, 0);
        g_assert_cmpint (entry->end, ==, BB_HISTORY_REPLACED);
        g_assert_cmpstr (entry->revision_after, ==, revisions[i]);
        tear_down (&own, NULL);
    }
}

/* The history does not name the memory area that was not compared, neither after a flash nor after the old firmware
 * was restored: nothing is wrong with it. The result and the report name it. */
static void
test_a_part_that_was_not_compared_is_no_news (Fixture *f, gconstpointer data)
{
    static const struct {
        const char *result;
        BbHistoryEnd end;
        const char *how;
    } cases[] = {
        {"done", BB_HISTORY_PROVED, "read back and verified."},
        {"rolled-back", BB_HISTORY_PUT_BACK, "read back and verified."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        Fixture own = {0};
        g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");
        g_autoptr (BbJournal) journal = NULL;

        set_up (&own, NULL);
        journal = job_rig_begin_journal (own.folder, record);
        g_assert_true (bb_journal_add_proof (journal, "proven", TRUE, NULL));
        g_assert_true (bb_journal_close (journal, cases[i].result, NULL));
        assert_only (&own, cases[i].end, cases[i].how);
        tear_down (&own, NULL);
    }
}

/* Lines of the progress file without a checksum are ignored, so the history does not know how the flash ended. A
 * truncated key file only causes a warning. */
static void
test_an_incomplete_line_is_ignored (Fixture *f, gconstpointer data)
{
    g_autofree char *done = g_build_filename (f->folder, "journal", "done", NULL);
    g_autofree char *name = NULL;
    g_autofree char *path = NULL;
    g_autofree char *bad = g_build_filename (done, "bad.journal", NULL);
    g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");

    keep (f, bb_journal_record_ref (record), "done");
    name = g_strconcat (record->id, ".progress", NULL);
    path = g_build_filename (done, name, NULL);
    g_assert_true (g_file_set_contents (path, "step 40 0\nresult done", -1, NULL));
    assert_only (f, BB_HISTORY_UNKNOWN, "is unknown, because no result was recorded");
    g_assert_true (g_file_set_contents (bad, "[journ", -1, NULL));
    g_test_expect_message ("burnback", G_LOG_LEVEL_WARNING, "*cannot be read: *bad.journal: *");
    assert_only (f, BB_HISTORY_UNKNOWN, "is unknown, because no result was recorded");
    g_test_assert_expected_messages ();
}

/* Returns (transfer full) the key file @text as an older version wrote it: begun at @began, no sequence number, no
 * checksum. */
static char *
age (const char *text, const char *began)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_auto (GStrv) parts = g_strsplit (text, "# sha256", 2);

    g_assert_true (g_key_file_load_from_data (file, parts[0], (gsize) -1, G_KEY_FILE_NONE, NULL));
    g_key_file_set_integer (file, "journal", "format", 1);
    g_key_file_set_string (file, "journal", "started", began);
    g_assert_true (g_key_file_remove_key (file, "journal", "sequence", NULL));
    return g_key_file_to_data (file, NULL, NULL);
}

/* The list is sorted by time, not by file name. */
static void
test_the_newest_comes_first (Fixture *f, gconstpointer data)
{
    static const char *const began[] = {"1700000000", "1900000000", "1800000000"};
    g_autoptr (GPtrArray) entries = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (began); i++) {
        g_autoptr (BbJournalRecord) record = job_rig_record ("ONE", "aa");
        g_autofree char *text = NULL, *moved = NULL;

        keep (f, bb_journal_record_ref (record), NULL);
        g_assert_true (g_file_get_contents (record->path, &text, NULL, NULL));
        moved = age (text, began[i]);
        g_assert_true (g_file_set_contents (record->path, moved, -1, NULL));
    }
    entries = list (f);
    g_assert_cmpuint (entries->len, ==, 3);
    g_assert_cmpint (((BbHistoryEntry *) g_ptr_array_index (entries, 0))->started, ==, 1900000000);
    g_assert_cmpint (((BbHistoryEntry *) g_ptr_array_index (entries, 2))->started, ==, 1700000000);
}

/* Several journals begin in the same second. Their file names end with random digits and do not show their order, so
 * the sequence numbers must decide. */
static void
test_of_one_second_the_newest_comes_first (Fixture *f, gconstpointer data)
{
    const guint n = 8;
    g_autoptr (GPtrArray) entries = NULL;

    for (guint i = 0; i < n; i++) {
        BbJournalRecord *record = job_rig_record ("ONE", "aa");

        g_free (record->new_revision);
        record->new_revision = g_strdup_printf ("2.%02u", i);
        /* The newest two journals are open, and therefore in another folder. */
        keep (f, record, i < n - 2 ? "done" : NULL);
    }
    entries = list (f);
    g_assert_cmpuint (entries->len, ==, n);
    for (guint i = 0; i < n; i++) {
        g_autofree char *what =
            g_strdup_printf ("%s 2.%02u over 1.05", i < 2 ? "Tried to flash" : "Flashed", n - 1 - i);

        g_assert_cmpstr (((BbHistoryEntry *) g_ptr_array_index (entries, i))->what, ==, what);
    }
}

static const struct {
    const char *target; /* (nullable): %NULL if no image was to be written */
    const char *result; /* (nullable): %NULL if the progress has no result line */
    guint n_proved;
    gboolean installed;
} ends[] = {
    {"images/new.bin", "done", 1, TRUE},
    {"images/old.bin", "rolled-back", 1, TRUE},
    {"images/new.bin", "written", 0, TRUE},
    {"images/new.bin", "unchanged", 0, FALSE},
    {"images/new.bin", "superseded", 0, FALSE},
    {"images/new.bin", NULL, 0, FALSE},
    {NULL, "done", 0, FALSE},
};

/* Removes the result line from the progress file of the closed journal @record. */
static void
cut_off_result (const char *folder, BbJournalRecord *record)
{
    g_autofree char *path = g_strdup_printf ("%s/journal/done/%s.progress", folder, record->id);
    g_autofree char *text = NULL;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_true (g_file_set_contents (path, text, strstr (text, "result ") - text, NULL));
}

/* The history has one flash or recovery. bb_journal_count_written() must count it only if it was verified: only the
 * loss of verified firmware makes the hardware suspect. bb_journal_dup_installed() must also return an image that was
 * written but not verified. */
static void
test_only_verified_flashes_are_counted (Fixture *f, gconstpointer data)
{
    for (guint i = 0; i < 2 * G_N_ELEMENTS (ends); i++) {
        Fixture own = {0};
        BbJournalRecord *record = job_rig_record ("ONE", "aa");
        g_autoptr (BbJournal) journal = NULL;
        g_autofree char *installed = NULL;
        gboolean recovers = i % 2 == 1;
        guint n_recovered = 9;

        set_up (&own, NULL);
        g_test_message ("%s %s: %s", recovers ? "recover" : "flash", ends[i / 2].target, ends[i / 2].result);
        own.details->serial = g_strdup ("ONE");
        own.facts->fingerprint = g_strdup ("aa");
        g_free (record->action);
        record->action = g_strdup (recovers ? "recover" : "flash");
        journal = job_rig_begin_journal (own.folder, record);
        g_assert_true (bb_journal_add_target (journal, ends[i / 2].target, "1.07", 4, NULL));
        g_assert_true (bb_journal_close (journal, ends[i / 2].result != NULL ? ends[i / 2].result : "done", NULL));
        if (ends[i / 2].result == NULL)
            cut_off_result (own.folder, record);
        g_assert_cmpuint (bb_journal_count_written (own.folder, own.details, own.facts, &n_recovered), ==,
                          ends[i / 2].n_proved);
        g_assert_cmpuint (n_recovered, ==, recovers ? ends[i / 2].n_proved : 0);
        installed = bb_journal_dup_installed (own.folder, own.details, own.facts);
        g_assert_cmpstr (installed, ==, ends[i / 2].installed ? ends[i / 2].target : NULL);
        bb_journal_record_unref (record);
        tear_down (&own, NULL);
    }
}

/* --- matching: journals of real flows --- */

typedef struct {
    GAsyncResult *result;
} Answer;

static void
listed_cb (GObject *engine, GAsyncResult *result, gpointer data)
{
    ((Answer *) data)->result = g_object_ref (result);
}

/* Returns (transfer full) the history of the drive @name, by bb_history_list_async() as in the window. */
static GPtrArray *
ask (JobRig *rig, const char *name)
{
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (GError) error = NULL;
    Answer answer = {0};
    GPtrArray *entries;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, name);
    bb_history_list_async (rig->engine, drive, NULL, listed_cb, &answer);
    while (answer.result == NULL)
        g_main_context_iteration (NULL, TRUE);
    entries = bb_history_list_finish (rig->engine, answer.result, &error);
    g_assert_no_error (error);
    g_object_unref (answer.result);
    return entries;
}

/* Asserts that the history of sr0 has an entry @what with this end, whose sentence contains @how. */
static void
assert_told (JobRig *rig, const char *what, BbHistoryEnd end, const char *how)
{
    g_autoptr (GPtrArray) entries = ask (rig, "sr0");

    for (guint i = 0; i < entries->len; i++) {
        const BbHistoryEntry *entry = g_ptr_array_index (entries, i);

        g_test_message ("%s: %s", entry->what, entry->how);
        if (g_str_equal (entry->what, what) && entry->end == end && strstr (entry->how, how) != NULL &&
            entry->started > 0)
            return;
    }
    g_test_message ("not found: %s: %s", what, how);
    g_test_fail ();
}

static void
flash (JobRig *rig, const char *revision, BbOutcome outcome)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", revision, NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_ROLLBACK);

    job_rig_assert_outcome (result, outcome);
}

static void
test_a_flash_and_its_rollback (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "\n[drive sr1]\nFamily=nec-optiarc\nModel=K355\n"
                                                      "Revision=1.05\nSerial=SIM0002\nSeed=7\n",
                                          NULL);
    g_autoptr (BbResult) back = NULL;
    g_autoptr (GPtrArray) entries = NULL;
    g_autoptr (GPtrArray) others = NULL;
    const BbHistoryEntry *entry;

    flash (rig, "1.05", BB_OUTCOME_DONE);
    assert_told (rig, "Flashed 1.05 again", BB_HISTORY_PROVED, "read back and verified");
    flash (rig, "1.07", BB_OUTCOME_DONE);
    assert_told (rig, "Flashed 1.07 over 1.05", BB_HISTORY_PROVED, "read back and verified");
    back = job_rig_do (rig, BB_ACTION_ROLLBACK, NULL, allow, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (back, BB_OUTCOME_DONE);
    entries = ask (rig, "sr0");
    g_assert_cmpuint (entries->len, ==, 3);
    entry = g_ptr_array_index (entries, 0);
    g_assert_nonnull (entry->backup_id);
    others = ask (rig, "sr1");
    g_assert_cmpuint (others->len, ==, 0);
}

static void
test_a_failed_flash_that_was_restored (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);

    job_rig_fault (rig, "At=step:program:9;Kind=sense;Sense=3/03/00;Times=3");
    flash (rig, "1.07", BB_OUTCOME_ROLLED_BACK);
    assert_told (rig, "Tried to flash 1.07 over 1.05", BB_HISTORY_PUT_BACK, "restored, read back and verified");
}

/* Asserts that the history names the block that was reached in the open journal; none if @is_proved, because all
 * blocks were written. */
static void
assert_where (JobRig *rig, gboolean is_proved)
{
    g_autoptr (GPtrArray) open = bb_journal_list (rig->state);
    BbJournalRecord *record = g_ptr_array_index (open, 0);
    g_autofree char *wanted = g_strdup_printf ("Writing reached block %u of %u.", record->block, record->n_blocks);
    g_autofree char *where = bb_words_dup_history_where (record);
    guint step = record->step;

    g_assert_cmpuint (open->len, ==, 1);
    g_assert_cmpstr (where, ==, is_proved ? NULL : wanted);
    if (is_proved)
        return;
    g_assert_cmpuint (step, >, 5);
    g_assert_cmpuint (record->block, >, 0);
    g_assert_cmpuint (record->block, <=, record->n_blocks);
    record->step = record->n_steps;
    g_assert_null (bb_words_dup_history_where (record));
    record->step = step;
    record->problem = g_strdup ("not all of it could be read");
    g_assert_null (bb_words_dup_history_where (record));
    g_clear_pointer (&record->problem, g_free);
    /* A conversion writes boot code, so its blocks do not count for this revision. */
    g_free (record->action);
    record->action = g_strdup (bb_action_to_string (BB_ACTION_CONVERT));
    g_assert_null (bb_words_dup_history_where (record));
    g_free (record->action);
    record->action = g_strdup (bb_action_to_string (BB_ACTION_FLASH));
    /* The old image was being written, so the block does not count for the new one. */
    g_free (record->target_image);
    record->target_image = g_strdup (record->old_image);
    g_assert_nonnull (record->target_image);
    g_assert_null (bb_words_dup_history_where (record));
}

/* A flash is interrupted. Then a recovery finishes it, restores the old firmware or writes another file, and the
 * history says how the flash ended. */
static void
test_an_interrupted_flash (gconstpointer data)
{
    g_auto (GStrv) words = g_strsplit (data, " ", 2);
    g_autofree char *fault = g_strdup_printf ("At=%s;Kind=power-cut;During=middle", words[0]);
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbImage) other = job_rig_image ("nec-optiarc", "K355", "1.08", NULL);
    g_autoptr (BbResult) cut = NULL;
    g_autoptr (BbResult) recovered = NULL;
    gboolean back = g_str_equal (words[1], "back"), given = g_str_equal (words[1], "other");
    g_autofree char *how = NULL;

    job_rig_fault (rig, fault);
    cut = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_STOP);
    job_rig_restart (rig);
    assert_where (rig, g_str_equal (words[1], "proved"));
    if (g_str_equal (words[1], "proved"))
        assert_told (rig, "Flashed 1.07 over 1.05", BB_HISTORY_UNPROVED, "has not been verified yet");
    else
        assert_told (rig, "Tried to flash 1.07 over 1.05", BB_HISTORY_OPEN, "The operation was not finished");
    recovered = job_rig_do (rig, BB_ACTION_RECOVER, given ? other : NULL, allow,
                            back ? BB_ON_FAILURE_ROLLBACK : BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    if (back)
        assert_told (rig, "Tried to flash 1.07 over 1.05", BB_HISTORY_PUT_BACK, "previous firmware");
    else if (given)
        assert_told (rig, "Tried to flash 1.07 over 1.05", BB_HISTORY_REPLACED,
                     "The operation failed. After the failure, firmware 1.08");
    else
        assert_told (rig, "Flashed 1.07 over 1.05", BB_HISTORY_PROVED, "verified");
}

/* The program was killed before its first step: the new image is not in the drive. */
static void
test_a_flash_that_never_began_is_not_called_done (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbJournal) journal = NULL;
    g_autoptr (GPtrArray) all = NULL;
    g_autoptr (BbResult) recovered = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *path = NULL;
    BbJournalRecord *record;
    GPtrArray *closed;
    g_autofree char *begun = NULL, *progress = NULL, *line = NULL;
    char *folder;

    /* A closed journal is opened again, without any step, as if the program had been killed before the first one. */
    flash (rig, "1.07", BB_OUTCOME_DONE);
    flash (rig, "1.06", BB_OUTCOME_DONE);
    closed = bb_journal_list_all (rig->state);
    for (guint i = 0; i < closed->len; i++) {
        record = g_ptr_array_index (closed, i);
        if (g_strcmp0 (record->new_revision, "1.07") != 0)
            continue;
        folder = g_build_filename (rig->state, "journal", NULL);
        path = g_strdup_printf ("%s/%s.journal", folder, record->id);
        g_assert_cmpint (g_rename (record->path, path), ==, 0);
        begun = bb_journal_line_seal ("begun");
        progress = g_strdup_printf ("%s/%s.progress", folder, record->id);
        line = g_strconcat (begun, "\n", NULL);
        g_assert_true (g_file_set_contents (progress, line, -1, NULL));
        g_free (folder);
    }
    g_ptr_array_unref (closed);
    job_rig_restart (rig);
    recovered = job_rig_do (rig, BB_ACTION_RECOVER, NULL, allow, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    all = ask (rig, "sr0");
    for (guint i = 0; i < all->len; i++) {
        const BbHistoryEntry *entry = g_ptr_array_index (all, i);

        g_test_message ("%s: %s", entry->what, entry->how);
        g_assert_true (strstr (entry->what, "1.07 over") == NULL || entry->end == BB_HISTORY_UNCHANGED);
    }
}

static void
test_a_conversion_there_and_back (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbImage) boot = convert_boot_code ("K451", "07");
    g_autoptr (BbImage) firmware = convert_image ("K451", "1.07", "07");
    g_autoptr (BbResult) sent = convert_run (rig, "K451", boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) recovered = NULL;

    job_rig_assert_outcome (sent, BB_OUTCOME_WRITTEN);
    assert_told (rig, "Changed the boot code", BB_HISTORY_UNPROVED, "recover it with firmware for this boot code");
    convert_power_cycle (rig);
    recovered = convert_recover (rig, firmware);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    convert_power_cycle (rig);
    /* The conversion made the K355 a K451, but the unit is the same, so its history must still have the entry of the
     * conversion. */
    assert_told (rig, "Changed the boot code", BB_HISTORY_PROVED, "Firmware 1.07");
}

static void
test_the_step_is_never_after_the_last (void)
{
    static const struct {
        guint step;
        guint reached;
    } cases[] = {
        {0, 1},
        {8, 9},
        {9, 10},
        {10, 10},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", NULL);

        record->n_steps = 10;
        record->step = cases[i].step;
        g_assert_cmpuint (bb_journal_get_reached (record), ==, cases[i].reached);
    }
}

/* From the beginning of the last step of a conversion on, the drive may have the new boot code. */
static void
test_a_boot_code_was_sent_by_the_last_step (void)
{
    static const struct {
        const char *action;
        gboolean endangered;
        guint n_steps;
        guint step;
        const char *target;
        gboolean was_sent;
    } cases[] = {
        {"convert", TRUE, 10, 9, "new", TRUE},  {"convert", TRUE, 10, 10, "new", TRUE},
        {"convert", TRUE, 10, 8, "new", FALSE}, {"convert", FALSE, 10, 9, "new", FALSE},
        {"convert", TRUE, 0, 9, "new", FALSE},  {"flash", TRUE, 10, 9, "new", FALSE},
        {"convert", TRUE, 10, 9, "old", FALSE}, {"convert", TRUE, 1, 0, "new", TRUE},
    };

    g_assert_false (bb_journal_was_boot_code_sent (NULL));
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", NULL);

        g_free (record->action);
        record->action = g_strdup (cases[i].action);
        g_free (record->new_image);
        record->new_image = g_strdup ("new");
        g_free (record->target_image);
        record->target_image = g_strdup (cases[i].target);
        record->endangered = cases[i].endangered;
        record->n_steps = cases[i].n_steps;
        record->step = cases[i].step;
        g_assert_cmpint (bb_journal_was_boot_code_sent (record), ==, cases[i].was_sent);
    }
}

int
main (int argc, char **argv)
{
    static const char *const cuts[] = {"step:program:5 back", "step:program:5 finish", "step:program:5 other",
                                       "step:read:1100 proved"};

    g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/history/" path, Fixture, NULL, set_up, func, tear_down)
    ADD ("only-of-this-very-unit", test_only_of_this_very_unit);
    ADD ("without-an-identity-port-and-model-decide", test_without_an_identity_port_and_model_decide);
    ADD ("in-recovery-mode-the-serial-number-does-not-count", test_in_recovery_mode_the_serial_number_does_not_count);
    ADD ("a-serial-number-that-changes-does-not-count", test_a_serial_number_that_changes_does_not_count);
    ADD ("a-simulated-drive-is-not-a-real-one", test_a_simulated_drive_is_not_a_real_one);
    ADD ("every-end-has-its-sentence", test_every_end_has_its_sentence);
    ADD ("an-open-one-is-not-finished", test_an_open_one_is_not_finished);
    ADD ("the-revision-afterwards-is-that-of-the-last-firmware",
         test_the_revision_afterwards_is_that_of_the_last_firmware);
    ADD ("a-part-that-was-not-compared-is-no-news", test_a_part_that_was_not_compared_is_no_news);
    ADD ("an-incomplete-line-is-ignored", test_an_incomplete_line_is_ignored);
    ADD ("the-newest-comes-first", test_the_newest_comes_first);
    ADD ("only-verified-flashes-are-counted", test_only_verified_flashes_are_counted);
    ADD ("of-one-second-the-newest-comes-first", test_of_one_second_the_newest_comes_first);
    g_test_add_func ("/history/a-flash-and-its-rollback", test_a_flash_and_its_rollback);
    g_test_add_func ("/history/a-failed-flash-that-was-restored", test_a_failed_flash_that_was_restored);
    for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
        g_autofree char *path = g_strdup_printf ("/history/an-interrupted-flash/%s", strchr (cuts[i], ' ') + 1);

        g_test_add_data_func (path, cuts[i], test_an_interrupted_flash);
    }
    g_test_add_func ("/history/a-flash-that-never-began-is-not-called-done",
                     test_a_flash_that_never_began_is_not_called_done);
    g_test_add_func ("/history/a-conversion-there-and-back", test_a_conversion_there_and_back);
    g_test_add_func ("/history/reached", test_the_step_is_never_after_the_last);
    g_test_add_func ("/history/boot-code-sent", test_a_boot_code_was_sent_by_the_last_step);
    return g_test_run ();
}
