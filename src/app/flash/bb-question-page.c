/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-question-page.h"

#include "app/bb-app-words.h"
#include "app/widgets/bb-line-row.h"

#include <glib/gi18n-lib.h>

/* Indent, in pixels, of the text below a choice; the same value as in bb-question-page.ui. */
#define BB_QUESTION_INDENT 26

/* The countdown to an answer that changes nothing is shown when this time is left, in seconds. */
#define BB_QUESTION_LAST_SECONDS 60

struct _BbQuestionPage {
    GtkBox parent;
    BbOperation *operation;
    BbQuestion *question; /* (nullable): the question that is shown */
    char *drive_name;     /* full name when the drive was last connected */
    guint clock;          /* GLib source ID of the countdown */
    GtkWidget *window;    /* (unowned) (nullable): toplevel whose input events are watched */
    GtkEventController *motion;

    GtkContainer *body;
    GtkLabel *title;
    GtkWidget *change_box;
    GtkLabel *change;
    GtkContainer *claims;
    GtkLabel *happened;
    GtkLabel *safe;
    GtkRadioButton *retry;
    GtkRadioButton *rollback;
    GtkRadioButton *leave;
    GtkRadioButton *keep;
    GtkLabel *retry_text;
    GtkLabel *rollback_text;
    GtkLabel *leave_text;
    GtkLabel *keep_text;
    GtkLabel *time_left;
    GtkLabel *time_limit;
    GtkButton *leave_now;
    GtkButton *go_on;
};

G_DEFINE_TYPE (BbQuestionPage, bb_question_page, GTK_TYPE_BOX)

/* Returns the radio button of @choice; the button of BB_CHOICE_LEAVE if @choice has no button. */
static GtkRadioButton *
bb_question_page_get_button (BbQuestionPage *self, BbChoice choice)
{
    if (choice == BB_CHOICE_RETRY)
        return self->retry;
    if (choice == BB_CHOICE_KEEP)
        return self->keep;
    return choice == BB_CHOICE_ROLLBACK ? self->rollback : self->leave;
}

/* Returns the label that says what @choice does. */
static GtkLabel *
bb_question_page_get_effect (BbQuestionPage *self, BbChoice choice)
{
    if (choice == BB_CHOICE_RETRY)
        return self->retry_text;
    if (choice == BB_CHOICE_KEEP)
        return self->keep_text;
    return choice == BB_CHOICE_ROLLBACK ? self->rollback_text : self->leave_text;
}

/* Returns the choice of the active radio button. */
static BbChoice
bb_question_page_get_choice (BbQuestionPage *self)
{
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->retry)))
        return BB_CHOICE_RETRY;
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->rollback)))
        return BB_CHOICE_ROLLBACK;
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->keep)))
        return BB_CHOICE_KEEP;
    return BB_CHOICE_LEAVE;
}

/* Returns the monotonic time at which a choice is made without the user; 0 if the question has no time limit, or
 * there is no question or no job. */
static gint64
bb_question_page_get_deadline_us (BbQuestionPage *self)
{
    BbJob *job = bb_operation_get_job (self->operation);

    return self->question != NULL && job != NULL ? bb_job_get_deadline_us (job) : 0;
}

/* TRUE if nothing is written to the drive without an answer. The countdown would then only disturb a user who reads.
 */
static gboolean
bb_question_page_is_harmless (BbQuestionPage *self)
{
    BbChoice unanswered = bb_question_get_unanswered (self->question);

    return unanswered == BB_CHOICE_LEAVE || unanswered == BB_CHOICE_KEEP;
}

/* Shows the time that is left to answer; does nothing if there is no time limit. If nothing is written without an
 * answer, the time is hidden except in the last minute. The label has room for the longest time ("60:00"), so that
 * the sentence beside it does not move while the user reads it. */
static gboolean
bb_question_page_count_cb (gpointer data)
{
    BbQuestionPage *self = BB_QUESTION_PAGE (data);
    gint64 deadline_us = bb_question_page_get_deadline_us (self);
    int seconds = (int) (MAX (deadline_us - g_get_monotonic_time (), 0) / G_USEC_PER_SEC);
    g_autofree char *text = NULL;
    gboolean is_shown;

    if (deadline_us == 0)
        return G_SOURCE_CONTINUE;
    is_shown = !bb_question_page_is_harmless (self) || seconds <= BB_QUESTION_LAST_SECONDS;
    gtk_widget_set_visible (GTK_WIDGET (self->time_left), is_shown);
    gtk_widget_set_visible (GTK_WIDGET (self->time_limit), is_shown);
    /* TRANSLATORS: minutes and seconds: "4:59" */
    text = g_strdup_printf (_ ("%d:%02d"), seconds / 60, seconds % 60);
    bb_app_set_text (self->time_left, text);
    return G_SOURCE_CONTINUE;
}

