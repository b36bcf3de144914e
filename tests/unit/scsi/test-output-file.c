/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "file-checks.h"

#include "scsi/bb-output-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <signal.h>
#include <unistd.h>

typedef struct {
    char *folder;
    char *path;
    char *link;
} Files;

static void
set_up (Files *files, gconstpointer data)
{
    files->folder = g_dir_make_tmp ("bb-output-XXXXXX", NULL);
    files->path = g_build_filename (files->folder, "out.bin", NULL);
    files->link = g_build_filename (files->folder, "link", NULL);
}

static void
tear_down (Files *files, gconstpointer data)
{
    g_unlink (files->path);
    g_unlink (files->link);
    /* rmdir() fails if anything else is left in the folder. */
    g_assert_cmpint (g_rmdir (files->folder), ==, 0);
    g_free (files->folder);
    g_free (files->path);
    g_free (files->link);
}

static gboolean
write_to (const char *path, BbOutputFlags flags, const char *text, GError **error)
{
    return bb_output_write (path, flags, text, strlen (text), error);
}

static mode_t
mode_of (const char *path)
{
    GStatBuf status;

    g_assert_cmpint (g_lstat (path, &status), ==, 0);
    return status.st_mode;
}

/* Checks that neither bb_output_check() nor bb_output_write() accepts @path. */
static void
assert_refused (const char *path, BbOutputFlags flags, GFileError code)
{
    g_autoptr (GError) error = NULL;

    g_assert_false (bb_output_check (path, flags, &error));
    g_assert_error (error, G_FILE_ERROR, (int) code);
    g_clear_error (&error);
    g_assert_false (write_to (path, flags, "new", &error));
    g_assert_error (error, G_FILE_ERROR, (int) code);
    g_clear_error (&error);
    g_assert_cmpint (bb_output_open (path, flags, &error), ==, -1);
    g_assert_error (error, G_FILE_ERROR, (int) code);
}

static void
test_new_file (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    mode_t mask = umask (022);

    g_assert_true (bb_output_check (files->path, BB_OUTPUT_NONE, &error));
    g_assert_false (g_file_test (files->path, G_FILE_TEST_EXISTS));
    g_assert_true (write_to (files->path, BB_OUTPUT_NONE, "new", &error));
    assert_holds (files->path, "new");
    g_assert_cmpint (mode_of (files->path) & 0777, ==, 0644);
    g_unlink (files->path);
    g_assert_true (write_to (files->path, BB_OUTPUT_PRIVATE, "", &error));
    assert_holds (files->path, "");
    g_assert_cmpint (mode_of (files->path) & 0777, ==, 0600);
    umask (mask);
}

static void
test_existing_file_needs_consent (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (files->path, "old", -1, &error));
    g_chmod (files->path, 0640);
    assert_refused (files->path, BB_OUTPUT_NONE, G_FILE_ERROR_EXIST);
    assert_holds (files->path, "old");
    g_assert_true (write_to (files->path, BB_OUTPUT_OVERWRITE | BB_OUTPUT_PRIVATE, "new", &error));
    assert_holds (files->path, "new");
    g_assert_cmpint (mode_of (files->path) & 0777, ==, 0640);
}

static void
test_symbolic_link_is_followed_and_stays (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (symlink ("out.bin", files->link), ==, 0);
    g_assert_true (write_to (files->link, BB_OUTPUT_NONE, "first", &error));
    g_assert_true (S_ISLNK (mode_of (files->link)));
    g_assert_true (S_ISREG (mode_of (files->path)));
    assert_holds (files->path, "first");
    assert_refused (files->link, BB_OUTPUT_NONE, G_FILE_ERROR_EXIST);
    g_assert_true (write_to (files->link, BB_OUTPUT_OVERWRITE, "second", &error));
    g_assert_true (S_ISLNK (mode_of (files->link)));
    assert_holds (files->path, "second");
}

