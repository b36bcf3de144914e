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
/** bb_drive_list_select: (nullable): none. */
void bb_drive_list_select (BbDriveList *self, BbEngineDrive *drive);

G_END_DECLS
