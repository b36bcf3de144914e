/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "script-drive.h"

#include "family/bb-family.h"
#include "job/flow/bb-runner.h"

#include <string.h>

/*
 * The drive answers a piece of an upload with a unit attention. The piece must never be sent again alone, because
 * after 6/29/00 the drive has lost the pieces before it. Instead the section must start again, as often as the plan
 * says. Also tests bb_runner_wait_settled() and bb_runner_is_becoming_ready().
 */

#define OP_WRITE_BUFFER 0x3B
#define OP_NEC_WRITE 0xCB
#define NEC_UPLOAD 0x01
#define INQUIRY_REVISION 32
#define N_LOGGED 6

/* A drive that answers some pieces of an upload with a unit attention: one piece, or every piece for one address.
 * @sent: what the drive received: the addresses of the first N_LOGGED pieces in hex, and "E" for each command that
 * prepares an upload */
typedef struct {
    guint attention_at;    /* number of the piece, from 1; 0: none */
    guint32 never_accepts; /* address of the pieces that are always rejected; 0: none */
    guint8 asc;
    guint n_pieces;
    GString *sent;
} Upload;

/* TRUE if @command sends a piece of an upload. */
static gboolean
is_piece (const BbCommand *command)
{
    const guint8 *cdb = command->cdb.bytes;

    return command->direction == BB_DIRECTION_OUT &&
           (cdb[0] == OP_WRITE_BUFFER || (cdb[0] == OP_NEC_WRITE && cdb[1] == NEC_UPLOAD));
}

/* Returns the address of the piece that @cdb sends. */
static guint32
get_address (const guint8 *cdb)
{
    /* Byte 2 is the buffer ID of WRITE BUFFER. */
    guint32 high = cdb[0] == OP_NEC_WRITE ? cdb[2] : 0;

    return high << 24 | (guint32) cdb[3] << 16 | (guint32) cdb[4] << 8 | cdb[5];
}

/* Records the commands of an upload in the Upload @data, and answers one piece with the unit attention. */
static gboolean
answer (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data, GError **error)
{
    Upload *upload = data;
    const guint8 *cdb = command->cdb.bytes;

    if (command->in != NULL)
        memset (command->in, '0', command->length_bytes);
    /* The revision "0.05" means recovery mode with boot code 05. */
    if (cdb[0] == 0x12 && command->length_bytes > INQUIRY_REVISION + 3)
        memcpy (command->in + INQUIRY_REVISION, "0.05", 4);
    if (cdb[0] == OP_WRITE_BUFFER && command->direction == BB_DIRECTION_NONE)
        g_string_append (upload->sent, "E ");
    if (!is_piece (command))
        return TRUE;
    if (++upload->n_pieces <= N_LOGGED)
        g_string_append_printf (upload->sent, "%X ", get_address (cdb));
    if (upload->n_pieces == upload->attention_at ||
        (upload->never_accepts != 0 && get_address (cdb) == upload->never_accepts))
        bb_reply_set_sense (reply, 6, upload->asc, 0);
    return TRUE;
}

static BbPlan *
make_nec_plan (gboolean recovering)
{
    g_autoptr (BbFacts) facts = job_rig_facts (NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", "05");
    BbFlashInput input = {.facts = facts, .image = image, .catalog = job_rig_catalog (), .recovering = recovering};
    g_autoptr (GError) error = NULL;
    BbPlan *plan = bb_family_lookup ("nec-optiarc")->plan_flash (&input, &error);

    g_assert_no_error (error);
    return plan;
}

/* Returns (transfer full) a plan that sends three pieces by WRITE BUFFER. @max_tries, @before_retry: these differ
 * between the chips that use that command */
static BbPlan *
make_write_buffer_plan (guint max_tries, BbBeforeRetry before_retry)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "none");
    g_autoptr (GBytes) image = g_bytes_new_take (g_malloc0 (48), 48);
    guint blob = bb_plan_builder_add_blob (builder, image);
    BbSection *section = bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, max_tries);
    BbPlan *plan = NULL;

    section->before_retry = before_retry;
    bb_plan_builder_add_command (builder, BB_STEP_ENTER, BB_CDB (0x3B, 1, 0, 0, 0, 0, 0, 0, 0, 0), 1000)->repeats =
        TRUE;
    section = bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, max_tries);
    section->before_retry = before_retry;
    section->restart_at = 0;
    for (BbPieces p = bb_pieces (48, 16); bb_pieces_next (&p);)
        bb_plan_builder_add_data_out (builder, p.is_last ? BB_STEP_PROGRAM : BB_STEP_UPLOAD,
                                      BB_CDB (0x3B, 6, 0, BB_BE24 (p.offset), BB_BE24 (p.length_bytes), 0), 1000,
                                      blob, p.offset, p.length_bytes)
            ->endangers = p.is_last;
    plan = bb_plan_builder_end (builder);
    /* bb_plan_builder_end() rejects @repeats in steps that send data. The runner must ignore it as well, so it is set
     * in the finished plan. */
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        BbStep *step = (BbStep *) bb_plan_get_step (plan, i);

        step->repeats = step->repeats || step->direction == BB_DIRECTION_OUT;
    }
    return plan;
}

