/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-mmc.h"

#include <string.h>

/* Returns the profile of the disc: DVD+R if it is blank, DVD-ROM if it has data, 0 without a disc. */
static guint16
bb_sim_mmc_current_profile (BbSimDrive *drive)
{
    if (!bb_sim_mmc_has_disc (drive))
        return 0;
    return drive->config->disc == BB_SIM_DISC_BLANK ? 0x001B : 0x0010;
}

void
bb_sim_mmc_request_sense (const BbSimCommand *command, BbSimAnswer *answer, guint32 sense)
{
    guint8 data[18] = {0x70, 0, (guint8) (sense >> 16), 0, 0, 0, 0, 10};

    data[12] = (guint8) (sense >> 8);
    data[13] = (guint8) sense;
    bb_sim_answer_data (answer, data, sizeof data, command->cdb.bytes[4]);
}

/* Executes INQUIRY for a page of vital product data (VPD): 00, 80 or 83. Fails with 5/24/00 for any other page. */
static void
bb_sim_mmc_vpd (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 data[96] = {0x05, command->cdb.bytes[2]};
    gsize length_bytes = 4;
    gsize serial_bytes = MIN (strlen (drive->serial), 32);

    switch (command->cdb.bytes[2]) {
    case 0x00:
        data[5] = 0x80;
        data[6] = 0x83;
        length_bytes = 7;
        break;
    case 0x80:
        memcpy (data + 4, drive->serial, serial_bytes);
        length_bytes = 4 + serial_bytes;
        break;
    case 0x83:
        /* The page has one designator of type "T10 vendor ID" in ASCII, which consists of vendor, product and serial
         * number. */
        data[4] = 0x02;
        data[5] = 0x01;
        data[7] = (guint8) (24 + serial_bytes);
        bb_sim_put_text (data + 8, 8, drive->vendor);
        bb_sim_put_text (data + 16, 16, drive->product);
        memcpy (data + 32, drive->serial, serial_bytes);
        length_bytes = 32 + serial_bytes;
        break;
    default:
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    data[3] = (guint8) (length_bytes - 4);
    bb_sim_answer_data (answer, data, length_bytes, bb_sim_get_be16 (command->cdb.bytes + 3));
}

/* Executes INQUIRY: answers with the standard data or, if the bit EVPD is set, with a VPD page. Fails with 5/24/00 if
 * a page code is given without EVPD. */
static void
bb_sim_mmc_inquiry (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 data[96] = {0x05, 0x80, 0x05, 0x32, sizeof data - 5};

    if ((command->cdb.bytes[1] & 0x01) != 0) {
        bb_sim_mmc_vpd (drive, command, answer);
        return;
    }
    if (command->cdb.bytes[2] != 0) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    bb_sim_put_text (data + 8, 8, drive->vendor);
    bb_sim_put_text (data + 16, 16, drive->product);
    bb_sim_put_text (data + 32, 4, drive->revision);
    bb_sim_put_text (data + 36, 20, drive->vendor_specific);
    memcpy (data + 74, drive->inquiry_tail, sizeof drive->inquiry_tail);
    bb_sim_answer_data (answer, data, sizeof data, bb_sim_get_be16 (command->cdb.bytes + 3));
}

/* Appends the feature @code to the answer to GET CONFIGURATION if the CDB asks for it. The field RT of the CDB says
 * which features are wanted:
 * - 0: all features from the starting feature on
 * - 1: all current features from the starting feature on
 * - 2: only the starting feature */
static void
bb_sim_mmc_add_feature (GByteArray *to, const BbSimCommand *command, guint16 code, guint8 flags, const guint8 *data,
                        guint8 length_bytes)
{
    guint16 from = bb_sim_get_be16 (command->cdb.bytes + 2);
    guint8 rt = command->cdb.bytes[1] & 0x03;
    guint8 header[4] = {(guint8) (code >> 8), (guint8) code, flags, length_bytes};

    if (rt == 2 ? code != from : code < from)
        return;
    if (rt == 1 && (flags & 0x01) == 0)
        return;
    g_byte_array_append (to, header, sizeof header);
    g_byte_array_append (to, data, length_bytes);
}

/* Appends the profile list (feature 0000h) to the answer to GET CONFIGURATION. */
static void
bb_sim_mmc_add_profiles (BbSimDrive *drive, GByteArray *to, const BbSimCommand *command)
{
    const guint16 *profiles = bb_sim_mmc_profiles (drive);
    guint8 list[128] = {0};
    guint n = 0;

    for (; profiles[n] != 0 && n < sizeof list / 4; n++) {
        list[4 * n] = (guint8) (profiles[n] >> 8);
        list[4 * n + 1] = (guint8) profiles[n];
        list[4 * n + 2] = profiles[n] == bb_sim_mmc_current_profile (drive) ? 0x01 : 0x00;
    }
    bb_sim_mmc_add_feature (to, command, 0x0000, 0x03, list, (guint8) (4 * n));
}

/* Returns the code of the bus for the core feature; ATAPI (2) for any other bus. */
static guint8
bb_sim_mmc_physical_interface (BbSimDrive *drive)
{
    switch (drive->config->bus) {
    case BB_BUS_SATA:
        return 7;
    case BB_BUS_USB:
        return 8;
    case BB_BUS_FIREWIRE:
        return 3;
    case BB_BUS_SCSI:
        return 1;
    default:
        return 2;
    }
}

/* Executes GET CONFIGURATION: answers with the profile list and the features core, morphing, removable medium, random
 * readable, power management, serial number and, if the drive has a firmware date, firmware information. Fails with
 * 5/24/00 if the field RT of the CDB is 3, which is reserved. */
static void
bb_sim_mmc_get_configuration (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    g_autoptr (GByteArray) data = g_byte_array_new ();
    guint16 profile = bb_sim_mmc_current_profile (drive);
    guint8 disc = bb_sim_mmc_has_disc (drive) ? 0x01 : 0x00;
    guint8 header[8] = {0, 0, 0, 0, 0, 0, (guint8) (profile >> 8), (guint8) profile};
    guint8 core[8] = {0, 0, 0, bb_sim_mmc_physical_interface (drive), 0x01};
    guint8 morphing[4] = {0x02};
    guint8 removable[4] = {drive->mechanism};
    guint8 readable[8] = {0, 0, 0x08, 0x00, 0, 0x01, 0};
    guint8 serial[32] = {0};
    guint8 serial_bytes = (guint8) MIN (strlen (drive->serial), sizeof serial);
    guint8 date[16] = {0};
    gsize date_bytes = MIN (strlen (drive->firmware_date), sizeof date);
    guint32 length_bytes = 0;

    if ((command->cdb.bytes[1] & 0x03) == 3) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    g_byte_array_append (data, header, sizeof header);
    bb_sim_mmc_add_profiles (drive, data, command);
    bb_sim_mmc_add_feature (data, command, 0x0001, 0x0B, core, sizeof core);
    bb_sim_mmc_add_feature (data, command, 0x0002, 0x07, morphing, sizeof morphing);
    bb_sim_mmc_add_feature (data, command, 0x0003, 0x03, removable, sizeof removable);
    bb_sim_mmc_add_feature (data, command, 0x0010, disc, readable, sizeof readable);
    bb_sim_mmc_add_feature (data, command, 0x0100, 0x03, NULL, 0);
    memcpy (serial, drive->serial, serial_bytes);
    while (serial_bytes % 4 != 0)
        serial[serial_bytes++] = ' ';
    bb_sim_mmc_add_feature (data, command, 0x0108, 0x03, serial, serial_bytes);
    memcpy (date, drive->firmware_date, date_bytes);
    if (date_bytes > 0)
        bb_sim_mmc_add_feature (data, command, 0x010C, 0x03, date, (guint8) ((date_bytes + 3) / 4 * 4));
    length_bytes = data->len - 4;
    data->data[2] = (guint8) (length_bytes >> 8);
    data->data[3] = (guint8) length_bytes;
    bb_sim_answer_data (answer, data->data, data->len, bb_sim_get_be16 (command->cdb.bytes + 7));
}

/* Appends the mode page @page to the answer to MODE SENSE(10), if the CDB asks for this page or for all (3Fh). */
static void
bb_sim_mmc_add_page (GByteArray *to, guint8 wanted, guint8 page, const guint8 *data, guint8 length_bytes)
{
    guint8 header[2] = {page, length_bytes};

    if (wanted != 0x3F && wanted != page)
        return;
    g_byte_array_append (to, header, sizeof header);
    g_byte_array_append (to, data, length_bytes);
}

/* Executes MODE SENSE(10) for the pages 01, 05, 0E and 2A, or for all of them (3F). Fails with 5/24/00 for another
 * page, and if the CDB asks for saved values. */
static void
bb_sim_mmc_mode_sense (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    g_autoptr (GByteArray) data = g_byte_array_new ();
    guint8 wanted = command->cdb.bytes[2] & 0x3F;
    guint8 medium = drive->tray_open ? 0x71 : (bb_sim_mmc_has_disc (drive) ? 0x01 : 0x70);
    guint8 header[8] = {0, 0, medium};
    guint8 recovery[10] = {0xC0, 0x20};
    guint8 write[50] = {0x42, 0x05, 0x08, 0x10};
    guint8 audio[14] = {0x04, 0, 0, 0, 0, 0x4B, 0x01, 0xFF, 0x02, 0xFF};
    guint8 capabilities[30] = {0x3F, 0x37, 0xF1, 0x77, 0x29, 0x23, 0x10, 0x89, 0x01, 0x00, 0x08, 0x00, 0x10, 0x89};

    if (drive->locked)
        capabilities[4] |= 0x02;
    capabilities[16] = 0x10; /* current write speed 4234 kB/s, equal to the maximum */
    capabilities[17] = 0x89;
    g_byte_array_append (data, header, sizeof header);
    bb_sim_mmc_add_page (data, wanted, 0x01, recovery, sizeof recovery);
    bb_sim_mmc_add_page (data, wanted, 0x05, write, sizeof write);
    bb_sim_mmc_add_page (data, wanted, 0x0E, audio, sizeof audio);
    bb_sim_mmc_add_page (data, wanted, 0x2A, capabilities, sizeof capabilities);
    if (data->len == sizeof header || (command->cdb.bytes[2] & 0xC0) == 0xC0) {
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    data->data[0] = (guint8) ((data->len - 2) >> 8);
    data->data[1] = (guint8) (data->len - 2);
    bb_sim_answer_data (answer, data->data, data->len, bb_sim_get_be16 (command->cdb.bytes + 7));
}

/* Executes GET EVENT STATUS NOTIFICATION: answers with the state of tray and disc, or with "no event" if the CDB does
 * not ask for the class media. Fails with 5/24/00 unless the CDB asks for polled mode. */
static void
bb_sim_mmc_event_status (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 none[4] = {0, 2, 0x80, 0x10};
    guint8 media[8] = {0, 6, 0x04, 0x10, 0, 0, 0, 0};

    if ((command->cdb.bytes[1] & 0x01) == 0) { /* only polled mode is supported */
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
        return;
    }
    if ((command->cdb.bytes[4] & 0x10) == 0) {
        bb_sim_answer_data (answer, none, sizeof none, bb_sim_get_be16 (command->cdb.bytes + 7));
        return;
    }
    media[5] = (drive->tray_open ? 0x01 : 0x00) | (bb_sim_mmc_has_disc (drive) ? 0x02 : 0x00);
    bb_sim_answer_data (answer, media, sizeof media, bb_sim_get_be16 (command->cdb.bytes + 7));
}

/* Executes START STOP UNIT: opens the tray, which fails with 5/53/02 while it is locked, or closes it. If a tray with
 * a disc closes, queues the unit attention 6/28/00 (changed medium). Other operations do nothing. */
static void
bb_sim_mmc_start_stop (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    switch (command->cdb.bytes[4] & 0x03) {
    case 0x02:
        if (drive->locked) {
            bb_sim_answer_sense (answer, 0x05, 0x53, 0x02);
            return;
        }
        drive->tray_open = TRUE;
        answer->took_us += 1500000;
        break;
    case 0x03:
        if (drive->tray_open && drive->config->disc != BB_SIM_DISC_NONE)
            bb_sim_drive_attention (drive, 0x28, 0x00);
        drive->tray_open = FALSE;
        answer->took_us += 1500000;
        break;
    default:
        break;
    }
}

/* Executes MECHANISM STATUS, which reports only whether the tray is open. */
static void
bb_sim_mmc_mechanism_status (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 data[8] = {0, drive->tray_open ? 0x10 : 0x00};

    bb_sim_answer_data (answer, data, sizeof data, bb_sim_get_be16 (command->cdb.bytes + 8));
}

/* Executes REPORT LUNS: answers that there is only LUN 0. */
static void
bb_sim_mmc_report_luns (const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 data[16] = {0, 0, 0, 8};

    bb_sim_answer_data (answer, data, sizeof data, bb_sim_get_be32 (command->cdb.bytes + 6));
}

typedef void (*BbSimHandler) (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer);

static const struct {
    guint8 opcode;
    BbSimHandler handler;
} bb_sim_mmc_handlers[] = {
    {0x12, bb_sim_mmc_inquiry},      {0x1B, bb_sim_mmc_start_stop}, {0x46, bb_sim_mmc_get_configuration},
    {0x4A, bb_sim_mmc_event_status}, {0x5A, bb_sim_mmc_mode_sense}, {0xBD, bb_sim_mmc_mechanism_status},
};

void
bb_sim_mmc_execute (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    switch (command->cdb.bytes[0]) {
    case 0x00:
        bb_sim_mmc_needs_disc (drive, answer);
        return;
    case 0x1E:
        drive->locked = (command->cdb.bytes[4] & 0x01) != 0;
        return;
    case 0xA0:
        bb_sim_mmc_report_luns (command, answer);
        return;
    case 0x01: /* REZERO UNIT */
    case 0x35: /* SYNCHRONIZE CACHE */
    case 0x55: /* MODE SELECT(10): accepted, but the pages are not stored */
    case 0xBB: /* SET CD SPEED */
        return;
    default:
        break;
    }
    for (gsize i = 0; i < G_N_ELEMENTS (bb_sim_mmc_handlers); i++) {
        if (bb_sim_mmc_handlers[i].opcode == command->cdb.bytes[0]) {
            bb_sim_mmc_handlers[i].handler (drive, command, answer);
            return;
        }
    }
    if (!bb_sim_mmc_execute_disc (drive, command, answer))
        bb_sim_answer_sense (answer, 0x05, 0x20, 0x00);
}
