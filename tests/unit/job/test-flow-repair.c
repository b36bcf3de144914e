/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/words/bb-words.h"

/* Results of a recovery that repairs the stored identity, and of one that finds firmware of two revisions. */

#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT)

/* @more: further lines of the scenario; @fault: (nullable); @brings_file: the user gives a file; @is_repaired: the
 * first recovery repairs the drive, so a second recovery has nothing to do */
typedef struct {
    const char *name;
    const char *more;
    const char *fault;
    gboolean brings_file;
    BbOutcome outcome;
    BbResultReason reason;
    gboolean is_repaired;
} Row;

static const Row rows[] = {
    {"repaired", "State=damaged-id\n", NULL, FALSE, BB_OUTCOME_DONE, BB_RESULT_REASON_IDENTITY_REPAIRED, TRUE},
    {"refused", "State=damaged-id\n", "At=step:calibrate:1;Kind=sense;Sense=3/03/00;Times=0", FALSE,
     BB_OUTCOME_NEEDS_RECOVERY, BB_RESULT_REASON_IDENTITY_FAILED, FALSE},
    {"silent", "State=damaged-id\n", "At=step:calibrate:1;Kind=silent;Times=0", FALSE, BB_OUTCOME_NEEDS_RECOVERY,
     BB_RESULT_REASON_IDENTITY_FAILED, FALSE},
    {"with-the-firmware", "State=forced-safe\nQuirks=garbage-id\n", NULL, TRUE, BB_OUTCOME_DONE,
     BB_RESULT_REASON_BOTH_REPAIRED, TRUE},
};

static void
test_each_end_of_a_repair_has_its_reason (gconstpointer data)
{
    const Row *row = data;
    g_autofree char *scenario = g_strconcat (JOB_RIG_NEC, row->more, NULL);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = row->brings_file ? job_rig_image ("nec-optiarc", "K355", "1.07", NULL) : NULL;
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) later = NULL;

    if (row->fault != NULL)
        job_rig_fault (rig, row->fault);
    result = job_rig_do (rig, BB_ACTION_RECOVER, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, row->outcome);
    job_rig_assert_messages (result);
    g_assert_cmpint (result->reason, ==, row->reason);
    /* A second recovery, after a power cycle, shows whether the identity was repaired. */
    job_rig_restart (rig);
    later = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (later->outcome == BB_OUTCOME_DONE, ==, row->is_repaired);
    job_rig_assert_no_violations (rig);
}

/* TRUE if the first requirement in the review of a flash is that the drive must be power cycled. */
static gboolean
is_power_cycle_first (JobRig *rig)
{
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.09", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_CHECK, image, 0, BB_ON_FAILURE_STOP);
    const BbReadiness *first = g_ptr_array_index (result->review->readiness, 0);
    g_autofree char *text = bb_words_dup_readiness (first);

    g_assert_true ((first->state == BB_READINESS_POWER_CYCLE) == (strstr (text, "was not power cycled") != NULL));
    return first->state == BB_READINESS_POWER_CYCLE;
}

/* Runs LOOK and asserts that the drive has @state, that the word for this state is @word, and that its text begins
 * with @text. Also asserts that the review of a flash says whether a power cycle is missing. */
static void
assert_state (JobRig *rig, BbDriveState state, const char *word, const char *text)
{
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autofree char *told = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    told = bb_engine_drive_dup_state_text (drive);
    g_test_message ("%s", told);
    g_assert_cmpint (bb_engine_drive_get_shown_state (drive), ==, state);
    g_assert_cmpstr (bb_words_state (state), ==, word);
    g_assert_true (g_str_has_prefix (told, text));
    g_assert_true (is_power_cycle_first (rig) == (state == BB_DRIVE_STATE_POWER_CYCLE));
}

/* Restarts Burnback with the same state folder. The drives keep their power. */
static void
restart_program (JobRig *rig)
{
    g_clear_object (&rig->engine);
    rig->engine = bb_engine_new (BB_DRIVE_MONITOR (rig->bus), rig->catalog, rig->state, NULL);
}

/* A recovery repaired the stored identity, and the drive needs a power cycle. Until then, the state, its text and the
 * result must say so, also after a restart of Burnback. JSON has no word for this state and calls it "unknown". */
static void
test_a_repaired_drive_is_not_ready_before_its_power_cycle (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=damaged-id\n", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    for (guint i = 0; i < 2; i++) {
        assert_state (rig, BB_DRIVE_STATE_POWER_CYCLE, "needs power cycle", result->next);
        restart_program (rig);
    }
    g_assert_cmpstr (bb_drive_state_to_string (BB_DRIVE_STATE_POWER_CYCLE), ==, "unknown");
    job_rig_restart (rig);
    assert_state (rig, BB_DRIVE_STATE_READY, "ready", "Ready.");
}

/* Gives @drive the result of a job with the next step @step. @awaits: the journal says that a power cycle is missing.
 * Returns TRUE if @drive then has the state BB_DRIVE_STATE_POWER_CYCLE. */
static gboolean
waits_after (BbEngineDrive *drive, BbNextStep step, gboolean awaits)
{
    g_autoptr (BbResult) result = bb_result_new (BB_ACTION_LOOK);

    result->facts = job_rig_facts (NULL);
    result->next_step = step;
    result->awaits_power_cycle = awaits;
    bb_engine_drive_take_result (drive, result);
    return bb_engine_drive_get_state (drive) == BB_DRIVE_STATE_POWER_CYCLE;
}

