/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-drive-row.h"

G_BEGIN_DECLS

/**
 * BbDriveFilter: Above the list of drives: a search entry, a menu to choose one group of states (#BbDriveKind), and
 * the number of matches. Until the filter is shown for the first time, it has no widgets and matches every drive.
 *
 * Signals:
 * "changed": the search or the chosen group of states has changed
 * "left": the user leaves the filter, so the rows must get the focus
 * "taken": Return was pressed in the entry
 */
#define BB_TYPE_DRIVE_FILTER (bb_drive_filter_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveFilter, bb_drive_filter, BB, DRIVE_FILTER, GtkBox)

/** bb_drive_filter_is_active: Returns TRUE if a search or a choice of states is set. */
gboolean bb_drive_filter_is_active (BbDriveFilter *self);
/** bb_drive_filter_is_searching: Returns TRUE if the search entry has a text. */
gboolean bb_drive_filter_is_searching (BbDriveFilter *self);
/** bb_drive_filter_matches: Returns TRUE if the drive of @row matches the search and the choice of states. If the
 * search found the drive by a name of bb_sold_name_list_texts(), makes the row show this name. */
gboolean bb_drive_filter_matches (BbDriveFilter *self, BbDriveRow *row);
/** bb_drive_filter_clear: Clears the search and the choice of states; emits "changed" if one of the two was set. */
void bb_drive_filter_clear (BbDriveFilter *self);
/** bb_drive_filter_show_count: Shows how many of all drives match (@n_shown), while bb_drive_filter_is_active().
 * @n_needy: number of hidden drives that need the user; a button offers to show them. @is_kept: the selected drive is
 * shown although it does not match. */
void bb_drive_filter_show_count (BbDriveFilter *self, guint n_shown, guint n_all, guint n_needy, gboolean is_kept);

/** bb_drive_filter_focus: Gives the focus to the search entry. */
void bb_drive_filter_focus (BbDriveFilter *self);
/** bb_drive_filter_escape: Handles Escape: clears the search entry, keeps the choice of states, and emits "left".
 * Returns FALSE and does nothing if the entry does not have the focus. */
gboolean bb_drive_filter_escape (BbDriveFilter *self);

G_END_DECLS