/* Shows which choice is made if the user does not answer in time, or that there is no time limit. */
static void
bb_question_page_show_time_limit (BbQuestionPage *self)
{
    gboolean is_limited = bb_question_page_get_deadline_us (self) != 0;
    g_autofree char *unanswered =
        bb_words_dup_question_choice (self->question, bb_question_get_unanswered (self->question));
    /* TRANSLATORS: the choice that is made automatically, not the selected one: "Restore 1.05" */
    g_autofree char *text = is_limited
                                ? g_strdup_printf (_ ("If you do not confirm a choice in time, Burnback will "
                                                      "choose “%s”. Move the pointer or press a key to restart the "
                                                      "countdown."),
                                                   unanswered)
                                : g_strdup (_ ("Burnback is waiting for your answer. There is no time limit."));

    gtk_label_set_text (self->time_limit, text);
    gtk_widget_set_visible (GTK_WIDGET (self->time_left), is_limited);
    gtk_widget_show (GTK_WIDGET (self->time_limit));
}

/* --- presence of the user --- */

/* Postpones the automatic choice at each input of the user: the countdown is for users who are away, not for those
 * who read. */
static void
bb_question_page_input_cb (BbQuestionPage *self)
{
    BbJob *job = bb_operation_get_job (self->operation);

    if (self->question == NULL || job == NULL)
        return;
    bb_job_postpone_answer (job);
    bb_question_page_count_cb (self);
}

/* Each key counts as an input of the user, and is also passed on. */
static gboolean
bb_question_page_key_cb (GtkWidget *window, GdkEventKey *event, gpointer data)
{
    bb_question_page_input_cb (BB_QUESTION_PAGE (data));
    return GDK_EVENT_PROPAGATE;
}

