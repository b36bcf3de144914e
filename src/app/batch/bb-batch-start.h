/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_batch_start_show: Updates the button that starts the flash and the two lines above it.
 * @rows: (element-type BbBatchRow): all rows of the page
 * @why_not: (nullable): why @flash cannot be used, or "" if it is not shown; %NULL if it can be used
 * @restores: the drives are restored from their backups
 *
 * @flash has the colour of danger if bb_review_find_risk() finds a risk for one of the selected drives. @risks then
 * says why, with the names of these drives unless the reason is about the computer; otherwise @risks is hidden. @line
 * shows @why_not, else what happens at the start.
 */
void bb_batch_start_show (GtkButton *flash, GtkLabel *risks, GtkLabel *line, GList *rows, const char *why_not,
                          gboolean restores);

G_END_DECLS
