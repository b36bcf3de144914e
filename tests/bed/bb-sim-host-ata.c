/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-host-private.h"

#include <string.h>

/* ATA PASS-THROUGH(16) (SAT-4) to a PATA or SATA drive, as libata in the kernel answers it without the drive.
 * IDENTIFY PACKET DEVICE (ATA/ATAPI-7) returns the identity data that libata has read when the drive was connected.
 * Other ATA commands are aborted. */

#define ATA_PASS_THROUGH_16 0x85
#define ATA_IDENTIFY_PACKET_DEVICE 0xA1
#define ATA_COMMAND_BYTE 14
#define ATA_CK_COND 0x20
#define DESCRIPTOR_SENSE_BYTES 22

static void
bb_host_ata_put_word (guint8 *identity, guint word, guint16 value)
{
    identity[2 * word] = (guint8) value;
    identity[2 * word + 1] = (guint8) (value >> 8);
}

/* Writes @text (nullable) into @n_words words, padded with blanks. In texts of ATA, the first character of a word is
 * its high byte. */
static void
bb_host_ata_put_text (guint8 *identity, guint word, guint n_words, const char *text)
{
    gsize n_text = text != NULL ? strlen (text) : 0;

    for (gsize i = 0; i < 2 * (gsize) n_words; i++)
        identity[2 * word + (i ^ 1)] = i < n_text ? (guint8) text[i] : ' ';
}

gboolean
bb_host_ata_identity (const BbHostDrive *drive, guint8 *identity)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (drive->drive);
    g_autofree char *model = g_strdup_printf ("%s %s", details->vendor, details->product);

    if (details->bus != BB_BUS_SATA && details->bus != BB_BUS_PATA)
        return FALSE;
    memset (identity, 0, BB_HOST_ATA_IDENTITY_BYTES);
    bb_host_ata_put_word (identity, 0, 0x85C0); /* ATAPI, CD-ROM, removable, 12-byte commands */
    bb_host_ata_put_text (identity, 10, 10, details->serial);
    bb_host_ata_put_text (identity, 23, 4, details->revision);
    bb_host_ata_put_text (identity, 27, 20, model);
    bb_host_ata_put_word (identity, 49, 0x0F00); /* IORDY, LBA, DMA */
    bb_host_ata_put_word (identity, 53, 0x0006); /* words 64 to 70 and 88 are valid */
    bb_host_ata_put_word (identity, 63, 0x0007); /* multiword DMA 0 to 2 */
    bb_host_ata_put_word (identity, 64, 0x0003); /* PIO 3 and 4 */
    if (details->bus == BB_BUS_SATA)
        bb_host_ata_put_word (identity, 76, 0x0002); /* 1.5 Gbit/s */
    bb_host_ata_put_word (identity, 80, 0x00F0);     /* ATA/ATAPI-4 to 7 */
    bb_host_ata_put_word (identity, 82, 0x4010);     /* NOP, PACKET */
    bb_host_ata_put_word (identity, 83, 0x4000);
    bb_host_ata_put_word (identity, 85, 0x4010);
    bb_host_ata_put_word (identity, 87, 0x4000);
    bb_host_ata_put_word (identity, 88, 0x101F); /* UDMA 0 to 4, mode 4 selected */
    return TRUE;
}

/* TRUE for words of the serial number, the revision and the model. */
static gboolean
bb_host_ata_is_text (guint word)
{
    return (word >= 10 && word < 20) || (word >= 23 && word < 47);
}

void
bb_host_ata_swap_texts (guint8 *identity)
{
    for (guint word = 0; word < BB_HOST_ATA_IDENTITY_BYTES / 2; word++) {
        guint8 first = identity[2 * word];

        if (!bb_host_ata_is_text (word))
            continue;
        identity[2 * word] = identity[2 * word + 1];
        identity[2 * word + 1] = first;
    }
}

static void
bb_host_ata_put_sense (BbReply *reply, const guint8 *sense, gsize length_bytes)
{
    reply->status = BB_STATUS_CHECK_CONDITION;
    memcpy (reply->sense_bytes, sense, length_bytes);
    reply->sense_length_bytes = (guint8) length_bytes;
}

gboolean
bb_host_ata_execute (const BbHostDrive *drive, const BbCommand *command, BbReply *reply)
{
    /* Sense data for an aborted command, with the ATA registers of an ATAPI drive that got a command for disks. */
    static const guint8 aborted[DESCRIPTOR_SENSE_BYTES] = {0x72, 0x0B, 0, 0,    0, 0, 0,    14, 0x09, 0x0C, 0,
                                                           0x04, 0,    0, 0x01, 0, 0, 0x14, 0,  0xEB, 0xA0, 0x51};
    /* Sense data for success, with the ATA registers. It is returned only if the bit CK_COND of the CDB asks for
     * it. */
    static const guint8 done[DESCRIPTOR_SENSE_BYTES] = {0x72, 0x01, 0, 0x1D, 0, 0, 0, 14, 0x09, 0x0C, 0,
                                                        0,    0,    0, 0x01, 0, 0, 0, 0,  0,    0xA0, 0x50};
    guint8 identity[BB_HOST_ATA_IDENTITY_BYTES];

    if (command->cdb.bytes[0] != ATA_PASS_THROUGH_16 || !bb_host_ata_identity (drive, identity))
        return FALSE;
    *reply = (BbReply){.residual_bytes = command->length_bytes};
    if (command->cdb.bytes[ATA_COMMAND_BYTE] == ATA_IDENTIFY_PACKET_DEVICE && command->in != NULL) {
        gsize moved_bytes = MIN (command->length_bytes, sizeof identity);

        memcpy (command->in, identity, moved_bytes);
        reply->residual_bytes -= moved_bytes;
        if ((command->cdb.bytes[2] & ATA_CK_COND) == 0)
            return TRUE;
        bb_host_ata_put_sense (reply, done, sizeof done);
        return TRUE;
    }
    bb_host_ata_put_sense (reply, aborted, sizeof aborted);
    return TRUE;
}
