/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-evidence.h"
#include "bb-nec-plan.h"
#include "bb-nec-repair.h"

#include "scsi/bb-bytes.h"

#include <string.h>

/* Length of the book type settings, at the start of the page with the model block. */
#define NEC_BOOK_TYPE_BYTES 0x300u

/* --- the plans --- */

BbPlan *
bb_nec_plan_read_identity (BbFacts *facts, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = NULL;

    if (!bb_nec_facts_are_usable (facts, error))
        return NULL;
    builder = bb_plan_builder_new (BB_PLAN_BACKUP, BB_NEC_FAMILY);
    bb_nec_plan_read_calibration (builder, bb_nec_facts_type (facts));
    return bb_plan_builder_end (builder);
}

/* TRUE if @rid is no valid RID text, or is the only RID text of another type with the same or related hardware. */
static gboolean
nec_rid_is_foreign (const guint8 *rid, BbFacts *facts, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) group = bb_nec_list_conversions (facts, catalog);

    for (guint i = 0; i < BB_NEC_TEXT_BYTES; i++)
        if (!g_ascii_isalnum (rid[i]))
            return TRUE;
    for (guint i = 0; i < group->len; i++) {
        guint8 other[BB_NEC_TEXT_BYTES];

        if (bb_nec_model_rid (g_ptr_array_index (group, i), other) && memcmp (other, rid, BB_NEC_TEXT_BYTES) == 0)
            return TRUE;
    }
    return FALSE;
}

/* TRUE if the four bytes are model digits such as "3550". The first may be a letter, because some makers use one. */
static gboolean
nec_are_digits (const guint8 *digits)
{
    for (guint i = 0; i < BB_NEC_TEXT_BYTES; i++)
        if (!g_ascii_isdigit (digits[i]) && (i > 0 || !g_ascii_isupper (digits[i])))
            return FALSE;
    return TRUE;
}

/* Sets @wanted to @now and replaces in it each text of the identity (ID, RID text, digits) that does not belong to
 * the model of the drive. The new text is that of the model. RID text and digits stay unchanged if the catalog has
 * none for the model. */
static void
nec_infer_identity (const BbRepairInput *input, const BbNecType *type, const BbNecIdentity *now,
                    BbNecIdentity *wanted)
{
    BbModel *model = input->facts->model;
    g_autoptr (GBytes) block = bb_nec_calibration_slice (input->now, type, type->rid_address, BB_NEC_RID_BYTES);
    guint8 own_rid[BB_NEC_TEXT_BYTES];

    *wanted = *now;
    if (!bb_nec_model_accepts_id (model, now->id))
        memcpy (wanted->id, bb_model_get_key (model), BB_NEC_TEXT_BYTES);
    if (!nec_are_digits (now->digits) || !bb_nec_identity_names (wanted, block, model, input->catalog))
        bb_nec_model_digits (model, wanted->digits);
    if (bb_nec_model_rid (model, own_rid) && nec_rid_is_foreign (now->rid, input->facts, input->catalog))
        memcpy (wanted->rid, own_rid, BB_NEC_TEXT_BYTES);
}

