/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-backup-use.h"
#include "bb-flow-flash.h"
#include "bb-flow-inspect.h"
#include "bb-flow-recover.h"
#include "bb-flow-review.h"
#include "bb-flow-store.h"

/* TRUE if @image (nullable) may mix two revisions. */
static gboolean
bb_rollback_is_mixed (BbFlow *flow, BbImage *image)
{
    return bb_flow_is_image_mixed (flow, image, bb_identified_is_interrupted (flow->identified));
}

/* Returns (transfer full) the backup that bb_backup_find_to_restore() finds if backups whose firmware may mix two
 * revisions are ignored; a note names each ignored one. If there is no other, returns the first ignored backup. %NULL
 * with an error if there is no backup. */
static BbBackup *
bb_rollback_choose_backup (BbFlow *flow, GError **error)
{
    g_autoptr (GPtrArray) backups = bb_backup_store_list (flow->env->store, NULL);
    g_autoptr (BbBackup) mixed = NULL;
    BbBackup *backup;

    bb_backups_find_uses (backups);
    while ((backup = bb_backup_find_to_restore (backups, flow->details, flow->facts)) != NULL) {
        g_autoptr (BbImage) image = bb_backup_store_load_image (flow->env->store, backup, flow->env->catalog, NULL);

        if (!bb_rollback_is_mixed (flow, image))
            return bb_backup_ref (backup);
        bb_flow_note_code (flow, BB_NOTE_MIXED_BACKUP, backup->id);
        if (mixed == NULL)
            mixed = bb_backup_ref (backup);
        g_ptr_array_remove (backups, backup);
    }
    if (mixed == NULL)
        (void) bb_job_error_set (error, BB_JOB_ERROR_NOT_FOUND, BB_JOB_PROBLEM_NO_BACKUP, NULL, NULL);
    return g_steal_pointer (&mixed);
}

/* Returns (transfer full) the backup that the request names, else that of bb_rollback_choose_backup(); %NULL with an
 * error. */
static BbBackup *
bb_rollback_find_backup (BbFlow *flow, GError **error)
{
    if (flow->request->backup_id != NULL)
        return bb_backup_store_get (flow->env->store, flow->request->backup_id, error);
    return bb_flow_knows_newest (flow, error) ? bb_rollback_choose_backup (flow, error) : NULL;
}

/* Sets @other_drive. TRUE if @backup is of this drive, or the user agreed to restore the backup of another drive.
 * FALSE with an error otherwise, and always if @backup is of a simulated drive and this drive is real. */
static gboolean
bb_rollback_may_restore (BbFlow *flow, BbBackup *backup, GError **error)
{
    BbConsentCase it = {
        .act = BB_ACTION_ROLLBACK,
        .condition = BB_CONDITION_NORMAL,
        .backup_kind = BB_BACKUP_FULL,
        .drive = flow->details->name,
    };

    if (bb_flow_is_backup_foreign (flow, backup))
        return bb_flow_refuse (error, BB_JOB_PROBLEM_SIMULATED_BACKUP, NULL, NULL);
    flow->other_drive = !bb_backup_is_of (backup, flow->details, flow->facts);
    it.other_drive = flow->other_drive;
    return bb_flow_check_consents (flow, &it, error);
}

/* Returns (transfer full) the image of the backup to restore, and sets @restored of the draft to that backup; %NULL
 * with an error, also if bb_rollback_may_restore() is FALSE or the image mixes two revisions. */
static BbImage *
bb_rollback_load (BbFlow *flow, GError **error)
{
    g_autoptr (BbBackup) backup = bb_rollback_find_backup (flow, error);
    g_autoptr (BbImage) image = NULL;

    if (backup == NULL || !bb_rollback_may_restore (flow, backup, error))
        return NULL;
    flow->draft.restored = bb_backup_ref (backup);
    image = bb_backup_store_load_image (flow->env->store, backup, flow->env->catalog, error);
    if (image == NULL || !bb_rollback_is_mixed (flow, image))
        return g_steal_pointer (&image);
    (void) bb_backup_refuse_mixed (backup, error);
    return NULL;
}

BbResult *
bb_flow_rollback (BbFlow *flow)
{
    g_autoptr (BbIdentified) identified = NULL;
    g_autoptr (BbImage) image = NULL;
    g_autoptr (GError) error = NULL;

    if (bb_flow_open (flow, TRUE, &error))
        identified = bb_identified_new (flow, BB_IDENTIFY_PLAIN, &error);
    if (identified != NULL)
        image = bb_rollback_load (flow, &error);
    if (image == NULL)
        return bb_flow_end_early (flow, error);
    if (bb_flow_has_no_firmware (flow))
        return bb_flow_recover_with (flow, identified, image);
    return bb_flow_flash_image (flow, identified, image);
}
