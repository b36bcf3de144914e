/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim/bb-sim-drive.h"
#include "sim/bb-sim-programming.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The simulated SE-506CB of docs/protocols/tsst-mt1939.md, section 8. The mark "records" is set if the boot loader
 * rejects the table of areas in the firmware (quirk bad-records). */

#define FLASH_BYTES 0x200000u
#define BOOT_BYTES 0x10000u
#define HALF_BYTES 0x100000u
#define SUM_END 0x1E2000u
#define OWN_START 0x1E2000u
#define OWN_END 0x1F2000u
#define TRAILER (FLASH_BYTES - 0x30)
#define PRODUCT_AT (TRAILER + 0x08)
#define REVISION_AT (TRAILER + 0x18)
#define LINE_AT (TRAILER + 0x20)
#define MARKER_AT (TRAILER + 0x28)
#define SUM_AT (FLASH_BYTES - 2)
#define VENDOR_BYTES 8
#define PRODUCT_BYTES 16
#define REVISION_BYTES 4
#define FRAME_AT 0x10FF0u
#define SECOND_FRAME_AT 0x1FF000u
#define FRAME_BYTES 16
#define RECORDS_AT 0x10400u
#define RECORD_BYTES 28
#define N_RECORDS 16
#define BANNER_AT 0x3000u
#define VECTORS_BYTES 0x400u

#define OPCODE 0xFF
#define SUB_UPLOAD 0x0001
#define SUB_SET_BIT 0x0004
#define SUB_GET_BIT 0x0005
#define SUB_VERSION 0x00FF
#define MODE_START 0x00
#define MODE_CONTINUE 0xFF
#define MODE_END 0x02
#define BLOCK_BYTES 0xF800u
#define RESIDUE_BYTES 0x800u
#define READ_MOST_BYTES 0x10000u
#define WRITE_MS 10000
#define RESTART_MS 8000
#define SERIAL_BOOT "BOOT"

/**
 * BbSimMt1939: the volatile state of a drive.
 * @is_boot: the boot loader runs
 * @is_open: an upload has begun
 * @is_hung: a read beyond the end of the flash memory made the drive hang; it answers only after a power cycle
 * @n_blocks, @fill: number and length of the blocks received in order
 * @written: offset up to which the image was written to the flash memory
 * @restart_us: time at which the drive starts again; 0: it does not restart
 * @ram: the received image
 * @old: (nullable): memory before it was written, which the boot loader with the quirk stale-cache shows until a
 *   power cycle
 */
typedef struct {
    gboolean is_boot;
    gboolean is_open;
    gboolean is_hung;
    guint n_blocks;
    guint32 fill;
    guint32 written;
    gint64 restart_us;
    guint8 *ram;
    guint8 *old;
} BbSimMt1939;

static const BbSimChoice bb_sim_mt1939_states[] = {
    {"boot", NULL, "tsst-mt1939 7", "The boot loader runs, and the firmware is erased"},
    {"half-flashed", NULL, "tsst-mt1939 7", "The boot loader runs: only the first half was written"},
    {NULL},
};

static const BbSimChoice bb_sim_mt1939_quirks[] = {
    {"read", "all|boot|none", "tsst-mt1939 8", "What answers reads of memory; all if not given"},
    {"stale-cache", NULL, "tsst-mt1939 8", "The boot loader reads old bytes until a power cycle"},
    {"ram-overlay", NULL, "tsst-mt1939 6", "A few bytes that are read are not those of the flash memory"},
    {"strict-session", NULL, "tsst-mt1939 8", "A block without a session is refused, not ignored"},
    {"bad-records", NULL, "tsst-mt1939 8", "The boot loader accepts no keyed record of an image that was sent"},
    {"keeps-old", NULL, "tsst-mt1939 5", "The drive reports success, and keeps its firmware"},
    {"end-refused", NULL, "tsst-mt1939 5", "The last block ends with an error, and everything is written"},
    {"other-version", NULL, "tsst-mt1939 2", "The version command has another answer"},
    {"restart-ms", "N", "tsst-mt1939 5", "How long a restart takes; 8000 if not given"},
    {"serial-runs-on", NULL, "tsst-mt1939 2", "The serial number is followed by bytes of the memory"},
    {BB_SIM_QUIRK_STRICT_ATTENTION, NULL, "tsst-mt1939 8", BB_SIM_QUIRK_STRICT_ATTENTION_TEXT},
    {NULL},
};

