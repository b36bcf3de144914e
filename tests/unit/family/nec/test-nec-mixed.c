/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nec-bench.h"

#include "family/nec/bb-nec-plan.h"

#include <string.h>

/* Tests that firmware whose two banks are of different revisions is recognized, in a drive and in an image. */

#define CODE "K110"
#define BOOT "02"

/** Fixture: a K110 that reports revision 1.06, and images of it. @mixed: bank 0 of @newer, bank 1 of @older */
typedef struct {
    NecBench bench;
    BbFacts *facts;
    BbImage *older;
    BbImage *newer;
    BbImage *mixed;
} Fixture;

static BbImage *
identify (Fixture *f, GBytes *bytes)
{
    g_autoptr (BbImage) whole = bb_image_new_from_bytes (bytes, "test.bin");
    g_autoptr (GPtrArray) found = bb_nec_identify_image (bytes, f->bench.catalog);

    g_assert_cmpuint (found->len, ==, 1);
    return bb_image_new_part (whole, g_ptr_array_index (found, 0), NULL);
}

/* Returns (transfer full) an image of @revision. Images with different @seed differ in both banks; with the same
 * @seed, two revisions have the same bank 1. */
static BbImage *
make_image (Fixture *f, const char *revision, const char *seed)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = NULL;
    GVariantBuilder options;

    g_variant_builder_init (&options, G_VARIANT_TYPE ("a{ss}"));
    g_variant_builder_add (&options, "{ss}", "revision", revision);
    g_variant_builder_add (&options, "{ss}", "seed", seed);
    g_variant_builder_add (&options, "{ss}", "boot-version", BOOT);
    bytes = bb_sim_make_image (f->bench.catalog, "nec-optiarc", CODE, g_variant_builder_end (&options), &error);
    g_assert_no_error (error);
    return identify (f, bytes);
}

/* Returns (transfer full) an image whose bank 0 is that of @banks[0] and whose bank 1 is that of @banks[1]. */
static BbImage *
make_mixed (Fixture *f, BbImage *const *banks)
{
    const BbNecType *type = bb_nec_facts_type (f->facts);
    gsize size = bb_image_get_size (f->newer);
    guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (f->newer), NULL), size);
    g_autoptr (GBytes) bytes = NULL;

    for (guint i = 0; i < type->n_parts; i++) {
        const guint8 *from = g_bytes_get_data (bb_image_get_bytes (banks[i]), NULL);

        memcpy (data + type->parts[i].image_offset, from + type->parts[i].image_offset, type->parts[i].length_bytes);
    }
    bytes = g_bytes_new_take (data, size);
    return identify (f, bytes);
}

static void
set_up (Fixture *f, gconstpointer data)
{
    BbImage *banks[2];

    nec_bench_open (&f->bench, CODE, BOOT, "Revision=1.06\n");
    f->facts = nec_bench_probe (&f->bench);
    f->older = make_image (f, "1.05", "5");
    f->newer = make_image (f, "1.06", "6");
    banks[0] = f->newer;
    banks[1] = f->older;
    f->mixed = make_mixed (f, banks);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
    g_clear_object (&f->older);
    g_clear_object (&f->newer);
    g_clear_object (&f->mixed);
    g_clear_pointer (&f->facts, bb_facts_unref);
    nec_bench_close (&f->bench);
}

/* Returns (transfer full) the captures of a drive that contains @image. */
static BbCaptures *
capture (Fixture *f, BbImage *image)
{
    static const char *const names[] = {BB_NEC_CAPTURE_FIRMWARE, BB_NEC_CAPTURE_FIRMWARE_BANK_1};
    const BbNecType *type = bb_nec_facts_type (f->facts);
    BbCaptures *captures = bb_captures_new (NULL);

    for (guint i = 0; i < type->n_parts; i++) {
        const BbNecPart *part = &type->parts[i];
        g_autoptr (GBytes) bytes =
            g_bytes_new_from_bytes (bb_image_get_bytes (image), part->image_offset, part->length_bytes);

        bb_captures_add (captures, names[i], BB_REGION_FIRMWARE, part->address, bytes);
    }
    return captures;
}

