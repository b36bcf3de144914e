/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"

#include "job/operation/bb-rescue.h"
#include "job/store/bb-journal-private.h"
#include "job/words/bb-words.h"

#include <string.h>

/* A drive whose flash memory is worn: the same block fails again. Each later text says so until an attempt succeeds.
 * Also tests bb-rescue-worn.c and bb-rescue-tries.c. */

#define WORN "Memory block 7 of 33 in the drive failed again, so the memory chip seems to be worn."
#define TURN_OFF "You can turn off the drive when Burnback is not writing to it."
#define IDLE_SAFETY "The firmware is incomplete. " TURN_OFF
#define CYCLE_SAFETY "The firmware is incomplete. The recovery begins with a power cycle. " TURN_OFF
#define WORN_NEXT                                                                                                   \
    "Further attempts are unlikely to help. To make one more attempt, recover sr0. If the same block fails again, " \
    "use another cable or port, without a USB bridge. Only if this fails too, replace the drive or its memory chip."
#define ONE_MORE                                                                                                     \
    " After this failure, the drive was disconnected or the computer was restarted. You can try again, but this is " \
    "unlikely to succeed."
#define ASKS                                                                                   \
    "You can write firmware again or leave the drive as it is. Further attempts are unlikely " \
    "to help."
#define UNNOTICED "Burnback did not detect that the drive was reconnected. "
#define WORN_AT_4 "step 4 1 4 20 write\nfailed 1000 aa\nstep 4 1 4 20 write\nfailed 1000 bb\n"
#define ERASE_WORN_AT_4 "step 3 1 4 20 erase\nfailed 1000 aa\nstep 3 1 4 20 erase\nfailed 1000 aa\n"
#define STUCK_PROGRAM JOB_RIG_NEC "Quirks=fail-program=5\n"

/* Returns (transfer full) a rig whose drive failed at one block with the new and with the old firmware. @flashed:
 * (out): the result of the flash */
static JobRig *
worn_rig (BbResult **flashed)
{
    JobRig *rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);

    job_rig_restart_as (rig, STUCK_PROGRAM);
    *flashed = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (*flashed, BB_OUTCOME_NEEDS_RECOVERY);
    return rig;
}

static void
assert_worn (const BbResult *result)
{
    g_assert_cmpstr (bb_words_outcome (result), ==,
                     result->has_sent ? "Writing the firmware failed." : "Recovery needed.");
    /* The first step of the recovery is the power cycle, so no sentence demands that the drive stays powered. */
    g_assert_cmpstr (result->message, ==, WORN " " CYCLE_SAFETY);
    g_assert_cmpint (result->safety, ==, BB_SAFETY_WORN_CYCLE);
    /* The message says that the drive needs a power cycle, so the next step does not. */
    g_assert_null (strstr (result->next, "power cycle"));
    g_assert_cmpstr (result->next, ==, WORN_NEXT);
}

static BbRescue *
rescue_of (BbEngineDrive *drive, JobRig *rig, const BbRescueTries *tries)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);

    return bb_rescue_new (drive, backups, NULL, tries);
}

/* Returns the step with the kind @kind. @rescue must have such a step. */
static const BbRescueStep *
step_of (const BbRescue *rescue, BbRescueKind kind)
{
    for (guint i = 0; i < rescue->steps->len; i++) {
        const BbRescueStep *step = g_ptr_array_index (rescue->steps, i);

        if (step->kind == kind)
            return step;
    }
    g_assert_not_reached ();
}

/* Asserts that @rescue, for which nothing is stored, goes on after the power cycle. So it does in a new process,
 * after the computer was shut down for the step. */
static void
assert_power_cycle_was_done (BbRescue *rescue)
{
    g_assert_cmpstr (rescue->safe, ==, TURN_OFF);
    g_assert_cmpuint (rescue->steps->len, ==, 3);
    g_assert_cmpint (bb_rescue_get_now (rescue)->kind, ==, BB_RESCUE_POWER_CUT);
    g_assert_true (bb_rescue_get_now (rescue)->is_again);
    g_assert_true (bb_rescue_get_now (rescue)->is_reconnected);
    g_assert_cmpstr (bb_rescue_get_now (rescue)->text, ==, ASKS);
}

/* Asserts what the last step of the recovery of a worn drive says: with another port not tried, and with all tried.
 */