/* Returns (transfer full) the note of the plan, which says which texts change and from where the new texts are. */
static char *
nec_dup_note (const BbNecIdentity *now, const BbNecIdentity *wanted, BbModel *model, gboolean from_backup)
{
    g_autofree char *id_now = bb_nec_identity_text (now->id);
    g_autofree char *id = bb_nec_identity_text (wanted->id);
    g_autofree char *rid_now = bb_nec_identity_text (now->rid);
    g_autofree char *rid = bb_nec_identity_text (wanted->rid);
    g_autofree char *digits_now = bb_nec_identity_text (now->digits);
    g_autofree char *digits = bb_nec_identity_text (wanted->digits);
    g_autoptr (GString) text = g_string_new (NULL);

    if (from_backup)
        g_string_append_printf (text,
                                _ ("The boot code identifies the drive as %s. Burnback will restore the drive’s "
                                   "original identity from the backup."),
                                bb_model_get_name (model));
    else
        g_string_append_printf (
            text,
            _ ("The boot code identifies the drive as %s. No earlier backup contains this drive’s undamaged "
               "identity, so Burnback will use the identity that the catalog lists for this drive type."),
            bb_model_get_name (model));
    if (!g_str_equal (id_now, id))
        g_string_append_printf (text, _ (" The drive ID will change from “%s” to “%s”."), id_now, id);
    if (!g_str_equal (rid_now, rid))
        g_string_append_printf (text, _ (" The model code (RID) will change from “%s” to “%s”."), rid_now, rid);
    if (!g_str_equal (digits_now, digits))
        g_string_append_printf (text, _ (" The model digits will change from “%s” to “%s”."), digits_now, digits);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- whole pages --- */

/* Called with the calibration page at address @page: the present bytes @now and the bytes @good to restore. Only the
 * first @length_bytes of both may be used. */
typedef void (*NecPageFunc) (guint32 page, guint32 length_bytes, GBytes *now, GBytes *good, gpointer data);

/* Calls @func for every calibration page that is in both captures. @length_bytes does not include the DVD region
 * data. */
static void
nec_for_each_page (BbCaptures *captures, BbCaptures *wanted, const BbNecType *type, NecPageFunc func, gpointer data)
{
    guint32 region_page = type->rid_address & ~(BB_NEC_PAGE_BYTES - 1);

    for (guint i = 0; i < BB_NEC_MAX_RANGES; i++) {
        const BbNecRange *range = &type->calibration[i];

        for (guint32 done = 0; done < range->length_bytes; done += BB_NEC_PAGE_BYTES) {
            guint32 page = range->address + done;
            g_autoptr (GBytes) now = bb_nec_calibration_slice (captures, type, page, BB_NEC_PAGE_BYTES);
            g_autoptr (GBytes) good = bb_nec_calibration_slice (wanted, type, page, BB_NEC_PAGE_BYTES);

            if (now != NULL && good != NULL)
                func (page, page == region_page ? BB_NEC_REGION_OFFSET : BB_NEC_PAGE_BYTES, now, good, data);
        }
    }
}

/* TRUE if @address is in the book type settings, which the user can change. */
static gboolean
nec_is_book_type (const BbNecType *type, guint32 address)
{
    guint32 book_types = type->rid_address & ~(BB_NEC_PAGE_BYTES - 1);

    return address >= book_types && address < book_types + NEC_BOOK_TYPE_BYTES;
}

/* TRUE if @address is in the identity or in the book types. A difference between backup and drive is not lost
 * calibration there. TRUE also if the addresses of the identity are not known. */
static gboolean
nec_is_changed_in_use (const BbNecType *type, guint32 address)
{
    guint32 places[3] = {0, 0, 0};

    if (!bb_nec_identity_addresses (type, &places[0], &places[1], &places[2]))
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        if (address >= places[i] && address < places[i] + BB_NEC_TEXT_BYTES)
            return TRUE;
    return nec_is_book_type (type, address);
}

/* Data of a #NecPageFunc. */
typedef struct {
    const BbNecType *type;
    BbPlanBuilder *builder; /* (nullable): plan to which the writes are added */
    gboolean exact;         /* also compare and restore book types: the user cannot have changed them */
    guint n;                /* number of bytes that differ */
} NecLoss;

/* Adds to @n of @data, a NecLoss, the number of bytes of a page that differ and should be restored. Bytes of the
 * identity do not count. Bytes of the book types count only if @exact of @data is set. */
static void
nec_count_losses (guint32 page, guint32 length_bytes, GBytes *now, GBytes *good, gpointer data)
{
    const guint8 *one = g_bytes_get_data (now, NULL);
    const guint8 *other = g_bytes_get_data (good, NULL);
    NecLoss *loss = data;

    for (guint32 i = 0; i < length_bytes; i++)
        if (one[i] != other[i] && (!nec_is_changed_in_use (loss->type, page + i) ||
                                   (loss->exact && nec_is_book_type (loss->type, page + i))))
            loss->n++;
}

gboolean
bb_nec_has_lost_calibration (BbCaptures *now, BbCaptures *good, BbModel *model)
{
    const BbNecType *type = bb_nec_type_of_model (model);
    NecLoss loss = {.type = type};

    if (type == NULL)
        return FALSE;
    nec_for_each_page (now, good, type, nec_count_losses, &loss);
    return loss.n > 0;
}

/* TRUE if the four bytes at @word are erased: all FF, or all 00. */
static gboolean
nec_is_erased_word (const guint8 *word)
{
    for (guint i = 0; i < BB_NEC_TEXT_BYTES; i++)
        if (word[i] != word[0] || (word[0] != 0xFF && word[0] != 0x00))
            return FALSE;
    return TRUE;
}

/* Returns (transfer full) the page @good with the book types of @now, as far as these are not erased, because the
 * user may have set them after the backup. */
static GBytes *
nec_dup_wanted_page (const BbNecType *type, guint32 page, GBytes *now, GBytes *good)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (good, &size);
    const guint8 *there = g_bytes_get_data (now, NULL);
    g_autofree guint8 *wanted = g_memdup2 (data, size);

    for (gsize i = 0; i < size; i += BB_NEC_TEXT_BYTES) {
        if (!nec_is_book_type (type, page + (guint32) i) || nec_is_erased_word (there + i))
            continue;
        for (gsize j = i; j < i + BB_NEC_TEXT_BYTES; j++)
            wanted[j] = there[j];
    }
    return g_bytes_new_take (g_steal_pointer (&wanted), size);
}

