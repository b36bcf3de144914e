/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shipped-catalog.h"

#include "family/bb-family-check.h"

/* Verdicts, and the part of bb_family_check() that all families share. Also tests bb-verdict.c. */

static void
test_heaviest_reason_decides_verdict (void)
{
    static const char *const weights[] = {"info", "caution", "cross-flash", "refusal"};
    static const char *const levels[] = {"fits", "caution", "cross-flash", "refused"};
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_FITS);
    for (guint i = 0; i < G_N_ELEMENTS (weights); i++) {
        g_assert_cmpstr (bb_weight_to_string (i), ==, weights[i]);
        g_assert_cmpstr (bb_verdict_level_to_string (i), ==, levels[i]);
        bb_verdict_add (verdict, weights[i], i, "Reason %u.", i);
        bb_verdict_add (verdict, "light", BB_WEIGHT_INFO, "Light.");
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, (gint) i);
    }
    g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, 8);
    for (guint i = 0; i < 4; i++)
        g_assert_cmpstr (bb_verdict_get_reason (verdict, i)->code, ==, weights[3 - i]);
    g_assert_cmpstr (bb_verdict_get_reason (verdict, 2)->text, ==, "Reason 1.");
    g_assert_true (bb_verdict_has (verdict, "refusal"));
    g_assert_false (bb_verdict_has (verdict, "nothing"));
}

/* A routine reason (bb_verdict_add_routine()) is true of every flash of a kind of drive. It must come last, even if
 * other reasons are added later. */
static void
test_routine_reason_is_last (void)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    bb_verdict_add_routine (verdict, "always", "Always %u.", 1);
    bb_verdict_add (verdict, "new", BB_WEIGHT_INFO, "New.");
    bb_verdict_add (verdict, "warning", BB_WEIGHT_CAUTION, "Warning.");
    bb_verdict_add_routine (verdict, "always-too", "Always too.");
    bb_verdict_add (verdict, "new-too", BB_WEIGHT_INFO, "New, too.");
    g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, 5);
    for (guint i = 0; i < 5; i++) {
        static const char *const codes[] = {"warning", "new", "new-too", "always", "always-too"};
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        g_assert_cmpstr (reason->code, ==, codes[i]);
        g_assert_cmpint (reason->is_routine, ==, i >= 3);
        g_assert_cmpint (reason->weight, ==, i == 0 ? BB_WEIGHT_CAUTION : BB_WEIGHT_INFO);
    }
    g_assert_cmpstr (bb_verdict_find (verdict, "always")->text, ==, "Always 1.");
    g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_CAUTION);
}

static void
test_reason_is_found_by_code (void)
{
    g_autoptr (BbVerdict) verdict = bb_verdict_new ();

    g_assert_null (bb_verdict_find (verdict, "second"));
    bb_verdict_add (verdict, "first", BB_WEIGHT_CAUTION, "One.");
    bb_verdict_add (verdict, "second", BB_WEIGHT_INFO, "Two.");
    bb_verdict_add (verdict, "second", BB_WEIGHT_CAUTION, "Three.");
    /* A heavier reason comes first; reasons of equal weight stay in the order in which they were added. */
    g_assert_cmpstr (bb_verdict_get_reason (verdict, 0)->text, ==, "One.");
    g_assert_cmpstr (bb_verdict_find (verdict, "second")->text, ==, "Three.");
    g_assert_true (bb_verdict_find (verdict, "second") == bb_verdict_get_reason (verdict, 1));
    g_assert_null (bb_verdict_find (verdict, "sec"));
}

/* Pair: a drive and an image for the common part of bb_family_check(). The test sets their members itself; no family
 * identified them. */
typedef struct {
    const char *facts_family;
    const char *image_family;
    BbCondition condition;
    const char *drive_revision;
    const char *revision;
    const char *product;
    BbChecksum checksum;
    const char *problem;
    gboolean is_damaged;
} Pair;

