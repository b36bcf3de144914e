/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sentence.h"

/* The sentences of readiness items and consents: what is missing before a flash, and how the user provides it.
 * Also tests bb-words-readiness.c. */

static BbReadiness *
make_readiness (guint state, gboolean port)
{
    const char *detail = state == BB_READINESS_IN_USE || state == BB_READINESS_USB ? SENTENCE_SAID : "UDMA 2";
    BbReadiness *item = bb_readiness_new ((BbReadinessState) state, detail);

    item->port = g_strdup (port ? "3.01" : NULL);
    return item;
}

/* An item that is not fulfilled has a remedy; a fulfilled one has none. */
static void
test_every_readiness_item_has_a_sentence (void)
{
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

    for (guint state = 0; state < BB_N_READINESS_STATES; state++) {
        for (guint port = 0; port < 2; port++) {
            BbReadiness *item = make_readiness (state, port == 1);
            g_autofree char *where = g_strdup_printf ("readiness %u", state);
            g_autofree char *remedy = bb_words_dup_remedy (item);
            g_autofree char *text = bb_words_dup_readiness (item);

            g_test_message ("%s: %s %s", where, text, remedy != NULL ? remedy : "");
            sentence_assert_is_plain (text, where);
            g_assert_cmpint (remedy == NULL, ==, item->good);
            if (remedy != NULL)
                sentence_assert_is_plain (remedy, where);
            /* The same remedies are shown for a restore, for which the user has chosen no file. So no remedy may
             * mention a file. */
            g_assert_null (remedy != NULL ? strstr (remedy, "file") : NULL);
            g_assert_cmpint (remedy != NULL && strstr (remedy, "libata.force=3.01:pio4") != NULL, ==,
                             !item->good && port == 1);
            if (state == BB_READINESS_DMA || state == BB_READINESS_BRIDGE || state == BB_READINESS_BRIDGE_UNTESTED ||
                state == BB_READINESS_MAY_SUSPEND)
                g_assert_nonnull (strstr (text, "UDMA 2"));
            if (port == 0 && !g_hash_table_add (seen, g_steal_pointer (&text)))
                g_error ("readiness %u is told as another one", state);
            bb_readiness_free (item);
        }
    }
}

/* Asserts that the texts of @consent are sentences, and that every consent except an obstacle has a prompt. A prompt
 * that ends with a colon must name the phrase to type. */
static void
check_consent (const BbConsent *consent, const char *where)
{
    gboolean is_granted = consent->kind >= BB_CONSENT_KIND_CAUTION;
    g_autofree char *text = bb_words_dup_consent (consent);
    g_autofree char *prompt = bb_words_dup_consent_prompt (consent);
    g_autofree char *missing = bb_words_dup_consent_missing (consent, TRUE);

    g_test_message ("%s: %s | %s | %s", where, text, prompt != NULL ? prompt : "", missing);
    sentence_assert_is_plain (text, where);
    sentence_assert_is_plain (missing, where);
    g_assert_cmpint (prompt != NULL, ==, is_granted);
    if (prompt == NULL)
        return;
    sentence_assert_ends (prompt, ".:?", where);
    g_assert_cmpint (strstr (prompt, consent->phrase) != NULL, ==, g_str_has_suffix (prompt, ":"));
}

static void
test_every_consent_has_a_sentence (void)
{
    for (guint kind = 0; kind < BB_N_CONSENT_KINDS; kind++) {
        for (guint state = 0; state < BB_N_READINESS_STATES; state++) {
            BbConsent consent = {.kind = (BbConsentKind) kind,
                                 .reasons = (char *) SENTENCE_SAID,
                                 .item = make_readiness (state, FALSE),
                                 .phrase = (char *) "ND-3550A"};
            g_autofree char *where = g_strdup_printf ("consent %u, readiness %u", kind, state);

            if (!consent.item->good)
                check_consent (&consent, where);
            bb_readiness_free (consent.item);
        }
    }
}

/* Compares the complete texts of two examples: an obstacle, and a consent that needs a phrase. */
static void
test_a_readiness_item_has_a_remedy (void)
{
    BbConsent consent = {.kind = BB_CONSENT_KIND_NOT_READY, .item = make_readiness (BB_READINESS_DISC, FALSE)};
    BbConsent cross = {.kind = BB_CONSENT_KIND_CROSS_FLASH,
                       .how = BB_CONSENT_HOW_EXPERT,
                       .reasons = (char *) SENTENCE_SAID,
                       .phrase = (char *) "ND-3550A"};
    g_autofree char *text = bb_words_dup_consent (&consent);
    g_autofree char *missing = bb_words_dup_consent_missing (&consent, FALSE);
    g_autofree char *typed = bb_words_dup_consent_missing (&cross, TRUE);
    g_autofree char *expert = bb_words_dup_consent_missing (&cross, FALSE);
    g_autofree char *asked = bb_words_dup_consent (&cross);
    g_autofree char *prompt = bb_words_dup_consent_prompt (&cross);

    g_assert_cmpstr (text, ==, "There is a disc in the drive. Remove the disc.");
    g_assert_cmpstr (missing, ==, "Remove the disc.");
    g_assert_cmpstr (typed, ==, "First enter the model name.");
    g_assert_cmpstr (expert, ==,
                     "This option is for experts. To use it, turn on “Expert operations” in the settings.");
    g_assert_cmpstr (asked, ==, "Your consent is required: Something is so.");
    g_assert_cmpstr (prompt, ==,
                     "The new firmware will turn the drive into another model. Type ND-3550A to confirm:");
    bb_readiness_free (consent.item);
}

