/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-library-private.h"

/* Parameters and progress of a scan. Only the newest progress is kept. */
typedef struct {
    char **paths; /* (nullable): %NULL for the list of added paths */
    BbCatalog *catalog;
    BbLibraryProgressFunc progress;
    gpointer progress_data;
    GMainContext *context;
    GMutex lock; /* protects @newest and @waits, which both threads use */
    BbLibraryProgress newest;
    gboolean waits; /* an idle source for bb_library_show_cb() is attached */
} BbLibraryTask;

static void
bb_library_task_free (BbLibraryTask *task)
{
    g_strfreev (task->paths);
    g_object_unref (task->catalog);
    g_main_context_unref (task->context);
    g_mutex_clear (&task->lock);
    g_free (task);
}

/* Main context: calls the function of the caller with the newest progress, unless the scan has ended or was
 * cancelled. */
static gboolean
bb_library_show_cb (gpointer data)
{
    BbLibraryTask *what = g_task_get_task_data (data);
    BbLibraryProgress progress;

    g_mutex_lock (&what->lock);
    progress = what->newest;
    what->waits = FALSE;
    g_mutex_unlock (&what->lock);
    if (!g_task_get_completed (data) && !g_cancellable_is_cancelled (g_task_get_cancellable (data)))
        what->progress (&progress, what->progress_data);
    return G_SOURCE_REMOVE;
}

/* Worker thread: records the progress and schedules bb_library_show_cb(). */
static void
bb_library_progress_cb (const BbLibraryProgress *progress, gpointer data)
{
    BbLibraryTask *what = g_task_get_task_data (data);
    g_autoptr (GSource) source = NULL;

    g_mutex_lock (&what->lock);
    what->newest = *progress;
    if (!what->waits)
        source = g_idle_source_new ();
    what->waits = TRUE;
    g_mutex_unlock (&what->lock);
    if (source == NULL)
        return;
    g_source_set_callback (source, bb_library_show_cb, g_object_ref (data), g_object_unref);
    g_source_attach (source, what->context);
}

/* Worker thread: scans, and saves the index if the list of added paths was scanned. */
static void
bb_library_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbLibraryTask *what = data;
    GError *error = NULL;
    g_auto (GStrv) added = what->paths == NULL ? bb_library_list_paths (&error) : NULL;
    g_autoptr (BbLibraryIndex) known = NULL;
    g_autoptr (BbLibraryIndex) index = NULL;

    if (error != NULL) {
        g_task_return_error (task, error);
        return;
    }
    known = bb_library_index_load (what->catalog);
    index = bb_library_scan ((const char *const *) (added != NULL ? added : what->paths), known, what->catalog,
                             what->progress != NULL ? bb_library_progress_cb : NULL, task, cancellable);
    /* An error in saving is only logged, because without a saved index the next scan just reads all files again.
     * Nothing is saved if the list of paths is empty, both now and in the last index. */
    if (added != NULL && (*added != NULL || *known->paths != NULL) &&
        !bb_library_index_save (index, what->catalog, &error))
        g_info ("remembering the firmware library: %s", error->message);
    g_clear_error (&error);
    if (g_cancellable_set_error_if_cancelled (cancellable, &error))
        g_task_return_error (task, error);
    else
        g_task_return_pointer (task, g_steal_pointer (&index), (GDestroyNotify) bb_library_index_unref);
}

void
bb_library_scan_async (const char *const *paths, BbCatalog *catalog, BbLibraryProgressFunc progress,
                       gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
    g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
    BbLibraryTask *what = NULL;

    g_return_if_fail (BB_IS_CATALOG (catalog));

    what = g_new0 (BbLibraryTask, 1);
    what->paths = g_strdupv ((char **) paths);
    what->catalog = g_object_ref (catalog);
    what->progress = progress;
    what->progress_data = progress_data;
    what->context = g_main_context_ref_thread_default ();
    g_mutex_init (&what->lock);
    g_task_set_source_tag (task, bb_library_scan_async);
    g_task_set_task_data (task, what, (GDestroyNotify) bb_library_task_free);
    g_task_run_in_thread (task, bb_library_thread);
}

