/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Plans for tests of the runner, and a drive that answers the commands of these plans; a list of troubles says which
 * commands fail and how. Tests with plans of their own include only script-drive.h. */

#include "job-rig.h"
#include "script-drive.h"

#include "job/flow/bb-flash-map.h"
#include "job/flow/bb-runner.h"

#include <string.h>

#define RETRY_WAIT_MS 5000 /* retry_wait_ms of the ERASE and PROGRAM sections of make_flash_plan() */

/*
 * Opcodes of the plans. A command succeeds unless a Trouble with its opcode says otherwise. The opcodes are
 * arbitrary, because the runner does not interpret them.
 */
enum {
    OP_LOOK = 0x12,
    OP_ENTER = 0xC1,
    OP_UPLOAD = 0xC2,
    OP_ERASE = 0xC3,
    OP_PROGRAM = 0xC4,
    OP_READ = 0xC5,
    OP_LEAVE = 0xC6,
};

typedef struct {
    guint8 opcode;
    guint first; /* the first command with the trouble, from 1 */
    guint times; /* 0: for ever */
    guint8 key;
    guint8 asc;
    guint8 ascq;
    int transport_error; /* a #BbTransportError; -1: none */
    guint short_by_bytes;
    gboolean deferred; /* deferred sense data, about an earlier command */
} Trouble;

typedef struct {
    const Trouble *troubles;
    guint n_troubles;
    guint n_seen[256];
    guint8 value;   /* value of every byte that is read */
    guint odd_read; /* number of the READ that returns wrong bytes, from 1; 0: none */
    guint odd_byte; /* the only wrong byte of that READ, from 1; 0: all bytes */
    GString *order;
    void (*watch) (guint8 opcode, guint nth, gpointer data); /* (nullable): called before each command */
    gpointer watch_data;
} Script;

#define SENSE(op, first, times, key, asc, ascq) \
    {                                           \
        op, first, times, key, asc, ascq, -1, 0 \
    }

#define LATE_SENSE(op, first, times, key, asc, ascq)  \
    {                                                 \
        op, first, times, key, asc, ascq, -1, 0, TRUE \
    }

/* Records a command, and answers it as the Script @data says. */
static inline gboolean
script_answer (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data, GError **error)
{
    Script *script = data;
    guint8 opcode = command->cdb.bytes[0];
    guint nth = ++script->n_seen[opcode];

    if (opcode != 0)
        g_string_append_printf (script->order, "%02X ", opcode);
    if (script->watch != NULL)
        script->watch (opcode, nth, script->watch_data);
    if (command->in != NULL)
        memset (command->in, script->value, command->length_bytes);
    if (opcode == OP_READ && nth == script->odd_read) {
        for (guint i = 0; i < command->length_bytes; i++)
            command->in[i] ^= script->odd_byte == 0 || script->odd_byte == i + 1 ? 0x10 : 0;
    }
    for (guint i = 0; i < script->n_troubles; i++) {
        const Trouble *trouble = &script->troubles[i];

        if (trouble->opcode != opcode || nth < trouble->first ||
            (trouble->times > 0 && nth >= trouble->first + trouble->times))
            continue;
        if (trouble->transport_error >= 0) {
            g_set_error_literal (error, BB_TRANSPORT_ERROR, trouble->transport_error, "trouble");
            return FALSE;
        }
        reply->residual_bytes = trouble->short_by_bytes;
        if (trouble->key != 0)
            bb_reply_set_sense (reply, trouble->key, trouble->asc, trouble->ascq);
        reply->sense.deferred = trouble->deferred;
        return TRUE;
    }
    return TRUE;
}

/* --- plans --- */

static inline BbStep *
add (BbPlanBuilder *builder, BbStepKind kind, guint8 opcode)
{
    return bb_plan_builder_add_command (builder, kind, BB_CDB (opcode, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1000);
}

/* Adds a read of @length_bytes at @offset of the firmware. @use: whether the data are stored in @capture or compared
 */
static inline BbStep *
add_read (BbPlanBuilder *builder, guint capture, guint32 offset, guint32 length_bytes, BbUse use)
{
    BbStep *step = add (builder, BB_STEP_READ, OP_READ);

    step->direction = BB_DIRECTION_IN;
    step->length_bytes = length_bytes;
    step->use = use;
    step->capture = capture;
    step->capture_offset = offset;
    step->address = 0x1000 + offset;
    step->region_bytes = length_bytes;
    return step;
}

/* Returns (transfer full) a plan: enter; upload; erase two blocks; program two blocks; leave and wait; read back. */
static inline BbPlan *
make_flash_plan (BbBeforeRetry before_retry)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    g_autoptr (GBytes) blob = g_bytes_new_static ("AAAAAAAAAAAAAAAA", 16);
    guint blob_number = bb_plan_builder_add_blob (builder, blob);
    BbSection *section;
    BbStep *step;

    bb_plan_builder_add_region (builder, "boot-code", BB_REGION_BOOT_CODE, 0, 0x1000);
    bb_plan_builder_add_region (builder, "firmware", BB_REGION_FIRMWARE, 0x1000, 16);
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 2);
    (void) add (builder, BB_STEP_ENTER, OP_ENTER);
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 3);
    step = add (builder, BB_STEP_UPLOAD, OP_UPLOAD);
    step->direction = BB_DIRECTION_OUT;
    step->length_bytes = 20;
    step->blob = blob_number;
    step->blob_length_bytes = 16;
    for (guint pass = 0; pass < 2; pass++) {
        section = bb_plan_builder_begin_section (builder, pass == 0 ? BB_PHASE_ERASE : BB_PHASE_PROGRAM, 2);
        section->restart_at = 1;
        section->before_retry = before_retry;
        section->retry_wait_ms = RETRY_WAIT_MS;
        for (guint block = 0; block < 2; block++) {
            step = add (builder, pass == 0 ? BB_STEP_ERASE : BB_STEP_PROGRAM, pass == 0 ? OP_ERASE : OP_PROGRAM);
            step->address = 0x1000 + block * 8;
            step->region_bytes = 8;
            step->endangers = pass == 0;
        }
    }
    section = bb_plan_builder_begin_section (builder, BB_PHASE_RESTART, 2);
    section->heals = TRUE;
    (void) add (builder, BB_STEP_LEAVE, OP_LEAVE);
    step = bb_plan_builder_add_step (builder, BB_VERB_WAIT_READY, BB_STEP_WAIT);
    step->wait.interval_ms = 250;
    step->wait.limit_ms = 5000;
    section = bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
    section->collect = TRUE;
    for (guint block = 0; block < 2; block++) {
        step = add_read (builder, BB_CAPTURE_NONE, block * 8, 8, BB_USE_COMPARE);
        step->blob = blob_number;
        step->blob_offset = block * 8;
        step->blob_length_bytes = 8;
    }
    return bb_plan_builder_end (builder);
}

