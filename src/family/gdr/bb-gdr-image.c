/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-gdr.h"

#include "family/spc/bb-image-bytes.h"
#include "firmware/bb-program.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies firmware files and verifies the sum of the firmware (lg-gdr.md, sections 5 and 6). */

#define KEY_WORD 0x8B8B8B8Bu
#define VENDOR "HL-DT-ST"
#define VENDOR_BYTES 8u
#define PRODUCT_BYTES 16u
#define REVISION_BYTES 4u
/* Offset of the INQUIRY data in the boot part, and of the texts in these data. */
#define INQUIRY_OFFSET 0x20B2u
#define TEXTS_OFFSET 8u
#define INQUIRY_BYTES 36u
/* Length of the beginning of an image that contains the INQUIRY data. This part is descrambled to test whether the
 * image is scrambled. */
#define HEAD_BYTES 0x2100u
/* Length of the update file of the manufacturer, and offsets of its fields (section 5.3). */
#define DLD_BYTES 0x41C28u
#define DLD_IMAGE_OFFSET 0x40u
#define DLD_PRODUCT_OFFSET 0x20u
#define DLD_REVISION_OFFSET 0x30u
#define DLD_STUB_OFFSET 0x10u
#define DLD_LENGTH_OFFSET 0x1Cu
/* The program of the manufacturer contains, one after the other: MARK, three zero bytes, the length of the update
 * file, and the update file (section 5.4). The offsets count from the first byte of MARK. */
#define MARK "_DLDAREA_"
#define MARK_BYTES 9u
#define MARK_LENGTH_OFFSET 12u
#define MARK_DLD_OFFSET 16u

static const guint8 bb_gdr_inquiry_header[] = {0x05, 0x80, 0x00, 0x32, 0x5B};

/* Firmware that is published: SHA-256 of the boot part and of the application (section 6). */
static const struct {
    const char *name;
    const char *boot;
    const char *application;
    gboolean is_modified;
} bb_gdr_known[] = {
    {"GDR8163B 0M26", "5c682a87c86a4103b0f0f131bd858b6107199ead615de83115b76a2ea1783fce",
     "9c4ff8ccd6c41f771636d7a13bc3cea9b55c916c659c75bb8409781df559fcef", FALSE},
    {"GDR8164B 0L06", "2877086d0b44378c5c52e7da6bbf9dbf01604b352e2bb68b4c902501f2d17f72",
     "d6875badb964c6796648e4f2e2a713b84fcdb2e86cde988a174071f1d54ab77a", FALSE},
    {"GDR8164B 0L06 (modified)", "2877086d0b44378c5c52e7da6bbf9dbf01604b352e2bb68b4c902501f2d17f72",
     "cef6d553d88116954046ffdc6dd91a3263fa4e9c17d0292151f0bff1c10c52f0", TRUE},
    {"GDR8050L 0012", "6d5058577719271d41162b1f25650de5ec36a390d2e33eca6ccbf766a4c0ce26",
     "c58ed06ce3cb706a3574462d2aaa5c59808fb5fb36ad371eb9bcfe15348c2112", FALSE},
    {"GDR8050L 0012 (modified)", "6d5058577719271d41162b1f25650de5ec36a390d2e33eca6ccbf766a4c0ce26",
     "a7c21e81d2c1ca82b1b7a45125561ad4dae6ae2a36b0bf87ab67c75d0eec14c2", TRUE},
    {"GDR3120L 0046", "39e8ab5139d8701ad3a6208478b64c63c4e2df26c35b315880493ef148223e5c",
     "0d67c56f139199ac82d133966490babbf9680ecd29e2e990d806456372f96fc3", FALSE},
};

/* --- the two views of the memory --- */

/* Fills @tables for the permutation of the bits of a word: tables[i][value] has the bits of the permuted word that
 * are set if byte i of the word has @value. @reverse: the permutation from the scrambled word to the plain word */
