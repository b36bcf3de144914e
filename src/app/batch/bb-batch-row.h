/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"
#include "job/operation/bb-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbBatchGroup: The list in which the page shows a drive.
 * @BB_BATCH_TOGETHER: the drive can be flashed together with the others, in some cases only after the user has done
 *   something at the drive
 * @BB_BATCH_REVIEW: the drive needs a consent: a tick in its row, or a name that is typed on its review page
 * @BB_BATCH_LEFT_OUT: the drive cannot be flashed with the chosen file or with its backup
 */
typedef enum {
    BB_BATCH_TOGETHER,
    BB_BATCH_REVIEW,
    BB_BATCH_LEFT_OUT,
    BB_BATCH_N_GROUPS,
} BbBatchGroup;

/**
 * BbBatchRow: One drive of the batch: its verdict, progress and result. If a consent needs more than a tick, the user
 * gives it on the review page of the drive, which a button of the row opens.
 *
 * Signals:
 * "changed": the verdict, the progress, the result or the selection has changed
 * "deselected": the user has deselected the drive
 */
#define BB_TYPE_BATCH_ROW (bb_batch_row_get_type ())
G_DECLARE_FINAL_TYPE (BbBatchRow, bb_batch_row, BB, BATCH_ROW, GtkListBoxRow)

/** bb_batch_row_new: Returns (transfer floating) a new row. @places: a horizontal size group of all rows, so that
 * their texts are in one line whether or not they have a check box */
GtkWidget *bb_batch_row_new (BbEngine *engine, BbEngineDrive *drive, GtkSizeGroup *places);
BbEngineDrive *bb_batch_row_get_drive (BbBatchRow *self); /* (transfer none) */
/**
 * bb_batch_row_get_group:
 *
 * Returns: the list that the row belongs to now:
 * - %BB_BATCH_REVIEW: the user can grant a consent that is not granted yet, or has granted one in the check box of
 *   the row
 * - %BB_BATCH_LEFT_OUT: a consent can never be granted, or the operation failed before the start of the flash
 * - %BB_BATCH_TOGETHER: in all other cases; also if bb_batch_row_needs_hand() is TRUE, or if the start of the flash
 *   failed
 */
BbBatchGroup bb_batch_row_get_group (BbBatchRow *self);
/**
 * bb_batch_row_check:
 * @images: (nullable) (element-type BbImage): the images in the chosen file; %NULL if @backups is given
 * @backups: (nullable) (element-type BbBackup): backups of all drives, newest first; the row uses the newest of its
 *   drive; %NULL if @images is given
 *
 * Cancels a check that runs. Then queues a new check in the idle queue: whether the drive can be flashed with @images
 * or @backups. The check does not select the drive. Does nothing if the drive is being flashed.
 */
void bb_batch_row_check (BbBatchRow *self, GPtrArray *images, GPtrArray *backups);
/** bb_batch_row_clear: Cancels a check, and makes the drive not selectable until the next check. Does nothing if the
 * drive is being flashed or has its result. */
void bb_batch_row_clear (BbBatchRow *self);
/** bb_batch_row_flash: Queues the start of the flash in the idle queue (bb-idle-queue.h) if the drive is selected and
 * can be flashed; else does nothing. */
void bb_batch_row_flash (BbBatchRow *self);
/** bb_batch_row_needs_hand: Returns TRUE if the flash waits only for something that the user must do at the drive,
 * such as removing a disc. FALSE if the flash also needs a consent that is not granted yet. */
gboolean bb_batch_row_needs_hand (BbBatchRow *self);
/** bb_batch_row_can_confirm: Returns TRUE if the row has a check box that confirms the warnings; FALSE if a consent
 * must be given on the review page of the drive. */
gboolean bb_batch_row_can_confirm (BbBatchRow *self);
/**
 * bb_batch_row_keep_place: Makes bb_batch_row_get_group() and bb_batch_row_get_rank() return the same values as now
 * until the next check, so that no row moves while drives are flashed.
 */
void bb_batch_row_keep_place (BbBatchRow *self);
/**
 * bb_batch_row_get_rank: Returns the place of the row in its list; rows with a lower rank are higher in the list.
 * - 0: there was a disc in the drive, or bb_batch_row_needs_hand() was TRUE, at any time since the row was made. So a
 *   drive with a disc is first before a file is chosen, and does not move when the user ejects the disc.
 * - 1: all other rows
 */
guint bb_batch_row_get_rank (BbBatchRow *self);
/** bb_batch_row_is_written: Returns TRUE while the drive is being flashed, from the first erased block until the end
 * of the verification. */
