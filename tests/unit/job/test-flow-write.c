/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include <string.h>

/* Failures while a drive is written: results, questions and later recoveries. Also tests bb-flow-end.c. */

#define NEC_FLAGS BB_JOB_FLAG_ALLOW_CROSS_FLASH

static BbImage *
nec_image (const char *revision)
{
    return job_rig_image ("nec-optiarc", "K355", revision, NULL);
}

/* Asserts that the drive has exactly the firmware @wanted. */
static void
assert_same (GBytes *wanted, JobRig *rig)
{
    g_autoptr (GBytes) now = job_rig_firmware (rig);

    g_assert_true (g_bytes_equal (wanted, now));
}

#define MANY_FAILURES "At=step:erase:3;Kind=sense;Sense=4/44/00;Times=%u"

/* Returns the result of a flash in which @n_failures erases fail, from the third one on. @answer: to each question;
 * 0: none */
static BbResult *
flash_with_failures (JobRig *rig, guint n_failures, BbOnFailure on_failure, BbChoice answer)
{
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autofree char *fault = g_strdup_printf (MANY_FAILURES, n_failures);

    job_rig_fault (rig, fault);
    rig->answer = answer;
    return job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS, on_failure);
}

/* Returns the smallest number of failed erases with which a flash ends as NEEDS_RECOVERY. With fewer failures, it is
 * enough that the flash repeats the failed section. Only the first call flashes drives to find the number. */
static guint
count_tries (void)
{
    static guint n_tries;

    for (guint n = 1; n_tries == 0; n++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autoptr (BbResult) result = flash_with_failures (rig, n, BB_ON_FAILURE_STOP, 0);

        g_assert_cmpuint (n, <, 20);
        if (result->outcome == BB_OUTCOME_NEEDS_RECOVERY)
            n_tries = n;
    }
    return n_tries;
}

static void
test_a_user_is_asked_after_a_failure (gconstpointer data)
{
    BbChoice answer = GPOINTER_TO_INT (data);
    guint n_tries = count_tries ();
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (GBytes) old = job_rig_firmware (rig);
    g_autoptr (BbResult) result = flash_with_failures (rig, n_tries, BB_ON_FAILURE_ASK, answer);

    g_assert_cmpuint (rig->n_questions, ==, 1);
    g_assert_nonnull (strstr (rig->last_question, "4/44/00"));
    job_rig_assert_messages (result);
    if (answer == BB_CHOICE_RETRY)
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    else if (answer == BB_CHOICE_ROLLBACK)
        job_rig_assert_outcome (result, BB_OUTCOME_ROLLED_BACK);
    else
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (result->reason, ==,
                     answer == BB_CHOICE_ROLLBACK ? BB_RESULT_REASON_RESTORED : BB_RESULT_REASON_NONE);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, answer == BB_CHOICE_LEAVE ? 1 : 0);
    if (answer == BB_CHOICE_ROLLBACK)
        assert_same (old, rig);
    g_assert_false (bb_sim_bus_is_held (rig->bus, "sr0"));
    job_rig_assert_no_violations (rig);
}

