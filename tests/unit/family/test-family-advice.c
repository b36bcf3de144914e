/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"

#include "family/bb-advice.h"

#include <glib/gstdio.h>

/* Tests the advice on preserving discs. A drive may get this advice even if it belongs to no family. Tests
 * bb-advice.c. */

/* A revision that no entry of the catalog names. */
#define OTHER_REVISION "0.00"

/* Returns (transfer full) (nullable) the value of @key in the conditions of @entry; @is_meant (out): FALSE if the
 * condition is negated ("!"), so that the drive must have any other value. */
static char *
dup_condition (BbModel *entry, const char *key, gboolean *is_meant)
{
    g_auto (GStrv) conditions = bb_model_get_strv (entry, "When");
    g_autofree char *start = g_strconcat (key, ":", NULL);

    *is_meant = TRUE;
    for (guint i = 0; conditions[i] != NULL; i++) {
        const char *value = conditions[i] + strlen (start);

        if (!g_str_has_prefix (conditions[i], start))
            continue;
        *is_meant = value[0] != '!';
        return g_strdup (*is_meant ? value : value + 1);
    }
    return NULL;
}

/* Returns (transfer full) the facts of a drive of no family that reports these texts. @modified: (nullable): kind of
 * its modified firmware */
static BbFacts *
facts_of (const char *vendor, const char *product, const char *revision, const char *modified)
{
    BbInquiry inquiry = {0};
    BbFacts *facts = NULL;

    g_strlcpy (inquiry.vendor, vendor, sizeof inquiry.vendor);
    g_strlcpy (inquiry.product, product, sizeof inquiry.product);
    g_strlcpy (inquiry.revision, revision, sizeof inquiry.revision);
    facts = bb_facts_new (&inquiry);
    if (modified != NULL)
        bb_facts_set_string (facts, "modified", modified);
    return facts;
}

/* Returns (transfer full) the advice for a drive that meets the conditions of @entry. If @other, returns the advice
 * for another drive with the same name: it has no modified firmware and, if @entry has a condition on the revision, a
 * revision that does not meet this condition. */
static GPtrArray *
list_advice (BbCatalog *catalog, BbModel *entry, gboolean other)
{
    gboolean has_vendor = FALSE, has_product = FALSE, has_revision = FALSE, has_modified = FALSE;
    g_autofree char *vendor = dup_condition (entry, "inquiry-vendor", &has_vendor);
    g_autofree char *product = dup_condition (entry, "inquiry-product", &has_product);
    g_autofree char *revision = dup_condition (entry, "inquiry-revision", &has_revision);
    g_autofree char *modified = dup_condition (entry, "modified", &has_modified);
    gboolean same = revision != NULL && has_revision != other;
    g_autoptr (BbFacts) facts = NULL;

    g_assert_true (vendor != NULL && has_vendor && product != NULL && has_product && has_modified);
    facts = facts_of (vendor, product, same ? revision : OTHER_REVISION, other ? NULL : modified);
    return bb_advice_list (facts, catalog);
}

/* A drive that meets the conditions of an entry gets this advice on preserving discs and no other. With another
 * revision, it gets at most one advice, which must be that of another entry. */
