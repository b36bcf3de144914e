/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-unknown.h"

#include "bb-flow-known.h"

#include <string.h>

/* An interrupted erase or program step leaves undefined data in one block, which is at most this large. */
#define BB_UNKNOWN_BLOCK_BYTES 0x10000
#define BB_UNKNOWN_ERASED 0xFF
/* Number of bytes of a region that memmem() searches for. For more than this, glibc has another, slower method. */
#define BB_UNKNOWN_SEARCHED_BYTES 256

/* --- searching images in backups and journals --- */

/* TRUE if @path (nullable) is the path of @image in the state folder: its name contains the SHA-256 of the image. */
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

/* TRUE if the drive reports the revision of @image: (nullable). */
static gboolean
bb_unknown_is_reported (BbFlow *flow, BbImage *image)
{
    g_autofree char *reported = bb_flow_dup_revision (flow->facts);
    const char *revision = image != NULL ? bb_image_get_revision (image) : NULL;
    g_autofree char *one = revision != NULL ? bb_text_normalise (revision, FALSE) : NULL;

    return one != NULL && reported != NULL && g_ascii_strcasecmp (one, reported) == 0;
}

/**
 * BbSearch: a running search for the known image that is equal to the firmware in the drive.
 * @recorded: (nullable): parameter of bb_verified_new(); %NULL if @captures is set
 * @captures: (nullable): the firmware, if it was read already
 * @seen: (element-type utf8): SHA-256 of the images that were compared
 */
typedef struct {
    BbFlow *flow;
    const BbRecorded *recorded;
    BbCaptures *captures;
    GHashTable *seen;
} BbSearch;

/* Adds @image to the compared images. FALSE if it was compared before. */
static gboolean
bb_unknown_is_new (BbSearch *search, BbImage *image)
{
    return g_hash_table_add (search->seen, g_strdup (bb_image_get_sha256 (image)));
}

/* Compares the firmware that was read with @image (nullable). TRUE if they are equal; FALSE also if @image was
 * compared before. */
static gboolean
bb_unknown_compare_captures (BbSearch *search, BbImage *image)
{
    BbFlow *flow = search->flow;
    g_autofree char *why = NULL;

    return image != NULL && bb_unknown_is_new (search, image) &&
           flow->family->inspect->compare (flow->facts, search->captures, image, &why) == BB_INSIDE_EQUAL;
}

/*
 * TRUE if the firmware in the drive equals @image (nullable). FALSE also if @image was compared before.
 * - @captures of @search is set: compares @captures.
 * - @captures is %NULL: reads the drive, but only if the drive reports the revision of @image. If the firmware
 *   equals @image, calls bb_flow_take_verified(). An error adds a note.
 */
static gboolean
bb_unknown_compare (BbSearch *search, BbImage *image)
{
    BbFlow *flow = search->flow;
    g_autoptr (GError) error = NULL;
    g_autoptr (BbVerified) verified = NULL;

    if (search->captures != NULL)
        return bb_unknown_compare_captures (search, image);
    if (!bb_unknown_is_reported (flow, image) || !bb_unknown_is_new (search, image))
        return FALSE;
    verified = bb_verified_new (flow, search->recorded, NULL, image, TRUE, &error);
    if (verified == NULL) {
        (void) bb_flow_note_error (flow, error);
        return FALSE;
    }
    if (bb_verified_get_proof (verified) != BB_PROOF_PROVEN)
        return FALSE;
    bb_flow_take_verified (flow, g_steal_pointer (&verified));
    return TRUE;
}

/* Searches the trusted backups of this drive, newest first, for the firmware in the drive. Returns (transfer full)
 * (nullable) the image of the first backup that is equal. May read the drive and call bb_flow_take_verified(), see
 * bb_unknown_compare(). @backup_id: (out) (transfer full): ID of that backup; unchanged if %NULL is returned */
static BbImage *
bb_unknown_find_in_backups (BbSearch *search, char **backup_id)
{
    BbFlow *flow = search->flow;
    g_autoptr (GPtrArray) backups = bb_backup_store_list_trusted (flow->env->store, flow->details, flow->facts);

    for (guint i = 0; i < backups->len; i++) {
        BbBackup *backup = g_ptr_array_index (backups, i);
        g_autoptr (BbImage) image = bb_backup_store_load_image (flow->env->store, backup, flow->env->catalog, NULL);

        if (!bb_unknown_compare (search, image))
            continue;
        *backup_id = g_strdup (backup->id);
        return g_steal_pointer (&image);
    }
    return NULL;
}

/* Returns (transfer full) (nullable) the first image of @record (new, old, target) that is equal to the firmware in
 * the drive. May read the drive and call bb_flow_take_verified(), see bb_unknown_compare(). */
