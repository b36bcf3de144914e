/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "script-drive.h"

#include "job/flow/bb-runner.h"

#include <string.h>

/* Runs steps that depend on the answers of a drive: computed blobs, bytes that an answer must or must not contain,
 * pauses, and waits that poll with another command than TEST UNIT READY. Tests bb-runner-wait.c. */

#define OP_READ 0xC1
#define OP_SEND 0xC2
#define OP_INQUIRY 0x12
#define REVISION_OFFSET 32

/* How the drive of a test answers. @revision: revision that it reports; @n_gone: number of INQUIRY commands without
 * an answer; @fails: opcode of commands that fail, or 0; @holds_back: TRUE if the answer to OP_READ has no data;
 * @sent_at_ms: time of the last OP_SEND */
typedef struct {
    const char *revision;
    guint n_gone;
    guint8 fails;
    gboolean holds_back;
    GString *order;
    guint8 sent[8];
    guint sent_at_ms;
} Script;

static gboolean
answer (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data, GError **error)
{
    Script *script = data;
    guint8 opcode = command->cdb.bytes[0];

    g_string_append_printf (script->order, "%02X ", opcode);
    if (opcode == OP_INQUIRY && script->n_gone > 0) {
        script->n_gone--;
        return script_gone (error);
    }
    if (opcode == script->fails)
        bb_reply_set_sense (reply, 4, 0x44, 0);
    if (opcode == OP_INQUIRY)
        memcpy (command->in + REVISION_OFFSET, script->revision, 4);
    if (opcode == OP_READ) {
        for (guint i = 0; i < command->length_bytes; i++)
            command->in[i] = 'a' + i;
        reply->residual_bytes = script->holds_back ? command->length_bytes : 0;
    }
    if (opcode == OP_SEND) {
        memcpy (script->sent, command->out, MIN (command->length_bytes, sizeof script->sent));
        script->sent_at_ms = drive->waited_ms;
    }
    return TRUE;
}

/* Runs @plan. Returns whether it succeeds; @waited_ms: (out) (optional): simulated time */
static gboolean
run (BbPlan *plan, Script *script, guint *waited_ms, GError **error)
{
    g_autoptr (ScriptDrive) drive = script_drive_new (answer, script);
    g_autoptr (BbReopenableTransport) link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    g_autoptr (BbRunner) runner = bb_runner_new (link, plan, job_rig_catalog (), NULL, NULL, FALSE);
    gboolean good = bb_runner_run (runner, error);

    if (waited_ms != NULL)
        *waited_ms = drive->waited_ms;
    return good;
}

static BbStep *
add_inquiry (BbPlanBuilder *builder)
{
    return bb_plan_builder_add_data_in (builder, BB_STEP_STATUS, BB_CDB (OP_INQUIRY, 0, 0, 0, 36, 0), 1000, 36);
}

/* --- computed blobs --- */

static GBytes *
reverse (GBytes *bytes, GError **error)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    guint8 *turned = g_malloc (size);

    for (gsize i = 0; i < size; i++)
        turned[i] = data[size - 1 - i];
    return g_bytes_new_take (turned, size);
}

static GBytes *
refuse (GBytes *bytes, GError **error)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED, "no such challenge");
    return NULL;
}

/* Returns a plan that reads four bytes and sends what @compute makes of them. */
static BbPlan *
make_computed (BbCompute compute)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "none");
    guint capture = bb_plan_builder_add_capture (builder, "challenge", BB_REGION_OTHER, 0, 4, FALSE);
    guint blob = bb_plan_builder_add_computed (builder, capture, 4, compute);
    BbStep *step = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    step = bb_plan_builder_add_data_in (builder, BB_STEP_UNLOCK, BB_CDB (OP_READ, 0, 0, 0, 0, 0), 1000, 4);
    step->accepts |= BB_ANSWER_SHORT;
    bb_step_store (step, capture, 0);
    bb_plan_builder_add_data_out (builder, BB_STEP_UNLOCK, BB_CDB (OP_SEND, 0, 0, 0, 0, 0), 1000, blob, 1, 3);
    return bb_plan_builder_end (builder);
}

