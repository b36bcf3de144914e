/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bb-sim-nec.h"

#include "bb-sim-nec-image.h"

#include <string.h>

#define SAFE_MODE_US 150000

/* Names that the boot code of rebadged drives shows (nec-optiarc.md, section 3); the boot version of all of them is
 * 08. */
static const struct {
    const char *vendor;
    const char *product;
    const char *revision;
} oem_strings[] = {
    {"ATAPI", "iHAS124   Y", "0L0Z"},   {"ATAPI", "iHAS224   Y", "0L0Z"},    {"ATAPI", "iHAS324   Y", "0L1Z"},
    {"ATAPI", "iHAS424   Y", "0L1Z"},   {"ATAPI", "DVD A  DH24AYL", "0P5Z"}, {"ATAPI", "DVD A  DH24AYS", "0P5Z"},
    {"PLDS", "DVD A  DH24AYS", "0100"}, {"HP", "DVD Writer 1270r", "0L21"},  {"IMATION", "DVD+-RAM ELITE", "0M4Z"},
};

G_STATIC_ASSERT (G_N_ELEMENTS (oem_strings) == 9); /* the value 1 to 9 of the quirk oem-boot-strings is a row */

/* TRUE if @text is not empty and has only capital letters and digits; with @letter_first, a letter at the beginning.
 */
static gboolean
bb_sim_nec_is_word (const char *text, gboolean letter_first)
{
    for (guint i = 0; text[i] != '\0'; i++) {
        if (!g_ascii_isdigit (text[i]) && !g_ascii_isupper (text[i]))
            return FALSE;
    }
    return text[0] != '\0' && (!letter_first || g_ascii_isupper (text[0]));
}

/* Sets `boot_key` and `boot_version` from the texts at two fixed offsets in the boot code. Only synthetic boot code
 * has them there. For the boot code of a real drive (key `BootCode` of the scenario), sets them from the model and
 * the scenario. */
static void
bb_sim_nec_load_boot (BbSimDrive *drive)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const guint8 *flash = bb_sim_drive_flash (drive, NULL);

    memcpy (own->boot_key, flash + BB_SIM_NEC_BOOT_CODE_AT, 4);
    own->boot_key[4] = '\0';
    memcpy (own->boot_version, flash + BB_SIM_NEC_BOOT_VERSION_AT, 2);
    own->boot_version[2] = '\0';
    if (strlen (own->boot_key) == 4 && bb_sim_nec_is_word (own->boot_key, TRUE) && strlen (own->boot_version) == 2 &&
        bb_sim_nec_is_word (own->boot_version, FALSE))
        return;
    g_strlcpy (own->boot_key, own->facts.code, sizeof own->boot_key);
    g_strlcpy (own->boot_version,
               drive->config->boot_version != NULL ? drive->config->boot_version
                                                   : bb_sim_nec_facts_boot_version (own->facts.fw_id),
               sizeof own->boot_version);
}

/* Returns (transfer full) the INQUIRY product that the boot code shows: that of the boot code's own type, which may
 * be a sibling of the drive's type. */
static char *
bb_sim_nec_boot_product (BbSimNecDrive *own)
{
    BbSimNecFacts sibling = own->facts;

    if (g_str_equal (own->boot_key, own->facts.code))
        return bb_sim_nec_facts_product (&own->facts);
    if (bb_sim_nec_facts_sibling (&own->facts, sibling.code, sibling.model) &&
        g_str_equal (sibling.code, own->boot_key))
        return bb_sim_nec_facts_product (&sibling);
    return g_strdup_printf ("DVD RW %s", own->boot_key);
}

/* Sets the INQUIRY texts to those of the boot code; with the quirk oem-boot-strings, to those of an OEM. */
static void
bb_sim_nec_set_boot_inquiry (BbSimDrive *drive)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    guint64 oem = bb_sim_drive_quirk_uint (drive, "oem-boot-strings", 0);
    g_autofree char *product = bb_sim_nec_boot_product (own);
    g_autofree char *revision = g_strdup_printf ("0.%s", own->boot_version);

    drive->vendor_specific[0] = '\0';
    if (oem != 0) {
        bb_sim_drive_set_inquiry (drive, oem_strings[oem - 1].vendor, oem_strings[oem - 1].product,
                                  oem_strings[oem - 1].revision);
        return;
    }
    bb_sim_drive_set_inquiry (drive, bb_sim_nec_facts_vendor (&own->facts), product, revision);
}

/* Sets the INQUIRY texts to those in the main firmware; if it has no identity block, to those of scenario or model.
 */
static void
bb_sim_nec_set_firmware_inquiry (BbSimDrive *drive)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const BbSimNecRange *main = &own->facts.layout->main[0];
    const BbSimConfig *config = drive->config;
    g_autofree char *product = bb_sim_nec_facts_product (&own->facts);
    BbSimNecIdentity identity;

    if (bb_sim_nec_find_identity (bb_sim_drive_flash (drive, NULL) + main->address, main->length_bytes, &identity)) {
        bb_sim_drive_set_inquiry (drive, identity.vendor, identity.product, identity.revision);
        g_strlcpy (drive->vendor_specific, g_strchomp (identity.vendor_specific), sizeof drive->vendor_specific);
        return;
    }
    drive->vendor_specific[0] = '\0';
    bb_sim_drive_set_inquiry (drive, config->vendor != NULL ? config->vendor : bb_sim_nec_facts_vendor (&own->facts),
                              config->product != NULL ? config->product : product,
                              config->revision != NULL ? config->revision : "1.00");
}

