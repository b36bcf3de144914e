/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-pioneer.h"

#include "family/spc/bb-image-bytes.h"
#include "firmware/bb-program.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies images (pioneer.md, section 5) and adds reasons to verdicts (section 6). */

#define PART_BYTES 6
#define PART_KERNEL "Kernel"
#define PART_NORMAL "Normal"
#define VENDOR_BYTES 8
#define PRODUCT_BYTES 16
#define REVISION_BYTES 4
#define INTERFACE_BYTES 8
#define TYPE_BYTES 8
#define INTERFACE_ATA "ATA "
/* Offset of the name in firmware that someone has descrambled. The original firmware has no plain text there. */
#define PLAIN_OFFSET 0x10000u
#define PLAIN_TEXT "PIONEER  DVR-"
/* Largest numbers of texts INTERFACE_ATA that are examined in one program, and of parts that are taken from it. */
#define MOST_MARKS 64
#define MOST_PARTS 8
/* Beginning of the kernel type of the advanced drives (DVR-108XL) of generation 8. Firmware for them and firmware for
 * the other drives of this generation must never be exchanged. */
#define TYPE_ADVANCED "PIO_ADV"
#define GENERATION_WITH_ADVANCED 8

/* TRUE if @file begins with the header of a part. */
static gboolean
bb_pioneer_has_header (GBytes *file)
{
    return bb_bytes_equal_at (file, BB_PIONEER_INTERFACE_OFFSET, INTERFACE_ATA, strlen (INTERFACE_ATA)) &&
           (bb_bytes_equal_at (file, BB_PIONEER_PART_OFFSET, PART_KERNEL, PART_BYTES) ||
            bb_bytes_equal_at (file, BB_PIONEER_PART_OFFSET, PART_NORMAL, PART_BYTES));
}

/* Returns (transfer full) (nullable) the model of the generation that @interface names, 10 for "ATA 0010"; NULL if it
 * does not have this form or the generation is not known. @interface must begin with INTERFACE_ATA. */
static BbModel *
bb_pioneer_find_target (const char *interface, BbCatalog *catalog)
{
    const char *digits = interface + strlen (INTERFACE_ATA);
    g_autofree char *generation = NULL;
    g_autoptr (GPtrArray) models = NULL;

    for (const char *at = digits; *at != '\0'; at++)
        if (!g_ascii_isdigit (*at))
            return NULL;
    if (strlen (interface) != INTERFACE_BYTES)
        return NULL;
    generation = g_strdup_printf ("%" G_GUINT64_FORMAT, g_ascii_strtoull (digits, NULL, 10));
    models = bb_catalog_find_models (catalog, BB_PIONEER_ID, "Generation", generation);
    return models->len > 0 ? bb_model_ref (models->pdata[0]) : NULL;
}

/* Returns (transfer full) (nullable) a sentence if a part of @size bytes for @model (nullable) cannot be used,
 * because the model is unknown or the length is wrong for it; NULL if it can be used. */
static char *
bb_pioneer_find_problem (BbModel *model, gboolean is_kernel, gsize size)
{
    gsize wanted = 0;
    gboolean is_exact = is_kernel;

    if (model == NULL)
        return g_strdup (_ ("The file contains firmware for an unknown generation of Pioneer drives."));
    wanted = (gsize) bb_model_get_uint (model, is_kernel ? "KernelSize" : "NormalSize", 0);
    is_exact = is_kernel || g_strcmp0 (bb_model_get_string (model, "NormalSizeRule"), "exactly") == 0;
    if (is_exact && size != wanted)
        return g_strdup_printf (
            _ ("The file has %zu bytes, but a file for the %s must have exactly %zu bytes. Download the file again."),
            size, bb_model_get_name (model), wanted);
    if (size < wanted || size > BB_PIONEER_MOST_BYTES)
        return g_strdup_printf (_ ("The file has %zu bytes, but a file for the %s must have between %zu and %zu "
                                   "bytes. Download the file again."),
                                size, bb_model_get_name (model), wanted, (gsize) BB_PIONEER_MOST_BYTES);
    return NULL;
}

/* Returns (transfer full) (nullable) the text in a field, up to the first zero byte, without blanks at its end and
 * with "?" for bytes that cannot be printed; %NULL if the field is outside of the file. */
static char *
bb_pioneer_dup_field (GBytes *file, gsize offset, gsize length_bytes)
{
    gsize used = 0;
    guint8 byte = 0;

    while (used < length_bytes && bb_bytes_get_u8 (file, offset + used, &byte, NULL) && byte != 0)
        used++;
    return bb_bytes_dup_text (file, offset, used, NULL);
}