/* Watches the input events of the window while the page is visible. */
static void
bb_question_page_map (GtkWidget *widget)
{
    BbQuestionPage *self = BB_QUESTION_PAGE (widget);

    GTK_WIDGET_CLASS (bb_question_page_parent_class)->map (widget);
    self->window = gtk_widget_get_toplevel (widget);
    self->motion = gtk_event_controller_motion_new (self->window);
    gtk_event_controller_set_propagation_phase (self->motion, GTK_PHASE_CAPTURE);
    g_signal_connect_object (self->motion, "motion", G_CALLBACK (bb_question_page_input_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (self->window, "key-press-event", G_CALLBACK (bb_question_page_key_cb), self, 0);
}

static void
bb_question_page_unmap (GtkWidget *widget)
{
    BbQuestionPage *self = BB_QUESTION_PAGE (widget);

    g_clear_object (&self->motion);
    if (self->window != NULL)
        g_signal_handlers_disconnect_by_data (self->window, self);
    self->window = NULL;
    GTK_WIDGET_CLASS (bb_question_page_parent_class)->unmap (widget);
}

/* --- the answer --- */

/* Shows the name of the selected choice as the label of the button that sends the answer. */
static void
bb_question_page_choice_cb (GtkToggleButton *button, gpointer data)
{
    BbQuestionPage *self = BB_QUESTION_PAGE (data);
    g_autofree char *label = NULL;

    if (self->question == NULL)
        return;
    label = bb_words_dup_question_choice (self->question, bb_question_page_get_choice (self));
    bb_app_set_button_label (GTK_BUTTON (self->go_on), label);
}

/* Gives the chosen answer. If the operation accepts the answer, the button becomes insensitive, so that no second
 * answer is given. */
static void
bb_question_page_go_on_cb (GtkButton *button, gpointer data)
{
    BbQuestionPage *self = BB_QUESTION_PAGE (data);

    if (bb_operation_answer (self->operation, bb_question_page_get_choice (self)))
        gtk_widget_set_sensitive (GTK_WIDGET (self->go_on), FALSE);
}

/* Answers a %BB_QUESTION_CONSENT: the user does not consent. */
static void
bb_question_page_leave_now_cb (GtkButton *button, gpointer data)
{
    (void) bb_operation_answer (BB_QUESTION_PAGE (data)->operation, BB_CHOICE_LEAVE);
}

/* Lists each source of evidence, and whether it supports the ID that would be written; hidden if the question has no
 * evidence. */
static void
bb_question_page_show_claims (BbQuestionPage *self, BbQuestion *question)
{
    bb_app_clear (self->claims);
    for (guint i = 0; question->claims != NULL && i < question->claims->len; i++) {
        const BbClaim *claim = g_ptr_array_index (question->claims, i);
        g_autofree char *source = bb_app_dup_capitalised (bb_words_claim_source (claim->source));
        g_autofree char *text = NULL;
        GtkWidget *row = bb_line_row_new ();
        const char *icon = NULL;
        const char *style = NULL;
        const char *word = bb_app_claim_word (claim, question->claimed_model, &icon, &style);

        /* TRANSLATORS: a source of evidence, then the model that it names: "Boot code: ND-3550A" */
        text = g_strdup_printf (_ ("%s: %s"), source, claim->says);
        bb_line_row_set (BB_LINE_ROW (row), icon, style, word, text, NULL);
        gtk_container_add (self->claims, row);
    }
    gtk_widget_set_visible (GTK_WIDGET (self->claims), question->claims != NULL);
}

/* If the question is about an ID, shows the stored ID, the ID that would replace it, and the evidence. A
 * %BB_QUESTION_CONSENT gets one button for each answer instead of radio buttons. */
static void
bb_question_page_show_consent (BbQuestionPage *self, BbQuestion *question)
{
    gboolean asks_consent = question->kind == BB_QUESTION_CONSENT;
    g_autofree char *leave = bb_words_dup_question_choice (question, BB_CHOICE_LEAVE);
    g_autofree char *change = bb_words_dup_id_change (question);
    g_autofree char *isolated = bb_app_dup_isolated (change != NULL ? change : "");

    gtk_label_set_text (self->change, isolated);
    gtk_widget_set_visible (self->change_box, change != NULL);
    bb_question_page_show_claims (self, question);
    bb_app_set_button_label (self->leave_now, leave);
    gtk_widget_set_visible (GTK_WIDGET (self->leave_now), asks_consent);
    gtk_widget_set_visible (GTK_WIDGET (self->retry), !asks_consent);
    gtk_widget_set_margin_start (GTK_WIDGET (self->retry_text), asks_consent ? 0 : BB_QUESTION_INDENT);
    if (!asks_consent)
        return;
    gtk_widget_hide (gtk_widget_get_parent (GTK_WIDGET (self->leave)));
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->retry), TRUE);
}

/* Fills the page with @question. Selects the choice that is made if the user does not answer in time. For a
 * %BB_QUESTION_CONSENT, selects %BB_CHOICE_RETRY instead, because declining has a button of its own. */
static void
bb_question_page_show (BbQuestionPage *self, BbQuestion *question)
{
    g_autofree char *title = bb_words_dup_question (question, self->drive_name);
    g_autofree char *happened = bb_words_dup_question_happened (question);

    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->happened, happened);
    /* @happened is shown for an interrupted flash only if something else happened later; otherwise the title and the
     * choices say everything. */
    gtk_widget_set_visible (GTK_WIDGET (self->happened), question->kind != BB_QUESTION_INTERRUPTED ||
                                                             question->is_overwritten || question->is_worn);
    /* @happened has the style of a heading, except if it is the text of a drive's error or is about an ID. */
    bb_app_set_class (GTK_WIDGET (self->happened), "title-4",
                      question->kind != BB_QUESTION_FAILED && question->id_after == NULL ? "title-4" : "");
    gtk_label_set_text (self->safe, bb_words_safety (question->safety));
    /* A %BB_QUESTION_CONSENT needs no sentence about safety while nothing has changed the drive. */
    gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->safe)),
                            question->kind != BB_QUESTION_CONSENT || question->safety != BB_SAFETY_UNTOUCHED);
    for (BbChoice choice = BB_CHOICE_RETRY; choice <= BB_CHOICE_KEEP; choice <<= 1) {
        GtkRadioButton *button = bb_question_page_get_button (self, choice);
        g_autofree char *label = bb_words_dup_question_choice (question, choice);
        g_autofree char *effect = bb_words_dup_question_effect (question, choice);

        bb_app_set_button_label (GTK_BUTTON (button), label);
        gtk_label_set_text (bb_question_page_get_effect (self, choice), effect);
        gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (button)), (question->choices & choice) != 0);
    }
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (bb_question_page_get_button (self, question->preset)), TRUE);
    bb_question_page_show_consent (self, question);
    gtk_widget_set_sensitive (GTK_WIDGET (self->go_on), TRUE);
    bb_question_page_choice_cb (NULL, self);
    bb_question_page_show_time_limit (self);
    bb_question_page_count_cb (self);
}

