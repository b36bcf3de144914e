/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-unknown.h"

#include <string.h>

/* An interrupted step leaves at most one such block with data of no image. */
#define BB_UNKNOWN_BLOCK_BYTES 0x10000
#define BB_UNKNOWN_ERASED 0xFF

/* --- images that are known --- */

static gboolean
bb_unknown_is_image (const char *path, BbImage *image)
{
    return path != NULL && strstr (path, bb_image_get_sha256 (image)) != NULL;
}

gboolean
bb_flow_is_third_image (BbJournalRecord *record, BbImage *image)
{
    return !bb_unknown_is_image (record->new_image, image) && !bb_unknown_is_image (record->old_image, image) &&
           !bb_unknown_is_image (record->target_image, image);
}

static gboolean
bb_unknown_is_reported (BbFlow *flow, BbImage *image)
{
    g_autofree char *reported = bb_flow_dup_revision (flow->facts);
    const char *revision = image != NULL ? bb_image_get_revision (image) : NULL;
    g_autofree char *one = revision != NULL ? bb_text_normalise (revision, FALSE) : NULL;

    return one != NULL && reported != NULL && g_ascii_strcasecmp (one, reported) == 0;
}

/* Whether the drive has @image (nullable), byte for byte. @seen: (element-type utf8): SHA-256 of images that were
 * compared */
static gboolean
bb_unknown_compare (BbFlow *flow, const BbPast *past, BbImage *image, GHashTable *seen)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbVerified) verified = NULL;

    if (!bb_unknown_is_reported (flow, image) || !g_hash_table_add (seen, g_strdup (bb_image_get_sha256 (image))))
        return FALSE;
    verified = bb_verified_new (flow, past, NULL, image, TRUE, &error);
    if (verified == NULL) {
        (void) bb_flow_note_error (flow, error);
        return FALSE;
    }
    if (bb_verified_get_proof (verified) != BB_PROOF_PROVEN)
        return FALSE;
    bb_flow_take_verified (flow, g_steal_pointer (&verified));
    return TRUE;
}

static BbImage *
bb_unknown_find_in_backups (BbFlow *flow, const BbPast *past, GHashTable *seen, char **backup_id)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (flow->env->store, NULL);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        g_autoptr (BbImage) image = NULL;

        if (!bb_backup_is_trusted (backup) || !bb_backup_is_of (backup, flow->details, flow->facts))
            continue;
        image = bb_backup_store_load_image (flow->env->store, backup, flow->env->catalog, NULL);
        if (!bb_unknown_compare (flow, past, image, seen))
            continue;
        *backup_id = g_strdup (backup->id);
        return g_steal_pointer (&image);
    }
    return NULL;
}

static BbImage *
bb_unknown_find_in_journal (BbFlow *flow, const BbPast *past, BbJournalRecord *record, GHashTable *seen)
{
    const char *const paths[] = {record->new_image, record->old_image, record->target_image};

    for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
        g_autoptr (BbImage) image =
            paths[i] != NULL ? bb_flow_load_image (flow, flow->family->id, paths[i], NULL) : NULL;

        if (bb_unknown_compare (flow, past, image, seen))
            return g_steal_pointer (&image);
    }
    return NULL;
}

/* An image that was kept without a proof is no firmware that is known to be complete. */
static gboolean
bb_unknown_may_have_image (BbFlow *flow, BbJournalRecord *record)
{
    return g_strcmp0 (record->family, flow->family->id) == 0 &&
           g_strcmp0 (record->model_key, bb_facts_get_model_key (flow->facts)) == 0 &&
           (g_strcmp0 (record->result, BB_JOURNAL_REPLACED) != 0 || record->proof != NULL);
}

BbImage *
bb_flow_find_known_firmware (BbFlow *flow, const BbPast *past, char **backup_id)
{
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GPtrArray) records = bb_journal_list_all (flow->env->state_folder);
    BbImage *image = NULL;

    *backup_id = NULL;
    if (!bb_flow_can_read_back (flow))
        return NULL;
    image = bb_unknown_find_in_backups (flow, past, seen, backup_id);
    for (guint i = 0; i < records->len && image == NULL; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if (bb_unknown_may_have_image (flow, record))
            image = bb_unknown_find_in_journal (flow, past, record, seen);
    }
    return image;
}

/* --- what an interrupted flash does not leave --- */

gboolean
bb_flow_is_foreign_firmware (BbImage *inside, BbImage *one, BbImage *other)
{
    gsize size = 0, one_size = 0, other_size = 0;
    const guint8 *data = g_bytes_get_data (bb_image_get_bytes (inside), &size);
    const guint8 *first = g_bytes_get_data (bb_image_get_bytes (one), &one_size);
    const guint8 *second = g_bytes_get_data (bb_image_get_bytes (other), &other_size);
    gsize last_block = G_MAXSIZE;
    guint n_blocks = 0;

    size = MIN (size, MIN (one_size, other_size));
    for (gsize i = 0; i < size && n_blocks < 2; i++) {
        if (data[i] == BB_UNKNOWN_ERASED || data[i] == first[i] || data[i] == second[i] ||
            i / BB_UNKNOWN_BLOCK_BYTES == last_block)
            continue;
        last_block = i / BB_UNKNOWN_BLOCK_BYTES;
        n_blocks++;
    }
    return n_blocks > 1;
}
