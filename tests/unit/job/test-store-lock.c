/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-store-lock.h"

#include <glib/gstdio.h>

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Locks of drives and of the store. A lock belongs to the open file, so two locks of this process exclude each
 * other as those of two programs do.
 */
typedef struct {
    char *folder;
    char *me; /* how messages name this process: "test-locks (process 123)" */
    guint n_open;
} Fixture;

#define STORE "store"
#define DRIVE_AT_PORT_1 "drive-port-1"

/* Returns the number of open files, because an open file may hold a lock. */
static guint
count_open (void)
{
    g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
    guint n = 0;

    while (g_dir_read_name (dir) != NULL)
        n++;
    return n;
}

static void
set_up (Fixture *f, gconstpointer data)
{
    f->folder = job_rig_make_folder ();
    f->me = g_strdup_printf ("test-locks (process %d)", (int) getpid ());
    f->n_open = count_open ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
    g_assert_cmpuint (count_open (), ==, f->n_open);
    job_rig_remove_folder (f->folder);
    g_free (f->folder);
    g_free (f->me);
}

/* Returns (transfer full) details of a drive. @bus_path: (nullable) */
static BbDriveDetails *
drive_at (const char *name, const char *bus_path)
{
    BbDriveDetails *details = bb_drive_details_new ();

    details->name = g_strdup (name);
    details->bus_path = g_strdup (bus_path);
    return details;
}

static BbStoreLock *
lock (Fixture *f, const char *name, const char *bus_path)
{
    g_autoptr (BbDriveDetails) details = drive_at (name, bus_path);
    g_autoptr (GError) error = NULL;
    BbStoreLock *taken = bb_store_lock_drive (f->folder, details, &error);

    g_assert_no_error (error);
    g_assert_nonnull (taken);
    return taken;
}

/* Takes the lock of the store. */
static BbStoreLock *
lock_alone (Fixture *f)
{
    g_autoptr (GError) error = NULL;
    BbStoreLock *taken = bb_store_lock_alone (f->folder, &error);

    g_assert_no_error (error);
    g_assert_nonnull (taken);
    return taken;
}

/* Asserts that the lock of the drive is refused with the message @who and then @sentence. */
static void
assert_busy (Fixture *f, const char *name, const char *bus_path, const char *who, const char *sentence)
{
    g_autoptr (BbDriveDetails) details = drive_at (name, bus_path);
    g_autoptr (GError) error = NULL;
    g_autofree char *expected = g_strconcat (who, sentence, NULL);

    g_assert_null (bb_store_lock_drive (f->folder, details, &error));
    g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY);
    g_assert_cmpstr (error->message, ==, expected);
}

static void
assert_not_alone (Fixture *f, const char *who, const char *sentence)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *expected = g_strconcat (who, sentence, NULL);

    g_assert_null (bb_store_lock_alone (f->folder, &error));
    g_assert_error (error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY);
    g_assert_cmpstr (error->message, ==, expected);
}

/* Asserts which process works on the drive. @who: (nullable): its name; NULL: none */
static void
assert_worker (Fixture *f, const char *name, const char *bus_path, const char *who)
{
    g_autoptr (BbDriveDetails) details = drive_at (name, bus_path);
    g_autofree char *worker = bb_store_dup_worker (f->folder, details, NULL);

    g_assert_cmpstr (worker, ==, who);
}

/* Writes @text to the lock file @file, as another holder of the lock would. */
static void
write_into (Fixture *f, const char *file, const char *text, gssize length_bytes)
{
    g_autofree char *path = g_build_filename (f->folder, "locks", file, NULL);
    int fd = g_open (path, O_WRONLY | O_TRUNC | O_CLOEXEC, 0);
    gsize all = length_bytes < 0 ? strlen (text) : (gsize) length_bytes;

    g_assert_cmpint (fd, >=, 0);
    g_assert_cmpint (write (fd, text, all), ==, (gssize) all);
    close (fd);
}

static char *
read_from (Fixture *f, const char *file)
{
    g_autofree char *path = g_build_filename (f->folder, "locks", file, NULL);
    g_autoptr (GError) error = NULL;
    char *text = NULL;

    g_assert_true (g_file_get_contents (path, &text, NULL, &error));
    g_assert_no_error (error);
    return text;
}

#define WORKS_ON_SR0 " is using sr0. In the meantime, you can list drives and backups and use other drives."
#define MOVES " is moving or deleting backups, so nothing was sent to the drive."

