/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"
#include "other-drive.h"

#include "family/bb-key-file.h"

#include <glib/gstdio.h>
#include <string.h>

/* The drive or the backup changes between CHECK and the first write. Burnback must notice this, because it checks
 * both again directly before the first write. Also tests how often an image may be sent to a drive between two power
 * cycles. */

/* Returns (transfer full) a rig whose drive had its boot code replaced by another version. The drive does not report
 * this version in normal mode. The only backup was made before the replacement, so it is for the old boot code. */
static JobRig *
rig_with_changed_boot_code (void)
{
    JobRig *rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbImage) boot = convert_boot_code ("K355", "06");
    g_autoptr (BbImage) firmware = convert_image ("K355", "1.05", "06");
    g_autoptr (BbResult) converted = NULL;
    g_autoptr (BbResult) recovered = NULL;

    converted = convert_run (rig, "K355", boot, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (converted, BB_OUTCOME_WRITTEN);
    convert_power_cycle (rig);
    recovered = job_rig_do (rig, BB_ACTION_RECOVER, firmware, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    convert_power_cycle (rig);
    convert_assert_is (rig, "K355");
    return rig;
}

static void
test_the_boot_version_of_an_older_backup_does_not_decide (void)
{
    g_autoptr (JobRig) rig = rig_with_changed_boot_code ();
    g_autoptr (BbImage) image = convert_image ("K355", "1.07", "05");
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) checked = NULL;
    g_autoptr (BbResult) flashed = NULL;

    checked = job_rig_do (rig, BB_ACTION_CHECK, image, 0, BB_ON_FAILURE_STOP);
    g_assert_nonnull (checked->review);
    request->image = g_object_ref (image);
    request->review = bb_review_ref (checked->review);
    request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH;
    request->on_failure = BB_ON_FAILURE_STOP;
    flashed = job_rig_run (rig, request);
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (before, after));
    g_assert_cmpint (flashed->outcome, !=, BB_OUTCOME_DONE);
    job_rig_assert_messages (flashed);
    convert_assert_is (rig, "K355");
}

static void
test_a_backup_for_another_boot_code_is_not_written (void)
{
    g_autoptr (JobRig) rig = rig_with_changed_boot_code ();
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbResult) back = NULL;

    back = job_rig_do (rig, BB_ACTION_ROLLBACK, NULL, 0, BB_ON_FAILURE_STOP);
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (before, after));
    g_assert_cmpint (back->outcome, !=, BB_OUTCOME_DONE);
    convert_assert_is (rig, "K355");
}

static void
assert_endangered_on_disk (JobRig *rig)
{
    g_autoptr (GPtrArray) records = bb_journal_list (rig->state);
    BbJournalRecord *record;

    g_assert_cmpuint (records->len, ==, 1);
    record = g_ptr_array_index (records, 0);
    g_assert_true (record->endangered);
}

/* The drive ignores the programming of one block, so its firmware does not start. */
static void
test_a_drive_that_does_not_start_stays_endangered_on_disk (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbImage) image = convert_image ("K355", "1.07", "05");
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:program:5;Kind=silent;Times=1");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    assert_endangered_on_disk (rig);
}

/* The drive ignores commands that program blocks, so that its firmware does not start. The flash must not wait for a
 * power cycle then. */
static void
test_ignored_programming_needs_recovery (gconstpointer data)
{
    BbOnFailure on_failure = GPOINTER_TO_INT (data);
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC_K370, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K370", "1.07", "05");
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) recovered = NULL;

    job_rig_fault (rig, on_failure == BB_ON_FAILURE_STOP ? "At=step:program:1;Kind=silent;Times=1"
                                                         : "At=step:program:6;Kind=silent;Times=0");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, on_failure);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_assert_messages (result);
    assert_endangered_on_disk (rig);
    /* The fault ends with the power cycle. */
    job_rig_restart (rig);
    recovered = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (before, after));
}

