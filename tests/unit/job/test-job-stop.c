/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "convert-rig.h"
#include "job/words/bb-words.h"
#include "other-drive.h"

#include "job/flow/bb-runner.h"

#include <string.h>

/*
 * A job is stopped after a command that it sends while the drive is in danger (its firmware is incomplete). The job
 * must finish the section of its plan, and then carry out its policy for failures (#BbOnFailure) completely. The
 * drive must have complete firmware afterwards, unless the result says otherwise.
 */

/* A story is run again and again, and stopped after another command each time. About N_PLACES commands, evenly
 * distributed, are chosen for this. The first story is stopped in all ways at each chosen command, the other stories
 * in one way. With -m slow, all stories are stopped in all ways after all commands in danger. */
#define N_PLACES 5

typedef enum {
    HOW_STOP,  /* bb_job_stop(), once */
    HOW_ALONE, /* bb_job_leave_alone(), once */
    HOW_OFTEN, /* bb_job_stop() after this command and each later one */
    N_HOWS,
} How;

typedef struct {
    How how;
    guint place; /* number of the command after which the job is stopped, from 1; 0: never */
    guint n_endangered;
    guint n_stops;
} Stopper;

/* Called after each command: counts the commands in danger, and stops the job as the Stopper @data says. */
static void
stopper_executed (BbJob *job, gpointer data)
{
    Stopper *self = data;

    if (!bb_job_is_endangered (job))
        return;
    self->n_endangered++;
    if (self->place == 0 || self->n_endangered < self->place ||
        (self->n_endangered > self->place && self->how != HOW_OFTEN))
        return;
    self->n_stops++;
    if (self->how == HOW_ALONE)
        bb_job_leave_alone (job);
    else
        bb_job_stop (job);
}

typedef struct {
    const char *name;
    const char *scenario;
    const char *family;
    const char *model;
    const char *boot_version;
    BbAction action;
    BbJobFlags flags;
    BbOnFailure on_failure;
    gboolean may_be_new; /* the drive may have the new firmware at the end, wherever the job was stopped */
    gboolean may_be_old;
} Story;

#define CONSENT BB_JOB_FLAG_ALLOW_CROSS_FLASH
#define NO_BACKUP (BB_JOB_FLAG_ALLOW_CROSS_FLASH | BB_JOB_FLAG_WITHOUT_BACKUP)
#define G240 "[drive sr0]\nFamily=nec-optiarc\nModel=G240\nRevision=1.05\nSerial=SIM0001\n"

static const Story stories[] = {
    {"k355-rollback", JOB_RIG_NEC, "nec-optiarc", "K355", NULL, BB_ACTION_FLASH, CONSENT, BB_ON_FAILURE_ROLLBACK,
     TRUE, TRUE},
    {"k355-retry", JOB_RIG_NEC, "nec-optiarc", "K355", NULL, BB_ACTION_FLASH, CONSENT, BB_ON_FAILURE_RETRY, TRUE,
     FALSE},
    {"k110-rollback", JOB_RIG_NEC_BANKS, "nec-optiarc", "K110", NULL, BB_ACTION_FLASH, CONSENT,
     BB_ON_FAILURE_ROLLBACK, TRUE, TRUE},
    {"g240-rollback", G240, "nec-optiarc", "G240", NULL, BB_ACTION_FLASH, CONSENT, BB_ON_FAILURE_ROLLBACK, TRUE,
     TRUE},
    {"d770-rollback", JOB_RIG_NEC_KEYED, "nec-optiarc", "D770", NULL, BB_ACTION_FLASH, CONSENT,
     BB_ON_FAILURE_ROLLBACK, TRUE, TRUE},
    {"k370-rollback", JOB_RIG_NEC_K370, "nec-optiarc", "K370", "05", BB_ACTION_FLASH, CONSENT, BB_ON_FAILURE_ROLLBACK,
     TRUE, TRUE},
    {"mt1959-rollback", JOB_RIG_MT1959, "mediatek-mt1959", "BD-RE WH16NS60", NULL, BB_ACTION_FLASH, NO_BACKUP,
     BB_ON_FAILURE_ROLLBACK, TRUE, FALSE},
};

