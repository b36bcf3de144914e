/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-runner.h"

#include "bb-flash-map.h"
#include "bb-time-estimator.h"
#include "bb-runner-step.h"
#include "scsi/bb-scsi.h"

#define BB_MAX_UNIT_ATTENTIONS 8
/* A section with BB_BEFORE_RETRY_WAIT is repeated as soon as the drive is ready. The drive is polled at this
 * interval, and for this time at most. */
#define BB_RETRY_WAIT_INTERVAL_MS 1000
#define BB_RETRY_WAIT_LIMIT_MS 60000
/* After this time the progress shows a wait as late; the wait continues. */
#define BB_LATE_MS 60000

G_DEFINE_QUARK (bb_run_error_quark, bb_run_error)

/*
 * State of a run of a plan.
 * @done, @total: work of the finished steps and of all steps, see bb_step_get_work()
 * @tries: for each section, how often it was run
 * @refused_sums: for each section, how often the drive rejected its checksum
 * @has_sent: the journal records that the candidate of the plan was about to be sent, see
 *   bb_runner_record_candidate()
 */
struct _BbRunner {
    BbReopenableTransport *link;
    BbPlan *plan;
    BbCatalog *catalog;
    GVariant *known; /* (nullable) */
    BbJob *job;
    BbJournal *journal;
    BbRunReport report;
    BbFlashMap *map;
    BbTimeEstimator pace;
    guint64 done;
    guint64 total;
    guint *tries;
    guint *refused_sums;
    BbPhase phase;
    gboolean inquiry_only;
    gboolean restores;
    gboolean is_late;
    gint64 step_began_us;
    GPtrArray *failed; /* (nullable) (element-type BbFailedAttempt): after a failed try, replaced by a longer copy,
                          because progress snapshots refer to the old array */
    guint fault_step;  /* number of the step to which @fault of the report belongs */
    guint8 *answers;   /* #BbAnswer of each step that was sent, else 0; indexed by the number of the step */
    gboolean has_sent;
    gboolean has_commanded; /* a command of the plan was sent */
    BbStepMemory memory;
};

BbRunner *
bb_runner_new (BbReopenableTransport *link, BbPlan *plan, BbCatalog *catalog, BbJob *job, BbJournal *journal,
               gboolean endangered)
{
    BbRunner *self = g_new0 (BbRunner, 1);

    self->link = g_object_ref (link);
    self->plan = g_object_ref (plan);
    self->catalog = catalog != NULL ? g_object_ref (catalog) : NULL;
    self->job = job != NULL ? g_object_ref (job) : NULL;
    self->journal = journal;
    self->report.captures = bb_captures_new (plan);
    self->report.differences = g_array_new (FALSE, FALSE, sizeof (BbDifference));
    self->report.endangered = endangered;
    self->map = bb_flash_map_new (plan);
    self->tries = g_new0 (guint, bb_plan_get_n_sections (plan));
    self->refused_sums = g_new0 (guint, bb_plan_get_n_sections (plan));
    self->answers = g_new0 (guint8, bb_plan_get_n_steps (plan));
    for (guint i = 0; i < bb_plan_get_n_steps (plan); i++)
        self->total += bb_step_get_work (bb_plan_get_step (plan, i));
    return self;
}

void
bb_runner_free (BbRunner *self)
{
    if (self == NULL)
        return;
    g_clear_object (&self->link);
    g_clear_object (&self->plan);
    g_clear_object (&self->catalog);
    g_clear_pointer (&self->known, g_variant_unref);
    g_clear_object (&self->job);
    bb_captures_unref (self->report.captures);
    g_clear_error (&self->report.fault);
    g_array_unref (self->report.differences);
    g_clear_pointer (&self->report.identified, bb_facts_unref);
    bb_flash_map_free (self->map);
    g_clear_pointer (&self->failed, g_ptr_array_unref);
    g_free (self->tries);
    g_free (self->refused_sums);
    g_free (self->answers);
    bb_step_memory_clear (&self->memory);
    g_free (self);
}

void
bb_runner_set_inquiry_only (BbRunner *self)
{
    self->inquiry_only = TRUE;
}

