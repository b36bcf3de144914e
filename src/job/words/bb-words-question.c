/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words.h"

#include <glib/gi18n-lib.h>

char *
bb_words_dup_question_choice (const BbQuestion *question, BbChoice choice)
{
    gboolean asks_consent;
    gboolean can_tell;

    g_return_val_if_fail (question != NULL, NULL);

    asks_consent = question->kind == BB_QUESTION_CONSENT;
    /* Where both are called the same, the number tells nothing. */
    can_tell = g_strcmp0 (question->revision, question->old_revision) != 0;
    switch (choice) {
    case BB_CHOICE_RETRY:
        if (asks_consent)
            /* TRANSLATORS: the ID that a drive stores, such as K355 */
            return question->id_after != NULL ? g_strdup_printf (_ ("Write ID %s"), question->id_after)
                                              : g_strdup (_ ("Write"));
        /* TRANSLATORS: a firmware revision */
        return can_tell && question->revision != NULL ? g_strdup_printf (_ ("Write %s again"), question->revision)
                                                      : g_strdup (_ ("Write the new firmware again"));
    case BB_CHOICE_ROLLBACK:
        return can_tell && question->old_revision != NULL ? g_strdup_printf (_ ("Restore %s"), question->old_revision)
                                                          : g_strdup (_ ("Restore the previous firmware"));
    case BB_CHOICE_LEAVE:
        return g_strdup (asks_consent ? _ ("Leave the drive as it is") : _ ("Leave in recovery mode"));
    }
    return g_strdup ("");
}

const char *
bb_words_question_effect (BbQuestionKind kind, BbChoice choice)
{
    switch (choice) {
    case BB_CHOICE_RETRY:
        if (kind == BB_QUESTION_CONSENT)
            return _ ("The data described above is written and read back.");
        if (kind == BB_QUESTION_INTERRUPTED)
            return _ ("The interrupted flash is repeated from the start.");
        return _ (
            "The same firmware is written again from the start. This is likely to help after a single failure.");
    case BB_CHOICE_ROLLBACK:
        return _ ("The firmware from the backup made before is written. The drive is then in its previous state.");
    case BB_CHOICE_LEAVE:
        if (kind == BB_QUESTION_CONSENT)
            return _ ("Nothing is written. You can do this at any time.");
        return _ ("The drive stays in recovery mode. Keep it powered; Burnback offers both choices again at the next "
                  "start.");
    }
    return "";
}

char *
bb_words_dup_question (BbQuestionKind kind, const char *drive_name)
{
    switch (kind) {
    case BB_QUESTION_FAILED:
        /* TRANSLATORS: the name of a drive */
        return g_strdup_printf (_ ("%s: Writing failed. Choose how to continue."), drive_name);
    case BB_QUESTION_INTERRUPTED:
        /* TRANSLATORS: the name of a drive */
        return g_strdup_printf (_ ("%s: Flashing was interrupted. Choose how to continue."), drive_name);
    case BB_QUESTION_CONSENT:
        /* TRANSLATORS: the name of a drive */
        return g_strdup_printf (_ ("%s: Write this change?"), drive_name);
    }
    return g_strdup (drive_name);
}

char *
bb_words_dup_question_happened (const BbQuestion *question)
{
    g_return_val_if_fail (question != NULL, NULL);

    switch (question->kind) {
    case BB_QUESTION_FAILED:
        break;
    case BB_QUESTION_INTERRUPTED:
        return g_strdup (_ ("Flashing of this drive was interrupted. The new firmware can be written from the start, "
                            "or the previous firmware restored."));
    case BB_QUESTION_CONSENT:
        if (question->evidence == NULL)
            return g_strdup (question->note);
        return g_strdup_printf ("%s %s", question->evidence, question->note);
    }
    return question->error != NULL ? bb_words_dup_error (question->error)
                                   : g_strdup (bb_words_proof (question->proof));
}
