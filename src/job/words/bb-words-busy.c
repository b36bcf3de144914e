/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include "job/flow/bb-result.h"

#include <glib/gi18n-lib.h>

/* Returns (transfer full) (nullable) a sentence about the progress of the process of Burnback that holds the lock of
 * @journal (nullable); %NULL if there is no such process. */
static char *
bb_words_dup_others_progress (const BbJournalRecord *journal)
{
    g_autofree char *reached = NULL;

    if (journal == NULL || !journal->is_locked)
        return NULL;
    reached = bb_words_dup_reached (journal, TRUE);
    if (reached != NULL)
        return g_steal_pointer (&reached);
    if (journal->endangered)
        return g_strdup (_ ("The firmware in the drive is incomplete at the moment."));
    if (journal->was_endangered)
        return g_strdup (_ ("The firmware has been written and is being verified."));
    return g_strdup (_ ("Nothing has been erased yet."));
}

char *
bb_words_dup_at_work (const GError *error, const BbJournalRecord *journal)
{
    g_autofree char *who = bb_words_dup_error (error);
    g_autofree char *progress = bb_words_dup_others_progress (journal);

    return progress != NULL ? g_strdup_printf ("%s %s", who, progress) : g_steal_pointer (&who);
}

char *
bb_words_dup_busy (const GError *error, const BbJournalRecord *journal)
{
    g_autofree char *at_work = bb_words_dup_at_work (error, journal);
    const char *safety = bb_words_safety (bb_busy_find_safety (error, journal));

    return g_strjoin (" ", at_work, _ ("Wait until the other program has finished."), safety, NULL);
}
