/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-backup-private.h"
#include "job/store/bb-journal-private.h"

#include "job/store/bb-fsync.h"

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

/* Tests bb-healthy-facts.c, bb-journal.c and bb-journal-find.c. */

typedef struct {
    char *folder;
    BbJournalRecord *record;
    BbDriveDetails *details;
    BbFacts *facts;
    int finished; /* atomic: 1 tells the writing thread to end */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
    f->folder = job_rig_make_folder ();
    f->details = job_rig_details ("SIM0001");
    f->facts = job_rig_facts ("0123abcd");
    f->record = job_rig_record ("SIM0001", "0123abcd");
    f->record->healthy_values = g_variant_ref_sink (g_variant_new_parsed ("{'boot-version': <'05'>}"));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
    job_rig_remove_folder (f->folder);
    g_free (f->folder);
    bb_journal_record_unref (f->record);
    bb_drive_details_unref (f->details);
    bb_facts_unref (f->facts);
}

/* Returns (transfer full) (nullable) the journal that matches the drive of @f. @others: (nullable); @ambiguous: (out)
 * (optional) */
static BbJournalRecord *
find (Fixture *f, GPtrArray *others, gboolean *ambiguous)
{
    gboolean own = FALSE;

    return bb_journal_find (f->folder, f->details, f->facts, others, ambiguous != NULL ? ambiguous : &own);
}

/* Asserts that @record has the values of all lines that test_every_line_is_read_back() added. */
static void
assert_written (BbJournalRecord *record, GVariant *undo)
{
    g_assert_cmpuint (record->step, ==, 7);
    g_assert_true (record->endangered);
    g_assert_cmpuint (record->attempt, ==, 2);
    g_assert_true (record->wants_power_cycle);
    g_assert_cmpstr (record->target_image, ==, "images/old.bin");
    g_assert_cmpstr (record->target_revision, ==, "1.05 beta");
    g_assert_cmpuint (record->n_steps, ==, 44);
    g_assert_cmpuint (record->failed_address, ==, 0x70000);
    g_assert_cmpstr (record->failed_image, ==, "abcd");
    g_assert_cmpint (record->state, ==, BB_JOURNAL_FAILED);
    g_assert_true (record->tray_locked);
    g_assert_cmpstr (record->power_mark, ==, "boot-12");
    g_assert_cmpstr (record->proof, ==, "identity");
    g_assert_true (g_variant_equal (record->undo, undo));
}

static void
test_every_line_is_read_back (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);
    g_autoptr (GVariant) undo = g_variant_ref_sink (g_variant_new_parsed ("{'block': <'sr9'>, 'n': <byte 7>}"));
    g_autoptr (BbJournalRecord) read = NULL;
    g_autoptr (BbFacts) healthy = NULL;

    g_assert_true (bb_journal_add_undo (journal, undo, NULL));
    g_assert_true (bb_journal_add_target (journal, "images/old.bin", "1.05 beta", 44, NULL));
    g_assert_true (bb_journal_add_step (journal, 7, TRUE, NULL));
    g_assert_true (bb_journal_add_attempt (journal, 2, TRUE, NULL));
    g_assert_true (bb_journal_add_failure (journal, 0x70000, "abcd", NULL));
    g_assert_true (bb_journal_add_state (journal, BB_JOURNAL_FAILED, NULL));
    g_assert_true (bb_journal_add_tray (journal, TRUE, NULL));
    g_assert_true (bb_journal_add_power (journal, "boot-12", NULL));
    g_assert_true (bb_journal_add_proof (journal, "identity", FALSE, NULL));
    assert_written (bb_journal_get_record (journal), undo);
    read = find (f, NULL, NULL);
    g_assert_nonnull (read);
    g_assert_true (read->is_locked);
    assert_written (read, undo);
    healthy = bb_journal_record_dup_healthy_facts (read, job_rig_catalog ());
    g_assert_cmpstr (bb_facts_get_string (healthy, "boot-version"), ==, "05");
    g_assert_cmpstr (bb_facts_get_model_key (healthy), ==, "K355");
}

/* Asserts step, number of steps and danger in the record of @journal and in the one that is read from disk. */
static void
assert_reached (Fixture *f, BbJournal *journal, guint step, guint n_steps, gboolean endangered)
{
    g_autoptr (BbJournalRecord) read = find (f, NULL, NULL);
    BbJournalRecord *records[] = {bb_journal_get_record (journal), read};

    for (guint i = 0; i < G_N_ELEMENTS (records); i++) {
        g_assert_cmpuint (records[i]->step, ==, step);
        g_assert_cmpuint (records[i]->n_steps, ==, n_steps);
        g_assert_cmpint (records[i]->endangered, ==, endangered);
        g_assert_cmpint (records[i]->was_endangered, ==, endangered);
        g_assert_cmpint (records[i]->attempts != NULL, ==, step == 7);
    }
}

