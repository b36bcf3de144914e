/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"
#include "job/store/bb-store-lock.h"

G_BEGIN_DECLS

/* Locks of the store, and errors for files that cannot be read: these must never be treated as missing. */

/**
 * bb_flow_lock_store:
 * @lock: (out): held until the flow has ended
 *
 * Locks drive and store. LOOK takes no lock, but is not begun while another program works on the drive, because no
 * command may come between those of a flash. FLASH, CONVERT, ROLLBACK and BACKUP need the lock; the others continue
 * if no lock file can be created. Errors: %BB_TRANSPORT_ERROR_IN_USE for LOOK; those of bb_store_lock_drive();
 * %BB_JOB_ERROR_REFUSED if the store was moved or its folder cannot be used.
 */
gboolean bb_flow_lock_store (BbFlow *flow, BbStoreLock **lock, GError **error);

/** bb_flow_is_left_alone: TRUE if no other process of Burnback holds the lock of the drive. Only for a LOOK, which
 * holds no lock itself. Errors: %BB_JOB_ERROR_BUSY. */
gboolean bb_flow_is_left_alone (BbFlow *flow, GError **error);

/**
 * bb_flow_knows_journals:
 *
 * Returns: %TRUE if the journal of this drive was found, or all journals can be read and there is none. Else an
 * unreadable journal may say that the firmware is incomplete, and it must not be overwritten. Errors:
 * %BB_JOB_ERROR_REFUSED, %BB_JOB_ERROR_NOT_PERMITTED; the message names each path.
 */
gboolean bb_flow_knows_journals (BbFlow *flow, const BbIdentified *identified, GError **error);

/**
 * bb_flow_knows_newest:
 *
 * Returns: %TRUE if all backups can be read, so that the newest one of this drive is known. Errors: those of
 * bb_flow_knows_journals().
 */
gboolean bb_flow_knows_newest (BbFlow *flow, GError **error);

/**
 * bb_flow_report_unread:
 * @result: of RECOVER; changed in place
 *
 * If @result says that there is nothing to recover, or nothing to recover with, and not all journals and backups
 * can be read, it is changed to say so and is no success.
 */
void bb_flow_report_unread (BbFlow *flow, BbResult *result);

/**
 * bb_flow_report_lost_backup:
 * @result: of a job that wrote; changed in place
 *
 * Removes the backup from @result, with an error, if it does not exist any more (its folder was deleted, its disk
 * was disconnected).
 */
void bb_flow_report_lost_backup (BbFlow *flow, BbResult *result);

G_END_DECLS
