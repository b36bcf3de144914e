/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-liteon.h"

#include "sim/bb-sim.h"

#include <string.h>

/* The simulated drives of docs/protocols/lite-on.md, section 9, and the synthetic files of that section. The memory
 * of one model can be read. Drives of all other models execute standard commands only. */

#define IMAGE_BYTES BB_SIM_LITEON_IMAGE_BYTES
#define BANK_BYTES 0x10000u
#define FILLED_BYTES 0x8000u
#define PROGRAM_BYTES 0x400u
#define KEY_BYTES 0x400u
#define KEYS_BYTES 0x1000u
#define SWAPPED_BYTES 0x8000u
#define GUESSED 0x5A
#define MASK 0x3F
#define MEMORY_AT 0x12345u

static const BbSimChoice bb_sim_liteon_image_settings[] = {
    {"updater", "0|1a|1b|2|3|x|xs|4", "lite-on 9",
     "An updater program that stores the image with this method; x, xs: plain and with method 3, of the kind XFB"},
    {"page", NULL, "lite-on 9",
     "The memory image of the page, which no drive has: another name, no jump at its start"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_liteon_states[] = {
    {"normal", NULL, "lite-on 9", "Runs its firmware"},
    {"boot", NULL, "lite-on 8", "Only the boot code runs; only a DS-8ABSH has this state"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_liteon_quirks[] = {
    {"plain-inquiry", NULL, "lite-on 8", "EXTRAINQ gets the reply to a plain INQUIRY"},
    {"no-read", NULL, "lite-on 8", "READ BUFFER is refused"},
    {"other-cipher", NULL, "lite-on 7", "EXTRAINQ names a cipher that the page does not know"},
    {"other-key", NULL, "lite-on 8", "The memory is enciphered with another key than EXTRAINQ names"},
    {"flip", NULL, "lite-on 7", "One bit of the memory differs at each second read"},
    {"bad-names", NULL, "lite-on 7", "The revision in the memory is not the one that the drive reports"},
    {NULL, NULL, NULL, NULL},
};

/** BbSimLiteon: @n_flips: number of reads of the byte that the quirk flip changes */
typedef struct {
    guint n_flips;
} BbSimLiteon;

/* Returns (nullable) the text that identifies the image in the memory of a drive that can be read; NULL for other
 * models. */
static const char *
bb_sim_liteon_get_tag (BbModel *model)
{
    return bb_model_get_string (model, "ImageTag");
}

static gsize
bb_sim_liteon_flash_bytes (BbModel *model)
{
    return IMAGE_BYTES;
}

/* Sets @vendor and @product (transfer full) to the two parts of the first name of @model in the catalog: before and
 * after the first blank, which the name must have. If there is no name, sets them to invented texts. */
static void
bb_sim_liteon_get_name (BbModel *model, char **vendor, char **product)
{
    g_auto (GStrv) names = bb_model_get_strv (model, "Products");
    const char *name = names != NULL && names[0] != NULL ? names[0] : "LITE-ON DVD SIMULATED";
    const char *blank = strchr (name, ' ');

    *vendor = g_strndup (name, (gsize) (blank - name));
    *product = g_strdup (blank + 1);
}

/* Returns (transfer full) the synthetic image of a model whose drives cannot be read. */
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

/* Appends @image as method 1 stores it: the first and the last 32 KiB are exchanged, each in reverse order. With
 * @is_later (version 2.1.0), the first 1 KiB of the result is also inverted and followed by filler bytes. */
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

/* Appends @text without its final zero, then @n_zeros zeros (at most 16). */
static void
bb_sim_liteon_append_text (GByteArray *file, const char *text, guint n_zeros)
{
    static const guint8 zeros[16] = {0};

    g_byte_array_append (file, (const guint8 *) text, (guint) strlen (text));
    g_byte_array_append (file, zeros, n_zeros);
}

/* Appends the description of the one image in an updater. @revision: name of the image; @is_newer: the keys of the
 * sizes are BIN_SIZE1B to BIN_SIZE4B, not BIN_SIZE1 to BIN_SIZE4 */
static void
bb_sim_liteon_append_description (GByteArray *file, const char *revision, gboolean is_newer)
{
    bb_sim_liteon_append_text (file, "HOW_MANY_BIN=1", 1);
    for (guint i = 1; i <= 4; i++) {
        g_autofree char *start = g_strdup_printf ("BIN_START%u=0000000000", i);

        bb_sim_liteon_append_text (file, start, 1);
    }
    for (guint i = 1; i <= 4; i++) {
        g_autofree char *size =
            g_strdup_printf ("BIN_SIZE%u%s=%010u", i, is_newer ? "B" : "", i == 1 ? IMAGE_BYTES : 0);

        bb_sim_liteon_append_text (file, size, 1);
    }
    for (guint i = 1; i <= 4; i++) {
        g_autofree char *name = g_strdup_printf ("NEW_FW%u=%.4s", i, i == 1 ? revision : "");

        bb_sim_liteon_append_text (file, name, i == 1 ? 4 : 8);
    }
}

/* Returns (transfer full) an updater program that stores @image with @method, a value of the setting "updater". Some
 * methods change @image. */
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
                          : method[0] == 'x'           ? "Ver XFB-2.1.5"
                                                       : "Ver 2.1.5";
    gboolean is_third = g_str_equal (method, "3") || g_str_equal (method, "xs");
    GByteArray *file = g_byte_array_new ();
    guint8 keys[KEYS_BYTES] = {0};
    guint8 name_sum = 0;

    g_byte_array_set_size (file, PROGRAM_BYTES);
    memset (file->data, 0, PROGRAM_BYTES);
    memcpy (file->data, "MZ", 2);
    memcpy (file->data + 0x80, begin, sizeof begin);
    bb_sim_liteon_append_text (file, version, 2);
    if (method[0] == 'x')
        bb_sim_liteon_append_text (file, is_third ? "[01S-CG-XFB-2.1.5]" : "[01U-CG-XFB-2.1.5]", 1);
    if (g_str_equal (method, "2"))
        g_byte_array_append (file, second, sizeof second);
    if (is_third)
        g_byte_array_append (file, third, sizeof third);
    bb_sim_liteon_append_description (file, revision, g_str_equal (method, "4"));
    if (g_str_equal (method, "0")) {
        g_byte_array_append (file, image, IMAGE_BYTES);
    } else if (g_str_equal (method, "4")) {
        bb_sim_liteon_append_newer (file, image, options->seed, revision);
    } else if (method[0] == '1') {
        bb_sim_liteon_append_swapped (file, image, method[1] == 'b');
    } else {
        for (guint i = 0; i < 4; i++)
            name_sum = (guint8) (name_sum + (guint8) revision[i]);
        bb_sim_fill (keys, KEY_BYTES, options->seed + 0x11);
        if (!g_str_equal (method, "x"))
            bb_sim_liteon_scramble (image, keys, name_sum, is_third, GUESSED);
        g_byte_array_append (file, keys, sizeof keys);
        g_byte_array_append (file, image, IMAGE_BYTES);
    }
    return g_byte_array_free_to_bytes (file);
}

/* Returns (transfer full) a synthetic image or, with the setting updater, a program that contains this image. For
 * models that can be read, the image is the memory of a drive; with the setting page, it is the memory image of
 * lite-on.md, section 9. NULL with @error set if @options asks for boot code or a boot version, or for a revision
 * that does not have four characters. */
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
    if (bb_sim_liteon_get_tag (model) != NULL) {
        gboolean is_page = options->settings != NULL && g_hash_table_contains (options->settings, "page");

        image = bb_sim_liteon_make_memory (options->seed, options->revision != NULL ? options->revision : "LS01",
                                           is_page ? "SIM8A0" : bb_sim_liteon_get_tag (model), !is_page);
    } else {
        image = bb_sim_liteon_make_plain (model, options);
    }
    if (method == NULL)
        return g_bytes_new_take (g_steal_pointer (&image), IMAGE_BYTES);
    return bb_sim_liteon_make_updater (image, method, options);
}

/* Returns (transfer full) the revision that the firmware of the drive reports: that of the scenario, else one with
 * the letter of the model. */
static char *
bb_sim_liteon_dup_revision (const BbSimConfig *config)
{
    const char *letter = bb_model_get_string (config->model, "Letter");

    return config->revision != NULL ? g_strdup (config->revision)
                                    : g_strdup_printf ("%sS01", letter != NULL ? letter : "L");
}

/* Allocates the state. For a model that can be read, fills a new memory with the firmware file of the scenario, or
 * with a synthetic image if there is none. FALSE with @error set if the firmware file has a wrong size, or if the
 * scenario gives a model that cannot be read another state than normal. */
static gboolean
bb_sim_liteon_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    const BbSimConfig *config = drive->config;
    const char *tag = bb_sim_liteon_get_tag (config->model);
    g_autofree char *revision = bb_sim_liteon_dup_revision (config);
    g_autofree guint8 *memory = NULL;

    drive->own = g_new0 (BbSimLiteon, 1);
    if (tag == NULL && !g_str_equal (config->state, "normal")) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "this model does not have this state");
        return FALSE;
    }
    if (!fresh || tag == NULL)
        return TRUE;
    memory = bb_sim_liteon_make_memory (config->seed, bb_sim_drive_has_quirk (drive, "bad-names") ? "XX00" : revision,
                                        tag, TRUE);
    if (config->firmware != NULL) {
        if (g_bytes_get_size (config->firmware) != IMAGE_BYTES) {
            g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the firmware of this drive has %u bytes",
                         IMAGE_BYTES);
            return FALSE;
        }
        memcpy (memory, g_bytes_get_data (config->firmware, NULL), IMAGE_BYTES);
    }
    bb_sim_drive_poke (drive, 0, memory, IMAGE_BYTES);
    return TRUE;
}

