/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"
#include "job/flow/bb-history-end.h"

G_BEGIN_DECLS

/**
 * BbHistoryEntry: one operation of this program on a drive.
 * @id: of its journal
 * @started: seconds since the epoch
 * @what: label: "Flashing 1.07 over 1.05"
 * @how: how the operation ended, and the next step if it failed, whole sentences
 * @action: the word of the action: "flash"
 * @revision_before: (nullable): of the firmware before the operation
 * @revision_after: (nullable): of the firmware after it, if known
 * @result: for programs: the word of an outcome, "replaced", "running" or "unknown"
 * @verified: for programs: the word of a #BbProof, "pending" or "no"
 * @backup_id: (nullable): the backup that was made or used; it may be deleted by now
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
gboolean bb_history_entry_equal (const BbHistoryEntry *entry, const BbHistoryEntry *other);

/**
 * bb_history_list:
 * @facts: (nullable): what is known of the drive
 * @open: (nullable): the open journal of this drive
 *
 * Lists the operations on one unit from the journals of @state_folder. A journal belongs to the unit if the
 * fingerprint matches, else if the serial number does. If neither can be compared, bus path and model must match.
 * Simulated never matches real. Reads files; any thread.
 *
 * Returns: (transfer full) (element-type BbHistoryEntry): newest first
 */
GPtrArray *bb_history_list (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                            BbJournalRecord *open);

/** bb_history_list_async: bb_history_list() for @drive in a thread of its own. Main context. */
void bb_history_list_async (BbEngine *engine, BbEngineDrive *drive, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
/** bb_history_list_finish: (transfer full) (element-type BbHistoryEntry). Errors: %G_IO_ERROR_CANCELLED. */
GPtrArray *bb_history_list_finish (BbEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
