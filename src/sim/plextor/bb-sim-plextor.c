/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-plextor.h"

#include "sim/bb-sim-programming.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The simulated drive of docs/protocols/plextor.md, section 9. Its memory is the firmware, followed by the EEPROM.
 * The mark "mode" is set to "half" while the firmware is incomplete. With the mark "dead" the drive answers no
 * command. */

#define PROGRAMMING_MS 8000
#define RESET_US (3 * G_USEC_PER_SEC)
#define TLA_OFFSET 0x29
#define TLA_BYTES 4
#define EEPROM_SEED 0x0304u
#define DAMAGED_PRODUCT "DVDR   PX-####"
/*
 * Least length of the CDB of a vendor command. libata refuses a shorter one (samsung-tsst.md, section 3), so the
 * simulated drive records a violation and drops the command.
 */
#define LEAST_VENDOR_CDB_BYTES 10

/**
 * BbSimPlextor:
 * @ram: pieces of the image that were received
 * @next: offset that the next piece must have
 * @piece_bytes: length of the first piece of this session
 * @done_at_us: time at which the drive has programmed the image; 0: it is not programming
 */
typedef struct {
    guint8 *ram;
    guint32 next;
    guint32 piece_bytes;
    gint64 done_at_us;
} BbSimPlextor;

