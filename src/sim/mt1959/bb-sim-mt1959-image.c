/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-mt1959.h"
#include "sim/bb-sim.h"
#include "scsi/bb-bytes.h"

#include <nettle/aes.h>
#include <nettle/sha2.h>
#include <string.h>

/* Synthetic images (mediatek-mt1959.md, section 9). They have checksums of the simulator's own, because those of real
 * images need an unknown key. */

/*
 * HARDWARE_RECORD: offset of the hardware record. RECORD_BYTES, N_RECORDS: size and number of the integrity records;
 * the first record covers the image from the firmware up to PROTECTED_END. BOOT_SEED: seed of the bytes that fill the
 * boot area.
 */
#define LABEL_MAGIC "BURNSIM1"
#define HARDWARE_RECORD 0x100000u
#define RECORD_BYTES 28
#define N_RECORDS 16
#define PROTECTED_END 0x1E2000u
#define BOOT_SEED 0x424F4F54u
#define AGE_MARK "BB-MARK1" /* invented; not the mark of real firmware */
#define TAG_BYTES 9         /* "OmniDrive" */

const BbSimChoice bb_sim_mt_image_settings[] = {
    BB_SIM_MT_FIRMWARE_CHOICES,
    {"wrapped", NULL, "mediatek-mt1959 9", "The whole file is wrapped with the made-up key"},
    {"raw-read-out", NULL, "mediatek-mt1959 9", "The boot page is what a drive's own read-out has there"},
    {NULL, NULL, NULL, NULL},
};

/* The invented key of simulated drives (mediatek-mt1959.md, section 9); the key of real drives is unknown. */
static const guint8 bb_sim_mt_key[AES128_KEY_SIZE] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

void
bb_sim_mt_wrap (guint8 *bytes, gsize length_bytes)
{
    struct aes128_ctx context;

    aes128_set_encrypt_key (&context, bb_sim_mt_key);
    aes128_encrypt (&context, length_bytes, bytes, bytes);
}

void
bb_sim_mt_unwrap (guint8 *bytes, gsize length_bytes)
{
    struct aes128_ctx context;

    aes128_set_decrypt_key (&context, bb_sim_mt_key);
    aes128_decrypt (&context, length_bytes, bytes, bytes);
}

/* Sets the 16 bytes @sum to the checksum of the range [start, end) of @image. The checksum is stored in the table of
 * integrity records, so the bytes of this table are left out. */
static void
bb_sim_mt_calculate_sum (const guint8 *image, guint32 start, guint32 end, guint8 *sum)
{
    struct sha256_ctx context;
    guint8 digest[SHA256_DIGEST_SIZE];
    guint32 table_end = BB_SIM_MT_RECORDS + N_RECORDS * RECORD_BYTES;

    sha256_init (&context);
    if (start < BB_SIM_MT_RECORDS)
        sha256_update (&context, MIN (end, BB_SIM_MT_RECORDS) - start, image + start);
    if (end > table_end)
        sha256_update (&context, end - MAX (start, table_end), image + MAX (start, table_end));
    sha256_digest (&context, sizeof digest, digest);
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
        bb_sim_mt_calculate_sum (image, start, last + 1, sum);
        if (memcmp (sum, record + 12, sizeof sum) != 0)
            return FALSE;
        n_enabled++;
    }
    return n_enabled > 0;
}

/* Copies a text field without trailing blanks, and with "?" for each byte that is not printable ASCII. @to gets a
 * final zero, so it needs one byte more than @length_bytes. */
static void
bb_sim_mt_copy_text (char *to, const guint8 *from, gsize length_bytes)
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

    label->boot_id = label->model_id = image + BB_SIM_MT_CONFIG;
    if (memcmp (block, LABEL_MAGIC, 8) != 0)
        return FALSE;
    bb_sim_mt_copy_text (label->vendor, block + 8, 8);
    bb_sim_mt_copy_text (label->product, block + 16, 16);
    bb_sim_mt_copy_text (label->revision, block + 32, 4);
    label->boot_id = block + 36;
    label->model_id = block + 52;
    label->downgrade = block[68] != 0;
    label->age_mark = block[69] != 0;
    return TRUE;
}

gboolean
bb_sim_mt_has_age_mark (const guint8 *image)
{
    return memcmp (image + BB_SIM_MT_AGE_MARK, AGE_MARK, 8) == 0;
}

/* --- Boot IDs --- */

gboolean
bb_sim_mt_parse_id (const char *text, guint8 *id)
{
    if (g_str_equal (text, "MT1939")) {
        memcpy (id, "MT1939 Boot Code", BB_SIM_MT_ID_BYTES);
        return TRUE;
    }
    memcpy (id, "MT1959 Boot ", 12);
    bb_sim_put_text (id + 12, 4, text);
    return strlen (text) <= 4;
}

