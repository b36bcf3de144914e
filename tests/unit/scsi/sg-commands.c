/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sg-commands.h"

#include "scsi/bb-bytes.h"

#include <string.h>

guint8 room[8];

BbCommand
command_in (void)
{
    BbCommand command = {.direction = BB_DIRECTION_IN, .in = room, .length_bytes = sizeof room, .timeout_ms = 1500};

    memset (room, 0, sizeof room);
    command.cdb = BB_CDB (0x3C, 2, 0, BB_BE24 (0x10), BB_BE24 (sizeof room), 0);
    return command;
}

BbCommand
command_out (void)
{
    static const guint8 data[4] = {0xde, 0xad, 0xbe, 0xef};
    BbCommand command = {.direction = BB_DIRECTION_OUT, .out = data, .length_bytes = 4, .timeout_ms = 60000};

    command.cdb = BB_CDB (0x3B, 7, 0, BB_BE24 (0), BB_BE24 (sizeof data), 0);
    return command;
}
