/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-library-model.h"

#include "app/bb-settings.h"

#include <glib/gi18n-lib.h>

/* Delay between the last change in a folder and the scan. Copying files causes many events; the delay joins them to
 * one scan. */
#define BB_LIBRARY_MODEL_QUIET_MS 1000
/* Limit on monitored folders: more than a usual collection has, and less than the inotify watches that the kernel
 * allows each user (8192 or more). */
#define BB_LIBRARY_MODEL_MAX_FOLDERS 256

struct _BbLibraryModel {
    GObject parent;
    BbEngine *engine;      /* not owned: the engine owns the model; %NULL after the engine was finalized */
    BbLibraryIndex *index; /* (nullable) */
    char **paths;
    GCancellable *cancellable; /* (nullable): cancels the running scan */
    gboolean is_outdated;      /* another scan follows the running one */
    BbLibraryProgress progress;
    char *message;        /* (nullable) */
    GHashTable *monitors; /* folder (string) to GFileMonitor */
    guint quiet;          /* timeout that starts a scan after the last change */
};

G_DEFINE_TYPE (BbLibraryModel, bb_library_model, G_TYPE_OBJECT)

static guint signal_changed;
static guint signal_progress;

/* Replaces the message and emits "changed". @message: (transfer full) (nullable) */
static void
bb_library_model_changed (BbLibraryModel *self, char *message)
{
    g_free (self->message);
    self->message = message;
    g_signal_emit (self, signal_changed, 0);
}

/* --- folders --- */

static gboolean
bb_library_model_quiet_cb (gpointer data)
{
    BB_LIBRARY_MODEL (data)->quiet = 0;
    bb_library_model_scan (data);
    return G_SOURCE_REMOVE;
}

/* Starts a scan when no file was changed for a while. */
static void
bb_library_model_event_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
    BbLibraryModel *self = BB_LIBRARY_MODEL (data);

    g_clear_handle_id (&self->quiet, g_source_remove);
    self->quiet = g_timeout_add (BB_LIBRARY_MODEL_QUIET_MS, bb_library_model_quiet_cb, self);
}

/* Monitors the folders of the index, at most BB_LIBRARY_MODEL_MAX_FOLDERS, and no others. A folder that cannot be
 * monitored is left out. */
static void
bb_library_model_watch (BbLibraryModel *self)
{
    g_auto (GStrv) folders = bb_library_index_list_folders (self->index, BB_LIBRARY_MODEL_MAX_FOLDERS);
    GHashTableIter iter;
    gpointer known;

    g_hash_table_iter_init (&iter, self->monitors);
    while (g_hash_table_iter_next (&iter, &known, NULL))
        if (!g_strv_contains ((const char *const *) folders, known))
            g_hash_table_iter_remove (&iter);
    for (char **folder = folders; *folder != NULL; folder++) {
        g_autoptr (GFile) file = g_file_new_for_path (*folder);
        GFileMonitor *monitor = NULL;

        if (g_hash_table_contains (self->monitors, *folder))
            continue;
        monitor = g_file_monitor (file, G_FILE_MONITOR_NONE, NULL, NULL);
        if (monitor == NULL)
            continue;
        g_signal_connect (monitor, "changed", G_CALLBACK (bb_library_model_event_cb), self);
        g_hash_table_insert (self->monitors, g_strdup (*folder), monitor);
    }
}

static void
bb_library_model_drop_monitor (gpointer monitor)
{
    g_file_monitor_cancel (monitor);
    g_object_unref (monitor);
}

/* --- scan --- */

static void
bb_library_model_progress_cb (const BbLibraryProgress *progress, gpointer data)
{
    BB_LIBRARY_MODEL (data)->progress = *progress;
    g_signal_emit (data, signal_progress, 0);
}

/* Takes over the new index and monitors its folders; if the scan failed or was stopped, keeps the old index and sets
 * the message. Emits "changed". Starts another scan if one was requested meanwhile. */
