/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-lg.h"

#include "sim/bb-sim.h"

#include <string.h>

/* This file makes the synthetic files of docs/protocols/lg-renesas.md, section 10. */

/* Offset in the content of MAIN or CORE at which this part states its start address and, in the next word, its size.
 * The size is stated again SECOND_SIZE_OFFSET bytes behind this offset. */
#define MAIN_LAYOUT_OFFSET 0xA0u
#define CORE_LAYOUT_OFFSET 0x5A0u
#define SECOND_SIZE_OFFSET 0x14u
#define FRAME_BYTES 16u

guint32
bb_sim_lg_main_bytes (BbModel *model)
{
    return (guint32) bb_model_get_uint (model, "MainSize", BB_SIM_LG_MAIN_BYTES);
}

char *
bb_sim_lg_dup_name (BbModel *model)
{
    const char *product = bb_model_get_string (model, "Product");
    const char *blank = strrchr (product, ' ');
    const char *name = bb_model_get_string (model, "HeaderName");

    if (name == NULL)
        name = blank != NULL ? blank + 1 : product;
    return g_strndup (name, BB_SIM_LG_NAME_BYTES);
}

static void
bb_sim_lg_put_be32 (guint8 *to, guint32 value)
{
    to[0] = (guint8) (value >> 24);
    to[1] = (guint8) (value >> 16);
    to[2] = (guint8) (value >> 8);
    to[3] = (guint8) value;
}

/* Returns the sum of the big-endian 16-bit words from the offset @first on; an odd last byte is left out. */
static guint16
bb_sim_lg_sum (const guint8 *image, gsize length_bytes, gsize first)
{
    guint16 sum = 0;

    for (gsize i = first; i + 1 < length_bytes; i += 2)
        sum = (guint16) (sum + bb_sim_get_be16 (image + i));
    return sum;
}

gboolean
bb_sim_lg_is_sum_right (const guint8 *image, gsize length_bytes)
{
    return length_bytes % 2 == 0 && bb_sim_lg_sum (image, length_bytes, 0) == 0xFFFF;
}

/* Writes the checksum of the file @image into its first two bytes. */
static void
bb_sim_lg_put_sum (guint8 *image, gsize length_bytes)
{
    guint16 sum = (guint16) ~bb_sim_lg_sum (image, length_bytes, 2);

    image[0] = (guint8) (sum >> 8);
    image[1] = (guint8) sum;
}

GBytes *
bb_sim_lg_make_part (BbModel *model, gboolean is_core, const char *name, const char *revision, guint32 seed)
{
    guint32 start = is_core ? BB_SIM_LG_CORE_START : BB_SIM_LG_MAIN_START;
    guint32 size = is_core ? BB_SIM_LG_CORE_BYTES : bb_sim_lg_main_bytes (model);
    guint32 layout = is_core ? CORE_LAYOUT_OFFSET : MAIN_LAYOUT_OFFSET;
    gsize length_bytes = BB_SIM_LG_FILE_HEADER_BYTES + size;
    guint8 *image = g_malloc0 (length_bytes);
    guint8 *payload = image + BB_SIM_LG_FILE_HEADER_BYTES;
    g_autofree char *own = bb_sim_lg_dup_name (model);

    bb_sim_put_text (image + BB_SIM_LG_NAME_OFFSET, BB_SIM_LG_NAME_BYTES, name != NULL ? name : own);
    bb_sim_put_text (image + BB_SIM_LG_PART_OFFSET, 8, is_core ? "CORE" : "MAIN");
    bb_sim_put_text (image + 0x20, 8, "REV LVL");
    if (!is_core)
        bb_sim_put_text (image + BB_SIM_LG_REVISION_OFFSET, 4, revision);
    bb_sim_put_text (image + 0x30, 8, "ROM REV");
    bb_sim_lg_put_be32 (image + BB_SIM_LG_START_OFFSET, start);
    bb_sim_lg_put_be32 (image + BB_SIM_LG_SIZE_OFFSET, size);
    bb_sim_fill (payload, size, seed);
    bb_sim_lg_put_be32 (payload + layout, start);
    bb_sim_lg_put_be32 (payload + layout + 4, size);
    bb_sim_lg_put_be32 (payload + layout + SECOND_SIZE_OFFSET, size);
    memcpy (payload + BB_SIM_LG_HEADER_AT, image, BB_SIM_LG_HEADER_BYTES);
    memcpy (payload + size - FRAME_BYTES, payload, FRAME_BYTES);
    bb_sim_lg_put_sum (image, length_bytes);
    return g_bytes_new_take (image, length_bytes);
}

/* Returns (transfer full) a copy of the file @image in which zeros replace the second copy of the header, which is
 * inside of MAIN or CORE, and with the checksum of the changed file. */
static GBytes *
bb_sim_lg_remove_header (GBytes *image)
{
    gsize length_bytes = g_bytes_get_size (image);
    guint8 *bytes = g_memdup2 (g_bytes_get_data (image, NULL), length_bytes);

    memset (bytes + BB_SIM_LG_FILE_HEADER_BYTES + BB_SIM_LG_HEADER_AT, 0, BB_SIM_LG_HEADER_BYTES);
    bb_sim_lg_put_sum (bytes, length_bytes);
    return g_bytes_new_take (bytes, length_bytes);
}

GBytes *
bb_sim_lg_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    const char *name = options->settings != NULL ? g_hash_table_lookup (options->settings, "header-name") : NULL;
    gboolean is_core = options->settings != NULL && g_hash_table_contains (options->settings, "core");
    gboolean is_bare = options->settings != NULL && g_hash_table_contains (options->settings, "no-header");
    g_autoptr (GBytes) image = NULL;

    if (options->boot_code || options->boot_version != NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "lg-renesas has no boot code files");
        return NULL;
    }
    image = bb_sim_lg_make_part (model, is_core, name, options->revision != NULL ? options->revision : "1.00",
                                 options->seed);
    return is_bare ? bb_sim_lg_remove_header (image) : g_steal_pointer (&image);
}
