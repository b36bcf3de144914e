/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-image-loader.h"

static void
bb_image_loader_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    GFile *file = data;
    BbCatalog *catalog = source;
    g_autoptr (BbImage) whole = NULL;
    GError *error = NULL;

    whole = bb_image_load (file, cancellable, &error);
    if (whole == NULL) {
        g_task_return_error (task, error);
        return;
    }
    g_task_return_pointer (task, bb_family_identify_file (whole, catalog), (GDestroyNotify) g_ptr_array_unref);
}

void
bb_image_loader_load_async (GFile *file, BbCatalog *catalog, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data)
{
    g_autoptr (GTask) task = NULL;

    g_return_if_fail (G_IS_FILE (file));
    g_return_if_fail (BB_IS_CATALOG (catalog));

    task = g_task_new (catalog, cancellable, callback, data);
    g_task_set_source_tag (task, bb_image_loader_load_async);
    g_task_set_task_data (task, g_object_ref (file), g_object_unref);
    g_task_run_in_thread (task, bb_image_loader_thread);
}

GPtrArray *
bb_image_loader_load_finish (GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_async_result_is_tagged (result, bb_image_loader_load_async), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

static void
bb_image_loader_read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    GError *error = NULL;
    BbImage *whole = bb_image_load (data, cancellable, &error);

    if (whole == NULL)
        g_task_return_error (task, error);
    else
        g_task_return_pointer (task, whole, g_object_unref);
}

void
bb_image_loader_read_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
    g_autoptr (GTask) task = NULL;

    g_return_if_fail (G_IS_FILE (file));

    task = g_task_new (file, cancellable, callback, data);
    g_task_set_source_tag (task, bb_image_loader_read_async);
    g_task_set_task_data (task, g_object_ref (file), g_object_unref);
    g_task_run_in_thread (task, bb_image_loader_read_thread);
}

BbImage *
bb_image_loader_read_finish (GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_async_result_is_tagged (result, bb_image_loader_read_async), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

BbImage *
bb_image_loader_choose (GPtrArray *images, BbFacts *facts)
{
    return bb_family_choose_image (images, facts);
}
