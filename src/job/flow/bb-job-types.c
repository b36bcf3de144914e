/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-job-worker.h"

BbReview *
bb_review_new (void)
{
    BbReview *review = g_atomic_rc_box_new0 (BbReview);

    review->readiness = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_readiness_free);
    return review;
}

BbReview *
bb_review_ref (BbReview *review)
{
    return g_atomic_rc_box_acquire (review);
}

static void
bb_review_clear (BbReview *review)
{
    g_free (review->drive);
    g_free (review->serial);
    g_free (review->target);
    g_clear_pointer (&review->facts, bb_facts_unref);
    g_clear_object (&review->image);
    g_clear_pointer (&review->verdict, bb_verdict_unref);
    g_clear_pointer (&review->fallback, bb_verdict_unref);
    g_ptr_array_unref (review->readiness);
    g_free (review->backup_why);
    g_clear_pointer (&review->backup, bb_backup_unref);
    g_clear_pointer (&review->restored, bb_backup_unref);
    g_strfreev (review->labels);
    g_clear_object (&review->plan);
}

void
bb_review_unref (BbReview *review)
{
    g_atomic_rc_box_release_full (review, (GDestroyNotify) bb_review_clear);
}

BbChoice
bb_choice_of_interrupted (gboolean can_finish, gboolean can_restore, BbOnFailure on_failure)
{
    if (!can_finish || !can_restore)
        return can_finish ? BB_CHOICE_RETRY : BB_CHOICE_ROLLBACK;
    return on_failure == BB_ON_FAILURE_ASK || on_failure == BB_ON_FAILURE_ROLLBACK ? BB_CHOICE_ROLLBACK
                                                                                   : BB_CHOICE_RETRY;
}

BbChoice
bb_question_get_unanswered (const BbQuestion *question)
{
    gboolean writes;

    g_return_val_if_fail (question != NULL, BB_CHOICE_LEAVE);

    writes = question->preset == BB_CHOICE_RETRY || question->preset == BB_CHOICE_ROLLBACK;
    return question->kind == BB_QUESTION_INTERRUPTED && writes ? BB_CHOICE_LEAVE : question->preset;
}

BbJobRequest *
bb_job_request_new (BbAction action)
{
    BbJobRequest *request = g_new0 (BbJobRequest, 1);

    request->action = action;
    return request;
}

void
bb_job_request_free (BbJobRequest *request)
{
    g_clear_object (&request->image);
    g_clear_object (&request->fallback);
    g_clear_pointer (&request->review, bb_review_unref);
    g_free (request->backup_id);
    g_free (request->reason);
    g_clear_pointer (&request->settings, g_variant_unref);
    g_free (request);
}

BbAction
bb_job_request_get_reviewed_action (const BbJobRequest *request)
{
    if (request->action != BB_ACTION_CHECK)
        return request->action;
    if ((request->flags & BB_JOB_FLAG_RECOVERING) != 0)
        return BB_ACTION_RECOVER;
    return request->backup_id != NULL ? BB_ACTION_ROLLBACK : BB_ACTION_FLASH;
}

BbJobRequest *
bb_job_request_copy (const BbJobRequest *request)
{
    BbJobRequest *copy = bb_job_request_new (request->action);

    copy->flags = request->flags;
    copy->granted = request->granted;
    copy->on_failure = request->on_failure;
    g_set_object (&copy->image, request->image);
    g_set_object (&copy->fallback, request->fallback);
    copy->review = request->review != NULL ? bb_review_ref (request->review) : NULL;
    copy->backup_id = g_strdup (request->backup_id);
    copy->reason = g_strdup (request->reason);
    copy->question_seconds = request->question_seconds;
    copy->settings = request->settings != NULL ? g_variant_ref_sink (request->settings) : NULL;
    return copy;
}

BbProgress *
bb_progress_new (void)
{
    BbProgress *progress = g_atomic_rc_box_new0 (BbProgress);

    progress->seconds_left = -1;
    return progress;
}

BbProgress *
bb_progress_ref (BbProgress *progress)
{
    return g_atomic_rc_box_acquire (progress);
}

/* Returns @done of @total as a percentage, rounded down; 0 if @total is 0. */
static int
bb_percent_of (guint64 done, guint64 total)
{
    return total > 0 ? (int) (MIN (done, total) * 100 / total) : 0;
}

int
bb_progress_get_percent (const BbProgress *progress)
{
    g_return_val_if_fail (progress != NULL, 0);

    return bb_percent_of (progress->done, progress->total);
}

int
bb_progress_get_failed_percent (const BbProgress *progress, guint number)
{
    const BbFailedAttempt *attempt;

    g_return_val_if_fail (progress != NULL && progress->failed != NULL && number < progress->failed->len, 0);

    attempt = g_ptr_array_index (progress->failed, number);
    return bb_percent_of (attempt->done, progress->total);
}

static void
bb_progress_clear (BbProgress *progress)
{
    g_clear_object (&progress->plan);
    g_clear_pointer (&progress->cells, g_array_unref);
    g_clear_pointer (&progress->failed, g_ptr_array_unref);
}

void
bb_progress_unref (BbProgress *progress)
{
    g_atomic_rc_box_release_full (progress, (GDestroyNotify) bb_progress_clear);
}

BbQuestion *
bb_question_new (void)
{
    return g_atomic_rc_box_new0 (BbQuestion);
}

BbQuestion *
bb_question_ref (BbQuestion *question)
{
    return g_atomic_rc_box_acquire (question);
}

static void
bb_question_clear (BbQuestion *question)
{
    g_clear_error (&question->error);
    g_free (question->evidence);
    g_free (question->note);
    g_free (question->id_before);
    g_free (question->id_after);
    g_free (question->model_before);
    g_free (question->model_after);
    g_clear_pointer (&question->claims, g_ptr_array_unref);
    g_free (question->claimed_model);
    g_free (question->revision);
    g_free (question->old_revision);
    g_free (question->other_old);
    g_free (question->current_revision);
}

void
bb_question_unref (BbQuestion *question)
{
    g_atomic_rc_box_release_full (question, (GDestroyNotify) bb_question_clear);
}
