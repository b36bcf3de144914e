/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim/bb-sim-drive.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The simulated drive of docs/protocols/lite-on.md, section 9, which only standard commands may be sent to, and the
 * synthetic files of that section. */

#define IMAGE_BYTES 0x100000u
#define BANK_BYTES 0x10000u
#define FILLED_BYTES 0x8000u
#define PROGRAM_BYTES 0x400u
#define KEY_BYTES 0x400u
#define KEYS_BYTES 0x1000u
#define SWAPPED_BYTES 0x8000u
#define GUESSED 0x5A
#define MASK 0x3F

static const BbSimChoice bb_sim_liteon_image_settings[] = {
    {"updater", "0|1a|1b|2|3", "lite-on 9", "An updater program that stores the image with this method"},
    {NULL, NULL, NULL, NULL},
};

static gsize
bb_sim_liteon_flash_bytes (BbModel *model)
{
    return IMAGE_BYTES;
}

/* Splits the first name of @model in the catalog into vendor and product; without one, both texts are made up. */
static void
bb_sim_liteon_get_name (BbModel *model, char **vendor, char **product)
{
    g_auto (GStrv) names = bb_model_get_strv (model, "Products");
    const char *name = names != NULL && names[0] != NULL ? names[0] : "LITE-ON DVD SIMULATED";
    const char *blank = strchr (name, ' ');

    *vendor = g_strndup (name, (gsize) (blank - name));
    *product = g_strdup (blank + 1);
}

/* Returns (transfer full) the synthetic image. */
static guint8 *
bb_sim_liteon_make_plain (BbModel *model, const BbSimImageOptions *options)
{
    static const guint8 header[8] = {0x05, 0x80, 0x00, 0x32, 0x5B};
    static const guint8 banks[6] = {0xE5, 0x90, 0x54, 0x0F, 0xB4, 0x00};
    const char *revision = options->revision != NULL ? options->revision : "CS01";
    g_autofree char *internal = g_strdup_printf ("%s-SIM01", revision);
    g_autofree char *vendor = NULL;
    g_autofree char *product = NULL;
    guint8 text[16];
    guint8 *image = g_malloc0 (IMAGE_BYTES);

    bb_sim_liteon_get_name (model, &vendor, &product);
    for (guint32 bank = 0; bank < IMAGE_BYTES / BANK_BYTES; bank++) {
        bb_sim_fill (image + bank * BANK_BYTES, FILLED_BYTES, options->seed + bank);
        image[bank * BANK_BYTES] = 0x02;
    }
    memcpy (image + 0x4100, header, sizeof header);
    bb_sim_put_text (image + 0x4108, 8, options->vendor != NULL ? options->vendor : vendor);
    bb_sim_put_text (image + 0x4110, 16, options->product != NULL ? options->product : product);
    bb_sim_put_text (image + 0x4120, 4, revision);
    bb_sim_put_text (image + 0x4124, 16, "2019/01/02 03:04");
    memcpy (image + 0x4200, banks, sizeof banks);
    bb_sim_put_text (text, sizeof text, internal);
    for (guint i = 0; i < sizeof text; i++) {
        guint8 *load = image + 0x4300 + 22 * i;

        memset (load, 0, 22);
        load[0] = 0x7D;
        load[1] = text[i];
        load[2] = 0x90;
    }
    return image;
}

/* Scrambles @image in place as an updater program does: by method 3 if @is_third, else by method 2. */
static void
bb_sim_liteon_scramble (guint8 *image, const guint8 *keys, guint8 name_sum, gboolean is_third)
{
    guint32 old = 0;
    guint32 number = 1;

    for (guint k = 0; k < 1024; k++) {
        guint8 key = keys[k];
        guint8 *block = image + IMAGE_BYTES / 1024 * k;
        guint32 sum = old + number;

        old = number;
        number = sum;
        if (is_third)
            block[key & MASK] ^= k % 7 == 0 || k % 7 == 2 ? (guint8) (name_sum ^ GUESSED) : key;
        else
            block[(k + 1) % 3 == 0   ? (key & 7)
                  : (k + 1) % 3 == 1 ? key % 7
                                     : key % 5] ^= number % 9 == 1   ? name_sum
                                                   : number % 9 == 2 ? 0xFF
                                                                     : key;
        if (number > 0x2AF90C18u) {
            old = 0;
            number = 1;
        }
    }
}

