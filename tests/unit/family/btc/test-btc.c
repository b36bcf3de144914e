/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fact-checks.h"
#include "fake-drive.h"
#include "image-checks.h"
#include "plan-steps.h"
#include "plan-text.h"
#include "shipped-catalog.h"

#include "../../scsi/fake-transport.h"
#include "family/btc/bb-btc.h"
#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* Compares the family of BTC drives with the vectors of docs/protocols/ricoh-btc.md, section 15.
 * Also tests bb-btc-hex.c, bb-btc-image.c and bb-btc-plan.c. */

#define HEX_BYTES 2883776u

/* Returns (transfer full) the image that the simulator makes from @seed; from seed 0x64 it makes the image btc-64 of
 * the vectors. @setting: (nullable): "hex": returns the hex form of the image */
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

/* Returns (transfer full) the hex form of the image of the seed 0x64, in which @with replaces the first occurrence of
 * @what. */
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
        const char *says; /* text in the problem; NULL: the file is good */
    } rows[] = {
        {":1000000046594A5E", "; remark\r\n:1000000046594A5E", NULL},
        {":1000000046594A5E0764724161532B384C11D61F22\n", "", NULL}, /* a gap */
        {":1000000046594A5E", ":1000000047594A5E", "Line 1 "},       /* wrong sum */
        {":1000100", ":1000000", "Line 2 "}, /* the address of the first line again, and a wrong sum */
        {":1000000046594A5E0764724161532B384C11D61F22", ":1000000046594A5E0764724161532B384C11D61F22\n:0100000046B9",
         "Line 2 "}, /* data for the same address again */
        {":10FFF0", ":10FFF8", "Line 4096 "},
        {":00000155AA\n", "", "Line "}, /* without this record the second bank has the addresses of the first */
        {":00000155AA", ":00000155AA\n:00000155AA", "Line "},
        {":00000001FF\n", "", "its last line is missing"},
        {":00000001FF\n", ":00000001FF\n:0100000046B9\n", "Line "},
        {":10000000", ":1000000", "Line 1 "},
        {":10000000", ":1X000000", "Line 1 "},
        {":1000000046594A5E0764724161532B384C11D61F22", ":020000040000FA", "Line 1 "}, /* unknown record type */
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) file = replace (rows[i].what, rows[i].with);
        g_autoptr (GPtrArray) found = bb_btc_identify_image (file, shipped_catalog ());
        BbImageIdentity *identity = found->pdata[0];
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
        const char *after; /* revision after the flash; NULL: the drive is not identified */
        gboolean power_cycled;
        BbProof proof;
        const char *why;
    } rows[] = {
        {"0055", "9999", FALSE, BB_PROOF_IDENTITY,
         "The drive reports firmware revision 9999. Its firmware cannot be read back, so nothing else can be "
         "verified."},
        {"9999", "9999", FALSE, BB_PROOF_UNPROVEN,
         "The drive reports firmware revision 9999, the same as before flashing. The firmware cannot be read "
         "back, so Burnback cannot verify that the image was written."},
        {"0055", "0055", FALSE, BB_PROOF_UNCHANGED,
         "The drive reports firmware revision 0055, but the image contains revision 9999."},
        {"0055", "0056", FALSE, BB_PROOF_UNPROVEN,
         "The drive reports firmware revision 0056, but the image contains revision 9999."},
        {"0055", NULL, FALSE, BB_PROOF_PENDING, "The drive does not report its firmware revision."},
        {"0055", NULL, TRUE, BB_PROOF_UNPROVEN, "The drive does not report its firmware revision."},
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
        g_assert_cmpstr (why, ==, rows[i].why);
    }
}

/* A drive with incomplete firmware or with another name may report the revision of the image. This revision must not
 * count as evidence that the image was written. */