/* A job asks for a power cycle. If the journal has recorded this request, only the journal must decide whether the
 * power cycle came. Without a power mark (a text that changes with each power cycle), the journal cannot record the
 * request. Then the wait must end when the drive is disconnected, which calls bb_engine_drive_forget(). */
static void
test_the_journal_decides_whether_a_power_cycle_came (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");

    g_assert_true (waits_after (drive, BB_NEXT_STEP_POWER_CYCLE_ONCE, TRUE));
    g_assert_true (waits_after (drive, BB_NEXT_STEP_NONE, TRUE));
    g_assert_false (waits_after (drive, BB_NEXT_STEP_NONE, FALSE));
    g_assert_true (waits_after (drive, BB_NEXT_STEP_POWER_CYCLE_ONCE, FALSE));
    g_assert_true (waits_after (drive, BB_NEXT_STEP_NONE, FALSE));
    bb_engine_drive_forget (drive);
    g_assert_false (waits_after (drive, BB_NEXT_STEP_NONE, FALSE));
}

/* After the flash, the drive returns wrong data until its power cycle. After the power cycle, VERIFY must end the
 * flash. */
static void
test_a_flashed_drive_is_not_ready_before_its_power_cycle (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "Quirks=corrupt-after-safe\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) verified = NULL;

    job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
    for (guint i = 0; i < 2; i++) {
        assert_state (rig, BB_DRIVE_STATE_POWER_CYCLE, "needs power cycle",
                      "The drive has been flashed but not yet verified. Power cycle the drive, then verify it.");
        restart_program (rig);
    }
    job_rig_restart (rig);
    assert_state (rig, BB_DRIVE_STATE_READY, "ready",
                  "The drive has been flashed but not yet verified. Power cycle the drive if you have not done so "
                  "yet, then verify it.");
    verified = job_rig_do (rig, BB_ACTION_VERIFY, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (verified, BB_OUTCOME_DONE);
    assert_state (rig, BB_DRIVE_STATE_READY, "ready", "Ready.");
}

/* A recovery cannot write the file of the user and restores the backup instead. It must repair the stored identity,
 * too. */
static void
test_a_restored_drive_also_gets_its_identity (void)
{
    g_autoptr (JobRig) well = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (JobRig) rig = job_rig_new_in (JOB_RIG_NEC "State=forced-safe\nQuirks=garbage-id\n", NULL, well->state);
    g_autoptr (BbResult) kept = job_rig_do (well, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) later = NULL;

    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    job_rig_fault (rig, "At=step:program:5;Kind=sense;Sense=3/0C/00;Times=3");
    result = job_rig_do (rig, BB_ACTION_RECOVER, image, FLAGS, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (result, BB_OUTCOME_ROLLED_BACK);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_BOTH_REPAIRED);
    job_rig_assert_messages (result);
    job_rig_restart (rig);
    later = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (later, BB_OUTCOME_DONE);
    job_rig_assert_no_violations (rig);
}

/* Repeats a recovery that repairs the stored identity. Each time, the drive is disconnected at another command. The
 * outcome must never be DONE. */
static void
test_a_disconnected_drive_is_not_called_repaired (void)
{
    g_autoptr (JobRig) counted = job_rig_new (JOB_RIG_NEC "State=damaged-id\n", NULL);
    g_autoptr (BbResult) whole = job_rig_do (counted, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);
    guint n_commands = job_rig_n_commands (counted);

    job_rig_assert_outcome (whole, BB_OUTCOME_DONE);
    for (guint i = 0; i < n_commands; i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=damaged-id\n", NULL);
        g_autofree char *fault = g_strdup_printf ("At=command:%u;Kind=unplug", n_commands - i);
        g_autoptr (BbResult) result = NULL;

        job_rig_fault (rig, fault);
        result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);
        g_assert_cmpint (result->outcome, !=, BB_OUTCOME_DONE);
        job_rig_assert_messages (result);
    }
}

/* The drive runs firmware with banks of two revisions, and a backup has complete firmware. RECOVER without a file
 * must report the mix and write nothing. */
static void
test_mixed_firmware_is_reported (void)
{
    g_autoptr (JobRig) well = job_rig_new (JOB_RIG_NEC_BANKS, NULL);
    g_autoptr (JobRig) rig = job_rig_new_in (JOB_RIG_NEC_BANKS "State=mixed-banks\n", NULL, well->state);
    g_autoptr (BbResult) kept = job_rig_do (well, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) result = NULL;

    job_rig_assert_outcome (kept, BB_OUTCOME_DONE);
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_assert_messages (result);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_PARTS_DIFFER);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *path = g_strdup_printf ("/flow-repair/each-end-has-its-reason/%s", rows[i].name);

        g_test_add_data_func (path, &rows[i], test_each_end_of_a_repair_has_its_reason);
    }
    g_test_add_func ("/flow-repair/power-cycle", test_a_repaired_drive_is_not_ready_before_its_power_cycle);
    g_test_add_func ("/flow-repair/journal-decides-whether-a-power-cycle-came",
                     test_the_journal_decides_whether_a_power_cycle_came);
    g_test_add_func ("/flow-repair/power-cycle-of-a-flash", test_a_flashed_drive_is_not_ready_before_its_power_cycle);
    g_test_add_func ("/flow-repair/restored", test_a_restored_drive_also_gets_its_identity);
    g_test_add_func ("/flow-repair/gone", test_a_disconnected_drive_is_not_called_repaired);
    g_test_add_func ("/flow-repair/mixed-firmware-is-reported", test_mixed_firmware_is_reported);
    return g_test_run ();
}
