/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "family/bb-plan.h"

#include <string.h>

/* Asserts each member that the functions of the plan builder set, and the indexes that make a plan invalid. Tests
 * bb-plan-builder.c and bb-captures.c. */

/* Returns (transfer full) a builder with a blob of ten bytes, a capture of sixteen bytes and a section. */
static BbPlanBuilder *
begin (void)
{
    BbPlanBuilder *builder = bb_plan_builder_new (BB_PLAN_FLASH, "acme");
    g_autoptr (GBytes) blob = g_bytes_new_static ("0123456789", 10);

    g_assert_cmpuint (bb_plan_builder_add_blob (builder, blob), ==, 0);
    g_assert_cmpuint (bb_plan_builder_add_capture (builder, "firmware", BB_REGION_FIRMWARE, 0x1000, 16, TRUE), ==, 0);
    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 2);
    return builder;
}

/* Adds a command that reads @length_bytes. */
static BbStep *
add_in (BbPlanBuilder *builder, guint32 length_bytes)
{
    return bb_plan_builder_add_data_in (builder, BB_STEP_READ, BB_CDB (0x3C, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1000,
                                        length_bytes);
}

static void
test_captures_and_regions_have_all_members (void)
{
    g_autoptr (BbPlanBuilder) builder = begin ();
    BbRegion *added = NULL;
    const BbCaptureInfo *info = NULL;
    const BbRegion *region = NULL;
    g_autoptr (BbPlan) plan = NULL;

    g_assert_cmpuint (bb_plan_builder_add_capture (builder, "boot", BB_REGION_BOOT_CODE, 0x2000, 8, FALSE), ==, 1);
    added = bb_plan_builder_add_region (builder, "boot", BB_REGION_BOOT_CODE, 0x3000, 7);
    added->kept = TRUE;
    g_assert_nonnull (bb_plan_builder_get_capture (builder, 1));
    g_assert_null (bb_plan_builder_get_capture (builder, 2));
    add_in (builder, 1);
    plan = bb_plan_builder_end (builder);
    info = bb_plan_get_capture (plan, 1);
    g_assert_cmpstr (info->region.name, ==, "boot");
    g_assert_cmpint (info->region.kind, ==, BB_REGION_BOOT_CODE);
    g_assert_cmphex (info->region.address, ==, 0x2000);
    g_assert_cmpuint (info->region.length_bytes, ==, 8);
    g_assert_false (info->region.kept);
    g_assert_false (info->required);
    g_assert_true (bb_plan_get_capture (plan, 0)->required);
    g_assert_cmpuint (bb_plan_get_n_regions (plan), ==, 1);
    region = bb_plan_get_region (plan, 0);
    g_assert_cmpstr (region->name, ==, "boot");
    g_assert_cmpint (region->kind, ==, BB_REGION_BOOT_CODE);
    g_assert_cmphex (region->address, ==, 0x3000);
    g_assert_cmpuint (region->length_bytes, ==, 7);
    g_assert_true (region->kept);
}

/* Bytes that a step expects become a blob. The texts of bb_plan_builder_expect_one_of() all have the length of the
 * first one. */
static void
test_expectations_have_all_members (void)
{
    static const char *const texts[] = {"NE01", "NE02", "NE03", NULL};
    static const char *const one_text[] = {"BA0", NULL};
    g_autoptr (BbPlanBuilder) builder = begin ();
    BbStep *byte = add_in (builder, 8);
    BbStep *bytes = add_in (builder, 8);
    BbStep *not = add_in (builder, 8);
    BbStep *one_of = add_in (builder, 8);
    BbStep *one_of_one = add_in (builder, 8);
    g_autoptr (BbPlan) plan = NULL;
    const struct {
        const BbStep *step;
        BbUse use;
        guint32 offset;
        const char *blob; /* nullable */
        guint32 text_bytes;
    } rows[] = {
        {byte, BB_USE_EXPECT, 7, NULL, 0},
        {bytes, BB_USE_EXPECT_BYTES, 5, "abc", 0},
        {not, BB_USE_EXPECT_NOT, 6, "de", 0},
        {one_of, BB_USE_EXPECT_ONE_OF, 4, "NE01NE02NE03", 4},
        {one_of_one, BB_USE_EXPECT_ONE_OF, 5, "BA0", 3},
    };

    bb_step_expect (byte, 7, 0xA5);
    bb_plan_builder_expect (builder, bytes, 5, "abc", 3);
    bb_plan_builder_expect_not (builder, not, 6, "de", 2);
    bb_plan_builder_expect_one_of (builder, one_of, 4, texts);
    bb_plan_builder_expect_one_of (builder, one_of_one, 5, one_text);
    plan = bb_plan_builder_end (builder);
    g_assert_cmphex (byte->expect_byte, ==, 0xA5);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const BbStep *step = rows[i].step;

        g_assert_cmpint (step->use, ==, rows[i].use);
        g_assert_cmpuint (step->expect_offset, ==, rows[i].offset);
        g_assert_cmpuint (step->expect_length_bytes, ==, rows[i].text_bytes);
        g_assert_cmpuint (step->blob_offset, ==, 0);
        if (rows[i].blob == NULL) {
            g_assert_cmpuint (step->blob, ==, BB_BLOB_NONE);
            continue;
        }
        g_assert_cmpuint (step->blob, ==, i);
        g_assert_cmpuint (step->blob_length_bytes, ==, strlen (rows[i].blob));
        g_assert_cmpmem (g_bytes_get_data (bb_plan_get_blob (plan, i), NULL),
                         g_bytes_get_size (bb_plan_get_blob (plan, i)), rows[i].blob, strlen (rows[i].blob));
    }
}

