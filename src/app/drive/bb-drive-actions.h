/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _BbDriveView BbDriveView;

/**
 * BbDriveActionFuncs: functions of #BbDriveView that the actions of its action group call.
 * @choose: checks the file, the backup or the conversion of @choice and shows its review; returns as
 * bb_drive_view_choose()
 * @run: starts an operation that needs no review
 * @choose_file: opens the file chooser; @act: %BB_ACTION_FLASH or %BB_ACTION_RECOVER
 * @show_recovery: opens the recovery assistant
 * @report: creates a report; copies the report to the clipboard if @copies is %TRUE, else saves it to a file
 * @go_back: leaves the page that is shown
 * @eject: ejects the disc
 */
typedef struct {
    gboolean (*choose) (BbDriveView *view, const BbOperationChoice *choice);
    void (*run) (BbDriveView *view, const BbOperationChoice *choice);
    void (*choose_file) (BbDriveView *view, BbAction act);
    void (*show_recovery) (BbDriveView *view);
    void (*report) (BbDriveView *view, gboolean copies);
    void (*go_back) (BbDriveView *view);
    void (*eject) (BbDriveView *view);
} BbDriveActionFuncs;

/**
 * bb_drive_actions_new:
 * @view: must outlive the returned group
 * @funcs: must outlive the returned group
 *
 * Returns: (transfer full): the action group "drive" of @view, whose actions work on the drive of @operation.
 */
GActionGroup *bb_drive_actions_new (BbDriveView *view, const BbDriveActionFuncs *funcs, BbEngine *engine,
                                    BbOperation *operation);
/** bb_drive_actions_update: Enables the actions that the drive supports and that its state allows, and disables all
 * others. */
void bb_drive_actions_update (GActionGroup *actions);

/** bb_drive_actions_get_answer: Returns (nullable) a sentence that tells the user the @result of a job that only
 * reads from the drive: which details were read, or whether probing identified the drive. Without this sentence the
 * page would look as if nothing had happened. %NULL if @flags ask neither for details nor for probing, or if the job
 * created a report. */
const char *bb_drive_actions_get_answer (BbJobFlags flags, BbResult *result);

/** bb_drive_actions_get_file_action: Returns the name of the action that opens the file chooser:
 * "drive.recover-with-file" if @is_rescuing or if "choose-file" of @actions is disabled, as for a drive in recovery
 * mode; else "drive.choose-file". */
const char *bb_drive_actions_get_file_action (GActionGroup *actions, gboolean is_rescuing);

G_END_DECLS
