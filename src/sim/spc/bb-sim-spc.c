/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim/bb-sim-drive.h"
#include "sim/bb-sim.h"

#include <string.h>

/* A drive of no known family, which executes standard commands only (docs/protocols/spc-microcode.md). The scenario
 * gives its vendor, product and revision. With the quirk "download" the drive accepts the standard microcode
 * download. */

#define FLASH_BYTES 0x40000u
#define BUFFER_BYTES 0x10000u
#define ECHO_BYTES 252u
/* Offset of the revision in an image of the simulated drive; the form of real images is not known. */
#define REVISION_OFFSET 0x20u
#define REVISION_BYTES 4u
#define RESTART_US 2000000
#define DOWNLOAD_REQUIRED 0x02041Fu

/* Modes of READ BUFFER and WRITE BUFFER. */
enum {
    MODE_DATA = 0x02,
    MODE_DESCRIPTOR = 0x03,
    MODE_SAVE = 0x05,
    MODE_OFFSETS_SAVE = 0x07,
    MODE_ECHO = 0x0A,
    MODE_ECHO_DESCRIPTOR = 0x0B,
    MODE_OFFSETS_DEFER = 0x0E,
    MODE_ACTIVATE = 0x0F,
};

/**
 * BbSimSpc: the volatile state of a drive.
 * @buffer: data of WRITE BUFFER mode 02
 * @echo: data of WRITE BUFFER mode 0A
 * @echo_bytes: length of @echo; 0: nothing was written yet
 * @image: the image that is being received
 * @next: offset that the next piece must have
 * @mode: mode of the pieces so far; 0: none was received
 */
typedef struct {
    guint8 buffer[BUFFER_BYTES];
    guint8 echo[ECHO_BYTES];
    gsize echo_bytes;
    guint8 image[FLASH_BYTES];
    guint32 next;
    guint8 mode;
} BbSimSpc;

static const BbSimChoice bb_sim_spc_states[] = {
    {"half-flashed", NULL, "spc-microcode 4", "The firmware is incomplete; the drive takes a download"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_spc_quirks[] = {
    {"discs", "cd-reader|cd-writer|dvd-reader|dvd-combo|dvd-writer|bd-reader|bd-combo|bd-writer", "spc-microcode 2",
     "The disc types in the profile list; those of a DVD writer if not given"},
    {"download", NULL, "spc-microcode 4", "The drive accepts the standard microcode download"},
    {"boundary", "N", "spc-microcode 3", "Offsets are multiples of 2^N; 9 if not given, 255: only offset 0"},
    {"no-buffers", NULL, "spc-microcode 3", "READ BUFFER and WRITE BUFFER are not known"},
    {BB_SIM_QUIRK_STRICT_ATTENTION, NULL, "spc-microcode 2", BB_SIM_QUIRK_STRICT_ATTENTION_TEXT},
    {BB_SIM_QUIRK_NO_ATTENTION, NULL, "spc-microcode 2", BB_SIM_QUIRK_NO_ATTENTION_TEXT},
    {NULL, NULL, NULL, NULL},
};

static const guint16 cd_reader[] = {0x0008, 0};
static const guint16 cd_writer[] = {0x000A, 0x0009, 0x0008, 0};
static const guint16 dvd_reader[] = {0x0010, 0x0008, 0};
static const guint16 dvd_combo[] = {0x0010, 0x000A, 0x0009, 0x0008, 0};
static const guint16 bd_reader[] = {0x0040, 0x0010, 0x0008, 0};
static const guint16 bd_combo[] = {0x0040, 0x002B, 0x001B, 0x001A, 0x0015, 0x0014, 0x0013,
                                   0x0012, 0x0011, 0x0010, 0x000A, 0x0009, 0x0008, 0};
static const guint16 bd_writer[] = {0x0043, 0x0041, 0x0040, 0x002B, 0x001B, 0x001A, 0x0015, 0x0014,
                                    0x0013, 0x0012, 0x0011, 0x0010, 0x000A, 0x0009, 0x0008, 0};

static const struct {
    const char *kind;
    const guint16 *profiles;
} bb_sim_spc_discs[] = {
    {"cd-reader", cd_reader}, {"cd-writer", cd_writer}, {"dvd-reader", dvd_reader}, {"dvd-combo", dvd_combo},
    {"bd-reader", bd_reader}, {"bd-combo", bd_combo},   {"bd-writer", bd_writer},
};

static gsize
bb_sim_spc_flash_bytes (BbModel *model)
{
    return FLASH_BYTES;
}

/* Allocates the state, sets the profiles, and fills a new memory with random bytes and the revision; in the state
 * half-flashed the second half is erased. FALSE with @error set if the scenario does not have vendor, product and
 * revision. */
static gboolean
bb_sim_spc_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    const char *kind = bb_sim_drive_quirk (drive, "discs", "");
    g_autofree guint8 *flash = NULL;

    drive->own = g_new0 (BbSimSpc, 1);
    for (gsize i = 0; i < G_N_ELEMENTS (bb_sim_spc_discs); i++)
        if (g_str_equal (kind, bb_sim_spc_discs[i].kind))
            drive->profiles = bb_sim_spc_discs[i].profiles;
    if (drive->config->vendor == NULL || drive->config->product == NULL || drive->config->revision == NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO,
                     "a drive of family spc needs Vendor, Product and Revision");
        return FALSE;
    }
    if (!fresh)
        return TRUE;
    flash = g_malloc (FLASH_BYTES);
    bb_sim_fill (flash, FLASH_BYTES, drive->config->seed);
    bb_sim_put_text (flash + REVISION_OFFSET, REVISION_BYTES, drive->config->revision);
    bb_sim_drive_poke (drive, 0, flash, FLASH_BYTES);
    if (g_str_equal (drive->config->state, "half-flashed")) {
        memset (flash, 0xFF, FLASH_BYTES / 2);
        bb_sim_drive_poke (drive, FLASH_BYTES / 2, flash, FLASH_BYTES / 2);
        bb_sim_drive_set_mark (drive, "mode", "half");
    }
    return TRUE;
}