typedef enum {
    PLAN_NEC,
    PLAN_NEC_RECOVERING, /* plan of a recovery: the first upload, with a wrong checksum, has one try */
    PLAN_STREAM,         /* several tries, as in tests/toy/bb-toy.c */
    PLAN_STREAM_ONCE,    /* one upload for each power cycle, as in bb-mt1959-plan.c */
} PlanKind;

typedef struct {
    const char *name;
    PlanKind plan;
    guint attention_at;
    guint8 asc;
    const char *sent;
    guint n_restarts;
    gboolean good;
    gboolean power_cycle;
} Case;

static const Case cases[] = {
    {"nec-first-piece-28", PLAN_NEC, 1, 0x28, "10000 10000 18000 20000 28000 30000 ", 1, TRUE, FALSE},
    {"nec-first-piece-29", PLAN_NEC, 1, 0x29, "10000 10000 18000 20000 28000 30000 ", 1, TRUE, FALSE},
    {"nec-second-piece-28", PLAN_NEC, 2, 0x28, "10000 18000 10000 18000 20000 28000 ", 1, TRUE, FALSE},
    {"nec-second-piece-29", PLAN_NEC, 2, 0x29, "10000 18000 10000 18000 20000 28000 ", 1, TRUE, FALSE},
    {"nec-recovering-first-piece", PLAN_NEC_RECOVERING, 1, 0x29, "10000 ", 0, FALSE, FALSE},
    {"nec-recovering-second-piece", PLAN_NEC_RECOVERING, 2, 0x29, "10000 18000 ", 0, FALSE, FALSE},
    {"stream-first-piece-28", PLAN_STREAM, 1, 0x28, "E 0 E 0 10 20 ", 1, TRUE, FALSE},
    {"stream-first-piece-29", PLAN_STREAM, 1, 0x29, "E 0 E 0 10 20 ", 1, TRUE, FALSE},
    {"stream-second-piece-28", PLAN_STREAM, 2, 0x28, "E 0 10 E 0 10 20 ", 1, TRUE, FALSE},
    {"stream-second-piece-29", PLAN_STREAM, 2, 0x29, "E 0 10 E 0 10 20 ", 1, TRUE, FALSE},
    {"stream-once-first-piece", PLAN_STREAM_ONCE, 1, 0x29, "E 0 ", 0, FALSE, TRUE},
    {"stream-once-second-piece", PLAN_STREAM_ONCE, 2, 0x29, "E 0 10 ", 0, FALSE, TRUE},
};

static BbPlan *
make_plan (PlanKind kind)
{
    if (kind == PLAN_NEC || kind == PLAN_NEC_RECOVERING)
        return make_nec_plan (kind == PLAN_NEC_RECOVERING);
    return kind == PLAN_STREAM ? make_write_buffer_plan (3, BB_BEFORE_RETRY_WAIT)
                               : make_write_buffer_plan (1, BB_BEFORE_RETRY_POWER_CYCLE);
}