static void
test_incomplete_firmware_is_no_proof (void)
{
    g_autoptr (GBytes) bytes = make_bytes ("0x64", NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) before = make_facts ("BTC", "DVDRW SIMULATED", "0055");
    g_autoptr (BbFacts) after = make_facts ("BTC", "DVDRW SIMULATED", "9999");
    g_autoptr (BbFacts) renamed = make_facts ("BTC", "DVDRW SIMULATEX", "9999");
    BbJudgeInput input = {.before = before, .after = after, .image = image};
    g_autofree char *why = NULL;
    g_autofree char *other = NULL;

    after->condition = BB_CONDITION_SPECIAL;
    g_assert_cmpint (bb_btc_judge (&input, &why), ==, BB_PROOF_PENDING);
    g_assert_cmpstr (why, ==, "The drive does not report its firmware revision.");
    input.after = renamed;
    g_assert_cmpint (bb_btc_judge (&input, &other), ==, BB_PROOF_UNPROVEN);
}

/* --- images in detail --- */

static const struct {
    gsize offset; /* counted from the start of the name */
    guint8 byte;
    gboolean is_image;
} characters[] = {
    {0, 0x20, TRUE},   {0, 0x1F, FALSE},  {0, 0x7E, TRUE},   {0, 0x7F, FALSE},  {23, 0x20, TRUE},
    {23, 0x7F, FALSE}, {23, 0x1F, FALSE}, {24, 0x21, TRUE},  {24, 0x20, FALSE}, {24, 0x7E, TRUE},
    {24, 0x7F, FALSE}, {27, 0x21, TRUE},  {27, 0x20, FALSE}, {27, 0x7F, FALSE}, {28, 0x00, TRUE},
};

/* A file is an image only if name and revision are printable, the revision has no blank, and the program before the
 * name is not text. */
static void
test_texts_of_an_image_are_printable (void)
{
    g_autoptr (GBytes) bytes = make_bytes ("0x64", NULL);

    for (guint i = 0; i < G_N_ELEMENTS (characters); i++) {
        guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), BB_BTC_IMAGE_BYTES);
        g_autoptr (GBytes) changed = g_bytes_new_take (data, BB_BTC_IMAGE_BYTES);
        g_autoptr (GPtrArray) found = NULL;

        data[BB_BTC_TEXT_OFFSET + characters[i].offset] = characters[i].byte;
        found = bb_btc_identify_image (changed, shipped_catalog ());
        g_test_message ("row %u", i);
        g_assert_cmpuint (found->len, ==, characters[i].is_image ? 1 : 0);
    }
}

/* Identifies an image with @name and with @first as its first byte. Returns (transfer full) (nullable) the identity.
 * @filler: value of the other bytes before the name. @cut_bytes: number of bytes that are removed from the end of the
 * image */
static BbImageIdentity *
identify (const char *name, guint8 first, guint8 filler, gsize cut_bytes)
{
    guint8 *data = g_malloc0 (BB_BTC_IMAGE_BYTES);
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, BB_BTC_IMAGE_BYTES - cut_bytes);
    g_autoptr (GPtrArray) found = NULL;

    memset (data, filler, BB_BTC_TEXT_OFFSET);
    data[0] = first;
    memcpy (data + BB_BTC_TEXT_OFFSET, name, BB_BTC_NAME_BYTES);
    memcpy (data + BB_BTC_TEXT_OFFSET + BB_BTC_NAME_BYTES, "1234", 4);
    found = bb_btc_identify_image (bytes, shipped_catalog ());
    g_assert_cmpuint (found->len, <=, 1);
    return found->len > 0 ? bb_image_identity_ref (found->pdata[0]) : NULL;
}

