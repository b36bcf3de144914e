/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-drive.h"
#include "plan-steps.h"
#include "image-checks.h"
#include "shipped-catalog.h"

#include "family/btc/bb-btc.h"
#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The family of BTC drives, compared with the vectors of docs/protocols/ricoh-btc.md, section 15.
 * Also tests bb-btc-hex.c, bb-btc-image.c and bb-btc-plan.c. */

#define HEX_BYTES 2883776u

/* Returns the image "btc-64" or its like. @setting: (nullable) */
static GBytes *
make_bytes (const char *seed, const char *setting)
{
    static const char *const options[][2] = {{"vendor", "BTC"}, {"product", "DVDRW SIMULATED"}, {"revision", "9999"}};
    g_autoptr (GError) error = NULL;
    GVariantBuilder builder;
    GBytes *bytes = NULL;

    g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
    for (guint i = 0; i < G_N_ELEMENTS (options); i++)
        g_variant_builder_add (&builder, "{ss}", options[i][0], options[i][1]);
    g_variant_builder_add (&builder, "{ss}", "seed", seed);
    if (setting != NULL)
        g_variant_builder_add (&builder, "{ss}", setting, "");
    bytes = bb_sim_make_image (shipped_catalog (), BB_BTC_ID, "IDE1008", g_variant_builder_end (&builder), &error);
    g_assert_no_error (error);
    return bytes;
}

static BbFacts *
make_facts (const char *vendor, const char *product, const char *revision)
{
    BbInquiry inquiry = {0};
    BbFacts *facts = NULL;

    g_strlcpy (inquiry.vendor, vendor, sizeof inquiry.vendor);
    g_strlcpy (inquiry.product, product, sizeof inquiry.product);
    g_strlcpy (inquiry.revision, revision, sizeof inquiry.revision);
    facts = bb_facts_new (&inquiry);
    facts->family = g_strdup (BB_BTC_ID);
    facts->condition = BB_CONDITION_NORMAL;
    return facts;
}

static void
test_images_and_sums_are_those_of_the_vectors (void)
{
    g_autoptr (GBytes) plain = make_bytes ("0x64", NULL);
    g_autoptr (GBytes) other = make_bytes ("0x65", NULL);
    g_autoptr (GBytes) hex = make_bytes ("0x64", "hex");
    g_autoptr (BbImage) image = identify_only_image (plain);
    g_autoptr (BbImage) of_hex = identify_only_image (hex);
    BbImageIdentity *identity = bb_image_get_identity (of_hex);
    guint32 n_gaps = 1;

    assert_sha256 (plain, "9962f88d0aad2ffcbf865d047ada3d5f0df097e5b465f48c3da2741ba24fd2b7");
    assert_sha256 (other, "8d538c178618c67a2fd5da5bc46a17e9fa80c5c7026bc8fdc1b248ea2b167649");
    assert_sha256 (hex, "ee7ec6e83fb0d870f7bcd88b42704d3a830cb02074f477db0679fb88e030e2d0");
    g_assert_cmpuint (g_bytes_get_size (hex), ==, HEX_BYTES);
    g_assert_cmphex (bb_btc_compute_sum (plain), ==, 0xDDA9);
    g_assert_cmphex (bb_btc_compute_sum (other), ==, 0xF57F);
    g_assert_cmpstr (bb_image_get_identity (image)->family, ==, BB_BTC_ID);
    g_assert_cmpstr (bb_image_get_identity (image)->revision, ==, "9999");
    g_assert_null (identity->problem);
    g_assert_true (g_variant_lookup (identity->values, BB_BTC_KEY_GAPS, "u", &n_gaps));
    g_assert_cmpuint (n_gaps, ==, 0);
    g_assert_true (g_bytes_equal (bb_image_get_bytes (of_hex), plain));
}

/* Returns the hex file with @with in place of the first @what. */
static GBytes *
replace (const char *what, const char *with)
{
    g_autoptr (GBytes) hex = make_bytes ("0x64", "hex");
    g_autofree char *text = g_strndup (g_bytes_get_data (hex, NULL), g_bytes_get_size (hex));
    const char *at = strstr (text, what);
    char *changed = NULL;

    g_assert_nonnull (at);
    changed = g_strdup_printf ("%.*s%s%s", (int) (at - text), text, with, at + strlen (what));
    return g_bytes_new_take (changed, strlen (changed));
}

