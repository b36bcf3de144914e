/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-sim-programming.h"

#include <string.h>

gboolean
bb_sim_programming_take_due (const BbSimDrive *drive, gint64 *due_us)
{
    if (*due_us == 0 || drive->now_us < *due_us)
        return FALSE;
    *due_us = 0;
    return TRUE;
}

double
bb_sim_programming_get_left (const BbSimDrive *drive, gint64 ends_us, guint64 all_ms)
{
    return CLAMP ((double) (ends_us - drive->now_us) / (double) (MAX (all_ms, 1) * 1000), 0.0, 1.0);
}

void
bb_sim_programming_erase (BbSimDrive *drive, guint32 address, guint32 length_bytes)
{
    g_autofree guint8 *erased = g_malloc (MAX (length_bytes, 1));

    memset (erased, 0xFF, length_bytes);
    bb_sim_drive_poke (drive, address, erased, length_bytes);
}

void
bb_sim_programming_erase_rest (BbSimDrive *drive, guint32 length_bytes, double left)
{
    guint32 left_bytes = MAX ((guint32) (length_bytes * left), 1);

    bb_sim_programming_erase (drive, length_bytes - left_bytes, left_bytes);
}
