/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-words-private.h"

#include "job/flow/bb-runner.h"

#include <glib/gi18n-lib.h>

/* Returns (transfer full) the label of the answer RETRY: write the same firmware again; for a question of consent,
 * write the data. */
static char *
bb_words_dup_retry (const BbQuestion *question)
{
    /* The label names the revision only if the answer ROLLBACK does not write the same revision. */
    gboolean is_alone = (question->choices & BB_CHOICE_ROLLBACK) == 0;
    gboolean can_tell =
        question->revision != NULL && (is_alone || g_strcmp0 (question->revision, question->old_revision) != 0);

    if (question->kind == BB_QUESTION_CONSENT && question->id_after != NULL && question->model_after != NULL)
        /* TRANSLATORS: a button that writes the ID of a model: the model, and the ID, such as ND-3550A (K355) */
        return g_strdup_printf (_ ("Write ID of %s (%s)"), question->model_after, question->id_after);
    if (question->kind == BB_QUESTION_CONSENT)
        /* TRANSLATORS: the ID that a drive stores, such as K355 */
        return question->id_after != NULL ? g_strdup_printf (_ ("Write ID %s"), question->id_after)
                                          : g_strdup (_ ("Write"));
    if (question->restores)
        /* TRANSLATORS: a firmware revision */
        return can_tell ? g_strdup_printf (_ ("Restore %s again"), question->revision)
                        : g_strdup (_ ("Restore the firmware again"));
    /* TRANSLATORS: a firmware revision */
    return can_tell ? g_strdup_printf (_ ("Write %s again"), question->revision)
                    : g_strdup (_ ("Write the new firmware again"));
}

/* Returns (transfer full) @id with the name of its model, if @model (nullable) is known. */
static char *
bb_words_dup_id (const char *id, const char *model)
{
    /* TRANSLATORS: a model, then the ID that identifies it, such as ND-3550A (K355) */
    return model != NULL ? g_strdup_printf (_ ("%s (%s)"), model, id) : g_strdup (id);
}

char *
bb_words_dup_id_change (const BbQuestion *question)
{
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;

    g_return_val_if_fail (question != NULL, NULL);

    if (question->id_after == NULL)
        return NULL;
    before = bb_words_dup_id (question->id_before, question->model_before);
    after = bb_words_dup_id (question->id_after, question->model_after);
    return g_strdup_printf ("%s → %s", before, after);
}

char *
bb_words_dup_question_choice (const BbQuestion *question, BbChoice choice)
{
    g_return_val_if_fail (question != NULL, NULL);

    switch (choice) {
    case BB_CHOICE_RETRY:
        return bb_words_dup_retry (question);
    case BB_CHOICE_ROLLBACK:
        if (question->other_old != NULL)
            /* TRANSLATORS: a button; a firmware revision */
            return g_strdup_printf (_ ("Write %s instead"), question->other_old);
        return question->old_revision != NULL && g_strcmp0 (question->revision, question->old_revision) != 0
                   ? g_strdup_printf (_ ("Restore %s"), question->old_revision)
                   : g_strdup (_ ("Restore the previous firmware"));
    case BB_CHOICE_KEEP:
        return question->current_revision != NULL
                   /* TRANSLATORS: a button; a firmware revision */
                   ? g_strdup_printf (_ ("Keep %s"), question->current_revision)
                   : g_strdup (_ ("Keep the current firmware"));
    case BB_CHOICE_LEAVE:
        return g_strdup (question->is_in_mode ? _ ("Leave in recovery mode") : _ ("Leave the drive as it is"));
    }
    return g_strdup ("");
}

/* Returns (transfer full) sentences that say that another program wrote firmware after the flash was interrupted, and
 * whether this firmware was backed up. */
