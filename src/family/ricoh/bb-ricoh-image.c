/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ricoh.h"

#include "family/spc/bb-image-bytes.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies images (docs/protocols/ricoh-btc.md, section 5) and adds reasons to verdicts (section 10). */

#define SIGNATURE_START "MMP5"
#define SUM_OFFSET 0xFFFFEu

char *
bb_ricoh_read_signature (GBytes *memory, char **brand)
{
    GString *text = NULL;
    guint8 letter = 0;

    *brand = NULL;
    /* Only printable characters are accepted: all other bytes would be shown as the same character, so different
     * signatures would look equal. */
    if (!bb_bytes_equal_at (memory, BB_RICOH_SIGNATURE_OFFSET, SIGNATURE_START, strlen (SIGNATURE_START)) ||
        !bb_image_bytes_are_within (memory, BB_RICOH_SIGNATURE_OFFSET, BB_RICOH_SIGNATURE_BYTES, '!', '~'))
        return NULL;
    text = g_string_new (NULL);
    for (gsize i = 0; i < BB_RICOH_BRAND_BYTES; i++) {
        if (!bb_bytes_get_u8 (memory, BB_RICOH_SIGNATURE_OFFSET + BB_RICOH_SIGNATURE_BYTES + i, &letter, NULL) ||
            !g_ascii_isprint ((char) letter))
            break;
        g_string_append_c (text, (char) letter);
    }
    *brand = g_strchomp (g_string_free (text, FALSE));
    return bb_bytes_dup_text (memory, BB_RICOH_SIGNATURE_OFFSET, BB_RICOH_SIGNATURE_BYTES, NULL);
}

char *
bb_ricoh_dup_shown_brand (const char *brand)
{
    const char *end = strstr (brand, "  ");

    return g_strndup (brand, end != NULL ? (gsize) (end - brand) : strlen (brand));
}

gboolean BB_BYTE_LOOP
bb_ricoh_is_sum_right (GBytes *bytes)
{
    const guint8 *data = g_bytes_get_data (bytes, NULL);
    guint16 stored = 0;
    guint16 sum = 0;

    if (!bb_bytes_get_be16 (bytes, SUM_OFFSET, &stored, NULL))
        return FALSE;
    for (gsize i = BB_RICOH_FIRMWARE_OFFSET; i < SUM_OFFSET; i++)
        sum += data[i];
    return sum == stored;
}

char *
bb_ricoh_find_fault (GBytes *bytes)
{
    gsize size = g_bytes_get_size (bytes);

    if (size != BB_RICOH_IMAGE_BYTES)
        return g_strdup_printf (_ ("Images for Ricoh drives have exactly %u bytes, but this file has %zu bytes. "
                                   "Download the file again."),
                                BB_RICOH_IMAGE_BYTES, size);
    return NULL;
}

/* Returns (transfer full) the keys of the models with @signature. */
static char **
bb_ricoh_list_codes (const char *signature, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_RICOH_ID);
    g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();

    for (guint i = 0; i < models->len; i++)
        if (g_strcmp0 (bb_model_get_string (models->pdata[i], "Signature"), signature) == 0)
            g_strv_builder_add (codes, bb_model_get_key (models->pdata[i]));
    return g_strv_builder_end (codes);
}

GPtrArray *
bb_ricoh_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    g_autofree char *brand = NULL;
    g_autofree char *signature = bb_ricoh_read_signature (bytes, &brand);
    g_autofree char *shown = NULL;
    BbImageIdentity *identity = NULL;
    GVariantDict values;

    if (signature == NULL)
        return found;
    identity = bb_image_identity_new (BB_RICOH_ID, 0, g_bytes_get_size (bytes));
    shown = bb_ricoh_dup_shown_brand (brand);
    identity->model_name = g_strchomp (g_strdup_printf ("%s %s", signature, shown));
    g_strfreev (identity->codes);
    identity->codes = bb_ricoh_list_codes (signature, catalog);
    identity->problem = bb_ricoh_find_fault (bytes);
    identity->is_damaged = identity->problem != NULL;
    if (identity->problem == NULL)
        identity->checksum = bb_ricoh_is_sum_right (bytes) ? BB_CHECKSUM_GOOD : BB_CHECKSUM_BAD;
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, BB_RICOH_KEY_SIGNATURE, "s", signature);
    g_variant_dict_insert (&values, BB_RICOH_KEY_BRAND, "s", brand);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    g_ptr_array_add (found, identity);
    return found;
}

gboolean
bb_ricoh_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog)
{
    const char *own = bb_facts_get_string (board, BB_RICOH_KEY_SIGNATURE);
    BbImageIdentity *identity = bb_image_get_identity (image);

    return own != NULL && g_strcmp0 (own, bb_image_identity_lookup_string (identity, BB_RICOH_KEY_SIGNATURE)) != 0;
}

/* Adds the reason that follows from signature and brand of drive and image. An information: the signature of the
 * drive is not known yet. A refusal: the drive has no signature, or the image has another one. A cross-flash: only
 * the brands differ. Adds nothing if signature and brand are equal. */
static void
bb_ricoh_check_signature (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    const char *own = bb_facts_get_string (facts, BB_RICOH_KEY_SIGNATURE);
    const char *brand = bb_facts_get_string (facts, BB_RICOH_KEY_BRAND);
    BbImageIdentity *identity = bb_image_get_identity (image);
    const char *its = bb_image_identity_lookup_string (identity, BB_RICOH_KEY_SIGNATURE);
    const char *its_brand = bb_image_identity_lookup_string (identity, BB_RICOH_KEY_BRAND);

    if (own == NULL)
        bb_verdict_add (verdict, "signature-unknown", BB_WEIGHT_INFO,
                        _ ("Before writing anything, Burnback will check that the drive’s hardware series matches "
                           "the image (%s)."),
                        its);
    else if (*own == '\0')
        bb_verdict_add (verdict, "no-signature", BB_WEIGHT_REFUSAL,
                        _ ("The hardware series is not stored in the drive’s memory, so Burnback cannot tell which "
                           "firmware is for the drive."));
    else if (bb_ricoh_is_other_hardware (facts, image, catalog))
        bb_verdict_add (verdict, "signature", BB_WEIGHT_REFUSAL,
                        _ ("The image is for hardware series %s, but the drive belongs to series %s. Choose an "
                           "image for this drive."),
                        its, own);
    else if (g_strcmp0 (brand, its_brand) != 0)
        bb_verdict_add (verdict, "brand", BB_WEIGHT_CROSS_FLASH,
                        _ ("The image is for the same hardware (%s), but for the brand %s instead of %s. Flashing "
                           "the image will change the brand of the drive."),
                        own, its_brand, brand);
}

void
bb_ricoh_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    if (bb_image_get_identity (image)->problem != NULL)
        return;
    bb_ricoh_check_signature (facts, image, catalog, verdict);
    if (bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED)
        return;
    bb_verdict_add (
        verdict, BB_REASON_FOR_EXPERTS, BB_WEIGHT_CAUTION,
        _ ("Only one known program uses this flash procedure, and its author tested it on four drives. No report "
           "confirms that the firmware was read back after flashing."));
    if (bb_facts_get_boolean (facts, BB_RICOH_KEY_IS_UNUSABLE))
        bb_verdict_add (verdict, "unusable-copy", BB_WEIGHT_CAUTION,
                        _ ("The firmware read from this drive is not a valid image, so it cannot be restored. To "
                           "return to the current firmware later, you will need its image from the manufacturer."));
}
