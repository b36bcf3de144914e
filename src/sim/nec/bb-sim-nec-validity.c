/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bb-sim-nec.h"

#include <string.h>

/* This file has the state that all commands share: received pages, and the marks for valid firmware and programmed
 * pages. */

BbSimNecDrive *
bb_sim_nec_own (BbSimDrive *drive)
{
    return drive->own;
}

gboolean
bb_sim_nec_in_safe_mode (BbSimNecDrive *own)
{
    return own->mode == BB_SIM_NEC_SAFE0 || own->mode == BB_SIM_NEC_SAFE1 || own->mode == BB_SIM_NEC_FORCED_SAFE;
}

void
bb_sim_nec_clear_uploads (BbSimNecDrive *own)
{
    const BbSimNecLayout *layout = own->facts.layout;

    /* Only pages that were written are cleared. The other pages of @ram are never touched, so the kernel need not
     * provide memory for them. */
    for (gsize page = 0; page < layout->flash_bytes / BB_SIM_NEC_PAGE_BYTES; page++) {
        if (own->received[page] != 0)
            memset (own->ram + page * BB_SIM_NEC_PAGE_BYTES, 0, BB_SIM_NEC_PAGE_BYTES);
    }
    memset (own->received, 0, layout->flash_bytes / BB_SIM_NEC_PAGE_BYTES);
    memset (own->boot_ram, 0, layout->boot_bytes);
    memset (own->boot_received, 0, layout->boot_bytes / BB_SIM_NEC_PAGE_BYTES);
    memset (own->accepted, 0, sizeof own->accepted);
    own->accepted_sum = 0;
    own->accepted_index = 0;
}

/* TRUE if all pages that the range touches have a non-zero byte in @pages. */
static gboolean
bb_sim_nec_pages_are_set (const guint8 *pages, guint32 address, guint32 length_bytes)
{
    guint32 first = address / BB_SIM_NEC_PAGE_BYTES;
    guint32 end = (address + length_bytes + BB_SIM_NEC_PAGE_BYTES - 1) / BB_SIM_NEC_PAGE_BYTES;

    for (guint32 i = first; i < end; i++) {
        if (pages[i] == 0)
            return FALSE;
    }
    return TRUE;
}

gboolean
bb_sim_nec_is_received (BbSimNecDrive *own, guint32 address, guint32 length_bytes)
{
    return address < own->facts.layout->flash_bytes && length_bytes <= own->facts.layout->flash_bytes - address &&
           bb_sim_nec_pages_are_set (own->received, address, length_bytes);
}

gboolean
bb_sim_nec_boot_is_received (BbSimNecDrive *own)
{
    return bb_sim_nec_pages_are_set (own->boot_received, 0, own->facts.layout->boot_bytes);
}

gboolean
bb_sim_nec_boot_is_unlocked (BbSimDrive *drive)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    BbSimNecType type = own->facts.layout->type;

    if (!own->facts.layout->locked_boot || own->unlocked)
        return TRUE;
    return type != BB_SIM_NEC_OPTI4 && bb_sim_drive_flash (drive, NULL)[BB_SIM_NEC_UNLOCK_ADDRESS] == 0;
}

/* --- Validity of the main firmware --- */

gboolean
bb_sim_nec_mark_is_set (BbSimDrive *drive, const char *key)
{
    return g_strcmp0 (bb_sim_drive_get_mark (drive, key), "yes") == 0;
}

/* For types without a validity mark: TRUE if the last word of @bank is its checksum, or the type has no such bank. */
static gboolean
bb_sim_nec_is_bank_sum_right (BbSimDrive *drive, const BbSimNecRange *bank)
{
    const guint8 *flash = bb_sim_drive_flash (drive, NULL) + bank->address;

    if (bank->length_bytes == 0)
        return TRUE;
    return bb_sim_nec_sum16 (flash, bank->length_bytes - 2) == bb_sim_get_be16 (flash + bank->length_bytes - 2);
}

guint16
bb_sim_nec_main_sum (BbSimDrive *drive)
{
    const BbSimNecRange *main = &bb_sim_nec_own (drive)->facts.layout->main[0];

    return bb_sim_nec_sum16 (bb_sim_drive_flash (drive, NULL) + main->address, main->length_bytes);
}

