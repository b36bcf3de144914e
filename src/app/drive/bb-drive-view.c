/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-drive-view.h"

#include "app/bb-app-words.h"
#include "app/bb-file-chooser.h"
#include "app/bb-report-saver.h"
#include "app/bb-settings.h"
#include "app/recovery/bb-recovery-memory.h"
#include "bb-drive-actions.h"
#include "bb-view-message.h"
#include "bb-view-pages.h"

#include <glib/gi18n-lib.h>

/* A job that ends within this time gets no page. */
#define BB_VIEW_PATIENCE_MS 250

struct _BbDriveView {
    GtkBox parent;
    BbEngine *engine;
    BbOperation *operation;
    BbEngineDrive *drive; /* (nullable): drive of @operation, whose signals are connected */
    char *short_name;     /* "sr0"; also while the drive is disconnected */
    BbViewPages *pages;   /* the state of @operation and @is_rescuing decide which page is shown */
    GActionGroup *actions;
    GtkFileChooserNative *chooser; /* (nullable) */
    BbAction asked;                /* operation for which a file is being chosen */

    BbOperationState state; /* state of @operation at its last "notify" signal */
    BbJob *job;             /* (nullable): job of @operation at its last "notify" signal */
    BbViewMessage *message;
    guint patience;         /* timeout before the page of a new job is shown */
    BbJobFlags asked_flags; /* flags of the last operation that the user started */
    gboolean is_starting;   /* a button of this view started the job: if the job is short, it gets no page */
    gboolean is_rescuing;   /* the recovery assistant is open, or one of its steps runs */
    gboolean is_copying;    /* the report is copied to the clipboard, not saved to a file */
};

G_DEFINE_TYPE (BbDriveView, bb_drive_view, GTK_TYPE_BOX)

static guint signal_changed;
static guint signal_progress;

/* Emits "changed". */
static void
bb_drive_view_changed (BbDriveView *self)
{
    g_signal_emit (self, signal_changed, 0);
}

/* Returns TRUE if the view is visible or the window is not shown yet; a hidden view must not take the focus. */
static gboolean
bb_drive_view_may_focus (BbDriveView *self)
{
    return gtk_widget_get_mapped (GTK_WIDGET (self)) ||
           !gtk_widget_get_mapped (gtk_widget_get_toplevel (GTK_WIDGET (self)));
}

/* --- message --- */

void
bb_drive_view_close_message (BbDriveView *self)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    bb_view_message_close (self->message);
}

/* Returns TRUE and shows a message if an operation is running. @next: what to do when the operation has ended */
static gboolean
bb_drive_view_show_busy (BbDriveView *self, const char *next)
{
    if (!bb_operation_is_running (self->operation))
        return FALSE;
    bb_view_message_set (self->message,
                         g_strjoin (" ", bb_app_busy_sentence (bb_operation_get_act (self->operation)), next, NULL),
                         TRUE);
    return TRUE;
}

char *
bb_drive_view_dup_message (BbDriveView *self, gboolean *can_close)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self) && can_close != NULL, NULL);

    return bb_view_message_dup (self->message, can_close);
}

/* --- pages --- */

/* The user has agreed to the review: closes the message and starts the operation. */
static void
bb_drive_view_accepted_cb (BbDriveView *self)
{
    BbOperationRules rules = bb_settings_get_rules (bb_settings_get ());

    bb_drive_view_close_message (self);
    (void) bb_operation_start (self->operation, &rules);
}

/* Returns the page that shows the state of the operation. The current page stays for a short time after a job was
 * started (@patience), and while a review is not ready or is checked again. If there is no job, review or result,
 * returns BB_VIEW_RECOVERY if the assistant is open, else BB_VIEW_GONE if the drive is disconnected, else
 * BB_VIEW_HOME. */
static BbViewPage
bb_drive_view_find_page (BbDriveView *self)
{
    gboolean is_gone = bb_operation_get_drive (self->operation) == NULL;
    BbViewPage page = bb_view_pages_get_shown (self->pages);
    BbViewPage place = self->is_rescuing ? BB_VIEW_RECOVERY : is_gone ? BB_VIEW_GONE : BB_VIEW_HOME;

    switch (bb_operation_get_state (self->operation)) {
    case BB_OPERATION_CHECKING:
        if (bb_operation_get_job (self->operation) != NULL && self->patience == 0)
            return BB_VIEW_FLASH;
        /* A review that is checked again stays on screen. */
        return bb_operation_get_review (self->operation) != NULL ? page : place;
    case BB_OPERATION_REVIEW:
        return bb_operation_get_review (self->operation) != NULL ? BB_VIEW_REVIEW : page;
    case BB_OPERATION_RUNNING:
        return self->patience == 0 ? BB_VIEW_FLASH : page;
    case BB_OPERATION_ASKING:
        return BB_VIEW_QUESTION;
    case BB_OPERATION_FINISHED:
    case BB_OPERATION_FAILED:
        return BB_VIEW_RESULT;
    case BB_OPERATION_EMPTY:
    case BB_OPERATION_LOADING:
    case BB_OPERATION_GONE:
    default:
        return place;
    }
}

