/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-recover-save.h"

#include "bb-flow-inspect.h"
#include "bb-flow-unknown.h"

#include <glib/gi18n-lib.h>

/* (nullable): the firmware of a drive in recovery mode; read once. */
BbCaptures *
bb_recover_read (BbFlow *flow, BbWays *ways)
{
    if (!ways->is_read)
        ways->read = bb_flow_read_inside (flow, ways->finish != NULL ? ways->finish : ways->back);
    ways->is_read = TRUE;
    return ways->read;
}

/* TRUE if each byte that was read is erased or equal to an image of the recovery. */
static gboolean
bb_recover_is_explained (BbFlow *flow, const BbWays *ways)
{
    g_autoptr (GPtrArray) images = g_ptr_array_new ();
    g_autoptr (GBytes) inside = flow->family->make_image (flow->facts, ways->read, flow->env->catalog, NULL);

    if (ways->finish != NULL)
        g_ptr_array_add (images, ways->finish);
    if (ways->back != NULL)
        g_ptr_array_add (images, ways->back);
    return inside != NULL && !bb_flow_has_other_data (ways->read, inside, images);
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
bb_recover_save_inside (BbFlow *flow, BbWays *ways, GError **error)
{
    const BbJobRequest *request = flow->request;
    g_autoptr (BbSaved) saved = NULL;
    g_autoptr (GError) local_error = NULL;

    if (flow->facts->condition != BB_CONDITION_SPECIAL || bb_recover_read (flow, ways) == NULL ||
        bb_recover_is_explained (flow, ways))
        return TRUE;
    saved = bb_saved_new_inside (flow, ways->identified, &ways->past, ways->read,
                                 /* TRANSLATORS: why a backup was made */
                                 bb_recover_get_unknown_label (), &local_error);
    if (saved != NULL) {
        if (bb_saved_get_backup (saved)->unproven)
            bb_flow_note_code (flow, BB_NOTE_UNPROVEN, bb_saved_get_backup (saved)->id);
        return TRUE;
    }
    if (!ways->given && request->on_failure != BB_ON_FAILURE_RETRY &&
        (request->flags & BB_JOB_FLAG_WITHOUT_BACKUP) == 0) {
        g_propagate_error (error, g_steal_pointer (&local_error));
        return FALSE;
    }
    (void) bb_flow_note_error (flow, local_error);
    return TRUE;
}

/* The new backup may have marked the backup to restore as mixed; then the next newest one is chosen. */
static void
bb_recover_choose_backup_again (BbFlow *flow, BbWays *ways)
{
    g_autoptr (BbBackup) fresh =
        ways->past.backup != NULL ? bb_backup_store_get (flow->env->store, ways->past.backup->id, NULL) : NULL;

    if (fresh == NULL || fresh->contradiction == NULL)
        return;
    bb_flow_note_code (flow, BB_NOTE_MIXED_BACKUP, fresh->id);
    g_clear_object (&ways->back);
    bb_backup_unref (ways->past.backup);
    ways->past.backup = bb_backup_store_newest (flow->env->store, flow->details, flow->facts);
    bb_recover_load_backup (flow, ways);
}

/* Saves running firmware that cannot be restored later. The backup to restore stays the same. */
void
bb_recover_save_running (BbFlow *flow, BbWays *ways, const char *why)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (BbSaved) saved = bb_saved_new_unproven (flow, ways->identified, why, &error);

    if (saved == NULL)
        (void) bb_flow_note_error (flow, error);
    if (saved != NULL) {
        bb_flow_note_code (flow, BB_NOTE_UNPROVEN, bb_saved_get_backup (saved)->id);
        ways->past.captures = bb_captures_ref (bb_saved_get_captures (saved));
        ways->saved = bb_backup_ref (bb_saved_get_backup (saved));
    }
    bb_recover_choose_backup_again (flow, ways);
    g_clear_pointer (&flow->draft.backup, bb_backup_unref);
    flow->draft.backup = ways->past.backup != NULL ? bb_backup_ref (ways->past.backup) : NULL;
}

/*
 * The drive runs firmware that is neither image of the journal: another program may have written it. It may be
 * incomplete, so it is saved before it is overwritten.
 */
void
bb_recover_save_unknown (BbFlow *flow, BbWays *ways)
{
    BbJournalRecord *record = ways->past.record;
    g_autofree char *why = NULL;

    if (flow->facts->condition != BB_CONDITION_NORMAL)
        return;
    ways->is_overwritten = record != NULL && bb_journal_record_was_overwritten (record, flow->facts);
    if (bb_flow_get_backup_kind (flow, &why) != BB_BACKUP_FULL)
        return;
    /* TRANSLATORS: why a backup was made */
    bb_recover_save_running (flow, ways, bb_recover_get_unknown_label ());
    /* Firmware that may mix two revisions is not offered to be kept. */
    if (ways->saved != NULL && ways->saved->contradiction != NULL)
        ways->is_overwritten = FALSE;
    else if (ways->saved != NULL)
        ways->inside = bb_backup_store_load_image (flow->env->store, ways->saved, flow->env->catalog, NULL);
    if (record != NULL && record->endangered && ways->inside != NULL && ways->finish != NULL && ways->back != NULL &&
        bb_flow_is_foreign_firmware (ways->inside, ways->finish, ways->back))
        ways->is_overwritten = TRUE;
}
