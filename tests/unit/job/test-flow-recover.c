/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/operation/bb-rescue.h"
#include "job/store/bb-fsync.h"
#include "job/words/bb-words.h"

#include <glib/gstdio.h>

#include <string.h>

/* Tests RECOVER, with and without journals and backups, and VERIFY after a flash. */

static const BbJobFlags allow = BB_JOB_FLAG_ALLOW_CROSS_FLASH;

static BbImage *
nec_image (const char *revision)
{
    return job_rig_image ("nec-optiarc", "K355", revision, NULL);
}

static void
test_a_drive_in_safe_mode_is_restarted (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=safe-mode\n", NULL);
    g_autoptr (GBytes) before = job_rig_firmware (rig);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
    g_autoptr (GBytes) after = job_rig_firmware (rig);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_RESTARTED);
    job_rig_assert_messages (result);
    g_assert_true (g_bytes_equal (before, after));
    g_assert_cmpint (result->facts->condition, ==, BB_CONDITION_NORMAL);
    g_assert_cmpuint (rig->n_questions, ==, 0);
    g_assert_cmpuint (result->n_endangered_commands, ==, 0);
}

static void
test_a_working_drive_needs_no_recovery (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = NULL;

    /* Another program may have locked the tray, so RECOVER must not send PREVENT ALLOW MEDIUM REMOVAL (1Eh). The
     * fault would disconnect the drive. */
    job_rig_fault (rig, "At=opcode:1E:1;Kind=unplug");
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
    g_assert_true (bb_sim_bus_is_plugged (rig->bus, "sr0"));
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_HEALTHY);
    job_rig_assert_messages (result);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_verify_by_revision_says_that_nothing_was_compared (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.02", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_VERIFY, image, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_NOT_COMPARED);
    g_assert_nonnull (strstr (
        result->message,
        "Burnback cannot read the firmware back and has no record that the expected firmware was written last."));
}

static void
test_without_an_image_the_needed_file_is_named (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=erased\n", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);

    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_assert_messages (result);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_NO_IMAGE);
    g_assert_nonnull (strstr (result->next, "firmware file"));
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_a_file_recovers_the_drive (gconstpointer data)
{
    const char *state = data;
    g_autofree char *scenario = g_strdup_printf ("%sState=%s\n", JOB_RIG_NEC, state);
    g_autoptr (JobRig) rig = job_rig_new (scenario, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (GBytes) own = job_rig_own (rig);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, image, allow, BB_ON_FAILURE_RETRY);
    g_autoptr (GBytes) own_after = job_rig_own (rig);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpstr (result->revision_after, ==, "1.07");
    g_assert_true (g_bytes_equal (own, own_after));
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    job_rig_assert_no_violations (rig);
}

static void
test_a_foreign_file_is_refused (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "State=erased\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, image, allow, BB_ON_FAILURE_RETRY);

    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    job_rig_assert_messages (result);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

/* Returns (transfer full) a rig whose drive lost power at @cut while 1.07 was flashed, and has power again. @cut: a
 * place of a fault, such as "step:program:5" */
static JobRig *
make_interrupted (const char *cut)
{
    JobRig *rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) result = NULL;
    g_autofree char *fault = g_strdup_printf ("At=%s;Kind=power-cut;During=middle", cut);

    job_rig_fault (rig, fault);
    result = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_STOP);
    g_assert_true (result->outcome == BB_OUTCOME_NEEDS_RECOVERY || result->outcome == BB_OUTCOME_WRITTEN ||
                   result->outcome == BB_OUTCOME_UNCHANGED);
    job_rig_restart (rig);
    return rig;
}

static void
test_an_interrupted_drive_needs_recovery (void)
{
    g_autoptr (JobRig) rig = make_interrupted ("step:program:5");
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autofree char *text = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    text = bb_engine_drive_dup_state_text (drive);
    g_assert_cmpint (bb_engine_drive_get_state (drive), ==, BB_DRIVE_STATE_NEEDS_RECOVERY);
    g_assert_nonnull (strstr (text, "interrupted"));
    g_assert_nonnull (bb_engine_drive_get_journal (drive));
    g_assert_cmpint (bb_engine_drive_get_can (drive) & BB_CAN_RECOVER, !=, 0);
}

