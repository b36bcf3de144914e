/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-engine.h"
#include "job/flow/bb-history-end.h"

G_BEGIN_DECLS

/**
 * BbHistoryEntry: something that this program did with a drive.
 * @id: of its journal
 * @started: seconds since the epoch
 * @what: what it was about: "Flashing 1.07 over 1.05", a label
 * @how: how it ended, and what to do if it did not, whole sentences
 * @action: the word of the action, as "flash"
 * @revision_before: (nullable): of the firmware that was in the drive
 * @revision_after: (nullable): of the firmware that is in it since, as far as that is known
 * @result: a word for programs: that of an outcome, "replaced", "running" or "unknown"
 * @verified: how the result is known: the word of a #BbProof, "pending" or "no"
 * @backup_id: (nullable): the backup that was made or used for it; it may be deleted by now
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
 * @open: (nullable): the journal that is known to be this drive's
 *
 * What was written to this very unit, as the journals of @state_folder tell. Of the unit is what has its fingerprint
 * and nothing else that is not its own, else its serial number; only where neither can be compared, what was written
 * at its place to a drive of its model. Nothing of a simulated drive is of a real one. Reads files; any thread.
 *
 * Returns: (transfer full) (element-type BbHistoryEntry): newest first
 */
GPtrArray *bb_history_list (const char *state_folder, const BbDriveDetails *details, BbFacts *facts,
                            BbJournalRecord *open);

/** bb_history_list_async: the same in a thread of its own, of @drive as it is known now; main context. */
void bb_history_list_async (BbEngine *engine, BbEngineDrive *drive, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
/** bb_history_list_finish: (transfer full) (element-type BbHistoryEntry). Errors: %G_IO_ERROR_CANCELLED. */
GPtrArray *bb_history_list_finish (BbEngine *engine, GAsyncResult *result, GError **error);

G_END_DECLS
