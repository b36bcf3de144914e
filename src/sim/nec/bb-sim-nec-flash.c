/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bb-sim-nec.h"

#include <string.h>

#define N_MASK_BITS 56
#define ERASE_US_A_BLOCK 700000
#define PROGRAM_US_A_BLOCK 600000

/** BbSimNecTarget: the ranges and the area that one ERASE or PROGRAM refers to. */
typedef struct {
    BbSimNecRange ranges[N_MASK_BITS];
    guint n_ranges;
    guint8 area;
} BbSimNecTarget;

static guint32
bb_sim_nec_target_bytes (const BbSimNecTarget *target)
{
    guint32 total = 0;

    for (guint i = 0; i < target->n_ranges; i++)
        total += target->ranges[i].length_bytes;
    return total;
}

/* Adds block @n to @target; FALSE, and adds nothing, if the type has no such block. */
static gboolean
bb_sim_nec_target_add_block (const BbSimNecLayout *layout, guint bank, guint n, BbSimNecTarget *target)
{
    if (!bb_sim_nec_block (layout, bank, n, &target->ranges[target->n_ranges]))
        return FALSE;
    target->n_ranges++;
    return TRUE;
}

/* Adds each block whose bit is set in the mask cdb[2..8]; FALSE if the CDB is invalid or the type lacks one of the
 * blocks. With an empty mask, adds nothing and returns TRUE. */
static gboolean
bb_sim_nec_target_from_mask (const BbSimNecLayout *layout, const guint8 *cdb, BbSimNecTarget *target)
{
    guint bank = (cdb[1] & BB_SIM_NEC_BANK) != 0 ? 1 : 0;

    for (guint n = 0; n < N_MASK_BITS; n++) {
        if ((cdb[8 - n / 8] & (1u << (n % 8))) != 0 && !bb_sim_nec_target_add_block (layout, bank, n, target))
            return FALSE;
    }
    return cdb[9] == 0 && cdb[10] == 0 && cdb[11] == 0;
}

/* Sets @target to the one range (address, length, area) in the CDB; FALSE if the range is empty, does not consist of
 * whole pages, or is outside of the flash, or if the area is not 0 or 1. */
static gboolean
bb_sim_nec_target_from_region (const BbSimNecLayout *layout, const guint8 *cdb, BbSimNecTarget *target)
{
    BbSimNecRange whole = {0, layout->flash_bytes};
    BbSimNecRange *range = &target->ranges[0];

    range->address = bb_sim_get_be32 (cdb + 2);
    range->length_bytes = bb_sim_get_be24 (cdb + 6);
    target->n_ranges = 1;
    target->area = cdb[9];
    return range->length_bytes != 0 && range->address % BB_SIM_NEC_PAGE_BYTES == 0 &&
           range->length_bytes % BB_SIM_NEC_PAGE_BYTES == 0 && target->area <= 1 &&
           bb_sim_nec_range_holds (&whole, range->address, range->length_bytes);
}

/* Sets @target from the CDB of ERASE or PROGRAM, whose form depends on the type (#BbSimNecStyle); FALSE if the CDB is
 * invalid, or if the type has neither command. */
static gboolean
bb_sim_nec_parse_target (BbSimNecDrive *own, const guint8 *cdb, BbSimNecTarget *target)
{
    static const guint8 zeros[6];
    const BbSimNecLayout *layout = own->facts.layout;
    gboolean bank = (cdb[1] & BB_SIM_NEC_BANK) != 0;

    memset (target, 0, sizeof *target);
    if (bank && layout->type != BB_SIM_NEC_640K && layout->type != BB_SIM_NEC_OPTI4)
        return FALSE;
    switch (layout->style) {
    case BB_SIM_NEC_BY_MASK:
        return bb_sim_nec_target_from_mask (layout, cdb, target);
    case BB_SIM_NEC_BY_NUMBER:
        return memcmp (cdb + 2, zeros, 6) == 0 && cdb[9] == 0 && cdb[10] == 0 && cdb[11] == 0 &&
               bb_sim_nec_target_add_block (layout, 0, cdb[8], target);
    case BB_SIM_NEC_BY_REGION:
        return cdb[10] == 0 && cdb[11] == 0 && bb_sim_nec_target_from_region (layout, cdb, target);
    case BB_SIM_NEC_BY_NOTHING:
    default:
        return FALSE;
    }
}

