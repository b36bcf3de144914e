/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-liteon.h"

#include "family/spc/bb-image-bytes.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies images by the names in them (lite-on.md, section 3). */

#define WRITER_BYTES 0x100000u
#define COMBO_BYTES 0x80000u
#define FIRST_OFFSET 0x4000u
#define HEADER_BYTES 8u
#define VENDOR_BYTES 8u
#define PRODUCT_BYTES 16u
#define REVISION_BYTES 4u
#define STAMP_BYTES 16u
#define NAMES_BYTES (VENDOR_BYTES + PRODUCT_BYTES + REVISION_BYTES)
#define WRITER_REVISION_BYTES 10u
#define REVISION_TEXT_BYTES 8u
#define BANK_CALL_END 0x10000u
#define REBANKED 0x1F
#define END_BYTES 16u
#define FIRST_YEAR 1990
#define LAST_YEAR 2019

/* Vendors under which the manufacturer sold drives. */
static const char *const bb_liteon_vendors[] = {"LITE-ON", "LITEON", "JLMS", "Slimtype", "PLDS", NULL};

gboolean
bb_liteon_is_image_size (gsize length_bytes)
{
    return length_bytes == 0x20000 || length_bytes == 0x40000 || length_bytes == 0x80000 || length_bytes == 0x100000;
}

/* Returns (nullable) the kind of drive that @image is for:
 * - An image with the length of images for writers: a writer.
 * - Any other image that contains one of two texts: a combo or DVD-ROM drive, according to its length.
 * - An image that contains neither text: NULL. */
static const char *
bb_liteon_find_kind (GBytes *image)
{
    gsize size = g_bytes_get_size (image);

    if (size == WRITER_BYTES)
        return BB_LITEON_WRITER;
    if (bb_image_bytes_find (image, 0, "VIDEO_TS") < 0 && bb_image_bytes_find (image, 0, "NOSMARTX") < 0)
        return NULL;
    return size == COMBO_BYTES ? BB_LITEON_COMBO : BB_LITEON_DVD_ROM;
}

/* TRUE if the 8 bytes at @offset are the INQUIRY header that precedes the names. @rule: 0 to 2, from strict to loose
 */
static gboolean
bb_liteon_is_header (GBytes *image, gsize offset, guint rule)
{
    static const guint8 first[] = {0x05, 0x80, 0x00};
    guint8 third = 0;
    guint8 fourth = 0;

    return bb_bytes_equal_at (image, offset, first, sizeof first) &&
           bb_bytes_get_u8 (image, offset + 3, &third, NULL) && bb_bytes_get_u8 (image, offset + 4, &fourth, NULL) &&
           bb_bytes_is_filled (image, offset + 5, 3, 0) && (third == 0x32 || (rule == 2 && third == 0x31)) &&
           (fourth == 0x5B || (rule > 0 && fourth == 0x1F));
}

/* Returns (transfer full) (nullable) a text field, with each zero byte replaced by a blank and without blanks at its
 * end; NULL if the field is not printable or not inside @image. */
static char *
bb_liteon_dup_field (GBytes *image, gsize offset, gsize length_bytes)
{
    g_autoptr (GBytes) field = bb_bytes_slice (image, offset, length_bytes, NULL);
    const guint8 *data = field != NULL ? g_bytes_get_data (field, NULL) : NULL;
    g_autofree char *text = g_malloc0 (length_bytes + 1);

    if (data == NULL)
        return NULL;
    for (gsize i = 0; i < length_bytes; i++) {
        text[i] = data[i] == 0 ? ' ' : (char) data[i];
        if (!g_ascii_isprint (text[i]))
            return NULL;
    }
    return g_strchomp (g_steal_pointer (&text));
}

/* Finds the names in @image, from offset @first on, by the @rule of bb_liteon_is_header(). Returns the offset behind
 * the header, which is that of the names; -1 if there are none. */
static gssize
bb_liteon_find_names (GBytes *image, gsize first, guint rule)
{
    gsize size = g_bytes_get_size (image);

    for (gsize at = first; at + HEADER_BYTES + NAMES_BYTES <= size; at++)
        if (bb_liteon_is_header (image, at, rule) &&
            bb_image_bytes_are_within (image, at + HEADER_BYTES, VENDOR_BYTES, 0, '~'))
            return (gssize) (at + HEADER_BYTES);
    return -1;
}