static void
assert_last_step_is_the_end (BbEngineDrive *drive, JobRig *rig)
{
    BbRescueTries tried = {.tried = BB_RESCUE_POWER_CUT | BB_RESCUE_AGAIN, .skipped = BB_RESCUE_OTHER_PORT};
    BbRescueTries tried_all = {.tried = BB_RESCUE_POWER_CUT | BB_RESCUE_AGAIN | BB_RESCUE_OTHER_PORT};
    g_autoptr (BbRescue) after = rescue_of (drive, rig, &tried);
    g_autoptr (BbRescue) moved = rescue_of (drive, rig, &tried_all);

    g_assert_cmpint (bb_rescue_get_now (after)->kind, ==, BB_RESCUE_HARDWARE);
    /* No step is left that needs the power of the drive, so nothing says that the drive must stay powered. */
    g_assert_cmpstr (after->safe, ==,
                     "The firmware stays incomplete. You can turn off the drive and the computer now. A report shows "
                     "what failed, which helps with the repair.");
    /* Another port was not tried, so the drive may still be recovered. */
    g_assert_true (after->is_over && !after->is_unrecovered);
    g_assert_true (moved->is_over && moved->is_unrecovered);
}

/* Asserts that the pages of the drive and of its recovery say that the memory is worn. */
static void
assert_drive_is_worn (JobRig *rig)
{
    BbRescueTries tried_again = {.by_hand = BB_RESCUE_POWER_CUT, .tried = BB_RESCUE_POWER_CUT | BB_RESCUE_AGAIN};
    g_autoptr (BbEngineDrive) drive = NULL;
    BbRescueTries done = {.by_hand = BB_RESCUE_POWER_CUT};
    BbRescueTries passed = {.by_hand = BB_RESCUE_POWER_CUT, .tried = BB_RESCUE_POWER_CUT};
    g_autoptr (BbRescue) rescue = NULL;
    g_autoptr (BbRescue) cycled = NULL;
    g_autoptr (BbRescue) skipped = NULL;
    g_autoptr (BbRescue) later = NULL;
    g_autofree char *text = NULL;
    g_autofree char *ended = NULL;
    g_autofree char *history = NULL;
    g_autofree char *unnoticed = NULL;
    const BbRescueStep *power, *again, *port, *hardware;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    text = bb_engine_drive_dup_state_text (drive);
    g_assert_cmpstr (text, ==,
                     bb_engine_drive_was_reconnected (drive) ? WORN " " IDLE_SAFETY : WORN " " CYCLE_SAFETY);
    /* The notice at the next start must agree with the page of the drive. */
    ended = bb_words_dup_ended (bb_engine_drive_get_journal (drive), "sr0", BB_SAFETY_WORN_CYCLE);
    g_assert_true (g_str_has_suffix (ended, WORN " " CYCLE_SAFETY));
    g_assert_cmpstr (bb_words_drive_state (bb_engine_drive_get_state (drive), bb_engine_drive_is_worn (drive)), ==,
                     "memory chip seems worn");
    rescue = rescue_of (drive, rig, NULL);
    g_assert_cmpstr (rescue->believes, ==, WORN);
    if (bb_engine_drive_was_reconnected (drive)) {
        assert_power_cycle_was_done (rescue);
        return;
    }
    /* The current step is to disconnect the power. */
    g_assert_cmpstr (rescue->safe, ==, bb_words_safety (BB_SAFETY_POWER_CYCLE));
    g_assert_cmpuint (rescue->steps->len, ==, 4);
    power = g_ptr_array_index (rescue->steps, 0);
    again = g_ptr_array_index (rescue->steps, 1);
    port = g_ptr_array_index (rescue->steps, 2);
    hardware = g_ptr_array_index (rescue->steps, 3);
    g_assert_true (power == bb_rescue_get_now (rescue));
    g_assert_cmpint (power->kind, ==, BB_RESCUE_POWER_CUT);
    g_assert_true (g_str_has_prefix (power->text, "You can turn off the drive for this step. "));
    g_assert_cmpint (again->kind, ==, BB_RESCUE_AGAIN);
    g_assert_cmpstr (again->title, ==, "Try once more, or stop");
    g_assert_cmpstr (again->text, ==, ASKS);
    g_assert_true (power->shuts_down && !power->is_noticed);
    /* After the power cycle, the text no longer says how to disconnect the power, but what the button does. */
    cycled = rescue_of (drive, rig, &done);
    g_assert_cmpint (bb_rescue_get_now (cycled)->kind, ==, BB_RESCUE_POWER_CUT);
    unnoticed = g_strconcat (UNNOTICED, again->text, NULL);
    g_assert_cmpstr (bb_rescue_get_now (cycled)->text, ==, unnoticed);
    g_assert_false (bb_rescue_get_now (cycled)->is_reconnected);
    /* The button makes the attempt of AGAIN, so the step has the name of AGAIN. */
    g_assert_cmpstr (bb_rescue_get_now (cycled)->title, ==, again->title);
    g_assert_cmpstr (cycled->safe, ==, TURN_OFF);
    /* The current step writes the firmware once more, so no later step does the same. */
    g_assert_true (bb_rescue_get_now (cycled)->is_again);
    g_assert_cmpuint (cycled->steps->len, ==, 3);
    g_assert_cmpint (((const BbRescueStep *) g_ptr_array_index (cycled->steps, 1))->kind, ==, BB_RESCUE_OTHER_PORT);
    /* If the user skips that step, the attempt is still possible. */
    skipped = rescue_of (drive, rig, &passed);
    g_assert_cmpuint (skipped->steps->len, ==, 4);
    g_assert_cmpint (bb_rescue_get_now (skipped)->kind, ==, BB_RESCUE_AGAIN);
    g_assert_cmpint (port->kind, ==, BB_RESCUE_OTHER_PORT);
    g_assert_cmpstr (hardware->title, ==, "Replace the drive or its memory chip");
    g_assert_cmpstr (hardware->text, ==,
                     "Other firmware cannot help, because a required memory block failed repeatedly. The drive "
                     "needs a new memory chip, programmed with an external programming device. The backup "
                     "contains the required data.");
    later = rescue_of (drive, rig, &tried_again);
    g_assert_cmpint (bb_rescue_get_now (later)->kind, ==, BB_RESCUE_OTHER_PORT);
    g_assert_cmpstr (later->safe, ==, "Nothing will be written during this step.");
    g_assert_false (later->is_over || later->is_unrecovered);
    /* A step that did not help is called what it was, not what its button did. */
    g_assert_cmpstr (((const BbRescueStep *) g_ptr_array_index (later->steps, 0))->title, ==,
                     "Disconnect power for 30 seconds");
    assert_last_step_is_the_end (drive, rig);
    history = bb_words_dup_history_how (bb_engine_drive_get_journal (drive));
    g_assert_cmpstr (history, ==, WORN);
}

