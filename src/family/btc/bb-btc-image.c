/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-btc.h"

#include "family/spc/bb-image-bytes.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies images (ricoh-btc.md, section 12) and decides whether they fit a drive (section 13). */

#define REVISION_OFFSET (BB_BTC_TEXT_OFFSET + BB_BTC_NAME_BYTES)

guint16 BB_BYTE_LOOP
bb_btc_compute_sum (GBytes *image)
{
    gsize size = g_bytes_get_size (image);
    const guint8 *data = g_bytes_get_data (image, NULL);
    guint16 sum = 0;

    for (gsize i = 0; i < size; i++)
        sum += data[i];
    return sum;
}

/* TRUE if @image has the length of an image, and a name and a revision where images have them. FALSE if all bytes
 * before the name are text, because @image is a text file then. */
static gboolean
bb_btc_has_texts (GBytes *image)
{
    g_autofree char *name = bb_bytes_dup_text (image, BB_BTC_TEXT_OFFSET, BB_BTC_NAME_BYTES, NULL);

    return g_bytes_get_size (image) == BB_BTC_IMAGE_BYTES && name != NULL && *g_strchug (name) != '\0' &&
           bb_image_bytes_are_within (image, BB_BTC_TEXT_OFFSET, BB_BTC_NAME_BYTES, 0x20, 0x7E) &&
           bb_image_bytes_are_within (image, REVISION_OFFSET, BB_BTC_REVISION_BYTES, 0x21, 0x7E) &&
           !bb_image_bytes_are_within (image, 0, BB_BTC_TEXT_OFFSET, 0x09, 0x7E);
}

/* Returns (transfer full) the key of the model that reports the texts @vendor and @product, as a list; empty if there
 * is no such model. */
static char **
bb_btc_list_codes (const char *vendor, const char *product, BbCatalog *catalog)
{
    g_autofree char *key = bb_text_normalise (product, FALSE);
    g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_BTC_ID, key);
    g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();

    if (model != NULL && g_str_equal (bb_model_get_string (model, "Vendor"), vendor))
        g_strv_builder_add (codes, key);
    return g_strv_builder_end (codes);
}

/* Returns (transfer full) the identity of @image, for which bb_btc_has_texts() is TRUE. @file_bytes: size of the
 * file, which is larger than @image if it is a hex file. */
static BbImageIdentity *
bb_btc_describe_image (GBytes *image, gsize file_bytes, BbCatalog *catalog)
{
    BbImageIdentity *identity = bb_image_identity_new (BB_BTC_ID, 0, file_bytes);

    identity->vendor = bb_bytes_dup_text (image, BB_BTC_TEXT_OFFSET, BB_BTC_VENDOR_BYTES, NULL);
    identity->product =
        bb_bytes_dup_text (image, BB_BTC_TEXT_OFFSET + BB_BTC_VENDOR_BYTES, BB_BTC_PRODUCT_BYTES, NULL);
    identity->revision = bb_bytes_dup_text (image, REVISION_OFFSET, BB_BTC_REVISION_BYTES, NULL);
    identity->model_name = g_strstrip (g_strdup_printf ("%s %s", identity->vendor, identity->product));
    g_strfreev (identity->codes);
    identity->codes = bb_btc_list_codes (identity->vendor, identity->product, catalog);
    return identity;
}

GPtrArray *
bb_btc_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    g_autofree char *problem = NULL;
    guint n_gaps = 0;
    g_autoptr (GBytes) content = bb_btc_read_hex (bytes, &n_gaps, &problem);
    GBytes *image = content != NULL ? content : bytes;
    BbImageIdentity *identity = NULL;
    GVariantDict values;

    if (problem != NULL) {
        identity = bb_image_identity_new (BB_BTC_ID, 0, g_bytes_get_size (bytes));
        identity->problem = g_steal_pointer (&problem);
        identity->is_damaged = TRUE;
    } else if (bb_btc_has_texts (image)) {
        identity = bb_btc_describe_image (image, g_bytes_get_size (bytes), catalog);
    }
    if (identity != NULL && content != NULL) {
        identity->content = g_bytes_ref (content);
        g_variant_dict_init (&values, NULL);
        g_variant_dict_insert (&values, BB_BTC_KEY_GAPS, "u", n_gaps);
        identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    }
    if (identity != NULL)
        g_ptr_array_add (found, identity);
    return found;
}

/* Returns (transfer full) the vendor and product that the drive of @facts reports, padded with blanks as in an
 * image. */
static char *
bb_btc_dup_reported (BbFacts *facts)
{
    return g_strdup_printf ("%-8.8s%-16.16s", facts->inquiry.vendor, facts->inquiry.product);
}

gboolean
bb_btc_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog)
{
    g_autofree char *reported = bb_btc_dup_reported (board);

    return !bb_bytes_equal_at (bb_image_get_bytes (image), BB_BTC_TEXT_OFFSET, reported, BB_BTC_NAME_BYTES);
}

BbRevisionChange
bb_btc_compare_revisions (BbFacts *facts, const char *from, const char *to)
{
    return BB_REVISION_CHANGE_UNKNOWN;
}

void
bb_btc_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    guint32 n_gaps = 0;

    if (identity->problem != NULL)
        return;
    if (bb_btc_is_other_hardware (facts, image, catalog)) {
        bb_verdict_add (verdict, "model", BB_WEIGHT_REFUSAL,
                        _ ("The image is for a drive with a different name (%s). Choose an image for this drive."),
                        identity->model_name);
        return;
    }
    bb_verdict_add (verdict, BB_REASON_FOR_EXPERTS, BB_WEIGHT_CAUTION,
                    _ ("Only one known program uses this flash procedure, and its author flashed only one drive. "
                       "No report confirms that flashing changed the firmware revision."));
    if (identity->values != NULL && g_variant_lookup (identity->values, BB_BTC_KEY_GAPS, "u", &n_gaps) && n_gaps > 0)
        bb_verdict_add (verdict, "gaps", BB_WEIGHT_INFO,
                        _ ("The hex file lacks data for %u bytes of the drive’s memory. These bytes will be filled "
                           "with FF, as in erased memory."),
                        n_gaps);
    if (strncmp (identity->revision, facts->inquiry.revision, BB_BTC_REVISION_BYTES) != 0)
        bb_verdict_add (verdict, BB_REASON_REVISION_ORDER, BB_WEIGHT_INFO,
                        _ ("Burnback cannot tell which of the firmware revisions %s and %s is older."),
                        identity->revision, facts->inquiry.revision);
}
