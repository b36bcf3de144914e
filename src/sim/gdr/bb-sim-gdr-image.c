/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-gdr.h"

#include "sim/bb-sim.h"

#include <string.h>

/* This file makes the synthetic firmware files of docs/protocols/lg-gdr.md, section 13. */

#define INQUIRY_BYTES 56u
#define SECOND_INQUIRY_AT 0x3C000u
#define SUM_AT 0x3E7FCu
#define STUB_BYTES 7144u
#define DLD_HEADER_BYTES 0x40u
#define DLD_BYTES (DLD_HEADER_BYTES + BB_SIM_GDR_BYTES + STUB_BYTES)
#define PROGRAM_BYTES 0x400u
#define MARK "_DLDAREA_"
#define MARK_BYTES 16u
#define PROGRAM_END_BYTES 16u

/* Writes a 32-bit number, most significant byte first. */
static void
bb_sim_gdr_put_be32 (guint8 *to, guint32 value)
{
    for (guint i = 0; i < 4; i++)
        to[i] = (guint8) (value >> (24 - 8 * i));
}

/* Writes the INQUIRY data of the firmware. @last: the last byte, which differs between boot part and application. */
static void
bb_sim_gdr_put_inquiry (guint8 *to, const char *product, const char *revision, guint8 last)
{
    static const guint8 header[8] = {0x05, 0x80, 0x00, 0x32, 0x5B};

    memcpy (to, header, sizeof header);
    bb_sim_put_text (to + 8, 8, "HL-DT-ST");
    bb_sim_put_text (to + 16, 16, product);
    bb_sim_put_text (to + 32, 4, revision);
    bb_sim_put_text (to + 36, 20, "0BSIM   26/01/01");
    to[INQUIRY_BYTES - 1] = last;
}

/* Fills @image with an unscrambled synthetic memory: random bytes of @seed, INQUIRY texts, unit data, and a valid
 * checksum over the application. */
static void
bb_sim_gdr_fill_image (guint8 *image, const char *product, const char *revision, guint32 seed)
{
    static const guint8 unit_data[] = {0x00, 0x00, 0x1A, 0x01, 0x02, 0x03, 0x04, 0x05, 0x03, 0x00,
                                       0x4F, 0x00, 0xA2, 0x00, 0x4F, 0x00, 0xA3, 0x00, 0x4F, 0x00};
    guint32 sum = 0;

    bb_sim_fill (image, BB_SIM_GDR_BYTES, seed);
    bb_sim_gdr_put_inquiry (image + BB_SIM_GDR_TEXTS_AT - 8, product, revision, ' ');
    memset (image + 0x3000, 0xFF, 0x1000);
    memset (image + BB_SIM_GDR_UNIT_START, 0x74, BB_SIM_GDR_UNIT_BYTES);
    memcpy (image + 0x4F80, unit_data, sizeof unit_data);
    bb_sim_put_text (image + BB_SIM_GDR_APPLICATION_START, 25, "HL-DT-STDVD-ROM SYNTHETIC");
    bb_sim_gdr_put_inquiry (image + SECOND_INQUIRY_AT, product, revision, 0);
    memset (image + SUM_AT + 4, 0xFF, BB_SIM_GDR_BYTES - SUM_AT - 4);
    for (gsize i = BB_SIM_GDR_APPLICATION_START; i < SUM_AT; i += 4)
        sum += image[i] | (guint32) image[i + 1] << 8 | (guint32) image[i + 2] << 16 | (guint32) image[i + 3] << 24;
    for (guint i = 0; i < 4; i++)
        image[SUM_AT + i] = (guint8) ((0u - sum) >> (8 * i));
}

/* Scrambles @image in place, as it is stored in the flash chip (section 5.2). */
static void
bb_sim_gdr_scramble (guint8 *image)
{
    static const guint8 plain_bits[] = {22, 27, 3,  10, 14, 16, 1, 28, 26, 7,  15, 21, 5, 19, 29, 12,
                                        2,  11, 24, 20, 13, 18, 4, 30, 9,  17, 23, 0,  6, 31, 8,  25};

    for (gsize at = 0; at < BB_SIM_GDR_BYTES; at += 4) {
        guint32 plain = bb_sim_get_be32 (image + at) ^ 0x8B8B8B8Bu;
        guint32 scrambled = 0;

        for (guint i = 0; i < G_N_ELEMENTS (plain_bits); i++)
            scrambled = scrambled << 1 | (plain >> plain_bits[i] & 1);
        bb_sim_gdr_put_be32 (image + at, scrambled);
    }
}

