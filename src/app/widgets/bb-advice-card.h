/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbAdviceTexts: what a report says about firmware or a conversion; texts of the catalog, not translated yet. Each is
 * (nullable).
 * @source: where the report is from
 * @confidence: translated word for the confidence of the report
 */
typedef struct {
    const char *needs;
    const char *gains;
    const char *losses;
    const char *risk;
    const char *source;
    const char *confidence;
} BbAdviceTexts;

/** bb_advice_parts_new: Returns a widget with one line for each text: a chip that names it, and the text. */
GtkWidget *bb_advice_parts_new (const BbAdviceTexts *texts);
/** bb_advice_card_new: Returns a row for a list: icon, @title, and below it the parts. @kind: meaning of the icon,
 * for screen readers. */
GtkWidget *bb_advice_card_new (const char *icon, const char *kind, const char *title, const BbAdviceTexts *texts);

G_END_DECLS
