/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-rig.h"

#include "bb-rig-serve.h"

#include "job/engine/bb-engine-private.h"
#include "job/words/bb-words.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/* The program under test: an engine, and code in place of a front end that carries out a BbRigOrder. */

/* SIGALRM ends the program after this time. Even on a slow machine, a program needs less. */
#define PATIENCE_SECONDS 600

typedef struct {
    GMainContext *context;
    BbDriveMonitor *monitor;
    BbEngine *engine;
    BbEngineDrive *drive;
    const BbRigOrder *order;
    GVariantDict report; /* sent to the test at the end; bb_rig_end_parse_report() reads it */
    BbReview *review;
    gboolean done;
} BbProgram;

static void
bb_program_report_text (BbProgram *self, const char *key, const char *text)
{
    if (text != NULL)
        g_variant_dict_insert (&self->report, key, "s", text);
}

/* Probes all drives. Sets self->drive to drive sr0 and reports its state; NULL if sr0 is not connected. */
static void
bb_program_find_drive (BbProgram *self)
{
    bb_engine_look_at_all (self->engine);
    while (bb_engine_n_looking (self->engine) > 0)
        g_main_context_iteration (self->context, TRUE);
    self->drive = bb_engine_find (self->engine, "sr0");
    g_variant_dict_insert (&self->report, "present", "b", self->drive != NULL);
    if (self->drive == NULL)
        return;
    g_variant_dict_insert (&self->report, "state-before", "i", (gint32) bb_engine_drive_get_state (self->drive));
    g_variant_dict_insert (&self->report, "can-before", "i", (gint32) bb_engine_drive_get_can (self->drive));
}

static void
bb_program_done_cb (BbJob *job, gpointer data)
{
    ((BbProgram *) data)->done = TRUE;
}

/* Reports the question of the job. Answers with the answer of the order or, if the question does not offer that
 * answer, with the preset of the question. */
static void
bb_program_question_cb (BbJob *job, gpointer data)
{
    BbProgram *self = data;
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);
    g_autofree char *text = NULL;
    g_autofree char *happened = NULL;

    if (question == NULL)
        return;
    happened = bb_words_dup_question_happened (question);
    text = g_strdup_printf ("%s %s", happened, bb_words_safety (question->safety));
    bb_program_report_text (self, "asked", text);
    if (self->order->answer != 0 && (question->choices & self->order->answer) != 0)
        bb_job_answer (job, self->order->answer);
    else
        bb_job_answer (job, question->preset);
}

/* Runs a job with @action to its end, and returns (transfer full) its result. Returns NULL and reports the reason if
 * the engine did not start the job. */
static BbResult *
bb_program_run_job (BbProgram *self, BbAction action)
{
    gboolean other = self->order->other_image != NULL && action == BB_ACTION_FLASH;
    g_autoptr (BbJobRequest) request = bb_job_request_new (action);
    g_autoptr (BbJob) job = NULL;
    g_autoptr (GError) error = NULL;

    request->flags = self->order->flags;
    request->on_failure = self->order->on_failure;
    request->image = bb_rig_identify (other ? self->order->other_image : self->order->image);
    request->fallback = bb_rig_identify (self->order->fallback);
    request->review = self->review != NULL ? bb_review_ref (self->review) : NULL;
    request->backup_id = g_strdup (self->order->backup_id);
    request->settings = self->order->settings != NULL ? g_variant_ref (self->order->settings) : NULL;
    job = bb_engine_start (self->engine, self->drive, request, &error);
    if (job == NULL) {
        bb_program_report_text (self, "refused", error->message);
        return NULL;
    }
    self->done = FALSE;
    g_signal_connect (job, "done", G_CALLBACK (bb_program_done_cb), self);
    g_signal_connect (job, "question", G_CALLBACK (bb_program_question_cb), self);
    while (!self->done)
        g_main_context_iteration (self->context, TRUE);
    return bb_job_ref_result (job);
}

