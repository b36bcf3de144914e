/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include <string.h>

/*
 * The drive reports an error while it programs the image, and then runs firmware with its old identity. The identity
 * does not say whether the memory was changed, so the flash must not end as "unchanged", and the drive is not safe
 * unless its content was read and equals a known image.
 */

#define FLAGS (BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_ALLOW_CROSS_FLASH)
#define MT1959 "[drive sr0]\nFamily=mediatek-mt1959\nModel=BD-RE WH16NS60\nRevision=1.02\nSerial=SIM0001\n"
#define OLD_UNPROVEN                                                                                 \
    "The drive reported an error while writing to its memory and is running its previous firmware, " \
    "which was not verified."

/* A drive with its old revision, an image, and an error that the drive reports. @is_readable: the content can be
 * compared with the backup, so the drive is known to be unchanged. */
typedef struct {
    const char *name;
    const char *family;
    const char *model;
    const char *old;
    const char *revision;
    const char *at;
    gboolean is_readable;
} Row;

static const Row rows[] = {
    {"mt1959", "mediatek-mt1959", "BD-RE WH16NS60", "1.02", "1.03", "step:program:1", FALSE},
    {"plextor", "plextor", "DVDR PX-716AL", "1.00", "1.02", "step:program:1", FALSE},
    {"btc", "btc", "IDE1008", "0058", "0060", "step:program:1", FALSE},
    {"lg", "lg-renesas", "DVDRAM GSA-E50L", "NE01", "NE02", "step:program:1", TRUE},
};

/* An error, and whether it shows that the drive rejected the image. */
typedef struct {
    const Row *row;
    const char *sense;
} Fault;

static JobRig *
new_rig (const Row *row, const char *sense)
{
    g_autofree char *scenario = g_strdup_printf ("[drive sr0]\nFamily=%s\nModel=%s\nRevision=%s\nSerial=SIM0001\n",
                                                 row->family, row->model, row->old);
    g_autofree char *fault = g_strdup_printf ("At=%s;Kind=sense;Sense=%s;Times=0", row->at, sense);
    JobRig *rig = job_rig_new (scenario, NULL);

    job_rig_fault (rig, fault);
    return rig;
}

static void
assert_doubtful (JobRig *rig, const BbResult *result)
{
    g_test_message ("%s", result->message);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->safe, ==, BB_SAFE_NO);
    g_assert_cmpint (result->safety, ==, BB_SAFETY_FAULTY);
    g_assert_null (strstr (result->message, "Nothing on the drive was changed."));
    g_assert_null (strstr (result->message, "not changed"));
    g_assert_nonnull (strstr (result->message, "The drive is running, but its firmware may be incomplete."));
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
}

static void
test_identity_does_not_show_that_the_drive_is_unchanged (gconstpointer data)
{
    const Fault *fault = data;
    const Row *row = fault->row;
    g_autoptr (JobRig) rig = new_rig (row, fault->sense);
    g_autoptr (BbImage) image = job_rig_image (row->family, row->model, row->revision, NULL);
    g_autoptr (BbResult) result = NULL;

    result = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS | (row->is_readable ? 0 : BB_JOB_FLAG_WITHOUT_BACKUP),
                         BB_ON_FAILURE_STOP);
    if (!row->is_readable) {
        assert_doubtful (rig, result);
        return;
    }
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpint (result->safe, ==, BB_SAFE_YES);
}

