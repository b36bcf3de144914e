/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "file-checks.h"

#include "scsi/bb-output-file.h"
#include "scsi/bb-regular-file.h"
#include "scsi/bb-trace-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* Tests failures while a file is written: a system call fails, or another program replaces the file. The linker
 * replaces functions of the C library by the __wrap_…() functions of this file (meson.build). */
int __real_open64 (const char *path, int flags, ...);
int __wrap_open64 (const char *path, int flags, ...);
ssize_t __real_write (int fd, const void *data, size_t length_bytes);
ssize_t __wrap_write (int fd, const void *data, size_t length_bytes);
int __real_fsync (int fd);
int __wrap_fsync (int fd);
int __real_fstat64 (int fd, struct stat *status);
int __wrap_fstat64 (int fd, struct stat *status);
int __real_fchmod (int fd, mode_t mode);
int __wrap_fchmod (int fd, mode_t mode);
int __wrap_fchown (int fd, uid_t user, gid_t group);
int __real_ftruncate64 (int fd, off_t length_bytes);
int __wrap_ftruncate64 (int fd, off_t length_bytes);
int __real_rename (const char *from, const char *to);
int __wrap_rename (const char *from, const char *to);
int __real_close (int fd);
int __wrap_close (int fd);

static struct {
    const char *path;        /* the output file */
    const char *replacement; /* (nullable): file that is renamed to @path just before @path is opened */
    /* errno with which a call fails; 0: the call succeeds */
    int file_sync_errno, folder_sync_errno, mode_errno, rename_errno, close_errno, write_errno, truncate_errno,
        stat_errno;
    gboolean writes_little; /* write() alternates between EINTR and writing one byte */
    gboolean is_interrupted;
    guint n_files_synced, n_folders_synced;
    char *held_at_sync[2]; /* content of the file @path at the last sync of a file [0] and of a folder [1] */
    uid_t user;
    gid_t group;
} disk;

static int
fail_with (int number)
{
    errno = number;
    return -1;
}

int
__wrap_open64 (const char *path, int flags, ...)
{
    mode_t mode = 0;

    if ((flags & O_CREAT) != 0) {
        va_list rest;

        va_start (rest, flags);
        mode = va_arg (rest, mode_t);
        va_end (rest);
    }
    if (disk.replacement != NULL && g_strcmp0 (path, disk.path) == 0)
        g_assert_cmpint (__real_rename (disk.replacement, path), ==, 0);
    return __real_open64 (path, flags, mode);
}

ssize_t
__wrap_write (int fd, const void *data, size_t length_bytes)
{
    if (disk.write_errno != 0)
        return fail_with (disk.write_errno);
    if (!disk.writes_little)
        return __real_write (fd, data, length_bytes);
    disk.is_interrupted = !disk.is_interrupted;
    return disk.is_interrupted ? fail_with (EINTR) : __real_write (fd, data, 1);
}

int
__wrap_fsync (int fd)
{
    struct stat status;
    gboolean is_folder;

    g_assert_cmpint (fstat (fd, &status), ==, 0);
    is_folder = S_ISDIR (status.st_mode);
    *(is_folder ? &disk.n_folders_synced : &disk.n_files_synced) += 1;
    g_clear_pointer (&disk.held_at_sync[is_folder], g_free);
    (void) g_file_get_contents (disk.path, &disk.held_at_sync[is_folder], NULL, NULL);
    if (is_folder ? disk.folder_sync_errno != 0 : disk.file_sync_errno != 0)
        return fail_with (is_folder ? disk.folder_sync_errno : disk.file_sync_errno);
    return __real_fsync (fd);
}

int
__wrap_fstat64 (int fd, struct stat *status)
{
    return disk.stat_errno != 0 ? fail_with (disk.stat_errno) : __real_fstat64 (fd, status);
}

int
__wrap_fchmod (int fd, mode_t mode)
{
    return disk.mode_errno != 0 ? fail_with (disk.mode_errno) : __real_fchmod (fd, mode);
}

int
__wrap_fchown (int fd, uid_t user, gid_t group)
{
    disk.user = user;
    disk.group = group;
    return fail_with (EPERM);
}

int
__wrap_ftruncate64 (int fd, off_t length_bytes)
{
    return disk.truncate_errno != 0 ? fail_with (disk.truncate_errno) : __real_ftruncate64 (fd, length_bytes);
}

int
__wrap_rename (const char *from, const char *to)
{
    return disk.rename_errno != 0 ? fail_with (disk.rename_errno) : __real_rename (from, to);
}

