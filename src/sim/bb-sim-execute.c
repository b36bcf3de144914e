/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-execute.h"

#include "bb-sim-mmc.h"

#include <string.h>

/* Time that a command takes, unless the family sets another time: 300 us, plus 1 us for each 20 bytes of data. */
#define COMMAND_US 300
#define BYTES_A_US 20

/*
 * TRUE for commands that neither report nor clear a pending unit attention (SPC-4 5.14, MMC-6 4.2.3): INQUIRY, REPORT
 * LUNS, GET CONFIGURATION and GET EVENT STATUS NOTIFICATION; with the quirk "strict-attention", only INQUIRY. The
 * caller handles REQUEST SENSE.
 */
static gboolean
bb_sim_drive_passes_attention (BbSimDrive *drive, guint8 opcode)
{
    switch (opcode) {
    case 0x12:
        return TRUE;
    case 0xA0:
    case 0x46:
    case 0x4A:
        return !bb_sim_drive_has_quirk (drive, BB_SIM_QUIRK_STRICT_ATTENTION);
    default:
        return FALSE;
    }
}

/* TRUE for commands that a busy drive executes: INQUIRY, and the commands for which `passes_busy` of the family is
 * TRUE. */
static gboolean
bb_sim_drive_passes_busy (BbSimDrive *drive, const BbSimCommand *command)
{
    return command->cdb.bytes[0] == 0x12 ||
           (drive->family->passes_busy != NULL && drive->family->passes_busy (drive, command));
}

/* Sets @answer to the answer of the drive. The first case that applies:
 * - REQUEST SENSE: returns the sense code of the busy state or of the pending unit attention as data, and clears the
 *   unit attention unless the drive is busy.
 * - The drive is busy: 2/04/xx, unless bb_sim_drive_passes_busy() is TRUE.
 * - A unit attention is pending: reports and clears it, unless bb_sim_drive_passes_attention() is TRUE.
 * - WRITE BUFFER that reads data from the drive: 5/24/00.
 * - Any other command: executed by the family or, if the family leaves it, by the core. */
static void
bb_sim_drive_dispatch (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    guint8 opcode = command->cdb.bytes[0];
    gboolean busy = drive->now_us < drive->busy_until_us;
    guint32 attention = drive->attentions->len > 0 ? g_array_index (drive->attentions, guint32, 0) : 0;

    if (opcode == 0x03) {
        /* REQUEST SENSE reports and clears a pending unit attention. */
        if (!busy && attention != 0)
            g_array_remove_index (drive->attentions, 0);
        bb_sim_mmc_request_sense (command, answer, busy ? 0x020400u | drive->busy_ascq : attention);
        return;
    }
    if (busy && !bb_sim_drive_passes_busy (drive, command)) {
        bb_sim_answer_sense (answer, 0x02, 0x04, drive->busy_ascq);
        memcpy (answer->sense_more, drive->busy_sense_more, sizeof answer->sense_more);
        return;
    }
    if (attention != 0 && !bb_sim_drive_passes_attention (drive, opcode)) {
        g_array_remove_index (drive->attentions, 0);
        bb_sim_answer_sense (answer, 0x06, (guint8) (attention >> 8), (guint8) attention);
        return;
    }
    /* WRITE BUFFER (3Bh) from a host that wants to receive data: there is nothing to write. */
    if (opcode == 0x3B && command->length_bytes > 0 && command->out == NULL)
        bb_sim_answer_sense (answer, 0x05, 0x24, 0x00);
    else if (!drive->family->exec (drive, command, answer))
        bb_sim_mmc_execute (drive, command, answer);
}

void
bb_sim_drive_execute (BbSimDrive *drive, const BbSimCommand *command, BbSimAnswer *answer)
{
    answer->status = BB_STATUS_GOOD;
    answer->moved_bytes = command->direction == BB_DIRECTION_OUT ? command->length_bytes : 0;
    answer->took_us = COMMAND_US + (gint64) (command->length_bytes / BYTES_A_US);
    answer->never = FALSE;
    drive->flash_refused = FALSE;
    drive->lost_power = FALSE;
    drive->work_bytes = 0;
    drive->worked_bytes = 0;
    if (drive->family->tick != NULL)
        drive->family->tick (drive);
    bb_sim_drive_dispatch (drive, command, answer);
    drive->now_us += answer->took_us;
}
