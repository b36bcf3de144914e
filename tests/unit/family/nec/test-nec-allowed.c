/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-vectors.h"

#include <glib/gstdio.h>

/* Tests bb_family_check() for NEC drives: for each condition of nec-optiarc.md, section 6, one refused case and the
 * nearest allowed case. Also tests what the source of an image must name according to the cautions. Laptop wiring,
 * types that cannot be flashed, and types with the same hardware are tested by test-nec-check.c. */

/* Returns (transfer full) bb_family_check() of @image, and logs the reasons. */
static BbVerdict *
check (BbCatalog *catalog, BbFacts *facts, BbImage *image)
{
    BbVerdict *verdict = bb_family_check (facts, image, catalog);

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++)
        g_test_message ("%s: %s", bb_verdict_get_reason (verdict, i)->code, bb_verdict_get_reason (verdict, i)->text);
    return verdict;
}

/* Asserts that only the reason @code refuses; NULL: that no reason refuses. */
static void
assert_refused_by (BbVerdict *verdict, const char *code)
{
    g_assert_true ((bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED) == (code != NULL));
    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        if (reason->weight == BB_WEIGHT_REFUSAL)
            g_assert_cmpstr (reason->code, ==, code);
    }
}

/* Checks the image of @vector, changed by @recipe, for a drive of type @drive. Asserts that only the reason @code
 * refuses it; NULL: that none does. */
static void
assert_check (const char *vector, const NecRecipe *recipe, const char *drive, int firmware_id, const char *boot,
              const char *code)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector (vector), recipe);
    g_autoptr (BbFacts) facts = nec_facts (catalog, drive, firmware_id, boot);
    g_autoptr (BbVerdict) verdict = check (catalog, facts, image);

    assert_refused_by (verdict, code);
}

/* An image is allowed for a drive whose type is in the catalog, and refused for a drive of an unknown type. */
static void
test_rule_1_the_drive_is_known (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k355"), NULL);
    g_autoptr (BbFacts) known = nec_facts (catalog, "K355", 0x93, NULL);
    g_autoptr (BbFacts) unknown = nec_facts (catalog, "K355", 0x93, NULL);
    g_autoptr (BbVerdict) allowed = NULL;
    g_autoptr (BbVerdict) refused = NULL;

    g_clear_pointer (&unknown->model, bb_model_unref);
    allowed = check (catalog, known, image);
    refused = check (catalog, unknown, image);
    assert_refused_by (allowed, NULL);
    assert_refused_by (refused, "unknown-drive");
}

/* Returns (transfer full) the verdict on the first image in @bytes, or on the file if it contains none. */
static BbVerdict *
check_bytes (GByteArray *bytes)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = nec_facts (catalog, "K355", 0x93, NULL);
    g_autoptr (GBytes) data = g_bytes_new (bytes->data, bytes->len);
    g_autoptr (BbImage) file = bb_image_new_from_bytes (data, "image.bin");
    g_autoptr (GPtrArray) images = bb_family_identify_file (file, catalog);

    g_assert_cmpuint (images->len, ==, 1);
    return check (catalog, facts, g_ptr_array_index (images, 0));
}

/* A complete image is allowed; a truncated image, and an image without a drive type, are refused. */
static void
test_rule_2_there_is_an_image (void)
{
    g_autoptr (GByteArray) bytes = nec_vector_bytes (nec_vector ("nec-2m-k355"), NULL);
    g_autoptr (BbVerdict) allowed = check_bytes (bytes);
    g_autoptr (BbVerdict) without_front = NULL;
    g_autoptr (BbVerdict) without_end = NULL;
    g_autoptr (BbVerdict) nothing = NULL;

    assert_refused_by (allowed, NULL);
    g_byte_array_remove_range (bytes, 0, 0x1000);
    without_front = check_bytes (bytes);
    assert_refused_by (without_front, "image-problem");
    g_byte_array_set_size (bytes, bytes->len - 8);
    without_end = check_bytes (bytes);
    assert_refused_by (without_end, "image-problem");
    g_byte_array_set_size (bytes, 0x800);
    nothing = check_bytes (bytes);
    assert_refused_by (nothing, "image-unknown");
}

