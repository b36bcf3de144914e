/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job.h"

G_BEGIN_DECLS

/* Functions of a job for the engine (src/job/engine), which makes and starts jobs, and for the worker thread. */

/** bb_review_new: (transfer full): a review without content, except for an empty list @readiness. */
BbReview *bb_review_new (void);
/** bb_progress_new: (transfer full): a progress of zeros, with @seconds_left unknown (-1). */
BbProgress *bb_progress_new (void);
BbQuestion *bb_question_new (void);
/** bb_result_new: (transfer full): a result of @action with the outcome DONE and %BB_PROOF_UNPROVEN; all else is
 * empty. */
BbResult *bb_result_new (BbAction action);

/** BbJobFunc: does the work of @job in its worker thread, in which all signals are blocked. Returns: (transfer full):
 * the result of the job; never %NULL. */
typedef BbResult *(*BbJobFunc) (BbJob *job, gpointer data);

/** bb_job_new: (transfer full): a job that was not started, with a copy of @request. It emits its signals in the
 * thread-default main context of the caller. */
BbJob *bb_job_new (BbDrive *drive, const BbJobRequest *request);
/** bb_job_start: starts a thread that calls @func and then frees @data with @destroy; must not be called twice for a
 * job. Returns %FALSE if no thread can be created; then @data is freed, and the caller must call bb_job_finish(). */
gboolean bb_job_start (BbJob *self, BbJobFunc func, gpointer data, GDestroyNotify destroy);
/** bb_job_finish: sets the result of the job to @result (transfer full), marks the drive as not endangered, and
 * schedules the signal "done". Called by the thread of the job, or by other code if that thread could not be started.
 */
void bb_job_finish (BbJob *self, BbResult *result);
/** bb_job_get_request: (transfer none): the request of the job, which the job has copied. */
const BbJobRequest *bb_job_get_request (BbJob *self);
/** bb_job_identify_image: identifies those images of the request again that need a key file, which the user may have
 * chosen after the images were opened. Called in the worker thread, before the flow uses the request. */
void bb_job_identify_image (BbJob *self, BbCatalog *catalog);

/* The functions below are called in the worker thread. */

/** bb_job_take_progress: schedules for the main context: @progress (transfer full) becomes the progress of the job,
 * and the signal "progress" is emitted. If the progress that was scheduled last has the same phase and the same value
 * of @endangered, @progress replaces it. */
void bb_job_take_progress (BbJob *self, BbProgress *progress);
/**
 * bb_job_ask: publishes @question (transfer full), waits, and returns the answer. Emits "question" when the question
 * appears and when it disappears.
 *
 * The preset answer of @question is returned when bb_job_stop() is called, or at once if no user can answer. After
 * the time limit, the answer is that of bb_question_get_unanswered().
 *
 * Later requests to stop are ignored, as after bb_job_go_on(), unless a user answers %BB_CHOICE_RETRY. If the drive
 * was endangered in this job, any answer also clears an earlier request to stop.
 */
BbChoice bb_job_ask (BbJob *self, BbQuestion *question);
/** bb_job_has_expired_question: TRUE if no answer to the last bb_job_ask() came in time. */
gboolean bb_job_has_expired_question (BbJob *self);
/** bb_job_get_cancellable: (transfer none): the cancellable of the job. bb_job_stop() and bb_job_leave_alone() cancel
 * it, but only before the first bb_job_enter_danger(). */
GCancellable *bb_job_get_cancellable (BbJob *self);
/** bb_job_enter_danger: marks the drive as endangered until bb_job_leave_danger(). From the first call that returns
 * TRUE on, the job cannot be cancelled. Returns %FALSE, with no mark, if the user asked to stop before that; then the
 * caller must write nothing. */
gboolean bb_job_enter_danger (BbJob *self);
/** bb_job_leave_danger: marks the drive as not endangered. The job still cannot be cancelled. */
void bb_job_leave_danger (BbJob *self);
/** bb_job_take_stop: TRUE if the user asked to stop and no earlier call has returned TRUE for that request. Clears
 * the request; later requests are ignored as after bb_job_go_on(). FALSE while requests are ignored. */
gboolean bb_job_take_stop (BbJob *self);
/** bb_job_go_on: ignores requests of the user to stop, also a request that bb_job_take_stop() has not returned yet,
 * until the user answers one of the next questions with %BB_CHOICE_RETRY. */
void bb_job_go_on (BbJob *self);
/** bb_job_is_alone: TRUE after bb_job_leave_alone(): no user can answer questions any more. */
gboolean bb_job_is_alone (BbJob *self);

G_END_DECLS
