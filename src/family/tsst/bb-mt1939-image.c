/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-mt1939.h"

#include "family/spc/bb-image-bytes.h"
#include "scsi/bb-bytes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* This file identifies images and adds reasons to verdicts (tsst-mt1939.md, section 4). */

#define VENDOR "TSSTcorp"
#define VENDOR_BYTES 8
#define PRODUCT_BYTES 16
#define REVISION_BYTES 4
/* Offsets in the trailer, the last BB_MT1939_TRAILER_BYTES of an image. */
#define PRODUCT_OFFSET 0x08
#define REVISION_OFFSET 0x18
#define LINE_OFFSET 0x20
#define MARKER_OFFSET 0x28
#define MARKER "\xAA\xAA"
/* The code of the product series has LINE_BYTES characters. It is at LINE_OFFSET in the trailer, and at
 * VERSION_LINE_OFFSET in the answer of the drive to the version command. */
#define LINE_BYTES 3
#define VERSION_LINE_OFFSET 4
/* The table in an image that lists the memory areas which the drive checks: offset, length and number of entries. */
#define RECORDS 0x10400u
#define RECORD_BYTES 28u
#define N_RECORDS 16u
#define RECORD_ENABLED 1u
#define RECORD_END 0xFFFFFFFFu
/* In an image, the FRAME_BYTES at the offset FRAME must equal those at SECOND_FRAME. */
#define FRAME 0x10FF0u
#define SECOND_FRAME 0x1FF000u
#define FRAME_BYTES 16u
/* Largest number of trailers that are examined in one file, so that no file takes long. */
#define MOST_TRAILERS 16u

guint16 BB_BYTE_LOOP
bb_mt1939_compute_sum (GBytes *bytes, gsize first, gsize end)
{
    const guint8 *data = g_bytes_get_data (bytes, NULL);
    guint16 sum = 0;

    for (gsize i = first; i < end; i++)
        sum = (guint16) (sum + data[i]);
    return sum;
}

/* TRUE if a trailer is at @offset: the vendor of these drives, and the product of a Blu-ray drive. */
static gboolean
bb_mt1939_is_trailer (GBytes *bytes, gsize offset)
{
    g_autofree char *product = bb_bytes_dup_text (bytes, offset + PRODUCT_OFFSET, PRODUCT_BYTES, NULL);

    return bb_bytes_equal_at (bytes, offset, VENDOR, VENDOR_BYTES) && product != NULL &&
           strchr (product, '?') == NULL && strstr (product, "BD") != NULL;
}

/* Returns the offset of the trailer, G_MAXSIZE if there is none. In a file that lacks bytes or has additional ones,
 * the trailer may be at the right distance from the beginning or from the end. */
static gsize
bb_mt1939_find_trailer (GBytes *bytes)
{
    gsize size = g_bytes_get_size (bytes);

    if (bb_mt1939_is_trailer (bytes, BB_MT1939_TRAILER))
        return BB_MT1939_TRAILER;
    /* The size is limited, because a much larger file may be an archive whose last file is an image. */
    return size > BB_MT1939_TRAILER_BYTES && size < BB_MT1939_IMAGE_BYTES + BB_MT1939_TRAILER_BYTES &&
                   bb_mt1939_is_trailer (bytes, size - BB_MT1939_TRAILER_BYTES)
               ? size - BB_MT1939_TRAILER_BYTES
               : G_MAXSIZE;
}

/* TRUE if the table of the areas that the drive checks has at least one area, and all of its areas are inside of the
 * image. FALSE also if an entry is invalid. */
static gboolean
bb_mt1939_has_records (GBytes *image)
{
    guint n_enabled = 0;

    for (guint i = 0; i < N_RECORDS; i++) {
        gsize at = RECORDS + (gsize) i * RECORD_BYTES;
        guint32 enable = 0;
        guint32 first = 0;
        guint32 last = 0;

        if (!bb_bytes_get_le32 (image, at, &enable, NULL) || enable == RECORD_END)
            break;
        (void) bb_bytes_get_le32 (image, at + 4, &first, NULL);
        (void) bb_bytes_get_le32 (image, at + 8, &last, NULL);
        if (enable != RECORD_ENABLED || first > last || last >= BB_MT1939_IMAGE_BYTES)
            return FALSE;
        n_enabled++;
    }
    return n_enabled > 0;
}

