/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "job-rig.h"
#include "script-drive.h"

#include "job/flow/bb-time-estimator.h"
#include "job/words/bb-words.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

/* Tests bb-action.c, bb-drive-state.c, bb-job.c, bb-job-types.c, bb-time-estimator.c and bb-words-step.c. */

static gboolean
script_nothing (ScriptDrive *drive, const BbCommand *command, BbReply *reply, gpointer data, GError **error)
{
    return TRUE;
}

static BbJob *
new_job (void)
{
    g_autoptr (ScriptDrive) drive = script_drive_new (script_nothing, NULL);
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_FLASH);

    return bb_job_new (BB_DRIVE (drive), request);
}

typedef struct {
    guint n_progress;
    guint n_questions;
    guint n_done;
    GString *stages; /* (nullable): the phase of each emitted progress, with "!" in danger: "erase erase! " */
    GThread *main_thread;
    gboolean elsewhere;
} Watch;

static void
watch_progress_cb (BbJob *job, Watch *watch)
{
    watch->n_progress++;
    if (watch->stages != NULL) {
        g_autoptr (BbProgress) progress = bb_job_ref_progress (job);

        g_string_append_printf (watch->stages, "%s%s ", bb_phase_to_string (progress->phase),
                                progress->endangered ? "!" : "");
    }
    watch->elsewhere = watch->elsewhere || g_thread_self () != watch->main_thread;
}

static void
watch_question_cb (BbJob *job, Watch *watch)
{
    watch->n_questions++;
}

static void
watch_done_cb (BbJob *job, Watch *watch)
{
    watch->n_done++;
}

static void
watch_job (Watch *watch, BbJob *job)
{
    *watch = (Watch){.main_thread = g_thread_self ()};
    g_signal_connect (job, "progress", G_CALLBACK (watch_progress_cb), watch);
    g_signal_connect (job, "question", G_CALLBACK (watch_question_cb), watch);
    g_signal_connect (job, "done", G_CALLBACK (watch_done_cb), watch);
}

static void
iterate_until_done (Watch *watch)
{
    while (watch->n_done == 0)
        g_main_context_iteration (NULL, TRUE);
    while (g_main_context_iteration (NULL, FALSE))
        ;
}

/* --- progress --- */

/* The percentage is rounded down and stays within its limits; without a total it is 0. */
static void
test_percentage_of_the_progress (void)
{
    static const struct {
        guint64 done, total;
        int percent;
    } rows[] = {
        {.done = 0, .total = 0, .percent = 0},   {.done = 5, .total = 0, .percent = 0},
        {.done = 0, .total = 3, .percent = 0},   {.done = 1, .total = 3, .percent = 33},
        {.done = 2, .total = 3, .percent = 66},  {.done = 999, .total = 1000, .percent = 99},
        {.done = 3, .total = 3, .percent = 100}, {.done = 4, .total = 3, .percent = 100},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbProgress) progress = bb_progress_new ();
        BbFailedAttempt attempt = {.done = rows[i].done};

        progress->total = rows[i].total;
        progress->failed = g_ptr_array_new ();
        g_ptr_array_add (progress->failed, &attempt);
        g_assert_cmpint (bb_progress_get_percent (progress), ==, 0);
        g_assert_cmpint (bb_progress_get_failed_percent (progress, 0), ==, rows[i].percent);
        progress->done = rows[i].done;
        g_assert_cmpint (bb_progress_get_percent (progress), ==, rows[i].percent);
    }
}

#define N_SNAPSHOTS 5000

/* A job that publishes N_SNAPSHOTS progress updates one after the other. */
static BbResult *
tell_often (BbJob *job, gpointer data)
{
    for (guint i = 0; i < N_SNAPSHOTS; i++) {
        BbProgress *progress = bb_progress_new ();

        progress->step = i;
        bb_job_take_progress (job, progress);
    }
    return bb_result_new (BB_ACTION_FLASH);
}