static const BbSimChoice bb_sim_plextor_states[] = {
    {"normal", NULL, "plextor 9", "Runs its firmware"},
    {"half", NULL, "plextor 9", "The firmware is incomplete; the drive takes a new image"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_plextor_quirks[] = {
    {"chunks", "a|b|both", "plextor 9", "The piece size that the drive accepts; both if not given"},
    {"last-check", NULL, "plextor 9", "The last piece ends with 6/3F/01 although it is accepted"},
    {"refused-revisions", "*", "plextor 9", "Revisions that the drive refuses, separated by commas"},
    {"twin-identity", NULL, "plextor 9", "After an image for its twin the drive reports the twin's name"},
    {"dies", NULL, "plextor 8", "After an image was programmed the drive answers no command any more"},
    {"half-name", NULL, "plextor 8", "Incomplete firmware reports a damaged product name"},
    {"disc-refuses", NULL, "plextor 9", "With a disc inside, the drive refuses every piece with 5/2C/00"},
    {"keeps-old", NULL, "plextor 9", "The drive reports GOOD for all pieces and keeps its firmware"},
    {"sum-unchecked", NULL, "plextor 9", "The drive does not check the checksum of the image"},
    {"programming-ms", "N", "plextor 9", "How long programming takes; 8000 if not given"},
    {"tla", "*", "plextor 9", "The hardware revision in the EEPROM; 0304 if not given"},
    {BB_SIM_QUIRK_STRICT_ATTENTION, NULL, "plextor 9", BB_SIM_QUIRK_STRICT_ATTENTION_TEXT},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_plextor_image_settings[] = {
    {"own-header", NULL, "plextor 4", "The header names the model itself, also where its twin shares another one"},
    {NULL, NULL, NULL, NULL},
};

static gsize
bb_sim_plextor_flash_bytes (BbModel *model)
{
    return bb_sim_plextor_image_bytes (model) + BB_SIM_PLEXTOR_EEPROM_BYTES;
}

/* TRUE if the firmware is incomplete (mark "mode"), also while the drive programs. */
static gboolean
bb_sim_plextor_is_half (BbSimDrive *drive)
{
    return bb_sim_drive_get_mark (drive, "mode") != NULL;
}

/* Fills the EEPROM with data that depend on the seed, and with the TLA (the hardware revision). */
static void
bb_sim_plextor_fill_eeprom (BbSimDrive *drive)
{
    guint8 eeprom[BB_SIM_PLEXTOR_EEPROM_BYTES];

    bb_sim_fill (eeprom, sizeof eeprom, drive->config->seed ^ EEPROM_SEED);
    bb_sim_put_text (eeprom + TLA_OFFSET, TLA_BYTES, bb_sim_drive_quirk (drive, "tla", "0304"));
    bb_sim_drive_poke (drive, bb_sim_plextor_image_bytes (drive->config->model), eeprom, sizeof eeprom);
}

/* Allocates the state. Fills a new memory with the firmware file of the scenario, or with synthetic firmware if there
 * is none, and with the EEPROM. In the state half, erases the second half of the firmware. FALSE with @error set if
 * the firmware file has a wrong size. */
static gboolean
bb_sim_plextor_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    BbSimImageOptions options = {.revision = drive->config->revision, .seed = drive->config->seed};
    guint32 size = bb_sim_plextor_image_bytes (drive->config->model);
    g_autoptr (GBytes) image = NULL;
    BbSimPlextor *own = g_new0 (BbSimPlextor, 1);

    own->ram = g_malloc0 (size);
    drive->own = own;
    if (!fresh)
        return TRUE;
    image = drive->config->firmware != NULL ? g_bytes_ref (drive->config->firmware)
                                            : bb_sim_plextor_make_image (drive->config->model, &options, error);
    if (image == NULL)
        return FALSE;
    if (g_bytes_get_size (image) != size) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the firmware of this drive has %u bytes", size);
        return FALSE;
    }
    bb_sim_drive_poke (drive, 0, g_bytes_get_data (image, NULL), size);
    bb_sim_plextor_fill_eeprom (drive);
    if (g_str_equal (drive->config->state, "half")) {
        g_autofree guint8 *erased = g_malloc (size / 2);

        memset (erased, 0xFF, size / 2);
        bb_sim_drive_poke (drive, size / 2, erased, size / 2);
        bb_sim_drive_set_mark (drive, "mode", "half");
    }
    return TRUE;
}

/* Starts the firmware: sets the INQUIRY texts and whether the drive is ready. The product is that of the scenario, or
 * of the model if the scenario has none. Exceptions:
 * - Complete firmware with the quirk twin-identity: the product is the one that the firmware contains.
 * - Incomplete firmware: the revision is 0.00. With the quirk half-name, the product is DAMAGED_PRODUCT. */
static void
bb_sim_plextor_start (BbSimDrive *drive)
{
    const guint8 *flash = bb_sim_drive_flash (drive, NULL);
    g_autofree char *twin = bb_sim_plextor_dup_product (flash);
    g_autofree char *revision = bb_sim_plextor_dup_revision (flash);
    g_autofree char *date = bb_sim_plextor_dup_date (flash);
    gboolean half = bb_sim_plextor_is_half (drive);
    const char *vendor = drive->config->vendor != NULL ? drive->config->vendor : "PLEXTOR";
    const char *product = drive->config->product != NULL ? drive->config->product
                                                         : bb_model_get_string (drive->config->model, "ProductField");

    if (!half && bb_sim_drive_has_quirk (drive, "twin-identity"))
        product = twin;
    if (half && bb_sim_drive_has_quirk (drive, "half-name"))
        product = DAMAGED_PRODUCT;
    bb_sim_drive_set_inquiry (drive, vendor, product, half ? "0.00" : revision);
    g_strlcpy (drive->vendor_specific, half ? "" : date, sizeof drive->vendor_specific);
    drive->not_ready = half ? 0x020403u : 0;
}

/* Forgets the pieces that were received. */
static void
bb_sim_plextor_drop_session (BbSimDrive *drive)
{
    BbSimPlextor *own = drive->own;

    own->next = 0;
    own->piece_bytes = 0;
}

/* Ends programming and the upload, and starts the firmware. */
static void
bb_sim_plextor_power_on (BbSimDrive *drive)
{
    BbSimPlextor *own = drive->own;

    own->done_at_us = 0;
    bb_sim_plextor_drop_session (drive);
    bb_sim_plextor_start (drive);
}

/* Starts the new firmware, with the unit attention 6/3F/01, when the programming time has passed. With the quirk
 * dies, the drive answers no command after that. */
static void
bb_sim_plextor_tick (BbSimDrive *drive)
{
    BbSimPlextor *own = drive->own;

    if (!bb_sim_programming_take_due (drive, &own->done_at_us))
        return;
    if (bb_sim_drive_has_quirk (drive, "dies"))
        bb_sim_drive_set_mark (drive, "dead", "dead");
    bb_sim_drive_set_mark (drive, "mode", NULL);
    bb_sim_plextor_start (drive);
    bb_sim_drive_attention (drive, 0x3F, 0x01);
}

/* Called when the power is lost: while the drive programs an image, erases the part that it had not programmed yet.
 * @fraction: not used, because the time tells how much was programmed */
static void
bb_sim_plextor_power_lost (BbSimDrive *drive, double fraction)
{
    BbSimPlextor *own = drive->own;
    guint32 size = bb_sim_plextor_image_bytes (drive->config->model);
    guint64 all_ms = bb_sim_drive_quirk_uint (drive, "programming-ms", PROGRAMMING_MS);

    if (own->done_at_us != 0)
        bb_sim_programming_erase_rest (drive, size, bb_sim_programming_get_left (drive, own->done_at_us, all_ms));
}

/* TRUE if the drive accepts the received image (section 9):
 * - The image is for this model.
 * - Its checksum is right (bb_sim_plextor_is_sum_right()). The quirk sum-unchecked leaves out this check.
 * - Its revision is not one of those that the quirk refused-revisions names. */
static gboolean
bb_sim_plextor_accepts (BbSimDrive *drive)
{
    BbSimPlextor *own = drive->own;
    BbModel *model = drive->config->model;
    g_autofree char *revision = bb_sim_plextor_dup_revision (own->ram);
    g_auto (GStrv) refused = g_strsplit (bb_sim_drive_quirk (drive, "refused-revisions", ""), ",", -1);

    return bb_sim_plextor_is_for (model, own->ram) &&
           (bb_sim_drive_has_quirk (drive, "sum-unchecked") || bb_sim_plextor_is_sum_right (model, own->ram)) &&
           !g_strv_contains ((const char *const *) refused, revision);
}

/* Ends the upload, programs the received image, and makes the drive busy for the programming time. The firmware
 * counts as incomplete during that time, and after a power cut or at a stuck block. Answers other than GOOD:
 * - 4/40/F6: the drive does not accept the image
 * - 6/3F/01: the image was programmed, and the quirk last-check is set
 *
 * With the quirk keeps-old, accepts an image but does not program it. */
static void
bb_sim_plextor_program (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimPlextor *own = drive->own;
    guint32 size = bb_sim_plextor_image_bytes (drive->config->model);
    guint64 programming_ms = bb_sim_drive_quirk_uint (drive, "programming-ms", PROGRAMMING_MS);

    bb_sim_plextor_drop_session (drive);
    if (!bb_sim_plextor_accepts (drive)) {
        bb_sim_answer_sense (answer, 0x04, 0x40, 0xF6);
        return;
    }
    if (bb_sim_drive_has_quirk (drive, "keeps-old"))
        return;
    bb_sim_drive_set_mark (drive, "mode", "half");
    bb_sim_drive_expect_work (drive, 2 * size);
    if (!bb_sim_drive_erase (drive, 0, size) || !bb_sim_drive_program (drive, 0, own->ram, size)) {
        bb_sim_plextor_start (drive);
        return;
    }
    own->done_at_us = drive->now_us + (gint64) programming_ms * 1000;
    drive->busy_until_us = own->done_at_us;
    if (bb_sim_drive_has_quirk (drive, "last-check"))
        bb_sim_answer_sense (answer, 0x06, 0x3F, 0x01);
}

/* TRUE if the drive accepts a piece of this length that is not the last piece of the image. The caller lets the last
 * piece have any length. */
static gboolean
bb_sim_plextor_accepts_length (BbSimDrive *drive, guint32 length_bytes)
{
    const char *policy = bb_sim_drive_quirk (drive, "chunks", "both");
    guint64 a = bb_model_get_uint (drive->config->model, "ChunkA", 0);
    guint64 b = bb_model_get_uint (drive->config->model, "ChunkB", a);

    return (length_bytes == a && !g_str_equal (policy, "b")) || (length_bytes == b && !g_str_equal (policy, "a"));
}

/* Records violations of WRITE BUFFER: a piece that is missing or sent again, pieces of different lengths, and mode 05
 * before the end of the image. @last: the command has mode 05 */
static void
bb_sim_plextor_watch (BbSimDrive *drive, guint32 offset, guint32 length_bytes, gboolean last)
{
    const BbSimPlextor *own = drive->own;
    guint32 size = bb_sim_plextor_image_bytes (drive->config->model);

    if (offset > own->next)
        bb_sim_drive_violation (drive, "the piece at %06X is missing", own->next);
    else if (offset != 0 && offset < own->next)
        bb_sim_drive_violation (drive, "the piece at %06X was sent again", offset);
    if (last && offset + length_bytes < size)
        bb_sim_drive_violation (drive, "the image was saved at %06X, before its end", offset);
    if (offset != 0 && own->piece_bytes != 0 && length_bytes != own->piece_bytes && offset + length_bytes != size)
        bb_sim_drive_violation (drive, "the length of the pieces changed at %06X", offset);
}

/* Executes WRITE BUFFER. Mode 04 stores a piece of the image, which must follow the previous one. Mode 05 stores the
 * last piece and programs the image. A piece at offset 0 begins a new upload. Errors:
 * - 5/24/00: the piece is invalid; ends the upload
 * - 4/40/F6: mode 05 before the end of the image; ends the upload
 * - 5/2C/00: there is a disc, and the quirk disc-refuses is set; the upload goes on */
static void
bb_sim_plextor_write (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimPlextor *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    guint32 size = bb_sim_plextor_image_bytes (drive->config->model);
    guint32 offset = bb_sim_get_be24 (cdb + 3);
    guint32 length_bytes = bb_sim_get_be24 (cdb + 6);
    gboolean last = cdb[1] == 5;

    bb_sim_plextor_watch (drive, offset, length_bytes, last);
    if (drive->config->disc != BB_SIM_DISC_NONE && bb_sim_drive_has_quirk (drive, "disc-refuses")) {
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
        return;
    }
    if (offset == 0)
        bb_sim_plextor_drop_session (drive);
    if ((cdb[1] != 4 && !last) || cdb[2] != 0 || length_bytes == 0 || length_bytes != command->length_bytes ||
        offset != own->next || offset > size || length_bytes > size - offset ||
        (offset + length_bytes != size && !bb_sim_plextor_accepts_length (drive, length_bytes))) {
        bb_sim_plextor_drop_session (drive);
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    memcpy (own->ram + offset, command->out, length_bytes);
    own->next = offset + length_bytes;
    own->piece_bytes = own->piece_bytes != 0 ? own->piece_bytes : length_bytes;
    if (last && own->next < size) {
        bb_sim_plextor_drop_session (drive);
        bb_sim_answer_sense (answer, 0x04, 0x40, 0xF6);
    } else if (last) {
        bb_sim_plextor_program (drive, answer);
    }
}

/* Executes the command that reads the EEPROM (section 3); 5/20/00 if this model has another form of the command or
 * none, 5/24/00 for an invalid page or length. */
static void
bb_sim_plextor_read_eeprom (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    const char *scheme = bb_model_get_string (drive->config->model, "EepromScheme");
    guint32 length_bytes = bb_sim_get_be16 (cdb + 8);
    gboolean indexed = cdb[1] == 1;
    const guint8 *eeprom =
        bb_sim_drive_flash (drive, NULL) + bb_sim_plextor_image_bytes (drive->config->model) + cdb[7] * 0x100u;

    if (scheme == NULL || indexed != g_str_equal (scheme, "px716")) {
        bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
        return;
    }
    if (cdb[1] > 1 || cdb[7] > (indexed ? 3 : 0) ||
        (length_bytes != 0x100 && (length_bytes != 0x200 || !g_str_equal (scheme, "px712")))) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    bb_sim_answer_data (answer, eeprom, length_bytes, length_bytes);
}

/* Restarts the firmware: drops the received pieces; the drive is busy for some time, and the unit attention 6/29/00
 * is pending. */
static void
bb_sim_plextor_reset (BbSimDrive *drive)
{
    bb_sim_plextor_drop_session (drive);
    bb_sim_plextor_start (drive);
    bb_sim_drive_attention (drive, 0x29, 0x00);
    drive->busy_until_us = drive->now_us + RESET_US;
}

/* Executes WRITE BUFFER, EE (reset) and F1 (read the EEPROM); FALSE for other commands. A vendor command with a short
 * CDB is a violation and is dropped. With the mark "dead" the drive answers no command. */
static gboolean
bb_sim_plextor_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 opcode = command->cdb.bytes[0];

    if (bb_sim_drive_get_mark (drive, "dead") != NULL) {
        answer->never = TRUE;
        return TRUE;
    }
    if (opcode >= 0xC0 && command->cdb.length_bytes < LEAST_VENDOR_CDB_BYTES) {
        bb_sim_drive_violation (drive, "command %02X has only %u bytes", opcode, command->cdb.length_bytes);
        answer->broken = TRUE;
        return TRUE;
    }
    switch (opcode) {
    case 0x3B:
        bb_sim_plextor_write (drive, command, answer);
        return TRUE;
    case 0xEE:
        bb_sim_plextor_reset (drive);
        return TRUE;
    case 0xF1:
        bb_sim_plextor_read_eeprom (drive, command, answer);
        return TRUE;
    default:
        return FALSE;
    }
}

static const char *const bb_sim_plextor_steps[] = {"read", "upload", "program", "reset", NULL};

/* WRITE BUFFER and all commands from C0 on are vendor commands. Only WRITE BUFFER writes: "program" (mode 05) or
 * "upload". F1 is "read", EE "reset". */
static void
bb_sim_plextor_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    guint8 opcode = command->cdb.bytes[0];

    step->writes = opcode == 0x3B;
    step->vendor = opcode == 0x3B || opcode >= 0xC0;
    if (opcode == 0x3B)
        step->name = command->cdb.bytes[1] == 5 ? "program" : "upload";
    else if (opcode == 0xF1)
        step->name = "read";
    else if (opcode == 0xEE)
        step->name = "reset";
}