/* Returns the number of images that were written and failed after the flash. Asserts that the guidance says whether
 * there are such images. Asserts that it does not call the flash interrupted, because the flash failed. */
static guint
count_attempts (JobRig *rig)
{
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbRescue) rescue = NULL;
    gboolean has_failed = FALSE;
    guint n;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    rescue = rescue_of (drive, rig, NULL);
    n = bb_engine_drive_get_journal (drive)->n_attempts;
    for (guint i = 0; i < rescue->why->len; i++) {
        const char *why = g_ptr_array_index (rescue->why, i);

        g_assert_null (strstr (why, "interrupted"));
        has_failed = has_failed || g_str_equal (why, "Since then, an attempt to write firmware has failed.") ||
                     g_str_has_prefix (why, "Burnback tried ");
    }
    g_assert_cmpint (has_failed, ==, n > 0);
    return n;
}

static void
test_the_number_of_attempts_only_grows (void)
{
    static const BbOnFailure policies[] = {BB_ON_FAILURE_RETRY, BB_ON_FAILURE_ROLLBACK, BB_ON_FAILURE_STOP,
                                           BB_ON_FAILURE_RETRY};
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (JobRig) rig = worn_rig (&flashed);
    guint before = count_attempts (rig);

    /* The flash failed, and then restoring the old firmware failed, each after several tries to write the block. Only
     * the restoring counts as an attempt. */
    g_assert_cmpuint (before, ==, 1);
    for (guint i = 0; i < G_N_ELEMENTS (policies); i++) {
        g_autoptr (BbResult) again = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, policies[i]);
        guint after = count_attempts (rig);

        job_rig_assert_outcome (again, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_cmpuint (after, >, before);
        before = after;
    }
}

static void
test_a_backup_says_that_the_memory_is_worn (void)
{
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (JobRig) rig = worn_rig (&flashed);
    g_autoptr (BbResult) saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);

    job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
    g_assert_false (saved->backup->complete);
    g_assert_cmpstr (bb_words_outcome (saved), ==, "Backup saved, but it contains no firmware.");
    g_assert_cmpstr (saved->message, ==, "Backup saved, but it contains no firmware. " WORN " " CYCLE_SAFETY);
    g_assert_cmpstr (saved->next, ==, WORN_NEXT);
}

static void
test_the_details_of_a_refusal_are_a_sentence (void)
{
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (JobRig) rig = worn_rig (&flashed);
    g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", "1.07", NULL);
    g_autoptr (BbResult) refused = job_rig_do (rig, BB_ACTION_FLASH, image, 0, BB_ON_FAILURE_STOP);
    g_autofree char *failure = NULL;
    g_autofree char *sentence = NULL;

    g_assert_cmpint (bb_job_error_get_problem (refused->error), ==, BB_JOB_PROBLEM_FLASH_INTERRUPTED);
    failure = bb_words_dup_failure (refused->error, 0, 0);
    sentence = bb_words_dup_error (refused->error);
    g_assert_cmpstr (failure, ==, sentence);
}

static void
test_each_later_text_says_that_the_memory_is_worn (void)
{
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (JobRig) rig = worn_rig (&flashed);

    g_assert_cmpint (flashed->reason, ==, BB_RESULT_REASON_WORN);
    assert_worn (flashed);
    assert_drive_is_worn (rig);
    job_rig_restart_as (rig, STUCK_PROGRAM);
    assert_drive_is_worn (rig);
    /* A block counts as worn after it failed with two different images. Each further attempt uses the same image as
     * the attempt before. The texts must say "worn" nevertheless. */
    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbResult) again = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_STOP);

        job_rig_assert_outcome (again, BB_OUTCOME_NEEDS_RECOVERY);
        assert_worn (again);
        assert_drive_is_worn (rig);
    }
}

