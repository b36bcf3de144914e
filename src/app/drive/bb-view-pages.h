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
/** bb_view_pages_set_drive: Sets the drive of the pages; %NULL while it is disconnected, when the pages use the name
 * of the last drive. Does not update the page that is shown. */
void bb_view_pages_set_drive (BbViewPages *self, BbEngineDrive *drive);
/** bb_view_pages_get_drive_name: Returns (transfer none) (nullable) the name of the drive, "TDK DVDRW420N (sr0)", as
 * at the last update of a page; %NULL before the first drive was set. */
const char *bb_view_pages_get_drive_name (BbViewPages *self);

/** bb_view_pages_show: Updates @page for the current state and shows it. For %BB_VIEW_RESULT, the caller first calls
 * bb_view_pages_fill_result(). */
void bb_view_pages_show (BbViewPages *self, BbViewPage page);
/** bb_view_pages_fill_result: Shows on the page of the result the result of the operation, or why its file, its
 * backup or its start failed. @is_rescuing: a result that leaves the drive unrecovered offers to continue the
 * recovery; @file_action: (nullable): detailed name of the action that chooses another file */
void bb_view_pages_fill_result (BbViewPages *self, gboolean is_rescuing, const char *file_action);
/** bb_view_pages_prepare_result: Queues the creation of the page of the result. Called when a job begins, because a
 * page that is created, filled and shown at its end delays a frame. */
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
