/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/** BbFactRow: one fact: a caption and its value, which can be selected. Properties "caption", "value". */
#define BB_TYPE_FACT_ROW (bb_fact_row_get_type ())
G_DECLARE_FINAL_TYPE (BbFactRow, bb_fact_row, BB, FACT_ROW, HdyPreferencesRow)

/** bb_fact_row_set_value: %NULL: "not read"; never shown as 0 or as nothing. */
void bb_fact_row_set_value (BbFactRow *self, const char *value);
/** bb_fact_row_set_optional: the same, but the row is there only when there is a @value. */
void bb_fact_row_set_optional (BbFactRow *self, const char *value);

G_END_DECLS
