/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-steps.h"

#include "bb-toy.h"

#include "family/bb-family.h"

#include <string.h>

/* Tests of the toy family (tests/toy). Its simulated drive is flashed in tests/faults. */

#define TOY_BYTES TOY_FLASH_BYTES
#define TOY_CHUNKS 60u
#define TOY_READS 15u

static const BbFamily *
toy (void)
{
    return bb_family_lookup (TOY_ID);
}

static BbFacts *
make_facts (BbCondition condition)
{
    BbFacts *facts = bb_facts_new (NULL);

    facts->family = g_strdup (TOY_ID);
    facts->model = bb_catalog_get_model (toy_get_catalog (), TOY_ID, TOY_MODEL);
    facts->condition = condition;
    return facts;
}

/* Returns (transfer full) the images in a file of @size with the INQUIRY texts @label. */
static GPtrArray *
identify (const char *label, gsize size)
{
    guint8 *data = g_malloc0 (size);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) file = NULL;

    memcpy (data, label, MIN (size, strlen (label)));
    bytes = g_bytes_new_take (data, size);
    file = bb_image_new_from_bytes (bytes, "test.bin");
    return bb_family_identify_file (file, toy_get_catalog ());
}

/* Returns (transfer full) the only image in a file of @size bytes with @label; it must be one of the toy family. */
static BbImage *
make_image (const char *label, gsize size)
{
    g_autoptr (GPtrArray) images = identify (label, size);

    g_assert_cmpuint (images->len, ==, 1);
    g_assert_cmpstr (bb_image_get_identity (images->pdata[0])->family, ==, TOY_ID);
    return g_object_ref (images->pdata[0]);
}

#define LABEL "TOY     WRITER 1        1.11"

static guint
count_lines (BbPlan *plan, const char *begin)
{
    g_autofree char *stream = plan_dup_stream (plan);
    g_auto (GStrv) lines = g_strsplit (stream, "\n", -1);
    guint n = 0;

    for (guint i = 0; lines[i] != NULL; i++)
        n += g_str_has_prefix (lines[i], begin) ? 1 : 0;
    return n;
}

static void
test_image_is_identified_by_inquiry_fields (void)
{
    g_autoptr (BbImage) image = make_image (LABEL, TOY_BYTES);
    g_autoptr (GPtrArray) other = identify ("PIONEER WRITER 1        1.11", TOY_BYTES);
    g_autoptr (GPtrArray) cut = identify (LABEL, 27);

    g_assert_cmpstr (bb_image_get_identity (image)->vendor, ==, TOY_VENDOR);
    g_assert_cmpstr (bb_image_get_identity (image)->product, ==, TOY_MODEL);
    g_assert_cmpstr (bb_image_get_identity (image)->revision, ==, "1.11");
    g_assert_cmpstr (bb_image_get_identity (other->pdata[0])->family, !=, TOY_ID);
    g_assert_cmpstr (bb_image_get_identity (cut->pdata[0])->family, !=, TOY_ID);
}

static void
test_other_model_or_size_is_refused (void)
{
    static const struct {
        const char *label;
        gsize size;
        const char *code;
    } rows[] = {
        {LABEL, TOY_BYTES, NULL},
        {LABEL, TOY_BYTES - 1, "size"},
        {"TOY     WRITER 2        1.11", TOY_BYTES, "model"},
    };
    g_autoptr (BbFacts) facts = make_facts (BB_CONDITION_NORMAL);

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImage) image = make_image (rows[i].label, rows[i].size);
        g_autoptr (BbVerdict) verdict = bb_verdict_new ();

        toy ()->check (facts, image, toy_get_catalog (), verdict);
        g_assert_cmpuint (bb_verdict_get_n_reasons (verdict), ==, rows[i].code != NULL ? 1 : 0);
        if (rows[i].code != NULL)
            g_assert_cmpint (bb_verdict_find (verdict, rows[i].code)->weight, ==, BB_WEIGHT_REFUSAL);
    }
}

