/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-history.h"

#include "family/bb-family.h"
#include "job/store/bb-journal-find.h"
#include "job/store/bb-unit.h"
#include "job/words/bb-words.h"

void
bb_history_entry_free (BbHistoryEntry *entry)
{
    g_free (entry->id);
    g_free (entry->what);
    g_free (entry->how);
    g_free (entry->action);
    g_free (entry->revision_before);
    g_free (entry->revision_after);
    g_free (entry->verified);
    g_free (entry->backup_id);
    g_free (entry);
}

gboolean
bb_history_entry_equal (const BbHistoryEntry *entry, const BbHistoryEntry *other)
{
    return g_str_equal (entry->id, other->id) && entry->started == other->started && entry->end == other->end &&
           g_str_equal (entry->what, other->what) && g_str_equal (entry->how, other->how) &&
           g_strcmp0 (entry->backup_id, other->backup_id) == 0;
}

/* --- matching journals to a drive --- */

/*
 * TRUE if @record is of the drive with @details and @facts (nullable). The first of these that applies decides:
 * - only one of record and drive is simulated, or the families differ: FALSE
 * - both have a serial number, or both have a fingerprint: bb_unit_is_same()
 * - else TRUE if bus path and model are known and equal; the bus path alone is not enough, because another drive may
 *   have been at that port
 *
 * The serial number does not count without @facts, in recovery mode (where it may differ), in an unknown condition,
 * and for families whose serial numbers change (bb_family_get_serial()).
 */
static gboolean
bb_history_is_of (BbJournalRecord *record, const BbDriveDetails *details, BbFacts *facts)
{
    const BbUnit written = bb_journal_record_get_unit (record);
    BbUnit unit = bb_unit_of_drive (details, facts);
    const char *model = facts != NULL ? bb_facts_get_model_key (facts) : NULL;

    if (unit.simulated != written.simulated ||
        (facts != NULL && facts->family != NULL && g_strcmp0 (facts->family, record->family) != 0))
        return FALSE;
    /* Without known condition, the drive may be in recovery mode, where it may report another serial number or none.
     * If it is known to be in recovery mode, bb_unit_of_drive() leaves the serial number out. */
    if (facts == NULL || facts->condition == BB_CONDITION_UNKNOWN)
        unit.serial = NULL;
    if ((unit.serial != NULL && written.serial != NULL) || (unit.fingerprint != NULL && written.fingerprint != NULL))
        return bb_unit_is_same (&unit, &written);
    return unit.bus_path != NULL && g_strcmp0 (unit.bus_path, written.bus_path) == 0 && model != NULL &&
           g_strcmp0 (model, record->model_key) == 0;
}

/* --- the list --- */

/* Returns (nullable) the revision of the firmware that the operation of @record left in the drive:
 * - the old revision, if the firmware was not changed or was restored
 * - the target revision, if the new firmware was written (verified or not), or if other firmware was written after
 *   it; the target of @record is then that other firmware
 * - the old revision for a repair of the stored identity, which writes no firmware
 * - %NULL for other ends, or if the revision is unknown */
static const char *
bb_history_get_revision_after (BbJournalRecord *record, BbHistoryEnd end)
{
    if (end == BB_HISTORY_UNCHANGED || end == BB_HISTORY_PUT_BACK ||
        (end == BB_HISTORY_UNPROVED && bb_history_is_restored (record)))
        return bb_journal_record_get_revision_before (record);
    if (end != BB_HISTORY_PROVED && end != BB_HISTORY_UNPROVED && end != BB_HISTORY_REPLACED)
        return NULL;
    /* A repair of the stored identity writes no firmware. */
    if (record->target_image == NULL && record->new_image == NULL)
        return bb_journal_record_get_revision_before (record);
    return record->target_revision;
}

/* Returns the word for the member result of #BbHistoryEntry: the word of @end, but "refused" for an UNCHANGED end of
 * an operation that was not started. */
static const char *
bb_history_get_result (BbJournalRecord *record, BbHistoryEnd end)
{
    static const char *const words[] = {
        [BB_HISTORY_PROVED] = "done",
        [BB_HISTORY_UNPROVED] = "written",
        [BB_HISTORY_PUT_BACK] = "rolled-back",
        [BB_HISTORY_UNCHANGED] = "unchanged",
        [BB_HISTORY_OPEN] = "needs-recovery",
        [BB_HISTORY_RUNNING] = "running",
        [BB_HISTORY_UNKNOWN] = "unknown",
        [BB_HISTORY_REPLACED] = "replaced",
        [BB_HISTORY_STOPPED] = "needs-recovery",
    };

    if (end == BB_HISTORY_UNCHANGED && bb_history_was_not_started (record))
        return bb_outcome_to_string (BB_OUTCOME_REFUSED);
    return words[end];
}

