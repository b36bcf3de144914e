/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "../plan-steps.h"
#include "nec-vectors.h"

#include <string.h>

/* Tests the plan that reads the firmware of a drive, and the comparison of this firmware with the image that should
 * be in the drive. */

#define K110 "nec-640k-k110"
#define K355 "nec-2m-k355"
#define K370 "nec-2m-k370"
#define C500 "nec-optibd-c500"
/* Size of a block of the K355, and offset of the second bank in an image of the K110. */
#define BLOCK 0x10000
#define BANK_1 0x7B004

/* A range of the image at which the firmware in the drive has @value instead. */
typedef struct {
    gsize at;
    gsize length_bytes;
    guint8 value;
} Change;

/**
 * Inside: the firmware in a drive, and the expected result of a comparison with an image.
 * @safe_mode: TRUE if the drive is in safe mode, because its firmware does not start
 * @without_image: TRUE if there is no image to compare with
 * @other: TRUE if the image is for another type
 * @image_too: TRUE if the first of @changes is made in the image, too
 * @reported: (nullable): the revision that the drive reports; NULL: it is not known
 * @says: (nullable): expected sentence of the comparison
 */
typedef struct {
    const char *what;
    const char *vector;
    Change changes[2];
    gboolean safe_mode;
    gboolean without_image;
    gboolean other;
    gboolean image_too;
    const char *reported;
    BbInside inside;
    const char *says;
} Inside;

#define ONE_BLANK "1 firmware block is blank, probably because flashing was interrupted."
#define TWO_BLANK "2 firmware blocks are blank, probably because flashing was interrupted."

static const Inside insides[] = {
    {"equal", K355, {{0}}, .inside = BB_INSIDE_EQUAL},
    {"one byte", K355, {{0x123, 1, 0x5A}}, .inside = BB_INSIDE_OTHER},
    {"first block is blank", K355, {{0, BLOCK, 0xFF}}, .inside = BB_INSIDE_BROKEN, .says = ONE_BLANK},
    {"last block is blank", K355, {{29 * BLOCK, BLOCK, 0xFF}}, .inside = BB_INSIDE_BROKEN, .says = ONE_BLANK},
    {"two blocks are blank", K355, {{2 * BLOCK, 2 * BLOCK, 0xFF}}, .inside = BB_INSIDE_BROKEN, .says = TWO_BLANK},
    {"blank but for one byte", K355, {{0, BLOCK - 1, 0xFF}}, .inside = BB_INSIDE_OTHER},
    {"zeros", K355, {{0, BLOCK, 0x00}}, .inside = BB_INSIDE_OTHER},
    {"blank in the image", K355, {{0, BLOCK, 0xFF}}, .image_too = TRUE, .inside = BB_INSIDE_EQUAL},
    /* Running firmware of another revision may have a blank block, because it may be shorter. In firmware that does
     * not start, a blank block was not programmed. */
    {"runs, blank block of another revision", K355, {{0, BLOCK, 0xFF}, {BLOCK, 1, 0x5A}}, .inside = BB_INSIDE_OTHER},
    {"does not start, blank block",
     K355,
     {{0, BLOCK, 0xFF}, {BLOCK, 1, 0x5A}},
     .safe_mode = TRUE,
     .inside = BB_INSIDE_BROKEN,
     .says = ONE_BLANK},
    {"runs, nothing to compare", K355, {{0, BLOCK, 0xFF}}, .without_image = TRUE, .inside = BB_INSIDE_UNKNOWN},
    {"does not start, nothing to compare",
     K355,
     {{0, BLOCK, 0xFF}},
     .safe_mode = TRUE,
     .without_image = TRUE,
     .inside = BB_INSIDE_BROKEN,
     .says = ONE_BLANK},
    {"does not start, whole", K355, {{0}}, .safe_mode = TRUE, .without_image = TRUE, .inside = BB_INSIDE_UNKNOWN},
    {"image of another type", K355, {{0}}, .other = TRUE, .inside = BB_INSIDE_UNKNOWN},
    {"first bank differs",
     K110,
     {{0x123, 1, 0x5A}},
     .inside = BB_INSIDE_SHARED,
     .says = "Only the second part of the firmware matches the image. Flashing was probably interrupted, unless "
             "the drive has another revision with the same second part."},
    {"second bank differs",
     K110,
     {{BANK_1, 1, 0x5A}},
     .inside = BB_INSIDE_MIXED,
     .says = "Only the first part of the firmware matches the image. Flashing was probably interrupted between "
             "the two parts."},
    {"second bank differs, same revision",
     K110,
     {{BANK_1, 1, 0x5A}},
     .reported = "1.23",
     .inside = BB_INSIDE_MIXED,
     .says = "Only the first part of the firmware matches the image. Flashing was probably interrupted between "
             "the two parts."},
    {"second bank differs, other revision", K110, {{BANK_1, 1, 0x5A}}, .reported = "9.87", .inside = BB_INSIDE_OTHER},
    {"second bank differs, other revision in safe mode",
     K110,
     {{BANK_1, 1, 0x5A}},
     .safe_mode = TRUE,
     .reported = "9.87",
     .inside = BB_INSIDE_MIXED,
     .says = "Only the first part of the firmware matches the image. Flashing was probably interrupted between "
             "the two parts."},
    {"both banks differ", K110, {{0x123, 1, 0x5A}, {BANK_1, 1, 0x5A}}, .inside = BB_INSIDE_OTHER},
    {"second bank is blank",
     K110,
     {{BANK_1, 0x20000, 0xFF}},
     .inside = BB_INSIDE_BROKEN,
     .says = "7 firmware blocks are blank, probably because flashing was interrupted."},
};

