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

static void
bb_sim_mt_put_le32 (guint8 *to, guint32 value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (guint8) (value >> (8 * i));
}

static guint32
bb_sim_mt_get_le32 (const guint8 *from)
{
    return (guint32) from[3] << 24 | (guint32) from[2] << 16 | (guint32) from[1] << 8 | from[0];
}

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
        guint32 start = bb_sim_mt_get_le32 (record + 4);
        guint32 last = bb_sim_mt_get_le32 (record + 8);
        guint8 sum[16] = {0};

        if (bb_sim_mt_get_le32 (record) == 0xFFFFFFFFu)
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

    if (memcmp (block, LABEL_MAGIC, 8) != 0)
        return FALSE;
    bb_sim_mt_take_text (label->vendor, block + 8, 8);
    bb_sim_mt_take_text (label->product, block + 16, 16);
    bb_sim_mt_take_text (label->revision, block + 32, 4);
    memcpy (label->boot_id, block + 36, BB_SIM_MT_ID_BYTES);
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

char *
bb_sim_mt_model_product (BbModel *model)
{
    const char *product = bb_model_get_string (model, "Product");

    if (product == NULL)
        return g_strdup ("BD-RE");
    /* The catalog has the normalised text; the drives send two blanks (section 4). */
    if (g_str_has_prefix (product, "BD-RE ") && product[6] != ' ')
        return g_strconcat ("BD-RE  ", product + 6, NULL);
    return g_strdup (product);
}

BbSimMtForm
bb_sim_mt_form_of_id (const guint8 *id)
{
    if (memcmp (id, "MT1959 Boot ", 12) != 0)
        return BB_SIM_MT_FORM_UNKNOWN;
    if (id[12] == 'J' && id[13] == 'B')
        return BB_SIM_MT_FORM_HALF_HEIGHT;
    if (id[12] == 'B' && (id[13] == 'U' || id[13] == 'P'))
        return BB_SIM_MT_FORM_SLIM;
    return BB_SIM_MT_FORM_UNKNOWN;
}

/* Feature 0003h stands in the hardware record, behind the profiles and the core feature. */
#define TRAY_FEATURE (HARDWARE_RECORD + 28)
#define TRAY_HALF_HEIGHT 0x39
#define TRAY_SLIM 0x2B
static const guint8 tray_feature[] = {0x00, 0x03, 0x07, 0x04};

void
bb_sim_mt_put_form (guint8 *image, BbSimMtForm form)
{
    image[TRAY_FEATURE + sizeof tray_feature] = form == BB_SIM_MT_FORM_SLIM ? TRAY_SLIM : TRAY_HALF_HEIGHT;
}

guint8
bb_sim_mt_tray (const guint8 *image, BbSimMtForm board_form)
{
    if (memcmp (image + TRAY_FEATURE, tray_feature, sizeof tray_feature) == 0)
        return image[TRAY_FEATURE + sizeof tray_feature];
    return board_form == BB_SIM_MT_FORM_SLIM ? TRAY_SLIM : TRAY_HALF_HEIGHT;
}

/* Extra 2.2: features, then chip and platform; it stands somewhere in the code. */
static void
bb_sim_mt_put_hardware_record (guint8 *image, BbModel *model, gboolean slim, const char *stamp, const char *chip)
{
    static const guint8 features[] = {
        0x00, 0x00, 0x03, 0x0C, 0x00,
        0x43, 0x00, 0x00, 0x00, 0x41,
        0x00, 0x00, 0x00, 0x10, 0x00,
        0x00, /* profiles */
        0x00, 0x01, 0x0B, 0x08, 0x00,
        0x00, 0x00, 0x07, 0x01, 0x00,
        0x00, 0x00, /* core */
        0x00, 0x03, 0x07, 0x04, TRAY_HALF_HEIGHT,
        0x00, 0x00, 0x00, /* removable */
    };
    const char *platform = bb_model_get_string (model, "Platform");
    guint8 *at = image + HARDWARE_RECORD;

    memcpy (at, features, sizeof features);
    bb_sim_mt_put_form (image, slim ? BB_SIM_MT_FORM_SLIM : BB_SIM_MT_FORM_HALF_HEIGHT);
    at += sizeof features;
    at[0] = 0x55;
    at[1] = 0xAA;
    memcpy (at + 2, "UNIQUE", 6);
    bb_sim_put_text (at + 8, 10, stamp);
    bb_sim_put_text (at + 18, 10, chip);
    bb_sim_put_text (at + 28, 6, "");
    at[34] = 0x00;
    at[35] = 0x00;
    bb_sim_put_text (at + 36, 6, platform != NULL ? platform : "JB8");
}