/* Sets the INQUIRY texts for the current mode, and switches the disc functions off in any mode but NORMAL. */
static void
bb_sim_nec_set_inquiry (BbSimDrive *drive)
{
    gboolean normal = bb_sim_nec_own (drive)->mode == BB_SIM_NEC_NORMAL;

    drive->dead_disc = !normal;
    if (normal)
        bb_sim_nec_set_firmware_inquiry (drive);
    else
        bb_sim_nec_set_boot_inquiry (drive);
}

void
bb_sim_nec_power_on (BbSimDrive *drive)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    const char *left_in = bb_sim_drive_get_mark (drive, BB_SIM_NEC_MARK_LEFT_IN);

    bb_sim_nec_clear_uploads (own);
    own->unlocked = FALSE;
    own->forced_bank = -1;
    own->touched = FALSE;
    own->left_safe_mode = FALSE;
    own->slow_reads_left = (guint) bb_sim_drive_quirk_uint (drive, "slow-read", 0);
    own->n_uploads = 0;
    own->work = BB_SIM_NEC_WORK_NONE;
    memset (own->use_temporary, 0, sizeof own->use_temporary);
    bb_sim_nec_load_boot (drive);
    if (bb_sim_nec_mark_is_set (drive, BB_SIM_NEC_MARK_BOOT_BROKEN))
        own->mode = BB_SIM_NEC_DEAD;
    else if (!bb_sim_nec_firmware_ok (drive))
        own->mode = BB_SIM_NEC_FORCED_SAFE;
    else if (left_in != NULL)
        own->mode = g_str_equal (left_in, "1") ? BB_SIM_NEC_SAFE1 : BB_SIM_NEC_SAFE0;
    else
        own->mode = BB_SIM_NEC_NORMAL;
    bb_sim_drive_set_mark (drive, BB_SIM_NEC_MARK_LEFT_IN, NULL);
    bb_sim_nec_set_inquiry (drive);
}

/* Returns the ASC of the unit attention after a restart: 28h (medium may have changed); with the quirk
 * reset-attention 29h (reset). */
static guint8
bb_sim_nec_restart_asc (BbSimDrive *drive)
{
    return bb_sim_drive_has_quirk (drive, "reset-attention") ? 0x29 : 0x28;
}

/* Goes to the mode NORMAL with a unit attention, and sets the INQUIRY texts to those of the firmware. */
static void
bb_sim_nec_finish_restart (BbSimDrive *drive)
{
    bb_sim_nec_own (drive)->mode = BB_SIM_NEC_NORMAL;
    bb_sim_nec_set_inquiry (drive);
    bb_sim_drive_attention (drive, bb_sim_nec_restart_asc (drive), 0);
}

void
bb_sim_nec_tick (BbSimDrive *drive)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);

    if (own->mode == BB_SIM_NEC_RESTARTING && bb_sim_drive_now_us (drive) >= own->ready_us)
        bb_sim_nec_finish_restart (drive);
}

/* Starts the main firmware after safe mode was left. It runs immediately, because the reference program sends its
 * next command without a pause (nec-optiarc.md, section 11). Quirks:
 * - slow-leave: the firmware starts after as many polls as the quirk gives, or after the time that they take.
 * - slow-leave or reset-attention: a unit attention follows the start. */
static void
bb_sim_nec_begin_restart (BbSimDrive *drive)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);

    own->forced_bank = -1;
    own->left_safe_mode = TRUE;
    if (!bb_sim_drive_has_quirk (drive, "slow-leave") && !bb_sim_drive_has_quirk (drive, "reset-attention")) {
        own->mode = BB_SIM_NEC_NORMAL;
        bb_sim_nec_set_inquiry (drive);
        return;
    }
    own->polls_left = (guint) bb_sim_drive_quirk_uint (drive, "slow-leave", 0);
    own->ready_us = bb_sim_drive_now_us (drive) + SAFE_MODE_US + (gint64) own->polls_left * BB_SIM_NEC_POLL_US;
    own->mode = BB_SIM_NEC_RESTARTING;
    if (own->polls_left == 0)
        bb_sim_nec_finish_restart (drive);
}

/* Executes the command SAFE MODE with the parameter "on" for @bank. The first case that applies:
 * - The firmware is incomplete (mark BLIND), the mode is NORMAL, and a command other than INQUIRY and SAFE MODE was
 *   executed since power-on: 4/44/00.
 * - The mode is NORMAL: enters the safe mode of @bank.
 * - The mode is FORCED_SAFE: the first bank that is entered becomes the bank of the safe mode; any other bank is
 *   rejected.
 * - The drive is in the safe mode of @bank: does nothing. In that of the other bank: rejects the command. */
