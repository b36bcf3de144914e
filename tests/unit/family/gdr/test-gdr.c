/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "gdr-test.h"
#include "simulated-probe.h"

#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* Checks the family of Hitachi-LG DVD-ROM drives against the vectors of docs/protocols/lg-gdr.md, section 13.
 * Also tests bb-gdr-image.c, bb-gdr-plan.c, bb-read-only.c, bb-sim-gdr.c and bb-sim-gdr-image.c. */

#define DLD_AT 0x410u
#define DLD_BYTES 0x41C28u
#define MARK_AT 0x400u
#define PASS_SHA256 "ab8058de7c7dd5e143085351a85f1f15d2b13ebf2204b7d0580716d2458a779b"

static void
assert_hex (GBytes *bytes, gsize offset, const char *wanted)
{
    g_autofree char *hex =
        bb_hex_dup ((const guint8 *) g_bytes_get_data (bytes, NULL) + offset, (strlen (wanted) + 1) / 3, " ");

    g_assert_cmpstr (hex, ==, wanted);
}

/* Asserts that the image in @bytes is the synthetic image of the vectors, and that its file has the form @form. */
static void
assert_is_vector (GBytes *bytes, const char *form)
{
    g_autoptr (BbImage) image = identify_only_image (bytes);
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_assert_cmpstr (identity->family, ==, BB_GDR_ID);
    g_assert_cmpstr (identity->problem, ==, NULL);
    g_assert_cmpstr (identity->vendor, ==, "HL-DT-ST");
    g_assert_cmpstr (identity->product, ==, "DVD-ROM GDRSIM1B");
    g_assert_cmpstr (identity->revision, ==, "ST01");
    g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_GOOD);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_GDR_KEY_FORM), ==, form);
    assert_sha256 (bb_image_get_bytes (image), "9ad057ca83cd056f5940d5b69dc811a6f520c8a50c224c5a2a160c77059cb735");
}

static void
test_words_are_scrambled_as_in_the_table (void)
{
    static const guint32 rows[][2] = {
        {0x00000000, 0x666460F7}, {0x00000001, 0x666460E7}, {0xFFFFFFFF, 0x999B9F08},
        {0x80000000, 0x666460F3}, {0x01234567, 0x787CC0AD}, {0x484C2D44, 0xB660ADFD},
        {0x89ABCDEF, 0x18188089}, {0xF2D22E2E, 0xD56EB912}, {0x74747474, 0xFFFFFFFF},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        guint8 word[4];
        guint32 value = 0;
        g_autoptr (GBytes) plain = NULL;
        g_autoptr (GBytes) scrambled = NULL;
        g_autoptr (GBytes) again = NULL;

        bb_put_be32 (word, rows[i][0]);
        plain = g_bytes_new (word, sizeof word);
        scrambled = bb_gdr_scramble (plain, FALSE);
        again = bb_gdr_scramble (scrambled, TRUE);
        g_assert_true (bb_bytes_get_be32 (scrambled, 0, &value, NULL));
        g_assert_cmphex (value, ==, rows[i][1]);
        g_assert_true (g_bytes_equal (again, plain));
    }
}

static void
test_files_are_those_of_the_vectors (void)
{
    g_autoptr (GBytes) plain = gdr_make_bytes (NULL);
    g_autoptr (GBytes) scrambled = gdr_make_bytes ("scrambled");
    g_autoptr (GBytes) dld = gdr_make_bytes ("dld");
    g_autoptr (GBytes) updater = gdr_make_bytes ("updater");
    g_autoptr (GBytes) own = bb_gdr_scramble (plain, FALSE);

    assert_hex (plain, 0, "46 13 3C 42 08 26 27 81 DA 27 CE 2A 5E 36 27 B9");
    assert_hex (plain, 0x3E7FC, "A4 0C 9A 65");
    assert_sha256 (plain, "9ad057ca83cd056f5940d5b69dc811a6f520c8a50c224c5a2a160c77059cb735");
    assert_hex (scrambled, 0, "70 E5 39 BE 36 34 6C 25 19 5C 25 32 17 BC 7F 24");
    assert_hex (scrambled, 0x4000, "FF FF FF FF");
    assert_hex (scrambled, 0x3E800, "99 9B 9F 08");
    assert_sha256 (scrambled, "e1ab710e61a4fb3160d25e290f0ac0e48667493861a7aa8dfca9876ba1c2298b");
    g_assert_true (g_bytes_equal (own, scrambled));
    assert_hex (dld, 0, "60 15 00 00 01 00 00 00");
    assert_hex (dld, DLD_BYTES - 2, "DA 16");
    assert_sha256 (dld, "822b88c65909eee1483f111c9ffac22ea74cae5bbdb989ebaf5455c5634657cc");
    g_assert_cmpuint (g_bytes_get_size (updater), ==, 270408);
    assert_sha256 (updater, "805889473af7d8715ca19c5e0476c6e9e6043c564d982f7348f749c1d5526fa5");
    assert_is_vector (plain, "plain");
    assert_is_vector (scrambled, "scrambled");
    assert_is_vector (dld, "dld");
    assert_is_vector (updater, "updater");
}

