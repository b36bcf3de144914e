/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-mt1959.h"
#include "scsi/bb-bytes.h"

#include <string.h>

/* WRITE BUFFER modes 01, 06, 07: section 9. */

#define PREPARE_US 50000
#define CHUNK_US 20000
#define BLOCK_BYTES 0x10000u
/* Extra 9: where a receiver says that it does not like the image, counted from 0. */
#define REFUSED_CHUNK 126u
#define MT1939_CHUNK 63u

/* Parts of the flash that programming writes: never the boot area, and by default not what the drive keeps itself. */
typedef struct {
    guint32 first;
    guint32 end;
} BbSimMtRange;

static const BbSimMtRange bb_sim_mt_kept_ranges[] = {
    {BB_SIM_MT_APP, BB_SIM_MT_SETTINGS},
    {BB_SIM_MT_SETTINGS + BB_SIM_MT_SETTINGS_BYTES, BB_SIM_MT_DESCRIPTOR + BB_SIM_MT_DESCRIPTOR_TAIL},
    {BB_SIM_MT_DESCRIPTOR + BB_SIM_MT_DESCRIPTOR_BYTES, BB_SIM_MT_CALIBRATION},
    {0, 0},
};
static const BbSimMtRange bb_sim_mt_all_ranges[] = {
    {BB_SIM_MT_APP, BB_SIM_MT_FLASH_BYTES},
    {0, 0},
};

static const BbSimMtRange *
bb_sim_mt_ranges (BbSimDrive *drive)
{
    return bb_sim_drive_has_quirk (drive, "takes-calibration") ? bb_sim_mt_all_ranges : bb_sim_mt_kept_ranges;
}

/* The id that the receiver that runs now wants. */
static void
bb_sim_mt_expected_id (BbSimDrive *drive, guint8 *id)
{
    const BbSimMt *own = drive->own;
    const char *hex = bb_sim_drive_get_mark (drive, "expected-id");
    g_autoptr (GBytes) bytes = hex != NULL && !own->boot ? bb_hex_parse (hex, NULL) : NULL;
    gboolean told = bytes != NULL && g_bytes_get_size (bytes) == BB_SIM_MT_ID_BYTES;

    memcpy (id, told ? g_bytes_get_data (bytes, NULL) : own->board_id, BB_SIM_MT_ID_BYTES);
}

static void
bb_sim_mt_end_session (BbSimMt *own)
{
    own->session = BB_SIM_MT_NONE;
    own->next = 0;
}

/* Programming */

void
bb_sim_mt_load_running (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;
    const guint8 *flash = bb_sim_drive_flash (drive, NULL);
    const guint8 *descriptor = flash + BB_SIM_MT_DESCRIPTOR;
    const char *bridge = bb_sim_drive_quirk (drive, "bridge-name", NULL);
    const guint8 *tray = bb_sim_mt_find_tray ((guint8 *) flash);
    BbSimMtLabel label;
    guint8 running = 0;

    own->boot = g_strcmp0 (bb_sim_drive_get_mark (drive, "mode"), "boot") == 0;
    if (bb_sim_mt_label (flash, &label)) {
        bb_sim_drive_set_inquiry (drive, label.vendor, label.product, label.revision);
        running = bb_sim_mt_tray_of_id (label.boot_id);
    } else {
        bb_sim_drive_set_inquiry (drive, bb_sim_drive_get_mark (drive, "vendor"),
                                  bb_sim_drive_get_mark (drive, "product"), "0.00");
    }
    drive->dead_disc = !own->boot && running != 0 && running != own->board_tray;
    drive->mechanism = tray != NULL ? *tray : own->board_tray;
    drive->not_ready = own->boot ? 0x020403u : 0;
    g_strlcpy (drive->firmware_date, "", sizeof drive->firmware_date);
    if (memcmp (descriptor + 0x34, "MTEKMT19", 8) == 0) {
        /* Century, year, month, day, hour, minute; then the seconds, or nothing. */
        gboolean old = bb_sim_drive_has_quirk (drive, "date-21");

        g_snprintf (drive->firmware_date, sizeof drive->firmware_date, "%s%.10s%s", old ? "21" : "20",
                    (const char *) descriptor + 0x2A, old ? "" : "00");
    }
    if (own->boot)
        bb_sim_drive_set_inquiry (drive, NULL, NULL, "BOOT");
    if (bridge != NULL)
        bb_sim_drive_set_inquiry (drive, "ASMedia", bridge, NULL);
}

