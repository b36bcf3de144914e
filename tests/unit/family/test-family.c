/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"
#include "test-families.h"

#include "family/bb-family.h"
#include "sim/bb-sim.h"

#include <string.h>

/* Facts, the words of the enumerations, the list of families, and files that no family knows. */

static void
test_copy_of_facts_is_independent (void)
{
    BbInquiry inquiry = {.vendor = "ACME", .product = "X"};
    g_autoptr (BbFacts) facts = bb_facts_new (&inquiry);
    g_autoptr (GPtrArray) models = bb_catalog_list_models (shipped_catalog (), "mediatek-mt1959");
    g_autoptr (GPtrArray) names = bb_catalog_search_names (shipped_catalog (), "ND-3550A");
    g_autoptr (BbFacts) copy = NULL;
    g_autoptr (GBytes) bytes = NULL;

    g_assert_cmpuint (names->len, >, 0);
    g_assert_null (bb_facts_get_string (facts, "text"));
    g_assert_null (bb_facts_get_bytes (facts, "bytes"));
    g_assert_null (bb_facts_get_model_key (facts));
    facts->model = bb_model_ref (models->pdata[0]);
    g_ptr_array_add (facts->candidates, bb_model_ref (models->pdata[1]));
    g_ptr_array_add (facts->names, bb_name_ref (names->pdata[0]));
    facts->mode = g_strdup ("normal");
    bb_facts_set_string (facts, "text", "one");
    bb_facts_set_bytes (facts, "bytes", (const guint8 *) "12", 2);
    bb_facts_add_evidence (facts, "It is %s.", "so");
    copy = bb_facts_copy (facts);
    bb_facts_set_string (copy, "text", "two");
    bb_facts_add_evidence (copy, "More.");
    g_assert_cmpstr (bb_facts_get_string (facts, "text"), ==, "one");
    g_assert_cmpstr (bb_facts_get_string (copy, "text"), ==, "two");
    g_assert_null (bb_facts_get_string (copy, "bytes"));
    bytes = bb_facts_get_bytes (copy, "bytes");
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "12", 2);
    g_assert_null (bb_facts_get_bytes (copy, "text"));
    g_assert_cmpuint (facts->evidence->len, ==, 1);
    g_assert_cmpuint (copy->evidence->len, ==, 2);
    g_assert_cmpstr (copy->evidence->pdata[0], ==, "It is so.");
    g_assert_cmpuint (copy->candidates->len, ==, 1);
    g_assert_cmpuint (copy->names->len, ==, 1);
    g_assert_cmpstr (bb_facts_get_model_key (copy), ==, bb_model_get_key (models->pdata[0]));
    g_assert_cmpstr (copy->inquiry.vendor, ==, "ACME");
}

/* Details stay in the order in which they were added. An empty text becomes %NULL (not known). */
static void
test_details_are_listed_in_order (void)
{
    g_autoptr (GPtrArray) details = bb_family_describe (NULL, NULL);
    static const BbDetail wanted[] = {
        {(char *) "Build date", (char *) "2005-08-10", FALSE},
        {(char *) "Board", (char *) "BU5", TRUE},
        {(char *) "Service code", NULL, FALSE},
    };

    g_assert_cmpuint (details->len, ==, 0);
    bb_details_add (details, "Build date", "2005-08-10", FALSE);
    bb_details_add (details, "Board", "BU5", TRUE);
    bb_details_add (details, "Service code", "", FALSE);
    g_assert_cmpuint (details->len, ==, G_N_ELEMENTS (wanted));
    for (guint i = 0; i < details->len; i++) {
        const BbDetail *detail = g_ptr_array_index (details, i);

        g_assert_cmpstr (detail->label, ==, wanted[i].label);
        g_assert_cmpstr (detail->text, ==, wanted[i].text);
        g_assert_cmpint (detail->is_hardware, ==, wanted[i].is_hardware);
    }
}

static void
test_words_are_stable (void)
{
    static const char *const proofs[] = {"proven", "identity", "pending", "no", "no", "no"};
    static const char *const kinds[] = {"none", "partial", "full", "none", "none"};

    for (guint i = 0; i < G_N_ELEMENTS (proofs); i++)
        g_assert_cmpstr (bb_proof_to_string (i), ==, proofs[i]);
    for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        g_assert_cmpstr (bb_backup_kind_to_string (i), ==, kinds[i]);
}

/* bb_family_explain_image() explains a wrong checksum, unless the image has a problem or no family. */
static void
test_image_with_a_problem_is_not_explained (void)
{
    g_autoptr (BbImageIdentity) damaged = bb_image_identity_new ("nec-optiarc", 0, 8);
    g_autoptr (BbImageIdentity) of_no_family = bb_image_identity_new ("none", 0, 8);
    g_autofree char *text = NULL;

    damaged->checksum = of_no_family->checksum = BB_CHECKSUM_BAD;
    text = bb_family_explain_image (damaged);
    g_assert_nonnull (strstr (text, "checksum inside the image is wrong"));
    g_assert_null (bb_family_explain_image (of_no_family));
    damaged->problem = g_strdup ("The file is too short.");
    g_assert_null (bb_family_explain_image (damaged));
}

