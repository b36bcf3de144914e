/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-engine-private.h"
#include "job/store/bb-journal-find.h"
#include "job/store/bb-state-folder.h"
#include "job/store/bb-store-lock.h"

#include <glib/gi18n-lib.h>

/* Parameters of a task that moves the store: the task copies the state folder @from to the folder @to. */
typedef struct {
    char *from;
    char *to;
    gboolean simulated; /* the drives of this engine are simulated */
} BbEngineMove;

static void
bb_engine_move_free (BbEngineMove *move)
{
    g_free (move->from);
    g_free (move->to);
    g_free (move);
}

/*
 * TRUE if nothing prevents moving the store to @folder, as far as this is known without reading the journals. All of
 * these are required:
 * - the current folder is the one that the user chose, and it exists
 * - @folder is neither the current folder nor inside it
 * - no job except LOOK runs
 * Else FALSE with %BB_JOB_ERROR_REFUSED.
 */
static gboolean
bb_engine_may_move (BbEngine *self, const char *folder, GError **error)
{
    const char *from = bb_engine_get_state_folder (self);
    g_autofree char *below = g_strconcat (from, G_DIR_SEPARATOR_S, NULL);
    g_autofree char *there = NULL;
    g_autoptr (GError) local_error = NULL;

    if (!bb_engine_is_chosen (self))
        return bb_engine_refuse (
            error, "%s",
            bb_state_folder_is_simulated (from)
                ? _ ("Backups of simulated drives are stored in a separate folder, which cannot be moved.")
                : _ ("The backup folder was set on the command line, so it cannot be changed here."));
    /* Refuses if the old folder is missing, for example because its disk is not mounted. Otherwise an empty copy
     * would be taken for a complete one. */
    there = bb_state_folder_find (&local_error);
    if (there == NULL)
        return bb_engine_refuse (error, "%s", local_error->message);
    if (g_str_equal (folder, from))
        return bb_engine_refuse (error, _ ("This folder is already the backup folder."));
    if (g_str_has_prefix (folder, below))
        return bb_engine_refuse (error,
                                 _ ("This folder is inside the current backup folder. Choose another folder."));
    if (bb_engine_is_working (self))
        return bb_engine_refuse (error,
                                 _ ("An operation is running on a drive. Wait until the operation has finished."));
    return TRUE;
}

/*
 * Copies the folders of simulated drives that are in the state folder. Each of them is a store of its own, so each is
 * copied under its own lock. A journal of a simulated drive that cannot be read is left out of the copy, so that it
 * does not prevent the move of the real backups. TRUE if all folders were copied; else FALSE with an error.
 */
static gboolean
bb_engine_move_simulated (const BbEngineMove *move, GCancellable *cancellable, GError **error)
{
    g_auto (GStrv) names = bb_state_folder_list_simulated (move->from);

    for (char **name = names; *name != NULL; name++) {
        g_autofree char *from = g_build_filename (move->from, *name, NULL);
        g_autofree char *to = g_build_filename (move->to, *name, NULL);
        g_autoptr (GPtrArray) spare = g_ptr_array_new_with_free_func (g_free);
        g_autoptr (BbStoreLock) lock = bb_store_lock_alone (from, error);

        g_ptr_array_add (spare, g_build_filename (from, "journal", NULL));
        if (lock == NULL || !bb_state_folder_copy (from, to, spare, cancellable, error))
            return FALSE;
    }
    return TRUE;
}

/*
 * TRUE if the open @journal blocks the move. Exception: FALSE for the journal of a simulated drive in the folder of
 * real drives, where a program with --state-dir can leave it. The engine of real drives cannot recover a simulated
 * drive, so the move does not wait for it.
 */
static gboolean
bb_engine_move_is_blocked_by (const BbEngineMove *move, const BbJournalRecord *journal)
{
    return move->simulated || !journal->simulated;
}

/*
 * TRUE if no open journal blocks the move. FALSE with %BB_JOB_ERROR_REFUSED if a journal blocks it (see
 * bb_engine_move_is_blocked_by()), or if a journal that may block it cannot be read. Always adds to @spare the paths
 * of the progress files of open journals that do not block the move. bb_state_folder_copy() leaves these files out if
 * they cannot be read.
 */