static char *
bb_words_dup_overwritten_question (const BbQuestion *question)
{
    const char *saved =
        question->is_saved ? _ ("A backup of this firmware was saved.") : _ ("This firmware could not be backed up.");
    g_autofree char *written =
        question->is_writer_unknown && question->current_revision != NULL
            /* TRANSLATORS: a firmware revision */
            ? g_strdup_printf (_ ("Flashing this drive was interrupted earlier. The drive is now running firmware "
                                  "%s."),
                               question->current_revision)
            : question->is_writer_unknown ? g_strdup (bb_words_safety (BB_SAFETY_UNKNOWN_WRITER))
              : question->current_revision != NULL
                  /* TRANSLATORS: a firmware revision */
                  ? g_strdup_printf (_ ("Flashing this drive was interrupted earlier. Another program then wrote "
                                        "firmware %s, and Burnback cannot tell whether this firmware is complete."),
                                     question->current_revision)
                  : g_strdup (_ ("Flashing this drive was interrupted earlier. Another program then wrote other "
                                 "firmware, and Burnback cannot tell whether this firmware is complete."));

    return g_strjoin (" ", written, saved, NULL);
}

/* Returns (transfer full) sentences that say what the job does after the answer RETRY. */
static char *
bb_words_dup_retry_effect (const BbQuestion *question)
{
    if (question->kind == BB_QUESTION_CONSENT)
        return g_strdup (question->reads_back ? _ ("The data described above will be written and read back.")
                                              : _ ("The data described above will be written."));
    if (question->kind == BB_QUESTION_INTERRUPTED)
        return g_strdup (question->restores ? _ ("Restoring will start again from the beginning.")
                                            : _ ("Flashing will start again from the beginning."));
    if (question->n_attempts == 1 && !question->is_worn)
        return g_strdup (_ ("The same firmware will be written again from the beginning. After a single failure, a "
                            "second attempt is likely to succeed."));
    return g_strdup (_ ("The same firmware will be rewritten from the beginning."));
}

/* TRUE if @question is about an interrupted flash, and ROLLBACK writes the firmware that the drive ran before. */
static gboolean
bb_words_recommends_rollback (const BbQuestion *question)
{
    return question->kind == BB_QUESTION_INTERRUPTED && !question->is_worn && !question->is_overwritten &&
           !question->restores && !question->old_is_file && question->other_old == NULL;
}

/* Returns (transfer full) sentences that say what the job does after the answer ROLLBACK, and whether the user should
 * choose it if unsure. If at least two attempts to write the new firmware failed, the last one at a known block, adds
 * that the memory is probably worn if this block fails again. */
static char *
bb_words_dup_rollback_effect (const BbQuestion *question)
{
    const char *text = question->old_is_file ? _ ("The firmware from the fallback file will be written instead.")
                                             : _ ("The firmware from the earlier backup will be written.");
    g_autofree char *hint = NULL;

    if (bb_words_recommends_rollback (question))
        return g_strjoin (" ", text,
                          _ ("If you are unsure, choose this firmware, which has already run in this drive."), NULL);
    if (question->is_worn || question->kind != BB_QUESTION_FAILED || question->block == 0 ||
        question->n_attempts < 2 || question->error == NULL || question->error->domain != BB_SCSI_ERROR)
        return g_strdup (text);
    /* TRANSLATORS: number of a block of the flash memory */
    hint =
        g_strdup_printf (_ ("If block %u fails again, the drive’s memory chip is probably worn."), question->block);
    return g_strjoin (" ", text, hint, NULL);
}

/* Returns (transfer full) sentences that say what the job does after the answer @choice. */
static char *
bb_words_dup_effect (const BbQuestion *question, BbChoice choice)
{
    switch (choice) {
    case BB_CHOICE_RETRY:
        return bb_words_dup_retry_effect (question);
    case BB_CHOICE_ROLLBACK:
        return bb_words_dup_rollback_effect (question);
    case BB_CHOICE_KEEP:
        if (question->is_in_mode)
            return g_strdup (
                _ ("Nothing will be written. The drive will leave recovery mode and start its current firmware, "
                   "which stays unverified. If the firmware does not start, recover the drive again."));
        return g_strdup (_ ("Nothing will be written. Burnback will not continue flashing, and the drive’s current "
                            "firmware will remain unverified."));
    case BB_CHOICE_LEAVE:
        if (question->kind == BB_QUESTION_CONSENT)
            return g_strdup (_ ("Nothing will be written now. You can make this change later."));
        /* With the safeties UNPROVEN, UNKNOWN_WRITER and HAZARD, the drive runs firmware, so the drive need not
         * stay powered. */
        if (question->is_worn || question->safety == BB_SAFETY_UNPROVEN ||
            question->safety == BB_SAFETY_UNKNOWN_WRITER || question->safety == BB_SAFETY_HAZARD)
            return g_strdup (_ ("Nothing more will be written. You can try again later."));
        return g_strdup (
            question->is_in_mode
                ? _ ("The drive will stay in recovery mode. Keep the drive powered, and do not shut down the "
                     "computer unless a recovery step asks you to. You can recover the drive later.")
                : _ ("Nothing more will be written. Keep the drive powered, and do not shut down the computer unless "
                     "a recovery step asks you to. You can recover the drive later."));
    }
    return g_strdup ("");
}

