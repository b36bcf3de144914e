/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-flow-store.h"

#include "bb-backup-use.h"
#include "bb-stage.h"
#include "job/store/bb-state-folder.h"

/* --- locks --- */

/* Called after the state folder was locked. FALSE with an error if another program moved this folder, or the folder
 * became unusable, before it was locked. Always TRUE for a folder that was given for this process only. */
static gboolean
bb_flow_is_folder_still_chosen (BbFlow *flow, GError **error)
{
    g_autoptr (GError) local_error = NULL;
    g_autofree char *folder = NULL;

    if (!flow->env->follows_choice)
        return TRUE;
    folder = bb_state_folder_find (&local_error);
    if (folder == NULL)
        return bb_flow_refuse (error, BB_JOB_PROBLEM_FOLDER_UNUSABLE, local_error->message, NULL);
    if (g_str_equal (folder, flow->env->state_folder))
        return TRUE;
    return bb_flow_refuse (error, BB_JOB_PROBLEM_FOLDER_MOVED, NULL, NULL);
}

gboolean
bb_flow_is_left_alone (BbFlow *flow, GError **error)
{
    g_autofree char *action = NULL;
    g_autofree char *worker = bb_store_dup_worker (flow->env->state_folder, flow->details, &action);

    if (worker == NULL)
        return TRUE;
    return bb_job_error_set (error, BB_JOB_ERROR_BUSY, BB_JOB_PROBLEM_IN_WORK, worker, action);
}

gboolean
bb_flow_lock_store (BbFlow *flow, BbStoreLock **lock, GError **error)
{
    BbAction act = flow->request->action;
    /* These actions always write a backup or journal, so they need a lock. The other actions must also work on a full
     * disk, on which no lock file can be created. */
    gboolean must_lock =
        act == BB_ACTION_FLASH || act == BB_ACTION_CONVERT || act == BB_ACTION_ROLLBACK || act == BB_ACTION_BACKUP;
    g_autoptr (GError) local_error = NULL;

    if (act == BB_ACTION_LOOK)
        return bb_flow_is_left_alone (flow, error);
    *lock = bb_store_lock_drive (flow->env->state_folder, flow->details, &local_error);
    if (*lock != NULL) {
        bb_store_lock_set_action (*lock, flow->details, bb_action_to_string (act));
        return bb_flow_is_folder_still_chosen (flow, error);
    }
    if (g_error_matches (local_error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY) && !bb_flow_is_left_alone (flow, error))
        return FALSE;
    if (!g_error_matches (local_error, BB_JOB_ERROR, BB_JOB_ERROR_BUSY) && !must_lock) {
        (void) bb_flow_note_error (flow, local_error);
        return TRUE;
    }
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
}

/* --- files that cannot be read --- */

/* Sets an error with @problem and the messages of @unread (element-type GError): %BB_JOB_ERROR_NOT_PERMITTED if a
 * permission is missing, else %BB_JOB_ERROR_REFUSED. Returns FALSE. */
static gboolean
bb_unread_fail (GPtrArray *unread, BbJobProblem problem, GError **error)
{
    g_autoptr (GString) list = g_string_new (NULL);
    BbJobError code = BB_JOB_ERROR_REFUSED;

    for (guint i = 0; i < unread->len; i++) {
        const GError *one = g_ptr_array_index (unread, i);

        g_string_append_printf (list, "%s%s", i > 0 ? "; " : "", one->message);
        if (g_error_matches (one, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
            code = BB_JOB_ERROR_NOT_PERMITTED;
    }
    return bb_job_error_set (error, code, problem, list->str, NULL);
}

gboolean
bb_flow_knows_journals (BbFlow *flow, const BbIdentified *identified, GError **error)
{
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    g_autoptr (GPtrArray) journals = NULL;

    if (bb_identified_get_record (identified) != NULL)
        return TRUE;
    journals = bb_journal_read_open (flow->env->state_folder, unread);
    if (unread->len == 0)
        return TRUE;
    return bb_unread_fail (unread, BB_JOB_PROBLEM_UNREADABLE_JOURNALS, error);
}

gboolean
bb_flow_knows_newest (BbFlow *flow, GError **error)
{
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    g_autoptr (GPtrArray) backups = bb_backup_store_read (flow->env->store, unread, NULL);

    if (unread->len == 0)
        return TRUE;
    return bb_unread_fail (unread, BB_JOB_PROBLEM_UNREADABLE_BACKUPS, error);
}

/*
 * TRUE if @result says that the family of the drive is unknown or that there is nothing to recover. Both statements
 * may be wrong if a journal or backup cannot be read. FALSE if the drive has an open journal, or if @result says
 * that there is no image, because such a @result names the unreadable files already.
 */
static gboolean
bb_flow_claims_absence (BbFlow *flow, BbResult *result)
{
    if (result->reason == BB_RESULT_REASON_NO_IMAGE ||
        (flow->identified != NULL && bb_identified_get_record (flow->identified) != NULL))
        return FALSE;
    if (flow->family == NULL)
        return TRUE;
    return result->outcome == BB_OUTCOME_DONE &&
           (result->reason == BB_RESULT_REASON_HEALTHY || result->reason == BB_RESULT_REASON_RESTARTED);
}

void
bb_flow_report_unread (BbFlow *flow, BbResult *result)
{
    g_autoptr (GError) error = NULL;

    if (!bb_flow_claims_absence (flow, result) || bb_backup_store_is_whole (flow->env->store, &error))
        return;
    g_clear_error (&result->about.unread);
    result->about.unread = g_error_copy (error);
    if (result->outcome != BB_OUTCOME_DONE)
        return;
    result->outcome = g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED) ? BB_OUTCOME_NOT_PERMITTED
                                                                                            : BB_OUTCOME_UNCHANGED;
}

void
bb_flow_report_backup_use (BbFlow *flow, BbResult *result)
{
    g_autoptr (GPtrArray) backups = NULL;
    BbBackup *backup;

    if (result->backup == NULL || result->backup->reason != NULL)
        return;
    /* @used_action and @used_revision are set in a copy, because other threads may read the backup of a review. */
    backup = bb_backup_store_get (flow->env->store, result->backup->id, NULL);
    if (backup == NULL)
        return;
    backups = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_backup_unref);
    g_ptr_array_add (backups, backup);
    bb_backups_find_uses (backups);
    bb_backup_unref (result->backup);
    result->backup = bb_backup_ref (backup);
}

/* Returns the code of a %BB_JOB_ERROR for @error of the backup store. */
static BbJobError
bb_flow_get_code_of_store (const GError *error)
{
    if (g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_FOUND))
        return BB_JOB_ERROR_NOT_FOUND;
    return g_error_matches (error, BB_STORE_ERROR, BB_STORE_ERROR_NOT_PERMITTED) ? BB_JOB_ERROR_NOT_PERMITTED
                                                                                 : BB_JOB_ERROR_REFUSED;
}

void
bb_flow_report_lost_backup (BbFlow *flow, BbResult *result)
{
    g_autoptr (BbBackup) there = NULL;
    g_autoptr (GError) error = NULL;

    if (result->backup == NULL || result->n_endangered_commands == 0 || result->about.unread != NULL)
        return;
    there = bb_backup_store_get (flow->env->store, result->backup->id, &error);
    if (there != NULL)
        return;
    g_clear_pointer (&result->backup, bb_backup_unref);
    (void) bb_job_error_set (&result->about.unread, bb_flow_get_code_of_store (error), BB_JOB_PROBLEM_LOST_BACKUP,
                             error->message, NULL);
}
