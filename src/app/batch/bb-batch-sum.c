/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-batch-sum.h"

#include "bb-batch-row.h"

#include <glib/gi18n-lib.h>

BbBatchSum
bb_batch_sum_of (GList *rows)
{
    BbBatchSum sum = {0};

    for (GList *row = rows; row != NULL; row = row->next) {
        sum.n_rows++;
        sum.n_fit += bb_batch_row_is_compatible (row->data) ? 1 : 0;
        sum.n_chosen += bb_batch_row_is_chosen (row->data) ? 1 : 0;
        sum.n_open += bb_batch_row_can_select (row->data) ? 1 : 0;
        sum.n_ready += bb_batch_row_can_flash (row->data) ? 1 : 0;
        sum.n_busy += bb_batch_row_is_busy (row->data) ? 1 : 0;
        sum.n_checked += bb_batch_row_is_checked (row->data) ? 1 : 0;
        sum.n_flashing += bb_batch_row_is_flashing (row->data) ? 1 : 0;
        sum.n_asking += bb_batch_row_is_asking (row->data) ? 1 : 0;
        sum.n_ended += bb_batch_row_has_ended (row->data) ? 1 : 0;
        sum.n_written += bb_batch_row_is_written (row->data) ? 1 : 0;
        sum.percent += bb_batch_row_get_percent (row->data);
    }
    return sum;
}

guint
bb_batch_sum_get_n_flashed (const BbBatchSum *sum)
{
    return sum->n_ended + sum->n_flashing;
}

char *
bb_batch_sum_dup_title (const BbBatchSum *sum)
{
    guint n_flashed = bb_batch_sum_get_n_flashed (sum);
    g_autofree char *percent = NULL;
    g_autofree char *act = NULL;

    if (sum->n_flashing == 0)
        return g_strdup (_ ("Flash Several Drives"));
    percent = g_strdup_printf (_ ("%d %%"), sum->percent / (int) n_flashed);
    act = g_strdup_printf (ngettext ("Flashing %u drive", "Flashing %u drives", n_flashed), n_flashed);
    /* TRANSLATORS: percent, what is done to which drive: "43 % - Flashing sr0" */
    return g_strdup_printf (_ ("%s - %s"), percent, act);
}

char *
bb_batch_sum_dup_short_title (const BbBatchSum *sum)
{
    if (sum->n_flashing > 0)
        return g_strdup_printf (_ ("%d %%"), sum->percent / (int) bb_batch_sum_get_n_flashed (sum));
    /* TRANSLATORS: title of the page “Flash Several Drives” in a narrow window, where it must fit on one short line
     */
    return g_strdup_printf (ngettext ("%u Drive", "%u Drives", sum->n_rows), sum->n_rows);
}

const char *
bb_batch_sum_get_why_not (const BbBatchSum *sum, gboolean restores)
{
    if (sum->n_flashing > 0)
        return "";
    if (sum->n_busy > 0)
        return _ ("Wait until no drive is busy.");
    if (sum->n_chosen > 0)
        return NULL;
    if (sum->n_ended > 0)
        return "";
    if (sum->n_ready == 0)
        return _ ("No drive can be selected. The list says why.");
    return restores ? _ ("Select the drives to restore.") : _ ("Select the drives to flash.");
}
