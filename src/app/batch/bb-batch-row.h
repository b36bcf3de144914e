/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbBatchGroup: where a drive stands.
 * @BB_BATCH_TOGETHER: among those that are flashed together, or may be
 * @BB_BATCH_REVIEW: it needs a consent: a tick in its row, or something to type on its own page
 * @BB_BATCH_LEFT_OUT: it cannot be flashed with this
 */
typedef enum {
    BB_BATCH_TOGETHER,
    BB_BATCH_REVIEW,
    BB_BATCH_LEFT_OUT,
    BB_BATCH_N_GROUPS,
} BbBatchGroup;

/**
 * BbBatchRow: one drive of the batch: its verdict, its progress, its end. What needs more consent than a tick cannot
 * be chosen here; it has a review of its own. Signal "changed".
 */
#define BB_TYPE_BATCH_ROW (bb_batch_row_get_type ())
G_DECLARE_FINAL_TYPE (BbBatchRow, bb_batch_row, BB, BATCH_ROW, GtkListBoxRow)

GtkWidget *bb_batch_row_new (BbEngine *engine, BbEngineDrive *drive);
BbEngineDrive *bb_batch_row_get_drive (BbBatchRow *self); /* (transfer none) */
BbBatchGroup bb_batch_row_get_group (BbBatchRow *self);
/**
 * bb_batch_row_check:
 * @images: (nullable) (element-type BbImage): what the file holds; may it go on this drive?
 * @backups: (nullable) (element-type BbBackup): instead of it: of all drives, newest first; may its own go back?
 * @selects: if nothing has to be agreed to, the drive is selected then
 *
 * In the place of a check that still runs. A drive that is being flashed goes on with that.
 */
void bb_batch_row_check (BbBatchRow *self, GPtrArray *images, GPtrArray *backups, gboolean selects);
/** bb_batch_row_clear: nothing may go on this drive before the next check. How its flash ended stays. */
void bb_batch_row_clear (BbBatchRow *self);
/** bb_batch_row_flash: if it is chosen. */
void bb_batch_row_flash (BbBatchRow *self);
/** bb_batch_row_can_select: nothing has to be agreed to (any more), and it is not selected. */
gboolean bb_batch_row_can_select (BbBatchRow *self);
/** bb_batch_row_select: where it can be. */
void bb_batch_row_select (BbBatchRow *self);
gboolean bb_batch_row_is_chosen (BbBatchRow *self);
gboolean bb_batch_row_is_busy (BbBatchRow *self);
/** bb_batch_row_is_flashing: it is written to, or about to be; a check is not meant. */
gboolean bb_batch_row_is_flashing (BbBatchRow *self);
/** bb_batch_row_is_asking: it goes on when somebody has answered. */
gboolean bb_batch_row_is_asking (BbBatchRow *self);
/** bb_batch_row_has_ended: it was flashed here, for better or worse. */
gboolean bb_batch_row_has_ended (BbBatchRow *self);
/** bb_batch_row_get_percent: of its flash. */
int bb_batch_row_get_percent (BbBatchRow *self);
/** bb_batch_row_dup_report: (transfer full): for the report: short name, name, firmware that runs, verdict or end,
 * what is to be said of it. */
char **bb_batch_row_dup_report (BbBatchRow *self);

G_END_DECLS
