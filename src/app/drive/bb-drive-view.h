/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbDriveView: The pages of one drive: its own page, review, running job, question, result, recovery assistant, or a
 * page that says that the drive is disconnected. Has the action group "drive".
 *
 * Signals:
 * "changed": the title, the message or the result of bb_drive_view_can_go_back() has changed
 * "progress": only the percentage in the title has changed
 */
#define BB_TYPE_DRIVE_VIEW (bb_drive_view_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveView, bb_drive_view, BB, DRIVE_VIEW, GtkBox)

GtkWidget *bb_drive_view_new (BbEngine *engine, BbEngineDrive *drive);
/** bb_drive_view_get_operation: (transfer none): the operation that the pages of this view show. The window sets the
 * drive of the operation: to %NULL when the drive was disconnected, and to the new object when it was reconnected. */
BbOperation *bb_drive_view_get_operation (BbDriveView *self);
BbEngineDrive *bb_drive_view_get_drive (BbDriveView *self); /* (transfer none) (nullable): %NULL while disconnected */

/** bb_drive_view_choose: Checks the file, backup or conversion of @choice and shows its review; cancels an earlier
 * check or review. While the recovery assistant is open, a file to flash is used for recovery. Returns FALSE if the
 * drive is disconnected. Also returns FALSE if an operation is running; a message then says so. */
gboolean bb_drive_view_choose (BbDriveView *self, const BbOperationChoice *choice);
/** bb_drive_view_search_folder: Searches @folder for firmware for this drive, and lists it on the page of the drive;
 * adds nothing to the library. Withdraws a file, backup or conversion that was chosen before, with a message. If an
 * operation is running, only shows a message about that operation. */
void bb_drive_view_search_folder (BbDriveView *self, GFile *folder);
/** bb_drive_view_run: Starts the operation of @choice without a review. If another operation is running, only shows a
 * message about that operation. Does nothing if the drive is disconnected. */
void bb_drive_view_run (BbDriveView *self, const BbOperationChoice *choice);
/** bb_drive_view_dup_message: Returns (transfer full) (nullable) the message above the page: a file is being read or
 * was not opened, or an operation is running. @can_close: (out): whether the user can dismiss it. */
char *bb_drive_view_dup_message (BbDriveView *self, gboolean *can_close);
void bb_drive_view_close_message (BbDriveView *self);
/** bb_drive_view_restore: Opens the review that restores the latest backup, as the button on the page of the drive
 * does. Does nothing if this button is disabled or hidden. */
void bb_drive_view_restore (BbDriveView *self);
/** bb_drive_view_show_recovery: Opens the recovery assistant, and withdraws a chosen file or backup and a result.
 * Does nothing while a job runs or the drive is disconnected. */
void bb_drive_view_show_recovery (BbDriveView *self);
/** bb_drive_view_is_waiting: Returns TRUE if the recovery assistant is shown and the drive is disconnected. */
gboolean bb_drive_view_is_waiting (BbDriveView *self);
/** bb_drive_view_take_over: Opens the recovery assistant of this view with the steps that were tried in the
 * assistant of @other, and closes the assistant of @other. @other is the view of the same drive at its previous port.
 */
void bb_drive_view_take_over (BbDriveView *self, BbDriveView *other);

/** bb_drive_view_get_missed: Returns (transfer none) (nullable) the name of the drive, "TDK DVDRW420N (sr0)", while
 * it is disconnected; %NULL while it is connected. */
const char *bb_drive_view_get_missed (BbDriveView *self);
/** bb_drive_view_dup_title: Returns (transfer full) "43 % - Flashing sr0" while a job runs, else the name of the
 * drive. */
char *bb_drive_view_dup_title (BbDriveView *self);
/** bb_drive_view_dup_short_title: Returns (transfer full) "43 % · sr0" while a job runs, else "sr0": the title for a
 * window that is too narrow for bb_drive_view_dup_title(). The pages show the full name themselves. */
char *bb_drive_view_dup_short_title (BbDriveView *self);
/** bb_drive_view_get_topic: Returns the topic of the help for the page that is shown. */
const char *bb_drive_view_get_topic (BbDriveView *self);
/** bb_drive_view_is_home: Returns TRUE if the page of the drive is shown. */
gboolean bb_drive_view_is_home (BbDriveView *self);
/** bb_drive_view_set_subdued: If @is_subdued, no button on the page of the drive is highlighted. */
void bb_drive_view_set_subdued (BbDriveView *self, gboolean is_subdued);
/** bb_drive_view_can_go_back: Returns TRUE if "drive.back" leads to another page. FALSE while a job runs, on the page
 * of the drive, and on the page that says that the drive is disconnected. */
gboolean bb_drive_view_can_go_back (BbDriveView *self);
/** bb_drive_view_go_back: Leaves the current page for the page of the drive, or for the recovery assistant if it
 * started the review. Withdraws the chosen file or backup and the result, and closes the file chooser. Does nothing
 * if bb_drive_view_can_go_back() returns FALSE. */
void bb_drive_view_go_back (BbDriveView *self);
/** bb_drive_view_leave_read_result: Opens the page of the drive if the current page is a result for which
 * bb_result_page_was_read() returns TRUE. Otherwise does nothing. */
void bb_drive_view_leave_read_result (BbDriveView *self);
/** bb_drive_view_go_home: Shows the page of the drive, also if going back from the current page would lead to the
 * recovery assistant. Withdraws the chosen file or backup and the result. Does nothing if bb_drive_view_can_go_back()
 * returns FALSE. */
void bb_drive_view_go_home (BbDriveView *self);
/** bb_drive_view_choose_file: Opens a file chooser; @action: %BB_ACTION_FLASH or %BB_ACTION_RECOVER. If an operation
 * is running, shows a message instead; does nothing if the drive is disconnected. */
void bb_drive_view_choose_file (BbDriveView *self, BbAction action);

G_END_DECLS