static void
test_data_are_computed_from_the_answer (void)
{
    g_autoptr (GString) order = g_string_new (NULL);
    Script script = {.order = order};
    g_autoptr (BbPlan) plan = make_computed (reverse);
    g_autoptr (GError) error = NULL;

    g_assert_true (run (plan, &script, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpmem (script.sent, 3, "cba", 3);
}

/* Nothing is sent if the answer has no data, or if the function that computes the blob rejects it. */
static void
test_an_unusable_answer_ends_the_plan (gconstpointer holds_back)
{
    g_autoptr (GString) order = g_string_new (NULL);
    Script script = {.order = order, .holds_back = holds_back != NULL};
    g_autoptr (BbPlan) plan = make_computed (holds_back != NULL ? reverse : refuse);
    g_autoptr (GError) error = NULL;

    g_assert_false (run (plan, &script, NULL, &error));
    if (holds_back != NULL)
        g_assert_error (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_SHORT);
    else
        g_assert_error (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_UNEXPECTED);
    g_assert_cmpstr (order->str, ==, "00 C1 ");
}

/* --- expected bytes --- */

typedef struct {
    const char *name;
    const char *reported;
    gboolean forbidden;
    gboolean good;
    gboolean one_of_two;
} Expected;

static const Expected expected[] = {
    {"wanted-and-there", "0000", FALSE, TRUE},       {"wanted-and-one-byte-differs", "0001", FALSE, FALSE},
    {"forbidden-and-there", "0000", TRUE, FALSE},    {"forbidden-and-one-byte-differs", "1000", TRUE, TRUE},
    {"the-first-of-two", "0000", FALSE, TRUE, TRUE}, {"the-second-of-two", "0008", FALSE, TRUE, TRUE},
    {"none-of-two", "0009", FALSE, FALSE, TRUE},
};

static void
test_bytes (gconstpointer data)
{
    static const char *const texts[] = {"0000", "0008", NULL};
    const Expected *wanted = data;
    g_autoptr (GString) order = g_string_new (NULL);
    Script script = {.order = order, .revision = wanted->reported};
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "none");
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GError) error = NULL;
    BbStep *step = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 1);
    step = add_inquiry (builder);
    if (wanted->one_of_two)
        bb_plan_builder_expect_one_of (builder, step, REVISION_OFFSET, texts);
    else if (wanted->forbidden)
        bb_plan_builder_expect_not (builder, step, REVISION_OFFSET, "0000", 4);
    else
        bb_plan_builder_expect (builder, step, REVISION_OFFSET, "0000", 4);
    plan = bb_plan_builder_end (builder);
    g_assert_cmpint (run (plan, &script, NULL, &error), ==, wanted->good);
    if (!wanted->good)
        g_assert_cmpint (error->code, ==, wanted->forbidden ? BB_RUN_ERROR_NOT_TAKEN : BB_RUN_ERROR_UNEXPECTED);
}

/* --- pauses --- */

/* A step with a pause waits after its command, and only if the drive accepted that command. */
static void
test_a_pause_follows_an_accepted_command (gconstpointer fails)
{
    g_autoptr (GString) order = g_string_new (NULL);
    g_autoptr (GBytes) bytes = g_bytes_new_static ("pause", 5);
    Script script = {.order = order, .revision = "1.00", .fails = fails != NULL ? OP_INQUIRY : 0};
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "none");
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GError) error = NULL;
    guint waited_ms = 0;

    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    add_inquiry (builder)->pause_ms = 10000;
    bb_plan_builder_add_data_out (builder, BB_STEP_UPLOAD, BB_CDB (OP_SEND, 0, 0, 0, 0, 0), 1000,
                                  bb_plan_builder_add_blob (builder, bytes), 0, 5);
    plan = bb_plan_builder_end (builder);
    g_assert_cmpint (run (plan, &script, &waited_ms, &error), ==, fails == NULL);
    g_assert_cmpuint (waited_ms, ==, fails == NULL ? 10000 : 0);
    g_assert_cmpuint (script.sent_at_ms, ==, waited_ms);
}

/* --- polls --- */

