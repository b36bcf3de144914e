/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbBackupsPage: The backups of all drives. */
#define BB_TYPE_BACKUPS_PAGE (bb_backups_page_get_type ())
G_DECLARE_FINAL_TYPE (BbBackupsPage, bb_backups_page, BB, BACKUPS_PAGE, GtkBox)

GtkWidget *bb_backups_page_new (void);
/** bb_backups_page_show: Shows the folder of the backups and reads them again. */
void bb_backups_page_show (BbBackupsPage *self, BbEngine *engine);

G_END_DECLS