void
bb_runner_set_known (BbRunner *self, GVariant *values)
{
    g_clear_pointer (&self->known, g_variant_unref);
    self->known = values != NULL ? g_variant_ref (values) : NULL;
}

void
bb_runner_set_restores (BbRunner *self)
{
    self->restores = TRUE;
}

const BbRunReport *
bb_runner_get_report (BbRunner *self)
{
    return &self->report;
}

/* --- progress --- */

/* Gives the job, if there is one, a new progress with the present state of the run. @number: number of @step, from
 * 0 */
static void
bb_runner_publish_progress (BbRunner *self, guint number, const BbStep *step)
{
    gint64 now_us = g_get_monotonic_time ();
    BbProgress *progress;

    if (self->job == NULL)
        return;
    progress = bb_progress_new ();
    progress->phase = self->phase;
    progress->restores = self->restores;
    progress->done = MIN (self->done, self->total);
    progress->total = self->total;
    progress->step = number;
    progress->n_steps = bb_plan_get_n_steps (self->plan);
    progress->seconds_left = bb_time_estimator_get_seconds_left (&self->pace, now_us);
    progress->endangered = self->report.endangered;
    progress->can_cancel = !self->report.touched && !self->report.endangered;
    progress->plan = g_object_ref (self->plan);
    progress->quiet_ms = MAX (step->quiet_ms, step->pause_ms);
    progress->is_late = self->is_late;
    progress->step_started_us = self->step_began_us;
    progress->cells = bb_flash_map_dup_cells (self->map);
    progress->failed = self->failed != NULL ? g_ptr_array_ref (self->failed) : NULL;
    bb_job_take_progress (self->job, progress);
}

/* --- one step --- */

/* Returns what @step does with its block: ERASE; SEND for a step that sends data to the drive; else WRITE. */
static BbJournalWork
bb_runner_find_work (const BbStep *step)
{
    if (step->kind == BB_STEP_ERASE)
        return BB_JOURNAL_WORK_ERASE;
    /* It is often unknown when a drive writes the data that it receives. */
    return step->direction == BB_DIRECTION_OUT ? BB_JOURNAL_WORK_SEND : BB_JOURNAL_WORK_WRITE;
}

/* Returns the block of the flash map that step @number reaches, and the work that the step does there. The block is 0
 * if the step reaches no block, if the flash map has only one block, or if the plan has no step @number. */
static BbJournalPlace
bb_runner_find_place (BbRunner *self, guint number)
{
    BbJournalPlace place = {0};
    const BbStep *step = NULL;

    if (number >= bb_plan_get_n_steps (self->plan))
        return place;
    step = bb_plan_get_step (self->plan, number);
    place.block = bb_flash_map_find_block (self->map, step, &place.n_blocks);
    if (place.n_blocks < 2)
        place.block = 0;
    if (place.block > 0)
        place.work = bb_runner_find_work (step);
    return place;
}

/* TRUE if step @number must be recorded: the drive is endangered, and the step reaches another block than the newest
 * step in the journal, or does other work in the same block. The other steps in a block are not recorded, so that the
 * journal costs little time. */
static gboolean
bb_runner_begins_block (BbRunner *self, guint number)
{
    BbJournalPlace place = bb_runner_find_place (self, number);
    const BbJournalRecord *record = self->journal != NULL ? bb_journal_get_record (self->journal) : NULL;

    return record != NULL && self->report.endangered && place.block > 0 &&
           (place.block != record->block || place.n_blocks != record->n_blocks || place.work != record->work);
}

/* Records in the journal, if there is one, that step @number begins, and whether the drive is @endangered from this
 * step on. Does not change the report. FALSE with an error if this fails before the drive is endangered. While the
 * drive is endangered, a failure is only logged, because a full disk must not stop the flash. */
static gboolean
bb_runner_record_step (BbRunner *self, guint number, gboolean endangered, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    BbJournalPlace place = bb_runner_find_place (self, number);

    if (self->journal == NULL || bb_journal_add_step_at (self->journal, number, endangered, &place, &local_error))
        return TRUE;
    if (self->report.endangered) {
        g_warning ("%s", local_error->message);
        return TRUE;
    }
    g_set_error (error, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL, "%s", local_error->message);
    return FALSE;
}

