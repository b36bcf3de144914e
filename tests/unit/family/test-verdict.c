/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/bb-verdict.h"

/* A verdict: its reasons in order, its level, and the words for both. */

/* Asserts that the reasons of @verdict are these, a line "CODE WEIGHT TEXT" each. */
static void
assert_reasons (BbVerdict *verdict, const char *wanted)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        g_string_append_printf (text, "%s %s %s\n", reason->code, bb_weight_to_string (reason->weight), reason->text);
    }
    g_assert_cmpstr (text->str, ==, wanted);
}

static void
test_words_are_stable (void)
{
    static const char *const weights[] = {"info", "caution", "cross-flash", "refusal", "refusal"};
    static const char *const levels[] = {"fits", "caution", "cross-flash", "refused", "refused"};

    for (guint i = 0; i < G_N_ELEMENTS (weights); i++) {
        g_assert_cmpstr (bb_weight_to_string ((BbWeight) i), ==, weights[i]);
        g_assert_cmpstr (bb_verdict_level_to_string ((BbVerdictLevel) i), ==, levels[i]);
    }
}

/* The heaviest reason is the first; reasons of one weight are in the order in which they were added. */
static void
test_reasons_are_in_order_of_their_weight (void)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    g_assert_null (bb_verdict_get_heaviest (verdict));
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_FITS);
    g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, 0);
    bb_verdict_add (verdict, "first", BB_WEIGHT_INFO, "Number %d.", 1);
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_FITS);
    bb_verdict_add (verdict, "second", BB_WEIGHT_CAUTION, "Number %d.", 2);
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_CAUTION);
    bb_verdict_add (verdict, "third", BB_WEIGHT_INFO, "Number %d.", 3);
    bb_verdict_add (verdict, "fourth", BB_WEIGHT_CAUTION, "Number %d.", 4);
    bb_verdict_add (verdict, "fifth", BB_WEIGHT_CROSS_FLASH, "Number %d.", 5);
    assert_reasons (verdict, "fifth cross-flash Number 5.\nsecond caution Number 2.\nfourth caution Number 4.\n"
                             "first info Number 1.\nthird info Number 3.\n");
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_CROSS_FLASH);
    g_assert_cmpstr (bb_verdict_get_heaviest (verdict)->code, ==, "fifth");
}

static void
test_reason_is_found_by_its_code (void)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    bb_verdict_add (verdict, "twice", BB_WEIGHT_INFO, "Light.");
    bb_verdict_add (verdict, "twice", BB_WEIGHT_REFUSAL, "Heavy.");
    bb_verdict_add (verdict, "once", BB_WEIGHT_CAUTION, "%s", "100 %");
    g_assert_cmpstr (bb_verdict_find (verdict, "twice")->text, ==, "Heavy.");
    g_assert_cmpstr (bb_verdict_find (verdict, "once")->text, ==, "100 %");
    g_assert_null (bb_verdict_find (verdict, "on"));
    g_assert_true (bb_verdict_has (verdict, "once"));
    g_assert_false (bb_verdict_has (verdict, "never"));
}

/* bb_verdict_soften() makes only the first reason with the code a caution. */
static void
test_softened_reason_is_a_caution (void)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    bb_verdict_add (verdict, "own", BB_WEIGHT_REFUSAL, "50 %% of it.");
    bb_verdict_add (verdict, "own", BB_WEIGHT_CROSS_FLASH, "The other.");
    bb_verdict_add (verdict, "info", BB_WEIGHT_INFO, "Nothing.");
    bb_verdict_soften (verdict, "unknown");
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
    bb_verdict_soften (verdict, "own");
    assert_reasons (verdict, "own cross-flash The other.\nown caution 50 % of it.\ninfo info Nothing.\n");
    bb_verdict_soften (verdict, "own");
    bb_verdict_soften (verdict, "info");
    assert_reasons (verdict, "own caution 50 % of it.\nown caution The other.\ninfo caution Nothing.\n");
}

/* After a refusal was added to a verdict, bb_verdict_expects_rejection() must return FALSE for it. */
static void
test_rejection_is_expected_until_a_refusal (void)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();
    g_autoptr (BbVerdict) same = bb_verdict_ref (verdict);

    g_assert_false (bb_verdict_expects_rejection (verdict));
    bb_verdict_expect_rejection (verdict);
    g_assert_true (bb_verdict_expects_rejection (same));
    bb_verdict_add (verdict, "caution", BB_WEIGHT_CAUTION, "Caution.");
    g_assert_true (bb_verdict_expects_rejection (same));
    bb_verdict_add (verdict, "refusal", BB_WEIGHT_REFUSAL, "Refused.");
    g_assert_false (bb_verdict_expects_rejection (same));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/verdict/words-are-stable", test_words_are_stable);
    g_test_add_func ("/verdict/reasons-are-in-order-of-their-weight", test_reasons_are_in_order_of_their_weight);
    g_test_add_func ("/verdict/reason-is-found-by-its-code", test_reason_is_found_by_its_code);
    g_test_add_func ("/verdict/softened-reason-is-a-caution", test_softened_reason_is_a_caution);
    g_test_add_func ("/verdict/rejection-is-expected-until-a-refusal", test_rejection_is_expected_until_a_refusal);
    return g_test_run ();
}
