/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-view.h"

#include "app/bb-app-words.h"
#include "bb-drive-actions.h"
#include "bb-drive-view-private.h"
#include "app/bb-help-topics.h"
#include "app/widgets/bb-status-page.h"

#include <glib/gi18n-lib.h>

G_DEFINE_TYPE (BbDriveView, bb_drive_view, GTK_TYPE_STACK)

static guint signal_changed;

/* What takes longer is told. */
#define BB_VIEW_PENDING_PATIENCE_MS 250

/* --- pages --- */

void
bb_drive_view_changed (BbDriveView *self)
{
    g_signal_emit (self, signal_changed, 0);
}

void
bb_drive_view_show_page (BbDriveView *self, gpointer page)
{
    gtk_stack_set_visible_child (GTK_STACK (self), page);
    bb_drive_view_changed (self);
}

gboolean
bb_drive_view_shows (BbDriveView *self, gpointer page)
{
    return page != NULL && gtk_stack_get_visible_child (GTK_STACK (self)) == page;
}

GtkWidget *
bb_drive_view_add (BbDriveView *self, GtkWidget *page)
{
    gtk_container_add (GTK_CONTAINER (self), page);
    return page;
}

BbResultPage *
bb_drive_view_get_result_page (BbDriveView *self)
{
    if (self->result_page == NULL)
        self->result_page = BB_RESULT_PAGE (bb_drive_view_add (self, bb_result_page_new ()));
    return self->result_page;
}

gboolean
bb_drive_view_may_focus (BbDriveView *self)
{
    return gtk_widget_get_mapped (GTK_WIDGET (self)) ||
           !gtk_widget_get_mapped (gtk_widget_get_toplevel (GTK_WIDGET (self)));
}

void
bb_drive_view_show_error (BbDriveView *self, const char *title, const char *message, const char *next)
{
    BbResultPage *page = bb_drive_view_get_result_page (self);
    g_autofree char *told = NULL;

    /* What must not be done now is told there. */
    if (self->job != NULL) {
        told = g_strjoin ("\n", title, message, NULL);
        bb_drive_page_tell (self->drive_page, told);
        return;
    }
    bb_result_page_show_error (page, title, message, next);
    bb_drive_view_show_page (self, page);
    if (bb_drive_view_may_focus (self))
        bb_result_page_focus (page);
}

static void
bb_drive_view_show_gone (BbDriveView *self)
{
    g_autofree char *title = g_strdup_printf (_ ("%s is gone"), self->name);

    if (self->gone_page == NULL)
        self->gone_page = bb_drive_view_add (self, bb_status_page_new ());
    bb_status_page_set (
        BB_STATUS_PAGE (self->gone_page), "drive-optical-symbolic", title,
        _ ("It was unplugged or has lost its power. Plug it in again and it is shown here as before."));
    bb_drive_view_show_page (self, self->gone_page);
}

void
bb_drive_view_show_home (BbDriveView *self)
{
    if (self->drive == NULL) {
        bb_drive_view_show_gone (self);
        return;
    }
    self->is_rescuing = FALSE;
    bb_drive_page_show (self->drive_page, self->engine, self->drive);
    bb_drive_view_show_page (self, self->drive_page);
}

static BbRecoveryPage *
bb_drive_view_get_recovery_page (BbDriveView *self)
{
    if (self->recovery_page == NULL)
        self->recovery_page = BB_RECOVERY_PAGE (bb_drive_view_add (self, bb_recovery_page_new ()));
    return self->recovery_page;
}

static void
bb_drive_view_show_recovery_page (BbDriveView *self)
{
    BbRecoveryPage *page = bb_drive_view_get_recovery_page (self);

    self->is_rescuing = TRUE;
    bb_recovery_page_show (page, self->engine, self->drive);
    bb_drive_view_show_page (self, page);
    bb_recovery_page_focus (page);
}

void
bb_drive_view_show_recovery (BbDriveView *self)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    if (self->drive == NULL || self->job != NULL)
        return;
    bb_drive_view_withdraw (self, bb_app_overtaken_pattern (BB_ACTION_RECOVER));
    bb_drive_view_show_recovery_page (self);
}

gboolean
bb_drive_view_is_rescuing (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), FALSE);

    return self->is_rescuing;
}

gboolean
bb_drive_view_is_waiting (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), FALSE);

    return self->drive == NULL && bb_drive_view_shows (self, self->recovery_page);
}

void
bb_drive_view_take_over (BbDriveView *self, BbDriveView *other)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self) && BB_IS_DRIVE_VIEW (other));

    if (other->recovery_page != NULL)
        bb_recovery_page_take_over (bb_drive_view_get_recovery_page (self), other->recovery_page);
    bb_drive_view_show_recovery (self);
    bb_drive_view_show_home (other);
}

