/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/spc/bb-features.h"
#include "family/spc/bb-image-bytes.h"

/* Tests bb-features.c and bb-image-bytes.c. */

static void
test_find_begins_at_offset (void)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("xABxABx", 7);

    g_assert_cmpint (bb_image_bytes_find (bytes, 0, "AB"), ==, 1);
    g_assert_cmpint (bb_image_bytes_find (bytes, 2, "AB"), ==, 4);
    g_assert_cmpint (bb_image_bytes_find (bytes, 5, "AB"), ==, -1);
    g_assert_cmpint (bb_image_bytes_find (bytes, 8, "AB"), ==, -1);
}

static void
test_longest_run (void)
{
    g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
    g_autoptr (GBytes) bytes = g_bytes_new_static ("abbbcc", 6);

    g_assert_cmpuint (bb_image_bytes_longest_run (none), ==, 0);
    g_assert_cmpuint (bb_image_bytes_longest_run (bytes), ==, 3);
    for (gsize i = 1; i <= 3; i++) {
        static const gsize runs[] = {0, 1, 1, 2};
        g_autoptr (GBytes) begin = g_bytes_new_from_bytes (bytes, 0, i);

        g_assert_cmpuint (bb_image_bytes_longest_run (begin), ==, runs[i]);
    }
}

/* Texts, and how often their most frequent block of two characters is in them. */
static const struct {
    const char *text;
    guint n;
} repeats[] = {{"", 0},     {"a", 0},          {"ab", 1},        {"abc", 1},        {"abcd", 1},
               {"abab", 2}, {"abcdabefab", 3}, {"abcdababx", 3}, {"aabaabaaab", 2}, {"cdabcdabcd", 3}};

/* Equal blocks are counted wherever they are in the text. An incomplete block at the end is ignored. */
static void
test_repeats_of_a_block_are_counted (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (repeats); i++) {
        g_autoptr (GBytes) bytes = g_bytes_new_static (repeats[i].text, strlen (repeats[i].text));

        g_test_message ("%s", repeats[i].text);
        g_assert_cmpuint (bb_image_bytes_count_repeats (bytes, 2), ==, repeats[i].n);
    }
}

static void
test_replace_keeps_other_bytes (void)
{
    g_autoptr (GBytes) whole = g_bytes_new_static ("abcdef", 6);
    g_autoptr (GBytes) piece = g_bytes_new_static ("XY", 2);
    g_autoptr (GBytes) changed = bb_image_bytes_replace (g_bytes_ref (whole), 4, piece);

    g_assert_cmpmem (g_bytes_get_data (changed, NULL), g_bytes_get_size (changed), "abcdXY", 6);
    g_assert_cmpmem (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole), "abcdef", 6);
}

static void
test_bytes_are_within_range (void)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("A  B 12", 7);

    g_assert_true (bb_image_bytes_are_within (bytes, 5, 2, '0', '9'));
    g_assert_true (bb_image_bytes_are_within (bytes, 5, 2, '1', '2'));
    g_assert_false (bb_image_bytes_are_within (bytes, 5, 2, '1', '1'));
    g_assert_false (bb_image_bytes_are_within (bytes, 5, 2, '2', '2'));
    g_assert_true (bb_image_bytes_are_within (bytes, 0, 0, '0', '9'));
    g_assert_true (bb_image_bytes_are_within (bytes, 0, 1, 'A', 'A'));
    g_assert_false (bb_image_bytes_are_within (bytes, 4, 2, '0', '9'));
    g_assert_false (bb_image_bytes_are_within (bytes, 6, 2, '0', '9'));
}