static void
test_only_the_newest_progress_of_a_stage_is_told (void)
{
    g_autoptr (BbJob) job = new_job ();
    g_autoptr (BbProgress) progress = NULL;
    Watch watch;

    watch_job (&watch, job);
    g_assert_null (bb_job_ref_progress (job));
    bb_job_start (job, tell_often, NULL, NULL);
    iterate_until_done (&watch);
    progress = bb_job_ref_progress (job);
    g_assert_cmpuint (progress->step, ==, N_SNAPSHOTS - 1);
    g_assert_cmpuint (watch.n_progress, >, 0);
    g_assert_cmpuint (watch.n_progress, <=, N_SNAPSHOTS);
    g_assert_cmpuint (watch.n_done, ==, 1);
    g_assert_false (watch.elsewhere);
}

/* A job that publishes four progress updates in each phase, and then wakes the test through the queue @data. */
static BbResult *
tell_stages (BbJob *job, gpointer data)
{
    for (guint i = BB_PHASE_CHECK; i <= BB_PHASE_VERIFY; i++) {
        for (guint step = 0; step < 4; step++) {
            BbProgress *progress = bb_progress_new ();

            progress->phase = i;
            progress->step = step;
            progress->endangered = i == BB_PHASE_ERASE && step >= 2;
            bb_job_take_progress (job, progress);
        }
    }
    g_async_queue_push (data, GINT_TO_POINTER (1));
    return bb_result_new (BB_ACTION_FLASH);
}

/* The progress of each phase is emitted, even if the main loop was blocked. */
static void
test_no_stage_is_left_out (void)
{
    g_autoptr (BbJob) job = new_job ();
    g_autoptr (GAsyncQueue) told = g_async_queue_new ();
    g_autoptr (GString) stages = g_string_new (NULL);
    Watch watch;

    watch_job (&watch, job);
    watch.stages = stages;
    bb_job_start (job, tell_stages, told, NULL);
    g_async_queue_pop (told);
    iterate_until_done (&watch);
    g_assert_cmpstr (stages->str, ==, "check back-up prepare erase erase! program restart verify ");
}

/* A job that sets *@data to TRUE if its thread blocks the signals that end a program. */
static BbResult *
look_at_signals (BbJob *job, gpointer data)
{
    sigset_t now;
    gboolean *blocked = data;

    pthread_sigmask (SIG_BLOCK, NULL, &now);
    *blocked =
        sigismember (&now, SIGTERM) == 1 && sigismember (&now, SIGINT) == 1 && sigismember (&now, SIGALRM) == 1;
    return bb_result_new (BB_ACTION_FLASH);
}

static void
test_no_signal_reaches_the_worker (void)
{
    g_autoptr (BbJob) job = new_job ();
    gboolean blocked = FALSE;
    Watch watch;

    watch_job (&watch, job);
    bb_job_start (job, look_at_signals, &blocked, NULL);
    iterate_until_done (&watch);
    g_assert_true (blocked);
}

/* --- questions --- */

static BbQuestion *
make_question (gint64 deadline_us)
{
    BbQuestion *question = bb_question_new ();

    question->safety = BB_SAFETY_POWERED;
    question->choices = BB_CHOICE_RETRY | BB_CHOICE_LEAVE;
    question->preset = BB_CHOICE_LEAVE;
    question->deadline_us = deadline_us;
    return question;
}

/* A job that asks a question without a time limit, and sets *@data to the answer. */
static BbResult *
ask_for_ever (BbJob *job, gpointer data)
{
    BbChoice *answer = data;

    *answer = bb_job_ask (job, make_question (0));
    return bb_result_new (BB_ACTION_FLASH);
}

static void
answer_cb (BbJob *job, Watch *watch)
{
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);

    if (question == NULL)
        return;
    /* Both are rejected: the question does not offer the first answer, and the second is no single answer. */
    g_assert_false (bb_job_answer (job, BB_CHOICE_ROLLBACK));
    g_assert_false (bb_job_answer (job, BB_CHOICE_RETRY | BB_CHOICE_LEAVE));
    g_assert_true (bb_job_answer (job, BB_CHOICE_RETRY));
    /* Only the first answer counts. */
    g_assert_false (bb_job_answer (job, BB_CHOICE_LEAVE));
}

