/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-selection.h"

G_BEGIN_DECLS

/**
 * BbOperationState: state of an operation.
 * @BB_OPERATION_EMPTY: nothing is chosen
 * @BB_OPERATION_LOADING: the file or the backup is being read
 * @BB_OPERATION_CHECKING: waits for the drive, or the check runs
 * @BB_OPERATION_REVIEW: can be started when every consent is granted
 * @BB_OPERATION_RUNNING: the job of the action runs
 * @BB_OPERATION_ASKING: the job waits for an answer
 * @BB_OPERATION_FINISHED: the job has ended, see bb_operation_get_result()
 * @BB_OPERATION_FAILED: the job could not be started, see bb_operation_get_failure(); nothing was changed
 * @BB_OPERATION_GONE: the drive is not connected; when it is connected again the state is EMPTY
 */
typedef enum {
    BB_OPERATION_EMPTY,
    BB_OPERATION_LOADING,
    BB_OPERATION_CHECKING,
    BB_OPERATION_REVIEW,
    BB_OPERATION_RUNNING,
    BB_OPERATION_ASKING,
    BB_OPERATION_FINISHED,
    BB_OPERATION_FAILED,
    BB_OPERATION_GONE,
} BbOperationState;

/**
 * BbOvertaken: why a choice was dropped before it was reviewed.
 * @BB_OVERTAKEN_BY_CHOICE: another choice was made
 * @BB_OVERTAKEN_BY_JOB: a job was started elsewhere
 * @BB_OVERTAKEN_BY_DEPARTURE: the drive was disconnected
 */
typedef enum {
    BB_OVERTAKEN_BY_CHOICE,
    BB_OVERTAKEN_BY_JOB,
    BB_OVERTAKEN_BY_DEPARTURE,
} BbOvertaken;

/**
 * BbOperationRules: settings for a job that is started.
 * @on_failure: what to do if a section failed in all tries after the drive was endangered
 * @question_seconds: how long a question waits for an answer; 0 for ever
 * @flags: added to those of the choice: %BB_JOB_FLAG_WITHOUT_PROOF
 */
typedef struct {
    BbOnFailure on_failure;
    guint question_seconds;
    BbJobFlags flags;
} BbOperationRules;

/**
 * BbOperation: one action on one drive, from the choice to the result; used by window, batch and terminal.
 * Everything runs in the main context of the creator, and no function blocks.
 *
 *   EMPTY → LOADING → CHECKING → REVIEW → RUNNING ⇄ ASKING → FINISHED
 *              ↓          ↓         ↓                           any → GONE
 *            FAILED     FAILED    FAILED
 *
 * An action without a check (a backup, or an unreviewed choice of one image) is in REVIEW at once. A new choice
 * drops review and consents; replies that belong to an older choice are ignored. If the drive is busy or being
 * identified, the check starts when the drive is idle.
 *
 * Properties, read-only, with notify: "drive" (#BbEngineDrive, nullable), "state" (#BbOperationState as int), "job"
 * (#BbJob, nullable: of the check or of the action).
 *
 * Signals: "progress": of the job. "consents-changed": bb_operation_get_consents() or bb_operation_can_start()
 * changed. "readiness-changed": only while it is watched. "overtaken" (#BbOvertaken as int, name of the dropped
 * choice).
 */
#define BB_TYPE_OPERATION (bb_operation_get_type ())
G_DECLARE_FINAL_TYPE (BbOperation, bb_operation, BB, OPERATION, GObject)

/** bb_operation_new: (transfer full): @follows: %TRUE: also show jobs that are started elsewhere on the drive; they
 * replace the choice. */
BbOperation *bb_operation_new (BbEngine *engine, BbEngineDrive *drive, gboolean follows);

/**
 * bb_operation_choose:
 *
 * Replaces the choice or result by @choice. Returns: %FALSE, without any change, if a job runs or there is no drive
 */
gboolean bb_operation_choose (BbOperation *self, const BbOperationChoice *choice);
/**
 * bb_operation_check_again:
 *
 * Repeats the check of the choice, after a change that the review depends on, or for another try after a result.
 * Consents must be granted again. Returns: %FALSE if nothing was reviewed, a job runs, or there is no drive
 */
