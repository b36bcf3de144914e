/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-steps.h"
#include "family/bb-plan.h"

#include <string.h>

/* Tests bb-captures.c, bb-plan.c and bb-plan-builder.c. */

static BbPlanBuilder *
begin (void)
{
    BbPlanBuilder *builder = bb_plan_builder_new (BB_PLAN_FLASH, "acme");
    g_autoptr (GBytes) blob = g_bytes_new_static ("0123456789", 10);

    bb_plan_builder_add_blob (builder, blob);
    bb_plan_builder_add_capture (builder, "firmware", BB_REGION_FIRMWARE, 0x1000, 16, TRUE);
    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 2);
    return builder;
}

/* Adds a TEST UNIT READY. */
static BbStep *
add (BbPlanBuilder *builder)
{
    return bb_plan_builder_add_command (builder, BB_STEP_STATUS, BB_CDB (0, 0, 0, 0, 0, 0), 1000);
}

/* Adds a command that reads 8 bytes. @use: what is done with them */
static BbStep *
add_in (BbPlanBuilder *builder, BbUse use)
{
    BbStep *step = add (builder);

    step->direction = BB_DIRECTION_IN;
    step->length_bytes = 8;
    step->use = use;
    return step;
}

/* Asserts that bb_plan_builder_end() returns NULL and logs a critical message that matches @pattern. */
static void
expect_fault (BbPlanBuilder *builder, const char *pattern)
{
    g_test_expect_message ("burnback", G_LOG_LEVEL_CRITICAL, pattern);
    g_assert_null (bb_plan_builder_end (builder));
    g_test_assert_expected_messages ();
}

