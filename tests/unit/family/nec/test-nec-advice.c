/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-bench.h"
#include "nec-vectors.h"

#include "family/bb-advice.h"

#include <string.h>

/* Tests bb-nec-modified.c. */

#define OPTIDUMP "seri-01 BT-LIGGY"

/* Returns (transfer full) (nullable) the first value of @key in the conditions of @entry; @wanted: TRUE to look for
 * "KEY:VALUE"; FALSE to look for "KEY:!VALUE". */
static char *
dup_condition (BbModel *entry, const char *key, gboolean wanted)
{
    g_auto (GStrv) conditions = bb_model_get_strv (entry, "When");
    g_autofree char *start = g_strconcat (key, wanted ? ":" : ":!", NULL);

    for (guint i = 0; conditions[i] != NULL; i++) {
        if (g_str_has_prefix (conditions[i], start) && (!wanted || conditions[i][strlen (start)] != '!')) {
            g_auto (GStrv) values = g_strsplit (conditions[i] + strlen (start), "|", -1);

            return g_strdup (values[0]);
        }
    }
    return NULL;
}

/* Returns (transfer full) the facts of a simulated drive of the type @code. @keys: further lines of its scenario */
static BbFacts *
probe (const char *code, const char *keys)
{
    NecBench bench = {0};
    BbFacts *facts = NULL;

    nec_bench_open (&bench, code, NULL, keys);
    facts = nec_bench_probe (&bench);
    nec_bench_close (&bench);
    return facts;
}

/* Returns (transfer full) the facts of a simulated drive of the type @code; the texts are (nullable). */
static BbFacts *
facts_of (const char *code, const char *product, const char *revision, const char *specific)
{
    g_autoptr (GString) more = g_string_new (NULL);

    if (product != NULL)
        g_string_append_printf (more, "Product=%s\n", product);
    if (revision != NULL)
        g_string_append_printf (more, "Revision=%s\n", revision);
    if (specific != NULL)
        g_string_append_printf (more, "Quirks=vendor-specific=%s\n", specific);
    return probe (code, more->str);
}

/* Returns (transfer full) the facts of a simulated drive that meets the conditions of @entry. @specific: (nullable):
 * the vendor-specific part of its INQUIRY data */
static BbFacts *
facts_for (BbModel *entry, const char *specific)
{
    g_autofree char *code = dup_condition (entry, "code", TRUE);
    g_autofree char *vendor = dup_condition (entry, "inquiry-vendor", TRUE);
    g_autofree char *product = dup_condition (entry, "inquiry-product", TRUE);
    g_autofree char *rid_model = dup_condition (entry, "rid-model", TRUE);
    g_autofree char *line = dup_condition (entry, "revision-line", TRUE);
    g_autofree char *revision = dup_condition (entry, "inquiry-revision", TRUE);
    g_autoptr (GString) more = g_string_new (NULL);

    if (vendor != NULL)
        g_string_append_printf (more, "Vendor=%s\n", vendor);
    if (product != NULL)
        g_string_append_printf (more, "Product=%s\n", product);
    if (revision != NULL)
        g_string_append_printf (more, "Revision=%s\n", revision);
    else if (line != NULL)
        g_string_append_printf (more, "Revision=%s5\n", line);
    if (rid_model != NULL || specific != NULL)
        g_string_append (more, "Quirks=");
    if (rid_model != NULL)
        g_string_append_printf (more, "rid-model=%s;", rid_model);
    if (specific != NULL)
        g_string_append_printf (more, "vendor-specific=%s;", specific);
    return probe (code != NULL ? code : "G203", more->str);
}