/* Asserts that the only image in @bytes has a problem whose text contains @problem. If @problem is %NULL, asserts
 * that the image has a wrong checksum and no problem. */
static void
assert_refused (GBytes *bytes, const char *problem)
{
    g_autoptr (BbImage) image = identify_only_image (bytes);
    BbImageIdentity *identity = bb_image_get_identity (image);

    if (problem == NULL) {
        g_assert_cmpstr (identity->problem, ==, NULL);
        g_assert_cmpint (identity->checksum, ==, BB_CHECKSUM_BAD);
    } else {
        g_assert_nonnull (identity->problem);
        g_assert_nonnull (strstr (identity->problem, problem));
    }
}

static void
test_damaged_files_are_refused (void)
{
    g_autoptr (GBytes) plain = gdr_make_bytes (NULL);
    g_autoptr (GBytes) dld = gdr_make_bytes ("dld");
    g_autoptr (GBytes) updater = gdr_make_bytes ("updater");
    gsize size = g_bytes_get_size (updater);
    g_autoptr (GBytes) word = gdr_change (plain, 0x3E7FC, "\xA5", 1, BB_GDR_IMAGE_BYTES);
    g_autoptr (GBytes) boot = gdr_change (dld, 0x50, "\xA5", 1, DLD_BYTES);
    g_autoptr (GBytes) names = gdr_change (dld, 0x40 + 0x20BA, "XX", 2, DLD_BYTES);
    g_autoptr (GBytes) marks = gdr_change (updater, size - 16, "_DLDAREA_", 9, size);
    g_autoptr (GBytes) cut = gdr_change (updater, 0, "MZ", 2, DLD_AT + DLD_BYTES - 1);
    g_autoptr (GBytes) length = gdr_change (updater, MARK_AT + 15, "\x29", 1, size);
    g_autoptr (GBytes) mixed = bb_gdr_scramble (plain, TRUE);

    assert_refused (word, NULL);
    assert_refused (boot, NULL); /* only the sum of the update file covers the boot part */
    assert_refused (names, "lacks the expected firmware");
    assert_refused (marks, "exactly one");
    assert_refused (cut, "exactly one");
    assert_refused (length, "exactly one");
    assert_refused (mixed, "no known firmware");
}

/* The checksum stays right if two words are swapped. The image is then accepted, but is not identified as known
 * firmware. */
static void
test_swapped_words_pass_the_sum (void)
{
    g_autoptr (GBytes) plain = gdr_make_bytes (NULL);
    const guint8 *data = g_bytes_get_data (plain, NULL);
    guint8 swapped[8];
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) image = NULL;

    memcpy (swapped, data + 0x10004, 4);
    memcpy (swapped + 4, data + 0x10000, 4);
    bytes = gdr_change (plain, 0x10000, swapped, sizeof swapped, BB_GDR_IMAGE_BYTES);
    g_assert_false (g_bytes_equal (bytes, plain));
    g_assert_true (bb_gdr_is_sum_right (bytes));
    image = identify_only_image (bytes);
    g_assert_cmpint (bb_image_get_identity (image)->kind, ==, BB_IMAGE_KIND_UNKNOWN);
}

/* The header of an update file names the drive to be updated, but the firmware in this file is for another model. The
 * image must be identified by the names in the firmware. */
static void
test_file_is_named_by_its_content (void)
{
    g_autoptr (GError) error = NULL;
    GVariantBuilder options;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autofree char *text = NULL;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "form", "dld");
    g_variant_builder_add (&options, "{ss}", "update-for", "DVD-ROM GDR8163B");
    g_variant_builder_add (&options, "{ss}", "revision", "0012");
    bytes = bb_sim_make_image (shipped_catalog (), BB_GDR_ID, "DVD-ROM GDR8050L", g_variant_builder_end (&options),
                               &error);
    g_assert_no_error (error);
    image = identify_only_image (bytes);
    text = bb_family_explain_image (bb_image_get_identity (image));
    g_assert_cmpstr (bb_image_get_identity (image)->model_name, ==, "GDR-8050L");
    g_assert_cmpstr (bb_image_get_identity (image)->codes[0], ==, "DVD-ROM GDR8050L");
    g_assert_cmpstr (text, ==,
                     "The header of this file is for drives that report DVD-ROM GDR8163B 0012, but the firmware "
                     "in the file is for a different model (DVD-ROM GDR8050L 0012).");
}

