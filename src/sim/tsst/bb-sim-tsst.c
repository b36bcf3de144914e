/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sim/bb-sim-drive.h"
#include "sim/bb-sim-programming.h"
#include "sim/bb-sim.h"

#include <string.h>

/* Simulated DVD-ROM drives of TSST with the MT1339 (samsung-tsst.md, section 9). The SD-616 executes standard
 * commands only.
 *
 * Marks (non-volatile texts):
 * - "mode" is "boot" while the firmware is incomplete, so that the boot loader starts.
 * - "dead": if it is set, the drive answers no command. */

#define OPCODE 0xFF
#define SUB_COMMAND_VERSION 0x00FF
#define MODE_START 0x00
#define MODE_CONTINUE 0xFF
#define LEAST_CDB_BYTES 10
/* The last bytes of a synthetic image: INQUIRY vendor, product and revision, INQUIRY bytes 36 to 53, and a sum. */
#define TRAILER_BYTES 0x30
#define VENDOR_BYTES 8
#define PRODUCT_BYTES 16
#define REVISION_BYTES 4
#define SPECIFIC_BYTES 18
#define SPECIFIC_OFFSET (VENDOR_BYTES + PRODUCT_BYTES + REVISION_BYTES)
#define KREON "KREON V1.00"
#define NOT_READY_BOOT 0x020403u
#define END_US 3000000
#define RESTART_US 1000000

/**
 * BbSimTsst: the volatile state of a drive.
 * @ram: the received image
 * @open: a session has begun
 * @broken_by: opcode of the command that ended the session although it is not part of an upload; 0 if none did
 * @n_blocks: blocks received in this session
 * @last_bytes: length of the last block
 * @restart_us: time at which the drive starts its new firmware; 0 if there is none to start
 */
typedef struct {
    guint8 *ram;
    gboolean open;
    guint8 broken_by;
    guint n_blocks;
    gsize last_bytes;
    gint64 restart_us;
} BbSimTsst;

static const BbSimChoice bb_sim_tsst_states[] = {
    {"boot", NULL, "samsung-tsst 9", "The boot loader runs, and the firmware is erased"},
    {"half-flashed", NULL, "samsung-tsst 9", "The boot loader runs, and half of the firmware is erased"},
    {NULL},
};

static const BbSimChoice bb_sim_tsst_quirks[] = {
    {"as-blocks", NULL, "samsung-tsst 9", "Blocks are written when they arrive, not all at the end"},
    {"end-residue", NULL, "samsung-tsst 9", "The end command reports that 0x800 bytes were not transferred"},
    {"late", NULL, "samsung-tsst 9", "New firmware is started only after a power cycle"},
    {"keeps-old", NULL, "samsung-tsst 9", "The drive reports success, and keeps its firmware"},
    {"no-check", NULL, "samsung-tsst 9", "An image with a wrong sum is written, and does not start"},
    {"refuses-update", NULL, "samsung-tsst 9", "The update command is not known"},
    {"dies", NULL, "samsung-tsst 8", "After an image was written the drive answers no command any more"},
    {"kreon", NULL, "samsung-tsst 9", "Modified firmware runs"},
    {BB_SIM_QUIRK_STRICT_ATTENTION, NULL, "samsung-tsst 9", BB_SIM_QUIRK_STRICT_ATTENTION_TEXT},
    {NULL},
};

static const BbSimChoice bb_sim_tsst_image_settings[] = {
    {"kreon", NULL, "samsung-tsst 9", "Modified firmware"},
    {NULL},
};

static const guint16 bb_sim_tsst_profiles[] = {0x0010, 0x0008, 0};

static gsize
bb_sim_tsst_flash_bytes (BbModel *model)
{
    return bb_model_get_uint (model, "ImageSize", 0);
}

/* Returns (transfer none) the trailer of an image: its last bytes, with the INQUIRY texts. */
static const guint8 *
bb_sim_tsst_trailer (const guint8 *image, gsize size)
{
    return image + size - TRAILER_BYTES;
}

/* --- images --- */

/* Returns the sum of all bytes but the last two, which contain it. */
static guint16
bb_sim_tsst_sum (const guint8 *image, gsize size)
{
    guint16 sum = 0;

    for (gsize i = 0; i < size - 2; i++)
        sum += image[i];
    return sum;
}