/* Returns whether the advice of @entry is in @list. */
static gboolean
has_advice (GPtrArray *list, BbModel *entry)
{
    for (guint i = 0; i < list->len; i++) {
        const BbAdvice *advice = g_ptr_array_index (list, i);

        if (g_strcmp0 (bb_purpose_to_string (advice->purpose), bb_model_get_string (entry, "Purpose")) == 0 &&
            g_strcmp0 (advice->image, bb_model_get_string (entry, "Image")) == 0 &&
            g_strcmp0 (advice->risk, bb_model_get_string (entry, "Risk")) == 0 &&
            g_strcmp0 (advice->needs, bb_model_get_string (entry, "Requires")) == 0 &&
            advice->confidence == bb_model_get_confidence (entry))
            return TRUE;
    }
    return FALSE;
}

/* A drive that meets the conditions of an advice in the catalog gets this advice, and no other one for the same
 * purpose. */
static void
test_each_advice_reaches_its_drives (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GPtrArray) entries = bb_catalog_list_models (catalog, "nec-advice");

    g_assert_cmpuint (entries->len, >=, 19);
    for (guint i = 0; i < entries->len; i++) {
        BbModel *entry = g_ptr_array_index (entries, i);
        g_autofree char *modified = dup_condition (entry, "modified", TRUE);
        g_autoptr (BbFacts) facts = facts_for (entry, modified != NULL ? OPTIDUMP : NULL);
        g_autoptr (GPtrArray) list = bb_advice_list (facts, catalog);
        guint n_same = 0;

        if (!has_advice (list, entry))
            g_error ("a drive with the conditions of [%s] does not get its advice", bb_model_get_key (entry));
        for (guint k = 0; k < list->len; k++)
            n_same += g_strcmp0 (bb_purpose_to_string (((BbAdvice *) g_ptr_array_index (list, k))->purpose),
                                 bb_model_get_string (entry, "Purpose")) == 0;
        g_assert_cmpuint (n_same, ==, 1);
        /* A drive with modified firmware gets two other entries instead: to keep that firmware, and to restore the
         * manufacturer's. */
        if (modified == NULL) {
            g_autoptr (BbFacts) running = facts_for (entry, OPTIDUMP);
            g_autoptr (GPtrArray) then = bb_advice_list (running, catalog);

            g_assert_false (has_advice (then, entry));
            g_assert_cmpuint (then->len, ==, 2);
        }
    }
}

/* Gets the advice @text (nullable) for the drive type @code. Asserts that all advice for one type says the same about
 * updates in DMA mode: "fails" or "may fail". Adds what @text says to @said. @said: (element-type utf8 utf8): drive
 * types, and what the advice for them said before */
static void
assert_dma_is_agreed (GHashTable *said, const char *code, const char *text)
{
    const char *says;
    gboolean may_fail;

    if (text == NULL || strstr (text, "in DMA mode") == NULL)
        return;
    /* The sentence begins with "Flashing" or contains "flashing". */
    may_fail = strstr (text, "lashing may fail") != NULL;
    g_assert_true (may_fail != (strstr (text, "lashing fails") != NULL));
    says = may_fail ? "may fail" : "fails";
    g_test_message ("%s: %s", code, says);
    if (g_hash_table_contains (said, code))
        g_assert_cmpstr (g_hash_table_lookup (said, code), ==, says);
    g_hash_table_insert (said, g_strdup (code), (gpointer) says);
}

/* All advice for one drive type must say the same about updates in DMA mode. According to the source, updates of D570
 * and D773 fail in DMA mode; for D57D a failure is only expected. */
static void
test_advice_agrees_about_dma (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GPtrArray) entries = bb_catalog_list_models (catalog, "nec-advice");
    g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < entries->len; i++) {
        BbModel *entry = g_ptr_array_index (entries, i);
        g_auto (GStrv) conditions = bb_model_get_strv (entry, "When");

        for (guint k = 0; conditions[k] != NULL; k++) {
            g_auto (GStrv) codes = NULL;

            if (!g_str_has_prefix (conditions[k], "code:") || conditions[k][strlen ("code:")] == '!')
                continue;
            codes = g_strsplit (conditions[k] + strlen ("code:"), "|", -1);
            for (guint c = 0; codes[c] != NULL; c++) {
                assert_dma_is_agreed (said, codes[c], bb_model_get_string (entry, "Requires"));
                assert_dma_is_agreed (said, codes[c], bb_model_get_string (entry, "Risk"));
            }
        }
    }
    g_assert_cmpstr (g_hash_table_lookup (said, "D57D"), ==, "may fail");
    g_assert_cmpstr (g_hash_table_lookup (said, "D570"), ==, "fails");
    g_assert_cmpstr (g_hash_table_lookup (said, "D773"), ==, "fails");
}

