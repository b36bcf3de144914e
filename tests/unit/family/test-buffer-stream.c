/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-steps.h"
#include "family/spc/bb-buffer-read.h"
#include "family/spc/bb-buffer-stream.h"

/* Checks #BbBufferStream with chips whose update commands are known: Plextor, LG with Renesas chip, Pioneer, TSST
 * DVD-ROM drives, and plain SPC-4 microcode with deferred activation. */

typedef struct {
    const char *name;
    BbBufferStream stream;
    guint32 image_bytes;
    guint n_commands;
    guint checked[4]; /* step numbers of @commands */
    const char *commands[4];
} Row;

static const BbStreamCommand pioneer_commit = {.mode = 0x05, .buffer_id = 0xFF, .length_bytes = 0x100};
static const BbStreamCommand pioneer_enter = {.mode = 0x04, .buffer_id = 0xFF, .length_bytes = 0x100};
static const BbStreamCommand spc_activate = {.mode = 0x0F};

static const Row rows[] = {
    {.name = "plextor",
     .stream = {.cdb_length_bytes = 10,
                .first_mode = 4,
                .data_mode = 4,
                .last_mode = 5,
                .chunk_bytes = 0x4000,
                .polls = TRUE,
                .last_accepts = BB_ANSWER_ANY},
     .image_bytes = 0xF0000,
     .n_commands = 120,
     .checked = {0, 1, 3, 119},
     .commands = {"000000000000 - 0", "3B040000000000400000 o 16384", "3B040000400000400000 o 16384",
                  "3B05000EC00000400000 o 16384"}},
    {.name = "plextor, the other tool",
     .stream = {.cdb_length_bytes = 12, .first_mode = 4, .data_mode = 4, .last_mode = 5, .chunk_bytes = 0x1000},
     .image_bytes = 0xF0000,
     .n_commands = 240,
     .checked = {0, 1, 2, 239},
     .commands = {"3B0400000000001000000000 o 4096", "3B0400001000001000000000 o 4096",
                  "3B0400002000001000000000 o 4096", "3B05000EF000001000000000 o 4096"}},
    {.name = "renesas",
     .stream = {.cdb_length_bytes = 10,
                .first_mode = 2,
                .data_mode = 2,
                .last_mode = 5,
                .chunk_bytes = 0x8000,
                .control = {0x44},
                .last_accepts = BB_ANSWER_GOOD | BB_ANSWER_CHANGED},
     .image_bytes = 0x1A0400,
     .n_commands = 53,
     .checked = {0, 1, 51, 52},
     .commands = {"3B020000000000800044 o 32768", "3B020000800000800044 o 32768", "3B020019800000800044 o 32768",
                  "3B05001A000000040044 o 1024"}},
    {.name = "pioneer, normal part",
     .stream = {.cdb_length_bytes = 10,
                .first_mode = 7,
                .data_mode = 7,
                .last_mode = 7,
                .buffer_id = 0xF0,
                .chunk_bytes = 0x8000,
                .fills_last = TRUE,
                .prepare = &pioneer_enter,
                .commit = &pioneer_commit,
                .endangers = BB_STREAM_ENDANGERS_FIRST},
     .image_bytes = 0x127F00,
     .n_commands = 39,
     .checked = {0, 1, 37, 38},
     .commands = {"3B04FF00000000010000 o 256", "3B07F000000000800000 o 32768", "3B07F012000000800000 o 32768",
                  "3B05FF00000000010000 o 256"}},
    {.name = "tsst",
     .stream = {.form = BB_STREAM_ORDERED,
                .opcode = 0xFF,
                .prefix = 0x01,
                .cdb_length_bytes = 12,
                .first_mode = 0x00,
                .data_mode = 0xFF,
                .last_mode = 0x04,
                .chunk_bytes = 0xFC00},
     .image_bytes = 0x40000,
     .n_commands = 5,
     .checked = {0, 1, 3, 4},
     .commands = {"FF0001000000000000000000 o 64512", "FF00010000FF000000000000 o 64512",
                  "FF00010000FF000000000000 o 64512", "FF0001000004000000000000 o 4096"}},
    {.name = "spc, deferred",
     .stream = {.cdb_length_bytes = 10,
                .first_mode = 0x0E,
                .data_mode = 0x0E,
                .last_mode = 0x0E,
                .chunk_bytes = 0x8000,
                .offset_base = 0x10000,
                .commit = &spc_activate},
     .image_bytes = 0x8000,
     .n_commands = 2,
     .checked = {0, 0, 1, 1},
     .commands = {"3B0E0001000000800000 o 32768", "3B0E0001000000800000 o 32768", "3B0F0000000000000000 - 0",
                  "3B0F0000000000000000 - 0"}},
};

/* Returns (transfer full) a plan that sends an image of this length with the commands of @model. */
static BbPlan *
make_plan (const BbBufferStream *model, guint32 image_bytes)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "acme");
    g_autoptr (GBytes) image = g_bytes_new_take (g_malloc0 (image_bytes), image_bytes);
    g_autoptr (GBytes) data = g_bytes_new_take (g_malloc0 (0x100), 0x100);
    BbBufferStream stream = *model;
    BbStreamUse use = {.length_bytes = image_bytes, .max_tries = 2, .before_retry = BB_BEFORE_RETRY_WAIT};

    stream.chunk_timeout_ms = 60000;
    stream.last_timeout_ms = 180000;
    use.blob = bb_plan_builder_add_blob (builder, image);
    use.command_blob = bb_plan_builder_add_blob (builder, data);
    bb_buffer_stream_add (&stream, builder, &use);
    return bb_plan_builder_end (builder);
}