static void
test_the_failure_policy_replaces_the_answer_of_a_user (gconstpointer data)
{
    BbOnFailure policy = GPOINTER_TO_INT (data);
    guint n_tries = count_tries ();
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = flash_with_failures (rig, n_tries, policy, 0);
    static const BbOutcome outcomes[] = {
        [BB_ON_FAILURE_RETRY] = BB_OUTCOME_DONE,
        [BB_ON_FAILURE_ROLLBACK] = BB_OUTCOME_ROLLED_BACK,
        [BB_ON_FAILURE_STOP] = BB_OUTCOME_NEEDS_RECOVERY,
    };

    g_assert_cmpuint (rig->n_questions, ==, 0);
    job_rig_assert_outcome (result, outcomes[policy]);
    job_rig_assert_messages (result);
    if (result->outcome != BB_OUTCOME_ROLLED_BACK)
        return;
    /* The message names the error of the flash and the revision that runs now. */
    g_assert_nonnull (strstr (result->message, "4/44/00"));
    g_assert_nonnull (strstr (result->message, "1.05"));
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

static void
unplug_cb (BbJob *job, JobRig *rig)
{
    g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", FALSE, NULL));
}

/* The drive is disconnected while a question is open, so the next try sends no command. Its journal must not keep the
 * progress of the try before. */
static void
test_a_try_without_commands_has_no_progress (gconstpointer data)
{
    guint n_tries = count_tries ();
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbEngineDrive) drive = bb_engine_find (rig->engine, "sr0");
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autofree char *fault = g_strdup_printf (MANY_FAILURES, n_tries);
    g_autoptr (BbJob) job = NULL;
    g_autoptr (BbResult) result = NULL;
    g_autoptr (GPtrArray) open = NULL;
    const BbJournalRecord *record;

    job_rig_fault (rig, fault);
    rig->answer = GPOINTER_TO_INT (data);
    request->image = nec_image ("1.07");
    request->flags = NEC_FLAGS;
    request->on_failure = BB_ON_FAILURE_ASK;
    job = bb_engine_start (rig->engine, drive, request, NULL);
    g_assert_nonnull (job);
    g_signal_connect (job, "question", G_CALLBACK (unplug_cb), rig);
    result = job_rig_wait (rig, job);
    g_signal_handlers_disconnect_by_func (job, unplug_cb, rig);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (rig->n_questions, ==, 1);
    open = bb_journal_list (rig->state);
    g_assert_cmpuint (open->len, ==, 1);
    record = g_ptr_array_index (open, 0);
    g_assert_cmpstr (record->target_revision, ==, rig->answer == BB_CHOICE_RETRY ? "1.07" : "1.05");
    g_assert_cmpuint (record->step, ==, 0);
    g_assert_cmpuint (record->n_steps, >, 1);
    g_assert_true (record->endangered);
    g_assert_true (record->was_endangered);
}

/* @data: whether a power cycle precedes the recovery */
static void
test_a_failed_drive_can_be_recovered (gconstpointer data)
{
    gboolean power_cycle = GPOINTER_TO_INT (data);
    guint n_tries = count_tries ();
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (GBytes) old = job_rig_firmware (rig);
    g_autoptr (BbResult) left = flash_with_failures (rig, n_tries, BB_ON_FAILURE_STOP, 0);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) refused = NULL;
    g_autoptr (BbResult) mended = NULL;

    job_rig_assert_outcome (left, BB_OUTCOME_NEEDS_RECOVERY);
    if (power_cycle)
        job_rig_restart (rig);
    /* Another flash is refused before the recovery, and its result does not call the drive safe. */
    refused = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (refused, BB_OUTCOME_REFUSED);
    g_assert_cmpint (refused->safe, ==, BB_SAFE_NO);
    mended = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (mended, BB_OUTCOME_DONE);
    assert_same (old, rig);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

/* A block fails with the new firmware, and the user restores the old firmware. Then a block fails with the old
 * firmware. The block is written three times for each of them. The second question must count only the attempts with
 * the old firmware. */
static void
test_restoring_counts_its_own_attempts (void)
{
    static const BbChoice answers[] = {BB_CHOICE_LEAVE, BB_CHOICE_ROLLBACK};
    static const char *const started[] = {"Burnback tried 3 times to write firmware 1.07 during this operation. The "
                                          "last attempt failed at block 7 of 33: ",
                                          "Burnback tried 3 times to write firmware 1.05 during this operation. The "
                                          "last attempt failed at block 7 of 33: "};

    for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autoptr (BbImage) image = nec_image ("1.07");
        g_autoptr (BbResult) result = NULL;

        job_rig_restart_as (rig, JOB_RIG_NEC "Quirks=fail-program=5\n");
        rig->answer = answers[i];
        rig->leaves_at_last = TRUE;
        result = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS, BB_ON_FAILURE_ASK);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        g_test_message ("%s", rig->last_question);
        g_assert_cmpuint (rig->n_questions, ==, i + 1);
        g_assert_true (g_str_has_prefix (rig->last_question, started[i]));
    }
}

static void
test_a_worn_block_is_reported (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) result = NULL;

    job_rig_restart_as (rig, JOB_RIG_NEC "Quirks=fail-program=5\n");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_assert_messages (result);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_WORN);
}

