/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-tsst.h"

#include "firmware/bb-program.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies images by their size and by the names in them (samsung-tsst.md, section 4). */

#define BB_TSST_VENDOR_BYTES 8
#define BB_TSST_PRODUCT_BYTES 16
#define BB_TSST_REVISION_BYTES 4
/* Texts that indicate firmware of these drives in a file that contains no name of a model. */
#define BB_TSST_MAKER "TSST"
#define BB_TSST_KIND "DVD-ROM"
/* Size of images for all drives of the catalog that have an MT1339. */
#define BB_TSST_IMAGE_BYTES 0x40000u
/* The label (#BbTsstLabel) near the end of an image begins this many bytes before the end. */
#define BB_TSST_TRAILER_BYTES 0x30u
/* Largest number of labels that are examined in one file, so that no file takes long. */
#define BB_TSST_MAX_LABELS 32

/**
 * BbTsstLabel: vendor, product and revision that follow each other in a file, as in INQUIRY data.
 * @model: (nullable): catalog entry of the product
 * @vendor, @product: (nullable): %NULL if there is no label
 * @revision: (nullable): %NULL if the text after the product is no revision
 * @offset: of the label in the file
 */
typedef struct {
    BbModel *model;
    char *vendor;
    char *product;
    char *revision;
    gsize offset;
} BbTsstLabel;

static void
bb_tsst_label_clear (BbTsstLabel *label)
{
    g_clear_pointer (&label->model, bb_model_unref);
    g_clear_pointer (&label->vendor, g_free);
    g_clear_pointer (&label->product, g_free);
    g_clear_pointer (&label->revision, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BbTsstLabel, bb_tsst_label_clear)

static const char *const bb_tsst_vendors[] = {"TSSTcorp", "hp", "SAMSUNG"};

/* Returns the offset of the first @text in @bytes from @offset on, or G_MAXSIZE. */
static gsize
bb_tsst_find_text (GBytes *bytes, gsize offset, const char *text)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    const guint8 *found = offset < size ? memmem (data + offset, size - offset, text, strlen (text)) : NULL;

    return found != NULL ? (gsize) (found - data) : G_MAXSIZE;
}

/* Returns (transfer full) (nullable) the revision at @offset; NULL if the four characters there are not all letters,
 * digits or points. */
static char *
bb_tsst_dup_revision (GBytes *bytes, gsize offset)
{
    g_autofree char *text = bb_bytes_dup_text (bytes, offset, BB_TSST_REVISION_BYTES, NULL);

    for (guint i = 0; i < BB_TSST_REVISION_BYTES; i++)
        if (text == NULL || !(g_ascii_isalnum (text[i]) || text[i] == '.'))
            return NULL;
    return g_steal_pointer (&text);
}

/* Sets @label to the first label of a DVD drive with @vendor in @bytes from @offset on; its model is NULL if the
 * catalog does not have the product. FALSE, and an empty @label, if there is none. */
static gboolean
bb_tsst_find_label (GBytes *bytes, gsize offset, const char *vendor, BbCatalog *catalog, BbTsstLabel *label)
{
    g_autofree char *field = g_strdup_printf ("%-*s", BB_TSST_VENDOR_BYTES, vendor);

    bb_tsst_label_clear (label);
    for (gsize at = offset; (at = bb_tsst_find_text (bytes, at, field)) != G_MAXSIZE; at++) {
        gsize product_at = at + BB_TSST_VENDOR_BYTES;
        g_autofree char *text = bb_bytes_dup_text (bytes, product_at, BB_TSST_PRODUCT_BYTES, NULL);
        const char *dvd = text != NULL ? strstr (text, "DVD") : NULL;

        if (dvd == NULL || dvd - text >= BB_TSST_PRODUCT_BYTES / 2 || strchr (text, '?') != NULL)
            continue;
        label->vendor = g_strdup (vendor);
        label->product = bb_text_normalise (text, FALSE);
        label->revision = bb_tsst_dup_revision (bytes, product_at + BB_TSST_PRODUCT_BYTES);
        label->model = bb_catalog_get_model (catalog, BB_TSST_ID, label->product);
        label->offset = at;
        return TRUE;
    }
    return FALSE;
}

/* Looks at the first label of each vendor in bb_tsst_vendors. Sets @label to the first of these labels whose product
 * is in the catalog; if there is none, to the label of TSSTcorp. FALSE, and an empty @label, if TSSTcorp has no label
 * either. */