/* Sets the INQUIRY texts to those of scenario or catalog. In the state boot, the revision is that of the boot code,
 * and the drive is not ready. */
static void
bb_sim_liteon_power_on (BbSimDrive *drive)
{
    const BbSimConfig *config = drive->config;
    gboolean is_boot = g_str_equal (config->state, "boot");
    g_autofree char *revision = bb_sim_liteon_dup_revision (config);
    g_autofree char *vendor = NULL;
    g_autofree char *product = NULL;

    bb_sim_liteon_get_name (config->model, &vendor, &product);
    bb_sim_drive_set_inquiry (drive, config->vendor != NULL ? config->vendor : vendor,
                              config->product != NULL ? config->product : product,
                              is_boot ? bb_model_get_string (config->model, "BootRevision") : revision);
    drive->not_ready = is_boot ? 0x020403u : 0;
}

/* Replies to EXTRAINQ, a form of INQUIRY whose reply contains the key of the cipher. FALSE with the quirk
 * plain-inquiry: the core then replies as to any other INQUIRY. The quirk other-cipher changes one byte of the reply.
 */
static gboolean
bb_sim_liteon_reply_extra (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 extra[BB_SIM_LITEON_EXTRA_BYTES];

    if (bb_sim_drive_has_quirk (drive, "plain-inquiry"))
        return FALSE;
    bb_sim_liteon_make_extra (drive, extra);
    if (bb_sim_drive_has_quirk (drive, "other-cipher"))
        extra[0x72] ^= 0x01;
    bb_sim_answer_data (answer, extra, sizeof extra, command->cdb.bytes[4]);
    return TRUE;
}