static void
test_comparisons_have_all_members (void)
{
    g_autoptr (BbPlanBuilder) builder = begin ();
    BbStep *store = add_in (builder, 8);
    BbStep *again = add_in (builder, 8);
    BbStep *compare = add_in (builder, 8);
    BbStep *touch = add_in (builder, 8);
    g_autoptr (BbPlan) plan = NULL;

    bb_step_store (store, 0, 7);
    bb_step_compare_capture (again, 0, 8);
    bb_step_compare (compare, 0, 2);
    bb_step_touch (touch, 0x1234, 0x56);
    plan = bb_plan_builder_end (builder);
    g_assert_nonnull (plan);
    g_assert_cmpint (store->use, ==, BB_USE_STORE);
    g_assert_cmpuint (store->capture, ==, 0);
    g_assert_cmpuint (store->capture_offset, ==, 7);
    g_assert_cmpint (again->use, ==, BB_USE_COMPARE_CAPTURE);
    g_assert_cmpuint (again->capture, ==, 0);
    g_assert_cmpuint (again->capture_offset, ==, 8);
    g_assert_cmpint (compare->use, ==, BB_USE_COMPARE);
    g_assert_cmpuint (compare->blob, ==, 0);
    g_assert_cmpuint (compare->blob_offset, ==, 2);
    g_assert_cmpuint (compare->blob_length_bytes, ==, 8);
    g_assert_cmpuint (compare->capture, ==, BB_CAPTURE_NONE);
    g_assert_cmphex (touch->address, ==, 0x1234);
    g_assert_cmphex (touch->region_bytes, ==, 0x56);
}

/* bb_step_only_if() makes the earlier step accept the answers after which the later step is sent. */
static void
test_condition_is_accepted_by_the_earlier_step (void)
{
    g_autoptr (BbPlanBuilder) builder = begin ();
    BbStep *earlier = NULL;
    BbStep *later = NULL;
    g_autoptr (BbPlan) plan = NULL;

    add_in (builder, 1);
    earlier = add_in (builder, 1);
    later = add_in (builder, 1);
    bb_step_only_if (later, earlier, BB_ANSWER_REFUSED | BB_ANSWER_SHORT);
    plan = bb_plan_builder_end (builder);
    g_assert_nonnull (plan);
    g_assert_cmpuint (earlier->accepts, ==, BB_ANSWER_GOOD | BB_ANSWER_REFUSED | BB_ANSWER_SHORT);
    g_assert_cmpuint (later->only_if_step, ==, 1);
    g_assert_cmpuint (later->only_if, ==, BB_ANSWER_REFUSED | BB_ANSWER_SHORT);
    g_assert_cmpuint (later->accepts, ==, BB_ANSWER_GOOD);
}