static void
test_image_is_for_the_model_with_its_name (void)
{
    static const struct {
        const char *name;
        const char *model_name;
        const char *code; /* nullable: no model */
    } rows[] = {
        {"DVDRW   IDE1008         ", "DVDRW IDE1008", "IDE1008"},
        {"DVDRV   IDE1008         ", "DVDRV IDE1008", NULL},
        {"DVDRW   IDE1008_        ", "DVDRW IDE1008_", NULL},
        {"DVDRW   IDE1009         ", "DVDRW IDE1009", NULL},
        {"        IDE1008         ", "IDE1008", NULL},
        {"DVDRW                   ", "DVDRW", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImageIdentity) identity = identify (rows[i].name, 0x02, 0x00, 0);

        g_test_message ("row %u", i);
        g_assert_cmpstr (identity->family, ==, BB_BTC_ID);
        g_assert_cmpstr (identity->model_name, ==, rows[i].model_name);
        g_assert_cmpstr (identity->codes[0], ==, rows[i].code);
        g_assert_cmpstr (identity->revision, ==, "1234");
        g_assert_cmpstr (identity->problem, ==, NULL);
        g_assert_cmpuint (identity->offset, ==, 0);
        g_assert_cmpuint (identity->length_bytes, ==, BB_BTC_IMAGE_BYTES);
        g_assert_null (identity->values);
        g_assert_null (identity->content);
    }
}

static void
test_texts_and_cut_files_are_no_images (void)
{
    static const char name[] = "DVDRW   IDE1008         ";
    static const char blanks[] = "                        ";
    static const struct {
        const char *name;
        guint8 first;
        guint8 filler;
        gsize cut_bytes;
        gboolean is_image;
    } rows[] = {
        {name, 0x08, 0x08, 0, TRUE},  {name, 0x09, 0x09, 0, FALSE},   {name, 'a', 'a', 0, FALSE},
        {name, 0x7E, 0x7E, 0, FALSE}, {name, 0x7F, 0x7F, 0, TRUE},    {name, 0x02, 'a', 0, TRUE},
        {name, 0x00, 0x00, 1, FALSE}, {blanks, 0x00, 0x00, 0, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImageIdentity) identity =
            identify (rows[i].name, rows[i].first, rows[i].filler, rows[i].cut_bytes);

        g_test_message ("row %u", i);
        g_assert_cmpint (identity != NULL, ==, rows[i].is_image);
    }
}

static void
test_damaged_hex_file_is_a_problem_of_the_file (void)
{
    static const char text[] = ":0100000046B8\n:00000155AA\n";
    g_autoptr (GBytes) file = g_bytes_new_static (text, strlen (text));
    g_autoptr (GPtrArray) found = bb_btc_identify_image (file, shipped_catalog ());
    BbImageIdentity *identity = NULL;

    g_assert_cmpuint (found->len, ==, 1);
    identity = found->pdata[0];
    g_assert_cmpstr (identity->problem, ==, "Line 1 of the hex file is damaged. Download the file again.");
    g_assert_true (identity->is_damaged);
    g_assert_cmpuint (identity->offset, ==, 0);
    g_assert_cmpuint (identity->length_bytes, ==, strlen (text));
    g_assert_null (identity->values);
}

/* --- verdicts --- */

#define FOR_EXPERTS                                                                                                \
    "Only one known program uses this flash procedure, and its author flashed only one drive. No report confirms " \
    "that flashing changed the firmware revision."

