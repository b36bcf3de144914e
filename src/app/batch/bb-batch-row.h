/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbBatchGroup: The list that a drive is in.
 * @BB_BATCH_TOGETHER: it can be flashed together with the others, maybe after the user did something at the drive
 * @BB_BATCH_REVIEW: it needs a consent: a tick in its row, or a name that is typed on its review page
 * @BB_BATCH_LEFT_OUT: it cannot be flashed with the chosen file or its backup
 */
typedef enum {
    BB_BATCH_TOGETHER,
    BB_BATCH_REVIEW,
    BB_BATCH_LEFT_OUT,
    BB_BATCH_N_GROUPS,
} BbBatchGroup;

/**
 * BbBatchRow: One drive of the batch: its verdict, progress and result. A drive that needs more consent than a tick
 * is opened in its own review. Signal "changed": the verdict, the progress, the result or the selection has changed.
 */
#define BB_TYPE_BATCH_ROW (bb_batch_row_get_type ())
G_DECLARE_FINAL_TYPE (BbBatchRow, bb_batch_row, BB, BATCH_ROW, GtkListBoxRow)

GtkWidget *bb_batch_row_new (BbEngine *engine, BbEngineDrive *drive);
BbEngineDrive *bb_batch_row_get_drive (BbBatchRow *self); /* (transfer none) */
/** bb_batch_row_get_group: Returns the list that the row belongs to in its current state. */
BbBatchGroup bb_batch_row_get_group (BbBatchRow *self);
/**
 * bb_batch_row_check:
 * @images: (nullable) (element-type BbImage): the images in the chosen file
 * @backups: (nullable) (element-type BbBackup): instead of @images: backups of all drives, newest first; the row uses
 * the newest of its drive
 * @selects: whether the drive is selected if it needs no consent
 *
 * Checks the drive. Cancels a check that runs. Does nothing if the drive is being flashed.
 */
void bb_batch_row_check (BbBatchRow *self, GPtrArray *images, GPtrArray *backups, gboolean selects);
/** bb_batch_row_clear: Cancels a check, and makes the drive not selectable until the next one. Does nothing if the
 * drive is being flashed or has its result. */
void bb_batch_row_clear (BbBatchRow *self);
/** bb_batch_row_flash: Starts flashing if the drive is selected. */
void bb_batch_row_flash (BbBatchRow *self);
/** bb_batch_row_needs_hand: Returns TRUE if the drive could be flashed after the user did something at the drive,
 * such as removing a disc. */
gboolean bb_batch_row_needs_hand (BbBatchRow *self);
/** bb_batch_row_is_endangered: Returns TRUE while a power failure would leave the drive without valid firmware. */
gboolean bb_batch_row_is_endangered (BbBatchRow *self);
/** bb_batch_row_can_select: Returns TRUE if the drive can be flashed now without a further consent, is not selected
 * yet, and does not already have the firmware of its backup. */
gboolean bb_batch_row_can_select (BbBatchRow *self);
/** bb_batch_row_select: Selects the drive if bb_batch_row_can_select(). */
void bb_batch_row_select (BbBatchRow *self);
/** bb_batch_row_is_chosen: Returns TRUE if the drive is selected and can be flashed. */
gboolean bb_batch_row_is_chosen (BbBatchRow *self);
/** bb_batch_row_is_busy: Returns TRUE while the drive has a job, or a check or a flash of it is about to start. */
gboolean bb_batch_row_is_busy (BbBatchRow *self);
/** bb_batch_row_is_flashing: Returns TRUE if the drive is being written to or about to be; FALSE during a check. */
gboolean bb_batch_row_is_flashing (BbBatchRow *self);
/** bb_batch_row_is_asking: Returns TRUE if the flash waits for an answer of the user. */
gboolean bb_batch_row_is_asking (BbBatchRow *self);
/** bb_batch_row_has_ended: Returns TRUE if a flash from this page has ended, whatever its result. */
gboolean bb_batch_row_has_ended (BbBatchRow *self);
/** bb_batch_row_get_percent: Returns the progress of the flash, 0 to 100. */
int bb_batch_row_get_percent (BbBatchRow *self);
/** bb_batch_row_dup_report: Returns (transfer full) the fields of the report: device name, name, serial number,
 * change of the revision, verdict or result, and reason. */
char **bb_batch_row_dup_report (BbBatchRow *self);

G_END_DECLS