char *
bb_words_dup_question_effect (const BbQuestion *question, BbChoice choice)
{
    g_autofree char *effect = NULL;

    g_return_val_if_fail (question != NULL, NULL);

    effect = bb_words_dup_effect (question, choice);
    /* If @is_reconnected, bb_words_dup_question_happened() says that the attempt is unlikely to succeed. */
    if (!question->is_worn || question->is_reconnected || (choice != BB_CHOICE_RETRY && choice != BB_CHOICE_ROLLBACK))
        return g_steal_pointer (&effect);
    return g_strjoin (
        " ", effect,
        _ ("A memory block that the drive needs has failed repeatedly, so writing firmware is unlikely to help."),
        NULL);
}

char *
bb_words_dup_question (const BbQuestion *question, const char *drive_name)
{
    const char *text = "%s";

    g_return_val_if_fail (question != NULL, NULL);

    switch (question->kind) {
    case BB_QUESTION_FAILED:
        if (g_error_matches (question->error, BB_RUN_ERROR, BB_RUN_ERROR_STOPPED))
            /* TRANSLATORS: the name of a drive */
            text = _ ("%s: Writing was stopped. Choose how to continue.");
        else
            /* TRANSLATORS: the name of a drive */
            text = question->restores ? _ ("%s: Restoring failed. Choose how to continue.")
                                      : _ ("%s: Writing failed. Choose how to continue.");
        break;
    case BB_QUESTION_INTERRUPTED:
        if (question->has_failed)
            /* TRANSLATORS: the name of a drive; the attempt was made before this recovery */
            text = _ ("%s: The last attempt failed. Choose how to continue.");
        else
            /* TRANSLATORS: the name of a drive */
            text = question->restores || question->was_restoring
                       ? _ ("%s: Restoring was interrupted. Choose how to continue.")
                       : _ ("%s: Flashing was interrupted. Choose how to continue.");
        break;
    case BB_QUESTION_CONSENT:
        /* TRANSLATORS: the name of a drive */
        text = _ ("%s: Write this change?");
        break;
    }
    return bb_words_dup_filled (text, drive_name);
}

/* Returns (transfer full) (nullable) a sentence with the number of failed attempts to write the firmware of
 * @question. The number counts only the running operation: with "during this operation", the sentence stays true
 * after an earlier operation and after a restart of the program. %NULL for a single attempt, which needs no number.
 * Also %NULL if the user stopped the last attempt, because @n_attempts does not count an attempt that was stopped. */
static char *
bb_words_dup_tries (const BbQuestion *question)
{
    const char *revision = question->revision;
    guint n = question->n_attempts;

    if (n < 2 || g_error_matches (question->error, BB_RUN_ERROR, BB_RUN_ERROR_STOPPED))
        return NULL;
    if (revision == NULL)
        return g_strdup_printf (ngettext ("Burnback tried %u time to write the firmware during this operation.",
                                          "Burnback tried %u times to write the firmware during this operation.", n),
                                n);
    /* TRANSLATORS: a number, then a firmware revision */
    return g_strdup_printf (ngettext ("Burnback tried %u time to write firmware %s during this operation.",
                                      "Burnback tried %u times to write firmware %s during this operation.", n),
                            n, revision);
}

/* Returns (transfer full) a sentence that says what failed, with the block if a block failed. Without an error, says
 * how the firmware was verified, or why it was not: bb_words_proof(). @is_last: there were several attempts */
