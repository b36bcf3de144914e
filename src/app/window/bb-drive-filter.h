/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive-row.h"

G_BEGIN_DECLS

/**
 * BbDriveFilter: Search entry, choice of states, and number of matches above the list of drives. Signals "changed":
 * other drives match; "left": Down was pressed in the entry, the focus goes to the rows; "taken": Return was pressed
 * in the entry.
 */
#define BB_TYPE_DRIVE_FILTER (bb_drive_filter_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveFilter, bb_drive_filter, BB, DRIVE_FILTER, GtkBox)

/** bb_drive_filter_is_active: Returns TRUE if a search or a choice of states is set. */
gboolean bb_drive_filter_is_active (BbDriveFilter *self);
gboolean bb_drive_filter_takes (BbDriveFilter *self, BbDriveRow *row);
/** bb_drive_filter_clear: Clears search and choice; emits "changed" if one of them was set. */
void bb_drive_filter_clear (BbDriveFilter *self);
/** bb_drive_filter_show_count: @n_needy: hidden drives that need the user. */
void bb_drive_filter_show_count (BbDriveFilter *self, guint n_shown, guint n_all, guint n_needy);

/** bb_drive_filter_focus: Gives the focus to the search entry. */
void bb_drive_filter_focus (BbDriveFilter *self);
/** bb_drive_filter_escape: Handles Escape: clears and leaves the search entry. Returns FALSE if it does not have the
 * focus. */
gboolean bb_drive_filter_escape (BbDriveFilter *self);

G_END_DECLS