/* An advice that names a revision line, such as 1.0 for the revision 1.01, must reach only drives with a revision of
 * this line. A drive may report a dash instead of the point (1-01); this must make no difference. */
static void
test_revision_line_selects_the_advice (void)
{
    static const struct {
        const char *revision, *line, *image;
        gboolean is_advised;
    } rows[] = {
        {"1.01", "1.0", "Modified firmware “optidump SE01”, based on AD-5280S 1.01", TRUE},
        {"1-01", "1.0", "Modified firmware “optidump SE01”, based on AD-5280S 1.01", TRUE},
        {"1.Z8", "1.Z", NULL, TRUE},
        {"1.G8", "1.G", NULL, TRUE},
        {"1.84", "1.8", NULL, FALSE},
        {"SE02", NULL, NULL, FALSE},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = facts_of ("Q285", NULL, rows[i].revision, NULL);
        g_autoptr (GPtrArray) list = bb_advice_list (facts, catalog);
        const BbAdvice *advice = list->len > 0 ? g_ptr_array_index (list, 0) : NULL;

        g_test_message ("%s", rows[i].revision);
        g_assert_cmpstr (bb_facts_get_string (facts, "revision-line"), ==, rows[i].line);
        g_assert_cmpuint (list->len, ==, rows[i].is_advised ? 1 : 0);
        if (rows[i].image != NULL)
            g_assert_true (g_str_has_prefix (advice->image, rows[i].image));
        else if (advice != NULL)
            g_assert_null (advice->image);
    }
}

/* There must be no advice for a drive of another type, or with another product text, than those in the list. A drive
 * in safe mode must get the advice for the manufacturer's firmware, even if its firmware is modified: in safe mode
 * the probe reports neither a modification nor a revision line. */
static void
test_other_drives_have_no_advice (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (GPtrArray) entries = bb_catalog_list_models (catalog, "nec-advice");
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, "nec-optiarc");
    g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    guint n_others = 0;

    for (guint i = 0; i < entries->len; i++) {
        char *code = dup_condition (g_ptr_array_index (entries, i), "code", TRUE);

        if (code != NULL)
            g_hash_table_add (codes, code);
    }
    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);
        BbInquiry inquiry = {.device_type = 5, .vendor = "Optiarc ", .revision = "1.01"};
        g_autoptr (BbFacts) facts = NULL;
        g_autoptr (GPtrArray) list = NULL;

        if (g_hash_table_contains (codes, bb_model_get_key (model)))
            continue;
        n_others++;
        g_snprintf (inquiry.product, sizeof inquiry.product, "DVD RW %-9.9s", bb_model_get_name (model));
        facts = bb_facts_new (&inquiry);
        facts->family = g_strdup ("nec-optiarc");
        facts->model = bb_model_ref (model);
        bb_nec_facts_set_firmware (facts);
        list = bb_advice_list (facts, catalog);
        g_assert_cmpuint (list->len, ==, 0);
    }
    g_assert_cmpuint (n_others, >=, 150);
    {
        g_autoptr (BbFacts) renamed = facts_of ("G203", "DVD RW OTHER", NULL, NULL);
        g_autoptr (BbFacts) in_safe_mode = NULL;
        g_autoptr (GPtrArray) in_safe_mode_list = NULL;
        g_autoptr (BbModel) entry = bb_catalog_get_model (catalog, "nec-advice", "AD-7203A");
        g_autoptr (GPtrArray) list = bb_advice_list (renamed, catalog);
        NecBench bench = {0};

        g_assert_cmpuint (list->len, ==, 0);
        nec_bench_open (&bench, "G203", NULL, "State=safe-mode\nQuirks=vendor-specific=" OPTIDUMP "\n");
        in_safe_mode = nec_bench_probe (&bench);
        g_assert_null (bb_facts_get_string (in_safe_mode, "modified"));
        g_assert_null (bb_facts_get_string (in_safe_mode, "revision-line"));
        in_safe_mode_list = bb_advice_list (in_safe_mode, catalog);
        g_assert_cmpuint (in_safe_mode_list->len, ==, 1);
        g_assert_true (has_advice (in_safe_mode_list, entry));
        nec_bench_close (&bench);
    }
}