/* Returns (transfer full) the facts of a simulated drive. @bus: (out) (transfer full) */
static BbFacts *
probe (const char *model, const char *quirks, BbSimBus **bus)
{
    g_autofree char *text =
        g_strdup_printf ("[drive d]\nFamily=lg-gdr\nModel=%s\nRevision=0L23\nQuirks=%s\n", model, quirks);
    BbFacts *facts = NULL;

    if (*quirks == '\0')
        text[strlen (text) - strlen ("Quirks=\n")] = '\0';
    facts = probe_simulated (text, bus);
    g_assert_cmpstr (facts->family, ==, BB_GDR_ID);
    return facts;
}

static void
test_firmware_is_found_where_the_model_shows_it (void)
{
    static const struct {
        const char *model;
        const char *quirks;
        const char *window;
    } rows[] = {
        {"DVD-ROM GDR8161B", "", "0x90000000"},
        {"DVD-ROM GDR8162B", "", "0x90000000"},
        {"DVD-ROM GDR8163B", "", "0x90000000"},
        {"DVD-ROM GDR8164B", "", "0x90000000"},
        {"DVD-ROM GDR8164B", "refused", NULL},
        {"DVD-ROM GDR8050L", "", "0x91000000"},
        {"DVD-ROM GDR8050L", "first-window", "0x90000000"},
        {"DVD-ROM GDR3120L", "", "0x91000000"},
        {"DVD-ROM GDR3120L", "refused", NULL},
        {"DVD-ROM GDR8160B", "", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbSimBus) bus = NULL;
        g_autoptr (BbFacts) facts = probe (rows[i].model, rows[i].quirks, &bus);
        gboolean is_readable = rows[i].window != NULL;
        g_autoptr (BbPlan) plan = bb_family_lg_gdr.plan_backup (facts, shipped_catalog (), NULL);
        g_autofree char *why = NULL;

        g_assert_cmpstr (bb_facts_get_string (facts, BB_GDR_KEY_WINDOW), ==, rows[i].window);
        g_assert_cmpint (bb_family_lg_gdr.can (facts), ==,
                         is_readable ? BB_CAN_IDENTIFY | BB_CAN_BACKUP | BB_CAN_VERIFY : BB_CAN_IDENTIFY);
        g_assert_cmpint (bb_family_lg_gdr.backup_kind (facts, &why), ==,
                         is_readable ? BB_BACKUP_FULL : BB_BACKUP_NONE);
        g_assert_true ((why == NULL) == is_readable);
        g_assert_true ((plan != NULL) == is_readable);
    }
}

/* Asserts that 64 commands in @lines, from index @first on, are those of one read pass of the vector. */
static void
assert_pass (char **lines, guint first)
{
    g_autoptr (GString) pass = g_string_new (NULL);
    g_autofree char *sum = NULL;

    for (guint i = first; i < first + 64; i++)
        g_string_append_printf (pass, "%s\n", lines[i]);
    sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, pass->str, -1);
    g_assert_cmpstr (sum, ==, PASS_SHA256);
}

static void
test_backup_sends_the_stream_of_the_vector_twice (void)
{
    g_autoptr (BbFacts) facts = gdr_make_facts ("0x90000000");
    g_autoptr (BbFacts) mirror = gdr_make_facts ("0x91000000");
    g_autoptr (BbPlan) plan = bb_gdr_plan_backup (facts, shipped_catalog (), NULL);
    g_autoptr (BbPlan) second = bb_gdr_plan_backup (mirror, shipped_catalog (), NULL);
    g_autofree char *stream = plan_dup_stream (plan);
    g_auto (GStrv) lines = g_strsplit (g_strchomp (stream), "\n", -1);

    g_assert_cmpuint (g_strv_length (lines), ==, 128);
    g_assert_cmpstr (lines[0], ==, "E74849540100900000001000 i 4096");
    g_assert_cmpstr (lines[63], ==, "E748495401009003F0001000 i 4096");
    assert_pass (lines, 0);
    assert_pass (lines, 64);
    g_assert_cmpuint (bb_plan_get_step (second, 0)->cdb.bytes[6], ==, 0x91);
    for (guint i = 64; i < 128; i++)
        g_assert_cmpint (bb_plan_get_step (plan, i)->use, ==, BB_USE_COMPARE_CAPTURE);
    for (guint i = 0; i < bb_plan_get_n_sections (plan); i++) {
        const BbSection *section = bb_plan_get_section (plan, i);

        /* Only the section that reads the data unique to this drive collects differences between its two reads. In
         * any other section, a difference is a failure. */
        g_assert_true (section->collect == (section->first_step == 64 + 4));
        g_assert_true (!section->collect || section->n_steps == 2);
    }
}

/* The plans for backup and verification only read the firmware, at the address in the facts (0x91000000). There is no
 * plan for a flash or a recovery. */
