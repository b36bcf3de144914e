/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-operation-private.h"

#include "family/bb-family.h"
#include "job/words/bb-words.h"

enum {
    PROP_0,
    PROP_DRIVE,
    PROP_STATE,
    PROP_JOB,
    N_PROPS,
};

enum {
    SIGNAL_PROGRESS,
    SIGNAL_CONSENTS_CHANGED,
    SIGNAL_READINESS_CHANGED,
    SIGNAL_OVERTAKEN,
    N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (BbOperation, bb_operation, G_TYPE_OBJECT)

static void bb_operation_take_job (BbOperation *self, BbJob *job, gboolean is_check);

/* Returns (nullable) the request of the choice; %NULL if nothing is chosen. */
static BbJobRequest *
bb_operation_get_request (BbOperation *self)
{
    return self->selection != NULL ? bb_selection_get_request (self->selection) : NULL;
}

/* --- consents --- */

/* Returns (nullable) the consents that were missing when the job of the choice refused to run. The user can grant
 * them and start the job again. NULL if no job of this choice has finished, or if no consent was missing. */
static GPtrArray *
bb_operation_get_named (BbOperation *self)
{
    return self->state == BB_OPERATION_FINISHED && self->selection != NULL && self->result != NULL
               ? self->result->consents
               : NULL;
}

/* Returns (transfer full) the consents that the shown review requires, or those of bb_operation_get_named(); an empty
 * array if there is neither. */
static GPtrArray *
bb_operation_make_consents (BbOperation *self)
{
    GPtrArray *named = bb_operation_get_named (self);
    BbJobRequest *request = bb_operation_get_request (self);
    BbConsentCode granted =
        request != NULL ? request->granted | bb_selection_get_allowed (self->selection) : BB_CONSENT_NONE;

    if (self->state == BB_OPERATION_REVIEW && self->review != NULL)
        return bb_review_list_consents (self->review, bb_operation_get_readiness (self), granted);
    return bb_consents_copy (named, granted);
}

/* Computes the consents again, and with them the results of bb_operation_can_start() and
 * bb_operation_get_start_reason(). Emits "consents-changed". Called after every change on which one of these depends.
 */
static void
bb_operation_update (BbOperation *self)
{
    g_autoptr (GPtrArray) old = g_steal_pointer (&self->consents);
    const BbConsent *open;

    g_clear_pointer (&self->refusal, g_free);
    self->consents = bb_operation_make_consents (self);
    open = bb_consents_find_open (self->consents);
    self->can_start = open == NULL && self->drive != NULL &&
                      (self->state == BB_OPERATION_REVIEW || bb_operation_get_named (self) != NULL);
    if (open != NULL)
        self->refusal = bb_words_dup_consent_missing (open, self->expert);
    g_signal_emit (self, signals[SIGNAL_CONSENTS_CHANGED], 0);
}

/* Called when the readiness of the drive has changed, for example because a disc was inserted. Updates the consents,
 * which also list such obstacles. Emits "consents-changed" and "readiness-changed". */
static void
bb_operation_ready_cb (BbReadyWatch *watch, gpointer data)
{
    bb_operation_update (BB_OPERATION (data));
    g_signal_emit (data, signals[SIGNAL_READINESS_CHANGED], 0);
}

/* Stops the old watch. If a review is shown, watching is on and there is a drive, starts a new watch, which
 * immediately checks which programs and mounts use the drive, and the power supply of the computer. */
static void
bb_operation_update_watch (BbOperation *self)
{
    if (self->watch != NULL)
        g_signal_handlers_disconnect_by_data (self->watch, self);
    g_clear_object (&self->watch);
    if (!self->watching || self->state != BB_OPERATION_REVIEW || self->review == NULL || self->drive == NULL)
        return;
    self->watch = bb_ready_watch_new (self->drive, self->review->readiness);
    g_signal_connect (self->watch, "changed", G_CALLBACK (bb_operation_ready_cb), self);
    bb_ready_watch_look (self->watch);
}

/* Sets the state, notifies of it if it has changed, and updates everything that depends on it: the readiness watch
 * and the consents. Always emits "consents-changed". */
static void
bb_operation_set_state (BbOperation *self, BbOperationState state)
{
    g_object_freeze_notify (G_OBJECT (self));
    if (self->state != state)
        g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
    self->state = state;
    bb_operation_update_watch (self);
    bb_operation_update (self);
    g_object_thaw_notify (G_OBJECT (self));
}

/* Sets the state FAILED, with @failure and @error, which replaces the old error. @error: (nullable): copied */
static void
bb_operation_fail (BbOperation *self, BbOperationFailure failure, const GError *error)
{
    self->failure = failure;
    g_clear_error (&self->error);
    self->error = error != NULL ? g_error_copy (error) : NULL;
    bb_operation_set_state (self, BB_OPERATION_FAILED);
}

/* --- dropping a choice --- */

/* Forgets the job, so that its signals have no effect any more. Stops the job if it is a check; the job of the action
 * continues. Does nothing without a job. */
static void
bb_operation_drop_job (BbOperation *self)
{
    if (self->job == NULL)
        return;
    g_signal_handlers_disconnect_by_data (self->job, self);
    if (self->is_check)
        bb_job_stop (self->job);
    g_clear_object (&self->job);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_JOB]);
}