/* Fills @dld, which must be zero, with an update file: a header with @product and @revision, the firmware @scrambled,
 * a stub of random bytes of @seed, and the checksums of stub and file. */
static void
bb_sim_gdr_fill_dld (guint8 *dld, const guint8 *scrambled, const char *product, const char *revision, guint32 seed)
{
    guint8 *stub = dld + DLD_HEADER_BYTES + BB_SIM_GDR_BYTES;
    guint16 sum = 0;

    dld[4] = 0x01;
    bb_sim_put_text (dld + 0x08, 8, "HL-DT-ST");
    bb_sim_gdr_put_be32 (dld + 0x10, DLD_HEADER_BYTES + BB_SIM_GDR_BYTES);
    bb_sim_gdr_put_be32 (dld + 0x1C, DLD_BYTES - DLD_HEADER_BYTES);
    bb_sim_put_text (dld + 0x20, 16, product);
    bb_sim_put_text (dld + 0x30, 4, revision);
    bb_sim_put_text (dld + 0x34, 12, "  S");
    memcpy (dld + DLD_HEADER_BYTES, scrambled, BB_SIM_GDR_BYTES);
    bb_sim_fill (stub, STUB_BYTES, seed);
    for (gsize i = 0; i < STUB_BYTES - 2; i++)
        sum = (guint16) (sum - stub[i]);
    stub[STUB_BYTES - 2] = (guint8) sum;
    stub[STUB_BYTES - 1] = (guint8) (sum >> 8);
    sum = 0;
    for (gsize i = 2; i < DLD_BYTES; i++)
        sum = (guint16) (sum + dld[i]);
    dld[0] = (guint8) (sum >> 8);
    dld[1] = (guint8) sum;
}

/* Returns (transfer full) a program, of random bytes of @seed, that contains the update file @dld. */
static GBytes *
bb_sim_gdr_make_updater (const guint8 *dld, guint32 seed)
{
    gsize length_bytes = PROGRAM_BYTES + MARK_BYTES + DLD_BYTES + PROGRAM_END_BYTES;
    guint8 *program = g_malloc0 (length_bytes);

    memcpy (program, "MZ", 2);
    bb_sim_fill (program + 2, PROGRAM_BYTES - 2, seed);
    memcpy (program + PROGRAM_BYTES, MARK, strlen (MARK));
    bb_sim_gdr_put_be32 (program + PROGRAM_BYTES + 12, DLD_BYTES);
    memcpy (program + PROGRAM_BYTES + MARK_BYTES, dld, DLD_BYTES);
    return g_bytes_new_take (program, length_bytes);
}

GBytes *
bb_sim_gdr_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    const char *form = options->settings != NULL ? g_hash_table_lookup (options->settings, "form") : NULL;
    const char *target = options->settings != NULL ? g_hash_table_lookup (options->settings, "update-for") : NULL;
    const char *product = options->product != NULL ? options->product : bb_model_get_string (model, "Product");
    const char *revision = options->revision != NULL ? options->revision : "0L01";
    g_autofree guint8 *image = g_malloc0 (BB_SIM_GDR_BYTES);
    g_autofree guint8 *dld = NULL;

    if (options->boot_code || options->boot_version != NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "lg-gdr has no boot code files");
        return NULL;
    }
    bb_sim_gdr_fill_image (image, product, revision, options->seed);
    if (form == NULL)
        return g_bytes_new_take (g_steal_pointer (&image), BB_SIM_GDR_BYTES);
    bb_sim_gdr_scramble (image);
    if (g_str_equal (form, "scrambled"))
        return g_bytes_new_take (g_steal_pointer (&image), BB_SIM_GDR_BYTES);
    dld = g_malloc0 (DLD_BYTES);
    bb_sim_gdr_fill_dld (dld, image, target != NULL ? target : product, revision, options->seed + 1);
    if (g_str_equal (form, "dld"))
        return g_bytes_new_take (g_steal_pointer (&dld), DLD_BYTES);
    return bb_sim_gdr_make_updater (dld, options->seed + 2);
}
