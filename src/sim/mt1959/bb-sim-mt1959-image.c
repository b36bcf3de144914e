/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-mt1959.h"
#include "sim/bb-sim.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* Synthetic images (section 9). The sums are our own: a real drive's are keyed. */

#define LABEL_MAGIC "BURNSIM1"
#define HARDWARE_RECORD 0x100000u
#define RECORD_BYTES 28
#define N_RECORDS 16
#define PROTECTED_END 0x1E2000u
#define BOOT_SEED 0x424F4F54u

/* 16 bytes over [start, end), with the table of records left out, for it holds the result. */
static void
bb_sim_mt_sum (const guint8 *image, guint32 start, guint32 end, guint8 *sum)
{
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    guint8 digest[32] = {0};
    gsize digest_bytes = sizeof digest;
    guint32 table_end = BB_SIM_MT_RECORDS + N_RECORDS * RECORD_BYTES;

    if (start < BB_SIM_MT_RECORDS)
        g_checksum_update (checksum, image + start, MIN (end, BB_SIM_MT_RECORDS) - start);
    if (end > table_end)
        g_checksum_update (checksum, image + MAX (start, table_end), end - MAX (start, table_end));
    g_checksum_get_digest (checksum, digest, &digest_bytes);
    memcpy (sum, digest, 16);
}

gboolean
bb_sim_mt_integrity_good (const guint8 *image)
{
    guint n_enabled = 0;

    for (guint i = 0; i < N_RECORDS; i++) {
        const guint8 *record = image + BB_SIM_MT_RECORDS + i * RECORD_BYTES;
        guint32 numbers[3] = {0}; /* enabled, first, last; little-endian */
        guint32 start = 0;
        guint32 last = 0;
        guint8 sum[16] = {0};

        memcpy (numbers, record, sizeof numbers);
        start = GUINT32_FROM_LE (numbers[1]);
        last = GUINT32_FROM_LE (numbers[2]);
        if (numbers[0] == 0xFFFFFFFFu)
            continue;
        if (last >= BB_SIM_MT_FLASH_BYTES || start > last)
            return FALSE;
        bb_sim_mt_sum (image, start, last + 1, sum);
        if (memcmp (sum, record + 12, sizeof sum) != 0)
            return FALSE;
        n_enabled++;
    }
    return n_enabled > 0;
}

static void
bb_sim_mt_take_text (char *to, const guint8 *from, gsize length_bytes)
{
    for (gsize i = 0; i < length_bytes; i++)
        to[i] = from[i] >= 0x20 && from[i] <= 0x7E ? (char) from[i] : '?';
    to[length_bytes] = '\0';
    g_strchomp (to);
}

gboolean
bb_sim_mt_label (const guint8 *image, BbSimMtLabel *label)
{
    const guint8 *block = image + BB_SIM_MT_APP;

    label->boot_id = image + BB_SIM_MT_CONFIG;
    if (memcmp (block, LABEL_MAGIC, 8) != 0)
        return FALSE;
    bb_sim_mt_take_text (label->vendor, block + 8, 8);
    bb_sim_mt_take_text (label->product, block + 16, 16);
    bb_sim_mt_take_text (label->revision, block + 32, 4);
    label->boot_id = block + 36;
    return TRUE;
}

gboolean
bb_sim_mt_model_id (BbModel *model, guint8 *id, GError **error)
{
    const char *hex = bb_model_get_string (model, "BootIdHex");
    g_autoptr (GBytes) bytes = hex != NULL ? bb_hex_parse (hex, NULL) : NULL;

    if (bytes == NULL || g_bytes_get_size (bytes) != BB_SIM_MT_ID_BYTES) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the catalog has no boot id for model %s",
                     bb_model_get_key (model));
        return FALSE;
    }
    memcpy (id, g_bytes_get_data (bytes, NULL), BB_SIM_MT_ID_BYTES);
    return TRUE;
}

guint8
bb_sim_mt_model_tray (BbModel *model)
{
    return g_strcmp0 (bb_model_get_string (model, "FormFactor"), "slim") == 0 ? BB_SIM_MT_TRAY_SLIM
                                                                              : BB_SIM_MT_TRAY_HALF_HEIGHT;
}

guint8
bb_sim_mt_tray_of_id (const guint8 *id)
{
    static const struct {
        const char *id;
        guint8 tray;
    } boards[] = {
        {"MT1959 Boot JB", BB_SIM_MT_TRAY_HALF_HEIGHT},
        {"MT1959 Boot BU", BB_SIM_MT_TRAY_SLIM},
        {"MT1959 Boot BP", BB_SIM_MT_TRAY_SLIM},
    };

    for (gsize i = 0; i < G_N_ELEMENTS (boards); i++) {
        if (memcmp (id, boards[i].id, strlen (boards[i].id)) == 0)
            return boards[i].tray;
    }
    return 0;
}

/* The hardware record stands somewhere in the code (extra 2.2): features, then chip and platform. */
static const guint8 features[] = {
    0x00, 0x00, 0x03, 0x0C, 0x00, 0x43, 0x00, 0x00, 0x00, 0x41, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, /* profiles */
    0x00, 0x01, 0x0B, 0x08, 0x00, 0x00, 0x00, 0x07, 0x01, 0x00, 0x00, 0x00,                         /* core */
    0x00, 0x03, 0x07, 0x04, 0x00, 0x00, 0x00, 0x00,                                                 /* tray */
};
#define TRAY_FEATURE 28u