static void
test_plans_only_read_the_firmware (void)
{
    g_autoptr (GBytes) bytes = gdr_make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = gdr_make_facts ("0x91000000");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    BbPlan *plans[] = {bb_gdr_plan_backup (facts, shipped_catalog (), NULL), bb_gdr_plan_verify (&input, NULL)};
    g_autoptr (GArray) probes = bb_family_lg_gdr.list_probe_commands (shipped_catalog ());
    g_autoptr (GError) flash = NULL;
    g_autoptr (GError) recover = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (plans); i++) {
        g_assert_nonnull (plans[i]);
        for (guint j = 0; j < bb_plan_get_n_steps (plans[i]); j++) {
            const BbStep *step = bb_plan_get_step (plans[i], j);

            if (step->verb == BB_VERB_IDENTIFY)
                continue;
            g_assert_cmpint (step->direction, ==, BB_DIRECTION_IN);
            g_assert_cmpmem (step->cdb.bytes, 6, "\xE7HIT\x01\x00", 6);
            g_assert_cmpuint (step->cdb.bytes[6], ==, 0x91);
            g_assert_cmpuint (step->cdb.bytes[7], <, 4);
            g_assert_cmpuint (step->length_bytes, ==, BB_GDR_PIECE_BYTES);
        }
        g_assert_false (plan_endangers (plans[i]));
    }
    for (guint i = 0; i < probes->len; i++)
        g_assert_cmpmem (g_array_index (probes, BbProbeCommand, i).cdb, 6, "\xE7HIT\x01\x00", 6);
    g_assert_null (bb_family_lg_gdr.plan_flash (&input, &flash));
    g_assert_error (flash, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_assert_null (bb_family_lg_gdr.plan_recover (&input, &recover));
    g_assert_error (recover, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_object_unref (plans[0]);
    g_object_unref (plans[1]);
}

static void
test_plan_needs_an_image_of_the_same_model (void)
{
    g_autoptr (GBytes) bytes = gdr_make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = gdr_make_facts ("0x90000000");
    g_autoptr (BbFacts) refusing = gdr_make_facts (NULL);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (GError) other = NULL;
    g_autoptr (GError) none = NULL;
    g_autoptr (BbVerdict) verdict = NULL;

    g_strlcpy (facts->inquiry.product, "DVD-ROM GDR8163B", sizeof facts->inquiry.product);
    g_assert_null (bb_gdr_plan_verify (&input, &other));
    g_assert_error (other, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    verdict = bb_family_check (facts, image, shipped_catalog ());
    g_assert_true (bb_verdict_has (verdict, "no-flash"));
    g_assert_true (bb_verdict_has (verdict, "model"));
    input.facts = refusing;
    g_assert_null (bb_gdr_plan_verify (&input, &none));
    g_assert_error (none, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

static void
test_backup_is_verified_by_sum_and_names (void)
{
    g_autoptr (GBytes) bytes = gdr_make_bytes (NULL);
    g_autoptr (BbFacts) facts = gdr_make_facts ("0x90000000");
    g_autoptr (BbPlan) plan = bb_gdr_plan_backup (facts, shipped_catalog (), NULL);
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), BB_GDR_IMAGE_BYTES);
    g_autoptr (BbCaptures) good = gdr_store (plan, data, BB_GDR_IMAGE_BYTES);
    g_autoptr (BbCaptures) cut = gdr_store (plan, data, BB_GDR_IMAGE_BYTES - BB_GDR_PIECE_BYTES);
    g_autoptr (GBytes) image = bb_gdr_make_image (facts, good, shipped_catalog (), NULL);
    g_autoptr (BbCaptures) own = NULL;
    g_autoptr (BbCaptures) wrong = NULL;
    g_autoptr (GBytes) with_own = NULL;
    GError *error = NULL;

    g_assert_true (g_bytes_equal (image, bytes));
    g_assert_null (bb_gdr_make_image (facts, cut, shipped_catalog (), &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_clear_error (&error);
    data[0x4F82]++;
    own = gdr_store (plan, data, BB_GDR_IMAGE_BYTES);
    with_own = bb_gdr_make_image (facts, own, shipped_catalog (), NULL);
    g_assert_nonnull (with_own);
    data[0x12345] ^= 0x10;
    wrong = gdr_store (plan, data, BB_GDR_IMAGE_BYTES);
    g_assert_null (bb_gdr_make_image (facts, wrong, shipped_catalog (), &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NOT_FIRMWARE);
    g_assert_nonnull (strstr (error->message, "checksum"));
    g_clear_error (&error);
    g_strlcpy (facts->inquiry.product, "DVD-ROM GDR8163B", sizeof facts->inquiry.product);
    g_assert_null (bb_gdr_make_image (facts, good, shipped_catalog (), &error));
    g_assert_nonnull (
        strstr (error->message, "returned data without its model name, so the data is not the firmware"));
    g_clear_error (&error);
}

/* An image with a problem is not compared with the drive, even if it is for the same model. */
static void
test_image_with_a_problem_is_not_compared (void)
{
    g_autoptr (GBytes) bytes = gdr_make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = gdr_make_facts ("0x90000000");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_gdr_plan_verify (&input, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_nonnull (plan);
    bb_image_get_identity (image)->problem = g_strdup ("It is damaged.");
    g_assert_null (bb_gdr_plan_verify (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

/* Changes the byte at @offset of the firmware that a drive returns, and judges with bb_gdr_judge() whether the drive
 * has the image. Returns the judgement. @n_differences: (out): number of ranges that differ. @why: (out) (transfer
 * full): the sentence of bb_gdr_judge() */
static BbProof
judge_difference (gsize offset, gsize *n_differences, char **why)
{
    g_autoptr (GBytes) bytes = gdr_make_bytes (NULL);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbFacts) facts = gdr_make_facts ("0x90000000");
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), BB_GDR_IMAGE_BYTES);
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_gdr_plan_verify (&input, NULL);
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    g_autoptr (BbCaptures) captures = NULL;
    BbJudgeInput judged = {.after = facts, .image = image, .plan = plan, .differences = differences};
    BbProof proof;

    data[offset] ^= 0x01;
    captures = gdr_store (plan, data, BB_GDR_IMAGE_BYTES);
    judged.captures = captures;
    proof = bb_gdr_judge (&judged, why);
    *n_differences = differences->len;
    return proof;
}

static void
test_application_decides_whether_the_firmware_is_the_same (void)
{
    static const char boot_differs[] =
        "The main part of the firmware was read and matches the image. The boot part differs and may be from "
        "another revision. Data unique to this drive was not compared.";
    static const char same[] = "The boot part and the main part of the firmware were read and match the image. Data "
                               "unique to this drive was not compared.";
    static const char different[] = "The firmware in the drive differs from the image.";
    const struct {
        gsize offset;
        BbProof proof;
        const char *why;
    } rows[] = {
        {0x0000, BB_PROOF_PROVEN, boot_differs},  {0x0010, BB_PROOF_PROVEN, boot_differs},
        {0x3FFF, BB_PROOF_PROVEN, boot_differs},  {0x4000, BB_PROOF_PROVEN, same},
        {0x5FFF, BB_PROOF_PROVEN, same},          {0x6000, BB_PROOF_DIFFERENT, different},
        {0x3E7FF, BB_PROOF_DIFFERENT, different}, {0x3E800, BB_PROOF_PROVEN, same},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *why = NULL;
        gsize n_differences = 0;

        g_assert_cmpint (judge_difference (rows[i].offset, &n_differences, &why), ==, rows[i].proof);
        g_assert_cmpstr (why, ==, rows[i].why);
        g_assert_true ((n_differences > 0) == (rows[i].proof == BB_PROOF_DIFFERENT));
    }
}

/* Without the whole memory of the drive, or with an image of another length, nothing is compared. */
static void
test_nothing_is_compared_with_half_of_the_memory (void)
{
    g_autoptr (GBytes) bytes = gdr_make_bytes (NULL);
    g_autoptr (GBytes) half = g_bytes_new_from_bytes (bytes, 0, BB_GDR_IMAGE_BYTES / 2);
    g_autoptr (BbImage) image = identify_only_image (bytes);
    g_autoptr (BbImage) other = bb_image_new_from_bytes (half, "half.bin");
    g_autoptr (BbFacts) facts = gdr_make_facts ("0x90000000");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = shipped_catalog ()};
    g_autoptr (BbPlan) plan = bb_gdr_plan_verify (&input, NULL);
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));

    for (guint i = 0; i < 2; i++) {
        const guint8 *data = g_bytes_get_data (bytes, NULL);
        g_autoptr (BbCaptures) captures =
            gdr_store (plan, data, i == 0 ? BB_GDR_IMAGE_BYTES / 2 : BB_GDR_IMAGE_BYTES);
        BbJudgeInput judged = {.after = facts,
                               .image = i == 0 ? image : other,
                               .plan = plan,
                               .captures = captures,
                               .differences = differences};
        g_autofree char *why = NULL;

        g_assert_cmpint (bb_gdr_judge (&judged, &why), ==, BB_PROOF_UNPROVEN);
        g_assert_cmpstr (why, ==, "The firmware could not be read.");
    }
}

/* --- files in detail --- */

static void
test_each_field_of_an_update_file_counts (void)
{
    static const gsize offsets[] = {4, 5, 6, 7, 0x10, 0x13, 0x1C, 0x1F};
    g_autoptr (GBytes) dld = gdr_make_bytes ("dld");
    g_autoptr (GBytes) updater = gdr_make_bytes ("updater");

    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
        guint8 byte = *((const guint8 *) g_bytes_get_data (dld, NULL) + offsets[i]) ^ 0x01;
        g_autoptr (GBytes) other = gdr_change (dld, offsets[i], &byte, 1, DLD_BYTES);
        g_autoptr (GBytes) inside = gdr_change (updater, DLD_AT + offsets[i], &byte, 1, g_bytes_get_size (updater));
        g_autoptr (GPtrArray) found = bb_gdr_identify_image (other, shipped_catalog ());

        g_test_message ("offset %zx", offsets[i]);
        g_assert_cmpuint (found->len, ==, 0);
        assert_refused (inside,
                        "This updater for Hitachi-LG DVD-ROM drives should contain exactly one complete update "
                        "file, but it does not. Download the updater again.");
    }
}

/* The checksum of an update file covers all of its bytes except the first two, which contain the checksum. */
static void
test_sum_covers_the_whole_update_file (void)
{
    static const gsize offsets[] = {0, 1, 2, 3, 0x30, DLD_BYTES - 1};
    g_autoptr (GBytes) dld = gdr_make_bytes ("dld");

    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
        guint8 byte = *((const guint8 *) g_bytes_get_data (dld, NULL) + offsets[i]) ^ 0x01;
        g_autoptr (GBytes) other = gdr_change (dld, offsets[i], &byte, 1, DLD_BYTES);

        g_test_message ("offset %zx", offsets[i]);
        assert_refused (other, NULL);
    }
}

static void
test_sum_needs_the_whole_application (void)
{
    g_autoptr (GBytes) whole = g_bytes_new_take (g_malloc0 (BB_GDR_APPLICATION_END), BB_GDR_APPLICATION_END);
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (whole, 0, BB_GDR_APPLICATION_END - 1);

    g_assert_true (bb_gdr_is_sum_right (whole));
    g_assert_false (bb_gdr_is_sum_right (cut));
}

static const struct {
    gsize offset; /* counted from the start of the mark; the mark has nine bytes */
    const char *byte;
} wrong_bytes[] = {{9, "\1"}, {11, "\1"}, {12, "\1"}, {15, "\x29"}};

/* An updater program must contain the mark exactly once, followed by three zero bytes and the length of the update
 * file. */
static void
test_program_contains_one_whole_update_file (void)
{
    g_autoptr (GBytes) updater = gdr_make_bytes ("updater");
    gsize size = g_bytes_get_size (updater);
    g_autoptr (GBytes) unmarked = gdr_change (updater, MARK_AT, "_DLDAREX_", 9, size);
    g_autoptr (GBytes) other = gdr_change (updater, 0, "NZ", 2, size);
    g_autoptr (GBytes) exact = gdr_change (updater, 0, "MZ", 2, DLD_AT + DLD_BYTES);
    g_autoptr (GPtrArray) none = bb_gdr_identify_image (unmarked, shipped_catalog ());
    g_autoptr (GPtrArray) no_program = bb_gdr_identify_image (other, shipped_catalog ());
    g_autoptr (GPtrArray) found = bb_gdr_identify_image (exact, shipped_catalog ());
    BbImageIdentity *identity = NULL;

    g_assert_cmpuint (none->len, ==, 0);
    g_assert_cmpuint (no_program->len, ==, 0);
    g_assert_cmpuint (found->len, ==, 1);
    identity = found->pdata[0];
    g_assert_cmpuint (identity->offset, ==, DLD_AT);
    g_assert_cmpuint (identity->length_bytes, ==, DLD_BYTES);
    g_assert_cmpstr (identity->problem, ==, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (wrong_bytes); i++) {
        g_autoptr (GBytes) wrong =
            gdr_change (updater, MARK_AT + wrong_bytes[i].offset, wrong_bytes[i].byte, 1, size);
        g_autoptr (GPtrArray) problems = bb_gdr_identify_image (wrong, shipped_catalog ());

        g_test_message ("row %u", i);
        g_assert_cmpuint (problems->len, ==, 1);
        identity = problems->pdata[0];
        g_assert_nonnull (identity->problem);
        g_assert_cmpuint (identity->offset, ==, 0);
        g_assert_cmpuint (identity->length_bytes, ==, size);
    }
}

/* An update file stores its firmware scrambled; a file with plain firmware is damaged. */
static void
test_update_file_with_plain_firmware_is_damaged (void)
{
    g_autoptr (GBytes) dld = gdr_make_bytes ("dld");
    g_autoptr (GBytes) plain = gdr_make_bytes (NULL);
    g_autoptr (GBytes) file =
        gdr_change (dld, 0x40, g_bytes_get_data (plain, NULL), BB_GDR_IMAGE_BYTES, g_bytes_get_size (dld));
    g_autoptr (BbImage) image = identify_only_image (file);
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_assert_cmpstr (identity->problem, ==,
                     "This update file for Hitachi-LG DVD-ROM drives lacks the expected firmware, so the file is "
                     "damaged. Download the file again.");
    g_assert_true (identity->is_damaged);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_GDR_KEY_FORM), ==, "dld");
    g_assert_cmpstr (identity->product, ==, NULL);
}

