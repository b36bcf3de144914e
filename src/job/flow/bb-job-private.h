/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-job.h"

G_BEGIN_DECLS

/* Inside the room: making the boxed types, and the worker's side of a job. */

BbReview *bb_review_new (void);
BbProgress *bb_progress_new (void);
BbQuestion *bb_question_new (void);
BbResult *bb_result_new (BbAction action);

/** BbJobFunc: runs in the worker thread, all signals blocked. Returns: (transfer full): never %NULL. */
typedef BbResult *(*BbJobFunc) (BbJob *job, gpointer data);

/** bb_job_new: (transfer full): signals go to the thread-default main context of the caller. */
BbJob *bb_job_new (BbDrive *drive, const BbJobRequest *request);
/**
 * bb_job_start: begins; once. @data is freed with @destroy when @func has returned. Returns %FALSE if this computer
 * has no thread left for it: then nothing was done, @data is freed, and bb_job_finish() is the caller's.
 */
gboolean bb_job_start (BbJob *self, BbJobFunc func, gpointer data, GDestroyNotify destroy);
/** bb_job_finish: (transfer full) @result: ends a job that was never started. */
void bb_job_finish (BbJob *self, BbResult *result);
const BbJobRequest *bb_job_get_request (BbJob *self);
/** bb_job_identify_image: identifies the images of the request again if a key file may open them now. Called by the
 * worker thread before it uses the request. */
void bb_job_identify_image (BbJob *self, BbCatalog *catalog);

/* The worker's side. */

/** bb_job_take_progress: (transfer full) @progress: the newest snapshot. */
void bb_job_take_progress (BbJob *self, BbProgress *progress);
/** bb_job_ask: (transfer full) @question: waits for the answer; the preset when its time is over. */
BbChoice bb_job_ask (BbJob *self, BbQuestion *question);
/** bb_job_get_cancellable: (transfer none): cancelled by bb_job_stop() as long as nothing is endangered. */
GCancellable *bb_job_get_cancellable (BbJob *self);
/** bb_job_enter_danger: from here on nothing cancels. %FALSE: it was cancelled just before. */
gboolean bb_job_enter_danger (BbJob *self);
void bb_job_leave_danger (BbJob *self);
/** bb_job_take_stop: whether to end after this section, as was asked; %TRUE once, then it goes on to its end. */
gboolean bb_job_take_stop (BbJob *self);
/** bb_job_go_on: what is done from here on goes to its end; a wish to stop ends no section of it. */
void bb_job_go_on (BbJob *self);
/** bb_job_is_alone: nobody is there to be asked any more. */
gboolean bb_job_is_alone (BbJob *self);

G_END_DECLS