static void
test_an_answer_is_taken_once (void)
{
    g_autoptr (BbJob) job = new_job ();
    BbChoice answer = 0;
    Watch watch;

    watch_job (&watch, job);
    g_signal_connect (job, "question", G_CALLBACK (answer_cb), &watch);
    g_assert_false (bb_job_answer (job, BB_CHOICE_RETRY));
    bb_job_start (job, ask_for_ever, &answer, NULL);
    iterate_until_done (&watch);
    g_assert_cmpint (answer, ==, BB_CHOICE_RETRY);
    g_assert_null (bb_job_ref_question (job));
    g_assert_cmpuint (watch.n_questions, >=, 1);
}

/* A job that asks a question whose time limit is over already, and sets *@data to the answer. */
static BbResult *
ask_until_now (BbJob *job, gpointer data)
{
    BbChoice *answer = data;

    *answer = bb_job_ask (job, make_question (g_get_monotonic_time () - 1));
    return bb_result_new (BB_ACTION_FLASH);
}

static void
test_the_preset_counts_without_an_answer (void)
{
    g_autoptr (BbJob) job = new_job ();
    BbChoice answer = 0;
    Watch watch;

    watch_job (&watch, job);
    bb_job_start (job, ask_until_now, &answer, NULL);
    iterate_until_done (&watch);
    g_assert_cmpint (answer, ==, BB_CHOICE_LEAVE);
}

/* If only RETRY or only ROLLBACK is possible, bb_choice_of_interrupted() returns it. If both are possible, it returns
 * ROLLBACK for the policies ASK and ROLLBACK, and RETRY for the other policies. */
static void
test_the_previous_firmware_is_preferred_after_an_interruption (void)
{
    static const BbOnFailure policies[] = {BB_ON_FAILURE_ASK, BB_ON_FAILURE_ROLLBACK, BB_ON_FAILURE_RETRY,
                                           BB_ON_FAILURE_STOP};

    for (guint i = 0; i < G_N_ELEMENTS (policies); i++) {
        g_assert_cmpint (bb_choice_of_interrupted (TRUE, FALSE, policies[i]), ==, BB_CHOICE_RETRY);
        g_assert_cmpint (bb_choice_of_interrupted (FALSE, TRUE, policies[i]), ==, BB_CHOICE_ROLLBACK);
        g_assert_cmpint (bb_choice_of_interrupted (TRUE, TRUE, policies[i]), ==,
                         i < 2 ? BB_CHOICE_ROLLBACK : BB_CHOICE_RETRY);
    }
}

#define PATIENCE_US (300 * G_TIME_SPAN_MILLISECOND)

typedef struct {
    BbJob *job;
    gint64 first_us;
    guint n_postponed;
} Reader;

/* A job that asks a question with a time limit of PATIENCE_US, and sets *@data to the answer. */
static BbResult *
ask_for_a_moment (BbJob *job, gpointer data)
{
    BbChoice *answer = data;

    *answer = bb_job_ask (job, make_question (g_get_monotonic_time () + PATIENCE_US));
    return bb_result_new (BB_ACTION_FLASH);
}

/* A question that expires, and the expected answer. */
typedef struct {
    BbQuestionKind kind;
    BbChoice preset;
    BbChoice unanswered;
} Silence;

static BbResult *
ask_silent_user (BbJob *job, gpointer data)
{
    const Silence *silence = data;
    BbQuestion *question = make_question (g_get_monotonic_time () + 1);

    question->kind = silence->kind;
    question->choices |= BB_CHOICE_ROLLBACK | BB_CHOICE_KEEP;
    question->preset = silence->preset;
    g_assert_cmpint (bb_job_ask (job, question), ==, silence->unanswered);
    g_assert_true (bb_job_has_expired_question (job));
    return bb_result_new (BB_ACTION_RECOVER);
}

/* Before a recovery has written anything, no answer that writes is taken without the user. After a failed write, the
 * drive has no firmware, and the preset answer is taken. */