/* As capture(), but only with the pages that bb_nec_plan_sample() reads. */
static BbCaptures *
capture_sample (Fixture *f, BbImage *image)
{
    const BbNecType *type = bb_nec_facts_type (f->facts);
    g_autoptr (BbPlan) plan = bb_family_nec_optiarc.inspect->plan_sample (f->facts, NULL);
    const guint8 *data = g_bytes_get_data (bb_image_get_bytes (image), NULL);
    BbCaptures *captures = bb_captures_new (plan);

    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        const BbStep *step = bb_plan_get_step (plan, i);
        const BbNecPart *part = &type->parts[step->address < type->parts[1].address ? 0 : 1];

        g_assert_cmpint (step->use, ==, BB_USE_STORE);
        bb_captures_store (captures, step->capture, step->capture_offset,
                           data + part->image_offset + (step->address - part->address), step->length_bytes);
    }
    return captures;
}

/* Returns (transfer full) a list of the images that are not %NULL. */
static GPtrArray *
list (BbImage *one, BbImage *other)
{
    GPtrArray *images = g_ptr_array_new_with_free_func (g_object_unref);

    if (one != NULL)
        g_ptr_array_add (images, g_object_ref (one));
    if (other != NULL)
        g_ptr_array_add (images, g_object_ref (other));
    return images;
}

static gboolean
is_mixed (Fixture *f, BbImage *image, BbImage *one, BbImage *other)
{
    g_autoptr (GPtrArray) images = list (one, other);

    return bb_nec_is_image_mixed (f->facts, image, images);
}

/* An image is mixed if its two banks are those of two different known images. */
static void
test_image_of_two_known_images_is_mixed (Fixture *f, gconstpointer data)
{
    g_assert_true (is_mixed (f, f->mixed, f->older, f->newer));
    g_assert_true (is_mixed (f, f->mixed, f->newer, f->older));
    g_assert_false (is_mixed (f, f->mixed, f->older, NULL));
    g_assert_false (is_mixed (f, f->mixed, f->newer, NULL));
    g_assert_false (is_mixed (f, f->mixed, f->mixed, NULL));
    g_assert_false (is_mixed (f, f->older, f->older, f->newer));
    g_assert_false (is_mixed (f, f->newer, f->older, f->newer));
    g_assert_false (is_mixed (f, f->older, f->mixed, NULL));
}

/* An image is mixed only if both of its banks are in known images. The known image @third has neither bank of the
 * mixed image, so it must make no difference. */
static void
test_image_without_the_banks_does_not_count (Fixture *f, gconstpointer data)
{
    g_autoptr (BbImage) third = make_image (f, "1.04", "4");

    g_assert_false (is_mixed (f, f->mixed, f->older, third));
    g_assert_false (is_mixed (f, f->mixed, f->newer, third));
    g_assert_false (is_mixed (f, f->mixed, third, NULL));
}

/* Returns (transfer full) @image without the boot version at its end, which images of a K110 need not have. */
static BbImage *
without_boot_version (Fixture *f, BbImage *image)
{
    g_autoptr (GBytes) bytes =
        g_bytes_new_from_bytes (bb_image_get_bytes (image), 0, bb_image_get_size (image) - strlen (BOOT));

    return identify (f, bytes);
}

static void
test_images_without_boot_version_are_compared (Fixture *f, gconstpointer data)
{
    g_autoptr (BbImage) older = without_boot_version (f, f->older);
    g_autoptr (BbImage) newer = without_boot_version (f, f->newer);
    g_autoptr (BbImage) mixed = without_boot_version (f, f->mixed);

    g_assert_true (is_mixed (f, mixed, older, newer));
}

/* Drives with one bank cannot have mixed firmware. */
static void
test_drive_with_one_bank_is_never_mixed (Fixture *f, gconstpointer data)
{
    NecBench bench = {0};
    g_autoptr (BbFacts) facts = NULL;
    g_autoptr (GPtrArray) images = list (f->older, f->newer);
    g_autoptr (BbCaptures) captures = capture (f, f->mixed);
    g_autofree char *why = NULL;
    g_autoptr (GError) error = NULL;

    nec_bench_open (&bench, "K355", NULL, NULL);
    facts = nec_bench_probe (&bench);
    g_assert_true (bb_nec_may_be_mixed (f->facts));
    g_assert_false (bb_nec_may_be_mixed (facts));
    g_assert_false (bb_nec_is_image_mixed (facts, f->mixed, images));
    g_assert_false (bb_nec_is_image_doubtful (facts, f->mixed, images));
    g_assert_false (bb_nec_find_contradiction (facts, captures, images, images, &why));
    g_assert_null (why);
    g_assert_null (bb_family_nec_optiarc.inspect->plan_sample (facts, &error));
    g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
    nec_bench_close (&bench);
}

