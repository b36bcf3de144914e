/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-known.h"

#include "job/store/bb-own-name.h"

BbImage *
bb_flow_load_image (BbFlow *flow, const char *family, const char *path, GError **error)
{
    g_autoptr (GBytes) bytes = bb_journal_load_image (flow->env->state_folder, path, error);
    g_autoptr (BbImage) file = NULL;
    g_autoptr (GPtrArray) images = NULL;
    g_autoptr (BbImage) assumed = NULL;
    g_autofree char *name = NULL;

    if (bytes == NULL)
        return NULL;
    name = g_path_get_basename (path);
    file = bb_image_new_from_bytes (bytes, name);
    images = bb_family_identify_file (file, flow->env->catalog);
    for (guint i = 0; i < images->len; i++) {
        BbImage *image = g_ptr_array_index (images, i);
        BbImageIdentity *identity = bb_image_get_identity (image);

        if (!bb_flow_is_image_open (image, error))
            return NULL;
        if (identity != NULL && identity->family != NULL &&
            (family == NULL || g_str_equal (identity->family, family)))
            return g_object_ref (image);
    }
    assumed = bb_family_choose_image (images, flow->facts);
    if (family != NULL && g_strcmp0 (bb_image_get_identity (assumed)->family, family) == 0)
        return g_steal_pointer (&assumed);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is not recognized as firmware", path);
    return NULL;
}

GPtrArray *
bb_flow_list_known (BbFlow *flow)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (flow->env->store, NULL);
    GPtrArray *known = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_facts_unref);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        BbFacts *facts = bb_backup_is_of (backup, flow->details, flow->facts)
                             ? bb_backup_dup_healthy_facts (backup, flow->env->catalog)
                             : NULL;

        if (facts != NULL)
            g_ptr_array_add (known, facts);
    }
    return known;
}

void
bb_flow_find_recorded (BbFlow *flow, BbJournalRecord *record, BbRecorded *recorded)
{
    bb_recorded_clear (recorded);
    if (record != NULL) {
        recorded->record = bb_journal_record_ref (record);
        recorded->healthy = bb_journal_record_dup_healthy_facts (record, flow->env->catalog);
        if (record->backup_id != NULL)
            recorded->backup = bb_backup_store_get (flow->env->store, record->backup_id, NULL);
    }
    if (recorded->backup == NULL)
        recorded->backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    if (recorded->healthy == NULL && recorded->backup != NULL)
        recorded->healthy = bb_backup_dup_healthy_facts (recorded->backup, flow->env->catalog);
    /* Without a trusted backup, the newest untrusted backup is used, because it shows the model, too. */
    if (recorded->healthy == NULL) {
        g_autoptr (GPtrArray) known = bb_flow_list_known (flow);

        recorded->healthy = known->len > 0 ? bb_facts_ref (g_ptr_array_index (known, 0)) : NULL;
    }
}

/* TRUE if @backup was made in recovery mode: its INQUIRY texts equal those in @facts. @facts are of a drive in
 * recovery mode, which reports the texts of its boot code. */
static gboolean
bb_known_is_of_boot_code (BbFacts *facts, BbBackup *backup)
{
    g_autofree char *vendor = bb_text_normalise (facts->inquiry.vendor, FALSE);
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);
    g_autofree char *revision = bb_text_normalise (facts->inquiry.revision, FALSE);

    return g_strcmp0 (backup->vendor, vendor) == 0 && g_strcmp0 (backup->product, product) == 0 &&
           g_strcmp0 (backup->revision, revision) == 0;
}

gboolean
bb_flow_get_running_name (BbFlow *flow, BbJournalRecord *record, BbBackup *backup, const char **vendor,
                          const char **product)
{
    if (record != NULL && record->revision != NULL) {
        *vendor = record->vendor;
        *product = record->product;
        return TRUE;
    }
    if (backup == NULL || bb_known_is_of_boot_code (flow->facts, backup))
        return FALSE;
    *vendor = backup->vendor;
    *product = backup->product;
    return TRUE;
}

void
bb_flow_recall_own_name (BbFlow *flow, BbJournalRecord *record, BbBackup *backup)
{
    const char *vendor = NULL, *product = NULL;
    g_autofree char *said = NULL;
    BbFacts *facts;

    if (flow->facts->condition != BB_CONDITION_SPECIAL)
        return;
    facts = bb_facts_copy (flow->facts);
    bb_facts_set_own_name (facts, NULL, NULL);
    if (bb_flow_get_running_name (flow, record, backup, &vendor, &product))
        bb_facts_set_own_name (facts, vendor, product);
    else
        said = bb_own_name_dup (flow->env->state_folder, flow->details, flow->facts);
    bb_facts_unref (flow->facts);
    flow->facts = bb_own_name_apply (facts, NULL, said);
    bb_facts_unref (facts);
}

BbFacts *
bb_flow_dup_board (BbFlow *flow, BbFacts *facts)
{
    g_autofree char *path = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) file = NULL;
    g_autoptr (GPtrArray) images = NULL;
    BbFacts *board;

    if (flow->family != NULL && flow->family->note_installed != NULL)
        path = bb_journal_dup_installed (flow->env->state_folder, flow->details, facts);
    if (path != NULL)
        bytes = bb_journal_load_image (flow->env->state_folder, path, NULL);
    if (bytes == NULL)
        return bb_facts_ref (facts);
    board = bb_facts_copy (facts);
    file = bb_image_new_from_bytes (bytes, path);
    images = bb_family_identify_file (file, flow->env->catalog);
    flow->family->note_installed (board, g_ptr_array_index (images, 0));
    return board;
}