/* Returns (transfer full) the result of a job on the drive of @rig that @stopper may stop. @seconds: time limit of
 * questions */
static BbResult *
run (JobRig *rig, const Story *story, Stopper *stopper, BbAction action, BbOnFailure on_failure, guint seconds)
{
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (action);

    if (action == BB_ACTION_FLASH)
        request->image = job_rig_image (story->family, story->model, "1.07", story->boot_version);
    request->flags = story->flags;
    request->on_failure = on_failure;
    request->question_seconds = seconds;
    drive->executed = stopper_executed;
    drive->executed_data = stopper;
    return other_drive_run (drive, rig->catalog, rig->state, request);
}

/* Runs @story without a stop. Returns the number of commands while the drive is endangered; sets @old and @new to the
 * firmware before and after. */
static guint
count (const Story *story, GBytes **old, GBytes **new)
{
    g_autoptr (JobRig) rig = job_rig_new (story->scenario, NULL);
    g_autoptr (BbResult) result = NULL;
    Stopper stopper = {0};

    *old = job_rig_firmware (rig);
    result = run (rig, story, &stopper, story->action, story->on_failure, 0);
    job_rig_assert_outcome (result, BB_OUTCOME_DONE);
    *new = job_rig_firmware (rig);
    g_assert_false (g_bytes_equal (*old, *new));
    g_assert_cmpuint (stopper.n_endangered, >, 0);
    return stopper.n_endangered;
}

/* Asserts that the result is true: the drive has the firmware @old after a rollback, else @new, and no journal is
 * open. */
static void
assert_end (const Story *story, JobRig *rig, BbResult *result, GBytes *old, GBytes *new)
{
    g_autoptr (GBytes) now = job_rig_firmware (rig);

    if (result->outcome == BB_OUTCOME_ROLLED_BACK) {
        g_assert_true (story->may_be_old);
        g_assert_true (g_bytes_equal (now, old));
    } else {
        job_rig_assert_outcome (result, BB_OUTCOME_DONE);
        g_assert_true (story->may_be_new);
        g_assert_true (g_bytes_equal (now, new));
    }
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 0);
}

static void
test_no_stop_leaves_a_drive_without_firmware (gconstpointer data)
{
    const Story *story = data;
    g_autoptr (GBytes) old = NULL;
    g_autoptr (GBytes) new = NULL;
    guint n_commands = count (story, &old, &new), n_old = 0;
    guint step = g_test_slow () ? 1 : MAX (n_commands / N_PLACES, 1);

    for (guint place = 1; place <= n_commands; place += step) {
        for (How how = 0; how < N_HOWS; how++) {
            g_autoptr (JobRig) rig = NULL;
            g_autoptr (BbResult) result = NULL;
            Stopper stopper = {how, place, 0, 0};
            /* After bb_job_leave_alone() no question is asked, so ASK must end like ROLLBACK. */
            BbOnFailure on_failure = how == HOW_ALONE && story->on_failure == BB_ON_FAILURE_ROLLBACK
                                         ? BB_ON_FAILURE_ASK
                                         : story->on_failure;

            if (story != &stories[0] && how != (place / step + (guint) (story - stories)) % N_HOWS && !g_test_slow ())
                continue;
            rig = job_rig_new (story->scenario, NULL);
            result = run (rig, story, &stopper, story->action, on_failure, 0);
            g_test_message ("%s: stopped after command %u in danger, way %d: %s", story->name, place, (int) how,
                            bb_outcome_to_string (result->outcome));
            g_assert_cmpuint (stopper.n_stops, >, 0);
            assert_end (story, rig, result, old, new);
            n_old += result->outcome == BB_OUTCOME_ROLLED_BACK;
        }
    }
    /* If the old firmware may be restored, at least one of the stops must have led to that. */
    g_assert_true (n_old > 0 || !story->may_be_old);
}

