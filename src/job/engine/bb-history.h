/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"
#include "job/flow/bb-history-end.h"

G_BEGIN_DECLS

/**
 * BbHistoryEntry: one operation of this program on a drive, or one recovery of an interrupted operation that did not
 * recover the drive.
 * @id: ID of the journal of the operation; for a recovery, with a number added
 * @started: seconds since the epoch
 * @end: how the operation ended, of bb_history_end_of(); %BB_HISTORY_STOPPED for a recovery
 * @what: a label that names the operation: "Flashed 1.07 over 1.05"
 * @how: sentences: how the operation ended, and the next step if it failed
 * @action: the word of bb_action_to_string(): "flash"
 * @revision_before: (nullable): revision of the firmware before the operation
 * @revision_after: (nullable): revision of the firmware after the operation, if known
 * @result: for programs: a word of bb_outcome_to_string(), or "replaced", "running", "unknown"
 * @verified: for programs: a word of bb_proof_to_string()
 * @backup_id: (nullable): the backup that was made or used; it may have been deleted
 */
typedef struct {
    char *id;
    gint64 started;
    BbHistoryEnd end;
    char *what;
    char *how;
    char *action;
    char *revision_before;
    char *revision_after;
    const char *result;
    char *verified;
    char *backup_id;
} BbHistoryEntry;
void bb_history_entry_free (BbHistoryEntry *entry);
/** bb_history_entry_equal: TRUE if both entries have the same @id, @started, @end, @what, @how and @backup_id. The
 * other members are not compared. */
gboolean bb_history_entry_equal (const BbHistoryEntry *entry, const BbHistoryEntry *other);

/**
 * bb_history_list:
 * @facts: (nullable): facts of the drive
 * @open: (nullable): the open journal of this drive
 *
 * Lists the operations on one drive from the journals of @state_folder. Journals that cannot be read are left out.
 * Reads files; any thread.
 *
 * The journal @open always belongs to the drive. Any other journal belongs to the drive if all of these apply:
 * - their families do not differ, and both or neither are simulated
 * - serial number and fingerprint match (bb_unit_is_same()); each is compared only if both the drive and the journal
 *   have it
 * - if neither of the two can be compared: bus path and model match
 *
 * The serial number is not compared without @facts, in recovery mode or in an unknown condition, and for families
 * whose serial numbers change (bb_family_get_serial()).
 *
 * Returns: (transfer full) (element-type BbHistoryEntry): newest first, the recoveries of an operation before that
 *   operation; empty if there are none
 */
GPtrArray *bb_history_list (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                            BbJournalRecord *open);

/** bb_history_list_async: runs bb_history_list() for @drive in a thread. Call it in the main context. */
void bb_history_list_async (BbEngine *engine, BbEngineDrive *drive, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
/** bb_history_list_finish: (transfer full) (element-type BbHistoryEntry): the operations, newest first. Errors:
 * %G_IO_ERROR_CANCELLED. */
GPtrArray *bb_history_list_finish (BbEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
