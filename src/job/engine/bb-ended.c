/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-ended.h"

#include "job/store/bb-journal-find.h"

#include <glib/gstdio.h>

/* TRUE if the progress file of @record was written at @since (seconds since the epoch) or later. Its last line is the
 * result of the operation, or the last step before the operation was interrupted. */
static gboolean
bb_ended_is_since (BbJournalRecord *record, gint64 since)
{
    g_autofree char *path = bb_journal_dup_progress_path (record->path);
    GStatBuf info;

    return g_stat (path, &info) == 0 && (gint64) info.st_mtime >= since;
}

GPtrArray *
bb_ended_list (const char *state_folder, gboolean simulated, gint64 since)
{
    GPtrArray *ended = g_ptr_array_new_with_free_func ((GDestroyNotify) bb_journal_record_unref);
    g_autoptr (GPtrArray) records = NULL;

    g_return_val_if_fail (state_folder != NULL, ended);

    records = bb_journal_list_all (state_folder);
    for (guint i = 0; i < records->len; i++) {
        BbJournalRecord *record = g_ptr_array_index (records, i);

        if (record->simulated == simulated && (record->is_closed || !record->is_locked) &&
            bb_ended_is_since (record, since))
            g_ptr_array_add (ended, bb_journal_record_ref (record));
    }
    return ended;
}

/* --- the task --- */

typedef struct {
    char *state_folder;
    gboolean simulated;
    gint64 since;
} BbEndedTask;

static void
bb_ended_task_free (BbEndedTask *task)
{
    g_free (task->state_folder);
    g_free (task);
}

static void
bb_ended_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbEndedTask *what = data;

    g_task_return_pointer (task, bb_ended_list (what->state_folder, what->simulated, what->since),
                           (GDestroyNotify) g_ptr_array_unref);
}

void
bb_ended_list_async (BbEngine *engine, gboolean simulated, gint64 since, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data)
{
    g_autoptr (GTask) task = NULL;
    BbEndedTask *what;

    g_return_if_fail (BB_IS_ENGINE (engine));

    task = g_task_new (engine, cancellable, callback, data);
    what = g_new0 (BbEndedTask, 1);
    what->state_folder = g_strdup (bb_engine_get_state_folder (engine));
    what->simulated = simulated;
    what->since = since;
    g_task_set_source_tag (task, bb_ended_list_async);
    g_task_set_task_data (task, what, (GDestroyNotify) bb_ended_task_free);
    g_task_run_in_thread (task, bb_ended_thread);
}

GPtrArray *
bb_ended_list_finish (BbEngine *engine, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, engine), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
