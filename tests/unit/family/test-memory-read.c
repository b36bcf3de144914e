/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-steps.h"
#include "family/spc/bb-memory-read.h"

static BbCdb
get_cdb (guint32 address, guint32 length_bytes)
{
    return BB_CDB (0x3C, 5, BB_BE32 (address), 0, BB_BE16 (length_bytes), 0x44);
}

static const BbMemoryRead read_all = {get_cdb, .piece_bytes = 0x100, .timeout_ms = 1000};

static void
test_reads_cover_the_capture (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, "acme");
    guint capture = bb_plan_builder_add_capture (builder, "firmware", BB_REGION_FIRMWARE, 0x10008000, 0x210, FALSE);
    g_autoptr (BbPlan) plan = NULL;
    g_autofree char *stream = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, 1);
    bb_memory_read_add_capture (&read_all, builder, capture, bb_step_store);
    plan = bb_plan_builder_end (builder);
    stream = plan_dup_stream (plan);
    g_assert_cmpstr (stream, ==,
                     "3C051000800000010044 i 256\n3C051000810000010044 i 256\n3C051000820000001044 i 16\n");
    g_assert_cmpuint (bb_plan_get_step (plan, 2)->capture_offset, ==, 0x200);
    g_assert_cmpint (bb_plan_get_step (plan, 2)->accepts, ==, BB_ANSWER_GOOD | BB_ANSWER_REFUSED);
    g_assert_cmpint (bb_plan_get_step (plan, 2)->use, ==, BB_USE_STORE);
    g_assert_cmpuint (bb_plan_get_step (plan, 2)->region_bytes, ==, 16);
    g_assert_cmpuint (bb_plan_get_step (plan, 2)->timeout_ms, ==, 1000);
}

/* The image begins at offset 0x400 of its file, and is compared with the memory from address 0x8000 on. */
static void
test_image_may_begin_inside_its_blob (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_VERIFY, "acme");
    g_autoptr (GBytes) file = g_bytes_new_take (g_malloc0 (0x580), 0x580);
    guint blob = bb_plan_builder_add_blob (builder, file);
    g_autoptr (BbPlan) plan = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
    for (BbPieces p = bb_pieces (0x180, read_all.piece_bytes); bb_pieces_next (&p);)
        bb_step_compare (bb_memory_read_add (&read_all, builder, 0x8000 + p.offset, p.length_bytes), blob,
                         0x400 + p.offset);
    plan = bb_plan_builder_end (builder);
    g_assert_cmpuint (bb_plan_get_n_steps (plan), ==, 2);
    g_assert_cmpuint (bb_plan_get_step (plan, 0)->blob_offset, ==, 0x400);
    g_assert_cmpuint (bb_plan_get_step (plan, 1)->blob_offset, ==, 0x500);
    g_assert_cmpuint (bb_plan_get_step (plan, 1)->blob_length_bytes, ==, 0x80);
    g_assert_cmphex (bb_plan_get_step (plan, 1)->address, ==, 0x8100);
}

/* A probe command that reads 64 KiB, a length that does not fit in 16 bits, is listed with this length. */
static void
test_commands_of_a_probe_are_listed (void)
{
    static const BbMemoryRead long_read = {get_cdb, .piece_bytes = 0x10000, .timeout_ms = 1000};
    g_autoptr (GArray) commands = g_array_new (FALSE, FALSE, sizeof (BbProbeCommand));
    const BbProbeCommand *first = NULL;

    bb_memory_read_list (&long_read, commands, 0x8000, 0x10001);
    g_assert_cmpuint (commands->len, ==, 2);
    first = &g_array_index (commands, BbProbeCommand, 0);
    g_assert_cmpuint (first->data_in_bytes, ==, 0x10000);
    g_assert_cmpuint (first->cdb_length_bytes, ==, 10);
    g_assert_cmphex (first->cdb[4], ==, 0x80);
    g_assert_cmpuint (g_array_index (commands, BbProbeCommand, 1).data_in_bytes, ==, 1);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/memory-read/reads_cover_the_capture", test_reads_cover_the_capture);
    g_test_add_func ("/memory-read/image_may_begin_inside_its_blob", test_image_may_begin_inside_its_blob);
    g_test_add_func ("/memory-read/commands_of_a_probe_are_listed", test_commands_of_a_probe_are_listed);
    return g_test_run ();
}