static const BbSimChoice bb_sim_mt1939_image_settings[] = {
    {"own-copy", NULL, "tsst-mt1939 6", "As read from a drive: FF in place of the boot code"},
    {NULL},
};

static const guint16 bb_sim_mt1939_profiles[] = {0x0043, 0x0042, 0x0041, 0x0040, 0x002B, 0x001B, 0x001A, 0x0014,
                                                 0x0013, 0x0011, 0x0010, 0x000A, 0x0009, 0x0008, 0};

static gsize
bb_sim_mt1939_flash_bytes (BbModel *model)
{
    return bb_model_get_uint (model, "ImageSize", FLASH_BYTES);
}

/* --- images --- */

/* Returns the checksum: the sum of the bytes from BOOT_BYTES up to SUM_END. */
static guint16
bb_sim_mt1939_sum (const guint8 *image)
{
    guint16 sum = 0;

    for (gsize i = BOOT_BYTES; i < SUM_END; i++)
        sum = (guint16) (sum + image[i]);
    return sum;
}

static void
bb_sim_mt1939_put_le32 (guint8 *to, guint32 value)
{
    for (guint i = 0; i < 4; i++)
        to[i] = (guint8) (value >> 8 * i);
}

static guint32
bb_sim_mt1939_get_le32 (const guint8 *from)
{
    return from[0] | (guint32) from[1] << 8 | (guint32) from[2] << 16 | (guint32) from[3] << 24;
}

/* Puts the table of areas that the boot loader checks into @image. */
static void
bb_sim_mt1939_put_records (guint8 *image)
{
    static const guint32 areas[][2] = {{0x11000, 0x16FFF}, {0x17000, 0x1817FF}};

    memset (image + RECORDS_AT, 0xFF, N_RECORDS * RECORD_BYTES);
    for (guint i = 0; i < G_N_ELEMENTS (areas); i++) {
        guint8 *record = image + RECORDS_AT + i * RECORD_BYTES;

        bb_sim_mt1939_put_le32 (record, 1);
        bb_sim_mt1939_put_le32 (record + 4, areas[i][0]);
        bb_sim_mt1939_put_le32 (record + 8, areas[i][1]);
        memset (record + 12, (int) (0xA1 + i), RECORD_BYTES - 12);
    }
}

/* Returns (transfer full) a synthetic image; with the setting own-copy, without boot code, as read from a drive.
 * Never fails. */
static GBytes *
bb_sim_mt1939_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    guint8 *image = g_malloc (FLASH_BYTES);
    const char *vendor = options->vendor != NULL ? options->vendor : bb_model_get_string (model, "Vendor");
    const char *product = options->product != NULL ? options->product : bb_model_get_key (model);
    guint16 sum = 0;

    bb_sim_fill (image, FLASH_BYTES, options->seed);
    memcpy (image + BANNER_AT, "MT1939 Boot Code", 16);
    bb_sim_mt1939_put_records (image);
    memcpy (image + FRAME_AT, "SYNTHETIC-IMAGE!", FRAME_BYTES);
    memcpy (image + SECOND_FRAME_AT, "SYNTHETIC-IMAGE!", FRAME_BYTES);
    memset (image + OWN_START, 0xFF, OWN_END - OWN_START);
    memset (image + REVISION_AT + REVISION_BYTES, 0x00, 4);
    memset (image + LINE_AT, 0xFF, FLASH_BYTES - LINE_AT);
    bb_sim_put_text (image + TRAILER, VENDOR_BYTES, vendor);
    bb_sim_put_text (image + PRODUCT_AT, PRODUCT_BYTES, product);
    bb_sim_put_text (image + REVISION_AT, REVISION_BYTES, options->revision != NULL ? options->revision : "TS01");
    memcpy (image + LINE_AT, "TS ", 3);
    memset (image + MARKER_AT, 0xAA, 2);
    sum = bb_sim_mt1939_sum (image);
    image[SUM_AT] = (guint8) (sum >> 8);
    image[SUM_AT + 1] = (guint8) sum;
    if (options->settings != NULL && g_hash_table_contains (options->settings, "own-copy"))
        memset (image, 0xFF, BOOT_BYTES);
    return g_bytes_new_take (image, FLASH_BYTES);
}

