/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-store-tasks.h"

typedef struct {
    BbBackup *backup;
    BbCatalog *catalog;
    char *text; /* where to, or which */
    char **warnings;
} BbStoreTask;

static void
bb_store_task_free (BbStoreTask *task)
{
    g_clear_pointer (&task->backup, bb_backup_unref);
    g_clear_object (&task->catalog);
    g_strfreev (task->warnings);
    g_free (task->text);
    g_free (task);
}

static void
bb_store_task_run (BbBackupStore *store, BbBackup *backup, BbCatalog *catalog, const char *text, gpointer tag,
                   GTaskThreadFunc func, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
    g_autoptr (GTask) task = g_task_new (store, cancellable, callback, data);
    BbStoreTask *what = g_new0 (BbStoreTask, 1);

    what->backup = backup != NULL ? bb_backup_ref (backup) : NULL;
    what->catalog = catalog != NULL ? g_object_ref (catalog) : NULL;
    what->text = g_strdup (text);
    g_task_set_source_tag (task, tag);
    g_task_set_task_data (task, what, (GDestroyNotify) bb_store_task_free);
    g_task_run_in_thread (task, func);
}

static void
bb_store_list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbStoreTask *what = data;

    g_task_return_pointer (task, bb_backup_store_list (source, &what->warnings), (GDestroyNotify) g_ptr_array_unref);
}

void
bb_store_list_async (BbBackupStore *store, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
    g_return_if_fail (BB_IS_BACKUP_STORE (store));

    bb_store_task_run (store, NULL, NULL, NULL, bb_store_list_async, bb_store_list_thread, cancellable, callback,
                       data);
}

GPtrArray *
bb_store_list_finish (BbBackupStore *store, GAsyncResult *result, char ***warnings, GError **error)
{
    BbStoreTask *what;

    g_return_val_if_fail (g_task_is_valid (result, store), NULL);

    what = g_task_get_task_data (G_TASK (result));
    if (warnings != NULL)
        *warnings = g_steal_pointer (&what->warnings);
    return g_task_propagate_pointer (G_TASK (result), error);
}

/* What a call of the store came to, as the answer of its task. */
static void
bb_store_task_answer (GTask *task, gboolean good, GError *error)
{
    if (good)
        g_task_return_boolean (task, TRUE);
    else
        g_task_return_error (task, error);
}

static void
bb_store_check_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbStoreTask *what = data;
    GError *error = NULL;
    gboolean good = bb_backup_store_check (source, what->backup, &error);

    bb_store_task_answer (task, good, error);
}

void
bb_store_check_async (BbBackupStore *store, BbBackup *backup, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer data)
{
    g_return_if_fail (BB_IS_BACKUP_STORE (store) && backup != NULL);

    bb_store_task_run (store, backup, NULL, NULL, bb_store_check_async, bb_store_check_thread, cancellable, callback,
                       data);
}

static void
bb_store_export_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbStoreTask *what = data;
    GError *error = NULL;
    gboolean good = bb_backup_store_export (source, what->backup, what->text, &error);

    bb_store_task_answer (task, good, error);
}

void
bb_store_export_async (BbBackupStore *store, BbBackup *backup, const char *path, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
    g_return_if_fail (BB_IS_BACKUP_STORE (store) && backup != NULL && path != NULL);

    bb_store_task_run (store, backup, NULL, path, bb_store_export_async, bb_store_export_thread, cancellable,
                       callback, data);
}

static void
bb_store_may_delete_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbStoreTask *what = data;
    GError *error = NULL;
    gboolean good = bb_backup_store_may_delete (source, what->backup, &error);

    bb_store_task_answer (task, good, error);
}

void
bb_store_may_delete_async (BbBackupStore *store, BbBackup *backup, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
    g_return_if_fail (BB_IS_BACKUP_STORE (store) && backup != NULL);

    bb_store_task_run (store, backup, NULL, NULL, bb_store_may_delete_async, bb_store_may_delete_thread, cancellable,
                       callback, data);
}

static void
bb_store_delete_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbStoreTask *what = data;
    GError *error = NULL;
    gboolean good = bb_backup_store_delete (source, what->backup, &error);

    bb_store_task_answer (task, good, error);
}

void
bb_store_delete_async (BbBackupStore *store, BbBackup *backup, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
    g_return_if_fail (BB_IS_BACKUP_STORE (store) && backup != NULL);

    bb_store_task_run (store, backup, NULL, NULL, bb_store_delete_async, bb_store_delete_thread, cancellable,
                       callback, data);
}

gboolean
bb_store_task_finish (BbBackupStore *store, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

    return g_task_propagate_boolean (G_TASK (result), error);
}

static void
bb_store_load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbStoreTask *what = data;
    GError *error = NULL;
    g_autoptr (BbBackup) backup = bb_backup_store_get (source, what->text, &error);
    BbImage *image = backup != NULL ? bb_backup_store_load_image (source, backup, what->catalog, &error) : NULL;

    if (image == NULL)
        g_task_return_error (task, error);
    else
        g_task_return_pointer (task, image, g_object_unref);
}

void
bb_store_load_image_async (BbBackupStore *store, const char *id, BbCatalog *catalog, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
    g_return_if_fail (BB_IS_BACKUP_STORE (store) && id != NULL && BB_IS_CATALOG (catalog));

    bb_store_task_run (store, NULL, catalog, id, bb_store_load_image_async, bb_store_load_thread, cancellable,
                       callback, data);
}

BbImage *
bb_store_load_image_finish (BbBackupStore *store, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, store), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