/* Returns (transfer full) a plan that reads two blocks twice: first to store them, then to compare. @accepts: the
 * answers that each read accepts, a set of #BbAnswer */
static inline BbPlan *
make_backup_plan (guint accepts)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_BACKUP, "test");
    guint capture = bb_plan_builder_add_capture (builder, "firmware", BB_REGION_FIRMWARE, 0x1000, 16, TRUE);

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, 2);
    for (guint pass = 0; pass < 2; pass++)
        for (guint block = 0; block < 2; block++)
            add_read (builder, capture, block * 8, 8, pass == 0 ? BB_USE_STORE : BB_USE_COMPARE_CAPTURE)->accepts =
                accepts;
    return bb_plan_builder_end (builder);
}

/* Returns (transfer full) a plan of four commands:
 * - first and fourth: always sent
 * - second: sent if the first is refused or aborted
 * - third: sent if the second is GOOD */
static inline BbPlan *
make_alternative_plan (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    BbStep *first = NULL;
    BbStep *second = NULL;

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    first = add (builder, BB_STEP_ENTER, OP_ENTER);
    second = add (builder, BB_STEP_ENTER, OP_ERASE);
    second->region_bytes = 8;
    bb_step_only_if (second, first, BB_ANSWER_REFUSED | BB_ANSWER_ABORTED);
    bb_step_only_if (add (builder, BB_STEP_ENTER, OP_PROGRAM), second, BB_ANSWER_GOOD);
    (void) add (builder, BB_STEP_LEAVE, OP_LEAVE);
    return bb_plan_builder_end (builder);
}

/* Called for each command of a run of make_alternative_plan(), of which only the second step counts as work (8
 * bytes). When OP_LEAVE is sent, asserts that the progress of @job (a #BbJob) is 8 bytes: the second step must count
 * as done even if its command was not sent. */
static inline void
assert_work_is_done_cb (guint8 opcode, guint nth, gpointer job)
{
    g_autoptr (BbProgress) progress = NULL;

    while (g_main_context_iteration (NULL, FALSE))
        ;
    progress = bb_job_ref_progress (job);
    g_assert_true (opcode != OP_LEAVE || progress->done == 8);
}

/* --- running --- */

typedef struct {
    Script script;
    ScriptDrive *drive;
    BbReopenableTransport *link;
    BbRunner *runner;
    const BbRunReport *report;
    GError *error;
    gboolean good;
    /* Parameters of the run. A test sets those that it needs; the others stay NULL or FALSE. */
    BbJob *job;
    BbJournal *journal;
    gboolean endangered;
    gboolean inquiry_only;
    gboolean restores;
} Run;

/* Runs @plan on a drive that has @troubles, and sets the results in @run. */
static inline void
run_plan (Run *run, BbPlan *plan, const Trouble *troubles, guint n_troubles)
{
    run->script.troubles = troubles;
    run->script.n_troubles = n_troubles;
    run->script.value = run->script.value != 0 ? run->script.value : 'A';
    run->script.order = g_string_new (NULL);
    run->drive = script_drive_new (script_answer, &run->script);
    run->link = bb_reopenable_transport_open (BB_DRIVE (run->drive), TRUE, NULL, NULL);
    run->runner = bb_runner_new (run->link, plan, job_rig_catalog (), run->job, run->journal, run->endangered);
    if (run->inquiry_only)
        bb_runner_set_inquiry_only (run->runner);
    if (run->restores)
        bb_runner_set_restores (run->runner);
    run->good = bb_runner_run (run->runner, &run->error);
    run->report = bb_runner_get_report (run->runner);
    g_assert_cmpint (run->good, ==, run->error == NULL);
}

static inline void
run_clear (Run *run)
{
    bb_runner_free (run->runner);
    g_clear_object (&run->link);
    g_clear_object (&run->drive);
    g_clear_error (&run->error);
    g_string_free (run->script.order, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)
