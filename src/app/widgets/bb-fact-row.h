/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/** BbFactRow: A row with a caption and a value; the text of the value can be selected. Properties (write-only):
 * "caption"; "value"; "copied": users often copy the value, so Tab stops at it. */
#define BB_TYPE_FACT_ROW (bb_fact_row_get_type ())
G_DECLARE_FINAL_TYPE (BbFactRow, bb_fact_row, BB, FACT_ROW, HdyPreferencesRow)

/** bb_fact_row_set_value: Shows @value; "not read" if it is %NULL or "", so that a missing value never looks like 0
 * or like an empty value. */
void bb_fact_row_set_value (BbFactRow *self, const char *value);
/** bb_fact_row_set_optional: Shows @value; hides the row if @value is %NULL or "". */
void bb_fact_row_set_optional (BbFactRow *self, const char *value);

G_END_DECLS
