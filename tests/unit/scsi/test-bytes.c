/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scsi/bb-bytes.h"

#include <gio/gio.h>

static const guint8 sample[] = {0x01, 0x02, 0x03, 0x04, 0xfe, 0xff};

static GBytes *
sample_bytes (void)
{
    return g_bytes_new_static (sample, sizeof sample);
}

static void
test_numbers_are_read_in_their_byte_order (void)
{
    g_autoptr (GBytes) bytes = sample_bytes ();
    g_autoptr (GError) error = NULL;
    guint8 u8 = 0;
    guint16 u16 = 0;
    guint32 u32 = 0;

    g_assert_true (bb_bytes_get_u8 (bytes, 5, &u8, &error));
    g_assert_cmphex (u8, ==, 0xff);
    g_assert_true (bb_bytes_get_be16 (bytes, 4, &u16, &error));
    g_assert_cmphex (u16, ==, 0xfeff);
    g_assert_true (bb_bytes_get_be32 (bytes, 2, &u32, &error));
    g_assert_cmphex (u32, ==, 0x0304feff);
    g_assert_true (bb_bytes_get_le32 (bytes, 2, &u32, &error));
    g_assert_cmphex (u32, ==, 0xfffe0403);
    g_assert_no_error (error);
}

static void
test_field_beyond_the_end_is_an_error (void)
{
    static const gsize offsets[] = {6, 7, G_MAXSIZE};
    g_autoptr (GBytes) bytes = sample_bytes ();

    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
        g_autoptr (GError) error = NULL;
        guint8 u8 = 0;

        g_assert_false (bb_bytes_get_u8 (bytes, offsets[i], &u8, &error));
        g_assert_error (error, BB_BYTES_ERROR, BB_BYTES_ERROR_BOUNDS);
    }
    for (gsize more = 0; more < 3; more++) {
        g_autoptr (GError) error = NULL;
        guint16 u16 = 0;
        guint32 u32 = 0;

        g_assert_false (bb_bytes_get_be16 (bytes, 5 + more, &u16, &error));
        g_assert_error (error, BB_BYTES_ERROR, BB_BYTES_ERROR_BOUNDS);
        g_clear_error (&error);
        g_assert_false (bb_bytes_get_be32 (bytes, 3 + more, &u32, &error));
        g_assert_error (error, BB_BYTES_ERROR, BB_BYTES_ERROR_BOUNDS);
        g_clear_error (&error);
        g_assert_false (bb_bytes_get_le32 (bytes, 3 + more, &u32, &error));
        g_assert_error (error, BB_BYTES_ERROR, BB_BYTES_ERROR_BOUNDS);
    }
}

static void
test_text_is_made_printable_and_loses_blanks_at_its_end (void)
{
    static const guint8 field[] = " A\0\x1f\x7f\xc4~  ";
    g_autoptr (GBytes) bytes = g_bytes_new_static (field, sizeof field - 1);
    g_autoptr (GError) error = NULL;
    g_autofree char *text = bb_bytes_dup_text (bytes, 0, 9, &error);
    g_autofree char *blanks = bb_bytes_dup_text (bytes, 7, 2, &error);
    g_autofree char *nothing = bb_bytes_dup_text (bytes, 9, 0, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (text, ==, " A????~");
    g_assert_cmpstr (blanks, ==, "");
    g_assert_cmpstr (nothing, ==, "");
    g_assert_null (bb_bytes_dup_text (bytes, 5, 5, &error));
    g_assert_error (error, BB_BYTES_ERROR, BB_BYTES_ERROR_BOUNDS);
}

static void
test_a_slice_is_a_view (void)
{
    g_autoptr (GBytes) bytes = sample_bytes ();
    g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) slice = bb_bytes_slice (bytes, 2, 3, &error);
    g_autoptr (GBytes) end = bb_bytes_slice (bytes, 6, 0, &error);
    g_autoptr (GBytes) of_empty = bb_bytes_slice (empty, 0, 0, &error);

    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (slice, NULL), g_bytes_get_size (slice), &sample[2], 3);
    g_assert_true (g_bytes_get_data (slice, NULL) == &sample[2]);
    g_assert_cmpuint (g_bytes_get_size (end), ==, 0);
    g_assert_cmpuint (g_bytes_get_size (of_empty), ==, 0);
    g_assert_null (bb_bytes_slice (bytes, 2, G_MAXSIZE, &error));
    g_assert_error (error, BB_BYTES_ERROR, BB_BYTES_ERROR_BOUNDS);
}