/* Returns (transfer full) a synthetic image with trailer and sum; with the setting kreon, the trailer has the text of
 * the modified firmware Kreon. Never fails. */
static GBytes *
bb_sim_tsst_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    gsize size = bb_sim_tsst_flash_bytes (model);
    guint8 *image = g_malloc (size);
    guint8 *trailer = image + size - TRAILER_BYTES;
    g_auto (GStrv) vendors = bb_model_get_strv (model, "Vendors");
    guint16 sum = 0;

    bb_sim_fill (image, size, options->seed);
    memset (trailer, 0, TRAILER_BYTES);
    bb_sim_put_text (trailer, VENDOR_BYTES, options->vendor != NULL ? options->vendor : vendors[0]);
    bb_sim_put_text (trailer + VENDOR_BYTES, PRODUCT_BYTES,
                     options->product != NULL ? options->product : bb_model_get_key (model));
    bb_sim_put_text (trailer + VENDOR_BYTES + PRODUCT_BYTES, REVISION_BYTES,
                     options->revision != NULL ? options->revision : "TS01");
    if (options->settings != NULL && g_hash_table_contains (options->settings, "kreon"))
        memcpy (trailer + SPECIFIC_OFFSET, KREON, strlen (KREON));
    sum = bb_sim_tsst_sum (image, size);
    image[size - 2] = sum >> 8;
    image[size - 1] = sum & 0xFF;
    return g_bytes_new_take (image, size);
}

/* --- memory and power --- */

/* Frees drive->own, the data of the family. */
static void
bb_sim_tsst_clear (BbSimDrive *drive)
{
    BbSimTsst *own = drive->own;

    if (own != NULL)
        g_free (own->ram);
    g_clear_pointer (&drive->own, g_free);
}

/* Fills the memory of a new drive for the state of the scenario, and marks the firmware as incomplete unless the
 * state is "normal". FALSE with @error set if the firmware file of the scenario has a wrong size. */
static gboolean
bb_sim_tsst_fill (BbSimDrive *drive, GError **error)
{
    const BbSimConfig *config = drive->config;
    BbSimImageOptions options = {.revision = config->revision,
                                 .vendor = config->vendor,
                                 .product = config->product,
                                 .seed = config->seed,
                                 .settings = config->quirks};
    g_autoptr (GBytes) image = config->firmware != NULL ? g_bytes_ref (config->firmware)
                                                        : bb_sim_tsst_make_image (config->model, &options, error);
    gsize size = bb_sim_tsst_flash_bytes (config->model);
    g_autofree guint8 *flash = NULL;

    if (g_bytes_get_size (image) != size) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "Firmware has %zu bytes, not %zu",
                     g_bytes_get_size (image), size);
        return FALSE;
    }
    flash = g_memdup2 (g_bytes_get_data (image, NULL), size);
    if (!g_str_equal (config->state, "normal")) {
        gsize from = g_str_equal (config->state, "boot") ? 0 : size / 2;

        memset (flash + from, 0xFF, size - from);
        bb_sim_drive_set_mark (drive, "mode", "boot");
    }
    bb_sim_drive_poke (drive, 0, flash, (guint32) size);
    return TRUE;
}

/* Allocates the state, and fills a new memory. FALSE with @error set if the scenario has a key for boot code, or a
 * firmware file of a wrong size; the state is then freed again. */
static gboolean
bb_sim_tsst_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    BbSimTsst *own = g_new0 (BbSimTsst, 1);

    drive->own = own;
    own->ram = g_malloc0 (bb_sim_tsst_flash_bytes (drive->config->model));
    drive->profiles = bb_sim_tsst_profiles;
    if (drive->config->boot_code != NULL || drive->config->boot_version != NULL)
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "samsung-tsst has no BootCode and no BootVersion");
    else if (!fresh || bb_sim_tsst_fill (drive, error))
        return TRUE;
    bb_sim_tsst_clear (drive);
    return FALSE;
}

/* TRUE if the firmware is incomplete, so that the drive starts its boot loader. */
static gboolean
bb_sim_tsst_is_in_boot (BbSimDrive *drive)
{
    return bb_sim_drive_get_mark (drive, "mode") != NULL;
}