/* A new try (bb_journal_add_target()) begins at step 0, with the same or another image. It must drop the candidates
 * (forms of the image) of the earlier try, and must not change @endangered. */
static void
test_a_new_try_begins_at_the_first_step (Fixture *f, gconstpointer data)
{
    gboolean endangered = GPOINTER_TO_INT (data);
    static const char *const attempts[] = {"first", "second", NULL};
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);

    g_assert_true (bb_journal_add_target (journal, "images/new.bin", "1.07", 40, NULL));
    g_assert_true (bb_journal_add_attempts (journal, attempts, NULL));
    g_assert_true (bb_journal_add_step (journal, 7, endangered, NULL));
    /* A failed attempt is not a new try, so the step stays 7. */
    g_assert_true (bb_journal_add_attempt (journal, 1, FALSE, NULL));
    assert_reached (f, journal, 7, 40, endangered);
    g_assert_true (bb_journal_add_target (journal, "images/new.bin", "1.07", 40, NULL));
    assert_reached (f, journal, 0, 40, endangered);
    g_assert_true (bb_journal_add_step (journal, 9, endangered, NULL));
    g_assert_true (bb_journal_add_target (journal, "images/old.bin", "1.05", 12, NULL));
    g_assert_true (bb_journal_add_attempt (journal, 0, FALSE, NULL));
    assert_reached (f, journal, 0, 12, endangered);
}

/* The last step of a conversion sends the boot code. A step of an earlier try must not count as the last step of the
 * current plan, even if its number is high enough. */
static void
test_no_boot_code_was_sent_by_a_try_before (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = NULL;
    BbJournalRecord *record;

    g_free (f->record->action);
    f->record->action = g_strdup ("convert");
    journal = job_rig_begin_journal (f->folder, f->record);
    record = bb_journal_get_record (journal);
    g_assert_true (bb_journal_add_target (journal, record->new_image, "1.07", 20, NULL));
    g_assert_true (bb_journal_add_step (journal, 12, TRUE, NULL));
    g_assert_false (bb_journal_was_boot_code_sent (record));
    g_assert_true (bb_journal_add_target (journal, record->new_image, "1.07", 10, NULL));
    g_assert_false (bb_journal_was_boot_code_sent (record));
    g_assert_true (bb_journal_add_step (journal, 9, TRUE, NULL));
    g_assert_true (bb_journal_was_boot_code_sent (record));
}

/* A running program holds the lock of its journal; a killed program does not. */
static void
test_a_kill_releases_the_lock (Fixture *f, gconstpointer data)
{
    BbJournal *journal = job_rig_begin_journal (f->folder, f->record);
    g_autoptr (BbJournalRecord) alive = find (f, NULL, NULL);
    g_autoptr (BbJournalRecord) dead = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbJournal) second = bb_journal_resume (alive, &error);

    g_assert_null (second);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
    bb_journal_free (journal);
    dead = find (f, NULL, NULL);
    g_assert_false (dead->is_locked);
    g_assert_cmpstr (dead->target_image, ==, f->record->new_image);
    second = bb_journal_resume (dead, NULL);
    g_assert_nonnull (second);
}

/* The power failed while a line was written. The incomplete line is ignored, so the line before it counts. */
static void
test_an_incomplete_line_is_ignored (Fixture *f, gconstpointer data)
{
    BbJournal *journal = job_rig_begin_journal (f->folder, f->record);
    g_autofree char *progress = g_strndup (f->record->path, strlen (f->record->path) - strlen (".journal"));
    g_autofree char *path = g_strconcat (progress, ".progress", NULL);
    g_autoptr (BbJournalRecord) read = NULL;
    g_autoptr (BbJournalRecord) again = NULL;
    g_autofree char *text = NULL;
    g_autofree char *torn = NULL;

    g_assert_true (bb_journal_add_step (journal, 3, TRUE, NULL));
    bb_journal_free (journal);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    torn = g_strconcat (text, "step 9 0", NULL);
    g_assert_true (g_file_set_contents (path, torn, -1, NULL));
    read = find (f, NULL, NULL);
    g_assert_cmpuint (read->step, ==, 3);
    g_assert_true (read->endangered);
    /* The next line is not appended to the incomplete one. */
    journal = bb_journal_resume (read, NULL);
    g_assert_true (bb_journal_add_state (journal, BB_JOURNAL_AWAIT_POWER_CYCLE, NULL));
    bb_journal_free (journal);
    again = find (f, NULL, NULL);
    g_assert_cmpint (again->state, ==, BB_JOURNAL_AWAIT_POWER_CYCLE);
}

