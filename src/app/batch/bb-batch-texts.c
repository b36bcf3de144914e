/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-batch-texts.h"

#include "app/bb-app-words.h"
#include "bb-batch-words.h"
#include "job/flow/bb-readiness.h"

#include <glib/gi18n-lib.h>

void
bb_batch_texts_free (BbBatchTexts *texts)
{
    g_free (texts->word);
    g_free (texts->own);
    g_clear_pointer (&texts->facts, g_ptr_array_unref);
    g_free (texts);
}

char *
bb_batch_texts_dup_all (const BbBatchTexts *texts, GHashTable *shared)
{
    GString *text = g_string_new (texts->own);

    for (guint i = 0; texts->facts != NULL && i < texts->facts->len; i++) {
        const BbBatchFact *fact = g_ptr_array_index (texts->facts, i);

        if (shared == NULL || !g_hash_table_contains (shared, fact->text))
            bb_batch_words_add_line (text, fact->text);
    }
    return g_string_free (text, FALSE);
}

/* Sets the verdict @word with its icon and CSS class, and @own (nullable) (transfer full) as the text below it. */
static void
bb_batch_texts_set (BbBatchTexts *texts, const char *icon, const char *style, const char *word, char *own)
{
    texts->icon = icon;
    texts->style = style;
    texts->word = g_strdup (word);
    texts->own = own;
}

const BbConsent *
bb_batch_texts_find_tick (BbOperation *operation)
{
    GPtrArray *consents = bb_operation_get_consents (operation);
    const BbConsent *tick = NULL;

    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        if (consent->how == BB_CONSENT_HOW_TICK)
            tick = consent;
        else if (!consent->granted)
            return NULL;
    }
    return bb_operation_get_state (operation) == BB_OPERATION_REVIEW ? tick : NULL;
}

gboolean
bb_batch_texts_needs_hand (BbOperation *operation)
{
    GPtrArray *consents = bb_operation_get_consents (operation);
    gboolean is_ready = TRUE;

    if (bb_operation_get_state (operation) != BB_OPERATION_REVIEW)
        return FALSE;
    for (guint i = 0; i < consents->len; i++) {
        const BbConsent *consent = g_ptr_array_index (consents, i);

        if (!consent->granted && consent->code != BB_CONSENT_NOT_READY)
            return FALSE;
        is_ready = is_ready && consent->granted;
    }
    return !is_ready;
}

/* Sets the sign that the drive waits for the user. */
static void
bb_batch_texts_set_sign (BbBatchTexts *texts, BbMedium medium)
{
    texts->sign = medium == BB_MEDIUM_PRESENT ? "media-optical-symbolic" : "dialog-warning-symbolic";
}

/* Returns the texts below the verdict that only this drive has: that the disc was ejected, what the user must first
 * do at the drive, which backup it is, and @reason (nullable). */
static char *
bb_batch_texts_dup_own (BbOperation *operation, BbMedium medium, gboolean is_ejected, const char *reason)
{
    BbBackup *backup = bb_selection_get_backup (bb_operation_get_selection (operation));
    g_autofree char *which = backup != NULL ? bb_batch_words_dup_backup (backup) : NULL;
    g_autofree char *hand = bb_batch_texts_needs_hand (operation)
                                ? bb_words_dup_consent (bb_consents_find_open (bb_operation_get_consents (operation)))
                                : NULL;
    const char *const parts[] = {
        is_ejected ? bb_batch_words_ejected (bb_operation_can_start (operation), medium) : NULL,
        hand,
        which,
        reason,
    };
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
        if (parts[i] != NULL)
            bb_batch_words_add_line (text, parts[i]);
    }
    return g_string_free (text, FALSE);
}

/* Sets the verdict with its reason, or the question of a consent. If the image fits but needs a consent that the user
 * can grant, the verdict is "Needs individual review". What the user must first do at the drive has a sign of its own
 * and does not change the verdict. A reason that asks for nothing is a fact, which other drives may have, too. */
