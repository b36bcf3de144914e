/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-fsync.h"
#include "sim/bb-sim-unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Before the first command that changes the drive, everything that must survive a power cut must be on disk. The
 * linker replaces the system calls and the function that executes a command by functions that record the order.
 */

typedef enum {
    CREATED,       /* a new file */
    CREATED_LOOSE, /* a file that may have existed */
    MADE,          /* a folder */
    WRITTEN,
    SYNCED,  /* a file, or the names in a folder */
    RENAMED, /* path, to */
    CHANGED, /* a command that changes the drive */
} What;

typedef struct {
    What what;
    char *path; /* (nullable) */
    char *to;   /* (nullable) */
    gboolean says_endangered;
} Event;

static GMutex lock;
static GPtrArray *events; /* (nullable): of Event */
static JobRig *watched;   /* (nullable) */

static gboolean writes_little; /* write() alternates between EINTR and writing one byte */
static gboolean is_interrupted;
static int close_errno;   /* errno of close(); 0: it does not fail */
static gboolean is_raced; /* another program makes each folder just before mkdir() */

int __real_open (const char *path, int flags, ...);
int __real_open64 (const char *path, int flags, ...);
int __real_mkdir (const char *path, mode_t mode);
gssize __real_write (int fd, const void *data, gsize length_bytes);
int __real_fsync (int fd);
int __real_fdatasync (int fd);
int __real_close (int fd);
int __real_rename (const char *from, const char *to);
gboolean __real_bb_sim_unit_execute (BbSimUnit *self, const BbCommand *command, BbReply *reply, GError **error);

int __wrap_open (const char *path, int flags, ...);
int __wrap_open64 (const char *path, int flags, ...);
int __wrap_mkdir (const char *path, mode_t mode);
gssize __wrap_write (int fd, const void *data, gsize length_bytes);
int __wrap_fsync (int fd);
int __wrap_fdatasync (int fd);
int __wrap_close (int fd);
int __wrap_rename (const char *from, const char *to);
gboolean __wrap_bb_sim_unit_execute (BbSimUnit *self, const BbCommand *command, BbReply *reply, GError **error);

static void
event_free (Event *event)
{
    g_free (event->path);
    g_free (event->to);
    g_free (event);
}

/* Appends an event to the log. @path, @to: (transfer full) */
static void
note (What what, char *path, char *to)
{
    int saved = errno;
    Event *event = g_new0 (Event, 1);

    event->what = what;
    event->path = path;
    event->to = to;
    if (what == SYNCED && g_str_has_suffix (path, ".progress")) {
        g_autofree char *text = NULL;

        event->says_endangered =
            g_file_get_contents (path, &text, NULL, NULL) && g_regex_match_simple ("step [0-9]+ 1", text, 0, 0);
    }
    g_mutex_lock (&lock);
    if (events != NULL)
        g_ptr_array_add (events, event);
    else
        event_free (event);
    g_mutex_unlock (&lock);
    errno = saved;
}

/* Returns (transfer full) the current path of the open file @fd, or "" if it has none. */
static char *
dup_path (int fd)
{
    g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
    char *path = g_file_read_link (link, NULL);

    return path != NULL ? path : g_strdup ("");
}

/* Records an open() that may have created the file @path. */
static void
note_open (int fd, const char *path, int flags)
{
    if (fd >= 0 && (flags & O_CREAT) != 0)
        note ((flags & O_EXCL) != 0 ? CREATED : CREATED_LOOSE, g_strdup (path), NULL);
}

/* Used for open() and open64(), because the size of off_t decides which of them is called. */
#define WRAP_OPEN(name)                                  \
    int __wrap_##name (const char *path, int flags, ...) \
    {                                                    \
        va_list more;                                    \
        mode_t mode = 0;                                 \
        int fd;                                          \
                                                         \
        va_start (more, flags);                          \
        if ((flags & O_CREAT) != 0)                      \
            mode = va_arg (more, mode_t);                \
        va_end (more);                                   \
        fd = __real_##name (path, flags, mode);          \
        note_open (fd, path, flags);                     \
        return fd;                                       \
    }
WRAP_OPEN (open)
WRAP_OPEN (open64)

