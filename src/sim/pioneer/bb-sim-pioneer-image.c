/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-pioneer.h"

#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The synthetic files of docs/protocols/pioneer.md, section 9. */

#define FIELDS_END 0x140
/* Offset of the length of the file, a field that only synthetic files have. */
#define LENGTH_OFFSET 0x120
#define SUM_BYTES 4
#define PART_BYTES 6

guint32
bb_sim_pioneer_kernel_bytes (BbModel *model)
{
    return (guint32) bb_model_get_uint (model, "KernelSize", 0);
}

guint32
bb_sim_pioneer_normal_bytes (BbModel *model)
{
    return (guint32) bb_model_get_uint (model, "NormalSize", 0);
}

/* Returns the sum of the first @end bytes. */
static guint32 BB_BYTE_LOOP
bb_sim_pioneer_sum (const guint8 *bytes, gsize end)
{
    guint32 sum = 0;

    for (gsize i = 0; i < end; i++)
        sum += bytes[i];
    return sum;
}

/* Returns (transfer full) interface and generation in the form that files and drives use, such as "ATA 0010". */
static char *
bb_sim_pioneer_dup_interface (BbModel *model)
{
    return g_strdup_printf ("ATA %04u", (guint) bb_model_get_uint (model, "Generation", 0));
}

gboolean
bb_sim_pioneer_is_part (BbModel *model, const char *name, const guint8 *bytes, gsize length_bytes)
{
    g_autofree char *interface = bb_sim_pioneer_dup_interface (model);
    gsize own_bytes = bb_sim_get_be32 (bytes + LENGTH_OFFSET);

    return own_bytes > FIELDS_END && own_bytes <= length_bytes &&
           length_bytes - own_bytes < BB_SIM_PIONEER_PIECE_BYTES &&
           memcmp (bytes + BB_SIM_PIONEER_PART_OFFSET, name, PART_BYTES) == 0 &&
           memcmp (bytes + BB_SIM_PIONEER_INTERFACE_OFFSET, interface, strlen (interface)) == 0 &&
           bb_sim_get_be32 (bytes + own_bytes - SUM_BYTES) == bb_sim_pioneer_sum (bytes, own_bytes - SUM_BYTES);
}

/* Fills @bytes with the synthetic part @name, "Kernel" or "Normal". @type: (nullable): the kernel type that the part
 * has (kernel) or is for (normal part); NULL: "GENERAL" */
static void
bb_sim_pioneer_make_part (BbModel *model, const char *name, const BbSimImageOptions *options, const char *type,
                          guint8 *bytes, gsize length_bytes)
{
    g_autofree char *interface = bb_sim_pioneer_dup_interface (model);
    g_autofree char *product = options->product != NULL ? g_strdup (options->product)
                                                        : g_strdup_printf ("DVD-RW  %.8s", bb_model_get_name (model));
    guint32 sum = 0;

    bb_sim_fill (bytes, length_bytes, options->seed);
    memset (bytes, 0, FIELDS_END);
    bb_sim_put_text (bytes + BB_SIM_PIONEER_LABEL_OFFSET, 8, options->vendor != NULL ? options->vendor : "PIONEER");
    bb_sim_put_text (bytes + BB_SIM_PIONEER_LABEL_OFFSET + 8, 16, product);
    bb_sim_put_text (bytes + BB_SIM_PIONEER_REVISION_OFFSET, BB_SIM_PIONEER_REVISION_BYTES,
                     options->revision != NULL ? options->revision : "1.00");
    bb_sim_put_text (bytes + BB_SIM_PIONEER_INTERFACE_OFFSET, 8, interface);
    bb_sim_put_text (bytes + BB_SIM_PIONEER_TYPE_OFFSET, BB_SIM_PIONEER_TYPE_BYTES, type != NULL ? type : "GENERAL");
    memcpy (bytes + BB_SIM_PIONEER_PART_OFFSET, name, PART_BYTES);
    for (guint i = 0; i < SUM_BYTES; i++)
        bytes[LENGTH_OFFSET + SUM_BYTES - 1 - i] = (guint8) (length_bytes >> (8 * i));
    sum = bb_sim_pioneer_sum (bytes, length_bytes - SUM_BYTES);
    for (guint i = 0; i < SUM_BYTES; i++)
        bytes[length_bytes - 1 - i] = (guint8) (sum >> (8 * i));
}

GBytes *
bb_sim_pioneer_make_kernel (BbModel *model, const BbSimImageOptions *options, const char *type)
{
    BbSimImageOptions own = *options;
    gsize length_bytes = bb_sim_pioneer_kernel_bytes (model);
    guint8 *bytes = g_malloc (length_bytes);

    own.revision = "1.00";
    bb_sim_pioneer_make_part (model, "Kernel", &own, type, bytes, length_bytes);
    return g_bytes_new_take (bytes, length_bytes);
}

GBytes *
bb_sim_pioneer_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    gboolean is_kernel = options->settings != NULL && g_hash_table_contains (options->settings, "kernel");
    const char *type = options->settings != NULL ? g_hash_table_lookup (options->settings, "type") : NULL;
    gsize length_bytes = is_kernel ? bb_sim_pioneer_kernel_bytes (model) : bb_sim_pioneer_normal_bytes (model);
    guint8 *bytes = NULL;

    if (options->boot_code || options->boot_version != NULL || length_bytes == 0) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO,
                     length_bytes == 0 ? "the files of this model are not known" : "pioneer has no boot code files");
        return NULL;
    }
    bytes = g_malloc (length_bytes);
    bb_sim_pioneer_make_part (model, is_kernel ? "Kernel" : "Normal", options, type, bytes, length_bytes);
    return g_bytes_new_take (bytes, length_bytes);
}