static char *
bb_words_dup_failure_of (const BbQuestion *question, gboolean is_last)
{
    g_autofree char *cause = NULL;

    if (question->error == NULL)
        return g_strdup (bb_words_proof (question->proof));
    cause = bb_words_dup_error (question->error);
    if (question->block == 0)
        return g_steal_pointer (&cause);
    /* TRANSLATORS: numbers, then a sentence: what failed */
    return g_strdup_printf (is_last ? _ ("The last attempt failed at block %u of %u: %s")
                                    : _ ("The attempt failed at block %u of %u: %s"),
                            question->block, question->n_blocks, cause);
}

/* Returns (transfer full) how often Burnback tried to write the firmware, and what failed. */
static char *
bb_words_dup_failed_question (const BbQuestion *question)
{
    g_autofree char *tries = bb_words_dup_tries (question);
    g_autofree char *failure = bb_words_dup_failure_of (question, tries != NULL);

    return tries != NULL ? g_strjoin (" ", tries, failure, NULL) : g_steal_pointer (&failure);
}

/* Returns (transfer full) sentences that say that the flash memory is worn and, if the drive was reconnected after
 * the last failure, that one more attempt is possible. */
static char *
bb_words_dup_worn_question (const BbQuestion *question)
{
    g_autofree char *worn = bb_words_dup_worn (question->block, question->n_blocks);

    if (!question->is_reconnected)
        return g_steal_pointer (&worn);
    return g_strjoin (" ", worn,
                      _ ("After this failure, the drive was disconnected or the computer was restarted. You can try "
                         "again, but this is unlikely to succeed."),
                      NULL);
}

/* Returns what was interrupted, or failed without a known block, before the recovery that asks @question. */
static const char *
bb_words_question_interrupted (const BbQuestion *question)
{
    if (question->lacks_image || question->other_old != NULL)
        return _ ("The last operation on this drive was interrupted.");
    if (question->restores)
        return _ ("Restoring a backup to this drive was interrupted.");
    return question->was_restoring ? _ ("Restoring the previous firmware was interrupted.")
                                   : _ ("Flashing this drive was interrupted.");
}

/* Returns (transfer full) sentences that say what was interrupted or failed before the recovery, and what the user
 * can choose. */
static char *
bb_words_dup_interrupted_question (const BbQuestion *question)
{
    g_autofree char *what =
        question->has_failed
            ? bb_words_dup_failed_write (question->last_write, question->failed_block, question->n_failed_blocks)
            : g_strdup (bb_words_question_interrupted (question));
    const char *choices =
        question->restores
            ? _ ("You can restore the backup from the beginning, or write the drive’s previous firmware.")
        : question->was_restoring
            ? _ ("You can restore this firmware from the beginning, or write the new firmware.")
            : _ ("You can write the new firmware from the beginning, or restore the previous firmware.");
    g_autofree char *other = NULL;

    if (question->lacks_image)
        choices = _ ("One of the two firmware images cannot be used.");
    else if (question->other_old != NULL)
        /* TRANSLATORS: a firmware revision */
        choices = other =
            g_strdup_printf (_ ("You can repeat the operation from the beginning, or write firmware %s instead."),
                             question->other_old);
    return g_strjoin (" ", what, choices, NULL);
}

char *
bb_words_dup_question_happened (const BbQuestion *question)
{
    g_autofree char *failed = NULL;
    g_autofree char *worn = NULL;
    const char *saved;

    g_return_val_if_fail (question != NULL, NULL);

    switch (question->kind) {
    case BB_QUESTION_FAILED:
        break;
    case BB_QUESTION_INTERRUPTED:
        if (question->is_overwritten)
            return bb_words_dup_overwritten_question (question);
        if (question->is_worn)
            return bb_words_dup_worn_question (question);
        return bb_words_dup_interrupted_question (question);
    case BB_QUESTION_CONSENT:
        /* The stored identity is always saved before the question is asked. */
        saved = _ ("The current identity was saved in a new backup and will be replaced.");
        if (question->evidence == NULL)
            return g_strjoin (" ", question->note, saved, NULL);
        return g_strjoin (" ", question->evidence, question->note, saved, NULL);
    }
    failed = bb_words_dup_failed_question (question);
    if (!question->is_worn)
        return g_steal_pointer (&failed);
    worn = bb_words_dup_worn (question->block, question->n_blocks);
    return g_strjoin (" ", failed, worn, NULL);
}
