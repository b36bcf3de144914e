/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-journal-private.h"

#include <glib/gstdio.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The linker replaces these functions (meson.build). */
void __wrap_bb_drive_undo_hold (GVariant *undo);
int __real_access (const char *path, int mode);
int __wrap_access (const char *path, int mode);
GDir *__real_g_dir_open (const char *path, guint flags, GError **error);
GDir *__wrap_g_dir_open (const char *path, guint flags, GError **error);
const char *__real_g_dir_read_name (GDir *dir);
const char *__wrap_g_dir_read_name (GDir *dir);

/* How a journal ends: it is closed, or its program is killed, and another program resumes it or undoes what the
 * killed program changed. Tests bb-journal.c, bb-journal-find.c and bb-fsync.c. */

static guint n_undone;        /* number of calls of bb_drive_undo_hold() */
static const char *vanishing; /* (nullable): a file that another program deletes just before access() */
static const char *appearing; /* (nullable): a folder that another program creates just after g_dir_open() failed */
static BbJournal *closing;    /* (nullable): a journal that another program closes just after its name was listed */

void
__wrap_bb_drive_undo_hold (GVariant *undo)
{
    const char *block = NULL;

    g_assert_true (g_variant_lookup (undo, "block", "&s", &block));
    g_assert_cmpstr (block, ==, "sr999");
    n_undone++;
}

int
__wrap_access (const char *path, int mode)
{
    if (vanishing != NULL && g_str_equal (path, vanishing))
        g_assert_cmpint (g_unlink (path), ==, 0);
    return __real_access (path, mode);
}

GDir *
__wrap_g_dir_open (const char *path, guint flags, GError **error)
{
    GDir *dir = __real_g_dir_open (path, flags, error);

    if (dir == NULL && appearing != NULL && g_str_equal (path, appearing))
        g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    return dir;
}

const char *
__wrap_g_dir_read_name (GDir *dir)
{
    const char *name = __real_g_dir_read_name (dir);
    BbJournal *journal = closing;

    if (name == NULL || journal == NULL || !g_str_has_suffix (bb_journal_get_record (journal)->path, name))
        return name;
    closing = NULL;
    g_assert_true (bb_journal_close (journal, "done", NULL));
    return name;
}

typedef struct {
    char *folder;
    char *journals;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
    f->folder = job_rig_make_folder ();
    f->journals = g_build_filename (f->folder, "journal", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
    job_rig_remove_folder (f->folder);
    g_free (f->folder);
    g_free (f->journals);
}

/* If the journal cannot be moved to journal/done, it is deleted: it must not stay open. */
static void
test_a_journal_closes_without_a_history (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, record);
    g_autofree char *done = g_build_filename (f->journals, "done", NULL);
    g_autoptr (GPtrArray) open = NULL;
    g_autoptr (GDir) dir = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (done, "in the way", -1, NULL));
    g_assert_true (bb_journal_close (journal, "done", &error));
    g_assert_no_error (error);
    open = bb_journal_list (f->folder);
    g_assert_cmpuint (open->len, ==, 0);
    dir = g_dir_open (f->journals, 0, NULL);
    g_assert_cmpstr (g_dir_read_name (dir), ==, "done");
    g_assert_null (g_dir_read_name (dir));
}

/* Another program closes the journal after its key file was read and before its progress is read, so the progress may
 * be missing. */
static void
test_a_journal_that_is_closed_while_it_is_read_is_not_open (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autofree char *expected = NULL;
    g_autoptr (GError) error = NULL;

    bb_journal_free (job_rig_begin_journal (f->folder, record));
    expected = g_strdup_printf ("%s: No such file or directory", record->path);
    vanishing = record->path;
    g_assert_null (bb_journal_record_load (record->path, &error));
    vanishing = NULL;
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_assert_cmpstr (error->message, ==, expected);
}