void
bb_sim_mt_finish_programming (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;

    g_clear_pointer (&own->old_flash, g_free);
    bb_sim_mt_load_running (drive);
    bb_sim_drive_attention (drive, 0x3F, 0x01);
}

void
bb_sim_mt_interrupt_programming (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;
    g_autofree guint8 *new_flash = g_memdup2 (bb_sim_drive_flash (drive, NULL), BB_SIM_MT_FLASH_BYTES);
    g_autofree guint8 *blank = g_malloc (BB_SIM_MT_FLASH_BYTES);
    double done = (double) (drive->now_us - own->program_began_us) /
                  (double) MAX (own->program_ends_us - own->program_began_us, 1);
    /* The first half of the time goes into erasing, the second into writing. */
    gboolean erasing = done < 0.5;
    guint32 at = (guint32) ((erasing ? done : done - 0.5) * 2 * BB_SIM_MT_FLASH_BYTES);

    memset (blank, 0xFF, BB_SIM_MT_FLASH_BYTES);
    bb_sim_drive_set_mark (drive, "mode", "boot");
    for (const BbSimMtRange *range = bb_sim_mt_ranges (drive); range->end != 0; range++) {
        guint32 border = CLAMP (at, range->first, range->end);

        bb_sim_drive_poke (drive, range->first, (erasing ? blank : new_flash) + range->first, border - range->first);
        bb_sim_drive_poke (drive, border, (erasing ? own->old_flash : blank) + border, range->end - border);
    }
    g_clear_pointer (&own->old_flash, g_free);
}

/* Erases and writes block by block. FALSE: stop, the core makes the answer. */
static gboolean
bb_sim_mt_write_ranges (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;
    const BbSimMtRange *ranges = bb_sim_mt_ranges (drive);
    guint32 work_bytes = 0;

    for (const BbSimMtRange *range = ranges; range->end != 0; range++)
        work_bytes += 2 * (range->end - range->first);
    bb_sim_drive_expect_work (drive, work_bytes);
    for (int pass = 0; pass < 2; pass++) {
        for (const BbSimMtRange *range = ranges; range->end != 0; range++) {
            for (guint32 at = range->first; at < range->end;) {
                guint32 length_bytes = MIN (range->end, (at / BLOCK_BYTES + 1) * BLOCK_BYTES) - at;

                if (pass == 0 ? !bb_sim_drive_erase (drive, at, length_bytes)
                              : !bb_sim_drive_program (drive, at, own->ram + at, length_bytes))
                    return FALSE;
                at += length_bytes;
            }
        }
    }
    return TRUE;
}

/* Section 9, "program", once nothing stands against the image. */
static void
bb_sim_mt_start_programming (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;
    BbSimMtLabel label;
    g_autofree char *hex = NULL;
    guint64 programming_ms = bb_sim_drive_quirk_uint (drive, "programming-ms", 8000);

    (void) bb_sim_mt_label (own->ram, &label);
    hex = bb_hex_dup (label.boot_id, BB_SIM_MT_ID_BYTES, "");
    own->old_flash = g_memdup2 (bb_sim_drive_flash (drive, NULL), BB_SIM_MT_FLASH_BYTES);
    own->boot = TRUE;
    bb_sim_drive_set_mark (drive, "mode", "boot");
    bb_sim_drive_set_inquiry (drive, NULL, NULL, "BOOT");
    if (!bb_sim_mt_write_ranges (drive)) {
        g_clear_pointer (&own->old_flash, g_free);
        drive->not_ready = 0x020403u;
        return;
    }
    /* The memory is as it will be at the end of the time, so that a host that dies now finds the work done; a
     * power cut before that end puts back what then would be there. */
    bb_sim_drive_set_mark (drive, "expected-id", hex);
    bb_sim_drive_set_mark (drive, "mode", "app");
    own->program_began_us = drive->now_us;
    own->program_ends_us = drive->now_us + (gint64) programming_ms * 1000;
    drive->busy_until_us = own->program_ends_us;
}