/* --- message --- */

static void
bb_drive_view_take_message (BbDriveView *self, char *message, gboolean is_about_job)
{
    g_free (self->message);
    self->message = message;
    self->is_about_job = is_about_job;
    bb_drive_view_changed (self);
}

void
bb_drive_view_close_message (BbDriveView *self)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    if (self->message != NULL)
        bb_drive_view_take_message (self, NULL, FALSE);
}

void
bb_drive_view_tell_busy (BbDriveView *self, const char *next)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    if (self->job != NULL)
        bb_drive_view_take_message (
            self, g_strjoin (" ", bb_app_busy_sentence (bb_job_get_action (self->job)), next, NULL), TRUE);
}

static gboolean
bb_drive_view_pending_cb (gpointer data)
{
    BbDriveView *self = BB_DRIVE_VIEW (data);

    self->pending_patience = 0;
    self->is_pending_long = TRUE;
    bb_drive_view_changed (self);
    return G_SOURCE_REMOVE;
}

static void
bb_drive_view_begin_pending (BbDriveView *self, const char *name)
{
    self->pending = g_strdup (name);
    self->pending_patience = g_timeout_add (BB_VIEW_PENDING_PATIENCE_MS, bb_drive_view_pending_cb, self);
}

void
bb_drive_view_end_pending (BbDriveView *self)
{
    g_clear_handle_id (&self->pending_patience, g_source_remove);
    self->is_pending_long = FALSE;
    if (self->pending == NULL)
        return;
    g_clear_pointer (&self->pending, g_free);
    bb_drive_view_changed (self);
}

/* A file that was chosen, and of which nothing comes, is not forgotten in silence. */
void
bb_drive_view_drop_pending (BbDriveView *self, const char *pattern)
{
    g_autofree char *name = self->pending != NULL ? bb_app_dup_isolated (self->pending) : NULL;

    bb_drive_view_end_pending (self);
    if (name != NULL)
        bb_drive_view_take_message (self, bb_app_dup_filled (pattern, name), FALSE);
}

/* (transfer full) (nullable): what a file that was chosen waits for, where it takes long and no page shows it. */
static char *
bb_drive_view_dup_pending (BbDriveView *self)
{
    BbJob *job = self->drive != NULL ? bb_engine_drive_get_job (self->drive) : NULL;
    g_autofree char *name = NULL;

    if (!self->is_pending_long || self->job != NULL)
        return NULL;
    if (self->is_waiting && job != NULL && bb_job_get_action (job) != BB_ACTION_LOOK)
        return g_strdup (_ ("Waiting until the drive is free…"));
    if (self->is_waiting)
        return g_strdup (_ ("Waiting until the drive is identified…"));
    name = bb_app_dup_isolated (self->pending);
    /* TRANSLATORS: name of a file */
    return g_strdup_printf (_ ("Reading “%s”…"), name);
}

char *
bb_drive_view_dup_message (BbDriveView *self, gboolean *can_close)
{
    g_autofree char *pending = NULL;

    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self) && can_close != NULL, NULL);

    pending = bb_drive_view_dup_pending (self);
    *can_close = self->message != NULL;
    if (self->message == NULL)
        return g_steal_pointer (&pending);
    return g_strjoin ("\n", self->message, pending, NULL);
}

/* --- review --- */

static void
bb_drive_view_accepted_cb (BbReviewPage *page, guint granted, gpointer data)
{
    BbDriveView *self = BB_DRIVE_VIEW (data);
    g_autoptr (BbJobRequest) request = NULL;

    if (self->review == NULL)
        return;
    request = bb_wish_new_request (self->wish, self->review, (BbConsentCode) granted);
    bb_drive_view_start (self, request);
}

void
bb_drive_view_show_review (BbDriveView *self, BbReview *review)
{
    if (self->drive == NULL) {
        bb_drive_view_show_gone (self);
        return;
    }
    if (self->review_page == NULL) {
        self->review_page = BB_REVIEW_PAGE (bb_drive_view_add (self, bb_review_page_new ()));
        g_signal_connect (self->review_page, "accepted", G_CALLBACK (bb_drive_view_accepted_cb), self);
    }
    bb_review_ref (review);
    g_clear_pointer (&self->review, bb_review_unref);
    self->review = review;
    bb_review_page_show (self->review_page, self->engine, self->drive, review);
    bb_drive_view_show_page (self, self->review_page);
    if (bb_drive_view_may_focus (self))
        bb_review_page_focus (self->review_page);
}

void
bb_drive_view_withdraw (BbDriveView *self, const char *pattern)
{
    self->is_waiting = FALSE;
    bb_drive_view_drop_pending (self, pattern);
    g_clear_pointer (&self->review, bb_review_unref);
    bb_wish_withdraw (self->wish);
}