/* Returns (transfer full) the identity of the part in @bytes, which begin with a header. Sets its @problem if the
 * generation is unknown, the length is wrong, or the firmware was descrambled; for a wrong length also sets
 * @is_damaged. */
static BbImageIdentity *
bb_pioneer_identify_part (GBytes *bytes, BbCatalog *catalog)
{
    gboolean is_kernel = bb_bytes_equal_at (bytes, BB_PIONEER_PART_OFFSET, PART_KERNEL, PART_BYTES);
    g_autofree char *interface = bb_bytes_dup_text (bytes, BB_PIONEER_INTERFACE_OFFSET, INTERFACE_BYTES, NULL);
    g_autofree char *type = bb_pioneer_dup_field (bytes, BB_PIONEER_TYPE_OFFSET, TYPE_BYTES);
    g_autoptr (BbModel) model = bb_pioneer_find_target (interface, catalog);
    BbImageIdentity *identity = bb_image_identity_new (BB_PIONEER_ID, 0, g_bytes_get_size (bytes));
    GVariantDict values;

    if (model != NULL) {
        const char *const codes[] = {bb_model_get_key (model), NULL};

        g_strfreev (identity->codes);
        identity->codes = g_strdupv ((char **) codes);
        identity->model_name = g_strdup (bb_model_get_name (model));
    }
    identity->vendor = bb_bytes_dup_text (bytes, BB_PIONEER_TEXT_OFFSET, VENDOR_BYTES, NULL);
    identity->product = bb_bytes_dup_text (bytes, BB_PIONEER_TEXT_OFFSET + VENDOR_BYTES, PRODUCT_BYTES, NULL);
    identity->revision = bb_pioneer_dup_field (bytes, BB_PIONEER_FILE_REVISION_OFFSET, REVISION_BYTES);
    identity->problem = bb_pioneer_find_problem (model, is_kernel, g_bytes_get_size (bytes));
    identity->is_damaged = identity->problem != NULL && model != NULL;
    if (identity->problem == NULL && !is_kernel &&
        bb_bytes_equal_at (bytes, PLAIN_OFFSET, PLAIN_TEXT, strlen (PLAIN_TEXT)))
        identity->problem = g_strdup (_ ("The drive expects scrambled firmware, but this file is not scrambled. "
                                         "Use the manufacturer’s original file."));
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, BB_PIONEER_KEY_PART, "s",
                           is_kernel ? BB_PIONEER_PART_KERNEL : BB_PIONEER_PART_NORMAL);
    g_variant_dict_insert (&values, BB_PIONEER_KEY_INTERFACE, "s", interface);
    g_variant_dict_insert (&values, BB_PIONEER_KEY_TYPE, "s", type);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    return identity;
}

/* TRUE if the headers of both parts name the same drive: interface, generation, type and description. */
static gboolean
bb_pioneer_is_for_same_drive (GBytes *kernel, GBytes *normal)
{
    const guint8 *data = g_bytes_get_data (kernel, NULL);

    return bb_bytes_equal_at (normal, BB_PIONEER_INTERFACE_OFFSET, data + BB_PIONEER_INTERFACE_OFFSET,
                              INTERFACE_BYTES) &&
           bb_bytes_equal_at (normal, BB_PIONEER_TYPE_OFFSET, data + BB_PIONEER_TYPE_OFFSET, TYPE_BYTES) &&
           bb_bytes_equal_at (normal, BB_PIONEER_TEXT_OFFSET, data + BB_PIONEER_TEXT_OFFSET,
                              VENDOR_BYTES + PRODUCT_BYTES);
}

/* @bytes begin with a header. If @bytes are a kernel followed by a normal part, returns (transfer full) (nullable)
 * the identity of the normal part, with the length of both parts; for any other @bytes, NULL. The identity is marked
 * as a pair and has the revision of the kernel. It has a problem if the normal part has one, or if the two parts are
 * for different drives. */