/* Marks the drive as endangered in the job and in the report; in the report, also sets @touched and clears @healed.
 * If the user asked to stop before this job has endangered the drive for the first time, marks nothing and returns
 * FALSE with %G_IO_ERROR_CANCELLED. */
static gboolean
bb_runner_enter_danger (BbRunner *self, GError **error)
{
    if (self->job != NULL && !bb_job_enter_danger (self->job)) {
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped before anything was changed");
        return FALSE;
    }
    self->report.touched = TRUE;
    self->report.endangered = TRUE;
    self->report.healed = FALSE;
    return TRUE;
}

/* TRUE if the drive refused the command of @step (nullable), and the plan says that such a refusal leaves the drive
 * unchanged. */
static gboolean
bb_runner_was_spared (BbRunner *self, const BbStep *step)
{
    return step != NULL && step->is_spared_if_refused && self->answers[step->number] == BB_ANSWER_REFUSED;
}

/* Marks the drive as not endangered, in the job, the report and the journal, because the drive refused step @number,
 * which would have endangered it. @touched: the value to which @touched of the report is set back */
static void
bb_runner_leave_danger (BbRunner *self, guint number, gboolean touched)
{
    self->report.touched = touched;
    self->report.endangered = FALSE;
    if (self->job != NULL)
        bb_job_leave_danger (self->job);
    (void) bb_runner_record_step (self, number, FALSE, NULL);
}

/* TRUE if the next step may be sent. FALSE with an error if the job was cancelled and no endangering step was sent
 * yet. */
static gboolean
bb_runner_may_send (BbRunner *self, GError **error)
{
    if (self->job == NULL || self->report.touched || self->report.endangered)
        return TRUE;
    return !g_cancellable_set_error_if_cancelled (bb_job_get_cancellable (self->job), error);
}

/* Returns (transfer full) (nullable) the values of facts that are known of the drive; %NULL if @family is not the
 * family of the plan. @data: the #BbRunner */
static GVariant *
bb_runner_recall (const BbFamily *family, gpointer data)
{
    BbRunner *self = data;

    return self->known != NULL && g_strcmp0 (bb_plan_get_family (self->plan), family->id) == 0
               ? g_variant_ref (self->known)
               : NULL;
}

/* Probes the drive, sets @identified of the report, and records in the connection whether the drive is in recovery
 * mode. FALSE with an error, and @identified unchanged, if probing fails. */
static gboolean
bb_runner_identify (BbRunner *self, GError **error)
{
    const BbProbeInput input = {
        .known = bb_family_lookup (bb_plan_get_family (self->plan)), .recall = bb_runner_recall, .recall_data = self};
    BbFacts *facts = bb_family_probe_with (BB_TRANSPORT (self->link), &input, self->catalog, NULL, error);

    if (facts == NULL)
        return FALSE;
    g_clear_pointer (&self->report.identified, bb_facts_unref);
    self->report.identified = facts;
    bb_reopenable_transport_set_in_mode (self->link, facts->condition == BB_CONDITION_SPECIAL);
    return TRUE;
}

/* Clears pending unit attentions, unless only the commands of the plan may be sent. */
static void
bb_runner_clear_attention (BbRunner *self)
{
    if (!self->inquiry_only)
        (void) bb_scsi_clear_unit_attention (BB_TRANSPORT (self->link), BB_MAX_UNIT_ATTENTIONS, NULL);
}

/*
 * TRUE if @step may be sent again after @error. The error must be a unit attention, which says that the command was
 * not executed. Besides, either
 * - the step is the first one, and unit attentions were not cleared before it because only INQUIRY was sent to the
 *   drive (@inquiry_only)
 * - or the drive is not endangered, and the step reads or has @repeats; it sends no data
 *
 * A step that sends data is never sent again alone, because the drive may have lost the data of earlier steps.
 * Instead, the section restarts if its @max_tries and @before_retry allow it (bb_runner_prepare_retry()).
 * docs/design.md, "How often an upload is sent", lists the families.
 */