static void
test_only_a_failed_write_is_answered_by_writing (void)
{
    static Silence rows[] = {
        {BB_QUESTION_INTERRUPTED, BB_CHOICE_ROLLBACK, BB_CHOICE_LEAVE},
        {BB_QUESTION_INTERRUPTED, BB_CHOICE_RETRY, BB_CHOICE_LEAVE},
        {BB_QUESTION_INTERRUPTED, BB_CHOICE_KEEP, BB_CHOICE_KEEP},
        {BB_QUESTION_INTERRUPTED, BB_CHOICE_LEAVE, BB_CHOICE_LEAVE},
        {BB_QUESTION_FAILED, BB_CHOICE_ROLLBACK, BB_CHOICE_ROLLBACK},
        {BB_QUESTION_FAILED, BB_CHOICE_RETRY, BB_CHOICE_RETRY},
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (BbJob) job = new_job ();
        Watch watch;

        watch_job (&watch, job);
        bb_job_start (job, ask_silent_user, &rows[i], NULL);
        iterate_until_done (&watch);
    }
}

/* Postpones the question until the original time limit is over, then answers. */
static gboolean
read_cb (gpointer data)
{
    Reader *reader = data;
    gint64 deadline_us = bb_job_get_deadline_us (reader->job);

    if (deadline_us == 0)
        return G_SOURCE_CONTINUE;
    if (reader->first_us == 0)
        reader->first_us = deadline_us;
    if (g_get_monotonic_time () > reader->first_us + PATIENCE_US / 3)
        return bb_job_answer (reader->job, BB_CHOICE_RETRY) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
    bb_job_postpone_answer (reader->job);
    reader->n_postponed++;
    g_assert_cmpint (bb_job_get_deadline_us (reader->job), >=, deadline_us);
    return G_SOURCE_CONTINUE;
}

static void
test_postponing_restarts_the_time_to_answer (void)
{
    g_autoptr (BbJob) job = new_job ();
    Reader reader = {job, 0, 0};
    BbChoice answer = 0;
    Watch watch;
    guint source = g_timeout_add (10, read_cb, &reader);

    watch_job (&watch, job);
    bb_job_start (job, ask_for_a_moment, &answer, NULL);
    iterate_until_done (&watch);
    g_assert_cmpint (answer, ==, BB_CHOICE_RETRY);
    g_assert_cmpuint (reader.n_postponed, >, 0);
    g_assert_cmpint (bb_job_get_deadline_us (job), ==, 0);
    if (g_main_context_find_source_by_id (NULL, source) != NULL)
        g_source_remove (source);
}

/* --- stopping --- */

static void
test_stopping_cancels_only_before_the_danger (void)
{
    g_autoptr (BbJob) before = new_job ();
    g_autoptr (BbJob) within = new_job ();

    bb_job_stop (before);
    g_assert_true (g_cancellable_is_cancelled (bb_job_get_cancellable (before)));
    g_assert_false (bb_job_enter_danger (before));
    g_assert_false (bb_job_is_endangered (before));
    g_assert_true (bb_job_enter_danger (within));
    bb_job_stop (within);
    g_assert_false (g_cancellable_is_cancelled (bb_job_get_cancellable (within)));
    g_assert_true (bb_job_is_endangered (within));
    /* The firmware is complete again, but the remaining steps are still not cancelled. */
    bb_job_leave_danger (within);
    g_assert_false (bb_job_is_endangered (within));
    bb_job_stop (within);
    g_assert_false (g_cancellable_is_cancelled (bb_job_get_cancellable (within)));
    /* For one request to stop, bb_job_take_stop() returns TRUE only once. */
    g_assert_true (bb_job_take_stop (within));
    g_assert_false (bb_job_take_stop (within));
}

static void
count_call (gpointer data)
{
    guint *n_calls = data;

    ++*n_calls;
}

static void
test_an_endangered_drive_is_not_paused (void)
{
    g_autoptr (BbJob) job = new_job ();
    guint n_calls = 0;

    g_assert_true (bb_job_call_unless_endangered (job, count_call, &n_calls));
    g_assert_true (bb_job_enter_danger (job));
    g_assert_false (bb_job_call_unless_endangered (job, count_call, &n_calls));
    bb_job_leave_danger (job);
    g_assert_true (bb_job_call_unless_endangered (job, count_call, &n_calls));
    g_assert_cmpuint (n_calls, ==, 2);
}

