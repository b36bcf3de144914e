/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job/bb-search.h"

#define ROW "NEC DVD_RW ND-3550A\nis Gerät für Émile\n1.05\nsr3\n/dev/sr3\nPATA\nSIM0003"

static gboolean
finds (const char *text)
{
    g_autofree char *folded = bb_search_dup_folded (ROW);
    g_auto (GStrv) words = bb_search_dup_words (text);

    return bb_search_matches (folded, (const char *const *) words);
}

static void
test_all_words_count_in_any_order (void)
{
    g_assert_true (finds ("nec 3550 sr3"));
    g_assert_true (finds ("sr3 3550 nec"));
    g_assert_true (finds ("/dev/sr3"));
    g_assert_false (finds ("nec sr4"));
    g_assert_false (finds ("sr4 nec"));
}

static void
test_case_and_accents_do_not_count (void)
{
    g_assert_true (finds ("sim0003 Nec"));
    g_assert_true (finds ("GERAT FUR emile"));
    g_assert_true (finds ("gerät"));
    /* The accent as a letter of its own. */
    g_assert_true (finds ("Gera\u0308t"));
    g_assert_false (finds ("gerät."));
}

static void
test_nothing_finds_everything (void)
{
    g_assert_true (finds (""));
    g_assert_true (finds (" \t\u00a0 \n"));
    g_assert_true (finds ("  nec  "));
}

static void
test_what_is_no_text_is_survived (void)
{
    g_autofree char *folded = bb_search_dup_folded ("NEC \xff\xfe 3550");
    g_auto (GStrv) words = bb_search_dup_words ("3550 nec");

    g_assert_true (bb_search_matches (folded, (const char *const *) words));
    g_assert_false (finds ("\xff"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/search/all-words-count-in-any-order", test_all_words_count_in_any_order);
    g_test_add_func ("/search/case-and-accents-do-not-count", test_case_and_accents_do_not_count);
    g_test_add_func ("/search/nothing-finds-everything", test_nothing_finds_everything);
    g_test_add_func ("/search/what-is-no-text-is-survived", test_what_is_no_text_is_survived);
    return g_test_run ();
}
