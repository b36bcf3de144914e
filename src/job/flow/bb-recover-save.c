/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-recover-save.h"

#include "bb-flow-inspect.h"
#include "bb-flow-unknown.h"

#include <glib/gi18n-lib.h>

/* (nullable): the firmware of a drive in recovery mode; read once. */
BbCaptures *
bb_recover_read (BbFlow *flow, BbRecoveryImages *images)
{
    if (!images->is_read)
        images->read = bb_flow_read_inside (flow, images->finish != NULL ? images->finish : images->back);
    images->is_read = TRUE;
    return images->read;
}

/* TRUE if each byte that was read is erased or equal to an image of the recovery. */
static gboolean
bb_recover_is_explained (BbFlow *flow, const BbRecoveryImages *images)
{
    g_autoptr (GPtrArray) known = g_ptr_array_new ();
    g_autoptr (GBytes) inside = flow->family->make_image (flow->facts, images->read, flow->env->catalog, NULL);

    if (images->finish != NULL)
        g_ptr_array_add (known, images->finish);
    if (images->back != NULL)
        g_ptr_array_add (known, images->back);
    return inside != NULL && !bb_flow_has_other_data (images->read, inside, known);
}

/* Label of a backup with firmware that another program wrote. */
static const char *
bb_recover_get_unknown_label (void)
{
    return _ ("Before recovery; firmware of unknown origin");
}

/*
 * A drive in recovery mode may contain firmware of another program that no backup has. It is saved before it is
 * overwritten. FALSE if it could not be saved and the user did not agree to continue.
 */
gboolean
bb_recover_save_inside (BbFlow *flow, BbRecoveryImages *images, GError **error)
{
    const BbJobRequest *request = flow->request;
    g_autoptr (BbSaved) saved = NULL;
    g_autoptr (GError) local_error = NULL;

    if (flow->facts->condition != BB_CONDITION_SPECIAL || bb_recover_read (flow, images) == NULL ||
        bb_recover_is_explained (flow, images))
        return TRUE;
    saved = bb_saved_new_inside (flow, images->identified, &images->recorded, images->read,
                                 /* TRANSLATORS: why a backup was made */
                                 bb_recover_get_unknown_label (), &local_error);
    if (saved != NULL) {
        if (bb_saved_get_backup (saved)->unproven)
            bb_flow_note_code (flow, BB_NOTE_UNPROVEN, bb_saved_get_backup (saved)->id);
        return TRUE;
    }
    if (!images->given && request->on_failure != BB_ON_FAILURE_RETRY &&
        (request->flags & BB_JOB_FLAG_WITHOUT_BACKUP) == 0) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    (void) bb_flow_note_error (flow, local_error);
    return TRUE;
}

/* The new backup may have marked the backup to restore as mixed; then the next newest one is chosen. */
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

/* Saves running firmware that cannot be restored later. The backup to restore stays the same. */
void
bb_recover_save_running (BbFlow *flow, BbRecoveryImages *images, const char *why)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbSaved) saved = bb_saved_new_unproven (flow, images->identified, why, &error);

    if (saved == NULL)
        (void) bb_flow_note_error (flow, error);
    if (saved != NULL) {
        bb_flow_note_code (flow, BB_NOTE_UNPROVEN, bb_saved_get_backup (saved)->id);
        images->recorded.captures = bb_captures_ref (bb_saved_get_captures (saved));
        images->saved = bb_backup_ref (bb_saved_get_backup (saved));
    }
    bb_recover_choose_backup_again (flow, images);
    g_clear_pointer (&flow->draft.backup, bb_backup_unref);
    flow->draft.backup = images->recorded.backup != NULL ? bb_backup_ref (images->recorded.backup) : NULL;
}

/*
 * The drive runs firmware that is neither image of the journal: another program may have written it. It may be
 * incomplete, so it is saved before it is overwritten.
 */
void
bb_recover_save_unknown (BbFlow *flow, BbRecoveryImages *images)
{
    BbJournalRecord *record = images->recorded.record;
    g_autofree char *why = NULL;

    if (flow->facts->condition != BB_CONDITION_NORMAL)
        return;
    images->is_overwritten = record != NULL && bb_journal_record_was_overwritten (record, flow->facts);
    if (bb_flow_get_backup_kind (flow, &why) != BB_BACKUP_FULL)
        return;
    /* TRANSLATORS: why a backup was made */
    bb_recover_save_running (flow, images, bb_recover_get_unknown_label ());
    /* Firmware that may mix two revisions is not offered to be kept. */
    if (images->saved != NULL && images->saved->contradiction != NULL)
        images->is_overwritten = FALSE;
    else if (images->saved != NULL)
        images->inside = bb_backup_store_load_image (flow->env->store, images->saved, flow->env->catalog, NULL);
    if (record != NULL && record->endangered && images->inside != NULL && images->finish != NULL &&
        images->back != NULL && bb_flow_is_foreign_firmware (images->inside, images->finish, images->back))
        images->is_overwritten = TRUE;
}
