/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-store.h"
#include "bb-journal-record.h"
#include "scsi/bb-bytes.h"

/*
 * Returns (transfer full) (nullable) the facts of a drive in normal mode, made of the values that a backup or a
 * journal stored; %NULL if @family is NULL or unknown.
 * @inquiry: (nullable): raw INQUIRY data in hex
 */
static BbFacts *
bb_healthy_facts_new (const char *family, const char *model_key, const char *inquiry, const char *fingerprint,
                      GVariant *values, BbCatalog *catalog)
{
    g_autoptr (GBytes) raw = inquiry != NULL ? bb_hex_parse (inquiry, NULL) : NULL;
    BbInquiry parsed = {0};
    BbFacts *facts;

    if (family == NULL || bb_family_lookup (family) == NULL)
        return NULL;
    if (raw != NULL && !bb_scsi_inquiry_parse (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), &parsed, NULL))
        parsed = (BbInquiry){0};
    facts = bb_facts_new (&parsed);
    facts->family = g_strdup (family);
    facts->condition = BB_CONDITION_NORMAL;
    facts->mode = g_strdup ("normal");
    facts->fingerprint = g_strdup (fingerprint);
    if (model_key != NULL && catalog != NULL)
        facts->model = bb_catalog_get_model (catalog, family, model_key);
    if (facts->model != NULL) {
        facts->maker = g_strdup (bb_model_get_maker (facts->model));
        facts->model_name = g_strdup (bb_model_get_name (facts->model));
    }
    if (values != NULL)
        facts->values = g_variant_ref (values);
    return facts;
}

BbFacts *
bb_backup_dup_healthy_facts (BbBackup *backup, BbCatalog *catalog)
{
    return bb_healthy_facts_new (backup->family, backup->model_key, backup->inquiry, backup->fingerprint,
                                 backup->facts_values, catalog);
}

BbFacts *
bb_journal_record_dup_healthy_facts (BbJournalRecord *record, BbCatalog *catalog)
{
    return bb_healthy_facts_new (record->family, record->model_key, record->inquiry, record->fingerprint,
                                 record->healthy_values, catalog);
}