static void
bb_sim_nec_enter_safe_mode (BbSimDrive *drive, guint bank, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    BbSimNecMode wanted = bank == 1 ? BB_SIM_NEC_SAFE1 : BB_SIM_NEC_SAFE0;

    if (own->mode == BB_SIM_NEC_NORMAL && own->touched && bb_sim_nec_mark_is_set (drive, BB_SIM_NEC_MARK_BLIND)) {
        bb_sim_answer_sense (answer, 4, 0x44, 0); /* the firmware is incomplete */
        return;
    }
    if (own->mode == BB_SIM_NEC_NORMAL) {
        own->mode = wanted;
        bb_sim_nec_set_inquiry (drive);
        return;
    }
    if (own->mode == BB_SIM_NEC_FORCED_SAFE) {
        if (own->forced_bank >= 0 && own->forced_bank != (gint) bank)
            bb_sim_nec_refuse_order (answer);
        else
            own->forced_bank = (gint) bank;
        return;
    }
    if (own->mode != wanted)
        bb_sim_nec_refuse_order (answer);
}

/* Executes the command SAFE MODE with the parameter "off" for @bank. Does nothing in the mode NORMAL. Rejects the
 * command for another bank than the current one. In all other cases drops all uploads and starts the main firmware if
 * it is valid; if not, goes to FORCED_SAFE.
 *
 * Quirks:
 * - leave-refused: with invalid firmware, rejects the command and keeps the uploads instead of going to FORCED_SAFE.
 * - mark-on-leave: the validity mark of firmware that is completely programmed is set only now. */
static void
bb_sim_nec_leave_safe_mode (BbSimDrive *drive, guint bank, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);

    if (own->mode == BB_SIM_NEC_NORMAL)
        return;
    if ((own->mode == BB_SIM_NEC_SAFE0 && bank != 0) || (own->mode == BB_SIM_NEC_SAFE1 && bank != 1) ||
        (own->mode == BB_SIM_NEC_FORCED_SAFE && own->forced_bank >= 0 && own->forced_bank != (gint) bank)) {
        bb_sim_nec_refuse_order (answer);
        return;
    }
    if (bb_sim_drive_has_quirk (drive, "mark-on-leave"))
        bb_sim_nec_set_valid_if_programmed (drive);
    if (bb_sim_nec_firmware_ok (drive)) {
        bb_sim_nec_clear_uploads (own);
        bb_sim_nec_begin_restart (drive);
        return;
    }
    if (bb_sim_drive_has_quirk (drive, "leave-refused")) {
        bb_sim_nec_refuse_order (answer);
        return;
    }
    bb_sim_nec_clear_uploads (own);
    own->mode = BB_SIM_NEC_FORCED_SAFE;
    own->forced_bank = -1;
}

void
bb_sim_nec_exec_safe_mode (BbSimDrive *drive, const guint8 *cdb, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);
    BbSimNecType type = own->facts.layout->type;
    guint bank = (cdb[1] & BB_SIM_NEC_BANK) != 0 ? 1 : 0;
    gboolean newer = type == BB_SIM_NEC_OPTI3 || type == BB_SIM_NEC_OPTI4;

    if (cdb[2] > 1 || cdb[3] != 0 || cdb[8] > 1 || (bank == 1 && type != BB_SIM_NEC_640K)) {
        bb_sim_nec_refuse_field (answer);
        return;
    }
    if (memcmp (cdb + 4, own->boot_key, 4) != 0 || (newer && cdb[8] != 1)) {
        bb_sim_nec_refuse_value (answer);
        return;
    }
    answer->took_us = SAFE_MODE_US;
    if (cdb[2] == 1)
        bb_sim_nec_enter_safe_mode (drive, bank, answer);
    else
        bb_sim_nec_leave_safe_mode (drive, bank, answer);
}

gboolean
bb_sim_nec_exec_ready (BbSimDrive *drive, BbSimAnswer *answer)
{
    BbSimNecDrive *own = bb_sim_nec_own (drive);

    if (own->mode == BB_SIM_NEC_RESTARTING) {
        bb_sim_answer_sense (answer, 2, 0x04, 0x01);
        own->polls_left--;
        if (own->polls_left == 0)
            bb_sim_nec_finish_restart (drive);
        return TRUE;
    }
    if (bb_sim_nec_in_safe_mode (own)) {
        bb_sim_answer_sense (answer, 2, 0x3A, 0x00);
        return TRUE;
    }
    if (bb_sim_nec_mark_is_set (drive, BB_SIM_NEC_MARK_BLIND)) {
        bb_sim_answer_sense (answer, 4, 0x44, 0);
        return TRUE;
    }
    /* These drives report the same sense code for a closed and an open tray (nec-optiarc.md, section 11). */
    if (drive->config->disc == BB_SIM_DISC_NONE) {
        bb_sim_answer_sense (answer, 2, 0x3A, 0x00);
        return TRUE;
    }
    return FALSE;
}
