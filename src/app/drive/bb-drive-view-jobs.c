/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/bb-app-words.h"
#include "bb-drive-actions.h"
#include "bb-drive-view-private.h"
#include "app/bb-report-saver.h"

#include <glib/gi18n-lib.h>

/* A job that is over sooner does not get a page of its own. */
#define BB_VIEW_PATIENCE_MS 250

void
bb_drive_view_set_job (BbDriveView *self, BbJob *job)
{
    g_clear_handle_id (&self->patience, g_source_remove);
    if (self->job != NULL)
        g_signal_handlers_disconnect_by_data (self->job, self);
    g_set_object (&self->job, job);
    if (self->is_about_job)
        bb_drive_view_close_message (self);
    if (self->flash_page != NULL)
        bb_flash_page_set_job (self->flash_page, NULL, NULL, NULL);
    if (self->question_page != NULL)
        bb_question_page_set_job (self->question_page, NULL, NULL);
    bb_drive_actions_update (self->actions, self);
}

static void
bb_drive_view_saved_cb (const char *path, const GError *error, gpointer data)
{
    BbDriveView *self = BB_DRIVE_VIEW (data);
    g_autofree char *told = NULL;

    if (error != NULL) {
        bb_drive_view_show_error (self, _ ("The report could not be saved"), error->message,
                                  _ ("The drive is as it was. Choose another place."));
        return;
    }
    told = path != NULL
               ? g_strdup_printf (_ ("The report is in %s. Serial numbers were taken out; read it before you "
                                     "send it."),
                                  path)
               : g_strdup (_ ("The report is copied and can be pasted. Serial numbers were taken out; read "
                              "it before you send it."));
    bb_drive_page_tell (self->drive_page, told);
}

static void
bb_drive_view_done_cb (BbJob *job, gpointer data)
{
    g_autoptr (BbDriveView) self = g_object_ref (BB_DRIVE_VIEW (data));
    g_autoptr (BbResult) result = bb_job_ref_result (job);
    BbAction action = bb_job_get_action (job);
    BbResultPage *page;

    bb_drive_view_set_job (self, NULL);
    if (result->outcome == BB_OUTCOME_DONE && (action == BB_ACTION_LOOK || result->report != NULL)) {
        if (result->region != NULL || result->books != NULL)
            bb_drive_page_take_details (self->drive_page, result);
        bb_drive_view_show_home (self);
        if (result->report != NULL && self->is_copying)
            bb_report_saver_copy (GTK_WIDGET (self), result->report, bb_drive_view_saved_cb);
        else if (result->report != NULL)
            bb_report_saver_run (GTK_WIDGET (self), self->short_name, result->report, bb_drive_view_saved_cb);
        return;
    }
    /* the check told which boot code is in, and the file holds an image for that one, too */
    if (action == BB_ACTION_CHECK && !bb_wish_is_suited (self->wish, result->facts)) {
        bb_drive_view_check (self);
        return;
    }
    bb_drive_view_end_pending (self);
    if (bb_job_is_review (job) && bb_wish_can_review (result)) {
        bb_drive_view_show_review (self, result->review);
        return;
    }
    page = bb_drive_view_get_result_page (self);
    bb_result_page_show (page, result, self->name);
    if (self->is_rescuing) {
        bb_recovery_page_note_result (self->recovery_page, result);
        bb_result_page_offer_recovery (page, action != BB_ACTION_RECOVER || result->outcome != BB_OUTCOME_DONE);
    }
    bb_drive_view_show_page (self, page);
    if (bb_drive_view_may_focus (self))
        bb_result_page_focus (page);
}

static void
bb_drive_view_show_job (BbDriveView *self)
{
    BbAction action = bb_job_get_action (self->job);
    gboolean reviewed = (action == BB_ACTION_FLASH || action == BB_ACTION_CONVERT) && self->review != NULL;

    if (self->flash_page == NULL)
        self->flash_page = BB_FLASH_PAGE (bb_drive_view_add (self, bb_flash_page_new ()));
    bb_flash_page_set_job (self->flash_page, self->job, self->name, reviewed ? self->review->plan : NULL);
    bb_drive_view_show_page (self, self->flash_page);
}