static void
test_the_drive_is_disconnected_while_written (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) mended = NULL;

    job_rig_fault (rig, "At=step:program:4;Kind=unplug");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    job_rig_assert_messages (result);
    g_assert_nonnull (strstr (result->next, "Shut down the computer and reconnect "));
    g_assert_cmpuint (rig->n_questions, ==, 0);
    g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", TRUE, NULL));
    mended = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (mended, BB_OUTCOME_DONE);
    g_assert_cmpstr (mended->revision_after, ==, "1.07");
}

#define DVR_110 "[drive sr0]\nFamily=pioneer\nModel=10\nRevision=1.22\nSerial=SIM0001\n"

static BbCondition
look_condition (JobRig *rig)
{
    g_autoptr (BbResult) look = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);

    g_assert_nonnull (look->facts);
    return look->facts->condition;
}

/* Asserts that @result says that the drive may be in recovery mode, and that it is in that mode when it is connected
 * again. */
static void
assert_left_in_mode (JobRig *rig, const BbResult *result)
{
    g_test_message ("%s %s", result->message, result->next);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_LEFT_IN_MODE);
    g_assert_nonnull (strstr (result->message, "The drive may still be in recovery mode."));
    g_assert_nonnull (strstr (result->message, "The firmware of the drive was not changed."));
    g_assert_null (strstr (result->message, "Nothing on the drive was changed."));
    g_assert_nonnull (strstr (result->next, "Reconnect the drive, power cycle it"));
    g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", TRUE, NULL));
    g_assert_cmpint (look_condition (rig), ==, BB_CONDITION_SPECIAL);
}

/* A command at which the drive is disconnected. @is_in_mode: the drive is in recovery mode when it is connected again
 */
typedef struct {
    const char *name;
    const char *scenario;
    BbAction action;
    const char *fault;
    gboolean is_nec;
    gboolean is_in_mode;
} Disconnection;

static const Disconnection disconnections[] = {
    {"before-the-mode", JOB_RIG_NEC, BB_ACTION_FLASH, "At=command:1;Kind=unplug", TRUE, FALSE},
    {"enter", JOB_RIG_NEC, BB_ACTION_FLASH, "At=step:enter:2;Kind=unplug;During=after", TRUE, TRUE},
    {"upload", JOB_RIG_NEC, BB_ACTION_FLASH, "At=step:upload:4;Kind=unplug", TRUE, TRUE},
    {"backup", JOB_RIG_NEC, BB_ACTION_BACKUP, "At=step:read:100;Kind=unplug", TRUE, FALSE},
    {"upload-without-mode", JOB_RIG_MT1959, BB_ACTION_FLASH, "At=step:upload:4;Kind=unplug", FALSE, FALSE},
};

static void
test_the_drive_is_disconnected_before_the_first_erase (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (GBytes) old = job_rig_firmware (rig);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:upload:4;Kind=unplug");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    job_rig_assert_messages (result);
    assert_same (old, rig);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
    /* The drive has kept its power, so it is still in recovery mode. */
    assert_left_in_mode (rig, result);
}

/* The drive is disconnected at one command, but keeps its power. */
static void
test_the_result_names_the_mode_of_a_disconnected_drive (gconstpointer data)
{
    const Disconnection *disconnection = data;
    g_autoptr (JobRig) rig = job_rig_new (disconnection->scenario, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbImage) other = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, disconnection->fault);
    result = job_rig_do (rig, disconnection->action, disconnection->is_nec ? image : other,
                         NEC_FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    job_rig_assert_messages (result);
    if (disconnection->is_in_mode) {
        assert_left_in_mode (rig, result);
        return;
    }
    g_assert_nonnull (strstr (result->message, "Nothing on the drive was changed."));
    g_assert_null (strstr (result->message, "recovery mode"));
    g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", TRUE, NULL));
    g_assert_cmpint (look_condition (rig), ==, BB_CONDITION_NORMAL);
}

static void
test_a_flash_that_fails_early_leaves_recovery_mode (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) result = NULL;
    g_autoptr (BbResult) later = NULL;

    job_rig_fault (rig, "At=step:upload:4;Kind=sense;Sense=4/44/00;Times=0");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    later = job_rig_do (rig, BB_ACTION_LOOK, NULL, 0, BB_ON_FAILURE_STOP);
    g_assert_cmpint (later->facts->condition, ==, BB_CONDITION_NORMAL);
}

/* A Pioneer drive enters kernel mode (its recovery mode) for a flash, but does not answer in time. Nothing was
 * written, and no command makes such a drive leave that mode. A note must say that the drive must be flashed for
 * that. */
