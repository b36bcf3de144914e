/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include <string.h>

/*
 * A byte is changed on the way to a Ricoh drive during a flash. The firmware in the drive can be read only after a
 * power cycle. It then has a wrong checksum, so a backup of it must not be restored.
 */

#define RICOH "[drive sr0]\nFamily=ricoh\nModel=DVD Writer 200j\nRevision=1.02\nSerial=SIM0001\n"
#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT)

/* Returns a rig whose drive holds 1.03 with a changed byte. */
static JobRig *
make_rig (BbImage *image)
{
    JobRig *rig = job_rig_new (RICOH, NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:upload:3;Kind=bit-flip");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
    job_rig_restart (rig);
    return rig;
}

static const BbNote *
find_note (BbResult *result, BbNoteCode code)
{
    for (guint i = 0; result->noted != NULL && i < result->noted->len; i++) {
        const BbNote *note = g_ptr_array_index (result->noted, i);

        if (note->code == code)
            return note;
    }
    return NULL;
}

/* After the power cycle for which the flash waited, VERIFY reports the changed byte as %BB_PROOF_DIFFERENT. */
static void
test_a_difference_counts_after_the_power_cycle (void)
{
    g_autoptr (BbImage) image = job_rig_image ("ricoh", "DVD Writer 200j", "1.03", NULL);
    g_autoptr (JobRig) rig = make_rig (image);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_cmpint (result->proof, ==, BB_PROOF_DIFFERENT);
}

static void
test_an_earlier_backup_is_the_way_back (void)
{
    g_autoptr (BbImage) image = job_rig_image ("ricoh", "DVD Writer 200j", "1.03", NULL);
    g_autoptr (JobRig) rig = make_rig (image);
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) verified = NULL;
    const BbNote *note = find_note (result, BB_NOTE_EARLIER_BACKUP);

    job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
    g_assert_cmpuint (backups->len, ==, 1);
    g_assert_nonnull (note);
    g_assert_cmpstr (note->text, ==, ((BbBackup *) backups->pdata[0])->id);
    job_rig_restart (rig);
    verified = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (verified, BB_OUTCOME_DONE);
    g_assert_cmpint (verified->proof, ==, BB_PROOF_PROVEN);
}

static void
test_a_failed_flash_restores_the_earlier_backup (void)
{
    g_autoptr (BbImage) image = job_rig_image ("ricoh", "DVD Writer 200j", "1.03", NULL);
    g_autoptr (JobRig) rig = job_rig_new (RICOH, NULL);
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (JobRig) damaged = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autoptr (GBytes) after = NULL;

    damaged = make_rig (image);
    job_rig_fault (damaged, "At=step:program:1;Kind=timeout;During=after;Times=1");
    result = job_rig_do (damaged, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_ROLLBACK);
    job_rig_restart (damaged);
    after = job_rig_firmware (damaged);
    g_assert_nonnull (find_note (result, BB_NOTE_EARLIER_BACKUP));
    g_assert_cmpmem (g_bytes_get_data (after, NULL), g_bytes_get_size (after), g_bytes_get_data (before, NULL),
                     g_bytes_get_size (before));
}

static void
test_without_backup_the_consent_says_what_is_wrong (void)
{
    g_autoptr (BbImage) image = job_rig_image ("ricoh", "DVD Writer 200j", "1.03", NULL);
    g_autoptr (JobRig) rig = make_rig (image);
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) agreed = NULL;
    guint n_writes;

    job_rig_remove_folder (rig->state);
    g_free (rig->state);
    rig->state = job_rig_make_folder ();
    job_rig_restart (rig);
    n_writes = job_rig_n_writes (rig);
    result = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_cmpint (job_rig_get_open_codes (result->consents), ==, BB_CONSENT_WITHOUT_BACKUP);
    g_assert_cmpint (((BbConsent *) result->consents->pdata[0])->kind, ==, BB_CONSENT_KIND_WITHOUT_BACKUP);
    g_assert_nonnull (strstr (result->message, "is not a valid image"));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, n_writes);
    agreed = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (agreed, BB_OUTCOME_WRITTEN);
    g_assert_null (find_note (agreed, BB_NOTE_EARLIER_BACKUP));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/job/saved-damaged/difference", test_a_difference_counts_after_the_power_cycle);
    g_test_add_func ("/job/saved-damaged/earlier-backup", test_an_earlier_backup_is_the_way_back);
    g_test_add_func ("/job/saved-damaged/restores-earlier-backup", test_a_failed_flash_restores_the_earlier_backup);
    g_test_add_func ("/job/saved-damaged/no-backup", test_without_backup_the_consent_says_what_is_wrong);
    return g_test_run ();
}
