/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-mt1959.h"

#include <string.h>

/* Decides which images the running firmware or boot loader accepts (mediatek-mt1959.md, sections 5 and 6), and which
 * images a tool must never send (section 9). */

/* Addresses of three values in the descriptor: the build stamp, the second letter of the sales code, and the mark DE
 * ("downgrade enabled"). */
#define STAMP (BB_SIM_MT_DESCRIPTOR + 0x2Au)
#define STAMP_BYTES 10
#define SALES_LETTER (BB_SIM_MT_DESCRIPTOR + 0x1Du)
#define DOWNGRADE (BB_SIM_MT_DESCRIPTOR + 0x56u)

/* Returns the last two digits of the build year; 0 if there is no stamp. */
static guint
bb_sim_mt_year (const guint8 *flash)
{
    return g_ascii_isdigit (flash[STAMP]) && g_ascii_isdigit (flash[STAMP + 1])
               ? (guint) (flash[STAMP] - '0') * 10 + (guint) (flash[STAMP + 1] - '0')
               : 0;
}

/* TRUE for MK firmware, a family of modified firmware: the second letter of its sales code is M. */
static gboolean
bb_sim_mt_is_mk (const guint8 *flash)
{
    return flash[SALES_LETTER] == 'M';
}

/* TRUE if the running firmware is of 2020 or later and no MK firmware, so that it accepts only wrapped images
 * (mediatek-mt1959.md, section 4). FALSE while the boot loader runs. */
static gboolean
bb_sim_mt_date_wants_wrapped (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;
    const guint8 *flash = bb_sim_mt_running (drive);

    return !own->boot && bb_sim_mt_year (flash) >= 20 && !bb_sim_mt_is_mk (flash);
}

/* TRUE if the running firmware or boot loader accepts only wrapped images; FALSE if it accepts only plain images.
 * - firmware: the mark "receiver" decides or, if it is not set, the build date
 * - boot loader: the quirk boot-receiver decides; plain without this quirk */
static gboolean
bb_sim_mt_wants_wrapped (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;
    const char *form =
        own->boot ? bb_sim_drive_quirk (drive, "boot-receiver", "plain") : bb_sim_drive_get_mark (drive, "receiver");

    return form != NULL ? g_str_equal (form, "wrapped") : bb_sim_mt_date_wants_wrapped (drive);
}

/* Returns which older images the running firmware accepts:
 * - 0: any
 * - 1: those with the mark DE ("downgrade enabled") or the age mark
 * - 2: those with the age mark
 * - 3: none
 *
 * Always 0 for the boot loader and MK firmware. For other firmware, the mark "age" of the drive decides. If it is not
 * set, the build year decides: 1 from 2018 on, else 0. */
static guint64
bb_sim_mt_age_level (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;
    const guint8 *flash = bb_sim_mt_running (drive);
    const char *level = bb_sim_drive_get_mark (drive, "age");

    if (own->boot || bb_sim_mt_is_mk (flash))
        return 0;
    if (level != NULL)
        return g_ascii_strtoull (level, NULL, 10);
    return bb_sim_mt_year (flash) >= 18 ? 1 : 0;
}

/* TRUE in these cases:
 * - The image in RAM is not older than the running firmware.
 * - The image is older, but the running firmware accepts it (bb_sim_mt_age_level()).
 * - The image or the running firmware has no build stamp. */
static gboolean
bb_sim_mt_is_age_allowed (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;
    const guint8 *running = bb_sim_mt_running (drive);
    guint64 level = bb_sim_mt_age_level (drive);

    if (level == 0 || bb_sim_mt_year (running) == 0 || bb_sim_mt_year (own->ram) == 0 ||
        memcmp (own->ram + STAMP, running + STAMP, STAMP_BYTES) >= 0)
        return TRUE;
    return (level == 1 && own->ram[DOWNGRADE] == 0xDE) || (level <= 2 && bb_sim_mt_has_age_mark (own->ram));
}