/* Another program closes a journal after its name was listed: the journal is neither open nor unreadable. A second
 * journal, which cannot be read, is reported. */
static void
test_a_journal_that_is_closed_after_it_was_listed_is_left_out (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, record);
    g_autofree char *bad = g_build_filename (f->journals, "bad.journal", NULL);
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    g_autoptr (GPtrArray) records = NULL;

    g_assert_true (g_file_set_contents (bad, "\x01", 1, NULL));
    closing = journal;
    records = bb_journal_read_open (f->folder, unread);
    g_assert_null (closing);
    g_assert_cmpuint (records->len, ==, 0);
    g_assert_cmpuint (unread->len, ==, 1);
    g_assert_true (g_str_has_prefix (((GError *) unread->pdata[0])->message, bad));
}

/* Another program creates the folder of the journals just after g_dir_open() found that there is none. */
static void
test_a_folder_that_is_created_while_it_is_opened_is_readable (Fixture *f, gconstpointer data)
{
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    g_autoptr (GPtrArray) records = NULL;

    appearing = f->journals;
    records = bb_journal_read_open (f->folder, unread);
    appearing = NULL;
    g_assert_true (g_file_test (f->journals, G_FILE_TEST_IS_DIR));
    g_assert_cmpuint (records->len, ==, 0);
    g_assert_cmpuint (unread->len, ==, 0);
}

/* The ID of a journal is the name of its files and contains the name of the drive. In that name every character that
 * is not a letter or a digit must be replaced by "-". */
static void
test_the_id_has_drive_and_time (Fixture *f, gconstpointer data)
{
    static const struct {
        const char *drive;
        const char *wanted;
    } rows[] = {{"sr0", "^sr0-\\d{8}-\\d{6}-[0-9a-f]{8}$"},
                {"../a b_c", "^---a-b-c-\\d{8}-\\d{6}-[0-9a-f]{8}$"},
                {NULL, "^drive-\\d{8}-\\d{6}-[0-9a-f]{8}$"}};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", NULL);
        g_autoptr (BbJournal) journal = NULL;
        g_autoptr (GDateTime) time = NULL;
        g_autofree char *stamp = NULL;
        g_autofree char *path = NULL;

        g_free (record->drive_name);
        record->drive_name = g_strdup (rows[i].drive);
        journal = job_rig_begin_journal (f->folder, record);
        g_test_message ("%s", record->id);
        g_assert_true (g_regex_match_simple (rows[i].wanted, record->id, 0, 0));
        time = g_date_time_new_from_unix_utc (record->started);
        stamp = g_date_time_format (time, "-%Y%m%d-%H%M%S-");
        g_assert_nonnull (strstr (record->id, stamp));
        path = g_strconcat (f->journals, "/", record->id, ".journal", NULL);
        g_assert_cmpstr (record->path, ==, path);
    }
}

static void
test_a_resumed_journal_is_locked (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autoptr (BbJournalRecord) read = NULL;
    g_autoptr (BbJournalRecord) while_resumed = NULL;
    g_autoptr (BbJournal) journal = NULL;
    g_autoptr (GError) error = NULL;

    bb_journal_free (job_rig_begin_journal (f->folder, record));
    read = bb_journal_record_load (record->path, &error);
    g_assert_no_error (error);
    g_assert_false (read->is_locked);
    journal = bb_journal_resume (read, &error);
    g_assert_no_error (error);
    g_assert_true (bb_journal_get_record (journal) == read);
    g_assert_true (read->is_locked);
    while_resumed = bb_journal_record_load (record->path, NULL);
    g_assert_true (while_resumed->is_locked);
}

