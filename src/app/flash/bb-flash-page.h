/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/operation/bb-operation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbFlashPage: what an operation does while it checks or runs: where it is, how long it takes, what must not be done
 * now. */
#define BB_TYPE_FLASH_PAGE (bb_flash_page_get_type ())
G_DECLARE_FINAL_TYPE (BbFlashPage, bb_flash_page, BB, FLASH_PAGE, GtkBox)

/** bb_flash_page_new: follows each job of @operation. @drive_name: "TDK DVDRW420N (sr0)", where it is gone already */
GtkWidget *bb_flash_page_new (BbOperation *operation, const char *drive_name);

G_END_DECLS