static void
test_a_stop_is_returned_once (void)
{
    g_autoptr (BbJob) job = new_job ();

    g_assert_true (bb_job_enter_danger (job));
    g_assert_false (bb_job_take_stop (job));
    bb_job_stop (job);
    g_assert_true (bb_job_take_stop (job));
    bb_job_stop (job);
    bb_job_leave_alone (job);
    g_assert_false (bb_job_take_stop (job));
    g_assert_true (bb_job_is_alone (job));
}

static void
test_a_decided_action_is_not_stopped (void)
{
    g_autoptr (BbJob) job = new_job ();

    g_assert_true (bb_job_enter_danger (job));
    bb_job_stop (job);
    bb_job_go_on (job);
    g_assert_false (bb_job_take_stop (job));
}

static void
stop_at_the_question_cb (BbJob *job, gpointer data)
{
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);

    if (question != NULL)
        bb_job_stop (job);
}

static void
test_a_stop_at_a_question_is_no_answer (void)
{
    g_autoptr (BbJob) job = new_job ();
    g_autoptr (BbJob) alone = new_job ();
    BbChoice answer = 0;
    Watch watch;

    watch_job (&watch, job);
    g_signal_connect (job, "question", G_CALLBACK (stop_at_the_question_cb), NULL);
    bb_job_start (job, ask_for_ever, &answer, NULL);
    iterate_until_done (&watch);
    g_assert_cmpint (answer, ==, BB_CHOICE_LEAVE);
    answer = 0;
    watch_job (&watch, alone);
    bb_job_leave_alone (alone);
    bb_job_start (alone, ask_for_ever, &answer, NULL);
    iterate_until_done (&watch);
    g_assert_cmpint (answer, ==, BB_CHOICE_LEAVE);
}

static void
test_a_request_is_copied (void)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_CHECK);
    g_autoptr (BbJobRequest) copy = NULL;

    request->backup_id = g_strdup ("id");
    request->reason = g_strdup ("why");
    request->question_seconds = 7;
    request->settings = g_variant_ref_sink (g_variant_new_parsed ("{'finish': <true>}"));
    request->flags = BB_JOB_FLAG_DRY_RUN;
    copy = bb_job_request_copy (request);
    g_assert_cmpstr (copy->backup_id, ==, "id");
    g_assert_cmpstr (copy->reason, ==, "why");
    g_assert_cmpuint (copy->question_seconds, ==, 7);
    g_assert_true (g_variant_equal (copy->settings, request->settings));
    g_assert_cmpint (copy->flags, ==, BB_JOB_FLAG_DRY_RUN);
}

/* --- time left --- */

/* Returns (transfer full) a plan with ten erases, each of which usually takes 0.7 s. */
static BbPlan *
make_slow_plan (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    const BbCdb cdb = BB_CDB (0xC3, 0, 0, 0, 0, 0);

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_ERASE, 1);
    for (guint i = 0; i < 10; i++)
        bb_plan_builder_add_command (builder, BB_STEP_ERASE, cdb, 1000)->typical_ms = 700;
    return bb_plan_builder_end (builder);
}

static void
test_time_left_is_learnt_and_never_grows (void)
{
    g_autoptr (BbPlan) plan = make_slow_plan ();
    const BbStep *step = bb_plan_get_step (plan, 0);
    BbTimeEstimator pace;
    int seconds;

    bb_time_estimator_init (&pace, plan, 0);
    g_assert_cmpint (bb_time_estimator_get_seconds_left (&pace, G_USEC_PER_SEC), ==, -1);
    /* Ten times slower than usual: 7 s for a block, not 0.7. */
    bb_time_estimator_done (&pace, step, 7 * G_USEC_PER_SEC);
    seconds = bb_time_estimator_get_seconds_left (&pace, 7 * G_USEC_PER_SEC);
    g_assert_cmpint (seconds, >=, 55);
    g_assert_cmpint (seconds, <=, 70);
    /* A slower block does not increase the remaining time. */
    bb_time_estimator_done (&pace, step, 60 * G_USEC_PER_SEC);
    g_assert_cmpint (bb_time_estimator_get_seconds_left (&pace, 67 * G_USEC_PER_SEC), <=, seconds);
    /* A new phase forgets the last estimate. */
    bb_time_estimator_begin_phase (&pace, 70 * G_USEC_PER_SEC);
    g_assert_cmpint (bb_time_estimator_get_seconds_left (&pace, 71 * G_USEC_PER_SEC), ==, -1);
    g_assert_cmpint (bb_time_estimator_get_seconds_left (&pace, 80 * G_USEC_PER_SEC), >, seconds);
    g_assert_cmpuint (bb_time_estimator_estimate (plan), ==, 7);
}

