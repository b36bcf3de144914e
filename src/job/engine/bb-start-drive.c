/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-start-drive.h"

/* TRUE if @drive has no facts, and either its state is unknown or a job is running on it. Such a drive may still turn
 * out to be one that can be flashed. */
static gboolean
bb_start_drive_is_open (BbEngineDrive *drive)
{
    return bb_engine_drive_get_facts (drive) == NULL &&
           (bb_engine_drive_get_state (drive) == BB_DRIVE_STATE_UNKNOWN || bb_engine_drive_get_job (drive) != NULL);
}

BbEngineDrive *
bb_start_drive_find (BbEngine *engine, const char *last_place)
{
    GListModel *drives = bb_engine_get_drives (engine);
    guint n_drives = g_list_model_get_n_items (drives);
    BbEngineDrive *last = NULL;

    if (n_drives > 1 && last_place != NULL)
        last = bb_engine_find_place (engine, last_place);
    if (last != NULL || n_drives < 2)
        return last != NULL ? last : g_list_model_get_item (drives, 0);
    for (guint i = 0; i < n_drives; i++) {
        g_autoptr (BbEngineDrive) drive = g_list_model_get_item (drives, i);

        if (bb_start_drive_is_open (drive))
            return NULL;
        if (bb_engine_drive_get_state (drive) == BB_DRIVE_STATE_READY &&
            (bb_engine_drive_get_can (drive) & BB_CAN_FLASH) != 0)
            return g_steal_pointer (&drive);
    }
    return g_list_model_get_item (drives, 0);
}
