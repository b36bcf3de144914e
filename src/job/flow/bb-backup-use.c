/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-use.h"

#include "bb-flow-inspect.h"
#include "bb-flow-known.h"
#include "bb-history-end.h"
#include "job/store/bb-journal-find.h"
#include "job/store/bb-unit.h"

/* Returns (transfer none) (nullable) the oldest of @records (element-type BbJournalRecord) that names @backup and
 * whose operation was started. */
static BbJournalRecord *
bb_backup_find_first_use (BbBackup *backup, GPtrArray *records)
{
    BbJournalRecord *first = NULL;

    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if (g_strcmp0 (record->backup_id, backup->id) != 0 || bb_history_was_not_started (record))
            continue;
        if (first == NULL || record->sequence < first->sequence ||
            (record->sequence == first->sequence && record->started < first->started))
            first = record;
    }
    return first;
}

/* TRUE if @record and @backup are of the same unit (one single drive). */
static gboolean
bb_backup_is_of_record (BbBackup *backup, BbJournalRecord *record)
{
    const BbUnit written = bb_journal_record_get_unit (record);
    const BbUnit saved = bb_backup_get_unit (backup);

    return g_strcmp0 (record->family, backup->family) == 0 && bb_unit_is_same (&written, &saved);
}

/* TRUE if the drive of @backup contains another image now. The newest of @records (element-type BbJournalRecord)
 * that left an image in that drive after @backup was made decides. FALSE if there is no such record, or if @backup
 * has no image. */
static gboolean
bb_backup_find_overwritten (BbBackup *backup, GPtrArray *records)
{
    const BbBackupFile *image = bb_backup_find_file (backup, BB_BACKUP_IMAGE);
    BbJournalRecord *last = NULL;

    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);
        BbHistoryEnd end = bb_history_end_of (record);

        if (record->sequence > backup->sequence && record->target_image != NULL &&
            (end == BB_HISTORY_PROVED || end == BB_HISTORY_UNPROVED || end == BB_HISTORY_REPLACED) &&
            (last == NULL || record->sequence > last->sequence) && bb_backup_is_of_record (backup, record))
            last = record;
    }
    return last != NULL && image != NULL && !g_str_equal (last->target_image, image->sha256);
}

void
bb_backups_find_uses (GPtrArray *backups)
{
    g_autoptr (GPtrArray) records = NULL;

    g_return_if_fail (backups != NULL);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        BbJournalRecord *use;

        if (records == NULL) {
            g_autofree char *state_folder = bb_backup_dup_state_folder (backup);

            records = bb_journal_list_all (state_folder);
        }
        backup->is_overwritten = bb_backup_find_overwritten (backup, records);
        if (backup->reason != NULL)
            continue;
        use = bb_backup_find_first_use (backup, records);
        g_free (backup->used_action);
        g_free (backup->used_revision);
        backup->used_action = g_strdup (use != NULL ? use->action : NULL);
        backup->used_revision = g_strdup (use != NULL ? use->new_revision : NULL);
    }
}

/* TRUE if the drive of @backup has an open journal of @records (element-type BbJournalRecord) of an interrupted
 * flash. */
static gboolean
bb_backup_is_of_interrupted (BbBackup *backup, GPtrArray *records)
{
    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if (!record->is_closed && record->endangered && bb_backup_is_of_record (backup, record))
            return TRUE;
    }
    return FALSE;
}

void
bb_backups_find_mixed (GPtrArray *backups, BbBackupStore *store, BbCatalog *catalog)
{
    g_autofree char *state_folder = NULL;
    g_autoptr (GPtrArray) records = NULL;
    g_autofree char *model_key = NULL; /* the model that @known is for */
    g_auto (BbKnownFirmware) known = {0};
    const BbJobRequest request = {.action = BB_ACTION_ROLLBACK};

    g_return_if_fail (backups != NULL);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        g_autoptr (BbFacts) facts = bb_backup_dup_healthy_facts (backup, catalog);
        BbFlowEnv env = {.catalog = catalog, .store = store, .state_folder = state_folder};
        /* The backup is judged without a drive: only these members are needed. */
        BbFlow flow = {.request = &request, .env = &env, .facts = facts};
        g_autoptr (BbImage) image = NULL;

        if (facts == NULL || backup->contradiction != NULL || !bb_backup_has_image (backup))
            continue;
        flow.family = bb_family_lookup (backup->family);
        if (!bb_flow_may_be_mixed (&flow))
            continue;
        if (state_folder == NULL) {
            env.state_folder = state_folder = bb_backup_dup_state_folder (backup);
            records = bb_journal_list_all (state_folder);
        }
        if (g_strcmp0 (model_key, bb_facts_get_model_key (facts)) != 0) {
            g_free (model_key);
            model_key = g_strdup (bb_facts_get_model_key (facts));
            bb_known_firmware_clear (&known);
            bb_flow_find_known_firmware_of_model (&flow, FALSE, &known);
        }
        image = bb_backup_store_load_image (store, backup, catalog, NULL);
        if (bb_flow_mixes_known (&flow, image, &known, bb_backup_is_of_interrupted (backup, records)))
            bb_backup_set_mixed (backup);
    }
}
