/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/bb-family.h"
#include "family/bb-key-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Tests bb-key-file.c: which files are accepted as the file with the key for encrypted updates, and which are not. */

#define KEY_BYTES 16u
/* A key, its bytes in hexadecimal, and a key of the greatest length. */
#define KEY "0123456789abcdef"
#define HEX "30313233343536373839616263646566"
#define LONG_KEY KEY KEY

#define WRONG "The file %s is not the key file for drives that require encrypted updates."

typedef struct {
    char *folder;
    char *path;
    char *sha256; /* of KEY */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GError) error = NULL;

    fixture->folder = g_dir_make_tmp ("burnback-key-XXXXXX", &error);
    g_assert_no_error (error);
    fixture->path = g_build_filename (fixture->folder, "the key.bin", NULL);
    fixture->sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) KEY, KEY_BYTES);
    bb_key_file_set (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    bb_key_file_set (NULL);
    bb_key_file_let_in (NULL);
    (void) g_unlink (fixture->path);
    g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
    g_free (fixture->folder);
    g_free (fixture->path);
    g_free (fixture->sha256);
}

/* Writes @text to the key file. @length: number of bytes; negative: up to the zero byte */
static void
put (Fixture *fixture, const char *text, gssize length)
{
    g_assert_true (g_file_set_contents (fixture->path, text, length, NULL));
}

/* Asserts that KEY is read from the file. If not @is_good, asserts that reading fails with an error that contains no
 * byte of the file, and that no key stays in memory. */
static void
assert_read (Fixture *fixture, gboolean is_good)
{
    guint8 room[KEY_BYTES + 8];
    guint8 *key = room;
    static const guint8 zeros[KEY_BYTES];
    g_autoptr (GError) error = NULL;
    g_autofree char *wrong = g_strdup_printf (WRONG, fixture->path);

    memset (room, 0x5A, sizeof room);
    g_assert_cmpint (bb_key_file_read (fixture->sha256, key, KEY_BYTES, &error), ==, is_good);
    /* Nothing is written behind the key, however long the file is. */
    for (gsize i = KEY_BYTES; i < sizeof room; i++)
        g_assert_cmphex (room[i], ==, 0x5A);
    if (is_good) {
        g_assert_no_error (error);
        g_assert_cmpmem (key, KEY_BYTES, KEY, KEY_BYTES);
        return;
    }
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY);
    g_assert_cmpstr (error->message, ==, wrong);
    g_assert_cmpmem (key, KEY_BYTES, zeros, sizeof zeros);
}

static void
test_key_is_bytes_or_digits (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *text;
        gboolean is_good;
    } rows[] = {
        {KEY, TRUE},
        {HEX, TRUE},
        {"30313233343536373839616263646566\n", TRUE},
        {"30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66\r\n", TRUE},
        {"\t30313233 34353637\n38396162 63646566\n\n", TRUE},
        {"3031323334353637383961626364656f", FALSE}, /* another key */
        {"3031323334353637383961626364656", FALSE},  /* one digit too few */
        {HEX "0", FALSE},
        {HEX "30", FALSE},
        {"0x" HEX, FALSE},
        {HEX "g", FALSE},
        {"g" HEX, FALSE},
        {"", FALSE},
        {"\n", FALSE},
        {"0123456789abcdeF", FALSE},
        {KEY "\n", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_test_message ("row %u", i);
        put (fixture, rows[i].text, -1);
        assert_read (fixture, rows[i].is_good);
    }
}

/* A file of more than 128 bytes contains no key. The limit is four characters for each byte of the longest key. */
static void
test_long_file_is_no_key (Fixture *fixture, gconstpointer data)
{
    g_autoptr (GString) text = g_string_new (HEX);

    for (guint n = text->len; n < 128; n++)
        g_string_append_c (text, ' ');
    put (fixture, text->str, -1);
    assert_read (fixture, TRUE);
    g_string_append_c (text, ' ');
    put (fixture, text->str, -1);
    assert_read (fixture, FALSE);
}