int
__wrap_close (int fd)
{
    int result = __real_close (fd);

    return disk.close_errno != 0 ? fail_with (disk.close_errno) : result;
}

typedef struct {
    char *folder;
    char *path;
    char *other;
    guint n_open;
} Files;

static void
set_up (Files *files, gconstpointer data)
{
    files->folder = g_dir_make_tmp ("bb-output-XXXXXX", NULL);
    files->path = g_build_filename (files->folder, "out.bin", NULL);
    files->other = g_build_filename (files->folder, "other", NULL);
    disk.path = files->path;
    files->n_open = count_open ();
}

static void
tear_down (Files *files, gconstpointer data)
{
    g_assert_cmpuint (count_open (), ==, files->n_open);
    g_free (disk.held_at_sync[0]);
    g_free (disk.held_at_sync[1]);
    memset (&disk, 0, sizeof disk);
    g_unlink (files->path);
    g_unlink (files->other);
    /* rmdir() fails if anything else is left in the folder. */
    g_assert_cmpint (g_rmdir (files->folder), ==, 0);
    g_free (files->folder);
    g_free (files->path);
    g_free (files->other);
}

static void
put (const char *path, const char *text)
{
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (path, text, -1, &error));
    g_assert_no_error (error);
}

static void
assert_written (const char *path, BbOutputFlags flags, const char *text)
{
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_output_write (path, flags, text, strlen (text), &error));
    g_assert_no_error (error);
}

/* Checks that writing "new" to @path fails with @code, and that the message gives the reason @why. */
static void
assert_not_written (const char *path, BbOutputFlags flags, GFileError code, const char *why)
{
    g_autofree char *expected = g_strdup_printf ("Could not write “%s”: %s", path, why);
    g_autoptr (GError) error = NULL;

    g_assert_false (bb_output_write (path, flags, "new", 3, &error));
    g_assert_error (error, G_FILE_ERROR, (int) code);
    g_assert_cmpstr (error->message, ==, expected);
}

/* Overwrites an existing file. The order of the calls must be: write a new file, sync the new file, rename it to
 * @path, sync the folder. So @path must have the old content when the file is synced, and the new content when the
 * folder is synced. */
static void
test_file_and_folder_are_synced (Files *files, gconstpointer data)
{
    assert_written (files->path, BB_OUTPUT_NONE, "old");
    g_assert_cmpuint (disk.n_files_synced, ==, 1);
    g_assert_cmpuint (disk.n_folders_synced, ==, 1);
    assert_written (files->path, BB_OUTPUT_OVERWRITE, "new");
    g_assert_cmpuint (disk.n_files_synced, ==, 2);
    g_assert_cmpuint (disk.n_folders_synced, ==, 2);
    g_assert_cmpstr (disk.held_at_sync[FALSE], ==, "old");
    g_assert_cmpstr (disk.held_at_sync[TRUE], ==, "new");
}

