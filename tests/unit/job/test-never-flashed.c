/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/operation/bb-rescue-effect.h"
#include "job/operation/bb-rescue.h"

#include <string.h>

/* The HR-1100A (M110) can be read, but no procedure to flash it is known. If it is in safe mode, a recovery can only
 * start its firmware. Tests bb-nec.c, bb-consent.c, bb-flow-board.c, bb-flow-check.c, bb-flow-recover.c and
 * bb-words-drive.c. */

#define NEVER "Burnback cannot flash this drive because no procedure is known for its type of flash memory."

/* Puts an HR-1100A in this state in the place of the drive. */
static void
put_in_state (JobRig *rig, const char *state)
{
    g_autofree char *scenario =
        g_strdup_printf ("[drive sr0]\nFamily=nec-optiarc\nModel=M110\nSerial=SIM0001\nState=%s\n", state);

    job_rig_exchange (rig, scenario);
    job_rig_look (rig);
}

static JobRig *
rig_in_state (const char *state)
{
    JobRig *rig = job_rig_new ("[drive sr0]\nFamily=nec-optiarc\nModel=M110\nSerial=SIM0001\n", NULL);

    put_in_state (rig, state);
    return rig;
}

static void
assert_refused (BbResult *result, const char *begins, BbNextStep next)
{
    g_test_message ("%s %s", result->message, result->next);
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_true (g_str_has_prefix (result->message, begins));
    g_assert_null (strstr (result->message, "Recover the drive first"));
    g_assert_cmpint (result->next_step, ==, next);
}

static void
test_each_job_gives_its_reason_in_safe_mode (void)
{
    g_autoptr (JobRig) rig = rig_in_state ("safe-mode");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) flash =
        job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) restore = job_rig_do (rig, BB_ACTION_ROLLBACK, NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);

    assert_refused (flash, NEVER, BB_NEXT_STEP_NONE);
    g_assert_cmpint (restore->next_step, ==, BB_NEXT_STEP_RECOVER);
}

/* A recovery with a file is refused, because the file cannot be written. Without a file, the same drive starts its
 * firmware. */
static void
test_only_a_recovery_without_a_file_starts_the_firmware (void)
{
    g_autoptr (JobRig) rig = rig_in_state ("safe-mode");
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) with =
        job_rig_do (rig, BB_ACTION_RECOVER, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) without = NULL;

    assert_refused (with, NEVER, BB_NEXT_STEP_NONE);
    without = job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (without, BB_OUTCOME_DONE);
    g_assert_cmpint (without->facts->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* In this step, another drive would get its backup written. The HR-1100A only starts its firmware. */
static void
test_the_recovery_step_writes_nothing (void)
{
    g_autoptr (JobRig) rig = rig_in_state ("normal");
    g_autoptr (BbResult) saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (GPtrArray) backups = NULL;
    g_autoptr (BbRescue) rescue = NULL;
    g_autoptr (BbRescueEffect) effect = NULL;

    job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
    put_in_state (rig, "safe-mode");
    drive = bb_engine_find (rig->engine, "sr0");
    backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    rescue = bb_rescue_new (drive, backups, NULL, NULL);
    effect = bb_rescue_effect_new (BB_RESCUE_AGAIN, drive, backups);
    g_assert_cmpstr (rescue->believes, ==, "The drive is in recovery mode, but its firmware may be intact.");
    g_assert_cmpstr (rescue->safe, ==, "Keep the drive powered until a recovery step asks you to disconnect it.");
    g_assert_cmpint (bb_rescue_get_now (rescue)->kind, ==, BB_RESCUE_AGAIN);
    g_assert_true (g_str_has_suffix (bb_rescue_get_now (rescue)->text, "Nothing will be written."));
    g_assert_cmpstr (effect->writes, ==, "Nothing");
    g_assert_null (effect->cost);
}

/* Returns (transfer full) the result of a recovery that cannot start the firmware. @state: the state of the drive */
static BbResult *
recover_in_vain (JobRig *rig, const char *state)
{
    put_in_state (rig, state);
    return job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_RETRY);
}

/* If the firmware does not start, the result says that Burnback cannot write it, and asks for no file. A backup of
 * the firmware changes nothing. @data: the state */
static void
test_firmware_that_does_not_start_needs_the_manufacturer (gconstpointer data)
{
    g_autoptr (JobRig) rig = rig_in_state ("normal");
    g_autoptr (BbResult) without = recover_in_vain (rig, data);
    g_autoptr (BbResult) saved = NULL;
    g_autoptr (BbResult) with = NULL;

    put_in_state (rig, "normal");
    saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
    with = recover_in_vain (rig, data);
    for (guint i = 0; i < 2; i++) {
        const BbResult *result = i == 0 ? without : with;

        g_test_message ("%s %s", result->message, result->next);
        g_assert_cmpint (result->outcome, ==, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_true (g_str_has_prefix (result->message, NEVER));
        g_assert_nonnull (strstr (result->message, "cannot tell whether this drive can be recovered"));
        g_assert_cmpint (result->next_step, ==, BB_NEXT_STEP_RECOVER_AFTER_POWER_CYCLE);
    }
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* Nothing can be done about these drives while they run, so nothing may promise a recovery. @data: the state */
static void
test_no_recovery_is_promised_while_the_firmware_runs (gconstpointer data)
{
    g_autoptr (JobRig) rig = rig_in_state (data);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autofree char *state = bb_engine_drive_dup_state_text (drive);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) check = NULL;
    g_autoptr (BbResult) recover = NULL;
    g_autoptr (BbResult) verify = NULL;

    g_test_message ("%s", state);
    g_assert_cmpint (bb_engine_drive_get_can (drive) & BB_CAN_RECOVER, ==, 0);
    g_assert_nonnull (strstr (state, NEVER));
    g_assert_null (strstr (state, "ecover"));
    check = job_rig_do (rig, BB_ACTION_CHECK, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    for (guint i = 0; i < bb_verdict_get_n_reasons (check->review->verdict); i++)
        g_assert_null (strstr (bb_verdict_get_reason (check->review->verdict, i)->text, "Recover the drive first"));
    recover = job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    assert_refused (recover, NEVER, BB_NEXT_STEP_NONE);
    verify = job_rig_do (rig, BB_ACTION_VERIFY, image, BB_JOB_FLAG_NONE, BB_ON_FAILURE_STOP);
    g_test_message ("%s", verify->message);
    g_assert_null (strstr (verify->message, "Recover the drive first"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add_func ("/never-flashed/" path, function)
    ADD ("each-job-gives-its-reason-in-safe-mode", test_each_job_gives_its_reason_in_safe_mode);
    ADD ("only-a-recovery-without-a-file-starts-the-firmware",
         test_only_a_recovery_without_a_file_starts_the_firmware);
    ADD ("the-recovery-step-writes-nothing", test_the_recovery_step_writes_nothing);
    g_test_add_data_func ("/never-flashed/firmware-does-not-start/forced-safe", "forced-safe",
                          test_firmware_that_does_not_start_needs_the_manufacturer);
    g_test_add_data_func ("/never-flashed/firmware-does-not-start/erased", "erased",
                          test_firmware_that_does_not_start_needs_the_manufacturer);
    g_test_add_data_func ("/never-flashed/no-recovery-is-promised/half-alive", "half-alive",
                          test_no_recovery_is_promised_while_the_firmware_runs);
    g_test_add_data_func ("/never-flashed/no-recovery-is-promised/damaged-id", "damaged-id",
                          test_no_recovery_is_promised_while_the_firmware_runs);
    return g_test_run ();
}