/* Returns (transfer full) the verdict on the image of @pair for the drive of @pair. @change: (out) (optional): the
 * result of bb_family_compare_image() */
static BbVerdict *
check_change (const Pair *pair, BbRevisionChange *change)
{
    BbVerdict *verdict = NULL;
    g_autoptr (GBytes) bytes = g_bytes_new_static ("firmware", 8);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (BbImageIdentity) identity = bb_image_identity_new (pair->image_family, 0, 8);
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    g_autoptr (BbImage) image = NULL;

    facts->family = g_strdup (pair->facts_family);
    facts->condition = pair->condition;
    facts->mode = g_strdup ("some-mode");
    g_strlcpy (facts->inquiry.product, "WRITER          ", sizeof facts->inquiry.product);
    g_strlcpy (facts->inquiry.revision, pair->drive_revision != NULL ? pair->drive_revision : "1.05",
               sizeof facts->inquiry.revision);
    identity->revision = g_strdup (pair->revision);
    identity->product = g_strdup (pair->product);
    identity->checksum = pair->checksum;
    identity->problem = g_strdup (pair->problem);
    identity->is_damaged = pair->is_damaged;
    image = bb_image_new_part (whole, identity, NULL);
    verdict = bb_family_check (facts, image, shipped_catalog ());
    if (change != NULL)
        *change = bb_family_compare_image (facts, identity, verdict);
    return verdict;
}

/* Returns (transfer full) the verdict on the image of @pair for the drive of @pair. */
static BbVerdict *
check (const Pair *pair)
{
    return check_change (pair, NULL);
}

/* Asserts that the verdict on the image of @pair for its drive has the reason @code with this weight. */
static void
expect (const Pair *pair, const char *code, BbWeight weight)
{
    g_autoptr (BbVerdict) verdict = check (pair);
    const BbReason *reason = bb_verdict_find (verdict, code);

    g_test_message ("%s", code);
    g_assert_nonnull (reason);
    g_assert_cmpint (reason->weight, ==, weight);
    g_assert_true (g_str_has_suffix (reason->text, "."));
}

static void
test_common_reasons (void)
{
    static const Pair unknown_drive = {NULL, "mediatek-mt1959"};
    static const Pair unknown_image = {"mediatek-mt1959", NULL};
    static const Pair unknown_with_problem = {"mediatek-mt1959", NULL, .problem = "It is a picture."};
    static const Pair foreign = {"mediatek-mt1959", "nec-optiarc"};
    static const Pair strange = {"mediatek-mt1959", "acme"};
    static const Pair bad = {"mediatek-mt1959", "mediatek-mt1959", .checksum = BB_CHECKSUM_BAD};
    static const Pair problem = {"mediatek-mt1959", "mediatek-mt1959", .problem = "It is cut."};
    static const Pair special = {"mediatek-mt1959", "mediatek-mt1959", BB_CONDITION_SPECIAL};
    static const Pair damaged = {"mediatek-mt1959", "mediatek-mt1959", BB_CONDITION_DAMAGED};
    static const Pair anonymous = {"mediatek-mt1959", "mediatek-mt1959", BB_CONDITION_NORMAL};
    g_autoptr (BbVerdict) told = check (&unknown_with_problem);
    g_autoptr (BbVerdict) foreign_verdict = check (&foreign);

    expect (&unknown_drive, "no-family", BB_WEIGHT_REFUSAL);
    expect (&unknown_image, "image-unknown", BB_WEIGHT_REFUSAL);
    g_assert_cmpstr (bb_verdict_find (told, "image-unknown")->text, ==, "It is a picture.");
    expect (&foreign, "image-foreign", BB_WEIGHT_REFUSAL);
    g_assert_cmpuint (bb_verdict_get_n_reasons (foreign_verdict), ==, 1);
    expect (&strange, "image-foreign", BB_WEIGHT_REFUSAL);
    expect (&bad, "checksum", BB_WEIGHT_REFUSAL);
    expect (&problem, "image-problem", BB_WEIGHT_REFUSAL);
    expect (&special, "special-mode", BB_WEIGHT_INFO);
    expect (&damaged, "damaged", BB_WEIGHT_INFO);
    expect (&anonymous, "image-anonymous", BB_WEIGHT_CAUTION);
}

