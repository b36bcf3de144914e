/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbResultPage: how a job ended: one word, what happened, what next, and what is known. Its buttons are
 * actions of the drive's view ("drive.back", "drive.choose-file", "drive.recover", ...).
 */
#define BB_TYPE_RESULT_PAGE (bb_result_page_get_type ())
G_DECLARE_FINAL_TYPE (BbResultPage, bb_result_page, BB, RESULT_PAGE, GtkBox)

/** bb_result_page_new: @operation: whose results are shown; what changed nothing can be tried once more. */
GtkWidget *bb_result_page_new (BbOperation *operation);
void bb_result_page_show (BbResultPage *self, BbResult *result, const char *drive_name);
/** bb_result_page_show_error: what could not even be started. */
void bb_result_page_show_error (BbResultPage *self, const char *title, const char *message, const char *next);
/** bb_result_page_offer_file: after that, another file can be chosen with @action. */
void bb_result_page_offer_file (BbResultPage *self, const char *action);
/** bb_result_page_offer_recovery: the way to the assistant, or back to it. */
void bb_result_page_offer_recovery (BbResultPage *self, gboolean offered);
gboolean bb_result_page_offers_recovery (BbResultPage *self);
void bb_result_page_focus (BbResultPage *self);

G_END_DECLS