/* Returns whether the banks of the firmware @inside contradict each other. @one, @other: (nullable): the known
 * images, which were in drives. @why: (out) (transfer full) (nullable): a sentence */
static gboolean
contradicts (Fixture *f, BbImage *inside, BbImage *one, BbImage *other, char **why)
{
    g_autoptr (GPtrArray) images = list (one, other);
    g_autoptr (GPtrArray) files = list (NULL, NULL);
    g_autoptr (BbCaptures) captures = capture (f, inside);

    return bb_nec_find_contradiction (f->facts, captures, images, files, why);
}

static void
test_banks_of_two_known_images_contradict_each_other (Fixture *f, gconstpointer data)
{
    g_autofree char *both = NULL, *second = NULL, *none = NULL, *whole = NULL, *of_old = NULL;

    g_assert_true (contradicts (f, f->mixed, f->older, f->newer, &both));
    g_assert_cmpstr (
        both, ==,
        "The first part of the firmware is from revision 1.06, but the second part is from revision 1.05. "
        "Flashing was probably interrupted between the two parts.");
    /* Only bank 1 is known, and the drive reports another revision. */
    g_assert_true (contradicts (f, f->mixed, f->older, NULL, &second));
    g_assert_nonnull (strstr (second, "1.05"));
    g_assert_nonnull (strstr (second, "1.06"));
    g_assert_false (contradicts (f, f->newer, f->older, f->newer, &none));
    g_assert_null (none);
    /* The whole firmware equals a known image, so its banks do not contradict each other, even if a bank also equals
     * that of the other image. */
    g_assert_false (contradicts (f, f->mixed, f->older, f->mixed, &whole));
    g_assert_null (whole);
    g_assert_false (contradicts (f, f->older, f->older, f->newer, &of_old));
    g_assert_null (of_old);
}

/* Returns (transfer full) @image with a second part that contains the INQUIRY texts of @names. */
static BbImage *
make_named (Fixture *f, BbImage *image, BbImage *names)
{
    const BbNecPart *part = &bb_nec_facts_type (f->facts)->parts[1];
    gsize size = bb_image_get_size (image);
    guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (image), NULL), size);
    g_autoptr (GBytes) bytes = NULL;

    /* The simulator puts the texts at 0x20000 of the first part. */
    memcpy (data + part->image_offset, (const guint8 *) g_bytes_get_data (bb_image_get_bytes (names), NULL) + 0x20000,
            0x1000);
    bytes = g_bytes_new_take (data, size);
    return identify (f, bytes);
}

/* If the second part equals that of no known image, the revisions of both parts are those in their INQUIRY texts. */
static void
test_banks_that_name_two_revisions_contradict_each_other (Fixture *f, gconstpointer data)
{
    g_autoptr (BbImage) two = make_named (f, f->newer, f->older);
    g_autoptr (BbImage) one = make_named (f, f->newer, f->newer);
    g_autofree char *why = NULL, *none = NULL, *nameless = NULL;

    g_assert_true (contradicts (f, two, NULL, NULL, &why));
    g_assert_cmpstr (
        why, ==,
        "The first part of the firmware is from revision 1.06, but the second part is from revision 1.05. "
        "Flashing was probably interrupted between the two parts.");
    g_assert_false (contradicts (f, one, NULL, NULL, &none));
    g_assert_null (none);
    g_assert_false (contradicts (f, f->mixed, NULL, NULL, &nameless));
    g_assert_null (nameless);
}

/* Returns (transfer full) @image, in whose second part the last character of the product text is another one. */
static BbImage *
with_other_product (Fixture *f, BbImage *image)
{
    const BbNecPart *part = &bb_nec_facts_type (f->facts)->parts[1];
    const char *product = bb_image_get_identity (image)->product;
    gsize size = bb_image_get_size (image);
    guint8 *data = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (image), NULL), size);
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);
    guint8 *text = memmem (data + part->image_offset, part->length_bytes, product, strlen (product));

    g_assert_nonnull (text);
    text[strlen (product) - 1] ^= 1;
    return identify (f, bytes);
}

