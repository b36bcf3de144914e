/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-recover-save.h"

#include "bb-flow-inspect.h"
#include "bb-flow-unknown.h"

#include <glib/gi18n-lib.h>

/* TRUE if the user agreed to overwrite firmware that cannot be saved: by giving a file, by the policy RETRY, or by
 * the flag WITHOUT_BACKUP. */
static gboolean
bb_recover_may_lose (BbFlow *flow, const BbRecoveryImages *images)
{
    const BbJobRequest *request = flow->request;

    return images->given || request->on_failure == BB_ON_FAILURE_RETRY ||
           (request->flags & BB_JOB_FLAG_WITHOUT_BACKUP) != 0;
}

/* TRUE if an interrupted flash with the images in @images can have left the firmware in @captures. Such firmware is
 * a mix of these images, so it need not be saved. */
static gboolean
bb_recover_is_explained (BbFlow *flow, const BbRecoveryImages *images, BbCaptures *captures)
{
    g_autoptr (GPtrArray) known = g_ptr_array_new ();
    g_autoptr (GBytes) inside = flow->family->make_image (flow->facts, captures, flow->env->catalog, NULL);

    if (images->finish != NULL)
        g_ptr_array_add (known, images->finish);
    if (images->back != NULL)
        g_ptr_array_add (known, images->back);
    return inside != NULL && !bb_flow_has_other_data (captures, inside, known);
}

/*
 * TRUE if a flash was interrupted and the saved firmware has data that this flash cannot have left. FALSE also if the
 * old or the new image of the flash is not known. Sets @inside of @images to the saved firmware; %NULL if it was not
 * saved, cannot be loaded or mixes two revisions.
 */
static gboolean
bb_recover_is_foreign (BbFlow *flow, BbRecoveryImages *images)
{
    const BbJournalRecord *record = images->recorded.record;

    g_clear_object (&images->inside);
    if (images->saved != NULL && images->saved->contradiction == NULL)
        images->inside = bb_backup_store_load_image (flow->env->store, images->saved, flow->env->catalog, NULL);
    return record != NULL && record->endangered && images->inside != NULL && images->finish != NULL &&
           images->back != NULL && bb_flow_is_foreign_firmware (images->inside, images->finish, images->back);
}

/* Returns the reason, for the manifest, of a backup of firmware whose origin is unknown. */
static const char *
bb_recover_get_unknown_reason (void)
{
    /* TRANSLATORS: why a backup was made */
    return N_ ("Before recovery (drive had firmware of unknown origin)");
}

/* Saving the firmware of the drive may have shown that the backup to restore mixes two revisions. If so, adds a note
 * and replaces backup and @back of @images by the newest trusted backup and its image. Otherwise does nothing. */
static void
bb_recover_choose_backup_again (BbFlow *flow, BbRecoveryImages *images)
{
    g_autoptr (BbBackup) fresh = images->recorded.backup != NULL
                                     ? bb_backup_store_get (flow->env->store, images->recorded.backup->id, NULL)
                                     : NULL;

    if (fresh == NULL || fresh->contradiction == NULL)
        return;
    bb_flow_note_code (flow, BB_NOTE_MIXED_BACKUP, fresh->id);
    g_clear_object (&images->back);
    bb_backup_unref (images->recorded.backup);
    images->recorded.backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    bb_recover_load_backup (flow, images);
}

/* Sets the member saved of @images to the backup of @saved. Adds a note if that backup is unproven. */
static void
bb_recover_set_saved (BbFlow *flow, BbRecoveryImages *images, const BbSaved *saved)
{
    BbBackup *backup = bb_saved_get_backup (saved);

    if (backup->unproven)
        bb_flow_note_code (flow, BB_NOTE_UNPROVEN, backup->id);
    g_clear_pointer (&images->saved, bb_backup_unref);
    images->saved = bb_backup_ref (backup);
}

/* --- a drive in recovery mode --- */

BbCaptures *
bb_recover_read (BbFlow *flow, BbRecoveryImages *images)
{
    if (!images->is_read)
        images->read =
            bb_flow_read_inside (flow, images->finish != NULL ? images->finish : images->back, &images->is_stable);
    images->is_read = TRUE;
    return images->read;
}

/*
 * TRUE if the user may keep the saved firmware of a drive in recovery mode. To keep it, the drive must leave that
 * mode and start this firmware. If the firmware does not run, the drive may never enter recovery mode again. So all
 * of these are required:
 * - the user gave no file
 * - the interrupted flash cannot have left this firmware
 * - two successive reads are equal, and no block is blank
 * - all parts are of one revision, and a checksum in the firmware is right
 * - the drive did not refuse to start the firmware
 * Sets @inside of @images as bb_recover_is_foreign() does, unless an earlier check fails.
 */
static gboolean
bb_recover_may_keep_inside (BbFlow *flow, BbRecoveryImages *images)
{
    g_autofree char *why = NULL;
    BbImageIdentity *inside;

    if (images->given || images->stays_in_mode || !images->is_stable || flow->family->plan_wake == NULL ||
        flow->family->inspect->compare (flow->facts, images->read, NULL, &why) == BB_INSIDE_BROKEN)
        return FALSE;
    if (!bb_recover_is_foreign (flow, images))
        return FALSE;
    inside = bb_image_get_identity (images->inside);
    return inside->problem == NULL && inside->checksum == BB_CHECKSUM_GOOD;
}