static gboolean
bb_runner_may_resend (BbRunner *self, const BbStep *step, const GError *error)
{
    if (!g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION))
        return FALSE;
    if (self->inquiry_only && !self->has_commanded)
        return TRUE;
    return !self->report.endangered && step->direction != BB_DIRECTION_OUT &&
           (step->kind == BB_STEP_READ || step->kind == BB_STEP_STATUS || step->repeats);
}

/* Sets @fault of the report to @error (transfer full) (nullable), which the drive reported in step @number. Does
 * nothing without an error, or if the drive is not endangered. */
static void
bb_runner_take_fault (BbRunner *self, guint number, GError *error)
{
    if (error == NULL || !self->report.endangered) {
        g_clear_error (&error);
        return;
    }
    g_clear_error (&self->report.fault);
    self->report.fault = error;
    self->fault_step = number;
}

/* Sets @fault of the report if @error, which ended the run, came from the drive and is no rejection (illegal
 * request). A hardware error with which the drive rejects the data of the failed step is a rejection, too. */
static void
bb_runner_take_last_fault (BbRunner *self, const GError *error)
{
    const BbSense *sense = bb_scsi_error_get_sense (error);
    const BbStep *step = self->report.failed_step;

    if (sense == NULL || (sense->valid && (sense->key == BB_SENSE_KEY_ILLEGAL_REQUEST ||
                                           (sense->key == BB_SENSE_KEY_HARDWARE_ERROR &&
                                            step->rejects_with_asc != 0 && sense->asc == step->rejects_with_asc))))
        return;
    bb_runner_take_fault (self, self->report.failed_number, g_error_copy (error));
}

/*
 * Sends the command of @step; sends it once more if it fails and bb_runner_may_resend() allows this, the first one up
 * to BB_MAX_UNIT_ATTENTIONS times. Updates flash
 * map and report, and records in the connection whether the drive is in recovery mode. TRUE if the drive answered as
 * @step expects, after the pause of @step; else FALSE with an error.
 * @section: says whether a difference is collected in the report or is an error
 */
static gboolean
bb_runner_command (BbRunner *self, const BbSection *section, const BbStep *step, GError **error)
{
    GArray *differences = section->collect ? self->report.differences : NULL;
    g_autoptr (GError) local_error = NULL;
    BbStepOutcome outcome;
    gboolean good;

    if (self->report.endangered)
        self->report.n_endangered_commands++;
    /* This step replaces the one that failed, for example with another key. */
    if (step->only_if != 0 && step->only_if_step == self->fault_step)
        g_clear_error (&self->report.fault);
    good = bb_step_send (BB_TRANSPORT (self->link), self->plan, step, self->report.captures, differences,
                         &self->memory, &outcome, &local_error);
    for (guint n = self->inquiry_only && !self->has_commanded ? BB_MAX_UNIT_ATTENTIONS : 1;
         !good && n > 0 && bb_runner_may_resend (self, step, local_error); n--) {
        g_clear_error (&local_error);
        g_clear_error (&outcome.fault);
        bb_runner_clear_attention (self);
        good = bb_step_send (BB_TRANSPORT (self->link), self->plan, step, self->report.captures, differences,
                             &self->memory, &outcome, &local_error);
    }
    self->has_commanded = TRUE;
    /* If the answer was lost, the drive may have entered recovery mode. */
    if (step->kind == BB_STEP_ENTER &&
        (good || g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE) ||
         g_error_matches (local_error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_TIMED_OUT)))
        bb_reopenable_transport_set_in_mode (self->link, TRUE);
    if (step->kind == BB_STEP_LEAVE && good)
        bb_reopenable_transport_set_in_mode (self->link, FALSE);
    self->report.gone = outcome.gone;
    /* TEST UNIT READY between the pieces may report an older event, so a plan that accepts the error ignores it. */
    if (good && step->kind == BB_STEP_STATUS)
        g_clear_error (&outcome.fault);
    bb_runner_take_fault (self, step->number, outcome.fault);
    self->answers[step->number] = outcome.answer;
    bb_flash_map_end (self->map, step, good, outcome.differs);
    if (!good)
        g_propagate_error (error, g_steal_pointer (&local_error));
    else if (step->pause_ms > 0)
        bb_transport_wait_ms (BB_TRANSPORT (self->link), step->pause_ms);
    return good;
}

