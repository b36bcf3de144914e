/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-backup-private.h"
#include "job/store/bb-fsync.h"
#include "job/store/bb-journal-private.h"
#include "job/store/bb-store-lock.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Tests bb-backup-store.c. */

/*
 * Missing permissions, failing disks and failing system calls while backups and journals are read and written. The
 * linker wraps these functions (meson.build).
 */
int __real_fcntl (int fd, int command, ...);
int __wrap_fcntl (int fd, int command, ...);
int __real_fcntl64 (int fd, int command, ...);
int __wrap_fcntl64 (int fd, int command, ...);
int __real_fsync (int fd);
int __wrap_fsync (int fd);
int __real_rename (const char *from, const char *to);
int __wrap_rename (const char *from, const char *to);

static struct {
    int lock_errno; /* errno of every lock call; EINTR: of the next lock call only; 0: lock calls do not fail */
    int sync_errno; /* errno of every sync after n_good_syncs successful ones; 0: no sync fails */
    guint n_good_syncs;
    const char *taken; /* (nullable): a file that another program creates before the failing sync */
    guint n_good_renames;
    int rename_errno;        /* errno of every rename after n_good_renames successful ones; 0: they do not fail */
    gboolean deletes_before; /* another program deletes the folder that is to be renamed */
    char *renamed_to;        /* (nullable): the new path in the first rename() after the test set NULL */
} trouble;

/* TRUE, with errno set, if @command is a lock that must fail. */
static gboolean
fails_to_lock (int command)
{
    int number = trouble.lock_errno;

    if ((command != F_OFD_SETLK && command != F_OFD_SETLKW) || number == 0)
        return FALSE;
    if (number == EINTR)
        trouble.lock_errno = 0;
    errno = number;
    return TRUE;
}

/* Used for fcntl() and fcntl64(), because the size of off_t decides which of them is called. */
#define WRAP_FCNTL(name)                                                             \
    int __wrap_##name (int fd, int command, ...)                                     \
    {                                                                                \
        va_list more;                                                                \
        void *argument;                                                              \
                                                                                     \
        va_start (more, command);                                                    \
        argument = va_arg (more, void *);                                            \
        va_end (more);                                                               \
        return fails_to_lock (command) ? -1 : __real_##name (fd, command, argument); \
    }
WRAP_FCNTL (fcntl)
WRAP_FCNTL (fcntl64)