/* The journal has only its new image, and the only backup has the same image. The user can choose nothing, so the
 * recovery writes without a question. The step must not announce a question. */
static void
test_the_step_names_no_choice_between_equal_images (void)
{
    const BbJobFlags flags = BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP;
    g_autoptr (JobRig) rig = job_rig_new_updated ();
    g_autoptr (BbResult) failed = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (GPtrArray) backups = NULL;
    g_autoptr (BbRescue) choice = NULL;
    g_autoptr (BbRescue) rescue = NULL;

    job_rig_restart_as (rig, STUCK_PROGRAM);
    failed = job_rig_do (rig, BB_ACTION_ROLLBACK, NULL, flags, BB_ON_FAILURE_ROLLBACK);
    assert_worn (failed);
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    /* The newest backup has 1.07, the firmware that the restore replaced. */
    backups = job_rig_list_but_newest (rig);
    g_assert_cmpuint (backups->len, ==, 1);
    choice = bb_rescue_new (drive, backups, NULL, NULL);
    g_assert_cmpstr (step_of (choice, BB_RESCUE_AGAIN)->text, ==, ASKS);
    g_clear_pointer (&bb_engine_drive_get_journal (drive)->old_image, g_free);
    rescue = bb_rescue_new (drive, backups, NULL, NULL);
    g_assert_cmpstr (step_of (rescue, BB_RESCUE_AGAIN)->title, ==, "Write the firmware once more");
    g_assert_cmpstr (step_of (rescue, BB_RESCUE_AGAIN)->text, ==,
                     "Burnback will write the whole new firmware again, including the memory block that failed. "
                     "Further attempts are unlikely to help.");
}