static void
test_each_entry_is_shown_for_its_drives_only (void)
{
    BbCatalog *catalog = shipped_catalog ();
    g_autoptr (GPtrArray) entries = bb_catalog_list_models (catalog, "dumping-advice");

    g_assert_cmpuint (entries->len, >=, 81);
    for (guint i = 0; i < entries->len; i++) {
        BbModel *entry = g_ptr_array_index (entries, i);
        g_autoptr (GPtrArray) list = list_advice (catalog, entry, FALSE);
        g_autoptr (GPtrArray) others = list_advice (catalog, entry, TRUE);
        const BbAdvice *advice = NULL;
        g_auto (GStrv) builds = NULL;
        gboolean is_conditional = FALSE;
        g_autofree char *revision = dup_condition (entry, "inquiry-revision", &is_conditional);

        g_test_message ("%s", bb_model_get_key (entry));
        g_assert_cmpuint (list->len, ==, 1);
        advice = g_ptr_array_index (list, 0);
        g_assert_cmpint (advice->purpose, ==, BB_PURPOSE_ARCHIVE);
        g_assert_cmpstr (advice->image, ==, bb_model_get_string (entry, "Image"));
        g_assert_cmpstr (advice->risk, ==, bb_model_get_string (entry, "Risk"));
        g_assert_cmpstr (advice->needs, ==, bb_model_get_string (entry, "Requires"));
        g_assert_cmpstr (advice->gains, ==, bb_model_get_string (entry, "Gains"));
        g_assert_cmpstr (advice->losses, ==, bb_model_get_string (entry, "Losses"));
        g_assert_cmpstr (advice->source, ==, bb_model_get_source (entry));
        g_assert_null (advice->transfer);
        builds = bb_model_get_strv (entry, "Builds");
        g_assert_true (g_strv_equal ((const char *const *) advice->builds, (const char *const *) builds));
        g_assert_cmpint (advice->confidence, ==, bb_model_get_confidence (entry));
        g_assert_cmpuint (others->len, <=, 1);
        if (revision != NULL && others->len == 1)
            g_assert_cmpstr (((BbAdvice *) g_ptr_array_index (others, 0))->risk, !=, advice->risk);
    }
}

/* A drive has a revision that dumping-advice.models lists as able to read whole CDs: the advice must be to keep this
 * firmware. The same drive has another revision: the advice must say that this is no reason to flash. */
static void
test_revision_of_the_list_is_kept (void)
{
    BbCatalog *catalog = shipped_catalog ();
    g_autoptr (BbFacts) listed = facts_of ("PLEXTOR", "DVDR   PX-716A", "1.11", NULL);
    g_autoptr (BbFacts) older = facts_of ("PLEXTOR", "DVDR   PX-716A", "1.09", NULL);
    g_autoptr (BbFacts) unknown = facts_of ("PLEXTOR", "DVDR   PX-999A", "1.11", NULL);
    g_autoptr (GPtrArray) keep = bb_advice_list (listed, catalog);
    g_autoptr (GPtrArray) no_reason = bb_advice_list (older, catalog);
    g_autoptr (GPtrArray) nothing = bb_advice_list (unknown, catalog);
    g_autoptr (GPtrArray) without_facts = bb_advice_list (NULL, catalog);

    g_assert_cmpuint (keep->len, ==, 1);
    g_assert_cmpstr (((BbAdvice *) g_ptr_array_index (keep, 0))->image, ==, "Current firmware (no flashing needed)");
    g_assert_cmpuint (no_reason->len, ==, 1);
    g_assert_null (((BbAdvice *) g_ptr_array_index (no_reason, 0))->image);
    g_assert_nonnull (
        strstr (((BbAdvice *) g_ptr_array_index (no_reason, 0))->risk, "no reason to flash the drive."));
    g_assert_cmpuint (nothing->len, ==, 0);
    g_assert_cmpuint (without_facts->len, ==, 0);
}

/* An SH-D163B that runs the modified firmware Kreon must get the advice to keep this firmware. With the firmware of
 * the manufacturer it must get no advice. */
static void
test_only_modified_firmware_of_kreon_is_kept (void)
{
    BbCatalog *catalog = shipped_catalog ();
    g_autoptr (BbFacts) modified = facts_of ("TSSTcorp", "DVD-ROM SH-D163B", "ZZ01", "kreon");
    g_autoptr (BbFacts) plain = facts_of ("TSSTcorp", "DVD-ROM SH-D163B", "SB01", NULL);
    g_autoptr (GPtrArray) keep = bb_advice_list (modified, catalog);
    g_autoptr (GPtrArray) nothing = bb_advice_list (plain, catalog);

    g_assert_cmpuint (keep->len, ==, 1);
    g_assert_nonnull (((BbAdvice *) g_ptr_array_index (keep, 0))->image);
    g_assert_cmpuint (nothing->len, ==, 0);
}

/* Scripts of users contain the words of the purposes, so they must not change. The member transfer of #BbAdvice is
 * taken from the facts of the drive. */