static void
test_a_drive_has_one_holder (Fixture *f, gconstpointer data)
{
    BbStoreLock *first = lock (f, "sr0", "port-1");
    BbStoreLock *again;

    assert_busy (f, "sr0", "port-1", f->me, WORKS_ON_SR0);
    assert_worker (f, "sr0", "port-1", f->me);
    bb_store_lock_free (first);
    /* The lock file stays, but no process holds the lock. */
    assert_worker (f, "sr0", "port-1", NULL);
    again = lock (f, "sr0", "port-1");
    bb_store_lock_free (again);
    bb_store_lock_free (NULL);
}

/* A drive that is connected again may get another device name, and another drive may get the old name, so the lock is
 * for the port. */
static void
test_the_lock_of_a_drive_is_that_of_its_port (Fixture *f, gconstpointer data)
{
    BbStoreLock *one = lock (f, "sr0", "port-1");
    BbStoreLock *other = lock (f, "sr0", "port-2");
    BbStoreLock *named = lock (f, "sr0", NULL);
    BbStoreLock *odd = lock (f, "sr3", "../pci 0000:00/usb-2.1");
    g_autofree char *path = g_build_filename (f->folder, "locks", "drive-.._pci_0000_00_usb-2.1", NULL);

    g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    assert_worker (f, "sr9", "port-1", f->me);
    assert_worker (f, "sr9", NULL, NULL);
    assert_worker (f, "sr0", NULL, f->me);
    assert_worker (f, "sr0", "port-3", NULL);
    bb_store_lock_free (named);
    assert_worker (f, "sr0", NULL, NULL);
    bb_store_lock_free (one);
    assert_worker (f, "sr0", "port-1", NULL);
    assert_worker (f, "sr0", "port-2", f->me);
    bb_store_lock_free (other);
    bb_store_lock_free (odd);
}

static void
test_backups_are_moved_while_no_job_runs (Fixture *f, gconstpointer data)
{
    BbStoreLock *one = lock (f, "sr0", "port-1");
    BbStoreLock *other = lock (f, "sr1", "port-2");
    BbStoreLock *mover;

    bb_store_lock_free (one);
    assert_not_alone (f, f->me, " is using sr1. You can move and delete backups after that program has finished.");
    bb_store_lock_free (other);
    /* The same with the other drive, because the lock files may be read in any order. */
    one = lock (f, "sr0", "port-1");
    assert_not_alone (f, f->me, " is using sr0. You can move and delete backups after that program has finished.");
    bb_store_lock_free (one);
    mover = lock_alone (f);
    assert_not_alone (f, f->me, " is using the backup folder. Wait until that program has finished.");
    assert_busy (f, "sr0", "port-1", f->me, MOVES);
    /* A process with the lock of the store does not work on a drive. */
    assert_worker (f, "sr0", "port-1", NULL);
    bb_store_lock_free (mover);
    bb_store_lock_free (lock (f, "sr0", "port-1"));
    bb_store_lock_free (lock_alone (f));
}

/* bb_store_lock_drive() fails, because the lock of the drive is taken. It must not keep a lock of the store. */
static void
test_a_refusal_leaves_no_lock (Fixture *f, gconstpointer data)
{
    BbStoreLock *one = lock (f, "sr0", "port-1");

    assert_busy (f, "sr0", "port-1", f->me, WORKS_ON_SR0);
    bb_store_lock_free (one);
    bb_store_lock_free (lock_alone (f));
}

static void
test_the_holder_is_named (Fixture *f, gconstpointer data)
{
    BbStoreLock *one = lock (f, "sr0", "port-1");
    g_autofree char *expected = g_strdup_printf ("test-locks\n%d\nsr0\n", (int) getpid ());
    g_autofree char *alone = g_strdup_printf ("test-locks\n%d\n\n", (int) getpid ());
    g_autofree char *long_name = g_strnfill (3000, 'n');
    g_autofree char *text = read_from (f, DRIVE_AT_PORT_1);
    g_autofree char *cut = NULL;
    g_autofree char *of_mover = NULL;

    g_assert_cmpstr (text, ==, expected);
    bb_store_lock_free (one);
    /* A shorter text replaces all of the longer one. */
    write_into (f, DRIVE_AT_PORT_1, long_name, -1);
    one = lock (f, "sr0", "port-1");
    g_clear_pointer (&text, g_free);
    text = read_from (f, DRIVE_AT_PORT_1);
    g_assert_cmpstr (text, ==, expected);
    bb_store_lock_free (one);
    one = lock (f, long_name, "port-1");
    cut = read_from (f, DRIVE_AT_PORT_1);
    g_assert_cmpuint (strlen (cut), ==, 1023);
    bb_store_lock_free (one);
    one = lock_alone (f);
    of_mover = read_from (f, STORE);
    g_assert_cmpstr (of_mover, ==, alone);
    bb_store_lock_free (one);
}