/* TRUE if the drive may execute ERASE and PROGRAM: the checksum that these commands need was accepted, the type needs
 * none, or a quirk makes the checksum optional (nec-optiarc.md, section 11). */
static gboolean
bb_sim_nec_has_accepted_sum (BbSimDrive *drive, const guint8 *cdb)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;

    if (layout->type == BB_SIM_NEC_OPTI4 && (cdb[1] & BB_SIM_NEC_BANK) != 0)
        return own->accepted[5] || bb_sim_drive_has_quirk (drive, "boot-sum-optional");
    return !layout->strict || own->accepted[0] || own->accepted[1] || bb_sim_drive_has_quirk (drive, "any-order");
}

/* TRUE if @range begins in the 64 KiB for which the quirk @quirk ("fail-erase" or "fail-program") lets the command
 * fail. */
static gboolean
bb_sim_nec_is_bad_block (BbSimDrive *drive, const char *quirk, const BbSimNecRange *range)
{
    return bb_sim_drive_has_quirk (drive, quirk) &&
           bb_sim_drive_quirk_uint (drive, quirk, 0) == range->address / BB_SIM_NEC_BLOCK_BYTES;
}

/* TRUE if all bytes of @range are FF. */
static gboolean
bb_sim_nec_is_erased (const guint8 *flash, const BbSimNecRange *range)
{
    for (guint32 i = 0; i < range->length_bytes; i++) {
        if (flash[range->address + i] != 0xFF)
            return FALSE;
    }
    return TRUE;
}

/* TRUE if @range contains a byte of the main firmware. */
static gboolean
bb_sim_nec_meets_main (const BbSimNecLayout *layout, const BbSimNecRange *range)
{
    return bb_sim_nec_range_meets (&layout->main[0], range->address, range->length_bytes) ||
           bb_sim_nec_range_meets (&layout->main[1], range->address, range->length_bytes);
}

/* TRUE if one of the ranges contains a byte of the boot code. */
static gboolean
bb_sim_nec_meets_boot (const BbSimNecLayout *layout, const BbSimNecTarget *target)
{
    for (guint i = 0; i < target->n_ranges; i++) {
        if (target->ranges[i].address < layout->boot_bytes)
            return TRUE;
    }
    return FALSE;
}

/* Erases all ranges of @target, and records that their pages are not programmed. Clears the validity mark if @target
 * contains main firmware. Records a violation if it contains calibration. Stops at the first range that fails. The
 * block that the quirk fail-erase names fails with 3/51/00; for any other failure, the core sets @answer. */
static void
bb_sim_nec_erase_target (BbSimDrive *drive, const BbSimNecTarget *target, BbSimAnswer *answer)
{
    const BbSimNecLayout *layout = bb_sim_nec_own (drive)->facts.layout;
    guint32 total = bb_sim_nec_target_bytes (target);

    bb_sim_drive_expect_work (drive, total);
    answer->took_us = (gint64) total * ERASE_US_A_BLOCK / BB_SIM_NEC_BLOCK_BYTES;
    for (guint i = 0; i < target->n_ranges; i++) {
        const BbSimNecRange *range = &target->ranges[i];

        if (bb_sim_nec_touches_calibration (layout, range->address, range->length_bytes))
            bb_sim_drive_violation (drive, "calibration erased at 0x%06X", range->address);
        if (bb_sim_nec_meets_main (layout, range))
            bb_sim_nec_set_invalid (drive, range);
        bb_sim_nec_set_programmed (drive, range, FALSE);
        if (bb_sim_nec_is_bad_block (drive, "fail-erase", range)) {
            bb_sim_answer_sense (answer, 3, 0x51, 0);
            return;
        }
        if (!bb_sim_drive_erase (drive, range->address, range->length_bytes))
            return;
    }
}

