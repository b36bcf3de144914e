/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbDriveFirmware: A list of firmware for one drive: images of the library and backups, or images in a folder that
 * was dropped on the drive (drag and drop). Activating a row opens the review, which writes nothing. */
#define BB_TYPE_DRIVE_FIRMWARE (bb_drive_firmware_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveFirmware, bb_drive_firmware, BB, DRIVE_FIRMWARE, GtkBox)

/** bb_drive_firmware_new: @without_backups: the list leaves out the backups of the drive, because the page lists
 * them elsewhere. */
GtkWidget *bb_drive_firmware_new (gboolean without_backups);
/** bb_drive_firmware_show: Lists the firmware for @drive; searches again if the drive or the library has changed. */
void bb_drive_firmware_show (BbDriveFirmware *self, BbEngine *engine, BbEngineDrive *drive);
/** bb_drive_firmware_search: Searches @folder once and lists the firmware in it instead of that of the library.
 * @folder must have a local path, and bb_drive_firmware_show() must have been called before. */
void bb_drive_firmware_search (BbDriveFirmware *self, GFile *folder);

G_END_DECLS