/* Appends @image as method 1 stores it: its ends exchanged; with @is_later (version 2.1.0) the first 1 KiB also
 * inverted and followed by filler bytes. */
static void
bb_sim_liteon_append_swapped (GByteArray *file, const guint8 *image, gboolean is_later)
{
    g_autofree guint8 *swapped = g_memdup2 (image, IMAGE_BYTES);
    g_autofree guint8 *filler = g_malloc (KEYS_BYTES);

    for (gsize i = 0; i < SWAPPED_BYTES; i++) {
        swapped[i] = image[IMAGE_BYTES - 1 - i];
        swapped[IMAGE_BYTES - 1 - i] = image[i];
    }
    if (!is_later) {
        g_byte_array_append (file, swapped, IMAGE_BYTES);
        return;
    }
    memset (filler, 0xFF, KEYS_BYTES);
    for (gsize i = 0; i < KEY_BYTES; i++)
        swapped[i] = (guint8) ~swapped[i];
    g_byte_array_append (file, swapped, KEY_BYTES);
    g_byte_array_append (file, filler, KEYS_BYTES);
    g_byte_array_append (file, swapped + KEY_BYTES, IMAGE_BYTES - KEY_BYTES);
}

static void
bb_sim_liteon_append_text (GByteArray *file, const char *text, guint n_zeros)
{
    static const guint8 zeros[16] = {0};

    g_byte_array_append (file, (const guint8 *) text, (guint) strlen (text));
    g_byte_array_append (file, zeros, n_zeros);
}

/* Appends the description of one image with the name @revision. */
static void
bb_sim_liteon_append_description (GByteArray *file, const char *revision)
{
    bb_sim_liteon_append_text (file, "HOW_MANY_BIN=1", 1);
    for (guint i = 1; i <= 4; i++) {
        g_autofree char *start = g_strdup_printf ("BIN_START%u=0000000000", i);

        bb_sim_liteon_append_text (file, start, 1);
    }
    for (guint i = 1; i <= 4; i++) {
        g_autofree char *size = g_strdup_printf ("BIN_SIZE%u=%010u", i, i == 1 ? IMAGE_BYTES : 0);

        bb_sim_liteon_append_text (file, size, 1);
    }
    for (guint i = 1; i <= 4; i++) {
        g_autofree char *name = g_strdup_printf ("NEW_FW%u=%.4s", i, i == 1 ? revision : "");

        bb_sim_liteon_append_text (file, name, i == 1 ? 4 : 8);
    }
}

