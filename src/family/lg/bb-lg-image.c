/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-lg.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies firmware files and decides whether they fit a drive (lg-renesas.md, sections 4 and 8). */

#define FRAME_BYTES 16u

guint16
bb_lg_compute_sum (GBytes *file)
{
    gsize size = g_bytes_get_size (file);
    const guint8 *data = g_bytes_get_data (file, NULL);

    return size < 2 ? 0 : (guint16) ~bb_sum_be16 (data + 2, (size - 2) & ~(gsize) 1);
}

/* TRUE if the first and the last 16 bytes of the payload are equal; FALSE also if the payload is shorter. */
static gboolean
bb_lg_is_framed (GBytes *file)
{
    gsize size = g_bytes_get_size (file);
    g_autoptr (GBytes) frame = bb_bytes_slice (file, BB_LG_FILE_HEADER_BYTES, FRAME_BYTES, NULL);

    return frame != NULL && bb_bytes_equal_at (file, size - FRAME_BYTES, g_bytes_get_data (frame, NULL), FRAME_BYTES);
}

/*
 * Returns (transfer full) (nullable) a sentence that says why the file cannot be used; NULL if it can be used. The
 * checks are in the order of section 4.3:
 * - The header is not one of MAIN or CORE: a sentence, and @is_damaged is FALSE, because the file may be for another
 *   chip.
 * - The length is not that in the header: a sentence, and @is_damaged is TRUE.
 * The checksum is not checked here, because a wrong one is reported in the same way for all families.
 */
static char *
bb_lg_find_problem (GBytes *file, gboolean is_main, gboolean is_core, gboolean *is_damaged)
{
    gsize size = g_bytes_get_size (file);
    guint32 payload_bytes = 0;

    *is_damaged = FALSE;
    (void) bb_bytes_get_be32 (file, BB_LG_SIZE_OFFSET, &payload_bytes, NULL);
    if (!bb_bytes_equal_at (file, BB_LG_LEVEL_OFFSET, BB_LG_LEVEL, 8) ||
        !bb_bytes_equal_at (file, BB_LG_ROM_OFFSET, BB_LG_ROM, 8) || (!is_main && !is_core))
        return g_strdup (_ ("The file lacks the header of LG firmware for Renesas controllers, so the file is "
                            "damaged or for a different chip."));
    *is_damaged = size < BB_LG_FILE_HEADER_BYTES || payload_bytes != size - BB_LG_FILE_HEADER_BYTES;
    if (*is_damaged)
        return g_strdup_printf (
            _ ("The file has %zu bytes, but its header specifies %zu bytes. Download the file again."), size,
            (gsize) payload_bytes + BB_LG_FILE_HEADER_BYTES);
    return NULL;
}

/* Returns (transfer full) the keys of the models whose drives report a product that contains @name; none for an empty
 * @name. */
static char **
bb_lg_list_codes (const char *name, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_LG_ID);
    g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();

    for (guint i = 0; i < models->len && *name != '\0'; i++)
        if (strstr (bb_model_get_string (models->pdata[i], "Product"), name) != NULL)
            g_strv_builder_add (codes, bb_model_get_key (models->pdata[i]));
    return g_strv_builder_end (codes);
}

/* Returns (transfer full) (nullable) the identity of @image; NULL unless it has two of the three texts of a header.
 * @file_bytes: length of the file that contains @image. Only MAIN has a revision. If the image has a problem, its
 * checksum is %BB_CHECKSUM_NONE. An image other than CORE is marked as unframed if its last bytes differ from its
 * first bytes. */