static void
test_a_closed_one_is_history (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);
    g_autoptr (BbJournalRecord) read = NULL;
    g_autofree char *done = g_build_filename (f->folder, "journal", "done", NULL);
    g_autoptr (GDir) dir = NULL;
    guint n_files = 0;

    g_assert_true (bb_journal_close (journal, "done", NULL));
    read = find (f, NULL, NULL);
    g_assert_null (read);
    dir = g_dir_open (done, 0, NULL);
    while (g_dir_read_name (dir) != NULL)
        n_files++;
    g_assert_cmpuint (n_files, ==, 2);
}

static void
test_invalid_files_are_named (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);
    g_autofree char *folder = g_path_get_dirname (f->record->path);
    g_autofree char *bad = g_build_filename (folder, "bad.journal", NULL);
    g_autofree char *old = g_build_filename (folder, "old.journal", NULL);
    g_autofree char *empty = g_build_filename (folder, "empty.journal", NULL);
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    g_autoptr (GPtrArray) all = NULL;
    const char *const paths[] = {bad, old, empty};

    g_assert_true (g_file_set_contents (bad, "\x01", 1, NULL));
    g_assert_true (g_file_set_contents (old, "[journal]\nformat=9\n", -1, NULL));
    g_assert_true (g_file_set_contents (empty, "", 0, NULL));
    all = bb_journal_read_open (f->folder, unread);
    g_assert_cmpuint (all->len, ==, 1);
    g_assert_cmpuint (unread->len, ==, G_N_ELEMENTS (paths));
    for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
        gboolean named = FALSE;

        for (guint j = 0; j < unread->len; j++)
            named = named || g_str_has_prefix (((GError *) g_ptr_array_index (unread, j))->message, paths[i]);
        g_assert_true (named);
    }
}

/* Returns (transfer full) (nullable) the open journal; NULL unless exactly one can be read. Adds an error to @unread
 * for each journal that cannot be read completely. */
static BbJournalRecord *
read_only_one (Fixture *f, GPtrArray *unread)
{
    g_autoptr (GPtrArray) all = bb_journal_read_open (f->folder, unread);

    return all->len == 1 ? bb_journal_record_ref (all->pdata[0]) : NULL;
}

/* Changes each bit of a file of the journal in turn. The journal must be rejected with an error that names the file,
 * be read with unchanged content, or count as endangered and have a @problem. */
static void
test_a_changed_bit_is_detected_or_harmless (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);
    gboolean is_header = GPOINTER_TO_INT (data);
    g_autofree char *stem = g_strndup (f->record->path, strlen (f->record->path) - strlen (".journal"));
    g_autofree char *path = g_strconcat (stem, is_header ? ".journal" : ".progress", NULL);
    g_autofree char *text = NULL;
    gsize length_bytes = 0;

    g_assert_true (bb_journal_add_target (journal, "images/x.bin", "1.07", 40, NULL));
    g_assert_true (bb_journal_add_step (journal, 3, FALSE, NULL));
    g_assert_true (bb_journal_add_step (journal, 4, TRUE, NULL));
    g_clear_pointer (&journal, bb_journal_free);
    g_assert_true (g_file_get_contents (path, &text, &length_bytes, NULL));
    for (gsize bit = 0; bit < length_bytes * 8; bit++) {
        g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
        g_autoptr (BbJournalRecord) read = NULL;

        text[bit / 8] ^= (char) (1 << bit % 8);
        g_assert_true (g_file_set_contents (path, text, (gssize) length_bytes, NULL));
        text[bit / 8] ^= (char) (1 << bit % 8);
        read = read_only_one (f, unread);
        if (read == NULL || read->problem != NULL) {
            g_assert_cmpuint (unread->len, ==, 1);
            g_assert_true (g_str_has_prefix (((GError *) unread->pdata[0])->message, path));
        }
        g_assert_true (read != NULL || is_header);
        g_assert_true (read == NULL || read->endangered);
        g_assert_true (read == NULL || read->problem != NULL || read->step == 4);
    }
}

