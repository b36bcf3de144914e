/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbReviewPage: The review of a firmware image or a boot code for one drive: verdict, reasons, plan, and the
 * consents. On this page the user agrees to writing. Signal "accepted": the user has agreed, so the operation can be
 * started. The button to cancel has the action "drive.back".
 */
#define BB_TYPE_REVIEW_PAGE (bb_review_page_get_type ())
G_DECLARE_FINAL_TYPE (BbReviewPage, bb_review_page, BB, REVIEW_PAGE, GtkBox)

GtkWidget *bb_review_page_new (void);
/** bb_review_page_show: Shows the review of @operation, which must have a drive and a review with an image, and must
 * be the same in each call. The user grants the consents to @operation on this page. */
void bb_review_page_show (BbReviewPage *self, BbEngine *engine, BbOperation *operation);
/** bb_review_page_focus: Gives the focus to the button that cancels. */
void bb_review_page_focus (BbReviewPage *self);

G_END_DECLS
