/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-close-dialog.h"

#include "bb-background.h"
#include "bb-notices.h"

#include "app/bb-app-words.h"
#include "app/widgets/bb-click-guard.h"

#include <glib/gi18n-lib.h>

/* Interval of the check whether a job still runs. */
#define BB_CLOSE_LOOK_MS 300
/* A line of the text has at most this many characters. */
#define BB_CLOSE_MAX_CHARS 60
/* Margin around the text if the window is narrow. */
#define BB_CLOSE_MARGIN_PX 12
/* Space between the label and the edges of a button. */
#define BB_CLOSE_BUTTON_PX 36
/* Space that is left free for the frame of the dialog. */
#define BB_CLOSE_FRAME_PX 24
/* Space that is left free for the title bar of the dialog. */
#define BB_CLOSE_TITLE_PX 48
/* Number of lines that the text may have more later, before it scrolls. More would be a gap above the buttons. */
#define BB_CLOSE_SPARE_LINES 1

enum {
    BB_CLOSE_GO_ON = 1,
    BB_CLOSE_STOP,
};

/* Destroys the window @data. */
static gboolean
bb_close_dialog_gone_cb (gpointer data)
{
    gtk_widget_destroy (GTK_WIDGET (data));
    return G_SOURCE_REMOVE;
}

/* Hides @window, and destroys it in an idle handler, because assistive technologies may activate a button while GTK
 * still delivers a key event to the dialog. */
static void
bb_close_dialog_destroy_later (GtkWidget *window)
{
    gtk_widget_hide (window);
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, bb_close_dialog_gone_cb, g_object_ref (window), g_object_unref);
}

/* Returns how much @job, whose drive is not endangered, limits the choices of the user: 2 if it can no longer be
 * cancelled, 1 if it asks a question, else 0. */
static guint
bb_close_dialog_rank (BbJob *job)
{
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);

    return bb_job_is_committed (job) ? 2 : question != NULL ? 1 : 0;
}

/* Returns (transfer full) (nullable) the running job that limits the choices of the user most. The first of these
 * that exists: a job with an endangered drive, a job that can no longer be cancelled, a job that asks a question, any
 * running job. %NULL if no job runs or all jobs still wait to be started. */
static BbJob *
bb_close_dialog_ref_job (BbEngine *engine)
{
    GListModel *drives = bb_engine_get_drives (engine);
    g_autoptr (BbJob) found = NULL;

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        BbJob *job = bb_engine_drive_get_job (drive);

        if (job != NULL && bb_job_is_endangered (job))
            return g_object_ref (job);
        if (job != NULL && (found == NULL || bb_close_dialog_rank (job) > bb_close_dialog_rank (found)))
            g_set_object (&found, job);
    }
    return g_steal_pointer (&found);
}

/* Returns TRUE if no job has begun to write, so that all of them may be stopped. Stopping a job that has begun to
 * write could leave its drive in recovery mode, or with firmware that nobody verified. */
static gboolean
bb_close_dialog_can_stop (BbEngine *engine)
{
    g_autoptr (BbJob) job = bb_close_dialog_ref_job (engine);

    return job == NULL || !bb_job_is_committed (job);
}

/* Returns the number of drives with a running job. @found: (out) (nullable) (transfer none): the last of them; NULL
 * if there is none */
static guint
bb_close_dialog_count (BbEngine *engine, BbEngineDrive **found)
{
    GListModel *drives = bb_engine_get_drives (engine);
    guint n_working = 0;

    *found = NULL;
    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        if (bb_engine_drive_get_job (drive) == NULL)
            continue;
        *found = drive;
        n_working++;
    }
    return n_working;
}

/* Returns (transfer full) the title:
 * - one drive has a job: the operation and the name of the drive
 * - several drives have jobs: their number
 * - no job runs any more: a sentence without drive and number */