/* Drops choice, job, review, result, failure and error; does not change the state. Stops a check, but not the job of
 * the action. Returns: (transfer full) (nullable): name of the choice, if it was being loaded or checked. */
static char *
bb_operation_drop (BbOperation *self)
{
    g_autoptr (BbSelection) selection = g_steal_pointer (&self->selection);
    gboolean was_under_way = self->state == BB_OPERATION_LOADING || self->state == BB_OPERATION_CHECKING;
    g_autofree char *name = was_under_way && selection != NULL ? g_strdup (bb_selection_get_name (selection)) : NULL;

    if (selection != NULL) {
        g_signal_handlers_disconnect_by_data (selection, self);
        bb_selection_cancel (selection);
    }
    bb_operation_drop_job (self);
    g_clear_pointer (&self->review, bb_review_unref);
    bb_operation_update_watch (self);
    g_clear_pointer (&self->result, bb_result_unref);
    g_clear_error (&self->error);
    self->failure = BB_OPERATION_FAILURE_NONE;
    self->is_waiting = FALSE;
    self->was_looked_at = FALSE;
    return g_steal_pointer (&name);
}

/* Emits "overtaken" for the dropped choice called @name (nullable); does nothing if @name is NULL. */
static void
bb_operation_tell_overtaken (BbOperation *self, BbOvertaken by, const char *name)
{
    if (name != NULL)
        g_signal_emit (self, signals[SIGNAL_OVERTAKEN], 0, (int) by, name);
}

char *
bb_operation_withdraw (BbOperation *self)
{
    char *name;

    g_return_val_if_fail (BB_IS_OPERATION (self), NULL);

    if (bb_operation_is_running (self))
        return NULL;
    g_object_freeze_notify (G_OBJECT (self));
    name = bb_operation_drop (self);
    bb_operation_set_state (self, self->drive != NULL ? BB_OPERATION_EMPTY : BB_OPERATION_GONE);
    g_object_thaw_notify (G_OBJECT (self));
    return name;
}

/* --- the check --- */

/* Starts a job with @request and drops the old result. If the engine refuses the job, sets the state FAILED and keeps
 * the old result.
 * @is_check: TRUE: the job is a check for the review, and the state stays; FALSE: the state becomes RUNNING */
static void
bb_operation_begin (BbOperation *self, const BbJobRequest *request, gboolean is_check)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbJob) job = NULL;

    self->is_starting = TRUE;
    job = bb_engine_start (self->engine, self->drive, request, &error);
    self->is_starting = FALSE;
    if (job != NULL)
        bb_operation_take_job (self, job, is_check);
    else
        bb_operation_fail (self, BB_OPERATION_FAILURE_START, error);
}

/* Changes the action of the choice from FLASH to RECOVER if the drive with @facts (nullable) is in recovery mode and
 * the choice allows the change. TRUE if it was changed. */
