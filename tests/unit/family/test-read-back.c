/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/bb-difference.h"
#include "family/bb-read-only.h"
#include "family/spc/bb-read-back.h"

#include <string.h>

/* The comparison of an image with the captures of a drive, and drives that cannot be read. */

#define SIZE 0x40u

/* Returns (transfer full) captures with a capture "firmware" of SIZE bytes, of which [@first, @end) are stored from
 * @data. */
static BbCaptures *
make_captures (const guint8 *data, guint32 first, guint32 end)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, "acme");
    g_autoptr (BbPlan) plan = NULL;
    BbCaptures *captures = NULL;

    bb_plan_builder_add_capture (builder, "firmware", BB_REGION_FIRMWARE, 0x8000, SIZE, FALSE);
    bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, 1);
    bb_plan_builder_add_identify (builder);
    plan = bb_plan_builder_end (builder);
    captures = bb_captures_new (plan);
    if (end > first)
        bb_captures_store (captures, 0, first, data + first, end - first);
    return captures;
}

/* Bytes of the range that were not read are counted in n_wanted, but not in n_compared. */
static void
test_read_part_is_compared (void)
{
    static const struct {
        guint32 read_first;
        guint32 read_end;
        guint32 first;
        guint32 end;
        guint n_compared;
        guint n_different; /* bytes 0x10 and 0x3F differ */
    } rows[] = {
        {0, SIZE, 0, SIZE, SIZE, 2},       {0, SIZE, 0x11, SIZE - 1, SIZE - 1 - 0x11, 0},
        {0, SIZE, 0x10, 0x11, 1, 1},       {0, SIZE, 5, 5, 0, 0},
        {0x08, 0x20, 0, SIZE, 0x18, 1},    {0x08, 0x10, 0, SIZE, 8, 0},
        {0x08, 0x11, 0, SIZE, 9, 1},       {0x30, SIZE, 0, SIZE, 0x10, 1},
        {0x30, SIZE - 1, 0, SIZE, 0xF, 0}, {0, 0, 0, SIZE, 0, 0},
        {0, 0x20, 0x20, SIZE, 0, 0},       {0, 0x21, 0x20, SIZE, 1, 0},
    };
    guint8 image_data[SIZE];
    guint8 data[SIZE];
    g_autoptr (GBytes) image = NULL;

    for (guint i = 0; i < SIZE; i++)
        image_data[i] = data[i] = (guint8) (i * 7);
    data[0x10] ^= 1;
    data[SIZE - 1] ^= 0x80;
    image = g_bytes_new (image_data, SIZE);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbCaptures) captures = make_captures (data, rows[i].read_first, rows[i].read_end);
        g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
        BbReadBack result = {100, 200, 300};

        g_test_message ("row %u", i);
        bb_read_back_compare (&result, captures, "firmware", image, rows[i].first, rows[i].end, differences);
        bb_read_back_compare (&result, captures, "firmware", image, rows[i].first, rows[i].end, NULL);
        g_assert_cmpuint (result.n_wanted, ==, 100 + 2 * (rows[i].end - rows[i].first));
        g_assert_cmpuint (result.n_compared, ==, 200 + 2 * rows[i].n_compared);
        g_assert_cmpuint (result.n_different, ==, 300 + 2 * rows[i].n_different);
        g_assert_cmpuint (differences->len, ==, rows[i].n_different);
        for (guint j = 0; j < differences->len; j++) {
            const BbDifference *difference = &g_array_index (differences, BbDifference, j);

            g_assert_true (difference->address == 0x10 || difference->address == SIZE - 1);
            g_assert_cmpuint (difference->length_bytes, ==, 1);
        }
    }
}

static void
test_hole_between_two_reads_is_left_out (void)
{
    guint8 data[SIZE] = {0};
    g_autoptr (GBytes) image = g_bytes_new (data, SIZE);
    g_autoptr (BbCaptures) captures = NULL;
    BbReadBack result = {0};

    memset (data, 0xFF, sizeof data);
    captures = make_captures (data, 0x04, 0x08);
    bb_captures_store (captures, 0, 0x20, data + 0x20, 0x10);
    bb_read_back_compare (&result, captures, "firmware", image, 0, SIZE, NULL);
    g_assert_cmpuint (result.n_wanted, ==, SIZE);
    g_assert_cmpuint (result.n_compared, ==, 4 + 0x10);
    g_assert_cmpuint (result.n_different, ==, 4 + 0x10);
}

static void
test_missing_capture_is_only_wanted (void)
{
    guint8 data[SIZE] = {0};
    g_autoptr (GBytes) image = g_bytes_new (data, SIZE);
    g_autoptr (BbCaptures) captures = make_captures (data, 0, SIZE);
    BbReadBack result = {0};

    bb_read_back_compare (&result, captures, "boot-code", image, 2, SIZE, NULL);
    g_assert_cmpuint (result.n_wanted, ==, SIZE - 2);
    g_assert_cmpuint (result.n_compared, ==, 0);
    g_assert_cmpuint (result.n_different, ==, 0);
}

/* --- drives that cannot be read --- */

/* Calls each function that is for drives that cannot be read. The functions that return an error must give the
 * sentence that the family of the drive has for a backup or, if the drive has no family, a general sentence.
 * bb_unreadable_judge() must always give the general sentence. */
static void
test_unreadable_drive_says_why (void)
{
    static const char general[] = "The firmware of this drive cannot be read.";
    static const char of_btc[] = "btc";
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);

    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbFacts) facts = bb_facts_new (NULL);
        BbFlashInput input = {.facts = facts};
        BbJudgeInput judged = {.after = facts};
        g_autoptr (GError) backup = NULL;
        g_autoptr (GError) image = NULL;
        g_autoptr (GError) verify = NULL;
        g_autofree char *why = NULL;
        g_autofree char *said = NULL;

        if (i > 0) {
            facts->family = g_strdup (of_btc);
            g_assert_cmpint (bb_family_lookup (of_btc)->backup_kind (facts, &why), ==, BB_BACKUP_NONE);
            g_assert_cmpstr (why, !=, general);
        }
        g_assert_null (bb_unreadable_plan_backup (facts, NULL, &backup));
        g_assert_null (bb_unreadable_make_image (facts, captures, NULL, &image));
        g_assert_null (bb_unreadable_plan_verify (&input, &verify));
        g_assert_error (backup, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_assert_error (image, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_assert_error (verify, BB_FAMILY_ERROR, BB_FAMILY_ERROR_CANNOT);
        g_assert_cmpstr (backup->message, ==, i > 0 ? why : general);
        g_assert_cmpstr (image->message, ==, backup->message);
        g_assert_cmpstr (verify->message, ==, backup->message);
        g_assert_cmpint (bb_unreadable_judge (&judged, &said), ==, BB_PROOF_UNPROVEN);
        g_assert_cmpstr (said, ==, general);
        g_assert_null (bb_family_lay_out (facts, NULL));
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/read-back/read-part-is-compared", test_read_part_is_compared);
    g_test_add_func ("/read-back/hole-between-two-reads-is-left-out", test_hole_between_two_reads_is_left_out);
    g_test_add_func ("/read-back/missing-capture-is-only-wanted", test_missing_capture_is_only_wanted);
    g_test_add_func ("/read-back/unreadable-drive-says-why", test_unreadable_drive_says_why);
    return g_test_run ();
}
