/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ctl.h"

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
bb_ctl_confirm (BbCtl *ctl, const char *question)
{
    char line[32];

    if (!bb_ctl_has_terminal ())
        return FALSE;
    /* TRANSLATORS: the user types the word between the quotes; it is compared with the translation of "yes". */
    bb_ctl_say (_ ("%s Type “%s”: "), question, _ ("yes"));
    if (fgets (line, sizeof line, stdin) == NULL)
        return FALSE;
    return strcmp (g_strstrip (line), _ ("yes")) == 0;
}

typedef struct {
    BbJob *job;
    guint source;
    BbQuestion *asked;
} BbCtlAsking;

static gboolean
bb_ctl_question_answered_cb (int fd, GIOCondition condition, gpointer data)
{
    BbCtlAsking *asking = data;
    char line[32] = "";
    BbChoice choice = 0;

    if (fgets (line, sizeof line, stdin) == NULL) {
        asking->source = 0;
        return G_SOURCE_REMOVE;
    }
    if (line[0] == '1')
        choice = BB_CHOICE_RETRY;
    else if (line[0] == '2')
        choice = BB_CHOICE_ROLLBACK;
    else if (line[0] == '3')
        choice = BB_CHOICE_LEAVE;
    if (choice == 0 || !bb_job_answer (asking->job, choice))
        bb_ctl_say (_ ("Invalid answer. Type the number of an option: "));
    return G_SOURCE_CONTINUE;
}

static void
bb_ctl_question_show (const BbQuestion *question)
{
    g_autofree char *happened = bb_words_dup_question_happened (question);

    bb_ctl_say ("\n%s\n%s\n", happened, bb_words_safety (question->safety));
    if ((question->choices & BB_CHOICE_RETRY) != 0)
        bb_ctl_say (question->kind == BB_QUESTION_CONSENT ? _ ("  1  write the firmware\n")
                                                          : _ ("  1  write the firmware again from the start\n"));
    if ((question->choices & BB_CHOICE_ROLLBACK) != 0)
        bb_ctl_say (_ ("  2  restore the previous firmware\n"));
    if ((question->choices & BB_CHOICE_LEAVE) != 0)
        bb_ctl_say (question->kind == BB_QUESTION_CONSENT
                        ? _ ("  3  leave the drive as it is; nothing is written\n")
                        : _ ("  3  leave the drive as it is; “burnbackctl recover” offers both again\n"));
    if (question->deadline_us > 0) {
        gint64 seconds = (question->deadline_us - g_get_monotonic_time ()) / G_USEC_PER_SEC;

        bb_ctl_say (question->preset == BB_CHOICE_ROLLBACK
                        ? _ ("Without an answer, the previous firmware is restored in %d seconds.\n")
                    : question->preset == BB_CHOICE_RETRY
                        ? _ ("Without an answer, the firmware is written again in %d seconds.\n")
                        : _ ("Without an answer, the drive is left as it is in %d seconds.\n"),
                    (int) MAX (seconds, 0));
    }
    bb_ctl_say (_ ("Your choice: "));
}

static void
bb_ctl_question_cb (BbJob *job, gpointer data)
{
    BbCtlAsking *asking = data;
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);

    if (question == asking->asked)
        return;
    g_clear_handle_id (&asking->source, g_source_remove);
    g_clear_pointer (&asking->asked, bb_question_unref);
    if (question == NULL)
        return;
    bb_ctl_question_show (question);
    asking->asked = g_steal_pointer (&question);
    asking->source = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, bb_ctl_question_answered_cb, asking);
}

static void
bb_ctl_question_free_cb (gpointer data, GClosure *closure)
{
    BbCtlAsking *asking = data;

    g_clear_handle_id (&asking->source, g_source_remove);
    g_clear_pointer (&asking->asked, bb_question_unref);
    g_free (asking);
}

void
bb_ctl_question_attach (BbCtl *ctl, BbJob *job)
{
    BbCtlAsking *asking = g_new0 (BbCtlAsking, 1);

    asking->job = job;
    g_signal_connect_data (job, "question", G_CALLBACK (bb_ctl_question_cb), asking, bb_ctl_question_free_cb, 0);
}