/* A program that contains the label of an update file, but no complete update file, must be listed as one damaged
 * image. */
static void
test_incomplete_updater_is_damaged (void)
{
    g_autoptr (GBytes) updater = gdr_make_bytes ("updater");
    gsize size = DLD_AT + DLD_BYTES - 1;
    g_autoptr (GBytes) shorter = g_bytes_new_from_bytes (updater, 0, size);
    g_autoptr (BbImage) image = identify_only_image (shorter);
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_assert_nonnull (strstr (identity->problem, "exactly one complete update file"));
    g_assert_true (identity->is_damaged);
    g_assert_cmpuint (identity->length_bytes, ==, size);
}

/* An image is recognized only if the INQUIRY data in its boot part have the right header and vendor, and printable
 * texts. */
static void
test_image_needs_inquiry_data (void)
{
    static const gsize offsets[] = {0, 1, 2, 3, 4, 8, 15, 16, 35};
    g_autoptr (GBytes) plain = gdr_make_bytes (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (offsets); i++) {
        g_autoptr (GBytes) other = gdr_change (plain, 0x20B2 + offsets[i], "\x7F", 1, BB_GDR_IMAGE_BYTES);
        g_autoptr (GPtrArray) found = bb_gdr_identify_image (other, shipped_catalog ());

        g_test_message ("offset %zu", offsets[i]);
        g_assert_cmpuint (found->len, ==, 0);
    }
}