/* Returns (transfer full) captures with the firmware of the image @bytes, part by part. @missing_bytes: number of
 * bytes that were not read at the end of the first part */
static BbCaptures *
capture (const BbNecType *type, GByteArray *bytes, gsize missing_bytes)
{
    static const char *const names[] = {BB_NEC_CAPTURE_FIRMWARE, BB_NEC_CAPTURE_FIRMWARE_BANK_1};
    BbCaptures *captures = bb_captures_new (NULL);

    for (guint i = 0; i < type->n_parts; i++) {
        const BbNecPart *part = &type->parts[i];
        g_autoptr (GBytes) data =
            g_bytes_new (bytes->data + part->image_offset, part->length_bytes - (i == 0 ? missing_bytes : 0));

        bb_captures_add (captures, names[i], BB_REGION_FIRMWARE, part->address, data);
    }
    return captures;
}

static void
change (GByteArray *bytes, const Change *it)
{
    memset (bytes->data + it->at, it->value, it->length_bytes);
}

static void
test_firmware_is_compared_with_the_image (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (insides); i++) {
        const Inside *row = &insides[i];
        const NecVector *vector = nec_vector (row->vector);
        const NecRecipe recipe = {.tag = row->other ? "K451" : NULL};
        g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, "05");
        g_autoptr (GByteArray) bytes = nec_vector_bytes (vector, &recipe);
        g_autoptr (BbImage) image = NULL;
        g_autoptr (BbCaptures) captures = NULL;
        g_autofree char *why = NULL;

        if (row->image_too)
            change (bytes, &row->changes[0]);
        image = nec_identify (catalog, bytes);
        for (guint j = 0; j < G_N_ELEMENTS (row->changes); j++)
            change (bytes, &row->changes[j]);
        captures = capture (bb_nec_facts_type (facts), bytes, 0);
        if (row->safe_mode)
            facts->condition = BB_CONDITION_SPECIAL;
        g_strlcpy (facts->inquiry.revision, row->reported != NULL ? row->reported : "",
                   sizeof facts->inquiry.revision);
        g_test_message ("%s", row->what);
        g_assert_cmpint (
            bb_family_nec_optiarc.inspect->compare (facts, captures, row->without_image ? NULL : image, &why), ==,
            row->inside);
        g_assert_cmpstr (why, ==, row->says);
    }
}