/* A verdict is marked as damaged if the problem of the image is damage, or if its checksum is wrong; other problems
 * do not mark it. */
static void
test_damaged_images_are_marked (void)
{
    static const struct {
        Pair pair;
        gboolean is_damaged;
    } rows[] = {
        {{"mediatek-mt1959", "mediatek-mt1959", .problem = "It is cut.", .is_damaged = TRUE}, TRUE},
        {{"mediatek-mt1959", "mediatek-mt1959", .problem = "It is encrypted."}, FALSE},
        {{"mediatek-mt1959", "mediatek-mt1959", .checksum = BB_CHECKSUM_BAD}, TRUE},
        {{"mediatek-mt1959", "mediatek-mt1959"}, FALSE},
        {{"mediatek-mt1959", "nec-optiarc"}, FALSE},
        {{"mediatek-mt1959", NULL, .problem = "It is a damaged archive.", .is_damaged = TRUE}, TRUE},
        {{"mediatek-mt1959", NULL, .problem = "It is a picture."}, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbVerdict) verdict = check (&rows[i].pair);

        g_test_message ("row %u", i);
        g_assert_cmpint (bb_verdict_is_damaged (verdict), ==, rows[i].is_damaged);
    }
}

static void
test_unidentified_image_is_refused (void)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("firmware", 8);
    g_autoptr (BbImage) image = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    g_autoptr (BbVerdict) verdict = bb_family_check (facts, image, shipped_catalog ());

    g_assert_true (bb_verdict_has (verdict, "image-unknown"));
}