/* Adds the writes that restore a page, if it differs. Unless @exact is set in @data, book types that are not erased
 * stay as they are. */
static void
nec_add_page (guint32 page, guint32 length_bytes, GBytes *now, GBytes *good, gpointer data)
{
    NecLoss *loss = data;
    g_autoptr (GBytes) wanted = loss->exact ? g_bytes_ref (good) : nec_dup_wanted_page (loss->type, page, now, good);

    if (memcmp (g_bytes_get_data (now, NULL), g_bytes_get_data (wanted, NULL), length_bytes) != 0)
        bb_nec_plan_add_page (loss->builder, page, now, wanted, length_bytes);
}

/* Adds writes for all pages that differ from the backup @good, including the bytes of the identity. Called only if
 * bytes outside of the identity differ (@n of @loss is not 0), as after a power failure while the drive rewrote a
 * page. Sets the note of the plan, which begins with @identity_note, and marks the plan as one that the user must
 * agree to. */
static void
nec_add_lost_pages (NecLoss *loss, BbCaptures *now, BbCaptures *good, const char *identity_note)
{
    g_autofree char *note = g_strdup_printf (
        ngettext ("%s %u byte of the calibration data differs from the backup, probably because writing was "
                  "interrupted. To restore this byte, Burnback will write four bytes from the backup. It is "
                  "probable, but not confirmed, that drives accept four-byte writes. The region data, and any book "
                  "types changed since the backup, will stay unchanged.",
                  "%s %u bytes of the calibration data differ from the backup, probably because writing was "
                  "interrupted. Burnback will restore these bytes from the backup, four bytes at a time. It is "
                  "probable, but not confirmed, that drives accept four-byte writes. The region data, and any book "
                  "types changed since the backup, will stay unchanged.",
                  loss->n),
        identity_note, loss->n);

    bb_plan_builder_set_wants_consent (loss->builder);
    bb_plan_builder_set_note (loss->builder, note);
    nec_for_each_page (now, good, loss->type, nec_add_page, loss);
}

/* Sets %BB_FAMILY_ERROR_NO_MORE and returns FALSE. */
static gboolean
nec_set_nothing_to_repair (GError **error)
{
    g_set_error_literal (error, BB_FAMILY_ERROR, BB_FAMILY_ERROR_NO_MORE,
                         _ ("The drive’s stored identity is correct."));
    return FALSE;
}

/* Adds the writes that restore identity and lost calibration from @good, and sets the note of the plan. The user must
 * agree if more than the identity is written. FALSE, with %BB_FAMILY_ERROR_NO_MORE, if nothing differs. */
static gboolean
nec_add_from_captures (BbPlanBuilder *builder, const BbRepairInput *input, BbCaptures *good, const BbNecIdentity *now,
                       GError **error)
{
    const BbNecType *type = bb_nec_facts_type (input->facts);
    NecLoss loss = {.type = type, .builder = builder, .exact = good == input->old};
    g_autoptr (GArray) patches = NULL;
    g_autofree char *note = NULL;
    BbNecIdentity wanted = {0};

    (void) bb_nec_identity_read (good, type, &wanted);
    nec_for_each_page (input->now, good, type, nec_count_losses, &loss);
    patches = bb_nec_identity_patches (type, now, &wanted);
    if (loss.n == 0 && patches->len == 0)
        return nec_set_nothing_to_repair (error);
    note = nec_dup_note (now, &wanted, input->facts->model, TRUE);
    if (loss.n > 0) {
        nec_add_lost_pages (&loss, input->now, good, note);
        return TRUE;
    }
    bb_nec_plan_add_patches (builder, type, input->now, patches);
    bb_plan_builder_set_note (builder, note);
    return TRUE;
}

/* Adds to the plan which drive type each source names (#BbClaim). For the source "stored-id", adds the ID
 * @stored_id, which was just read, instead of a type. */
static void
nec_add_claims (BbPlanBuilder *builder, const BbRepairInput *input, const char *stored_id)
{
    g_autoptr (GPtrArray) claims = bb_nec_list_claims (input->facts, input->catalog);

    for (guint i = claims->len; i-- > 0;)
        if (g_str_equal (((BbClaim *) g_ptr_array_index (claims, i))->source, "stored-id"))
            g_ptr_array_remove_index (claims, i);
    g_ptr_array_insert (claims, 0, bb_claim_new ("stored-id", NULL, stored_id));
    bb_plan_builder_set_claims (builder, claims, bb_model_get_name (input->facts->model));
}