static void
bb_gdr_fill_tables (guint32 tables[4][256], gboolean reverse)
{
    /* Bit 31 - i of a scrambled word is bit bits[i] of the plain word XOR KEY_WORD. */
    static const guint8 bits[32] = {22, 27, 3,  10, 14, 16, 1, 28, 26, 7,  15, 21, 5, 19, 29, 12,
                                    2,  11, 24, 20, 13, 18, 4, 30, 9,  17, 23, 0,  6, 31, 8,  25};

    memset (tables, 0, 4 * sizeof tables[0]);
    for (guint i = 0; i < G_N_ELEMENTS (bits); i++) {
        guint from = reverse ? 31 - i : bits[i];
        guint to = reverse ? bits[i] : 31 - i;

        for (guint value = 0; value < 256; value++)
            if ((value >> (from % 8) & 1) != 0)
                tables[from / 8][value] |= 1u << to;
    }
}

GBytes *
bb_gdr_scramble (GBytes *bytes, gboolean reverse)
{
    guint32 tables[4][256];
    gsize size = g_bytes_get_size (bytes);
    guint8 *out = g_malloc (size);
    guint32 word = 0;

    bb_gdr_fill_tables (tables, reverse);
    for (gsize at = 0; bb_bytes_get_be32 (bytes, at, &word, NULL); at += 4) {
        if (!reverse)
            word ^= KEY_WORD;
        word = tables[0][word & 0xFF] | tables[1][word >> 8 & 0xFF] | tables[2][word >> 16 & 0xFF] |
               tables[3][word >> 24];
        bb_put_be32 (out + at, reverse ? word ^ KEY_WORD : word);
    }
    return g_bytes_new_take (out, size);
}

/* --- sum and texts --- */

gboolean
bb_gdr_is_sum_right (GBytes *plain)
{
    guint32 sum = 0;
    guint32 word = 0;

    for (gsize at = BB_GDR_OWN_END; at < BB_GDR_APPLICATION_END; at += 4) {
        if (!bb_bytes_get_le32 (plain, at, &word, NULL))
            return FALSE;
        sum += word;
    }
    return sum == 0;
}

void
bb_gdr_texts_clear (BbGdrTexts *texts)
{
    g_clear_pointer (&texts->vendor, g_free);
    g_clear_pointer (&texts->product, g_free);
    g_clear_pointer (&texts->revision, g_free);
    g_clear_pointer (&texts->application_revision, g_free);
}

/* TRUE if INQUIRY data of this maker, with printable texts, are at @offset. */
static gboolean
bb_gdr_has_inquiry (GBytes *plain, gsize offset)
{
    return bb_bytes_equal_at (plain, offset, bb_gdr_inquiry_header, sizeof bb_gdr_inquiry_header) &&
           bb_bytes_equal_at (plain, offset + TEXTS_OFFSET, VENDOR, VENDOR_BYTES) &&
           bb_image_bytes_are_within (plain, offset + TEXTS_OFFSET, INQUIRY_BYTES - TEXTS_OFFSET, ' ', '~');
}

/* Returns (transfer full) (nullable) the revision in the second copy of the INQUIRY data, whose offset in the
 * application varies; NULL if there is no second copy. */
static char *
bb_gdr_dup_application_revision (GBytes *plain)
{
    gssize at = BB_GDR_OWN_END;

    while ((at = bb_image_bytes_find (plain, (gsize) at + 1, VENDOR)) >= 0 && at < (gssize) BB_GDR_APPLICATION_END)
        if (bb_gdr_has_inquiry (plain, (gsize) at - TEXTS_OFFSET))
            return bb_bytes_dup_text (plain, (gsize) at + VENDOR_BYTES + PRODUCT_BYTES, REVISION_BYTES, NULL);
    return NULL;
}

