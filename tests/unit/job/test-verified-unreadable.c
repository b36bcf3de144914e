/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/words/bb-words.h"

#include <string.h>

/* Chips that cannot be read: only the revision that the drive reports can be verified. */

static const BbJobFlags allow = BB_JOB_FLAG_ALLOW_CROSS_FLASH;

static BbImage *
nec_image (const char *revision)
{
    return job_rig_image ("nec-optiarc", "K355", revision, NULL);
}

#define UNREADABLE "[drive sr0]\nFamily=nec-optiarc\nModel=C500\nRevision=1.01\nSerial=SIM0001\n"

static void
test_an_unreadable_chip_is_verified_by_its_revision (void)
{
    g_autoptr (JobRig) rig = job_rig_new (UNREADABLE, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.02", NULL);
    g_autoptr (BbResult) backup = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) refused = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) flashed =
        job_rig_do (rig, BB_ACTION_FLASH, image, allow | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    g_autoptr (BbResult) verified = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);

    g_assert_cmpint (backup->outcome, !=, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_assert_outcome (refused, BB_OUTCOME_REFUSED);
    job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
    g_assert_cmpint (flashed->proof, ==, BB_PROOF_IDENTITY);
    job_rig_assert_outcome (verified, BB_OUTCOME_DONE);
    g_assert_cmpstr (bb_words_verify_result (verified), ==, "cannot");
}

/* The drive cannot be read back. If the image was verified after its flash, it must count as verified while the drive
 * reports the same revision. If it was never verified, or the drive reports another revision, VERIFY must compare the
 * revisions again. */
static void
test_only_a_verified_revision_counts_again (void)
{
    static const struct {
        BbJobFlags flags;
        const char *then; /* (nullable): the revision that another program wrote after the flash */
        BbOutcome outcome;
        BbProof proof;
    } rows[] = {
        {0, NULL, BB_OUTCOME_DONE, BB_PROOF_IDENTITY},
        {0, "1.03", BB_OUTCOME_UNCHANGED, BB_PROOF_UNCHANGED},
        {BB_JOB_FLAG_WITHOUT_PROOF, NULL, BB_OUTCOME_DONE, BB_PROOF_IDENTITY},
        {BB_JOB_FLAG_WITHOUT_PROOF, "1.03", BB_OUTCOME_UNCHANGED, BB_PROOF_UNCHANGED},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (JobRig) rig = job_rig_new (UNREADABLE, NULL);
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.02", NULL);
        BbJobFlags flags = allow | BB_JOB_FLAG_WITHOUT_BACKUP;
        g_autoptr (BbResult) flashed =
            job_rig_do (rig, BB_ACTION_FLASH, image, flags | rows[i].flags, BB_ON_FAILURE_STOP);
        g_autoptr (BbResult) verified = NULL;

        g_assert_cmpint (flashed->outcome, ==, rows[i].flags != 0 ? BB_OUTCOME_WRITTEN : BB_OUTCOME_DONE);
        if (rows[i].then != NULL) {
            g_autoptr (BbImage) other = job_rig_image ("nec-optiarc", "C500", rows[i].then, NULL);
            g_autoptr (BbResult) written = NULL;
            char *own = rig->state;

            rig->state = job_rig_make_folder ();
            job_rig_restart (rig);
            written = job_rig_do (rig, BB_ACTION_FLASH, other, flags, BB_ON_FAILURE_STOP);
            job_rig_assert_outcome (written, BB_OUTCOME_DONE);
            job_rig_remove_folder (rig->state);
            g_free (rig->state);
            rig->state = own;
            job_rig_restart (rig);
        }
        verified = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);
        g_test_message ("row %u: %s", i, verified->message);
        job_rig_assert_outcome (verified, rows[i].outcome);
        g_assert_cmpint (verified->proof, ==, rows[i].proof);
    }
}