/* Without a backup: adds the writes of an identity that is inferred from the type of the drive. Sets the note of the
 * plan, and marks the plan as one that the user must agree to. If the ID changes, the plan also shows what each
 * source says about the type. FALSE with %BB_FAMILY_ERROR_NO_MORE if nothing is wrong, with %BB_FAMILY_ERROR_CANNOT
 * if a page is blank. */
static gboolean
nec_add_inferred (BbPlanBuilder *builder, const BbRepairInput *input, const BbNecType *type, const BbNecIdentity *now,
                  GError **error)
{
    g_autoptr (GArray) patches = NULL;
    g_autofree char *note = NULL;
    BbNecIdentity wanted = {0};

    if (bb_nec_page_is_blank (input->now, type, type->id_address) ||
        bb_nec_page_is_blank (input->now, type, type->rid_address))
        return bb_nec_cannot (
            error,
            _ ("Nothing was written, because some calibration data is unreadable or was lost in a power failure, "
               "and no backup contains it."));
    nec_infer_identity (input, type, now, &wanted);
    patches = bb_nec_identity_patches (type, now, &wanted);
    if (patches->len == 0)
        return nec_set_nothing_to_repair (error);
    bb_nec_plan_add_patches (builder, type, input->now, patches);
    bb_plan_builder_set_wants_consent (builder);
    note = nec_dup_note (now, &wanted, input->facts->model, FALSE);
    bb_plan_builder_set_note (builder, note);
    if (memcmp (now->id, wanted.id, sizeof wanted.id) != 0) {
        g_autofree char *before = bb_nec_identity_text (now->id);
        g_autofree char *after = bb_nec_identity_text (wanted.id);

        bb_plan_builder_set_id_change (builder, before, after);
        nec_add_claims (builder, input, before);
    }
    return TRUE;
}

/* TRUE if the identity may be written. FALSE with an error if it is not known where drives of this type store it, in
 * safe mode, or if the boot code has accepted no key. */
static gboolean
nec_may_repair (const BbRepairInput *input, GError **error)
{
    if (!bb_nec_facts_are_usable (input->facts, error))
        return FALSE;
    if (bb_nec_facts_type (input->facts)->id_address == 0)
        return bb_nec_cannot (
            error, _ ("It is unknown where drives of this type store the drive ID, so nothing was written."));
    if (input->facts->condition == BB_CONDITION_SPECIAL)
        return bb_nec_cannot (
            error,
            _ ("Nothing was written, because the drive ID can be written only while the main firmware is running."));
    if (bb_facts_get_string (input->facts, BB_NEC_VALUE_SAFE_MODE_KEY) == NULL)
        return bb_nec_cannot (error, _ ("The drive rejected all unlock keys known for its hardware, so Burnback "
                                        "will not write to the drive. Power cycle the drive, close all programs "
                                        "that use it, and try again."));
    return TRUE;
}

/* Returns (transfer none) (nullable) the captures that contain the identity to restore:
 * - the captures from before the interrupted change, if they contain an identity
 * - otherwise those of a backup in which this drive has the identity of its type
 * - NULL if there is neither */
static BbCaptures *
nec_find_captures (const BbRepairInput *input, const BbNecType *type)
{
    BbNecIdentity identity = {0};

    if (input->old != NULL && bb_nec_identity_read (input->old, type, &identity))
        return input->old;
    if (input->good != NULL && bb_nec_is_identity_of (input->good, input->facts->model, input->catalog))
        return input->good;
    return NULL;
}

BbPlan *
bb_nec_plan_repair (const BbRepairInput *input, GError **error)
{
    g_autoptr (BbPlanBuilder) builder = NULL;
    const BbNecType *type = NULL;
    BbCaptures *known = NULL;
    BbNecIdentity now = {0};
    gboolean good = FALSE;

    if (!nec_may_repair (input, error))
        return NULL;
    type = bb_nec_facts_type (input->facts);
    if (!bb_nec_identity_read (input->now, type, &now)) {
        (void) bb_nec_cannot (error, _ ("The identity stored in the drive cannot be read, so nothing was written."));
        return NULL;
    }
    builder = bb_plan_builder_new (BB_PLAN_REPAIR, BB_NEC_FAMILY);
    bb_nec_plan_add_regions (builder, type);
    known = nec_find_captures (input, type);
    good = known != NULL ? nec_add_from_captures (builder, input, known, &now, error)
                         : nec_add_inferred (builder, input, type, &now, error);
    return good ? bb_plan_builder_end (builder) : NULL;
}