/*
 * If @step is the first upload of the plan, records in the journal which candidate is sent. A candidate is one of the
 * forms in which the image can be sent. After the record, no other candidate is sent before a power cycle, even if
 * the program is killed now. The candidate counts as used only when the drive has answered the upload. For all other
 * steps, records nothing and returns TRUE. FALSE with an error if the journal cannot be written.
 */
static gboolean
bb_runner_record_candidate (BbRunner *self, const BbStep *step, GError **error)
{
    const char *candidate = bb_plan_get_candidate (self->plan);
    g_autoptr (GError) local_error = NULL;

    if (candidate == NULL || self->journal == NULL || self->has_sent || step->kind != BB_STEP_UPLOAD)
        return TRUE;
    self->has_sent = TRUE;
    if (bb_journal_add_tried (self->journal, candidate, &local_error))
        return TRUE;
    g_set_error (error, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL, "%s", local_error->message);
    return FALSE;
}

/* State of the wait while the drive programs an image. @done, @began_ms: work and time of the runner when the wait
 * began */
typedef struct {
    BbRunner *runner;
    const BbStep *step;
    guint number;
    guint64 done;
    guint64 began_ms;
} BbRunnerFinish;

/* Publishes the progress that the drive reports in @sense while it programs the image. The progress never
 * decreases. */
static void
bb_runner_working_cb (const BbSense *sense, gpointer data)
{
    BbRunnerFinish *finish = data;
    BbRunner *self = finish->runner;
    guint64 programmed =
        sense->progress_of > 0 ? bb_step_get_work (finish->step) * sense->progress / sense->progress_of : 0;

    self->done = MAX (self->done, finish->done + programmed);
    self->is_late = bb_reopenable_transport_get_passed_ms (self->link) - finish->began_ms >= BB_LATE_MS;
    bb_runner_publish_progress (self, finish->number, finish->step);
}

/* Waits until the drive has programmed the image. TRUE if the drive has finished, whether it accepted the image or
 * not; records in the report and in the journal whether it did. FALSE with an error if the wait failed; then the
 * journal is not changed. */
static gboolean
bb_runner_finish (BbRunner *self, guint number, const BbStep *step, GError **error)
{
    BbRunnerFinish finish = {self, step, number, self->done, bb_reopenable_transport_get_passed_ms (self->link)};
    gboolean good =
        bb_runner_await_finish (self->link, step, &self->report.finish, bb_runner_working_cb, &finish, error);

    if (good && self->journal != NULL)
        (void) bb_journal_add_finish (self->journal, self->report.finish, NULL);
    self->is_late = FALSE;
    /* The caller adds the work of the whole step, so the part that the progress has shown is taken back. */
    self->done = finish.done;
    return good;
}

/*
 * Runs step @number:
 * - records the step in the journal, if the plan demands it, the step endangers the drive, or it begins a block
 * - marks the drive as endangered, if the step endangers it
 * - sends the step; if the drive refuses it, and bb_runner_was_spared() says that nothing was changed, removes that
 *   mark again
 * TRUE if the step succeeded; else FALSE with an error. The step was not sent if the job was cancelled or the journal
 * cannot be written.
 */