static void
test_leaving_the_drive_is_the_preset_answer (void)
{
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (JobRig) rig = worn_rig (&flashed);
    g_autoptr (BbResult) left = NULL;
    g_autoptr (BbResult) again = NULL;

    rig->answer = BB_CHOICE_LEAVE;
    left = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (left, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (rig->n_questions, ==, 1);
    g_assert_cmpint (rig->last_preset, ==, BB_CHOICE_LEAVE);
    g_assert_cmpuint (rig->last_choices & BB_CHOICE_RETRY, !=, 0);
    g_assert_cmpstr (rig->last_question, ==, WORN "|" IDLE_SAFETY);
    assert_worn (left);
    assert_drive_is_worn (rig);
}

/* The user did what the first step asks for: the question says that one more attempt is possible. It also says that
 * the attempt is unlikely to succeed, so the preset answer is not to write. The attempt fails, so a further one needs
 * a further power cycle. */
static void
test_a_power_cycle_offers_one_more_attempt (void)
{
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (JobRig) rig = worn_rig (&flashed);
    BbRescueTries tries = {.by_hand = BB_RESCUE_POWER_CUT};

    for (guint i = 0; i < 2; i++) {
        g_autoptr (BbResult) failed = NULL;
        g_autoptr (BbResult) left = NULL;
        g_autoptr (BbResult) again = NULL;

        job_rig_restart_as (rig, STUCK_PROGRAM);
        rig->n_questions = 0;
        rig->answer = BB_CHOICE_LEAVE;
        left = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
        /* The power cycle is done, so no sentence asks for it again. */
        g_assert_cmpint (left->safety, ==, BB_SAFETY_WORN_IDLE);
        g_assert_cmpstr (left->next, ==, "Recover sr0.");
        g_assert_cmpint (rig->last_preset, ==, BB_CHOICE_LEAVE);
        g_assert_cmpstr (rig->last_question, ==, WORN ONE_MORE "|" IDLE_SAFETY);
        bb_rescue_tries_note_result (&tries, BB_RESCUE_POWER_CUT, left);
        g_assert_cmpuint (tries.tried, ==, 0);
        failed = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
        assert_worn (failed);
        g_assert_cmpstr (failed->next, ==, WORN_NEXT);
        again = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
        g_assert_cmpint (rig->last_preset, ==, BB_CHOICE_LEAVE);
        g_assert_cmpstr (rig->last_question, ==, WORN "|" IDLE_SAFETY);
        g_assert_cmpuint (rig->n_questions, ==, 2);
        /* The step after the power cycle would make the same attempt, so it was tried, too. */
        bb_rescue_tries_note_result (&tries, BB_RESCUE_POWER_CUT, failed);
        g_assert_cmpuint (tries.tried, ==, BB_RESCUE_POWER_CUT | BB_RESCUE_AGAIN);
        tries.tried = 0;
    }
}

/* Asserts that step @kind, which the user has done, and the question of RECOVER claim the same: that the drive was
 * reconnected (@is_reconnected), or not. Both leave it to the user whether to write. */
static void
assert_step_agrees_with_question (JobRig *rig, BbRescueKind kind, gboolean is_reconnected)
{
    /* A disconnection that was noticed before the last failure says nothing about the next attempt. */
    BbRescueTries tries = {.by_hand = BB_RESCUE_POWER_CUT | BB_RESCUE_OTHER_PORT,
                           .noticed = BB_RESCUE_POWER_CUT | BB_RESCUE_OTHER_PORT};
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbRescue) rescue = NULL;
    g_autoptr (BbResult) left = NULL;

    if (kind == BB_RESCUE_OTHER_PORT)
        tries.tried = BB_RESCUE_POWER_CUT | BB_RESCUE_AGAIN;
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    rescue = rescue_of (drive, rig, &tries);
    g_assert_cmpint (bb_rescue_get_now (rescue)->kind, ==, kind);
    g_assert_true (g_str_has_suffix (bb_rescue_get_now (rescue)->text, ASKS));
    g_assert_cmpint (g_str_has_prefix (bb_rescue_get_now (rescue)->text, UNNOTICED), ==, !is_reconnected);
    g_assert_cmpint (bb_rescue_get_now (rescue)->is_reconnected, ==, is_reconnected);
    /* The list also has the attempt at the earlier port, so the attempt at the new port must have a title of its own.
     */
    g_assert_cmpstr (bb_rescue_get_now (rescue)->title, ==,
                     kind == BB_RESCUE_OTHER_PORT && is_reconnected ? "Try the new connection, or stop"
                                                                    : "Try once more, or stop");
    rig->answer = BB_CHOICE_LEAVE;
    left = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (left, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpint (rig->last_preset, ==, BB_CHOICE_LEAVE);
    g_assert_cmpint (strstr (rig->last_question, ONE_MORE) != NULL, ==, is_reconnected);
}

/* A drive that was connected to another port, or with another cable, counts as reconnected even if it kept its power.
 * Each failure ends this. */
static void
test_the_question_claims_what_the_step_claims (void)
{
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (JobRig) rig = worn_rig (&flashed);

    assert_step_agrees_with_question (rig, BB_RESCUE_POWER_CUT, FALSE);
    for (guint i = 0; i < 2; i++) {
        BbRescueKind kind = i == 0 ? BB_RESCUE_POWER_CUT : BB_RESCUE_OTHER_PORT;
        g_autoptr (BbResult) failed = NULL;
        g_autoptr (GError) error = NULL;

        g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", FALSE, &error));
        g_assert_true (bb_sim_bus_set_plugged (rig->bus, "sr0", TRUE, &error));
        g_assert_no_error (error);
        assert_step_agrees_with_question (rig, kind, TRUE);
        failed = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
        assert_worn (failed);
        assert_step_agrees_with_question (rig, kind, FALSE);
    }
}

/* If the user does not answer in time, the recovery must not write, because it has written nothing yet. */
static void
test_a_recovery_without_an_answer_writes_nothing (void)
{
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (JobRig) rig = worn_rig (&flashed);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_RECOVER);
    g_autoptr (BbResult) left = NULL;

    job_rig_restart_as (rig, JOB_RIG_NEC);
    request->on_failure = BB_ON_FAILURE_ASK;
    request->question_seconds = 1;
    left = job_rig_run (rig, request);
    g_assert_cmpuint (rig->n_questions, ==, 1);
    g_assert_cmpint (rig->last_preset, ==, BB_CHOICE_LEAVE);
    job_rig_assert_outcome (left, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_false (left->has_sent);
    g_assert_cmpuint (job_rig_n_writes (rig), ==, 0);
    g_assert_nonnull (strstr (left->message, "You did not answer in time, so Burnback chose to leave the drive as it "
                                             "is."));
}

static void
test_a_question_does_not_contradict_its_preset_answer (void)
{
    g_autoptr (JobRig) rig = job_rig_new ("[drive sr0]\nFamily=plextor\nModel=DVDR PX-716AL\nRevision=1.00\n", NULL);
    g_autoptr (BbImage) image = job_rig_image ("plextor", "DVDR PX-716AL", "1.02", NULL);
    g_autoptr (BbResult) result = NULL;

    /* There is no backup to restore, so the preset is to leave the drive. One failure does not show that the memory
     * is worn. */
    job_rig_fault (rig, "At=step:program:1;Kind=stuck-block;Times=0");
    rig->answer = BB_CHOICE_LEAVE;
    result = job_rig_do (rig, BB_ACTION_FLASH, image, BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP,
                         BB_ON_FAILURE_ASK);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (rig->n_questions, ==, 1);
    g_assert_cmpint (rig->last_preset, ==, BB_CHOICE_LEAVE);
    g_assert_true (g_str_has_suffix (rig->last_question, "|The firmware is incomplete. Keep the drive powered."));
}

/* When all recovery attempts are used up, the result must still say that the memory is worn, and no note may say that
 * the unlock keys were wrong. */
static void
test_used_up_attempts_keep_the_diagnosis (void)
{
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (BbResult) recovered = NULL;
    JobRig *rig = worn_rig (&flashed);

    rig->answer = BB_CHOICE_RETRY;
    rig->leaves_at_last = TRUE;
    recovered = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ASK);

    g_assert_cmpuint (rig->last_choices & BB_CHOICE_RETRY, ==, 0);
    assert_worn (recovered);
    for (char **note = recovered->notes; *note != NULL; note++)
        g_assert_null (strstr (*note, "unlock keys"));
    job_rig_free (rig);
}