/* Starts the firmware in the flash memory: sets the INQUIRY texts and whether the drive is ready. Vendor and product
 * are those of the scenario, the revision is that of the firmware. While the firmware is incomplete, the revision is
 * 0000, and the drive is not ready. */
static void
bb_sim_spc_start (BbSimDrive *drive)
{
    const guint8 *flash = bb_sim_drive_flash (drive, NULL);
    gboolean half = bb_sim_drive_get_mark (drive, "mode") != NULL;
    g_autofree char *revision = g_strndup ((const char *) flash + REVISION_OFFSET, REVISION_BYTES);

    bb_sim_drive_set_inquiry (drive, drive->config->vendor, drive->config->product, half ? "0000" : revision);
    drive->not_ready = half ? DOWNLOAD_REQUIRED : 0;
}

/* Forgets the pieces of a download. */
static void
bb_sim_spc_drop_download (BbSimDrive *drive)
{
    BbSimSpc *own = drive->own;

    own->next = 0;
    own->mode = 0;
}

/* Clears the buffers and the download, and starts the firmware. */
static void
bb_sim_spc_power_on (BbSimDrive *drive)
{
    BbSimSpc *own = drive->own;

    own->echo_bytes = 0;
    memset (own->buffer, 0, sizeof own->buffer);
    bb_sim_spc_drop_download (drive);
    bb_sim_spc_start (drive);
}

/* Returns N, where 2^N is the offset boundary of the buffer: every offset must be a multiple of it. With 255, only
 * the offset 0 is valid. */
static guint8
bb_sim_spc_boundary (BbSimDrive *drive)
{
    return (guint8) bb_sim_drive_quirk_uint (drive, "boundary", 9);
}

/* Answers READ BUFFER mode 03: offset boundary and capacity of buffer @id; zeros for any buffer but 0. */
static void
bb_sim_spc_descriptor (BbSimDrive *drive, guint8 id, gsize allocation_bytes, BbSimAnswer *answer)
{
    guint32 capacity = bb_sim_drive_has_quirk (drive, "download") ? FLASH_BYTES : BUFFER_BYTES;
    guint8 data[4] = {bb_sim_spc_boundary (drive), (guint8) (capacity >> 16), (guint8) (capacity >> 8),
                      (guint8) capacity};

    if (id != 0)
        memset (data, 0, sizeof data);
    bb_sim_answer_data (answer, data, sizeof data, allocation_bytes);
}

/* Executes READ BUFFER, modes 02, 03, 0A and 0B. 5/24/00 for any other mode or buffer and for an offset beyond the
 * buffer, 5/2C/00 for mode 0A before the echo buffer was written. */
