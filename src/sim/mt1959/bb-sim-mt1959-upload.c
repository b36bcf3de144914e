/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-mt1959.h"

#include <string.h>

/* This file executes WRITE BUFFER with the modes 01, 06 and 07 (mediatek-mt1959.md, section 9). */

#define PREPARE_US 50000
#define CHUNK_US 20000
#define PREPARE_A_ID 0x67 /* buffer ID of form A of the prepare command */
#define BLOCK_BYTES 0x10000u
/* Numbers, from 0, of the chunks after which the drive checks the image. After JUDGED_CHUNK the drive has received
 * the descriptor. After MT1939_CHUNK it has received half of the image; an MT1939 then rejects an image for the
 * MT1959. */
#define JUDGED_CHUNK 126u
#define MT1939_CHUNK 63u

/* A range of the flash that programming writes. The boot area is never written. Settings, end of the descriptor and
 * calibration belong to the drive, and are written only with the quirk takes-calibration. */
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

/* Returns (array) the ranges that programming writes; a range with the end 0 follows the last one. */
static const BbSimMtRange *
bb_sim_mt_ranges (BbSimDrive *drive)
{
    return bb_sim_drive_has_quirk (drive, "takes-calibration") ? bb_sim_mt_all_ranges : bb_sim_mt_kept_ranges;
}

/* Ends the upload; the host must begin again with the prepare command. */
static void
bb_sim_mt_end_session (BbSimMt *own)
{
    own->session = BB_SIM_MT_NONE;
    own->next = 0;
}

/* --- Programming --- */

void
bb_sim_mt_finish_programming (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;

    if (bb_sim_drive_has_quirk (drive, "late"))
        own->late_flash = g_steal_pointer (&own->old_flash);
    g_clear_pointer (&own->old_flash, g_free);
    bb_sim_mt_load_running (drive);
    bb_sim_drive_attention (drive, 0x3F, 0x01);
}

void
bb_sim_mt_show_progress (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;
    const char *place = bb_sim_drive_quirk (drive, "progress", "");
    guint8 *sense = drive->busy_sense_more;
    gint64 n = 0; /* progress from 0 to 32 */

    memset (sense, 0, BB_SIM_SENSE_BYTES);
    if (own->old_flash == NULL)
        return;
    n = (drive->now_us - own->program_began_us) * 32 / MAX (own->program_ends_us - own->program_began_us, 1);
    n = MIN (n, 32);
    if (g_str_equal (place, "byte4"))
        sense[4] = (guint8) n;
    else if (g_str_equal (place, "byte16"))
        sense[16] = (guint8) n;
    else if (g_str_equal (place, "sks16")) { /* as in SPC, from 0 to 65536 */
        sense[15] = 0x80;
        sense[16] = (guint8) MIN (n * 8, 0xFF);
    }
}

