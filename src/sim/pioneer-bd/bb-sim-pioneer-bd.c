/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim/bb-sim-drive.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The simulated drive of docs/protocols/pioneer-bd.md, section 9. Its memory is Kernel (the boot code), followed by
 * Normal (the main firmware); the host may only read it. */

#define KERNEL_START 0x400000u
#define KERNEL_BYTES 0x10000u
#define NORMAL_BYTES 0x12300u
#define ALL_BYTES (KERNEL_BYTES + NORMAL_BYTES)
#define DESCRIPTOR "PIONEER BDR-SIM0"
#define DESCRIPTOR_BYTES 16u
#define LENGTH_OFFSET 20u
#define IDENTIFY_BYTES 48u
#define BYTES_PER_MS 2000u
#define FLIP_AT (KERNEL_BYTES + 0x4321u)
#define SUMMED_AT (KERNEL_BYTES + 0x8000u)
/* The header of a file of the manufacturer (section 3). */
#define HEADER_BYTES 0x200u
#define PAYLOAD_BYTES 0x8000u
#define KERNEL_TAG "ID40"
#define NORMAL_TAG "ID41"

/**
 * BbSimPioneerBd:
 * @is_enabled: reads are allowed until the drive is switched off
 * @n_flips: number of reads of the byte that the quirk flip changes
 */
typedef struct {
    gboolean is_enabled;
    guint n_flips;
} BbSimPioneerBd;