/* Ends the session, and starts the firmware in the memory or, if that is incomplete, the boot loader, which has the
 * name of the model: sets INQUIRY texts and readiness. */
static void
bb_sim_tsst_start (BbSimDrive *drive)
{
    BbSimTsst *own = drive->own;
    gsize size = 0;
    const guint8 *flash = bb_sim_drive_flash (drive, &size);
    const char *trailer = (const char *) bb_sim_tsst_trailer (flash, size);
    g_auto (GStrv) vendors = bb_model_get_strv (drive->config->model, "Vendors");
    g_autofree char *vendor = g_strndup (trailer, VENDOR_BYTES);
    g_autofree char *product = g_strndup (trailer + VENDOR_BYTES, PRODUCT_BYTES);
    g_autofree char *revision = g_strndup (trailer + VENDOR_BYTES + PRODUCT_BYTES, REVISION_BYTES);
    gboolean boot = bb_sim_tsst_is_in_boot (drive);

    own->open = FALSE;
    own->broken_by = 0;
    own->restart_us = 0;
    memset (drive->vendor_specific, 0, sizeof drive->vendor_specific);
    drive->not_ready = boot ? NOT_READY_BOOT : 0;
    if (boot) {
        bb_sim_drive_set_inquiry (drive, vendors[0], bb_model_get_key (drive->config->model), "BOOT");
        return;
    }
    memcpy (drive->vendor_specific, trailer + SPECIFIC_OFFSET, SPECIFIC_BYTES);
    bb_sim_drive_set_inquiry (drive, g_strchomp (vendor), g_strchomp (product), revision);
}

/* When the restart time has passed, starts the firmware or, if that is incomplete, the boot loader, and queues the
 * unit attention 6/29/00. With the quirk "dies", the drive answers no command after that. */
static void
bb_sim_tsst_tick (BbSimDrive *drive)
{
    BbSimTsst *own = drive->own;

    if (!bb_sim_programming_take_due (drive, &own->restart_us))
        return;
    if (bb_sim_drive_has_quirk (drive, "dies"))
        bb_sim_drive_set_mark (drive, "dead", "dead");
    bb_sim_tsst_start (drive);
    bb_sim_drive_attention (drive, 0x29, 0x00);
}

/* --- upload --- */

/* Records a violation if the model that the received image names is in the catalog and has other hardware than this
 * drive. Models with the same HardwareSet have the same hardware. */
static void
bb_sim_tsst_check_model (BbSimDrive *drive)
{
    const BbSimTsst *own = drive->own;
    BbModel *model = drive->config->model;
    const guint8 *trailer = bb_sim_tsst_trailer (own->ram, bb_sim_tsst_flash_bytes (model));
    g_autofree char *product = g_strchomp (g_strndup ((const char *) trailer + VENDOR_BYTES, PRODUCT_BYTES));
    g_autoptr (BbModel) other = bb_catalog_get_model (bb_model_get_catalog (model), "samsung-tsst", product);
    const char *set = bb_model_get_string (model, "HardwareSet");

    if (other != NULL && !g_str_equal (bb_model_get_key (other), bb_model_get_key (model)) &&
        (set == NULL || g_strcmp0 (set, bb_model_get_string (other, "HardwareSet")) != 0))
        bb_sim_drive_violation (drive, "an image for the %s was sent", product);
}

/* Writes @length_bytes of the received image at @address; the firmware is marked as incomplete. FALSE after a power
 * cut or at a stuck block. */
static gboolean
bb_sim_tsst_write (BbSimDrive *drive, gsize address, gsize length_bytes)
{
    const BbSimTsst *own = drive->own;

    bb_sim_drive_set_mark (drive, "mode", "boot");
    bb_sim_drive_expect_work (drive, 2 * (guint32) length_bytes);
    return bb_sim_drive_erase (drive, (guint32) address, (guint32) length_bytes) &&
           bb_sim_drive_program (drive, (guint32) address, own->ram + address, (guint32) length_bytes);
}

