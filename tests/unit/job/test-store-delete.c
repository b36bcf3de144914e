/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-rig.h"

#include "job/bb-locale.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Tests bb-backup-store.c: which backups may be deleted, and two programs that delete backups at the same time. */

/* While a journal cannot be read, no backup may be deleted, because the journal may name any of them. */
static void
test_a_backup_that_may_be_needed_is_not_deleted (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) first = store_rig_keep (f, f->image, NULL);
    g_autoptr (BbBackup) second = store_rig_keep (f, f->image, NULL);
    g_autofree char *journals = g_build_filename (f->folder, "deep", "journal", NULL);
    g_autofree char *journal = g_build_filename (journals, "x.journal", NULL);
    g_autofree char *loop = g_build_filename (f->folder, "deep", "backups", "loop", NULL);
    g_autoptr (GError) needed = NULL;
    g_autoptr (GError) only = NULL;

    g_assert_cmpint (g_mkdir (journals, 0700), ==, 0);
    g_assert_true (g_file_set_contents (journal, "", 0, NULL));
    g_assert_false (bb_backup_store_delete (f->store, first, TRUE, &needed));
    g_assert_error (needed, BB_STORE_ERROR, BB_STORE_ERROR_NEEDED);
    g_assert_nonnull (strstr (needed->message, journal));
    g_assert_cmpint (g_unlink (journal), ==, 0);
    /* A file replaces the folder of journals, so that no journal can be read. */
    g_assert_cmpint (g_rmdir (journals), ==, 0);
    g_assert_true (g_file_set_contents (journals, "", 0, NULL));
    g_assert_false (bb_backup_store_may_delete (f->store, first, NULL));
    g_assert_cmpint (g_unlink (journals), ==, 0);
    /* An unreadable backup does not count as another backup, so the last readable one must not be deleted. */
    g_assert_cmpint (symlink (loop, loop), ==, 0);
    g_assert_true (bb_backup_store_delete (f->store, first, TRUE, NULL));
    g_assert_false (bb_backup_store_delete (f->store, second, TRUE, &only));
    g_assert_error (only, BB_STORE_ERROR, BB_STORE_ERROR_NEEDED);
    g_assert_nonnull (strstr (only->message, loop));
    g_assert_cmpint (g_unlink (loop), ==, 0);
    g_assert_true (bb_backup_store_delete (f->store, second, TRUE, NULL));
}

/* A backup that any of several open journals names must not be deleted. */
static void
test_a_backup_of_an_open_journal_is_not_deleted (StoreRig *f, gconstpointer data)
{
    g_autofree char *state = g_build_filename (f->folder, "deep", NULL);
    g_autoptr (BbBackup) first = store_rig_keep (f, f->image, NULL);
    g_autoptr (BbBackup) second = store_rig_keep (f, f->image, NULL);
    g_autoptr (BbBackup) free_one = store_rig_keep (f, f->image, NULL);
    BbBackup *const needed[] = {first, second};
    const char *const ids[] = {first->id, NULL, second->id};

    for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
        g_autoptr (BbJournalRecord) record = job_rig_record ("SIM 0001/x", "0123abcd");

        g_free (record->backup_id);
        record->backup_id = g_strdup (ids[i]);
        bb_journal_free (job_rig_begin_journal (state, record));
    }
    for (guint i = 0; i < 2; i++) {
        g_autofree char *time = bb_locale_dup_time (needed[i]->created);
        g_autofree char *expected = g_strdup_printf (
            "The backup of %s from %s was not deleted, because a drive still needs it for recovery. Finish "
            "flashing that drive or recover it first.",
            needed[i]->product, time);
        g_autoptr (GError) error = NULL;

        g_assert_false (bb_backup_store_delete (f->store, needed[i], TRUE, &error));
        g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NEEDED);
        g_assert_cmpstr (error->message, ==, expected);
        g_assert_false (bb_backup_store_may_delete (f->store, needed[i], NULL));
        g_assert_true (bb_backup_store_check (f->store, needed[i], NULL));
        /* If the drive reported no name, the message names the backup by the ID of the backup. */
        needed[i]->product[0] = '\0';
        g_clear_error (&error);
        g_assert_false (bb_backup_store_delete (f->store, needed[i], TRUE, &error));
        g_assert_nonnull (strstr (error->message, needed[i]->id));
    }
    g_assert_true (bb_backup_store_may_delete (f->store, free_one, NULL));
    g_assert_true (bb_backup_store_delete (f->store, free_one, FALSE, NULL));
}

