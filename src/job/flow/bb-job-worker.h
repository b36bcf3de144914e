/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job.h"

G_BEGIN_DECLS

/* Functions for the engine, which makes and starts jobs, and for the worker thread. */

BbReview *bb_review_new (void);
BbProgress *bb_progress_new (void);
BbQuestion *bb_question_new (void);
BbResult *bb_result_new (BbAction action);

/** BbJobFunc: runs in the worker thread with all signals blocked. Returns: (transfer full): never %NULL. */
typedef BbResult *(*BbJobFunc) (BbJob *job, gpointer data);

/** bb_job_new: (transfer full): signals are emitted in the thread-default main context of the caller. */
BbJob *bb_job_new (BbDrive *drive, const BbJobRequest *request);
/**
 * bb_job_start: starts the thread; call it once. @data is freed with @destroy after @func. Returns %FALSE if no
 * thread can be created; then @data is freed, and the caller must call bb_job_finish().
 */
gboolean bb_job_start (BbJob *self, BbJobFunc func, gpointer data, GDestroyNotify destroy);
/** bb_job_finish: ends a job that was never started. @result: (transfer full) */
void bb_job_finish (BbJob *self, BbResult *result);
const BbJobRequest *bb_job_get_request (BbJob *self);
/** bb_job_identify_image: identifies the images of the request again if a key file may decrypt them now. Called in
 * the worker thread before the request is used. */
void bb_job_identify_image (BbJob *self, BbCatalog *catalog);

/* For the worker thread. */

/** bb_job_take_progress: publishes @progress: (transfer full). */
void bb_job_take_progress (BbJob *self, BbProgress *progress);
/** bb_job_ask: publishes @question (transfer full) and waits for the answer; the preset answer after its time
 * limit. */
BbChoice bb_job_ask (BbJob *self, BbQuestion *question);
/** bb_job_get_cancellable: (transfer none): cancelled by bb_job_stop() while the drive is not endangered. */
GCancellable *bb_job_get_cancellable (BbJob *self);
/** bb_job_enter_danger: disables cancelling. %FALSE if the job was cancelled just before. */
gboolean bb_job_enter_danger (BbJob *self);
void bb_job_leave_danger (BbJob *self);
/** bb_job_take_stop: TRUE, once, if the user wants to stop after this section. */
gboolean bb_job_take_stop (BbJob *self);
/** bb_job_go_on: ignores requests to stop from now on. */
void bb_job_go_on (BbJob *self);
/** bb_job_is_alone: TRUE if no user can answer questions any more. */
gboolean bb_job_is_alone (BbJob *self);

G_END_DECLS