static void
test_a_note_says_that_only_a_flash_leaves_recovery_mode (void)
{
    g_autoptr (JobRig) rig = job_rig_new (DVR_110, NULL);
    g_autoptr (BbImage) image = job_rig_image ("pioneer", "10", "1.39", NULL);
    g_autoptr (BbResult) result = NULL;
    g_autofree char *notes = NULL;

    job_rig_fault (rig, "At=step:enter:1;Kind=timeout;During=after");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP | BB_JOB_FLAG_EXPERT,
                         BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    g_assert_cmpint (result->reason, ==, BB_RESULT_REASON_STAYS_IN_MODE);
    notes = g_strjoinv ("\n", result->notes);
    g_test_message ("%s %s|%s", result->message, result->next, notes);
    g_assert_cmpint (look_condition (rig), ==, BB_CONDITION_SPECIAL);
    g_assert_nonnull (strstr (notes, "To leave recovery mode, this drive must be flashed."));
}

static void
test_a_bridge_that_drops_commands_is_detected_before_the_first_erase (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC "Quirks=swallow-nodata\n", NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (GBytes) old = job_rig_firmware (rig);
    g_autoptr (BbResult) result =
        job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_RETRY);

    g_assert_true (result->outcome == BB_OUTCOME_UNCHANGED || result->outcome == BB_OUTCOME_REFUSED);
    job_rig_assert_messages (result);
    assert_same (old, rig);
}

static void
test_a_drive_that_ignores_writes_is_detected (gconstpointer data)
{
    gboolean is_nec = GPOINTER_TO_INT (data);
    g_autoptr (JobRig) rig = job_rig_new (is_nec ? JOB_RIG_NEC : JOB_RIG_MT1959, NULL);
    g_autoptr (BbImage) image =
        is_nec ? nec_image ("1.07") : job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (GBytes) old = job_rig_firmware (rig);
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) verified = NULL;

    /* The drive answers all commands that write with GOOD and ignores them. */
    job_rig_fault (rig, is_nec ? "At=opcode:CB:1;Kind=silent;Times=0" : "At=opcode:3B:1;Kind=silent;Times=0");
    flashed =
        job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_ROLLBACK);
    g_assert_cmpint (flashed->outcome, !=, BB_OUTCOME_DONE);
    job_rig_assert_messages (flashed);
    g_assert_cmpint (flashed->reason, ==, is_nec ? BB_RESULT_REASON_NONE : BB_RESULT_REASON_NOT_TAKEN);
    assert_same (old, rig);
    if (flashed->outcome != BB_OUTCOME_WRITTEN)
        return;
    job_rig_restart (rig);
    verified = job_rig_do (rig, BB_ACTION_VERIFY, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (verified, BB_OUTCOME_UNCHANGED);
    job_rig_assert_messages (verified);
}

/* The drive rejects the last piece of the image, so it is certain without a power cycle that the drive is unchanged.
 */
static void
test_an_image_that_the_drive_rejects_changes_nothing (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);
    g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", "1.03", NULL);
    g_autoptr (GBytes) old = job_rig_firmware (rig);
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:program:1;Kind=sense;Sense=5/26/00;Times=0");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_RETRY);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    job_rig_assert_messages (result);
    g_assert_nonnull (strstr (result->message, "5/26/00"));
    assert_same (old, rig);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

#define SE506CB "[drive sr0]\nFamily=tsst-mt1939\nModel=BDDVDW SE-506CB\nRevision=TS00\nSerial=SIM0001\nBus=usb\n"
#define OTHER_NAME "At=step:program:1;Kind=other-name"

/* @fault: (nullable); @is_told: the result must say that the drive reports another name */
static const struct {
    const char *name;
    const char *scenario;
    const char *family;
    const char *model;
    const char *revision;
    const char *fault;
    BbProof proof;
    gboolean is_told;
} renamed[] = {
    {"pending", SE506CB, "tsst-mt1939", "BDDVDW SE-506CB", "TS01", OTHER_NAME, BB_PROOF_PENDING, TRUE},
    {"unproven", DVR_110, "pioneer", "10", "1.39", "At=step:finish:1;Kind=other-name", BB_PROOF_UNPROVEN, TRUE},
    {"same-name", SE506CB "Quirks=keeps-old\n", "tsst-mt1939", "BDDVDW SE-506CB", "TS01", NULL, BB_PROOF_PENDING,
     FALSE},
    {"proven", JOB_RIG_NEC, "nec-optiarc", "K355", "1.07", OTHER_NAME, BB_PROOF_PROVEN, FALSE},
};