static gboolean
bb_operation_change_to_recover (BbOperation *self, BbFacts *facts)
{
    if (!bb_selection_change_to_recover (self->selection, facts))
        return FALSE;
    self->act = BB_ACTION_RECOVER;
    return TRUE;
}

/*
 * Performs the next step for the choice. The operation must have a drive.
 *
 * In these cases only sets the state CHECKING and @is_waiting; bb_operation_go_on() calls this function again later:
 * - the drive is absent or has a job
 * - the drive has no facts, and a LOOK runs on any drive
 *
 * In all other cases, does the first of these that applies:
 * - facts of the drive are needed to match the choice, and there are none: starts LOOK, but only once for each choice
 * - the choice cannot be matched to the drive, for example because no backup is certain to be of it: state FAILED
 * - the file or backup is not loaded yet: loads it, state LOADING
 * - no check is needed: state REVIEW
 * - else calls bb_operation_change_to_recover() and starts the check: state CHECKING; FAILED if the engine refuses it
 */
static void
bb_operation_check (BbOperation *self)
{
    BbFacts *facts = bb_engine_drive_get_facts (self->drive);
    g_autoptr (BbJobRequest) request = NULL;
    BbOperationFailure failure;

    self->is_waiting = !bb_drive_is_present (bb_engine_drive_get_drive (self->drive)) ||
                       bb_engine_drive_get_job (self->drive) != NULL ||
                       (facts == NULL && bb_engine_n_looking (self->engine) > 0);
    bb_operation_set_state (self, BB_OPERATION_CHECKING);
    if (self->is_waiting)
        return;
    if (facts == NULL && !self->was_looked_at && bb_selection_needs_facts (self->selection)) {
        self->was_looked_at = TRUE;
        request = bb_job_request_new (BB_ACTION_LOOK);
        bb_operation_begin (self, request, TRUE);
        return;
    }
    failure = bb_selection_match (self->selection, self->drive);
    if (failure != BB_OPERATION_FAILURE_NONE) {
        bb_operation_fail (self, failure, NULL);
    } else if (bb_selection_load (self->selection)) {
        bb_operation_set_state (self, BB_OPERATION_LOADING);
    } else if (!bb_selection_needs_check (self->selection, facts)) {
        bb_operation_set_state (self, BB_OPERATION_REVIEW);
    } else {
        (void) bb_operation_change_to_recover (self, facts);
        request = bb_selection_new_check (self->selection);
        bb_operation_begin (self, request, TRUE);
    }
}

/* Called when loading the file or backup has ended. Performs the next step for the choice; after a @failure, sets the
 * state FAILED. */
static void
bb_operation_loaded_cb (BbSelection *selection, int failure, const GError *error, gpointer data)
{
    BbOperation *self = BB_OPERATION (data);

    g_object_freeze_notify (G_OBJECT (self));
    if (failure != BB_OPERATION_FAILURE_NONE)
        bb_operation_fail (self, (BbOperationFailure) failure, error);
    else
        bb_operation_check (self);
    g_object_thaw_notify (G_OBJECT (self));
}

/*
 * Performs the next step after a check with @result. The first of these that applies:
 * - there is a review, but the drive was disconnected: drops review and choice
 * - after LOOK: starts the check
 * - the choice needs no review: sets the state REVIEW
 * - the check showed that another image or action is needed: starts another check
 * - else shows the review, or sets the state FAILED if the check made no review
 */
static void
bb_operation_take_check (BbOperation *self, BbResult *result)
{
    gboolean is_other;

    if (self->drive == NULL && result->review != NULL) {
        g_free (bb_operation_drop (self));
        bb_operation_set_state (self, BB_OPERATION_GONE);
        return;
    }
    if (self->drive != NULL && result->action == BB_ACTION_LOOK) {
        bb_operation_check (self);
        return;
    }
    g_clear_pointer (&self->review, bb_review_unref);
    /* The check may have read the boot code of the drive, and the file may have another image for that boot code. */
    is_other = bb_selection_match_again (self->selection, result->facts);
    is_other = bb_operation_change_to_recover (self, result->facts) || is_other;
    if (bb_selection_is_unreviewed (self->selection) && self->drive != NULL) {
        bb_operation_set_state (self, BB_OPERATION_REVIEW);
    } else if (is_other && self->drive != NULL) {
        bb_operation_check (self);
    } else if (bb_selection_can_review (result)) {
        self->review = bb_review_ref (result->review);
        bb_operation_set_state (self, BB_OPERATION_REVIEW);
    } else {
        self->result = bb_result_ref (result);
        bb_operation_fail (self, BB_OPERATION_FAILURE_CHECK, NULL);
    }
}