/* Shows the question that the operation asks now; ends the countdown if it asks none. Called at each change of the
 * operation. */
static void
bb_question_page_operation_cb (BbQuestionPage *self)
{
    BbJob *job = bb_operation_get_job (self->operation);
    BbEngineDrive *drive = bb_operation_get_drive (self->operation);
    g_autoptr (BbQuestion) question = job != NULL ? bb_job_ref_question (job) : NULL;

    if (question == self->question)
        return;
    g_clear_handle_id (&self->clock, g_source_remove);
    g_clear_pointer (&self->question, bb_question_unref);
    self->question = g_steal_pointer (&question);
    if (self->question == NULL)
        return;
    if (drive != NULL) {
        g_free (self->drive_name);
        self->drive_name = bb_app_dup_full_name (drive);
    }
    self->clock = g_timeout_add_seconds (1, bb_question_page_count_cb, self);
    bb_question_page_show (self, self->question);
}

void
bb_question_page_focus (BbQuestionPage *self)
{
    g_return_if_fail (BB_IS_QUESTION_PAGE (self));

    /* The caller may have been told about the new state of the operation before this page was. */
    bb_question_page_operation_cb (self);
    if (self->question == NULL)
        return;
    gtk_widget_grab_focus (self->question->kind == BB_QUESTION_CONSENT
                               ? GTK_WIDGET (self->leave_now)
                               : GTK_WIDGET (bb_question_page_get_button (self, self->question->preset)));
}

static void
bb_question_page_dispose (GObject *object)
{
    BbQuestionPage *self = BB_QUESTION_PAGE (object);

    g_clear_handle_id (&self->clock, g_source_remove);
    g_clear_object (&self->motion);
    g_clear_pointer (&self->question, bb_question_unref);
    g_clear_pointer (&self->drive_name, g_free);
    g_clear_object (&self->operation);
    G_OBJECT_CLASS (bb_question_page_parent_class)->dispose (object);
}

static void
bb_question_page_class_init (BbQuestionPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_question_page_dispose;
    widget_class->map = bb_question_page_map;
    widget_class->unmap = bb_question_page_unmap;
    gtk_widget_class_set_template_from_resource (widget_class, "/io/github/burnback/Burnback/bb-question-page.ui");
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, body);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, title);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, change_box);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, change);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, claims);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, happened);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, safe);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, retry);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, rollback);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, leave);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, keep);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, retry_text);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, rollback_text);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, leave_text);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, keep_text);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, time_left);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, time_limit);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, leave_now);
    gtk_widget_class_bind_template_child (widget_class, BbQuestionPage, go_on);
    gtk_widget_class_bind_template_callback (widget_class, bb_question_page_choice_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_question_page_leave_now_cb);
    gtk_widget_class_bind_template_callback (widget_class, bb_question_page_go_on_cb);
}

/* Moves the sentence beside the countdown into the part of the page that scrolls. If the text is large, the sentence
 * and the buttons together are higher than a small screen. */
static void
bb_question_page_let_time_limit_scroll (BbQuestionPage *self)
{
    g_autoptr (GtkWidget) label = g_object_ref (GTK_WIDGET (self->time_limit));

    gtk_container_remove (GTK_CONTAINER (gtk_widget_get_parent (label)), label);
    gtk_container_add (self->body, label);
}

static void
bb_question_page_init (BbQuestionPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    bb_app_wrap_texts (GTK_WIDGET (self));
    if (bb_app_has_large_text ())
        bb_question_page_let_time_limit_scroll (self);
}

GtkWidget *
bb_question_page_new (BbOperation *operation, const char *drive_name)
{
    BbQuestionPage *self;

    g_return_val_if_fail (BB_IS_OPERATION (operation), NULL);

    self = g_object_new (BB_TYPE_QUESTION_PAGE, "visible", TRUE, NULL);
    self->operation = g_object_ref (operation);
    self->drive_name = g_strdup (drive_name);
    g_signal_connect_object (operation, "progress", G_CALLBACK (bb_question_page_operation_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (operation, "notify::state", G_CALLBACK (bb_question_page_operation_cb), self,
                             G_CONNECT_SWAPPED);
    bb_question_page_operation_cb (self);
    return GTK_WIDGET (self);
}