void
bb_sim_mt_interrupt_programming (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;
    g_autofree guint8 *new_flash = g_memdup2 (bb_sim_drive_flash (drive, NULL), BB_SIM_MT_FLASH_BYTES);
    g_autofree guint8 *blank = g_malloc (BB_SIM_MT_FLASH_BYTES);
    double done = (double) (drive->now_us - own->program_began_us) /
                  (double) MAX (own->program_ends_us - own->program_began_us, 1);
    /* The drive erases all ranges in the first half of the time, and writes them in the second half. */
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

/* Erases all ranges, and then writes the image in RAM to them, block by block. FALSE after a power cut or at a stuck
 * block: then the caller must stop, because the core fills in the answer. */
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

/* Programs the accepted image (mediatek-mt1959.md, section 9, "Program"): writes it to the flash immediately, and
 * makes the drive busy for the programming time. On success, removes the marks "receiver", "age" and "wrapped-tried".
 * After a power cut or at a stuck block, the boot loader runs. */
static void
bb_sim_mt_start_programming (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;
    guint64 programming_ms = bb_sim_drive_quirk_uint (drive, "programming-ms", 8000);

    g_clear_pointer (&own->late_flash, g_free);
    own->old_flash = g_memdup2 (bb_sim_drive_flash (drive, NULL), BB_SIM_MT_FLASH_BYTES);
    own->boot = TRUE;
    bb_sim_drive_set_mark (drive, "mode", "boot");
    bb_sim_drive_set_inquiry (drive, NULL, NULL, "BOOT");
    if (!bb_sim_mt_write_ranges (drive)) {
        g_clear_pointer (&own->old_flash, g_free);
        drive->not_ready = 0x020403u;
        return;
    }
    /* Everything is written to the memory now, so that the flash is complete even if the host exits. A power cut
     * before the end of the programming time then sets the memory to the state that a real drive would have. */
    bb_sim_drive_set_mark (drive, "receiver", NULL);
    bb_sim_drive_set_mark (drive, "age", NULL);
    bb_sim_drive_set_mark (drive, "wrapped-tried", NULL);
    bb_sim_drive_set_mark (drive, "mode", "app");
    own->program_began_us = drive->now_us;
    own->program_ends_us = drive->now_us + (gint64) programming_ms * 1000;
    drive->busy_until_us = own->program_ends_us;
}

/* Ends an upload after all chunks and, if the drive needs it, the finish command. Then programs the image.
 * Exceptions:
 * - The drive ignores the image: does not program it. With the quirk on-reject=busy, the drive is busy for 3 s then.
 * - The image has wrong integrity records: 4/3E/02 in @answer. By default the drive writes the image nevertheless,
 *   but stays in the boot loader. With the quirk on-bad-integrity=refuse it does not write the image.
 *
 * With the quirk on-bad-integrity=ignore, the drive does not check the integrity records. */
static void
bb_sim_mt_end_upload (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;
    const char *on_bad = bb_sim_drive_quirk (drive, "on-bad-integrity", "boot");

    own->session = BB_SIM_MT_NONE;
    if (own->ignored) {
        if (g_str_equal (bb_sim_drive_quirk (drive, "on-reject", ""), "busy"))
            drive->busy_until_us = drive->now_us + 3 * G_USEC_PER_SEC;
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

/* --- Commands --- */

/* TRUE if the drive has an MT1939 and the image in RAM is for the MT1959. The boot ID in the label of the image
 * (#BbSimMtLabel) decides, because a tool may have changed the ID at 0x3000. */
static gboolean
bb_sim_mt_is_foreign_chip (const BbSimMt *own)
{
    BbSimMtLabel label;

    (void) bb_sim_mt_label (own->ram, &label);
    return own->mt1939 && memcmp (label.boot_id, "MT1959", 6) == 0;
}

/* Executes the prepare command, which begins an upload and clears the RAM. @form: 'A' or 'B' (mediatek-mt1959.md,
 * section 6). A form that the drive does not know gets 5/24/00. With the quirk bridge-blocks, a bridge may drop the
 * command. A second prepare command directly after the first one is a violation. */
static void
bb_sim_mt_exec_prepare (BbSimDrive *drive, char form, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;
    const char *blocked = bb_sim_drive_quirk (drive, "bridge-blocks", "");

    if (g_str_equal (blocked, "ab") || (form == 'B' && g_str_equal (blocked, "b"))) {
        answer->broken = TRUE;
        return;
    }
    if (strchr (bb_sim_drive_quirk (drive, "prepare", "AB"), form) == NULL) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    if (own->session == BB_SIM_MT_PREPARED && own->alone)
        bb_sim_drive_violation (drive, "prepare was sent twice");
    memset (own->ram, 0xFF, BB_SIM_MT_FLASH_BYTES);
    own->session = BB_SIM_MT_PREPARED;
    own->next = 0;
    own->sent_wrapped = FALSE;
    own->ignored = FALSE;
    own->alone = TRUE;
    answer->took_us += PREPARE_US;
}

/* Changes the boot ID of the drive, also in the flash, to that of an MT1939, and sets the mark "true-id". */
static void
bb_sim_mt_show_true_id (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;

    (void) bb_sim_mt_parse_id ("MT1939", own->board_id);
    own->group = BB_SIM_MT_GROUP_MT1939;
    bb_sim_drive_poke (drive, BB_SIM_MT_CONFIG, own->board_id, BB_SIM_MT_ID_BYTES);
    bb_sim_drive_set_mark (drive, "true-id", "yes");
}

/* Checks the image when half of it was received. Records a violation if the image is for another group. TRUE if the
 * upload goes on. FALSE, with @answer set, if the drive has an MT1939 and the image is for the MT1959: the drive
 * rejects the image.
 *
 * By default, the drive has already destroyed its own firmware when it rejects the image. So the boot loader runs,
 * and the drive shows the boot ID of an MT1939 from then on. Quirks:
 * - mt1939-answer=in-time: the drive rejects the image without destroying its firmware.
 * - mt1939-answer=end: the drive does not reject the image here, so the upload goes on. */
static gboolean
bb_sim_mt_reach_half (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;
    const char *where = bb_sim_drive_quirk (drive, "mt1939-answer", "half");

    bb_sim_mt_record_group_violation (drive);
    if (!bb_sim_mt_is_foreign_chip (own) || g_str_equal (where, "end"))
        return TRUE;
    bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    if (g_str_equal (where, "half")) {
        bb_sim_answer_sense (answer, 0x02, 0x04, 0x08);
        own->boot = TRUE;
        bb_sim_drive_set_mark (drive, "mode", "boot");
        bb_sim_mt_show_true_id (drive);
        bb_sim_mt_load_running (drive);
    }
    return FALSE;
}

/* Rejects the image because of @objection. Sets `rejected` and, for a wrapped image, the mark "wrapped-tried". The
 * return value follows from the quirk "on-reject": TRUE if the drive continues to answer GOOD and ignores the image;
 * FALSE, with @answer set, if it reports the rejection. */
static gboolean
bb_sim_mt_reject (BbSimDrive *drive, const char *objection, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;
    const char *how = bb_sim_drive_quirk (drive, "on-reject", g_str_equal (objection, "id") ? "ready" : "ng");

    own->rejected = TRUE;
    if (own->sent_wrapped)
        bb_sim_drive_set_mark (drive, "wrapped-tried", "yes");
    own->ignored = g_str_equal (how, "ready") || g_str_equal (how, "busy");
    if (!own->ignored)
        bb_sim_answer_sense (answer, 0x05, g_str_equal (how, "content") ? 0x26 : 0x24, 0x00);
    return own->ignored;
}

/* Called after @chunk was received. Checks the image and records violations, if @chunk is one of the chunks after
 * which the drive checks the image (MT1939_CHUNK, JUDGED_CHUNK, quirk ng-chunk). FALSE if the image is rejected;
 * @answer is then set. */
static gboolean
bb_sim_mt_check_chunk (BbSimDrive *drive, guint32 chunk, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;
    const char *objection = NULL;

    if (chunk == MT1939_CHUNK && !bb_sim_mt_reach_half (drive, answer))
        return FALSE;
    if (chunk == JUDGED_CHUNK)
        bb_sim_mt_record_violations (drive);
    if (chunk != bb_sim_drive_quirk_uint (drive, "ng-chunk", JUDGED_CHUNK))
        return TRUE;
    objection = bb_sim_mt_is_foreign_chip (own) ? "chip" : bb_sim_mt_objection (drive);
    return objection == NULL || bb_sim_mt_reject (drive, objection, answer);
}

/* Unwraps the received bytes in RAM if the image is wrapped. The first chunk decides this: the image is wrapped if
 * unwrapping makes its boot ID readable. Stores the result in `sent_wrapped`. */
static void
bb_sim_mt_unwrap_chunk (BbSimMt *own, guint32 offset, guint32 length_bytes)
{
    guint8 id[BB_SIM_MT_ID_BYTES];

    if (offset == 0) {
        memcpy (id, own->ram + BB_SIM_MT_CONFIG, sizeof id);
        bb_sim_mt_unwrap (id, sizeof id);
        own->sent_wrapped = memcmp (id, "MT19", 4) == 0;
    }
    if (own->sent_wrapped)
        bb_sim_mt_unwrap (own->ram + offset, length_bytes / BB_SIM_MT_ID_BYTES * BB_SIM_MT_ID_BYTES);
}

/* Receives one chunk of the image: WRITE BUFFER mode 06, buffer 0. The last chunk ends the upload unless the drive
 * waits for the finish command. Other chunks:
 * - no prepare command before: 5/2C/00
 * - an invalid chunk: 5/24/00, and the upload ends
 * - a chunk that is not the next one: as an invalid chunk, and a violation
 * - a chunk after which the image is rejected: the upload ends */
static void
bb_sim_mt_exec_chunk (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
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
    bb_sim_mt_unwrap_chunk (own, offset, length_bytes);
    if (!bb_sim_mt_check_chunk (drive, offset / BB_SIM_MT_CHUNK_BYTES, answer)) {
        bb_sim_mt_end_session (own);
        return;
    }
    if (own->next < BB_SIM_MT_FLASH_BYTES)
        return;
    if (!bb_sim_drive_has_quirk (drive, "needs-finish"))
        bb_sim_mt_end_upload (drive, answer);
}

/* Executes the finish command (WRITE BUFFER mode 07): ends the upload with bb_sim_mt_end_upload(), unless the last
 * chunk has already ended it. If the image is incomplete, the upload ends with the answer 5/2C/00. With the quirk
 * finish-attention, a successful command gets 6/3F/01. */
static void
bb_sim_mt_exec_finish (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimMt *own = drive->own;

    if (own->next != BB_SIM_MT_FLASH_BYTES) {
        bb_sim_mt_end_session (own);
        bb_sim_answer_sense (answer, 0x05, 0x2C, 0x00);
        return;
    }
    if (own->session == BB_SIM_MT_RECEIVING)
        bb_sim_mt_end_upload (drive, answer);
    if (answer->status == BB_STATUS_GOOD && bb_sim_drive_has_quirk (drive, "finish-attention"))
        bb_sim_answer_sense (answer, 0x06, 0x3F, 0x01);
    own->next = 0;
}

void
bb_sim_mt_write_buffer (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    const guint8 *cdb = command->cdb.bytes;
    gboolean has_data = bb_sim_get_be24 (cdb + 6) != 0 || command->length_bytes != 0;
    gboolean bare = !has_data && bb_sim_get_be24 (cdb + 3) == 0;

    if (cdb[1] == 0x06 && cdb[2] == 0) {
        bb_sim_mt_exec_chunk (drive, command, answer);
    } else if (cdb[1] == 0x01 && cdb[2] == 0 && bare) {
        bb_sim_mt_exec_prepare (drive, 'B', answer);
    } else if (cdb[1] == 0x06 && cdb[2] == PREPARE_A_ID && bare) {
        bb_sim_mt_exec_prepare (drive, 'A', answer);
    } else if (cdb[1] == 0x07 && cdb[2] == 0 && !has_data) {
        bb_sim_mt_exec_finish (drive, answer);
    } else {
        /* A command in any other form is rejected. With mode 01 or 07 and buffer 0, only offset or length are wrong,
         * so the upload goes on. With any other mode or buffer, the upload ends. */
        if (cdb[2] != 0 || (cdb[1] != 0x01 && cdb[1] != 0x07))
            bb_sim_mt_end_session (drive->own);
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    }
}
