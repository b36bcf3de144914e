/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive-view.h"

G_BEGIN_DECLS

/** bb_drive_actions_new: (transfer full): what can be done with the drive of @view, as actions for its buttons. */
GActionGroup *bb_drive_actions_new (BbDriveView *view);
/** bb_drive_actions_update: which of them are possible now. */
void bb_drive_actions_update (GActionGroup *actions, BbDriveView *view);
/** bb_drive_actions_open_file: reads a firmware file and reviews it for this drive. */
void bb_drive_actions_open_file (BbDriveView *view, GFile *file);
/** bb_drive_actions_restore: reviews a backup of this drive. */
void bb_drive_actions_restore (BbDriveView *view, const char *backup_id);
/** bb_drive_actions_compare: reads the drive and tells whether it is as in a backup of it; nothing is written. */
void bb_drive_actions_compare (BbDriveView *view, const char *backup_id);

G_END_DECLS