/* Updates actions and page, moves the focus into a new page, and emits "changed". @is_new: fill the page again even
 * if it is shown already */
static void
bb_drive_view_render (BbDriveView *self, gboolean is_new)
{
    BbViewPage page = bb_drive_view_find_page (self);
    BbViewPage before = bb_view_pages_get_shown (self->pages);

    /* Update the actions first, because an insensitive button cannot get the focus. */
    bb_drive_actions_update (self->actions);
    if (page != before || is_new) {
        if (page == BB_VIEW_RESULT)
            bb_view_pages_fill_result (self->pages, self->is_rescuing,
                                       bb_drive_actions_get_file_action (self->actions, self->is_rescuing));
        bb_view_pages_show (self->pages, page);
        if (page != before)
            bb_app_begin_page (gtk_stack_get_visible_child (GTK_STACK (self->pages)));
        if ((page != before || page != BB_VIEW_RECOVERY) && bb_drive_view_may_focus (self))
            bb_view_pages_focus (self->pages);
    }
    bb_drive_view_changed (self);
}

/* --- results --- */

/* Says whether the report was saved or copied: while the recovery assistant is open, in the message above the pages;
 * else on the page of the drive. */
static void
bb_drive_view_saved_cb (const char *path, const GError *error, gpointer data)
{
    BbDriveView *self = BB_DRIVE_VIEW (data);
    g_autofree char *message = bb_report_saver_dup_message (path, error);

    if (self->is_rescuing)
        bb_view_message_set (self->message, g_steal_pointer (&message), FALSE);
    else
        bb_drive_page_show_message (bb_view_pages_get_drive_page (self->pages), message);
}

/* Handles a job that only identified the drive or created a report: ends the operation, and shows the sentence of
 * bb_drive_actions_get_answer() on the page of the drive. Copies or saves the report; without a report, closes the
 * assistant. Returns FALSE for any other job or outcome, which needs a result page. */
static gboolean
bb_drive_view_show_answer (BbDriveView *self)
{
    g_autoptr (BbResult) result = bb_result_ref (bb_operation_get_result (self->operation));

    if (result->outcome != BB_OUTCOME_DONE || (result->action != BB_ACTION_LOOK && result->report == NULL))
        return FALSE;
    bb_drive_page_take_details (bb_view_pages_get_drive_page (self->pages), result);
    bb_drive_page_show_message (bb_view_pages_get_drive_page (self->pages),
                                bb_drive_actions_get_answer (self->asked_flags, result));
    self->is_rescuing = self->is_rescuing && result->report != NULL;
    g_free (bb_operation_withdraw (self->operation));
    if (result->report != NULL && self->is_copying)
        bb_report_saver_copy (GTK_WIDGET (self), result->report, bb_drive_view_saved_cb);
    else if (result->report != NULL)
        bb_report_saver_run (GTK_WIDGET (self), self->short_name, result, bb_engine_get_catalog (self->engine),
                             bb_drive_view_saved_cb);
    return TRUE;
}

/* Returns TRUE, and ends the operation, if the assistant shows why its step failed. A success ends all steps. */
static gboolean
bb_drive_view_show_step_result (BbDriveView *self)
{
    g_autoptr (BbResult) result = bb_result_ref (bb_operation_get_result (self->operation));
    gboolean is_shown =
        self->is_rescuing && bb_recovery_page_take_result (bb_view_pages_get_recovery_page (self->pages), result);

    if (bb_recovery_memory_note_result (bb_operation_get_drive (self->operation), result) &&
        bb_view_pages_has_recovery_page (self->pages))
        bb_recovery_page_start_over (bb_view_pages_get_recovery_page (self->pages));
    if (is_shown)
        g_free (bb_operation_withdraw (self->operation));
    return is_shown;
}

/* --- the operation --- */