static void
test_plan_has_what_was_added (void)
{
    static const char *const attempts[] = {"slim", "half-height", NULL};
    static const char *const other_attempts[] = {"half-height", NULL};
    g_autoptr (BbPlanBuilder) builder = begin ();
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GPtrArray) claims = g_ptr_array_new ();
    g_autofree char *stream = NULL;
    const char *before = NULL;
    const char *model = NULL;
    BbStep *step = add (builder);
    BbSection *section = NULL;

    step = add_in (builder, BB_USE_STORE);
    step->capture = 0;
    step->capture_offset = 8;
    section = bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
    section->collect = TRUE;
    step = add (builder);
    step->direction = BB_DIRECTION_OUT;
    step->length_bytes = 12;
    step->blob = 0;
    step->blob_offset = 2;
    step->blob_length_bytes = 8;
    step->endangers = TRUE;
    step = bb_plan_builder_add_step (builder, BB_VERB_WAIT_READY, BB_STEP_WAIT);
    bb_plan_builder_add_step (builder, BB_VERB_IDENTIFY, BB_STEP_IDENTIFY);
    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0x1000, 16);
    bb_plan_builder_set_note (builder, "Once.");
    bb_plan_builder_set_note (builder, "Twice.");
    bb_plan_builder_set_attempts (builder, other_attempts);
    bb_plan_builder_set_attempts (builder, attempts);
    bb_plan_builder_set_id_change (builder, "K450", "K451");
    bb_plan_builder_set_id_change (builder, "K355", "D355");
    bb_plan_builder_set_claims (builder, claims, "ND-4551A");
    bb_plan_builder_set_claims (builder, claims, "ND-3550A");
    plan = bb_plan_builder_end (builder);

    g_assert_nonnull (plan);
    g_assert_cmpint (bb_plan_get_kind (plan), ==, BB_PLAN_FLASH);
    g_assert_cmpstr (bb_plan_get_family (plan), ==, "acme");
    g_assert_cmpuint (bb_plan_get_n_steps (plan), ==, 5);
    g_assert_cmpuint (bb_plan_get_n_sections (plan), ==, 2);
    g_assert_cmpuint (bb_plan_get_section (plan, 0)->n_steps, ==, 2);
    g_assert_cmpuint (bb_plan_get_section (plan, 1)->first_step, ==, 2);
    g_assert_cmpuint (bb_plan_get_section (plan, 1)->n_steps, ==, 3);
    g_assert_cmpuint (bb_plan_get_section (plan, 1)->restart_at, ==, 1);
    g_assert_true (bb_plan_get_section (plan, 1)->collect);
    g_assert_cmpuint (bb_plan_get_step (plan, 0)->blob, ==, BB_BLOB_NONE);
    g_assert_cmpuint (bb_plan_get_step (plan, 0)->capture, ==, BB_CAPTURE_NONE);
    g_assert_cmpint (bb_plan_get_step (plan, 0)->accepts, ==, BB_ANSWER_GOOD);
    g_assert_cmpuint (bb_plan_get_step (plan, 3)->wait.n_ready, ==, 1);
    g_assert_cmpuint (g_bytes_get_size (bb_plan_get_blob (plan, 0)), ==, 10);
    g_assert_cmpuint (bb_plan_get_n_captures (plan), ==, 1);
    g_assert_cmpuint (plan_find_capture (plan, "firmware"), ==, 0);
    g_assert_cmpuint (plan_find_capture (plan, "other"), ==, BB_CAPTURE_NONE);
    g_assert_true (bb_plan_get_capture (plan, 0)->required);
    g_assert_cmpuint (bb_plan_get_capture (plan, 0)->region.address, ==, 0x1000);
    g_assert_cmpuint (bb_plan_get_capture (plan, 0)->region.length_bytes, ==, 16);
    g_assert_cmpint (bb_plan_get_capture (plan, 0)->region.kind, ==, BB_REGION_FIRMWARE);
    g_assert_cmpuint (bb_plan_get_n_regions (plan), ==, 1);
    g_assert_cmpuint (bb_plan_get_region (plan, 0)->address, ==, 0x1000);
    g_assert_cmpuint (bb_plan_get_region (plan, 0)->length_bytes, ==, 16);
    g_assert_false (bb_plan_get_region (plan, 0)->kept);
    g_assert_cmpuint (bb_plan_get_section (plan, 0)->max_tries, ==, 2);
    g_assert_cmpuint (bb_plan_get_section (plan, 0)->restart_at, ==, 0);
    g_assert_cmpuint (bb_plan_get_step (plan, 3)->wait.interval_ms, ==, 1000);
    g_assert_cmpuint (bb_plan_get_step (plan, 3)->wait.limit_ms, ==, 60000);
    g_assert_true (g_strv_equal (bb_plan_get_attempts (plan), attempts));
    g_assert_false (bb_plan_wants_consent (plan));
    g_assert_cmpstr (bb_plan_get_region (plan, 0)->name, ==, "firmware");
    g_assert_cmpstr (bb_plan_get_note (plan), ==, "Twice.");
    g_assert_cmpstr (bb_plan_get_candidate (plan), ==, "slim");
    g_assert_cmpstr (bb_plan_get_id_change (plan, &before), ==, "D355");
    g_assert_cmpstr (before, ==, "K355");
    g_assert_true (bb_plan_get_claims (plan, &model) == claims);
    g_assert_cmpstr (model, ==, "ND-3550A");
    g_assert_true (plan_endangers (plan));
    stream = plan_dup_stream (plan);
    g_assert_cmpstr (stream, ==, "000000000000 - 0\n000000000000 i 8\n000000000000 o 12\n");
}

static void
test_plan_without_writes_endangers_nothing (void)
{
    g_autoptr (BbPlanBuilder) builder = begin ();
    g_autoptr (BbPlan) plan = NULL;

    add (builder);
    plan = bb_plan_builder_end (builder);
    g_assert_false (plan_endangers (plan));
    g_assert_null (bb_plan_get_note (plan));
}

typedef void (*Spoil) (BbPlanBuilder *builder);

/* Adds a step that sends bytes after the end of a blob. Each function spoil_…() adds one such fault to a plan. */
static void
spoil_blob_end (BbPlanBuilder *builder)
{
    BbStep *step = add (builder);

    step->direction = BB_DIRECTION_OUT;
    step->length_bytes = 9;
    step->blob = 0;
    step->blob_offset = 2;
    step->blob_length_bytes = 9;
}

static void
spoil_blob_wrap (BbPlanBuilder *builder)
{
    BbStep *step = add (builder);

    step->direction = BB_DIRECTION_OUT;
    step->length_bytes = 4;
    step->blob = 0;
    step->blob_offset = G_MAXUINT32;
    step->blob_length_bytes = 4;
}

static void
spoil_blob_longer_than_data (BbPlanBuilder *builder)
{
    BbStep *step = add (builder);

    step->direction = BB_DIRECTION_OUT;
    step->length_bytes = 4;
    step->blob = 0;
    step->blob_length_bytes = 5;
}