static void
test_a_unit_attention_never_repeats_a_single_piece (gconstpointer data)
{
    const Case *wanted = data;
    Upload upload = {.attention_at = wanted->attention_at, .asc = wanted->asc};
    g_autoptr (BbPlan) plan = make_plan (wanted->plan);
    g_autoptr (ScriptDrive) drive = NULL;
    g_autoptr (BbReopenableTransport) link = NULL;
    g_autoptr (BbRunner) runner = NULL;
    g_autoptr (GError) error = NULL;
    const BbRunReport *report;

    upload.sent = g_string_new (NULL);
    drive = script_drive_new (answer, &upload);
    link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    runner = bb_runner_new (link, plan, job_rig_catalog (), NULL, NULL, FALSE);
    g_assert_cmpint (bb_runner_run (runner, &error), ==, wanted->good);
    report = bb_runner_get_report (runner);
    if (wanted->good)
        g_assert_no_error (error);
    else
        g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION);
    g_assert_cmpstr (upload.sent->str, ==, wanted->sent);
    /* If the first piece is rejected, only these values tell whether the section started again or the piece was sent
     * again alone. */
    g_assert_cmpuint (report->n_restarts, ==, wanted->n_restarts);
    g_assert_cmpint (report->power_cycle, ==, wanted->power_cycle);
    g_string_free (upload.sent, TRUE);
}

/* @second: address of the second piece; @n_runs: number of runs of the upload that the plan allows ("How often an
 * upload is sent" in docs/design.md) */
typedef struct {
    const char *name;
    PlanKind plan;
    guint32 second;
    guint n_runs;
} Endless;

static const Endless endless[] = {
    {"nec", PLAN_NEC, 0x18000, 6},
    {"nec-recovering", PLAN_NEC_RECOVERING, 0x18000, 1},
    {"stream", PLAN_STREAM, 0x10, 3},
    {"stream-once", PLAN_STREAM_ONCE, 0x10, 1},
};

/* A drive that rejects the second piece in every run is sent two pieces in each run, and no more runs than the
 * section of the plan allows. */
static void
test_the_plan_limits_how_often_the_upload_starts_again (gconstpointer data)
{
    const Endless *wanted = data;
    Upload upload = {.never_accepts = wanted->second, .asc = 0x29};
    g_autoptr (BbPlan) plan = make_plan (wanted->plan);
    g_autoptr (ScriptDrive) drive = NULL;
    g_autoptr (BbReopenableTransport) link = NULL;
    g_autoptr (BbRunner) runner = NULL;
    g_autoptr (GError) error = NULL;

    upload.sent = g_string_new (NULL);
    drive = script_drive_new (answer, &upload);
    link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    runner = bb_runner_new (link, plan, job_rig_catalog (), NULL, NULL, FALSE);
    g_assert_false (bb_runner_run (runner, &error));
    g_assert_error (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION);
    g_assert_cmpuint (upload.n_pieces, ==, 2 * wanted->n_runs);
    g_assert_cmpuint (bb_runner_get_report (runner)->n_restarts, ==, wanted->n_runs - 1);
    g_string_free (upload.sent, TRUE);
}

/* bb_plan_builder_end() must return NULL if a step that sends a piece has @repeats, because this piece would be sent
 * again alone. */
static void
test_a_piece_with_repeats_is_rejected (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "none");
    g_autoptr (GBytes) image = g_bytes_new_static ("01234567", 8);
    guint blob = bb_plan_builder_add_blob (builder, image);

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 1);
    bb_plan_builder_add_data_out (builder, BB_STEP_UPLOAD, BB_CDB (0x3B, 6, 0, 0, 0, 0, 0, 0, 8, 0), 1000, blob, 0, 8)
        ->repeats = TRUE;
    g_test_expect_message ("burnback", G_LOG_LEVEL_CRITICAL, "*step 0 sends data and would be sent again alone");
    g_assert_null (bb_plan_builder_end (builder));
    g_test_assert_expected_messages ();
}

/* --- waiting until the drive has settled --- */

/* @n_answers: how often the drive answers TEST UNIT READY with @key, @asc and @ascq before it is ready; 0: always */
typedef struct {
    const char *name;
    guint8 key;
    guint8 asc;
    guint8 ascq;
    guint n_answers;
    guint n_polls;
    guint waited_ms;
} Settled;

static const Settled settled[] = {
    {"becomes-ready", 2, 0x04, 0x01, 3, 4, 1500},  {"never-ready", 2, 0x04, 0x01, 0, 241, 120000},
    {"no-medium", 2, 0x3A, 0x00, 0, 1, 0},         {"one-attention", 6, 0x29, 0x00, 1, 2, 0},
    {"endless-attention", 6, 0x29, 0x00, 0, 3, 0}, {"one-failure", 4, 0x44, 0x00, 1, 2, 0},
    {"endless-failure", 4, 0x44, 0x00, 0, 3, 0},   {"operation-ends", 2, 0x04, 0x07, 3, 4, 1500},
};

