/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-known.h"

#include "job/bb-action.h"
#include "job/library/bb-library.h"
#include "job/store/bb-own-name.h"

#include <string.h>

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

/* --- firmware of the catalog --- */

gboolean
bb_flow_is_in_catalog (BbFlow *flow, BbImage *image)
{
    g_autoptr (BbKnownImage) known = bb_family_find_known_image (image, flow->env->catalog);
    const char *model = known != NULL ? bb_known_image_get_model_key (known) : NULL;

    return known != NULL && g_strcmp0 (bb_known_image_get_family (known), flow->family->id) == 0 &&
           (*model == '\0' || g_strcmp0 (model, bb_facts_get_model_key (flow->facts)) == 0);
}

/* Returns (transfer full) (nullable) a file of @bytes followed by @ending, if the catalog has the checksum of that
 * file. */
static BbImage *
bb_known_look_up (BbFlow *flow, GBytes *bytes, const char *ending)
{
    g_autoptr (GByteArray) data = g_byte_array_new ();
    g_autoptr (GBytes) all = NULL;
    BbImage *file;

    g_byte_array_append (data, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
    g_byte_array_append (data, (const guint8 *) ending, (guint) strlen (ending));
    all = g_byte_array_free_to_bytes (g_steal_pointer (&data));
    file = bb_image_new_from_bytes (all, BB_BACKUP_IMAGE);
    if (!bb_flow_is_in_catalog (flow, file))
        g_clear_object (&file);
    return file;
}

BbImage *
bb_flow_find_in_catalog (BbFlow *flow, BbCaptures *captures)
{
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (BbImage) file = NULL;
    g_autoptr (GPtrArray) images = NULL;
    g_auto (GStrv) endings = NULL;

    if (bb_catalog_has_known_images (flow->env->catalog, flow->family->id))
        bytes = flow->family->make_image (flow->facts, captures, flow->env->catalog, NULL);
    if (bytes == NULL)
        return NULL;
    file = bb_known_look_up (flow, bytes, "");
    if (flow->family->list_file_endings != NULL)
        endings = flow->family->list_file_endings (flow->facts);
    for (guint i = 0; file == NULL && endings != NULL && endings[i] != NULL; i++)
        file = bb_known_look_up (flow, bytes, endings[i]);
    if (file == NULL)
        return NULL;
    images = bb_family_identify_file (file, flow->env->catalog);
    return g_object_ref (g_ptr_array_index (images, 0));
}

/* --- known firmware of this model --- */

void
bb_known_firmware_clear (BbKnownFirmware *known)
{
    g_clear_pointer (&known->images, g_ptr_array_unref);
    g_clear_pointer (&known->files, g_ptr_array_unref);
}

/* Adds @image (nullable) to @images, unless the same object was added before. */
static void
bb_known_add (GPtrArray *images, BbImage *image)
{
    if (image != NULL && !g_ptr_array_find (images, image, NULL))
        g_ptr_array_add (images, g_object_ref (image));
}

/* Adds @image (transfer full) (nullable) to @loaded. @key: (transfer none): must live longer than @loaded */
static void
bb_known_note (GHashTable *loaded, char *key, BbImage *image)
{
    if (image != NULL)
        g_hash_table_insert (loaded, key, image);
}

/* Adds the firmware in the backups of all drives of this model to @images of @known, and to @files if the catalog has
 * that firmware. Backups with the mark "unproven" are skipped. Firmware that several backups contain is loaded and
 * added once, because a workshop has many backups with the same firmware. */
static void
bb_known_add_backups (BbFlow *flow, BbKnownFirmware *known)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (flow->env->store, NULL);
    g_autoptr (GHashTable) loaded = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        const BbBackupFile *file = bb_backup_find_file (backup, BB_BACKUP_IMAGE);
        BbImage *image;

        if (backup->unproven || g_strcmp0 (backup->family, flow->family->id) != 0 || !bb_backup_has_image (backup) ||
            g_strcmp0 (backup->model_key, bb_facts_get_model_key (flow->facts)) != 0)
            continue;
        image = g_hash_table_lookup (loaded, file->sha256);
        if (image == NULL) {
            image = bb_backup_store_load_image (flow->env->store, backup, flow->env->catalog, NULL);
            bb_known_note (loaded, file->sha256, image);
            bb_known_add (known->images, image);
        }
        if (image != NULL &&
            (g_strcmp0 (backup->reason, bb_backup_equals_file) == 0 || bb_flow_is_in_catalog (flow, image)))
            bb_known_add (known->files, image);
    }
}

/* Adds the images in the journals of all drives of this model to @images of @known: the new, the old and the target
 * image of each. A FLASH writes a file, so its new image is also added to @files. An image that several journals name
 * is loaded and added once: a workshop flashes the same firmware onto many drives. */
static void
bb_known_add_journals (BbFlow *flow, BbKnownFirmware *known)
{
    g_autoptr (GPtrArray) records = bb_journal_list_all (flow->env->state_folder);
    g_autoptr (GHashTable) loaded = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);

    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);
        char *const paths[] = {record->new_image, record->old_image, record->target_image};

        if (g_strcmp0 (record->family, flow->family->id) != 0 ||
            g_strcmp0 (record->model_key, bb_facts_get_model_key (flow->facts)) != 0)
            continue;
        for (guint j = 0; j < G_N_ELEMENTS (paths); j++) {
            BbImage *image = paths[j] != NULL ? g_hash_table_lookup (loaded, paths[j]) : NULL;

            if (paths[j] != NULL && image == NULL) {
                image = bb_flow_load_image (flow, flow->family->id, paths[j], NULL);
                bb_known_note (loaded, paths[j], image);
                bb_known_add (known->images, image);
            }
            if (j == 0 && image != NULL && g_strcmp0 (record->action, bb_action_to_string (BB_ACTION_FLASH)) == 0)
                bb_known_add (known->files, image);
        }
    }
}