/* Returns (transfer full) (nullable) the date in @stamp (nullable), "2005/03/21" or "Mar 21,2005", as "2005-03-21";
 * NULL if there is no valid date from 1990 to 2019. */
static char *
bb_liteon_dup_date (const char *stamp)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    guint year = 0;
    guint month = 0;
    guint day = 0;

    if (stamp == NULL)
        return NULL;
    if (strlen (stamp) >= 10 && stamp[4] == '/' && stamp[7] == '/') {
        year = (guint) g_ascii_strtoull (stamp, NULL, 10);
        month = (guint) g_ascii_strtoull (stamp + 5, NULL, 10);
        day = (guint) g_ascii_strtoull (stamp + 8, NULL, 10);
    } else if (strlen (stamp) >= 11 && stamp[6] == ',') {
        for (guint i = 0; i < G_N_ELEMENTS (months); i++)
            if (strncmp (stamp, months[i], 3) == 0)
                month = i + 1;
        day = (guint) g_ascii_strtoull (stamp + 3, NULL, 10);
        year = (guint) g_ascii_strtoull (stamp + 7, NULL, 10);
    }
    if (year < FIRST_YEAR || year > LAST_YEAR ||
        !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
        return NULL;
    return g_strdup_printf ("%04u-%02u-%02u", year, month, day);
}

/* Finds the machine code in @image that calls the first memory bank, and returns the mask byte in it. This mask
 * shows the order of the banks in @image. -1 if there is no such code. */
static int
bb_liteon_find_bank_call (GBytes *image)
{
    static const guint8 before[] = {0xE5, 0x90, 0x54};
    static const guint8 after[] = {0xB4, 0x00};
    guint8 mask = 0;

    for (gsize at = FIRST_OFFSET; at < BANK_CALL_END; at++)
        if (bb_bytes_equal_at (image, at, before, sizeof before) && bb_bytes_get_u8 (image, at + 3, &mask, NULL) &&
            bb_bytes_equal_at (image, at + 4, after, sizeof after))
            return mask;
    return -1;
}

/* TRUE if the last 16 bytes of @image are capital letters or blanks. */
static gboolean
bb_liteon_ends_with_letters (GBytes *image)
{
    gsize size = g_bytes_get_size (image);

    for (gsize i = size - END_BYTES; i < size; i++) {
        guint8 byte = 0;

        if (!bb_bytes_get_u8 (image, i, &byte, NULL) || (byte != ' ' && !g_ascii_isupper (byte)))
            return FALSE;
    }
    return TRUE;
}

/* Returns (transfer full) (nullable) the model whose firmware has this @kind, this @letter at the start of the
 * revision, and this order of the memory banks (@is_rebanked); NULL if there is none. If several models have the same
 * letter, chooses one of them by texts in @image or by the other characters of @revision. */
static BbModel *
bb_liteon_find_model (GBytes *image, const char *kind, char letter, gboolean is_rebanked, const char *revision,
                      BbCatalog *catalog)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_LITEON_ID);
    gboolean is_other_build =
        letter == 'B' && (g_str_has_prefix (revision, "BS4") || g_str_has_prefix (revision, "BYX") ||
                          (g_str_has_prefix (revision, "B8S") && strlen (revision) > 3 &&
                           ((revision[3] >= '3' && revision[3] <= '9') || g_ascii_isupper (revision[3]))));
    const char *wanted = NULL;

    if (g_str_equal (kind, BB_LITEON_WRITER) && letter == 'G')
        wanted = bb_image_bytes_find (image, 0, "LDW-451S") >= 0 ? "LDW-451S" : "LDW-851S";
    if (g_str_equal (kind, BB_LITEON_WRITER) && is_other_build)
        wanted = "SOHW-1653S";
    if (g_str_equal (kind, BB_LITEON_COMBO) && letter == 'R')
        wanted = strlen (revision) >= 4 && g_ascii_isalnum (revision[1]) && !g_ascii_islower (revision[1]) &&
                         g_ascii_isalnum (revision[2]) && !g_ascii_islower (revision[2]) &&
                         g_ascii_isalnum (revision[3]) && !g_ascii_islower (revision[3])
                     ? "SOHC-5236K"
                     : "SOHC-5236V";
    for (guint i = 0; i < models->len; i++) {
        BbModel *model = models->pdata[i];
        const char *own = bb_model_get_string (model, "Letter");

        if (wanted != NULL
                ? g_str_equal (bb_model_get_key (model), wanted)
                : own != NULL && own[0] == letter && g_str_equal (bb_model_get_string (model, "Kind"), kind) &&
                      bb_model_get_boolean (model, "Rebanked") == is_rebanked)
            return bb_model_ref (model);
    }
    return NULL;
}

