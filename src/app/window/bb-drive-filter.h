/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive-row.h"

G_BEGIN_DECLS

/**
 * BbDriveFilter: which drives of many are shown: a search, a choice of states, and how many that leaves. Signals
 * "changed": it takes others now; "left": the keyboard goes on to the rows; "taken": Return in the search.
 */
#define BB_TYPE_DRIVE_FILTER (bb_drive_filter_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveFilter, bb_drive_filter, BB, DRIVE_FILTER, GtkBox)

/** bb_drive_filter_is_active: whether it could leave any drive out. */
gboolean bb_drive_filter_is_active (BbDriveFilter *self);
gboolean bb_drive_filter_takes (BbDriveFilter *self, BbDriveRow *row);
/** bb_drive_filter_clear: takes all; "changed" when that is new. */
void bb_drive_filter_clear (BbDriveFilter *self);
/** bb_drive_filter_show_count: @n_needy: of those that are left out, how many wait for somebody. */
void bb_drive_filter_show_count (BbDriveFilter *self, guint n_shown, guint n_all, guint n_needy);

/** bb_drive_filter_focus: the keyboard goes to the search. */
void bb_drive_filter_focus (BbDriveFilter *self);
/** bb_drive_filter_escape: as Escape does: out of the search, which is empty then; %FALSE: nobody is in it. */
gboolean bb_drive_filter_escape (BbDriveFilter *self);

G_END_DECLS