void
bb_sim_nec_exec_erase (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    BbSimNecTarget target;

    if (!bb_sim_nec_parse_target (own, cdb, &target) || target.area != 0) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (bb_sim_nec_meets_boot (own->facts.layout, &target)) {
        bb_sim_drive_violation (drive, "ERASE names the boot block");
        bb_sim_nec_refuse_order (answer);
        return;
    }
    if (!bb_sim_nec_has_accepted_sum (drive, cdb)) {
        bb_sim_drive_violation (drive, "ERASE before a checksum was accepted");
        bb_sim_nec_refuse_order (answer);
        return;
    }
    /* A type that is not strict accepts ERASE without a checksum. It is a violation unless a checksum of uploaded
     * firmware was accepted before, or a whole boot code was uploaded. */
    if (!own->facts.layout->strict && !own->accepted[0] && !bb_sim_nec_boot_is_received (own))
        bb_sim_drive_violation (drive, "ERASE before an upload was proven good");
    bb_sim_nec_erase_target (drive, &target, answer);
}

void
bb_sim_nec_exec_erase_bank (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    static const guint8 zeros[10];
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    BbSimNecTarget target = {.n_ranges = 1};

    if (own->facts.layout->type != BB_SIM_NEC_640K || (cdb[1] & BB_SIM_NEC_BANK) == 0 ||
        memcmp (cdb + 2, zeros, sizeof zeros) != 0) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (!own->accepted[0])
        bb_sim_drive_violation (drive, "ERASE BANK before an upload was proven good");
    target.ranges[0] = own->facts.layout->main[1];
    bb_sim_nec_erase_target (drive, &target, answer);
}

void
bb_sim_nec_exec_force_erase (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    static const guint8 word[] = {0x45, 0x52, 0x41, 0x53, 0x45, 0x00};
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;
    gboolean ok = FALSE;
    BbSimNecTarget target;

    memset (&target, 0, sizeof target);
    if (layout->style == BB_SIM_NEC_BY_NUMBER)
        ok = memcmp (cdb + 2, word, sizeof word) == 0 && bb_sim_nec_target_add_block (layout, 0, cdb[8], &target);
    else if (layout->style == BB_SIM_NEC_BY_REGION)
        ok = cdb[9] == 0 && memcmp (cdb + 10, word, 2) == 0 && bb_sim_nec_target_from_region (layout, cdb, &target);
    if (!ok) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    bb_sim_drive_violation (drive, "FORCE ERASE at 0x%06X", target.ranges[0].address);
    if (bb_sim_nec_meets_boot (layout, &target)) {
        bb_sim_nec_refuse_order (answer);
        return;
    }
    bb_sim_nec_erase_target (drive, &target, answer);
}

/* --- PROGRAM --- */

/* TRUE if @target is the boot code as PROGRAM must specify it for this type (nec-optiarc.md, section 10). */
static gboolean
bb_sim_nec_target_is_boot (const BbSimNecLayout *layout, const BbSimNecTarget *target)
{
    if (target->ranges[0].address != 0)
        return FALSE;
    if (layout->style == BB_SIM_NEC_BY_REGION)
        return target->area == 1 && target->ranges[0].length_bytes == layout->boot_bytes;
    if (layout->type == BB_SIM_NEC_768K)
        return bb_sim_nec_target_bytes (target) == layout->boot_bytes;
    return target->n_ranges == 1;
}

/* Programs the uploaded boot code, and clears the validity mark of the main firmware. In these cases only records a
 * violation and answers 5/2C/00:
 * - The type or @target does not allow programming of boot code.
 * - No boot code was uploaded.
 * - Programming is locked.
 * - The type needs a checksum of the boot code, and none was accepted.
 *
 * If programming fails, the mark BOOT_BROKEN stays set, so that the drive is dead after the next power-on. With the
 * quirk no-answer-boot-program, the drive never answers after success. */
static void
bb_sim_nec_program_boot (BbSimDrive *drive, const BbSimNecTarget *target, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;

    if (!layout->boot_upload || !bb_sim_nec_target_is_boot (layout, target) || !bb_sim_nec_boot_is_received (own) ||
        !bb_sim_nec_boot_is_unlocked (drive) || (layout->strict && !own->accepted[1])) {
        bb_sim_drive_violation (drive, "boot code PROGRAM without all that it needs");
        bb_sim_nec_refuse_order (answer);
        return;
    }
    bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_BOOT_BROKEN, "yes");
    bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_VALID, NULL);
    bb_sim_drive_expect_work (drive, 2 * layout->boot_bytes);
    answer->took_us = ((gint64) ERASE_US_A_BLOCK + PROGRAM_US_A_BLOCK) * layout->boot_bytes / BB_SIM_NEC_BLOCK_BYTES;
    if (!bb_sim_drive_erase (drive, 0, layout->boot_bytes) ||
        !bb_sim_drive_program (drive, 0, own->boot_ram, layout->boot_bytes))
        return;
    bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_BOOT_BROKEN, NULL);
    answer->never = bb_sim_drive_has_quirk (drive, "no-answer-boot-program");
}

