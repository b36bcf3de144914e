/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"

#include "family/bb-family.h"

#include <string.h>

/* The facts of a drive: copies, candidates, and the reports on cross-flashes of this drive. Tests bb-facts.c. */

/* Returns (transfer full) facts in which no member has its initial value. */
static BbFacts *
make_full (void)
{
    BbInquiry inquiry = {.device_type = 5, .vendor = "_NEC", .product = "DVD_RW ND-3550A", .revision = "1.05"};
    BbFacts *facts = bb_facts_new (&inquiry);
    g_autoptr (GPtrArray) names = bb_catalog_match_name (shipped_catalog (), "TDK", "DVDRW420N");

    g_assert_cmpuint (names->len, >, 0);
    facts->family = g_strdup ("nec-optiarc");
    facts->model = bb_catalog_get_model (shipped_catalog (), "nec-optiarc", "K355");
    facts->maker = g_strdup ("NEC");
    facts->model_name = g_strdup ("ND-3550A");
    g_ptr_array_add (facts->candidates, bb_catalog_get_model (shipped_catalog (), "nec-optiarc", "K356"));
    g_ptr_array_add (facts->candidates, bb_catalog_get_model (shipped_catalog (), "nec-optiarc", "K451"));
    g_ptr_array_add (facts->names, bb_name_ref (names->pdata[0]));
    facts->condition = BB_CONDITION_DAMAGED;
    facts->mode = g_strdup ("damaged-id");
    facts->confidence = BB_CONFIDENCE_CONFLICTING;
    g_ptr_array_add (facts->conflict, bb_claim_new ("name", "K355", "ND-3550A"));
    g_ptr_array_add (facts->conflict, bb_claim_new ("boot-code", NULL, "no model"));
    facts->wants_repair = TRUE;
    bb_facts_add_evidence (facts, "It is a %s.", "K355");
    facts->fingerprint = g_strdup ("0123abcd");
    facts->naming = bb_naming_new (shipped_catalog (), "PIONEER", "DVD-RW  DVR-111D");
    bb_facts_set_string (facts, "boot-version", "05");
    return facts;
}

static void
test_copy_has_all_members_and_its_own (void)
{
    g_autoptr (BbFacts) facts = make_full ();
    g_autoptr (BbFacts) copy = bb_facts_copy (facts);
    const BbClaim *claim = NULL;

    g_assert_cmpstr (copy->family, ==, "nec-optiarc");
    g_assert_cmpstr (bb_facts_get_model_key (copy), ==, "K355");
    g_assert_cmpstr (copy->maker, ==, "NEC");
    g_assert_cmpstr (copy->model_name, ==, "ND-3550A");
    g_assert_cmpuint (copy->candidates->len, ==, 2);
    g_assert_cmpstr (bb_model_get_key (copy->candidates->pdata[0]), ==, "K356");
    g_assert_cmpstr (bb_model_get_key (copy->candidates->pdata[1]), ==, "K451");
    g_assert_cmpuint (copy->names->len, ==, 1);
    g_assert_true (copy->names->pdata[0] == facts->names->pdata[0]);
    g_assert_cmpint (copy->condition, ==, BB_CONDITION_DAMAGED);
    g_assert_cmpstr (copy->mode, ==, "damaged-id");
    g_assert_cmpint (copy->confidence, ==, BB_CONFIDENCE_CONFLICTING);
    g_assert_cmpuint (copy->conflict->len, ==, 2);
    claim = copy->conflict->pdata[0];
    g_assert_cmpstr (claim->source, ==, "name");
    g_assert_cmpstr (claim->model_key, ==, "K355");
    g_assert_cmpstr (claim->says, ==, "ND-3550A");
    claim = copy->conflict->pdata[1];
    g_assert_null (claim->model_key);
    g_assert_true (copy->wants_repair);
    g_assert_cmpuint (copy->evidence->len, ==, 1);
    g_assert_cmpstr (copy->evidence->pdata[0], ==, "It is a K355.");
    g_assert_cmpstr (copy->inquiry.product, ==, "DVD_RW ND-3550A");
    g_assert_cmpstr (copy->fingerprint, ==, "0123abcd");
    g_assert_nonnull (facts->naming->maker);
    g_assert_cmpstr (copy->naming->maker, ==, facts->naming->maker);
    g_assert_cmpstr (copy->naming->model, ==, facts->naming->model);
    g_assert_true (copy->naming != facts->naming);
    bb_facts_set_string (copy, "boot-version", "06");
    bb_facts_add_evidence (copy, "More.");
    g_assert_cmpstr (bb_facts_get_string (copy, "boot-version"), ==, "06");
    g_assert_cmpstr (bb_facts_get_string (facts, "boot-version"), ==, "05");
    g_assert_cmpuint (facts->evidence->len, ==, 1);
}