static BbImageIdentity *
bb_pioneer_identify_pair (GBytes *bytes, BbCatalog *catalog)
{
    g_autofree char *interface = bb_bytes_dup_text (bytes, BB_PIONEER_INTERFACE_OFFSET, INTERFACE_BYTES, NULL);
    g_autoptr (BbModel) model = bb_pioneer_find_target (interface, catalog);
    gsize size = g_bytes_get_size (bytes);
    gsize kernel_bytes = model != NULL ? bb_pioneer_get_kernel_bytes (model) : 0;
    g_autoptr (GBytes) kernel = NULL;
    g_autoptr (GBytes) normal = NULL;
    g_autofree char *revision = NULL;
    BbImageIdentity *identity = NULL;
    GVariantDict values;

    if (kernel_bytes == 0 || size <= kernel_bytes ||
        !bb_bytes_equal_at (bytes, BB_PIONEER_PART_OFFSET, PART_KERNEL, PART_BYTES) ||
        !bb_bytes_equal_at (bytes, kernel_bytes + BB_PIONEER_PART_OFFSET, PART_NORMAL, PART_BYTES))
        return NULL;
    kernel = g_bytes_new_from_bytes (bytes, 0, kernel_bytes);
    normal = g_bytes_new_from_bytes (bytes, kernel_bytes, size - kernel_bytes);
    revision = bb_pioneer_dup_field (kernel, BB_PIONEER_FILE_REVISION_OFFSET, REVISION_BYTES);
    identity = bb_pioneer_identify_part (normal, catalog);
    identity->length_bytes = size;
    if (identity->problem == NULL && !bb_pioneer_is_for_same_drive (kernel, normal))
        identity->problem =
            g_strdup (_ ("The loader (kernel) and the firmware in the file are for different drives."));
    g_variant_dict_init (&values, identity->values);
    g_variant_dict_insert (&values, BB_PIONEER_KEY_PART, "s", BB_PIONEER_PART_PAIR);
    g_variant_dict_insert (&values, BB_PIONEER_KEY_KERNEL, "s", revision);
    g_clear_pointer (&identity->values, g_variant_unref);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    return identity;
}

/* Returns (transfer full) (nullable) the identity of the part at @offset of the program @file; NULL if its end is not
 * known or no header is there. */
static BbImageIdentity *
bb_pioneer_identify_resource (GBytes *file, gsize offset, BbCatalog *catalog)
{
    gsize end = 0;
    g_autoptr (GBytes) part = NULL;
    BbImageIdentity *identity = NULL;

    if (!bb_program_find_end (file, offset, &end))
        return NULL;
    part = g_bytes_new_from_bytes (file, offset, end - offset);
    if (!bb_pioneer_has_header (part))
        return NULL;
    identity = bb_pioneer_identify_part (part, catalog);
    identity->offset = offset;
    return identity;
}

GPtrArray *
bb_pioneer_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    gssize at = 0;

    if (bb_pioneer_has_header (bytes)) {
        BbImageIdentity *pair = bb_pioneer_identify_pair (bytes, catalog);

        g_ptr_array_add (found, pair != NULL ? pair : bb_pioneer_identify_part (bytes, catalog));
        return found;
    }
    if (!bb_program_is (bytes))
        return found;
    /* The updaters of the maker have the parts as resources. */
    for (guint n = 0; n < MOST_MARKS && found->len < MOST_PARTS; n++) {
        BbImageIdentity *identity = NULL;

        at = bb_image_bytes_find (bytes, (gsize) at, INTERFACE_ATA);
        if (at < 0)
            break;
        if ((gsize) at >= BB_PIONEER_INTERFACE_OFFSET)
            identity = bb_pioneer_identify_resource (bytes, (gsize) at - BB_PIONEER_INTERFACE_OFFSET, catalog);
        if (identity != NULL)
            g_ptr_array_add (found, identity);
        at++;
    }
    return found;
}

/* TRUE if the image is a kernel alone; FALSE for a normal part and for a pair. */
static gboolean
bb_pioneer_is_kernel (BbImageIdentity *identity)
{
    return g_strcmp0 (bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_PART), BB_PIONEER_PART_KERNEL) == 0;
}

gboolean
bb_pioneer_is_pair (BbImageIdentity *identity)
{
    return g_strcmp0 (bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_PART), BB_PIONEER_PART_PAIR) == 0;
}

