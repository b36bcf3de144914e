/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbBatchPage: The page "Flash Several Drives". It flashes each drive with the one of the chosen firmware
 * files that is for it, or with its newest backup, all in parallel. It shows a verdict for each drive, and can save a
 * report.
 *
 * Signals:
 * "changed": message or title have changed
 * "done": the user wants to leave the page after all flashes have ended
 */
#define BB_TYPE_BATCH_PAGE (bb_batch_page_get_type ())
G_DECLARE_FINAL_TYPE (BbBatchPage, bb_batch_page, BB, BATCH_PAGE, GtkBox)

GtkWidget *bb_batch_page_new (BbEngine *engine);
/** bb_batch_page_open_files: Checks for each drive whether one of @files (element-type GFile; at least one) can be
 * flashed to it, and selects no drive. While drives are being flashed from this page, only shows a message that the
 * files were not opened. */
void bb_batch_page_open_files (BbBatchPage *self, GSList *files);
/** bb_batch_page_can_open: Returns TRUE if a file can be opened now. While drives are being flashed from this page,
 * returns FALSE and shows a message. */
gboolean bb_batch_page_can_open (BbBatchPage *self);
/** bb_batch_page_get_message: Returns (nullable) the message that a file was not opened; %NULL if there is no
 * message. A message disappears when its reason ends or the user closes it. */
const char *bb_batch_page_get_message (BbBatchPage *self);
void bb_batch_page_close_message (BbBatchPage *self);
/** bb_batch_page_has_result: Returns TRUE if @result is the last result that the page has shown in the row of @drive,
 * now or before another file was chosen. */
gboolean bb_batch_page_has_result (BbBatchPage *self, BbEngineDrive *drive, BbResult *result);
/** bb_batch_page_dup_title: Returns (transfer full) "43 % - Flashing 3 drives" while a drive is being flashed, else
 * "Flash Several Drives". The number includes drives that have finished. The percentage is the mean of the drives in
 * this number. */
char *bb_batch_page_dup_title (BbBatchPage *self);
/** bb_batch_page_dup_short_title: Returns (transfer full) a title for a narrow title bar: "43 %" while a drive is
 * being flashed, else the number of connected drives: "4 Drives". The percentage is that of
 * bb_batch_page_dup_title(). */
char *bb_batch_page_dup_short_title (BbBatchPage *self);

G_END_DECLS