static void
test_pipe_is_not_synced (Files *files, gconstpointer data)
{
    g_autofree char *expected = g_strdup_printf ("“%s”: no program is reading from this pipe", files->path);
    g_autoptr (GError) error = NULL;
    int reader;

    g_assert_cmpint (mkfifo (files->path, 0600), ==, 0);
    g_assert_false (bb_output_write (files->path, BB_OUTPUT_NONE, "new", 3, &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NXIO);
    g_assert_cmpstr (error->message, ==, expected);
    reader = __real_open64 (files->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_written (files->path, BB_OUTPUT_NONE, "new");
    close (reader);
    g_assert_cmpuint (disk.n_files_synced + disk.n_folders_synced, ==, 0);
}

static void
test_writes_continue_after_signals_and_short_writes (Files *files, gconstpointer data)
{
    disk.writes_little = TRUE;
    assert_written (files->path, BB_OUTPUT_NONE, "the old one");
    assert_holds (files->path, "the old one");
    assert_written (files->path, BB_OUTPUT_OVERWRITE, "a new one");
    assert_holds (files->path, "a new one");
}

/* After a failure, a new file must be removed and an existing file unchanged. tear_down() fails if any other file is
 * left.
 */
static void
test_failed_write_leaves_no_file (Files *files, gconstpointer data)
{
    int *const of_both[] = {&disk.write_errno, &disk.file_sync_errno, &disk.close_errno};
    int *const of_old[] = {&disk.mode_errno, &disk.rename_errno};

    for (guint i = 0; i < G_N_ELEMENTS (of_both); i++) {
        *of_both[i] = EIO;
        assert_not_written (files->path, BB_OUTPUT_NONE, G_FILE_ERROR_IO, "Input/output error");
        *of_both[i] = 0;
        g_assert_false (g_file_test (files->path, G_FILE_TEST_EXISTS));
    }
    put (files->path, "old");
    for (guint i = 0; i < G_N_ELEMENTS (of_both) + G_N_ELEMENTS (of_old); i++) {
        int *number = i < G_N_ELEMENTS (of_both) ? of_both[i] : of_old[i - G_N_ELEMENTS (of_both)];

        *number = EPERM;
        assert_not_written (files->path, BB_OUTPUT_OVERWRITE, G_FILE_ERROR_PERM, "Operation not permitted");
        *number = 0;
        assert_holds (files->path, "old");
    }
}

/* write() or fsync() fails, and then close() fails, too: the reported error must be that of write() or fsync(). */
static void
test_first_error_is_reported (Files *files, gconstpointer data)
{
    disk.write_errno = ENOSPC;
    disk.close_errno = EIO;
    assert_not_written (files->path, BB_OUTPUT_NONE, G_FILE_ERROR_NOSPC, "No space left on device");
    disk.write_errno = 0;
    disk.file_sync_errno = ENOSPC;
    assert_not_written (files->path, BB_OUTPUT_NONE, G_FILE_ERROR_NOSPC, "No space left on device");
}

static void
test_folder_that_cannot_be_synced_is_accepted (Files *files, gconstpointer data)
{
    disk.folder_sync_errno = EINVAL;
    assert_written (files->path, BB_OUTPUT_NONE, "old");
    assert_written (files->path, BB_OUTPUT_OVERWRITE, "new");
    assert_holds (files->path, "new");
}

static void
test_replaced_file_keeps_owner (Files *files, gconstpointer data)
{
    struct stat status;

    put (files->path, "old");
    if (chown (files->path, 65534, 65533) != 0)
        g_test_message ("this user can give no file away");
    g_assert_cmpint (g_chmod (files->path, 0604), ==, 0);
    g_assert_cmpint (stat (files->path, &status), ==, 0);
    /* The fchown() of this test program fails. The file must still be written. */
    assert_written (files->path, BB_OUTPUT_OVERWRITE, "new");
    assert_holds (files->path, "new");
    g_assert_cmpuint (disk.user, ==, status.st_uid);
    g_assert_cmpuint (disk.group, ==, status.st_gid);
    g_assert_cmpint (stat (files->path, &status), ==, 0);
    g_assert_cmpuint (status.st_mode & 07777, ==, 0604);
}

/* Another program replaces the file between check and open(): the new file must stay untouched. */
static void
test_file_replaced_meanwhile_is_not_overwritten (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    put (files->path, "old");
    put (files->other, "precious");
    disk.replacement = files->other;
    g_assert_cmpint (bb_output_open (files->path, BB_OUTPUT_OVERWRITE, &error), ==, -1);
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
    g_clear_error (&error);
    assert_holds (files->path, "precious");
    /* Another program creates the file between check and open(). */
    g_assert_cmpint (g_unlink (files->path), ==, 0);
    put (files->other, "precious");
    g_assert_cmpint (bb_output_open (files->path, BB_OUTPUT_OVERWRITE, &error), ==, -1);
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
    assert_holds (files->path, "precious");
    disk.replacement = NULL;
}

static void
test_link_made_meanwhile_is_not_followed (Files *files, gconstpointer data)
{
    g_autofree char *target = g_build_filename (files->folder, "target", NULL);
    g_autoptr (GError) error = NULL;

    put (files->path, "old");
    /* @target is a second name of the file, so a symbolic link to @target leads to the inode that was checked. */
    g_assert_cmpint (link (files->path, target), ==, 0);
    g_assert_cmpint (symlink ("target", files->other), ==, 0);
    disk.replacement = files->other;
    g_assert_cmpint (bb_output_open (files->path, BB_OUTPUT_OVERWRITE, &error), ==, -1);
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_LOOP);
    assert_holds (target, "old");
    disk.replacement = NULL;
    g_assert_cmpint (g_unlink (target), ==, 0);
}

/* Tests bb-trace-file.c: write() is interrupted or writes one byte at a time, and the trace must be complete. */
static void
test_trace_continues_after_signals_and_short_writes (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    BbTraceFile *file = bb_trace_file_new (files->path, BB_OUTPUT_NONE, &error);

    g_assert_no_error (error);
    disk.writes_little = TRUE;
    bb_trace_file_write (file, "first");
    bb_trace_file_write (file, "second");
    disk.writes_little = FALSE;
    g_assert_true (bb_trace_file_check (file, &error));
    g_assert_no_error (error);
    assert_holds (files->path, "first\nsecond\n");
    g_object_unref (file);
}

/* bb_output_open() must fail if the file cannot be truncated: otherwise, the end of the old text would remain in the
 * file. */
static void
test_file_that_cannot_be_emptied_is_not_opened (Files *files, gconstpointer data)
{
    g_autofree char *expected = g_strdup_printf ("Could not write “%s”: Input/output error", files->path);
    g_autoptr (GError) error = NULL;

    put (files->path, "old");
    disk.truncate_errno = EIO;
    g_assert_cmpint (bb_output_open (files->path, BB_OUTPUT_OVERWRITE, &error), ==, -1);
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_IO);
    g_assert_cmpstr (error->message, ==, expected);
    assert_holds (files->path, "old");
}