/* Returns (transfer full) the only backup in the store. */
static BbBackup *
ref_backup (JobRig *rig)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);

    g_assert_cmpuint (backups->len, ==, 1);
    return bb_backup_ref (g_ptr_array_index (backups, 0));
}

static void
test_a_backup_for_a_recovery_cannot_be_deleted (void)
{
    g_autoptr (JobRig) rig = make_interrupted ("step:program:5");
    g_autoptr (BbBackup) backup = ref_backup (rig);
    g_autoptr (BbBackup) still_there = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_false (bb_backup_store_may_delete (bb_engine_get_store (rig->engine), backup, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NEEDED);
    g_clear_error (&error);
    g_assert_false (bb_backup_store_delete (bb_engine_get_store (rig->engine), backup, TRUE, &error));
    g_assert_error (error, BB_STORE_ERROR, BB_STORE_ERROR_NEEDED);
    g_clear_error (&error);
    still_there = ref_backup (rig);
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_true (bb_backup_store_delete (bb_engine_get_store (rig->engine), backup, TRUE, &error));
    g_assert_no_error (error);
}

static void
test_the_user_chooses_the_image (gconstpointer data)
{
    BbChoice answer = GPOINTER_TO_INT (data);
    g_autoptr (JobRig) rig = make_interrupted ("step:program:5");
    g_autoptr (BbResult) result = NULL;

    rig->answer = answer;
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
    g_assert_cmpuint (rig->n_questions, ==, 1);
    if (answer == BB_CHOICE_LEAVE) {
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
        return;
    }
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpstr (result->revision_after, ==, answer == BB_CHOICE_RETRY ? "1.07" : "1.05");
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

static void
keep_question_cb (BbJob *job, BbQuestion **kept)
{
    BbQuestion *question = bb_job_ref_question (job);

    if (question == NULL)
        return;
    g_clear_pointer (kept, bb_question_unref);
    *kept = question;
    g_assert_true (bb_job_answer (job, BB_CHOICE_LEAVE));
}

/* A flash is interrupted, and then the power is cut while the old firmware is restored. The question of the recovery
 * must say that restoring was interrupted; the label of the answer RETRY still writes the new firmware. */
static void
test_the_question_says_that_restoring_was_interrupted (void)
{
    for (guint restores = 0; restores < 2; restores++) {
        g_autoptr (JobRig) rig = make_interrupted ("step:program:9");
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_RECOVER);
        g_autoptr (BbQuestion) question = NULL;
        g_autoptr (BbEngineDrive) drive = NULL;
        g_autoptr (BbJob) job = NULL;
        g_autofree char *title = NULL;
        g_autofree char *happened = NULL;
        g_autofree char *label = NULL;
        g_autoptr (GError) error = NULL;

        if (restores) {
            g_autoptr (BbResult) broken = NULL;

            job_rig_fault (rig, "At=step:program:5;Kind=power-cut;During=middle");
            broken = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
            job_rig_assert_outcome (broken, BB_OUTCOME_NEEDS_RECOVERY);
            job_rig_restart (rig);
        }
        job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        request->on_failure = BB_ON_FAILURE_ASK;
        job = bb_engine_start (rig->engine, drive, request, &error);
        g_assert_no_error (error);
        g_signal_connect (job, "question", G_CALLBACK (keep_question_cb), &question);
        job_rig_wait (rig, job);
        g_assert_nonnull (question);
        title = bb_words_dup_question (question, "sr0");
        happened = bb_words_dup_question_happened (question);
        label = bb_words_dup_question_choice (question, BB_CHOICE_RETRY);
        g_assert_cmpstr (title, ==,
                         restores ? "sr0: Restoring was interrupted. Choose how to continue."
                                  : "sr0: Flashing was interrupted. Choose how to continue.");
        g_assert_true (g_str_has_prefix (happened, restores ? "Restoring the previous firmware was interrupted. "
                                                            : "Flashing this drive was interrupted. "));
        g_assert_cmpstr (label, ==, "Write 1.07 again");
    }
}

/* After an interrupted flash, the recovery page says that Burnback asks before it writes anything. If one of the two
 * firmware images that the question offers cannot be read, the job must not write the other image without asking. */
static void
test_the_question_comes_even_if_one_image_cannot_be_read (void)
{
    g_autoptr (JobRig) rig = make_interrupted ("step:program:5");
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbResult) left = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autofree char *path = NULL;
    g_autoptr (GError) error = NULL;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    path = g_build_filename (rig->state, bb_engine_drive_get_journal (drive)->new_image, NULL);
    (void) g_file_set_contents (path, "damaged", -1, &error);
    g_assert_no_error (error);
    rig->answer = BB_CHOICE_LEAVE;
    left = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (left, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_false (left->has_sent);
    g_assert_cmpuint (rig->n_questions, ==, 1);
    g_assert_nonnull (strstr (rig->last_question, "One of the two firmware images cannot be used."));
    rig->answer = BB_CHOICE_ROLLBACK;
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpuint (rig->n_questions, ==, 2);
    g_assert_cmpstr (result->revision_after, ==, "1.05");
}

/* The flash of a laptop drive is interrupted in its first erase. The rest of the firmware no longer shows the
 * master/slave wiring of the drive, but the boot code does. So the recovery must accept firmware for this wiring. */
static void
test_an_interrupted_laptop_drive_accepts_its_previous_firmware (gconstpointer data)
{
    gboolean gives_file = GPOINTER_TO_INT (data);
    g_autoptr (JobRig) rig = job_rig_new ("[drive sr0]\nFamily=nec-optiarc\nModel=L252\nRevision=1.05\n"
                                          "Serial=SIM0001\nBootVersion=04\n",
                                          NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "L252", "1.07", "04");
    g_autoptr (BbResult) cut = NULL;
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:erase:1;Kind=power-cut;During=middle");
    cut = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (cut, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_restart (rig);
    result = job_rig_do (rig, BB_ACTION_RECOVER, gives_file ? image : NULL, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpstr (result->revision_after, ==, gives_file ? "1.07" : "1.05");
}

/* Returns the number of the step that was reached, from the only record in @journals. */
static guint
read_step (GPtrArray *journals)
{
    g_assert_cmpuint (journals->len, ==, 1);
    return ((BbJournalRecord *) g_ptr_array_index (journals, 0))->step;
}

/* The power failed while the written firmware was read back. Nothing is written again, and the journal keeps its
 * progress. */
static void
test_a_finished_flash_is_only_verified (void)
{
    g_autoptr (JobRig) rig = make_interrupted ("step:read:1100");
    g_autoptr (GPtrArray) open = bb_journal_list (rig->state);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_RETRY);
    g_autoptr (GPtrArray) closed = bb_journal_list_all (rig->state);

    g_assert_cmpuint (read_step (open), >, 0);
    g_assert_cmpuint (read_step (closed), ==, read_step (open));
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpuint (result->n_endangered_commands, ==, 0);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

static void
test_another_file_finishes_the_flash (void)
{
    g_autoptr (JobRig) rig = make_interrupted ("step:program:5");
    g_autoptr (BbImage) image = nec_image ("1.08");
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, image, allow, BB_ON_FAILURE_RETRY);

    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpstr (result->revision_after, ==, "1.08");
}

/* The copies of the images in the state folder are lost, so the firmware of the backup is restored. */
static void
test_the_backup_replaces_lost_copies (void)
{
    g_autoptr (JobRig) rig = make_interrupted ("step:program:5");
    g_autofree char *images = g_build_filename (rig->state, "images", NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_remove_folder (images);
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpstr (result->revision_after, ==, "1.05");
}

/* Changes the key file of the only journal, as if the drive had been at another port. @remove: (nullable): a key that
 * is removed from the key file */
static void
move_journal (JobRig *rig, const char *remove)
{
    g_autoptr (GPtrArray) journals = bb_journal_list (rig->state);
    BbJournalRecord *record = g_ptr_array_index (journals, 0);
    g_autoptr (GKeyFile) file = bb_fsync_read_key_file (record->path, FALSE, NULL, NULL);
    g_autofree char *text = NULL;

    g_key_file_set_string (file, "journal", "bus-path", "another-port");
    if (remove != NULL)
        g_assert_true (g_key_file_remove_key (file, "journal", remove, NULL));
    text = bb_fsync_seal (g_key_file_to_data (file, NULL, NULL));
    g_assert_true (g_file_set_contents (record->path, text, -1, NULL));
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
}

/* An interrupted flash left a journal, and the drive in recovery mode is now at another port. In recovery mode only
 * the port identifies a drive, so the journal must not be used. The result must mention the journal only if its
 * vendor, product and drive name match. */
static void
test_a_drive_at_another_port_does_not_match (void)
{
    static const char *const removed[] = {NULL, "vendor", "product", "drive"};

    for (guint i = 0; i < G_N_ELEMENTS (removed); i++) {
        g_autoptr (JobRig) rig = make_interrupted ("step:program:5");
        g_autoptr (BbEngineDrive) drive = NULL;
        g_autofree char *backups = g_build_filename (rig->state, "backups", NULL);
        g_autoptr (BbResult) result = NULL;

        move_journal (rig, removed[i]);
        job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        g_assert_null (bb_engine_drive_get_journal (drive));
        job_rig_remove_folder (backups);
        result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_NO_IMAGE);
        g_test_message ("without %s: %s", removed[i], result->message);
        g_assert_cmpint (bb_job_error_get_problem (result->about.unread) == BB_JOB_PROBLEM_JOURNAL_ELSEWHERE, ==,
                         removed[i] == NULL);
    }
}

/* A drive that no family knows, and of which there is no journal, is not recovered. */
static void
test_an_unknown_drive_is_not_recovered (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "Vendor=ACME\nProduct=UNKNOWN 1\n", NULL);
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    g_assert_cmpint (bb_job_error_get_problem (result->error), ==, BB_JOB_PROBLEM_UNKNOWN_IN_RECOVERY);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

static void
test_a_rollback_of_a_broken_drive_recovers_it (void)
{
    g_autoptr (JobRig) rig = make_interrupted ("step:program:5");
    g_autoptr (BbResult) result = job_rig_do (rig, BB_ACTION_ROLLBACK, NULL, allow, BB_ON_FAILURE_RETRY);

    g_assert_cmpint (result->outcome, ==, BB_OUTCOME_DONE);
    g_assert_cmpstr (result->revision_after, ==, "1.05");
}

/* Restoring a backup to a drive without firmware is a recovery, whose journal counts the failed attempts. */
static void
test_a_rollback_of_a_broken_drive_counts_its_attempts (void)
{
    g_autoptr (JobRig) rig = make_interrupted ("step:program:5");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;
    BbJournalRecord *record;

    job_rig_fault (rig, "At=step:program:1;Kind=sense;Sense=3/0C/00;Times=0");
    result = job_rig_do (rig, BB_ACTION_ROLLBACK, NULL, allow, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    record = bb_engine_drive_get_journal (drive);
    g_assert_nonnull (record);
    g_assert_cmpuint (record->attempt, ==, 1);
    g_assert_true (record->endangered);
}

/* Three recoveries with the same file. @sense: the sense data with which the recovery fails; @n_same: expected number
 * of recoveries that have failed with this sense data, this recovery included */
static const struct {
    const char *sense;
    guint n_same;
} rounds[] = {
    {"5/24/00", 1},
    {"5/24/00", 2},
    {"5/26/00", 1},
};

/* Asserts that the guidance doubts the file of the last recoveries if @is_doubted, and then calls nothing intact. */
static void
assert_guidance (JobRig *rig, gboolean is_doubted)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbRescue) rescue = bb_rescue_new (drive, backups, NULL, NULL);
    gboolean has_file = FALSE;

    g_assert_null (strstr (rescue->safe, "intact"));
    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);
        gboolean says = strstr (step->text, "that file may be the cause. Use another firmware file.") != NULL;

        has_file = has_file || step->kind == BB_RESCUE_FILE;
        g_assert_cmpint (says, ==, is_doubted && step->kind == BB_RESCUE_FILE);
    }
    g_assert_true (has_file);
}