/* Adds the images of the library for drives of this model to @files of @known. */
static void
bb_known_add_library (BbFlow *flow, BbKnownFirmware *known)
{
    g_autoptr (BbLibraryIndex) index = bb_library_index_load (flow->env->catalog);
    g_autoptr (GPtrArray) images = bb_library_index_load_images (
        index, flow->family->id, bb_facts_get_model_key (flow->facts), flow->env->catalog);

    for (guint i = 0; i < images->len; i++)
        bb_known_add (known->files, g_ptr_array_index (images, i));
}

/* Adds the file of a RECOVER, or of a CHECK before a RECOVER, to @known. A drive that is recovered may contain that
 * file already, so the file is then also added to @images. */
static void
bb_known_add_given (BbFlow *flow, BbKnownFirmware *known)
{
    if (bb_job_request_get_reviewed_action (flow->request) != BB_ACTION_RECOVER)
        return;
    bb_known_add (known->files, flow->request->image);
    if (flow->request->action == BB_ACTION_RECOVER)
        bb_known_add (known->images, flow->request->image);
}

/* Adds the file of a FLASH, of a CHECK before a FLASH, or of a VERIFY to @files of @known. Leaves out a file that may
 * mix two revisions itself: it may have been saved from a drive that mixes them, so it does not prove that its
 * firmware is complete.
 * @all: all images to compare with */
static void
bb_known_add_file (BbFlow *flow, GPtrArray *all, BbKnownFirmware *known)
{
    const BbInspectOps *inspect = flow->family->inspect;
    BbAction act = bb_job_request_get_reviewed_action (flow->request);
    BbImage *image = flow->request->image;

    if (image != NULL && (act == BB_ACTION_FLASH || act == BB_ACTION_VERIFY) &&
        (bb_flow_is_in_catalog (flow, image) || (!inspect->is_image_mixed (flow->facts, image, all) &&
                                                 !inspect->is_image_doubtful (flow->facts, image, known->files))))
        bb_known_add (known->files, image);
}

/* Removes the images that combine parts of two images in @all from @images. If @files is set, also removes those that
 * may do so, because only a part equals one of @files. */
static void
bb_known_drop_mixed (BbFlow *flow, GPtrArray *images, GPtrArray *all, GPtrArray *files)
{
    const BbInspectOps *inspect = flow->family->inspect;

    for (guint i = images->len; i > 0; i--) {
        BbImage *image = g_ptr_array_index (images, i - 1);

        if (inspect->is_image_mixed (flow->facts, image, all) ||
            (files != NULL && inspect->is_image_doubtful (flow->facts, image, files)))
            g_ptr_array_remove_index (images, i - 1);
    }
}

void
bb_flow_find_known_firmware_of_model (BbFlow *flow, gboolean with_given, BbKnownFirmware *known)
{
    g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

    known->images = g_ptr_array_new_with_free_func (g_object_unref);
    known->files = g_ptr_array_new_with_free_func (g_object_unref);
    if (with_given)
        bb_known_add_given (flow, known);
    bb_known_add_backups (flow, known);
    bb_known_add_journals (flow, known);
    bb_known_add_library (flow, known);
    for (guint i = 0; i < known->images->len; i++)
        bb_known_add (all, g_ptr_array_index (known->images, i));
    bb_known_drop_mixed (flow, known->files, all, NULL);
    if (with_given)
        bb_known_add_file (flow, all, known);
    bb_known_drop_mixed (flow, known->images, all, known->files);
}

/* --- facts from journals and backups --- */

/* Returns @facts (transfer full) (nullable), which were recorded of @unit. If only the port shows that they are of
 * this drive, marks them with BB_FACTS_IS_BY_PORT. */
static BbFacts *
bb_known_mark_port (BbFlow *flow, BbUnit unit, BbFacts *facts)
{
    const BbUnit own = bb_unit_of_drive (flow->details, flow->facts);

    if (facts != NULL && bb_unit_has_only_port (&own, &unit))
        bb_facts_set_value (facts, BB_FACTS_IS_BY_PORT, g_variant_new_boolean (TRUE));
    return facts;
}

GPtrArray *
bb_flow_list_known (BbFlow *flow)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (flow->env->store, NULL);
    GPtrArray *known = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_facts_unref);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        BbFacts *facts = bb_backup_is_of (backup, flow->details, flow->facts)
                             ? bb_known_mark_port (flow, bb_backup_get_unit (backup),
                                                   bb_backup_dup_healthy_facts (backup, flow->env->catalog))
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
        recorded->healthy = bb_known_mark_port (flow, bb_journal_record_get_unit (record),
                                                bb_journal_record_dup_healthy_facts (record, flow->env->catalog));
        if (record->backup_id != NULL)
            recorded->backup = bb_backup_store_get (flow->env->store, record->backup_id, NULL);
    }
    recorded->is_remembered = recorded->healthy == NULL;
    if (recorded->backup == NULL)
        recorded->backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    if (recorded->healthy == NULL && recorded->backup != NULL)
        recorded->healthy = bb_known_mark_port (flow, bb_backup_get_unit (recorded->backup),
                                                bb_backup_dup_healthy_facts (recorded->backup, flow->env->catalog));
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
    if (record != NULL && bb_journal_record_names_drive (record)) {
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