/* Two revisions contradict each other only if both parts name the same product. */
static void
test_revisions_of_two_products_do_not_contradict_each_other (Fixture *f, gconstpointer data)
{
    g_autoptr (BbImage) two = make_named (f, f->newer, f->older);
    g_autoptr (BbImage) other = with_other_product (f, two);
    g_autofree char *why = NULL, *none = NULL;

    g_assert_true (contradicts (f, two, NULL, NULL, &why));
    g_assert_false (contradicts (f, other, NULL, NULL, &none));
    g_assert_null (none);
}

/* Only the second part equals that of a known image. It contradicts the first part if the drive reports another
 * revision. Revisions that differ only by an underscore at the end must count as two. */
static void
test_an_underscore_makes_another_revision (Fixture *f, gconstpointer data)
{
    static const struct {
        const char *reported;
        const char *known; /* revision of the known image */
        gboolean contradicts;
    } rows[] = {
        {"1.05", "1.05", FALSE},
        {"1.0_", "1.0_", FALSE},
        {"1.0_", "1.0", TRUE},
        {"1.0 ", "1.0_", TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbImage) known = make_image (f, rows[i].known, "5");
        g_autofree char *why = NULL;

        g_strlcpy (f->facts->inquiry.revision, rows[i].reported, sizeof f->facts->inquiry.revision);
        g_test_message ("row %u", i);
        g_assert_cmpstr (bb_image_get_revision (known), ==, rows[i].known);
        g_assert_cmpint (contradicts (f, f->mixed, known, NULL, &why), ==, rows[i].contradicts);
    }
}

/* The first and the last page of each part distinguish two known images, so not all of the firmware must be read. */
static void
test_sample_is_enough (Fixture *f, gconstpointer data)
{
    g_autoptr (GPtrArray) images = list (f->older, f->newer);
    g_autoptr (GPtrArray) files = list (NULL, NULL);
    g_autoptr (BbCaptures) mixed = capture_sample (f, f->mixed);
    g_autoptr (BbCaptures) newer = capture_sample (f, f->newer);
    g_autofree char *why = NULL, *none = NULL;

    g_assert_true (bb_nec_find_contradiction (f->facts, mixed, images, files, &why));
    g_assert_nonnull (strstr (why, "from revision 1.06, but the second part is from revision 1.05"));
    g_assert_false (bb_nec_find_contradiction (f->facts, newer, images, files, &none));
    g_assert_null (none);
    /* With a change in the first or in the last page of the second part, that part is of no known image. */
    for (guint i = 0; i < 2; i++) {
        const BbNecPart *part = &bb_nec_facts_type (f->facts)->parts[1];
        gsize size = bb_image_get_size (f->mixed);
        guint8 *copy = g_memdup2 (g_bytes_get_data (bb_image_get_bytes (f->mixed), NULL), size);
        g_autoptr (GBytes) bytes = g_bytes_new_take (copy, size);
        g_autoptr (BbImage) changed = NULL;
        g_autoptr (BbCaptures) captures = NULL;
        g_autofree char *other = NULL;

        copy[part->image_offset + (i == 0 ? 0 : part->length_bytes - 1)] ^= 1;
        changed = identify (f, bytes);
        captures = capture_sample (f, changed);
        g_assert_false (bb_nec_find_contradiction (f->facts, captures, images, files, &other));
        g_assert_null (other);
    }
}

/* --- images from files --- */

#define FIRST_ONLY                                                                                  \
    "The first part of the firmware is from revision 1.06, but the second part is not. Unless the " \
    "firmware was modified, flashing was probably interrupted between the two parts."
#define TWO_REVISIONS                                                                                                \
    "The first part of the firmware is from revision 1.06, but the second part is from revision 1.05. Flashing was " \
    "probably interrupted between the two parts."

/* Returns (transfer full) @image with the mark of a modification. */
static BbImage *
make_modified (Fixture *f, BbImage *image)
{
    BbImage *modified = identify (f, bb_image_get_bytes (image));

    bb_image_get_identity (modified)->kind = BB_IMAGE_KIND_MODIFIED;
    return modified;
}