static void
test_hex_files_are_read_strictly (void)
{
    static const struct {
        const char *what;
        const char *with;
        const char *says; /* NULL: the file is good */
    } rows[] = {
        {":1000000046594A5E", "; remark\r\n:1000000046594A5E", NULL},
        {":1000000046594A5E0764724161532B384C11D61F22\n", "", NULL}, /* a gap */
        {":1000000046594A5E", ":1000000047594A5E", "Line 1 "},       /* wrong sum */
        {":1000100", ":1000000", "Line 2 "},                         /* the address twice, and a wrong sum */
        {":1000000046594A5E0764724161532B384C11D61F22", ":1000000046594A5E0764724161532B384C11D61F22\n:0100000046B9",
         "Line 2 "}, /* a byte twice */
        {":10FFF0", ":10FFF8", "Line 4096 "},
        {":00000155AA\n", "", "Line "}, /* the second bank overwrites the first */
        {":00000155AA", ":00000155AA\n:00000155AA", "Line "},
        {":00000001FF\n", "", "its last line is missing"},
        {":00000001FF\n", ":00000001FF\n:0100000046B9\n", "Line "},
        {":10000000", ":1000000", "Line 1 "},
        {":10000000", ":1X000000", "Line 1 "},
        {":1000000046594A5E0764724161532B384C11D61F22", ":020000040000FA", "Line 1 "}, /* another type */
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) file = replace (rows[i].what, rows[i].with);
        g_autoptr (BbImage) image = identify_only_image (file);
        BbImageIdentity *identity = bb_image_get_identity (image);
        guint32 n_gaps = 0;

        g_test_message ("row %u: %s", i, identity->problem);
        g_assert_cmpstr (identity->family, ==, BB_BTC_ID);
        if (rows[i].says != NULL) {
            g_assert_nonnull (strstr (identity->problem, rows[i].says));
            continue;
        }
        g_assert_null (identity->problem);
        g_assert_true (g_variant_lookup (identity->values, BB_BTC_KEY_GAPS, "u", &n_gaps));
        g_assert_cmpuint (n_gaps, ==, i == 1 ? 16 : 0);
    }
}

static void
test_other_files_are_not_of_this_family (void)
{
    static const guint8 fills[] = {0x00, 0xFF, 0x20, 'A'};

    for (guint i = 0; i < G_N_ELEMENTS (fills); i++) {
        guint8 *data = g_malloc (BB_BTC_IMAGE_BYTES);
        g_autoptr (GBytes) file = g_bytes_new_take (data, BB_BTC_IMAGE_BYTES);
        g_autoptr (GPtrArray) found = NULL;

        memset (data, fills[i], BB_BTC_IMAGE_BYTES);
        found = bb_btc_identify_image (file, shipped_catalog ());
        g_assert_cmpuint (found->len, ==, 0);
    }
}

static void
test_flash_sends_the_stream_of_the_vector (void)
{
    g_autoptr (GBytes) bytes = make_bytes ("0x64", NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = make_facts ("BTC", "DVDRW SIMULATED", "0055");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_btc_plan_flash (&input, NULL);
    g_autofree char *stream = plan_dup_stream (plan);
    g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, stream, -1);
    GBytes *header = bb_plan_get_blob (plan, 1);
    static const guint8 wanted[32] = {[30] = 0xDD, [31] = 0xA9};

    g_assert_cmpstr (sum, ==, "a11f494c233b03252f862c1d2b78f4c82cc379b4d134c8f7ec8cfa9e29fbd2ce");
    g_assert_cmpmem (g_bytes_get_data (header, NULL), g_bytes_get_size (header), wanted, sizeof wanted);
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        gboolean programs = step->kind == BB_STEP_PROGRAM;

        g_assert_cmpint (step->endangers, ==, programs);
        g_assert_cmpuint (step->pause_ms, ==, programs ? 50000 : 0);
    }
}