static void
test_a_chosen_file_has_a_warning (void)
{
    static const char *const revisions[] = {"1.07", "1.06"};
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (JobRig) rig = worn_rig (&flashed);

    /* Both files must get the warning: the file of the failed flash, to which the user agreed before the memory was
     * worn, and another file. */
    for (guint i = 0; i < G_N_ELEMENTS (revisions); i++) {
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", revisions[i], NULL);
        g_autoptr (BbResult) checked =
            job_rig_do (rig, BB_ACTION_CHECK, image, BB_JOB_FLAG_RECOVERING, BB_ON_FAILURE_STOP);
        g_autoptr (BbResult) tried = NULL;
        g_autoptr (GPtrArray) consents = NULL;
        const BbReason *reason;

        job_rig_assert_outcome (checked, BB_OUTCOME_DONE);
        reason = bb_verdict_find (checked->review->verdict, "worn-memory");
        g_assert_nonnull (reason);
        g_assert_cmpstr (
            reason->text, ==,
            WORN
            " A memory block that the drive needs has failed repeatedly, so writing firmware is unlikely to help.");
        /* The drive has no firmware to lose, so another attempt needs no consent. */
        consents = bb_review_list_consents (checked->review, NULL, BB_CONSENT_NONE);
        g_assert_cmpint (job_rig_get_open_codes (consents) & BB_CONSENT_CAUTION, ==, 0);
        tried = job_rig_do (rig, BB_ACTION_RECOVER, image, 0, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (tried, BB_OUTCOME_NEEDS_RECOVERY);
    }
}

static void
test_a_success_ends_the_diagnosis (void)
{
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (JobRig) rig = worn_rig (&flashed);
    g_autoptr (BbResult) recovered = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;

    job_rig_restart_as (rig, JOB_RIG_NEC);
    recovered = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_ROLLBACK);
    job_rig_assert_outcome (recovered, BB_OUTCOME_DONE);
    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    g_assert_null (bb_engine_drive_get_journal (drive));
    g_assert_null (strstr (recovered->message, "worn"));
}

/* The drive had no firmware when Burnback saw it first, so there is no backup. Recoveries fail. The next step of a
 * result must say how to save what can still be read, but only until the user has made a backup. */
static void
test_a_drive_without_backup_can_be_saved_in_part (void)
{
    static const char *const revisions[] = {"1.07", "1.06"};
    g_autoptr (JobRig) rig = job_rig_new (STUCK_PROGRAM "State=erased\n", NULL);
    g_autoptr (BbResult) failed = NULL;
    g_autoptr (BbResult) saved = NULL;
    g_autoptr (BbResult) later = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (revisions); i++) {
        g_autoptr (BbImage) image = job_rig_image ("nec-optiarc", "K355", revisions[i], NULL);

        g_clear_pointer (&failed, bb_result_unref);
        failed = job_rig_do (rig, BB_ACTION_RECOVER, image, BB_JOB_FLAG_EXPERT | BB_JOB_FLAG_ALLOW_CROSS_FLASH,
                             BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (failed, BB_OUTCOME_NEEDS_RECOVERY);
    }
    g_assert_cmpstr (failed->next, ==, "To save what can still be read, back up the drive first. " WORN_NEXT);
    saved = job_rig_do (rig, BB_ACTION_BACKUP, NULL, 0, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (saved, BB_OUTCOME_DONE);
    g_assert_cmpstr (saved->next, ==, WORN_NEXT);
    later = job_rig_do (rig, BB_ACTION_RECOVER, NULL, BB_JOB_FLAG_EXPERT, BB_ON_FAILURE_STOP);
    job_rig_assert_outcome (later, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpstr (later->next, ==, WORN_NEXT);
}

/* A new memory chip also needs the boot code, which a backup may lack. */
static void
test_a_backup_without_boot_code_is_not_enough (void)
{
    g_autoptr (BbResult) flashed = NULL;
    g_autoptr (JobRig) rig = worn_rig (&flashed);
    g_autoptr (GPtrArray) backups = NULL;
    g_autoptr (BbEngineDrive) drive = NULL;
    g_autoptr (BbRescue) rescue = NULL;
    const BbRescueStep *hardware;

    job_rig_look (rig);
    drive = bb_engine_find (rig->engine, "sr0");
    backups = bb_backup_store_list (bb_engine_get_store (rig->engine), NULL);
    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);

        g_assert_true (bb_backup_has_boot_code (backup));
        for (guint j = 0; j < backup->files->len; j++) {
            BbBackupFile *file = g_ptr_array_index (backup->files, j);

            file->n_missing = file->kind == BB_REGION_BOOT_CODE ? 1 : 0;
        }
    }
    rescue = bb_rescue_new (drive, backups, NULL, NULL);
    hardware = g_ptr_array_index (rescue->steps, rescue->steps->len - 1);
    g_assert_true (g_str_has_suffix (hardware->text, " The backup contains the firmware but not the boot code."));
}

