/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl-terminal.h"

#include "bb-ctl-output.h"

#include "job/words/bb-words.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

gboolean
bb_ctl_has_terminal (void)
{
    return isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

gboolean
bb_ctl_read_line (char *line, gsize size)
{
    int next;

    if (fgets (line, (int) size, stdin) == NULL)
        return FALSE;
    if (strchr (line, '\n') == NULL) {
        do {
            next = getc (stdin);
        } while (next != '\n' && next != EOF);
    }
    g_strstrip (line);
    return TRUE;
}

/* Returns %TRUE if @answer is "y" or "yes", in English or in the language of the user. */
static gboolean
bb_ctl_is_yes (const char *answer)
{
    /* TRANSLATORS: a letter and a word that a user may type for "yes"; "y" and "yes" always count, too */
    const char *const words[] = {"y", "yes", _ ("y"), _ ("yes")};
    g_autofree char *typed = g_utf8_make_valid (answer, -1);
    g_autofree char *folded = g_utf8_casefold (typed, -1);

    for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
        g_autofree char *word = g_utf8_casefold (words[i], -1);

        if (g_str_equal (folded, word))
            return TRUE;
    }
    return FALSE;
}

gboolean
bb_ctl_confirm (BbCtl *ctl, const char *question)
{
    char line[32];

    if (!bb_ctl_has_terminal ())
        return FALSE;
    /* TRANSLATORS: a question, then the letters for yes and no; the first as you translate "y" */
    bb_ctl_printerr (_ ("%s [y/N] "), question);
    return bb_ctl_read_line (line, sizeof line) && bb_ctl_is_yes (line);
}

/** BbCtlQuestionView: @asked: (nullable): the question on the terminal; @source: ID of the source that reads its
 * answer. */
typedef struct {
    BbJob *job;
    guint source;
    BbQuestion *asked;
} BbCtlQuestionView;

/* Reads a line from standard input, and gives the job the answer whose number is in this line. Asks again if there is
 * anything else in the line, or if the question has no such answer. Removes the source at the end of the input. */
static gboolean
bb_ctl_question_answered_cb (int fd, GIOCondition condition, gpointer data)
{
    BbCtlQuestionView *view = data;
    char line[32] = "";
    BbChoice choice = 0;

    if (!bb_ctl_read_line (line, sizeof line)) {
        view->source = 0;
        return G_SOURCE_REMOVE;
    }
    if (g_str_equal (line, "1"))
        choice = BB_CHOICE_RETRY;
    else if (g_str_equal (line, "2"))
        choice = BB_CHOICE_ROLLBACK;
    else if (g_str_equal (line, "3"))
        choice = BB_CHOICE_LEAVE;
    else if (g_str_equal (line, "4"))
        choice = BB_CHOICE_KEEP;
    if (choice == 0 || !bb_job_answer (view->job, choice))
        bb_ctl_printerr (_ ("Invalid answer. Type the number of an option: "));
    return G_SOURCE_CONTINUE;
}

/* Prints the choices of @question with their numbers. A choice has the same number in every question. */
static void
bb_ctl_question_show_choices (const BbQuestion *question)
{
    static const BbChoice choices[] = {BB_CHOICE_RETRY, BB_CHOICE_ROLLBACK, BB_CHOICE_LEAVE, BB_CHOICE_KEEP};

    for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
        g_autofree char *label = bb_words_dup_question_choice (question, choices[i]);

        if ((question->choices & choices[i]) == 0)
            continue;
        if (choices[i] == BB_CHOICE_LEAVE && question->kind != BB_QUESTION_CONSENT)
            bb_ctl_printerr (_ ("  %u  %s (continue later with “burnbackctl recover”)\n"), i + 1, label);
        else
            bb_ctl_printerr ("  %u  %s\n", i + 1, label);
    }
}

/* Prints what happened, whether the drive is safe, the choices, and what happens without an answer. */
static void
bb_ctl_question_show (const BbQuestion *question)
{
    g_autofree char *happened = bb_words_dup_question_happened (question);

    bb_ctl_printerr_lines ("\n%s\n%s", happened, bb_words_safety (question->safety));
    bb_ctl_question_show_choices (question);
    if (question->deadline_us > 0) {
        gint64 seconds = (question->deadline_us - g_get_monotonic_time ()) / G_USEC_PER_SEC;
        BbChoice unanswered = bb_question_get_unanswered (question);

        if (unanswered == BB_CHOICE_ROLLBACK && question->other_old != NULL)
            bb_ctl_printerr (_ ("If you do not answer within %d seconds, firmware %s will be written.\n"),
                             (int) MAX (seconds, 0), question->other_old);
        else
            bb_ctl_printerr (
                unanswered == BB_CHOICE_ROLLBACK
                    ? _ ("If you do not answer within %d seconds, the previous firmware will be restored.\n")
                : unanswered == BB_CHOICE_RETRY
                    ? _ ("If you do not answer within %d seconds, the firmware will be rewritten.\n")
                    : _ ("If you do not answer within %d seconds, the drive will be left as it is.\n"),
                (int) MAX (seconds, 0));
    }
    bb_ctl_printerr (_ ("Your choice: "));
}

/* Called when the job asks a question or the question was answered. Shows a new question. Reads standard input only
 * while the job waits for an answer. */
static void
bb_ctl_question_cb (BbJob *job, gpointer data)
{
    BbCtlQuestionView *view = data;
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);

    if (question == view->asked)
        return;
    g_clear_handle_id (&view->source, g_source_remove);
    g_clear_pointer (&view->asked, bb_question_unref);
    if (question == NULL)
        return;
    bb_ctl_question_show (question);
    view->asked = g_steal_pointer (&question);
    view->source = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, bb_ctl_question_answered_cb, view);
}

static void
bb_ctl_question_free_cb (gpointer data, GClosure *closure)
{
    BbCtlQuestionView *view = data;

    g_clear_handle_id (&view->source, g_source_remove);
    g_clear_pointer (&view->asked, bb_question_unref);
    g_free (view);
}

void
bb_ctl_question_attach (BbCtl *ctl, BbJob *job)
{
    BbCtlQuestionView *view = g_new0 (BbCtlQuestionView, 1);

    view->job = job;
    g_signal_connect_data (job, "question", G_CALLBACK (bb_ctl_question_cb), view, bb_ctl_question_free_cb, 0);
}