static void
test_only_equal_texts_are_flashed (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        gboolean fits;
    } rows[] = {
        {"BTC", "DVDRW SIMULATED", TRUE},
        {"BTC", "DVDRW SIMULATE", FALSE},
        {"DVDRW", "IDE1008", FALSE},
        {"BTC DVDR", "W SIMULATED", FALSE},
    };
    BbPlan *(*const plans[]) (const BbFlashInput *, GError **) = {bb_btc_plan_flash, bb_btc_plan_recover};
    g_autoptr (GBytes) bytes = make_bytes ("0x64", NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = make_facts (rows[i].vendor, rows[i].product, "0055");
        g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());

        g_test_message ("row %u", i);
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, rows[i].fits ? BB_VERDICT_CAUTION : BB_VERDICT_REFUSED);
        g_assert_cmpint (bb_verdict_has (verdict, BB_REASON_FOR_EXPERTS), ==, rows[i].fits);
        for (guint j = 0; j < G_N_ELEMENTS (plans); j++) {
            BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
            g_autoptr (GError) error = NULL;
            g_autoptr (BbPlan) plan = plans[j](&input, &error);

            g_assert_cmpint (plan != NULL, ==, rows[i].fits);
        }
    }
}

static void
test_only_a_changed_revision_is_a_proof (void)
{
    static const struct {
        const char *before;
        const char *after; /* NULL: the drive is not identified */
        gboolean power_cycled;
        BbProof proof;
    } rows[] = {
        {"0055", "9999", FALSE, BB_PROOF_IDENTITY},  {"9999", "9999", FALSE, BB_PROOF_UNPROVEN},
        {"0055", "0055", FALSE, BB_PROOF_UNCHANGED}, {"0055", "0056", FALSE, BB_PROOF_UNPROVEN},
        {"0055", NULL, FALSE, BB_PROOF_PENDING},     {"0055", NULL, TRUE, BB_PROOF_UNPROVEN},
    };
    g_autoptr (GBytes) bytes = make_bytes ("0x64", NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) before = make_facts ("BTC", "DVDRW SIMULATED", rows[i].before);
        g_autoptr (BbFacts) after =
            rows[i].after != NULL ? make_facts ("BTC", "DVDRW SIMULATED", rows[i].after) : NULL;
        BbJudgeInput input = {.before = before, .after = after, .image = image, .power_cycled = rows[i].power_cycled};
        g_autofree char *why = NULL;

        g_test_message ("row %u", i);
        g_assert_cmpint (bb_btc_judge (&input, &why), ==, rows[i].proof);
        g_assert_nonnull (why);
    }
}

static void
test_names_are_told_apart (void)
{
    static const struct {
        const char *vendor;
        const char *product;
        gboolean found;
        gboolean flashed;
    } rows[] = {
        {"DVDRW", "IDE1008", TRUE, TRUE},      {"DVDRW ID", "E1008", TRUE, TRUE},  {"MEMUP", "IDE1008", TRUE, FALSE},
        {"MITSUMI", "DW-7872TE", TRUE, FALSE}, {"BTC", "DRW1004IM", FALSE, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (FakeDrive) drive = fake_drive_new (rows[i].vendor, rows[i].product, "0055");
        g_autoptr (GError) error = NULL;
        g_autoptr (BbFacts) facts =
            bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, &error);

        g_test_message ("%s %s", rows[i].vendor, rows[i].product);
        g_assert_no_error (error);
        g_assert_cmpstr (facts->family, ==, rows[i].found ? BB_BTC_ID : NULL);
        if (!rows[i].found)
            continue;
        g_assert_cmpint ((bb_family_btc.can (facts) & BB_CAN_FLASH) != 0, ==, rows[i].flashed);
        g_assert_cmpint (bb_family_get_no_flash (facts) == NULL, ==, rows[i].flashed);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/btc/images_and_sums_are_those_of_the_vectors", test_images_and_sums_are_those_of_the_vectors);
    g_test_add_func ("/btc/hex_files_are_read_strictly", test_hex_files_are_read_strictly);
    g_test_add_func ("/btc/other_files_are_not_of_this_family", test_other_files_are_not_of_this_family);
    g_test_add_func ("/btc/flash_sends_the_stream_of_the_vector", test_flash_sends_the_stream_of_the_vector);
    g_test_add_func ("/btc/only_equal_texts_are_flashed", test_only_equal_texts_are_flashed);
    g_test_add_func ("/btc/only_a_changed_revision_is_a_proof", test_only_a_changed_revision_is_a_proof);
    g_test_add_func ("/btc/names_are_told_apart", test_names_are_told_apart);
    return g_test_run ();
}
