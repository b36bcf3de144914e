/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-recovery-memory.h"

#include "app/bb-settings.h"

#include <stdio.h>

/* Steps that were stored longer ago do not count. */
#define BB_MEMORY_LONGEST_US (24 * G_TIME_SPAN_HOUR)

/* Returns (transfer full) the name under which the steps of @drive are stored: its serial number, because a step may
 * ask for another port; its port if it reports no serial number. */
static char *
bb_recovery_memory_dup_key (BbEngineDrive *drive)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));
    g_autofree char *place = bb_engine_drive_dup_place (drive);
    gboolean has_serial = details != NULL && details->serial != NULL && *details->serial != '\0';

    return g_uri_escape_string (has_serial ? details->serial : place, NULL, FALSE);
}

/* Returns when the first page of a recovery was made in this program, in µs since 1970. */
static gint64
bb_recovery_memory_get_start (void)
{
    static gint64 start;

    if (start == 0)
        start = g_get_real_time ();
    return start;
}

void
bb_recovery_memory_save (BbEngineDrive *drive, const BbRescueTries *tries)
{
    g_autofree char *key = NULL;
    g_autofree char *text = NULL;

    g_return_if_fail (BB_IS_ENGINE_DRIVE (drive) && tries != NULL);

    bb_recovery_memory_get_start ();
    key = bb_recovery_memory_dup_key (drive);
    text = g_strdup_printf ("%" G_GINT64_FORMAT " %u %u %u", g_get_real_time (), tries->tried, tries->skipped,
                            tries->by_hand);
    bb_settings_set_steps (bb_settings_get (), key, text);
}

void
bb_recovery_memory_forget (BbEngineDrive *drive)
{
    g_autofree char *key = NULL;

    g_return_if_fail (BB_IS_ENGINE_DRIVE (drive));

    key = bb_recovery_memory_dup_key (drive);
    bb_settings_set_steps (bb_settings_get (), key, NULL);
}

gboolean
bb_recovery_memory_note_result (BbEngineDrive *drive, BbResult *result)
{
    g_return_val_if_fail (drive == NULL || BB_IS_ENGINE_DRIVE (drive), FALSE);
    g_return_val_if_fail (result != NULL, FALSE);

    /* After a conversion the drive still needs new firmware, which is a step of the same recovery. */
    if (result->outcome != BB_OUTCOME_DONE || !bb_action_writes (result->action) ||
        result->action == BB_ACTION_CONVERT)
        return FALSE;
    if (drive != NULL)
        bb_recovery_memory_forget (drive);
    return TRUE;
}

gboolean
bb_recovery_memory_load (BbEngineDrive *drive, BbRescueTries *tries)
{
    gint64 start = bb_recovery_memory_get_start ();
    g_autofree char *key = NULL;
    g_autofree char *text = NULL;
    BbRescueTries stored = {0};
    gint64 time_us = 0;
    int n_read;

    g_return_val_if_fail (BB_IS_ENGINE_DRIVE (drive) && tries != NULL, FALSE);

    key = bb_recovery_memory_dup_key (drive);
    text = bb_settings_dup_steps (bb_settings_get (), key);
    if (text == NULL)
        return FALSE;
    n_read =
        sscanf (text, "%" G_GINT64_FORMAT " %u %u %u", &time_us, &stored.tried, &stored.skipped, &stored.by_hand);
    if (n_read != 4 || time_us >= start || time_us < start - BB_MEMORY_LONGEST_US) {
        bb_recovery_memory_forget (drive);
        return FALSE;
    }
    *tries = stored;
    return TRUE;
}