/* A journal without lines has lost its progress, because bb_journal_begin() writes a line before the key file. */
static void
test_a_lost_progress_counts_as_endangered (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);
    g_autofree char *stem = g_strndup (f->record->path, strlen (f->record->path) - strlen (".journal"));
    g_autofree char *path = g_strconcat (stem, ".progress", NULL);

    g_clear_pointer (&journal, bb_journal_free);
    for (guint i = 0; i < 3; i++) {
        g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
        g_autoptr (BbJournalRecord) read = NULL;

        if (i == 1)
            g_assert_true (g_file_set_contents (path, "", 0, NULL));
        if (i == 2)
            g_assert_cmpint (g_unlink (path), ==, 0);
        read = read_only_one (f, unread);
        g_assert_nonnull (read);
        g_assert_cmpint (read->endangered, ==, i > 0);
        g_assert_cmpuint (unread->len, ==, i > 0 ? 1 : 0);
        g_assert_true (i == 0 || g_str_has_prefix (((GError *) unread->pdata[0])->message, path));
    }
}

/* A kill may leave any part of a line; earlier and later lines are read. */
static void
test_a_line_cut_anywhere_is_ignored (Fixture *f, gconstpointer data)
{
    BbJournal *journal = job_rig_begin_journal (f->folder, f->record);
    g_autofree char *stem = g_strndup (f->record->path, strlen (f->record->path) - strlen (".journal"));
    g_autofree char *path = g_strconcat (stem, ".progress", NULL);
    g_autofree char *text = NULL;
    g_autofree char *line = bb_journal_line_seal ("step 9 0");

    g_assert_true (bb_journal_add_step (journal, 3, TRUE, NULL));
    bb_journal_free (journal);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    for (gsize length = 0; length < strlen (line); length++) {
        g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
        g_autofree char *torn = g_strdup_printf ("%s%.*s", text, (int) length, line);
        g_autoptr (BbJournalRecord) read = NULL;
        g_autoptr (BbJournalRecord) again = NULL;

        g_assert_true (g_file_set_contents (path, torn, -1, NULL));
        read = read_only_one (f, unread);
        g_assert_cmpuint (read->step, ==, 3);
        journal = bb_journal_resume (read, NULL);
        g_assert_true (bb_journal_add_attempt (journal, 2, FALSE, NULL));
        bb_journal_free (journal);
        again = read_only_one (f, unread);
        g_assert_cmpuint (again->step, ==, 3);
        g_assert_cmpuint (again->attempt, ==, 2);
        g_assert_cmpuint (unread->len, ==, 0);
    }
}

/* The clock was set back between the two journals, so their times are wrong and their sequence numbers decide. */
static void
test_the_number_tells_which_is_newer (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) newer = job_rig_record ("A", "aa");
    g_autoptr (BbJournalRecord) older = job_rig_record ("A", "aa");
    BbJournalRecord *pair[] = {older, newer};

    older->started = 2000;
    newer->started = 1000;
    older->sequence = 1;
    newer->sequence = 2;
    g_assert_cmpint (bb_journal_record_compare (&pair[0], &pair[1]), >, 0);
    /* Without a sequence number the journal was written by an older version, so it is older. */
    older->sequence = 0;
    g_assert_cmpint (bb_journal_record_compare (&pair[0], &pair[1]), >, 0);
    newer->sequence = 0;
    g_assert_cmpint (bb_journal_record_compare (&pair[0], &pair[1]), <, 0);
    newer->started = older->started;
    newer->started_us = 2;
    older->started_us = 1;
    g_assert_cmpint (bb_journal_record_compare (&pair[0], &pair[1]), >, 0);
}

static void
test_a_conversion_is_newer_than_its_backup (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = NULL;

    g_free (f->record->action);
    f->record->action = g_strdup ("convert");
    journal = job_rig_begin_journal (f->folder, f->record);
    g_assert_cmpuint (f->record->sequence, ==, 1);
    /* The backup has no sequence number (0), so it must count as older than the conversion, even if a clock that was
     * far ahead gave it a later time. */
    g_assert_true (bb_journal_was_converted_since (f->folder, f->details, f->facts, 0, G_MAXINT64));
    g_assert_false (bb_journal_was_converted_since (f->folder, f->details, f->facts, f->record->sequence, 0));
    g_assert_false (bb_journal_was_converted_since (f->folder, f->details, f->facts, 2, 0));
    f->details->simulated = TRUE;
    g_assert_false (bb_journal_was_converted_since (f->folder, f->details, f->facts, 0, G_MAXINT64));
    g_assert_cmpuint (bb_store_next_sequence (f->folder), ==, 2);
}

