/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbDriveView: all that the window shows of one drive: its page, a review, a running job, a question, a
 * result, recovery, or that it is gone. What can be done is in its action group "drive". Signal "changed":
 * title, message or way back are another.
 */
#define BB_TYPE_DRIVE_VIEW (bb_drive_view_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveView, bb_drive_view, BB, DRIVE_VIEW, GtkStack)

GtkWidget *bb_drive_view_new (BbEngine *engine, BbEngineDrive *drive);
/** bb_drive_view_set_drive: %NULL: it was unplugged; else it is back, maybe as another object. */
void bb_drive_view_set_drive (BbDriveView *self, BbEngineDrive *drive);
BbEngineDrive *bb_drive_view_get_drive (BbDriveView *self); /* (transfer none) (nullable) */
BbEngine *bb_drive_view_get_engine (BbDriveView *self);     /* (transfer none) */
BbJob *bb_drive_view_get_job (BbDriveView *self);           /* (transfer none) (nullable) */

/** bb_drive_view_choose: what is chosen is reviewed for this drive, in the place of what is shown or being checked.
 * Returns: %FALSE: an act runs, which a message says */
gboolean bb_drive_view_choose (BbDriveView *self, const BbOperationChoice *choice);
/** bb_drive_view_search_folder: its page shows what firmware in @folder fits it; nothing is added to the library. */
void bb_drive_view_search_folder (BbDriveView *self, GFile *folder);
/** bb_drive_view_run: starts what needs no review, and shows it. */
void bb_drive_view_run (BbDriveView *self, const BbOperationChoice *choice);
/** bb_drive_view_dup_message: (transfer full) (nullable): what belongs above its page: that a file is being read, why
 * one was not opened, or that a job runs. @can_close: (out): whether there is something in it to dismiss. */
char *bb_drive_view_dup_message (BbDriveView *self, gboolean *can_close);
void bb_drive_view_close_message (BbDriveView *self);
/** bb_drive_view_show_recovery: the ways back for a drive that needs help. */
void bb_drive_view_show_recovery (BbDriveView *self);
/** bb_drive_view_is_waiting: its assistant is shown, and the drive is away. */
gboolean bb_drive_view_is_waiting (BbDriveView *self);
/** bb_drive_view_take_over: goes on with the assistant of @other, which was the same drive at another place. */
void bb_drive_view_take_over (BbDriveView *self, BbDriveView *other);

/** bb_drive_view_dup_title: (transfer full): "43 % - Flashing sr0", or the drive's name. */
char *bb_drive_view_dup_title (BbDriveView *self);
/** bb_drive_view_get_topic: which topic of help tells about what is shown. */
const char *bb_drive_view_get_topic (BbDriveView *self);
/** bb_drive_view_can_go_back: whether "drive.back" leads anywhere. */
gboolean bb_drive_view_can_go_back (BbDriveView *self);
void bb_drive_view_go_back (BbDriveView *self);
/** bb_drive_view_go_home: to the page of the drive, also from a review that the assistant began. */
void bb_drive_view_go_home (BbDriveView *self);
/** bb_drive_view_report: asks the drive for a report; @copies: into the clipboard, else into a file that is asked
 * for. */
void bb_drive_view_report (BbDriveView *self, gboolean copies);
/** bb_drive_view_choose_file: asks for a firmware file; @action: FLASH or RECOVER. */
void bb_drive_view_choose_file (BbDriveView *self, BbAction action);

G_END_DECLS