static void
test_rule_2_the_image_names_its_drive (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k355"), NULL);
    BbImageIdentity *named = bb_image_get_identity (image);
    g_autoptr (BbImageIdentity) nameless = bb_image_identity_new (BB_NEC_FAMILY, 0, named->length_bytes);
    g_autoptr (BbImage) other = bb_image_new_part (image, nameless, NULL);
    g_autoptr (BbFacts) facts = nec_facts (catalog, "K355", 0x93, NULL);
    g_autoptr (BbVerdict) allowed = check (catalog, facts, image);
    g_autoptr (BbVerdict) refused = check (catalog, facts, other);

    assert_refused_by (allowed, NULL);
    assert_refused_by (refused, "no-type");
}

/* The tag of an image is the ID of the drive type that the image is for. Each accepted ID of the type of the drive
 * must be allowed as the tag. Similar IDs of other types must be refused. */
static void
test_rule_3_each_tag_of_the_type_is_the_type (void)
{
    static const char *const laptop[] = {"L210", "L250", "L245", "L21R", "L25R"};
    static const char *const old[] = {"K100", "K111", "K110", "K130", "A110"};

    for (guint i = 0; i < G_N_ELEMENTS (laptop); i++) {
        NecRecipe recipe = {.tag = laptop[i], .firmware_id = 0x84};

        assert_check ("nec-768k-l210", &recipe, "L210", 0x84, "00", NULL);
        assert_check ("nec-768k-l210", &recipe, "K355", 0x93, "05", "other-type");
    }
    for (guint i = 0; i < G_N_ELEMENTS (old); i++) {
        NecRecipe recipe = {.tag = old[i], .firmware_id = 0x68, .boot = "05"};

        assert_check ("nec-640k-k110", &recipe, "K110", 0x68, "05", NULL);
        assert_check ("nec-640k-k110", &recipe, "L110", 0x64, "05", "other-type");
    }
}

/* An image with a boot version must be allowed only if the drive has the same boot version. An image for OptiBD has
 * no boot version, and must be allowed for any drive of the type. Laptop drives (L210) are left out, because they are
 * checked by their wiring. */
static void
test_rule_5_boot_versions_are_equal (void)
{
    static const NecRecipe with_boot = {.boot = "05"};

    for (guint i = 0; i < n_nec_vectors; i++) {
        const NecVector *vector = &nec_vectors[i];

        if (g_str_equal (vector->flash_type, "OptiBD")) {
            assert_check (vector->name, NULL, vector->code, vector->firmware_id, BB_NEC_BOOT_NONE, NULL);
            assert_check (vector->name, NULL, vector->code, vector->firmware_id, BB_NEC_BOOT_UNKNOWN, NULL);
        } else if (!g_str_equal (vector->code, "L210")) {
            assert_check (vector->name, &with_boot, vector->code, vector->firmware_id, "05", NULL);
            assert_check (vector->name, &with_boot, vector->code, vector->firmware_id, "04", "boot-version");
            assert_check (vector->name, &with_boot, vector->code, vector->firmware_id, "06", "boot-version");
            assert_check (vector->name, &with_boot, vector->code, vector->firmware_id, BB_NEC_BOOT_UNKNOWN,
                          "boot-version-unreadable");
        }
    }
}

/* An image whose appended checksum is wrong is refused. A wrong checksum inside the image is a caution, because it is
 * uncertain which bytes it covers. */
static void
test_sums_are_right (void)
{
    for (guint i = 0; i < n_nec_vectors; i++) {
        const NecVector *vector = &nec_vectors[i];
        gboolean inside = g_str_equal (vector->flash_type, "640K") || g_str_equal (vector->flash_type, "768K") ||
                          g_str_equal (vector->flash_type, "1M");
        g_autoptr (BbCatalog) catalog = nec_catalog ();
        g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, NULL);
        g_autoptr (GByteArray) bytes = nec_vector_bytes (vector, NULL);
        g_autoptr (BbImage) good = nec_identify (catalog, bytes);
        g_autoptr (BbVerdict) allowed = check (catalog, facts, good);
        g_autoptr (BbImage) bad = NULL;
        g_autoptr (BbVerdict) other = NULL;

        bytes->data[0x20000] ^= 0x01;
        bad = nec_identify (catalog, bytes);
        other = check (catalog, facts, bad);
        assert_refused_by (allowed, NULL);
        assert_refused_by (other, inside ? NULL : "checksum");
        g_assert_false (bb_verdict_has (allowed, "inner-sum"));
        g_assert_true (bb_verdict_has (other, "inner-sum") == inside);
    }
}