/* Rewrites the key file of @record as an older version wrote it: format 1, no sequence number, no checksum. */
static void
drop_sequence_number (BbJournalRecord *record)
{
    g_autoptr (GKeyFile) file = g_key_file_new ();
    g_autofree char *text = NULL;
    g_auto (GStrv) parts = NULL;

    g_assert_true (g_file_get_contents (record->path, &text, NULL, NULL));
    parts = g_strsplit (text, "# sha256", 2);
    g_assert_true (g_key_file_load_from_data (file, parts[0], (gsize) -1, G_KEY_FILE_NONE, NULL));
    g_key_file_set_integer (file, "journal", "format", 1);
    g_assert_true (g_key_file_remove_key (file, "journal", "sequence", NULL));
    g_assert_true (g_key_file_save_to_file (file, record->path, NULL));
}

/* A conversion and a backup are compared by age. A conversion without a sequence number must be older than a backup
 * with a number, because only older versions recorded no number. If neither has a number, their times must decide. */
static void
test_a_conversion_without_a_number_is_compared_by_time_only_with_its_like (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = NULL;

    g_free (f->record->action);
    f->record->action = g_strdup ("convert");
    journal = job_rig_begin_journal (f->folder, f->record);
    drop_sequence_number (f->record);
    g_assert_false (bb_journal_was_converted_since (f->folder, f->details, f->facts, 1, 0));
    g_assert_true (bb_journal_was_converted_since (f->folder, f->details, f->facts, 0, f->record->started - 1));
    g_assert_true (bb_journal_was_converted_since (f->folder, f->details, f->facts, 0, f->record->started));
    g_assert_false (bb_journal_was_converted_since (f->folder, f->details, f->facts, 0, f->record->started + 1));
}

static void
test_the_unit_is_known_in_normal_mode (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);
    g_autoptr (BbJournalRecord) moved = NULL;
    g_autoptr (BbJournalRecord) other_unit = NULL;
    g_autoptr (BbJournalRecord) other_family = NULL;

    /* The same drive at another port. */
    g_free (f->details->bus_path);
    f->details->bus_path = g_strdup ("port-2");
    moved = find (f, NULL, NULL);
    g_assert_nonnull (moved);
    g_free (f->facts->fingerprint);
    f->facts->fingerprint = g_strdup ("ffff");
    other_unit = find (f, NULL, NULL);
    g_assert_null (other_unit);
    g_free (f->facts->family);
    f->facts->family = g_strdup ("mediatek-mt1959");
    other_family = find (f, NULL, NULL);
    g_assert_null (other_family);
}

static void
test_in_recovery_mode_the_port_counts (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);
    g_autoptr (BbJournalRecord) here = NULL;
    g_autoptr (BbJournalRecord) elsewhere = NULL;

    f->facts->condition = BB_CONDITION_SPECIAL;
    g_clear_pointer (&f->facts->fingerprint, g_free);
    g_clear_pointer (&f->details->serial, g_free);
    here = find (f, NULL, NULL);
    g_assert_nonnull (here);
    g_free (f->details->bus_path);
    f->details->bus_path = g_strdup ("port-2");
    elsewhere = find (f, NULL, NULL);
    g_assert_null (elsewhere);
}

static void
test_an_ambiguous_journal_is_reported (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);
    g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_drive_seen_free);
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();
    g_autoptr (BbFacts) facts = bb_facts_copy (f->facts);
    g_autoptr (BbJournalRecord) found = NULL;
    g_autoptr (BbJournalRecord) at_its_place = NULL;
    gboolean ambiguous = FALSE;

    details->bus_path = g_strdup ("port-3");
    g_ptr_array_add (others, bb_drive_seen_new (details, facts));
    at_its_place = find (f, others, &ambiguous);
    g_assert_nonnull (at_its_place);
    g_assert_false (ambiguous);
    g_free (f->details->bus_path);
    f->details->bus_path = g_strdup ("port-2");
    found = find (f, others, &ambiguous);
    g_assert_null (found);
    g_assert_true (ambiguous);
}

/* The drive is identified at another port than the journal names. A drive at the old port that was not identified
 * does not make the journal ambiguous. */
