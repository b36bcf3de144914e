/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "job/engine/bb-history.h"
#include "job/store/bb-journal-find.h"

#include <string.h>

/* Verifying a drive whose flash of 1.07 over 1.05 was interrupted, after another program has written to it.
 * Tests bb-flow-verify.c. */

#define FLAGS (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_EXPERT)

/**
 * Case: the firmware that another program left, the image with which VERIFY compares it, and the expected result.
 * @left, @compared: revisions; for @compared, 1.05 is the backup from before the flash
 * @result: expected result of the only operation in the history; %NULL: the journal must stay open
 */
typedef struct {
    const char *name;
    const char *left;
    const char *compared;
    BbOutcome outcome;
    BbResultReason reason;
    const char *result;
} Case;

static const Case cases[] = {
    {"the-interrupted-image-ends-it", "1.07", "1.07", BB_OUTCOME_DONE, BB_RESULT_REASON_NONE, "done"},
    {"the-backup-ends-it", "1.05", "1.05", BB_OUTCOME_DONE, BB_RESULT_REASON_NONE, "rolled-back"},
    {"a-third-image-replaces-it", "8.88", "8.88", BB_OUTCOME_DONE, BB_RESULT_REASON_REPLACED, "replaced"},
    {"another-image-leaves-it-open", "8.88", "1.07", BB_OUTCOME_UNCHANGED, BB_RESULT_REASON_OVERWRITTEN, NULL},
    {"the-old-image-leaves-it-open", "1.05", "1.07", BB_OUTCOME_UNCHANGED, BB_RESULT_REASON_INTERRUPTED, NULL},
};

static BbImage *
make_image (JobRig *rig, const char *revision)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);

    if (!g_str_equal (revision, "1.05"))
        return job_rig_image ("nec-optiarc", "K355", revision, NULL);
    return bb_backup_store_load_image (bb_engine_get_store (rig->engine), backups->pdata[0], rig->catalog, NULL);
}

/* Lets another program, which has a state folder of its own, write @image. */
static void
let_other_program_write (JobRig *rig, BbImage *image)
{
    char *own = rig->state;
    g_autoptr (BbResult) result = NULL;

    rig->state = job_rig_make_folder ();
    job_rig_restart (rig);
    result = job_rig_do (rig, BB_ACTION_RECOVER, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    job_rig_remove_folder (rig->state);
    g_free (rig->state);
    rig->state = own;
    job_rig_restart (rig);
}

static void
assert_history_says (JobRig *rig, const char *result)
{
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autoptr (GPtrArray) entries = bb_history_list (rig->state, details, bb_engine_drive_get_facts (drive), NULL);

    g_assert_cmpuint (entries->len, ==, 1);
    g_assert_cmpstr (((const BbHistoryEntry *) entries->pdata[0])->result, ==, result);
}

static void
test_what_is_proven_ends_the_interrupted_flash (gconstpointer data)
{
    const Case *row = data;
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbImage) left = NULL;
    g_autoptr (BbImage) compared = NULL;
    g_autoptr (BbResult) interrupted = NULL;
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:program:5;Kind=power-cut;During=middle");
    interrupted = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (interrupted, BB_OUTCOME_NEEDS_RECOVERY);
    left = make_image (rig, row->left);
    compared = make_image (rig, row->compared);
    let_other_program_write (rig, left);
    result = job_rig_do (rig, BB_ACTION_VERIFY, compared, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, row->outcome);
    job_rig_assert_messages (result);
    g_assert_cmpint (result->reason, ==, row->reason);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, row->result != NULL ? 0 : 1);
    g_assert_cmpint (result->proof == BB_PROOF_PROVEN, ==, row->result != NULL);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    if (row->result != NULL)
        assert_history_says (rig, row->result);
}

/* If the old firmware runs again, a recovery closes the journal of the interrupted flash, and writes the old revision
 * into it as the target. */
static void
test_recovery_names_the_firmware_that_it_found (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbImage) left = NULL;
    g_autoptr (BbResult) interrupted = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autoptr (GPtrArray) records = NULL;
    const BbJournalRecord *record;

    job_rig_fault (rig, "At=step:program:5;Kind=power-cut;During=middle");
    interrupted = job_rig_do (rig, BB_ACTION_FLASH, image, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (interrupted, BB_OUTCOME_NEEDS_RECOVERY);
    left = make_image (rig, "1.05");
    let_other_program_write (rig, left);
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    records = bb_journal_list_all (rig->state);
    g_assert_cmpuint (records->len, ==, 1);
    record = records->pdata[0];
    g_assert_true (record->is_closed);
    g_assert_cmpstr (record->result, ==, "rolled-back");
    g_assert_cmpstr (record->target_revision, ==, "1.05");
}

/* A drive whose firmware does not run cannot be verified; the next step is to recover it. */
static void
test_a_drive_without_firmware_is_to_be_recovered (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959 "State=boot\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.02", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_cmpint (bb_job_error_get_problem (result->error), ==, BB_JOB_PROBLEM_NO_FIRMWARE);
    g_assert_cmpint (result->next_step, ==, BB_NEXT_STEP_RECOVER);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strdup_printf ("/verify-interrupted/%s", cases[i].name);

        g_test_add_data_func (path, &cases[i], test_what_is_proven_ends_the_interrupted_flash);
    }
    g_test_add_func ("/verify-interrupted/no-firmware", test_a_drive_without_firmware_is_to_be_recovered);
    g_test_add_func ("/verify-interrupted/recovery-names-what-it-found",
                     test_recovery_names_the_firmware_that_it_found);
    return g_test_run ();
}