/* Sends a part of the memory, enciphered. Special cases:
 * - an invalid range, or the quirk no-read: 5/24/00
 * - the quirk flip: in every second read of the byte at MEMORY_AT, one of its bits is inverted
 * - the quirk other-key: enciphers with another key than that in the reply to EXTRAINQ */
static void
bb_sim_liteon_reply_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimLiteon *own = drive->own;
    guint32 offset = bb_sim_get_be24 (command->cdb.bytes + 3);
    guint32 length_bytes = bb_sim_get_be24 (command->cdb.bytes + 6);
    guint8 piece[BB_SIM_LITEON_PIECE_BYTES];
    guint8 extra[BB_SIM_LITEON_EXTRA_BYTES];

    if (bb_sim_drive_has_quirk (drive, "no-read") || length_bytes == 0 || length_bytes > sizeof piece ||
        length_bytes % 16 != 0 || offset > IMAGE_BYTES - length_bytes) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    memcpy (piece, bb_sim_drive_flash (drive, NULL) + offset, length_bytes);
    if (bb_sim_drive_has_quirk (drive, "flip") && MEMORY_AT - offset < length_bytes && ++own->n_flips % 2 == 0)
        piece[MEMORY_AT - offset] ^= 0x10;
    bb_sim_liteon_make_extra (drive, extra);
    if (bb_sim_drive_has_quirk (drive, "other-key"))
        memset (extra + 0x9C, 'X', 16);
    bb_sim_liteon_encipher (extra, piece, length_bytes);
    bb_sim_answer_data (answer, piece, length_bytes, length_bytes);
}