/* A rollback is a flash, so a stopped rollback leaves the firmware from before or the restored firmware. */
static void
test_a_stopped_rollback_is_completed (void)
{
    const Story *story = &stories[0];

    for (guint place = 1; place < 60; place += 19) {
        g_autoptr (JobRig) rig = job_rig_new (story->scenario, NULL);
        g_autoptr (GBytes) old = job_rig_firmware (rig);
        g_autoptr (GBytes) new = NULL;
        g_autoptr (GBytes) now = NULL;
        g_autoptr (BbResult) flashed = NULL;
        g_autoptr (BbResult) back = NULL;
        Stopper nothing = {0}, stopper = {HOW_OFTEN, place, 0, 0};

        flashed = run (rig, story, &nothing, BB_ACTION_FLASH, BB_ON_FAILURE_ROLLBACK, 0);
        job_rig_assert_outcome (flashed, BB_OUTCOME_DONE);
        new = job_rig_firmware (rig);
        back = run (rig, story, &stopper, BB_ACTION_ROLLBACK, BB_ON_FAILURE_ROLLBACK, 0);
        g_assert_cmpuint (stopper.n_stops, >, 0);
        g_assert_true (back->outcome == BB_OUTCOME_ROLLED_BACK || back->outcome == BB_OUTCOME_DONE);
        now = job_rig_firmware (rig);
        g_assert_true (g_bytes_equal (now, back->outcome == BB_OUTCOME_ROLLED_BACK ? new : old));
    }
}

static void
test_a_stopped_recovery_is_completed (void)
{
    const Story *story = &stories[0];
    BbAction action = BB_ACTION_RECOVER;

    for (guint place = 1; place < 60; place += 19) {
        g_autoptr (JobRig) rig = job_rig_new (story->scenario, NULL);
        g_autoptr (GBytes) old = job_rig_firmware (rig);
        g_autoptr (GBytes) now = NULL;
        g_autoptr (BbResult) left = NULL;
        g_autoptr (BbResult) result = NULL;
        Stopper once = {HOW_STOP, 1, 0, 0}, often = {HOW_OFTEN, place, 0, 0};

        left = run (rig, story, &once, BB_ACTION_FLASH, BB_ON_FAILURE_STOP, 0);
        job_rig_assert_outcome (left, BB_OUTCOME_NEEDS_RECOVERY);
        result = run (rig, story, &often, action, BB_ON_FAILURE_ROLLBACK, 0);
        g_assert_cmpuint (often.n_stops, >, 0);
        g_assert_true (result->outcome == BB_OUTCOME_ROLLED_BACK || result->outcome == BB_OUTCOME_DONE);
        now = job_rig_firmware (rig);
        g_assert_true (g_bytes_equal (now, old));
    }
}

/* The user has stopped both recoveries, so the message must not blame the file. */
static void
test_a_stop_is_no_failure_of_the_file (void)
{
    const Story *story = &stories[0];
    g_autoptr (JobRig) rig = job_rig_new (story->scenario, NULL);

    for (guint i = 0; i < 3; i++) {
        Stopper stopper = {HOW_STOP, 1, 0, 0};
        BbAction action = i == 0 ? BB_ACTION_FLASH : BB_ACTION_RECOVER;
        g_autoptr (BbResult) result = run (rig, story, &stopper, action, BB_ON_FAILURE_STOP, 0);

        job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
        g_assert_cmpuint (stopper.n_stops, ==, 1);
        g_assert_error (result->error, BB_RUN_ERROR, BB_RUN_ERROR_STOPPED);
        g_assert_cmpuint (result->about.n_same_failures, ==, 0);
        g_assert_null (strstr (result->message, "may be the cause"));
    }
}