static void
bb_sim_plextor_list_regions (BbSimDrive *drive, GArray *regions)
{
    guint32 size = bb_sim_plextor_image_bytes (drive->config->model);
    guint32 eeprom_bytes = (guint32) bb_model_get_uint (drive->config->model, "EepromSize", 0);
    BbSimRegion all[] = {{"application", 0, size}, {"eeprom", size, eeprom_bytes}};

    g_array_append_vals (regions, all, eeprom_bytes > 0 ? 2 : 1);
}

/* Frees drive->own, the data of the family. */
static void
bb_sim_plextor_clear (BbSimDrive *drive)
{
    BbSimPlextor *own = drive->own;

    if (own != NULL)
        g_free (own->ram);
    g_free (own);
}

const BbSimFamily bb_sim_family_plextor = {
    .id = "plextor",
    .states = bb_sim_plextor_states,
    .quirks = bb_sim_plextor_quirks,
    .image_settings = bb_sim_plextor_image_settings,
    .flash_bytes = bb_sim_plextor_flash_bytes,
    .init = bb_sim_plextor_init,
    .power_on = bb_sim_plextor_power_on,
    .power_lost = bb_sim_plextor_power_lost,
    .exec = bb_sim_plextor_exec,
    .steps = bb_sim_plextor_steps,
    .classify = bb_sim_plextor_classify,
    .list_regions = bb_sim_plextor_list_regions,
    .make_image = bb_sim_plextor_make_image,
    .clear = bb_sim_plextor_clear,
    .tick = bb_sim_plextor_tick,
};