/* Ends the session: checks the received image, writes the part that is not in the memory yet, and restarts the drive.
 * If the image is incomplete or has a wrong sum, writes nothing more and answers 5/26/00. Records a violation for an
 * image for other hardware in any case. @at: address of the last block. Quirks:
 * - no-check: writes an incomplete image or one with a wrong sum, too, and restarts the drive.
 * - late: does not restart the drive after a good image, which then starts at the next power-on.
 * - keeps-old: writes nothing and does not restart the drive. */
static void
bb_sim_tsst_end (BbSimDrive *drive, gsize at, gsize received_bytes, BbSimAnswer *answer)
{
    BbSimTsst *own = drive->own;
    gsize size = bb_sim_tsst_flash_bytes (drive->config->model);
    gboolean as_blocks = bb_sim_drive_has_quirk (drive, "as-blocks");
    gboolean good =
        received_bytes >= size && bb_sim_tsst_sum (own->ram, size) == bb_sim_get_be16 (own->ram + size - 2);

    own->open = FALSE;
    bb_sim_tsst_check_model (drive);
    answer->took_us = END_US;
    if (bb_sim_drive_has_quirk (drive, "end-residue") && answer->moved_bytes >= 0x800)
        answer->moved_bytes -= 0x800;
    if (bb_sim_drive_has_quirk (drive, "keeps-old"))
        return;
    if (!good && !bb_sim_drive_has_quirk (drive, "no-check")) {
        bb_sim_answer_sense (answer, 0x05, 0x26, 0x00);
        return;
    }
    if (!bb_sim_tsst_write (drive, as_blocks ? at : 0, as_blocks ? size - at : size))
        return;
    if (good)
        bb_sim_drive_set_mark (drive, "mode", NULL);
    if (bb_sim_drive_has_quirk (drive, "late") && good)
        return;
    own->restart_us = drive->now_us + END_US + RESTART_US;
    drive->busy_until_us = own->restart_us;
}

/* Receives the next block of a session. The block with the end mode of the model ends the session. With the quirk
 * as-blocks, writes each block immediately. These are violations:
 * - a block that is sent twice
 * - a short block that is not the last one
 * - an end mode of other models, which also gets 5/24/00 and ends the session */
static void
bb_sim_tsst_receive (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimTsst *own = drive->own;
    BbModel *model = drive->config->model;
    gsize size = bb_sim_tsst_flash_bytes (model);
    gsize block_bytes = bb_model_get_uint (model, "WireChunk", 0);
    guint8 mode = command->cdb.bytes[5];
    gboolean is_end = mode != MODE_START && mode != MODE_CONTINUE;
    gsize at = own->n_blocks * block_bytes;
    gsize used = MIN (command->length_bytes, block_bytes);

    if (own->n_blocks > 0 && mode != MODE_START && own->last_bytes != block_bytes)
        bb_sim_drive_violation (drive, "a block in the middle had %zu bytes", own->last_bytes);
    if (own->n_blocks > 0 && mode != MODE_START && used == own->last_bytes && at <= size &&
        memcmp (own->ram + at - block_bytes, command->out, used) == 0)
        bb_sim_drive_violation (drive, "a block was sent twice");
    if (is_end && mode != bb_model_get_uint (model, "EndMode", 0)) {
        bb_sim_drive_violation (drive, "end mode %02X", mode);
        own->open = FALSE;
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    used = at < size ? MIN (used, size - at) : 0;
    if (used > 0)
        memcpy (own->ram + at, command->out, used);
    own->n_blocks++;
    own->last_bytes = command->length_bytes;
    if (is_end)
        bb_sim_tsst_end (drive, at, at + used, answer);
    else if (used > 0 && bb_sim_drive_has_quirk (drive, "as-blocks"))
        (void) bb_sim_tsst_write (drive, at, used);
}

/* Executes the command FF: an update block begins (mode 00) or continues a session. The first case that applies:
 * - a short CDB: a violation; the command is dropped
 * - the quirk refuses-update: 5/20/00
 * - another sub-command: ignored, and a violation unless it is the version command
 * - invalid fields: 5/24/00
 * - a block that continues no session: 5/2C/00, and a violation if another command ended the session */
static void
bb_sim_tsst_update (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    static const guint8 zeros[6] = {0};
    BbSimTsst *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    guint8 mode = cdb[5];

    if (command->cdb.length_bytes < LEAST_CDB_BYTES) {
        bb_sim_drive_violation (drive, "command FF with %u bytes", command->cdb.length_bytes);
        answer->broken = TRUE;
    } else if (bb_sim_drive_has_quirk (drive, "refuses-update")) {
        bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
    } else if (bb_sim_get_be16 (cdb + 1) == SUB_COMMAND_VERSION) {
        return; /* the version command of a newer kind of drive; this drive ignores it */
    } else if (bb_sim_get_be16 (cdb + 1) != 0x0001) {
        bb_sim_drive_violation (drive, "sub-command %04X", bb_sim_get_be16 (cdb + 1));
    } else if (cdb[3] != 0 || cdb[4] != 0 || memcmp (cdb + 6, zeros, sizeof zeros) != 0 ||
               (mode != MODE_START && mode != MODE_CONTINUE && mode != 0x02 && mode != 0x04) ||
               command->direction != BB_DIRECTION_OUT || command->length_bytes == 0) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    } else if (mode != MODE_START && !own->open) {
        if (own->broken_by != 0)
            bb_sim_drive_violation (drive, "a session was continued after command %02X", own->broken_by);
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
    } else {
        if (mode == MODE_START) {
            own->open = TRUE;
            own->broken_by = 0;
            own->n_blocks = 0;
            memset (own->ram, 0, bb_sim_tsst_flash_bytes (drive->config->model));
        }
        bb_sim_tsst_receive (drive, command, answer);
    }
}