static void
bb_sim_spc_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const BbSimSpc *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    const guint8 echo_descriptor[4] = {0, 0, 0, ECHO_BYTES};
    guint32 offset = bb_sim_get_be24 (cdb + 3);
    guint32 allocation = bb_sim_get_be24 (cdb + 6);

    switch (cdb[1] & 0x1F) {
    case MODE_DATA:
        if (cdb[2] == 0 && offset < BUFFER_BYTES) {
            bb_sim_answer_data (answer, own->buffer + offset, BUFFER_BYTES - offset, allocation);
            return;
        }
        break;
    case MODE_DESCRIPTOR:
        bb_sim_spc_descriptor (drive, cdb[2], allocation, answer);
        return;
    case MODE_ECHO:
        if (own->echo_bytes == 0)
            bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
        else
            bb_sim_answer_data (answer, own->echo, own->echo_bytes, allocation);
        return;
    case MODE_ECHO_DESCRIPTOR:
        bb_sim_answer_data (answer, echo_descriptor, sizeof echo_descriptor, allocation);
        return;
    default:
        break;
    }
    bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
}

/* Writes the received image to the flash memory, and starts it: the drive is busy for some time, and a unit attention
 * is pending. After a power cut or at a stuck block, the drive is left with incomplete firmware. */
static void
bb_sim_spc_program (BbSimDrive *drive)
{
    BbSimSpc *own = drive->own;

    bb_sim_spc_drop_download (drive);
    bb_sim_drive_set_mark (drive, "mode", "half");
    bb_sim_drive_expect_work (drive, 2 * FLASH_BYTES);
    if (!bb_sim_drive_erase (drive, 0, FLASH_BYTES) || !bb_sim_drive_program (drive, 0, own->image, FLASH_BYTES)) {
        bb_sim_spc_start (drive);
        return;
    }
    bb_sim_drive_set_mark (drive, "mode", NULL);
    bb_sim_spc_start (drive);
    drive->busy_until_us = drive->now_us + RESTART_US;
    bb_sim_drive_attention (drive, 0x3F, 0x01);
}

/* TRUE if @offset is a multiple of the boundary that the drive reports. */
static gboolean
bb_sim_spc_is_aligned (BbSimDrive *drive, guint32 offset)
{
    guint8 boundary = bb_sim_spc_boundary (drive);

    return offset == 0 || (boundary < 24 && offset % (1u << boundary) == 0);
}

/* Executes WRITE BUFFER, modes 05, 07 and 0E: receives the next piece of an image. A piece at offset 0, or in another
 * mode than the previous piece, begins a new download. With modes 05 and 07, programs the image after its last piece.
 * With mode 0E, the image is not programmed before a command with mode 0F. These errors end the download:
 * - 5/24/00: an invalid piece, or mode 05 with less than the whole image
 * - 5/2C/00, and a violation: a piece out of order */
static void
bb_sim_spc_download (BbSimDrive *drive, const BbSimCommand *command, guint8 mode, BbSimAnswer *answer)
{
    BbSimSpc *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    guint32 offset = bb_sim_get_be24 (cdb + 3);
    guint32 length_bytes = bb_sim_get_be24 (cdb + 6);

    if (offset == 0 || mode != own->mode)
        bb_sim_spc_drop_download (drive);
    if (cdb[2] != 0 || length_bytes == 0 || length_bytes != command->length_bytes || offset > FLASH_BYTES ||
        length_bytes > FLASH_BYTES - offset || !bb_sim_spc_is_aligned (drive, offset) ||
        (mode == MODE_SAVE && length_bytes != FLASH_BYTES)) {
        bb_sim_spc_drop_download (drive);
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    if (offset != own->next) {
        bb_sim_drive_violation (drive, "the piece at %06X is missing", own->next);
        bb_sim_spc_drop_download (drive);
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
        return;
    }
    memcpy (own->image + offset, command->out, length_bytes);
    own->next = offset + length_bytes;
    own->mode = mode;
    if (own->next == FLASH_BYTES && mode != MODE_OFFSETS_DEFER)
        bb_sim_spc_program (drive);
}

/* Executes WRITE BUFFER:
 * - mode 02: writes the data buffer
 * - mode 0A: writes the echo buffer
 * - modes 05, 07 and 0E, with the quirk download: receives an image
 * - mode 0F, with the quirk download: programs the image; 5/2C/00 if it is not whole
 * - anything else: 5/24/00 */
static void
bb_sim_spc_write (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimSpc *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    guint8 mode = cdb[1] & 0x1F;
    guint32 offset = bb_sim_get_be24 (cdb + 3);
    guint32 length_bytes = bb_sim_get_be24 (cdb + 6);
    gboolean is_whole = length_bytes == command->length_bytes;

    if (mode == MODE_DATA && cdb[2] == 0 && is_whole && offset <= BUFFER_BYTES &&
        length_bytes <= BUFFER_BYTES - offset) {
        if (length_bytes > 0)
            memcpy (own->buffer + offset, command->out, length_bytes);
        return;
    }
    if (mode == MODE_ECHO && is_whole && length_bytes > 0 && length_bytes <= ECHO_BYTES) {
        memcpy (own->echo, command->out, length_bytes);
        own->echo_bytes = length_bytes;
        return;
    }
    if (!bb_sim_drive_has_quirk (drive, "download")) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    } else if (mode == MODE_SAVE || mode == MODE_OFFSETS_SAVE || mode == MODE_OFFSETS_DEFER) {
        bb_sim_spc_download (drive, command, mode, answer);
    } else if (mode != MODE_ACTIVATE || length_bytes != 0) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    } else if (own->mode != MODE_OFFSETS_DEFER || own->next != FLASH_BYTES) {
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
    } else {
        bb_sim_spc_program (drive);
    }
}

