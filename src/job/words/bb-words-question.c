/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words.h"

#include <glib/gi18n-lib.h>

const char *
bb_words_choice (BbChoice choice)
{
    switch (choice) {
    case BB_CHOICE_RETRY:
        return _ ("Try again");
    case BB_CHOICE_ROLLBACK:
        return _ ("Put the old firmware back");
    case BB_CHOICE_LEAVE:
        return _ ("Leave it as it is");
    }
    return "";
}

const char *
bb_words_question_choice (BbQuestionKind kind, BbChoice choice)
{
    if (kind == BB_QUESTION_CONSENT && choice == BB_CHOICE_RETRY)
        return _ ("Write it");
    if (kind == BB_QUESTION_INTERRUPTED && choice == BB_CHOICE_RETRY)
        return _ ("Write the new firmware");
    return bb_words_choice (choice);
}

const char *
bb_words_question_effect (BbQuestionKind kind, BbChoice choice)
{
    switch (choice) {
    case BB_CHOICE_RETRY:
        if (kind == BB_QUESTION_CONSENT)
            return _ ("What is said above is written and read back.");
        if (kind == BB_QUESTION_INTERRUPTED)
            return _ ("The flash that was interrupted is done again, from the start.");
        return _ ("The same firmware once more, from the start. Likely to help if it failed once.");
    case BB_CHOICE_ROLLBACK:
        return _ ("The firmware from the backup that was made before. The drive then is as it was.");
    case BB_CHOICE_LEAVE:
        if (kind == BB_QUESTION_CONSENT)
            return _ ("Nothing is written. It can be done at any time.");
        return _ ("The drive stays in its special mode with its power on. Burnback offers both again at the next "
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
        return g_strdup_printf (_ ("%s: writing failed. What now?"), drive_name);
    case BB_QUESTION_INTERRUPTED:
        /* TRANSLATORS: the name of a drive */
        return g_strdup_printf (_ ("%s: a flash was interrupted. What now?"), drive_name);
    case BB_QUESTION_CONSENT:
        /* TRANSLATORS: the name of a drive */
        return g_strdup_printf (_ ("%s: shall this be written?"), drive_name);
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
        return g_strdup (_ ("The flash of this drive was interrupted. The new firmware can be written from the "
                            "start, or the old one put back."));
    case BB_QUESTION_CONSENT:
        if (question->evidence == NULL)
            return g_strdup (question->note);
        return g_strdup_printf ("%s %s", question->evidence, question->note);
    }
    return question->error != NULL ? bb_words_dup_error (question->error)
                                   : g_strdup (bb_words_proof (question->proof));
}