void
bb_sim_mt_model_id (BbModel *model, guint8 *id)
{
    const char *hex = bb_model_get_string (model, "BootIdHex");
    g_autoptr (GBytes) bytes = hex != NULL ? bb_hex_parse (hex, NULL) : NULL;

    if (bytes != NULL && g_bytes_get_size (bytes) == BB_SIM_MT_ID_BYTES)
        memcpy (id, g_bytes_get_data (bytes, NULL), BB_SIM_MT_ID_BYTES);
    else
        bb_sim_mt_parse_id ("SIM0", id);
}

BbSimMtGroup
bb_sim_mt_group_of_id (const guint8 *id)
{
    static const struct {
        const char *id;
        BbSimMtGroup group;
    } boards[] = {
        {"JB8 ", BB_SIM_MT_GROUP_HALF_HEIGHT}, {"JB9 ", BB_SIM_MT_GROUP_HALF_HEIGHT},
        {"JBC6", BB_SIM_MT_GROUP_HALF_HEIGHT}, {"JBP6", BB_SIM_MT_GROUP_HALF_HEIGHT},
        {"BU5 ", BB_SIM_MT_GROUP_SLIM},        {"BU51", BB_SIM_MT_GROUP_SLIM},
        {"BUP3", BB_SIM_MT_GROUP_SLIM},        {"BP32", BB_SIM_MT_GROUP_SLIM},
        {"BUP5", BB_SIM_MT_GROUP_SLIM},        {"BP52", BB_SIM_MT_GROUP_SLIM},
        {"BUP1", BB_SIM_MT_GROUP_OLD_SLIM},
    };

    if (memcmp (id, "MT1939 Boot Code", BB_SIM_MT_ID_BYTES) == 0)
        return BB_SIM_MT_GROUP_MT1939;
    for (gsize i = 0; memcmp (id, "MT1959 Boot ", 12) == 0 && i < G_N_ELEMENTS (boards); i++) {
        if (memcmp (id + 12, boards[i].id, 4) == 0)
            return boards[i].group;
    }
    return BB_SIM_MT_GROUP_UNKNOWN;
}

guint8
bb_sim_mt_tray (BbSimMtGroup group, BbModel *model)
{
    gboolean slim = group == BB_SIM_MT_GROUP_SLIM || group == BB_SIM_MT_GROUP_OLD_SLIM;

    if (group == BB_SIM_MT_GROUP_MT1939 || group == BB_SIM_MT_GROUP_UNKNOWN)
        slim = g_strcmp0 (bb_model_get_string (model, "FormFactor"), "slim") == 0;
    return slim ? BB_SIM_MT_TRAY_SLIM : BB_SIM_MT_TRAY_HALF_HEIGHT;
}

/* The first part of the hardware record, which lies within the firmware of an image: the features that GET
 * CONFIGURATION returns. Chip tag and platform follow in the record. */
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

/* Returns (transfer full) the INQUIRY product of a model, "BD-RE" if the catalog has none. The drives send two blanks
 * after "BD-RE" (mediatek-mt1959.md, section 4); the catalog has one. */
static char *
bb_sim_mt_dup_product (BbModel *model)
{
    const char *product = bb_model_get_string (model, "Product");

    if (product == NULL)
        return g_strdup ("BD-RE");
    return g_str_has_prefix (product, "BD-RE ") && product[6] != ' ' ? g_strconcat ("BD-RE  ", product + 6, NULL)
                                                                     : g_strdup (product);
}

/* Returns (transfer none) the value of the setting @name, @fallback if it was not given. */
static const char *
bb_sim_mt_get_setting (const BbSimImageOptions *options, const char *name, const char *fallback)
{
    const char *value = options->settings != NULL ? g_hash_table_lookup (options->settings, name) : NULL;

    return value != NULL ? value : fallback;
}

/* Texts and numbers for the image, parsed from the options. */
typedef struct {
    const char *vendor;
    const char *product;
    const char *revision;
    const char *stamp;
    const char *service_code;
    const char *sales_code;
    const char *omnidrive;
    const char *platform;
    char *own_product;
    guint8 boot_id[BB_SIM_MT_ID_BYTES];
    guint8 model_id[BB_SIM_MT_ID_BYTES];
    BbSimMtGroup group;
    guint8 tray;
    guint8 marker;
    gboolean downgrade;
    gboolean age_mark;
} BbSimMtParts;