static BbImageIdentity *
bb_lg_describe_image (GBytes *image, gsize file_bytes, BbCatalog *catalog)
{
    gboolean is_main = bb_bytes_equal_at (image, BB_LG_PART_OFFSET, BB_LG_PART_NAME_MAIN, 8);
    gboolean is_core = bb_bytes_equal_at (image, BB_LG_PART_OFFSET, BB_LG_PART_NAME_CORE, 8);
    guint n_texts = (is_main || is_core ? 1u : 0u) +
                    (bb_bytes_equal_at (image, BB_LG_LEVEL_OFFSET, BB_LG_LEVEL, 8) ? 1u : 0u) +
                    (bb_bytes_equal_at (image, BB_LG_ROM_OFFSET, BB_LG_ROM, 8) ? 1u : 0u);
    BbImageIdentity *identity = NULL;
    guint16 stored = 0;
    GVariantDict values;

    if (n_texts < 2 || !bb_bytes_get_be16 (image, 0, &stored, NULL))
        return NULL;
    identity = bb_image_identity_new (BB_LG_ID, 0, file_bytes);
    identity->model_name = bb_lg_dup_name (image);
    g_strfreev (identity->codes);
    identity->codes = bb_lg_list_codes (identity->model_name, catalog);
    if (is_main)
        identity->revision = bb_bytes_dup_text (image, BB_LG_REVISION_OFFSET, BB_LG_REVISION_BYTES, NULL);
    identity->checksum = stored == bb_lg_compute_sum (image) ? BB_CHECKSUM_GOOD : BB_CHECKSUM_BAD;
    identity->problem = bb_lg_find_problem (image, is_main, is_core, &identity->is_damaged);
    if (identity->problem != NULL) /* such a file cannot be used, even with a good checksum */
        identity->checksum = BB_CHECKSUM_NONE;
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, BB_LG_KEY_PART, "s", is_core ? "core" : "main");
    if (!is_core && !bb_lg_is_framed (image))
        g_variant_dict_insert (&values, BB_LG_KEY_UNFRAMED, "b", TRUE);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    return identity;
}

GPtrArray *
bb_lg_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    gsize size = g_bytes_get_size (bytes);
    BbImageIdentity *identity = bb_lg_describe_image (bytes, size, catalog);
    g_autoptr (GPtrArray) images = NULL;

    if (identity != NULL) {
        g_ptr_array_add (found, identity);
        return found;
    }
    images = bb_lg_demangle (bytes);
    for (guint i = 0; i < images->len; i++) {
        identity = bb_lg_describe_image (images->pdata[i], size, catalog);
        if (identity == NULL)
            continue;
        identity->content = g_bytes_ref (images->pdata[i]);
        g_ptr_array_add (found, identity);
    }
    return found;
}

/* Returns the sentence about an image whose end does not match its beginning. */
static const char *
bb_lg_get_unframed (void)
{
    return _ ("The beginning and the end of this firmware do not match. Burnback will write this file only to the "
              "drive that it was backed up from.");
}

char *
bb_lg_explain_image (BbImageIdentity *identity)
{
    gboolean is_unframed = FALSE;

    if (identity->values != NULL)
        (void) g_variant_lookup (identity->values, BB_LG_KEY_UNFRAMED, "b", &is_unframed);
    return is_unframed ? g_strdup (bb_lg_get_unframed ()) : NULL;
}

static gboolean
bb_lg_is_core (BbImageIdentity *identity)
{
    return g_strcmp0 (bb_image_identity_lookup_string (identity, BB_LG_KEY_PART), "core") == 0;
}

BbImageIdentity *
bb_lg_choose_image (BbFacts *facts, GPtrArray *identities)
{
    const char *key = bb_facts_get_model_key (facts);

    for (guint pass = 0; pass < 2; pass++) {
        for (guint i = 0; i < identities->len; i++) {
            BbImageIdentity *identity = identities->pdata[i];

            if (!bb_lg_is_core (identity) &&
                (pass == 1 || (key != NULL && g_strv_contains ((const char *const *) identity->codes, key))))
                return identity;
        }
    }
    return identities->pdata[0];
}

/* --- verdict --- */

/* TRUE if load address and size of @image are those of MAIN in the drive, or if those of MAIN in the drive are not
 * known. */