/* The job takes longer than BB_VIEW_PATIENCE_MS: shows its page. */
static gboolean
bb_drive_view_patience_cb (gpointer data)
{
    BbDriveView *self = BB_DRIVE_VIEW (data);

    self->patience = 0;
    bb_drive_view_render (self, FALSE);
    return G_SOURCE_REMOVE;
}

/* The shown progress of the job has changed: emits "progress". */
static void
bb_drive_view_progress_cb (BbDriveView *self)
{
    g_signal_emit (self, signal_progress, 0);
}

/* Follows a new job: closes the message about the last job, and queues the page of the result. The page with the
 * progress is shown after a delay if the job is a check, or if it only reads and was started by this view. */
static void
bb_drive_view_follow_job (BbDriveView *self)
{
    BbJob *job = bb_operation_get_job (self->operation);

    if (!g_set_object (&self->job, job))
        return;
    /* The signal of an earlier job stays connected: its handler only shows the title of the current job again. */
    if (job != NULL)
        g_signal_connect_object (bb_shown_progress_of (job), "changed", G_CALLBACK (bb_drive_view_progress_cb), self,
                                 G_CONNECT_SWAPPED);
    g_clear_handle_id (&self->patience, g_source_remove);
    bb_view_message_end_job (self->message);
    if (bb_operation_is_running (self->operation))
        bb_view_pages_prepare_result (self->pages);
    if (job != NULL && (!bb_operation_is_running (self->operation) ||
                        (self->is_starting && !bb_action_writes (bb_job_get_action (job)))))
        self->patience = g_timeout_add (BB_VIEW_PATIENCE_MS, bb_drive_view_patience_cb, self);
}

/* State or job of the operation has changed: shows the answer of a finished job, or the page for the state. */
static void
bb_drive_view_operation_cb (BbDriveView *self)
{
    BbOperationState state = bb_operation_get_state (self->operation);
    /* A page that is shown is not filled again while a check or job runs, or while a review is not ready yet. */
    gboolean goes_on = state == BB_OPERATION_RUNNING || state == BB_OPERATION_CHECKING ||
                       (state == BB_OPERATION_REVIEW && bb_operation_get_review (self->operation) == NULL);
    gboolean is_new = state != self->state && !goes_on;

    bb_drive_view_follow_job (self);
    if (state != BB_OPERATION_LOADING && state != BB_OPERATION_CHECKING)
        bb_view_message_end_pending (self->message);
    self->state = state;
    if (is_new && state == BB_OPERATION_FINISHED &&
        (bb_drive_view_show_answer (self) || bb_drive_view_show_step_result (self)))
        return;
    bb_drive_view_render (self, is_new);
}

gboolean
bb_drive_view_choose (BbDriveView *self, const BbOperationChoice *choice)
{
    BbOperationChoice chosen;

    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self) && choice != NULL, FALSE);

    chosen = *choice;
    chosen.may_recover = TRUE;
    /* While the recovery assistant is open, any file that is opened is used for recovery. */
    if (self->is_rescuing && chosen.act == BB_ACTION_FLASH)
        chosen.act = BB_ACTION_RECOVER;
    if (bb_drive_view_show_busy (self, choice->file != NULL ? _ ("Open the file when the operation has finished.")
                                                            : _ ("Try again when the operation has finished.")))
        return FALSE;
    bb_drive_view_close_message (self);
    bb_view_message_begin_pending (self->message);
    if (bb_operation_choose (self->operation, &chosen))
        return TRUE;
    bb_view_message_end_pending (self->message);
    return FALSE;
}

void
bb_drive_view_run (BbDriveView *self, const BbOperationChoice *choice)
{
    BbOperationRules rules = bb_settings_get_rules (bb_settings_get ());

    self->asked_flags = choice->flags;
    if (!bb_drive_view_choose (self, choice))
        return;
    self->is_starting = TRUE;
    (void) bb_operation_start (self->operation, &rules);
    self->is_starting = FALSE;
}

/* Starts to make a report of the drive. At the end it is copied to the clipboard if @copies is TRUE; else the user is
 * asked for the file. */
static void
bb_drive_view_report (BbDriveView *self, gboolean copies)
{
    self->is_copying = copies;
    bb_drive_view_run (self, &(BbOperationChoice){.act = BB_ACTION_REPORT, .flags = BB_JOB_FLAG_LOOK_CLOSER});
}

