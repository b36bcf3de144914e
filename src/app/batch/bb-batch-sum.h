/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbBatchSum: numbers of rows in each state, as bb_batch_sum_of() counts them.
 * @n_fit: rows of compatible drives, selected or not
 * @n_open: rows that "Select All" selects
 * @n_ready: rows that the user can select or has selected
 * @n_checked: rows whose drive is checked, or is about to be
 * @percent: sum of the percentages of all rows */
typedef struct {
    guint n_rows, n_fit, n_chosen, n_open, n_ready, n_busy, n_checked, n_flashing, n_asking, n_ended, n_written;
    int percent;
} BbBatchSum;

/** bb_batch_sum_of: Counts @rows (element-type BbBatchRow) by their states, and adds up the percentages of their
 * progress. */
BbBatchSum bb_batch_sum_of (GList *rows);
/** bb_batch_sum_get_n_flashed: Returns the number of drives whose progress is in @percent of @sum: drives that are
 * being flashed or have finished, but not drives that are only being checked. */
guint bb_batch_sum_get_n_flashed (const BbBatchSum *sum);
/** bb_batch_sum_dup_title: Returns (transfer full) the title of the page, see bb_batch_page_dup_title(). */
char *bb_batch_sum_dup_title (const BbBatchSum *sum);
/** bb_batch_sum_dup_short_title: Returns (transfer full) the title for a narrow title bar, see
 * bb_batch_page_dup_short_title(). */
char *bb_batch_sum_dup_short_title (const BbBatchSum *sum);
/** bb_batch_sum_get_why_not: Returns (nullable) why no drive can be flashed now; %NULL if a drive is selected and no
 * drive is busy; "" while drives are being flashed, and after they have finished. @restores: the user chose to
 * restore backups */
const char *bb_batch_sum_get_why_not (const BbBatchSum *sum, gboolean restores);

G_END_DECLS