/* Section 9: what a tool must not have sent. */
static void
bb_sim_mt_judge (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;
    const guint8 *config = bb_sim_drive_flash (drive, NULL) + BB_SIM_MT_CONFIG;
    const guint8 *id = own->ram + BB_SIM_MT_CONFIG;
    const char *hex = bb_sim_drive_get_mark (drive, "expected-id");
    g_autofree char *sent = bb_hex_dup (id, BB_SIM_MT_ID_BYTES, "");
    BbSimMtLabel label;
    gboolean labelled = bb_sim_mt_label (own->ram, &label);
    guint8 tray = bb_sim_mt_tray_of_id (label.boot_id);

    if (memcmp (id, own->board_id, BB_SIM_MT_ID_BYTES) != 0 && g_strcmp0 (sent, hex) != 0 &&
        !(labelled && memcmp (id, label.boot_id, BB_SIM_MT_ID_BYTES) == 0))
        bb_sim_drive_violation (drive, "an image with a foreign boot id was sent");
    if (memcmp (id + BB_SIM_MT_ID_BYTES, config + BB_SIM_MT_ID_BYTES, 16) != 0)
        bb_sim_drive_violation (drive, "the drive's configuration bytes were not put into the image");
    if (tray != 0 && tray != own->board_tray)
        bb_sim_drive_violation (drive, "an image for the other form factor was sent");
    if (own->has_tried_id && memcmp (own->tried_id, id, BB_SIM_MT_ID_BYTES) != 0)
        bb_sim_drive_violation (drive, "a second boot id was tried without a power cycle");
    memcpy (own->tried_id, id, BB_SIM_MT_ID_BYTES);
    own->has_tried_id = TRUE;
}

/* Everything came (and the finish command, where it is needed). */
static void
bb_sim_mt_complete (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;
    const guint8 *config = bb_sim_drive_flash (drive, NULL) + BB_SIM_MT_CONFIG;
    const char *on_bad = bb_sim_drive_quirk (drive, "on-bad-integrity", "boot");

    own->session = BB_SIM_MT_NONE;
    if (own->ignored)
        return;
    if (bb_sim_drive_has_quirk (drive, "strict-config") &&
        memcmp (own->ram + BB_SIM_MT_CONFIG, config, BB_SIM_MT_CONFIG_BYTES) != 0) {
        bb_sim_answer_sense (answer, 0x05, 0x26, 0x00);
        return;
    }
    if (!g_str_equal (on_bad, "ignore") && !bb_sim_mt_integrity_good (own->ram)) {
        bb_sim_answer_sense (answer, 0x04, 0x3E, 0x02);
        if (g_str_equal (on_bad, "boot")) {
            bb_sim_drive_set_mark (drive, "mode", "boot");
            bb_sim_mt_write_ranges (drive);
            bb_sim_mt_load_running (drive);
        }
        return;
    }
    bb_sim_mt_start_programming (drive);
}

/* Commands */

static void
bb_sim_mt_prepare (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;

    if (own->session == BB_SIM_MT_PREPARED && own->alone)
        bb_sim_drive_violation (drive, "prepare was sent twice");
    memset (own->ram, 0xFF, BB_SIM_MT_FLASH_BYTES);
    own->session = BB_SIM_MT_PREPARED;
    own->next = 0;
    own->ignored = FALSE;
    own->alone = TRUE;
    answer->took_us += PREPARE_US;
}

