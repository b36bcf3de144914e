/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job/words/bb-search.h"

#define ROW "NEC DVD_RW ND-3550A\nis Gerät für Émile\n1.05\nPATA\nSIM0003"
#define NODES "sr3\n/dev/sr3"

/* TRUE if a search for @text finds a drive with the texts ROW and the device nodes @nodes. */
static gboolean
finds_at (const char *nodes, const char *text)
{
    g_autofree char *folded = bb_search_dup_folded (ROW);
    g_autofree char *folded_nodes = bb_search_dup_folded (nodes);
    g_auto (GStrv) words = bb_search_dup_words (text);

    return bb_search_matches (folded, "", folded_nodes, (const char *const *) words);
}

static gboolean
finds (const char *text)
{
    return finds_at (NODES, text);
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

/* sr1 matches only that drive, not sr10 to sr19. */
static void
test_the_number_of_a_node_counts_as_a_whole (void)
{
    const char *sr1 = "sr1\n/dev/sr1\n/dev/sg4", *sr10 = "sr10\n/dev/sr10\n/dev/sg14", *sr21 = "sr21\n/dev/sg1";

    g_assert_true (finds_at (sr1, "sr1"));
    g_assert_true (finds_at (sr1, "/dev/SR1 nec"));
    g_assert_true (finds_at (sr1, "r1"));
    g_assert_false (finds_at (sr10, "sr1"));
    g_assert_false (finds_at (sr10, "/dev/sr1"));
    g_assert_false (finds_at (sr10, "nec sg1"));
    g_assert_true (finds_at (sr10, "sr10 sg14"));
    /* The word is part of a longer number in one node, and is complete in another one. */
    g_assert_true (finds_at ("sr12\nsg1\nsr1", "sr1"));
    g_assert_true (finds_at (sr21, "21"));
    g_assert_false (finds_at (sr10, "4"));
    g_assert_true (finds_at (sr21, "sg1"));
    /* A word without a number may be a part of a node. */
    g_assert_true (finds_at (sr10, "sr"));
    g_assert_true (finds_at (sr10, "/dev/"));
    /* In names and serial numbers any part matches. */
    g_assert_true (finds ("nd-3 35 sim00"));
}

static void
test_case_and_accents_do_not_count (void)
{
    g_assert_true (finds ("sim0003 Nec"));
    g_assert_true (finds ("GERAT FUR emile"));
    g_assert_true (finds ("gerät"));
    /* The accent may be a code point of its own. */
    g_assert_true (finds ("Gera\u0308t"));
    g_assert_false (finds ("gerät."));
}

/* Names of models are typed with other blanks and hyphens than drives report them with. */
static void
test_blanks_and_hyphens_need_not_be_typed (void)
{
    g_assert_true (finds ("nd3550a"));
    g_assert_true (finds ("dvdrw"));
    g_assert_true (finds ("dvd-rw-nd"));
    g_assert_true (finds ("necdvdrw"));
    g_assert_false (finds ("3550a1.05")); /* parts of two texts */
    g_assert_true (finds ("-"));
    g_assert_false (finds ("--"));
}

/* Some of the words may be in the other name of the drive, if the rest are in its texts or nodes. */
static void
test_another_name_is_searched_too (void)
{
    g_auto (GStrv) words = bb_search_dup_words ("TDK 420N sr3");
    const char *const *found = (const char *const *) words;

    g_assert_true (bb_search_matches ("nec nd-1100a", "tdk dvdrw420n", "sr3", found));
    g_assert_true (bb_search_matches ("nec tdk", "dvdrw 420-n", "sr3", found));
    g_assert_false (bb_search_matches ("nec nd-1100a", "tdk dvdrw440n", "sr3", found));
    g_assert_false (bb_search_matches ("nec nd-1100a", "tdk dvdrw420n", "sr4", found));
}

static void
test_nothing_finds_everything (void)
{
    g_assert_true (finds (""));
    g_assert_true (finds (" \t\u00a0 \n"));
    g_assert_true (finds ("  nec  "));
}

static void
test_invalid_utf8_is_accepted (void)
{
    g_autofree char *folded = bb_search_dup_folded ("NEC \xff\xfe 3550");
    g_auto (GStrv) words = bb_search_dup_words ("3550 nec");

    g_assert_true (bb_search_matches (folded, "", "", (const char *const *) words));
    g_assert_false (finds ("\xff"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/search/all-words-count-in-any-order", test_all_words_count_in_any_order);
    g_test_add_func ("/search/the-number-of-a-node-counts-as-a-whole", test_the_number_of_a_node_counts_as_a_whole);
    g_test_add_func ("/search/case-and-accents-do-not-count", test_case_and_accents_do_not_count);
    g_test_add_func ("/search/blanks-and-hyphens-need-not-be-typed", test_blanks_and_hyphens_need_not_be_typed);
    g_test_add_func ("/search/another-name-is-searched-too", test_another_name_is_searched_too);
    g_test_add_func ("/search/nothing-finds-everything", test_nothing_finds_everything);
    g_test_add_func ("/search/invalid-utf8-is-accepted", test_invalid_utf8_is_accepted);
    return g_test_run ();
}
