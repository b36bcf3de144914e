/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-gdr.h"

#include "sim/bb-sim.h"

#include <string.h>

/* The simulated drive of docs/protocols/lg-gdr.md, section 13. Its firmware can be read, but not written. */

#define OPCODE_MEMORY 0xE7
#define OPCODE_MODE_SELECT 0x55
#define FIRST_WINDOW 0x90000000u
#define SECOND_WINDOW 0x91000000u
#define MOST_BYTES 0x1000u
#define BYTES_PER_MS 650u
#define FLIP_AT 0x12345u
#define UNIT_COUNTER_AT 0x4F82u
#define SUMMED_AT 0x10000u

/**
 * BbSimGdr:
 * @n_flips: number of reads of the byte that the quirk flip changes
 * @n_unit_reads: number of reads of the byte that the quirk unit-data counts up
 */
typedef struct {
    guint n_flips;
    guint n_unit_reads;
} BbSimGdr;

static const BbSimChoice bb_sim_gdr_quirks[] = {
    {"refused", NULL, "lg-gdr 4", "Reads of the firmware are refused at both addresses"},
    {"first-window", NULL, "lg-gdr 4", "A GDR8050L or GDR3120L also shows its firmware at 0x90000000"},
    {"flip", NULL, "lg-gdr 13", "One bit at 0x12345 differs at each second read"},
    {"unit-data", NULL, "lg-gdr 13", "The data of the drive itself changes with each read"},
    {"bad-sum", NULL, "lg-gdr 13", "The sum of the application is wrong"},
    {"stale", NULL, "lg-gdr 13", "Each read returns the first block, as behind a faulty USB bridge"},
    {"short", NULL, "lg-gdr 13", "Each read returns one byte less than requested"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_gdr_image_settings[] = {
    {"form", "scrambled|dld|updater", "lg-gdr 5", "The form of the file; a plain image if not given"},
    {"update-for", "*", "lg-gdr 5", "The product in the header of an update file, instead of that of the firmware"},
    {NULL, NULL, NULL, NULL},
};

static const guint16 bb_sim_gdr_profiles[] = {0x0010, 0x0008, 0};

static gsize
bb_sim_gdr_flash_bytes (BbModel *model)
{
    return BB_SIM_GDR_BYTES;
}

/* Allocates the state. Fills a new memory with the firmware file of the scenario, or with a synthetic image if there
 * is none. With the quirk bad-sum, makes the checksum in the memory wrong. FALSE with @error set if the firmware file
 * has a wrong size. */
static gboolean
bb_sim_gdr_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    BbSimImageOptions options = {
        .revision = drive->config->revision, .product = drive->config->product, .seed = drive->config->seed};
    g_autoptr (GBytes) image = NULL;
    guint8 wrong = 0;

    drive->own = g_new0 (BbSimGdr, 1);
    drive->profiles = bb_sim_gdr_profiles;
    if (!fresh)
        return TRUE;
    image = drive->config->firmware != NULL ? g_bytes_ref (drive->config->firmware)
                                            : bb_sim_gdr_make_image (drive->config->model, &options, error);
    if (image == NULL)
        return FALSE;
    if (g_bytes_get_size (image) != BB_SIM_GDR_BYTES) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the firmware of this drive has %u bytes",
                     BB_SIM_GDR_BYTES);
        return FALSE;
    }
    bb_sim_drive_poke (drive, 0, g_bytes_get_data (image, NULL), BB_SIM_GDR_BYTES);
    if (bb_sim_drive_has_quirk (drive, "bad-sum")) {
        wrong = bb_sim_drive_flash (drive, NULL)[SUMMED_AT] ^ 0x01;
        bb_sim_drive_poke (drive, SUMMED_AT, &wrong, 1);
    }
    return TRUE;
}

/* Sets the INQUIRY texts to those of the firmware. If the scenario has a vendor, it replaces that of the firmware. */
static void
bb_sim_gdr_power_on (BbSimDrive *drive)
{
    const char *texts = (const char *) bb_sim_drive_flash (drive, NULL) + BB_SIM_GDR_TEXTS_AT;
    g_autofree char *vendor = g_strndup (texts, 8);
    g_autofree char *product = g_strndup (texts + 8, 16);
    g_autofree char *revision = g_strndup (texts + 24, 4);

    bb_sim_drive_set_inquiry (drive, drive->config->vendor != NULL ? drive->config->vendor : vendor, product,
                              revision);
    g_strlcpy (drive->vendor_specific, texts + 28, sizeof drive->vendor_specific);
}

/* Sets @offset to the offset in the flash memory for a read of @length_bytes at @address. FALSE if the drive refuses
 * the read:
 * - The range is outside of the memory.
 * - The quirk "refused" is set.
 * - @address is in the first window of a GDR8050L or GDR3120L, and the quirk first-window is not set. These two show
 *   their firmware only in the second window. */
static gboolean
bb_sim_gdr_find_offset (BbSimDrive *drive, guint32 address, guint32 length_bytes, guint32 *offset)
{
    gboolean has_mirror = g_str_equal (bb_model_get_string (drive->config->model, "Access"), "mirror");
    gboolean has_first = !has_mirror || bb_sim_drive_has_quirk (drive, "first-window");
    guint32 window = address >= SECOND_WINDOW ? SECOND_WINDOW : FIRST_WINDOW;

    *offset = address - window;
    return !bb_sim_drive_has_quirk (drive, "refused") && address >= FIRST_WINDOW && *offset < BB_SIM_GDR_BYTES &&
           length_bytes <= BB_SIM_GDR_BYTES - *offset && (window == SECOND_WINDOW || has_first);
}