static void
test_verdicts_have_their_sentences (void)
{
    static const char unordered[] = "Burnback cannot tell which of the firmware revisions 9999 and 0055 is older.";
    g_autoptr (GBytes) plain = make_bytes ("0x64", NULL);
    g_autoptr (GBytes) hex = make_bytes ("0x64", "hex");
    g_autoptr (GBytes) gap = replace (":1000000046594A5E0764724161532B384C11D61F22\n", "");
    g_autoptr (GBytes) broken = replace (":1000000046594A5E", ":1000000047594A5E");
    g_autoptr (BbImage) image = identify_only_image (plain);
    g_autoptr (BbImage) of_hex = identify_only_image (hex);
    g_autoptr (BbImage) with_gap = identify_only_image (gap);
    g_autoptr (BbImage) problem = identify_only_image (broken);
    g_autoptr (BbFacts) older = make_facts ("BTC", "DVDRW SIMULATED", "0055");
    g_autoptr (BbFacts) same = make_facts ("BTC", "DVDRW SIMULATED", "9999");
    g_autoptr (BbFacts) other = make_facts ("BTC", "DVDRW OTHER", "0055");
    const struct {
        BbFacts *facts;
        BbImage *image;
        guint n_reasons;
    } rows[] = {
        {older, image, 2},   {same, image, 1},    /* the revisions are equal: no reason about their order */
        {same, of_hex, 1},   {same, with_gap, 2}, /* two reasons; one is about the gap */
        {other, image, 1},                        /* only the refusal */
        {other, problem, 0},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbVerdict) verdict = bb_verdict_new ();

        bb_btc_check (rows[i].facts, rows[i].image, shipped_catalog (), verdict);
        g_test_message ("row %u", i);
        g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, rows[i].n_reasons);
        if (i < 4)
            assert_reason (verdict, 0, BB_REASON_FOR_EXPERTS, BB_WEIGHT_CAUTION, FOR_EXPERTS);
        if (i == 0)
            assert_reason (verdict, 1, BB_REASON_REVISION_ORDER, BB_WEIGHT_INFO, unordered);
        if (i == 3)
            assert_reason (verdict, 1, "gaps", BB_WEIGHT_INFO,
                           "The hex file lacks data for 16 bytes of the drive’s memory. These bytes will be "
                           "filled with FF, as in erased memory.");
        if (i == 4)
            assert_reason (
                verdict, 0, "model", BB_WEIGHT_REFUSAL,
                "The image is for a drive with a different name (BTC DVDRW SIMULATED). Choose an image for "
                "this drive.");
    }
}

/* --- plans --- */

static const char flash_plan[] =
    "plan 1 btc candidate (null) note (null) id (null) (null) consent 0\n"
    "region firmware firmware 0+100000\n"
    "section 0 prepare 0+1 restart 0 tries 1 sums 0 before 0\n"
    "section 1 prepare 1+257 restart 1 tries 3 sums 0 before 1\n"
    "section 2 program 258+1 restart 2 tries 1 sums 0 before 0\n"
    "section 3 program 259+1 restart 3 tries 1 sums 0 before 0 heals\n"
    "section 4 verify 260+1 restart 4 tries 3 sums 0 before 0\n"
    "0 wait  verb 1 quiet 10000 interval 1000 limit 10000 n-ready 1 may-vanish 1 capture “” "
    "blob “”\n"
    "1 upload 3b060000002000100000 direction 2 length 4096 timeout 30000 accepts 1 "
    "blob-length 4096 region 4096 capture “” blob “9962f88d”\n"
    "257 upload 3b060000000000002000 direction 2 length 32 timeout 30000 accepts 1 "
    "blob-length 32 capture “” blob “61b70974”\n"
    "258 program 3b070000000000000000 timeout 180000 accepts 123 region 1048576 endangers 3 "
    "quiet 180000 pause 50000 capture “” blob “”\n"
    "259 wait  verb 1 quiet 300000 interval 1000 limit 300000 n-ready 1 may-vanish 1 capture "
    "“” blob “”\n"
    "260 identify  verb 2 capture “” blob “”\n";