static void
test_the_policy_to_leave_the_drive_is_carried_out (void)
{
    g_autoptr (JobRig) rig = job_rig_new (JOB_RIG_NEC, NULL);
    g_autoptr (BbResult) result = NULL;
    Stopper stopper = {HOW_STOP, 3, 0, 0};

    result = run (rig, &stories[0], &stopper, BB_ACTION_FLASH, BB_ON_FAILURE_STOP, 0);
    job_rig_assert_outcome (result, BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (job_rig_n_journals (rig), ==, 1);
}

static void
test_a_stopped_conversion_is_undone (void)
{
    for (How how = 0; how < N_HOWS; how++) {
        g_autoptr (JobRig) rig = job_rig_new (CONVERT_RIG_K355, NULL);
        g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_CONVERT);
        g_autoptr (BbResult) result = NULL;
        g_auto (ConvertMemory) before = {0};
        Stopper stopper = {how, 5, 0, 0};
        GVariantBuilder settings;

        convert_memory_take (&before, rig);
        g_variant_builder_init (&settings, G_VARIANT_TYPE_VARDICT);
        g_variant_builder_add (&settings, "{sv}", BB_SETTING_CONVERT_TO, g_variant_new_string ("K451"));
        request->settings = g_variant_ref_sink (g_variant_builder_end (&settings));
        request->image = convert_boot_code ("K451", "07");
        request->flags = BB_JOB_FLAG_EXPERT;
        request->on_failure = how == HOW_ALONE ? BB_ON_FAILURE_ASK : BB_ON_FAILURE_ROLLBACK;
        drive->executed = stopper_executed;
        drive->executed_data = &stopper;
        result = other_drive_run (drive, rig->catalog, rig->state, request);
        job_rig_assert_outcome (result, BB_OUTCOME_ROLLED_BACK);
        g_assert_true (convert_memory_is (&before, rig));
    }
}

/* --- stops while a question is open --- */

typedef struct {
    Stopper stopper;
    BbChoice answer; /* to the first question; 0: the job is stopped again instead */
    guint n_questions;
    BbChoice preset;
    gboolean is_there; /* a user is present, and answers */
} Person;

/* Answers the first question, or stops the job instead; stops it at each later question. */
static void
person_cb (BbJob *job, Person *person)
{
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);

    if (question == NULL)
        return;
    person->preset = question->preset;
    if (person->n_questions++ > 0 || person->answer == 0)
        bb_job_stop (job);
    else
        g_assert_true (bb_job_answer (job, person->answer));
}

/* Called after each command. At the first command, connects person_cb() to the questions of the job. Then does the
 * same as stopper_executed(). */
static void
person_executed (BbJob *job, gpointer data)
{
    Person *person = data;

    if (!person->is_there)
        g_signal_connect (job, "question", G_CALLBACK (person_cb), person);
    person->is_there = TRUE;
    stopper_executed (job, &person->stopper);
}

/* Runs a flash that asks @person, and asserts its outcome. */
static void
ask (Person *person, const Story *story, BbOutcome outcome)
{
    g_autoptr (JobRig) rig = job_rig_new (story->scenario, NULL);
    g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
    g_autoptr (BbResult) result = NULL;

    request->image = job_rig_image (story->family, story->model, "1.07", story->boot_version);
    request->flags = story->flags;
    request->on_failure = BB_ON_FAILURE_ASK;
    drive->executed = person_executed;
    drive->executed_data = person;
    result = other_drive_run (drive, rig->catalog, rig->state, request);
    job_rig_assert_outcome (result, outcome);
}

static void
test_a_person_is_asked_and_the_answer_counts (void)
{
    Person back = {.stopper = {HOW_STOP, 5, 0, 0}, .answer = BB_CHOICE_ROLLBACK};
    Person again = {.stopper = {HOW_STOP, 5, 0, 0}, .answer = BB_CHOICE_RETRY};
    Person leave = {.stopper = {HOW_STOP, 5, 0, 0}, .answer = BB_CHOICE_LEAVE};

    ask (&back, &stories[0], BB_OUTCOME_ROLLED_BACK);
    ask (&again, &stories[0], BB_OUTCOME_DONE);
    ask (&leave, &stories[0], BB_OUTCOME_NEEDS_RECOVERY);
    g_assert_cmpuint (back.n_questions + again.n_questions + leave.n_questions, ==, 3);
}