gboolean
bb_recover_save_inside (BbFlow *flow, BbRecoveryImages *images, GError **error)
{
    g_autoptr (BbSaved) saved = NULL;
    g_autoptr (GError) local_error = NULL;

    if (flow->facts->condition != BB_CONDITION_SPECIAL || bb_recover_read (flow, images) == NULL ||
        bb_recover_is_explained (flow, images, images->read))
        return TRUE;
    saved = bb_saved_new_inside (flow, images->identified, &images->recorded, images->read,
                                 bb_recover_get_unknown_reason (), &local_error);
    if (saved != NULL) {
        bb_recover_set_saved (flow, images, saved);
        bb_recover_choose_backup_again (flow, images);
        images->is_overwritten = bb_recover_may_keep_inside (flow, images);
        return TRUE;
    }
    if (!bb_recover_may_lose (flow, images)) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    (void) bb_flow_note_error (flow, local_error);
    return TRUE;
}

/* --- a drive that runs its firmware --- */

/*
 * Reads the firmware and saves it as an unproven backup with the reason @why. FALSE with an error if reading or
 * saving failed. Sets:
 * - @saved of @images: that backup, or an earlier backup with equal firmware
 * - the captures in @recorded of @images: the data that was read
 * - @backup of the result (@draft of @flow): the backup to restore, after bb_recover_choose_backup_again()
 * - @read (out) (nullable): the firmware that was read, even if it could not be saved
 */
static gboolean
bb_recover_try_to_save (BbFlow *flow, BbRecoveryImages *images, const char *why, BbCaptures **read, GError **error)
{
    g_autoptr (BbSaved) saved = bb_saved_new_unproven (flow, images->identified, why, read, error);

    if (saved != NULL) {
        bb_recover_set_saved (flow, images, saved);
        images->recorded.captures = bb_captures_ref (bb_saved_get_captures (saved));
    }
    bb_recover_choose_backup_again (flow, images);
    g_clear_pointer (&flow->draft.backup, bb_backup_unref);
    flow->draft.backup = images->recorded.backup != NULL ? bb_backup_ref (images->recorded.backup) : NULL;
    return saved != NULL;
}

void
bb_recover_save_running (BbFlow *flow, BbRecoveryImages *images, const char *why)
{
    g_autoptr (BbCaptures) read = NULL;
    g_autoptr (GError) error = NULL;

    if (!bb_recover_try_to_save (flow, images, why, &read, &error))
        (void) bb_flow_note_error (flow, error);
}

/* Sets @is_overwritten and @is_writer_unknown of @images by the revision in @facts (nullable), the facts of the
 * running firmware. */
static void
bb_recover_find_writer (BbRecoveryImages *images, BbFacts *facts)
{
    BbJournalRecord *record = images->recorded.record;

    images->is_overwritten = record != NULL && bb_journal_record_runs_other (record, facts);
    images->is_writer_unknown = images->is_overwritten && !bb_journal_record_was_overwritten (record, facts);
}

gboolean
bb_recover_save_unknown (BbFlow *flow, BbRecoveryImages *images, GError **error)
{
    g_autoptr (BbCaptures) read = NULL;
    g_autoptr (GError) local_error = NULL;
    g_autofree char *why = NULL;
    gboolean is_running = FALSE;
    gboolean is_foreign;

    /* The failure that made the condition unknown may have been temporary, so the drive is probed again.
     */
    if (flow->facts->condition == BB_CONDITION_UNKNOWN)
        bb_flow_restore_normal_mode (flow);
    is_running = flow->facts->condition == BB_CONDITION_NORMAL;
    /* @is_overwritten depends on the facts of the running firmware. If the firmware does not run now, the facts from
     * the first identification in this job are used. */
    bb_recover_find_writer (images, is_running ? flow->facts : bb_identified_get_seen (images->identified));
    if (!is_running)
        return TRUE;
    if (bb_flow_get_backup_kind (flow, &why) != BB_BACKUP_FULL)
        return TRUE;
    if (!bb_recover_try_to_save (flow, images, bb_recover_get_unknown_reason (), &read, &local_error)) {
        /* If the firmware was read but could not be saved, returns an error, so that the user can repair the disk and
         * try again. Firmware that cannot be read can never be saved, so the recovery continues. */
        if (read != NULL && !bb_recover_may_lose (flow, images) && !bb_recover_is_explained (flow, images, read)) {
            g_propagate_error (error, g_steal_pointer (&local_error));
            return FALSE;
        }
        (void) bb_flow_note_error (flow, local_error);
    }
    /* If the firmware may mix two revisions, the user is not asked whether to keep it. */
    if (images->saved != NULL && images->saved->contradiction != NULL)
        images->is_overwritten = FALSE;
    is_foreign = bb_recover_is_foreign (flow, images);
    /* The content shows who wrote the firmware even if the image names no revision. */
    if (is_foreign ||
        (images->is_writer_unknown && images->inside != NULL && images->finish != NULL && images->back != NULL)) {
        images->is_overwritten = is_foreign;
        /* If it is unknown which firmware the drive had, foreign firmware may be that firmware. */
        images->is_writer_unknown =
            is_foreign && bb_journal_record_get_revision_before (images->recorded.record) == NULL;
    }
    return TRUE;
}
