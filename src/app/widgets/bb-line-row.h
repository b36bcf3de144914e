/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/** BbLineRow: a sign, a sentence, and maybe a second one: a line of a check list. */
#define BB_TYPE_LINE_ROW (bb_line_row_get_type ())
G_DECLARE_FINAL_TYPE (BbLineRow, bb_line_row, BB, LINE_ROW, HdyPreferencesRow)

GtkWidget *bb_line_row_new (void);
/**
 * bb_line_row_set:
 * @style: "good", "caution", "bad" or ""
 * @word: what the icon means
 * @more: (nullable): the second sentence
 */
void bb_line_row_set (BbLineRow *self, const char *icon, const char *style, const char *word, const char *text,
                      const char *more);

G_END_DECLS