/* Nobody answers the question of a flash that was stopped. The result must say so, and what was chosen. The user who
 * answers reads no such sentence. */
static void
test_the_result_says_that_no_answer_came (void)
{
    const Story *story = &stories[0];

    for (guint has_limit = 0; has_limit < 2; has_limit++) {
        g_autoptr (JobRig) rig = job_rig_new (story->scenario, NULL);
        g_autoptr (BbResult) result = NULL;
        Person silent = {.stopper = {HOW_STOP, 5, 0, 0}, .answer = BB_CHOICE_ROLLBACK};
        g_autoptr (OtherDrive) drive = other_drive_new (rig->bus, "sr0", "SIM0001", NULL);
        g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);
        g_autofree char *message = NULL;

        request->image = job_rig_image (story->family, story->model, "1.07", story->boot_version);
        request->flags = story->flags;
        request->on_failure = BB_ON_FAILURE_ASK;
        request->question_seconds = has_limit;
        drive->executed = has_limit ? stopper_executed : person_executed;
        drive->executed_data = &silent;
        result = other_drive_run (drive, rig->catalog, rig->state, request);
        job_rig_assert_outcome (result, BB_OUTCOME_ROLLED_BACK);
        message = bb_words_dup_message (result, BB_MESSAGE_WHOLE);
        g_assert_cmpint (strstr (message, "You did not answer in time, so Burnback chose to restore the previous "
                                          "firmware.") != NULL,
                         ==, has_limit);
        g_assert_nonnull (strstr (message, "The previous firmware was restored."));
    }
}

/* The job is stopped while a question is open, or during the second try after the answer RETRY. It must carry out the
 * preset answer to the question completely. */
static void
test_a_stop_at_the_question_is_no_answer (void)
{
    Person impatient = {.stopper = {HOW_OFTEN, 5, 0, 0}, .answer = 0};
    Person again = {.stopper = {HOW_OFTEN, 5, 0, 0}, .answer = BB_CHOICE_RETRY};
    Person no_way_back = {.stopper = {HOW_OFTEN, 1, 0, 0}, .answer = 0};

    ask (&impatient, &stories[0], BB_OUTCOME_ROLLED_BACK);
    g_assert_cmpuint (impatient.n_questions, ==, 1);
    ask (&again, &stories[0], BB_OUTCOME_ROLLED_BACK);
    g_assert_cmpuint (again.n_questions, ==, 2);
    g_assert_cmpint (again.preset, ==, BB_CHOICE_ROLLBACK);
    ask (&no_way_back, &stories[G_N_ELEMENTS (stories) - 1], BB_OUTCOME_DONE);
}

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS (stories); i++) {
        g_autofree char *path = g_strconcat ("/job-stop/", stories[i].name, NULL);

        g_test_add_data_func (path, &stories[i], test_no_stop_leaves_a_drive_without_firmware);
    }
    g_test_add_func ("/job-stop/putting-back", test_a_stopped_rollback_is_completed);
    g_test_add_func ("/job-stop/recovery", test_a_stopped_recovery_is_completed);
    g_test_add_func ("/job-stop/recovery-twice", test_a_stop_is_no_failure_of_the_file);
    g_test_add_func ("/job-stop/leave", test_the_policy_to_leave_the_drive_is_carried_out);
    g_test_add_func ("/job-stop/conversion", test_a_stopped_conversion_is_undone);
    g_test_add_func ("/job-stop/person", test_a_person_is_asked_and_the_answer_counts);
    g_test_add_func ("/job-stop/no-answer", test_the_result_says_that_no_answer_came);
    g_test_add_func ("/job-stop/at-the-question", test_a_stop_at_the_question_is_no_answer);
    return g_test_run ();
}