/* Adds the result of the job to the report. */
static void
bb_program_report_result (BbProgram *self, BbResult *result)
{
    g_autofree char *notes = result->notes != NULL ? g_strjoinv (" | ", result->notes) : NULL;

    g_variant_dict_insert (&self->report, "outcome", "i", (gint32) result->outcome);
    g_variant_dict_insert (&self->report, "proof", "i", (gint32) result->proof);
    g_variant_dict_insert (&self->report, "restored", "b", result->reason == BB_RESULT_REASON_RESTORED);
    g_variant_dict_insert (&self->report, "safe", "i", (gint32) result->safe);
    g_variant_dict_insert (&self->report, "differences", "u",
                           result->differences != NULL ? result->differences->len : 0);
    g_variant_dict_insert (&self->report, "identified", "b", result->facts != NULL);
    g_variant_dict_insert (&self->report, "endangered", "u", result->n_endangered_commands);
    bb_program_report_text (self, "message", result->message);
    bb_program_report_text (self, "next", result->next);
    bb_program_report_text (self, "error", result->error != NULL ? result->error->message : NULL);
    bb_program_report_text (self, "notes", notes);
    bb_program_report_text (self, "revision-before", result->revision_before);
    bb_program_report_text (self, "revision-after", result->revision_after);
    if (result->backup != NULL) {
        bb_program_report_text (self, "backup", result->backup->id);
        g_variant_dict_insert (&self->report, "backup-complete", "b", result->backup->complete);
    }
    if (result->review != NULL && result->review->verdict != NULL)
        g_variant_dict_insert (&self->report, "verdict", "i",
                               (gint32) bb_verdict_get_level (result->review->verdict));
}

/* Runs a CHECK if the order wants a review, and sets self->review from its result. Returns FALSE if the CHECK gave no
 * review. In this case the report has the result of the CHECK, or the reason why the CHECK did not start. Returns
 * TRUE if the order wants no review. */
static gboolean
bb_program_check (BbProgram *self)
{
    g_autoptr (BbResult) result = NULL;

    if (!self->order->review)
        return TRUE;
    result = bb_program_run_job (self, BB_ACTION_CHECK);
    if (result == NULL)
        return FALSE;
    if (result->review == NULL) {
        bb_program_report_result (self, result);
        return FALSE;
    }
    g_variant_dict_insert (&self->report, "verdict", "i", (gint32) bb_verdict_get_level (result->review->verdict));
    self->review = bb_review_ref (result->review);
    return TRUE;
}

/* Carries out the order and reports its result. */
static void
bb_program_run_order (BbProgram *self)
{
    g_autoptr (BbResult) result = NULL;

    bb_program_find_drive (self);
    if (self->drive == NULL || !bb_program_check (self))
        return;
    result = bb_program_run_job (self, self->order->action);
    if (result != NULL)
        bb_program_report_result (self, result);
    while (g_main_context_iteration (self->context, FALSE))
        ;
    g_variant_dict_insert (&self->report, "state-after", "i", (gint32) bb_engine_drive_get_state (self->drive));
}

/* Makes each write beyond @max_bytes of a file fail, as on a full disk; 0: no limit. */
static void
bb_program_limit_files (guint max_bytes)
{
    struct rlimit limit = {.rlim_cur = max_bytes, .rlim_max = max_bytes};

    if (max_bytes == 0)
        return;
    signal (SIGXFSZ, SIG_IGN);
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
bb_program_about_to_write_cb (BbJob *job, gpointer data)
{
    BbProgram *self = data;

    self->order->about_to_write (bb_engine_get_state_folder (self->engine));
}

void
bb_rig_program (BbWireAsk ask, gpointer ask_data, BbRig *rig, const BbRigOrder *order)
{
    BbProgram self = {.order = order};

    alarm (PATIENCE_SECONDS);
    bb_program_limit_files (order->max_file_bytes);
    g_variant_dict_init (&self.report, NULL);
    self.context = g_main_context_new ();
    g_main_context_push_thread_default (self.context);
    self.monitor = bb_wire_monitor_new (ask, ask_data, rig->drives, rig->polling_path);
    self.engine = bb_engine_new (self.monitor, rig->catalog, rig->state_folder, NULL);
    if (order->about_to_write != NULL)
        bb_engine_set_about_to_write (self.engine, bb_program_about_to_write_cb, &self);
    bb_program_run_order (&self);
    bb_wire_monitor_send_report (self.monitor, g_variant_dict_end (&self.report));
    g_clear_object (&self.drive);
    g_clear_pointer (&self.review, bb_review_unref);
    g_object_unref (self.engine);
    _exit (0);
}
