/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

G_BEGIN_DECLS

/** bb_batch_words_add_line: Adds @line to @text, on a line of its own. */
void bb_batch_words_add_line (GString *text, const char *line);
/** bb_batch_words_dup_names: (transfer full): Returns the strings of @names (element-type utf8), short names of
 * drives: "sr0, sr2" */
char *bb_batch_words_dup_names (GPtrArray *names);
/** bb_batch_words_dup_warnings: Returns (transfer full) the reasons of @verdict with a greater weight than
 * %BB_WEIGHT_INFO, one on each line; "" if there are none. The user must read them before granting the consent. */
char *bb_batch_words_dup_warnings (BbVerdict *verdict);
/** bb_batch_words_dup_backup: Returns (transfer full) a line that describes @backup. */
char *bb_batch_words_dup_backup (BbBackup *backup);

/**
 * BbBatchFactKind:
 * @BB_BATCH_FACT_DETAIL: may be folded away
 * @BB_BATCH_FACT_NOTICE: always in view above the list: the review of a single drive shows it beside the verdict
 * @BB_BATCH_FACT_WARNING: something that Burnback cannot do; always in view, above the list or in the row
 */
typedef enum {
    BB_BATCH_FACT_DETAIL,
    BB_BATCH_FACT_NOTICE,
    BB_BATCH_FACT_WARNING,
} BbBatchFactKind;
/**
 * BbBatchFact: a sentence that the user must know before flashing but need not consent to. Several drives may have it
 * in common.
 * @text_of_several: (nullable): replaces @text if the drives that have this fact have different images
 */
typedef struct {
    char *text;
    const char *text_of_several;
    BbBatchFactKind kind;
} BbBatchFact;
void bb_batch_fact_free (BbBatchFact *fact);
/**
 * bb_batch_words_list_facts: Returns (transfer full) (element-type BbBatchFact):
 * - @reason (nullable); a warning unless the image of @review fits
 * - limits of the drive (@is_limit of #BbReason) with the weight %BB_WEIGHT_INFO; warnings
 * - that the origin of the file is unknown; a notice
 * - that no drive of the model has been flashed yet; a notice
 * - the block that the plan erases and does not write
 * Returns none of them if the image of @review is refused.
 */
GPtrArray *bb_batch_words_list_facts (BbReview *review, const char *reason);
/** bb_batch_words_list_proof: Returns (transfer full) (element-type BbBatchFact) @proof (nullable), which says how
 * the new firmware was verified, as the only fact. */
GPtrArray *bb_batch_words_list_proof (const char *proof);
/** bb_batch_words_is_verified: Returns TRUE if the drive has the firmware of @result, and this was verified. */
gboolean bb_batch_words_is_verified (const BbResult *result);
/** bb_batch_words_dup_change: Returns (transfer full) the revision that @drive runs and the one that is chosen in
 * @operation: "1.05 → 1.07". After a flash, returns the revisions before and after it. Returns only one revision if
 * both are equal, if the other is unknown, or if nothing usable is chosen. Returns "" if no revision is known. */
char *bb_batch_words_dup_change (BbOperation *operation, BbEngineDrive *drive);
/** bb_batch_words_dup_revision: Returns (transfer full) the text of bb_batch_words_dup_change() before a flash. After
 * a flash, returns the revision that @drive has now, first: "1.07 (was 1.05)", or only this revision if it is that
 * from before. Returns "" if the revision is unknown. */
char *bb_batch_words_dup_revision (BbOperation *operation, BbEngineDrive *drive);
/**
 * bb_batch_words_dup_act: Returns (transfer full) the label of the button that flashes @n_chosen of @n_fit compatible
 * drives:
 * - "_Flash 4 Drives" if all of them are selected
 * - "_Flash 3 of 4 Drives" if some are selected
 * - "_Flash Drives" if none is selected
 * @restores: the labels have "Res_tore" in place of "_Flash", and "Backups" in place of "Drives"
 */
char *bb_batch_words_dup_act (gboolean restores, guint n_chosen, guint n_fit);
/** bb_batch_words_before: Returns a sentence that says what happens at the start, and after a failure. */
const char *bb_batch_words_before (gboolean restores);
/** bb_batch_words_dup_asking: Returns (transfer full) a sentence that says how many drives wait for an answer. */
char *bb_batch_words_dup_asking (guint n_asking);
/** bb_batch_words_find_same: Returns (nullable) the reason "same-revision" of the verdict on the chosen backup; %NULL
 * if no backup is chosen. */
const BbReason *bb_batch_words_find_same (BbOperation *operation);
/**
 * bb_batch_words_dup_reason: Returns (transfer full) (nullable) the text below the verdict. @operation must have a
 * review. @open: (nullable): a consent that is not granted yet. The first case that applies determines the text:
 * - @open is the consent to flash without a backup, which a batch does not ask for: how to ask for its review
 * - the image is not refused, and @open is any consent except %BB_CONSENT_CAUTION and %BB_CONSENT_CROSS_FLASH: the
 *   question of @open
 * - the image does not fit: the heaviest reason of the verdict
 * - the image fits: the reason of bb_batch_words_find_same(), or %NULL if there is none
 */
char *bb_batch_words_dup_reason (BbOperation *operation, const BbConsent *open);
/** bb_batch_words_ejected: Returns a sentence which says that the disc was ejected and, if @is_ready, that the drive
 * can be flashed now. If @medium is %BB_MEDIUM_TRAY_OPEN, the sentence also says what to do with the tray. */
const char *bb_batch_words_ejected (gboolean is_ready, BbMedium medium);
/**
 * bb_batch_words_dup_summary: Returns (transfer full) the heading above the results: "3 of 4 drives were flashed and
 * verified. Failed: sr2."
 * @restores: the drives were restored from their backups
 * @unverified, @failed: (element-type utf8): short names of the drives that are not among the @n_verified ones
 */
char *bb_batch_words_dup_summary (gboolean restores, guint n_verified, GPtrArray *unverified, GPtrArray *failed);

G_END_DECLS