static char *
bb_close_dialog_dup_title (BbEngine *engine)
{
    BbEngineDrive *drive = NULL;
    guint n_working = bb_close_dialog_count (engine, &drive);
    g_autofree char *name = NULL;

    if (n_working == 0)
        return g_strdup (_ ("An operation is running on a drive"));
    if (n_working > 1)
        return g_strdup_printf (
            ngettext ("An operation is running on %u drive", "Operations are running on %u drives", n_working),
            n_working);
    name = bb_app_dup_full_name (drive);
    return bb_app_dup_action_title (bb_job_get_current_action (bb_engine_drive_get_job (drive)), name);
}

/* Returns (transfer full) sentences for @job, which asks @question: whether the drive is safe, and which answer
 * Burnback chooses if the user gives none, and when. */
static char *
bb_close_dialog_dup_question (BbJob *job, const BbQuestion *question)
{
    gint64 deadline_us = bb_job_get_deadline_us (job);
    gint64 seconds = MAX (deadline_us - g_get_monotonic_time (), 0) / G_USEC_PER_SEC;
    g_autofree char *left = bb_app_dup_duration ((guint) seconds);
    g_autofree char *unanswered = bb_words_dup_question_choice (question, bb_question_get_unanswered (question));
    /* TRANSLATORS: a time such as "about 5 minutes", then a choice such as "Restore 1.05" */
    g_autofree char *answer =
        deadline_us != 0
            ? g_strdup_printf (_ ("If you do not answer within %s, Burnback will choose “%s”."), left, unanswered)
            : g_strdup (_ ("Burnback is waiting for your answer. There is no time limit."));

    return g_strjoin (" ", bb_words_safety (question->safety), answer, NULL);
}

/* Returns the sentence on what happens to the drives if the user stops all jobs, none of which has begun to write. */
static const char *
bb_close_dialog_get_stopping (BbEngine *engine)
{
    GListModel *drives = bb_engine_get_drives (engine);
    BbEngineDrive *last = NULL;
    gboolean is_one = bb_close_dialog_count (engine, &last) < 2;

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        if (bb_engine_drive_get_job (drive) != NULL && bb_engine_drive_get_safe (drive, NULL) == BB_SAFE_NO)
            return is_one ? _ ("If you stop the operation now, the drive will still need recovery.")
                          : _ ("If you stop the operations now, at least one drive will still need recovery.");
    }
    return is_one ? _ ("If you stop the operation now, the firmware of the drive will not be changed.")
                  : _ ("If you stop the operations now, the firmware of the drives will not be changed.");
}

/* Returns (transfer full) sentences for @job, which has begun to write:
 * - @job asks a question: the sentences of bb_close_dialog_dup_question()
 * - all data is written and @job restarts or verifies the drive: a sentence on this, and one on the safety of the
 * drive
 * - other cases: only a sentence on the safety of the drive */
static char *
bb_close_dialog_dup_rest (BbJob *job)
{
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);
    g_autoptr (BbProgress) progress = bb_app_ref_progress (job);

    if (question != NULL)
        return bb_close_dialog_dup_question (job, question);
    if (progress == NULL || (progress->phase != BB_PHASE_RESTART && progress->phase != BB_PHASE_VERIFY))
        return g_strdup (bb_words_safety (BB_SAFETY_RUNNING));
    return g_strjoin (" ", _ ("All data is written."), bb_words_phase_of (progress->phase, progress->plan),
                      bb_words_safety (BB_SAFETY_RUNNING), NULL);
}

/* Returns (transfer full) the sentences on what happens without the window: whether a notification says that the work
 * has ended, and what to do to see the progress and the result or, if @is_asking, to answer the question. */