/* A second copy of the INQUIRY data in the application contains the revision of the application. The test destroys
 * this copy, which the synthetic image has at 0x3C000, and writes a copy with the revision ST02 at each offset in
 * `rows`. */
static void
test_application_has_its_own_revision (void)
{
    static const struct {
        gsize offset;
        const char *revision;
    } rows[] = {
        {0x5FF8, "ST01"},  {0x6000, "ST02"},  {0x10000, "ST02"},
        {0x3E7F0, "ST02"}, {0x3E7F8, "ST01"}, {0x3F000, "ST01"},
    };
    static const char copy[] = "\x05\x80\0\x32\x5B\0\0\0HL-DT-STDVD-ROM GDRSIM1BST02";
    g_autoptr (GBytes) plain = gdr_make_bytes (NULL);

    g_autoptr (GBytes) single = gdr_change (plain, 0x3C008, "XX", 2, BB_GDR_IMAGE_BYTES);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GBytes) marked = gdr_change (single, 0xF000, "HL-DT-ST", 8, BB_GDR_IMAGE_BYTES);
        g_autoptr (GBytes) bytes = gdr_change (marked, rows[i].offset, copy, 36, BB_GDR_IMAGE_BYTES);
        g_auto (BbGdrTexts) texts = {0};
        g_autoptr (GPtrArray) found = bb_gdr_identify_image (bytes, shipped_catalog ());
        BbImageIdentity *identity = found->pdata[0];

        g_test_message ("%zx", rows[i].offset);
        g_assert_true (bb_gdr_read_texts (bytes, &texts));
        g_assert_cmpstr (texts.vendor, ==, "HL-DT-ST");
        g_assert_cmpstr (texts.product, ==, "DVD-ROM GDRSIM1B");
        g_assert_cmpstr (texts.revision, ==, "ST01");
        g_assert_cmpstr (texts.application_revision, ==, g_str_equal (rows[i].revision, "ST02") ? "ST02" : NULL);
        g_assert_cmpstr (identity->revision, ==, rows[i].revision);
    }
}