/* Returns the first of the three texts that is not NULL. */
static const char *
bb_sim_mt_first_text (const char *text, const char *otherwise, const char *fallback)
{
    return text != NULL ? text : otherwise != NULL ? otherwise : fallback;
}

/* Sets @parts from @options; values that @options does not have come from @model, or are defaults. FALSE with @error
 * set if the setting "app-id" is no boot ID. The caller frees `own_product`. */
static gboolean
bb_sim_mt_read_parts (BbSimMtParts *parts, BbModel *model, const BbSimImageOptions *options, GError **error)
{
    static const guint8 markers[] = {0x78, 0x18, 0x78, 0x18, 0x58}; /* index: BbSimMtGroup */
    static const char *const platforms[] = {"SIM", "JB8", "BU3", "BUP1", "JB7"};
    const char *id = bb_sim_mt_get_setting (options, "app-id", NULL);
    const char *number = NULL;

    bb_sim_mt_model_id (model, parts->model_id);
    memcpy (parts->boot_id, parts->model_id, BB_SIM_MT_ID_BYTES);
    if (id != NULL && !bb_sim_mt_parse_id (id, parts->boot_id)) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "“%s” is no boot id", id);
        return FALSE;
    }
    parts->own_product = bb_sim_mt_dup_product (model);
    parts->vendor = bb_sim_mt_first_text (options->vendor, bb_model_get_string (model, "Vendor"), "HL-DT-ST");
    parts->product = bb_sim_mt_first_text (options->product, parts->own_product, "");
    parts->revision = bb_sim_mt_first_text (options->revision, "1.00", "");
    parts->stamp = bb_sim_mt_get_setting (options, "build-stamp", "1711241200");
    parts->service_code = bb_sim_mt_first_text (bb_sim_mt_get_setting (options, "service-code", NULL),
                                                bb_model_get_string (model, "ServiceCode"), "");
    parts->sales_code = bb_sim_mt_get_setting (options, "sales-code", "N000000");
    parts->omnidrive = bb_sim_mt_get_setting (options, "omnidrive", NULL);
    parts->group = bb_sim_mt_group_of_id (parts->boot_id);
    parts->platform = bb_sim_mt_first_text (bb_sim_mt_get_setting (options, "platform", NULL),
                                            bb_model_get_string (model, "Platform"), platforms[parts->group]);
    number = bb_sim_mt_get_setting (options, "tray", NULL);
    parts->tray = number != NULL ? (guint8) g_ascii_strtoull (number, NULL, 0) : bb_sim_mt_tray (parts->group, model);
    number = bb_sim_mt_get_setting (options, "marker", NULL);
    parts->marker = number != NULL ? (guint8) g_ascii_strtoull (number, NULL, 0) : markers[parts->group];
    parts->downgrade = bb_sim_mt_get_setting (options, "downgrade-enabled", NULL) != NULL;
    parts->age_mark = bb_sim_mt_get_setting (options, "age-mark", NULL) != NULL;
    return TRUE;
}

/* Returns the chip tag. Boards of most groups have the tag of the MT1939 even if their chip is an MT1959. */
static const char *
bb_sim_mt_chip_tag (const BbSimMtParts *parts)
{
    gboolean new_tag = parts->group == BB_SIM_MT_GROUP_SLIM || parts->group == BB_SIM_MT_GROUP_UNKNOWN;

    return new_tag ? "MTEKMT1959" : "MTEKMT1939";
}

/* Writes the label that only synthetic images have (#BbSimMtLabel). */
static void
bb_sim_mt_put_label (guint8 *label, const BbSimMtParts *parts)
{
    memcpy (label, LABEL_MAGIC, 8);
    bb_sim_put_text (label + 8, 8, parts->vendor);
    bb_sim_put_text (label + 16, 16, parts->product);
    bb_sim_put_text (label + 32, 4, parts->revision);
    memcpy (label + 36, parts->boot_id, BB_SIM_MT_ID_BYTES);
    memcpy (label + 52, parts->model_id, BB_SIM_MT_ID_BYTES);
    label[68] = (guint8) parts->downgrade;
    label[69] = (guint8) parts->age_mark;
}

/* Writes the hardware record: features, build stamp, chip tag and platform. */
static void
bb_sim_mt_put_hardware (guint8 *hardware, const BbSimMtParts *parts)
{
    memcpy (hardware, features, sizeof features);
    hardware[TRAY_FEATURE + 4] = parts->tray;
    hardware += sizeof features;
    memcpy (hardware, "\x55\xAAUNIQUE", 8);
    bb_sim_put_text (hardware + 8, 10, parts->stamp);
    bb_sim_put_text (hardware + 18, 10, bb_sim_mt_chip_tag (parts));
    bb_sim_put_text (hardware + 28, 6, "");
    memset (hardware + 34, 0, 2);
    bb_sim_put_text (hardware + 36, 6, parts->platform);
}