/* An older revision, and an image without readable INQUIRY texts, are cautions. */
static void
test_warnings (void)
{
    static const struct {
        const char *revision;
        BbVerdictLevel level;
        const char *code;
    } cases[] = {{"0.99", BB_VERDICT_CAUTION, "downgrade"},
                 {"1.00", BB_VERDICT_FITS, "same-revision"},
                 {"1.01", BB_VERDICT_FITS, NULL}};
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = nec_facts (catalog, "K355", 0x93, "05");

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        NecRecipe recipe = {.revision = cases[i].revision, .boot = "05"};
        g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-2m-k355"), &recipe);
        g_autoptr (BbVerdict) verdict = check (catalog, facts, image);

        g_assert_cmpint (bb_verdict_get_level (verdict), ==, cases[i].level);
        g_assert_true (bb_verdict_has (verdict, "downgrade") == (i == 0));
        g_assert_true (cases[i].code == NULL || bb_verdict_has (verdict, cases[i].code));
        g_assert_false (bb_verdict_has (verdict, "image-anonymous"));
    }
}

static void
test_image_without_inquiry_texts_has_a_reason (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    g_autoptr (BbFacts) facts = nec_facts (catalog, "K355", 0x93, NULL);
    g_autoptr (GByteArray) bytes = nec_vector_bytes (nec_vector ("nec-2m-k355"), NULL);
    g_autoptr (BbImage) image = NULL;
    g_autoptr (BbVerdict) verdict = NULL;
    static const guint8 signature[] = {0x07, 0x00, 0x03, 0x00, 0x78, 0x00, 0x78, 0x00, 0x78, 0x00};

    for (guint at = 0; at + sizeof signature < bytes->len; at++)
        if (memcmp (bytes->data + at, signature, sizeof signature) == 0)
            bytes->data[at] = 0;
    nec_put_be16 (bytes, 0x1E0000, nec_sum16 (bytes, 0, 0x1E0000));
    image = nec_identify (catalog, bytes);
    verdict = check (catalog, facts, image);
    assert_refused_by (verdict, NULL);
    g_assert_true (bb_verdict_has (verdict, "image-anonymous"));
}

/* Returns (transfer full) the shipped catalog plus a report of @kind about flashing an ND-1300A with firmware of the
 * ND-1000A; @kind NULL: without the report. */
static BbCatalog *
catalog_with (const char *folder, const char *kind)
{
    g_autofree char *path = g_build_filename (folder, "mine.names", NULL);
    g_autoptr (GError) error = NULL;
    BbCatalog *catalog = NULL;

    if (kind != NULL) {
        g_autofree char *text = g_strdup_printf ("[crossflash mine]\nFrom=NEC ND-1300A\nTo=NEC ND-1000A\nKind=%s\n"
                                                 "BootCode=no\nRisk=high\nConfidence=high\nSource=a test\n",
                                                 kind);

        g_file_set_contents (path, text, -1, &error);
        g_assert_no_error (error);
    }
    catalog = bb_catalog_open (BUILD_DATADIR "/catalog", folder, &error);
    g_assert_no_error (error);
    g_assert_null (bb_catalog_get_warnings (catalog)[0]);
    (void) g_unlink (path);
    return catalog;
}

static const struct {
    const char *kind;
    const char *code;
} change_cases[] = {{NULL, "crossflash-unknown"}, {"downgrade", "crossflash-risk"}, {"not-possible", NULL}};