static void
test_an_unidentified_drive_at_the_old_port_does_not_match (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);
    g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_drive_seen_free);
    g_autoptr (BbDriveDetails) details = bb_drive_details_new ();
    g_autoptr (BbFacts) special = bb_facts_copy (f->facts);
    g_autoptr (BbJournalRecord) found = NULL;
    g_autoptr (BbJournalRecord) twin = NULL;
    g_autoptr (BbJournalRecord) asked = NULL;
    gboolean ambiguous = FALSE;

    details->bus_path = g_strdup (f->details->bus_path);
    g_ptr_array_add (others, bb_drive_seen_new (details, NULL));
    g_free (f->details->bus_path);
    f->details->bus_path = g_strdup ("port-2");
    found = find (f, others, &ambiguous);
    g_assert_nonnull (found);
    g_assert_false (ambiguous);
    /* A drive at the old port with an equal serial number makes the journal ambiguous. */
    details->serial = g_strdup (f->record->serial);
    twin = find (f, others, &ambiguous);
    g_assert_null (twin);
    g_assert_true (ambiguous);
    g_ptr_array_set_size (others, 0);
    /* A drive in recovery mode may report other names, so one at the old port may be the drive of the journal. This
     * makes the journal ambiguous, too. */
    special->condition = BB_CONDITION_SPECIAL;
    g_clear_pointer (&special->fingerprint, g_free);
    g_ptr_array_add (others, bb_drive_seen_new (details, special));
    asked = find (f, others, &ambiguous);
    g_assert_null (asked);
    g_assert_true (ambiguous);
}

static void
test_images_are_copied_and_checked (Fixture *f, gconstpointer data)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("firmware", 8);
    g_autofree char *image = bb_journal_keep_image (f->folder, bytes, NULL);
    g_autofree char *again = bb_journal_keep_image (f->folder, bytes, NULL);
    g_autofree char *path = g_build_filename (f->folder, image, NULL);
    g_autoptr (GBytes) loaded = bb_journal_load_image (f->folder, image, NULL);
    g_autofree char *replaced = NULL;
    g_autoptr (GBytes) damaged = NULL;
    g_autoptr (GBytes) mended = NULL;
    g_autoptr (GBytes) missing = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpstr (image, ==, again);
    g_assert_true (g_bytes_equal (loaded, bytes));
    g_assert_true (g_file_set_contents (path, "firmwarf", -1, NULL));
    damaged = bb_journal_load_image (f->folder, image, &error);
    g_assert_null (damaged);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_clear_error (&error);
    replaced = bb_journal_keep_image (f->folder, bytes, NULL);
    g_assert_cmpstr (replaced, ==, image);
    mended = bb_journal_load_image (f->folder, image, NULL);
    g_assert_true (mended != NULL && g_bytes_equal (mended, bytes));
    missing = bb_journal_load_image (f->folder, "images/none.bin", &error);
    g_assert_null (missing);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_a_folder_that_cannot_be_created_is_an_error (Fixture *f, gconstpointer data)
{
    g_autofree char *file = g_build_filename (f->folder, "file", NULL);
    g_autoptr (GBytes) bytes = g_bytes_new_static ("firmware", 8);
    g_autoptr (GError) error = NULL;
    g_autofree char *image = NULL;
    BbJournal *journal;

    g_assert_true (g_file_set_contents (file, "x", 1, NULL));
    journal = bb_journal_begin (file, f->record, &error);
    g_assert_null (journal);
    g_assert_nonnull (error);
    g_clear_error (&error);
    image = bb_journal_keep_image (file, bytes, &error);
    g_assert_null (image);
    g_assert_nonnull (error);
}

static void
test_changes_of_a_killed_program_are_undone_once (Fixture *f, gconstpointer data)
{
    BbJournal *journal = job_rig_begin_journal (f->folder, f->record);
    /* The block device does not exist, so only the journal is written: it records that the change was undone. */
    g_autoptr (GVariant) undo = g_variant_ref_sink (
        g_variant_new_parsed ("{'block': <'sr999'>, 'device-path': <'/none'>, 'events-poll-msecs': <'2000'>}"));
    g_autoptr (BbJournalRecord) alive = NULL;
    g_autoptr (BbJournalRecord) after = NULL;

    g_assert_true (bb_journal_add_undo (journal, undo, NULL));
    bb_journal_undo_all (f->folder, FALSE);
    alive = find (f, NULL, NULL);
    g_assert_nonnull (alive->undo);
    bb_journal_free (journal);
    bb_journal_undo_all (f->folder, FALSE);
    after = find (f, NULL, NULL);
    g_assert_null (after->undo);
}

/* The journals of simulated and real drives may be in one folder (--state-dir); only the flag in the journal
 * distinguishes them. */