static gboolean
bb_drive_view_patience_cb (gpointer data)
{
    BbDriveView *self = BB_DRIVE_VIEW (data);

    self->patience = 0;
    bb_drive_view_show_job (self);
    return G_SOURCE_REMOVE;
}

static void
bb_drive_view_question_cb (BbJob *job, gpointer data)
{
    BbDriveView *self = BB_DRIVE_VIEW (data);
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);

    if (question == NULL) {
        bb_drive_view_show_job (self);
        return;
    }
    g_clear_handle_id (&self->patience, g_source_remove);
    if (self->question_page == NULL)
        self->question_page = BB_QUESTION_PAGE (bb_drive_view_add (self, bb_question_page_new ()));
    bb_question_page_set_job (self->question_page, job, self->name);
    bb_drive_view_show_page (self, self->question_page);
    if (bb_drive_view_may_focus (self))
        bb_question_page_focus (self->question_page);
}

static void
bb_drive_view_progress_cb (BbJob *job, gpointer data)
{
    bb_drive_view_changed (BB_DRIVE_VIEW (data));
}

/*
 * From now on this job is shown here, whoever began it. But for a check, what is still being read for this drive is
 * not waited for any more: its review, or its failure, must not come in between.
 */
static void
bb_drive_view_adopt (BbDriveView *self, BbJob *job)
{
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);

    if (!bb_job_is_review (job)) {
        self->is_waiting = FALSE;
        bb_drive_view_drop_pending (self, bb_app_overtaken_pattern (bb_job_get_action (job)));
        bb_wish_withdraw (self->wish);
    }
    bb_drive_view_set_job (self, job);
    g_signal_connect (job, "done", G_CALLBACK (bb_drive_view_done_cb), self);
    g_signal_connect (job, "question", G_CALLBACK (bb_drive_view_question_cb), self);
    g_signal_connect (job, "progress", G_CALLBACK (bb_drive_view_progress_cb), self);
    if (question != NULL)
        bb_drive_view_question_cb (job, self);
}

/*
 * What was begun elsewhere, on the bench for instance, is shown here, too; but for a check, and for a look at all
 * drives: that would take a review or the assistant away from somebody who reads it.
 */
void
bb_drive_view_look_for_job (BbDriveView *self)
{
    BbJob *job = self->drive != NULL ? bb_engine_drive_get_job (self->drive) : NULL;

    if (job == NULL || self->job != NULL || bb_job_is_review (job) || bb_job_get_action (job) == BB_ACTION_LOOK)
        return;
    /* It is not what was reviewed here. */
    g_clear_pointer (&self->review, bb_review_unref);
    bb_drive_view_adopt (self, job);
    if (bb_drive_view_shows (self, self->question_page))
        return;
    bb_drive_view_show_job (self);
}

void
bb_drive_view_start (BbDriveView *self, const BbJobRequest *request)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbJob) job = NULL;
    gboolean writes = bb_action_writes (request->action) && (request->flags & BB_JOB_FLAG_DRY_RUN) == 0;

    if (self->job != NULL)
        bb_drive_view_tell_busy (self, _ ("Try again when it has finished."));
    if (self->drive == NULL || self->job != NULL)
        return;
    /* What was told of another file is not about this. */
    if (request->action != BB_ACTION_CHECK && (request->flags & BB_JOB_FLAG_DRY_RUN) == 0)
        bb_drive_view_close_message (self);
    job = bb_engine_start (self->engine, self->drive, request, &error);
    if (job == NULL) {
        bb_drive_view_show_error (self, _ ("It could not be begun"), error->message,
                                  _ ("Nothing was done with the drive. Try again when it is free."));
        return;
    }
    bb_drive_view_adopt (self, job);
    if (writes)
        bb_drive_view_show_job (self);
    else
        self->patience = g_timeout_add (BB_VIEW_PATIENCE_MS, bb_drive_view_patience_cb, self);
}

void
bb_drive_view_report (BbDriveView *self, gboolean copies)
{
    g_autoptr (BbJobRequest) request = bb_job_request_new (BB_ACTION_REPORT);

    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    request->flags = BB_JOB_FLAG_LOOK_CLOSER;
    self->is_copying = copies;
    bb_drive_view_start (self, request);
}
