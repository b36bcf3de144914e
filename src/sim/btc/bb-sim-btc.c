/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scsi/bb-bytes.h"
#include "sim/bb-sim-drive.h"
#include "sim/bb-sim-programming.h"
#include "sim/bb-sim.h"

#include <string.h>

/* The simulated drive of docs/protocols/ricoh-btc.md, section 14.2, and the synthetic images of section 15.
 *
 * Marks (non-volatile texts):
 * - "mode" is "half" while the firmware is incomplete. The drive then reports the revision 0000, and accepts an
 *   image. This is an assumption: how a real drive shows incomplete firmware is not known.
 * - "dead": if it is set, the drive answers no command. */

#define IMAGE_BYTES 0x100000u
#define HEADER_BYTES 0x20u
#define CHUNK_BYTES 0x1000u
#define N_CHUNKS (IMAGE_BYTES / CHUNK_BYTES)
#define TEXT_OFFSET 0x40BCu
#define REVISION_OFFSET 0x40D4u
#define BANK_BYTES 0x10000u
#define RECORD_BYTES 16u
#define PROGRAMMING_MS 30000
#define NEEDS_SERVICE 0x020403u

/**
 * BbSimBtc:
 * @buffer: header and image that were received
 * @got: one byte for each chunk: 1 if it was received
 * @done_at_us: time at which the drive has programmed the image; 0: it is not programming
 */
typedef struct {
    guint8 *buffer;
    guint8 got[N_CHUNKS];
    gboolean has_header;
    gint64 done_at_us;
} BbSimBtc;

static const BbSimChoice bb_sim_btc_states[] = {
    {"normal", NULL, "ricoh-btc 14.2", "Runs its firmware"},
    {"half", NULL, "ricoh-btc 14.2", "The firmware is incomplete; the drive takes a new image"},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_btc_quirks[] = {
    {"programming-ms", "N", "ricoh-btc 14.2", "How long programming takes; 30000 if not given"},
    {"dies", NULL, "ricoh-btc 13", "After a power cut during programming the drive answers no command any more"},
    {"attention-after", NULL, "ricoh-btc 14.2", "A unit attention is pending after programming"},
    {"no-update", NULL, "ricoh-btc 11", "The drive refuses each part of an image with 5/20/00"},
    {BB_SIM_QUIRK_STRICT_ATTENTION, NULL, "ricoh-btc 14.2", BB_SIM_QUIRK_STRICT_ATTENTION_TEXT},
    {BB_SIM_QUIRK_NO_ATTENTION, NULL, "ricoh-btc 16", BB_SIM_QUIRK_NO_ATTENTION_TEXT},
    {NULL, NULL, NULL, NULL},
};

static const BbSimChoice bb_sim_btc_image_settings[] = {
    {"hex", NULL, "ricoh-btc 12", "A text file with hex records"},
    {NULL, NULL, NULL, NULL},
};

static gsize
bb_sim_btc_flash_bytes (BbModel *model)
{
    return IMAGE_BYTES;
}

/* Writes @byte as two hexadecimal digits to @text. Returns the place after the digits. */
static char *
bb_sim_btc_put_hex (char *text, guint8 byte)
{
    static const char digits[] = "0123456789ABCDEF";

    *text++ = digits[byte >> 4];
    *text++ = digits[byte & 0xF];
    return text;
}

/* Appends a line of the hex form of an image (section 15): @data, whose first byte has @address in its bank. */
static void
bb_sim_btc_add_record (GString *text, guint address, const guint8 data[RECORD_BYTES])
{
    guint8 record[4 + RECORD_BYTES] = {RECORD_BYTES, (guint8) (address >> 8), (guint8) address};
    char line[1 + 2 * sizeof record + 2 + 1] = ":";
    char *end = line + 1;
    guint8 sum = 0;

    memcpy (record + 4, data, RECORD_BYTES);
    for (guint i = 0; i < sizeof record; i++) {
        end = bb_sim_btc_put_hex (end, record[i]);
        sum = (guint8) (sum + record[i]);
    }
    end = bb_sim_btc_put_hex (end, (guint8) -sum);
    *end++ = '\n';
    g_string_append_len (text, line, end - line);
}

/* Returns (transfer full) @image as text in the hex form of section 15, with a separator line between the banks. */
static GBytes *
bb_sim_btc_make_hex (const guint8 *image)
{
    GString *text = g_string_sized_new (3 * IMAGE_BYTES);
    gsize length = 0;

    for (guint32 bank = 0; bank < IMAGE_BYTES; bank += BANK_BYTES) {
        if (bank > 0)
            g_string_append (text, ":00000155AA\n");
        for (guint32 at = 0; at < BANK_BYTES; at += RECORD_BYTES)
            bb_sim_btc_add_record (text, at, image + bank + at);
    }
    g_string_append (text, ":00000001FF\n");
    length = text->len;
    return g_bytes_new_take (g_string_free (text, FALSE), length);
}

/* Returns (transfer full) a synthetic image, as text if the setting "hex" is given. NULL with @error set if @options
 * asks for boot code or a boot version, which this family does not have. */
static GBytes *
bb_sim_btc_make_image (BbModel *model, const BbSimImageOptions *options, GError **error)
{
    g_autofree guint8 *image = NULL;

    if (options->boot_code || options->boot_version != NULL) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "btc has no boot code files");
        return NULL;
    }
    image = g_malloc (IMAGE_BYTES);
    bb_sim_fill (image, IMAGE_BYTES, options->seed);
    bb_sim_put_text (image + TEXT_OFFSET, 8,
                     options->vendor != NULL ? options->vendor : bb_model_get_string (model, "Vendor"));
    bb_sim_put_text (image + TEXT_OFFSET + 8, 16,
                     options->product != NULL ? options->product : bb_model_get_string (model, "Product"));
    bb_sim_put_text (image + REVISION_OFFSET, 4, options->revision != NULL ? options->revision : "0100");
    if (options->settings != NULL && g_hash_table_contains (options->settings, "hex"))
        return bb_sim_btc_make_hex (image);
    return g_bytes_new_take (g_steal_pointer (&image), IMAGE_BYTES);
}