static gboolean
bb_engine_move_is_safe (const BbEngineMove *move, GPtrArray *spare, GError **error)
{
    g_autoptr (GPtrArray) unread = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
    g_autoptr (GPtrArray) journals = bb_journal_read_known (move->from, unread);
    gboolean is_open = FALSE;

    for (guint i = 0; i < journals->len; i++) {
        const BbJournalRecord *journal = g_ptr_array_index (journals, i);

        if (!bb_engine_move_is_blocked_by (move, journal))
            g_ptr_array_add (spare, bb_journal_dup_progress_path (journal->path));
        else if (journal->problem != NULL)
            g_ptr_array_add (unread, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, journal->problem));
        else
            is_open = TRUE;
    }
    /* A journal that cannot be read may belong to a real drive, so the move is refused. */
    if (unread->len > 0)
        return bb_engine_refuse (error,
                                 _ ("Some operation logs cannot be read: %s. Burnback therefore cannot tell "
                                    "whether a flashing operation was interrupted. Fix the problem, then try again."),
                                 ((GError *) g_ptr_array_index (unread, 0))->message);
    return !is_open ||
           bb_engine_refuse (error, _ ("An operation on one of the drives is not finished. Recover or verify that "
                                       "drive first."));
}

/*
 * Checks that the move is possible, copies the old folder to the new folder, and records the new folder as chosen.
 * TRUE if all of this succeeded; else FALSE with an error. Both folders are locked meanwhile, so that no other
 * program can begin a job in them.
 */
static gboolean
bb_engine_move_all (const BbEngineMove *move, GCancellable *cancellable, GError **error)
{
    g_autoptr (BbStoreLock) here = NULL;
    g_autoptr (BbStoreLock) there = NULL;
    g_autoptr (GPtrArray) spare = g_ptr_array_new_with_free_func (g_free);

    here = bb_store_lock_alone (move->from, error);
    there = here != NULL ? bb_store_lock_alone (move->to, error) : NULL;
    return there != NULL && bb_engine_move_is_safe (move, spare, error) &&
           bb_state_folder_copy (move->from, move->to, spare, cancellable, error) &&
           bb_engine_move_simulated (move, cancellable, error) && bb_state_folder_choose (move->to, error);
}

static void
bb_engine_move_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    const BbEngineMove *move = data;
    GError *error = NULL;

    if (bb_engine_move_all (move, cancellable, &error))
        g_task_return_boolean (task, TRUE);
    else
        g_task_return_error (task, error);
}

void
bb_engine_move_store_async (BbEngine *self, const char *folder, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
    g_autoptr (GTask) task = NULL;
    GError *error = NULL;
    BbEngineMove *move;

    g_return_if_fail (BB_IS_ENGINE (self));
    g_return_if_fail (folder != NULL && g_path_is_absolute (folder));

    task = g_task_new (self, cancellable, callback, data);
    g_task_set_source_tag (task, bb_engine_move_store_async);
    if (!bb_engine_may_move (self, folder, &error)) {
        g_task_return_error (task, error);
        return;
    }
    if (bb_engine_set_moving (self, TRUE)) {
        (void) bb_engine_refuse (&error, "%s", bb_engine_get_moving_text ());
        g_task_return_error (task, error);
        return;
    }
    /* The thread may record @folder as chosen before it notices that the task was cancelled. This process must then
     * use @folder, too, so the result of the thread counts even if the task was cancelled. */
    g_task_set_check_cancellable (task, FALSE);
    move = g_new0 (BbEngineMove, 1);
    move->from = g_strdup (bb_engine_get_state_folder (self));
    move->to = g_strdup (folder);
    move->simulated = bb_engine_is_simulated (self);
    g_task_set_task_data (task, move, (GDestroyNotify) bb_engine_move_free);
    g_task_run_in_thread (task, bb_engine_move_thread);
}

gboolean
bb_engine_move_store_finish (BbEngine *self, GAsyncResult *result, GError **error)
{
    const BbEngineMove *move;
    gboolean moved;

    g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

    move = g_task_get_task_data (G_TASK (result));
    moved = g_task_propagate_boolean (G_TASK (result), error);
    if (move != NULL)
        bb_engine_set_moving (self, FALSE);
    if (moved)
        bb_engine_change_folder (self, move->to);
    return moved;
}
