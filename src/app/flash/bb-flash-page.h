/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbFlashPage: a job while it runs: where it is, how long it takes, what must not be done now. */
#define BB_TYPE_FLASH_PAGE (bb_flash_page_get_type ())
G_DECLARE_FINAL_TYPE (BbFlashPage, bb_flash_page, BB, FLASH_PAGE, GtkBox)

GtkWidget *bb_flash_page_new (void);
/**
 * bb_flash_page_set_job:
 * @job: (nullable)
 * @drive_name: "TDK DVDRW420N (sr0)"
 * @plan: (nullable): what it runs, when that is known before
 */
void bb_flash_page_set_job (BbFlashPage *self, BbJob *job, const char *drive_name, BbPlan *plan);

G_END_DECLS
