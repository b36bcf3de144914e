/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

G_BEGIN_DECLS

/** bb_batch_words_dup_warnings: Returns (transfer full) the reasons of @verdict with a greater weight than
 * %BB_WEIGHT_INFO, one on each line; "" if there are none. The user must read them before granting the consent. */
char *bb_batch_words_dup_warnings (BbVerdict *verdict);
/** bb_batch_words_dup_backup: Returns (transfer full) a line that describes @backup, and @reason below it. */
char *bb_batch_words_dup_backup (BbBackup *backup, const char *reason);
/**
 * bb_batch_words_dup_cautions: Returns (transfer full) facts that the user must know before flashing but need not
 * consent to, one on each line:
 * - limits of the drive (@is_limit of #BbReason) with the weight %BB_WEIGHT_INFO
 * - the block that the plan erases and does not write
 * - that no drive of the model has been flashed yet
 * Returns "" if there are none, or if the image of @review is refused.
 */
char *bb_batch_words_dup_cautions (BbReview *review);
/** bb_batch_words_dup_change: Returns (transfer full) the revision that @drive runs and the one that is chosen in
 * @operation: "1.05 → 1.07". After a flash, returns the revisions before and after it. Returns only one revision if
 * both are equal, if the other is unknown, or if nothing usable is chosen. Returns "" if no revision is known. */
char *bb_batch_words_dup_change (BbOperation *operation, BbEngineDrive *drive);
/**
 * bb_batch_words_dup_act: Returns (transfer full) the label of the button that flashes @n_chosen of @n_fit compatible
 * drives:
 * - "_Flash 4 Drives" if all of them are selected
 * - "_Flash 3 of 4 Drives" if some are selected
 * - "_Flash Drives" if none is selected
 * @restores: the labels have "Res_tore" in place of "_Flash", and "Backups" in place of "Drives"
 */
char *bb_batch_words_dup_act (gboolean restores, guint n_chosen, guint n_fit);

G_END_DECLS