int
__wrap_mkdir (const char *path, mode_t mode)
{
    int made = __real_mkdir (path, mode);

    if (is_raced && made == 0)
        made = __real_mkdir (path, mode);
    if (made == 0)
        note (MADE, g_strdup (path), NULL);
    return made;
}

gssize
__wrap_write (int fd, const void *data, gsize length_bytes)
{
    gssize written;

    is_interrupted = writes_little && !is_interrupted;
    if (is_interrupted) {
        errno = EINTR;
        return -1;
    }
    written = __real_write (fd, data, writes_little ? 1 : length_bytes);
    if (written > 0)
        note (WRITTEN, dup_path (fd), NULL);
    return written;
}

int
__wrap_fsync (int fd)
{
    note (SYNCED, dup_path (fd), NULL);
    return __real_fsync (fd);
}

int
__wrap_fdatasync (int fd)
{
    note (SYNCED, dup_path (fd), NULL);
    return __real_fdatasync (fd);
}

int
__wrap_close (int fd)
{
    int closed = __real_close (fd);

    if (close_errno == 0)
        return closed;
    errno = close_errno;
    return -1;
}

int
__wrap_rename (const char *from, const char *to)
{
    int renamed = __real_rename (from, to);

    if (renamed == 0)
        note (RENAMED, g_strdup (from), g_strdup (to));
    return renamed;
}

gboolean
__wrap_bb_sim_unit_execute (BbSimUnit *self, const BbCommand *command, BbReply *reply, GError **error)
{
    guint before = watched != NULL ? bb_sim_bus_count_writes (watched->bus, "sr0") : 0;
    gboolean executed = __real_bb_sim_unit_execute (self, command, reply, error);

    if (watched != NULL && bb_sim_bus_count_writes (watched->bus, "sr0") > before)
        note (CHANGED, NULL, NULL);
    return executed;
}

/* --- checks of the log --- */

/* Returns the index of the first event @what for @path (nullable: any) from @from on and before @end; @end if there
 * is none. */
static guint
find (What what, const char *path, guint from, guint end)
{
    for (guint i = from; i < end; i++) {
        const Event *event = g_ptr_array_index (events, i);

        if (event->what == what && (path == NULL || g_strcmp0 (event->path, path) == 0))
            return i;
    }
    return end;
}

/* Asserts that @path was synced from the event @from on and before the event @end. @why: for the message */
static void
assert_synced (const char *path, guint from, guint end, const char *why)
{
    if (find (SYNCED, path, from, end) == end)
        g_error ("%s is not on disk: %s", path, why);
}

static void
assert_folder_synced (const char *path, guint from, guint end, const char *why)
{
    g_autofree char *folder = g_path_get_dirname (path);

    assert_synced (folder, from, end, why);
}

static gboolean
is_hidden (const char *path)
{
    g_autofree char *name = g_path_get_basename (path);

    return *name == '.';
}

/* Asserts that bytes and names of everything that was created before the event @end are on disk. */
static void
assert_on_disk (guint end)
{
    for (guint i = 0; i < end; i++) {
        const Event *event = g_ptr_array_index (events, i);

        /* Lock files are not needed after a power cut. */
        if (strstr (event->path, "/locks") != NULL)
            continue;
        switch (event->what) {
        case CREATED_LOOSE:
            g_error ("%s might have been there already", event->path);
            break;
        case CREATED:
            assert_synced (event->path, i, end, "its bytes");
            assert_folder_synced (event->path, i, end, "its name");
            break;
        case MADE:
            assert_folder_synced (event->path, i, end, "the name of the folder");
            break;
        case WRITTEN:
            assert_synced (event->path, i, end, "what was written last");
            break;
        case RENAMED:
            /* A rename to a hidden name only prepares the deletion of an older backup. */
            if (!is_hidden (event->to))
                assert_synced (event->path, 0, i, "what gets another name");
            assert_folder_synced (event->to, i, end, "its new name");
            break;
        default:
            break;
        }
    }
}

/* Asserts that all files of @backup and their names were synced while the folder still had a hidden name. Also
 * asserts that the folder got its final name before the event @end. */