static const BbSimChoice bb_sim_pioneer_bd_states[] = {
    {"normal", NULL, "pioneer-bd 9", "Runs its firmware"},
    {"update", NULL, "pioneer-bd 7", "In update mode: only the Kernel runs, and waits for firmware"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_pioneer_bd_quirks[] = {
    {"readable", NULL, "pioneer-bd 4", "Reads need not be enabled first"},
    {"refused", NULL, "pioneer-bd 4", "Reads are refused although they were enabled"},
    {"short-attempt", NULL, "pioneer-bd 4", "Before reads are enabled they return too little, instead of an error"},
    {"flip", NULL, "pioneer-bd 9", "One bit of Normal differs at each second read"},
    {"bad-sum", NULL, "pioneer-bd 4", "The sum of Normal is wrong"},
    {"length", "N", "pioneer-bd 4", "The length in the head of Normal"},
    {"no-identification", NULL, "pioneer-bd 2", "The drive refuses to report its hardware ID"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_pioneer_bd_image_settings[] = {
    {"dump", NULL, "pioneer-bd 4", "Kernel and Normal as read from a drive, not a file of the manufacturer"},
    {"kernel", NULL, "pioneer-bd 3", "The header is that of a Kernel file"},
    {"kernel-tag", "*", "pioneer-bd 3", "The Kernel tag in the header; ID40 if not given"},
    {"program", NULL, "pioneer-bd 3", "A program that contains a Kernel and a Normal file"},
    {NULL, NULL, NULL, NULL},
};

static const guint16 bb_sim_pioneer_bd_profiles[] = {0x0043, 0x0042, 0x0041, 0x0040, 0x001B, 0x0010, 0x0008, 0};

/* Writes a 32-bit number, most significant byte first. */
static void
bb_sim_pioneer_bd_put_be32 (guint8 *to, guint32 value)
{
    for (guint i = 0; i < 4; i++)
        to[i] = (guint8) (value >> (24 - 8 * i));
}

/* Sets the last 32-bit word of @part so that all its words add up to 0. */
static void
bb_sim_pioneer_bd_close_sum (guint8 *part, gsize length_bytes)
{
    guint32 sum = 0;

    for (gsize i = 0; i < length_bytes - 4; i += 4)
        sum += bb_sim_get_be32 (part + i);
    bb_sim_pioneer_bd_put_be32 (part + length_bytes - 4, 0u - sum);
}

/* Returns (transfer full) the synthetic memory of a drive: Kernel and Normal, each with a correct checksum. */
static guint8 *
bb_sim_pioneer_bd_make_memory (guint32 seed)
{
    guint8 *memory = g_malloc (ALL_BYTES);
    guint8 *normal = memory + KERNEL_BYTES;

    bb_sim_fill (memory, KERNEL_BYTES, seed);
    bb_sim_pioneer_bd_close_sum (memory, KERNEL_BYTES);
    bb_sim_fill (normal, NORMAL_BYTES, seed + 1);
    memcpy (normal, DESCRIPTOR, DESCRIPTOR_BYTES);
    bb_sim_pioneer_bd_put_be32 (normal + LENGTH_OFFSET, NORMAL_BYTES);
    bb_sim_pioneer_bd_close_sum (normal, NORMAL_BYTES);
    return memory;
}

/* Returns (transfer full) the INQUIRY product of a drive of @model: "BD-ROM  " for a BDC model, else "BD-RW   ", then
 * the first of the names of @model. */
static char *
bb_sim_pioneer_bd_dup_product (BbModel *model)
{
    const char *name = bb_model_get_name (model);

    return g_strdup_printf ("%s%.*s", g_str_has_prefix (name, "BDC") ? "BD-ROM  " : "BD-RW   ",
                            (int) strcspn (name, "/ ("), name);
}

/* Fills @file with a synthetic update file in the form of the manufacturer (section 3): with the Kernel if
 * @is_kernel, else with the Normal part. The setting "kernel-tag" gives the Kernel tag in the header. */
static void
bb_sim_pioneer_bd_fill_file (guint8 *file, BbModel *model, const BbSimImageOptions *options, gboolean is_kernel)
{
    const char *tag = options->settings != NULL ? g_hash_table_lookup (options->settings, "kernel-tag") : NULL;
    g_autofree char *product = bb_sim_pioneer_bd_dup_product (model);
    g_autofree char *id = g_strdup_printf ("PIONEER %s", options->product != NULL ? options->product : product);
    const char *mark = "********  Copyright(c) 2000 Pioneer";

    memset (file, 0, HEADER_BYTES);
    memcpy (file, mark, strlen (mark));
    bb_sim_put_text (file + 0x60, 24, id);
    bb_sim_put_text (file + 0x90, 5, options->revision != NULL ? options->revision : "1.00");
    bb_sim_put_text (file + 0xB0, 8, bb_model_get_string (model, "Platform"));
    bb_sim_put_text (file + 0xD0, 8, tag != NULL ? tag : KERNEL_TAG);
    bb_sim_put_text (file + 0xF0, 8, "GENERAL");
    bb_sim_put_text (file + 0x110, 8, is_kernel ? "Kernel" : "Normal");
    bb_sim_put_text (file + 0x130, 10, "26/01/02");
    memset (file + 0x170, 0x5A, 0x50);
    bb_sim_fill (file + HEADER_BYTES, PAYLOAD_BYTES, options->seed + (is_kernel ? 1 : 0));
}

/* Returns (transfer full) an update file with the firmware part Normal. Settings ask for another form: "kernel" for a
 * file with the part Kernel, "program" for a program with both files, "dump" for the memory of a drive. NULL with
 * @error set if @options asks for boot code or a boot version, or if the hardware ID of the model is not known. */
static GBytes *
bb_sim_pioneer_bd_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    GHashTable *settings = options->settings;
    gsize file_bytes = HEADER_BYTES + PAYLOAD_BYTES;
    gboolean is_program = settings != NULL && g_hash_table_contains (settings, "program");
    guint8 *file = NULL;

    if (options->boot_code || options->boot_version != NULL || bb_model_get_string (model, "Platform") == NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO,
                     "pioneer-bd has no boot code files, and its models need a hardware ID");
        return NULL;
    }
    if (settings != NULL && g_hash_table_contains (settings, "dump"))
        return g_bytes_new_take (bb_sim_pioneer_bd_make_memory (options->seed), ALL_BYTES);
    if (!is_program) {
        file = g_malloc (file_bytes);
        bb_sim_pioneer_bd_fill_file (file, model, options,
                                     settings != NULL && g_hash_table_contains (settings, "kernel"));
        return g_bytes_new_take (file, file_bytes);
    }
    file = g_malloc0 (HEADER_BYTES + 2 * file_bytes);
    memcpy (file, "MZ", 2);
    bb_sim_pioneer_bd_fill_file (file + HEADER_BYTES, model, options, TRUE);
    bb_sim_pioneer_bd_fill_file (file + HEADER_BYTES + file_bytes, model, options, FALSE);
    return g_bytes_new_take (file, HEADER_BYTES + 2 * file_bytes);
}

static gsize
bb_sim_pioneer_bd_flash_bytes (BbModel *model)
{
    return ALL_BYTES;
}

/* Allocates the state. Fills a new memory with the firmware file of the scenario, which contains Kernel and Normal,
 * or with a synthetic image if there is none. Then changes the memory as the quirks say. FALSE with @error set if the
 * firmware file has a wrong size, or if the hardware ID of the model is not known. */
static gboolean
bb_sim_pioneer_bd_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    g_autofree guint8 *memory = NULL;
    guint32 length_bytes = (guint32) bb_sim_drive_quirk_uint (drive, "length", NORMAL_BYTES);

    drive->own = g_new0 (BbSimPioneerBd, 1);
    drive->profiles = bb_sim_pioneer_bd_profiles;
    if (bb_model_get_string (drive->config->model, "Platform") == NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the hardware ID of this model is not known");
        return FALSE;
    }
    if (!fresh)
        return TRUE;
    memory = bb_sim_pioneer_bd_make_memory (drive->config->seed);
    if (drive->config->firmware != NULL) {
        if (g_bytes_get_size (drive->config->firmware) != ALL_BYTES) {
            g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the firmware of this drive has %u bytes",
                         ALL_BYTES);
            return FALSE;
        }
        memcpy (memory, g_bytes_get_data (drive->config->firmware, NULL), ALL_BYTES);
    }
    bb_sim_pioneer_bd_put_be32 (memory + KERNEL_BYTES + LENGTH_OFFSET, length_bytes);
    if (bb_sim_drive_has_quirk (drive, "bad-sum"))
        memory[SUMMED_AT] ^= 0x01;
    bb_sim_drive_poke (drive, 0, memory, ALL_BYTES);
    if (g_str_equal (drive->config->state, "update"))
        bb_sim_drive_set_mark (drive, "mode", "update");
    return TRUE;
}