static void
test_a_simulated_drive_is_not_a_real_one (Fixture *f, gconstpointer data)
{
    gboolean was_simulated = GPOINTER_TO_INT (data);
    g_autoptr (BbJournal) journal = NULL;
    g_autoptr (BbJournalRecord) same = NULL;
    g_autoptr (BbJournalRecord) other = NULL;
    g_autoptr (BbJournalRecord) at_its_place = NULL;

    f->record->simulated = was_simulated;
    journal = job_rig_begin_journal (f->folder, f->record);
    f->details->simulated = was_simulated;
    same = find (f, NULL, NULL);
    g_assert_nonnull (same);
    f->details->simulated = !was_simulated;
    other = find (f, NULL, NULL);
    g_assert_null (other);
    /* A simulated drive must not match a real one, nor the reverse, even if only the port is known. */
    f->facts->condition = BB_CONDITION_SPECIAL;
    g_clear_pointer (&f->facts->fingerprint, g_free);
    at_its_place = find (f, NULL, NULL);
    g_assert_null (at_its_place);
}

/* A program with simulated drives does not undo changes to real drives, even if their journals are in its folder. */
static void
test_only_changes_of_the_own_kind_of_drive_are_undone (Fixture *f, gconstpointer data)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (GVariant) undo = g_variant_ref_sink (
        g_variant_new_parsed ("{'block': <'sr999'>, 'device-path': <'/none'>, 'events-poll-msecs': <'2000'>}"));

    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
        BbJournal *journal;

        record->simulated = i == 1;
        journal = job_rig_begin_journal (rig->state, record);
        g_assert_true (bb_journal_add_undo (journal, undo, NULL));
        bb_journal_free (journal);
    }
    job_rig_restart (rig);
    {
        g_autoptr (GPtrArray) after = bb_journal_list (rig->state);

        g_assert_cmpuint (after->len, ==, 2);
        for (guint i = 0; i < 2; i++) {
            BbJournalRecord *record = g_ptr_array_index (after, i);

            if (record->simulated)
                g_assert_null (record->undo);
            else
                g_assert_nonnull (record->undo);
        }
    }
}

static void
test_one_that_was_closed_is_not_resumed (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);
    g_autoptr (GPtrArray) read = bb_journal_list (f->folder);
    BbJournalRecord *record = g_ptr_array_index (read, 0);
    g_autofree char *folder = g_path_get_dirname (record->path);
    g_autoptr (GDir) dir = NULL;
    g_autoptr (GError) error = NULL;
    const char *name;

    g_assert_true (bb_journal_close (journal, "done", &error));
    g_assert_no_error (error);
    g_clear_pointer (&journal, bb_journal_free);
    g_assert_null (bb_journal_resume (record, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    dir = g_dir_open (folder, 0, NULL);
    while ((name = g_dir_read_name (dir)) != NULL)
        g_assert_false (g_str_has_prefix (name, record->id));
}

/* If the key file cannot be read, bb_journal_resume() fails and does not change the progress file. */
static void
test_an_unreadable_journal_is_not_closed (Fixture *f, gconstpointer data)
{
    BbJournal *journal = job_rig_begin_journal (f->folder, f->record);
    g_autofree char *stem = g_strndup (f->record->path, strlen (f->record->path) - strlen (".journal"));
    g_autofree char *path = g_strconcat (stem, ".progress", NULL);
    g_autofree char *aside = g_strconcat (stem, ".aside", NULL);
    g_autofree char *was = NULL;
    g_autofree char *is = NULL;
    g_autoptr (BbJournalRecord) read = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_journal_add_step (journal, 3, TRUE, NULL));
    bb_journal_free (journal);
    g_assert_true (g_file_get_contents (path, &was, NULL, NULL));
    g_assert_cmpint (g_rename (f->record->path, aside), ==, 0);
    g_assert_cmpint (symlink (f->record->path, f->record->path), ==, 0);
    g_assert_null (bb_journal_resume (f->record, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_LINKS);
    g_assert_true (g_file_get_contents (path, &is, NULL, NULL));
    g_assert_cmpstr (is, ==, was);
    g_assert_cmpint (g_rename (aside, f->record->path), ==, 0);
    read = find (f, NULL, NULL);
    g_assert_cmpuint (read->step, ==, 3);
}

/* Begins and closes journals until f->finished is set. Runs in a thread. */
static gpointer
begin_and_close (gpointer data)
{
    Fixture *f = data;
    g_autofree char *done = g_build_filename (f->folder, "journal", "done", NULL);

    while (!g_atomic_int_get (&f->finished)) {
        g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, f->record);

        g_assert_true (bb_journal_close (journal, "done", NULL));
        /* Deleted, because each new journal reads all closed ones, which would take longer and longer. */
        job_rig_remove_folder (done);
    }
    return NULL;
}

/* Another thread begins and closes journals while the list of open journals is read again and again: each listed
 * journal is locked, so it was not closed yet. */
