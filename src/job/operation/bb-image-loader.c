/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-image-loader.h"

/*
 * Worker thread. @data: (element-type GFile): one or two files. If @source is a catalog, returns an array of images:
 * those that bb_family_identify_file() finds in one file, or bb_family_identify_pair() in two files. Otherwise,
 * returns the whole first file as one #BbImage.
 */
static void
bb_image_loader_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    GPtrArray *files = data;
    GError *error = NULL;
    g_autoptr (BbImage) whole = bb_image_load (files->pdata[0], cancellable, &error);
    g_autoptr (BbImage) second =
        whole != NULL && files->len > 1 ? bb_image_load (files->pdata[1], cancellable, &error) : NULL;

    if (error != NULL)
        g_task_return_error (task, error);
    else if (BB_IS_CATALOG (source))
        g_task_return_pointer (task,
                               second != NULL ? bb_family_identify_pair (whole, second, source)
                                              : bb_family_identify_file (whole, source),
                               (GDestroyNotify) g_ptr_array_unref);
    else
        g_task_return_pointer (task, g_steal_pointer (&whole), g_object_unref);
}

/* Reads @file and @second (nullable) in a thread. @source: source object of the task: a #BbCatalog to get the images
 * inside the files, or @file itself to get the whole file as one image */
static void
bb_image_loader_start (gpointer source, GFile *file, GFile *second, gpointer tag, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
    g_autoptr (GTask) task = g_task_new (source, cancellable, callback, data);
    GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

    g_task_set_source_tag (task, tag);
    g_ptr_array_add (files, g_object_ref (file));
    if (second != NULL)
        g_ptr_array_add (files, g_object_ref (second));
    g_task_set_task_data (task, files, (GDestroyNotify) g_ptr_array_unref);
    g_task_run_in_thread (task, bb_image_loader_thread);
}

void
bb_image_loader_load_async (GFile *file, GFile *second, BbCatalog *catalog, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
    g_return_if_fail (G_IS_FILE (file));
    g_return_if_fail (BB_IS_CATALOG (catalog));

    bb_image_loader_start (catalog, file, second, bb_image_loader_load_async, cancellable, callback, data);
}

GPtrArray *
bb_image_loader_load_finish (GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_async_result_is_tagged (result, bb_image_loader_load_async), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

void
bb_image_loader_read_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
    g_return_if_fail (G_IS_FILE (file));

    bb_image_loader_start (file, file, NULL, bb_image_loader_read_async, cancellable, callback, data);
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

BbImage *
bb_image_loader_choose_again (GPtrArray *images, BbImage *chosen, BbFacts *learnt)
{
    g_autoptr (BbImage) better = NULL;

    g_return_val_if_fail (images != NULL && BB_IS_IMAGE (chosen), NULL);

    if (learnt == NULL || images->len < 2)
        return NULL;
    better = bb_image_loader_choose (images, learnt);
    return g_str_equal (bb_image_get_sha256 (better), bb_image_get_sha256 (chosen)) ? NULL
                                                                                    : g_steal_pointer (&better);
}

gboolean
bb_image_loader_is_open (GPtrArray *images, BbFacts *facts)
{
    const BbFamily *family = facts != NULL && facts->family != NULL ? bb_family_lookup (facts->family) : NULL;

    g_return_val_if_fail (images != NULL, FALSE);

    return images->len > 1 && family != NULL && facts->condition == BB_CONDITION_NORMAL && family->learn != NULL &&
           family->learn->is_needed (facts);
}
