/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-flow.h"
#include "job/store/bb-store-lock.h"

G_BEGIN_DECLS

/* Inside the room: what of the folder of backups cannot be read is not "none". */

/**
 * bb_flow_lock_store:
 * @lock: (out): what is held while the flow runs
 *
 * Keeps other programs off the drive and off the folder of backups. A LOOK takes no lock, and is not begun while
 * another program works on the drive: nothing must come between what that one sends. FLASH, CONVERT, ROLLBACK and
 * BACKUP need the lock; the others go on without where none can be made. Errors: %BB_TRANSPORT_ERROR_IN_USE of a
 * LOOK; those of bb_store_lock_drive(); %BB_JOB_ERROR_REFUSED where the folder was moved meanwhile, or cannot be
 * used.
 */
gboolean bb_flow_lock_store (BbFlow *flow, BbStoreLock **lock, GError **error);

/**
 * bb_flow_knows_journals:
 *
 * Whether a journal of this drive was found, or all can be read so that there is none. Otherwise one of them may tell
 * that the firmware of the drive is incomplete, and nothing must be written over that.
 * Errors: %BB_JOB_ERROR_REFUSED, %BB_JOB_ERROR_NOT_PERMITTED; a sentence with each path.
 */
gboolean bb_flow_knows_journals (BbFlow *flow, const BbIdentified *identified, GError **error);

/**
 * bb_flow_knows_newest:
 *
 * Whether all backups can be read, so that the newest of this drive is known. Errors: those of
 * bb_flow_knows_journals().
 */
gboolean bb_flow_knows_newest (BbFlow *flow, GError **error);

/**
 * bb_flow_doubt_none:
 * @result: of a RECOVER; changed in place
 *
 * Where it says that there is nothing to recover, or nothing to recover with, and not everything can be read: says
 * that instead, and is no success.
 */
void bb_flow_doubt_none (BbFlow *flow, BbResult *result);

/**
 * bb_flow_doubt_backup:
 * @result: of a job that wrote; changed in place
 *
 * Where the backup that was saved first is not there any more (its folder was deleted, its disk disconnected): says
 * so, and names none.
 */
void bb_flow_doubt_backup (BbFlow *flow, BbResult *result);

G_END_DECLS
