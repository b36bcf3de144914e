/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-mt1959.h"

#include <string.h>

/* This file keeps track of what the drive runs, firmware or boot loader, and sets the fields of #BbSimDrive that
 * depend on it. */

const guint8 *
bb_sim_mt_running (BbSimDrive *drive)
{
    const BbSimMt *own = drive->own;

    return own->late_flash != NULL ? own->late_flash : bb_sim_drive_flash (drive, NULL);
}

/* Sets the INQUIRY texts to those of the firmware in @flash. Exceptions:
 * - The boot loader runs: vendor and product of the factory, revision BOOT.
 * - @flash has no label (#BbSimMtLabel): vendor and product of the factory, revision 0.00.
 * - The quirk bridge-name is set: a bridge replaces vendor and product, and hides all texts after the revision. */
static void
bb_sim_mt_load_texts (BbSimDrive *drive, const guint8 *flash)
{
    const BbSimMt *own = drive->own;
    const char *bridge = bb_sim_drive_quirk (drive, "bridge-name", NULL);
    const guint8 *tag = flash + BB_SIM_MT_OMNIDRIVE;
    BbSimMtLabel label;

    memset (drive->vendor_specific, 0, sizeof drive->vendor_specific);
    memset (drive->inquiry_tail, 0, sizeof drive->inquiry_tail);
    bb_sim_drive_set_inquiry (drive, bb_sim_drive_get_mark (drive, "vendor"),
                              bb_sim_drive_get_mark (drive, "product"), own->boot ? "BOOT" : "0.00");
    if (!own->boot && bb_sim_mt_label (flash, &label)) {
        bb_sim_drive_set_inquiry (drive, label.vendor, label.product, label.revision);
        memcpy (drive->vendor_specific, flash + BB_SIM_MT_DESCRIPTOR + 0x1C, 8);
        if (memcmp (tag, "OmniDrive", 9) == 0)
            memcpy (drive->inquiry_tail, tag, 12);
    }
    if (bridge != NULL) {
        bb_sim_drive_set_inquiry (drive, "ASMedia", bridge, NULL);
        memset (drive->vendor_specific, 0, sizeof drive->vendor_specific);
        memset (drive->inquiry_tail, 0, sizeof drive->inquiry_tail);
    }
}

void
bb_sim_mt_load_running (BbSimDrive *drive)
{
    BbSimMt *own = drive->own;
    const guint8 *flash = bb_sim_mt_running (drive);
    const guint8 *descriptor = flash + BB_SIM_MT_DESCRIPTOR;
    const guint8 *tray = bb_sim_mt_find_tray ((guint8 *) flash);
    BbSimMtLabel label;
    BbSimMtGroup running = BB_SIM_MT_GROUP_UNKNOWN;

    own->boot = g_strcmp0 (bb_sim_drive_get_mark (drive, "mode"), "boot") == 0;
    bb_sim_mt_load_texts (drive, flash);
    if (bb_sim_mt_label (flash, &label))
        running = bb_sim_mt_group_of_id (label.boot_id);
    drive->dead_disc = !own->boot && running != BB_SIM_MT_GROUP_UNKNOWN && own->group != BB_SIM_MT_GROUP_UNKNOWN &&
                       running != own->group;
    drive->mechanism = tray != NULL ? *tray : bb_sim_mt_tray (own->group, drive->config->model);
    drive->not_ready = own->boot ? 0x020403u : 0;
    g_strlcpy (drive->firmware_date, "", sizeof drive->firmware_date);
    if (memcmp (descriptor + 0x34, "MTEKMT19", 8) == 0) {
        /* The date is the century 21, then the build stamp: year, month, day, hour and minute. With the quirk date-20
         * it has the form that MMC requires: the century 20, the build stamp, and seconds. */
        gboolean standard = bb_sim_drive_has_quirk (drive, "date-20");

        g_snprintf (drive->firmware_date, sizeof drive->firmware_date, "%s%.10s%s", standard ? "20" : "21",
                    (const char *) descriptor + 0x2A, standard ? "00" : "");
    }
}