/* A drive has a worn block, and is recovered again. If the recovery writes this block, even if it fails at a later
 * one, the drive must no longer count as worn. If it fails at an earlier block, the worn block was not tried, and the
 * message must still name it. */
static void
test_only_the_worn_block_decides (void)
{
    static const struct {
        const char *drive;
        gboolean is_worn;
    } rows[] = {
        {JOB_RIG_NEC "Quirks=fail-program=10\n", FALSE},
        {JOB_RIG_NEC "Quirks=fail-program=2\n", TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbResult) flashed = NULL;
        g_autoptr (JobRig) rig = worn_rig (&flashed);
        g_autoptr (BbResult) again = NULL;
        g_autoptr (BbEngineDrive) drive = NULL;

        job_rig_restart_as (rig, rows[i].drive);
        again = job_rig_do (rig, BB_ACTION_RECOVER, NULL, 0, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (again, BB_OUTCOME_NEEDS_RECOVERY);
        g_test_message ("%s: %s", rows[i].drive, again->message);
        g_assert_cmpint (again->about.block, !=, 7);
        job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        g_assert_cmpint (bb_engine_drive_is_worn (drive), ==, rows[i].is_worn);
        if (rows[i].is_worn)
            assert_worn (again);
        else
            g_assert_null (strstr (again->message, "worn"));
    }
}

/* The last piece of an upload makes the drive program everything, so its failure names no block of the memory, even
 * if two images fail. */
static void
test_a_failed_upload_is_no_wear (void)
{
    static const char *const revisions[] = {"1.03", "1.04"};
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_MT1959, NULL);

    for (guint i = 0; i < G_N_ELEMENTS (revisions); i++) {
        g_autoptr (BbImage) image = job_rig_image ("mediatek-mt1959", "BD-RE WH16NS60", revisions[i], NULL);
        g_autoptr (BbResult) result = NULL;
        g_autoptr (BbEngineDrive) drive = NULL;

        if (i > 0)
            job_rig_restart (rig);
        job_rig_fault (rig, "At=step:program:1;Kind=stuck-block;Times=0");
        result = job_rig_do (rig, i == 0 ? BB_ACTION_FLASH : BB_ACTION_RECOVER, image,
                             BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP, BB_ON_FAILURE_STOP);
        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        g_test_message ("%s", result->message);
        g_assert_null (strstr (result->message, "worn"));
        g_assert_nonnull (strstr (result->message, "write fault"));
        job_rig_look (rig);
        drive = bb_engine_find (rig->engine, "sr0");
        g_assert_false (bb_engine_drive_is_worn (drive));
    }
}

/* Whether the memory is worn follows from the lines of the progress file, also from those that an older version
 * wrote. */
