/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/engine/bb-backup-checks.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** BbBackupSummary: one sentence about the verification of all backups, at the lower end of the page. There it moves
 * no row of the list, at which the user may be pointing. Hidden until bb_backup_summary_show(). */
#define BB_TYPE_BACKUP_SUMMARY (bb_backup_summary_get_type ())
G_DECLARE_FINAL_TYPE (BbBackupSummary, bb_backup_summary, BB, BACKUP_SUMMARY, GtkBox)

/** bb_backup_summary_show: While one of the backups of @rows (element-type BbBackupRow) is being verified, says so.
 * After that, says how many backups are intact, and names the others if these are few. Hides itself if one of them
 * was not verified.
 * @checks: what was found
 * @is_reading: more rows will be added and verified
 * @is_whole: the store has no backups beside those of @rows */
void bb_backup_summary_show (BbBackupSummary *self, GList *rows, BbBackupChecks *checks, gboolean is_reading,
                             gboolean is_whole);

G_END_DECLS