/* If a drive reports another name after a flash, the result must have the reason OTHER_NAME, unless the firmware was
 * verified. In the row "same-name" the name does not change. */
static void
test_another_name_is_reported_unless_the_firmware_is_verified (gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE (data);
    g_autoptr (JobRig) rig = job_rig_new (renamed[i].scenario, NULL);
    g_autoptr (BbImage) image = job_rig_image (renamed[i].family, renamed[i].model, renamed[i].revision, NULL);
    g_autoptr (BbResult) result = NULL;

    if (renamed[i].fault != NULL)
        job_rig_fault (rig, renamed[i].fault);
    result = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP | BB_JOB_FLAG_EXPERT,
                         BB_ON_FAILURE_STOP);
    g_test_message ("%s", result->message);
    g_assert_cmpint (result->proof, ==, renamed[i].proof);
    g_assert_cmpint (result->reason == BB_RESULT_REASON_OTHER_NAME, ==, renamed[i].is_told);
    g_assert_cmpint (strstr (result->message, "reports a different name") != NULL, ==, renamed[i].is_told);
    job_rig_assert_messages (result);
}

static void
test_stopping_before_the_first_erase_changes_nothing (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (GBytes) old = job_rig_firmware (rig);
    g_autoptr (BbResult) result = NULL;

    rig->stop_at_phase = BB_PHASE_CHECK;
    result = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (result, BB_OUTCOME_UNCHANGED);
    job_rig_assert_messages (result);
    assert_same (old, rig);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

static void
test_stopping_during_the_verification_does_not_end_it (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) result = NULL;

    rig->stop_at_phase = BB_PHASE_VERIFY;
    result = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    g_assert_cmpint (result->proof, ==, BB_PROOF_PROVEN);
}

/* The drive is disconnected at each of the last commands in turn, so the firmware was written but not verified
 * completely. */
static void
test_a_drive_disconnected_at_the_end_is_not_verified (void)
{
    g_autoptr (JobRig) counted = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) whole =
        job_rig_do (counted, BB_ACTION_FLASH, image, NEC_FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
    guint n_commands = job_rig_n_commands (counted);

    job_rig_assert_outcome (whole, BB_OUTCOME_DONE);
    /* The very last command, which unlocks the tray, is left out. */
    for (guint i = 1; i < 24; i++) {
        g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
        g_autofree char *fault = g_strdup_printf ("At=command:%u;Kind=unplug", n_commands - i);
        g_autoptr (BbResult) result = NULL;

        job_rig_fault (rig, fault);
        result = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_WRITTEN);
        g_assert_cmpint (result->proof, ==, BB_PROOF_PENDING);
        job_rig_assert_messages (result);
    }
}

