/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "bb-nec-boot.h"

#include "scsi/bb-bytes.h"

/* Offsets in a boot code file (%BB_NEC_BOOT_FILE_BYTES) of stored ID, model digits, RID text (a code for the model)
 * and checksum. */
#define NEC_FILE_ID_OFFSET 0x8000u
#define NEC_FILE_DIGITS_OFFSET 0x8004u
#define NEC_FILE_RID_OFFSET 0x8008u
#define NEC_FILE_SUM_OFFSET 0x800Cu

gboolean
bb_nec_type_takes_boot_code (const BbNecType *type)
{
    return type != NULL && type->flashable && !type->staged && type->n_parts == 1;
}

gboolean
bb_nec_type_proves_boot_code (const BbNecType *type)
{
    return type->appended_sum;
}

gboolean
bb_nec_type_locks_boot_code (const BbNecType *type)
{
    return type->write == BB_NEC_WRITE_BLOCK || type->write == BB_NEC_WRITE_REGION;
}

GBytes *
bb_nec_boot_code_bytes (GBytes *file, const BbNecType *type)
{
    gsize size = g_bytes_get_size (file);

    if (size != type->boot_bytes && size != BB_NEC_BOOT_FILE_BYTES)
        return NULL;
    return bb_bytes_slice (file, 0, type->boot_bytes, NULL);
}

guint16
bb_nec_boot_sum (GBytes *boot_code)
{
    return bb_sum16 (boot_code, 0, g_bytes_get_size (boot_code) - BB_NEC_SUM_BYTES);
}

/* TRUE if the checksum at the end of the boot code is right. */
static gboolean
nec_boot_code_is_whole (GBytes *boot_code)
{
    guint16 stored = 0;

    return bb_bytes_get_be16 (boot_code, g_bytes_get_size (boot_code) - BB_NEC_SUM_BYTES, &stored, NULL) &&
           stored == bb_nec_boot_sum (boot_code);
}

/* TRUE if the checksum of a boot code file is right. The checksum is the sum of all big-endian words before it, and
 * is stored in little-endian order. */
static gboolean
nec_file_is_whole (GBytes *file)
{
    guint32 sum = 0;
    guint32 stored = 0;

    for (gsize i = 0; i < NEC_FILE_SUM_OFFSET; i += 4) {
        guint32 word = 0;

        if (!bb_bytes_get_be32 (file, i, &word, NULL))
            return FALSE;
        sum += word;
    }
    return bb_bytes_get_le32 (file, NEC_FILE_SUM_OFFSET, &stored, NULL) && stored == sum;
}

/* TRUE if the boot code contains the first four characters of @key, the key with which its safe mode is entered; @key
 * must have four. */
static gboolean
nec_contains_key (GBytes *boot_code, const char *key)
{
    gsize size = 0;
    const void *bytes = g_bytes_get_data (boot_code, &size);

    return memmem (bytes, size, key, BB_NEC_CODE_BYTES) != NULL;
}

/* Adds the four characters at @offset in @file to @values. A conversion writes these characters to the drive, so
 * they must be valid: adds nothing if @file is too short, a byte cannot be printed, or the last byte is a blank. */
static void
nec_add_text (GVariantDict *values, const char *key, GBytes *file, gsize offset)
{
    g_autofree char *text = bb_bytes_dup_text (file, offset, BB_NEC_TEXT_BYTES, NULL);

    /* The text has "?" for each byte that cannot be printed. */
    if (text != NULL && strlen (text) == BB_NEC_TEXT_BYTES &&
        bb_bytes_equal_at (file, offset, text, BB_NEC_TEXT_BYTES))
        g_variant_dict_insert (values, key, "s", text);
}

/* Returns (transfer full) (nullable) a sentence that says why @file cannot be used for @model; NULL if it can.
 * @boot_code: (nullable): result of bb_nec_boot_code_bytes() for @file. */
static char *
nec_find_problem (GBytes *file, BbModel *model, const BbNecType *type, GBytes *boot_code)
{
    gboolean with_identity = g_bytes_get_size (file) == BB_NEC_BOOT_FILE_BYTES;

    if (boot_code == NULL)
        return g_strdup_printf (_ ("This file is not boot code for the %s. The right file has %u bytes, or %u "
                                   "bytes if the file ends with the drive name."),
                                bb_model_get_name (model), type->boot_bytes, BB_NEC_BOOT_FILE_BYTES);
    if (with_identity && !nec_file_is_whole (file))
        return g_strdup (
            _ ("The checksum of the boot code file is wrong, so the file is damaged. Download the file again."));
    if (bb_bytes_is_filled (boot_code, 0, type->boot_bytes, 0xFF) ||
        bb_bytes_is_filled (boot_code, 0, type->boot_bytes, 0x00) || !nec_boot_code_is_whole (boot_code))
        return g_strdup (_ ("The boot code file is damaged or contains no boot code. Download the file again."));
    if (with_identity && !bb_bytes_equal_at (file, NEC_FILE_ID_OFFSET, bb_model_get_key (model), BB_NEC_CODE_BYTES)) {
        g_autofree char *other = bb_bytes_dup_text (file, NEC_FILE_ID_OFFSET, BB_NEC_CODE_BYTES, NULL);

        return g_strdup_printf (
            _ ("The boot code file is for drive type %s, but boot code for drive type %s is needed."), other,
            bb_model_get_key (model));
    }
    return NULL;
}