static gboolean
bb_tsst_find_best_label (GBytes *bytes, BbCatalog *catalog, BbTsstLabel *label)
{
    for (guint i = 0; i < G_N_ELEMENTS (bb_tsst_vendors); i++)
        if (bb_tsst_find_label (bytes, 0, bb_tsst_vendors[i], catalog, label) && label->model != NULL)
            return TRUE;
    return bb_tsst_find_label (bytes, 0, bb_tsst_vendors[0], catalog, label);
}

/* TRUE if @image names a DVD-ROM drive of another maker: "DVD-ROM", with the eight printable characters of another
 * vendor before it. */
static gboolean
bb_tsst_names_other_maker (GBytes *image)
{
    for (gsize at = 0; (at = bb_tsst_find_text (image, at, BB_TSST_KIND)) != G_MAXSIZE; at++) {
        g_autofree char *vendor = at >= BB_TSST_VENDOR_BYTES ? bb_bytes_dup_text (image, at - BB_TSST_VENDOR_BYTES,
                                                                                  BB_TSST_VENDOR_BYTES, NULL)
                                                             : NULL;
        guint n_letters = 0;
        gboolean is_own = FALSE;

        for (guint i = 0; vendor != NULL && i < G_N_ELEMENTS (bb_tsst_vendors); i++)
            is_own = is_own || g_str_has_prefix (vendor, bb_tsst_vendors[i]);
        for (guint i = 0; vendor != NULL && vendor[i] != '\0' && vendor[i] != '?'; i++)
            n_letters += g_ascii_isalpha (vendor[i]) ? 1 : 0;
        if (vendor != NULL && !is_own && strchr (vendor, '?') == NULL && n_letters > 1)
            return TRUE;
    }
    return FALSE;
}

/* TRUE if @image, which names no model of the catalog, may be firmware of these drives: it has the text of Kreon
 * firmware, or "TSST" or "DVD-ROM" without the name of another maker. */
static gboolean
bb_tsst_may_be_nameless (GBytes *image)
{
    return bb_tsst_find_text (image, 0, BB_TSST_KREON) != G_MAXSIZE ||
           ((bb_tsst_find_text (image, 0, BB_TSST_MAKER) != G_MAXSIZE ||
             bb_tsst_find_text (image, 0, BB_TSST_KIND) != G_MAXSIZE) &&
            !bb_tsst_names_other_maker (image));
}

/* Returns (transfer full) the keys of the models that the image is for: the model of @label if the catalog has it.
 * Without a label: all models that have images of this size and whose name, such as "TS-H353C", is in @image. */
static char **
bb_tsst_list_codes (GBytes *image, const BbTsstLabel *label, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_TSST_ID);
    g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();

    if (label->model != NULL)
        g_strv_builder_add (codes, bb_model_get_key (label->model));
    for (guint i = 0; i < models->len && label->product == NULL; i++) {
        BbModel *model = g_ptr_array_index (models, i);

        if (bb_model_get_uint (model, "ImageSize", 0) == g_bytes_get_size (image) &&
            bb_tsst_find_text (image, 0, bb_model_get_name (model)) != G_MAXSIZE)
            g_strv_builder_add (codes, bb_model_get_key (model));
    }
    return g_strv_builder_end (codes);
}

/* Returns GOOD if the last two bytes are the sum of all bytes before them, as in firmware of a newer drive of this
 * maker. Otherwise returns NONE, because it is not known how firmware for the MT1339 computes its checksum. */
static BbChecksum BB_BYTE_LOOP
bb_tsst_check_sum (GBytes *bytes)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data (bytes, &size);
    guint16 stored = 0;
    guint16 sum = 0;

    if (size < sizeof stored || !bb_bytes_get_be16 (bytes, size - sizeof stored, &stored, NULL))
        return BB_CHECKSUM_NONE;
    for (gsize i = 0; i < size - sizeof stored; i++)
        sum = (guint16) (sum + data[i]);
    return sum == stored ? BB_CHECKSUM_GOOD : BB_CHECKSUM_NONE;
}

/* Marks @identity as modified firmware by its kind and values. Does so if @bytes contain the text of Kreon firmware,
 * or if vendor and revision of @identity are those of modified firmware (MoriGM) for @model (nullable). Does nothing
 * otherwise. */
