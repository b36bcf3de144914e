/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-plextor.h"

#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>

/* This file identifies images (docs/protocols/plextor.md, section 4) and adds reasons to verdicts (section 7). */

#define HEADER_VENDOR BB_PLEXTOR_VENDOR " "
/* The size of an image must be a multiple of this if the exact size for its model is unknown. */
#define LEAST_STEP_BYTES 0x1000
/* Size of the largest image: commands give the offset of a piece in 24 bits. */
#define MOST_IMAGE_BYTES 0x1000000

guint32
bb_plextor_get_size (BbModel *model)
{
    return (guint32) bb_model_get_uint (model, "ImageSize", 0);
}

gboolean
bb_plextor_has_size (BbModel *model, gsize size_bytes)
{
    guint32 wanted = bb_plextor_get_size (model);

    if (wanted != 0)
        return size_bytes == wanted;
    return size_bytes > 0 && size_bytes <= MOST_IMAGE_BYTES && size_bytes % LEAST_STEP_BYTES == 0;
}

/* TRUE if @bytes begin with @header without the blanks at its end, and no letter or digit follows. With a letter or
 * digit there, the header would be that of another model with a longer name. */
static gboolean
bb_plextor_has_header (GBytes *bytes, const char *header)
{
    g_autofree char *name = g_strchomp (g_strdup (header));
    gsize length = strlen (name);
    guint8 next = 0;

    return bb_bytes_equal_at (bytes, 0, name, length) &&
           (!bb_bytes_get_u8 (bytes, length, &next, NULL) || !g_ascii_isalnum ((char) next));
}

/* Returns (transfer full) the header that has the name of @model itself, not a name from the catalog key
 * ImageHeader. */
static char *
bb_plextor_dup_own_header (BbModel *model)
{
    return g_strchomp (g_strconcat (HEADER_VENDOR, bb_model_get_string (model, "ProductField"), NULL));
}

/* Returns (transfer full) (nullable) the header of the images for @model (catalog key ImageHeader), without blanks at
 * its end; NULL if the catalog has none. */
static char *
bb_plextor_dup_header (BbModel *model)
{
    const char *header = bb_model_get_string (model, "ImageHeader");

    return header != NULL ? g_strchomp (g_strdup (header)) : NULL;
}

/* Returns (transfer full) (nullable) (element-type BbModel) the models that @bytes are for. The first is the model
 * whose name is in the header of @bytes. The others are models for which the catalog has the same header
 * (ImageHeader). NULL if the header has the name of no model. */
static GPtrArray *
bb_plextor_list_targets (GBytes *bytes, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_PLEXTOR_ID);
    GPtrArray *targets = NULL;
    g_autofree char *own = NULL;

    for (guint i = 0; i < models->len && targets == NULL; i++) {
        const char *listed = bb_model_get_string (models->pdata[i], "ImageHeader");

        g_free (own);
        own = bb_plextor_dup_own_header (models->pdata[i]);
        /* @listed, the header in the catalog, may be @own with a blank at its end. Then @bytes must have this blank,
         * too. */
        if (!bb_plextor_has_header (bytes, own) || (listed != NULL && g_str_has_prefix (listed, own) &&
                                                    !bb_bytes_equal_at (bytes, 0, listed, strlen (listed))))
            continue;
        targets = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_model_unref);
        g_ptr_array_add (targets, bb_model_ref (models->pdata[i]));
    }
    for (guint i = 0; i < models->len && targets != NULL; i++) {
        g_autofree char *shared = bb_plextor_dup_header (models->pdata[i]);

        if (g_strcmp0 (shared, own) == 0 &&
            !g_str_equal (bb_model_get_key (models->pdata[i]), bb_model_get_key (targets->pdata[0])))
            g_ptr_array_add (targets, bb_model_ref (models->pdata[i]));
    }
    return targets;
}

/* Returns @start plus the sum of the bytes of @image before offset @end. */
static guint16 BB_BYTE_LOOP
bb_plextor_sum (const guint8 *image, gsize end, guint16 start)
{
    guint16 sum = start;

    for (gsize i = 0; i < end; i++)
        sum += image[i];
    return sum;
}

/*
 * Sets the checksum of @identity. Does nothing if the catalog has no offset for the checksum, or if @bytes end before
 * this offset. In two cases offset and start value of the checksum are uncertain:
 * - The catalog says so for @model.
 * - The header has the name of the model in place of the catalog's ImageHeader.
 * A wrong sum is then no problem of the image, and is only noted in the values.
 */
