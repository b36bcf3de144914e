/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbDriveRow: one drive in the list: what it says, what it is, how it is, and how far its job is. */
#define BB_TYPE_DRIVE_ROW (bb_drive_row_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveRow, bb_drive_row, BB, DRIVE_ROW, GtkListBoxRow)

GtkWidget *bb_drive_row_new (BbEngineDrive *drive);
BbEngineDrive *bb_drive_row_get_drive (BbDriveRow *self); /* (transfer none) */

G_END_DECLS