static void
test_revisions_are_compared_only_when_they_can_be (void)
{
    static const struct {
        const char *drive;
        const char *image;
        const char *product;
        BbCondition condition;
        const char *code;
        BbRevisionChange change; /* left out: BB_REVISION_CHANGE_UNKNOWN */
    } rows[] = {
        {"1.05", "1.04", NULL, BB_CONDITION_NORMAL, "downgrade", BB_REVISION_CHANGE_OLDER},
        {"1.05", "1.06", NULL, BB_CONDITION_NORMAL, NULL, BB_REVISION_CHANGE_NEWER},
        {"1.05", "1.05", NULL, BB_CONDITION_NORMAL, "same-revision", BB_REVISION_CHANGE_SAME},
        {"1.05", "1.04", "WRITER", BB_CONDITION_NORMAL, "downgrade", BB_REVISION_CHANGE_OLDER},
        {"1.05", "1.04", "OTHER", BB_CONDITION_NORMAL, NULL},
        {"1.05", "1.04", NULL, BB_CONDITION_SPECIAL, NULL},
        {"A105", "B104", NULL, BB_CONDITION_NORMAL, NULL},
        {"A105", "A104", NULL, BB_CONDITION_NORMAL, "downgrade", BB_REVISION_CHANGE_OLDER},
        {"a105", "A105", NULL, BB_CONDITION_NORMAL, "same-revision", BB_REVISION_CHANGE_SAME},
        {"1.05", "1.4", NULL, BB_CONDITION_NORMAL, NULL},
        {"BOOT", "1.04", NULL, BB_CONDITION_NORMAL, NULL},
        {"1.4", "1.05", NULL, BB_CONDITION_NORMAL, NULL},
        {"A.05", "1A05", NULL, BB_CONDITION_NORMAL, NULL},
        {"B105", "A104", NULL, BB_CONDITION_NORMAL, NULL},
        {"", "", NULL, BB_CONDITION_NORMAL, NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        Pair pair = {"mediatek-mt1959", "mediatek-mt1959", rows[i].condition,
                     rows[i].drive,     rows[i].image,     rows[i].product};
        BbRevisionChange change = BB_REVISION_CHANGE_UNKNOWN;
        g_autoptr (BbVerdict) verdict = check_change (&pair, &change);

        g_test_message ("%s and %s", rows[i].drive, rows[i].image);
        g_assert_cmpint (change, ==, rows[i].change);
        g_assert_true (bb_verdict_has (verdict, "size"));
        g_assert_cmpint (bb_verdict_has (verdict, "downgrade"), ==, g_strcmp0 (rows[i].code, "downgrade") == 0);
        g_assert_cmpint (bb_verdict_has (verdict, "same-revision"), ==,
                         g_strcmp0 (rows[i].code, "same-revision") == 0);
    }
}

/* Which of two revisions is newer is known only if the family orders the revisions. Equal revisions are known to be
 * equal even without a drive. */
static void
test_the_order_of_revisions_may_be_unknown (void)
{
    static const struct {
        const char *family; /* NULL: no facts */
        const char *from;
        const char *to;
        BbRevisionChange change;
    } rows[] = {
        {"nec-optiarc", "1.05", "1.07", BB_REVISION_CHANGE_NEWER},
        {"nec-optiarc", "1.05 ", "1.03", BB_REVISION_CHANGE_OLDER},
        {"nec-optiarc", "1.F2", "1.f2 ", BB_REVISION_CHANGE_SAME},
        {"nec-optiarc", "1.05", "2.X1", BB_REVISION_CHANGE_UNKNOWN},
        {"nec-optiarc", "1.05", "1.5", BB_REVISION_CHANGE_UNKNOWN},
        {"nec-optiarc", "1.05", NULL, BB_REVISION_CHANGE_UNKNOWN},
        {"nec-optiarc", "", "1.05", BB_REVISION_CHANGE_UNKNOWN},
        {"nec-optiarc", NULL, NULL, BB_REVISION_CHANGE_UNKNOWN},
        {"btc", "0051", "0059", BB_REVISION_CHANGE_UNKNOWN},
        {"btc", "0051", "0051", BB_REVISION_CHANGE_SAME},
        {"plextor", "1.05", "1.07", BB_REVISION_CHANGE_UNKNOWN}, /* without a model there is no list of revisions */
        {NULL, "1.05", "1.07", BB_REVISION_CHANGE_UNKNOWN},
        {NULL, "1.05", "1.05", BB_REVISION_CHANGE_SAME},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = rows[i].family != NULL ? bb_facts_new (NULL) : NULL;

        if (facts != NULL)
            facts->family = g_strdup (rows[i].family);
        g_test_message ("%s: %s to %s", rows[i].family, rows[i].from, rows[i].to);
        g_assert_cmpint (bb_family_compare_revisions (facts, rows[i].from, rows[i].to), ==, rows[i].change);
    }
}

/* --- sentences --- */

/* Asserts that @verdict has the reason @code with this weight and text. */
static void
assert_text (BbVerdict *verdict, const char *code, BbWeight weight, const char *text)
{
    const BbReason *reason = bb_verdict_find (verdict, code);

    g_test_message ("%s", code);
    g_assert_nonnull (reason);
    g_assert_cmpint (reason->weight, ==, weight);
    g_assert_cmpstr (reason->text, ==, text);
}

#define MT1959 "mediatek-mt1959"

static void
test_reasons_that_all_families_share_are_said_so (void)
{
    static const struct {
        Pair pair;
        const char *code;
        BbWeight weight;
        const char *text;
    } rows[] = {
        {{NULL, MT1959},
         "no-family",
         BB_WEIGHT_REFUSAL,
         "This drive could not be identified, so it cannot be flashed. To check whether the drive is a rebranded "
         "model, use “Probe Further” on its page."},
        {{MT1959, NULL}, "image-unknown", BB_WEIGHT_REFUSAL, "This file contains no known firmware."},
        {{MT1959, "plextor"},
         "image-foreign",
         BB_WEIGHT_REFUSAL,
         "The image is for Plextor drives, but this drive has a chip of the MediaTek MT1959 family. Choose "
         "another image."},
        {{MT1959, "acme"},
         "image-foreign",
         BB_WEIGHT_REFUSAL,
         "The image is for acme drives, but this drive has a chip of the MediaTek MT1959 family. Choose another "
         "image."},
        {{MT1959, MT1959, .checksum = BB_CHECKSUM_BAD},
         "checksum",
         BB_WEIGHT_REFUSAL,
         "The checksum inside the image is wrong, so the file is damaged. Download the file again."},
        {{MT1959, MT1959, .problem = "It is 100 % cut."}, "image-problem", BB_WEIGHT_REFUSAL, "It is 100 % cut."},
        {{MT1959, MT1959, BB_CONDITION_SPECIAL},
         "special-mode",
         BB_WEIGHT_INFO,
         "The drive is running its boot code instead of its firmware."},
        {{MT1959, MT1959, BB_CONDITION_HALF_ALIVE},
         "half-alive",
         BB_WEIGHT_INFO,
         "The drive started, but its firmware may be incomplete."},
        {{MT1959, MT1959, BB_CONDITION_DAMAGED},
         "damaged",
         BB_WEIGHT_INFO,
         "The drive’s stored identity does not match its firmware. Recovery can correct the mismatch."},
        {{MT1959, MT1959, BB_CONDITION_NORMAL},
         "image-anonymous",
         BB_WEIGHT_CAUTION,
         "Burnback found no model name and no firmware revision in the image. Check where the image comes from."},
        {{MT1959, MT1959, BB_CONDITION_NORMAL, "1.05", "1.05"},
         "same-revision",
         BB_WEIGHT_INFO,
         "The drive is already running firmware revision 1.05. Flashing will write the same revision again."},
        {{MT1959, MT1959, BB_CONDITION_NORMAL, "1.05", "1.04"},
         "downgrade",
         BB_WEIGHT_CAUTION,
         "Revision 1.04 of the image is older than revision 1.05 in the drive. Continue only if you want to "
         "downgrade. Some drives reject older firmware and stay unchanged."},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbVerdict) verdict = check (&rows[i].pair);

        assert_text (verdict, rows[i].code, rows[i].weight, rows[i].text);
    }
}