static char *
bb_close_dialog_dup_going_on (GtkWindow *window, BbEngine *engine, gboolean is_asking)
{
    gboolean is_notified = !is_asking && bb_notices_are_sent (gtk_window_get_application (window));
    BbEngineDrive *last = NULL;

    if (bb_close_dialog_count (engine, &last) > 1)
        return is_asking
                   ? g_strdup (_ (
                         "One of the operations is waiting for your answer. If you close the window, the operations "
                         "continue in the background. To answer, start Burnback again."))
                   : g_strjoin (" ", _ ("If you close the window, the operations continue in the background."),
                                _ ("To see the progress or the results, start Burnback again."),
                                is_notified ? _ ("A notification says when an operation has ended.") : NULL, NULL);
    return is_asking
               ? g_strdup (_ ("If you close the window, the operation waits in the background. To answer, start "
                              "Burnback again."))
               : g_strjoin (" ", _ ("If you close the window, the operation continues in the background."),
                            _ ("To see the progress or the result, start Burnback again."),
                            is_notified ? _ ("A notification says when the operation has ended.") : NULL, NULL);
}

/* Returns (transfer full) the text below the title, for the present state of the jobs: a line on the drive, unless
 * nothing was written and no job asks a question; then one for each choice that ends the dialog. */
static char *
bb_close_dialog_dup_text (GtkWindow *window, BbEngine *engine)
{
    g_autoptr (BbJob) job = bb_close_dialog_ref_job (engine);
    const char *stays_on = _ ("Do not turn off the computer or log out until Burnback has finished.");
    g_autoptr (BbQuestion) question = job != NULL ? bb_job_ref_question (job) : NULL;
    g_autofree char *goes_on = bb_close_dialog_dup_going_on (window, engine, question != NULL);
    g_autofree char *rest = NULL;
    g_autofree char *drive = NULL;

    if (question != NULL && !bb_job_is_committed (job)) {
        rest = bb_close_dialog_dup_question (job, question);
        return g_strjoin ("\n", rest, goes_on, bb_close_dialog_get_stopping (engine), NULL);
    }
    if (job == NULL || (!bb_job_is_committed (job) && !bb_job_is_endangered (job)))
        return g_strjoin ("\n", goes_on, bb_close_dialog_get_stopping (engine), NULL);
    if (question == NULL && bb_job_is_endangered (job))
        rest = g_strdup (_ ("The firmware is currently incomplete, so the operation cannot be stopped."));
    else
        rest = bb_close_dialog_dup_rest (job);
    drive = g_strjoin (" ", rest, stays_on, NULL);
    return g_strjoin ("\n", drive, goes_on, NULL);
}

/* --- end --- */

/* Returns (transfer none) (element-type BbJob) the jobs that have run since @dialog was opened. */
static GPtrArray *
bb_close_dialog_get_jobs (GtkDialog *dialog)
{
    return g_object_get_data (G_OBJECT (dialog), "burnback-jobs");
}

/* Adds the running jobs to those of bb_close_dialog_get_jobs(), so that their results can be shown. */
static void
bb_close_dialog_note_jobs (GtkDialog *dialog, BbEngine *engine)
{
    GPtrArray *jobs = bb_close_dialog_get_jobs (dialog);
    GListModel *drives = bb_engine_get_drives (engine);

    for (guint i = 0; i < g_list_model_get_n_items (drives); i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);
        BbJob *job = bb_engine_drive_get_job (drive);

        if (job != NULL && !g_ptr_array_find (jobs, job, NULL))
            g_ptr_array_add (jobs, g_object_ref (job));
    }
}

/* Returns (transfer full) the title after the last job has ended. */
static char *
bb_close_dialog_dup_end_title (GtkDialog *dialog)
{
    return g_strdup (
        ngettext ("The operation has ended", "All operations have ended", bb_close_dialog_get_jobs (dialog)->len));
}

/* Returns (transfer full) the text after the last job has ended: a line with drive and result for each job, and that
 * the window can be closed. */