/* Other programs show what the holder of the lock does with the drive. */
static void
test_the_action_of_the_holder_is_read (Fixture *f, gconstpointer data)
{
    g_autoptr (BbDriveDetails) details = drive_at ("sr0", "port-1");
    BbStoreLock *one = lock (f, "sr0", "port-1");
    g_autofree char *expected = g_strdup_printf ("test-locks\n%d\nsr0\nflash\n", (int) getpid ());
    static char stale[] = "stale";
    char *none = stale;
    char *again = stale;
    g_autofree char *action = NULL;
    g_autofree char *worker = bb_store_dup_worker (f->folder, details, &none);
    g_autofree char *text = NULL;
    g_autofree char *of_flash = NULL;
    g_autofree char *nobody = NULL;

    g_assert_cmpstr (worker, ==, f->me);
    g_assert_null (none);
    bb_store_lock_set_action (one, details, "flash");
    text = read_from (f, DRIVE_AT_PORT_1);
    g_assert_cmpstr (text, ==, expected);
    of_flash = bb_store_dup_worker (f->folder, details, &action);
    g_assert_cmpstr (of_flash, ==, f->me);
    g_assert_cmpstr (action, ==, "flash");
    assert_worker (f, "sr0", "port-1", f->me);
    bb_store_lock_free (one);
    /* The text stays in the file, but no process holds the lock. */
    nobody = bb_store_dup_worker (f->folder, details, &again);
    g_assert_null (nobody);
    g_assert_null (again);
}

/* Every user of the folder can write to the lock file, so any text must be harmless. */
static void
test_the_text_of_a_lock_is_not_trusted (Fixture *f, gconstpointer data)
{
    static const struct {
        const char *text;
        gssize length_bytes;
        const char *who;
    } cases[] = {
        {"a\x1b[2J\n12\nsr0\n", -1, "a?[2J (process 12)"},
        {"\x9b\x7f~ \n1\xff\nsr0\n", -1, "??~  (process 1?)"},
        {"ctl\n7\nsr0", -1, "ctl (process 7)"},
        {"ctl\n7\n", -1, "ctl (process 7)"},
        {"ctl\n7", -1, "Another program"},
        {"", -1, "Another program"},
        {"ctl\0\n7\nsr0\n", 11, "Another program"},
    };
    g_autofree char *long_text = g_strnfill (5000, 'x');
    g_autofree char *almost = g_strnfill (1019, 'x');
    g_autofree char *fits = g_strconcat (almost, "\n7\nsr0\n", NULL);
    g_autofree char *who = g_strconcat (almost, " (process 7)", NULL);
    BbStoreLock *one = lock (f, "sr0", "port-1");

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        write_into (f, DRIVE_AT_PORT_1, cases[i].text, cases[i].length_bytes);
        assert_worker (f, "sr0", "port-1", cases[i].who);
        assert_busy (f, "sr0", "port-1", cases[i].who, WORKS_ON_SR0);
    }
    write_into (f, DRIVE_AT_PORT_1, long_text, -1);
    assert_worker (f, "sr0", "port-1", "Another program");
    write_into (f, DRIVE_AT_PORT_1, fits, -1);
    assert_worker (f, "sr0", "port-1", who);
    bb_store_lock_free (one);
}

static void
test_a_lock_without_text_holds (Fixture *f, gconstpointer data)
{
    BbStoreLock *one = lock (f, "sr0", "port-1");

    bb_store_lock_free (lock (f, "sr1", "port-2"));
    write_into (f, DRIVE_AT_PORT_1, "", -1);
    write_into (f, STORE, "", -1);
    assert_not_alone (f, "Another program", " is using the backup folder. Wait until that program has finished.");
    bb_store_lock_free (one);
    one = lock_alone (f);
    write_into (f, STORE, "", -1);
    assert_busy (f, "sr0", "port-1", "Another program", MOVES);
    bb_store_lock_free (one);
}

