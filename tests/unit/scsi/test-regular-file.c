/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "file-checks.h"

#include "scsi/bb-regular-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* @path: where a test creates a file, FIFO, folder or link. Opening @path must not block; if it does, alarm() ends
 * the test. @n_open: number of open file descriptors before the test, to find leaks */
typedef struct {
    char *folder;
    char *path;
    guint n_open;
} Fixture;

#define LIMIT_S 20

static void
set_up (Fixture *f, gconstpointer data)
{
    f->folder = g_dir_make_tmp ("burnback-regular-XXXXXX", NULL);
    f->path = g_build_filename (f->folder, "file", NULL);
    f->n_open = count_open ();
    alarm (LIMIT_S);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
    alarm (0);
    g_assert_cmpuint (count_open (), ==, f->n_open);
    if (g_remove (f->path) != 0)
        g_assert_cmpint (errno, ==, ENOENT);
    g_assert_cmpint (g_rmdir (f->folder), ==, 0);
    g_free (f->path);
    g_free (f->folder);
}

/* Asserts that f->path can neither be opened in any mode nor be read; each error must be @code of G_IO_ERROR. */
static void
assert_refused (Fixture *f, int code)
{
    static const int flags[] = {O_RDONLY, O_WRONLY | O_APPEND, O_WRONLY | O_APPEND | O_CREAT, O_RDWR};
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (flags); i++) {
        g_autoptr (GError) not_opened = NULL;

        g_assert_cmpint (bb_regular_file_open (f->path, flags[i], &not_opened), ==, -1);
        g_assert_error (not_opened, G_IO_ERROR, code);
        g_assert_nonnull (strstr (not_opened->message, f->path));
    }
    g_assert_null (bb_regular_file_read (f->path, 100, FALSE, &error));
    g_assert_error (error, G_IO_ERROR, code);
    g_assert_nonnull (strstr (error->message, f->path));
}

static void
test_fifo_is_refused_without_blocking (Fixture *f, gconstpointer data)
{
    g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
    assert_refused (f, G_IO_ERROR_NOT_REGULAR_FILE);
    g_assert_null (bb_regular_file_read (f->path, 100, TRUE, NULL));
}

static void
test_folder_is_refused (Fixture *f, gconstpointer data)
{
    g_assert_cmpint (g_mkdir (f->path, 0700), ==, 0);
    assert_refused (f, G_IO_ERROR_NOT_REGULAR_FILE);
}

static void
test_link_to_device_is_refused (Fixture *f, gconstpointer data)
{
    g_assert_cmpint (symlink ("/dev/zero", f->path), ==, 0);
    assert_refused (f, G_IO_ERROR_NOT_REGULAR_FILE);
    g_assert_null (bb_regular_file_read (f->path, 100, TRUE, NULL));
}

static void
test_link_is_followed_only_with_follow (Fixture *f, gconstpointer data)
{
    g_autofree char *other = g_build_filename (f->folder, "other", NULL);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (other, "text", -1, NULL));
    g_assert_cmpint (symlink (other, f->path), ==, 0);
    assert_refused (f, G_IO_ERROR_NOT_REGULAR_FILE);
    bytes = bb_regular_file_read (f->path, 100, TRUE, &error);
    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "text", 4);
    g_assert_cmpint (g_unlink (other), ==, 0);
}

static void
test_loop_of_links_is_refused (Fixture *f, gconstpointer data)
{
    g_assert_cmpint (symlink (f->path, f->path), ==, 0);
    assert_refused (f, G_IO_ERROR_NOT_REGULAR_FILE);
    g_assert_null (bb_regular_file_read (f->path, 100, TRUE, NULL));
}

static void
test_missing_file_is_not_found (Fixture *f, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_regular_file_read (f->path, 100, FALSE, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_assert_cmpint (bb_regular_file_open (f->path, O_RDONLY, NULL), ==, -1);
}

static void
test_size_is_limited (Fixture *f, gconstpointer data)
{
    g_autoptr (GBytes) all = NULL;
    g_autoptr (GBytes) one = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (f->path, "0123456789", -1, NULL));
    /* An errno value that an earlier call has set must be ignored. */
    errno = EINTR;
    all = bb_regular_file_read (f->path, 10, FALSE, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (g_bytes_get_size (all), ==, 10);
    g_assert_null (bb_regular_file_read (f->path, 9, FALSE, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
    g_assert_true (g_file_set_contents (f->path, "1", 1, NULL));
    one = bb_regular_file_read (f->path, 1, FALSE, NULL);
    g_assert_cmpuint (g_bytes_get_size (one), ==, 1);
    g_assert_null (bb_regular_file_read (f->path, 0, FALSE, NULL));
}

/* A file for which more than one read() is needed must be read completely. */
static void
test_large_file_is_read_whole (Fixture *f, gconstpointer data)
{
    const gsize size = 3 * 64 * 1024 + 1;
    g_autofree char *content = g_malloc (size);
    g_autoptr (GBytes) all = NULL;

    for (gsize i = 0; i < size; i++)
        content[i] = (char) (i % 251);
    g_assert_true (g_file_set_contents (f->path, content, (gssize) size, NULL));
    all = bb_regular_file_read (f->path, size, FALSE, NULL);
    g_assert_cmpmem (g_bytes_get_data (all, NULL), g_bytes_get_size (all), content, size);
    g_assert_null (bb_regular_file_read (f->path, size - 1, FALSE, NULL));
}

/* /proc/self/mem is a regular file that can be opened, but reading its beginning fails: that must be an error. */
static void
test_failed_read_is_an_error (Fixture *f, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    g_assert_null (bb_regular_file_read ("/proc/self/mem", 100, FALSE, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
    g_assert_cmpstr (error->message, ==, "/proc/self/mem: Input/output error");
}

static void
test_new_file_is_private (Fixture *f, gconstpointer data)
{
    g_autofree char *expected = g_strdup_printf ("%s: File exists", f->path);
    g_autoptr (GError) error = NULL;
    int fd = bb_regular_file_open (f->path, O_WRONLY | O_CREAT | O_EXCL, NULL);
    struct stat status;

    g_assert_cmpint (fd, >=, 0);
    g_assert_cmpint (fstat (fd, &status), ==, 0);
    g_assert_cmpuint (status.st_mode & 0077, ==, 0);
    g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
    close (fd);
    g_assert_cmpint (bb_regular_file_open (f->path, O_WRONLY | O_CREAT | O_EXCL, &error), ==, -1);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
    g_assert_cmpstr (error->message, ==, expected);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/regular-file/" name, Fixture, NULL, set_up, func, tear_down)
    ADD ("fifo-is-refused-without-blocking", test_fifo_is_refused_without_blocking);
    ADD ("folder-is-refused", test_folder_is_refused);
    ADD ("link-to-device-is-refused", test_link_to_device_is_refused);
    ADD ("link-is-followed-only-with-follow", test_link_is_followed_only_with_follow);
    ADD ("loop-of-links-is-refused", test_loop_of_links_is_refused);
    ADD ("missing-file-is-not-found", test_missing_file_is_not_found);
    ADD ("size-is-limited", test_size_is_limited);
    ADD ("large-file-is-read-whole", test_large_file_is_read_whole);
    ADD ("failed-read-is-an-error", test_failed_read_is_an_error);
    ADD ("new-file-is-private", test_new_file_is_private);
    return g_test_run ();
}
