/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/store/bb-own-name.h"

#include "job/store/bb-state-folder.h"
#include "job/store/bb-store-lock.h"

#include <glib/gstdio.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Tests bb-engine-move.c, bb-flow-store.c and bb-state-folder.c. */

/*
 * The folder of backups and journals, and moving it. Each test has a home folder of its own and begins with a
 * chosen folder.
 */
typedef struct {
    char *home;
    char *from;
    char *to;
    JobRig *rig;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
    f->home = job_rig_make_folder ();
    f->from = g_build_filename (f->home, "disk", NULL);
    f->to = g_build_filename (f->home, "other disk", NULL);
    g_assert_true (bb_state_folder_choose (f->from, NULL));
    f->rig = job_rig_new_in (JOB_RIG_NEC, NULL, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
    g_clear_pointer (&f->rig, job_rig_free_but_folder);
    g_assert_true (bb_state_folder_choose (NULL, NULL));
    job_rig_remove_folder (f->home);
    g_free (f->home);
    g_free (f->from);
    g_free (f->to);
}

static void
moved_cb (GObject *engine, GAsyncResult *result, gpointer data)
{
    *(GAsyncResult **) data = g_object_ref (result);
}

/* Moves the store to @folder, and waits until that has succeeded (TRUE) or failed. */
static gboolean
move (Fixture *f, const char *folder, GCancellable *cancellable, GError **error)
{
    g_autoptr (GAsyncResult) result = NULL;

    bb_engine_move_store_async (f->rig->engine, folder, cancellable, moved_cb, &result);
    while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
    return bb_engine_move_store_finish (f->rig->engine, result, error);
}

static void
assert_refused (Fixture *f, const char *folder)
{
    g_autofree char *before = g_strdup (bb_engine_get_state_folder (f->rig->engine));
    g_autoptr (GError) error = NULL;

    g_assert_false (move (f, folder, NULL, &error));
    g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
    g_assert_cmpstr (bb_engine_get_state_folder (f->rig->engine), ==, before);
}

static BbBackup *
make_backup (Fixture *f)
{
    g_autoptr (BbResult) result = job_rig_do (f->rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    return bb_backup_ref (result->backup);
}

/* Returns the number of backups in the store, and asserts that all are undamaged. */
static guint
count_backups (BbEngine *engine)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (engine), NULL);

    for (guint i = 0; i < backups->len; i++)
        g_assert_true (bb_backup_store_check (bb_engine_get_store (engine), backups->pdata[i], NULL));
    return backups->len;
}

static void
count_cb (BbEngine *engine, guint *n)
{
    (*n)++;
}

