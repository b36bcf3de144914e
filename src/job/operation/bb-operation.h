/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-selection.h"

G_BEGIN_DECLS

/**
 * BbOperationState: how far an operation is.
 * @BB_OPERATION_EMPTY: nothing is chosen
 * @BB_OPERATION_LOADING: the file or the backup is being read
 * @BB_OPERATION_CHECKING: waits for the drive, or the check runs
 * @BB_OPERATION_REVIEW: it can be started as soon as every consent is granted
 * @BB_OPERATION_RUNNING: the act runs
 * @BB_OPERATION_ASKING: the act runs and waits for an answer
 * @BB_OPERATION_FINISHED: bb_operation_get_result() says how it ended
 * @BB_OPERATION_FAILED: it did not get as far as the act, see bb_operation_get_failure(); nothing was changed
 * @BB_OPERATION_GONE: the drive is not connected; when it comes back the operation is empty
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
 * BbOvertaken: what took the place of a choice that had not come as far as a review.
 * @BB_OVERTAKEN_BY_CHOICE: another choice
 * @BB_OVERTAKEN_BY_JOB: a job that was started elsewhere
 * @BB_OVERTAKEN_BY_DEPARTURE: the drive was disconnected
 */
typedef enum {
    BB_OVERTAKEN_BY_CHOICE,
    BB_OVERTAKEN_BY_JOB,
    BB_OVERTAKEN_BY_DEPARTURE,
} BbOvertaken;

/**
 * BbOperationRules: how an act is run.
 * @on_failure: what is done when a section failed for good after the drive was endangered
 * @question_seconds: how long a question waits for an answer; 0: for ever
 * @flags: added to those of the choice: %BB_JOB_FLAG_WITHOUT_PROOF
 */
typedef struct {
    BbOnFailure on_failure;
    guint question_seconds;
    BbJobFlags flags;
} BbOperationRules;

/**
 * BbOperation: one act on one drive, from the choice to the result; the same for window, batch and terminal. It has
 * no thread of its own: all of it happens in the main context that made it, and no call waits.
 *
 *   EMPTY → LOADING → CHECKING → REVIEW → RUNNING ⇄ ASKING → FINISHED
 *              ↓          ↓         ↓                           any → GONE
 *            FAILED     FAILED    FAILED
 *
 * An act that needs no check (a backup, or an unreviewed choice of one image) is in REVIEW at once. A new choice
 * drops review and consents; answers that belong to an older choice are ignored. A choice for a drive that is busy or
 * is still being identified is checked when the drive is free.
 *
 * Properties, all for reading and with notify: "drive" (#BbEngineDrive, nullable), "state" (#BbOperationState as
 * int), "job" (#BbJob, nullable: of the check or of the act).
 *
 * Signals: "progress": of the job; "consents-changed": bb_operation_get_consents() is another list, and with it what
 * bb_operation_can_start() says;
 * "readiness-changed": while it is watched; "overtaken" (#BbOvertaken as int, name of what had been chosen).
 */
#define BB_TYPE_OPERATION (bb_operation_get_type ())
G_DECLARE_FINAL_TYPE (BbOperation, bb_operation, BB, OPERATION, GObject)

/** bb_operation_new: (transfer full): @follows: a job that is started elsewhere on the drive is followed here, too,
 * and takes the place of what is chosen. */
BbOperation *bb_operation_new (BbEngine *engine, BbEngineDrive *drive, gboolean follows);

/**
 * bb_operation_choose:
 *
 * Chooses what is done, in the place of what was chosen before and of a result.
 * Returns: %FALSE: an act runs, or there is no drive; nothing is chosen
 */
gboolean bb_operation_choose (BbOperation *self, const BbOperationChoice *choice);
/**
 * bb_operation_check_again:
 *
 * Checks what was reviewed once more: something else than the drive changed that the review depends on; or after it
 * was tried, for another try. What was agreed to has to be agreed to again.
 * Returns: %FALSE: nothing was reviewed, an act runs, or there is no drive
 */