/* --- the running job --- */

/* Called when the running job (a check, or the job of the action) reports progress: emits "progress" of the
 * operation. */
static void
bb_operation_progress_cb (BbJob *job, gpointer data)
{
    g_signal_emit (data, signals[SIGNAL_PROGRESS], 0);
}

/* Called when the job asks a question or the question was answered: the state becomes ASKING or RUNNING. Does nothing
 * for a check. */
static void
bb_operation_question_cb (BbJob *job, gpointer data)
{
    BbOperation *self = BB_OPERATION (data);
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);

    if (!self->is_check)
        bb_operation_set_state (self, question != NULL ? BB_OPERATION_ASKING : BB_OPERATION_RUNNING);
}

/* Called when @job has ended; forgets it. Performs the next step after a check; after the job of the action, takes
 * its result and sets the state FINISHED. */
static void
bb_operation_done_cb (BbJob *job, gpointer data)
{
    g_autoptr (BbOperation) self = g_object_ref (BB_OPERATION (data));
    g_autoptr (BbResult) result = bb_job_ref_result (job);

    g_object_freeze_notify (G_OBJECT (self));
    g_signal_handlers_disconnect_by_data (job, self);
    g_clear_object (&self->job);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_JOB]);
    if (self->is_check) {
        bb_operation_take_check (self, result);
    } else {
        self->result = bb_result_ref (result);
        bb_operation_set_state (self, BB_OPERATION_FINISHED);
    }
    g_object_thaw_notify (G_OBJECT (self));
}

/* Makes @job the job of this operation, drops the old result, and connects to the signals of @job. Forgets the serial
 * number of the drive if bb_family_get_serial() does not trust it. Unless @job is a check, the state becomes RUNNING,
 * or ASKING if @job already asks a question. */
static void
bb_operation_take_job (BbOperation *self, BbJob *job, gboolean is_check)
{
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);

    self->job = g_object_ref (job);
    self->is_check = is_check;
    g_clear_pointer (&self->result, bb_result_unref);
    /* A drive that leaves recovery mode may report another serial number when it is connected again. */
    if (self->drive != NULL && bb_family_get_serial (bb_engine_drive_get_facts (self->drive), self->serial) == NULL)
        g_clear_pointer (&self->serial, g_free);
    g_signal_connect (job, "progress", G_CALLBACK (bb_operation_progress_cb), self);
    g_signal_connect (job, "question", G_CALLBACK (bb_operation_question_cb), self);
    g_signal_connect (job, "done", G_CALLBACK (bb_operation_done_cb), self);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_JOB]);
    if (!is_check)
        bb_operation_set_state (self, question != NULL ? BB_OPERATION_ASKING : BB_OPERATION_RUNNING);
}

/* If other code has started a job on the drive, and this operation follows such jobs, shows that job in place of the
 * choice. Emits "overtaken" if the choice was being loaded or checked. CHECK and LOOK are not followed, because they
 * would replace a review that the user is reading. Does nothing while this operation has a job. */
static void
bb_operation_follow (BbOperation *self)
{
    BbJob *job = self->drive != NULL ? bb_engine_drive_get_job (self->drive) : NULL;
    g_autofree char *name = NULL;

    if (!self->follows || self->is_starting || job == NULL || self->job != NULL || bb_job_is_review (job) ||
        bb_job_get_action (job) == BB_ACTION_LOOK)
        return;
    name = bb_operation_drop (self);
    self->act = bb_job_get_action (job);
    bb_operation_take_job (self, job, FALSE);
    bb_operation_tell_overtaken (self, BB_OVERTAKEN_BY_JOB, name);
}

/* --- public functions: choosing --- */