static void
test_everything_is_copied (Fixture *f, gconstpointer data)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) flashed = job_rig_do (f->rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    g_autoptr (GPtrArray) before = bb_journal_list_all (f->from);
    g_autoptr (GPtrArray) after = NULL;
    g_autoptr (BbResult) back = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *found = NULL;
    guint n_changed = 0;

    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    g_assert_cmpstr (bb_engine_get_state_folder (f->rig->engine), ==, f->from);
    g_signal_connect (f->rig->engine, "store-changed", G_CALLBACK (count_cb), &n_changed);
    g_assert_true (move (f, f->to, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (n_changed, ==, 1);
    g_assert_cmpstr (bb_engine_get_state_folder (f->rig->engine), ==, f->to);
    found = bb_state_folder_find (NULL);
    g_assert_cmpstr (found, ==, f->to);
    g_assert_cmpuint (count_backups (f->rig->engine), ==, 1);
    after = bb_journal_list_all (f->to);
    g_assert_cmpuint (after->len, ==, before->len);
    g_assert_cmpuint (after->len, >, 0);

    /* The copies in the new folder are used; the old folder is not needed. */
    job_rig_remove_folder (f->from);
    back = job_rig_do (f->rig, BB_ACTION_ROLLBACK, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (back, BB_OUTCOME_DONE);
    g_assert_cmpstr (back->revision_after, ==, "1.05");
}

/* The store is moved to another folder, back, and there again: files that are equal do not block the move. */
static void
test_there_and_back_again (Fixture *f, gconstpointer data)
{
    g_autoptr (BbBackup) first = make_backup (f);
    g_autoptr (BbBackup) second = NULL;

    g_assert_true (move (f, f->to, NULL, NULL));
    second = make_backup (f);
    g_assert_true (g_str_has_prefix (second->folder, f->to));
    g_assert_true (move (f, f->from, NULL, NULL));
    g_assert_cmpuint (count_backups (f->rig->engine), ==, 2);
    g_assert_true (move (f, f->to, NULL, NULL));
    g_assert_cmpuint (count_backups (f->rig->engine), ==, 2);
}

static void
test_another_file_in_the_way_changes_nothing (Fixture *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = make_backup (f);
    g_autofree char *other = g_build_filename (f->to, "backups", backup->id, NULL);
    g_autofree char *file = g_build_filename (other, "firmware.bin", NULL);
    g_autofree char *found = NULL;
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (g_mkdir_with_parents (other, 0700), ==, 0);
    g_assert_true (g_file_set_contents (file, "something else", -1, NULL));
    g_assert_false (move (f, f->to, NULL, &error));
    g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
    g_assert_cmpstr (bb_engine_get_state_folder (f->rig->engine), ==, f->from);
    found = bb_state_folder_find (NULL);
    g_assert_cmpstr (found, ==, f->from);
    g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "something else");
    g_assert_cmpuint (count_backups (f->rig->engine), ==, 1);
}

static void
test_stopped_in_the_middle_changes_nothing (Fixture *f, gconstpointer data)
{
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (BbBackup) backup = make_backup (f);
    g_autoptr (GError) error = NULL;

    g_cancellable_cancel (cancellable);
    g_assert_false (move (f, f->to, cancellable, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_cmpstr (bb_engine_get_state_folder (f->rig->engine), ==, f->from);
    g_assert_true (move (f, f->to, NULL, NULL));
    g_assert_cmpuint (count_backups (f->rig->engine), ==, 1);
}

static void
test_names_of_the_user_move_too (Fixture *f, gconstpointer data)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (f->rig->engine, "sr0");
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (GError) error = NULL;
    g_autofree char *moved = NULL;

    g_assert_true (bb_engine_set_own_name (f->rig->engine, drive, "attic", &error));
    g_assert_no_error (error);
    g_assert_cmpstr (bb_engine_drive_get_own_name (drive), ==, "attic");
    g_assert_true (move (f, f->to, NULL, NULL));
    moved = bb_own_name_dup (f->to, details, NULL);
    g_assert_cmpstr (moved, ==, "attic");
}

static void
test_a_move_that_would_lose_files_is_refused (Fixture *f, gconstpointer data)
{
    g_autofree char *below = g_build_filename (f->from, "backups", "there", NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) cut = NULL;

    assert_refused (f, f->from);
    assert_refused (f, below);
    job_rig_fault (f->rig, "At=step:program:3;Kind=power-cut;During=middle");
    cut = job_rig_do (f->rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (cut, BB_OUTCOME_NEEDS_RECOVERY);
    assert_refused (f, f->to);
}

/* An open journal in the folder of real drives blocks the move if it is of a real drive, but not if it is of a
 * simulated one. */
static void
test_a_journal_of_a_simulated_drive_is_no_obstacle (Fixture *f, gconstpointer data)
{
    gboolean was_simulated = GPOINTER_TO_INT (data);
    g_autoptr (BbDriveMonitor) monitor = g_object_new (BB_TYPE_DRIVE_MONITOR, NULL);
    g_autoptr (BbEngine) engine = bb_engine_new (monitor, f->rig->catalog, NULL, NULL);
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", NULL);
    g_autoptr (BbJournal) journal = NULL;
    JobRig real = {.engine = engine};
    Fixture other = {.rig = &real};

    g_assert_false (bb_drive_monitor_is_simulated (monitor));
    record->simulated = was_simulated;
    journal = job_rig_begin_journal (f->from, record);
    g_clear_pointer (&journal, bb_journal_free);
    if (was_simulated)
        g_assert_true (move (&other, f->to, NULL, NULL));
    else
        assert_refused (&other, f->to);
}

typedef struct {
    const char *name;
    const char *ending; /* suffix of the unreadable file */
    const char *text;   /* NULL: a link to itself replaces the file */
    gboolean simulated;
    gboolean moves;
} Unreadable;

static const Unreadable unreadable[] = {
    {"simulated/changed", ".progress", "step 3 1 #00000000\n", TRUE, TRUE},
    {"simulated/closed", ".progress", NULL, TRUE, TRUE},
    {"real/changed", ".progress", "step 3 1 #00000000\n", FALSE, FALSE},
    {"real/closed", ".progress", NULL, FALSE, FALSE},
    /* The key file cannot be read, so it is unknown whether the drive is real. */
    {"unknown/changed", ".journal", "[journal]\nformat=9\nsimulated=true\n", TRUE, FALSE},
    {"unknown/closed", ".journal", NULL, TRUE, FALSE},
};

/* Replaces a file by one with @text or, if that is NULL, by a link to itself. */
static void
make_unreadable (const char *path, const char *text)
{
    (void) g_unlink (path);
    if (text != NULL)
        g_assert_true (g_file_set_contents (path, text, -1, NULL));
    else
        g_assert_cmpint (symlink (path, path), ==, 0);
}

/* An unreadable journal blocks the move only if it is of a real drive, or may be. */
static void
test_a_journal_that_cannot_be_read (Fixture *f, gconstpointer data)
{
    const Unreadable *it = data;
    g_autoptr (BbDriveMonitor) monitor = g_object_new (BB_TYPE_DRIVE_MONITOR, NULL);
    g_autoptr (BbEngine) engine = bb_engine_new (monitor, f->rig->catalog, NULL, NULL);
    g_autoptr (BbBackup) backup = make_backup (f);
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", NULL);
    g_autoptr (BbJournal) journal = NULL;
    g_autofree char *stem = NULL;
    g_autofree char *path = NULL;
    g_autoptr (GError) error = NULL;
    JobRig real = {.engine = engine};
    Fixture other = {.rig = &real};

    record->simulated = it->simulated;
    journal = job_rig_begin_journal (f->from, record);
    g_clear_pointer (&journal, bb_journal_free);
    stem = g_strndup (record->path, strlen (record->path) - strlen (".journal"));
    path = g_strconcat (stem, it->ending, NULL);
    make_unreadable (path, it->text);
    g_assert_cmpint (move (&other, f->to, NULL, &error), ==, it->moves);
    if (it->moves) {
        g_autoptr (GPtrArray) along = bb_journal_list (f->to);

        g_assert_no_error (error);
        g_assert_cmpuint (count_backups (engine), ==, 1);
        /* The journal was copied: it is of a simulated drive, and the drive is assumed to be endangered. */
        g_assert_cmpuint (along->len, ==, 1);
        g_assert_true (((BbJournalRecord *) along->pdata[0])->simulated);
        g_assert_nonnull (((BbJournalRecord *) along->pdata[0])->problem);
        return;
    }
    g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
    g_assert_nonnull (strstr (error->message, "cannot tell whether a flashing operation was interrupted"));
    g_assert_nonnull (strstr (error->message, path));
    g_assert_cmpstr (bb_engine_get_state_folder (engine), ==, f->from);
}

/* A journal in a folder of simulated drives is never of a real drive, so it does not block the move. */
static void
test_a_journal_in_a_simulated_folder_that_cannot_be_read (Fixture *f, gconstpointer data)
{
    g_autofree char *old = bb_state_folder_dup_simulated (f->from, "demo");
    g_autofree char *new = bb_state_folder_dup_simulated (f->to, "demo");
    g_autofree char *journals = g_build_filename (old, "journal", NULL);
    g_autofree char *closed = g_build_filename (journals, "closed.journal", NULL);
    g_autofree char *changed = g_build_filename (journals, "changed.journal", NULL);
    g_autofree char *copy = g_build_filename (new, "journal", "changed.journal", NULL);
    g_autofree char *copy_of_closed = g_build_filename (new, "journal", "closed.journal", NULL);
    g_autoptr (BbBackup) backup = make_backup (f);
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (g_mkdir_with_parents (journals, 0700), ==, 0);
    make_unreadable (closed, NULL);
    make_unreadable (changed, "no journal");
    g_assert_true (move (f, f->to, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (count_backups (f->rig->engine), ==, 1);
    g_assert_true (g_file_test (copy, G_FILE_TEST_IS_REGULAR));
    /* The unreadable journal is still in the old folder, and in no other. */
    g_assert_true (g_file_test (closed, G_FILE_TEST_IS_SYMLINK));
    g_assert_false (g_file_test (copy_of_closed, G_FILE_TEST_IS_SYMLINK));
    g_assert_false (g_file_test (copy_of_closed, G_FILE_TEST_EXISTS));
}

/* No job starts while the store is copied, and it is not copied while a job runs. */
static void
test_a_move_and_a_job_exclude_each_other (Fixture *f, gconstpointer data)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (f->rig->engine, "sr0");
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_BACKUP);
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbJob) refused = NULL;
    g_autoptr (BbJob) job = NULL;
    g_autoptr (BbResult) kept = NULL;

    bb_engine_move_store_async (f->rig->engine, f->to, NULL, moved_cb, &result);
    refused = bb_engine_start (f->rig->engine, drive, request, &error);
    g_assert_null (refused);
    g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
    while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
    g_assert_true (bb_engine_move_store_finish (f->rig->engine, result, NULL));
    job = bb_engine_start (f->rig->engine, drive, request, NULL);
    g_assert_nonnull (job);
    assert_refused (f, f->home);
    kept = job_rig_wait (f->rig, job);
    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
}

/* Another program chose another folder: jobs use that folder, and fail when its disk is disconnected. */
static void
test_the_choice_of_another_program_counts (Fixture *f, gconstpointer data)
{
    g_autofree char *backups = g_build_filename (f->to, "backups", NULL);
    g_autofree char *away = g_build_filename (f->home, "away", NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (f->rig->engine, "sr0");
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_BACKUP);
    g_autoptr (BbBackup) backup = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) job_error = NULL;
    g_autofree char *none = NULL;
    g_autoptr (BbJob) job = NULL;

    g_assert_true (bb_state_folder_choose (f->to, NULL));
    backup = make_backup (f);
    g_assert_true (g_str_has_prefix (backup->folder, backups));
    g_assert_cmpint (g_rename (backups, away), ==, 0);
    none = bb_state_folder_find (&error);
    g_assert_null (none);
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND);
    job = bb_engine_start (f->rig->engine, drive, request, &job_error);
    g_assert_null (job);
    g_assert_error (job_error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
    assert_refused (f, f->home);
    g_assert_cmpint (g_rename (away, backups), ==, 0);
    job = bb_engine_start (f->rig->engine, drive, request, NULL);
    g_assert_nonnull (job);
    bb_result_unref (job_rig_wait (f->rig, job));
}

/* If the file that records the chosen folder is damaged, the usual folder is not used instead. */
static void
test_an_unreadable_choice_is_still_a_choice (Fixture *f, gconstpointer data)
{
    static const char *const notes[] = {"", "[store]\n", "[store]\nfolder=here\n", "[store]\nfol"};
    g_autofree char *note = g_build_filename (g_get_user_config_dir (), "burnback", "store", NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (f->rig->engine, "sr0");
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_BACKUP);

    for (guint i = 0; i < G_N_ELEMENTS (notes); i++) {
        g_autofree char *found = NULL;
        g_autoptr (GError) error = NULL;
        g_autoptr (GError) job_error = NULL;

        g_assert_true (g_file_set_contents (note, notes[i], -1, NULL));
        found = bb_state_folder_find (&error);
        g_assert_null (found);
        g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_DAMAGED);
        g_assert_null (bb_engine_start (f->rig->engine, drive, request, &job_error));
        g_assert_error (job_error, BB_JOB_ERROR, BB_JOB_ERROR_REFUSED);
        assert_refused (f, f->to);
    }
}

/* If the usual folder is chosen, no choice is recorded, and the folder need not exist. */
static void
test_the_usual_folder_is_no_choice (Fixture *f, gconstpointer data)
{
    g_autofree char *usual = bb_state_folder_dup_usual ();
    g_autofree char *chosen = bb_state_folder_dup_chosen ();
    g_autofree char *none = NULL;
    g_autofree char *again = NULL;
    g_autofree char *found = NULL;

    g_assert_cmpstr (chosen, ==, f->from);
    g_assert_true (bb_state_folder_choose (usual, NULL));
    none = bb_state_folder_dup_chosen ();
    g_assert_null (none);
    g_assert_true (bb_state_folder_choose (f->from, NULL));
    g_assert_true (bb_state_folder_choose (NULL, NULL));
    again = bb_state_folder_dup_chosen ();
    g_assert_null (again);
    found = bb_state_folder_find (NULL);
    g_assert_cmpstr (found, ==, usual);
}

static void
test_the_place_within_a_picked_folder (Fixture *f, gconstpointer data)
{
    g_autofree char *fresh = bb_state_folder_dup_in (f->to);
    g_autofree char *file = g_build_filename (f->home, "letters.txt", NULL);
    g_autofree char *backups = g_build_filename (f->home, "backups", NULL);
    g_autofree char *wanted = g_build_filename (f->home, "burnback", NULL);
    g_autofree char *inside = NULL;
    g_autofree char *again = NULL;

    g_assert_cmpstr (fresh, ==, f->to);
    g_assert_true (g_file_set_contents (file, "letters", -1, NULL));
    inside = bb_state_folder_dup_in (f->home);
    g_assert_cmpstr (inside, ==, wanted);
    g_assert_cmpint (g_mkdir (backups, 0700), ==, 0);
    again = bb_state_folder_dup_in (f->home);
    g_assert_cmpstr (again, ==, f->home);
}

/* A state folder that was given to a program (--state-dir) is used even if another folder is chosen, and is not
 * moved. */
static void
test_a_folder_that_was_given_stays (Fixture *f, gconstpointer data)
{
    g_autoptr (JobRig) given = job_rig_new (JOB_RIG_NEC, NULL);
    g_autofree char *before = g_strdup (bb_engine_get_state_folder (given->engine));
    Fixture other = {.rig = given};
    g_autoptr (BbBackup) backup = NULL;

    g_assert_true (bb_state_folder_choose (f->to, NULL));
    backup = make_backup (&other);
    g_assert_true (g_str_has_prefix (backup->folder, before));
    assert_refused (&other, f->to);
}

/* --- another program --- */

typedef struct {
    pid_t pid;
    char *name; /* how messages name the process: "(process 123)" */
} Worker;

/* Starts a process that holds the lock of a job on sr0, or, if @is_alone, that of the store, until it is killed. */
static void
worker_start (Worker *worker, const char *folder, gboolean is_alone)
{
    g_autoptr (BbDriveDetails) details = job_rig_details ("SIM0001");
    int ready[2];
    char byte = 0;

    g_assert_cmpint (pipe (ready), ==, 0);
    worker->pid = fork ();
    g_assert_cmpint (worker->pid, >=, 0);
    if (worker->pid == 0) {
        BbStoreLock *lock =
            is_alone ? bb_store_lock_alone (folder, NULL) : bb_store_lock_drive (folder, details, NULL);

        if (lock == NULL || write (ready[1], "x", 1) != 1)
            _exit (1);
        for (;;)
            pause ();
    }
    close (ready[1]);
    g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
    close (ready[0]);
    worker->name = g_strdup_printf ("(process %d)", (int) worker->pid);
}

static void
worker_kill (Worker *worker)
{
    g_assert_cmpint (kill (worker->pid, SIGKILL), ==, 0);
    g_assert_cmpint (waitpid (worker->pid, NULL, 0), ==, worker->pid);
    g_clear_pointer (&worker->name, g_free);
}

static void
assert_busy (const GError *error, const Worker *worker, const char *drive)
{
    g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY);
    g_assert_nonnull (strstr (error->message, worker->name));
    g_assert_nonnull (strstr (error->message, drive));
}