/* TRUE if the firmware is incomplete (mark "mode"), also while the drive programs. */
static gboolean
bb_sim_btc_is_half (BbSimDrive *drive)
{
    return bb_sim_drive_get_mark (drive, "mode") != NULL;
}

/* Allocates the state. Fills a new memory with the firmware file of the scenario, or with a synthetic image if there
 * is none. With State=half, only a mark says that this firmware is incomplete. FALSE with @error set if the firmware
 * file has a wrong size. */
static gboolean
bb_sim_btc_init (BbSimDrive *drive, gboolean fresh, GError **error)
{
    BbSimImageOptions options = {.vendor = drive->config->vendor,
                                 .product = drive->config->product,
                                 .revision = drive->config->revision,
                                 .seed = drive->config->seed};
    g_autoptr (GBytes) image = NULL;
    BbSimBtc *own = g_new0 (BbSimBtc, 1);

    own->buffer = g_malloc0 (HEADER_BYTES + IMAGE_BYTES);
    drive->own = own;
    if (!fresh)
        return TRUE;
    image = drive->config->firmware != NULL ? g_bytes_ref (drive->config->firmware)
                                            : bb_sim_btc_make_image (drive->config->model, &options, error);
    if (image == NULL)
        return FALSE;
    if (g_bytes_get_size (image) != IMAGE_BYTES) {
        g_set_error (error, BB_SIM_ERROR, BB_SIM_ERROR_SCENARIO, "the firmware of this drive has %u bytes",
                     IMAGE_BYTES);
        return FALSE;
    }
    bb_sim_drive_poke (drive, 0, g_bytes_get_data (image, NULL), IMAGE_BYTES);
    if (g_str_equal (drive->config->state, "half"))
        bb_sim_drive_set_mark (drive, "mode", "half");
    return TRUE;
}

/* Marks all chunks and the header as not received. */
static void
bb_sim_btc_drop (BbSimDrive *drive)
{
    BbSimBtc *own = drive->own;

    memset (own->got, 0, sizeof own->got);
    own->has_header = FALSE;
}

/* Starts the firmware: sets the INQUIRY texts to those in the firmware, and makes the drive ready. While the firmware
 * is incomplete, the texts are those of scenario or model with the revision 0000, and the drive is not ready. */