/*
 * Something else is wished: what is shown, or still being checked, is not what would be done now. Who could agree to
 * it would agree to what was never shown.
 */
static void
bb_drive_view_wish_begun_cb (BbDriveView *self)
{
    self->is_waiting = FALSE;
    bb_drive_view_close_message (self);
    bb_drive_view_drop_pending (self, _ ("“%s” was not opened because another file was chosen."));
    bb_drive_view_begin_pending (self, bb_wish_get_name (self->wish));
    g_clear_pointer (&self->review, bb_review_unref);
    if (self->job != NULL && bb_job_is_review (self->job)) {
        bb_job_stop (self->job);
        bb_drive_view_set_job (self, NULL);
    }
    if (!bb_drive_view_shows (self, self->review_page) && !bb_drive_view_shows (self, self->flash_page))
        return;
    if (self->is_rescuing && self->drive != NULL)
        bb_drive_view_show_recovery_page (self);
    else
        bb_drive_view_show_home (self);
}

/* A drive that is still being looked at, or on which the check of something else is just ending, is reviewed then. */
void
bb_drive_view_check (BbDriveView *self)
{
    g_autoptr (BbJobRequest) request = NULL;
    BbFacts *facts = self->drive != NULL ? bb_engine_drive_get_facts (self->drive) : NULL;

    self->is_waiting = self->drive != NULL && (bb_engine_drive_get_job (self->drive) != NULL ||
                                               (facts == NULL && bb_engine_n_looking (self->engine) > 0));
    bb_drive_view_changed (self);
    if (self->is_waiting)
        return;
    bb_wish_suit (self->wish, facts);
    if (bb_wish_get_image (self->wish) == NULL)
        return;
    request = bb_wish_new_check (self->wish);
    bb_drive_view_start (self, request);
    if (self->job == NULL)
        bb_drive_view_end_pending (self);
}

static void
bb_drive_view_wish_failed_cb (BbDriveView *self, const char *title, const char *message, const char *next)
{
    bb_drive_view_end_pending (self);
    bb_drive_view_show_error (self, title, message, next);
}

BbWish *
bb_drive_view_get_wish (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), NULL);

    return self->job == NULL || bb_job_is_review (self->job) ? self->wish : NULL;
}

void
bb_drive_view_choose_file (BbDriveView *self, BbAction action)
{
    GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));

    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    if (bb_drive_view_get_wish (self) == NULL)
        bb_drive_view_tell_busy (self, _ ("Open the file when it has finished."));
    else if (self->drive != NULL)
        bb_wish_choose (self->wish, GTK_IS_WINDOW (window) ? GTK_WINDOW (window) : NULL, action);
}

/* --- the drive --- */

static void
bb_drive_view_drive_changed_cb (BbEngineDrive *drive, gpointer data)
{
    BbDriveView *self = BB_DRIVE_VIEW (data);

    bb_drive_actions_update (self->actions, self);
    bb_drive_view_look_for_job (self);
    if (self->job != NULL)
        return;
    if (bb_drive_view_shows (self, self->drive_page))
        bb_drive_page_show (self->drive_page, self->engine, drive);
    if (bb_drive_view_shows (self, self->recovery_page))
        bb_recovery_page_show (self->recovery_page, self->engine, drive);
    if (self->is_waiting)
        bb_drive_view_check (self);
}

/* The last of all drives was looked at: one that could not be asked says nothing more itself. */
static void
bb_drive_view_looked_cb (BbDriveView *self)
{
    if (self->is_waiting && self->job == NULL)
        bb_drive_view_check (self);
}

void
bb_drive_view_set_drive (BbDriveView *self, BbEngineDrive *drive)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    if (self->drive == drive)
        return;
    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_data (self->drive, self);
    if (self->job == NULL)
        bb_drive_view_withdraw (self, _ ("“%s” was not opened because the drive was disconnected."));
    g_set_object (&self->drive, drive);
    if (drive != NULL) {
        g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
        g_autofree char *name = bb_app_dup_drive_name (drive);

        g_free (self->name);
        g_free (self->short_name);
        self->name = g_strdup_printf ("%s (%s)", name, details->name);
        self->short_name = g_strdup (details->name);
        g_signal_connect (drive, "changed", G_CALLBACK (bb_drive_view_drive_changed_cb), self);
    }
    bb_drive_actions_update (self->actions, self);
    /* A job goes on to its end and says itself what became of it; so do a result and the assistant. */
    if (bb_drive_view_shows (self, self->recovery_page))
        bb_recovery_page_show (self->recovery_page, self->engine, drive);
    else if (drive != NULL && bb_drive_view_shows (self, self->result_page) &&
             bb_result_page_offers_recovery (self->result_page))
        bb_drive_view_show_recovery (self);
    else if (self->job == NULL && !bb_drive_view_shows (self, self->result_page))
        bb_drive_view_show_home (self);
    bb_drive_view_look_for_job (self);
}