/* Tests bb-regular-file.c: another program replaces the file by a pipe between check and open(), which must be an
 * error. tear_down() fails if the pipe stays open. */
static void
test_pipe_in_place_of_a_regular_file_is_refused (Files *files, gconstpointer data)
{
    g_autofree char *expected = g_strdup_printf ("%s: this is not a regular file", files->path);
    g_autoptr (GError) error = NULL;

    put (files->path, "old");
    g_assert_cmpint (mkfifo (files->other, 0600), ==, 0);
    disk.replacement = files->other;
    g_assert_cmpint (bb_regular_file_open (files->path, O_RDONLY, &error), ==, -1);
    disk.replacement = NULL;
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
    g_assert_cmpstr (error->message, ==, expected);
}

/* Tests bb-regular-file.c: fstat() of the opened file fails, which must be an error. tear_down() fails if the file
 * stays open. */
static void
test_file_without_status_is_not_opened (Files *files, gconstpointer data)
{
    g_autofree char *expected = g_strdup_printf ("%s: Input/output error", files->path);
    g_autoptr (GError) error = NULL;

    put (files->path, "old");
    disk.stat_errno = EIO;
    g_assert_cmpint (bb_regular_file_open (files->path, O_RDONLY, &error), ==, -1);
    disk.stat_errno = 0;
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
    g_assert_cmpstr (error->message, ==, expected);
}

static void
test_descriptor_blocks_and_is_closed_on_exec (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < 2; i++) {
        int fd = bb_output_open (files->path, BB_OUTPUT_OVERWRITE, &error);

        g_assert_no_error (error);
        g_assert_cmpint (fcntl (fd, F_GETFL) & (O_NONBLOCK | O_ACCMODE), ==, O_WRONLY);
        g_assert_cmpint (fcntl (fd, F_GETFD), ==, FD_CLOEXEC);
        g_assert_cmpint (lseek (fd, 0, SEEK_END), ==, 0);
        g_assert_cmpint (__real_write (fd, "old", 3), ==, 3);
        close (fd);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/output-file-errors/" name, Files, NULL, set_up, function, tear_down)
    ADD ("file_and_folder_are_synced", test_file_and_folder_are_synced);
    ADD ("pipe_is_not_synced", test_pipe_is_not_synced);
    ADD ("writes_continue_after_signals_and_short_writes", test_writes_continue_after_signals_and_short_writes);
    ADD ("failed_write_leaves_no_file", test_failed_write_leaves_no_file);
    ADD ("first_error_is_reported", test_first_error_is_reported);
    ADD ("folder_that_cannot_be_synced_is_accepted", test_folder_that_cannot_be_synced_is_accepted);
    ADD ("replaced_file_keeps_owner", test_replaced_file_keeps_owner);
    ADD ("file_replaced_meanwhile_is_not_overwritten", test_file_replaced_meanwhile_is_not_overwritten);
    ADD ("link_made_meanwhile_is_not_followed", test_link_made_meanwhile_is_not_followed);
    ADD ("trace_continues_after_signals_and_short_writes", test_trace_continues_after_signals_and_short_writes);
    ADD ("file_that_cannot_be_emptied_is_not_opened", test_file_that_cannot_be_emptied_is_not_opened);
    ADD ("pipe_in_place_of_a_regular_file_is_refused", test_pipe_in_place_of_a_regular_file_is_refused);
    ADD ("file_without_status_is_not_opened", test_file_without_status_is_not_opened);
    ADD ("descriptor_blocks_and_is_closed_on_exec", test_descriptor_blocks_and_is_closed_on_exec);
    return g_test_run ();
}