static void
spoil_no_blob (BbPlanBuilder *builder)
{
    BbStep *step = add (builder);

    step->direction = BB_DIRECTION_OUT;
    step->length_bytes = 4;
}

static void
spoil_compare_without_blob (BbPlanBuilder *builder)
{
    add_in (builder, BB_USE_COMPARE);
}

static void
spoil_compare_capture (BbPlanBuilder *builder)
{
    BbStep *step = add_in (builder, BB_USE_COMPARE);

    step->blob = 0;
    step->blob_length_bytes = 8;
    step->capture = 0;
    step->capture_offset = 9;
}

static void
spoil_capture_end (BbPlanBuilder *builder)
{
    BbStep *step = add_in (builder, BB_USE_STORE);

    step->capture = 0;
    step->capture_offset = 9;
}

static void
spoil_no_capture (BbPlanBuilder *builder)
{
    add_in (builder, BB_USE_COMPARE_CAPTURE);
}

static void
spoil_expect (BbPlanBuilder *builder)
{
    add_in (builder, BB_USE_EXPECT)->expect_offset = 8;
}

static void
spoil_expect_one_of (BbPlanBuilder *builder)
{
    static const char *const texts[] = {"0000", "0008", NULL};
    BbStep *step = add_in (builder, BB_USE_NONE);

    bb_plan_builder_expect_one_of (builder, step, step->length_bytes - 3, texts);
}

static void
spoil_expect_lengths (BbPlanBuilder *builder)
{
    static const char *const texts[] = {"0000", "000", NULL};

    bb_plan_builder_expect_one_of (builder, add_in (builder, BB_USE_NONE), 0, texts);
}

static void
spoil_expect_bytes (BbPlanBuilder *builder)
{
    BbStep *step = add_in (builder, BB_USE_NONE);

    bb_plan_builder_expect (builder, step, step->length_bytes - 3, "0000", 4);
}

static void
spoil_expect_not (BbPlanBuilder *builder)
{
    BbStep *step = add_in (builder, BB_USE_NONE);

    bb_plan_builder_expect_not (builder, step, step->length_bytes - 3, "0000", 4);
}

static GBytes *
echo (GBytes *answer, GError **error)
{
    return g_bytes_ref (answer);
}

/* Adds a read of a capture and a command that sends echo() of it. @apart: the command is in another section */
static BbStep *
add_computed (BbPlanBuilder *builder, gboolean apart)
{
    guint capture = bb_plan_builder_add_capture (builder, "challenge", BB_REGION_OTHER, 0, 8, FALSE);
    guint blob = bb_plan_builder_add_computed (builder, capture, 8, echo);

    bb_step_store (add_in (builder, BB_USE_NONE), capture, 0);
    if (apart)
        (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    return bb_plan_builder_add_data_out (builder, BB_STEP_UNLOCK, BB_CDB (0x3B, 0, 0, 0, 0, 0, 0, 0, 8, 0), 1000,
                                         blob, 0, 8);
}

static void
spoil_computed_section (BbPlanBuilder *builder)
{
    add_computed (builder, TRUE);
}

static void
spoil_computed_danger (BbPlanBuilder *builder)
{
    add_computed (builder, FALSE)->endangers = TRUE;
}

static void
spoil_computed_compare (BbPlanBuilder *builder)
{
    guint blob = add_computed (builder, FALSE)->blob;

    bb_step_compare (add_in (builder, BB_USE_NONE), blob, 0);
}

static void
spoil_poll (BbPlanBuilder *builder)
{
    bb_step_poll_with (bb_plan_builder_add_wait (builder, 0, 1000), BB_CDB (0x12, 0, 0, 0, 0, 0), 0);
}

static void
spoil_poll_finish (BbPlanBuilder *builder)
{
    BbStep *step = bb_plan_builder_add_wait (builder, 0, 1000);

    bb_step_poll_with (step, BB_CDB (0x12, 0, 0, 0, 36, 0), 36);
    step->wait.programmed_bytes = 8;
}

static void
spoil_use (BbPlanBuilder *builder)
{
    add_in (builder, (BbUse) 99);
}

static void
spoil_timeout (BbPlanBuilder *builder)
{
    add (builder)->timeout_ms = 0;
}

static void
spoil_cdb (BbPlanBuilder *builder)
{
    add (builder)->cdb.length_bytes = 7;
}

static void
spoil_short_cdb (BbPlanBuilder *builder)
{
    add (builder)->cdb = BB_CDB (0x3B, 0, 0, 0, 0, 0);
}

static void
spoil_condition (BbPlanBuilder *builder)
{
    BbStep *step = add (builder);

    bb_step_only_if (step, add (builder), BB_ANSWER_GOOD);
}

static void
spoil_direction (BbPlanBuilder *builder)
{
    add (builder)->direction = BB_DIRECTION_IN;
}

static void
spoil_use_without_data (BbPlanBuilder *builder)
{
    add (builder)->use = BB_USE_STORE;
}

static void
spoil_wait (BbPlanBuilder *builder)
{
    bb_plan_builder_add_step (builder, BB_VERB_WAIT_READY, BB_STEP_WAIT)->wait.limit_ms = 0;
}

static void
spoil_empty (BbPlanBuilder *builder)
{
    add (builder);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
}

static void
spoil_restart (BbPlanBuilder *builder)
{
    add (builder);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1)->restart_at = 2;
    add (builder);
}