static const char recovery_plan[] =
    "plan 1 btc candidate (null) note (null) id (null) (null) consent 0\n"
    "region firmware firmware 0+100000\n"
    "section 0 prepare 0+257 restart 0 tries 3 sums 0 before 1\n"
    "section 1 program 257+1 restart 1 tries 1 sums 0 before 0\n"
    "section 2 program 258+1 restart 2 tries 1 sums 0 before 0 heals\n"
    "section 3 verify 259+1 restart 3 tries 3 sums 0 before 0\n"
    "0 upload 3b060000002000100000 direction 2 length 4096 timeout 30000 accepts 1 "
    "blob-length 4096 region 4096 capture “” blob “9962f88d”\n"
    "256 upload 3b060000000000002000 direction 2 length 32 timeout 30000 accepts 1 "
    "blob-length 32 capture “” blob “61b70974”\n"
    "257 program 3b070000000000000000 timeout 180000 accepts 123 region 1048576 endangers 3 "
    "quiet 180000 pause 50000 capture “” blob “”\n"
    "258 wait  verb 1 quiet 300000 interval 1000 limit 300000 n-ready 1 may-vanish 1 capture "
    "“” blob “”\n"
    "259 identify  verb 2 capture “” blob “”\n";

static void
test_plans_are_as_described (void)
{
    g_autoptr (GBytes) bytes = make_bytes ("0x64", NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = make_facts ("BTC", "DVDRW SIMULATED", "0055");
    g_autoptr (BbFacts) incomplete = make_facts ("BTC", "DVDRW SIMULATED", "0055");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) flash = bb_btc_plan_flash (&input, NULL);
    g_autoptr (BbPlan) recovery = NULL;

    incomplete->condition = BB_CONDITION_SPECIAL;
    input.facts = incomplete;
    recovery = bb_btc_plan_recover (&input, NULL);
    plan_text_assert (flash, flash_plan);
    plan_text_assert (recovery, recovery_plan);
}

/* A drive with incomplete firmware may report a damaged name. For such a drive, the image is compared with the name
 * that was recorded earlier, if there is one. If the firmware runs, the image is compared with the name that the
 * drive reports. */
static void
test_record_counts_for_incomplete_firmware (void)
{
    static const struct {
        BbCondition condition;
        const char *product;
        const char *recorded; /* (nullable): product in the facts recorded earlier; NULL: there are none */
        gboolean is_planned;
    } rows[] = {
        {BB_CONDITION_SPECIAL, "DVDRW DAMAGED", "DVDRW SIMULATED", TRUE},
        {BB_CONDITION_SPECIAL, "DVDRW SIMULATED", "DVDRW OTHER", FALSE},
        {BB_CONDITION_SPECIAL, "DVDRW SIMULATED", NULL, TRUE},
        {BB_CONDITION_SPECIAL, "DVDRW DAMAGED", NULL, FALSE},
        {BB_CONDITION_NORMAL, "DVDRW SIMULATED", "DVDRW OTHER", TRUE},
        {BB_CONDITION_NORMAL, "DVDRW OTHER", "DVDRW SIMULATED", FALSE},
    };
    g_autoptr (GBytes) bytes = make_bytes ("0x64", NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = make_facts ("BTC", rows[i].product, "0055");
        g_autoptr (BbFacts) board = rows[i].recorded != NULL ? make_facts ("BTC", rows[i].recorded, "0055") : NULL;
        BbFlashInput input = {.facts = facts, .board = board, .image = image, .catalog = shipped_catalog ()};
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (BbFacts) found = bb_family_btc.find_board (&input, NULL);

        facts->condition = rows[i].condition;
        plan = bb_btc_plan_flash (&input, &error);
        g_test_message ("row %u", i);
        g_assert_cmpint (plan != NULL, ==, rows[i].is_planned);
        if (plan == NULL) {
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
            g_assert_cmpstr (error->message, ==, "The image is not compatible with the hardware of this drive.");
        }
        g_assert_true (found == (board != NULL ? board : facts));
    }
}

