/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-known-drive.h"

#include "job/flow/bb-history-end.h"
#include "job/store/bb-backup-store.h"
#include "job/store/bb-journal-find.h"

/* TRUE if @record is of the drive with @details. If both have a serial number, only the serial numbers are compared.
 * Otherwise bus path (which must be known), vendor and product must be equal. FALSE if only one of drive and @record
 * is simulated. */
static gboolean
bb_known_is_of (BbJournalRecord *record, const BbDriveDetails *details)
{
    g_autofree char *vendor = bb_text_normalise (details->vendor, FALSE);
    g_autofree char *product = bb_text_normalise (details->product, FALSE);

    if (record->simulated != details->simulated)
        return FALSE;
    if (record->serial != NULL && details->serial != NULL)
        return g_str_equal (record->serial, details->serial);
    return details->bus_path != NULL && g_strcmp0 (record->bus_path, details->bus_path) == 0 &&
           g_strcmp0 (record->vendor, vendor) == 0 && g_strcmp0 (record->product, product) == 0;
}

/* Returns (transfer full) (nullable) facts of the drive after the operation of the closed @record: the facts from
 * before the operation, but with the target revision if the operation ended as PROVED or REPLACED. %NULL if the
 * family of @record is unknown. */
static BbFacts *
bb_known_dup_after (BbJournalRecord *record, BbCatalog *catalog)
{
    BbFacts *facts = bb_journal_record_dup_healthy_facts (record, catalog);
    BbHistoryEnd end = bb_history_end_of (record);

    if (facts != NULL && record->target_revision != NULL && (end == BB_HISTORY_PROVED || end == BB_HISTORY_REPLACED))
        g_strlcpy (facts->inquiry.revision, record->target_revision, sizeof facts->inquiry.revision);
    return facts;
}

BbFacts *
bb_known_drive_dup_facts (BbEngine *engine, BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = NULL;
    g_autoptr (GPtrArray) records = NULL;
    g_autoptr (BbBackup) backup = NULL;
    BbCatalog *catalog;
    BbJournalRecord *record;

    g_return_val_if_fail (BB_IS_ENGINE (engine) && BB_IS_ENGINE_DRIVE (drive), NULL);

    catalog = bb_engine_get_catalog (engine);
    record = bb_engine_drive_get_journal (drive);
    if (record != NULL)
        return bb_journal_record_dup_healthy_facts (record, catalog);
    details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    backup = bb_backup_store_newest (bb_engine_get_store (engine), details, NULL);
    /* The list is sorted newest first, so only the first record of the drive counts. */
    records = bb_journal_list_all (bb_engine_get_state_folder (engine));
    for (guint i = 0; i < records->len; i++) {
        record = g_ptr_array_index (records, i);
        if (!bb_known_is_of (record, details))
            continue;
        if (backup == NULL || record->sequence > backup->sequence)
            return bb_known_dup_after (record, catalog);
        break;
    }
    return backup != NULL ? bb_backup_dup_healthy_facts (backup, catalog) : NULL;
}