/* Firmware with the first bank of a file is mixed only if the drive reports the revision of that file, because two
 * revisions can have the same first bank. A second bank alone shows nothing, for the same reason. A whole and a
 * partial read must have the same result. */
static void
test_file_explains_the_first_bank (Fixture *f, gconstpointer data)
{
    BbImage *const banks[] = {f->newer, f->mixed};
    g_autoptr (BbImage) same = make_mixed (f, banks);
    g_autoptr (BbImage) modified = make_modified (f, f->newer);
    const struct {
        BbImage *file, *other_file; /* (nullable) */
        BbImage *in_drive;          /* (nullable) */
        const char *reported;
        const char *why; /* (nullable) */
    } rows[] = {
        {f->newer, NULL, NULL, "1.06", FIRST_ONLY},
        {f->newer, NULL, NULL, "1.07", NULL},
        {f->older, NULL, NULL, "1.06", NULL},
        {modified, NULL, NULL, "1.06", NULL},
        {f->newer, f->older, NULL, "1.06", TWO_REVISIONS},
        {f->newer, f->mixed, NULL, "1.06", NULL},
        {f->newer, same, NULL, "1.06", NULL},
        {f->newer, NULL, f->older, "1.06", TWO_REVISIONS},
        {f->newer, NULL, f->mixed, "1.06", NULL},
        {NULL, NULL, f->newer, "1.06", NULL},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        for (guint is_sample = 0; is_sample < 2; is_sample++) {
            g_autoptr (GPtrArray) files = list (rows[i].file, rows[i].other_file);
            g_autoptr (GPtrArray) images = list (rows[i].in_drive, NULL);
            g_autoptr (BbCaptures) captures = is_sample ? capture_sample (f, f->mixed) : capture (f, f->mixed);
            g_autofree char *why = NULL;

            g_test_message ("row %u", i);
            g_strlcpy (f->facts->inquiry.revision, rows[i].reported, sizeof f->facts->inquiry.revision);
            g_assert_cmpint (bb_nec_find_contradiction (f->facts, captures, images, files, &why), ==,
                             rows[i].why != NULL);
            g_assert_cmpstr (why, ==, rows[i].why);
        }
}

/* Firmware of a backup that has only the first bank of a file of the same revision may be mixed. */
static void
test_image_is_doubtful_because_of_a_file (Fixture *f, gconstpointer data)
{
    const struct {
        BbImage *file, *other_file; /* (nullable) */
        gboolean is_doubtful;
    } rows[] = {
        {f->newer, NULL, TRUE},      {f->newer, f->older, TRUE},  {f->older, NULL, FALSE},
        {f->newer, f->mixed, FALSE}, {f->mixed, f->newer, FALSE}, {NULL, NULL, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) files = list (rows[i].file, rows[i].other_file);

        g_test_message ("row %u", i);
        g_assert_cmpint (bb_nec_is_image_doubtful (f->facts, f->mixed, files), ==, rows[i].is_doubtful);
    }
}

#define ADD(name, func) g_test_add ("/nec/mixed/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("image_of_two_known_images_is_mixed", test_image_of_two_known_images_is_mixed);
    ADD ("image_without_the_banks_does_not_count", test_image_without_the_banks_does_not_count);
    ADD ("images_without_boot_version_are_compared", test_images_without_boot_version_are_compared);
    ADD ("revisions_of_two_products_do_not_contradict_each_other",
         test_revisions_of_two_products_do_not_contradict_each_other);
    ADD ("an_underscore_makes_another_revision", test_an_underscore_makes_another_revision);
    ADD ("drive_with_one_bank_is_never_mixed", test_drive_with_one_bank_is_never_mixed);
    ADD ("banks_of_two_known_images_contradict_each_other", test_banks_of_two_known_images_contradict_each_other);
    ADD ("banks_that_name_two_revisions_contradict_each_other",
         test_banks_that_name_two_revisions_contradict_each_other);
    ADD ("sample_is_enough", test_sample_is_enough);
    ADD ("file_explains_the_first_bank", test_file_explains_the_first_bank);
    ADD ("image_is_doubtful_because_of_a_file", test_image_is_doubtful_because_of_a_file);
    return g_test_run ();
}
