/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "script-drive.h"

#include <glib/gstdio.h>

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* Running a plan while the disk is full, so that the journal cannot be written. */

static gboolean
answer_good (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data, GError **error)
{
    return TRUE;
}

static BbPlan *
make_erase_plan (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    const BbCdb cdb = BB_CDB (0xC3, 0, 0, 0, 0, 0);

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_ERASE, 1);
    for (guint i = 0; i < 3; i++)
        bb_plan_builder_add_command (builder, BB_STEP_ERASE, cdb, 1000)->endangers = TRUE;
    return bb_plan_builder_end (builder);
}

/* Runs a plan while no file can be written. */
static gboolean
run_on_a_full_disk (gboolean endangered, guint *n_commands, GError **error)
{
    g_autofree char *folder = job_rig_make_folder ();
    g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
    g_autoptr (BbJournal) journal = bb_journal_begin (folder, record, NULL);
    g_autoptr (ScriptDrive) drive = script_drive_new (answer_good, NULL);
    g_autoptr (BbReopenableTransport) link = bb_reopenable_transport_open (BB_DRIVE (drive), TRUE, NULL, NULL);
    g_autoptr (BbPlan) plan = make_erase_plan ();
    g_autoptr (BbRunner) runner = bb_runner_new (link, plan, NULL, NULL, journal, endangered);
    struct rlimit was, none;
    gboolean good;

    signal (SIGXFSZ, SIG_IGN);
    g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &was), ==, 0);
    none = was;
    none.rlim_cur = 0;
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
    good = bb_runner_run (runner, error);
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &was), ==, 0);
    *n_commands = drive->n_commands;
    job_rig_remove_folder (folder);
    return good;
}

static void
test_nothing_is_erased_without_a_journal (void)
{
    g_autoptr (GError) error = NULL;
    guint n_commands = 0;

    g_assert_false (run_on_a_full_disk (FALSE, &n_commands, &error));
    g_assert_error (error, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL);
    g_assert_cmpuint (n_commands, ==, 0);
}

/* If the firmware is incomplete, stopping would be worse than continuing without a journal. */
static void
test_a_full_disk_does_not_stop_an_endangered_drive (void)
{
    g_autoptr (GError) error = NULL;
    guint n_commands = 0;

    for (guint i = 0; i < 3; i++)
        g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*journal*");
    g_assert_true (run_on_a_full_disk (TRUE, &n_commands, &error));
    g_test_assert_expected_messages ();
    g_assert_no_error (error);
    g_assert_cmpuint (n_commands, ==, 3);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/runner-full-disk/nothing-is-erased-without-a-journal",
                     test_nothing_is_erased_without_a_journal);
    g_test_add_func ("/runner-full-disk/a-full-disk-does-not-stop-an-endangered-drive",
                     test_a_full_disk_does_not_stop_an_endangered_drive);
    return g_test_run ();
}