static void
spoil_tries (BbPlanBuilder *builder)
{
    add (builder);
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 0);
    add (builder);
}

static void
spoil_own_condition (BbPlanBuilder *builder)
{
    BbStep *step = add (builder);

    bb_step_only_if (step, step, BB_ANSWER_GOOD);
}

static void
spoil_data_without_direction (BbPlanBuilder *builder)
{
    add (builder)->length_bytes = 8;
}

static void
spoil_ready (BbPlanBuilder *builder)
{
    bb_plan_builder_add_step (builder, BB_VERB_WAIT_READY, BB_STEP_WAIT)->wait.n_ready = 0;
}

/* Adds two commands in the wrong order: one sends a blob computed from a capture, the next one reads this capture. */
static void
spoil_computed_order (BbPlanBuilder *builder)
{
    guint capture = bb_plan_builder_add_capture (builder, "challenge", BB_REGION_OTHER, 0, 8, FALSE);
    guint blob = bb_plan_builder_add_computed (builder, capture, 8, echo);

    bb_plan_builder_add_data_out (builder, BB_STEP_UNLOCK, BB_CDB (0x3B, 0, 0, 0, 0, 0, 0, 0, 8, 0), 1000, blob, 0,
                                  8);
    bb_step_store (add_in (builder, BB_USE_NONE), capture, 0);
}

/* Adds a read that stores another capture than the one from which the blob is computed. */
static void
spoil_computed_capture (BbPlanBuilder *builder)
{
    guint capture = bb_plan_builder_add_capture (builder, "challenge", BB_REGION_OTHER, 0, 8, FALSE);
    guint blob = bb_plan_builder_add_computed (builder, capture, 8, echo);

    bb_step_store (add_in (builder, BB_USE_NONE), 0, 0);
    bb_plan_builder_add_data_out (builder, BB_STEP_UNLOCK, BB_CDB (0x3B, 0, 0, 0, 0, 0, 0, 0, 8, 0), 1000, blob, 0,
                                  8);
}

static void
test_invalid_plan_is_not_built (void)
{
    static const struct {
        Spoil spoil;
        const char *pattern;
    } rows[] = {
        {spoil_blob_end, "*inside its blob"},
        {spoil_blob_wrap, "*inside its blob"},
        {spoil_blob_longer_than_data, "*inside its blob"},
        {spoil_no_blob, "*inside its blob"},
        {spoil_compare_without_blob, "*inside its blob"},
        {spoil_compare_capture, "*inside its capture"},
        {spoil_capture_end, "*inside its capture"},
        {spoil_no_capture, "*inside its capture"},
        {spoil_expect, "*byte that does not come"},
        {spoil_expect_bytes, "*bytes that do not come"},
        {spoil_expect_not, "*bytes that do not come"},
        {spoil_expect_one_of, "*bytes that do not come"},
        {spoil_expect_lengths, "*texts of different lengths"},
        {spoil_computed_section, "*data of another section"},
        {spoil_computed_danger, "*endangers the drive"},
        {spoil_computed_compare, "*compares with a computed blob"},
        {spoil_poll, "*polls with a command that reads nothing"},
        {spoil_poll_finish, "*polls for an image*"},
        {spoil_use, "*no known way"},
        {spoil_timeout, "*no time-out"},
        {spoil_cdb, "*no known length"},
        {spoil_short_cdb, "*too short for its opcode"},
        {spoil_condition, "*depends on a later step"},
        {spoil_direction, "*direction*"},
        {spoil_use_without_data, "*data that does not come"},
        {spoil_wait, "*without an end"},
        {spoil_ready, "*without an end"},
        {spoil_own_condition, "*depends on a later step"},
        {spoil_data_without_direction, "*data without a direction"},
        {spoil_computed_order, "*data of another section"},
        {spoil_computed_capture, "*data of another section"},
        {spoil_empty, "*is empty"},
        {spoil_restart, "*restarts at a later one"},
        {spoil_tries, "*may never run"},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbPlanBuilder) builder = begin ();

        rows[i].spoil (builder);
        expect_fault (builder, rows[i].pattern);
    }
}