static void
test_circle_of_links_is_an_error (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (symlink ("link", files->path), ==, 0);
    g_assert_cmpint (symlink ("out.bin", files->link), ==, 0);
    g_assert_false (write_to (files->link, BB_OUTPUT_OVERWRITE, "new", &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_LOOP);
    g_assert_true (S_ISLNK (mode_of (files->path)));
}

/* A chain of 39 symbolic links must be followed. A chain of 40, the limit of the kernel, must be an error, because it
 * could be a circle. */
static void
test_long_chain_of_links_is_followed (Files *files, gconstpointer data)
{
    const guint n_links = 40;
    g_autofree char *expected = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *last = NULL;

    for (guint i = 0; i < n_links; i++) {
        g_autofree char *name = g_strdup_printf ("%s-%u", files->link, i);
        g_autofree char *before = g_strdup_printf ("link-%u", i - 1);

        g_assert_cmpint (symlink (i == 0 ? "out.bin" : before, name), ==, 0);
    }
    last = g_strdup_printf ("%s-%u", files->link, n_links - 2);
    g_assert_true (write_to (last, BB_OUTPUT_NONE, "first", &error));
    g_assert_no_error (error);
    assert_holds (files->path, "first");
    g_free (last);
    last = g_strdup_printf ("%s-%u", files->link, n_links - 1);
    expected = g_strdup_printf ("Could not write “%s”: Too many levels of symbolic links", last);
    g_assert_false (write_to (last, BB_OUTPUT_OVERWRITE, "second", &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_LOOP);
    g_assert_cmpstr (error->message, ==, expected);
    assert_holds (files->path, "first");
    for (guint i = 0; i < n_links; i++) {
        g_autofree char *name = g_strdup_printf ("%s-%u", files->link, i);

        g_assert_cmpint (g_unlink (name), ==, 0);
    }
}

static void
test_pipe_is_written (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    char got[16] = "";
    int reader;

    g_assert_cmpint (mkfifo (files->path, 0600), ==, 0);
    g_assert_true (bb_output_check (files->path, BB_OUTPUT_NONE, &error));
    g_assert_false (write_to (files->path, BB_OUTPUT_NONE, "new", &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NXIO);
    g_clear_error (&error);
    reader = g_open (files->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
    g_assert_cmpint (symlink (files->path, files->link), ==, 0);
    g_assert_true (write_to (files->link, BB_OUTPUT_OVERWRITE, "new", &error));
    g_assert_cmpint (read (reader, got, sizeof got), ==, 3);
    g_assert_cmpstr (got, ==, "new");
    close (reader);
    g_assert_true (S_ISFIFO (mode_of (files->path)));
    g_assert_true (S_ISLNK (mode_of (files->link)));
}

/* Writing to a device that is always full must be an error. The device is made in the folder of the test, so that a
 * bug that replaces devices does not replace /dev/full. */
static void
test_dev_full_reports_error_and_stays (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    if (mknod (files->path, S_IFCHR | 0600, makedev (1, 7)) != 0 || g_access (files->path, W_OK) != 0) {
        g_test_skip ("this user may not make devices");
        return;
    }
    if (!write_to (files->path, BB_OUTPUT_OVERWRITE, "new", &error) &&
        g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_ACCES)) {
        g_test_skip ("devices cannot be used in this file system");
        return;
    }
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
    g_assert_true (S_ISCHR (mode_of (files->path)));
}

static void
test_other_devices_are_refused (Files *files, gconstpointer data)
{
    const dev_t numbers[] = {makedev (21, 0), makedev (1, 5), makedev (10, 130)};

    for (guint i = 0; i < G_N_ELEMENTS (numbers) + 1; i++) {
        gboolean is_block = i == G_N_ELEMENTS (numbers);

        if (mknod (files->path, is_block ? S_IFBLK | 0600 : S_IFCHR | 0600,
                   is_block ? makedev (7, 250) : numbers[i]) != 0) {
            g_test_skip ("this user may not make devices");
            return;
        }
        assert_refused (files->path, BB_OUTPUT_OVERWRITE, G_FILE_ERROR_INVAL);
        g_assert_true (is_block ? S_ISBLK (mode_of (files->path)) : S_ISCHR (mode_of (files->path)));
        g_unlink (files->path);
    }
}

/* bb_output_check() must accept character devices with the numbers of terminals, /dev/null and /dev/full, whatever
 * their name, and must refuse other numbers. */
static void
test_terminals_are_written_to (Files *files, gconstpointer data)
{
    const dev_t good[] = {makedev (1, 3), makedev (1, 7),   makedev (4, 0),   makedev (4, 64), makedev (5, 0),
                          makedev (5, 1), makedev (136, 0), makedev (140, 9), makedev (143, 0)};
    const dev_t bad[] = {makedev (1, 2), makedev (1, 4), makedev (1, 8),   makedev (2, 3),
                         makedev (3, 0), makedev (6, 0), makedev (135, 0), makedev (144, 0)};

    for (guint i = 0; i < G_N_ELEMENTS (good) + G_N_ELEMENTS (bad); i++) {
        gboolean is_good = i < G_N_ELEMENTS (good);
        dev_t number = is_good ? good[i] : bad[i - G_N_ELEMENTS (good)];
        g_autoptr (GError) error = NULL;

        if (mknod (files->path, S_IFCHR | 0600, number) != 0) {
            g_test_skip ("this user may not make devices");
            return;
        }
        g_assert_cmpint (bb_output_check (files->path, BB_OUTPUT_NONE, &error), ==, is_good);
        g_assert_true (is_good || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_INVAL));
        g_unlink (files->path);
        /* A block device with the same number is refused. */
        g_assert_cmpint (mknod (files->path, S_IFBLK | 0600, number), ==, 0);
        g_assert_false (bb_output_check (files->path, BB_OUTPUT_NONE, NULL));
        g_unlink (files->path);
    }
}

static void
test_output_appears_on_terminal (Files *files, gconstpointer data)
{
    int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
    const char *name = master >= 0 && grantpt (master) == 0 && unlockpt (master) == 0 ? ptsname (master) : NULL;
    g_autoptr (GError) error = NULL;
    char got[16] = "";

    if (name == NULL) {
        g_test_skip ("there are no terminals");
        return;
    }
    g_assert_true (write_to (name, BB_OUTPUT_NONE, "new", &error));
    g_assert_no_error (error);
    g_assert_cmpint (read (master, got, sizeof got), ==, 3);
    g_assert_cmpstr (got, ==, "new");
    close (master);
}

/* The target of a relative link must be searched from the folder of the link. */
static void
test_link_to_other_folder (Files *files, gconstpointer data)
{
    g_autofree char *inside = g_build_filename (files->folder, "inside", NULL);
    g_autofree char *link_inside = g_build_filename (inside, "link", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (g_mkdir (inside, 0700), ==, 0);
    g_assert_cmpint (symlink ("../out.bin", link_inside), ==, 0);
    g_assert_cmpint (symlink (link_inside, files->link), ==, 0);
    g_assert_true (write_to (files->link, BB_OUTPUT_NONE, "first", &error));
    assert_holds (files->path, "first");
    g_assert_true (write_to (files->link, BB_OUTPUT_OVERWRITE, "second", &error));
    assert_holds (files->path, "second");
    g_assert_true (S_ISLNK (mode_of (link_inside)));
    g_assert_true (S_ISLNK (mode_of (files->link)));
    g_unlink (link_inside);
    g_assert_cmpint (g_rmdir (inside), ==, 0);
}

static void
test_missing_folder_is_an_error (Files *files, gconstpointer data)
{
    g_autofree char *below = g_build_filename (files->path, "out.bin", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_false (write_to (below, BB_OUTPUT_NONE, "new", &error));
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_assert_true (g_file_set_contents (files->path, "old", -1, NULL));
    assert_refused (below, BB_OUTPUT_OVERWRITE, G_FILE_ERROR_NOTDIR);
    assert_holds (files->path, "old");
}

static void
test_folder_and_socket_are_refused (Files *files, gconstpointer data)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_refused (files->folder, BB_OUTPUT_OVERWRITE, G_FILE_ERROR_ISDIR);
    g_strlcpy (address.sun_path, files->path, sizeof address.sun_path);
    g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
    assert_refused (files->path, BB_OUTPUT_OVERWRITE, G_FILE_ERROR_INVAL);
    close (fd);
    g_assert_true (S_ISSOCK (mode_of (files->path)));
}

/* Files cannot have more than four bytes, as if the disk were full: an incomplete new file must be removed, and an
 * existing file unchanged. */
static void
test_incomplete_file_is_removed (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;
    struct rlimit before, small;

    signal (SIGXFSZ, SIG_IGN);
    g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
    small = before;
    small.rlim_cur = 4;
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
    g_assert_false (write_to (files->path, BB_OUTPUT_NONE, "longer", &error));
    g_assert_nonnull (error);
    g_clear_error (&error);
    g_assert_false (g_file_test (files->path, G_FILE_TEST_EXISTS));
    g_assert_true (write_to (files->path, BB_OUTPUT_NONE, "old", &error));
    g_assert_false (write_to (files->path, BB_OUTPUT_OVERWRITE, "longer", &error));
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
    assert_holds (files->path, "old");
}

static void
test_file_written_in_pieces (Files *files, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (files->path, "old and long", -1, &error));
    for (guint i = 0; i < 2; i++) {
        int fd = bb_output_open (files->path, BB_OUTPUT_OVERWRITE | BB_OUTPUT_PRIVATE, &error);

        g_assert_no_error (error);
        g_assert_cmpint (write (fd, "new", 3), ==, 3);
        close (fd);
        assert_holds (files->path, "new");
        g_unlink (files->path);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/output-file/" name, Files, NULL, set_up, function, tear_down)
    ADD ("new_file", test_new_file);
    ADD ("existing_file_needs_consent", test_existing_file_needs_consent);
    ADD ("symbolic_link_is_followed_and_stays", test_symbolic_link_is_followed_and_stays);
    ADD ("circle_of_links_is_an_error", test_circle_of_links_is_an_error);
    ADD ("long_chain_of_links_is_followed", test_long_chain_of_links_is_followed);
    ADD ("pipe_is_written", test_pipe_is_written);
    ADD ("dev_full_reports_error_and_stays", test_dev_full_reports_error_and_stays);
    ADD ("other_devices_are_refused", test_other_devices_are_refused);
    ADD ("terminals_are_written_to", test_terminals_are_written_to);
    ADD ("output_appears_on_terminal", test_output_appears_on_terminal);
    ADD ("link_to_other_folder", test_link_to_other_folder);
    ADD ("missing_folder_is_an_error", test_missing_folder_is_an_error);
    ADD ("folder_and_socket_are_refused", test_folder_and_socket_are_refused);
    ADD ("incomplete_file_is_removed", test_incomplete_file_is_removed);
    ADD ("file_written_in_pieces", test_file_written_in_pieces);
    return g_test_run ();
}
