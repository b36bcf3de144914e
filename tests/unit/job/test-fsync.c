/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/store/bb-fsync.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files of the state folder: their checksum, and how they are written and replaced. */

#define KEYS "[group]\nkey=value\n"

typedef struct {
    char *folder;
    char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
    f->folder = job_rig_make_folder ();
    f->path = g_build_filename (f->folder, "file", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
    job_rig_remove_folder (f->folder);
    g_free (f->folder);
    g_free (f->path);
}

/* --- the checksum of a key file --- */

/* Returns (transfer full) (nullable) the key file that is read from a file with @text. @sealed: (out): whether the
 * file has a valid checksum */
static GKeyFile *
read_text (Fixture *f, const char *text, gsize length_bytes, gboolean *sealed, GError **error)
{
    g_assert_true (g_file_set_contents (f->path, text, (gssize) length_bytes, NULL));
    *sealed = FALSE;
    return bb_fsync_read_key_file (f->path, FALSE, sealed, error);
}

static void
test_a_seal_is_the_checksum_of_the_text (Fixture *f, gconstpointer data)
{
    g_autofree char *sealed_text = bb_fsync_seal (g_strdup (KEYS));
    g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, KEYS, -1);
    g_autofree char *wanted = g_strdup_printf ("%s# sha256 %s\n", KEYS, sum);
    g_autoptr (GError) error = NULL;
    g_autoptr (GKeyFile) file = NULL;
    g_autoptr (GKeyFile) unasked = NULL;
    gboolean sealed = FALSE;

    g_assert_cmpstr (sealed_text, ==, wanted);
    file = read_text (f, wanted, strlen (wanted), &sealed, &error);
    g_assert_no_error (error);
    g_assert_true (sealed);
    g_assert_true (g_key_file_has_key (file, "group", "key", NULL));
    unasked = bb_fsync_read_key_file (f->path, FALSE, NULL, NULL);
    g_assert_nonnull (unasked);
}

/* Reads a file whose last line is a checksum. If the checksum is wrong, incomplete or not at the end, the file must
 * be refused. A file without a checksum (from older versions) must be read and count as not sealed. If any bit of a
 * file is changed, the file must be refused or count as not sealed. */
static void
test_only_a_whole_sealed_file_is_read (Fixture *f, gconstpointer data)
{
    g_autofree char *good = bb_fsync_seal (g_strdup (KEYS));
    gsize length_bytes = strlen (good);
    g_autofree char *longer = g_strconcat (good, "\n", NULL);
    g_autofree char *followed = g_strconcat (good, "more=1\n", NULL);
    g_autofree char *no_end = g_strndup (good, length_bytes - 1);
    g_autofree char *other_end = g_strdup (good);
    g_autofree char *half = g_strndup (good, length_bytes - 10);
    g_autofree char *inside = bb_fsync_seal (g_strdup ("[group]\nkey=x "));
    g_autofree char *only = bb_fsync_seal (g_strdup (""));
    const char *const texts[] = {good, KEYS, longer, followed, no_end, other_end, half, inside, only, "no keys", ""};
    static const gboolean are_read[] = {TRUE, TRUE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, TRUE, FALSE, FALSE};
    static const gboolean are_sealed[] = {TRUE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, FALSE, FALSE};

    other_end[length_bytes - 1] = ' ';
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autoptr (GError) error = NULL;
        gboolean sealed = FALSE;
        g_autoptr (GKeyFile) file = read_text (f, texts[i], strlen (texts[i]), &sealed, &error);

        g_test_message ("row %u", i);
        g_assert_cmpint (file != NULL, ==, are_read[i]);
        if (are_read[i])
            g_assert_cmpint (sealed, ==, are_sealed[i]);
        else
            g_assert_true (g_str_has_prefix (error->message, f->path));
    }
    for (gsize i = 0; i < length_bytes; i++) {
        g_autoptr (GError) error = NULL;
        gboolean sealed = FALSE;
        g_autofree char *changed = g_memdup2 (good, length_bytes);
        g_autoptr (GKeyFile) file = NULL;

        changed[i] ^= 0x01;
        file = read_text (f, changed, length_bytes, &sealed, &error);
        g_test_message ("byte %zu", i);
        g_assert_true (file == NULL || !sealed);
    }
}