static void
test_commands_of_several_chips (void)
{
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbPlan) plan = make_plan (&rows[i].stream, rows[i].image_bytes);
        g_autofree char *text = plan_dup_stream (plan);
        g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);

        g_test_message ("%s", rows[i].name);
        g_assert_cmpuint (g_strv_length (lines), ==, rows[i].n_commands);
        for (guint j = 0; j < 4; j++)
            g_assert_cmpstr (lines[rows[i].checked[j]], ==, rows[i].commands[j]);
    }
}

/* For images of several lengths, each byte is sent once and in order. */
static void
test_chunks_cover_the_image (void)
{
    static const guint32 sizes[] = {1, 0x7FFF, 0x8000, 0x8001, 0x10000, 0x18001};
    BbBufferStream stream = {
        .cdb_length_bytes = 10, .first_mode = 1, .data_mode = 2, .last_mode = 3, .chunk_bytes = 0x8000};

    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
        g_autoptr (BbPlan) plan = make_plan (&stream, sizes[i]);
        guint n_steps = bb_plan_get_n_steps (plan);
        guint32 end = 0;

        for (guint j = 0; j < n_steps; j++) {
            const BbStep *step = bb_plan_get_step (plan, j);

            g_assert_cmpuint (step->blob_offset, ==, end);
            g_assert_cmpuint (step->blob_length_bytes, ==, step->length_bytes);
            g_assert_cmpuint (step->cdb.bytes[1], ==, j == n_steps - 1 ? 3 : j == 0 ? 1 : 2);
            g_assert_true (step->endangers == (j == n_steps - 1));
            end += step->length_bytes;
        }
        g_assert_cmpuint (end, ==, sizes[i]);
    }
}

static void
test_failure_restarts_at_first_section (void)
{
    static const BbStreamCommand prepare = {.mode = 0x01};
    BbBufferStream stream = {.cdb_length_bytes = 10,
                             .data_mode = 6,
                             .last_mode = 6,
                             .first_mode = 6,
                             .chunk_bytes = 0x8000,
                             .prepare = &prepare,
                             .programmed_from = 0x8000,
                             .journal_chunks = 2,
                             .endangers = BB_STREAM_ENDANGERS_FIRST,
                             .wait_first_ms = 10,
                             .wait_interval_ms = 20,
                             .wait_limit_ms = 30,
                             .wait_n_ready = 4,
                             .wait_typical_ms = 50,
                             .chunk_typical_ms = 60,
                             .last_typical_ms = 70};
    g_autoptr (BbPlan) plan = make_plan (&stream, 0x20000);
    const BbStep *wait = bb_plan_get_step (plan, bb_plan_get_n_steps (plan) - 1);

    g_assert_cmpuint (bb_plan_get_n_sections (plan), ==, 4);
    for (guint i = 0; i < 3; i++) {
        g_assert_cmpuint (bb_plan_get_section (plan, i)->restart_at, ==, 0);
        g_assert_cmpuint (bb_plan_get_section (plan, i)->max_tries, ==, 2);
        g_assert_cmpint (bb_plan_get_section (plan, i)->before_retry, ==, BB_BEFORE_RETRY_WAIT);
        g_assert_false (bb_plan_get_section (plan, i)->heals);
    }
    g_assert_true (bb_plan_get_section (plan, 3)->heals);
    g_assert_cmpuint (bb_plan_get_section (plan, 3)->restart_at, ==, 3);
    g_assert_cmpuint (bb_plan_get_section (plan, 3)->max_tries, ==, 1);
    g_assert_true (bb_plan_get_step (plan, 0)->journal);
    g_assert_false (bb_plan_get_step (plan, 0)->endangers);
    for (guint i = 1; i <= 4; i++) {
        const BbStep *step = bb_plan_get_step (plan, i);

        g_assert_true (step->endangers);
        g_assert_cmpuint (step->region_bytes, ==, i == 1 ? 0 : 0x8000);
        g_assert_true (step->journal == (i == 3));
        g_assert_cmpuint (step->typical_ms, ==, i == 4 ? 70 : 60);
        g_assert_cmpuint (step->timeout_ms, ==, i == 4 ? 180000 : 60000);
        g_assert_cmpuint (step->quiet_ms, ==, i == 4 ? 180000 : 0);
    }
    g_assert_cmpint (wait->verb, ==, BB_VERB_WAIT_READY);
    g_assert_cmpuint (wait->wait.first_ms, ==, 10);
    g_assert_cmpuint (wait->wait.interval_ms, ==, 20);
    g_assert_cmpuint (wait->wait.limit_ms, ==, 30);
    g_assert_cmpuint (wait->wait.n_ready, ==, 4);
    g_assert_true (wait->wait.may_vanish);
    g_assert_cmpuint (wait->typical_ms, ==, 50);
}

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
    g_test_add_func ("/buffer-stream/commands_of_several_chips", test_commands_of_several_chips);
    g_test_add_func ("/buffer-stream/chunks_cover_the_image", test_chunks_cover_the_image);
    g_test_add_func ("/buffer-stream/failure_restarts_at_first_section", test_failure_restarts_at_first_section);
    g_test_add_func ("/buffer-stream/reads_cover_the_capture", test_reads_cover_the_capture);
    return g_test_run ();
}
