/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-ricoh.h"

#include "scsi/bb-bytes.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The synthetic images of docs/protocols/ricoh-btc.md, section 15. */

#define SIGNATURE_BYTES 12

/* Returns the checksum (docs/protocols/ricoh-btc.md, section 5): the sum of the bytes from the firmware up to the
 * checksum in @image. */
static guint16 BB_BYTE_LOOP
bb_sim_ricoh_sum (const guint8 *image)
{
    guint16 sum = 0;

    for (gsize i = BB_SIM_RICOH_FIRMWARE_OFFSET; i < BB_SIM_RICOH_SUM_OFFSET; i++)
        sum += image[i];
    return sum;
}

gboolean
bb_sim_ricoh_is_sum_right (const guint8 *image)
{
    return bb_sim_ricoh_sum (image) == bb_sim_get_be16 (image + BB_SIM_RICOH_SUM_OFFSET);
}

GBytes *
bb_sim_ricoh_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    const char *set = options->settings != NULL ? g_hash_table_lookup (options->settings, "signature") : NULL;
    const char *own = bb_model_get_string (model, "Signature");
    const char *brand = bb_model_get_string (model, "Brand");
    g_autofree char *signature =
        g_strconcat (own != NULL ? own : BB_SIM_RICOH_SIGNATURE "99", brand != NULL ? brand : "SIM", NULL);
    guint8 *image = NULL;
    guint16 sum = 0;

    if (options->boot_code || options->boot_version != NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "ricoh has no boot code files");
        return NULL;
    }
    image = g_malloc (BB_SIM_RICOH_BYTES);
    bb_sim_fill (image, BB_SIM_RICOH_BYTES, options->seed);
    bb_sim_put_text (image + BB_SIM_RICOH_SIGNATURE_OFFSET, SIGNATURE_BYTES, set != NULL ? set : signature);
    bb_sim_put_text (image + BB_SIM_RICOH_LABEL_OFFSET, 8,
                     options->vendor != NULL ? options->vendor : bb_model_get_string (model, "Vendor"));
    bb_sim_put_text (image + BB_SIM_RICOH_LABEL_OFFSET + 8, 16,
                     options->product != NULL ? options->product : bb_model_get_string (model, "Product"));
    bb_sim_put_text (image + BB_SIM_RICOH_LABEL_OFFSET + 24, 4,
                     options->revision != NULL ? options->revision : "1.00");
    sum = bb_sim_ricoh_sum (image);
    image[BB_SIM_RICOH_SUM_OFFSET] = (guint8) (sum >> 8);
    image[BB_SIM_RICOH_SUM_OFFSET + 1] = (guint8) sum;
    if (options->settings != NULL && g_hash_table_contains (options->settings, "bad-sum"))
        image[BB_SIM_RICOH_SUM_OFFSET + 1] ^= 1;
    return g_bytes_new_take (image, BB_SIM_RICOH_BYTES);
}