static char *
bb_close_dialog_dup_results (GtkDialog *dialog, BbEngine *engine)
{
    GPtrArray *jobs = bb_close_dialog_get_jobs (dialog);
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < jobs->len; i++) {
        BbJob *job = g_ptr_array_index (jobs, i);
        const char *short_name = bb_drive_get_name (bb_job_get_drive (job));
        g_autoptr (BbEngineDrive) drive = bb_engine_find (engine, short_name);
        g_autofree char *name = drive != NULL ? bb_app_dup_full_name (drive) : g_strdup (short_name);
        g_autoptr (BbResult) result = bb_job_ref_result (job);

        if (result != NULL)
            g_string_append_printf (text, "%s: %s\n", name, bb_words_outcome (result));
    }
    g_string_append (text, _ ("The window shows the details."));
    return g_string_free (text, FALSE);
}

/* --- size --- */

/* Puts the text of @dialog into a scrolled window, in the middle of it: the lines that are left free for a longer
 * text later are then no gap above the buttons. */
static void
bb_close_dialog_add_scrolled (GtkDialog *dialog)
{
    GtkWidget *row = gtk_widget_get_parent (gtk_message_dialog_get_message_area (GTK_MESSAGE_DIALOG (dialog)));
    GtkWidget *content = gtk_dialog_get_content_area (dialog);
    GtkWidget *scrolled = gtk_scrolled_window_new (NULL, NULL);

    gtk_widget_set_valign (row, GTK_ALIGN_CENTER);
    g_object_ref (row);
    gtk_container_remove (GTK_CONTAINER (content), row);
    gtk_container_add (GTK_CONTAINER (scrolled), row);
    g_object_unref (row);
    g_object_set (scrolled, "hscrollbar-policy", GTK_POLICY_NEVER, "visible", TRUE, NULL);
    gtk_box_pack_start (GTK_BOX (content), scrolled, TRUE, TRUE, 0);
}

/* Limits the natural width of the label @widget, or of the label of the button @widget, to the pixels in @data and to
 * BB_CLOSE_MAX_CHARS characters, and lets long words wrap. Does nothing for a widget without a label. */
static void
bb_close_dialog_wrap_cb (GtkWidget *widget, gpointer data)
{
    GtkWidget *label = GTK_IS_BUTTON (widget) ? gtk_bin_get_child (GTK_BIN (widget)) : widget;
    PangoContext *context = gtk_widget_get_pango_context (label);
    PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
    int char_px = PANGO_PIXELS_CEIL (MAX (pango_font_metrics_get_approximate_char_width (metrics),
                                          pango_font_metrics_get_approximate_digit_width (metrics)));

    pango_font_metrics_unref (metrics);
    if (!GTK_IS_LABEL (label))
        return;
    gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_max_width_chars (GTK_LABEL (label),
                                   CLAMP (GPOINTER_TO_INT (data) / MAX (char_px, 1), 1, BB_CLOSE_MAX_CHARS));
}

/* Makes @dialog fit into its main window, because the screen may be no larger than the window. If it is narrow or
 * the text is large, places the buttons below each other and wraps the text. If the window is too low for the text,
 * makes the text scroll. Called once, so that a change of the text later moves no button: a text that is then longer
 * by more than BB_CLOSE_SPARE_LINES scrolls. */
