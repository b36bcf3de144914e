/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

G_BEGIN_DECLS

/**
 * BbBatchTexts: what the row of a drive says.
 * @icon: (nullable): icon of the verdict; %NULL: there is no verdict yet
 * @style: CSS class of icon and verdict
 * @word: the verdict, the operation that runs, or the outcome; "" if there is no verdict
 * @sign: (nullable): icon of the sign beside @own that the drive waits for the user
 * @own: (nullable): what only this drive says below the verdict, one sentence on each line
 * @facts: (nullable) (element-type BbBatchFact): what other drives may say, too; only for a drive with a review,
 *   or whose new firmware was verified
 */
typedef struct {
    const char *icon;
    const char *style;
    char *word;
    const char *sign;
    char *own;
    GPtrArray *facts;
} BbBatchTexts;
/** bb_batch_texts_new: Returns (transfer full) the first of these that exists: the running job, the result, the
 * failure, the review, that the check waits for the drive. If none exists, nothing is chosen: then the texts are only
 * about a disc. @medium: state of the disc. @is_ejected: the disc that was in the way was ejected */
BbBatchTexts *bb_batch_texts_new (BbOperation *operation, BbMedium medium, gboolean is_ejected);
void bb_batch_texts_free (BbBatchTexts *texts);
/** bb_batch_texts_dup_all: Returns (transfer full) the texts below the verdict, without those facts that are in
 * @shared (nullable) (element-type utf8). */
char *bb_batch_texts_dup_all (const BbBatchTexts *texts, GHashTable *shared);
/** bb_batch_texts_find_tick: Returns (nullable) the consent of the check box of the row, granted or not. %NULL if a
 * tick is not enough: another consent is not granted yet. Also %NULL if no consent needs a tick, or if @operation is
 * not in review. */
const BbConsent *bb_batch_texts_find_tick (BbOperation *operation);
/** bb_batch_texts_needs_hand: Returns TRUE if the flash waits only for something that the user must do at the drive,
 * such as removing a disc. FALSE if the flash also needs a consent that is not granted yet. */
gboolean bb_batch_texts_needs_hand (BbOperation *operation);

G_END_DECLS