/* Programs @range, and records that its pages are programmed. FALSE on failure; this function or the core then sets
 * @answer.
 * - A range that is not erased gets 3/03/00. With the quirk nor-and it is programmed: the new bytes are combined with
 *   the old ones by AND.
 * - The block that the quirk fail-program names gets 3/03/00, too.
 */
static gboolean
bb_sim_nec_program_range (BbSimDrive *drive, const BbSimNecRange *range, const guint8 *data, BbSimAnswer *answer)
{
    const guint8 *flash = bb_sim_drive_flash (drive, NULL);
    g_autofree guint8 *bytes = g_memdup2 (data, range->length_bytes);

    if (!bb_sim_nec_is_erased (flash, range)) {
        if (!bb_sim_drive_has_quirk (drive, "nor-and")) {
            bb_sim_answer_sense (answer, 3, 0x03, 0);
            return FALSE;
        }
        for (guint32 i = 0; i < range->length_bytes; i++)
            bytes[i] &= flash[range->address + i];
    }
    if (bb_sim_nec_is_bad_block (drive, "fail-program", range)) {
        bb_sim_answer_sense (answer, 3, 0x03, 0);
        return FALSE;
    }
    if (!bb_sim_drive_program (drive, range->address, bytes, range->length_bytes))
        return FALSE;
    bb_sim_nec_set_programmed (drive, range, TRUE);
    return TRUE;
}

/* TRUE if PROGRAM may write @target: it is in area 0, the checksum that it needs was accepted, and all its bytes are
 * main firmware and were uploaded. A drive of type OptiBD does not check the upload. */
static gboolean
bb_sim_nec_may_program (BbSimDrive *drive, const guint8 *cdb, const BbSimNecTarget *target)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;
    guint bank = layout->type == BB_SIM_NEC_640K && (cdb[1] & BB_SIM_NEC_BANK) != 0 ? 1 : 0;

    if (target->area != 0 || !bb_sim_nec_has_accepted_sum (drive, cdb))
        return FALSE;
    for (guint i = 0; i < target->n_ranges; i++) {
        const BbSimNecRange *range = &target->ranges[i];

        if (!bb_sim_nec_in_main (layout, bank, range->address, range->length_bytes))
            return FALSE;
        /* Drives of type OptiBD do not check whether the range was uploaded, because uploads have other addresses
         * than the flash. */
        if (layout->header_bytes == 0 && !bb_sim_nec_is_received (own, range->address, range->length_bytes))
            return FALSE;
    }
    return TRUE;
}

void
bb_sim_nec_exec_program (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;
    guint32 total;
    BbSimNecTarget target;

    if (!bb_sim_nec_parse_target (own, cdb, &target)) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (bb_sim_nec_meets_boot (layout, &target)) {
        bb_sim_nec_program_boot (drive, &target, answer);
        return;
    }
    if (!bb_sim_nec_may_program (drive, cdb, &target)) {
        bb_sim_nec_refuse_order (answer);
        return;
    }
    total = bb_sim_nec_target_bytes (&target);
    bb_sim_drive_expect_work (drive, total);
    answer->took_us = (gint64) total * PROGRAM_US_A_BLOCK / BB_SIM_NEC_BLOCK_BYTES;
    for (guint i = 0; i < target.n_ranges; i++) {
        const BbSimNecRange *range = &target.ranges[i];
        guint32 staged = range->address;

        if (layout->header_bytes != 0)
            staged = layout->header_bytes + range->address - layout->main[0].address;
        if (!bb_sim_nec_program_range (drive, range, own->ram + staged, answer))
            return;
    }
    if (!bb_sim_drive_has_quirk (drive, "mark-on-leave"))
        bb_sim_nec_set_valid_if_programmed (drive);
}