/* Each of these plans uses its data up to the last byte, or a limit up to its last value. */
static void
test_limits_of_a_plan_may_be_reached (void)
{
    g_autoptr (BbPlanBuilder) builder = begin ();
    g_autoptr (BbPlan) plan = NULL;
    BbStep *step = NULL;
    guint computed = 0;

    bb_plan_builder_add_data_out (builder, BB_STEP_UPLOAD, BB_CDB (0x3B, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1, 0, 0, 10);
    bb_plan_builder_add_data_out (builder, BB_STEP_UPLOAD, BB_CDB (0x3B, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1, 0, 9, 1);
    step = add_in (builder, BB_USE_STORE);
    step->capture = 0;
    step->capture_offset = 8;
    bb_step_expect (add_in (builder, BB_USE_NONE), 7, 0xAA);
    bb_plan_builder_expect (builder, add_in (builder, BB_USE_NONE), 4, "0000", 4);
    bb_plan_builder_expect_not (builder, add_in (builder, BB_USE_NONE), 0, "00000000", 8);
    bb_step_compare (add_in (builder, BB_USE_NONE), 0, 2);
    computed = add_computed (builder, FALSE)->blob;
    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1)->restart_at = 0;
    step = add (builder);
    bb_step_only_if (add (builder), step, BB_ANSWER_REFUSED);
    bb_step_poll_with (bb_plan_builder_add_wait (builder, 0, 1), BB_CDB (0x12, 0, 0, 0, 1, 0), 1);
    plan = bb_plan_builder_end (builder);
    g_assert_nonnull (plan);
    g_assert_cmpuint (g_bytes_get_size (bb_plan_get_blob (plan, computed)), ==, 8);
}

static const struct {
    guint8 opcode;
    guint8 least_bytes;
} opcodes[] = {
    {0x00, 6}, {0x1F, 6},  {0x20, 10}, {0x3F, 10}, {0x40, 10}, {0x5F, 10}, {0x60, 6},
    {0x7F, 6}, {0x80, 16}, {0x9F, 16}, {0xA0, 12}, {0xBF, 12}, {0xC0, 6},  {0xFF, 6},
};

/* The length of a CDB follows from its opcode, except for vendor-specific opcodes. */
static void
test_commands_have_the_length_of_their_group (void)
{
    static const guint8 lengths[] = {6, 10, 12, 16};

    for (guint i = 0; i < G_N_ELEMENTS (opcodes); i++) {
        for (guint j = 0; j < G_N_ELEMENTS (lengths); j++) {
            g_autoptr (BbPlanBuilder) builder = begin ();
            BbStep *step = add (builder);

            step->cdb.bytes[0] = opcodes[i].opcode;
            step->cdb.length_bytes = lengths[j];
            g_test_message ("%02X, %u", opcodes[i].opcode, lengths[j]);
            if (lengths[j] >= opcodes[i].least_bytes) {
                g_autoptr (BbPlan) plan = bb_plan_builder_end (builder);

                g_assert_nonnull (plan);
            } else {
                expect_fault (builder, "*too short for its opcode");
            }
        }
    }
}

static void
test_words_of_the_first_answer_are_stable (void)
{
    static const char *const words[] = {"unknown", "busy", "quiet", "refused"};

    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        g_assert_cmpstr (bb_finish_to_string (i), ==, words[i]);
        g_assert_cmpint (bb_finish_from_string (words[i]), ==, i);
    }
    g_assert_cmpint (bb_finish_from_string (""), ==, BB_FINISH_UNKNOWN);
    g_assert_cmpint (bb_finish_from_string ("BUSY"), ==, BB_FINISH_UNKNOWN);
}