static void
test_flash_sends_and_compares (void)
{
    g_autoptr (BbFacts) facts = make_facts (BB_CONDITION_NORMAL);
    g_autoptr (BbImage) image = make_image (LABEL, TOY_BYTES);
    g_autoptr (BbImage) small = make_image (LABEL, TOY_BYTES - 0x4000);
    g_autoptr (GError) error = NULL;
    BbFlashInput input = {.facts = facts, .image = image, .catalog = toy_get_catalog ()};
    g_autoptr (BbPlan) flash = toy ()->plan_flash (&input, &error);
    g_autoptr (BbPlan) verify = toy ()->plan_verify (&input, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (count_lines (flash, "3B0400"), ==, TOY_CHUNKS - 1);
    g_assert_cmpuint (count_lines (flash, "3B05000EC00000400000 o 16384"), ==, 1);
    g_assert_cmpuint (count_lines (flash, "3C05"), ==, TOY_READS);
    g_assert_cmpuint (count_lines (verify, "3B"), ==, 0);
    g_assert_cmpuint (count_lines (verify, "3C05"), ==, TOY_READS);
    g_assert_cmpuint (count_lines (verify, "3C05000E000001000000 i 65536"), ==, 1);
    for (guint i = 0; i < bb_plan_get_n_steps (verify); i++) {
        const BbStep *step = bb_plan_get_step (verify, i);

        g_assert_true (step->verb == BB_VERB_IDENTIFY ||
                       (step->use == BB_USE_COMPARE && step->blob_offset == step->address));
    }
    input.image = small;
    g_assert_null (toy ()->plan_flash (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    g_clear_error (&error);
    g_assert_null (toy ()->plan_verify (&input, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
}

static void
test_recovery_is_limited_to_max_tries (void)
{
    g_autoptr (BbFacts) facts = make_facts (BB_CONDITION_SPECIAL);
    g_autoptr (BbImage) image = make_image (LABEL, TOY_BYTES);
    BbFlashInput input = {.facts = facts, .catalog = toy_get_catalog ()};
    g_autoptr (GError) missing = NULL;
    g_autoptr (GError) enough = NULL;

    g_assert_cmpint (toy ()->can (facts), ==, BB_CAN_IDENTIFY | BB_CAN_RECOVER);
    g_assert_null (toy ()->plan_recover (&input, &missing));
    g_assert_error (missing, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    input.image = image;
    for (input.attempt = 0; input.attempt < 3; input.attempt++) {
        g_autoptr (BbPlan) plan = toy ()->plan_recover (&input, NULL);

        g_assert_cmpuint (count_lines (plan, "3B"), ==, TOY_CHUNKS);
    }
    g_assert_null (toy ()->plan_recover (&input, &enough));
    g_assert_error (enough, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE);
}

static void
test_backup_is_the_image (void)
{
    g_autoptr (BbFacts) facts = make_facts (BB_CONDITION_NORMAL);
    g_autoptr (BbPlan) plan = toy ()->plan_backup (facts, toy_get_catalog (), NULL);
    g_autoptr (BbCaptures) captures = bb_captures_new (plan);
    g_autofree guint8 *data = g_malloc0 (TOY_BYTES);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) image = NULL;

    g_assert_cmpuint (count_lines (plan, "3C05"), ==, 2 * TOY_READS);
    g_assert_cmpuint (bb_plan_get_n_sections (plan), ==, 2);
    g_assert_cmpint (bb_plan_get_step (plan, 0)->use, ==, BB_USE_STORE);
    g_assert_cmpint (bb_plan_get_step (plan, TOY_READS)->use, ==, BB_USE_COMPARE_CAPTURE);
    bb_captures_store (captures, 0, 0, data, TOY_BYTES - 1);
    g_assert_null (toy ()->make_image (facts, captures, toy_get_catalog (), &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    bb_captures_store (captures, 0, TOY_BYTES - 1, data, 1);
    image = toy ()->make_image (facts, captures, toy_get_catalog (), NULL);
    g_assert_cmpuint (g_bytes_get_size (image), ==, TOY_BYTES);
}

static void
test_boot_mode_has_no_backup (void)
{
    g_autoptr (BbFacts) well = make_facts (BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) boot = make_facts (BB_CONDITION_SPECIAL);
    g_autofree char *why = NULL;

    g_assert_cmpint (toy ()->backup_kind (well, &why), ==, BB_BACKUP_FULL);
    g_assert_null (why);
    g_assert_cmpint (toy ()->backup_kind (boot, &why), ==, BB_BACKUP_NONE);
    g_assert_nonnull (why);
}

static void
test_difference_is_not_proven (void)
{
    g_autoptr (BbFacts) well = make_facts (BB_CONDITION_NORMAL);
    g_autoptr (BbFacts) boot = make_facts (BB_CONDITION_SPECIAL);
    g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    const BbDifference difference = {0x100, 1};
    const struct {
        BbFacts *after;
        gboolean differs;
        BbProof proof;
    } rows[] = {
        {NULL, FALSE, BB_PROOF_UNPROVEN},
        {boot, FALSE, BB_PROOF_UNPROVEN},
        {well, FALSE, BB_PROOF_PROVEN},
        {well, TRUE, BB_PROOF_DIFFERENT},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        BbJudgeInput input = {.after = rows[i].after, .differences = differences};
        g_autofree char *why = NULL;

        if (rows[i].differs)
            g_array_append_val (differences, difference);
        g_assert_cmpint (toy ()->judge (&input, &why), ==, rows[i].proof);
        g_assert_nonnull (why);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    toy_register ();
    g_test_add_func ("/toy/image_is_identified_by_inquiry_fields", test_image_is_identified_by_inquiry_fields);
    g_test_add_func ("/toy/other_model_or_size_is_refused", test_other_model_or_size_is_refused);
    g_test_add_func ("/toy/flash_sends_and_compares", test_flash_sends_and_compares);
    g_test_add_func ("/toy/recovery_is_limited_to_max_tries", test_recovery_is_limited_to_max_tries);
    g_test_add_func ("/toy/backup_is_the_image", test_backup_is_the_image);
    g_test_add_func ("/toy/boot_mode_has_no_backup", test_boot_mode_has_no_backup);
    g_test_add_func ("/toy/difference_is_not_proven", test_difference_is_not_proven);
    return g_test_run ();
}
