/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbReviewPage: may this firmware, or this boot code, go on this drive, why, and what would happen. The one place
 * where people say yes. Signal "accepted": it is to be started; the way out is "drive.back".
 */
#define BB_TYPE_REVIEW_PAGE (bb_review_page_get_type ())
G_DECLARE_FINAL_TYPE (BbReviewPage, bb_review_page, BB, REVIEW_PAGE, GtkBox)

GtkWidget *bb_review_page_new (void);
/** bb_review_page_show: the review of @operation, of a firmware image or a boot code; what is agreed to is granted
 * there. */
void bb_review_page_show (BbReviewPage *self, BbEngine *engine, BbOperation *operation);
/** bb_review_page_focus: the safe answer has the focus. */
void bb_review_page_focus (BbReviewPage *self);

G_END_DECLS
