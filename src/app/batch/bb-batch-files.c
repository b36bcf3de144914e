/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-batch-files.h"

#include "app/bb-app-words.h"

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

/* TRUE if @one and @other may be for the same drive: they are of one family, and both name a model or one of them
 * names none. */
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

/* Returns (transfer none) (nullable) the image of an earlier file that may be for the same drive as @image, but has
 * other content. @is_known: (out): an earlier file has an image with the content of @image */
static BbImage *
bb_batch_files_find_rival (BbBatchFiles *self, BbImage *image, gboolean *is_known)
{
    BbImage *rival = NULL;

    *is_known = FALSE;
    for (guint i = 0; i < self->images->len; i++) {
        BbImage *earlier = g_ptr_array_index (self->images, i);

        if (g_str_equal (bb_image_get_sha256 (earlier), bb_image_get_sha256 (image)))
            *is_known = TRUE;
        else if (bb_batch_files_are_rivals (earlier, image))
            rival = earlier;
    }
    return rival;
}

/* Adds @images, those of one file, to the images of @self. Returns (transfer full) (nullable) why that cannot be
 * done. */
static char *
bb_batch_files_add (BbBatchFiles *self, GPtrArray *images)
{
    g_autoptr (GPtrArray) added = g_ptr_array_new ();

    for (guint i = 0; i < images->len; i++) {
        BbImage *image = g_ptr_array_index (images, i);
        gboolean is_known;
        BbImage *rival = bb_batch_files_find_rival (self, image, &is_known);

        /* TRANSLATORS: names of two files */
        if (rival != NULL && !is_known)
            return g_strdup_printf (_ ("“%s” and “%s” are for the same drive model. Choose only one of them.\n"
                                       "Nothing on the drives was changed."),
                                    bb_image_get_name (rival), bb_image_get_name (image));
        if (!is_known)
            g_ptr_array_add (added, image);
    }
    for (guint i = 0; i < added->len; i++)
        g_ptr_array_add (self->images, g_object_ref (g_ptr_array_index (added, i)));
    return NULL;
}

/* TRUE if a family recognizes an image of @images. */
static gboolean
bb_batch_files_has_known (GPtrArray *images)
{
    for (guint i = 0; i < images->len; i++) {
        BbImageIdentity *identity = bb_image_get_identity (g_ptr_array_index (images, i));

        if (identity != NULL && identity->family != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Returns (transfer full) (nullable) why the file @next of @self cannot be used. @images: (nullable): the images in
 * the file; %NULL: reading failed with @error. A single file that no family recognizes is left to the check of each
 * drive, which may assume that a plain file is an image for the drive. */
static char *
bb_batch_files_dup_problem (BbBatchFiles *self, GPtrArray *images, const GError *error)
{
    g_autofree char *name = NULL;
    g_autofree char *why = NULL;

    if (images != NULL && (self->files->next == NULL || bb_batch_files_has_known (images)))
        return bb_batch_files_add (self, images);
    if (self->files->next == NULL)
        return bb_app_dup_unusable_text (error);
    name = g_file_get_basename (self->next->data);
    why = images == NULL ? bb_words_dup_sentence (error->message)
                         : g_strdup_printf (_ ("“%s” contains no firmware image that Burnback can read."), name);
    return g_strjoin ("\n", why, _ ("Nothing on the drives was changed. Choose other files."), NULL);
}

static void bb_batch_files_load_next (GTask *task);

/* A file was read: continues with the next one, or ends the task with the text why the files cannot be used. */
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
    problem = bb_batch_files_dup_problem (self, images, error);
    if (problem != NULL) {
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", problem);
        return;
    }
    line = bb_app_dup_images_text (images);
    g_string_append_printf (self->text, "%s%s", self->text->len > 0 ? "\n" : "", line);
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