BbEngineDrive *
bb_drive_view_get_drive (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), NULL);

    return self->drive;
}

BbEngine *
bb_drive_view_get_engine (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), NULL);

    return self->engine;
}

BbJob *
bb_drive_view_get_job (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), NULL);

    return self->job;
}

char *
bb_drive_view_dup_title (BbDriveView *self)
{
    g_autoptr (BbProgress) progress = NULL;

    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), NULL);

    if (self->job == NULL)
        return g_strdup (self->name);
    progress = bb_job_ref_progress (self->job);
    /* TRANSLATORS: percent, what is done, short name of the drive: "43 % - Flashing sr0" */
    return g_strdup_printf (_ ("%d %% - %s %s"), bb_app_percent (progress),
                            bb_words_action (bb_job_get_action (self->job)), self->short_name);
}

const char *
bb_drive_view_get_topic (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), NULL);

    if (bb_drive_view_shows (self, self->flash_page))
        return "flashing";
    if (bb_drive_view_shows (self, self->question_page))
        return "question";
    if (bb_drive_view_shows (self, self->review_page))
        return bb_wish_get_target (self->wish) != NULL ? "boot-code" : "review";
    if (bb_drive_view_shows (self, self->result_page))
        return "result";
    if (bb_drive_view_shows (self, self->recovery_page))
        return "recovery";
    return bb_help_topics_of_drive (self->drive);
}

gboolean
bb_drive_view_can_go_back (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), FALSE);

    return self->job == NULL && !bb_drive_view_shows (self, self->drive_page) &&
           !bb_drive_view_shows (self, self->gone_page);
}

void
bb_drive_view_go_back (BbDriveView *self)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    if (!bb_drive_view_can_go_back (self))
        return;
    bb_drive_view_withdraw (self, _ ("“%s” was not opened."));
    bb_drive_view_show_home (self);
}

/* --- object --- */

static void
bb_drive_view_dispose (GObject *object)
{
    BbDriveView *self = BB_DRIVE_VIEW (object);

    if (self->wish != NULL)
        g_signal_handlers_disconnect_by_data (self->wish, self);
    g_clear_object (&self->wish);
    g_clear_handle_id (&self->patience, g_source_remove);
    g_clear_handle_id (&self->pending_patience, g_source_remove);
    g_clear_pointer (&self->pending, g_free);
    g_clear_pointer (&self->message, g_free);
    if (self->job != NULL)
        g_signal_handlers_disconnect_by_data (self->job, self);
    g_clear_object (&self->job);
    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_data (self->drive, self);
    g_clear_object (&self->drive);
    g_clear_pointer (&self->review, bb_review_unref);
    g_clear_pointer (&self->name, g_free);
    g_clear_pointer (&self->short_name, g_free);
    g_clear_object (&self->actions);
    g_clear_object (&self->engine);
    G_OBJECT_CLASS (bb_drive_view_parent_class)->dispose (object);
}

static void
bb_drive_view_class_init (BbDriveViewClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = bb_drive_view_dispose;
    signal_changed =
        g_signal_new ("changed", BB_TYPE_DRIVE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bb_drive_view_init (BbDriveView *self)
{
    gtk_stack_set_homogeneous (GTK_STACK (self), FALSE);
    gtk_stack_set_transition_type (GTK_STACK (self), GTK_STACK_TRANSITION_TYPE_CROSSFADE);
    self->actions = bb_drive_actions_new (self);
    gtk_widget_insert_action_group (GTK_WIDGET (self), "drive", self->actions);
    self->drive_page = BB_DRIVE_PAGE (bb_drive_view_add (self, bb_drive_page_new ()));
}

GtkWidget *
bb_drive_view_new (BbEngine *engine, BbEngineDrive *drive)
{
    BbDriveView *self;

    g_return_val_if_fail (BB_IS_ENGINE (engine) && BB_IS_ENGINE_DRIVE (drive), NULL);

    self = g_object_new (BB_TYPE_DRIVE_VIEW, "visible", TRUE, NULL);
    self->engine = g_object_ref (engine);
    self->wish = bb_wish_new (engine);
    g_signal_connect_object (engine, "looked", G_CALLBACK (bb_drive_view_looked_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_swapped (self->wish, "begun", G_CALLBACK (bb_drive_view_wish_begun_cb), self);
    g_signal_connect_swapped (self->wish, "ready", G_CALLBACK (bb_drive_view_check), self);
    g_signal_connect_swapped (self->wish, "failed", G_CALLBACK (bb_drive_view_wish_failed_cb), self);
    bb_drive_view_set_drive (self, drive);
    return GTK_WIDGET (self);
}