int
__wrap_fsync (int fd)
{
    if (trouble.sync_errno == 0 || trouble.n_good_syncs > 0) {
        trouble.n_good_syncs -= trouble.sync_errno != 0 ? 1 : 0;
        return __real_fsync (fd);
    }
    if (trouble.taken != NULL)
        g_assert_cmpint (close (open (trouble.taken, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), ==, 0);
    errno = trouble.sync_errno;
    return -1;
}

int
__wrap_rename (const char *from, const char *to)
{
    int result;

    if (trouble.renamed_to == NULL)
        trouble.renamed_to = g_strdup (to);
    if (trouble.deletes_before)
        bb_fsync_remove_tree (from);
    if (trouble.rename_errno != 0 && trouble.n_good_renames == 0) {
        errno = trouble.rename_errno;
        return -1;
    }
    result = __real_rename (from, to);
    if (trouble.rename_errno != 0 && result == 0)
        trouble.n_good_renames--;
    return result;
}

#define FIRMWARE_BYTES 0x1000
#define CALIBRATION_BYTES 0x100

typedef struct {
    char *folder;
    BbBackupStore *store;
    BbBackup *backup;  /* complete */
    BbBackup *in_part; /* without an image */
} Fixture;

static BbCaptures *
make_captures (void)
{
    g_autoptr (GBytes) firmware = g_bytes_new_take (g_malloc0 (FIRMWARE_BYTES), FIRMWARE_BYTES);
    g_autoptr (GBytes) calibration = g_bytes_new_take (g_malloc0 (CALIBRATION_BYTES), CALIBRATION_BYTES);
    BbCaptures *captures = bb_captures_new (NULL);

    bb_captures_add (captures, "firmware", BB_REGION_FIRMWARE, 0x10000, firmware);
    bb_captures_add (captures, "calibration", BB_REGION_CALIBRATION, 0x8000, calibration);
    return captures;
}

static BbBackup *
keep (BbBackupStore *store, GBytes *image)
{
    g_autoptr (BbDriveDetails) details = job_rig_details ("SIM0001");
    g_autoptr (BbFacts) facts = job_rig_facts ("0123abcd");
    g_autoptr (BbCaptures) captures = make_captures ();
    g_autoptr (GError) error = NULL;
    BbBackup *backup = bb_backup_store_keep (store, details, facts, image, captures, NULL, &error);

    g_assert_no_error (error);
    return backup;
}

/* Every user may list the store; only the owner may read the files of a backup. */
static void
set_up (Fixture *f, gconstpointer data)
{
    g_autoptr (GBytes) image = g_bytes_new_static ("firmware", 8);
    g_autofree char *backups = NULL;

    f->folder = job_rig_make_folder ();
    backups = g_build_filename (f->folder, "backups", NULL);
    f->store = bb_backup_store_new (backups);
    f->backup = keep (f->store, image);
    f->in_part = keep (f->store, NULL);
    g_chmod (f->folder, 0755);
    g_chmod (backups, 0755);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
    g_free (trouble.renamed_to);
    memset (&trouble, 0, sizeof trouble);
    job_rig_remove_folder (f->folder);
    g_free (f->folder);
    g_object_unref (f->store);
    bb_backup_unref (f->backup);
    bb_backup_unref (f->in_part);
}

/* --- missing permissions --- */

/* Runs @act in a child process without the rights of root, who may read and write everywhere. */
static void
do_without_rights (Fixture *f, void (*act) (Fixture *f))
{
    pid_t child = fork ();
    int status = 0;

    g_assert_cmpint (child, >=, 0);
    if (child == 0) {
        if (geteuid () == 0 && setuid (65534) != 0)
            _exit (1);
        act (f);
        _exit (0);
    }
    g_assert_cmpint (waitpid (child, &status, 0), ==, child);
    g_assert_true (WIFEXITED (status));
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
assert_no_manifest_may_be_read (Fixture *f)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) bad = NULL;

    g_assert_null (bb_backup_store_get (f->store, f->backup->id, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
    g_assert_false (bb_backup_store_check (f->store, f->backup, &bad));
    g_assert_error (bad, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
}

static void
assert_no_image_may_be_read (Fixture *f)
{
    g_autoptr (BbBackup) read = bb_backup_store_get (f->store, f->backup->id, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) bad = NULL;

    g_assert_nonnull (read);
    g_assert_null (bb_backup_store_load (f->store, read, BB_BACKUP_IMAGE, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
    g_assert_false (bb_backup_store_check (f->store, read, &bad));
    g_assert_error (bad, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
}

static void
test_a_missing_permission_is_not_damage (Fixture *f, gconstpointer data)
{
    g_autofree char *manifest = g_build_filename (f->backup->folder, "manifest", NULL);
    g_autofree char *image = g_build_filename (f->backup->folder, "firmware.bin", NULL);
    g_autofree char *backups = g_path_get_dirname (f->backup->folder);

    /* One permission after the other is missing: for the store, the folder of the backup, the manifest, and another
     * file. */
    g_chmod (backups, 0600);
    do_without_rights (f, assert_no_manifest_may_be_read);
    g_chmod (backups, 0755);
    g_chmod (f->backup->folder, 0600);
    do_without_rights (f, assert_no_manifest_may_be_read);
    g_chmod (f->backup->folder, 0755);
    g_chmod (manifest, 0);
    do_without_rights (f, assert_no_manifest_may_be_read);
    g_chmod (manifest, 0644);
    g_chmod (image, 0);
    do_without_rights (f, assert_no_image_may_be_read);
    g_chmod (image, 0600);
    g_chmod (f->backup->folder, 0700);
}

/* Makes @backup readable for the child process without the rights of root. */
static void
open_backup (BbBackup *backup)
{
    g_autoptr (GDir) dir = g_dir_open (backup->folder, 0, NULL);
    const char *name;

    g_chmod (backup->folder, 0755);
    while ((name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (backup->folder, name, NULL);

        g_chmod (path, 0644);
    }
}

static void
assert_nothing_may_be_exported (Fixture *f)
{
    g_autofree char *path = g_build_filename (f->folder, "out", NULL);
    g_autofree char *there = g_build_filename (f->folder, "there", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_false (bb_backup_store_export (f->store, f->backup, path, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
    g_clear_error (&error);
    g_assert_false (bb_backup_store_export (f->store, f->backup, there, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
    g_clear_error (&error);
    g_assert_false (bb_backup_store_export (f->store, f->in_part, path, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED);
}

/* A missing permission is reported for a new file, an existing one, and a folder. */
static void
test_a_missing_permission_to_write_is_reported (Fixture *f, gconstpointer data)
{
    g_autofree char *there = g_build_filename (f->folder, "there", NULL);

    g_assert_true (g_file_set_contents (there, "precious", -1, NULL));
    open_backup (f->backup);
    open_backup (f->in_part);
    g_chmod (f->folder, 0555);
    do_without_rights (f, assert_nothing_may_be_exported);
    g_chmod (f->folder, 0755);
}

/* --- export of a folder --- */

static void
assert_not_exported (Fixture *f, const char *path, BbStoreError code)
{
    g_autoptr (GError) error = NULL;

    g_assert_false (bb_backup_store_export (f->store, f->in_part, path, &error));
    g_assert_error (error, BB_STORE_ERROR, (int) code);
}

/* The export fails at each file in turn, then at the manifest, then at the folder. */
static void
test_a_failed_export_leaves_no_files (Fixture *f, gconstpointer data)
{
    g_autofree char *path = g_build_filename (f->folder, "out", NULL);
    g_autofree char *calibration = g_build_filename (f->in_part->folder, "calibration.bin", NULL);
    g_autofree char *aside = g_build_filename (f->folder, "aside", NULL);
    guint n_syncs = f->in_part->files->len + 2;
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (n_syncs, ==, 4);
    for (guint i = 0; i < n_syncs; i++) {
        trouble.n_good_syncs = i;
        trouble.sync_errno = ENOSPC;
        assert_not_exported (f, path, BB_STORE_ERROR_UNWRITABLE);
        g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
        trouble.n_good_syncs = i;
        trouble.sync_errno = EACCES;
        assert_not_exported (f, path, BB_STORE_ERROR_NOT_PERMITTED);
        g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
    trouble.sync_errno = 0;
    /* A file of the backup is missing. */
    g_assert_cmpint (g_rename (calibration, aside), ==, 0);
    assert_not_exported (f, path, BB_STORE_ERROR_DAMAGED);
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    g_assert_cmpint (g_rename (aside, calibration), ==, 0);
    g_assert_true (bb_backup_store_export (f->store, f->in_part, path, &error));
    g_assert_no_error (error);
}

/* Asserts that @folder contains only the file @wanted; NULL: nothing. */
static void
assert_is_alone (const char *folder, const char *wanted)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

    g_assert_nonnull (dir);
    g_assert_cmpstr (g_dir_read_name (dir), ==, wanted);
    g_assert_null (g_dir_read_name (dir));
}

static void
test_files_of_other_programs_stay (Fixture *f, gconstpointer data)
{
    g_autofree char *path = g_build_filename (f->folder, "out", NULL);
    g_autofree char *there = g_build_filename (path, "there", NULL);
    g_autofree char *manifest = g_build_filename (path, "manifest", NULL);

    /* Another program creates the file during the export. */
    trouble.sync_errno = EIO;
    trouble.taken = there;
    assert_not_exported (f, path, BB_STORE_ERROR_UNWRITABLE);
    assert_is_alone (path, "there");
    trouble.sync_errno = 0;
    assert_not_exported (f, path, BB_STORE_ERROR_UNWRITABLE);
    assert_is_alone (path, "there");
    /* The file existed before the export. */
    g_assert_cmpint (g_rename (there, manifest), ==, 0);
    assert_not_exported (f, path, BB_STORE_ERROR_UNWRITABLE);
    assert_is_alone (path, "manifest");
    g_assert_cmpint (g_unlink (manifest), ==, 0);
    assert_not_exported (f, path, BB_STORE_ERROR_UNWRITABLE);
    assert_is_alone (path, NULL);
}

/* --- saving a backup --- */

/* Returns the number of entries in @folder, also of hidden ones. */
static guint
count_entries (const char *folder)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    guint n = 0;

    while (dir != NULL && g_dir_read_name (dir) != NULL)
        n++;
    return n;
}

/* Number of syncs before a complete backup is renamed: its files, its manifest and its folder. */
#define N_SYNCS_BEFORE_RENAME 5

/* Saving fails at each file in turn, then at the manifest, at the folder of the backup, and at the folder of the
 * store. */
static void
test_a_backup_that_is_not_on_disk_is_not_saved (Fixture *f, gconstpointer data)
{
    static const char *const failing[] = {"writing /", "writing /",        "writing /",
                                          "writing /", "syncing folder /", "syncing folder /"};
    g_autofree char *backups = g_path_get_dirname (f->backup->folder);
    g_autoptr (BbDriveDetails) details = job_rig_details ("SIM0001");
    g_autoptr (BbFacts) facts = job_rig_facts ("0123abcd");
    g_autoptr (BbCaptures) captures = make_captures ();
    g_autoptr (GBytes) image = g_bytes_new_static ("firmware", 8);
    guint n_entries = count_entries (backups);

    for (guint i = 0; i < G_N_ELEMENTS (failing); i++) {
        g_autoptr (GError) error = NULL;
        int code = i % 2 == 0 ? BB_STORE_ERROR_UNWRITABLE : BB_STORE_ERROR_NOT_PERMITTED;

        trouble.n_good_syncs = i;
        trouble.sync_errno = i % 2 == 0 ? EIO : EACCES;
        g_assert_null (bb_backup_store_keep (f->store, details, facts, image, captures, NULL, &error));
        g_assert_error (error, BB_STORE_ERROR, code);
        g_assert_true (g_str_has_prefix (error->message, failing[i]));
        g_assert_true (g_str_has_suffix (error->message, g_strerror (trouble.sync_errno)));
        /* No case may leave a backup behind. In the last case the backup was complete and had its name already, but a
         * power cut could take the name away. It must be deleted, so that the list of backups agrees with the error.
         */
        g_assert_cmpuint (count_entries (backups), ==, n_entries);
    }
}

/* A new backup has got its name, but the folder of the store cannot be synced. Renaming the backup to its hidden name
 * again fails, too, so the backup must be deleted. */
static void
test_a_backup_that_cannot_be_hidden_again_is_deleted (Fixture *f, gconstpointer data)
{
    g_autofree char *backups = g_path_get_dirname (f->backup->folder);
    g_autoptr (BbDriveDetails) details = job_rig_details ("SIM0001");
    g_autoptr (BbFacts) facts = job_rig_facts ("0123abcd");
    g_autoptr (BbCaptures) captures = make_captures ();
    g_autoptr (GBytes) image = g_bytes_new_static ("firmware", 8);
    g_autoptr (GError) error = NULL;
    guint n_entries = count_entries (backups);

    trouble.n_good_syncs = N_SYNCS_BEFORE_RENAME;
    trouble.sync_errno = EIO;
    trouble.n_good_renames = 1;
    trouble.rename_errno = EIO;
    g_assert_null (bb_backup_store_keep (f->store, details, facts, image, captures, NULL, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
    g_assert_cmpuint (trouble.n_good_renames, ==, 0);
    g_assert_cmpuint (count_entries (backups), ==, n_entries);
}

/* A new backup is saved in a hidden folder, which is then renamed to the name of the backup. Here an older backup of
 * the same second has that name, and another program deletes the hidden folder just before the renaming. The older
 * backup must stay. */
static void
test_a_backup_of_the_same_second_stays (Fixture *f, gconstpointer data)
{
    g_autoptr (BbDriveDetails) details = job_rig_details ("SIM0001");
    g_autoptr (BbFacts) facts = job_rig_facts ("0123abcd");
    g_autoptr (BbCaptures) captures = make_captures ();
    g_autoptr (BbBackup) first = NULL;

    do {
        g_autoptr (GError) error = NULL;

        g_clear_pointer (&first, bb_backup_unref);
        trouble.deletes_before = FALSE;
        first = keep (f->store, NULL);
        trouble.deletes_before = TRUE;
        g_clear_pointer (&trouble.renamed_to, g_free);
        g_assert_null (bb_backup_store_keep (f->store, details, facts, NULL, captures, NULL, &error));
        g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
        /* The name contains the second. If a new second began, the failed backup had another name, so the test
         * repeats it. */
    } while (!g_str_has_prefix (first->folder, trouble.renamed_to));
    g_assert_true (g_file_test (trouble.renamed_to, G_FILE_TEST_IS_DIR));
    g_assert_true (bb_backup_store_check (f->store, first, NULL));
}

/* Some file systems cannot sync a folder, and report this as EINVAL. It must not count as an error. */
static void
test_a_folder_that_cannot_be_synced_is_accepted (Fixture *f, gconstpointer data)
{
    g_autofree char *expected = g_strdup_printf ("syncing folder %s: Input/output error", f->folder);
    g_autoptr (GError) error = NULL;

    trouble.sync_errno = EINVAL;
    g_assert_true (bb_fsync_sync_folder (f->folder, &error));
    g_assert_no_error (error);
    trouble.sync_errno = EIO;
    g_assert_false (bb_fsync_sync_folder (f->folder, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
    g_assert_cmpstr (error->message, ==, expected);
}

/* --- locks --- */

/* Returns the number of open file descriptors. */
static guint
count_open (void)
{
    return count_entries ("/proc/self/fd");
}

static void
test_a_lock_that_fails_is_an_error_with_its_path (Fixture *f, gconstpointer data)
{
    g_autofree char *file = g_build_filename (f->folder, "library.lock", NULL);
    g_autofree char *expected = g_strdup_printf ("%s: No locks available", file);
    g_autofree char *of_store = g_strdup_printf ("%s/locks/store: No locks available", f->folder);
    g_autofree char *nowhere = g_build_filename (f->folder, "none", "library.lock", NULL);
    g_autofree char *not_there = g_strdup_printf ("%s: No such file or directory", nowhere);
    g_autoptr (BbDriveDetails) details = job_rig_details ("SIM0001");
    g_autoptr (GError) error = NULL;
    guint n_open = count_open ();

    trouble.lock_errno = ENOLCK;
    g_assert_null (bb_store_lock_wait (file, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
    g_assert_cmpstr (error->message, ==, expected);
    g_clear_error (&error);
    g_assert_null (bb_store_lock_drive (f->folder, details, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
    g_assert_cmpstr (error->message, ==, of_store);
    g_clear_error (&error);
    g_assert_null (bb_store_lock_wait (nowhere, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
    g_assert_cmpstr (error->message, ==, not_there);
    g_assert_cmpuint (count_open (), ==, n_open);
    /* A signal interrupts the call, which is then repeated. */
    trouble.lock_errno = EINTR;
    g_clear_error (&error);
    bb_store_lock_free (bb_store_lock_wait (file, &error));
    g_assert_no_error (error);
    g_assert_cmpint (trouble.lock_errno, ==, 0);
    g_assert_cmpuint (count_open (), ==, n_open);
}

/* --- journals --- */

/* Returns the number of files in the journal folder. */
static guint
count_journal_files (Fixture *f)
{
    g_autofree char *folder = g_build_filename (f->folder, "journal", NULL);
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    guint n = 0;

    while (dir != NULL && g_dir_read_name (dir) != NULL)
        n++;
    return n;
}

/* Only EAGAIN and EACCES mean that another program has the lock. */
static void
test_a_failing_lock_is_not_a_running_program (Fixture *f, gconstpointer data)
{
    static const struct {
        int number;
        GIOErrorEnum code;
    } cases[] = {
        {EAGAIN, G_IO_ERROR_BUSY},
        {EACCES, G_IO_ERROR_BUSY},
        {ENOLCK, G_IO_ERROR_FAILED},
        {EINVAL, G_IO_ERROR_INVALID_ARGUMENT},
    };
    g_autoptr (BbJournalRecord) open = job_rig_record ("SIM0001", "0123abcd");
    guint n_files;
    guint n_open;

    bb_journal_free (job_rig_begin_journal (f->folder, open));
    n_files = count_journal_files (f);
    n_open = count_open ();
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
        g_autoptr (GError) error = NULL;
        g_autoptr (GError) not_resumed = NULL;

        trouble.lock_errno = cases[i].number;
        g_assert_null (bb_journal_begin (f->folder, record, &error));
        g_assert_error (error, G_IO_ERROR, (int) cases[i].code);
        g_assert_cmpint (strstr (error->message, g_strerror (cases[i].number)) != NULL, ==,
                         cases[i].code != G_IO_ERROR_BUSY);
        /* bb_journal_begin() left no file of the new journal, and the open journal is unchanged. */
        g_assert_cmpuint (count_journal_files (f), ==, n_files);
        g_assert_null (bb_journal_resume (open, &not_resumed));
        g_assert_error (not_resumed, G_IO_ERROR, (int) cases[i].code);
        g_assert_cmpuint (count_journal_files (f), ==, n_files);
        g_assert_cmpuint (count_open (), ==, n_open);
    }
}

static void
test_a_signal_does_not_keep_from_locking (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autoptr (BbJournal) journal = NULL;

    trouble.lock_errno = EINTR;
    journal = job_rig_begin_journal (f->folder, record);
    g_assert_nonnull (journal);
    g_assert_cmpint (trouble.lock_errno, ==, 0);
}

/* bb_journal_begin() fails when the folder cannot be synced, after the key file was created. */
static void
test_a_journal_that_was_not_begun_leaves_no_files (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) open = job_rig_record ("SIM0001", "0123abcd");
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autoptr (GError) error = NULL;
    guint n_files;

    bb_journal_free (job_rig_begin_journal (f->folder, open));
    n_files = count_journal_files (f);
    /* Syncing the key file succeeds, and syncing the folder fails. */
    trouble.n_good_syncs = 1;
    trouble.sync_errno = ENOSPC;
    g_assert_null (bb_journal_begin (f->folder, record, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
    g_assert_cmpuint (count_journal_files (f), ==, n_files);
}

static void
assert_no_journal_may_be_resumed (Fixture *f)
{
    g_autoptr (GPtrArray) records = bb_journal_list (f->folder);
    g_autofree char *progress = bb_journal_dup_progress_path (((BbJournalRecord *) records->pdata[0])->path);
    g_autofree char *expected = g_strdup_printf ("renaming to %s" BB_JOURNAL_ASIDE, progress);
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_journal_resume (records->pdata[0], &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    g_assert_true (g_str_has_prefix (error->message, expected));
    g_assert_true (g_str_has_suffix (error->message, ": Permission denied"));
}

static BbJournal *open_journal;

static void
assert_journal_may_not_be_closed (Fixture *f)
{
    g_autofree char *expected = g_strdup_printf ("making folder %s/journal/done: Permission denied", f->folder);
    g_autoptr (GError) error = NULL;

    g_assert_false (bb_journal_close (open_journal, "done", &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    g_assert_cmpstr (error->message, ==, expected);
}

/* The key file can be neither moved nor deleted, so the journal stays open, and the caller gets the reason. */
static void
test_a_journal_that_cannot_be_closed_stays_open (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autofree char *folder = g_build_filename (f->folder, "journal", NULL);
    g_autoptr (GPtrArray) records = NULL;

    open_journal = job_rig_begin_journal (f->folder, record);
    g_chmod (folder, 0555);
    do_without_rights (f, assert_journal_may_not_be_closed);
    g_chmod (folder, 0755);
    records = bb_journal_list (f->folder);
    g_assert_cmpuint (records->len, ==, 1);
    g_clear_pointer (&open_journal, bb_journal_free);
}

static void
assert_no_journal_may_be_written (Fixture *f)
{
    g_autoptr (GPtrArray) records = bb_journal_list (f->folder);
    g_autofree char *progress = bb_journal_dup_progress_path (((BbJournalRecord *) records->pdata[0])->path);
    g_autofree char *expected = g_strdup_printf ("%s: Permission denied", progress);
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_journal_resume (records->pdata[0], &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    g_assert_cmpstr (error->message, ==, expected);
}

/* bb_journal_resume() renames a progress file only if it is not a regular file. A regular progress file that this
 * user may not write is not renamed. */
static void
test_a_progress_file_without_permission_stays (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autofree char *folder = g_build_filename (f->folder, "journal", NULL);
    g_autofree char *progress = NULL;
    guint n_files;

    bb_journal_free (job_rig_begin_journal (f->folder, record));
    progress = bb_journal_dup_progress_path (record->path);
    n_files = count_journal_files (f);
    g_chmod (record->path, 0644);
    g_chmod (progress, 0444);
    g_chmod (folder, 0777);
    do_without_rights (f, assert_no_journal_may_be_written);
    g_chmod (folder, 0755);
    g_assert_true (g_file_test (progress, G_FILE_TEST_IS_REGULAR));
    g_assert_cmpuint (count_journal_files (f), ==, n_files);
}

/* A pipe is in the place of the progress file, and this user may not rename it. */
static void
test_a_pipe_that_cannot_be_renamed_keeps_from_resuming (Fixture *f, gconstpointer data)
{
    g_autoptr (BbJournalRecord) record = job_rig_record ("SIM0001", "0123abcd");
    g_autofree char *progress = NULL;
    g_autofree char *folder = g_build_filename (f->folder, "journal", NULL);

    bb_journal_free (job_rig_begin_journal (f->folder, record));
    progress = bb_journal_dup_progress_path (record->path);
    g_assert_cmpint (g_unlink (progress), ==, 0);
    g_assert_cmpint (mkfifo (progress, 0644), ==, 0);
    g_chmod (record->path, 0644);
    g_chmod (folder, 0555);
    do_without_rights (f, assert_no_journal_may_be_resumed);
    g_chmod (folder, 0755);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/store-errors/" name, Fixture, NULL, set_up, function, tear_down)
    ADD ("a-missing-permission-is-not-damage", test_a_missing_permission_is_not_damage);
    ADD ("a-missing-permission-to-write-is-reported", test_a_missing_permission_to_write_is_reported);
    ADD ("a-failed-export-leaves-no-files", test_a_failed_export_leaves_no_files);
    ADD ("files-of-other-programs-stay", test_files_of_other_programs_stay);
    ADD ("a-backup-that-is-not-on-disk-is-not-saved", test_a_backup_that_is_not_on_disk_is_not_saved);
    ADD ("a-backup-that-cannot-be-hidden-again-is-deleted", test_a_backup_that_cannot_be_hidden_again_is_deleted);
    ADD ("a-backup-of-the-same-second-stays", test_a_backup_of_the_same_second_stays);
    ADD ("a-folder-that-cannot-be-synced-is-accepted", test_a_folder_that_cannot_be_synced_is_accepted);
    ADD ("a-lock-that-fails-is-an-error-with-its-path", test_a_lock_that_fails_is_an_error_with_its_path);
    ADD ("a-journal-that-cannot-be-closed-stays-open", test_a_journal_that_cannot_be_closed_stays_open);
    ADD ("a-progress-file-without-permission-stays", test_a_progress_file_without_permission_stays);
    ADD ("a-pipe-that-cannot-be-renamed-keeps-from-resuming", test_a_pipe_that_cannot_be_renamed_keeps_from_resuming);
    ADD ("a-failing-lock-is-not-a-running-program", test_a_failing_lock_is_not_a_running_program);
    ADD ("a-signal-does-not-keep-from-locking", test_a_signal_does_not_keep_from_locking);
    ADD ("a-journal-that-was-not-begun-leaves-no-files", test_a_journal_that_was_not_begun_leaves_no_files);
    return g_test_run ();
}
