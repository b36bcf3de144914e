/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-reason-row.h"

#include "app/bb-app-words.h"
#include "bb-line-row.h"

GtkWidget *
bb_reason_row_new (const BbReason *reason, BbWeight weight, gboolean explains)
{
    GtkWidget *row = bb_line_row_new ();

    bb_line_row_set (BB_LINE_ROW (row), bb_app_weight_icon (weight), bb_app_weight_class (weight),
                     bb_app_weight_word (weight), reason->text, explains ? bb_app_weight_sentence (weight) : NULL);
    return row;
}
