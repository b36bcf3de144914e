/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-app-source.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbDriveList: The drives of this computer, or the reason why none is shown.
 *
 * Signals:
 * "drive-selected" (BbEngineDrive)
 * "drive-activated" (BbEngineDrive)
 * "files-dropped" (GStrv): the URIs of dropped files; emitted after the row under the pointer was selected
 */
#define BB_TYPE_DRIVE_LIST (bb_drive_list_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveList, bb_drive_list, BB, DRIVE_LIST, GtkBox)

/** bb_drive_list_set_source: Lists the drives of @source. Call this function once. */
void bb_drive_list_set_source (BbDriveList *self, BbAppSource *source);
/** bb_drive_list_show_gone: Shows a row above the others for the disconnected drive @drive, a name such as "TDK
 * DVDRW420N (sr0)", whose page is open; %NULL removes this row. Without another drive, the text of the empty list
 * says that there is no other. */
void bb_drive_list_show_gone (BbDriveList *self, const char *drive);
/** bb_drive_list_show_failure: Shows why the drives cannot be listed. */
void bb_drive_list_show_failure (BbDriveList *self, const char *message);
/** bb_drive_list_select: Selects @drive as soon as it has a row; %NULL selects none. A row that the filter hides is
 * selected, too, and stays hidden. */
void bb_drive_list_select (BbDriveList *self, BbEngineDrive *drive);
/** bb_drive_list_reveal: Selects @drive and scrolls to its row. Clears the filter if the row is hidden or does not
 * exist yet. */
void bb_drive_list_reveal (BbDriveList *self, BbEngineDrive *drive);
/** bb_drive_list_set_below: Makes the Down key in the last row give the focus to the first widget in @below, a
 * container below the list. */
void bb_drive_list_set_below (BbDriveList *self, GtkWidget *below);
/** bb_drive_list_focus: Gives the focus to the selected row; to the first row if none is selected. */
void bb_drive_list_focus (BbDriveList *self);

/** bb_drive_list_can_search: Returns TRUE if the list has enough drives for a search entry. */
gboolean bb_drive_list_can_search (BbDriveList *self);
/** bb_drive_list_search: Gives the focus to the search entry. */
void bb_drive_list_search (BbDriveList *self);
/** bb_drive_list_escape: Handles Escape: clears the search entry, keeps the choice of states, and moves the focus to
 * the rows. Returns FALSE and does nothing if the entry does not have the focus. */
gboolean bb_drive_list_escape (BbDriveList *self);

G_END_DECLS
