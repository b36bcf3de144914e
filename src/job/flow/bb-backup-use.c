/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-use.h"

#include "bb-history-end.h"
#include "job/store/bb-journal-find.h"

/* Returns (transfer none) (nullable) the oldest of @records (element-type BbJournalRecord) that names @backup and
 * began. */
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

void
bb_backups_find_uses (GPtrArray *backups)
{
    g_autoptr (GPtrArray) records = NULL;

    g_return_if_fail (backups != NULL);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        BbJournalRecord *use;

        if (backup->reason != NULL)
            continue;
        if (records == NULL) {
            g_autofree char *folder = g_path_get_dirname (backup->folder);
            g_autofree char *state_folder = g_path_get_dirname (folder);

            records = bb_journal_list_all (state_folder);
        }
        use = bb_backup_find_first_use (backup, records);
        g_free (backup->used_action);
        g_free (backup->used_revision);
        backup->used_action = g_strdup (use != NULL ? use->action : NULL);
        backup->used_revision = g_strdup (use != NULL ? use->new_revision : NULL);
    }
}