/* With the quirk download: executes INQUIRY for VPD page 86, which says that the drive accepts a download, and for
 * page 00, which lists page 86. FALSE for any other INQUIRY, and without the quirk. */
static gboolean
bb_sim_spc_vpd (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    const guint8 pages[] = {0x05, 0x00, 0x00, 0x04, 0x00, 0x80, 0x83, 0x86};
    guint8 extended[64] = {0x05, 0x86, 0x00, 60, 0x40};

    if ((cdb[1] & 0x01) == 0 || !bb_sim_drive_has_quirk (drive, "download"))
        return FALSE;
    extended[12] = 0x10;               /* DMS_VALID: byte 19 is valid */
    extended[19] = 0x40 | 0x10 | 0x06; /* modes 05, 07, 0E, 0F */
    if (cdb[2] == 0x00)
        bb_sim_answer_data (answer, pages, sizeof pages, bb_sim_get_be16 (cdb + 3));
    else if (cdb[2] == 0x86)
        bb_sim_answer_data (answer, extended, sizeof extended, bb_sim_get_be16 (cdb + 3));
    return cdb[2] == 0x00 || cdb[2] == 0x86;
}

/* Executes READ BUFFER, WRITE BUFFER, and INQUIRY for the VPD pages that describe downloads. FALSE for other
 * commands; with the quirk no-buffers, also for READ BUFFER and WRITE BUFFER. */
static gboolean
bb_sim_spc_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 opcode = command->cdb.bytes[0];

    if (opcode == 0x12)
        return bb_sim_spc_vpd (drive, command, answer);
    if ((opcode != 0x3B && opcode != 0x3C) || bb_sim_drive_has_quirk (drive, "no-buffers"))
        return FALSE;
    if (opcode == 0x3B)
        bb_sim_spc_write (drive, command, answer);
    else
        bb_sim_spc_read (drive, command, answer);
    return TRUE;
}

static const char *const bb_sim_spc_steps[] = {"upload", "program", NULL};

/* WRITE BUFFER writes, except in the modes for the data and echo buffers. Its step is "program" in mode 0F, and for
 * the last piece in the modes 05 and 07; else "upload". No command is a vendor command. */
static void
bb_sim_spc_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    const guint8 *cdb = command->cdb.bytes;
    guint8 mode = cdb[1] & 0x1F;

    if (cdb[0] != 0x3B || mode == MODE_DATA || mode == MODE_ECHO)
        return;
    step->writes = TRUE;
    step->name = mode == MODE_ACTIVATE || (mode != MODE_OFFSETS_DEFER &&
                                           bb_sim_get_be24 (cdb + 3) + bb_sim_get_be24 (cdb + 6) == FLASH_BYTES)
                     ? "program"
                     : "upload";
}

/* Frees drive->own, the data of the family. */
static void
bb_sim_spc_clear (BbSimDrive *drive)
{
    g_free (drive->own);
}

const BbSimFamily bb_sim_family_spc = {
    .id = "spc",
    .has_no_models = TRUE,
    .states = bb_sim_spc_states,
    .quirks = bb_sim_spc_quirks,
    .flash_bytes = bb_sim_spc_flash_bytes,
    .init = bb_sim_spc_init,
    .power_on = bb_sim_spc_power_on,
    .exec = bb_sim_spc_exec,
    .steps = bb_sim_spc_steps,
    .classify = bb_sim_spc_classify,
    .clear = bb_sim_spc_clear,
};
