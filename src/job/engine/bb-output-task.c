/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-output-task.h"

typedef struct {
    char *path;
    BbOutputFlags flags;
    GBytes *bytes;
} BbOutputTask;

static void
bb_output_task_free (BbOutputTask *task)
{
    g_free (task->path);
    g_bytes_unref (task->bytes);
    g_free (task);
}

static void
bb_output_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    BbOutputTask *what = data;
    gsize length_bytes = 0;
    const void *bytes = g_bytes_get_data (what->bytes, &length_bytes);
    GError *error = NULL;

    if (bb_output_write (what->path, what->flags, bytes, length_bytes, &error))
        g_task_return_boolean (task, TRUE);
    else
        g_task_return_error (task, error);
}

void
bb_output_write_async (const char *path, BbOutputFlags flags, GBytes *bytes, GAsyncReadyCallback callback,
                       gpointer data)
{
    g_autoptr (GTask) task = NULL;
    BbOutputTask *what;

    g_return_if_fail (path != NULL && bytes != NULL);

    task = g_task_new (NULL, NULL, callback, data);
    what = g_new0 (BbOutputTask, 1);
    what->path = g_strdup (path);
    what->flags = flags;
    what->bytes = g_bytes_ref (bytes);
    g_task_set_source_tag (task, bb_output_write_async);
    g_task_set_task_data (task, what, (GDestroyNotify) bb_output_task_free);
    g_task_run_in_thread (task, bb_output_thread);
}

gboolean
bb_output_write_finish (GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

    return g_task_propagate_boolean (G_TASK (result), error);
}