/* A later call of a function that sets attempts, note, ID change or claims replaces the values of an earlier call. */
static void
test_plan_has_what_was_said_last (void)
{
    static const char *const first[] = {"slim", NULL};
    static const char *const second[] = {"half-height", "slim", NULL};
    g_autoptr (BbPlanBuilder) builder = begin ();
    g_autoptr (GPtrArray) claims = g_ptr_array_new ();
    g_autoptr (GPtrArray) other_claims = g_ptr_array_new ();
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbPlan) plain = NULL;
    g_autoptr (BbPlanBuilder) other = begin ();
    const char *before = NULL;
    const char *model = NULL;

    add_in (other, 1);
    plain = bb_plan_builder_end (other);
    g_assert_false (bb_plan_needs_power_cycle (plain));
    g_assert_false (bb_plan_wants_consent (plain));
    g_assert_null (bb_plan_get_note (plain));
    g_assert_null (bb_plan_get_candidate (plain));
    for (guint i = 0; i < 2; i++) {
        bb_plan_builder_set_attempts (builder, i == 0 ? first : second);
        bb_plan_builder_set_note (builder, i == 0 ? "First." : "Second.");
        bb_plan_builder_set_id_change (builder, i == 0 ? "A" : "C", i == 0 ? "B" : "D");
        bb_plan_builder_set_claims (builder, i == 0 ? claims : other_claims, i == 0 ? "E" : "F");
    }
    bb_plan_builder_set_needs_power_cycle (builder);
    bb_plan_builder_set_wants_consent (builder);
    add_in (builder, 1);
    plan = bb_plan_builder_end (builder);
    g_assert_cmpint (bb_plan_get_kind (plan), ==, BB_PLAN_FLASH);
    g_assert_cmpstr (bb_plan_get_family (plan), ==, "acme");
    g_assert_cmpstr (bb_plan_get_candidate (plan), ==, "half-height");
    g_assert_true (g_strv_equal (bb_plan_get_attempts (plan), second));
    g_assert_cmpstr (bb_plan_get_note (plan), ==, "Second.");
    g_assert_cmpstr (bb_plan_get_id_change (plan, &before), ==, "D");
    g_assert_cmpstr (before, ==, "C");
    g_assert_true (bb_plan_get_claims (plan, &model) == other_claims);
    g_assert_cmpstr (model, ==, "F");
    g_assert_true (bb_plan_needs_power_cycle (plan));
    g_assert_true (bb_plan_wants_consent (plan));
}