gboolean bb_operation_check_again (BbOperation *self);
/** bb_operation_withdraw: drops choice, review, consents and result, and stops a check; an act goes on.
 *
 * Returns: (transfer full) (nullable): the name of a file or backup that was still being read or checked */
char *bb_operation_withdraw (BbOperation *self);

/**
 * bb_operation_grant:
 * @code: one code of the consents
 * @typed: (nullable): what was typed, where a phrase is asked for
 *
 * A label is more than a consent: what is chosen is checked again, for the drive that it tells of.
 * Returns: whether it is granted now; %FALSE also takes back what had been granted
 */
gboolean bb_operation_grant (BbOperation *self, BbConsentCode code, const char *typed);
/** bb_operation_revoke: takes a consent back. */
void bb_operation_revoke (BbOperation *self, BbConsentCode code);

/**
 * bb_operation_start:
 *
 * Starts the act with what was granted. The job computes the consents again from what it finds then; if it refuses,
 * bb_operation_get_consents() is what it named.
 * Returns: %FALSE: it cannot be started now (bb_operation_get_start_reason()), or the engine refused it
 * (%BB_OPERATION_FAILED)
 */
gboolean bb_operation_start (BbOperation *self, const BbOperationRules *rules);
/** bb_operation_answer: of %BB_OPERATION_ASKING. Returns: whether it was an answer to the question. */
gboolean bb_operation_answer (BbOperation *self, BbChoice choice);
/** bb_operation_stop: stops a check, or the act where the drive survives it, as bb_job_stop(); withdraws what has not
 * come so far. */
void bb_operation_stop (BbOperation *self);

/** bb_operation_set_drive: it is about @drive (nullable) from now on; another unit makes it empty. */
void bb_operation_set_drive (BbOperation *self, BbEngineDrive *drive);
/** bb_operation_set_expert: whether consents of %BB_CONSENT_HOW_EXPERT can be granted. */
void bb_operation_set_expert (BbOperation *self, gboolean expert);
/** bb_operation_set_watching: whether the readiness of a review is kept true, as #BbReadyWatch does; while it is
 * read. */
void bb_operation_set_watching (BbOperation *self, gboolean watching);

BbEngineDrive *bb_operation_get_drive (BbOperation *self); /* (transfer none) (nullable) */
BbOperationState bb_operation_get_state (BbOperation *self);
/** bb_operation_is_pending: something is chosen and not started: LOADING, CHECKING or REVIEW. */
gboolean bb_operation_is_pending (BbOperation *self);
/** bb_operation_is_running: RUNNING or ASKING. */
gboolean bb_operation_is_running (BbOperation *self);
/** bb_operation_get_act: what is chosen, runs, or has ended. */
BbAction bb_operation_get_act (BbOperation *self);
/** bb_operation_get_selection: (transfer none) (nullable): what is chosen; it can be asked for name, image, ... */
BbSelection *bb_operation_get_selection (BbOperation *self);
BbReview *bb_operation_get_review (BbOperation *self); /* (transfer none) (nullable) */
/** bb_operation_get_readiness: (transfer none) (nullable) (element-type BbReadiness): of the review, as it is now. */
GPtrArray *bb_operation_get_readiness (BbOperation *self);
/** bb_operation_get_consents: (transfer none) (element-type BbConsent): never %NULL; what is in the way comes first.
 */
GPtrArray *bb_operation_get_consents (BbOperation *self);
gboolean bb_operation_can_start (BbOperation *self);
/** bb_operation_get_start_reason: (nullable): why not, a sentence; %NULL when it can, or when nothing is chosen. */
const char *bb_operation_get_start_reason (BbOperation *self);
BbJob *bb_operation_get_job (BbOperation *self);       /* (transfer none) (nullable) */
BbResult *bb_operation_get_result (BbOperation *self); /* (transfer none) (nullable) */
BbOperationFailure bb_operation_get_failure (BbOperation *self);
/** bb_operation_get_error: (nullable): of %BB_OPERATION_FAILED: the reason, but for a check, which has a result. */
const GError *bb_operation_get_error (BbOperation *self);

G_END_DECLS