static void
test_purposes_and_transfer (void)
{
    static const char *const words[BB_N_PURPOSES] = {"latest", "uhd", "omnidrive", "archive", "way-back"};
    g_autoptr (BbFacts) facts = facts_of ("PLEXTOR", "DVDR   PX-716A", "1.11", NULL);
    g_autoptr (GPtrArray) list = NULL;

    for (BbPurpose purpose = 0; purpose < BB_N_PURPOSES; purpose++)
        g_assert_cmpstr (bb_purpose_to_string (purpose), ==, words[purpose]);
    bb_facts_set_string (facts, "transfer", "wrapped");
    list = bb_advice_list (facts, shipped_catalog ());
    g_assert_cmpuint (list->len, ==, 1);
    g_assert_cmpstr (((BbAdvice *) g_ptr_array_index (list, 0))->transfer, ==, "wrapped");
}

/* Returns (transfer full) a catalog with one piece of advice on preserving discs, whose condition is @condition. */
static BbCatalog *
catalog_with (const char *condition)
{
    g_autofree char *folder = g_dir_make_tmp ("burnback-catalog-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "dumping-advice.models", NULL);
    g_autofree char *text = g_strdup_printf ("[keys]\nEntries=facts\nWhen=list required\nPurpose=text required\n"
                                             "Requires=text\nRisk=text required\n\n"
                                             "[entry]\nWhen=%s\nPurpose=archive\nRequires=a key file\nRisk=low\n"
                                             "Confidence=low\nSource=this test\n",
                                             condition);
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = NULL;

    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    catalog = bb_catalog_open (folder, "/nonexistent", &error);
    g_assert_no_error (error);
    g_remove (path);
    g_rmdir (folder);
    return catalog;
}

/* A condition is compared with the whole value in the facts. It is the text after the first colon, including further
 * colons and underscores. The word "none" in a condition stands for an empty or missing value. */
static void
test_condition_is_about_the_whole_value (void)
{
    static const struct {
        const char *condition;
        const char *value; /* (nullable): that the drive reports */
        gboolean is_met;
    } rows[] = {
        {"note:a:b", "a:b", TRUE}, {"note:a:b", "a", FALSE},      {"note:_a_", "_a_", TRUE},
        {"note:a", "_a_", FALSE},  {"note:none", "", TRUE},       {"note:none", NULL, TRUE},
        {"note:!none", "", FALSE}, {"note:a|b|c", "c", TRUE},     {"note:a|b|c", "b|c", FALSE},
        {"note:!a|b", "b", FALSE}, {"note:!a|b", "!a|b", TRUE},   {"note", "note", FALSE},
        {"note", NULL, FALSE},     {"note:a;note:!b", "a", TRUE}, {"note:a;note:!a", "a", FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbCatalog) catalog = catalog_with (rows[i].condition);
        g_autoptr (BbFacts) facts = facts_of ("VENDOR", "PRODUCT", "1.00", NULL);
        g_autoptr (GPtrArray) list = NULL;

        if (rows[i].value != NULL)
            bb_facts_set_string (facts, "note", rows[i].value);
        list = bb_advice_list (facts, catalog);
        g_test_message ("%s: %s", rows[i].condition, rows[i].value);
        g_assert_cmpuint (list->len, ==, rows[i].is_met ? 1 : 0);
        if (rows[i].is_met)
            g_assert_cmpstr (((BbAdvice *) g_ptr_array_index (list, 0))->needs, ==, "a key file");
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/advice/each_entry_is_shown_for_its_drives_only", test_each_entry_is_shown_for_its_drives_only);
    g_test_add_func ("/advice/revision_of_the_list_is_kept", test_revision_of_the_list_is_kept);
    g_test_add_func ("/advice/only_modified_firmware_of_kreon_is_kept", test_only_modified_firmware_of_kreon_is_kept);
    g_test_add_func ("/advice/purposes_and_transfer", test_purposes_and_transfer);
    g_test_add_func ("/advice/condition_is_about_the_whole_value", test_condition_is_about_the_whole_value);
    return g_test_run ();
}