static void
test_a_wait_polls_with_its_own_command (void)
{
    g_autoptr (GString) order = g_string_new (NULL);
    Script script = {.order = order, .revision = "0000", .n_gone = 2};
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "none");
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GError) error = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    bb_step_poll_with (bb_plan_builder_add_wait (builder, 3000, 20000), BB_CDB (OP_INQUIRY, 0, 0, 0, 36, 0), 36);
    plan = bb_plan_builder_end (builder);
    g_assert_true (run (plan, &script, NULL, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (order->str, ==, "00 12 12 12 ");
}

static void
test_a_wait_ends_when_its_command_never_succeeds (void)
{
    g_autoptr (GString) order = g_string_new (NULL);
    Script script = {.order = order, .revision = "0000", .fails = OP_INQUIRY};
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "none");
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GError) error = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    bb_step_poll_with (bb_plan_builder_add_wait (builder, 0, 3000), BB_CDB (OP_INQUIRY, 0, 0, 0, 36, 0), 36);
    plan = bb_plan_builder_end (builder);
    g_assert_false (run (plan, &script, NULL, &error));
    g_assert_error (error, BB_RUN_ERROR, BB_RUN_ERROR_NEVER_READY);
}

/* Answers the first three polls with the status @data without sense data, and later polls with GOOD. */
static gboolean
answer_status (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data, GError **error)
{
    if (drive->n_polls <= 3)
        reply->status = (guint8) GPOINTER_TO_UINT (data);
    return TRUE;
}

/* After the status BUSY the wait continues. CHECK CONDITION without sense data ends the wait only if @any_other_ends
 * is TRUE. */
static void
test_a_status_without_sense_data (void)
{
    static const struct {
        guint8 status;
        gboolean any_other_ends;
        guint n_polls;
    } rows[] = {
        {BB_STATUS_BUSY, TRUE, 4},
        {BB_STATUS_CHECK_CONDITION, TRUE, 1},
        {BB_STATUS_CHECK_CONDITION, FALSE, 4},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (ScriptDrive) drive = script_drive_new (answer_status, GUINT_TO_POINTER (rows[i].status));
        g_autoptr (BbReopenableTransport) link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
        g_autoptr (GError) error = NULL;
        BbStep step = {.verb = BB_VERB_WAIT_READY};

        step.wait.interval_ms = 250;
        step.wait.limit_ms = 5000;
        step.wait.n_ready = 1;
        step.wait.any_other_ends = rows[i].any_other_ends;
        g_assert_true (bb_runner_wait_ready (link, &step, &error));
        g_assert_no_error (error);
        g_assert_cmpuint (drive->n_polls, ==, rows[i].n_polls);
    }
}

/* If the answer to a poll has less data than the poll asks for, the drive must count as not ready. */
static void
test_a_short_answer_to_a_poll_is_no_answer (void)
{
    g_autoptr (GString) order = g_string_new (NULL);
    Script script = {.order = order, .holds_back = TRUE};
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "none");
    g_autoptr (BbPlan) plan = NULL;
    g_autoptr (GError) error = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    bb_step_poll_with (bb_plan_builder_add_wait (builder, 0, 3000), BB_CDB (OP_READ, 0, 0, 0, 4, 0), 4);
    plan = bb_plan_builder_end (builder);
    g_assert_false (run (plan, &script, NULL, &error));
    g_assert_error (error, BB_RUN_ERROR, BB_RUN_ERROR_NEVER_READY);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/runner-data/computed", test_data_are_computed_from_the_answer);
    g_test_add_data_func ("/runner-data/computed/no-answer", "holds back", test_an_unusable_answer_ends_the_plan);
    g_test_add_data_func ("/runner-data/computed/unknown-answer", NULL, test_an_unusable_answer_ends_the_plan);
    for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
        g_autofree char *path = g_strconcat ("/runner-data/bytes/", expected[i].name, NULL);

        g_test_add_data_func (path, &expected[i], test_bytes);
    }
    g_test_add_data_func ("/runner-data/pause", NULL, test_a_pause_follows_an_accepted_command);
    g_test_add_data_func ("/runner-data/pause/failed-command", "fails", test_a_pause_follows_an_accepted_command);
    g_test_add_func ("/runner-data/poll", test_a_wait_polls_with_its_own_command);
    g_test_add_func ("/runner-data/poll/never", test_a_wait_ends_when_its_command_never_succeeds);
    g_test_add_func ("/runner-data/poll/status-without-sense-data", test_a_status_without_sense_data);
    g_test_add_func ("/runner-data/poll/short-answer", test_a_short_answer_to_a_poll_is_no_answer);
    return g_test_run ();
}