static void
test_one_that_is_closed_while_read_is_not_open (Fixture *f, gconstpointer data)
{
    GThread *thread = g_thread_new ("journals", begin_and_close, f);
    guint n_seen = 0;

    while (n_seen < 30) {
        g_autoptr (GPtrArray) unread = g_ptr_array_new ();
        g_autoptr (GPtrArray) records = bb_journal_read_open (f->folder, unread);

        g_assert_cmpuint (unread->len, ==, 0);
        for (guint i = 0; i < records->len; i++) {
            BbJournalRecord *record = g_ptr_array_index (records, i);

            g_assert_true (record->is_locked);
            n_seen++;
        }
    }
    g_atomic_int_set (&f->finished, 1);
    g_thread_join (thread);
}

#define ADD(name, func) g_test_add ("/journal/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("every-line-is-read-back", test_every_line_is_read_back);
    g_test_add ("/journal/a-new-try-begins-at-the-first-step/endangered", Fixture, GINT_TO_POINTER (TRUE), set_up,
                test_a_new_try_begins_at_the_first_step, tear_down);
    g_test_add ("/journal/a-new-try-begins-at-the-first-step/unharmed", Fixture, GINT_TO_POINTER (FALSE), set_up,
                test_a_new_try_begins_at_the_first_step, tear_down);
    ADD ("no-boot-code-was-sent-by-a-try-before", test_no_boot_code_was_sent_by_a_try_before);
    ADD ("a-kill-releases-the-lock", test_a_kill_releases_the_lock);
    ADD ("an-incomplete-line-is-ignored", test_an_incomplete_line_is_ignored);
    ADD ("a-closed-one-is-history", test_a_closed_one_is_history);
    ADD ("one-that-was-closed-is-not-resumed", test_one_that_was_closed_is_not_resumed);
    ADD ("an-unreadable-journal-is-not-closed", test_an_unreadable_journal_is_not_closed);
    ADD ("one-that-is-closed-while-read-is-not-open", test_one_that_is_closed_while_read_is_not_open);
    ADD ("only-changes-of-the-own-kind-of-drive-are-undone", test_only_changes_of_the_own_kind_of_drive_are_undone);
    g_test_add ("/journal/a-simulated-drive-is-not-a-real-one/simulated", Fixture, GINT_TO_POINTER (TRUE), set_up,
                test_a_simulated_drive_is_not_a_real_one, tear_down);
    g_test_add ("/journal/a-simulated-drive-is-not-a-real-one/real", Fixture, GINT_TO_POINTER (FALSE), set_up,
                test_a_simulated_drive_is_not_a_real_one, tear_down);
    g_test_add ("/journal/a-changed-bit-is-detected-or-harmless/header", Fixture, GINT_TO_POINTER (TRUE), set_up,
                test_a_changed_bit_is_detected_or_harmless, tear_down);
    g_test_add ("/journal/a-changed-bit-is-detected-or-harmless/progress", Fixture, GINT_TO_POINTER (FALSE), set_up,
                test_a_changed_bit_is_detected_or_harmless, tear_down);
    ADD ("a-lost-progress-counts-as-endangered", test_a_lost_progress_counts_as_endangered);
    ADD ("a-line-cut-anywhere-is-ignored", test_a_line_cut_anywhere_is_ignored);
    ADD ("the-number-tells-which-is-newer", test_the_number_tells_which_is_newer);
    ADD ("a-conversion-is-newer-than-its-backup", test_a_conversion_is_newer_than_its_backup);
    ADD ("a-conversion-without-a-number-is-compared-by-time-only-with-its-like",
         test_a_conversion_without_a_number_is_compared_by_time_only_with_its_like);
    ADD ("invalid-files-are-named", test_invalid_files_are_named);
    ADD ("the-unit-is-known-in-normal-mode", test_the_unit_is_known_in_normal_mode);
    ADD ("in-recovery-mode-the-port-counts", test_in_recovery_mode_the_port_counts);
    ADD ("an-ambiguous-journal-is-reported", test_an_ambiguous_journal_is_reported);
    ADD ("an-unidentified-drive-at-the-old-port-does-not-match",
         test_an_unidentified_drive_at_the_old_port_does_not_match);
    ADD ("images-are-copied-and-checked", test_images_are_copied_and_checked);
    ADD ("a-folder-that-cannot-be-created-is-an-error", test_a_folder_that_cannot_be_created_is_an_error);
    ADD ("changes-of-a-killed-program-are-undone-once", test_changes_of_a_killed_program_are_undone_once);
    return g_test_run ();
}