/* TRUE if the code of the product series in the trailer is that in the version answer of @model. */
static gboolean
bb_mt1939_has_line (GBytes *image, BbModel *model)
{
    g_autoptr (GBytes) version = bb_mt1939_dup_version (model);
    g_autoptr (GBytes) line = bb_bytes_slice (version, VERSION_LINE_OFFSET, LINE_BYTES, NULL);

    return line != NULL &&
           bb_bytes_equal_at (image, BB_MT1939_TRAILER + LINE_OFFSET, g_bytes_get_data (line, NULL), LINE_BYTES);
}

/* Returns (transfer full) (nullable) a sentence if the file cannot be used; NULL if it can be used. @model:
 * (nullable): model of the product that the file names. @is_damaged: (out): TRUE if length or marks are wrong. FALSE
 * if nothing is wrong, or only the table of the areas that the drive checks, because a wrong table shows that the
 * file was modified. A wrong checksum is not reported here, because bb_family_check() reports it. */
static char *
bb_mt1939_find_problem (GBytes *file, BbModel *model, gboolean *is_damaged)
{
    gsize size = g_bytes_get_size (file);
    g_autoptr (GBytes) frame = NULL;

    *is_damaged = TRUE;
    if (size != BB_MT1939_IMAGE_BYTES)
        return g_strdup_printf (
            _ ("The file has %zu bytes, but images for this drive have exactly %zu bytes. Download the file again."),
            size, (gsize) BB_MT1939_IMAGE_BYTES);
    frame = bb_bytes_slice (file, FRAME, FRAME_BYTES, NULL);
    if (!bb_bytes_equal_at (file, BB_MT1939_TRAILER + MARKER_OFFSET, MARKER, 2) ||
        !bb_bytes_equal_at (file, SECOND_FRAME, g_bytes_get_data (frame, NULL), FRAME_BYTES) ||
        (model != NULL && !bb_mt1939_has_line (file, model)))
        return g_strdup (_ ("The image lacks the data that marks firmware as complete, so the file is damaged. "
                            "Download the file again."));
    *is_damaged = FALSE;
    if (!bb_mt1939_has_records (file))
        return g_strdup (_ ("The image was modified: its list of areas that the drive checks is empty or damaged. "
                            "Flashing the image may make the drive unrecoverable. Use the manufacturer’s image."));
    return NULL;
}

/* Returns (transfer full) (nullable) a text of the trailer; NULL if it is not printable or empty. */
static char *
bb_mt1939_dup_text (GBytes *file, gsize offset, gsize length_bytes)
{
    g_autofree char *field = bb_bytes_dup_text (file, offset, length_bytes, NULL);
    g_autofree char *text = field != NULL ? bb_text_normalise (field, FALSE) : NULL;

    return text != NULL && *text != '\0' && strchr (text, '?') == NULL ? g_steal_pointer (&text) : NULL;
}

/* Sets the checksum of @identity. Leaves it at BB_CHECKSUM_NONE for a file of another length, which has a problem
 * already. */
static void
bb_mt1939_set_checksum (BbImageIdentity *identity, GBytes *file)
{
    guint16 stored = 0;

    if (!bb_bytes_get_be16 (file, BB_MT1939_SUM_OFFSET, &stored, NULL) ||
        g_bytes_get_size (file) != BB_MT1939_IMAGE_BYTES)
        return;
    identity->checksum = stored == bb_mt1939_compute_sum (file, BB_MT1939_SUM_START, BB_MT1939_SUM_END)
                             ? BB_CHECKSUM_GOOD
                             : BB_CHECKSUM_BAD;
}

/* Returns (transfer full) the identity of @image, which is at @offset in its file and has its trailer at @trailer.
 * The identity has a problem if bb_mt1939_find_problem() finds one. An image with only FF in place of the boot
 * code is marked as a copy that was read from a drive. */