/* bb_backup_store_drop() deletes even the only backup, because the job has replaced it by a newer one. */
static void
test_the_only_backup_may_be_dropped (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_backup_store_drop (f->store, backup, &error));
    g_assert_no_error (error);
    g_assert_false (g_file_test (backup->folder, G_FILE_TEST_EXISTS));
}

static void
test_a_deleted_backup_is_gone (StoreRig *f, gconstpointer data)
{
    g_autoptr (BbBackup) backup = store_rig_keep (f, f->image, NULL);
    g_autofree char *folder = g_path_get_dirname (backup->folder);
    g_autoptr (GDir) dir = NULL;
    g_autoptr (GPtrArray) all = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_backup_store_delete (f->store, backup, TRUE, &error));
    g_assert_no_error (error);
    all = bb_backup_store_list (f->store, NULL);
    g_assert_cmpuint (all->len, ==, 0);
    /* No hidden folder is left either. */
    dir = g_dir_open (folder, 0, NULL);
    g_assert_null (g_dir_read_name (dir));
    g_assert_false (bb_backup_store_delete (f->store, backup, TRUE, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
}

static gboolean
is_only (StoreRig *f, BbBackup *backup)
{
    g_autoptr (GPtrArray) all = bb_backup_store_list (f->store, NULL);

    return bb_backup_is_only (backup, all);
}

static void
test_the_only_backup_of_a_unit_is_known (StoreRig *f, gconstpointer data)
{
    g_autoptr (GBytes) newer = store_rig_bytes (STORE_RIG_BYTES + 4, 9);
    g_autoptr (BbBackup) first = store_rig_keep (f, f->image, NULL);
    g_autoptr (BbBackup) second = NULL;
    g_autoptr (BbBackup) in_part = NULL;
    g_autoptr (BbBackup) of_another = NULL;

    g_assert_true (is_only (f, first));
    /* A backup without firmware is not trusted, and may always be deleted. */
    in_part = store_rig_keep (f, NULL, NULL);
    g_assert_true (is_only (f, first));
    g_assert_false (is_only (f, in_part));
    g_free (f->details->serial);
    f->details->serial = g_strdup ("SIM 0002");
    store_rig_capture (f->captures, 0, STORE_RIG_BYTES, 9);
    of_another = store_rig_keep (f, newer, NULL);
    g_assert_true (is_only (f, first));
    g_assert_true (is_only (f, of_another));
    g_free (f->details->serial);
    f->details->serial = g_strdup (first->serial);
    second = store_rig_keep (f, newer, NULL);
    g_assert_false (is_only (f, first));
    g_assert_false (is_only (f, second));
    g_assert_true (is_only (f, of_another));
    g_assert_true (bb_backup_store_delete (f->store, first, TRUE, NULL));
    g_assert_true (is_only (f, second));
}

/* Two programs list two backups, and each asks its user which one to delete. The users choose different backups. The
 * second deletion must fail, because it would delete the only backup that is left. */
static void
test_the_other_backup_may_be_deleted_meanwhile (StoreRig *f, gconstpointer data)
{
    g_autofree char *folder = g_build_filename (f->folder, "deep", "backups", NULL);
    g_autoptr (BbBackupStore) other = bb_backup_store_new (folder);
    g_autoptr (BbBackup) first = store_rig_keep (f, f->image, NULL);
    g_autoptr (BbBackup) second = store_rig_keep (f, f->image, NULL);
    g_autoptr (BbBackup) in_part = store_rig_keep (f, NULL, NULL);
    g_autoptr (GPtrArray) seen = bb_backup_store_list (f->store, NULL);
    g_autoptr (GPtrArray) seen_by_other = bb_backup_store_list (other, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_false (bb_backup_is_only (first, seen));
    g_assert_false (bb_backup_is_only (second, seen_by_other));
    g_assert_true (bb_backup_store_delete (f->store, first, FALSE, &error));
    g_assert_no_error (error);
    g_assert_false (bb_backup_store_delete (other, second, FALSE, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_ONLY);
    g_assert_nonnull (strstr (error->message, "is the only backup of its drive"));
    g_assert_true (bb_backup_store_check (f->store, second, NULL));
    /* A backup that is not trusted may be deleted, because it does not count as the only one. */
    g_assert_true (bb_backup_store_delete (other, in_part, FALSE, NULL));
    g_clear_error (&error);
    g_assert_true (bb_backup_store_delete (other, second, TRUE, &error));
    g_assert_no_error (error);
    /* For a backup that was deleted before, the error is UNWRITABLE and not ONLY. */
    g_assert_false (bb_backup_store_delete (other, second, FALSE, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
}

enum {
    DELETED,
    KEPT_AS_ONLY,
    FAILED
};

/* Returns the ID of a process that deletes @backup when a byte arrives at @begin, and that tries again while the lock
 * is taken. */
static pid_t
start_deleting (StoreRig *f, BbBackup *backup, int begin)
{
    pid_t child = fork ();
    char byte;

    g_assert_cmpint (child, >=, 0);
    if (child > 0)
        return child;
    if (read (begin, &byte, 1) != 1)
        _exit (FAILED);
    for (;;) {
        g_autoptr (GError) error = NULL;

        if (bb_backup_store_delete (f->store, backup, FALSE, &error))
            _exit (DELETED);
        if (g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_ONLY))
            _exit (KEPT_AS_ONLY);
        if (!g_error_matches (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY))
            _exit (FAILED);
    }
}

static void
test_one_of_two_backups_deleted_at_once_stays (StoreRig *f, gconstpointer data)
{
    for (guint round = 0; round < 20; round++) {
        g_autoptr (BbBackup) first = store_rig_keep (f, f->image, NULL);
        g_autoptr (BbBackup) second = store_rig_keep (f, f->image, NULL);
        g_autoptr (GPtrArray) left = NULL;
        guint n[FAILED + 1] = {0};
        pid_t children[2];
        int begin[2];

        g_assert_cmpint (pipe (begin), ==, 0);
        children[0] = start_deleting (f, first, begin[0]);
        children[1] = start_deleting (f, second, begin[0]);
        g_assert_cmpint (write (begin[1], "go", 2), ==, 2);
        for (guint i = 0; i < G_N_ELEMENTS (children); i++) {
            int status = 0;

            g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
            g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) <= FAILED);
            n[WEXITSTATUS (status)]++;
        }
        close (begin[0]);
        close (begin[1]);
        g_assert_cmpuint (n[DELETED], ==, 1);
        g_assert_cmpuint (n[KEPT_AS_ONLY], ==, 1);
        left = bb_backup_store_list (f->store, NULL);
        g_assert_cmpuint (left->len, ==, 1);
        g_assert_true (bb_backup_store_delete (f->store, left->pdata[0], TRUE, NULL));
    }
}

#define ADD(name, func) g_test_add ("/store/" name, StoreRig, NULL, store_rig_set_up, func, store_rig_tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("a-backup-that-may-be-needed-is-not-deleted", test_a_backup_that_may_be_needed_is_not_deleted);
    ADD ("the-other-backup-may-be-deleted-meanwhile", test_the_other_backup_may_be_deleted_meanwhile);
    ADD ("one-of-two-backups-deleted-at-once-stays", test_one_of_two_backups_deleted_at_once_stays);
    ADD ("a-backup-of-an-open-journal-is-not-deleted", test_a_backup_of_an_open_journal_is_not_deleted);
    ADD ("the-only-backup-may-be-dropped", test_the_only_backup_may_be_dropped);
    ADD ("a-deleted-backup-is-gone", test_a_deleted_backup_is_gone);
    ADD ("the-only-backup-of-a-unit-is-known", test_the_only_backup_of_a_unit_is_known);
    return g_test_run ();
}