/* The verdict mentions the condition of the drive (unless it is NORMAL) and no other condition. */
static void
test_condition_is_mentioned_once (void)
{
    static const struct {
        BbCondition condition;
        const char *code; /* nullable */
    } rows[] = {{BB_CONDITION_NORMAL, NULL},
                {BB_CONDITION_SPECIAL, "special-mode"},
                {BB_CONDITION_HALF_ALIVE, "half-alive"},
                {BB_CONDITION_DAMAGED, "damaged"}};
    static const char *const codes[] = {"special-mode", "half-alive", "damaged"};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        Pair pair = {MT1959, MT1959, rows[i].condition};
        g_autoptr (BbVerdict) verdict = check (&pair);

        for (guint j = 0; j < G_N_ELEMENTS (codes); j++)
            g_assert_cmpint (bb_verdict_has (verdict, codes[j]), ==, g_strcmp0 (codes[j], rows[i].code) == 0);
    }
}

/* Returns (transfer full) the verdict on an image with this identity for a drive of @facts. */
static BbVerdict *
check_identity (BbFacts *facts, BbImageIdentity *identity)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("firmware", 8);
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (BbImage) image = bb_image_new_part (whole, identity, NULL);

    return bb_family_check (facts, image, shipped_catalog ());
}

/* The text of %BB_FACTS_CONTRADICTION in the facts replaces the general sentence about the condition of the drive. */
static void
test_contradiction_is_quoted (void)
{
    g_autoptr (BbFacts) facts = bb_facts_new (NULL);
    g_autoptr (BbImageIdentity) identity = bb_image_identity_new (MT1959, 0, 8);
    g_autoptr (BbVerdict) verdict = NULL;

    facts->family = g_strdup (MT1959);
    facts->condition = BB_CONDITION_HALF_ALIVE;
    bb_facts_set_string (facts, BB_FACTS_CONTRADICTION, "Two parts differ.");
    verdict = check_identity (facts, identity);
    assert_text (verdict, "half-alive", BB_WEIGHT_INFO, "Two parts differ.");
}

