/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bb-sim-drive.h"

G_BEGIN_DECLS

/* Functions for families whose drives first answer the command that programs an image, and then program the image. */

/**
 * bb_sim_programming_take_due:
 * @due_us: (inout): the time at which the drive does something by itself, such as to end programming; 0: never
 *
 * Returns: %TRUE, after setting @due_us to 0, if that time has come
 */
gboolean bb_sim_programming_take_due (const BbSimDrive *drive, gint64 *due_us);

/** bb_sim_programming_get_left: returns the fraction (0..1) of an operation that the drive has not done yet.
 * @ends_us: time at which the operation ends; @all_ms: duration of the whole operation */
double bb_sim_programming_get_left (const BbSimDrive *drive, gint64 ends_us, guint64 all_ms);

/** bb_sim_programming_erase: sets a range to FF, without faults. To be called by `power_lost` of #BbSimFamily for the
 * range that was erased and not programmed yet. */
void bb_sim_programming_erase (BbSimDrive *drive, guint32 address, guint32 length_bytes);

/** bb_sim_programming_erase_rest: sets the last part of the first @length_bytes of the memory to FF, as
 * bb_sim_programming_erase() does. @left: length of that part as a fraction (0..1) of @length_bytes; at least one
 * byte is set */
void bb_sim_programming_erase_rest (BbSimDrive *drive, guint32 length_bytes, double left);

G_END_DECLS