/* Returns (transfer full) the entry of @record. If the journal does not say how the firmware was verified, @verified
 * is "pending" while the journal is open and the firmware was written, else "no". */
static BbHistoryEntry *
bb_history_entry_new (BbJournalRecord *record)
{
    BbHistoryEntry *entry = g_new0 (BbHistoryEntry, 1);

    entry->id = g_strdup (record->id);
    entry->started = record->started;
    entry->end = bb_history_end_of (record);
    entry->what = bb_words_dup_history_what (record);
    entry->how = bb_words_dup_history_how (record);
    entry->action = g_strdup (record->action);
    entry->revision_before = g_strdup (bb_journal_record_get_revision_before (record));
    entry->revision_after = g_strdup (bb_history_get_revision_after (record, entry->end));
    entry->result = bb_history_get_result (record, entry->end);
    entry->verified =
        g_strdup (record->proof != NULL                                     ? record->proof
                  : entry->end == BB_HISTORY_UNPROVED && !record->is_closed ? bb_proof_to_string (BB_PROOF_PENDING)
                                                                            : bb_proof_to_string (BB_PROOF_UNPROVEN));
    entry->backup_id = g_strdup (record->backup_id);
    return entry;
}

/* Adds an entry for each recovery of @record that did not recover the drive, newest first. */
static void
bb_history_add_recoveries (GPtrArray *entries, BbJournalRecord *record)
{
    g_autoptr (GPtrArray) unfinished = bb_journal_recovery_list_unfinished (record);

    for (guint i = 0; i < unfinished->len; i++) {
        const BbJournalRecovery *recovery = g_ptr_array_index (unfinished, i);
        BbHistoryEntry *entry = g_new0 (BbHistoryEntry, 1);

        entry->id = g_strdup_printf ("%s-%u", record->id, unfinished->len - i);
        entry->started = recovery->started;
        entry->end = BB_HISTORY_STOPPED;
        entry->what = bb_words_dup_recovery_what (record, recovery);
        entry->how = bb_words_dup_recovery_how (recovery);
        entry->action = g_strdup (bb_action_to_string (BB_ACTION_RECOVER));
        entry->result = bb_history_get_result (record, entry->end);
        entry->verified = g_strdup (bb_proof_to_string (BB_PROOF_UNPROVEN));
        g_ptr_array_add (entries, entry);
    }
}

GPtrArray *
bb_history_list (const char *state_folder, const BbDriveDetails *details, BbFacts *facts, BbJournalRecord *open)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_history_entry_free);
    g_autoptr (GPtrArray) records = NULL;

    g_return_val_if_fail (state_folder != NULL && details != NULL, entries);

    records = bb_journal_list_all (state_folder);
    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if ((open == NULL || !g_str_equal (record->id, open->id)) && !bb_history_is_of (record, details, facts))
            continue;
        bb_history_add_recoveries (entries, record);
        g_ptr_array_add (entries, bb_history_entry_new (record));
    }
    return entries;
}

/* --- the task --- */

typedef struct {
    char *state_folder;
    BbDriveDetails *details;
    BbFacts *facts;
    BbJournalRecord *open;
} BbHistoryTask;

static void
bb_history_task_free (BbHistoryTask *task)
{
    g_free (task->state_folder);
    bb_drive_details_unref (task->details);
    g_clear_pointer (&task->facts, bb_facts_unref);
    g_clear_pointer (&task->open, bb_journal_record_unref);
    g_free (task);
}

static void
bb_history_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbHistoryTask *what = data;

    g_task_return_pointer (task, bb_history_list (what->state_folder, what->details, what->facts, what->open),
                           (GDestroyNotify) g_ptr_array_unref);
}

void
bb_history_list_async (BbEngine *engine, BbEngineDrive *drive, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
    g_autoptr (GTask) task = NULL;
    BbHistoryTask *what;
    BbJournalRecord *open;
    BbFacts *facts;

    g_return_if_fail (BB_IS_ENGINE (engine) && BB_IS_ENGINE_DRIVE (drive));

    task = g_task_new (engine, cancellable, callback, data);
    what = g_new0 (BbHistoryTask, 1);
    facts = bb_engine_drive_get_facts (drive);
    open = bb_engine_drive_get_journal (drive);
    what->state_folder = g_strdup (bb_engine_get_state_folder (engine));
    what->details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    what->facts = facts != NULL ? bb_facts_ref (facts) : NULL;
    what->open = open != NULL ? bb_journal_record_ref (open) : NULL;
    g_task_set_source_tag (task, bb_history_list_async);
    g_task_set_task_data (task, what, (GDestroyNotify) bb_history_task_free);
    g_task_run_in_thread (task, bb_history_thread);
}

GPtrArray *
bb_history_list_finish (BbEngine *engine, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, engine), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
