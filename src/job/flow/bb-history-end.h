/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "job/store/bb-journal-record.h"

G_BEGIN_DECLS

/** BbHistoryEnd: how an operation in the history (a journal) ended. */
typedef enum {
    BB_HISTORY_PROVED,    /* the new firmware is in the drive */
    BB_HISTORY_UNPROVED,  /* the new firmware was written, but not verified, or not yet */
    BB_HISTORY_PUT_BACK,  /* the flash failed, and the old firmware was restored */
    BB_HISTORY_REPLACED,  /* the flash failed, and other firmware was written after it */
    BB_HISTORY_UNCHANGED, /* nothing was written */
    BB_HISTORY_OPEN,      /* the operation was interrupted: the drive needs `recover` */
    BB_HISTORY_RUNNING,   /* a program is working on the drive now */
    BB_HISTORY_UNKNOWN,   /* the journal was closed without a known result */
    BB_HISTORY_STOPPED,   /* a recovery in a journal did not recover the drive; never the end of a journal */
} BbHistoryEnd;

/**
 * bb_history_end_of: returns how the operation with the journal @record ended.
 * - An open journal: RUNNING if it is locked, UNPROVED if it waits for a power cycle, else OPEN.
 * - A closed journal: by its result; UNCHANGED also for an operation that was not started; UNKNOWN for an unknown
 *   result.
 */
BbHistoryEnd bb_history_end_of (BbJournalRecord *record);
/** bb_history_is_restored: TRUE if the operation ended with the old firmware in the drive. If the journal has no copy
 * of the old image, the revision of the target image is compared with the old revision. */
gboolean bb_history_is_restored (BbJournalRecord *record);
/** bb_history_stopped_at_block: TRUE if the operation failed at a block of the flash memory, and the drive then got
 * the old firmware or other firmware, or was not changed. */
gboolean bb_history_stopped_at_block (BbJournalRecord *record);
/** bb_history_was_not_started: TRUE if the job ended before it wrote anything: it was refused, not permitted, or did
 * not find drive, backup or file. */
gboolean bb_history_was_not_started (BbJournalRecord *record);
/** bb_history_is_replaced: TRUE if the image that was written last is neither the new nor the old image of @record.
 * Always FALSE for a conversion. */
gboolean bb_history_is_replaced (BbJournalRecord *record);

/** BbLastWrite: what the newest try of a journal has written. */
typedef enum {
    BB_LAST_WRITE_OTHER,    /* firmware that is neither the new nor the previous firmware of the operation */
    BB_LAST_WRITE_NEW,      /* the new firmware of a flash */
    BB_LAST_WRITE_BACKUP,   /* the backup that a rollback restores */
    BB_LAST_WRITE_PREVIOUS, /* the firmware that the drive ran before */
} BbLastWrite;
/** bb_history_get_last_write: what the newest try of @record has written. */
BbLastWrite bb_history_get_last_write (BbJournalRecord *record);
/** bb_history_failed_at_block: TRUE if the newest try of @record ended because the drive failed to erase or
 * write the block @failed_block; FALSE if the try was interrupted, or if it is not known how it ended. */
gboolean bb_history_failed_at_block (const BbJournalRecord *record);

G_END_DECLS