static gboolean
answer_unsettled (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data, GError **error)
{
    const Settled *it = data;

    if (it->n_answers == 0 || drive->n_polls <= it->n_answers)
        bb_reply_set_sense (reply, it->key, it->asc, it->ascq);
    return TRUE;
}

/* The runner waits for a drive to settle. If the drive never becomes ready, the wait must end after two minutes. If
 * the drive always reports an event or a failure, the wait must end after three answers, so that the job goes on and
 * says what the drive reports. */
static void
test_the_wait_for_a_settled_drive_ends (gconstpointer data)
{
    const Settled *it = data;
    g_autoptr (ScriptDrive) drive = script_drive_new (answer_unsettled, (gpointer) it);
    g_autoptr (BbReopenableTransport) link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    BbSense sense = {0};

    bb_runner_wait_settled (link, &sense);
    g_assert_cmpuint (drive->n_polls, ==, it->n_polls);
    g_assert_cmpuint (drive->waited_ms, ==, it->waited_ms);
    g_assert_cmpint (sense.valid, ==, it->n_answers == 0);
    g_assert_cmpuint (sense.key, ==, it->n_answers == 0 ? it->key : 0);
}

static gboolean
answer_state (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data, GError **error)
{
    const Settled *it = data;

    if (it->key != 0)
        bb_reply_set_sense (reply, it->key, it->asc, it->ascq);
    return TRUE;
}

/* A drive that needs a command, or service, does not become ready by itself. */
static void
test_becoming_ready_needs_nobody (void)
{
    static const struct {
        Settled state;
        gboolean is_becoming_ready;
    } rows[] = {
        {{"ready", .key = 0}, FALSE},
        {{"cause unknown", .key = 2, .asc = 0x04, .ascq = 0x00}, TRUE},
        {{"becoming ready", .key = 2, .asc = 0x04, .ascq = 0x01}, TRUE},
        {{"command required", .key = 2, .asc = 0x04, .ascq = 0x02}, FALSE},
        {{"manual intervention required", .key = 2, .asc = 0x04, .ascq = 0x03}, FALSE},
        {{"format in progress", .key = 2, .asc = 0x04, .ascq = 0x04}, TRUE},
        {{"not self-configured yet", .key = 2, .asc = 0x3E, .ascq = 0x00}, TRUE},
        {{"logical unit failure", .key = 2, .asc = 0x3E, .ascq = 0x01}, FALSE},
        {{"programming, by code F7/02", .key = 2, .asc = 0xF7, .ascq = 0x02}, TRUE},
        {{"no medium", .key = 2, .asc = 0x3A, .ascq = 0x00}, FALSE},
        {{"hardware error", .key = 4, .asc = 0x04, .ascq = 0x01}, FALSE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (ScriptDrive) drive = script_drive_new (answer_state, (gpointer) &rows[i].state);
        g_autoptr (BbReopenableTransport) link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);

        g_test_message ("%s", rows[i].state.name);
        g_assert_cmpint (bb_runner_is_becoming_ready (link), ==, rows[i].is_becoming_ready);
        g_assert_cmpuint (drive->n_polls, ==, 1);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/runner-attention/piece-with-repeats-is-rejected", test_a_piece_with_repeats_is_rejected);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strdup_printf ("/runner-attention/%s", cases[i].name);

        g_test_add_data_func (path, &cases[i], test_a_unit_attention_never_repeats_a_single_piece);
    }
    for (guint i = 0; i < G_N_ELEMENTS (endless); i++) {
        g_autofree char *path = g_strdup_printf ("/runner-attention/endless/%s", endless[i].name);

        g_test_add_data_func (path, &endless[i], test_the_plan_limits_how_often_the_upload_starts_again);
    }
    for (guint i = 0; i < G_N_ELEMENTS (settled); i++) {
        g_autofree char *path = g_strdup_printf ("/runner-attention/settled/%s", settled[i].name);

        g_test_add_data_func (path, &settled[i], test_the_wait_for_a_settled_drive_ends);
    }
    g_test_add_func ("/runner-attention/becoming-ready-needs-nobody", test_becoming_ready_needs_nobody);
    return g_test_run ();
}