static void
test_step_needs_a_section (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, "acme");

    g_test_expect_message ("burnback", G_LOG_LEVEL_CRITICAL, "*sections*");
    g_assert_null (bb_plan_builder_add_step (builder, BB_VERB_IDENTIFY, BB_STEP_IDENTIFY));
    g_test_assert_expected_messages ();
}

static void
test_words_are_stable (void)
{
    static const char *const steps[] = {"status", "enter",  "upload", "checksum",    "erase", "program", "read",
                                        "leave",  "finish", "unlock", "calibration", "wait",  "identify"};
    static const char *const phases[] = {"check", "back-up", "prepare", "erase", "program", "restart", "verify"};
    static const char *const regions[] = {"firmware", "boot-code", "calibration", "identity", "other", "left"};

    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
        g_assert_cmpstr (bb_step_kind_to_string (i), ==, steps[i]);
    for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
        g_assert_cmpstr (bb_phase_to_string (i), ==, phases[i]);
    for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
        g_assert_cmpstr (bb_region_kind_to_string (i), ==, regions[i]);
}

static BbCaptures *
captures_of_sixteen (void)
{
    g_autoptr (BbPlanBuilder) builder = begin ();
    g_autoptr (BbPlan) plan = NULL;

    add (builder);
    plan = bb_plan_builder_end (builder);
    return bb_captures_new (plan);
}

static void
test_captures_have_holes (void)
{
    static const guint8 data[] = "abcdefghijklmnop";
    g_autoptr (BbCaptures) captures = captures_of_sixteen ();
    g_autoptr (GBytes) holes = NULL;
    g_autoptr (GBytes) whole = NULL;
    guint32 n_missing = 0;

    g_assert_null (bb_captures_get (captures, "firmware"));
    g_assert_null (bb_captures_get (captures, "nothing"));
    bb_captures_store (captures, 0, 4, data + 4, 4);
    bb_captures_store (captures, 0, 12, data + 12, 4);
    bb_captures_store (captures, 0, 8, data, 0);
    g_assert_true (bb_captures_is_stored (captures, 0, 4, 4));
    g_assert_true (bb_captures_is_stored (captures, 0, 5, 0));
    g_assert_false (bb_captures_is_stored (captures, 0, 4, 5));
    g_assert_false (bb_captures_is_stored (captures, 0, 0, 16));
    holes = bb_captures_get_with_holes (captures, "firmware", &n_missing);
    g_assert_cmpuint (n_missing, ==, 8);
    g_assert_cmpmem (g_bytes_get_data (holes, NULL), 16,
                     "\xFF\xFF\xFF\xFF"
                     "efgh"
                     "\xFF\xFF\xFF\xFF"
                     "mnop",
                     16);
    bb_captures_store (captures, 0, 7, data + 7, 5);
    g_assert_true (bb_captures_is_stored (captures, 0, 4, 12));
    g_assert_null (bb_captures_get (captures, "firmware"));
    bb_captures_store (captures, 0, 0, data, 4);
    whole = bb_captures_get (captures, "firmware");
    g_assert_cmpmem (g_bytes_get_data (whole, NULL), 16, data, 16);
    g_assert_true (bb_captures_is_stored (captures, 0, 0, 16));
}

static void
test_captures_in_any_order_are_whole (void)
{
    for (guint seed = 0; seed < 200; seed++) {
        g_autoptr (BbCaptures) captures = captures_of_sixteen ();
        g_autoptr (GRand) random = g_rand_new_with_seed (seed);
        gboolean stored[16] = {FALSE};

        for (guint i = 0; i < 12; i++) {
            guint32 first = g_rand_int_range (random, 0, 16);
            guint32 length = g_rand_int_range (random, 0, 17 - first);
            guint8 data[16] = {0};

            bb_captures_store (captures, 0, first, data, length);
            for (guint32 j = first; j < first + length; j++)
                stored[j] = TRUE;
        }
        for (guint i = 0; i < 16; i++) {
            guint32 end = i;

            while (end < 16 && stored[end])
                end++;
            g_assert_cmpuint (bb_captures_get_stored_end (captures, 0, i), ==, end);
            g_assert_cmpint (bb_captures_is_stored (captures, 0, i, 1), ==, stored[i]);
        }
    }
}

