/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbQuestionPage: A question of a running operation: what happened, and the choices. Asks what to do after a failed
 * or interrupted flash, or whether the drive gets another ID. */
#define BB_TYPE_QUESTION_PAGE (bb_question_page_get_type ())
G_DECLARE_FINAL_TYPE (BbQuestionPage, bb_question_page, BB, QUESTION_PAGE, GtkBox)

/** bb_question_page_new: Returns a page that shows each question of @operation. @drive_name: "TDK DVDRW420N
 * (sr0)"; used if the drive is already disconnected */
GtkWidget *bb_question_page_new (BbOperation *operation, const char *drive_name);
/** bb_question_page_focus: Gives the focus to the choice that is made if the user does not answer in time. For a
 * %BB_QUESTION_CONSENT, gives the focus to the button that declines. Does nothing without a question. */
void bb_question_page_focus (BbQuestionPage *self);

G_END_DECLS