/* Returns (transfer full) a program that stores @image with @method. */
static GBytes *
bb_sim_liteon_make_updater (guint8 *image, const char *method, const BbSimImageOptions *options)
{
    static const guint8 begin[12] = {0x50, 0x45, 0, 0, 0x4C, 0x01, 0x03, 0, 0, 0, 0, 0x43};
    static const guint8 third[16] = {0x0F, 0xB6, 0x04, 0x08, 0x25, MASK, 0,    0,
                                     0x80, 0x79, 0x05, 0x48, 0x83, 0xC8, 0xC0, 0x40};
    static const guint8 second[] = {0x30, 0x02, 0xEB, 0x2B, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                                    0x11, 0x11, 0x11, 0x11, 0x80, 0x34, 0x02, 0xFF, 0x22, 0x22, 0x22, 0x22,
                                    0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22,
                                    0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x22, 0x30, 0x10};
    const char *revision = options->revision != NULL ? options->revision : "CS01";
    const char *version = g_str_equal (method, "0")    ? "Ver 2.0.4"
                          : g_str_equal (method, "1a") ? "Ver 2.0.5"
                          : g_str_equal (method, "1b") ? "Ver 2.1.0"
                          : g_str_equal (method, "2")  ? "Ver 2.1.2"
                                                       : "Ver 2.1.5";
    GByteArray *file = g_byte_array_new ();
    guint8 keys[KEYS_BYTES] = {0};
    guint8 name_sum = 0;

    g_byte_array_set_size (file, PROGRAM_BYTES);
    memset (file->data, 0, PROGRAM_BYTES);
    memcpy (file->data, "MZ", 2);
    memcpy (file->data + 0x80, begin, sizeof begin);
    bb_sim_liteon_append_text (file, version, 2);
    if (g_str_equal (method, "2"))
        g_byte_array_append (file, second, sizeof second);
    if (g_str_equal (method, "3"))
        g_byte_array_append (file, third, sizeof third);
    bb_sim_liteon_append_description (file, revision);
    if (g_str_equal (method, "0")) {
        g_byte_array_append (file, image, IMAGE_BYTES);
    } else if (method[0] == '1') {
        bb_sim_liteon_append_swapped (file, image, method[1] == 'b');
    } else {
        for (guint i = 0; i < 4; i++)
            name_sum = (guint8) (name_sum + (guint8) revision[i]);
        bb_sim_fill (keys, KEY_BYTES, options->seed + 0x11);
        bb_sim_liteon_scramble (image, keys, name_sum, method[0] == '3');
        g_byte_array_append (file, keys, sizeof keys);
        g_byte_array_append (file, image, IMAGE_BYTES);
    }
    return g_byte_array_free_to_bytes (file);
}

static GBytes *
bb_sim_liteon_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    const char *method = options->settings != NULL ? g_hash_table_lookup (options->settings, "updater") : NULL;
    g_autofree guint8 *image = NULL;

    if (options->boot_code || options->boot_version != NULL ||
        (options->revision != NULL && strlen (options->revision) != 4)) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO,
                     "lite-on has no boot code files, and its revisions have four characters");
        return NULL;
    }
    image = bb_sim_liteon_make_plain (model, options);
    if (method == NULL)
        return g_bytes_new_take (g_steal_pointer (&image), IMAGE_BYTES);
    return bb_sim_liteon_make_updater (image, method, options);
}

static gboolean
bb_sim_liteon_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    return TRUE;
}

static void
bb_sim_liteon_power_on (BbSimDrive *drive)
{
    const BbSimConfig *config = drive->config;
    const char *letter = bb_model_get_string (config->model, "Letter");
    g_autofree char *revision = g_strdup_printf ("%sS01", letter != NULL ? letter : "L");
    g_autofree char *vendor = NULL;
    g_autofree char *product = NULL;

    bb_sim_liteon_get_name (config->model, &vendor, &product);
    bb_sim_drive_set_inquiry (drive, config->vendor != NULL ? config->vendor : vendor,
                              config->product != NULL ? config->product : product,
                              config->revision != NULL ? config->revision : revision);
}

static gboolean
bb_sim_liteon_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    if (command->cdb.bytes[0] == 0x3B)
        bb_sim_drive_violation (drive, "WRITE BUFFER was sent, which may change the firmware");
    return FALSE;
}

static const char *const bb_sim_liteon_steps[] = {NULL};

static void
bb_sim_liteon_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    step->writes = command->cdb.bytes[0] == 0x3B;
}

const BbSimFamily bb_sim_family_lite_on = {
    .id = "lite-on",
    .image_settings = bb_sim_liteon_image_settings,
    .flash_bytes = bb_sim_liteon_flash_bytes,
    .init = bb_sim_liteon_init,
    .power_on = bb_sim_liteon_power_on,
    .exec = bb_sim_liteon_exec,
    .steps = bb_sim_liteon_steps,
    .classify = bb_sim_liteon_classify,
    .make_image = bb_sim_liteon_make_image,
};