static BbImage *
bb_unknown_find_in_journal (BbSearch *search, BbJournalRecord *record)
{
    BbFlow *flow = search->flow;
    const char *const paths[] = {record->new_image, record->old_image, record->target_image};

    for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
        g_autoptr (BbImage) image =
            paths[i] != NULL ? bb_flow_load_image (flow, flow->family->id, paths[i], NULL) : NULL;

        if (bb_unknown_compare (search, image))
            return g_steal_pointer (&image);
    }
    return NULL;
}

/* TRUE if the journal @record is of a drive of this model. FALSE if the journal was closed as replaced without a
 * verification, because the firmware of the other program may be incomplete. */
static gboolean
bb_unknown_may_have_image (BbFlow *flow, BbJournalRecord *record)
{
    return g_strcmp0 (record->family, flow->family->id) == 0 &&
           g_strcmp0 (record->model_key, bb_facts_get_model_key (flow->facts)) == 0 &&
           (g_strcmp0 (record->result, BB_JOURNAL_REPLACED) != 0 || record->proof != NULL);
}

/*
 * Returns (transfer full) (nullable) the image that is equal to the firmware in the drive: from the trusted backups
 * of this drive, else from the journals of all drives of its model.
 * @backup_id: (out) (transfer full): ID of the backup with the image; unchanged if the image is from a journal
 */
static BbImage *
bb_unknown_find (BbSearch *search, char **backup_id)
{
    BbFlow *flow = search->flow;
    g_autoptr (GPtrArray) records = bb_journal_list_all (flow->env->state_folder);
    BbImage *image = bb_unknown_find_in_backups (search, backup_id);

    for (guint i = 0; i < records->len && image == NULL; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if (bb_unknown_may_have_image (flow, record))
            image = bb_unknown_find_in_journal (search, record);
    }
    return image;
}

/* --- images of the catalog --- */

/* Reads all of the firmware in the drive, and searches for it in the catalog. Returns (transfer full) (nullable) the
 * firmware if the catalog has it, and calls bb_flow_take_verified(). Reads nothing if the catalog has no images of
 * the family, or if no full backup is possible. An error adds a note. */
static BbImage *
bb_unknown_read_and_find_in_catalog (BbFlow *flow)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbCaptures) captures = NULL;
    g_autofree char *why = NULL;
    BbImage *image = NULL;

    if (!bb_catalog_has_known_images (flow->env->catalog, flow->family->id) ||
        bb_flow_get_backup_kind (flow, &why) != BB_BACKUP_FULL)
        return NULL;
    captures = bb_saved_read (flow, &error);
    if (captures == NULL)
        (void) bb_flow_note_error (flow, error);
    else
        image = bb_flow_find_in_catalog (flow, captures);
    if (image != NULL)
        bb_flow_take_verified (flow, bb_verified_new_inside ());
    return image;
}

/* --- all images --- */

BbImage *
bb_flow_find_known_firmware (BbFlow *flow, const BbRecorded *recorded, char **backup_id)
{
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    BbSearch search = {.flow = flow, .recorded = recorded, .seen = seen};
    BbImage *image = NULL;

    *backup_id = NULL;
    if (!bb_flow_can_read_back (flow))
        return NULL;
    image = bb_unknown_find (&search, backup_id);
    return image != NULL ? image : bb_unknown_read_and_find_in_catalog (flow);
}

BbImage *
bb_flow_find_known_inside (BbFlow *flow, BbCaptures *captures)
{
    g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    BbSearch search = {.flow = flow, .captures = captures, .seen = seen};
    g_autofree char *backup_id = NULL;
    BbImage *image = bb_unknown_find (&search, &backup_id);

    return image != NULL ? image : bb_flow_find_in_catalog (flow, captures);
}

/* --- data that an interrupted flash cannot leave --- */

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

/**
 * BbPart: a region of the firmware that was read.
 * @data: the bytes, owned by the image in which bb_unknown_find_part() found them
 * @address: address of @data in the drive
 * @offset: offset of @data in an image
 */
typedef struct {
    const guint8 *data;
    gsize length_bytes;
    gsize address;
    gsize offset;
} BbPart;

/* As memmem(), but faster for a @needle of many kilobytes: searches only for its first bytes, and compares the others
 * where these are found. */
static const guint8 *
bb_unknown_search (const guint8 *data, gsize size, const guint8 *needle, gsize length_bytes)
{
    gsize n_first = MIN (length_bytes, BB_UNKNOWN_SEARCHED_BYTES);

    for (gsize at = 0; at < size && length_bytes <= size - at; at++) {
        const guint8 *found = memmem (data + at, size - at - (length_bytes - n_first), needle, n_first);

        if (found == NULL || memcmp (found, needle, length_bytes) == 0)
            return found;
        at = (gsize) (found - data);
    }
    return NULL;
}