GBytes *
bb_pioneer_join (BbImage *first, BbImage *second)
{
    BbImageIdentity *kernel = bb_image_get_identity (first);
    BbImageIdentity *normal = bb_image_get_identity (second);
    g_autoptr (GByteArray) all = NULL;
    GBytes *bytes = NULL;

    if (kernel->problem != NULL || normal->problem != NULL || !bb_pioneer_is_kernel (kernel) ||
        bb_pioneer_is_kernel (normal) || bb_pioneer_is_pair (normal) ||
        !bb_pioneer_is_for_same_drive (bb_image_get_bytes (first), bb_image_get_bytes (second)))
        return NULL;
    all = g_byte_array_new ();
    for (guint i = 0; i < 2; i++) {
        bytes = bb_image_get_bytes (i == 0 ? first : second);
        g_byte_array_append (all, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
    }
    return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

/* TRUE if the firmware has the kernel type of the drive and, if the name of the drive is known, this name. Such
 * firmware is of the brand of the drive, and runs with the present kernel of the drive. */
static gboolean
bb_pioneer_is_own_brand (BbFacts *facts, BbImageIdentity *identity)
{
    const char *name = bb_facts_get_string (facts, BB_PIONEER_KEY_NAME);
    g_autofree char *named = bb_pioneer_dup_name (identity->vendor, identity->product);

    return bb_pioneer_is_same_type (bb_facts_get_string (facts, BB_PIONEER_KEY_TYPE),
                                    bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_TYPE)) &&
           (name == NULL || g_ascii_strcasecmp (name, named) == 0);
}

/* Member choose_image() of #BbFamily: returns (transfer none) the best of @identities, which must not be empty. A
 * kernel alone is the worst. Other images are compared by these rules, in this order; of equal ones, the first is
 * returned:
 * - Firmware for the model of the drive is better.
 * - Firmware of the brand of the drive is better.
 * - Of the brand of the drive, a normal part is better than a pair. Of another brand, a pair is better than a normal
 *   part, because the drive needs the kernel of the pair. */
BbImageIdentity *
bb_pioneer_choose_image (BbFacts *facts, GPtrArray *identities)
{
    const char *key = bb_facts_get_model_key (facts);
    BbImageIdentity *best = identities->pdata[0];
    guint best_score = 0;

    for (guint i = 0; i < identities->len; i++) {
        BbImageIdentity *identity = identities->pdata[i];
        gboolean is_of_model = key != NULL && g_strv_contains ((const char *const *) identity->codes, key);
        gboolean is_own = bb_pioneer_is_own_brand (facts, identity);
        guint score = bb_pioneer_is_kernel (identity) ? 0u
                                                      : 1u + (bb_pioneer_is_pair (identity) != is_own ? 1u : 0u) +
                                                            (is_own ? 2u : 0u) + (is_of_model ? 4u : 0u);

        if (score > best_score) {
            best = identity;
            best_score = score;
        }
    }
    return best;
}

/* --- verdict --- */

/* TRUE if @type (nullable) is the kernel type of an advanced DVR-108 (XL). */
static gboolean
bb_pioneer_is_advanced (const char *type)
{
    return type != NULL && g_str_has_prefix (type, TYPE_ADVANCED);
}

/* For a drive of the generation of the DVR-108: TRUE if only one of drive and image is an advanced DVR-108 (XL).
 * FALSE for drives of other generations, and for a drive without a model. */
static gboolean
bb_pioneer_mixes_advanced (BbFacts *facts, BbImageIdentity *identity)
{
    return facts->model != NULL && bb_model_get_uint (facts->model, "Generation", 0) == GENERATION_WITH_ADVANCED &&
           bb_pioneer_is_advanced (bb_facts_get_string (facts, BB_PIONEER_KEY_TYPE)) !=
               bb_pioneer_is_advanced (bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_TYPE));
}

/* TRUE if the image is not for the model of the drive; FALSE if the drive has no model. */
static gboolean
bb_pioneer_is_other_generation (BbFacts *facts, BbImageIdentity *identity)
{
    const char *key = bb_facts_get_model_key (facts);

    return key != NULL && !g_strv_contains ((const char *const *) identity->codes, key);
}

gboolean
bb_pioneer_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog)
{
    BbImageIdentity *identity = bb_image_get_identity (image);

    return bb_pioneer_is_kernel (identity) || bb_pioneer_is_other_generation (board, identity) ||
           bb_pioneer_mixes_advanced (board, identity);
}

/* Adds a reason about the kernel of a pair. If the pair is of the brand of the drive, adds a caution: writing the
 * kernel is dangerous and not needed, because the drive has a suitable kernel already. If the pair is of another
 * brand, adds a cross-flash: the normal part of the pair runs only with the kernel of the pair, so both must be
 * written. */