/* TRUE if the boot loader starts the firmware in the memory (section 7): markers, checksum, frames and records are
 * right. */
static gboolean
bb_sim_mt1939_is_valid (BbSimDrive *drive)
{
    const guint8 *flash = bb_sim_drive_flash (drive, NULL);

    return flash[MARKER_AT] == 0xAA && flash[MARKER_AT + 1] == 0xAA &&
           bb_sim_mt1939_sum (flash) == bb_sim_get_be16 (flash + SUM_AT) &&
           memcmp (flash + FRAME_AT, flash + SECOND_FRAME_AT, FRAME_BYTES) == 0 &&
           bb_sim_mt1939_get_le32 (flash + RECORDS_AT) == 1 && bb_sim_drive_get_mark (drive, "records") == NULL;
}

/* --- memory and power --- */

/* Frees drive->own, the data of the family. */
static void
bb_sim_mt1939_clear (BbSimDrive *drive)
{
    BbSimMt1939 *own = drive->own;

    if (own == NULL)
        return;
    g_free (own->ram);
    g_free (own->old);
    g_clear_pointer (&drive->own, g_free);
}

/* Fills the memory of a new drive for the state of the scenario. FALSE with @error set if the firmware file of the
 * scenario has a wrong size. */
static gboolean
bb_sim_mt1939_fill (BbSimDrive *drive, GError **error)
{
    const BbSimConfig *config = drive->config;
    BbSimImageOptions options = {
        .revision = config->revision, .vendor = config->vendor, .product = config->product, .seed = config->seed};
    g_autoptr (GBytes) image = config->firmware != NULL ? g_bytes_ref (config->firmware)
                                                        : bb_sim_mt1939_make_image (config->model, &options, error);
    g_autofree guint8 *flash = NULL;

    if (g_bytes_get_size (image) != FLASH_BYTES) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "Firmware has %zu bytes, not %u",
                     g_bytes_get_size (image), FLASH_BYTES);
        return FALSE;
    }
    flash = g_memdup2 (g_bytes_get_data (image, NULL), FLASH_BYTES);
    if (g_str_equal (config->state, "boot"))
        memset (flash + BOOT_BYTES, 0xFF, FLASH_BYTES - BOOT_BYTES);
    else if (g_str_equal (config->state, "half-flashed"))
        bb_sim_fill (flash + BOOT_BYTES, HALF_BYTES - BOOT_BYTES, config->seed + 1);
    bb_sim_drive_poke (drive, 0, flash, FLASH_BYTES);
    return TRUE;
}

/* Allocates the state, and fills a new memory. FALSE with @error set if the scenario has a key for boot code, or a
 * firmware file of a wrong size; the state is then freed again. */
static gboolean
bb_sim_mt1939_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    BbSimMt1939 *own = g_new0 (BbSimMt1939, 1);

    drive->own = own;
    own->ram = g_malloc0 (FLASH_BYTES);
    drive->profiles = bb_sim_mt1939_profiles;
    if (drive->config->boot_code != NULL || drive->config->boot_version != NULL)
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "tsst-mt1939 has no BootCode and no BootVersion");
    else if (!fresh || bb_sim_mt1939_fill (drive, error))
        return TRUE;
    bb_sim_mt1939_clear (drive);
    return FALSE;
}

/* Ends the upload, and forgets its blocks. */
static void
bb_sim_mt1939_close (BbSimMt1939 *own)
{
    own->is_open = FALSE;
    own->n_blocks = 0;
    own->fill = 0;
    own->written = 0;
}