/* TRUE if the drive is in update mode: only the Kernel runs. */
static gboolean
bb_sim_pioneer_bd_is_update (BbSimDrive *drive)
{
    return bb_sim_drive_get_mark (drive, "mode") != NULL;
}

/* Forbids reads until the host enables them again, and sets the INQUIRY texts to those of scenario or model. In
 * update mode, the revision is 0000, and the drive is not ready. */
static void
bb_sim_pioneer_bd_power_on (BbSimDrive *drive)
{
    const BbSimConfig *config = drive->config;
    BbSimPioneerBd *own = drive->own;
    g_autofree char *product = bb_sim_pioneer_bd_dup_product (config->model);

    own->is_enabled = FALSE;
    bb_sim_drive_set_inquiry (drive, config->vendor != NULL ? config->vendor : "PIONEER",
                              config->product != NULL ? config->product : product,
                              bb_sim_pioneer_bd_is_update (drive) ? "0000"
                              : config->revision != NULL          ? config->revision
                                                                  : "1.00");
    drive->not_ready = bb_sim_pioneer_bd_is_update (drive) ? 0x020403u : 0;
}

/* Reports serial number, hardware ID (platform) and tags; without the Normal tag in update mode (section 2). 5/24/00
 * with the quirk no-identification. */
static void
bb_sim_pioneer_bd_identify (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 data[IDENTIFY_BYTES] = {0};

    if (bb_sim_drive_has_quirk (drive, "no-identification")) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    bb_sim_put_text (data, 16, drive->config->serial);
    bb_sim_put_text (data + 16, 8, bb_model_get_string (drive->config->model, "Platform"));
    bb_sim_put_text (data + 24, 8, KERNEL_TAG);
    bb_sim_put_text (data + 32, 8, bb_sim_pioneer_bd_is_update (drive) ? "" : NORMAL_TAG);
    bb_sim_put_text (data + 40, 4, "0000");
    bb_sim_answer_data (answer, data, sizeof data, bb_sim_get_be24 (command->cdb.bytes + 6));
}

/* Reads the memory. Special cases:
 * - a range outside of the memory, or the quirk refused: 5/24/00
 * - before the host has enabled reads: 5/24/00; the read succeeds with the quirk readable, and sends only one byte
 *   with the quirk short-attempt
 * - the quirk flip: in every second read of the byte at FLIP_AT, one of its bits is inverted
 * - an address below the Kernel, or update mode: also a violation */
