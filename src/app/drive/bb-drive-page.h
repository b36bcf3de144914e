/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbDrivePage: The page of one drive: identity, evidence, details, and supported operations. */
#define BB_TYPE_DRIVE_PAGE (bb_drive_page_get_type ())
G_DECLARE_FINAL_TYPE (BbDrivePage, bb_drive_page, BB, DRIVE_PAGE, GtkBox)

GtkWidget *bb_drive_page_new (void);
/** bb_drive_page_show: Shows the current state of @drive, and reads its backups again. The lower parts of the page
 * are created from the idle queue after the first call. */
void bb_drive_page_show (BbDrivePage *self, BbEngine *engine, BbEngineDrive *drive);

/** bb_drive_page_take_details: Shows region and book types of @result. Changes nothing if @result has neither,
 * because its job did not read them. */
void bb_drive_page_take_details (BbDrivePage *self, BbResult *result);
/** bb_drive_page_search: Lists the firmware in @folder that is for the drive. */
void bb_drive_page_search (BbDrivePage *self, GFile *folder);
/** bb_drive_page_show_message: Shows a sentence at the top of the page; %NULL hides it. */
void bb_drive_page_show_message (BbDrivePage *self, const char *sentence);
/** bb_drive_page_restore: Opens the review that restores the latest backup, as the button on the page does. Does
 * nothing if this button is disabled or hidden. */
void bb_drive_page_restore (BbDrivePage *self);
/** bb_drive_page_set_subdued: If @is_subdued, no button of the page is highlighted, because a button above the page
 * is.
 */
void bb_drive_page_set_subdued (BbDrivePage *self, gboolean is_subdued);
/** bb_drive_page_eject: Ejects the disc, and shows on the page if that fails. */
void bb_drive_page_eject (BbDrivePage *self);
/** bb_drive_page_lift_focus: If a label of the page has the focus, moves the focus to the first button that can
 * be used. GTK gives the focus to a label while no button is sensitive. */
void bb_drive_page_lift_focus (BbDrivePage *self);
/**
 * bb_drive_page_get_topic: Returns the topic of the help for the state of @drive (nullable): usually "state-"
 * followed by the state. Exceptions:
 * - %NULL, a disconnected drive: "state-gone"
 * - a drive that needs recovery but is worn: "state-worn"
 * - a drive that must be power cycled, and a ready drive that was flashed but not verified yet: "result"
 */
const char *bb_drive_page_get_topic (BbEngineDrive *drive);

G_END_DECLS