/* Sets the serial number: that of the scenario, or "BOOT" while the boot loader runs. With the quirk serial-runs-on,
 * other characters follow that of the scenario. */
static void
bb_sim_mt1939_set_serial (BbSimDrive *drive)
{
    const BbSimMt1939 *own = drive->own;
    const char *serial = drive->config->serial;

    if (own->is_boot)
        g_strlcpy (drive->serial, SERIAL_BOOT, sizeof drive->serial);
    else if (bb_sim_drive_has_quirk (drive, "serial-runs-on"))
        g_snprintf (drive->serial, sizeof drive->serial, "%s%04X", serial,
                    bb_sim_mt1939_sum (bb_sim_drive_flash (drive, NULL)));
    else
        g_strlcpy (drive->serial, serial, sizeof drive->serial);
}

/* Ends the upload, and starts the firmware or, if that is not valid, the boot loader: sets INQUIRY texts and serial
 * number. Vendor and product are those of scenario or model, not those in the image (section 4). */
static void
bb_sim_mt1939_start (BbSimDrive *drive)
{
    BbSimMt1939 *own = drive->own;
    const BbSimConfig *config = drive->config;
    const guint8 *flash = bb_sim_drive_flash (drive, NULL);
    g_autofree char *revision = g_strndup ((const char *) flash + REVISION_AT, REVISION_BYTES);

    bb_sim_mt1939_close (own);
    own->restart_us = 0;
    own->is_boot = !bb_sim_mt1939_is_valid (drive);
    memset (drive->vendor_specific, 0, sizeof drive->vendor_specific);
    if (!own->is_boot)
        g_strlcpy (drive->vendor_specific, "  0528", sizeof drive->vendor_specific);
    bb_sim_drive_set_inquiry (drive,
                              config->vendor != NULL ? config->vendor : bb_model_get_string (config->model, "Vendor"),
                              config->product != NULL ? config->product : bb_model_get_key (config->model),
                              own->is_boot ? "BOOT" : revision);
    bb_sim_mt1939_set_serial (drive);
}

/* Ends the state in which the drive hangs, forgets the old content of the memory, and starts firmware or boot
 * loader. */
static void
bb_sim_mt1939_power_on (BbSimDrive *drive)
{
    BbSimMt1939 *own = drive->own;

    own->is_hung = FALSE;
    g_clear_pointer (&own->old, g_free);
    bb_sim_mt1939_start (drive);
}

/* When the restart time has passed, starts the drive again, and queues the unit attention 6/29/00. */
static void
bb_sim_mt1939_tick (BbSimDrive *drive)
{
    BbSimMt1939 *own = drive->own;

    if (!bb_sim_programming_take_due (drive, &own->restart_us))
        return;
    bb_sim_mt1939_start (drive);
    bb_sim_drive_attention (drive, 0x29, 0x00);
}

/* --- upload (sections 3 and 5) --- */

/* Writes the range [@start, @end) of the received image to the flash memory, but never the boot code. Sets the time
 * that the command takes. Sets the mark "records" with the quirk bad-records, else removes it. With the quirk
 * keeps-old, writes nothing but counts the range in `written`. FALSE after a power cut or at a stuck block. */
static gboolean
bb_sim_mt1939_write (BbSimDrive *drive, guint32 start, guint32 end, BbSimAnswer *answer)
{
    BbSimMt1939 *own = drive->own;

    start = MAX (start, BOOT_BYTES);
    answer->took_us = (gint64) WRITE_MS * 1000;
    own->written = end;
    if (end <= start || bb_sim_drive_has_quirk (drive, "keeps-old"))
        return TRUE;
    if (own->old == NULL)
        own->old = g_memdup2 (bb_sim_drive_flash (drive, NULL), FLASH_BYTES);
    bb_sim_drive_set_mark (drive, "records", bb_sim_drive_has_quirk (drive, "bad-records") ? "bad" : NULL);
    bb_sim_drive_expect_work (drive, 2 * (end - start));
    return bb_sim_drive_erase (drive, start, end - start) &&
           bb_sim_drive_program (drive, start, own->ram + start, end - start);
}