/* bb_facts_take_names_of_model() replaces family, maker and model name by those of the model in the catalog. */
static void
test_names_are_those_of_the_model (void)
{
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);

    facts->family = g_strdup ("acme");
    facts->maker = g_strdup ("ACME");
    facts->model_name = g_strdup ("Writer 9");
    facts->model = bb_catalog_get_model (shipped_catalog (), "pioneer", "10");
    bb_facts_take_names_of_model (facts);
    g_assert_cmpstr (facts->family, ==, "pioneer");
    g_assert_cmpstr (facts->maker, ==, "Pioneer");
    g_assert_cmpstr (facts->model_name, ==, "DVR-110");
}

static void
test_values_have_their_types (void)
{
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    g_autoptr (GBytes) bytes = NULL;

    g_assert_null (bb_facts_get_string (facts, "a"));
    g_assert_null (bb_facts_get_bytes (facts, "a"));
    g_assert_false (bb_facts_get_boolean (facts, "a"));
    bb_facts_set_string (facts, "a", "text");
    bb_facts_set_bytes (facts, "b", (const guint8 *) "\x00\xFF", 2);
    bb_facts_set_value (facts, "c", g_variant_new_boolean (TRUE));
    bb_facts_set_value (facts, "d", g_variant_new_boolean (FALSE));
    g_assert_cmpstr (bb_facts_get_string (facts, "a"), ==, "text");
    g_assert_null (bb_facts_get_string (facts, "b"));
    g_assert_null (bb_facts_get_bytes (facts, "a"));
    bytes = bb_facts_get_bytes (facts, "b");
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "\x00\xFF", 2);
    g_assert_true (bb_facts_get_boolean (facts, "c"));
    g_assert_false (bb_facts_get_boolean (facts, "d"));
    g_assert_false (bb_facts_get_boolean (facts, "a"));
}

static void
test_repair_is_needed_if_the_identity_is_wrong_or_may_be (void)
{
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);

    for (guint i = 0; i < 4; i++) {
        facts->condition = i % 2 == 0 ? BB_CONDITION_NORMAL : BB_CONDITION_DAMAGED;
        facts->wants_repair = i >= 2;
        g_assert_cmpint (bb_facts_needs_repair (facts), ==, i != 0);
    }
}

/* A drive must be called by a marketed name only if what it reports shows this name alone. */
static void
test_marketed_name_is_the_only_one (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        const char *name;
    } rows[] = {
        {"TDK", "DVDRW420N", "TDK 420N"},
        /* Several products have this drive inside. */
        {"HL-DT-ST", "BD-RE BU40N", NULL},
        /* The only name is that of one firmware revision. */
        {"TSSTcorp", "DVD-ROM TS-H352C", NULL},
        {"HL-DT-ST", "BD-RE X", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);

        g_ptr_array_unref (facts->names);
        facts->names = bb_catalog_match_name (shipped_catalog (), rows[i].vendor, rows[i].product);
        g_test_message ("%s", rows[i].product);
        g_assert_cmpstr (bb_facts_get_sold_as (facts), ==, rows[i].name);
    }
}

/* The facts list claims about the model that contradict each other. bb_facts_dup_other_name() must return the name
 * in the first claim that is not about the model of the facts. */
static void
test_other_name_is_that_of_another_model (void)
{
    g_autoptr (BbFacts) facts = make_full ();
    g_autoptr (BbFacts) nothing = bb_facts_new (NULL);
    g_autofree char *other = bb_facts_dup_other_name (facts);
    g_autofree char *none = bb_facts_dup_other_name (nothing);
    g_autofree char *first = NULL;

    g_assert_cmpstr (other, ==, "no model");
    g_assert_null (none);
    g_clear_pointer (&facts->model, bb_model_unref);
    first = bb_facts_dup_other_name (facts);
    g_assert_cmpstr (first, ==, "ND-3550A");
}