#define BOOT_8163 "5c682a87c86a4103b0f0f131bd858b6107199ead615de83115b76a2ea1783fce"
#define APPLICATION_8163 "9c4ff8ccd6c41f771636d7a13bc3cea9b55c916c659c75bb8409781df559fcef"
#define BOOT_8050 "6d5058577719271d41162b1f25650de5ec36a390d2e33eca6ccbf766a4c0ce26"
#define APPLICATION_8050 "c58ed06ce3cb706a3574462d2aaa5c59808fb5fb36ad371eb9bcfe15348c2112"
#define MODIFIED_8050 "a7c21e81d2c1ca82b1b7a45125561ad4dae6ae2a36b0bf87ab67c75d0eec14c2"
#define APPLICATION_3120 "0d67c56f139199ac82d133966490babbf9680ecd29e2e990d806456372f96fc3"

/* The catalog has checksums of published firmware, one for the boot part and one for the application. Each part is
 * named by its own checksum. */
static void
test_published_firmware_is_named (void)
{
    static const struct {
        const char *boot;
        const char *application;
        const char *boot_name;
        const char *application_name;
        BbImageKind kind;
    } rows[] = {
        {BOOT_8163, APPLICATION_8163, "GDR8163B 0M26", "GDR8163B 0M26", BB_IMAGE_KIND_ORIGINAL},
        {BOOT_8050, APPLICATION_8050, "GDR8050L 0012", "GDR8050L 0012", BB_IMAGE_KIND_ORIGINAL},
        {BOOT_8050, MODIFIED_8050, "GDR8050L 0012", "GDR8050L 0012 (modified)", BB_IMAGE_KIND_MODIFIED},
        {BOOT_8163, APPLICATION_3120, "GDR8163B 0M26", "GDR3120L 0046", BB_IMAGE_KIND_ORIGINAL},
        {"", APPLICATION_3120, NULL, "GDR3120L 0046", BB_IMAGE_KIND_ORIGINAL},
        {BOOT_8163, "", "GDR8163B 0M26", NULL, BB_IMAGE_KIND_UNKNOWN},
        {"", "", NULL, NULL, BB_IMAGE_KIND_UNKNOWN},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImageIdentity) identity = bb_image_identity_new (BB_GDR_ID, 0, BB_GDR_IMAGE_BYTES);
        g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);
        const char *boot = NULL;
        const char *application = NULL;

        bb_gdr_add_known (identity, rows[i].boot, rows[i].application, &values);
        (void) g_variant_dict_lookup (&values, BB_GDR_KEY_BOOT, "&s", &boot);
        (void) g_variant_dict_lookup (&values, BB_GDR_KEY_APPLICATION, "&s", &application);
        g_test_message ("row %u", i);
        g_assert_cmpstr (boot, ==, rows[i].boot_name);
        g_assert_cmpstr (application, ==, rows[i].application_name);
        g_assert_cmpint (identity->kind, ==, rows[i].kind);
    }
}