/* Records a violation if a whole image was received, and it is for another product. */
static void
bb_sim_mt1939_check_product (BbSimDrive *drive)
{
    const BbSimMt1939 *own = drive->own;
    g_autofree char *product = g_strndup ((const char *) own->ram + PRODUCT_AT, PRODUCT_BYTES);

    if (own->fill == FLASH_BYTES && !g_str_equal (g_strchomp (product), bb_model_get_key (drive->config->model)))
        bb_sim_drive_violation (drive, "an image for another product was sent");
}

/* Ends the upload: writes the rest of the image, restarts the drive, and reports that RESIDUE_BYTES were not
 * transferred. If writing fails, the upload stays open and the drive does not restart. Records a violation for an
 * image for another product. With the quirk end-refused, the answer is 4/44/00, although the upload has ended. */
static void
bb_sim_mt1939_end (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimMt1939 *own = drive->own;
    gint64 restart_us = (gint64) bb_sim_drive_quirk_uint (drive, "restart-ms", RESTART_MS) * 1000;

    bb_sim_mt1939_check_product (drive);
    if (!bb_sim_mt1939_write (drive, own->written, own->fill, answer))
        return;
    if (answer->moved_bytes >= RESIDUE_BYTES)
        answer->moved_bytes -= RESIDUE_BYTES;
    if (bb_sim_drive_has_quirk (drive, "end-refused"))
        bb_sim_answer_sense (answer, 0x04, 0x44, 0x00);
    own->is_open = FALSE;
    own->restart_us = drive->now_us + answer->took_us + restart_us;
}

/* Receives the next block of a session. Writes the first half of the image when that is complete, and the second half
 * after the last block. Records a violation for a block of a wrong length, and for a last block that does not
 * complete the image. */
static void
bb_sim_mt1939_receive (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimMt1939 *own = drive->own;
    gboolean is_end = command->cdb.bytes[5] == MODE_END;
    guint32 before = own->fill;
    guint32 used = (guint32) MIN (command->length_bytes, FLASH_BYTES - own->fill);

    if (command->length_bytes != (is_end ? FLASH_BYTES % BLOCK_BYTES : BLOCK_BYTES))
        bb_sim_drive_violation (drive, "block %u had %zu bytes", own->n_blocks, command->length_bytes);
    if (is_end && before + used != FLASH_BYTES)
        bb_sim_drive_violation (drive, "the upload ended at 0x%06X", before + used);
    if (used > 0)
        memcpy (own->ram + own->fill, command->out, used);
    own->fill += used;
    own->n_blocks++;
    if (is_end)
        bb_sim_mt1939_end (drive, answer);
    else if (before < HALF_BYTES && own->fill >= HALF_BYTES)
        (void) bb_sim_mt1939_write (drive, own->written, HALF_BYTES, answer);
}

/* Executes the sub-command that receives a block of an image. Mode 00 begins an upload. Invalid fields get 5/24/00. A
 * block before an upload has begun is ignored; with the quirk strict-session it gets 5/2C/00. */
static void
bb_sim_mt1939_upload (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimMt1939 *own = drive->own;
    guint8 mode = command->cdb.bytes[5];

    if (command->direction != BB_DIRECTION_OUT || command->length_bytes == 0 ||
        (mode != MODE_START && mode != MODE_CONTINUE && mode != MODE_END)) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    if (mode == MODE_START) {
        bb_sim_mt1939_close (own);
        own->is_open = TRUE;
        memset (own->ram, 0, FLASH_BYTES);
    }
    if (own->is_open)
        bb_sim_mt1939_receive (drive, command, answer);
    else if (bb_sim_drive_has_quirk (drive, "strict-session"))
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
}

/* Executes the sub-commands of FF: upload, version, and the boot loader bit. Only the boot loader answers a query of
 * that bit; to set it is a violation. An unknown sub-command is ignored. */
