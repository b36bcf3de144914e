/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/flash/bb-result-page.h"
#include "app/recovery/bb-recovery-page.h"
#include "bb-drive-page.h"

G_BEGIN_DECLS

/**
 * BbViewPage:
 * @BB_VIEW_HOME: the page of the drive
 * @BB_VIEW_RECOVERY: the recovery assistant
 * @BB_VIEW_REVIEW: what an operation will do, before it is started
 * @BB_VIEW_FLASH: the progress of a job
 * @BB_VIEW_QUESTION: the question of a job
 * @BB_VIEW_RESULT: the result of a job, or why a file or backup cannot be used
 * @BB_VIEW_GONE: the drive is disconnected
 * @BB_VIEW_NONE: none was shown yet
 */
typedef enum {
    BB_VIEW_HOME,
    BB_VIEW_RECOVERY,
    BB_VIEW_REVIEW,
    BB_VIEW_FLASH,
    BB_VIEW_QUESTION,
    BB_VIEW_RESULT,
    BB_VIEW_GONE,
    BB_VIEW_NONE,
} BbViewPage;

/**
 * BbViewPages: The pages of a #BbDriveView, one of which is shown. Except the page of the drive, each is created when
 * it is first needed.
 *
 * Signals:
 * "accepted": the user has agreed to the review
 */
#define BB_TYPE_VIEW_PAGES (bb_view_pages_get_type ())
G_DECLARE_FINAL_TYPE (BbViewPages, bb_view_pages, BB, VIEW_PAGES, GtkStack)

GtkWidget *bb_view_pages_new (BbEngine *engine, BbOperation *operation);
/** bb_view_pages_update_name: Updates the name for the title and for later pages from the drive of the operation.
 * While the drive is disconnected, the last name stays. */
void bb_view_pages_update_name (BbViewPages *self);
/** bb_view_pages_get_drive_name: Returns (transfer none) (nullable) the name of the drive, "TDK DVDRW420N (sr0)", as
 * of the last update; %NULL before the first one. */
const char *bb_view_pages_get_drive_name (BbViewPages *self);

/** bb_view_pages_show: Updates @page for the current state and shows it. For %BB_VIEW_RESULT, the caller first calls
 * bb_view_pages_fill_result(). */
void bb_view_pages_show (BbViewPages *self, BbViewPage page);
/**
 * bb_view_pages_fill_result:
 * @is_rescuing: whether the recovery assistant is open. The page then has a button that continues the recovery,
 * unless the result ends the recovery
 * @file_action: (nullable): detailed name of the action that chooses another file
 *
 * Fills the page of the result: with the result of the operation, or with the reason why its file or backup could not
 * be used or the operation could not be started.
 */
void bb_view_pages_fill_result (BbViewPages *self, gboolean is_rescuing, const char *file_action);
/** bb_view_pages_prepare_result: Queues the creation of the page of the result. Call it when a job begins: at the end
 * of the job, creating the page as well as filling and showing it would delay a frame. */
void bb_view_pages_prepare_result (BbViewPages *self);
/** bb_view_pages_focus: Lets the page that is shown move the focus to the widget that the user needs first; the page
 * of the drive only moves it away from a label. */
void bb_view_pages_focus (BbViewPages *self);

/** bb_view_pages_get_shown: the page of the last bb_view_pages_show() */
BbViewPage bb_view_pages_get_shown (BbViewPages *self);
BbDrivePage *bb_view_pages_get_drive_page (BbViewPages *self); /* (transfer none) */
BbResultPage *
bb_view_pages_get_result_page (BbViewPages *self); /* (transfer none) (nullable): %NULL if not created */
/** bb_view_pages_get_recovery_page: (transfer none): the page of the recovery assistant; creates it if necessary */
BbRecoveryPage *bb_view_pages_get_recovery_page (BbViewPages *self);
/** bb_view_pages_has_recovery_page: TRUE if the page of the recovery assistant was created */
gboolean bb_view_pages_has_recovery_page (BbViewPages *self);

G_END_DECLS