static void
test_features_must_end_at_given_offset (void)
{
    static const guint8 list[] = {
        0x00, 0x00, 0x03, 0x04, 0x00, 0x10, 0x00, 0x00, /* profiles */
        0x00, 0x01, 0x03, 0x04, 0x00, 0x00, 0x00, 0x01, /* core */
        0x00, 0x03, 0x03, 0x04, 0x39, 0x00, 0x00, 0x00, /* tray */
        0x55, 0xAA, 0x55, 0xAA,
    };
    static const guint8 no_core[] = {
        0x00, 0x00, 0x03, 0x04, 0x00, 0x10, 0x00, 0x00, /* profiles */
        0x00, 0x03, 0x03, 0x04, 0x39, 0x00, 0x00, 0x00, /* tray */
    };
    g_autoptr (GBytes) bytes = g_bytes_new_static (list, sizeof list);
    g_autoptr (GBytes) cut = g_bytes_new_static (list, 16);
    g_autoptr (GBytes) coreless = g_bytes_new_static (no_core, sizeof no_core);

    g_assert_cmphex (bb_features_find_before (bytes, 24, 0x0003), ==, 0x39);
    g_assert_cmpint (bb_features_find_before (bytes, 24, 0x0107), ==, -1);
    g_assert_cmpint (bb_features_find_before (bytes, 16, 0x0003), ==, -1);
    g_assert_cmpint (bb_features_find_before (bytes, 25, 0x0003), ==, -1);
    /* The list would end after the end of the image (@cut), or it has no core feature (@coreless). */
    g_assert_cmpint (bb_features_find_before (cut, 24, 0x0001), ==, -1);
    g_assert_cmpint (bb_features_find_before (coreless, 16, 0x0003), ==, -1);
}

/* A list of features must be recognized by its form: the profiles come first, with a length that is a multiple of
 * four and not 0. The list may end with an empty feature, and other bytes may precede it. A core feature of less than
 * four bytes must be ignored. */
static void
test_list_of_features_is_known_by_its_form (void)
{
    static const struct {
        const char *what;
        guint8 bytes[28];
        gsize length_bytes;
        int found; /* first data byte of feature 0003h; -1: not found */
    } rows[] = {
        {"usual", {0, 0, 3, 4, 0, 0x10, 0, 0, 0, 1, 3, 4, 0, 0, 0, 1, 0, 3, 3, 1, 0x39}, 21, 0x39},
        {"byte before", {7, 0, 0, 3, 4, 0, 0x10, 0, 0, 0, 1, 3, 4, 0, 0, 0, 1, 0, 3, 3, 1, 0x39}, 22, 0x39},
        {"empty feature at the end", {0, 0, 3, 4, 0, 0x10, 0, 0, 0, 3, 3, 0, 0, 1, 3, 4, 0, 0, 0, 1}, 20, -1},
        {"core at the end", {0, 0, 3, 4, 0, 0x10, 0, 0, 0, 3, 3, 1, 0x39, 0, 1, 3, 4, 0, 0, 0, 1}, 21, 0x39},
        {"empty last feature", {0, 0, 3, 4, 0, 0x10, 0, 0, 0, 1, 3, 4, 0, 0, 0, 1, 0, 3, 3, 0}, 20, -1},
        {"empty other feature at the end",
         {0, 0, 3, 4, 0, 0x10, 0, 0, 0, 1, 3, 4, 0, 0, 0, 1, 0, 3, 3, 1, 0x39, 0, 0x21, 3, 0},
         25,
         0x39},
        {"no profile", {0, 0, 3, 0, 0, 1, 3, 4, 0, 0, 0, 1, 0, 3, 3, 1, 0x39}, 17, -1},
        {"three bytes of profiles", {0, 0, 3, 3, 0, 0x10, 0, 0, 1, 3, 4, 0, 0, 0, 1, 0, 3, 3, 1, 0x39}, 20, -1},
        {"short core", {0, 0, 3, 4, 0, 0x10, 0, 0, 0, 1, 3, 3, 0, 0, 0, 0, 3, 3, 1, 0x39}, 20, -1},
        {"no profiles first", {0, 2, 3, 4, 0, 0x10, 0, 0, 0, 1, 3, 4, 0, 0, 0, 1, 0, 3, 3, 1, 0x39}, 21, -1},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].bytes, rows[i].length_bytes);

        g_test_message ("%s", rows[i].what);
        g_assert_cmpint (bb_features_find_before (bytes, rows[i].length_bytes, 0x0003), ==, rows[i].found);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/image-bytes/find_begins_at_offset", test_find_begins_at_offset);
    g_test_add_func ("/image-bytes/longest_run", test_longest_run);
    g_test_add_func ("/image-bytes/repeats_of_a_block_are_counted", test_repeats_of_a_block_are_counted);
    g_test_add_func ("/image-bytes/replace_keeps_other_bytes", test_replace_keeps_other_bytes);
    g_test_add_func ("/image-bytes/bytes_are_within_range", test_bytes_are_within_range);
    g_test_add_func ("/image-bytes/features_must_end_at_given_offset", test_features_must_end_at_given_offset);
    g_test_add_func ("/image-bytes/list_of_features_is_known_by_its_form",
                     test_list_of_features_is_known_by_its_form);
    return g_test_run ();
}