gboolean
bb_operation_choose (BbOperation *self, const BbOperationChoice *choice)
{
    g_autofree char *name = NULL;
    g_autoptr (BbSelection) selection = NULL;

    g_return_val_if_fail (BB_IS_OPERATION (self), FALSE);
    g_return_val_if_fail (choice != NULL && choice->act != BB_ACTION_CHECK, FALSE);
    g_return_val_if_fail (choice->images == NULL || choice->images->len > 0, FALSE);

    selection = bb_selection_new (self->engine, choice);
    if (self->drive == NULL || bb_operation_is_running (self))
        return FALSE;
    g_object_freeze_notify (G_OBJECT (self));
    name = bb_operation_drop (self);
    self->act = choice->act;
    self->selection = g_steal_pointer (&selection);
    g_signal_connect (self->selection, "loaded", G_CALLBACK (bb_operation_loaded_cb), self);
    if (bb_selection_load (self->selection))
        bb_operation_set_state (self, BB_OPERATION_LOADING);
    else if (bb_selection_is_unreviewed (self->selection) && !bb_selection_needs_facts (self->selection) &&
             bb_selection_match (self->selection, self->drive) == BB_OPERATION_FAILURE_NONE)
        bb_operation_set_state (self, BB_OPERATION_REVIEW);
    else
        bb_operation_check (self);
    g_object_thaw_notify (G_OBJECT (self));
    bb_operation_tell_overtaken (self, BB_OVERTAKEN_BY_CHOICE, name);
    return TRUE;
}

gboolean
bb_operation_check_again (BbOperation *self)
{
    g_return_val_if_fail (BB_IS_OPERATION (self), FALSE);

    if ((self->state != BB_OPERATION_REVIEW && self->state != BB_OPERATION_FINISHED) || self->drive == NULL ||
        self->selection == NULL || self->review == NULL)
        return FALSE;
    g_object_freeze_notify (G_OBJECT (self));
    bb_operation_get_request (self)->granted = BB_CONSENT_NONE;
    g_clear_pointer (&self->result, bb_result_unref);
    bb_operation_check (self);
    g_object_thaw_notify (G_OBJECT (self));
    return TRUE;
}

/* --- public functions: granting and starting --- */

gboolean
bb_operation_grant (BbOperation *self, BbConsentCode code, const char *typed)
{
    BbJobRequest *request;
    const BbConsent *consent;
    gboolean granted;

    g_return_val_if_fail (BB_IS_OPERATION (self), FALSE);

    request = bb_operation_get_request (self);
    consent = bb_consents_find (self->consents, code);
    if (consent == NULL || request == NULL)
        return FALSE;
    if (consent->code == BB_CONSENT_LABEL)
        return bb_selection_take_label (self->selection, self->review, typed) && bb_operation_check_again (self);
    granted = consent->how == BB_CONSENT_HOW_TICK ||
              ((consent->how == BB_CONSENT_HOW_TYPE || (consent->how == BB_CONSENT_HOW_EXPERT && self->expert)) &&
               typed != NULL && bb_consent_is_phrase (consent, typed));
    if (!granted) {
        bb_operation_revoke (self, consent->code);
        return FALSE;
    }
    request->granted |= consent->code;
    bb_operation_update (self);
    return TRUE;
}

void
bb_operation_revoke (BbOperation *self, BbConsentCode code)
{
    BbJobRequest *request;

    request = bb_operation_get_request (self);
    if (request == NULL || (request->granted & code) == 0)
        return;
    request->granted &= ~code;
    bb_operation_update (self);
}

gboolean
bb_operation_start (BbOperation *self, const BbOperationRules *rules)
{
    g_autoptr (BbJobRequest) request = NULL;

    g_return_val_if_fail (BB_IS_OPERATION (self), FALSE);

    if (!self->can_start)
        return FALSE;
    request = bb_job_request_copy (bb_operation_get_request (self));
    request->granted |= bb_selection_get_allowed (self->selection);
    request->flags |= rules->flags;
    request->on_failure = rules->on_failure;
    request->question_seconds = rules->question_seconds;
    /* Only FLASH gets the review, and refuses if drive or image differ from it. Other actions need no review, because
     * they check the drive again themselves. */
    if (self->act == BB_ACTION_FLASH && self->review != NULL)
        request->review = bb_review_ref (self->review);
    if (self->act == BB_ACTION_ROLLBACK)
        g_clear_object (&request->image);
    g_object_freeze_notify (G_OBJECT (self));
    bb_operation_begin (self, request, FALSE);
    g_object_thaw_notify (G_OBJECT (self));
    return self->job != NULL;
}