gboolean
bb_gdr_read_texts (GBytes *plain, BbGdrTexts *texts)
{
    gsize at = INQUIRY_OFFSET + TEXTS_OFFSET;

    *texts = (BbGdrTexts){0};
    if (!bb_gdr_has_inquiry (plain, INQUIRY_OFFSET))
        return FALSE;
    texts->vendor = bb_bytes_dup_text (plain, at, VENDOR_BYTES, NULL);
    texts->product = bb_bytes_dup_text (plain, at + VENDOR_BYTES, PRODUCT_BYTES, NULL);
    texts->revision = bb_bytes_dup_text (plain, at + VENDOR_BYTES + PRODUCT_BYTES, REVISION_BYTES, NULL);
    texts->application_revision = bb_gdr_dup_application_revision (plain);
    return texts->vendor != NULL && texts->product != NULL && texts->revision != NULL;
}

/* --- identity --- */

void
bb_gdr_add_known (BbImageIdentity *identity, const char *boot, const char *application, GVariantDict *values)
{
    for (guint i = 0; i < G_N_ELEMENTS (bb_gdr_known); i++) {
        if (g_str_equal (boot, bb_gdr_known[i].boot) && !g_variant_dict_contains (values, BB_GDR_KEY_BOOT))
            g_variant_dict_insert (values, BB_GDR_KEY_BOOT, "s", bb_gdr_known[i].name);
        if (!g_str_equal (application, bb_gdr_known[i].application))
            continue;
        g_variant_dict_insert (values, BB_GDR_KEY_APPLICATION, "s", bb_gdr_known[i].name);
        identity->kind = bb_gdr_known[i].is_modified ? BB_IMAGE_KIND_MODIFIED : BB_IMAGE_KIND_ORIGINAL;
    }
}

/* Sets names, revision, checksum, model and kind of @identity from the image @plain and its @texts. The revision is
 * that of the application; if it has none, that of the boot part. The model is set only if the catalog has the
 * product. Adds the names of known firmware to @values. */
static void
bb_gdr_fill_identity (BbImageIdentity *identity, GBytes *plain, const BbGdrTexts *texts, BbCatalog *catalog,
                      GVariantDict *values)
{
    g_autoptr (GPtrArray) models = bb_catalog_find_models (catalog, BB_GDR_ID, "Product", texts->product);
    const guint8 *data = g_bytes_get_data (plain, NULL);
    g_autofree char *boot = bb_sha256_data (data, BB_GDR_BOOT_END);
    g_autofree char *application = bb_sha256_data (data + BB_GDR_OWN_END, BB_GDR_APPLICATION_END - BB_GDR_OWN_END);

    identity->vendor = g_strdup (texts->vendor);
    identity->product = g_strdup (texts->product);
    identity->revision =
        g_strdup (texts->application_revision != NULL ? texts->application_revision : texts->revision);
    identity->checksum = bb_gdr_is_sum_right (plain) ? BB_CHECKSUM_GOOD : BB_CHECKSUM_BAD;
    if (models->len > 0) {
        g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();

        g_strv_builder_add (codes, bb_model_get_key (models->pdata[0]));
        g_strfreev (identity->codes);
        identity->codes = g_strv_builder_end (codes);
        identity->model_name = g_strdup (bb_model_get_name (models->pdata[0]));
    }
    bb_gdr_add_known (identity, boot, application, values);
}

/* Returns (transfer full) (nullable) the descrambled bytes of @image, and sets @texts; NULL if @image is no image of
 * this family. The caller has checked that @image has BB_GDR_IMAGE_BYTES. @is_scrambled: (out): the bytes of @image
 * are scrambled */
static GBytes *
bb_gdr_find_view (GBytes *image, BbGdrTexts *texts, gboolean *is_scrambled)
{
    g_autoptr (GBytes) head = bb_bytes_slice (image, 0, HEAD_BYTES, NULL);
    g_autoptr (GBytes) plain_head = NULL;

    *is_scrambled = FALSE;
    if (bb_gdr_read_texts (image, texts))
        return g_bytes_ref (image);
    bb_gdr_texts_clear (texts);
    plain_head = head != NULL ? bb_gdr_scramble (head, TRUE) : NULL;
    if (plain_head != NULL && bb_gdr_has_inquiry (plain_head, INQUIRY_OFFSET)) {
        g_autoptr (GBytes) plain = bb_gdr_scramble (image, TRUE);

        *is_scrambled = TRUE;
        if (bb_gdr_read_texts (plain, texts))
            return g_steal_pointer (&plain);
    }
    return NULL;
}

