/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-app-source.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbDriveList: the drives of this computer, or why there is none. Signals "drive-selected" (BbEngineDrive),
 * "drive-activated" (BbEngineDrive), and "file-dropped" (GFile) after the row below it was selected.
 */
#define BB_TYPE_DRIVE_LIST (bb_drive_list_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveList, bb_drive_list, BB, DRIVE_LIST, GtkBox)

void bb_drive_list_set_source (BbDriveList *self, BbAppSource *source);
/** bb_drive_list_show_failure: no drives at all can be shown. */
void bb_drive_list_show_failure (BbDriveList *self, const char *message);
/** bb_drive_list_select: (nullable): none. Its row may be filtered away, and stays so. */
void bb_drive_list_select (BbDriveList *self, BbEngineDrive *drive);
/** bb_drive_list_reveal: selects it so that it is seen: where it is filtered away nothing is filtered any more. */
void bb_drive_list_reveal (BbDriveList *self, BbEngineDrive *drive);

/** bb_drive_list_can_search: whether there are so many drives that a search stands above them. */
gboolean bb_drive_list_can_search (BbDriveList *self);
/** bb_drive_list_search: the keyboard goes to the search. */
void bb_drive_list_search (BbDriveList *self);
/** bb_drive_list_escape: as Escape does: from the search back to the drives; %FALSE: nobody is in it. */
gboolean bb_drive_list_escape (BbDriveList *self);

G_END_DECLS