static BbImageIdentity *
bb_mt1939_describe_image (GBytes *image, gsize offset, gsize trailer, BbCatalog *catalog)
{
    BbImageIdentity *identity = bb_image_identity_new (BB_MT1939_ID, offset, g_bytes_get_size (image));
    g_autoptr (BbModel) model = NULL;
    GVariantDict values;

    identity->vendor = g_strdup (VENDOR);
    identity->product = bb_mt1939_dup_text (image, trailer + PRODUCT_OFFSET, PRODUCT_BYTES);
    identity->revision = bb_mt1939_dup_text (image, trailer + REVISION_OFFSET, REVISION_BYTES);
    if (identity->product != NULL)
        model = bb_catalog_get_model (catalog, BB_MT1939_ID, identity->product);
    identity->model_name = g_strdup (model != NULL ? bb_model_get_name (model) : identity->product);
    if (model != NULL) {
        g_strfreev (identity->codes);
        identity->codes = g_new0 (char *, 2);
        identity->codes[0] = g_strdup (bb_model_get_key (model));
    }
    identity->problem = bb_mt1939_find_problem (image, model, &identity->is_damaged);
    bb_mt1939_set_checksum (identity, image);
    g_variant_dict_init (&values, NULL);
    if (bb_bytes_is_filled (image, 0, BB_MT1939_BOOT_BYTES, 0xFF))
        g_variant_dict_insert (&values, BB_MT1939_KEY_COPY, "b", TRUE);
    identity->values = g_variant_ref_sink (g_variant_dict_end (&values));
    return identity;
}

/* Adds to @found each undamaged image with a right checksum inside of @bytes, a larger file such as a program of the
 * manufacturer. Examines at most MOST_TRAILERS possible trailers. */
static void
bb_mt1939_add_inside (GPtrArray *found, GBytes *bytes, BbCatalog *catalog)
{
    gssize at = bb_image_bytes_find (bytes, BB_MT1939_TRAILER, VENDOR);

    for (guint i = 0; at >= 0 && i < MOST_TRAILERS; i++) {
        gsize start = (gsize) at - BB_MT1939_TRAILER;
        g_autoptr (GBytes) image = bb_bytes_slice (bytes, start, BB_MT1939_IMAGE_BYTES, NULL);
        g_autoptr (BbImageIdentity) identity =
            image != NULL && bb_mt1939_is_trailer (bytes, (gsize) at)
                ? bb_mt1939_describe_image (image, start, BB_MT1939_TRAILER, catalog)
                : NULL;

        if (identity != NULL && identity->problem == NULL && identity->checksum == BB_CHECKSUM_GOOD)
            g_ptr_array_add (found, g_steal_pointer (&identity));
        at = bb_image_bytes_find (bytes, (gsize) at + 1, VENDOR);
    }
}

GPtrArray *
bb_mt1939_identify_image (GBytes *bytes, BbCatalog *catalog)
{
    GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_image_identity_unref);
    gsize trailer = bb_mt1939_find_trailer (bytes);

    if (trailer != G_MAXSIZE)
        g_ptr_array_add (found, bb_mt1939_describe_image (bytes, 0, trailer, catalog));
    else if (g_bytes_get_size (bytes) > BB_MT1939_IMAGE_BYTES)
        bb_mt1939_add_inside (found, bytes, catalog);
    return found;
}

/* --- verdict --- */

gboolean
bb_mt1939_is_other_hardware (BbFacts *board, BbImage *image, BbCatalog *catalog)
{
    return bb_facts_get_model_key (board) != NULL && !bb_mt1939_is_of_drive (board, bb_image_get_identity (image));
}

void
bb_mt1939_check (BbFacts *facts, BbImage *image, BbCatalog *catalog, BbVerdict *verdict)
{
    BbImageIdentity *identity = bb_image_get_identity (image);
    gboolean is_copy = FALSE;

    if (facts->model == NULL) {
        bb_verdict_add (verdict, "never-tried", BB_WEIGHT_REFUSAL, "%s", bb_mt1939_get_unknown_update ());
        return;
    }
    if (!bb_mt1939_is_of_drive (facts, identity))
        bb_verdict_add (verdict, "model", BB_WEIGHT_REFUSAL,
                        _ ("The image is for another model, the %s. Choose an image for the %s."),
                        identity->model_name != NULL ? identity->model_name : "?", bb_model_get_name (facts->model));
    if (identity->values != NULL)
        (void) g_variant_lookup (identity->values, BB_MT1939_KEY_COPY, "b", &is_copy);
    if (is_copy)
        bb_verdict_add (verdict, "own-copy", BB_WEIGHT_CAUTION,
                        _ ("The image was read from a drive and may contain data specific to that drive. Do not "
                           "write the image to another drive."));
    bb_verdict_add (
        verdict, BB_REASON_FOR_EXPERTS, BB_WEIGHT_CAUTION,
        _ ("The flash procedure is known from only one drive and has not been tested with Burnback. If the new "
           "firmware starts but does not work, you cannot replace it."));
}