/* A link in the place of the key file is not followed, and the journal is reported. */
static void
test_a_link_to_a_journal_is_reported (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autofree char *aside = g_build_filename (f->folder, "aside", NULL);
    g_autofree char *expected = NULL;
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    g_autoptr (GPtrArray) records = NULL;

    bb_journal_free (job_rig_begin_journal (f->folder, record));
    expected = g_strdup_printf ("%s: this is not a regular file", record->path);
    g_assert_cmpint (g_rename (record->path, aside), ==, 0);
    g_assert_cmpint (symlink (aside, record->path), ==, 0);
    records = bb_journal_read_open (f->folder, unread);
    g_assert_cmpuint (records->len, ==, 0);
    g_assert_cmpuint (unread->len, ==, 1);
    g_assert_cmpstr (((GError *) unread->pdata[0])->message, ==, expected);
}

/* Begins a journal of a program that is killed. @undo: (nullable): what that program has changed. Returns (transfer
 * full) the path of the key file. */
static char *
leave_journal (Fixture *f, GVariant *undo)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, record);

    if (undo != NULL)
        g_assert_true (bb_journal_add_undo (journal, undo, NULL));
    return g_strdup (record->path);
}

static void
assert_undone (const char *path, gboolean is_undone)
{
    g_autoptr (BbJournalRecord) record = bb_journal_record_load (path, NULL);

    g_assert_cmpint (record->undo == NULL, ==, is_undone);
}

/* The changes in older journals are undone, even if a newer journal has nothing to undo, is in use, or cannot be
 * locked. */
static void
test_changes_of_all_killed_programs_are_undone (Fixture *f, gconstpointer data)
{
    g_autoptr (GVariant) undo = g_variant_ref_sink (
        g_variant_new_parsed ("{'block': <'sr999'>, 'device-path': <'/none'>, 'events-poll-msecs': <'2000'>}"));
    g_autoptr (BbJournalRecord) in_use = job_rig_record ("SIM0001", "0123abcd");
    g_autofree char *oldest = leave_journal (f, undo);
    g_autofree char *unchanged = leave_journal (f, NULL);
    g_autofree char *older = leave_journal (f, undo);
    g_autoptr (BbJournal) journal = job_rig_begin_journal (f->folder, in_use);
    g_autofree char *unlockable = leave_journal (f, undo);
    g_autofree char *progress = bb_journal_dup_progress_path (unlockable);
    struct flock shared = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    int fd = g_open (progress, O_RDONLY | O_CLOEXEC, 0);

    g_assert_true (bb_journal_add_undo (journal, undo, NULL));
    /* A shared lock prevents bb_journal_resume(), but does not show that the program of the journal is alive. */
    g_assert_cmpint (fcntl (fd, F_OFD_SETLK, &shared), ==, 0);
    n_undone = 0;
    bb_journal_undo_all (f->folder, FALSE);
    close (fd);
    g_assert_cmpuint (n_undone, ==, 2);
    assert_undone (unlockable, FALSE);
    assert_undone (in_use->path, FALSE);
    assert_undone (older, TRUE);
    assert_undone (unchanged, TRUE);
    assert_undone (oldest, TRUE);
}

#define ADD(name, func) g_test_add ("/journal-ends/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("a-journal-closes-without-a-history", test_a_journal_closes_without_a_history);
    ADD ("a-journal-that-is-closed-while-it-is-read-is-not-open",
         test_a_journal_that_is_closed_while_it_is_read_is_not_open);
    ADD ("a-journal-that-is-closed-after-it-was-listed-is-left-out",
         test_a_journal_that_is_closed_after_it_was_listed_is_left_out);
    ADD ("a-folder-that-is-created-while-it-is-opened-is-readable",
         test_a_folder_that_is_created_while_it_is_opened_is_readable);
    ADD ("the-id-has-drive-and-time", test_the_id_has_drive_and_time);
    ADD ("a-resumed-journal-is-locked", test_a_resumed_journal_is_locked);
    ADD ("a-link-to-a-journal-is-reported", test_a_link_to_a_journal_is_reported);
    ADD ("changes-of-all-killed-programs-are-undone", test_changes_of_all_killed_programs_are_undone);
    return g_test_run ();
}