/* Executes EXTRAINQ and the READ BUFFER that reads the memory, both only if the model can be read; FALSE for all
 * other commands. Violations: WRITE BUFFER, and a read of the memory while only the boot code runs. */
static gboolean
bb_sim_liteon_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    gboolean is_readable = bb_sim_liteon_get_tag (drive->config->model) != NULL;

    if (cdb[0] == 0x3B)
        bb_sim_drive_violation (drive, "WRITE BUFFER was sent, which may change the firmware");
    if (is_readable && cdb[0] == 0x12 && cdb[5] == 0x40)
        return bb_sim_liteon_reply_extra (drive, command, answer);
    if (!is_readable || cdb[0] != 0x3C || cdb[1] != 0x01 || cdb[2] != 0xF0)
        return FALSE;
    if (g_str_equal (drive->config->state, "boot"))
        bb_sim_drive_violation (drive, "the memory was read while only the boot code runs");
    bb_sim_liteon_reply_read (drive, command, answer);
    return TRUE;
}

static const char *const bb_sim_liteon_steps[] = {"status", "read", NULL};

/* The step "read" is READ BUFFER. The step "status" is an INQUIRY whose control byte is not zero. Both, and WRITE
 * BUFFER, are vendor commands. WRITE BUFFER counts as writing, although it does not change the memory of the
 * simulated drive. */
static void
bb_sim_liteon_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    const guint8 *cdb = command->cdb.bytes;

    step->writes = cdb[0] == 0x3B;
    step->vendor = cdb[0] == 0x3B || cdb[0] == 0x3C || (cdb[0] == 0x12 && cdb[5] != 0);
    if (cdb[0] == 0x3C)
        step->name = "read";
    else if (cdb[0] == 0x12 && cdb[5] != 0)
        step->name = "status";
}

/* Frees drive->own, the data of the family. */
static void
bb_sim_liteon_clear (BbSimDrive *drive)
{
    g_free (drive->own);
}

const BbSimFamily bb_sim_family_lite_on = {
    .id = "lite-on",
    .states = bb_sim_liteon_states,
    .quirks = bb_sim_liteon_quirks,
    .image_settings = bb_sim_liteon_image_settings,
    .flash_bytes = bb_sim_liteon_flash_bytes,
    .init = bb_sim_liteon_init,
    .power_on = bb_sim_liteon_power_on,
    .exec = bb_sim_liteon_exec,
    .steps = bb_sim_liteon_steps,
    .classify = bb_sim_liteon_classify,
    .make_image = bb_sim_liteon_make_image,
    .clear = bb_sim_liteon_clear,
};