/* Damages the file of the backup just before the drive is written. */
static void
spoil_backup_cb (BbJob *job, gpointer data)
{
    JobRig *rig = data;
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    BbBackup *backup;
    g_autofree char *path = NULL;

    g_assert_cmpuint (backups->len, ==, 1);
    backup = g_ptr_array_index (backups, 0);
    path = g_build_filename (backup->folder, bb_backup_find_file (backup, BB_BACKUP_IMAGE)->file, NULL);
    g_assert_true (g_file_set_contents (path, "spoilt", -1, NULL));
}

/* TRUE if LOOK finds that the firmware runs. */
static gboolean
is_well (JobRig *rig)
{
    g_autoptr (BbResult) looked = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);

    return looked->facts->condition == BB_CONDITION_NORMAL;
}

/* @spoils_backup: the flash is refused because its backup is damaged; @comes_back: the drive leaves recovery mode */
typedef struct {
    const char *scenario;
    const char *model;
    const char *fault;
    gboolean spoils_backup;
    gboolean comes_back;
    BbOutcome outcome;
} Refusal;

/* The drive ignores the command to leave recovery mode, once (Times=1) or always (Times=0). */
static const Refusal refusals[] = {
    {JOB_RIG_NEC_K370, "K370", "At=step:leave:1;Kind=silent;Times=1", TRUE, TRUE, BB_OUTCOME_REFUSED},
    {JOB_RIG_NEC_K370, "K370", "At=step:leave:1;Kind=silent;Times=0", FALSE, FALSE, BB_OUTCOME_REFUSED},
    {CONVERT_RIG_K355, "K355", "At=step:leave:1;Kind=silent;Times=1", TRUE, TRUE, BB_OUTCOME_REFUSED},
    {CONVERT_RIG_K355, "K355", "At=step:leave:1;Kind=silent;Times=0", FALSE, FALSE, BB_OUTCOME_REFUSED},
};

static void
test_a_refused_flash_leaves_recovery_mode (gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr (JobRig) rig = job_rig_new (refusal->scenario, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", refusal->model, "1.07", "05");
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbResult) result = NULL;

    if (refusal->spoils_backup)
        bb_engine_set_about_to_write (rig->engine, spoil_backup_cb, rig);
    job_rig_fault (rig, refusal->fault);
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, refusal->outcome);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_assert_cmpint (is_well (rig), ==, refusal->comes_back);
    /* If the drive stays in recovery mode, the message says so. */
    g_assert_cmpint (result->reason != BB_RESULT_REASON_STAYS_IN_MODE, ==, refusal->comes_back);
    g_assert_cmpint (strstr (result->message, "did not leave recovery mode") == NULL, ==, refusal->comes_back);
    g_assert_cmpint (strstr (result->next, "ower cycle") == NULL, ==, refusal->comes_back);
    job_rig_restart (rig);
    g_assert_true (is_well (rig));
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (before, after));
}

/* The drive ignores the first command to leave recovery mode, and rejects each one after it. */
static void
test_the_job_ends_if_leaving_recovery_mode_is_rejected (gconstpointer data)
{
    const Refusal *refusal = data;
    g_autoptr (JobRig) rig = job_rig_new (refusal->scenario, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", refusal->model, "1.07", "05");
    g_autoptr (BbResult) result = NULL;
    g_autofree char *notes = NULL;

    job_rig_fault (rig, "At=step:leave:1;Kind=silent;Times=1");
    job_rig_fault (rig, "At=step:leave:2;Kind=sense;Sense=4/44/00;Times=0");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_cmpint (bb_job_error_get_problem (result->error), ==, BB_JOB_PROBLEM_STAYS_IN_MODE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_STAYS_IN_MODE);
    /* A note has the reason why the drive stays in recovery mode. */
    notes = g_strjoinv ("\n", result->notes);
    g_assert_nonnull (strstr (notes, "4/44/00"));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* The first time, the drive ignores the command to leave recovery mode. The command is repeated, and the flash
 * continues. */
static void
test_leaving_recovery_mode_is_repeated_if_it_was_ignored (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbImage) image = convert_image ("K355", "1.07", "05");
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:leave:1;Kind=silent;Times=1");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpstr (result->revision_after, ==, "1.07");
    job_rig_assert_no_violations (rig);
}

/* The drive programs longer than the time limit, and gets no second image meanwhile. */
static void
test_a_slow_drive_is_not_sent_a_second_image (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959 "Quirks=programming-ms=130000\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (BbResult) result = NULL;

    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    g_test_message ("%s: %s", bb_outcome_to_string (result->outcome), result->message);
    /* One command to prepare the drive, and 128 pieces of the image. */
    g_assert_cmpuint (job_rig_n_writes (rig), <=, 129);
    job_rig_assert_no_violations (rig);
}

/* The journal has the undo line, which says how to release the drive, before exclusive access is taken. */
static void
test_undo_information_is_on_disk_before_the_change (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) result = NULL;

    request->image = convert_image ("K355", "1.07", "05");
    request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH;
    drive->state = rig->state;
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpstr (drive->undo_on_disk, ==, "{'block': <'none'>}");
}