static void
test_captures_can_be_added (void)
{
    g_autoptr (BbCaptures) captures = bb_captures_new (NULL);
    g_autoptr (GBytes) first = g_bytes_new_static ("first", 5);
    g_autoptr (GBytes) second = g_bytes_new_static ("second", 6);
    g_autoptr (GBytes) read = NULL;

    bb_captures_add (captures, "boot-code", BB_REGION_BOOT_CODE, 0x2000, first);
    bb_captures_add (captures, "boot-code", BB_REGION_BOOT_CODE, 0x2000, second);
    g_assert_cmpuint (bb_captures_get_n (captures), ==, 1);
    g_assert_cmpstr (bb_captures_get_info (captures, 0)->region.name, ==, "boot-code");
    g_assert_cmpuint (bb_captures_get_info (captures, 0)->region.length_bytes, ==, 6);
    g_assert_cmpuint (bb_captures_get_info (captures, 0)->region.address, ==, 0x2000);
    g_assert_cmpint (bb_captures_get_info (captures, 0)->region.kind, ==, BB_REGION_BOOT_CODE);
    g_assert_false (bb_captures_get_info (captures, 0)->required);
    read = bb_captures_get (captures, "boot-code");
    g_assert_true (g_bytes_equal (read, second));
}

static void
test_every_reply_is_one_kind_of_answer (void)
{
    static const struct {
        guint8 status;
        BbSense sense;
        gsize residual_bytes;
        BbAnswer answer;
    } cases[] = {
        {BB_STATUS_GOOD, {0}, 0, BB_ANSWER_GOOD},
        {BB_STATUS_GOOD, {0}, 4, BB_ANSWER_SHORT},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 0}, 0, BB_ANSWER_GOOD},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 1, .asc = 0x5D}, 0, BB_ANSWER_GOOD},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 1, .asc = 0x5D}, 4, BB_ANSWER_SHORT},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 2, .asc = 0x3A}, 0, BB_ANSWER_ERROR},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 3, .asc = 0x0C}, 0, BB_ANSWER_ERROR},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 4, .asc = 0x44}, 0, BB_ANSWER_ERROR},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 5, .asc = 0x26}, 0, BB_ANSWER_REFUSED},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 6, .asc = 0x3F, .ascq = 1}, 0, BB_ANSWER_CHANGED},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 6, .asc = 0x29}, 0, BB_ANSWER_ERROR},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 7, .asc = 0x27}, 0, BB_ANSWER_ABORTED},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 0xB}, 0, BB_ANSWER_ABORTED},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .key = 0xE}, 0, BB_ANSWER_ABORTED},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .deferred = TRUE, .key = 5}, 0, BB_ANSWER_ERROR},
        {BB_STATUS_CHECK_CONDITION, {.valid = TRUE, .deferred = TRUE, .key = 1}, 0, BB_ANSWER_ERROR},
        {BB_STATUS_CHECK_CONDITION, {0}, 0, BB_ANSWER_ERROR},
        {BB_STATUS_BUSY, {.valid = TRUE, .key = 5}, 0, BB_ANSWER_ERROR},
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        BbReply reply = {
            .status = cases[i].status, .sense = cases[i].sense, .residual_bytes = cases[i].residual_bytes};

        g_assert_cmphex (bb_reply_classify (&reply), ==, cases[i].answer);
    }
}

/* The pieces of data contain each byte once and in order, for several lengths. */
static void
test_pieces_cover_the_data (void)
{
    static const guint32 sizes[] = {0, 1, 0x7FFF, 0x8000, 0x8001, 0x10000, 0x18001};

    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        guint32 end = 0;
        guint n_pieces = 0;

        for (BbPieces p = bb_pieces (sizes[i], 0x8000); bb_pieces_next (&p);) {
            g_assert_cmpuint (p.offset, ==, end);
            g_assert_cmpuint (p.number, ==, n_pieces);
            g_assert_cmpuint (p.length_bytes, ==, MIN (0x8000, sizes[i] - end));
            end += p.length_bytes;
            n_pieces++;
            g_assert_cmpint (p.is_last, ==, end == sizes[i]);
        }
        g_assert_cmpuint (end, ==, sizes[i]);
        g_assert_cmpuint (n_pieces, ==, (sizes[i] + 0x7FFF) / 0x8000);
    }
}

