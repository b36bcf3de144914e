/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/bb-difference.h"

static void
assert_difference (GArray *differences, guint index, guint32 address, guint32 length_bytes)
{
    const BbDifference *difference = &g_array_index (differences, BbDifference, index);

    g_assert_cmphex (difference->address, ==, address);
    g_assert_cmphex (difference->length_bytes, ==, length_bytes);
}

static void
test_16_equal_bytes_join_differences (void)
{
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));

    bb_differences_add (differences, 0x1000, 1);
    bb_differences_add (differences, 0x1011, 2);
    g_assert_cmpuint (differences->len, ==, 1);
    assert_difference (differences, 0, 0x1000, 0x13);
}

static void
test_same_address_is_the_same_difference (void)
{
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));

    bb_differences_add (differences, 0x1000, 1);
    bb_differences_add (differences, 0x1000, 4);
    g_assert_cmpuint (differences->len, ==, 1);
    assert_difference (differences, 0, 0x1000, 4);
}

static void
test_17_equal_bytes_separate_differences (void)
{
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));

    bb_differences_add (differences, 0x1000, 1);
    bb_differences_add (differences, 0x1012, 2);
    g_assert_cmpuint (differences->len, ==, 2);
    assert_difference (differences, 0, 0x1000, 1);
    assert_difference (differences, 1, 0x1012, 2);
}

static void
test_contained_range_changes_nothing (void)
{
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));

    bb_differences_add (differences, 0x1000, 0x100);
    bb_differences_add (differences, 0x1020, 4);
    g_assert_cmpuint (differences->len, ==, 1);
    assert_difference (differences, 0, 0x1000, 0x100);
}

static void
test_last_address_does_not_overflow (void)
{
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));

    bb_differences_add (differences, 0, 1);
    bb_differences_add (differences, 0xFFFFFFF0, 0x0F);
    bb_differences_add (differences, 0xFFFFFFFF, 1);
    g_assert_cmpuint (differences->len, ==, 2);
    assert_difference (differences, 0, 0, 1);
    assert_difference (differences, 1, 0xFFFFFFF0, 0x10);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/difference/16_equal_bytes_join_differences", test_16_equal_bytes_join_differences);
    g_test_add_func ("/difference/same_address_is_the_same_difference", test_same_address_is_the_same_difference);
    g_test_add_func ("/difference/17_equal_bytes_separate_differences", test_17_equal_bytes_separate_differences);
    g_test_add_func ("/difference/contained_range_changes_nothing", test_contained_range_changes_nothing);
    g_test_add_func ("/difference/last_address_does_not_overflow", test_last_address_does_not_overflow);
    return g_test_run ();
}
