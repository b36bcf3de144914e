/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-plextor.h"

#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The synthetic images of docs/protocols/plextor.md, section 9. After the header come the INQUIRY texts, at offsets
 * that only this simulator uses, because the offsets in images of the maker are not known. */

#define HEADER_MAKER "PLEXTOR "
#define PRODUCT_OFFSET 0x20
#define PRODUCT_BYTES 16
#define REVISION_OFFSET 0x30
#define REVISION_BYTES 4
#define DATE_OFFSET 0x40
#define DATE_BYTES 20
#define CONTENT_OFFSET 0x100

guint32
bb_sim_plextor_image_bytes (BbModel *model)
{
    return (guint32) bb_model_get_uint (model, "ImageSize", BB_SIM_PLEXTOR_OLD_BYTES);
}

/* TRUE if @image begins with @header as a whole word: no letter or digit follows, unless @header itself ends with a
 * blank. So the header of PREMIUM does not match an image for PREMIUM2. */
static gboolean
bb_sim_plextor_has_header (const guint8 *image, const char *header)
{
    gsize length = strlen (header);

    return memcmp (image, header, length) == 0 &&
           (header[length - 1] == ' ' || !g_ascii_isalnum ((char) image[length]));
}

/* Returns (transfer full) the header that has the name of @model itself, not a name from the catalog key
 * ImageHeader. */
static char *
bb_sim_plextor_dup_own_header (BbModel *model)
{
    return g_strchomp (g_strconcat (HEADER_MAKER, bb_model_get_string (model, "ProductField"), NULL));
}

gboolean
bb_sim_plextor_is_for (BbModel *model, const guint8 *image)
{
    g_autofree char *own = bb_sim_plextor_dup_own_header (model);
    const char *header = bb_model_get_string (model, "ImageHeader");

    return bb_sim_plextor_has_header (image, own) || (header != NULL && bb_sim_plextor_has_header (image, header));
}

/* Returns the checksum (docs/protocols/plextor.md, section 4): @start plus the bytes before @end. */
static guint16 BB_BYTE_LOOP
bb_sim_plextor_sum (const guint8 *image, gsize end, guint16 start)
{
    guint16 sum = start;

    for (gsize i = 0; i < end; i++)
        sum += image[i];
    return sum;
}

gboolean
bb_sim_plextor_is_sum_right (BbModel *model, const guint8 *image)
{
    gsize offset = bb_model_get_uint (model, "ChecksumOffset", 0);

    return offset == 0 ||
           bb_sim_plextor_sum (image, offset, (guint16) bb_model_get_uint (model, "ChecksumStart", 0)) ==
               bb_sim_get_be16 (image + offset);
}

/* Returns (transfer full) a text field of @image in ASCII, without trailing blanks. */
static char *
bb_sim_plextor_dup_text (const guint8 *image, gsize offset, gsize length_bytes)
{
    g_autofree char *text = g_strndup ((const char *) image + offset, length_bytes);

    return g_strchomp (g_str_to_ascii (text, "C"));
}

char *
bb_sim_plextor_dup_product (const guint8 *image)
{
    return bb_sim_plextor_dup_text (image, PRODUCT_OFFSET, PRODUCT_BYTES);
}

char *
bb_sim_plextor_dup_revision (const guint8 *image)
{
    return bb_sim_plextor_dup_text (image, REVISION_OFFSET, REVISION_BYTES);
}

char *
bb_sim_plextor_dup_date (const guint8 *image)
{
    return bb_sim_plextor_dup_text (image, DATE_OFFSET, DATE_BYTES);
}

GBytes *
bb_sim_plextor_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    gsize size = bb_sim_plextor_image_bytes (model);
    gsize sum_offset = bb_model_get_uint (model, "ChecksumOffset", 0);
    gsize end = sum_offset != 0 ? sum_offset : size;
    g_autofree char *own = bb_sim_plextor_dup_own_header (model);
    const char *header = bb_model_get_string (model, "ImageHeader");
    guint8 *image = NULL;
    guint16 sum = 0;

    if (options->boot_code || options->boot_version != NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "plextor has no boot code files");
        return NULL;
    }
    if (header == NULL || (options->settings != NULL && g_hash_table_contains (options->settings, "own-header")))
        header = own;
    image = g_malloc0 (size);
    memcpy (image, header, strlen (header));
    bb_sim_put_text (image + PRODUCT_OFFSET, PRODUCT_BYTES, bb_model_get_string (model, "ProductField"));
    bb_sim_put_text (image + REVISION_OFFSET, REVISION_BYTES, options->revision != NULL ? options->revision : "1.00");
    bb_sim_put_text (image + DATE_OFFSET, DATE_BYTES, "01/02/05 10:00");
    bb_sim_fill (image + CONTENT_OFFSET, end - CONTENT_OFFSET, options->seed);
    memset (image + end, 0xFF, size - end);
    if (sum_offset != 0) {
        sum = bb_sim_plextor_sum (image, end, (guint16) bb_model_get_uint (model, "ChecksumStart", 0));
        image[sum_offset] = (guint8) (sum >> 8);
        image[sum_offset + 1] = (guint8) sum;
    }
    return g_bytes_new_take (image, size);
}