static void
test_nothing_is_moved_or_deleted_under_another_program (Fixture *f, gconstpointer data)
{
    g_autoptr (BbBackup) kept = make_backup (f);
    g_autofree char *backups = g_build_filename (f->to, "backups", NULL);
    BbBackupStore *store = bb_engine_get_store (f->rig->engine);
    g_autoptr (GError) not_moved = NULL;
    g_autoptr (GError) not_there = NULL;
    g_autoptr (GError) not_deleted = NULL;
    g_autoptr (GError) error = NULL;
    Worker worker;

    worker_start (&worker, f->from, FALSE);
    g_assert_false (move (f, f->to, NULL, &not_moved));
    assert_busy (not_moved, &worker, "sr0");
    g_assert_false (bb_backup_store_delete (store, kept, TRUE, &not_deleted));
    assert_busy (not_deleted, &worker, "sr0");
    g_assert_false (g_file_test (backups, G_FILE_TEST_EXISTS));
    g_assert_cmpstr (bb_engine_get_state_folder (f->rig->engine), ==, f->from);
    g_assert_cmpuint (count_backups (f->rig->engine), ==, 1);
    worker_kill (&worker);
    /* The target folder must not be in use either. */
    worker_start (&worker, f->to, FALSE);
    g_assert_false (move (f, f->to, NULL, &not_there));
    assert_busy (not_there, &worker, "sr0");
    worker_kill (&worker);
    /* A kill releases the lock. */
    g_assert_true (move (f, f->to, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (count_backups (f->rig->engine), ==, 1);
}

/* While another program holds the lock of the store, as during a move, no job begins. When that program has ended,
 * jobs begin again. */
static void
test_nothing_begins_while_another_program_moves (Fixture *f, gconstpointer data)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    const BbAction actions[] = {BB_ACTION_BACKUP, BB_ACTION_FLASH, BB_ACTION_VERIFY, BB_ACTION_RECOVER};
    g_autoptr (BbResult) done = NULL;
    Worker worker;

    g_assert_true (bb_state_folder_choose (f->from, NULL));
    worker_start (&worker, f->from, TRUE);
    for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
        guint n_before = job_rig_n_commands (f->rig);
        g_autoptr (BbResult) result = job_rig_do (f->rig, actions[i], image, 0, BB_ON_FAILURE_STOP);

        g_assert_cmpint (result->outcome, ==, BB_OUTCOME_NOT_PERMITTED);
        assert_busy (result->error, &worker, "backups");
        g_assert_cmpint (result->safe, ==, BB_SAFE_UNKNOWN);
        g_assert_cmpuint (job_rig_n_commands (f->rig), ==, n_before);
    }
    worker_kill (&worker);
    done = job_rig_do (f->rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (done, BB_OUTCOME_DONE);
}

/* --- folders of simulated drives --- */

static void
assert_usual (const char *wanted)
{
    g_autofree char *usual = bb_state_folder_dup_usual ();

    g_assert_cmpstr (usual, ==, wanted);
}

/* $XDG_STATE_HOME determines the usual state folder of every user, also of root. A relative path is ignored, because
 * it would depend on the working directory. */
static void
test_the_environment_decides_about_the_usual_folder (Fixture *f, gconstpointer data)
{
    g_autofree char *before = g_strdup (g_getenv ("XDG_STATE_HOME"));
    g_autofree char *given = g_build_filename (f->home, "burnback", NULL);
    g_autofree char *own = g_build_filename (g_get_home_dir (), ".local", "state", "burnback", NULL);
    const char *without = geteuid () == 0 ? "/var/lib/burnback" : own;

    g_setenv ("XDG_STATE_HOME", f->home, TRUE);
    assert_usual (given);
    g_setenv ("XDG_STATE_HOME", "here", TRUE);
    assert_usual (without);
    g_unsetenv ("XDG_STATE_HOME");
    assert_usual (without);
    g_setenv ("XDG_STATE_HOME", before, TRUE);
}

static void
test_each_source_has_a_folder (Fixture *f, gconstpointer data)
{
    g_autofree char *named = bb_state_folder_dup_simulated (f->from, "demo");
    g_autofree char *one = bb_state_folder_dup_simulated (f->from, "/here/a test.scenario");
    g_autofree char *again = bb_state_folder_dup_simulated (f->from, "/here/a test.scenario");
    g_autofree char *other = bb_state_folder_dup_simulated (f->from, "/there/a test.scenario");
    g_autofree char *wanted = g_build_filename (f->from, "simulated", "demo", NULL);
    g_autofree char *begins = g_build_filename (f->from, "simulated", "a-test-", NULL);

    g_assert_cmpstr (named, ==, wanted);
    g_assert_true (g_str_has_prefix (one, begins));
    g_assert_cmpstr (one, ==, again);
    g_assert_cmpstr (one, !=, other);
    g_assert_true (bb_state_folder_is_simulated (named));
    g_assert_true (bb_state_folder_is_simulated (one));
    g_assert_false (bb_state_folder_is_simulated (f->from));
    g_assert_false (bb_state_folder_is_simulated (f->to));
}

static void
test_folders_of_simulated_drives_are_copied (Fixture *f, gconstpointer data)
{
    g_autofree char *old = bb_state_folder_dup_simulated (f->from, "demo");
    g_autofree char *new = bb_state_folder_dup_simulated (f->to, "demo");
    g_autofree char *old_folder = g_build_filename (old, "backups", "one", NULL);
    g_autofree char *old_file = g_build_filename (old_folder, "firmware.bin", NULL);
    g_autofree char *new_file = g_build_filename (new, "backups", "one", "firmware.bin", NULL);
    g_autofree char *text = NULL;
    g_autoptr (BbDriveDetails) details = job_rig_details (NULL);
    g_autoptr (BbStoreLock) lock = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (g_mkdir_with_parents (old_folder, 0700), ==, 0);
    g_assert_true (g_file_set_contents (old_file, "kept", -1, NULL));
    /* Another process uses a drive of the folder of simulated drives. */
    lock = bb_store_lock_drive (old, details, NULL);
    g_assert_false (move (f, f->to, NULL, &error));
    g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY);
    g_assert_cmpstr (bb_engine_get_state_folder (f->rig->engine), ==, f->from);
    g_clear_pointer (&lock, bb_store_lock_free);
    g_clear_error (&error);
    g_assert_true (move (f, f->to, NULL, &error));
    g_assert_no_error (error);
    g_assert_true (g_file_get_contents (new_file, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "kept");
}

int
main (int argc, char **argv)
{
    g_autofree char *home = job_rig_make_folder ();
    int status;

    g_setenv ("HOME", home, TRUE);
    g_setenv ("XDG_CONFIG_HOME", home, TRUE);
    g_setenv ("XDG_STATE_HOME", home, TRUE);
    g_test_init (&argc, &argv, NULL);
    g_test_add ("/state-folder/everything-is-copied", Fixture, NULL, set_up, test_everything_is_copied, tear_down);
    g_test_add ("/state-folder/there-and-back-again", Fixture, NULL, set_up, test_there_and_back_again, tear_down);
    g_test_add ("/state-folder/another-file-in-the-way-changes-nothing", Fixture, NULL, set_up,
                test_another_file_in_the_way_changes_nothing, tear_down);
    g_test_add ("/state-folder/stopped-in-the-middle-changes-nothing", Fixture, NULL, set_up,
                test_stopped_in_the_middle_changes_nothing, tear_down);
    g_test_add ("/state-folder/names-of-the-user-move-too", Fixture, NULL, set_up, test_names_of_the_user_move_too,
                tear_down);
    g_test_add ("/state-folder/a-move-that-would-lose-files-is-refused", Fixture, NULL, set_up,
                test_a_move_that_would_lose_files_is_refused, tear_down);
    g_test_add ("/state-folder/a-journal-of-a-simulated-drive-is-no-obstacle", Fixture, GINT_TO_POINTER (TRUE),
                set_up, test_a_journal_of_a_simulated_drive_is_no_obstacle, tear_down);
    g_test_add ("/state-folder/what-a-real-drive-left-is-one", Fixture, GINT_TO_POINTER (FALSE), set_up,
                test_a_journal_of_a_simulated_drive_is_no_obstacle, tear_down);
    for (guint i = 0; i < G_N_ELEMENTS (unreadable); i++) {
        g_autofree char *path =
            g_strdup_printf ("/state-folder/a-journal-that-cannot-be-read/%s", unreadable[i].name);

        g_test_add (path, Fixture, &unreadable[i], set_up, test_a_journal_that_cannot_be_read, tear_down);
    }
    g_test_add ("/state-folder/a-journal-in-a-simulated-folder-that-cannot-be-read", Fixture, NULL, set_up,
                test_a_journal_in_a_simulated_folder_that_cannot_be_read, tear_down);
    g_test_add ("/state-folder/a-move-and-a-job-exclude-each-other", Fixture, NULL, set_up,
                test_a_move_and_a_job_exclude_each_other, tear_down);
    g_test_add ("/state-folder/the-choice-of-another-program-counts", Fixture, NULL, set_up,
                test_the_choice_of_another_program_counts, tear_down);
    g_test_add ("/state-folder/an-unreadable-choice-is-still-a-choice", Fixture, NULL, set_up,
                test_an_unreadable_choice_is_still_a_choice, tear_down);
    g_test_add ("/state-folder/the-environment-decides-about-the-usual-folder", Fixture, NULL, set_up,
                test_the_environment_decides_about_the_usual_folder, tear_down);
    g_test_add ("/state-folder/each-source-has-a-folder", Fixture, NULL, set_up, test_each_source_has_a_folder,
                tear_down);
    g_test_add ("/state-folder/folders-of-simulated-drives-are-copied", Fixture, NULL, set_up,
                test_folders_of_simulated_drives_are_copied, tear_down);
    g_test_add ("/state-folder/the-usual-folder-is-no-choice", Fixture, NULL, set_up,
                test_the_usual_folder_is_no_choice, tear_down);
    g_test_add ("/state-folder/the-place-within-a-picked-folder", Fixture, NULL, set_up,
                test_the_place_within_a_picked_folder, tear_down);
    g_test_add ("/state-folder/nothing-is-moved-or-deleted-under-another-program", Fixture, NULL, set_up,
                test_nothing_is_moved_or_deleted_under_another_program, tear_down);
    g_test_add ("/state-folder/nothing-begins-while-another-program-moves", Fixture, NULL, set_up,
                test_nothing_begins_while_another_program_moves, tear_down);
    g_test_add ("/state-folder/a-folder-that-was-given-stays", Fixture, NULL, set_up,
                test_a_folder_that_was_given_stays, tear_down);
    status = g_test_run ();
    job_rig_remove_folder (home);
    return status;
}
