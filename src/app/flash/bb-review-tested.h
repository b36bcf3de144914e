/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bb-review-tested.h: the sentence of the review page that says how far Burnback was tested with drives of this
 * model. */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_review_tested_show:
 * @label: the label of the sentence; must be the same in each call
 *
 * Says how far drives of this model were tested, and what the user can do. If the history of @drive has a verified
 * operation of Burnback that wrote firmware, says this instead; the history is read in a thread. Hides @label if
 * nothing can be flashed or the model is unknown.
 */
void bb_review_tested_show (GtkLabel *label, BbEngine *engine, BbEngineDrive *drive, BbReview *review);

G_END_DECLS