static void
bb_close_dialog_fit (GtkDialog *dialog)
{
    GtkWidget *area = gtk_message_dialog_get_message_area (GTK_MESSAGE_DIALOG (dialog));
    GtkWidget *row = gtk_widget_get_parent (area);
    GtkWidget *scrolled = gtk_widget_get_ancestor (area, GTK_TYPE_SCROLLED_WINDOW);
    GtkWidget *buttons = gtk_widget_get_parent (gtk_dialog_get_widget_for_response (dialog, BB_CLOSE_STOP));
    PangoLayout *layout = gtk_widget_create_pango_layout (area, "X");
    int width, height, buttons_px, row_px, area_px, text_height, rest, line_px;

    pango_layout_get_pixel_size (layout, NULL, &line_px);
    g_object_unref (layout);

    gtk_window_get_size (gtk_window_get_transient_for (GTK_WINDOW (dialog)), &width, &height);
    width -= BB_CLOSE_FRAME_PX;
    gtk_widget_get_preferred_width (buttons, NULL, &buttons_px);
    if (buttons_px > width) {
        gtk_orientable_set_orientation (GTK_ORIENTABLE (buttons), GTK_ORIENTATION_VERTICAL);
        gtk_container_foreach (GTK_CONTAINER (buttons), bb_close_dialog_wrap_cb,
                               GINT_TO_POINTER (width - BB_CLOSE_BUTTON_PX));
        g_object_set (row, "margin", BB_CLOSE_MARGIN_PX, NULL);
    }
    gtk_widget_get_preferred_width (row, NULL, &row_px);
    gtk_widget_get_preferred_width (area, NULL, &area_px);
    gtk_container_foreach (GTK_CONTAINER (area), bb_close_dialog_wrap_cb,
                           GINT_TO_POINTER (width - (row_px - area_px)));
    gtk_widget_get_preferred_width (row, NULL, &row_px);
    gtk_widget_get_preferred_width (buttons, NULL, &buttons_px);
    width = MIN (MAX (row_px, buttons_px), width);
    gtk_widget_get_preferred_height_for_width (row, width, NULL, &text_height);
    text_height += BB_CLOSE_SPARE_LINES * line_px;
    gtk_widget_set_size_request (scrolled, width, 0);
    gtk_widget_get_preferred_height_for_width (gtk_dialog_get_content_area (dialog), width, NULL, &rest);
    gtk_widget_set_size_request (scrolled, width, CLAMP (height - BB_CLOSE_TITLE_PX - rest, 1, text_height));
}

/* Shows title and text for the present state of the jobs. The button to stop them becomes insensitive when they may
 * no longer be stopped. It does not disappear, because that would move the other buttons under the pointer. */
static void
bb_close_dialog_update (GtkDialog *dialog, BbEngine *engine)
{
    gboolean is_working = bb_engine_is_working (engine);
    g_autofree char *title = is_working ? bb_close_dialog_dup_title (engine) : bb_close_dialog_dup_end_title (dialog);
    GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (dialog));
    g_autofree char *text =
        is_working ? bb_close_dialog_dup_text (window, engine) : bb_close_dialog_dup_results (dialog, engine);
    g_autofree char *shown_title = NULL;
    g_autofree char *shown = NULL;

    bb_close_dialog_note_jobs (dialog, engine);
    gtk_widget_set_sensitive (gtk_dialog_get_widget_for_response (dialog, BB_CLOSE_STOP),
                              is_working && bb_close_dialog_can_stop (engine));
    g_object_get (dialog, "text", &shown_title, "secondary-text", &shown, NULL);
    if (g_strcmp0 (shown_title, title) == 0 && g_strcmp0 (shown, text) == 0)
        return;
    g_object_set (dialog, "text", title, NULL);
    gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", text);
}

/* Returns TRUE if bb_close_dialog_show_end() was called. */
static gboolean
bb_close_dialog_shows_end (GtkDialog *dialog)
{
    return g_object_get_data (G_OBJECT (dialog), "burnback-look") == NULL;
}

/* Makes the button to continue without the window the one that closes the window, which ends the program. The button
 * keeps its size, and ignores a click that was meant for the label before. */
static void
bb_close_dialog_show_end (GtkDialog *dialog)
{
    GtkWidget *button = gtk_dialog_get_widget_for_response (dialog, BB_CLOSE_GO_ON);

    gtk_widget_set_size_request (button, gtk_widget_get_allocated_width (button),
                                 gtk_widget_get_allocated_height (button));
    bb_app_set_button_label (GTK_BUTTON (button), _ ("_Close Window"));
    bb_click_guard_restart (button);
}

