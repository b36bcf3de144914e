/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-nec-identity.h"
#include "bb-nec-plan.h"

#include "scsi/bb-bytes.h"

#include <string.h>

/* Offsets of RID text and model digits in the model block. */
#define NEC_RID_TEXT 0x10u
#define NEC_RID_DIGITS 0x43u
#define NEC_CALIBRATION_QUIET_MS 2000

gboolean
bb_nec_identity_addresses (const BbNecType *type, guint32 *id, guint32 *rid, guint32 *digits)
{
    *id = type->id_address;
    *rid = type->rid_address + NEC_RID_TEXT;
    *digits = type->rid_address + NEC_RID_DIGITS;
    return type->id_address != 0;
}

GBytes *
bb_nec_calibration_slice (BbCaptures *captures, const BbNecType *type, guint32 address, guint32 length_bytes)
{
    static const char *const names[] = {BB_NEC_CAPTURE_CALIBRATION, BB_NEC_CAPTURE_CALIBRATION_2};

    for (guint i = 0; captures != NULL && i < BB_NEC_MAX_RANGES; i++) {
        const BbNecRange *range = &type->calibration[i];
        g_autoptr (GBytes) bytes = NULL;

        if (address < range->address || address + length_bytes > range->address + range->length_bytes)
            continue;
        bytes = bb_captures_get (captures, names[i]);
        return bytes != NULL ? bb_bytes_slice (bytes, address - range->address, length_bytes, NULL) : NULL;
    }
    return NULL;
}

/* Copies four bytes at @address from the calibration; FALSE if they were not read. */
static gboolean
nec_copy (BbCaptures *captures, const BbNecType *type, guint32 address, guint8 *to)
{
    g_autoptr (GBytes) bytes = bb_nec_calibration_slice (captures, type, address, BB_NEC_TEXT_BYTES);

    if (bytes != NULL)
        memcpy (to, g_bytes_get_data (bytes, NULL), BB_NEC_TEXT_BYTES);
    return bytes != NULL;
}

gboolean
bb_nec_identity_read (BbCaptures *captures, const BbNecType *type, BbNecIdentity *identity)
{
    guint32 id = 0;
    guint32 rid = 0;
    guint32 digits = 0;

    return bb_nec_identity_addresses (type, &id, &rid, &digits) && nec_copy (captures, type, id, identity->id) &&
           nec_copy (captures, type, rid, identity->rid) && nec_copy (captures, type, digits, identity->digits);
}

gboolean
bb_nec_page_is_blank (BbCaptures *captures, const BbNecType *type, guint32 address)
{
    guint32 page = address & ~(BB_NEC_PAGE_BYTES - 1);
    g_autoptr (GBytes) bytes = bb_nec_calibration_slice (captures, type, page, BB_NEC_PAGE_BYTES);

    if (bytes == NULL)
        return FALSE;
    return bb_bytes_is_filled (bytes, 0, BB_NEC_REGION_OFFSET, 0xFF) ||
           bb_bytes_is_filled (bytes, 0, BB_NEC_REGION_OFFSET, 0x00);
}

/* Returns (transfer full) a copy of the model block with RID text and model digits of @identity; an unchanged copy if
 * the block is too short. */
static GBytes *
nec_patch_block (GBytes *rid_block, const BbNecIdentity *identity)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (rid_block, &size);
    g_autofree guint8 *copy = g_memdup2 (data, size);

    if (size >= BB_NEC_RID_BYTES) {
        memcpy (copy + NEC_RID_TEXT, identity->rid, BB_NEC_TEXT_BYTES);
        memcpy (copy + NEC_RID_DIGITS, identity->digits, BB_NEC_TEXT_BYTES);
    }
    return g_bytes_new (copy, size);
}

/* Returns (transfer full) (nullable) the type with the stored ID @id whose drives store their ID at the same address
 * as drives of type @like; NULL if there is none. */
static BbModel *
nec_model_of_id (BbCatalog *catalog, const guint8 *id, BbModel *like)
{
    g_autofree char *text = g_strndup ((const char *) id, BB_NEC_TEXT_BYTES);
    g_autoptr (GPtrArray) models = NULL;

    if (!g_str_is_ascii (text))
        return NULL;
    models = bb_catalog_find_models (catalog, BB_NEC_FAMILY, "AcceptedIds", text);
    for (guint i = 0; i < models->len; i++) {
        BbModel *model = g_ptr_array_index (models, i);

        if (bb_nec_model_id_address (model) == bb_nec_model_id_address (like))
            return bb_model_ref (model);
    }
    return NULL;
}

