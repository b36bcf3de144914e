/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-store-tasks.h"

#include "job/flow/bb-backup-use.h"

/* A function of the store that bb_store_call_thread() runs. */
typedef gboolean (*BbStoreCall) (BbBackupStore *store, BbBackup *backup, GError **error);

typedef struct {
    BbStoreCall call; /* (nullable): only for bb_store_call_thread() */
    BbBackup *backup;
    BbCatalog *catalog;
    char *text;         /* path or ID, depending on the function */
    gboolean also_only; /* delete the backup even if it is the only one of its drive */
    char **warnings;    /* (nullable): result of listing: the backups that cannot be read */
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

/* Returns (transfer full) task data with a new reference to @backup (nullable) and a copy of @text (nullable), which
 * is the path of an export or the ID of a backup. */
static BbStoreTask *
bb_store_task_new (BbBackup *backup, const char *text)
{
    BbStoreTask *what = g_new0 (BbStoreTask, 1);

    what->backup = backup != NULL ? bb_backup_ref (backup) : NULL;
    what->text = g_strdup (text);
    return what;
}

/* Runs @func with the task data @what (transfer full) in a thread. */
static void
bb_store_task_run (BbBackupStore *store, BbStoreTask *what, gpointer tag, GTaskThreadFunc func,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
    g_autoptr (GTask) task = g_task_new (store, cancellable, callback, data);

    g_task_set_source_tag (task, tag);
    g_task_set_task_data (task, what, (GDestroyNotify) bb_store_task_free);
    g_task_run_in_thread (task, func);
}

/* Worker thread: lists the backups, finds the operation for which each was made and which ones may mix two revisions,
 * and keeps the warnings for bb_store_list_finish(). */
static void
bb_store_list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbStoreTask *what = data;
    GPtrArray *backups = bb_backup_store_list (source, &what->warnings);

    bb_backups_find_uses (backups);
    bb_backups_find_mixed (backups, source, what->catalog);
    g_task_return_pointer (task, backups, (GDestroyNotify) g_ptr_array_unref);
}

void
bb_store_list_async (BbBackupStore *store, BbCatalog *catalog, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data)
{
    BbStoreTask *what = NULL;

    g_return_if_fail (BB_IS_BACKUP_STORE (store));

    what = bb_store_task_new (NULL, NULL);
    what->catalog = g_object_ref (catalog);
    bb_store_task_run (store, what, bb_store_list_async, bb_store_list_thread, cancellable, callback, data);
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

/* Completes @task with TRUE if @good, else with @error (transfer full). */
static void
bb_store_task_answer (GTask *task, gboolean good, GError *error)
{
    if (good)
        g_task_return_boolean (task, TRUE);
    else
        g_task_return_error (task, error);
}

/* Worker thread: runs the function @call of the task. */
static void
bb_store_call_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbStoreTask *what = data;
    GError *error = NULL;
    gboolean good = what->call (source, what->backup, &error);

    bb_store_task_answer (task, good, error);
}

/* Runs @call with @backup in a thread. */
static void
bb_store_call_run (BbBackupStore *store, BbBackup *backup, BbStoreCall call, gpointer tag, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer data)
{
    BbStoreTask *what = bb_store_task_new (backup, NULL);

    what->call = call;
    bb_store_task_run (store, what, tag, bb_store_call_thread, cancellable, callback, data);
}

void
bb_store_check_async (BbBackupStore *store, BbBackup *backup, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer data)
{
    g_return_if_fail (BB_IS_BACKUP_STORE (store) && backup != NULL);

    bb_store_call_run (store, backup, bb_backup_store_check, bb_store_check_async, cancellable, callback, data);
}

void
bb_store_may_delete_async (BbBackupStore *store, BbBackup *backup, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
    g_return_if_fail (BB_IS_BACKUP_STORE (store) && backup != NULL);

    bb_store_call_run (store, backup, bb_backup_store_may_delete, bb_store_may_delete_async, cancellable, callback,
                       data);
}

static void
bb_store_delete_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbStoreTask *what = data;
    GError *error = NULL;
    gboolean good = bb_backup_store_delete (source, what->backup, what->also_only, &error);

    bb_store_task_answer (task, good, error);
}

void
bb_store_delete_async (BbBackupStore *store, BbBackup *backup, gboolean also_only, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
    BbStoreTask *what;

    g_return_if_fail (BB_IS_BACKUP_STORE (store) && backup != NULL);

    what = bb_store_task_new (backup, NULL);
    what->also_only = also_only;
    bb_store_task_run (store, what, bb_store_delete_async, bb_store_delete_thread, cancellable, callback, data);
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

    bb_store_task_run (store, bb_store_task_new (backup, path), bb_store_export_async, bb_store_export_thread,
                       cancellable, callback, data);
}

gboolean
bb_store_task_finish (BbBackupStore *store, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

    return g_task_propagate_boolean (G_TASK (result), error);
}

/* Worker thread: finds the backup with the ID of the task, and loads its image. */
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
    BbStoreTask *what;

    g_return_if_fail (BB_IS_BACKUP_STORE (store) && id != NULL && BB_IS_CATALOG (catalog));

    what = bb_store_task_new (NULL, id);
    what->catalog = g_object_ref (catalog);
    bb_store_task_run (store, what, bb_store_load_image_async, bb_store_load_thread, cancellable, callback, data);
}

BbImage *
bb_store_load_image_finish (BbBackupStore *store, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, store), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}