static void
test_builder_functions_fill_in_steps (void)
{
    g_autoptr (BbPlanBuilder) builder = begin ();
    BbStep *out = bb_plan_builder_add_data_out (
        builder, BB_STEP_UPLOAD, BB_CDB (0x3B, 4, 0, BB_BE24 (0x123456), 0, 0, 4, 0x44), 2000, 0, 6, 4);
    BbStep *in = bb_plan_builder_add_data_in (builder, BB_STEP_READ,
                                              BB_CDB (0x3C, 5, BB_BE32 (0x89ABCDEF), 0, 0, 8, 0), 3000, 8);
    BbStep *wait = bb_plan_builder_add_wait (builder, 500, 7000);
    g_autoptr (BbPlan) plan = NULL;
    g_autofree char *stream = NULL;

    bb_step_touch (out, 0x5000, 4);
    bb_step_store (in, 0, 8);
    (void) bb_plan_builder_add_identify (builder);
    plan = bb_plan_builder_end (builder);
    stream = plan_dup_stream (plan);
    g_assert_true (g_str_has_prefix (stream, "3B040012345600000444 o 4\n3C0589ABCDEF00000800 i 8\n"));
    g_assert_cmpuint (out->timeout_ms, ==, 2000);
    g_assert_cmpuint (out->blob, ==, 0);
    g_assert_cmpuint (out->blob_offset, ==, 6);
    g_assert_cmpuint (out->blob_length_bytes, ==, 4);
    g_assert_cmpuint (out->address, ==, 0x5000);
    g_assert_cmpuint (out->region_bytes, ==, 4);
    g_assert_cmpint (in->use, ==, BB_USE_STORE);
    g_assert_cmpuint (in->capture_offset, ==, 8);
    bb_step_compare (in, 0, 2);
    g_assert_cmpint (in->use, ==, BB_USE_COMPARE);
    g_assert_cmpuint (in->blob_offset, ==, 2);
    g_assert_cmpuint (in->blob_length_bytes, ==, 8);
    bb_step_compare_capture (in, 0, 4);
    g_assert_cmpint (in->use, ==, BB_USE_COMPARE_CAPTURE);
    g_assert_cmpuint (in->capture_offset, ==, 4);
    g_assert_cmpuint (wait->wait.first_ms, ==, 500);
    g_assert_cmpuint (wait->wait.limit_ms, ==, 7000);
    g_assert_true (wait->wait.may_vanish);
    g_assert_cmpuint (wait->quiet_ms, ==, 7000);
    g_assert_cmpint (bb_plan_get_step (plan, 3)->verb, ==, BB_VERB_IDENTIFY);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/plan/plan_has_what_was_added", test_plan_has_what_was_added);
    g_test_add_func ("/plan/plan_without_writes_endangers_nothing", test_plan_without_writes_endangers_nothing);
    g_test_add_func ("/plan/invalid_plan_is_not_built", test_invalid_plan_is_not_built);
    g_test_add_func ("/plan/limits-may-be-reached", test_limits_of_a_plan_may_be_reached);
    g_test_add_func ("/plan/commands-have-the-length-of-their-group", test_commands_have_the_length_of_their_group);
    g_test_add_func ("/plan/words-of-the-first-answer-are-stable", test_words_of_the_first_answer_are_stable);
    g_test_add_func ("/plan/step_needs_a_section", test_step_needs_a_section);
    g_test_add_func ("/plan/words_are_stable", test_words_are_stable);
    g_test_add_func ("/captures/captures_have_holes", test_captures_have_holes);
    g_test_add_func ("/captures/captures_in_any_order_are_whole", test_captures_in_any_order_are_whole);
    g_test_add_func ("/captures/captures_can_be_added", test_captures_can_be_added);
    g_test_add_func ("/plan/every-reply-is-one-kind-of-answer", test_every_reply_is_one_kind_of_answer);
    g_test_add_func ("/plan/pieces-cover-the-data", test_pieces_cover_the_data);
    g_test_add_func ("/plan/builder-functions-fill-in-steps", test_builder_functions_fill_in_steps);
    return g_test_run ();
}
