/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-pioneer-bd.h"

#include "family/spc/bb-image-bytes.h"
#include "firmware/bb-program.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies images (pioneer-bd.md, sections 3 and 4): backups, and files of the manufacturer, of which
 * only the header can be read. */

#define MARK "********  Copyright(c) 2000 Pioneer"
#define HEADER_BYTES 0x200u
#define ID_OFFSET 0x60u
#define ID_BYTES 24u
#define ID_PREFIX "PIONEER BD-"
#define REVISION_OFFSET 0x90u
#define REVISION_BYTES 5u
#define PLATFORM_OFFSET 0xB0u
#define KERNEL_TAG_OFFSET 0xD0u
#define TYPE_OFFSET 0x110u
#define FIELD_BYTES 8u
#define DATE_OFFSET 0x130u
#define DATE_BYTES 10u
#define NO_DATE "00/00/00"
/* Limits of the length of Normal (section 4). */
#define LEAST_NORMAL_BYTES 0x2000u
#define MOST_NORMAL_BYTES 0x800000u
#define NORMAL_UNIT_BYTES 0x100u
/* Largest number of files that are read from one program of the manufacturer. A program has files of Kernel and
 * Normal for at most two kernel tags. */
#define MOST_FILES 8u

gboolean
bb_pioneer_bd_get_normal_bytes (GBytes *bytes, gsize offset, guint32 *length_bytes)
{
    *length_bytes = 0;
    return bb_bytes_equal_at (bytes, offset, BB_PIONEER_BD_DESCRIPTOR, strlen (BB_PIONEER_BD_DESCRIPTOR)) &&
           bb_bytes_get_be32 (bytes, offset + BB_PIONEER_BD_LENGTH_OFFSET, length_bytes, NULL) &&
           *length_bytes >= LEAST_NORMAL_BYTES && *length_bytes <= MOST_NORMAL_BYTES &&
           *length_bytes % NORMAL_UNIT_BYTES == 0;
}

gboolean
bb_pioneer_bd_is_sum_right (GBytes *bytes, gsize offset, gsize length_bytes)
{
    guint32 sum = 0;
    guint32 word = 0;

    for (gsize at = offset; at < offset + length_bytes; at += 4) {
        if (!bb_bytes_get_be32 (bytes, at, &word, NULL))
            return FALSE;
        sum += word;
    }
    return sum == 0;
}

/* Returns (transfer full) the text of a field, up to its first byte that is not printable, without blanks at its
 * ends; "" if there is none. */
static char *
bb_pioneer_bd_dup_field (GBytes *file, gsize offset, gsize length_bytes)
{
    g_autoptr (GBytes) field = bb_bytes_slice (file, offset, length_bytes, NULL);
    char *text = field != NULL ? g_strndup (g_bytes_get_data (field, NULL), g_bytes_get_size (field)) : g_strdup ("");

    for (char *c = text; *c != '\0'; c++)
        if (!g_ascii_isprint (*c))
            *c = '\0';
    return g_strstrip (text);
}

/* Adds the identity of the manufacturer's file at [@offset, @end) of @bytes. The identity has a problem if the type
 * in the header of the file is unknown, or if nothing follows the header. Adds nothing if the file is for another
 * kind of drive. */
static void
bb_pioneer_bd_add_file (GBytes *bytes, gsize offset, gsize end, BbCatalog *catalog, GPtrArray *found)
{
    g_autofree char *id = bb_pioneer_bd_dup_field (bytes, offset + ID_OFFSET, ID_BYTES);
    g_autofree char *platform = bb_pioneer_bd_dup_field (bytes, offset + PLATFORM_OFFSET, FIELD_BYTES);
    g_autofree char *tag = bb_pioneer_bd_dup_field (bytes, offset + KERNEL_TAG_OFFSET, FIELD_BYTES);
    g_autofree char *type = bb_pioneer_bd_dup_field (bytes, offset + TYPE_OFFSET, FIELD_BYTES);
    g_autofree char *date = bb_pioneer_bd_dup_field (bytes, offset + DATE_OFFSET, DATE_BYTES);
    const char *model_name = strrchr (id, ' ');
    const char *hardware = strrchr (platform, ' ');
    g_autoptr (GPtrArray) models = NULL;
    BbImageIdentity *identity = NULL;
    GVariantDict values;

    if (!g_str_has_prefix (id, ID_PREFIX) || model_name == NULL)
        return;
    identity = bb_image_identity_new (BB_PIONEER_BD_ID, offset, end - offset);
    identity->model_name = g_strdup (model_name + 1);
    identity->vendor = g_strdup ("PIONEER");
    identity->revision = bb_pioneer_bd_dup_field (bytes, offset + REVISION_OFFSET, REVISION_BYTES);
    models = bb_catalog_find_models (catalog, BB_PIONEER_BD_ID, "HardwareId", hardware != NULL ? hardware + 1 : "");
    if (models->len > 0) {
        g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();

        g_strv_builder_add (codes, bb_model_get_key (models->pdata[0]));
        g_strfreev (identity->codes);
        identity->codes = g_strv_builder_end (codes);
    }
    identity->is_damaged =
        end - offset <= HEADER_BYTES || (!g_str_equal (type, "Kernel") && !g_str_equal (type, "Normal"));
    if (identity->is_damaged)
        identity->problem = g_strdup (_ ("The header of the Pioneer firmware file is damaged, or the file ends after "
                                         "the header. Download the file again."));
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, BB_PIONEER_BD_KEY_PART, "s", g_str_equal (type, "Kernel") ? "kernel" : "normal");
    g_variant_dict_insert (&values, BB_PIONEER_BD_KEY_PLATFORM, "s", platform);
    g_variant_dict_insert (&values, BB_PIONEER_BD_KEY_KERNEL_TAG, "s", tag);
    if (*date != '\0' && !g_str_equal (date, NO_DATE))
        g_variant_dict_insert (&values, BB_PIONEER_BD_KEY_DATE, "s", date);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    g_ptr_array_add (found, identity);
}

