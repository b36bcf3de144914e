/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-model.h"

#include "bb-stage.h"
#include "job/store/bb-backup-store.h"

#include <string.h>

/* The name of a drive at one time. The owner of the texts is the record, the backup or the facts that they are from.
 * @maker, @model: (nullable): the identified model, if it is known */
typedef struct {
    const char *vendor;
    const char *product;
    const char *revision;
    const char *maker;
    const char *model;
} BbDriveNames;

/* Sets @names to those of @facts (nullable). FALSE if the firmware of the drive does not run normally. */
static gboolean
bb_drive_names_from_facts (BbFacts *facts, BbDriveNames *names)
{
    if (facts == NULL || facts->condition != BB_CONDITION_NORMAL)
        return FALSE;
    *names = (BbDriveNames){facts->inquiry.vendor, facts->inquiry.product, facts->inquiry.revision, facts->maker,
                            facts->model_name};
    return TRUE;
}

/* Sets @names to those of @record (nullable). FALSE if it does not name the drive. */
static gboolean
bb_drive_names_from_record (BbJournalRecord *record, BbDriveNames *names)
{
    if (record == NULL || record->product == NULL || !bb_journal_record_names_drive (record))
        return FALSE;
    *names = (BbDriveNames){record->vendor, record->product, record->revision, NULL, NULL};
    return TRUE;
}

/* Sets @names to those that the drive had before the job. A RECOVER takes the names from before the interrupted
 * operation. If the firmware did not run, the journal of the job has the names that Burnback remembers. FALSE if the
 * names are unknown. */
static gboolean
bb_flow_find_names_before (BbFlow *flow, BbDriveNames *names)
{
    if (flow->request->action == BB_ACTION_RECOVER &&
        bb_drive_names_from_record (bb_identified_get_record (flow->identified), names))
        return TRUE;
    return bb_drive_names_from_facts (bb_identified_get_seen (flow->identified), names) ||
           (flow->journal != NULL && bb_drive_names_from_record (bb_journal_get_record (flow->journal), names));
}

/* Returns (transfer full) @text (nullable) in the form in which two names are compared. */
static char *
bb_drive_names_dup_comparable (const char *text)
{
    g_autofree char *normal = bb_text_normalise (text != NULL ? text : "", FALSE);

    return g_ascii_strdown (normal, -1);
}

/* TRUE if vendor and product are equal. */
static gboolean
bb_drive_names_are_equal (const BbDriveNames *a, const char *vendor, const char *product)
{
    g_autofree char *vendor_a = bb_drive_names_dup_comparable (a->vendor);
    g_autofree char *vendor_b = bb_drive_names_dup_comparable (vendor);
    g_autofree char *product_a = bb_drive_names_dup_comparable (a->product);
    g_autofree char *product_b = bb_drive_names_dup_comparable (product);

    return g_str_equal (vendor_a, vendor_b) && g_str_equal (product_a, product_b);
}

/* Returns (transfer full) the name to show: maker and model if the reported product contains the model, else the
 * reported name, because rebadged drives are known by that name. */
static char *
bb_drive_names_dup_shown (const BbDriveNames *names)
{
    g_autofree char *vendor = bb_text_normalise (names->vendor != NULL ? names->vendor : "", TRUE);
    g_autofree char *product = bb_text_normalise (names->product != NULL ? names->product : "", FALSE);

    if (names->maker != NULL && names->model != NULL && strstr (product, names->model) != NULL)
        return g_strdup_printf ("%s %s", names->maker, names->model);
    return *vendor != '\0' ? g_strdup_printf ("%s %s", vendor, product) : g_steal_pointer (&product);
}

/* TRUE if @backup (nullable) contains firmware that makes the drive what it was before. */
static gboolean
bb_backup_has_names (BbBackup *backup, const BbDriveNames *before)
{
    return backup != NULL && bb_backup_is_trusted (backup) && bb_backup_has_image (backup) &&
           bb_drive_names_are_equal (before, backup->vendor, backup->product);
}

/* Returns (transfer full) (nullable) the backup to restore to undo the change: that of this job, else that of the
 * interrupted operation, else the newest one of the drive. %NULL if none has the firmware of the model @before. */
static BbBackup *
bb_flow_find_undo (BbFlow *flow, const BbResult *result, const BbDriveNames *before)
{
    BbJournalRecord *record = bb_identified_get_record (flow->identified);
    g_autoptr (BbBackup) recorded = NULL;
    g_autoptr (GPtrArray) backups = NULL;

    if (flow->family == NULL || (flow->family->can (result->facts) & BB_CAN_ROLLBACK) == 0)
        return NULL;
    if (bb_backup_has_names (result->backup, before))
        return bb_backup_ref (result->backup);
    if (record != NULL && record->backup_id != NULL)
        recorded = bb_backup_store_get (flow->env->store, record->backup_id, NULL);
    if (bb_backup_has_names (recorded, before))
        return g_steal_pointer (&recorded);
    backups = bb_backup_store_list_trusted (flow->env->store, flow->details, result->facts);
    for (guint i = 0; i < backups->len; i++)
        if (bb_backup_has_names (g_ptr_array_index (backups, i), before))
            return bb_backup_ref (g_ptr_array_index (backups, i));
    return NULL;
}

void
bb_flow_report_other_model (BbFlow *flow, BbResult *result)
{
    BbJournalRecord *record = flow->identified != NULL ? bb_identified_get_record (flow->identified) : NULL;
    gboolean wrote = result->outcome == BB_OUTCOME_DONE || result->outcome == BB_OUTCOME_WRITTEN ||
                     result->outcome == BB_OUTCOME_ROLLED_BACK;
    BbDriveNames before = {0};
    BbDriveNames now = {0};

    if (!wrote || !result->has_sent || flow->sent_since_identified || flow->identified == NULL ||
        !bb_drive_names_from_facts (result->facts, &now) || !bb_flow_find_names_before (flow, &before) ||
        bb_drive_names_are_equal (&before, now.vendor, now.product))
        return;
    result->about.name_before = bb_drive_names_dup_shown (&before);
    result->about.name_now = bb_drive_names_dup_shown (&now);
    result->about.undo_revision = g_strdup (before.revision);
    result->about.undo_needs_boot_code = bb_journal_was_boot_code_sent (record);
    if (!result->about.undo_needs_boot_code)
        result->about.undo = bb_flow_find_undo (flow, result, &before);
}