/* A recovery never writes a refused image, so no reason may say that it will write the image. */
static void
test_refused_image_is_not_said_to_be_written (void)
{
    static const struct {
        BbCondition condition;
        const char *code;
    } cases[] = {{BB_CONDITION_SPECIAL, "special-mode"}, {BB_CONDITION_HALF_ALIVE, "half-alive"}};

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        g_autoptr (BbImageIdentity) identity = bb_image_identity_new (MT1959, 0, 8);
        g_autoptr (BbVerdict) verdict = NULL;

        facts->family = g_strdup (MT1959);
        facts->condition = cases[i].condition;
        identity->problem = g_strdup ("It is damaged.");
        verdict = check_identity (facts, identity);
        g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_REFUSED);
        g_assert_nonnull (bb_verdict_find (verdict, cases[i].code));
        g_assert_null (strstr (bb_verdict_find (verdict, cases[i].code)->text, "will write"));
    }
}

/* If the image is known to be modified, the verdict must have a caution that names the modification. The image also
 * has no product and no revision, but its models are known, so the reason about the missing names must only have the
 * weight INFO. */
static void
test_modified_and_anonymous_images (void)
{
    static const struct {
        BbImageKind kind;
        const char *change;
        gboolean is_said;
    } rows[] = {{BB_IMAGE_KIND_MODIFIED, "RPC-1", TRUE},
                {BB_IMAGE_KIND_MODIFIED, NULL, FALSE},
                {BB_IMAGE_KIND_UNKNOWN, "RPC-1", FALSE}};
    static const char *const codes[] = {"WH16NS60", NULL};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        g_autoptr (BbImageIdentity) identity = bb_image_identity_new (MT1959, 0, 8);
        g_autoptr (BbVerdict) verdict = NULL;

        facts->family = g_strdup (MT1959);
        identity->kind = rows[i].kind;
        g_strfreev (identity->codes);
        identity->codes = g_strdupv ((char **) codes);
        if (rows[i].change != NULL)
            identity->values =
                g_variant_ref_sink (g_variant_new_parsed ("{%s: <%s>}", BB_IMAGE_VALUE_CHANGE, rows[i].change));
        verdict = check_identity (facts, identity);
        g_assert_cmpint (bb_verdict_has (verdict, "modified-image"), ==, rows[i].is_said);
        if (rows[i].is_said)
            assert_text (
                verdict, "modified-image", BB_WEIGHT_CAUTION,
                "The image differs from the manufacturer’s original (RPC-1). Continue only if you trust its source.");
        g_assert_cmpint (bb_verdict_find (verdict, "image-anonymous")->weight, ==, BB_WEIGHT_INFO);
    }
}

/* An image is anonymous only if it has neither revision nor product. If the image has a problem, the verdict names
 * the problem instead. */
static void
test_image_with_a_name_is_not_anonymous (void)
{
    static const struct {
        Pair pair;
        gboolean is_anonymous;
    } rows[] = {
        {{MT1959, MT1959, BB_CONDITION_NORMAL}, TRUE},
        {{MT1959, MT1959, BB_CONDITION_NORMAL, .revision = "1.05"}, FALSE},
        {{MT1959, MT1959, BB_CONDITION_NORMAL, .product = "WRITER"}, FALSE},
        {{MT1959, MT1959, BB_CONDITION_NORMAL, .revision = "1.05", .product = "WRITER"}, FALSE},
        {{MT1959, MT1959, BB_CONDITION_NORMAL, .problem = "It is damaged."}, FALSE},
        {{MT1959, MT1959, BB_CONDITION_NORMAL, .product = "WRITER", .problem = "It is damaged."}, FALSE},
        {{MT1959, MT1959, BB_CONDITION_NORMAL, .revision = "1.05", .problem = "It is damaged."}, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbVerdict) verdict = check (&rows[i].pair);

        g_test_message ("row %u", i);
        g_assert_cmpint (bb_verdict_has (verdict, "image-anonymous"), ==, rows[i].is_anonymous);
    }
}