static gboolean
bb_runner_step (BbRunner *self, const BbSection *section, guint number, GError **error)
{
    const BbStep *step = bb_plan_get_step (self->plan, number);
    gboolean was_endangered = self->report.endangered;
    gboolean was_touched = self->report.touched;
    gboolean good = FALSE;

    if (!bb_runner_may_send (self, error))
        return FALSE;
    if ((step->endangers || step->journal || bb_runner_begins_block (self, number)) &&
        !bb_runner_record_step (self, number, step->endangers || self->report.endangered, error))
        return FALSE;
    if (!bb_runner_record_candidate (self, step, error) || (step->endangers && !bb_runner_enter_danger (self, error)))
        return FALSE;
    self->step_began_us = g_get_monotonic_time ();
    bb_flash_map_begin (self->map, step);
    bb_runner_publish_progress (self, number, step);
    switch (step->verb) {
    case BB_VERB_COMMAND:
        good = bb_runner_command (self, section, step, error);
        break;
    case BB_VERB_WAIT_READY:
        good = step->wait.programmed_bytes > 0 ? bb_runner_finish (self, number, step, error)
                                               : bb_runner_wait_ready (self->link, step, error);
        bb_flash_map_end (self->map, step, good, FALSE);
        break;
    case BB_VERB_IDENTIFY:
        good = bb_runner_identify (self, error);
        break;
    }
    bb_time_estimator_done (&self->pace, step, g_get_monotonic_time () - self->step_began_us);
    if (good)
        self->done += bb_step_get_work (step);
    else if (!was_endangered && bb_runner_was_spared (self, step))
        bb_runner_leave_danger (self, number, was_touched);
    return good;
}

/* --- sections --- */

/*
 * Marks the drive as not endangered, because the firmware is complete; does nothing if it is not endangered. Also
 * records this in the journal, so that after a kill of the program the user needs `verify`, not `recover`.
 * @number: number of the next step
 */
static void
bb_runner_heal (BbRunner *self, guint number)
{
    if (!self->report.endangered)
        return;
    self->report.endangered = FALSE;
    self->report.healed = TRUE;
    if (self->job != NULL)
        bb_job_leave_danger (self->job);
    (void) bb_runner_record_step (self, number, FALSE, NULL);
}

/* TRUE if @step is to be sent: it depends on no earlier step, or that step was sent and got one of the answers that
 * @step demands. */
static gboolean
bb_runner_wants (BbRunner *self, const BbStep *step)
{
    return step->only_if == 0 || (self->answers[step->only_if_step] & step->only_if) != 0;
}

/*
 * Runs the steps of section @index once, except those that bb_runner_wants() leaves out. At the first step that
 * fails, sets the failed step of the report and returns FALSE with an error. Marks the drive as not endangered before
 * a section that reads back, and after a section that completes the firmware.
 */
static gboolean
bb_runner_section (BbRunner *self, guint index, GError **error)
{
    const BbSection *section = bb_plan_get_section (self->plan, index);

    if (section->phase != self->phase) {
        self->phase = section->phase;
        bb_time_estimator_begin_phase (&self->pace, g_get_monotonic_time ());
    }
    /* A section that reads back comes after everything was written, so the firmware is complete. */
    if (section->phase == BB_PHASE_VERIFY)
        bb_runner_heal (self, section->first_step);
    for (guint i = 0; i < section->n_steps; i++) {
        guint number = section->first_step + i;
        const BbStep *step = bb_plan_get_step (self->plan, number);

        if (!bb_runner_wants (self, step)) {
            self->done += bb_step_get_work (step);
            continue;
        }
        if (bb_runner_step (self, section, number, error))
            continue;
        self->report.failed_step = step;
        self->report.failed_number = number;
        self->report.failed_block = bb_flash_map_find_block (self->map, step, &self->report.n_blocks);
        g_prefix_error (error, "step %u (%s) at 0x%06x: ", number + 1, bb_step_kind_to_string (step->kind),
                        step->address);
        return FALSE;
    }
    if (section->heals)
        bb_runner_heal (self, section->first_step + section->n_steps);
    return TRUE;
}

/*
 * TRUE if running the section again after @error cannot succeed in this run:
 * - the job was cancelled or stopped
 * - the journal or the trace could not be written
 * - the drive accepted a command that it must reject
 * - the drive rejected a checksum too often
 * - the drive was disconnected
 */