gboolean bb_operation_check_again (BbOperation *self);
/**
 * bb_operation_withdraw: drops choice, review, consents and result, and stops a check; a job of the action
 * continues.
 *
 * Returns: (transfer full) (nullable): the name of a file or backup that was still being read or checked
 */
char *bb_operation_withdraw (BbOperation *self);

/**
 * bb_operation_grant:
 * @code: code of one of the consents
 * @typed: (nullable): the text that was typed, if the consent requires a phrase
 *
 * If the consent is the label of the drive, the choice is checked again for the model on the label.
 * Returns: %TRUE if the consent is granted; %FALSE, and the consent is revoked, if @typed is wrong
 */
gboolean bb_operation_grant (BbOperation *self, BbConsentCode code, const char *typed);
/** bb_operation_revoke: withdraws a granted consent. */
void bb_operation_revoke (BbOperation *self, BbConsentCode code);

/**
 * bb_operation_start:
 *
 * Starts the job with the granted consents. The job computes the required consents again; if it refuses,
 * bb_operation_get_consents() returns those that it named.
 * Returns: %FALSE if the job cannot be started now (bb_operation_get_start_reason()), or if the engine refused it
 * (%BB_OPERATION_FAILED)
 */
gboolean bb_operation_start (BbOperation *self, const BbOperationRules *rules);
/** bb_operation_answer: answers the question of %BB_OPERATION_ASKING. Returns: %FALSE if @choice is no answer to
 * it. */
gboolean bb_operation_answer (BbOperation *self, BbChoice choice);
/** bb_operation_stop: stops a check; stops a job as bb_job_stop() does, if the drive can be left in its state; else
 * drops the choice. */
void bb_operation_stop (BbOperation *self);

/** bb_operation_set_drive: replaces the drive by @drive (nullable); if it is another unit, the operation becomes
 * EMPTY. */
void bb_operation_set_drive (BbOperation *self, BbEngineDrive *drive);
/** bb_operation_set_expert: whether consents of %BB_CONSENT_HOW_EXPERT can be granted. */
void bb_operation_set_expert (BbOperation *self, gboolean expert);
/** bb_operation_set_watching: whether a #BbReadyWatch updates the readiness of the review; while it is shown. */
void bb_operation_set_watching (BbOperation *self, gboolean watching);

BbEngineDrive *bb_operation_get_drive (BbOperation *self); /* (transfer none) (nullable) */
BbOperationState bb_operation_get_state (BbOperation *self);
/** bb_operation_is_pending: TRUE for a choice that was not started: LOADING, CHECKING or REVIEW. */
gboolean bb_operation_is_pending (BbOperation *self);
/** bb_operation_is_running: RUNNING or ASKING. */
gboolean bb_operation_is_running (BbOperation *self);
/** bb_operation_get_act: the action that is chosen, running or finished. */
BbAction bb_operation_get_act (BbOperation *self);
/** bb_operation_get_selection: (transfer none) (nullable): the choice with its name, image, ... */
BbSelection *bb_operation_get_selection (BbOperation *self);
BbReview *bb_operation_get_review (BbOperation *self); /* (transfer none) (nullable) */
/** bb_operation_get_readiness: (transfer none) (nullable) (element-type BbReadiness): of the review, updated if
 * watched. */
GPtrArray *bb_operation_get_readiness (BbOperation *self);
/** bb_operation_get_consents: (transfer none) (element-type BbConsent): never %NULL; obstacles
 * come first. */
GPtrArray *bb_operation_get_consents (BbOperation *self);
gboolean bb_operation_can_start (BbOperation *self);
/** bb_operation_get_start_reason: (nullable): a sentence why the job cannot be started; %NULL if it can, or if
 * nothing is chosen. */
const char *bb_operation_get_start_reason (BbOperation *self);
BbJob *bb_operation_get_job (BbOperation *self);       /* (transfer none) (nullable) */
BbResult *bb_operation_get_result (BbOperation *self); /* (transfer none) (nullable) */
BbOperationFailure bb_operation_get_failure (BbOperation *self);
/** bb_operation_get_error: (nullable): the reason of %BB_OPERATION_FAILED, unless the check failed, which has a
 * result. */
const GError *bb_operation_get_error (BbOperation *self);

G_END_DECLS
