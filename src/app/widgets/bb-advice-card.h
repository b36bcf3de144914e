/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/bb-advice.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbAdviceTexts: The texts of a report about a firmware or a conversion. Each is (nullable).
 * @needs, @gains, @losses, @risk: texts of the catalog, not translated yet
 * @outcome: translated sentence or words for what was reported; shown only by bb_advice_card_new()
 * @source: where the report is from; shown as it is
 * @confidence: translated word for the confidence of the report
 */
typedef struct {
    const char *outcome;
    const char *needs;
    const char *gains;
    const char *losses;
    const char *risk;
    const char *source;
    const char *confidence;
} BbAdviceTexts;

/** bb_advice_texts_of: Returns the texts of @advice, which are not copied, so @advice must stay valid. The field
 * @outcome is %NULL. */
BbAdviceTexts bb_advice_texts_of (const BbAdvice *advice);
/** bb_advice_parts_new: Returns (transfer floating) a widget with one line for each text that is neither %NULL nor
 * "": a short label that names the text, and the text. @source and @confidence share a line. If the risk is high, it
 * comes before gains and losses, and the gains are not green, so that the report does not read like a recommendation.
 */
GtkWidget *bb_advice_parts_new (const BbAdviceTexts *texts);
/** bb_advice_card_new: Returns (transfer floating) a row for a list: icon, @title, and below them @outcome and the
 * lines of bb_advice_parts_new(). @kind: meaning of the icon, for screen readers. */
GtkWidget *bb_advice_card_new (const char *icon, const char *kind, const char *title, const BbAdviceTexts *texts);

G_END_DECLS
