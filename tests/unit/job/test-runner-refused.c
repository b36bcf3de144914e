/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "script-drive.h"

#include "job/flow/bb-runner.h"
#include "job/store/bb-journal-private.h"

/* If a drive refuses the first command of an upload, it must count as not endangered, because it has done nothing
 * (`is_spared_if_refused` of BbStep). After any other error, or an error of a later command, it must count as
 * endangered, because it may have begun to write. */

#define OP_START 0xC2
#define OP_PROGRAM 0xC4

/* A drive that fails from the @at-th command with @opcode on, and the expected result. The drive had complete
 * firmware before.
 * @key: sense key of the error; 0: the drive does not answer. @sent: commands that the drive must receive, in order:
 * "S" for OP_START (first command of the upload), "P" for OP_PROGRAM (last one). @endangered: TRUE if the drive must
 * be endangered afterwards */
typedef struct {
    const char *name;
    guint8 opcode;
    guint at;
    guint8 key;
    const char *sent;
    gboolean endangered;
} Case;

typedef struct {
    const Case *wanted;
    guint n_seen;
    GString *sent;
} Script;

static const Case cases[] = {
    {"start-refused", OP_START, 1, 5, "S", FALSE},
    {"start-failed", OP_START, 1, 4, "SS", TRUE},
    {"start-unanswered", OP_START, 1, 0, "SS", TRUE},
    {"end-refused", OP_PROGRAM, 1, 5, "SPSP", TRUE},
};

static gboolean
answer (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data, GError **error)
{
    Script *script = data;
    guint8 opcode = command->cdb.bytes[0];

    if (opcode == OP_START || opcode == OP_PROGRAM)
        g_string_append_c (script->sent, opcode == OP_START ? 'S' : 'P');
    if (opcode != script->wanted->opcode || ++script->n_seen < script->wanted->at)
        return TRUE;
    if (script->wanted->key == 0) {
        g_set_error_literal (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT, "no answer");
        return FALSE;
    }
    bb_reply_set_sense (reply, script->wanted->key, 0x20, 0);
    return TRUE;
}

/* Returns (transfer full) a plan of one section that runs twice at most. Both of its commands endanger the drive, and
 * a refusal of the first one spares it. */
static BbPlan *
make_plan (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "none");
    BbStep *start = NULL;

    bb_plan_builder_begin_section (builder, BB_PHASE_PROGRAM, 2);
    start = bb_plan_builder_add_command (builder, BB_STEP_UPLOAD, BB_CDB (OP_START, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1000);
    start->endangers = TRUE;
    start->is_spared_if_refused = TRUE;
    bb_plan_builder_add_command (builder, BB_STEP_PROGRAM, BB_CDB (OP_PROGRAM, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1000)
        ->endangers = TRUE;
    return bb_plan_builder_end (builder);
}

/* Runs the plan. @endangered: the drive was without complete firmware before */
static void
check (const Case *wanted, gboolean endangered)
{
    Script script = {.wanted = wanted, .sent = g_string_new (NULL)};
    g_autoptr (BbPlan) plan = make_plan ();
    g_autoptr (ScriptDrive) drive = script_drive_new (answer, &script);
    g_autoptr (BbReopenableTransport) link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbJob) job = bb_job_new (BB_DRIVE (drive), request);
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
    g_autoptr (BbJournal) journal = bb_journal_begin (folder, record, NULL);
    g_autoptr (BbJournalRecord) read = NULL;
    g_autoptr (BbRunner) runner = bb_runner_new (link, plan, job_rig_catalog (), job, journal, endangered);
    const BbRunReport *report = bb_runner_get_report (runner);
    g_autoptr (GError) error = NULL;

    g_assert_false (bb_runner_run (runner, &error));
    g_assert_cmpstr (script.sent->str, ==, wanted->sent);
    g_assert_cmpint (report->endangered, ==, wanted->endangered || endangered);
    g_assert_cmpint (report->touched, ==, report->endangered);
    g_assert_false (report->healed);
    g_assert_cmpint (bb_job_is_endangered (job), ==, report->endangered);
    read = bb_journal_record_load (record->path, NULL);
    g_assert_cmpint (read->endangered, ==, report->endangered);
    job_rig_remove_folder (folder);
    g_string_free (script.sent, TRUE);
}

static void
test_only_a_refused_start_endangers_nothing (gconstpointer data)
{
    check (data, FALSE);
}

static void
test_a_refusal_does_not_complete_incomplete_firmware (gconstpointer data)
{
    check (data, TRUE);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strdup_printf ("/runner-refused/%s", cases[i].name);
        g_autofree char *again = g_strdup_printf ("/runner-refused/incomplete-before/%s", cases[i].name);

        g_test_add_data_func (path, &cases[i], test_only_a_refused_start_endangers_nothing);
        g_test_add_data_func (again, &cases[i], test_a_refusal_does_not_complete_incomplete_firmware);
    }
    return g_test_run ();
}