gboolean
bb_operation_answer (BbOperation *self, BbChoice choice)
{
    return self->state == BB_OPERATION_ASKING && bb_job_answer (self->job, choice);
}

void
bb_operation_stop (BbOperation *self)
{
    if (self->job != NULL)
        bb_job_stop (self->job);
    else if (bb_operation_is_pending (self))
        g_free (bb_operation_withdraw (self));
}

void
bb_operation_set_expert (BbOperation *self, gboolean expert)
{
    BbConsentCode codes = BB_CONSENT_NONE;

    for (guint i = 0; !expert && i < self->consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (self->consents, i);

        codes |= consent->how == BB_CONSENT_HOW_EXPERT ? consent->code : BB_CONSENT_NONE;
    }
    self->expert = expert;
    bb_operation_revoke (self, codes);
    bb_operation_update (self);
}

void
bb_operation_set_watching (BbOperation *self, gboolean watching)
{
    if (self->watching == watching)
        return;
    self->watching = watching;
    bb_operation_update_watch (self);
    bb_operation_update (self);
}

/* --- the drive --- */

/* TRUE if the job of this operation may have left the drive in recovery mode, in which the drive may report another
 * serial number when it is connected again. */
static gboolean
bb_operation_may_change_serial (BbOperation *self)
{
    return self->result != NULL && (self->result->outcome == BB_OUTCOME_NEEDS_RECOVERY ||
                                    self->result->reason == BB_RESULT_REASON_LEFT_IN_MODE);
}

/* Records port and serial number of @drive. TRUE if @drive is the first drive, or if its port or serial number
 * differs from that of the previous drive. The serial numbers are not compared if one is unknown, or if
 * bb_operation_may_change_serial() is TRUE. */
static gboolean
bb_operation_note_unit (BbOperation *self, BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autofree char *old_place = self->place;
    g_autofree char *old_serial = self->serial;

    self->place = bb_engine_drive_dup_place (drive);
    self->serial = g_strdup (details->serial);
    return g_strcmp0 (old_place, self->place) != 0 ||
           (old_serial != NULL && self->serial != NULL && !bb_operation_may_change_serial (self) &&
            !g_str_equal (old_serial, self->serial));
}

/*
 * Handler of the signals "changed" of the drive and "looked" of the engine. Shows a job that other code started. If a
 * choice waits, performs its next step. A choice for a drive without facts waits until no LOOK runs on any drive,
 * therefore the signal "looked" is needed.
 */
static void
bb_operation_go_on (BbOperation *self)
{
    g_object_freeze_notify (G_OBJECT (self));
    bb_operation_follow (self);
    if (self->is_waiting)
        bb_operation_check (self);
    g_object_thaw_notify (G_OBJECT (self));
}

void
bb_operation_set_drive (BbOperation *self, BbEngineDrive *drive)
{
    g_autofree char *name = NULL;
    gboolean is_other;

    g_return_if_fail (BB_IS_OPERATION (self));

    if (self->drive == drive)
        return;
    g_object_freeze_notify (G_OBJECT (self));
    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_func (self->drive, bb_operation_go_on, self);
    g_set_object (&self->drive, drive);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DRIVE]);
    is_other = drive != NULL && bb_operation_note_unit (self, drive);
    if (drive != NULL)
        g_signal_connect_swapped (drive, "changed", G_CALLBACK (bb_operation_go_on), self);
    /* A running job is kept, because it ends by itself. A result or failure is kept if @drive is %NULL or the same
     * drive as before. Otherwise the choice is dropped. */
    if (self->job == NULL &&
        (is_other || (self->state != BB_OPERATION_FINISHED && self->state != BB_OPERATION_FAILED))) {
        name = bb_operation_drop (self);
        bb_operation_set_state (self, drive != NULL ? BB_OPERATION_EMPTY : BB_OPERATION_GONE);
    } else {
        bb_operation_update (self);
    }
    bb_operation_follow (self);
    g_object_thaw_notify (G_OBJECT (self));
    bb_operation_tell_overtaken (self, BB_OVERTAKEN_BY_DEPARTURE, name);
}

