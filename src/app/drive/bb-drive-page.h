/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbDrivePage: one drive: what it says, what it is and how that is known, what can be done with it. */
#define BB_TYPE_DRIVE_PAGE (bb_drive_page_get_type ())
G_DECLARE_FINAL_TYPE (BbDrivePage, bb_drive_page, BB, DRIVE_PAGE, GtkBox)

GtkWidget *bb_drive_page_new (void);
/** bb_drive_page_show: shows @drive as it is now, and reads its backups. */
void bb_drive_page_show (BbDrivePage *self, BbEngine *engine, BbEngineDrive *drive);

/** bb_drive_page_take_details: what a closer look told (of LOOK with details, of REPORT); shown from now on. What
 * has neither region nor book types changes nothing. */
void bb_drive_page_take_details (BbDrivePage *self, BbResult *result);
/** bb_drive_page_search: what of the firmware in @folder fits it is shown. */
void bb_drive_page_search (BbDrivePage *self, GFile *folder);
/** bb_drive_page_tell: a sentence on top of the page; %NULL: none. */
void bb_drive_page_tell (BbDrivePage *self, const char *sentence);
/** bb_drive_page_lift_focus: moves the focus from a sentence, which got it where no act can be taken yet, to the
 * menu. */
void bb_drive_page_lift_focus (BbDrivePage *self);
/** bb_drive_page_get_topic: which topic of the help tells about @drive (nullable) as it is now. */
const char *bb_drive_page_get_topic (BbEngineDrive *drive);

G_END_DECLS