/* Sets @part to region @n of @captures. Searches for the bytes of the region in @inside to find its offset, because
 * only the family knows the layout of an image. FALSE if the bytes are not found.
 * @inside: the image that the family made from all regions; must outlive @part */
static gboolean
bb_unknown_find_part (BbCaptures *captures, guint n, GBytes *inside, BbPart *part)
{
    const BbRegion *region = &bb_captures_get_info (captures, n)->region;
    g_autoptr (GBytes) bytes = bb_captures_get (captures, region->name);
    gsize size = 0;
    const guint8 *image = g_bytes_get_data (inside, &size);
    const guint8 *found = NULL;

    if (bytes != NULL)
        found = bb_unknown_search (image, size, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    if (found == NULL)
        return FALSE;
    *part = (BbPart){found, g_bytes_get_size (bytes), region->address, (gsize) (found - image)};
    return TRUE;
}

/* TRUE if @image has the same byte as @part at the offset @at of @part. */
static gboolean
bb_unknown_image_has (BbImage *image, const BbPart *part, gsize at)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bb_image_get_bytes (image), &size);

    return part->offset + at < size && data[part->offset + at] == part->data[at];
}

/* TRUE if the byte at the offset @at of @part is erased, or equals the byte of one of @images. */
static gboolean
bb_unknown_is_explained (GPtrArray *images, const BbPart *part, gsize at)
{
    gboolean is_explained = part->data[at] == BB_UNKNOWN_ERASED;

    for (guint i = 0; i < images->len && !is_explained; i++)
        is_explained = bb_unknown_image_has (g_ptr_array_index (images, i), part, at);
    return is_explained;
}

/* TRUE if one of @images has the same bytes as @part at the offsets [@at, @end) of @part. */
static gboolean
bb_unknown_is_of_one (GPtrArray *images, const BbPart *part, gsize at, gsize end)
{
    for (guint i = 0; i < images->len; i++) {
        gsize size = 0;
        const guint8 *data = g_bytes_get_data (bb_image_get_bytes (g_ptr_array_index (images, i)), &size);

        if (part->offset + end <= size && memcmp (data + part->offset + at, part->data + at, end - at) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Returns the number of blocks of @part with a byte that is not erased and differs from the bytes of all @images.
 * @last: (inout): number of the last such block, which is not counted again */
static guint
bb_unknown_count_blocks (GPtrArray *images, const BbPart *part, gsize *last)
{
    guint n_blocks = 0;
    gsize end = 0;

    for (gsize at = 0; at < part->length_bytes; at = end) {
        gsize block = (part->address + at) / BB_UNKNOWN_BLOCK_BYTES;

        end = MIN (part->length_bytes, (block + 1) * BB_UNKNOWN_BLOCK_BYTES - part->address);
        if (block == *last || bb_unknown_is_of_one (images, part, at, end))
            continue;
        while (at < end && bb_unknown_is_explained (images, part, at))
            at++;
        if (at == end)
            continue;
        *last = block;
        n_blocks++;
    }
    return n_blocks;
}

/* TRUE if the bytes of @part are those of @image, not counting the block with the number @block (address in the drive
 * divided by BB_UNKNOWN_BLOCK_BYTES). */
static gboolean
bb_unknown_is_image_but (BbImage *image, const BbPart *part, gsize block)
{
    for (gsize at = 0; at < part->length_bytes; at++)
        if ((part->address + at) / BB_UNKNOWN_BLOCK_BYTES != block && !bb_unknown_image_has (image, part, at))
            return FALSE;
    return TRUE;
}

gboolean
bb_flow_has_other_data (BbCaptures *captures, GBytes *inside, GPtrArray *images)
{
    g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (BbPart));
    gsize block = G_MAXSIZE;
    guint n_blocks = 0;

    for (guint i = 0; i < bb_captures_get_n (captures); i++) {
        BbPart part;

        /* A flash writes only the firmware, so the other regions of the backup are not compared. */
        if (bb_captures_get_info (captures, i)->region.kind != BB_REGION_FIRMWARE)
            continue;
        if (!bb_unknown_find_part (captures, i, inside, &part))
            return TRUE;
        n_blocks += bb_unknown_count_blocks (images, &part, &block);
        g_array_append_val (parts, part);
    }
    if (parts->len == 0)
        return TRUE;
    /* An interrupted step may leave one block with undefined data. But if all other blocks are of a single image,
     * another program may have patched that image, so this block counts as other data. */
    for (guint i = 0; i < images->len && n_blocks == 1; i++) {
        gboolean is_changed = TRUE;

        for (guint j = 0; j < parts->len && is_changed; j++)
            is_changed =
                bb_unknown_is_image_but (g_ptr_array_index (images, i), &g_array_index (parts, BbPart, j), block);
        n_blocks += is_changed ? 1 : 0;
    }
    return n_blocks > 1;
}