/* TRUE if the manufacturer sold drives under @vendor, or if the shipped catalog lists the name as one of this
 * family. */
static gboolean
bb_liteon_is_known_name (const char *vendor, const char *product, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) names = NULL;

    if (g_strv_contains (bb_liteon_vendors, vendor))
        return TRUE;
    names = bb_catalog_match_name (catalog, vendor, product);
    for (guint i = 0; i < names->len; i++)
        if (!bb_name_is_users (names->pdata[i]) &&
            g_strcmp0 (bb_name_get_string (names->pdata[i], "Chipset"), "mediatek-lite-on") == 0)
            return TRUE;
    return FALSE;
}

/* Adds the order of the memory banks of @image to @values. Returns TRUE if the image is "rebanked": it has the other
 * of the two known orders, which only images for writers have. @letter: first character of the revision. Sets
 * is_damaged of @identity to TRUE for a rebanked image with the letter U or V that lacks its end, else to FALSE.
 * Sets the problem of @identity if the image is damaged, or if the order is wrong or unknown. */
static gboolean
bb_liteon_add_banks (GBytes *image, char letter, BbImageIdentity *identity, GVariantDict *values)
{
    static const char *const end = "LITEONIT";
    gsize size = g_bytes_get_size (image);
    int mask = size >= COMBO_BYTES ? bb_liteon_find_bank_call (image) : 0;
    gboolean is_rebanked = size == WRITER_BYTES && mask == REBANKED;

    g_variant_dict_insert (values, BB_LITEON_KEY_ORDER, "s", is_rebanked ? "rebanked" : "plain");
    identity->is_damaged = is_rebanked && (letter == 'U' || letter == 'V') && !bb_liteon_ends_with_letters (image);
    if (identity->is_damaged)
        identity->problem = g_strdup (
            _ ("The program that read this image from a drive does not support that drive. Parts of the image are "
               "therefore wrong."));
    else if (mask < 0 || (is_rebanked && !bb_bytes_equal_at (image, BANK_CALL_END - strlen (end), end, strlen (end))))
        identity->problem = g_strdup (_ ("The parts of the image are in an order that does not occur in Lite-On "
                                         "firmware. The image is damaged or of an unknown type."));
    return is_rebanked;
}

/* Adds to @values the letter (first character of the revision), the order of the memory banks and, if there is one,
 * the internal revision (bb_liteon_dup_internal_revision()). Sets the model of @identity if the catalog has it, and
 * the problem of @identity if bb_liteon_add_banks() finds one. */
static void
bb_liteon_add_model (GBytes *image, const char *kind, BbImageIdentity *identity, BbCatalog *catalog,
                     GVariantDict *values)
{
    g_autofree char *found = bb_liteon_dup_internal_revision (image);
    gsize length_bytes = g_str_equal (kind, BB_LITEON_WRITER) ? WRITER_REVISION_BYTES : REVISION_TEXT_BYTES;
    g_autofree char *internal = found != NULL ? g_strchomp (g_strndup (found, length_bytes)) : NULL;
    const char *revision = internal != NULL ? internal : identity->revision;
    char letter = *revision == '6' ? 'P' : *revision;
    char text[2] = {letter, '\0'};
    gboolean is_rebanked = bb_liteon_add_banks (image, letter, identity, values);
    g_autoptr (BbModel) model = bb_liteon_find_model (image, kind, letter, is_rebanked, revision, catalog);

    g_variant_dict_insert (values, BB_LITEON_KEY_LETTER, "s", text);
    if (internal != NULL)
        g_variant_dict_insert (values, BB_LITEON_KEY_INTERNAL, "s", internal);
    if (model == NULL)
        return;
    identity->model_name = g_strdup (bb_model_get_name (model));
    g_strfreev (identity->codes);
    identity->codes = g_strsplit (bb_model_get_key (model), "\n", 1);
}

/* Returns (transfer full) (nullable) the identity of @image if it is the memory of a DS-8ABSH (section 7), whose
 * revision, mark and tag are at fixed offsets; NULL otherwise. */