static void
bb_sim_mt1939_vendor (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    static const guint8 version[] = {0x00, 0x06, 0x01, 0x01, 0x54, 0x53, 0x20, 0x00};
    static const guint8 other[] = {0x00, 0x07, 0x01, 0x01, 0x54, 0x53, 0x42, 0x00};
    static const guint8 bit[] = {0x00, 0x00};
    const BbSimMt1939 *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;

    switch (bb_sim_get_be16 (cdb + 1)) {
    case SUB_UPLOAD:
        bb_sim_mt1939_upload (drive, command, answer);
        break;
    case SUB_VERSION:
        bb_sim_answer_data (answer, bb_sim_drive_has_quirk (drive, "other-version") ? other : version, sizeof version,
                            sizeof version);
        break;
    case SUB_GET_BIT:
        if (own->is_boot)
            bb_sim_answer_data (answer, bit, sizeof bit, sizeof bit);
        break;
    case SUB_SET_BIT:
        bb_sim_drive_violation (drive, "the bit of the boot loader was set");
        break;
    default:
        break;
    }
}

/* --- READ BUFFER (section 6) --- */

/* Returns (transfer full) the bytes that READ BUFFER gets for [@address, @address + @length_bytes). The range must be
 * inside the flash memory. The bytes differ from the flash memory at the vectors while the firmware runs, and with
 * the quirks stale-cache and ram-overlay. */
static guint8 *
bb_sim_mt1939_show (BbSimDrive *drive, guint32 address, guint32 length_bytes)
{
    const BbSimMt1939 *own = drive->own;
    gboolean is_stale = own->is_boot && own->old != NULL && bb_sim_drive_has_quirk (drive, "stale-cache");
    const guint8 *flash = is_stale ? own->old : bb_sim_drive_flash (drive, NULL);
    guint8 *data = g_memdup2 (flash + address, MAX (length_bytes, 1));

    for (guint32 i = 0; !own->is_boot && i < length_bytes && address + i < VECTORS_BYTES; i++)
        data[i] = flash[BOOT_BYTES + address + i];
    for (guint32 i = 0; i < length_bytes && bb_sim_drive_has_quirk (drive, "ram-overlay") && !own->is_boot; i++)
        if (address + i >= 0xCFBE4 && address + i < 0xCFBF4)
            data[i] = (guint8) ~data[i];
    return data;
}

/* Executes READ BUFFER. Exceptions:
 * - another mode or buffer than those of the memory: 5/24/00; mode 02 with a CDB of 12 bytes is also a violation
 * - a range that is too long, or the quirk read forbids reading now: 5/20/00
 * - a range beyond the end of the flash memory: a violation, after which the drive hangs
 * - an address that is not aligned to 4 bytes: a violation, but the drive sends the data */
static void
bb_sim_mt1939_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimMt1939 *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    guint32 address = bb_sim_get_be24 (cdb + 3);
    guint32 length_bytes = bb_sim_get_be24 (cdb + 6);
    const char *read = bb_sim_drive_quirk (drive, "read", "all");
    g_autofree guint8 *data = NULL;

    if (cdb[1] == 0x02 && command->cdb.length_bytes == 12)
        bb_sim_drive_violation (drive, "the RAM of the transfer engine was read");
    if (cdb[1] != 0x06 || cdb[2] != 0 || length_bytes > READ_MOST_BYTES || g_str_equal (read, "none") ||
        (!own->is_boot && !g_str_equal (read, "all"))) {
        bb_sim_answer_sense (answer, 0x05, cdb[1] == 0x06 && cdb[2] == 0 ? 0x20 : 0x24, 0x00);
        return;
    }
    if (address >= FLASH_BYTES || length_bytes > FLASH_BYTES - address) {
        bb_sim_drive_violation (drive, "memory behind the flash memory was read at 0x%06X", address);
        own->is_hung = TRUE;
        answer->never = TRUE;
        return;
    }
    if (address % 4 != 0)
        bb_sim_drive_violation (drive, "memory was read at 0x%06X, which is not aligned", address);
    data = bb_sim_mt1939_show (drive, address, length_bytes);
    bb_sim_answer_data (answer, data, length_bytes, length_bytes);
}