/* BB_JOB_FLAG_WITHOUT_PROOF has no effect on a drive that can be read. */
static void
test_only_unreadable_chips_can_skip_verification (void)
{
    BbJobFlags without = allow | BB_JOB_FLAG_WITHOUT_BACKUP | BB_JOB_FLAG_WITHOUT_PROOF;
    g_autoptr (JobRig) rig = job_rig_new (UNREADABLE, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.02", NULL);
    g_autoptr (BbResult) flashed = job_rig_do (rig, BB_ACTION_FLASH, image, without, BB_ON_FAILURE_STOP);
    g_autoptr (JobRig) readable = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) other = nec_image ("1.07");
    g_autoptr (BbResult) compared = job_rig_do (readable, BB_ACTION_FLASH, other, without, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (flashed, BB_OUTCOME_WRITTEN);
    g_assert_cmpint (flashed->proof, ==, BB_PROOF_UNPROVEN);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    g_assert_cmpint (flashed->reason, ==, BB_RESULT_REASON_NOT_VERIFIED);
    g_assert_nonnull (strstr (flashed->message, "settings"));
    job_rig_assert_messages (flashed);
    job_rig_assert_outcome (compared, BB_OUTCOME_DONE);
    g_assert_cmpint (compared->proof, ==, BB_PROOF_PROVEN);
}

static void
test_an_interrupted_unreadable_chip_is_verified_by_its_revision (void)
{
    g_autoptr (JobRig) rig = job_rig_new (UNREADABLE, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.02", NULL);
    g_autoptr (BbImage) old = job_rig_image ("nec-optiarc", "C500", "1.01", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) cut = NULL;
    g_autoptr (BbResult) mended = NULL;

    job_rig_fault (rig, "At=step:program:3;Kind=power-cut;During=middle");
    g_set_object (&request->image, image);
    g_set_object (&request->fallback, old);
    request->flags = allow;
    cut = job_rig_run (rig, request);
    job_rig_assert_outcome (cut, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (rig);
    mended = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (mended, BB_OUTCOME_DONE);
    g_assert_cmpstr (mended->revision_after, ==, "1.01");
}

/* A bridge drops some of the erases, so the drive runs a mix of old and new firmware and reports one revision. The
 * recovery must write the firmware again, so that no mix is left. */
static void
test_an_unreadable_chip_with_mixed_firmware_is_written_again (void)
{
    g_autoptr (JobRig) rig = job_rig_new (UNREADABLE, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "C500", "1.02", NULL);
    g_autoptr (BbImage) old = job_rig_image ("nec-optiarc", "C500", "1.01", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (BbResult) cut = NULL;
    g_autoptr (BbResult) mended = NULL;

    job_rig_fault (rig, "At=step:erase:5;Kind=bridge;Times=0");
    g_set_object (&request->image, image);
    g_set_object (&request->fallback, old);
    request->flags = allow;
    request->on_failure = BB_ON_FAILURE_ROLLBACK;
    cut = job_rig_run (rig, request);
    job_rig_assert_outcome (cut, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (rig);
    mended = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (mended, BB_OUTCOME_DONE);
    after = job_rig_firmware (rig);
    g_assert_true (g_bytes_equal (before, after));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/verified-unreadable/an-unreadable-chip-is-verified-by-its-revision",
                     test_an_unreadable_chip_is_verified_by_its_revision);
    g_test_add_func ("/verified-unreadable/only-unreadable-chips-can-skip-verification",
                     test_only_unreadable_chips_can_skip_verification);
    g_test_add_func ("/verified-unreadable/an-interrupted-unreadable-chip-is-verified-by-its-revision",
                     test_an_interrupted_unreadable_chip_is_verified_by_its_revision);
    g_test_add_func ("/verified-unreadable/an-unreadable-chip-with-mixed-firmware-is-written-again",
                     test_an_unreadable_chip_with_mixed_firmware_is_written_again);
    g_test_add_func ("/verified-unreadable/only-a-verified-revision-counts-again",
                     test_only_a_verified_revision_counts_again);
    return g_test_run ();
}