/* The longest key has 32 bytes. */
static void
test_key_may_have_32_bytes (Fixture *fixture, gconstpointer data)
{
    g_autofree char *sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) LONG_KEY, 32);
    guint8 key[32];

    put (fixture, HEX HEX, -1);
    g_assert_true (bb_key_file_read (sha256, key, sizeof key, NULL));
    g_assert_cmpmem (key, sizeof key, LONG_KEY, 32);
}

/* Only a key with the wanted SHA-256 is accepted. The SHA-256 may have upper-case digits. */
static void
test_key_is_known_by_its_sha256 (Fixture *fixture, gconstpointer data)
{
    g_autofree char *capital = g_ascii_strup (fixture->sha256, -1);
    g_autofree char *longer = g_strconcat (fixture->sha256, "00", NULL);
    g_autofree char *changed = g_strdup (fixture->sha256);
    g_autofree char *cut = g_strndup (fixture->sha256, 62);
    guint8 key[KEY_BYTES];

    put (fixture, KEY, -1);
    for (guint i = 0; i < 64; i++) {
        char digit = changed[i];

        changed[i] = digit == '0' ? '1' : '0';
        g_assert_false (bb_key_file_read (changed, key, sizeof key, NULL));
        changed[i] = digit;
    }
    g_assert_true (bb_key_file_read (capital, key, sizeof key, NULL));
    g_assert_false (bb_key_file_read (longer, key, sizeof key, NULL));
    g_assert_false (bb_key_file_read (cut, key, sizeof key, NULL));
    g_assert_false (bb_key_file_read ("", key, sizeof key, NULL));
}

/* bb_key_file_let_in() makes a test key replace every real key for simulated drives; NULL or "" ends that. */
static void
test_test_key_replaces_the_real_one (Fixture *fixture, gconstpointer data)
{
    g_autofree char *other = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) "other", 5);
    guint8 key[KEY_BYTES];

    put (fixture, KEY, -1);
    bb_key_file_let_in (other);
    assert_read (fixture, FALSE);
    bb_key_file_let_in (fixture->sha256);
    g_assert_true (bb_key_file_read (other, key, sizeof key, NULL));
    bb_key_file_let_in ("");
    g_assert_false (bb_key_file_read (other, key, sizeof key, NULL));
    assert_read (fixture, TRUE);
    bb_key_file_let_in (other);
    bb_key_file_let_in (NULL);
    assert_read (fixture, TRUE);
}

static void
test_missing_file_is_said_so (Fixture *fixture, gconstpointer data)
{
    g_autofree char *missing =
        g_strdup_printf ("Could not read the key file (%s: No such file or directory).", fixture->path);
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) of_folder = NULL;
    g_autoptr (GError) none = NULL;
    guint8 key[KEY_BYTES];

    g_assert_false (bb_key_file_read (fixture->sha256, key, sizeof key, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY);
    g_assert_cmpstr (error->message, ==, missing);
    bb_key_file_set (fixture->folder);
    g_assert_false (bb_key_file_read (fixture->sha256, key, sizeof key, &of_folder));
    g_assert_error (of_folder, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY);
    g_assert_true (g_str_has_prefix (of_folder->message, "Could not read the key file ("));
    bb_key_file_set ("");
    g_assert_false (bb_key_file_read (fixture->sha256, key, sizeof key, &none));
    g_assert_error (none, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY);
    g_assert_cmpstr (none->message, ==, "No key file was chosen.");
}

/* The key is zero after every error, also if no file was read, so that a caller never uses bytes of another key. */
static void
test_key_is_zero_after_each_error (Fixture *fixture, gconstpointer data)
{
    static const guint8 zeros[KEY_BYTES];
    const char *const paths[] = {fixture->path, fixture->folder, "/proc/self/mem", NULL};

    for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
        guint8 key[KEY_BYTES];

        memset (key, 0x5A, sizeof key);
        bb_key_file_set (paths[i]);
        g_test_message ("%s", paths[i]);
        g_assert_false (bb_key_file_read (fixture->sha256, key, sizeof key, NULL));
        g_assert_cmpmem (key, sizeof key, zeros, sizeof zeros);
    }
}