/* Firmware that was not read completely, or of a drive of an unknown type, is not compared. */
static void
test_nothing_is_said_of_incomplete_reads (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();
    const NecVector *vector = nec_vector (K355);
    g_autoptr (BbFacts) facts = nec_facts (catalog, vector->code, vector->firmware_id, "05");
    g_autoptr (GByteArray) bytes = nec_vector_bytes (vector, NULL);
    g_autoptr (BbImage) image = nec_identify (catalog, bytes);
    g_autoptr (BbCaptures) cut = capture (bb_nec_facts_type (facts), bytes, 1);
    g_autoptr (BbCaptures) none = bb_captures_new (NULL);
    g_autofree char *why = NULL;

    g_assert_cmpint (bb_nec_inspect (facts, cut, image, &why), ==, BB_INSIDE_UNKNOWN);
    g_assert_cmpint (bb_nec_inspect (facts, none, image, &why), ==, BB_INSIDE_UNKNOWN);
    g_clear_pointer (&facts->model, bb_model_unref);
    g_assert_cmpint (bb_nec_inspect (facts, none, image, &why), ==, BB_INSIDE_UNKNOWN);
    g_assert_null (why);
}

/**
 * Reading: a drive and an image, and the expected plan that reads the firmware of the drive.
 * @id: firmware id byte of the drive; -1: unknown
 * @image: (nullable): vector of the image
 * @first, @last: expected first and last command; NULL: there must be no plan, because the firmware cannot be read
 */
static const struct {
    const char *code;
    int id;
    const char *image;
    gboolean safe_mode;
    guint n_reads;
    const char *first;
    const char *last;
} readings[] = {
    {"K355", 0x93, NULL, FALSE, 480, "CC0000010000001000000000", "CC00001EF000001000000000"},
    {"K355", 0x93, NULL, TRUE, 480, "CC0000010000001000000000", "CC00001EF000001000000000"},
    {"K110", 0x68, NULL, FALSE, 155, "CC0000005000001000000000", "CC100025F000001000000000"},
    /* Reads of a K370 need safe mode and the firmware id byte, which may also be that of the image. */
    {"K370", 0xA2, NULL, FALSE, 0, NULL, NULL},
    {"K370", 0xA2, NULL, TRUE, 480, "CC00000100000010005244A2", "CC00001EF0000010005244A2"},
    {"K370", 0x00, NULL, TRUE, 480, "CC0000010000001000524400", "CC00001EF000001000524400"},
    {"K370", 0xFF, NULL, TRUE, 0, NULL, NULL},
    {"K370", -1, NULL, TRUE, 0, NULL, NULL},
    {"K370", 0xFF, K370, TRUE, 480, "CC00000100000010005244A2", "CC00001EF0000010005244A2"},
    {"K370", -1, K370, TRUE, 480, "CC00000100000010005244A2", "CC00001EF0000010005244A2"},
    {"C500", -1, C500, TRUE, 0, NULL, NULL},
};

static void
test_firmware_is_read_if_it_can_be (void)
{
    g_autoptr (BbCatalog) catalog = nec_catalog ();

    for (guint i = 0; i < G_N_ELEMENTS (readings); i++) {
        g_autoptr (BbFacts) facts = nec_facts (catalog, readings[i].code, readings[i].id, "05");
        g_autoptr (BbImage) image =
            readings[i].image != NULL ? nec_vector_image (catalog, nec_vector (readings[i].image), NULL) : NULL;
        g_autoptr (GError) error = NULL;
        g_autoptr (BbPlan) plan = NULL;
        g_autofree char *stream = NULL;
        g_auto (GStrv) lines = NULL;

        if (readings[i].safe_mode)
            facts->condition = BB_CONDITION_SPECIAL;
        plan = bb_family_nec_optiarc.inspect->plan (facts, image, &error);
        g_test_message ("row %u", i);
        if (readings[i].first == NULL) {
            g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
            continue;
        }
        g_assert_no_error (error);
        stream = plan_dup_stream (plan);
        lines = g_strsplit (stream, "\n", -1);
        g_assert_cmpuint (bb_plan_get_n_steps (plan), ==, readings[i].n_reads);
        g_assert_true (g_str_has_prefix (lines[0], readings[i].first));
        g_assert_true (g_str_has_prefix (lines[readings[i].n_reads - 1], readings[i].last));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/nec/inspect/firmware-is-compared-with-the-image", test_firmware_is_compared_with_the_image);
    g_test_add_func ("/nec/inspect/nothing-is-said-of-incomplete-reads", test_nothing_is_said_of_incomplete_reads);
    g_test_add_func ("/nec/inspect/firmware-is-read-if-it-can-be", test_firmware_is_read_if_it_can_be);
    return g_test_run ();
}