/* --- writing --- */

static void
test_a_new_file_is_never_one_that_exists (Fixture *f, gconstpointer data)
{
    g_autoptr (GBytes) read = NULL;
    g_autoptr (GError) error = NULL;
    struct stat info = {0};

    g_assert_true (bb_fsync_write (f->path, "first", 5, NULL));
    g_assert_false (bb_fsync_write (f->path, "second", 6, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
    g_assert_true (g_str_has_prefix (error->message, "creating "));
    read = bb_fsync_read (f->path, NULL);
    g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), "first", 5);
    g_assert_cmpint (stat (f->path, &info), ==, 0);
    g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static guint
count_files (const char *folder)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    guint n = 0;

    while (g_dir_read_name (dir) != NULL)
        n++;
    return n;
}

static void
test_a_file_is_replaced_whole_or_not_at_all (Fixture *f, gconstpointer data)
{
    g_autofree char *folder = g_build_filename (f->folder, "folder", NULL);
    g_autofree char *missing = g_build_filename (f->folder, "missing", "file", NULL);
    g_autoptr (GError) in_the_way = NULL;
    g_autoptr (GError) nowhere = NULL;
    g_autoptr (GBytes) read = NULL;

    g_assert_true (bb_fsync_replace (f->path, "first", 5, NULL));
    g_assert_true (bb_fsync_replace (f->path, "second", 6, NULL));
    read = bb_fsync_read (f->path, NULL);
    g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), "second", 6);
    g_assert_cmpuint (count_files (f->folder), ==, 1);
    g_assert_true (bb_fsync_make_folder (folder, NULL));
    g_assert_false (bb_fsync_replace (folder, "third", 5, &in_the_way));
    g_assert_true (g_str_has_prefix (in_the_way->message, "renaming to "));
    g_assert_cmpuint (count_files (f->folder), ==, 2);
    g_assert_false (bb_fsync_replace (missing, "third", 5, &nowhere));
    g_assert_error (nowhere, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_a_file_moves_to_another_folder (Fixture *f, gconstpointer data)
{
    g_autofree char *folder = g_build_filename (f->folder, "folder", NULL);
    g_autofree char *to = g_build_filename (folder, "moved", NULL);
    g_autofree char *missing = g_build_filename (f->folder, "missing", "moved", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_fsync_make_folder (folder, NULL));
    g_assert_true (bb_fsync_write (f->path, "first", 5, NULL));
    g_assert_false (bb_fsync_rename (f->path, missing, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_assert_true (bb_fsync_rename (f->path, to, NULL));
    g_assert_true (g_file_test (to, G_FILE_TEST_EXISTS));
    g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
}

/* A symbolic link must be followed only if the caller asks for it. Burnback asks for it when it reads the file that
 * says which folder the user chose for backups. */
static void
test_a_link_is_followed_only_on_request (Fixture *f, gconstpointer data)
{
    g_autofree char *target = g_build_filename (f->folder, "target", NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (GKeyFile) followed = NULL;

    g_assert_true (g_file_set_contents (target, KEYS, -1, NULL));
    g_assert_cmpint (symlink (target, f->path), ==, 0);
    g_assert_null (bb_fsync_read (f->path, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
    g_clear_error (&error);
    g_assert_null (bb_fsync_read_key_file (f->path, FALSE, NULL, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
    followed = bb_fsync_read_key_file (f->path, TRUE, NULL, NULL);
    g_assert_true (g_key_file_has_key (followed, "group", "key", NULL));
}

static void
test_lines_are_appended (Fixture *f, gconstpointer data)
{
    int fd = open (f->path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    int read_only = -1;
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_fsync_append (fd, "one\n", NULL));
    g_assert_true (bb_fsync_append (fd, "two\n", NULL));
    close (fd);
    g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "one\ntwo\n");
    read_only = open (f->path, O_RDONLY);
    g_assert_false (bb_fsync_append (read_only, "three\n", &error));
    g_assert_true (g_str_has_prefix (error->message, "writing to the journal: "));
    close (read_only);
}

/* --- folders --- */

static void
test_folders_are_made_with_their_parents (Fixture *f, gconstpointer data)
{
    g_autofree char *deep = g_build_filename (f->folder, "a", "b", "c", NULL);
    g_autofree char *under_file = g_build_filename (f->path, "d", NULL);
    g_autoptr (GError) in_the_way = NULL;
    g_autoptr (GError) under = NULL;
    struct stat info = {0};

    g_assert_true (bb_fsync_make_folder (deep, NULL));
    g_assert_true (bb_fsync_make_folder (deep, NULL));
    g_assert_cmpint (stat (deep, &info), ==, 0);
    g_assert_cmpuint (info.st_mode & 07777, ==, 0700);
    g_assert_true (bb_fsync_write (f->path, "x", 1, NULL));
    g_assert_false (bb_fsync_make_folder (f->path, &in_the_way));
    g_assert_error (in_the_way, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
    g_assert_false (bb_fsync_make_folder (under_file, &under));
    g_assert_error (under, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
}

/* A folder that does not exist counts as empty. Any other reason why a folder cannot be opened is reported. */
static void
test_a_missing_folder_is_an_empty_one (Fixture *f, gconstpointer data)
{
    g_autofree char *missing = g_build_filename (f->folder, "missing", NULL);
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    GDir *dir = bb_fsync_open_folder (f->folder, unread);

    g_assert_nonnull (dir);
    g_dir_close (dir);
    g_assert_null (bb_fsync_open_folder (missing, unread));
    g_assert_cmpuint (unread->len, ==, 0);
    g_assert_true (bb_fsync_write (f->path, "x", 1, NULL));
    g_assert_null (bb_fsync_open_folder (f->path, NULL));
    g_assert_null (bb_fsync_open_folder (f->path, unread));
    g_assert_cmpuint (unread->len, ==, 1);
    g_assert_error (((GError *) unread->pdata[0]), G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
    g_assert_true (g_str_has_prefix (((GError *) unread->pdata[0])->message, f->path));
}

static void
test_a_folder_is_removed_with_its_files (Fixture *f, gconstpointer data)
{
    g_autofree char *folder = g_build_filename (f->folder, "folder", NULL);
    g_autofree char *inner = g_build_filename (folder, "inner", NULL);

    g_assert_true (bb_fsync_make_folder (folder, NULL));
    g_assert_true (bb_fsync_write (inner, "x", 1, NULL));
    bb_fsync_remove_tree (folder);
    g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
    bb_fsync_remove_tree (folder);
}

static void
test_a_folder_that_cannot_be_opened_is_not_synced (Fixture *f, gconstpointer data)
{
    g_autofree char *missing = g_build_filename (f->folder, "missing", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_true (bb_fsync_sync_folder (f->folder, NULL));
    g_assert_false (bb_fsync_sync_folder (missing, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_assert_true (g_str_has_prefix (error->message, "opening folder "));
}

#define ADD(name, function) g_test_add ("/fsync/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("a-seal-is-the-checksum-of-the-text", test_a_seal_is_the_checksum_of_the_text);
    ADD ("only-a-whole-sealed-file-is-read", test_only_a_whole_sealed_file_is_read);
    ADD ("a-new-file-is-never-one-that-exists", test_a_new_file_is_never_one_that_exists);
    ADD ("a-file-is-replaced-whole-or-not-at-all", test_a_file_is_replaced_whole_or_not_at_all);
    ADD ("a-file-moves-to-another-folder", test_a_file_moves_to_another_folder);
    ADD ("a-link-is-followed-only-on-request", test_a_link_is_followed_only_on_request);
    ADD ("lines-are-appended", test_lines_are_appended);
    ADD ("folders-are-made-with-their-parents", test_folders_are_made_with_their_parents);
    ADD ("a-missing-folder-is-an-empty-one", test_a_missing_folder_is_an_empty_one);
    ADD ("a-folder-is-removed-with-its-files", test_a_folder_is_removed_with_its_files);
    ADD ("a-folder-that-cannot-be-opened-is-not-synced", test_a_folder_that_cannot_be_opened_is_not_synced);
    return g_test_run ();
}