/* If the operation has no drive, or its drive left the list, changes to the drive that is now at the port of the last
 * drive, or to no drive. */
static void
bb_operation_drives_cb (GListModel *drives, guint position, guint removed, guint added, gpointer data)
{
    BbOperation *self = BB_OPERATION (data);
    g_autoptr (BbEngineDrive) found = NULL;

    if (self->drive != NULL && g_list_store_find (G_LIST_STORE (drives), self->drive, NULL))
        return;
    found = bb_engine_find_place (self->engine, self->place);
    bb_operation_set_drive (self, found);
}

/* --- object --- */

static void
bb_operation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
    BbOperation *self = BB_OPERATION (object);

    switch (id) {
    case PROP_DRIVE:
        g_value_set_object (value, self->drive);
        break;
    case PROP_STATE:
        g_value_set_int (value, (int) self->state);
        break;
    case PROP_JOB:
        g_value_set_object (value, self->job);
        break;
    default:
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bb_operation_dispose (GObject *object)
{
    BbOperation *self = BB_OPERATION (object);

    g_free (bb_operation_drop (self));
    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_func (self->drive, bb_operation_go_on, self);
    g_clear_object (&self->drive);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_operation_parent_class)->dispose (object);
}

static void
bb_operation_finalize (GObject *object)
{
    BbOperation *self = BB_OPERATION (object);

    g_ptr_array_unref (self->consents);
    g_free (self->refusal);
    g_free (self->place);
    g_free (self->serial);
    G_OBJECT_CLASS (bb_operation_parent_class)->finalize (object);
}

static void
bb_operation_class_init (BbOperationClass *klass)
{
    GObjectClass *object_class = G_OBJECT_CLASS (klass);
    const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
    static const char *const NAMES[SIGNAL_OVERTAKEN] = {"progress", "consents-changed", "readiness-changed"};

    object_class->get_property = bb_operation_get_property;
    object_class->dispose = bb_operation_dispose;
    object_class->finalize = bb_operation_finalize;
    props[PROP_DRIVE] = g_param_spec_object ("drive", NULL, NULL, BB_TYPE_ENGINE_DRIVE, readable);
    props[PROP_STATE] =
        g_param_spec_int ("state", NULL, NULL, BB_OPERATION_EMPTY, BB_OPERATION_GONE, BB_OPERATION_EMPTY, readable);
    props[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, BB_TYPE_JOB, readable);
    g_object_class_install_properties (object_class, N_PROPS, props);
    for (guint i = SIGNAL_PROGRESS; i < SIGNAL_OVERTAKEN; i++)
        signals[i] = g_signal_new (NAMES[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
    signals[SIGNAL_OVERTAKEN] = g_signal_new ("overtaken", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_STRING);
}

static void
bb_operation_init (BbOperation *self)
{
    self->state = BB_OPERATION_GONE;
    self->consents = bb_consents_copy (NULL, BB_CONSENT_NONE);
}

BbOperation *
bb_operation_new (BbEngine *engine, BbEngineDrive *drive, gboolean follows)
{
    BbOperation *self;

    g_return_val_if_fail (BB_IS_ENGINE (engine) && BB_IS_ENGINE_DRIVE (drive), NULL);

    self = g_object_new (BB_TYPE_OPERATION, NULL);
    self->follows = follows;
    self->engine = g_object_ref (engine);
    g_signal_connect_object (engine, "looked", G_CALLBACK (bb_operation_go_on), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (bb_engine_get_drives (engine), "items-changed", G_CALLBACK (bb_operation_drives_cb),
                             self, 0);
    bb_operation_set_drive (self, drive);
    return self;
}
