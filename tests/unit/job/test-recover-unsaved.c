/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/words/bb-words.h"

#include <string.h>

/*
 * A flash was interrupted. Then another program wrote other firmware, which runs. The other firmware cannot be saved:
 * the drive enters safe mode for the reads, the reads fail, and the drive no longer leaves safe mode. Tests
 * bb-flow-recover.c.
 */

#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_WITHOUT_BACKUP)
#define CUT "At=step:program:5;Kind=power-cut;During=middle"
#define MAX_RECOVERIES 4
#define READS_FAIL "At=step:read:%u;Kind=sense;Sense=3/11/00;Times=%u"
/* Number of reads for the backup, which fail, and number of reads after them that identify the drive in safe mode,
 * which succeed. */
#define N_FAILED 20
#define N_IDENTIFYING 20

/* Sets the state folder of the next jobs to @state, and power cycles the drive. A program with another state folder
 * counts as another program. */
static void
begin_with (JobRig *rig, const char *state)
{
    g_free (rig->state);
    rig->state = g_strdup (state);
    job_rig_restart (rig);
}

/* Returns (transfer full) a rig whose flash of 9.99 was interrupted. After that, another program wrote 8.88, which
 * the drive now runs. */
static JobRig *
make_overwritten (void)
{
    JobRig *rig = job_rig_new (JOB_RIG_NEC_KEYED, NULL);
    g_autofree char *own = g_strdup (rig->state);
    g_autofree char *other = job_rig_make_folder ();
    g_autoptr (BbImage) mine = job_rig_image ("nec-optiarc", "D770", "9.99", NULL);
    g_autoptr (BbImage) theirs = job_rig_image ("nec-optiarc", "D770", "8.88", NULL);
    g_autoptr (BbResult) torn = NULL;
    g_autoptr (BbResult) whole = NULL;

    job_rig_fault (rig, CUT);
    torn = job_rig_do (rig, BB_ACTION_FLASH, mine, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (torn, BB_OUTCOME_NEEDS_RECOVERY);
    begin_with (rig, other);
    for (guint i = 0; i < MAX_RECOVERIES; i++) {
        g_clear_pointer (&whole, bb_result_unref);
        whole = job_rig_do (rig, BB_ACTION_RECOVER, theirs, FLAGS, BB_ON_FAILURE_STOP);
        if (whole->outcome == BB_OUTCOME_DONE)
            break;
        job_rig_restart (rig);
    }
    job_rig_assert_outcome (whole, BB_OUTCOME_DONE);
    job_rig_remove_folder (other);
    begin_with (rig, own);
    return rig;
}

/* Returns the number of reads of a recovery before safe mode is entered to read the firmware. */
static guint
count_reads_before_backup (void)
{
    g_autoptr (JobRig) well = make_overwritten ();
    g_autoptr (BbResult) result = NULL;
    g_auto (GStrv) log = NULL;
    guint n_reads = 0;

    bb_sim_store_set_logging (well->store, TRUE);
    well->answer = BB_CHOICE_KEEP;
    result = job_rig_do (well, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    log = bb_sim_store_list_log (well->store, "sr0");
    for (guint i = 0; strstr (log[i], "\"step\":\"enter\"") == NULL; i++)
        n_reads += strstr (log[i], "\"step\":\"read\"") != NULL ? 1 : 0;
    return n_reads;
}

/* The firmware of the other program could not be backed up, so the user is not offered to keep it: if the drive did
 * not respond after leaving safe mode, nothing could restore that firmware. */
static void
test_firmware_that_was_not_saved_is_not_offered_to_be_kept (void)
{
    g_autoptr (JobRig) rig = make_overwritten ();
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbResult) result = NULL;
    guint n_reads = count_reads_before_backup ();
    g_autofree char *first = g_strdup_printf (READS_FAIL, n_reads + 1, N_FAILED);
    g_autofree char *others = g_strdup_printf (READS_FAIL, n_reads + 1 + N_FAILED + N_IDENTIFYING, 0);

    job_rig_fault (rig, first);
    job_rig_fault (rig, others);
    job_rig_fault (rig, "At=step:leave:1;Kind=sense;Sense=5/24/00;Times=0");
    rig->answer = BB_CHOICE_LEAVE;
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ASK);
    g_test_message ("%s | %s", rig->last_question, result->message);
    after = job_rig_firmware (rig);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    /* The drive is in safe mode now. */
    g_assert_nonnull (strstr (rig->last_question, "Another program then wrote other firmware"));
    g_assert_nonnull (strstr (rig->last_question, "This firmware could not be backed up."));
    g_assert_nonnull (strstr (rig->last_question, bb_words_safety (BB_SAFETY_LEFT)));
    /* Nothing shows that the firmware of the other program is incomplete. */
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_OVERWRITTEN);
    g_assert_cmpint (result->safety, ==, BB_SAFETY_UNSTARTED);
    g_assert_cmpint (result->safe, ==, BB_SAFE_NO);
    g_assert_cmpint (result->next_step, ==, BB_NEXT_STEP_RECOVER);
    g_assert_null (strstr (result->message, "is incomplete"));
    job_rig_assert_messages (result);
    g_assert_true (g_bytes_equal (before, after));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_assert_cmpuint (rig->n_questions, ==, 1);
    g_assert_cmpint (rig->last_preset, ==, BB_CHOICE_LEAVE);
    g_assert_cmpint (rig->last_choices, ==, BB_CHOICE_LEAVE | BB_CHOICE_RETRY | BB_CHOICE_ROLLBACK);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/recover-unsaved/firmware-that-was-not-saved-is-not-offered-to-be-kept",
                     test_firmware_that_was_not_saved_is_not_offered_to_be_kept);
    return g_test_run ();
}
