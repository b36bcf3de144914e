/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-batch-files.h"

#include "app/bb-app-words.h"
#include "bb-batch-words.h"

#include <glib/gi18n-lib.h>

/* Data of a task that reads files. */
typedef struct {
    BbCatalog *catalog;
    GSList *files;     /* (element-type GFile) */
    GSList *next;      /* the file of @files that is being read */
    GPtrArray *images; /* (element-type BbImage): of the files before @next */
    GString *text;     /* a line for each file before @next */
} BbBatchFiles;

static void
bb_batch_files_free (gpointer data)
{
    BbBatchFiles *self = data;

    g_object_unref (self->catalog);
    g_slist_free_full (self->files, g_object_unref);
    g_ptr_array_unref (self->images);
    g_string_free (self->text, TRUE);
    g_free (self);
}

/* TRUE if @one and @other may be for the same drive: they are of one family, and both name the same model, or one of
 * them names no model. */
static gboolean
bb_batch_files_are_rivals (BbImage *one, BbImage *other)
{
    BbImageIdentity *first = bb_image_get_identity (one);
    BbImageIdentity *second = bb_image_get_identity (other);

    if (first == NULL || second == NULL || first->family == NULL || g_strcmp0 (first->family, second->family) != 0)
        return FALSE;
    if (first->codes == NULL || first->codes[0] == NULL || second->codes == NULL || second->codes[0] == NULL)
        return TRUE;
    for (guint i = 0; first->codes[i] != NULL; i++) {
        if (g_strv_contains ((const char *const *) second->codes, first->codes[i]))
            return TRUE;
    }
    return FALSE;
}

/* Adds the images of one file to @all (element-type BbImage), the images of the earlier files. Images whose content
 * is in @all already are left out. If an image of this file and an image of an earlier file may be for the same
 * drive, sets @other to the former and returns (transfer none) the latter; else returns %NULL. */
static BbImage *
bb_batch_files_add (GPtrArray *all, GPtrArray *images, BbImage **other)
{
    guint n_earlier = all->len;

    for (guint i = 0; i < images->len; i++) {
        BbImage *image = g_ptr_array_index (images, i);
        BbImage *rival = NULL;
        gboolean is_known = FALSE;

        for (guint j = 0; j < n_earlier; j++) {
            BbImage *earlier = g_ptr_array_index (all, j);

            if (g_str_equal (bb_image_get_sha256 (earlier), bb_image_get_sha256 (image)))
                is_known = TRUE;
            else if (bb_batch_files_are_rivals (earlier, image))
                rival = earlier;
        }
        *other = image;
        if (rival != NULL && !is_known)
            return rival;
        if (!is_known)
            g_ptr_array_add (all, g_object_ref (image));
    }
    return NULL;
}

/* TRUE if a family recognizes one of @images (element-type BbImage). */
static gboolean
bb_batch_files_has_firmware (GPtrArray *images)
{
    for (guint i = 0; i < images->len; i++) {
        BbImageIdentity *identity = bb_image_get_identity (g_ptr_array_index (images, i));

        if (identity != NULL && identity->family != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Adds @images, those of the file @next of @self, to the images of the earlier files. Returns (transfer full)
 * (nullable) why this file cannot be used, and with it all others. @images: %NULL if reading failed with @error.
 *
 * A file that was chosen alone can be used even if no family recognizes it: the check of each drive may assume that a
 * plain file is an image for the drive. */
static char *
bb_batch_files_take (BbBatchFiles *self, GPtrArray *images, const GError *error)
{
    gboolean is_alone = self->files->next == NULL;
    g_autofree char *name = g_file_get_basename (self->next->data);
    g_autofree char *why = NULL;
    BbImage *rival;
    BbImage *other = NULL;

    if (images == NULL && is_alone)
        return bb_app_dup_unusable_text (error);
    if (images == NULL)
        why = bb_words_dup_sentence (error->message);
    else if (!is_alone && !bb_batch_files_has_firmware (images))
        why = g_strdup_printf (_ ("“%s” contains no firmware image that Burnback can read."), name);
    if (why != NULL)
        return g_strjoin ("\n", why, _ ("No drive was changed. Choose different files."), NULL);
    rival = bb_batch_files_add (self->images, images, &other);
    if (rival == NULL)
        return NULL;
    /* TRANSLATORS: names of two files */
    return g_strdup_printf (_ ("“%s” and “%s” may be for the same drive. Choose only one of them.\n"
                               "Nothing on the drives was changed."),
                            bb_image_get_name (rival), bb_image_get_name (other));
}

static void bb_batch_files_load_next (GTask *task);

/* A file was read: continues with the next file. If the file cannot be used, ends the task with an error whose
 * message says why; the user sees it unchanged. */
static void
bb_batch_files_loaded_cb (GObject *catalog, GAsyncResult *result, gpointer data)
{
    g_autoptr (GTask) task = data;
    BbBatchFiles *self = g_task_get_task_data (task);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) images = bb_image_loader_load_finish (result, &error);
    g_autofree char *problem = NULL;
    g_autofree char *line = NULL;

    if (g_task_return_error_if_cancelled (task))
        return;
    problem = bb_batch_files_take (self, images, error);
    if (problem != NULL) {
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", problem);
        return;
    }
    line = bb_app_dup_images_text (images);
    bb_batch_words_add_line (self->text, line);
    self->next = self->next->next;
    bb_batch_files_load_next (task);
}

/* Reads the next file; after the last one, ends the task. */
static void
bb_batch_files_load_next (GTask *task)
{
    BbBatchFiles *self = g_task_get_task_data (task);

    if (self->next != NULL)
        bb_image_loader_load_async (self->next->data, NULL, self->catalog, g_task_get_cancellable (task),
                                    bb_batch_files_loaded_cb, g_object_ref (task));
    else
        g_task_return_pointer (task, g_ptr_array_ref (self->images), (GDestroyNotify) g_ptr_array_unref);
}

char *
bb_batch_files_dup_names (GSList *files)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

    if (files == NULL)
        return NULL;
    for (; files != NULL; files = files->next)
        g_ptr_array_add (names, g_file_get_basename (files->data));
    g_ptr_array_add (names, NULL);
    return g_strjoinv (", ", (char **) names->pdata);
}

void
bb_batch_files_load_async (GSList *files, BbCatalog *catalog, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer data)
{
    g_autoptr (GTask) task = NULL;
    BbBatchFiles *self;

    g_return_if_fail (files != NULL && BB_IS_CATALOG (catalog));

    task = g_task_new (NULL, cancellable, callback, data);
    self = g_new0 (BbBatchFiles, 1);
    self->catalog = g_object_ref (catalog);
    for (; files != NULL; files = files->next)
        self->files = g_slist_append (self->files, g_object_ref (files->data));
    self->next = self->files;
    self->images = g_ptr_array_new_with_free_func (g_object_unref);
    self->text = g_string_new (NULL);
    g_task_set_source_tag (task, bb_batch_files_load_async);
    g_task_set_task_data (task, self, bb_batch_files_free);
    bb_batch_files_load_next (task);
}

GPtrArray *
bb_batch_files_load_finish (GAsyncResult *result, char **text)
{
    BbBatchFiles *self;
    g_autoptr (GError) error = NULL;
    GPtrArray *images;

    g_return_val_if_fail (g_async_result_is_tagged (result, bb_batch_files_load_async) && text != NULL, NULL);

    self = g_task_get_task_data (G_TASK (result));
    images = g_task_propagate_pointer (G_TASK (result), &error);
    *text = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                ? NULL
                : g_strdup (error != NULL ? error->message : self->text->str);
    return images;
}
