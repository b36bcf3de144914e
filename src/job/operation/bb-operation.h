/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-selection.h"

G_BEGIN_DECLS

/**
 * BbOperationState: state of an operation.
 * @BB_OPERATION_EMPTY: nothing is chosen
 * @BB_OPERATION_LOADING: the file or the backup is being read
 * @BB_OPERATION_CHECKING: waits for the drive, or the check runs
 * @BB_OPERATION_REVIEW: the job of the action can be started when every consent is granted
 * @BB_OPERATION_RUNNING: the job of the action runs
 * @BB_OPERATION_ASKING: the job waits for an answer
 * @BB_OPERATION_FINISHED: the job has ended, see bb_operation_get_result()
 * @BB_OPERATION_FAILED: no job of the action could be started, see bb_operation_get_failure(); the drive is unchanged
 * @BB_OPERATION_GONE: the drive is not connected; the state becomes EMPTY when the drive is connected again
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
 * BbOvertaken: why a choice was dropped while it was loaded or checked.
 * @BB_OVERTAKEN_BY_CHOICE: another choice was made
 * @BB_OVERTAKEN_BY_JOB: other code started a job on the drive
 * @BB_OVERTAKEN_BY_DEPARTURE: the drive was disconnected
 */
typedef enum {
    BB_OVERTAKEN_BY_CHOICE,
    BB_OVERTAKEN_BY_JOB,
    BB_OVERTAKEN_BY_DEPARTURE,
} BbOvertaken;

/**
 * BbOperationRules: settings for a job that is started.
 * @on_failure: what the job does if a section of the plan failed in all tries while the firmware in the drive is
 *   incomplete
 * @question_seconds: how long a question waits for an answer; 0: without limit
 * @flags: added to the flags of the choice (bitwise OR), for example %BB_JOB_FLAG_WITHOUT_PROOF
 */
typedef struct {
    BbOnFailure on_failure;
    guint question_seconds;
    BbJobFlags flags;
} BbOperationRules;

/**
 * BbOperation: one action on one drive, from the choice of action and file to the result; used by window, batch and
 * command line. Everything runs in the main context of the creator, and no function blocks.
 *
 *   EMPTY → LOADING → CHECKING → REVIEW → RUNNING ⇄ ASKING → FINISHED
 *              ↓          ↓         ↓                           any → GONE
 *            FAILED     FAILED    FAILED
 *
 * If nothing must be loaded or checked, EMPTY changes directly to REVIEW, for example for the action BACKUP, or for a
 * choice of one loaded image that needs no review. A new choice drops review and consents; a late reply for an older
 * choice is ignored. If the drive is busy or being identified, the check starts when the drive is idle.
 *
 * Properties, read-only, with notify: "drive" (#BbEngineDrive, nullable), "state" (#BbOperationState as int), "job"
 * (#BbJob, nullable: of the check or of the action).
 *
 * Signals:
 * - "progress": the job has reported progress
 * - "consents-changed": bb_operation_get_consents() or bb_operation_can_start() changed
 * - "readiness-changed": bb_operation_get_readiness() changed, see bb_operation_set_watching()
 * - "overtaken" (#BbOvertaken as int, name of the dropped choice)
 */
#define BB_TYPE_OPERATION (bb_operation_get_type ())
G_DECLARE_FINAL_TYPE (BbOperation, bb_operation, BB, OPERATION, GObject)

/** bb_operation_new: (transfer full): a new operation without a choice. @follows: if other code runs a job on the
 * drive (not CHECK or LOOK), or starts one after this call, that job replaces the choice and is shown. */
BbOperation *bb_operation_new (BbEngine *engine, BbEngineDrive *drive, gboolean follows);

/**
 * bb_operation_choose:
 *
 * Replaces the old choice and result by @choice, and begins to load or check it. The state becomes LOADING, CHECKING,
 * REVIEW (if there is nothing to load or check) or FAILED. Emits "overtaken" if the old choice was still being loaded
 * or checked. Always takes a floating reference to @settings of @choice.
 * Returns: %TRUE, also if the state becomes FAILED; %FALSE, without any change, if the job of an action runs or there
 *   is no drive
 */
gboolean bb_operation_choose (BbOperation *self, const BbOperationChoice *choice);
/**
 * bb_operation_check_again:
 *
 * Checks the choice again in the states REVIEW and FINISHED: after a change that the review depends on, or for
 * another try after a result. Revokes all consents and drops the result; the old review stays until the check has
 * ended. Returns: %TRUE if the check was begun; %FALSE, without any change, in any other state, or if there is no
 * review or no drive
 */
gboolean bb_operation_check_again (BbOperation *self);
/**
 * bb_operation_withdraw: drops choice, review, consents, result and error, and stops a check. The state becomes
 * EMPTY, or GONE without a drive. Does nothing, and returns %NULL, while the job of the action runs.
 *
 * Returns: (transfer full) (nullable): the name of the choice if it was still being read or checked; else %NULL
 */
char *bb_operation_withdraw (BbOperation *self);

/**
 * bb_operation_grant:
 * @code: code of one of the consents
 * @typed: (nullable): the text that was typed, if the consent requires a phrase
 *
 * Grants a consent and emits "consents-changed". %BB_CONSENT_LABEL is different: stores @typed, the label, in the
 * choice, and checks the choice again for the model on the label.
 * Returns: %TRUE if the consent was granted or the label stored. %FALSE if there is no such consent. %FALSE also if
 *   the consent cannot be granted or @typed is wrong; an earlier grant of this consent is then revoked
 */