const char *
bb_sim_mt_objection (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;
    const guint8 *wanted = own->board_id;
    BbSimMtLabel label;

    if (!own->boot && bb_sim_mt_label (bb_sim_mt_running (drive), &label))
        wanted = label.boot_id;
    if (own->sent_wrapped != bb_sim_mt_wants_wrapped (drive))
        return "form";
    if (memcmp (own->ram + BB_SIM_MT_CONFIG, wanted, BB_SIM_MT_ID_BYTES) != 0)
        return "id";
    return bb_sim_mt_is_age_allowed (drive) ? NULL : "age";
}

/* --- Violations --- */

void
bb_sim_mt_record_group_violation (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;
    BbSimMtLabel label;
    BbSimMtGroup group = BB_SIM_MT_GROUP_UNKNOWN;

    (void) bb_sim_mt_label (own->ram, &label);
    group = bb_sim_mt_group_of_id (label.boot_id);
    if (group != BB_SIM_MT_GROUP_UNKNOWN && own->group != BB_SIM_MT_GROUP_UNKNOWN && group != own->group)
        bb_sim_drive_violation (drive, "an image for another group of boards was sent");
}

/* TRUE if all bytes of [@first, @end) are FF. */
static gboolean
bb_sim_mt_is_blank (const guint8 *bytes, guint32 first, guint32 end)
{
    for (guint32 i = first; i < end; i++) {
        if (bytes[i] != 0xFF)
            return FALSE;
    }
    return TRUE;
}

/* Records a violation if the boot area of the image in RAM, except the boot ID, is not cleared (all FF). Exception: a
 * drive with the boot ID of an MT1939 needs the boot area. For this drive, records a violation if the boot area is
 * cleared. */
static void
bb_sim_mt_record_boot_area_violation (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;
    gboolean cleared = bb_sim_mt_is_blank (own->ram, 0, BB_SIM_MT_CONFIG);

    if (own->group == BB_SIM_MT_GROUP_MT1939) {
        if (cleared)
            bb_sim_drive_violation (drive, "the boot area of an MT1939 image was cleared");
        return;
    }
    if (!cleared || !bb_sim_mt_is_blank (own->ram, BB_SIM_MT_CONFIG + BB_SIM_MT_ID_BYTES, BB_SIM_MT_APP))
        bb_sim_drive_violation (drive, "the boot area of the image was not cleared");
}

/* TRUE if a tool may send the boot ID that is in RAM (mediatek-mt1959.md, section 5). Allowed are these boot IDs:
 * - those of the drive's board and model
 * - those of the running firmware and of its model
 * - the one in the label (#BbSimMtLabel) of the image */
static gboolean
bb_sim_mt_may_send_id (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;
    BbSimMtLabel running;
    BbSimMtLabel sent;
    const guint8 *const *id = NULL;

    (void) bb_sim_mt_label (bb_sim_mt_running (drive), &running);
    (void) bb_sim_mt_label (own->ram, &sent);
    id = (const guint8 *const[]){own->board_id, own->model_id, running.boot_id, running.model_id, sent.boot_id, NULL};
    while (*id != NULL && memcmp (own->ram + BB_SIM_MT_CONFIG, *id, BB_SIM_MT_ID_BYTES) != 0)
        id++;
    return *id != NULL;
}

void
bb_sim_mt_record_violations (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;
    BbSimMtLabel sent;

    if (!bb_sim_mt_may_send_id (drive))
        bb_sim_drive_violation (drive, "an image with a foreign boot id was sent");
    bb_sim_mt_record_boot_area_violation (drive);
    if (own->rejected)
        bb_sim_drive_violation (drive, "a second upload was tried without a power cycle");
    if (!own->sent_wrapped && bb_sim_mt_date_wants_wrapped (drive) &&
        bb_sim_drive_get_mark (drive, "wrapped-tried") == NULL && !bb_sim_drive_has_quirk (drive, "plain-override"))
        bb_sim_drive_violation (drive, "a plain image was sent to firmware that takes wrapped ones");
    if (bb_sim_mt_label (own->ram, &sent) &&
        (sent.downgrade != (own->ram[DOWNGRADE] == 0xDE) || sent.age_mark != bb_sim_mt_has_age_mark (own->ram)))
        bb_sim_drive_violation (drive, "DE or the age mark of the file was changed");
}