static void
bb_tsst_set_modified (GBytes *bytes, BbModel *model, BbImageIdentity *identity)
{
    gsize at = bb_tsst_find_text (bytes, 0, BB_TSST_KREON);
    const char *id = at != G_MAXSIZE ? BB_TSST_ID_KREON : BB_TSST_ID_MORIGM;
    g_autofree char *version = NULL;
    GVariantDict values;

    if (at == G_MAXSIZE && !bb_tsst_is_modified_revision (model, identity->vendor, identity->revision))
        return;
    identity->kind = BB_IMAGE_KIND_MODIFIED;
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, BB_IMAGE_VALUE_CHANGE, "s", bb_tsst_get_modified_name (id));
    g_variant_dict_insert (&values, BB_TSST_KEY_MODIFIED, "s", id);
    if (at != G_MAXSIZE) {
        version = bb_bytes_dup_text (bytes, at + strlen (BB_TSST_KREON), BB_TSST_KREON_VERSION_BYTES, NULL);
        g_variant_dict_insert (&values, BB_TSST_KEY_MODIFIED_VERSION, "s",
                               version != NULL ? g_strstrip (version) : "");
    }
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
}

/* Returns (transfer full) (nullable) the identity of @image, which is at @offset in its file; NULL if nothing in it
 * indicates these drives. */
static BbImageIdentity *
bb_tsst_describe_image (GBytes *image, gsize offset, BbCatalog *catalog)
{
    g_auto (BbTsstLabel) label = {0};
    g_auto (GStrv) codes = NULL;
    g_autoptr (BbModel) only = NULL;
    BbImageIdentity *identity = NULL;

    (void) bb_tsst_find_best_label (image, catalog, &label);
    codes = bb_tsst_list_codes (image, &label, catalog);
    if (label.product == NULL && codes[0] == NULL && !bb_tsst_may_be_nameless (image))
        return NULL;
    if (g_strv_length (codes) == 1)
        only = bb_catalog_get_model (catalog, BB_TSST_ID, codes[0]);
    identity = bb_image_identity_new (BB_TSST_ID, offset, g_bytes_get_size (image));
    identity->model_name = g_strdup (only != NULL ? bb_model_get_name (only) : label.product);
    g_strfreev (identity->codes);
    identity->codes = g_steal_pointer (&codes);
    identity->vendor = g_steal_pointer (&label.vendor);
    identity->product = g_steal_pointer (&label.product);
    identity->revision = g_steal_pointer (&label.revision);
    identity->checksum = bb_tsst_check_sum (image);
    bb_tsst_set_modified (image, only, identity);
    return identity;
}

/* Returns (transfer full) (nullable) the identity of the image that contains @label:
 * - @bytes have the size of an image for the model: the image is all of @bytes.
 * - Any other file, such as a program: the image is the range of this size that has @label near its end, if the sum
 *   of the range is right. Otherwise NULL.
 * - The model of the label is not known: NULL. */
static BbImageIdentity *
bb_tsst_find_image_of_label (GBytes *bytes, const BbTsstLabel *label, BbCatalog *catalog)
{
    gsize wanted = label->model != NULL ? bb_model_get_uint (label->model, "ImageSize", 0) : 0;
    gsize end = label->offset + BB_TSST_TRAILER_BYTES;
    g_autoptr (GBytes) image = NULL;

    if (wanted == 0)
        return NULL;
    if (g_bytes_get_size (bytes) == wanted)
        return bb_tsst_describe_image (bytes, 0, catalog);
    if (end < wanted)
        return NULL;
    image = bb_bytes_slice (bytes, end - wanted, wanted, NULL);
    return image != NULL && bb_tsst_check_sum (image) == BB_CHECKSUM_GOOD
               ? bb_tsst_describe_image (image, end - wanted, catalog)
               : NULL;
}

/* Adds an identity with a problem for all of @bytes, because @bytes have another size than images for the drive of
 * @label. */
static void
bb_tsst_add_wrong_size (GPtrArray *found, GBytes *bytes, const BbTsstLabel *label)
{
    gsize size = g_bytes_get_size (bytes);
    BbImageIdentity *identity = bb_image_identity_new (BB_TSST_ID, 0, size);

    identity->model_name = g_strdup (bb_model_get_name (label->model));
    identity->problem = g_strdup_printf (
        _ ("The file contains the name of the %s, but the file size is %zu bytes instead of %zu bytes. The file "
           "may be incomplete, or it may be a program that contains the image."),
        identity->model_name, size, (gsize) bb_model_get_uint (label->model, "ImageSize", 0));
    identity->is_damaged = !bb_program_is (bytes);
    g_ptr_array_add (found, identity);
}