/* The user stops the conversion after the new stored ID was written. */
static void
test_a_stopped_conversion_restores_the_old_id (void)
{
    static const guint8 write_calibration[] = {0xCB, 0x00};
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_CONVERT);
    g_autoptr (BbResult) result = NULL;
    g_auto (ConvertMemory) before = {0};
    GVariantBuilder settings;

    convert_memory_take (&before, rig);
    g_variant_builder_init (&settings, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add (&settings, "{sv}", BB_SETTING_CONVERT_TO, g_variant_new_string ("K451"));
    request->settings = g_variant_ref_sink (g_variant_builder_end (&settings));
    request->image = convert_boot_code ("K451", "07");
    request->flags = BB_JOB_FLAG_EXPERT;
    drive->stop_after = write_calibration;
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_true (convert_memory_is (&before, rig));
}

/* Installs the invented key with which the simulator encrypts images. The file is deleted with the state folder of
 * @rig. */
static void
use_invented_key (JobRig *rig)
{
    g_autofree char *path = g_build_filename (rig->state, "key", NULL);

    g_assert_true (g_file_set_contents (path, "000102030405060708090a0b0c0d0e0f", -1, NULL));
    bb_key_file_set (path);
    bb_key_file_let_in ("be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991");
}

static BbResult *
recover_with (JobRig *rig, BbImage *image)
{
    return job_rig_do (rig, BB_ACTION_RECOVER, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
}

/* Returns a rig with a drive in BOOT mode that accepts only encrypted images and has rejected @image: (out), a plain
 * one. */
static JobRig *
rig_of_drive_that_rejected (BbImage **image)
{
    g_autoptr (JobRig) rig =
        job_rig_new (JOB_RIG_MT1959 "State=boot\nQuirks=boot-receiver=wrapped;boot-reads\n", NULL);
    g_autoptr (BbResult) first = NULL;

    *image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    first = recover_with (rig, *image);
    job_rig_assert_outcome (first, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_assert_messages (first);
    g_assert_cmpuint (job_rig_n_writes (rig), >, 0);
    return g_steal_pointer (&rig);
}

/* The drive has rejected a plain (not encrypted) image. A second recovery must not send the plain image again.
 * Without a key it must send nothing. With a key it must send the encrypted image, which the drive accepts. */
static void
test_a_second_attempt_sends_the_image_encrypted (void)
{
    g_autoptr (BbImage) image = NULL;
    g_autoptr (JobRig) rig = rig_of_drive_that_rejected (&image);
    g_autoptr (BbResult) again = NULL;
    g_autoptr (BbResult) other = NULL;
    guint n_writes;

    convert_power_cycle (rig);
    n_writes = job_rig_n_writes (rig);
    again = recover_with (rig, image);
    job_rig_assert_outcome (again, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (again->reason, ==, BB_RESULT_REASON_NO_MORE);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
    convert_power_cycle (rig);
    use_invented_key (rig);
    other = recover_with (rig, image);
    job_rig_assert_outcome (other, BB_OUTCOME_DONE);
    g_assert_cmpstr (other->revision_after, ==, "1.03");
    job_rig_assert_no_violations (rig);
    bb_key_file_set (NULL);
}

/* The check says that the recovery needs a readable key file, so that the window can link to the setting. */
static void
test_an_unreadable_key_file_refuses_recovery (void)
{
    g_autoptr (BbImage) image = NULL;
    g_autoptr (JobRig) rig = rig_of_drive_that_rejected (&image);
    g_autoptr (BbResult) check = NULL;
    g_autoptr (BbResult) again = NULL;
    guint n_writes;

    convert_power_cycle (rig);
    n_writes = job_rig_n_writes (rig);
    bb_key_file_set ("/nonexistent/key");
    check = job_rig_do (rig, BB_ACTION_CHECK, image, BB_JOB_FLAG_RECOVERING, BB_ON_FAILURE_STOP);
    g_assert_nonnull (check->review);
    g_assert_true (bb_review_wants_key (check->review));
    again = recover_with (rig, image);
    job_rig_assert_outcome (again, BB_OUTCOME_REFUSED);
    job_rig_assert_messages (again);
    g_assert_nonnull (strstr (again->message, "Could not read the key file (/nonexistent/key: "));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
    bb_key_file_set (NULL);
}

/* The drive accepts one image for each power-on, so a second attempt without a power cycle sends nothing. */
static void
test_no_second_attempt_without_a_power_cycle (void)
{
    g_autoptr (BbImage) image = NULL;
    g_autoptr (JobRig) rig = rig_of_drive_that_rejected (&image);
    g_autoptr (BbResult) second = NULL;
    guint n_writes;

    n_writes = job_rig_n_writes (rig);
    second = recover_with (rig, image);
    job_rig_assert_outcome (second, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
    g_assert_cmpint (second->reason, ==, BB_RESULT_REASON_POWER_CYCLE);
    g_assert_nonnull (strstr (second->next, "unplug its power cord for 30 seconds"));
}

/* An image was sent and rejected, and the program is restarted without a power cycle. The new process must not send
 * another image. It knows that there was no power cycle from the power mark in the journal, a text that changes with
 * a power cycle. */
static void
test_a_program_restart_is_no_power_cycle (void)
{
    g_autoptr (BbImage) image = NULL;
    g_autoptr (JobRig) rig = rig_of_drive_that_rejected (&image);
    g_autoptr (BbResult) second = NULL;
    g_autoptr (BbResult) third = NULL;
    guint n_writes;

    n_writes = job_rig_n_writes (rig);
    g_clear_object (&rig->engine);
    rig->engine = bb_engine_new (BB_DRIVE_MONITOR (rig->bus), rig->catalog, rig->state, NULL);
    second = recover_with (rig, image);
    job_rig_assert_outcome (second, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
    /* After a power cycle, the encrypted image is sent. */
    convert_power_cycle (rig);
    use_invented_key (rig);
    n_writes = job_rig_n_writes (rig);
    third = recover_with (rig, image);
    g_assert_cmpuint (job_rig_n_writes (rig), >, n_writes);
    bb_key_file_set (NULL);
}

/* The drive accepts one image per power cycle. VERIFY sends none, so after it a flash may still send one. */
static void
test_verify_keeps_the_attempt_of_the_power_cycle (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959 "Quirks=on-reject=busy;build-stamp=2005061010\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    BbJobFlags agreed = BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP;
    g_autoptr (BbResult) first = job_rig_do (rig, BB_ACTION_FLASH, image, agreed, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) seen = NULL;
    g_autoptr (BbResult) again = NULL;

    job_rig_assert_outcome (first, BB_OUTCOME_WRITTEN);
    convert_power_cycle (rig);
    seen = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (seen->proof, ==, BB_PROOF_UNCHANGED);
    use_invented_key (rig);
    again = job_rig_do (rig, BB_ACTION_FLASH, image, agreed, BB_ON_FAILURE_STOP);
    g_assert_cmpuint (job_rig_n_writes (rig), >, 0);
    bb_key_file_set (NULL);
}

/* A drive that rejected an image still has its old firmware after a power cycle. VERIFY reports that and closes the
 * journal only after the power cycle. */
static void
test_verify_ends_a_rejected_flash_after_a_power_cycle (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959 "Quirks=on-reject=busy;build-stamp=2005061010\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    BbJobFlags agreed = BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP;
    g_autoptr (BbResult) first = job_rig_do (rig, BB_ACTION_FLASH, image, agreed, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (first, BB_OUTCOME_WRITTEN);
    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbResult) seen = NULL;

        if (i > 0)
            convert_power_cycle (rig);
        seen = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);
        g_assert_cmpint (seen->proof == BB_PROOF_UNCHANGED, ==, i > 0);
        g_assert_cmpuint (job_rig_n_journals (rig), ==, i > 0 ? 0 : 1);
    }
}

/* Returns a rig with two drives of one model, whose fingerprints are equal. @more: further lines of each drive */
static JobRig *
rig_of_two_drives (const char *more)
{
    g_autofree char *scenario = g_strdup_printf (
        JOB_RIG_MT1959 "%s\n[drive sr1]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nRevision=1.03\n"
                       "Serial=SIM0002\nSeed=2\n%s",
        more, more);

    return job_rig_new (scenario, NULL);
}

/* Runs @action on the drive @name. @review: (nullable): the review that the user has read */
static BbResult *
run_reviewed (JobRig *rig, const char *name, BbAction action, BbImage *image, BbReview *review)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, name);
    g_autoptr (BbJobRequest) request = bb_job_request_new (action);
    g_autoptr (BbJob) job = NULL;

    g_set_object (&request->image, image);
    request->flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP;
    request->review = review != NULL ? bb_review_ref (review) : NULL;
    job = bb_engine_start (rig->engine, drive, request, NULL);
    return job_rig_wait (rig, job);
}

static BbResult *
run_on (JobRig *rig, const char *name, BbAction action, BbImage *image)
{
    return run_reviewed (rig, name, action, image, NULL);
}

/* sr0 was flashed and needs a power cycle before its next flash. A flash of sr1, which is of the same model, must not
 * count as a power cycle of sr0. */
static void
test_each_of_two_equal_drives_needs_its_own_power_cycle (void)
{
    g_autoptr (JobRig) rig = rig_of_two_drives ("Quirks=readable=all\n");
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.04", NULL);
    g_autoptr (BbResult) first = run_on (rig, "sr0", BB_ACTION_FLASH, image);
    g_autoptr (BbResult) other = run_on (rig, "sr1", BB_ACTION_FLASH, image);
    g_autoptr (BbResult) again = run_on (rig, "sr0", BB_ACTION_FLASH, image);

    job_rig_assert_outcome (first, BB_OUTCOME_DONE);
    job_rig_assert_outcome (other, BB_OUTCOME_DONE);
    job_rig_assert_outcome (again, BB_OUTCOME_REFUSED);
    g_assert_cmpint (bb_job_error_get_problem (again->error), ==, BB_JOB_PROBLEM_POWER_CYCLE_FIRST);
}

/* Both drives have the same revision and fingerprint. A review of sr1 must not be accepted for a flash of sr0. */
static void
test_review_of_an_equal_drive_is_not_that_of_this_one (void)
{
    g_autoptr (JobRig) rig = rig_of_two_drives ("");
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.04", NULL);
    g_autoptr (BbImage) equal = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (BbResult) same = run_on (rig, "sr0", BB_ACTION_FLASH, equal);
    g_autoptr (BbResult) checked = run_on (rig, "sr1", BB_ACTION_CHECK, image);
    g_autoptr (BbResult) result = run_reviewed (rig, "sr0", BB_ACTION_FLASH, image, checked->review);

    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_cmpint (bb_job_error_get_problem (result->error), ==, BB_JOB_PROBLEM_DRIVE_CHANGED);
}

/* sr0 was flashed with an image. sr1 runs other firmware of the same revision, which cannot be read. VERIFY of sr1
 * must not use the journal of the flash of sr0. */
static void
test_flash_of_an_equal_drive_does_not_verify_this_one (void)
{
    g_autoptr (JobRig) rig = rig_of_two_drives ("");
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (BbResult) flashed = run_on (rig, "sr0", BB_ACTION_FLASH, image);
    g_autoptr (BbResult) own = run_on (rig, "sr0", BB_ACTION_VERIFY, image);
    g_autoptr (BbResult) other = run_on (rig, "sr1", BB_ACTION_VERIFY, image);

    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    job_rig_assert_outcome (own, BB_OUTCOME_DONE);
    g_assert_cmpint (other->reason, ==, BB_RESULT_REASON_NOT_COMPARED);
}

/* A recovery must write the file that the user gave, even if there is a backup. */
static void
test_the_given_file_is_the_one_that_is_written (void)
{
    g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
    g_autoptr (BbImage) image = convert_image ("K355", "1.07", "05");
    g_autoptr (BbImage) given = convert_image ("K355", "1.09", "05");
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) recovered = NULL;

    job_rig_fault (rig, "At=step:program:5;Kind=sense;Sense=3/03/00;Times=9");
    flashed = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (flashed, BB_OUTCOME_NEEDS_RECOVERY);
    convert_power_cycle (rig);
    recovered = job_rig_do (rig, BB_ACTION_RECOVER, given, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    g_assert_cmpstr (recovered->revision_after, ==, "1.09");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/confirmed/each-of-two-equal-drives-needs-its-own-power-cycle",
                     test_each_of_two_equal_drives_needs_its_own_power_cycle);
    g_test_add_func ("/confirmed/review-of-an-equal-drive-is-not-that-of-this-one",
                     test_review_of_an_equal_drive_is_not_that_of_this_one);
    g_test_add_func ("/confirmed/flash-of-an-equal-drive-does-not-verify-this-one",
                     test_flash_of_an_equal_drive_does_not_verify_this_one);
    g_test_add_func ("/job/last-checks/boot-version", test_the_boot_version_of_an_older_backup_does_not_decide);
    g_test_add_func ("/job/last-checks/backup", test_a_backup_for_another_boot_code_is_not_written);
    g_test_add_func ("/job/last-checks/endangered", test_a_drive_that_does_not_start_stays_endangered_on_disk);
    g_test_add_data_func ("/job/last-checks/ignored-programming/once", GINT_TO_POINTER (BB_ON_FAILURE_STOP),
                          test_ignored_programming_needs_recovery);
    g_test_add_data_func ("/job/last-checks/ignored-programming/also-of-the-old-image",
                          GINT_TO_POINTER (BB_ON_FAILURE_ROLLBACK), test_ignored_programming_needs_recovery);
    for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autofree char *path = g_strdup_printf ("/job/last-checks/leaves-mode/%s-%u", refusals[i].model, i);

        g_test_add_data_func (path, &refusals[i], test_a_refused_flash_leaves_recovery_mode);
    }
    g_test_add_data_func ("/job/last-checks/leaving-rejected/K370", &refusals[1],
                          test_the_job_ends_if_leaving_recovery_mode_is_rejected);
    g_test_add_data_func ("/job/last-checks/leaving-rejected/K355", &refusals[3],
                          test_the_job_ends_if_leaving_recovery_mode_is_rejected);
    g_test_add_func ("/job/last-checks/leaving-repeated", test_leaving_recovery_mode_is_repeated_if_it_was_ignored);
    g_test_add_func ("/job/last-checks/slow", test_a_slow_drive_is_not_sent_a_second_image);
    g_test_add_func ("/job/last-checks/undo", test_undo_information_is_on_disk_before_the_change);
    g_test_add_func ("/job/last-checks/stopped-conversion", test_a_stopped_conversion_restores_the_old_id);
    g_test_add_func ("/job/last-checks/second-attempt", test_a_second_attempt_sends_the_image_encrypted);
    g_test_add_func ("/job/last-checks/unreadable-key", test_an_unreadable_key_file_refuses_recovery);
    g_test_add_func ("/job/last-checks/power-cycle", test_no_second_attempt_without_a_power_cycle);
    g_test_add_func ("/job/last-checks/program-restart", test_a_program_restart_is_no_power_cycle);
    g_test_add_func ("/job/last-checks/only-verified", test_verify_keeps_the_attempt_of_the_power_cycle);
    g_test_add_func ("/job/last-checks/verify-ends-a-rejected-flash",
                     test_verify_ends_a_rejected_flash_after_a_power_cycle);
    g_test_add_func ("/job/last-checks/given", test_the_given_file_is_the_one_that_is_written);
    return g_test_run ();
}