static gboolean
bb_run_error_is_final (const GError *error)
{
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
           g_error_matches (error, BB_RUN_ERROR, BB_RUN_ERROR_STOPPED) ||
           g_error_matches (error, BB_RUN_ERROR, BB_RUN_ERROR_JOURNAL) ||
           g_error_matches (error, BB_RUN_ERROR, BB_RUN_ERROR_NOT_REFUSED) ||
           g_error_matches (error, BB_RUN_ERROR, BB_RUN_ERROR_SUM_REFUSED) ||
           g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_GONE) ||
           g_error_matches (error, BB_TRANSPORT_ERROR, BB_TRANSPORT_ERROR_NOT_RECORDED);
}

/* If the failed step is a checksum that the drive rejected, counts the rejection. Replaces @error (inout) by
 * %BB_RUN_ERROR_SUM_REFUSED if section @index allows no more rejections; never if it sets no limit (0). */
static void
bb_runner_count_refused_sum (BbRunner *self, guint index, GError **error)
{
    const BbSection *section = bb_plan_get_section (self->plan, index);
    g_autofree char *text = NULL;

    if (self->report.failed_step->kind != BB_STEP_CHECKSUM || (*error)->domain != BB_SCSI_ERROR ||
        g_error_matches (*error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION) || section->max_refused_sums == 0 ||
        ++self->refused_sums[index] < section->max_refused_sums)
        return;
    text = g_strdup_printf ("%s (checksum refused %u times)", (*error)->message, self->refused_sums[index]);
    g_clear_error (error);
    g_set_error_literal (error, BB_RUN_ERROR, BB_RUN_ERROR_SUM_REFUSED, text);
}

static void
bb_failed_attempt_free (BbFailedAttempt *attempt)
{
    g_error_free (attempt->error);
    g_free (attempt);
}

static BbFailedAttempt *
bb_failed_attempt_copy (const BbFailedAttempt *attempt)
{
    BbFailedAttempt *copy = g_memdup2 (attempt, sizeof *attempt);

    copy->error = g_error_copy (attempt->error);
    return copy;
}

/* Adds the failed attempt of section @index to the progress. The list is copied, because earlier snapshots of the
 * progress refer to the old list. */
static void
bb_runner_add_failed (BbRunner *self, guint index, const GError *error)
{
    BbFailedAttempt attempt = {
        .error = (GError *) error,
        .done = self->done,
        .address = self->report.failed_step->address,
        .length_bytes = self->report.failed_step->region_bytes,
        .next = self->tries[index] + 1,
        .n_all = bb_plan_get_section (self->plan, index)->max_tries,
    };
    GPtrArray *failed = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_failed_attempt_free);

    for (guint i = 0; self->failed != NULL && i < self->failed->len; i++)
        g_ptr_array_add (failed, bb_failed_attempt_copy (g_ptr_array_index (self->failed, i)));
    g_ptr_array_add (failed, bb_failed_attempt_copy (&attempt));
    g_clear_pointer (&self->failed, g_ptr_array_unref);
    self->failed = failed;
}

/*
 * Prepares the drive and the flash map for another try of section @index, and counts the restart. May wait for the
 * drive. FALSE if the section cannot be tried again in this run:
 * - a power cycle must come first; then sets @power_cycle of the report
 * - all tries of the section are used
 * - the drive does not become ready
 */
static gboolean
bb_runner_prepare_retry (BbRunner *self, guint index, const GError *error)
{
    const BbSection *section = bb_plan_get_section (self->plan, index);
    BbStep wait = {.verb = BB_VERB_WAIT_READY};

    /* No plan can be run before a power cycle. */
    if (section->before_retry == BB_BEFORE_RETRY_POWER_CYCLE) {
        self->report.power_cycle = TRUE;
        return FALSE;
    }
    if (self->tries[index] >= section->max_tries)
        return FALSE;
    if (section->before_retry == BB_BEFORE_RETRY_WAIT) {
        wait.wait.first_ms = section->retry_wait_ms;
        wait.wait.interval_ms = BB_RETRY_WAIT_INTERVAL_MS;
        wait.wait.limit_ms = BB_RETRY_WAIT_LIMIT_MS;
        wait.wait.n_ready = 1;
        wait.wait.any_other_ends = TRUE;
        wait.wait.may_vanish = TRUE;
        if (!bb_runner_wait_ready (self->link, &wait, NULL))
            return FALSE;
    }
    /* If @error is a unit attention, the drive cleared it when it reported it. After any other error, a unit
     * attention may be pending, and is cleared here. */
    if (!g_error_matches (error, BB_SCSI_ERROR, BB_SCSI_ERROR_UNIT_ATTENTION))
        bb_runner_clear_attention (self);
    g_clear_error (&self->report.fault);
    self->report.n_restarts++;
    bb_flash_map_restart (self->map, self->plan, bb_plan_get_section (self->plan, section->restart_at)->first_step);
    return TRUE;
}

