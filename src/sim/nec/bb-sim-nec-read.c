/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bb-sim-nec.h"

#include <string.h>

#define READ_MAX_BYTES 0x8000
/* Longest read of keyed firmware that is allowed without the key in normal mode; it suffices for the firmware ID
 * byte. */
#define PEEK_MAX_BYTES 4
/* The quirk short-read applies to reads of at least this length. */
#define LONG_READ_BYTES 0x1000
#define READ_US_A_KIB 250
#define CALIBRATION_US 30000

/* TRUE if @cdb has the key for reading keyed firmware: 52h 44h and the firmware ID byte. */
static gboolean
bb_sim_nec_has_key (const BbSimNecDrive *own, const guint8 *flash, const guint8 *cdb)
{
    return cdb[9] == 0x52 && cdb[10] == 0x44 && cdb[11] == flash[own->facts.fw_id_address];
}

/* TRUE if the drive allows this read of the main firmware (nec-optiarc.md, sections 2 and 7):
 * - OptiBD: never
 * - types with keyed firmware, normal mode: only a few bytes
 * - types with keyed firmware, safe mode: with the key; without it only a few bytes, and only with the quirk fw-id-ff
 * - all other types: always, unless the quirk id-refused-in-safe-mode forbids it in safe mode */
static gboolean
bb_sim_nec_may_read_main (BbSimDrive *drive, const guint8 *cdb, guint32 length_bytes)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const guint8 *flash = bb_sim_drive_flash (drive, NULL);
    gboolean safe = bb_sim_nec_in_safe_mode (own);

    if (own->facts.layout->header_bytes != 0)
        return FALSE;
    if (!own->facts.keyed)
        return !safe || !bb_sim_drive_has_quirk (drive, "id-refused-in-safe-mode");
    if (!safe)
        return length_bytes <= PEEK_MAX_BYTES;
    if (bb_sim_nec_has_key (own, flash, cdb))
        return TRUE;
    return length_bytes <= PEEK_MAX_BYTES && bb_sim_drive_has_quirk (drive, "fw-id-ff");
}

/* TRUE if READ MEMORY with the bank bit of @cdb can read [@address, @address + @length_bytes) at all: the range
 * exists, and contains no boot code unless this drive shows its boot code. */
static gboolean
bb_sim_nec_has_address (BbSimDrive *drive, const guint8 *cdb, guint32 address, guint32 length_bytes)
{
    const BbSimNecLayout *layout = bb_sim_nec_own (drive)->facts.layout;
    guint bank = (cdb[1] & BB_SIM_NEC_BANK) != 0 ? 1 : 0;
    BbSimNecRange boot = {0, layout->boot_bytes};

    if (bank == 1)
        return bb_sim_nec_range_holds (&layout->main[1], address, length_bytes);
    if (layout->type == BB_SIM_NEC_640K)
        return address < 0x80000 && length_bytes <= 0x80000 - address;
    if (length_bytes > layout->flash_bytes || address > layout->flash_bytes - length_bytes)
        return FALSE;
    if (layout->header_bytes != 0)
        return bb_sim_nec_range_holds (&layout->calibration[0], address, length_bytes) ||
               bb_sim_nec_range_holds (&layout->main[0], address, length_bytes);
    /* Drives with flash types before 1M, and two drive types with 1M, allow reading their boot code (nec-optiarc.md,
     * section 11). */
    return layout->boot_readable || bb_sim_drive_has_quirk (drive, "boot-readable") ||
           g_str_equal (bb_sim_nec_own (drive)->facts.code, "K210") ||
           g_str_equal (bb_sim_nec_own (drive)->facts.code, "K310") ||
           !bb_sim_nec_range_meets (&boot, address, length_bytes);
}

/* TRUE if the range contains a byte of the main firmware, whose reads bb_sim_nec_may_read_main() may refuse. */
static gboolean
bb_sim_nec_reads_main (const BbSimNecLayout *layout, guint32 address, guint32 length_bytes)
{
    return bb_sim_nec_range_meets (&layout->main[0], address, length_bytes) ||
           bb_sim_nec_range_meets (&layout->main[1], address, length_bytes);
}

/* Answers a read with @data, padded to four bytes, and changed by the quirks for reads. @is_main: @data is main
 * firmware, which the quirk corrupt-after-safe changes */
static void
bb_sim_nec_answer_read (BbSimDrive *drive, const guint8 *data, guint32 length_bytes, gboolean is_main,
                        BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    gsize rounded_bytes = bb_sim_drive_has_quirk (drive, "exact-reads") ? length_bytes : (length_bytes + 3) & ~3u;
    g_autofree guint8 *bytes = g_malloc0 (rounded_bytes);

    memcpy (bytes, data, length_bytes);
    if (is_main && own->left_safe_mode && !own->facts.keyed && bb_sim_drive_has_quirk (drive, "corrupt-after-safe"))
        bytes[length_bytes / 2] ^= 0x20;
    if (length_bytes >= LONG_READ_BYTES && bb_sim_drive_has_quirk (drive, "short-read"))
        rounded_bytes /= 2;
    bb_sim_answer_data (answer, bytes, rounded_bytes, rounded_bytes);
    answer->took_us += (gint64) length_bytes * READ_US_A_KIB / 1024;
}