/* Firmware of another product of the same type is refused if a report calls the change impossible. */
static void
test_change_reported_as_impossible_is_refused (void)
{
    g_autoptr (GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp ("nec-allowed-XXXXXX", &error);
    NecRecipe recipe = {.firmware_id = 0x6D, .boot = "05"};

    g_assert_no_error (error);
    for (guint i = 0; i < G_N_ELEMENTS (change_cases); i++) {
        g_autoptr (BbCatalog) catalog = catalog_with (folder, change_cases[i].kind);
        g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-640k-k110"), &recipe);
        g_autoptr (BbFacts) facts = nec_facts (catalog, "K110", 0x70, "05");
        g_autoptr (BbVerdict) verdict = check (catalog, facts, image);

        assert_refused_by (verdict, change_cases[i].code == NULL ? "crossflash-not-possible" : NULL);
        if (change_cases[i].code != NULL) {
            g_assert_cmpint (bb_verdict_get_level (verdict), ==, BB_VERDICT_CROSS_FLASH);
            g_assert_true (bb_verdict_has (verdict, change_cases[i].code));
        }
    }
    (void) g_rmdir (folder);
}

/* A caution must list what the source of a suitable image may name:
 * - the boot code version of the drive, if the drive reports it
 * - the model on the label of the drive
 * - the model name that Burnback found, if it is certain and stands for one model. The label of a rebranded drive
 *   has another name, so this name is needed, too. */
static void
test_cautions_say_what_the_source_must_name (void)
{
    static const struct {
        const char *image; /* boot version in the image; "" if it has none */
        const char *drive; /* boot version of the drive; %NULL if it is unknown */
        BbCondition condition;
        BbConfidence confidence;
        int firmware_id;
        const char *code;
        const char *names;
    } rows[] = {
        {"", "05", BB_CONDITION_SPECIAL, BB_CONFIDENCE_HIGH, 0x68, "boot-version-not-in-image",
         "boot code version 05, the exact model on the drive’s label, or the name NEC ND-1100A."},
        {"", "05", BB_CONDITION_NORMAL, BB_CONFIDENCE_MEDIUM, 0x68, "boot-version-not-in-image",
         "boot code version 05 or the exact model on the drive’s label."},
        {"", BB_NEC_BOOT_UNKNOWN, BB_CONDITION_NORMAL, BB_CONFIDENCE_HIGH, 0x68, "boot-version-not-in-image",
         "the exact model on the drive’s label or the name NEC ND-1100A."},
        {"", NULL, BB_CONDITION_HALF_ALIVE, BB_CONFIDENCE_HIGH, 0x70, "boot-version-not-in-image",
         "the exact model on the drive’s label or the name NEC ND-1300A."},
        {BB_NEC_OEM_BOOT, NULL, BB_CONDITION_HALF_ALIVE, BB_CONFIDENCE_HIGH, 0x68, "boot-version-unasked",
         "the exact model on the drive’s label or the name NEC ND-1100A."},
        {"", NULL, BB_CONDITION_NORMAL, BB_CONFIDENCE_HIGH, -1, "boot-version-not-in-image",
         "the exact model on the drive’s label."},
    };
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        NecRecipe recipe = {.boot = rows[i].image, .firmware_id = 0x68};
        g_autoptr (BbImage) image = nec_vector_image (catalog, nec_vector ("nec-640k-k110"), &recipe);
        g_autoptr (BbFacts) facts = nec_facts (catalog, "K110", rows[i].firmware_id, rows[i].drive);
        g_autoptr (BbVerdict) verdict = NULL;
        g_autofree char *wanted = g_strconcat (" Check the source of the image, such as its web page. Continue "
                                               "only if the source mentions ",
                                               rows[i].names, NULL);

        g_test_message ("row %u", i);
        facts->condition = rows[i].condition;
        facts->confidence = rows[i].confidence;
        verdict = check (catalog, facts, image);
        g_assert_true (g_str_has_suffix (bb_verdict_find (verdict, rows[i].code)->text, wanted));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/nec/allowed/" path, function)
    ADD ("cautions-say-what-the-source-must-name", test_cautions_say_what_the_source_must_name);
    ADD ("the-drive-is-known", test_rule_1_the_drive_is_known);
    ADD ("there-is-an-image", test_rule_2_there_is_an_image);
    ADD ("the-image-names-its-drive", test_rule_2_the_image_names_its_drive);
    ADD ("each-tag-of-the-type", test_rule_3_each_tag_of_the_type_is_the_type);
    ADD ("boot-versions-are-equal", test_rule_5_boot_versions_are_equal);
    ADD ("sums-are-right", test_sums_are_right);
    ADD ("warnings", test_warnings);
    ADD ("without-texts", test_image_without_inquiry_texts_has_a_reason);
    ADD ("impossible-change", test_change_reported_as_impossible_is_refused);
    return g_test_run ();
}