static gboolean
bb_lg_has_layout (BbFacts *facts, BbImage *image)
{
    GBytes *bytes = bb_image_get_bytes (image);
    BbLgPart main = {0};
    guint32 start = 0;
    guint32 size = 0;

    if (!bb_lg_part_from_facts (&main, facts, BB_LG_KEY_MAIN))
        return TRUE;
    return bb_bytes_get_be32 (bytes, BB_LG_START_OFFSET, &start, NULL) &&
           bb_bytes_get_be32 (bytes, BB_LG_SIZE_OFFSET, &size, NULL) && start == main.start && size == main.size;
}

gboolean
bb_lg_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog)
{
    return bb_lg_is_core (bb_image_get_identity (image)) || !bb_lg_has_layout (board, image);
}

/* Returns (transfer full) the name that firmware for the drive must have, at most BB_LG_NAME_BYTES long. This is the
 * name in the firmware header in the memory of the drive. If that name is unknown or too long (from a damaged journal
 * or backup), returns the last word of the product that the drive reports. */
static char *
bb_lg_dup_own_name (BbFacts *facts)
{
    const char *name = bb_facts_get_string (facts, BB_LG_KEY_NAME);
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);
    const char *blank = strrchr (product, ' ');

    return name != NULL && strlen (name) <= BB_LG_NAME_BYTES
               ? g_strdup (name)
               : g_strndup (blank != NULL ? blank + 1 : product, BB_LG_NAME_BYTES);
}

gboolean
bb_lg_needs_readdress (BbFacts *facts, BbImage *image)
{
    g_autofree char *own = bb_lg_dup_own_name (facts);
    g_autofree char *name = bb_lg_dup_name (bb_image_get_bytes (image));

    return g_strcmp0 (own, name) != 0;
}

GBytes *
bb_lg_readdress (BbFacts *facts, GBytes *file)
{
    g_autofree char *own = bb_lg_dup_own_name (facts);
    gsize size = g_bytes_get_size (file);
    guint8 *data = g_memdup2 (g_bytes_get_data (file, NULL), size);
    g_autoptr (GBytes) named = NULL;

    memset (data + BB_LG_NAME_OFFSET, ' ', BB_LG_NAME_BYTES);
    memcpy (data + BB_LG_NAME_OFFSET, own, strlen (own));
    named = g_bytes_new (data, size);
    bb_put_be16 (data, bb_lg_compute_sum (named));
    return g_bytes_new_take (data, size);
}

void
bb_lg_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autofree char *own = bb_lg_dup_own_name (facts);
    BbLgPart main = {0};

    if (bb_lg_is_core (identity)) {
        bb_verdict_add (verdict, "core", BB_WEIGHT_REFUSAL,
                        _ ("The file contains the drive’s loader (CORE), which Burnback never writes. Choose a "
                           "file with the main firmware (MAIN)."));
        return;
    }
    if (identity->problem != NULL)
        return;
    if (!bb_lg_has_layout (facts, image)) {
        bb_verdict_add (verdict, "layout", BB_WEIGHT_REFUSAL,
                        _ ("The image for the %s does not match this drive in size or start address. Choose an "
                           "image for the %s."),
                        identity->model_name, own);
        return;
    }
    if (!bb_lg_part_from_facts (&main, facts, BB_LG_KEY_MAIN))
        bb_verdict_add (verdict, "layout-unknown", BB_WEIGHT_CAUTION,
                        _ ("The drive does not report its firmware size, so only the name in the image indicates "
                           "that the image is for this drive."));
    if (!bb_lg_is_framed (bb_image_get_bytes (image)))
        bb_verdict_add (verdict, BB_REASON_OWN_ONLY, BB_WEIGHT_REFUSAL, "%s", bb_lg_get_unframed ());
    if (bb_lg_needs_readdress (facts, image))
        bb_verdict_add (
            verdict, "readdress", BB_WEIGHT_CROSS_FLASH,
            _ ("The image is for the model %s, but the drive is the model %s. If the two models have different "
               "hardware, the drive may not work with this firmware."),
            identity->model_name, own);
}