/* Each setting has a name of its own, in lower-case letters, digits and hyphens for the command line. */
static void
test_settings_have_names_of_their_own (void)
{
    g_autoptr (GPtrArray) settings = bb_family_list_settings ();
    g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
    const BbFamily *family = NULL;

    g_assert_null (bb_family_find_setting ("none", &family));
    g_assert_cmpuint (settings->len, ==, 6);
    for (guint i = 0; i < settings->len; i++) {
        const BbFamilySetting *setting = g_ptr_array_index (settings, i);

        g_assert_true (g_hash_table_add (names, (gpointer) setting->name));
        g_assert_cmpuint (strspn (setting->name, "abcdefghijklmnopqrstuvwxyz0123456789-"), ==,
                          strlen (setting->name));
        g_assert_true (g_ascii_isupper (setting->summary[0]));
        /* The option --setting sets booleans only. */
        g_assert_true (g_variant_type_equal (setting->type, G_VARIANT_TYPE_BOOLEAN));
        g_assert_true (bb_family_find_setting (setting->name, &family) == setting);
        g_hash_table_insert (names, (gpointer) setting->name, (gpointer) family->id);
    }
    g_assert_cmpstr (g_hash_table_lookup (names, "finish-command"), ==, "mediatek-mt1959");
    g_assert_cmpstr (g_hash_table_lookup (names, "maker-form"), ==, "mediatek-mt1959");
    g_assert_cmpstr (g_hash_table_lookup (names, "other-piece-length"), ==, "plextor");
    g_assert_cmpstr (g_hash_table_lookup (names, "read-ds-8absh"), ==, "lite-on");
    g_assert_cmpstr (g_hash_table_lookup (names, "readdress"), ==, "lg-renesas");
    g_assert_cmpstr (g_hash_table_lookup (names, "search-from-zero"), ==, "lg-renesas");
}

static void
test_operations_are_named_in_the_order_of_the_bits (void)
{
    g_autofree const char **all = bb_can_list_names (~(BbCan) 0);
    g_autofree const char **some = bb_can_list_names (BB_CAN_RECOVER | BB_CAN_BACKUP);
    g_autofree const char **none = bb_can_list_names (0);
    g_autofree char *joined = g_strjoinv (" ", (char **) all);

    g_assert_cmpstr (joined, ==, "identify backup flash verify rollback recover");
    g_assert_cmpuint (g_strv_length ((char **) some), ==, 2);
    g_assert_cmpstr (some[0], ==, "backup");
    g_assert_cmpstr (some[1], ==, "recover");
    g_assert_null (none[0]);
}

/* Asserts that all members of an optional struct of #BbFamily are set, unless @ops is NULL. */
static void
check_ops_are_whole (const BbFamily *family, const char *name, gconstpointer ops, gsize n_members)
{
    gpointer member = NULL;

    for (gsize i = 0; ops != NULL && i < n_members; i++) {
        memcpy (&member, (const guint8 *) ops + i * sizeof member, sizeof member);
        g_test_message ("%s %s, member %" G_GSIZE_FORMAT, family->id, name, i);
        g_assert_nonnull (member);
    }
}

