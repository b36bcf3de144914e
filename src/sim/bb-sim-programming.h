/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"

G_BEGIN_DECLS

/* What families share whose drives go on programming after the command that started it. */

/**
 * bb_sim_programming_take_due:
 * @due_us: (inout): the time at which the drive does something by itself, such as to end programming; 0: at none
 *
 * Returns: %TRUE if that time has come; sets @due_us to 0 then
 */
gboolean bb_sim_programming_take_due (const BbSimDrive *drive, gint64 *due_us);

/** bb_sim_programming_get_left: Returns which part (0..1) is left of an operation that takes @all_ms and ends at
 * @ends_us. */
double bb_sim_programming_get_left (const BbSimDrive *drive, gint64 ends_us, guint64 all_ms);

/** bb_sim_programming_erase: for @power_lost of #BbSimFamily: leaves a range erased that was not programmed yet. */
void bb_sim_programming_erase (BbSimDrive *drive, guint32 address, guint32 length_bytes);

/** bb_sim_programming_erase_rest: as bb_sim_programming_erase(), for the last part @left (0..1) of the first
 * @length_bytes of the memory, at least one byte. */
void bb_sim_programming_erase_rest (BbSimDrive *drive, guint32 length_bytes, double left);

G_END_DECLS