static void
bb_library_model_scanned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbLibraryModel) self = BB_LIBRARY_MODEL (data);
    g_autoptr (GError) error = NULL;
    BbLibraryIndex *index = bb_library_scan_finish (result, &error);
    gboolean is_stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

    g_clear_object (&self->cancellable);
    if (self->engine == NULL) {
        g_clear_pointer (&index, bb_library_index_unref);
        return;
    }
    if (index != NULL) {
        g_clear_pointer (&self->index, bb_library_index_unref);
        self->index = index;
        g_strfreev (self->paths);
        self->paths = g_strdupv ((char **) bb_library_index_get_paths (index));
        bb_library_model_watch (self);
    }
    bb_library_model_changed (self, is_stopped      ? g_strdup (_ ("The scan was stopped."))
                                    : error != NULL ? g_strdup (error->message)
                                                    : NULL);
    if (self->is_outdated)
        bb_library_model_scan (self);
}

void
bb_library_model_scan (BbLibraryModel *self)
{
    g_return_if_fail (BB_IS_LIBRARY_MODEL (self));

    self->is_outdated = self->cancellable != NULL;
    if (self->is_outdated || self->engine == NULL)
        return;
    self->cancellable = g_cancellable_new ();
    self->progress = (BbLibraryProgress){0};
    bb_library_scan_async (NULL, bb_engine_get_catalog (self->engine), bb_library_model_progress_cb, self,
                           self->cancellable, bb_library_model_scanned_cb, g_object_ref (self));
    bb_library_model_changed (self, NULL);
}

void
bb_library_model_stop (BbLibraryModel *self)
{
    g_return_if_fail (BB_IS_LIBRARY_MODEL (self));

    self->is_outdated = FALSE;
    if (self->cancellable != NULL)
        g_cancellable_cancel (self->cancellable);
}

/* --- changing the list of paths --- */

/* A change of the saved list of paths that is not finished yet. @place: position of @path in @paths of the model
 * before the change, -1 if @path was not there; @is_shown: @paths was changed already */
typedef struct {
    BbLibraryModel *model;
    char *path;
    int place;
    gboolean is_shown;
} BbLibraryChange;

static void
bb_library_change_free (BbLibraryChange *change)
{
    g_object_unref (change->model);
    g_free (change->path);
    g_free (change);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BbLibraryChange, bb_library_change_free)

/* Returns the position of @path in @paths; -1 if it is not there. */
static int
bb_library_model_find_path (BbLibraryModel *self, const char *path)
{
    for (int i = 0; self->paths[i] != NULL; i++)
        if (g_str_equal (self->paths[i], path))
            return i;
    return -1;
}

/* Removes @path from @paths, and adds it again at @place, or at the end if @paths is shorter; only removes @path if
 * @place is -1. The next scan replaces @paths by the saved list. */
static void
bb_library_model_set_place (BbLibraryModel *self, const char *path, int place)
{
    g_autoptr (GPtrArray) paths = g_ptr_array_new ();

    for (char **known = self->paths; *known != NULL; known++)
        if (!g_str_equal (*known, path))
            g_ptr_array_add (paths, g_strdup (*known));
    if (place >= 0)
        g_ptr_array_insert (paths, MIN (place, (int) paths->len), g_strdup (path));
    g_ptr_array_add (paths, NULL);
    g_strfreev (self->paths);
    self->paths = (char **) g_ptr_array_free (g_steal_pointer (&paths), FALSE);
}

/* Scans after a path was added to the saved list or removed from it. If the list could not be saved, sets the message
 * and undoes this change of @paths. Other changes of @paths since the last scan, which were saved, stay. */
static void
bb_library_model_path_changed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
    g_autoptr (BbLibraryChange) change = data;
    g_autoptr (GError) error = NULL;

    if (bb_library_change_finish (result, &error)) {
        bb_library_model_scan (change->model);
        return;
    }
    if (change->is_shown)
        bb_library_model_set_place (change->model, change->path, change->place);
    bb_library_model_changed (change->model, g_strdup (error->message));
}

void
bb_library_model_change (BbLibraryModel *self, const char *path, gboolean adds)
{
    BbLibraryChange *change;

    g_return_if_fail (BB_IS_LIBRARY_MODEL (self) && path != NULL);

    change = g_new0 (BbLibraryChange, 1);
    change->model = g_object_ref (self);
    change->path = g_strdup (path);
    change->place = bb_library_model_find_path (self, path);
    change->is_shown = adds == (change->place < 0);
    if (change->is_shown)
        bb_library_model_set_place (self, path, adds ? G_MAXINT : -1);
    bb_library_change_async (path, adds, bb_library_model_path_changed_cb, change);
}

