/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive-view.h"

G_BEGIN_DECLS

/** bb_drive_actions_new: (transfer full): what can be done with the drive of @view, as actions for its buttons. */
GActionGroup *bb_drive_actions_new (BbDriveView *view);
/** bb_drive_actions_update: which of them are possible now. */
void bb_drive_actions_update (GActionGroup *actions, BbDriveView *view);

/** bb_drive_actions_get_told: (nullable): a sentence on what a job that only reads, with @flags, led to; otherwise
 * its user would not see that anything was done. */
const char *bb_drive_actions_get_told (BbJobFlags flags, BbResult *result);

/**
 * bb_drive_actions_get_file: the name of the action that chooses a file. A drive in recovery mode takes one in its
 * recovery only.
 */
const char *bb_drive_actions_get_file (GActionGroup *actions, gboolean is_rescuing);

G_END_DECLS