/* Fills the part of the descriptor that comes from the image. The drive writes the rest of its descriptor itself. */
static void
bb_sim_mt_put_descriptor (guint8 *descriptor, const BbSimMtParts *parts)
{
    memset (descriptor, ' ', 0x50);
    bb_sim_put_text (descriptor, 8, parts->vendor);
    bb_sim_put_text (descriptor + 0x08, 16, parts->product);
    bb_sim_put_text (descriptor + 0x18, 4, parts->revision);
    bb_sim_put_text (descriptor + 0x1C, 8, parts->sales_code);
    memcpy (descriptor + 0x24, "UNIQUE", 6);
    bb_sim_put_text (descriptor + 0x2A, 10, parts->stamp);
    bb_sim_put_text (descriptor + 0x34, 10, bb_sim_mt_chip_tag (parts));
    bb_sim_put_text (descriptor + 0x4C, 4, parts->service_code);
    descriptor[0x50] = parts->marker;
    if (parts->downgrade)
        descriptor[0x56] = 0xDE;
}

/* Writes the tag that OmniDrive (a modified firmware) shows in INQUIRY: its name, then one byte for each number of
 * @version ("1.0.4"). */
static void
bb_sim_mt_put_omnidrive (guint8 *to, const char *version)
{
    g_auto (GStrv) numbers = g_strsplit (version, ".", 3);

    memcpy (to, "OmniDrive\0\0", TAG_BYTES + 3);
    for (guint i = 0; numbers[i] != NULL; i++)
        to[TAG_BYTES + i] = (guint8) g_ascii_strtoull (numbers[i], NULL, 10);
}

guint8 *
bb_sim_mt_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    static const guint32 numbers[3] = {GUINT32_TO_LE (1), GUINT32_TO_LE (BB_SIM_MT_APP),
                                       GUINT32_TO_LE (PROTECTED_END - 1)};
    BbSimMtParts parts = {NULL};
    guint8 *image = NULL;
    guint8 *record = NULL;

    if (!bb_sim_mt_read_parts (&parts, model, options, error))
        return NULL;
    image = g_malloc (BB_SIM_MT_FLASH_BYTES);
    record = image + BB_SIM_MT_RECORDS;
    memset (image, 0xFF, BB_SIM_MT_FLASH_BYTES);
    bb_sim_fill (image, BB_SIM_MT_APP, BOOT_SEED);
    memset (image + BB_SIM_MT_CONFIG, 0xFF, BB_SIM_MT_CONFIG_BYTES);
    memcpy (image + BB_SIM_MT_CONFIG, parts.boot_id, BB_SIM_MT_ID_BYTES);
    bb_sim_fill (image + BB_SIM_MT_APP, PROTECTED_END - BB_SIM_MT_APP, options->seed ^ g_str_hash (parts.revision));
    bb_sim_mt_put_label (image + BB_SIM_MT_APP, &parts);
    bb_sim_mt_put_hardware (image + HARDWARE_RECORD, &parts);
    bb_sim_mt_put_descriptor (image + BB_SIM_MT_DESCRIPTOR, &parts);
    if (parts.omnidrive != NULL)
        bb_sim_mt_put_omnidrive (image + BB_SIM_MT_OMNIDRIVE, parts.omnidrive);
    memset (record, 0xFF, N_RECORDS * RECORD_BYTES);
    memset (image + BB_SIM_MT_AGE_MARK, 0xFF, 8);
    if (parts.age_mark)
        memcpy (image + BB_SIM_MT_AGE_MARK, AGE_MARK, 8);
    memcpy (record, numbers, sizeof numbers);
    bb_sim_mt_calculate_sum (image, BB_SIM_MT_APP, PROTECTED_END, record + 12);
    g_free (parts.own_product);
    return image;
}

GBytes *
bb_sim_mt_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    guint8 *image = NULL;

    if (options->boot_code || options->boot_version != NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "mediatek-mt1959 has no boot code files");
        return NULL;
    }
    image = bb_sim_mt_image (model, options, error);
    if (image == NULL)
        return NULL;
    if (bb_sim_mt_get_setting (options, "raw-read-out", NULL) != NULL)
        memcpy (image, image + BB_SIM_MT_APP, 0x400);
    if (bb_sim_mt_get_setting (options, "wrapped", NULL) != NULL)
        bb_sim_mt_wrap (image, BB_SIM_MT_FLASH_BYTES);
    return g_bytes_new_take (image, BB_SIM_MT_FLASH_BYTES);
}