gboolean bb_operation_grant (BbOperation *self, BbConsentCode code, const char *typed);
/** bb_operation_revoke: withdraws a granted consent, and emits "consents-changed"; does nothing if it is not granted.
 */
void bb_operation_revoke (BbOperation *self, BbConsentCode code);

/**
 * bb_operation_start:
 * @rules: what the job does after a failure, how long it waits for an answer, and flags for it
 *
 * Starts the job of the action with the granted consents, and drops the old result; the state becomes RUNNING. The
 * job itself computes again which consents are required. If one is missing, the job refuses, and
 * bb_operation_get_consents() then returns the missing consents.
 * Returns: %TRUE if the job was started; %FALSE, without any change, if bb_operation_can_start() is %FALSE (see
 *   bb_operation_get_start_reason()); %FALSE, with the state FAILED, if the engine refused the job
 */
gboolean bb_operation_start (BbOperation *self, const BbOperationRules *rules);
/** bb_operation_answer: answers the question of the job in %BB_OPERATION_ASKING. Returns: %FALSE if the job asks
 * nothing, or if @choice is no answer to its question. */
gboolean bb_operation_answer (BbOperation *self, BbChoice choice);
/** bb_operation_stop: asks the running check or job to stop with bb_job_stop(). Without a running job, drops a choice
 * that was not started, as bb_operation_withdraw() does. Does nothing in other states. */
void bb_operation_stop (BbOperation *self);

/**
 * bb_operation_set_drive: replaces the drive by @drive (nullable). What happens to the choice of the old drive:
 * - A running check or job continues with its choice.
 * - A result or failure stays, unless @drive has another port or serial number than the old drive. The serial number
 *   does not count if the drive was in recovery mode when the job began or ended, or if serial numbers of its family
 *   may change.
 * - In all other cases, drops the choice; the state becomes EMPTY, or GONE without a drive. Emits "overtaken" if the
 *   choice was being read or waited for its check.
 *
 * If other code runs a job on @drive, then shows that job, as @follows of bb_operation_new() says.
 */
void bb_operation_set_drive (BbOperation *self, BbEngineDrive *drive);
/** bb_operation_set_expert: sets whether consents of %BB_CONSENT_HOW_EXPERT can be granted; %FALSE revokes them.
 * Emits "consents-changed". */
void bb_operation_set_expert (BbOperation *self, gboolean expert);
/** bb_operation_set_watching: sets whether a #BbReadyWatch updates the readiness in the state REVIEW. Emits
 * "consents-changed" if the value changes. */
void bb_operation_set_watching (BbOperation *self, gboolean watching);

/** bb_operation_get_drive: (transfer none) (nullable): the drive; %NULL while it is not connected. */
BbEngineDrive *bb_operation_get_drive (BbOperation *self);
BbOperationState bb_operation_get_state (BbOperation *self);
/** bb_operation_is_pending: TRUE for a choice that was not started: LOADING, CHECKING or REVIEW. */
gboolean bb_operation_is_pending (BbOperation *self);
/** bb_operation_is_running: TRUE in the states RUNNING and ASKING. */
gboolean bb_operation_is_running (BbOperation *self);
/** bb_operation_get_act: the action that was chosen or started last. */
BbAction bb_operation_get_act (BbOperation *self);
/** bb_operation_get_selection: (transfer none) (nullable): the choice, with the images or backups that were loaded
 * for it; %NULL if nothing is chosen or a followed job is shown. */
BbSelection *bb_operation_get_selection (BbOperation *self);
/** bb_operation_get_review: (transfer none) (nullable): the review that the last check of the choice made; stays
 * while the job of the action runs and after it has ended. %NULL if there is none. */
BbReview *bb_operation_get_review (BbOperation *self);
/** bb_operation_get_readiness: (transfer none) (nullable) (element-type BbReadiness): items that say whether the
 * drive is ready. With bb_operation_set_watching(), they are up to date; without, they are from the time of the
 * review. %NULL without a review. */
GPtrArray *bb_operation_get_readiness (BbOperation *self);
/** bb_operation_get_consents: (transfer none) (element-type BbConsent): the consents that the shown review requires,
 * or those that were missing when the job refused to run; never %NULL. Obstacles, which cannot be granted,
 * come first. */
GPtrArray *bb_operation_get_consents (BbOperation *self);
/** bb_operation_can_start: TRUE if there is a drive, every consent is granted, and the job can be started: in the
 * state REVIEW, or after a job that refused because consents were missing. */
gboolean bb_operation_can_start (BbOperation *self);
/** bb_operation_get_start_reason: (nullable): a sentence about the first consent that is missing; %NULL if none is
 * missing. */
const char *bb_operation_get_start_reason (BbOperation *self);
/** bb_operation_get_job: (transfer none) (nullable): the running check or job of the action; %NULL after its end. */
BbJob *bb_operation_get_job (BbOperation *self);
/** bb_operation_get_result: (transfer none) (nullable): the result of the job of the action, or of a check that made
 * no review; %NULL for a check that made one, and before the end of the job. */
BbResult *bb_operation_get_result (BbOperation *self);
/** bb_operation_get_failure: why the state is FAILED; %BB_OPERATION_FAILURE_NONE in any other state. */
BbOperationFailure bb_operation_get_failure (BbOperation *self);
/** bb_operation_get_error: (nullable): the error of a file or backup that could not be loaded, or of a job that could
 * not be started. If the check failed, bb_operation_get_result() has the error. */
const GError *bb_operation_get_error (BbOperation *self);

G_END_DECLS
