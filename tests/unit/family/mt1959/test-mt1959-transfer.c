/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mt1959-vectors.h"

#include "family/bb-key-file.h"
#include "family/mt1959/bb-mt1959-transfer.h"

#include <glib/gstdio.h>
#include <string.h>

/* Tests bb-key-file.c and bb-mt1959-transfer.c. */

/* Writes the bytes to a new file. Returns (transfer full) its path. */
static char *
write_file (const char *hex)
{
    g_autoptr (GBytes) bytes = bb_hex_parse (hex, NULL);
    char *path = NULL;
    int fd = g_file_open_tmp ("burnback-key-XXXXXX", &path, NULL);

    g_close (fd, NULL);
    g_assert_true (
        g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
    return path;
}

static void
test_key_file_formats (void)
{
    JsonObject *vector = mt_vector ("transfer");
    JsonArray *cases = json_object_get_array_member (vector, "key-file");
    const char *made_up = mt_case_string (json_object_get_object_member (vector, "made-up-key"), "sha256");

    for (guint i = 0; i < json_array_get_length (cases); i++) {
        JsonObject *item = json_array_get_object_element (cases, i);
        g_autofree char *path = write_file (mt_case_string (item, "file"));
        g_autoptr (GError) refused = NULL;
        g_autoptr (GError) error = NULL;

        bb_key_file_set (path);
        bb_key_file_let_in (NULL);
        g_assert_false (bb_mt1959_check_key (&refused));
        g_assert_error (refused, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY);
        g_assert_nonnull (strstr (refused->message, path));
        g_assert_true (
            g_str_has_suffix (refused->message, " is not the key file for drives that require encrypted updates."));
        bb_key_file_let_in (made_up);
        g_assert_cmpint (bb_mt1959_check_key (&error), ==, json_object_get_boolean_member (item, "accepted"));
        g_remove (path);
    }
    bb_key_file_let_in (NULL);
}

/* The error names the file and the reason. The last file can be opened, but not read. */
static void
test_unreadable_key_file_is_explained (void)
{
    static const char *const paths[] = {"/nonexistent/key", "/dev/null", "/proc/self/mem"};

    for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
        g_autofree char *wanted = g_strdup_printf ("Could not read the key file (%s: *).", paths[i]);
        g_autoptr (GError) error = NULL;

        bb_key_file_set (paths[i]);
        g_assert_true (bb_key_file_is_set ());
        g_assert_false (bb_mt1959_check_key (&error));
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY);
        g_assert_true (g_pattern_match_simple (wanted, error->message));
    }
    bb_key_file_set (NULL);
}

/* No error message contains bytes of the file, and a rejected key does not stay in memory. */
static void
test_wrong_key_is_not_kept_or_shown (void)
{
    static const char wrong[] = "f0e1d2c3b4a5968778695a4b3c2d1e0f";
    static const guint8 nothing[16] = {0};
    guint8 key[16];
    g_autofree char *path = NULL;
    g_autoptr (GError) none = NULL;
    g_autoptr (GError) error = NULL;
    int fd = g_file_open_tmp ("burnback-key-XXXXXX", &path, NULL);

    g_close (fd, NULL);
    bb_key_file_set (NULL);
    g_assert_false (bb_key_file_is_set ());
    g_assert_false (bb_mt1959_check_key (&none));
    g_assert_error (none, BB_FAMILY_ERROR, BB_FAMILY_ERROR_KEY);
    g_assert_true (g_file_set_contents (path, wrong, -1, NULL));
    bb_key_file_set (path);
    memset (key, 0x55, sizeof key);
    g_assert_false (
        bb_key_file_read ("67505a814cff7e31ad866a805cf95ccd3c31383c5b003a3d24d5070a2c88f8d6", key, 16, &error));
    g_assert_null (strstr (error->message, "f0e1"));
    g_assert_cmpmem (key, sizeof key, nothing, sizeof nothing);
    g_remove (path);
    bb_key_file_set (NULL);
}

/* The digits of a key may have line ends and blanks around them. The file may have four characters for each byte of
 * the longest key. */
static void
test_longest_key_file_is_read (void)
{
    JsonObject *key = json_object_get_object_member (mt_vector ("transfer"), "made-up-key");

    mt_let_in_made_up_key ();
    for (guint i = 0; i < 2; i++) {
        g_autofree char *path = NULL;
        g_autofree char *blanks = g_strnfill (128 - strlen (mt_case_string (key, "hex")) + i, '\n');
        g_autofree char *text = g_strconcat (mt_case_string (key, "hex"), blanks, NULL);
        int fd = g_file_open_tmp ("burnback-key-XXXXXX", &path, NULL);

        g_close (fd, NULL);
        g_assert_true (g_file_set_contents (path, text, -1, NULL));
        bb_key_file_set (path);
        g_assert_cmpint (bb_mt1959_check_key (NULL), ==, i == 0);
        g_remove (path);
    }
    bb_key_file_set (NULL);
}