/* Extra 2.1; the tail is the drive's own and blank in an image. */
static void
bb_sim_mt_put_descriptor (guint8 *image, const char *vendor, const char *product, const char *revision,
                          const char *stamp, const char *chip)
{
    guint8 *at = image + BB_SIM_MT_DESCRIPTOR;

    memset (at, 0, BB_SIM_MT_DESCRIPTOR_TAIL);
    bb_sim_put_text (at, 8, vendor);
    bb_sim_put_text (at + 0x08, 16, product);
    bb_sim_put_text (at + 0x18, 4, revision);
    bb_sim_put_text (at + 0x1C, 8, "S000000");
    memcpy (at + 0x24, "UNIQUE", 6);
    bb_sim_put_text (at + 0x2A, 10, stamp);
    bb_sim_put_text (at + 0x34, 10, chip);
    at[0x50] = 0x78;
    bb_sim_put_text (at + 0x56, 2, "");
}

guint8 *
bb_sim_mt_image (BbModel *model, const BbSimImageOptions *options, const char *stamp, GError **error)
{
    g_autofree guint8 *image = g_malloc (BB_SIM_MT_FLASH_BYTES);
    const char *model_vendor = bb_model_get_string (model, "Vendor");
    g_autofree char *model_product = bb_sim_mt_model_product (model);
    const char *vendor = options->vendor != NULL ? options->vendor : model_vendor != NULL ? model_vendor : "HL-DT-ST";
    const char *product = options->product != NULL ? options->product : model_product;
    const char *revision = options->revision != NULL ? options->revision : "1.00";
    gboolean slim = g_strcmp0 (bb_model_get_string (model, "FormFactor"), "slim") == 0;
    guint8 id[BB_SIM_MT_ID_BYTES] = {0};
    guint8 *record = image + BB_SIM_MT_RECORDS;
    char chip[11] = "MTEKMT1959";

    if (!bb_sim_mt_model_id (model, id, error))
        return NULL;
    memcpy (chip + 6, id + 2, 4); /* the number of the banner */
    if (stamp == NULL)
        stamp = "1711241200";
    memset (image, 0xFF, BB_SIM_MT_FLASH_BYTES);
    bb_sim_fill (image, BB_SIM_MT_APP, BOOT_SEED);
    memset (image + BB_SIM_MT_CONFIG, 0xFF, BB_SIM_MT_CONFIG_BYTES);
    memcpy (image + BB_SIM_MT_CONFIG, id, sizeof id);
    bb_sim_fill (image + BB_SIM_MT_APP, PROTECTED_END - BB_SIM_MT_APP, options->seed ^ g_str_hash (revision));
    memcpy (image + BB_SIM_MT_APP, LABEL_MAGIC, 8);
    bb_sim_put_text (image + BB_SIM_MT_APP + 8, 8, vendor);
    bb_sim_put_text (image + BB_SIM_MT_APP + 16, 16, product);
    bb_sim_put_text (image + BB_SIM_MT_APP + 32, 4, revision);
    memcpy (image + BB_SIM_MT_APP + 36, id, sizeof id);
    bb_sim_mt_put_hardware_record (image, model, slim, stamp, chip);
    bb_sim_mt_put_descriptor (image, vendor, product, revision, stamp, chip);
    memset (record, 0xFF, N_RECORDS * RECORD_BYTES);
    bb_sim_mt_put_le32 (record, 1);
    bb_sim_mt_put_le32 (record + 4, BB_SIM_MT_APP);
    bb_sim_mt_put_le32 (record + 8, PROTECTED_END - 1);
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