/* Returns (transfer full) an identity that describes all of @bytes as one boot code. @problem: (nullable): why it
 * cannot be used. */
static BbImageIdentity *
nec_new_identity (GBytes *bytes, const char *problem)
{
    BbImageIdentity *identity = bb_image_identity_new (BB_NEC_FAMILY, 0, g_bytes_get_size (bytes));

    identity->problem = g_strdup (problem);
    return identity;
}

/* Sets the values of @identity: form of the file, whether it contains the key of @model, and the identity texts of
 * the file. */
static void
nec_fill_values (BbImageIdentity *identity, GBytes *file, BbModel *model, GBytes *boot_code)
{
    gboolean with_identity = g_bytes_get_size (file) == BB_NEC_BOOT_FILE_BYTES;
    g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);

    g_variant_dict_insert (&values, BB_NEC_VALUE_BOOT_FORM, "s",
                           with_identity ? BB_NEC_BOOT_FORM_FILE : BB_NEC_BOOT_FORM_PLAIN);
    if (nec_contains_key (boot_code, bb_nec_model_safe_key (model)))
        g_variant_dict_insert (&values, BB_NEC_VALUE_BOOT_NAMED, "s", "yes");
    if (with_identity) {
        nec_add_text (&values, BB_NEC_VALUE_BOOT_DIGITS, file, NEC_FILE_DIGITS_OFFSET);
        nec_add_text (&values, BB_NEC_VALUE_BOOT_RID, file, NEC_FILE_RID_OFFSET);
    }
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
}

BbImageIdentity *
bb_nec_identify_boot_code (GBytes *bytes, const char *target, BbCatalog *catalog)
{
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_NEC_FAMILY, target);
    const BbNecType *type = bb_nec_type_of_model (model);
    g_autoptr (GBytes) boot_code = NULL;
    BbImageIdentity *identity = NULL;
    char *codes[] = {(char *) target, NULL};

    if (model == NULL)
        return nec_new_identity (bytes, _ ("The target drive type is not in the catalog."));
    if (!bb_nec_type_takes_boot_code (type))
        return nec_new_identity (
            bytes, _ ("There is no known procedure to change the boot code of the selected drive type."));
    boot_code = bb_nec_boot_code_bytes (bytes, type);
    identity = nec_new_identity (bytes, NULL);
    g_strfreev (identity->codes);
    identity->codes = g_strdupv (codes);
    identity->model_name = g_strdup (bb_model_get_name (model));
    identity->problem = nec_find_problem (bytes, model, type, boot_code);
    identity->checksum = identity->problem == NULL ? BB_CHECKSUM_GOOD : BB_CHECKSUM_BAD;
    if (boot_code != NULL)
        nec_fill_values (identity, bytes, model, boot_code);
    return identity;
}

/* Compares two models by key, for g_ptr_array_sort(). */
static int
nec_compare_keys (gconstpointer a, gconstpointer b)
{
    return strcmp (bb_model_get_key (*(BbModel *const *) a), bb_model_get_key (*(BbModel *const *) b));
}

GPtrArray *
bb_nec_list_conversions (BbFacts *facts, BbCatalog *catalog)
{
    const BbNecType *type = bb_nec_facts_type (facts);
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_model_unref);
    g_autoptr (GPtrArray) all = NULL;

    if (!bb_nec_type_takes_boot_code (type))
        return found;
    all = bb_catalog_find_models (catalog, BB_NEC_FAMILY, "FlashType", type->name);
    for (guint i = 0; i < all->len; i++) {
        BbModel *model = g_ptr_array_index (all, i);

        if (!g_str_equal (bb_model_get_key (model), bb_model_get_key (facts->model)) &&
            bb_nec_type_of_model (model) == type && bb_nec_same_hardware (facts->model, model, TRUE))
            g_ptr_array_add (found, bb_model_ref (model));
    }
    g_ptr_array_sort (found, nec_compare_keys);
    return found;
}