/* A lock on a file that is not named like a drive must not count as work on a drive. */
static void
test_only_drives_are_worked_on (Fixture *f, gconstpointer data)
{
    BbStoreLock *mover = lock_alone (f);
    g_autofree char *path = g_build_filename (f->folder, "locks", "other", NULL);
    struct flock held = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    g_assert_cmpint (fcntl (fd, F_OFD_SETLK, &held), ==, 0);
    write_into (f, "other", "ctl\n7\nsr0\n", -1);
    assert_not_alone (f, f->me, " is using the backup folder. Wait until that program has finished.");
    close (fd);
    bb_store_lock_free (mover);
}

/* Asserts that neither the lock of a drive nor that of the store can be taken, both with the error @code. */
static void
assert_no_lock (Fixture *f, BbStoreError code)
{
    g_autoptr (BbDriveDetails) details = drive_at ("sr0", "port-1");
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) not_alone = NULL;

    g_assert_null (bb_store_lock_drive (f->folder, details, &error));
    g_assert_error (error, BB_STORE_ERROR, (int) code);
    g_assert_null (bb_store_lock_alone (f->folder, &not_alone));
    g_assert_error (not_alone, BB_STORE_ERROR, (int) code);
}

static void
test_a_lock_that_cannot_be_created_is_an_error (Fixture *f, gconstpointer data)
{
    g_autoptr (BbDriveDetails) details = drive_at ("sr0", "port-1");
    g_autofree char *locks = g_build_filename (f->folder, "locks", NULL);
    g_autofree char *drive = g_build_filename (locks, DRIVE_AT_PORT_1, NULL);
    g_autofree char *store = g_build_filename (locks, STORE, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (locks, "a file", -1, NULL));
    assert_no_lock (f, BB_STORE_ERROR_UNWRITABLE);
    g_unlink (locks);
    g_assert_cmpint (g_mkdir (locks, 0700), ==, 0);
    /* A FIFO in the place of a lock file must not block the program. */
    g_assert_cmpint (mkfifo (drive, 0600), ==, 0);
    assert_worker (f, "sr0", "port-1", NULL);
    g_assert_null (bb_store_lock_drive (f->folder, details, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_UNWRITABLE);
    /* The lock of the store can be taken, so the failed attempt has left none. */
    bb_store_lock_free (lock_alone (f));
    g_unlink (drive);
    g_unlink (store);
    g_assert_cmpint (mkfifo (store, 0600), ==, 0);
    assert_no_lock (f, BB_STORE_ERROR_UNWRITABLE);
}

/* Runs in a child process without the rights of root, who may write everywhere. */
static void
test_a_missing_permission_is_reported (Fixture *f, gconstpointer data)
{
    g_autofree char *locks = g_build_filename (f->folder, "locks", NULL);
    pid_t child;
    int status = 0;

    g_assert_cmpint (g_mkdir (locks, 0755), ==, 0);
    g_chmod (f->folder, 0755);
    g_chmod (locks, 0555);
    child = fork ();
    g_assert_cmpint (child, >=, 0);
    if (child == 0) {
        if (geteuid () == 0 && setuid (65534) != 0)
            _exit (1);
        assert_no_lock (f, BB_STORE_ERROR_NOT_PERMITTED);
        _exit (0);
    }
    g_assert_cmpint (waitpid (child, &status, 0), ==, child);
    g_chmod (locks, 0755);
    g_assert_true (WIFEXITED (status));
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_set_prgname ("test-locks");
#define ADD(name, function) g_test_add ("/store-lock/" name, Fixture, NULL, set_up, function, tear_down)
    ADD ("one", test_a_drive_has_one_holder);
    ADD ("place", test_the_lock_of_a_drive_is_that_of_its_port);
    ADD ("move", test_backups_are_moved_while_no_job_runs);
    ADD ("refusal", test_a_refusal_leaves_no_lock);
    ADD ("written", test_the_holder_is_named);
    ADD ("action", test_the_action_of_the_holder_is_read);
    ADD ("harmless", test_the_text_of_a_lock_is_not_trusted);
    ADD ("no-name", test_a_lock_without_text_holds);
    ADD ("drives-alone", test_only_drives_are_worked_on);
    ADD ("no-lock", test_a_lock_that_cannot_be_created_is_an_error);
    ADD ("not-permitted", test_a_missing_permission_is_reported);
    return g_test_run ();
}
