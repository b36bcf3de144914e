/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-batch-words.h"

#include "app/bb-app-words.h"

#include <glib/gi18n-lib.h>

void
bb_batch_words_add_line (GString *text, const char *line)
{
    g_return_if_fail (text != NULL && line != NULL);

    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

char *
bb_batch_words_dup_warnings (BbVerdict *verdict)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < bb_verdict_get_n_reasons (verdict); i++) {
        const BbReason *reason = bb_verdict_get_reason (verdict, i);

        if (reason->weight > BB_WEIGHT_INFO)
            bb_batch_words_add_line (text, reason->text);
    }
    return g_string_free (text, FALSE);
}

char *
bb_batch_words_dup_backup (BbBackup *backup)
{
    g_autofree char *time = bb_app_dup_time (backup->created);

    /* TRANSLATORS: a backup: revision of the firmware in it, when it was made */
    return g_strdup_printf (_ ("Backup: %s, %s."), backup->revision, time);
}

void
bb_batch_fact_free (BbBatchFact *fact)
{
    g_free (fact->text);
    g_free (fact);
}

/* Adds a fact with @text to @facts (element-type BbBatchFact); nothing if @text is %NULL. */
static void
bb_batch_words_add_fact (GPtrArray *facts, BbBatchFactKind kind, const char *text, const char *text_of_several)
{
    BbBatchFact *fact;

    if (text == NULL)
        return;
    fact = g_new0 (BbBatchFact, 1);
    fact->text = g_strdup (text);
    fact->text_of_several = text_of_several;
    fact->kind = kind;
    g_ptr_array_add (facts, fact);
}

GPtrArray *
bb_batch_words_list_facts (BbReview *review, const char *reason)
{
    GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_batch_fact_free);
    BbVerdictLevel level = bb_verdict_get_level (review->verdict);
    BbModel *model = review->facts->model;
    g_autofree char *left = review->plan != NULL ? bb_words_dup_left (review->plan) : NULL;
    g_autofree char *details = bb_words_dup_left_details ();
    g_autofree char *area = left != NULL ? g_strjoin (" ", left, details, NULL) : NULL;

    if (level == BB_VERDICT_REFUSED)
        return facts;
    bb_batch_words_add_fact (facts, level != BB_VERDICT_FITS ? BB_BATCH_FACT_WARNING : BB_BATCH_FACT_DETAIL, reason,
                             NULL);
    for (guint i = 0; i < bb_verdict_get_n_reasons (review->verdict); i++) {
        const BbReason *limit = bb_verdict_get_reason (review->verdict, i);

        if (limit->is_limit && limit->weight <= BB_WEIGHT_INFO)
            bb_batch_words_add_fact (facts, BB_BATCH_FACT_WARNING, limit->text, NULL);
    }
    bb_batch_words_add_fact (facts, BB_BATCH_FACT_NOTICE, bb_app_origin_warning (review, level),
                             bb_app_origin_warning_of_several ());
    if (model != NULL && !bb_model_was_flashed (model))
        bb_batch_words_add_fact (facts, BB_BATCH_FACT_NOTICE, bb_app_tested_sentence (review), NULL);
    bb_batch_words_add_fact (facts, BB_BATCH_FACT_DETAIL, area, NULL);
    return facts;
}

GPtrArray *
bb_batch_words_list_proof (const char *proof)
{
    GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_batch_fact_free);

    bb_batch_words_add_fact (facts, BB_BATCH_FACT_DETAIL, proof, NULL);
    return facts;
}

gboolean
bb_batch_words_is_verified (const BbResult *result)
{
    return result->outcome == BB_OUTCOME_DONE && !bb_result_lacks_repair (result) &&
           (result->proof == BB_PROOF_PROVEN || result->proof == BB_PROOF_IDENTITY);
}

const BbReason *
bb_batch_words_find_same (BbOperation *operation)
{
    BbReview *review = bb_operation_get_review (operation);

    return review != NULL && bb_selection_get_backup (bb_operation_get_selection (operation)) != NULL
               ? bb_verdict_find (review->verdict, "same-revision")
               : NULL;
}

char *
bb_batch_words_dup_reason (BbOperation *operation, const BbConsent *open)
{
    BbVerdict *verdict = bb_operation_get_review (operation)->verdict;
    BbVerdictLevel level = bb_verdict_get_level (verdict);
    const BbReason *same = bb_batch_words_find_same (operation);

    if (open != NULL && open->code == BB_CONSENT_WITHOUT_BACKUP)
        return g_strdup (_ ("This drive cannot be backed up, so its firmware cannot be restored later. To continue "
                            "without a backup, use the arrow in the drive’s row to open the review."));
    if (open != NULL && level != BB_VERDICT_REFUSED &&
        (open->code & (BB_CONSENT_CAUTION | BB_CONSENT_CROSS_FLASH)) == 0)
        return bb_words_dup_consent (open);
    if (level != BB_VERDICT_FITS)
        return g_strdup (bb_verdict_get_heaviest (verdict) != NULL ? bb_verdict_get_heaviest (verdict)->text : NULL);
    return g_strdup (same != NULL ? same->text : NULL);
}

const char *
bb_batch_words_ejected (gboolean is_ready, BbMedium medium)
{
    if (medium != BB_MEDIUM_TRAY_OPEN)
        return is_ready ? _ ("Disc ejected. The drive is ready for flashing.") : _ ("Disc ejected.");
    return is_ready ? _ ("Disc ejected. Take the disc out. The drive can be flashed with the tray open or closed.")
                    : _ ("Disc ejected. Take the disc out of the tray.");
}