static void
bb_sim_pioneer_bd_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimPioneerBd *own = drive->own;
    guint32 address = bb_sim_get_be24 (command->cdb.bytes + 3);
    guint32 length_bytes = bb_sim_get_be24 (command->cdb.bytes + 6);
    guint32 offset = address - KERNEL_START;
    g_autofree guint8 *bytes = NULL;

    if (address < KERNEL_START)
        bb_sim_drive_violation (drive, "the memory below the Kernel was read at %06X", address);
    if (bb_sim_pioneer_bd_is_update (drive))
        bb_sim_drive_violation (drive, "the memory was read in update mode");
    if (!own->is_enabled && bb_sim_drive_has_quirk (drive, "short-attempt")) {
        guint8 nothing[1] = {0};

        bb_sim_answer_data (answer, nothing, sizeof nothing, length_bytes);
        return;
    }
    if ((!own->is_enabled && !bb_sim_drive_has_quirk (drive, "readable")) ||
        bb_sim_drive_has_quirk (drive, "refused") || address < KERNEL_START || offset >= ALL_BYTES ||
        length_bytes > ALL_BYTES - offset) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    bytes = g_memdup2 (bb_sim_drive_flash (drive, NULL) + offset, length_bytes);
    if (bb_sim_drive_has_quirk (drive, "flip") && FLIP_AT - offset < length_bytes && ++own->n_flips % 2 == 0)
        bytes[FLIP_AT - offset] ^= 0x10;
    answer->took_us = (gint64) length_bytes * 1000 / BYTES_PER_MS;
    bb_sim_answer_data (answer, bytes, length_bytes, length_bytes);
}

/* Executes WRITE BUFFER. One form of the CDB enables reads. Any other form is a violation and gets 5/24/00. */
static void
bb_sim_pioneer_bd_write (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    static const guint8 enable[] = {0x3B, 0x02, 0x41, 0xA5, 0xAA, 0xAA, 0x00, 0x00, 0x00, 0x00};
    BbSimPioneerBd *own = drive->own;

    if (memcmp (command->cdb.bytes, enable, sizeof enable) == 0 && command->length_bytes == 0) {
        own->is_enabled = TRUE;
        return;
    }
    bb_sim_drive_violation (drive, "WRITE BUFFER was sent that may change the firmware");
    bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
}

/* Executes WRITE BUFFER and READ BUFFER; an unknown form of these gets 5/24/00. FALSE for any other command. */
static gboolean
bb_sim_pioneer_bd_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;

    if (cdb[0] == 0x3B)
        bb_sim_pioneer_bd_write (drive, command, answer);
    else if (cdb[0] == 0x3C && cdb[1] == 0x02 && cdb[2] == 0xF1)
        bb_sim_pioneer_bd_identify (drive, command, answer);
    else if (cdb[0] == 0x3C && cdb[1] == 0x02 && cdb[2] == 0xB0)
        bb_sim_pioneer_bd_read (drive, command, answer);
    else if (cdb[0] == 0x3C)
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    else
        return FALSE;
    return TRUE;
}

static const char *const bb_sim_pioneer_bd_steps[] = {"read", "unlock", NULL};

/* WRITE BUFFER and READ BUFFER are vendor commands. READ BUFFER is "read". The WRITE BUFFER that enables reads is
 * "unlock"; any other counts as writing, although the drive keeps its memory. */
static void
bb_sim_pioneer_bd_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    const guint8 *cdb = command->cdb.bytes;
    gboolean enables = cdb[0] == 0x3B && cdb[1] == 0x02 && cdb[2] == 0x41;

    step->writes = cdb[0] == 0x3B && !enables;
    step->vendor = cdb[0] == 0x3B || cdb[0] == 0x3C;
    if (enables)
        step->name = "unlock";
    else if (cdb[0] == 0x3C)
        step->name = "read";
}

static void
bb_sim_pioneer_bd_list_regions (BbSimDrive *drive, GArray *regions)
{
    BbSimRegion all[] = {{"kernel", 0, KERNEL_BYTES}, {"application", KERNEL_BYTES, NORMAL_BYTES}};

    g_array_append_vals (regions, all, G_N_ELEMENTS (all));
}

/* Frees drive->own, the data of the family. */
static void
bb_sim_pioneer_bd_clear (BbSimDrive *drive)
{
    g_free (drive->own);
}

const BbSimFamily bb_sim_family_pioneer_bd = {
    .id = "pioneer-bd",
    .states = bb_sim_pioneer_bd_states,
    .quirks = bb_sim_pioneer_bd_quirks,
    .image_settings = bb_sim_pioneer_bd_image_settings,
    .flash_bytes = bb_sim_pioneer_bd_flash_bytes,
    .init = bb_sim_pioneer_bd_init,
    .power_on = bb_sim_pioneer_bd_power_on,
    .exec = bb_sim_pioneer_bd_exec,
    .steps = bb_sim_pioneer_bd_steps,
    .classify = bb_sim_pioneer_bd_classify,
    .list_regions = bb_sim_pioneer_bd_list_regions,
    .make_image = bb_sim_pioneer_bd_make_image,
    .clear = bb_sim_pioneer_bd_clear,
};