guint8 *
bb_sim_mt_find_tray (guint8 *image)
{
    guint8 *at = image + HARDWARE_RECORD + TRAY_FEATURE;

    return memcmp (at, features + TRAY_FEATURE, 4) == 0 ? at + 4 : NULL;
}

/* Catalog text of a model; the drives send two blanks after BD-RE (section 4), the catalog has the normal form. */
static char *
bb_sim_mt_dup_product (BbModel *model)
{
    const char *product = bb_model_get_string (model, "Product");

    if (product == NULL)
        return g_strdup ("BD-RE");
    return g_str_has_prefix (product, "BD-RE ") && product[6] != ' ' ? g_strconcat ("BD-RE  ", product + 6, NULL)
                                                                     : g_strdup (product);
}

guint8 *
bb_sim_mt_image (BbModel *model, const BbSimImageOptions *options, const char *stamp, GError **error)
{
    g_autofree guint8 *image = g_malloc (BB_SIM_MT_FLASH_BYTES);
    g_autofree char *model_product = bb_sim_mt_dup_product (model);
    const char *model_vendor = bb_model_get_string (model, "Vendor");
    const char *vendor = options->vendor != NULL ? options->vendor : model_vendor != NULL ? model_vendor : "HL-DT-ST";
    const char *product = options->product != NULL ? options->product : model_product;
    const char *revision = options->revision != NULL ? options->revision : "1.00";
    const char *platform = bb_model_get_string (model, "Platform");
    guint8 *label = image + BB_SIM_MT_APP;
    guint8 *hardware = image + HARDWARE_RECORD;
    guint8 *descriptor = image + BB_SIM_MT_DESCRIPTOR;
    guint8 *record = image + BB_SIM_MT_RECORDS;
    const guint32 numbers[3] = {GUINT32_TO_LE (1), GUINT32_TO_LE (BB_SIM_MT_APP), GUINT32_TO_LE (PROTECTED_END - 1)};
    char chip[11] = "MTEKMT1959";

    memset (image, 0xFF, BB_SIM_MT_FLASH_BYTES);
    bb_sim_fill (image, BB_SIM_MT_APP, BOOT_SEED);
    memset (image + BB_SIM_MT_CONFIG, 0xFF, BB_SIM_MT_CONFIG_BYTES);
    if (!bb_sim_mt_model_id (model, image + BB_SIM_MT_CONFIG, error))
        return NULL;
    memcpy (chip + 6, image + BB_SIM_MT_CONFIG + 2, 4); /* the number of the banner */
    if (stamp == NULL)
        stamp = "1711241200";

    bb_sim_fill (label, PROTECTED_END - BB_SIM_MT_APP, options->seed ^ g_str_hash (revision));
    memcpy (label, LABEL_MAGIC, 8);
    bb_sim_put_text (label + 8, 8, vendor);
    bb_sim_put_text (label + 16, 16, product);
    bb_sim_put_text (label + 32, 4, revision);
    memcpy (label + 36, image + BB_SIM_MT_CONFIG, BB_SIM_MT_ID_BYTES);

    memcpy (hardware, features, sizeof features);
    hardware[TRAY_FEATURE + 4] = bb_sim_mt_model_tray (model);
    hardware += sizeof features;
    memcpy (hardware, "\x55\xAAUNIQUE", 8);
    bb_sim_put_text (hardware + 8, 10, stamp);
    bb_sim_put_text (hardware + 18, 10, chip);
    bb_sim_put_text (hardware + 28, 6, "");
    memset (hardware + 34, 0, 2);
    bb_sim_put_text (hardware + 36, 6, platform != NULL ? platform : "JB8");

    /* Extra 2.1; the tail is the drive's own and blank in an image. */
    memset (descriptor, 0, BB_SIM_MT_DESCRIPTOR_TAIL);
    bb_sim_put_text (descriptor, 8, vendor);
    bb_sim_put_text (descriptor + 0x08, 16, product);
    bb_sim_put_text (descriptor + 0x18, 4, revision);
    bb_sim_put_text (descriptor + 0x1C, 8, "S000000");
    memcpy (descriptor + 0x24, "UNIQUE", 6);
    bb_sim_put_text (descriptor + 0x2A, 10, stamp);
    bb_sim_put_text (descriptor + 0x34, 10, chip);
    descriptor[0x50] = 0x78;
    bb_sim_put_text (descriptor + 0x56, 2, "");

    memset (record, 0xFF, N_RECORDS * RECORD_BYTES);
    memcpy (record, numbers, sizeof numbers);
    bb_sim_mt_sum (image, BB_SIM_MT_APP, PROTECTED_END, record + 12);
    return g_steal_pointer (&image);
}

GBytes *
bb_sim_mt_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    guint8 *image = NULL;

    if (options->boot_code || options->boot_version != NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "mediatek-mt1959 has no boot code files");
        return NULL;
    }
    image = bb_sim_mt_image (model, options, NULL, error);
    return image != NULL ? g_bytes_new_take (image, BB_SIM_MT_FLASH_BYTES) : NULL;
}