/* --- sentences: no raw token for any value --- */

/* Asserts that @text is made for users: not empty, and no name of a constant. */
static void
assert_words (const char *text)
{
    g_assert_nonnull (text);
    g_assert_cmpuint (strlen (text), >, 1);
    g_assert_null (strstr (text, "_"));
}

static void
test_every_code_has_a_sentence (void)
{
    for (int i = BB_ACTION_LOOK; i <= BB_ACTION_REPORT; i++) {
        assert_words (bb_words_action (i));
        assert_words (bb_action_to_string (i));
        for (int j = BB_OUTCOME_DONE; j <= BB_OUTCOME_NOT_FOUND; j++)
            assert_words (bb_words_outcome (&(BbResult){.action = i, .outcome = j}));
    }
    for (int i = BB_PHASE_CHECK; i <= BB_PHASE_VERIFY; i++) {
        assert_words (bb_words_phase (i));
        assert_words (bb_words_phase_label (i, BB_ACTION_FLASH));
        g_assert_cmpint (
            g_str_equal (bb_words_phase_label (i, BB_ACTION_RECOVER), bb_words_phase_label (i, BB_ACTION_FLASH)), ==,
            i != BB_PHASE_BACK_UP);
    }
    for (int i = BB_VERDICT_FITS; i <= BB_VERDICT_REFUSED; i++) {
        assert_words (bb_words_verdict (i));
        assert_words (bb_words_verdict_sentence (i));
    }
    for (int i = BB_CELL_KEPT; i <= BB_CELL_FAILED; i++)
        assert_words (bb_words_cell (i));
    for (int i = BB_PROOF_PROVEN; i <= BB_PROOF_UNCHANGED; i++)
        assert_words (bb_words_proof (i));
    for (int i = BB_DRIVE_STATE_UNKNOWN; i <= BB_DRIVE_STATE_NO_PERMISSION; i++) {
        assert_words (bb_words_state (i));
        assert_words (bb_drive_state_to_string (i));
    }
    for (int i = BB_SAFETY_UNTOUCHED; i < BB_N_SAFETIES; i++)
        assert_words (bb_words_safety (i));
}

static void
test_every_step_has_a_sentence (void)
{
    g_autoptr (BbPlanBuilder) builder = bb_plan_builder_new (BB_PLAN_FLASH, "test");
    g_autoptr (BbPlan) plan = NULL;
    const BbCdb cdb = BB_CDB (0xC3, 0, 0, 0, 0, 0);

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_BACK_UP, 1);
    for (int kind = BB_STEP_STATUS; kind <= BB_STEP_IDENTIFY; kind++)
        (void) bb_plan_builder_add_command (builder, kind, cdb, 1000);
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_VERIFY, 1);
    (void) bb_plan_builder_add_command (builder, BB_STEP_READ, cdb, 1000);
    plan = bb_plan_builder_end (builder);
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++) {
        g_autofree char *sentence = bb_words_dup_step (plan, i);

        assert_words (sentence);
        g_assert_true (g_str_has_suffix (sentence, "."));
    }
}

static void
test_sense_data_has_a_sentence (void)
{
    BbSense sense = {.valid = TRUE, .key = 3, .asc = 0x03, .ascq = 0};
    BbSense none = {0};
    g_autoptr (GError) error = bb_scsi_error_new (BB_STATUS_CHECK_CONDITION, &sense);
    g_autoptr (GError) silent = bb_scsi_error_new (BB_STATUS_CHECK_CONDITION, &none);
    g_autofree char *text = bb_words_dup_error (error);
    g_autofree char *silence = bb_words_dup_error (silent);

    g_assert_nonnull (strstr (text, "3/03/00"));
    g_assert_nonnull (strstr (silence, "without giving a reason"));
}