static void
bb_plextor_set_checksum (BbImageIdentity *identity, GBytes *bytes, BbModel *model)
{
    g_autofree char *own = bb_plextor_dup_own_header (model);
    g_autofree char *header = bb_plextor_dup_header (model);
    gsize offset = bb_model_get_uint (model, "ChecksumOffset", 0);
    guint16 stored = 0;
    GVariantDict values;

    if (offset == 0 || !bb_bytes_get_be16 (bytes, offset, &stored, NULL))
        return;
    if (bb_plextor_sum (g_bytes_get_data (bytes, NULL), offset,
                        (guint16) bb_model_get_uint (model, "ChecksumStart", 0)) == stored) {
        identity->checksum = BB_CHECKSUM_GOOD;
    } else if (bb_model_get_boolean (model, "ChecksumUncertain") || g_strcmp0 (own, header) != 0) {
        g_variant_dict_init (&values, NULL);
        g_variant_dict_insert (&values, BB_PLEXTOR_KEY_SUM_DIFFERS, "b", TRUE);
        identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    } else {
        identity->checksum = BB_CHECKSUM_BAD;
    }
}

GPtrArray *
bb_plextor_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    g_autoptr (GPtrArray) targets = bb_plextor_list_targets (bytes, catalog);
    g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
    g_autoptr (GString) names = g_string_new (NULL);
    BbImageIdentity *identity = NULL;

    if (targets == NULL)
        return found;
    identity = bb_image_identity_new (BB_PLEXTOR_ID, 0, g_bytes_get_size (bytes));
    for (guint i = 0; i < targets->len; i++) {
        g_strv_builder_add (keys, bb_model_get_key (targets->pdata[i]));
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", bb_model_get_name (targets->pdata[i]));
    }
    g_strfreev (identity->codes);
    identity->codes = g_strv_builder_end (keys);
    identity->model_name = g_strdup (names->str);
    identity->vendor = g_strdup (BB_PLEXTOR_VENDOR);
    if (targets->len == 1)
        identity->product = g_strdup (bb_model_get_key (targets->pdata[0]));
    bb_plextor_set_checksum (identity, bytes, targets->pdata[0]);
    g_ptr_array_add (found, identity);
    return found;
}

gboolean
bb_plextor_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    const char *key = bb_facts_get_model_key (board);

    return key != NULL && identity != NULL && !g_strv_contains ((const char *const *) identity->codes, key);
}

/* Adds a refusal if the image is for another model than that of the drive; @facts must have a model. Otherwise:
 * - Adds a refusal if the file has a size that images for the model cannot have.
 * - Adds a caution if the exact size of images for the model is not known. */
static void
bb_plextor_check_target (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    guint32 size = bb_plextor_get_size (facts->model);

    if (bb_plextor_is_other_hardware (facts, image, catalog)) {
        bb_verdict_add (verdict, "model", BB_WEIGHT_REFUSAL,
                        _ ("The image is for another model (%s). Choose an image for the %s."), identity->model_name,
                        bb_model_get_name (facts->model));
        return;
    }
    if (size != 0 && bb_image_get_size (image) != size)
        bb_verdict_add (
            verdict, "size", BB_WEIGHT_REFUSAL,
            _ ("An image for this drive must be exactly %u bytes long, but this file is %zu bytes long. Download "
               "the file again."),
            size, bb_image_get_size (image));
    else if (!bb_plextor_has_size (facts->model, bb_image_get_size (image)))
        bb_verdict_add (verdict, "size", BB_WEIGHT_REFUSAL,
                        bb_image_get_size (image) > MOST_IMAGE_BYTES
                            ? _ ("The file is too large for an image. Choose a file that contains only the image.")
                            : _ ("The size of this file is not a multiple of 4096 bytes, so the file is not a "
                                 "complete image. Download the file again."));
    if (size == 0)
        bb_verdict_add (verdict, "unchecked", BB_WEIGHT_CAUTION,
                        _ ("The size and checksum of images for this model are unknown, so Burnback cannot tell "
                           "whether the file is complete."));
}

/* Returns the position of @revision in the catalog's list of revisions of @model, oldest first; -1 if the list does
 * not have it. */
static int
bb_plextor_find_revision (BbModel *model, const char *revision)
{
    g_auto (GStrv) known = bb_model_get_strv (model, "Revisions");
    g_autofree char *text = revision != NULL ? bb_text_normalise (revision, FALSE) : NULL;

    for (int i = 0; text != NULL && known[i] != NULL; i++)
        if (g_str_equal (known[i], text))
            return i;
    return -1;
}

BbRevisionChange
bb_plextor_compare_revisions (BbFacts *facts, const char *from, const char *to)
{
    int before = facts->model != NULL ? bb_plextor_find_revision (facts->model, from) : -1;
    int after = facts->model != NULL ? bb_plextor_find_revision (facts->model, to) : -1;

    if (before < 0 || after < 0)
        return BB_REVISION_CHANGE_UNKNOWN;
    return after < before ? BB_REVISION_CHANGE_OLDER : BB_REVISION_CHANGE_NEWER;
}