/* An index of a blob or capture that is not in the plan is a fault. */
static void
test_index_behind_the_last_is_a_fault (void)
{
    for (guint i = 0; i < 3; i++) {
        g_autoptr (BbPlanBuilder) builder = begin ();
        BbStep *step = i == 2 ? bb_plan_builder_add_data_out (builder, BB_STEP_UPLOAD,
                                                              BB_CDB (0x3B, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1000, 1, 0, 0)
                              : add_in (builder, 1);

        if (i == 0)
            bb_step_store (step, 1, 0);
        else if (i == 1)
            bb_step_compare (step, 1, 0);
        else
            step->length_bytes = 1;
        g_test_message ("plan %u", i);
        g_test_expect_message ("burnback", G_LOG_LEVEL_CRITICAL,
                               i == 0 ? "*step 0 does not lie inside its capture"
                                      : "*step 0 does not lie inside its blob");
        g_assert_null (bb_plan_builder_end (builder));
        g_test_assert_expected_messages ();
    }
}

/* bb_plan_find_unrecoverable() finds the step that can make a drive unrecoverable, also if it is the first of the
 * plan. */
static void
test_unrecoverable_step_is_found (void)
{
    for (guint i = 0; i < 3; i++) {
        g_autoptr (BbPlanBuilder) builder = begin ();
        g_autoptr (BbPlan) plan = NULL;

        for (guint j = 0; j < 2; j++)
            add_in (builder, 1)->unrecoverable = i == j;
        plan = bb_plan_builder_end (builder);
        g_assert_cmpuint (bb_plan_find_unrecoverable (plan), ==, i < 2 ? i : G_MAXUINT);
    }
}

/* --- captures --- */

/* Parts of a capture may be stored in any order; missing bytes are counted. */
static void
test_stored_parts_are_known (void)
{
    g_autoptr (BbPlanBuilder) builder = begin ();
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (GBytes) holes = NULL;
    g_autoptr (GBytes) whole = NULL;
    guint32 n_missing = 0;

    add_in (builder, 1);
    plan = bb_plan_builder_end (builder);
    captures = bb_captures_new (plan);
    g_assert_cmpuint (bb_captures_get_n (captures), ==, 1);
    g_assert_cmpuint (bb_captures_find (captures, "firmware"), ==, 0);
    g_assert_cmpuint (bb_captures_find (captures, "firm"), ==, BB_CAPTURE_NONE);
    bb_captures_store (captures, 0, 8, (const guint8 *) "IJKL", 4);
    bb_captures_store (captures, 0, 0, (const guint8 *) "ABCD", 4);
    g_assert_cmpuint (bb_captures_get_stored_end (captures, 0, 0), ==, 4);
    g_assert_cmpuint (bb_captures_get_stored_end (captures, 0, 3), ==, 4);
    g_assert_cmpuint (bb_captures_get_stored_end (captures, 0, 4), ==, 4);
    g_assert_cmpuint (bb_captures_get_stored_end (captures, 0, 7), ==, 7);
    g_assert_cmpuint (bb_captures_get_stored_end (captures, 0, 8), ==, 12);
    g_assert_true (bb_captures_is_stored (captures, 0, 1, 3));
    g_assert_false (bb_captures_is_stored (captures, 0, 1, 4));
    g_assert_true (bb_captures_is_stored (captures, 0, 5, 0));
    holes = bb_captures_get_with_holes (captures, "firmware", &n_missing);
    g_assert_cmpuint (n_missing, ==, 8);
    g_assert_cmpmem (g_bytes_get_data (holes, NULL), g_bytes_get_size (holes),
                     "ABCD\xFF\xFF\xFF\xFFIJKL\xFF\xFF\xFF\xFF", 16);
    g_assert_null (bb_captures_get (captures, "firmware"));
    bb_captures_store (captures, 0, 12, (const guint8 *) "MNOP", 4);
    bb_captures_store (captures, 0, 4, (const guint8 *) "EFGH", 4);
    whole = bb_captures_get (captures, "firmware");
    g_assert_cmpmem (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole), "ABCDEFGHIJKLMNOP", 16);
    g_assert_cmpuint (bb_captures_get_stored_end (captures, 0, 0), ==, 16);
    g_assert_null (bb_captures_get (captures, "boot"));
    g_assert_null (bb_captures_get_with_holes (captures, "boot", NULL));
}

/* A range of a capture counts as compared only after a second read. After new data was stored in a compared range,
 * the whole capture must be compared again. */
static void
test_compared_parts_are_known (void)
{
    g_autoptr (BbPlanBuilder) builder = begin ();
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (BbCaptures) captures = NULL;
    g_autoptr (GBytes) answer = g_bytes_new_static ("answer", 6);

    add_in (builder, 1);
    plan = bb_plan_builder_end (builder);
    captures = bb_captures_new (plan);
    bb_captures_store (captures, 0, 0, (const guint8 *) "ABCDEFGHIJKLMNOP", 16);
    g_assert_false (bb_captures_were_compared (captures));
    bb_captures_mark_compared (captures, 0, 0, 8);
    g_assert_false (bb_captures_were_compared (captures));
    bb_captures_mark_compared (captures, 0, 8, 8);
    g_assert_true (bb_captures_were_compared (captures));
    bb_captures_store (captures, 0, 15, (const guint8 *) "X", 1);
    g_assert_false (bb_captures_were_compared (captures));
    bb_captures_mark_compared (captures, 0, 15, 1);
    g_assert_false (bb_captures_were_compared (captures));
    bb_captures_mark_compared (captures, 0, 0, 16);
    /* Data outside the firmware may be read once, but a second read of it must not differ. */
    bb_captures_add (captures, "answer", BB_REGION_OTHER, 0, answer);
    g_assert_true (bb_captures_were_compared (captures));
    bb_captures_mark_compared (captures, 1, 0, 3);
    g_assert_false (bb_captures_were_compared (captures));
}