static void
bb_batch_texts_set_review (BbBatchTexts *texts, BbOperation *operation, BbMedium medium, gboolean is_ejected)
{
    GPtrArray *consents = bb_operation_get_consents (operation);
    BbReview *review = bb_operation_get_review (operation);
    BbVerdictLevel level = bb_app_shown_level (review, consents);
    gboolean is_backup = bb_selection_get_backup (bb_operation_get_selection (operation)) != NULL;
    gboolean needs_hand = bb_batch_texts_needs_hand (operation);
    const BbConsent *open = needs_hand ? NULL : bb_consents_find_open (consents);
    const BbConsent *tick = bb_batch_texts_find_tick (operation);
    g_autofree char *reason = tick != NULL && level != BB_VERDICT_FITS && !is_backup
                                  ? bb_batch_words_dup_warnings (review->verdict)
                                  : bb_batch_words_dup_reason (operation, open);
    gboolean is_fact =
        open == NULL && (tick == NULL || level == BB_VERDICT_FITS) && bb_batch_words_find_same (operation) == NULL;
    char *own = bb_batch_texts_dup_own (operation, medium, is_ejected, is_fact ? NULL : reason);

    if (MIN (level, bb_verdict_get_level_without_limits (review->verdict)) == BB_VERDICT_FITS && open != NULL &&
        open->how != BB_CONSENT_HOW_NEVER)
        bb_batch_texts_set (texts, "dialog-warning-symbolic", "caution", _ ("Needs individual review"), own);
    else
        bb_batch_texts_set (texts, bb_app_verdict_icon (level), bb_app_verdict_class (level),
                            bb_words_verdict_of (review->verdict, level), own);
    if (needs_hand)
        bb_batch_texts_set_sign (texts, medium);
    /* If an open consent needs more than a tick, the user must open the review page, which shows the facts. */
    if (open == NULL || tick != NULL)
        texts->facts = bb_batch_words_list_facts (review, is_fact ? reason : NULL);
}

/* Before a file is chosen: no verdict, but a disc that must be removed, or that it was ejected. */
static void
bb_batch_texts_set_empty (BbBatchTexts *texts, BbMedium medium, gboolean is_ejected)
{
    g_autoptr (BbReadiness) disc = bb_readiness_of_medium (medium);
    g_autofree char *text = bb_words_dup_readiness (disc);
    g_autofree char *remedy = bb_words_dup_remedy (disc);

    if (medium == BB_MEDIUM_PRESENT) {
        bb_batch_texts_set (texts, NULL, "", "", g_strjoin (" ", text, remedy, NULL));
        bb_batch_texts_set_sign (texts, medium);
    } else {
        bb_batch_texts_set (texts, NULL, "", "",
                            is_ejected ? g_strdup (bb_batch_words_ejected (FALSE, medium)) : NULL);
    }
}

/* Sets the outcome of @result, and @reason (nullable) below it. */
static void
bb_batch_texts_set_result (BbBatchTexts *texts, const BbResult *result, const char *reason)
{
    bb_batch_texts_set (texts, bb_app_result_icon (result), bb_app_result_class (result), bb_words_outcome (result),
                        g_strdup (reason));
}

/* Sets the outcome of the finished operation, and the sentence that says how the firmware was verified. For verified
 * firmware this sentence is a fact, because other drives may have the same. */
static void
bb_batch_texts_set_finished (BbBatchTexts *texts, const BbResult *result)
{
    const char *proof = bb_words_message_has_proof (result) ? bb_words_proof_of (result) : NULL;
    g_autofree char *whole = proof != NULL ? g_strjoin (" ", proof, bb_words_left_area (result), NULL) : NULL;
    gboolean is_verified = bb_batch_words_is_verified (result);

    bb_batch_texts_set_result (texts, result, is_verified ? NULL : proof);
    if (is_verified)
        texts->facts = bb_batch_words_list_proof (whole);
}