/* The error names a file that can be opened but not read, such as /proc/self/mem. */
static void
test_read_error_is_said_so (Fixture *fixture, gconstpointer data)
{
    guint8 key[KEY_BYTES];
    g_autoptr (GError) error = NULL;

    bb_key_file_set ("/proc/self/mem");
    g_assert_false (bb_key_file_read (fixture->sha256, key, sizeof key, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY);
    g_assert_cmpstr (error->message, ==, "Could not read the key file (/proc/self/mem: Input/output error).");
}

/* Returns the number of open files of this process. */
static guint
count_open_files (void)
{
    g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
    guint n = 0;

    while (dir != NULL && g_dir_read_name (dir) != NULL)
        n++;
    return n;
}

static void
test_file_is_closed (Fixture *fixture, gconstpointer data)
{
    guint before = count_open_files ();

    put (fixture, KEY, -1);
    assert_read (fixture, TRUE);
    put (fixture, "no key", -1);
    assert_read (fixture, FALSE);
    g_assert_cmpuint (count_open_files (), ==, before);
}

/* bb_key_file_use() restores the key file of an earlier run, unless a key file was chosen in this run. */
static void
test_choice_is_kept_as_a_uri (Fixture *fixture, gconstpointer data)
{
    g_autofree char *uri = g_filename_to_uri (fixture->path, NULL, NULL);
    g_autofree char *chosen = bb_key_file_dup_uri ();
    g_autofree char *none = NULL;
    g_autofree char *restored = NULL;
    g_autofree char *kept = NULL;
    g_autofree char *relative = NULL;
    g_autofree char *here = g_get_current_dir ();
    g_autofree char *absolute = g_build_filename (here, "key.bin", NULL);
    g_autofree char *absolute_uri = g_filename_to_uri (absolute, NULL, NULL);

    g_assert_cmpstr (chosen, ==, uri);
    bb_key_file_set (NULL);
    g_assert_false (bb_key_file_is_set ());
    none = bb_key_file_dup_uri ();
    g_assert_null (none);
    bb_key_file_use (NULL);
    bb_key_file_use ("https://example.org/key.bin");
    g_assert_false (bb_key_file_is_set ());
    bb_key_file_use (uri);
    g_assert_true (bb_key_file_is_set ());
    restored = bb_key_file_dup_uri ();
    g_assert_cmpstr (restored, ==, uri);
    bb_key_file_use ("file:///other.bin");
    kept = bb_key_file_dup_uri ();
    g_assert_cmpstr (kept, ==, uri);
    bb_key_file_set ("key.bin");
    relative = bb_key_file_dup_uri ();
    g_assert_cmpstr (relative, ==, absolute_uri);
}

/* bb_key_file_check() accepts the file if it has a key that one of the families needs. A test key replaces these
 * keys. */
static void
test_check_asks_the_families (Fixture *fixture, gconstpointer data)
{
    g_autofree char *wrong = g_strdup_printf (WRONG, fixture->path);
    g_autoptr (GError) error = NULL;

    put (fixture, KEY, -1);
    g_assert_false (bb_key_file_check (&error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY);
    g_assert_cmpstr (error->message, ==, wrong);
    g_clear_error (&error);
    bb_key_file_let_in (fixture->sha256);
    g_assert_true (bb_key_file_check (&error));
    g_assert_no_error (error);
}

#define ADD(name, function) g_test_add ("/key-file/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("key-is-bytes-or-digits", test_key_is_bytes_or_digits);
    ADD ("long-file-is-no-key", test_long_file_is_no_key);
    ADD ("key-may-have-32-bytes", test_key_may_have_32_bytes);
    ADD ("key-is-known-by-its-sha256", test_key_is_known_by_its_sha256);
    ADD ("test-key-replaces-the-real-one", test_test_key_replaces_the_real_one);
    ADD ("missing-file-is-said-so", test_missing_file_is_said_so);
    ADD ("key-is-zero-after-each-error", test_key_is_zero_after_each_error);
    ADD ("read-error-is-said-so", test_read_error_is_said_so);
    ADD ("file-is-closed", test_file_is_closed);
    ADD ("choice-is-kept-as-a-uri", test_choice_is_kept_as_a_uri);
    ADD ("check-asks-the-families", test_check_asks_the_families);
    return g_test_run ();
}
