/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/store/bb-backup-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bb_restore_button_show: Makes @button name the revision in @backup, and open the review that restores @backup.
 * @drive: (nullable): short name of the drive; not used without @backup
 * @backup: (nullable): %NULL makes @button insensitive
 */
void bb_restore_button_show (GtkButton *button, const char *drive, BbBackup *backup);

G_END_DECLS