static const struct {
    const char *code, *vendor, *product, *revision, *specific;
    const char *modified, *version, *change;
} builds[] = {
    {"K352", "_NEC", "DVD_RW ND-3520AW", "3.07", "seri-01 BT-LIGGY", "optidump", "SE01", "optidump SE01"},
    {"K451", "_NEC", "DVD_RW ND-4551A", "1-09", "seri-01 BT-LIGGY", "optidump", "SE01", "optidump SE01"},
    {"Q200", "Optiarc", "DVD RW AD-5200A", "1.09", "seri-01    BT-LIGGY", "optidump", "SE01", "optidump SE01"},
    {"Q285", "Optiarc", "DVD RW AD-5280S", "1.01", "seri-01    BT-LIGGY", "optidump", "SE01", "optidump SE01"},
    {"D773", "Optiarc", "DVD RW AD-7173A", "1-04", "seri-v1    BT-LIGGY", "optidump", "SE01", "optidump SE01"},
    {"G246", "SONY", "DVD RW DRU-875S", "1.61", "seri-01    BT-LIGGY", "optidump", "SE01", "optidump SE01"},
    {"G29A", "hp", "DVD RW AD-7290H5", "SE02", "Feb17'12 0123456", "optidump", "SE02", "optidump SE02"},
    {"D57D", "Optiarc", "DVD RW AD-5170A", "1.Gq", "seri-01", "optidump", "SE01", "optidump SE01"},
    {"G203", "Optiarc", "DVD RW AD-7203A", "1.09", "seri-12 BT-LIGGY", "optidump", "SE12", "optidump SE12"},
    {"G203", "Optiarc", "DVD RW AD-7203A", "1.09", "seri-3", "optidump", "SE03", "optidump SE03"},
    /* without a version of one or two digits, the kind of the modification is known and the version is not */
    {"G203", "Optiarc", "DVD RW AD-7203A", "1.09", "seri-x", "optidump", NULL, "optidump"},
    {"G203", "Optiarc", "DVD RW AD-7203A", "1.09", "seri-v BT-LIGGY", "optidump", NULL, "optidump"},
    {"G203", "Optiarc", "DVD RW AD-7203A", "1.09", "seri-123", "optidump", NULL, "optidump"},
    {"G203", "Optiarc", "DVD RW AD-7203A", "1.09", "seri-12x", "optidump", NULL, "optidump"},
    {"G203", "Optiarc", "DVD RW AD-7203A", "1.09", "seri-1x", "optidump", NULL, "optidump"},
    {"G203", "Optiarc", "DVD RW AD-7203A", "1.09", "BT-LIGGY", "liggy-dee", NULL, "Liggy/Dee"},
    /* no sign of modified firmware in these texts */
    {"K352", "_NEC", "DVD_RW ND-3520AW", "3.07", "", NULL, NULL, NULL},
    {"D773", "Optiarc", "DVD RW AD-7173A", "1-04", "Jun01'07", NULL, NULL, NULL},
    {"G29A", "hp", "DVD RW AD-7290H5", "1H44", "Feb17'12 0123456", NULL, NULL, NULL},
    {"G203", "Optiarc", "DVD RW AD-7203A", "SE02", "x seri-01", NULL, NULL, NULL},
};