gboolean bb_batch_row_is_written (BbBatchRow *self);
/** bb_batch_row_can_flash: Returns TRUE if the check of the drive has finished, no consent is open, and the flash was
 * not started yet. */
gboolean bb_batch_row_can_flash (BbBatchRow *self);
/** bb_batch_row_can_select: Returns TRUE if all of this is true:
 * - The drive can be flashed now without a further consent.
 * - The drive is not selected yet.
 * - The drive does not already have the revision of its backup, if the user chose to restore backups. */
gboolean bb_batch_row_can_select (BbBatchRow *self);
/** bb_batch_row_select: Selects the drive if bb_batch_row_can_select() returns TRUE. If the drive cannot be flashed
 * yet, for example because of a disc, selects it as soon as bb_batch_row_can_select() returns TRUE. */
void bb_batch_row_select (BbBatchRow *self);
/** bb_batch_row_deselect: Deselects the drive, and does what bb_batch_row_stop_selecting() does. */
void bb_batch_row_deselect (BbBatchRow *self);
/** bb_batch_row_lock: Hides the check box that selects the drive if @is_locked: other drives are being flashed. */
void bb_batch_row_lock (BbBatchRow *self, gboolean is_locked);
/** bb_batch_row_get_facts: Returns (transfer none) (nullable) (element-type BbBatchFact) the facts below the verdict
 * of a drive that has a review and was not started, or has
 * verified new firmware; %NULL for all other drives. */
GPtrArray *bb_batch_row_get_facts (BbBatchRow *self);
/** bb_batch_row_get_operation: Returns (transfer none) the operation that checks and flashes the drive. */
BbOperation *bb_batch_row_get_operation (BbBatchRow *self);
/** bb_batch_row_get_image: Returns (transfer none) (nullable) the image of the review. */
BbImage *bb_batch_row_get_image (BbBatchRow *self);
/** bb_batch_row_share: From now on, shows all facts below the verdict but those in @shared (element-type utf8), which
 * the page shows once for several drives. Before the first call after a check, the row shows no facts, so that no
 * text appears in a row only to disappear again. */
void bb_batch_row_share (BbBatchRow *self, GHashTable *shared);
/** bb_batch_row_stop_selecting: After an earlier bb_batch_row_select(), no longer waits until the drive can be
 * selected. A drive that is selected stays selected. */
void bb_batch_row_stop_selecting (BbBatchRow *self);
/** bb_batch_row_is_compatible: Returns TRUE if the drive can be flashed now without a further consent, selected or
 * not, or if bb_batch_row_needs_hand() is TRUE. */
gboolean bb_batch_row_is_compatible (BbBatchRow *self);
/** bb_batch_row_is_chosen: Returns TRUE if the drive is selected and can be flashed. */
gboolean bb_batch_row_is_chosen (BbBatchRow *self);
/** bb_batch_row_is_busy: Returns TRUE while the drive has a job, its image or backup is being read, or a check or a
 * flash of the drive is about to start. */
gboolean bb_batch_row_is_busy (BbBatchRow *self);
/** bb_batch_row_is_checked: Returns TRUE if bb_batch_row_is_busy() is TRUE, but not because of a flash, or if the row
 * does not show the result of the check yet. */
gboolean bb_batch_row_is_checked (BbBatchRow *self);
/** bb_batch_row_is_flashing: Returns TRUE if the flash of the drive runs, including its backup and verification, or
 * is about to start; FALSE during a check. */
gboolean bb_batch_row_is_flashing (BbBatchRow *self);
/** bb_batch_row_is_asking: Returns TRUE if the flash waits for an answer of the user. */
gboolean bb_batch_row_is_asking (BbBatchRow *self);
/** bb_batch_row_has_ended: Returns TRUE if a flash from this page has ended, whatever its result; FALSE if the flash
 * could not be started. */
gboolean bb_batch_row_has_ended (BbBatchRow *self);
/** bb_batch_row_get_result: Returns (transfer none) (nullable) the result of the flash from this page; %NULL before
 * its end. */
BbResult *bb_batch_row_get_result (BbBatchRow *self);
/** bb_batch_row_get_percent: Returns the progress of the flash, 0 to 100: 0 before the flash, 100 after it has
 * ended. */
int bb_batch_row_get_percent (BbBatchRow *self);
/** bb_batch_row_dup_report: Returns (transfer full) the %NULL-terminated fields of the report: device name, name,
 * serial number or "", change of the revision, verdict or result, and reason (after a flash, the message of its
 * result). */
char **bb_batch_row_dup_report (BbBatchRow *self);

G_END_DECLS