gboolean
bb_nec_identity_names (const BbNecIdentity *identity, GBytes *rid_block, BbModel *model, BbCatalog *catalog)
{
    g_autoptr (BbModel) stored = nec_model_of_id (catalog, identity->id, model);
    g_autoptr (GBytes) block = NULL;
    g_autofree char *key = NULL;

    if (stored == NULL || rid_block == NULL)
        return FALSE;
    block = nec_patch_block (rid_block, identity);
    key = bb_nec_refine (catalog, bb_model_get_key (stored), block);
    /* Some drives leave the factory with the boot code of another type (bb_nec_opposite_key()). This is no damage, so
     * the identity may name the type of the boot code or the other type. */
    return bb_nec_may_be_type (key, bb_model_get_key (model));
}

gboolean
bb_nec_model_accepts_id (BbModel *model, const guint8 *id)
{
    g_autofree char *text = g_strndup ((const char *) id, BB_NEC_TEXT_BYTES);
    g_auto (GStrv) ids = bb_model_get_strv (model, "AcceptedIds");

    return g_strv_contains ((const char *const *) ids, text) ||
           g_strcmp0 (bb_nec_opposite_key (text), bb_model_get_key (model)) == 0;
}

gboolean
bb_nec_is_identity_of (BbCaptures *captures, BbModel *model, BbCatalog *catalog)
{
    const BbNecType *type = bb_nec_type_of_model (model);
    g_autoptr (GBytes) block = NULL;
    BbNecIdentity identity = {0};

    if (type == NULL || !bb_nec_identity_read (captures, type, &identity) ||
        !bb_nec_model_accepts_id (model, identity.id))
        return FALSE;
    block = bb_nec_calibration_slice (captures, type, type->rid_address, BB_NEC_RID_BYTES);
    return bb_nec_identity_names (&identity, block, model, catalog);
}

char *
bb_nec_identity_text (const guint8 *bytes)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < BB_NEC_TEXT_BYTES; i++) {
        if (!g_ascii_isgraph (bytes[i]))
            return bb_hex_dup (bytes, BB_NEC_TEXT_BYTES, " ");
        g_string_append_c (text, (char) bytes[i]);
    }
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A name with model digits begins like "ND-3550A": two characters, a dash, four digits. */
void
bb_nec_model_digits (BbModel *model, guint8 *digits)
{
    const char *name = bb_model_get_name (model);

    if (strlen (name) < 7 || name[2] != '-' || strspn (name + 3, "0123456789") < BB_NEC_TEXT_BYTES)
        return;
    memcpy (digits, name + 3, BB_NEC_TEXT_BYTES);
}

gboolean
bb_nec_model_rid (BbModel *model, guint8 *rid)
{
    g_auto (GStrv) items = bb_model_get_strv (model, "RidText");

    if (g_strv_length (items) != 1 || strlen (items[0]) < BB_NEC_TEXT_BYTES)
        return FALSE;
    memcpy (rid, items[0], BB_NEC_TEXT_BYTES);
    return TRUE;
}

/* Adds a patch for @address, unless the four bytes there already equal @wanted. */
static void
nec_add_patch (GArray *patches, guint32 address, const guint8 *now, const guint8 *wanted)
{
    BbNecPatch patch = {.address = address};

    if (memcmp (now, wanted, BB_NEC_TEXT_BYTES) == 0)
        return;
    memcpy (patch.bytes, wanted, BB_NEC_TEXT_BYTES);
    g_array_append_val (patches, patch);
}

GArray *
bb_nec_identity_patches (const BbNecType *type, const BbNecIdentity *now, const BbNecIdentity *wanted)
{
    GArray *patches = g_array_new (FALSE, FALSE, sizeof (BbNecPatch));
    guint32 id = 0;
    guint32 rid = 0;
    guint32 digits = 0;

    if (!bb_nec_identity_addresses (type, &id, &rid, &digits))
        return patches;
    nec_add_patch (patches, id, now->id, wanted->id);
    nec_add_patch (patches, rid, now->rid, wanted->rid);
    nec_add_patch (patches, digits, now->digits, wanted->digits);
    return patches;
}