/* Sets the failure: the drive has no usable backup, its check failed, or the flash did not start. */
static void
bb_batch_texts_set_failure (BbBatchTexts *texts, BbOperation *operation)
{
    const GError *error = bb_operation_get_error (operation);
    const BbResult *result = bb_operation_get_result (operation);

    switch (bb_operation_get_failure (operation)) {
    case BB_OPERATION_FAILURE_CHECK:
        bb_batch_texts_set_result (texts, result, result->message);
        break;
    case BB_OPERATION_FAILURE_NO_BACKUP:
        bb_batch_texts_set (texts, "dialog-information-symbolic", "", _ ("No backup"),
                            g_strdup (_ ("There is no complete backup of this drive. The drive will be skipped.")));
        break;
    case BB_OPERATION_FAILURE_UNIDENTIFIED:
        bb_batch_texts_set (texts, "dialog-information-symbolic", "", _ ("No backup"),
                            g_strdup (_ ("The drive could not be identified, so Burnback cannot find its backup. The "
                                         "drive will be skipped.")));
        break;
    case BB_OPERATION_FAILURE_BACKUP:
        bb_batch_texts_set (texts, "dialog-information-symbolic", "", _ ("Backup cannot be used"),
                            g_strdup (error->message));
        break;
    case BB_OPERATION_FAILURE_NONE:
    case BB_OPERATION_FAILURE_FILE:
    case BB_OPERATION_FAILURE_START:
    default:
        bb_batch_texts_set (texts, "dialog-warning-symbolic", "caution", _ ("Could not start"),
                            g_strdup (error != NULL ? error->message : NULL));
        break;
    }
}

/* Sets that @job waits for an answer; if it does not wait, sets its progress, its phase and a failed attempt. */
static void
bb_batch_texts_set_job (BbBatchTexts *texts, BbJob *job)
{
    g_autoptr (BbProgress) progress = bb_app_ref_progress (job);
    g_autoptr (BbQuestion) question = bb_job_ref_question (job);
    g_autofree char *sentence = progress != NULL ? bb_words_dup_progress (progress) : NULL;
    g_autofree char *failed = progress != NULL ? bb_words_dup_failed_attempt (progress) : NULL;
    g_autofree char *percent = bb_app_dup_percent (progress);
    g_autofree char *word =
        g_strdup_printf (C_ ("operation and progress", "%s, %s"), bb_words_action (bb_job_get_action (job)), percent);

    if (question != NULL)
        bb_batch_texts_set (texts, "burnback-question-symbolic", "bad", _ ("Waiting for your answer"),
                            bb_words_dup_question_happened (question));
    else
        bb_batch_texts_set (texts, "media-playback-start-symbolic", "", word,
                            failed != NULL ? g_strjoin ("\n", failed, sentence, NULL) : g_strdup (sentence));
}

BbBatchTexts *
bb_batch_texts_new (BbOperation *operation, BbMedium medium, gboolean is_ejected)
{
    BbBatchTexts *texts = g_new0 (BbBatchTexts, 1);

    if (bb_operation_get_job (operation) != NULL) {
        bb_batch_texts_set_job (texts, bb_operation_get_job (operation));
        return texts;
    }
    switch (bb_operation_get_state (operation)) {
    case BB_OPERATION_FINISHED:
        bb_batch_texts_set_finished (texts, bb_operation_get_result (operation));
        break;
    case BB_OPERATION_FAILED:
        bb_batch_texts_set_failure (texts, operation);
        break;
    case BB_OPERATION_REVIEW:
        bb_batch_texts_set_review (texts, operation, medium, is_ejected);
        break;
    case BB_OPERATION_LOADING:
    case BB_OPERATION_CHECKING:
        bb_batch_texts_set (texts, "content-loading-symbolic", "", _ ("Waiting for the drive"), NULL);
        break;
    case BB_OPERATION_EMPTY:
    case BB_OPERATION_GONE:
    case BB_OPERATION_RUNNING:
    case BB_OPERATION_ASKING:
    default:
        bb_batch_texts_set_empty (texts, medium, is_ejected);
        break;
    }
    return texts;
}
