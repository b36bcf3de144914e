/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include <string.h>

/* Drives of which some data must be read before a backup can be planned. Tests bb-flow-survey.c. */

#define DRIVE "[drive sr0]\nFamily=pioneer-bd\nModel=8A10\nRevision=1.14\nSerial=SIM0001\n"

static void
test_a_backup_reads_first_how_much_there_is (void)
{
    g_autoptr (JobRig) rig = job_rig_new (DRIVE, NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_true (result->backup->complete);
}

/* A backup first reads how much memory it must read, and this read fails. The backup must read nothing more, and its
 * message must say why. */
static void
test_a_failed_survey_ends_the_backup (void)
{
    g_autoptr (JobRig) rig = job_rig_new (DRIVE, NULL);
    g_autoptr (BbResult) result = NULL;
    guint n_commands;

    job_rig_look (rig);
    n_commands = job_rig_n_commands (rig);
    job_rig_fault (rig, "At=opcode:3C:2;Kind=sense;Sense=4/44/00;Times=0");
    result = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    job_rig_assert_messages (result);
    g_assert_null (result->backup);
    g_assert_nonnull (result->error);
    g_assert_nonnull (strstr (result->message, "4/44/00"));
    g_assert_cmpuint (job_rig_n_commands (rig) - n_commands, <, 60);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/flow-survey/comes-before-a-backup", test_a_backup_reads_first_how_much_there_is);
    g_test_add_func ("/flow-survey/that-fails-ends-the-backup", test_a_failed_survey_ends_the_backup);
    return g_test_run ();
}