/* Applies quirks to @bytes, which were read at @offset. The quirk flip inverts one bit of the byte at FLIP_AT in
 * every second read of this byte. The quirk unit-data adds the number of earlier reads to the byte at
 * UNIT_COUNTER_AT. */
static void
bb_sim_gdr_bend (BbSimDrive *drive, guint8 *bytes, guint32 offset, guint32 length_bytes)
{
    BbSimGdr *own = drive->own;

    if (bb_sim_drive_has_quirk (drive, "flip") && FLIP_AT - offset < length_bytes && ++own->n_flips % 2 == 0)
        bytes[FLIP_AT - offset] ^= 0x10;
    if (bb_sim_drive_has_quirk (drive, "unit-data") && UNIT_COUNTER_AT - offset < length_bytes)
        bytes[UNIT_COUNTER_AT - offset] = (guint8) (bytes[UNIT_COUNTER_AT - offset] + own->n_unit_reads++);
}

/* Executes E7, which reads the memory. Special cases:
 * - another form of E7: a violation, and 5/20/00
 * - a range that the drive refuses: 5/24/00
 * - more than MOST_BYTES: a violation, but the drive sends the bytes
 * - the quirk stale: sends the bytes from offset 0 instead of the requested ones
 * - the quirk short: sends one byte less than requested */
static void
bb_sim_gdr_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    static const guint8 reads[] = {OPCODE_MEMORY, 'H', 'I', 'T', 0x01, 0x00};
    const guint8 *cdb = command->cdb.bytes;
    guint32 length_bytes = bb_sim_get_be16 (cdb + 10);
    guint32 offset = 0;
    g_autofree guint8 *bytes = NULL;

    if (memcmp (cdb, reads, sizeof reads) != 0 || command->cdb.length_bytes != 12) {
        bb_sim_drive_violation (drive, "a form of the command E7 was sent that does not read");
        bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
        return;
    }
    if (length_bytes > MOST_BYTES)
        bb_sim_drive_violation (drive, "%u bytes were read at once", length_bytes);
    if (!bb_sim_gdr_find_offset (drive, bb_sim_get_be32 (cdb + 6), length_bytes, &offset)) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    if (bb_sim_drive_has_quirk (drive, "stale"))
        offset = 0;
    bytes = g_memdup2 (bb_sim_drive_flash (drive, NULL) + offset, length_bytes);
    bb_sim_gdr_bend (drive, bytes, offset, length_bytes);
    answer->took_us = (gint64) length_bytes * 1000 / BYTES_PER_MS;
    bb_sim_answer_data (answer, bytes, length_bytes - (bb_sim_drive_has_quirk (drive, "short") ? 1 : 0),
                        length_bytes);
}

/* Executes E7; FALSE for any other command. Records a violation for MODE SELECT. */
static gboolean
bb_sim_gdr_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    if (command->cdb.bytes[0] == OPCODE_MODE_SELECT)
        bb_sim_drive_violation (drive, "MODE SELECT was sent, which can start code in the drive");
    if (command->cdb.bytes[0] != OPCODE_MEMORY)
        return FALSE;
    bb_sim_gdr_read (drive, command, answer);
    return TRUE;
}

static const char *const bb_sim_gdr_steps[] = {"read", NULL};

/* E7 is the vendor command "read". WRITE BUFFER and MODE SELECT count as writing, although the drive keeps its
 * memory. */
static void
bb_sim_gdr_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    step->vendor = command->cdb.bytes[0] == OPCODE_MEMORY;
    step->writes = command->cdb.bytes[0] == 0x3B || command->cdb.bytes[0] == OPCODE_MODE_SELECT;
    if (step->vendor)
        step->name = "read";
}

static void
bb_sim_gdr_list_regions (BbSimDrive *drive, GArray *regions)
{
    BbSimRegion all[] = {
        {"boot", 0, BB_SIM_GDR_UNIT_START},
        {"unit-data", BB_SIM_GDR_UNIT_START, BB_SIM_GDR_UNIT_BYTES},
        {"application", BB_SIM_GDR_APPLICATION_START, BB_SIM_GDR_BYTES - BB_SIM_GDR_APPLICATION_START},
    };

    g_array_append_vals (regions, all, G_N_ELEMENTS (all));
}

/* Frees drive->own, the data of the family. */
static void
bb_sim_gdr_clear (BbSimDrive *drive)
{
    g_free (drive->own);
}

const BbSimFamily bb_sim_family_lg_gdr = {
    .id = "lg-gdr",
    .quirks = bb_sim_gdr_quirks,
    .image_settings = bb_sim_gdr_image_settings,
    .flash_bytes = bb_sim_gdr_flash_bytes,
    .init = bb_sim_gdr_init,
    .power_on = bb_sim_gdr_power_on,
    .exec = bb_sim_gdr_exec,
    .steps = bb_sim_gdr_steps,
    .classify = bb_sim_gdr_classify,
    .list_regions = bb_sim_gdr_list_regions,
    .make_image = bb_sim_gdr_make_image,
    .clear = bb_sim_gdr_clear,
};