/* Adds the identity of @file, which has BB_GDR_IMAGE_BYTES, if it is an image. */
static void
bb_gdr_add_image (GBytes *file, BbCatalog *catalog, GPtrArray *found)
{
    g_auto (BbGdrTexts) texts = {0};
    gboolean is_scrambled = FALSE;
    g_autoptr (GBytes) plain = bb_gdr_find_view (file, &texts, &is_scrambled);
    BbImageIdentity *identity = NULL;
    GVariantDict values;

    if (plain == NULL)
        return;
    identity = bb_image_identity_new (BB_GDR_ID, 0, BB_GDR_IMAGE_BYTES);
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, BB_GDR_KEY_FORM, "s", is_scrambled ? "scrambled" : "plain");
    bb_gdr_fill_identity (identity, plain, &texts, catalog, &values);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    if (is_scrambled)
        identity->content = g_bytes_ref (plain);
    g_ptr_array_add (found, identity);
}

/* TRUE if the bytes at @offset are the header of an update file: a constant, the offset of the code after the image,
 * and the length have the values that every update file has. */
static gboolean
bb_gdr_is_dld (GBytes *file, gsize offset)
{
    static const guint8 constant[] = {0x01, 0x00, 0x00, 0x00};
    guint32 stub = 0;
    guint32 length_bytes = 0;

    return bb_bytes_equal_at (file, offset + 4, constant, sizeof constant) &&
           bb_bytes_get_be32 (file, offset + DLD_STUB_OFFSET, &stub, NULL) &&
           stub == DLD_IMAGE_OFFSET + BB_GDR_IMAGE_BYTES &&
           bb_bytes_get_be32 (file, offset + DLD_LENGTH_OFFSET, &length_bytes, NULL) &&
           length_bytes == DLD_BYTES - DLD_IMAGE_OFFSET;
}

/* TRUE if the sum in the first two bytes of the update file @dld is that of all other bytes. The caller has checked
 * that @dld has DLD_BYTES. */
static gboolean
bb_gdr_is_dld_sum_right (GBytes *dld)
{
    const guint8 *data = g_bytes_get_data (dld, NULL);
    guint16 stored = 0;
    guint16 sum = 0;

    for (gsize i = 2; i < DLD_BYTES; i++)
        sum = (guint16) (sum + data[i]);
    return bb_bytes_get_be16 (dld, 0, &stored, NULL) && stored == sum;
}

/* If the header of the update file @dld names another product than the firmware in the file (@texts), adds product
 * and revision in the header to @values. */
static void
bb_gdr_add_target (GBytes *dld, const BbGdrTexts *texts, GVariantDict *values)
{
    g_autofree char *product = bb_bytes_dup_text (dld, DLD_PRODUCT_OFFSET, PRODUCT_BYTES, NULL);
    g_autofree char *revision = bb_bytes_dup_text (dld, DLD_REVISION_OFFSET, REVISION_BYTES, NULL);
    g_autofree char *target = NULL;

    if (product == NULL || revision == NULL || g_str_equal (product, texts->product))
        return;
    target = g_strdup_printf ("%s %s", product, revision);
    g_variant_dict_insert (values, BB_GDR_KEY_TARGET, "s", target);
}

/* Adds the identity of the update file at @offset of @file; its content is the descrambled image. @form: "dld" or
 * "updater". Adds nothing if the update file is not complete. If it does not contain scrambled firmware of this
 * family, the identity has a problem and is marked as damaged. The checksum is bad if that of the image or that of
 * the update file is wrong. */