/* TRUE if the boot loader knows the operation code of a standard command. */
static gboolean
bb_sim_mt1939_boot_knows (guint8 opcode)
{
    static const guint8 known[] = {0x12, 0x1B, 0x46, 0x4A, 0x5A};

    return memchr (known, opcode, sizeof known) != NULL;
}

/* Executes a command. FALSE for a command that the core must execute. The first case that applies:
 * - A drive that hangs does not answer.
 * - A drive that restarts is not on the bus.
 * - FF and READ BUFFER are executed.
 * - WRITE BUFFER and, in the boot loader, F1 get 5/24/00. They are also violations, unless they transfer data to the
 *   host.
 * - A command that the boot loader does not know gets 5/20/00 while the boot loader runs. */
static gboolean
bb_sim_mt1939_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimMt1939 *own = drive->own;
    guint8 opcode = command->cdb.bytes[0];

    if (own->is_hung) {
        answer->never = TRUE;
        return TRUE;
    }
    if (own->restart_us != 0) { /* the device is not on the bus */
        answer->broken = TRUE;
        return TRUE;
    }
    if (opcode == OPCODE) {
        bb_sim_mt1939_vendor (drive, command, answer);
        return TRUE;
    }
    if (opcode == 0x3C) {
        bb_sim_mt1939_read (drive, command, answer);
        return TRUE;
    }
    if (opcode == 0x3B || (own->is_boot && opcode == 0xF1)) {
        /* A read with F1 is no violation: drives of another maker have this read command, so probing sends it. */
        if (command->direction != BB_DIRECTION_IN)
            bb_sim_drive_violation (drive, "command %02X was sent", opcode);
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return TRUE;
    }
    if (!own->is_boot || bb_sim_mt1939_boot_knows (opcode))
        return FALSE;
    bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
    return TRUE;
}

static const char *const bb_sim_mt1939_steps[] = {"start", "upload", "half", "program", "read", NULL};

/* FF and READ BUFFER are vendor commands. READ BUFFER is the step "read". Only blocks of an upload write. Their
 * steps: "start" (the first block), "half" (the block that completes the first half), "program" (the last block),
 * "upload" (any other block). */
static void
bb_sim_mt1939_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    const BbSimMt1939 *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    gboolean fills_half = own->fill < HALF_BYTES && own->fill + command->length_bytes >= HALF_BYTES;

    if (cdb[0] == 0x3C)
        step->name = "read";
    step->vendor = cdb[0] == OPCODE || cdb[0] == 0x3C;
    if (cdb[0] != OPCODE || bb_sim_get_be16 (cdb + 1) != SUB_UPLOAD)
        return;
    step->writes = TRUE;
    step->name = cdb[5] == MODE_START ? "start" : cdb[5] == MODE_END ? "program" : fills_half ? "half" : "upload";
}

static void
bb_sim_mt1939_list_regions (BbSimDrive *drive, GArray *regions)
{
    static const BbSimRegion all[] = {
        {"boot", 0, BOOT_BYTES},
        {"application", BOOT_BYTES, FLASH_BYTES - BOOT_BYTES},
    };

    g_array_append_vals (regions, all, G_N_ELEMENTS (all));
}

const BbSimFamily bb_sim_family_tsst_mt1939 = {
    .id = "tsst-mt1939",
    .states = bb_sim_mt1939_states,
    .quirks = bb_sim_mt1939_quirks,
    .image_settings = bb_sim_mt1939_image_settings,
    .flash_bytes = bb_sim_mt1939_flash_bytes,
    .init = bb_sim_mt1939_init,
    .power_on = bb_sim_mt1939_power_on,
    .exec = bb_sim_mt1939_exec,
    .steps = bb_sim_mt1939_steps,
    .classify = bb_sim_mt1939_classify,
    .list_regions = bb_sim_mt1939_list_regions,
    .make_image = bb_sim_mt1939_make_image,
    .clear = bb_sim_mt1939_clear,
    .tick = bb_sim_mt1939_tick,
};