gboolean
bb_sim_nec_firmware_ok (BbSimDrive *drive)
{
    const BbSimNecLayout *layout = bb_sim_nec_own (drive)->facts.layout;
    const char *sum = bb_sim_drive_get_mark (drive, BB_SIM_NEC_MARK_SUM);

    if (bb_sim_nec_mark_is_set (drive, BB_SIM_NEC_MARK_BLIND))
        return TRUE;
    if (bb_sim_nec_mark_is_set (drive, BB_SIM_NEC_MARK_BANK_OWED) &&
        bb_sim_drive_has_quirk (drive, "banks-must-match"))
        return FALSE;
    if (layout->type == BB_SIM_NEC_640K || layout->type == BB_SIM_NEC_768K || layout->type == BB_SIM_NEC_1M)
        return bb_sim_nec_is_bank_sum_right (drive, &layout->main[0]) &&
               bb_sim_nec_is_bank_sum_right (drive, &layout->main[1]);
    if (!bb_sim_nec_mark_is_set (drive, BB_SIM_NEC_MARK_VALID))
        return FALSE;
    if (layout->header_bytes != 0)
        return TRUE;
    return sum != NULL && g_ascii_strtoull (sum, NULL, 16) == bb_sim_nec_main_sum (drive);
}

void
bb_sim_nec_set_valid (BbSimDrive *drive, guint16 sum)
{
    g_autofree char *text = g_strdup_printf ("%04X", sum);

    bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_SUM, text);
    bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_VALID, "yes");
}

/* Returns (transfer full) the mark "programmed", which has one character for each page of the flash; all '-' if the
 * mark is not set. */
static char *
bb_sim_nec_dup_programmed (BbSimDrive *drive)
{
    gsize n_pages = bb_sim_nec_own (drive)->facts.layout->flash_bytes / BB_SIM_NEC_PAGE_BYTES;
    const char *text = bb_sim_drive_get_mark (drive, BB_SIM_NEC_MARK_PROGRAMMED);

    if (text != NULL && strlen (text) == n_pages)
        return g_strdup (text);
    return g_strnfill (n_pages, '-');
}

void
bb_sim_nec_set_programmed (BbSimDrive *drive, const BbSimNecRange *range, gboolean programmed)
{
    g_autofree char *pages = bb_sim_nec_dup_programmed (drive);

    memset (pages + range->address / BB_SIM_NEC_PAGE_BYTES, programmed ? 'p' : '-',
            range->length_bytes / BB_SIM_NEC_PAGE_BYTES);
    bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_PROGRAMMED, pages);
}

/* TRUE if all pages of @range were programmed after their last erase. */
static gboolean
bb_sim_nec_is_programmed (BbSimDrive *drive, const BbSimNecRange *range)
{
    g_autofree char *pages = bb_sim_nec_dup_programmed (drive);

    return strspn (pages + range->address / BB_SIM_NEC_PAGE_BYTES, "p") >=
           range->length_bytes / BB_SIM_NEC_PAGE_BYTES;
}

void
bb_sim_nec_set_valid_if_programmed (BbSimDrive *drive)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecLayout *layout = own->facts.layout;

    if (layout->type == BB_SIM_NEC_640K) {
        if (bb_sim_nec_is_programmed (drive, &layout->main[1]))
            bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_BANK_OWED, NULL);
        return;
    }
    /* Type Opti4 is excluded, because there CHECKSUM FLASH sets the mark that the firmware is valid. */
    if (!layout->appended_sum || layout->type == BB_SIM_NEC_OPTI4 || !own->accepted[0])
        return;
    if (bb_sim_nec_is_programmed (drive, &layout->main[0]))
        bb_sim_nec_set_valid (drive, own->accepted_sum);
}

void
bb_sim_nec_set_invalid (BbSimDrive *drive, const BbSimNecRange *range)
{
    const BbSimNecLayout *layout = bb_sim_nec_own (drive)->facts.layout;

    bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_BLIND, NULL);
    bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_VALID, NULL);
    if (layout->type == BB_SIM_NEC_640K && bb_sim_nec_in_main (layout, 0, range->address, range->length_bytes)) {
        bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_BANK_OWED, "yes");
        bb_sim_nec_set_programmed (drive, &layout->main[1], FALSE);
    }
}
