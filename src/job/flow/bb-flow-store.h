/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"
#include "job/store/bb-store-lock.h"

G_BEGIN_DECLS

/* Functions that lock the store (journals and backups), and that report files in it that cannot be read, because an
 * unreadable file must never count as missing. */

/**
 * bb_flow_lock_store:
 * @lock: (out) (nullable): held until the flow has ended
 *
 * Locks the drive and the store. Fails if another process of Burnback works on the drive. If no lock file can be
 * created:
 * - FLASH, CONVERT, ROLLBACK and BACKUP fail.
 * - The other actions continue without the lock, with a note.
 *
 * LOOK never takes the lock. It fails, too, while another process works on the drive, because no command may come
 * between the commands of a flash.
 *
 * Errors: %BB_JOB_ERROR_BUSY; those of bb_store_lock_drive(); %BB_JOB_ERROR_REFUSED if the state folder was moved or
 * cannot be used.
 */
gboolean bb_flow_lock_store (BbFlow *flow, BbStoreLock **lock, GError **error);

/** bb_flow_is_left_alone: TRUE if no process of Burnback holds the lock of the drive. Called only by a job that does
 * not hold this lock itself. Errors: %BB_JOB_ERROR_BUSY. */
gboolean bb_flow_is_left_alone (BbFlow *flow, GError **error);

/**
 * bb_flow_knows_journals:
 *
 * Returns: %TRUE if the open journal of this drive was found, or all open journals can be read. If %FALSE, the caller
 * must write nothing to the drive, because an unreadable journal may say that the firmware is incomplete. Errors:
 * %BB_JOB_ERROR_REFUSED, %BB_JOB_ERROR_NOT_PERMITTED; the message names each path.
 */
gboolean bb_flow_knows_journals (BbFlow *flow, const BbIdentified *identified, GError **error);

/**
 * bb_flow_knows_newest:
 *
 * Returns: %TRUE if all backups can be read, so that the newest backup of this drive is known. Reads no journals.
 * Errors: the codes of bb_flow_knows_journals().
 */
gboolean bb_flow_knows_newest (BbFlow *flow, GError **error);

/**
 * bb_flow_report_unread:
 * @result: of RECOVER; changed in place
 *
 * Corrects @result if not all journals and backups can be read. If @result says that there is nothing to recover, or
 * if the family of the drive is unknown, this may be wrong. So sets the error @unread of the parameters of @result,
 * which names the paths of the unreadable files, and replaces %BB_OUTCOME_DONE by UNCHANGED or NOT_PERMITTED.
 *
 * Does nothing if the open journal of the drive was found. Does nothing either if @result says that there is no image
 * to write, because it names these paths already.
 */
void bb_flow_report_unread (BbFlow *flow, BbResult *result);

/**
 * bb_flow_report_lost_backup:
 * @result: of a job that wrote; changed in place
 *
 * If the backup of @result cannot be found or read any more, removes it from @result and sets the error @unread of
 * the parameters. The code of the error is %BB_JOB_ERROR_NOT_FOUND, or %BB_JOB_ERROR_NOT_PERMITTED or REFUSED if the
 * backup cannot be read. Does nothing if @result has no backup, no command was sent while the drive was endangered,
 * or @unread is set already.
 */
void bb_flow_report_lost_backup (BbFlow *flow, BbResult *result);
/** bb_flow_report_backup_use: if the backup of @result was made automatically, replaces it by a copy with
 * @used_action and @used_revision; see bb_backups_find_uses(). */
void bb_flow_report_backup_use (BbFlow *flow, BbResult *result);

G_END_DECLS