static void
test_two_images_or_two_erasures_show_wear (void)
{
    static const struct {
        const char *lines;
        gboolean is_worn;
        guint block;
    } rows[] = {
        {"step 1 1 4 20 write\nfailed 1000 aa", FALSE, 0},
        {"step 1 1 4 20 write\nfailed 1000 aa\nstep 1 1 4 20 write\nfailed 1000 aa", FALSE, 0},
        {"step 1 1 4 20 write\nfailed 1000 aa\nstep 1 1 4 20 write\nfailed 1000 bb", TRUE, 4},
        {"step 1 1 4 20 erase\nfailed 1000 aa\nstep 1 1 4 20 erase\nfailed 1000 aa", TRUE, 4},
        {"step 1 1 4 20 write\nfailed 1000 aa\nstep 1 1 5 20 write\nfailed 2000 bb", FALSE, 0},
        {"failed 1000 aa\nstep 1 1 4 20 write\nfailed 1000 bb\nstep 1 1 2 20 write\nfailed 500 bb", TRUE, 4},
        {"failed 1000 aa\nstep 1 1\nfailed 1000 bb", TRUE, 0},
        {"step 1 1 4 20 write\nfailed 1000 aa\nfailed 1000 bb\nstep 9 0", FALSE, 0},
        /* A later try ("target") ends the diagnosis only if it writes block 4 without a failure and gets past it. */
        {WORN_AT_4 "target a 9 1.0\nstep 4 1 4 20 write\nstep 5 1 5 20 write", FALSE, 0},
        {WORN_AT_4 "target a 9 1.0\nstep 4 1 4 20 write\nstep 5 1", FALSE, 0},
        {WORN_AT_4 "target a 9 1.0\nstep 3 1 4 20 erase\nstep 4 1 4 20 write", TRUE, 4},
        {WORN_AT_4 "target a 9 1.0\nstep 4 1 4 20 write\nfailed 1000 aa\nstep 5 1 5 20 write", TRUE, 4},
        {WORN_AT_4 "target a 9 1.0\nstep 4 1 4 20 write\ntarget a 9 1.0\nstep 5 1 5 20 write", TRUE, 4},
        {WORN_AT_4 "target a 9 1.0\nstep 4 1 4 20 write\nstep 1 1 1 20 write", TRUE, 4},
        {WORN_AT_4 "target a 9 1.0\nstep 3 1 3 20 write\nfailed 900 aa", TRUE, 4},
        /* A block that was worn already needs one failure only, with any image; another block needs two. */
        {WORN_AT_4 "target a 9 1.0\nstep 4 1 4 20 write\nstep 5 1 5 20 write\n"
                   "target a 9 1.0\nstep 4 1 4 20 write\nfailed 1000 aa",
         TRUE, 4},
        {WORN_AT_4 "target a 9 1.0\nstep 4 1 4 20 write\nstep 5 1 5 20 write\nfailed 2000 aa", FALSE, 0},
        {ERASE_WORN_AT_4 "target a 9 1.0\nstep 3 1 4 20 erase\nstep 4 1 5 20 erase", TRUE, 4},
        {ERASE_WORN_AT_4 "target a 9 1.0\nstep 3 1 4 20 erase\nstep 4 1 4 20 write\nstep 5 1 5 20 erase", FALSE, 0},
        {WORN_AT_4 "target a 9 1.0\nstep 3 1 4 20 send\nstep 4 1 5 20 send", TRUE, 4},
        {WORN_AT_4 "target a 9 1.0\nstep 3 1 4 20 write\nstep 4 1 4 20 write", TRUE, 4},
        /* "failed ADDRESS -": not the block failed but something else, for example the transfer of the data. */
        {"step 1 1 4 20 send\nfailed 1000 -\nstep 1 1 4 20 send\nfailed 1000 -", FALSE, 0},
        {"step 1 1 4 20 send\nfailed 1000 aa\nfailed 1000 -\nfailed 1000 bb", FALSE, 0},
    };

    g_assert_false (bb_journal_record_is_worn (NULL, NULL));
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJournalRecord) record = bb_journal_record_new ();
        g_auto (GStrv) lines = g_strsplit (rows[i].lines, "\n", -1);

        for (char **line = lines; *line != NULL; line++)
            bb_journal_record_read_line (record, *line);
        g_test_message ("%s", rows[i].lines);
        g_assert_cmpint (bb_journal_record_is_worn (record, NULL), ==, rows[i].is_worn);
        if (rows[i].is_worn)
            g_assert_cmpuint (record->worn_block, ==, rows[i].block);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/worn/each-later-text", test_each_later_text_says_that_the_memory_is_worn);
    g_test_add_func ("/worn/equal-images", test_the_step_names_no_choice_between_equal_images);
    g_test_add_func ("/worn/preset-answer", test_leaving_the_drive_is_the_preset_answer);
    g_test_add_func ("/worn/power-cycle", test_a_power_cycle_offers_one_more_attempt);
    g_test_add_func ("/worn/no-answer", test_a_recovery_without_an_answer_writes_nothing);
    g_test_add_func ("/worn/step-and-question", test_the_question_claims_what_the_step_claims);
    g_test_add_func ("/worn/question", test_a_question_does_not_contradict_its_preset_answer);
    g_test_add_func ("/worn/used-up-attempts", test_used_up_attempts_keep_the_diagnosis);
    g_test_add_func ("/worn/attempts", test_the_number_of_attempts_only_grows);
    g_test_add_func ("/worn/backup", test_a_backup_says_that_the_memory_is_worn);
    g_test_add_func ("/worn/backup-of-the-rest", test_a_drive_without_backup_can_be_saved_in_part);
    g_test_add_func ("/worn/details", test_the_details_of_a_refusal_are_a_sentence);
    g_test_add_func ("/worn/chosen-file", test_a_chosen_file_has_a_warning);
    g_test_add_func ("/worn/success", test_a_success_ends_the_diagnosis);
    g_test_add_func ("/worn/boot-code", test_a_backup_without_boot_code_is_not_enough);
    g_test_add_func ("/worn/other-blocks", test_only_the_worn_block_decides);
    g_test_add_func ("/worn/failed-upload", test_a_failed_upload_is_no_wear);
    g_test_add_func ("/worn/two-images-or-two-erasures", test_two_images_or_two_erasures_show_wear);
    return g_test_run ();
}
