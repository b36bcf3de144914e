/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scsi/bb-scsi.h"

G_BEGIN_DECLS

/* Commands that tests send through a transport of the kernel's sg driver. */

/** room: buffer for the data of command_in(). */
extern guint8 room[8];

/** command_in: Returns a command that reads 8 bytes to @room, and clears @room. */
BbCommand command_in (void);
/** command_out: Returns a command that sends the four bytes DE AD BE EF. */
BbCommand command_out (void);

G_END_DECLS