/* Adds a reason that compares the revisions of drive and image by their order in the catalog's list; the digits are
 * never compared. A caution: the image is older. An information: the image is newer, or the order is not known. Adds
 * nothing if the revisions are equal, or if that of the image is unknown. */
static void
bb_plextor_check_revision (BbFacts *facts, BbImageIdentity *identity, BbVerdict *verdict)
{
    BbRevisionChange change;

    if (identity->revision == NULL || strncmp (identity->revision, facts->inquiry.revision, 4) == 0)
        return;
    change = bb_plextor_compare_revisions (facts, facts->inquiry.revision, identity->revision);
    if (change == BB_REVISION_CHANGE_OLDER)
        bb_verdict_add (verdict, "downgrade", BB_WEIGHT_CAUTION,
                        _ ("Revision %s of the image is older than revision %s in the drive. Continue only if you "
                           "want to downgrade. Some drives reject older firmware and stay unchanged."),
                        identity->revision, facts->inquiry.revision);
    else if (change == BB_REVISION_CHANGE_NEWER)
        bb_verdict_add (verdict, BB_REASON_REVISION_ORDER, BB_WEIGHT_INFO,
                        _ ("The image (revision %s) is newer than the firmware in the drive (revision %s)."),
                        identity->revision, facts->inquiry.revision);
    else
        bb_verdict_add (verdict, BB_REASON_REVISION_ORDER, BB_WEIGHT_INFO,
                        _ ("Burnback cannot tell which of the firmware revisions %s and %s is older."),
                        identity->revision, facts->inquiry.revision);
}

/* TRUE if @revision (nullable) is the latest one in the list of @model; FALSE if there is no list. */
static gboolean
bb_plextor_is_latest (BbModel *model, const char *revision)
{
    g_auto (GStrv) known = bb_model_get_strv (model, "Revisions");
    guint n_known = g_strv_length (known);

    return n_known > 0 && bb_plextor_find_revision (model, revision) == (int) n_known - 1;
}

/* Adds a caution if the hardware revision (TLA) of the drive is so late that the drive may reject older firmware.
 * Adds nothing if the TLA or its limit is unknown. Adds nothing for the latest firmware in the catalog's list
 * either, because such drives accept the latest firmware. */
static void
bb_plextor_check_tla (BbFacts *facts, BbImageIdentity *identity, BbVerdict *verdict)
{
    guint64 from = bb_model_get_uint (facts->model, "TlaLimit", 0);
    const char *tla = bb_facts_get_string (facts, BB_PLEXTOR_KEY_TLA);

    if (from == 0 || tla == NULL || g_ascii_strtoull (tla, NULL, 10) < from ||
        bb_plextor_is_latest (facts->model, identity->revision))
        return;
    bb_verdict_add (
        verdict, "tla", BB_WEIGHT_CAUTION,
        _ ("This drive has hardware revision TLA#%s. Drives with this revision reportedly reject old firmware, so "
           "the drive may reject this file and stay unchanged."),
        tla);
}

const char *
bb_plextor_get_modelless (void)
{
    return _ ("The drive does not report its model, and Burnback has no record of the drive. The correct image is "
              "therefore unknown.");
}

void
bb_plextor_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);

    if (facts->model == NULL) {
        bb_verdict_add (verdict, "board-unknown", BB_WEIGHT_REFUSAL, "%s", bb_plextor_get_modelless ());
        return;
    }
    if (bb_facts_get_boolean (facts, BB_PLEXTOR_KEY_IS_REBADGED)) {
        bb_verdict_add (verdict, "rebadged", BB_WEIGHT_REFUSAL,
                        _ ("This drive is the %s, sold under another company’s name. Burnback does not flash this "
                           "drive, because no compatible images are known."),
                        bb_model_get_name (facts->model));
        return;
    }
    bb_plextor_check_target (facts, image, catalog, verdict);
    if (bb_verdict_get_level (verdict) == BB_VERDICT_REFUSED)
        return;
    if (g_strv_length (identity->codes) > 1)
        bb_verdict_add (
            verdict, "twin", BB_WEIGHT_CAUTION,
            _ ("The file may be for any of these models: %s. Continue only if you know that the file is for the %s."),
            identity->model_name, bb_model_get_name (facts->model));
    if (identity->values != NULL && g_variant_lookup (identity->values, BB_PLEXTOR_KEY_SUM_DIFFERS, "b", NULL))
        bb_verdict_add (verdict, "checksum-uncertain", BB_WEIGHT_CAUTION,
                        _ ("The image checksum does not match. However, the file may still be intact, because it "
                           "is not certain where images for this model store their checksum."));
    bb_plextor_check_revision (facts, identity, verdict);
    bb_plextor_check_tla (facts, identity, verdict);
}
