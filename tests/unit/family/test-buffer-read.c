/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-steps.h"
#include "family/spc/bb-buffer-read.h"

static void
test_reads_cover_the_capture (void)
{
    static const BbBufferRead read = {.mode = 5, .buffer_id = 7, .chunk_bytes = 0x100, .timeout_ms = 1000};
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, "acme");
    guint capture = bb_plan_builder_add_capture (builder, "firmware", BB_REGION_FIRMWARE, 0x8000, 0x210, FALSE);
    g_autoptr (BbPlan) plan = NULL;
    g_autofree char *stream = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, 1);
    bb_buffer_read_add_capture (&read, builder, capture, BB_USE_STORE);
    plan = bb_plan_builder_end (builder);
    stream = plan_dup_stream (plan);
    g_assert_cmpstr (stream, ==,
                     "3C050700800000010000 i 256\n3C050700810000010000 i 256\n3C050700820000001000 i 16\n");
    g_assert_cmpuint (bb_plan_get_step (plan, 2)->capture_offset, ==, 0x200);
    g_assert_cmpint (bb_plan_get_step (plan, 2)->accepts, ==, BB_ANSWER_GOOD | BB_ANSWER_REFUSED);
    g_assert_cmpint (bb_plan_get_step (plan, 2)->use, ==, BB_USE_STORE);
    g_assert_cmpuint (bb_plan_get_step (plan, 2)->region_bytes, ==, 16);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/buffer-read/reads_cover_the_capture", test_reads_cover_the_capture);
    return g_test_run ();
}