/* The image of a product that is not in the catalog shows the product, but has no model. */
static void
test_image_of_an_unknown_product_has_no_model (void)
{
    g_autoptr (GBytes) dld = gdr_make_bytes ("dld");
    g_autoptr (BbImage) image = identify_only_image (dld);
    BbImageIdentity *identity = bb_image_get_identity (image);

    g_assert_cmpstr (identity->model_name, ==, NULL);
    g_assert_cmpuint (g_strv_length (identity->codes), ==, 0);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_GDR_KEY_TARGET), ==, NULL);
    g_assert_cmpstr (bb_gdr_explain_image (identity), ==, NULL);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_GDR_KEY_BOOT), ==, NULL);
    g_assert_cmpstr (bb_image_identity_lookup_string (identity, BB_GDR_KEY_APPLICATION), ==, NULL);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/gdr/words_are_scrambled_as_in_the_table", test_words_are_scrambled_as_in_the_table);
    g_test_add_func ("/gdr/files_are_those_of_the_vectors", test_files_are_those_of_the_vectors);
    g_test_add_func ("/gdr/damaged_files_are_refused", test_damaged_files_are_refused);
    g_test_add_func ("/gdr/swapped_words_pass_the_sum", test_swapped_words_pass_the_sum);
    g_test_add_func ("/gdr/file_is_named_by_its_content", test_file_is_named_by_its_content);
    g_test_add_func ("/gdr/firmware_is_found_where_the_model_shows_it",
                     test_firmware_is_found_where_the_model_shows_it);
    g_test_add_func ("/gdr/backup_sends_the_stream_of_the_vector_twice",
                     test_backup_sends_the_stream_of_the_vector_twice);
    g_test_add_func ("/gdr/plans_only_read_the_firmware", test_plans_only_read_the_firmware);
    g_test_add_func ("/gdr/plan_needs_an_image_of_the_same_model", test_plan_needs_an_image_of_the_same_model);
    g_test_add_func ("/gdr/backup_is_verified_by_sum_and_names", test_backup_is_verified_by_sum_and_names);
    g_test_add_func ("/gdr/application_decides_whether_the_firmware_is_the_same",
                     test_application_decides_whether_the_firmware_is_the_same);
#define ADD(name) g_test_add_func ("/gdr/" #name, test_##name)
    ADD (nothing_is_compared_with_half_of_the_memory);
    ADD (each_field_of_an_update_file_counts);
    ADD (sum_covers_the_whole_update_file);
    ADD (sum_needs_the_whole_application);
    ADD (program_contains_one_whole_update_file);
    ADD (update_file_with_plain_firmware_is_damaged);
    ADD (incomplete_updater_is_damaged);
    ADD (image_with_a_problem_is_not_compared);
    ADD (image_needs_inquiry_data);
    ADD (application_has_its_own_revision);
    ADD (published_firmware_is_named);
    ADD (image_of_an_unknown_product_has_no_model);
    return g_test_run ();
}