void
bb_library_model_find_async (BbLibraryModel *self, BbLibraryIndex *index, BbEngineDrive *drive,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
    g_autoptr (BbDriveDetails) details = bb_drive_ref_details (bb_engine_drive_get_drive (drive));

    g_return_if_fail (BB_IS_LIBRARY_MODEL (self) && bb_engine_drive_get_facts (drive) != NULL);
    g_return_if_fail (index != NULL || self->index != NULL);

    bb_library_find_async (
        index != NULL ? index : self->index, index == NULL ? bb_engine_get_store (self->engine) : NULL, details,
        bb_engine_drive_get_facts (drive), bb_engine_get_catalog (self->engine), cancellable, callback, data);
}

/* --- object --- */

BbLibraryIndex *
bb_library_model_get_index (BbLibraryModel *self)
{
    g_return_val_if_fail (BB_IS_LIBRARY_MODEL (self), NULL);

    return self->index;
}

const char *const *
bb_library_model_get_paths (BbLibraryModel *self)
{
    g_return_val_if_fail (BB_IS_LIBRARY_MODEL (self), NULL);

    return (const char *const *) self->paths;
}

gboolean
bb_library_model_is_scanning (BbLibraryModel *self)
{
    g_return_val_if_fail (BB_IS_LIBRARY_MODEL (self), FALSE);

    return self->cancellable != NULL;
}

int
bb_library_model_get_percent (BbLibraryModel *self)
{
    g_return_val_if_fail (BB_IS_LIBRARY_MODEL (self), 0);

    return (int) (self->progress.done_bytes * 100 / MAX (self->progress.total_bytes, 1));
}

const char *
bb_library_model_get_message (BbLibraryModel *self)
{
    g_return_val_if_fail (BB_IS_LIBRARY_MODEL (self), NULL);

    return self->message;
}

static void
bb_library_model_dispose (GObject *object)
{
    BbLibraryModel *self = BB_LIBRARY_MODEL (object);

    self->engine = NULL;
    g_clear_handle_id (&self->quiet, g_source_remove);
    bb_library_model_stop (self);
    g_hash_table_remove_all (self->monitors);
    G_OBJECT_CLASS (bb_library_model_parent_class)->dispose (object);
}

static void
bb_library_model_finalize (GObject *object)
{
    BbLibraryModel *self = BB_LIBRARY_MODEL (object);

    g_clear_pointer (&self->index, bb_library_index_unref);
    g_clear_object (&self->cancellable);
    g_strfreev (self->paths);
    g_hash_table_unref (self->monitors);
    g_free (self->message);
    G_OBJECT_CLASS (bb_library_model_parent_class)->finalize (object);
}

static void
bb_library_model_class_init (BbLibraryModelClass *klass)
{
    GType type = G_TYPE_FROM_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = bb_library_model_dispose;
    G_OBJECT_CLASS (klass)->finalize = bb_library_model_finalize;
    signal_changed = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
    signal_progress = g_signal_new ("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bb_library_model_init (BbLibraryModel *self)
{
    self->paths = g_new0 (char *, 1);
    self->monitors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, bb_library_model_drop_monitor);
}

/* Disposes of the model with its engine. A running scan keeps a reference to the model and finds @engine to be %NULL
 * afterwards. */
static void
bb_library_model_release (gpointer self)
{
    g_object_run_dispose (self);
    g_object_unref (self);
}

BbLibraryModel *
bb_library_model_get (BbEngine *engine)
{
    BbLibraryModel *self = g_object_get_data (G_OBJECT (engine), "bb-library-model");

    if (self != NULL)
        return self;
    self = g_object_new (BB_TYPE_LIBRARY_MODEL, NULL);
    self->engine = engine;
    /* With a new key file, encrypted (wrapped) images may become readable, so the library is scanned again. Only
     * files with such images are read again. */
    g_signal_connect_object (bb_settings_get (), "notify::key-file", G_CALLBACK (bb_library_model_scan), self,
                             G_CONNECT_SWAPPED);
    g_object_set_data_full (G_OBJECT (engine), "bb-library-model", self, bb_library_model_release);
    return self;
}