/* If recovery with a file fails twice in the same way, the file may be the cause, and result and guidance must say
 * so. A failure of another kind, or with another file, does not count. */
static void
test_only_failures_of_one_kind_blame_the_file (void)
{
    g_autoptr (JobRig) rig = make_interrupted ("step:program:5");
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbImage) other = nec_image ("1.06");
    g_autoptr (BbResult) of_other = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (rounds); i++) {
        g_autofree char *fault = g_strdup_printf ("At=step:program:1;Kind=sense;Sense=%s;Times=0", rounds[i].sense);
        g_autoptr (BbResult) result = NULL;

        job_rig_restart (rig);
        job_rig_fault (rig, fault);
        result = job_rig_do (rig, BB_ACTION_RECOVER, image, allow, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        g_test_message ("round %u: %s", i, result->message);
        g_assert_cmpuint (result->about.n_same_failures, ==, rounds[i].n_same);
        g_assert_cmpint (strstr (result->message, "may be the cause") != NULL, ==, rounds[i].n_same > 1);
        assert_guidance (rig, rounds[i].n_same > 1);
    }
    job_rig_restart (rig);
    job_rig_fault (rig, "At=step:program:1;Kind=sense;Sense=5/26/00;Times=0");
    of_other = job_rig_do (rig, BB_ACTION_RECOVER, other, allow, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (of_other, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (of_other->about.n_same_failures, ==, 1);
    assert_guidance (rig, FALSE);
}

/* A flash that failed was no recovery: its failure is not counted, and the first recovery that fails in the same way
 * does not blame the file. */
static void
test_a_failed_flash_does_not_blame_the_file (void)
{
    static const BbAction actions[] = {BB_ACTION_FLASH, BB_ACTION_RECOVER};
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");

    for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
        g_autoptr (BbResult) result = NULL;

        job_rig_fault (rig, "At=step:program:1;Kind=sense;Sense=5/24/00;Times=0");
        result = job_rig_do (rig, actions[i], image, allow, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_cmpuint (result->about.n_same_failures, ==, i);
        job_rig_restart (rig);
    }
}

/* A job with BB_ON_FAILURE_RETRY tries the recovery twice, and both tries fail. The job must count two failures. */
static void
test_each_try_of_a_job_is_one_failure (void)
{
    g_autoptr (JobRig) rig = make_interrupted ("step:program:5");
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:program:1;Kind=sense;Sense=5/24/00;Times=0");
    result = job_rig_do (rig, BB_ACTION_RECOVER, image, allow, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (result->about.n_same_failures, ==, 2);
}

static void
test_a_difference_counts_after_a_power_cycle (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "Quirks=corrupt-after-safe\n", NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) flashed = job_rig_do (rig, BB_ACTION_FLASH, image, allow, BB_ON_FAILURE_ROLLBACK);
    g_autoptr (BbResult) too_early = NULL;
    g_autoptr (BbResult) verified = NULL;

    /* The difference that was read directly after the flash must not cause a rollback: only a verification after a
     * power cycle is reliable. */
    job_rig_assert_outcome (flashed, BB_OUTCOME_WRITTEN);
    job_rig_assert_messages (flashed);
    g_assert_cmpint (flashed->proof, ==, BB_PROOF_PENDING);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
    too_early = job_rig_do (rig, BB_ACTION_VERIFY, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (too_early, BB_OUTCOME_WRITTEN);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
    job_rig_restart (rig);
    verified = job_rig_do (rig, BB_ACTION_VERIFY, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (verified, BB_OUTCOME_DONE);
    g_assert_cmpint (verified->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

/* The drive reports six times that it is becoming ready. A drive may do so if the program was killed during a flash
 * and the drive still executes the last command. RECOVER must wait. */
static void
test_a_drive_that_is_not_ready_yet_is_waited_for (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=opcode:00:1;Kind=sense;Sense=2/04/01;Times=6");
    result = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (bb_sim_bus_elapsed_us (rig->bus, "sr0"), >=, 3 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
    static const char *const states[] = {"erased", "forced-safe", "half-flashed"};

    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/flow-recover/a-drive-in-safe-mode-is-restarted", test_a_drive_in_safe_mode_is_restarted);
    g_test_add_func ("/flow-recover/a-working-drive-needs-no-recovery", test_a_working_drive_needs_no_recovery);
    g_test_add_func ("/flow-recover/without-an-image-the-needed-file-is-named",
                     test_without_an_image_the_needed_file_is_named);
    g_test_add_func ("/flow-recover/verify-by-revision-says-that-nothing-was-compared",
                     test_verify_by_revision_says_that_nothing_was_compared);
    for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
        g_autofree char *path = g_strdup_printf ("/flow-recover/a-file-recovers-the-drive/%s", states[i]);

        g_test_add_data_func (path, states[i], test_a_file_recovers_the_drive);
    }
    g_test_add_func ("/flow-recover/a-foreign-file-is-refused", test_a_foreign_file_is_refused);
    g_test_add_func ("/flow-recover/an-interrupted-drive-needs-recovery", test_an_interrupted_drive_needs_recovery);
    g_test_add_func ("/flow-recover/a-backup-for-a-recovery-cannot-be-deleted",
                     test_a_backup_for_a_recovery_cannot_be_deleted);
    g_test_add_data_func ("/flow-recover/the-user-chooses-the-image/finish", GINT_TO_POINTER (BB_CHOICE_RETRY),
                          test_the_user_chooses_the_image);
    g_test_add_data_func ("/flow-recover/the-user-chooses-the-image/back", GINT_TO_POINTER (BB_CHOICE_ROLLBACK),
                          test_the_user_chooses_the_image);
    g_test_add_data_func ("/flow-recover/the-user-chooses-the-image/leave", GINT_TO_POINTER (BB_CHOICE_LEAVE),
                          test_the_user_chooses_the_image);
    g_test_add_func ("/flow-recover/the-question-says-that-restoring-was-interrupted",
                     test_the_question_says_that_restoring_was_interrupted);
    g_test_add_func ("/flow-recover/the-user-chooses-the-image/one-unreadable",
                     test_the_question_comes_even_if_one_image_cannot_be_read);
    g_test_add_func ("/flow-recover/a-finished-flash-is-only-verified", test_a_finished_flash_is_only_verified);
    g_test_add_func ("/flow-recover/another-file-finishes-the-flash", test_another_file_finishes_the_flash);
    g_test_add_func ("/flow-recover/the-backup-replaces-lost-copies", test_the_backup_replaces_lost_copies);
    g_test_add_func ("/flow-recover/a-drive-at-another-port-does-not-match",
                     test_a_drive_at_another_port_does_not_match);
    g_test_add_func ("/flow-recover/an-unknown-drive-is-not-recovered", test_an_unknown_drive_is_not_recovered);
    g_test_add_data_func ("/flow-recover/an-interrupted-laptop-drive-accepts-its-previous-firmware/alone",
                          GINT_TO_POINTER (FALSE), test_an_interrupted_laptop_drive_accepts_its_previous_firmware);
    g_test_add_data_func ("/flow-recover/an-interrupted-laptop-drive-accepts-its-previous-firmware/file",
                          GINT_TO_POINTER (TRUE), test_an_interrupted_laptop_drive_accepts_its_previous_firmware);
    g_test_add_func ("/flow-recover/a-rollback-of-a-broken-drive-recovers-it",
                     test_a_rollback_of_a_broken_drive_recovers_it);
    g_test_add_func ("/flow-recover/a-rollback-of-a-broken-drive-counts-its-attempts",
                     test_a_rollback_of_a_broken_drive_counts_its_attempts);
    g_test_add_func ("/flow-recover/only-failures-of-one-kind-blame-the-file",
                     test_only_failures_of_one_kind_blame_the_file);
    g_test_add_func ("/flow-recover/a-failed-flash-does-not-blame-the-file",
                     test_a_failed_flash_does_not_blame_the_file);
    g_test_add_func ("/flow-recover/each-try-of-a-job-is-one-failure", test_each_try_of_a_job_is_one_failure);
    g_test_add_func ("/flow-recover/a-difference-counts-after-a-power-cycle",
                     test_a_difference_counts_after_a_power_cycle);
    g_test_add_func ("/flow-recover/a-drive-that-is-not-ready-yet-is-waited-for",
                     test_a_drive_that_is_not_ready_yet_is_waited_for);
    return g_test_run ();
}