void
bb_sim_nec_exec_read (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;
    const guint8 *cdb = command->cdb.bytes;
    guint32 length_bytes = bb_sim_get_be16 (cdb + 7);
    guint32 named = bb_sim_get_be32 (cdb + 2);
    guint32 address = named;
    gboolean keyed = cdb[9] != 0 || cdb[10] != 0 || cdb[11] != 0;
    gboolean is_main;

    if (own->slow_reads_left > 0) {
        own->slow_reads_left--;
        bb_sim_answer_sense (answer, 2, 0x04, 0x01);
        return;
    }
    if (length_bytes == 0 || length_bytes > READ_MAX_BYTES || cdb[6] != 0 ||
        (keyed && (cdb[9] != 0x52 || cdb[10] != 0x44))) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    /* On paged types, the addresses 0x4000 and 0x5000 stand for two pages elsewhere in the flash. A read that starts
     * in one of these pages must not go beyond its end. */
    address = bb_sim_nec_to_flash (layout, named);
    if (address != named && (named & 0xFFF) + length_bytes > BB_SIM_NEC_PAGE_BYTES) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (!bb_sim_nec_has_address (drive, cdb, address, length_bytes)) {
        g_autofree guint8 *nothing = g_malloc (length_bytes);

        if (!bb_sim_drive_has_quirk (drive, "missing-address-good")) {
            bb_sim_nec_refuse_field (answer);
            return;
        }
        bb_sim_fill (nothing, length_bytes, named);
        bb_sim_nec_answer_read (drive, nothing, length_bytes, FALSE, answer);
        return;
    }
    is_main = bb_sim_nec_reads_main (layout, address, length_bytes);
    if (is_main && !bb_sim_nec_may_read_main (drive, cdb, length_bytes)) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    bb_sim_nec_answer_read (drive, bb_sim_drive_flash (drive, NULL) + address, length_bytes, is_main, answer);
}

void
bb_sim_nec_exec_read_boot (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    static const guint8 wanted[] = {0x00, 0x52, 0x44, 0x42, 0x4F, 0x4F, 0x54, 0x00, 0x00, 0x00, 0x00};
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;

    if (!layout->boot_command || bb_sim_drive_has_quirk (drive, "no-boot-read")) {
        bb_sim_nec_refuse_command (answer);
        return;
    }
    if (memcmp (command->cdb.bytes + 1, wanted, sizeof wanted) != 0) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (!bb_sim_nec_in_safe_mode (own)) {
        bb_sim_nec_refuse_order (answer);
        return;
    }
    /* The CDB has no length; the drive sends as much as the host accepts. */
    bb_sim_answer_data (answer, bb_sim_drive_flash (drive, NULL), layout->boot_bytes, command->length_bytes);
}

/* TRUE if the range is inside one of the calibration ranges. */
static gboolean
bb_sim_nec_calibration_holds (const BbSimNecLayout *layout, guint32 address, guint32 length_bytes)
{
    for (guint i = 0; i < G_N_ELEMENTS (layout->calibration); i++) {
        if (bb_sim_nec_range_holds (&layout->calibration[i], address, length_bytes))
            return TRUE;
    }
    return FALSE;
}

/* Records a violation for each rule that a write to the calibration breaks: it must not be sent in safe mode, must
 * not change region data or the unlock byte, and must not have more than four bytes. */
static void
bb_sim_nec_record_calibration_violations (BbSimDrive *drive, guint32 address, guint32 length_bytes)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    guint32 page = own->facts.rid_address & ~0xFFFu;
    BbSimNecRange region = {page + 0xF80, 0x80};

    if (bb_sim_nec_in_safe_mode (own))
        bb_sim_drive_violation (drive, "calibration written at 0x%06X in safe mode", address);
    if (bb_sim_nec_range_meets (&region, address, length_bytes))
        bb_sim_drive_violation (drive, "region data written at 0x%06X", address);
    if (address <= BB_SIM_NEC_UNLOCK_ADDRESS && BB_SIM_NEC_UNLOCK_ADDRESS < address + length_bytes)
        bb_sim_drive_violation (drive, "the permanent unlock byte was written");
    if (length_bytes > 4)
        bb_sim_drive_violation (drive, "%u calibration bytes written at once", length_bytes);
}

void
bb_sim_nec_exec_calibration (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;
    const guint8 *cdb = command->cdb.bytes;
    guint32 length_bytes = bb_sim_get_be16 (cdb + 7);
    guint32 address = bb_sim_nec_to_flash (layout, bb_sim_get_be24 (cdb + 3));
    guint32 page = address & ~0xFFFu;
    g_autofree guint8 *bytes = NULL;

    if (bb_sim_nec_in_safe_mode (own) && bb_sim_drive_has_quirk (drive, "calibration-refused-in-safe-mode")) {
        bb_sim_nec_refuse_order (answer);
        return;
    }
    if (cdb[2] != 0 || cdb[6] != 0 || cdb[9] != 0 || cdb[10] != 0 || cdb[11] != 0 || length_bytes == 0 ||
        command->out == NULL || command->length_bytes != length_bytes || address - page + length_bytes > 0x1000 ||
        !bb_sim_nec_calibration_holds (layout, address, length_bytes)) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    bb_sim_nec_record_calibration_violations (drive, address, length_bytes);
    /* The drive erases and rewrites the whole page that contains the bytes. */
    own->work = BB_SIM_NEC_WORK_CALIBRATION;
    own->work_range.address = page;
    own->work_range.length_bytes = 0x1000;
    bytes = g_memdup2 (bb_sim_drive_flash (drive, NULL) + page, 0x1000);
    memcpy (bytes + (address - page), command->out, length_bytes);
    answer->took_us = CALIBRATION_US;
    if (bb_sim_drive_program (drive, page, bytes, 0x1000))
        own->work = BB_SIM_NEC_WORK_NONE;
}