static void
bb_gdr_add_dld (GBytes *file, gsize offset, const char *form, BbCatalog *catalog, GPtrArray *found)
{
    g_autoptr (GBytes) dld = bb_bytes_slice (file, offset, DLD_BYTES, NULL);
    g_autoptr (GBytes) image = bb_bytes_slice (file, offset + DLD_IMAGE_OFFSET, BB_GDR_IMAGE_BYTES, NULL);
    g_auto (BbGdrTexts) texts = {0};
    BbImageIdentity *identity = NULL;
    g_autoptr (GBytes) plain = NULL;
    gboolean is_scrambled = FALSE;
    GVariantDict values;

    if (dld == NULL || image == NULL)
        return;
    plain = bb_gdr_find_view (image, &texts, &is_scrambled);
    identity = bb_image_identity_new (BB_GDR_ID, offset, DLD_BYTES);
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, BB_GDR_KEY_FORM, "s", form);
    if (plain != NULL && is_scrambled) {
        bb_gdr_fill_identity (identity, plain, &texts, catalog, &values);
        bb_gdr_add_target (dld, &texts, &values);
        if (!bb_gdr_is_dld_sum_right (dld))
            identity->checksum = BB_CHECKSUM_BAD;
        identity->content = g_bytes_ref (plain);
    } else {
        identity->problem = g_strdup (_ ("This update file for Hitachi-LG DVD-ROM drives lacks the expected "
                                         "firmware, so the file is damaged. Download the file again."));
        identity->is_damaged = TRUE;
    }
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    g_ptr_array_add (found, identity);
}

/* Adds the identity of the update file in the program @file. Adds nothing if the program does not contain the mark of
 * an update. If it has the mark, but not exactly one complete update file, adds an identity with a problem, marked as
 * damaged. */
static void
bb_gdr_add_updater (GBytes *file, BbCatalog *catalog, GPtrArray *found)
{
    gssize at = bb_image_bytes_find (file, 0, MARK);
    guint32 length_bytes = 0;
    BbImageIdentity *identity = NULL;

    if (at < 0)
        return;
    if (bb_image_bytes_find (file, (gsize) at + 1, MARK) < 0 &&
        bb_bytes_is_filled (file, (gsize) at + MARK_BYTES, MARK_LENGTH_OFFSET - MARK_BYTES, 0) &&
        bb_bytes_get_be32 (file, (gsize) at + MARK_LENGTH_OFFSET, &length_bytes, NULL) && length_bytes == DLD_BYTES &&
        g_bytes_get_size (file) >= (gsize) at + MARK_DLD_OFFSET + DLD_BYTES &&
        bb_gdr_is_dld (file, (gsize) at + MARK_DLD_OFFSET)) {
        bb_gdr_add_dld (file, (gsize) at + MARK_DLD_OFFSET, "updater", catalog, found);
        return;
    }
    identity = bb_image_identity_new (BB_GDR_ID, 0, g_bytes_get_size (file));
    identity->problem =
        g_strdup (_ ("This updater for Hitachi-LG DVD-ROM drives should contain exactly one complete update file, "
                     "but it does not. Download the updater again."));
    identity->is_damaged = TRUE;
    g_ptr_array_add (found, identity);
}

GPtrArray *
bb_gdr_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    gsize size = g_bytes_get_size (bytes);

    if (size == BB_GDR_IMAGE_BYTES)
        bb_gdr_add_image (bytes, catalog, found);
    else if (size == DLD_BYTES && bb_gdr_is_dld (bytes, 0))
        bb_gdr_add_dld (bytes, 0, "dld", catalog, found);
    else if (bb_program_is (bytes))
        bb_gdr_add_updater (bytes, catalog, found);
    return found;
}

char *
bb_gdr_explain_image (BbImageIdentity *identity)
{
    const char *target = bb_image_identity_lookup_string (identity, BB_GDR_KEY_TARGET);

    if (target == NULL)
        return NULL;
    /* TRANSLATORS: product and revision of a drive, then product and revision of firmware */
    return g_strdup_printf (_ ("The header of this file is for drives that report %s, but the firmware in the file "
                               "is for a different model (%s %s)."),
                            target, identity->product, identity->revision);
}