/* With the condition DAMAGED or WRONG_FIRMWARE the firmware runs, so the text must not say that the drive does not
 * run it correctly. */
static void
test_the_obstacle_fits_the_condition (void)
{
    static const struct {
        BbCondition condition;
        const char *text;
    } cases[] = {
        {BB_CONDITION_SPECIAL, "The firmware is not running correctly. Recover the drive first."},
        {BB_CONDITION_HALF_ALIVE, "The firmware is not running correctly. Recover the drive first."},
        {BB_CONDITION_DAMAGED, "The drive is running, but the parts of its stored identity do not match each other. "
                               "Recover the drive first."},
        {BB_CONDITION_WRONG_FIRMWARE,
         "The drive is running, but its firmware is for other hardware. Recover the drive first."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        BbConsentCase it = {.act = BB_ACTION_FLASH, .condition = cases[i].condition, .drive = "sr0"};
        g_autoptr (GPtrArray) consents = bb_consents_new (&it, BB_CONSENT_NONE);
        g_autofree char *text = bb_words_dup_consents (consents);

        g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* If there is an obstacle, only the obstacle is named. Granted consents are never named. */
static void
test_all_open_consents_are_named (void)
{
    g_autoptr (GPtrArray) consents = sentence_list_caution (SENTENCE_SAID);
    BbConsent second = {.kind = BB_CONSENT_KIND_IDENTITY};
    BbConsent never = {
        .kind = BB_CONSENT_KIND_NEEDS_RECOVERY, .code = BB_CONSENT_REFUSED, .how = BB_CONSENT_HOW_NEVER};
    g_autofree char *both = NULL, *one = NULL, *obstacle = NULL;

    g_ptr_array_add (consents, bb_consent_copy (&second));
    both = bb_words_dup_consents (consents);
    g_assert_cmpstr (both, ==,
                     "Your consent is required: Something is so. The data to be written is not from a backup. "
                     "Burnback inferred this data from evidence found in the drive.");
    ((BbConsent *) g_ptr_array_index (consents, 0))->granted = TRUE;
    one = bb_words_dup_consents (consents);
    g_assert_cmpstr (
        one, ==,
        "The data to be written is not from a backup. Burnback inferred this data from evidence found in the drive.");
    g_ptr_array_insert (consents, 0, bb_consent_copy (&never));
    obstacle = bb_words_dup_consents (consents);
    g_assert_cmpstr (obstacle, ==, "The firmware is not running correctly. Recover the drive first.");
}

/* The label and the sentence tell a damaged file from an incompatible one, and the label an unidentified drive from a
 * drive of another family. JSON has "refused" for all. */
static void
test_a_damaged_file_is_not_incompatible (void)
{
    BbImageIdentity identity = {.family = "mediatek-mt1959"};
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    g_autoptr (BbVerdict) unidentified = bb_family_check_families (facts, &identity);
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    g_assert_cmpstr (bb_words_verdict_of (unidentified, BB_VERDICT_REFUSED), ==, "not identified");
    bb_verdict_add (verdict, "image-problem", BB_WEIGHT_REFUSAL, "It is cut.");
    g_assert_cmpstr (bb_words_verdict_of (verdict, BB_VERDICT_REFUSED), ==, "incompatible");
    bb_verdict_set_damaged (verdict);
    g_assert_cmpstr (bb_words_verdict_of (verdict, BB_VERDICT_REFUSED), ==, "damaged file");
    g_assert_cmpstr (bb_words_verdict_sentence_of (verdict, BB_VERDICT_REFUSED), ==,
                     "This file is damaged or incomplete. Burnback never flashes such a file.");
    g_assert_cmpstr (bb_verdict_level_to_string (bb_verdict_get_level (verdict)), ==, "refused");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/words-consent/every-readiness-item-has-a-sentence", test_every_readiness_item_has_a_sentence);
    g_test_add_func ("/words-consent/every-consent-has-a-sentence", test_every_consent_has_a_sentence);
    g_test_add_func ("/words-consent/a-readiness-item-has-a-remedy", test_a_readiness_item_has_a_remedy);
    g_test_add_func ("/words-consent/the-obstacle-fits-the-condition", test_the_obstacle_fits_the_condition);
    g_test_add_func ("/words-consent/all-open-consents-are-named", test_all_open_consents_are_named);
    g_test_add_func ("/words-consent/a-damaged-file-is-not-incompatible", test_a_damaged_file_is_not_incompatible);
    return g_test_run ();
}