/* Withdraws the chosen file or backup and the result, and closes the file chooser. If this choice was still being
 * read or checked, shows a message that it was not opened. @pattern: as for bb_view_message_show_not_opened() */
static void
bb_drive_view_withdraw (BbDriveView *self, const char *pattern)
{
    g_autofree char *name = bb_operation_withdraw (self->operation);

    if (self->chooser != NULL)
        gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
    g_clear_object (&self->chooser);
    if (name != NULL)
        bb_view_message_show_not_opened (self->message, pattern, name);
}

/* Opens @files (element-type GFile): none, one, or the two parts of a firmware; if more, only shows a message. */
static void
bb_drive_view_open_files (BbDriveView *self, GSList *files)
{
    guint n_files = g_slist_length (files);

    if (n_files > 2)
        bb_view_message_set (
            self->message,
            g_strdup (_ ("No file was opened. Choose one file, or both files of a two-part firmware image.")), FALSE);
    else if (n_files > 0)
        (void) bb_drive_view_choose (self, &(BbOperationChoice){.act = self->asked,
                                                                .file = files->data,
                                                                .second = n_files > 1 ? files->next->data : NULL});
}

static void
bb_drive_view_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
    BbDriveView *self = BB_DRIVE_VIEW (data);
    GSList *files = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog)) : NULL;

    g_clear_object (&self->chooser);
    bb_drive_view_open_files (self, files);
    g_slist_free_full (files, g_object_unref);
}

void
bb_drive_view_choose_file (BbDriveView *self, BbAction action)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    if (bb_drive_view_show_busy (self, _ ("Open the file when the operation has finished.")) ||
        bb_operation_get_drive (self->operation) == NULL)
        return;
    self->asked = action;
    if (self->chooser == NULL) {
        self->chooser = bb_file_chooser_new (BB_FILE_CHOOSER_FIRMWARE, GTK_FILE_CHOOSER_ACTION_OPEN,
                                             _ ("Choose a Firmware File"), GTK_WIDGET (self), _ ("_Review"));
        /* The firmware of some drives has two files. */
        gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
        g_signal_connect_object (self->chooser, "response", G_CALLBACK (bb_drive_view_chosen_cb), self, 0);
    }
    bb_file_chooser_show (self->chooser);
}

/* --- recovery --- */

void
bb_drive_view_show_recovery (BbDriveView *self)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    if (bb_operation_get_drive (self->operation) == NULL || bb_operation_get_job (self->operation) != NULL)
        return;
    self->is_rescuing = TRUE;
    bb_drive_view_withdraw (self, bb_app_overtaken_pattern (BB_ACTION_RECOVER));
    bb_drive_view_render (self, FALSE);
}

gboolean
bb_drive_view_is_waiting (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), FALSE);

    return bb_operation_get_drive (self->operation) == NULL &&
           bb_view_pages_get_shown (self->pages) == BB_VIEW_RECOVERY;
}

void
bb_drive_view_take_over (BbDriveView *self, BbDriveView *other)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self) && BB_IS_DRIVE_VIEW (other));

    if (bb_view_pages_has_recovery_page (other->pages))
        bb_recovery_page_take_over (bb_view_pages_get_recovery_page (self->pages),
                                    bb_view_pages_get_recovery_page (other->pages));
    bb_drive_view_show_recovery (self);
    other->is_rescuing = FALSE;
    bb_drive_view_render (other, FALSE);
}

/* --- the drive --- */

/* Updates the actions and, unless the page is hidden or a job runs, the page of the drive; emits "changed". */
static void
bb_drive_view_drive_changed_cb (BbEngineDrive *drive, gpointer data)
{
    BbDriveView *self = BB_DRIVE_VIEW (data);
    BbJob *job = bb_engine_drive_get_job (drive);

    bb_drive_actions_update (self->actions);
    /* The user may have named the drive. */
    bb_view_pages_update_name (self->pages);
    /* While a job runs or is about to start, only the state on the page of the drive changes. */
    if (bb_view_pages_get_shown (self->pages) == BB_VIEW_HOME && bb_operation_get_job (self->operation) == NULL &&
        (job == NULL || bb_job_is_review (job)))
        bb_view_pages_show (self->pages, BB_VIEW_HOME);
    bb_drive_view_changed (self);
    /* If the drive has had the power cycle that the result asks for, the page of the drive replaces the result. */
    if (bb_view_pages_get_shown (self->pages) == BB_VIEW_RESULT &&
        bb_result_page_was_power_cycled (bb_view_pages_get_result_page (self->pages)))
        bb_drive_view_go_back (self);
}