/* Closes the dialog. Hides or destroys the main window as the user chose, unless the choice is no longer possible. */
static void
bb_close_dialog_answered_cb (GtkDialog *dialog, int response, gpointer data)
{
    BbEngine *engine = data;
    GtkWindow *window = gtk_window_get_transient_for (GTK_WINDOW (dialog));
    gboolean is_working = bb_engine_is_working (engine);

    g_signal_handlers_disconnect_by_func (dialog, bb_close_dialog_answered_cb, engine);
    bb_close_dialog_destroy_later (GTK_WIDGET (dialog));
    /* While the dialog was open, the jobs may have ended, or a job may have begun to write. */
    if (response == BB_CLOSE_GO_ON && is_working)
        bb_background_begin (window, engine);
    else if (response == BB_CLOSE_GO_ON && bb_close_dialog_shows_end (dialog))
        bb_close_dialog_destroy_later (GTK_WIDGET (window));
    if (response == BB_CLOSE_STOP && bb_close_dialog_can_stop (engine))
        bb_close_dialog_destroy_later (GTK_WIDGET (window));
}

/* Updates the dialog while a job runs. When the last job has ended, shows the results; the button to continue without
 * the window then closes the window. */
static gboolean
bb_close_dialog_look_cb (gpointer data)
{
    GtkDialog *dialog = GTK_DIALOG (data);
    BbEngine *engine = g_object_get_data (G_OBJECT (dialog), "burnback-engine");

    bb_close_dialog_update (dialog, engine);
    if (bb_engine_is_working (engine))
        return G_SOURCE_CONTINUE;
    g_object_set_data (G_OBJECT (dialog), "burnback-look", NULL);
    bb_close_dialog_show_end (dialog);
    return G_SOURCE_REMOVE;
}

/* Removes the timeout of bb_close_dialog_look_cb(). */
static void
bb_close_dialog_destroy_cb (GtkWidget *dialog, gpointer data)
{
    guint look = GPOINTER_TO_UINT (g_object_steal_data (G_OBJECT (dialog), "burnback-look"));

    if (look != 0)
        g_source_remove (look);
}

gboolean
bb_close_dialog_ask (GtkWindow *window, BbEngine *engine)
{
    GtkWidget *dialog;

    if (!bb_engine_is_working (engine))
        return FALSE;
    dialog = gtk_message_dialog_new (window, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                     bb_close_dialog_can_stop (engine) ? GTK_MESSAGE_QUESTION : GTK_MESSAGE_WARNING,
                                     GTK_BUTTONS_NONE, NULL);
    bb_app_set_class (gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Keep Window Open"), GTK_RESPONSE_CANCEL),
                      "suggested-action", "suggested-action");
    gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Stop and Close"), BB_CLOSE_STOP);
    gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Continue Without Window"), BB_CLOSE_GO_ON);
    gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
    g_object_set_data_full (G_OBJECT (dialog), "burnback-engine", g_object_ref (engine), g_object_unref);
    g_object_set_data_full (G_OBJECT (dialog), "burnback-jobs", g_ptr_array_new_with_free_func (g_object_unref),
                            (GDestroyNotify) g_ptr_array_unref);
    gtk_widget_set_visible (gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), BB_CLOSE_STOP),
                            bb_close_dialog_can_stop (engine));
    bb_click_guard_add (gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), BB_CLOSE_GO_ON));
    bb_app_wrap_texts (dialog);
    bb_close_dialog_add_scrolled (GTK_DIALOG (dialog));
    bb_close_dialog_update (GTK_DIALOG (dialog), engine);
    bb_close_dialog_fit (GTK_DIALOG (dialog));
    g_object_set_data (G_OBJECT (dialog), "burnback-look",
                       GUINT_TO_POINTER (g_timeout_add (BB_CLOSE_LOOK_MS, bb_close_dialog_look_cb, dialog)));
    g_signal_connect (dialog, "destroy", G_CALLBACK (bb_close_dialog_destroy_cb), NULL);
    g_signal_connect_object (dialog, "response", G_CALLBACK (bb_close_dialog_answered_cb), engine, 0);
    gtk_window_present (GTK_WINDOW (dialog));
    return TRUE;
}