static BbImageIdentity *
bb_liteon_describe_dump (GBytes *image, BbCatalog *catalog)
{
    g_autoptr (GPtrArray) models = bb_catalog_list_models (catalog, BB_LITEON_ID);
    g_autofree char *revision = bb_liteon_dup_field (image, BB_LITEON_DUMP_REVISION_OFFSET, REVISION_BYTES);
    g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);

    if (revision == NULL ||
        !bb_bytes_equal_at (image, BB_LITEON_DUMP_MARK_OFFSET, BB_LITEON_DUMP_MARK, strlen (BB_LITEON_DUMP_MARK)))
        return NULL;
    for (guint i = 0; i < models->len; i++) {
        const char *tag = bb_model_get_string (models->pdata[i], BB_LITEON_MODEL_TAG);
        g_auto (GStrv) products = bb_model_get_strv (models->pdata[i], "Products");
        g_auto (GStrv) name = tag != NULL && products != NULL ? g_strsplit (products[0], " ", 2) : NULL;
        BbImageIdentity *identity = NULL;

        if (name == NULL || !bb_bytes_equal_at (image, BB_LITEON_DUMP_TAG_OFFSET, tag, strlen (tag)))
            continue;
        identity = bb_image_identity_new (BB_LITEON_ID, 0, g_bytes_get_size (image));
        identity->vendor = g_strdup (name[0]);
        identity->product = g_strdup (name[1]);
        identity->revision = g_steal_pointer (&revision);
        identity->model_name = g_strdup (bb_model_get_name (models->pdata[i]));
        g_strfreev (identity->codes);
        identity->codes = g_strsplit (bb_model_get_key (models->pdata[i]), "\n", 1);
        g_variant_dict_insert (&values, BB_LITEON_KEY_KIND, "s", BB_LITEON_WRITER);
        g_variant_dict_insert (&values, BB_LITEON_KEY_TAG, "s", tag);
        identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
        return identity;
    }
    return NULL;
}

BbImageIdentity *
bb_liteon_describe_image (GBytes *image, BbCatalog *catalog)
{
    gsize size = g_bytes_get_size (image);
    g_autoptr (BbImageIdentity) identity = NULL;
    g_autofree char *stamp = NULL;
    g_autofree char *date = NULL;
    const char *kind = NULL;
    gssize at = -1;
    guint8 first = 0;
    GVariantDict values;

    if (!bb_liteon_is_image_size (size) || !bb_bytes_get_u8 (image, 0, &first, NULL) || first != BB_LITEON_LONG_JUMP)
        return NULL;
    identity = bb_liteon_describe_dump (image, catalog);
    if (identity != NULL)
        return g_steal_pointer (&identity);
    kind = bb_liteon_find_kind (image);
    if (kind == NULL)
        return NULL;
    for (guint rule = 0; rule < 2 && at < 0; rule++)
        at = bb_liteon_find_names (image, FIRST_OFFSET, rule);
    if (at >= 0)
        stamp = bb_liteon_dup_field (image, (gsize) at + NAMES_BYTES, STAMP_BYTES);
    for (guint pass = 0; pass < 2 && at < 0 && !g_str_equal (kind, BB_LITEON_WRITER); pass++)
        at = bb_liteon_find_names (image, pass == 0 ? FIRST_OFFSET : 0, 2);
    if (at < 0)
        return NULL;
    identity = bb_image_identity_new (BB_LITEON_ID, 0, size);
    identity->vendor = bb_liteon_dup_field (image, (gsize) at, VENDOR_BYTES);
    identity->product = bb_liteon_dup_field (image, (gsize) at + VENDOR_BYTES, PRODUCT_BYTES);
    identity->revision = bb_liteon_dup_field (image, (gsize) at + VENDOR_BYTES + PRODUCT_BYTES, REVISION_BYTES);
    if (identity->vendor == NULL || identity->product == NULL || identity->revision == NULL ||
        !bb_liteon_is_known_name (identity->vendor, identity->product, catalog))
        return NULL;
    date = bb_liteon_dup_date (stamp);
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, BB_LITEON_KEY_KIND, "s", kind);
    if (date != NULL)
        g_variant_dict_insert (&values, BB_LITEON_KEY_DATE, "s", date);
    bb_liteon_add_model (image, kind, identity, catalog, &values);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    return g_steal_pointer (&identity);
}
