/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BbDriveFirmware: which firmware fits a drive: of the library and its backups, or of a folder that was dropped on
 * it. A row opens the review; nothing is written by that.
 */
#define BB_TYPE_DRIVE_FIRMWARE (bb_drive_firmware_get_type ())
G_DECLARE_FINAL_TYPE (BbDriveFirmware, bb_drive_firmware, BB, DRIVE_FIRMWARE, GtkBox)

GtkWidget *bb_drive_firmware_new (void);
void bb_drive_firmware_show (BbDriveFirmware *self, BbEngine *engine, BbEngineDrive *drive);
/** bb_drive_firmware_search: searches @folder once, and shows what of it fits, in the place of the library. */
void bb_drive_firmware_search (BbDriveFirmware *self, GFile *folder);

G_END_DECLS
