/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbFlashPage: The progress of an operation while it checks or runs, the remaining time, and what the user must not
 * do. */
#define BB_TYPE_FLASH_PAGE (bb_flash_page_get_type ())
G_DECLARE_FINAL_TYPE (BbFlashPage, bb_flash_page, BB, FLASH_PAGE, GtkBox)

/** bb_flash_page_new: Returns a page that follows each job of @operation. @drive_name: "TDK DVDRW420N (sr0)"; used
 * if the drive is already disconnected */
GtkWidget *bb_flash_page_new (BbOperation *operation, const char *drive_name);

G_END_DECLS