/* Returns a rig with an MT1959 drive that received a whole image, and then answered a poll with an error. */
static JobRig *
polled_rig (void)
{
    g_autoptr (JobRig) rehearsed = job_rig_new (MT1959, NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (BbResult) good = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autofree char *fault = NULL;
    JobRig *rig = job_rig_new (MT1959, NULL);
    guint last;

    bb_sim_store_set_logging (rehearsed->store, TRUE);
    good = job_rig_do (rehearsed, BB_ACTION_FLASH, image, FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    last = job_rig_find_command (rehearsed, "3B06001FC000", "", 1);
    g_assert_cmpuint (last, !=, 0);
    fault = g_strdup_printf ("At=command:%u;Kind=sense;Sense=3/0C/00;Times=1", last + 1);
    job_rig_fault (rig, fault);
    result = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->safe, ==, BB_SAFE_NO);
    g_assert_null (strstr (result->message, "Nothing on the drive was changed."));
    return rig;
}

/* The drive may have begun to program the image before it answered the poll. */
static void
test_an_error_of_a_poll_is_an_error_while_programming (void)
{
    g_autoptr (JobRig) rig = polled_rig ();

    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
}

/* Until the power cycle, the drive may run its new firmware from RAM, so its new identity does not count. */
static void
test_the_new_identity_counts_after_the_power_cycle (void)
{
    g_autoptr (JobRig) rig = polled_rig ();
    g_autoptr (BbResult) early = NULL;
    g_autoptr (BbResult) late = NULL;

    early = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);
    g_assert_cmpstr (early->revision_after, ==, "1.03");
    job_rig_assert_outcome (early, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (early->reason, ==, BB_RESULT_REASON_POWER_CYCLE);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
    job_rig_restart (rig);
    late = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (late, BB_OUTCOME_DONE);
    g_assert_cmpint (late->proof, ==, BB_PROOF_IDENTITY);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

/* A Plextor drive rejects the data of an image with a hardware error (docs/protocols/plextor.md, section 8). */
static void
test_a_rejection_with_a_hardware_error_changes_nothing (void)
{
    g_autoptr (JobRig) rig = new_rig (&rows[1], "4/40/F6");
    g_autoptr (BbImage) image = job_rig_image (rows[1].family, rows[1].model, rows[1].revision, NULL);
    g_autoptr (BbResult) result =
        job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_cmpint (result->safe, ==, BB_SAFE_YES);
}

/* Returns a rig with an MT1959 drive that reported an error while it was programming. */
static JobRig *
faulty_rig (const char *quirks)
{
    g_autofree char *scenario = g_strconcat (MT1959, quirks, NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    JobRig *rig = job_rig_new (scenario, NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:program:1;Kind=sense;Sense=4/44/00;Times=1");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS | (*quirks == '\0' ? BB_JOB_FLAG_WITHOUT_BACKUP : 0),
                         BB_ON_FAILURE_STOP);
    assert_doubtful (rig, result);
    return rig;
}

static void
test_a_recovery_before_the_power_cycle_asks_for_it (void)
{
    g_autoptr (JobRig) rig = faulty_rig ("");
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_POWER_CYCLE);
    g_assert_cmpint (result->safe, ==, BB_SAFE_NO);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
}

/* After a power cycle, the drive runs its old firmware, which cannot be read. */
static void
test_after_a_power_cycle_the_old_firmware_is_not_called_verified (void)
{
    g_autoptr (JobRig) rig = faulty_rig ("");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) again = NULL;

    job_rig_restart (rig);
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_OLD_UNPROVEN);
    g_assert_cmpint (result->proof, ==, BB_PROOF_UNPROVEN);
    g_assert_cmpint (result->safe, ==, BB_SAFE_UNKNOWN);
    g_assert_cmpstr (result->message, ==, OLD_UNPROVEN);
    g_assert_cmpint (result->next_step, ==, BB_NEXT_STEP_TRY_A_DISC);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    /* The image was not written, so a later verification must not expect it. */
    again = job_rig_do (rig, BB_ACTION_VERIFY, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpstr (again->compared_with, ==, NULL);
}

/* A file that the user gives is written, although the drive runs its old firmware. */
static void
test_a_given_file_is_written_after_an_error (void)
{
    g_autoptr (JobRig) rig = faulty_rig ("");
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_restart (rig);
    result = job_rig_do (rig, BB_ACTION_RECOVER, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_true (result->has_sent);
    g_assert_cmpint (result->proof, ==, BB_PROOF_IDENTITY);
}

/* If all of the memory can be read, the content decides after the power cycle. */
static void
test_the_content_decides_after_a_power_cycle (void)
{
    g_autoptr (JobRig) rig = faulty_rig ("Quirks=readable=all\n");
    g_autoptr (BbResult) result = NULL;

    job_rig_restart (rig);
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpint (result->safe, ==, BB_SAFE_YES);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

int
main (int argc, char **argv)
{
    static const char *const senses[] = {"3/0C/00", "4/44/00", "B/00/00"};

    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        for (guint j = 0; j < G_N_ELEMENTS (senses); j++) {
            g_autofree char *path = g_strdup_printf ("/job/fault/identity/%s/%c", rows[i].name, senses[j][0]);
            const Fault fault = {&rows[i], senses[j]};

            g_test_add_data_func_full (path, g_memdup2 (&fault, sizeof fault),
                                       test_identity_does_not_show_that_the_drive_is_unchanged, g_free);
        }
    g_test_add_func ("/job/fault/poll", test_an_error_of_a_poll_is_an_error_while_programming);
    g_test_add_func ("/job/fault/recover/new-identity", test_the_new_identity_counts_after_the_power_cycle);
    g_test_add_func ("/job/fault/rejection", test_a_rejection_with_a_hardware_error_changes_nothing);
    g_test_add_func ("/job/fault/recover/at-once", test_a_recovery_before_the_power_cycle_asks_for_it);
    g_test_add_func ("/job/fault/recover/old-firmware",
                     test_after_a_power_cycle_the_old_firmware_is_not_called_verified);
    g_test_add_func ("/job/fault/recover/file", test_a_given_file_is_written_after_an_error);
    g_test_add_func ("/job/fault/recover/content", test_the_content_decides_after_a_power_cycle);
    return g_test_run ();
}