static void
test_comparing_checks_bounds (void)
{
    static const guint8 filled[] = {0xff, 0xff, 0xff, 0x00};
    g_autoptr (GBytes) bytes = sample_bytes ();
    g_autoptr (GBytes) ones = g_bytes_new_static (filled, sizeof filled);

    g_assert_true (bb_bytes_equal_at (bytes, 1, "\x02\x03", 2));
    g_assert_true (bb_bytes_equal_at (bytes, 6, NULL, 0));
    g_assert_false (bb_bytes_equal_at (bytes, 1, "\x02\x04", 2));
    g_assert_false (bb_bytes_equal_at (bytes, 5, "\xff\x00", 2));
    g_assert_false (bb_bytes_equal_at (bytes, 7, "", 0));
    g_assert_true (bb_bytes_is_filled (ones, 0, 3, 0xff));
    g_assert_true (bb_bytes_is_filled (ones, 3, 1, 0x00));
    g_assert_false (bb_bytes_is_filled (ones, 0, 4, 0xff));
    g_assert_false (bb_bytes_is_filled (ones, 2, 0, 0xff));
    g_assert_false (bb_bytes_is_filled (ones, 3, 2, 0x00));
    g_assert_false (bb_bytes_is_filled (bytes, 4, 2, 0xff));
}

static void
test_numbers_are_put_big_endian (void)
{
    guint8 room[9] = {0};
    static const guint8 wanted[9] = {0x12, 0x34, 0x56, 0x78, 0x9a, 0xde, 0xad, 0xbe, 0xef};

    bb_put_be16 (room, 0x1234);
    bb_put_be24 (room + 2, 0xff56789a);
    bb_put_be32 (room + 5, 0xdeadbeef);
    g_assert_cmpmem (room, sizeof room, wanted, sizeof wanted);
}

static void
test_sum_is_of_all_words (void)
{
    static const guint8 data[] = {0x12, 0x34, 0xff, 0xff, 0x00, 0x01, 0x80, 0x00, 0xab, 0xcd, 0x01, 0x00};
    static const guint16 sums[] = {0x0000, 0x1234, 0x1233, 0x1234, 0x9234, 0x3e01, 0x3f01};

    for (gsize i = 0; i < G_N_ELEMENTS (sums); i++)
        g_assert_cmphex (bb_sum_be16 (data, i * 2), ==, sums[i]);
    g_test_expect_message ("burnback", G_LOG_LEVEL_CRITICAL, "*length_bytes % 2 == 0*");
    g_assert_cmphex (bb_sum_be16 (data, 3), ==, 0);
    g_test_assert_expected_messages ();
}

static void
test_hex_is_written_and_parsed (void)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *spaced = bb_hex_dup (sample, sizeof sample, " ");
    g_autofree char *dense = bb_hex_dup (sample, sizeof sample, "");
    g_autofree char *none = bb_hex_dup (NULL, 0, " ");
    g_autoptr (GBytes) from_spaced = bb_hex_parse (spaced, &error);
    g_autoptr (GBytes) from_dense = bb_hex_parse (dense, &error);
    g_autoptr (GBytes) from_lower = bb_hex_parse ("\t0 1 020304 fe\nff ", &error);
    g_autoptr (GBytes) from_none = bb_hex_parse ("", &error);

    g_assert_no_error (error);
    g_assert_cmpstr (spaced, ==, "01 02 03 04 FE FF");
    g_assert_cmpstr (dense, ==, "01020304FEFF");
    g_assert_cmpstr (none, ==, "");
    g_assert_cmpmem (g_bytes_get_data (from_spaced, NULL), g_bytes_get_size (from_spaced), sample, sizeof sample);
    g_assert_true (g_bytes_equal (from_spaced, from_dense));
    g_assert_true (g_bytes_equal (from_spaced, from_lower));
    g_assert_cmpuint (g_bytes_get_size (from_none), ==, 0);
}

static void
test_invalid_hex_is_refused (void)
{
    static const char *const bad[] = {"0", "01 2", "0g", "0x01", "01\xc3\xa4"};

    for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autoptr (GError) error = NULL;

        g_assert_null (bb_hex_parse (bad[i], &error));
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/bytes/numbers-are-read-in-their-byte-order", test_numbers_are_read_in_their_byte_order);
    g_test_add_func ("/bytes/field-beyond-the-end-is-an-error", test_field_beyond_the_end_is_an_error);
    g_test_add_func ("/bytes/text-is-made-printable", test_text_is_made_printable_and_loses_blanks_at_its_end);
    g_test_add_func ("/bytes/a-slice-is-a-view", test_a_slice_is_a_view);
    g_test_add_func ("/bytes/comparing-checks-bounds", test_comparing_checks_bounds);
    g_test_add_func ("/bytes/numbers-are-put-big-endian", test_numbers_are_put_big_endian);
    g_test_add_func ("/bytes/sum-is-of-all-words", test_sum_is_of_all_words);
    g_test_add_func ("/bytes/hex-is-written-and-parsed", test_hex_is_written_and_parsed);
    g_test_add_func ("/bytes/invalid-hex-is-refused", test_invalid_hex_is_refused);
    return g_test_run ();
}