static void
test_names_give_each_candidate_once (void)
{
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    g_autoptr (BbFacts) other = bb_facts_new (NULL);
    g_autoptr (GPtrArray) names = bb_catalog_match_name (shipped_catalog (), "TDK", "DVDRW420N");
    g_autoptr (GPtrArray) bare = bb_catalog_match_name (shipped_catalog (), "PIONEER", "DVD-RW DVR-K16RA");

    g_assert_cmpuint (names->len, ==, 1);
    g_ptr_array_add (names, bb_name_ref (names->pdata[0]));
    bb_facts_add_candidates (facts, names, NULL, shipped_catalog ());
    g_assert_cmpuint (facts->candidates->len, ==, 1);
    g_assert_cmpstr (bb_model_get_key (facts->candidates->pdata[0]), ==, "K110");
    bb_facts_add_candidates (facts, names, "nec-optiarc", shipped_catalog ());
    g_assert_cmpuint (facts->candidates->len, ==, 1);
    bb_facts_add_candidates (other, names, "plextor", shipped_catalog ());
    g_assert_cmpuint (other->candidates->len, ==, 0);
    /* A name without a family is left out; the next name gives the candidate. */
    g_assert_cmpuint (bare->len, >, 0);
    g_assert_cmpstr (bb_name_get_family (bare->pdata[0]), ==, "");
    g_ptr_array_insert (names, 0, bb_name_ref (bare->pdata[0]));
    bb_facts_add_candidates (other, names, NULL, shipped_catalog ());
    g_assert_cmpuint (other->candidates->len, ==, 1);
}

/**
 * Reported: a drive, and which reports the facts must list for it.
 * @running: (nullable): model whose firmware the drive runs
 * @board: (nullable): boot ID of the drive
 * @has: (nullable): `From` of a report that must be listed
 * @lacks: `From` of a report that must not be listed
 */
typedef struct {
    const char *running;
    const char *board;
    BbCondition condition;
    const char *has;
    const char *lacks;
} Reported;

static const Reported reported[] = {
    {"WH16NS60", "MT1959 Boot JB8   ", BB_CONDITION_NORMAL, "LG WH16NS60 (half-height)", "LG BU40N (slim)"},
    {"WH16NS60", "MT1959 Boot BU5", BB_CONDITION_NORMAL, NULL, "LG WH16NS60 (half-height)"},
    {"WH16NS60", "MT1959 Boot JB8", BB_CONDITION_WRONG_FIRMWARE, NULL, "LG WH16NS60 (half-height)"},
    {"BU40N", "MT1959 Boot BU5", BB_CONDITION_NORMAL, "LG BU40N (slim)", "LG WH16NS60 (half-height)"},
    {"BU50N", NULL, BB_CONDITION_NORMAL, "LG BU50N", "LG BU40N (slim)"},
    {NULL, "MT1959 Boot BU5", BB_CONDITION_NORMAL, NULL, "LG BU40N (slim)"},
    {"no such model", NULL, BB_CONDITION_NORMAL, NULL, "LG BU40N (slim)"},
};

static gboolean
is_listed (GPtrArray *reports, const char *from)
{
    for (guint i = 0; i < reports->len; i++)
        if (g_strcmp0 (bb_crossflash_get_from (reports->pdata[i]), from) == 0)
            return TRUE;
    return FALSE;
}

/* The facts must list a report on a cross-flash only if the report is for the running firmware and for the board. If
 * the drive runs firmware for other hardware, or if its model is not known, the facts must list no reports. */
static void
test_reports_are_about_firmware_and_board (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (reported); i++) {
        const Reported *row = &reported[i];
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        g_autoptr (GPtrArray) reports = NULL;

        facts->model_name = g_strdup (row->running);
        facts->condition = row->condition;
        if (row->board != NULL)
            bb_facts_set_string (facts, "boot-id", row->board);
        reports = bb_facts_list_crossflashes (facts, shipped_catalog ());
        g_test_message ("row %u", i);
        if (row->has != NULL)
            g_assert_true (is_listed (reports, row->has));
        g_assert_false (is_listed (reports, row->lacks));
        g_assert_true (row->running != NULL || reports->len == 0);
        g_assert_true (row->condition == BB_CONDITION_NORMAL || reports->len == 0);
    }
}