static void
test_exit_codes_are_those_of_the_contract (void)
{
    g_assert_cmpint (bb_outcome_get_exit (BB_OUTCOME_DONE), ==, 0);
    g_assert_cmpint (bb_outcome_get_exit (BB_OUTCOME_UNCHANGED), ==, 1);
    g_assert_cmpint (bb_outcome_get_exit (BB_OUTCOME_REFUSED), ==, 3);
    g_assert_cmpint (bb_outcome_get_exit (BB_OUTCOME_NOT_FOUND), ==, 4);
    g_assert_cmpint (bb_outcome_get_exit (BB_OUTCOME_ROLLED_BACK), ==, 5);
    g_assert_cmpint (bb_outcome_get_exit (BB_OUTCOME_NEEDS_RECOVERY), ==, 6);
    g_assert_cmpint (bb_outcome_get_exit (BB_OUTCOME_NOT_PERMITTED), ==, 7);
    g_assert_cmpint (bb_outcome_get_exit (BB_OUTCOME_WRITTEN), ==, 8);
    g_assert_cmpstr (bb_outcome_to_string (BB_OUTCOME_ROLLED_BACK), ==, "rolled-back");
    g_assert_cmpstr (bb_outcome_to_string (BB_OUTCOME_NEEDS_RECOVERY), ==, "needs-recovery");
}

static void
test_verify_has_a_result_word (void)
{
    static const char *const words[] = {"equal", "cannot", "cannot", "cannot", "different", "different"};

    for (int proof = BB_PROOF_PROVEN; proof <= BB_PROOF_UNCHANGED; proof++) {
        g_autoptr (BbResult) result = bb_result_new (BB_ACTION_VERIFY);

        result->proof = proof;
        g_assert_cmpstr (bb_words_verify_result (result), ==, words[proof]);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/job/percentage-of-the-progress", test_percentage_of_the_progress);
    g_test_add_func ("/job/only-the-newest-progress-of-a-stage-is-told",
                     test_only_the_newest_progress_of_a_stage_is_told);
    g_test_add_func ("/job/no-stage-is-left-out", test_no_stage_is_left_out);
    g_test_add_func ("/job/no-signal-reaches-the-worker", test_no_signal_reaches_the_worker);
    g_test_add_func ("/job/an-answer-is-taken-once", test_an_answer_is_taken_once);
    g_test_add_func ("/job/the-preset-counts-without-an-answer", test_the_preset_counts_without_an_answer);
    g_test_add_func ("/job/the-previous-firmware-is-preferred-after-an-interruption",
                     test_the_previous_firmware_is_preferred_after_an_interruption);
    g_test_add_func ("/job/somebody-reads", test_postponing_restarts_the_time_to_answer);
    g_test_add_func ("/job/in-danger-nothing-waits", test_an_endangered_drive_is_not_paused);
    g_test_add_func ("/job/a-stop-is-returned-once", test_a_stop_is_returned_once);
    g_test_add_func ("/job/a-decided-action-is-not-stopped", test_a_decided_action_is_not_stopped);
    g_test_add_func ("/job/only-a-failed-write-is-answered-by-writing",
                     test_only_a_failed_write_is_answered_by_writing);
    g_test_add_func ("/job/a-stop-at-a-question-is-no-answer", test_a_stop_at_a_question_is_no_answer);
    g_test_add_func ("/job/stopping-cancels-only-before-the-danger", test_stopping_cancels_only_before_the_danger);
    g_test_add_func ("/job/a-request-is-copied", test_a_request_is_copied);
    g_test_add_func ("/job/time-left-is-learnt-and-never-grows", test_time_left_is_learnt_and_never_grows);
    g_test_add_func ("/words/every-code-has-a-sentence", test_every_code_has_a_sentence);
    g_test_add_func ("/words/every-step-has-a-sentence", test_every_step_has_a_sentence);
    g_test_add_func ("/words/sense-data-has-a-sentence", test_sense_data_has_a_sentence);
    g_test_add_func ("/words/exit-codes-are-those-of-the-contract", test_exit_codes_are_those_of_the_contract);
    g_test_add_func ("/words/verify-has-a-result-word", test_verify_has_a_result_word);
    return g_test_run ();
}
