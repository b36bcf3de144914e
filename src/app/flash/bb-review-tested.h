/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bb-review-tested.h: the sentences of the review page that say how far Burnback was tested with drives of this
 * model, and ask for a report. */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_review_tested_show:
 * @label: the label that says how far drives of this model were tested; must be the same in each call
 * @request: the label that asks for a report; must be the same in each call
 *
 * Sets both labels. If the history of @drive has a verified operation of Burnback that wrote firmware, @label says
 * this instead, and @request is hidden; the history is read in a thread. Also hides @request if there is a report of
 * a flash of this model, and hides both labels if nothing can be flashed or the model is unknown.
 */
void bb_review_tested_show (GtkLabel *label, GtkLabel *request, BbEngine *engine, BbEngineDrive *drive,
                            BbReview *review);

G_END_DECLS