/* Products of images. @is_compared: TRUE if the revision of such an image is compared with the revision of a drive
 * whose product is "WRITER" */
static const struct {
    const char *product;
    gboolean is_compared;
} products[] = {{"WRITER", TRUE},   {"writer  ", TRUE},  {" WRITER", TRUE}, {"", TRUE},
                {"_WRITER", FALSE}, {"WRITER 2", FALSE}, {"WRITER_", FALSE}};

/* One value of facts or image: a text, or "yes" or "no" for a boolean. */
typedef struct {
    const char *key; /* nullable: no value */
    const char *value;
} Value;

static GVariant *
make_value (const Value *value)
{
    if (g_str_equal (value->value, "yes") || g_str_equal (value->value, "no"))
        return g_variant_new_boolean (g_str_equal (value->value, "yes"));
    return g_variant_new_string (value->value);
}

static const struct {
    Value drive[2];
    Value image[2];
    const char *text; /* part of the sentence; %NULL: no contradiction */
} contradictions[] = {
    {{{NULL}}, {{NULL}}, NULL},
    {{{"modified", "x"}, {"modified-is-sure", "yes"}}, {{"modified", "x"}}, NULL},
    {{{"modified", "x"}, {"modified-is-sure", "yes"}}, {{"modified", "y"}}, "modified firmware that differs"},
    {{{"modified", "x"}, {"modified-is-sure", "yes"}}, {{NULL}}, "modified firmware that differs"},
    {{{"modified-is-sure", "yes"}}, {{"modified", "x"}}, "running unmodified firmware"},
    {{{"modified", "x"}}, {{"modified", "y"}}, NULL},
    {{{"modified", "x"}}, {{NULL}}, NULL},
    {{{NULL}}, {{"modified", "x"}}, NULL},
    {{{"modified", "x"}, {"modified-version", "1"}}, {{"modified", "x"}, {"modified-version", "1"}}, NULL},
    {{{"modified", "x"}, {"modified-version", "1"}},
     {{"modified", "x"}, {"modified-version", "2"}},
     "modified firmware that differs"},
    {{{"modified", "x"}, {"modified-version", "1"}}, {{"modified", "x"}, {"modified-version", ""}}, NULL},
    {{{"modified", "x"}, {"modified-version", "1"}}, {{"modified", "y"}, {"modified-version", "2"}}, NULL},
    {{{"build-date", "2017-11-24"}}, {{"build-date", "2017-11-24"}}, NULL},
    {{{"build-date", "2016-05-10"}}, {{"build-date", "2017-11-24"}}, "2016-05-10, but the image was built on 2017"},
    {{{"build-date", "2016-05-10"}}, {{NULL}}, NULL},
    {{{"service-code", "NS60"}}, {{"service-code", "NS60"}}, NULL},
    {{{"service-code", "NS60"}}, {{"service-code", "NS50"}}, "service code"},
    {{{NULL}}, {{"service-code", "NS50"}}, NULL},
    {{{"downgrade-enabled", "yes"}}, {{"downgrade-enabled", "yes"}}, NULL},
    {{{"downgrade-enabled", "no"}}, {{"downgrade-enabled", "yes"}}, "only one of them is marked"},
    {{{NULL}}, {{"downgrade-enabled", "yes"}}, NULL},
};

/* Modification, version, build date, service code and mark for downgrades of running firmware and image contradict
 * each other only if both are known and differ. A modification that is absent in the facts counts as known only with
 * BB_FACTS_IS_MODIFIED_SURE. */