/* Subtracts the work of the sections @from to @to from the progress, because they run again, and adds their duration
 * to the remaining time. Of section @to, only the steps before the failed step count. */
static void
bb_runner_rewind (BbRunner *self, guint from, guint to)
{
    for (guint i = from; i <= to; i++) {
        const BbSection *section = bb_plan_get_section (self->plan, i);

        for (guint j = 0; j < section->n_steps; j++) {
            const BbStep *step = bb_plan_get_step (self->plan, section->first_step + j);
            guint number = section->first_step + j;

            if (number >= self->report.failed_number && i == to)
                return;
            bb_time_estimator_again (&self->pace, step);
            self->done -= MIN (self->done, bb_step_get_work (step));
        }
    }
}

/* TRUE with an error if the user asked to stop, the drive is endangered, and section @index is not the first. Clears
 * the request of the user in the job. */
static gboolean
bb_runner_is_stopped (BbRunner *self, guint index, GError **error)
{
    /* Stops only while the drive is endangered. Before that, bb_runner_may_send() stops the run. When the firmware is
     * complete, the drive is no longer endangered, and the remaining sections, such as the verification, run to the
     * end. */
    if (self->job == NULL || index == 0 || !self->report.endangered)
        return FALSE;
    /* A job that endangered the drive itself cannot be cancelled. So if this job is cancelled, an earlier job
     * endangered the drive. */
    if (g_cancellable_is_cancelled (bb_job_get_cancellable (self->job)))
        return g_cancellable_set_error_if_cancelled (bb_job_get_cancellable (self->job), error);
    if (!bb_job_take_stop (self->job))
        return FALSE;
    g_set_error_literal (error, BB_RUN_ERROR, BB_RUN_ERROR_STOPPED, "stopped after a section, as was asked");
    return TRUE;
}

gboolean
bb_runner_run (BbRunner *self, GError **error)
{
    guint n_sections = bb_plan_get_n_sections (self->plan);

    bb_time_estimator_init (&self->pace, self->plan, g_get_monotonic_time ());
    if (n_sections > 0)
        self->phase = bb_plan_get_section (self->plan, 0)->phase;
    bb_runner_clear_attention (self);
    for (guint i = 0; i < n_sections;) {
        const BbSection *section = bb_plan_get_section (self->plan, i);
        g_autoptr (GError) local_error = NULL;

        if (bb_runner_is_stopped (self, i, error))
            return FALSE;
        self->tries[i]++;
        if (bb_runner_section (self, i, &local_error)) {
            i++;
            continue;
        }
        bb_runner_count_refused_sum (self, i, &local_error);
        if (bb_run_error_is_final (local_error) || bb_runner_was_spared (self, self->report.failed_step) ||
            !bb_runner_prepare_retry (self, i, local_error)) {
            bb_runner_take_last_fault (self, local_error);
            g_propagate_error (error, g_steal_pointer (&local_error));
            return FALSE;
        }
        bb_runner_add_failed (self, i, local_error);
        bb_runner_rewind (self, section->restart_at, i);
        g_array_set_size (self->report.differences, 0);
        i = section->restart_at;
    }
    /* A conversion leaves the firmware erased, so the drive stays endangered. */
    if (bb_plan_get_kind (self->plan) != BB_PLAN_CONVERT)
        bb_runner_heal (self, bb_plan_get_n_steps (self->plan));
    self->report.failed_step = NULL;
    return TRUE;
}