static void
test_attempts_end (void)
{
    g_autoptr (GBytes) bytes = make_bytes ("0x64", NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = make_facts ("BTC", "DVDRW SIMULATED", "0055");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog (), .attempt = 2};
    g_autoptr (BbPlan) last = bb_btc_plan_recover (&input, NULL);
    g_autoptr (GError) no_more = NULL;
    g_autoptr (GError) no_image = NULL;

    g_assert_nonnull (last);
    input.attempt = 3;
    g_assert_null (bb_btc_plan_recover (&input, &no_more));
    g_assert_error (no_more, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE);
    g_assert_cmpstr (no_more->message, ==,
                     "All attempts to flash this image failed. There is no other known way to recover this drive.");
    input.image = NULL;
    input.attempt = 0;
    g_assert_null (bb_btc_plan_recover (&input, &no_image));
    g_assert_error (no_image, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_cmpstr (no_image->message, ==, "To recover this drive, you need an image for its model.");
}

/* An illegal request (key 5) is explained according to the step that the drive refused. Other errors, and a refusal
 * without a step, are not explained. */
static void
test_refusals_are_explained (void)
{
    static const char rejected[] = "The drive rejected the image before erasing anything. Power cycle the drive.";
    static const char blocked[] = "The drive did not accept the image. An adapter may be blocking the command. "
                                  "Connect the drive directly to an IDE port.";
    static const struct {
        gboolean has_step;
        BbStepKind kind;
        gboolean has_sense;
        guint8 key;
        const char *text;
    } rows[] = {
        {TRUE, BB_STEP_PROGRAM, TRUE, 5, rejected}, {TRUE, BB_STEP_UPLOAD, TRUE, 5, blocked},
        {TRUE, BB_STEP_PROGRAM, TRUE, 4, NULL},     {TRUE, BB_STEP_PROGRAM, FALSE, 5, NULL},
        {FALSE, BB_STEP_PROGRAM, TRUE, 5, NULL},
    };
    BbStep step = {0};
    BbRefusedPlan silent = {.step = &step};

    g_assert_null (bb_btc_explain_refusal (&silent));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbSense sense = {.valid = rows[i].has_sense, .key = rows[i].key, .asc = 0x26};
        g_autoptr (GError) error = bb_scsi_error_new (BB_STATUS_CHECK_CONDITION, &sense);
        BbRefusedPlan refusal = {.step = rows[i].has_step ? &step : NULL, .error = error};
        g_autofree char *text = NULL;

        step.kind = rows[i].kind;
        text = bb_btc_explain_refusal (&refusal);
        g_test_message ("row %u", i);
        g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* --- drives in detail --- */

#define READY "00 00 00 00 00 00"
#define REPORTED "Only the reported name (IDE1008) indicates which chip the drive has."
#define SERVICE "The drive reports that it needs service, as drives with incomplete firmware do."

static void
test_probe_asks_whether_the_firmware_is_complete (void)
{
    static const char *const cdbs[] = {READY, READY, NULL};
    BbInquiry inquiry = {.device_type = 5, .vendor = "DVDRW", .product = "IDE1008", .revision = "0055"};

    g_assert_true (bb_family_btc.suggests (&inquiry, shipped_catalog ()));
    for (guint i = 0; i < 2; i++) {
        g_autoptr (FakeTransport) transport = fake_transport_new ();
        g_autoptr (BbFacts) facts = NULL;
        g_autofree char *why = NULL;

        for (guint j = 0; j < 2; j++) {
            if (i == 0)
                fake_add_good (transport, "");
            else
                fake_add_sense (transport, 2, 0x04, 0x03);
        }
        facts = bb_family_btc.probe (BB_TRANSPORT (transport), &inquiry, NULL, shipped_catalog (), NULL, NULL);
        fake_assert_cdbs (transport, cdbs);
        g_assert_cmpstr (bb_facts_get_model_key (facts), ==, "IDE1008");
        g_assert_cmpstr (facts->model_name, ==, "DRW1008IM");
        g_assert_cmpstr (facts->maker, ==, "BTC");
        g_assert_cmpint (facts->condition, ==, i == 0 ? BB_CONDITION_NORMAL : BB_CONDITION_SPECIAL);
        g_assert_cmpstr (facts->mode, ==, i == 0 ? "normal" : "incomplete");
        g_assert_cmpint (facts->confidence, ==, BB_CONFIDENCE_MEDIUM);
        g_assert_cmpuint (facts->evidence->len, ==, 1 + i);
        g_assert_cmpstr (facts->evidence->pdata[0], ==, REPORTED);
        if (i == 1)
            g_assert_cmpstr (facts->evidence->pdata[1], ==, SERVICE);
        g_assert_cmpint (bb_family_btc.can (facts), ==, BB_CAN_IDENTIFY | (i == 0 ? BB_CAN_FLASH : BB_CAN_RECOVER));
        g_assert_cmpint (bb_family_btc.backup_kind (facts, &why), ==, BB_BACKUP_NONE);
        g_assert_cmpstr (why, ==, "There is no known command for reading the firmware of this drive.");
        g_assert_cmpint (bb_family_btc.backup_kind (facts, NULL), ==, BB_BACKUP_NONE);
        g_assert_false (bb_facts_get_boolean (facts, BB_BTC_KEY_IS_REBADGED));
    }
}

static void
test_lost_drive_is_an_error (void)
{
    BbInquiry inquiry = {.device_type = 5, .vendor = "DVDRW", .product = "IDE1008", .revision = "0055"};
    g_autoptr (FakeTransport) transport = fake_transport_new ();
    g_autoptr (GError) error = NULL;

    fake_add_failure (transport, BB_TRANSPORT_ERROR_GONE);
    g_assert_null (bb_family_btc.probe (BB_TRANSPORT (transport), &inquiry, NULL, shipped_catalog (), NULL, &error));
    g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE);
}

static void
test_drive_of_another_company_is_only_identified (void)
{
    g_autoptr (FakeDrive) drive = fake_drive_new ("MEMUP", "IDE1008", "0055");
    g_autoptr (BbFacts) facts = bb_family_probe (BB_TRANSPORT (drive), NULL, shipped_catalog (), FALSE, NULL, NULL);
    g_autofree char *text = bb_family_dup_no_flash (facts);
    g_autoptr (GArray) commands = bb_family_btc.list_probe_commands (shipped_catalog ());
    const BbProbeCommand *command = &g_array_index (commands, BbProbeCommand, 0);
    g_autofree char *cdb = bb_hex_dup (command->cdb, command->cdb_length_bytes, " ");

    g_assert_true (bb_facts_get_boolean (facts, BB_BTC_KEY_IS_REBADGED));
    g_assert_cmpint (bb_family_btc.can (facts), ==, BB_CAN_IDENTIFY);
    g_assert_cmpstr (text, ==,
                     "This drive is not sold under its manufacturer’s brand, so Burnback cannot tell which "
                     "firmware the drive accepts. Use the update program from the company that sells the drive.");
    g_assert_cmpuint (commands->len, ==, 1);
    g_assert_cmpstr (cdb, ==, READY);
    g_assert_cmpint (command->step, ==, BB_PROBE_STANDARD);
    g_assert_cmpuint (command->data_in_bytes, ==, 0);
    g_assert_cmpstr (bb_family_btc.get_unchecked (), ==,
                     "Images for BTC drives contain no checksum, so Burnback cannot check whether the file is "
                     "complete.");
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
#define ADD(name) g_test_add_func ("/btc/" #name, test_##name)
    ADD (incomplete_firmware_is_no_proof);
    ADD (texts_of_an_image_are_printable);
    ADD (image_is_for_the_model_with_its_name);
    ADD (texts_and_cut_files_are_no_images);
    ADD (damaged_hex_file_is_a_problem_of_the_file);
    ADD (verdicts_have_their_sentences);
    ADD (plans_are_as_described);
    ADD (record_counts_for_incomplete_firmware);
    ADD (attempts_end);
    ADD (refusals_are_explained);
    ADD (probe_asks_whether_the_firmware_is_complete);
    ADD (lost_drive_is_an_error);
    ADD (drive_of_another_company_is_only_identified);
    return g_test_run ();
}