static void
test_running_firmware_may_contradict_the_image (void)
{
    static const BbCondition conditions[] = {BB_CONDITION_NORMAL, BB_CONDITION_WRONG_FIRMWARE, BB_CONDITION_SPECIAL,
                                             BB_CONDITION_UNKNOWN};

    for (guint i = 0; i < G_N_ELEMENTS (contradictions) * G_N_ELEMENTS (conditions); i++) {
        guint row = i / G_N_ELEMENTS (conditions);
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        g_autoptr (BbImageIdentity) identity = bb_image_identity_new (MT1959, 0, 8);
        g_autofree char *text = NULL;
        GVariantDict values;

        facts->condition = conditions[i % G_N_ELEMENTS (conditions)];
        g_variant_dict_init (&values, NULL);
        for (guint j = 0; j < 2; j++) {
            if (contradictions[row].drive[j].key != NULL)
                bb_facts_set_value (facts, contradictions[row].drive[j].key,
                                    make_value (&contradictions[row].drive[j]));
            if (contradictions[row].image[j].key != NULL)
                g_variant_dict_insert_value (&values, contradictions[row].image[j].key,
                                             make_value (&contradictions[row].image[j]));
        }
        identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
        text = bb_family_dup_contradiction (facts, identity);
        g_test_message ("row %u, condition %d: %s", row, facts->condition, text);
        if (contradictions[row].text == NULL || facts->condition == BB_CONDITION_SPECIAL ||
            facts->condition == BB_CONDITION_UNKNOWN)
            g_assert_null (text);
        else
            g_assert_nonnull (strstr (text, contradictions[row].text));
    }
}

/* The revisions are compared only if the product of the image is that of the drive, or if it is empty. Case and
 * blanks are ignored, underscores are not. */
static void
test_product_of_the_image_is_compared (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (products); i++) {
        Pair pair = {MT1959, MT1959, BB_CONDITION_NORMAL, "1.05", "1.04", products[i].product};
        g_autoptr (BbVerdict) verdict = check (&pair);

        g_test_message ("“%s”", products[i].product);
        g_assert_cmpint (bb_verdict_has (verdict, "downgrade"), ==, products[i].is_compared);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/verdict/heaviest_reason_decides_verdict", test_heaviest_reason_decides_verdict);
    g_test_add_func ("/verdict/routine_reason_is_last", test_routine_reason_is_last);
    g_test_add_func ("/verdict/reason_is_found_by_code", test_reason_is_found_by_code);
    g_test_add_func ("/family-check/common_reasons", test_common_reasons);
    g_test_add_func ("/family-check/damaged_images_are_marked", test_damaged_images_are_marked);
    g_test_add_func ("/family-check/unidentified_image_is_refused", test_unidentified_image_is_refused);
    g_test_add_func ("/family-check/revisions_are_compared_only_when_they_can_be",
                     test_revisions_are_compared_only_when_they_can_be);
    g_test_add_func ("/family-check/the_order_of_revisions_may_be_unknown",
                     test_the_order_of_revisions_may_be_unknown);
    g_test_add_func ("/family-check/reasons_that_all_families_share_are_said_so",
                     test_reasons_that_all_families_share_are_said_so);
    g_test_add_func ("/family-check/condition_is_mentioned_once", test_condition_is_mentioned_once);
    g_test_add_func ("/family-check/contradiction_is_quoted", test_contradiction_is_quoted);
    g_test_add_func ("/family-check/refused_image_is_not_said_to_be_written",
                     test_refused_image_is_not_said_to_be_written);
    g_test_add_func ("/family-check/modified_and_anonymous_images", test_modified_and_anonymous_images);
    g_test_add_func ("/family-check/image_with_a_name_is_not_anonymous", test_image_with_a_name_is_not_anonymous);
    g_test_add_func ("/family-check/product_of_the_image_is_compared", test_product_of_the_image_is_compared);
    g_test_add_func ("/family-check/running_firmware_may_contradict_the_image",
                     test_running_firmware_may_contradict_the_image);
    return g_test_run ();
}