/* The drive was connected or disconnected: follows the new drive and updates the page. When a drive was connected, a
 * result page that offers recovery is replaced by the recovery assistant. */
static void
bb_drive_view_drive_cb (BbDriveView *self)
{
    BbEngineDrive *drive = bb_operation_get_drive (self->operation);
    BbViewPage page = bb_view_pages_get_shown (self->pages);

    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_data (self->drive, self);
    g_set_object (&self->drive, drive);
    if (drive != NULL) {
        g_free (self->short_name);
        self->short_name = g_strdup (bb_engine_drive_get_name (drive));
        g_signal_connect (drive, "changed", G_CALLBACK (bb_drive_view_drive_changed_cb), self);
    }
    bb_view_pages_update_name (self->pages);
    /* A result page that does not offer recovery stays. */
    if (drive != NULL && page == BB_VIEW_RESULT &&
        bb_result_page_offers_recovery (bb_view_pages_get_result_page (self->pages))) {
        bb_drive_view_show_recovery (self);
        return;
    }
    bb_drive_view_render (self, page == BB_VIEW_HOME || page == BB_VIEW_RECOVERY);
}

BbOperation *
bb_drive_view_get_operation (BbDriveView *self)
{
    return self->operation;
}

BbEngineDrive *
bb_drive_view_get_drive (BbDriveView *self)
{
    return bb_operation_get_drive (self->operation);
}

const char *
bb_drive_view_get_missed (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), NULL);

    return bb_operation_get_drive (self->operation) == NULL ? bb_view_pages_get_drive_name (self->pages) : NULL;
}

char *
bb_drive_view_dup_title (BbDriveView *self)
{
    return bb_app_dup_title (bb_operation_get_job (self->operation), bb_view_pages_get_drive_name (self->pages),
                             self->short_name);
}

char *
bb_drive_view_dup_short_title (BbDriveView *self)
{
    return bb_app_dup_short_title (bb_operation_get_job (self->operation), self->short_name);
}

const char *
bb_drive_view_get_topic (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), NULL);

    switch (bb_view_pages_get_shown (self->pages)) {
    case BB_VIEW_FLASH:
        return "flashing";
    case BB_VIEW_QUESTION:
        return "question";
    case BB_VIEW_REVIEW:
        return bb_selection_get_target (bb_operation_get_selection (self->operation)) != NULL ? "boot-code"
                                                                                              : "review";
    case BB_VIEW_RESULT:
        return "result";
    case BB_VIEW_RECOVERY:
        return "recovery";
    case BB_VIEW_HOME:
    case BB_VIEW_GONE:
    case BB_VIEW_NONE:
    default:
        return bb_drive_page_get_topic (bb_operation_get_drive (self->operation));
    }
}

gboolean
bb_drive_view_is_home (BbDriveView *self)
{
    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), FALSE);

    return bb_view_pages_get_shown (self->pages) == BB_VIEW_HOME;
}

void
bb_drive_view_set_subdued (BbDriveView *self, gboolean is_subdued)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    bb_drive_page_set_subdued (bb_view_pages_get_drive_page (self->pages), is_subdued);
}

gboolean
bb_drive_view_can_go_back (BbDriveView *self)
{
    BbViewPage page;

    g_return_val_if_fail (BB_IS_DRIVE_VIEW (self), FALSE);

    page = bb_view_pages_get_shown (self->pages);
    return bb_operation_get_job (self->operation) == NULL && page != BB_VIEW_HOME && page != BB_VIEW_GONE;
}

void
bb_drive_view_go_back (BbDriveView *self)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self));

    if (!bb_drive_view_can_go_back (self))
        return;
    /* Leaving a review or a failed start returns to the recovery assistant, if it is open. */
    self->is_rescuing = self->is_rescuing && (bb_view_pages_get_shown (self->pages) == BB_VIEW_REVIEW ||
                                              bb_operation_get_state (self->operation) == BB_OPERATION_FAILED);
    bb_drive_view_withdraw (self, _ ("“%s” was not opened."));
    bb_drive_view_render (self, FALSE);
}

/* Shows the page of the drive, where a failure is reported, and ejects the disc. */
static void
bb_drive_view_eject (BbDriveView *self)
{
    bb_drive_view_go_home (self);
    bb_drive_page_eject (bb_view_pages_get_drive_page (self->pages));
}

void
bb_drive_view_restore (BbDriveView *self)
{
    bb_drive_page_restore (bb_view_pages_get_drive_page (self->pages));
}