/* What the receiver thinks of the image as far as it came. FALSE: refused, the answer is made. */
static gboolean
bb_sim_mt_receive (BbSimDrive *drive, guint32 chunk, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;
    const guint8 *id = own->ram + BB_SIM_MT_CONFIG;
    gboolean wrapped =
        g_str_equal (bb_sim_drive_quirk (drive, own->boot ? "boot-receiver" : "receiver", "plain"), "wrapped");
    gboolean foreign_chip = FALSE;
    gboolean refuses = FALSE;
    guint8 wanted[BB_SIM_MT_ID_BYTES] = {0};
    BbSimMtLabel label;

    (void) bb_sim_mt_label (own->ram, &label);
    foreign_chip = own->mt1939 && memcmp (label.boot_id, "MT1959", 6) == 0;
    if (foreign_chip && chunk == MT1939_CHUNK &&
        g_str_equal (bb_sim_drive_quirk (drive, "mt1939-answer", "half"), "half")) {
        own->boot = TRUE;
        bb_sim_drive_set_mark (drive, "mode", "boot");
        bb_sim_mt_load_running (drive);
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return FALSE;
    }
    if (chunk != REFUSED_CHUNK)
        return TRUE;
    bb_sim_mt_expected_id (drive, wanted);
    if (foreign_chip)
        refuses = TRUE;
    else if (wrapped && (memcmp (id, "MT1959 Boot", 11) == 0 || memcmp (id, "MT1939 Boot", 11) == 0))
        refuses = !(own->ignored = g_str_equal (bb_sim_drive_quirk (drive, "wrapped-answer", "refuse"), "silent"));
    else if (memcmp (id, wanted, sizeof wanted) != 0)
        refuses = !(own->ignored = g_str_equal (bb_sim_drive_quirk (drive, "on-wrong-id", "silent"), "silent"));
    if (refuses)
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    return !refuses;
}

static void
bb_sim_mt_chunk (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;
    guint32 offset = bb_sim_get_be24 (command->cdb.bytes + 3);
    guint32 length_bytes = bb_sim_get_be24 (command->cdb.bytes + 6);

    answer->took_us += CHUNK_US;
    if (own->session == BB_SIM_MT_NONE) {
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
        return;
    }
    if (offset != own->next)
        bb_sim_drive_violation (drive,
                                offset < own->next ? "the chunk at 0x%06x was sent twice"
                                                   : "the chunk at 0x%06x came out of order",
                                offset);
    if (offset != own->next || length_bytes == 0 || length_bytes > BB_SIM_MT_CHUNK_BYTES ||
        length_bytes > BB_SIM_MT_FLASH_BYTES - offset || command->out == NULL ||
        command->length_bytes < length_bytes) {
        bb_sim_mt_end_session (own);
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    memcpy (own->ram + offset, command->out, length_bytes);
    answer->moved_bytes = length_bytes;
    own->session = BB_SIM_MT_RECEIVING;
    own->next = offset + length_bytes;
    if (!bb_sim_mt_receive (drive, offset / BB_SIM_MT_CHUNK_BYTES, answer)) {
        bb_sim_mt_end_session (own);
        return;
    }
    if (own->next < BB_SIM_MT_FLASH_BYTES)
        return;
    bb_sim_mt_judge (drive);
    if (!bb_sim_drive_has_quirk (drive, "needs-finish"))
        bb_sim_mt_complete (drive, answer);
}

static void
bb_sim_mt_finish (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;

    if (own->next != BB_SIM_MT_FLASH_BYTES) {
        bb_sim_mt_end_session (own);
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
        return;
    }
    if (own->session == BB_SIM_MT_RECEIVING)
        bb_sim_mt_complete (drive, answer);
    if (answer->status == BB_STATUS_GOOD && bb_sim_drive_has_quirk (drive, "finish-attention"))
        bb_sim_answer_sense (answer, 0x06, 0x3F, 0x01);
    own->next = 0;
}

void
bb_sim_mt_write_buffer (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    gboolean has_data = bb_sim_get_be24 (cdb + 6) != 0 || command->length_bytes != 0;

    if (cdb[1] == 0x06 && cdb[2] == 0) {
        bb_sim_mt_chunk (drive, command, answer);
    } else if (cdb[1] == 0x01 && cdb[2] == 0 && !has_data && bb_sim_get_be24 (cdb + 3) == 0) {
        bb_sim_mt_prepare (drive, answer);
    } else if (cdb[1] == 0x07 && cdb[2] == 0 && !has_data) {
        bb_sim_mt_finish (drive, answer);
    } else {
        /* Only buffer 0, and no data where none belongs; that alone does not end an upload. */
        if (cdb[2] != 0 || (cdb[1] != 0x01 && cdb[1] != 0x07))
            bb_sim_mt_end_session (drive->own);
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    }
}