#define CHECK_OPS(family, ops) \
    check_ops_are_whole (family, #ops, (family)->ops, sizeof *(family)->ops / sizeof (gpointer))

/* Functions that depend on the family of a drive return nothing for a drive without a family. */
static void
test_drive_without_a_family_has_nothing_of_one (void)
{
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    char *text = (char *) "unset";

    for (guint i = 0; i < 2; i++) {
        if (i > 0)
            facts->family = g_strdup ("acme");
        g_assert_null (bb_family_lay_out (facts, shipped_catalog ()));
        g_assert_null (bb_family_get_no_flash (facts));
        g_assert_null (bb_family_dup_no_flash (facts));
        g_assert_cmpint (bb_family_accepts_older (facts, NULL, &text), ==, BB_ACCEPTS_OLDER_UNKNOWN);
        g_assert_null (text);
        g_assert_cmpstr (bb_family_get_serial (facts, "SIM0001"), ==, "SIM0001");
    }
    g_assert_null (bb_family_get_no_flash (NULL));
    g_assert_cmpint (bb_family_accepts_older (NULL, NULL, NULL), ==, BB_ACCEPTS_OLDER_UNKNOWN);
    g_assert_cmpstr (bb_family_get_serial (NULL, "SIM0001"), ==, "SIM0001");
    facts->condition = BB_CONDITION_SPECIAL;
    g_assert_null (bb_family_get_serial (facts, "SIM0001"));
    g_clear_pointer (&facts->family, g_free);
    facts->family = g_strdup ("pioneer");
    g_assert_null (bb_family_lay_out (facts, shipped_catalog ()));
}

/* A setting is found by its name, with the family that has it. */
static void
test_each_setting_is_found_with_its_family (void)
{
    const BbFamily *const *list = bb_family_list ();
    g_autoptr (GPtrArray) all = bb_family_list_settings ();
    guint n = 0;

    for (guint i = 0; list[i] != NULL; i++) {
        for (const BbFamilySetting *each = list[i]->settings; each != NULL && each->name != NULL; each++) {
            const BbFamily *owner = NULL;

            g_assert_true (bb_family_find_setting (each->name, &owner) == each);
            g_assert_true (owner == list[i]);
            g_assert_true (bb_family_find_setting (each->name, NULL) == each);
            g_assert_true (all->pdata[n] == each);
            n++;
        }
    }
    g_assert_cmpuint (n, ==, all->len);
    g_assert_null (bb_family_find_setting ("no-such-setting", NULL));
}

/* Whether a drive accepts older firmware is unknown if its family has no function for that. */
static void
test_older_firmware_is_unknown_if_the_family_is_silent (void)
{
    const BbFamily *const *list = bb_family_list ();

    for (guint i = 0; list[i] != NULL; i++) {
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        char *text = (char *) "unset";

        if (list[i]->accepts_older != NULL)
            continue;
        facts->family = g_strdup (list[i]->id);
        g_assert_cmpint (bb_family_accepts_older (facts, NULL, &text), ==, BB_ACCEPTS_OLDER_UNKNOWN);
        g_assert_null (text);
    }
}

static void
test_families_are_listed_and_complete (void)
{
    const BbFamily *const *list = bb_family_list ();
    guint n = 0;

    for (; list[n] != NULL; n++) {
        g_assert_true (bb_family_lookup (list[n]->id) == list[n]);
        g_assert_nonnull (list[n]->name);
        /* The members from list_probe_commands to plan_recover are required. */
        check_ops_are_whole (
            list[n], "core", &list[n]->list_probe_commands,
            (G_STRUCT_OFFSET (BbFamily, get_no_flash) - G_STRUCT_OFFSET (BbFamily, list_probe_commands)) /
                sizeof (gpointer));
        CHECK_OPS (list[n], learn);
        CHECK_OPS (list[n], survey);
        CHECK_OPS (list[n], inspect);
        CHECK_OPS (list[n], convert);
        CHECK_OPS (list[n], identity);
        CHECK_OPS (list[n], books);
    }
    g_assert_cmpuint (n, >=, 2);
    g_assert_null (bb_family_lookup ("acme"));
}

/* The tests of all families take their drives from families.txt. */
static void
test_every_family_has_a_row_in_families_txt (void)
{
    const BbFamily *const *list = bb_family_list ();
    GPtrArray *rows = test_families_list_all ();

    for (guint i = 0; list[i] != NULL; i++) {
        g_test_message ("tests/families/families.txt: %s", list[i]->id);
        g_assert_nonnull (test_families_find (list[i]->id));
    }
    for (guint i = 0; i < rows->len; i++) {
        const TestFamily *row = g_ptr_array_index (rows, i);
        g_auto (GStrv) states = bb_sim_list_states (row->family, NULL);
        g_autoptr (BbModel) model = bb_catalog_get_model (shipped_catalog (), row->family, row->model);

        g_test_message ("tests/families/families.txt: %s", row->family);
        g_assert_true (test_families_find (row->family) == row);
        g_assert_nonnull (bb_family_lookup (row->family));
        g_assert_nonnull (states);
        g_assert_nonnull (model);
        g_assert_true ((row->changed[0].length_bytes > 0) == row->is_flashed);
    }
}

static void
test_unknown_file_is_one_image_with_a_reason (void)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("just text", 9);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (bytes, "readme.txt");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, shipped_catalog ());
    BbImageIdentity *identity = bb_image_get_identity (images->pdata[0]);

    g_assert_cmpuint (images->len, ==, 1);
    g_assert_null (identity->family);
    g_assert_true (g_str_has_suffix (identity->problem, "."));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/facts/copy_of_facts_is_independent", test_copy_of_facts_is_independent);
    g_test_add_func ("/family/details", test_details_are_listed_in_order);
    g_test_add_func ("/family/words_are_stable", test_words_are_stable);
    g_test_add_func ("/family/image_with_a_problem_is_not_explained", test_image_with_a_problem_is_not_explained);
    g_test_add_func ("/family/settings_have_names_of_their_own", test_settings_have_names_of_their_own);
    g_test_add_func ("/family/operations_are_named_in_the_order_of_the_bits",
                     test_operations_are_named_in_the_order_of_the_bits);
    g_test_add_func ("/family/drive_without_a_family_has_nothing_of_one",
                     test_drive_without_a_family_has_nothing_of_one);
    g_test_add_func ("/family/each_setting_is_found_with_its_family", test_each_setting_is_found_with_its_family);
    g_test_add_func ("/family/older_firmware_is_unknown_if_the_family_is_silent",
                     test_older_firmware_is_unknown_if_the_family_is_silent);
    g_test_add_func ("/family/families_are_listed_and_complete", test_families_are_listed_and_complete);
    g_test_add_func ("/family/every_family_has_a_row_in_families_txt", test_every_family_has_a_row_in_families_txt);
    g_test_add_func ("/identify/unknown_file_is_one_image_with_a_reason",
                     test_unknown_file_is_one_image_with_a_reason);
    return g_test_run ();
}