/* Returns (transfer full) (nullable) the page at @address with the first @n_patches patches applied; NULL if the page
 * is not in @now. */
static GBytes *
nec_dup_page (const BbNecType *type, BbCaptures *now, guint32 address, GArray *patches, guint n_patches)
{
    g_autoptr (GBytes) bytes = bb_nec_calibration_slice (now, type, address, BB_NEC_PAGE_BYTES);
    GByteArray *page = NULL;

    if (bytes == NULL)
        return NULL;
    page = g_bytes_unref_to_array (g_steal_pointer (&bytes));
    for (guint i = 0; i < n_patches; i++) {
        const BbNecPatch *patch = &g_array_index (patches, BbNecPatch, i);

        if (patch->address >= address && patch->address - address <= BB_NEC_PAGE_BYTES - BB_NEC_TEXT_BYTES)
            memcpy (page->data + (patch->address - address), patch->bytes, BB_NEC_TEXT_BYTES);
    }
    return g_byte_array_free_to_bytes (page);
}

/* Adds the step that writes four bytes of the calibration, with the data at @offset of @blob. */
static void
nec_add_write (BbPlanBuilder *builder, const BbNecPatch *patch, guint blob, guint32 offset)
{
    BbCdb cdb = {0};
    BbStep *step = NULL;

    bb_nec_cdb_write_calibration (&cdb, patch->address, BB_NEC_TEXT_BYTES);
    step = bb_plan_builder_add_data_out (builder, BB_STEP_CALIBRATION, cdb, BB_NEC_TIMEOUT_MS, blob, offset,
                                         BB_NEC_TEXT_BYTES);
    bb_step_touch (step, patch->address, BB_NEC_TEXT_BYTES);
    step->journal = TRUE;
    step->quiet_ms = NEC_CALIBRATION_QUIET_MS;
}

/* Adds a step that reads @length_bytes of the calibration at @address and compares the first @compare_bytes of them
 * with @blob from @offset on. */
static void
nec_add_compare (BbPlanBuilder *builder, guint32 address, guint32 length_bytes, guint blob, guint32 offset,
                 guint32 compare_bytes)
{
    BbStep *step = bb_nec_plan_read (builder, address, length_bytes, 0, BB_NEC_UNKEYED);

    bb_step_compare (step, blob, offset);
    step->blob_length_bytes = compare_bytes;
}

void
bb_nec_plan_add_patches (BbPlanBuilder *builder, const BbNecType *type, BbCaptures *now, GArray *patches)
{
    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    for (guint i = 0; i < patches->len; i++) {
        const BbNecPatch *patch = &g_array_index (patches, BbNecPatch, i);
        guint32 address = patch->address & ~(BB_NEC_PAGE_BYTES - 1);
        g_autoptr (GBytes) page = nec_dup_page (type, now, address, patches, i + 1);
        guint blob = 0;

        if (page == NULL)
            continue;
        blob = bb_plan_builder_add_blob (builder, page);
        nec_add_write (builder, patch, blob, patch->address - address);
        nec_add_compare (builder, address, BB_NEC_PAGE_BYTES, blob, 0, BB_NEC_PAGE_BYTES);
    }
}

void
bb_nec_plan_add_page (BbPlanBuilder *builder, guint32 address, GBytes *now, GBytes *wanted, guint32 length_bytes)
{
    guint blob = bb_plan_builder_add_blob (builder, wanted);

    (void) bb_plan_builder_begin_section (builder, BB_PHASE_PREPARE, 1);
    for (guint32 offset = 0; offset < length_bytes; offset += BB_NEC_TEXT_BYTES) {
        BbNecPatch patch = {.address = address + offset};
        g_autoptr (GBytes) word = bb_bytes_slice (wanted, offset, BB_NEC_TEXT_BYTES, NULL);

        if (word == NULL || bb_bytes_equal_at (now, offset, g_bytes_get_data (word, NULL), BB_NEC_TEXT_BYTES))
            continue;
        nec_add_write (builder, &patch, blob, offset);
        nec_add_compare (builder, patch.address, BB_NEC_TEXT_BYTES, blob, offset, BB_NEC_TEXT_BYTES);
    }
    nec_add_compare (builder, address, BB_NEC_PAGE_BYTES, blob, 0, length_bytes);
}