/* Returns TRUE if @operation has a review and its image is refused. */
static gboolean
bb_batch_words_is_refused (BbOperation *operation)
{
    BbReview *review = bb_operation_get_review (operation);

    return review != NULL && bb_verdict_get_level (review->verdict) == BB_VERDICT_REFUSED;
}

char *
bb_batch_words_dup_change (BbOperation *operation, BbEngineDrive *drive)
{
    BbSelection *selection = bb_operation_get_selection (operation);
    BbOperationState state = bb_operation_get_state (operation);
    const BbResult *result = state == BB_OPERATION_FINISHED ? bb_operation_get_result (operation) : NULL;
    BbImage *image = bb_selection_get_image (selection);
    BbBackup *backup = bb_selection_get_backup (selection);
    BbImageIdentity *identity = image != NULL ? bb_image_get_identity (image) : NULL;
    const char *to = result != NULL     ? result->revision_after
                     : backup != NULL   ? backup->revision
                     : identity != NULL ? identity->revision
                                        : NULL;
    g_autofree char *runs = bb_app_dup_revision (drive);
    const char *from = result != NULL && result->revision_before != NULL ? result->revision_before : runs;

    if (state == BB_OPERATION_EMPTY || state == BB_OPERATION_FAILED ||
        (result == NULL && bb_batch_words_is_refused (operation)) || to == NULL || g_str_equal (from, to))
        return g_strdup (from);
    return *from != '\0' ? g_strdup_printf ("%s → %s", from, to) : g_strdup (to);
}

char *
bb_batch_words_dup_revision (BbOperation *operation, BbEngineDrive *drive)
{
    gboolean is_finished = bb_operation_get_state (operation) == BB_OPERATION_FINISHED;
    const BbResult *result = is_finished ? bb_operation_get_result (operation) : NULL;
    const char *before = result != NULL ? result->revision_before : NULL;

    if (result == NULL)
        return bb_batch_words_dup_change (operation, drive);
    if (result->revision_after == NULL)
        return bb_app_dup_revision (drive);
    if (before == NULL || *before == '\0' || g_str_equal (before, result->revision_after))
        return g_strdup (result->revision_after);
    /* TRANSLATORS: revision of the firmware that the drive runs now, revision that it had before: "1.07 (was 1.05)"
     */
    return g_strdup_printf (_ ("%s (was %s)"), result->revision_after, before);
}

char *
bb_batch_words_dup_act (gboolean restores, guint n_chosen, guint n_fit)
{
    if (n_chosen == 0)
        return g_strdup (restores ? _ ("Res_tore Backups") : _ ("_Flash Drives"));
    if (n_chosen >= n_fit)
        return g_strdup_printf (restores ? ngettext ("Res_tore %u Backup", "Res_tore %u Backups", n_chosen)
                                         : ngettext ("_Flash %u Drive", "_Flash %u Drives", n_chosen),
                                n_chosen);
    return restores
               /* TRANSLATORS: number of selected drives, number of all drives with a backup that can be restored */
               ? g_strdup_printf (ngettext ("Res_tore %u of %u Backup", "Res_tore %u of %u Backups", n_fit), n_chosen,
                                  n_fit)
               /* TRANSLATORS: number of selected drives, number of all compatible drives: "Flash 3 of 4 Drives" */
               : g_strdup_printf (ngettext ("_Flash %u of %u Drive", "_Flash %u of %u Drives", n_fit), n_chosen,
                                  n_fit);
}

const char *
bb_batch_words_before (gboolean restores)
{
    /* Only drives whose firmware can be backed up completely can be selected for a flash. A restore may also replace
     * firmware that does not run, without a backup of that. */
    return restores ? _ ("If one operation fails, Burnback will continue with the other drives.")
                    : _ ("Each selected drive will be backed up first. If one operation fails, Burnback will "
                         "continue with the other drives.");
}

char *
bb_batch_words_dup_asking (guint n_asking)
{
    return g_strdup_printf (
        ngettext ("%u drive is waiting for your answer. To answer, open the drive’s page.",
                  "%u drives are waiting for your answers. To answer, open the page of each drive.", n_asking),
        n_asking);
}

char *
bb_batch_words_dup_names (GPtrArray *names)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < names->len; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (names, i));
    return g_string_free (text, FALSE);
}

/* Adds the sentence @format, with the number and the names of the drives @names (element-type utf8), to @text; adds
 * nothing if there are none. */
static void
bb_batch_words_add_drives (GString *text, const char *format, GPtrArray *names)
{
    g_autofree char *joined = NULL;
    g_autofree char *sentence = NULL;

    if (names->len == 0)
        return;
    joined = bb_batch_words_dup_names (names);
    sentence = bb_words_dup_filled (format, joined);
    g_string_append_printf (text, " %s", sentence);
}

char *
bb_batch_words_dup_summary (gboolean restores, guint n_verified, GPtrArray *unverified, GPtrArray *failed)
{
    guint n_all = n_verified + unverified->len + failed->len;
    GString *text = g_string_new (NULL);

    g_string_append_printf (text,
                            restores
                                /* TRANSLATORS: number of verified drives, number of all drives of the batch */
                                ? ngettext ("%u of %u drive was restored and verified.",
                                            "%u of %u drives were restored and verified.", n_all)
                                /* TRANSLATORS: number of verified drives, number of all drives of the batch */
                                : ngettext ("%u of %u drive was flashed and verified.",
                                            "%u of %u drives were flashed and verified.", n_all),
                            n_verified, n_all);
    /* TRANSLATORS: names of drives, such as "sr0, sr2" */
    bb_batch_words_add_drives (text, _ ("Written but not verified: %s."), unverified);
    /* TRANSLATORS: names of drives, such as "sr0, sr2" */
    bb_batch_words_add_drives (text, _ ("Failed: %s."), failed);
    return g_string_free (text, FALSE);
}