/* A #BbCompute: returns the first eight bytes of @answer, each increased by one. Fails if the first is X. */
static GBytes *
add_one (GBytes *answer, GError **error)
{
    const guint8 *data = g_bytes_get_data (answer, NULL);
    guint8 *sums = NULL;

    if (data[0] == 'X') {
        g_set_error_literal (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_IO, "it begins with X");
        return NULL;
    }
    sums = g_malloc (8);
    for (guint i = 0; i < 8; i++)
        sums[i] = (guint8) (data[i] + 1);
    return g_bytes_new_take (sums, 8);
}

/* A computed blob is made of a capture. If the capture is incomplete or the computation fails, there is no blob. */
static void
test_computed_blob_is_made_of_what_was_read (void)
{
    static const struct {
        const char *read; /* nullable: nothing */
        gsize length_bytes;
        const char *wanted; /* nullable: an error */
        BbTransportError code;
    } rows[] = {{"ABCDEFGHIJKLMNOP", 16, "BCDEFGHI", 0},
                {"ABCDEFGHIJKLMNO", 15, NULL, BB_TRANSPORT_ERROR_SHORT},
                {NULL, 0, NULL, BB_TRANSPORT_ERROR_SHORT},
                {"XBCDEFGHIJKLMNOP", 16, NULL, BB_TRANSPORT_ERROR_IO}};

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbPlanBuilder) builder = begin ();
        guint blob = bb_plan_builder_add_computed (builder, 0, 8, add_one);
        g_autoptr (BbPlan) plan = NULL;
        g_autoptr (BbCaptures) captures = NULL;
        g_autoptr (GBytes) plain = NULL;
        g_autoptr (GBytes) made = NULL;
        g_autoptr (GError) error = NULL;

        bb_step_store (add_in (builder, 16), 0, 0);
        bb_plan_builder_add_data_out (builder, BB_STEP_UNLOCK, BB_CDB (0x3B, 0, 0, 0, 0, 0, 0, 0, 8, 0), 1000, blob,
                                      0, 8);
        plan = bb_plan_builder_end (builder);
        g_assert_cmpuint (blob, ==, 1);
        captures = bb_captures_new (plan);
        if (rows[i].read != NULL)
            bb_captures_store (captures, 0, 0, (const guint8 *) rows[i].read, (guint32) rows[i].length_bytes);
        plain = bb_captures_make_blob (captures, plan, 0, &error);
        g_assert_no_error (error);
        g_assert_true (plain == bb_plan_get_blob (plan, 0));
        made = bb_captures_make_blob (captures, plan, 1, &error);
        g_test_message ("row %u", i);
        g_assert_cmpint (made != NULL, ==, rows[i].wanted != NULL);
        if (made == NULL)
            g_assert_error (error, BB_TRANSPORT_ERROR, (gint) rows[i].code);
        else
            g_assert_cmpmem (g_bytes_get_data (made, NULL), g_bytes_get_size (made), rows[i].wanted, 8);
    }
}

#define ADD(name, function) g_test_add_func ("/plan-builder/" name, function)

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    ADD ("captures-and-regions-have-all-members", test_captures_and_regions_have_all_members);
    ADD ("expectations-have-all-members", test_expectations_have_all_members);
    ADD ("comparisons-have-all-members", test_comparisons_have_all_members);
    ADD ("condition-is-accepted-by-the-earlier-step", test_condition_is_accepted_by_the_earlier_step);
    ADD ("plan-has-what-was-said-last", test_plan_has_what_was_said_last);
    ADD ("index-behind-the-last-is-a-fault", test_index_behind_the_last_is_a_fault);
    ADD ("unrecoverable-step-is-found", test_unrecoverable_step_is_found);
    ADD ("stored-parts-are-known", test_stored_parts_are_known);
    ADD ("compared-parts-are-known", test_compared_parts_are_known);
    ADD ("computed-blob-is-made-of-what-was-read", test_computed_blob_is_made_of_what_was_read);
    return g_test_run ();
}