static void
test_reads_that_differ_refuse_the_flash (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = nec_image ("1.07");
    g_autoptr (BbResult) result = NULL;

    job_rig_fault (rig, "At=step:read:100;Kind=bit-flip;Times=0");
    result = job_rig_do (rig, BB_ACTION_FLASH, image, NEC_FLAGS, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (result, BB_OUTCOME_REFUSED);
    job_rig_assert_messages (result);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (disconnections); i++) {
        g_autofree char *path = g_strconcat ("/flow-write/disconnected/", disconnections[i].name, NULL);

        g_test_add_data_func (path, &disconnections[i], test_the_result_names_the_mode_of_a_disconnected_drive);
    }
    g_test_add_data_func ("/flow-write/a-user-is-asked-after-a-failure/retry", GINT_TO_POINTER (BB_CHOICE_RETRY),
                          test_a_user_is_asked_after_a_failure);
    g_test_add_data_func ("/flow-write/a-user-is-asked-after-a-failure/rollback",
                          GINT_TO_POINTER (BB_CHOICE_ROLLBACK), test_a_user_is_asked_after_a_failure);
    g_test_add_data_func ("/flow-write/a-user-is-asked-after-a-failure/leave", GINT_TO_POINTER (BB_CHOICE_LEAVE),
                          test_a_user_is_asked_after_a_failure);
    g_test_add_data_func ("/flow-write/the-failure-policy-replaces-the-answer-of-a-user/retry",
                          GINT_TO_POINTER (BB_ON_FAILURE_RETRY),
                          test_the_failure_policy_replaces_the_answer_of_a_user);
    g_test_add_data_func ("/flow-write/the-failure-policy-replaces-the-answer-of-a-user/rollback",
                          GINT_TO_POINTER (BB_ON_FAILURE_ROLLBACK),
                          test_the_failure_policy_replaces_the_answer_of_a_user);
    g_test_add_data_func ("/flow-write/the-failure-policy-replaces-the-answer-of-a-user/stop",
                          GINT_TO_POINTER (BB_ON_FAILURE_STOP),
                          test_the_failure_policy_replaces_the_answer_of_a_user);
    g_test_add_data_func ("/flow-write/a-try-without-commands-has-no-progress/retry",
                          GINT_TO_POINTER (BB_CHOICE_RETRY), test_a_try_without_commands_has_no_progress);
    g_test_add_data_func ("/flow-write/a-try-without-commands-has-no-progress/rollback",
                          GINT_TO_POINTER (BB_CHOICE_ROLLBACK), test_a_try_without_commands_has_no_progress);
    g_test_add_data_func ("/flow-write/a-failed-drive-can-be-recovered/at-once", GINT_TO_POINTER (FALSE),
                          test_a_failed_drive_can_be_recovered);
    g_test_add_data_func ("/flow-write/a-failed-drive-can-be-recovered/later", GINT_TO_POINTER (TRUE),
                          test_a_failed_drive_can_be_recovered);
    g_test_add_func ("/flow-write/a-worn-block-is-reported", test_a_worn_block_is_reported);
    g_test_add_func ("/flow-write/the-drive-is-disconnected-while-written",
                     test_the_drive_is_disconnected_while_written);
    g_test_add_func ("/flow-write/the-drive-is-disconnected-before-the-first-erase",
                     test_the_drive_is_disconnected_before_the_first_erase);
    g_test_add_func ("/flow-write/leaves-the-mode", test_a_flash_that_fails_early_leaves_recovery_mode);
    g_test_add_func ("/flow-write/a-bridge-that-drops-commands-is-detected-before-the-first-erase",
                     test_a_bridge_that_drops_commands_is_detected_before_the_first_erase);
    g_test_add_data_func ("/flow-write/a-drive-that-ignores-writes-is-detected/nec", GINT_TO_POINTER (TRUE),
                          test_a_drive_that_ignores_writes_is_detected);
    g_test_add_data_func ("/flow-write/a-drive-that-ignores-writes-is-detected/mt1959", GINT_TO_POINTER (FALSE),
                          test_a_drive_that_ignores_writes_is_detected);
    g_test_add_func ("/flow-write/an-image-that-the-drive-rejects-changes-nothing",
                     test_an_image_that_the_drive_rejects_changes_nothing);
    for (gsize i = 0; i < G_N_ELEMENTS (renamed); i++) {
        g_autofree char *path =
            g_strdup_printf ("/flow-write/another-name-is-reported-unless-verified/%s", renamed[i].name);

        g_test_add_data_func (path, GSIZE_TO_POINTER (i),
                              test_another_name_is_reported_unless_the_firmware_is_verified);
    }
    g_test_add_func ("/flow-write/stopping-before-the-first-erase-changes-nothing",
                     test_stopping_before_the_first_erase_changes_nothing);
    g_test_add_func ("/flow-write/stopping-during-the-verification-does-not-end-it",
                     test_stopping_during_the_verification_does_not_end_it);
    g_test_add_func ("/flow-write/gone-at-the-end", test_a_drive_disconnected_at_the_end_is_not_verified);
    g_test_add_func ("/flow-write/reads-that-differ-refuse-the-flash", test_reads_that_differ_refuse_the_flash);
    g_test_add_func ("/flow-write/restoring-counts-its-own-attempts", test_restoring_counts_its_own_attempts);
    g_test_add_func ("/flow-write/a-note-says-that-only-a-flash-leaves-recovery-mode",
                     test_a_note_says_that_only_a_flash_leaves_recovery_mode);
    return g_test_run ();
}