GPtrArray *
bb_tsst_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    g_auto (BbTsstLabel) label = {0};
    BbImageIdentity *identity = NULL;
    guint n_searches = 0;
    gboolean has_label = FALSE;

    if (g_bytes_get_size (bytes) == BB_TSST_IMAGE_BYTES) {
        identity = bb_tsst_describe_image (bytes, 0, catalog);
        if (identity != NULL)
            g_ptr_array_add (found, identity);
        return found;
    }
    for (guint i = 0; i < G_N_ELEMENTS (bb_tsst_vendors); i++) {
        gsize at = 0;

        while (n_searches++ < BB_TSST_MAX_LABELS &&
               bb_tsst_find_label (bytes, at, bb_tsst_vendors[i], catalog, &label)) {
            at = label.offset + 1;
            has_label = TRUE;
            identity = bb_tsst_find_image_of_label (bytes, &label, catalog);
            if (identity != NULL)
                g_ptr_array_add (found, identity);
            if (identity != NULL && identity->length_bytes == g_bytes_get_size (bytes))
                return found;
        }
    }
    if (found->len == 0 && has_label && bb_tsst_find_best_label (bytes, catalog, &label) && label.model != NULL)
        bb_tsst_add_wrong_size (found, bytes, &label);
    return found;
}

BbImageIdentity *
bb_tsst_assume_image (BbFacts *facts, GBytes *bytes)
{
    gsize size = g_bytes_get_size (bytes);
    BbImageIdentity *identity = NULL;
    GVariantDict values;

    if (!bb_tsst_is_flashable (facts) || size != bb_model_get_uint (facts->model, "ImageSize", 0) ||
        bb_bytes_is_filled (bytes, 0, size, 0x00) || bb_bytes_is_filled (bytes, 0, size, 0xFF) ||
        bb_tsst_names_other_maker (bytes))
        return NULL;
    identity = bb_image_identity_new (BB_TSST_ID, 0, size);
    identity->checksum = bb_tsst_check_sum (bytes);
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, BB_TSST_KEY_ASSUMED, "b", TRUE);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    return identity;
}

/* --- reasons of a verdict (samsung-tsst.md, section 6) --- */

/* Compares the model of the drive, which must be known, with each model that the image names. Returns the closest
 * relation, and sets @other to a new reference to the model with this relation; that is the model of the drive itself
 * if the image names it. @other must point to NULL before. If the image names no known model, returns UNRELATED and
 * does not set @other. */
static BbTsstRelation
bb_tsst_relate_image (BbFacts *facts, BbImageIdentity *identity, BbCatalog *catalog, BbModel **other)
{
    BbTsstRelation best = BB_TSST_UNRELATED;

    for (guint i = 0; identity->codes[i] != NULL; i++) {
        g_autoptr (BbModel) model = bb_catalog_get_model (catalog, BB_TSST_ID, identity->codes[i]);
        BbTsstRelation relation = model != NULL ? bb_tsst_relate (facts->model, model) : BB_TSST_UNRELATED;
        gboolean is_own = model != NULL && g_str_equal (bb_model_get_key (facts->model), bb_model_get_key (model));

        if (relation < best || (relation == best && *other != NULL && !is_own))
            continue;
        best = relation;
        g_clear_pointer (other, bb_model_unref);
        *other = model != NULL ? bb_model_ref (model) : NULL;
        if (is_own)
            break;
    }
    return best;
}

/* Adds a reason if the image is for another model than that of the drive. Adds nothing if the image names no model.
 * - The hardware differs, or the catalog does not have the model: a refusal.
 * - Only the model names indicate equal hardware: a cross-flash.
 * - The catalog lists the hardware as equal: a caution. */
static void
bb_tsst_check_model (BbFacts *facts, BbImageIdentity *identity, BbCatalog *catalog, BbVerdict *verdict)
{
    const char *drive = bb_model_get_name (facts->model);
    g_autoptr (BbModel) other = NULL;
    BbTsstRelation relation = bb_tsst_relate_image (facts, identity, catalog, &other);
    const char *name = other != NULL ? bb_model_get_name (other) : identity->product;

    if (name == NULL) /* bb_family_check() says that the image names no model */
        return;
    if (other != NULL && g_str_equal (bb_model_get_key (other), bb_model_get_key (facts->model)))
        return;
    if (relation == BB_TSST_UNRELATED)
        bb_verdict_add (verdict, "model", BB_WEIGHT_REFUSAL,
                        _ ("The image is for another model, the %s. Choose an image for the %s."), name, drive);
    else if (relation == BB_TSST_PROBABLY_SAME)
        bb_verdict_add (verdict, "same-hardware", BB_WEIGHT_CROSS_FLASH,
                        _ ("The image is for the %s. The name of this model suggests that it has the same hardware "
                           "as the %s, but nothing else confirms this."),
                        name, drive);
    else
        bb_verdict_add (verdict, "same-hardware", BB_WEIGHT_CAUTION,
                        _ ("The image is for the %s, which probably has the same hardware as the %s."), name, drive);
}