static void
bb_sim_btc_start (BbSimDrive *drive)
{
    const guint8 *texts = bb_sim_drive_flash (drive, NULL) + TEXT_OFFSET;
    const BbModel *model = drive->config->model;
    const char *vendor =
        drive->config->vendor != NULL ? drive->config->vendor : bb_model_get_string ((BbModel *) model, "Vendor");
    const char *product =
        drive->config->product != NULL ? drive->config->product : bb_model_get_string ((BbModel *) model, "Product");
    g_autofree char *own_vendor = g_strchomp (g_strndup ((const char *) texts, 8));
    g_autofree char *own_product = g_strchomp (g_strndup ((const char *) texts + 8, 16));
    g_autofree char *revision = g_strndup ((const char *) texts + 24, 4);
    gboolean half = bb_sim_btc_is_half (drive);

    bb_sim_drive_set_inquiry (drive, half ? vendor : own_vendor, half ? product : own_product,
                              half ? "0000" : revision);
    drive->not_ready = half ? NEEDS_SERVICE : 0;
}

/* Ends the upload and the programming, and starts the firmware. If the power was lost during the programming, the
 * mark "mode" still says that the firmware is incomplete. */
static void
bb_sim_btc_power_on (BbSimDrive *drive)
{
    BbSimBtc *own = drive->own;

    own->done_at_us = 0;
    bb_sim_btc_drop (drive);
    bb_sim_btc_start (drive);
}

/* When the programming time has passed, records that the firmware is complete, and starts it. With the quirk
 * attention-after, also queues the unit attention 6/29/00. */
static void
bb_sim_btc_tick (BbSimDrive *drive)
{
    BbSimBtc *own = drive->own;

    if (!bb_sim_programming_take_due (drive, &own->done_at_us))
        return;
    bb_sim_drive_set_mark (drive, "mode", NULL);
    bb_sim_btc_start (drive);
    if (bb_sim_drive_has_quirk (drive, "attention-after"))
        bb_sim_drive_attention (drive, 0x29, 0x00);
}

/* Called when the power is lost. If the drive is programming an image, erases the part that a real drive would not
 * have written yet. With the quirk dies, a drive with incomplete firmware never answers again. @fraction: not used,
 * because `done_at_us` tells how much was written */
static void
bb_sim_btc_power_lost (BbSimDrive *drive, double fraction)
{
    BbSimBtc *own = drive->own;
    guint64 all_ms = bb_sim_drive_quirk_uint (drive, "programming-ms", PROGRAMMING_MS);

    if (bb_sim_btc_is_half (drive) && bb_sim_drive_has_quirk (drive, "dies"))
        bb_sim_drive_set_mark (drive, "dead", "yes");
    if (own->done_at_us != 0)
        bb_sim_programming_erase_rest (drive, IMAGE_BYTES,
                                       bb_sim_programming_get_left (drive, own->done_at_us, all_ms));
}

/* TRUE if all of an image was received, and its sum is right. */
static gboolean
bb_sim_btc_is_complete (const BbSimBtc *own)
{
    guint16 sum = 0;

    if (!own->has_header || memchr (own->got, 0, sizeof own->got) != NULL)
        return FALSE;
    for (gsize i = 0; i < IMAGE_BYTES; i++)
        sum = (guint16) (sum + own->buffer[HEADER_BYTES + i]);
    return sum == bb_sim_get_be16 (own->buffer + HEADER_BYTES - 2);
}

/* Executes WRITE BUFFER with mode 07: programs the received image and, on success, forgets it. The firmware counts as
 * incomplete until the programming time has passed; after a power cut or at a stuck block it stays so. Fails with
 * 5/24/00 if the CDB is invalid, and with 5/26/00 if the image is incomplete or has a wrong sum. */
static void
bb_sim_btc_program (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimBtc *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;

    for (guint i = 2; i < 10; i++)
        if (cdb[i] != 0 || command->length_bytes != 0) {
            bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
            return;
        }
    if (!bb_sim_btc_is_complete (own)) {
        bb_sim_answer_sense (answer, 0x05, 0x26, 0x00);
        return;
    }
    bb_sim_drive_set_mark (drive, "mode", "half");
    bb_sim_drive_expect_work (drive, 2 * IMAGE_BYTES);
    if (!bb_sim_drive_erase (drive, 0, IMAGE_BYTES) ||
        !bb_sim_drive_program (drive, 0, own->buffer + HEADER_BYTES, IMAGE_BYTES)) {
        bb_sim_btc_start (drive);
        return;
    }
    bb_sim_btc_drop (drive);
    own->done_at_us =
        drive->now_us + (gint64) MAX (bb_sim_drive_quirk_uint (drive, "programming-ms", PROGRAMMING_MS), 1) * 1000;
}

