/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/** BbLineRow: A row with an icon, a sentence, and an optional second sentence, for check lists. */
#define BB_TYPE_LINE_ROW (bb_line_row_get_type ())
G_DECLARE_FINAL_TYPE (BbLineRow, bb_line_row, BB, LINE_ROW, HdyPreferencesRow)

GtkWidget *bb_line_row_new (void);
/**
 * bb_line_row_set:
 * @style: CSS class of the icon: "good", "caution", "bad" or ""
 * @word: meaning of the icon, for screen readers
 * @more: (nullable): the second sentence
 *
 * Shows the icon @icon, the sentence @text, and @more below it.
 */
void bb_line_row_set (BbLineRow *self, const char *icon, const char *style, const char *word, const char *text,
                      const char *more);
/** bb_line_row_append: Appends a new row to @list; the other parameters are those of bb_line_row_set(). */
void bb_line_row_append (GtkListBox *list, const char *icon, const char *style, const char *word, const char *text,
                         const char *more);
/** bb_line_row_set_link: Shows a button with @label at the end of the row; the button activates @action with @target.
 * Tab then stops at the button and no longer at the row. @label: (nullable): %NULL hides the button. After that, Tab
 * still does not stop at the row. */
void bb_line_row_set_link (BbLineRow *self, const char *label, const char *action, GVariant *target);

G_END_DECLS