/* A drive that runs one of the builds is identified as modified, unless the text has no sign of a modification. */
static void
test_modified_firmware_is_recognised_in_the_drive (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (builds); i++) {
        g_autofree char *vendor = g_strdup_printf ("%s\nVendor=%s", builds[i].product, builds[i].vendor);
        g_autoptr (BbFacts) facts = facts_of (builds[i].code, vendor, builds[i].revision, builds[i].specific);
        g_autofree char *wanted =
            builds[i].change != NULL
                ? g_strdup_printf ("The drive is running modified firmware: %s.", builds[i].change)
                : NULL;
        gboolean is_named = FALSE;

        g_test_message ("%s %s", builds[i].product, builds[i].specific);
        g_assert_cmpstr (facts->inquiry.revision, ==, builds[i].revision);
        g_assert_cmpstr (bb_facts_get_string (facts, "modified"), ==, builds[i].modified);
        g_assert_cmpstr (bb_facts_get_string (facts, "modified-version"), ==, builds[i].version);
        for (guint k = 0; k < facts->evidence->len; k++) {
            const char *text = g_ptr_array_index (facts->evidence, k);

            is_named |= wanted != NULL && g_str_equal (text, wanted);
            /* This part of the vendor-specific text may be the serial number, so no evidence may contain it. */
            g_assert_null (strstr (text, "0123456"));
        }
        g_assert_true (is_named == (builds[i].change != NULL));
    }
}

/* An image must be identified as modified by the same texts as a drive that runs it. Uses the table @builds, too. */
static void
test_modified_firmware_is_recognised_in_an_image (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (builds); i++) {
        GVariantBuilder options;
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) bytes = NULL;
        g_autoptr (GPtrArray) found = NULL;
        BbImageIdentity *identity = NULL;

        g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
        g_variant_builder_add (&options, "{ss}", "vendor", builds[i].vendor);
        g_variant_builder_add (&options, "{ss}", "product", builds[i].product);
        g_variant_builder_add (&options, "{ss}", "revision", builds[i].revision);
        g_variant_builder_add (&options, "{ss}", "vendor-specific", builds[i].specific);
        bytes = bb_sim_make_image (catalog, "nec-optiarc", builds[i].code, g_variant_builder_end (&options), &error);
        g_assert_no_error (error);
        found = bb_nec_identify_image (bytes, catalog);
        g_assert_cmpuint (found->len, ==, 1);
        identity = g_ptr_array_index (found, 0);
        g_test_message ("%s %s", builds[i].product, builds[i].specific);
        g_assert_cmpstr (identity->revision, ==, builds[i].revision);
        g_assert_cmpint (identity->kind, ==,
                         builds[i].modified != NULL ? BB_IMAGE_KIND_MODIFIED : BB_IMAGE_KIND_UNKNOWN);
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, "modified"), ==, builds[i].modified);
        g_assert_cmpstr (bb_image_identity_lookup_string (identity, "modified-version"), ==, builds[i].version);
        g_assert_cmpstr (bb_image_identity_get_change (identity), ==, builds[i].change);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/advice/each-advice-reaches-its-drives", test_each_advice_reaches_its_drives);
    g_test_add_func ("/nec/advice/agrees-about-dma", test_advice_agrees_about_dma);
    g_test_add_func ("/nec/advice/revision-line", test_revision_line_selects_the_advice);
    g_test_add_func ("/nec/advice/other-drives-have-none", test_other_drives_have_no_advice);
    g_test_add_func ("/nec/modified/drive", test_modified_firmware_is_recognised_in_the_drive);
    g_test_add_func ("/nec/modified/image", test_modified_firmware_is_recognised_in_an_image);
    return g_test_run ();
}