/* Executes the command FF on models that have this command. Any other command except TEST UNIT READY, REQUEST SENSE
 * and INQUIRY ends the session. While the boot loader runs, such a command also gets 5/20/00. FALSE for all other
 * commands. With the mark "dead", the drive never answers. */
static gboolean
bb_sim_tsst_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimTsst *own = drive->own;
    guint8 opcode = command->cdb.bytes[0];
    gboolean is_plain = opcode == 0x00 || opcode == 0x03 || opcode == 0x12;

    if (bb_sim_drive_get_mark (drive, "dead") != NULL) {
        answer->never = TRUE;
        return TRUE;
    }
    if (opcode == OPCODE && g_strcmp0 (bb_model_get_string (drive->config->model, "Protocol"), "tsst") == 0) {
        bb_sim_tsst_update (drive, command, answer);
        return TRUE;
    }
    if (own->open && !is_plain) {
        own->open = FALSE;
        own->broken_by = opcode;
    }
    if (!bb_sim_tsst_is_in_boot (drive) || drive->not_ready == 0 || is_plain)
        return FALSE;
    bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
    return TRUE;
}

static const char *const bb_sim_tsst_steps[] = {"start", "upload", "program", NULL};

/* The command FF, except its version sub-command, is a vendor command that writes. Its step depends on the mode:
 * "start" (mode 00), "upload" (FF) or "program" (any other). */
static void
bb_sim_tsst_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    guint8 mode = command->cdb.bytes[5];

    if (command->cdb.bytes[0] != OPCODE || bb_sim_get_be16 (command->cdb.bytes + 1) == SUB_COMMAND_VERSION)
        return;
    step->vendor = step->writes = TRUE;
    step->name = mode == MODE_START ? "start" : mode == MODE_CONTINUE ? "upload" : "program";
}

static void
bb_sim_tsst_list_regions (BbSimDrive *drive, GArray *regions)
{
    BbSimRegion all = {"application", 0, (guint32) bb_sim_tsst_flash_bytes (drive->config->model)};

    g_array_append_val (regions, all);
}

const BbSimFamily bb_sim_family_samsung_tsst = {
    .id = "samsung-tsst",
    .states = bb_sim_tsst_states,
    .quirks = bb_sim_tsst_quirks,
    .image_settings = bb_sim_tsst_image_settings,
    .flash_bytes = bb_sim_tsst_flash_bytes,
    .init = bb_sim_tsst_init,
    .power_on = bb_sim_tsst_start,
    .exec = bb_sim_tsst_exec,
    .steps = bb_sim_tsst_steps,
    .classify = bb_sim_tsst_classify,
    .list_regions = bb_sim_tsst_list_regions,
    .make_image = bb_sim_tsst_make_image,
    .clear = bb_sim_tsst_clear,
    .tick = bb_sim_tsst_tick,
};