BbLibraryIndex *
bb_library_scan_finish (GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_async_result_is_tagged (result, bb_library_scan_async), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- changing the list of paths --- */

/* Worker thread: runs bb_library_add_path() or bb_library_remove_path(); the source tag of @task says which. */
static void
bb_library_change_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    gboolean adds = g_task_get_source_tag (task) == bb_library_add_path;
    GError *error = NULL;

    if (adds ? bb_library_add_path (data, &error) : bb_library_remove_path (data, &error))
        g_task_return_boolean (task, TRUE);
    else
        g_task_return_error (task, error);
}

void
bb_library_change_async (const char *path, gboolean adds, GAsyncReadyCallback callback, gpointer data)
{
    g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

    g_return_if_fail (path != NULL);

    g_task_set_source_tag (task, adds ? bb_library_add_path : bb_library_remove_path);
    g_task_set_task_data (task, g_strdup (path), g_free);
    g_task_run_in_thread (task, bb_library_change_thread);
}

gboolean
bb_library_change_finish (GAsyncResult *result, GError **error)
{
    return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- finding offers --- */

typedef struct {
    BbLibraryIndex *index;
    BbBackupStore *store; /* (nullable) */
    BbDriveDetails *details;
    BbFacts *facts;
    BbCatalog *catalog;
    BbLibraryLeftOut left_out;
    GHashTable *refused; /* SHA-256 to BbVerdict */
} BbLibrarySearch;

static void
bb_library_search_free (gpointer data)
{
    BbLibrarySearch *search = data;

    bb_library_index_unref (search->index);
    g_clear_object (&search->store);
    bb_drive_details_unref (search->details);
    bb_facts_unref (search->facts);
    g_object_unref (search->catalog);
    g_hash_table_unref (search->refused);
    g_free (search);
}

/* Worker thread: runs bb_library_find(), also for the backups, and keeps @left_out and @refused for
 * bb_library_find_finish(). */
static void
bb_library_find_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbLibrarySearch *search = data;
    GError *error = NULL;
    GPtrArray *offers = bb_library_find (search->index, search->store, TRUE, search->details, search->facts,
                                         search->catalog, &search->left_out, search->refused, cancellable, &error);

    if (offers == NULL)
        g_task_return_error (task, error);
    else
        g_task_return_pointer (task, offers, (GDestroyNotify) g_ptr_array_unref);
}

void
bb_library_find_async (BbLibraryIndex *index, BbBackupStore *store, const BbDriveDetails *details, BbFacts *facts,
                       BbCatalog *catalog, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
    g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
    BbLibrarySearch *search = NULL;

    g_return_if_fail (index != NULL && details != NULL && facts != NULL);

    search = g_new0 (BbLibrarySearch, 1);
    search->index = bb_library_index_ref (index);
    g_set_object (&search->store, store);
    search->details = bb_drive_details_ref ((BbDriveDetails *) details);
    search->facts = bb_facts_ref (facts);
    search->catalog = g_object_ref (catalog);
    search->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bb_verdict_unref);
    g_task_set_source_tag (task, bb_library_find_async);
    g_task_set_task_data (task, search, bb_library_search_free);
    g_task_run_in_thread (task, bb_library_find_thread);
}

GPtrArray *
bb_library_find_finish (GAsyncResult *result, BbLibraryLeftOut *left_out, GHashTable **refused, GError **error)
{
    const BbLibrarySearch *search = NULL;

    g_return_val_if_fail (g_async_result_is_tagged (result, bb_library_find_async), NULL);

    search = g_task_get_task_data (G_TASK (result));
    if (left_out != NULL)
        *left_out = search->left_out;
    if (refused != NULL)
        *refused = g_hash_table_ref (search->refused);
    return g_task_propagate_pointer (G_TASK (result), error);
}