static void
test_report_on_one_image_is_found (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (reported); i++) {
        const Reported *row = &reported[i];
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        g_autoptr (BbCrossflash) to_own = NULL;
        g_autoptr (BbCrossflash) to_none = NULL;
        g_autoptr (BbCrossflash) to_other = NULL;
        const char *to = g_strcmp0 (row->running, "BU40N") == 0 ? "WH16NS60" : "BU40N";

        facts->model_name = g_strdup (row->running);
        facts->condition = row->condition;
        if (row->board != NULL)
            bb_facts_set_string (facts, "boot-id", row->board);
        to_own = bb_facts_find_crossflash (facts, row->running, shipped_catalog ());
        to_none = bb_facts_find_crossflash (facts, NULL, shipped_catalog ());
        to_other = bb_facts_find_crossflash (facts, to, shipped_catalog ());
        g_test_message ("row %u", i);
        g_assert_null (to_own);
        g_assert_null (to_none);
        g_assert_cmpstr (to_other != NULL ? bb_crossflash_get_from (to_other) : NULL, ==, row->has);
    }
}

/* A report on a cross-flash is quoted in the verdict, each part in a reason of its own. */
static void
test_report_becomes_reasons (void)
{
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    g_autoptr (BbCrossflash) report = NULL;

    facts->model_name = g_strdup ("WH16NS60");
    facts->condition = BB_CONDITION_NORMAL;
    bb_facts_set_string (facts, "boot-id", "MT1959 Boot JB8");
    report = bb_facts_find_crossflash (facts, "BU40N", shipped_catalog ());
    for (guint i = 0; i < 2; i++) {
        const char *model = i == 0 ? "BU40N" : NULL;
        g_autoptr (BbVerdict) verdict = bb_verdict_new ();
        g_autofree char *gains = bb_crossflash_dup_gains (report, model != NULL ? model : "", "1.00");
        g_autofree char *risk = bb_catalog_dup_risk (bb_crossflash_get_risk (report));
        const char *const codes[] = {"crossflash-gains", "crossflash-losses", "crossflash-risk"};
        const char *const whats[] = {"gain", "loss", "risk"};
        const char *const texts[] = {gains, bb_crossflash_get_losses (report), risk};

        bb_verdict_add_reports (verdict, report, model, "1.00");
        for (guint j = 0; j < G_N_ELEMENTS (codes); j++) {
            const BbReason *reason = bb_verdict_find (verdict, codes[j]);
            g_autofree char *wanted = g_strdup_printf ("Reported %s: %s", whats[j], texts[j]);

            g_test_message ("%s: %s", codes[j], texts[j]);
            g_assert_cmpint (reason != NULL, ==, texts[j] != NULL && *texts[j] != '\0');
            if (reason == NULL)
                continue;
            g_assert_cmpint (reason->weight, ==, BB_WEIGHT_INFO);
            g_assert_cmpstr (reason->text, ==, wanted);
        }
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/facts/copy-has-all-members-and-its-own", test_copy_has_all_members_and_its_own);
    g_test_add_func ("/facts/names-are-those-of-the-model", test_names_are_those_of_the_model);
    g_test_add_func ("/facts/values-have-their-types", test_values_have_their_types);
    g_test_add_func ("/facts/repair-is-needed-if-the-identity-is-wrong-or-may-be",
                     test_repair_is_needed_if_the_identity_is_wrong_or_may_be);
    g_test_add_func ("/facts/other-name-is-that-of-another-model", test_other_name_is_that_of_another_model);
    g_test_add_func ("/facts/marketed-name-is-the-only-one", test_marketed_name_is_the_only_one);
    g_test_add_func ("/facts/names-give-each-candidate-once", test_names_give_each_candidate_once);
    g_test_add_func ("/facts/reports-are-about-firmware-and-board", test_reports_are_about_firmware_and_board);
    g_test_add_func ("/facts/report-on-one-image-is-found", test_report_on_one_image_is_found);
    g_test_add_func ("/facts/report-becomes-reasons", test_report_becomes_reasons);
    return g_test_run ();
}