static void
assert_backup_on_disk (BbBackup *backup, guint end)
{
    const char *hidden = NULL;
    guint renamed = end;

    for (guint i = 0; i < end; i++) {
        const Event *event = g_ptr_array_index (events, i);

        if (event->what == RENAMED && g_str_equal (event->to, backup->folder)) {
            hidden = event->path;
            renamed = i;
        }
    }
    g_assert_nonnull (hidden);
    for (guint i = 0; i <= backup->files->len; i++) {
        const BbBackupFile *file = i < backup->files->len ? g_ptr_array_index (backup->files, i) : NULL;
        g_autofree char *path = g_build_filename (hidden, file != NULL ? file->file : "manifest", NULL);
        guint created = find (CREATED, path, 0, renamed);
        guint written = find (WRITTEN, path, created, renamed);

        g_assert_cmpuint (created, <, written);
        assert_synced (path, written, renamed, "a file of the backup");
        assert_synced (hidden, written, renamed, "the names in the backup");
    }
}

/* Asserts that, before the event @end, the progress file was synced with a line that says that the drive is
 * endangered. */
static void
assert_danger_on_disk (guint end)
{
    gboolean said = FALSE;

    for (guint i = 0; i < end; i++)
        said = said || ((const Event *) g_ptr_array_index (events, i))->says_endangered;
    g_assert_true (said);
}

/* --- the tests --- */

static void
test_everything_is_synced_before_the_drive_changes (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) result = NULL;
    guint first;

    events = g_ptr_array_new_with_free_func ((GDestroyNotify) event_free);
    watched = rig;
    result = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    watched = NULL;
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_nonnull (result->backup);
    first = find (CHANGED, NULL, 0, events->len);
    g_assert_cmpuint (first, >, 0);
    g_assert_cmpuint (first, <, events->len);
    assert_on_disk (first);
    assert_backup_on_disk (result->backup, first);
    assert_danger_on_disk (first);
    g_clear_pointer (&events, g_ptr_array_unref);
}

/* bb_fsync_write() fails if the file exists, and neither overwrites nor deletes that file. */
static void
test_an_existing_file_is_not_replaced (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autofree char *path = g_build_filename (folder, "there", NULL);
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (path, "before", -1, NULL));
    g_assert_false (bb_fsync_write (path, "after", 5, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "before");
    job_rig_remove_folder (folder);
}

static void
test_writes_continue_after_signals_and_short_writes (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autofree char *path = g_build_filename (folder, "new", NULL);
    g_autofree char *text = NULL;
    gboolean is_written;

    writes_little = TRUE;
    is_written = bb_fsync_write (path, "twelve bytes", 12, NULL);
    writes_little = FALSE;
    g_assert_true (is_written);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "twelve bytes");
    job_rig_remove_folder (folder);
}

static void
test_a_folder_made_by_another_program_is_used (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autofree char *path = g_build_filename (folder, "a", "b", NULL);
    g_autoptr (GError) error = NULL;
    gboolean is_made;

    is_raced = TRUE;
    is_made = bb_fsync_make_folder (path, &error);
    is_raced = FALSE;
    g_assert_no_error (error);
    g_assert_true (is_made);
    g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
    job_rig_remove_folder (folder);
}

/* On a network file system, close() may be the first call that reports a full disk. */
static void
test_a_file_that_cannot_be_closed_is_not_written (void)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autofree char *path = g_build_filename (folder, "new", NULL);
    g_autofree char *expected = g_strdup_printf ("writing %s: No space left on device", path);
    g_autoptr (GError) error = NULL;
    gboolean is_written;

    close_errno = ENOSPC;
    is_written = bb_fsync_write (path, "text", 4, &error);
    close_errno = 0;
    g_assert_false (is_written);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
    g_assert_cmpstr (error->message, ==, expected);
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    job_rig_remove_folder (folder);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/fsync-order/everything-is-synced-before-the-drive-changes",
                     test_everything_is_synced_before_the_drive_changes);
    g_test_add_func ("/fsync-order/an-existing-file-is-not-replaced", test_an_existing_file_is_not_replaced);
    g_test_add_func ("/fsync-order/writes-continue-after-signals-and-short-writes",
                     test_writes_continue_after_signals_and_short_writes);
    g_test_add_func ("/fsync-order/a-folder-made-by-another-program-is-used",
                     test_a_folder_made_by_another_program_is_used);
    g_test_add_func ("/fsync-order/a-file-that-cannot-be-closed-is-not-written",
                     test_a_file_that_cannot_be_closed_is_not_written);
    return g_test_run ();
}