/* Adds a caution about checks that are not possible. Its text says, by the first case that applies:
 * - The file is only assumed to be an image (BB_TSST_KEY_ASSUMED): only its size shows that it is firmware.
 * - The checksum is right: only size and names were checked.
 * - The image has no known checksum: only size and names were checked, and damage cannot be detected. */
static void
bb_tsst_check_unchecked (BbImageIdentity *identity, BbVerdict *verdict)
{
    if (identity->values != NULL && g_variant_lookup (identity->values, BB_TSST_KEY_ASSUMED, "b", NULL))
        bb_verdict_add (verdict, "nameless", BB_WEIGHT_CAUTION,
                        _ ("Only its size suggests that the file is for this drive. Use the file only if you know "
                           "for certain that it is for this drive."));
    else if (identity->checksum == BB_CHECKSUM_GOOD)
        bb_verdict_add (
            verdict, "unchecked", BB_WEIGHT_CAUTION,
            _ ("Burnback can check only the checksum and size of the image and the names in it. The drive probably "
               "checks neither size nor names, so make sure you know where the image comes from."));
    else
        bb_verdict_add (
            verdict, "unchecked", BB_WEIGHT_CAUTION,
            _ ("Burnback can check only the size of the image and the names in it, so it cannot detect damage. "
               "Make sure you know where the image comes from."));
}

/* Adds to @verdict a refusal if the image is Kreon firmware that was not made for this hardware. Adds an information
 * if the image is not modified and replaces modified firmware in the drive. Otherwise adds nothing. */
static void
bb_tsst_check_modified (BbFacts *facts, BbImageIdentity *identity, BbVerdict *verdict)
{
    const char *id = bb_image_identity_lookup_string (identity, BB_TSST_KEY_MODIFIED);
    const char *running = bb_facts_get_string (facts, BB_TSST_KEY_MODIFIED);
    /* Kreon firmware is known only for models whose HardwareSet is not inferred. MoriGM firmware needs no check here:
     * like an original image, it is for the model whose name it contains. */
    gboolean has_reported_set = bb_model_get_string (facts->model, "HardwareSet") != NULL &&
                                !bb_model_get_boolean (facts->model, "HardwareSetInferred");

    if (g_strcmp0 (id, BB_TSST_ID_KREON) == 0 && !has_reported_set)
        bb_verdict_add (verdict, "modified-hardware", BB_WEIGHT_REFUSAL,
                        _ ("This modified firmware was not made for the %s. Choose the manufacturer’s image."),
                        bb_model_get_name (facts->model));
    if (id == NULL && running != NULL)
        bb_verdict_add (
            verdict, "replaces-modified", BB_WEIGHT_INFO,
            _ ("The drive is running modified firmware (%s). This image will replace the modified firmware."),
            bb_tsst_get_modified_name (running));
}

void
bb_tsst_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    g_autofree char *vendor = bb_text_normalise (facts->inquiry.vendor, TRUE);
    gsize wanted;

    if (!bb_tsst_is_flashable (facts))
        return;
    wanted = bb_model_get_uint (facts->model, "ImageSize", 0);
    if (identity->problem == NULL && bb_image_get_size (image) != wanted)
        bb_verdict_add (verdict, "size", BB_WEIGHT_REFUSAL,
                        _ ("Images for this drive have exactly %zu bytes, but this file has %zu bytes."), wanted,
                        bb_image_get_size (image));
    bb_tsst_check_model (facts, identity, catalog, verdict);
    bb_tsst_check_modified (facts, identity, verdict);
    if (identity->vendor != NULL && !g_str_equal (identity->vendor, vendor))
        bb_verdict_add (verdict, "vendor", BB_WEIGHT_CROSS_FLASH,
                        _ ("The image is for drives with the vendor name “%s”, but this drive reports “%s”. It is "
                           "unknown whether the drive accepts the image."),
                        identity->vendor, vendor);
    bb_tsst_check_unchecked (identity, verdict);
}