/* Adds the identities of the manufacturer's files in @bytes to @found. @bytes may be one such file, or a program that
 * contains several; of a program, at most MOST_FILES are examined. Leaves out files for another kind of drive. Adds
 * nothing if @bytes are anything else. */
static void
bb_pioneer_bd_add_files (GBytes *bytes, BbCatalog *catalog, GPtrArray *found)
{
    gsize size = g_bytes_get_size (bytes);
    gssize at = 0;

    if (bb_bytes_equal_at (bytes, 0, MARK, strlen (MARK))) {
        bb_pioneer_bd_add_file (bytes, 0, size, catalog, found);
        return;
    }
    if (!bb_program_is (bytes))
        return;
    at = bb_image_bytes_find (bytes, 0, MARK);
    for (guint n = 0; at >= 0 && n < MOST_FILES; n++) {
        gssize next = bb_image_bytes_find (bytes, (gsize) at + 1, MARK);

        bb_pioneer_bd_add_file (bytes, (gsize) at, next >= 0 ? (gsize) next : size, catalog, found);
        at = next;
    }
}

/* Adds the identity of @bytes if they are a backup: Kernel, followed by Normal, as they were read from a drive. Its
 * checksum is good if both parts add up to 0. */
static void
bb_pioneer_bd_add_dump (GBytes *bytes, GPtrArray *found)
{
    gsize size = g_bytes_get_size (bytes);
    BbImageIdentity *identity = NULL;
    guint32 normal_bytes = 0;
    GVariantDict values;

    if (!bb_pioneer_bd_get_normal_bytes (bytes, BB_PIONEER_BD_KERNEL_BYTES, &normal_bytes) ||
        size != BB_PIONEER_BD_KERNEL_BYTES + normal_bytes)
        return;
    identity = bb_image_identity_new (BB_PIONEER_BD_ID, 0, size);
    identity->checksum = bb_pioneer_bd_is_sum_right (bytes, 0, BB_PIONEER_BD_KERNEL_BYTES) &&
                                 bb_pioneer_bd_is_sum_right (bytes, BB_PIONEER_BD_KERNEL_BYTES, normal_bytes)
                             ? BB_CHECKSUM_GOOD
                             : BB_CHECKSUM_BAD;
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, BB_PIONEER_BD_KEY_PART, "s", "dump");
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    g_ptr_array_add (found, identity);
}

GPtrArray *
bb_pioneer_bd_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);

    bb_pioneer_bd_add_dump (bytes, found);
    if (found->len == 0)
        bb_pioneer_bd_add_files (bytes, catalog, found);
    return found;
}

void
bb_pioneer_bd_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    const char *platform = bb_image_identity_lookup_string (identity, BB_PIONEER_BD_KEY_PLATFORM);
    const char *tag = bb_image_identity_lookup_string (identity, BB_PIONEER_BD_KEY_KERNEL_TAG);
    const char *own_tag = bb_facts_get_string (facts, BB_PIONEER_BD_KEY_KERNEL_TAG);
    const char *model_name = NULL;
    g_autofree char *product = bb_text_normalise (facts->inquiry.product, FALSE);

    if (identity->problem != NULL || platform == NULL)
        return;
    model_name = strrchr (product, ' ');
    if (g_strcmp0 (platform, bb_facts_get_string (facts, BB_PIONEER_BD_KEY_PLATFORM)) != 0)
        bb_verdict_add (verdict, "hardware", BB_WEIGHT_REFUSAL,
                        _ ("The file is for drives with hardware ID %s, but this drive has hardware ID %s."),
                        platform, bb_facts_get_string (facts, BB_PIONEER_BD_KEY_PLATFORM));
    else if (g_strcmp0 (tag, own_tag) != 0)
        bb_verdict_add (verdict, "kernel-tag", BB_WEIGHT_REFUSAL,
                        _ ("The file is for drives with loader (kernel) tag %s, but this drive has loader tag %s."),
                        tag, own_tag);
    else if (model_name == NULL || g_strcmp0 (identity->model_name, model_name + 1) != 0)
        bb_verdict_add (verdict, "model", BB_WEIGHT_REFUSAL, _ ("The image is for another model: %s."),
                        identity->model_name);
}