/* Executes WRITE BUFFER with mode 06: receives a chunk of the image, or its header. The last two bytes of the header
 * are the checksum. Any other byte of the header that is not zero is a violation. Fails with 5/20/00 if the quirk
 * "no-update" is set, and with 5/24/00 for another mode or an invalid range. */
static void
bb_sim_btc_upload (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimBtc *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;
    guint32 offset = bb_sim_get_be24 (cdb + 3);
    guint32 length_bytes = bb_sim_get_be24 (cdb + 6);
    gboolean is_header = offset == 0 && length_bytes == HEADER_BYTES;
    gboolean is_chunk = length_bytes == CHUNK_BYTES && offset % CHUNK_BYTES == HEADER_BYTES && offset < IMAGE_BYTES;

    if (bb_sim_drive_has_quirk (drive, "no-update")) {
        bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
        return;
    }
    if (cdb[1] != 0x06 || cdb[2] != 0 || cdb[9] != 0 || command->direction != BB_DIRECTION_OUT ||
        command->length_bytes != length_bytes || (!is_header && !is_chunk)) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    memcpy (own->buffer + offset, command->out, length_bytes);
    if (is_header) {
        for (guint i = 0; i < HEADER_BYTES - 2; i++)
            if (own->buffer[i] != 0)
                bb_sim_drive_violation (drive, "byte %u of the header is not zero", i);
        own->has_header = TRUE;
    } else {
        own->got[offset / CHUNK_BYTES] = 1;
    }
}

/* Executes WRITE BUFFER; FALSE for any other command. While the drive programs, any command is a violation and gets
 * 2/04/01. With the mark "dead", the drive never answers. */
static gboolean
bb_sim_btc_exec (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const BbSimBtc *own = drive->own;
    const guint8 *cdb = command->cdb.bytes;

    if (bb_sim_drive_get_mark (drive, "dead") != NULL) {
        answer->never = TRUE;
        return TRUE;
    }
    if (own->done_at_us != 0) {
        bb_sim_drive_violation (drive, "command %02X was sent while the drive was programming", cdb[0]);
        bb_sim_answer_sense (answer, 0x02, 0x04, 0x01);
        return TRUE;
    }
    if (cdb[0] != 0x3B)
        return FALSE;
    if (cdb[1] == 0x07)
        bb_sim_btc_program (drive, command, answer);
    else
        bb_sim_btc_upload (drive, command, answer);
    return TRUE;
}

static const char *const bb_sim_btc_steps[] = {"upload", "program", NULL};

/* Classifies WRITE BUFFER as a vendor command that may change the memory, with the step name "program" (mode 07) or
 * "upload" (any other mode). */
static void
bb_sim_btc_classify (BbSimDrive *drive, const BbSimCommand *command, BbSimStep *step)
{
    step->vendor = command->cdb.bytes[0] == 0x3B;
    step->writes = step->vendor;
    if (step->vendor)
        step->name = command->cdb.bytes[1] == 0x07 ? "program" : "upload";
}

static void
bb_sim_btc_list_regions (BbSimDrive *drive, GArray *regions)
{
    BbSimRegion all = {"application", 0, IMAGE_BYTES};

    g_array_append_val (regions, all);
}

/* Frees drive->own, the data of the family. */
static void
bb_sim_btc_clear (BbSimDrive *drive)
{
    BbSimBtc *own = drive->own;

    if (own != NULL)
        g_free (own->buffer);
    g_free (own);
}

const BbSimFamily bb_sim_family_btc = {
    .id = "btc",
    .states = bb_sim_btc_states,
    .quirks = bb_sim_btc_quirks,
    .image_settings = bb_sim_btc_image_settings,
    .flash_bytes = bb_sim_btc_flash_bytes,
    .init = bb_sim_btc_init,
    .power_on = bb_sim_btc_power_on,
    .power_lost = bb_sim_btc_power_lost,
    .exec = bb_sim_btc_exec,
    .steps = bb_sim_btc_steps,
    .classify = bb_sim_btc_classify,
    .list_regions = bb_sim_btc_list_regions,
    .make_image = bb_sim_btc_make_image,
    .clear = bb_sim_btc_clear,
    .tick = bb_sim_btc_tick,
};