static void
test_wrapping_encrypts_each_block (void)
{
    JsonArray *cases = json_object_get_array_member (mt_vector ("transfer"), "blocks");
    g_autoptr (GBytes) odd = g_bytes_new_static ("0123456789", 10);

    mt_let_in_made_up_key ();
    for (guint i = 0; i < json_array_get_length (cases); i++) {
        JsonObject *item = json_array_get_object_element (cases, i);
        g_autoptr (GBytes) plain = bb_hex_parse (mt_case_string (item, "plain"), NULL);
        g_autoptr (GBytes) wanted = bb_hex_parse (mt_case_string (item, "wrapped"), NULL);
        g_autoptr (GBytes) wrapped = bb_mt1959_wrap (plain, NULL);
        g_autoptr (GBytes) again = bb_mt1959_unwrap (wanted, NULL);

        g_assert_true (g_bytes_equal (wrapped, wanted));
        g_assert_true (g_bytes_equal (again, plain));
    }
    g_assert_null (bb_mt1959_wrap (odd, NULL));
    bb_key_file_set (NULL);
    g_assert_null (bb_mt1959_wrap (odd, NULL));
}

/* Returns (transfer full) the image that "rule" in vectors.json defines: 2 MiB of computed bytes, with a boot ID. */
static GBytes *
ruled_image (void)
{
    guint8 *data = g_malloc (MT_FLASH_BYTES);

    for (guint i = 0; i < MT_FLASH_BYTES; i++)
        data[i] = (guint8) (7 * i + 13 * (i / 256) + 3);
    memcpy (data + MT_CONFIG, MT_JB8, 16);
    return g_bytes_new_take (data, MT_FLASH_BYTES);
}

static void
test_transfers_of_vectors (void)
{
    JsonObject *vector = mt_vector ("transfer");
    JsonArray *cases = json_object_get_array_member (vector, "transfers");
    g_autoptr (GBytes) image = ruled_image ();
    g_autofree char *image_sha256 = bb_sha256_bytes (image);
    BbMt1959Layout layout;

    g_assert_true (bb_mt1959_layout_load (mt_catalog (), &layout, NULL));
    g_assert_cmpstr (image_sha256, ==, mt_case_string (json_object_get_object_member (vector, "image"), "sha256"));
    mt_let_in_made_up_key ();
    for (guint i = 0; i < json_array_get_length (cases); i++) {
        JsonObject *item = json_array_get_object_element (cases, i);
        BbMt1959Wrap wrap =
            g_str_equal (mt_case_string (item, "form"), "wrapped") ? BB_MT1959_WRAPPED : BB_MT1959_PLAIN;
        g_autoptr (GBytes) wire =
            bb_mt1959_make_transfer (image, &layout, mt_case_string (item, "boot-id"), wrap, NULL);
        g_autofree char *sha256 = bb_sha256_bytes (wire);

        g_assert_cmpstr (sha256, ==, mt_case_string (item, "sha256"));
    }
    bb_key_file_set (NULL);
    g_assert_null (bb_mt1959_make_transfer (image, &layout, MT_JB8, BB_MT1959_WRAPPED, NULL));
}

static void
test_mt1939_transfer_is_the_image (void)
{
    g_autoptr (GBytes) image = ruled_image ();
    g_autoptr (GBytes) wire = NULL;
    BbMt1959Layout layout;

    g_assert_true (bb_mt1959_layout_load (mt_catalog (), &layout, NULL));
    wire = bb_mt1959_make_transfer (image, &layout, NULL, BB_MT1959_PLAIN, NULL);
    g_assert_true (g_bytes_equal (wire, image));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/mt1959/transfer/key_file_formats", test_key_file_formats);
    g_test_add_func ("/mt1959/transfer/wrong_key_is_not_kept_or_shown", test_wrong_key_is_not_kept_or_shown);
    g_test_add_func ("/mt1959/transfer/longest_key_file_is_read", test_longest_key_file_is_read);
    g_test_add_func ("/mt1959/transfer/unreadable_key_file_is_explained", test_unreadable_key_file_is_explained);
    g_test_add_func ("/mt1959/transfer/wrapping_encrypts_each_block", test_wrapping_encrypts_each_block);
    g_test_add_func ("/mt1959/transfer/transfers_of_vectors", test_transfers_of_vectors);
    g_test_add_func ("/mt1959/transfer/mt1939_transfer_is_the_image", test_mt1939_transfer_is_the_image);
    return g_test_run ();
}
