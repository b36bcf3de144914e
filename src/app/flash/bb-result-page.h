/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbResultPage: The result of a job: outcome, message, next step, and details. Its buttons are actions of the drive's
 * view ("drive.back", "drive.choose-file", "drive.recover", ...).
 */
#define BB_TYPE_RESULT_PAGE (bb_result_page_get_type ())
G_DECLARE_FINAL_TYPE (BbResultPage, bb_result_page, BB, RESULT_PAGE, GtkBox)

/** bb_result_page_new: Returns a page for the results of @operation. Its button for another attempt calls
 * bb_operation_check_again(). */
GtkWidget *bb_result_page_new (BbOperation *operation);
/** bb_result_page_show: Shows @result and the buttons that it allows. @drive_name: "TDK DVDRW420N (sr0)" */
void bb_result_page_show (BbResultPage *self, BbResult *result, const char *drive_name);
/** bb_result_page_show_failure: Shows why the file or backup of the operation cannot be used, or why the operation
 * could not start. Offers only the button to go back; hides the facts, the details and all other buttons. If the file
 * cannot be used, also shows and highlights a button for another file, which activates @file_action. */
void bb_result_page_show_failure (BbResultPage *self, const char *file_action);
/** bb_result_page_offer_recovery: Shows or hides the button that activates "drive.recovery"; if it is shown, it is
 * labelled "Continue Recovery". */
void bb_result_page_offer_recovery (BbResultPage *self, gboolean offered);
/** bb_result_page_offers_recovery: Returns TRUE if the button that activates "drive.recovery" is shown. */
gboolean bb_result_page_offers_recovery (BbResultPage *self);
/** bb_result_page_was_read: Returns TRUE if the page was visible and was left, the operation succeeded without a
 * warning, and the page does not offer recovery. */
gboolean bb_result_page_was_read (BbResultPage *self);
/** bb_result_page_was_power_cycled: Returns TRUE if the result asks for a power cycle and nothing else, and the drive
 * has been power cycled and identified since. */
gboolean bb_result_page_was_power_cycled (BbResultPage *self);
/** bb_result_page_focus: Gives the focus to the first of these buttons that applies:
 * - recovery, if it is offered and not unlikely to help
 * - another file, if the chosen file cannot be used
 * - the button to go back */
void bb_result_page_focus (BbResultPage *self);

G_END_DECLS