void
bb_drive_view_go_home (BbDriveView *self)
{
    bb_drive_view_go_back (self); /* if the assistant started the review, this leads to the assistant */
    bb_drive_view_go_back (self);
}

void
bb_drive_view_leave_read_result (BbDriveView *self)
{
    if (bb_view_pages_get_shown (self->pages) == BB_VIEW_RESULT &&
        bb_result_page_was_read (bb_view_pages_get_result_page (self->pages)))
        bb_drive_view_go_back (self);
}

void
bb_drive_view_search_folder (BbDriveView *self, GFile *folder)
{
    g_return_if_fail (BB_IS_DRIVE_VIEW (self) && G_IS_FILE (folder));

    if (bb_drive_view_show_busy (self, _ ("Open the file when the operation has finished.")))
        return;
    /* The recovery assistant or a review would hide the page of the drive, which lists the files that are found. */
    self->is_rescuing = FALSE;
    bb_drive_view_close_message (self);
    bb_drive_view_withdraw (self, _ ("“%s” was not opened."));
    bb_drive_view_render (self, FALSE);
    bb_drive_page_search (bb_view_pages_get_drive_page (self->pages), folder);
}

/* --- object --- */

/* Passes the setting "expert" to the operation. */
static void
bb_drive_view_expert_cb (BbDriveView *self)
{
    bb_operation_set_expert (self->operation, bb_settings_get_int (bb_settings_get (), "expert") != 0);
}

static void
bb_drive_view_dispose (GObject *object)
{
    BbDriveView *self = BB_DRIVE_VIEW (object);

    g_clear_handle_id (&self->patience, g_source_remove);
    if (self->operation != NULL)
        g_signal_handlers_disconnect_by_data (self->operation, self);
    if (self->drive != NULL)
        g_signal_handlers_disconnect_by_data (self->drive, self);
    g_clear_object (&self->drive);
    g_clear_object (&self->job);
    g_clear_object (&self->operation);
    g_clear_object (&self->chooser);
    g_clear_pointer (&self->short_name, g_free);
    g_clear_object (&self->message);
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
    signal_progress =
        g_signal_new ("progress", BB_TYPE_DRIVE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bb_drive_view_init (BbDriveView *self)
{
}

GtkWidget *
bb_drive_view_new (BbEngine *engine, BbEngineDrive *drive)
{
    static const BbDriveActionFuncs funcs = {
        bb_drive_view_choose, bb_drive_view_run,     bb_drive_view_choose_file, bb_drive_view_show_recovery,
        bb_drive_view_report, bb_drive_view_go_back, bb_drive_view_eject};
    BbDriveView *self;

    g_return_val_if_fail (BB_IS_ENGINE (engine) && BB_IS_ENGINE_DRIVE (drive), NULL);

    self = g_object_new (BB_TYPE_DRIVE_VIEW, "visible", TRUE, NULL);
    self->engine = g_object_ref (engine);
    self->operation = bb_operation_new (engine, drive, TRUE);
    self->pages = BB_VIEW_PAGES (bb_view_pages_new (engine, self->operation));
    g_signal_connect_object (self->pages, "accepted", G_CALLBACK (bb_drive_view_accepted_cb), self,
                             G_CONNECT_SWAPPED);
    gtk_box_pack_start (GTK_BOX (self), GTK_WIDGET (self->pages), TRUE, TRUE, 0);
    self->message = bb_view_message_new (self->operation);
    g_signal_connect_swapped (self->message, "changed", G_CALLBACK (bb_drive_view_changed), self);
    self->actions = bb_drive_actions_new (self, &funcs, engine, self->operation);
    gtk_widget_insert_action_group (GTK_WIDGET (self), "drive", self->actions);
    g_signal_connect_swapped (self->operation, "notify::drive", G_CALLBACK (bb_drive_view_drive_cb), self);
    g_signal_connect_swapped (self->operation, "notify::job", G_CALLBACK (bb_drive_view_operation_cb), self);
    g_signal_connect_swapped (self->operation, "notify::state", G_CALLBACK (bb_drive_view_operation_cb), self);
    g_signal_connect_object (bb_settings_get (), "notify::expert", G_CALLBACK (bb_drive_view_expert_cb), self,
                             G_CONNECT_SWAPPED);
    bb_drive_view_expert_cb (self);
    bb_drive_view_drive_cb (self);
    return GTK_WIDGET (self);
}