static void
bb_pioneer_check_pair (BbFacts *facts, BbImageIdentity *identity, BbVerdict *verdict)
{
    const char *revision = bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_KERNEL);
    const char *own = bb_facts_get_string (facts, BB_PIONEER_KEY_KERNEL);
    const char *name = bb_facts_get_string (facts, BB_PIONEER_KEY_NAME);
    g_autofree char *named = bb_pioneer_dup_name (identity->vendor, identity->product);

    if (bb_pioneer_is_own_brand (facts, identity))
        bb_verdict_add (
            verdict, "kernel-included", BB_WEIGHT_CAUTION,
            _ ("Burnback will first write the loader (kernel revision %s), although the drive’s loader (revision "
               "%s) is suitable. A power failure while the loader is being written (about 10 seconds) will make "
               "the drive unusable."),
            revision, own);
    else
        bb_verdict_add (verdict, "brand", BB_WEIGHT_CROSS_FLASH,
                        _ ("The files are for another brand of this drive: %s (loader type %s) instead of %s "
                           "(loader type %s). Burnback will first write the loader (kernel revision %s), then the "
                           "firmware. A power failure while the loader is being written (about 10 seconds) will "
                           "make the drive unusable."),
                        named, bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_TYPE),
                        name != NULL ? name : facts->model_name, bb_facts_get_string (facts, BB_PIONEER_KEY_TYPE),
                        revision);
}

/* Checks an image without a kernel. Adds the first of these that applies:
 * - A refusal: the image is for another kernel type than that of the drive. Firmware runs only with a kernel of its
 *   type.
 * - A refusal: the image has another name than the drive.
 * - A caution: the name of the drive is not known, because a drive in kernel mode does not report it. */
static void
bb_pioneer_check_brand (BbFacts *facts, BbImageIdentity *identity, BbVerdict *verdict)
{
    const char *type = bb_facts_get_string (facts, BB_PIONEER_KEY_TYPE);
    const char *name = bb_facts_get_string (facts, BB_PIONEER_KEY_NAME);
    const char *wanted = bb_image_identity_lookup_string (identity, BB_PIONEER_KEY_TYPE);
    g_autofree char *named = bb_pioneer_dup_name (identity->vendor, identity->product);

    if (!bb_pioneer_is_same_type (type, wanted))
        bb_verdict_add (verdict, "kernel-type", BB_WEIGHT_REFUSAL,
                        _ ("The firmware is for loader (kernel) type %s, but this drive has type %s. Choose "
                           "firmware for this drive or, to convert it, both this firmware and its loader file."),
                        wanted, type);
    else if (name != NULL && g_ascii_strcasecmp (name, named) != 0)
        bb_verdict_add (
            verdict, "model", BB_WEIGHT_REFUSAL,
            _ ("The firmware is for drives that report “%s”, but this drive reports “%s”. Choose firmware for this "
               "drive or, to convert it, both this firmware and its loader (kernel) file."),
            named, name);
    else if (name == NULL)
        bb_verdict_add (
            verdict, "name-unknown", BB_WEIGHT_CAUTION,
            _ ("Only the loader (kernel) is running, so the drive reports no name. Continue only if it normally "
               "reports “%s”, because the file is for drives with this name."),
            named);
}

void
bb_pioneer_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);

    if (!bb_pioneer_is_supported (facts)) {
        bb_verdict_add (verdict, "unsupported", BB_WEIGHT_REFUSAL, "%s", bb_pioneer_get_unsupported (facts));
        return;
    }
    if (identity->problem != NULL)
        return;
    if (bb_pioneer_is_other_generation (facts, identity)) {
        bb_verdict_add (verdict, "generation", BB_WEIGHT_REFUSAL,
                        _ ("The file is for another generation of drives (%s). Choose a file for the %s."),
                        identity->model_name, facts->model_name);
        return;
    }
    if (bb_pioneer_mixes_advanced (facts, identity)) {
        bb_verdict_add (verdict, "advanced", BB_WEIGHT_REFUSAL,
                        _ ("Choose firmware for loader (kernel) type %s. Never exchange firmware between the "
                           "DVR-108 and the DVR-108XL, because the wrong firmware can damage the drive."),
                        bb_facts_get_string (facts, BB_PIONEER_KEY_TYPE));
        return;
    }
    if (bb_pioneer_is_kernel (identity)) {
        bb_verdict_add (verdict, "kernel", BB_WEIGHT_REFUSAL,
                        _ ("The file contains only the loader (kernel). Choose the file with the firmware "
                           "(“Normal”), or choose both files."));
        return;
    }
    if (bb_pioneer_is_pair (identity))
        bb_pioneer_check_pair (facts, identity, verdict);
    else
        bb_pioneer_check_brand (facts, identity, verdict);
    if (bb_model_get_confidence (facts->model) == BB_CONFIDENCE_LOW)
        bb_verdict_add (
            verdict, "untried", BB_WEIGHT_CAUTION,
            _ ("There are no known reports of a successful update of the %s. Burnback uses the commands for "
               "related models."),
            facts->model_name);
}
